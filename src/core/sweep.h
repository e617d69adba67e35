/* How a run fares with every learning rate of a grid, and which of them suits. The rates that surface files
 * call tuned are what this finds: one rule for all of them.
 *
 * The grid has ten rates a decade, over nine decades around the optimizer's typical rate. Every one starts
 * where the run starts, with its seed and number of steps. Its end is the highest loss of the last tenth of
 * its steps. It may be
 *   stable    not beyond what theory allows at the lowest known minimum, or at rest all the same;
 *   steady    stable, and ending in view and below the first loss, and the next larger rate does so too, as
 *             low to 1 % of the way down: nobody wants the edge of divergence, or one lucky rate;
 *   arrived   for the last tenth of its steps next to a minimum (0.3 % of the view), or on the level of a
 *             declared one, to 2 % of the way down to it;
 *   visible   never out of the surface's view;
 *   calm      visible, and never higher than the first loss.
 * Of the steady rates those that have arrived are looked at, where there are any; of these the visible ones,
 * where there are any; of these the calm ones, if they end as low, to 1 % of the way down. The target lies
 * 1e-4 of the way down above their lowest end: on a bowl a hundredth of the distance to the minimum. The rate
 * that suits comes below the target for good in the fewest steps; it is the smallest of those that need at
 * most a quarter more. Where no rate is steady none suits, nor where the loss changes with the step. */
#ifndef CORE_SWEEP_H
#define CORE_SWEEP_H

#include "critical.h"
#include "recipe.h"
#include "surface.h"

enum { SWEEP_RATES = 90, SWEEP_MINIMA_MAX = 4096 };

/* What a rate may be praised for; each is one bit. */
typedef enum SweepTrait {
    SWEEP_STABLE = 1,
    SWEEP_STEADY = 2,
    SWEEP_ARRIVED = 4,
    SWEEP_VISIBLE = 8,
    SWEEP_CALM = 16
} SweepTrait;

typedef struct SweepRate {
    double rate;
    double end;      /* infinite: diverged */
    int64_t arrival; /* first step from which on the loss is at most the target; -1: never */
    unsigned traits; /* of SweepTrait */
} SweepRate;

typedef struct Sweep {
    SweepRate rates[SWEEP_RATES]; /* rising */
    double first;                 /* loss at the start */
    double target;                /* NaN where no rate suits */
    int suits;                    /* index of the rate that suits; -1: none */
} Sweep;

/* Where a surface's runs may arrive: its critical points in view, minima first, as critical_find() has them.
 */
typedef struct SweepGround {
    const Surface *surface;
    CriticalPoint *points;
    int count;
} SweepGround;

/* Finds them; false where memory runs out. */
bool sweep_ground_start(SweepGround *ground, const Surface *surface);
void sweep_ground_end(SweepGround *ground);

/* Whether the learning rate is for its user to choose: not that of a rule that finds its own. */
bool sweep_makes_sense(const Optimizer *optimizer);

/* Sweeps the rate of `recipe`. False where memory runs out. */
bool sweep_run(Sweep *sweep, const Recipe *recipe, const SweepGround *ground);

/* Gives a definition the tuned rate of an optimizer (NULL: of the few that race where none is named) that it
 * has none for, at 500 steps from its start, if one suits. Formulas of a thousand operations and more would
 * take too long and are left alone. False where memory runs out or it cannot be compiled. */
bool sweep_tune(SurfaceDefinition *definition, const Optimizer *optimizer);

#endif

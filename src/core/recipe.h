/* Everything that shapes one descent except the surface. A run is a pure function of its recipe. Plain data.
 */
#ifndef CORE_RECIPE_H
#define CORE_RECIPE_H

#include "clipping.h"
#include "optimizer.h"
#include "schedule.h"

#include <stdbool.h>

typedef struct Recipe {
    const Optimizer *optimizer;
    double values[HYPERPARAMETERS_MAX]; /* in the order of the optimizer's table; [0] is lr */
    const Schedule *schedule;
    double schedule_values[SCHEDULE_VALUES_MAX];
    int64_t warmup; /* steps of linear warm-up in front of the schedule */
    const Clipping *clipping;
    double clipping_values[CLIPPING_VALUES_MAX];
    double noise;     /* standard deviation of Gaussian noise added to every gradient element */
    int64_t batch;    /* examples per gradient; 0: all */
    bool replacement; /* draw every example from all; else by epochs, each a shuffle of all */
    uint64_t seed;
    uint32_t stream; /* the run's own number: noise is keyed by (seed, stream, step) */
    double start[2];
    int64_t steps; /* planned length: schedules run over it */

    /* What may be wrapped around any optimizer. */
    double sam_rho;         /* sharpness-aware minimization looks this far uphill; 0: off */
    int64_t lookahead_k;    /* lookahead: every so many steps ...; 0: off */
    double lookahead_alpha; /* ... the slow point follows the fast one by this share */
    double ema_decay;       /* share of the averaged point kept per step; 0: off */
} Recipe;

/* The optimizer with its defaults, constant rate, no clipping, no noise, nothing around it, 500 steps from
 * (0, 0). */
Recipe recipe_default(const Optimizer *optimizer);

/* Exchanges the optimizer: values of the same name are kept where the new one allows them, the rest are its
 * defaults; lr is always its default; its presets are set (sgd: batch 1). */
void recipe_set_optimizer(Recipe *recipe, const Optimizer *optimizer);
void recipe_set_schedule(Recipe *recipe, const Schedule *schedule); /* with the schedule's defaults */
void recipe_set_clipping(Recipe *recipe, const Clipping *clipping); /* with the clipping's defaults */

/* Sets the optimizer's values except lr as a library or the paper has them: "pytorch" (the defaults),
 * "optax", "keras" or "paper". Where the optimizer has no row for a convention, nothing there is known to
 * differ from the defaults. Set single values after it. */
bool recipe_set_convention(Recipe *recipe, const char *name, Error *error);

/* Names of the conventions, `*count` of them. */
const char *const *recipe_conventions(int *count);

/* Sets what `name` means in files and on the command line (lr, momentum, beta1, ..., noise, batch,
 * replacement, seed, steps, warmup, sam_rho, lookahead_k, lookahead_alpha, ema_decay, schedule.<name>,
 * clip.<name>) to a checked number. */
bool recipe_set(Recipe *recipe, const char *name, double value, Error *error);

/* The row of what recipe_set() knows by that name, or NULL. */
const Hyperparameter *recipe_row(const Recipe *recipe, const char *name);

/* What recipe_set() would have set; false where there is no such name. */
bool recipe_get(const Recipe *recipe, const char *name, double *value);

/* The rows of what every recipe has: noise, batch, replacement, seed, steps, warmup, and the wrappers. */
const Hyperparameter *recipe_common(int *count);

/* Learning rate at step t: lr times schedule and warm-up. A schedule that observes losses may have reduced it
 * further: that is known only to the run. */
double recipe_rate(const Recipe *recipe, int64_t t);

/* The optimizer's values at step t into values[HYPERPARAMETERS_MAX]: the recipe's, except a momentum (or
 * beta1) that the schedule moves. */
void recipe_values(const Recipe *recipe, int64_t t, double *values);

#endif

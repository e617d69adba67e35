/* One descent: recipe + state + run_step(). Plain data in one block of memory, copyable mid-way. */
#ifndef CORE_RUN_H
#define CORE_RUN_H

#include "objective.h"
#include "recipe.h"

/* All vectors have objective.n elements. After run_step() they describe the step just taken. A stage that the
 * recipe does not ask for shares its vector with the stage before it. */
typedef struct Run {
    Recipe recipe;
    Objective objective;
    int64_t t;        /* updates done */
    int64_t began;    /* of these, before the optimizer: it counts its steps from here (run_branch) */
    int64_t averaged; /* of these, before ema_decay's average began */
    double *w;        /* parameters now, after the update */
    double *point;    /* parameters the step started from */
    double *gradient; /* of the (mini-batch) loss at point */
    double *sampled; /* gradient + noise; with sam_rho the one found uphill, under the same batch and noise */
    double *clipped; /* what the optimizer saw */
    double *direction; /* what it made of it (after a clipping that acts on directions) */
    double *decay;     /* decoupled weight decay: weight_decay * point; else zero */
    double *update;    /* w - point = -rate * (direction + decay), and lookahead's pull where it is due */
    double *average; /* average of the path up to point: of ema_decay, else the optimizer's own, else point */
    double *slots[SLOTS_MAX];
    double scalars[SCALARS_MAX];
    double values[HYPERPARAMETERS_MAX]; /* the optimizer's at this step: a schedule may move a momentum */
    double loss;                        /* at point */
    double rate;                        /* learning rate of the step; what a line search found */
    double clip_factor;                 /* 1: not clipped */
    int64_t evaluations; /* so far: gradients, losses looked at, Hessians (n, or 2 n by differences) */
    ScheduleState schedule;
    double weight_decay; /* decoupled */
    double *noise;       /* of this step; NULL: none */
    double *slow;        /* lookahead's slow point */
    double *memory;      /* the optimizer's own */
    double *block;
} Run;

/* Starts at w (objective.n elements); w NULL: at recipe->start (n = 2). */
void run_start(Run *run, const Recipe *recipe, const Objective *objective, const double *w);
void run_end(Run *run);
void run_copy(Run *to, const Run *from); /* `to` is not started */

/* From the next step on the run follows `recipe` (start and stream do not matter any more). The optimizer's
 * state stays, unless it is another optimizer or needs memory of another size: that starts afresh, as a new
 * one does in a library. Step numbers go on, for schedules, batches and noise. */
void run_branch(Run *run, const Recipe *recipe);

/* One update, in fixed stages: gradient -> noise -> sam -> clipping -> direction -> decoupled decay -> rate
 * -> update -> lookahead. */
void run_step(Run *run);

#endif

/* What a run on the plane leaves behind: every step and every quantity behind it. */
#ifndef CORE_TRAJECTORY_H
#define CORE_TRAJECTORY_H

#include "branch.h"
#include "run.h"
#include "surface.h"

/* Columns of every row; the optimizers' slots follow, x and y of each (trajectory_column_name). Row k
 * describes the point after k updates and the step taken from it; a trajectory of n steps has n + 1 rows (the
 * last one's step is computed but leads nowhere).
 * The loss is that of all the data, what the map shows, also where the gradients are those of mini-batches.
 */
typedef enum Quantity {
    QUANTITY_X,
    QUANTITY_Y,
    QUANTITY_LOSS,
    QUANTITY_GRADIENT_X,
    QUANTITY_GRADIENT_Y,
    QUANTITY_SAMPLED_X,
    QUANTITY_SAMPLED_Y,
    QUANTITY_CLIPPED_X,
    QUANTITY_CLIPPED_Y,
    QUANTITY_DIRECTION_X,
    QUANTITY_DIRECTION_Y,
    QUANTITY_DECAY_X, /* decoupled weight decay, part of the update beside the direction */
    QUANTITY_DECAY_Y,
    QUANTITY_RATE,
    QUANTITY_UPDATE_X,
    QUANTITY_UPDATE_Y,
    QUANTITY_AVERAGE_X, /* average of the path up to this row, where the run has one; else x and y */
    QUANTITY_AVERAGE_Y,
    QUANTITY_EVALUATIONS,
    QUANTITY_SLOTS, /* the first slot's x; 2 * slot count columns from here */
} Quantity;

enum { TRAJECTORY_SLOTS_MAX = SLOTS_MAX * (BRANCHES_MAX + 1) };

typedef struct Trajectory {
    int64_t steps; /* rows - 1 */
    int columns;   /* doubles per row */
    /* Names of the slots of all the run's optimizers; zero while the one at work has none of that name. */
    const char *slots[TRAJECTORY_SLOTS_MAX];
    int slot_count;
    double *rows; /* (steps + 1) * columns */
    int64_t capacity;
} Trajectory;

/* How a descent ended, as far as step `steps`. A status is shown; it never changes the path. */
typedef enum Outcome { OUTCOME_RUNNING, OUTCOME_CONVERGED, OUTCOME_STALLED, OUTCOME_DIVERGED } Outcome;

typedef struct Status {
    Outcome outcome;
    int64_t step;      /* first step at which it held; for running the last step */
    double x, y, loss; /* there */
    int minimum;       /* converged: which of the surface's minima; else -1 */
    bool saddle;       /* stalled where the Hessian is indefinite */
} Status;

/* When a descent counts as converged, stalled, diverged. */
typedef struct Criteria {
    double target;   /* |loss - minimum's loss| at most this: converged to the nearest known minimum */
    double gradient; /* |gradient| below this: stalled */
    double bound;    /* |x| or |y| beyond this (or anything non-finite): diverged */
} Criteria;
/* 1e-6, 1e-9 and 1e6. Where the way down from the default start to the lowest known minimum is shorter than a
 * thousandth, the first two shrink with it; the bound is at least a thousand times as far as the view
 * reaches. */
Criteria criteria_usual(const Surface *surface);

/* Runs `recipe` on `surface` for recipe->steps and records it into `trajectory` (reused if it has been
 * started before; zero it first otherwise). False where there is not enough memory. */
bool trajectory_record(Trajectory *trajectory, const Recipe *recipe, const Surface *surface);
/* The same of a run whose recipe changes on the way: row `step` of a branch is the first whose step is taken
 * by what follows it. */
bool trajectory_record_branched(Trajectory *trajectory, const Recipe *recipe, const Branches *branches,
                                const Surface *surface);
void trajectory_end(Trajectory *trajectory);

/* Value of a column at step k. */
static inline double trajectory_at(const Trajectory *trajectory, int64_t k, int column) {
    return trajectory->rows[k * trajectory->columns + column];
}

/* Name of a column as in CSV headers: "x", "loss", "gradient_x", "exp_avg_y", ... */
const char *trajectory_column_name(const Trajectory *trajectory, int column, char *text, int size);
/* The column of a slot's x, or -1 where the run has none of that name. */
int trajectory_slot_column(const Trajectory *trajectory, const char *slot);

Status trajectory_status(const Trajectory *trajectory, const Surface *surface, Criteria criteria);

#endif

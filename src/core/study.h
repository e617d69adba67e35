/* A study: what trainings of one task left behind, every optimizer at every learning rate of a grid from
 * every seed, and what can be said of them. Plain data between those who train and those who show; it knows
 * neither. */
#ifndef CORE_STUDY_H
#define CORE_STUDY_H

#include "error.h"
#include "optimizer.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    STUDY_RUNS_MAX = 16,
    STUDY_RATES_MAX = 32,
    STUDY_SEEDS_MAX = 32,
    STUDY_POINTS = 200,
    STUDY_LOOKS = 20
};

typedef enum StudyQuantity {
    STUDY_LOSS,       /* of the mini-batches; mean since the last point */
    STUDY_RATE,       /* learning rate */
    STUDY_NORM,       /* of the gradient before clipping; mean since the last point */
    STUDY_CLIPPED,    /* share of the updates since the last point that were clipped */
    STUDY_VALIDATION, /* loss on the validation data; NaN: nobody looked */
    STUDY_ACCURACY,   /* on the validation data; NaN likewise, and where there are no labels */
    STUDY_QUANTITIES
} StudyQuantity;

typedef struct StudyPoint {
    int64_t step;   /* updates done */
    double seconds; /* of training alone */
    double values[STUDY_QUANTITIES];
} StudyPoint;

typedef enum StudyStatus { STUDY_WAITING, STUDY_TRAINING, STUDY_DONE, STUDY_FAILED } StudyStatus;

/* One training. */
typedef struct StudyCell {
    StudyStatus status; /* failed: loss or gradient was not finite */
    int count, capacity;
    StudyPoint *points;
    double test_loss, test_accuracy; /* once it is done; reported for the best rate alone */
} StudyCell;

typedef struct Study {
    char task[64], title[96], data[256]; /* the task's name and title; what it was trained on */
    int run_count, rate_count, seed_count;
    const Optimizer *runs[STUDY_RUNS_MAX];
    double rates[STUDY_RATES_MAX]; /* ascending */
    int64_t steps;                 /* updates of every training */
    double steps_per_epoch;
    int64_t batch, parameters, examples[3]; /* to train on, to validate, to test */
    double clip;                            /* norm to which gradients are clipped; 0: they are not */
    char schedule[64];
    bool labelled; /* accuracy counts; else the validation loss */
    bool sample;   /* only the sample that Slalom ships */
    double target; /* accuracy to reach, or loss; NaN: what the worst of the optimizers reached at its best */
    StudyCell *cells; /* [run][rate][seed] */
} Study;

/* Something that happened to a training. */
typedef struct StudyEvent {
    int run, rate, seed;
    StudyStatus status; /* TRAINING: a point more */
    StudyPoint point;
    double test_loss, test_accuracy; /* DONE */
} StudyEvent;

/* Makes room for the cells of a study whose counts are set. False: out of memory. */
bool study_start(Study *study);
void study_end(Study *study);

/* Takes over from another study of the same task, steps and data the trainings that it shares with it. */
void study_adopt(Study *study, Study *other);

StudyCell *study_cell(const Study *study, int run, int rate, int seed);
/* False: out of memory. */
bool study_take(Study *study, const StudyEvent *event);
/* Room for `count` points in a cell. */
bool study_reserve(StudyCell *cell, int count);

/* n rates from low to high, evenly spaced in their logarithm, with three digits where that loses nothing. */
void study_set_rates(Study *study, double low, double high, int count);

/* The middle of values[count], which are sorted by it; of an even number the mean of two. Infinite ones
 * count; NaN where there is none. */
double study_median(double *values, int count);
/* As NumPy's default: linear between the sorted values; share 0 .. 1. */
double study_quantile(const double *sorted, int count, double share);

/* What a training ended with: the validation loss, or where the task has labels the accuracy. The worst there
 * is where it failed; NaN while it is not done. */
double study_final(const Study *study, const StudyCell *cell);
/* Whether a is better than b: more accurate, or of lower loss. NaN is worse than anything. */
bool study_better(const Study *study, double a, double b);
/* Median of the final values at a rate over all seeds; NaN while one is not done. */
double study_score(const Study *study, int run, int rate);
/* The rate with the best score; -1: none yet. */
int study_best_rate(const Study *study, int run);

/* study->target, or the worst best score. NaN: there is none yet of some run. */
double study_target(const Study *study);
/* The first look at which the training was at the target; its step and seconds, infinite where there was
 * none. */
void study_reached(const Study *study, const StudyCell *cell, double target, double *steps, double *seconds);

/* Trainings of a run that are over, as a share of all, counting the progress of those under way. */
double study_progress(const Study *study, int run);
/* Whether all trainings of a run (-1: of all runs) are over. */
bool study_finished(const Study *study, int run);

/* One line of a result table. */
typedef struct StudyRow {
    int rate;                 /* index of the best one; -1: none yet, and nothing else is known */
    double score;             /* median of final values */
    double mean, deviation;   /* of final values over the seeds that were trained to the end */
    double best;              /* of all seeds */
    double steps, seconds;    /* to the target: medians over seeds, infinite where half of them fail */
    int reached;              /* seeds that did */
    double test, test_second; /* medians: accuracy and loss, or loss and NaN */
    int failed;               /* trainings at any rate that were not finite */
} StudyRow;
StudyRow study_row(const Study *study, int run);

/* ---- curves ---- */

typedef enum StudyAcross { ACROSS_STEPS, ACROSS_EPOCHS, ACROSS_SECONDS, ACROSS_COUNT } StudyAcross;

/* Of several seeds at one place: median, and the quantiles 10 % and 90 %. */
typedef struct CurvePoint {
    double x, low, middle, high;
} CurvePoint;

/* A quantity of a run at a rate over its seeds, where it was recorded; the number of points written. */
int study_curve(const Study *study, int run, int rate, StudyQuantity quantity, StudyAcross across,
                CurvePoint *points, int capacity);
/* The same of one seed. */
int study_seed_curve(const Study *study, int run, int rate, int seed, StudyQuantity quantity,
                     StudyAcross across, CurvePoint *points, int capacity);
/* Final values against rates. */
int study_sensitivity(const Study *study, int run, CurvePoint *points, int capacity);

/* Performance profile (Dolan and More 2002): the share of problems (a seed of a study each) that the run
 * solved within x times the steps of the fastest; a staircase. Studies have the same runs. */
int study_profile(const Study *const *studies, int count, int run, CurvePoint *points, int capacity);

#endif

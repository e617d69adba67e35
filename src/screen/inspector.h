/* "Why this step": what made one step of a run, in the order in which it was made, as a table and as arrows.
 * All of it is read from the recorded trajectory; formulas are those that give the recorded numbers. */
#ifndef SCREEN_INSPECTOR_H
#define SCREEN_INSPECTOR_H

#include "core/scene.h"

enum { INSPECTOR_ROWS_MAX = 24, INSPECTOR_TEXT = 80 };

typedef enum InspectorKind {
    INSPECTOR_PLAIN, /* no arrow */
    INSPECTOR_GRADIENT,
    INSPECTOR_BATCH,   /* what a batch's gradient has beside that of all the data */
    INSPECTOR_NOISE,   /* added to it */
    INSPECTOR_UPHILL,  /* what the gradient found uphill has beside the one here (SAM) */
    INSPECTOR_CLIPPED, /* what the optimizer saw, where it was clipped */
    INSPECTOR_MEAN,    /* running mean of gradients, on the gradient's scale */
    INSPECTOR_ROOT,    /* what divides each element of the mean: half the sides of a box */
    INSPECTOR_DIRECTION,
    INSPECTOR_RATE,
    INSPECTOR_DECAY,
    INSPECTOR_PULL, /* lookahead's, where it is due */
    INSPECTOR_STEP,
    INSPECTOR_KINDS,
} InspectorKind;

typedef struct InspectorRow {
    InspectorKind kind;
    char key[32]; /* in dumps: "gradient", "exp_avg", ... */
    char formula[INSPECTOR_TEXT], caption[INSPECTOR_TEXT];
    double value[2]; /* x and y; INSPECTOR_RATE: the rate, twice */
} InspectorRow;

typedef struct InspectorTable {
    int64_t step; /* from here to the next */
    double at[2];
    InspectorRow rows[INSPECTOR_ROWS_MAX];
    int count;
    bool scaled; /* every element is scaled by itself: the direction is a share of a box of +- rate */
    char mean[32], root[32];  /* what the direction is made of, as formulas call it; "": not known */
    double predicted, actual; /* change of the loss: g . step, and as recorded (NaN after the last step) */
} InspectorTable;

/* Describes the step from row `step` (clamped to the trajectory's). */
void inspector_describe(InspectorTable *table, const SceneRun *run, const Surface *surface, int64_t step);

/* The first row of a kind, or NULL. */
const InspectorRow *inspector_find(const InspectorTable *table, InspectorKind kind);

#endif

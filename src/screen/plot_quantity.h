/* What a plot can show of a run: a row per quantity. The menu of a plot's title, the state and the help all
 * read this table; a new quantity is a function of a trajectory's row and a row here. */
#ifndef SCREEN_PLOT_QUANTITY_H
#define SCREEN_PLOT_QUANTITY_H

#include "core/scene.h"

typedef struct PlotQuantity {
    const char *name;  /* in dumps: "loss" */
    const char *title; /* above the plot: "Loss" */
    const char *help;  /* one sentence */
    bool loss;         /* stands above the lowest known minimum on a log axis, where it needs that */
    bool planned;      /* goes on after a run has ended, as it is planned and not found */
    bool to_minimum;   /* needs a known minimum */
    double (*read)(const double *row, const Surface *surface);
} PlotQuantity;

enum {
    PLOT_QUANTITY_LOSS,
    PLOT_QUANTITY_GRADIENT,
    PLOT_QUANTITY_RATE,
    PLOT_QUANTITY_UPDATE,
    PLOT_QUANTITY_DISTANCE,
    PLOT_QUANTITY_COUNT
};

extern const PlotQuantity plot_quantities[PLOT_QUANTITY_COUNT];

#endif

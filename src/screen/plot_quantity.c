#include "plot_quantity.h"

#include <math.h>

static double read_loss(const double *row, const Surface *surface) {
    (void)surface;
    return row[QUANTITY_LOSS];
}

static double read_gradient(const double *row, const Surface *surface) {
    (void)surface;
    return hypot(row[QUANTITY_GRADIENT_X], row[QUANTITY_GRADIENT_Y]);
}

static double read_rate(const double *row, const Surface *surface) {
    (void)surface;
    return row[QUANTITY_RATE];
}

static double read_update(const double *row, const Surface *surface) {
    (void)surface;
    return hypot(row[QUANTITY_UPDATE_X], row[QUANTITY_UPDATE_Y]);
}

static double read_distance(const double *row, const Surface *surface) {
    double nearest = INFINITY;
    for (int i = 0; i < surface->minimum_count; i++) {
        const double *minimum = surface->minima[i];
        nearest = fmin(nearest, hypot(row[QUANTITY_X] - minimum[0], row[QUANTITY_Y] - minimum[1]));
    }
    return surface->minimum_count > 0 && !isnan(row[QUANTITY_X]) ? nearest : NAN;
}

const PlotQuantity plot_quantities[PLOT_QUANTITY_COUNT] = {
    [PLOT_QUANTITY_LOSS] = {.name = "loss",
                            .title = "Loss",
                            .help = "Height of the surface under the run; of all the data",
                            .loss = true,
                            .read = read_loss},
    [PLOT_QUANTITY_GRADIENT] = {.name = "gradient",
                                .title = "Gradient norm",
                                .help = "|g|: the steepest slope, of the batch the step saw, before noise",
                                .read = read_gradient},
    [PLOT_QUANTITY_RATE] = {.name = "rate",
                            .title = "Learning rate",
                            .help = "η of every step, schedule and warm-up included",
                            .planned = true,
                            .read = read_rate},
    [PLOT_QUANTITY_UPDATE] = {.name = "update",
                              .title = "Update norm",
                              .help = "|Δ|: how far the step goes",
                              .read = read_update},
    [PLOT_QUANTITY_DISTANCE] = {.name = "distance",
                                .title = "Distance to minimum",
                                .help = "How far the nearest known minimum is",
                                .to_minimum = true,
                                .read = read_distance},
};

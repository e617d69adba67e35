/* What the parts of a plot share: plot.c the frame and the curves, plot_labels.c the names at their ends,
 * plot_reading.c the card of a hovered place. */
#ifndef SCREEN_PLOT_INTERNAL_H
#define SCREEN_PLOT_INTERNAL_H

#include "plot.h"
#include "plot_axis.h"
#include "theme.h"

struct Plot {
    Series series[SCENE_RUNS_MAX]; /* in the order of `shown` */
    int shown[SCENE_RUNS_MAX];     /* runs with a curve */
    bool capped[SCENE_RUNS_MAX];
    int count;
    double floor; /* what was taken off the values */
    PlotAxis axis;
    PlotSpan span;
    Rect unit_area; /* of the x axis's name */
    Point *points;
    int capacity;
};

/* A value of a run with its height, to be sorted. */
typedef struct PlotEntry {
    int run;
    double value;
    float y;
} PlotEntry;

/* One drawing of a plot. */
typedef struct PlotPass {
    Plot *plot;
    Canvas *canvas;
    const Theme *theme;
    const Scene *scene;
    const PlotOptions *options;
    Rect area, frame;
} PlotPass;

SeriesSource plot_source(const Scene *scene, const PlotQuantity *quantity, int run, double floor);
float plot_x(const PlotPass *pass, double position);
/* Where a run's curve is at a step: it ends where the run converged or diverged, as its path on the map does;
 * only what is planned goes on. */
double plot_curve_step(const SceneRun *run, const PlotQuantity *quantity, double step);
/* Screen place of a run's value at a step. */
Point plot_place(const PlotPass *pass, int run, double step);
void plot_draw_dot(const PlotPass *pass, Point at, Color color);
/* By rising value, what is no number last. */
int plot_compare_values(const void *a, const void *b);

void plot_draw_end_labels(const PlotPass *pass);
void plot_draw_reading(const PlotPass *pass);

#endif

/* What the parts of a plot share: plot.c the frame and the curves, plot_labels.c the names at their ends,
 * plot_bound.c what theory promises,
 * plot_branches.c the old futures of branched runs, plot_reading.c the card of a hovered place. */
#ifndef SCREEN_PLOT_INTERNAL_H
#define SCREEN_PLOT_INTERNAL_H

#include "core/convergence.h"

#include "plot.h"
#include "plot_axis.h"
#include "theme.h"

enum { PLOT_CURVES_MAX = 2 * SCENE_RUNS_MAX };

/* What theory promises of a run, and what that was found from. */
typedef struct PlotBound {
    uint64_t key;
    Convergence convergence;
} PlotBound;

struct Plot {
    Series series[PLOT_CURVES_MAX]; /* in the order of `shown` */
    int shown[PLOT_CURVES_MAX];     /* runs with a curve; from `count` on, those with an old future */
    bool capped[PLOT_CURVES_MAX];
    int count, all;
    double floor;                     /* what was taken off the values */
    PlotBound bounds[SCENE_RUNS_MAX]; /* of the first `count` curves */
    int bound_shown;                  /* whose bound is drawn, an index of `shown`; -1: none */
    PlotAxis axis;
    PlotSpan span;
    Rect unit_area; /* of the x axis's name */
    Point *points;
    int capacity;
};

/* A value of a run with its height, to be sorted. */
typedef struct PlotEntry {
    int run;
    bool old; /* what it would have been before its branch */
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
void plot_draw_dot(const PlotPass *pass, Point at, RunLook look);
/* By rising value, what is no number last. */
int plot_compare_values(const void *a, const void *b);

/* The part of a curve between two steps; its ends are read from the source, so that they may lie between
 * points. */
void plot_draw_curve(const PlotPass *pass, const Series *series, const SeriesSource *source, double from,
                     double to, float width, RunLook look, Color color);

/* Old futures: series of those there are, after the runs'; where one ends; the curves; diamonds and legend.
 */
void plot_gather_old(const PlotPass *pass);
SeriesSource plot_old_source(const PlotPass *pass, int index);
double plot_old_end(const PlotPass *pass, int index);
void plot_draw_old(const PlotPass *pass);
void plot_draw_branches(const PlotPass *pass);

/* The theory bound of one run, where there is one for the quantity, and its legend. */
void plot_draw_bound(const PlotPass *pass);
void plot_draw_end_labels(const PlotPass *pass);
void plot_draw_reading(const PlotPass *pass);

#endif

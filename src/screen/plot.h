/* A plot of one quantity of every run against the step, or against what the steps have cost. Frame, grid,
 * ticks, past solid, future faint, cursor, dots, end labels, theory bound, reading of a hovered place.
 * Stateless but for its buffers; its title is drawn by whoever lets it be chosen (plots_row.h).
 *
 * `area` is the plot's cell with its margins: frame = area less 56 on the left, 40 above (title), 40 below
 * (ticks) and `right` on the right (96 with end labels, 56 without); at 1600x1000 the loss plot's area is (0,
 * 728, 744, 272) with the frame (56, 768, 592, 192), the rate plot's (744, 728, 456, 272) with the frame
 * (800, 768, 344, 192). */
#ifndef SCREEN_PLOT_H
#define SCREEN_PLOT_H

#include "canvas.h"
#include "plot_quantity.h"
#include "plot_span.h"

typedef struct Theme Theme;
typedef struct Plot Plot;

/* How values stand on the y axis. */
typedef enum PlotScale {
    PLOT_LINEAR,
    PLOT_LOG, /* decades. Of a quantity that reaches below zero it shows the distance above the lowest known
               * minimum where the surface has one (the title then says "Loss above minimum"), else a
               * symmetric logarithm: decades of the size on both sides of a linear strip about zero (its
               * ticks show the true values). */
} PlotScale;

typedef struct PlotOptions {
    const PlotQuantity *quantity;
    PlotScale scale;
    PlotUnit unit;
    double low, high; /* shares of the x axis shown: 0 and 1 show all of it */
    double playhead;  /* step */
    bool end_labels;  /* run names at the right end, spread; else none */
    bool show_hidden; /* hidden runs too */
    bool hide_future; /* nothing beyond the playhead, not even by the range of the y axis */
    bool hover;       /* read the values at hover_at */
    double hover_at;  /* position on the x axis: a step, or a number of evaluations */
    int hover_run;    /* run whose curve is brought out, or -1 */
} PlotOptions;

PlotOptions plot_options_loss(void);          /* log, in steps, all of them, end labels */
PlotOptions plot_options_learning_rate(void); /* the same without end labels */

Plot *plot_start(void);
void plot_end(Plot *plot); /* may be NULL */

/* The frame inside an area for these options. */
Rect plot_frame(Rect area, const PlotOptions *options);

void plot_draw(Plot *plot, Canvas *canvas, const Theme *theme, const Scene *scene, Rect area,
               const PlotOptions *options);

/* Position on the x axis under a screen point, clamped to what is shown (not rounded). */
double plot_position_at(const Scene *scene, Rect area, const PlotOptions *options, Point point);

/* The step that this position stands for, clamped to 0 .. scene->steps: for dragging the playhead. */
double plot_step_at(const Scene *scene, Rect area, const PlotOptions *options, Point point);

/* Whether a press at the point grabs the plot: inside the frame grown by 8 px. */
bool plot_hit(Rect area, const PlotOptions *options, Point point);

/* After the last plot_draw: whether losses stand above the minimum, screen y of a value (clamped to the
 * frame's ends grown by 1e4), and a run's value at a position. */
bool plot_above_minimum(const Plot *plot);
/* The run whose theory bound is drawn, or -1, and by how much its distance shrinks per step. */
int plot_bound_run(const Plot *plot);
double plot_bound_factor(const Plot *plot);
float plot_y(const Plot *plot, double value);
/* Where the name of the x axis's unit belongs, with room for a press; whoever makes a switch of it writes it.
 */
Rect plot_unit_area(const Plot *plot);
double plot_reading(const Plot *plot, const Scene *scene, const PlotOptions *options, int run,
                    double position);

#endif

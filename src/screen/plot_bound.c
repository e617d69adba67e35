#include "number.h"
#include "plot_internal.h"
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { POINTS = 160 };

static const float WIDTH = 1.75f, DASH_ON = 5, DASH_OFF = 4, TITLE_Y = 20;
static const float LEGEND_DASH = 24, LEGEND_GAP = 10, TITLE_GAP = 44;
static const float LEAST_WIDTH = 0.1f; /* of the frame's: a shorter bound is not seen, only its legend is */

/* The bound of each quantity that has one, and how it shrinks per step. */
static const struct {
    double (*value)(const Convergence *convergence, double step);
    const char *power;
} bounds[PLOT_QUANTITY_COUNT] = {
    [PLOT_QUANTITY_LOSS] = {convergence_loss, "\u03c1^{2k}"},
    [PLOT_QUANTITY_GRADIENT] = {convergence_gradient, "\u03c1^{k}"},
    [PLOT_QUANTITY_DISTANCE] = {convergence_distance, "\u03c1^{k}"},
};

static uint64_t hash(uint64_t so_far, const void *data, size_t size) {
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++) so_far = (so_far ^ bytes[i]) * 1099511628211u;
    return so_far;
}

/* Once for every recording: it reads all of it. */
static const Convergence *convergence_for(const PlotPass *pass, int index) {
    const SceneRun *run = &pass->scene->runs[pass->plot->shown[index]];
    PlotBound *bound = &pass->plot->bounds[index];
    uint64_t key = hash(pass->plot->series[index].key, &run->recipe, sizeof run->recipe);
    key = hash(key, &pass->scene->surface.version, sizeof pass->scene->surface.version);
    if (key != bound->key) {
        const Branches *branches = &run->branches;
        int64_t first = branches->count > 0 ? branches->at[branches->count - 1].step + 1 : 0;
        int64_t last = (int64_t)plot_curve_step(run, pass->options->quantity, INFINITY);
        bound->convergence =
            convergence_of(&pass->scene->surface, &run->recipe, &run->trajectory, first, last);
        bound->key = key;
    }
    return bound->convergence.proven ? &bound->convergence : NULL;
}

/* The steps for which a run's bound would be drawn; false: too few to be seen. */
static bool find_steps(const PlotPass *pass, int index, const Convergence *convergence, double *begin,
                       double *end) {
    const PlotSpan *span = &pass->plot->span;
    const Trajectory *trajectory = &pass->scene->runs[pass->plot->shown[index]].trajectory;
    *begin = fmax((double)convergence->from, plot_span_step(span, trajectory, span->low));
    *end = fmin((double)trajectory->steps, plot_span_step(span, trajectory, span->high) + 1);
    return *end > *begin &&
           plot_span_position(span, trajectory, *end) - plot_span_position(span, trajectory, *begin) >=
               (double)LEAST_WIDTH * (span->high - span->low);
}

/* The run whose bound is shown: the one pointed at, else the first that ends. -1: none has one. */
static int choose(const PlotPass *pass) {
    const Plot *plot = pass->plot;
    int chosen = -1;
    int64_t earliest = INT64_MAX;
    for (int i = 0; i < plot->count; i++) {
        const SceneRun *run = &pass->scene->runs[plot->shown[i]];
        const Convergence *convergence = convergence_for(pass, i);
        double begin, end;
        if (!convergence || !find_steps(pass, i, convergence, &begin, &end)) continue;
        if (plot->shown[i] == pass->options->hover_run) return i;
        if (run->status.step < earliest) earliest = run->status.step, chosen = i;
    }
    return chosen;
}

static void draw_legend(const PlotPass *pass, const SceneRun *run, const char *power, double factor) {
    static const char *const forms[] = {"%s bound near the minimum, %s with \u03c1 = %s",
                                        "%s bound, %s with \u03c1 = %s", "%s bound"};
    TextStyle style = {SMALL_TEXT, WEIGHT_REGULAR, ALIGN_LEFT, true};
    char number[NUMBER_SIZE], text[160];
    /* The title before it, and its chevron. */
    TextStyle heading = {NORMAL_TEXT, WEIGHT_SEMIBOLD, ALIGN_LEFT, false};
    snprintf(text, sizeof text, "%s%s", pass->options->quantity->title,
             plot_above_minimum(pass->plot) ? " above minimum" : "");
    float title = canvas_text_width(pass->canvas, heading, text) + TITLE_GAP;
    float right = pass->frame.x + pass->frame.w, y = pass->area.y + TITLE_Y, width = 0;
    snprintf(number, sizeof number, factor < 0.9995 ? "%.3f" : "%.6f", factor);
    for (int i = 0; i < 3; i++) {
        snprintf(text, sizeof text, forms[i], run->name, power, number);
        width = text_markup_width(pass->canvas, style, text);
        if (width + LEGEND_DASH + LEGEND_GAP + title <= pass->frame.w) break;
        if (i == 2) return;
    }
    Point dash[2] = {{right - width - LEGEND_GAP - LEGEND_DASH, y}, {right - width - LEGEND_GAP, y}};
    canvas_polyline(pass->canvas, dash, 2, WIDTH, DASH_ON, DASH_OFF,
                    theme_run(pass->theme, run->colour).color);
    text_markup(pass->canvas, style, text, (Point){right - width, text_baseline(y, SMALL_TEXT)},
                pass->theme->text2);
}

void plot_draw_bound(const PlotPass *pass) {
    const Plot *plot = pass->plot;
    int quantity = (int)(pass->options->quantity - plot_quantities);
    if (!bounds[quantity].value || pass->options->hide_future) return;
    pass->plot->bound_shown = choose(pass);
    if (plot->bound_shown < 0) return;
    const SceneRun *run = &pass->scene->runs[plot->shown[plot->bound_shown]];
    const Convergence *convergence = &plot->bounds[plot->bound_shown].convergence;
    const PlotSpan *span = &plot->span;
    double begin, end;
    find_steps(pass, plot->bound_shown, convergence, &begin, &end);
    double above = quantity == PLOT_QUANTITY_LOSS ? convergence->loss - plot->floor : 0;
    Point points[POINTS + 1];
    for (int i = 0; i <= POINTS; i++) {
        double step = begin + (end - begin) * i / POINTS;
        double value = above + bounds[quantity].value(convergence, step);
        points[i] = (Point){plot_x(pass, plot_span_position(span, &run->trajectory, step)),
                            plot_axis_y(&plot->axis, value)};
    }
    canvas_push_clip(pass->canvas, pass->frame);
    canvas_polyline(pass->canvas, points, POINTS + 1, WIDTH, DASH_ON, DASH_OFF,
                    theme_run(pass->theme, run->colour).color);
    canvas_pop_clip(pass->canvas);
    if (plot->all == plot->count) draw_legend(pass, run, bounds[quantity].power, convergence->factor);
}

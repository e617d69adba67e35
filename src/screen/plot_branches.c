#include "marks.h"
#include "plot_internal.h"
#include "text.h"

#include <math.h>

static const float WIDTH = 2, DASH_ON = 8, DASH_OFF = 5, SHARE = 0.8f, DIAMOND = 6, TITLE_Y = 20;
static const float LEGEND_DASH = 30, LEGEND_GAP = 12, LEGEND_ROOM = 360;

static const Branch *last_branch(const SceneRun *run) {
    return run->branches.count > 0 ? &run->branches.at[run->branches.count - 1] : NULL;
}

SeriesSource plot_old_source(const PlotPass *pass, int index) {
    SeriesSource source =
        plot_source(pass->scene, pass->options->quantity, pass->plot->shown[index], pass->plot->floor);
    source.trajectory = &pass->scene->runs[pass->plot->shown[index]].before_branch;
    return source;
}

double plot_old_end(const PlotPass *pass, int index) {
    const SceneRun *run = &pass->scene->runs[pass->plot->shown[index]];
    bool ended =
        run->before_status.outcome == OUTCOME_CONVERGED || run->before_status.outcome == OUTCOME_DIVERGED;
    return (double)(ended && !pass->options->quantity->planned ? run->before_status.step
                                                               : run->before_branch.steps);
}

void plot_gather_old(const PlotPass *pass) {
    Plot *plot = pass->plot;
    const PlotSpan *span = &plot->span;
    plot->all = plot->count;
    for (int i = 0; i < plot->count && plot->all < PLOT_CURVES_MAX; i++) {
        const SceneRun *run = &pass->scene->runs[plot->shown[i]];
        const Branch *branch = last_branch(run);
        if (!branch || !run->before_branch.rows || pass->options->hide_future) continue;
        int index = plot->all;
        plot->shown[index] = plot->shown[i];
        plot->capped[index] = run->before_status.outcome == OUTCOME_DIVERGED;
        SeriesSource source = plot_old_source(pass, index);
        double end = plot_old_end(pass, index),
               first = fmax(plot_span_step(span, source.trajectory, span->low), (double)branch->step),
               last = fmin(ceil(plot_span_step(span, source.trajectory, span->high)) + 1, end);
        if (!(last > first)) continue;
        series_update(&plot->series[index], &source, (int64_t)first, (int64_t)last);
        plot->all++;
    }
}

void plot_draw_old(const PlotPass *pass) {
    const Plot *plot = pass->plot;
    for (int i = plot->count; i < plot->all; i++) {
        const SceneRun *run = &pass->scene->runs[plot->shown[i]];
        SeriesSource source = plot_old_source(pass, i);
        plot_draw_curve(pass, &plot->series[i], &source, (double)last_branch(run)->step, INFINITY, WIDTH,
                        (RunLook){.dash_on = DASH_ON, .dash_off = DASH_OFF},
                        theme_fade(theme_run(pass->theme, run->colour).color, SHARE));
    }
}

static void draw_branch(const PlotPass *pass, const SceneRun *run, const Branch *branch) {
    Rect frame = pass->frame;
    Color color = theme_run(pass->theme, run->colour).color;
    float x = plot_x(pass, plot_span_position(&pass->plot->span, &run->trajectory, (double)branch->step));
    if (branch->step > run->trajectory.steps || x < frame.x || x > frame.x + frame.w) return;
    Point line[2] = {{x, frame.y + DIAMOND}, {x, frame.y + frame.h}};
    canvas_polyline(pass->canvas, line, 2, 1, 2, 4, color);
    mark_branch(pass->canvas, pass->theme, (Point){x, frame.y}, DIAMOND, pass->theme->bg0, color);
}

void plot_draw_branches(const PlotPass *pass) {
    const Plot *plot = pass->plot;
    const Theme *theme = pass->theme;
    for (int i = 0; i < plot->count; i++) {
        const SceneRun *run = &pass->scene->runs[plot->shown[i]];
        for (int k = 0; k < run->branches.count; k++) draw_branch(pass, run, &run->branches.at[k]);
    }
    if (plot->all == plot->count || pass->frame.w < LEGEND_ROOM) return;
    TextStyle style = {SMALL_TEXT, WEIGHT_REGULAR, ALIGN_RIGHT, false};
    const char *words = "before the branch";
    float right = pass->frame.x + pass->frame.w, y = pass->area.y + TITLE_Y,
          left = right - canvas_text_width(pass->canvas, style, words) - LEGEND_GAP;
    Point dash[2] = {{left - LEGEND_DASH, y}, {left, y}};
    Color color = theme_run(theme, pass->scene->runs[plot->shown[plot->count]].colour).color;
    canvas_polyline(pass->canvas, dash, 2, WIDTH, DASH_ON, DASH_OFF, theme_fade(color, SHARE));
    canvas_text(pass->canvas, style, words, (Point){right, text_baseline(y, SMALL_TEXT)}, 0, theme->text2);
}

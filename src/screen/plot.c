#include "plot.h"

#include "number.h"
#include "plot_internal.h"
#include "text.h"
#include "trails.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const float LEFT = 56, TOP = 40, BOTTOM = 40, RIGHT_WITH_LABELS = 96, RIGHT = 56;
static const float TICKS_BELOW = 14, LABEL_GAP = 8, UNIT_GAP = 5;
static const double TICKS_APART = 60; /* pixels between marks of the x axis */
static const float FUTURE_SHARE = 0.34f, DOT = 4.5f, DOT_RIM = 2, CURSOR_SHARE = 0.55f, TOP_EXTRA = 0.75f;
static const double THINNEST = 0.3; /* pixels between points of a curve */

static PlotOptions options_for(int quantity) {
    return (PlotOptions){
        .quantity = &plot_quantities[quantity], .scale = PLOT_LOG, .low = 0, .high = 1, .hover_run = -1};
}

PlotOptions plot_options_loss(void) {
    PlotOptions options = options_for(PLOT_QUANTITY_LOSS);
    options.end_labels = true;
    return options;
}

PlotOptions plot_options_learning_rate(void) {
    return options_for(PLOT_QUANTITY_RATE);
}

Plot *plot_start(void) {
    return calloc(1, sizeof(Plot));
}

void plot_end(Plot *plot) {
    if (!plot) return;
    for (int i = 0; i < PLOT_CURVES_MAX; i++) series_end(&plot->series[i]);
    free(plot->points);
    free(plot);
}

Rect plot_frame(Rect area, const PlotOptions *options) {
    float right = options->end_labels ? RIGHT_WITH_LABELS : RIGHT;
    return (Rect){area.x + LEFT, area.y + TOP, fmaxf(16, area.w - LEFT - right),
                  fmaxf(16, area.h - TOP - BOTTOM)};
}

int plot_bound_run(const Plot *plot) {
    return plot->bound_shown >= 0 ? plot->shown[plot->bound_shown] : -1;
}

double plot_bound_factor(const Plot *plot) {
    return plot->bound_shown >= 0 ? plot->bounds[plot->bound_shown].convergence.factor : NAN;
}

bool plot_above_minimum(const Plot *plot) {
    return plot->floor != 0;
}

float plot_y(const Plot *plot, double value) {
    return plot_axis_y(&plot->axis, value);
}

Rect plot_unit_area(const Plot *plot) {
    return plot->unit_area;
}

float plot_x(const PlotPass *pass, double position) {
    const PlotSpan *span = &pass->plot->span;
    return pass->frame.x + pass->frame.w * (float)((position - span->low) / (span->high - span->low));
}

double plot_position_at(const Scene *scene, Rect area, const PlotOptions *options, Point point) {
    Rect frame = plot_frame(area, options);
    PlotSpan span = plot_span_of(scene, options->unit, options->low, options->high);
    double share = ((double)point.x - (double)frame.x) / (double)frame.w;
    return span.low + fmin(fmax(share, 0), 1) * (span.high - span.low);
}

double plot_step_at(const Scene *scene, Rect area, const PlotOptions *options, Point point) {
    PlotSpan span = plot_span_of(scene, options->unit, options->low, options->high);
    return plot_span_scene_step(&span, scene, plot_position_at(scene, area, options, point));
}

bool plot_hit(Rect area, const PlotOptions *options, Point point) {
    Rect frame = plot_frame(area, options);
    return point.x >= frame.x - PLOT_CURSOR_HIT && point.x <= frame.x + frame.w + PLOT_CURSOR_HIT &&
           point.y >= frame.y - PLOT_CURSOR_HIT && point.y <= frame.y + frame.h + PLOT_CURSOR_HIT;
}

int plot_compare_values(const void *a, const void *b) {
    const PlotEntry *left = a, *right = b;
    bool left_number = !isnan(left->value), right_number = !isnan(right->value);
    if (left_number != right_number) return right_number - left_number;
    if (left_number && left->value != right->value)
        return (left->value > right->value) - (left->value < right->value);
    return left->run - right->run;
}

/* ---- what is shown ---- */

double plot_curve_step(const SceneRun *run, const PlotQuantity *quantity, double step) {
    if (!quantity->planned) return trails_head_step(run, step);
    return fmin(fmax(step, 0), (double)run->trajectory.steps);
}

SeriesSource plot_source(const Scene *scene, const PlotQuantity *quantity, int run, double floor) {
    return (SeriesSource){&scene->runs[run].trajectory, quantity->read, &scene->surface, floor};
}

/* What is taken off the losses so that they can stand on a log axis: the lowest known minimum, where some
 * loss needs it. */
static double loss_floor(const Scene *scene, const PlotOptions *options) {
    if (!options->quantity->loss || options->scale != PLOT_LOG) return 0;
    double floor = INFINITY;
    for (int i = 0; i < scene->surface.minimum_count; i++)
        floor = fmin(floor, scene->surface.minimum_losses[i]);
    return isfinite(floor) && fabs(floor) > 1e-9 ? floor : 0;
}

static void gather_with_floor(const PlotPass *pass, double floor) {
    Plot *plot = pass->plot;
    const Scene *scene = pass->scene;
    const PlotOptions *options = pass->options;
    const PlotSpan *span = &plot->span;
    plot->count = 0;
    plot->floor = floor;
    for (int i = 0; i < scene->run_count; i++) {
        const SceneRun *run = &scene->runs[i];
        if ((run->hidden && !options->show_hidden) || !run->trajectory.rows) continue;
        plot->shown[plot->count] = i;
        plot->capped[plot->count] = run->status.outcome == OUTCOME_DIVERGED;
        /* The steps that are shown, and one on either side. */
        double latest = options->hide_future ? options->playhead : INFINITY;
        int64_t end = (int64_t)plot_curve_step(run, options->quantity, latest),
                first = (int64_t)plot_span_step(span, &run->trajectory, span->low),
                last = (int64_t)ceil(plot_span_step(span, &run->trajectory, span->high)) + 1;
        if (last > end) last = end;
        if (first > last) first = last;
        SeriesSource source = plot_source(scene, options->quantity, i, floor);
        series_update(&plot->series[plot->count++], &source, first, last);
    }
    plot_gather_old(pass);
}

/* Gathers the curves. Losses far below the known minimum show that it is not the lowest point: then nothing
 * is taken off. */
static void gather(const PlotPass *pass) {
    Plot *plot = pass->plot;
    double floor = loss_floor(pass->scene, pass->options);
    gather_with_floor(pass, floor);
    for (int i = 0; i < plot->count && floor != 0; i++) {
        if (plot->series[i].low < -1e-6 * (1 + fabs(floor))) {
            gather_with_floor(pass, 0);
            return;
        }
    }
    /* Rounding may put a value a hair below the minimum it has reached; that is no negative loss. */
    for (int i = 0; i < plot->count && floor != 0; i++) plot->series[i].negative = false;
}

/* ---- drawing ---- */

static void draw_steps(const PlotPass *pass) {
    const PlotSpan *span = &pass->plot->span;
    Canvas *canvas = pass->canvas;
    Rect frame = pass->frame;
    TextStyle style = {SMALL_TEXT, WEIGHT_REGULAR, ALIGN_CENTRE, true};
    const char *unit = span->unit == PLOT_STEPS ? "step" : plot_unit_names[span->unit];
    float baseline = text_baseline(frame.y + frame.h + TICKS_BELOW, SMALL_TEXT), last_end = 0;
    float unit_width = canvas_text_width(canvas, style, unit);
    float room = pass->area.x + pass->area.w - unit_width - UNIT_GAP; /* the last the name may begin at */
    Ticks ticks = plot_span_ticks(span, TICKS_APART * (span->high - span->low) / (double)frame.w);
    char text[TICK_TEXT];
    for (int i = 0; i < ticks.count; i++) {
        float x = plot_x(pass, ticks.values[i]);
        if (x > frame.x + 1 && x < frame.x + frame.w - 1)
            canvas_vertical_line(canvas, x, frame.y, frame.h, 1, pass->theme->grid);
        if (ticks.values[i] >= 1e5)
            number_format_short(text, ticks.values[i], 6);
        else
            snprintf(text, sizeof text, "%.0f", ticks.values[i]);
        float half = 0.5f * canvas_text_width(canvas, style, text);
        if (x + half + UNIT_GAP > room || x - half < last_end + UNIT_GAP) continue;
        canvas_text(canvas, style, text, (Point){x, baseline}, 0, pass->theme->text2);
        last_end = x + half;
    }
    float x = fminf(fmaxf(last_end + UNIT_GAP, frame.x + frame.w - 0.5f * unit_width), room);
    pass->plot->unit_area =
        (Rect){x - UNIT_GAP, frame.y + frame.h + TICKS_BELOW - 16, unit_width + 2 * UNIT_GAP, 32};
}

static void draw_frame(const PlotPass *pass) {
    Canvas *canvas = pass->canvas;
    const Theme *theme = pass->theme;
    Rect frame = pass->frame;
    canvas_rect(canvas, frame, theme->plot);
    draw_steps(pass);
    PlotMark marks[PLOT_MARKS_MAX];
    int count = plot_axis_marks(&pass->plot->axis, marks);
    TextStyle style = {SMALL_TEXT, WEIGHT_REGULAR, ALIGN_RIGHT, true};
    for (int i = 0; i < count; i++) {
        bool on_border = marks[i].y < frame.y + 1 || marks[i].y > frame.y + frame.h - 1;
        if (!on_border) canvas_horizontal_line(canvas, frame.x, marks[i].y, frame.w, 1, theme->grid);
        canvas_text(canvas, style, marks[i].text,
                    (Point){frame.x - LABEL_GAP, text_baseline(marks[i].y, SMALL_TEXT)}, 0, theme->text2);
    }
    canvas_round_rect_border(canvas, (Rect){frame.x - 1, frame.y - 1, frame.w + 2, frame.h + 2}, 0, 1,
                             theme->line);
    if (!pass->options->quantity->to_minimum || pass->scene->surface.minimum_count > 0) return;
    TextStyle centred = {SMALL_TEXT, WEIGHT_REGULAR, ALIGN_CENTRE, false};
    canvas_text(canvas, centred, "No minimum of this surface is known",
                (Point){frame.x + frame.w / 2, text_baseline(frame.y + frame.h / 2, SMALL_TEXT)}, 0,
                theme->text2);
}

static bool reserve(Plot *plot, int count) {
    if (count <= plot->capacity) return true;
    Point *grown = realloc(plot->points, (size_t)count * sizeof *grown);
    if (!grown) return false;
    plot->points = grown;
    plot->capacity = count;
    return true;
}

void plot_draw_curve(const PlotPass *pass, const Series *series, const SeriesSource *source, double from,
                     double to, float width, RunLook look, Color color) {
    Plot *plot = pass->plot;
    if (series->count == 0 || !reserve(plot, series->count + 2)) return;
    from = fmax(from, series->points[0].step);
    to = fmin(to, series->points[series->count - 1].step);
    if (!(to > from)) return;
    int count = 0;
    for (int i = -1; i <= series->count; i++) {
        bool inner = i >= 0 && i < series->count;
        double step = i < 0 ? from : inner ? series->points[i].step : to;
        if (inner && (step <= from || step >= to)) continue;
        double value = inner ? series->points[i].value : series_value(source, step);
        Point point = {plot_x(pass, plot_span_position(&plot->span, source->trajectory, step)),
                       plot_axis_y(&plot->axis, value)};
        if (isnan(point.y)) {
            if (count > 1)
                canvas_polyline(pass->canvas, plot->points, count, width, look.dash_on, look.dash_off, color);
            count = 0;
            continue;
        }
        Point last = count > 0 ? plot->points[count - 1] : (Point){0, 0};
        bool near = count > 0 && fabs((double)point.x - (double)last.x) < THINNEST &&
                    fabs((double)point.y - (double)last.y) < THINNEST;
        if (!near || i == series->count) plot->points[count++] = point;
    }
    if (count > 1)
        canvas_polyline(pass->canvas, plot->points, count, width, look.dash_on, look.dash_off, color);
}

static void draw_curves(const PlotPass *pass) {
    const Plot *plot = pass->plot;
    const PlotOptions *options = pass->options;
    for (int past = 0; past <= 1; past++) {
        for (int i = 0; i < plot->count; i++) {
            const SceneRun *run = &pass->scene->runs[plot->shown[i]];
            RunLook look = theme_run(pass->theme, run->colour);
            double head = plot_curve_step(run, options->quantity, options->playhead),
                   end = plot_curve_step(run, options->quantity, INFINITY);
            SeriesSource source = plot_source(pass->scene, options->quantity, plot->shown[i], plot->floor);
            float extra = plot->shown[i] == options->hover_run ? TOP_EXTRA : 0;
            if (past) {
                plot_draw_curve(pass, &plot->series[i], &source, 0, head, CURVE_WIDTH + extra, look,
                                look.color);
            } else if (!options->hide_future) {
                plot_draw_curve(pass, &plot->series[i], &source, head, end, FUTURE_WIDTH + extra, look,
                                theme_mix(pass->theme->plot, look.color, FUTURE_SHARE));
            }
        }
    }
}

Point plot_place(const PlotPass *pass, int run, double step) {
    const Plot *plot = pass->plot;
    SeriesSource source = plot_source(pass->scene, pass->options->quantity, run, plot->floor);
    return (Point){plot_x(pass, plot_span_position(&plot->span, source.trajectory, step)),
                   plot_axis_y(&plot->axis, series_value(&source, step))};
}

void plot_draw_dot(const PlotPass *pass, Point at, RunLook look) {
    Rect frame = pass->frame;
    if (isnan(at.y) || at.x < frame.x - 1 || at.x > frame.x + frame.w + 1) return;
    at.y = fminf(fmaxf(at.y, frame.y), frame.y + frame.h);
    marker_draw(pass->canvas, look.marker, at, DOT + DOT_RIM, pass->theme->plot);
    marker_draw(pass->canvas, look.marker, at, DOT, look.color);
}

static void draw_cursor(const PlotPass *pass) {
    const Plot *plot = pass->plot;
    const PlotOptions *options = pass->options;
    const Scene *scene = pass->scene;
    Rect frame = pass->frame;
    double step = fmin(fmax(options->playhead, 0), (double)scene->steps);
    float x = plot_x(pass, plot_span_scene_position(&plot->span, scene, step));
    if (x >= frame.x - 1 && x <= frame.x + frame.w + 1)
        canvas_vertical_line(pass->canvas, x, frame.y, frame.h, 1,
                             theme_fade(pass->theme->text1, CURSOR_SHARE));
    for (int i = 0; i < plot->count; i++) {
        const SceneRun *run = &scene->runs[plot->shown[i]];
        double head = plot_curve_step(run, options->quantity, options->playhead);
        plot_draw_dot(pass, plot_place(pass, plot->shown[i], head), theme_run(pass->theme, run->colour));
    }
}

void plot_draw(Plot *plot, Canvas *canvas, const Theme *theme, const Scene *scene, Rect area,
               const PlotOptions *options) {
    PlotPass pass = {plot, canvas, theme, scene, options, area, plot_frame(area, options)};
    plot->span = plot_span_of(scene, options->unit, options->low, options->high);
    gather(&pass);
    plot->axis = plot_axis_for(plot->series, plot->capped, plot->all, options->scale == PLOT_LOG,
                               pass.frame.y, pass.frame.h);
    draw_frame(&pass);
    canvas_push_clip(canvas, pass.frame);
    plot_draw_old(&pass);
    draw_curves(&pass);
    canvas_pop_clip(canvas);
    plot->bound_shown = -1;
    plot_draw_bound(&pass);
    if (!options->hide_future) plot_draw_branches(&pass);
    draw_cursor(&pass);
    if (options->end_labels && !options->hide_future) plot_draw_end_labels(&pass);
    if (options->hover) plot_draw_reading(&pass);
}

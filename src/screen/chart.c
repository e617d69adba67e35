#include "chart.h"

#include "number.h"
#include "plot_axis.h"
#include "spread.h"
#include "text.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const float LEFT = 56, TOP = 40, BOTTOM = 40, RIGHT_WITH_LABELS = 96, RIGHT = 56;
static const float TICKS_BELOW = 14, LABEL_GAP = 8, UNIT_GAP = 5, END_GAP = 10, END_APART = 17, END_INSET = 6;
static const float DOT = 4.5f, DIAMOND = 7, DIAMOND_WIDTH = 1.75f, LEVEL_LABEL = 12, TITLE_ABOVE = 20;
static const float BAND_DARK = 0.30f, BAND_LIGHT = 0.20f, WARN_REGION = 0.35f, FAINT = 0.35f,
                   LABEL_GROUND = 0.75f;
static const double X_LOG_ROOM = 0.03; /* of the width, on either side */
static const double NARROWEST = 0.02; /* half a logarithmic axis, in decades: five per cent above and below */
static const double TICKS_APART = 60, FAR = 3; /* frame heights beyond which nothing is drawn */
enum { BAND_POINTS = 1024, X_MARKS_MAX = 64 };

Chart chart_default(const char *title) {
    Chart chart = {.x_low = NAN, .x_high = NAN, .y_low = NAN, .y_high = NAN, .level = {.value = NAN}};
    snprintf(chart.title, sizeof chart.title, "%s", title);
    return chart;
}

ChartCurve *chart_add(Chart *chart, const CurvePoint *points, int count, RunLook look) {
    if (chart->count == CHART_CURVES_MAX) return NULL;
    ChartCurve *curve = &chart->curves[chart->count++];
    *curve = (ChartCurve){.points = points, .count = count, .look = look, .diamond = NAN};
    return curve;
}

Rect chart_frame(Rect area, const Chart *chart) {
    const float right = chart->end_labels ? RIGHT_WITH_LABELS : RIGHT;
    return (Rect){area.x + LEFT, area.y + TOP, fmaxf(16, area.w - LEFT - right),
                  fmaxf(16, area.h - TOP - BOTTOM)};
}

/* One drawing. */
typedef struct Pass {
    Canvas *canvas;
    const Theme *theme;
    const Chart *chart;
    Rect area, frame;
    double low, high; /* of x */
    PlotAxis y;
} Pass;

/* ---- what the curves need ---- */

typedef struct Range {
    double low, high;
} Range;

static void widen(Range *range, double value, bool positive) {
    if (!isfinite(value) || (positive && value <= 0.0)) return;
    if (!(value >= range->low)) range->low = value;
    if (!(value <= range->high)) range->high = value;
}

static Range chosen(Range range, double low, double high) {
    return (Range){isnan(low) ? range.low : low, isnan(high) ? range.high : high};
}

static Range x_range(const Chart *chart) {
    Range range = {NAN, NAN};
    for (int i = 0; i < chart->count; i++)
        for (int k = 0; k < chart->curves[i].count; k++)
            widen(&range, chart->curves[i].points[k].x, chart->x_log);
    range = chosen(range, chart->x_low, chart->x_high);
    if (!(range.low < range.high)) range = isnan(range.low) ? (Range){chart->x_log ? 0.1 : 0, 1} : range;
    if (range.low == range.high)
        range = chart->x_log ? (Range){range.low / 2, range.high * 2} : (Range){range.low, range.low + 1};
    if (chart->x_log) { /* marks of the first and the last value stay off the frame */
        const double room = pow(range.high / range.low, X_LOG_ROOM);
        range = (Range){range.low / room, range.high * room};
    }
    return range;
}

static Range y_range(const Chart *chart) {
    const bool positive = chart->scale == CHART_LOG;
    Range range = {NAN, NAN};
    for (int i = 0; i < chart->count; i++)
        for (int k = 0; k < chart->curves[i].count; k++) {
            const CurvePoint *point = &chart->curves[i].points[k];
            widen(&range, point->middle, positive);
            if (chart->curves[i].band)
                widen(&range, point->low, positive), widen(&range, point->high, positive);
        }
    if (!isnan(range.low)) widen(&range, chart->level.value, positive);
    return chosen(range, chart->y_low, chart->y_high);
}

static PlotAxis y_axis(const Chart *chart, Rect frame) {
    Range range = y_range(chart);
    PlotAxis axis = {
        .kind = chart->scale == CHART_LOG ? AXIS_LOG : AXIS_LINEAR, .top = frame.y, .height = frame.h};
    if (!(range.low <= range.high)) range = chart->scale == CHART_LOG ? (Range){0.1, 1} : (Range){0, 1};
    if (axis.kind == AXIS_LOG) range = (Range){log10(range.low), log10(range.high)};
    double margin = 0.06 * (range.high - range.low);
    if (axis.kind == AXIS_LOG) margin = fmax(margin, NARROWEST - 0.5 * (range.high - range.low));
    if (margin <= 0.0) margin = axis.kind == AXIS_LOG ? 0.5 : fmax(fabs(range.low) * 0.5, 1e-12);
    axis.low = isnan(chart->y_low) ? range.low - margin : range.low;
    axis.high = isnan(chart->y_high) ? range.high + margin : range.high;
    if (chart->scale == CHART_PERCENT) axis.low = fmax(axis.low, 0.0), axis.high = fmin(axis.high, 1.0);
    if (!(axis.low < axis.high)) axis.low = 0.0, axis.high = 1.0;
    return axis;
}

static Pass pass_of(Canvas *canvas, const Theme *theme, Rect area, const Chart *chart) {
    const Rect frame = chart_frame(area, chart);
    const Range x = x_range(chart);
    return (Pass){canvas, theme, chart, area, frame, x.low, x.high, y_axis(chart, frame)};
}

static float x_of(const Pass *pass, double x) {
    const double share = pass->chart->x_log ? log(x / pass->low) / log(pass->high / pass->low)
                                            : (x - pass->low) / (pass->high - pass->low);
    return pass->frame.x + (float)fmin(fmax(share, -FAR), 1 + FAR) * pass->frame.w;
}

Point chart_place(Rect area, const Chart *chart, double x, double y) {
    const Pass pass = pass_of(NULL, NULL, area, chart);
    return (Point){x_of(&pass, x), plot_axis_y(&pass.y, y)};
}

/* ---- frame ---- */

static TextStyle small(Align align) {
    return (TextStyle){SMALL_TEXT, WEIGHT_REGULAR, align, true};
}

/* One mark of the x axis; returns whether there was room for its text. */
static void draw_x_mark(const Pass *pass, double x, const char *text, float *last_end, float room) {
    Canvas *canvas = pass->canvas;
    const Rect frame = pass->frame;
    const float at = x_of(pass, x), half = 0.5f * canvas_text_width(canvas, small(ALIGN_CENTRE), text);
    if (at < frame.x - 0.5f || at > frame.x + frame.w + 0.5f) return;
    if (at > frame.x + 1 && at < frame.x + frame.w - 1)
        canvas_vertical_line(canvas, at, frame.y, frame.h, 1, pass->theme->grid);
    if (at - half < *last_end + UNIT_GAP || at + half + UNIT_GAP > room) return;
    *last_end = at + half;
    canvas_text(canvas, small(ALIGN_CENTRE), text,
                (Point){at, text_baseline(frame.y + frame.h + TICKS_BELOW, SMALL_TEXT)}, 0,
                pass->theme->text2);
}

static void draw_x_marks(const Pass *pass) {
    const Rect frame = pass->frame;
    char text[TICK_TEXT];
    float last_end = pass->area.x;
    const float unit = canvas_text_width(pass->canvas, small(ALIGN_LEFT), pass->chart->unit),
                room = pass->area.x + pass->area.w - (unit > 0 ? unit + UNIT_GAP : 0);
    if (pass->chart->x_log) {
        const double decades = log10(pass->high / pass->low);
        const int stride = (int)fmax(1, ceil(TICKS_APART * decades / (double)frame.w));
        const int first = (int)ceil(log10(pass->low) - 1e-9);
        for (int k = first; k <= first + X_MARKS_MAX * stride; k += stride)
            draw_x_mark(pass, pow(10, k), number_format_decade(text, k), &last_end, room);
    } else {
        const Ticks ticks =
            ticks_even(pass->low, pass->high, TICKS_APART * (pass->high - pass->low) / (double)frame.w);
        for (int i = 0; i < ticks.count; i++)
            draw_x_mark(pass, ticks.values[i], ticks_text(&ticks, i, text), &last_end, room);
    }
    const float x =
        fmaxf(fminf(frame.x + frame.w + END_GAP, pass->area.x + pass->area.w - unit), last_end + UNIT_GAP);
    canvas_text(pass->canvas, small(ALIGN_LEFT), pass->chart->unit,
                (Point){x, text_baseline(frame.y + frame.h + TICKS_BELOW, SMALL_TEXT)}, 0,
                pass->theme->text2);
}

static int add_mark(const PlotAxis *axis, PlotMark *marks, int count, double value, const char *text) {
    const double position = plot_axis_position(axis, value);
    if (count == PLOT_MARKS_MAX || position < axis->low - 1e-9 || position > axis->high + 1e-9) return count;
    marks[count].y = plot_axis_y(axis, value);
    snprintf(marks[count].text, sizeof marks[count].text, "%s", text);
    return count + 1;
}

/* 1, 2 or 5 (steps[i]) times the power k of ten; all in decimals, so that a column of them reads alike. */
static const double FINE_STEPS[] = {1, 2, 5};

static const char *fine_text(int k, int i, char text[TICK_TEXT]) {
    const double value = FINE_STEPS[i] * pow(10, k);
    if (k < -4 || k > 3) return number_format_short(text, value, 3);
    snprintf(text, TICK_TEXT, "%.*f", k < 0 ? -k : 0, value);
    return text;
}

/* A logarithmic axis of less than two decades is marked at 1, 2 and 5 too; where that is still too few, at
 * even distances of its values. */
static int fine_marks(const PlotAxis *axis, PlotMark *marks) {
    char text[TICK_TEXT];
    int count = 0;
    for (int k = (int)floor(axis->low); k <= axis->high; k++)
        for (int i = 0; i < 3; i++) {
            const double value = FINE_STEPS[i] * pow(10, k);
            count = add_mark(axis, marks, count, value, fine_text(k, i, text));
        }
    if (count > 2) return count;
    const double low = pow(10, axis->low), high = pow(10, axis->high);
    const Ticks ticks = ticks_even(low, high, (high - low) / 5);
    count = 0;
    for (int i = 0; i < ticks.count; i++)
        count = add_mark(axis, marks, count, ticks.values[i],
                         ticks.base != 0 ? number_format_short(text, ticks.values[i], 5)
                                         : ticks_text(&ticks, i, text));
    return count;
}

static void draw_y_marks(const Pass *pass) {
    PlotMark marks[PLOT_MARKS_MAX];
    const Rect frame = pass->frame;
    PlotAxis axis = pass->y;
    const bool percent = pass->chart->scale == CHART_PERCENT;
    if (percent) axis.low *= 100, axis.high *= 100;
    const bool fine = axis.kind == AXIS_LOG && axis.high - axis.low < 2;
    int count = fine ? fine_marks(&axis, marks) : 0;
    if (count < 2) count = plot_axis_marks(&axis, marks);
    for (int i = 0; i < count; i++) {
        char text[TICK_TEXT + 8];
        snprintf(text, sizeof text, percent ? "%s %%" : "%s", marks[i].text);
        if (marks[i].y > frame.y + 1 && marks[i].y < frame.y + frame.h - 1)
            canvas_horizontal_line(pass->canvas, frame.x, marks[i].y, frame.w, 1, pass->theme->grid);
        canvas_text(pass->canvas, small(ALIGN_RIGHT), text,
                    (Point){frame.x - LABEL_GAP, text_baseline(marks[i].y, SMALL_TEXT)}, 0,
                    pass->theme->text2);
    }
}

static void draw_heading(const Pass *pass) {
    const Rect frame = pass->frame;
    const TextStyle title = {NORMAL_TEXT, WEIGHT_SEMIBOLD, ALIGN_LEFT, true};
    const Rect line = {frame.x, frame.y - TITLE_ABOVE - 12, frame.w, 24};
    const float used = text_line(pass->canvas, title, pass->chart->title, line, pass->theme->text1) + 16;
    const Rect rest = {line.x + used, line.y, line.w - used, line.h};
    const bool brief = pass->chart->brief[0] &&
                       canvas_text_width(pass->canvas, small(ALIGN_RIGHT), pass->chart->note) > rest.w;
    if (rest.w > 40)
        text_line(pass->canvas, small(ALIGN_RIGHT), brief ? pass->chart->brief : pass->chart->note, rest,
                  pass->theme->text2);
}

/* ---- curves ---- */

static bool is_drawn(const Pass *pass, const CurvePoint *point) {
    const bool positive = pass->chart->scale != CHART_LOG || point->middle > 0.0;
    return isfinite(point->middle) && positive && (!pass->chart->x_log || point->x > 0.0);
}

static float y_of(const Pass *pass, double value) {
    if (pass->chart->scale == CHART_LOG && value <= 0.0) return pass->frame.y + pass->frame.h;
    if (value == INFINITY) return pass->frame.y - pass->frame.h;
    return plot_axis_y(&pass->y, value);
}

static void draw_band(const Pass *pass, const ChartCurve *curve) {
    MeshVertex vertices[2 * BAND_POINTS];
    int indices[6 * BAND_POINTS], count = 0, corners = 0;
    const Color color = theme_fade(curve->look.color, pass->theme->dark ? BAND_DARK : BAND_LIGHT);
    for (int i = 0; i < curve->count && count < BAND_POINTS; i++) {
        const CurvePoint *point = &curve->points[i];
        if (!is_drawn(pass, point) || isnan(point->low) || isnan(point->high)) continue;
        const float x = x_of(pass, point->x);
        vertices[2 * count] = (MeshVertex){x, y_of(pass, point->high), color};
        vertices[2 * count + 1] = (MeshVertex){x, y_of(pass, point->low), color};
        if (count++ == 0) continue;
        const int at = 2 * count - 4, piece[] = {at, at + 1, at + 2, at + 1, at + 3, at + 2};
        memcpy(indices + corners, piece, sizeof piece);
        corners += 6;
    }
    if (corners) canvas_mesh(pass->canvas, vertices, 2 * count, indices, corners);
}

static void draw_line(const Pass *pass, const ChartCurve *curve) {
    Point points[BAND_POINTS];
    int count = 0;
    for (int i = 0; i < curve->count && count < BAND_POINTS; i++) {
        const CurvePoint *point = &curve->points[i];
        points[count++] = is_drawn(pass, point) ? (Point){x_of(pass, point->x), y_of(pass, point->middle)}
                                                : (Point){NAN, NAN};
    }
    const Color color = curve->faint ? theme_fade(curve->look.color, FAINT) : curve->look.color;
    canvas_polyline(pass->canvas, points, count, curve->faint ? FUTURE_WIDTH : CURVE_WIDTH,
                    curve->look.dash_on, curve->look.dash_off, color);
}

static const CurvePoint *last_of(const Pass *pass, const ChartCurve *curve) {
    for (int i = curve->count - 1; i >= 0; i--)
        if (is_drawn(pass, &curve->points[i])) return &curve->points[i];
    return NULL;
}

static bool in_frame(const Pass *pass, Point at) {
    const Rect f = pass->frame;
    return at.x >= f.x - 1 && at.x <= f.x + f.w + 1 && at.y >= f.y - 1 && at.y <= f.y + f.h + 1;
}

static void draw_diamond(const Pass *pass, Point at, Color color) {
    const Point corners[] = {
        {at.x, at.y - DIAMOND}, {at.x + DIAMOND, at.y}, {at.x, at.y + DIAMOND}, {at.x - DIAMOND, at.y}};
    const Point outline[] = {corners[0], corners[1], corners[2], corners[3], corners[0]};
    canvas_polygon(pass->canvas, corners, 4, pass->theme->plot);
    canvas_polyline(pass->canvas, outline, 5, DIAMOND_WIDTH, 0, 0, color);
}

static void draw_marks(const Pass *pass, const ChartCurve *curve) {
    const CurvePoint *last = last_of(pass, curve);
    for (int i = 0; i < curve->count; i++)
        if (curve->points[i].x == curve->diamond && is_drawn(pass, &curve->points[i])) {
            const Point at = {x_of(pass, curve->points[i].x), y_of(pass, curve->points[i].middle)};
            if (in_frame(pass, at)) draw_diamond(pass, at, curve->look.color);
        }
    if (!last || !(curve->dot || curve->live)) return;
    const Point at = {x_of(pass, last->x), y_of(pass, last->middle)};
    if (curve->live) {
        const Point line[] = {{at.x, pass->frame.y}, {at.x, pass->frame.y + pass->frame.h}};
        canvas_polyline(pass->canvas, line, 2, 1.25f, 2, 4, curve->look.color);
    }
    if (!in_frame(pass, at)) return;
    canvas_disc(pass->canvas, at, DOT + 1.5f, pass->theme->plot);
    canvas_disc(pass->canvas, at, DOT, curve->look.color);
}

/* Above it things are not as they should be. */
static void draw_region(const Pass *pass) {
    const ChartLevel *level = &pass->chart->level;
    const Rect frame = pass->frame;
    if (isnan(level->value) || !level->warn) return;
    const float end = fminf(fmaxf(y_of(pass, level->value), frame.y), frame.y + frame.h);
    canvas_rect(pass->canvas, (Rect){frame.x, frame.y, frame.w, end - frame.y},
                theme_fade(pass->theme->warn_bg, WARN_REGION));
}

static bool has_level(const Pass *pass) {
    const float y = y_of(pass, pass->chart->level.value);
    return !isnan(pass->chart->level.value) && y >= pass->frame.y && y <= pass->frame.y + pass->frame.h;
}

static Color level_color(const Pass *pass) {
    return pass->chart->level.warn ? pass->theme->warn : pass->theme->text1;
}

static void draw_level(const Pass *pass) {
    if (!has_level(pass)) return;
    const float y = y_of(pass, pass->chart->level.value);
    const Point line[] = {{pass->frame.x, y}, {pass->frame.x + pass->frame.w, y}};
    canvas_polyline(pass->canvas, line, 2, THEORY_WIDTH, 6, 5, level_color(pass));
}

/* On a ground of its own over the curves. */
static void draw_level_label(const Pass *pass) {
    const ChartLevel *level = &pass->chart->level;
    const Rect frame = pass->frame;
    if (!has_level(pass)) return;
    const float y = y_of(pass, level->value),
                middle = y - LEVEL_LABEL > frame.y + 8 ? y - LEVEL_LABEL : y + LEVEL_LABEL;
    const TextStyle style = {SMALL_TEXT, WEIGHT_SEMIBOLD, ALIGN_LEFT, true};
    const float width = text_markup_width(pass->canvas, style, level->label),
                x = level->warn ? frame.x + frame.w - 10 - width : frame.x + 10;
    canvas_round_rect(pass->canvas, (Rect){x - 4, middle - 9, width + 8, 18}, BAND_RADIUS,
                      theme_fade(pass->theme->plot, LABEL_GROUND));
    text_markup(pass->canvas, style, level->label, (Point){x, text_baseline(middle, SMALL_TEXT)},
                level_color(pass));
}

typedef struct EndLabel {
    const ChartCurve *curve;
    float y;
} EndLabel;

static int compare_labels(const void *a, const void *b) {
    const EndLabel *left = a, *right = b;
    if (left->y != right->y) return (left->y > right->y) - (left->y < right->y);
    return (left->curve > right->curve) - (left->curve < right->curve);
}

static void draw_end_labels(const Pass *pass) {
    EndLabel labels[CHART_CURVES_MAX];
    float places[CHART_CURVES_MAX];
    const Rect frame = pass->frame;
    int count = 0;
    for (int i = 0; i < pass->chart->count; i++) {
        const ChartCurve *curve = &pass->chart->curves[i];
        const CurvePoint *last = last_of(pass, curve);
        if (!curve->label || !last) continue;
        const float y = fminf(fmaxf(y_of(pass, last->middle), frame.y), frame.y + frame.h);
        labels[count++] = (EndLabel){curve, y};
    }
    const int room = 1 + (int)((frame.h - 2 * END_INSET) / (END_APART - 1));
    if (count > room) count = room;
    qsort(labels, (size_t)count, sizeof *labels, compare_labels);
    for (int i = 0; i < count; i++) places[i] = labels[i].y;
    spread_apart(places, count, END_APART, frame.y + END_INSET, frame.y + frame.h - END_INSET);
    const TextStyle style = {SMALL_TEXT, WEIGHT_SEMIBOLD, ALIGN_LEFT, false};
    const float x = frame.x + frame.w + END_GAP;
    for (int i = 0; i < count; i++)
        text_line(pass->canvas, style, labels[i].curve->label,
                  (Rect){x, places[i] - 8, pass->area.x + pass->area.w - x - 2, 16},
                  theme_ink(pass->theme, labels[i].curve->look.color, pass->theme->bg0));
}

void chart_draw(Canvas *canvas, const Theme *theme, Rect area, const Chart *chart) {
    const Pass pass = pass_of(canvas, theme, area, chart);
    const Rect frame = pass.frame;
    bool any = false;
    for (int i = 0; i < chart->count; i++) any |= last_of(&pass, &chart->curves[i]) != NULL;
    canvas_rect(canvas, frame, theme->plot);
    draw_heading(&pass);
    if (any) {
        draw_x_marks(&pass);
        draw_y_marks(&pass);
    }
    canvas_push_clip(canvas, frame);
    if (any) draw_region(&pass);
    for (int i = 0; i < chart->count; i++)
        if (chart->curves[i].band) draw_band(&pass, &chart->curves[i]);
    canvas_pop_clip(canvas);
    canvas_round_rect_border(canvas, (Rect){frame.x - 1, frame.y - 1, frame.w + 2, frame.h + 2}, 0, 1,
                             theme->line);
    canvas_push_clip(canvas, (Rect){frame.x - 1, frame.y - 1, frame.w + 2, frame.h + 2});
    if (any) draw_level(&pass);
    for (int i = 0; i < chart->count; i++) draw_line(&pass, &chart->curves[i]);
    if (any) draw_level_label(&pass);
    canvas_pop_clip(canvas);
    for (int i = 0; i < chart->count; i++) draw_marks(&pass, &chart->curves[i]);
    if (chart->end_labels) draw_end_labels(&pass);
    if (!any && chart->empty[0])
        text_line(canvas, small(ALIGN_CENTRE), chart->empty,
                  (Rect){frame.x, frame.y + frame.h / 2 - 12, frame.w, 24}, theme->text2);
}

/* Charts: that curves, bands, levels and marks stand where their values are, and that whatever a training
 * leaves behind can be drawn. */
#include "screen/chart.h"

#include "screen/canvas_cairo.h"
#include "screen/spread.h"
#include "screen/study_charts.h"

#include "canvas_pixels.h"
#include "suite.h"

#include <math.h>
#include <stdlib.h>

static const Rect AREA = {0, 0, 500, 320};
enum { POINTS = 11 };

/* y = 10^(-x) from 1 to 1e-10, between half and twice of it. */
static void fill_decay(CurvePoint points[POINTS]) {
    for (int i = 0; i < POINTS; i++) {
        const double y = pow(10, -i);
        points[i] = (CurvePoint){i, y / 2, y, y * 2};
    }
}

static RunLook look_of(Color color) {
    return (RunLook){.color = color};
}

static bool near(uint32_t pixel_value, Color color, int tolerance) {
    const int r = (int)(pixel_value >> 16 & 255), g = (int)(pixel_value >> 8 & 255),
              b = (int)(pixel_value & 255);
    return abs(r - color.r) <= tolerance && abs(g - color.g) <= tolerance && abs(b - color.b) <= tolerance;
}

static Canvas *drawn(const Chart *chart, const Theme *theme) {
    Canvas *canvas = picture(500, 320, 1);
    canvas_rect(canvas, AREA, theme->bg0);
    chart_draw(canvas, theme, AREA, chart);
    canvas_end(canvas);
    return canvas;
}

START_TEST(test_a_curve_goes_through_its_values) {
    static const Color red = {255, 0, 0, 255};
    CurvePoint points[POINTS];
    fill_decay(points);
    Chart chart = chart_default("Decay");
    chart.scale = CHART_LOG;
    ChartCurve *curve = chart_add(&chart, points, POINTS, look_of(red));
    curve->band = true;
    const Theme *theme = theme_at(_i);
    Canvas *canvas = drawn(&chart, theme);
    const Rect frame = chart_frame(AREA, &chart);
    const Point first = chart_place(AREA, &chart, 0, 1), last = chart_place(AREA, &chart, 10, 1e-10);
    ck_assert_float_eq_tol(first.x, frame.x, 1e-3);
    ck_assert_float_eq_tol(last.x, frame.x + frame.w, 1e-3);
    ck_assert(first.y > frame.y && first.y < frame.y + 0.1f * frame.h);
    for (int i = 1; i < POINTS - 1; i++) {
        const Point at = chart_place(AREA, &chart, i, pow(10, -i));
        ck_assert(near(pixel(canvas, (int)at.x, (int)at.y), red, 40));
        const Point edge = chart_place(AREA, &chart, i, pow(10, -i) * 1.5);
        ck_assert(!near(pixel(canvas, (int)edge.x, (int)edge.y), red, 40)); /* band: red, but faint */
        ck_assert(!near(pixel(canvas, (int)edge.x, (int)edge.y), theme->plot, 10));
        const Point outside = chart_place(AREA, &chart, i + 0.5, pow(10, -i) * 20);
        ck_assert(near(pixel(canvas, (int)outside.x, (int)outside.y), theme->plot, 40));
    }
    canvas_free(canvas);
}
END_TEST

START_TEST(test_a_level_is_drawn_where_it_is_and_shades_what_is_above) {
    CurvePoint points[POINTS];
    fill_decay(points);
    Chart chart = chart_default("Norm");
    chart.scale = CHART_LOG;
    chart.level = (ChartLevel){1e-5, "clip", true};
    chart_add(&chart, points, POINTS, look_of(WHITE));
    const Theme *theme = theme_dark();
    Canvas *canvas = drawn(&chart, theme);
    const Point level = chart_place(AREA, &chart, 0.5, 1e-5);
    int found = 0;
    for (int x = 0; x < 40; x++)
        found += near(pixel(canvas, (int)level.x + x, (int)level.y), theme->warn, 60);
    ck_assert_int_gt(found, 15); /* dashes: 6 of 11 */
    ck_assert(!near(pixel(canvas, (int)level.x + 3, (int)level.y - 30), theme->plot, 3));
    ck_assert(near(pixel(canvas, (int)level.x + 3, (int)level.y + 30), theme->plot, 3));
    canvas_free(canvas);
}
END_TEST

/* Trainings leave zeros, infinities, NaN, one point, none at all; scales and sizes are anything. */
START_TEST(test_anything_can_be_drawn) {
    static const double values[] = {0, 1, -1, INFINITY, -INFINITY, NAN, 1e300, 1e-300, 5e-324};
    enum { VALUES = sizeof values / sizeof *values };
    static const Rect areas[] = {{0, 0, 500, 320}, {0, 0, 1, 1}, {10, 10, 0, 0}, {0, 0, 130, 90}};
    CurvePoint points[VALUES];
    Canvas *canvas = picture(500, 320, 1);
    for (int shift = 0; shift < VALUES; shift++) {
        for (int i = 0; i < VALUES; i++) {
            const double value = values[(i + shift) % VALUES];
            points[i] = (CurvePoint){i, value, value, values[(i + shift + 1) % VALUES]};
        }
        for (int scale = CHART_LINEAR; scale <= CHART_PERCENT; scale++)
            for (int count = 0; count <= VALUES; count++) {
                Chart chart = chart_default("Anything");
                chart.scale = (ChartScale)scale;
                chart.x_log = shift % 2;
                chart.end_labels = true;
                chart.level = (ChartLevel){values[shift], "level", shift % 3 == 0};
                ChartCurve *curve = chart_add(&chart, points, count, look_of(WHITE));
                curve->band = curve->dot = curve->live = true;
                curve->label = "a curve";
                curve->diamond = 2;
                canvas_begin(canvas, BLACK);
                chart_draw(canvas, theme_dark(), areas[count % 4], &chart);
                canvas_end(canvas);
            }
    }
    canvas_free(canvas);
}
END_TEST

START_TEST(test_labels_are_apart_and_stay_in_order) {
    float places[] = {10, 11, 12, 100, 101}, crowded[12];
    spread_apart(places, 5, 17, 0, 110);
    for (int i = 1; i < 5; i++) ck_assert_float_ge(places[i] - places[i - 1], 16.999f);
    ck_assert(places[0] >= 0 && places[4] <= 110);
    ck_assert_float_eq_tol(places[1] - places[0], 17, 1e-4f);
    for (int i = 0; i < 12; i++) crowded[i] = 50;
    spread_apart(crowded, 12, 17, 0, 110);
    ck_assert_float_eq_tol(crowded[0], 0, 1e-3f);
    ck_assert_float_eq_tol(crowded[11], 110, 1e-3f);
}
END_TEST

/* ---- studies ---- */

static Study study_of(int runs, bool labelled) {
    Study study = {.run_count = runs,
                   .seed_count = 2,
                   .steps = 100,
                   .steps_per_epoch = 10,
                   .batch = 4,
                   .labelled = labelled,
                   .target = NAN,
                   .clip = 1.0,
                   .examples = {8, 4, 4}};
    for (int i = 0; i < runs; i++) study.runs[i] = &optimizers[i];
    study_set_rates(&study, 1e-3, 1e-1, 3);
    ck_assert(study_start(&study));
    return study;
}

START_TEST(test_no_two_runs_of_a_study_look_the_same) {
    Study study = study_of(2 * THEME_RUN_COLORS, false);
    for (int a = 0; a < study.run_count; a++)
        for (int b = 0; b < a; b++) {
            const RunLook one = study_look(theme_dark(), &study, a),
                          two = study_look(theme_dark(), &study, b);
            ck_assert(memcmp(&one.color, &two.color, sizeof one.color) != 0 || one.dash_on != two.dash_on);
        }
    study_end(&study);
}
END_TEST

START_TEST(test_every_chart_of_an_empty_or_failed_study_can_be_drawn) {
    Study study = study_of(3, _i);
    const Study *studies[] = {&study};
    StudyDrawing *drawing = study_drawing_start();
    ck_assert_ptr_nonnull(drawing);
    Canvas *canvas = picture(500, 320, 1);
    for (int filled = 0; filled < 3; filled++) {
        for (int which = 0; which < STUDY_CHART_COUNT; which++)
            for (int lines = 0; lines < 2; lines++) {
                const StudyChartOptions options = {.across = (StudyAcross)(which % ACROSS_COUNT),
                                                   .lines = lines};
                canvas_begin(canvas, BLACK);
                study_chart_draw(drawing, canvas, theme_dark(), AREA, (StudyChart)which, studies, 1,
                                 &options);
                canvas_end(canvas);
            }
        for (int run = 0; run < 3; run++)
            for (int rate = 0; rate < 3; rate++)
                for (int seed = 0; seed < 2; seed++) {
                    StudyEvent event = {.run = run, .rate = rate, .seed = seed, .status = STUDY_TRAINING};
                    event.point.step = 50;
                    event.point.values[STUDY_LOSS] = rate ? 1e300 : INFINITY;
                    event.point.values[STUDY_VALIDATION] = event.point.values[STUDY_ACCURACY] =
                        seed ? NAN : 0.5;
                    if (filled == 1) event.status = STUDY_FAILED;
                    ck_assert(study_take(&study, &event));
                }
    }
    canvas_free(canvas);
    study_drawing_end(drawing);
    study_end(&study);
}
END_TEST

SUITE("chart") {
    TCase *charts = suite_case(suite, "charts");
    tcase_add_loop_test(charts, test_a_curve_goes_through_its_values, 0, 2);
    tcase_add_test(charts, test_a_level_is_drawn_where_it_is_and_shades_what_is_above);
    tcase_add_test(charts, test_anything_can_be_drawn);
    tcase_add_test(charts, test_labels_are_apart_and_stay_in_order);
    TCase *studies = suite_case(suite, "studies");
    tcase_add_test(studies, test_no_two_runs_of_a_study_look_the_same);
    tcase_add_loop_test(studies, test_every_chart_of_an_empty_or_failed_study_can_be_drawn, 0, 2);
}

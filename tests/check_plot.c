#include "screen/plot.h"

#include "screen/canvas_cairo.h"
#include "screen/plot_axis.h"
#include "screen/theme.h"

#include "recording.h"
#include "suite.h"
#include "surfaces.h"

static const Rect AREA = {0, 728, 744, 272};

/* A scene on x^2 + y^2 + `lift`, where gd at `rate` multiplies x by 1 - 2 rate at every step: losses are
 * known. */
typedef struct Stage {
    SurfaceDefinition definition;
    Scene scene;
} Stage;

static Stage *stage_on(const char *formula, bool minimum) {
    static const double start[2] = {1, 0};
    Stage *stage = calloc(1, sizeof *stage);
    Error error = {0};
    stage->definition = surface_of(formula, start);
    stage->definition.minimum_count = minimum;
    ck_assert_msg(scene_start(&stage->scene, &stage->definition, &error), "%s", error.message);
    stage->scene.criteria.target = 0; /* no run stops */
    stage->scene.criteria.gradient = 0;
    return stage;
}

static void stage_end(Stage *stage) {
    scene_end(&stage->scene);
    surface_definition_end(&stage->definition);
    free(stage);
}

static SceneRun *add_run(Stage *stage, const char *optimizer, double rate) {
    Recipe recipe = recipe_default(optimizer_find(optimizer));
    recipe.values[0] = rate;
    memcpy(recipe.start, stage->definition.start, sizeof recipe.start);
    SceneRun *run = scene_add_run(&stage->scene, &recipe, NULL);
    ck_assert_ptr_nonnull(run);
    return run;
}

static const char *BOWL = "x^2 + y^2";

START_TEST(test_a_decade_is_as_high_everywhere_on_the_loss_axis) {
    Stage *stage = stage_on(BOWL, true);
    stage->scene.steps = 60;
    add_run(stage, "gd", 0.05);
    Recording *recording = recording_start(1600, 1000, 1);
    Plot *plot = plot_start();
    PlotOptions options = plot_options_loss();
    canvas_begin(&recording->canvas, theme_dark()->bg0);
    plot_draw(plot, &recording->canvas, theme_dark(), &stage->scene, AREA, &options);
    Rect frame = plot_frame(AREA, &options);
    ck_assert_float_eq(frame.x, 56);
    ck_assert_float_eq(frame.y, 768);
    ck_assert_float_eq(frame.w, 592);
    ck_assert_float_eq(frame.h, 192);
    /* Losses go from 1 to 0.9^120 = 3.2e-6: the frame from 10 to 1e-6. */
    ck_assert_float_eq_tol(plot_y(plot, 10), frame.y, 0.01f);
    ck_assert_float_eq_tol(plot_y(plot, 1e-6), frame.y + frame.h, 0.01f);
    float decade = plot_y(plot, 0.1) - plot_y(plot, 1);
    for (int k = -5; k < 1; k++) {
        ck_assert_float_eq_tol(plot_y(plot, pow(10, k - 1)) - plot_y(plot, pow(10, k)), decade, 0.01f);
    }
    canvas_end(&recording->canvas);
    plot_end(plot);
    canvas_free(&recording->canvas);
    stage_end(stage);
}
END_TEST

START_TEST(test_the_curve_passes_through_the_known_losses) {
    Stage *stage = stage_on(BOWL, true);
    stage->scene.steps = 60;
    add_run(stage, "gd", 0.05);
    Error error = {0};
    Canvas *canvas = canvas_cairo_start(760, 1000, 1, &error);
    ck_assert_msg(canvas != NULL, "%s", error.message);
    Plot *plot = plot_start();
    PlotOptions options = plot_options_loss();
    options.playhead = 60;
    const Theme *theme = theme_dark();
    canvas_begin(canvas, theme->bg0);
    plot_draw(plot, canvas, theme, &stage->scene, AREA, &options);
    canvas_end(canvas);
    int w, h, stride;
    const uint32_t *pixels = canvas_cairo_pixels(canvas, &w, &h, &stride);
    Color color = theme_run(theme, 0).color;
    uint32_t expected = 0xff000000u | (uint32_t)color.r << 16 | (uint32_t)color.g << 8 | color.b;
    for (int k = 3; k < 57; k += 6) {
        double x = 56 + 592.0 * k / 60, y = (double)plot_y(plot, pow(0.9, 2 * k));
        ck_assert_uint_eq(pixels[(int)y * stride + (int)x], expected);
        ck_assert_uint_ne(pixels[((int)y - 8) * stride + (int)x], expected);
    }
    canvas_free(canvas);
    plot_end(plot);
    stage_end(stage);
}
END_TEST

START_TEST(test_a_pointer_over_the_plot_is_at_a_step_and_ends_hold_at_the_ends) {
    Stage *stage = stage_on(BOWL, true);
    Plot *plot = plot_start();
    PlotOptions options = plot_options_loss();
    const Scene *scene = &stage->scene;
    ck_assert_double_eq_tol(plot_step_at(scene, AREA, &options, (Point){56, 800}), 0, 1e-9);
    ck_assert_double_eq_tol(plot_step_at(scene, AREA, &options, (Point){56 + 296, 800}), 250, 1e-9);
    ck_assert_double_eq_tol(plot_step_at(scene, AREA, &options, (Point){648, 800}), 500, 1e-9);
    ck_assert_double_eq(plot_step_at(scene, AREA, &options, (Point){-50, 0}), 0);
    ck_assert_double_eq(plot_step_at(scene, AREA, &options, (Point){5000, 0}), 500);
    ck_assert(plot_hit(AREA, &options, (Point){50, 765}));
    ck_assert(!plot_hit(AREA, &options, (Point){40, 765}));
    plot_end(plot);
    stage_end(stage);
}
END_TEST

static double third_column(const double *row, const Surface *surface) {
    (void)surface;
    return row[2];
}

/* Values of one series, as an axis gets them. */
static Series series_of(const double *values, int count) {
    Trajectory trajectory = {.steps = count - 1, .columns = 3};
    trajectory.rows = calloc((size_t)count * 3, sizeof(double));
    for (int i = 0; i < count; i++) trajectory.rows[3 * i + 2] = values[i];
    Series series = {0};
    series_update(&series, &(SeriesSource){&trajectory, third_column, NULL, 0}, 0, count - 1);
    free(trajectory.rows);
    return series;
}

static const struct {
    double low, high;
    bool logarithmic;
} RANGES[] = {{1e-6, 134, true}, {3e-4, 0.2, true},   {1e-30, 1e30, true}, {5, 6, true},
              {0.1, 0.1, true},  {-5, 12, true},      {-1e6, 1e6, true},   {-3, -1, true},
              {0, 0, true},      {0, 1e-12, true},    {-5, 12, false},     {1e300, 1e308, true},
              {0, 0, false},     {1e-3, 2e-3, false}, {-1e-9, 1, true},    {-1e308, 1e308, true}};
enum { RANGE_COUNT = sizeof RANGES / sizeof *RANGES };

START_TEST(test_every_range_of_values_has_few_readable_marks_inside_the_frame) {
    static const float heights[] = {114, 192, 360};
    double values[3] = {RANGES[_i].low, RANGES[_i].high, RANGES[_i].low};
    Series series = series_of(values, 3);
    bool capped = false;
    for (int i = 0; i < 3; i++) {
        PlotAxis axis = plot_axis_for(&series, &capped, 1, RANGES[_i].logarithmic, 100, heights[i]);
        ck_assert(isfinite(axis.low) && isfinite(axis.high) && axis.low < axis.high);
        PlotMark marks[PLOT_MARKS_MAX];
        int count = plot_axis_marks(&axis, marks);
        ck_assert_int_ge(count, 1);
        ck_assert_int_le(count, 9);
        for (int k = 0; k < count; k++) {
            ck_assert(marks[k].y > 99.5f && marks[k].y < 100.5f + heights[i]);
            ck_assert(marks[k].text[0] != '\0');
            if (k > 0) ck_assert_float_gt(marks[k - 1].y - marks[k].y, 15.9f);
        }
        float low = plot_axis_y(&axis, RANGES[_i].low), high = plot_axis_y(&axis, RANGES[_i].high);
        ck_assert(isfinite(low) && isfinite(high) && high <= low);
        ck_assert(high >= 99.5f);
    }
    series_end(&series);
}
END_TEST

START_TEST(test_losses_of_both_signs_keep_their_order_on_a_symmetric_logarithm) {
    double values[] = {-5, -0.1, 0, 0.001, 3, 12};
    Series series = series_of(values, 6);
    bool capped = false;
    PlotAxis axis = plot_axis_for(&series, &capped, 1, true, 0, 200);
    ck_assert_int_eq(axis.kind, AXIS_SYMLOG);
    for (int i = 1; i < 6; i++)
        ck_assert_float_lt(plot_axis_y(&axis, values[i]), plot_axis_y(&axis, values[i - 1]));
    series_end(&series);
}
END_TEST

START_TEST(test_a_rate_that_ends_at_zero_does_not_stretch_the_axis) {
    double values[500];
    for (int k = 0; k < 500; k++) values[k] = 0.1 * (1 + cos(M_PI * k / 499));
    Series series = series_of(values, 500);
    bool capped = false;
    PlotAxis axis = plot_axis_for(&series, &capped, 1, true, 0, 200);
    ck_assert_int_eq(axis.kind, AXIS_LOG);
    ck_assert_double_eq(axis.high, 0);
    ck_assert_double_ge(axis.low, -5);
    ck_assert(isfinite(plot_axis_y(&axis, 0)));
    series_end(&series);
}
END_TEST

START_TEST(test_a_curve_of_a_million_steps_is_thinned_and_keeps_its_peaks) {
    enum { STEPS = 1000000 };
    Trajectory trajectory = {.steps = STEPS - 1, .columns = 3};
    trajectory.rows = calloc((size_t)STEPS * 3, sizeof(double));
    for (int i = 0; i < STEPS; i++) trajectory.rows[3 * i + 2] = 1 + 0.1 * sin(0.001 * i);
    trajectory.rows[3 * 456789 + 2] = 77;
    trajectory.rows[3 * 654321 + 2] = -5;
    Series series = {0};
    series_update(&series, &(SeriesSource){&trajectory, third_column, NULL, 0}, 0, STEPS - 1);
    ck_assert_int_le(series.count, SERIES_POINTS);
    double high = 0, low = 0;
    for (int i = 0; i < series.count; i++) {
        if (i > 0) ck_assert_double_gt(series.points[i].step, series.points[i - 1].step);
        if (series.points[i].value == 77) high = series.points[i].step;
        if (series.points[i].value == -5) low = series.points[i].step;
    }
    ck_assert_double_eq(high, 456789);
    ck_assert_double_eq(low, 654321);
    ck_assert_double_eq(series.points[0].step, 0);
    ck_assert_double_eq(series.points[series.count - 1].step, STEPS - 1);
    free(trajectory.rows);
    series_end(&series);
}
END_TEST

/* Draws loss and rate plots of a stage into a recording. */
static void record_plots(Recording *recording, const Stage *stage, double playhead, bool hover, Rect area) {
    Plot *plot = plot_start();
    const Theme *theme = theme_light();
    PlotOptions options = plot_options_loss();
    options.playhead = playhead;
    options.hover = hover;
    options.hover_at = playhead / 2;
    canvas_begin(&recording->canvas, theme->bg0);
    plot_draw(plot, &recording->canvas, theme, &stage->scene, area, &options);
    PlotOptions rates = plot_options_learning_rate();
    rates.playhead = playhead;
    if (!hover) plot_draw(plot, &recording->canvas, theme, &stage->scene, (Rect){744, 728, 456, 272}, &rates);
    canvas_end(&recording->canvas);
    plot_end(plot);
}

START_TEST(test_end_labels_stand_apart_however_close_the_curves_are) {
    Stage *stage = stage_on(BOWL, true);
    for (int i = 0; i < 10; i++) add_run(stage, "gd", 0.001 + 1e-7 * i);
    Recording *recording = recording_start(1600, 1000, 1);
    record_plots(recording, stage, 250, false, AREA);
    int seen = 0;
    for (int i = 0; i < 10; i++) {
        const RecordedText *label = recorded_text(recording, stage->scene.runs[i].name);
        if (!label) continue;
        seen++;
        ck_assert_float_ge(label->x, 648);
        ck_assert_float_le(label->x + label->width, 744);
        ck_assert(label->y > 768 && label->y < 966);
        for (int k = 0; k < i; k++) {
            const RecordedText *other = recorded_text(recording, stage->scene.runs[k].name);
            if (other) ck_assert_float_ge(fabsf(label->y - other->y), 15.9f);
        }
    }
    ck_assert_int_eq(seen, 10);
    canvas_free(&recording->canvas);
    stage_end(stage);
}
END_TEST

START_TEST(test_where_not_all_end_labels_fit_the_best_runs_have_theirs) {
    Stage *stage = stage_on(BOWL, true);
    for (int i = 0; i < 12; i++) add_run(stage, "gd", 0.001 * (i + 1));
    Recording *recording = recording_start(1600, 1000, 1);
    record_plots(recording, stage, 250, false, (Rect){0, 800, 744, 194});
    ck_assert_ptr_nonnull(recorded_text(recording, stage->scene.runs[11].name));
    ck_assert_ptr_null(recorded_text(recording, stage->scene.runs[0].name));
    canvas_free(&recording->canvas);
    stage_end(stage);
}
END_TEST

START_TEST(test_no_two_texts_of_a_plot_overlap) {
    static const int64_t steps[] = {1, 2, 7, 10, 60, 137, 500, 2000, 10000};
    Stage *stage = stage_on(BOWL, true);
    stage->scene.steps = steps[_i];
    for (int i = 0; i < 5; i++) add_run(stage, optimizers[i].name, 0.01 * (i + 1));
    for (int low = 0; low < 2; low++) {
        Recording *recording = recording_start(1600, 1000, 1);
        record_plots(recording, stage, (double)steps[_i] / 2, false, low ? (Rect){0, 800, 568, 194} : AREA);
        for (int i = 0; i < recording->text_count; i++) {
            for (int k = 0; k < i; k++) {
                ck_assert_msg(!recorded_texts_overlap(&recording->texts[i], &recording->texts[k]),
                              "%s and %s", recording->texts[i].text, recording->texts[k].text);
            }
        }
        canvas_free(&recording->canvas);
    }
    stage_end(stage);
}
END_TEST

START_TEST(test_a_hovered_step_is_read_for_every_run_and_inside_the_plot) {
    Stage *stage = stage_on(BOWL, true);
    stage->scene.steps = 100;
    add_run(stage, "gd", 0.05);
    Recording *recording = recording_start(1600, 1000, 1);
    for (int playhead = 0; playhead <= 200; playhead += 20) {
        record_plots(recording, stage, playhead, true, AREA);
        char step[32];
        snprintf(step, sizeof step, "Step %d", playhead / 2);
        const RecordedText *heading = recorded_text(recording, step);
        ck_assert_ptr_nonnull(heading);
        ck_assert(heading->x > 0 && heading->x + heading->width < 744);
    }
    record_plots(recording, stage, 40, true, AREA);
    ck_assert_ptr_nonnull(recorded_text(recording, "0.0148")); /* 0.9^40 */
    canvas_free(&recording->canvas);
    stage_end(stage);
}
END_TEST

START_TEST(test_a_diverged_run_leaves_only_finite_commands) {
    Stage *stage = stage_on(BOWL, true);
    add_run(stage, "gd", 50);
    add_run(stage, "momentum", 1e100);
    add_run(stage, "adam", 0.1);
    Recording *recording = recording_start(1600, 1000, 2);
    for (int k = 0; k <= 500; k += 50) {
        record_plots(recording, stage, k + 0.5, false, AREA);
        ck_assert_int_gt(recording->commands, 30);
        ck_assert_int_eq(recording->strange, 0);
        ck_assert_ptr_null(recorded_text(recording, "nan"));
    }
    canvas_free(&recording->canvas);
    stage_end(stage);
}
END_TEST

START_TEST(test_losses_below_zero_are_shown_above_the_known_minimum) {
    static const struct {
        const char *formula;
        bool minimum, above;
    } cases[] = {{"x^2 + y^2 - 5", true, true},
                 /* Where no minimum is known, the axis is a symmetric logarithm of the losses themselves. */
                 {"x^2 - y^2 - 5", false, false}};
    for (int i = 0; i < 2; i++) {
        Stage *stage = stage_on(cases[i].formula, cases[i].minimum);
        add_run(stage, "gd", 0.05);
        Recording *recording = recording_start(1600, 1000, 1);
        Plot *plot = plot_start();
        PlotOptions options = plot_options_loss();
        canvas_begin(&recording->canvas, theme_light()->bg0);
        plot_draw(plot, &recording->canvas, theme_light(), &stage->scene, AREA, &options);
        canvas_end(&recording->canvas);
        ck_assert_int_eq(plot_above_minimum(plot), cases[i].above);
        ck_assert_int_eq(recording->strange, 0);
        plot_end(plot);
        canvas_free(&recording->canvas);
        stage_end(stage);
    }
}
END_TEST

START_TEST(test_a_converged_curve_ends_in_its_dot) {
    Stage *stage = stage_on(BOWL, true);
    stage->scene.criteria = stage->scene.usual;
    SceneRun *run = add_run(stage, "gd", 0.05);
    ck_assert_int_eq(run->status.outcome, OUTCOME_CONVERGED);
    Recording *recording = recording_start(1600, 1000, 1);
    record_plots(recording, stage, 400, false, AREA);
    float x = 56 + 592.0f * (float)run->status.step / 500;
    bool found = false;
    for (int i = 0; i < recording->disc_count; i++) found |= fabsf(recording->discs[i].x - x) < 0.1f;
    ck_assert(found);
    canvas_free(&recording->canvas);
    stage_end(stage);
}
END_TEST

START_TEST(test_an_empty_scene_still_has_a_frame) {
    Stage *stage = stage_on(BOWL, true);
    Recording *recording = recording_start(1600, 1000, 1);
    record_plots(recording, stage, 0, true, AREA);
    ck_assert_ptr_nonnull(recorded_text(recording, "0"));
    ck_assert_int_eq(recording->strange, 0);
    canvas_free(&recording->canvas);
    stage_end(stage);
}
END_TEST

/* ---- quantities ---- */

/* After k steps of gd at rate r on x^2 + y^2 from (1, 0): x = (1 - 2 r)^k. */
START_TEST(test_every_quantity_is_what_its_title_says) {
    Stage *stage = stage_on(BOWL, true);
    add_run(stage, "gd", 0.05);
    Recording *recording = recording_start(1600, 1000, 1);
    Plot *plot = plot_start();
    PlotOptions options = plot_options_loss();
    options.quantity = &plot_quantities[_i];
    canvas_begin(&recording->canvas, theme_dark()->bg0);
    plot_draw(plot, &recording->canvas, theme_dark(), &stage->scene, AREA, &options);
    canvas_end(&recording->canvas);
    for (int k = 0; k < 100; k += 7) {
        double x = pow(0.9, k);
        double expected[PLOT_QUANTITY_COUNT] = {[PLOT_QUANTITY_LOSS] = x * x,
                                                [PLOT_QUANTITY_GRADIENT] = 2 * x,
                                                [PLOT_QUANTITY_RATE] = 0.05,
                                                [PLOT_QUANTITY_UPDATE] = 0.1 * x,
                                                [PLOT_QUANTITY_DISTANCE] = x};
        double read = plot_reading(plot, &stage->scene, &options, 0, k);
        ck_assert_double_eq_tol(read, expected[_i], 1e-9 * expected[_i]);
    }
    plot_end(plot);
    canvas_free(&recording->canvas);
    stage_end(stage);
}
END_TEST

START_TEST(test_without_a_known_minimum_the_plot_of_the_distance_says_so) {
    Stage *stage = stage_on(BOWL, false);
    add_run(stage, "gd", 0.05);
    Recording *recording = recording_start(1600, 1000, 1);
    Plot *plot = plot_start();
    PlotOptions options = plot_options_loss();
    options.quantity = &plot_quantities[PLOT_QUANTITY_DISTANCE];
    canvas_begin(&recording->canvas, theme_dark()->bg0);
    plot_draw(plot, &recording->canvas, theme_dark(), &stage->scene, AREA, &options);
    canvas_end(&recording->canvas);
    ck_assert_ptr_nonnull(recorded_text(recording, "No minimum of this surface is known"));
    plot_end(plot);
    canvas_free(&recording->canvas);
    stage_end(stage);
}
END_TEST

SUITE("plot") {
    TCase *axis = suite_case(suite, "axis");
    tcase_add_test(axis, test_a_decade_is_as_high_everywhere_on_the_loss_axis);
    tcase_add_test(axis, test_a_pointer_over_the_plot_is_at_a_step_and_ends_hold_at_the_ends);
    tcase_add_loop_test(axis, test_every_range_of_values_has_few_readable_marks_inside_the_frame, 0,
                        RANGE_COUNT);
    tcase_add_test(axis, test_losses_of_both_signs_keep_their_order_on_a_symmetric_logarithm);
    tcase_add_test(axis, test_a_rate_that_ends_at_zero_does_not_stretch_the_axis);
    TCase *curves = suite_case(suite, "curves");
    tcase_add_test(curves, test_the_curve_passes_through_the_known_losses);
    tcase_add_test(curves, test_a_curve_of_a_million_steps_is_thinned_and_keeps_its_peaks);
    tcase_add_test(curves, test_a_diverged_run_leaves_only_finite_commands);
    tcase_add_test(curves, test_losses_below_zero_are_shown_above_the_known_minimum);
    tcase_add_test(curves, test_a_converged_curve_ends_in_its_dot);
    tcase_add_test(curves, test_an_empty_scene_still_has_a_frame);
    TCase *quantities = suite_case(suite, "quantities");
    tcase_add_loop_test(quantities, test_every_quantity_is_what_its_title_says, 0, PLOT_QUANTITY_COUNT);
    tcase_add_test(quantities, test_without_a_known_minimum_the_plot_of_the_distance_says_so);
    TCase *texts = suite_case(suite, "texts");
    tcase_add_test(texts, test_end_labels_stand_apart_however_close_the_curves_are);
    tcase_add_test(texts, test_where_not_all_end_labels_fit_the_best_runs_have_theirs);
    tcase_add_loop_test(texts, test_no_two_texts_of_a_plot_overlap, 0, 9);
    tcase_add_test(texts, test_a_hovered_step_is_read_for_every_run_and_inside_the_plot);
}

#include "screen/plot_span.h"

#include "suite.h"
#include "surfaces.h"

#include <stdlib.h>

/* A scene on a bowl with one run of gd (one evaluation a step) and one of sam (two). */
typedef struct Stage {
    SurfaceDefinition definition;
    Scene scene;
} Stage;

static Stage *stage_start(int64_t steps) {
    static const double start[2] = {1, 0};
    Stage *stage = calloc(1, sizeof *stage);
    Error error = {0};
    stage->definition = surface_of("x^2 + y^2", start);
    ck_assert_msg(scene_start(&stage->scene, &stage->definition, &error), "%s", error.message);
    stage->scene.steps = steps;
    for (int i = 0; i < 2; i++) {
        Recipe recipe = recipe_default(optimizer_find("gd"));
        recipe.values[0] = 0.01;
        recipe.sam_rho = i == 1 ? 0.05 : 0;
        recipe.start[0] = 1;
        ck_assert_ptr_nonnull(scene_add_run(&stage->scene, &recipe, NULL));
    }
    return stage;
}

static void stage_end(Stage *stage) {
    scene_end(&stage->scene);
    surface_definition_end(&stage->definition);
    free(stage);
}

START_TEST(test_in_evaluations_a_run_that_looks_twice_comes_half_as_far) {
    Stage *stage = stage_start(100);
    PlotSpan span = plot_span_of(&stage->scene, PLOT_EVALUATIONS, 0, 1);
    const Trajectory *once = &stage->scene.runs[0].trajectory, *twice = &stage->scene.runs[1].trajectory;
    ck_assert_double_eq(span.whole, 200);
    ck_assert_double_eq(plot_span_position(&span, once, 0), 0);
    ck_assert_double_eq(plot_span_position(&span, once, 40), 40);
    ck_assert_double_eq(plot_span_position(&span, twice, 40), 80);
    ck_assert_double_eq(plot_span_position(&span, twice, 40.5), 81);
    ck_assert_double_eq(plot_span_step(&span, once, 80), 80);
    ck_assert_double_eq(plot_span_step(&span, twice, 80), 40);
    ck_assert_double_eq(plot_span_step(&span, twice, 81), 40); /* the next is not paid for */
    ck_assert_double_eq(plot_span_step(&span, once, 1e9), 100);
    stage_end(stage);
}
END_TEST

START_TEST(test_the_playhead_stands_where_the_run_that_has_come_farthest_does) {
    Stage *stage = stage_start(100);
    for (int unit = 0; unit < PLOT_UNIT_COUNT; unit++) {
        PlotSpan span = plot_span_of(&stage->scene, (PlotUnit)unit, 0, 1);
        for (int step = 0; step <= 100; step++) {
            double position = plot_span_scene_position(&span, &stage->scene, step);
            ck_assert_double_eq(plot_span_scene_step(&span, &stage->scene, position), step);
        }
    }
    stage_end(stage);
}
END_TEST

START_TEST(test_zooming_keeps_the_place_under_the_pointer_and_stays_inside) {
    double low = 0, high = 1;
    for (int i = 0; i < 60; i++) {
        double before = (0.3 - low) / (high - low);
        plot_span_zoom(&low, &high, 0.3, i < 20 ? 1.25 : 0.8, 1e-6);
        ck_assert(low >= 0 && high <= 1 && high > low);
        if (i < 20) ck_assert_double_eq_tol((0.3 - low) / (high - low), before, 1e-9);
    }
    ck_assert_double_eq(low, 0);
    ck_assert_double_eq(high, 1);
    for (int i = 0; i < 200; i++) plot_span_zoom(&low, &high, 1, 1.25, 0.01);
    ck_assert_double_eq_tol(high - low, 0.01, 1e-12);
    ck_assert_double_eq(high, 1);
}
END_TEST

START_TEST(test_marks_are_whole_and_few_however_far_one_zooms) {
    static const int64_t steps[] = {1, 2, 7, 137, 500, 100000};
    Stage *stage = stage_start(steps[_i]);
    for (double width = 1; width * (double)steps[_i] >= 4 || width == 1; width *= 0.7) {
        PlotSpan span = plot_span_of(&stage->scene, PLOT_STEPS, 0.5 - width / 2, 0.5 + width / 2);
        Ticks ticks = plot_span_ticks(&span, (span.high - span.low) / 9);
        ck_assert_int_ge(ticks.count, 1);
        ck_assert_int_le(ticks.count, 11);
        for (int i = 0; i < ticks.count; i++) {
            ck_assert_double_eq(ticks.values[i], rint(ticks.values[i]));
            ck_assert_double_ge(ticks.values[i], span.low - 1e-6);
            ck_assert_double_le(ticks.values[i], span.high + 1e-6);
        }
    }
    stage_end(stage);
}
END_TEST

SUITE("plot_span") {
    TCase *tests = suite_case(suite, "span");
    tcase_add_test(tests, test_in_evaluations_a_run_that_looks_twice_comes_half_as_far);
    tcase_add_test(tests, test_the_playhead_stands_where_the_run_that_has_come_farthest_does);
    tcase_add_test(tests, test_zooming_keeps_the_place_under_the_pointer_and_stays_inside);
    tcase_add_loop_test(tests, test_marks_are_whole_and_few_however_far_one_zooms, 0, 6);
}

/* Old futures of branched runs in the plots, and plots that tell nothing of the future. */
#include "screen/canvas_cairo.h"
#include "screen/plot.h"
#include "screen/theme.h"

#include "recording.h"
#include "suite.h"
#include "surfaces.h"

static const Rect AREA = {0, 0, 744, 272};

static SurfaceDefinition definition;
static Scene scene;
static Plot *plot;

static void start(void) {
    static const double from[2] = {1, 0};
    Error error = {0};
    definition = surface_of("x^2 + y^2", from);
    ck_assert(scene_start(&scene, &definition, &error));
    scene.steps = 60;
    scene.criteria.gradient = 0;
    Recipe recipe = recipe_default(optimizer_find("gd"));
    recipe.values[0] = 0.05;
    memcpy(recipe.start, from, sizeof from);
    ck_assert_ptr_nonnull(scene_add_run(&scene, &recipe, NULL));
    plot = plot_start();
}

static void end(void) {
    plot_end(plot);
    scene_end(&scene);
    surface_definition_end(&definition);
}

static void branch_at(int64_t step, double rate) {
    ck_assert(scene_branch(&scene, 0, step));
    scene.runs[0].recipe.values[0] = rate;
    scene_recompute(&scene, 0);
}

static Recording *draw(PlotOptions options) {
    Recording *recording = recording_start(800, 300, 1);
    canvas_begin(&recording->canvas, theme_dark()->bg0);
    plot_draw(plot, &recording->canvas, theme_dark(), &scene, AREA, &options);
    canvas_end(&recording->canvas);
    return recording;
}

START_TEST(test_the_old_future_has_a_curve_a_label_and_a_legend) {
    PlotOptions options = plot_options_loss();
    options.playhead = 30;
    Recording *plain = draw(options);
    ck_assert_ptr_null(recorded_text(plain, "before the branch"));
    branch_at(20, 0.2);
    Recording *branched = draw(options);
    ck_assert_ptr_nonnull(recorded_text(branched, "before the branch"));
    ck_assert_ptr_nonnull(recorded_text(branched, "η = 0.0500"));
    ck_assert_int_gt(branched->stroke_points, plain->stroke_points + 40);
    ck_assert_int_eq(branched->strange, 0);
    /* The axis reaches down to where the faster branch goes: 0.6^(2 * 40) of the loss at step 20. */
    ck_assert_float_le(plot_y(plot, 1e-18), AREA.h);
    canvas_free(&plain->canvas);
    canvas_free(&branched->canvas);
}
END_TEST

START_TEST(test_a_branch_that_diverges_leaves_only_finite_commands) {
    branch_at(20, 1e6);
    PlotOptions options = plot_options_loss();
    options.playhead = 60;
    Recording *recording = draw(options);
    ck_assert_int_eq(recording->strange, 0);
    canvas_free(&recording->canvas);
}
END_TEST

/* The pixels of the plot. */
static uint32_t *picture_of(const PlotOptions *options, const Theme *theme, size_t *size) {
    Error error = {0};
    int w, h, stride;
    Canvas *canvas = canvas_cairo_start(800, 300, 1, &error);
    ck_assert_ptr_nonnull(canvas);
    canvas_begin(canvas, theme->bg0);
    plot_draw(plot, canvas, theme, &scene, AREA, options);
    canvas_end(canvas);
    const uint32_t *pixels = canvas_cairo_pixels(canvas, &w, &h, &stride);
    *size = (size_t)stride * (size_t)h * sizeof *pixels;
    uint32_t *copy = malloc(*size);
    memcpy(copy, pixels, *size);
    canvas_free(canvas);
    return copy;
}

START_TEST(test_a_plot_without_future_is_the_same_whatever_comes) {
    PlotOptions options = plot_options_loss();
    options.playhead = 20;
    options.hover = true;
    options.hover_at = 55;
    for (int hide = 1; hide >= 0; hide--) {
        size_t size;
        options.hide_future = hide;
        scene.runs[0].branches.count = 0;
        scene.runs[0].recipe.values[0] = 0.05;
        scene_recompute(&scene, 0);
        uint32_t *before = picture_of(&options, theme_dark(), &size);
        branch_at(20, 0.4);
        uint32_t *after = picture_of(&options, theme_dark(), &size);
        ck_assert_msg((memcmp(before, after, size) == 0) == hide, hide ? "it tells" : "it shows nothing");
        free(before);
        free(after);
    }
}
END_TEST

SUITE("plot_branches") {
    TCase *tests = suite_case(suite, "plots");
    tcase_add_checked_fixture(tests, start, end);
    tcase_add_test(tests, test_the_old_future_has_a_curve_a_label_and_a_legend);
    tcase_add_test(tests, test_a_branch_that_diverges_leaves_only_finite_commands);
    tcase_add_test(tests, test_a_plot_without_future_is_the_same_whatever_comes);
}

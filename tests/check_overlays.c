#include "screen/overlays.h"

#include "screen/overlay_quadratic.h"
#include "screen/overlay_rose.h"
#include "screen/shortcuts.h"
#include "screen/trails.h"

#include "canvas_pixels.h"
#include "recording.h"
#include "suite.h"
#include "surfaces.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A scene on a formula, seen from -5 to 5 in a square frame of 400 pixels at (20, 20), and what overlays see.
 */
typedef struct Stage {
    SurfaceDefinition definition;
    Scene scene;
    Camera camera;
    OverlayCaches caches;
    OverlayView view;
} Stage;

static Stage *stage_on(const char *formula, Canvas *canvas) {
    static const double start[2] = {1.5, 2};
    Stage *stage = calloc(1, sizeof *stage);
    Error error = {0};
    stage->definition = surface_of(formula, start);
    ck_assert_msg(scene_start(&stage->scene, &stage->definition, &error), "%s", error.message);
    stage->camera = camera_fit(stage->definition.view, (Rect){20, 20, 400, 400}, true);
    stage->view = (OverlayView){.canvas = canvas,
                                .theme = theme_dark(),
                                .scene = &stage->scene,
                                .camera = &stage->camera,
                                .run = -1,
                                .placed = true,
                                .at = {1.5, 2},
                                .caches = &stage->caches};
    return stage;
}

static void stage_end(Stage *stage) {
    overlay_caches_end(&stage->caches);
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
    stage->view.run = 0;
    return run;
}

/* ---- the rose ---- */

START_TEST(test_the_steepest_of_all_directions_is_the_gradient) {
    enum { COUNT = 360 };
    double slopes[COUNT], sum = 0;
    for (int turn = 0; turn < COUNT; turn += 15) {
        double angle = 2 * M_PI * turn / COUNT, gradient[2] = {7 * cos(angle), 7 * sin(angle)};
        rose_slopes(gradient, slopes, COUNT);
        int steepest = 0, gentlest = 0;
        for (int i = 0; i < COUNT; i++) {
            if (slopes[i] > slopes[steepest]) steepest = i;
            if (slopes[i] < slopes[gentlest]) gentlest = i;
            sum += slopes[i];
        }
        ck_assert_int_eq(steepest, turn);
        ck_assert_int_eq(gentlest, (turn + COUNT / 2) % COUNT);
        ck_assert_double_eq_tol(slopes[steepest], 7, 1e-12);
        ck_assert_double_eq_tol(slopes[gentlest], -7, 1e-12);
        ck_assert_double_eq_tol(slopes[(turn + COUNT / 4) % COUNT], 0, 1e-12); /* along the iso-line */
    }
    ck_assert_double_eq_tol(sum, 0, 1e-9);
}
END_TEST

/* ---- the local quadratic ---- */

START_TEST(test_the_level_line_of_a_bowl_is_the_ellipse_of_its_eigenvalues) {
    /* (4 u^2 + v^2) / 2 in coordinates turned by (0.6, 0.8): from the tip u = 1 the level is 2, the other
     * half axis 2. */
    Stage *stage = stage_on("0.5*(4*(0.6*x + 0.8*y)^2 + (0.8*x - 0.6*y)^2)", NULL);
    const double at[2] = {0.6, 0.8};
    Quadratic q = quadratic_at(&stage->scene.surface, at);
    ck_assert_double_eq_tol(q.eigenvalues[0], 4, 1e-12);
    ck_assert_double_eq_tol(q.eigenvalues[1], 1, 1e-12);
    ck_assert_double_eq_tol(fabs(q.vectors[0][0] * 0.6 + q.vectors[0][1] * 0.8), 1, 1e-12);
    ck_assert(q.centred);
    ck_assert_double_eq_tol(hypot(q.centre[0], q.centre[1]), 0, 1e-12); /* Newton's step is exact on it */
    enum { MOST = 4096 };
    static double points[MOST][2];
    bool closed;
    int count = quadratic_trace(&q, at, 0.01, 1, &stage->definition.view, points, MOST, &closed);
    ck_assert(closed);
    double longest[2] = {0, 0};
    for (int i = 0; i < count; i++) {
        double u = 0.6 * points[i][0] + 0.8 * points[i][1], v = 0.8 * points[i][0] - 0.6 * points[i][1];
        ck_assert_double_eq_tol(0.5 * (4 * u * u + v * v), 2, 1e-9);
        longest[0] = fmax(longest[0], fabs(u));
        longest[1] = fmax(longest[1], fabs(v));
    }
    ck_assert_double_eq_tol(longest[0], sqrt(2 * 2 / q.eigenvalues[0]), 1e-4);
    ck_assert_double_eq_tol(longest[1], sqrt(2 * 2 / q.eigenvalues[1]), 1e-4);
    stage_end(stage);
}
END_TEST

START_TEST(test_the_level_line_of_a_saddle_leaves_the_view_both_ways) {
    Stage *stage = stage_on("x^2 - y^2", NULL);
    const double at[2] = {2, 0};
    Quadratic q = quadratic_at(&stage->scene.surface, at);
    enum { MOST = 4096 };
    static double points[MOST][2];
    for (int sign = -1; sign <= 1; sign += 2) {
        bool closed;
        int count = quadratic_trace(&q, at, 0.02, sign, &stage->definition.view, points, MOST, &closed);
        ck_assert(!closed);
        ck_assert_int_lt(count, MOST);
        for (int i = 0; i < count; i++)
            ck_assert_double_eq_tol(points[i][0] * points[i][0] - points[i][1] * points[i][1], 4, 1e-8);
        ck_assert_double_gt(fabs(points[count - 1][1]), 5);
    }
    stage_end(stage);
}
END_TEST

START_TEST(test_a_valley_has_no_centre_and_its_level_line_is_straight) {
    Stage *stage = stage_on("x^2", NULL);
    const double at[2] = {1, 0};
    Quadratic q = quadratic_at(&stage->scene.surface, at);
    ck_assert(!q.centred);
    static double points[4096][2];
    bool closed;
    int count = quadratic_trace(&q, at, 0.02, 1, &stage->definition.view, points, 4096, &closed);
    ck_assert_int_gt(count, 100);
    for (int i = 0; i < count; i++) ck_assert_double_eq_tol(points[i][0], 1, 1e-9);
    stage_end(stage);
}
END_TEST

/* ---- convexity ---- */

static const struct {
    const char *formula;
    double share; /* of the view that is convex */
} grounds[] = {
    {"x^2 + y^2", 1},
    {"x^2 - y^2", 0},
    {"-x^2 - y^2", 0},
    {"x^4 - 6*x^2 + y^2", 0.8},                /* where x^2 > 1 */
    {"x^4 - 24*x^2 + y^4 - 6*y^2", 0.6 * 0.8}, /* where x^2 > 4 and y^2 > 1 */
    {"sqrt(-1 - x^2) + y^2", 0},               /* no number anywhere */
};

START_TEST(test_the_convex_share_of_the_view_is_known) {
    Canvas *canvas = picture(440, 440, 1);
    Stage *stage = stage_on(grounds[_i].formula, canvas);
    Convexity *convexity = &stage->caches.convexity;
    convexity_update(convexity, &stage->view);
    ck_assert_double_eq_tol(convexity->share, grounds[_i].share, 4e-3);
    for (int i = 0; i < convexity->vertex_count; i++) {
        World world = camera_to_world(&stage->camera, convexity->vertices[i].x, convexity->vertices[i].y);
        double x = world.x, y = world.y;
        if (_i == 3) ck_assert_double_ge(fabs(x), 1 - 0.02);
        if (_i == 4) ck_assert(fabs(x) >= 2 - 0.02 && fabs(y) >= 1 - 0.02);
    }
    canvas_end(canvas);
    canvas_free(canvas);
    stage_end(stage);
}
END_TEST

START_TEST(test_convex_ground_is_shaded_and_other_ground_is_not) {
    Canvas *canvas = picture(440, 440, 1);
    Stage *stage = stage_on("x^4 - 6*x^2 + y^2", canvas);
    overlay_draw_convexity(&stage->view);
    canvas_end(canvas);
    /* x = 0 is at pixel 220, a unit is 40 pixels. */
    ck_assert_uint_eq(pixel(canvas, 220, 100) & 0xFFFFFF, 0);
    ck_assert_uint_eq(pixel(canvas, 220 + 30, 100) & 0xFFFFFF, 0);
    ck_assert_uint_ne(pixel(canvas, 220 + 60, 100) & 0xFFFFFF, 0);
    ck_assert_uint_eq(pixel(canvas, 220 + 60, 100), pixel(canvas, 220 - 100, 300));
    ck_assert_uint_ne(pixel(canvas, 220 + 40, 100), pixel(canvas, 220 + 60, 100)); /* the border line */
    canvas_free(canvas);
    stage_end(stage);
}
END_TEST

/* ---- the gradient field ---- */

START_TEST(test_arrows_of_the_field_point_against_the_gradient_and_grow_with_it) {
    Stage *stage = stage_on("x^2 + 3*y^2", NULL);
    Field *field = &stage->caches.field;
    field_update(field, &stage->view);
    ck_assert_int_ge(field->count, 99);
    float shortest = INFINITY, longest = 0;
    for (int i = 0; i < field->count; i++) {
        const FieldArrow *arrow = &field->arrows[i];
        World world = camera_to_world(&stage->camera, arrow->at.x, arrow->at.y);
        double gradient[2] = {2 * world.x, 6 * world.y}, norm = hypot(gradient[0], gradient[1]);
        /* The screen's y points down. */
        ck_assert_double_eq_tol(arrow->downhill.x, -gradient[0] / norm, 1e-5);
        ck_assert_double_eq_tol(arrow->downhill.y, gradient[1] / norm, 1e-5);
        shortest = fminf(shortest, arrow->length);
        longest = fmaxf(longest, arrow->length);
    }
    ck_assert_float_gt(longest, 2 * shortest);
    ck_assert_float_lt(longest, 40); /* neighbours do not touch */
    /* The lattice goes with the plane: after a move by ten pixels so have the arrows. */
    Point first = field->arrows[0].at;
    stage->camera = camera_moved(stage->camera, 10, 0);
    field_update(field, &stage->view);
    float shift = fmodf(field->arrows[0].at.x - first.x + 80, 40);
    ck_assert_float_eq_tol(shift, 10, 0.01f);
    stage_end(stage);
}
END_TEST

/* ---- step shapes ---- */

START_TEST(test_shapes_go_through_the_recorded_step_wherever_the_playhead_jumps) {
    static const char *const names[] = {"gd", "adam", "lbfgs", "nesterov", "lion"};
    static const int64_t jumps[] = {0, 1, 2, 3, 499, 17, 16, 250, 251, 100, 500, 0, 320};
    Stage *stage = stage_on("x^2 + 3*y^2 + sin(x*y)", NULL);
    SceneRun *run = add_run(stage, names[_i], 0.01);
    run->recipe.noise = 0.1;
    scene_recompute(&stage->scene, 0);
    ck_assert(scene_branch(&stage->scene, 0, 200));
    run->recipe.values[0] = 0.02; /* another rate after step 200 */
    scene_recompute(&stage->scene, 0);
    for (size_t i = 0; i < sizeof jumps / sizeof *jumps; i++) {
        ReachRun *reach = &stage->caches.reach[0];
        reach_run_update(reach, &stage->scene, 0, jumps[i]);
        const double *row = run->trajectory.rows + jumps[i] * run->trajectory.columns;
        ck_assert(reach->shaped);
        ck_assert_double_eq(reach->steps[0][0], row[QUANTITY_UPDATE_X]);
        ck_assert_double_eq(reach->steps[0][1], row[QUANTITY_UPDATE_Y]);
    }
    stage_end(stage);
}
END_TEST

/* ---- all of them ---- */

static const struct {
    const char *formula, *optimizer;
    double rate;
} troubles[] = {
    {"x^2 + y^2", "gd", 0.1},
    {"x^2 + y^2", "gd", 1e100},                   /* diverges at once */
    {"sqrt(-1 - x^2) + y^2", "adam", 0.1},        /* no number anywhere */
    {"0*x", "gd", 0.1},                           /* level */
    {"abs(x) + 10*abs(y)", "signsgd", 0.1},       /* no curvature, kinks */
    {"1e300*(x^2 + y^2)", "gd", 0.1},             /* huge */
    {"1e-300*(x^2 - y^2)", "newton", 1},          /* tiny */
    {"exp(50*x) - exp(50*y)", "momentum", 1e-30}, /* steep */
};

START_TEST(test_every_overlay_survives_every_trouble_with_finite_commands) {
    Recording *recording = recording_start(440, 440, 2);
    Stage *stage = stage_on(troubles[_i].formula, &recording->canvas);
    add_run(stage, troubles[_i].optimizer, troubles[_i].rate);
    for (int step = 0; step <= 500; step += 50) {
        stage->view.playhead = step + 0.5;
        for (int pointing = 0; pointing < 2; pointing++) {
            World head =
                trails_point(&stage->scene.runs[0].trajectory, (double)overlay_head_step(&stage->view, 0));
            stage->view.at = pointing ? (World){-0.3, 4.9} : head;
            stage->view.tag_count = 0;
            canvas_begin(&recording->canvas, theme_dark()->bg0);
            for (int i = 0; i < OVERLAY_COUNT; i++)
                if (overlays[i].draw) overlays[i].draw(&stage->view);
            canvas_end(&recording->canvas);
            ck_assert_int_eq(recording->strange, 0);
        }
    }
    canvas_free(&recording->canvas);
    stage_end(stage);
}
END_TEST

START_TEST(test_every_overlay_has_a_name_a_sentence_an_icon_and_a_key_that_works) {
    for (int i = 0; i < OVERLAY_COUNT; i++) {
        const Overlay *overlay = &overlays[i];
        ck_assert(overlay->name && overlay->title && overlay->help && overlay->icon);
        ck_assert_int_eq((overlay->layer == OVERLAY_BY_MAP), overlay->draw == NULL);
        for (int k = 0; k < i; k++) {
            ck_assert_str_ne(overlays[k].name, overlay->name);
            ck_assert_int_ne((int)overlays[k].key, (int)overlay->key);
        }
        int rows = 0;
        for (int k = 0; k < shortcut_count; k++)
            rows +=
                shortcuts[k].key == overlay->key && shortcuts[k].modifiers == 0 && shortcuts[k].argument == i;
        ck_assert_msg(rows == 1, "%s has no key", overlay->name);
    }
}
END_TEST

SUITE("overlays") {
    enum { GROUNDS = sizeof grounds / sizeof *grounds, TROUBLES = sizeof troubles / sizeof *troubles };
    TCase *geometry = suite_case(suite, "geometry");
    tcase_add_test(geometry, test_the_steepest_of_all_directions_is_the_gradient);
    tcase_add_test(geometry, test_the_level_line_of_a_bowl_is_the_ellipse_of_its_eigenvalues);
    tcase_add_test(geometry, test_the_level_line_of_a_saddle_leaves_the_view_both_ways);
    tcase_add_test(geometry, test_a_valley_has_no_centre_and_its_level_line_is_straight);
    tcase_add_loop_test(geometry, test_the_convex_share_of_the_view_is_known, 0, GROUNDS);
    tcase_add_test(geometry, test_convex_ground_is_shaded_and_other_ground_is_not);
    tcase_add_test(geometry, test_arrows_of_the_field_point_against_the_gradient_and_grow_with_it);
    tcase_add_loop_test(geometry, test_shapes_go_through_the_recorded_step_wherever_the_playhead_jumps, 0, 5);
    TCase *all = suite_case(suite, "all");
    tcase_add_loop_test(all, test_every_overlay_survives_every_trouble_with_finite_commands, 0, TROUBLES);
    tcase_add_test(all, test_every_overlay_has_a_name_a_sentence_an_icon_and_a_key_that_works);
}

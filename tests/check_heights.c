#include "screen/heights.h"

#include "screen/orbit.h"

#include "landscape.h"
#include "suite.h"
#include "surfaces.h"

#include <stdlib.h>

static const float TOP = 0.45f;

typedef struct Ground {
    SurfaceDefinition definition;
    Surface surface;
    Bands bands;
    Heights heights;
} Ground;

static Ground ground_of(SurfaceDefinition definition, int columns, int rows, Parallel *threads) {
    Ground ground = {.definition = definition};
    Error error = {0};
    /* Behind the pointer, as the surface keeps it. */
    SurfaceDefinition *kept = malloc(sizeof *kept);
    *kept = definition;
    ck_assert_msg(surface_start(&ground.surface, kept, &error), "%s", error.message);
    View view = definition.view;
    ground.bands = bands_of(&ground.surface, view, NULL);
    Shader shader = shader_for(&ground.bands, theme_dark(), true, true, 1);
    ck_assert(heights_begin(&ground.heights, view, columns, rows));
    while (!heights_evaluate(&ground.heights, &ground.surface, 7, threads)) continue;
    heights_finish(&ground.heights, &ground.surface, &shader, TOP, threads);
    return ground;
}

static void ground_end(Ground *ground) {
    SurfaceDefinition *kept = (SurfaceDefinition *)ground->surface.definition;
    heights_end(&ground->heights);
    surface_end(&ground->surface);
    surface_definition_end(kept);
    free(kept);
}

static SurfaceDefinition linear(const char *formula) {
    SurfaceDefinition definition = surface_of(formula, (double[]){1, 1});
    definition.levels = LEVELS_LINEAR;
    return definition;
}

START_TEST(test_heights_are_what_the_caption_says) {
    Ground valley = ground_of(rosenbrock(), 65, 65, NULL);
    ck_assert(valley.heights.scale.log);
    ck_assert_double_eq(valley.heights.scale.floor, 0);
    double losses[] = {0.01, 0.5, 3, 40, 900}, unit = NAN;
    double base = heights_of_loss(&valley.heights.scale, losses[0]);
    for (int i = 1; i < 5; i++) {
        double rise = heights_of_loss(&valley.heights.scale, losses[i]) - base;
        double per_unit = rise / (log10(1 + losses[i]) - log10(1 + losses[0]));
        if (i > 1) ck_assert_double_eq_tol(per_unit, unit, 1e-9);
        unit = per_unit;
        double above = heights_of_loss(&valley.heights.scale, losses[i] * (1 + 1e-6));
        double slope = (above - base - rise) / (losses[i] * 1e-6);
        ck_assert_double_eq_tol(heights_slope(&valley.heights.scale, losses[i]), slope, 1e-4 * slope);
    }
    ground_end(&valley);
    Ground bowl = ground_of(linear("x^2 + y^2 - 7"), 65, 65, NULL);
    double low = heights_of_loss(&bowl.heights.scale, -5), high = heights_of_loss(&bowl.heights.scale, 15);
    ck_assert_double_eq_tol(heights_of_loss(&bowl.heights.scale, 5), 0.5 * (low + high), 1e-9);
    ground_end(&bowl);
}
END_TEST

START_TEST(test_the_lattice_has_the_heights_of_its_corners_and_planes_between) {
    Ground ground = ground_of(rosenbrock(), 33, 17, NULL);
    const Heights *heights = &ground.heights;
    for (int j = 0; j < heights->rows; j++) {
        for (int i = 0; i < heights->columns; i++) {
            double point[3];
            lattice_corner(heights, i, j, point);
            double w[2] = {heights_x(heights, point[0]), heights_y(heights, point[1])};
            double wanted = heights_of_loss(&heights->scale, surface_loss(&ground.surface, w, NULL, NULL));
            ck_assert_double_eq_tol(point[2], wanted, 1e-5);
            ck_assert_float_eq_tol(heights_at(heights, (float)point[0], (float)point[1]), (float)point[2],
                                   1e-4f);
            ck_assert_float_eq_tol(heights_a(heights, w[0]), (float)point[0], 1e-6f);
            ck_assert_float_eq_tol(heights_b(heights, w[1]), (float)point[1], 1e-6f);
        }
    }
    ck_assert_float_eq(heights_at(heights, 9, 9), heights_at(heights, 1, 1)); /* held to the base */
    ground_end(&ground);
}
END_TEST

/* Hills, a valley, a step, a spike; heights of all sizes. */
static const char *const landscapes[] = {
    "3*exp(-(x^2 + y^2)/2)", "sin(2*x)*cos(y)", "(x - y^2)^2 + 0.1*y^2",
    "if(x + y > 1, 4, 0)",   "1e-8*x",          "1e6*exp(-50*(x^2 + y^2))"};
enum { LANDSCAPES = sizeof landscapes / sizeof *landscapes };

START_TEST(test_a_ray_meets_what_it_meets_among_all_triangles) {
    Ground ground = ground_of(linear(landscapes[_i]), 41, 41, NULL);
    const Heights *heights = &ground.heights;
    int surface = 0, wall = 0, nothing = 0;
    for (int pose = 0; pose < 6; pose++) {
        Orbit orbit = orbit_home((Rect){0, 0, 600, 400}, heights->side[0], heights->side[1]);
        orbit = orbit_turned(orbit, 130.3f * (float)pose, 25.1f * (float)(pose - 2));
        OrbitView view = orbit_view(&orbit);
        for (int k = 0; k < 400; k++) {
            Point at = {15.3f + 30.1f * (float)(k % 20), 10.7f + 19.9f * (float)(k / 20)};
            float way[3], found = 0;
            orbit_ray(&view, at, way);
            double eye[3] = {(double)view.eye[0], (double)view.eye[1], (double)view.eye[2]};
            double direction[3] = {(double)way[0], (double)way[1], (double)way[2]}, depth;
            Met met = first_met(heights, eye, direction, 0, &depth);
            bool hit = heights_cast(heights, view.eye, way, &found);
            ck_assert_msg(hit == (met == MET_SURFACE), "pose %d, ray %d: %d, not %d", pose, k, hit, met);
            if (hit) ck_assert_double_eq_tol((double)found, depth, 1e-4);
            surface += met == MET_SURFACE, wall += met == MET_WALL, nothing += met == MET_NOTHING;
        }
    }
    ck_assert_int_gt(surface, 300);
    ck_assert_int_gt(nothing, 300);
    double corner[3];
    lattice_corner(heights, 40, 20, corner);
    if (corner[2] > 0.1) ck_assert_int_gt(wall, 0);
    ground_end(&ground);
}
END_TEST

/* Surfaces that are no numbers, or too large for any picture. */
static const char *const wild[] = {"0/0*x",       "sqrt(x)",  "1/x",
                                   "exp(1000*x)", "1e300*x",  "if(x > 0, 1e308, -1e308)",
                                   "1e-320*x",    "log(x*0)", "if(x > 4.9, 1e300, x^2)"};
enum { WILD = sizeof wild / sizeof *wild };

START_TEST(test_whatever_the_losses_are_heights_stay_in_the_box) {
    for (int levels = LEVELS_LOG; levels <= LEVELS_QUANTILE; levels++) {
        SurfaceDefinition definition = linear(wild[_i]);
        definition.levels = (Levels)levels;
        Ground ground = ground_of(definition, 33, 33, NULL);
        for (int k = 0; k < 33 * 33; k++) {
            const HeightPoint *point = &ground.heights.points[k];
            ck_assert_msg(point->height >= 0 && point->height <= TOP, "height %g", (double)point->height);
            ck_assert(isfinite(point->height_a) && isfinite(point->height_b));
            ck_assert(isfinite(point->position_a) && isfinite(point->position_b));
            bool number = isfinite(ground.heights.losses[3 * k]);
            ck_assert_int_eq(isnan(point->position), !number);
        }
        ground_end(&ground);
    }
}
END_TEST

START_TEST(test_walls_are_cut_where_they_would_press_the_rest_to_the_ground) {
    Ground cliff = ground_of(linear("if(x > 4.98, 1e300, x^2)"), 65, 65, NULL);
    ck_assert(cliff.heights.scale.cut);
    ck_assert_double_gt(heights_of_loss(&cliff.heights.scale, 16), 0.3 * (double)TOP);
    ck_assert_double_eq_tol(heights_of_loss(&cliff.heights.scale, 1e300), (double)TOP, 1e-6);
    ck_assert_double_eq(heights_slope(&cliff.heights.scale, 1e300), 0);
    ground_end(&cliff);
    Ground valley = ground_of(rosenbrock(), 65, 65, NULL);
    ck_assert(!valley.heights.scale.cut);
    ground_end(&valley);
}
END_TEST

START_TEST(test_any_number_of_threads_gives_the_same_landscape) {
    Ground alone = ground_of(rosenbrock(), 97, 65, NULL);
    for (int count = 2; count <= 4; count++) {
        Parallel *threads = parallel_start(count);
        Ground shared = ground_of(rosenbrock(), 97, 65, threads);
        ck_assert_mem_eq(alone.heights.points, shared.heights.points, sizeof(HeightPoint) * 97 * 65);
        ground_end(&shared);
        parallel_end(threads);
    }
    ground_end(&alone);
}
END_TEST

START_TEST(test_half_a_lattice_has_every_second_corner) {
    Ground ground = ground_of(rosenbrock(), 33, 17, NULL);
    Heights half = {0};
    ck_assert(heights_halve(&half, &ground.heights));
    ck_assert_int_eq(half.columns, 17);
    ck_assert_int_eq(half.rows, 9);
    for (int k = 0; k < 17 * 9; k++)
        ck_assert_float_eq(half.points[k].height, ground.heights.points[k / 17 * 2 * 33 + k % 17 * 2].height);
    heights_end(&half);
    ground_end(&ground);
}
END_TEST

SUITE("heights") {
    TCase *tests = suite_case(suite, "heights");
    tcase_add_test(tests, test_heights_are_what_the_caption_says);
    tcase_add_test(tests, test_the_lattice_has_the_heights_of_its_corners_and_planes_between);
    tcase_add_loop_test(tests, test_a_ray_meets_what_it_meets_among_all_triangles, 0, LANDSCAPES);
    tcase_add_loop_test(tests, test_whatever_the_losses_are_heights_stay_in_the_box, 0, WILD);
    tcase_add_test(tests, test_walls_are_cut_where_they_would_press_the_rest_to_the_ground);
    tcase_add_test(tests, test_any_number_of_threads_gives_the_same_landscape);
    tcase_add_test(tests, test_half_a_lattice_has_every_second_corner);
}

#include "screen/relief.h"

#include "screen/drape.h"

#include "landscape.h"
#include "suite.h"
#include "surfaces.h"

#include <stdlib.h>

static const Rect FRAME = {10, 20, 320, 240}, LARGE = {10, 20, 440, 330}, WIDE = {0, 0, 1280, 160};

/* A relief of a formula's surface, with a run to drape over it. */
typedef struct Stage {
    SurfaceDefinition definition;
    Scene scene;
    Bands bands;
    Camera camera;
    Orbit orbit;
    Relief *relief;
    ReliefRequest request;
} Stage;

static Stage *stage_start_in(Rect frame, const char *formula, float turn, float tilt) {
    Stage *stage = calloc(1, sizeof *stage);
    Error error = {0};
    stage->definition = surface_of(formula, (double[]){0, 3});
    stage->definition.levels = LEVELS_LINEAR;
    ck_assert_msg(scene_start(&stage->scene, &stage->definition, &error), "%s", error.message);
    stage->camera = camera_fit(stage->definition.view, frame, true);
    View view = camera_view(&stage->camera);
    stage->bands = bands_of(&stage->scene.surface, view, NULL);
    float side[2];
    heights_sides(view, side);
    stage->orbit = orbit_home(frame, side[0], side[1]);
    stage->orbit.yaw = 0;
    stage->orbit = orbit_turned(stage->orbit, turn, tilt);
    stage->relief = relief_start();
    stage->request = (ReliefRequest){.surface = &stage->scene.surface,
                                     .bands = &stage->bands,
                                     .camera = &stage->camera,
                                     .orbit = &stage->orbit,
                                     .scale = 1,
                                     .theme = theme_dark(),
                                     .colour = true};
    return stage;
}

static Stage *stage_start(const char *formula, float turn, float tilt) {
    return stage_start_in(FRAME, formula, turn, tilt);
}

static void stage_end(Stage *stage) {
    relief_end(stage->relief);
    scene_end(&stage->scene);
    surface_definition_end(&stage->definition);
    free(stage);
}

static void draw(Stage *stage) {
    ck_assert(relief_update(stage->relief, &stage->request));
    ck_assert(stage->request.live || relief_done(stage->relief));
}

/* A hill in the middle, 46 degrees from above and from the south. */
static const char HILL[] = "8*exp(-(x^2 + y^2)/2)";

/* The depth of what is first met at a screen point, by all triangles. */
static double first_depth(const Stage *stage, Point at) {
    const OrbitView *view = relief_view(stage->relief);
    float direction[3];
    double eye[3], way[3], depth;
    orbit_ray(view, at, direction);
    for (int c = 0; c < 3; c++) eye[c] = (double)view->eye[c], way[c] = (double)direction[c];
    first_met(relief_heights(stage->relief), eye, way, 0, &depth);
    return depth;
}

START_TEST(test_points_behind_a_hill_are_hidden_and_others_are_not) {
    Stage *stage = stage_start_in(LARGE, HILL, 60 * (float)(_i - 2), -20);
    draw(stage);
    const Heights *heights = relief_heights(stage->relief);
    int hidden = 0, clear = 0;
    for (int k = 0; k < 13 * 13; k++) {
        double x = -4 + 0.65 * (k % 13), y = -4 + 0.65 * (int)(k / 13);
        float point[3] = {heights_a(heights, x), heights_b(heights, y), 0}, depth;
        point[2] = heights_at(heights, point[0], point[1]);
        Point place = orbit_project(relief_view(stage->relief), point, &depth), at;
        Sight sight = relief_sight(stage->relief, x, y, &at);
        ck_assert_float_eq(at.x, place.x);
        if (first_depth(stage, place) > 0.9999 * (double)depth) {
            ck_assert_msg(sight == SIGHT_CLEAR, "(%g, %g) is seen as %d", x, y, (int)sight);
            clear++;
            continue;
        }
        bool well_behind = true; /* not just at the edge of what hides it */
        for (int n = 0; n < 4 && well_behind; n++) {
            Point beside = {place.x + (n & 1 ? 3 : -3), place.y + (n & 2 ? 3 : -3)};
            well_behind = first_depth(stage, beside) < 0.99 * (double)depth;
        }
        if (!well_behind) continue;
        ck_assert_msg(sight == SIGHT_HIDDEN, "(%g, %g) is seen as %d", x, y, (int)sight);
        hidden++;
    }
    ck_assert_int_gt(hidden, 1);
    ck_assert_int_gt(clear, 90);
    stage_end(stage);
}
END_TEST

START_TEST(test_known_points_of_a_hill) {
    Stage *stage = stage_start(HILL, 0, -30);
    draw(stage);
    Point at, top;
    ck_assert_int_eq(relief_sight(stage->relief, 0, 2.2, &at), SIGHT_HIDDEN);  /* behind the hill */
    ck_assert_int_eq(relief_sight(stage->relief, 0, -2.2, &at), SIGHT_CLEAR);  /* before it */
    ck_assert_int_eq(relief_sight(stage->relief, 3.5, 2.2, &at), SIGHT_CLEAR); /* beside it */
    ck_assert_int_eq(relief_sight(stage->relief, 0, 0, &top), SIGHT_CLEAR);
    ck_assert_float_lt(top.y, at.y);
    ck_assert_int_eq(relief_sight(stage->relief, 0, 40, &at), SIGHT_NONE); /* off the base */
    ck_assert_int_eq(relief_sight(stage->relief, NAN, 0, &at), SIGHT_NONE);
    ck_assert(isfinite(at.x) && isfinite(at.y));
    ck_assert_int_eq(relief_sight(stage->relief, 1e300, -1e300, &at), SIGHT_NONE);
    ck_assert(isfinite(at.x) && isfinite(at.y));
    stage_end(stage);
}
END_TEST

START_TEST(test_what_the_pointer_is_on_stands_under_the_pointer) {
    Stage *stage = stage_start("sin(x)*cos(y) + 0.05*x^2", 40 * (float)_i, 10);
    draw(stage);
    int met = 0;
    for (int k = 0; k < 400; k++) {
        Point pointer = {FRAME.x + 8.3f + 16 * (float)(k % 20), FRAME.y + 6.1f + 12 * (float)(k / 20)}, at;
        World world = relief_world(stage->relief, pointer);
        if (isnan(world.x)) continue;
        Sight sight = relief_sight(stage->relief, world.x, world.y, &at);
        ck_assert_int_eq(sight, SIGHT_CLEAR);
        ck_assert_float_eq_tol(at.x, pointer.x, 0.05f);
        ck_assert_float_eq_tol(at.y, pointer.y, 0.05f);
        met++;
    }
    ck_assert_int_gt(met, 50);
    World beside = relief_world(stage->relief, (Point){FRAME.x + 1, FRAME.y + 1});
    ck_assert(isnan(beside.x) && isnan(beside.y));
    stage_end(stage);
}
END_TEST

static uint32_t pixel_at(const Image *image, Point at) {
    int x = (int)(at.x - FRAME.x), y = (int)(at.y - FRAME.y);
    return image->pixels[(size_t)y * (size_t)image->w + (size_t)x];
}

START_TEST(test_pixels_have_the_colour_of_their_band_under_the_light) {
    Stage *stage = stage_start("x^2 + 0.5*y^2", 30, 20);
    draw(stage);
    const Image *image = relief_image(stage->relief);
    const Heights *heights = relief_heights(stage->relief);
    uint32_t table[BANDS_MAX];
    theme_loss_table(theme_dark(), table, stage->bands.count);
    int looked_at = 0;
    for (int k = 0; k < 2000; k++) {
        Point at = {FRAME.x + 0.5f + (float)(k * 37 % 320), FRAME.y + 0.5f + (float)(k * 53 % 240)};
        World world = relief_world(stage->relief, at);
        uint32_t pixel = pixel_at(image, at);
        if (isnan(world.x)) continue;
        double gradient[2];
        double loss = surface_loss(&stage->scene.surface, (double[]){world.x, world.y}, gradient, NULL);
        double position = bands_position(&stage->bands, loss), part = position - floor(position);
        double slope = heights_slope(&heights->scale, loss) * heights->unit;
        if (part < 0.25 || part > 0.75 || position < 0 || position > stage->bands.count || slope == 0)
            continue;
        double ha = slope * gradient[0], hb = slope * gradient[1];
        double light = fmax(0, 0.81 + 0.40 * ha - 0.42 * hb) / sqrt(1 + ha * ha + hb * hb);
        for (int shift = 0; shift < 24; shift += 8) {
            double wanted = (0.66 + 0.46 * light) * (table[(int)position] >> shift & 255u);
            ck_assert_double_eq_tol((double)(pixel >> shift & 255u), fmin(wanted, 255), 2.5);
        }
        looked_at++;
    }
    ck_assert_int_gt(looked_at, 150);
    stage_end(stage);
}
END_TEST

START_TEST(test_pixels_are_drawn_where_rays_meet_something_and_nowhere_else) {
    Stage *stage = stage_start("sin(x)*cos(y)", 30, 0);
    draw(stage);
    const Image *image = relief_image(stage->relief);
    const Heights *heights = relief_heights(stage->relief);
    const OrbitView *view = relief_view(stage->relief);
    int counts[3] = {0};
    for (int k = 0; k < 400; k++) {
        Point at = {FRAME.x + 8.5f + 16 * (float)(k % 20), FRAME.y + 6.5f + 12 * (float)(k / 20)};
        float direction[3];
        orbit_ray(view, at, direction);
        double eye[3], way[3], depth;
        for (int c = 0; c < 3; c++) eye[c] = (double)view->eye[c], way[c] = (double)direction[c];
        Met met = first_met(heights, eye, way, 0, &depth);
        uint32_t alpha = pixel_at(image, at) >> 24;
        counts[met]++;
        if (alpha == 0 || alpha == 255) ck_assert_msg((alpha == 255) == (met != MET_NOTHING), "ray %d", k);
    }
    ck_assert(counts[MET_SURFACE] > 50 && counts[MET_WALL] > 2 && counts[MET_NOTHING] > 100);
    stage_end(stage);
}
END_TEST

START_TEST(test_the_picture_is_the_same_for_any_threads_and_comes_bit_by_bit) {
    Stage *alone = stage_start(HILL, 20, 0);
    alone->request.iso_lines = true;
    draw(alone);
    const Image *image = relief_image(alone->relief);
    size_t size = sizeof(uint32_t) * (size_t)image->w * (size_t)image->h;
    for (int count = 2; count <= 4; count++) {
        Stage *live = stage_start(HILL, 20, 0);
        live->request.iso_lines = live->request.live = true;
        live->request.threads = parallel_start(count);
        draw(live);
        ck_assert_mem_ne(relief_image(live->relief)->pixels, image->pixels, size); /* coarse at first */
        for (int frame = 0; frame < 1000 && !relief_done(live->relief); frame++) draw(live);
        ck_assert(relief_done(live->relief));
        ck_assert_mem_eq(relief_image(live->relief)->pixels, image->pixels, size);
        uint64_t version = relief_image(live->relief)->version;
        draw(live);
        ck_assert_uint_eq(relief_image(live->relief)->version, version); /* nothing to do */
        live->orbit = orbit_turned(live->orbit, 5, 0);
        draw(live);
        ck_assert_uint_ne(relief_image(live->relief)->version, version);
        parallel_end(live->request.threads);
        stage_end(live);
    }
    stage_end(alone);
}
END_TEST

START_TEST(test_a_surface_too_dear_for_a_frame_is_coarse_first_and_the_same_in_the_end) {
    char formula[16384] = "sin(x)";
    for (int i = 0; i < 400; i++) {
        char more[64];
        snprintf(more, sizeof more, " + sin(%d*x + y)/%d", i + 2, i + 20);
        strcat(formula, more);
    }
    Stage *whole = stage_start_in(WIDE, formula, 0, 0), *live = stage_start_in(WIDE, formula, 0, 0);
    live->request.live = true;
    draw(whole);
    draw(live);
    ck_assert_int_lt(relief_heights(live->relief)->columns, relief_heights(whole->relief)->columns);
    for (int frame = 0; frame < 5000 && !relief_done(live->relief); frame++) draw(live);
    const Image *image = relief_image(whole->relief);
    ck_assert_mem_eq(relief_image(live->relief)->pixels, image->pixels,
                     sizeof(uint32_t) * (size_t)image->w * (size_t)image->h);
    stage_end(whole);
    stage_end(live);
}
END_TEST

static const char *const wild[] = {"0/0*x", "sqrt(x)", "exp(1000*x)", "if(x > 0, 1e308, -1e308)",
                                   "3",     "1e300*x"};
enum { WILD = sizeof wild / sizeof *wild };

START_TEST(test_a_surface_of_any_kind_has_a_picture_with_dark_holes) {
    Stage *stage = stage_start(wild[_i], 25, 0);
    for (int live = 0; live < 2; live++) {
        stage->request.live = live;
        stage->orbit = orbit_turned(stage->orbit, 10, 0);
        draw(stage);
        const Image *image = relief_image(stage->relief);
        Color hole = theme_dark()->diverging;
        int drawn = 0, holes = 0;
        for (int k = 0; k < image->w * image->h; k++) {
            uint32_t pixel = image->pixels[k];
            drawn += pixel >> 24 == 255;
            holes += pixel == (0xff000000u | (uint32_t)hole.r << 16 | (uint32_t)hole.g << 8 | hole.b);
        }
        ck_assert_int_gt(drawn, image->w * image->h / 10);
        if (_i < 3) ck_assert_int_gt(holes, 500);
        if (_i > 2) ck_assert_int_eq(holes, 0);
    }
    stage_end(stage);
}
END_TEST

START_TEST(test_trails_follow_the_surface_and_are_cut_where_it_hides_them) {
    Stage *stage = stage_start(HILL, 0, -30);
    Recipe recipe = recipe_default(optimizer_find("gd"));
    recipe.values[0] = 0;
    SceneRun *run = scene_add_run(&stage->scene, &recipe, NULL);
    /* One straight stride along y = 2.2, behind the hill. */
    for (int64_t k = 0; k <= run->trajectory.steps; k++) {
        run->trajectory.rows[k * run->trajectory.columns + QUANTITY_X] = k == 0 ? -4.5 : 4.5;
        run->trajectory.rows[k * run->trajectory.columns + QUANTITY_Y] = 2.2;
    }
    draw(stage);
    Projection projection = {&stage->camera, stage->relief};
    Trails trails = {0}, flat = {0};
    drape(&trails, &flat, &stage->scene, &projection, 1, -1);
    ck_assert_int_eq(trails.count, 1);
    ck_assert_int_eq(trails.trails[0].line_count, 3); /* seen, hidden, seen */
    for (int line = 0; line < 3; line++) {
        ck_assert_int_eq(trails.lines[line].hidden, line == 1);
        for (int k = 0; k < trails.lines[line].count; k++) {
            int at = trails.lines[line].first + k;
            Point before = trails.points[at > 0 ? at - 1 : 0], here = trails.points[at];
            ck_assert_float_lt(hypotf(here.x - before.x, here.y - before.y), 12); /* in one piece */
        }
    }
    TrailLine hidden = trails.lines[1];
    Point from = trails.points[hidden.first], to = trails.points[hidden.first + hidden.count - 1], middle;
    relief_sight(stage->relief, 0, 2.2, &middle);
    ck_assert(from.x < middle.x - 10 && to.x > middle.x + 10);
    ck_assert(trails.trails[0].head_shown && !trails.trails[0].head_hidden);
    drape(&trails, &flat, &stage->scene, &projection, 0.5, -1);
    ck_assert(trails.trails[0].head_hidden);
    ck_assert_float_eq_tol(trails.trails[0].head_at.x, middle.x, 0.01f);
    trails_end(&trails);
    trails_end(&flat);
    stage_end(stage);
}
END_TEST

START_TEST(test_a_run_that_shoots_away_ends_at_the_edge_of_the_base) {
    Stage *stage = stage_start("x^2 + y^2", 0, 0);
    Recipe recipe = recipe_default(optimizer_find("gd"));
    recipe.values[0] = 40;
    recipe.start[0] = 1, recipe.start[1] = 0.5;
    scene_add_run(&stage->scene, &recipe, NULL);
    draw(stage);
    Projection projection = {&stage->camera, stage->relief};
    Trails trails = {0}, flat = {0};
    for (int step = 1; step < 500; step += 83) {
        drape(&trails, &flat, &stage->scene, &projection, step, -1);
        ck_assert(!trails.trails[0].head_shown && trails.trails[0].left);
        Point exit = trails.trails[0].exit;
        ck_assert(exit.x > FRAME.x && exit.x < FRAME.x + FRAME.w && exit.y > FRAME.y &&
                  exit.y < FRAME.y + FRAME.h);
        for (int k = 0; k < trails.point_count; k++)
            ck_assert(isfinite(trails.points[k].x) && isfinite(trails.points[k].y));
    }
    trails_end(&trails);
    trails_end(&flat);
    stage_end(stage);
}
END_TEST

START_TEST(test_a_frame_of_any_size_has_a_picture) {
    static const Rect frames[] = {{0, 0, 16, 16}, {3.3f, 4.7f, 16, 900}, {0, 0, 2000, 16}, {0, 0, 700, 500}};
    Stage *stage = stage_start(HILL, 0, 0);
    for (int i = 0; i < 4; i++) {
        for (int scale = 1; scale <= 3; scale++) {
            stage->camera.frame = stage->orbit.frame = frames[i];
            stage->request.scale = (float)scale * 0.75f;
            heights_sides(camera_view(&stage->camera), stage->orbit.side);
            for (int live = 0; live < 2; live++) {
                stage->request.live = live;
                draw(stage);
                ck_assert_int_gt(relief_image(stage->relief)->w, 0);
            }
        }
    }
    stage_end(stage);
}
END_TEST

SUITE("relief") {
    TCase *tests = suite_case(suite, "relief");
    tcase_set_timeout(tests, 300); /* all triangles, one by one, are many */
    tcase_add_loop_test(tests, test_points_behind_a_hill_are_hidden_and_others_are_not, 0, 5);
    tcase_add_test(tests, test_known_points_of_a_hill);
    tcase_add_loop_test(tests, test_what_the_pointer_is_on_stands_under_the_pointer, 0, 4);
    tcase_add_test(tests, test_pixels_have_the_colour_of_their_band_under_the_light);
    tcase_add_test(tests, test_pixels_are_drawn_where_rays_meet_something_and_nowhere_else);
    tcase_add_test(tests, test_the_picture_is_the_same_for_any_threads_and_comes_bit_by_bit);
    tcase_add_test(tests, test_a_surface_too_dear_for_a_frame_is_coarse_first_and_the_same_in_the_end);
    tcase_add_loop_test(tests, test_a_surface_of_any_kind_has_a_picture_with_dark_holes, 0, WILD);
    tcase_add_test(tests, test_trails_follow_the_surface_and_are_cut_where_it_hides_them);
    tcase_add_test(tests, test_a_run_that_shoots_away_ends_at_the_edge_of_the_base);
    tcase_add_test(tests, test_a_frame_of_any_size_has_a_picture);
}

#include "screen/bake.h"

#include "files/surface_file.h"
#include "screen/shade.h"

#include "data.h"
#include "suite.h"
#include "surfaces.h"

#include <math.h>
#include <stdlib.h>

static const View MOCK_VIEW = {{-2.22, 2.34}, {-0.59, 1.82}};

/* A surface of a formula with its levels and, where it has one, a minimum. */
typedef struct Made {
    SurfaceDefinition definition;
    Surface surface;
} Made;

static Made *make_surface(const char *formula, Levels levels, const double *minimum) {
    static const double start[2] = {1, 1};
    Made *made = calloc(1, sizeof *made);
    Error error = {0};
    made->definition = surface_of(formula, start);
    made->definition.levels = levels;
    if (minimum) {
        made->definition.minima[0][0] = minimum[0];
        made->definition.minima[0][1] = minimum[1];
        made->definition.minimum_count = 1;
    }
    ck_assert_msg(surface_start(&made->surface, &made->definition, &error), "%s", error.message);
    return made;
}

static void end_surface(Made *made) {
    surface_end(&made->surface);
    surface_definition_end(&made->definition);
    free(made);
}

static const char *VALLEY = "(1 - x)^2 + 100*(y - x^2)^2";
static const double AT_ONE[2] = {1, 1}, AT_ZERO[2] = {0, 0};

static BakeRequest request_for(const Made *made, const Bands *bands, const Camera *camera) {
    return (BakeRequest){.surface = &made->surface,
                         .bands = bands,
                         .camera = camera,
                         .scale = 1,
                         .theme = theme_dark(),
                         .colour = true};
}

static uint32_t pixel(const Bake *bake, int i, int j) {
    return bake_image(bake)->pixels[j * bake_image(bake)->w + i];
}

/* ---- bands ---- */

START_TEST(test_the_valley_has_two_bands_per_decade_from_a_hundredth_to_its_highest_loss) {
    Made *made = make_surface(VALLEY, LEVELS_LOG, AT_ONE);
    Bands bands = bands_of(&made->surface, MOCK_VIEW, NULL);
    ck_assert_int_eq(bands.levels, LEVELS_LOG);
    ck_assert_double_eq(bands.step, 0.5);
    ck_assert_double_eq(bands.floor, 0);
    ck_assert_double_eq_tol(bands.edges[0], 1e-2, 1e-12);
    ck_assert_double_eq_tol(log10(bands.edges[bands.count]), 3.5, 1e-9);
    end_surface(made);
}
END_TEST

START_TEST(test_a_view_of_less_than_five_decades_has_four_bands_per_decade) {
    Made *made = make_surface("1 + x^2 + y^2", LEVELS_LOG, NULL);
    Bands bands = bands_of(&made->surface, (View){{-20, 20}, {-20, 20}}, NULL);
    ck_assert_double_eq(bands.step, 0.25);
    ck_assert_int_eq(bands.major, 4);
    end_surface(made);
}
END_TEST

START_TEST(test_bands_are_counted_from_the_lowest_known_minimum_and_say_true_losses) {
    Made *made = make_surface("x^2 + y^2 - 78.332", LEVELS_LOG, AT_ZERO);
    Bands bands = bands_of(&made->surface, (View){{-5, 5}, {-5, 5}}, NULL);
    ck_assert_double_eq_tol(bands.floor, -78.332, 1e-12);
    int edge = (int)rint(bands_position(&bands, -68.332));
    ck_assert_double_eq_tol(bands.edges[edge], -68.332, 1e-9);
    ck_assert(bands_is_major(&bands, edge));
    char text[BANDS_TEXT];
    ck_assert_str_eq(bands_edge_text(&bands, edge, text), "\u221268.3");
    ck_assert(bands_position(&bands, -78.332) == -INFINITY);
    end_surface(made);
}
END_TEST

START_TEST(test_a_view_too_flat_for_decades_has_round_linear_steps) {
    Made *made = make_surface("1000 + x", LEVELS_LOG, NULL);
    Bands bands = bands_of(&made->surface, (View){{-5, 5}, {-5, 5}}, NULL);
    ck_assert_int_eq(bands.levels, LEVELS_LINEAR);
    ck_assert_double_eq(bands.step, 1);
    ck_assert(bands.edges[0] <= 995.2 && bands.edges[bands.count] >= 1004.8);
    end_surface(made);
}
END_TEST

START_TEST(test_edges_keep_their_losses_while_the_view_moves) {
    Made *made = make_surface(VALLEY, LEVELS_LOG, AT_ONE);
    for (int i = 0; i < 20; i++) {
        View view = {{-2.22 + 0.05 * i, 2.34 + 0.05 * i}, {-0.59, 1.82}};
        Bands bands = bands_of(&made->surface, view, NULL);
        for (int k = 0; k <= bands.count; k++) {
            double level = log10(bands.edges[k]) / bands.step;
            ck_assert_double_eq_tol(level, rint(level), 1e-9);
        }
    }
    end_surface(made);
}
END_TEST

static const Levels ALL_LEVELS[] = {LEVELS_LOG, LEVELS_LINEAR, LEVELS_QUANTILE};

START_TEST(test_every_loss_goes_to_its_position_and_back) {
    Made *made = make_surface(VALLEY, ALL_LEVELS[_i], AT_ONE);
    Bands bands = bands_of(&made->surface, MOCK_VIEW, NULL);
    ck_assert_int_eq(bands.levels, ALL_LEVELS[_i]);
    for (int k = 0; k <= bands.count; k++) {
        ck_assert_double_eq_tol(bands_position(&bands, bands.edges[k]), k, 1e-6);
        if (k == bands.count) break;
        ck_assert(bands.edges[k] < bands.edges[k + 1]);
        double loss = bands_loss(&bands, k + 0.25), step = 1e-6 * (bands.edges[k + 1] - bands.edges[k]);
        ck_assert_double_eq_tol(bands_position(&bands, loss), k + 0.25, 1e-6);
        double slope =
            (bands_position(&bands, loss + step) - bands_position(&bands, loss - step)) / (2 * step);
        ck_assert_double_eq_tol(bands_rate(&bands, loss) / slope, 1, 1e-4);
    }
    end_surface(made);
}
END_TEST

/* ---- pixels ---- */

START_TEST(test_every_pixel_away_from_an_edge_has_the_flat_colour_of_its_loss) {
    Made *made = make_surface(VALLEY, ALL_LEVELS[_i], AT_ONE);
    Bands bands = bands_of(&made->surface, MOCK_VIEW, NULL);
    Camera camera = camera_fit(MOCK_VIEW, (Rect){56, 72, 536, 284}, true);
    BakeRequest request = request_for(made, &bands, &camera);
    Bake *bake = bake_start();
    ck_assert(bake_update(bake, &request));
    uint32_t table[BANDS_MAX];
    theme_loss_table(theme_dark(), table, bands.count);
    int flat = 0;
    for (int j = 0; j < 284; j++) {
        for (int i = 0; i < 536; i++) {
            World world = camera_to_world(&camera, 56 + i + 0.5, 72 + j + 0.5);
            double w[2] = {world.x, world.y}, gradient[2];
            double loss = surface_loss(&made->surface, w, gradient, NULL);
            double position = bands_position(&bands, loss);
            double reach =
                1.2 * camera.unit[0] * hypot(gradient[0], gradient[1]) * bands_rate(&bands, loss) + 1e-4;
            double low = floor(position - reach), high = floor(position + reach);
            if (low != high) continue;
            int band = position < 0 ? 0 : position >= bands.count ? bands.count - 1 : (int)position;
            ck_assert_uint_eq(pixel(bake, i, j), table[band]);
            flat++;
        }
    }
    ck_assert_int_gt(flat, 536 * 284 / 2);
    bake_end(bake);
    end_surface(made);
}
END_TEST

/* log10 of the loss is x: edges are upright lines at known pixels. */
static Made *ramp(void) {
    return make_surface("exp(x*2.302585092994046)", LEVELS_LOG, NULL);
}
static const View RAMP_VIEW = {{-3.0, 3.0}, {-1, 1}};

START_TEST(test_a_band_edge_is_mixed_over_one_pixel) {
    Made *made = ramp();
    Bands bands = bands_of(&made->surface, RAMP_VIEW, NULL);
    Camera camera = camera_fit(RAMP_VIEW, (Rect){0.0f, 0, 613, 20}, false);
    BakeRequest request = request_for(made, &bands, &camera);
    Bake *bake = bake_start();
    ck_assert(bake_update(bake, &request));
    uint32_t table[BANDS_MAX];
    theme_loss_table(theme_dark(), table, bands.count);
    for (int edge = 1; edge < bands.count; edge++) {
        double x = camera_screen_x(&camera, log10(bands.edges[edge]));
        int at = (int)x;
        ck_assert_uint_eq(pixel(bake, at - 1, 10), table[edge - 1]);
        ck_assert_uint_eq(pixel(bake, at + 1, 10), table[edge]);
        /* The pixel of the edge is mixed by where the edge crosses it. */
        double share = at + 1 - x;
        for (int shift = 0; shift <= 16; shift += 8) {
            double below = table[edge - 1] >> shift & 255, above = table[edge] >> shift & 255;
            double seen = pixel(bake, at, 10) >> shift & 255;
            ck_assert_double_eq_tol(seen, below + share * (above - below), 1.01);
        }
    }
    bake_end(bake);
    end_surface(made);
}
END_TEST

START_TEST(test_an_iso_line_runs_through_its_level_within_a_tenth_of_a_pixel) {
    Made *made = ramp();
    Bands bands = bands_of(&made->surface, RAMP_VIEW, NULL);
    Camera camera = camera_fit(RAMP_VIEW, (Rect){0, 0, 613, 20}, false);
    BakeRequest request = request_for(made, &bands, &camera);
    Bake *bare = bake_start(), *lined = bake_start();
    ck_assert(bake_update(bare, &request));
    request.iso_lines = true;
    ck_assert(bake_update(lined, &request));
    for (int edge = 1; edge < bands.count; edge++) {
        double x = camera_screen_x(&camera, log10(bands.edges[edge])), weight = 0, moment = 0;
        for (int i = (int)x - 4; i <= (int)x + 4; i++) {
            double more = (double)(pixel(lined, i, 10) >> 8 & 255) - (double)(pixel(bare, i, 10) >> 8 & 255);
            weight += more;
            moment += more * (i + 0.5);
        }
        ck_assert_double_gt(weight, 5);
        ck_assert_double_eq_tol(moment / weight, x, bands_is_major(&bands, edge) ? 0.1 : 0.2);
    }
    bake_end(bare);
    bake_end(lined);
    end_surface(made);
}
END_TEST

START_TEST(test_decades_are_drawn_stronger_than_the_lines_between) {
    Made *made = ramp();
    Bands bands = bands_of(&made->surface, RAMP_VIEW, NULL);
    Camera camera = camera_fit(RAMP_VIEW, (Rect){0, 0, 613, 20}, false);
    BakeRequest request = request_for(made, &bands, &camera);
    Bake *bare = bake_start(), *lined = bake_start();
    bake_update(bare, &request);
    request.iso_lines = true;
    bake_update(lined, &request);
    double weight[2] = {0, 0};
    int count[2] = {0, 0};
    for (int edge = 1; edge < bands.count; edge++) {
        int x = (int)camera_screen_x(&camera, log10(bands.edges[edge])), major = bands_is_major(&bands, edge);
        for (int i = x - 3; i <= x + 3; i++) {
            weight[major] +=
                (double)(pixel(lined, i, 10) >> 8 & 255) - (double)(pixel(bare, i, 10) >> 8 & 255);
        }
        count[major]++;
    }
    ck_assert_double_gt(weight[1] / count[1], 1.8 * weight[0] / count[0]);
    bake_end(bare);
    bake_end(lined);
    end_surface(made);
}
END_TEST

START_TEST(test_losses_above_the_highest_band_share_its_colour_and_still_have_lines) {
    Made *made = ramp();
    Bands bands = bands_of(&made->surface, (View){{-3, 0}, {-1, 1}}, NULL);
    Camera camera = camera_fit((View){{-6, 3}, {-1, 1}}, (Rect){0, 0, 907, 8}, false);
    BakeRequest request = request_for(made, &bands, &camera);
    Bake *bake = bake_start();
    bake_update(bake, &request);
    uint32_t table[BANDS_MAX];
    theme_loss_table(theme_dark(), table, bands.count);
    for (int i = 0; i < (int)camera_screen_x(&camera, -3.1); i++)
        ck_assert_uint_eq(pixel(bake, i, 4), table[0]);
    for (int i = (int)camera_screen_x(&camera, 0.01); i < 907; i++) {
        ck_assert_uint_eq(pixel(bake, i, 4), table[bands.count - 1]);
    }
    request.iso_lines = true;
    bake_update(bake, &request);
    for (int decade = 1; decade <= 2; decade++) {
        int at = (int)camera_screen_x(&camera, decade);
        ck_assert_uint_ne(pixel(bake, at, 4), table[bands.count - 1]);
        ck_assert_uint_eq(pixel(bake, at + 4, 4), table[bands.count - 1]);
    }
    bake_end(bake);
    end_surface(made);
}
END_TEST

START_TEST(test_pixels_without_a_loss_have_their_own_colour) {
    Made *made = make_surface("sqrt(x) + 1/(y - 100)", LEVELS_LINEAR, NULL);
    View view = {{-2, 2}, {-1, 1}};
    Bands bands = bands_of(&made->surface, view, NULL);
    Camera camera = camera_fit(view, (Rect){0, 0, 80, 40}, false);
    BakeRequest request = request_for(made, &bands, &camera);
    request.iso_lines = true;
    Bake *bake = bake_start();
    ck_assert(bake_update(bake, &request));
    Color hole = theme_dark()->diverging;
    uint32_t expected = 0xff000000u | (uint32_t)hole.r << 16 | (uint32_t)hole.g << 8 | hole.b;
    for (int i = 0; i < 40; i++) ck_assert_uint_eq(pixel(bake, i, 20), expected);
    ck_assert_uint_ne(pixel(bake, 60, 20), expected);
    bake_end(bake);
    end_surface(made);
}
END_TEST

START_TEST(test_every_way_to_shade_and_every_number_of_threads_gives_the_same_pixels) {
    Made *made = make_surface(VALLEY, ALL_LEVELS[_i], AT_ONE);
    Bands bands = bands_of(&made->surface, MOCK_VIEW, NULL);
    Shader fastest = shader_for(&bands, theme_dark(), true, true, 1);
    double loss[SHADE_BLOCK], gx[SHADE_BLOCK], gy[SHADE_BLOCK];
    for (int i = 0; i < SHADE_BLOCK; i++) {
        loss[i] = i == 17 ? NAN : i == 18 ? INFINITY : i == 19 ? 0 : pow(10, -8 + 0.1 * i);
        gx[i] = i == 20 ? NAN : i == 21 ? INFINITY : loss[i] * (0.3 + 0.01 * i);
        gy[i] = loss[i] * (2 - 0.01 * i);
    }
    uint32_t pixels[2][SHADE_BLOCK];
    float position[SHADE_BLOCK], rate[SHADE_BLOCK];
    for (int way = 0; way < shade_ways(); way++) {
        Shader shader = shader_way(fastest, way);
        int set = way > 0;
        shade_positions(&shader, SHADE_BLOCK, loss, gx, gy, 0.01, -0.01, position, rate);
        shade_pixels(&shader, SHADE_BLOCK, position, rate, pixels[set]);
        if (set) ck_assert_mem_eq(pixels[1], pixels[0], sizeof pixels[0]);
    }
    enum { ODD = SHADE_BLOCK - 5 }; /* no whole number of vectors */
    for (int i = 0; i < ODD; i++) { /* on, beside and between edges, from below the first to above the last */
        position[i] = -0.5f + (float)(fastest.count + 1) * (float)i / (ODD - 1);
        position[i] = i % 3 == 0 ? rintf(position[i]) + 0.004f * (float)(i % 5 - 2) : position[i];
        rate[i] = i % 7 == 0 ? 0 : 0.3f * (float)(i % 11) / 11;
    }
    for (int way = 0; way < shade_ways(); way++) {
        Shader shader = shader_way(fastest, way);
        shade_pixels(&shader, ODD, position, rate, pixels[way > 0]);
        ck_assert_mem_eq(pixels[way > 0], pixels[0], ODD * sizeof **pixels);
    }

    Camera camera = camera_fit(MOCK_VIEW, (Rect){0, 0, 331, 177}, true);
    BakeRequest request = request_for(made, &bands, &camera);
    request.iso_lines = true;
    Bake *alone = bake_start(), *together = bake_start();
    Parallel *threads = parallel_start(3);
    ck_assert(bake_update(alone, &request));
    request.threads = threads;
    ck_assert(bake_update(together, &request));
    ck_assert_mem_eq(bake_image(alone)->pixels, bake_image(together)->pixels, 331 * 177 * 4);
    parallel_end(threads);
    bake_end(alone);
    bake_end(together);
    end_surface(made);
}
END_TEST

/* A clock by which everything takes a second. */
static double slow_clock(void) {
    static double seconds;
    return seconds++;
}

/* Bakes at once and live, with iso-lines and a gap in them that moves meanwhile: the first picture is coarse
 * but much the same, and the last one is the same to the last pixel. `slow`: the machine has been found to be
 * slow before. */
static void bake_live(const Made *made, View view, bool slow, double same_at_first) {
    const int width = slow ? 300 : 700, height = slow ? 180 : 420;
    Bands bands = bands_of(&made->surface, view, NULL);
    Camera camera = camera_fit(view, (Rect){0, 0, (float)width, (float)height}, true);
    BakeRequest request = request_for(made, &bands, &camera);
    BakeGap gap = {{150, 90}, 60, 8, 0.4f};
    request.iso_lines = true;
    request.gaps = &gap;
    request.gap_count = 1;
    Bake *exact = bake_start(), *live = bake_start();
    ck_assert(bake_update(exact, &request));
    ck_assert(bake_done(exact));
    request.live = true;
    if (slow) request.clock = slow_clock;
    for (int i = 0; slow && i < 8; i++) {
        camera.x += camera.unit[0];
        ck_assert(bake_update(live, &request));
    }
    camera = camera_fit(view, (Rect){0, 0, (float)width, (float)height}, true);
    gap.centre.x -= 30;
    ck_assert(bake_update(live, &request));
    ck_assert(!bake_done(live));
    int same = 0, frames = 0;
    for (int i = 0; i < width * height; i++)
        same += bake_image(live)->pixels[i] == bake_image(exact)->pixels[i];
    ck_assert_int_gt(same, (int)(same_at_first * width * height));
    for (; !bake_done(live); frames++) {
        ck_assert_int_lt(frames, 10000);
        if (frames == 2) gap.centre.x += 30;
        ck_assert(bake_update(live, &request));
    }
    ck_assert_int_gt(frames, 3);
    ck_assert_mem_eq(bake_image(live)->pixels, bake_image(exact)->pixels,
                     sizeof(uint32_t) * (size_t)(width * height));
    request.live = false; /* nothing is left to do */
    uint64_t version = bake_image(live)->version;
    ck_assert(bake_update(live, &request));
    ck_assert_uint_eq(bake_image(live)->version, version);
    bake_end(exact);
    bake_end(live);
}

START_TEST(test_a_live_map_of_an_expensive_surface_starts_coarse_and_ends_exact) {
    Made made = {0};
    Error error = {0};
    ck_assert(surface_file_read(&made.definition, SLALOM_SOURCE_DIR "/surfaces/rnn-cliff.surface", &error));
    ck_assert(surface_start(&made.surface, &made.definition, &error));
    bake_live(&made, made.definition.view, false, 0.8);
    surface_end(&made.surface);
    surface_definition_end(&made.definition);
}
END_TEST

START_TEST(test_a_live_map_of_much_data_starts_from_part_of_it_and_ends_exact) {
    Error error = {0};
    Made *made = calloc(1, sizeof *made);
    made->definition = surface_of("0", (double[]){1, 1});
    formula_end(made->definition.formula);
    made->definition.levels = LEVELS_LOG;
    made->definition.data = data_of(700);
    made->definition.formula =
        formula_parse_with_data("mean((x*f + y - g)^2)", NULL, 0, made->definition.data, &error);
    ck_assert_msg(made->definition.formula != NULL, "%s", error.message);
    ck_assert(surface_start(&made->surface, &made->definition, &error));
    bake_live(made, (View){{-4, 4}, {-4, 4}}, true, 0.3);
    end_surface(made);
}
END_TEST

START_TEST(test_nothing_is_baked_again_while_nothing_changes) {
    Made *made = make_surface(VALLEY, LEVELS_LOG, AT_ONE);
    Bands bands = bands_of(&made->surface, MOCK_VIEW, NULL);
    Camera camera = camera_fit(MOCK_VIEW, (Rect){0, 0, 200, 100}, true);
    BakeGap gap = {{100, 50}, 12, 8, 0.4f};
    BakeRequest request = request_for(made, &bands, &camera);
    request.iso_lines = true;
    request.gaps = &gap;
    request.gap_count = 1;
    Bake *bake = bake_start();
    bake_update(bake, &request);
    uint64_t version = bake_image(bake)->version;
    bake_update(bake, &request);
    ck_assert_uint_eq(bake_image(bake)->version, version);
    gap.centre.x += 1;
    bake_update(bake, &request);
    ck_assert_uint_ne(bake_image(bake)->version, version);
    bake_end(bake);
    end_surface(made);
}
END_TEST

START_TEST(test_a_gap_has_no_lines_in_it_and_leaves_none_missing_when_it_goes) {
    Made *made = ramp();
    Bands bands = bands_of(&made->surface, RAMP_VIEW, NULL);
    Camera camera = camera_fit(RAMP_VIEW, (Rect){10, 5, 613, 60}, false);
    BakeRequest request = request_for(made, &bands, &camera);
    Bake *bare = bake_start(), *lined = bake_start(), *cut = bake_start();
    bake_update(bare, &request);
    request.iso_lines = true;
    bake_update(lined, &request);
    float x = (float)camera_screen_x(&camera, 0);
    BakeGap gap = {{x, 35}, 10, 6, (float)M_PI_2};
    request.gaps = &gap;
    request.gap_count = 1;
    bake_update(cut, &request);
    int i = (int)x - 10;
    ck_assert_uint_eq(pixel(cut, i, 30), pixel(bare, i, 30));
    ck_assert_uint_ne(pixel(lined, i, 30), pixel(bare, i, 30));
    ck_assert_uint_eq(pixel(cut, i, 30 + 12), pixel(lined, i, 30 + 12));
    request.gap_count = 0;
    bake_update(cut, &request);
    ck_assert_mem_eq(bake_image(cut)->pixels, bake_image(lined)->pixels, 613 * 60 * 4);
    request.iso_lines = false;
    bake_update(cut, &request);
    ck_assert_mem_eq(bake_image(cut)->pixels, bake_image(bare)->pixels, 613 * 60 * 4);
    bake_end(bare);
    bake_end(lined);
    bake_end(cut);
    end_surface(made);
}
END_TEST

SUITE("bake") {
    TCase *bands = suite_case(suite, "bands");
    tcase_add_test(bands, test_the_valley_has_two_bands_per_decade_from_a_hundredth_to_its_highest_loss);
    tcase_add_test(bands, test_a_view_of_less_than_five_decades_has_four_bands_per_decade);
    tcase_add_test(bands, test_bands_are_counted_from_the_lowest_known_minimum_and_say_true_losses);
    tcase_add_test(bands, test_a_view_too_flat_for_decades_has_round_linear_steps);
    tcase_add_test(bands, test_edges_keep_their_losses_while_the_view_moves);
    tcase_add_loop_test(bands, test_every_loss_goes_to_its_position_and_back, 0, 3);
    TCase *pixels = suite_case(suite, "pixels");
    tcase_add_loop_test(pixels, test_every_pixel_away_from_an_edge_has_the_flat_colour_of_its_loss, 0, 2);
    tcase_add_test(pixels, test_a_band_edge_is_mixed_over_one_pixel);
    tcase_add_test(pixels, test_an_iso_line_runs_through_its_level_within_a_tenth_of_a_pixel);
    tcase_add_test(pixels, test_decades_are_drawn_stronger_than_the_lines_between);
    tcase_add_test(pixels, test_losses_above_the_highest_band_share_its_colour_and_still_have_lines);
    tcase_add_test(pixels, test_pixels_without_a_loss_have_their_own_colour);
    tcase_add_loop_test(pixels, test_every_way_to_shade_and_every_number_of_threads_gives_the_same_pixels, 0,
                        3);
    tcase_add_test(pixels, test_a_live_map_of_an_expensive_surface_starts_coarse_and_ends_exact);
    tcase_add_test(pixels, test_a_live_map_of_much_data_starts_from_part_of_it_and_ends_exact);
    tcase_add_test(pixels, test_nothing_is_baked_again_while_nothing_changes);
    tcase_add_test(pixels, test_a_gap_has_no_lines_in_it_and_leaves_none_missing_when_it_goes);
}

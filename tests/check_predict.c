/* Predict, then reveal: nothing may tell, and points are fair. */
#include "screen/canvas_cairo.h"
#include "screen/edits.h"
#include "screen/predict.h"
#include "screen/theme.h"

#include "files/scene_file.h"
#include "suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Catalog catalog;

static void start(void) {
    Error error;
    ck_assert(catalog_start(&catalog, &error));
}

static void end(void) {
    catalog_end(&catalog);
}

/* Two runs whose recipes after step 25 are these, and the same again at last, as their cards show them. */
static Window *window_with(const char *after, int theme) {
    char text[1024];
    Scene scene;
    Error error = {0};
    const char *format = "surface = \"himmelblau\"; steps = 80;\n"
                         "runs = ( { optimizer = \"gd\"; lr = 0.002; start = [-1.0, 4.0];\n"
                         "           branch = ( { step = 25; %s }, { step = 79; optimizer = \"gd\"; lr = "
                         "0.002; noise = 0; } ); },\n"
                         "         { optimizer = \"adam\"; lr = 0.1; start = [1.0, 0.0];\n"
                         "           branch = ( { step = 25; %s }, { step = 79; optimizer = \"adam\"; lr = "
                         "0.1; noise = 0; } ); } );\n";
    snprintf(text, sizeof text, format, after, after);
    bool read = scene_file_parse(&scene, &catalog, text, strlen(text), "a.scene", &error);
    ck_assert_msg(read, "%s", error.message);
    WindowConfig config = window_config_default();
    config.theme = theme;
    Window *window = window_start(&scene, &catalog, config);
    ck_assert_ptr_nonnull(window);
    window_set_playhead(window, 20);
    return window;
}

/* The picture once tags have come to their places and tool-tips have appeared. */
static uint32_t *picture_of(Window *window, Canvas *canvas, size_t *size) {
    int w, h, stride;
    for (int i = 0; i < 5; i++) window_frame(window, canvas, 0.3);
    const uint32_t *pixels = canvas_cairo_pixels(canvas, &w, &h, &stride);
    *size = (size_t)stride * (size_t)h * sizeof *pixels;
    uint32_t *copy = malloc(*size);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, pixels, *size);
    return copy;
}

/* What comes after the frozen step: another rate, noise, a leap to infinity. The pictures must not differ by
 * one pixel, wherever the pointer is. */
static const char *const futures[] = {"lr = 0.01;", "noise = 5.0;", "lr = 1000.0;",
                                      "optimizer = \"newton\"; lr = 1.0;"};
static const Point pointers[] = {{400, 300}, {500, 860}, {900, 850}, {1400, 320}, {500, 700}};

START_TEST(test_a_frozen_window_tells_nothing_of_what_comes) {
    Error error = {0};
    Canvas *canvas = canvas_cairo_start(1600, 1000, 1, &error);
    Window *one = window_with("lr = 0.0005;", _i % THEME_COUNT),
           *other = window_with(futures[_i / THEME_COUNT], _i % THEME_COUNT);
    predict_toggle(one, 0);
    predict_toggle(other, 0);
    for (size_t p = 0; p < sizeof pointers / sizeof *pointers; p++) {
        size_t size;
        Event move = {.kind = EVENT_MOVE, .x = pointers[p].x, .y = pointers[p].y};
        window_feed(one, &move);
        window_feed(other, &move);
        uint32_t *a = picture_of(one, canvas, &size), *b = picture_of(other, canvas, &size);
        ck_assert_msg(memcmp(a, b, size) == 0, "with the pointer at (%g, %g) it tells", (double)pointers[p].x,
                      (double)pointers[p].y);
        free(a);
        free(b);
    }
    /* A revealed step tells no more than that step. */
    size_t size;
    for (int i = 0; i < 2; i++) {
        predict_guess(i ? one : other, (World){0, 0});
        predict_reveal(i ? one : other);
        window_set_playhead(i ? one : other, 60);
    }
    uint32_t *revealed = picture_of(one, canvas, &size), *again = picture_of(other, canvas, &size);
    ck_assert_msg(memcmp(revealed, again, size) == 0, "once the next step is revealed it tells");
    free(revealed);
    free(again);
    /* What is hidden is there: left, they differ. */
    for (int i = 0; i < 2; i++) {
        predict_leave(i ? one : other);
        window_set_playhead(i ? one : other, 60);
    }
    uint32_t *a = picture_of(one, canvas, &size), *b = picture_of(other, canvas, &size);
    ck_assert(memcmp(a, b, size) != 0);
    free(a);
    free(b);
    canvas_free(canvas);
    window_end(one);
    window_end(other);
}
END_TEST

START_TEST(test_points_fall_with_the_distance) {
    Window *window = window_with("", 0);
    window_set_playhead(window, 0);
    predict_toggle(window, 1);
    window->prediction.target = PREDICT_END;
    World truth = predict_truth(window), from = predict_head(window);
    double x = truth.x - from.x, y = truth.y - from.y, last = 101;
    ck_assert_double_eq(predict_points(window, truth), 100);
    ck_assert_double_eq_tol(predict_points(window, from), 50, 1e-9);
    for (int k = 0; k <= 20; k++) {
        double points = predict_points(window, (World){truth.x + 0.2 * k * y, truth.y - 0.2 * k * x});
        ck_assert_double_lt(points, last);
        ck_assert_double_ge(points, 0);
        last = points;
    }
    ck_assert_double_lt(last, 6.5);
    window_end(window);
}
END_TEST

START_TEST(test_a_run_that_diverges_can_be_predicted) {
    Error error = {0};
    Canvas *canvas = canvas_cairo_start(640, 480, 1, &error);
    Window *window = window_with("lr = 1e6;", 0);
    predict_toggle(window, 0);
    window->prediction.target = PREDICT_END;
    for (int i = 0; i < GUESSES_MAX + 5; i++) predict_guess(window, (World){0.1 * i, 0});
    predict_guess(window, (World){NAN, INFINITY});
    ck_assert_int_eq(window->prediction.count, GUESSES_MAX);
    predict_reveal(window);
    ck_assert(!predict_hides(window));
    ck_assert_double_ge(window->prediction.score, 0);
    for (int i = 0; i < 3; i++) window_frame(window, canvas, 1 / 60.0);
    canvas_free(canvas);
    window_end(window);
}
END_TEST

START_TEST(test_a_run_or_a_surface_that_goes_ends_the_game) {
    Error error = {0};
    Canvas *canvas = canvas_cairo_start(640, 480, 1, &error);
    Window *window = window_with("", 0);
    predict_toggle(window, 0);
    window_remove_run(window, 0);
    ck_assert_int_eq(predict_run(window), -1);
    window_frame(window, canvas, 1 / 60.0);
    ck_assert(!window->prediction.frozen);
    predict_toggle(window, 0);
    window_set_surface(window, catalog_find(&catalog, "bowl", &error));
    ck_assert_int_eq(predict_run(window), -1);
    window_frame(window, canvas, 1 / 60.0);
    window_set_playhead(window, 70);
    ck_assert_double_eq(window->playhead, 70);
    canvas_free(canvas);
    window_end(window);
}
END_TEST

SUITE("predict") {
    TCase *tests = suite_case(suite, "predict");
    tcase_add_checked_fixture(tests, start, end);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, test_a_frozen_window_tells_nothing_of_what_comes, 0, THEME_COUNT * 4);
    tcase_add_test(tests, test_points_fall_with_the_distance);
    tcase_add_test(tests, test_a_run_that_diverges_can_be_predicted);
    tcase_add_test(tests, test_a_run_or_a_surface_that_goes_ends_the_game);
}

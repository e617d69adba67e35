/* The whole window, driven as a user drives it: the sessions in tests/scripts, and what they cannot see
 * (pixels, sizes). */
#include "screen/canvas_cairo.h"
#include "screen/edits.h"
#include "screen/session.h"
#include "screen/state.h"

#include "files/scene_file.h"
#include "suite.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

/* A window on the scene that a fresh window opens with, drawn into an image. */
typedef struct Fixture {
    Catalog catalog;
    Window *window;
    Offscreen offscreen;
    SessionHost host;
} Fixture;

static Fixture *fixture_start(WindowConfig config) {
    Fixture *fixture = calloc(1, sizeof *fixture);
    ck_assert_ptr_nonnull(fixture);
    Scene scene;
    Error error;
    char text[600];
    ck_assert(catalog_start(&fixture->catalog, &error));
    bool read = scene_file_read(&scene, &fixture->catalog, "assets/scenes/valley.scene", &error);
    ck_assert_msg(read, "%s", read ? "" : error_text(&error, text, sizeof text));
    fixture->window = window_start(&scene, &fixture->catalog, config);
    ck_assert_ptr_nonnull(fixture->window);
    fixture->host = offscreen_host(&fixture->offscreen);
    return fixture;
}

static void fixture_end(Fixture *fixture) {
    offscreen_end(&fixture->offscreen);
    window_end(fixture->window);
    catalog_end(&fixture->catalog);
    free(fixture);
}

static void play(Fixture *fixture, const char *text) {
    Script script;
    Error error;
    char message[600];
    bool parsed = script_parse(&script, text, "inline.script", &error);
    ck_assert_msg(parsed, "%s", parsed ? "" : error_text(&error, message, sizeof message));
    SessionResult result = session_play(fixture->window, &script, fixture->host, &error);
    ck_assert_msg(result == SESSION_DONE, "%s", error_text(&error, message, sizeof message));
    script_end(&script);
}

/* FNV-1a over the image drawn last. */
static uint64_t picture_hash(const Fixture *fixture) {
    int w, h, stride;
    const uint32_t *pixels = canvas_cairo_pixels(fixture->offscreen.canvas, &w, &h, &stride);
    uint64_t hash = 1469598103934665603u;
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            hash = (hash ^ pixels[(size_t)y * (size_t)stride + (size_t)x]) * 1099511628211u;
    return hash;
}

static uint32_t pixel(const Fixture *fixture, int x, int y) {
    int w, h, stride;
    const uint32_t *pixels = canvas_cairo_pixels(fixture->offscreen.canvas, &w, &h, &stride);
    ck_assert(x >= 0 && x < w && y >= 0 && y < h);
    return pixels[(size_t)y * (size_t)stride + (size_t)x] & 0xFFFFFF;
}

static uint32_t rgb(Color color) {
    return (uint32_t)color.r << 16 | (uint32_t)color.g << 8 | color.b;
}

/* ---- the sessions ---- */

/* Every file of tests/scripts: found before the tests run, so that each is a test of its own. */
static glob_t sessions;

START_TEST(test_every_session_goes_as_its_script_says) {
    char message[600];
    Script script;
    Error error;
    Fixture *fixture = fixture_start(window_config_default());
    bool parsed = script_read(&script, sessions.gl_pathv[_i], &error);
    ck_assert_msg(parsed, "%s", parsed ? "" : error_text(&error, message, sizeof message));
    SessionResult result = session_play(fixture->window, &script, fixture->host, &error);
    ck_assert_msg(result == SESSION_DONE, "%s", error_text(&error, message, sizeof message));
    script_end(&script);
    fixture_end(fixture);
}
END_TEST

START_TEST(test_there_are_sessions) {
    ck_assert_int_gt((int)sessions.gl_pathc, 9);
}
END_TEST

START_TEST(test_an_expectation_that_fails_is_named_with_its_place) {
    Fixture *fixture = fixture_start(window_config_default());
    Script script;
    Error error;
    ck_assert(script_parse(&script, "\nexpect step == 12", "wrong.script", &error));
    ck_assert_int_eq(session_play(fixture->window, &script, fixture->host, &error),
                     SESSION_FAILED_EXPECTATION);
    ck_assert_str_eq(error.file, "wrong.script");
    ck_assert_int_eq(error.line, 2);
    ck_assert_msg(strstr(error.message, "step == 12") && strstr(error.message, "is 0"), "%s", error.message);
    script_end(&script);
    fixture_end(fixture);
}
END_TEST

START_TEST(test_a_widget_that_is_not_there_is_a_bad_script) {
    Fixture *fixture = fixture_start(window_config_default());
    Script script;
    Error error;
    ck_assert(script_parse(&script, "click @transport.plya", "wrong.script", &error));
    ck_assert_int_eq(session_play(fixture->window, &script, fixture->host, &error), SESSION_BAD_SCRIPT);
    ck_assert_int_eq(error.column, 7);
    ck_assert_msg(strstr(error.hint, "transport.play") != NULL, "%s", error.hint);
    script_end(&script);
    fixture_end(fixture);
}
END_TEST

/* ---- pixels ---- */

START_TEST(test_the_same_session_gives_the_same_picture_and_the_same_state) {
    uint64_t pictures[2];
    char *states[2];
    for (int i = 0; i < 2; i++) {
        Fixture *fixture = fixture_start(window_config_default());
        play(fixture, "drag @start.1 @map(0.5,1.2) 5\nclick @transport.play\nwait 40\nkey Space\nwait 20");
        pictures[i] = picture_hash(fixture);
        State state;
        size_t size;
        FILE *stream = open_memstream(&states[i], &size);
        ck_assert(state_take(&state, fixture->window));
        state_print(&state, stream);
        fclose(stream);
        state_end(&state);
        fixture_end(fixture);
    }
    ck_assert_uint_eq(pictures[0], pictures[1]);
    ck_assert_str_eq(states[0], states[1]);
    free(states[0]);
    free(states[1]);
}
END_TEST

START_TEST(test_both_themes_draw_their_own_colours) {
    Fixture *fixture = fixture_start(window_config_default());
    play(fixture, "wait 1");
    ck_assert_uint_eq(pixel(fixture, 700, 10), rgb(theme_dark()->bg1));
    ck_assert_uint_eq(pixel(fixture, 1205, 70), rgb(theme_dark()->bg1));
    ck_assert_uint_eq(pixel(fixture, 20, 960), rgb(theme_dark()->bg0));
    ck_assert_uint_eq(pixel(fixture, 132, 684), rgb(theme_dark()->accent));
    uint64_t dark = picture_hash(fixture);
    play(fixture, "key T");
    ck_assert_uint_eq(pixel(fixture, 700, 10), rgb(theme_light()->bg1));
    ck_assert_uint_eq(pixel(fixture, 132, 684), rgb(theme_light()->accent));
    ck_assert_uint_ne(picture_hash(fixture), dark);
    play(fixture, "key T");
    ck_assert_uint_eq(picture_hash(fixture), dark);
    fixture_end(fixture);
}
END_TEST

START_TEST(test_the_head_of_a_run_is_drawn_where_the_run_is) {
    Fixture *fixture = fixture_start(window_config_default());
    play(fixture, "key End\nclick @transport.step\ntext \"212\"\nkey Enter\nwait 20");
    for (int run = 0; run < fixture->window->scene.run_count; run++) {
        char name[32];
        Rect area;
        snprintf(name, sizeof name, "head.%d", run + 1);
        ck_assert(window_find(fixture->window, name, &area));
        Color color = theme_run(theme_dark(), fixture->window->scene.runs[run].colour).color;
        ck_assert_uint_eq(pixel(fixture, (int)(area.x + area.w / 2), (int)(area.y + area.h / 2)), rgb(color));
    }
    fixture_end(fixture);
}
END_TEST

START_TEST(test_a_hidden_run_leaves_the_map_and_comes_back) {
    Fixture *fixture = fixture_start(window_config_default());
    Rect head;
    uint32_t color = rgb(theme_run(theme_dark(), fixture->window->scene.runs[4].colour).color);
    play(fixture, "key End\nmove 700 30\nwait 30");
    ck_assert(window_find(fixture->window, "head.5", &head));
    int x = (int)(head.x + head.w / 2), y = (int)(head.y + head.h / 2);
    ck_assert_uint_eq(pixel(fixture, x, y), color);
    play(fixture, "click @run.5.hide\nmove 700 30\nwait 30");
    ck_assert_uint_ne(pixel(fixture, x, y), color);
    play(fixture, "click @run.5.hide\nmove 700 30\nwait 30");
    ck_assert_uint_eq(pixel(fixture, x, y), color);
    fixture_end(fixture);
}
END_TEST

START_TEST(test_a_window_at_rest_wants_no_frames) {
    WindowConfig config = window_config_default();
    Fixture *fixture = fixture_start(config);
    play(fixture, "wait 30");
    ck_assert_double_infinite(window_patience(fixture->window));
    play(fixture, "key Space");
    ck_assert_double_eq(window_patience(fixture->window), 0);
    play(fixture, "key Space\nwait 30");
    ck_assert_double_infinite(window_patience(fixture->window));
    fixture_end(fixture);
}
END_TEST

START_TEST(test_a_dragged_start_is_drawn_in_the_frame_of_the_drag) {
    Fixture *fixture = fixture_start(window_config_default());
    play(fixture, "key End\nmove @start.1\ndown\nmove @map(1,1.5)");
    Rect area;
    ck_assert(window_find(fixture->window, "start.1", &area));
    Point at = map_to_screen(fixture->window->map, (World){1, 1.5});
    ck_assert_float_eq_tol(area.x + area.w / 2, at.x, 0.01f);
    /* The handle's disc is under the pointer, beside its grip. */
    ck_assert_uint_eq(pixel(fixture, (int)at.x, (int)at.y + 9), rgb(theme_dark()->handle));
    fixture_end(fixture);
}
END_TEST

/* ---- sizes ---- */

static const int sizes[][2] = {{1, 1},      {2, 3},      {100, 1000}, {1000, 100}, {640, 480},
                               {1024, 700}, {1280, 720}, {1199, 900}, {1600, 1000}};
enum { SIZES = sizeof sizes / sizeof *sizes };

START_TEST(test_every_size_is_drawn_in_both_themes_at_every_scale) {
    WindowConfig config = window_config_default();
    config.w = sizes[_i][0];
    config.h = sizes[_i][1];
    Fixture *fixture = fixture_start(config);
    play(fixture, "wait 2\nkey T\nscale 1.75\nwait 1\nscale 3\nkey End\nkey Tab\nwait 10");
    fixture_end(fixture);
}
END_TEST

START_TEST(test_ten_thousand_resizes_leave_the_window_whole) {
    Fixture *fixture = fixture_start(window_config_default());
    unsigned state = 1;
    Error error;
    for (int i = 0; i < 10000; i++) {
        state = state * 1664525u + 1013904223u;
        Event event = {.kind = EVENT_RESIZE, .w = (int)(state >> 16) % 1500, .h = (int)(state >> 20) % 900};
        window_feed(fixture->window, &event);
        if (i % 250) continue; /* many events, now and then a frame */
        Canvas *canvas = fixture->host.canvas(fixture->host.context, fixture->window, &error);
        ck_assert_ptr_nonnull(canvas);
        window_frame(fixture->window, canvas, 1.0 / 60);
    }
    play(fixture, "resize 1600 1000\nkey T\nwait 2\nexpect window.theme == light");
    fixture_end(fixture);
}
END_TEST

/* ---- anything goes ---- */

START_TEST(test_a_monkey_at_mouse_and_keyboard_breaks_nothing) {
    WindowConfig config = window_config_default();
    config.w = _i % 2 ? 1100 : 1400;
    config.h = 720;
    config.picture_folder = "/nonexistent";
    Fixture *fixture = fixture_start(config);
    Error error;
    unsigned state = (unsigned)_i + 1;
    for (int i = 0; i < 300; i++) {
        Event event = {0};
        static const int keys[] = {' ',         KEY_LEFT,   KEY_RIGHT, KEY_HOME,  KEY_END, KEY_DELETE,
                                   KEY_TAB,     KEY_ESCAPE, 'N',       KEY_ENTER, 'T',     'Z',
                                   KEY_PAGE_UP, KEY_DOWN,   'F',       '4'};
        static const EventKind kinds[] = {EVENT_MOVE, EVENT_MOVE, EVENT_DOWN, EVENT_UP,   EVENT_DOWN,
                                          EVENT_UP,   EVENT_KEY,  EVENT_TEXT, EVENT_WHEEL};
        state = state * 1664525u + 1013904223u;
        event.kind = kinds[(state >> 16) % (sizeof kinds / sizeof *kinds)];
        event.x = (float)((state >> 8) % 1400);
        event.y = (float)((state >> 12) % 720);
        event.key = (Key)keys[(state >> 20) % (sizeof keys / sizeof *keys)];
        event.modifiers = (state >> 24) % 4;
        event.clicks = 1 + (int)((state >> 26) % 2);
        event.button = (MouseButton)((state >> 28) % 3);
        event.notches = (float)((int)(state >> 25) % 7 - 3);
        strcpy(event.text, "1e9");
        window_feed(fixture->window, &event);
        if (i % 3) continue;
        Canvas *canvas = fixture->host.canvas(fixture->host.context, fixture->window, &error);
        window_frame(fixture->window, canvas, 1.0 / 60);
    }
    State dump;
    ck_assert(state_take(&dump, fixture->window));
    ck_assert_ptr_nonnull(state_find(&dump, "runs"));
    state_end(&dump);
    fixture_end(fixture);
}
END_TEST

START_TEST(test_a_picture_that_cannot_be_written_is_told) {
    WindowConfig config = window_config_default();
    config.picture_folder = "/nonexistent";
    Fixture *fixture = fixture_start(config);
    play(fixture, "key P\nwait 1");
    ck_assert_msg(strstr(fixture->window->toast, "Picture not saved") != NULL, "%s", fixture->window->toast);
    fixture_end(fixture);
}
END_TEST

SUITE("window") {
    TCase *tests = suite_case(suite, "sessions");
    if (glob("tests/scripts/*.script", 0, NULL, &sessions) != 0) sessions.gl_pathc = 0;
    tcase_add_loop_test(tests, test_every_session_goes_as_its_script_says, 0, (int)sessions.gl_pathc);
    tcase_add_test(tests, test_there_are_sessions);
    tcase_add_test(tests, test_an_expectation_that_fails_is_named_with_its_place);
    tcase_add_test(tests, test_a_widget_that_is_not_there_is_a_bad_script);
    TCase *pixels = suite_case(suite, "pixels");
    tcase_add_test(pixels, test_the_same_session_gives_the_same_picture_and_the_same_state);
    tcase_add_test(pixels, test_both_themes_draw_their_own_colours);
    tcase_add_test(pixels, test_the_head_of_a_run_is_drawn_where_the_run_is);
    tcase_add_test(pixels, test_a_hidden_run_leaves_the_map_and_comes_back);
    tcase_add_test(pixels, test_a_window_at_rest_wants_no_frames);
    tcase_add_test(pixels, test_a_dragged_start_is_drawn_in_the_frame_of_the_drag);
    TCase *robust = suite_case(suite, "sizes");
    tcase_add_loop_test(robust, test_every_size_is_drawn_in_both_themes_at_every_scale, 0, SIZES);
    tcase_add_test(robust, test_ten_thousand_resizes_leave_the_window_whole);
    tcase_add_loop_test(robust, test_a_monkey_at_mouse_and_keyboard_breaks_nothing, 0, 8);
    tcase_add_test(robust, test_a_picture_that_cannot_be_written_is_told);
}

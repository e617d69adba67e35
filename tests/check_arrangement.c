/* The window in many sizes, scales and states: no control lies on another or outside what it belongs to, and
 * no text of the program's own is cut. */
#include "screen/canvas_cairo.h"
#include "screen/edits.h"
#include "screen/inspector_view.h"
#include "screen/session.h"

#include "files/scene_file.h"
#include "suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Fixture {
    Catalog catalog;
    Window *window;
    Offscreen offscreen;
    SessionHost host;
    Canvas *canvas;
} Fixture;

/* In place: the window borrows the catalog. */
static void fixture_start(Fixture *fixture) {
    *fixture = (Fixture){0};
    Scene scene;
    Error error = {0};
    WindowConfig config = window_config_default();
    config.reduced_motion = true;
    ck_assert(catalog_start(&fixture->catalog, &error));
    ck_assert(scene_file_read(&scene, &fixture->catalog, "assets/scenes/valley.scene", &error));
    fixture->window = window_start(&scene, &fixture->catalog, config);
    ck_assert_ptr_nonnull(fixture->window);
    fixture->host = offscreen_host(&fixture->offscreen);
}

static void fixture_end(Fixture *fixture) {
    offscreen_end(&fixture->offscreen);
    window_end(fixture->window);
    catalog_end(&fixture->catalog);
}

static void draw(Fixture *fixture) {
    Error error = {0};
    for (int frame = 0; frame < 2; frame++) {
        fixture->canvas = fixture->host.canvas(fixture->host.context, fixture->window, &error);
        ck_assert_ptr_nonnull(fixture->canvas);
        window_frame(fixture->window, fixture->canvas, 1 / 60.0);
    }
}

/* ---- what the window shows ---- */

static void show_nothing_else(Window *window) {
    (void)window;
}
static void show_open_card(Window *window) {
    window_set_expanded(window, 4, true);
    window->more_open = true;
    window->drawer_open = true;
}
static void show_inspector(Window *window) {
    window_set_playhead(window, 40);
    inspector_toggle(window, 4);
    window->drawer_open = true;
}
static void show_help(Window *window) {
    window->help_open = true;
}
static void show_settings(Window *window) {
    window->settings_open = true;
}
static void show_words(Window *window) {
    window->words = true;
}
static void show_every_optimizer(Window *window) {
    for (int i = window->scene.run_count; i < SCENE_RUNS_MAX; i++) window_add_run(window);
    for (int i = 0; i < SCENE_RUNS_MAX; i++) window_set_expanded(window, i, true);
    window->more_open = true;
    window->drawer_open = true;
}

static const struct Sight {
    const char *name;
    void (*show)(Window *window);
    int themes; /* how many are drawn */
} sights[] = {
    {"plain", show_nothing_else, THEME_COUNT},
    {"open card", show_open_card, 1},
    {"inspector", show_inspector, 1},
    {"help", show_help, 1},
    {"settings", show_settings, 1},
    {"words", show_words, 1},
    {"every optimizer", show_every_optimizer, 1},
};
enum { SIGHTS = sizeof sights / sizeof *sights };

/* ---- what has to hold ---- */

static char place[200]; /* what is looked at, for messages */

static bool within(Rect inner, Rect outer) {
    return inner.x >= outer.x - 0.51f && inner.y >= outer.y - 0.51f &&
           inner.x + inner.w <= outer.x + outer.w + 0.51f && inner.y + inner.h <= outer.y + outer.h + 0.51f;
}

static bool overlap(Rect a, Rect b) {
    return fminf(a.x + a.w, b.x + b.w) - fmaxf(a.x, b.x) > 0.51f &&
           fminf(a.y + a.h, b.y + b.h) - fmaxf(a.y, b.y) > 0.51f;
}

/* What others lie on: cards, lists, the map; and what is meant to be taken hold of across an edge. */
static bool is_ground(const UiRecord *record) {
    static const char *const edges[] = {"divider.", "plot.", "toast"};
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        if (strncmp(record->name, edges[i], strlen(edges[i])) == 0) return true;
    return !(record->takes & UI_TAKES_FOCUS);
}

/* "speed.1" is part of "speed". */
static bool is_part(const UiRecord *part, const UiRecord *whole) {
    size_t length = strlen(whole->name);
    return strncmp(part->name, whole->name, length) == 0 && part->name[length] == '.';
}

static void assert_no_control_lies_on_another(const Ui *ui) {
    for (int i = 0; i < ui_record_count(ui); i++)
        for (int j = 0; j < i; j++) {
            const UiRecord *a = ui_record(ui, i), *b = ui_record(ui, j);
            if (a->layer != b->layer || is_ground(a) || is_ground(b) || is_part(a, b)) continue;
            ck_assert_msg(!overlap(a->area, b->area), "%s: %s at %g %g %g %g lies on %s at %g %g %g %g",
                          place, a->name, (double)a->area.x, (double)a->area.y, (double)a->area.w,
                          (double)a->area.h, b->name, (double)b->area.x, (double)b->area.y, (double)b->area.w,
                          (double)b->area.h);
        }
}

/* "run.5.lr" lies in "run.5.card", "help.close" in "help.card". */
static void assert_all_lie_in_their_cards(const Ui *ui) {
    for (int i = 0; i < ui_record_count(ui); i++) {
        const UiRecord *card = ui_record(ui, i);
        const char *end = strrchr(card->name, '.');
        if (!end || strcmp(end, ".card") != 0) continue;
        size_t length = (size_t)(end - card->name) + 1;
        for (int j = 0; j < ui_record_count(ui); j++) {
            const UiRecord *item = ui_record(ui, j);
            if (item->layer != card->layer || strncmp(item->name, card->name, length) != 0) continue;
            if (strcmp(item->name + length, "outside") == 0) continue;
            ck_assert_msg(within(item->whole, card->whole), "%s: %s at %g %g %g %g is outside its card",
                          place, item->name, (double)item->whole.x, (double)item->whole.y,
                          (double)item->whole.w, (double)item->whole.h);
        }
    }
}

/* Only what scrolls may be cut, and only by the edge of what it scrolls in. */
static void assert_all_is_seen(const Window *window, Rect bounds) {
    for (int i = 0; i < ui_record_count(window->ui); i++) {
        const UiRecord *record = ui_record(window->ui, i);
        bool scrolls = strncmp(record->name, "run.", 4) == 0 || strncmp(record->name, "divider.", 8) == 0 ||
                       strncmp(record->name, "inspector.", 10) == 0;
        if (!scrolls)
            ck_assert_msg(within(record->whole, bounds), "%s: %s at %g %g %g %g is outside the window", place,
                          record->name, (double)record->whole.x, (double)record->whole.y,
                          (double)record->whole.w, (double)record->whole.h);
        else if (strncmp(record->name, "run.", 4) == 0 && window->layout.panel.x < window->layout.w)
            ck_assert_msg(record->whole.x >= window->layout.panel.x &&
                              record->whole.x + record->whole.w <= window->layout.w,
                          "%s: %s leaves the panel", place, record->name);
    }
}

/* Names that users and files give may be longer than there is room for. */
static bool is_given(const Window *window, const char *text) {
    const Scene *scene = &window->scene;
    for (int i = 0; i < scene->run_count; i++)
        if (strcmp(scene->runs[i].name, text) == 0) return true;
    return strcmp(text, scene->surface.definition->title) == 0;
}

static void assert_no_text_is_cut(const Window *window, const Canvas *canvas) {
    char cut[512] = "";
    const char *text;
    for (int i = 0; (text = canvas_shortened(canvas, i)); i++)
        if (!is_given(window, text) && strlen(cut) + strlen(text) + 4 < sizeof cut)
            strcat(strcat(strcat(cut, " \""), text), "\"");
    ck_assert_msg(!*cut, "%s: these do not fit:%s", place, cut);
}

/* Those every sight is seen in come first. */
static const struct Size {
    int w, h;
} sizes[] = {{1024, 700}, {1280, 720}, {1600, 1000}, {3840, 2160}, {1100, 720}, {1199, 800},
             {1366, 768}, {1440, 900}, {1920, 1080}, {2560, 1440}, {700, 1400}};
enum { SIZES_OF_ALL = 4 };
enum { SIZES = sizeof sizes / sizeof *sizes };
static const float scales[] = {1, 1.25f, 1.5f, 2, 3};
enum { SCALES = sizeof scales / sizeof *scales };

static void look(Fixture *fixture, const struct Sight *sight, int w, int h, float scale, int theme) {
    Window *window = fixture->window;
    Event resize = {.kind = EVENT_RESIZE, .w = w, .h = h}, larger = {.kind = EVENT_SCALE, .scale = scale};
    window_feed(window, &resize);
    window_feed(window, &larger);
    window_set_theme(window, theme);
    draw(fixture);
    snprintf(place, sizeof place, "%s at %d x %d, scale %g", sight->name, w, h, (double)window_scale(window));
    float own = window_scale(window);
    if (own < 1 && sight->themes < 2) return; /* smaller than the smallest window */
    assert_no_control_lies_on_another(window->ui);
    assert_all_lie_in_their_cards(window->ui);
    assert_all_is_seen(window, (Rect){0, 0, window->layout.w, window->layout.h});
    assert_no_text_is_cut(window, fixture->canvas);
}

START_TEST(test_nothing_overlaps_leaves_its_place_or_is_cut) {
    const struct Sight *sight = &sights[_i];
    Fixture fixture;
    fixture_start(&fixture);
    sight->show(fixture.window);
    for (int size = 0; size < (sight->themes > 1 ? SIZES : SIZES_OF_ALL); size++) {
        float last = 0;
        for (int scale = 0; scale < SCALES; scale++) {
            float fitting = layout_scale(sizes[size].w, sizes[size].h, scales[scale]);
            if (fitting == last) continue; /* a larger one does not fit: drawn already */
            last = fitting;
            for (int theme = 0; theme < sight->themes; theme++)
                look(&fixture, sight, sizes[size].w, sizes[size].h, scales[scale], theme);
        }
    }
    fixture_end(&fixture);
}
END_TEST

SUITE("arrangement") {
    TCase *tests = suite_case(suite, "arrangement");
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, test_nothing_overlaps_leaves_its_place_or_is_cut, 0, SIGHTS);
}

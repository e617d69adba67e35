/* Every text of the window in many sights, sizes and themes: none is written over another, cut by an edge,
 * half covered, or too faint to read. */
#include "canvas_witness.h"
#include "screen/edits.h"
#include "screen/session.h"

#include "files/scene_file.h"
#include "suite.h"

#include <stdio.h>

typedef struct Fixture {
    Catalog catalog;
    Window *window;
    Witness *witness;
} Fixture;

static Canvas *witness_canvas(void *context, const Window *window, Error *error) {
    (void)error;
    Fixture *fixture = context;
    canvas_set_size(&fixture->witness->canvas, window->w, window->h, window_scale(window));
    return &fixture->witness->canvas;
}

/* In place: the window borrows the catalog. */
static void fixture_start(Fixture *fixture, WindowConfig config) {
    Scene scene;
    Error error = {0};
    config.reduced_motion = true;
    *fixture = (Fixture){.witness = witness_start(config.w, config.h, config.scale)};
    ck_assert(catalog_start(&fixture->catalog, &error));
    ck_assert(scene_file_read(&scene, &fixture->catalog, "assets/scenes/valley.scene", &error));
    fixture->window = window_start(&scene, &fixture->catalog, config);
    ck_assert_ptr_nonnull(fixture->window);
}

static void fixture_end(Fixture *fixture) {
    canvas_free(&fixture->witness->canvas);
    window_end(fixture->window);
    catalog_end(&fixture->catalog);
}

static void play(Fixture *fixture, const char *text) {
    Script script;
    Error error = {0};
    ck_assert(script_parse(&script, text, "sight", &error));
    SessionHost host = {.canvas = witness_canvas, .context = fixture};
    SessionResult result = session_play(fixture->window, &script, host, &error);
    ck_assert_msg(result == SESSION_DONE, "%s: %s", text, error.message);
    script_end(&script);
}

/* ---- what is looked at ---- */

#define TO(step) "click @transport.step\ntext \"" step "\"\nkey Enter\nmove 4 400\nwait 2\n"

static const struct Sight {
    const char *name, *script;
    enum {
        ANY = 0,
        POPUP = 1,
        PANEL = 2,
        POPUP_IN_PANEL = 3
    } kind; /* something lies over the rest and may cover half a word; the panel is used */
} sights[] = {
    {"start", "wait 2", ANY},
    {"race", TO("212"), ANY},
    {"tooltip", TO("212") "move @map(0.3,0.6)\nwait 10", ANY},
    {"plots 1, 3",
     TO("212") "click @plot.left.quantity\nclick @plot.left.quantity.1\nclick @plot.right.quantity\n"
               "click @plot.right.quantity.3\nmove 4 400\nwait 2",
     ANY},
    {"plots 4, linear",
     TO("212") "click @plot.left.quantity\nclick @plot.left.quantity.4\nclick @plot.left.scale\n"
               "click @plot.left.unit\nmove 4 400\nwait 2",
     ANY},
    {"inspector Adam", TO("18") "move @run.5.card\nkey W\nmove 4 400\nwait 2", PANEL},
    {"inspector GD", TO("18") "move @run.1.card\nkey W\nmove 4 400\nwait 2", PANEL},
    {"inspector Nesterov", TO("170") "move @run.3.card\nkey W\nmove 4 400\nwait 2", PANEL},
    {"relief", TO("212") "key M\nwait 2", ANY},
    {"branch",
     TO("12") "click @transport.branch\nclick @run.1.lr.value\ntext \"0.0005\"\nkey Enter\n" TO(
         "60") "wait 300",
     PANEL},
    {"overlays", TO("212") "key G\nkey D\nkey Q\nkey V\nkey A\nmove @map(0.3,0.6)\nwait 10", POPUP},
    {"predict", TO("40") "key J\nclick @map(-1.7,0.6)\nclick @map(-1.6,0)\nwait 10", ANY},
    {"revealed", TO("40") "key J\nclick @map(-1.7,0.6)\nclick @map(-1.6,0)\nkey Enter\nwait 10", ANY},
    {"menu", "click @overlays\nwait 2", POPUP},
    {"surfaces", "click @surface\nwait 2", POPUP_IN_PANEL},
    {"share", "key X\nwait 2", POPUP},
    {"help", "key H\nwait 2", POPUP},
    {"settings", "key Ctrl+Comma\nwait 2", POPUP},
    {"L-BFGS",
     "click @run.1.expand\nwait 1\nclick @run.1.optimizer\ntext \"l-bfgs\"\nkey Enter\nmove 4 400\nwait 2",
     PANEL},
    {"formula", "click @formula\ntext \"x^2 + 3y\"\nmove 4 400\nwait 2", POPUP_IN_PANEL},
    {"diverged", "click @run.1.lr.value\ntext \"0.003\"\nkey Enter\nkey End\nmove 4 400\nwait 2", PANEL},
    {"8 runs", "key N\nkey N\nkey N\n" TO("212"), ANY},
};
enum { SIGHTS = sizeof sights / sizeof *sights };

static const struct Size {
    int w, h;
    float scale;
} sizes[] = {{1600, 1000, 1}, {1280, 720, 1}, {2560, 1440, 2}, {1100, 720, 1}};
enum { SIZES = sizeof sizes / sizeof *sizes };

/* ---- what has to hold ---- */

static char complaints[4000]; /* all of a sight at once */

static void complain(const char *format, const char *a, const char *b, Point at, double value) {
    size_t length = strlen(complaints);
    if (length < sizeof complaints - 1)
        snprintf(complaints + length, sizeof complaints - length, format, a, b, (double)at.x, (double)at.y,
                 value);
}

static const float EVERY = 3; /* pixels between the places of a text that are looked at */

static int places_of(const Witnessed *mark) {
    float length = hypotf(mark->to.x - mark->from.x, mark->to.y - mark->from.y);
    return (int)fmaxf(2, ceilf(length / EVERY) + 1);
}

static Point place_of(const Witnessed *mark, int i) {
    float share = ((float)i + 0.5f) / (float)places_of(mark);
    return (Point){mark->from.x + share * (mark->to.x - mark->from.x),
                   mark->from.y + share * (mark->to.y - mark->from.y)};
}

static float distance_to(const Witnessed *mark, Point p, float gap) {
    float dx = mark->to.x - mark->from.x, dy = mark->to.y - mark->from.y, length = hypotf(dx, dy);
    if (length < 1e-3f) return hypotf(p.x - mark->from.x, p.y - mark->from.y);
    /* Round ends would reach into the next word. */
    float inset = fminf(mark->half - gap, length / 2),
          along = ((p.x - mark->from.x) * dx + (p.y - mark->from.y) * dy) / length;
    along = fminf(fmaxf(along, inset), length - inset);
    return hypotf(p.x - mark->from.x - dx / length * along, p.y - mark->from.y - dy / length * along);
}

static bool written_over(const Witness *witness, const Witnessed *under, const Witnessed *over, Point *at) {
    const float touch = 0.9f * over->half;
    /* Sub- and superscripts stand close. */
    const float gap = over->half == under->half ? 0.5f * over->half : 0;
    for (int i = 0; i < places_of(under); i++) {
        *at = place_of(under, i);
        float across = under->half;
        /* The middle of its letters, their feet and their heads. */
        for (int k = -1; k <= 1; k++) {
            float c = (under->to.x - under->from.x), s = (under->to.y - under->from.y), length = hypotf(c, s);
            if (length < 1e-3f) continue;
            Point p = {at->x - s / length * across * 0.9f * (float)k,
                       at->y + c / length * across * 0.9f * (float)k};
            if (distance_to(over, p, gap) < touch && witness_seen(witness, under, p) &&
                witness_seen(witness, over, p))
                return true;
        }
    }
    return false;
}

static void look_for_texts_on_texts(const Witness *witness) {
    Point at;
    for (int i = 0; i < witness->count; i++)
        for (int j = 0; j < i; j++) {
            const Witnessed *over = &witness->marks[i], *under = &witness->marks[j];
            if (over->kind != WITNESS_TEXT || under->kind != WITNESS_TEXT) continue;
            if (fabsf(over->from.x + over->to.x - under->from.x - under->to.x) >
                fabsf(over->to.x - over->from.x) + fabsf(under->to.x - under->from.x) + 80)
                continue;
            if (written_over(witness, under, over, &at))
                complain("\n  \"%s\" is written over by \"%s\" at %.0f %.0f", under->text, over->text, at, 0);
        }
}

/* Cut by what was visible then, or covered in part by what came later. What scrolls may be cut above and
 * below. */
static void look_for_cut_texts(const Witness *witness, bool popup) {
    for (int i = 0; i < witness->count; i++) {
        const Witnessed *mark = &witness->marks[i];
        if (mark->kind != WITNESS_TEXT || mark->from.y != mark->to.y) continue;
        int visible = 0, cut = 0, covered = 0, count = places_of(mark);
        for (int k = 0; k < 3 * count; k++) { /* along the feet, the middle and the heads of its letters */
            Point p = place_of(mark, k / 3);
            p.y += 0.8f * mark->half * (float)(k % 3 - 1);
            bool seen = witness_seen(witness, mark, p);
            visible += seen;
            cut += p.x < (float)mark->clip.x0 || p.x > (float)mark->clip.x1;
            covered += !seen && witness_inside(mark->clip, p);
        }
        if (visible && cut) complain("\n  \"%s\"%s is cut at %.0f %.0f", mark->text, "", mark->to, 0);
        if (visible && covered && !popup)
            complain("\n  \"%s\"%s is half covered at %.0f %.0f", mark->text, "", mark->from, 0);
    }
}

/* WCAG asks for 4.5, high contrast for 7; what cannot be used now (text3) is fainter. */
static void look_for_faint_texts(const Witness *witness, const Theme *theme) {
    for (int i = 0; i < witness->count; i++) {
        const Witnessed *mark = &witness->marks[i];
        Color ground, ink = mark->color;
        if (mark->kind != WITNESS_TEXT || memcmp(&ink, &theme->text3, sizeof ink) == 0) continue;
        Point middle = {(mark->from.x + mark->to.x) / 2, (mark->from.y + mark->to.y) / 2};
        if (!witness_seen(witness, mark, middle) || !witness_ground(witness, mark, middle, &ground)) continue;
        float share = (float)ink.a / 255;
        ink.a = 255;
        double contrast = theme_contrast(theme_mix(ground, ink, share), ground);
        if (contrast < theme->legible)
            complain("\n  \"%s\"%s at %.0f %.0f has a contrast of %.2f", mark->text, "", middle, contrast);
    }
}

START_TEST(test_no_text_is_written_over_cut_covered_or_faint) {
    const struct Sight *sight = &sights[_i / SIZES];
    const struct Size *size = &sizes[_i % SIZES];
    for (int theme = 0; theme < THEME_COUNT; theme++) {
        Fixture fixture;
        WindowConfig config = window_config_default();
        config.w = size->w, config.h = size->h, config.scale = size->scale, config.theme = theme;
        fixture_start(&fixture, config);
        play(&fixture, "wait 1");
        if (fixture.window->layout.drawer && sight->kind & PANEL) { /* it would close at a press beside it */
            fixture_end(&fixture);
            return;
        }
        if (fixture.window->layout.compact && !fixture.window->layout.drawer) play(&fixture, "click @fold");
        play(&fixture, sight->script);
        complaints[0] = 0;
        look_for_texts_on_texts(fixture.witness);
        look_for_cut_texts(fixture.witness, sight->kind & POPUP);
        look_for_faint_texts(fixture.witness, theme_at(theme));
        ck_assert_msg(!complaints[0], "%s at %d x %d, %s:%s", sight->name, size->w, size->h,
                      theme_at(theme)->name, complaints);
        fixture_end(&fixture);
    }
}
END_TEST

/* Wherever the pointer is, what the map says about that place leaves the names of the runs readable; in a
 * small map there is no such place for it now and then. */
START_TEST(test_the_tooltip_covers_no_name) {
    enum { ACROSS = 16, DOWN = 10 };
    Fixture fixture;
    WindowConfig config = window_config_default();
    config.w = sizes[_i].w, config.h = sizes[_i].h, config.scale = sizes[_i].scale;
    fixture_start(&fixture, config);
    play(&fixture, TO("212"));
    complaints[0] = 0;
    Rect map = map_frame(fixture.window->map);
    int shown = 0;
    for (int k = 0; k < ACROSS * DOWN; k++) {
        char move[64];
        snprintf(move, sizeof move, "move %g %g\nwait 8",
                 (double)(map.x + map.w * ((float)(k % ACROSS) + 0.5f) / ACROSS),
                 (double)(map.y + map.h * ((float)(k / ACROSS) + 0.5f) / DOWN));
        play(&fixture, move);
        shown += map_tooltip(fixture.window->map) != NULL;
        look_for_cut_texts(fixture.witness, false);
    }
    ck_assert_int_gt(shown, ACROSS * DOWN / 2);
    int covered = 0;
    for (const char *line = complaints; (line = strchr(line, '\n')); line++) covered++;
    ck_assert_msg(covered <= (sizes[_i].h > 800 * (int)sizes[_i].scale ? 0 : shown / 10), "%d x %d:%s",
                  sizes[_i].w, sizes[_i].h, complaints);
    fixture_end(&fixture);
}
END_TEST

SUITE("lettering") {
    TCase *tests = suite_case(suite, "lettering");
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, test_no_text_is_written_over_cut_covered_or_faint, 0, SIGHTS * SIZES);
    tcase_add_loop_test(tests, test_the_tooltip_covers_no_name, 0, SIZES);
}

/* Undo and redo of every edit there is: after each, the scene's file is the same, byte for byte. */
#include "screen/edits.h"
#include "screen/session.h"

#include "files/scene_file.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Desk {
    Catalog catalog;
    Window *window;
    Offscreen offscreen;
    SessionHost host;
} Desk;

static Desk *desk_start(void) {
    Desk *desk = calloc(1, sizeof *desk);
    Scene scene;
    Error error;
    ck_assert_ptr_nonnull(desk);
    ck_assert(catalog_start(&desk->catalog, &error));
    ck_assert(scene_file_read(&scene, &desk->catalog, "assets/scenes/valley.scene", &error));
    desk->window = window_start(&scene, &desk->catalog, window_config_default());
    ck_assert_ptr_nonnull(desk->window);
    desk->host = offscreen_host(&desk->offscreen);
    return desk;
}

static void desk_end(Desk *desk) {
    offscreen_end(&desk->offscreen);
    window_end(desk->window);
    catalog_end(&desk->catalog);
    free(desk);
}

static void play(Desk *desk, const char *text) {
    Script script;
    Error error;
    char message[600];
    bool parsed = script_parse(&script, text, "edit", &error);
    ck_assert_msg(parsed, "%s", parsed ? "" : error_text(&error, message, sizeof message));
    SessionResult result = session_play(desk->window, &script, desk->host, &error);
    ck_assert_msg(result == SESSION_DONE, "%s\nin: %s", error_text(&error, message, sizeof message), text);
    script_end(&script);
}

static char *text_of(const Desk *desk) {
    char *text = scene_file_text(&desk->window->scene, &desk->catalog);
    ck_assert_ptr_nonnull(text);
    return text;
}

/* What comes before the edit and is none; the edit. Every row is one step of undo. */
static const struct Edit {
    const char *before, *edit;
} edits[] = {
    {"", "drag @start.1 @start.1+40,-20"},
    {"", "click @map(0,0.5) right"},
    {"", "drag @run.1.lr @run.1.lr+30,0"},
    {"", "wheel @run.1.lr 3"},
    {"click @run.5.lr.value\ntext \"0.01\"\nkey Enter", "double @run.5.lr"},
    {"", "click @run.1.lr.value\ntext \"0.0005\"\nkey Enter"},
    {"", "click @run.1.optimizer\ntext \"adamw\"\nkey Enter"},
    {"", "click @surface\ntext \"himmel\"\nkey Enter"},
    {"", "drag @parameter.a @parameter.a+30,0"},
    {"", "click @parameter.b.value\ntext \"5\"\nkey Enter"},
    {"", "click @transport.steps\ntext \"50\"\nkey Enter"},
    {"", "key N"},
    {"", "click @add"},
    {"move @run.2.card", "key Delete"},
    {"click @run.1.expand\nwait 5", "click @run.1.remove"},
    {"click @run.1.expand\nwait 5", "click @run.1.copy"},
    {"", "drag @run.1.card+0,30 @run.3.card+0,30"},
    {"click @run.1.expand\nclick @run.1.more\nwait 5", "click @run.1.name\ntext \"Slow\"\nkey Enter"},
    {"", "click @run.1.colour\nwait 2\nclick @slots.8"},
    {"", "click @run.1.hide"},
    {"click @run.1.hide", "click @run.1.hide"},
    {"click @run.1.expand\nwait 5", "click @run.1.schedule\ntext \"cosine\"\nkey Enter"},
    {"click @run.1.expand\nwait 5", "click @run.1.warmup.value\ntext \"20\"\nkey Enter"},
    {"click @run.1.expand\nwait 5", "click @run.1.clip"},
    {"click @run.1.expand\nwait 5\nclick @run.1.clip",
     "click @run.1.clip.limit.value\ntext \"0.5\"\nkey Enter"},
    {"click @run.1.expand\nwait 5", "click @run.1.noise.value\ntext \"0.5\"\nkey Enter"},
    {"click @run.1.expand\nclick @run.1.more\nwait 5",
     "click @run.1.lookahead_k.value\ntext \"5\"\nkey Enter"},
    {"click @run.1.expand\nwait 5\nclick @run.1.noise.value\ntext \"0.5\"\nkey Enter",
     "click @seed\ntext \"7\"\nkey Enter"},
    {"click @run.1.expand\nclick @run.1.more\nwait 5",
     "click @run.1.sam_rho.value\ntext \"0.05\"\nkey Enter"},
    {"click @run.1.expand\nclick @run.1.more\nwait 5", "click @run.1.start.x\ntext \"0.25\"\nkey Enter"},
    {"click @transport.step\ntext \"12\"\nkey Enter\nmove @run.1.card", "key K"},
    {"click @transport.step\ntext \"12\"\nkey Enter\nmove @run.1.card\nkey K",
     "click @run.1.lr.value\ntext \"0.0005\"\nkey Enter"},
    {"click @transport.step\ntext \"12\"\nkey Enter\nmove @run.1.card\nkey K\nclick @run.1.lr.value\ntext "
     "\"0.0005\"\nkey Enter",
     "click @branch.discard"},
    {"click @transport.step\ntext \"12\"\nkey Enter\nmove @run.1.card\nkey K\nclick @run.1.lr.value\ntext "
     "\"0.0005\"\nkey Enter\nclick @branch.keep",
     "drag @start.1 @start.1+40,-20"},
};
enum { EDITS = sizeof edits / sizeof *edits };

START_TEST(test_undo_and_redo_of_every_edit_restore_the_scene_to_the_byte) {
    Desk *desk = desk_start();
    if (edits[_i].before[0]) play(desk, edits[_i].before);
    desk->window->seconds += 2; /* so that this edit is not one with the last */
    char *before = text_of(desk);
    play(desk, edits[_i].edit);
    play(desk, "move @map(1.5,-0.5)\nwait 2");
    char *after = text_of(desk);
    ck_assert_msg(strcmp(before, after) != 0, "is no edit: %s", edits[_i].edit);
    for (int round = 0; round < 2; round++) {
        play(desk, "key Ctrl+Z");
        char *undone = text_of(desk);
        ck_assert_str_eq(before, undone);
        play(desk, round ? "key Ctrl+Y" : "key Ctrl+Shift+Z");
        char *redone = text_of(desk);
        ck_assert_str_eq(after, redone);
        free(undone);
        free(redone);
    }
    free(before);
    free(after);
    desk_end(desk);
}
END_TEST

/* All of them in a row, then back and forth again. */
START_TEST(test_a_whole_session_is_undone_and_done_again) {
    static const int session[] = {0, 1, 2, 3, 5, 6, 7, 10, 11, 12, 16, 18, 19};
    enum { LENGTH = sizeof session / sizeof *session };
    Desk *desk = desk_start();
    char *texts[LENGTH + 1];
    for (int i = 0; i < LENGTH; i++) {
        ck_assert_str_eq(edits[session[i]].before, "");
        texts[i] = text_of(desk);
        play(desk, edits[session[i]].edit);
        play(desk, "move @map(1.5,-0.5)");
        desk->window->seconds += 2;
    }
    texts[LENGTH] = text_of(desk);
    for (int direction = 0; direction < 2; direction++)
        for (int i = 0; i < LENGTH; i++) {
            play(desk, direction ? "key Ctrl+Y" : "key Ctrl+Z");
            char *text = text_of(desk);
            ck_assert_str_eq(text, texts[direction ? i + 1 : LENGTH - 1 - i]);
            free(text);
        }
    for (int i = 0; i <= LENGTH; i++) free(texts[i]);
    desk_end(desk);
}
END_TEST

/* What is no edit: undo has nothing to take back. */
static const char *const none[] = {
    "drag @start.1 @start.1+40,-20 4",
    "key T",
    "key M",
    "key I",
    "click @run.1.expand",
    "key [",
    "drag @transport.scrub @transport.scrub+40,0",
    "wheel @map(0,1) 3",
    "key J\nclick @map(0,1)\nkey Escape",
    "key W",
};

START_TEST(test_what_is_no_edit_leaves_nothing_to_undo) {
    Desk *desk = desk_start();
    if (_i == 0) /* taken back with Esc */
        play(desk, "move @start.1\ndown\nmove @map(0,0)\nkey Escape\nup");
    else
        play(desk, none[_i]);
    play(desk, "wait 2");
    ck_assert(!history_can_undo(desk->window->history));
    desk_end(desk);
}
END_TEST

SUITE("undo") {
    TCase *tests = suite_case(suite, "undo");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, test_undo_and_redo_of_every_edit_restore_the_scene_to_the_byte, 0, EDITS);
    tcase_add_test(tests, test_a_whole_session_is_undone_and_done_again);
    tcase_add_loop_test(tests, test_what_is_no_edit_leaves_nothing_to_undo, 0, sizeof none / sizeof *none);
}

#include "shortcuts.h"

#include "branching.h"
#include "edits.h"
#include "exports.h"
#include "inspector_view.h"
#include "plots_row.h"
#include "scene_files.h"
#include "selection.h"
#include "stage.h"
#include "timeline.h"
#include "training.h"
#include "training_view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void toggle(Window *window, bool *flag) {
    *flag = !*flag;
    window->edits++;
}

/* ---- what keys do ---- */

static void key_play(Window *window, int unused) {
    (void)unused, window_toggle_playing(window);
}
static void key_train(Window *window, int unused) {
    (void)unused, training_toggle(window->training);
    window->edits++;
}
static void key_step(Window *window, int steps) {
    double from = steps > 0 ? floor(window->playhead) : ceil(window->playhead);
    window->playing = false;
    window_set_playhead(window, from + steps);
}
static void key_first(Window *window, int unused) {
    (void)unused, window_set_playhead(window, 0);
}
static void key_last(Window *window, int unused) {
    (void)unused;
    window->playing = false;
    window_set_playhead(window, (double)window->scene.steps);
}
static void key_speed(Window *window, int speed) {
    window->speed = speed;
    window->edits++;
}
static void key_overlay(Window *window, int index) {
    const Overlay *overlay = &overlays[index];
    if (!overlay_applies(overlay, &window->scene.surface))
        window_toast(window, "%s: this surface has no data", overlay->title);
    else if (overlay->draw && map_is_relief(window->map))
        window_toast(window, "%s: on the flat map only (M)", overlay->title);
    else
        toggle(window, &window->overlay_on[index]);
}
static void key_unit(Window *window, int unused) {
    (void)unused, plots_row_toggle_unit(window);
}
static void key_add(Window *window, int unused) {
    (void)unused, window_add_run(window);
}
static void key_add_training(Window *window, int unused) {
    (void)unused, training_add_run(window->training);
    window->edits++;
}
static void key_theme(Window *window, int unused) {
    (void)unused, window_next_theme(window);
}
static void key_contrast(Window *window, int contrast) {
    window_set_theme(window, window->theme == contrast ? 0 : contrast);
}
static void key_fit(Window *window, int unused) {
    (void)unused, stage_fit(window);
}
static void key_zoom(Window *window, int direction) {
    stage_zoom(window, direction);
    window->edits++;
}
static void key_look(Window *window, int way) {
    static const Point ways[] = {{48, 0}, {-48, 0}, {0, 48}, {0, -48}};
    stage_look(window, ways[way]);
    window->edits++;
}
static void key_fullscreen(Window *window, int unused) {
    (void)unused, toggle(window, &window->fullscreen);
}
static void key_help(Window *window, int unused) {
    (void)unused, toggle(window, &window->help_open);
}
static void key_settings(Window *window, int unused) {
    (void)unused, toggle(window, &window->settings_open);
}
static void key_scale(Window *window, int direction) {
    window->scale = layout_scale_step(window->scale, direction);
    window->edits++;
}
static void key_relief(Window *window, int unused) {
    (void)unused, map_set_relief(window->map, !map_is_relief(window->map));
    window->edits++;
}
static void key_map(Window *window, int unused) {
    (void)unused, training_view_show(window, false);
}
static void key_undo(Window *window, int redo) {
    window_undo(window, redo);
}
static void key_picture(Window *window, int unused) {
    (void)unused, exports_want(window, "picture");
}
static void key_exports(Window *window, int unused) {
    (void)unused, toggle(window, &window->exports_open);
}
static void key_record(Window *window, int unused) {
    (void)unused, exports_want(window, "record_mp4");
}
static void key_command(Window *window, int unused) {
    (void)unused, exports_want(window, "command");
}
static void key_save(Window *window, int unused) {
    (void)unused, window_save_scene(window);
}
static void key_why(Window *window, int unused) {
    (void)unused, inspector_toggle(window, window_pointed_run(window));
}
static void key_close(Window *window, int unused) {
    (void)unused;
    if (inspector_run(window) >= 0)
        inspector_close(window);
    else
        branching_keep(window);
    ui_focus(window->ui, NULL);
}
static void key_branch(Window *window, int unused) {
    (void)unused, branching_toggle(window, window_selected_run(window));
}
static void key_predict(Window *window, int unused) {
    (void)unused, predict_toggle(window, window_selected_run(window));
}
static void key_loop(Window *window, int unused) {
    (void)unused, timeline_toggle_loop(window);
}
static void key_loop_mark(Window *window, int last) {
    timeline_mark(window, last);
}
static void key_remove(Window *window, int unused) {
    (void)unused;
    int run = window_pointed_run(window);
    if (run >= 0) window_remove_run(window, run);
}
static void key_move(Window *window, int by) {
    int run = window_pointed_run(window), to = run + by;
    if (run < 0 || to < 0 || to >= window->scene.run_count) return;
    window_move_run(window, run, to);
    window->reveal_run = to;
    /* So that the next key moves it on, whatever card has come under the pointer. */
    char swatch[32];
    snprintf(swatch, sizeof swatch, "run.%d.colour", to + 1);
    ui_focus(window->ui, swatch);
}
static void key_rename(Window *window, int unused) {
    (void)unused;
    int run = window_pointed_run(window);
    if (run < 0) return;
    window_set_expanded(window, run, true);
    window->more_open = true;
    window->reveal_run = run;
    char name[32];
    snprintf(name, sizeof name, "run.%d.name", run + 1);
    ui_focus(window->ui, name);
}

/* ---- the tables ---- */

enum { CTRL = MODIFIER_CONTROL, SHIFT = MODIFIER_SHIFT };
enum { MAP = SHORTCUT_MAP, TRAINING = SHORTCUT_TRAINING, BOTH = MAP | TRAINING };

const Shortcut shortcuts[] = {
    {KEY_SPACE, 0, MAP, key_play, 0, "Play, pause"},
    {KEY_SPACE, 0, TRAINING, key_train, 0, "Pause, go on"},
    {KEY_LEFT, 0, MAP, key_step, -1, "One step back, on"},
    {KEY_RIGHT, 0, MAP, key_step, 1, NULL},
    {KEY_LEFT, SHIFT, MAP, key_step, -10, "Ten steps back, on"},
    {KEY_RIGHT, SHIFT, MAP, key_step, 10, NULL},
    {KEY_HOME, 0, MAP, key_first, 0, "First step, last step"},
    {KEY_END, 0, MAP, key_last, 0, NULL},
    {(Key)'1', 0, MAP, key_speed, 0, "Speed"},
    {(Key)'2', 0, MAP, key_speed, 1, NULL},
    {(Key)'3', 0, MAP, key_speed, 2, NULL},
    {(Key)'4', 0, MAP, key_speed, 3, NULL},
    {KEY_LEFT_BRACKET, 0, MAP, key_loop_mark, false, "Loop from this step, to this step"},
    {KEY_RIGHT_BRACKET, 0, MAP, key_loop_mark, true, NULL},
    {(Key)'O', 0, MAP, key_loop, 0, "Loop on, off"},
    {(Key)'K', 0, MAP, key_branch, 0, "Branch here: edits count from this step on; keep it"},
    {(Key)'J', 0, MAP, key_predict, 0, "Predict: click or arrows and Space, Enter reveals"},
    {(Key)'N', 0, MAP, key_add, 0, "New run"},
    {(Key)'N', 0, TRAINING, key_add_training, 0, "New run"},
    {KEY_DELETE, 0, MAP, key_remove, 0, "Remove the run pointed at"},
    {KEY_UP, MODIFIER_ALT, MAP, key_move, -1, "Move that run up, down"},
    {KEY_DOWN, MODIFIER_ALT, MAP, key_move, 1, NULL},
    {KEY_F2, 0, MAP, key_rename, 0, "Rename it"},
    {(Key)'W', 0, MAP, key_why, 0, "Why this step: of the run pointed at"},
    {KEY_ESCAPE, 0, MAP, key_close, 0, "Close; take a drag back"},
    {KEY_ESCAPE, 0, TRAINING, NULL, 0, "Close; take a drag back"},
    {(Key)'Z', CTRL, MAP, key_undo, false, "Undo"},
    {(Key)'Z', CTRL | SHIFT, MAP, key_undo, true, "Redo"},
    {(Key)'Y', CTRL, MAP, key_undo, true, NULL},
    {(Key)'M', 0, MAP, key_relief, 0, "Map or 3D relief"},
    {(Key)'M', 0, TRAINING, key_map, 0, "The map"},
    {(Key)'G', 0, MAP, key_overlay, OVERLAY_FIELD, "Gradient field"},
    {(Key)'I', 0, MAP, key_overlay, OVERLAY_ISO_LINES, "Iso-lines"},
    {(Key)'C', 0, MAP, key_overlay, OVERLAY_CRITICAL_POINTS, "Critical points"},
    {(Key)'D', 0, MAP, key_overlay, OVERLAY_ROSE, "Directional derivatives at the pointer"},
    {(Key)'Q', 0, MAP, key_overlay, OVERLAY_QUADRATIC, "Local quadratic at the pointer"},
    {(Key)'V', 0, MAP, key_overlay, OVERLAY_CONVEXITY, "Where the surface is convex"},
    {(Key)'A', 0, MAP, key_overlay, OVERLAY_REACH, "Shapes of the next steps"},
    {(Key)'U', 0, MAP, key_overlay, OVERLAY_CLOUD, "Gradients of single examples or batches"},
    {(Key)'E', 0, MAP, key_unit, 0, "Plots: steps or gradient evaluations"},
    {(Key)'F', 0, MAP, key_fit, 0, "The whole view"},
    {KEY_PLUS, 0, MAP, key_zoom, 1, "Closer, farther"},
    {KEY_MINUS, 0, MAP, key_zoom, -1, NULL},
    {KEY_LEFT, CTRL, MAP, key_look, 0, "Move the view; turn the relief"},
    {KEY_RIGHT, CTRL, MAP, key_look, 1, NULL},
    {KEY_UP, CTRL, MAP, key_look, 2, NULL},
    {KEY_DOWN, CTRL, MAP, key_look, 3, NULL},
    {(Key)'P', 0, BOTH, key_picture, 0, "Save a picture"},
    {(Key)'R', 0, BOTH, key_record, 0, "Record as it plays; stop"},
    {(Key)'X', 0, BOTH, key_exports, 0, "Save and share: figures, numbers, recordings"},
    {(Key)'C', CTRL | SHIFT, MAP, key_command, 0, "Copy the command line"},
    {(Key)'S', CTRL, MAP, key_save, 0, "Save the scene"},
    {(Key)'T', 0, BOTH, key_theme, 0, "Dark or light"},
    {(Key)'T', SHIFT, BOTH, key_contrast, THEME_COUNT - 1, "High contrast"},
    {KEY_PLUS, CTRL, BOTH, key_scale, 1, "Everything larger, smaller"},
    {KEY_MINUS, CTRL, BOTH, key_scale, -1, NULL},
    {KEY_COMMA, CTRL, BOTH, key_settings, 0, "Settings"},
    {KEY_F11, 0, BOTH, key_fullscreen, 0, "Full screen"},
    {KEY_PAGE_UP, 0, BOTH, NULL, 0, "Scroll the panel, this list"},
    {KEY_PAGE_DOWN, 0, BOTH, NULL, 0, NULL},
    {KEY_TAB, 0, BOTH, NULL, 0, "The panel of a narrow window; the next control"},
    {(Key)'H', 0, BOTH, key_help, 0, "This list"},
    {KEY_F1, 0, BOTH, key_help, 0, NULL},
};
const int shortcut_count = sizeof shortcuts / sizeof *shortcuts;

const Gesture gestures[] = {
    {MAP, "Drag", "A start, the map, a card, a divider"},
    {MAP, "Shift drag", "On the step bar: the loop"},
    {MAP, "Shift drag", "In 3D: move the picture"},
    {MAP, "Wheel", "Zoom map or plots at the pointer; slider: 1 %"},
    {MAP, "Right click", "All runs start here"},
    {MAP, "Double click", "Map, plots: the whole; slider: default"},
    {MAP, "Click", "On the formula: type one of your own"},
    {TRAINING, "Drag, wheel", "Sliders; Shift: ten times finer"},
    {BOTH, "Drop", "Open a .scene, .surface, .golden or .csv file"},
};
const int gesture_count = sizeof gestures / sizeof *gestures;

/* ---- keys pressed ---- */

static bool pressed(Window *window, const Shortcut *row) {
    if (ui_key(window->ui, row->key, row->modifiers)) return true;
    /* Plus is typed with Shift on many keyboards. */
    return row->key == KEY_PLUS && ui_key(window->ui, row->key, row->modifiers | SHIFT);
}

unsigned shortcuts_mode(const Window *window) {
    return training_view_shown(window) ? TRAINING : MAP;
}

void shortcuts_take(Window *window) {
    const unsigned mode = shortcuts_mode(window);
    if (mode == MAP) predict_take_keys(window);
    for (int i = 0; i < shortcut_count; i++)
        if (shortcuts[i].action && (shortcuts[i].modes & mode) && pressed(window, &shortcuts[i]))
            shortcuts[i].action(window, shortcuts[i].argument);
    /* Where there is no drawer, Tab goes round the widgets. */
    if (window->layout.drawer && ui_key(window->ui, KEY_TAB, 0)) toggle(window, &window->drawer_open);
}

/* ---- the list of keys ---- */

static const struct KeySign {
    Key key;
    const char *sign;
} key_signs[] = {
    {KEY_LEFT, "←"},         {KEY_RIGHT, "→"}, {KEY_UP, "↑"},    {KEY_DOWN, "↓"},     {KEY_PAGE_UP, "PgUp"},
    {KEY_PAGE_DOWN, "PgDn"}, {KEY_PLUS, "+"},  {KEY_MINUS, "−"}, {KEY_ESCAPE, "Esc"}, {KEY_COMMA, ","},
};

static const char *sign_of(Key key, char text[16]) {
    for (size_t i = 0; i < sizeof key_signs / sizeof *key_signs; i++)
        if (key_signs[i].key == key) return key_signs[i].sign;
    return event_key_name(key, text);
}

/* Adds a key to a line, its modifiers only where the key before it has others. */
static void append_key(KeyLine *line, const Shortcut *row, bool same_modifiers) {
    char name[16];
    size_t length = strlen(line->keys);
    unsigned modifiers = same_modifiers ? 0 : row->modifiers;
    snprintf(line->keys + length, sizeof line->keys - length, "%s%s%s%s%s",
             !length          ? ""
             : same_modifiers ? " "
                              : ", ",
             modifiers & CTRL ? "Ctrl " : "", modifiers & MODIFIER_ALT ? "Alt " : "",
             modifiers & SHIFT ? "Shift " : "", sign_of(row->key, name));
}

int shortcuts_list(unsigned modes, KeyLine *lines) {
    int count = 0;
    for (int i = 0; i < shortcut_count; i++) {
        const Shortcut *row = &shortcuts[i];
        if (!(row->modes & modes)) continue;
        bool joined = !row->help && count > 0;
        if (!joined && count == KEY_LINES_MAX) break;
        if (!joined) lines[count++] = (KeyLine){.help = row->help};
        append_key(&lines[count - 1], row, joined && row->modifiers == shortcuts[i - 1].modifiers);
    }
    for (int i = 0; i < gesture_count && count < KEY_LINES_MAX; i++) {
        if (!(gestures[i].modes & modes)) continue;
        lines[count] = (KeyLine){.help = gestures[i].help};
        snprintf(lines[count].keys, sizeof lines[count].keys, "%s", gestures[i].name);
        count++;
    }
    return count;
}

#include "exports.h"

#include "edits.h"
#include "files/command_line_text.h"
#include "files/output.h"
#include "files/trajectory_format.h"
#include "recording.h"
#include "scene_files.h"
#include "training_view.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CARD_WIDTH = 400, PADDING = 8, TITLE = 44, ROW = 40, ROWS_MAX = 16 };

/* ---- what they do ---- */

/* A free name for a file with that ending; where there is none, a toast tells. */
static bool name_file(Window *window, const char *ending, char *path, size_t size) {
    if (window_new_file(window, ending, path, size)) return true;
    window_toast(window, "Not saved: no free file name in %s", window->config.picture_folder);
    return false;
}

static void tell(Window *window, bool saved, const char *what, const char *path, const Error *error) {
    char text[512];
    if (saved)
        window_toast(window, "%s saved: %s", what, path);
    else
        window_toast(window, "%s not saved: %s", what, error_text(error, text, sizeof text));
}

static void export_picture(Window *window, const char *ending) {
    char path[1024];
    Error error = {0};
    if (name_file(window, ending, path, sizeof path))
        tell(window, window_write_still(window, path, &error), "Picture", path, &error);
}

static void export_figure(Window *window, const char *ending) {
    char path[1024];
    Error error = {0};
    if (name_file(window, ending, path, sizeof path))
        tell(window, window_write_figure(window, path, &error), "Figure", path, &error);
}

static void export_trajectories(Window *window, const char *ending) {
    char path[1024];
    Error error = {0};
    Output output;
    if (!name_file(window, ending, path, sizeof path)) return;
    bool saved = output_open(&output, path, &error);
    if (saved && !trajectory_formats[0].write(&window->scene, window->catalog, output.stream)) {
        output_discard(&output);
        saved = error_set(&error, 0, 0, NULL, "out of memory");
    }
    tell(window, saved && output_commit(&output, &error), "Every step of every run", path, &error);
}

static void export_scene(Window *window, const char *ending) {
    (void)ending, window_save_scene(window);
}

static void export_recording(Window *window, const char *ending) {
    if (recording_runs(window))
        recording_stop(window, true);
    else
        recording_start(window, ending);
}

/* Of the run pointed at, else of the whole scene. */
static void export_command_line(Window *window, const char *unused) {
    (void)unused;
    int run = window->hover_run < window->scene.run_count ? window->hover_run : -1;
    char *text = command_line_text(&window->scene, window->catalog, run);
    if (text) ui_copy(window->ui, text);
    window_toast(window, !text ? "Not enough memory" : "Copied: the command line that computes %s again",
                 run >= 0 ? window->scene.runs[run].name : "this scene");
    free(text);
}

static void export_help(Window *window, const char *unused) {
    (void)unused, window->help_open = true;
}

/* ---- the table ---- */

const Export exports[] = {
    {"picture", "Picture", "the window, PNG", "P", export_picture, ".png", EXPORT_ALWAYS},
    {"figure_png", "Figure as PNG", "the map with axes", "", export_figure, ".png", EXPORT_OF_MAP},
    {"figure_svg", "Figure as SVG", "lines that scale", "", export_figure, ".svg", EXPORT_OF_MAP},
    {"figure_pdf", "Figure as PDF", "for print", "", export_figure, ".pdf", EXPORT_OF_MAP},
    {"record_mp4", "Recording as MP4", "plays and records", "R", export_recording, ".mp4", EXPORT_ALWAYS},
    {"record_webm", "Recording as WebM", "for the web", "", export_recording, ".webm", EXPORT_ALWAYS},
    {"record_gif", "Recording as GIF", "for slides", "", export_recording, ".gif", EXPORT_ALWAYS},
    {"csv", "Numbers as CSV", "every step of every run", "", export_trajectories, ".csv", EXPORT_OF_MAP},
    {"scene", "Scene", "to go on later", "Ctrl S", export_scene, NULL, EXPORT_OF_MAP},
    {"command", "Copy command line", "slalom run …", "Ctrl Shift C", export_command_line, NULL,
     EXPORT_OF_MAP},
    {"help", "Help", "keys and pointer", "H", export_help, NULL, EXPORT_IN_NARROW},
};
const int export_count = sizeof exports / sizeof *exports;

/* ---- the card ---- */

static bool draw_row(Ui *ui, const Export *row, Rect area) {
    const Theme *theme = ui_theme(ui);
    ButtonLook look = {.kind = BUTTON_GHOST};
    bool chosen = widget_button(ui, row->name, area, &look);
    Rect text = {area.x + 8, area.y, area.w - 16, area.h};
    float w = widget_label(ui, text, style_medium(), row->title, theme->text1) + 10;
    float keys = row->keys[0] ? canvas_text_width(ui_canvas(ui), style_small(), row->keys) + 10 : 0;
    widget_label(ui, (Rect){text.x + w, text.y, text.w - w - keys, text.h}, style_small(), row->detail,
                 theme->text2);
    widget_label(ui, text, style_aligned(style_small(), ALIGN_RIGHT), row->keys, theme->text2);
    return chosen;
}

/* Those that what is shown offers; how many. */
static int rows_shown(const Window *window, const Export *rows[ROWS_MAX]) {
    int count = 0;
    assert(export_count <= ROWS_MAX);
    for (int i = 0; i < export_count; i++) {
        if (exports[i].place == EXPORT_OF_MAP && training_view_shown(window)) continue;
        if (exports[i].place == EXPORT_IN_NARROW && !window->layout.short_bar) continue;
        rows[count++] = &exports[i];
    }
    return count;
}

void exports_draw(Window *window) {
    if (!window->exports_open) return;
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    const Export *rows[ROWS_MAX];
    const int count = rows_shown(window, rows);
    float h = TITLE + (float)count * ROW + PADDING;
    Rect everything = {0, 0, window->layout.w, window->layout.h};
    Rect card = {window->layout.w - OUTER_MARGIN - CARD_WIDTH, LAYOUT_BAR + PADDING, CARD_WIDTH,
                 fminf(h, window->layout.h - LAYOUT_BAR - 2 * PADDING)};
    const Export *chosen = NULL;
    ui_push_layer(ui, everything);
    ui_push_name(ui, "exports");
    bool outside = ui_item(ui, "outside", everything, 0).pressed;
    widget_card(ui, card, CARD_RADIUS, theme->bg1, theme->line2);
    ui_item(ui, "card", card, 0);
    widget_label(ui, (Rect){card.x + 2 * PADDING, card.y, card.w, TITLE}, style_strong(), "Save and share",
                 theme->text1);
    for (int i = 0; i < count; i++) {
        Rect area = {card.x + PADDING, card.y + TITLE + (float)(i * ROW), card.w - 2 * PADDING, ROW};
        if (draw_row(ui, rows[i], area)) chosen = rows[i];
    }
    ui_pop_name(ui);
    ui_pop_layer(ui);
    if (!chosen && !outside && !ui_key(ui, KEY_ESCAPE, 0)) return;
    window->exports_open = false;
    window->edits++;
    if (chosen) window->export_wanted = chosen;
}

void exports_want(Window *window, const char *name) {
    for (int i = 0; i < export_count; i++)
        if (strcmp(exports[i].name, name) == 0) window->export_wanted = &exports[i];
}

void exports_take(Window *window) {
    const Export *wanted = window->export_wanted;
    if (!wanted) return;
    window->export_wanted = NULL;
    wanted->action(window, wanted->ending);
    window->stale = true;
}

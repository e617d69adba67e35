#include "recording.h"

#include "edits.h"
#include "recorder.h"
#include "training.h"
#include "training_view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { CARD_HEIGHT = 44, CARD_MARGIN = 16, PADDING = 16, DOT = 6, TEXT_WIDTH = 172 };

static const double LAST_SECONDS = 0.5; /* the end stays this long in the picture */

void recording_start(Window *window, const char *ending) {
    if (window->recorder) return;
    char path[1024];
    Error error = {0};
    if (!window_new_file(window, ending, path, sizeof path)) {
        window_toast(window, "No recording: no free file name in %s", window->config.picture_folder);
        return;
    }
    window->recorder =
        recorder_start(path, window->w, window->h, window_scale(window), recorder_rate(path), &error);
    if (!window->recorder) {
        char text[512];
        window_toast(window, "No recording: %s", error_text(&error, text, sizeof text));
        return;
    }
    window->recorded_w = window->w;
    window->recorded_h = window->h;
    window->recorded_scale = window_scale(window);
    window->recorded_end = 0;
    window->edits++;
    if (training_view_shown(window)) return; /* it goes on by itself */
    if (window->playhead >= (double)window->scene.steps) window_set_playhead(window, 0);
    window->playing = true;
}

void recording_stop(Window *window, bool keep) {
    if (!window->recorder) return;
    char path[1024], text[512];
    Error error = {0};
    snprintf(path, sizeof path, "%s", recorder_path(window->recorder));
    Recorder *recorder = window->recorder;
    window->recorder = NULL;
    window->edits++;
    if (!keep) {
        recorder_cancel(recorder);
        window_toast(window, "Recording discarded");
    } else if (recorder_finish(recorder, &error)) {
        window_toast(window, "Recording saved: %s", path);
    } else {
        window_toast(window, "Not recorded: %s", error_text(&error, text, sizeof text));
    }
}

bool recording_runs(const Window *window) {
    return window->recorder != NULL;
}

double recording_pace(const Window *window, double seconds) {
    return window->recorder ? recorder_seconds_per_picture(window->recorder) : seconds;
}

static bool same_size(const Window *window) {
    return window->w == window->recorded_w && window->h == window->recorded_h &&
           window_scale(window) == window->recorded_scale;
}

void recording_take(Window *window) {
    if (!window->recorder) return;
    if (!same_size(window)) { /* all pictures of a file have one size */
        recording_stop(window, true);
        return;
    }
    window_draw_still(window, recorder_canvas(window->recorder));
    bool at_end = training_view_shown(window)
                      ? training_finished(window->training)
                      : window->playhead >= (double)window->scene.steps && !window->playing;
    window->recorded_end = at_end ? window->recorded_end + recording_pace(window, 0) : 0;
    if (!recorder_add(window->recorder) || window->recorded_end >= LAST_SECONDS) recording_stop(window, true);
}

const char *recording_path(const Window *window) {
    return window->recorder ? recorder_path(window->recorder) : "";
}
int recording_pictures(const Window *window) {
    return window->recorder ? recorder_pictures(window->recorder) : 0;
}

/* ---- the bar ---- */

/* 0 to 1: how far what is recorded has come. */
static double progress(const Window *window) {
    if (!training_view_shown(window)) return window->playhead / (double)window->scene.steps;
    const Study *study = &window->training->study;
    double sum = 0;
    for (int run = 0; run < study->run_count; run++) sum += study_progress(study, run);
    return study->run_count ? sum / study->run_count : 0;
}

void recording_draw(Window *window) {
    if (!window->recorder) return;
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    Canvas *canvas = ui_canvas(ui);
    Rect map = map_frame(window->map);
    const ButtonLook stop = {.kind = BUTTON_PLAIN, .text = "Stop", .tooltip = "Keep what is recorded (R)"},
                     discard = {.kind = BUTTON_GHOST, .text = "Discard", .tooltip = "Leave no file"};
    float stop_w = widget_button_width(ui, ICON_NONE, stop.text),
          discard_w = widget_button_width(ui, ICON_NONE, discard.text);
    float w = PADDING + 2 * DOT + 10 + TEXT_WIDTH + stop_w + 8 + discard_w + 8;
    Rect card = {rintf(map.x + (map.w - w) / 2), map.y + CARD_MARGIN, w, CARD_HEIGHT};
    double seconds = recorder_pictures(window->recorder) * recorder_seconds_per_picture(window->recorder);
    char text[64];
    snprintf(text, sizeof text, "Recording %d:%02d · %.0f %%", (int)seconds / 60, (int)seconds % 60,
             floor(100 * progress(window)));
    ui_push_layer(ui, card);
    ui_push_name(ui, "recording");
    widget_card(ui, card, CARD_RADIUS, theme->bg1, theme->line2);
    float x = card.x + PADDING, y = card.y + (card.h - BUTTON_HEIGHT) / 2;
    canvas_disc(canvas, (Point){x + DOT, card.y + card.h / 2}, DOT, theme->warn);
    x += 2 * DOT + 10;
    widget_label(ui, (Rect){x, card.y, TEXT_WIDTH, card.h}, style_medium(), text, theme->text1);
    x += TEXT_WIDTH;
    bool stopped = widget_button(ui, "stop", (Rect){x, y, stop_w, BUTTON_HEIGHT}, &stop);
    x += stop_w + 8;
    bool discarded = widget_button(ui, "discard", (Rect){x, y, discard_w, BUTTON_HEIGHT}, &discard);
    ui_pop_name(ui);
    ui_pop_layer(ui);
    if (stopped || discarded) recording_stop(window, stopped);
}

#include "window.h"

#include "edits.h"
#include "exports.h"
#include "files/trace_file.h"
#include "inspector_view.h"
#include "narration.h"
#include "overlay.h"
#include "overlay_menu.h"
#include "panel.h"
#include "picture.h"
#include "plots_row.h"
#include "recording.h"
#include "scene_files.h"
#include "settings_card.h"
#include "shortcuts.h"
#include "slots.h"
#include "stage.h"
#include "timeline.h"
#include "topbar.h"
#include "training.h"
#include "training_view.h"
#include "transport.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double DRAWER_SECONDS = 0.12, TRAINING_SECONDS = 0.1; /* between looks at what trains */
static const float CLASSROOM = 1.25f, SCALE_MAX = 4;
enum { PASSES_MAX = 3, FILES_MAX = 10000 };

const double window_speeds[SPEED_COUNT] = {0.25, 1, 4, 16};
const char *const window_speed_names[SPEED_COUNT] = {"¼×", "1×", "4×", "16×"};

WindowConfig window_config_default(void) {
    return (WindowConfig){.w = 1600, .h = 1000, .scale = 1, .picture_folder = "."};
}

const Theme *window_theme(const Window *window) {
    return &window->themes[window->theme];
}

void window_set_palette(Window *window, int palette, bool marked) {
    window->palette = palette;
    window->marked = marked;
    for (int i = 0; i < THEME_COUNT; i++)
        window->themes[i] = theme_with(theme_at(i), &palettes[palette], marked);
    window->edits++;
}

void window_set_reduced_motion(Window *window, bool reduced) {
    window->config.reduced_motion = reduced;
    ui_set_reduced_motion(window->ui, reduced);
    window->edits++;
}

void window_set_theme(Window *window, int theme) {
    window->theme = theme;
    window->edits++;
}

void window_next_theme(Window *window) {
    window_set_theme(window, window->theme == 0 ? 1 : 0);
}

float window_scale(const Window *window) {
    float scale = window->scale * (window->classroom ? CLASSROOM : 1);
    return layout_scale(window->w, window->h, fminf(scale, SCALE_MAX));
}

/* ---- start and end ---- */

Window *window_start(Scene *scene, Catalog *catalog, WindowConfig config) {
    Window *window = calloc(1, sizeof *window);
    if (!window) return NULL;
    *window = (Window){.config = config,
                       .catalog = catalog,
                       .history = history_start(),
                       .ui = ui_start(),
                       .map = map_start(),
                       .plots = {plots_row_view(PLOT_QUANTITY_LOSS), plots_row_view(PLOT_QUANTITY_RATE)},
                       .plot_high = 1,
                       .thumbnail = thumbnail_start(),
                       .w = config.w,
                       .h = config.h,
                       .scale = config.scale,
                       .theme = config.theme,
                       .playing = config.playing,
                       .speed = 1,
                       .dragged_card = -1,
                       .reveal_run = -1,
                       .hover_run = -1,
                       .hover_handle = -1,
                       .hover_since = -1,
                       .refused_at = -1,
                       .stale = true};
    if (!window->history || !window->ui || !window->map || !window->plots[0].plot || !window->plots[1].plot ||
        !window->thumbnail) {
        window_end(window);
        return NULL;
    }
    window_set_palette(window, config.palette, config.marked);
    for (int i = 0; i < OVERLAY_COUNT; i++) window->overlay_on[i] = overlays[i].on;
    window_set_reduced_motion(window, config.reduced_motion);
    window->scene = *scene;
    if (config.training) {
        window->training = training_start(config.training);
        if (config.training->first >= 0) training_view_show(window, true);
    }
    if (config.scene_path && strlen(config.scene_path) < sizeof window->scene_path)
        strcpy(window->scene_path, config.scene_path);
    return window;
}

void window_end(Window *window) {
    if (!window) return;
    recorder_cancel(window->recorder);
    training_end(window->training);
    traces_end(&window->traces);
    scene_end(&window->scene);
    history_end(window->history);
    ui_end(window->ui);
    map_end(window->map);
    for (int i = 0; i < WINDOW_PLOTS; i++) plot_end(window->plots[i].plot);
    thumbnail_end(window->thumbnail);
    overlay_caches_end(&window->overlay_caches);
    free(window);
}

/* ---- events ---- */

void window_feed(Window *window, const Event *event) {
    window->stale = true;
    switch (event->kind) {
    case EVENT_RESIZE:
        window->w = event->w > 1 ? event->w : 1;
        window->h = event->h > 1 ? event->h : 1;
        break;
    case EVENT_SCALE: window->scale = event->scale; break;
    case EVENT_DROP: window_open_file(window, event->path); break;
    case EVENT_QUIT: window->quit = true; break;
    case EVENT_NONE:
    case EVENT_REDRAW: break;
    default: ui_feed(window->ui, event);
    }
}

/* ---- a frame ---- */

static void advance(Window *window, double seconds) {
    window->seconds += seconds;
    map_advance(window->map, seconds);
    double target = window->drawer_open ? 1 : 0, move = seconds / DRAWER_SECONDS;
    if (window->config.reduced_motion) move = 1;
    double phase = window->drawer_phase;
    window->drawer_phase = (float)(phase < target ? fmin(phase + move, target) : fmax(phase - move, target));
    timeline_advance(window, seconds);
    if (window->training) training_advance(window->training);
}

static Layout current_layout(const Window *window) {
    float scale = window_scale(window);
    LayoutOptions options = window->layout_options;
    options.words = window->words ? NARRATION_HEIGHT : 0;
    options.drawer = 1 - (1 - window->drawer_phase) * (1 - window->drawer_phase);
    return layout_of((float)window->w / scale, (float)window->h / scale, options);
}

static void draw_panel(Window *window) {
    if (training_view_shown(window))
        training_panel_draw(window);
    else
        panel_draw(window);
}

/* Everything once. Returns whether something changed after parts that show it had been drawn: then the frame
 * needs another pass, and this one, unless it is the `final` one, leaves the map and the plots to that. */
static bool pass(Window *window, Canvas *canvas, bool final) {
    Ui *ui = window->ui;
    const Theme *theme = window_theme(window);
    window->layout = current_layout(window);
    canvas_begin(canvas, theme->bg0);
    ui_begin_frame(ui, canvas, theme, window->seconds);
    map_place(window->map, &window->scene, window->layout.map);
    const bool training = training_view_shown(window);
    if (!training) {
        inspector_follow(window);
        stage_input(window);
    }
    uint64_t seen = window->edits;
    bool last = !ui_waiting(ui);
    /* A drawer lies over the map; otherwise the map comes last, so that it shows what the panel has changed.
     */
    bool drawer = window->layout.drawer;
    if (drawer && !training) stage_draw(window, last);
    topbar_draw(window);
    if (training)
        training_view_draw(window);
    else
        transport_draw(window), narration_draw(window);
    if (!drawer) draw_panel(window);
    if (!drawer && !training) stage_draw(window, last && (final || window->edits == seen));
    /* What lies over it for a while is there in a still too, for the pointer, but not to be seen. */
    canvas_mute(canvas, window->still);
    overlay_draw_toast(window);
    recording_draw(window);
    canvas_mute(canvas, false);
    if (drawer) draw_panel(window);
    canvas_mute(canvas, window->still);
    exports_draw(window);
    overlay_menu_draw(window);
    slots_draw(window);
    overlay_draw_help(window);
    settings_card_draw(window);
    canvas_mute(canvas, false);
    shortcuts_take(window);
    window_after_events(window);
    ui_end_frame(ui);
    canvas_end(canvas);
    return window->edits != seen;
}

/* ---- pictures of it ---- */

void window_draw_still(Window *window, Canvas *canvas) {
    window->still = true;
    pass(window, canvas, true);
    window->still = false;
}

void window_draw_figure(Window *window, Canvas *canvas) {
    const Theme *theme = window_theme(window);
    Rect map = window->layout.map;
    window->still = true;
    window->layout.map = canvas_bounds(canvas);
    canvas_begin(canvas, theme->bg0);
    ui_begin_frame(window->ui, canvas, theme, window->seconds);
    map_place(window->map, &window->scene, window->layout.map);
    stage_draw_figure(window);
    ui_end_frame(window->ui);
    canvas_end(canvas);
    window->layout.map = map;
    window->still = false;
    window->stale = true; /* what stands where is found anew */
}

static bool write_file(Window *window, const char *path, int w, int h,
                       void draw(Window *window, Canvas *canvas), Error *error) {
    if (!picture_can_write(path, error)) return false;
    Canvas *canvas = picture_start(path, w, h, window_scale(window), error);
    if (!canvas) return false;
    draw(window, canvas);
    bool written = picture_write(canvas, path, error);
    canvas_free(canvas);
    return written;
}

static void draw_all(Window *window, Canvas *canvas) {
    pass(window, canvas, true);
}

bool window_write_picture(Window *window, const char *path, Error *error) {
    return write_file(window, path, window->w, window->h, draw_all, error);
}

bool window_write_still(Window *window, const char *path, Error *error) {
    return write_file(window, path, window->w, window->h, window_draw_still, error);
}

bool window_write_figure(Window *window, const char *path, Error *error) {
    float scale = window_scale(window);
    Rect map = current_layout(window).map;
    return write_file(window, path, (int)rintf(map.w * scale), (int)rintf(map.h * scale), window_draw_figure,
                      error);
}

/* ---- frames ---- */

static double now(const Window *window) {
    return window->config.clock ? window->config.clock() : 0;
}

void window_frame(Window *window, Canvas *canvas, double seconds) {
    double begin = now(window);
    seconds = recording_pace(window, seconds);
    window->recompute_now = 0;
    window->stale = false;
    advance(window, seconds);
    bool changed = true;
    for (int passes = 0; changed && passes < PASSES_MAX; passes++) {
        bool final = passes == PASSES_MAX - 1;
        changed = pass(window, canvas, final);
        while (ui_waiting(window->ui)) changed = pass(window, canvas, final);
    }
    window->stale |= changed;
    Timing *timing = &window->timings[window->timing_count++ % TIMINGS_MAX];
    timing->recompute = window->recompute_now;
    timing->draw = 1000 * (now(window) - begin) - window->recompute_now;
    exports_take(window);
    recording_take(window);
    if (!window->open_wanted[0]) return;
    window_open_file(window, window->open_wanted);
    window->open_wanted[0] = 0;
    window->stale = true;
}

double window_patience(const Window *window) {
    bool drawer_moves = window->drawer_phase != (window->drawer_open ? 1 : 0);
    if (window->stale || window->playing || drawer_moves || map_busy(window->map)) return 0;
    if (recording_runs(window)) return 0;
    if (training_view_shown(window) && training_runs(window->training))
        return fmin(ui_wait(window->ui), TRAINING_SECONDS);
    return fmin(ui_wait(window->ui), fmin(stage_patience(window), overlay_patience(window)));
}

/* ---- from outside ---- */

bool window_find(const Window *window, const char *name, Rect *area) {
    return ui_find(window->ui, name, area) || stage_find(window, name, area);
}

bool window_new_file(const Window *window, const char *ending, char *path, size_t size) {
    for (int number = 1; number < FILES_MAX; number++) {
        int length = snprintf(path, size, "%s/slalom-%d%s", window->config.picture_folder, number, ending);
        if (length < 0 || (size_t)length >= size) return false;
        if (access(path, F_OK) != 0) return true;
    }
    return false;
}

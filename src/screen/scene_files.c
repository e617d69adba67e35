#include "scene_files.h"

#include "edits.h"
#include "files/golden.h"
#include "files/scene_file.h"
#include "files/surface_file.h"
#include "files/trace_file.h"
#include "training_view.h"

#include <stdio.h>
#include <string.h>

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool ends_in(const char *path, const char *ending) {
    size_t length = strlen(path), tail = strlen(ending);
    return length > tail && strcmp(path + length - tail, ending) == 0;
}

/* The file's folder would push line and column off the message. */
static void toast_error(Window *window, const char *what, const Error *error) {
    char text[800];
    Error shown = *error;
    memmove(shown.file, base_name(shown.file), strlen(base_name(shown.file)) + 1);
    window_toast(window, "%s: %s", what, error_text(&shown, text, sizeof text));
}

/* ---- saving ---- */

const char *window_scene_path(const Window *window) {
    /* Undone to a scene from elsewhere, or from nowhere: the file is another scene's. */
    bool same = window->scene_document == history_document(window->history);
    return same ? window->scene_path : "";
}

void window_save_scene(Window *window) {
    char path[sizeof window->scene_path];
    Error error = {0};
    snprintf(path, sizeof path, "%s", window_scene_path(window));
    if (!path[0] && !window_new_file(window, SCENE_FILE_ENDING, path, sizeof path)) {
        window_toast(window, "Scene not saved: no free file name in %s", window->config.picture_folder);
        return;
    }
    if (!scene_file_write(&window->scene, window->catalog, path, &error)) {
        toast_error(window, "Scene not saved", &error);
        return;
    }
    memcpy(window->scene_path, path, sizeof path);
    recent_add(&window->recent, path);
    window->scene_document = history_document(window->history);
    window_toast(window, "Scene saved: %s", path);
}

/* ---- opening ---- */

/* What a pointer was about to do with the scene before has no meaning in this one. */
static void let_go(Window *window) {
    window->map_drag = MAP_DRAG_NONE;
    window->dragged_card = window->reveal_run = window->hover_run = window->hover_handle = -1;
    window->expanded_count = 0;
    map_drop_ghosts(window->map);
    window->ghosts = false;
}

/* Of files dropped together, what went wrong is told rather than what went well. */
static void tell_opened(Window *window, const char *path, const char *more) {
    if (window->refused_at != window->seconds) window_toast(window, "Opened %.200s%s", base_name(path), more);
}

static void show_scene(Window *window, Scene *scene, const char *path) {
    window_before_edit(window, "");
    history_begin_document(window->history);
    /* Runs of both scenes may come back by undo: none may share its stream with a run yet to be added. */
    if (scene->streams < window->scene.streams) scene->streams = window->scene.streams;
    scene_end(&window->scene);
    window->scene = *scene;
    let_go(window);
    map_show(window->map, window->scene.view, false);
    window_set_playhead(window, 0);
    window->edited[0] = 0;
    snprintf(window->scene_path, sizeof window->scene_path, "%s", path);
    window->scene_document = history_document(window->history);
    window->edits++;
    tell_opened(window, path, ". Ctrl+Z goes back.");
}

static bool open_scene(Window *window, const char *path, Error *error) {
    Scene scene;
    if (strlen(path) >= sizeof window->scene_path)
        return error_set(error, 0, 0, NULL, "the path is too long");
    if (!scene_file_read(&scene, window->catalog, path, error)) return false;
    show_scene(window, &scene, path);
    return true;
}

static bool open_surface(Window *window, const char *path, Error *error) {
    const SurfaceDefinition *definition = catalog_open(window->catalog, path, NULL, error);
    if (!definition) return false;
    window_set_surface(window, definition);
    if (window->scene.surface.definition == definition) tell_opened(window, path, ". Ctrl+Z goes back.");
    return true;
}

void window_set_traces(Window *window, Scene *traces, const char *path) {
    traces_end(&window->traces);
    window->traces = *traces;
    snprintf(window->traces_name, sizeof window->traces_name, "%s", base_name(path));
    window->edits++;
}

/* Paths from elsewhere are laid over the scene, which stays as it is. */
static bool open_traces(Window *window, const char *path, Error *error) {
    Scene traces;
    char text[64];
    if (!trace_file_read(&traces, path, error)) return false;
    window_set_traces(window, &traces, path);
    snprintf(text, sizeof text, ": %d path%s over this scene", traces.run_count,
             traces.run_count == 1 ? "" : "s");
    tell_opened(window, path, text);
    return true;
}

static bool open_golden(Window *window, const char *path, Error *error) {
    Scene scene;
    if (!golden_scene_read(&scene, window->catalog, path, error)) return false;
    show_scene(window, &scene, "");
    return true;
}

static const struct Kind {
    const char *ending;
    bool (*open)(Window *window, const char *path, Error *error);
} kinds[] = {
    {SCENE_FILE_ENDING, open_scene},
    {SURFACE_FILE_ENDING, open_surface},
    {GOLDEN_FILE_ENDING, open_golden},
    {TRACE_FILE_ENDING, open_traces},
};

static bool open_file(Window *window, const char *path, Error *error) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (ends_in(path, kinds[i].ending)) return kinds[i].open(window, path, error);
    return error_set(error, 0, 0, NULL,
                     "%.200s ends neither in " SCENE_FILE_ENDING ", " SURFACE_FILE_ENDING
                     ", " GOLDEN_FILE_ENDING " nor " TRACE_FILE_ENDING,
                     base_name(path));
}

void window_open_file(Window *window, const char *path) {
    Error error = {0};
    if (open_file(window, path, &error)) {
        training_view_show(window, false); /* which would hide what was opened */
        recent_add(&window->recent, path);
        return;
    }
    recent_prune(&window->recent);
    toast_error(window, "Not opened", &error);
    window->refused_at = window->seconds;
}

#include "programs.h"
#include "recipe_help.h"
#include "screen_options.h"
#include "view_training.h"
#include "window_host.h"

#include "screen/preferences.h"
#include "screen/session.h"
#include "screen/state.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const Option table[] = {
    {"script", 0, "FILE", "play the events of FILE at steps of 1/60 s, then end", false},
    {"dump-state", 0, NULL, "at the end, print what the window believes", false},
    {"times", 0, NULL, "at the end, print how long frames took, drawn as on a screen: coarsely first", false},
    {"canvas", 0, "NAME", "gpu or cpu draws (default: what suits the machine)", false},
    {"settings", 0, "FILE",
     "where the window remembers its looks (default: the XDG place; with a script: nowhere)", false},
    {"paused", 0, NULL, "do not begin to play", false},
    {"help", 'h', NULL, "this text", false},
    {0}};

static void add(Options *options) {
    options_add(options, table);
    screen_options_add(options);
    view_training_add(options);
}

static void help(const Options *options) {
    if (recipe_help_sheets(options, stdout)) return;
    fputs("usage: slalom [view] [SCENE] [options]\n"
          "       slalom [view] --surface NAME --optimizer NAME --lr V [options]\n"
          "       slalom view --train TASK [options]\n\n"
          "Opens the window. In it, H shows all keys. SLALOM_REDUCED_MOTION=1 in the environment: nothing "
          "glides.\n\n",
          stdout);
    options_help(table, stdout);
    screen_options_help(stdout);
    view_training_help(stdout);
    fputs("\nThe scene:\n", stdout);
    scene_options_help(stdout);
    fputs("\nA script, one action per line, each a frame of 1/60 s (drag and wait take more):\n", stdout);
    script_help(stdout);
    fputs("\nExit code: 0 success, 1 an expectation of the script failed, 2 bad usage or bad input.\n",
          stdout);
}

static int play_script(Window *window, const Script *script, WindowHost *host) {
    Error error = {0};
    Offscreen offscreen;
    SessionHost canvas = host ? window_host_session(host) : offscreen_host(&offscreen);
    SessionResult result = session_play(window, script, canvas, &error);
    if (!host) offscreen_end(&offscreen);
    if (result == SESSION_DONE) return 0;
    int code = options_fail(&error);
    return result == SESSION_FAILED_EXPECTATION ? 1 : code;
}

static int print_state(const Window *window) {
    State state;
    if (!state_take(&state, window)) return 1;
    state_print(&state, stdout);
    state_end(&state);
    return options_finish();
}

/* Where the camera puts its pictures: the working folder, or home where that cannot be written to. */
static const char *picture_folder(char *path, size_t size) {
    const char *home = getenv("HOME");
    if (getcwd(path, size) && access(path, W_OK) == 0) return path;
    return home ? home : ".";
}

/* With a script, or without a display, `host` may be NULL. */
static int show(Window *window, WindowHost *host, const Options *options, const Script *script) {
    int code = script ? play_script(window, script, host) : window_host_run(host, window);
    if (options_given(options, "times")) session_print_times(window);
    if (code == 0 && options_given(options, "dump-state")) code = print_state(window);
    return code;
}

/* What is remembered from session to session, and where. */
typedef struct Memory {
    char path[1024];               /* "": nowhere */
    Preferences remembered, begin; /* as the file has it; as the session began */
} Memory;

/* A script leaves the user's settings alone unless it is told of a file. What cannot be read is not written.
 */
static void recall(Memory *memory, const Options *options, bool script) {
    Error error = {0};
    char text[600];
    const char *path = options_text(options, "settings");
    memory->remembered = preferences_default();
    if (path && strlen(path) < sizeof memory->path)
        strcpy(memory->path, path);
    else if (script || !preferences_path(memory->path, sizeof memory->path))
        memory->path[0] = 0;
    if (!memory->path[0] || preferences_read(&memory->remembered, memory->path, &error)) return;
    fprintf(stderr, "slalom: settings are left alone: %s\n", error_text(&error, text, sizeof text));
    memory->path[0] = 0;
}

static void remember(const Memory *memory, Preferences now) {
    Error error = {0};
    char text[600];
    Preferences merged = preferences_merge(&memory->remembered, &memory->begin, &now);
    bool same = preferences_equal(&merged, &memory->remembered);
    if (!memory->path[0] || same || preferences_write(&merged, memory->path, &error)) return;
    fprintf(stderr, "slalom: settings not saved: %s\n", error_text(&error, text, sizeof text));
}

static int view_scene(Scene *scene, Catalog *catalog, const Options *options, WindowConfig config,
                      const Script *script, Memory *memory) {
    Error error = {0};
    static const char *const canvases[] = {"auto", "gpu", "cpu"};
    int canvas = HOST_CANVAS_AUTO;
    /* A script plays without a display too. */
    const int *place = memory->remembered.place;
    HostOptions host_options = {.placed = place[2] > 0 && !options_given(options, "size"),
                                .x = place[0],
                                .y = place[1],
                                .fit_size = !options_given(options, "size"),
                                .fit_scale =
                                    !options_given(options, "scale") && memory->remembered.scale == 0,
                                .needed = !script};
    bool known = options_choice(options, "canvas", canvases, 3, &canvas, &error);
    host_options.canvas = (HostCanvas)canvas;
    WindowHost *host = known ? window_host_start(&config, host_options, &error) : NULL;
    if (!host && (host_options.needed || !known)) {
        scene_end(scene);
        return options_fail(&error);
    }
    config.clock = window_host_clock;
    config.live = (host && !script) || options_given(options, "times");
    config.playing = !script && !options_given(options, "paused");
    Window *window = window_start(scene, catalog, config);
    int code;
    if (window && !screen_options_open_trace(options, window, &error)) {
        code = options_fail(&error);
    } else if (window) {
        preferences_apply(&memory->remembered, window);
        memory->begin = preferences_of(window);
        if (host) window_host_place(host, memory->begin.place);
        if (config.scene_path) recent_add(&window->recent, config.scene_path);
        code = show(window, host, options, script);
        Preferences now = preferences_of(window);
        if (host) window_host_place(host, now.place);
        remember(memory, now);
    } else {
        scene_end(scene);
        error_set(&error, 0, 0, NULL, "not enough memory");
        code = options_fail(&error);
    }
    window_end(window);
    window_host_end(host);
    return code;
}

static int view(const Options *options) {
    Error error = {0};
    char folder[1024];
    const char *script_path = options_text(options, "script");
    WindowConfig config = window_config_default();
    config.picture_folder = picture_folder(folder, sizeof folder);
    if (options->positional_count) config.scene_path = options->positionals[0];
    Script script = {0};
    Memory memory;
    recall(&memory, options, script_path != NULL);
    const char *still = getenv("SLALOM_REDUCED_MOTION");
    config.reduced_motion = still && *still && strcmp(still, "0") != 0;
    preferences_configure(&memory.remembered, &config);
    if (!screen_options_read(options, &config, &error)) return options_fail(&error);
    if (script_path && !script_read(&script, script_path, &error)) return options_fail(&error);
    ViewTraining *training = view_training_start(options, &error);
    if (!training && error.message[0]) {
        script_end(&script);
        return options_fail(&error);
    }
    config.training = view_training_host(training);
    Catalog catalog = {0};
    Scene scene;
    int code;
    if (catalog_start(&catalog, &error) && screen_options_start_scene(&scene, &catalog, options, &error))
        code = view_scene(&scene, &catalog, options, config, script_path ? &script : NULL, &memory);
    else
        code = options_fail(&error);
    catalog_end(&catalog);
    view_training_end(training);
    script_end(&script);
    return code;
}

int view_main(int argc, char **argv) {
    return command_main(&(Command){add, help, view}, argc, argv);
}

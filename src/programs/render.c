#include "programs.h"
#include "recipe_help.h"
#include "screen_options.h"

#include "core/nearest.h"
#include "screen/edits.h"
#include "screen/encoder.h"
#include "screen/picture.h"
#include "screen/recorder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double SECONDS_MIN = 4, SECONDS_MAX = 20, STEPS_PER_SECOND = 60;

static const Option table[] = {
    {"output", 'o', "FILE", "what to write, ending in .png, .svg, .pdf, .gif, .mp4 or .webm", false},
    {"step", 0, "N", "the step to show, of a moving picture the last one (default: the last there is)",
     false},
    {"map", 0, NULL, "the figure alone: map, axes, legend, tags", false},
    {"3d", 0, NULL, "the 3D relief instead of the flat map", false},
    {"overlay", 0, "NAME",
     "lay it over the map: gradient, directions, quadratic, convexity, steps or cloud; may be repeated",
     true},
    {"expand", 0, "N", "open the card of run N (1, 2, ...); may be repeated", true},
    {"seconds", 0, "S", "how long a moving picture plays (default: 60 steps a second, 4 to 20 seconds)",
     false},
    {"rate", 0, "N", "pictures a second of a moving picture, 1 to 60 (default 30; .gif: 25)", false},
    {"help", 'h', NULL, "this text", false},
    {0}};

static void add(Options *options) {
    options_add(options, table);
    screen_options_add(options);
}

static void help(const Options *options) {
    if (recipe_help_sheets(options, stdout)) return;
    fputs(
        "usage: slalom render [SCENE] -o FILE [options]\n"
        "       slalom render --surface NAME --optimizer NAME --lr V -o FILE [options]\n\n"
        "Draws the window as it would be, or with --map the figure alone. Needs no display. Moving pictures\n"
        "are made by the program ffmpeg.\n\n",
        stdout);
    options_help(table, stdout);
    screen_options_help(stdout);
    fputs("\nThe scene:\n", stdout);
    scene_options_help(stdout);
    fputs("\nExit code: 0 success, 1 writing failed, 2 bad usage or bad input.\n", stdout);
}

/* What draws the scene at a step. */
typedef struct Artist {
    Window *window;
    bool figure; /* the map alone */
} Artist;

static void draw(const Artist *artist, Canvas *canvas, double step, double seconds) {
    window_set_playhead(artist->window, step);
    if (artist->figure)
        window_draw_figure(artist->window, canvas);
    else
        window_frame(artist->window, canvas, seconds);
}

/* Device pixels per logical pixel: a window too small for its scale has a smaller one. */
static float scale_of(const Artist *artist) {
    return artist->figure ? artist->window->config.scale : window_scale(artist->window);
}

/* ---- one picture ---- */

static bool write_picture(const Artist *artist, double step, const char *path, Error *error) {
    const WindowConfig *config = &artist->window->config;
    Canvas *canvas = picture_start(path, config->w, config->h, scale_of(artist), error);
    if (!canvas) return false;
    draw(artist, canvas, step, 0);
    bool written = picture_write(canvas, path, error);
    canvas_free(canvas);
    return written;
}

/* ---- a moving one ---- */

typedef struct Film {
    double seconds;
    int64_t rate;
} Film;

static bool read_film(const Options *options, const char *path, double last, Film *film, Error *error) {
    bool moving = encoder_suits(path);
    for (int i = 0; i < 2; i++) {
        const char *name = i ? "rate" : "seconds";
        if (!moving && options_given(options, name))
            return error_set(error, 0, 0, NULL, "--%s is for moving pictures: %s", name, encoder_endings());
    }
    *film = (Film){.seconds = fmin(fmax(last / STEPS_PER_SECOND, SECONDS_MIN), SECONDS_MAX),
                   .rate = recorder_rate(path)};
    return !moving || (options_number(options, "seconds", 0.1, 3600, &film->seconds, error) &&
                       options_integer(options, "rate", 1, RECORDER_RATE_MAX, &film->rate, error));
}

static bool write_film(const Artist *artist, double last, const Film *film, const char *path, Error *error) {
    const WindowConfig *config = &artist->window->config;
    Recorder *recorder = recorder_start(path, config->w, config->h, scale_of(artist), (int)film->rate, error);
    if (!recorder) return false;
    int count = (int)fmax(2, rint(film->seconds * (double)film->rate));
    bool shown = isatty(STDERR_FILENO), taken = true;
    for (int i = 0; i < count && taken; i++) {
        draw(artist, recorder_canvas(recorder), last * i / (count - 1),
             recorder_seconds_per_picture(recorder));
        taken = recorder_add(recorder);
        if (shown) fprintf(stderr, "\r\033[Kpicture %d of %d", i + 1, count);
    }
    if (shown) fputs("\r\033[K", stderr);
    return recorder_finish(recorder, error);
}

/* ---- the command ---- */

static bool read_output(const Options *options, const char **path, Error *error) {
    *path = options_text(options, "output");
    if (!*path) return error_set(error, 0, 0, "-o FILE.png", "no output file given");
    Error reason = {0};
    if (encoder_suits(*path) || picture_can_write(*path, &reason)) return true;
    return error_set(error, 0, 0, "it has to end in .png, .svg, .pdf, .gif, .mp4 or .webm",
                     "--output: %.250s", reason.message);
}

static bool expand_cards(Window *window, const Options *options, Error *error) {
    for (int i = 0; i < options->given_count; i++) {
        if (strcmp(options->given[i].option->name, "expand") != 0) continue;
        const char *text = options->given[i].text;
        char *end;
        long run = strtol(text, &end, 10);
        if (end == text || *end || run < 1 || run > window->scene.run_count)
            return error_set(error, 0, 0, NULL, "--expand: a run from 1 to %d, not %.60s",
                             window->scene.run_count, text);
        window_set_expanded(window, (int)run - 1, true);
    }
    return true;
}

static bool lay_overlays(Window *window, const Options *options, Error *error) {
    for (int i = 0; i < options->given_count; i++) {
        if (strcmp(options->given[i].option->name, "overlay") != 0) continue;
        const char *name = options->given[i].text;
        Nearest nearest = nearest_start(name);
        int found = -1;
        for (int k = 0; k < OVERLAY_COUNT; k++) {
            if (strcmp(overlays[k].name, name) == 0) found = k;
            nearest_offer(&nearest, overlays[k].name);
        }
        char hint[sizeof error->hint];
        if (found < 0)
            return error_set(error, 0, 0, nearest_hint(&nearest, "--help names them", hint, sizeof hint),
                             "--overlay: there is no %.60s", name);
        if (!overlay_applies(&overlays[found], &window->scene.surface))
            return error_set(error, 0, 0, "such as linear-regression",
                             "--overlay %s is for surfaces born from data", name);
        if (overlays[found].draw && map_is_relief(window->map))
            return error_set(error, 0, 0, NULL, "--overlay %s is for the flat map, not for --3d", name);
        window->overlay_on[found] = true;
    }
    return true;
}

/* What the options say of the window. */
static bool prepare(Window *window, const Options *options, Error *error) {
    map_set_relief(window->map, options_given(options, "3d"));
    return screen_options_open_trace(options, window, error) && expand_cards(window, options, error) &&
           lay_overlays(window, options, error);
}

/* Takes over the scene. The exit code. */
static int render_scene(Scene *scene, Catalog *catalog, WindowConfig config, double step,
                        const Options *options, const char *path, Error *error) {
    Film film;
    config.reduced_motion = true;
    Artist artist = {window_start(scene, catalog, config), options_given(options, "map")};
    if (!artist.window) {
        scene_end(scene);
        error_set(error, 0, 0, NULL, "not enough memory");
        return 1;
    }
    int code = 0;
    if (!read_film(options, path, step, &film, error) || !prepare(artist.window, options, error))
        code = 2;
    else if (!(encoder_suits(path) ? write_film(&artist, step, &film, path, error)
                                   : write_picture(&artist, step, path, error)))
        code = 1;
    window_end(artist.window);
    return code;
}

/* 0, or an exit code after printing the error. */
static int render(const Options *options) {
    Error error = {0};
    WindowConfig config = window_config_default();
    const char *path;
    int64_t step = -1;
    if (!screen_options_read(options, &config, &error) || !read_output(options, &path, &error) ||
        !options_integer(options, "step", 0, 1000000000, &step, &error))
        return options_fail(&error);
    Catalog catalog = {0};
    Scene scene;
    bool read =
        catalog_start(&catalog, &error) && screen_options_start_scene(&scene, &catalog, options, &error);
    if (read && step > scene.steps) {
        read = error_set(&error, 0, 0, NULL, "--step: the scene has %lld steps", (long long)scene.steps);
        scene_end(&scene);
    }
    int code = 2;
    if (read)
        code = render_scene(&scene, &catalog, config, (double)(step < 0 ? scene.steps : step), options, path,
                            &error);
    catalog_end(&catalog);
    if (code) options_fail(&error);
    return code;
}

int render_main(int argc, char **argv) {
    return command_main(&(Command){add, help, render}, argc, argv);
}

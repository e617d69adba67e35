#include "screen_options.h"

#include "files/locate.h"
#include "files/scene_file.h"
#include "files/trace_file.h"
#include "screen/scene_files.h"

#define FIRST_SCENE "assets/scenes/valley" SCENE_FILE_ENDING

enum { SIZE_MAX_PIXELS = 16384 };

static const Option table[] = {
    {"size", 0, "WxH", "size in device pixels (default 1600x1000)", false},
    {"scale", 0, "S", "device pixels per unit of length, 0.5 to 4 (default 1; a window: the display's)",
     false},
    {"theme", 0, "NAME", "dark, light or contrast (default dark)", false},
    {"trace", 0, "FILE", "lay the paths of a CSV file (x, y, and step, run where it has them) over the scene",
     false},
    {0}};

void screen_options_add(Options *options) {
    options_add(options, table);
    scene_options_add(options);
}
void screen_options_help(FILE *stream) {
    options_help(table, stream);
}

bool screen_options_read(const Options *options, WindowConfig *config, Error *error) {
    const char *themes[THEME_COUNT];
    double size[2] = {config->w, config->h}, scale = (double)config->scale;
    for (int i = 0; i < THEME_COUNT; i++) themes[i] = theme_at(i)->name;
    if (!options_pair(options, "size", 'x', size, error) ||
        !options_number(options, "scale", 0.5, 4, &scale, error) ||
        !options_choice(options, "theme", themes, THEME_COUNT, &config->theme, error))
        return false;
    for (int i = 0; i < 2; i++)
        if (size[i] < 1 || size[i] > SIZE_MAX_PIXELS || size[i] != (int)size[i])
            return error_set(error, 0, 0, "such as 1280x720", "--size: whole numbers from 1 to %d",
                             SIZE_MAX_PIXELS);
    config->w = (int)size[0];
    config->h = (int)size[1];
    config->scale = (float)scale;
    return true;
}

bool screen_options_open_trace(const Options *options, Window *window, Error *error) {
    const char *path = options_text(options, "trace");
    Scene traces;
    if (!path) return true;
    if (!trace_file_read(&traces, path, error)) return false;
    window_set_traces(window, &traces, path);
    return true;
}

bool screen_options_start_scene(Scene *scene, Catalog *catalog, const Options *options, Error *error) {
    if (scene_options_given(options)) return scene_options_start(scene, catalog, options, error);
    char path[1024];
    return locate_data(FIRST_SCENE, path, sizeof path, error) && scene_file_read(scene, catalog, path, error);
}

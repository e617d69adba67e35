/* The options view and render share, and the scene they begin with. */
#ifndef PROGRAMS_SCREEN_OPTIONS_H
#define PROGRAMS_SCREEN_OPTIONS_H

#include "scene_options.h"
#include "screen/window.h"

/* Makes size, scale, theme and the scene's options known. */
void screen_options_add(Options *options);
void screen_options_help(FILE *stream);

/* Reads them into the config; what was not given stays as it is. */
bool screen_options_read(const Options *options, WindowConfig *config, Error *error);

/* Lays the paths over the scene that the options name, where they do. */
bool screen_options_open_trace(const Options *options, Window *window, Error *error);

/* Starts the scene the options describe, or the one a fresh window opens with. */
bool screen_options_start_scene(Scene *scene, Catalog *catalog, const Options *options, Error *error);

#endif

/* Scene and surface files in the window: what is shown goes into a file, what is in a file is shown. */
#ifndef SCREEN_SCENE_FILES_H
#define SCREEN_SCENE_FILES_H

#include "window.h"

/* Writes the scene to the file it came from or was last saved to, else to the first slalom-N.scene that is
 * not there yet; a toast says where, or why not. */
void window_save_scene(Window *window);

/* Shows a .scene file, the scene of a .golden file, or the scene's runs on the surface of a .surface file:
 * one step of undo; or lays the paths of a .csv file over the scene. Where it cannot be read everything
 * stays, and a toast says what is wrong at which line and column. */
void window_open_file(Window *window, const char *path);

/* Lays traces (files/trace_file.h) over the scene in place of those before; takes them over. `path` is their
 * file, for the label. */
void window_set_traces(Window *window, Scene *traces, const char *path);

/* From where the scene shown came or to where it was saved; empty: neither. */
const char *window_scene_path(const Window *window);

#endif

/* Recording the window into a moving picture while it plays. A picture is taken of every frame, and a frame
 * lets exactly a picture's time pass: the file is smooth however slow the machine is. It holds what the
 * window shows, less its messages. */
#ifndef SCREEN_RECORDING_H
#define SCREEN_RECORDING_H

#include "window.h"

/* Begins to record into the first free slalom-N with that ending (".mp4"), and plays, from step 0 where the
 * playhead stands at the end. A toast tells why not. */
void recording_start(Window *window, const char *ending);

/* Stops it: keeps the file, or leaves none. */
void recording_stop(Window *window, bool keep);

bool recording_runs(const Window *window);

/* How much time the next frame lets pass: a picture's; where nothing is recorded, `seconds`. */
double recording_pace(const Window *window, double seconds);

/* After a frame: takes its picture, and stops a moment after the last step was reached. */
void recording_take(Window *window);

/* The bar that tells how far it is, with its buttons. */
void recording_draw(Window *window);

/* For the state: name of the file, pictures so far. */
const char *recording_path(const Window *window);
int recording_pictures(const Window *window);

#endif

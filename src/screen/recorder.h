/* A moving picture being made: a canvas to draw each picture on, and the file they go to one after the other.
 * Time in it is counted in pictures, so that a slow machine makes the same file as a quick one. */
#ifndef SCREEN_RECORDER_H
#define SCREEN_RECORDER_H

#include "canvas.h"
#include "core/error.h"

enum { RECORDER_RATE_MAX = 60 };

typedef struct Recorder Recorder;

/* Pictures a second that suit a file with this name. */
int recorder_rate(const char *path);

/* Begins the file `path` (encoder.h tells which endings) of w x h device pixels at `scale` device pixels per
 * logical pixel, `rate` pictures a second. NULL and an error where that cannot be. */
Recorder *recorder_start(const char *path, int w, int h, float scale, int rate, Error *error);

/* To draw the next picture on. */
Canvas *recorder_canvas(Recorder *recorder);
double recorder_seconds_per_picture(const Recorder *recorder);
int recorder_pictures(const Recorder *recorder); /* so far */
const char *recorder_path(const Recorder *recorder);

/* Takes what the canvas shows as the next picture. False where the file takes no more: finish tells why. */
bool recorder_add(Recorder *recorder);

/* Completes the file; on error there is none. The recorder is gone either way. */
bool recorder_finish(Recorder *recorder, Error *error);
void recorder_cancel(Recorder *recorder); /* without a trace; NULL is let pass */

#endif

#include "recorder.h"

#include "canvas_cairo.h"
#include "encoder.h"

#include <stdlib.h>
#include <string.h>

struct Recorder {
    Canvas *canvas;
    Encoder *encoder;
    char *path;
    int rate, pictures;
};

int recorder_rate(const char *path) {
    const char *ending = strrchr(path, '.');
    bool gif = ending && strcmp(ending, ".gif") == 0;
    return gif ? 25 : 30; /* GIF counts in hundredths of a second */
}

static void forget(Recorder *recorder) {
    if (recorder->canvas) canvas_free(recorder->canvas);
    free(recorder->path);
    free(recorder);
}

Recorder *recorder_start(const char *path, int w, int h, float scale, int rate, Error *error) {
    Recorder *recorder = calloc(1, sizeof *recorder);
    if (recorder) *recorder = (Recorder){.path = strdup(path), .rate = rate};
    if (!recorder || !recorder->path) {
        free(recorder);
        error_set(error, 0, 0, NULL, "out of memory");
        return NULL;
    }
    recorder->canvas = canvas_cairo_start(w, h, scale, error);
    recorder->encoder = recorder->canvas ? encoder_start(path, w, h, rate, error) : NULL;
    if (recorder->encoder) return recorder;
    forget(recorder);
    return NULL;
}

Canvas *recorder_canvas(Recorder *recorder) {
    return recorder->canvas;
}
double recorder_seconds_per_picture(const Recorder *recorder) {
    return 1.0 / recorder->rate;
}
int recorder_pictures(const Recorder *recorder) {
    return recorder->pictures;
}
const char *recorder_path(const Recorder *recorder) {
    return recorder->path;
}

bool recorder_add(Recorder *recorder) {
    int w, h, stride;
    const uint32_t *pixels = canvas_cairo_pixels(recorder->canvas, &w, &h, &stride);
    recorder->pictures++;
    return encoder_add(recorder->encoder, pixels);
}

bool recorder_finish(Recorder *recorder, Error *error) {
    bool finished = encoder_finish(recorder->encoder, error);
    forget(recorder);
    return finished;
}

void recorder_cancel(Recorder *recorder) {
    if (!recorder) return;
    encoder_cancel(recorder->encoder);
    forget(recorder);
}

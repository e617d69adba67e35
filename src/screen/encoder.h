/* Moving pictures in files: GIF, MP4 or WebM by the name's ending, made by the program ffmpeg where it is
 * installed. It is started directly, without a shell, and gets raw pixels through a socket. */
#ifndef SCREEN_ENCODER_H
#define SCREEN_ENCODER_H

#include "core/error.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct Encoder Encoder;

/* Whether the name ends in the ending of a moving picture. */
bool encoder_suits(const char *path);

/* The endings, for messages: ".gif, .mp4 or .webm". */
const char *encoder_endings(void);

/* Begins the file `path` of w x h pixels at `rate` pictures a second. NULL and an error where there is no
 * ffmpeg, or the file cannot be written. */
Encoder *encoder_start(const char *path, int w, int h, int rate, Error *error);

/* The next picture: 0xffRRGGBB, h rows of w pixels without a gap. False, once ffmpeg takes no more: finish
 * tells why. */
bool encoder_add(Encoder *encoder, const uint32_t *pixels);

/* Waits for ffmpeg to end the file, which then stands under its name, complete; on error nothing does. The
 * encoder is gone either way. */
bool encoder_finish(Encoder *encoder, Error *error);

/* Ends it without a trace; NULL is let pass. */
void encoder_cancel(Encoder *encoder);

#endif

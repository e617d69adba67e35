/* The window on a screen: SDL's window, a canvas on it, events from it. */
#ifndef PROGRAMS_WINDOW_HOST_H
#define PROGRAMS_WINDOW_HOST_H

#include "screen/session.h"

typedef struct WindowHost WindowHost;

/* How to draw: what suits the machine, with SDL's renderer, or on the CPU. */
typedef enum HostCanvas { HOST_CANVAS_AUTO, HOST_CANVAS_GPU, HOST_CANVAS_CPU } HostCanvas;

typedef struct HostOptions {
    bool fit_size;  /* as large as the config says or the display has room for */
    bool fit_scale; /* at the display's scale, whatever the config says */
    bool placed;    /* with its corner at (x, y), where a display is there */
    int x, y;
    bool needed; /* no display is an error; else just NULL */
    HostCanvas canvas;
} HostOptions;

/* Opens a window; its size and scale are written to the config. NULL where there is no display or no canvas.
 */
WindowHost *window_host_start(WindowConfig *config, HostOptions options, Error *error);
void window_host_end(WindowHost *host); /* may be NULL */

/* Where it is, and its size: x, y, w, h in the desktop's units; unchanged in full screen. */
void window_host_place(const WindowHost *host, int place[4]);

/* Shows the window until it is closed; returns the exit code. */
int window_host_run(WindowHost *host, Window *window);

/* For a script. */
SessionHost window_host_session(WindowHost *host);

/* Seconds, for measuring. */
double window_host_clock(void);

#endif

/* Which run a key or a button without a run of its own means. */
#ifndef SCREEN_SELECTION_H
#define SCREEN_SELECTION_H

#include "window.h"

/* The run that is inspected; else the one pointed at; else the one whose card has the keyboard; else the only
 * one whose card is open; else the first that is shown. -1: there is none. */
int window_selected_run(const Window *window);

/* The index of the run of a stream, or -1. */
int window_run_of(const Window *window, uint32_t stream);

#endif

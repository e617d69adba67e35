/* How the playhead moves by itself: playing, and round a loop. */
#ifndef SCREEN_TIMELINE_H
#define SCREEN_TIMELINE_H

#include "window.h"

/* Lets time pass for the playhead. */
void timeline_advance(Window *window, double seconds);

/* Marks the loop's first (or last) step at the playhead, and loops. */
void timeline_mark(Window *window, bool last);
/* Loops from one step to another, in either order; fewer than two steps: not any more. */
void timeline_set_loop(Window *window, int64_t from, int64_t to);
/* On and off; without a range that was marked, over all steps. */
void timeline_toggle_loop(Window *window);

/* The steps looped over now, within the scene's; false: no loop. */
bool timeline_loop(const Window *window, int64_t *from, int64_t *to);

#endif

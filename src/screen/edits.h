/* Changes of the scene and the playhead that the window's parts share. Each remembers the state before it for
 * undo, and records the runs it changes anew. */
#ifndef SCREEN_EDITS_H
#define SCREEN_EDITS_H

#include "window.h"

/* The step shown: the playhead's whole part. */
int64_t window_step(const Window *window);
void window_set_playhead(Window *window, double step); /* clamped to the scene's steps */
void window_toggle_playing(Window *window);            /* at the end: from the start again */
void window_set_steps(Window *window, int64_t steps);
void window_set_seed(Window *window, uint64_t seed);

/* Before any change of the scene: remembers it for undo (once while an item is held, once per `what` per
 * second) and keeps ghosts of the old paths while the change goes on. */
void window_before_edit(Window *window, const char *what);
/* After a change: records the run (index) or all (-1) anew. */
void window_recompute(Window *window, int run);
/* Once a frame, after its events: ends the edit and drops the ghosts when nothing is held any more. */
void window_after_events(Window *window);
void window_undo(Window *window, bool redo);

/* A run of the first optimizer that no run has yet, from the first run's start, at the surface's tuned rate.
 */
void window_add_run(Window *window);
void window_copy_run(Window *window, int run); /* the copy comes after it */
void window_rename_run(Window *window, int run,
                       const char *name); /* refused with a toast where another has it */
void window_set_colour(Window *window, int run, int slot);
void window_move_run(Window *window, int from, int to);
void window_remove_run(Window *window, int run);
void window_set_optimizer(Window *window, int run, const Optimizer *optimizer);
void window_set_surface(Window *window, const SurfaceDefinition *definition);
/* Sets a number of a run's recipe by its name (recipe_set); what is out of range is refused with a toast. */
void window_set_number(Window *window, int run, const char *name, double value);
/* The rate that suits an optimizer on this surface. */
double window_tuned_rate(const Window *window, const Optimizer *optimizer);

/* The run whose card the keyboard has come to, or that the pointer is on, or whose card was touched last; -1:
 * none. */
int window_pointed_run(const Window *window);

bool window_is_expanded(const Window *window, int run);
void window_set_expanded(Window *window, int run, bool expanded);

/* Says something for a few seconds at the foot of the map. */
void window_toast(Window *window, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif

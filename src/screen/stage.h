/* The stage: the map and the plots in the window, what the pointer does on them, and the buttons over the
 * map. */
#ifndef SCREEN_STAGE_H
#define SCREEN_STAGE_H

#include "window.h"

/* Takes what the pointer does: drags starts, pans, zooms, moves the playhead, moves the dividers. Before
 * anything that shows the scene. */
void stage_input(Window *window);

/* Draws map and plots (not `pictures`: only the buttons, for a pass that is not the frame's last). */
void stage_draw(Window *window, bool pictures);

/* Draws the map alone, with what is shown on it, for a figure. */
void stage_draw_figure(Window *window);

/* The camera by keys and buttons: the whole view; closer (1) or farther (-1); the picture moved, or on the
 * relief turned, as a hand does that drags it by so many pixels. */
void stage_fit(Window *window);
void stage_zoom(Window *window, int direction);
void stage_look(Window *window, Point by);

/* Moves the starts of the linked runs to (x, y), and records them anew where that is somewhere else. */
void stage_move_starts(Window *window, const bool *linked, double x, double y);

/* Seconds until the clock alone changes what the stage shows; INFINITY: never. */
double stage_patience(const Window *window);

/* Where "start.1" or "head.1" is on the screen. */
bool stage_find(const Window *window, const char *name, Rect *area);

#endif

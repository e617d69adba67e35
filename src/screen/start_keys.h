/* Start points for the keyboard: every start is a stop of Tab, arrows move it by a hundredth of the view,
 * with Shift by a thousandth, and all runs that start there with it. */
#ifndef SCREEN_START_KEYS_H
#define SCREEN_START_KEYS_H

#include "window.h"

void start_keys_input(Window *window); /* before anything that shows the scene */
void start_keys_draw(Window *window);  /* the ring round the start that has the keyboard */

#endif

/* The selected run in words: for those who listen to the window, and for those who do not yet read the
 * picture. */
#ifndef SCREEN_NARRATION_H
#define SCREEN_NARRATION_H

#include "window.h"

enum { NARRATION_SIZE = 240, NARRATION_HEIGHT = 32 };

/* "Adam: step 212 of 500, loss 0.91, moving towards the minimum at (1, 1), gradient 12", from what the run
 * left behind up to the playhead. "" where there is no run. */
void narration_of(const Window *window, char text[NARRATION_SIZE]);

/* The line under the plots, where it is wanted. */
void narration_draw(Window *window);

#endif

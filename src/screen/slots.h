/* The slots of colours a run may have: opened by its swatch, over everything. */
#ifndef SCREEN_SLOTS_H
#define SCREEN_SLOTS_H

#include "window.h"

/* What stands for a run's look in a card: its marker in its colour, hollow for the dashed slots. */
void slots_draw_swatch(Canvas *canvas, RunLook look, Point centre, float radius, Color background);

void slots_open(Window *window, int run, Rect swatch);
void slots_draw(Window *window);

#endif

/* The surface's formula in the panel: shown as people write it, and typed over on click. What is wrong with
 * it is marked while it is typed; Enter makes a surface of it, whose view, levels and minima are found by
 * themselves. */
#ifndef SCREEN_FORMULA_BOX_H
#define SCREEN_FORMULA_BOX_H

#include "core/error.h"

#include "canvas.h"
#include "text_edit.h"

#include <stdbool.h>

typedef struct Window Window;

/* What the window keeps of it; starts as {0}. */
typedef struct FormulaBox {
    char checked[TEXT_EDIT_SIZE]; /* the text that was looked at last, ... */
    Error error;                  /* ... and what is wrong with it; an empty message: nothing */
    char draft[TEXT_EDIT_SIZE];   /* wrong, and left for something else: typing goes on with it */
    Rect area;                    /* of the box in this frame */
    bool open;                    /* it is being typed into */
} FormulaBox;

void formula_box_draw(Window *window, Rect area);

/* Under the box, over what stands there: what is wrong. To be drawn after the rest of the panel. */
void formula_box_draw_error(Window *window);

/* Begins to type a formula, as a click on the box does. */
void formula_box_open(Window *window);

#endif

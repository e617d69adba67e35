/* The gradient field: arrows on a lattice, each the way downhill, the longer the steeper. */
#ifndef SCREEN_OVERLAY_FIELD_H
#define SCREEN_OVERLAY_FIELD_H

#include "overlay_view.h"

typedef struct FieldArrow {
    Point at;       /* its middle */
    Point downhill; /* unit vector on the screen, along minus the gradient */
    float length;   /* pixels, by the logarithm of the gradient's norm */
} FieldArrow;

/* Kept while neither surface nor camera change. */
typedef struct Field {
    uint64_t key;
    FieldArrow *arrows;
    int count, capacity;
} Field; /* starts as {0} */

void field_end(Field *field);

/* Brings the arrows up to date; points whose gradient is zero or no number have none. Without memory: none.
 */
void field_update(Field *field, const OverlayView *view);

void overlay_draw_field(OverlayView *view);

#endif

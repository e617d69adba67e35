/* What the map says about the place under the pointer: a critical point where the pointer is on one, else the
 * surface itself. */
#ifndef SCREEN_HOVER_H
#define SCREEN_HOVER_H

#include "landmarks.h"
#include "tooltip.h"

typedef struct Hover {
    bool on;
    Point at; /* the pointer, or the critical point it is on */
    Tooltip tooltip;
    Rect card;
} Hover;

/* Where the pointer is. */
typedef struct HoverPlace {
    Point pointer;
    World under; /* the point of the plane there */
    TooltipGround ground;
} HoverPlace;

/* `landmarks` NULL: they are not shown. */
Hover hover_at(const Surface *surface, const Landmarks *landmarks, const Projection *projection,
               const HoverPlace *place);

#endif

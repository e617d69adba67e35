/* Shapes that tell runs apart without colour: heads on the map, dots in plots, swatches. */
#ifndef SCREEN_MARKER_H
#define SCREEN_MARKER_H

#include "canvas.h"

typedef enum Marker {
    MARKER_DISC,
    MARKER_SQUARE,
    MARKER_DIAMOND,
    MARKER_UP, /* triangles */
    MARKER_DOWN,
    MARKER_CROSS,
    MARKER_COUNT,
} Marker;

/* The shape about `centre`, as large to the eye as a disc of this radius. */
void marker_draw(Canvas *canvas, Marker marker, Point centre, float radius, Color color);

#endif

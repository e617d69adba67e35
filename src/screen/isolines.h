/* Iso-lines as polylines, for canvases that keep shapes: what bake.h draws pixel by pixel. */
#ifndef SCREEN_ISOLINES_H
#define SCREEN_ISOLINES_H

#include "bake.h"
#include "canvas.h"

/* Draws the lines of what the request describes, one pixel wide, with its gaps; where they would stand closer
 * than three pixels they break off. Nothing where memory is short. */
void isolines_draw(Canvas *canvas, const BakeRequest *request);

#endif

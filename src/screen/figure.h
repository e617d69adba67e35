/* The figure alone: the map with its axes, legend, trails and tags, filling a whole canvas. */
#ifndef SCREEN_FIGURE_H
#define SCREEN_FIGURE_H

#include "canvas.h"
#include "map.h"

/* Draws it on a canvas of w x h logical pixels. The map keeps its caches from one call to the next. */
void figure_draw(Map *map, Canvas *canvas, float w, float h, const Theme *theme, const Scene *scene,
                 const MapOptions *options);

#endif

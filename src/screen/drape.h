/* Trails on the map or on the relief. There they are those of the flat map, laid onto the landscape: every
 * line follows the surface, and is cut into what is seen and what is behind it. */
#ifndef SCREEN_DRAPE_H
#define SCREEN_DRAPE_H

#include "relief.h"
#include "trails.h"

/* trails_build as a projection has it: on the map at once; for the relief first into `flat`, then draped. */
void drape(Trails *trails, Trails *flat, const Scene *scene, const Projection *projection, double playhead,
           int top);

#endif

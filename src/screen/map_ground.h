/* When what the map keeps from frame to frame has to be found anew. */
#ifndef SCREEN_MAP_GROUND_H
#define SCREEN_MAP_GROUND_H

#include "map.h"

/* The last step that anything on the map may tell of; INFINITY: all. */
double map_known_step(const MapOptions *options);

/* A number that changes with the paths, the camera and the obstacles. Sixteen rows of a path tell it apart.
 */
uint64_t map_ground(const Camera *camera, const Scene *scene, const MapOptions *options);

#endif

#include "projection.h"

#include "relief.h"

Sight projection_sight(const Projection *projection, double x, double y, double margin, Point *at) {
    if (projection->relief) return relief_sight(projection->relief, x, y, at);
    *at = camera_to_screen(projection->camera, x, y);
    return camera_shows(projection->camera, x, y, margin) ? SIGHT_CLEAR : SIGHT_NONE;
}

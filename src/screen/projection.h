/* Where points of the plane stand on the screen: on the flat map, or on the landscape of the 3D relief. What
 * is drawn on either takes its places from here. */
#ifndef SCREEN_PROJECTION_H
#define SCREEN_PROJECTION_H

#include "camera.h"

/* How a point of the plane is seen. */
typedef enum Sight {
    SIGHT_NONE,   /* not at all: it is outside the frame, or outside the relief's base */
    SIGHT_HIDDEN, /* the landscape is in front of it */
    SIGHT_CLEAR,
} Sight;

struct Relief;

typedef struct Projection {
    const Camera *camera;
    const struct Relief *relief; /* NULL: the flat map */
} Projection;

/* The place of (x, y), always a drawable number. `margin`: pixels beyond the flat map's frame that count as
 * inside. */
Sight projection_sight(const Projection *projection, double x, double y, double margin, Point *at);

#endif

/* The camera of the 3D relief. It looks at a box whose base lies in the plane: a along x, b along y, both
 * from minus to plus half a side, and h upwards from the base. It turns about the middle of the box, never
 * below the base; zoom and shift act on the picture, as a lens does, so that a point stays under the pointer.
 * However it is turned, all of the box fits the frame at zoom 1. */
#ifndef SCREEN_ORBIT_H
#define SCREEN_ORBIT_H

#include "canvas.h"

typedef struct Orbit {
    Rect frame;       /* logical pixels */
    float side[3];    /* half the base along a and b (the longer is 1), and the height */
    float yaw, pitch; /* radians: 0, 0 looks along b from the base, x to the right */
    float zoom;       /* 1: the box fits the frame */
    Point shift;      /* of the picture, logical pixels */
} Orbit;

/* An orbit ready for projecting. A point p is `depth` = (p - eye) . forward away and stands on the screen at
 * (x + focal (p - eye) . right / depth, y - focal (p - eye) . up / depth). */
typedef struct OrbitView {
    float eye[3], right[3], up[3], forward[3]; /* box coordinates; unit vectors */
    float focal;                               /* logical pixels */
    float x, y;
} OrbitView;

/* Where the relief is seen from at first: all of the box, with room for its labels. */
Orbit orbit_home(Rect frame, float side_a, float side_b);

OrbitView orbit_view(const Orbit *orbit);

/* The point on the screen; depth (may be NULL) is positive: the eye is outside the box. */
Point orbit_project(const OrbitView *view, const float point[3], float *depth);

/* What is seen at a screen point is eye + depth * direction. */
void orbit_ray(const OrbitView *view, Point at, float direction[3]);

/* Turned as a hand does that drags the box by (dx, dy) pixels; zoomed by `factor` (> 1: closer) about a
 * screen point; its picture moved; on the way (0 .. 1) to another orbit. */
Orbit orbit_turned(Orbit orbit, float dx, float dy);
Orbit orbit_zoomed(Orbit orbit, float factor, Point fixed);
Orbit orbit_moved(Orbit orbit, float dx, float dy);
Orbit orbit_between(const Orbit *from, const Orbit *to, float amount);

#endif

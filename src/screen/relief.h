/* The 3D relief's picture: the landscape of heights.h with the map's colour bands and iso-lines on it, under
 * one fixed light, and side walls down to its base. A z-buffer in tiles, on the CPU; what is behind the
 * surface is told from it too. At rest every sample, four to a pixel, is coloured by the surface's loss and
 * gradient at its own point, as on the map; on the way what was found on the lattice is spread. */
#ifndef SCREEN_RELIEF_H
#define SCREEN_RELIEF_H

#include "bake.h"
#include "heights.h"
#include "orbit.h"
#include "projection.h"

typedef struct Relief Relief;

typedef struct ReliefRequest {
    const Surface *surface;
    const Bands *bands;
    const Camera *camera; /* the map's: its frame is the picture's place, what it shows is the base */
    const Orbit *orbit;   /* in the same frame */
    float scale;          /* device pixels per logical pixel */
    const Theme *theme;
    bool colour, iso_lines, live; /* see BakeRequest */
    double (*clock)(void);        /* likewise */
    Parallel *threads;
} ReliefRequest;

Relief *relief_start(void); /* NULL where there is not enough memory */
void relief_end(Relief *relief);

/* Brings the picture up to date: at once, or (live) a frame's share of it. False where memory is short: the
 * image is then empty (w = 0). */
bool relief_update(Relief *relief, const ReliefRequest *request);

/* Whether the picture is as fine as it gets. */
bool relief_done(const Relief *relief);

/* Transparent beside the landscape; goes to bake_area(camera). */
const Image *relief_image(const Relief *relief);

/* By the last relief_update: */

/* The place of (x, y) on the landscape on the screen (where it would be, for SIGHT_NONE). */
Sight relief_sight(const Relief *relief, double x, double y, Point *at);

/* The point of the plane whose place on the landscape is seen at a screen point; NaN where there is none. */
World relief_world(const Relief *relief, Point at);

const Bands *relief_bands(const Relief *relief);
const Heights *relief_heights(const Relief *relief);
const OrbitView *relief_view(const Relief *relief);

#endif

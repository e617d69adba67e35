/* The heat map and its iso-lines, computed per device pixel on the CPU into one Image and kept until
 * something it depends on changes. The exact gradient at every pixel says how fast the band position changes
 * there, so band edges are mixed over exactly one pixel and iso-lines are as wide as asked at every slope. */
#ifndef SCREEN_BAKE_H
#define SCREEN_BAKE_H

#include "core/parallel.h"

#include "bands.h"
#include "camera.h"
#include "theme.h"

typedef struct Bake Bake;

/* Where no iso-line is drawn, because something is written there: a box turned by `angle` (clockwise on the
 * screen). */
typedef struct BakeGap {
    Point centre;
    float half_width, half_height, angle; /* logical pixels, radians */
} BakeGap;

enum { BAKE_GAPS_MAX = 64 };

typedef struct BakeRequest {
    const Surface *surface;
    const Bands *bands;
    const Camera *camera; /* its frame is the image's place, in logical pixels */
    float scale;          /* device pixels per logical pixel */
    const Theme *theme;
    bool colour; /* heat map; else the theme's plot background */
    bool iso_lines;
    bool live;             /* see MapOptions */
    double (*clock)(void); /* seconds: how fast this machine evaluates the surface is measured, so that a live
                              picture comes in time; NULL: it is guessed */
    Parallel *threads;     /* NULL: this thread alone; the picture is the same */
    const BakeGap *gaps;
    int gap_count; /* at most BAKE_GAPS_MAX */
} BakeRequest;

Bake *bake_start(void); /* NULL where there is not enough memory */
void bake_end(Bake *bake);

/* Brings the image up to date: at once, or (live) a frame's share of it. False where memory is short: the
 * image is then empty (w = 0). */
bool bake_update(Bake *bake, const BakeRequest *request);

/* Whether every pixel has been computed from its own point. */
bool bake_done(const Bake *bake);

const Image *bake_image(const Bake *bake);

/* Where the image goes, in logical pixels: the camera's frame with its edges on whole device pixels. */
Rect bake_area(const Camera *camera, float scale);

#endif

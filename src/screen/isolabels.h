/* What is written on iso-lines: the losses of the major ones, along the line, upright, in a gap of it. A
 * label keeps its place in the plane while the view moves, as long as it is free there. */
#ifndef SCREEN_ISOLABELS_H
#define SCREEN_ISOLABELS_H

#include "core/contour.h"
#include "core/contour_labels.h"

#include "bake.h"
#include "occupancy.h"

enum { ISOLABELS_MAX = 48 };

typedef struct IsoLabel {
    char text[BANDS_TEXT];
    World at; /* the middle of the text */
    float angle;
    float width; /* of the text */
} IsoLabel;

typedef struct IsoLabels {
    IsoLabel labels[ISOLABELS_MAX];
    int count;
    /* what they were placed for */
    uint64_t version, ground;
    Bands bands;
    Camera camera;
    double placed_unit; /* unit of the camera that the kept labels were chosen with */
    float *heights;
    int heights_capacity;
    Contours contours;
    Parallel *threads; /* who samples the surface; NULL: the caller alone */
} IsoLabels;           /* starts as {0} */

void isolabels_end(IsoLabels *labels);

/* Chooses labels anew where the surface, bands, camera or `ground` (a number that changes with the
 * trajectories and obstacles) changed; else does nothing. `occupancy` holds the trajectories, which labels
 * stay 26 px away from; `may_add` off: labels only go, none come (while something is dragged). */
void isolabels_update(IsoLabels *labels, Canvas *canvas, const Surface *surface, const Bands *bands,
                      const Camera *camera, uint64_t ground, const Occupancy *occupancy,
                      const Rect *obstacles, int obstacle_count, bool may_add);

/* Gaps for the bake; returns how many (at most ISOLABELS_MAX). */
int isolabels_gaps(const IsoLabels *labels, const Camera *camera, BakeGap *gaps);

/* Draws the labels that lie under none of the `covers`. */
void isolabels_draw(const IsoLabels *labels, Canvas *canvas, const Theme *theme, const Camera *camera,
                    const Rect *covers, int cover_count);

#endif

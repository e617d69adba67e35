/* Where the surface is convex: the ground on which the Hessian is positive definite. */
#ifndef SCREEN_OVERLAY_CONVEXITY_H
#define SCREEN_OVERLAY_CONVEXITY_H

#include "core/contour.h"

#include "overlay_view.h"

/* Kept while neither surface nor camera change. */
typedef struct Convexity {
    uint64_t key;
    Rect *whole; /* the convex ground, in screen coordinates: rectangles of cells that are all of it, ... */
    int whole_count;
    MeshVertex *vertices; /* ... and triangles of those that are in part */
    int *indices;
    int vertex_count, index_count;
    Contours border; /* where the smaller eigenvalue is zero, in screen coordinates */
    double share;    /* of the frame that is convex, 0 .. 1 */
} Convexity;         /* starts as {0} */

void convexity_end(Convexity *convexity);

/* Brings it up to date: the smaller eigenvalue on a lattice, and the part of every cell where it is positive,
 * by linear interpolation. The lattice lies on whole device pixels of the canvas, so that its pieces meet
 * without seams. Cells with a corner that has no number count as not convex. Without memory: empty.
 */
void convexity_update(Convexity *convexity, const OverlayView *view);

void overlay_draw_convexity(OverlayView *view);

#endif

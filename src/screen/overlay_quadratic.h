/* The surface near a point as its second-order Taylor polynomial sees it: the level line through the point,
 * the Hessian's eigenvectors, its condition, and where Newton's step would lead. */
#ifndef SCREEN_OVERLAY_QUADRATIC_H
#define SCREEN_OVERLAY_QUADRATIC_H

#include "overlay_view.h"

enum { QUADRATIC_RADIUS = 110 }; /* pixels of the longer half axis */

/* m(d) = loss + g . d + d . H d / 2, d from `at`. */
typedef struct Quadratic {
    double at[2], loss, gradient[2], hessian[3]; /* dxx, dxy, dyy */
    double eigenvalues[2], vectors[2][2];        /* larger first; unit vectors */
    bool centred;                                /* the Hessian has an inverse: */
    double centre[2];                            /* where the model's gradient vanishes */
} Quadratic;

Quadratic quadratic_at(const Surface *surface, const double at[2]);
double quadratic_value(const Quadratic *quadratic, const double w[2]);

/* Walks along the model's level line through w in steps of `step` (world units) until it comes round, leaves
 * the view grown by half its size, or `most` points are full; returns how many. Each point lies on the level
 * line. `sign` 1 or -1: the way. *closed: it came round (the last point repeats the first). */
int quadratic_trace(const Quadratic *quadratic, const double w[2], double step, int sign, const View *view,
                    double (*points)[2], int most, bool *closed);

void overlay_draw_quadratic(OverlayView *view);

#endif

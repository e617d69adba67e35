/* Directional derivatives: the slope at a point in every direction, as a rose. The derivative along a unit
 * vector u is g . u, so the rose is two circles, one uphill and one downhill, and the gradient is the
 * steepest of all directions. */
#ifndef SCREEN_OVERLAY_ROSE_H
#define SCREEN_OVERLAY_ROSE_H

#include "overlay_view.h"

enum {
    ROSE_RADIUS = 72,
    ROSE_LABEL = 84
}; /* pixels of the steepest slope, and of what is written round it */

/* Fills slopes[count] with the derivatives along angles 0, 2 pi / count, ... */
void rose_slopes(const double gradient[2], double *slopes, int count);

void overlay_draw_rose(OverlayView *view);

#endif

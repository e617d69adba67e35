/* The gradients that a run on data may see where its head is: a point for every example or every batch of the
 * epoch, drawn downhill from the head, and an arrow to their mean (core/cloud.h). */
#ifndef SCREEN_OVERLAY_CLOUD_H
#define SCREEN_OVERLAY_CLOUD_H

#include "overlay_view.h"

void overlay_draw_cloud(OverlayView *view);

#endif

#include "overlays.h"

#include "overlay_cloud.h"
#include "overlay_quadratic.h"
#include "overlay_rose.h"

const Overlay overlays[OVERLAY_COUNT] = {
    [OVERLAY_FIELD] = {.name = "gradient",
                       .title = "Gradient",
                       .help = "Arrows downhill, against the gradient; longer where it is steeper",
                       .icon = ICON_GRADIENT,
                       .key = (Key)'G',
                       .chip = true,
                       .layer = OVERLAY_GROUND,
                       .draw = overlay_draw_field},
    [OVERLAY_ISO_LINES] = {.name = "iso_lines",
                           .title = "Iso-lines",
                           .help = "Lines of equal loss",
                           .icon = ICON_ISO_LINES,
                           .key = (Key)'I',
                           .chip = true,
                           .on = true},
    [OVERLAY_CRITICAL_POINTS] = {.name = "critical_points",
                                 .title = "Critical points",
                                 .help = "Minima, saddles, maxima: where the gradient vanishes",
                                 .icon = ICON_STAR,
                                 .key = (Key)'C',
                                 .chip = true,
                                 .on = true},
    [OVERLAY_ROSE] = {.name = "directions",
                      .title = "Directional derivatives",
                      .help = "The slope in every direction; the gradient is the steepest",
                      .icon = ICON_ROSE,
                      .key = (Key)'D',
                      .layer = OVERLAY_PATHS,
                      .draw = overlay_draw_rose},
    [OVERLAY_QUADRATIC] = {.name = "quadratic",
                           .title = "Local quadratic",
                           .help = "Curvature at the pointer: eigenvectors, κ, level line, Newton's step",
                           .icon = ICON_QUADRATIC,
                           .key = (Key)'Q',
                           .layer = OVERLAY_PATHS,
                           .draw = overlay_draw_quadratic},
    [OVERLAY_CONVEXITY] = {.name = "convexity",
                           .title = "Convexity",
                           .help = "Shaded where the Hessian is positive definite",
                           .icon = ICON_CONVEXITY,
                           .key = (Key)'V',
                           .layer = OVERLAY_GROUND,
                           .draw = overlay_draw_convexity},
    [OVERLAY_REACH] = {.name = "steps",
                       .title = "Step shapes",
                       .help = "Where each next step would lead if all gradients were turned",
                       .icon = ICON_REACH,
                       .key = (Key)'A',
                       .layer = OVERLAY_PATHS,
                       .draw = overlay_draw_reach},
    [OVERLAY_CLOUD] = {.name = "cloud",
                       .title = "Gradient cloud",
                       .help = "Gradients of single examples or batches at the head, and their mean",
                       .icon = ICON_CLOUD,
                       .key = (Key)'U',
                       .data = true,
                       .layer = OVERLAY_PATHS,
                       .draw = overlay_draw_cloud},
};

void overlay_caches_end(OverlayCaches *caches) {
    field_end(&caches->field);
    convexity_end(&caches->convexity);
    for (int i = 0; i < SCENE_RUNS_MAX; i++) reach_run_end(&caches->reach[i]);
}

bool overlay_applies(const Overlay *overlay, const Surface *surface) {
    return !overlay->data || surface_examples(surface) > 0;
}

void overlays_draw(OverlayView *view, const bool on[OVERLAY_COUNT], OverlayLayer layer) {
    for (int i = 0; i < OVERLAY_COUNT; i++) {
        const Overlay *overlay = &overlays[i];
        if (on[i] && overlay->draw && overlay->layer == layer &&
            overlay_applies(overlay, &view->scene->surface))
            overlay->draw(view);
    }
    overlay_draw_labels(view);
}

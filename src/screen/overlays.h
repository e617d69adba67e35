/* THE TABLE of what can be laid over the map: a row is a name, a key, a sentence, and a function that draws
 * it. Chips, menu, keys, state and map read this table; a new overlay is one file and one row. */
#ifndef SCREEN_OVERLAYS_H
#define SCREEN_OVERLAYS_H

#include "events.h"
#include "icons.h"
#include "overlay_convexity.h"
#include "overlay_field.h"
#include "overlay_reach.h"
#include "overlay_view.h"

/* Where in the map's order an overlay is drawn; none lies over heads, tags, tooltip or cards. */
typedef enum OverlayLayer {
    OVERLAY_BY_MAP, /* the map draws it itself */
    OVERLAY_GROUND, /* on the colours, under everything else */
    OVERLAY_PATHS,  /* over the paths, under handles, heads and tags */
} OverlayLayer;

typedef struct Overlay {
    const char *name;  /* in dumps and of its widget: "gradient" */
    const char *title; /* "Gradient" */
    const char *help;  /* one sentence: what is seen */
    Icon icon;
    Key key;
    bool chip; /* has a place of its own in the top bar; all are in the menu */
    bool on;   /* in a fresh window */
    bool data; /* only on surfaces born from data */
    OverlayLayer layer;
    void (*draw)(OverlayView *view);
} Overlay;

enum {
    OVERLAY_FIELD,
    OVERLAY_ISO_LINES,
    OVERLAY_CRITICAL_POINTS,
    OVERLAY_ROSE,
    OVERLAY_QUADRATIC,
    OVERLAY_CONVEXITY,
    OVERLAY_REACH,
    OVERLAY_CLOUD,
    OVERLAY_COUNT
};

extern const Overlay overlays[OVERLAY_COUNT];

/* What overlays keep from frame to frame. */
struct OverlayCaches {
    Field field;
    Convexity convexity;
    ReachRun reach[SCENE_RUNS_MAX];
}; /* starts as {0} */

void overlay_caches_end(OverlayCaches *caches);

/* Whether a surface has what an overlay shows. */
bool overlay_applies(const Overlay *overlay, const Surface *surface);

/* Draws those that are `on` and belong to a layer, in the order of the table. */
void overlays_draw(OverlayView *view, const bool on[OVERLAY_COUNT], OverlayLayer layer);

#endif

/* What an overlay of the map sees, and what overlays are drawn with. */
#ifndef SCREEN_OVERLAY_VIEW_H
#define SCREEN_OVERLAY_VIEW_H

#include "core/scene.h"

#include "map.h"
#include "theme.h"

typedef struct OverlayCaches OverlayCaches; /* overlays.h */

enum { OVERLAY_LABELS_MAX = 96, OVERLAY_LABEL_SIZE = 64 };

/* A text that has its place. */
typedef struct OverlayLabel {
    Rect area;
    Color color;
    char text[OVERLAY_LABEL_SIZE];
} OverlayLabel;

typedef struct OverlayView {
    Canvas *canvas;
    const Theme *theme;
    const Scene *scene;
    const Camera *camera;
    double playhead;
    int run;       /* the run that stands for all: pointed at, inspected, open, or the first; -1: none */
    bool pointing; /* `at` is the pointer's place, else the run's head; */
    bool placed;   /* neither: there is no place to speak about */
    World at;
    Rect tags[MAP_COVERS_MAX + OVERLAY_LABELS_MAX]; /* what labels keep off: the map's, and other labels */
    int tag_count;
    OverlayLabel labels[OVERLAY_LABELS_MAX];
    int label_count;
    OverlayCaches *caches;
} OverlayView;

/* Small text on a plate beside `at`, on the side away from `from`, inside the frame; farther away where a tag
 * or another label stands. It is drawn by overlay_draw_labels, over all lines. */
void overlay_label(OverlayView *view, Point at, Point from, const char *text, Color color);
void overlay_draw_labels(OverlayView *view);

/* The recorded step that a run's head stands on. */
int64_t overlay_head_step(const OverlayView *view, int run);

/* Number that differs where surface, camera or anything else hashed before does. */
uint64_t overlay_key(const OverlayView *view);

#endif

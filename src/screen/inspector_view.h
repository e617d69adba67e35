/* "Why this step" in the window: the table in place of the run cards, the arrows and their key on the map. */
#ifndef SCREEN_INSPECTOR_VIEW_H
#define SCREEN_INSPECTOR_VIEW_H

#include "inspector.h"
#include "window.h"

/* Opens it for a run (below 0: the first that is shown), or closes it where it is open. */
void inspector_toggle(Window *window, int run);
void inspector_close(Window *window);

/* The run inspected, or -1: closed, or the run is gone. */
int inspector_run(const Window *window);
/* The step at the playhead; only while inspector_run() >= 0. */
void inspector_now(const Window *window, InspectorTable *table);

/* Brings the map close to the step when the playhead has come to another one. After map_place. */
void inspector_follow(Window *window);

/* Half the sides of the box that a step scaled element by element stays in, on the plane; or 0. */
double inspector_box(const InspectorTable *table);
/* The colour of a kind, and its small picture of 18 x 12 about a point, as beside its row. */
Color inspector_color(const Window *window, InspectorKind kind);
void inspector_draw_glyph(Window *window, InspectorKind kind, Point middle);

void inspector_draw_table(Window *window, Rect area);
/* Boxes and circles, under the heads and tags of the map; then arrows and key, over it. Nothing where it is
 * closed. */
void inspector_draw_boxes(Window *window);
void inspector_draw_arrows(Window *window);
/* The key card on the map. */
Rect inspector_key_area(const Window *window);

#endif

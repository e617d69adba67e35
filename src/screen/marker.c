#include "marker.h"

enum { CORNERS_MAX = 12 };

/* Corners in units of the radius, clockwise from the top left; areas near a disc's. */
static const struct Shape {
    int count;
    Point corners[CORNERS_MAX];
} shapes[MARKER_COUNT] = {
    [MARKER_SQUARE] = {4, {{-.89f, -.89f}, {.89f, -.89f}, {.89f, .89f}, {-.89f, .89f}}},
    [MARKER_DIAMOND] = {4, {{0, -1.25f}, {1.25f, 0}, {0, 1.25f}, {-1.25f, 0}}},
    [MARKER_UP] = {3, {{0, -1.35f}, {1.3f, .9f}, {-1.3f, .9f}}},
    [MARKER_DOWN] = {3, {{-1.3f, -.9f}, {1.3f, -.9f}, {0, 1.35f}}},
    [MARKER_CROSS] = {12,
                      {{-.42f, -1.2f},
                       {.42f, -1.2f},
                       {.42f, -.42f},
                       {1.2f, -.42f},
                       {1.2f, .42f},
                       {.42f, .42f},
                       {.42f, 1.2f},
                       {-.42f, 1.2f},
                       {-.42f, .42f},
                       {-1.2f, .42f},
                       {-1.2f, -.42f},
                       {-.42f, -.42f}}},
};

void marker_draw(Canvas *canvas, Marker marker, Point centre, float radius, Color color) {
    const struct Shape *shape = &shapes[marker];
    Point points[CORNERS_MAX];
    if (shape->count == 0) {
        canvas_disc(canvas, centre, radius, color);
        return;
    }
    for (int i = 0; i < shape->count; i++)
        points[i] = (Point){centre.x + radius * shape->corners[i].x, centre.y + radius * shape->corners[i].y};
    canvas_polygon(canvas, points, shape->count, color);
}

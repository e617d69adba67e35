#include "landmarks.h"

#include "marks.h"

#include <math.h>

enum { SEARCHED_MAX = 128 };

static const float RADIUS[CRITICAL_KIND_COUNT] = {
    [CRITICAL_MINIMUM] = MARK_STAR_RADIUS, [CRITICAL_MAXIMUM] = 9, [CRITICAL_SADDLE] = 8};

static bool is_near(const Landmark *mark, const double at[2], const View *view) {
    double width = view->x[1] - view->x[0], height = view->y[1] - view->y[0];
    return fabs(mark->at[0] - at[0]) < 1e-3 * width && fabs(mark->at[1] - at[1]) < 1e-3 * height;
}

static void add_found(Landmarks *landmarks, const Surface *surface) {
    CriticalPoint points[SEARCHED_MAX];
    Landmark added[LANDMARKS_MAX - SURFACE_MINIMA_MAX];
    const View *view = &surface->definition->view;
    int found = critical_find(surface->program, view, 0, SEARCHED_MAX, points), count = 0;
    for (int i = 0; i < found; i++) {
        bool known = points[i].kind == CRITICAL_DEGENERATE;
        for (int k = 0; k < landmarks->count && !known; k++) {
            known = is_near(&landmarks->marks[k], points[i].at, view);
        }
        if (known) continue;
        if (count == LANDMARKS_MAX - SURFACE_MINIMA_MAX) return; /* too many to tell apart */
        added[count++] = (Landmark){points[i].kind, {points[i].at[0], points[i].at[1]}};
    }
    for (int i = 0; i < count; i++) landmarks->marks[landmarks->count++] = added[i];
}

bool landmarks_update(Landmarks *landmarks, const Surface *surface, bool live) {
    bool waiting = landmarks->pending == surface->version; /* seen in the call before, so it stands still */
    if (landmarks->known && landmarks->version == surface->version && !waiting) return true;
    if (!landmarks->known || landmarks->version != surface->version) {
        landmarks->count = 0;
        for (int i = 0; i < surface->minimum_count; i++) {
            landmarks->marks[landmarks->count++] =
                (Landmark){CRITICAL_MINIMUM, {surface->minima[i][0], surface->minima[i][1]}};
        }
        landmarks->known = true;
        landmarks->version = surface->version;
    }
    if (live && !waiting) {
        landmarks->pending = surface->version;
        return false;
    }
    add_found(landmarks, surface);
    landmarks->pending = 0;
    return true;
}

static bool is_seen(const Landmark *mark, const Projection *projection, Point *at) {
    return projection_sight(projection, mark->at[0], mark->at[1], RADIUS[mark->kind], at) == SIGHT_CLEAR;
}

void landmarks_draw(const Landmarks *landmarks, Canvas *canvas, const Theme *theme,
                    const Projection *projection) {
    static void (*const draw[CRITICAL_KIND_COUNT])(Canvas *, const Theme *,
                                                   Point) = {[CRITICAL_MINIMUM] = mark_minimum,
                                                             [CRITICAL_MAXIMUM] = mark_maximum,
                                                             [CRITICAL_SADDLE] = mark_saddle};
    for (int i = landmarks->count - 1; i >= 0; i--) { /* known minima on top */
        const Landmark *mark = &landmarks->marks[i];
        Point at;
        if (is_seen(mark, projection, &at)) draw[mark->kind](canvas, theme, at);
    }
}

int landmarks_areas(const Landmarks *landmarks, const Projection *projection, float margin, Rect *areas,
                    int most) {
    int count = 0;
    for (int i = 0; i < landmarks->count && count < most; i++) {
        const Landmark *mark = &landmarks->marks[i];
        Point at;
        if (!is_seen(mark, projection, &at)) continue;
        float radius = RADIUS[mark->kind] + margin;
        areas[count++] = (Rect){at.x - radius, at.y - radius, 2 * radius, 2 * radius};
    }
    return count;
}

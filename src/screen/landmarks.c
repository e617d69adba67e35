#include "landmarks.h"

#include "marks.h"

#include <math.h>

enum { SEARCHED_MAX = 128 };

static const float RADIUS[CRITICAL_KIND_COUNT] = {[CRITICAL_MINIMUM] = MARK_STAR_RADIUS,
                                                  [CRITICAL_MAXIMUM] = 9,
                                                  [CRITICAL_SADDLE] = 8,
                                                  [CRITICAL_DEGENERATE] = 8};

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
        bool known = false;
        for (int k = 0; k < landmarks->count && !known; k++) {
            known = is_near(&landmarks->marks[k], points[i].at, view);
        }
        if (known) continue;
        if (count == LANDMARKS_MAX - SURFACE_MINIMA_MAX) return; /* too many to tell apart */
        added[count++] = (Landmark){points[i].kind,
                                    points[i].kink,
                                    {points[i].at[0], points[i].at[1]},
                                    points[i].loss,
                                    {points[i].eigenvalues[0], points[i].eigenvalues[1]}};
    }
    for (int i = 0; i < count; i++) landmarks->marks[landmarks->count++] = added[i];
}

/* Its gradient does not vanish where its slope jumps. */
static Landmark known_minimum(const Surface *surface, int index) {
    const double *at = surface->minima[index];
    Landmark mark = {CRITICAL_MINIMUM, .at = {at[0], at[1]}, .loss = surface->minimum_losses[index]};
    double gradient[2], hessian[3];
    surface_loss(surface, at, gradient, hessian);
    symmetric_eigenvalues(hessian, mark.eigenvalues, NULL);
    bool rests = hypot(gradient[0], gradient[1]) <= 1e-3 * fmax(1, fabs(mark.eigenvalues[0]));
    mark.kink = !rests || !isfinite(mark.eigenvalues[0]);
    return mark;
}

bool landmarks_update(Landmarks *landmarks, const Surface *surface, bool live) {
    bool waiting = landmarks->pending == surface->version; /* seen in the call before, so it stands still */
    if (landmarks->known && landmarks->version == surface->version && !waiting) return true;
    if (!landmarks->known || landmarks->version != surface->version) {
        landmarks->count = 0;
        for (int i = 0; i < surface->minimum_count; i++) {
            landmarks->marks[landmarks->count++] = known_minimum(surface, i);
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
                                                             [CRITICAL_SADDLE] = mark_saddle,
                                                             [CRITICAL_DEGENERATE] = mark_degenerate};
    for (int i = landmarks->count - 1; i >= 0; i--) { /* known minima on top */
        const Landmark *mark = &landmarks->marks[i];
        Point at;
        if (is_seen(mark, projection, &at)) draw[mark->kind](canvas, theme, at);
    }
}

const Landmark *landmarks_find(const Landmarks *landmarks, const Projection *projection, Point point,
                               float reach) {
    const Landmark *found = NULL;
    for (int i = 0; i < landmarks->count; i++) {
        Point at;
        if (!is_seen(&landmarks->marks[i], projection, &at)) continue;
        float distance = hypotf(at.x - point.x, at.y - point.y);
        if (distance >= reach) continue;
        reach = distance;
        found = &landmarks->marks[i];
    }
    return found;
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

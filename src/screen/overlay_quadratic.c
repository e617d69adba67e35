#include "overlay_quadratic.h"

#include "number.h"

#include <math.h>
#include <stdio.h>

enum { POINTS_MAX = 4096 };

static const double STEP = 3, AXIS_SHORTEST = 22; /* pixels */
static const float LEVEL = 2, AXIS = 2.5f, CENTRE_RADIUS = 5;

Quadratic quadratic_at(const Surface *surface, const double at[2]) {
    Quadratic q = {.at = {at[0], at[1]}};
    q.loss = surface_loss(surface, at, q.gradient, q.hessian);
    symmetric_eigenvalues(q.hessian, q.eigenvalues, q.vectors[0]);
    q.vectors[1][0] = -q.vectors[0][1];
    q.vectors[1][1] = q.vectors[0][0];
    q.centred = fabs(q.eigenvalues[1]) > 1e-9 * fabs(q.eigenvalues[0]) &&
                fabs(q.eigenvalues[0]) > 1e-9 * fabs(q.eigenvalues[1]);
    for (int i = 0; i < 2 && q.centred; i++) {
        double part = -(q.gradient[0] * q.vectors[i][0] + q.gradient[1] * q.vectors[i][1]) / q.eigenvalues[i];
        for (int k = 0; k < 2; k++) q.centre[k] += part * q.vectors[i][k];
    }
    for (int k = 0; k < 2; k++) q.centre[k] += at[k];
    return q;
}

static void slope_at(const Quadratic *q, const double w[2], double slope[2]) {
    double d[2] = {w[0] - q->at[0], w[1] - q->at[1]};
    slope[0] = q->gradient[0] + q->hessian[0] * d[0] + q->hessian[1] * d[1];
    slope[1] = q->gradient[1] + q->hessian[1] * d[0] + q->hessian[2] * d[1];
}

double quadratic_value(const Quadratic *q, const double w[2]) {
    double slope[2];
    slope_at(q, w, slope); /* the mean of both ends' slopes, times the way */
    return q->loss + 0.5 * ((q->gradient[0] + slope[0]) * (w[0] - q->at[0]) +
                            (q->gradient[1] + slope[1]) * (w[1] - q->at[1]));
}

/* Newton's steps across the level line back onto it. */
static bool settle(const Quadratic *q, double level, double w[2]) {
    for (int i = 0; i < 4; i++) {
        double slope[2];
        slope_at(q, w, slope);
        double square = slope[0] * slope[0] + slope[1] * slope[1], off = quadratic_value(q, w) - level;
        if (!(square > 0) || !isfinite(off)) return false;
        w[0] -= off * slope[0] / square;
        w[1] -= off * slope[1] / square;
    }
    return isfinite(w[0]) && isfinite(w[1]);
}

int quadratic_trace(const Quadratic *q, const double from[2], double step, int sign, const View *view,
                    double (*points)[2], int most, bool *closed) {
    double level = quadratic_value(q, from), w[2] = {from[0], from[1]};
    double width = view->x[1] - view->x[0], height = view->y[1] - view->y[0];
    int count = 0;
    *closed = false;
    while (count < most) {
        double slope[2];
        points[count][0] = w[0];
        points[count++][1] = w[1];
        bool inside = w[0] > view->x[0] - width / 2 && w[0] < view->x[1] + width / 2 &&
                      w[1] > view->y[0] - height / 2 && w[1] < view->y[1] + height / 2;
        slope_at(q, w, slope);
        double norm = hypot(slope[0], slope[1]);
        if (!inside || !(norm > 0) || !isfinite(norm)) break;
        w[0] += sign * step * -slope[1] / norm;
        w[1] += sign * step * slope[0] / norm;
        if (!settle(q, level, w)) break;
        bool round = count > 3 && hypot(w[0] - from[0], w[1] - from[1]) < 0.75 * step;
        if (!round || count == most) continue;
        points[count][0] = from[0];
        points[count++][1] = from[1];
        *closed = true;
        break;
    }
    return count;
}

static void draw_level(const OverlayView *view, const Quadratic *q, const double from[2], Color color) {
    static const int ways[] = {1, -1};
    double traced[POINTS_MAX][2];
    Point points[POINTS_MAX];
    View seen = camera_view(view->camera);
    bool closed = false;
    for (int way = 0; way < 2 && !closed; way++) {
        int count = quadratic_trace(q, from, STEP * view->camera->unit[0], ways[way], &seen, traced,
                                    POINTS_MAX, &closed);
        for (int i = 0; i < count; i++)
            points[i] = camera_to_screen(view->camera, traced[i][0], traced[i][1]);
        if (count < 2) continue;
        canvas_polyline(view->canvas, points, count, LEVEL + 2, 0, 0, view->theme->casing);
        canvas_polyline(view->canvas, points, count, LEVEL, 8, 5, color);
    }
}

/* Half an axis of the model's ellipse of one height: as the inverse root of the curvature along it, the
 * longer of the two of a fixed length. */
static double axis_length(const Quadratic *q, int which) {
    double first = sqrt(fabs(q->eigenvalues[0])), second = sqrt(fabs(q->eigenvalues[1]));
    double own = which == 0 ? first : second, least = fmin(first, second);
    return fmax(AXIS_SHORTEST, own > 0 ? QUADRATIC_RADIUS * least / own : QUADRATIC_RADIUS);
}

static void draw_axes(OverlayView *view, const Quadratic *q, Point at) {
    for (int i = 0; i < 2; i++) {
        double unit =
            hypot(q->vectors[i][0] / view->camera->unit[0], q->vectors[i][1] / view->camera->unit[1]);
        double length = axis_length(q, i) / unit;
        float dx = (float)(length * q->vectors[i][0] / view->camera->unit[0]),
              dy = (float)(-length * q->vectors[i][1] / view->camera->unit[1]);
        Point ends[2] = {{at.x - dx, at.y - dy}, {at.x + dx, at.y + dy}};
        Color color = q->eigenvalues[i] < 0 ? view->theme->warn : view->theme->text1;
        canvas_polyline(view->canvas, ends, 2, AXIS + 2, 0, 0, view->theme->casing);
        canvas_polyline(view->canvas, ends, 2, AXIS, 0, 0, color);
        char number[NUMBER_SIZE], text[64];
        snprintf(text, sizeof text, "\u03bb_{%d} %s", i + 1, number_format(number, q->eigenvalues[i], 4));
        overlay_label(view, ends[dy * (i ? -1 : 1) < 0], at, text, color);
    }
}

void overlay_draw_quadratic(OverlayView *view) {
    if (!view->placed) return;
    const double w[2] = {view->at.x, view->at.y};
    Quadratic q = quadratic_at(&view->scene->surface, w);
    if (!isfinite(q.loss) || !isfinite(q.eigenvalues[0]) || !isfinite(hypot(q.gradient[0], q.gradient[1])))
        return;
    Point at = camera_to_screen(view->camera, w[0], w[1]);
    Color color = view->theme->accent_text;
    draw_level(view, &q, w, color);
    if (q.centred && q.eigenvalues[0] * q.eigenvalues[1] < 0) { /* the other branch of the hyperbola */
        double other[2] = {2 * q.centre[0] - w[0], 2 * q.centre[1] - w[1]};
        draw_level(view, &q, other, color);
    }
    draw_axes(view, &q, at);
    if (q.centred && camera_shows(view->camera, q.centre[0], q.centre[1], 0)) {
        Point centre = camera_to_screen(view->camera, q.centre[0], q.centre[1]);
        canvas_ring(view->canvas, centre, CENTRE_RADIUS, 4, view->theme->casing);
        canvas_ring(view->canvas, centre, CENTRE_RADIUS, 2, color);
        if (hypotf(centre.x - at.x, centre.y - at.y) > 40)
            overlay_label(view, centre, at, "Newton's step", color);
    }
    double condition = fmax(fabs(q.eigenvalues[0]), fabs(q.eigenvalues[1])) /
                       fmin(fabs(q.eigenvalues[0]), fabs(q.eigenvalues[1]));
    char number[NUMBER_SIZE], text[64];
    snprintf(text, sizeof text, "\u03ba = %s", number_format(number, condition, 3));
    if (isfinite(condition)) overlay_label(view, (Point){at.x, at.y + 12}, at, text, color);
}

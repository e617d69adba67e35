#include "overlay_rose.h"

#include "marks.h"
#include "number.h"

#include <math.h>
#include <stdio.h>

enum { DIRECTIONS = 144, SPOKES = 24 };

static const float OUTLINE = 2, SPOKE = 1.25f, FILL = 0.16f;

static double angle_of(int index, int count) {
    return 2 * M_PI * index / count;
}

void rose_slopes(const double gradient[2], double *slopes, int count) {
    for (int i = 0; i < count; i++) {
        double angle = angle_of(i, count);
        slopes[i] = gradient[0] * cos(angle) + gradient[1] * sin(angle);
    }
}

/* The screen's unit vector along an angle of the plane. */
static Point along(const Camera *camera, double angle) {
    double x = cos(angle) / camera->unit[0], y = -sin(angle) / camera->unit[1], length = hypot(x, y);
    return (Point){(float)(x / length), (float)(y / length)};
}

static Point out(Point centre, Point direction, double radius) {
    return (Point){centre.x + direction.x * (float)radius, centre.y + direction.y * (float)radius};
}

/* The half of the rose whose slopes have this sign, with spokes in it. */
static void draw_half(const OverlayView *view, Point centre, const double *slopes, double steepest, int sign,
                      Color color) {
    Point points[DIRECTIONS + 2];
    int count = 0, begin = 0;
    /* From the first direction of this sign on, so that the half is one piece. */
    while (begin < DIRECTIONS &&
           !(sign * slopes[begin] > 0 && sign * slopes[(begin + DIRECTIONS - 1) % DIRECTIONS] <= 0))
        begin++;
    points[count++] = centre;
    for (int k = 0; k < DIRECTIONS; k++) {
        int i = (begin + k) % DIRECTIONS;
        if (!(sign * slopes[i] > 0)) break;
        points[count++] = out(centre, along(view->camera, angle_of(i, DIRECTIONS)),
                              ROSE_RADIUS * sign * slopes[i] / steepest);
    }
    points[count++] = centre;
    canvas_polygon(view->canvas, points, count - 1, theme_fade(color, FILL));
    canvas_polyline(view->canvas, points, count, OUTLINE + 2, 0, 0, view->theme->casing);
    for (int k = 0; k < DIRECTIONS; k += DIRECTIONS / SPOKES) {
        if (!(sign * slopes[k] > 0)) continue;
        Point spoke[2] = {centre, out(centre, along(view->camera, angle_of(k, DIRECTIONS)),
                                      ROSE_RADIUS * sign * slopes[k] / steepest)};
        canvas_polyline(view->canvas, spoke, 2, SPOKE, 0, 0, theme_fade(color, 0.6f));
    }
    canvas_polyline(view->canvas, points, count, OUTLINE, 0, 0, color);
}

void overlay_draw_rose(OverlayView *view) {
    if (!view->placed) return;
    const double w[2] = {view->at.x, view->at.y};
    double gradient[2], slopes[DIRECTIONS];
    surface_loss(&view->scene->surface, w, gradient, NULL);
    double steepest = hypot(gradient[0], gradient[1]);
    if (!(steepest > 0) || !isfinite(steepest)) return;
    rose_slopes(gradient, slopes, DIRECTIONS);
    Point centre = camera_to_screen(view->camera, w[0], w[1]);
    double uphill = atan2(gradient[1], gradient[0]);
    Color up = view->theme->warn, down = view->theme->text1;

    Point level[2] = {out(centre, along(view->camera, uphill + M_PI / 2), ROSE_RADIUS),
                      out(centre, along(view->camera, uphill - M_PI / 2), ROSE_RADIUS)};
    canvas_polyline(view->canvas, level, 2, 3.5f, 0, 0, view->theme->casing);
    canvas_polyline(view->canvas, level, 2, 1.5f, 5, 4, view->theme->text1);
    draw_half(view, centre, slopes, steepest, 1, up);
    draw_half(view, centre, slopes, steepest, -1, down);
    Point tips[2] = {out(centre, along(view->camera, uphill), ROSE_RADIUS),
                     out(centre, along(view->camera, uphill + M_PI), ROSE_RADIUS)};
    for (int i = 0; i < 2; i++)
        mark_arrow(view->canvas, centre, tips[i],
                   &(Arrow){.width = 3, .head = 12, .color = i ? down : up, .casing = view->theme->casing});
    char number[NUMBER_SIZE], text[64];
    number_format(number, steepest, 4);
    snprintf(text, sizeof text, "|g| = %s", number);
    overlay_label(view, tips[0], centre, text, up);
    snprintf(text, sizeof text, "\u2212%s", number);
    overlay_label(view, tips[1], centre, text, down);
    overlay_label(view, level[1], centre, "0", view->theme->text1);
}

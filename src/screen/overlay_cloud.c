#include "overlay_cloud.h"

#include "core/cloud.h"
#include "marks.h"
#include "trails.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { CLOUD_MOST = 1500, ARROWS_MOST = 48 };

static const double EXTENT = 120; /* pixels that nine of ten gradients stay within */
static const float DOT = 2.5f;

static int compare_numbers(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Pixels per unit of gradient. */
static double scale_of(double (*gradients)[2], int count, const double mean[2]) {
    double sizes[CLOUD_MOST];
    for (int i = 0; i < count; i++) sizes[i] = hypot(gradients[i][0], gradients[i][1]);
    qsort(sizes, (size_t)count, sizeof *sizes, compare_numbers);
    double size = fmax(sizes[(count - 1) * 9 / 10], hypot(mean[0], mean[1]));
    return size > 0 && isfinite(size) ? EXTENT / size : 0;
}

static Point downhill(Point from, const double gradient[2], double scale) {
    return (Point){from.x - (float)(scale * gradient[0]), from.y + (float)(scale * gradient[1])};
}

void overlay_draw_cloud(OverlayView *view) {
    const Scene *scene = view->scene;
    if (view->run < 0) return;
    const SceneRun *run = &scene->runs[view->run];
    int64_t step = overlay_head_step(view, view->run);
    World head = trails_point(&run->trajectory, (double)step);
    if (!camera_shows(view->camera, head.x, head.y, 0)) return;
    const Recipe *recipe = branches_recipe(&run->branches, &run->recipe, step);
    const double w[2] = {head.x, head.y};
    double gradients[CLOUD_MOST][2], mean[2];
    int count = gradient_cloud(&scene->surface, recipe, step, w, gradients, CLOUD_MOST, mean);
    double scale = count > 0 ? scale_of(gradients, count, mean) : 0;
    if (!(scale > 0)) return;
    Point at = camera_to_screen(view->camera, head.x, head.y);
    Color color = theme_run(view->theme, run->colour).color;
    for (int i = 0; i < count; i++) {
        Point tip = downhill(at, gradients[i], scale);
        if (!isfinite(tip.x) || !isfinite(tip.y)) continue;
        if (count <= ARROWS_MOST)
            mark_arrow(view->canvas, at, tip,
                       &(Arrow){.width = 1.25f, .head = 7, .color = theme_fade(view->theme->text1, 0.55f)});
        canvas_disc(view->canvas, tip, DOT + 1, view->theme->casing);
        canvas_disc(view->canvas, tip, DOT, theme_fade(view->theme->text1, 0.8f));
    }
    Point tip = downhill(at, mean, scale);
    mark_arrow(view->canvas, at, tip,
               &(Arrow){.width = 4, .head = 15, .color = color, .casing = view->theme->casing});
    char text[64];
    snprintf(text, sizeof text, "mean of %d %s", count, recipe->batch > 0 ? "batches" : "examples");
    overlay_label(view, tip, at, text, color);
}

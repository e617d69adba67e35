#include "overlay_reach.h"

#include "number.h"
#include "overlays.h"
#include "trails.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const float LINE = 2, FILL = 0.10f, TIP = 3.5f;
static const double SMALLEST = 10, ENLARGED = 30; /* pixels from the head to the farthest point */

void reach_run_end(ReachRun *reach) {
    if (!reach->key) return;
    run_end(&reach->now);
    for (int i = 0; i < reach->kept_count; i++) run_end(&reach->kept[i]);
    *reach = (ReachRun){0};
}

static uint64_t hash(uint64_t so_far, const void *data, size_t size) {
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++) so_far = (so_far ^ bytes[i]) * 1099511628211u;
    return so_far;
}

static uint64_t key_of(const Scene *scene, const SceneRun *run) {
    uint64_t key = hash(14695981039346656037u, &scene->surface.version, sizeof scene->surface.version);
    key = hash(key, &run->recipe, sizeof run->recipe);
    key = hash(key, &run->branches.count, sizeof run->branches.count);
    key = hash(key, run->branches.at, sizeof run->branches.at[0] * (size_t)run->branches.count);
    return key | 1;
}

/* The recipe for the step that comes next; in force from then on. */
static void prepare_step(Run *now, const SceneRun *run) {
    const Recipe *recipe = branches_recipe(&run->branches, &run->recipe, now->t);
    bool changes = now->t > 0 && branches_recipe(&run->branches, &run->recipe, now->t - 1) != recipe;
    if (changes) run_branch(now, recipe);
}

static void start(ReachRun *reach, const Scene *scene, const SceneRun *run, uint64_t key) {
    Objective objective = surface_objective(&scene->surface);
    reach_run_end(reach);
    run_start(&reach->now, branches_recipe(&run->branches, &run->recipe, 0), &objective, NULL);
    reach->interval = run->recipe.steps / REACH_KEPT + 1;
    reach->step = -1;
    reach->key = key;
}

/* Back to the last kept copy at or before a step. */
static void rewind_to(ReachRun *reach, int64_t step) {
    int64_t index = step / reach->interval;
    if (index >= reach->kept_count) index = reach->kept_count - 1;
    run_end(&reach->now);
    run_copy(&reach->now, &reach->kept[index]);
}

void reach_run_update(ReachRun *reach, const Scene *scene, int index, int64_t step) {
    const SceneRun *run = &scene->runs[index];
    uint64_t key = key_of(scene, run);
    if (key != reach->key) start(reach, scene, run, key);
    if (step == reach->step) return;
    int64_t have = (int64_t)(reach->kept_count - 1) * reach->interval;
    if (step < reach->now.t || (have > reach->now.t && have <= step)) rewind_to(reach, step);
    for (;;) {
        int64_t t = reach->now.t;
        if (t == reach->kept_count * reach->interval && reach->kept_count < REACH_KEPT)
            run_copy(&reach->kept[reach->kept_count++], &reach->now);
        if (t == step) break;
        prepare_step(&reach->now, run);
        run_step(&reach->now);
    }
    Run next; /* with the recipe of the step that the shape is of */
    run_copy(&next, &reach->now);
    prepare_step(&next, run);
    reach->shaped = reach_of(&next, REACH_DIRECTIONS, reach->steps);
    run_end(&next);
    reach->step = step;
}

/* Pixels from the head to the farthest point of the shape. */
static double size_of(const ReachRun *reach, const Camera *camera) {
    double size = 0;
    for (int i = 0; i < REACH_DIRECTIONS; i++)
        size = fmax(size, hypot(reach->steps[i][0] / camera->unit[0], reach->steps[i][1] / camera->unit[1]));
    return size;
}

/* How much larger than it is the shape is drawn; 0: it is not. */
static double draw_shape(const OverlayView *view, const ReachRun *reach, World head, RunLook look) {
    double size = size_of(reach, view->camera), factor = size < SMALLEST ? ENLARGED / size : 1;
    if (!isfinite(factor) || !isfinite(size)) return 0;
    Point points[REACH_DIRECTIONS + 1];
    for (int i = 0; i <= REACH_DIRECTIONS; i++) {
        const double *step = reach->steps[i % REACH_DIRECTIONS];
        points[i] = camera_to_screen(view->camera, head.x + factor * step[0], head.y + factor * step[1]);
    }
    float on = factor > 1 ? 4 : 0, off = factor > 1 ? 4 : 0;
    canvas_polygon(view->canvas, points, REACH_DIRECTIONS, theme_fade(look.color, FILL));
    canvas_polyline(view->canvas, points, REACH_DIRECTIONS + 1, LINE + 2, 0, 0, view->theme->casing);
    canvas_polyline(view->canvas, points, REACH_DIRECTIONS + 1, LINE, on, off, look.color);
    Point tip = points[0]; /* the step itself */
    canvas_disc(view->canvas, tip, TIP + 1.5f, view->theme->casing);
    canvas_disc(view->canvas, tip, TIP, look.color);
    return factor;
}

void overlay_draw_reach(OverlayView *view) {
    const Scene *scene = view->scene;
    for (int i = 0; i < scene->run_count; i++) {
        const SceneRun *run = &scene->runs[i];
        ReachRun *reach = &view->caches->reach[i];
        if (run->hidden || !run->trajectory.rows || run->status.outcome == OUTCOME_DIVERGED) continue;
        int64_t step = overlay_head_step(view, i);
        World head = trails_point(&run->trajectory, (double)step);
        if (!camera_shows(view->camera, head.x, head.y, 0)) continue;
        reach_run_update(reach, scene, i, step);
        RunLook look = theme_run(view->theme, run->colour);
        double factor = reach->shaped ? draw_shape(view, reach, head, look) : 0;
        if (factor <= 1) continue;
        Point at = camera_to_screen(view->camera, head.x, head.y);
        char number[NUMBER_SIZE], text[64];
        snprintf(text, sizeof text, "\u00d7 %s", number_format(number, factor, 2));
        overlay_label(view, (Point){at.x, at.y + (float)ENLARGED}, at, text, look.color);
    }
}

#include "trails.h"

#include <math.h>
#include <stdlib.h>

static const double THINNEST = 0.5; /* pixels between points of a line */
static const double MARGIN = 12; /* pixels outside the frame that are still drawn, so that ends stay hidden */
static const double DOT_NEAR = 7,
                    DOT_RANGE = 9; /* spacing in pixels at which dots begin and how long they grow */
static const float DOT_SMALL = 1.25f, DOT_GROWTH = 2;
static const float TOP_EXTRA = 1;
static const float HIDDEN_WIDTH = 1.5f, HIDDEN_ON = 1.5f, HIDDEN_OFF = 3, HIDDEN_SHARE = 0.45f;

void trails_end(Trails *trails) {
    free(trails->points);
    free(trails->lines);
    free(trails->radii);
    *trails = (Trails){0};
}

static bool reserve_points(Trails *trails) {
    if (trails->point_count < trails->point_capacity) return true;
    int more = trails->point_capacity ? 2 * trails->point_capacity : 1024;
    Point *points = realloc(trails->points, (size_t)more * sizeof *points);
    if (points) trails->points = points;
    float *radii = realloc(trails->radii, (size_t)more * sizeof *radii);
    if (radii) trails->radii = radii;
    if (!points || !radii) return false;
    trails->point_capacity = more;
    return true;
}

void trails_add_point(Trails *trails, Point point, float radius) {
    if (!reserve_points(trails)) return;
    trails->radii[trails->point_count] = radius;
    trails->points[trails->point_count++] = point;
    trails->lines[trails->line_count - 1].count++;
}

bool trails_begin_line(Trails *trails, Trail *trail, bool hidden) {
    if (trails->line_count == trails->line_capacity) {
        int more = trails->line_capacity ? 2 * trails->line_capacity : 64;
        TrailLine *lines = realloc(trails->lines, (size_t)more * sizeof *lines);
        if (!lines) return false;
        trails->lines = lines;
        trails->line_capacity = more;
    }
    trails->lines[trails->line_count++] = (TrailLine){trails->point_count, 0, hidden};
    trail->line_count++;
    return true;
}

float trails_dot(double spacing) {
    double size = (spacing - DOT_NEAR) / DOT_RANGE;
    return size > 0 ? DOT_SMALL + DOT_GROWTH * (float)fmin(size, 1) : 0;
}

double trails_head_step(const SceneRun *run, double playhead) {
    double last = (double)run->trajectory.steps;
    if (run->status.outcome == OUTCOME_CONVERGED || run->status.outcome == OUTCOME_DIVERGED) {
        last = fmin(last, (double)run->status.step);
    }
    return playhead > 0 ? fmin(playhead, last) : 0;
}

static World row_point(const Trajectory *trajectory, int64_t k) {
    return (World){trajectory_at(trajectory, k, QUANTITY_X), trajectory_at(trajectory, k, QUANTITY_Y)};
}

World trails_point(const Trajectory *trajectory, double step) {
    double whole = floor(fmin(fmax(step, 0), (double)trajectory->steps)), part = step - whole;
    int64_t k = (int64_t)whole;
    World a = row_point(trajectory, k);
    if (!(part > 0) || k >= trajectory->steps) return a;
    World b = row_point(trajectory, k + 1);
    return (World){a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)};
}

/* Distance in pixels between two steps; huge where one of them is no number. */
static double spacing(const Camera *camera, World a, World b) {
    double dx = (b.x - a.x) / camera->unit[0], dy = (b.y - a.y) / camera->unit[1];
    double distance = sqrt(dx * dx + dy * dy);
    return isfinite(distance) ? distance : 1e9;
}

static Point direction(Point from, Point to) {
    float dx = to.x - from.x, dy = to.y - from.y, length = hypotf(dx, dy);
    return length > 0 ? (Point){dx / length, dy / length} : (Point){0, -1};
}

static double margin_of(const Trails *trails) {
    return trails->cut ? 0 : MARGIN;
}

/* Appends the segment a-b; returns whether the pen is down at b. */
static bool add_segment(Trails *trails, Trail *trail, const Camera *camera, World a, World b, bool pen_down,
                        bool last) {
    bool cut_b = false;
    Point from, to;
    if (pen_down && camera_shows(camera, b.x, b.y, margin_of(trails))) {
        to = camera_to_screen(camera, b.x, b.y);
        Point kept = trails->points[trails->point_count - 1];
        if (last || fabsf(to.x - kept.x) >= (float)THINNEST || fabsf(to.y - kept.y) >= (float)THINNEST) {
            trails_add_point(trails, to, 0);
        }
        trail->left = false;
        return true;
    }
    if (!camera_clip(camera, a, b, margin_of(trails), &from, &to, &cut_b)) return false;
    if (!pen_down) {
        if (!trails_begin_line(trails, trail, false)) return false;
        trails_add_point(trails, from, 0);
    }
    trails_add_point(trails, to, 0);
    trail->left = cut_b;
    return !cut_b;
}

static Point at_frame_edge(const Camera *camera, World inside, World outside, Point otherwise) {
    Point from, to;
    return camera_clip(camera, inside, outside, 0, &from, &to, NULL) ? to : otherwise;
}

/* Most of a million steps lie within half a pixel of the point drawn last. Whether the next do not show, as
 * long as that point, `kept`, lies well inside the frame: how many of them from step k on, up to `last`. */
static int64_t steps_unseen(const Camera *camera, const Trajectory *trajectory, World kept, double margin,
                            int64_t k, int64_t last) {
    const double reach_x = THINNEST * camera->unit[0], reach_y = THINNEST * camera->unit[1];
    const int64_t first = k;
    if (!camera_shows(camera, kept.x, kept.y, margin - 2 * THINNEST)) return 0;
    for (; k < last; k++) {
        World at = row_point(trajectory, k);
        if (!(fabs(at.x - kept.x) < reach_x && fabs(at.y - kept.y) < reach_y)) break;
    }
    return k - first;
}

static void build(Trails *trails, Trail *trail, const Camera *camera, const Trajectory *trajectory) {
    int64_t whole = (int64_t)trail->step, last = trail->step > (double)whole ? whole + 1 : whole;
    World a = row_point(trajectory, 0), kept = a;
    bool pen_down =
        camera_shows(camera, a.x, a.y, margin_of(trails)) && trails_begin_line(trails, trail, false);
    if (pen_down) trails_add_point(trails, camera_to_screen(camera, a.x, a.y), 0);
    for (int64_t k = 1; k <= last; k++) {
        int64_t unseen = pen_down ? steps_unseen(camera, trajectory, kept, margin_of(trails), k, last) : 0;
        if (unseen > 0) {
            k += unseen;
            a = row_point(trajectory, k - 1);
            trail->left = false;
        }
        World b = k > whole ? trails_point(trajectory, trail->step) : row_point(trajectory, k);
        bool was_left = trail->left;
        int count = trails->point_count;
        pen_down = add_segment(trails, trail, camera, a, b, pen_down, k == last);
        if (trail->left && !was_left && trails->line_count > 0 && trails->point_count > 1) {
            trail->exit = at_frame_edge(camera, a, b, trails->points[trails->point_count - 1]);
            trail->exit_direction =
                direction(camera_to_screen(camera, a.x, a.y), trails->points[trails->point_count - 1]);
        }
        if (k <= whole && pen_down &&
            trails->points[trails->point_count - 1].x == camera_to_screen(camera, b.x, b.y).x) {
            double after = k < trajectory->steps ? spacing(camera, b, row_point(trajectory, k + 1)) : 1e9;
            trails->radii[trails->point_count - 1] = trails_dot(fmin(spacing(camera, a, b), after));
        }
        if (trails->point_count > count) kept = b;
        a = b;
    }
    trail->head = a;
    trail->head_shown = camera_shows(camera, a.x, a.y, 0);
    trail->head_at = camera_to_screen(camera, a.x, a.y);
    if (!trail->head_shown && !trail->left && trail->line_count > 0) {
        /* Between the frame's edge and its margin: the head is hidden, the line is not cut. */
        trail->left = true;
        Rect f = camera->frame;
        trail->exit = (Point){fminf(fmaxf(trail->head_at.x, f.x), f.x + f.w),
                              fminf(fmaxf(trail->head_at.y, f.y), f.y + f.h)};
        trail->exit_direction = direction(trail->exit, trail->head_at);
    }
}

/* Whether a is drawn below b. */
static bool below(const Trail *a, const Trail *b, int top) {
    if ((a->run == top) != (b->run == top)) return b->run == top;
    if (a->diverged != b->diverged) return a->diverged;
    if (a->loss < b->loss || a->loss > b->loss) return a->loss < b->loss;
    return a->run < b->run;
}

void trails_build(Trails *trails, const Scene *scene, const Camera *camera, double playhead, int top) {
    trails->point_count = trails->line_count = trails->count = 0;
    for (int i = 0; i < scene->run_count && trails->count < SCENE_RUNS_MAX; i++) {
        const SceneRun *run = &scene->runs[i];
        if (run->hidden || !run->trajectory.rows) continue;
        Trail trail = {.run = i, .first_line = trails->line_count};
        trail.step = trails_head_step(run, playhead);
        trail.loss = trajectory_at(&run->trajectory, (int64_t)trail.step, QUANTITY_LOSS);
        if (isnan(trail.loss)) trail.loss = INFINITY;
        trail.diverged = run->status.outcome == OUTCOME_DIVERGED && trail.step >= (double)run->status.step;
        build(trails, &trail, camera, &run->trajectory);
        int place = trails->count++;
        for (; place > 0 && below(&trail, &trails->trails[place - 1], top); place--) {
            trails->trails[place] = trails->trails[place - 1];
        }
        trails->trails[place] = trail;
    }
}

static void draw_lines(const Trails *trails, const Trail *trail, Canvas *canvas, float width, RunLook look,
                       Color color) {
    for (int i = 0; i < trail->line_count; i++) {
        TrailLine line = trails->lines[trail->first_line + i];
        if (line.count < 2 || line.hidden) continue;
        canvas_polyline(canvas, trails->points + line.first, line.count, width, look.dash_on, look.dash_off,
                        color);
    }
}

/* Line and dots, each pixel covered once, so that a translucent casing is even. */
static void draw_dotted(const Trails *trails, const Trail *trail, Canvas *canvas, float width, Color color) {
    for (int i = 0; i < trail->line_count; i++) {
        TrailLine line = trails->lines[trail->first_line + i];
        if (line.count < 2 || line.hidden) continue;
        canvas_trail(canvas, trails->points + line.first, trails->radii + line.first, line.count, width,
                     color);
    }
}

static void draw_dots(const Trails *trails, const Trail *trail, Canvas *canvas, Color color) {
    for (int i = 0; i < trail->line_count; i++) {
        TrailLine line = trails->lines[trail->first_line + i];
        if (line.hidden) continue;
        for (int k = line.first; k < line.first + line.count; k++) {
            if (trails->radii[k] > 0) canvas_disc(canvas, trails->points[k], trails->radii[k], color);
        }
    }
}

static void draw_hidden(const Trails *trails, const Trail *trail, Canvas *canvas, Color color) {
    for (int i = 0; i < trail->line_count; i++) {
        TrailLine line = trails->lines[trail->first_line + i];
        if (line.count < 2 || !line.hidden) continue;
        canvas_polyline(canvas, trails->points + line.first, line.count, HIDDEN_WIDTH, HIDDEN_ON, HIDDEN_OFF,
                        theme_fade(color, HIDDEN_SHARE));
    }
}

static void widen_dots(Trails *trails, const Trail *trail, float extra) {
    for (int i = 0; i < trail->line_count; i++) {
        TrailLine line = trails->lines[trail->first_line + i];
        for (int k = line.first; k < line.first + line.count; k++)
            trails->radii[k] += trails->radii[k] > 0 ? extra : 0;
    }
}

void trails_draw(Trails *trails, Canvas *canvas, const Theme *theme, const Scene *scene, bool dots, int top) {
    for (int i = 0; i < trails->count; i++) {
        const Trail *trail = &trails->trails[i];
        RunLook look = theme_run(theme, scene->runs[trail->run].colour);
        float width = TRAJECTORY_WIDTH + (trail->run == top ? TOP_EXTRA : 0);
        draw_hidden(trails, trail, canvas, look.color);
        if (!dots) {
            draw_lines(trails, trail, canvas, width + CASING_EXTRA, (RunLook){0}, theme->casing);
            draw_lines(trails, trail, canvas, width, look, look.color);
            continue;
        }
        widen_dots(trails, trail, CASING_DOT_EXTRA);
        draw_dotted(trails, trail, canvas, width + CASING_EXTRA, theme->casing);
        widen_dots(trails, trail, -CASING_DOT_EXTRA);
        if (look.dash_on > 0) {
            draw_lines(trails, trail, canvas, width, look, look.color);
            draw_dots(trails, trail, canvas, look.color);
        } else {
            draw_dotted(trails, trail, canvas, width, look.color);
        }
    }
}

void trails_draw_hollow(const Trails *trails, int trail, Canvas *canvas, const Theme *theme, Color color) {
    const float width = 2, dash_on = 8, dash_off = 5, dot = 3.5f;
    const Trail *one = &trails->trails[trail];
    for (int k = 0; k < one->line_count; k++) {
        TrailLine line = trails->lines[one->first_line + k];
        const Point *points = trails->points + line.first;
        if (line.count < 2 || line.hidden) continue;
        canvas_polyline(canvas, points, line.count, width + CASING_EXTRA, 0, 0, theme->casing);
        canvas_polyline(canvas, points, line.count, width, dash_on, dash_off, color);
        for (int p = 0; p < line.count; p++) {
            if (!(trails->radii[line.first + p] > 0)) continue;
            canvas_disc(canvas, points[p], dot + 1, color);
            canvas_disc(canvas, points[p], dot - 0.75f, theme->dark ? theme->bg0 : theme->mark);
        }
    }
}

void trails_draw_faint(const Trails *trails, Canvas *canvas, const Theme *theme, const Scene *scene) {
    for (int i = 0; i < trails->count; i++) {
        const Trail *trail = &trails->trails[i];
        RunLook look = theme_run(theme, scene->runs[trail->run].colour);
        draw_lines(trails, trail, canvas, 1.5f, look, theme_fade(look.color, 0.4f));
    }
}

/* The paths of a scene's runs on the screen, up to their heads: cut to the frame in double, thinned to what
 * can be seen, sorted for drawing. Buffers are kept from frame to frame. */
#ifndef SCREEN_TRAILS_H
#define SCREEN_TRAILS_H

#include "core/scene.h"

#include "camera.h"
#include "theme.h"

typedef struct TrailLine {
    int first, count; /* of its points */
    bool hidden;      /* behind the landscape (drape.h); never on the flat map */
} TrailLine;

typedef struct Trail {
    int run; /* in the scene */
    int first_line, line_count;
    double step; /* of the head; between two steps while moving */
    World head;
    Point head_at;
    bool head_shown; /* inside the frame */
    bool head_hidden;
    bool left;  /* the path is outside the frame at its head, and was inside before */
    Point exit; /* where it left, on the frame's edge; and the way it went, of length 1 */
    Point exit_direction;
    bool diverged; /* its head stands where the run diverged */
    double loss;   /* at the last whole step */
} Trail;

typedef struct Trails {
    Point *points;
    float *radii; /* of the dots on them; 0: none */
    int point_count, point_capacity;
    TrailLine *lines;
    int line_count, line_capacity;
    Trail trails[SCENE_RUNS_MAX]; /* of the runs that are shown, in the order of drawing: diverged ones first,
                                     then the lowest loss first, so that the shortest trail is on top */
    int count;
    bool cut; /* by whoever starts it: lines end at the frame, not a little outside */
} Trails;

void trails_end(Trails *trails); /* starts as {0} */

/* Where a run's head is at `playhead`: its step between first and last, stopped where it converged or
 * diverged. */
double trails_head_step(const SceneRun *run, double playhead);

/* A run's point at a step, whole or between two. */
World trails_point(const Trajectory *trajectory, double step);

/* `top`: a run drawn above all others, or -1. Without memory for all of it, it leaves the rest out. */
void trails_build(Trails *trails, const Scene *scene, const Camera *camera, double playhead, int top);

/* One run after the other: casing of its line and dots, then line and dots. `top` is drawn wider. */
void trails_draw(Trails *trails, Canvas *canvas, const Theme *theme, const Scene *scene, bool dots, int top);

/* For whoever makes trails out of trails: a line begun for a trail (false without memory), a point more for
 * it, and the radius of the dot at a step that is `spacing` pixels from the next. */
bool trails_begin_line(Trails *trails, Trail *trail, bool hidden);
void trails_add_point(Trails *trails, Point point, float radius);
float trails_dot(double spacing);

/* One trail of what no run takes: dashed, with hollow dots. */
void trails_draw_hollow(const Trails *trails, int trail, Canvas *canvas, const Theme *theme, Color color);

/* Only the lines, thin and faint. */
void trails_draw_faint(const Trails *trails, Canvas *canvas, const Theme *theme, const Scene *scene);

#endif

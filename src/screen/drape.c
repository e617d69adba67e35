#include "drape.h"

#include <math.h>

enum { PIECES_MAX = 2000 };
static const float PIECE = 4; /* pixels of the flat map: as long as the cells of the landscape */

/* A point of a line on the screen. */
typedef struct Bead {
    Point at;
    float radius;
    bool hidden;
} Bead;

/* The end of the line being laid: the last two beads are still held back. */
typedef struct Thread {
    Trails *trails;
    Trail *trail;
    Bead held[2], last;
    int held_count;
    bool begun;
} Thread;

static Bead bead_at(const Camera *camera, const Relief *relief, Point flat) {
    World world = camera_to_world(camera, flat.x, flat.y);
    Bead bead = {.radius = 0};
    bead.hidden = relief_sight(relief, world.x, world.y, &bead.at) == SIGHT_HIDDEN;
    return bead;
}

/* Appends a bead; where it is seen and the one before is not, or the other way round, a new line begins that
 * joins on. */
static void lay(Thread *thread, Bead bead) {
    Trails *trails = thread->trails;
    bool turns = thread->begun && bead.hidden != thread->last.hidden;
    if (!thread->begun || turns) {
        if (!trails_begin_line(trails, thread->trail, bead.hidden)) return;
        if (turns) trails_add_point(trails, thread->last.at, 0);
    }
    trails_add_point(trails, bead.at, bead.radius);
    thread->begun = true;
    thread->last = bead;
}

/* One bead that is seen otherwise than both its neighbours is rounding. */
static void take(Thread *thread, Bead bead) {
    if (thread->held_count < 2) {
        thread->held[thread->held_count++] = bead;
        return;
    }
    Bead *held = thread->held;
    if (held[0].hidden == bead.hidden) held[1].hidden = bead.hidden;
    lay(thread, held[0]);
    held[0] = held[1];
    held[1] = bead;
}

static void finish(Thread *thread) {
    for (int i = 0; i < thread->held_count; i++) lay(thread, thread->held[i]);
}

static float apart(Point a, Point b) {
    return hypotf(b.x - a.x, b.y - a.y);
}

static void drape_line(const Trails *flat, TrailLine line, const Camera *camera, const Relief *relief,
                       Trails *draped, Trail *trail) {
    Thread thread = {.trails = draped, .trail = trail};
    const Point *points = flat->points + line.first;
    Bead before = {.hidden = false}, here = bead_at(camera, relief, points[0]);
    for (int k = 0; k < line.count; k++) {
        bool last = k == line.count - 1;
        Bead next = last ? here : bead_at(camera, relief, points[k + 1]);
        if (flat->radii[line.first + k] > 0) {
            float spacing =
                fminf(k > 0 ? apart(before.at, here.at) : 1e9f, last ? 1e9f : apart(here.at, next.at));
            here.radius = trails_dot((double)spacing);
        }
        take(&thread, here);
        if (last) break;
        float length = apart(points[k], points[k + 1]);
        int pieces = length < PIECE * PIECES_MAX ? (int)ceilf(length / PIECE) : PIECES_MAX;
        for (int i = 1; i < pieces; i++) {
            float share = (float)i / (float)pieces;
            Point between = {points[k].x + share * (points[k + 1].x - points[k].x),
                             points[k].y + share * (points[k + 1].y - points[k].y)};
            take(&thread, bead_at(camera, relief, between));
        }
        before = here;
        here = next;
    }
    finish(&thread);
}

static void drape_ends(Trail *trail, const Camera *camera, const Relief *relief) {
    const Rect *frame = &camera->frame;
    if (trail->head_shown) {
        Sight sight = relief_sight(relief, trail->head.x, trail->head.y, &trail->head_at);
        trail->head_shown = sight != SIGHT_NONE;
        trail->head_hidden = sight == SIGHT_HIDDEN;
        trail->left = false;
    } else if (trail->left) {
        trail->exit = bead_at(camera, relief, trail->exit).at;
        trail->left = trail->exit.x >= frame->x && trail->exit.y >= frame->y &&
                      trail->exit.x < frame->x + frame->w && trail->exit.y < frame->y + frame->h;
    }
}

static void drape_all(const Trails *flat, const Camera *camera, const Relief *relief, Trails *draped) {
    draped->point_count = draped->line_count = 0;
    draped->count = flat->count;
    for (int i = 0; i < flat->count; i++) {
        Trail *trail = &draped->trails[i];
        *trail = flat->trails[i];
        trail->first_line = draped->line_count;
        trail->line_count = 0;
        for (int k = 0; k < flat->trails[i].line_count; k++) {
            TrailLine line = flat->lines[flat->trails[i].first_line + k];
            if (line.count > 0) drape_line(flat, line, camera, relief, draped, trail);
        }
        drape_ends(trail, camera, relief);
    }
}

void drape(Trails *trails, Trails *flat, const Scene *scene, const Projection *projection, double playhead,
           int top) {
    if (!projection->relief) {
        trails_build(trails, scene, projection->camera, playhead, top);
        return;
    }
    flat->cut = true;
    trails_build(flat, scene, projection->camera, playhead, top);
    drape_all(flat, projection->camera, projection->relief, trails);
}

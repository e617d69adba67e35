#include "heads.h"

#include "marks.h"

#include <math.h>
#include <stdio.h>

static const float EXIT_INSET = 15, EXITS_APART = 26;

bool heads_same_start(const SceneRun *a, const SceneRun *b) {
    return a->recipe.start[0] == b->recipe.start[0] && a->recipe.start[1] == b->recipe.start[1];
}

/* ---- where they are ---- */

static void find_handles(Heads *heads, const Scene *scene, const Projection *projection) {
    heads->grip_count = 0;
    for (int i = 0; i < scene->run_count; i++) {
        const SceneRun *run = &scene->runs[i];
        bool known = run->hidden;
        for (int k = 0; k < i && !known; k++) {
            known = !scene->runs[k].hidden && heads_same_start(&scene->runs[k], run);
        }
        if (known) continue;
        Point at;
        Sight sight = projection_sight(projection, run->recipe.start[0], run->recipe.start[1], 0, &at);
        if (sight == SIGHT_NONE) continue;
        heads->grips[heads->grip_count++] = (Grip){GRIP_HANDLE, i, at, sight == SIGHT_HIDDEN};
    }
}

/* Whether another exit mark or a start handle is there. */
static bool exit_is_taken(const Heads *heads, Point at) {
    for (int i = 0; i < heads->head_count; i++) {
        const Head *other = &heads->heads[i];
        if (other->exit && hypotf(other->at.x - at.x, other->at.y - at.y) < EXITS_APART - 1) return true;
    }
    for (int i = 0; i < heads->grip_count; i++) {
        const Grip *grip = &heads->grips[i];
        if (grip->kind == GRIP_HANDLE &&
            hypotf(grip->at.x - at.x, grip->at.y - at.y) < MARK_HANDLE_RADIUS + 0.5f * EXITS_APART)
            return true;
    }
    return false;
}

/* Exit marks keep inside the frame, beside each other and start handles, and off what lies on the map
 * (`above`). */
static Point exit_place(const Heads *heads, Rect f, const Rect *above, int above_count, Point exit) {
    Point at = {fminf(fmaxf(exit.x, f.x + EXIT_INSET), f.x + f.w - EXIT_INSET),
                fminf(fmaxf(exit.y, f.y + EXIT_INSET), f.y + f.h - EXIT_INSET)};
    bool on_side = exit.x <= f.x + 1 || exit.x >= f.x + f.w - 1;
    float *along = on_side ? &at.y : &at.x, low = on_side ? f.y : f.x, high = low + (on_side ? f.h : f.w);
    float inwards = *along < 0.5f * (low + high) ? EXITS_APART : -EXITS_APART;
    for (int i = 0; i < above_count; i++) {
        Rect area = above[i];
        float start = on_side ? area.y : area.x, end = start + (on_side ? area.h : area.w);
        if (at.x > area.x - EXIT_INSET && at.x < area.x + area.w + EXIT_INSET && at.y > area.y - EXIT_INSET &&
            at.y < area.y + area.h + EXIT_INSET)
            *along = inwards > 0 ? end + EXIT_INSET : start - EXIT_INSET;
    }
    for (int tries = 0; tries < 2 * SCENE_RUNS_MAX && exit_is_taken(heads, at); tries++) {
        *along += inwards;
        if (*along < low || *along > high) break;
    }
    return at;
}

static bool stands_on_handle(const Heads *heads, const Trail *trail) {
    for (int i = 0; trail->step == 0 && i < heads->grip_count; i++) {
        const Grip *grip = &heads->grips[i];
        if (grip->kind != GRIP_HANDLE) continue;
        if (hypotf(grip->at.x - trail->head_at.x, grip->at.y - trail->head_at.y) < 0.5f) return true;
    }
    return false;
}

void heads_find(Heads *heads, const Scene *scene, const Trails *trails, const Projection *projection,
                Rect frame, const Rect *above, int above_count) {
    find_handles(heads, scene, projection);
    heads->head_count = 0;
    for (int i = 0; i < trails->count; i++) {
        const Trail *trail = &trails->trails[i];
        const SceneRun *run = &scene->runs[trail->run];
        if (!trail->head_shown && !trail->left) continue;
        Head head = {.run = trail->run, .exit = !trail->head_shown, .diverged = trail->diverged};
        head.at = head.exit ? exit_place(heads, frame, above, above_count, trail->exit) : trail->head_at;
        head.hidden = !head.exit && trail->head_hidden;
        head.at_handle = !head.exit && stands_on_handle(heads, trail);
        snprintf(head.text, sizeof head.text, "%s%s", run->name, trail->diverged ? " diverged" : "");
        heads->heads[heads->head_count++] = head;
        if (!head.at_handle)
            heads->grips[heads->grip_count++] = (Grip){GRIP_HEAD, trail->run, head.at, head.hidden};
    }
}

/* ---- tags ---- */

static Rect around(Point at, float radius) {
    return (Rect){at.x - radius, at.y - radius, 2 * radius, 2 * radius};
}

/* What tags must not cover; returns how many. */
static int taken_ground(const Heads *heads, const HeadsGround *ground, TagObstacle taken[TAG_OBSTACLES_MAX]) {
    int count = 0;
    for (int i = 0; i < ground->obstacle_count; i++) taken[count++] = (TagObstacle){ground->obstacles[i], -1};
    for (int i = 0; i < heads->grip_count; i++) {
        const Grip *grip = &heads->grips[i];
        bool handle = grip->kind == GRIP_HANDLE;
        float radius = handle ? MARK_HANDLE_RADIUS : MARK_HEAD_RADIUS + 1;
        taken[count++] = (TagObstacle){around(grip->at, radius), handle ? -1 : grip->run};
    }
    if (ground->landmarks) {
        Rect areas[LANDMARKS_MAX];
        int marks = landmarks_areas(ground->landmarks, ground->projection, -2, areas, LANDMARKS_MAX);
        for (int i = 0; i < marks; i++) taken[count++] = (TagObstacle){areas[i], -1};
    }
    return count;
}

void heads_place_tags(Heads *heads, Canvas *canvas, const HeadsGround *ground, const TagWish *more, int count,
                      Tag *places, bool animate) {
    TagObstacle taken[TAG_OBSTACLES_MAX];
    int taken_count = taken_ground(heads, ground, taken);
    /* In the order of the runs, so that a change of the drawing order moves no tag. */
    TagWish wishes[TAGS_MAX];
    Tag placed[TAGS_MAX];
    int own = 0, head_of[TAGS_MAX];
    for (int run = 0; run < SCENE_RUNS_MAX; run++) {
        for (int i = 0; i < heads->head_count; i++) {
            const Head *head = &heads->heads[i];
            if (head->run != run || run + 1 == ground->untagged) continue;
            head_of[own] = i;
            wishes[own++] = (TagWish){run, head->at, mark_tag_width(canvas, head->text), TAG_HEIGHT};
        }
    }
    for (int i = 0; i < count; i++) wishes[own + i] = more[i];
    tags_place(&heads->tags, wishes, own + count, taken, taken_count, ground->past, ground->frame, animate,
               placed);
    for (int i = 0; i < own; i++) heads->heads[head_of[i]].tag = placed[i];
    for (int i = 0; i < count; i++) places[i] = placed[own + i];
}

int heads_tag_areas(const Heads *heads, Rect areas[SCENE_RUNS_MAX]) {
    int count = 0;
    for (int i = 0; i < heads->head_count; i++) {
        if (heads->heads[i].tag.placed) areas[count++] = heads->heads[i].tag.area;
    }
    return count;
}

int heads_handle_areas(const Heads *heads, float margin, Rect areas[SCENE_RUNS_MAX]) {
    int count = 0;
    for (int i = 0; i < heads->grip_count; i++) {
        if (heads->grips[i].kind == GRIP_HANDLE)
            areas[count++] = around(heads->grips[i].at, MARK_HANDLE_RADIUS + margin);
    }
    return count;
}

int heads_cover_areas(const Heads *heads, Rect areas[3 * SCENE_RUNS_MAX]) {
    int count = heads_tag_areas(heads, areas);
    count += heads_handle_areas(heads, 0, areas + count);
    for (int i = 0; i < heads->grip_count; i++)
        if (heads->grips[i].kind == GRIP_HEAD) areas[count++] = around(heads->grips[i].at, MARK_HEAD_RADIUS);
    return count;
}

/* ---- drawing ---- */

void heads_draw_handles(const Heads *heads, Canvas *canvas, const Theme *theme, const Scene *scene,
                        int held) {
    for (int i = 0; i < heads->head_count; i++) { /* under handles and heads, so that they end there */
        const Head *head = &heads->heads[i];
        mark_leader(canvas, theme, &head->tag, head->at,
                    theme_run(theme, scene->runs[head->run].colour).color);
    }
    for (int i = 0; i < heads->grip_count; i++) {
        const Grip *grip = &heads->grips[i];
        if (grip->kind != GRIP_HANDLE) continue;
        bool is_held = held >= 0 && held < scene->run_count &&
                       heads_same_start(&scene->runs[grip->run], &scene->runs[held]);
        if (grip->hidden && !is_held)
            mark_hidden_handle(canvas, theme, grip->at);
        else
            mark_handle(canvas, theme, grip->at, is_held);
    }
}

void heads_draw(const Heads *heads, Canvas *canvas, const Theme *theme, const Scene *scene, int top) {
    for (int i = 0; i < heads->head_count; i++) {
        const Head *head = &heads->heads[i];
        RunLook look = theme_run(theme, scene->runs[head->run].colour);
        if (head->exit)
            mark_exit(canvas, theme, head->at, look);
        else if (head->hidden && !head->at_handle)
            mark_hidden_head(canvas, head->at, look);
        else if (!head->at_handle)
            mark_head(canvas, theme, head->at, look);
    }
    for (int i = 0; i < heads->head_count; i++) {
        const Head *head = &heads->heads[i];
        Color color = theme_run(theme, scene->runs[head->run].colour).color;
        mark_tag(canvas, theme, &head->tag, head->text, color, head->run == top);
    }
}

/* ---- hits ---- */

static bool inside(Rect area, Point point) {
    return point.x >= area.x && point.y >= area.y && point.x < area.x + area.w && point.y < area.y + area.h;
}

Grip heads_hit(const Heads *heads, int run_count, Point point) {
    Grip hit = {.kind = GRIP_NONE, .run = -1};
    float nearest = HANDLE_HIT_RADIUS + 0.01f;
    for (int i = 0; i < heads->grip_count; i++) {
        const Grip *grip = &heads->grips[i];
        float distance = hypotf(point.x - grip->at.x, point.y - grip->at.y);
        if (grip->run >= run_count || distance >= nearest) continue;
        nearest = distance;
        hit = *grip;
    }
    for (int i = 0; i < heads->head_count && hit.kind == GRIP_NONE; i++) {
        const Head *head = &heads->heads[i];
        if (!head->tag.placed || !inside(head->tag.area, point)) continue;
        hit = (Grip){GRIP_HEAD, head->run, head->at, head->hidden};
    }
    return hit;
}

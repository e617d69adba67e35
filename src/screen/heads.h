/* What can be grabbed over the map or the relief: start handles, heads with their name tags, marks where runs
 * left. Their places come from a projection and from trails made with it. */
#ifndef SCREEN_HEADS_H
#define SCREEN_HEADS_H

#include "landmarks.h"
#include "tags.h"

typedef enum GripKind { GRIP_NONE, GRIP_HANDLE, GRIP_HEAD } GripKind;

/* Something that can be grabbed, within HANDLE_HIT_RADIUS. */
typedef struct Grip {
    GripKind kind;
    int run; /* whose head, or the first of the runs that start here */
    Point at;
    bool hidden; /* behind the landscape */
} Grip;

/* A head or exit mark with its tag. */
typedef struct Head {
    int run;
    Point at;
    bool exit, hidden, diverged;
    bool at_handle; /* nothing but the tag is drawn: it stands on its start handle */
    char text[64];
    Tag tag;
} Head;

typedef struct Heads {
    Grip grips[2 * SCENE_RUNS_MAX];
    int grip_count;
    Head heads[SCENE_RUNS_MAX]; /* in the order of drawing */
    int head_count;
    Tags tags;
} Heads; /* starts as {0} */

/* Whether two runs share a start handle (exactly equal starts). */
bool heads_same_start(const SceneRun *a, const SceneRun *b);

/* Finds them all inside `frame`; marks of runs that left it keep off what lies `above` the map. */
void heads_find(Heads *heads, const Scene *scene, const Trails *trails, const Projection *projection,
                Rect frame, const Rect *above, int above_count);

/* What tags keep off. */
typedef struct HeadsGround {
    const Projection *projection;
    const Landmarks *landmarks; /* NULL: none shown */
    const Rect *obstacles;
    int obstacle_count;
    const Occupancy *past; /* the trails up to the playhead */
    Rect frame;            /* they stay inside */
    int untagged;          /* 1 + the run whose head has no tag; 0: none */
} HeadsGround;

/* Places the heads' tags, and after them `count` more wishes, with keys from SCENE_RUNS_MAX on, into
 * `places`. */
void heads_place_tags(Heads *heads, Canvas *canvas, const HeadsGround *ground, const TagWish *more, int count,
                      Tag *places, bool animate);

/* Areas of the placed tags, and squares around the handles grown by `margin`; return how many. */
int heads_tag_areas(const Heads *heads, Rect areas[SCENE_RUNS_MAX]);
int heads_handle_areas(const Heads *heads, float margin, Rect areas[SCENE_RUNS_MAX]);
/* Tags, handles and heads together. */
int heads_cover_areas(const Heads *heads, Rect areas[3 * SCENE_RUNS_MAX]);

/* Leaders, then handles; `held`: run whose handle is held or hovered, or -1. Then heads, then tags; `top`:
 * run whose tag is brought out, or -1. */
void heads_draw_handles(const Heads *heads, Canvas *canvas, const Theme *theme, const Scene *scene, int held);
void heads_draw(const Heads *heads, Canvas *canvas, const Theme *theme, const Scene *scene, int top);

/* What is grabbed at a point, by where the last heads_find put it: the nearest handle or head, else the tag
 * there (as a grip of its head). GRIP_NONE: nothing. */
Grip heads_hit(const Heads *heads, int run_count, Point point);

#endif

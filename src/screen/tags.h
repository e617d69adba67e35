/* Places for name tags beside the heads they name: greedy, 16 directions x 9 distances, the cheapest place
 * wins. A tag keeps its last place until that costs more than twice the best one, so that nothing flickers
 * while heads move. */
#ifndef SCREEN_TAGS_H
#define SCREEN_TAGS_H

#include "occupancy.h"

enum { TAGS_MAX = SCENE_RUNS_MAX + 48, TAG_OBSTACLES_MAX = 256 };

/* A tag to be placed. */
typedef struct TagWish {
    int key; /* who it is, from frame to frame: 0 .. TAGS_MAX - 1 */
    Point anchor;
    float width, height;
} TagWish;

/* Ground that must stay free. `owner`: key of the tag whose own head this is, or -1. */
typedef struct TagObstacle {
    Rect area;
    int owner;
} TagObstacle;

/* A tag's place. */
typedef struct Tag {
    bool placed;     /* false: there is no room for it */
    Rect area;       /* where it is drawn now: on its way while it moves */
    bool leader;     /* it is far enough from its anchor for a line */
    Point leader_to; /* on the tag's border */
} Tag;

typedef struct TagMemory {
    bool known;
    int direction, distance;
    float offset_x, offset_y; /* of the drawn centre from the anchor */
    float from_x, from_y;     /* where it set out */
    float way;                /* 0 .. 1: how far it has come */
    Point anchor;             /* of the last time */
} TagMemory;

typedef struct Tags {
    TagMemory memory[TAGS_MAX];
    bool seen[TAGS_MAX];
    bool steady; /* time goes on by itself: a tag keeps its side however far its anchor leaps */
} Tags;          /* starts as {0} */

/* Places `count` wishes in their order inside `frame`; places[i] belongs to wishes[i]. Placed tags never
 * overlap each other or an obstacle of another owner (while one moves to its place it may pass over them).
 * `animate` off: they jump. */
void tags_place(Tags *tags, const TagWish *wishes, int count, const TagObstacle *obstacles,
                int obstacle_count, const Occupancy *occupancy, Rect frame, bool animate, Tag *places);

/* Lets time pass for tags on their way (120 ms); tags_moving: whether any still is. */
void tags_advance(Tags *tags, double seconds);
bool tags_moving(const Tags *tags);

#endif

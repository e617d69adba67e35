#include "tags.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { DIRECTIONS = 16, DISTANCES = 9 };
/* Pixels from the anchor to the tag; the last ones are for crowds in a corner. */
static const float DISTANCE[DISTANCES] = {16, 26, 38, 52, 68, 92, 120, 152, 188};
static const float CLEARANCE = 3, INSET = 4;
static const double HARD = 1000; /* an overlap that must not be */
static const double PER_COVERED_CELL = 1.2, PER_FURTHER_CELL = 0.25, MANY_CELLS = 20, PER_PIXEL_AWAY = 0.25,
                    NOT_RIGHT = 3, ACROSS = 15;
static const double KEEP = 2,
                    KEEP_AT_LEAST = 30; /* the last place is kept up to this many times the best cost */
static const double MOVE_SECONDS = 0.12;
static const float LEAP = 80; /* pixels at once: what was a good place there means nothing here */

/* A tag that has its place. */
typedef struct Taken {
    Rect area;
    Point anchor;
} Taken;

static bool overlap(Rect a, Rect b, float clearance) {
    return a.x < b.x + b.w + clearance && b.x < a.x + a.w + clearance && a.y < b.y + b.h + clearance &&
           b.y < a.y + a.h + clearance;
}

static Point tag_offset(const TagWish *wish, int direction, int distance) {
    double angle = 2 * M_PI * direction / DIRECTIONS;
    float x = (float)cos(angle), y = (float)sin(angle);
    return (Point){x * (DISTANCE[distance] + 0.5f * wish->width),
                   y * (DISTANCE[distance] + 0.5f * wish->height)};
}

static Rect tag_rect(const TagWish *wish, Point offset) {
    return (Rect){rintf(wish->anchor.x + offset.x - 0.5f * wish->width),
                  rintf(wish->anchor.y + offset.y - 0.5f * wish->height), wish->width, wish->height};
}

static bool contains(Rect area, float x, float y) {
    return x > area.x && x < area.x + area.w && y > area.y && y < area.y + area.h;
}

/* Whether the straight way from an anchor to its tag passes through a rectangle; one that the anchor stands
 * in cannot be avoided and does not count. */
static bool leader_crosses(Point from, Point to, Rect area) {
    enum { STEPS = 32 };
    float right = area.x + area.w, bottom = area.y + area.h;
    if ((from.x <= area.x && to.x <= area.x) || (from.x >= right && to.x >= right) ||
        (from.y <= area.y && to.y <= area.y) || (from.y >= bottom && to.y >= bottom))
        return false;
    if (contains(area, from.x, from.y)) return false;
    for (int i = 1; i < STEPS; i++) {
        float t = (float)i / STEPS;
        if (contains(area, from.x + t * (to.x - from.x), from.y + t * (to.y - from.y))) return true;
    }
    return false;
}

static Point nearest_on(Rect area, Point to) {
    return (Point){fminf(fmaxf(to.x, area.x), area.x + area.w), fminf(fmaxf(to.y, area.y), area.y + area.h)};
}

/* What is taken when a tag looks for a place. */
typedef struct Ground {
    const TagObstacle *obstacles;
    int obstacle_count;
    Taken taken[TAGS_MAX];
    int taken_count;
    const Occupancy *occupancy;
    Rect frame;
} Ground;

/* How good a place is in itself, lower is better; HARD and more: it is none. Places that cost more than
 * `limit` are not looked at to the end. */
static double place_cost(const TagWish *wish, const Ground *ground, int direction, int distance,
                         double limit) {
    Rect area = tag_rect(wish, tag_offset(wish, direction, distance)), frame = ground->frame;
    if (area.x < frame.x + INSET || area.y < frame.y + INSET || area.x + area.w > frame.x + frame.w - INSET ||
        area.y + area.h > frame.y + frame.h - INSET) {
        return 2 * HARD;
    }
    Rect around = {area.x - 2, area.y - 2, area.w + 4, area.h + 4};
    /* To cover a path is bad; to cover many is not much worse. */
    double covered = occupancy_count(ground->occupancy, around);
    double cost =
        PER_COVERED_CELL * fmin(covered, MANY_CELLS) + PER_FURTHER_CELL * fmax(covered - MANY_CELLS, 0);
    cost += PER_PIXEL_AWAY * (double)(DISTANCE[distance] - DISTANCE[0]);
    cost += NOT_RIGHT * (1 - cos(2 * M_PI * direction / DIRECTIONS));
    Point to = nearest_on(area, wish->anchor);
    for (int i = 0; i < ground->taken_count && cost <= limit; i++) {
        const Taken *taken = &ground->taken[i];
        if (overlap(area, taken->area, CLEARANCE)) return 2 * HARD;
        if (leader_crosses(wish->anchor, to, taken->area)) cost += ACROSS;
        if (leader_crosses(taken->anchor, nearest_on(taken->area, taken->anchor), area)) cost += ACROSS;
    }
    for (int i = 0; i < ground->obstacle_count && cost <= limit; i++) {
        const TagObstacle *obstacle = &ground->obstacles[i];
        bool own = obstacle->owner == wish->key;
        if (overlap(area, obstacle->area, own ? 0 : CLEARANCE)) return 2 * HARD;
        if (!own && leader_crosses(wish->anchor, to, obstacle->area)) cost += ACROSS;
    }
    return cost;
}

/* The cheapest place, starting from the last one, which is kept unless that is much dearer. False where there
 * is none. */
static bool choose_place(const TagWish *wish, const Ground *ground, const TagMemory *memory, int *direction,
                         int *distance) {
    double last = INFINITY;
    if (memory->known) last = place_cost(wish, ground, memory->direction, memory->distance, INFINITY);
    bool keep = last <= KEEP_AT_LEAST;
    double best = last; /* it is one of the places below */
    for (int far = 0; far < DISTANCES && !keep; far++) {
        for (int way = 0; way < DIRECTIONS; way++) {
            double cost = place_cost(wish, ground, way, far, best);
            if (cost < best) best = cost, *direction = way, *distance = far;
        }
    }
    if (keep || last <= KEEP * best) *direction = memory->direction, *distance = memory->distance;
    return keep || best < HARD;
}

static float ease_out(float way) {
    return 1 - (1 - way) * (1 - way) * (1 - way);
}

static void remember(TagMemory *memory, int direction, int distance, Point offset, bool animate) {
    bool moved = memory->known && (memory->direction != direction || memory->distance != distance);
    if (moved && animate) {
        memory->from_x = memory->offset_x;
        memory->from_y = memory->offset_y;
        memory->way = 0;
    } else if (!memory->known || !animate) {
        memory->way = 1;
    }
    memory->known = true;
    memory->direction = direction;
    memory->distance = distance;
    float done = memory->way >= 1 ? 1 : ease_out(memory->way);
    memory->offset_x = done >= 1 ? offset.x : memory->from_x + done * (offset.x - memory->from_x);
    memory->offset_y = done >= 1 ? offset.y : memory->from_y + done * (offset.y - memory->from_y);
}

void tags_place(Tags *tags, const TagWish *wishes, int count, const TagObstacle *obstacles,
                int obstacle_count, const Occupancy *occupancy, Rect frame, bool animate, Tag *places) {
    assert(count <= TAGS_MAX && obstacle_count <= TAG_OBSTACLES_MAX);
    Ground ground = {
        .obstacles = obstacles, .obstacle_count = obstacle_count, .occupancy = occupancy, .frame = frame};
    memset(tags->seen, 0, sizeof tags->seen);
    for (int i = 0; i < count; i++) {
        const TagWish *wish = &wishes[i];
        assert(wish->key >= 0 && wish->key < TAGS_MAX);
        TagMemory *memory = &tags->memory[wish->key];
        tags->seen[wish->key] = true;
        float leap = hypotf(wish->anchor.x - memory->anchor.x, wish->anchor.y - memory->anchor.y);
        memory->known &= tags->steady || leap < LEAP;
        memory->anchor = wish->anchor;
        int direction = 0, distance = 0;
        places[i] = (Tag){0};
        if (!choose_place(wish, &ground, memory, &direction, &distance)) {
            memory->known = false;
            continue;
        }
        Point offset = tag_offset(wish, direction, distance);
        ground.taken[ground.taken_count++] = (Taken){tag_rect(wish, offset), wish->anchor};
        remember(memory, direction, distance, offset, animate);
        Rect area = tag_rect(wish, (Point){memory->offset_x, memory->offset_y});
        Point to = nearest_on(area, wish->anchor);
        float gap = hypotf(to.x - wish->anchor.x, to.y - wish->anchor.y);
        places[i] = (Tag){true, area, gap > DISTANCE[0] + 1, to};
    }
    for (int key = 0; key < TAGS_MAX; key++) tags->memory[key].known &= tags->seen[key];
}

void tags_advance(Tags *tags, double seconds) {
    for (int key = 0; key < TAGS_MAX; key++) {
        TagMemory *memory = &tags->memory[key];
        if (memory->known && memory->way < 1)
            memory->way = fminf(1, memory->way + (float)(seconds / MOVE_SECONDS));
    }
}

bool tags_moving(const Tags *tags) {
    for (int key = 0; key < TAGS_MAX; key++) {
        if (tags->memory[key].known && tags->memory[key].way < 1) return true;
    }
    return false;
}

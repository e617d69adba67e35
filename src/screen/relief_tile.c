#include "relief_tile.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* How far a triangle reaches beyond its edges, so that rounding leaves no gap between two: samples. */
static const float OVERLAP = 1e-3f, SLIVER = 1e-4f;

void relief_tile_clear(ReliefTile *tile, int x, int y, int w, int h) {
    assert(w <= RELIEF_TILE_WIDTH && h <= RELIEF_TILE_HEIGHT);
    tile->x = x, tile->y = y, tile->w = w, tile->h = h;
    size_t size = sizeof(float) * (size_t)h * RELIEF_TILE_WIDTH;
    memset(tile->near, 0, size);
    memset(tile->position, 0, size);
    memset(tile->rate, 0, size);
    memset(tile->light, 0, size);
}

float relief_area(const ReliefCorner *a, const ReliefCorner *b, const ReliefCorner *c) {
    return (b->x - a->x) * (c->y - a->y) - (c->x - a->x) * (b->y - a->y);
}

/* A value that runs evenly over the picture: value = at + x * along + y * down, from corner a. */
typedef struct Even {
    float at, along, down;
} Even;

/* The triangle's sides, seen from a, over its area. */
typedef struct Sides {
    float bx, by, cx, cy;
} Sides;

static Even even(const Sides *sides, float a, float b, float c) {
    float to_b = b - a, to_c = c - a;
    return (Even){a, to_b * sides->cy - to_c * sides->by, to_c * sides->bx - to_b * sides->cx};
}

/* fminf and fmaxf care for NaN, which costs a call. */
static inline float smaller(float a, float b) {
    return a < b ? a : b;
}
static inline float larger(float a, float b) {
    return a > b ? a : b;
}
static inline float least(float a, float b, float c) {
    return smaller(smaller(a, b), c);
}
static inline float most(float a, float b, float c) {
    return larger(larger(a, b), c);
}

/* An edge from p to q, clockwise: its x at height 0 and how that changes. Going up it has the triangle on its
 * right, going down on its left; level it says nothing about rows. */
typedef struct Edge {
    float at, slope;
    int side; /* 1: it bounds rows below, -1: above; 0: level */
} Edge;

static inline Edge edge_of(float px, float py, float qx, float qy) {
    float rise = qy - py;
    if (rise == 0) return (Edge){0, 0, 0};
    float slope = (qx - px) / rise;
    return (Edge){px - py * slope, slope, rise < 0 ? 1 : -1};
}

static inline void cut_row(const Edge *edge, float y, float *low, float *high) {
    float x = edge->at + y * edge->slope;
    if (edge->side > 0) *low = larger(*low, x - OVERLAP);
    if (edge->side < 0) *high = smaller(*high, x + OVERLAP);
}

/* The first sample whose middle is at or beyond `place`, held to 0 .. count. */
static inline int first_sample(float place, int count) {
    float beyond = place - 0.5f;
    if (!(beyond > 0)) return 0;
    if (beyond >= (float)count) return count;
    int whole = (int)beyond;
    return whole + ((float)whole < beyond);
}

void relief_tile_triangle(ReliefTile *tile, const ReliefCorner *a, const ReliefCorner *b,
                          const ReliefCorner *c) {
    float area = relief_area(a, b, c);
    if (area < 0) {
        const ReliefCorner *swap = b;
        b = c, c = swap, area = -area;
    }
    if (!(area > SLIVER && area < 1e12f)) return;
    float left = (float)tile->x, top = (float)tile->y;
    float ax = a->x - left, ay = a->y - top, bx = b->x - left, by = b->y - top, cx = c->x - left,
          cy = c->y - top;
    int y0 = first_sample(least(ay, by, cy) - OVERLAP, tile->h);
    int y1 = first_sample(most(ay, by, cy) + OVERLAP, tile->h);
    if (y0 >= y1 || most(ax, bx, cx) < 0 || least(ax, bx, cx) > (float)tile->w) return;
    Sides sides = {(bx - ax) / area, (by - ay) / area, (cx - ax) / area, (cy - ay) / area};
    /* Beyond the edges of a narrow triangle what runs evenly would run far. */
    float farthest = least(a->near, b->near, c->near), nearest = most(a->near, b->near, c->near);
    Even near = even(&sides, a->near, b->near, c->near);
    Even position = even(&sides, a->position, b->position, c->position);
    Even rate = even(&sides, a->rate, b->rate, c->rate), light = even(&sides, a->light, b->light, c->light);
    const Edge edges[3] = {edge_of(ax, ay, bx, by), edge_of(bx, by, cx, cy), edge_of(cx, cy, ax, ay)};
    float left_end = least(ax, bx, cx) - OVERLAP, right_end = most(ax, bx, cx) + OVERLAP;
    for (int j = y0; j < y1; j++) {
        float y = (float)j + 0.5f, low = left_end, high = right_end;
        for (int e = 0; e < 3; e++) cut_row(&edges[e], y, &low, &high);
        int first = first_sample(low, tile->w), last = first_sample(high, tile->w);
        float down = y - ay;
        float *row_near = tile->near + j * RELIEF_TILE_WIDTH;
        for (int i = first; i < last; i++) {
            float right = (float)i + 0.5f - ax, here = near.at + right * near.along + down * near.down;
            here = here < farthest ? farthest : here > nearest ? nearest : here;
            if (!(here > row_near[i])) continue;
            int at = j * RELIEF_TILE_WIDTH + i;
            tile->near[at] = here;
            tile->position[at] = position.at + right * position.along + down * position.down;
            tile->rate[at] = rate.at + right * rate.along + down * rate.down;
            tile->light[at] = light.at + right * light.along + down * light.down;
        }
    }
}

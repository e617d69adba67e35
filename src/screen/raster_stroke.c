/* Lines and trails: coverage goes into a mask by maximum, and the mask is blended once. */
#include "raster.h"

#include "lanes.h"
#include "raster_internal.h"
#include "stroke.h"

#include <math.h>
#include <string.h>

enum { CHUNK = RASTER_SLACK }; /* pixels at a time */

typedef struct StrokeRaster {
    Raster *raster;
    float half;    /* of the width, at least half a pixel */
    float ceiling; /* coverage of a line thinner than a pixel */
} StrokeRaster;

/* A piece as four pixels at a time need it. */
typedef struct PieceShape {
    float ux, uy, length; /* direction and length */
    float reach, ceiling; /* coverage is reach - distance, up to the ceiling, ... */
    float low, high;      /* ... and fades at flat ends: along + low, high - along */
} PieceShape;

/* Coverage of four pixels side by side, the first with its middle at (x, y) from the piece's start. */
static Four piece_share(const PieceShape *shape, float x, float y) {
    Four px = four_from(x), ux = four_of(shape->ux), zero = four_of(0);
    Four along = px * ux + four_of(y * shape->uy);
    Four nearest = four_min(four_max(along, zero), four_of(shape->length));
    Four ex = px - ux * nearest, ey = four_of(y) - four_of(shape->uy) * nearest;
    Four share = four_min(four_of(shape->reach) - four_root(ex * ex + ey * ey), four_of(shape->ceiling));
    share = four_min(share, four_min(along + four_of(shape->low), four_of(shape->high) - along));
    return four_max(share, zero);
}

static void cover_piece(void *context, const StrokePiece *piece) {
    StrokeRaster *stroke = context;
    Raster *raster = stroke->raster;
    Point a = piece->from, b = piece->to;
    float dx = b.x - a.x, dy = b.y - a.y, length = sqrtf(dx * dx + dy * dy);
    if (length < 1e-6f && (piece->flat_from || piece->flat_to)) return;
    float inverse = length > 1e-6f ? 1 / length : 0, reach = stroke->half + 0.5f;
    PixelBox box = raster_reach(raster, float_min(a.x, b.x) - reach, float_min(a.y, b.y) - reach,
                                float_max(a.x, b.x) + reach, float_max(a.y, b.y) + reach);
    /* A flat end fades over one pixel across its edge; a round one has its edge out of the way. */
    PieceShape shape = {.ux = dx * inverse,
                        .uy = dy * inverse,
                        .length = length,
                        .reach = reach,
                        .ceiling = stroke->ceiling,
                        .low = piece->flat_from ? 0.5f : 1e9f,
                        .high = (piece->flat_to ? 0.5f : 1e9f) + length};
    /* Within a row only what is near the line matters: `spread` to both sides of where the line crosses it.
     */
    bool steep = fabsf(dy) > 1e-3f * length;
    float slope = steep ? dx / dy : 0, spread = steep ? reach * length / fabsf(dy) : INFINITY;
    for (int y = box.y0; y < box.y1; y++) {
        float py = (float)y + 0.5f - a.y, crossing = a.x + slope * py;
        int x0 = box.x0, x1 = box.x1;
        if (crossing - spread > (float)x0) x0 = (int)float_min(crossing - spread, (float)x1);
        if (crossing + spread + 1 < (float)x1) x1 = (int)float_max(crossing + spread + 1, (float)x0);
        if (x0 >= x1) continue;
        raster_touch(raster, y, x0, x1);
        uint8_t *row = raster->mask + (size_t)y * (size_t)raster->w;
        for (int x = x0; x < x1; x += CHUNK) {
            float first = (float)x + 0.5f - a.x;
            raise_eight(row + x, piece_share(&shape, first, py), piece_share(&shape, first + 4, py),
                        keep_bytes(x1 - x));
        }
    }
}

static Four dot_share(float x, float y, float reach) {
    Four dx = four_from(x), distance = four_root(dx * dx + four_of(y * y));
    return four_min(four_max(four_of(reach) - distance, four_of(0)), four_of(1));
}

static void cover_dot(Raster *raster, Point centre, float radius) {
    float reach = radius + 0.5f;
    PixelBox box =
        raster_reach(raster, centre.x - reach, centre.y - reach, centre.x + reach, centre.y + reach);
    if (box.x0 >= box.x1) return;
    for (int y = box.y0; y < box.y1; y++) {
        float dy = (float)y + 0.5f - centre.y;
        raster_touch(raster, y, box.x0, box.x1);
        uint8_t *row = raster->mask + (size_t)y * (size_t)raster->w;
        for (int x = box.x0; x < box.x1; x += CHUNK) {
            float first = (float)x + 0.5f - centre.x;
            raise_eight(row + x, dot_share(first, dy, reach), dot_share(first + 4, dy, reach),
                        keep_bytes(box.x1 - x));
        }
    }
}

void raster_blend_mask(Raster *raster, Color color) {
    uint32_t solid = 255u << 24 | (uint32_t)color.r << 16 | (uint32_t)color.g << 8 | color.b;
    for (int y = raster->clip.y0; y < raster->clip.y1; y++) {
        int x0 = raster->row_low[y], x1 = raster->row_high[y];
        uint8_t *mask = raster->mask + (size_t)y * (size_t)raster->w;
        uint32_t *row = raster->pixels + (size_t)y * (size_t)raster->w;
        for (int x = x0; x < x1; x += CHUNK) {
            uint8_t coverage[CHUNK];
            uint64_t eight;
            memcpy(&eight, mask + x, CHUNK);
            eight &= keep_bytes(x1 - x); /* what follows may be the next row's */
            memcpy(coverage, &eight, CHUNK);
            if (eight) blend_eight(row + x, coverage, solid, color.a);
        }
        if (x0 < x1) memset(mask + x0, 0, (size_t)(x1 - x0));
        raster->row_low[y] = raster->w;
        raster->row_high[y] = 0;
    }
}

void raster_stroke(Raster *raster, const Stroke *stroke, Color color) {
    if (!(stroke->width > 0) || color.a == 0) return;
    StrokeRaster context = {raster, 0.5f * float_max(stroke->width, 1.0f), float_min(stroke->width, 1.0f)};
    stroke_pieces(stroke, raster->clip, cover_piece, &context);
    if (stroke->radii)
        for (int i = 0; i < stroke->count; i++) {
            Point p = stroke->points[i];
            if (stroke->radii[i] > 0 && isfinite(p.x) && isfinite(p.y))
                cover_dot(raster, p, stroke->radii[i]);
        }
    raster_blend_mask(raster, color);
}

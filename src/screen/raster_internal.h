/* Shared by raster.c, raster_stroke.c and raster_area.c. */
#ifndef SCREEN_RASTER_INTERNAL_H
#define SCREEN_RASTER_INTERNAL_H

#include "raster.h"

#include <stddef.h>

/* Pixels and mask are longer by this, so that eight at a time may run over the end of the last row. */
enum { RASTER_SLACK = 8 };

struct Raster {
    uint32_t *pixels;
    int w, h;
    PixelBox clip;
    uint8_t *mask;           /* coverage of the line or polygon being drawn; all zero in between */
    int *row_low, *row_high; /* which part of each row of the mask is touched: low <= x < high */
    float *area;             /* (w + 2) of signed area, for one row of a polygon; all zero in between */
};

static inline int int_min(int a, int b) {
    return a < b ? a : b;
}
static inline int int_max(int a, int b) {
    return a > b ? a : b;
}
static inline float float_min(float a, float b) {
    return a < b ? a : b;
}
static inline float float_max(float a, float b) {
    return a > b ? a : b;
}
static inline float unit(float a) {
    return float_min(float_max(a, 0.0f), 1.0f);
}

/* a * b / 255 rounded, for 0 <= a, b <= 255. */
static inline uint32_t multiply_255(uint32_t a, uint32_t b) {
    uint32_t product = a * b + 128;
    return (product + (product >> 8)) >> 8;
}

/* A colour split for blending: red and blue, alpha and green, each in 16 bits. */
typedef struct Paint {
    uint32_t red_blue, alpha_green, alpha;
} Paint;

static inline Paint paint_of(Color color) {
    return (Paint){(uint32_t)color.r << 16 | color.b, 255u << 16 | color.g, color.a};
}

/* The pixel with `share` of 255 of the paint over it; 0 leaves it, 255 replaces it exactly. */
static inline uint32_t blend(uint32_t pixel, Paint paint, uint32_t share) {
    uint32_t weight = share + (share >> 7), rest = 256 - weight;
    uint32_t red_blue = ((pixel & 0xff00ff) * rest + paint.red_blue * weight + 0x800080) >> 8;
    uint32_t alpha_green = ((pixel >> 8 & 0xff00ff) * rest + paint.alpha_green * weight + 0x800080) >> 8;
    return (red_blue & 0xff00ff) | (alpha_green & 0xff00ff) << 8;
}

/* One pixel, clipped by the caller, covered by `coverage` of 0 to 1. */
static inline void cover(Raster *raster, int x, int y, Paint paint, float coverage) {
    uint32_t share = multiply_255((uint32_t)(coverage * 255.0f + 0.5f), paint.alpha);
    uint32_t *pixel = raster->pixels + (size_t)y * (size_t)raster->w + x;
    *pixel = blend(*pixel, paint, share);
}

static inline void cover_span(Raster *raster, int x0, int x1, int y, Paint paint) {
    uint32_t *row = raster->pixels + (size_t)y * (size_t)raster->w;
    if (paint.alpha == 255) {
        uint32_t solid = paint.red_blue | paint.alpha_green << 8;
        for (int x = x0; x < x1; x++) row[x] = solid;
    } else {
        for (int x = x0; x < x1; x++) row[x] = blend(row[x], paint, paint.alpha);
    }
}

static inline PixelBox box_intersect(PixelBox a, PixelBox b) {
    PixelBox box = {int_max(a.x0, b.x0), int_max(a.y0, b.y0), int_min(a.x1, b.x1), int_min(a.y1, b.y1)};
    if (box.x1 < box.x0) box.x1 = box.x0;
    if (box.y1 < box.y0) box.y1 = box.y0;
    return box;
}

/* Says that the mask is no longer empty in row y from x0 to x1. */
static inline void raster_touch(Raster *raster, int y, int x0, int x1) {
    raster->row_low[y] = int_min(raster->row_low[y], x0);
    raster->row_high[y] = int_max(raster->row_high[y], x1);
}

/* Blends the mask and leaves it empty. */
void raster_blend_mask(Raster *raster, Color color);

/* The pixels that a shape within these bounds can touch, inside the clip. Bounds may be anything but NaN. */
PixelBox raster_reach(const Raster *raster, float x0, float y0, float x1, float y1);

#endif

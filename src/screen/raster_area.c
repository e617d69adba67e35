/* Polygons by exact area, meshes by sampling. */
#include "raster.h"

#include "raster_internal.h"

#include <math.h>
#include <string.h>

/* Adds to area[] what the part of an edge within one pixel row contributes: at every pixel the change, from
 * its left neighbour's, of the area to the right of the edge. x are relative to the first column; the part is
 * `height` high, signed by its direction. */
static void add_part(float *area, float x0, float x1, float height, int columns) {
    if (x0 > x1) {
        float swap = x0;
        x0 = x1;
        x1 = swap;
    }
    x0 = float_min(float_max(x0, 0), (float)columns);
    x1 = float_min(float_max(x1, 0), (float)columns);
    int first = (int)x0, last = (int)x1;
    if (first == last) {
        float right = (float)(first + 1) - 0.5f * (x0 + x1); /* share of this pixel right of the edge */
        area[first] += height * right;
        area[first + 1] += height * (1 - right);
        return;
    }
    float slope = height / (x1 - x0), sum = 0; /* height per column */
    float part = (float)(first + 1) - x0;
    float covered = 0.5f * slope * part * part;
    area[first] += covered;
    sum = covered;
    float risen = slope * part; /* height of the edge's part in the columns so far */
    for (int x = first + 1; x < last; x++) {
        covered = risen + 0.5f * slope;
        area[x] += covered - sum;
        sum = covered;
        risen += slope;
    }
    part = x1 - (float)last;
    covered = risen + slope * part * (1 - 0.5f * part);
    area[last] += covered - sum;
    area[last + 1] += height - covered;
}

/* The columns of a row that edges change: first <= x <= last; last is -1 where there is none. */
typedef struct Columns {
    int first, last;
} Columns;

static void add_edge(float *area, Point a, Point b, int y, int left, int columns, Columns *touched) {
    if (!(float_max(a.y, b.y) > (float)y && float_min(a.y, b.y) < (float)(y + 1)) || a.y == b.y) return;
    float direction = 1;
    if (a.y > b.y) {
        Point swap = a;
        a = b;
        b = swap;
        direction = -1;
    }
    float top = float_max(a.y, (float)y), bottom = float_min(b.y, (float)(y + 1));
    if (top >= bottom) return;
    float slope = (b.x - a.x) / (b.y - a.y);
    float x0 = a.x + (top - a.y) * slope - (float)left, x1 = a.x + (bottom - a.y) * slope - (float)left;
    float most = (float)columns;
    int low = (int)float_min(float_max(float_min(x0, x1), 0), most),
        high = (int)float_min(float_max(float_max(x0, x1), 0), most);
    touched->first = int_min(touched->first, int_max(low - 1, 0)); /* a rounding further */
    touched->last = int_max(touched->last, int_min(high + 2, columns + 1));
    /* What lies left of the first column covers all of it; what lies right covers nothing: cut there. */
    float ends[4] = {x0, x1, 0, 0}, ys[4] = {top, bottom, 0, 0};
    float limits[2] = {0, (float)columns};
    float cuts[4] = {0, 1, 1, 1};
    int count = 1;
    if (x0 != x1)
        for (int i = 0; i < 2; i++) {
            float t = (limits[i] - x0) / (x1 - x0);
            if (t > 0 && t < 1) cuts[count++] = t;
        }
    if (count == 3 && cuts[1] > cuts[2]) {
        float swap = cuts[1];
        cuts[1] = cuts[2];
        cuts[2] = swap;
    }
    cuts[count] = 1;
    for (int i = 0; i < count; i++) {
        float from = ends[0] + cuts[i] * (ends[1] - ends[0]),
              to = ends[0] + cuts[i + 1] * (ends[1] - ends[0]);
        add_part(area, from, to, direction * (cuts[i + 1] - cuts[i]) * (ys[1] - ys[0]), columns);
    }
}

void raster_polygon(Raster *raster, const Point *points, int count, Color color) {
    if (count < 3) return;
    float x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
    for (int i = 0; i < count; i++) {
        if (!isfinite(points[i].x) || !isfinite(points[i].y)) return;
        x0 = float_min(x0, points[i].x), x1 = float_max(x1, points[i].x);
        y0 = float_min(y0, points[i].y), y1 = float_max(y1, points[i].y);
    }
    PixelBox box = raster_reach(raster, x0, y0, x1, y1);
    int columns = box.x1 - box.x0;
    if (columns <= 0) return;
    float *area = raster->area;
    for (int y = box.y0; y < box.y1; y++) {
        Columns touched = {columns, -1};
        for (int i = 0; i < count; i++)
            add_edge(area, points[i], points[i + 1 < count ? i + 1 : 0], y, box.x0, columns, &touched);
        if (touched.last < 0) continue;
        int end = int_min(touched.last + 1, columns);
        uint8_t *mask = raster->mask + (size_t)y * (size_t)raster->w + box.x0;
        float sum = 0;
        for (int x = touched.first; x < end; x++) {
            sum += area[x];
            mask[x] = (uint8_t)(float_min(fabsf(sum), 1.0f) * 255.0f + 0.5f);
        }
        memset(area + touched.first, 0, sizeof *area * (size_t)(touched.last - touched.first + 1));
        if (touched.first < end) raster_touch(raster, y, box.x0 + touched.first, box.x0 + end);
    }
    raster_blend_mask(raster, color);
}

/* Twice the signed area of a, b and (x, y). */
static float side(MeshVertex a, MeshVertex b, float x, float y) {
    return (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
}

/* Whether points on the edge belong to the triangle, so that neighbours share no pixel and leave none out. */
static bool owns_edge(MeshVertex a, MeshVertex b) {
    return b.y < a.y || (b.y == a.y && b.x > a.x);
}

static void triangle(Raster *raster, MeshVertex a, MeshVertex b, MeshVertex c) {
    float area = side(a, b, c.x, c.y);
    if (!(area > 0 || area < 0)) return;
    if (area < 0) {
        MeshVertex swap = b;
        b = c;
        c = swap;
        area = -area;
    }
    PixelBox box =
        raster_reach(raster, float_min(a.x, float_min(b.x, c.x)), float_min(a.y, float_min(b.y, c.y)),
                     float_max(a.x, float_max(b.x, c.x)), float_max(a.y, float_max(b.y, c.y)));
    bool own_a = owns_edge(b, c), own_b = owns_edge(c, a), own_c = owns_edge(a, b);
    for (int y = box.y0; y < box.y1; y++)
        for (int x = box.x0; x < box.x1; x++) {
            float px = (float)x + 0.5f, py = (float)y + 0.5f;
            float wa = side(b, c, px, py), wb = side(c, a, px, py), wc = side(a, b, px, py);
            if (wa < 0 || wb < 0 || wc < 0) continue;
            if ((wa == 0 && !own_a) || (wb == 0 && !own_b) || (wc == 0 && !own_c)) continue;
            wa /= area, wb /= area, wc /= area;
            Color color = {
                (uint8_t)(wa * a.color.r + wb * b.color.r + wc * c.color.r + 0.5f),
                (uint8_t)(wa * a.color.g + wb * b.color.g + wc * c.color.g + 0.5f),
                (uint8_t)(wa * a.color.b + wb * b.color.b + wc * c.color.b + 0.5f),
                (uint8_t)(wa * a.color.a + wb * b.color.a + wc * c.color.a + 0.5f),
            };
            cover(raster, x, y, paint_of(color), 1);
        }
}

void raster_mesh(Raster *raster, const MeshVertex *vertices, int vertex_count, const int *indices,
                 int index_count) {
    (void)vertex_count;
    for (int i = 0; i + 2 < index_count; i += 3)
        triangle(raster, vertices[indices[i]], vertices[indices[i + 1]], vertices[indices[i + 2]]);
}

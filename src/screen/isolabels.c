#include "isolabels.h"

#include "text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Pixels between heights, and where a surface is over so much data that they are dear; places tried per line.
 */
enum { CELL = 8, WIDE_CELL = 16, CANDIDATES = 12 };
static const float FROM_TRAJECTORY = 26, APART = 110, APART_OF_ONE_LEVEL = 300, GAP = 5, INSET = 6,
                   HALF_HEIGHT = 8;
static const double BEND_MAX = 0.5, APART_ON_A_LINE = 420, LINE_LEAST = 48;
static const double STEEP = 1.45; /* radians */
static const double ZOOM_KEEP =
    1.25; /* a label's place is chosen anew once the view is zoomed by more than this */

void isolabels_end(IsoLabels *labels) {
    free(labels->heights);
    contour_end(&labels->contours);
    *labels = (IsoLabels){0};
}

static TextStyle label_style(void) {
    return (TextStyle){SMALL_TEXT, WEIGHT_MEDIUM, ALIGN_CENTRE, false};
}

/* The upright rectangle around a turned label. */
static Rect label_bounds(const IsoLabel *label, Point at) {
    float c = fabsf(cosf(label->angle)), s = fabsf(sinf(label->angle)), half = 0.5f * label->width + GAP;
    float w = c * half + s * HALF_HEIGHT, h = s * half + c * HALF_HEIGHT;
    return (Rect){at.x - w, at.y - h, 2 * w, 2 * h};
}

static bool touch(Rect a, Rect b) {
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

static bool inside(Rect a, Rect frame, float inset) {
    return a.x >= frame.x + inset && a.y >= frame.y + inset && a.x + a.w <= frame.x + frame.w - inset &&
           a.y + a.h <= frame.y + frame.h - inset;
}

/* Whether the label has its place for itself, as far as trajectories, obstacles and the labels before it go.
 */
static bool is_free(const IsoLabels *labels, int before, const IsoLabel *label, const Camera *camera,
                    const Occupancy *occupancy, const Rect *obstacles, int obstacle_count) {
    Point at = camera_to_screen(camera, label->at.x, label->at.y);
    Rect bounds = label_bounds(label, at);
    if (!inside(bounds, camera->frame, INSET)) return false;
    float half = 0.5f * label->width;
    for (int i = -1; i <= 1; i++) {
        float x = at.x + (float)i * half * cosf(label->angle),
              y = at.y + (float)i * half * sinf(label->angle);
        Rect near = {x - FROM_TRAJECTORY, y - FROM_TRAJECTORY, 2 * FROM_TRAJECTORY, 2 * FROM_TRAJECTORY};
        if (occupancy_count(occupancy, near) > 0) return false;
    }
    for (int i = 0; i < obstacle_count; i++) {
        if (touch(bounds, obstacles[i])) return false;
    }
    for (int i = 0; i < before; i++) {
        Point other = camera_to_screen(camera, labels->labels[i].at.x, labels->labels[i].at.y);
        bool same = strcmp(labels->labels[i].text, label->text) == 0;
        if (hypotf(other.x - at.x, other.y - at.y) < (same ? APART_OF_ONE_LEVEL : APART)) return false;
    }
    return true;
}

/* Band positions on a lattice of screen points. */
typedef struct Sampling {
    const Surface *surface;
    const Bands *bands;
    const Camera *camera;
    int columns, cell;
    float *heights;
} Sampling;

static void sample_points(void *context, size_t begin, size_t end) {
    enum { BLOCK = 256 };
    const Sampling *sampling = context;
    const Camera *camera = sampling->camera;
    const Bands *bands = sampling->bands;
    double x[BLOCK], y[BLOCK], loss[BLOCK], *results[] = {loss};
    for (size_t done = begin; done < end; done += BLOCK) {
        size_t n = end - done < BLOCK ? end - done : BLOCK;
        for (size_t i = 0; i < n; i++) {
            int column = (int)(done + i) % sampling->columns, row = (int)(done + i) / sampling->columns;
            World world = camera_to_world(camera, camera->frame.x + (double)sampling->cell * column,
                                          camera->frame.y + (double)sampling->cell * row);
            x[i] = world.x;
            y[i] = world.y;
        }
        program_evaluate(sampling->surface->program, ORDER_VALUE, n, x, y, 0, results);
        for (size_t i = 0; i < n; i++) {
            double position = isfinite(loss[i]) ? bands_position(bands, loss[i]) : NAN;
            sampling->heights[done + i] = (float)(position < -2                 ? -2
                                                  : position > bands->count + 2 ? bands->count + 2
                                                                                : position);
        }
    }
}

/* False where memory is short. */
static bool sample_heights(IsoLabels *labels, const Surface *surface, const Bands *bands,
                           const Camera *camera, HeightGrid *grid) {
    int cell = program_rough(surface->program) == surface->program ? CELL : WIDE_CELL;
    int columns = (int)ceilf(camera->frame.w / (float)cell) + 1,
        rows = (int)ceilf(camera->frame.h / (float)cell) + 1;
    int need = columns * rows;
    if (need > labels->heights_capacity) {
        free(labels->heights);
        labels->heights = malloc((size_t)need * sizeof(float));
        labels->heights_capacity = labels->heights ? need : 0;
        if (!labels->heights) return false;
    }
    Sampling sampling = {surface, bands, camera, columns, cell, labels->heights};
    parallel_for(labels->threads, (size_t)need, 512, sample_points, &sampling, NULL);
    *grid = (HeightGrid){.width = columns,
                         .height = rows,
                         .floats = labels->heights,
                         .origin = {camera->frame.x, camera->frame.y},
                         .step = {cell, cell}};
    return true;
}

/* Steep labels all read upwards, or 60 and 09 could not be told apart. */
static float readable(double angle) {
    return (float)(angle > STEEP ? angle - M_PI : angle);
}

static double line_length(const double (*points)[2], size_t count) {
    double length = 0;
    for (size_t i = 1; i < count; i++) {
        length += hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]);
    }
    return length;
}

static void add_from_line(IsoLabels *labels, const ContourLine *line, IsoLabel label, const Camera *camera,
                          const Occupancy *occupancy, const Rect *obstacles, int obstacle_count) {
    const double(*points)[2] = labels->contours.points + line->first;
    if (line_length(points, line->count) < LINE_LEAST + label.width) return;
    ContourLabel places[CANDIDATES];
    int count = contour_labels(points, line->count, line->closed, (double)label.width + 2 * GAP, 40, BEND_MAX,
                               CANDIDATES, places);
    double taken[CANDIDATES];
    int taken_count = 0;
    for (int i = 0; i < count && labels->count < ISOLABELS_MAX; i++) {
        bool crowded = false;
        for (int k = 0; k < taken_count; k++) crowded |= fabs(places[i].along - taken[k]) < APART_ON_A_LINE;
        if (crowded) continue;
        label.at = camera_to_world(camera, places[i].at[0], places[i].at[1]);
        label.angle = readable(places[i].angle);
        if (!is_free(labels, labels->count, &label, camera, occupancy, obstacles, obstacle_count)) continue;
        labels->labels[labels->count++] = label;
        taken[taken_count++] = places[i].along;
    }
}

static void add_labels(IsoLabels *labels, Canvas *canvas, const Surface *surface, const Bands *bands,
                       const Camera *camera, const Occupancy *occupancy, const Rect *obstacles,
                       int obstacle_count) {
    HeightGrid grid;
    double levels[BANDS_MAX];
    int edges[BANDS_MAX], count = 0;
    for (int edge = 1; edge < bands->count; edge++) {
        if (bands_is_major(bands, edge)) edges[count] = edge, levels[count++] = edge;
    }
    if (count == 0 || !sample_heights(labels, surface, bands, camera, &grid)) return;
    if (!contour_lines(&labels->contours, &grid, levels, count, NULL)) return;
    for (int i = 0; i < labels->contours.line_count; i++) {
        const ContourLine *line = &labels->contours.lines[i];
        IsoLabel label = {0};
        bands_edge_text(bands, edges[line->level], label.text);
        label.width = canvas_text_width(canvas, label_style(), label.text);
        add_from_line(labels, line, label, camera, occupancy, obstacles, obstacle_count);
    }
}

void isolabels_update(IsoLabels *labels, Canvas *canvas, const Surface *surface, const Bands *bands,
                      const Camera *camera, uint64_t ground, const Occupancy *occupancy,
                      const Rect *obstacles, int obstacle_count, bool may_add) {
    bool same_surface = labels->version == surface->version && bands_equal(&labels->bands, bands);
    if (same_surface && labels->ground == ground && memcmp(&labels->camera, camera, sizeof *camera) == 0)
        return;
    double zoom = labels->placed_unit > 0 ? camera->unit[0] / labels->placed_unit : INFINITY;
    if (!same_surface || zoom > ZOOM_KEEP || zoom < 1 / ZOOM_KEEP) labels->count = 0;
    if (labels->count == 0) labels->placed_unit = camera->unit[0];
    labels->version = surface->version;
    labels->bands = *bands;
    labels->camera = *camera;
    labels->ground = may_add ? ground : ground + 1; /* ask again once labels may come */
    int kept = 0;
    for (int i = 0; i < labels->count; i++) {
        if (is_free(labels, kept, &labels->labels[i], camera, occupancy, obstacles, obstacle_count)) {
            labels->labels[kept++] = labels->labels[i];
        }
    }
    labels->count = kept;
    if (may_add) add_labels(labels, canvas, surface, bands, camera, occupancy, obstacles, obstacle_count);
}

int isolabels_gaps(const IsoLabels *labels, const Camera *camera, BakeGap *gaps) {
    for (int i = 0; i < labels->count; i++) {
        const IsoLabel *label = &labels->labels[i];
        gaps[i] = (BakeGap){camera_to_screen(camera, label->at.x, label->at.y), 0.5f * label->width + GAP,
                            HALF_HEIGHT, label->angle};
    }
    return labels->count;
}

void isolabels_draw(const IsoLabels *labels, Canvas *canvas, const Theme *theme, const Camera *camera,
                    const Rect *covers, int cover_count) {
    for (int i = 0; i < labels->count; i++) {
        const IsoLabel *label = &labels->labels[i];
        Point at = camera_to_screen(camera, label->at.x, label->at.y);
        Rect bounds = label_bounds(label, at);
        bool covered = false;
        for (int k = 0; k < cover_count; k++) covered |= touch(bounds, covers[k]);
        if (covered) continue;
        float down = text_baseline(0, SMALL_TEXT);
        Point baseline = {at.x - down * sinf(label->angle), at.y + down * cosf(label->angle)};
        canvas_text(canvas, label_style(), label->text, baseline, label->angle, theme->iso_label);
    }
}

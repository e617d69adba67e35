#include "isolines.h"

#include "core/contour.h"

#include "shade.h"

#include <math.h>
#include <stdlib.h>

/* Pixels between heights; how many points a line may pass at once; rings of fewer, and parts of fewer that
 * break off at both ends, are crumbs. */
enum { CELL = 2, PASSED_MAX = 32, LEAST = 10 };
/* How far a line may leave the points it passes, and how close its neighbour may be, in pixels. */
static const double TOLERANCE = 0.04;
static const float CLOSEST = 3;

/* Positions of losses, and bands per pixel, on a lattice over the camera's frame. */
typedef struct Lattice {
    const BakeRequest *request;
    Shader shader;
    int columns, rows;
    float *position, *rate;
} Lattice;

static void evaluate_rows(void *context, size_t begin, size_t end) {
    const Lattice *lattice = context;
    const Camera *camera = lattice->request->camera;
    double x[SHADE_BLOCK], y[SHADE_BLOCK], loss[SHADE_BLOCK], gx[SHADE_BLOCK], gy[SHADE_BLOCK];
    double *results[] = {loss, gx, gy};
    for (size_t j = begin; j < end; j++) {
        for (int first = 0; first < lattice->columns; first += SHADE_BLOCK) {
            int left = lattice->columns - first, n = left < SHADE_BLOCK ? left : SHADE_BLOCK;
            size_t at = j * (size_t)lattice->columns + (size_t)first;
            for (int i = 0; i < n; i++) {
                World world = camera_to_world(camera, camera->frame.x + (double)CELL * (first + i),
                                              camera->frame.y + CELL * (double)j);
                x[i] = world.x, y[i] = world.y;
            }
            program_evaluate(lattice->request->surface->program, ORDER_GRADIENT, (size_t)n, x, y, 0, results);
            shade_positions(&lattice->shader, n, loss, gx, gy, camera->unit[0], -camera->unit[1],
                            lattice->position + at, lattice->rate + at);
        }
    }
}

static bool in_gap(const BakeGap *gap, const double at[2]) {
    float c = cosf(gap->angle), s = sinf(gap->angle);
    float dx = (float)at[0] - gap->centre.x, dy = (float)at[1] - gap->centre.y;
    return fabsf(c * dx + s * dy) <= gap->half_width && fabsf(c * dy - s * dx) <= gap->half_height;
}

/* Whether an edge's line is drawn at a place: in no gap, and lines as strong as it are far enough apart. */
static bool is_drawn(const Lattice *lattice, int edge, const double at[2]) {
    const BakeRequest *request = lattice->request;
    for (int i = 0; i < request->gap_count; i++)
        if (in_gap(&request->gaps[i], at)) return false;
    int i = (int)((at[0] - (double)request->camera->frame.x) / CELL + 0.5),
        j = (int)((at[1] - (double)request->camera->frame.y) / CELL + 0.5);
    float rate = lattice->rate[(size_t)j * (size_t)lattice->columns + (size_t)i];
    return lattice->shader.apart[edge] >= CLOSEST * rate;
}

static double from_line(const double point[2], const double a[2], const double b[2]) {
    double dx = b[0] - a[0], dy = b[1] - a[1], length = hypot(dx, dy);
    double ex = point[0] - a[0], ey = point[1] - a[1];
    return length > 0 ? fabs(ex * dy - ey * dx) / length : hypot(ex, ey);
}

/* The farthest point after `from` that a straight line may lead to. */
static size_t next_kept(const double (*points)[2], size_t count, size_t from) {
    size_t to = from + 1;
    for (; to + 1 < count && to - from < PASSED_MAX; to++)
        for (size_t i = from + 1; i <= to; i++)
            if (from_line(points[i], points[from], points[to + 1]) > TOLERANCE) return to;
    return to;
}

/* The parts of a line that are drawn, each as few points as show it. */
static void draw_line(Canvas *canvas, const Lattice *lattice, const ContourLine *line,
                      const double (*points)[2], Point *kept) {
    int edge = line->level + 1;
    Color color = lattice->request->theme->iso_major;
    color.a = (uint8_t)lattice->shader.alpha[edge];
    for (size_t first = 0, end; first < line->count; first = end + 1) {
        for (end = first; end < line->count && is_drawn(lattice, edge, points[end]);) end++;
        int count = 0;
        if (end - first < LEAST && (line->closed || (first > 0 && end < line->count))) continue;
        for (size_t i = first; i < end; i = next_kept(points, end, i))
            kept[count++] = (Point){(float)points[i][0], (float)points[i][1]};
        if (count > 1) canvas_polyline(canvas, kept, count, 1, 0, 0, color);
    }
}

static void draw_lines(Canvas *canvas, Lattice *lattice) {
    const Camera *camera = lattice->request->camera;
    double levels[BANDS_MAX];
    int count = lattice->shader.count - 1;
    for (int i = 0; i < count; i++) levels[i] = i + 1;
    HeightGrid grid = {.width = lattice->columns,
                       .height = lattice->rows,
                       .floats = lattice->position,
                       .origin = {camera->frame.x, camera->frame.y},
                       .step = {CELL, CELL}};
    Contours contours = {0};
    contour_lines(&contours, &grid, levels, count, lattice->request->threads);
    Point *kept = malloc((contours.point_count + 1) * sizeof *kept);
    for (int i = 0; kept && i < contours.line_count; i++)
        draw_line(canvas, lattice, &contours.lines[i], contours.points + contours.lines[i].first, kept);
    free(kept);
    contour_end(&contours);
}

void isolines_draw(Canvas *canvas, const BakeRequest *request) {
    const Rect *frame = &request->camera->frame;
    Lattice lattice = {.request = request,
                       .columns = (int)ceilf(frame->w / CELL) + 2,
                       .rows = (int)ceilf(frame->h / CELL) + 2,
                       .shader = shader_for(request->bands, request->theme, false, true, 1)};
    size_t points = (size_t)lattice.columns * (size_t)lattice.rows;
    lattice.position = malloc(2 * points * sizeof *lattice.position);
    if (!lattice.position) return;
    lattice.rate = lattice.position + points;
    parallel_for(request->threads, (size_t)lattice.rows, 8, evaluate_rows, &lattice, NULL);
    canvas_push_clip(canvas, *frame);
    draw_lines(canvas, &lattice);
    canvas_pop_clip(canvas);
    free(lattice.position);
}

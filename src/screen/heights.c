#include "heights.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* Losses beyond this count as this: what is added to or taken from them still is a number. */
static const double LARGEST = 1e300;
static const float FLATTEST = 1e-6f, WALL = 1e-4f;
/* Walls so much higher than the colour bands reach are not cut. */
static const double UNCUT = 1.3;

void heights_end(Heights *heights) {
    free(heights->points);
    free(heights->losses);
    *heights = (Heights){0};
}

/* ---- world and box ---- */

void heights_sides(View region, float side[2]) {
    double width = region.x[1] - region.x[0], height = region.y[1] - region.y[0],
           longer = fmax(width, height);
    side[0] = (float)(width / longer);
    side[1] = (float)(height / longer);
}

float heights_a(const Heights *heights, double x) {
    const double *end = heights->region.x;
    return (float)(((x - end[0]) - 0.5 * (end[1] - end[0])) / heights->unit);
}
float heights_b(const Heights *heights, double y) {
    const double *end = heights->region.y;
    return (float)(((y - end[0]) - 0.5 * (end[1] - end[0])) / heights->unit);
}
double heights_x(const Heights *heights, double a) {
    return 0.5 * (heights->region.x[0] + heights->region.x[1]) + a * heights->unit;
}
double heights_y(const Heights *heights, double b) {
    return 0.5 * (heights->region.y[0] + heights->region.y[1]) + b * heights->unit;
}

static float corner_a(const Heights *heights, int i) {
    return heights->side[0] * (2 * (float)i / (float)(heights->columns - 1) - 1);
}
static float corner_b(const Heights *heights, int j) {
    return heights->side[1] * (2 * (float)j / (float)(heights->rows - 1) - 1);
}

/* ---- the scale ---- */

static double clamp(double value, double low, double high) {
    return value < low ? low : value > high ? high : value;
}

static double measure(const HeightScale *scale, double loss) {
    loss = clamp(loss, -LARGEST, LARGEST);
    return scale->log ? log10(1 + fmax(loss - scale->floor, 0)) : loss;
}

double heights_of_loss(const HeightScale *scale, double loss) {
    if (isnan(loss)) return 0;
    return clamp((measure(scale, loss) - scale->low) * scale->up, 0, (double)scale->top);
}

double heights_slope(const HeightScale *scale, double loss) {
    double height = (measure(scale, loss) - scale->low) * scale->up;
    if (!(height >= 0 && height <= (double)scale->top)) return 0;
    return scale->log ? scale->up / (M_LN10 * (1 + fmax(loss - scale->floor, 0))) : scale->up;
}

/* What walls may reach without pressing the rest to the ground. */
static double highest_shown(const Bands *bands) {
    const double *edges = bands->edges;
    if (bands->levels != LEVELS_QUANTILE || bands->count < 2) return edges[bands->count];
    return edges[0] + 2 * (edges[bands->count - 1] - edges[0]);
}

static HeightScale scale_for(const Heights *heights, const Surface *surface, const Bands *bands, float top) {
    HeightScale scale = {.log = surface->definition->levels == LEVELS_LOG, .top = top};
    if (scale.log) scale.floor = bands_floor(surface, NULL);
    double low = INFINITY, high = -INFINITY;
    for (int k = 0; k < heights->columns * heights->rows; k++) {
        double loss = heights->losses[3 * k];
        if (!isfinite(loss)) continue;
        low = fmin(low, loss);
        high = fmax(high, loss);
    }
    if (!(low <= high)) return scale; /* all holes */
    double most = fmax(highest_shown(bands), low);
    scale.low = measure(&scale, low);
    scale.high = measure(&scale, most);
    scale.cut = measure(&scale, high) - scale.low > UNCUT * (scale.high - scale.low);
    if (!scale.cut) scale.high = measure(&scale, high);
    /* A surface that is flat but for rounding stays flat. */
    double range = scale.high - scale.low, least = 1e-12 * fmax(fabs(scale.high), fabs(scale.low));
    scale.up = range > fmax(least, 1e-300) ? (double)top / range : 0;
    return scale;
}

/* ---- the lattice ---- */

static bool reserve(Heights *heights, int count) {
    if (count <= heights->capacity) return true;
    free(heights->points);
    free(heights->losses);
    heights->points = malloc((size_t)count * sizeof *heights->points);
    heights->losses = malloc((size_t)count * 3 * sizeof *heights->losses);
    heights->capacity = count;
    if (heights->points && heights->losses) return true;
    heights_end(heights);
    return false;
}

typedef struct Work {
    Heights *heights;
    const Surface *surface;
    const Shader *shader;
} Work;

static void evaluate_rows(void *context, size_t begin, size_t end) {
    const Work *work = context;
    const Heights *heights = work->heights;
    double x[SHADE_BLOCK], y[SHADE_BLOCK], loss[SHADE_BLOCK], gx[SHADE_BLOCK], gy[SHADE_BLOCK];
    double *results[] = {loss, gx, gy};
    for (size_t row_left = begin; row_left < end; row_left++) {
        size_t j = (size_t)heights->evaluated + row_left;
        for (int first = 0; first < heights->columns; first += SHADE_BLOCK) {
            int left = heights->columns - first, n = left < SHADE_BLOCK ? left : SHADE_BLOCK;
            for (int i = 0; i < n; i++) {
                x[i] = heights_x(heights, (double)corner_a(heights, first + i));
                y[i] = heights_y(heights, (double)corner_b(heights, (int)j));
            }
            program_evaluate(work->surface->program, ORDER_GRADIENT, (size_t)n, x, y, 0, results);
            double *row = heights->losses + 3 * (j * (size_t)heights->columns + (size_t)first);
            for (int i = 0; i < n; i++) row[3 * i] = loss[i], row[3 * i + 1] = gx[i], row[3 * i + 2] = gy[i];
        }
    }
}

static float tame(double value) {
    return isfinite(value) ? (float)clamp(value, -1e6, 1e6) : 0;
}

static void fill_rows(void *context, size_t begin, size_t end) {
    const Work *work = context;
    Heights *heights = work->heights;
    double loss[SHADE_BLOCK], gx[SHADE_BLOCK], gy[SHADE_BLOCK], unit = heights->unit;
    float position[SHADE_BLOCK], rate[SHADE_BLOCK];
    for (size_t k = begin; k < end; k += SHADE_BLOCK) {
        int n = end - k < SHADE_BLOCK ? (int)(end - k) : SHADE_BLOCK;
        for (int i = 0; i < n; i++) {
            const double *from = heights->losses + 3 * (k + (size_t)i);
            loss[i] = from[0], gx[i] = from[1], gy[i] = from[2];
        }
        shade_positions(work->shader, n, loss, gx, gy, unit, unit, position, rate);
        for (int i = 0; i < n; i++) {
            double steepness = sqrt(gx[i] * gx[i] + gy[i] * gy[i]),
                   rise = heights_slope(&heights->scale, loss[i]);
            double share = steepness > 0 ? (double)rate[i] / steepness : 0;
            heights->points[k + (size_t)i] =
                (HeightPoint){.height = (float)heights_of_loss(&heights->scale, loss[i]),
                              .height_a = tame(rise * gx[i] * unit),
                              .height_b = tame(rise * gy[i] * unit),
                              .position = position[i],
                              .position_a = tame(share * gx[i]),
                              .position_b = tame(share * gy[i])};
        }
    }
}

bool heights_begin(Heights *heights, View region, int columns, int rows) {
    if (!reserve(heights, columns * rows)) return false;
    heights->region = region;
    heights->columns = columns;
    heights->rows = rows;
    heights->evaluated = 0;
    heights_sides(region, heights->side);
    heights->unit = 0.5 * fmax(region.x[1] - region.x[0], region.y[1] - region.y[0]);
    return true;
}

bool heights_evaluate(Heights *heights, const Surface *surface, int count, Parallel *threads) {
    int left = heights->rows - heights->evaluated, rows = count < left ? count : left;
    Work work = {.heights = heights, .surface = surface};
    parallel_for(threads, (size_t)rows, 1, evaluate_rows, &work, NULL);
    heights->evaluated += rows;
    return rows == left;
}

void heights_finish(Heights *heights, const Surface *surface, const Shader *shader, float top,
                    Parallel *threads) {
    Work work = {heights, surface, shader};
    heights->scale = scale_for(heights, surface, &shader->bands, top);
    parallel_for(threads, (size_t)heights->columns * (size_t)heights->rows, 4 * SHADE_BLOCK, fill_rows, &work,
                 NULL);
}

bool heights_halve(Heights *heights, const Heights *from) {
    assert(from->columns % 2 == 1 && from->rows % 2 == 1);
    if (!heights_begin(heights, from->region, from->columns / 2 + 1, from->rows / 2 + 1)) return false;
    heights->scale = from->scale;
    for (int j = 0; j < heights->rows; j++)
        for (int i = 0; i < heights->columns; i++)
            heights->points[j * heights->columns + i] = from->points[2 * (j * from->columns + i)];
    return true;
}

/* ---- the landscape ---- */

static float corner_height(const Heights *heights, int i, int j) {
    return heights->points[j * heights->columns + i].height;
}

bool heights_split(const Heights *heights, int i, int j) {
    float along = fabsf(corner_height(heights, i, j) - corner_height(heights, i + 1, j + 1));
    return along <= fabsf(corner_height(heights, i + 1, j) - corner_height(heights, i, j + 1));
}

/* Height = base + right * s + up * t over a cell, (s, t) in [0, 1]^2. */
typedef struct Plane {
    float base, right, up;
} Plane;

/* The planes of the cell's two triangles: below and above its diagonal. */
static bool cell_planes(const Heights *heights, int i, int j, Plane plane[2]) {
    float h00 = corner_height(heights, i, j), h10 = corner_height(heights, i + 1, j),
          h01 = corner_height(heights, i, j + 1), h11 = corner_height(heights, i + 1, j + 1);
    bool split = heights_split(heights, i, j);
    if (split) { /* below: t <= s */
        plane[0] = (Plane){h00, h10 - h00, h11 - h10};
        plane[1] = (Plane){h00, h11 - h01, h01 - h00};
    } else { /* below: s + t <= 1 */
        plane[0] = (Plane){h00, h10 - h00, h01 - h00};
        plane[1] = (Plane){h10 + h01 - h11, h11 - h01, h11 - h10};
    }
    return split;
}

static int whole_cell(float place, int cells) {
    int cell = place > 0 ? (int)place : 0;
    return cell < cells ? cell : cells - 1;
}

/* A place on the base in cells. */
static float cells_right(const Heights *heights, float a) {
    return 0.5f * (a / heights->side[0] + 1) * (float)(heights->columns - 1);
}
static float cells_up(const Heights *heights, float b) {
    return 0.5f * (b / heights->side[1] + 1) * (float)(heights->rows - 1);
}

float heights_at(const Heights *heights, float a, float b) {
    float right = fminf(fmaxf(cells_right(heights, a), 0), (float)(heights->columns - 1));
    float up = fminf(fmaxf(cells_up(heights, b), 0), (float)(heights->rows - 1));
    int i = whole_cell(right, heights->columns - 1), j = whole_cell(up, heights->rows - 1);
    float s = right - (float)i, t = up - (float)j;
    Plane plane[2];
    bool split = cell_planes(heights, i, j, plane);
    const Plane *here = &plane[split ? t > s : s + t > 1];
    return here->base + here->right * s + here->up * t;
}

/* The part of a + t * d inside [low, high], narrowed. */
static bool narrow(float at, float way, float low, float high, float *first, float *last) {
    if (fabsf(way) < 1e-12f) return at >= low && at <= high;
    float enter = ((way > 0 ? low : high) - at) / way, leave = ((way > 0 ? high : low) - at) / way;
    *first = fmaxf(*first, enter);
    *last = fminf(*last, leave);
    return *first <= *last;
}

/* Where a ray that is above the plane at `enter` comes through it by `leave`; both within a triangle. */
static bool comes_through(float above_enter, float above_leave, float enter, float leave, float *depth) {
    if (above_enter < -FLATTEST || above_leave > 0) return false;
    float fall = above_enter - above_leave;
    *depth = fall > 0 ? enter + (leave - enter) * fmaxf(above_enter, 0) / fall : enter;
    return true;
}

/* The ray in cells: at + depth * way, and its height. */
typedef struct Ray {
    float right, up, height, way_right, way_up, way_height;
} Ray;

static float above(const Ray *ray, const Plane *plane, int i, int j, float depth) {
    float s = ray->right + depth * ray->way_right - (float)i, t = ray->up + depth * ray->way_up - (float)j;
    return ray->height + depth * ray->way_height - (plane->base + plane->right * s + plane->up * t);
}

/* Through one cell from `enter` to `leave`: first the triangle where the ray comes in, then the other. */
static bool cast_cell(const Heights *heights, const Ray *ray, int i, int j, float enter, float leave,
                      float *depth) {
    Plane plane[2];
    bool split = cell_planes(heights, i, j, plane);
    float s = ray->right + enter * ray->way_right - (float)i, t = ray->up + enter * ray->way_up - (float)j;
    float beyond = split ? t - s : s + t - 1; /* of the diagonal */
    float way = split ? ray->way_up - ray->way_right : ray->way_right + ray->way_up;
    float cross = fabsf(way) > 1e-12f ? enter - beyond / way : leave;
    if (!(cross > enter && cross < leave)) { /* all in one triangle: where its middle is */
        float middle = beyond + 0.5f * (leave - enter) * way;
        const Plane *here = &plane[middle > 0];
        return comes_through(above(ray, here, i, j, enter), above(ray, here, i, j, leave), enter, leave,
                             depth);
    }
    const Plane *first = &plane[way < 0], *second = &plane[way > 0];
    return comes_through(above(ray, first, i, j, enter), above(ray, first, i, j, cross), enter, cross,
                         depth) ||
           comes_through(above(ray, second, i, j, cross), above(ray, second, i, j, leave), cross, leave,
                         depth);
}

bool heights_cast(const Heights *heights, const float eye[3], const float direction[3], float *depth) {
    float first = 0, last = INFINITY;
    if (heights->columns < 2 ||
        !narrow(eye[0], direction[0], -heights->side[0], heights->side[0], &first, &last) ||
        !narrow(eye[1], direction[1], -heights->side[1], heights->side[1], &first, &last) ||
        !narrow(eye[2], direction[2], -FLATTEST, heights->scale.top + FLATTEST, &first, &last))
        return false;
    int cells_x = heights->columns - 1, cells_y = heights->rows - 1;
    float scale_a = 0.5f * (float)cells_x / heights->side[0],
          scale_b = 0.5f * (float)cells_y / heights->side[1];
    Ray ray = {cells_right(heights, eye[0]), cells_up(heights, eye[1]), eye[2],
               direction[0] * scale_a,       direction[1] * scale_b,    direction[2]};
    int i = whole_cell(ray.right + first * ray.way_right, cells_x);
    int j = whole_cell(ray.up + first * ray.way_up, cells_y);
    float over = ray.height + first * ray.way_height -
                 heights_at(heights, eye[0] + first * direction[0], eye[1] + first * direction[1]);
    if (over < -WALL) return false; /* the side wall is in the way */
    for (float enter = first; enter < last;) {
        float to_x = fabsf(ray.way_right) > 1e-12f
                         ? ((float)(ray.way_right > 0 ? i + 1 : i) - ray.right) / ray.way_right
                         : INFINITY;
        float to_y = fabsf(ray.way_up) > 1e-12f ? ((float)(ray.way_up > 0 ? j + 1 : j) - ray.up) / ray.way_up
                                                : INFINITY;
        float leave = fminf(fminf(to_x, to_y), last);
        if (cast_cell(heights, &ray, i, j, enter, fmaxf(leave, enter), depth)) return true;
        if (leave >= last) return false;
        if (to_x <= to_y)
            i += ray.way_right > 0 ? 1 : -1;
        else
            j += ray.way_up > 0 ? 1 : -1;
        if (i < 0 || j < 0 || i >= cells_x || j >= cells_y) return false;
        enter = fmaxf(leave, enter);
    }
    return false;
}

#include "bake.h"

#include "shade.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How long evaluating may take in a frame of a live map: for a first picture, and for a share of a finer one.
 * The work (operations times points) of a second as long as nothing has been measured: little, as functions
 * are dearer than sums. */
static const double FIRST_SECONDS = 0.004, SHARE_SECONDS = 0.008, CAUTIOUS_SPEED = 3e9, MEASURABLE = 1e5;
/* How much over and under that time a stride must be before another is taken: speeds are measured, and a
 * picture whose grain flickers is worse than a coarse one. */
static const double TOO_SLOW = 1.4, FAST_ENOUGH = 0.7;
enum { COARSEST = 16, FINER = 4, POINTS_LEAST = 16, ROWS_PER_BLOCK = 8 };

/* Everything the pixels depend on but the gaps and switches. */
typedef struct Key {
    uint64_t version;
    Bands bands;
    Camera camera;
    float scale;
    const Theme *theme;
} Key;

/* Points every `stride` pixels, those between by bilinear interpolation; `rough`: of the surface over some of
 * its data. */
typedef struct Pass {
    int stride;
    bool rough;
} Pass;

static const Pass FINAL = {1, false};

/* Position and rate at the points of a pass. */
typedef struct Samples {
    float *values;
    size_t capacity;
    int columns, rows;
} Samples;

struct Bake {
    Image image;
    uint32_t *pixels;
    size_t capacity;
    Key key;
    bool colour, iso_lines;
    BakeGap gaps[BAKE_GAPS_MAX];
    int gap_count;
    int x0, y0;         /* device pixel of the image's corner */
    Pass first;         /* of the picture's last change */
    Pass shown, coming; /* the picture's; the finer one of which `points` are computed */
    size_t points;
    Samples samples, coming_samples;     /* of passes with a stride */
    const SurfaceDefinition *definition; /* of the surface that `speed` is for */
    double speed;                        /* work in a second, as measured */
};

Bake *bake_start(void) {
    return calloc(1, sizeof(Bake));
}

void bake_end(Bake *bake) {
    if (!bake) return;
    free(bake->pixels);
    free(bake->samples.values);
    free(bake->coming_samples.values);
    free(bake);
}

static bool is_final(Pass pass) {
    return pass.stride == FINAL.stride && pass.rough == FINAL.rough;
}

bool bake_done(const Bake *bake) {
    return is_final(bake->shown) || bake->image.h == 0;
}

const Image *bake_image(const Bake *bake) {
    return &bake->image;
}

typedef struct PixelBox {
    int x0, y0, x1, y1;
} PixelBox;

/* Rounded as a canvas rounds the edges of rectangles. */
static int whole(float length, float scale) {
    return (int)floorf(length * scale + 0.5f);
}

static PixelBox device_box(const Camera *camera, float scale) {
    const Rect *frame = &camera->frame;
    return (PixelBox){whole(frame->x, scale), whole(frame->y, scale), whole(frame->x + frame->w, scale),
                      whole(frame->y + frame->h, scale)};
}

Rect bake_area(const Camera *camera, float scale) {
    PixelBox box = device_box(camera, scale);
    return (Rect){(float)box.x0 / scale, (float)box.y0 / scale, (float)(box.x1 - box.x0) / scale,
                  (float)(box.y1 - box.y0) / scale};
}

static bool reserve(Bake *bake, size_t pixels) {
    if (pixels <= bake->capacity) return true;
    free(bake->pixels);
    bake->pixels = malloc(pixels * sizeof *bake->pixels);
    bake->capacity = bake->pixels ? pixels : 0;
    return bake->capacity > 0;
}

static bool same_key(const Key *a, const Key *b) {
    return a->version == b->version && a->scale == b->scale && a->theme == b->theme &&
           a->camera.x == b->camera.x && a->camera.y == b->camera.y &&
           a->camera.unit[0] == b->camera.unit[0] && a->camera.unit[1] == b->camera.unit[1] &&
           memcmp(&a->camera.frame, &b->camera.frame, sizeof(Rect)) == 0 && bands_equal(&a->bands, &b->bands);
}

/* World coordinates of the image's device pixels. */
typedef struct Lattice {
    double x0, dx, y0, dy; /* pixel (i, j) has its centre at (x0 + i dx, y0 + j dy) */
} Lattice;

static Lattice pixel_lattice(const Bake *bake) {
    const Camera *camera = &bake->key.camera;
    double scale = bake->key.scale;
    World first = camera_to_world(camera, (bake->x0 + 0.5) / scale, (bake->y0 + 0.5) / scale);
    return (Lattice){first.x, camera->unit[0] / scale, first.y, -camera->unit[1] / scale};
}

/* Position and rate (per device pixel) of `count` (at most SHADE_BLOCK) points of row j, `stride` pixels
 * apart from pixel `first` on. */
static void evaluate_row(const Program *program, const Shader *shader, const Lattice *lattice, double first,
                         double j, int stride, int count, float *position, float *rate) {
    double x[SHADE_BLOCK], y[SHADE_BLOCK], loss[SHADE_BLOCK], gx[SHADE_BLOCK], gy[SHADE_BLOCK];
    double *results[] = {loss, gx, gy};
    for (int i = 0; i < count; i++) {
        x[i] = lattice->x0 + lattice->dx * (first + (double)stride * i);
        y[i] = lattice->y0 + lattice->dy * j;
    }
    program_evaluate(program, ORDER_GRADIENT, (size_t)count, x, y, 0, results);
    shade_positions(shader, count, loss, gx, gy, lattice->dx, lattice->dy, position, rate);
}

/* What the threads work on: points of a pass from number `from` on, or rows of the picture made of them. */
typedef struct Work {
    Bake *bake;
    const Program *program;
    const Shader *shader;
    Lattice lattice;
    int stride, columns, rows;
    size_t from;
    float *position, *rate; /* NULL: every point is a pixel */
} Work;

static int less(int a, size_t b) {
    return (size_t)a < b ? a : (int)b;
}

static void evaluate_points(void *context, size_t begin, size_t end) {
    const Work *work = context;
    float position[SHADE_BLOCK], rate[SHADE_BLOCK];
    end += work->from;
    for (size_t at = begin + work->from, count; at < end; at += count) {
        int i = (int)(at % (size_t)work->columns), j = (int)(at / (size_t)work->columns);
        int n = less(less(SHADE_BLOCK, end - at), (size_t)(work->columns - i));
        bool pixels = !work->position;
        evaluate_row(work->program, work->shader, &work->lattice, (double)i * work->stride,
                     (double)j * work->stride, work->stride, n, pixels ? position : work->position + at,
                     pixels ? rate : work->rate + at);
        if (pixels) shade_pixels(work->shader, n, position, rate, work->bake->pixels + at);
        count = (size_t)n;
    }
}

__attribute__((always_inline)) static inline void
interpolate_cells(const float *above, const float *below, float down, int stride, int cells, float *values) {
    float per_pixel = 1 / (float)stride;
    for (int cell = 0; cell < cells; cell++) {
        float left = above[cell] + down * (below[cell] - above[cell]);
        float right = above[cell + 1] + down * (below[cell + 1] - above[cell + 1]);
        float slope = (right - left) * per_pixel;
        for (int k = 0; k < stride; k++) values[cell * stride + k] = left + slope * (float)k;
    }
}

/* What lies between the samples of two rows, at each of `count` pixels from `first`, a multiple of the
 * stride, on. A case for every stride, so that the compiler knows it. */
static void interpolate_row(const float *above, const float *below, float down, int stride, int first,
                            int count, float *values) {
    int corner = first / stride, cells = (count + stride - 1) / stride;
    above += corner, below += corner;
    switch (stride) {
    case 2: interpolate_cells(above, below, down, 2, cells, values); break;
    case 4: interpolate_cells(above, below, down, 4, cells, values); break;
    case 8: interpolate_cells(above, below, down, 8, cells, values); break;
    default: interpolate_cells(above, below, down, COARSEST, cells, values);
    }
}

_Static_assert(SHADE_BLOCK % COARSEST == 0 && COARSEST == 16,
               "a block is a number of cells, and has room for whole ones");

/* Position and rate of `count` pixels of row j from the samples of the picture shown. */
static void interpolate(const Bake *bake, int first, int j, int count, float *position, float *rate) {
    const Samples *samples = &bake->samples;
    int stride = bake->shown.stride, row = j / stride;
    float down = (float)(j % stride) / (float)stride;
    const float *above = samples->values + (size_t)row * (size_t)samples->columns;
    size_t all = (size_t)samples->columns * (size_t)samples->rows;
    interpolate_row(above, above + samples->columns, down, stride, first, count, position);
    interpolate_row(above + all, above + all + samples->columns, down, stride, first, count, rate);
}

static void interpolate_rows(void *context, size_t begin, size_t end) {
    const Work *work = context;
    int w = work->bake->image.w;
    float position[SHADE_BLOCK], rate[SHADE_BLOCK];
    for (size_t j = begin; j < end; j++) {
        for (int first = 0; first < w; first += SHADE_BLOCK) {
            int n = w - first < SHADE_BLOCK ? w - first : SHADE_BLOCK;
            interpolate(work->bake, first, (int)j, n, position, rate);
            shade_pixels(work->shader, n, position, rate, work->bake->pixels + j * (size_t)w + first);
        }
    }
}

static double now(const BakeRequest *request) {
    return request->clock ? request->clock() : 0.0;
}

/* Half of what was measured is kept, so that one frame in which the machine did something else says little.
 */
static void learn_speed(Bake *bake, double work, double seconds) {
    if (seconds > 0.0 && work > MEASURABLE) bake->speed = 0.5 * bake->speed + 0.5 * work / seconds;
}

static const Program *program_of(const Surface *surface, Pass pass) {
    return pass.rough ? program_rough(surface->program) : surface->program;
}

static double point_work(const Surface *surface, Pass pass) {
    return 1 + program_length(program_of(surface, pass), ORDER_GRADIENT);
}

static double seconds_for(const Bake *bake, const Surface *surface, Pass pass) {
    double points = (double)bake->image.w * bake->image.h / (pass.stride * pass.stride);
    return point_work(surface, pass) * points / bake->speed;
}

/* What the first picture of a live map may be made from so that it comes in time: like the one before where
 * that is about right. */
static Pass first_pass(const Bake *bake, const Surface *surface, const Pass *before) {
    if (before && !is_final(*before)) {
        double seconds = seconds_for(bake, surface, *before);
        Pass finer = {before->stride / 2, before->rough};
        bool could_be_finer =
            finer.stride > 0 && seconds_for(bake, surface, finer) < FAST_ENOUGH * FIRST_SECONDS;
        if (seconds < TOO_SLOW * FIRST_SECONDS && !could_be_finer) return *before;
    }
    Pass pass = {1, false};
    while (seconds_for(bake, surface, pass) > FIRST_SECONDS && pass.stride < COARSEST) pass.stride *= 2;
    if (seconds_for(bake, surface, pass) <= FIRST_SECONDS ||
        program_rough(surface->program) == surface->program)
        return pass;
    pass = (Pass){1, true};
    while (seconds_for(bake, surface, pass) > FIRST_SECONDS && pass.stride < COARSEST) pass.stride *= 2;
    return pass;
}

/* All data before more points. */
static Pass pass_after(Pass pass) {
    if (pass.rough) return (Pass){pass.stride, false};
    return (Pass){pass.stride > FINER ? pass.stride / FINER : 1, false};
}

static bool reserve_samples(Samples *samples, int columns, int rows) {
    size_t need = 2 * (size_t)columns * (size_t)rows;
    samples->columns = columns;
    samples->rows = rows;
    if (need <= samples->capacity) return true;
    free(samples->values);
    samples->values = malloc(need * sizeof *samples->values);
    samples->capacity = samples->values ? need : 0;
    return samples->capacity > 0;
}

/* Rows of the picture. */
typedef struct Rows {
    int from, to;
} Rows;

/* Goes on with the coming pass, for about `seconds`, and shows it once it is complete. Which rows of the
 * picture are new. */
static Rows advance_pass(Bake *bake, const BakeRequest *request, Work *work, double seconds) {
    Image *image = &bake->image;
    bool pixels = bake->coming.stride == 1;
    int stride = bake->coming.stride, columns = pixels ? image->w : image->w / stride + 2,
        rows = pixels ? image->h : image->h / stride + 2;
    if (!pixels && !reserve_samples(&bake->coming_samples, columns, rows)) {
        bake->coming = FINAL;
        bake->points = 0;
        return advance_pass(bake, request, work, seconds);
    }
    size_t all = (size_t)columns * (size_t)rows, left = all - bake->points;
    double each = point_work(request->surface, bake->coming);
    double share = fmax(bake->speed * seconds / each, POINTS_LEAST);
    size_t count = share < (double)left ? (size_t)share : left, grain = count / 64;
    if (grain < POINTS_LEAST) grain = POINTS_LEAST;
    if (grain > ROWS_PER_BLOCK * (size_t)columns) grain = ROWS_PER_BLOCK * (size_t)columns;
    work->program = program_of(request->surface, bake->coming);
    work->stride = stride;
    work->columns = columns;
    work->from = bake->points;
    work->position = pixels ? NULL : bake->coming_samples.values;
    work->rate = pixels ? NULL : bake->coming_samples.values + all;
    double begin = now(request);
    parallel_for(request->threads, count, grain, evaluate_points, work, NULL);
    learn_speed(bake, each * (double)count, now(request) - begin);
    Rows fresh = {(int)(bake->points / (size_t)image->w),
                  (int)((bake->points + count - 1) / (size_t)image->w) + 1};
    bake->points += count;
    if (count < left) return pixels ? fresh : (Rows){0, 0};
    bake->shown = bake->coming;
    bake->coming = pass_after(bake->shown);
    bake->points = 0;
    if (pixels) return fresh;
    Samples swapped = bake->samples;
    bake->samples = bake->coming_samples;
    bake->coming_samples = swapped;
    parallel_for(request->threads, (size_t)image->h, ROWS_PER_BLOCK, interpolate_rows, work, NULL);
    return (Rows){0, image->h};
}

static PixelBox gap_box(const Bake *bake, const BakeGap *gap) {
    float c = fabsf(cosf(gap->angle)), s = fabsf(sinf(gap->angle)), scale = bake->key.scale;
    float half_w = c * gap->half_width + s * gap->half_height,
          half_h = s * gap->half_width + c * gap->half_height;
    PixelBox box = {(int)floorf((gap->centre.x - half_w) * scale) - bake->x0,
                    (int)floorf((gap->centre.y - half_h) * scale) - bake->y0,
                    (int)ceilf((gap->centre.x + half_w) * scale) - bake->x0,
                    (int)ceilf((gap->centre.y + half_h) * scale) - bake->y0};
    box.x0 = box.x0 < 0 ? 0 : box.x0;
    box.y0 = box.y0 < 0 ? 0 : box.y0;
    box.x1 = box.x1 > bake->image.w ? bake->image.w : box.x1;
    box.y1 = box.y1 > bake->image.h ? bake->image.h : box.y1;
    return box;
}

/* Position and rate of `count` pixels of row j as the picture shows them; `first` is a multiple of COARSEST.
 */
static void shown_row(const Bake *bake, const Work *work, const Surface *surface, int first, int j, int count,
                      float *position, float *rate) {
    size_t last = (size_t)j * (size_t)bake->image.w + (size_t)(first + count - 1);
    bool replaced = bake->coming.stride == 1 && last < bake->points;
    Pass pass = replaced ? bake->coming : bake->shown;
    if (pass.stride > 1)
        interpolate(bake, first, j, count, position, rate);
    else
        evaluate_row(program_of(surface, pass), work->shader, &work->lattice, first, j, 1, count, position,
                     rate);
}

/* Shades the gap's pixels in these rows anew: all in the box around it, with lines, or the ones inside,
 * without. */
static void shade_gap(Bake *bake, const Work *work, const Surface *surface, const BakeGap *gap, Rows rows,
                      bool inside_only) {
    PixelBox box = gap_box(bake, gap);
    float c = cosf(gap->angle), s = sinf(gap->angle), scale = bake->key.scale;
    float position[SHADE_BLOCK], rate[SHADE_BLOCK];
    uint32_t pixels[SHADE_BLOCK];
    for (int j = box.y0 > rows.from ? box.y0 : rows.from; j < box.y1 && j < rows.to; j++) {
        for (int first = box.x0 / COARSEST * COARSEST; first < box.x1; first += SHADE_BLOCK) {
            int n = box.x1 - first < SHADE_BLOCK ? box.x1 - first : SHADE_BLOCK;
            shown_row(bake, work, surface, first, j, n, position, rate);
            shade_pixels(work->shader, n, position, rate, pixels);
            for (int i = first < box.x0 ? box.x0 - first : 0; i < n; i++) {
                float dx = ((float)(bake->x0 + first + i) + 0.5f) / scale - gap->centre.x;
                float dy = ((float)(bake->y0 + j) + 0.5f) / scale - gap->centre.y;
                bool inside =
                    fabsf(c * dx + s * dy) <= gap->half_width && fabsf(c * dy - s * dx) <= gap->half_height;
                size_t at = (size_t)j * (size_t)bake->image.w + (size_t)(first + i);
                if (inside || !inside_only) bake->pixels[at] = pixels[i];
            }
        }
    }
}

static bool same_gaps(const Bake *bake, const BakeRequest *request) {
    return bake->gap_count == request->gap_count &&
           (request->gap_count == 0 ||
            memcmp(bake->gaps, request->gaps, sizeof(BakeGap) * (size_t)request->gap_count) == 0);
}

/* Cuts the gaps into the rows that are new or, where they have moved, fills the old ones with lines and cuts
 * them anew. */
static void cut_gaps(Bake *bake, const BakeRequest *request, const Work *work, Rows fresh) {
    if (!same_gaps(bake, request)) {
        fresh = (Rows){0, bake->image.h};
        for (int i = 0; i < bake->gap_count; i++)
            shade_gap(bake, work, request->surface, &bake->gaps[i], fresh, false);
        bake->gap_count = request->gap_count;
        for (int i = 0; i < request->gap_count; i++) bake->gaps[i] = request->gaps[i];
    }
    Shader bare = shader_for(request->bands, request->theme, request->colour, false, request->scale);
    Work cutting = *work;
    cutting.shader = &bare;
    for (int i = 0; i < bake->gap_count; i++)
        shade_gap(bake, &cutting, request->surface, &bake->gaps[i], fresh, true);
}

bool bake_update(Bake *bake, const BakeRequest *request) {
    assert(request->gap_count <= BAKE_GAPS_MAX);
    PixelBox box = device_box(request->camera, request->scale);
    int w = box.x1 - box.x0, h = box.y1 - box.y0;
    if (w <= 0 || h <= 0 || !reserve(bake, (size_t)w * (size_t)h)) {
        bake->image = (Image){.version = bake->image.version + 1};
        return false;
    }
    const Surface *surface = request->surface;
    Key key = {surface->version, *request->bands, *request->camera, request->scale, request->theme};
    bool anew = bake->image.w != w || bake->image.h != h || !same_key(&key, &bake->key) ||
                bake->colour != request->colour || bake->iso_lines != request->iso_lines;
    bool refine = anew || !bake_done(bake);
    if (!refine && same_gaps(bake, request)) return true;

    bake->key = key;
    bake->x0 = box.x0, bake->y0 = box.y0;
    bake->colour = request->colour;
    bake->iso_lines = request->iso_lines;
    bake->image = (Image){bake->pixels, w, h, bake->image.version};
    Shader shader =
        shader_for(request->bands, request->theme, request->colour, request->iso_lines, request->scale);
    Work work = {.bake = bake, .shader = &shader, .lattice = pixel_lattice(bake)};
    bool known = bake->definition == surface->definition;
    if (!known) bake->speed = CAUTIOUS_SPEED;
    bake->definition = surface->definition;
    Rows fresh = {0, 0};
    if (anew) {
        bake->first = request->live ? first_pass(bake, surface, known ? &bake->first : NULL) : FINAL;
        bake->coming = bake->first;
        bake->points = 0;
        bake->gap_count = 0; /* what was cut is whole again */
    } else if (!request->live && !is_final(bake->coming)) {
        bake->coming = FINAL;
        bake->points = 0;
    }
    if (refine) fresh = advance_pass(bake, request, &work, anew || !request->live ? INFINITY : SHARE_SECONDS);
    if (fresh.to > fresh.from || !same_gaps(bake, request)) {
        cut_gaps(bake, request, &work, fresh);
        bake->image.version++;
    }
    return true;
}

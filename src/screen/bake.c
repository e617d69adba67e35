#include "bake.h"

#include "shade.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How long evaluating may take in a frame of a live map, and its work (operations times points) in a second
 * as long as nothing has been measured: little, as functions are dearer than sums. */
static const double FRAME_SECONDS = 0.004, CAUTIOUS_SPEED = 3e9, MEASURABLE = 1e5;
enum { COARSEST = 16, ROWS_LEAST = 4, ROWS_PER_BLOCK = 8 };

/* Everything the pixels depend on but the gaps and switches. */
typedef struct Key {
    uint64_t version;
    Bands bands;
    Camera camera;
    float scale;
    const Theme *theme;
} Key;

struct Bake {
    Image image;
    uint32_t *pixels;
    size_t capacity;
    Key key;
    bool colour, iso_lines;
    BakeGap gaps[BAKE_GAPS_MAX];
    int gap_count;
    int x0, y0;    /* device pixel of the image's corner */
    int fine_rows; /* rows from here on come from a coarse lattice */
    float *lattice;
    size_t lattice_capacity;
    const SurfaceDefinition *definition; /* of the surface that `speed` is for */
    double speed;                        /* work in a second, as measured */
};

Bake *bake_start(void) {
    return calloc(1, sizeof(Bake));
}

void bake_end(Bake *bake) {
    if (!bake) return;
    free(bake->pixels);
    free(bake->lattice);
    free(bake);
}

bool bake_done(const Bake *bake) {
    return bake->fine_rows >= bake->image.h;
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
static void evaluate_row(const Surface *surface, const Shader *shader, const Lattice *lattice, double first,
                         double j, int stride, int count, float *position, float *rate) {
    double x[SHADE_BLOCK], y[SHADE_BLOCK], loss[SHADE_BLOCK], gx[SHADE_BLOCK], gy[SHADE_BLOCK];
    double *results[] = {loss, gx, gy};
    for (int i = 0; i < count; i++) {
        x[i] = lattice->x0 + lattice->dx * (first + (double)stride * i);
        y[i] = lattice->y0 + lattice->dy * j;
    }
    program_evaluate(surface->program, ORDER_GRADIENT, (size_t)count, x, y, 0, results);
    shade_positions(shader, count, loss, gx, gy, lattice->dx, lattice->dy, position, rate);
}

/* What the threads work on. */
typedef struct Work {
    Bake *bake;
    const Surface *surface;
    const Shader *shader;
    Lattice lattice;
    int first_row, stride, columns, rows; /* of the image, or of the coarse lattice */
    float *position, *rate;               /* of the coarse lattice */
} Work;

static void fine_rows(void *context, size_t begin, size_t end) {
    const Work *work = context;
    int w = work->bake->image.w;
    float position[SHADE_BLOCK], rate[SHADE_BLOCK];
    for (size_t row = begin; row < end; row++) {
        int j = work->first_row + (int)row;
        for (int i = 0; i < w; i += SHADE_BLOCK) {
            int n = w - i < SHADE_BLOCK ? w - i : SHADE_BLOCK;
            size_t at = (size_t)j * (size_t)w + (size_t)i;
            evaluate_row(work->surface, work->shader, &work->lattice, i, j, 1, n, position, rate);
            shade_pixels(work->shader, n, position, rate, work->bake->pixels + at);
        }
    }
}

static void bake_fine(const BakeRequest *request, Work *work, int from, int to) {
    work->first_row = from;
    parallel_for(request->threads, (size_t)(to - from), ROWS_PER_BLOCK, fine_rows, work, NULL);
}

static void coarse_lattice_rows(void *context, size_t begin, size_t end) {
    const Work *work = context;
    for (size_t j = begin; j < end; j++) {
        size_t at = j * (size_t)work->columns;
        for (int i = 0; i < work->columns; i += SHADE_BLOCK) {
            int n = work->columns - i < SHADE_BLOCK ? work->columns - i : SHADE_BLOCK;
            evaluate_row(work->surface, work->shader, &work->lattice, (double)i * work->stride,
                         (double)j * work->stride, work->stride, n, work->position + at + i,
                         work->rate + at + i);
        }
    }
}

/* The value between four corners. */
static float between(const float *corner, size_t columns, float right, float down) {
    float above = corner[0] + right * (corner[1] - corner[0]);
    float below = corner[columns] + right * (corner[columns + 1] - corner[columns]);
    return above + down * (below - above);
}

static void coarse_rows(void *context, size_t begin, size_t end) {
    const Work *work = context;
    int w = work->bake->image.w, stride = work->stride;
    float position[SHADE_BLOCK], rate[SHADE_BLOCK];
    for (size_t j = begin; j < end; j++) {
        size_t row = j / (size_t)stride * (size_t)work->columns;
        float down = (float)(j % (size_t)stride) / (float)stride;
        for (int first = 0; first < w; first += SHADE_BLOCK) {
            int n = w - first < SHADE_BLOCK ? w - first : SHADE_BLOCK;
            for (int i = 0; i < n; i++) {
                size_t corner = row + (size_t)((first + i) / stride);
                float right = (float)((first + i) % stride) / (float)stride;
                position[i] = between(work->position + corner, (size_t)work->columns, right, down);
                rate[i] = between(work->rate + corner, (size_t)work->columns, right, down);
            }
            size_t at = j * (size_t)w + (size_t)first;
            shade_pixels(work->shader, n, position, rate, work->bake->pixels + at);
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

/* Positions at every stride-th pixel, the ones between by bilinear interpolation. False where memory is
 * short. */
static bool bake_coarse(Bake *bake, const BakeRequest *request, Work *work, int stride, double point_work) {
    work->stride = stride;
    work->columns = bake->image.w / stride + 2;
    work->rows = bake->image.h / stride + 2;
    size_t points = (size_t)work->columns * (size_t)work->rows;
    if (2 * points > bake->lattice_capacity) {
        free(bake->lattice);
        bake->lattice = malloc(2 * points * sizeof *bake->lattice);
        bake->lattice_capacity = bake->lattice ? 2 * points : 0;
        if (!bake->lattice) return false;
    }
    work->position = bake->lattice;
    work->rate = bake->lattice + points;
    double begin = now(request);
    parallel_for(request->threads, (size_t)work->rows, 1, coarse_lattice_rows, work, NULL);
    learn_speed(bake, point_work * (double)points, now(request) - begin);
    parallel_for(request->threads, (size_t)bake->image.h, ROWS_PER_BLOCK, coarse_rows, work, NULL);
    return true;
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

/* Shades the gap's pixels anew: all in the box around it, with lines, or the ones inside, without. */
static void shade_gap(Bake *bake, const Work *work, const BakeGap *gap, bool inside_only) {
    PixelBox box = gap_box(bake, gap);
    float c = cosf(gap->angle), s = sinf(gap->angle), scale = bake->key.scale;
    float position[SHADE_BLOCK], rate[SHADE_BLOCK];
    uint32_t pixels[SHADE_BLOCK];
    for (int j = box.y0; j < box.y1; j++) {
        for (int first = box.x0; first < box.x1; first += SHADE_BLOCK) {
            int n = box.x1 - first < SHADE_BLOCK ? box.x1 - first : SHADE_BLOCK;
            evaluate_row(work->surface, work->shader, &work->lattice, first, j, 1, n, position, rate);
            shade_pixels(work->shader, n, position, rate, pixels);
            for (int i = 0; i < n; i++) {
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

/* Fills the old gaps with lines and cuts the new ones. */
static void replace_gaps(Bake *bake, const BakeRequest *request, const Work *work) {
    for (int i = 0; i < bake->gap_count; i++) shade_gap(bake, work, &bake->gaps[i], false);
    bake->gap_count = request->gap_count;
    if (request->gap_count == 0) return;
    Shader bare = shader_for(request->bands, request->theme, request->colour, false, request->scale);
    Work cutting = *work;
    cutting.shader = &bare;
    for (int i = 0; i < request->gap_count; i++) {
        bake->gaps[i] = request->gaps[i];
        shade_gap(bake, &cutting, &bake->gaps[i], true);
    }
}

/* How far apart points may be evaluated so that the first picture of a live map comes in time. */
static int coarse_stride(const Bake *bake, double work_per_point) {
    double work = work_per_point * bake->image.w * bake->image.h;
    int stride = 1;
    while (work / (stride * stride) > bake->speed * FRAME_SECONDS && stride < COARSEST) stride *= 2;
    return stride;
}

/* How many of the rows that are still coarse a frame has time for. */
static int share_of_rows(const Bake *bake, double work_per_row, int rows) {
    double share = fmax(bake->speed * FRAME_SECONDS / work_per_row, ROWS_LEAST);
    return share < rows ? (int)share : rows;
}

bool bake_update(Bake *bake, const BakeRequest *request) {
    assert(request->gap_count <= BAKE_GAPS_MAX);
    PixelBox box = device_box(request->camera, request->scale);
    int w = box.x1 - box.x0, h = box.y1 - box.y0;
    if (w <= 0 || h <= 0 || !reserve(bake, (size_t)w * (size_t)h)) {
        bake->image = (Image){.version = bake->image.version + 1};
        return false;
    }
    Key key = {request->surface->version, *request->bands, *request->camera, request->scale, request->theme};
    bool anew = bake->image.w != w || bake->image.h != h || !same_key(&key, &bake->key) ||
                bake->colour != request->colour || bake->iso_lines != request->iso_lines;
    bool refine = anew || !bake_done(bake);
    if (!refine && same_gaps(bake, request)) return true;

    bake->key = key;
    bake->x0 = box.x0, bake->y0 = box.y0;
    bake->colour = request->colour;
    bake->iso_lines = request->iso_lines;
    bake->image = (Image){bake->pixels, w, h, bake->image.version + 1};
    Shader shader =
        shader_for(request->bands, request->theme, request->colour, request->iso_lines, request->scale);
    Work work = {
        .bake = bake, .surface = request->surface, .shader = &shader, .lattice = pixel_lattice(bake)};
    if (bake->definition != request->surface->definition) bake->speed = CAUTIOUS_SPEED;
    bake->definition = request->surface->definition;
    double point_work = 1 + program_length(request->surface->program, ORDER_GRADIENT);
    int stride = anew && request->live ? coarse_stride(bake, point_work) : 1;
    if (refine) {
        if (stride > 1 && bake_coarse(bake, request, &work, stride, point_work)) {
            bake->fine_rows = 0;
        } else {
            int from = anew ? 0 : bake->fine_rows, rows = h - from;
            if (!anew && request->live) rows = share_of_rows(bake, point_work * w, rows);
            double begin = now(request);
            bake_fine(request, &work, from, from + rows);
            learn_speed(bake, point_work * w * rows, now(request) - begin);
            bake->fine_rows = from + rows;
        }
    }
    if (anew) bake->gap_count = 0; /* what was cut is whole again */
    replace_gaps(bake, request, &work);
    return true;
}

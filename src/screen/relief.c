#include "relief.h"

#include "relief_mesh.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FINE = 2, CELL = 4, COLUMNS_LEAST = 24, COLUMNS_MOST = 320, HALVED_FROM = 128 };
/* What a frame has time for until that is measured: operations times points; what a sample costs besides its
 * formula; how long a frame may take for it, in seconds. */
static const double FRAME_WORK = 24e6, SAMPLE_WORK = 110, FRAME_SECONDS = 0.008;
static const double COARSE_SAMPLES = 1.2e6; /* in a frame; more are drawn in larger pixels */
static const float BIAS = 0.002f; /* of the depth: what is in front of a point by less does not hide it */
typedef struct Key {
    uint64_t version;
    Bands bands;
    Camera camera;
    Orbit orbit;
    float scale;
    const Theme *theme;
    bool colour, iso_lines;
} Key;

struct Relief {
    Image image;
    uint32_t *pixels;
    float *near; /* of every pixel, the farthest of its samples */
    size_t capacity;
    int x0, y0; /* device pixel of the image's corner */
    Key key;
    Heights heights, finer; /* finer: still being evaluated, to replace a coarse lattice */
    bool pending;
    Heights half;         /* of heights, for pictures on the way */
    const Heights *shown; /* one of them */
    OrbitView view;
    Shader shader;
    ReliefMesh mesh;
    int samples, stride; /* it has so many samples to a pixel and direction, or one in so many pixels */
    int fine_tiles;      /* so many of the tiles are done */
    double frame_work;   /* what a frame has time for */
};

Relief *relief_start(void) {
    Relief *relief = calloc(1, sizeof *relief);
    if (!relief) return NULL;
    relief->shown = &relief->heights;
    relief->frame_work = FRAME_WORK;
    return relief;
}

void relief_end(Relief *relief) {
    if (!relief) return;
    free(relief->pixels);
    free(relief->near);
    relief_mesh_end(&relief->mesh);
    heights_end(&relief->heights);
    heights_end(&relief->finer);
    heights_end(&relief->half);
    free(relief);
}

static int tile_count(const Relief *relief) {
    return relief->mesh.columns * relief->mesh.rows;
}

bool relief_done(const Relief *relief) {
    return !relief->pending && relief->fine_tiles >= tile_count(relief);
}
const Image *relief_image(const Relief *relief) {
    return &relief->image;
}
const Heights *relief_heights(const Relief *relief) {
    return relief->shown;
}
const Bands *relief_bands(const Relief *relief) {
    return &relief->key.bands;
}
const OrbitView *relief_view(const Relief *relief) {
    return &relief->view;
}

/* ---- colours ---- */

/* What the samples of the surface show by themselves: their places in the tile, taken a block at a time. */
static void evaluate_samples(const Relief *relief, const Surface *surface, ReliefTile *tile,
                             const int *places, int count) {
    const Heights *heights = &relief->heights;
    const OrbitView *view = &relief->view;
    double x[SHADE_BLOCK], y[SHADE_BLOCK], loss[SHADE_BLOCK], gx[SHADE_BLOCK], gy[SHADE_BLOCK];
    double *results[] = {loss, gx, gy};
    float point[SHADE_BLOCK][3], position[SHADE_BLOCK], rate[SHADE_BLOCK];
    float per_sample = 1 / relief->mesh.density;
    Point origin = relief->mesh.origin;
    assert(count > 0 && count <= SHADE_BLOCK);
    for (int k = 0; k < count; k++) {
        int i = places[k] % RELIEF_TILE_WIDTH, j = places[k] / RELIEF_TILE_WIDTH;
        Point at = {((float)(tile->x + i) + 0.5f) * per_sample + origin.x,
                    ((float)(tile->y + j) + 0.5f) * per_sample + origin.y};
        float direction[3], depth = 1 / tile->near[places[k]];
        orbit_ray(view, at, direction);
        for (int c = 0; c < 3; c++) point[k][c] = view->eye[c] + depth * direction[c];
        for (int c = 0; c < 2; c++) {
            float side = heights->side[c];
            point[k][c] = point[k][c] < -side ? -side : point[k][c] > side ? side : point[k][c];
        }
        x[k] = heights_x(heights, (double)point[k][0]);
        y[k] = heights_y(heights, (double)point[k][1]);
    }
    program_evaluate(surface->program, ORDER_GRADIENT, (size_t)count, x, y, 0, results);
    double unit = heights->unit;
    shade_positions(&relief->shader, count, loss, gx, gy, unit, unit, position, rate);
    for (int k = 0; k < count; k++) {
        double steepness = sqrt(gx[k] * gx[k] + gy[k] * gy[k]),
               rise = heights_slope(&heights->scale, loss[k]) * unit;
        float share = steepness > 0 ? (float)((double)rate[k] / steepness) : 0;
        float ha = (float)(rise * gx[k]), hb = (float)(rise * gy[k]);
        float light = relief_light(ha, hb);
        tile->position[places[k]] = position[k];
        tile->rate[places[k]] =
            per_sample * relief_rate(view, point[k], ha, hb, share * (float)gx[k], share * (float)gy[k]);
        tile->light[places[k]] = light == light ? light : 0;
    }
}

static void evaluate_tile(const Relief *relief, const Surface *surface, ReliefTile *tile) {
    int places[SHADE_BLOCK], count = 0;
    for (int j = 0; j < tile->h; j++) {
        for (int i = 0; i < tile->w; i++) {
            int at = j * RELIEF_TILE_WIDTH + i;
            if (tile->near[at] <= 0 || tile->light[at] < 0) continue;
            places[count++] = at;
            if (count < SHADE_BLOCK) continue;
            evaluate_samples(relief, surface, tile, places, count);
            count = 0;
        }
    }
    if (count > 0) evaluate_samples(relief, surface, tile, places, count);
}

static uint32_t lit(uint32_t color, float factor) {
    uint32_t share = (uint32_t)(256 * factor + 0.5f), result = 0xff000000u;
    for (int shift = 0; shift < 24; shift += 8) {
        uint32_t channel = ((color >> shift & 255u) * share + 128) >> 8;
        result |= (channel < 255 ? channel : 255) << shift;
    }
    return result;
}

static uint32_t opaque(Color color) {
    return 0xff000000u | (uint32_t)color.r << 16 | (uint32_t)color.g << 8 | color.b;
}

static void colour_tile(const Relief *relief, const ReliefTile *tile, uint32_t *colours) {
    const Theme *theme = relief->key.theme;
    /* Walls stand out from the page: bg2 is lighter than a dark one, bg3 darker than a light one. */
    Color front = theme->dark ? theme->bg2 : theme->bg3;
    uint32_t wall[2] = {opaque(front), opaque(theme_mix(front, theme->line2, 0.25f))};
    float base = theme->dark ? 0.66f : 0.62f, gain = theme->dark ? 0.46f : 0.38f;
    for (int j = 0; j < tile->h; j++) {
        int row = j * RELIEF_TILE_WIDTH;
        shade_pixels(&relief->shader, tile->w, tile->position + row, tile->rate + row, colours + row);
        for (int i = row; i < row + tile->w; i++) {
            if (tile->near[i] <= 0)
                colours[i] = 0;
            else if (tile->light[i] < 0)
                colours[i] = wall[tile->light[i] == RELIEF_WALL_SIDE];
            else if (tile->position[i] == tile->position[i])
                colours[i] = lit(colours[i], base + gain * tile->light[i]);
        }
    }
}

/* The mean of a pixel's samples, transparent by the share that has nothing. */
static uint32_t mean_of(const uint32_t *colours, const float *near, float *farthest) {
    uint32_t sum[3] = {0}, covered = 0;
    float least = near[0];
    for (int j = 0; j < FINE; j++) {
        for (int i = 0; i < FINE; i++) {
            int at = j * RELIEF_TILE_WIDTH + i;
            least = near[at] < least ? near[at] : least;
            if (colours[at] == 0) continue;
            covered++;
            for (int c = 0; c < 3; c++) sum[c] += colours[at] >> (8 * c) & 255u;
        }
    }
    *farthest = least;
    if (covered == 0) return 0;
    uint32_t color = (255 * covered / (FINE * FINE)) << 24;
    for (int c = 0; c < 3; c++) color |= (sum[c] + covered / 2) / covered << (8 * c);
    return color;
}

/* Pixels from FINE x FINE samples each. */
static void average(Relief *relief, const ReliefTile *tile, const uint32_t *colours) {
    int x0 = tile->x / FINE, y0 = tile->y / FINE, w = tile->w / FINE, h = tile->h / FINE;
    for (int j = 0; j < h && y0 + j < relief->image.h; j++) {
        size_t row = (size_t)(y0 + j) * (size_t)relief->image.w + (size_t)x0;
        for (int i = 0; i < w && x0 + i < relief->image.w; i++) {
            int at = FINE * (j * RELIEF_TILE_WIDTH + i);
            relief->pixels[row + (size_t)i] =
                mean_of(colours + at, tile->near + at, &relief->near[row + (size_t)i]);
        }
    }
}

/* Squares of pixels from a sample each. */
static void spread(Relief *relief, const ReliefTile *tile, const uint32_t *colours) {
    int stride = relief->stride, x0 = tile->x * stride, y0 = tile->y * stride;
    int w = relief->image.w - x0 < tile->w * stride ? relief->image.w - x0 : tile->w * stride;
    for (int j = 0; j < tile->h * stride && y0 + j < relief->image.h; j++) {
        uint32_t *pixels = relief->pixels + (size_t)(y0 + j) * (size_t)relief->image.w + x0;
        float *near = relief->near + (size_t)(y0 + j) * (size_t)relief->image.w + x0;
        int row = j / stride * RELIEF_TILE_WIDTH;
        for (int i = 0, sample = row; i < w; sample++)
            for (int end = i + stride < w ? i + stride : w; i < end; i++)
                pixels[i] = colours[sample], near[i] = tile->near[sample];
    }
}

typedef struct Work {
    Relief *relief;
    const Surface *surface; /* NULL: by what the corners know */
    int first;
} Work;

static void draw_tiles(void *context, size_t begin, size_t end) {
    const Work *work = context;
    Relief *relief = work->relief;
    ReliefTile tile;
    uint32_t colours[RELIEF_TILE];
    for (int number = work->first + (int)begin; number < work->first + (int)end; number++) {
        bool any = relief_mesh_draw(&relief->mesh, number, &tile);
        if (any && work->surface) evaluate_tile(relief, work->surface, &tile);
        if (any)
            colour_tile(relief, &tile, colours);
        else
            memset(colours, 0, sizeof colours);
        if (relief->samples == FINE)
            average(relief, &tile, colours);
        else
            spread(relief, &tile, colours);
    }
}

/* ---- the picture ---- */

static bool reserve(Relief *relief, size_t pixels) {
    if (pixels <= relief->capacity) return true;
    free(relief->pixels);
    free(relief->near);
    relief->pixels = malloc(pixels * sizeof *relief->pixels);
    relief->near = malloc(pixels * sizeof *relief->near);
    relief->capacity = relief->pixels && relief->near ? pixels : 0;
    return relief->capacity > 0;
}

static bool same_ground(const Key *a, const Key *b) {
    return a->version == b->version && bands_equal(&a->bands, &b->bands) &&
           memcmp(&a->camera, &b->camera, sizeof a->camera) == 0;
}

static bool same_key(const Key *a, const Key *b) {
    return same_ground(a, b) && memcmp(&a->orbit, &b->orbit, sizeof a->orbit) == 0 && a->scale == b->scale &&
           a->theme == b->theme && a->colour == b->colour && a->iso_lines == b->iso_lines;
}

static double point_work(const ReliefRequest *request) {
    return 1 + program_length(request->surface->program, ORDER_GRADIENT);
}

static double now(const ReliefRequest *request) {
    return request->clock ? request->clock() : 0;
}

/* Half of what was known is kept: a frame in which the machine did something else says little. */
static void learn_speed(Relief *relief, double work, double seconds) {
    const double fitting = seconds > 0 ? work / seconds * FRAME_SECONDS : relief->frame_work;
    relief->frame_work = fmin(fmax(0.5 * (relief->frame_work + fitting), FRAME_WORK / 16), FRAME_WORK * 64);
}

/* An odd number of corners for a side of the frame. */
static int corners_along(float length, float longer) {
    float wanted = fminf(fmaxf(longer / CELL, COLUMNS_LEAST), COLUMNS_MOST);
    return 1 + 2 * (int)ceilf(fmaxf(0.5f * wanted * length / longer, 1));
}

/* A new lattice: whole, or (live) as fine as a frame has time for while the whole one is begun. */
static bool new_ground(Relief *relief, const ReliefRequest *request) {
    const Rect *frame = &request->camera->frame;
    float longer = fmaxf(frame->w, frame->h);
    int columns = corners_along(frame->w, longer), rows = corners_along(frame->h, longer), less = 1;
    double work = point_work(request) * columns * rows;
    while (request->live && work / (less * less) > relief->frame_work && less < columns / 8) less *= 2;
    View region = camera_view(request->camera);
    relief->pending = less > 1 && heights_begin(&relief->finer, region, columns, rows);
    if (!heights_begin(&relief->heights, region, columns / less / 2 * 2 + 1, rows / less / 2 * 2 + 1))
        return false;
    heights_evaluate(&relief->heights, request->surface, relief->heights.rows, request->threads);
    heights_finish(&relief->heights, request->surface, &relief->shader, request->orbit->side[2],
                   request->threads);
    return true;
}

/* Goes on with the finer lattice; returns whether it has come into use. */
static bool refine_ground(Relief *relief, const ReliefRequest *request) {
    Heights *finer = &relief->finer;
    const double row_work = point_work(request) * finer->columns, begin = now(request);
    const int share = (int)fmax(1, relief->frame_work / row_work);
    const bool whole = heights_evaluate(finer, request->surface, share, request->threads);
    learn_speed(relief, row_work * share, now(request) - begin);
    if (!whole) return false;
    heights_finish(finer, request->surface, &relief->shader, request->orbit->side[2], request->threads);
    Heights coarse = relief->heights;
    relief->heights = *finer;
    relief->finer = coarse;
    relief->pending = false;
    return true;
}

/* Corners and tiles for so many samples to a pixel, or one in so many pixels. */
static bool set_samples(Relief *relief, const ReliefRequest *request, int samples, int stride) {
    relief->samples = samples;
    relief->stride = stride;
    bool halved = samples < FINE && relief->heights.columns > HALVED_FROM &&
                  heights_halve(&relief->half, &relief->heights);
    relief->shown = halved ? &relief->half : &relief->heights;
    float density = (float)samples / (float)stride, scale = request->scale;
    relief->shader.width = fmaxf(1, rintf(scale) * density);
    Point origin = {(float)relief->x0 / scale, (float)relief->y0 / scale};
    int w = (relief->image.w * samples + stride - 1) / stride,
        h = (relief->image.h * samples + stride - 1) / stride;
    return relief_mesh_build(&relief->mesh, relief->shown, &relief->view, origin, scale * density, w, h,
                             RELIEF_TILE_WIDTH / FINE * samples, RELIEF_TILE_HEIGHT / FINE * samples,
                             request->threads);
}

static bool draw_coarse(Relief *relief, const ReliefRequest *request) {
    double pixels = (double)relief->image.w * relief->image.h;
    int stride = 1;
    while (pixels / (stride * stride) > COARSE_SAMPLES) stride *= 2;
    if (!set_samples(relief, request, 1, stride)) return false;
    Work work = {relief, NULL, 0};
    parallel_for(request->threads, (size_t)tile_count(relief), 4, draw_tiles, &work, NULL);
    relief->fine_tiles = 0;
    return true;
}

static bool draw_fine(Relief *relief, const ReliefRequest *request) {
    if (relief->samples != FINE && !set_samples(relief, request, FINE, 1)) return false;
    int left = tile_count(relief) - relief->fine_tiles, count = left;
    const double tile_work = (point_work(request) + SAMPLE_WORK) * RELIEF_TILE, begin = now(request);
    if (request->live) count = (int)fmin(fmax(1, relief->frame_work / tile_work), left);
    Work work = {relief, request->surface, relief->fine_tiles};
    parallel_for(request->threads, (size_t)count, 2, draw_tiles, &work, NULL);
    relief->fine_tiles += count;
    if (request->live) learn_speed(relief, tile_work * count, now(request) - begin);
    return true;
}

static bool place(Relief *relief, const ReliefRequest *request) {
    Rect area = bake_area(request->camera, request->scale);
    int w = (int)rintf(area.w * request->scale), h = (int)rintf(area.h * request->scale);
    if (w <= 0 || h <= 0 || !reserve(relief, (size_t)w * (size_t)h)) return false;
    relief->x0 = (int)rintf(area.x * request->scale);
    relief->y0 = (int)rintf(area.y * request->scale);
    relief->image = (Image){relief->pixels, w, h, relief->image.version};
    return true;
}

static bool update(Relief *relief, const ReliefRequest *request) {
    Key key = {request->surface->version, *request->bands,   *request->camera,
               *request->orbit,           request->scale,    request->theme,
               request->colour,           request->iso_lines};
    bool known = relief->image.w > 0, anew = !known || !same_key(&key, &relief->key);
    if (!anew && relief_done(relief)) return true;
    bool moved = !known || !same_ground(&key, &relief->key);
    relief->key = key;
    if (!place(relief, request)) return false;
    relief->image.version++;
    if (anew) {
        relief->shader =
            shader_for(request->bands, request->theme, request->colour, request->iso_lines, request->scale);
        relief->view = orbit_view(request->orbit);
        relief->samples = 0;
        relief->fine_tiles = 0;
        if (moved && !new_ground(relief, request)) return false;
        return request->live ? draw_coarse(relief, request) : draw_fine(relief, request);
    }
    if (!relief->pending) return draw_fine(relief, request);
    return !refine_ground(relief, request) || draw_coarse(relief, request);
}

bool relief_update(Relief *relief, const ReliefRequest *request) {
    if (update(relief, request)) return true;
    relief->image = (Image){.version = relief->image.version + 1};
    relief->mesh.columns = relief->mesh.rows = relief->fine_tiles = 0;
    relief->pending = false;
    return false;
}

/* ---- what is seen where ---- */

/* The least near of the pixels round a place: an edge hides only what is well behind it. */
static float near_around(const Relief *relief, Point at) {
    int x = (int)floorf(at.x * relief->key.scale) - relief->x0,
        y = (int)floorf(at.y * relief->key.scale) - relief->y0;
    float least = INFINITY;
    for (int j = y - 1; j <= y + 1; j++) {
        for (int i = x - 1; i <= x + 1; i++) {
            if (i < 0 || j < 0 || i >= relief->image.w || j >= relief->image.h) continue;
            least = fminf(least, relief->near[(size_t)j * (size_t)relief->image.w + (size_t)i]);
        }
    }
    return least;
}

Sight relief_sight(const Relief *relief, double x, double y, Point *at) {
    const Heights *heights = relief->shown;
    const Rect *frame = &relief->key.camera.frame;
    *at = (Point){frame->x + 0.5f * frame->w, frame->y + 0.5f * frame->h};
    const View *region = &heights->region;
    bool on_base = x >= region->x[0] && x <= region->x[1] && y >= region->y[0] && y <= region->y[1];
    if (relief->image.w == 0 || isnan(x) || isnan(y)) return SIGHT_NONE;
    float point[3] = {fminf(fmaxf(heights_a(heights, x), -heights->side[0]), heights->side[0]),
                      fminf(fmaxf(heights_b(heights, y), -heights->side[1]), heights->side[1]), 0};
    point[2] = heights_at(heights, point[0], point[1]);
    float depth;
    *at = orbit_project(&relief->view, point, &depth);
    bool inside =
        at->x >= frame->x && at->y >= frame->y && at->x < frame->x + frame->w && at->y < frame->y + frame->h;
    if (!on_base || !inside) return SIGHT_NONE;
    return near_around(relief, *at) * depth > 1 + BIAS ? SIGHT_HIDDEN : SIGHT_CLEAR;
}

World relief_world(const Relief *relief, Point at) {
    const OrbitView *view = &relief->view;
    float direction[3], depth;
    if (relief->image.w == 0) return (World){NAN, NAN};
    orbit_ray(view, at, direction);
    if (!heights_cast(relief->shown, view->eye, direction, &depth)) return (World){NAN, NAN};
    return (World){heights_x(relief->shown, (double)(view->eye[0] + depth * direction[0])),
                   heights_y(relief->shown, (double)(view->eye[1] + depth * direction[1]))};
}

/* Losses and gradients of a full screen to pixels: bands mixed over one pixel, iso-lines of even width. */
#include "bench_report.h"

#include "core/parallel.h"
#include "files/catalog.h"
#include "screen/shade.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

enum { WIDTH = 1920, HEIGHT = 1080, POINTS = WIDTH * HEIGHT, RESULTS = 3 };

/* What the threads shade. */
typedef struct Picture {
    Shader shader;
    Parallel *parallel;
    double dx, dy; /* of a pixel */
    double *results[RESULTS];
    uint32_t *pixels;
} Picture;

static void shade_rows(void *context, size_t begin, size_t end) {
    const Picture *picture = context;
    float position[SHADE_BLOCK], rate[SHADE_BLOCK];
    for (size_t at = begin * WIDTH; at < end * WIDTH; at += SHADE_BLOCK) {
        const size_t left = end * WIDTH - at;
        const int count = left < SHADE_BLOCK ? (int)left : SHADE_BLOCK;
        shade_positions(&picture->shader, count, picture->results[0] + at, picture->results[1] + at,
                        picture->results[2] + at, picture->dx, picture->dy, position, rate);
        shade_pixels(&picture->shader, count, position, rate, picture->pixels + at);
    }
}

static double shade(void *context) {
    Picture *picture = context;
    parallel_for(picture->parallel, HEIGHT, 8, shade_rows, picture, NULL);
    return 1.0;
}

static void measure(const BenchReport *report, Picture *picture, const Surface *surface) {
    const View *view = &surface->definition->view;
    const Bands bands = bands_of(surface, *view, picture->parallel);
    double x[WIDTH], y[WIDTH];
    picture->dx = (view->x[1] - view->x[0]) / WIDTH;
    picture->dy = -(view->y[1] - view->y[0]) / HEIGHT;
    picture->shader = shader_for(&bands, theme_dark(), true, true, 1.0f);
    for (int j = 0; j < HEIGHT; j++) {
        double *results[RESULTS];
        for (int r = 0; r < RESULTS; r++) results[r] = picture->results[r] + (size_t)j * WIDTH;
        for (int i = 0; i < WIDTH; i++) {
            x[i] = view->x[0] + picture->dx * (i + 0.5);
            y[i] = view->y[1] + picture->dy * (j + 0.5);
        }
        program_evaluate(surface->program, ORDER_GRADIENT, WIDTH, x, y, 0.0, results);
    }
    const int threads = parallel_threads(picture->parallel);
    BenchRow row = {
        .threads = threads, .unit = "ms", .less_is_better = true, .goal = threads > 1 ? 4.0 : 0.0};
    snprintf(row.name, sizeof row.name, "%.24s, %d bands and their lines", surface->definition->name,
             bands.count);
    bench_compare(report, &row, 1e3, shade, picture, NULL, NULL);
}

void bench_bands(const BenchReport *report, int threads) {
    static const char *const names[] = {"rosenbrock", "himmelblau", "ackley"};
    Error error = {0};
    Catalog catalog;
    Picture *picture = calloc(1, sizeof *picture);
    assert(picture);
    picture->parallel = parallel_start(threads);
    picture->pixels = malloc(sizeof *picture->pixels * POINTS);
    assert(picture->pixels);
    for (int r = 0; r < RESULTS; r++) {
        picture->results[r] = malloc(sizeof(double) * POINTS);
        assert(picture->results[r]);
    }
    if (catalog_start(&catalog, &error)) {
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            Surface surface;
            const SurfaceDefinition *definition = catalog_find(&catalog, names[i], &error);
            if (!definition || !surface_start(&surface, definition, &error)) continue;
            measure(report, picture, &surface);
            surface_end(&surface);
        }
    }
    catalog_end(&catalog);
    for (int r = 0; r < RESULTS; r++) free(picture->results[r]);
    free(picture->pixels);
    parallel_end(picture->parallel);
    free(picture);
}

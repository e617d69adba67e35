/* Updates of many float parameters, beside a loop that touches the same memory and does nothing else. */
#include "bench_reference.h"
#include "bench_report.h"

#include "core/optimizer.h"
#include "core/parallel.h"
#include "core/vectors.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { STREAMS = 4, LARGEST = 50000000 };

typedef struct Update {
    const Optimizer *optimizer;
    double values[HYPERPARAMETERS_MAX], scalars[SCALARS_MAX];
    int64_t t;
    size_t n;
    int slots;
    float *streams[STREAMS]; /* gradient, parameters, slots */
    Parallel *parallel;
} Update;

/* Blocks of a size that keeps every thread busy and a block's bookkeeping small. */
enum { GRAIN = 64 * OPTIMIZER_BLOCK };

static void our_part(void *context, size_t begin, size_t end) {
    const Update *update = context;
    float *slots[SLOTS_MAX] = {0};
    for (int i = 0; i < update->slots; i++) slots[i] = update->streams[2 + i] + begin;
    optimizer_update_float(update->optimizer, update->values, update->scalars, end - begin,
                           update->streams[1] + begin, update->streams[0] + begin, slots, update->values[0],
                           0.01);
}

static double our_update(void *context) {
    Update *update = context;
    if (update->optimizer->prepare)
        update->optimizer->prepare(update->values, update->t++, update->values[0], update->scalars);
    parallel_for(update->parallel, update->n, GRAIN, our_part, update, NULL);
    return (double)update->n;
}

static void touch_part(void *context, size_t begin, size_t end) {
    const Update *update = context;
    float *streams[STREAMS];
    for (int i = 0; i < STREAMS; i++) streams[i] = update->streams[i] + begin;
    reference_touch(end - begin, streams, 1, 1 + update->slots);
}

static double touch(void *context) {
    Update *update = context;
    parallel_for(update->parallel, update->n, GRAIN, touch_part, update, NULL);
    return (double)update->n;
}

static void fill(Update *update, float gradient) {
    for (int s = 0; s < STREAMS; s++)
        for (size_t i = 0; i < update->n; i++)
            update->streams[s][i] = s == 0   ? gradient * (float)((i * 2654435761u) % 1000)
                                    : s == 1 ? 0.5F
                                             : 0.0F;
    memset(update->scalars, 0, sizeof update->scalars);
    update->t = 0;
}

static const struct {
    const char *name;
    double goal;
} rows[] = {{"gd", 0.9}, {"momentum", 0.9}, {"lion", 0.9}, {"adam", 0.95}, {"adamw", 0.95}};

static void start_row(Update *update, const char *name) {
    update->optimizer = optimizer_find(name);
    hyperparameter_defaults(update->optimizer->hyperparameters,
                            optimizer_hyperparameter_count(update->optimizer), update->values);
    update->slots = optimizer_slot_count(update->optimizer);
    if (update->slots > STREAMS - 2) update->slots = STREAMS - 2; /* the rest stay unused at the defaults */
}

/* Adam where every gradient is so small that its square, and soon the mean of squares, would be denormal. */
static void measure_denormals(const BenchReport *report, Update *update) {
    double times[2];
    update->n = 10000000;
    start_row(update, "adam");
    for (int tiny = 0; tiny < 2; tiny++) {
        fill(update, tiny ? 1e-23F : 1e-3F);
        for (int i = 0; i < 3; i++) our_update(update);
        double start = bench_seconds();
        for (int i = 0; i < report->rounds; i++) our_update(update);
        times[tiny] = (bench_seconds() - start) / report->rounds;
    }
    if (report->csv)
        fprintf(report->stream, "\"adam, gradients of 1e-20 against 1\",%d,ratio,%.4g,\"\",,,1.2\n",
                parallel_threads(update->parallel), times[1] / times[0]);
    else
        fprintf(report->stream, "  %-34s %d   %10.4g %-13s %61s goal %g %s\n", "adam, denormal squares",
                parallel_threads(update->parallel), times[1] / times[0], "x as long", "", 1.2,
                times[1] <= 1.2 * times[0] ? "reached" : "MISSED");
}

void bench_update(const BenchReport *report, int threads) {
    Update update = {.parallel = parallel_start(threads)};
    const size_t stride = vectors_stride(LARGEST);
    float *block = vectors_start(STREAMS * stride); /* as a trainer's */
    assert(block);
    for (int s = 0; s < STREAMS; s++) update.streams[s] = block + (size_t)s * stride;
    const size_t sizes[] = {10000000, LARGEST};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            update.n = sizes[k];
            start_row(&update, rows[i].name);
            fill(&update, 1e-3F);
            BenchRow row = {.reference = "touching the same memory",
                            .threads = parallel_threads(update.parallel),
                            .unit = "Mparameters/s",
                            .goal = rows[i].goal};
            snprintf(row.name, sizeof row.name, "%s, %.0e parameters", rows[i].name, (double)sizes[k]);
            bench_compare(report, &row, 1e-6, our_update, &update, touch, &update);
        }
    measure_denormals(report, &update);
    free(block);
    parallel_end(update.parallel);
}

/* Whole training steps: batch, forward, backward, norm, clipping and update, beside PyTorch's and beside
 * OpenBLAS's products of the same shapes and nothing else. */
#include "bench_report.h"
#include "bench_torch.h"

#include "core/parallel.h"
#include "training/blas.h"
#include "training/trainer.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { IMAGES = 60000, SYMBOLS = 96, CHARACTERS = 400000, SHAPES_MAX = 24 };

static const Start LINEAR = {{INITIALIZE_UNIFORM_FAN_IN, 0.0}, {INITIALIZE_UNIFORM_FAN_IN, 0.0}};

/* ---- data: random, as only its shape counts here ---- */

static Draw draw_of(uint32_t stream) {
    return (Draw){1, stream, RANDOM_DATA, 0};
}

static bool random_images(TrainingData *dataset, const DataPlaces *places, Error *error) {
    (void)places;
    *dataset = (TrainingData){.classes = 10};
    const size_t size = (size_t)IMAGES * 784;
    uint8_t *bytes = training_data_allocate(dataset, size, error);
    int32_t *labels = bytes ? training_data_allocate(dataset, IMAGES * sizeof *labels, error) : NULL;
    if (!labels) return false;
    for (size_t i = 0; i < size; i += 8) {
        const uint64_t bits = random_bits(draw_of(1), (uint32_t)(i / 8));
        memcpy(bytes + i, &bits, 8);
    }
    for (uint32_t i = 0; i < IMAGES; i++) labels[i] = (int32_t)random_below(draw_of(2), i, 10);
    for (int part = 0; part < DATA_PARTS; part++)
        dataset->parts[part] =
            (Data){.kind = DATA_IMAGES, .examples = IMAGES, .width = 784, .bytes = bytes, .labels = labels};
    return true;
}

static bool random_text(TrainingData *dataset, const DataPlaces *places, Error *error) {
    (void)places;
    *dataset = (TrainingData){.classes = SYMBOLS};
    uint8_t *bytes = training_data_allocate(dataset, CHARACTERS, error);
    if (!bytes) return false;
    for (uint32_t i = 0; i < CHARACTERS; i++) bytes[i] = (uint8_t)random_below(draw_of(3), i, SYMBOLS);
    for (int part = 0; part < DATA_PARTS; part++)
        dataset->parts[part] = (Data){.kind = DATA_TEXT, .examples = CHARACTERS, .width = 1, .bytes = bytes};
    return true;
}

/* ---- models ---- */

static Plan plan_mlp(const TrainingData *dataset, const double *values) {
    (void)values;
    Plan plan = plan_rows(784);
    plan_dense(&plan, 512, ACTIVATION_RELU, LINEAR);
    plan_dense(&plan, 512, ACTIVATION_RELU, LINEAR);
    plan_dense(&plan, dataset->classes, ACTIVATION_NONE, LINEAR);
    return plan;
}

static Plan plan_cnn(const TrainingData *dataset, const double *values) {
    (void)values;
    Plan plan = plan_images(1, 28, 28);
    plan_convolution(&plan, 16, 5, true, ACTIVATION_RELU, LINEAR);
    plan_pool(&plan, 2);
    plan_convolution(&plan, 32, 5, false, ACTIVATION_RELU, LINEAR);
    plan_pool(&plan, 2);
    plan_dense(&plan, 128, ACTIVATION_RELU, LINEAR);
    plan_dense(&plan, dataset->classes, ACTIVATION_NONE, LINEAR);
    return plan;
}

/* One product of a step; `apart`: so many of them, each in one thread. */
typedef struct Shape {
    size_t m, n, k;
    int count;
    bool a_transposed, b_transposed, apart;
} Shape;

typedef struct Model {
    const char *name, *title, *unit;
    const char *like; /* the task whose model it is; NULL: its own */
    Task task;
    double goal; /* times PyTorch's figure */
    double ceiling_goal;
    Shape shapes[SHAPES_MAX]; /* ends at the first without rows */
} Model;

static const Model models[] = {
    {.name = "mlp",
     .title = "mlp 784-512-512-10, batch 128",
     .unit = "samples/s",
     .task = {.data = random_images,
              .plan = plan_mlp,
              .optimizer = "adam",
              .schedule = "constant",
              .rate = 0.001,
              .batch = 128,
              .epochs = 1},
     .goal = 1.6,
     .ceiling_goal = 0.8,
     .shapes = {{128, 512, 784, 1, false, true, false},
                {128, 512, 512, 1, false, true, false},
                {128, 10, 512, 1, false, true, false},
                {10, 512, 128, 1, true, false, false},
                {512, 512, 128, 1, true, false, false},
                {512, 784, 128, 1, true, false, false},
                {128, 512, 10, 1, false, false, false},
                {128, 512, 512, 1, false, false, false}}},
    {.name = "cnn",
     .title = "cnn 5x5x16, 5x5x32, 128, batch 128",
     .unit = "samples/s",
     .task = {.data = random_images,
              .plan = plan_cnn,
              .optimizer = "adam",
              .schedule = "constant",
              .rate = 0.001,
              .batch = 128,
              .epochs = 1},
     .goal = 1.3,
     /* convolutions as products of unfolded images */
     .shapes = {{16, 784, 25, 128, false, false, true},
                {32, 100, 400, 128, false, false, true},
                {16, 25, 784, 128, false, true, true},
                {32, 400, 100, 128, false, true, true},
                {400, 100, 32, 128, true, false, true},
                {128, 128, 800, 1, false, true, false},
                {128, 10, 128, 1, false, true, false},
                {10, 128, 128, 1, true, false, false},
                {128, 128, 10, 1, false, false, false},
                {128, 800, 128, 1, true, false, false},
                {128, 800, 128, 1, false, false, false}}},
    {.name = "rnn",
     .title = "rnn of 128 tanh units, 64 x 64 tokens",
     .unit = "tokens/s",
     .task = {.data = random_text,
              .optimizer = "momentum",
              .schedule = "constant",
              .rate = 0.1,
              .clip_norm = 1.0,
              .batch = 64,
              .epochs = 1},
     .like = "char-rnn",
     .goal = 1.5,
     .shapes = {{4096, 128, 64, 1, false, true, false},
                {64, 128, 128, 64, false, true, false},
                {4096, 96, 128, 1, false, true, false},
                {96, 128, 4096, 1, true, false, false},
                {4096, 128, 96, 1, false, false, false},
                {64, 128, 128, 64, false, false, false},
                {128, 128, 4096, 1, true, false, false},
                {128, 64, 4096, 1, true, false, false},
                {4096, 64, 128, 1, false, false, false}}},
    {.name = "transformer",
     .title = "transformer 4 x 128, 32 x 128 tokens",
     .unit = "tokens/s",
     .task = {.data = random_text,
              .optimizer = "adamw",
              .schedule = "constant",
              .rate = 0.0003,
              .clip_norm = 1.0,
              .batch = 32,
              .epochs = 1},
     .like = "char-transformer",
     .goal = 1.3,
     .shapes = {{4096, 384, 128, 4, false, true, false}, {4096, 128, 128, 4, false, true, false},
                {4096, 512, 128, 4, false, true, false}, {4096, 128, 512, 4, false, true, false},
                {4096, 96, 128, 1, false, true, false},  {128, 128, 32, 512, false, true, true},
                {128, 32, 128, 512, false, false, true}, {4096, 128, 384, 4, false, false, false},
                {384, 128, 4096, 4, true, false, false}, {4096, 128, 128, 4, false, false, false},
                {128, 128, 4096, 4, true, false, false}, {4096, 128, 512, 4, false, false, false},
                {512, 128, 4096, 4, true, false, false}, {4096, 512, 128, 4, false, false, false},
                {128, 512, 4096, 4, true, false, false}, {4096, 128, 96, 1, false, false, false},
                {96, 128, 4096, 1, true, false, false},  {128, 128, 32, 512, false, true, true},
                {128, 32, 128, 512, true, false, true},  {128, 32, 128, 512, false, false, true},
                {128, 32, 128, 512, true, false, true}}},
};
enum { MODELS = sizeof models / sizeof *models };

static bool is_asked_for(const BenchReport *report, const char *name) {
    return !report->model || strcmp(report->model, name) == 0;
}

/* ---- OpenBLAS alone ---- */

typedef struct Products {
    const Shape *shapes, *shape;
    const float *a, *b;
    float *c;
    int threads;
    Parallel *parallel;
} Products;

/* The matrices of product i of many lie so far from those of the next. */
enum { APART = 1 << 16, MATRIX = 1 << 22 };

static void multiply(const Products *products, size_t i) {
    const Shape *s = products->shape;
    const size_t place = i % 16 * APART;
    gemm_float(s->a_transposed, s->b_transposed, s->m, s->n, s->k, 1.0, products->a + place,
               s->a_transposed ? s->m : s->k, products->b + place, s->b_transposed ? s->k : s->n, 0.0,
               products->c + place, s->n);
}

static void multiply_some(void *context, size_t begin, size_t end) {
    for (size_t i = begin; i < end; i++) multiply(context, i);
}

static double multiply_all(void *context) {
    Products *products = context;
    for (products->shape = products->shapes; products->shape->m; products->shape++) {
        blas_threads(products->shape->apart ? 1 : products->threads);
        if (products->shape->apart)
            parallel_for(products->parallel, (size_t)products->shape->count, 1, multiply_some, products,
                         NULL);
        else
            multiply_some(products, 0, (size_t)products->shape->count);
    }
    return 1.0;
}

/* The shortest time of a work unit, over turns of at least `seconds`. */
static double best_time(BenchWork *work, void *context, double seconds) {
    double best = INFINITY, until = bench_seconds() + seconds;
    work(context);
    do {
        const double start = bench_seconds(), units = work(context);
        const double each = (bench_seconds() - start) / units;
        best = each < best ? each : best;
    } while (bench_seconds() < until);
    return best;
}

static double products_time(const Shape *shapes, const Workers *workers, double seconds) {
    float *matrices = malloc(3 * (size_t)MATRIX * sizeof *matrices);
    assert(matrices);
    for (size_t i = 0; i < 3 * (size_t)MATRIX; i++) matrices[i] = 0.01F * (float)(i % 13);
    Products products = {.shapes = shapes,
                         .a = matrices,
                         .b = matrices + MATRIX,
                         .c = matrices + 2 * MATRIX,
                         .threads = workers->threads,
                         .parallel = workers->parallel};
    const double best = best_time(multiply_all, &products, seconds);
    free(matrices);
    return best;
}

/* ---- steps ---- */

enum { STEPS = 8 };

static double train_steps(void *context) {
    TrainerStep step;
    for (int i = 0; i < STEPS; i++) trainer_step(context, &step);
    return STEPS;
}

/* Share of all threads' time that products take, over some steps. */
static double products_share(Trainer *trainer, double seconds) {
    ProductWatch watch = {.seconds = bench_seconds};
    trainer->network.watch = &watch;
    const double start = bench_seconds();
    do train_steps(trainer);
    while (bench_seconds() - start < seconds);
    const double all = (bench_seconds() - start) * trainer->workers->threads;
    trainer->network.watch = NULL;
    return 1e-9 * (double)watch.nanoseconds / all;
}

static void say_no_torch(const BenchReport *report, const char *reason) {
    if (!report->csv) fprintf(report->stream, "  (beside nothing: %s)\n", reason);
}

/* Everything is measured so many times, ours and theirs by turns, and the best counts: a processor that is
 * slow for a while meets both. */
enum { TURNS = 2 };

static double seconds_of(const BenchReport *report) {
    return 0.25 * report->rounds;
}

static void measure_model(const BenchReport *report, const Model *model, const Workers *workers) {
    Task task = model->task;
    if (model->like) {
        const Task *like = task_find(model->like);
        task.plan = like->plan;
        memcpy(task.hyperparameters, like->hyperparameters, sizeof task.hyperparameters);
    }
    task.name = model->name;
    TrainingData dataset;
    Error error = {0};
    Trainer trainer;
    const DataPlaces places = {0};
    const TrainerSettings settings = trainer_settings(&task, NULL);
    if (!task.data(&dataset, &places, &error)) return;
    if (trainer_start(&trainer, &settings, &dataset, workers, &error)) {
        const double units = (double)(task.batch * trainer.plan.length), seconds = seconds_of(report) / TURNS;
        double ours = 0.0, ceiling = 0.0, torch = 0.0, figure;
        char reason[128];
        bool beside = true;
        for (int turn = 0; turn < TURNS; turn++) {
            ours = fmax(ours, units / best_time(train_steps, &trainer, seconds));
            ceiling = fmax(ceiling, units / products_time(model->shapes, workers, 0.5 * seconds));
            beside =
                beside && bench_torch(model->name, workers->threads, seconds, &figure, reason, sizeof reason);
            if (beside) torch = fmax(torch, figure);
        }
        const double share = products_share(&trainer, 0.5 * seconds);
        BenchRow row = {
            .threads = workers->threads, .unit = model->unit, .ours = ours, .reference = "PyTorch"};
        snprintf(row.name, sizeof row.name, "%s", model->title);
        row.theirs = beside ? torch : NAN;
        if (beside)
            row.ratio = ours / torch, row.goal = workers->threads == 2 ? model->goal : 0.0;
        else
            row.reference = NULL, say_no_torch(report, reason);
        bench_print(report, &row);
        row = (BenchRow){.threads = workers->threads,
                         .unit = model->unit,
                         .ours = ours,
                         .theirs = ceiling,
                         .ratio = ours / ceiling,
                         .goal = workers->threads == 2 ? model->ceiling_goal : 0.0,
                         .reference = "OpenBLAS's products alone"};
        snprintf(row.name, sizeof row.name, "%s: %.0f %% of it in products", model->name, 100.0 * share);
        bench_print(report, &row);
        trainer_end(&trainer);
    }
    training_data_end(&dataset);
}

/* ---- logistic regression ---- */

static double take_gradient(void *context) {
    Trainer *trainer = context;
    BatchFloat batch;
    feeder_fill(&trainer->feeder, 0, &batch, NULL);
    network_loss_float(&trainer->network, trainer->w, &batch, trainer->gradient, NULL);
    return 1.0;
}

static double train_epoch(void *context) {
    Trainer *trainer = context;
    TrainerStep step;
    for (int64_t i = trainer_steps_per_epoch(trainer); i > 0; i--) trainer_step(trainer, &step);
    return 1.0;
}

static const struct {
    const char *name, *title;
    int64_t batch; /* 0: all */
    bool shuffle;
    BenchWork *work;
    double goal;
} passes[] = {
    {"logistic-gradient", "logistic 1e6 x 100, full gradient", 0, false, take_gradient, 2.2},
    {"logistic-in-order", "SGD epoch of 256, in order", 256, false, train_epoch, 10.0},
    {"logistic-shuffled", "SGD epoch of 256, shuffled", 256, true, train_epoch, 5.0},
};
enum { PASSES = sizeof passes / sizeof *passes };

static void measure_logistic(const BenchReport *report, const Workers *workers) {
    const Task *task = task_find("logistic-regression");
    const DataPlaces places = {0};
    TrainingData dataset;
    Error error = {0};
    if (!task->data(&dataset, &places, &error)) return;
    for (int i = 0; i < PASSES; i++) {
        if (!is_asked_for(report, passes[i].name)) continue;
        TrainerSettings settings = trainer_settings(task, NULL);
        settings.recipe.batch = passes[i].batch;
        Trainer trainer;
        if (!trainer_start(&trainer, &settings, &dataset, workers, &error)) break;
        trainer.feeder.shuffle = passes[i].shuffle;
        const double seconds = seconds_of(report) / TURNS;
        double ours = INFINITY, torch = INFINITY, figure;
        char reason[128];
        bool beside = true;
        for (int turn = 0; turn < TURNS; turn++) {
            ours = fmin(ours, best_time(passes[i].work, &trainer, seconds));
            beside = beside &&
                     bench_torch(passes[i].name, workers->threads, seconds, &figure, reason, sizeof reason);
            if (beside) torch = fmin(torch, figure);
        }
        BenchRow row = {.threads = workers->threads,
                        .unit = "ms",
                        .less_is_better = true,
                        .ours = 1e3 * ours,
                        .theirs = beside ? 1e3 * torch : NAN,
                        .reference = "PyTorch"};
        snprintf(row.name, sizeof row.name, "%s", passes[i].title);
        if (beside)
            row.ratio = row.theirs / row.ours, row.goal = workers->threads == 2 ? passes[i].goal : 0.0;
        else
            row.reference = NULL, say_no_torch(report, reason);
        bench_print(report, &row);
        trainer_end(&trainer);
    }
    training_data_end(&dataset);
}

void bench_models(const BenchReport *report, int threads) {
    Workers workers = {.threads = threads};
    workers.parallel = parallel_start(threads);
    if (!report->csv) fprintf(report->stream, "  (OpenBLAS's kernels: %s)\n", openblas_get_corename());
    for (int i = 0; i < MODELS; i++)
        if (is_asked_for(report, models[i].name)) measure_model(report, &models[i], &workers);
    for (int i = 0; i < PASSES; i++)
        if (is_asked_for(report, passes[i].name)) {
            measure_logistic(report, &workers);
            break;
        }
    parallel_end(workers.parallel);
}

const char *bench_model_name(int i) {
    return i < MODELS ? models[i].name : i < MODELS + PASSES ? passes[i - MODELS].name : NULL;
}

/* Dense layers of awkward sizes, for every set of instructions that this machine has: what is packed into
 * panels and tiles, with leftovers on all sides, is what plain sums in double give. */
#include "suite.h"

#include "training/network.h"
#include "training/network_pass.h"

#include <math.h>
#include <stdlib.h>

enum { CLASSES = 4 };

/* Rows, and the widths of three layers before the last. */
static const struct {
    size_t rows;
    int widths[3];
} shapes[] = {
    {64, {64, 64, 64}},    /* whole tiles */
    {45, {77, 101, 65}},   /* leftovers everywhere */
    {33, {530, 40, 1030}}, /* more than is packed at a time, in both directions */
    {300, {49, 530, 33}},  /* more rows than are packed at a time */
    {1, {70, 50, 40}},     /* a single row */
};
enum { SHAPES = sizeof shapes / sizeof *shapes, WAYS = 3, THREADS = 2 };

static LossFloat *way(int i) {
    LossFloat *const ways[WAYS] = {network_loss_float_sse2, network_loss_float_avx2,
                                   network_loss_float_avx512};
#if defined(__x86_64__)
    const bool wide = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"),
               widest = wide && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                        __builtin_cpu_supports("avx512vl");
#else
    const bool wide = false, widest = false;
#endif
    return (i == 1 && !wide) || (i == 2 && !widest) ? NULL : ways[i];
}

static Plan plan_of(int shape) {
    static const Start SPREAD = {{INITIALIZE_HE_NORMAL, 0.0}, {INITIALIZE_NORMAL, 0.3}};
    Plan plan = plan_rows(shapes[shape].widths[0]);
    plan_dense(&plan, shapes[shape].widths[1], ACTIVATION_TANH, SPREAD);
    plan_dense(&plan, shapes[shape].widths[2], ACTIVATION_TANH, SPREAD);
    plan_dense(&plan, CLASSES, ACTIVATION_NONE, SPREAD);
    return plan;
}

static double draw(int stream, size_t index) {
    return random_normal((Draw){7, (uint32_t)stream, RANDOM_DATA, 0}, (uint32_t)index);
}

static void fill_case(const Plan *plan, size_t rows, double *w, double *x, int32_t *labels) {
    plan_initialize(plan, 5, w);
    for (size_t i = 0; i < rows * (size_t)plan->width; i++) x[i] = draw(1, i);
    for (size_t i = 0; i < rows; i++) labels[i] = (int32_t)(i * 7 % CLASSES);
}

/* In double, by BLAS's products. */
static double reference(const Plan *plan, size_t rows, const double *w, const double *x,
                        const int32_t *labels, double *gradient) {
    const Workers workers = {.threads = 1};
    NetworkDouble network;
    ck_assert(network_start_double(&network, plan, &workers, rows));
    const BatchDouble batch = {.rows = rows, .inputs = x, .labels = labels};
    const double loss = network_loss_double(&network, w, &batch, gradient, NULL);
    network_end_double(&network);
    return loss;
}

static double in_float(LossFloat *loss_of, const Plan *plan, size_t rows, const float *w, const float *x,
                       const int32_t *labels, float *gradient, int threads) {
    Workers workers = {.threads = threads};
    workers.parallel = parallel_start(threads);
    NetworkFloat network;
    ck_assert(network_start_float(&network, plan, &workers, rows));
    const BatchFloat batch = {.rows = rows, .inputs = x, .labels = labels};
    const double loss = loss_of(&network, w, &batch, gradient, NULL);
    network_end_float(&network);
    parallel_end(workers.parallel);
    return loss;
}

/* Numbers as float. */
static float *narrow(const double *values, size_t count) {
    float *narrowed = malloc(count * sizeof *narrowed);
    for (size_t i = 0; i < count; i++) narrowed[i] = (float)values[i];
    return narrowed;
}

START_TEST(test_products_of_any_shape_are_those_of_plain_sums) {
    const int shape = _i / WAYS;
    LossFloat *const loss_of = way(_i % WAYS);
    if (!loss_of) return;
    const Plan plan = plan_of(shape);
    const size_t rows = shapes[shape].rows, n = plan.parameters, inputs = rows * (size_t)plan.width;
    double *w = calloc(n, sizeof *w), *gradient = calloc(n, sizeof *gradient), *x = calloc(inputs, sizeof *x);
    int32_t *labels = calloc(rows, sizeof *labels);
    fill_case(&plan, rows, w, x, labels);
    float *narrow_w = narrow(w, n), *narrow_x = narrow(x, inputs), *found = calloc(n, sizeof *found);
    const double loss = reference(&plan, rows, w, x, labels, gradient);
    double largest = 0.0;
    for (size_t i = 0; i < n; i++) largest = fmax(largest, fabs(gradient[i]));
    ck_assert_double_gt(largest, 1e-3); /* else nothing was tested */
    for (int threads = 1; threads <= THREADS; threads++) {
        ck_assert_double_eq_tol(in_float(loss_of, &plan, rows, narrow_w, narrow_x, labels, found, threads),
                                loss, 1e-5 * loss);
        for (size_t i = 0; i < n; i++)
            ck_assert_msg(fabs((double)found[i] - gradient[i]) <= 2e-5 * largest,
                          "shape %d, way %d, threads %d, parameter %zu: %.9g instead of %.9g", shape,
                          _i % WAYS, threads, i, (double)found[i], gradient[i]);
    }
    free(w), free(gradient), free(x), free(labels), free(narrow_w), free(narrow_x), free(found);
}
END_TEST

SUITE("products") {
    TCase *all = suite_case(suite, "products");
    tcase_add_loop_test(all, test_products_of_any_shape_are_those_of_plain_sums, 0, SHAPES * WAYS);
}

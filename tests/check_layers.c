/* Every layer and loss: the gradient against central differences in double, float against double, and known
 * answers where there are any. */
#include "suite.h"

#include "training/network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CLASSES = 4, MATRIX = 3 };

static const Start SMALL = {{INITIALIZE_NORMAL, 0.6}, {INITIALIZE_NORMAL, 0.3}};
static const double matrix[MATRIX * MATRIX] = {2.0, 0.5, -0.3, 0.5, 1.0, 0.2, -0.3, 0.2, 3.0};

/* ---- the models: each has its layer between others, so that the gradient by its input is tried too ---- */

static Plan dense(Activation activation) {
    Plan plan = plan_rows(5);
    plan_dense(&plan, 6, activation, SMALL);
    plan_dense(&plan, CLASSES, ACTIVATION_NONE, SMALL);
    return plan;
}

static Plan dense_none(void) {
    return dense(ACTIVATION_NONE);
}
static Plan dense_relu(void) {
    return dense(ACTIVATION_RELU);
}
static Plan dense_tanh(void) {
    return dense(ACTIVATION_TANH);
}
static Plan dense_gelu(void) {
    return dense(ACTIVATION_GELU);
}

static Plan convolution(bool same, Activation activation) {
    Plan plan = plan_images(2, 6, 7);
    plan_convolution(&plan, 2, 3, true, ACTIVATION_TANH, SMALL);
    plan_convolution(&plan, 3, 5, same, activation, SMALL);
    plan_dense(&plan, CLASSES, ACTIVATION_NONE, SMALL);
    return plan;
}

static Plan convolution_same(void) {
    return convolution(true, ACTIVATION_NONE);
}
static Plan convolution_valid(void) {
    return convolution(false, ACTIVATION_RELU);
}

static Plan pool(void) {
    Plan plan = plan_images(1, 6, 8);
    plan_convolution(&plan, 3, 3, true, ACTIVATION_NONE, SMALL);
    plan_pool(&plan, 2);
    plan_dense(&plan, CLASSES, ACTIVATION_NONE, SMALL);
    return plan;
}

/* Between image layers images are [height][width][channels], in vectors and pairs of them where there are
 * enough channels; windows hang over two edges at once. */
static Plan chain(int first, int second) {
    Plan plan = plan_images(1, 4, 8);
    plan_convolution(&plan, first, 3, true, ACTIVATION_TANH, SMALL);
    plan_pool(&plan, 2);
    plan_convolution(&plan, second, 3, true, ACTIVATION_TANH, SMALL);
    plan_pool(&plan, 2);
    plan_convolution(&plan, 2, 1, false, ACTIVATION_NONE, SMALL);
    plan_dense(&plan, CLASSES, ACTIVATION_NONE, SMALL);
    return plan;
}

static Plan narrow_chain(void) {
    return chain(3, 5);
}
static Plan wide_chain(void) {
    return chain(18, 35);
}

static Plan linear(LossKind loss) {
    Plan plan = plan_rows(21);
    plan_dense(&plan, 1, ACTIVATION_NONE, SMALL);
    plan.loss = loss;
    return plan;
}

/* One output from the input straight: loss and gradient in one pass. */
static Plan linear_squared(void) {
    return linear(LOSS_SQUARED);
}
static Plan linear_logistic(void) {
    return linear(LOSS_LOGISTIC);
}

static Plan dropout(void) {
    Plan plan = plan_rows(5);
    plan_dense(&plan, 12, ACTIVATION_TANH, SMALL);
    plan_dropout(&plan, 0.4);
    plan_dense(&plan, CLASSES, ACTIVATION_NONE, SMALL);
    return plan;
}

static Plan embedding(void) {
    Plan plan = plan_tokens(3);
    plan_embedding(&plan, 6, 5, true, SMALL);
    plan_dense(&plan, CLASSES, ACTIVATION_NONE, SMALL);
    return plan;
}

static Plan norm(void) {
    Plan plan = plan_rows(5);
    plan_dense(&plan, 6, ACTIVATION_NONE, SMALL);
    plan_norm(&plan);
    plan_dense(&plan, CLASSES, ACTIVATION_NONE, SMALL);
    return plan;
}

static Plan attention(void) {
    Plan plan = plan_tokens(4);
    plan_embedding(&plan, 6, 5, false, SMALL);
    plan_dense(&plan, 12, ACTIVATION_NONE, SMALL);
    plan_attention(&plan, 2);
    plan_dense(&plan, CLASSES, ACTIVATION_NONE, SMALL);
    return plan;
}

/* Rows of more than one block. */
static Plan long_attention(void) {
    Plan plan = plan_tokens(70);
    plan_embedding(&plan, 6, 3, true, SMALL);
    plan_dense(&plan, 12, ACTIVATION_NONE, SMALL);
    plan_attention(&plan, 2);
    plan_dense(&plan, CLASSES, ACTIVATION_NONE, SMALL);
    return plan;
}

static Plan recurrent(void) {
    Plan plan = plan_tokens(4);
    plan_embedding(&plan, 6, 3, false, SMALL);
    plan_recurrent(&plan, 5, SMALL);
    plan_dense(&plan, CLASSES, ACTIVATION_NONE, SMALL);
    return plan;
}

static Plan transformer(void) {
    Plan plan = plan_tokens(4);
    int stream = plan_embedding(&plan, 6, 6, true, SMALL);
    for (int block = 0; block < 2; block++) {
        plan_norm(&plan);
        plan_dense(&plan, 18, ACTIVATION_NONE, SMALL);
        plan_attention(&plan, 3);
        plan_dense(&plan, 6, ACTIVATION_NONE, SMALL);
        stream = plan_add(&plan, stream);
        plan_norm(&plan);
        plan_dense(&plan, 8, ACTIVATION_GELU, SMALL);
        plan_dense(&plan, 6, ACTIVATION_NONE, SMALL);
        stream = plan_add(&plan, stream);
    }
    plan_norm(&plan);
    plan_dense(&plan, CLASSES, ACTIVATION_NONE, SMALL);
    return plan;
}

static Plan add_after_activation(void) {
    Plan plan = plan_rows(5);
    int first = plan_dense(&plan, 6, ACTIVATION_TANH, SMALL);
    plan_dense(&plan, 6, ACTIVATION_TANH, SMALL);
    plan_add(&plan, first);
    plan_dense(&plan, CLASSES, ACTIVATION_NONE, SMALL);
    return plan;
}

static Plan squared(void) {
    Plan plan = plan_rows(5);
    plan_dense(&plan, 4, ACTIVATION_TANH, SMALL);
    plan_dense(&plan, 2, ACTIVATION_NONE, SMALL);
    plan.loss = LOSS_SQUARED;
    return plan;
}

static Plan logistic(void) {
    Plan plan = plan_rows(5);
    plan_dense(&plan, 4, ACTIVATION_TANH, SMALL);
    plan_dense(&plan, 1, ACTIVATION_NONE, SMALL);
    plan.loss = LOSS_LOGISTIC;
    return plan;
}

static Plan quadratic(void) {
    Plan plan = plan_rows(MATRIX);
    plan_translate(&plan, SMALL);
    plan.loss = LOSS_QUADRATIC;
    plan.matrix = matrix;
    return plan;
}

static Plan quadratic_of_dense(void) {
    Plan plan = plan_rows(5);
    plan_dense(&plan, MATRIX, ACTIVATION_TANH, SMALL);
    plan_translate(&plan, SMALL);
    plan.loss = LOSS_QUADRATIC;
    plan.matrix = matrix;
    return plan;
}

static Plan (*const models[])(void) = {
    dense_none,   dense_relu,     dense_tanh,      dense_gelu,     convolution_same,   convolution_valid,
    pool,         dropout,        embedding,       norm,           attention,          recurrent,
    transformer,  squared,        logistic,        quadratic,      quadratic_of_dense, add_after_activation,
    narrow_chain, linear_squared, linear_logistic, long_attention, wide_chain};
/* The last has too many parameters for a difference each. */
enum { MODEL_COUNT = sizeof models / sizeof *models, DIFFERENTIATED = MODEL_COUNT - 1 };

/* ---- a batch for any of them ---- */

enum { EXAMPLES = 5, ROWS_MAX = 350, NUMBERS_MAX = 1024 };

static double draw(int stream, int index) {
    return random_normal((Draw){7, (uint32_t)stream, RANDOM_DATA, 0}, (uint32_t)index);
}

typedef struct Case {
    Plan plan;
    Workers workers;
    NetworkDouble network;
    BatchDouble batch;
    double inputs[NUMBERS_MAX], targets[NUMBERS_MAX], *w, *gradient;
    int32_t tokens[ROWS_MAX], labels[ROWS_MAX];
} Case;

static void case_start(Case *it, int model) {
    *it = (Case){.plan = models[model](), .workers = {.threads = 1}};
    const size_t rows = EXAMPLES * (size_t)it->plan.length;
    ck_assert_uint_le(rows * (size_t)it->plan.width, NUMBERS_MAX);
    for (int i = 0; i < NUMBERS_MAX; i++) it->inputs[i] = draw(1, i), it->targets[i] = draw(2, i);
    const int classes = it->plan.loss == LOSS_LOGISTIC ? 2 : CLASSES;
    for (int i = 0; i < ROWS_MAX; i++)
        it->tokens[i] = (i * 5 + i / 3) % 6, it->labels[i] = (i * 7 + 1) % classes;
    it->batch = (BatchDouble){rows, it->plan.width ? it->inputs : NULL, it->tokens, it->labels, it->targets,
                              true, {3, 0, RANDOM_DROPOUT, 11}};
    ck_assert(network_start_double(&it->network, &it->plan, &it->workers, rows));
    for (size_t i = 0; i < EXAMPLES * plan_carry(&it->plan); i++)
        it->network.carry[i] = 0.3 * draw(3, (int)i);
    it->w = calloc(it->plan.parameters, sizeof(double));
    it->gradient = calloc(it->plan.parameters, sizeof(double));
    plan_initialize(&it->plan, 5, it->w);
}

static void case_end(Case *it) {
    network_end_double(&it->network);
    free(it->w);
    free(it->gradient);
}

static double loss_at(Case *it, size_t i, double value) {
    const double before = it->w[i];
    it->w[i] = value;
    const double loss = network_loss_double(&it->network, it->w, &it->batch, NULL, NULL);
    it->w[i] = before;
    return loss;
}

/* Fourth order: (8 (f(+h) - f(-h)) - (f(+2h) - f(-2h))) / 12 h. */
static double difference(Case *it, size_t i) {
    const double h = 1e-4, at = it->w[i];
    return (8.0 * (loss_at(it, i, at + h) - loss_at(it, i, at - h)) -
            (loss_at(it, i, at + 2.0 * h) - loss_at(it, i, at - 2.0 * h))) /
           (12.0 * h);
}

START_TEST(test_every_layers_gradient_is_that_of_central_differences) {
    Case it;
    case_start(&it, _i);
    network_loss_double(&it.network, it.w, &it.batch, it.gradient, NULL);
    double largest = 0.0;
    for (size_t i = 0; i < it.plan.parameters; i++) {
        const double expected = difference(&it, i), size = fabs(expected);
        ck_assert_msg(fabs(it.gradient[i] - expected) <= 1e-9 * (1.0 + size),
                      "model %d, parameter %zu: gradient %.15g, differences %.15g", _i, i, it.gradient[i],
                      expected);
        largest = size > largest ? size : largest;
    }
    ck_assert_double_gt(largest, 1e-3); /* else nothing was tested */
    case_end(&it);
}
END_TEST

START_TEST(test_float_computes_what_double_does) {
    Case it;
    case_start(&it, _i);
    const size_t n = it.plan.parameters, rows = it.batch.rows;
    const double loss = network_loss_double(&it.network, it.w, &it.batch, it.gradient, NULL);
    NetworkFloat network;
    ck_assert(network_start_float(&network, &it.plan, &it.workers, rows));
    float *w = calloc(n, sizeof *w), *gradient = calloc(n, sizeof *gradient), inputs[NUMBERS_MAX],
          targets[NUMBERS_MAX];
    for (size_t i = 0; i < n; i++) w[i] = (float)it.w[i];
    for (int i = 0; i < NUMBERS_MAX; i++) inputs[i] = (float)it.inputs[i], targets[i] = (float)it.targets[i];
    for (size_t i = 0; i < EXAMPLES * plan_carry(&it.plan); i++)
        network.carry[i] = (float)it.network.carry[i];
    const BatchFloat batch = {
        rows, it.plan.width ? inputs : NULL, it.tokens, it.labels, targets, true, it.batch.draw};
    ck_assert_double_eq_tol(network_loss_float(&network, w, &batch, gradient, NULL), loss,
                            1e-5 * (1.0 + fabs(loss)));
    for (size_t i = 0; i < n; i++)
        ck_assert_double_eq_tol(gradient[i], it.gradient[i], 2e-5 * (1.0 + fabs(it.gradient[i])));
    free(w);
    free(gradient);
    network_end_float(&network);
    case_end(&it);
}
END_TEST

START_TEST(test_threads_do_not_change_the_result) {
    Case it;
    case_start(&it, _i);
    const size_t bytes = it.plan.parameters * sizeof(double);
    const double loss = network_loss_double(&it.network, it.w, &it.batch, it.gradient, NULL);
    double *alone = malloc(bytes);
    memcpy(alone, it.gradient, bytes);
    it.workers.parallel = parallel_start(3);
    ck_assert_double_eq(network_loss_double(&it.network, it.w, &it.batch, it.gradient, NULL), loss);
    ck_assert_mem_eq(it.gradient, alone, bytes);
    parallel_end(it.workers.parallel);
    free(alone);
    case_end(&it);
}
END_TEST

/* Products cut into pieces, sequences in blocks: what more threads do differs by rounding alone. */
START_TEST(test_more_threads_compute_the_same_to_rounding) {
    enum { WIDTH = 96, ROWS = 70 };
    Plan plan = plan_tokens(7);
    plan_embedding(&plan, 6, WIDTH, false, SMALL);
    if (_i) plan_recurrent(&plan, WIDTH, (Start){{INITIALIZE_GLOROT_NORMAL, 0.0}, {INITIALIZE_ZERO, 0.0}});
    plan_dense(&plan, 3 * WIDTH, ACTIVATION_GELU,
               (Start){{INITIALIZE_HE_NORMAL, 0.0}, {INITIALIZE_ZERO, 0.0}});
    plan_dense(&plan, CLASSES, ACTIVATION_NONE, SMALL);
    double *w = calloc(plan.parameters, sizeof *w), *gradients[2], losses[2];
    int32_t tokens[ROWS], labels[ROWS];
    for (int i = 0; i < ROWS; i++) tokens[i] = i * i % 6, labels[i] = i % CLASSES;
    plan_initialize(&plan, 1, w);
    for (int k = 0; k < 2; k++) {
        Workers workers = {.threads = k ? 3 : 1};
        workers.parallel = parallel_start(workers.threads);
        NetworkDouble network;
        gradients[k] = calloc(plan.parameters, sizeof *w);
        ck_assert(network_start_double(&network, &plan, &workers, ROWS));
        const BatchDouble batch = {.rows = ROWS, .tokens = tokens, .labels = labels};
        losses[k] = network_loss_double(&network, w, &batch, gradients[k], NULL);
        network_end_double(&network);
        parallel_end(workers.parallel);
    }
    ck_assert_double_eq_tol(losses[1], losses[0], 1e-12 * losses[0]);
    for (size_t i = 0; i < plan.parameters; i++)
        ck_assert_double_eq_tol(gradients[1][i], gradients[0][i], 1e-12 * (1.0 + fabs(gradients[0][i])));
    free(gradients[0]);
    free(gradients[1]);
    free(w);
}
END_TEST

START_TEST(test_dropout_keeps_the_mean_and_rests_outside_training) {
    enum { WIDTH = 4000 };
    Plan plan = plan_rows(WIDTH);
    plan_dropout(&plan, 0.25);
    plan.loss = LOSS_SQUARED;
    const Workers workers = {.threads = 1};
    NetworkFloat network;
    ck_assert(network_start_float(&network, &plan, &workers, 1));
    float ones[WIDTH], w[1] = {0};
    for (int i = 0; i < WIDTH; i++) ones[i] = 1.0F;
    BatchFloat batch = {1, ones, NULL, NULL, ones, false, {1, 0, RANDOM_DROPOUT, 0}};
    ck_assert_double_eq(network_loss_float(&network, w, &batch, NULL, NULL), 0.0);
    batch.training = true;
    network_loss_float(&network, w, &batch, NULL, NULL);
    double sum = 0.0;
    int dropped = 0;
    for (int i = 0; i < WIDTH; i++) {
        const float y = network.outputs[0][i];
        ck_assert(y == 0.0F || fabsf(y - 1.0F / 0.75F) < 1e-6F);
        sum += (double)y, dropped += y == 0.0F;
    }
    ck_assert_double_eq_tol(sum / WIDTH, 1.0, 0.04);
    ck_assert_int_gt(dropped, WIDTH / 5);
    float before[WIDTH];
    memcpy(before, network.outputs[0], sizeof before);
    batch.draw.step = 1;
    network_loss_float(&network, w, &batch, NULL, NULL);
    ck_assert(memcmp(before, network.outputs[0], sizeof before) != 0);
    batch.draw.step = 0;
    network_loss_float(&network, w, &batch, NULL, NULL);
    ck_assert_mem_eq(before, network.outputs[0], sizeof before);
    network_end_float(&network);
}
END_TEST

START_TEST(test_attention_sees_nothing_ahead) {
    Plan plan = attention();
    const Workers workers = {.threads = 1};
    NetworkDouble network;
    ck_assert(network_start_double(&network, &plan, &workers, 4));
    double *w = calloc(plan.parameters, sizeof *w), before[3 * CLASSES];
    plan_initialize(&plan, 1, w);
    int32_t tokens[] = {0, 3, 1, 2}, labels[] = {0, 1, 2, 3};
    BatchDouble batch = {.rows = 4, .tokens = tokens, .labels = labels};
    network_loss_double(&network, w, &batch, NULL, NULL);
    memcpy(before, network.outputs[3], sizeof before);
    tokens[3] = 5;
    network_loss_double(&network, w, &batch, NULL, NULL);
    ck_assert_mem_eq(before, network.outputs[3], sizeof before);
    tokens[0] = 5;
    network_loss_double(&network, w, &batch, NULL, NULL);
    ck_assert(memcmp(before, network.outputs[3], sizeof before) != 0);
    network_end_double(&network);
    free(w);
}
END_TEST

/* A sequence cut in two and handed over gives the outputs of the whole. */
START_TEST(test_a_recurrent_net_goes_on_where_the_last_batch_ended) {
    Plan whole = recurrent(), half = recurrent();
    half.length = 2;
    const Workers workers = {.threads = 1};
    NetworkDouble a, b;
    ck_assert(network_start_double(&a, &whole, &workers, 8) && network_start_double(&b, &half, &workers, 4));
    double *w = calloc(whole.parameters, sizeof *w);
    plan_initialize(&whole, 1, w);
    int32_t tokens[] = {0, 3, 1, 2, 5, 4, 2, 2}, labels[8] = {0};
    const BatchDouble all = {.rows = 8, .tokens = tokens, .labels = labels},
                      first = {.rows = 4, .tokens = tokens, .labels = labels},
                      second = {.rows = 4, .tokens = tokens + 4, .labels = labels};
    network_loss_double(&a, w, &all, NULL, NULL);
    network_loss_double(&b, w, &first, NULL, NULL);
    network_commit_double(&b);
    network_loss_double(&b, w, &second, NULL, NULL);
    for (int i = 0; i < 4 * CLASSES; i++)
        ck_assert_double_eq_tol(b.outputs[2][i], a.outputs[2][4 * CLASSES + i], 1e-14);
    network_reset_double(&b);
    network_loss_double(&b, w, &first, NULL, NULL);
    for (int i = 0; i < 4 * CLASSES; i++) ck_assert_double_eq_tol(b.outputs[2][i], a.outputs[2][i], 1e-14);
    network_end_double(&a);
    network_end_double(&b);
    free(w);
}
END_TEST

START_TEST(test_uniform_outputs_lose_the_logarithm_of_the_classes) {
    Plan plan = dense_none();
    const Workers workers = {.threads = 1};
    NetworkDouble network;
    ck_assert(network_start_double(&network, &plan, &workers, 3));
    double *w = calloc(plan.parameters, sizeof *w), x[15];
    for (int i = 0; i < 15; i++) x[i] = i;
    const int32_t labels[] = {0, 2, 0};
    size_t correct = 0;
    const BatchDouble batch = {.rows = 3, .inputs = x, .labels = labels};
    ck_assert_double_eq_tol(network_loss_double(&network, w, &batch, NULL, &correct), log(CLASSES), 1e-15);
    ck_assert_uint_eq(correct, 2);
    network_end_double(&network);
    free(w);
}
END_TEST

START_TEST(test_losses_of_large_outputs_stay_finite) {
    Plan plan = logistic();
    const Workers workers = {.threads = 1};
    NetworkFloat network;
    ck_assert(network_start_float(&network, &plan, &workers, 1));
    float *w = calloc(plan.parameters, sizeof *w), *gradient = calloc(plan.parameters, sizeof *w), x[5] = {0};
    w[plan.parameters - 1] = 500.0F;
    const int32_t label = 0;
    const BatchFloat batch = {.rows = 1, .inputs = x, .labels = &label};
    ck_assert_double_eq(network_loss_float(&network, w, &batch, gradient, NULL), 500.0);
    ck_assert_float_eq(gradient[plan.parameters - 1], 1.0F);
    network_end_float(&network);
    free(w);
    free(gradient);
}
END_TEST

/* Mean and variance of what every initialization says of itself. */
START_TEST(test_parameters_start_with_the_spread_asked_for) {
    enum { IN = 300, OUT = 200 };
    static const struct {
        Initialization how;
        double deviation, most;
    } cases[] = {{{INITIALIZE_NORMAL, 0.2}, 0.2, 1.2},
                 {{INITIALIZE_TRUNCATED_NORMAL, 0.05}, 0.05 * 0.87962566, 0.1},
                 {{INITIALIZE_UNIFORM_FAN_IN, 0.0}, 0.0333333, 0.05773503},
                 {{INITIALIZE_GLOROT_UNIFORM, 0.0}, 0.0632456, 0.1095446},
                 {{INITIALIZE_GLOROT_NORMAL, 0.0}, 0.0632456, 0.4},
                 {{INITIALIZE_HE_UNIFORM, 0.0}, 0.0816497, 0.1414214},
                 {{INITIALIZE_HE_NORMAL, 0.0}, 0.0816497, 0.5},
                 {{INITIALIZE_CONSTANT, 0.0}, 0.0, 0.0}};
    Plan plan = plan_rows(IN);
    plan_dense(&plan, OUT, ACTIVATION_NONE, (Start){cases[_i].how, {INITIALIZE_CONSTANT, 0.05}});
    double *w = calloc(plan.parameters, sizeof *w), mean = 0.0, squares = 0.0, most = 0.0;
    plan_initialize(&plan, 1, w);
    for (int i = 0; i < IN * OUT; i++) {
        mean += w[i] / (IN * OUT);
        squares += w[i] * w[i] / (IN * OUT);
        most = fabs(w[i]) > most ? fabs(w[i]) : most;
    }
    ck_assert_double_eq_tol(mean, 0.0, 0.02 * cases[_i].deviation + 1e-12);
    ck_assert_double_eq_tol(sqrt(squares), cases[_i].deviation, 0.02 * cases[_i].deviation + 1e-12);
    ck_assert_double_le(most, cases[_i].most * 1.000001);
    for (int i = IN * OUT; i < IN * OUT + OUT; i++) ck_assert_double_eq(w[i], 0.05);
    free(w);
}
END_TEST

SUITE("layers") {
    TCase *gradients = suite_case(suite, "gradients");
    tcase_add_loop_test(gradients, test_every_layers_gradient_is_that_of_central_differences, 0,
                        DIFFERENTIATED);
    tcase_add_loop_test(gradients, test_float_computes_what_double_does, 0, MODEL_COUNT);
    tcase_add_loop_test(gradients, test_threads_do_not_change_the_result, 0, MODEL_COUNT);
    TCase *answers = suite_case(suite, "answers");
    tcase_add_loop_test(answers, test_more_threads_compute_the_same_to_rounding, 0, 2);
    tcase_add_test(answers, test_dropout_keeps_the_mean_and_rests_outside_training);
    tcase_add_test(answers, test_attention_sees_nothing_ahead);
    tcase_add_test(answers, test_a_recurrent_net_goes_on_where_the_last_batch_ended);
    tcase_add_test(answers, test_uniform_outputs_lose_the_logarithm_of_the_classes);
    tcase_add_test(answers, test_losses_of_large_outputs_stay_finite);
    tcase_add_loop_test(answers, test_parameters_start_with_the_spread_asked_for, 0, 8);
}

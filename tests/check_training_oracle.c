/* The first 50 losses of four nets, from the same parameters, batches and optimizer, are PyTorch's: to 1e-9
 * in double, in the runs of core; to 1e-4 in float, with the updates that training makes. See
 * oracle/training.py. */
#include "suite.h"

#include "training/network.h"

#include "core/run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 50, NUMBERS_MAX = 1024, ROWS_MAX = 64 };

static const Start ANY = {{INITIALIZE_ZERO, 0.0}, {INITIALIZE_ZERO, 0.0}};

/* ---- the formulas of training.py ---- */

static double wave(int i, int number) {
    return sin(1.7 * i + 0.37 * (i % 11) + 2.3 * number + 0.5);
}

static int32_t symbol(int i, int number, int kinds) {
    return (i * i * 3 + i * 7 + number * 5 + i / 4) % kinds;
}

/* ---- the nets ---- */

static Plan mlp(void) {
    Plan plan = plan_rows(20);
    plan_dense(&plan, 16, ACTIVATION_RELU, ANY);
    plan_dense(&plan, 12, ACTIVATION_TANH, ANY);
    plan_dense(&plan, 5, ACTIVATION_NONE, ANY);
    return plan;
}

static Plan cnn(void) {
    Plan plan = plan_images(1, 12, 12);
    plan_convolution(&plan, 3, 5, true, ACTIVATION_RELU, ANY);
    plan_pool(&plan, 2);
    plan_convolution(&plan, 4, 3, false, ACTIVATION_RELU, ANY);
    plan_pool(&plan, 2);
    plan_dense(&plan, 10, ACTIVATION_RELU, ANY);
    plan_dense(&plan, 5, ACTIVATION_NONE, ANY);
    return plan;
}

static Plan rnn(void) {
    Plan plan = plan_tokens(6);
    plan_embedding(&plan, 7, 6, false, ANY);
    plan_recurrent(&plan, 9, ANY);
    plan_dense(&plan, 7, ACTIVATION_NONE, ANY);
    return plan;
}

static Plan transformer(void) {
    Plan plan = plan_tokens(5);
    int stream = plan_embedding(&plan, 7, 8, true, ANY);
    for (int block = 0; block < 2; block++) {
        plan_norm(&plan);
        plan_dense(&plan, 24, ACTIVATION_NONE, ANY);
        plan_attention(&plan, 2);
        plan_dense(&plan, 8, ACTIVATION_NONE, ANY);
        stream = plan_add(&plan, stream);
        plan_norm(&plan);
        plan_dense(&plan, 16, ACTIVATION_GELU, ANY);
        plan_dense(&plan, 8, ACTIVATION_NONE, ANY);
        stream = plan_add(&plan, stream);
    }
    plan_norm(&plan);
    plan_dense(&plan, 7, ACTIVATION_NONE, ANY);
    return plan;
}

typedef struct Case {
    const char *name;
    Plan (*plan)(void);
    int examples, classes, label_offset;
    double scale, rate, clip; /* clip 0: none */
    const char *optimizer;
} Case;

static const Case cases[] = {{"mlp", mlp, 8, 5, 0, 0.4, 0.003, 0.0, "adam"},
                             {"cnn", cnn, 6, 5, 0, 0.4, 0.02, 0.0, "nesterov"},
                             {"rnn", rnn, 4, 7, 1000, 0.5, 0.003, 0.25, "rmsprop"},
                             {"transformer", transformer, 3, 7, 1000, 0.5, 0.003, 0.0, "adamw"}};
enum { CASE_COUNT = sizeof cases / sizeof *cases };

static void read_losses(const char *name, double *losses) {
    char path[512];
    snprintf(path, sizeof path, SLALOM_SOURCE_DIR "/tests/oracle/training/%s.txt", name);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "cannot open %s", path);
    for (int i = 0; i < STEPS; i++) ck_assert_int_eq(fscanf(file, "%lf", &losses[i]), 1);
    fclose(file);
}

static Recipe recipe_of(const Case *it) {
    Recipe recipe = recipe_default(optimizer_find(it->optimizer));
    recipe.values[0] = it->rate;
    if (it->clip > 0.0) {
        recipe_set_clipping(&recipe, clipping_find("norm"));
        recipe.clipping_values[0] = it->clip;
    }
    return recipe;
}

/* What step `step` is shown; returns the rows. */
static size_t show(const Case *it, const Plan *plan, int step, double *inputs, int32_t *tokens,
                   int32_t *labels) {
    const int rows = it->examples * plan->length;
    for (int i = 0; i < it->examples * plan->width; i++) inputs[i] = wave(i, step + 1);
    for (int i = 0; i < rows; i++) {
        tokens[i] = symbol(i, step, it->classes);
        labels[i] = symbol(i, step + it->label_offset, it->classes);
    }
    return (size_t)rows;
}

/* ---- in double, as a run of core ---- */

typedef struct Shown {
    const Case *it;
    NetworkDouble network;
} Shown;

static double evaluate(const void *context, const Batch *batch, const double *w, double *gradient) {
    Shown *shown = (Shown *)context;
    double inputs[NUMBERS_MAX];
    int32_t tokens[ROWS_MAX], labels[ROWS_MAX];
    const Plan *plan = shown->network.plan;
    const size_t rows = show(shown->it, plan, (int)batch->draw.step, inputs, tokens, labels);
    const BatchDouble all = {
        .rows = rows, .inputs = plan->width ? inputs : NULL, .tokens = tokens, .labels = labels};
    const double loss = network_loss_double(&shown->network, w, &all, gradient, NULL);
    network_commit_double(&shown->network);
    return loss;
}

START_TEST(test_fifty_losses_in_double_are_pytorchs) {
    const Case *it = &cases[_i];
    const Workers workers = {.threads = 1};
    const Plan plan = it->plan();
    const Recipe recipe = recipe_of(it);
    double losses[STEPS], *start = calloc(plan.parameters, sizeof *start);
    Shown shown = {.it = it};
    read_losses(it->name, losses);
    ck_assert(network_start_double(&shown.network, &plan, &workers, (size_t)(it->examples * plan.length)));
    for (size_t i = 0; i < plan.parameters; i++) start[i] = it->scale * wave((int)i, 0);
    const Objective objective = {.n = plan.parameters, .evaluate = evaluate, .context = &shown};
    Run run;
    run_start(&run, &recipe, &objective, start);
    for (int t = 0; t < STEPS; t++) {
        run_step(&run);
        ck_assert_msg(fabs(run.loss - losses[t]) <= 1e-9 * losses[t], "%s, step %d: %.17g, PyTorch %.17g",
                      it->name, t, run.loss, losses[t]);
    }
    ck_assert_double_gt(fabs(losses[STEPS - 1] - losses[0]), 1e-2);
    run_end(&run);
    network_end_double(&shown.network);
    free(start);
}
END_TEST

/* ---- in float, with the updates of training ---- */

START_TEST(test_fifty_losses_in_float_are_pytorchs) {
    const Case *it = &cases[_i];
    const Workers workers = {.threads = 1};
    const Plan plan = it->plan();
    const size_t n = plan.parameters;
    const Recipe recipe = recipe_of(it);
    const Optimizer *optimizer = recipe.optimizer;
    double losses[STEPS], scalars[SCALARS_MAX] = {0};
    float *w = calloc(n, sizeof *w), *gradient = calloc(n, sizeof *w), *slots[SLOTS_MAX] = {0};
    for (int i = 0; i < optimizer_slot_count(optimizer); i++) slots[i] = calloc(n, sizeof *w);
    NetworkFloat network;
    read_losses(it->name, losses);
    ck_assert(network_start_float(&network, &plan, &workers, (size_t)(it->examples * plan.length)));
    for (size_t i = 0; i < n; i++) w[i] = (float)(it->scale * wave((int)i, 0));
    for (int t = 0; t < STEPS; t++) {
        double inputs[NUMBERS_MAX];
        float floats[NUMBERS_MAX];
        int32_t tokens[ROWS_MAX], labels[ROWS_MAX];
        const size_t rows = show(it, &plan, t, inputs, tokens, labels);
        for (int i = 0; i < it->examples * plan.width; i++) floats[i] = (float)inputs[i];
        const BatchFloat batch = {
            .rows = rows, .inputs = plan.width ? floats : NULL, .tokens = tokens, .labels = labels};
        const double loss = network_loss_float(&network, w, &batch, gradient, NULL);
        network_commit_float(&network);
        ck_assert_msg(fabs(loss - losses[t]) <= 1e-4 * losses[t], "%s, step %d: %.9g, PyTorch %.9g", it->name,
                      t, loss, losses[t]);
        recipe.clipping->clip_float(recipe.clipping_values, n, w, gradient);
        if (optimizer->prepare) optimizer->prepare(recipe.values, t, it->rate, scalars);
        optimizer_update_float(
            optimizer, recipe.values, scalars, n, w, gradient, slots, it->rate,
            optimizer->decoupled ? optimizer_value(optimizer, recipe.values, "weight_decay", 0.0) : 0.0);
    }
    network_end_float(&network);
    for (int i = 0; i < SLOTS_MAX; i++) free(slots[i]);
    free(w);
    free(gradient);
}
END_TEST

SUITE("training_oracle") {
    TCase *oracle = suite_case(suite, "PyTorch");
    tcase_add_loop_test(oracle, test_fifty_losses_in_double_are_pytorchs, 0, CASE_COUNT);
    tcase_add_loop_test(oracle, test_fifty_losses_in_float_are_pytorchs, 0, CASE_COUNT);
}

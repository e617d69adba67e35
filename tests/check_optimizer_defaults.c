/* The defaults people rely on, row by row, beside the tables that have them: PyTorch 1.13's signatures, where
 * it has the rule; else the paper's (FACTS of the design, section 3); under a convention what optax's and
 * Keras' documentation and the papers say instead. Lengths and rates that no source has are choices of this
 * program. */
#include "core/recipe.h"
#include "suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* "name" or "name convention", and "setting value, ..." */
typedef struct Known {
    const char *name, *values;
} Known;

static const Known known[] = {
    {"gd", "lr 0.001, weight_decay 0"},
    {"sgd", "lr 0.001, weight_decay 0"},
    {"minibatch", "lr 0.001, weight_decay 0"},
    {"momentum", "lr 0.001, momentum 0.9, dampening 0, weight_decay 0, rate_inside 0"},
    {"momentum keras", "rate_inside 1"},
    {"nesterov", "lr 0.001, momentum 0.9, weight_decay 0, rate_inside 0"},
    {"nesterov keras", "rate_inside 1"},
    {"nesterov paper", "rate_inside 1"},
    {"qhm", "lr 0.1, momentum 0.999, nu 0.7, weight_decay 0"},
    {"aggmo", "lr 0.001, beta1 0, beta2 0.9, beta3 0.99, weight_decay 0"},
    {"asgd", "lr 0.01, lambd 0.0001, alpha 0.75, t0 1000000, weight_decay 0"},
    {"schedule_free_sgd", "lr 1, momentum 0.9, weight_decay 0"},
    {"schedule_free_adamw", "lr 0.0025, beta1 0.9, beta2 0.999, eps 1e-08, weight_decay 0"},
    {"adagrad", "lr 0.01, eps 1e-10, lr_decay 0, initial_accumulator 0, eps_inside 0, weight_decay 0"},
    {"adagrad optax", "initial_accumulator 0.1, eps 1e-07, eps_inside 1"},
    {"adagrad keras", "initial_accumulator 0.1, eps 1e-07, eps_inside 1"},
    {"adadelta", "lr 1, rho 0.9, eps 1e-06, weight_decay 0"},
    {"adadelta keras", "rho 0.95, eps 1e-07"},
    {"adadelta paper", "rho 0.95"},
    {"rmsprop",
     "lr 0.01, alpha 0.99, eps 1e-08, momentum 0, centered 0, weight_decay 0, eps_inside 0, rate_inside 0"},
    {"rmsprop optax", "alpha 0.9, eps_inside 1"},
    {"rmsprop keras", "alpha 0.9, eps 1e-07, eps_inside 1, rate_inside 1"},
    {"rmsprop paper", "alpha 0.9"},
    {"signsgd", "lr 0.001, weight_decay 0"},
    {"signum", "lr 0.001, momentum 0.9, weight_decay 0"},
    {"lion", "lr 0.0001, beta1 0.9, beta2 0.99, weight_decay 0"},
    {"lion optax", "weight_decay 0.001"},
    {"rprop", "lr 0.01, etaminus 0.5, etaplus 1.2, step_size_min 1e-06, step_size_max 50"},
    {"adam", "lr 0.001, beta1 0.9, beta2 0.999, eps 1e-08, weight_decay 0, bias_correction 1, "
             "eps_uncorrected 0, amsgrad 0"},
    {"adam keras", "eps 1e-07, eps_uncorrected 1"},
    {"adamw", "lr 0.001, beta1 0.9, beta2 0.999, eps 1e-08, weight_decay 0.01, bias_correction 1, "
              "eps_uncorrected 0, amsgrad 0"},
    {"adamw optax", "weight_decay 0.0001"},
    {"adamw keras", "weight_decay 0.004, eps 1e-07, eps_uncorrected 1"},
    {"amsgrad",
     "lr 0.001, beta1 0.9, beta2 0.999, eps 1e-08, weight_decay 0, bias_correction 1, eps_uncorrected 0"},
    {"amsgrad keras", "eps 1e-07, eps_uncorrected 1"},
    {"amsgrad paper", "bias_correction 0, eps 0"},
    {"adamax", "lr 0.002, beta1 0.9, beta2 0.999, eps 1e-08, weight_decay 0, eps_outside 0"},
    {"adamax keras", "eps 1e-07, eps_outside 1"},
    {"adamax paper", "eps 0"},
    {"nadam", "lr 0.002, beta1 0.9, beta2 0.999, eps 1e-08, weight_decay 0, momentum_decay 0.004, "
              "momentum_schedule 1"},
    {"nadam optax", "momentum_schedule 0"},
    {"nadam keras", "momentum_decay 1, eps 1e-07"},
    {"nadamw", "lr 0.002, beta1 0.9, beta2 0.999, eps 1e-08, weight_decay 0.01, momentum_decay 0.004, "
               "momentum_schedule 1"},
    {"nadamw optax", "momentum_schedule 0, weight_decay 0.0001"},
    {"radam",
     "lr 0.001, beta1 0.9, beta2 0.999, eps 1e-08, weight_decay 0, rho_threshold 5, eps_uncorrected 1"},
    {"radam optax", "eps_uncorrected 0"},
    {"radam paper", "rho_threshold 4, eps 0"},
    {"adabelief", "lr 0.001, beta1 0.9, beta2 0.999, eps 1e-16, weight_decay 0"},
    {"yogi",
     "lr 0.01, beta1 0.9, beta2 0.999, eps 0.001, weight_decay 0, initial_accumulator 0, bias_correction 0"},
    {"yogi optax", "initial_accumulator 1e-06, bias_correction 1"},
    {"adan", "lr 0.001, beta1 0.98, beta2 0.92, beta3 0.99, eps 1e-08, weight_decay 0, bias_correction 1"},
    {"adan paper", "bias_correction 0"},
    {"adopt", "lr 0.001, beta1 0.9, beta2 0.9999, eps 1e-06, weight_decay 0, clipped 1"},
    {"ademamix", "lr 0.001, beta1 0.9, beta2 0.999, eps 1e-08, weight_decay 0, bias_correction 1, beta3 "
                 "0.9999, alpha 5, alpha_warmup 0"},
    {"polyak", "lr 1, f_star 0"},
    {"prodigy", "lr 1, beta1 0.9, beta2 0.999, eps 1e-08, d0 1e-06, weight_decay 0"},
    {"full_adagrad", "lr 0.01, eps 1e-06"},
    {"sophia", "lr 0.001, beta1 0.96, beta2 0.99, rho 0.01, eps 1e-12, weight_decay 0, update_interval 10"},
    {"newton", "lr 1, damping 0, saddle_free 0"},
    {"lbfgs", "lr 1, c1 0.0001, c2 0.9, history 10, line_search 1"},
    {"lbfgs pytorch", "history 100, line_search 0"},
    {"conjugate_gradient", "lr 1, c1 0.0001, c2 0.1"},
    {"armijo", "lr 1, c1 0.0001, shrink 0.5"},
    {"wolfe", "lr 1, c1 0.0001, c2 0.9"},
    {"gradient_flow", "lr 0.001, substeps 1"},
    {"nelder_mead", "lr 0.5, reflection 1, expansion 2, contraction 0.5, shrink 0.5"},
    {"constant", ""},
    {"constant_warmup", "total_iters 5, factor 0.333333333333333315"},
    {"step", "step_size 100, gamma 0.1"},
    {"multistep", "gamma 0.1, milestone1 200, milestone2 400, milestone3 0, milestone4 0"},
    {"exponential", "gamma 0.99"},
    {"inverse_sqrt", "timescale 1"},
    {"polynomial", "total_iters 0, power 2"},
    {"linear", "total_iters 0, start_factor 1, end_factor 0"},
    {"cosine", "t_max 0, eta_min 0"},
    {"cosine_restarts", "t_0 100, t_mult 2, eta_min 0"},
    {"triangular", "step_size_up 100, step_size_down 0, base_factor 0.1, cycle_momentum 1, base_momentum "
                   "0.8, max_momentum 0.9"},
    {"triangular2", "step_size_up 100, step_size_down 0, base_factor 0.1, cycle_momentum 1, base_momentum "
                    "0.8, max_momentum 0.9"},
    {"exp_range", "step_size_up 100, step_size_down 0, base_factor 0.1, cycle_momentum 1, base_momentum 0.8, "
                  "max_momentum 0.9, gamma 0.999"},
    {"one_cycle", "total_steps 0, pct_start 0.3, div_factor 25, final_div_factor 10000, linear 0, "
                  "three_phase 0, cycle_momentum 1, base_momentum 0.85, max_momentum 0.95"},
    {"wsd", "decay_fraction 0.2, end_factor 0, root 0"},
    {"plateau",
     "factor 0.1, patience 10, threshold 0.0001, absolute 0, cooldown 0, min_lr 0, min_reduction 1e-08"},
    {"none", ""},
    {"norm", "limit 1"},
    {"value", "limit 1"},
    {"adaptive", "limit 0.01, eps 0.001"},
    {"update_rms", "d 1"},
};
enum { KNOWN_COUNT = sizeof known / sizeof *known };

/* The recipe's value of a setting: the optimizer's, or with a prefix the schedule's or clipping's. */
static void ck_assert_value(const Recipe *recipe, const char *prefix, const char *name, double value) {
    char full[80];
    double own = NAN;
    snprintf(full, sizeof full, "%s%s", prefix, name);
    ck_assert_msg(recipe_get(recipe, full, &own), "%s is not there", full);
    ck_assert_msg(own == value, "%s is %.17g, not %.17g", full, own, value);
}

/* Compares all settings of the list; how many there are. */
static int compare(const Recipe *recipe, const char *prefix, const char *values) {
    int count = 0, length = 0;
    char name[64];
    double value;
    while (sscanf(values, "%63s %lf%n", name, &value, &length) == 2) {
        ck_assert_value(recipe, prefix, name, value);
        values += length;
        if (*values == ',') values++;
        count++;
    }
    ck_assert_str_eq(values, "");
    return count;
}

START_TEST(test_defaults_are_those_of_their_sources) {
    char name[64] = "", convention[32] = "";
    const int words = sscanf(known[_i].name, "%63s %31s", name, convention);
    const Optimizer *optimizer = optimizer_find(name);
    const Schedule *schedule = schedule_find(name);
    const Clipping *clipping = clipping_find(name);
    Recipe recipe = recipe_default(optimizer ? optimizer : &optimizers[0]);
    Error error = {0};
    if (schedule) recipe_set_schedule(&recipe, schedule);
    if (clipping) recipe_set_clipping(&recipe, clipping);
    if (words == 2) ck_assert_msg(recipe_set_convention(&recipe, convention, &error), "%s", error.message);
    const int count = compare(&recipe, schedule ? "schedule." : clipping ? "clip." : "", known[_i].values);
    if (words == 2) {
        const Convention *row = optimizer_convention(optimizer, convention);
        ck_assert(row && (count == ASSIGNMENTS_MAX || !row->settings[count].name));
    } else
        ck_assert_int_eq(count, optimizer  ? optimizer_hyperparameter_count(optimizer)
                                : schedule ? schedule_hyperparameter_count(schedule)
                                           : clipping_hyperparameter_count(clipping));
}
END_TEST

static void ck_assert_known(const char *name) {
    bool found = false;
    for (int i = 0; i < KNOWN_COUNT; i++) found |= strcmp(known[i].name, name) == 0;
    ck_assert_msg(found, "whose default are %s's?", name);
}

START_TEST(test_every_default_is_known) {
    char name[96];
    for (int i = 0; i < optimizer_count; i++) {
        ck_assert_known(optimizers[i].name);
        for (int k = 0; k < CONVENTIONS_MAX && optimizers[i].conventions[k].name; k++) {
            snprintf(name, sizeof name, "%s %s", optimizers[i].name, optimizers[i].conventions[k].name);
            ck_assert_known(name);
        }
    }
    for (int i = 0; i < schedule_count; i++) ck_assert_known(schedules[i].name);
    for (int i = 0; i < clipping_count; i++) ck_assert_known(clippings[i].name);
}
END_TEST

START_TEST(test_presets_are_one_example_and_a_few) {
    ck_assert_int_eq(recipe_default(optimizer_find("gd")).batch, 0);
    ck_assert_int_eq(recipe_default(optimizer_find("sgd")).batch, 1);
    ck_assert_int_eq(recipe_default(optimizer_find("minibatch")).batch, 16);
}
END_TEST

SUITE("optimizer_defaults") {
    TCase *tests = suite_case(suite, "defaults");
    tcase_add_loop_test(tests, test_defaults_are_those_of_their_sources, 0, KNOWN_COUNT);
    tcase_add_test(tests, test_every_default_is_known);
    tcase_add_test(tests, test_presets_are_one_example_and_a_few);
}

#include "core/recipe.h"
#include "suite.h"

#include <math.h>

static const double PI = 3.14159265358979323846;

START_TEST(test_every_schedule_says_what_it_is) {
    const Schedule *schedule = &schedules[_i];
    ck_assert_ptr_eq(schedule_find(schedule->name), schedule);
    ck_assert(*schedule->title && *schedule->source && *schedule->help);
    for (int i = 0; i < schedule_hyperparameter_count(schedule); i++) {
        Error error = {0};
        const Hyperparameter *row = &schedule->hyperparameters[i];
        ck_assert_msg(hyperparameter_check(row, row->default_value, &error), "%s", error.message);
    }
}
END_TEST

static double factor(const char *name, const double *values, int64_t warmup, int64_t t, int64_t steps) {
    return schedule_factor(schedule_find(name), values, warmup, t, steps, 0.1);
}

START_TEST(test_every_schedule_is_finite_and_not_negative) {
    const Schedule *schedule = &schedules[_i];
    double values[SCHEDULE_VALUES_MAX];
    hyperparameter_defaults(schedule->hyperparameters, schedule_hyperparameter_count(schedule), values);
    const int64_t lengths[] = {0, 1, 2, 10, 500};
    for (int i = 0; i < 5; i++)
        for (int64_t warmup = 0; warmup <= 20; warmup += 5)
            for (int64_t t = 0; t <= lengths[i] + 40; t++) {
                double value = schedule_factor(schedule, values, warmup, t, lengths[i], 0.1);
                ck_assert_msg(isfinite(value) && value >= 0.0, "%s at %d of %d", schedule->name, (int)t,
                              (int)lengths[i]);
            }
}
END_TEST

START_TEST(test_constant_stays) {
    ck_assert_double_eq(factor("constant", NULL, 0, 0, 100), 1.0);
    ck_assert_double_eq(factor("constant", NULL, 0, 1000, 100), 1.0);
}
END_TEST

START_TEST(test_cosine_goes_from_one_to_its_floor_and_stays) {
    const double values[] = {0.0, 0.0}, floor[] = {80.0, 0.025};
    ck_assert_double_eq(factor("cosine", values, 0, 0, 100), 1.0);
    ck_assert_double_eq_tol(factor("cosine", values, 0, 50, 100), 0.5, 1e-15);
    ck_assert_double_eq_tol(factor("cosine", values, 0, 99, 100), 0.5 * (1.0 + cos(PI * 0.99)), 1e-15);
    ck_assert_double_eq(factor("cosine", values, 0, 100, 100), 0.0);
    ck_assert_double_eq(factor("cosine", values, 0, 1000, 100), 0.0);
    ck_assert_double_eq_tol(factor("cosine", floor, 0, 40, 100), 0.25 + 0.75 * 0.5, 1e-15);
    ck_assert_double_eq(factor("cosine", floor, 0, 80, 100), 0.25);
    ck_assert_double_eq(factor("cosine", floor, 0, 99, 100), 0.25);
}
END_TEST

START_TEST(test_warmup_rises_in_equal_steps_and_then_the_schedule_starts) {
    const double values[] = {0.0, 0.0};
    for (int t = 0; t < 20; t++) ck_assert_double_eq(factor("cosine", values, 20, t, 120), (t + 1) / 20.0);
    ck_assert_double_eq(factor("cosine", values, 20, 20, 120), 1.0);
    ck_assert_double_eq_tol(factor("cosine", values, 20, 70, 120), 0.5, 1e-15);
    ck_assert_double_eq(factor("cosine", values, 20, 120, 120), 0.0);
    /* Warm-up longer than the run: nothing is left for the schedule. */
    ck_assert_double_eq(factor("cosine", values, 50, 9, 10), 0.2);
}
END_TEST

/* Exact values: a schedule with the values given, then t, steps and the factor there. Edges, milestones, the
 * last step, beyond the end, and lengths of nothing. */
static const struct {
    const char *name;
    double values[SCHEDULE_VALUES_MAX];
    int64_t t, steps;
    double factor;
} exact[] = {
    {"step", {10.0, 0.5}, 0, 100, 1.0},
    {"step", {10.0, 0.5}, 9, 100, 1.0},
    {"step", {10.0, 0.5}, 10, 100, 0.5},
    {"step", {10.0, 0.5}, 39, 100, 0.125},
    {"step", {10.0, 0.5}, 1000, 100, 0x1p-100},
    {"step", {1.0, 0.0}, 0, 100, 1.0},
    {"step", {1.0, 0.0}, 1, 100, 0.0},
    {"multistep", {0.5, 10.0, 20.0, 20.0, 0.0}, 9, 100, 1.0},
    {"multistep", {0.5, 10.0, 20.0, 20.0, 0.0}, 10, 100, 0.5},
    {"multistep", {0.5, 10.0, 20.0, 20.0, 0.0}, 20, 100, 0.125},
    {"multistep", {0.5, 1.0, 2.0, 3.0, 4.0}, 4, 100, 0.0625},
    {"multistep", {0.5, 0.0, 0.0, 0.0, 0.0}, 1000, 100, 1.0},
    {"exponential", {0.5}, 0, 100, 1.0},
    {"exponential", {0.5}, 7, 100, 0.0078125},
    {"exponential", {1.0}, 700, 100, 1.0},
    {"inverse_sqrt", {1.0}, 0, 100, 1.0},
    {"inverse_sqrt", {1.0}, 3, 100, 0.5},
    {"inverse_sqrt", {5.0}, 75, 10, 0.25},
    {"polynomial", {0.0, 2.0}, 0, 100, 1.0},
    {"polynomial", {0.0, 2.0}, 50, 100, 0.25},
    {"polynomial", {0.0, 2.0}, 100, 100, 0.0},
    {"polynomial", {40.0, 1.0}, 10, 100, 0.75},
    {"polynomial", {40.0, 1.0}, 41, 100, 0.0},
    {"polynomial", {0.0, 2.0}, 0, 0, 0.0},
    {"polynomial", {1.0, 1.0}, 1, 100, 0.0},
    {"polynomial", {0.0, 0.0}, 99, 100, 1.0},
    {"linear", {0.0, 1.0, 0.0}, 0, 100, 1.0},
    {"linear", {0.0, 1.0, 0.0}, 25, 100, 0.75},
    {"linear", {0.0, 1.0, 0.0}, 100, 100, 0.0},
    {"linear", {50.0, 0.25, 0.75}, 25, 100, 0.5},
    {"linear", {50.0, 0.25, 0.75}, 51, 100, 0.75},
    {"linear", {0.0, 1.0, 0.5}, 0, 0, 0.5},
    {"cosine", {0.0, 0.0}, 0, 0, 0.0},
    {"cosine_restarts", {10.0, 1.0, 0.0}, 0, 100, 1.0},
    {"cosine_restarts", {10.0, 1.0, 0.0}, 5, 100, 0.5},
    {"cosine_restarts", {10.0, 1.0, 0.0}, 10, 100, 1.0},
    {"cosine_restarts", {10.0, 1.0, 0.05}, 25, 100, 0.75},
    {"cosine_restarts", {10.0, 2.0, 0.0}, 9, 100, 0.0244717418524232},
    {"cosine_restarts", {10.0, 2.0, 0.0}, 10, 100, 1.0},
    {"cosine_restarts", {10.0, 2.0, 0.0}, 20, 100, 0.5},
    {"cosine_restarts", {10.0, 2.0, 0.0}, 30, 100, 1.0},
    {"cosine_restarts", {10.0, 2.0, 0.0}, 50, 100, 0.5},
    {"cosine_restarts", {1.0, 1.0, 0.0}, 77, 100, 1.0},
    {"triangular", {4.0, 0.0, 0.2}, 0, 100, 0.2},
    {"triangular", {4.0, 0.0, 0.2}, 1, 100, 0.4},
    {"triangular", {4.0, 0.0, 0.2}, 4, 100, 1.0},
    {"triangular", {4.0, 0.0, 0.2}, 6, 100, 0.6},
    {"triangular", {4.0, 0.0, 0.2}, 8, 100, 0.2},
    {"triangular", {4.0, 2.0, 0.0}, 5, 100, 0.5},
    {"triangular", {4.0, 2.0, 0.0}, 10, 100, 1.0},
    {"triangular2", {4.0, 0.0, 0.0}, 4, 100, 1.0},
    {"triangular2", {4.0, 0.0, 0.0}, 12, 100, 0.5},
    {"triangular2", {4.0, 0.0, 0.5}, 20, 100, 0.625},
    {"exp_range", {4.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5}, 4, 100, 0.0625},
    {"exp_range", {4.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.5}, 2, 100, 0.5625},
    {"constant_warmup", {5.0, 0.25}, 0, 100, 0.25},
    {"constant_warmup", {5.0, 0.25}, 4, 100, 0.25},
    {"constant_warmup", {5.0, 0.25}, 5, 100, 1.0},
    {"constant_warmup", {5.0, 0.25}, 500, 100, 1.0},
    {"constant_warmup", {0.0, 0.25}, 0, 100, 1.0},
    {"one_cycle", {0.0, 0.3, 25.0, 1e4, 0.0, 0.0}, 0, 100, 0.04},
    {"one_cycle", {0.0, 0.3, 25.0, 1e4, 0.0, 0.0}, 29, 100, 1.0},
    {"one_cycle", {0.0, 0.3, 25.0, 1e4, 0.0, 0.0}, 64, 100, 0.500002},
    {"one_cycle", {0.0, 0.3, 25.0, 1e4, 0.0, 0.0}, 99, 100, 4e-6},
    {"one_cycle", {0.0, 0.3, 25.0, 1e4, 0.0, 0.0}, 500, 100, 4e-6},
    {"one_cycle", {0.0, 0.5, 10.0, 10.0, 1.0, 0.0}, 10, 21, 0.952857142857143},
    {"one_cycle", {11.0, 0.0, 10.0, 10.0, 1.0, 0.0}, 0, 100, 1.0},
    {"one_cycle", {11.0, 1.0, 10.0, 10.0, 1.0, 0.0}, 5, 100, 0.55},
    {"one_cycle", {11.0, 1.0, 10.0, 10.0, 1.0, 0.0}, 10, 100, 1.0},
    {"one_cycle", {40.0, 0.25, 10.0, 10.0, 1.0, 1.0}, 9, 100, 1.0},
    {"one_cycle", {40.0, 0.25, 10.0, 10.0, 1.0, 1.0}, 18, 100, 0.1},
    {"one_cycle", {40.0, 0.25, 10.0, 10.0, 1.0, 1.0}, 39, 100, 0.01},
    {"one_cycle", {0.0, 0.3, 25.0, 1e4, 0.0, 0.0}, 0, 0, 4e-6},
    {"one_cycle", {0.0, 0.3, 25.0, 1e4, 0.0, 0.0}, 0, 1, 4e-6},
    {"wsd", {0.2, 0.0, 0.0}, 79, 100, 1.0},
    {"wsd", {0.2, 0.0, 0.0}, 80, 100, 1.0},
    {"wsd", {0.2, 0.0, 0.0}, 90, 100, 0.5},
    {"wsd", {0.2, 0.1, 0.0}, 90, 100, 0.55},
    {"wsd", {0.2, 0.1, 0.0}, 100, 100, 0.1},
    {"wsd", {0.4, 0.0, 1.0}, 70, 100, 0.5},
    {"wsd", {0.0, 0.0, 0.0}, 99, 100, 1.0},
    {"wsd", {0.0, 0.25, 0.0}, 100, 100, 0.25},
    {"wsd", {1.0, 0.0, 0.0}, 25, 100, 0.75},
    {"wsd", {0.2, 0.25, 0.0}, 0, 0, 0.25},
    {"plateau", {0.1, 10.0, 1e-4, 0.0, 0.0, 0.0}, 50, 100, 1.0},
};
enum { EXACT_COUNT = sizeof exact / sizeof *exact };

START_TEST(test_schedules_have_their_exact_values) {
    ck_assert_double_eq_tol(factor(exact[_i].name, exact[_i].values, 0, exact[_i].t, exact[_i].steps),
                            exact[_i].factor, 4e-16);
    /* With warm-up in front all the same, that many steps later. */
    ck_assert_double_eq_tol(factor(exact[_i].name, exact[_i].values, 7, exact[_i].t + 7, exact[_i].steps + 7),
                            exact[_i].factor, 4e-16);
}
END_TEST

/* Losses heard one after the other, and the factor after each. */
static void ck_assert_plateau(const double *values, int count, const double *losses, const double *factors) {
    const Schedule *plateau = schedule_find("plateau");
    ScheduleState state = schedule_state();
    ck_assert_double_eq(state.factor, 1.0);
    for (int i = 0; i < count; i++) {
        plateau->observe(values, losses[i], 0.1, &state);
        ck_assert_msg(fabs(state.factor - factors[i]) < 1e-15, "after %d losses: %g", i + 1, state.factor);
    }
}

START_TEST(test_a_plateau_reduces_the_rate_after_its_patience) {
    const double values[] = {0.5, 2.0, 0.1, 0.0, 0.0, 0.0, 1e-8},
                 losses[] = {10.0, 8.9, 8.1, 8.2, 8.3, 8.4, 8.3, 7.0, 6.4, 6.4, 6.4, 0.0, 0.0, 0.0, 0.0},
                 factors[] = {1.0, 1.0, 1.0,  1.0,  0.5,  0.5,  0.5,  0.5,
                              0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.125};
    ck_assert_plateau(values, 15, losses, factors);
}
END_TEST

START_TEST(test_a_plateau_rests_after_a_reduction) {
    const double values[] = {0.5, 0.0, 0.0, 0.0, 2.0, 0.0, 1e-8}, losses[] = {1, 1, 1, 1, 1, 1, 1, 1},
                 factors[] = {1.0, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125};
    ck_assert_plateau(values, 8, losses, factors);
}
END_TEST

START_TEST(test_an_absolute_threshold_works_below_zero) {
    const double relative[] = {0.5, 0.0, 0.01, 0.0, 0.0, 0.0, 1e-8},
                 absolute[] = {0.5, 0.0, 0.01, 1.0, 0.0, 0.0, 1e-8}, losses[] = {-10.0, -10.05, -10.055},
                 factors[] = {1.0, 1.0, 0.5}, never[] = {1.0, 1.0, 1.0};
    ck_assert_plateau(absolute, 3, losses, factors);
    ck_assert_plateau(relative, 3, losses,
                      never); /* as in PyTorch: any loss is better than 0.99 of a negative one */
}
END_TEST

START_TEST(test_a_plateau_keeps_to_its_smallest_rate) {
    const double values[] = {0.1, 0.0, 0.0, 0.0, 0.0, 0.002, 1e-8}, losses[] = {1.0, 1.0, 1.0, NAN, 1.0},
                 factors[] = {1.0, 0.1, 0.02, 0.02, 0.02};
    ck_assert_plateau(values, 5, losses, factors);
}
END_TEST

/* The rate is 0.1: halving it takes off 0.05, then 0.025. */
START_TEST(test_a_plateau_makes_no_smaller_reduction_than_its_eps) {
    const double allows[] = {0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.024},
                 refuses[] = {0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.026}, losses[] = {1.0, 1.0, 1.0},
                 both[] = {1.0, 0.5, 0.25}, one[] = {1.0, 0.5, 0.5};
    ck_assert_plateau(allows, 3, losses, both);
    ck_assert_plateau(refuses, 3, losses, one);
}
END_TEST

/* Where the momentum is by hand: at its maximum where the rate is lowest, at its base where it is highest. */
static const struct {
    const char *name;
    double values[SCHEDULE_VALUES_MAX];
    int64_t t;
    double momentum;
} momenta[] = {
    {"triangular", {4.0, 0.0, 0.2, 1.0, 0.5, 0.9}, 0, 0.9},
    {"triangular", {4.0, 0.0, 0.2, 1.0, 0.5, 0.9}, 1, 0.8},
    {"triangular", {4.0, 0.0, 0.2, 1.0, 0.5, 0.9}, 4, 0.5},
    {"triangular", {4.0, 0.0, 0.2, 1.0, 0.5, 0.9}, 8, 0.9},
    {"triangular", {4.0, 2.0, 0.2, 1.0, 0.5, 0.9}, 5, 0.7},
    {"triangular2", {4.0, 0.0, 0.0, 1.0, 0.5, 0.9}, 4, 0.5},
    {"triangular2", {4.0, 0.0, 0.0, 1.0, 0.5, 0.9}, 12, 0.7},
    {"exp_range", {4.0, 0.0, 0.0, 1.0, 0.5, 0.9, 0.5}, 2, 0.85},
    {"one_cycle", {0.0, 0.3, 25.0, 1e4, 0.0, 0.0, 1.0, 0.85, 0.95}, 0, 0.95},
    {"one_cycle", {0.0, 0.3, 25.0, 1e4, 0.0, 0.0, 1.0, 0.85, 0.95}, 29, 0.85},
    {"one_cycle", {0.0, 0.3, 25.0, 1e4, 0.0, 0.0, 1.0, 0.85, 0.95}, 64, 0.9},
    {"one_cycle", {0.0, 0.3, 25.0, 1e4, 0.0, 0.0, 1.0, 0.85, 0.95}, 99, 0.95},
    {"one_cycle", {0.0, 0.3, 25.0, 1e4, 0.0, 0.0, 1.0, 0.85, 0.95}, 700, 0.95},
    {"one_cycle", {40.0, 0.25, 10.0, 10.0, 1.0, 1.0, 1.0, 0.8, 0.9}, 9, 0.8},
    {"one_cycle", {40.0, 0.25, 10.0, 10.0, 1.0, 1.0, 1.0, 0.8, 0.9}, 18, 0.9},
    {"one_cycle", {40.0, 0.25, 10.0, 10.0, 1.0, 1.0, 1.0, 0.8, 0.9}, 30, 0.9},
};
enum { MOMENTA_COUNT = sizeof momenta / sizeof *momenta };

START_TEST(test_momentum_falls_where_the_rate_rises) {
    const Schedule *schedule = schedule_find(momenta[_i].name);
    double values[SCHEDULE_VALUES_MAX];
    memcpy(values, momenta[_i].values, sizeof values);
    ck_assert_double_eq_tol(schedule_momentum(schedule, values, 0, momenta[_i].t, 100), momenta[_i].momentum,
                            1e-15);
    ck_assert_double_eq_tol(schedule_momentum(schedule, values, 7, momenta[_i].t + 7, 107),
                            momenta[_i].momentum, 1e-15);
    ck_assert_double_eq_tol(schedule_momentum(schedule, values, 7, 3, 107),
                            schedule_momentum(schedule, values, 0, 0, 100), 1e-15);
    values[strcmp(schedule->name, "one_cycle") == 0 ? 6 : 3] = 0.0;
    ck_assert_double_nan(schedule_momentum(schedule, values, 0, momenta[_i].t, 100));
}
END_TEST

START_TEST(test_a_recipe_cycles_the_momentum_its_optimizer_has) {
    static const struct {
        const char *optimizer;
        int place;
    } known[] = {{"momentum", 1}, {"adam", 1}, {"rmsprop", 3}};
    double values[HYPERPARAMETERS_MAX];
    for (int i = 0; i < 3; i++) {
        Recipe recipe = recipe_default(optimizer_find(known[i].optimizer));
        recipe_set_schedule(&recipe, schedule_find("one_cycle"));
        recipe_values(&recipe, 0, values);
        for (int k = 0; k < optimizer_hyperparameter_count(recipe.optimizer); k++)
            ck_assert_double_eq(values[k], k == known[i].place ? 0.95 : recipe.values[k]);
        recipe_set_schedule(&recipe, schedule_find("cosine"));
        recipe_values(&recipe, 0, values);
        ck_assert_mem_eq(values, recipe.values, sizeof values);
    }
    Recipe recipe = recipe_default(optimizer_find("gd")); /* has none */
    recipe_set_schedule(&recipe, schedule_find("triangular"));
    recipe_values(&recipe, 0, values);
    ck_assert_mem_eq(values, recipe.values, sizeof values);
}
END_TEST

START_TEST(test_the_rate_of_a_recipe_is_lr_times_the_factor) {
    Recipe recipe = recipe_default(optimizer_find("gd"));
    recipe.values[0] = 0.2;
    recipe.steps = 100;
    recipe_set_schedule(&recipe, schedule_find("cosine"));
    recipe.warmup = 10;
    ck_assert_double_eq(recipe_rate(&recipe, 0), 0.2 * 0.1);
    ck_assert_double_eq(recipe_rate(&recipe, 10), 0.2);
    ck_assert_double_eq_tol(recipe_rate(&recipe, 55), 0.1, 1e-15);
}
END_TEST

SUITE("schedule") {
    TCase *rows = suite_case(suite, "every row");
    tcase_add_loop_test(rows, test_every_schedule_says_what_it_is, 0, schedule_count);
    tcase_add_loop_test(rows, test_every_schedule_is_finite_and_not_negative, 0, schedule_count);
    TCase *values = suite_case(suite, "values");
    tcase_add_test(values, test_constant_stays);
    tcase_add_test(values, test_cosine_goes_from_one_to_its_floor_and_stays);
    tcase_add_test(values, test_warmup_rises_in_equal_steps_and_then_the_schedule_starts);
    tcase_add_loop_test(values, test_schedules_have_their_exact_values, 0, EXACT_COUNT);
    tcase_add_test(values, test_a_plateau_reduces_the_rate_after_its_patience);
    tcase_add_test(values, test_a_plateau_rests_after_a_reduction);
    tcase_add_test(values, test_an_absolute_threshold_works_below_zero);
    tcase_add_test(values, test_a_plateau_keeps_to_its_smallest_rate);
    tcase_add_test(values, test_a_plateau_makes_no_smaller_reduction_than_its_eps);
    tcase_add_loop_test(values, test_momentum_falls_where_the_rate_rises, 0, MOMENTA_COUNT);
    tcase_add_test(values, test_a_recipe_cycles_the_momentum_its_optimizer_has);
    tcase_add_test(values, test_the_rate_of_a_recipe_is_lr_times_the_factor);
}

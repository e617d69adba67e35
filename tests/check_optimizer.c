/* The property battery: every row of the table of optimizers, by loops, so that adding a row adds its tests.
 */
#include "core/elementary.h"
#include "quadratic.h"
#include "suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

START_TEST(test_every_optimizer_has_its_formula) {
    const char *formula = optimizers[_i].formula;
    int open = 0;
    ck_assert_msg(formula && *formula, "%s has none", optimizers[_i].name);
    for (const char *c = formula; *c; c++) {
        open += (*c == '(') - (*c == ')');
        ck_assert_msg(open >= 0 && *c != '\n', "%s: %s", optimizers[_i].name, formula);
    }
    ck_assert_msg(open == 0, "%s: %s", optimizers[_i].name, formula);
}
END_TEST

START_TEST(test_every_optimizer_says_what_it_is) {
    const Optimizer *optimizer = &optimizers[_i];
    ck_assert_ptr_eq(optimizer_find(optimizer->name), optimizer);
    ck_assert(optimizer->title && *optimizer->title && optimizer->source && *optimizer->source &&
              *optimizer->help);
    ck_assert(optimizer->family && *optimizer->family && optimizer->typical_rate > 0.0);
    ck_assert(optimizer->colour >= 0 && optimizer->colour < 6);
    ck_assert(!optimizer->direction != !optimizer->propose);
    ck_assert(!optimizer->direction || (optimizer->direction_float && optimizer->update_float));
    ck_assert_int_le(optimizer->average, optimizer_slot_count(optimizer));
    ck_assert(!optimizer->decoupled ||
              optimizer_value(optimizer, recipe_default(optimizer).values, "weight_decay", -1.0) >= 0.0);
    ck_assert_str_eq(optimizer->hyperparameters[0].name, "lr");
    for (int i = 0; i < optimizer_hyperparameter_count(optimizer); i++) {
        const Hyperparameter *row = &optimizer->hyperparameters[i];
        Error error = {0};
        ck_assert_msg(hyperparameter_check(row, row->default_value, &error), "%s", error.message);
        ck_assert(row->minimum <= row->low && row->low < row->high && row->high <= row->maximum &&
                  *row->help);
        ck_assert_msg(row->low <= row->default_value &&
                          (row->default_value <= row->high || row->scale == SCALE_INTEGER),
                      "%s: the slider cannot give its default", row->name);
        ck_assert_int_eq(hyperparameter_find(optimizer->hyperparameters, i + 1, row->name), i);
    }
}
END_TEST

START_TEST(test_every_optimizer_descends_the_bowl) {
    Quadratic quadratic = bowl();
    Recipe recipe = brisk(&optimizers[_i]);
    Run run = started(&recipe, &quadratic, NULL);
    double first = quadratic_evaluate(&quadratic, NULL, run.w, NULL);
    steps(&run, 300);
    double last = quadratic_evaluate(&quadratic, NULL, run.w, NULL);
    ck_assert_msg(last < 0.01 * first, "%s: from %g to %g", optimizers[_i].name, first, last);
    run_end(&run);
}
END_TEST

START_TEST(test_every_optimizer_rests_at_a_minimum) {
    Quadratic quadratic = bowl();
    Recipe recipe = brisk(&optimizers[_i]);
    Run run = started(&recipe, &quadratic, (double[]){0.0, 0.0});
    steps(&run, 20);
    ck_assert_double_eq(run.w[0], 0.0);
    ck_assert_double_eq(run.w[1], 0.0);
    run_end(&run);
}
END_TEST

START_TEST(test_zero_rate_moves_nothing) {
    Quadratic quadratic = bowl();
    Recipe recipe = brisk(&optimizers[_i]);
    recipe.values[0] = 0.0;
    Run run = started(&recipe, &quadratic, NULL);
    steps(&run, 20);
    ck_assert_mem_eq(run.w, recipe.start, sizeof recipe.start);
    run_end(&run);
}
END_TEST

START_TEST(test_a_copied_run_goes_on_with_the_same_bits) {
    Quadratic quadratic = bowl();
    Recipe recipe = brisk(&optimizers[_i]);
    recipe.noise = 0.3;
    Run whole = started(&recipe, &quadratic, NULL), copy;
    steps(&whole, 17);
    run_copy(&copy, &whole);
    steps(&whole, 23);
    steps(&copy, 23);
    ck_assert_mem_eq(whole.w, copy.w, 2 * sizeof(double));
    ck_assert_int_eq(whole.t, copy.t);
    ck_assert_int_eq(whole.evaluations, copy.evaluations);
    run_end(&whole);
    run_end(&copy);
}
END_TEST

START_TEST(test_the_path_is_the_same_inside_a_longer_vector) {
    if (optimizers[_i].propose) return; /* looks at the whole vector on purpose */
    Quadratic alone = bowl(), among = {.n = LONGEST};
    double w[LONGEST];
    for (int i = 0; i < LONGEST; i++) {
        w[i] = 0.1 * (i - 20);
        among.curvature[i] = 0.5 + 0.05 * i;
    }
    Recipe recipe = brisk(&optimizers[_i]);
    for (int i = 0; i < 2; i++) {
        w[40 + i] = recipe.start[i];
        among.curvature[40 + i] = alone.curvature[i];
    }
    Run one = started(&recipe, &alone, NULL), many = started(&recipe, &among, w);
    steps(&one, 50);
    steps(&many, 50);
    ck_assert_mem_eq(one.w, many.w + 40, 2 * sizeof(double));
    run_end(&one);
    run_end(&many);
}
END_TEST

/* The same rule compiled for float follows the double path as closely as floats can. */
START_TEST(test_float_and_double_agree) {
    const Optimizer *optimizer = &optimizers[_i];
    if (!optimizer->direction) return;
    Recipe recipe = recipe_default(optimizer);
    double w[4] = {0.3, -1.2, 2.0, 0.01}, direction[4], state[SLOTS_MAX][4] = {{0}},
           scalars[SCALARS_MAX] = {0};
    float wf[4], gf[4], directionf[4], statef[SLOTS_MAX][4] = {{0}};
    double *slots[SLOTS_MAX];
    float *slotsf[SLOTS_MAX];
    for (int i = 0; i < SLOTS_MAX; i++) slots[i] = state[i], slotsf[i] = statef[i];
    for (int t = 0; t < 10; t++) {
        double g[4];
        for (int i = 0; i < 4; i++) {
            g[i] = (float)(w[i] * (i + 1) + 0.1 * t);
            gf[i] = (float)g[i];
            wf[i] = (float)w[i];
        }
        if (optimizer->prepare) optimizer->prepare(recipe.values, t, recipe.values[0], scalars);
        optimizer->direction(recipe.values, scalars, 4, w, g, direction, slots);
        optimizer->direction_float(recipe.values, scalars, 4, wf, gf, directionf, slotsf);
        for (int i = 0; i < 4; i++)
            ck_assert_double_eq_tol(direction[i], directionf[i], 2e-4 * (1.0 + fabs(direction[i])));
    }
}
END_TEST

/* What is called a mean of gradients or of squares is one: after the first step, the new gradient's share. */
START_TEST(test_moments_are_what_they_are_called) {
    const Optimizer *optimizer = &optimizers[_i];
    if (strcmp(optimizer->name, "adopt") == 0 || strcmp(optimizer->name, "prodigy") == 0)
        return; /* other units */
    Quadratic quadratic = bowl();
    Recipe recipe = brisk(optimizer);
    Run run = started(&recipe, &quadratic, NULL);
    run_step(&run);
    const char *beta1 = strcmp(optimizer->family, "Adam") && strcmp(optimizer->name, "lion") &&
                                strcmp(optimizer->name, "sophia")
                            ? "momentum"
                        : strcmp(optimizer->name, "lion") ? "beta1"
                                                          : "beta2";
    const char *beta2 = strcmp(optimizer->name, "adan") ? "beta2" : "beta3";
    for (int k = 0; k < optimizer_slot_count(optimizer); k++)
        for (int c = 0; c < 2; c++) {
            const double g = run.gradient[c], kept1 = optimizer_value(optimizer, recipe.values, beta1, 0.0),
                         kept2 = optimizer_value(optimizer, recipe.values, beta2, 0.0);
            if (strcmp(optimizer->slots[k], "exp_avg") == 0)
                ck_assert_double_eq_tol(run.slots[k][c], (1.0 - kept1) * g, 1e-15);
            if (strcmp(optimizer->slots[k], "exp_avg_sq") == 0)
                ck_assert_double_eq_tol(run.slots[k][c], (1.0 - kept2) * g * g, 1e-15);
        }
    run_end(&run);
}
END_TEST

/* The path of `optimizer` with its values changed by name; ends with NULL. */
static void path_end(const char *name, const char *const *names, const double *values, int count,
                     double w[2]) {
    Quadratic quadratic = bowl();
    Recipe recipe = brisk(optimizer_find(name));
    Error error = {0};
    recipe.values[0] = 0.05;
    for (int i = 0; i < count; i++)
        ck_assert_msg(recipe_set(&recipe, names[i], values[i], &error), "%s", error.message);
    Run run = started(&recipe, &quadratic, NULL);
    steps(&run, 60);
    memcpy(w, run.w, 2 * sizeof(double));
    run_end(&run);
}

START_TEST(test_momentum_without_memory_is_gd) {
    double gd[2], momentum[2], nesterov[2];
    const char *name[] = {"momentum"};
    path_end("gd", NULL, NULL, 0, gd);
    path_end("momentum", name, (double[]){0.0}, 1, momentum);
    path_end("nesterov", name, (double[]){0.0}, 1, nesterov);
    ck_assert_mem_eq(gd, momentum, sizeof gd);
    ck_assert_mem_eq(gd, nesterov, sizeof gd);
}
END_TEST

START_TEST(test_gd_follows_its_closed_form) {
    Quadratic quadratic = bowl();
    Recipe recipe = brisk(optimizer_find("gd"));
    Run run = started(&recipe, &quadratic, NULL);
    for (int k = 0; k < 200; k++) {
        for (int i = 0; i < 2; i++) {
            double expected = pow(1.0 - recipe.values[0] * quadratic.curvature[i], k) * recipe.start[i];
            ck_assert_double_eq_tol(run.w[i], expected, 1e-13 * fabs(expected) + 1e-300);
        }
        run_step(&run);
    }
    run_end(&run);
}
END_TEST

/* Heavy ball on a quadratic: x[k+1] = (1 + beta - rate * curvature) x[k] - beta x[k-1], Polyak 1964. */
START_TEST(test_heavy_ball_follows_its_recurrence) {
    Quadratic quadratic = {.n = 1, .curvature = {100.0}};
    Recipe recipe = recipe_default(optimizer_find("momentum"));
    const double rate = 0.0330579, beta = 0.669421;
    recipe.values[0] = rate;
    recipe.values[1] = beta;
    Run run = started(&recipe, &quadratic, (double[]){1.0});
    double before = 1.0, now = 1.0;
    for (int k = 0; k < 100; k++) {
        double next = (1.0 + beta - rate * 100.0) * now - beta * before;
        before = now, now = next;
        run_step(&run);
        ck_assert_double_eq_tol(run.w[0], now, 1e-9 * pow(beta, 0.5 * k));
    }
    run_end(&run);
}
END_TEST

/* Each closed-form limit separates rates that converge from rates that diverge, on the curvature it is meant
 * for. */
START_TEST(test_rate_limits_are_sharp) {
    const Optimizer *optimizer = &optimizers[_i];
    if (!optimizer->rate_limit) return;
    Quadratic quadratic = {.n = 1, .curvature = {7.0}};
    Recipe recipe = recipe_default(optimizer);
    for (int dampened = 0; dampened < 2; dampened++) {
        Error error = {0};
        if (dampened && !recipe_set(&recipe, "dampening", 0.4, &error)) continue;
        for (int above = 0; above < 2; above++) {
            recipe.values[0] = optimizer->rate_limit(recipe.values, 7.0) * (above ? 1.001 : 0.999);
            Run run = started(&recipe, &quadratic, (double[]){1.0});
            steps(&run, 30000);
            ck_assert_msg(above ? !(fabs(run.w[0]) < 1e3) : fabs(run.w[0]) < 1e-3, "%s: %g", optimizer->name,
                          run.w[0]);
            run_end(&run);
        }
    }
}
END_TEST

/* gd, momentum and Nesterov do not know the axes: rotating the quadratic rotates the path. Here the rotated
 * problem is 0.5 w' R' diag(curvature) R w. */
static const double COSINE = 0.8, SINE = 0.6;

static double rotated_evaluate(const void *context, const Batch *batch, const double *w, double *gradient) {
    double turned[2] = {COSINE * w[0] - SINE * w[1], SINE * w[0] + COSINE * w[1]}, inner[2];
    double loss = quadratic_evaluate(context, batch, turned, gradient ? inner : NULL);
    if (gradient) {
        gradient[0] = COSINE * inner[0] + SINE * inner[1];
        gradient[1] = -SINE * inner[0] + COSINE * inner[1];
    }
    return loss;
}

START_TEST(test_methods_without_axes_turn_with_the_surface) {
    if (!optimizers[_i].rotates) return;
    Quadratic quadratic = bowl();
    Recipe recipe = brisk(&optimizers[_i]);
    Run straight = started(&recipe, &quadratic, NULL), turned;
    Objective objective = {.n = 2, .evaluate = rotated_evaluate, .context = &quadratic};
    const double *start = recipe.start;
    run_start(&turned, &recipe, &objective,
              (double[]){COSINE * start[0] + SINE * start[1], -SINE * start[0] + COSINE * start[1]});
    steps(&straight, 20);
    steps(&turned, 20);
    ck_assert_double_eq_tol(COSINE * turned.w[0] - SINE * turned.w[1], straight.w[0], 1e-8);
    ck_assert_double_eq_tol(SINE * turned.w[0] + COSINE * turned.w[1], straight.w[1], 1e-8);
    run_end(&straight);
    run_end(&turned);
}
END_TEST

/* Those that say they know the axes do: their path does not turn. */
START_TEST(test_methods_with_axes_do_not_turn) {
    const Optimizer *optimizer = &optimizers[_i];
    if (optimizer->rotates) return;
    Quadratic quadratic = {.n = 2, .curvature = {1.0, 30.0}};
    Recipe recipe = brisk(optimizer);
    recipe.values[0] *= 0.1;
    Run straight = started(&recipe, &quadratic, NULL), turned;
    Objective objective = {.n = 2, .evaluate = rotated_evaluate, .context = &quadratic};
    const double *start = recipe.start;
    run_start(&turned, &recipe, &objective,
              (double[]){COSINE * start[0] + SINE * start[1], -SINE * start[0] + COSINE * start[1]});
    steps(&straight, 20);
    steps(&turned, 20);
    ck_assert_double_gt(fabs(COSINE * turned.w[0] - SINE * turned.w[1] - straight.w[0]), 1e-8);
    run_end(&straight);
    run_end(&turned);
}
END_TEST

/* A loss that is no number anywhere ends no loop and is not hidden: what moves becomes no number either. */
static double nothing_evaluate(const void *context, const Batch *batch, const double *w, double *gradient) {
    (void)context, (void)batch, (void)w;
    if (gradient) gradient[0] = gradient[1] = NAN;
    return NAN;
}

START_TEST(test_a_loss_without_numbers_ends) {
    Recipe recipe = brisk(&optimizers[_i]);
    Objective objective = {.n = 2, .evaluate = nothing_evaluate};
    Run run;
    run_start(&run, &recipe, &objective, NULL);
    steps(&run, 3);
    ck_assert(isnan(run.loss));
    ck_assert(isnan(run.w[0]) || run.w[0] == recipe.start[0] || optimizers[_i].family[0] == 'S' ||
              strcmp(optimizers[_i].name, "nelder_mead") == 0);
    run_end(&run);
}
END_TEST

START_TEST(test_every_convention_can_be_set) {
    int count;
    const char *const *names = recipe_conventions(&count);
    for (int i = 0; i < count; i++) {
        Error error = {0};
        Recipe recipe = brisk(&optimizers[_i]), plain = recipe;
        ck_assert_msg(recipe_set_convention(&recipe, names[i], &error), "%s", error.message);
        ck_assert_double_eq(recipe.values[0], optimizers[_i].typical_rate);
        bool differs = memcmp(recipe.values, plain.values, sizeof plain.values) != 0;
        ck_assert_msg(differs == (optimizer_convention(&optimizers[_i], names[i]) != NULL), "%s, %s",
                      optimizers[_i].name, names[i]);
    }
    for (int i = 0; i < CONVENTIONS_MAX && optimizers[_i].conventions[i].name; i++) {
        bool known = false;
        for (int k = 0; k < count; k++) known |= strcmp(names[k], optimizers[_i].conventions[i].name) == 0;
        ck_assert(known);
    }
}
END_TEST

/* Adam's first step is the rate times the sign, whatever the gradient's size (Kingma and Ba 2015,
 * section 2.1). */
START_TEST(test_adam_starts_with_steps_of_the_rate) {
    Quadratic quadratic = {.n = 2, .curvature = {1e4, 1e-2}};
    Recipe recipe = brisk(optimizer_find("adam"));
    Run run = started(&recipe, &quadratic, NULL);
    run_step(&run);
    ck_assert_double_eq_tol(run.update[0], -recipe.values[0], 1e-7);
    ck_assert_double_eq_tol(run.update[1], recipe.values[0], 1e-7);
    run_end(&run);
}
END_TEST

SUITE("optimizer") {
    TCase *rows = suite_case(suite, "every row");
    tcase_add_loop_test(rows, test_every_optimizer_says_what_it_is, 0, optimizer_count);
    tcase_add_loop_test(rows, test_every_optimizer_has_its_formula, 0, optimizer_count);
    tcase_add_loop_test(rows, test_every_optimizer_descends_the_bowl, 0, optimizer_count);
    tcase_add_loop_test(rows, test_every_optimizer_rests_at_a_minimum, 0, optimizer_count);
    tcase_add_loop_test(rows, test_zero_rate_moves_nothing, 0, optimizer_count);
    tcase_add_loop_test(rows, test_a_copied_run_goes_on_with_the_same_bits, 0, optimizer_count);
    tcase_add_loop_test(rows, test_the_path_is_the_same_inside_a_longer_vector, 0, optimizer_count);
    tcase_add_loop_test(rows, test_float_and_double_agree, 0, optimizer_count);
    tcase_add_loop_test(rows, test_moments_are_what_they_are_called, 0, optimizer_count);
    tcase_add_loop_test(rows, test_rate_limits_are_sharp, 0, optimizer_count);
    tcase_add_loop_test(rows, test_methods_without_axes_turn_with_the_surface, 0, optimizer_count);
    tcase_add_loop_test(rows, test_methods_with_axes_do_not_turn, 0, optimizer_count);
    tcase_add_loop_test(rows, test_a_loss_without_numbers_ends, 0, optimizer_count);
    tcase_add_loop_test(rows, test_every_convention_can_be_set, 0, optimizer_count);
    TCase *theory = suite_case(suite, "theory");
    tcase_add_test(theory, test_momentum_without_memory_is_gd);
    tcase_add_test(theory, test_gd_follows_its_closed_form);
    tcase_add_test(theory, test_heavy_ball_follows_its_recurrence);
    tcase_add_test(theory, test_adam_starts_with_steps_of_the_rate);
}

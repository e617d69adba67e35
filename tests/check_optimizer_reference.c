/* What searches, curvature and exact integration promise. */
#include "core/line_search.h"
#include "core/symmetric.h"
#include "quadratic.h"
#include "suite.h"

#include <math.h>

START_TEST(test_newton_takes_one_step_on_a_quadratic) {
    Quadratic quadratic = {.n = 3, .curvature = {1.0, 50.0, -2.0}};
    Recipe recipe = brisk(optimizer_find("newton"));
    Run run = started(&recipe, &quadratic, (double[]){3.0, -1.0, 2.0});
    run_step(&run);
    for (int i = 0; i < 3; i++) ck_assert_double_eq_tol(run.w[i], 0.0, 1e-8);
    ck_assert_int_eq(run.evaluations, 1 + 6); /* one gradient, and central differences along three axes */
    run_end(&run);
}
END_TEST

START_TEST(test_an_exact_hessian_counts_as_n_gradients) {
    Recipe recipe = brisk(optimizer_find("newton"));
    Run run = started_in_the_valley(&recipe);
    steps(&run, 2);
    ck_assert_int_eq(run.evaluations, 2 * (1 + 2));
    steps(&run, 6);
    ck_assert_double_eq_tol(run.w[0], 1.0, 1e-12); /* Newton needs 7 steps from here */
    run_end(&run);
}
END_TEST

START_TEST(test_newton_goes_to_a_saddle_and_its_saddle_free_form_leaves_it) {
    Quadratic saddle = {.n = 2, .curvature = {1.0, -1.0}};
    Recipe recipe = brisk(optimizer_find("newton"));
    set(&recipe, "lr", 0.5);
    for (int free = 0; free < 2; free++) {
        set(&recipe, "saddle_free", free);
        Run run = started(&recipe, &saddle, (double[]){1.0, 0.01});
        steps(&run, 20);
        ck_assert_double_lt(fabs(run.w[0]), 1e-5);
        ck_assert(free ? fabs(run.w[1]) > 10.0 : fabs(run.w[1]) < 1e-5);
        run_end(&run);
    }
}
END_TEST

START_TEST(test_newton_leaves_directions_without_curvature_alone) {
    Quadratic trough = {.n = 2, .curvature = {2.0, 0.0}};
    Recipe recipe = brisk(optimizer_find("newton"));
    Run run = started(&recipe, &trough, (double[]){1.0, 5.0});
    steps(&run, 3);
    ck_assert_double_eq_tol(run.w[0], 0.0, 1e-9);
    ck_assert_double_eq(run.w[1], 5.0);
    run_end(&run);
}
END_TEST

START_TEST(test_conjugate_gradient_takes_n_steps_on_a_quadratic) {
    Quadratic quadratic = {.n = 5, .curvature = {1.0, 3.0, 10.0, 40.0, 100.0}};
    Recipe recipe = brisk(optimizer_find("conjugate_gradient"));
    set(&recipe, "c2", 1e-6);
    Run run = started(&recipe, &quadratic, (double[]){1.0, -2.0, 3.0, -1.0, 0.5});
    const double first = quadratic_evaluate(&quadratic, NULL, run.w, NULL);
    steps(&run, 4);
    ck_assert_double_gt(quadratic_evaluate(&quadratic, NULL, run.w, NULL), 1e-4);
    run_step(&run);
    ck_assert_double_lt(quadratic_evaluate(&quadratic, NULL, run.w, NULL), 1e-9 * first);
    run_end(&run);
}
END_TEST

START_TEST(test_lbfgs_and_conjugate_gradient_cross_rosenbrocks_valley) {
    static const struct {
        const char *name;
        int steps;
    } cases[] = {{"lbfgs", 45}, {"conjugate_gradient", 100}};
    Recipe recipe = brisk(optimizer_find(cases[_i].name));
    Run run = started_in_the_valley(&recipe);
    steps(&run, cases[_i].steps);
    ck_assert_msg(run.loss < 1e-10, "%g after %d evaluations", run.loss, (int)run.evaluations);
    ck_assert_int_lt(run.evaluations, 500);
    run_end(&run);
}
END_TEST

/* At the bottom, where rounding leaves nothing to find, searches rest. */
START_TEST(test_searches_rest_at_the_bottom) {
    static const char *const names[] = {"lbfgs", "conjugate_gradient", "armijo", "wolfe"};
    Recipe recipe = brisk(optimizer_find(names[_i]));
    Objective objective = {.n = 2, .evaluate = valley_evaluate};
    Run run;
    run_start(&run, &recipe, &objective, (double[]){1.0, 1.0});
    steps(&run, 3);
    ck_assert_double_eq(run.w[0], 1.0);
    ck_assert_double_eq(run.w[1], 1.0);
    ck_assert_int_eq(run.evaluations, 3);
    run_end(&run);
}
END_TEST

START_TEST(test_every_armijo_step_keeps_its_promise) {
    Recipe recipe = brisk(optimizer_find("armijo"));
    Run run = started_in_the_valley(&recipe);
    for (int k = 0; k < 200; k++) {
        const int64_t before = run.evaluations;
        run_step(&run);
        const double *g = run.gradient, squared = g[0] * g[0] + g[1] * g[1],
                     after = valley_evaluate(NULL, NULL, run.w, NULL);
        ck_assert_double_le(after, run.loss - 1e-4 * run.rate * squared);
        /* 1 / 2^k: as many halvings as evaluations, and twice the rate would have broken it. */
        ck_assert_double_eq(run.rate, pow(0.5, (double)(run.evaluations - before - 2)));
        const double farther[2] = {run.point[0] - 2.0 * run.rate * g[0],
                                   run.point[1] - 2.0 * run.rate * g[1]};
        if (run.rate < 1.0)
            ck_assert_double_gt(valley_evaluate(NULL, NULL, farther, NULL),
                                run.loss - 2e-4 * run.rate * squared);
    }
    run_end(&run);
}
END_TEST

START_TEST(test_every_wolfe_step_satisfies_both_conditions) {
    static const double firsts[] = {1e-6, 1e-3, 1.0, 100.0};
    Recipe recipe = brisk(optimizer_find("wolfe"));
    set(&recipe, "lr", firsts[_i]);
    set(&recipe, "c2", 0.3);
    Run run = started_in_the_valley(&recipe);
    for (int k = 0; k < 100; k++) {
        run_step(&run);
        const double *g = run.gradient, slope = -(g[0] * g[0] + g[1] * g[1]);
        double after[2];
        ck_assert_double_le(valley_evaluate(NULL, NULL, run.w, after), run.loss + 1e-4 * run.rate * slope);
        ck_assert_double_le(fabs(after[0] * g[0] + after[1] * g[1]), -0.3 * slope);
    }
    run_end(&run);
}
END_TEST

/* A loss that ends at a wall: beyond x = 1 it is no number. */
static double walled_evaluate(const void *context, const Batch *batch, const double *w, double *gradient) {
    (void)context, (void)batch;
    if (gradient) gradient[0] = -1.0, gradient[1] = 2.0 * w[1];
    return w[0] > 1.0 ? NAN : w[1] * w[1] - w[0];
}

START_TEST(test_searches_stop_at_a_wall) {
    static const char *const names[] = {"lbfgs", "conjugate_gradient", "armijo", "wolfe", "nelder_mead"};
    Recipe recipe = brisk(optimizer_find(names[_i]));
    Objective objective = {.n = 2, .evaluate = walled_evaluate};
    Run run;
    run_start(&run, &recipe, &objective, (double[]){0.0, 0.0});
    for (int k = 0; k < 50; k++) {
        run_step(&run);
        ck_assert_double_le(run.w[0], 1.0);
    }
    ck_assert_double_gt(run.w[0], 0.9);
    run_end(&run);
}
END_TEST

static double higher(Proposal *proposal, const double *at, double *gradient) {
    (void)at, (void)gradient;
    return proposal->loss + 1.0;
}

/* A search that is led uphill does not move, nor one that finds no promise kept however short its step. */
START_TEST(test_a_search_uphill_finds_nothing) {
    Quadratic quadratic = bowl();
    Recipe recipe = brisk(optimizer_find("wolfe"));
    Run run = started(&recipe, &quadratic, (double[]){1.0, 1.0});
    run_step(&run);
    const double uphill[2] = {-1.0, -3.0}, g[2] = {1.0, 3.0};
    double scratch[4];
    Proposal proposal = {.n = 2, .w = run.point, .g = g, .loss = 2.0};
    ck_assert_double_eq(line_search_wolfe(&proposal, uphill, 1.0, 1e-4, 0.9, scratch), 0.0);
    ck_assert_double_eq(line_search_armijo(&proposal, uphill, 1.0, 1e-4, 0.5, scratch), 0.0);
    proposal.look = higher;
    ck_assert_double_eq(line_search_armijo(&proposal, g, 1.0, 1e-4, 0.5, scratch), 0.0);
    run_end(&run);
}
END_TEST

/* The flow of f = sum of c w^2 / 2 is w exp(-c time): halving the steps divides the error by 2^4. */
START_TEST(test_gradient_flow_is_of_order_four) {
    Quadratic quadratic = bowl();
    double errors[2];
    for (int i = 0; i < 2; i++) {
        Recipe recipe = brisk(optimizer_find("gradient_flow"));
        set(&recipe, "lr", i ? 0.01 : 0.02);
        Run run = started(&recipe, &quadratic, NULL);
        steps(&run, i ? 100 : 50);
        errors[i] = fabs(run.w[1] - recipe.start[1] * exp(-3.0));
        ck_assert_int_eq(run.evaluations, 4 * run.t);
        run_end(&run);
    }
    ck_assert_double_eq_tol(errors[0] / errors[1], 16.0, 2.0);
}
END_TEST

START_TEST(test_substeps_are_steps) {
    Recipe parts = brisk(optimizer_find("gradient_flow")), whole = parts;
    set(&parts, "lr", 0.004);
    set(&parts, "substeps", 4.0);
    set(&whole, "lr", 0.001);
    Run one = started_in_the_valley(&parts), four = started_in_the_valley(&whole);
    steps(&one, 25);
    steps(&four, 100);
    ck_assert_double_eq_tol(one.w[0], four.w[0], 1e-13);
    ck_assert_int_eq(one.evaluations, four.evaluations);
    run_end(&one);
    run_end(&four);
}
END_TEST

/* No gradient is asked for but the one that every step records. */
static double lying_evaluate(const void *context, const Batch *batch, const double *w, double *gradient) {
    double loss = valley_evaluate(context, batch, w, NULL);
    if (gradient) gradient[0] = 1e9, gradient[1] = NAN;
    return loss;
}

START_TEST(test_nelder_mead_crosses_the_valley_without_gradients) {
    Recipe recipe = brisk(optimizer_find("nelder_mead"));
    Objective objective = {.n = 2, .evaluate = lying_evaluate};
    Run run;
    run_start(&run, &recipe, &objective, (double[]){-1.2, 1.0});
    double before = INFINITY;
    for (int k = 0; k < 150; k++) {
        run_step(&run);
        ck_assert_double_le(run.loss, before + 1e-15);
        before = run.loss;
    }
    ck_assert_double_lt(run.loss, 1e-10);
    run_end(&run);
}
END_TEST

START_TEST(test_symmetric_matrices_are_diagonalized) {
    enum { N = 5 };
    double matrix[N * N], copy[N * N], vectors[N * N];
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) matrix[i * N + j] = 1.0 / (1.0 + i + j) + (i == j ? i - 2.0 : 0.0);
    memcpy(copy, matrix, sizeof matrix);
    symmetric_diagonalize(N, copy, vectors);
    for (int k = 0; k < N; k++)
        for (int i = 0; i < N; i++) {
            double product = 0.0, along = 0.0;
            for (int j = 0; j < N; j++) {
                product += matrix[i * N + j] * vectors[j * N + k];
                along += vectors[j * N + k] * vectors[j * N + i];
            }
            ck_assert_double_eq_tol(product, copy[k * N + k] * vectors[i * N + k], 1e-14);
            ck_assert_double_eq_tol(along, i == k ? 1.0 : 0.0, 1e-14);
        }
}
END_TEST

SUITE("optimizer_reference") {
    TCase *tests = suite_case(suite, "reference");
    tcase_add_test(tests, test_newton_takes_one_step_on_a_quadratic);
    tcase_add_test(tests, test_an_exact_hessian_counts_as_n_gradients);
    tcase_add_test(tests, test_newton_goes_to_a_saddle_and_its_saddle_free_form_leaves_it);
    tcase_add_test(tests, test_newton_leaves_directions_without_curvature_alone);
    tcase_add_test(tests, test_conjugate_gradient_takes_n_steps_on_a_quadratic);
    tcase_add_loop_test(tests, test_lbfgs_and_conjugate_gradient_cross_rosenbrocks_valley, 0, 2);
    tcase_add_loop_test(tests, test_searches_rest_at_the_bottom, 0, 4);
    tcase_add_test(tests, test_every_armijo_step_keeps_its_promise);
    tcase_add_loop_test(tests, test_every_wolfe_step_satisfies_both_conditions, 0, 4);
    tcase_add_loop_test(tests, test_searches_stop_at_a_wall, 0, 5);
    tcase_add_test(tests, test_a_search_uphill_finds_nothing);
    tcase_add_test(tests, test_gradient_flow_is_of_order_four);
    tcase_add_test(tests, test_substeps_are_steps);
    tcase_add_test(tests, test_nelder_mead_crosses_the_valley_without_gradients);
    tcase_add_test(tests, test_symmetric_matrices_are_diagonalized);
}

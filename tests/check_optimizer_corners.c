/* Corners of the rules whose answers are known by hand: what is switched off, what curvature cannot be
 * trusted, and every branch of the simplex. */
#include "core/optimizer.h"
#include "quadratic.h"
#include "suite.h"

#include <math.h>

/* ---- vectors of state ---- */

static const double *slot_of(const Run *run, const char *name) {
    for (int i = 0; i < optimizer_slot_count(run->recipe.optimizer); i++)
        if (strcmp(run->recipe.optimizer->slots[i], name) == 0) return run->slots[i];
    ck_abort_msg("%s has no %s", run->recipe.optimizer->name, name);
    return NULL;
}

START_TEST(test_what_is_switched_off_keeps_nothing) {
    static const struct {
        const char *optimizer, *slot, *option;
    } cases[] = {{"rmsprop", "momentum_buffer", "momentum"},
                 {"rmsprop", "grad_avg", "centered"},
                 {"adam", "max_exp_avg_sq", "amsgrad"},
                 {"adamw", "max_exp_avg_sq", "amsgrad"}};
    Quadratic quadratic = bowl();
    for (int on = 0; on < 2; on++) {
        Recipe recipe = brisk(optimizer_find(cases[_i].optimizer));
        set(&recipe, cases[_i].option, on ? (strcmp(cases[_i].option, "momentum") ? 1.0 : 0.5) : 0.0);
        Run run = started(&recipe, &quadratic, NULL);
        steps(&run, 3);
        ck_assert((slot_of(&run, cases[_i].slot)[0] != 0.0) == (on != 0));
        run_end(&run);
    }
}
END_TEST

/* The first gradient is (1.5, -3): its share in the mean is 1 - alpha, so the variance is (alpha - alpha^2)
 * g^2. */
START_TEST(test_centered_rmsprop_divides_by_the_standard_deviation) {
    Quadratic quadratic = bowl();
    Recipe recipe = brisk(optimizer_find("rmsprop"));
    set(&recipe, "centered", 1.0);
    set(&recipe, "alpha", 0.75);
    Run run = started(&recipe, &quadratic, NULL);
    run_step(&run);
    for (int i = 0; i < 2; i++) {
        ck_assert_double_eq_tol(slot_of(&run, "grad_avg")[i], 0.25 * run.gradient[i], 1e-15);
        ck_assert_double_eq_tol(run.direction[i],
                                run.gradient[i] / (sqrt(0.1875) * fabs(run.gradient[i]) + 1e-8), 1e-14);
    }
    run_end(&run);
    /* Without memory there is no deviation: eps alone divides. */
    set(&recipe, "alpha", 0.0);
    set(&recipe, "eps", 0.5);
    run = started(&recipe, &quadratic, NULL);
    run_step(&run);
    for (int i = 0; i < 2; i++) ck_assert_double_eq(run.direction[i], run.gradient[i] / 0.5);
    run_end(&run);
}
END_TEST

/* ---- curvature from differences ---- */

enum { TURNING = 3 };

/* 2 w and a whirl: no loss has this gradient, but the symmetric part of its derivative is 2 I. */
static double whirling_evaluate(const void *context, const Batch *batch, const double *w, double *gradient) {
    static const double whirl[TURNING][TURNING] = {{2, 1, -3}, {-1, 2, 0.5}, {3, -0.5, 2}};
    (void)context, (void)batch;
    for (int i = 0; gradient && i < TURNING; i++) {
        gradient[i] = 0.0;
        for (int j = 0; j < TURNING; j++) gradient[i] += whirl[i][j] * w[j];
    }
    return 1.0;
}

START_TEST(test_a_hessian_from_differences_is_made_symmetric) {
    Recipe recipe = brisk(optimizer_find("newton"));
    Objective objective = {.n = TURNING, .evaluate = whirling_evaluate};
    Run run;
    run_start(&run, &recipe, &objective, (double[]){1.0, -2.0, 0.5});
    run_step(&run);
    for (int i = 0; i < TURNING; i++) ck_assert_double_eq_tol(run.direction[i], 0.5 * run.gradient[i], 1e-9);
    run_end(&run);
}
END_TEST

/* ---- pairs of L-BFGS ---- */

/* A plane, 2 x - y, where gradients never change. */
static double plane_evaluate(const void *context, const Batch *batch, const double *w, double *gradient) {
    (void)context, (void)batch;
    if (gradient) gradient[0] = 2.0, gradient[1] = -1.0;
    return 2.0 * w[0] - w[1];
}

START_TEST(test_lbfgs_learns_nothing_on_a_plane_and_goes_on) {
    Recipe recipe = brisk(optimizer_find("lbfgs"));
    set(&recipe, "line_search", 0.0);
    set(&recipe, "lr", 0.5);
    Objective objective = {.n = 2, .evaluate = plane_evaluate};
    Run run;
    run_start(&run, &recipe, &objective, (double[]){1.0, 1.0});
    steps(&run, 5); /* the first is lr / (|2| + |-1|) long */
    ck_assert_double_eq_tol(run.w[0], 1.0 - 2.0 * (0.5 / 3.0 + 4 * 0.5), 1e-14);
    ck_assert_double_eq_tol(run.w[1], 1.0 + 0.5 / 3.0 + 4 * 0.5, 1e-14);
    run_end(&run);
}
END_TEST

START_TEST(test_lbfgs_refuses_pairs_of_a_hill) {
    Quadratic hill = {.n = 2, .curvature = {-1.0, -1.0}};
    Recipe recipe = brisk(optimizer_find("lbfgs"));
    set(&recipe, "line_search", 0.0);
    set(&recipe, "lr", 0.25);
    Run run = started(&recipe, &hill, (double[]){0.25, -0.5});
    steps(&run, 6);
    ck_assert_double_eq(run.w[0], 0.25 * pow(1.25, 6));
    ck_assert_double_eq(run.w[1], -0.5 * pow(1.25, 6));
    run_end(&run);
}
END_TEST

/* Lengths a million times as short: the same path, a million times as small, to the last bit. */
START_TEST(test_lbfgs_has_no_length_of_its_own) {
    Quadratic quadratic = {.n = 3, .curvature = {1.0, 20.0, 3.0}};
    Recipe recipe = brisk(optimizer_find("lbfgs"));
    const double small = 0x1p-20;
    Run one = started(&recipe, &quadratic, (double[]){0.1, -0.02, 0.05}),
        other = started(&recipe, &quadratic, (double[]){0.1 * small, -0.02 * small, 0.05 * small});
    for (int k = 0; k < 14; k++) {
        run_step(&one);
        run_step(&other);
        for (int i = 0; i < 3; i++) ck_assert_double_eq(one.w[i] * small, other.w[i]);
    }
    ck_assert_double_lt(fabs(one.w[1]), 1e-9);
    run_end(&one);
    run_end(&other);
}
END_TEST

/* ---- the simplex ---- */

/* Losses at the points a simplex must ask for, in that order; anything else fails the test. */
typedef struct Script {
    int count, asked;
    struct Asked {
        double x, y, loss;
    } points[12];
} Script;

static double scripted_evaluate(const void *context, const Batch *batch, const double *w, double *gradient) {
    Script *script = (Script *)context;
    (void)batch;
    if (gradient) { /* the step's own, at the best corner */
        gradient[0] = gradient[1] = 0.0;
        for (int i = 0; i < script->asked; i++)
            if (script->points[i].x == w[0] && script->points[i].y == w[1]) return script->points[i].loss;
        return 0.0;
    }
    ck_assert_msg(script->asked < script->count, "asks for (%g, %g)", w[0], w[1]);
    const struct Asked *next = &script->points[script->asked++];
    ck_assert_msg(w[0] == next->x && w[1] == next->y, "question %d is (%g, %g), not (%g, %g)", script->asked,
                  w[0], w[1], next->x, next->y);
    return next->loss;
}

/* From (0, 0), where the loss is 0, with a triangle of size 1; where the best corner is after two steps. */
static const struct {
    Script script;
    double best[2];
} simplices[] = {
    /* Reflected and contracted inside are no better: it shrinks towards (0, 0) and the next reflection
       stretches. */
    {{8,
      0,
      {{1, 0, 1},
       {0, 1, 2},
       {1, -1, 3},
       {0.25, 0.5, 5},
       {0.5, 0, -1},
       {0, 0.5, -0.5},
       {0.5, 0.5, -2},
       {0.75, 0.75, -3}}},
     {0.75, 0.75}},
    /* Contracted outside is worse than reflected: it shrinks; then the reflected point is the best but the
     * stretched one is not. */
    {{8,
      0,
      {{1, 0, 1},
       {0, 1, 2},
       {1, -1, 1.5},
       {0.75, -0.5, 1.75},
       {0.5, 0, -1},
       {0, 0.5, -0.5},
       {0.5, 0.5, -2},
       {0.75, 0.75, -1.5}}},
     {0.5, 0.5}},
    /* Contracted outside is better than reflected, and taken; then a reflected point in the middle. */
    {{5, 0, {{1, 0, 1}, {0, 1, 2}, {1, -1, 1.5}, {0.75, -0.5, 0.5}, {-0.25, -0.5, 0.25}}}, {0, 0}},
    /* Contracted inside is better than the worst, and taken; then reflected equals the second worst: outside.
     */
    {{6, 0, {{1, 0, 1}, {0, 1, 2}, {1, -1, 2}, {0.25, 0.5, 0.5}, {-0.75, 0.5, 0.5}, {-0.3125, 0.375, -1}}},
     {-0.3125, 0.375}},
};

START_TEST(test_a_simplex_asks_for_the_points_of_the_paper) {
    Script script = simplices[_i].script;
    Recipe recipe = brisk(optimizer_find("nelder_mead"));
    set(&recipe, "lr", 1.0);
    Objective objective = {.n = 2, .evaluate = scripted_evaluate, .context = &script};
    Run run;
    run_start(&run, &recipe, &objective, (double[]){0.0, 0.0});
    steps(&run, 2);
    ck_assert_double_eq(run.w[0], simplices[_i].best[0]);
    ck_assert_double_eq(run.w[1], simplices[_i].best[1]);
    run_end(&run);
}
END_TEST

SUITE("optimizer_corners") {
    TCase *tests = suite_case(suite, "corners");
    tcase_add_loop_test(tests, test_what_is_switched_off_keeps_nothing, 0, 4);
    tcase_add_test(tests, test_centered_rmsprop_divides_by_the_standard_deviation);
    tcase_add_test(tests, test_a_hessian_from_differences_is_made_symmetric);
    tcase_add_test(tests, test_lbfgs_learns_nothing_on_a_plane_and_goes_on);
    tcase_add_test(tests, test_lbfgs_refuses_pairs_of_a_hill);
    tcase_add_test(tests, test_lbfgs_has_no_length_of_its_own);
    tcase_add_loop_test(tests, test_a_simplex_asks_for_the_points_of_the_paper, 0,
                        sizeof simplices / sizeof *simplices);
}

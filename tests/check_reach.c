#include "core/reach.h"

#include "core/surface.h"

#include "suite.h"
#include "surfaces.h"

#include <math.h>
#include <stdlib.h>

enum { COUNT = 64, STEPS = 7 };

static const double START[2] = {1.3, -0.7};

/* The reach of an optimizer's next step after some steps on x^2 + 5 y^2 + x y / 2, its first two state
 * vectors and the step it then takes. */
typedef struct Reached {
    double steps[COUNT][2], slots[2][2], update[2];
} Reached;

static Reached *reach_after(const char *name, double rate, int steps) {
    static Reached reached;
    Error error = {0};
    SurfaceDefinition definition = surface_of("x^2 + 5*y^2 + x*y/2", START);
    Surface surface;
    ck_assert_msg(surface_start(&surface, &definition, &error), "%s", error.message);
    Recipe recipe = recipe_default(optimizer_find(name));
    if (rate > 0) recipe.values[0] = rate;
    Objective objective = surface_objective(&surface);
    Run run;
    run_start(&run, &recipe, &objective, START);
    for (int i = 0; i < steps; i++) run_step(&run);
    int64_t t = run.t;
    double w[2] = {run.w[0], run.w[1]};
    ck_assert(reach_of(&run, COUNT, reached.steps));
    ck_assert(run.t == t && run.w[0] == w[0] && run.w[1] == w[1]);
    run_step(&run);
    memcpy(reached.update, run.update, sizeof reached.update);
    for (int i = 0; i < 2 && i < optimizer_slot_count(recipe.optimizer); i++)
        memcpy(reached.slots[i], run.slots[i], sizeof reached.slots[i]);
    run_end(&run);
    surface_end(&surface);
    surface_definition_end(&definition);
    return &reached;
}

static double gradient_norm_at_start(void) {
    return hypot(2 * START[0] + START[1] / 2, 10 * START[1] + START[0] / 2);
}

static void expect_circle(const Reached *reached, double radius) {
    for (int i = 0; i < COUNT; i++)
        ck_assert_double_eq_tol(hypot(reached->steps[i][0], reached->steps[i][1]), radius, 1e-12);
}

START_TEST(test_gradient_descent_reaches_a_circle_of_rate_times_gradient) {
    expect_circle(reach_after("gd", 0.03, 0), 0.03 * gradient_norm_at_start());
}
END_TEST

START_TEST(test_momentum_reaches_the_circle_of_its_step) {
    const Reached *reached = reach_after("momentum", 0.003, STEPS);
    expect_circle(reached, hypot(reached->update[0], reached->update[1]));
    reached = reach_after("nesterov", 0.003, STEPS);
    expect_circle(reached, hypot(reached->update[0], reached->update[1]));
}
END_TEST

START_TEST(test_rules_of_signs_reach_the_corners_of_a_square) {
    static const char *const names[] = {"signsgd", "signum", "lion"};
    for (int n = 0; n < 3; n++) {
        const Reached *reached = reach_after(names[n], 0.03, STEPS);
        for (int i = 0; i < COUNT; i++)
            for (int k = 0; k < 2; k++) ck_assert_double_eq_tol(fabs(reached->steps[i][k]), 0.03, 1e-12);
    }
}
END_TEST

/* H s = -g with |g| the same everywhere. */
START_TEST(test_newton_reaches_the_ellipse_of_the_hessian) {
    const Reached *reached = reach_after("newton", 1, 0);
    double length = gradient_norm_at_start();
    for (int i = 0; i < COUNT; i++) {
        const double *step = reached->steps[i];
        double g[2] = {2 * step[0] + step[1] / 2, 10 * step[1] + step[0] / 2};
        ck_assert_double_eq_tol(hypot(g[0], g[1]), length, 1e-6 * length);
    }
}
END_TEST

START_TEST(test_adams_first_step_is_that_of_a_sign) {
    const Reached *reached = reach_after("adam", 0.05, 0);
    for (int i = 0; i < COUNT; i++) ck_assert_double_eq_tol(fabs(reached->steps[i][0]), 0.05, 1e-8);
}
END_TEST

/* Along each axis the step is the mean over the root of the second moment, so its semi-axes are as the
 * inverse roots; one more gradient changes a moment that forgets 1 in 1000 by little once it is old. */
START_TEST(test_adam_reaches_the_ellipse_of_its_second_moments) {
    const Reached *reached = reach_after("adam", 0.01, 400);
    double root[2] = {sqrt(reached->slots[1][0]), sqrt(reached->slots[1][1])};
    ck_assert(fabs(root[0] - root[1]) > 0.3 * root[0]); /* no circle */
    double size = hypot(reached->steps[0][0] * root[0], reached->steps[0][1] * root[1]);
    for (int i = 0; i < COUNT; i++)
        ck_assert_double_eq_tol(hypot(reached->steps[i][0] * root[0], reached->steps[i][1] * root[1]), size,
                                0.02 * size);
}
END_TEST

START_TEST(test_every_optimizer_reaches_its_own_step_to_the_last_bit) {
    const Reached *reached = reach_after(optimizers[_i].name, 0, STEPS);
    ck_assert_double_eq(reached->steps[0][0], reached->update[0]);
    ck_assert_double_eq(reached->steps[0][1], reached->update[1]);
    for (int i = 0; i < COUNT; i++)
        ck_assert_msg(isfinite(reached->steps[i][0]) && isfinite(reached->steps[i][1]), "%s",
                      optimizers[_i].name);
}
END_TEST

START_TEST(test_at_rest_there_is_no_reach) {
    Error error = {0};
    static const double origin[2] = {0, 0};
    SurfaceDefinition definition = surface_of("x^2 + y^2", origin);
    Surface surface;
    ck_assert_msg(surface_start(&surface, &definition, &error), "%s", error.message);
    Recipe recipe = recipe_default(optimizer_find("gd"));
    Objective objective = surface_objective(&surface);
    Run run;
    double steps[4][2];
    run_start(&run, &recipe, &objective, origin);
    ck_assert(!reach_of(&run, 4, steps));
    run_end(&run);
    surface_end(&surface);
    surface_definition_end(&definition);
}
END_TEST

SUITE("reach") {
    TCase *tests = suite_case(suite, "reach");
    tcase_add_test(tests, test_gradient_descent_reaches_a_circle_of_rate_times_gradient);
    tcase_add_test(tests, test_momentum_reaches_the_circle_of_its_step);
    tcase_add_test(tests, test_rules_of_signs_reach_the_corners_of_a_square);
    tcase_add_test(tests, test_newton_reaches_the_ellipse_of_the_hessian);
    tcase_add_test(tests, test_adams_first_step_is_that_of_a_sign);
    tcase_add_test(tests, test_adam_reaches_the_ellipse_of_its_second_moments);
    tcase_add_loop_test(tests, test_every_optimizer_reaches_its_own_step_to_the_last_bit, 0, optimizer_count);
    tcase_add_test(tests, test_at_rest_there_is_no_reach);
}

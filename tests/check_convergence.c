#include "core/convergence.h"

#include "suite.h"
#include "surfaces.h"

#include <math.h>
#include <stdlib.h>

/* A run with its surface: a turned quadratic with eigenvalues 100 and 1, or Rosenbrock's valley. */
typedef struct Descent {
    SurfaceDefinition definition;
    Surface surface;
    Recipe recipe;
    Trajectory trajectory;
} Descent;

static Descent *descent_on(SurfaceDefinition definition, const char *optimizer, double rate, double beta,
                           int64_t steps) {
    Descent *descent = calloc(1, sizeof *descent);
    Error error = {0};
    descent->definition = definition;
    ck_assert_msg(surface_start(&descent->surface, &descent->definition, &error), "%s", error.message);
    descent->recipe = recipe_default(optimizer_find(optimizer));
    descent->recipe.values[0] = rate;
    if (beta > 0) ck_assert(recipe_set(&descent->recipe, "momentum", beta, &error));
    memcpy(descent->recipe.start, descent->definition.start, sizeof descent->recipe.start);
    descent->recipe.steps = steps;
    return descent;
}

static SurfaceDefinition turned_quadratic(void) {
    static const double start[2] = {3, -2};
    /* 0.6, 0.8: a turn without rounding to speak of */
    SurfaceDefinition definition = surface_of("0.5*(100*(0.6*x + 0.8*y)^2 + (0.8*x - 0.6*y)^2) + 7", start);
    definition.minima[0][0] = definition.minima[0][1] = 0;
    definition.minimum_count = 1;
    return definition;
}

static Convergence convergence_at_end(Descent *descent) {
    ck_assert(trajectory_record(&descent->trajectory, &descent->recipe, &descent->surface));
    return convergence_of(&descent->surface, &descent->recipe, &descent->trajectory, 0,
                          descent->trajectory.steps);
}

static void descent_end(Descent *descent) {
    trajectory_end(&descent->trajectory);
    surface_end(&descent->surface);
    surface_definition_end(&descent->definition);
    free(descent);
}

/* `slack`: how far above the bound a loss may be, relative. */
static void expect_bounded(const Descent *descent, const Convergence *convergence, double slack) {
    for (int64_t k = convergence->from; k <= descent->trajectory.steps; k++) {
        const double *row = descent->trajectory.rows + k * descent->trajectory.columns;
        double gap = row[QUANTITY_LOSS] - convergence->loss,
               slope = hypot(row[QUANTITY_GRADIENT_X], row[QUANTITY_GRADIENT_Y]),
               distance = hypot(row[QUANTITY_X] - convergence->at[0], row[QUANTITY_Y] - convergence->at[1]);
        double most[3] = {convergence_loss(convergence, (double)k),
                          convergence_gradient(convergence, (double)k),
                          convergence_distance(convergence, (double)k)};
        ck_assert_msg(gap <= most[0] * (1 + slack) + 1e-13, "row %d: %g above %g", (int)k, gap, most[0]);
        ck_assert_msg(slope <= most[1] * (1 + slack) + 1e-9, "row %d: slope %g above %g", (int)k, slope,
                      most[1]);
        ck_assert_msg(distance <= most[2] * (1 + slack) + 1e-9, "row %d: %g away, above %g", (int)k, distance,
                      most[2]);
    }
}

/* FACTS: with curvatures 1 and 100 the best rates; the factors are textbook formulas. */
static const struct {
    const char *optimizer;
    double rate, beta, factor;
} known[] = {
    {"gd", 0.01, 0, 0.99},                       /* 1 - mu / L */
    {"gd", 2.0 / 101, 0, 99.0 / 101},            /* (kappa - 1) / (kappa + 1), the best */
    {"gd", 0.0199, 0, 0.99},                     /* the steep direction: |1 - 1.99| */
    {"momentum", 0.01, 0.9, 0.9486832980505138}, /* complex roots: sqrt(beta) */
    {"momentum", 0.03, 0.7, 0.8366600265340756}, /* sqrt(beta) */
    {"nesterov", 0.01, 0.8, 0.934371},           /* the larger of two real roots, along the flat direction */
};

START_TEST(test_on_a_quadratic_the_factor_is_the_textbooks_and_the_loss_stays_below_the_bound) {
    Descent *descent =
        descent_on(turned_quadratic(), known[_i].optimizer, known[_i].rate, known[_i].beta, 300);
    Convergence convergence = convergence_at_end(descent);
    ck_assert(convergence.proven);
    ck_assert_int_eq(convergence.from, 0);
    ck_assert_double_eq_tol(convergence.factor, known[_i].factor, 5e-4);
    expect_bounded(descent, &convergence, 1e-6);
    descent_end(descent);
}
END_TEST

START_TEST(test_gradient_descents_bound_is_its_loss) {
    Descent *descent = descent_on(turned_quadratic(), "gd", 0.01, 0, 200);
    Convergence convergence = convergence_at_end(descent);
    for (int64_t k = 0; k <= 200; k += 10) {
        double gap = trajectory_at(&descent->trajectory, k, QUANTITY_LOSS) - 7;
        ck_assert_double_eq_tol(convergence_loss(&convergence, (double)k), gap, 1e-6 * gap + 1e-12);
    }
    descent_end(descent);
}
END_TEST

START_TEST(test_on_a_curved_valley_the_bound_begins_near_the_minimum_and_holds_there) {
    static const struct {
        const char *optimizer;
        double rate;
    } runs[] = {{"gd", 0.0019}, {"momentum", 3e-4}, {"nesterov", 6e-4}};
    Descent *descent = descent_on(rosenbrock(), runs[_i].optimizer, runs[_i].rate, 0, 20000);
    Convergence convergence = convergence_at_end(descent);
    ck_assert(convergence.proven);
    ck_assert_int_gt(convergence.from, 10);
    ck_assert_double_lt(trajectory_at(&descent->trajectory, convergence.from, QUANTITY_LOSS), 0.1);
    expect_bounded(descent, &convergence, 0.5); /* the factor is that at the minimum itself */
    descent_end(descent);
}
END_TEST

/* What takes the promise away. */
static const struct {
    const char *name;
    double value;
} disturbances[] = {{"noise", 0.01},        {"sam_rho", 0.05}, {"lookahead_k", 5},
                    {"weight_decay", 0.01}, {"warmup", 20},    {"lr", 0.0201}};

START_TEST(test_nothing_is_promised_where_nothing_is_proven) {
    Descent *descent = descent_on(turned_quadratic(), "gd", 0.01, 0, 200);
    Error error = {0};
    ck_assert_msg(recipe_set(&descent->recipe, disturbances[_i].name, disturbances[_i].value, &error), "%s",
                  error.message);
    ck_assert(!convergence_at_end(descent).proven);
    descent_end(descent);
}
END_TEST

START_TEST(test_nothing_is_promised_to_adam_on_a_saddle_or_far_from_a_minimum) {
    static const double start[2] = {3, 1e-6};
    Descent *descent = descent_on(turned_quadratic(), "adam", 0.01, 0, 200);
    ck_assert(!convergence_at_end(descent).proven);
    descent_end(descent);
    descent = descent_on(surface_of("x^2 - y^2", start), "gd", 0.01, 0, 100);
    ck_assert(!convergence_at_end(descent).proven);
    descent_end(descent);
    descent = descent_on(rosenbrock(), "gd", 0.001, 0, 50);
    ck_assert(!convergence_at_end(descent).proven);
    descent_end(descent);
}
END_TEST

SUITE("convergence") {
    TCase *tests = suite_case(suite, "convergence");
    tcase_add_loop_test(tests,
                        test_on_a_quadratic_the_factor_is_the_textbooks_and_the_loss_stays_below_the_bound, 0,
                        sizeof known / sizeof *known);
    tcase_add_test(tests, test_gradient_descents_bound_is_its_loss);
    tcase_add_loop_test(tests, test_on_a_curved_valley_the_bound_begins_near_the_minimum_and_holds_there, 0,
                        3);
    tcase_add_loop_test(tests, test_nothing_is_promised_where_nothing_is_proven, 0,
                        sizeof disturbances / sizeof *disturbances);
    tcase_add_test(tests, test_nothing_is_promised_to_adam_on_a_saddle_or_far_from_a_minimum);
}

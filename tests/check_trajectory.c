#include "core/trajectory.h"
#include "suite.h"
#include "surfaces.h"

#include <math.h>

typedef struct Fixture {
    SurfaceDefinition definition;
    Surface surface;
    Recipe recipe;
    Trajectory trajectory;
} Fixture;

static void start(Fixture *fixture, SurfaceDefinition definition, const char *optimizer, double lr,
                  int64_t steps) {
    Error error = {0};
    *fixture = (Fixture){.definition = definition, .recipe = recipe_default(optimizer_find(optimizer))};
    ck_assert(surface_start(&fixture->surface, &fixture->definition, &error));
    fixture->recipe.values[0] = lr;
    fixture->recipe.steps = steps;
    memcpy(fixture->recipe.start, definition.start, sizeof definition.start);
    ck_assert(trajectory_record(&fixture->trajectory, &fixture->recipe, &fixture->surface));
}

static void end(Fixture *fixture) {
    trajectory_end(&fixture->trajectory);
    surface_end(&fixture->surface);
    surface_definition_end(&fixture->definition);
}

static Status status_of(const Fixture *fixture) {
    return trajectory_status(&fixture->trajectory, &fixture->surface, criteria_usual(&fixture->surface));
}

START_TEST(test_adam_on_rosenbrock_takes_1358_updates) {
    Fixture fixture;
    start(&fixture, rosenbrock(), "adam", 0.1, 5000);
    const Trajectory *trajectory = &fixture.trajectory;
    ck_assert_int_eq(trajectory->steps, 5000);
    int64_t k = 0;
    while (k < 5000 && trajectory_at(trajectory, k, QUANTITY_LOSS) >= 1e-8) k++;
    ck_assert_int_eq(k, 1358);
    end(&fixture);
}
END_TEST

START_TEST(test_every_row_leads_to_the_next) {
    Fixture fixture;
    start(&fixture, rosenbrock(), optimizers[_i].name, 1e-3, 100);
    const Trajectory *t = &fixture.trajectory;
    for (int64_t k = 0; k < t->steps; k++) {
        ck_assert_double_eq(trajectory_at(t, k, QUANTITY_X) + trajectory_at(t, k, QUANTITY_UPDATE_X),
                            trajectory_at(t, k + 1, QUANTITY_X));
        const double evaluations = trajectory_at(t, k, QUANTITY_EVALUATIONS);
        if (optimizers[_i].propose)
            ck_assert_double_ge(evaluations, (double)(k + 1));
        else
            ck_assert_double_eq(evaluations, (double)(k + 1));
        double w[2] = {trajectory_at(t, k, QUANTITY_X), trajectory_at(t, k, QUANTITY_Y)}, gradient[2];
        ck_assert_double_eq(surface_loss(&fixture.surface, w, gradient, NULL),
                            trajectory_at(t, k, QUANTITY_LOSS));
        ck_assert_double_eq(gradient[1], trajectory_at(t, k, QUANTITY_GRADIENT_Y));
    }
    end(&fixture);
}
END_TEST

START_TEST(test_a_shorter_run_is_the_beginning_of_a_longer_one) {
    Fixture whole, part;
    start(&whole, rosenbrock(), optimizers[_i].name, 1e-3, 200);
    start(&part, rosenbrock(), optimizers[_i].name, 1e-3, 80);
    ck_assert_mem_eq(whole.trajectory.rows, part.trajectory.rows,
                     sizeof(double) * 81 * (size_t)part.trajectory.columns);
    end(&whole);
    end(&part);
}
END_TEST

START_TEST(test_recording_again_gives_the_same_bits) {
    Fixture one, two;
    start(&one, rosenbrock(), optimizers[_i].name, 1e-3, 300);
    start(&two, rosenbrock(), optimizers[_i].name, 1e-2, 700);
    two.recipe = one.recipe;
    ck_assert(trajectory_record(&two.trajectory, &two.recipe, &two.surface));
    ck_assert_int_eq(two.trajectory.steps, 300);
    ck_assert_mem_eq(one.trajectory.rows, two.trajectory.rows,
                     sizeof(double) * 301 * (size_t)one.trajectory.columns);
    end(&one);
    end(&two);
}
END_TEST

START_TEST(test_columns_have_names) {
    char text[64];
    const Trajectory trajectory = {.slots = {"exp_avg", "exp_avg_sq"}, .slot_count = 2}, *adam = &trajectory;
    ck_assert_str_eq(trajectory_column_name(adam, QUANTITY_X, text, sizeof text), "x");
    ck_assert_str_eq(trajectory_column_name(adam, QUANTITY_RATE, text, sizeof text), "lr");
    ck_assert_str_eq(trajectory_column_name(adam, QUANTITY_EVALUATIONS, text, sizeof text), "evaluations");
    ck_assert_str_eq(trajectory_column_name(adam, QUANTITY_SLOTS + 3, text, sizeof text), "exp_avg_sq_y");
}
END_TEST

START_TEST(test_status_tells_convergence_to_the_known_minimum) {
    Fixture fixture;
    start(&fixture, rosenbrock(), "adam", 0.1, 5000);
    Status status = status_of(&fixture);
    ck_assert_int_eq(status.outcome, OUTCOME_CONVERGED);
    ck_assert_int_eq(status.minimum, 0);
    ck_assert_int_lt(status.step, 1358);
    ck_assert_double_le(status.loss, 1e-6);
    ck_assert_double_gt(trajectory_at(&fixture.trajectory, status.step - 1, QUANTITY_LOSS), 1e-6);
    end(&fixture);
}
END_TEST

START_TEST(test_status_tells_a_stall_at_a_saddle_from_a_minimum) {
    Fixture saddle, minimum;
    start(&saddle, surface_of("x^2 - y^2", (double[]){1.0, 0.0}), "gd", 0.25, 100);
    Status status = status_of(&saddle);
    ck_assert_int_eq(status.outcome, OUTCOME_STALLED);
    ck_assert(status.saddle);
    ck_assert_double_eq_tol(status.x, 0.0, 1e-9);
    start(&minimum, surface_of("x^2 + 2*y^2", (double[]){1.0, 1.0}), "gd", 0.2, 100);
    status = status_of(&minimum);
    ck_assert_int_eq(status.outcome, OUTCOME_CONVERGED);
    ck_assert_int_eq(status.minimum, -1);
    end(&saddle);
    end(&minimum);
}
END_TEST

START_TEST(test_status_does_not_take_a_plateau_for_a_minimum) {
    Fixture fixture;
    start(&fixture, surface_of("-exp(-(x^2 + y^2))", (double[]){5.0, 0.0}), "gd", 0.1, 50);
    ck_assert_int_eq(status_of(&fixture).outcome, OUTCOME_STALLED);
    end(&fixture);
}
END_TEST

START_TEST(test_status_tells_divergence_and_its_step) {
    Fixture fixture;
    start(&fixture, surface_of("x^2 + y^2", (double[]){1.0, 0.0}), "gd", 1.5, 3000);
    Status status = status_of(&fixture);
    ck_assert_int_eq(status.outcome, OUTCOME_DIVERGED);
    ck_assert_int_eq(status.step, 20); /* |1 - 2 * 1.5|^k = 2^k passes 1e6 at k = 20 */
    end(&fixture);
}
END_TEST

/* Where losses are tiny, being near the minimum in absolute numbers says nothing; where the view lies far
 * out, nor does being far from the origin. */
START_TEST(test_status_knows_surfaces_of_unusual_size) {
    static const struct {
        const char *formula;
        double at, rate;
    } cases[] = {{"1e-9*(x^2 + y^2)", 0.0, 2e8}, {"(x - 1e7)^2 + (y - 1e7)^2", 1e7, 0.2}};
    SurfaceDefinition definition =
        surface_of(cases[_i].formula, (double[2]){cases[_i].at - 4.0, cases[_i].at + 3.0});
    for (int i = 0; i < 2; i++) {
        definition.view.x[i] += cases[_i].at, definition.view.y[i] += cases[_i].at;
        definition.minima[0][i] = cases[_i].at;
    }
    definition.minimum_count = 1;
    Fixture fixture;
    start(&fixture, definition, "gd", cases[_i].rate, 100);
    Status status = status_of(&fixture);
    ck_assert_int_eq(status.outcome, OUTCOME_CONVERGED);
    /* 0.6^(2k) of 25, at most 1e-3 of it or 1e-6 */
    ck_assert_int_eq(status.step, _i == 0 ? 7 : 17);
    end(&fixture);
}
END_TEST

START_TEST(test_status_of_a_loss_that_stops_being_a_number) {
    Fixture fixture;
    start(&fixture, surface_of("log(x) + y^2", (double[]){0.5, 0.0}), "gd", 0.5, 10);
    ck_assert_int_eq(status_of(&fixture).outcome, OUTCOME_DIVERGED);
    end(&fixture);
}
END_TEST

START_TEST(test_a_run_too_long_for_memory_is_refused) {
    Fixture fixture;
    start(&fixture, rosenbrock(), "gd", 1e-3, 10);
    fixture.recipe.steps = INT64_MAX / 2;
    ck_assert(!trajectory_record(&fixture.trajectory, &fixture.recipe, &fixture.surface));
    end(&fixture);
}
END_TEST

SUITE("trajectory") {
    TCase *rows = suite_case(suite, "every optimizer");
    tcase_add_loop_test(rows, test_every_row_leads_to_the_next, 0, optimizer_count);
    tcase_add_loop_test(rows, test_a_shorter_run_is_the_beginning_of_a_longer_one, 0, optimizer_count);
    tcase_add_loop_test(rows, test_recording_again_gives_the_same_bits, 0, optimizer_count);
    TCase *known = suite_case(suite, "known answers");
    tcase_add_test(known, test_adam_on_rosenbrock_takes_1358_updates);
    tcase_add_test(known, test_columns_have_names);
    TCase *status = suite_case(suite, "status");
    tcase_add_test(status, test_status_tells_convergence_to_the_known_minimum);
    tcase_add_test(status, test_status_tells_a_stall_at_a_saddle_from_a_minimum);
    tcase_add_test(status, test_status_does_not_take_a_plateau_for_a_minimum);
    tcase_add_test(status, test_status_tells_divergence_and_its_step);
    tcase_add_loop_test(status, test_status_knows_surfaces_of_unusual_size, 0, 2);
    tcase_add_test(status, test_status_of_a_loss_that_stops_being_a_number);
    tcase_add_test(status, test_a_run_too_long_for_memory_is_refused);
}

/* The stages of a step, on objectives small enough to know every number. */
#include "core/run.h"
#include "suite.h"

#include <math.h>
#include <string.h>

/* A constant gradient (3, -4): what comes out shows each stage by itself. */
static double slope(const void *context, const Batch *batch, const double *w, double *gradient) {
    (void)context, (void)batch;
    if (gradient) gradient[0] = 3.0, gradient[1] = -4.0;
    return 3.0 * w[0] - 4.0 * w[1];
}
static const Objective SLOPE = {.n = 2, .evaluate = slope};

static Recipe plain(void) {
    Recipe recipe = recipe_default(optimizer_find("gd"));
    recipe.values[0] = 0.1;
    recipe.start[0] = 1.0;
    recipe.start[1] = 2.0;
    return recipe;
}

START_TEST(test_a_step_shows_every_stage) {
    Recipe recipe = plain();
    recipe_set_clipping(&recipe, clipping_find("norm"));
    recipe.clipping_values[0] = 0.5;
    recipe.warmup = 2;
    Run run;
    run_start(&run, &recipe, &SLOPE, NULL);
    run_step(&run);
    ck_assert_double_eq(run.loss, 3.0 - 8.0);
    ck_assert_double_eq(run.point[0], 1.0);
    ck_assert_double_eq(run.gradient[0], 3.0);
    ck_assert_double_eq(run.sampled[1], -4.0);
    ck_assert_double_eq(run.clip_factor, 0.1);
    ck_assert_double_eq_tol(run.clipped[0], 0.3, 1e-16);
    ck_assert_double_eq_tol(run.direction[1], -0.4, 1e-16);
    ck_assert_double_eq(run.rate, 0.05);
    ck_assert_double_eq_tol(run.update[0], -0.015, 1e-17);
    ck_assert_double_eq(run.w[0], run.point[0] + run.update[0]);
    ck_assert_int_eq(run.t, 1);
    ck_assert_int_eq(run.evaluations, 1);
    run_end(&run);
}
END_TEST

START_TEST(test_noise_is_a_function_of_seed_stream_and_step) {
    Recipe recipe = plain(), other_seed, other_stream;
    recipe.noise = 2.0;
    other_seed = other_stream = recipe;
    other_seed.seed = 2;
    other_stream.stream = 1;
    const Recipe *recipes[4] = {&recipe, &recipe, &other_seed, &other_stream};
    double first[4], third[4];
    for (int i = 0; i < 4; i++) {
        Run run;
        run_start(&run, recipes[i], &SLOPE, NULL);
        run_step(&run);
        first[i] = run.sampled[0];
        run_step(&run);
        run_step(&run);
        third[i] = run.sampled[0];
        run_end(&run);
    }
    ck_assert_double_eq(first[0], first[1]);
    ck_assert_double_eq(third[0], third[1]);
    ck_assert_double_ne(first[0], third[0]);
    ck_assert_double_ne(first[0], first[2]);
    ck_assert_double_ne(first[0], first[3]);
}
END_TEST

START_TEST(test_noise_has_the_mean_and_the_deviation_it_says) {
    Recipe recipe = plain();
    recipe.noise = 2.0;
    Run run;
    run_start(&run, &recipe, &SLOPE, NULL);
    double sum = 0.0, squares = 0.0;
    enum { STEPS = 20000 };
    for (int k = 0; k < STEPS; k++) {
        run_step(&run);
        for (int i = 0; i < 2; i++) {
            double noise = run.sampled[i] - run.gradient[i];
            sum += noise, squares += noise * noise;
        }
    }
    ck_assert_double_eq_tol(sum / (2 * STEPS), 0.0, 0.04);
    ck_assert_double_eq_tol(sqrt(squares / (2 * STEPS)), 2.0, 0.04);
    run_end(&run);
}
END_TEST

START_TEST(test_noise_is_clipped_with_the_gradient) {
    Recipe recipe = plain();
    recipe.noise = 50.0;
    recipe_set_clipping(&recipe, clipping_find("norm"));
    Run run;
    run_start(&run, &recipe, &SLOPE, NULL);
    for (int k = 0; k < 50; k++) {
        run_step(&run);
        ck_assert_double_le(hypot(run.clipped[0], run.clipped[1]), 1.0 + 1e-12);
    }
    run_end(&run);
}
END_TEST

START_TEST(test_the_schedule_scales_the_update_not_the_velocity) {
    Recipe recipe = recipe_default(optimizer_find("momentum"));
    recipe.values[0] = 0.1;
    recipe.steps = 10;
    Recipe scheduled = recipe;
    recipe_set_schedule(&scheduled, schedule_find("cosine"));
    Run constant, cosine;
    run_start(&constant, &recipe, &SLOPE, NULL);
    run_start(&cosine, &scheduled, &SLOPE, NULL);
    for (int k = 0; k < 10; k++) {
        run_step(&constant);
        run_step(&cosine);
        ck_assert_double_eq(constant.direction[0], cosine.direction[0]);
        ck_assert_double_eq(cosine.update[0], -recipe_rate(&scheduled, k) * cosine.direction[0]);
    }
    run_end(&constant);
    run_end(&cosine);
}
END_TEST

START_TEST(test_decoupled_decay_is_a_stage_of_its_own) {
    Recipe recipe = plain();
    recipe_set_optimizer(&recipe, optimizer_find("signsgd"));
    Error error = {0};
    ck_assert(recipe_set(&recipe, "lr", 0.1, &error) && recipe_set(&recipe, "weight_decay", 0.5, &error));
    Run run;
    run_start(&run, &recipe, &SLOPE, NULL);
    run_step(&run);
    ck_assert_double_eq(run.direction[0], 1.0);
    ck_assert_double_eq(run.decay[1], 1.0);
    ck_assert_double_eq_tol(run.update[0], -0.1 * 1.5, 1e-16);
    ck_assert_double_eq_tol(run.update[1], 0.0, 1e-16);
    run_end(&run);
}
END_TEST

START_TEST(test_clipping_of_directions_leaves_the_gradient_alone) {
    Recipe recipe = plain();
    recipe_set_clipping(&recipe, clipping_find("update_rms"));
    Run run;
    run_start(&run, &recipe, &SLOPE, NULL);
    run_step(&run);
    ck_assert_double_eq(run.clipped[0], 3.0);
    ck_assert_double_eq_tol(run.clip_factor, 1.0 / sqrt(12.5), 1e-15);
    ck_assert_double_eq_tol(run.direction[0], 3.0 / sqrt(12.5), 1e-15);
    run_end(&run);
}
END_TEST

/* f = x^4 + y^2: the gradient uphill is another one. */
static double quartic(const void *context, const Batch *batch, const double *w, double *gradient) {
    (void)context, (void)batch;
    if (gradient) gradient[0] = 4.0 * w[0] * w[0] * w[0], gradient[1] = 2.0 * w[1];
    return w[0] * w[0] * w[0] * w[0] + w[1] * w[1];
}

START_TEST(test_sam_takes_the_gradient_uphill) {
    Recipe recipe = plain();
    recipe.sam_rho = 0.5;
    Objective objective = {.n = 2, .evaluate = quartic};
    Run run;
    run_start(&run, &recipe, &objective, NULL);
    run_step(&run);
    const double up = 1.0 + 0.5 / sqrt(2.0);
    ck_assert_double_eq(run.gradient[0], 4.0);
    ck_assert_double_eq_tol(run.sampled[0], 4.0 * up * up * up, 1e-14);
    ck_assert_int_eq(run.evaluations, 2);
    run_end(&run);
    /* Under noise both gradients have the same. */
    recipe.noise = 1.0;
    run_start(&run, &recipe, &objective, NULL);
    run_step(&run);
    const double noise[2] = {run.noise[0], run.noise[1]}, g[2] = {4.0 + noise[0], 4.0 + noise[1]},
                 x = 1.0 + 0.5 * g[0] / sqrt(g[0] * g[0] + g[1] * g[1]);
    ck_assert_double_eq_tol(run.sampled[0], 4.0 * x * x * x + noise[0], 1e-13);
    run_end(&run);
}
END_TEST

START_TEST(test_lookahead_pulls_back_every_k_steps) {
    Recipe recipe = plain();
    recipe.lookahead_k = 3;
    recipe.lookahead_alpha = 0.25;
    Run run;
    run_start(&run, &recipe, &SLOPE, NULL);
    for (int k = 1; k <= 9; k++) {
        run_step(&run); /* each moves x by -0.3 */
        const double expected = 1.0 - 0.3 * (3.0 * 0.25 * (k / 3) + k % 3);
        ck_assert_double_eq_tol(run.w[0], expected, 1e-15);
        ck_assert_double_eq_tol(run.update[0], run.w[0] - run.point[0], 1e-16);
    }
    run_end(&run);
}
END_TEST

START_TEST(test_the_average_trails_the_path) {
    Recipe recipe = plain();
    recipe.ema_decay = 0.75;
    Run run;
    run_start(&run, &recipe, &SLOPE, NULL);
    double average = 1.0;
    for (int k = 0; k < 20; k++) {
        run_step(&run);
        if (k > 0) average = 0.75 * average + 0.25 * run.point[0];
        ck_assert_double_eq(run.average[0], average);
    }
    run_end(&run);
    recipe.ema_decay = 0.0;
    run_start(&run, &recipe, &SLOPE, NULL);
    run_step(&run);
    run_step(&run);
    ck_assert_double_eq(run.average[1], run.point[1]);
    run_end(&run);
}
END_TEST

START_TEST(test_a_plateau_is_heard_by_the_run) {
    Recipe recipe = plain();
    recipe_set_schedule(&recipe, schedule_find("plateau"));
    Error error = {0};
    ck_assert(recipe_set(&recipe, "schedule.patience", 1.0, &error));
    ck_assert(recipe_set(&recipe, "schedule.factor", 0.5, &error));
    recipe.warmup = 2;
    Objective flat = {.n = 2, .evaluate = quartic};
    Run run;
    run_start(&run, &recipe, &flat, (double[]){0.0, 0.0}); /* the loss is 0 and stays */
    const double rates[] = {0.05, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.025};
    for (int k = 0; k < 8; k++) {
        run_step(&run);
        ck_assert_msg(fabs(run.rate - rates[k]) < 1e-17, "step %d: %g", k, run.rate);
    }
    run_end(&run);
}
END_TEST

/* Each step moves x by -0.3, and every third is pulled back. */
START_TEST(test_lookahead_goes_on_through_a_branch) {
    Recipe recipe = plain(), without = plain();
    recipe.lookahead_k = 3;
    recipe.lookahead_alpha = 0.25;
    for (int at = 1; at <= 8; at++) {
        Run whole, branched;
        run_start(&whole, &recipe, &SLOPE, NULL);
        run_start(&branched, &recipe, &SLOPE, NULL);
        for (int k = 0; k < 9; k++) {
            if (k == at) run_branch(&branched, &recipe);
            run_step(&whole);
            run_step(&branched);
            ck_assert_double_eq(whole.w[0], branched.w[0]);
        }
        run_end(&whole);
        run_end(&branched);
    }
    /* One that begins at x = -0.2, after four steps, has its slow point there. */
    Run late;
    run_start(&late, &without, &SLOPE, NULL);
    for (int k = 0; k < 4; k++) run_step(&late);
    run_branch(&late, &recipe);
    for (int k = 0; k < 2; k++) run_step(&late);
    ck_assert_double_eq_tol(late.w[0], -0.2 + 0.25 * (-0.8 + 0.2), 1e-15);
    run_end(&late);
}
END_TEST

START_TEST(test_a_plateau_has_no_say_in_a_warm_up) {
    Recipe recipe = plain();
    recipe_set_schedule(&recipe, schedule_find("plateau"));
    Error error = {0};
    ck_assert(recipe_set(&recipe, "schedule.patience", 1.0, &error));
    Objective flat = {.n = 2, .evaluate = quartic};
    Run run;
    run_start(&run, &recipe, &flat, (double[]){0.0, 0.0});
    for (int k = 0; k < 6; k++) run_step(&run);
    ck_assert_double_lt(run.rate, recipe.values[0]);
    recipe.warmup = 100;
    run_branch(&run, &recipe);
    run_step(&run);
    ck_assert_double_eq(run.rate, recipe_rate(&recipe, 6));
    run_end(&run);
}
END_TEST

/* v = 0.9 v + rate g, and v is the step: with rates of 1 among others. */
START_TEST(test_a_velocity_with_the_rate_inside_sums_what_every_rate_gave) {
    Recipe recipe = recipe_default(optimizer_find("momentum"));
    Error error = {0};
    ck_assert(recipe_set(&recipe, "rate_inside", 1.0, &error));
    static const double rates[] = {1.0, 0.5, 1.0, 2.0, 0.25};
    double velocity = 0.0;
    Run run;
    run_start(&run, &recipe, &SLOPE, NULL);
    for (int k = 0; k < 5; k++) {
        run.recipe.values[0] = rates[k];
        run_step(&run);
        velocity = 0.9 * velocity + rates[k] * run.gradient[0];
        ck_assert_double_eq_tol(run.update[0], -velocity, 1e-13);
    }
    run_end(&run);
}
END_TEST

SUITE("run") {
    TCase *stages = suite_case(suite, "stages");
    tcase_add_test(stages, test_a_step_shows_every_stage);
    tcase_add_test(stages, test_noise_is_a_function_of_seed_stream_and_step);
    tcase_add_test(stages, test_noise_has_the_mean_and_the_deviation_it_says);
    tcase_add_test(stages, test_noise_is_clipped_with_the_gradient);
    tcase_add_test(stages, test_the_schedule_scales_the_update_not_the_velocity);
    tcase_add_test(stages, test_decoupled_decay_is_a_stage_of_its_own);
    tcase_add_test(stages, test_clipping_of_directions_leaves_the_gradient_alone);
    TCase *around = suite_case(suite, "wrappers");
    tcase_add_test(around, test_sam_takes_the_gradient_uphill);
    tcase_add_test(around, test_lookahead_pulls_back_every_k_steps);
    tcase_add_test(around, test_the_average_trails_the_path);
    tcase_add_test(around, test_a_plateau_is_heard_by_the_run);
    tcase_add_test(around, test_a_plateau_has_no_say_in_a_warm_up);
    tcase_add_test(around, test_lookahead_goes_on_through_a_branch);
    tcase_add_test(stages, test_a_velocity_with_the_rate_inside_sums_what_every_rate_gave);
}

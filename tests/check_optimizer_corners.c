/* Corners of the rules whose answers are known by hand: what is switched off, what curvature cannot be
 * trusted, and every branch of the simplex. */
#include "core/line_search.h"
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

/* Where nothing pulls, a plane's gradient is always the same: corrected moments are then the gradient itself
 * and its size, whatever the betas, so that every step is as long as the rate. */
static double slope_evaluate(const void *context, const Batch *batch, const double *w, double *gradient) {
    (void)context, (void)batch;
    if (gradient) gradient[0] = 2.0, gradient[1] = -1.0;
    return 2.0 * w[0] - w[1];
}

START_TEST(test_corrected_moments_of_a_plane_are_its_gradient) {
    static const struct {
        const char *name;
        double beta1, beta2;
    } cases[] = {{"adam", 0.5, 0.75}, {"adam", 0.75, 0.5}, {"adamax", 0.5, 0.9}, {"ademamix", 0.0, 0.5}};
    Recipe recipe = brisk(optimizer_find(cases[_i].name));
    Objective objective = {.n = 2, .evaluate = slope_evaluate};
    Run run;
    set(&recipe, "lr", 0.5);
    set(&recipe, "beta1", cases[_i].beta1);
    set(&recipe, "beta2", cases[_i].beta2);
    set(&recipe, "eps", 0.0);
    if (strcmp(cases[_i].name, "ademamix") == 0)
        set(&recipe, "alpha", 0.0), set(&recipe, "alpha_warmup", 10.0);
    run_start(&run, &recipe, &objective, (double[]){0.0, 0.0});
    for (int k = 1; k <= 40; k++) {
        run_step(&run);
        ck_assert_double_eq_tol(run.w[0], -0.5 * k, 1e-12);
        ck_assert_double_eq_tol(run.w[1], 0.5 * k, 1e-12);
    }
    run_end(&run);
}
END_TEST

/* Without a quick mean (beta1 0) there is no half-life to grow from: beta3 holds from the start, and only
 * alpha grows. */
START_TEST(test_ademamix_without_a_quick_mean_keeps_its_slow_one) {
    Recipe recipe = brisk(optimizer_find("ademamix"));
    Objective objective = {.n = 2, .evaluate = slope_evaluate};
    static const char *const names[] = {"lr", "beta1", "beta2", "beta3", "alpha", "alpha_warmup", "eps"};
    static const double values[] = {0.5, 0.0, 0.5, 0.5, 2.0, 10.0, 0.0};
    for (int i = 0; i < 7; i++) set(&recipe, names[i], values[i]);
    Run run;
    run_start(&run, &recipe, &objective, (double[]){0.0, 0.0});
    for (int k = 1; k <= 20; k++) {
        run_step(&run);
        const double alpha = 2.0 * fmin(k / 10.0, 1.0), size = 1.0 + alpha * (1.0 - pow(0.5, k));
        ck_assert_double_eq_tol(run.update[0], -0.5 * size, 1e-14);
        ck_assert_double_eq_tol(run.update[1], 0.5 * size, 1e-14);
    }
    run_end(&run);
}
END_TEST

START_TEST(test_asgd_averages_nothing_before_its_time) {
    Quadratic quadratic = bowl();
    Recipe recipe = brisk(optimizer_find("asgd"));
    set(&recipe, "t0", 5.0);
    Run run = started(&recipe, &quadratic, NULL);
    for (int k = 0; k < 10; k++) {
        run_step(&run);
        ck_assert((memcmp(slot_of(&run, "ax"), run.w, 2 * sizeof(double)) == 0) == (k <= 6));
    }
    run_end(&run);
}
END_TEST

/* Step k counts for 1 / max(1, k - t0), as in torch.optim.ASGD. */
START_TEST(test_asgd_weighs_steps_from_its_time_on) {
    Quadratic quadratic = bowl();
    Recipe recipe = brisk(optimizer_find("asgd"));
    set(&recipe, "t0", 2.0);
    Run run = started(&recipe, &quadratic, NULL);
    double average = 0.0;
    for (int k = 0; k < 10; k++) {
        run_step(&run);
        const double weight = 1.0 / fmax(1.0, k - 2.0);
        average = weight == 1.0 ? run.w[0] : average + (run.w[0] - average) * weight;
        ck_assert_double_eq_tol(slot_of(&run, "ax")[0], average, 1e-15);
    }
    run_end(&run);
}
END_TEST

START_TEST(test_prodigy_learns_no_distance_where_there_is_no_slope) {
    Quadratic quadratic = bowl();
    Recipe recipe = brisk(optimizer_find("prodigy"));
    Run run = started(&recipe, &quadratic, (double[]){0.0, 0.0});
    steps(&run, 3);
    ck_assert_double_eq(run.scalars[0], 1e-6); /* d0 */
    run_end(&run);
}
END_TEST

/* ---- what theory says of velocities ---- */

/* Decay adds to the curvature, dampening takes from the gradient's weight. */
START_TEST(test_rate_limits_count_decay_and_dampening) {
    static const struct {
        const char *name;
        double momentum, dampening, limit;
    } cases[] = {{"gd", 0.0, 0.0, 2.0 / 5.0},
                 {"momentum", 0.5, 0.25, 2.0 * 1.5 / (0.75 * 5.0)},
                 {"nesterov", 0.5, 0.0, 2.0 * 1.5 / (2.0 * 5.0)}};
    Recipe recipe = recipe_default(optimizer_find(cases[_i].name));
    set(&recipe, "weight_decay", 1.0);
    if (cases[_i].momentum > 0.0) set(&recipe, "momentum", cases[_i].momentum);
    if (cases[_i].dampening > 0.0) set(&recipe, "dampening", cases[_i].dampening);
    ck_assert_double_eq_tol(recipe.optimizer->rate_limit(recipe.values, 4.0), cases[_i].limit, 1e-15);
}
END_TEST

/* x after a step is trace * x - determinant * x before. */
START_TEST(test_paths_on_a_quadratic_follow_their_recurrence) {
    static const char *const names[] = {"gd", "momentum", "nesterov"};
    Quadratic quadratic = {.n = 1, .curvature = {3.0}};
    Recipe recipe = recipe_default(optimizer_find(names[_i]));
    double trace, determinant, before, now;
    set(&recipe, "lr", 0.1);
    if (_i > 0) set(&recipe, "momentum", 0.75);
    if (_i == 1) set(&recipe, "dampening", 0.5);
    Run run = started(&recipe, &quadratic, (double[]){1.0});
    recipe.optimizer->recurrence(recipe.values, 0.1, 3.0, &trace, &determinant);
    steps(&run, 3);
    before = run.point[0], now = run.w[0];
    for (int k = 0; k < 10; k++) {
        run_step(&run);
        ck_assert_double_eq_tol(run.w[0], trace * now - determinant * before, 1e-15);
        before = now, now = run.w[0];
    }
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

START_TEST(test_lbfgs_learns_nothing_on_a_plane_and_goes_on) {
    Recipe recipe = brisk(optimizer_find("lbfgs"));
    set(&recipe, "line_search", 0.0);
    set(&recipe, "lr", 0.5);
    Objective objective = {.n = 2, .evaluate = slope_evaluate};
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

/* ---- searches along a line ---- */

/* What a search must ask for along w = rate from a slope of -1, and what it hears; a rate of NAN is any. */
typedef struct Answers {
    int count, asked;
    struct Answer {
        double rate, loss, slope;
    } answers[4];
} Answers;

static double answer(Proposal *proposal, const double *at, double *gradient) {
    Answers *script = proposal->context;
    ck_assert_msg(script->asked < script->count, "asks for %g", at[0]);
    const struct Answer *next = &script->answers[script->asked++];
    ck_assert_msg(isnan(next->rate) || fabs(at[0] - next->rate) < 1e-15, "question %d is %g, not %g",
                  script->asked, at[0], next->rate);
    gradient[0] = next->slope;
    return next->loss;
}

static const struct {
    Answers script;
    double c1, c2, low, high; /* between which rates the result is */
} searches[] = {
    /* A wall: half-way. */
    {{2, 0, {{1, NAN, NAN}, {0.5, -0.4, 0}}}, 1e-4, 0.9, 0.5, 0.5},
    {{2, 0, {{2, NAN, NAN}, {1, -0.4, 0}}}, 1e-4, 0.9, 1, 1},
    /* The cubic's lowest place is at the far end, at the near end: not nearer than a tenth. */
    {{2, 0, {{1, -0.33, -1e-4}, {0.9, -0.46, 0}}}, 0.5, 0.9, 0.9, 0.9},
    {{2, 0, {{1, 100, 200}, {0.1, -0.06, 0}}}, 0.5, 0.9, 0.1, 0.1},
    /* A cubic whose lowest place is known: r^3 / 3 - r has it at 1; from 2, where it is 2/3 high. */
    {{2, 0, {{2, 2.0 / 3.0, 3}, {1, -2.0 / 3.0, 0}}}, 1e-4, 0.9, 1, 1},
    /* The second trial keeps Armijo's promise and is flat enough, but not lower than the first: it lies
       between. */
    {{3, 0, {{1, -0.5, -0.9}, {2, -0.45, -0.2}, {NAN, -0.6, 0}}}, 1e-4, 0.5, 1.01, 1.99},
    /* Uphill behind the second: between again. */
    {{3, 0, {{1, -0.5, -0.9}, {2, -0.7, 0.8}, {NAN, -0.8, 0}}}, 1e-4, 0.5, 1.01, 1.99},
    /* Flat enough at once, by exactly c2. */
    {{1, 0, {{1, -0.5, -0.5}}}, 1e-4, 0.5, 1, 1},
};

START_TEST(test_a_wolfe_search_asks_for_the_rates_of_the_book) {
    Answers script = searches[_i].script;
    const double w[1] = {0.0}, g[1] = {-1.0}, d[1] = {-1.0};
    double scratch[2];
    Proposal proposal = {.n = 1, .w = w, .g = g, .loss = 0.0, .look = answer, .context = &script};
    const double first = script.answers[0].rate,
                 rate = line_search_wolfe(&proposal, d, first, searches[_i].c1, searches[_i].c2, scratch);
    ck_assert_msg(rate >= searches[_i].low - 1e-15 && rate <= searches[_i].high + 1e-15, "%g", rate);
    ck_assert_int_eq(script.asked, script.count);
}
END_TEST

/* Under noise the loss is tilted as the gradient is: Armijo's promise holds for the tilted loss, and twice
 * the rate would have broken it. */
START_TEST(test_a_search_under_noise_sees_a_tilted_loss) {
    Quadratic quadratic = bowl();
    Recipe recipe = brisk(optimizer_find("armijo"));
    set(&recipe, "noise", 1.0);
    set(&recipe, "lr", 4.0);
    set(&recipe, "c1", 0.4);
    Run run = started(&recipe, &quadratic, NULL);
    int halved = 0;
    for (int k = 0; k < 30; k++) {
        run_step(&run);
        double squared = 0.0, tilted[2];
        for (int i = 0; i < 2; i++) squared += run.sampled[i] * run.sampled[i];
        for (int twice = 0; twice < 2; twice++) {
            double at[2];
            for (int i = 0; i < 2; i++)
                at[i] = run.point[i] - (twice ? 2.0 : 1.0) * run.rate * run.sampled[i];
            tilted[twice] = quadratic_evaluate(&quadratic, NULL, at, NULL);
            for (int i = 0; i < 2; i++) tilted[twice] += run.noise[i] * (at[i] - run.point[i]);
        }
        ck_assert_double_le(tilted[0], run.loss - 0.4 * run.rate * squared);
        if (run.rate < 4.0) ck_assert_double_gt(tilted[1], run.loss - 0.8 * run.rate * squared);
        halved += run.rate < 4.0;
    }
    ck_assert_int_gt(halved, 10);
    run_end(&run);
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
    tcase_add_loop_test(tests, test_corrected_moments_of_a_plane_are_its_gradient, 0, 4);
    tcase_add_test(tests, test_ademamix_without_a_quick_mean_keeps_its_slow_one);
    tcase_add_test(tests, test_asgd_averages_nothing_before_its_time);
    tcase_add_test(tests, test_asgd_weighs_steps_from_its_time_on);
    tcase_add_test(tests, test_prodigy_learns_no_distance_where_there_is_no_slope);
    tcase_add_loop_test(tests, test_rate_limits_count_decay_and_dampening, 0, 3);
    tcase_add_loop_test(tests, test_paths_on_a_quadratic_follow_their_recurrence, 0, 3);
    tcase_add_loop_test(tests, test_a_wolfe_search_asks_for_the_rates_of_the_book, 0,
                        sizeof searches / sizeof *searches);
    tcase_add_test(tests, test_a_search_under_noise_sees_a_tilted_loss);
    tcase_add_test(tests, test_a_hessian_from_differences_is_made_symmetric);
    tcase_add_test(tests, test_lbfgs_learns_nothing_on_a_plane_and_goes_on);
    tcase_add_test(tests, test_lbfgs_refuses_pairs_of_a_hill);
    tcase_add_test(tests, test_lbfgs_has_no_length_of_its_own);
    tcase_add_loop_test(tests, test_a_simplex_asks_for_the_points_of_the_paper, 0,
                        sizeof simplices / sizeof *simplices);
}

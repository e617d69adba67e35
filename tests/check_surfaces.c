/* Every file in surfaces/: what it claims holds, and its derivatives are those of its values. */
#include "core/critical.h"
#include "core/random.h"
#include "core/sweep.h"
#include "core/trajectory.h"
#include "files/catalog.h"

#include "suite.h"

#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { POINTS = 40, STEPS = 500 };

static Catalog catalog;
static const SurfaceDefinition *definition;
static Surface surface;

/* The surface of loop number `index`. */
static void start_surface(int index) {
    Error error = {0};
    ck_assert_int_lt(index, catalog.count);
    ck_assert_msg(catalog.entries[index].definition != NULL, "%s:%d: %s", catalog.entries[index].error.file,
                  catalog.entries[index].error.line, catalog.entries[index].error.message);
    definition = catalog.entries[index].definition;
    ck_assert_msg(surface_start(&surface, definition, &error), "%s: %s", definition->name, error.message);
}

/* A seeded point of the view. */
static void random_point(uint32_t index, double point[2]) {
    Draw draw = {.seed = 7, .purpose = RANDOM_POINTS};
    const View *view = &definition->view;
    point[0] = view->x[0] + random_uniform(draw, 2 * index) * (view->x[1] - view->x[0]);
    point[1] = view->y[0] + random_uniform(draw, 2 * index + 1) * (view->y[1] - view->y[0]);
}

/* Richardson's extrapolation of two central differences: error h^4. */
static double central(double far_low, double low, double high, double far_high, double step) {
    return (8.0 * (high - low) - (far_high - far_low)) / (12.0 * step);
}

/* The derivative of results[from] (0 value, 1 dx, 2 dy) along axis, and how much the loss of digits leaves
 * uncertain. */
static double difference(const double point[2], int axis, int from, double step, double *uncertain) {
    double values[4];
    static const double offsets[4] = {-2.0, -1.0, 1.0, 2.0};
    *uncertain = 0.0;
    for (int i = 0; i < 4; i++) {
        double moved[2] = {point[0], point[1]}, gradient[2];
        moved[axis] += offsets[i] * step;
        double loss = surface_loss(&surface, moved, gradient, NULL);
        values[i] = from == 0 ? loss : gradient[from - 1];
        *uncertain = fmax(*uncertain, fabs(values[i]));
    }
    *uncertain *= 1e-14 / step;
    return central(values[0], values[1], values[2], values[3], step);
}

/* Whether the derivative agrees with the differences at one of a few steps: too long a step sees the next
 * bend, too short a one only rounding. */
static bool agrees(const double point[2], int axis, int from, double derivative, double width) {
    for (double step = 1e-2 * width; step > 1e-8 * width; step *= 0.2) {
        double uncertain, approximate = difference(point, axis, from, step, &uncertain);
        if (fabs(approximate - derivative) <= 1e-6 * fabs(derivative) + uncertain + 1e-300) return true;
    }
    return false;
}

START_TEST(test_gradient_and_hessian_agree_with_central_differences) {
    start_surface(_i);
    const double widths[2] = {definition->view.x[1] - definition->view.x[0],
                              definition->view.y[1] - definition->view.y[0]};
    for (uint32_t i = 0; i < POINTS; i++) {
        double point[2], gradient[2], hessian[3];
        random_point(i, point);
        surface_loss(&surface, point, gradient, hessian);
        const struct {
            int axis, from;
            double derivative;
        } derivatives[] = {{0, 0, gradient[0]}, {1, 0, gradient[1]}, {0, 1, hessian[0]},
                           {1, 1, hessian[1]},  {0, 2, hessian[1]},  {1, 2, hessian[2]}};
        for (size_t k = 0; k < sizeof derivatives / sizeof *derivatives; k++)
            ck_assert_msg(agrees(point, derivatives[k].axis, derivatives[k].from, derivatives[k].derivative,
                                 widths[derivatives[k].axis]),
                          "%s at (%.17g, %.17g): derivative %d of result %d is not %.17g", definition->name,
                          point[0], point[1], derivatives[k].axis, derivatives[k].from,
                          derivatives[k].derivative);
    }
    surface_end(&surface);
}
END_TEST

/* A minimum where the slope jumps, such as a cone's tip: all around it the loss rises in proportion to the
 * distance or faster, however near. */
static bool is_kink(const double at[2]) {
    double loss = surface_loss(&surface, at, NULL, NULL);
    for (double radius = 1e-2; radius > 1e-9; radius *= 0.1)
        for (int direction = 0; direction < 16; direction++) {
            double angle = direction * 0.39269908169872414,
                   near[2] = {at[0] + radius * cos(angle), at[1] + radius * sin(angle)};
            if (!(surface_loss(&surface, near, NULL, NULL) - loss >= 1e-3 * radius)) return false;
        }
    return true;
}

START_TEST(test_declared_minima_have_no_slope_and_no_way_down) {
    start_surface(_i);
    for (int i = 0; i < definition->minimum_count; i++) {
        double gradient[2], hessian[3], eigenvalues[2];
        double loss = surface_loss(&surface, definition->minima[i], gradient, hessian);
        symmetric_eigenvalues(hessian, eigenvalues, NULL);
        double scale = fmax(fabs(eigenvalues[0]), fabs(eigenvalues[1]));
        const double *at = definition->minima[i];
        ck_assert(at[0] >= definition->view.x[0] && at[0] <= definition->view.x[1]);
        ck_assert(at[1] >= definition->view.y[0] && at[1] <= definition->view.y[1]);
        if (is_kink(at)) continue;
        /* A place rounded to a double is off by its last digit, and there the slope is that times the
         * curvature. */
        double tolerance = 1e-14 * scale * (1.0 + fabs(at[0]) + fabs(at[1]));
        ck_assert_msg(hypot(gradient[0], gradient[1]) <= tolerance, "%s: minimum %d has slope (%g, %g)",
                      definition->name, i, gradient[0], gradient[1]);
        ck_assert_msg(eigenvalues[1] >= -1e-12 * scale && eigenvalues[0] > 0.0,
                      "%s: minimum %d has curvatures %g, %g", definition->name, i, eigenvalues[0],
                      eigenvalues[1]);
        for (int direction = 0; direction < 16; direction++) {
            double angle = direction * 0.39269908169872414,
                   near[2] = {at[0] + 1e-3 * cos(angle), at[1] + 1e-3 * sin(angle)};
            ck_assert_msg(surface_loss(&surface, near, NULL, NULL) >= loss - 1e-15 * (1.0 + fabs(loss)),
                          "%s: lower beside minimum %d", definition->name, i);
        }
    }
    surface_end(&surface);
}
END_TEST

/* Lower and higher places all around at some small distance: also a degenerate saddle, whose Hessian is 0. */
START_TEST(test_declared_saddles_have_no_slope_and_ways_down_and_up) {
    start_surface(_i);
    for (int i = 0; i < definition->saddle_count; i++) {
        const double *at = definition->saddles[i];
        double gradient[2], hessian[3], eigenvalues[2];
        double loss = surface_loss(&surface, at, gradient, hessian);
        symmetric_eigenvalues(hessian, eigenvalues, NULL);
        double scale = fmax(fabs(eigenvalues[0]), fabs(eigenvalues[1]));
        ck_assert(at[0] >= definition->view.x[0] && at[0] <= definition->view.x[1]);
        ck_assert(at[1] >= definition->view.y[0] && at[1] <= definition->view.y[1]);
        ck_assert_msg(hypot(gradient[0], gradient[1]) <= 1e-14 * scale * (1.0 + fabs(at[0]) + fabs(at[1])),
                      "%s: saddle %d has slope (%g, %g)", definition->name, i, gradient[0], gradient[1]);
        double lowest = INFINITY, highest = -INFINITY;
        for (int direction = 0; direction < 48; direction++) {
            double angle = direction * 0.1308996938995747,
                   near[2] = {at[0] + 1e-3 * cos(angle), at[1] + 1e-3 * sin(angle)};
            lowest = fmin(lowest, surface_loss(&surface, near, NULL, NULL));
            highest = fmax(highest, surface_loss(&surface, near, NULL, NULL));
        }
        ck_assert_msg(lowest < loss && highest > loss, "%s: no saddle at place %d", definition->name, i);
    }
    surface_end(&surface);
}
END_TEST

START_TEST(test_losses_in_the_view_are_finite_and_reach_no_lower_than_the_minima) {
    start_surface(_i);
    double lowest = INFINITY;
    for (int i = 0; i < surface.minimum_count; i++) lowest = fmin(lowest, surface.minimum_losses[i]);
    for (uint32_t i = 0; i < 2000; i++) {
        double point[2];
        random_point(i, point);
        double loss = surface_loss(&surface, point, NULL, NULL);
        ck_assert_msg(isfinite(loss), "%s at (%g, %g)", definition->name, point[0], point[1]);
        if (surface.minimum_count)
            ck_assert_msg(loss >= lowest - 1e-12 * (1.0 + fabs(lowest)),
                          "%s is lower at (%g, %g) than at its minima", definition->name, point[0], point[1]);
    }
    surface_end(&surface);
}
END_TEST

static const char *file_text(const char *path) {
    static char text[1 << 14];
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    const size_t length = fread(text, 1, sizeof text - 1, file);
    ck_assert_uint_lt(length, sizeof text - 1);
    text[length] = '\0';
    fclose(file);
    return text;
}

/* Whether the comment in front of a surface file says `words`. */
static bool file_says(const char *path, const char *words) {
    const char *text = file_text(path), *place = strstr(text, words), *title = strstr(text, "\ntitle");
    return place && title && place < title;
}

/* Whether the comment that begins so names the optimizer, before its full stop. */
static bool file_names(const char *path, const char *comment, const char *optimizer) {
    const char *place = strstr(file_text(path), comment), *end = place ? strchr(place, '.') : NULL;
    const size_t length = strlen(optimizer);
    for (const char *c = place ? place + strlen(comment) : NULL;
         c && end && (c = strstr(c, optimizer)) && c < end; c += length)
        if (c[-1] == ' ' && strchr(",.", c[length])) return true;
    return false;
}

static bool is_tuned(const char *optimizer) {
    return !isnan(surface_definition_rate(definition, optimizer, NAN));
}

START_TEST(test_every_surface_says_what_it_is_and_teaches_one_sentence) {
    start_surface(_i);
    ck_assert_str_ne(definition->title, definition->name);
    ck_assert_int_gt((int)strlen(definition->source), 3);
    size_t length = strlen(definition->teaches);
    ck_assert_msg(length > 20 && length < 200, "%s teaches in %zu bytes", definition->name, length);
    ck_assert_int_eq(definition->teaches[length - 1], '.');
    ck_assert_ptr_null(strstr(definition->teaches, ". "));
    for (int i = 0; i < definition->parameter_count; i++)
        ck_assert_msg(*definition->parameters[i].help, "%s: %s is not explained", definition->name,
                      definition->parameters[i].name);
    const char *path = catalog.entries[_i].path;
    for (int i = 0; i < optimizer_count; i++) {
        const char *name = optimizers[i].name;
        ck_assert_msg(!sweep_makes_sense(&optimizers[i]) || is_tuned(name) ||
                          file_says(path, "No tuned rates: ") ||
                          file_names(path, "# No tuned rates for want of a steady one: ", name),
                      "%s: neither a tuned rate for %s nor why not", definition->name, name);
    }
    surface_end(&surface);
}
END_TEST

START_TEST(test_parameters_at_both_ends_of_their_ranges_give_a_surface) {
    Error error = {0};
    start_surface(_i);
    for (int i = 0; i < definition->parameter_count; i++) {
        const Hyperparameter *parameter = &definition->parameters[i];
        const double values[] = {parameter->minimum, parameter->maximum, parameter->default_value};
        for (int k = 0; k < 3; k++) {
            ck_assert_msg(surface_set(&surface, i, values[k], &error), "%s: %s = %g: %s", definition->name,
                          parameter->name, values[k], error.message);
            double gradient[2];
            ck_assert(isfinite(surface_loss(&surface, definition->start, gradient, NULL)));
            ck_assert(isfinite(gradient[0]) && isfinite(gradient[1]));
        }
    }
    surface_end(&surface);
}
END_TEST

enum { FOUND_MAX = 4096 };
static CriticalPoint found[FOUND_MAX];

/* Fills `found` with all minima in view, declared or not, and returns how many. */
static int find_minima(void) {
    int count = critical_find(surface.program, &definition->view, 0.0, FOUND_MAX, found);
    while (count > 0 && found[count - 1].kind != CRITICAL_MINIMUM) count--;
    return count;
}

START_TEST(test_the_finder_knows_of_every_declared_minimum_and_of_none_that_is_lower) {
    start_surface(_i);
    int count = critical_find(surface.program, &definition->view, 0.0, FOUND_MAX, found);
    double lowest = INFINITY;
    for (int i = 0; i < surface.minimum_count; i++) {
        lowest = fmin(lowest, surface.minimum_losses[i]);
        double nearest = INFINITY;
        for (int k = 0; k < count; k++) {
            double away = hypot(found[k].at[0] - surface.minima[i][0], found[k].at[1] - surface.minima[i][1]);
            if (found[k].kind == CRITICAL_MINIMUM) nearest = fmin(nearest, away);
            if (found[k].kind == CRITICAL_DEGENERATE && /* another point of the same valley */
                fabs(found[k].loss - surface.minimum_losses[i]) <= 1e-12 * (1.0 + fabs(found[k].loss)))
                nearest = 0.0;
        }
        ck_assert_msg(nearest <= 1e-10 * (1.0 + fabs(surface.minima[i][0]) + fabs(surface.minima[i][1])),
                      "%s: declared minimum %d is %g from the nearest there is", definition->name, i,
                      nearest);
    }
    count = find_minima();
    for (int k = 0; k < count && surface.minimum_count; k++)
        ck_assert_msg(found[k].loss >= lowest - 1e-12 * (1.0 + fabs(lowest)),
                      "%s has a lower minimum, %.17g at (%.17g, %.17g)", definition->name, found[k].loss,
                      found[k].at[0], found[k].at[1]);
    surface_end(&surface);
}
END_TEST

/* Where saddles are declared, all are. */
START_TEST(test_the_finder_knows_of_every_declared_saddle_and_of_no_other) {
    start_surface(_i);
    int count = critical_find(surface.program, &definition->view, 0.0, FOUND_MAX, found), saddles = 0;
    for (int k = 0; k < count && definition->saddle_count; k++) {
        bool degenerate = found[k].kind == CRITICAL_DEGENERATE && found[k].eigenvalues[0] == 0.0;
        if (found[k].kind != CRITICAL_SADDLE && !degenerate) continue;
        saddles++;
        double nearest = INFINITY;
        for (int i = 0; i < definition->saddle_count; i++)
            nearest = fmin(nearest, hypot(found[k].at[0] - definition->saddles[i][0],
                                          found[k].at[1] - definition->saddles[i][1]));
        ck_assert_msg(nearest <= 1e-10 * (1.0 + hypot(found[k].at[0], found[k].at[1])),
                      "%s: a saddle at (%.17g, %.17g) is not declared", definition->name, found[k].at[0],
                      found[k].at[1]);
    }
    if (definition->saddle_count) ck_assert_int_eq(saddles, definition->saddle_count);
    surface_end(&surface);
}
END_TEST

/* Ratio of the curvatures at the lowest minimum. */
static double condition(void) {
    double hessian[3], eigenvalues[2], gradient[2];
    ck_assert_int_gt(surface.minimum_count, 0);
    surface_loss(&surface, surface.minima[0], gradient, hessian);
    symmetric_eigenvalues(hessian, eigenvalues, NULL);
    return eigenvalues[0] / eigenvalues[1];
}

START_TEST(test_standardizing_a_feature_makes_the_bowl_rounder_all_the_way) {
    static const char *const names[] = {"linear-regression", "logistic-regression"};
    Error error = {0};
    definition = catalog_find(&catalog, names[_i], &error);
    ck_assert(definition && surface_start(&surface, definition, &error));
    double before = INFINITY, first = condition();
    for (int k = 0; k <= 20; k++) {
        ck_assert(surface_set(&surface, 0, k / 20.0, &error));
        ck_assert_msg(condition() < before, "%s: %g at %g", names[_i], condition(), k / 20.0);
        before = condition();
    }
    ck_assert_double_lt(before, 0.2 * first);
    if (_i == 0) ck_assert_double_eq_tol(before, 1.0, 1e-12);
    surface_end(&surface);
}
END_TEST

/* Whether a run that began at loss `first` has arrived: next to some minimum in view, or so low that 2 % are
 * left of the way down to a declared one. */
static bool has_arrived(double first, double last, const double at[2], int count) {
    const View *view = &definition->view;
    for (int i = 0; i < surface.minimum_count; i++) {
        double lowest = surface.minimum_losses[i];
        if (first > lowest && fabs(last - lowest) <= 0.02 * (first - lowest)) return true;
    }
    for (int i = 0; i < count; i++)
        if (fabs(at[0] - found[i].at[0]) <= 0.003 * (view->x[1] - view->x[0]) &&
            fabs(at[1] - found[i].at[1]) <= 0.003 * (view->y[1] - view->y[0]))
            return last < first;
    return false;
}

START_TEST(test_tuned_rates_converge_or_the_file_says_why_not) {
    start_surface(_i);
    int count = find_minima();
    for (int i = 0; i < definition->tuned_count; i++) {
        const Optimizer *optimizer = optimizer_find(definition->tuned[i].optimizer);
        ck_assert_ptr_nonnull(optimizer);
        Recipe recipe = recipe_default(optimizer);
        Trajectory trajectory = {0};
        recipe.values[0] = definition->tuned[i].rate;
        recipe.steps = STEPS;
        memcpy(recipe.start, definition->start, sizeof recipe.start);
        ck_assert(trajectory_record(&trajectory, &recipe, &surface));
        double first = trajectory_at(&trajectory, 0, QUANTITY_LOSS);
        double last = trajectory_at(&trajectory, STEPS, QUANTITY_LOSS);
        double at[2] = {trajectory_at(&trajectory, STEPS, QUANTITY_X),
                        trajectory_at(&trajectory, STEPS, QUANTITY_Y)};
        ck_assert_msg(isfinite(last) && last < first, "%s with %s: from %g to %g", definition->name,
                      optimizer->name, first, last);
        ck_assert_msg(has_arrived(first, last, at, count) ||
                          file_names(catalog.entries[_i].path,
                                     "# Not at a minimum after 500 steps even so: ", optimizer->name),
                      "%s with %s: from %g to %g at (%g, %g) in %d steps", definition->name, optimizer->name,
                      first, last, at[0], at[1], STEPS);
        trajectory_end(&trajectory);
    }
    surface_end(&surface);
}
END_TEST

START_TEST(test_every_surface_file_is_in_the_catalog) {
    glob_t files;
    ck_assert_int_eq(glob("surfaces/*.surface", 0, NULL, &files), 0);
    ck_assert_int_eq((int)files.gl_pathc, catalog.count);
    globfree(&files);
    static const char *const expected[] = {"bowl",
                                           "ravine",
                                           "rosenbrock",
                                           "saddle",
                                           "himmelblau",
                                           "rnn-cliff",
                                           "beale",
                                           "booth",
                                           "matyas",
                                           "six-hump-camel",
                                           "three-hump-camel",
                                           "rastrigin",
                                           "ackley",
                                           "styblinski-tang",
                                           "goldstein-price",
                                           "levy-13",
                                           "easom",
                                           "mccormick",
                                           "branin",
                                           "double-well",
                                           "monkey-saddle",
                                           "plateau",
                                           "sigmoid-cliff",
                                           "spiral",
                                           "gutter",
                                           "flat-and-sharp",
                                           "hyperbola",
                                           "reddi",
                                           "griewank",
                                           "drop-wave",
                                           "eggholder",
                                           "cross-in-tray",
                                           "holder-table",
                                           "bukin-6",
                                           "schaffer-2",
                                           "michalewicz",
                                           "trid",
                                           "linear-regression",
                                           "logistic-regression",
                                           "robust-regression",
                                           "tanh-unit",
                                           "noisy-rosenbrock",
                                           "network-slice"};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        Error error = {0};
        ck_assert_msg(catalog_find(&catalog, expected[i], &error) != NULL, "%s", error.message);
    }
}
END_TEST

SUITE("surfaces") {
    Error error = {0};
    TCase *tests = suite_case(suite, "every surface");
    bool started = catalog_start(&catalog, &error);
    int count = started ? catalog.count : 0;
    tcase_add_test(tests, test_every_surface_file_is_in_the_catalog);
    tcase_add_loop_test(tests, test_gradient_and_hessian_agree_with_central_differences, 0, count);
    tcase_add_loop_test(tests, test_declared_minima_have_no_slope_and_no_way_down, 0, count);
    tcase_add_loop_test(tests, test_the_finder_knows_of_every_declared_minimum_and_of_none_that_is_lower, 0,
                        count);
    tcase_add_loop_test(tests, test_losses_in_the_view_are_finite_and_reach_no_lower_than_the_minima, 0,
                        count);
    tcase_add_loop_test(tests, test_every_surface_says_what_it_is_and_teaches_one_sentence, 0, count);
    tcase_add_loop_test(tests, test_parameters_at_both_ends_of_their_ranges_give_a_surface, 0, count);
    tcase_add_loop_test(tests, test_declared_saddles_have_no_slope_and_ways_down_and_up, 0, count);
    tcase_add_loop_test(tests, test_the_finder_knows_of_every_declared_saddle_and_of_no_other, 0, count);
    tcase_add_loop_test(tests, test_standardizing_a_feature_makes_the_bowl_rounder_all_the_way, 0, 2);
    tcase_add_loop_test(tests, test_tuned_rates_converge_or_the_file_says_why_not, 0, count);
}

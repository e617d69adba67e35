/* Sweeps of the learning rate: what they say of every rate, and which one they choose. */
#include "core/sweep.h"
#include "core/trajectory.h"
#include "files/catalog.h"

#include "suite.h"
#include "surfaces.h"

#include <math.h>
#include <stdlib.h>

static Sweep sweep;

static void sweep_surface(const Surface *surface, const Optimizer *optimizer) {
    SweepGround ground;
    Recipe recipe = recipe_default(optimizer);
    memcpy(recipe.start, surface->definition->start, sizeof recipe.start);
    ck_assert(sweep_ground_start(&ground, surface));
    ck_assert(sweep_run(&sweep, &recipe, &ground));
    sweep_ground_end(&ground);
}

static void sweep_formula(const char *formula, double x, double y, const char *optimizer) {
    Error error = {0};
    Surface surface;
    SurfaceDefinition definition = surface_of(formula, (double[]){x, y});
    ck_assert(surface_start(&surface, &definition, &error));
    sweep_surface(&surface, optimizer_find(optimizer));
    surface_end(&surface);
    surface_definition_end(&definition);
}

static const SweepRate *rate_of(double rate) {
    for (int i = 0; i < SWEEP_RATES; i++)
        if (sweep.rates[i].rate == rate) return &sweep.rates[i];
    ck_abort_msg("%g is not in the grid", rate);
}

START_TEST(test_the_grid_has_ten_rates_a_decade_around_the_typical_rate) {
    const Optimizer *optimizer = &optimizers[_i];
    sweep_formula("x^2 + y^2", 1.0, 1.0, optimizer->name);
    for (int i = 0; i < SWEEP_RATES; i++) {
        char digits[32];
        snprintf(digits, sizeof digits, "%.1e", sweep.rates[i].rate);
        ck_assert_double_eq(strtod(digits, NULL), sweep.rates[i].rate); /* two digits say it */
        if (i > 0) ck_assert_double_gt(sweep.rates[i].rate, sweep.rates[i - 1].rate);
        if (i >= 10) ck_assert_double_eq_tol(sweep.rates[i].rate / sweep.rates[i - 10].rate, 10.0, 1e-14);
    }
    ck_assert_double_le(sweep.rates[40].rate, optimizer->typical_rate);
    ck_assert_double_gt(sweep.rates[60].rate, optimizer->typical_rate);
    ck_assert_double_le(sweep.rates[SWEEP_RATES - 1].rate, optimizer->hyperparameters[0].maximum);
}
END_TEST

/* On 5 x^2 + y^2 / 2 gradient descent multiplies x by 1 - 10 rate and y by 1 - rate. */
START_TEST(test_a_quadratic_is_swept_as_theory_has_it) {
    sweep_formula("5*x^2 + y^2/2", 1.0, 1.0, "gd");
    ck_assert_double_eq(sweep.first, 5.5);
    ck_assert_double_eq_tol(sweep.target, 5.5e-4, 1e-9);
    double fewest = INFINITY, smallest = INFINITY;
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < SWEEP_RATES; i++) {
            const SweepRate *rate = &sweep.rates[i];
            double x = 1.0, y = 1.0;
            int steps = 0;
            for (; steps <= 500 && 5 * x * x + y * y / 2 > sweep.target; steps++)
                x *= 1 - 10 * rate->rate, y *= 1 - rate->rate;
            ck_assert_int_eq(rate->arrival, rate->rate < 0.2 && steps <= 500 ? steps : -1);
            if (rate->rate >= 0.15 || steps > 500)
                continue; /* behind 0.15 comes 0.2, which goes round for ever */
            fewest = fmin(fewest, steps);
            if (pass == 1 && steps <= 1.25 * fewest) smallest = fmin(smallest, rate->rate);
        }
    ck_assert_double_eq(sweep.rates[sweep.suits].rate, smallest);
    ck_assert_uint_eq(rate_of(0.12)->traits,
                      SWEEP_STABLE | SWEEP_STEADY | SWEEP_ARRIVED | SWEEP_VISIBLE | SWEEP_CALM);
    ck_assert_uint_eq(rate_of(0.15)->traits & SWEEP_STEADY, 0);
    ck_assert_uint_eq(rate_of(0.2)->traits & SWEEP_ARRIVED, 0);
    ck_assert(isinf(rate_of(400)->end));
}
END_TEST

START_TEST(test_traits_are_told_apart) {
    /* A hill 0.3 ahead of the start and the minimum behind it: momentum climbs it, and so is not calm. */
    sweep_formula("x^2/20 + 0.2*exp(-50*(x - 2)^2) + y^2", 2.3, 0.0, "momentum");
    int lively = 0, calm = 0;
    for (int i = 0; i < SWEEP_RATES; i++) {
        const unsigned traits = sweep.rates[i].traits;
        if (traits & SWEEP_CALM) ck_assert(traits & SWEEP_VISIBLE), calm++;
        lively += (traits & SWEEP_VISIBLE) && !(traits & SWEEP_CALM);
    }
    ck_assert_int_gt(calm, 0);
    ck_assert_int_gt(lively, 0);
    /* Stable is what the lowest known minimum allows. */
    Error error = {0};
    Surface surface;
    SurfaceDefinition valley = rosenbrock();
    ck_assert(surface_start(&surface, &valley, &error));
    sweep_surface(&surface, optimizer_find("gd"));
    ck_assert(rate_of(0.0015)->traits & SWEEP_STABLE);
    ck_assert(!(rate_of(0.0025)->traits & SWEEP_STABLE));
    ck_assert_double_eq(sweep.rates[sweep.suits].rate, 0.0015);
    surface_end(&surface);
    surface_definition_end(&valley);
}
END_TEST

START_TEST(test_nothing_suits_where_no_descent_is_to_be_had) {
    static const char *const formulas[] = {
        "1", "x + 1/0", "log(x - 4)", "x^2 + y^2 + 0*t", "-exp(x^2 + y^2)", "1e300*x^6"};
    sweep_formula(formulas[_i], 3.0, 2.0, "adam");
    ck_assert_int_eq(sweep.suits, _i < 4 ? -1 : sweep.suits);
    ck_assert(sweep.suits >= 0 || isnan(sweep.target));
}
END_TEST

START_TEST(test_the_same_sweep_again_says_the_same) {
    sweep_formula("x^4 + y^2 - x", 2.0, 2.0, "adam");
    const Sweep before = sweep;
    sweep_formula("x^4 + y^2 - x", 2.0, 2.0, "adam");
    for (int i = 0; i < SWEEP_RATES; i++) {
        ck_assert(before.rates[i].end == sweep.rates[i].end ||
                  (isinf(before.rates[i].end) && isinf(sweep.rates[i].end)));
        ck_assert_int_eq(before.rates[i].arrival, sweep.rates[i].arrival);
    }
    ck_assert_int_eq(before.suits, sweep.suits);
}
END_TEST

/* Every tenth optimizer, others for the next surface; `scripts/rates --check` looks at all. */
START_TEST(test_the_tuned_rates_of_surface_files_are_the_sweeps) {
    Error error = {0};
    Catalog catalog = {0};
    Surface surface;
    ck_assert(catalog_start(&catalog, &error));
    ck_assert_int_lt(_i, catalog.count);
    const SurfaceDefinition *definition = catalog.entries[_i].definition;
    ck_assert(definition && surface_start(&surface, definition, &error));
    for (int o = _i % 10; o < optimizer_count; o += 10) {
        const Optimizer *optimizer = &optimizers[o];
        const double tuned = surface_definition_rate(definition, optimizer->name, NAN);
        if (!sweep_makes_sense(optimizer)) {
            ck_assert_msg(isnan(tuned), "%s tunes %s, which finds its rate", definition->name,
                          optimizer->name);
            continue;
        }
        sweep_surface(&surface, optimizer);
        const double found = sweep.suits < 0 ? NAN : sweep.rates[sweep.suits].rate;
        ck_assert_msg(tuned == found || (isnan(tuned) && isnan(found)),
                      "%s: %s = %g, and the sweep finds %g: scripts/rates --write", definition->name,
                      optimizer->name, tuned, found);
    }
    surface_end(&surface);
    catalog_end(&catalog);
}
END_TEST

START_TEST(test_a_definition_without_tuned_rates_is_given_some) {
    SurfaceDefinition definition = surface_of("x^2 + 4*y^2", (double[]){3.0, 2.0});
    int classic = 0;
    for (int i = 0; i < optimizer_count; i++) classic += optimizers[i].classic;
    ck_assert(sweep_tune(&definition, optimizer_find("lion")));
    ck_assert_int_eq(definition.tuned_count, 1);
    ck_assert(sweep_tune(&definition, NULL));
    ck_assert_int_eq(definition.tuned_count, 1 + classic);
    sweep_formula("x^2 + 4*y^2", 3.0, 2.0, "adam");
    ck_assert_double_eq(surface_definition_rate(&definition, "adam", NAN), sweep.rates[sweep.suits].rate);
    ck_assert(sweep_tune(&definition, NULL) && sweep_tune(&definition, optimizer_find("newton")));
    ck_assert_int_eq(definition.tuned_count, 1 + classic);
    surface_definition_end(&definition);
    SurfaceDefinition endless = surface_of("iterate(h, x, 1000, h*y + sin(h))", (double[]){0.5, 0.5});
    ck_assert(sweep_tune(&endless, NULL));
    ck_assert_int_eq(endless.tuned_count, 0);
    surface_definition_end(&endless);
}
END_TEST

SUITE("sweep") {
    TCase *tests = suite_case(suite, "sweep");
    tcase_add_loop_test(tests, test_the_grid_has_ten_rates_a_decade_around_the_typical_rate, 0,
                        optimizer_count);
    tcase_add_test(tests, test_a_quadratic_is_swept_as_theory_has_it);
    tcase_add_test(tests, test_traits_are_told_apart);
    tcase_add_loop_test(tests, test_nothing_suits_where_no_descent_is_to_be_had, 0, 6);
    tcase_add_test(tests, test_the_same_sweep_again_says_the_same);
    tcase_add_test(tests, test_a_definition_without_tuned_rates_is_given_some);
    Error error = {0};
    Catalog catalog = {0};
    if (!catalog_start(&catalog, &error)) abort();
    tcase_add_loop_test(tests, test_the_tuned_rates_of_surface_files_are_the_sweeps, 0, catalog.count);
    catalog_end(&catalog);
}

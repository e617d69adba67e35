#include "core/curvature.h"
#include "programs.h"
#include "suite.h"

#include <math.h>

START_TEST(test_curvature_at_a_point_of_a_quadratic) {
    /* Hessian (9, 2; 2, 6): eigenvalues 10 and 5, the larger along (2, 1). */
    Program *program = compiled("4.5*x^2 + 2*x*y + 3*y^2 + 7");
    Curvature curvature = curvature_at(program, (double[2]){1.0, -1.0}, 0.0);
    ck_assert_double_eq_tol(curvature.loss, 12.5, 1e-14);
    ck_assert_double_eq_tol(curvature.gradient[0], 7.0, 1e-14);
    ck_assert_double_eq_tol(curvature.gradient[1], -4.0, 1e-14);
    ck_assert_double_eq_tol(curvature.gradient_norm, sqrt(65.0), 1e-13);
    ck_assert_double_eq_tol(curvature.eigenvalues[0], 10.0, 1e-13);
    ck_assert_double_eq_tol(curvature.eigenvalues[1], 5.0, 1e-13);
    ck_assert_double_eq_tol(fabs(curvature.vector[0]), 2.0 / sqrt(5.0), 1e-14);
    ck_assert_double_eq_tol(curvature.vector[0], 2.0 * curvature.vector[1], 1e-14);
    ck_assert_double_eq_tol(curvature.rate_limit, 0.2, 1e-14);
    ck_assert_double_eq_tol(curvature.condition, 2.0, 1e-13);
    program_end(program);
}
END_TEST

START_TEST(test_rate_limit_and_condition_where_curvature_vanishes_or_turns_down) {
    const struct {
        const char *formula;
        double limit, condition; /* NaN: not a number either */
    } wanted[] = {
        {"x^2 - y^2", 1.0, 1.0}, {"-x^2 - 4*y^2", INFINITY, 4.0}, {"x + y", INFINITY, NAN},
        {"x^2", 1.0, INFINITY},  {"log(x - 9)", NAN, NAN},
    };
    for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++) {
        Program *program = compiled(wanted[k].formula);
        Curvature curvature = curvature_at(program, (double[2]){0.5, 0.25}, 0.0);
        if (k == 4) { /* a real derivative of a loss that is none */
            ck_assert(isnan(curvature.loss));
        } else {
            ck_assert_double_eq(curvature.rate_limit, wanted[k].limit);
            if (isnan(wanted[k].condition)) {
                ck_assert(isnan(curvature.condition));
            } else {
                ck_assert_double_eq(curvature.condition, wanted[k].condition);
            }
        }
        program_end(program);
    }
}
END_TEST

START_TEST(test_the_rate_limit_at_rosenbrocks_minimum_is_the_known_one) {
    Program *program = compiled("(1 - x)^2 + 100*(y - x^2)^2");
    Curvature curvature = curvature_at(program, (double[2]){1.0, 1.0}, 0.0);
    ck_assert_double_eq_tol(curvature.rate_limit, 0.001997, 5e-7);
    ck_assert_double_eq_tol(curvature.condition, 2508.0, 0.05);
    program_end(program);
}
END_TEST

START_TEST(test_curvature_follows_time) {
    Program *program = compiled("(1 + t)*x^2 + y^2");
    ck_assert_double_eq(curvature_at(program, (double[2]){1.0, 1.0}, 0.0).eigenvalues[0], 2.0);
    ck_assert_double_eq(curvature_at(program, (double[2]){1.0, 1.0}, 3.0).eigenvalues[0], 8.0);
    View view = {{-1, 1}, {-1, 1}};
    ck_assert_double_eq(curvature_range(program, &view, 3.0).largest, 8.0);
    program_end(program);
}
END_TEST

START_TEST(test_the_range_of_curvature_over_a_view) {
    const struct {
        const char *formula;
        View view;
        double largest, smallest;
    } wanted[] = {
        {"(x^2 + 100*y^2)/2", {{-5, 5}, {-5, 5}}, 100.0, 1.0},
        {"x^2 - 3*y^2", {{-1, 2}, {0, 9}}, 2.0, -6.0},
        /* d2/dx2 = -sin x between the view's ends: largest inside at 3 pi / 2, smallest at pi / 2; d2/dy2 =
           0. */
        {"sin(x) + y", {{0.1, 6.2}, {-1, 1}}, 1.0, -1.0},
        /* 12 x^2 is largest in the corner. */
        {"x^4 + 2*y^2", {{-3, 2}, {-1, 1}}, 108.0, 0.0},
        {"3", {{-3, 2}, {-1, 1}}, 0.0, 0.0},
    };
    for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++) {
        Program *program = compiled(wanted[k].formula);
        CurvatureRange range = curvature_range(program, &wanted[k].view, 0.0);
        ck_assert_double_eq_tol(range.largest, wanted[k].largest, 1e-8);
        ck_assert_double_eq_tol(range.smallest, wanted[k].smallest, 1e-8);
        ck_assert_double_eq_tol(curvature_at(program, range.largest_at, 0.0).eigenvalues[0], range.largest,
                                1e-12);
        ck_assert_double_eq_tol(curvature_at(program, range.smallest_at, 0.0).eigenvalues[1], range.smallest,
                                1e-12);
        program_end(program);
    }
    Program *program = compiled("sqrt(x)");
    View view = {{-2, -1}, {-1, 1}};
    CurvatureRange range = curvature_range(program, &view, 0.0);
    ck_assert(isnan(range.largest) && isnan(range.smallest));
    program_end(program);
}
END_TEST

START_TEST(test_gradient_descent_keeps_the_bound) {
    /* At rate 1 / L on x^2 / 2 + 50 y^2 from (1, 1): x shrinks by 0.99 a step, y is gone after the first. */
    double loss = 50.5, x = 1.0;
    for (int steps = 0; steps <= 1000; steps++) {
        double height = steps == 0 ? loss : 0.5 * x * x;
        ck_assert_double_le(height, descent_bound(100.0, 1.0, steps) * loss);
        x *= 0.99;
    }
    ck_assert_double_eq_tol(descent_bound(100.0, 1.0, 10), pow(0.99, 10), 1e-15);
    ck_assert_double_eq_tol(descent_bound(100.0, 1.0, 2000), pow(0.99, 2000), 1e-22);
    ck_assert_double_eq(descent_bound(100.0, 1.0, 0), 1.0);
    ck_assert_double_eq(descent_bound(100.0, 0.0, 50), 1.0);
    ck_assert_double_eq(descent_bound(100.0, -3.0, 50), 1.0);
    ck_assert_double_eq(descent_bound(2.0, 2.0, 1), 0.0);
    ck_assert_double_eq(descent_bound(2.0, 2.0, 0), 1.0);
}
END_TEST

SUITE("curvature") {
    TCase *curvature = suite_case(suite, "curvature");
    tcase_add_test(curvature, test_curvature_at_a_point_of_a_quadratic);
    tcase_add_test(curvature, test_rate_limit_and_condition_where_curvature_vanishes_or_turns_down);
    tcase_add_test(curvature, test_the_rate_limit_at_rosenbrocks_minimum_is_the_known_one);
    tcase_add_test(curvature, test_curvature_follows_time);
    tcase_add_test(curvature, test_the_range_of_curvature_over_a_view);
    tcase_add_test(curvature, test_gradient_descent_keeps_the_bound);
}

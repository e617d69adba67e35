#include "core/hyperparameter.h"
#include "suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const Hyperparameter rows[] = {
    {"lr", "η", 1e-3, 0.0, 1e6, 1e-6, 10.0, SCALE_LOG, "rate"},
    {"beta", "β", 0.9, 0.0, 0.999999999, 0.0, 0.9999, SCALE_ONE_MINUS, "memory"},
    {"angle", "φ", 0.3, -90.0, 90.0, -90.0, 90.0, SCALE_LINEAR, "angle"},
    {"count", "n", 5.0, 0.0, 1e9, 0.0, 200.0, SCALE_INTEGER, "count"},
    {"flag", "f", 0.0, 0.0, 1.0, 0.0, 1.0, SCALE_SWITCH, "flag"},
};
enum { ROWS = sizeof rows / sizeof *rows };

START_TEST(test_slider_ends_are_the_ends_of_the_range) {
    const Hyperparameter *row = &rows[_i];
    ck_assert_double_eq(hyperparameter_value(row, 0.0), row->low);
    ck_assert_double_eq(hyperparameter_value(row, 1.0), row->high);
    ck_assert_double_eq(hyperparameter_position(row, row->low - 1.0), 0.0);
    ck_assert_double_eq_tol(hyperparameter_position(row, row->high * 2.0), 1.0, 1e-12);
}
END_TEST

START_TEST(test_position_and_value_are_inverse) {
    const Hyperparameter *row = &rows[_i];
    for (int i = 0; i <= 100; i++) {
        double value = hyperparameter_value(row, i / 100.0), position = hyperparameter_position(row, value);
        double tolerance = row->scale == SCALE_SWITCH ? 0.5 : row->scale == SCALE_INTEGER ? 0.5 / 200 : 6e-3;
        ck_assert_msg(fabs(position - i / 100.0) <= tolerance, "%s at %d: %g gives %g", row->name, i, value,
                      position);
        ck_assert_double_eq_tol(hyperparameter_value(row, position), value, 1e-12 * (1.0 + fabs(value)));
    }
}
END_TEST

/* What the slider leaves prints short: the shortest decimal of at most six digits is the very double. */
START_TEST(test_slider_values_are_short_decimals) {
    const Hyperparameter *row = &rows[_i];
    for (int i = 0; i <= 997; i++) {
        double value = hyperparameter_value(row, i / 997.0);
        char text[32];
        snprintf(text, sizeof text, "%.6g", value);
        ck_assert_msg(strtod(text, NULL) == value, "%s: %.17g", row->name, value);
    }
}
END_TEST

START_TEST(test_values_outside_the_range_are_refused_with_the_range) {
    Error error = {0};
    ck_assert(hyperparameter_check(&rows[0], 0.5, &error));
    ck_assert(!hyperparameter_check(&rows[0], -1.0, &error));
    ck_assert_str_eq(error.message, "lr must be a number from 0 to 1000000, not -1");
    ck_assert(!hyperparameter_check(&rows[0], NAN, &error));
    ck_assert(!hyperparameter_check(&rows[1], 1.0, &error));
    ck_assert(!hyperparameter_check(&rows[3], 1.5, &error));
    ck_assert(!hyperparameter_check(&rows[4], 0.5, &error));
    ck_assert(!hyperparameter_check(&rows[0], INFINITY, &error));
}
END_TEST

START_TEST(test_rows_are_found_by_name) {
    ck_assert_int_eq(hyperparameter_find(rows, ROWS, "angle"), 2);
    ck_assert_int_eq(hyperparameter_find(rows, ROWS, "Angle"), -1);
    double values[ROWS];
    hyperparameter_defaults(rows, ROWS, values);
    ck_assert_double_eq(values[3], 5.0);
}
END_TEST

SUITE("hyperparameter") {
    TCase *scales = suite_case(suite, "every scale");
    tcase_add_loop_test(scales, test_slider_ends_are_the_ends_of_the_range, 0, ROWS);
    tcase_add_loop_test(scales, test_position_and_value_are_inverse, 0, ROWS);
    tcase_add_loop_test(scales, test_slider_values_are_short_decimals, 0, ROWS);
    TCase *checks = suite_case(suite, "checks");
    tcase_add_test(checks, test_values_outside_the_range_are_refused_with_the_range);
    tcase_add_test(checks, test_rows_are_found_by_name);
}

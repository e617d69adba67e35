#include "core/clipping.h"
#include "suite.h"

#include <math.h>
#include <string.h>

START_TEST(test_every_clipping_leaves_a_small_gradient_alone) {
    double values[CLIPPING_VALUES_MAX] = {0}, g[2] = {3e-7, -4e-7}, w[2] = {1.0, 2.0};
    const double before[2] = {3e-7, -4e-7};
    hyperparameter_defaults(clippings[_i].hyperparameters, clipping_hyperparameter_count(&clippings[_i]),
                            values);
    ck_assert_double_eq(clippings[_i].clip(values, 2, w, g), 1.0);
    ck_assert_mem_eq(g, before, sizeof g);
    ck_assert_ptr_eq(clipping_find(clippings[_i].name), &clippings[_i]);
}
END_TEST

/* In float as in double, also where lanes of the sum are left over. */
START_TEST(test_every_clipping_clips_float_as_it_does_double) {
    enum { N = 19 };
    double values[CLIPPING_VALUES_MAX] = {0}, g[N], w[N];
    float g_float[N], w_float[N];
    for (int i = 0; i < N; i++) {
        g[i] = g_float[i] = (float)(i % 5) - 1.75F;
        w[i] = w_float[i] = (float)(i % 3) - 0.5F;
    }
    hyperparameter_defaults(clippings[_i].hyperparameters, clipping_hyperparameter_count(&clippings[_i]),
                            values);
    const double factor = clippings[_i].clip(values, N, w, g);
    ck_assert_double_eq_tol(clippings[_i].clip_float(values, N, w_float, g_float), factor, 1e-6);
    for (int i = 0; i < N; i++) ck_assert_double_eq_tol(g_float[i], g[i], 1e-6);
}
END_TEST

START_TEST(test_norm_clipping_scales_to_the_limit_and_keeps_the_direction) {
    double limit[] = {0.5}, g[2] = {3.0, -4.0};
    ck_assert_double_eq(clipping_find("norm")->clip(limit, 2, NULL, g), 0.1);
    ck_assert_double_eq_tol(g[0], 0.3, 1e-16);
    ck_assert_double_eq_tol(g[1], -0.4, 1e-16);
}
END_TEST

START_TEST(test_a_gradient_at_the_limit_is_not_clipped) {
    double limit[] = {5.0}, g[2] = {3.0, -4.0};
    ck_assert_double_eq(clipping_find("norm")->clip(limit, 2, NULL, g), 1.0);
    ck_assert_double_eq(g[1], -4.0);
}
END_TEST

START_TEST(test_norm_clipping_bounds_gradients_whose_squares_overflow) {
    double limit[] = {2.0}, g[2] = {1e300, -1e300};
    clipping_find("norm")->clip(limit, 2, NULL, g);
    ck_assert_double_eq_tol(g[0], sqrt(2.0), 1e-14);
    ck_assert_double_eq_tol(g[1], -sqrt(2.0), 1e-14);
}
END_TEST

/* |(1, 1, ... 1)| of 36 is 6, also in units of 10^200. */
START_TEST(test_norm_clipping_bounds_long_gradients_whose_squares_overflow) {
    const double limit[] = {3.0};
    double g[36];
    for (int i = 0; i < 36; i++) g[i] = i % 2 ? 1e200 : -1e200;
    ck_assert_double_eq_tol(clipping_find("norm")->clip(limit, 36, NULL, g) * 1e200, 0.5, 1e-15);
    for (int i = 0; i < 36; i++) ck_assert_double_eq_tol(g[i], i % 2 ? 0.5 : -0.5, 1e-15);
}
END_TEST

START_TEST(test_value_clipping_cuts_every_element_by_itself) {
    double limit[] = {2.0}, g[3] = {3.0, -4.0, 1.0};
    const double left = clipping_find("value")->clip(limit, 3, NULL, g);
    ck_assert_double_eq(g[0], 2.0);
    ck_assert_double_eq(g[1], -2.0);
    ck_assert_double_eq(g[2], 1.0);
    ck_assert_double_eq_tol(left, 3.0 / sqrt(26.0), 1e-15);
    double at[2] = {2.0, -2.0};
    ck_assert_double_eq(clipping_find("value")->clip(limit, 2, NULL, at), 1.0);
}
END_TEST

START_TEST(test_adaptive_clipping_follows_the_size_of_the_parameters) {
    double values[] = {0.1, 0.5}, g[2] = {3.0, -4.0}, w[2] = {6.0, 8.0}, small[2] = {0.03, 0.04};
    ck_assert_double_eq_tol(clipping_find("adaptive")->clip(values, 2, w, g), 0.2, 1e-16);
    ck_assert_double_eq_tol(g[1], -0.8, 1e-15);
    ck_assert_double_eq(clipping_find("adaptive")->clip(values, 2, w, g), 1.0);
    g[0] = 3.0, g[1] = -4.0;
    ck_assert_double_eq_tol(clipping_find("adaptive")->clip(values, 2, small, g), 0.01, 1e-16);
}
END_TEST

START_TEST(test_update_clipping_limits_the_root_mean_square) {
    double limit[] = {0.5}, u[2] = {3.0, -4.0};
    ck_assert(clipping_find("update_rms")->of_direction);
    ck_assert_double_eq_tol(clipping_find("update_rms")->clip(limit, 2, NULL, u), 0.5 / sqrt(12.5), 1e-15);
    ck_assert_double_eq_tol(sqrt((u[0] * u[0] + u[1] * u[1]) / 2.0), 0.5, 1e-15);
    ck_assert_double_eq_tol(u[0] / u[1], -0.75, 1e-15);
}
END_TEST

START_TEST(test_a_gradient_that_is_no_number_stays_so) {
    double values[CLIPPING_VALUES_MAX] = {0}, g[2] = {NAN, 1e9}, w[2] = {1.0, 2.0};
    hyperparameter_defaults(clippings[_i].hyperparameters, clipping_hyperparameter_count(&clippings[_i]),
                            values);
    clippings[_i].clip(values, 2, w, g);
    ck_assert(isnan(g[0]));
}
END_TEST

SUITE("clipping") {
    TCase *tests = suite_case(suite, "clipping");
    tcase_add_loop_test(tests, test_every_clipping_leaves_a_small_gradient_alone, 0, clipping_count);
    tcase_add_loop_test(tests, test_every_clipping_clips_float_as_it_does_double, 0, clipping_count);
    tcase_add_test(tests, test_norm_clipping_scales_to_the_limit_and_keeps_the_direction);
    tcase_add_test(tests, test_a_gradient_at_the_limit_is_not_clipped);
    tcase_add_test(tests, test_norm_clipping_bounds_gradients_whose_squares_overflow);
    tcase_add_test(tests, test_norm_clipping_bounds_long_gradients_whose_squares_overflow);
    tcase_add_test(tests, test_value_clipping_cuts_every_element_by_itself);
    tcase_add_test(tests, test_adaptive_clipping_follows_the_size_of_the_parameters);
    tcase_add_test(tests, test_update_clipping_limits_the_root_mean_square);
    tcase_add_loop_test(tests, test_a_gradient_that_is_no_number_stays_so, 0, clipping_count);
}

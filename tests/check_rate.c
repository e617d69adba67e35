#include "core/rate.h"
#include "suite.h"
#include "surfaces.h"

static bool read(SurfaceDefinition *definition, const char *text, double *rate, Error *error) {
    Surface surface;
    *error = (Error){0};
    ck_assert(surface_start(&surface, definition, error));
    bool found = rate_from_curvature(&surface, text, rate, error);
    surface_end(&surface);
    return found;
}

START_TEST(test_rates_come_from_the_curvature) {
    static const struct {
        const char *text;
        double rate;
    } cases[] = {{"1/L", 0.05}, {"2/L", 0.1}, {"2/(L+mu)", 2.0 / 24.0}, {" 2 / (L + μ) ", 2.0 / 24.0}};
    SurfaceDefinition definition = surface_of("10*x^2 + 2*y^2", (double[]){1.0, 1.0});
    double rate = 0.0;
    Error error;
    ck_assert_msg(read(&definition, cases[_i].text, &rate, &error), "%s", error.message);
    ck_assert_double_eq_tol(rate, cases[_i].rate, 1e-15);
    surface_definition_end(&definition);
}
END_TEST

START_TEST(test_the_lowest_known_minimum_counts) {
    SurfaceDefinition definition = rosenbrock();
    double rate = 0.0;
    Error error;
    ck_assert(read(&definition, "2/L", &rate, &error));
    ck_assert_double_eq_tol(rate, 0.001997, 5e-7);
    surface_definition_end(&definition);
}
END_TEST

START_TEST(test_of_two_known_minima_the_lower_counts) {
    SurfaceDefinition definition =
        surface_of("min((x^2 + y^2)/2, 2*(x - 3)^2 + 2*y^2 + 1)", (double[]){1.0, 1.0});
    for (int first = 0; first < 2; first++) { /* in either order */
        definition.minimum_count = 2;
        definition.minima[first][0] = 0.0, definition.minima[first][1] = 0.0;
        definition.minima[1 - first][0] = 3.0, definition.minima[1 - first][1] = 0.0;
        double rate = 0.0;
        Error error;
        ck_assert_msg(read(&definition, "1/L", &rate, &error), "%s", error.message);
        ck_assert_double_eq_tol(rate, 1.0, 1e-15);
    }
    surface_definition_end(&definition);
}
END_TEST

START_TEST(test_what_curvature_cannot_say_is_refused) {
    SurfaceDefinition plane = surface_of("x + y", (double[]){1.0, 1.0}),
                      saddle = surface_of("x^2 - y^2", (double[]){1.0, 1.0});
    double rate = -1.0;
    Error error;
    ck_assert(!read(&plane, "1/L", &rate, &error));
    ck_assert(!read(&saddle, "2/(L+mu)", &rate, &error));
    ck_assert(!read(&saddle, "3/L", &rate, &error));
    ck_assert_str_eq(error.message, "lr must be a number from 0 to 1000000, not \"3/L\"");
    ck_assert_double_eq(rate, -1.0);
    surface_definition_end(&plane);
    surface_definition_end(&saddle);
}
END_TEST

SUITE("rate") {
    TCase *tests = suite_case(suite, "rate");
    tcase_add_loop_test(tests, test_rates_come_from_the_curvature, 0, 4);
    tcase_add_test(tests, test_the_lowest_known_minimum_counts);
    tcase_add_test(tests, test_of_two_known_minima_the_lower_counts);
    tcase_add_test(tests, test_what_curvature_cannot_say_is_refused);
}

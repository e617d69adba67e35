#include "core/formula.h"
#include "core/outlook.h"
#include "suite.h"

#include <math.h>

static Outlook outlook_of(const char *text) {
    Error error = {0};
    Formula *formula = formula_parse(text, NULL, 0, &error);
    ck_assert_msg(formula != NULL, "%s: %s", text, error.message);
    Program *program = formula_compile(formula, NULL, &error);
    ck_assert_msg(program != NULL, "%s: %s", text, error.message);
    Outlook outlook = outlook_find(program);
    program_end(program);
    formula_end(formula);
    return outlook;
}

static bool inside(const View *view, double x, double y) {
    return x >= view->x[0] && x <= view->x[1] && y >= view->y[0] && y <= view->y[1];
}

/* Formulas, a point that must be in view, and how many minima must be found at least and at most. */
static const struct {
    const char *text;
    double x, y;
    int least, most;
    double widest, narrowest; /* of the view */
} CASES[] = {
    {"x^2 + y^2", 0, 0, 1, 1, 10, 10},
    {"(1 - x)^2 + 100*(y - x^2)^2", 1, 1, 1, 1, 10, 2},
    {"(x^2 + y - 11)^2 + (x + y^2 - 7)^2", 3, 2, 4, 4, 20, 8},
    {"(x - 300)^2 + (y + 200)^2", 300, -200, 1, 1, 400, 10},
    {"(x - 12)^2 + 4*(y - 7)^2", 12, 7, 1, 1, 40, 10},
    {"(x - 20000)^2 + y^2", 20000, 0, 1, 1, 20000, 10},
    {"(x - 1e6)^2 + (y + 2e6)^2", 1e6, -2e6, 1, 1, 4e5, 10},
    {"(x - 1e8)^2 + 3*y^2", 1e8, 0, 1, 1, 2e7, 10},
    {"exp((x - 1e6)^2/1e9 + y^2) + x", 0, 0, 0, 0, 10, 10},
    {"(x^2 + y^2 - 1)^2", 1, 0, 0, 0, 10, 4},
    {"exp(-x) + y^2", 0, 0, 0, 0, 10, 10},
    {"((x/100)^2 - 1)^2 + (y/100)^2", 100, 0, 2, 2, 1000, 200},
    {"((100*x)^2 - 1)^2 + (100*y)^2", 0.01, 0, 2, 2, 0.2, 0.02},
    {"let u = 100*x; let v = 100*y; u^4 + v^4 - 2*u^3 - 4.6*u^2 - 0.9*u + 1.4*v^3 - v^2 + 1.9*v", 0.025,
     -0.008, 2, 2, 1, 0.05},
    {"sin(x)*cos(y)", 0, 0, 2, 16, 20, 4},
    {"sin(20*x)*sin(20*y) + 0.01*x", 0, 0, 4, 16, 3, 0.3},
    {"1/(x^2 + y^2)^3", 0, 0, 0, 0, 10, 10},
    {"(sigmoid(iterate(h, 0.5, 500, x*sigmoid(h) + y)) - 0.7)^2", 0, 0, 0, 16, 10, 10},
    {"20 + x^2 + y^2 - 10*(cos(2*pi*x) + cos(2*pi*y))", 0, 0, 4, 16, 10, 2},
    {"exp(x^2 + y^2)", 0, 0, 1, 1, 10, 2},
    {"exp(x) + exp(-x) + y^2", 0, 0, 1, 1, 10, 2},
    {"x*log(x) + y*log(y)", 0.37, 0.37, 1, 1, 10, 1},
    {"x^2 - y^2", 0, 0, 0, 0, 10, 10},
    {"x*y", 0, 0, 0, 0, 10, 10},
    {"x + 2*y", 0, 0, 0, 0, 10, 10},
    {"5", 0, 0, 0, 0, 10, 10},
    {"sqrt(-1)", 0, 0, 0, 0, 10, 10},
    {"log(-1 - x^2)", 0, 0, 0, 0, 10, 10},
    {"1/x", 1, 0, 0, 0, 10, 10},
    {"abs(x) + abs(y)", 0, 0, 0, 1, 10, 10},
    {"floor(x)", 0, 0, 0, 16, 10, 10},
    {"1e308*x^2*1e10", 0, 0, 0, 1, 10, 1},
    {"tanh(x)", 0, 0, 0, 0, 10, 10},
    {"x^2", 0, 0, 0, 16, 10, 10},
    {"(x*t - 1)^2 + y^2", 0, 0, 0, 16, 10, 1},
    {"iterate(h, 0.5, 50, x*sigmoid(h) + y)", 0, 0, 0, 16, 1e6, 0.001},
};

START_TEST(test_the_view_shows_what_there_is) {
    const Outlook outlook = outlook_of(CASES[_i].text);
    const View *view = &outlook.view;
    const double width = view->x[1] - view->x[0], height = view->y[1] - view->y[0];
    const char *text = CASES[_i].text;
    ck_assert_msg(width > 0 && height > 0 && isfinite(width) && isfinite(height), "%s", text);
    ck_assert_msg(inside(view, CASES[_i].x, CASES[_i].y), "%s: %g..%g, %g..%g", text, view->x[0], view->x[1],
                  view->y[0], view->y[1]);
    ck_assert_msg(fmax(width, height) <= CASES[_i].widest * 1.0001 &&
                      fmin(width, height) >= CASES[_i].narrowest * 0.9999,
                  "%s: %g by %g", text, width, height);
    ck_assert_msg(outlook.minimum_count >= CASES[_i].least && outlook.minimum_count <= CASES[_i].most,
                  "%s: %d minima", text, outlook.minimum_count);
    ck_assert_msg(inside(view, outlook.start[0], outlook.start[1]), "%s", text);
    for (int i = 0; i < outlook.minimum_count; i++) {
        ck_assert_msg(inside(view, outlook.minima[i][0], outlook.minima[i][1]), "%s: minimum %d", text, i);
        ck_assert_msg(fmax(fabs(outlook.minima[i][0] - outlook.start[0]) / width,
                           fabs(outlook.minima[i][1] - outlook.start[1]) / height) > 0.01,
                      "%s starts at a minimum", text);
    }
}
END_TEST

START_TEST(test_levels_suit_the_range_of_heights) {
    ck_assert_int_eq(outlook_of("(1 - x)^2 + 100*(y - x^2)^2").levels, LEVELS_LOG);
    ck_assert_int_eq(outlook_of("exp(x^2 + y^2)").levels, LEVELS_LOG);
    ck_assert_int_eq(outlook_of("sin(x)*cos(y)").levels, LEVELS_LINEAR);
    ck_assert_int_eq(outlook_of("x - y").levels, LEVELS_LINEAR);
    ck_assert_int_eq(outlook_of("1/(x^2 + y^2)^3").levels, LEVELS_QUANTILE);
}
END_TEST

START_TEST(test_the_start_has_a_slope) {
    const Outlook outlook = outlook_of("-exp(-10*((x - 1)^2 + (y + 2)^2))");
    ck_assert_double_lt(hypot(outlook.start[0] - 1.0, outlook.start[1] + 2.0), 3.0);
    const Outlook half = outlook_of("sqrt(x - 1) + y^2");
    ck_assert_double_gt(half.start[0], 1.0);
}
END_TEST

SUITE("outlook") {
    TCase *tests = suite_case(suite, "views");
    tcase_add_loop_test(tests, test_the_view_shows_what_there_is, 0, sizeof CASES / sizeof *CASES);
    tcase_add_test(tests, test_levels_suit_the_range_of_heights);
    tcase_add_test(tests, test_the_start_has_a_slope);
}

/* Gradients and Hessians of formulas: against differences of their values, and where differences do not tell.
 */
#include "core/random.h"
#include "programs.h"
#include "suite.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* ---- against central differences ---- */

static const struct {
    const char *text;
    double low, high; /* x and y are drawn from here */
} SMOOTH[] = {
    {"3", -2, 2},
    {"x", -2, 2},
    {"y", -2, 2},
    {"t*x", -2, 2},
    {"x + y", -2, 2},
    {"x - y", -2, 2},
    {"3 - y", -2, 2},
    {"x*y", -2, 2},
    {"-x*y", -2, 2},
    {"x/y", 0.5, 2},
    {"2/(x*y)", 0.5, 2},
    {"x*y/3", -2, 2},
    {"(x + y)/(x*y)", 0.5, 2},
    {"(x*y)^2", -2, 2},
    {"(x - 2*y)^3", -2, 2},
    {"x^7*y", -1.5, 1.5},
    {"(x*y)^-2", 0.5, 2},
    {"x^2.5*y", 0.5, 2},
    {"(x*y)^-0.3", 0.5, 2},
    {"2^(x*y)", -2, 2},
    {"0.3^(x - y)", -2, 2},
    {"x^y", 0.5, 2},
    {"(x + y)^(x*y)", 0.5, 2},
    {"e^(x*y)", -2, 2},
    {"(x*y)^80", 0.8, 1.1},
    {"x^0.5*y", 0.5, 2},
    {"exp(x*y)", -2, 2},
    {"log(x*y)", 0.5, 2},
    {"log1p(x*y)", 0.1, 2},
    {"expm1(x*y)", -2, 2},
    {"sqrt(x*y)", 0.5, 2},
    {"cbrt(x*y)", 0.5, 2},
    {"cbrt(x*y)", -2, -0.5},
    {"abs(x*y)", 0.5, 2},
    {"abs(x - 5)*y", -2, 2},
    {"sign(x + 5)*x*y", -2, 2},
    {"sin(x*y)", -2, 2},
    {"cos(x*y)", -2, 2},
    {"sin(x)*cos(x)*y", -2, 2},
    {"tan(x*y)", -1, 1},
    {"asin(x*y)", -0.9, 0.9},
    {"acos(x*y)", -0.9, 0.9},
    {"atan(x*y)", -2, 2},
    {"atan2(x, y)", 0.5, 2},
    {"atan2(x*y, x - 5)", -2, 2},
    {"sinh(x*y)", -2, 2},
    {"cosh(x*y)", -2, 2},
    {"tanh(x*y)", -2, 2},
    {"sigmoid(x*y)", -3, 3},
    {"softplus(x*y)", -3, 3},
    {"relu(x*y)", 0.5, 2},
    {"relu(-x*y)*y", 0.5, 2},
    {"min(x*y, x + y + 9)", -2, 2},
    {"max(x*y, x + y + 9)", -2, 2},
    {"hypot(x, y)", 0.5, 2},
    {"hypot(x*y, 3)", -2, 2},
    {"erf(x*y)", -2, 2},
    {"floor(x*0 + 0.5)*y + x*x", -2, 2},
    {"(x < 5)*x*y + (y > 5) + (x == 7) + (y != 7)", -2, 2},
    {"if(x + y < 9, x*y*y, 1/0)", -2, 2},
    {"if(y, x*x*y, x)", 0.5, 2},
    {"(1 - x)^2 + 100*(y - x^2)^2", -2, 2},
    {"(x^2 + y - 11)^2 + (x + y^2 - 7)^2", -5, 5},
    {"-20*exp(-0.2*sqrt(0.5*(x^2 + y^2))) - exp(0.5*(cos(2*pi*x) + cos(2*pi*y))) + e + 20", 0.3, 3},
    {"let r = hypot(x, y); -sin(r)/r + 0.01*r^2", 1, 5},
    {"iterate(h, 0.5, 20, sigmoid(x*h + y)) - 0.7", -1, 3},
    {"0.05*(x^2 + y^2) + (1 - exp(-x^2 - y^2))*(1 - cos(atan2(y, x) - 2*hypot(x, y)))", 0.5, 2},
    {"(1 + (x + y + 1)^2*(19 - 14*x + 3*x^2 - 14*y + 6*x*y + 3*y^2))"
     "*(30 + (2*x - 3*y)^2*(18 - 32*x + 12*x^2 + 48*y - 36*x*y + 27*y^2))",
     -2, 2},
};
enum { SMOOTH_COUNT = sizeof SMOOTH / sizeof *SMOOTH, POINTS = 40 };

static double coordinate(uint32_t index, double low, double high) {
    return low + (high - low) * random_uniform((Draw){.seed = 3, .purpose = RANDOM_POINTS}, index);
}

static const double T = 1.5;

/* Checks that `exact` is the derivative, by x (direction 0) or y (1), of result `r`, which has about
 * `scale`'s size. */
static void check_difference(const char *text, const Program *program, int r, const double w[2],
                             int direction, double exact) {
    double h = cbrt(DBL_EPSILON) * fmax(1.0, fabs(w[direction])) * 0.2, side[2][RESULT_COUNT];
    for (int s = 0; s < 2; ++s) {
        double v[2] = {w[0], w[1]};
        v[direction] += s ? h : -h;
        program_point(program, ORDER_HESSIAN, v[0], v[1], T, side[s]);
    }
    /* Richardson's second pair of points takes the error from h^2 to h^4. */
    double wide[2][RESULT_COUNT];
    for (int s = 0; s < 2; ++s) {
        double v[2] = {w[0], w[1]};
        v[direction] += s ? 2 * h : -2 * h;
        program_point(program, ORDER_HESSIAN, v[0], v[1], T, wide[s]);
    }
    double near = (side[1][r] - side[0][r]) / (2 * h), far = (wide[1][r] - wide[0][r]) / (4 * h);
    double difference = (4 * near - far) / 3, size = fmax(fabs(side[0][r]), fabs(side[1][r]));
    double tolerance = 1e-8 * fmax(1.0, fabs(exact)) + 20 * DBL_EPSILON * size / h;
    if (!(fabs(difference - exact) <= tolerance))
        ck_abort_msg("%s at (%g, %g): result %d by %c is %.12g, differences say %.12g", text, w[0], w[1], r,
                     "xy"[direction], exact, difference);
}

START_TEST(test_gradient_and_hessian_agree_with_central_differences) {
    const char *text = SMOOTH[_i].text;
    Program *program = compiled(text);
    for (uint32_t i = 0; i < POINTS; ++i) {
        double w[2] = {coordinate(2 * i, SMOOTH[_i].low, SMOOTH[_i].high),
                       coordinate(2 * i + 1, SMOOTH[_i].low, SMOOTH[_i].high)};
        double results[RESULT_COUNT];
        program_point(program, ORDER_HESSIAN, w[0], w[1], T, results);
        check_difference(text, program, RESULT_VALUE, w, 0, results[RESULT_DX]);
        check_difference(text, program, RESULT_VALUE, w, 1, results[RESULT_DY]);
        check_difference(text, program, RESULT_DX, w, 0, results[RESULT_DXX]);
        check_difference(text, program, RESULT_DX, w, 1, results[RESULT_DXY]);
        check_difference(text, program, RESULT_DY, w, 0, results[RESULT_DXY]);
        check_difference(text, program, RESULT_DY, w, 1, results[RESULT_DYY]);
    }
    program_end(program);
}
END_TEST

/* ---- at kinks, edges and far out ---- */

static const double ANY = 12345.678; /* in the tables: whatever it is */

static const struct {
    const char *text;
    double x, y;
    double results[RESULT_COUNT];
} EXACT[] = {
    /* a branch not taken does no harm, be it NaN or infinite */
    {"if(x > 0, sqrt(x), 0)", -1, 0, {0, 0, 0, 0, 0, 0}},
    {"if(x > 0, sqrt(x), y)", -1, 2, {2, 0, 1, 0, 0, 0}},
    {"if(x > 0, log(x)*y, y^2)", -1, 2, {4, 0, 4, 0, 0, 2}},
    {"if(x > 0, log(x)*y, y^2)", 0, 2, {4, 0, 4, 0, 0, 2}},
    {"if(x != 0, sin(x)/x, 1)", 0, 0, {1, 0, 0, 0, 0, 0}},
    {"3*if(x > 0, 1/x, x)^2 + y", 0, 0, {0, 0, 1, 6, 0, 0}},
    {"exp(if(x > 0, sqrt(x), x))", 0, 0, {1, 1, 0, 1, 0, 0}},
    {"max(x, sqrt(y))", 1, -1, {ANY, ANY, ANY, ANY, ANY, ANY}},
    {"relu(x)*y", -2, 3, {0, 0, 0, 0, 0, 0}},
    /* kinks */
    {"abs(x) + 2*abs(y)", 0, 0, {0, 0, 0, 0, 0, 0}},
    {"abs(x) + 2*abs(y)", -1, 3, {7, -1, 2, 0, 0, 0}},
    {"relu(x) + y", 0, 0, {0, 0, 1, 0, 0, 0}},
    {"relu(x)*y", 2, 3, {6, 3, 2, 0, 1, 0}},
    {"sign(x)*y", 0, 1, {0, 0, 0, 0, 0, 0}},
    {"floor(x)*y", 2.5, 3, {6, 0, 2, 0, 0, 0}},
    {"(x > y)*x", 2, 1, {2, 1, 0, 0, 0, 0}},
    {"min(x^2, 3*y)", 1, 2, {1, 2, 0, 2, 0, 0}},
    {"min(x^2, 3*y)", 4, 2, {6, 0, 3, 0, 0, 0}},
    {"max(x^2, 3*y)", 1, 2, {6, 0, 3, 0, 0, 0}},
    {"max(x^2, 3*y)", 4, 2, {16, 8, 0, 2, 0, 0}},
    {"hypot(x, y)", 0, 0, {0, 0, 0, 0, 0, 0}},
    {"5*hypot(x, y)^2", 0, 0, {0, 0, 0, 0, 0, 0}},
    {"hypot(3*x, 4*y)", 1, 0, {3, 3, 0, 0, 0, 16.0 / 3}},
    {"hypot(x, y)", 3, 4, {5, 0.6, 0.8, 0.128, -0.096, 0.072}},
    {"atan2(y, x)", 0, 0, {0, 0, 0, 0, 0, 0}},
    {"atan2(y, x)", -1, 0, {3.141592653589793, 0, -1, 0, -1, 0}},
    {"sqrt(x) + y", 0, 0, {0, INFINITY, 1, ANY, 0, 0}},
    {"x^y", 0, 2, {0, 0, 0, 2, ANY, 0}},
    {"x^2", 0, 0, {0, 0, 0, 2, 0, 0}},
    {"x^2*y^3", 0, 0, {0, 0, 0, 0, 0, 0}},
    {"cbrt(x^3)", 2, 0, {2, 1, 0, 0, 0, 0}},
    /* far out */
    {"sigmoid(x)", 1000, 0, {1, 0, 0, 0, 0, 0}},
    {"sigmoid(x)", -1000, 0, {0, 0, 0, 0, 0, 0}},
    {"softplus(x)", 1000, 0, {1000, 1, 0, 0, 0, 0}},
    {"softplus(x)", -1000, 0, {0, 0, 0, 0, 0, 0}},
    {"tanh(x)", 1000, 0, {1, 0, 0, 0, 0, 0}},
    {"tanh(x)", -1000, 0, {-1, 0, 0, 0, 0, 0}},
    {"erf(x)", 0, 0, {0, 1.1283791670955126, 0, 0, 0, 0}},
    {"erf(x)", 100, 0, {1, 0, 0, 0, 0, 0}},
    {"hypot(x, y)", 3e200, 4e200, {5e200, 0.6, 0.8, ANY, ANY, ANY}},
    {"log1p(x)", 1e-20, 0, {1e-20, 1, 0, -1, 0, 0}},
    /* a constant factor of a derivative must not overflow on its own */
    {"1e200*(1e200*(1e-150*x)^2)", 1, 0, {1e100, 2e100, 0, 2e100, 0, 0}},
};
enum { EXACT_COUNT = sizeof EXACT / sizeof *EXACT };

START_TEST(test_derivatives_where_differences_do_not_tell) {
    Program *program = compiled(EXACT[_i].text);
    double results[RESULT_COUNT];
    program_point(program, ORDER_HESSIAN, EXACT[_i].x, EXACT[_i].y, T, results);
    for (int r = 0; r < RESULT_COUNT; ++r) {
        double exact = EXACT[_i].results[r];
        if (exact == ANY) continue;
        ck_assert_msg(results[r] == exact || fabs(results[r] - exact) <= 1e-14 * fabs(exact),
                      "%s at (%g, %g): result %d is %.17g, not %.17g", EXACT[_i].text, EXACT[_i].x,
                      EXACT[_i].y, r, results[r], exact);
    }
    program_end(program);
}
END_TEST

START_TEST(test_small_and_large_sigmoids_keep_their_digits) {
    Program *program = compiled("sigmoid(x) + 0*y");
    double results[RESULT_COUNT];
    for (double x = -700; x < -40; x += 10) {
        program_point(program, ORDER_HESSIAN, x, 0, 0, results);
        ck_assert_double_eq_tol(results[RESULT_VALUE] / exp(x), 1.0, 1e-14);
        ck_assert_double_eq_tol(results[RESULT_DX] / exp(x), 1.0, 1e-14);
        ck_assert_double_eq_tol(results[RESULT_DXX] / exp(x), 1.0, 1e-14);
    }
    program_end(program);
    program = compiled("softplus(x)");
    for (double x = -700; x < -40; x += 10) {
        program_point(program, ORDER_HESSIAN, x, 0, 0, results);
        ck_assert_double_eq_tol(results[RESULT_VALUE] / exp(x), 1.0, 1e-14);
        ck_assert_double_eq_tol(results[RESULT_DX] / exp(x), 1.0, 1e-14);
    }
    program_end(program);
}
END_TEST

/* ---- sharing ---- */

static const struct {
    const char *text;
    int value, gradient, hessian; /* at most this many operations */
} LENGTHS[] = {
    {"5", 0, 0, 0},
    {"x", 0, 0, 0},
    {"x*y + y*x", 2, 4, 4},
    {"sin(x*y)*sin(y*x)", 3, 9, 20},
    {"sin(x)", 1, 2, 3}, /* the second derivative is -sin x */
    {"exp(x)", 1, 1, 1}, /* its own derivative, twice */
    {"exp(exp(x))", 2, 3, 5},
    {"x + 0", 0, 0, 0},
    {"1*x*1 + 0*0", 0, 0, 0},
    {"x - -x + 2*(3 + 4)*0", 1, 1, 1},
    {"2^10*x", 1, 1, 1},
    {"let u = x - y; u*u + 3*u^2", 4, 7, 7},
    {"(1 - x)^2 + 100*(y - x^2)^2", 7, 12, 18},
    {"(x^2 + y - 11)^2 + (x + y^2 - 7)^2", 9, 17, 32},
    {"-20*exp(-0.2*sqrt(0.5*(x^2 + y^2))) - exp(0.5*(cos(2*pi*x) + cos(2*pi*y))) + e + 20", 18, 32, 70},
    {"iterate(h, 0.5, 50, sigmoid(x*h + y))", 150, 500, 1490},
};

START_TEST(test_what_derivatives_have_in_common_is_computed_once) {
    Program *program = compiled(LENGTHS[_i].text);
    ck_assert_int_le(program_length(program, ORDER_VALUE), LENGTHS[_i].value);
    ck_assert_int_le(program_length(program, ORDER_GRADIENT), LENGTHS[_i].gradient);
    ck_assert_int_le(program_length(program, ORDER_HESSIAN), LENGTHS[_i].hessian);
    program_end(program);
}
END_TEST

SUITE("derivative") {
    TCase *tests = suite_case(suite, "derivative");
    tcase_add_loop_test(tests, test_gradient_and_hessian_agree_with_central_differences, 0, SMOOTH_COUNT);
    tcase_add_loop_test(tests, test_derivatives_where_differences_do_not_tell, 0, EXACT_COUNT);
    tcase_add_test(tests, test_small_and_large_sigmoids_keep_their_digits);
    tcase_add_loop_test(tests, test_what_derivatives_have_in_common_is_computed_once, 0,
                        sizeof LENGTHS / sizeof *LENGTHS);
}

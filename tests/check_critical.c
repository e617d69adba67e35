#include "core/critical.h"
#include "programs.h"
#include "suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS_MAX = 1024 };

/* What is known: from the literature, or by hand. Counts of minima, maxima, saddles, degenerate points; -1:
 * some, up to the finder's few. Then some of the points, with their losses. */
static const struct Known {
    const char *name, *formula;
    View view;
    int counts[CRITICAL_KIND_COUNT];
    struct Spot {
        CriticalKind kind;
        double at[2], loss, tolerance;
    } spots[8];
} known[] = {
    {"bowl", "(x^2 + y^2)/2", {{-5, 5}, {-5, 5}}, {1, 0, 0, 0}, {{CRITICAL_MINIMUM, {0, 0}, 0, 1e-12}}},
    {"rosenbrock",
     "(1 - x)^2 + 100*(y - x^2)^2",
     {{-2, 2}, {-1, 3}},
     {1, 0, 0, 0},
     {{CRITICAL_MINIMUM, {1, 1}, 0, 1e-12}}},
    {"beale",
     "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
     {{-4.5, 4.5}, {-4.5, 4.5}},
     {1, 0, 2, 0},
     {{CRITICAL_MINIMUM, {3, 0.5}, 0, 1e-12},
      {CRITICAL_SADDLE, {0, 1}, 14.203125, 1e-12},
      {CRITICAL_SADDLE, {0.1005, -2.6445}, 9.8645, 1e-4}}},
    {"himmelblau",
     "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
     {{-6, 6}, {-6, 6}},
     {4, 1, 4, 0},
     {{CRITICAL_MINIMUM, {3, 2}, 0, 1e-12},
      {CRITICAL_MINIMUM, {-2.805118086952745, 3.131312518250573}, 0, 1e-12},
      {CRITICAL_MINIMUM, {-3.779310253377747, -3.283185991286170}, 0, 1e-12},
      {CRITICAL_MINIMUM, {3.584428340330492, -1.848126526964404}, 0, 1e-12},
      {CRITICAL_MAXIMUM, {-0.270845, -0.923039}, 181.617, 1e-3}}},
    {"six-hump camel",
     "(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (-4 + 4*y^2)*y^2",
     {{-3, 3}, {-2, 2}},
     {6, 2, 7, 0},
     {{CRITICAL_MINIMUM, {0.089842, -0.712656}, -1.031628453, 1e-6},
      {CRITICAL_MINIMUM, {-0.089842, 0.712656}, -1.031628453, 1e-6},
      {CRITICAL_MINIMUM, {1.7036, -0.7961}, -0.2155, 1e-4},
      {CRITICAL_MINIMUM, {1.6071, 0.5687}, 2.1043, 1e-4},
      {CRITICAL_SADDLE, {0, 0}, 0, 1e-12}}},
    {"three-hump camel",
     "2*x^2 - 1.05*x^4 + x^6/6 + x*y + y^2",
     {{-5, 5}, {-5, 5}},
     {3, 0, 2, 0},
     {{CRITICAL_MINIMUM, {0, 0}, 0, 1e-12},
      {CRITICAL_MINIMUM, {1.7476, -0.8738}, 0.2986, 1e-4},
      {CRITICAL_SADDLE, {1.0705, -0.5353}, 0.8774, 1e-4}}},
    {"rastrigin",
     "20 + x^2 + y^2 - 10*(cos(2*pi*x) + cos(2*pi*y))",
     {{-5.12, 5.12}, {-5.12, 5.12}},
     {121, 100, 220, 0},
     {{CRITICAL_MINIMUM, {0, 0}, 0, 1e-12}, {CRITICAL_MINIMUM, {0.994959, 0}, 0.994959, 1e-5}}},
    {"styblinski-tang",
     "(x^4 - 16*x^2 + 5*x + y^4 - 16*y^2 + 5*y)/2",
     {{-5, 5}, {-5, 5}},
     {4, 1, 4, 0},
     {{CRITICAL_MINIMUM, {-2.903534, -2.903534}, -78.3323314, 1e-6},
      {CRITICAL_MINIMUM, {-2.903534, 2.746803}, -64.1956124, 1e-6},
      {CRITICAL_MINIMUM, {2.746803, 2.746803}, -50.0588933, 1e-6},
      {CRITICAL_MAXIMUM, {0.156731, 0.156731}, 0.391225, 1e-5}}},
    {"goldstein-price",
     "(1 + (x + y + 1)^2*(19 - 14*x + 3*x^2 - 14*y + 6*x*y + 3*y^2))"
     "*(30 + (2*x - 3*y)^2*(18 - 32*x + 12*x^2 + 48*y - 36*x*y + 27*y^2))",
     {{-2, 2}, {-2, 2}},
     {4, 1, 4, 0},
     {{CRITICAL_MINIMUM, {0, -1}, 3, 1e-9},
      {CRITICAL_MINIMUM, {-0.6, -0.4}, 30, 1e-9},
      {CRITICAL_MINIMUM, {1.8, 0.2}, 84, 1e-9},
      {CRITICAL_MINIMUM, {1.2, 0.8}, 840, 1e-9},
      {CRITICAL_MAXIMUM, {0.8, 0.2}, 1155, 1e-9}}},
    {"mccormick",
     "sin(x + y) + (x - y)^2 - 1.5*x + 2.5*y + 1",
     {{-1.5, 4}, {-3, 4}},
     {2, 0, 1, 0},
     {{CRITICAL_MINIMUM, {-0.547198, -1.547198}, -1.913223, 1e-6},
      {CRITICAL_MINIMUM, {2.594395, 1.594395}, 1.228370, 1e-6},
      {CRITICAL_SADDLE, {1.547198, 0.547198}, 1.913223, 1e-6}}},
    {"branin",
     "(y - 5.1*x^2/(4*pi^2) + 5*x/pi - 6)^2 + 10*(1 - 1/(8*pi))*cos(x) + 10",
     {{-5, 10}, {0, 15}},
     {3, 0, 2, 0},
     {{CRITICAL_MINIMUM, {-3.141592653589793, 12.275}, 0.39788735773, 1e-10},
      {CRITICAL_MINIMUM, {3.141592653589793, 2.275}, 0.39788735773, 1e-10},
      {CRITICAL_MINIMUM, {9.42477796076938, 2.475}, 0.39788735773, 1e-10}}},
    {"double well",
     "x^2 + y^2 - 2*exp(-((x - 1)^2 + y^2)/0.2) - 3*exp(-((x + 1)^2 + y^2)/0.2)",
     {{-2, 2}, {-2, 2}},
     {2, 0, 1, 0},
     {{CRITICAL_MINIMUM, {0.9053, 0}, -1.0927, 1e-4}, {CRITICAL_MINIMUM, {-0.9363, 0}, -2.0631, 1e-4}}},
    {"bounded saddle",
     "x^2 - y^2 + 0.05*y^4",
     {{-4, 4}, {-5, 5}},
     {2, 0, 1, 0},
     {{CRITICAL_MINIMUM, {0, 3.1622776601683795}, -5, 1e-12}, {CRITICAL_SADDLE, {0, 0}, 0, 1e-12}}},
    {"monkey saddle",
     "x^3 - 3*x*y^2 + (x^2 + y^2)^2/4",
     {{-4.5, 4.5}, {-4.5, 4.5}},
     {3, 0, 0, 1},
     {{CRITICAL_MINIMUM, {-3, 0}, -6.75, 1e-12},
      {CRITICAL_MINIMUM, {1.5, 2.598076211353316}, -6.75, 1e-12},
      {CRITICAL_MINIMUM, {1.5, -2.598076211353316}, -6.75, 1e-12},
      {CRITICAL_DEGENERATE, {0, 0}, 0, 1e-9}}},
    {"flat against sharp",
     "0.1*((x - 2)^2 + (y - 2)^2) - 0.4*exp(-50*(x^2 + y^2))",
     {{-1.5, 4}, {-1.5, 4}},
     {2, 0, 1, 0},
     {{CRITICAL_MINIMUM, {2, 2}, 0, 1e-12}, {CRITICAL_MINIMUM, {0.01005, 0.01005}, 0.396, 1e-5}}},
    {"easom",
     "-cos(x)*cos(y)*exp(-((x - pi)^2 + (y - pi)^2))",
     {{-1, 7}, {-1, 7}},
     {5, 4, 4, 0},
     {{CRITICAL_MINIMUM, {3.141592653589793, 3.141592653589793}, -1, 1e-12}}},
    {"ackley, a cone's tip in the middle",
     "-20*exp(-0.2*sqrt((x^2 + y^2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2) + e + 20",
     {{-5, 5}, {-5, 5}},
     {121, 100, 220, 0},
     {{CRITICAL_MINIMUM, {0, 0}, 0, 1e-12}}},
    {"gutter, two creases",
     "abs(x - 0.3) + 10*abs(y + 0.7*x)",
     {{-5, 5.3}, {-5, 5.7}},
     {1, 0, 0, 0},
     {{CRITICAL_MINIMUM, {0.3, -0.21}, 0, 1e-10}}},
    {"bukin 6, a valley that is a crease",
     "100*sqrt(abs(y - 0.01*x^2)) + 0.01*abs(x + 10)",
     {{-15, -5}, {-3, 3}},
     {1, 0, 0, 0},
     {{CRITICAL_MINIMUM, {-10, 1}, 0, 1e-6}}},
    {"spiral, whose Hessian jumps at its middle",
     "let r2 = x^2 + y^2; 0.05*r2 + (1 - exp(-r2))*(1 - cos(atan2(y, x) - 2*sqrt(r2)))",
     {{-6, 6}, {-6, 6}},
     {1, 0, 0, 0},
     {{CRITICAL_MINIMUM, {0, 0}, 0, 1e-9}}},
    {"hyperbola of minima",
     "(x*y - 1)^2",
     {{-3, 3}, {-3, 3}},
     {0, 0, 1, -1},
     {{CRITICAL_SADDLE, {0, 0}, 1, 1e-12}}},
    {"rnn cliff",
     "(sigmoid(iterate(h, 0.5, 50, x*sigmoid(h) + y)) - 0.7)^2",
     {{3, 7}, {-4, -1}},
     {0, 0, 0, -1},
     {{CRITICAL_DEGENERATE, {3.0, -1.25}, 0, 0.7}}},
    {"quartic", "x^4 + y^4", {{-1, 1.2}, {-1, 1.3}}, {1, 0, 0, 0}, {{CRITICAL_MINIMUM, {0, 0}, 0, 1e-8}}},
    {"square pyramid of parabolas",
     "max(x^2, y^2)",
     {{-1, 1.2}, {-1, 1.3}},
     {1, 0, 0, 0},
     {{CRITICAL_MINIMUM, {0, 0}, 0, 1e-8}}},
    {"circle of minima",
     "(x^2 + y^2 - 1)^2",
     {{-3, 3.1}, {-3, 3.2}},
     {0, 1, 0, -1},
     {{CRITICAL_MAXIMUM, {0, 0}, 1, 1e-8}}},
    {"cubic saddle",
     "x^3 - 3*x*y^2",
     {{-3, 3.1}, {-3, 3.2}},
     {0, 0, 0, 1},
     {{CRITICAL_DEGENERATE, {0, 0}, 0, 1e-8}}},
    {"plains of rounding",
     "tanh(x*y)",
     {{-5, 5.1}, {-5, 5.2}},
     {0, 0, 1, 0},
     {{CRITICAL_SADDLE, {0, 0}, 0, 1e-8}}},
    {"a terrace that falls a little", "x^3/3 + 1e-5*x + y^2", {{-1, 1}, {-1, 1}}, {0, 0, 0, 0}, {{0}}},
    {"slope", "x + 2*y", {{-1, 1}, {-1, 1}}, {0, 0, 0, 0}, {{0}}},
    {"plain", "3", {{-1, 1}, {-1, 1}}, {0, 0, 0, 0}, {{0}}},
    {"flat ground beside a slope", "relu(x) + relu(y)", {{-2, 2}, {-2, 2}}, {0, 0, 0, 0}, {{0}}},
    {"nowhere a number", "sqrt(x)", {{-2, -1}, {-2, -1}}, {0, 0, 0, 0}, {{0}}},
    {"a hill of 10^27",
     "exp(3*x^2 + y^2)",
     {{-4, 4}, {-4, 4}},
     {1, 0, 0, 0},
     {{CRITICAL_MINIMUM, {0, 0}, 1, 1e-12}}},
    {"a stretched view",
     "x^2 + 1e12*(y - 1e-7)^2",
     {{-5, 5}, {-1e-6, 1e-6}},
     {1, 0, 0, 0},
     {{CRITICAL_MINIMUM, {0, 1e-7}, 0, 1e-12}}},
    {"far from the origin",
     "(x - 1e6)^2 + (y + 1e6)^2",
     {{999999, 1000002}, {-1000002, -999999}},
     {1, 0, 0, 0},
     {{CRITICAL_MINIMUM, {1e6, -1e6}, 0, 1e-6}}},
};
enum { KNOWN_COUNT = sizeof known / sizeof *known };

static CriticalPoint points[POINTS_MAX];

START_TEST(test_every_surface_has_its_known_critical_points) {
    const struct Known *it = &known[_i];
    Program *program = compiled(it->formula);
    int count = critical_find(program, &it->view, 0.0, POINTS_MAX, points), counts[CRITICAL_KIND_COUNT] = {0};
    for (int i = 0; i < count; i++) counts[points[i].kind]++;
    for (int kind = 0; kind < CRITICAL_KIND_COUNT; kind++) {
        const char *name = critical_kind_name((CriticalKind)kind);
        if (it->counts[kind] >= 0)
            ck_assert_msg(counts[kind] == it->counts[kind], "%s: %d %s, not %d", it->name, counts[kind], name,
                          it->counts[kind]);
        else
            ck_assert_msg(counts[kind] >= 2 && counts[kind] <= 24, "%s: %d %s", it->name, counts[kind], name);
    }
    for (size_t k = 0; k < sizeof it->spots / sizeof *it->spots; k++) {
        const struct Spot *spot = &it->spots[k];
        if (spot->tolerance == 0.0) continue;
        bool found = false;
        for (int i = 0; i < count; i++)
            found |= points[i].kind == spot->kind && fabs(points[i].at[0] - spot->at[0]) <= spot->tolerance &&
                     fabs(points[i].at[1] - spot->at[1]) <= spot->tolerance &&
                     fabs(points[i].loss - spot->loss) <= spot->tolerance * (1.0 + fabs(spot->loss));
        ck_assert_msg(found, "%s: no %s at (%g, %g)", it->name, critical_kind_name(spot->kind), spot->at[0],
                      spot->at[1]);
    }
    program_end(program);
}
END_TEST

START_TEST(test_every_point_is_inside_ordered_and_what_it_is_called) {
    const struct Known *it = &known[_i];
    Program *program = compiled(it->formula);
    int count = critical_find(program, &it->view, 0.0, POINTS_MAX, points);
    double size[2] = {it->view.x[1] - it->view.x[0], it->view.y[1] - it->view.y[0]};
    for (int i = 0; i < count; i++) {
        const CriticalPoint *point = &points[i];
        Curvature curvature = curvature_at(program, point->at, 0.0);
        ck_assert(point->at[0] >= it->view.x[0] - 1e-8 * size[0] &&
                  point->at[0] <= it->view.x[1] + 1e-8 * size[0]);
        ck_assert(point->at[1] >= it->view.y[0] - 1e-8 * size[1] &&
                  point->at[1] <= it->view.y[1] + 1e-8 * size[1]);
        ck_assert_double_eq(point->loss, curvature.loss);
        if (i)
            ck_assert(points[i - 1].kind < point->kind ||
                      (points[i - 1].kind == point->kind && points[i - 1].loss <= point->loss));
        for (int k = 0; k < i; k++)
            ck_assert(fabs(point->at[0] - points[k].at[0]) > 1e-7 * size[0] ||
                      fabs(point->at[1] - points[k].at[1]) > 1e-7 * size[1]);
        double nearby = 0.01 * fmin(size[0], size[1]);
        if (point->kink) {
            ck_assert_int_eq(point->kind, CRITICAL_MINIMUM);
            for (int k = 0; k < 64; k++) {
                double angle = 2 * 3.14159265358979 * k / 64;
                double place[2] = {point->at[0] + nearby * cos(angle), point->at[1] + nearby * sin(angle)};
                ck_assert_double_gt(curvature_at(program, place, 0.0).loss, point->loss);
            }
            continue;
        }
        ck_assert_double_le(curvature.gradient_norm * nearby, 1e-9 * (1e-3 + fabs(point->loss)) + 1e-9);
        if (point->kind == CRITICAL_MINIMUM && !point->flat) ck_assert_double_gt(point->eigenvalues[1], 0.0);
        if (point->flat) ck_assert_int_eq(point->kind, CRITICAL_MINIMUM);
        if (point->kind == CRITICAL_MAXIMUM) ck_assert_double_lt(point->eigenvalues[0], 0.0);
        if (point->kind == CRITICAL_SADDLE)
            ck_assert(point->eigenvalues[0] > 0.0 && point->eigenvalues[1] < 0.0);
    }
    program_end(program);
}
END_TEST

START_TEST(test_a_shifted_view_finds_the_same_points) {
    /* Nothing may depend on where the grid's points fall. */
    Program *program = compiled(known[3].formula); /* himmelblau */
    for (int k = 0; k < 40; k++) {
        double shift = 0.0017 * k;
        View view = {{-6 + shift, 6 + 2 * shift}, {-6 - shift, 6 + shift}};
        int count = critical_find(program, &view, 0.0, POINTS_MAX, points);
        ck_assert_int_eq(count, 9);
        ck_assert_int_eq(points[3].kind, CRITICAL_MINIMUM);
        ck_assert_int_eq(points[4].kind, CRITICAL_MAXIMUM);
        ck_assert_int_eq(points[5].kind, CRITICAL_SADDLE);
    }
    program_end(program);
}
END_TEST

START_TEST(test_a_view_without_the_point_does_not_find_it) {
    Program *program = compiled("(x - 1)^2 + y^2");
    View beside = {{1.001, 3}, {-1, 1}}, around = {{0.999, 3}, {-1, 1}};
    ck_assert_int_eq(critical_find(program, &beside, 0.0, POINTS_MAX, points), 0);
    ck_assert_int_eq(critical_find(program, &around, 0.0, POINTS_MAX, points), 1);
    program_end(program);
    /* The valley leads out of the view to a minimum closer to it than a cell of the grid. */
    program = compiled("(1 - x)^2 + 100*(y - x^2)^2");
    View valley = {{1.003, 3}, {0.5, 3}};
    ck_assert_int_eq(critical_find(program, &valley, 0.0, POINTS_MAX, points), 0);
    program_end(program);
}
END_TEST

START_TEST(test_no_more_points_than_asked_for_and_the_lowest_minima_first) {
    Program *program = compiled("20 + x^2 + y^2 - 10*(cos(2*pi*x) + cos(2*pi*y))");
    View view = {{-5.12, 5.12}, {-5.12, 5.12}};
    ck_assert_int_eq(critical_find(program, &view, 0.0, 5, points), 5);
    ck_assert_double_eq(points[0].loss, 0.0);
    for (int i = 1; i < 5; i++) ck_assert_double_eq_tol(points[i].loss, 0.99495906, 1e-7);
    ck_assert_int_eq(critical_find(program, &view, 0.0, 0, points), 0);
    program_end(program);
}
END_TEST

START_TEST(test_points_move_with_time) {
    Program *program = compiled("(x - t)^2 + (y + 2*t)^2");
    View view = {{-5, 5}, {-5, 5}};
    ck_assert_int_eq(critical_find(program, &view, 1.5, POINTS_MAX, points), 1);
    ck_assert_double_eq_tol(points[0].at[0], 1.5, 1e-12);
    ck_assert_double_eq_tol(points[0].at[1], -3.0, 1e-12);
    program_end(program);
}
END_TEST

START_TEST(test_a_crowded_surface_is_answered_within_bounds) {
    /* About 14000 critical points, closer than the grid can tell apart: the best are found nevertheless. */
    Program *program =
        compiled("sin(3*pi*x)^2 + (x - 1)^2*(1 + sin(3*pi*y)^2) + (y - 1)^2*(1 + sin(2*pi*y)^2)");
    View view = {{-10, 10}, {-10, 10}};
    int count = critical_find(program, &view, 0.0, 64, points);
    ck_assert_int_eq(count, 64);
    ck_assert_double_eq_tol(points[0].at[0], 1.0, 1e-10);
    ck_assert_double_eq_tol(points[0].at[1], 1.0, 1e-10);
    for (int i = 0; i < count; i++) ck_assert_int_eq(points[i].kind, CRITICAL_MINIMUM);
    program_end(program);
}
END_TEST

SUITE("critical") {
    TCase *critical = suite_case(suite, "critical");
    tcase_add_loop_test(critical, test_every_surface_has_its_known_critical_points, 0, KNOWN_COUNT);
    tcase_add_loop_test(critical, test_every_point_is_inside_ordered_and_what_it_is_called, 0, KNOWN_COUNT);
    tcase_add_test(critical, test_a_shifted_view_finds_the_same_points);
    tcase_add_test(critical, test_a_view_without_the_point_does_not_find_it);
    tcase_add_test(critical, test_no_more_points_than_asked_for_and_the_lowest_minima_first);
    tcase_add_test(critical, test_points_move_with_time);
    tcase_add_test(critical, test_a_crowded_surface_is_answered_within_bounds);
}

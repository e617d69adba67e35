/* Formulas over rows of data: against the same formula row by row, and bit for bit against themselves. */
#include "core/formula.h"
#include "core/program_code.h"
#include "refused.h"
#include "suite.h"

#include "data.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Of one vector and its neighbours, a group of several points, a whole block, more than that. */
static const size_t ROWS[] = {1, 2, 7, 8, 9, 61, 150, 511, 512, 513, 1024, 1500};
enum { ROWS_COUNT = sizeof ROWS / sizeof *ROWS, POINTS = 150 };

static const char *const PARAMETERS[] = {"k", "s"};
static const double VALUES[] = {0.75, 0.5};

static Program *compile(const char *text, const Dataset *data) {
    Error error = {0};
    char line[800];
    Formula *formula = formula_parse_with_data(text, PARAMETERS, 2, data, &error);
    ck_assert_msg(formula != NULL, "%s: %s", text, error_text(&error, line, sizeof line));
    Program *program = formula_compile(formula, VALUES, &error);
    ck_assert_msg(program != NULL, "%s: %s", text, error_text(&error, line, sizeof line));
    formula_end(formula);
    return program;
}

/* What stands inside mean(). */
static const char *const INNER[] = {
    "(x*f + y - g)^2",
    "softplus(-(2*label - 1)*(x*f + y))",
    "(y*tanh(x*f) - g)^2",
    "let r = x*f + y - g; if(abs(r) < k, 0.5*r^2, k*(abs(r) - 0.5*k))",
    "sin(x*f)*cos(y*g) + x*y",
    "f",
    "x*y",
    "x*f",
    "-k*f*x^2 + y*g",
    "iterate(h, g, 4, tanh(x*h + y*f))",
    "let z = (f - 2)/3*s + (1 - s)*f; (x*z + y - g)^2 + 3",
};
enum { INSIDE_COUNT = sizeof INNER / sizeof *INNER };

/* The definitions of `inner` in front, and mean() around the rest. */
static void wrap(const char *inner, char *text, size_t size) {
    const char *semicolon = strrchr(inner, ';'), *body = semicolon ? semicolon + 1 : inner;
    snprintf(text, size, "%.*smean(%s)", (int)(body - inner), inner, body);
}

START_TEST(test_a_mean_and_its_derivatives_are_the_means_over_single_rows) {
    const size_t rows = 61;
    Dataset *data = data_of(rows);
    char text[400];
    wrap(INNER[_i], text, sizeof text);
    Program *program = compile(text, data);
    const char *names[] = {"k", "s", "f", "g", "label"};
    Error error = {0};
    Formula *single = formula_parse(INNER[_i], names, 5, &error);
    ck_assert_ptr_nonnull(single);
    const double x = 0.4, y = -0.7;
    long double sums[RESULT_COUNT] = {0}, sizes[RESULT_COUNT] = {0};
    for (size_t i = 0; i < rows; i++) {
        double values[5] = {VALUES[0], VALUES[1]}, results[RESULT_COUNT];
        for (int c = 0; c < 3; c++) values[2 + c] = dataset_column(data, c)[i];
        Program *row = formula_compile(single, values, &error);
        program_point(row, ORDER_HESSIAN, x, y, 0.0, results);
        for (int r = 0; r < RESULT_COUNT; r++) sums[r] += results[r], sizes[r] += fabs(results[r]);
        program_end(row);
    }
    for (Order order = ORDER_VALUE; order <= ORDER_HESSIAN; ++order) {
        double results[RESULT_COUNT];
        program_point(program, order, x, y, 0.0, results);
        for (int r = 0; r < order_results(order); r++)
            ck_assert_msg(fabsl(results[r] - sums[r] / rows) <= 1e-14L * (sizes[r] / rows + 1.0L),
                          "%s, result %d: %.17g, not %.17Lg", text, r, results[r], sums[r] / rows);
    }
    formula_end(single);
    program_end(program);
    dataset_end(data);
}
END_TEST

/* Formulas around the means. */
static const char *const OUTER[] = {
    "mean((x*f + y - g)^2)",
    "sqrt(1 + mean(f*x)^2) + x*y + sum(g*y)/10 + t",
    "mean(softplus(-(2*label - 1)*(x*f + y))) + 0.01*(x^2 + y^2)",
    "mean(x*f)*mean(y*g) + exp(-mean((x - f)^2))",
    "log(mean(exp(x*g))) + mean(cos(y*f))",
    "avg(f)*x + std(g)*y + mean(f)",
};
enum { AROUND_COUNT = sizeof OUTER / sizeof *OUTER };

START_TEST(test_derivatives_agree_with_differences) {
    Dataset *data = data_of(37);
    Program *program = compile(OUTER[_i], data);
    const double x = 0.3, y = -0.2, h = 1e-5;
    double r[RESULT_COUNT], low[RESULT_COUNT], high[RESULT_COUNT];
    program_point(program, ORDER_HESSIAN, x, y, 2.0, r);
    for (int axis = 0; axis < 2; axis++) {
        program_point(program, ORDER_HESSIAN, x - h * !axis, y - h * axis, 2.0, low);
        program_point(program, ORDER_HESSIAN, x + h * !axis, y + h * axis, 2.0, high);
        for (int k = 0; k < 3; k++) {
            static const int FIRST[] = {RESULT_DX, RESULT_DXX, RESULT_DXY},
                             SECOND[] = {RESULT_DY, RESULT_DXY, RESULT_DYY};
            const double exact = r[axis ? SECOND[k] : FIRST[k]], difference = (high[k] - low[k]) / (2.0 * h);
            ck_assert_msg(fabs(exact - difference) <= 1e-6 * (1.0 + fabs(exact)), "%s: %d, %d: %g, %g",
                          OUTER[_i], axis, k, exact, difference);
        }
    }
    program_end(program);
    dataset_end(data);
}
END_TEST

START_TEST(test_same_bits_at_a_point_in_a_block_and_on_every_machine) {
    static double x[POINTS], y[POINTS], expected[POINTS][RESULT_COUNT], found[RESULT_COUNT][POINTS];
    for (uint32_t i = 0; i < POINTS; i++) {
        x[i] = random_normal((Draw){.seed = 5}, 2 * i);
        y[i] = random_normal((Draw){.seed = 5}, 2 * i + 1);
    }
    Dataset *data = data_of(ROWS[_i]);
    for (int f = 0; f < AROUND_COUNT; f++) {
        Program *program = compile(OUTER[f], data);
        for (int i = 0; i < POINTS; i++) program_point(program, ORDER_HESSIAN, x[i], y[i], 0.5, expected[i]);
        const Kernels *kernels;
        for (int k = 0; (kernels = kernels_available(k)); k++)
            for (Order order = ORDER_VALUE; order <= ORDER_HESSIAN; ++order)
                for (size_t count = 1; count <= POINTS; count += count < 10 ? 1 : 23) {
                    double *results[RESULT_COUNT];
                    for (int r = 0; r < RESULT_COUNT; r++) results[r] = found[r];
                    program_evaluate_with(kernels, program, order, count, x, y, 0.5, results);
                    for (int r = 0; r < order_results(order); r++)
                        for (size_t i = 0; i < count; i++)
                            ck_assert_msg(memcmp(&found[r][i], &expected[i][r], sizeof(double)) == 0,
                                          "%s over %zu rows, %s, order %d, %zu points: point %zu, result %d: "
                                          "%.17g, not %.17g",
                                          OUTER[f], ROWS[_i], kernels->name, (int)order, count, i, r,
                                          found[r][i], expected[i][r]);
                }
        program_end(program);
    }
    dataset_end(data);
}
END_TEST

START_TEST(test_a_batch_of_all_rows_in_order_is_the_whole) {
    Dataset *data = data_of(ROWS[_i]);
    uint32_t *batch = malloc(sizeof *batch * ROWS[_i]);
    for (uint32_t i = 0; i < ROWS[_i]; i++) batch[i] = i;
    for (int f = 0; f < AROUND_COUNT; f++) {
        Program *program = compile(OUTER[f], data);
        double whole[RESULT_COUNT], part[RESULT_COUNT];
        program_point(program, ORDER_HESSIAN, 0.3, -0.4, 1.0, whole);
        program_batch(program, ORDER_HESSIAN, batch, ROWS[_i], 0.3, -0.4, 1.0, part);
        ck_assert_mem_eq(whole, part, sizeof whole);
        program_end(program);
    }
    free(batch);
    dataset_end(data);
}
END_TEST

START_TEST(test_batches_of_rows_are_means_over_just_these) {
    Dataset *data = data_of(20);
    Program *program = compile("mean((x*f + y - g)^2) + sum(f)", data);
    const uint32_t batch[] = {3, 17, 3};
    double results[RESULT_COUNT], expected = 0.0, gradient = 0.0;
    program_batch(program, ORDER_GRADIENT, batch, 3, 0.5, 0.25, 0.0, results);
    for (int i = 0; i < 3; i++) {
        const double f = dataset_column(data, 0)[batch[i]], g = dataset_column(data, 1)[batch[i]],
                     r = 0.5 * f + 0.25 - g;
        expected += (r * r + 20.0 * f) / 3.0;
        gradient += 2.0 * r * f / 3.0;
    }
    ck_assert_double_eq_tol(results[RESULT_VALUE], expected, 1e-12);
    ck_assert_double_eq_tol(results[RESULT_DX], gradient, 1e-12);
    program_end(program);
    dataset_end(data);
}
END_TEST

START_TEST(test_a_rough_program_is_a_mean_over_part_of_the_rows_with_the_constants_of_all) {
    Dataset *data = data_of(ROWS[_i]);
    bool fewer = ROWS[_i] > 2 * PROGRAM_ROUGH_ROWS;
    for (int f = 0; f < AROUND_COUNT; f++) {
        Program *program = compile(OUTER[f], data);
        ck_assert((program_rough(program) != program) == fewer);
        program_end(program);
    }
    /* Of what is the same in every row nothing is estimated. */
    Program *constant = compile("mean(x^2 + avg(f)*y) + sum(1)", data);
    double whole[RESULT_COUNT], rough[RESULT_COUNT];
    program_point(constant, ORDER_HESSIAN, 0.3, -0.4, 0.0, whole);
    program_point(program_rough(constant), ORDER_HESSIAN, 0.3, -0.4, 0.0, rough);
    for (int r = 0; r < RESULT_COUNT; r++)
        ck_assert_double_eq_tol(rough[r], whole[r], 1e-12 * (1 + fabs(whole[r])));
    program_end(constant);
    /* Of the rest within four standard errors: no row is drawn twice. */
    Program *spread = compile("mean(x*f)", data);
    program_point(spread, ORDER_VALUE, 1.0, 0.0, 0.0, whole);
    program_point(program_rough(spread), ORDER_VALUE, 1.0, 0.0, 0.0, rough);
    double error = dataset_deviation(data, 0) / sqrt((double)PROGRAM_ROUGH_ROWS);
    ck_assert_double_le(fabs(rough[RESULT_VALUE] - whole[RESULT_VALUE]), 4 * error);
    ck_assert((rough[RESULT_VALUE] != whole[RESULT_VALUE]) == fewer);
    program_end(spread);
    dataset_end(data);
}
END_TEST

START_TEST(test_what_is_the_same_in_every_row_is_computed_once) {
    Dataset *data = data_of(100);
    Program *program = compile("mean((exp(x)*sin(f) + y)^2)", data);
    /* per row: times, plus, square; beside them exp(x) and nothing else */
    ck_assert_int_le(program_length(program, ORDER_VALUE), 3 * 100 + 2);
    program_end(program);
    dataset_end(data);
}
END_TEST

static const Refused refused[] = {
    {"f", 1, 1, "inside mean() or sum()"},
    {"x + y*f", 1, 7, "inside mean()"},
    {"mean(f) + g", 1, 11, "inside mean()"},
    {"let z = f*2;\nmean(z) + z", 1, 9, "inside mean()"},
    {"iterate(h, x, 3, h + f)", 1, 22, "inside mean()"},
    {"iterate(h, f, 3, h*x)", 1, 12, "inside mean()"},
    {"iterate(h, x, f, h*x)", 1, 15, "must not depend"},
    {"mean(f - mean(f))", 1, 1, "cannot run over another"},
    {"let m = sum(f); x + mean((g - m)^2)", 1, 21, "cannot run over another"},
    {"iterate(h, 0, 2, mean(h + f))", 1, 18, "cannot run over another"},
    {"avg(x)", 1, 5, "name of a column"},
    {"std(f*2)", 1, 6, "unexpected"},
    {"avg f", 1, 1, "in brackets"},
    {"mean f", 1, 1, "in brackets"},
    {"mean()", 1, 6, "value is missing"},
    {"mean(f, g)", 1, 7, "inside brackets"},
    {"mean(ff)", 1, 6, "did you mean f*f?"},
    {"maen(f)", 1, 1, "did you mean mean?"},
    {"let mean = 5; x", 1, 5, "already means"},
    {"let f = 5; x", 1, 5, "already means"},
    {"mean(f", 1, 5, "never closed"},
};

START_TEST(test_columns_out_of_place_are_refused_with_their_place) {
    Dataset *data = data_of(5);
    Error error = {0};
    Formula *formula = formula_parse_with_data(refused[_i].text, PARAMETERS, 2, data, &error);
    ck_assert_refused(&refused[_i], formula && formula_compile(formula, VALUES, &error), &error);
    if (formula) formula_end(formula);
    dataset_end(data);
}
END_TEST

START_TEST(test_without_data_mean_is_a_name_like_any_other) {
    Error error = {0};
    Formula *formula = formula_parse("let mean = x; mean^2", NULL, 0, &error);
    ck_assert_ptr_nonnull(formula);
    formula_end(formula);
    ck_assert_ptr_null(formula_parse("mean(x)", NULL, 0, &error));
    ck_assert_ptr_nonnull(strstr(error.hint, "data = "));
}
END_TEST

START_TEST(test_columns_that_mean_something_else_are_refused) {
    static const char *const names[] = {"x", "pi", "exp", "sum", "k", "let"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Dataset *data = data_of(3);
        Error error = {0};
        strcpy(data->names[1], names[i]);
        ck_assert_ptr_null(formula_parse_with_data("y", PARAMETERS, 2, data, &error));
        ck_assert_ptr_nonnull(strstr(error.message, "already means something"));
        dataset_end(data);
    }
}
END_TEST

SUITE("program_rows") {
    TCase *tests = suite_case(suite, "rows");
    tcase_add_loop_test(tests, test_a_mean_and_its_derivatives_are_the_means_over_single_rows, 0,
                        INSIDE_COUNT);
    tcase_add_loop_test(tests, test_derivatives_agree_with_differences, 0, AROUND_COUNT);
    tcase_add_loop_test(tests, test_same_bits_at_a_point_in_a_block_and_on_every_machine, 0, ROWS_COUNT);
    tcase_add_loop_test(tests, test_a_batch_of_all_rows_in_order_is_the_whole, 0, ROWS_COUNT);
    tcase_add_test(tests, test_batches_of_rows_are_means_over_just_these);
    tcase_add_loop_test(tests, test_a_rough_program_is_a_mean_over_part_of_the_rows_with_the_constants_of_all,
                        0, ROWS_COUNT);
    tcase_add_test(tests, test_what_is_the_same_in_every_row_is_computed_once);
    tcase_add_loop_test(tests, test_columns_out_of_place_are_refused_with_their_place, 0,
                        sizeof refused / sizeof *refused);
    tcase_add_test(tests, test_without_data_mean_is_a_name_like_any_other);
    tcase_add_test(tests, test_columns_that_mean_something_else_are_refused);
}

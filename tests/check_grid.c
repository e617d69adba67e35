#include "core/curvature.h"
#include "core/grid.h"
#include "core/random.h"
#include "files/grid_file.h"
#include "suite.h"
#include "temporary.h"

#include <math.h>
#include <stdint.h>
#include <unistd.h>

enum { WIDTH = 23, HEIGHT = 17 };
static const double X[2] = {-1.5, 2.0}, Y[2] = {0.5, 3.0};
static double heights[HEIGHT][WIDTH];
static Grid *grid;
static Program *program;

static double hill(double x, double y) {
    return sin(1.3 * x) * cos(y) + 0.2 * x * y;
}

static double place(const double ends[2], int i, int count) {
    return ends[0] + (ends[1] - ends[0]) * i / (count - 1.0);
}

static void start(void) {
    for (int j = 0; j < HEIGHT; j++)
        for (int i = 0; i < WIDTH; i++) heights[j][i] = hill(place(X, i, WIDTH), place(Y, j, HEIGHT));
    grid = grid_start(WIDTH, HEIGHT, &heights[0][0], X, Y);
    ck_assert_ptr_nonnull(grid);
    program = program_from_grid(grid);
}

static void stop(void) {
    program_end(program);
    grid_end(grid);
}

START_TEST(test_the_surface_goes_through_every_point) {
    double r[RESULT_COUNT];
    for (int j = 0; j < HEIGHT; j++)
        for (int i = 0; i < WIDTH; i++)
            ck_assert_double_eq_tol(
                program_point(program, ORDER_VALUE, place(X, i, WIDTH), place(Y, j, HEIGHT), 0, r),
                heights[j][i], 1e-13);
}
END_TEST

START_TEST(test_between_the_points_it_is_close_to_what_was_sampled) {
    for (uint32_t k = 0; k < 300; k++) {
        const Draw draw = {.seed = 4};
        /* inside, away from the border where the natural spline stops bending */
        const double x = -0.8 + 2.1 * random_uniform(draw, 2 * k),
                     y = 1.0 + 1.5 * random_uniform(draw, 2 * k + 1);
        double r[RESULT_COUNT];
        program_point(program, ORDER_HESSIAN, x, y, 0, r);
        ck_assert_double_eq_tol(r[RESULT_VALUE], hill(x, y), 2e-4);
        ck_assert_double_eq_tol(r[RESULT_DX], 1.3 * cos(1.3 * x) * cos(y) + 0.2 * y, 2e-3);
        ck_assert_double_eq_tol(r[RESULT_DXX], -1.69 * sin(1.3 * x) * cos(y), 3e-2);
    }
}
END_TEST

/* Also across cells, over the border and outside. */
START_TEST(test_derivatives_agree_with_differences_everywhere) {
    const double h = 1e-5;
    for (uint32_t k = 0; k < 500; k++) {
        const Draw draw = {.seed = 6};
        const double x = -3.0 + 6.0 * random_uniform(draw, 2 * k),
                     y = -1.0 + 6.0 * random_uniform(draw, 2 * k + 1);
        double r[RESULT_COUNT], low[RESULT_COUNT], high[RESULT_COUNT];
        program_point(program, ORDER_HESSIAN, x, y, 0, r);
        static const int OF[2][3] = {{RESULT_DX, RESULT_DXX, RESULT_DXY},
                                     {RESULT_DY, RESULT_DXY, RESULT_DYY}};
        for (int axis = 0; axis < 2; axis++) {
            program_point(program, ORDER_HESSIAN, x - h * !axis, y - h * axis, 0, low);
            program_point(program, ORDER_HESSIAN, x + h * !axis, y + h * axis, 0, high);
            for (int i = 0; i < 3; i++)
                ck_assert_msg(fabs(r[OF[axis][i]] - (high[i] - low[i]) / (2 * h)) < 2e-4, "at %g, %g: %d, %d",
                              x, y, axis, i);
        }
    }
}
END_TEST

START_TEST(test_gradient_and_hessian_do_not_jump_between_cells_nor_at_the_border) {
    const double step = 1e-9;
    for (int i = 0; i < WIDTH; i++)
        for (int j = 0; j < HEIGHT; j++) {
            double low[RESULT_COUNT], high[RESULT_COUNT];
            const double x = place(X, i, WIDTH), y = place(Y, j, HEIGHT);
            program_point(program, ORDER_HESSIAN, x - step, y - step, 0, low);
            program_point(program, ORDER_HESSIAN, x + step, y + step, 0, high);
            for (int r = 0; r < RESULT_COUNT; r++) ck_assert_double_eq_tol(low[r], high[r], 1e-6);
        }
}
END_TEST

START_TEST(test_outside_it_goes_on_straight) {
    double a[RESULT_COUNT], b[RESULT_COUNT];
    program_point(program, ORDER_HESSIAN, 5.0, 1.25, 0, a);
    program_point(program, ORDER_HESSIAN, 500.0, 1.25, 0, b);
    ck_assert_double_eq(a[RESULT_DXX], 0.0);
    ck_assert_double_eq(a[RESULT_DX], b[RESULT_DX]);
    ck_assert(isnan(program_point(program, ORDER_VALUE, NAN, 0.0, 0, a)));
    ck_assert(isnan(program_point(program, ORDER_VALUE, 0.0, INFINITY, 0, a)));
}
END_TEST

START_TEST(test_a_plane_stays_one_on_the_smallest_grid) {
    const double plane[] = {1.0, 3.0, 2.0, 4.0}, ends[2] = {0.0, 1.0};
    Grid *small = grid_start(2, 2, plane, ends, ends);
    Program *flat = program_from_grid(small);
    double r[RESULT_COUNT];
    program_point(flat, ORDER_HESSIAN, 0.3, -0.7, 0, r);
    ck_assert_double_eq_tol(r[RESULT_VALUE], 1.0 + 2.0 * 0.3 - 0.7, 1e-14);
    ck_assert_double_eq_tol(r[RESULT_DX], 2.0, 1e-14);
    ck_assert_double_eq_tol(r[RESULT_DXY], 0.0, 1e-14);
    program_end(flat);
    grid_end(small);
}
END_TEST

/* ---- files ---- */

enum { FILE_MAX = 4096 };

/* A .npy file of format 1.0 with this header; its length. */
static size_t npy(char *bytes, const char *header, const void *data, size_t size) {
    memcpy(bytes, "\x93NUMPY\x01\x00", 8);
    const size_t length = strlen(header);
    bytes[8] = (char)(length & 255), bytes[9] = (char)(length >> 8);
    memcpy(bytes + 10, header, length);
    memcpy(bytes + 10 + length, data, size);
    return 10 + length + size;
}

START_TEST(test_both_types_in_both_byte_orders_are_read_by_rows_and_by_columns) {
    static const double by_rows[6] = {1.0, 2.0, 3.0, 4.0, 5.0, 7.0},
                        by_columns[6] = {1.0, 4.0, 2.0, 5.0, 3.0, 7.0};
    for (int kind = 0; kind < 8; kind++) {
        const bool columns = kind & 4;
        const double *wide = columns ? by_columns : by_rows;
        float narrow[6];
        for (int i = 0; i < 6; i++) narrow[i] = (float)wide[i];
        char bytes[FILE_MAX], data[48], header[200];
        const size_t item = kind % 2 ? 4 : 8;
        memcpy(data, kind % 2 ? (const void *)narrow : (const void *)wide, 6 * item);
        if (kind & 2)
            for (size_t i = 0; i < 6; i++)
                for (size_t k = 0; k < item / 2; k++) {
                    char other = data[i * item + k];
                    data[i * item + k] = data[i * item + item - 1 - k];
                    data[i * item + item - 1 - k] = other;
                }
        snprintf(header, sizeof header, "{'descr': '%cf%zu', 'fortran_order': %s, 'shape': (2, 3), }\n",
                 kind & 2 ? '>' : '<', item, columns ? "True" : "False");
        size_t length = npy(bytes, header, data, 6 * item);
        Error error = {0};
        Grid *read = grid_file_parse(bytes, length, "g.npy", X, Y, &error);
        ck_assert_msg(read != NULL, "%s", error.message);
        ck_assert(read->width == 3 && read->height == 2);
        Program *of = program_from_grid(read);
        double r[RESULT_COUNT];
        ck_assert_double_eq_tol(program_point(of, ORDER_VALUE, X[0], Y[0], 0, r), 1.0, 1e-14);
        ck_assert_double_eq_tol(program_point(of, ORDER_VALUE, X[1], Y[0], 0, r), 3.0, 1e-14);
        ck_assert_double_eq_tol(program_point(of, ORDER_VALUE, X[1], Y[1], 0, r), 7.0, 1e-14);
        program_end(of);
        grid_end(read);
    }
}
END_TEST

#define ENTRY(type, order, shape) "{'descr': '" type "', 'fortran_order': " order ", 'shape': " shape ", }\n"
static const struct {
    const char *header, *words;
} refused[] = {
    {ENTRY("<i8", "False", "(2, 3)"), "neither float64"},
    {ENTRY("<f2", "False", "(2, 3)"), "neither float64"},
    {ENTRY("<f8", "False", "(6,)"), "no grid"},
    {ENTRY("<f8", "False", "(1, 2, 3)"), "no grid"},
    {ENTRY("<f8", "False", "()"), "no grid"},
    {ENTRY("<f8", "False", "(1, 6)"), "at least two"},
    {ENTRY("<f8", "False", "(2, 4)"), "bytes where"},
    {ENTRY("<f8", "False", "(2, 2)"), "bytes where"},
    {ENTRY("<f8", "False", "(2, 99999999999999)"), "more than"},
    {ENTRY("<f8", "False", "(0, 3)"), "no grid"},
    {ENTRY("<f8", "False", "(-2, 3)"), "no grid"},
    {"{}\n", "no order"},
    {"{'fortran_order': False}", "neither"},
    {"", "no order"},
};

START_TEST(test_other_arrays_are_refused) {
    static const double data[6] = {0};
    char bytes[FILE_MAX];
    size_t length = npy(bytes, refused[_i].header, data, sizeof data);
    Error error = {0};
    ck_assert_ptr_null(grid_file_parse(bytes, length, "g.npy", X, Y, &error));
    ck_assert_msg(strstr(error.message, refused[_i].words) != NULL, "\"%s\" for %s", error.message,
                  refused[_i].header);
    ck_assert_str_eq(error.file, "g.npy");
}
END_TEST

START_TEST(test_every_shorter_file_is_refused) {
    static const double data[6] = {0};
    char bytes[FILE_MAX];
    size_t length = npy(bytes, ENTRY("<f8", "False", "(2, 3)"), data, sizeof data);
    for (size_t shorter = 0; shorter < length; shorter++) {
        Error error = {0};
        ck_assert_ptr_null(grid_file_parse(bytes, shorter, "g.npy", X, Y, &error));
        ck_assert_str_ne(error.message, "");
    }
}
END_TEST

START_TEST(test_heights_that_are_no_numbers_are_refused_with_their_place) {
    double data[6] = {0, 0, 0, 0, NAN, 0};
    char bytes[FILE_MAX];
    Error error = {0};
    size_t length = npy(bytes, ENTRY("<f8", "False", "(2, 3)"), data, sizeof data);
    ck_assert_ptr_null(grid_file_parse(bytes, length, "g.npy", X, Y, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "row 1, column 1 is nan"));
}
END_TEST

START_TEST(test_files_too_large_are_refused_unread) {
    Temporary temporary = temporary_start();
    const char *path = temporary_file(&temporary, "large.npy", "\x93NUMPY");
    ck_assert_int_eq(truncate(path, (off_t)2 << 30), 0);
    Error error = {0};
    ck_assert_ptr_null(grid_file_read(path, X, Y, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "larger than 256 MB"));
    temporary_end(&temporary);
}
END_TEST

SUITE("grid") {
    TCase *tests = suite_case(suite, "spline"), *files = suite_case(suite, "files");
    tcase_add_checked_fixture(tests, start, stop);
    tcase_add_test(tests, test_the_surface_goes_through_every_point);
    tcase_add_test(tests, test_between_the_points_it_is_close_to_what_was_sampled);
    tcase_add_test(tests, test_derivatives_agree_with_differences_everywhere);
    tcase_add_test(tests, test_gradient_and_hessian_do_not_jump_between_cells_nor_at_the_border);
    tcase_add_test(tests, test_outside_it_goes_on_straight);
    tcase_add_test(tests, test_a_plane_stays_one_on_the_smallest_grid);
    tcase_add_test(files, test_both_types_in_both_byte_orders_are_read_by_rows_and_by_columns);
    tcase_add_loop_test(files, test_other_arrays_are_refused, 0, sizeof refused / sizeof *refused);
    tcase_add_test(files, test_every_shorter_file_is_refused);
    tcase_add_test(files, test_heights_that_are_no_numbers_are_refused_with_their_place);
    tcase_add_test(files, test_files_too_large_are_refused_unread);
}

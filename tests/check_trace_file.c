#include "files/trace_file.h"

#include "refused.h"
#include "suite.h"

#include <math.h>
#include <string.h>

static bool parse(Scene *traces, const char *text, Error *error) {
    *error = (Error){0};
    return trace_file_parse(traces, text, strlen(text), "folder/other.csv", error);
}

static Scene parsed(const char *text) {
    Scene traces;
    Error error;
    bool ok = parse(&traces, text, &error);
    ck_assert_msg(ok, "%s", ok ? "" : error.message);
    return traces;
}

static void ck_assert_row(const Scene *traces, int run, int64_t step, double x, double y, double loss) {
    const Trajectory *path = &traces->runs[run].trajectory;
    ck_assert(step <= path->steps);
    ck_assert_double_eq(trajectory_at(path, step, QUANTITY_X), x);
    ck_assert_double_eq(trajectory_at(path, step, QUANTITY_Y), y);
    double read = trajectory_at(path, step, QUANTITY_LOSS);
    ck_assert(isnan(loss) ? isnan(read) : read == loss);
}

START_TEST(test_two_columns_are_a_path_named_after_its_file) {
    Scene traces = parsed("\xEF\xBB\xBFX,Y\r\n1,2\r\n\r\n# a comment\r\n3.5,-1e-3\r\n");
    ck_assert_int_eq(traces.run_count, 1);
    ck_assert_int_eq(traces.steps, 1);
    ck_assert_str_eq(traces.runs[0].name, "other");
    ck_assert_row(&traces, 0, 0, 1, 2, NAN);
    ck_assert_row(&traces, 0, 1, 3.5, -1e-3, NAN);
    ck_assert_double_eq(traces.runs[0].recipe.start[1], 2);
    ck_assert_int_eq(traces.runs[0].status.outcome, OUTCOME_RUNNING);
    traces_end(&traces);
}
END_TEST

START_TEST(test_columns_may_stand_in_any_order_among_others) {
    Scene traces = parsed("loss,other,y,run,x,step\n5,words,2,\"a, b\",1,0\n4,,3,\"a, b\",2,1\n9,,0,c,0,0\n");
    ck_assert_int_eq(traces.run_count, 2);
    ck_assert_str_eq(traces.runs[0].name, "a, b");
    ck_assert_row(&traces, 0, 1, 2, 3, 4);
    ck_assert_row(&traces, 1, 0, 0, 0, 9);
    ck_assert_int_ne(traces.runs[0].colour, traces.runs[1].colour);
    traces_end(&traces);
}
END_TEST

START_TEST(test_steps_that_are_left_out_lie_on_a_straight_line) {
    Scene traces = parsed("step,x,y\n0,0,8\n4,4,0\n5,7,7\n");
    ck_assert_int_eq(traces.runs[0].trajectory.steps, 5);
    ck_assert_row(&traces, 0, 1, 1, 6, NAN);
    ck_assert_row(&traces, 0, 3, 3, 2, NAN);
    ck_assert_row(&traces, 0, 5, 7, 7, NAN);
    traces_end(&traces);
}
END_TEST

START_TEST(test_a_path_ends_where_its_numbers_do) {
    Scene traces = parsed("x,y\n1,1\n-1e300,2\ninf,nan\n");
    ck_assert_int_eq(traces.runs[0].status.outcome, OUTCOME_DIVERGED);
    ck_assert_int_eq(traces.runs[0].status.step, 2);
    traces_end(&traces);
}
END_TEST

static const Refused refused[] = {
    {"", 1, 1, "the file is empty"},
    {"step,x\n0,1\n", 1, 1, "no column is called y"},
    {"x,y,x\n", 1, 5, "a second column is called x"},
    {"x,y\n", 2, 1, "there are names but no numbers"},
    {"x,y\n1,two\n", 2, 3, "y: \"two\" is not a number"},
    {"x,y\n1\n", 2, 2, "the line ends after 1 of 2 columns"},
    {"x,y\n1,2,3\n", 2, 5, "the line goes on after its 2 columns"},
    {"step,x,y\n0,1,1\n0,1,1\n", 3, 1, "step 0 comes after step 0"},
    {"step,x,y\n0.5,1,1\n", 2, 1, "a step is a whole number"},
    {"step,x,y\n-1,1,1\n", 2, 1, "a step is a whole number"},
    {"step,x,y\n1e12,1,1\n", 2, 1, "a step is a whole number"},
    {"step,x,y\nnan,1,1\n", 2, 1, "a step is a whole number"},
    {"run,x,y\na,1,1\nb,1,1\na,2,2\n", 4, 1, "run a had its rows above already"},
};

START_TEST(test_what_is_wrong_is_refused_with_its_place_and_reason) {
    Scene traces;
    Error error;
    ck_assert_refused(&refused[_i], parse(&traces, refused[_i].text, &error), &error);
    ck_assert_str_eq(error.file, "folder/other.csv");
}
END_TEST

SUITE("trace_file") {
    TCase *tests = suite_case(suite, "traces");
    tcase_add_test(tests, test_two_columns_are_a_path_named_after_its_file);
    tcase_add_test(tests, test_columns_may_stand_in_any_order_among_others);
    tcase_add_test(tests, test_steps_that_are_left_out_lie_on_a_straight_line);
    tcase_add_test(tests, test_a_path_ends_where_its_numbers_do);
    tcase_add_loop_test(tests, test_what_is_wrong_is_refused_with_its_place_and_reason, 0,
                        sizeof refused / sizeof *refused);
}

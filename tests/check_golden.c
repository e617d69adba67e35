#include "files/golden.h"
#include "suite.h"
#include "temporary.h"

#include "files/scene_file.h"

#include <math.h>

static const char SCENE[] =
    "surface = \"rosenbrock\"; steps = 12; seed = 3;\n"
    "runs = ( { name = \"one\"; optimizer = \"adam\"; lr = 0.1; noise = 0.5; },\n"
    "         { name = \"far\"; optimizer = \"gd\"; lr = 1.0; clip = { kind = \"norm\"; limit = 2.0; }; },\n"
    "         { name = \"lost\"; optimizer = \"momentum\"; lr = 10.0; } );\n";

static Temporary temporary;
static Catalog catalog;

static void start(void) {
    Error error = {0};
    temporary = temporary_start();
    ck_assert_msg(catalog_start(&catalog, &error), "%s", error.message);
}

static void end(void) {
    catalog_end(&catalog);
    temporary_end(&temporary);
}

/* The golden text of SCENE; to be freed. */
static char *golden_text(void) {
    Error error = {0};
    Scene scene;
    const char *path = temporary_file(&temporary, "a.scene", SCENE);
    ck_assert_msg(scene_file_read(&scene, &catalog, path, &error), "%s", error.message);
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    ck_assert(golden_write(&scene, &catalog, stream));
    fclose(stream);
    scene_end(&scene);
    return text;
}

/* Changes the first `from` after the text `after` to `to`, of the same length. */
static void change(char *text, const char *after, const char *from, const char *to) {
    char *place = strstr(text, after);
    ck_assert_ptr_nonnull(place);
    place = strstr(place, from);
    ck_assert_ptr_nonnull(place);
    memcpy(place, to, strlen(to));
}

START_TEST(test_what_was_written_is_computed_again) {
    Error error;
    GoldenReport report;
    char *text = golden_text();
    const char *path = temporary_file(&temporary, "a.golden", text);
    ck_assert_msg(golden_compare(path, &catalog, &report, &error), "%s", error.message);
    ck_assert_int_eq(report.runs, 3);
    ck_assert_int_eq(report.steps, 3 * 13);
    ck_assert_int_eq(report.differing, 0);
    ck_assert_ptr_nonnull(strstr(text, " nan")); /* the lost run: not-a-numbers are recorded and equal */
    free(text);
}
END_TEST

START_TEST(test_a_changed_bit_is_found_where_it_is) {
    Error error;
    GoldenReport report;
    char *text = golden_text();
    change(text, "run \"far\"", "\n7 ", "\n7 ");
    char *row = strstr(strstr(text, "run \"far\""), "\n7 ") + 3;
    char *y = strchr(row, ' ') + 1, *digit = strchr(y, 'p') - 1;
    *digit = *digit == '0' ? '1' : *digit - 1;
    if (*digit == '`') *digit = '9';
    const char *path = temporary_file(&temporary, "a.golden", text);
    ck_assert_msg(golden_compare(path, &catalog, &report, &error), "%s", error.message);
    ck_assert_int_eq(report.differing, 1);
    ck_assert_str_eq(report.first.run, "far");
    ck_assert_int_eq(report.first.step, 7);
    ck_assert_str_eq(report.first.quantity, "y");
    ck_assert_uint_ge(report.first.ulps, 1);
    int line = 1;
    for (const char *c = text; c < row; c++) line += *c == '\n';
    ck_assert_int_eq(report.first.line, line);

    ck_assert_msg(golden_update(path, &catalog, &error), "%s", error.message);
    ck_assert(golden_compare(path, &catalog, &report, &error));
    ck_assert_int_eq(report.differing, 0);
    free(text);
}
END_TEST

START_TEST(test_broken_files_are_refused_with_their_place) {
    static const struct {
        const char *after, *from, *to, *message;
    } cases[] = {
        {"#", "golden", "silver", "is no golden trajectory: its first line is another"},
        {"\n", "---", "--+", NULL},
        {"run \"one\"", "loss", "lost", "its scene now records: step x y loss"},
        {"run \"one\"", "\n3 ", "\n4 ", "another step is due here"},
        {"run \"one\"", " 0x", " qx", "a number is missing"},
        {"steps   = 12", "12", "11", "its scene now records: run"},
        {"steps   = 12", "12", "13", "another step is due here"},
        {"lr = 0.1", "lr", "lx", NULL},
    };
    Error error;
    GoldenReport report;
    char *text = golden_text();
    change(text, cases[_i].after, cases[_i].from, cases[_i].to);
    const char *path = temporary_file(&temporary, "a.golden", text);
    ck_assert(!golden_compare(path, &catalog, &report, &error));
    ck_assert_str_eq(error.file, path);
    ck_assert_int_gt(error.line, 0);
    if (cases[_i].message)
        ck_assert_msg(strstr(error.message, cases[_i].message) != NULL, "%s", error.message);
    free(text);
}
END_TEST

START_TEST(test_a_file_cut_short_is_refused) {
    Error error;
    GoldenReport report;
    char *text = golden_text();
    size_t length = strlen(text);
    for (size_t cut = 0; cut < length - 1; cut += length / 97) {
        const char *path = temporary_bytes(&temporary, "a.golden", text, cut);
        ck_assert_msg(!golden_compare(path, &catalog, &report, &error) || report.differing > 0, "cut at %zu",
                      cut);
    }
    free(text);
}
END_TEST

START_TEST(test_ulps_count_the_doubles_between) {
    ck_assert_uint_eq(golden_ulps(1.0, 1.0), 0);
    ck_assert_uint_eq(golden_ulps(1.0, nextafter(1.0, 2.0)), 1);
    ck_assert_uint_eq(golden_ulps(-1.0, nextafter(-1.0, -2.0)), 1);
    ck_assert_uint_eq(golden_ulps(1.0, 2.0), UINT64_C(1) << 52);
    ck_assert_uint_eq(golden_ulps(-0.0, 0.0), 1);
    ck_assert_uint_eq(golden_ulps(-0x1p-1074, 0x1p-1074), 3);
    ck_assert_uint_eq(golden_ulps(NAN, NAN), 0);
    ck_assert_uint_eq(golden_ulps(NAN, 1.0), UINT64_MAX);
    ck_assert_uint_eq(golden_ulps(-INFINITY, INFINITY), golden_ulps(INFINITY, -INFINITY));
    ck_assert_uint_eq(golden_ulps(INFINITY, 0x1.fffffffffffffp+1023), 1);
}
END_TEST

START_TEST(test_golden_trajectories_are_computed_again) {
    static const char *const names[] = {"optimizers",
                                        "noise",
                                        "schedules",
                                        "clippings",
                                        "wrappers",
                                        "conventions",
                                        "batches-linear-regression",
                                        "batches-logistic-regression",
                                        "batches-noisy-rosenbrock"};
    Error error;
    GoldenReport report;
    char path[512];
    int runs = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "tests/golden/%s.golden", names[i]);
        ck_assert_msg(golden_compare(path, &catalog, &report, &error), "%s:%d: %s", path, error.line,
                      error.message);
        ck_assert_msg(report.differing == 0, "%s:%d: run %s, step %d: %s is %a, was %a", path,
                      report.first.line, report.first.run, (int)report.first.step, report.first.quantity,
                      report.first.computed, report.first.recorded);
        runs += report.runs;
    }
    ck_assert_int_gt(runs, 0);
}
END_TEST

static void ck_assert_mentions(const char *text, const char *format, const char *name) {
    char wanted[128];
    snprintf(wanted, sizeof wanted, format, name);
    ck_assert_msg(strstr(text, wanted) != NULL, "no golden run has %s: run scripts/golden", wanted);
}

START_TEST(test_golden_trajectories_cover_every_row_of_every_table) {
    char *quiet = temporary_read("tests/golden/optimizers.golden", NULL);
    char *noisy = temporary_read("tests/golden/noise.golden", NULL);
    char *schedule_runs = temporary_read("tests/golden/schedules.golden", NULL);
    char *clipping_runs = temporary_read("tests/golden/clippings.golden", NULL);
    char *convention_runs = temporary_read("tests/golden/conventions.golden", NULL);
    char *batch_runs = temporary_read("tests/golden/batches-logistic-regression.golden", NULL);
    for (int i = 0; i < optimizer_count; i++) {
        ck_assert_mentions(quiet, "optimizer = \"%s\"", optimizers[i].name);
        ck_assert_mentions(noisy, "optimizer = \"%s\"", optimizers[i].name);
        for (int k = 0; k < CONVENTIONS_MAX && optimizers[i].conventions[k].name; k++) {
            char run[96];
            snprintf(run, sizeof run, "%s, %s", optimizers[i].name, optimizers[i].conventions[k].name);
            ck_assert_mentions(convention_runs, "run \"%s\"", run);
        }
    }
    for (int i = 0; i < schedule_count; i++)
        ck_assert_mentions(schedule_runs, "run \"%s, warm-up\"", schedules[i].name);
    for (int i = 0; i < clipping_count; i++)
        ck_assert_mentions(clipping_runs, "run \"%s, adam\"", clippings[i].name);
    static const char *const batches[] = {"all",          "one",     "few",  "replaced",
                                          "one replaced", "surplus", "noisy"};
    for (size_t i = 0; i < sizeof batches / sizeof *batches; i++) {
        char run[96];
        snprintf(run, sizeof run, "adam, %s", batches[i]);
        ck_assert_mentions(batch_runs, "run \"%s\"", run);
    }
    ck_assert_mentions(batch_runs, "replacement = %s", "1");
    free(batch_runs), free(quiet), free(noisy), free(schedule_runs), free(clipping_runs),
        free(convention_runs);
}
END_TEST

SUITE("golden") {
    TCase *files = suite_case(suite, "files");
    tcase_add_checked_fixture(files, start, end);
    tcase_add_test(files, test_what_was_written_is_computed_again);
    tcase_add_test(files, test_a_changed_bit_is_found_where_it_is);
    tcase_add_loop_test(files, test_broken_files_are_refused_with_their_place, 0, 8);
    tcase_add_test(files, test_a_file_cut_short_is_refused);
    tcase_add_test(files, test_golden_trajectories_are_computed_again);
    tcase_add_test(files, test_golden_trajectories_cover_every_row_of_every_table);
    TCase *numbers = suite_case(suite, "numbers");
    tcase_add_test(numbers, test_ulps_count_the_doubles_between);
}

#include "files/surface_file.h"

#include "refused.h"
#include "suite.h"
#include "temporary.h"

static Temporary temporary;
static void start(void) {
    temporary = temporary_start();
}
static void end(void) {
    temporary_end(&temporary);
}

static bool read_text(SurfaceDefinition *definition, const char *text, Error *error) {
    *error = (Error){0};
    return surface_file_read(definition, temporary_file(&temporary, "my-valley.surface", text), error);
}

START_TEST(test_a_full_file_is_read_as_written) {
    static const char text[] =
        "title = \"Valley\"; formula = \"(a - x)^2 + b*(y - x^2)^2\";\n"
        "parameters = ( { name = \"a\"; value = 1; range = [0, 2.5]; },\n"
        "  { name = \"b\"; symbol = \"β\"; value = 100; range = [1, 1000]; scale = \"log\"; help = "
        "\"steep\"; } );\n"
        "view = { x = [-2, 2]; y = [-1, 3.5]; }; start = [-1.2, 1]; minima = ( [1, 1], (2.5, -3) );\n"
        "levels = \"linear\"; tuned = { gd = 0.0019; adam = 1; }; teaches = \"Curves.\"; source = \"Me\";\n";
    SurfaceDefinition definition;
    Error error;
    ck_assert_msg(read_text(&definition, text, &error), "%s", error.message);
    ck_assert_str_eq(definition.name, "my-valley");
    ck_assert_str_eq(definition.title, "Valley");
    ck_assert_str_eq(definition.formula_text, "(a - x)^2 + b*(y - x^2)^2");
    ck_assert_ptr_nonnull(definition.formula);
    ck_assert_int_eq(definition.parameter_count, 2);
    const Hyperparameter *a = &definition.parameters[0], *b = &definition.parameters[1];
    ck_assert_str_eq(a->name, "a");
    ck_assert_str_eq(a->symbol, "a");
    ck_assert_str_eq(a->help, "");
    ck_assert(a->default_value == 1.0 && a->minimum == 0.0 && a->maximum == 2.5 && a->scale == SCALE_LINEAR);
    ck_assert_str_eq(b->symbol, "β");
    ck_assert_str_eq(b->help, "steep");
    ck_assert(b->low == 1.0 && b->high == 1000.0 && b->scale == SCALE_LOG);
    ck_assert(definition.view.x[0] == -2.0 && definition.view.y[1] == 3.5);
    ck_assert(definition.start[0] == -1.2 && definition.start[1] == 1.0);
    ck_assert_int_eq(definition.minimum_count, 2);
    ck_assert(definition.minima[1][0] == 2.5 && definition.minima[1][1] == -3.0);
    ck_assert_int_eq(definition.levels, LEVELS_LINEAR);
    ck_assert(surface_definition_rate(&definition, "gd", 0.0) == 0.0019);
    ck_assert(surface_definition_rate(&definition, "adam", 0.0) == 1.0);
    ck_assert(surface_definition_rate(&definition, "rmsprop", 7.0) == 7.0);
    ck_assert_str_eq(definition.teaches, "Curves.");
    ck_assert_str_eq(definition.source, "Me");
    surface_definition_end(&definition);
}
END_TEST

START_TEST(test_a_formula_alone_is_a_surface) {
    SurfaceDefinition definition;
    Error error;
    ck_assert_msg(read_text(&definition, "formula = \"x*y\"; view = { x = [0, 10]; y = [0, 10]; };", &error),
                  "%s", error.message);
    ck_assert_str_eq(definition.title, "my-valley");
    ck_assert_str_eq(definition.teaches, "");
    ck_assert_double_eq_tol(definition.start[0], 1.0, 1e-12);
    ck_assert_double_eq_tol(definition.start[1], 8.0, 1e-12);
    surface_definition_end(&definition);
    error = (Error){0};
    ck_assert(surface_definition_from_formula(&definition, "x^2 + y^2", &error));
    ck_assert_str_eq(definition.name, "formula");
    ck_assert(definition.view.x[0] == -5.0 && definition.start[0] == -4.0 && definition.start[1] == 3.0);
    surface_definition_end(&definition);
}
END_TEST

static const Refused refused[] = {
    {"title = \"a\";", 0, 0, "formula is missing"},
    {"formula = 5;", 1, 1, "must be text"},
    {"formula = \"\";", 1, 1, "formula is empty"},
    {"formula = \"x +\n  2y\";", 2, 4, "'*' is missing"},
    {"formula = \"x\"\n  \"+ (y\";", 2, 6, "never closed"},
    {"formula = \"sni(x)\";", 1, 12, "did you mean sin?"},
    {"formula = \"k*x\";", 1, 12, "k"},
    {"formula = \"x\";\n titel = \"a\";", 2, 2, "did you mean title?"},
    {"formula = \"x\"; title = \"\";", 1, 16, "title is empty"},
    {"formula = \"x\"; title = 5;", 1, 16, "must be text"},
    {"formula = \"x\"; teaches = \" \\n\";", 1, 16, "teaches is empty"},
    {"formula = \"x\"; source = \"\";", 1, 16, "source is empty"},
    {"formula = \"x\"; view = { x = [0, 1]; };", 1, 16, "y is missing"},
    {"formula = \"x\"; view = { x = [1, 0]; y = [0, 1]; };", 1, 25, "lower to a higher"},
    {"formula = \"x\"; view = { x = [1, 1]; y = [0, 1]; };", 1, 25, "lower to a higher"},
    {"formula = \"x\"; view = { x = [-1e308, 1.7e308]; y = [0, 1]; };", 1, 25, "lower to a higher"},
    {"formula = \"x\"; view = { x = [0, \"1\"]; y = [0, 1]; };", 1, 33, "must be a number"},
    {"formula = \"x\"; view = [0, 1];", 1, 16, "must be a group"},
    {"formula = \"x\"; view = { x = [0, 1]; y = [0, 1]; z = [0, 1]; };", 1, 49, "no known setting"},
    {"formula = \"x\"; start = [5.5, 0];", 1, 16, "outside the view"},
    {"formula = \"x\"; start = [1];", 1, 16, "two numbers"},
    {"formula = \"x\"; start = [1, nan];", 1, 28, "is no value"},
    {"formula = \"x\"; minima = [1, 2];", 1, 26, "two numbers"},
    {"formula = \"x\"; minima = ( [1, 2, 3] );", 1, 27, "two numbers"},
    {"formula = \"x\"; data = 5;", 1, 16, "must be text"},
    {"formula = \"x\"; data = \"\";", 1, 16, "data is empty"},
    {"formula = \"x\"; grid = \"a.npy\";", 1, 1, "has no formula"},
    {"view = { x = [0, 1]; y = [0, 1]; }; grid = \"a.npy\"; parameters = ();", 1, 53, "has no parameters"},
    {"grid = \"a.npy\";", 1, 1, "needs a view"},
    {"formula = \"x\"; levels = \"lin\";", 1, 16, "log, linear, quantile"},
    {"formula = \"x\"; levels = 1;", 1, 16, "must be text"},
    {"formula = \"x\"; saddles = ( 3 );", 1, 28, "saddles = ( [x, y], [x, y] )"},
    {"formula = \"x\"; tuned = { adma = 1; };", 1, 26, "did you mean adam?"},
    {"formula = \"x\"; tuned = { adam = 0; };", 1, 26, "no learning rate"},
    {"formula = \"x\"; tuned = { adam = -1; };", 1, 26, "no learning rate"},
    {"formula = \"x\"; parameters = { name = \"a\"; };", 1, 16, "must be a list"},
    {"formula = \"x\"; parameters = ( 5 );", 1, 31, "must be a group"},
    {"formula = \"x\"; parameters = ( { name = \"a\"; value = 1; } );", 1, 31, "range is missing"},
    {"formula = \"x\"; parameters = ( { name = \"a b\"; value = 1; range = [0, 2]; } );", 1, 33, "no name"},
    {"formula = \"x\"; parameters = ( { name = \"x\"; value = 1; range = [0, 2]; } );", 1, 33,
     "something else"},
    {"formula = \"x\"; parameters = ( { name = \"exp\"; value = 1; range = [0, 2]; } );", 1, 33,
     "something else"},
    {"formula = \"x\"; parameters = ( { name = \"a\"; value = 3; range = [0, 2]; } );", 1, 45, "from 0 to 2"},
    {"formula = \"x\"; parameters = ( { name = \"a\"; value = 1; range = [2, 0]; } );", 1, 56,
     "lower to a higher"},
    {"formula = \"x\"; parameters = ( { name = \"a\"; value = 1; range = [0, 2]; scale = \"log\"; } );", 1,
     56, "above 0"},
    {"formula = \"x\"; parameters = ( { name = \"a\"; value = 1; range = [0, 2]; scale = \"lg\"; } );", 1, 72,
     "one_minus"},
    {"formula = \"x\"; parameters = ( { name = \"a\"; value = 1; range = [0, 2]; },\n"
     " { name = \"a\"; value = 1; range = [0, 2]; } );",
     2, 4, "two parameters a"},
};

START_TEST(test_data_stands_beside_the_file_and_its_faults_have_their_place_there) {
    SurfaceDefinition definition;
    Surface surface;
    Error error = {0};
    const char *path =
        temporary_file(&temporary, "fit.surface", "data = \"d.csv\"; formula = \"mean((x*f + y - g)^2)\";");
    ck_assert(!surface_file_read(&definition, path, &error));
    ck_assert_ptr_nonnull(strstr(error.file, "/d.csv"));
    temporary_file(&temporary, "d.csv", "f,g\n1,2\n2,x\n");
    ck_assert(!surface_file_read(&definition, path, &error));
    ck_assert(error.line == 3 && error.column == 3);
    temporary_file(&temporary, "d.csv", "f,g\n1,3\n2,5\n");
    ck_assert(surface_file_read(&definition, path, &error));
    ck_assert(surface_start(&surface, &definition, &error));
    ck_assert_double_eq(surface_loss(&surface, (double[]){2.0, 1.0}, NULL, NULL), 0.0);
    ck_assert_int_eq(surface_examples(&surface), 2);
    const uint64_t version = surface.version;
    surface_end(&surface);
    surface_definition_end(&definition);
    temporary_file(&temporary, "d.csv", "f,g\n1,3\n2,6\n");
    ck_assert(surface_file_read(&definition, path, &error));
    ck_assert(surface_start(&surface, &definition, &error));
    ck_assert_uint_ne(surface.version, version);
    surface_end(&surface);
    surface_definition_end(&definition);
    temporary_file(&temporary, "d.csv", "x,g\n1,3\n");
    ck_assert(!surface_file_read(&definition, path, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "already means something"));
}
END_TEST

START_TEST(test_what_is_wrong_is_refused_with_its_place_and_reason) {
    SurfaceDefinition definition;
    Error error;
    ck_assert_refused(&refused[_i], read_text(&definition, refused[_i].text, &error), &error);
    ck_assert_ptr_nonnull(strstr(error.file, "my-valley.surface"));
    ck_assert_ptr_null(definition.formula_text);
}
END_TEST

START_TEST(test_a_formula_too_long_or_too_deep_is_refused) {
    static const struct {
        char fill;
        size_t length;
    } kinds[] = {{'(', 10000}, {'x', 1 << 20}, {'-', 1 << 20}, {'(', 1 << 20}};
    size_t length = kinds[_i].length;
    char *text = malloc(length + 64);
    strcpy(text, "formula = \"");
    memset(text + 11, kinds[_i].fill, length);
    strcpy(text + 11 + length, "x\";");
    SurfaceDefinition definition;
    Error error;
    ck_assert(!read_text(&definition, text, &error));
    ck_assert_int_eq(error.line, 1);
    ck_assert_int_gt(error.column, 11);
    ck_assert_str_ne(error.hint, "");
    free(text);
}
END_TEST

START_TEST(test_a_file_name_too_long_for_a_name_is_refused) {
    SurfaceDefinition definition;
    Error error = {0};
    char name[100];
    memset(name, 'n', 80);
    strcpy(name + 80, ".surface");
    ck_assert(!surface_file_read(&definition, temporary_file(&temporary, name, "formula = \"x\";"), &error));
    ck_assert_ptr_nonnull(strstr(error.message, "longer than 63 bytes"));
}
END_TEST

SUITE("surface_file") {
    TCase *tests = suite_case(suite, "reading");
    tcase_add_checked_fixture(tests, start, end);
    tcase_add_test(tests, test_a_full_file_is_read_as_written);
    tcase_add_test(tests, test_a_formula_alone_is_a_surface);
    tcase_add_test(tests, test_data_stands_beside_the_file_and_its_faults_have_their_place_there);
    tcase_add_loop_test(tests, test_what_is_wrong_is_refused_with_its_place_and_reason, 0,
                        sizeof refused / sizeof *refused);
    tcase_add_loop_test(tests, test_a_formula_too_long_or_too_deep_is_refused, 0, 4);
    tcase_add_test(tests, test_a_file_name_too_long_for_a_name_is_refused);
}

#include "files/settings.h"

#include "refused.h"
#include "suite.h"
#include "temporary.h"

#include <math.h>

static Temporary temporary;
static void start(void) {
    temporary = temporary_start();
}
static void end(void) {
    temporary_end(&temporary);
}

static Settings *open_text(const char *text) {
    Error error = {0};
    Settings *settings = settings_open(temporary_file(&temporary, "text.cfg", text), &error);
    ck_assert_msg(settings != NULL, "%d:%d: %s", error.line, error.column, error.message);
    return settings;
}

static double number_of(const Settings *settings, const char *key) {
    Error error = {0};
    double number = NAN;
    const Setting *setting = settings_require(settings, settings_root(settings), key, &error);
    ck_assert_msg(setting && settings_number(settings, setting, &number, &error), "%s", error.message);
    return number;
}

START_TEST(test_numbers_of_every_form_are_read_exactly) {
    Settings *settings =
        open_text("a = 1; b = -2.5, c = 1e-7\n d = 10000000000; e = 9007199254740992;\n"
                  "f = .5; g = 5e-324; h = +3; i = 0x10; j = -0.0; k = 12L; l = 1.7976931348623157e308;");
    ck_assert(number_of(settings, "a") == 1.0);
    ck_assert(number_of(settings, "b") == -2.5);
    ck_assert(number_of(settings, "c") == 1e-7);
    ck_assert(number_of(settings, "d") == 1e10);
    ck_assert(number_of(settings, "e") == 9007199254740992.0);
    ck_assert(number_of(settings, "f") == 0.5);
    ck_assert(number_of(settings, "g") == 5e-324);
    ck_assert(number_of(settings, "h") == 3.0);
    ck_assert(number_of(settings, "i") == 16.0);
    ck_assert(number_of(settings, "j") == 0.0 && signbit(number_of(settings, "j")));
    ck_assert(number_of(settings, "k") == 12.0);
    ck_assert(number_of(settings, "l") == 1.7976931348623157e308);
    settings_end(settings);
}
END_TEST

START_TEST(test_a_list_in_square_brackets_holds_whole_and_other_numbers) {
    Settings *settings = open_text("a = [1, 2.5]; b = [[0, 1e3], (2, 3,),];; c = {}; d = [],");
    Error error = {0};
    double pair[2];
    ck_assert(settings_pair(settings, settings_member(settings_root(settings), "a"), pair, &error));
    ck_assert(pair[0] == 1.0 && pair[1] == 2.5);
    const Setting *list = settings_member(settings_root(settings), "b");
    ck_assert_int_eq(settings_length(list), 2);
    ck_assert(settings_pair(settings, settings_element(list, 0), pair, &error) && pair[1] == 1000.0);
    settings_end(settings);
}
END_TEST

START_TEST(test_a_byte_order_mark_and_any_line_ends_are_read) {
    Settings *settings =
        open_text("\xef\xbb\xbf"
                  "a = 1;\r\nb = \"two\\\"\\x41\"\r\n \"three\";\r\n// c\r\n/* d\r\n */ e = true;");
    Error error = {0};
    const char *text;
    bool on = false;
    ck_assert(number_of(settings, "a") == 1.0);
    ck_assert(settings_text(settings, settings_member(settings_root(settings), "b"), &text, &error));
    ck_assert_str_eq(text, "two\"Athree");
    ck_assert(settings_switch(settings, settings_member(settings_root(settings), "e"), &on, &error) && on);
    settings_end(settings);
}
END_TEST

/* What is refused, and where. */
static const Refused refused[] = {
    {"a = 1;\n  @include \"b.cfg\"\n", 2, 3, "@include"},
    {"@include \"b.cfg\"", 1, 1, "@include"},
    {"a = 99999999999999999999;", 1, 5, "too large"},
    {"a = 1e400;", 1, 5, "too large"},
    {"a = .;", 1, 5, "is no number"},
    {"a = 1.2.3;", 1, 5, "is no number"},
    {"a = 0.1abc;", 1, 5, "is no number"},
    {"a = nan;", 1, 5, "is no value"},
    {"a = [nan];", 1, 6, "is no value"},
    {"a = fast;", 1, 5, "is no value"},
    {"a = b = 3;", 1, 5, "is no value"},
    {"a = 1 2;", 1, 7, "one value"},
    {"a 5;", 1, 3, "= is missing"},
    {"a b = 5;", 1, 3, "= is missing"},
    {"a;", 1, 2, "= is missing"},
    {"a = ;", 1, 5, "a value is missing"},
    {"a =", 1, 1, "no value"},
    {"a", 1, 1, "no value"},
    {"a = { b = };", 1, 7, "no value"},
    {"= 5;", 1, 1, "no name"},
    {"a = = 5;", 1, 5, "no name"},
    {"5;", 1, 1, "no name"},
    {"{ a = 1; }", 1, 1, "no name"},
    {"true = 5;", 1, 1, "is a value"},
    {"a = (1 2);", 1, 8, "comma is missing"},
    {"a = (1,, 2);", 1, 8, "a value is missing"},
    {"a = (, 2);", 1, 6, "a value is missing"},
    {"a = (1; 2);", 1, 7, "no place in a list"},
    {"a = (b = 1);", 1, 6, "is no value"},
    {"a = {1, 2};", 1, 6, "no name"},
    {"a = \"x;\nb = 1;\n", 1, 5, "no end"},
    {"a = 1;\n/* b", 2, 1, "no end"},
    {"a = (1, 2", 1, 5, "never closed"},
    {"a = (1, 2];", 1, 10, "cannot close"},
    {"a = 1; }", 1, 8, "closes nothing"},
    {"a = ((((((((((((((((((1))))))))))))))))));", 1, 21, "nested deeper"},
    {"\xc3\xa9 = 1;", 1, 1, "no meaning"},
    {"a = \"\xc3\xa9\"; b = ?;", 1, 14, "no meaning"},
    {"a = \"\xff\";", 1, 6, "not text"},
    {"a = 1;\a", 1, 7, "not text"},
    {"a = 1;\na = 2;", 2, 0, "duplicate"},
};

START_TEST(test_what_libconfig_would_misread_is_refused_with_its_place) {
    Error error = {0};
    const char *path = temporary_file(&temporary, "text.cfg", refused[_i].text);
    ck_assert_refused(&refused[_i], settings_open(path, &error) != NULL, &error);
    ck_assert_str_eq(error.file, path);
    ck_assert_ptr_null(strchr(error.message, '\n'));
}
END_TEST

START_TEST(test_included_files_are_never_opened) {
    Error error = {0};
    temporary_file(&temporary, "secret.cfg", "secret = 1;");
    char text[256];
    snprintf(text, sizeof text, "a = 1;\n\t@include \"%s\"\n", temporary_path(&temporary, "secret.cfg"));
    ck_assert_ptr_null(settings_open(temporary_file(&temporary, "text.cfg", text), &error));
    /* In strings and comments the word is a word. */
    settings_end(open_text(
        "a = \"\n@include \\\"b\\\"\";\n# @include \"b\"\n/*\n@include \"b\"\n*/\n// @include \"b\"\n"));
}
END_TEST

START_TEST(test_a_nul_byte_a_directory_and_a_missing_file_are_refused) {
    Error error = {0};
    ck_assert_ptr_null(settings_open(temporary_bytes(&temporary, "nul.cfg", "a = 1;\n\0b", 9), &error));
    ck_assert_int_eq(error.line, 2);
    error = (Error){0};
    ck_assert_ptr_null(settings_open(temporary.folder, &error));
    ck_assert_str_eq(error.message, "is a directory, not a file");
    error = (Error){0};
    ck_assert_ptr_null(settings_open(temporary_path(&temporary, "none.cfg"), &error));
    ck_assert_str_eq(error.message, "No such file or directory");
    error = (Error){0};
    ck_assert_ptr_null(settings_open("/dev/zero", &error));
    ck_assert_ptr_nonnull(strstr(error.message, "larger"));
}
END_TEST

START_TEST(test_an_unknown_key_is_refused_with_its_place_and_the_nearest_one) {
    static const char *const known[] = {"title", "steps", "seed"};
    Settings *settings = open_text("title = \"seed = 5\"; /* stepz */\n   stepz = 7;");
    Error error = {0};
    ck_assert(!settings_check_keys(settings, settings_root(settings), known, 3, &error));
    ck_assert_int_eq(error.line, 2);
    ck_assert_int_eq(error.column, 4);
    ck_assert_str_eq(error.hint, "did you mean steps?");
    settings_end(settings);
}
END_TEST

START_TEST(test_the_place_of_a_setting_is_its_own_where_names_repeat) {
    Settings *settings =
        open_text("# lr = 5;\nlr = { x = 1; };\n  runs = ( { lr = 2; }, { s = \"lr = 3\"; lr = \"4\"; } );");
    Error error = {0};
    double number;
    const Setting *runs = settings_member(settings_root(settings), "runs");
    ck_assert(!settings_number(settings, settings_member(settings_element(runs, 1), "lr"), &number, &error));
    ck_assert_int_eq(error.line, 3);
    ck_assert_int_eq(error.column, 41);
    ck_assert_str_eq(error.message, "lr must be a number");
    settings_end(settings);
}
END_TEST

/* A place within a string's text, and where that is in the file. */
static const struct {
    const char *text;
    int line, column, file_line, file_column;
} within[] = {
    {"a = \"xyz\";", 1, 2, 1, 7},
    {"a =\n  \"xyz\";", 1, 1, 2, 4},
    {"a = \"x\" // b\n  \"yz\";", 1, 2, 2, 4},
    {"a = \"xy\"\n  \"zw\";", 1, 3, 2, 4},
    {"a = \"xy\" // \"\n /* \" */ \"zw\";", 1, 4, 2, 12},
    {"a = \"xy\nzw\";", 2, 2, 2, 2},
    {"a = \"x\\\"y\\\\z\";", 1, 5, 1, 12},
    {"a = \"x\\ny\";", 2, 1, 1, 9},
    {"a = \"\\x41y\";", 1, 2, 1, 10},
    {"a = \"\xc3\xa9\xc3\xa9y\";", 1, 3, 1, 8},
    {"a = \"xyz\";", 1, 9, 1, 9},
};

START_TEST(test_a_place_within_a_text_becomes_one_of_the_file) {
    Settings *settings = open_text(within[_i].text);
    Error error = {.line = within[_i].line, .column = within[_i].column};
    settings_place_in_text(settings, settings_member(settings_root(settings), "a"), &error);
    ck_assert_int_eq(error.line, within[_i].file_line);
    ck_assert_int_eq(error.column, within[_i].file_column);
    settings_end(settings);
}
END_TEST

START_TEST(test_whole_numbers_are_checked_against_their_range) {
    Settings *settings = open_text("a = 5; b = 5.0; c = 5.5; d = 500; e = 1e300; f = \"5\";");
    Error error = {0};
    int64_t integer = 0;
    const Setting *root = settings_root(settings);
    ck_assert(settings_integer(settings, settings_member(root, "a"), 0, 10, &integer, &error) &&
              integer == 5);
    ck_assert(settings_integer(settings, settings_member(root, "b"), 0, 10, &integer, &error) &&
              integer == 5);
    for (const char *key = "cdef"; *key; key++) {
        const char name[2] = {*key, '\0'};
        ck_assert(!settings_integer(settings, settings_member(root, name), 0, 10, &integer, &error));
    }
    settings_end(settings);
}
END_TEST

START_TEST(test_random_bytes_and_random_words_never_crash) {
    static const char *const words[] = {"a",  "=",  ";",  "{", "}", "(",  ")",       "[",
                                        "]",  "\"", "\\", "1", "-", ".",  "1e9",     "L",
                                        "/*", "*/", "//", "#", "@", "\n", "include", " "};
    uint32_t state = 1;
    for (int round = 0; round < 10000; round++) {
        char text[256] = "";
        size_t length = 0;
        for (int i = 0; i < 30; i++) {
            state = state * 1664525u + 1013904223u;
            const char *word = words[(state >> 16) % (sizeof words / sizeof *words)];
            length += (size_t)snprintf(text + length, sizeof text - length, "%s", word);
        }
        Error error = {0};
        Settings *settings = settings_open(temporary_file(&temporary, "text.cfg", text), &error);
        if (!settings)
            ck_assert_msg(error.line > 0 && (error.column > 0 || strstr(error.message, "duplicate")),
                          "\"%s\" has no place in: %s", error.message, text);
        settings_end(settings);
    }
}
END_TEST

SUITE("settings") {
    TCase *tests = suite_case(suite, "reading");
    tcase_add_checked_fixture(tests, start, end);
    tcase_add_test(tests, test_numbers_of_every_form_are_read_exactly);
    tcase_add_test(tests, test_a_list_in_square_brackets_holds_whole_and_other_numbers);
    tcase_add_test(tests, test_a_byte_order_mark_and_any_line_ends_are_read);
    tcase_add_loop_test(tests, test_what_libconfig_would_misread_is_refused_with_its_place, 0,
                        sizeof refused / sizeof *refused);
    tcase_add_test(tests, test_included_files_are_never_opened);
    tcase_add_test(tests, test_a_nul_byte_a_directory_and_a_missing_file_are_refused);
    tcase_add_test(tests, test_an_unknown_key_is_refused_with_its_place_and_the_nearest_one);
    tcase_add_test(tests, test_the_place_of_a_setting_is_its_own_where_names_repeat);
    tcase_add_loop_test(tests, test_a_place_within_a_text_becomes_one_of_the_file, 0,
                        sizeof within / sizeof *within);
    tcase_add_test(tests, test_whole_numbers_are_checked_against_their_range);
    tcase_add_test(tests, test_random_bytes_and_random_words_never_crash);
}

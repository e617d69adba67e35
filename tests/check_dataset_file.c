#include "files/dataset_file.h"
#include "refused.h"
#include "suite.h"
#include "temporary.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static Dataset *parse(const char *text, Error *error) {
    *error = (Error){0};
    return dataset_file_parse(text, strlen(text), "table.csv", error);
}

/* Different ways to write the columns a = 1, 3 and b = 2, -40. */
static const char *const same[] = {
    "a,b\n1,2\n3,-40\n",
    "a,b\n1,2\n3,-40",
    "a,b\r\n1,2\r\n3,-40\r\n",
    "a,b\r1,2\r3,-40\r",
    ("\xEF\xBB\xBF"
     "a,b\n1,2\n3,-40\n"),
    "\"a\",\"b\"\n\"1\",\"2\"\n3,-40\n",
    " a , b \n 1 ,\t2\n3 , -4e1 \n\n\n",
    "# where it is from\n\na,b\n1,2\n# in between\n3,-40.0\n",
};

START_TEST(test_all_ways_to_write_a_table_give_the_same) {
    Error error;
    Dataset *dataset = parse(same[_i], &error);
    ck_assert_msg(dataset != NULL, "%d: %s", _i, error.message);
    ck_assert_int_eq(dataset->column_count, 2);
    ck_assert_uint_eq(dataset->rows, 2);
    ck_assert_str_eq(dataset->names[0], "a");
    ck_assert_str_eq(dataset->names[1], "b");
    const double *a = dataset_column(dataset, 0), *b = dataset_column(dataset, 1);
    ck_assert(a[0] == 1.0 && a[1] == 3.0 && b[0] == 2.0 && b[1] == -40.0);
    dataset_end(dataset);
}
END_TEST

static const struct {
    const char *title, *word;
} words[] = {
    {"speed", "speed"}, {"sepal length (cm)", "sepal_length_cm"}, {"Petal.Width", "Petal_Width"},
    {"2nd", "_2nd"},    {"\"say \"\"hi\"\"\"", "say_hi"},         {"Größe", "Gr_e"},
    {"a_", "a_"},
};

START_TEST(test_titles_become_words) {
    Error error;
    char text[100];
    snprintf(text, sizeof text, "%s\n1\n", words[_i].title);
    Dataset *dataset = parse(text, &error);
    ck_assert_msg(dataset != NULL, "%s", error.message);
    ck_assert_str_eq(dataset->names[0], words[_i].word);
    dataset_end(dataset);
}
END_TEST

static const Refused refused[] = {
    {"", 1, 1, "file is empty"},
    {"\xEF\xBB\xBF", 1, 1, "file is empty"},
    {"\n  \n# nothing\n", 4, 1, "file is empty"},
    {"a,b\n", 2, 1, "no numbers"},
    {"a,b\n1,2\n3\n", 3, 2, "ends after 1 of 2"},
    {"a,b\n1,2,3\n", 2, 5, "goes on after its 2"},
    {"a,b\n1,2,\n", 2, 5, "goes on"},
    {"a,b\n1,two\n", 2, 3, "\"two\" is not a finite number"},
    {"a,b\n1,\n", 2, 3, "b has no value"},
    {"a,b\n,1\n", 2, 1, "a has no value"},
    {"a\n1\n\"\"\n", 3, 1, "no value"},
    {"a,b\n1,nan\n", 2, 3, "not a finite"},
    {"a,b\ninf,1\n", 2, 1, "not a finite"},
    {"a,b\n1e999,1\n", 2, 1, "not a finite"},
    {"a,b\n0x10,1\n", 2, 1, "not a finite"},
    {"a,b\n1 2,1\n", 2, 1, "not a finite"},
    {"a,b\nNA,1\n", 2, 1, "not a finite"},
    {"1,2\n3,4\n", 1, 1, "a name is expected"},
    {"a,a\n1,2\n", 1, 3, "both called a"},
    {"a b,a.b\n1,2\n", 1, 5, "both called a_b"},
    {"a,,b\n1,2,3\n", 1, 3, "no name"},
    {"a,***\n1,2\n", 1, 3, "no name"},
    {"a;b\n1;2\n", 1, 1, "by commas"},
    {"a\tb\n1\t2\n", 1, 1, "by commas"},
    {"a\n1;2\n", 2, 1, "by commas"},
    {"a,b\n\"1,2\n", 2, 3 - 2, "never closed"},
    {"a,b\n\"1\"2,3\n", 2, 4, "comma is missing"},
    {"a,\"b\nc\"\n1,2\n", 1, 3, "never closed"},
    {"é,ü\n1,2\n", 1, 1, "no name"},
    {"ab,ü\x01\n1,2\n", 1, 5, "value 1"},
    {"\x7F"
     "ELF\x02\x01\n",
     1, 5, "value 2"},
};

START_TEST(test_what_is_wrong_is_refused_with_its_place_and_reason) {
    Error error;
    ck_assert_refused(&refused[_i], parse(refused[_i].text, &error) != NULL, &error);
    ck_assert_str_eq(error.file, "table.csv");
}
END_TEST

START_TEST(test_bytes_of_value_0_are_refused_with_their_place) {
    Error error = {0};
    static const char text[] = "a,b\n1,\0002\n";
    ck_assert_ptr_null(dataset_file_parse(text, sizeof text - 1, "table.csv", &error));
    ck_assert(error.line == 2 && error.column == 3);
}
END_TEST

START_TEST(test_long_fields_and_many_columns_are_refused) {
    static char text[5000];
    Error error;
    memset(text, 'a', 300);
    strcpy(text + 300, "\n1\n");
    ck_assert_ptr_null(parse(text, &error));
    ck_assert_int_eq(error.line, 1);
    char *end = text;
    for (int i = 0; i < 65; i++) end += sprintf(end, "c%d,", i);
    strcpy(end - 1, "\n");
    ck_assert_ptr_null(parse(text, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "more than 64 columns"));
}
END_TEST

START_TEST(test_more_than_a_million_rows_are_refused) {
    size_t rows = DATASET_ROWS_MAX + 1, length = 2 * rows + 2;
    char *text = malloc(length + 1);
    strcpy(text, "a\n");
    for (size_t i = 0; i < rows; i++) memcpy(text + 2 + 2 * i, "1\n", 3);
    Error error = {0};
    ck_assert_ptr_null(dataset_file_parse(text, length, "table.csv", &error));
    ck_assert_ptr_nonnull(strstr(error.message, "more than 1000000 rows"));
    ck_assert_int_eq(error.line, (int)rows + 1);
    text[length - 2] = '\0'; /* one row fewer is fine */
    Dataset *dataset = dataset_file_parse(text, length - 2, "table.csv", &error);
    ck_assert_ptr_nonnull(dataset);
    ck_assert_uint_eq(dataset->rows, DATASET_ROWS_MAX);
    dataset_end(dataset);
    free(text);
}
END_TEST

/* A file with a hole is as long as it says and takes no room on the disk. */
START_TEST(test_two_gigabytes_are_refused_unread) {
    Temporary temporary = temporary_start();
    const char *path = temporary_file(&temporary, "large.csv", "a,b\n1,2\n");
    ck_assert_int_eq(truncate(path, (off_t)2 << 30), 0);
    Error error = {0};
    ck_assert_ptr_null(dataset_file_read(path, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "larger than 64 MB"));
    ck_assert_str_eq(error.file, path);
    temporary_end(&temporary);
}
END_TEST

START_TEST(test_files_that_cannot_be_read_are_named) {
    Temporary temporary = temporary_start();
    Error error = {0};
    const char *path = temporary_path(&temporary, "missing.csv");
    ck_assert_ptr_null(dataset_file_read(path, &error));
    ck_assert_str_eq(error.file, path);
    ck_assert_ptr_nonnull(strstr(error.message, "No such file"));
    ck_assert_ptr_null(dataset_file_read(temporary.folder, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "directory"));
    temporary_end(&temporary);
}
END_TEST

SUITE("dataset_file") {
    TCase *tests = suite_case(suite, "tables");
    tcase_add_loop_test(tests, test_all_ways_to_write_a_table_give_the_same, 0, sizeof same / sizeof *same);
    tcase_add_loop_test(tests, test_titles_become_words, 0, sizeof words / sizeof *words);
    tcase_add_loop_test(tests, test_what_is_wrong_is_refused_with_its_place_and_reason, 0,
                        sizeof refused / sizeof *refused);
    tcase_add_test(tests, test_bytes_of_value_0_are_refused_with_their_place);
    tcase_add_test(tests, test_long_fields_and_many_columns_are_refused);
    tcase_add_test(tests, test_more_than_a_million_rows_are_refused);
    tcase_add_test(tests, test_two_gigabytes_are_refused_unread);
    tcase_add_test(tests, test_files_that_cannot_be_read_are_named);
}

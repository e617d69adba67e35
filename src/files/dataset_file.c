#include "dataset_file.h"

#include "csv.h"
#include "number_text.h"
#include "whole_file.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE_MAX_BYTES = 64 << 20, QUOTED_MAX = 40 };

/* A word that formulas can use, made from a column's title; false where nothing of it can. */
static bool word_from_title(const char *title, char word[DATASET_NAME_SIZE]) {
    size_t length = 0;
    for (const char *c = title; *c; c++) {
        bool part = isalnum((unsigned char)*c) && !((unsigned char)*c & 0x80);
        if (part && length == 0 && isdigit((unsigned char)*c)) word[length++] = '_';
        if (part || (length > 0 && word[length - 1] != '_')) {
            if (length + 1 >= DATASET_NAME_SIZE) return false;
            word[length++] = part ? *c : '_';
        }
    }
    while (length > 1 && word[length - 1] == '_' && title[strlen(title) - 1] != '_') length--;
    word[length] = '\0';
    return length > 0;
}

/* The line of names; the number of columns, or 0. */
static int read_names(CsvReader *reader, char names[][DATASET_NAME_SIZE]) {
    int count = 0;
    CsvField field = {.last = false};
    while (!field.last) {
        double number;
        if (!csv_read_field(reader, &field)) return 0;
        if (count == DATASET_COLUMNS_MAX)
            return csv_refuse(reader, field.place, NULL, "more than %d columns", DATASET_COLUMNS_MAX);
        if (!field.quoted && number_from_text(field.text, &number))
            return csv_refuse(reader, field.place, "the first line gives the columns' names",
                              "a name is expected here, not the number %.40s", field.text);
        if (strpbrk(field.text, ";\t"))
            return csv_refuse(reader, field.place, "separate the columns by commas",
                              "\"%.*s\" is no name for a column", QUOTED_MAX, field.text);
        if (!word_from_title(field.text, names[count]))
            return csv_refuse(reader, field.place, "letters and digits", "\"%.*s\" is no name for a column",
                              QUOTED_MAX, field.text);
        for (int i = 0; i < count; i++)
            if (strcmp(names[i], names[count]) == 0)
                return csv_refuse(reader, field.place, NULL, "columns %d and %d are both called %s", i + 1,
                                  count + 1, names[i]);
        count++;
    }
    return count;
}

static bool read_row(CsvReader *reader, Dataset *dataset, size_t row) {
    CsvField field = {.last = false};
    for (int column = 0; column < dataset->column_count; column++) {
        if (field.last)
            return csv_refuse(reader, reader->at, NULL, "the line ends after %d of %d columns", column,
                              dataset->column_count);
        if (!csv_read_field(reader, &field)) return false;
        double *value = &dataset_column(dataset, column)[row];
        if (number_from_text(field.text, value)) continue;
        if (!*field.text)
            return csv_refuse(reader, field.place, "leave rows with missing values out",
                              "%s has no value here", dataset->names[column]);
        return csv_refuse(reader, field.place,
                          strchr(field.text, ';') ? "separate the columns by commas" : NULL,
                          "\"%.*s\" is not a finite number", QUOTED_MAX, field.text);
    }
    return field.last || csv_refuse(reader, reader->at, NULL, "the line goes on after its %d columns",
                                    dataset->column_count);
}

/* Every column's numbers close together once their count is known. */
static void close_up(Dataset *dataset, size_t rows) {
    for (int i = 1; i < dataset->column_count; i++)
        memmove(dataset->values + (size_t)i * rows, dataset_column(dataset, i), rows * sizeof(double));
    dataset->rows = rows;
}

Dataset *dataset_file_parse(const char *text, size_t length, const char *path, Error *error) {
    assert(text && path && error && text[length] == '\0');
    CsvReader reader = csv_start(text, length, path, error);
    char names[DATASET_COLUMNS_MAX][DATASET_NAME_SIZE];
    if (!csv_find_line(&reader)) {
        csv_refuse(&reader, reader.at, "a line of names, then lines of numbers", "the file is empty");
        return NULL;
    }
    int columns = read_names(&reader, names);
    if (columns == 0) return NULL;
    csv_next_line(&reader);
    size_t lines = csv_count_lines(&reader), rows = 0;
    Dataset *dataset = dataset_start(columns, lines < DATASET_ROWS_MAX ? lines : DATASET_ROWS_MAX);
    if (!dataset) {
        csv_refuse(&reader, reader.at, NULL, "out of memory");
        return NULL;
    }
    memcpy(dataset->names, names, sizeof *names * (size_t)columns);
    bool ok = true;
    while (ok && csv_find_line(&reader)) {
        ok = rows < DATASET_ROWS_MAX
                 ? read_row(&reader, dataset, rows++)
                 : csv_refuse(&reader, reader.at, NULL, "more than %d rows of data", DATASET_ROWS_MAX);
        csv_next_line(&reader);
    }
    if (ok && rows == 0) ok = csv_refuse(&reader, reader.at, NULL, "there are names but no numbers");
    if (!ok) {
        dataset_end(dataset);
        return NULL;
    }
    close_up(dataset, rows);
    dataset_finish(dataset);
    return dataset;
}

Dataset *dataset_file_read(const char *path, Error *error) {
    size_t length;
    char *text = whole_file_read(path, SIZE_MAX_BYTES, "data for a surface", &length, error);
    if (!text) return NULL;
    Dataset *dataset = dataset_file_parse(text, length, path, error);
    free(text);
    return dataset;
}

/* Comma-separated text, field by field. UTF-8 with or without byte order mark; any line ends; fields may
 * stand in "quotes", with "" for a quote; lines that begin with # and empty lines are passed over. */
#ifndef FILES_CSV_H
#define FILES_CSV_H

#include "core/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { CSV_FIELD_SIZE = 256 };

typedef struct CsvReader {
    const char *at, *end;
    const char *line_begin;
    int line;
    const char *path;
    Error *error;
} CsvReader;

/* One field of a line, without its quotes. */
typedef struct CsvField {
    char text[CSV_FIELD_SIZE];
    const char *place;
    bool quoted, last; /* last: of its line */
} CsvField;

/* Begins at the first line of text[length], which stands in the file at `path`; text[length] must be 0. */
CsvReader csv_start(const char *text, size_t length, const char *path, Error *error);

/* Says what is wrong at `place`, in the present line, whose columns count characters; returns false. */
__attribute__((format(printf, 4, 5))) bool csv_refuse(CsvReader *reader, const char *place, const char *hint,
                                                      const char *format, ...);

/* Moves to the next line that says something; false at the end. */
bool csv_find_line(CsvReader *reader);

/* Steps over a line end: \n, \r\n or \r. */
void csv_next_line(CsvReader *reader);

/* Reads one field and the comma behind it; false, with an error, where it is not as it should be. */
bool csv_read_field(CsvReader *reader, CsvField *field);

/* At least as many lines as are left. */
size_t csv_count_lines(const CsvReader *reader);

/* Writes a field, quoted where it would not stay one (RFC 4180). */
void csv_write_text(FILE *stream, const char *text);
/* Writes a comma and a number with 17 significant digits; "nan", "inf", "-inf". */
void csv_write_number(FILE *stream, double number);

#endif

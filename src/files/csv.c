#include "csv.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

CsvReader csv_start(const char *text, size_t length, const char *path, Error *error) {
    assert(text && path && error && text[length] == '\0');
    CsvReader reader = {text, text + length, text, 1, path, error};
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) reader.at = reader.line_begin = text + 3;
    return reader;
}

bool csv_refuse(CsvReader *reader, const char *place, const char *hint, const char *format, ...) {
    char message[sizeof reader->error->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    int column = 1;
    for (const char *c = reader->line_begin; c < place; c++) column += ((unsigned char)*c & 0xC0) != 0x80;
    error_set(reader->error, reader->line, column, hint, "%s", message);
    snprintf(reader->error->file, sizeof reader->error->file, "%s", reader->path);
    return false;
}

static bool at_line_end(const CsvReader *reader) {
    return reader->at == reader->end || *reader->at == '\n' || *reader->at == '\r';
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

void csv_next_line(CsvReader *reader) {
    while (!at_line_end(reader)) reader->at++;
    if (reader->at < reader->end && *reader->at == '\r')
        reader->at++;
    else if (reader->at < reader->end)
        reader->at++;
    if (reader->at > reader->line_begin && reader->at[-1] == '\r' && reader->at < reader->end &&
        *reader->at == '\n')
        reader->at++;
    reader->line_begin = reader->at;
    reader->line++;
}

bool csv_find_line(CsvReader *reader) {
    while (reader->at < reader->end) {
        const char *c = reader->at;
        while (c < reader->end && is_blank(*c)) c++;
        if (c < reader->end && *c != '#' && *c != '\n' && *c != '\r') return true;
        csv_next_line(reader);
    }
    return false;
}

static bool add_character(CsvReader *reader, CsvField *field, size_t *length, char c) {
    if ((unsigned char)c < ' ' && c != '\t')
        return csv_refuse(reader, reader->at, "the file must be text: names and numbers with commas between",
                          "a byte of value %d is no text", c);
    if (*length + 1 >= sizeof field->text)
        return csv_refuse(reader, field->place, NULL, "longer than %d characters", CSV_FIELD_SIZE - 1);
    field->text[(*length)++] = c;
    return true;
}

static bool read_quoted(CsvReader *reader, CsvField *field, size_t *length) {
    for (reader->at++;; reader->at++) {
        if (at_line_end(reader)) return csv_refuse(reader, field->place, NULL, "this quote is never closed");
        if (*reader->at == '"') {
            reader->at++;
            if (reader->at == reader->end || *reader->at != '"') break;
        }
        if (!add_character(reader, field, length, *reader->at)) return false;
    }
    while (reader->at < reader->end && is_blank(*reader->at)) reader->at++;
    if (!at_line_end(reader) && *reader->at != ',')
        return csv_refuse(reader, reader->at, NULL, "a comma is missing after the quotes");
    return true;
}

bool csv_read_field(CsvReader *reader, CsvField *field) {
    size_t length = 0;
    while (reader->at < reader->end && is_blank(*reader->at)) reader->at++;
    field->place = reader->at;
    field->quoted = reader->at < reader->end && *reader->at == '"';
    if (field->quoted) {
        if (!read_quoted(reader, field, &length)) return false;
    } else {
        for (; !at_line_end(reader) && *reader->at != ','; reader->at++)
            if (!add_character(reader, field, &length, *reader->at)) return false;
        while (length > 0 && is_blank(field->text[length - 1])) length--;
    }
    field->text[length] = '\0';
    field->last = at_line_end(reader);
    if (!field->last) reader->at++;
    return true;
}

size_t csv_count_lines(const CsvReader *reader) {
    size_t lines = 1;
    for (const char *c = reader->at; c < reader->end; c++) lines += *c == '\n' || *c == '\r';
    return lines;
}

/* ---- writing ---- */

void csv_write_text(FILE *stream, const char *text) {
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, stream);
        return;
    }
    putc('"', stream);
    for (; *text; text++) {
        if (*text == '"') putc('"', stream);
        putc(*text, stream);
    }
    putc('"', stream);
}

void csv_write_number(FILE *stream, double number) {
    if (isfinite(number))
        fprintf(stream, ",%.17g", number);
    else
        fputs(isnan(number) ? ",nan" : number > 0.0 ? ",inf" : ",-inf", stream);
}

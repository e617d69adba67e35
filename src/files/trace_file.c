#include "trace_file.h"

#include "csv.h"
#include "number_text.h"
#include "whole_file.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    SIZE_MAX_BYTES = 256 << 20,
    STEPS_MAX = 1000000,
    COLUMNS_MAX = 256,
    QUOTED_MAX = 40,
    FIRST_ROWS = 256
};

/* The columns that mean something here. */
typedef enum Role { ROLE_RUN, ROLE_STEP, ROLE_X, ROLE_Y, ROLE_LOSS, ROLE_COUNT } Role;
static const char *const role_names[ROLE_COUNT] = {"run", "step", "x", "y", "loss"};

/* One line's share of a path. */
typedef struct Row {
    char run[sizeof((SceneRun *)0)->name];
    double step, values[QUANTITY_LOSS + 1];
    const char *step_place;
} Row;

static const int value_of[ROLE_COUNT] = {
    [ROLE_X] = QUANTITY_X, [ROLE_Y] = QUANTITY_Y, [ROLE_LOSS] = QUANTITY_LOSS};
enum { VALUES = QUANTITY_LOSS + 1 };

/* columns[i] becomes the role of column i, ROLE_COUNT where it has none; how many columns there are, or 0. */
static int read_names(CsvReader *reader, Role columns[COLUMNS_MAX]) {
    int count = 0;
    bool known[ROLE_COUNT] = {false};
    CsvField field = {.last = false};
    for (; !field.last; count++) {
        if (!csv_read_field(reader, &field)) return 0;
        if (count == COLUMNS_MAX)
            return csv_refuse(reader, field.place, NULL, "more than %d columns", COLUMNS_MAX);
        columns[count] = ROLE_COUNT;
        for (Role role = 0; role < ROLE_COUNT; role++) {
            if (strcasecmp(field.text, role_names[role]) != 0) continue;
            if (known[role])
                return csv_refuse(reader, field.place, NULL, "a second column is called %s", field.text);
            known[role] = true;
            columns[count] = role;
        }
    }
    for (Role role = ROLE_X; role <= ROLE_Y; role++)
        if (!known[role])
            return csv_refuse(reader, reader->line_begin, "the first line names the columns: step,x,y",
                              "no column is called %s", role_names[role]);
    return count;
}

/* As C writes them: "nan", "inf" and "-inf" too. */
static bool read_number(const char *text, double *number) {
    char *end;
    if (number_from_text(text, number)) return true;
    *number = strtod(text, &end);
    return end != text && *end == '\0' && !isfinite(*number);
}

static bool read_row(CsvReader *reader, const Role *columns, int count, Row *row) {
    CsvField field = {.last = false};
    for (int i = 0; i < count; i++) {
        double number;
        if (field.last)
            return csv_refuse(reader, reader->at, NULL, "the line ends after %d of %d columns", i, count);
        if (!csv_read_field(reader, &field)) return false;
        if (columns[i] == ROLE_COUNT) continue;
        if (columns[i] == ROLE_RUN) {
            snprintf(row->run, sizeof row->run, "%.47s", field.text);
            continue;
        }
        if (!read_number(field.text, &number))
            return csv_refuse(reader, field.place, NULL, "%s: \"%.*s\" is not a number",
                              role_names[columns[i]], QUOTED_MAX, field.text);
        if (columns[i] == ROLE_STEP) {
            row->step = number;
            row->step_place = field.place;
        } else {
            row->values[value_of[columns[i]]] = number;
        }
    }
    return field.last || csv_refuse(reader, reader->at, NULL, "the line goes on after its %d columns", count);
}

/* ---- paths ---- */

static SceneRun *add_path(Scene *traces, const char *name) {
    SceneRun *run = &traces->runs[traces->run_count];
    *run = (SceneRun){.colour = traces->run_count, .trajectory = {.steps = -1, .columns = VALUES}};
    snprintf(run->name, sizeof run->name, "%s", name);
    traces->run_count++;
    return run;
}

/* Room for `steps` + 1 rows. */
static bool grow(Trajectory *path, int64_t steps) {
    int64_t rows = path->capacity / VALUES;
    if (steps < rows) return true;
    rows = rows ? rows : FIRST_ROWS;
    while (rows <= steps) rows *= 2;
    double *grown = realloc(path->rows, (size_t)rows * VALUES * sizeof *grown);
    if (!grown) return false;
    path->rows = grown;
    path->capacity = rows * VALUES;
    return true;
}

/* Appends the row; what lies between it and the last one goes straight. */
static void add_row(Trajectory *path, int64_t step, const double values[VALUES]) {
    int64_t last = path->steps;
    for (int64_t k = last + 1; k <= step; k++) {
        double share = last < 0 ? 1 : (double)(k - last) / (double)(step - last);
        for (int i = 0; i < VALUES; i++) {
            double from = last < 0 ? values[i] : path->rows[last * VALUES + i];
            path->rows[k * VALUES + i] = k == step ? values[i] : from + share * (values[i] - from);
        }
    }
    path->steps = step;
}

static void end_path(SceneRun *run) {
    const Trajectory *path = &run->trajectory;
    run->status = (Status){.step = path->steps, .minimum = -1};
    for (int64_t k = 0; k <= path->steps; k++) {
        if (isfinite(path->rows[k * VALUES]) && isfinite(path->rows[k * VALUES + 1])) continue;
        run->status.outcome = OUTCOME_DIVERGED;
        run->status.step = k;
        break;
    }
    const double *row = path->rows + run->status.step * VALUES;
    run->status.x = row[QUANTITY_X], run->status.y = row[QUANTITY_Y], run->status.loss = row[QUANTITY_LOSS];
    run->recipe.start[0] = path->rows[QUANTITY_X];
    run->recipe.start[1] = path->rows[QUANTITY_Y];
}

static bool take_row(CsvReader *reader, Scene *traces, const Row *row) {
    SceneRun *run = traces->run_count ? &traces->runs[traces->run_count - 1] : NULL;
    if (!run || strcmp(run->name, row->run) != 0) {
        for (int i = 0; i < traces->run_count; i++)
            if (strcmp(traces->runs[i].name, row->run) == 0)
                return csv_refuse(reader, reader->line_begin, "sort the lines by run",
                                  "run %s had its rows above already", row->run);
        if (traces->run_count == SCENE_RUNS_MAX)
            return csv_refuse(reader, reader->line_begin, NULL, "more than %d runs", SCENE_RUNS_MAX);
        run = add_path(traces, row->run);
    }
    Trajectory *path = &run->trajectory;
    double step = row->step_place ? row->step : (double)(path->steps + 1);
    const char *place = row->step_place ? row->step_place : reader->line_begin;
    if (!(step >= 0 && step <= STEPS_MAX) || step != floor(step))
        return csv_refuse(reader, place, NULL, "a step is a whole number from 0 to %d", STEPS_MAX);
    if ((int64_t)step <= path->steps)
        return csv_refuse(reader, place, NULL, "step %.0f comes after step %lld", step,
                          (long long)path->steps);
    if (!grow(path, (int64_t)step)) return csv_refuse(reader, place, NULL, "out of memory");
    add_row(path, (int64_t)step, row->values);
    return true;
}

/* The file's name without folder and ending: what a path is called whose file does not say. */
static void name_after_file(const char *path, char name[sizeof((SceneRun *)0)->name]) {
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    const char *dot = strrchr(base, '.');
    int length = dot && dot > base ? (int)(dot - base) : (int)strlen(base);
    snprintf(name, sizeof((SceneRun *)0)->name, "%.*s", length < 47 ? length : 47, base);
}

static bool read_rows(CsvReader *reader, Scene *traces) {
    Role columns[COLUMNS_MAX];
    Row none = {.values = {NAN, NAN, NAN}};
    name_after_file(reader->path, none.run);
    if (!csv_find_line(reader))
        return csv_refuse(reader, reader->at, "a line of names, then lines of numbers", "the file is empty");
    int count = read_names(reader, columns);
    if (count == 0) return false;
    csv_next_line(reader);
    while (csv_find_line(reader)) {
        Row row = none;
        if (!read_row(reader, columns, count, &row) || !take_row(reader, traces, &row)) return false;
        csv_next_line(reader);
    }
    return traces->run_count > 0 || csv_refuse(reader, reader->at, NULL, "there are names but no numbers");
}

bool trace_file_parse(Scene *traces, const char *text, size_t length, const char *path, Error *error) {
    CsvReader reader = csv_start(text, length, path, error);
    *traces = (Scene){.runs = calloc(SCENE_RUNS_MAX, sizeof(SceneRun))};
    bool ok = traces->runs ? read_rows(&reader, traces) : csv_refuse(&reader, text, NULL, "out of memory");
    for (int i = 0; ok && i < traces->run_count; i++) {
        end_path(&traces->runs[i]);
        if (traces->runs[i].trajectory.steps > traces->steps)
            traces->steps = traces->runs[i].trajectory.steps;
    }
    if (!ok) traces_end(traces);
    return ok;
}

bool trace_file_read(Scene *traces, const char *path, Error *error) {
    size_t length;
    char *text = whole_file_read(path, SIZE_MAX_BYTES, "trace", &length, error);
    if (!text) return false;
    bool ok = trace_file_parse(traces, text, length, path, error);
    free(text);
    return ok;
}

void traces_end(Scene *traces) {
    for (int i = 0; i < traces->run_count; i++) free(traces->runs[i].trajectory.rows);
    free(traces->runs);
    *traces = (Scene){0};
}

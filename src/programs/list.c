#include "options.h"
#include "programs.h"

#include "core/clipping.h"
#include "core/optimizer.h"
#include "core/schedule.h"
#include "files/catalog.h"
#include "files/json.h"
#if SLALOM_TRAINING
#include "training/task.h"
#endif

#include <stdlib.h>
#include <string.h>

static const Option table[] = {{"json", 0, NULL, "everything there is to know, as JSON", false},
                               {"help", 'h', NULL, "this text", false},
                               {0}};

/* ---- rows of text ---- */

enum { COLUMNS = 4, ROWS_MAX = 512 };

/* What is listed, as text in columns: name, title, values, sentence. */
typedef struct Rows {
    char *cells[ROWS_MAX][COLUMNS];
    int count;
} Rows;

static int shown_width(const char *text) {
    int width = 0;
    for (; *text; text++) width += (*text & 0xc0) != 0x80;
    return width;
}

static void add_row(Rows *rows, const char *name, const char *title, const char *values,
                    const char *sentence) {
    const char *cells[COLUMNS] = {name, title, values, sentence};
    if (rows->count == ROWS_MAX) return;
    for (int i = 0; i < COLUMNS; i++) rows->cells[rows->count][i] = strdup(cells[i]);
    rows->count++;
}

static void end_rows(Rows *rows) {
    for (int r = 0; r < rows->count; r++)
        for (int i = 0; i < COLUMNS; i++) free(rows->cells[r][i]);
    free(rows);
}

static void print_rows(const Rows *rows) {
    int widths[COLUMNS] = {0};
    for (int r = 0; r < rows->count; r++)
        for (int i = 0; i < COLUMNS; i++) {
            int width = shown_width(rows->cells[r][i]);
            if (width > widths[i]) widths[i] = width;
        }
    for (int r = 0; r < rows->count; r++) {
        for (int i = 0; i < COLUMNS; i++) {
            const char *cell = rows->cells[r][i];
            int padding = i + 1 < COLUMNS && widths[i] ? widths[i] - shown_width(cell) + 2 : 0;
            printf("%s%*s", cell, padding, "");
        }
        putchar('\n');
    }
}

/* "a=1 b=100" */
static void values_text(const Hyperparameter *hyperparameters, int count, char *text, size_t size) {
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < count && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s=%.6g", i ? " " : "", hyperparameters[i].name,
                                 hyperparameters[i].default_value);
}

/* ---- JSON ---- */

static const char *const scale_words[] = {[SCALE_LINEAR] = "linear",
                                          [SCALE_LOG] = "log",
                                          [SCALE_ONE_MINUS] = "one_minus",
                                          [SCALE_INTEGER] = "integer",
                                          [SCALE_SWITCH] = "switch"};
static const char *const level_words[] = {
    [LEVELS_LOG] = "log", [LEVELS_LINEAR] = "linear", [LEVELS_QUANTILE] = "quantile"};

static void json_text_member(const char *before, const char *name, const char *text) {
    printf("%s\"%s\": ", before, name);
    json_text(stdout, text);
}

static void json_number_member(const char *before, const char *name, double number) {
    printf("%s\"%s\": ", before, name);
    json_number(stdout, number);
}

static void json_pair_member(const char *before, const char *name, double first, double second) {
    printf("%s\"%s\": [", before, name);
    json_number(stdout, first);
    fputs(", ", stdout);
    json_number(stdout, second);
    putchar(']');
}

static void json_hyperparameters(const char *name, const Hyperparameter *hyperparameters, int count) {
    printf(",\n   \"%s\": [", name);
    for (int i = 0; i < count; i++) {
        const Hyperparameter *row = &hyperparameters[i];
        json_text_member(i ? ",\n     {" : "\n     {", "name", row->name);
        json_text_member(", ", "symbol", row->symbol);
        json_number_member(", ", "default", row->default_value);
        json_pair_member(", ", "range", row->minimum, row->maximum);
        json_pair_member(", ", "slider", row->low, row->high);
        json_text_member(", ", "scale", scale_words[row->scale]);
        json_text_member(", ", "help", row->help);
        putchar('}');
    }
    putchar(']');
}

static void json_conventions(const Optimizer *optimizer) {
    fputs(",\n   \"conventions\": {", stdout);
    for (int i = 0; i < CONVENTIONS_MAX && optimizer->conventions[i].name; i++) {
        const Convention *convention = &optimizer->conventions[i];
        if (i) fputs(", ", stdout);
        json_text(stdout, convention->name);
        fputs(": {", stdout);
        for (int k = 0; k < ASSIGNMENTS_MAX && convention->settings[k].name; k++)
            json_number_member(k ? ", " : "", convention->settings[k].name, convention->settings[k].value);
        putchar('}');
    }
    putchar('}');
}

/* What every table's row starts with. */
static void json_row(int index, const char *name, const char *title, const char *source, const char *help) {
    json_text_member(index ? ",\n  {" : "\n  {", "name", name);
    json_text_member(", ", "title", title);
    json_text_member(",\n   ", "source", source);
    json_text_member(",\n   ", "help", help);
}

/* ---- what can be listed ---- */

static int list_optimizers(const Catalog *catalog, Rows *rows) {
    (void)catalog;
    for (int i = 0; i < optimizer_count; i++) {
        const Optimizer *optimizer = &optimizers[i];
        int count = optimizer_hyperparameter_count(optimizer);
        char values[512];
        values_text(optimizer->hyperparameters, count, values, sizeof values);
        if (rows) {
            add_row(rows, optimizer->name, optimizer->title, values, optimizer->help);
            continue;
        }
        json_row(i, optimizer->name, optimizer->title, optimizer->source, optimizer->help);
        json_text_member(",\n   ", "formula", optimizer->formula);
        json_text_member(",\n   ", "family", optimizer->family);
        json_hyperparameters("hyperparameters", optimizer->hyperparameters, count);
        json_conventions(optimizer);
        fputs(",\n   \"slots\": [", stdout);
        for (int k = 0; k < optimizer_slot_count(optimizer); k++) {
            if (k) fputs(", ", stdout);
            json_text(stdout, optimizer->slots[k]);
        }
        fputs("]}", stdout);
    }
    return 0;
}

static int list_schedules(const Catalog *catalog, Rows *rows) {
    (void)catalog;
    for (int i = 0; i < schedule_count; i++) {
        const Schedule *schedule = &schedules[i];
        int count = schedule_hyperparameter_count(schedule);
        char values[512];
        values_text(schedule->hyperparameters, count, values, sizeof values);
        if (rows) {
            add_row(rows, schedule->name, schedule->title, values, schedule->help);
            continue;
        }
        json_row(i, schedule->name, schedule->title, schedule->source, schedule->help);
        json_hyperparameters("hyperparameters", schedule->hyperparameters, count);
        putchar('}');
    }
    return 0;
}

static int list_clippings(const Catalog *catalog, Rows *rows) {
    (void)catalog;
    for (int i = 0; i < clipping_count; i++) {
        const Clipping *clipping = &clippings[i];
        int count = clipping_hyperparameter_count(clipping);
        char values[512];
        values_text(clipping->hyperparameters, count, values, sizeof values);
        if (rows) {
            add_row(rows, clipping->name, clipping->title, values, clipping->help);
            continue;
        }
        json_row(i, clipping->name, clipping->title, clipping->source, clipping->help);
        json_hyperparameters("hyperparameters", clipping->hyperparameters, count);
        putchar('}');
    }
    return 0;
}

#if SLALOM_TRAINING
static int list_tasks(const Catalog *catalog, Rows *rows) {
    (void)catalog;
    for (int i = 0; i < task_count; i++) {
        const Task *task = &tasks[i];
        char values[512];
        values_text(task->hyperparameters, task_hyperparameter_count(task), values, sizeof values);
        if (rows) {
            add_row(rows, task->name, task->title, values, task->help);
            continue;
        }
        json_row(i, task->name, task->title, task->source, task->help);
        json_hyperparameters("hyperparameters", task->hyperparameters, task_hyperparameter_count(task));
        json_text_member(",\n   ", "optimizer", task->optimizer);
        json_text_member(", ", "schedule", task->schedule);
        json_number_member(", ", "lr", task->rate);
        json_number_member(", ", "clip_norm", task->clip_norm);
        json_number_member(", ", "warmup", (double)task->warmup);
        json_number_member(", ", "batch", (double)task->batch);
        json_number_member(", ", "epochs", (double)task->epochs);
        putchar('}');
    }
    return 0;
}
#endif

static void json_places(const char *name, const double (*places)[2], int count) {
    printf(", \"%s\": [", name);
    for (int i = 0; i < count; i++) {
        fputs(i ? ", [" : "[", stdout);
        json_number(stdout, places[i][0]);
        fputs(", ", stdout);
        json_number(stdout, places[i][1]);
        putchar(']');
    }
    putchar(']');
}

static void json_surface(int index, const SurfaceDefinition *definition, const char *path) {
    json_row(index, definition->name, definition->title, definition->source, definition->teaches);
    json_text_member(",\n   ", "formula", definition->formula_text);
    json_hyperparameters("parameters", definition->parameters, definition->parameter_count);
    fputs(",\n   \"view\": {", stdout);
    json_pair_member("", "x", definition->view.x[0], definition->view.x[1]);
    json_pair_member(", ", "y", definition->view.y[0], definition->view.y[1]);
    json_pair_member("}, ", "start", definition->start[0], definition->start[1]);
    json_places("minima", definition->minima, definition->minimum_count);
    json_places("saddles", definition->saddles, definition->saddle_count);
    json_text_member(",\n   ", "levels", level_words[definition->levels]);
    fputs(", \"tuned\": {", stdout);
    for (int i = 0; i < definition->tuned_count; i++)
        json_number_member(i ? ", " : "", definition->tuned[i].optimizer, definition->tuned[i].rate);
    json_text_member("},\n   ", "file", path);
    putchar('}');
}

/* The broken ones are told on stderr, after the others: exit code 2. */
static int list_surfaces(const Catalog *catalog, Rows *rows) {
    int code = 0;
    for (int i = 0; i < catalog->count; i++) {
        const CatalogEntry *entry = &catalog->entries[i];
        const SurfaceDefinition *definition = entry->definition;
        char values[512];
        if (!definition) {
            code = options_fail(&entry->error);
            continue;
        }
        values_text(definition->parameters, definition->parameter_count, values, sizeof values);
        if (rows)
            add_row(rows, definition->name, definition->title, values, definition->teaches);
        else
            json_surface(i, definition, entry->path);
    }
    return code;
}

static const struct {
    const char *name, *help;
    int (*list)(const Catalog *catalog, Rows *rows); /* into rows; as JSON where they are NULL */
} kinds[] = {
    {"surfaces", "every surface: name, title, parameters, what it teaches", list_surfaces},
    {"optimizers", "every optimizer: name, title, hyperparameters with their defaults, what it does",
     list_optimizers},
    {"schedules", "every learning-rate schedule", list_schedules},
    {"clippings", "every gradient clipping", list_clippings},
#if SLALOM_TRAINING
    {"tasks", "every training task, with what suits its model", list_tasks},
#endif
};
enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

static void add(Options *options) {
    options_add(options, table);
}

static void help(const Options *options) {
    (void)options;
    fputs("usage: slalom list WHAT [--json]\n\nWHAT is one of\n", stdout);
    for (int i = 0; i < KIND_COUNT; i++) printf("  %-30s %s\n", kinds[i].name, kinds[i].help);
    fputs("\nOptions:\n", stdout);
    options_help(table, stdout);
}

static int list_kind(int kind, bool json) {
    Catalog catalog = {0};
    Error error = {0};
    if (!catalog_start(&catalog, &error)) {
        catalog_end(&catalog);
        return options_fail(&error);
    }
    Rows *rows = json ? NULL : calloc(1, sizeof *rows);
    if (json) putchar('[');
    int code = kinds[kind].list(&catalog, rows);
    if (json) fputs("\n]\n", stdout);
    if (rows) {
        print_rows(rows);
        end_rows(rows);
    }
    catalog_end(&catalog);
    int written = options_finish();
    return code ? code : written;
}

static int list(const Options *options) {
    Error error = {0};
    const char *names[KIND_COUNT];
    int kind = 0;
    for (int i = 0; i < KIND_COUNT; i++) names[i] = kinds[i].name;
    if (options->positional_count != 1)
        error_set(&error, 0, 0, "surfaces, optimizers, schedules, clippings, ...; --help shows all",
                  "list what? One thing at a time");
    else if (options_match(options->positionals[0], "list", names, KIND_COUNT, &kind, &error))
        return list_kind(kind, options_given(options, "json"));
    return options_fail(&error);
}

int list_main(int argc, char **argv) {
    return command_main(&(Command){add, help, list}, argc, argv);
}

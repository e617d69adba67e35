#include "trajectory_format.h"

#include "csv.h"
#include "golden.h"
#include "json.h"
#include "number_text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMN_NAME_SIZE = 64, TABLE_COLUMNS_MAX = QUANTITY_SLOTS + 256 };

/* The columns of all runs side by side: what every run has, then the state of those optimizers that keep
 * some. */
typedef struct Table {
    char names[TABLE_COLUMNS_MAX][COLUMN_NAME_SIZE];
    int count;
    int column_of[SCENE_RUNS_MAX][TABLE_COLUMNS_MAX]; /* in the run's own rows; -1: it has no such column */
} Table;

/* The order people read them in; the rest follow as they are. */
static const Quantity leading[] = {QUANTITY_X,          QUANTITY_Y,          QUANTITY_LOSS,
                                   QUANTITY_GRADIENT_X, QUANTITY_GRADIENT_Y, QUANTITY_RATE};

static int table_column(Table *table, const char *name) {
    for (int i = 0; i < table->count; i++)
        if (strcmp(table->names[i], name) == 0) return i;
    if (table->count == TABLE_COLUMNS_MAX) return -1;
    snprintf(table->names[table->count], COLUMN_NAME_SIZE, "%s", name);
    return table->count++;
}

static void place_column(Table *table, const Scene *scene, int run, int column) {
    char name[COLUMN_NAME_SIZE];
    trajectory_column_name(&scene->runs[run].trajectory, column, name, sizeof name);
    int place = table_column(table, name);
    if (place >= 0) table->column_of[run][place] = column;
}

static Table *table_start(const Scene *scene) {
    Table *table = calloc(1, sizeof *table);
    if (!table) return NULL;
    memset(table->column_of, -1, sizeof table->column_of);
    for (int run = 0; run < scene->run_count; run++) {
        for (size_t i = 0; i < sizeof leading / sizeof *leading; i++)
            place_column(table, scene, run, (int)leading[i]);
        for (int column = 0; column < scene->runs[run].trajectory.columns; column++)
            place_column(table, scene, run, column);
    }
    return table;
}

/* ---- CSV ---- */

static bool write_csv(const Scene *scene, const Catalog *catalog, FILE *stream) {
    (void)catalog;
    Table *table = table_start(scene);
    if (!table) return false;
    fputs("run,step", stream);
    for (int i = 0; i < table->count; i++) fprintf(stream, ",%s", table->names[i]);
    putc('\n', stream);
    for (int r = 0; r < scene->run_count && !ferror(stream); r++) {
        const Trajectory *trajectory = &scene->runs[r].trajectory;
        for (int64_t k = 0; k <= trajectory->steps && !ferror(stream); k++) {
            csv_write_text(stream, scene->runs[r].name);
            fprintf(stream, ",%" PRId64, k);
            for (int i = 0; i < table->count; i++) {
                int column = table->column_of[r][i];
                if (column >= 0)
                    csv_write_number(stream, trajectory_at(trajectory, k, column));
                else
                    putc(',', stream);
            }
            putc('\n', stream);
        }
    }
    free(table);
    return true;
}

/* ---- JSON ---- */

static const char *const outcome_words[] = {[OUTCOME_RUNNING] = "running",
                                            [OUTCOME_CONVERGED] = "converged",
                                            [OUTCOME_STALLED] = "stalled",
                                            [OUTCOME_DIVERGED] = "diverged"};

static void json_member(FILE *stream, const char *name, double value) {
    json_text(stream, name);
    fputs(": ", stream);
    json_number(stream, value);
}

/* {"name": value, ...} of a table of hyperparameters, after `first` ("kind": "cosine", or nothing). */
static void json_values(FILE *stream, const char *kind, const Hyperparameter *table, int count,
                        const double *values) {
    putc('{', stream);
    if (kind) {
        fputs("\"kind\": ", stream);
        json_text(stream, kind);
    }
    for (int i = 0; i < count; i++) {
        if (kind || i) fputs(", ", stream);
        json_member(stream, table[i].name, values[i]);
    }
    putc('}', stream);
}

static void json_recipe(FILE *stream, const Recipe *recipe) {
    fputs(",\n     \"optimizer\": ", stream);
    json_text(stream, recipe->optimizer->name);
    fputs(", \"hyperparameters\": ", stream);
    json_values(stream, NULL, recipe->optimizer->hyperparameters,
                optimizer_hyperparameter_count(recipe->optimizer), recipe->values);
    fputs(",\n     \"schedule\": ", stream);
    json_values(stream, recipe->schedule->name, recipe->schedule->hyperparameters,
                schedule_hyperparameter_count(recipe->schedule), recipe->schedule_values);
    fprintf(stream, ", \"warmup\": %" PRId64 ", \"clip\": ", recipe->warmup);
    json_values(stream, recipe->clipping->name, recipe->clipping->hyperparameters,
                clipping_hyperparameter_count(recipe->clipping), recipe->clipping_values);
    fputs(", ", stream);
    json_member(stream, "noise", recipe->noise);
    fprintf(stream, ", \"replacement\": %s", recipe->replacement ? "true" : "false");
    fprintf(stream, ", \"batch\": %" PRId64 ", \"seed\": %" PRIu64 ", \"stream\": %" PRIu32 ", ",
            recipe->batch, recipe->seed, recipe->stream);
    json_member(stream, "sam_rho", recipe->sam_rho);
    fprintf(stream, ", \"lookahead_k\": %" PRId64 ", ", recipe->lookahead_k);
    json_member(stream, "lookahead_alpha", recipe->lookahead_alpha);
    fputs(", ", stream);
    json_member(stream, "ema_decay", recipe->ema_decay);
    fputs(", \"start\": [", stream);
    json_number(stream, recipe->start[0]);
    fputs(", ", stream);
    json_number(stream, recipe->start[1]);
    putc(']', stream);
}

static void json_status(FILE *stream, const Status *status) {
    fprintf(stream, ",\n     \"status\": {\"outcome\": \"%s\", \"step\": %" PRId64 ", ",
            outcome_words[status->outcome], status->step);
    json_member(stream, "x", status->x);
    fputs(", ", stream);
    json_member(stream, "y", status->y);
    fputs(", ", stream);
    json_member(stream, "loss", status->loss);
    fprintf(stream, ", \"minimum\": %d, \"saddle\": %s}", status->minimum, status->saddle ? "true" : "false");
}

static void json_run(FILE *stream, const SceneRun *run) {
    const Trajectory *trajectory = &run->trajectory;
    char name[COLUMN_NAME_SIZE];
    fputs("    {\"name\": ", stream);
    json_text(stream, run->name);
    json_recipe(stream, &run->recipe);
    if (run->branches.count > 0) fputs(",\n     \"branches\": [", stream);
    for (int i = 0; i < run->branches.count; i++) {
        fprintf(stream, "%s{\"step\": %" PRId64 ", \"before\": {\"name\": ", i ? ", " : "",
                run->branches.at[i].step);
        json_text(stream, run->name);
        json_recipe(stream, &run->branches.at[i].before);
        fputs(i + 1 < run->branches.count ? "}}" : "}}]", stream);
    }
    json_status(stream, &run->status);
    fputs(",\n     \"columns\": [", stream);
    for (int i = 0; i < trajectory->columns; i++) {
        if (i) fputs(", ", stream);
        json_text(stream, trajectory_column_name(&run->trajectory, i, name, sizeof name));
    }
    fputs("],\n     \"rows\": [\n", stream);
    for (int64_t k = 0; k <= trajectory->steps && !ferror(stream); k++) {
        for (int i = 0; i < trajectory->columns; i++) {
            double value = trajectory_at(trajectory, k, i);
            fputs(i ? ", " : "      [", stream);
            if (isfinite(value))
                fprintf(stream, "%.17g", value); /* json_number's shortest text takes three times as long */
            else
                json_number(stream, value);
        }
        fputs(k < trajectory->steps ? "],\n" : "]\n", stream);
    }
    fputs("     ]}", stream);
}

static bool write_json(const Scene *scene, const Catalog *catalog, FILE *stream) {
    (void)catalog;
    const SurfaceDefinition *definition = scene->surface.definition;
    fputs("{\"title\": ", stream);
    json_text(stream, scene->title);
    fputs(",\n \"surface\": ", stream);
    json_text(stream, definition->name);
    fputs(", \"formula\": ", stream);
    json_text(stream, definition->formula_text);
    fputs(",\n \"parameters\": ", stream);
    json_values(stream, NULL, definition->parameters, definition->parameter_count, scene->surface.values);
    fprintf(stream, ",\n \"steps\": %" PRId64 ", \"seed\": %" PRIu64 ",\n \"runs\": [\n", scene->steps,
            scene->seed);
    for (int i = 0; i < scene->run_count && !ferror(stream); i++) {
        json_run(stream, &scene->runs[i]);
        fputs(i + 1 < scene->run_count ? ",\n" : "\n", stream);
    }
    fputs(" ]}\n", stream);
    return true;
}

/* ---- NumPy ---- */

/* One structured array: run (its number in the scene), step, and the columns of the CSV; NaN where a run has
 * no such column. Format: numpy.lib.format, version 1.0. */
static bool write_npy(const Scene *scene, const Catalog *catalog, FILE *stream) {
    (void)catalog;
    Table *table = table_start(scene);
    char *header = NULL;
    size_t length = 0;
    FILE *text = table ? open_memstream(&header, &length) : NULL;
    if (!text) {
        free(table);
        return false;
    }
    char order = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? '<' : '>';
    int64_t rows = 0;
    for (int r = 0; r < scene->run_count; r++) rows += scene->runs[r].trajectory.steps + 1;
    fprintf(text, "{'descr': [('run', '%ci4'), ('step', '%ci8')", order, order);
    for (int i = 0; i < table->count; i++) fprintf(text, ", ('%s', '%cf8')", table->names[i], order);
    fprintf(text, "], 'fortran_order': False, 'shape': (%" PRId64 ",), }", rows);
    fclose(text);
    size_t padded = (10 + length + 1 + 63) / 64 * 64 - 10;
    fwrite("\x93NUMPY\x01\x00", 1, 8, stream);
    putc((int)(padded & 0xff), stream);
    putc((int)(padded >> 8), stream);
    fprintf(stream, "%s%*s\n", header, (int)(padded - length - 1), "");
    for (int32_t r = 0; r < scene->run_count && !ferror(stream); r++) {
        const Trajectory *trajectory = &scene->runs[r].trajectory;
        for (int64_t k = 0; k <= trajectory->steps && !ferror(stream); k++) {
            double row[TABLE_COLUMNS_MAX];
            for (int i = 0; i < table->count; i++) {
                int column = table->column_of[r][i];
                double value = column >= 0 ? trajectory_at(trajectory, k, column) : (double)NAN;
                row[i] = isnan(value) ? (double)NAN : value; /* sign and payload vary with the compiler */
            }
            fwrite(&r, sizeof r, 1, stream);
            fwrite(&k, sizeof k, 1, stream);
            fwrite(row, sizeof *row, (size_t)table->count, stream);
        }
    }
    free(header);
    free(table);
    return true;
}

const TrajectoryFormat trajectory_formats[] = {
    {"csv", "a header and one line per step, 17 significant digits", false, write_csv},
    {"json", "recipes, statuses and all steps", false, write_json},
    {"npy", "a structured NumPy array", true, write_npy},
    {"golden", "the scene and every bit of every step, for `slalom verify`", false, golden_write},
};
const int trajectory_format_count = sizeof trajectory_formats / sizeof *trajectory_formats;

#include "command_line_text.h"

#include "branch_text.h"
#include "number_text.h"
#include "scene_file.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A word for the shell: as it is where nothing in it is special, else between single quotes. */
static void write_word(FILE *stream, const char *word) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%";
    if (word[0] && word[strspn(word, plain)] == 0) {
        fputs(word, stream);
        return;
    }
    putc('\'', stream);
    for (const char *c = word; *c; c++) {
        if (*c == '\'')
            fputs("'\\''", stream);
        else
            putc(*c, stream);
    }
    putc('\'', stream);
}

static void write_number(FILE *stream, const char *name, double value) {
    char text[NUMBER_TEXT_SIZE];
    fprintf(stream, " --%s %s", name, number_text(value, text));
}

static void write_surface(FILE *stream, const Scene *scene, const Catalog *catalog) {
    const SurfaceDefinition *definition = scene->surface.definition;
    const CatalogEntry *entry = catalog_entry(catalog, definition);
    if (entry && !entry->path) {
        fputs(" --formula ", stream);
        write_word(stream, definition->formula_text);
    } else {
        char *absolute = entry && !entry->listed ? realpath(entry->path, NULL) : NULL;
        fputs(" --surface ", stream);
        write_word(stream, absolute ? absolute : definition->name);
        free(absolute);
    }
    for (int i = 0; i < definition->parameter_count; i++) {
        char text[NUMBER_TEXT_SIZE];
        const Hyperparameter *row = &definition->parameters[i];
        if (scene->surface.values[i] == row->default_value) continue;
        fprintf(stream, " --set %s=%s", row->name, number_text(scene->surface.values[i], text));
    }
}

/* Those that are not at their default; the rate always, for its default depends on the surface. */
static void write_values(FILE *stream, const Hyperparameter *rows, int count, const double *values) {
    for (int i = 0; i < count; i++)
        if (values[i] != rows[i].default_value || strcmp(rows[i].name, "lr") == 0)
            write_number(stream, rows[i].name, values[i]);
}

static void write_schedule(FILE *stream, const Recipe *recipe) {
    const Schedule *schedule = recipe->schedule;
    if (schedule != &schedules[0]) fprintf(stream, " --schedule %s", schedule->name);
    write_values(stream, schedule->hyperparameters, schedule_hyperparameter_count(schedule),
                 recipe->schedule_values);
}

static void write_clipping(FILE *stream, const Recipe *recipe) {
    const Clipping *clipping = recipe->clipping;
    if (clipping == &clippings[0]) return;
    fprintf(stream, " --clip %s", clipping->name);
    for (int i = 0; i < clipping_hyperparameter_count(clipping); i++) {
        char text[NUMBER_TEXT_SIZE];
        fprintf(stream, "%c%s", i ? ',' : ':', number_text(recipe->clipping_values[i], text));
    }
}

/* Noise, batch, wrappers and so on, where they are not what the optimizer brings along. */
static void write_common(FILE *stream, const Recipe *recipe) {
    const Recipe plain = recipe_default(recipe->optimizer);
    int count;
    const Hyperparameter *rows = recipe_common(&count);
    for (int i = 0; i < count; i++) {
        double value = 0, usual = 0;
        if (!recipe_get(recipe, rows[i].name, &value) || !recipe_get(&plain, rows[i].name, &usual) ||
            value == usual || strcmp(rows[i].name, "steps") == 0)
            continue;
        if (rows[i].scale == SCALE_INTEGER)
            fprintf(stream, " --%s %" PRId64, rows[i].name, (int64_t)value);
        else
            write_number(stream, rows[i].name, value);
    }
}

static void write_branches(FILE *stream, const SceneRun *run) {
    const Branches *branches = &run->branches;
    for (int i = 0; i < branches->count; i++) {
        fputs(" --branch ", stream);
        branch_text_write(stream, branches->at[i].step, &branches->at[i].before,
                          branches_recipe(branches, &run->recipe, branches->at[i].step));
    }
}

static void write_options(FILE *stream, const Scene *scene, const Catalog *catalog, const SceneRun *run) {
    char x[NUMBER_TEXT_SIZE], y[NUMBER_TEXT_SIZE];
    const Recipe *recipe = branches_recipe(&run->branches, &run->recipe, 0);
    fputs("slalom run", stream);
    write_surface(stream, scene, catalog);
    fprintf(stream, " --optimizer %s", recipe->optimizer->name);
    write_values(stream, recipe->optimizer->hyperparameters,
                 optimizer_hyperparameter_count(recipe->optimizer), recipe->values);
    write_schedule(stream, recipe);
    write_clipping(stream, recipe);
    write_common(stream, recipe);
    fprintf(stream, " --start %s,%s --steps %" PRId64, number_text(recipe->start[0], x),
            number_text(recipe->start[1], y), scene->steps);
    write_branches(stream, run);
}

/* The scene with one of its runs, or all. Shares everything with the original. */
static Scene selection(const Scene *scene, int run) {
    Scene some = *scene;
    if (run >= 0) some.runs = &scene->runs[run], some.run_count = 1;
    return some;
}

char *command_line_text(const Scene *scene, const Catalog *catalog, int run) {
    assert(run >= -1 && run < scene->run_count);
    const Scene some = selection(scene, run);
    char *text = NULL, *document = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    if (!stream) return NULL;
    /* Options make one run, of stream 0. */
    bool options = some.run_count == 1 && some.runs[0].recipe.stream == 0, ok = true;
    if (options) {
        write_options(stream, &some, catalog, &some.runs[0]);
    } else {
        document = scene_file_text(&some, catalog);
        ok = document != NULL;
        fprintf(stream, "slalom run /dev/stdin <<'SCENE'\n%sSCENE", document ? document : "");
        free(document);
    }
    putc('\n', stream);
    ok &= fclose(stream) == 0;
    if (!ok) free(text);
    return ok ? text : NULL;
}

#include "scene_file.h"

#include "number_text.h"
#include "output.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* As libconfig reads it: always with a point or exponent, so that -0 and 3 stay numbers of their kind. */
static void write_number(FILE *stream, double number) {
    char text[NUMBER_TEXT_SIZE];
    number_text(number, text);
    fprintf(stream, "%s%s", text, strpbrk(text, ".e") ? "" : ".0");
}

static void write_text(FILE *stream, const char *text) {
    putc('"', stream);
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c == '"' || *c == '\\')
            fprintf(stream, "\\%c", *c);
        else if (*c == '\n')
            fputs("\\n", stream);
        else if (*c < 32 || *c == 127)
            fprintf(stream, "\\x%02X", *c);
        else
            putc(*c, stream);
    }
    putc('"', stream);
}

static void write_pair(FILE *stream, const char *name, const double pair[2]) {
    fprintf(stream, "%s = [", name);
    write_number(stream, pair[0]);
    fputs(", ", stream);
    write_number(stream, pair[1]);
    fputs("];", stream);
}

static void write_values(FILE *stream, const Hyperparameter *table, int count, const double *values) {
    for (int i = 0; i < count; i++) {
        fprintf(stream, " %s = ", table[i].name);
        write_number(stream, values[i]);
        putc(';', stream);
    }
}

/* Noise, batch and what is wrapped around the optimizer, where they are not what the optimizer brings along.
 */
static void write_common(FILE *stream, const Recipe *recipe) {
    static const char *const elsewhere[] = {"seed", "steps", "warmup"};
    const Recipe plain = recipe_default(recipe->optimizer);
    int count;
    const Hyperparameter *rows = recipe_common(&count);
    for (int i = 0; i < count; i++) {
        double value = 0.0, usual = 0.0;
        bool ours = true;
        for (size_t k = 0; k < sizeof elsewhere / sizeof *elsewhere; k++)
            ours &= strcmp(rows[i].name, elsewhere[k]) != 0;
        if (!ours || !recipe_get(recipe, rows[i].name, &value) || !recipe_get(&plain, rows[i].name, &usual) ||
            value == usual)
            continue;
        fprintf(stream, "\n              %s = ", rows[i].name);
        if (rows[i].scale == SCALE_INTEGER)
            fprintf(stream, "%" PRId64, (int64_t)value);
        else
            write_number(stream, value);
        putc(';', stream);
    }
}

static void write_recipe(FILE *stream, const Recipe *recipe) {
    const Schedule *schedule = recipe->schedule;
    const Clipping *clipping = recipe->clipping;
    fprintf(stream, "optimizer = \"%s\";", recipe->optimizer->name);
    write_values(stream, recipe->optimizer->hyperparameters,
                 optimizer_hyperparameter_count(recipe->optimizer), recipe->values);
    fputs("\n              ", stream);
    write_pair(stream, "start", recipe->start);
    if (schedule != &schedules[0] || recipe->warmup > 0) {
        fprintf(stream, "\n              schedule = { kind = \"%s\"; warmup = %" PRId64 ";", schedule->name,
                recipe->warmup);
        write_values(stream, schedule->hyperparameters, schedule_hyperparameter_count(schedule),
                     recipe->schedule_values);
        fputs(" };", stream);
    }
    if (clipping != &clippings[0]) {
        fprintf(stream, "\n              clip = { kind = \"%s\";", clipping->name);
        write_values(stream, clipping->hyperparameters, clipping_hyperparameter_count(clipping),
                     recipe->clipping_values);
        fputs(" };", stream);
    }
    write_common(stream, recipe);
}

static void write_kind(FILE *stream, const char *key, const char *kind) {
    fprintf(stream, " %s = { kind = \"%s\";", key, kind);
}

static bool begins(const char *text, const char *with) {
    return strncmp(text, with, strlen(with)) == 0;
}

static void write_change(FILE *stream, const Change *change) {
    int count;
    const Hyperparameter *rows = recipe_common(&count);
    int row = hyperparameter_find(rows, count, change->name);
    fprintf(stream, " %s = ", change->name);
    if (row >= 0 && rows[row].scale == SCALE_INTEGER)
        fprintf(stream, "%" PRId64, (int64_t)change->after);
    else
        write_number(stream, change->after);
    putc(';', stream);
}

/* { step = 12; lr = 0.15; }: what `after` has that `before` has not. */
static void write_branch(FILE *stream, int64_t step, const Recipe *before, const Recipe *after) {
    Change changes[CHANGES_MAX];
    int count;
    Recipe base = *before; /* as the reader has it, once it knows the optimizer */
    bool another = before->optimizer != after->optimizer, schedule = before->schedule != after->schedule,
         clip = before->clipping != after->clipping;
    fprintf(stream, "{ step = %" PRId64 ";", step);
    if (another) {
        fprintf(stream, " optimizer = \"%s\";", after->optimizer->name);
        write_values(stream, after->optimizer->hyperparameters,
                     optimizer_hyperparameter_count(after->optimizer), after->values);
        recipe_set_optimizer(&base, after->optimizer);
    }
    recipe_changes(&base, after, changes, &count);
    for (int i = 0; i < count; i++) {
        bool warmup = strcmp(changes[i].name, "warmup") == 0,
             scheduled = begins(changes[i].name, "schedule."), clipped = begins(changes[i].name, "clip.");
        bool own =
            hyperparameter_find(after->optimizer->hyperparameters,
                                optimizer_hyperparameter_count(after->optimizer), changes[i].name) >= 0;
        schedule |= warmup || scheduled;
        clip |= clipped;
        if (!warmup && !scheduled && !clipped && !(another && own)) write_change(stream, &changes[i]);
    }
    if (schedule) {
        write_kind(stream, "schedule", after->schedule->name);
        fprintf(stream, " warmup = %" PRId64 ";", after->warmup);
        write_values(stream, after->schedule->hyperparameters, schedule_hyperparameter_count(after->schedule),
                     after->schedule_values);
        fputs(" };", stream);
    }
    if (clip) {
        write_kind(stream, "clip", after->clipping->name);
        write_values(stream, after->clipping->hyperparameters, clipping_hyperparameter_count(after->clipping),
                     after->clipping_values);
        fputs(" };", stream);
    }
    fputs(" }", stream);
}

static void write_branches(FILE *stream, const SceneRun *run) {
    const Branches *branches = &run->branches;
    if (branches->count == 0) return;
    fputs("\n              branch = (", stream);
    for (int i = 0; i < branches->count; i++) {
        const Recipe *after = i + 1 < branches->count ? &branches->at[i + 1].before : &run->recipe;
        fputs(i ? ",\n                         " : " ", stream);
        write_branch(stream, branches->at[i].step, &branches->at[i].before, after);
    }
    fputs(" );", stream);
}

static void write_runs(FILE *stream, const Scene *scene) {
    uint32_t next = 0; /* the stream a reader would give */
    fputs("runs    = (", stream);
    for (int i = 0; i < scene->run_count; i++) {
        const SceneRun *run = &scene->runs[i];
        fprintf(stream, "%s{ name = ", i ? ",\n            " : " ");
        write_text(stream, run->name);
        fprintf(stream, "; colour = %d;%s ", run->colour, run->hidden ? " hidden = true;" : "");
        if (run->recipe.stream != next) fprintf(stream, "stream = %" PRIu32 "; ", run->recipe.stream);
        next = run->recipe.stream < next ? next + 1 : run->recipe.stream + 1;
        write_recipe(stream, branches_recipe(&run->branches, &run->recipe, 0));
        write_branches(stream, run);
        fputs(" }", stream);
    }
    fputs(" );\n", stream);
}

static void write_surface(FILE *stream, const Scene *scene, const Catalog *catalog) {
    const SurfaceDefinition *definition = scene->surface.definition;
    const CatalogEntry *entry = catalog_entry(catalog, definition);
    if (entry && !entry->path) {
        fputs("formula = ", stream);
        write_text(stream, definition->formula_text);
    } else {
        char *absolute = entry && !entry->listed ? realpath(entry->path, NULL) : NULL;
        fputs("surface = ", stream);
        write_text(stream, absolute ? absolute : definition->name);
        free(absolute);
    }
    fputs(";\n", stream);
    if (definition->parameter_count > 0) {
        fputs("parameters = {", stream);
        write_values(stream, definition->parameters, definition->parameter_count, scene->surface.values);
        fputs(" };\n", stream);
    }
}

static void write_criteria(FILE *stream, const Scene *scene) {
    const Criteria *criteria = &scene->criteria;
    if (memcmp(criteria, &scene->usual, sizeof scene->usual) == 0) return;
    fputs("criteria = { target = ", stream);
    write_number(stream, criteria->target);
    fputs("; gradient = ", stream);
    write_number(stream, criteria->gradient);
    fputs("; bound = ", stream);
    write_number(stream, criteria->bound);
    fputs("; };\n", stream);
}

char *scene_file_text(const Scene *scene, const Catalog *catalog) {
    assert(scene && catalog);
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    if (!stream) return NULL;
    fputs("title   = ", stream);
    write_text(stream, scene->title);
    fputs(";\n", stream);
    write_surface(stream, scene, catalog);
    fputs("view    = { ", stream);
    write_pair(stream, "x", scene->view.x);
    putc(' ', stream);
    write_pair(stream, "y", scene->view.y);
    fprintf(stream, " };\nsteps   = %" PRId64 ";\nseed    = %" PRIu64 ";\n", scene->steps, scene->seed);
    write_criteria(stream, scene);
    write_runs(stream, scene);
    return fclose(stream) == 0 ? text : NULL;
}

bool scene_file_write(const Scene *scene, const Catalog *catalog, const char *path, Error *error) {
    Output output;
    char *text = scene_file_text(scene, catalog);
    bool ok = text ? output_open(&output, path, error) : error_set(error, 0, 0, NULL, "out of memory");
    if (ok) {
        fputs(text, output.stream);
        ok = output_commit(&output, error);
    }
    free(text);
    return ok;
}

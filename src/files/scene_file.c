#include "scene_file.h"

#include "core/nearest.h"
#include "core/rate.h"
#include "settings.h"

#include <assert.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

enum { COLOURS_MAX = 12 };
static const int64_t WHOLE_MAX = INT64_C(1) << 53; /* whole numbers up to here are exact as doubles */

/* One file on its way into a scene. */
typedef struct Reader {
    const Settings *settings;
    Scene *scene;
    Error *error;
} Reader;

bool scene_fits_memory(int64_t steps, int runs, Error *error) {
    double bytes = (double)(steps + 1) * runs * (QUANTITY_SLOTS + 2 * SLOTS_MAX) * (double)sizeof(double);
    double memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    if (memory <= 0.0 || bytes < 0.9 * memory) return true;
    return error_set(error, 0, 0, "take fewer steps or fewer runs",
                     "%" PRId64 " steps of %d run%s need %.3g GB of memory; this machine has %.3g", steps,
                     runs, runs == 1 ? "" : "s", bytes / 1e9, memory / 1e9);
}

/* ---- reading: one run ---- */

/* A number, or true and false for 1 and 0 as switches are written. */
static bool read_value(const Reader *reader, const Setting *setting, double *value) {
    Error ignored = {0};
    bool on;
    if (settings_switch(reader->settings, setting, &on, &ignored)) {
        *value = on ? 1.0 : 0.0;
        return true;
    }
    return settings_number(reader->settings, setting, value, reader->error);
}

/* What is no number gets the row's own words, with its range. */
static bool refuse_value(const Reader *reader, const Setting *setting, const Hyperparameter *row) {
    char given[64] = "what is no number";
    const char *text;
    Error ignored = {0};
    if (settings_text(reader->settings, setting, &text, &ignored))
        snprintf(given, sizeof given, "\"%.50s\"", text);
    if (row) hyperparameter_refuse(row, given, reader->error);
    return settings_place(reader->settings, setting, reader->error);
}

/* Sets what the recipe calls `prefix` + the setting's name. */
static bool read_into_recipe(const Reader *reader, const Setting *setting, const char *prefix,
                             Recipe *recipe) {
    double value;
    char name[80];
    snprintf(name, sizeof name, "%s%.60s", prefix, settings_name(setting));
    if (!read_value(reader, setting, &value)) return refuse_value(reader, setting, recipe_row(recipe, name));
    return recipe_set(recipe, name, value, reader->error) ||
           settings_place(reader->settings, setting, reader->error);
}

/* Refuses a name that is in no table; the hint is the nearest one or all of them. */
static bool refuse_name(const Reader *reader, const Setting *setting, const char *what, const char *name,
                        const char *const *names, int count) {
    char hint[sizeof reader->error->hint], all[sizeof hint] = "";
    Nearest nearest = nearest_start(name);
    for (int i = 0, used = 0; i < count; i++) {
        nearest_offer(&nearest, names[i]);
        if (used < (int)sizeof all)
            used +=
                snprintf(all + used, sizeof all - (size_t)used, "%s%s", i ? ", " : "known are ", names[i]);
    }
    if (strlen(all) + 1 == sizeof all) snprintf(all, sizeof all, "`slalom list %ss` shows all", what);
    nearest_hint(&nearest, all, hint, sizeof hint);
    return settings_refuse(reader->settings, setting, reader->error, hint, "there is no %s %.60s", what,
                           name);
}

static bool read_optimizer(const Reader *reader, const Setting *group, const Optimizer **optimizer) {
    const char *name, *names[256];
    const Setting *setting = settings_require(reader->settings, group, "optimizer", reader->error);
    if (!setting || !settings_text(reader->settings, setting, &name, reader->error)) return false;
    *optimizer = optimizer_find(name);
    if (*optimizer) return true;
    assert(optimizer_count <= COUNT(names));
    for (int i = 0; i < optimizer_count; i++) names[i] = optimizers[i].name;
    return refuse_name(reader, setting, "optimizer", name, names, optimizer_count);
}

/* `schedule` and `clip` are a group { kind = "..."; value = ...; } or, with default values, the kind alone.
 */
static bool read_kind(const Reader *reader, const Setting *setting, const char **kind) {
    const Setting *named = setting;
    if (!settings_is_text(setting)) {
        if (!settings_group(reader->settings, setting, reader->error)) return false;
        named = settings_require(reader->settings, setting, "kind", reader->error);
    }
    return named && settings_text(reader->settings, named, kind, reader->error);
}

/* The group's values except its kind. Unknown ones are refused with the nearest of the `count` known names.
 */
static bool read_values(const Reader *reader, const Setting *group, const char *prefix,
                        const Hyperparameter *table, int count, const char *extra, Recipe *recipe) {
    const char *known[HYPERPARAMETERS_MAX + SCHEDULE_VALUES_MAX + 2] = {"kind"};
    int known_count = 1;
    if (settings_is_text(group)) return true;
    for (int i = 0; i < count; i++) known[known_count++] = table[i].name;
    if (extra) known[known_count++] = extra;
    if (!settings_check_keys(reader->settings, group, known, known_count, reader->error)) return false;
    for (int i = 0; i < settings_length(group); i++) {
        const Setting *setting = settings_element(group, i);
        const char *name = settings_name(setting);
        if (strcmp(name, "kind") == 0) continue;
        bool own = !extra || strcmp(name, extra) != 0;
        if (!read_into_recipe(reader, setting, own ? prefix : "", recipe)) return false;
    }
    return true;
}

static bool read_schedule(const Reader *reader, const Setting *setting, Recipe *recipe) {
    const char *kind, *names[64];
    if (!read_kind(reader, setting, &kind)) return false;
    const Schedule *schedule = schedule_find(kind);
    if (!schedule) {
        assert(schedule_count <= COUNT(names));
        for (int i = 0; i < schedule_count; i++) names[i] = schedules[i].name;
        return refuse_name(reader, setting, "schedule", kind, names, schedule_count);
    }
    recipe_set_schedule(recipe, schedule);
    return read_values(reader, setting, "schedule.", schedule->hyperparameters,
                       schedule_hyperparameter_count(schedule), "warmup", recipe);
}

static bool read_clip(const Reader *reader, const Setting *setting, Recipe *recipe) {
    const char *kind, *names[64];
    if (!read_kind(reader, setting, &kind)) return false;
    const Clipping *clipping = clipping_find(kind);
    if (!clipping) {
        assert(clipping_count <= COUNT(names));
        for (int i = 0; i < clipping_count; i++) names[i] = clippings[i].name;
        return refuse_name(reader, setting, "clipping", kind, names, clipping_count);
    }
    recipe_set_clipping(recipe, clipping);
    return read_values(reader, setting, "clip.", clipping->hyperparameters,
                       clipping_hyperparameter_count(clipping), NULL, recipe);
}

/* What a run has besides its optimizer's hyperparameters. */
static const char *const run_keys[] = {
    "name",     "optimizer", "convention",  "start",           "colour",      "hidden",
    "schedule", "clip",      "noise",       "batch",           "replacement", "warmup",
    "stream",   "sam_rho",   "lookahead_k", "lookahead_alpha", "ema_decay",   "branch"};

/* What a branch may change besides them. */
static const char *const branch_keys[] = {
    "step",   "optimizer", "convention",  "schedule",        "clip",     "noise", "batch", "replacement",
    "warmup", "sam_rho",   "lookahead_k", "lookahead_alpha", "ema_decay"};

static bool check_run_keys(const Reader *reader, const Setting *group, const Optimizer *optimizer) {
    const char *known[HYPERPARAMETERS_MAX + COUNT(run_keys)];
    int count = 0, own = optimizer_hyperparameter_count(optimizer);
    for (int i = 0; i < settings_length(group); i++) {
        const char *name = settings_name(settings_element(group, i));
        if (strcmp(name, "steps") == 0 || strcmp(name, "seed") == 0)
            return settings_refuse(reader->settings, settings_element(group, i), reader->error,
                                   "write it beside runs, not in one", "%s is one for all runs of a scene",
                                   name);
    }
    for (int i = 0; i < own; i++) known[count++] = optimizer->hyperparameters[i].name;
    for (int i = 0; i < COUNT(run_keys); i++) known[count++] = run_keys[i];
    return settings_check_keys(reader->settings, group, known, count, reader->error);
}

/* What a run is besides its recipe. */
typedef struct RunLooks {
    const char *name; /* NULL: after its optimizer */
    int64_t colour;   /* -1: chosen by the scene */
    int64_t stream;   /* -1: the next one */
    bool hidden;
} RunLooks;

static bool read_name(const Reader *reader, const Setting *setting, RunLooks *looks) {
    size_t size = sizeof reader->scene->runs->name;
    if (!settings_text(reader->settings, setting, &looks->name, reader->error)) return false;
    if (!*looks->name || strlen(looks->name) >= size)
        return settings_refuse(reader->settings, setting, reader->error, NULL, "a name has 1 to %d bytes",
                               (int)size - 1);
    if (scene_find_run(reader->scene, looks->name))
        return settings_refuse(reader->settings, setting, reader->error, NULL, "there are two runs called %s",
                               looks->name);
    return true;
}

static bool read_convention(const Reader *reader, const Setting *setting, Recipe *recipe) {
    const char *name;
    return settings_text(reader->settings, setting, &name, reader->error) &&
           (recipe_set_convention(recipe, name, reader->error) ||
            settings_place(reader->settings, setting, reader->error));
}

/* lr = "1/L" */
static bool read_lr_text(const Reader *reader, const Setting *setting, Recipe *recipe) {
    const char *text;
    return settings_text(reader->settings, setting, &text, reader->error) &&
           (rate_from_curvature(&reader->scene->surface, text, &recipe->values[0], reader->error) ||
            settings_place(reader->settings, setting, reader->error));
}

static bool read_run_setting(const Reader *reader, const Setting *setting, Recipe *recipe, RunLooks *looks) {
    const Settings *settings = reader->settings;
    const char *name = settings_name(setting);
    if (strcmp(name, "optimizer") == 0) return true;
    if (strcmp(name, "name") == 0) return read_name(reader, setting, looks);
    if (strcmp(name, "start") == 0) return settings_pair(settings, setting, recipe->start, reader->error);
    if (strcmp(name, "colour") == 0)
        return settings_integer(settings, setting, 0, COLOURS_MAX - 1, &looks->colour, reader->error);
    if (strcmp(name, "hidden") == 0) return settings_switch(settings, setting, &looks->hidden, reader->error);
    if (strcmp(name, "stream") == 0)
        return settings_integer(settings, setting, 0, UINT32_MAX - 1, &looks->stream, reader->error);
    if (strcmp(name, "schedule") == 0) return read_schedule(reader, setting, recipe);
    if (strcmp(name, "clip") == 0) return read_clip(reader, setting, recipe);
    if (strcmp(name, "branch") == 0) return true;     /* changes what all the others make */
    if (strcmp(name, "convention") == 0) return true; /* read before the values that may change it */
    if (strcmp(name, "lr") == 0 && settings_is_text(setting)) return read_lr_text(reader, setting, recipe);
    return read_into_recipe(reader, setting, "", recipe);
}

static bool check_branch_keys(const Reader *reader, const Setting *group, const Optimizer *optimizer) {
    const char *known[HYPERPARAMETERS_MAX + COUNT(branch_keys)];
    int count = 0, own = optimizer_hyperparameter_count(optimizer);
    for (int i = 0; i < own; i++) known[count++] = optimizer->hyperparameters[i].name;
    for (int i = 0; i < COUNT(branch_keys); i++) known[count++] = branch_keys[i];
    return settings_check_keys(reader->settings, group, known, count, reader->error);
}

/* { step = 12; lr = 0.15; }: changes the last recipe, and keeps it as it was before. */
static bool read_branch(const Reader *reader, const Setting *group, Branches *branches, Recipe *last) {
    const Settings *settings = reader->settings;
    const Optimizer *optimizer = last->optimizer;
    int64_t step, first = branches->count ? branches->at[branches->count - 1].step + 1 : 1;
    RunLooks unused;
    if (!settings_group(settings, group, reader->error)) return false;
    if (branches->count == BRANCHES_MAX)
        return settings_refuse(settings, group, reader->error, NULL, "more than %d branches", BRANCHES_MAX);
    const Setting *at = settings_require(settings, group, "step", reader->error);
    if (!at || !settings_integer(settings, at, first, WHOLE_MAX, &step, reader->error)) return false;
    branches->at[branches->count++] = (Branch){step, *last};
    bool another = settings_member(group, "optimizer") != NULL;
    if (another && !read_optimizer(reader, group, &optimizer)) return false;
    if (!check_branch_keys(reader, group, optimizer)) return false;
    if (another) {
        recipe_set_optimizer(last, optimizer);
        last->values[0] =
            surface_definition_rate(reader->scene->surface.definition, optimizer->name, last->values[0]);
    }
    const Setting *convention = settings_member(group, "convention");
    if (convention && !read_convention(reader, convention, last)) return false;
    for (int i = 0; i < settings_length(group); i++) {
        const Setting *setting = settings_element(group, i);
        if (setting != at && !read_run_setting(reader, setting, last, &unused)) return false;
    }
    return true;
}

/* One branch, or a list of them in the order of their steps. */
static bool read_branches(const Reader *reader, const Setting *setting, Branches *branches, Recipe *last) {
    Error ignored;
    if (settings_group(reader->settings, setting, &ignored))
        return read_branch(reader, setting, branches, last);
    if (!settings_list(reader->settings, setting, reader->error)) return false;
    for (int i = 0; i < settings_length(setting); i++)
        if (!read_branch(reader, settings_element(setting, i), branches, last)) return false;
    return true;
}

static bool read_run(const Reader *reader, const Setting *group) {
    Scene *scene = reader->scene;
    const SurfaceDefinition *definition = scene->surface.definition;
    const Optimizer *optimizer;
    RunLooks looks = {.colour = -1, .stream = -1};
    if (!settings_group(reader->settings, group, reader->error) ||
        !read_optimizer(reader, group, &optimizer) || !check_run_keys(reader, group, optimizer))
        return false;
    Recipe recipe = recipe_default(optimizer);
    memcpy(recipe.start, definition->start, sizeof recipe.start);
    recipe.values[0] = surface_definition_rate(definition, optimizer->name, recipe.values[0]);
    const Setting *convention = settings_member(group, "convention");
    if (convention && !read_convention(reader, convention, &recipe)) return false;
    for (int i = 0; i < settings_length(group); i++)
        if (!read_run_setting(reader, settings_element(group, i), &recipe, &looks)) return false;
    Branches branches = {0};
    Recipe last = recipe;
    const Setting *branch = settings_member(group, "branch");
    if (branch && !read_branches(reader, branch, &branches, &last)) return false;
    SceneRun *run = scene_add_run(scene, &recipe, looks.name);
    if (!run || run->trajectory.steps != scene->steps)
        return settings_refuse(reader->settings, group, reader->error, NULL,
                               "not enough memory for this run");
    if (looks.colour >= 0) run->colour = (int)looks.colour;
    run->hidden = looks.hidden;
    last.stream = looks.stream >= 0 ? (uint32_t)looks.stream : run->recipe.stream;
    bool random = run->recipe.noise > 0.0 || run->recipe.batch > 0,
         anew = branches.count > 0 || (random && last.stream != run->recipe.stream);
    last.seed = run->recipe.seed;
    last.steps = run->recipe.steps;
    if (scene->streams <= last.stream) scene->streams = last.stream + 1;
    run->recipe = last;
    run->branches = branches;
    if (anew) scene_recompute(scene, scene->run_count - 1);
    if (run->trajectory.steps == scene->steps) return true;
    return settings_refuse(reader->settings, group, reader->error, NULL, "not enough memory for this run");
}

/* ---- reading: the scene ---- */

static bool read_title(const Reader *reader, const Setting *setting) {
    const char *text;
    size_t size = sizeof reader->scene->title;
    if (!settings_text(reader->settings, setting, &text, reader->error)) return false;
    if (strlen(text) >= size)
        return settings_refuse(reader->settings, setting, reader->error, NULL,
                               "title is longer than %d bytes", (int)size - 1);
    strcpy(reader->scene->title, text);
    return true;
}

static bool read_parameters(const Reader *reader, const Setting *group) {
    Surface *surface = &reader->scene->surface;
    const SurfaceDefinition *definition = surface->definition;
    const char *known[SURFACE_PARAMETERS_MAX];
    if (!settings_group(reader->settings, group, reader->error)) return false;
    for (int i = 0; i < definition->parameter_count; i++) known[i] = definition->parameters[i].name;
    if (definition->parameter_count == 0 && settings_length(group) > 0)
        return settings_refuse(reader->settings, settings_element(group, 0), reader->error, NULL,
                               "the surface %s has no parameters", definition->name);
    if (!settings_check_keys(reader->settings, group, known, definition->parameter_count, reader->error))
        return false;
    for (int i = 0; i < settings_length(group); i++) {
        const Setting *setting = settings_element(group, i);
        int index =
            hyperparameter_find(definition->parameters, definition->parameter_count, settings_name(setting));
        double value;
        if (!read_value(reader, setting, &value)) return false;
        if (!surface_set(surface, index, value, reader->error))
            return settings_place(reader->settings, setting, reader->error);
    }
    return true;
}

static bool read_view(const Reader *reader, const Setting *group) {
    static const char *const keys[] = {"x", "y"};
    double *ranges[] = {reader->scene->view.x, reader->scene->view.y};
    if (!settings_group(reader->settings, group, reader->error) ||
        !settings_check_keys(reader->settings, group, keys, COUNT(keys), reader->error))
        return false;
    for (int i = 0; i < COUNT(keys); i++) {
        const Setting *range = settings_require(reader->settings, group, keys[i], reader->error);
        if (!range || !settings_pair(reader->settings, range, ranges[i], reader->error)) return false;
        if (!(ranges[i][0] < ranges[i][1]) || !isfinite(ranges[i][1] - ranges[i][0]))
            return settings_refuse(reader->settings, range, reader->error, "[low, high]",
                                   "%s must run from a lower to a higher number", keys[i]);
    }
    return true;
}

static bool read_steps(const Reader *reader, const Setting *setting) {
    int common_count;
    const Hyperparameter *common = recipe_common(&common_count);
    int row = hyperparameter_find(common, common_count, "steps");
    return settings_integer(reader->settings, setting, 0, (int64_t)common[row].maximum, &reader->scene->steps,
                            reader->error);
}

static bool read_seed(const Reader *reader, const Setting *setting) {
    int64_t seed;
    if (!settings_integer(reader->settings, setting, 0, WHOLE_MAX, &seed, reader->error)) return false;
    reader->scene->seed = (uint64_t)seed;
    return true;
}

static const char *const criteria_keys[] = {"target", "gradient", "bound"};

static bool read_criteria(const Reader *reader, const Setting *group) {
    Criteria *criteria = &reader->scene->criteria;
    double *values[] = {&criteria->target, &criteria->gradient, &criteria->bound};
    if (!settings_group(reader->settings, group, reader->error) ||
        !settings_check_keys(reader->settings, group, criteria_keys, COUNT(criteria_keys), reader->error))
        return false;
    for (int i = 0; i < COUNT(criteria_keys); i++) {
        const Setting *setting = settings_member(group, criteria_keys[i]);
        if (!setting) continue;
        if (!settings_number(reader->settings, setting, values[i], reader->error)) return false;
        if (!(*values[i] >= 0.0))
            return settings_refuse(reader->settings, setting, reader->error, NULL, "%s cannot be negative",
                                   criteria_keys[i]);
    }
    return true;
}

static bool read_runs(const Reader *reader, const Setting *list) {
    if (!settings_list(reader->settings, list, reader->error)) return false;
    int count = settings_length(list);
    if (count > SCENE_RUNS_MAX)
        return settings_refuse(reader->settings, list, reader->error, NULL, "more than %d runs",
                               SCENE_RUNS_MAX);
    int paths = count; /* what would have been without a branch is one more */
    for (int i = 0; i < count; i++) paths += settings_member(settings_element(list, i), "branch") != NULL;
    if (!scene_fits_memory(reader->scene->steps, paths, reader->error))
        return settings_place(reader->settings, list, reader->error);
    for (int i = 0; i < count; i++)
        if (!read_run(reader, settings_element(list, i))) return false;
    return true;
}

/* Lessons' keys; the words and claims of a lesson are not the scene's. */
static bool skip(const Reader *reader, const Setting *setting) {
    (void)reader, (void)setting;
    return true;
}

/* Every key of a scene file in the order of reading: runs last, for they are recorded at once. */
static const struct {
    const char *key;
    bool (*read)(const Reader *reader, const Setting *setting);
} keys[] = {
    {"surface", skip},   {"formula", skip},     {"title", read_title}, {"parameters", read_parameters},
    {"view", read_view}, {"steps", read_steps}, {"seed", read_seed},   {"criteria", read_criteria},
    {"runs", read_runs}, {"lesson", skip},      {"claims", skip}};

/* The folder a scene's relative paths start from; "" where it is the working directory. */
static void folder_of(const char *path, char *folder, size_t size) {
    const char *slash = strrchr(path, '/');
    snprintf(folder, size, "%.*s", slash ? (int)(slash == path ? 1 : slash - path) : 0, path);
}

static const SurfaceDefinition *find_definition(const Reader *reader, Catalog *catalog, const char *path) {
    const Setting *root = settings_root(reader->settings);
    const Setting *surface = settings_member(root, "surface"), *formula = settings_member(root, "formula");
    const SurfaceDefinition *definition = NULL;
    const char *text;
    if (!surface == !formula) {
        settings_refuse(reader->settings, surface ? formula : root, reader->error, NULL,
                        surface ? "a scene has a surface or a formula, not both"
                                : "surface is missing (or formula)");
        return NULL;
    }
    if (!settings_text(reader->settings, surface ? surface : formula, &text, reader->error)) return NULL;
    if (formula) {
        definition = catalog_add_formula(catalog, text, reader->error);
        if (!definition) settings_place_in_text(reader->settings, formula, reader->error);
        return definition;
    }
    char folder[PATH_MAX];
    folder_of(path, folder, sizeof folder);
    definition = catalog_open(catalog, text, folder, reader->error);
    /* An error in the surface's own file keeps its place there. */
    if (!definition && !reader->error->line && !reader->error->file[0])
        settings_place(reader->settings, surface, reader->error);
    return definition;
}

static bool read_all(const Reader *reader, Catalog *catalog, const char *path, bool *started) {
    const char *names[COUNT(keys)];
    for (int i = 0; i < COUNT(keys); i++) names[i] = keys[i].key;
    const Setting *root = settings_root(reader->settings);
    if (!settings_check_keys(reader->settings, root, names, COUNT(keys), reader->error)) return false;
    const SurfaceDefinition *definition = find_definition(reader, catalog, path);
    if (!definition) return false;
    *started = scene_start(reader->scene, definition, reader->error);
    if (!*started) return settings_place(reader->settings, root, reader->error);
    for (int i = 0; i < COUNT(keys); i++) {
        const Setting *setting = settings_member(root, keys[i].key);
        if (setting && !keys[i].read(reader, setting)) return false;
    }
    return true;
}

/* Takes the settings over. */
static bool read_scene(Scene *scene, Catalog *catalog, Settings *settings, const char *path, Error *error) {
    Reader reader = {settings, scene, error};
    bool started = false, ok = settings && read_all(&reader, catalog, path, &started);
    if (!ok && started) scene_end(scene);
    settings_end(settings);
    return ok;
}

bool scene_file_read(Scene *scene, Catalog *catalog, const char *path, Error *error) {
    assert(scene && catalog && path && error);
    *error = (Error){0};
    return read_scene(scene, catalog, settings_open(path, error), path, error);
}

bool scene_file_parse(Scene *scene, Catalog *catalog, const char *text, size_t length, const char *path,
                      Error *error) {
    assert(scene && catalog && text && path && error);
    *error = (Error){0};
    return read_scene(scene, catalog, settings_parse(text, length, path, error), path, error);
}

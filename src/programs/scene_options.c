#include "scene_options.h"

#include "core/nearest.h"
#include "core/rate.h"
#include "files/branch_text.h"
#include "files/number_text.h"
#include "files/scene_file.h"
#include "recipe_help.h"
#include "recipe_options.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* What there is to show. */
static const Option surface_table[] = {
    {"surface", 's', "NAME|FILE", "the loss surface: a name from `slalom list surfaces`, or a file", false},
    {"formula", 'f', "TEXT", "a surface of your own: \"(1 - x)^2 + 100*(y - x^2)^2\"", false},
    {"set", 0, "NAME=VALUE", "a parameter of the surface; may be repeated", true},
    {"steps", 'n', "N", "updates of every run (default 500)", false},
    {"seed", 0, "N", "seed of noise and batches (default 1)", false},
    {"start", 0, "X,Y", "where runs start (default: the surface's start)", false},
    {"branch", 0, "CHANGES", "from a step on another recipe: step=100,lr=0.01; may be repeated", true},
    {0}};

/* What may change a scene that comes from a file. */
static const char *const scene_changes[] = {"set", "steps", "seed"};

void scene_options_add(Options *options) {
    options_add(options, surface_table);
    recipe_options_add(options);
}

/* ---- help ---- */

void scene_options_help(FILE *stream) {
    fputs("What to show: a SCENE file (--set, --steps and --seed change it), or\n", stream);
    options_help(surface_table, stream);
    fputs("\nThe run on it:\n", stream);
    recipe_help(stream);
}

/* ---- the surface ---- */

/* --set NAME=VALUE, as often as given. */
static bool set_parameters(Scene *scene, const Options *options, Error *error) {
    Surface *surface = &scene->surface;
    const SurfaceDefinition *definition = surface->definition;
    for (int i = 0; i < options->given_count; i++) {
        if (strcmp(options->given[i].option->name, "set") != 0) continue;
        const char *text = options->given[i].text, *equals = strchr(text, '=');
        char name[64], hint[sizeof error->hint], none[128];
        double value;
        if (!equals || !number_from_text(equals + 1, &value))
            return error_set(error, 0, 0, "--set kappa=50", "--set needs a name and a number, not \"%.60s\"",
                             text);
        snprintf(name, sizeof name, "%.*s", (int)(equals - text < 63 ? equals - text : 63), text);
        int index = hyperparameter_find(definition->parameters, definition->parameter_count, name);
        if (index < 0) {
            Nearest nearest = nearest_start(name);
            int used = snprintf(none, sizeof none, "it has %s", definition->parameter_count ? "" : "none");
            for (int k = 0; k < definition->parameter_count; k++) {
                nearest_offer(&nearest, definition->parameters[k].name);
                if (used < (int)sizeof none)
                    used += snprintf(none + used, sizeof none - (size_t)used, "%s%s", k ? ", " : "",
                                     definition->parameters[k].name);
            }
            nearest_hint(&nearest, none, hint, sizeof hint);
            return error_set(error, 0, 0, hint, "--set: surface %s has no parameter %s", definition->name,
                             name);
        }
        if (!surface_set(surface, index, value, error)) return false;
    }
    return true;
}

static const SurfaceDefinition *find_definition(Catalog *catalog, const Options *options, Error *error) {
    const char *name = options_text(options, "surface"), *formula = options_text(options, "formula");
    const SurfaceDefinition *definition = NULL;
    if (name && formula)
        error_set(error, 0, 0, NULL, "--surface and --formula exclude each other");
    else if (name)
        definition = catalog_open(catalog, name, NULL, error);
    else if (formula) {
        definition = catalog_add_formula(catalog, formula, error);
        if (!definition) snprintf(error->file, sizeof error->file, "--formula");
    } else
        error_set(error, 0, 0, "--help shows more",
                  "nothing to show: name a SCENE file, a --surface or a --formula");
    return definition;
}

/* ---- the recipe ---- */

/* ---- the run ---- */

/* "1/L" and the like: of the surface's curvature. */
static bool read_rate(const void *surface, const char *text, double *rate, Error *error) {
    return rate_from_curvature(surface, text, rate, error);
}

static bool read_run(Recipe *recipe, const Surface *surface, const Options *options, bool one, Error *error) {
    return recipe_options_read(recipe, options, one, read_rate, surface, error) &&
           options_pair(options, "start", ',', recipe->start, error);
}

/* ---- the scene ---- */

static bool read_steps_and_seed(Scene *scene, const Options *options, Error *error) {
    double steps = (double)scene->steps, seed = (double)scene->seed;
    if (!recipe_options_number(options, "steps", &steps, error) ||
        !recipe_options_number(options, "seed", &seed, error))
        return false;
    scene->steps = (int64_t)steps;
    scene->seed = (uint64_t)seed;
    return true;
}

static bool check_recorded(const Scene *scene, Error *error) {
    for (int i = 0; i < scene->run_count; i++)
        if (scene->runs[i].trajectory.steps != scene->steps)
            return error_set(error, 0, 0, "take fewer steps", "not enough memory for the trajectories");
    return true;
}

/* --branch, as often as given: the run is computed anew where there is any. */
static bool add_branches(Scene *scene, const Options *options, bool one, Error *error) {
    SceneRun *run = &scene->runs[scene->run_count - 1];
    for (int i = 0; i < options->given_count; i++) {
        if (strcmp(options->given[i].option->name, "branch") != 0) continue;
        if (!one) return error_set(error, 0, 0, NULL, "--branch needs an --optimizer to begin with");
        if (branch_text_read(options->given[i].text, &scene->surface, &run->branches, &run->recipe, error))
            continue;
        if (!error->file[0]) snprintf(error->file, sizeof error->file, "--branch");
        return false;
    }
    if (run->branches.count) scene_recompute(scene, scene->run_count - 1);
    return true;
}

static bool add_runs(Scene *scene, Catalog *catalog, const Options *options, Error *error) {
    const SurfaceDefinition *definition = scene->surface.definition;
    const char *names[256];
    int first = 0, last = optimizer_count - 1;
    bool one = options_given(options, "optimizer");
    assert(optimizer_count <= COUNT(names));
    for (int i = 0; i < optimizer_count; i++) names[i] = optimizers[i].name;
    if (!options_choice(options, "optimizer", names, optimizer_count, &first, error)) return false;
    if (one) last = first;
    int count = 0;
    for (int i = first; i <= last; i++) count += one || optimizers[i].classic;
    if (!scene_fits_memory(scene->steps, count, error)) return false;
    if (!options_given(options, "lr")) catalog_tune(catalog, definition, one ? &optimizers[first] : NULL);
    for (int i = first; i <= last; i++) {
        if (!one && !optimizers[i].classic) continue;
        Recipe recipe = recipe_default(&optimizers[i]);
        recipe.values[0] = surface_definition_rate(definition, optimizers[i].name, recipe.values[0]);
        memcpy(recipe.start, definition->start, sizeof recipe.start);
        if (!read_run(&recipe, &scene->surface, options, one, error)) return false;
        if (!scene_add_run(scene, &recipe, NULL)) return error_set(error, 0, 0, NULL, "out of memory");
        if (!add_branches(scene, options, one, error)) return false;
    }
    return true;
}

static bool start_from_options(Scene *scene, Catalog *catalog, const Options *options, Error *error) {
    const SurfaceDefinition *definition = find_definition(catalog, options, error);
    if (!definition || !scene_start(scene, definition, error)) return false;
    if (set_parameters(scene, options, error) && read_steps_and_seed(scene, options, error) &&
        add_runs(scene, catalog, options, error) && check_recorded(scene, error))
        return true;
    scene_end(scene);
    return false;
}

/* Options that describe a run or another surface do not go with a scene. */
static bool check_goes_with_scene(const Options *options, Error *error) {
    Options *known = calloc(1, sizeof *known);
    if (!known) return error_set(error, 0, 0, NULL, "out of memory");
    scene_options_add(known);
    bool ok = true;
    for (int i = 0; i < options->given_count && ok; i++) {
        const char *name = options->given[i].option->name;
        bool ours = false, change = false;
        for (int k = 0; k < known->row_count; k++) ours |= strcmp(known->rows[k]->name, name) == 0;
        for (int k = 0; k < COUNT(scene_changes); k++) change |= strcmp(scene_changes[k], name) == 0;
        if (ours && !change)
            ok = error_set(error, 0, 0, "only --set, --steps and --seed change it",
                           "--%s does not go with a SCENE file, which says it itself", name);
    }
    free(known);
    return ok;
}

static bool start_from_file(Scene *scene, Catalog *catalog, const Options *options, Error *error) {
    if (!check_goes_with_scene(options, error) ||
        !scene_file_read(scene, catalog, options->positionals[0], error))
        return false;
    bool changed = false;
    for (int i = 0; i < COUNT(scene_changes); i++) changed |= options_given(options, scene_changes[i]);
    bool ok = set_parameters(scene, options, error) && read_steps_and_seed(scene, options, error) &&
              scene_fits_memory(scene->steps, scene->run_count, error);
    if (ok && changed) scene_recompute(scene, -1);
    if (ok && check_recorded(scene, error)) return true;
    scene_end(scene);
    return false;
}

bool scene_options_start(Scene *scene, Catalog *catalog, const Options *options, Error *error) {
    assert(scene && catalog && options && error);
    if (options->positional_count > 1)
        return error_set(error, 0, 0, NULL, "one SCENE at a time: \"%.60s\" is one too many",
                         options->positionals[1]);
    return (options->positional_count ? start_from_file : start_from_options)(scene, catalog, options, error);
}

static bool is_in(const Option *table, const Option *option) {
    for (const Option *row = table; row->name; row++)
        if (row == option) return true;
    return false;
}

bool scene_options_given(const Options *options) {
    for (int i = 0; i < options->given_count; i++) {
        const Option *option = options->given[i].option;
        if (is_in(surface_table, option) || is_in(recipe_options_table(), option) ||
            options_is_generated(options, option))
            return true;
    }
    return options->positional_count > 0;
}

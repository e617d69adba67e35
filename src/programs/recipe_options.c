#include "recipe_options.h"

#include "core/nearest.h"
#include "files/number_text.h"

#include <assert.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* What a run is, besides its optimizer's hyperparameters. */
static const Option table[] = {
    {"optimizer", 0, "NAME", "its optimizer; without one, the best known race", false},
    {"convention", 0, "NAME", "its values as pytorch, optax, keras or the paper have them", false},
    {"schedule", 0, "NAME", "how the learning rate changes: constant, cosine, ...", false},
    {"warmup", 0, "N", "steps of linear warm-up in front of the schedule (default 0)", false},
    {"clip", 0, "KIND:VALUE", "gradient clipping: norm:1.0, none, ...", false},
    {"noise", 0, "SIGMA", "standard deviation of Gaussian noise on every gradient element", false},
    {"batch", 0, "N", "examples per gradient on surfaces born from data (default 0: all)", false},
    {"replacement", 0, "0|1", "1: draw every example from all; 0: by epochs, each a shuffle (default 0)",
     false},
    {"sam_rho", 0, "R", "sharpness-aware: take gradients this far uphill (default 0: off)", false},
    {"lookahead_k", 0, "N", "lookahead: steps between pulls back to a slow point (default 0: off)", false},
    {"lookahead_alpha", 0, "A", "share by which the slow point follows (default 0.5)", false},
    {"ema_decay", 0, "D", "share of an averaged point kept per step (default 0: off)", false},
    {0}};

const Option *recipe_options_table(void) {
    return table;
}

void recipe_options_add(Options *options) {
    options_add(options, table);
    for (int i = 0; i < optimizer_count; i++)
        options_add_hyperparameters(options, optimizers[i].hyperparameters,
                                    optimizer_hyperparameter_count(&optimizers[i]));
    for (int i = 0; i < schedule_count; i++)
        options_add_hyperparameters(options, schedules[i].hyperparameters,
                                    schedule_hyperparameter_count(&schedules[i]));
}

bool recipe_options_number(const Options *options, const char *name, double *value, Error *error) {
    int count;
    const Hyperparameter *rows = recipe_common(&count), *row = &rows[hyperparameter_find(rows, count, name)];
    int64_t whole = (int64_t)*value;
    if (row->scale != SCALE_INTEGER)
        return options_number(options, name, row->minimum, row->maximum, value, error);
    if (!options_integer(options, name, (int64_t)row->minimum, (int64_t)row->maximum, &whole, error))
        return false;
    *value = (double)whole;
    return true;
}

static bool read_schedule(Recipe *recipe, const Options *options, Error *error) {
    const char *names[64];
    int index = (int)(recipe->schedule - schedules);
    if (!options_given(options, "schedule")) return true;
    assert(schedule_count <= COUNT(names));
    for (int i = 0; i < schedule_count; i++) names[i] = schedules[i].name;
    if (!options_choice(options, "schedule", names, schedule_count, &index, error)) return false;
    recipe_set_schedule(recipe, &schedules[index]);
    return true;
}

/* --clip KIND or KIND:VALUE or KIND:VALUE,VALUE */
static bool read_clip(Recipe *recipe, const Options *options, Error *error) {
    const char *text = options_text(options, "clip");
    if (!text) return true;
    char kind[32], hint[sizeof error->hint];
    size_t length = strcspn(text, ":");
    snprintf(kind, sizeof kind, "%.*s", (int)(length < sizeof kind ? length : sizeof kind - 1), text);
    const Clipping *clipping = clipping_find(kind);
    if (!clipping) {
        Nearest nearest = nearest_start(kind);
        for (int i = 0; i < clipping_count; i++) nearest_offer(&nearest, clippings[i].name);
        nearest_hint(&nearest, "slalom list clippings shows all", hint, sizeof hint);
        return error_set(error, 0, 0, hint, "--clip: there is no clipping %s", kind);
    }
    recipe_set_clipping(recipe, clipping);
    int count = clipping_hyperparameter_count(clipping);
    const char *rest = text[length] ? text + length + 1 : NULL;
    for (int i = 0; rest; i++) {
        char word[64];
        double value;
        size_t size = strcspn(rest, ",");
        snprintf(word, sizeof word, "%.*s", (int)(size < sizeof word ? size : sizeof word - 1), rest);
        if (i >= count)
            return error_set(error, 0, 0, NULL, "--clip: %s takes %d value%s", kind, count,
                             count == 1 ? "" : "s");
        const Hyperparameter *row = &clipping->hyperparameters[i];
        if (!number_from_text(word, &value))
            return error_set(error, 0, 0, "--clip norm:1.0",
                             "--clip: %s must be a number from %.10g to %.10g, not \"%s\"", row->name,
                             row->minimum, row->maximum, word);
        if (!hyperparameter_check(row, value, error)) return false;
        recipe->clipping_values[i] = value;
        rest = rest[size] ? rest + size + 1 : NULL;
    }
    return true;
}

/* A hyperparameter that neither the optimizer nor the schedule has. */
static bool refuse_hyperparameter(const Recipe *recipe, const char *name, Error *error) {
    char hint[sizeof error->hint];
    const Optimizer *optimizer = recipe->optimizer;
    int used = snprintf(hint, sizeof hint, "it has");
    for (int i = 0; i < optimizer_hyperparameter_count(optimizer) && used < (int)sizeof hint; i++)
        used += snprintf(hint + used, sizeof hint - (size_t)used, "%s --%s", i ? "," : "",
                         optimizer->hyperparameters[i].name);
    for (int i = 0; i < schedule_count; i++)
        if (hyperparameter_find(schedules[i].hyperparameters, schedule_hyperparameter_count(&schedules[i]),
                                name) >= 0)
            return error_set(error, 0, 0, NULL, "--%s belongs to --schedule %s", name, schedules[i].name);
    return error_set(error, 0, 0, hint, "%s has no --%s", optimizer->name, name);
}

static bool read_hyperparameter(Recipe *recipe, const Options *options, const char *name, Error *error) {
    const Optimizer *optimizer = recipe->optimizer;
    const Schedule *schedule = recipe->schedule;
    int own =
        hyperparameter_find(optimizer->hyperparameters, optimizer_hyperparameter_count(optimizer), name);
    int theirs =
        hyperparameter_find(schedule->hyperparameters, schedule_hyperparameter_count(schedule), name);
    if (own < 0 && theirs < 0) return refuse_hyperparameter(recipe, name, error);
    const Hyperparameter *row =
        own >= 0 ? &optimizer->hyperparameters[own] : &schedule->hyperparameters[theirs];
    double *value = own >= 0 ? &recipe->values[own] : &recipe->schedule_values[theirs];
    return options_number(options, name, row->minimum, row->maximum, value, error) &&
           hyperparameter_check(row, *value, error);
}

bool recipe_options_read(Recipe *recipe, const Options *options, bool one, RecipeRate *read_rate,
                         const void *context, Error *error) {
    static const char *const common[] = {"noise",   "batch",       "replacement",     "warmup",
                                         "sam_rho", "lookahead_k", "lookahead_alpha", "ema_decay"};
    const char *convention = options_text(options, "convention");
    if ((convention && !recipe_set_convention(recipe, convention, error)) ||
        !read_schedule(recipe, options, error) || !read_clip(recipe, options, error))
        return false;
    for (int i = 0; i < COUNT(common); i++) {
        double value = 0.0;
        if (!recipe_get(recipe, common[i], &value) ||
            !recipe_options_number(options, common[i], &value, error) ||
            !recipe_set(recipe, common[i], value, error))
            return false;
    }
    for (int i = 0; i < options->given_count; i++) {
        const Option *option = options->given[i].option;
        if (!options_is_generated(options, option)) continue;
        if (!one)
            return error_set(error, 0, 0, NULL, "--%s needs an --optimizer that it belongs to", option->name);
        if (strcmp(option->name, "lr") == 0 && read_rate && strchr(options_text(options, "lr"), 'L')) {
            if (!read_rate(context, options_text(options, "lr"), &recipe->values[0], error)) return false;
        } else if (!read_hyperparameter(recipe, options, option->name, error))
            return false;
    }
    return true;
}

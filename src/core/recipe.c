#include "recipe.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

/* What every recipe has beside the rows of the optimizer, the schedule and the clipping: numbers in files and
 * windows, whatever their type in the recipe. */
typedef struct Common {
    double (*get)(const Recipe *recipe);
    void (*set)(Recipe *recipe, double value);
} Common;

#define COMMON(field, type)                                                                                  \
    static double get_##field(const Recipe *recipe) {                                                        \
        return (double)recipe->field;                                                                        \
    }                                                                                                        \
    static void set_##field(Recipe *recipe, double value) {                                                  \
        recipe->field = (type)value;                                                                         \
    }
COMMON(noise, double)
COMMON(batch, int64_t)
COMMON(replacement, bool)
COMMON(seed, uint64_t)
COMMON(steps, int64_t)
COMMON(warmup, int64_t)
COMMON(sam_rho, double)
COMMON(lookahead_k, int64_t)
COMMON(lookahead_alpha, double)
COMMON(ema_decay, double)

static const Hyperparameter common_rows[] = {
    {"noise", "σ", 0.0, 0.0, 1e6, 0.0, 10.0, SCALE_LINEAR,
     "standard deviation of Gaussian noise on every gradient element"},
    {"batch", "B", 0.0, 0.0, 1e9, 0.0, 1024.0, SCALE_INTEGER, "examples per gradient; 0: all"},
    {"replacement", "replacement", 0.0, 0.0, 1.0, 0.0, 1.0, SCALE_SWITCH,
     "draw every example from all the data; else by epochs, each a shuffle of all"},
    {"seed", "seed", 1.0, 0.0, 9007199254740992.0, 0.0, 1000.0, SCALE_INTEGER, "which random numbers"},
    {"steps", "steps", 500.0, 0.0, 1e7, 10.0, 5000.0, SCALE_INTEGER, "updates"},
    {"warmup", "warm-up", 0.0, 0.0, 1e7, 0.0, 200.0, SCALE_INTEGER,
     "steps of linear warm-up in front of the schedule"},
    {"sam_rho", "SAM ρ", 0.0, 0.0, 1e6, 0.0, 1.0, SCALE_LINEAR,
     "sharpness-aware: take the gradient this far uphill (Foret et al. 2021, eq. 2-3); 0: off"},
    {"lookahead_k", "lookahead k", 0.0, 0.0, 1e6, 0.0, 50.0, SCALE_INTEGER,
     "lookahead: steps between pulls back to the slow point (Zhang et al. 2019, algorithm 1); 0: off"},
    {"lookahead_alpha", "lookahead α", 0.5, 0.0, 1.0, 0.0, 1.0, SCALE_LINEAR,
     "share by which the slow point follows"},
    {"ema_decay", "EMA", 0.0, 0.0, 0.999999999, 0.0, 0.9999, SCALE_ONE_MINUS,
     "share of the averaged point kept per step (Polyak averaging); 0: off"},
};
static const Common common[] = {
    {get_noise, set_noise},
    {get_batch, set_batch},
    {get_replacement, set_replacement},
    {get_seed, set_seed},
    {get_steps, set_steps},
    {get_warmup, set_warmup},
    {get_sam_rho, set_sam_rho},
    {get_lookahead_k, set_lookahead_k},
    {get_lookahead_alpha, set_lookahead_alpha},
    {get_ema_decay, set_ema_decay},
};
enum { COMMON_COUNT = sizeof common / sizeof *common };

static const char *const conventions[] = {"pytorch", "optax", "keras", "paper"};

const Hyperparameter *recipe_common(int *count) {
    *count = COMMON_COUNT;
    return common_rows;
}

const char *const *recipe_conventions(int *count) {
    *count = sizeof conventions / sizeof *conventions;
    return conventions;
}

static void set_presets(Recipe *recipe) {
    const Assignment *presets = recipe->optimizer->presets;
    for (int i = 0; i < 2 && presets[i].name; i++) {
        Error error = {0};
        if (!recipe_set(recipe, presets[i].name, presets[i].value, &error)) assert(!"preset is allowed");
    }
}

Recipe recipe_default(const Optimizer *optimizer) {
    assert(optimizer);
    Recipe recipe = {.optimizer = optimizer};
    hyperparameter_defaults(optimizer->hyperparameters, optimizer_hyperparameter_count(optimizer),
                            recipe.values);
    recipe_set_schedule(&recipe, &schedules[0]);
    recipe_set_clipping(&recipe, &clippings[0]);
    for (int i = 0; i < COMMON_COUNT; i++) common[i].set(&recipe, common_rows[i].default_value);
    set_presets(&recipe);
    return recipe;
}

void recipe_set_optimizer(Recipe *recipe, const Optimizer *optimizer) {
    const Recipe old = *recipe;
    int count = optimizer_hyperparameter_count(optimizer);
    recipe->optimizer = optimizer;
    hyperparameter_defaults(optimizer->hyperparameters, count, recipe->values);
    for (int i = 1; i < count; i++) {
        const Hyperparameter *row = &optimizer->hyperparameters[i];
        double value = optimizer_value(old.optimizer, old.values, row->name, row->default_value);
        Error ignored = {0};
        if (hyperparameter_check(row, value, &ignored)) recipe->values[i] = value;
    }
    set_presets(recipe);
}

void recipe_set_schedule(Recipe *recipe, const Schedule *schedule) {
    recipe->schedule = schedule;
    hyperparameter_defaults(schedule->hyperparameters, schedule_hyperparameter_count(schedule),
                            recipe->schedule_values);
}

void recipe_set_clipping(Recipe *recipe, const Clipping *clipping) {
    recipe->clipping = clipping;
    hyperparameter_defaults(clipping->hyperparameters, clipping_hyperparameter_count(clipping),
                            recipe->clipping_values);
}

bool recipe_set_convention(Recipe *recipe, const char *name, Error *error) {
    const Optimizer *optimizer = recipe->optimizer;
    int known = 0, count;
    const char *const *names = recipe_conventions(&count);
    while (known < count && strcmp(names[known], name) != 0) known++;
    if (known == count)
        return error_set(error, 0, 0, "one of pytorch, optax, keras, paper", "no convention is called %s",
                         name);
    const double lr = recipe->values[0];
    hyperparameter_defaults(optimizer->hyperparameters, optimizer_hyperparameter_count(optimizer),
                            recipe->values);
    recipe->values[0] = lr;
    const Convention *convention = optimizer_convention(optimizer, name);
    for (int i = 0; convention && i < ASSIGNMENTS_MAX && convention->settings[i].name; i++)
        if (!recipe_set(recipe, convention->settings[i].name, convention->settings[i].value, error))
            return false;
    return true;
}

/* Where `name` is looked up and its value kept. */
typedef struct Place {
    const Hyperparameter *row;
    double *value; /* NULL: through common[index] */
    int index;
} Place;

static bool find_in(const Hyperparameter *table, int count, double *values, const char *name, Place *place) {
    place->index = hyperparameter_find(table, count, name);
    if (place->index < 0) return false;
    place->row = &table[place->index];
    place->value = values ? &values[place->index] : NULL;
    return true;
}

static bool find(Recipe *recipe, const char *name, Place *place, Error *error) {
    if (strncmp(name, "schedule.", 9) == 0)
        return find_in(recipe->schedule->hyperparameters, schedule_hyperparameter_count(recipe->schedule),
                       recipe->schedule_values, name + 9, place) ||
               error_set(error, 0, 0, NULL, "schedule %s has no %s", recipe->schedule->name, name + 9);
    if (strncmp(name, "clip.", 5) == 0)
        return find_in(recipe->clipping->hyperparameters, clipping_hyperparameter_count(recipe->clipping),
                       recipe->clipping_values, name + 5, place) ||
               error_set(error, 0, 0, NULL, "clipping %s has no %s", recipe->clipping->name, name + 5);
    return find_in(recipe->optimizer->hyperparameters, optimizer_hyperparameter_count(recipe->optimizer),
                   recipe->values, name, place) ||
           find_in(common_rows, COMMON_COUNT, NULL, name, place) ||
           error_set(error, 0, 0, NULL, "optimizer %s has no %s", recipe->optimizer->name, name);
}

bool recipe_set(Recipe *recipe, const char *name, double value, Error *error) {
    Place place = {0};
    if (!find(recipe, name, &place, error) || !hyperparameter_check(place.row, value, error)) return false;
    if (place.value)
        *place.value = value;
    else
        common[place.index].set(recipe, value);
    return true;
}

const Hyperparameter *recipe_row(const Recipe *recipe, const char *name) {
    Recipe copy = *recipe; /* find() hands out places to write to */
    Place place = {0};
    Error ignored = {0};
    return find(&copy, name, &place, &ignored) ? place.row : NULL;
}

bool recipe_get(const Recipe *recipe, const char *name, double *value) {
    Recipe copy = *recipe; /* find() hands out places to write to */
    Place place = {0};
    Error ignored = {0};
    if (!find(&copy, name, &place, &ignored)) return false;
    *value = place.value ? *place.value : common[place.index].get(recipe);
    return true;
}

double recipe_rate(const Recipe *recipe, int64_t t) {
    return recipe->values[0] * schedule_factor(recipe->schedule, recipe->schedule_values, recipe->warmup, t,
                                               recipe->steps, recipe->values[0]);
}

void recipe_values(const Recipe *recipe, int64_t t, double *values) {
    const Hyperparameter *rows = recipe->optimizer->hyperparameters;
    const int count = optimizer_hyperparameter_count(recipe->optimizer);
    const double momentum =
        schedule_momentum(recipe->schedule, recipe->schedule_values, recipe->warmup, t, recipe->steps);
    int place = hyperparameter_find(rows, count, "momentum");
    if (place < 0) place = hyperparameter_find(rows, count, "beta1");
    memcpy(values, recipe->values, sizeof recipe->values);
    if (place >= 0 && !isnan(momentum)) values[place] = momentum;
}

#include "branch_text.h"

#include "core/nearest.h"
#include "core/rate.h"
#include "number_text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const char *const example = "--branch step=12,lr=0.15";

/* ---- what is exchanged as a whole ---- */

static bool set_optimizer(Recipe *recipe, const char *name, const Surface *surface) {
    const Optimizer *optimizer = optimizer_find(name);
    if (!optimizer) return false;
    recipe_set_optimizer(recipe, optimizer);
    recipe->values[0] = surface_definition_rate(surface->definition, optimizer->name, recipe->values[0]);
    return true;
}

static bool set_schedule(Recipe *recipe, const char *name, const Surface *surface) {
    const Schedule *schedule = schedule_find(name);
    (void)surface;
    if (schedule) recipe_set_schedule(recipe, schedule);
    return schedule != NULL;
}

static bool set_clipping(Recipe *recipe, const char *name, const Surface *surface) {
    const Clipping *clipping = clipping_find(name);
    (void)surface;
    if (clipping) recipe_set_clipping(recipe, clipping);
    return clipping != NULL;
}

static const struct Kind {
    const char *key, *list;
    bool (*set)(Recipe *recipe, const char *name, const Surface *surface);
} kinds[] = {
    {"optimizer", "slalom list optimizers shows all", set_optimizer},
    {"schedule", "slalom list schedules shows all", set_schedule},
    {"clip", "slalom list clippings shows all", set_clipping},
};

/* ---- reading ---- */

static bool read_step(const char *text, Branches *branches, const Recipe *last, Error *error) {
    const int count = branches->count;
    const double first = count ? (double)branches->at[count - 1].step + 1 : 1, most = 9007199254740992.0;
    double step;
    if (count == BRANCHES_MAX) return error_set(error, 0, 0, NULL, "more than %d branches", BRANCHES_MAX);
    if (!number_from_text(text, &step) || step != floor(step) || !(step >= first && step <= most))
        return error_set(error, 0, 0, "branches stand in the order of their steps",
                         "step must be a whole number from %.0f, not \"%.40s\"", first, text);
    branches->at[branches->count++] = (Branch){(int64_t)step, *last};
    return true;
}

static bool unknown_name(const Recipe *recipe, const char *name, Error *error) {
    char hint[sizeof error->hint];
    int count;
    const Hyperparameter *common = recipe_common(&count);
    Nearest nearest = nearest_start(name);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) nearest_offer(&nearest, kinds[i].key);
    for (int i = 0; i < count; i++) nearest_offer(&nearest, common[i].name);
    for (int i = 0; i < optimizer_hyperparameter_count(recipe->optimizer); i++)
        nearest_offer(&nearest, recipe->optimizer->hyperparameters[i].name);
    nearest_hint(&nearest, example, hint, sizeof hint);
    return error_set(error, 0, 0, hint, "a branch of %s cannot change %s", recipe->optimizer->name, name);
}

static bool read_change(const char *name, const char *text, const Surface *surface, Recipe *recipe,
                        Error *error) {
    double value;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(name, kinds[i].key) != 0) continue;
        return kinds[i].set(recipe, text, surface) ||
               error_set(error, 0, 0, kinds[i].list, "there is no %s %.60s", name, text);
    }
    /* The run's as a whole. */
    bool known = recipe_get(recipe, name, &value) && strcmp(name, "seed") != 0 && strcmp(name, "steps") != 0;
    if (!known) return unknown_name(recipe, name, error);
    if (strcmp(name, "lr") == 0 && strchr(text, 'L'))
        return rate_from_curvature(surface, text, &recipe->values[0], error);
    if (!number_from_text(text, &value))
        return error_set(error, 0, 0, example, "%s must be a number, not \"%.60s\"", name, text);
    return recipe_set(recipe, name, value, error);
}

bool branch_text_read(const char *text, const Surface *surface, Branches *branches, Recipe *last,
                      Error *error) {
    for (int i = 0; *text || i == 0; i++) {
        char name[64], value[64];
        const size_t length = strcspn(text, ","), equals = strcspn(text, "=");
        if (equals == 0 || equals >= length || equals >= sizeof name || length - equals > sizeof value)
            return error_set(error, 0, 0, example, "a branch needs names and values, not \"%.60s\"", text);
        snprintf(name, sizeof name, "%.*s", (int)equals, text);
        snprintf(value, sizeof value, "%.*s", (int)(length - equals - 1), text + equals + 1);
        if ((i == 0) != (strcmp(name, "step") == 0))
            return error_set(error, 0, 0, example, "a branch begins with its step, which comes once");
        if (!(i == 0 ? read_step(value, branches, last, error)
                     : read_change(name, value, surface, last, error)))
            return false;
        text += text[length] ? length + 1 : length;
    }
    return true;
}

/* ---- writing ---- */

static void write_number(FILE *stream, const char *name, double value) {
    char text[NUMBER_TEXT_SIZE];
    fprintf(stream, ",%s=%s", name, number_text(value, text));
}

void branch_text_write(FILE *stream, int64_t step, const Recipe *before, const Recipe *after) {
    Change changes[CHANGES_MAX];
    Recipe base = *before; /* as the reader has it once it knows what was exchanged */
    int count;
    fprintf(stream, "step=%" PRId64, step);
    if (base.optimizer != after->optimizer) {
        fprintf(stream, ",optimizer=%s", after->optimizer->name);
        recipe_set_optimizer(&base, after->optimizer);
        base.values[0] = after->values[0]; /* always said: the reader's depends on the surface */
        write_number(stream, "lr", after->values[0]);
    }
    if (base.schedule != after->schedule) {
        fprintf(stream, ",schedule=%s", after->schedule->name);
        recipe_set_schedule(&base, after->schedule);
    }
    if (base.clipping != after->clipping) {
        fprintf(stream, ",clip=%s", after->clipping->name);
        recipe_set_clipping(&base, after->clipping);
    }
    recipe_changes(&base, after, changes, &count);
    for (int i = 0; i < count; i++) write_number(stream, changes[i].name, changes[i].after);
}

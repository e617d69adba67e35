#include "branch.h"

#include <stdio.h>
#include <string.h>

const Recipe *branches_recipe(const Branches *branches, const Recipe *last, int64_t t) {
    for (int i = 0; i < branches->count; i++)
        if (t < branches->at[i].step) return &branches->at[i].before;
    return last;
}

void branches_align(Branches *branches, const Recipe *last) {
    for (int i = 0; i < branches->count; i++) {
        Recipe *recipe = &branches->at[i].before;
        memcpy(recipe->start, last->start, sizeof recipe->start);
        recipe->stream = last->stream;
        recipe->seed = last->seed;
        recipe->steps = last->steps;
    }
}

static void compare(const Recipe *before, const Recipe *after, const char *prefix, const Hyperparameter *rows,
                    int row_count, Change *changes, int *count) {
    for (int i = 0; i < row_count && *count < CHANGES_MAX; i++) {
        Change *change = &changes[*count];
        snprintf(change->name, sizeof change->name, "%s%s", prefix, rows[i].name);
        if (recipe_get(before, change->name, &change->before) &&
            recipe_get(after, change->name, &change->after) && change->before != change->after)
            ++*count;
    }
}

void recipe_changes(const Recipe *before, const Recipe *after, Change *changes, int *count) {
    int common_count, kept = 0;
    const Hyperparameter *common = recipe_common(&common_count);
    *count = 0;
    compare(before, after, "", after->optimizer->hyperparameters,
            optimizer_hyperparameter_count(after->optimizer), changes, count);
    compare(before, after, "", common, common_count, changes, count);
    if (before->schedule == after->schedule)
        compare(before, after, "schedule.", after->schedule->hyperparameters,
                schedule_hyperparameter_count(after->schedule), changes, count);
    if (before->clipping == after->clipping)
        compare(before, after, "clip.", after->clipping->hyperparameters,
                clipping_hyperparameter_count(after->clipping), changes, count);
    for (int i = 0; i < *count; i++)
        if (strcmp(changes[i].name, "seed") != 0 && strcmp(changes[i].name, "steps") != 0)
            changes[kept++] = changes[i];
    *count = kept;
}

/* What `was` and `recipe` agree in becomes what it is in `now`. */
static void follow(Recipe *recipe, const Recipe *was, const Recipe *now, const Change *changes, int count) {
    if (was->optimizer != now->optimizer && recipe->optimizer == was->optimizer) {
        recipe->optimizer = now->optimizer;
        memcpy(recipe->values, now->values, sizeof recipe->values);
    }
    if (was->schedule != now->schedule && recipe->schedule == was->schedule) {
        recipe->schedule = now->schedule;
        memcpy(recipe->schedule_values, now->schedule_values, sizeof recipe->schedule_values);
    }
    if (was->clipping != now->clipping && recipe->clipping == was->clipping) {
        recipe->clipping = now->clipping;
        memcpy(recipe->clipping_values, now->clipping_values, sizeof recipe->clipping_values);
    }
    for (int i = 0; i < count; i++) {
        double value;
        Error ignored = {0};
        if (recipe_get(recipe, changes[i].name, &value) && value == changes[i].before)
            recipe_set(recipe, changes[i].name, changes[i].after, &ignored);
    }
}

void branches_follow(Branches *branches, const Recipe *was, const Recipe *now) {
    Change changes[CHANGES_MAX];
    int count;
    if (branches->count == 0) return;
    recipe_changes(was, now, changes, &count);
    for (int i = 0; i < branches->count; i++) follow(&branches->at[i].before, was, now, changes, count);
}

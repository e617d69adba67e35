/* Branches: a run whose recipe changes at a step, as when somebody stops it and turns a knob. The run's own
 * recipe is the one in force at its end; each branch keeps the one before it. Start, stream, seed and length
 * are the whole run's. Plain data. */
#ifndef CORE_BRANCH_H
#define CORE_BRANCH_H

#include "recipe.h"

enum { BRANCHES_MAX = 8 };

typedef struct Branch {
    int64_t step;  /* the first step that is not taken by `before`, at least 1 */
    Recipe before; /* in force from the branch before this one (or the start) up to here */
} Branch;

typedef struct Branches {
    int count;
    Branch at[BRANCHES_MAX]; /* steps ascending */
} Branches;

/* The recipe in force for the step from row t, of a run that ends with `last`. */
const Recipe *branches_recipe(const Branches *branches, const Recipe *last, int64_t t);

/* Gives every branch the start, stream, seed and length of `last`. */
void branches_align(Branches *branches, const Recipe *last);

/* After `was` has become `now`, the last recipe of a run: what had the same value before the branches changes
 * there too; what a branch has changed stays as it is. */
void branches_follow(Branches *branches, const Recipe *was, const Recipe *now);

/* One number that differs between two recipes, by the name recipe_set() knows. */
typedef struct Change {
    char name[48];
    double before, after;
} Change;

enum { CHANGES_MAX = 64 };

/* The numbers that both recipes have and that differ, except seed and steps; `*count` of them, at most
 * CHANGES_MAX. The optimizers, schedules and clippings themselves are for the caller to compare. */
void recipe_changes(const Recipe *before, const Recipe *after, Change *changes, int *count);

#endif

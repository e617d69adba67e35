/* A branch (core/branch.h) as one word of a command line: "step=12,lr=0.15". Its names are those of
 * recipe_set(): lr, beta1, noise, schedule.t_max, clip.limit, ...; besides them "optimizer=adam",
 * "schedule=cosine" and "clip=norm" exchange what the numbers behind them belong to. */
#ifndef FILES_BRANCH_TEXT_H
#define FILES_BRANCH_TEXT_H

#include "core/branch.h"
#include "core/error.h"
#include "core/surface.h"

#include <stdio.h>

/* Appends a branch to `branches` and makes `last`, the recipe in force before it, the one in force from its
 * step on. A new optimizer has the surface's rate for it until the text says another; a rate may be "1/L". On
 * error both may have changed in part. */
bool branch_text_read(const char *text, const Surface *surface, Branches *branches, Recipe *last,
                      Error *error);

/* What `after` has that `before` has not, from a step on: what branch_text_read reads. */
void branch_text_write(FILE *stream, int64_t step, const Recipe *before, const Recipe *after);

#endif

/* The options that describe a recipe, shared by all commands that run or train: --optimizer, --lr,
 * --schedule, --clip and every hyperparameter of the tables. */
#ifndef PROGRAMS_RECIPE_OPTIONS_H
#define PROGRAMS_RECIPE_OPTIONS_H

#include "core/recipe.h"
#include "options.h"

/* Makes known: optimizer, convention, schedule, warmup, clip, noise, batch, the wrappers, and every
 * hyperparameter of an optimizer or a schedule. */
void recipe_options_add(Options *options);

/* The rows that are no hyperparameters, for --help and for asking what belongs to a recipe. */
const Option *recipe_options_table(void);

/* Reads a learning rate that is no number, such as "1/L". */
typedef bool RecipeRate(const void *context, const char *text, double *rate, Error *error);

/* Changes the recipe (its optimizer is chosen) by everything the options say of it. Hyperparameters are taken
 * only where `one` optimizer is meant. read_rate may be NULL: rates are numbers. */
bool recipe_options_read(Recipe *recipe, const Options *options, bool one, RecipeRate *read_rate,
                         const void *context, Error *error);

/* Reads what recipe_common() has a row for (seed, steps, batch, ...), checked against its range. */
bool recipe_options_number(const Options *options, const char *name, double *value, Error *error);

#endif

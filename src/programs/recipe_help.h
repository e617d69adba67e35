/* What --help says of recipes: the settings all have, and the sheet of one optimizer, schedule or clipping.
 */
#ifndef PROGRAMS_RECIPE_HELP_H
#define PROGRAMS_RECIPE_HELP_H

#include "core/nearest.h"
#include "options.h"

#include <stdio.h>

/* The common settings of a recipe, and where to read the others. */
void recipe_help(FILE *stream);

/* Where an optimizer, schedule or clipping stands beside --help: the sheet of each instead of a command's
 * help. False where there is none. */
bool recipe_help_sheets(const Options *options, FILE *stream);

/* The sheets of every optimizer, schedule and clipping of that name: title, what it does, source, settings
 * with default and range. False where there is none. */
bool recipe_help_about(const char *name, FILE *stream);

/* Offers every name there is a sheet for. */
void recipe_help_offer(Nearest *nearest);

#endif

/* What a branch changes, in words: "η = 0.30", "rate 0.30 → 0.15". */
#ifndef SCREEN_BRANCH_WORDS_H
#define SCREEN_BRANCH_WORDS_H

#include "core/branch.h"

#include <stddef.h>

/* What `recipe` has that `other` has not: its optimizer, its schedule, its clipping, else its first number
 * that differs; "+ 2" where there is more. "unchanged" where they are equal. */
void branch_words(const Recipe *recipe, const Recipe *other, char *text, size_t size);

/* The change from one to the other. */
void branch_words_change(const Recipe *before, const Recipe *after, char *text, size_t size);

#endif

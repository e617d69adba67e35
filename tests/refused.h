/* What a reader refuses: a text, and where and in which words its error speaks of it. */
#ifndef TESTS_REFUSED_H
#define TESTS_REFUSED_H

#include "core/error.h"

#include <check.h>
#include <string.h>

typedef struct Refused {
    const char *text;
    int line, column;
    const char *words; /* in the message or in the hint */
} Refused;

static inline void ck_assert_refused(const Refused *refused, bool was_read, const Error *error) {
    ck_assert_msg(!was_read, "was read: %s", refused->text);
    ck_assert_msg(strstr(error->message, refused->words) || strstr(error->hint, refused->words),
                  "\"%s (%s)\" for %s", error->message, error->hint, refused->text);
    ck_assert_msg(error->line == refused->line && error->column == refused->column, "%d:%d for %s",
                  error->line, error->column, refused->text);
}

#endif

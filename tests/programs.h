/* Programs for tests, compiled from a formula without parameters. */
#ifndef TESTS_PROGRAMS_H
#define TESTS_PROGRAMS_H

#include "core/formula.h"

#include <check.h>

/* To be ended with program_end. */
static inline Program *compiled(const char *text) {
    Error error = {0};
    char line[800];
    Formula *formula = formula_parse(text, NULL, 0, &error);
    ck_assert_msg(formula != NULL, "%s: %s", text, error_text(&error, line, sizeof line));
    Program *program = formula_compile(formula, NULL, &error);
    ck_assert_msg(program != NULL, "%s: %s", text, error_text(&error, line, sizeof line));
    formula_end(formula);
    return program;
}

#endif

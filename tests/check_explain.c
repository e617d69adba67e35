#include "screen/explain.h"

#include "files/catalog.h"
#include "suite.h"

#include <string.h>

/* All of it, in whole lines: nothing was too long for a tool-tip. */
static void ck_says(const char *text, const char *name, const char *part) {
    ck_assert_msg(!part || strstr(text, part) != NULL, "%s: \"%s\" is not in\n%s", name, part, text);
}

START_TEST(test_every_optimizer_is_explained_with_formula_and_source) {
    char text[EXPLAIN_SIZE];
    const Optimizer *optimizer = &optimizers[_i];
    explain_optimizer(optimizer, text);
    ck_assert_msg(optimizer->formula[0] && optimizer->source[0], "%s: no formula or source", optimizer->name);
    ck_says(text, optimizer->name, optimizer->help);
    ck_says(text, optimizer->name, optimizer->formula);
    ck_says(text, optimizer->name, optimizer->source);
}
END_TEST

START_TEST(test_every_schedule_and_clipping_is_explained_with_its_source) {
    char text[EXPLAIN_SIZE];
    for (int i = 0; i < schedule_count; i++) {
        explain_schedule(&schedules[i], text);
        ck_says(text, schedules[i].name, schedules[i].help);
        ck_says(text, schedules[i].name, schedules[i].source);
    }
    for (int i = 0; i < clipping_count; i++) {
        explain_clipping(&clippings[i], text);
        ck_says(text, clippings[i].name, clippings[i].help);
        ck_says(text, clippings[i].name, clippings[i].source);
    }
}
END_TEST

START_TEST(test_every_surface_is_explained_with_its_source) {
    char text[EXPLAIN_SIZE];
    Catalog catalog;
    Error error;
    ck_assert(catalog_start(&catalog, &error));
    for (int i = 0; i < catalog.count; i++) {
        const SurfaceDefinition *definition = catalog.entries[i].definition;
        if (!definition) continue;
        explain_surface(definition, text);
        ck_says(text, definition->name, definition->teaches);
        ck_says(text, definition->name, definition->source);
    }
    catalog_end(&catalog);
}
END_TEST

SUITE("explain") {
    TCase *tests = suite_case(suite, "explain");
    tcase_add_loop_test(tests, test_every_optimizer_is_explained_with_formula_and_source, 0, optimizer_count);
    tcase_add_test(tests, test_every_schedule_and_clipping_is_explained_with_its_source);
    tcase_add_test(tests, test_every_surface_is_explained_with_its_source);
}

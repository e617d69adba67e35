/* Every surface against its formula written down a second time, in Python (tests/oracle/surfaces.py): values,
 * gradients by complex steps, Hessians by differences of those. */
#include "files/catalog.h"

#include "suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { RESULTS = 6, SURFACES_MAX = 128 };
/* Of value, gradient, Hessian: relative to the result's own size and, where terms cancel, to what is beside
 * it. */
static const double TOLERANCES[RESULTS] = {1e-12, 1e-10, 1e-10, 1e-6, 1e-6, 1e-6};

/* A point of the file. */
typedef struct Row {
    char surface[64];
    double x, y, results[RESULTS];
} Row;

static bool read_row(FILE *file, Row *row) {
    char line[512];
    double *r = row->results;
    while (fgets(line, sizeof line, file))
        if (line[0] != '#')
            return sscanf(line, "%63s %lf %lf %lf %lf %lf %lf %lf %lf", row->surface, &row->x, &row->y, &r[0],
                          &r[1], &r[2], &r[3], &r[4], &r[5]) == 3 + RESULTS;
    return false;
}

static void compare(const Surface *surface, const Row *row) {
    double results[RESULTS];
    program_point(surface->program, ORDER_HESSIAN, row->x, row->y, 0.0, results);
    const double size[3] = {fabs(row->results[0]), hypot(row->results[1], row->results[2]),
                            fmax(fmax(fabs(row->results[3]), fabs(row->results[4])), fabs(row->results[5]))};
    for (int r = 0; r < RESULTS; r++) {
        const int order = r == 0 ? 0 : r < 3 ? 1 : 2;
        const double allowed = TOLERANCES[r] * (size[order] + (order == 0 ? 1.0 : size[order - 1]));
        ck_assert_msg(fabs(results[r] - row->results[r]) <= allowed,
                      "%s at (%.17g, %.17g): result %d is %.17g, not %.17g", row->surface, row->x, row->y, r,
                      results[r], row->results[r]);
    }
}

/* All of surfaces/ but what has no formula. */
START_TEST(test_every_surface_is_what_the_literature_says) {
    Error error = {0};
    Catalog catalog;
    ck_assert(catalog_start(&catalog, &error));
    bool seen[SURFACES_MAX] = {false};
    ck_assert_int_le(catalog.count, SURFACES_MAX);
    FILE *file = fopen(SLALOM_SOURCE_DIR "/tests/oracle/surfaces.txt", "r");
    ck_assert_ptr_nonnull(file);
    int rows = 0;
    for (Row row; read_row(file, &row); rows++) {
        const SurfaceDefinition *definition = catalog_find(&catalog, row.surface, &error);
        ck_assert_msg(definition != NULL, "%s", error.message);
        Surface surface;
        ck_assert(surface_start(&surface, definition, &error));
        compare(&surface, &row);
        surface_end(&surface);
        for (int i = 0; i < catalog.count; i++) seen[i] |= catalog.entries[i].definition == definition;
    }
    ck_assert(feof(file));
    fclose(file);
    for (int i = 0; i < catalog.count; i++)
        ck_assert_msg(seen[i] || catalog.entries[i].definition->grid, "no numbers for %s",
                      catalog.entries[i].definition->name);
    ck_assert_int_eq(rows, 8 * (catalog.count - 1));
    catalog_end(&catalog);
}
END_TEST

SUITE("surface_oracle") {
    TCase *tests = suite_case(suite, "formulas");
    tcase_add_test(tests, test_every_surface_is_what_the_literature_says);
}

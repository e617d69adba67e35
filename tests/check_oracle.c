/* Trajectories another library made in double precision (tests/oracle/trajectories/), step for step against
 * ours. */
#include "core/scene.h"
#include "files/catalog.h"
#include "suite.h"

#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 2048 };
static const double TOLERANCE = 1e-12; /* relative to the larger coordinate: on its way through zero a
                                          coordinate has no relative precision */

/* One oracle file. */
typedef struct Oracle {
    const char *path;
    char surface[64];
    Recipe recipe;
    int rows, columns; /* 2, or 4 with the average */
    struct OracleRow {
        int64_t step;
        double w[4]; /* x, y and, where there is one, the average */
    } row[ROWS_MAX];
} Oracle;

static glob_t files; /* every oracle file; the loop test's index is a place in it */
static Catalog catalog;

static void read_catalog(void) {
    Error error = {0};
    ck_assert_msg(catalog_start(&catalog, &error), "%s", error.message);
}

static void forget_catalog(void) {
    catalog_end(&catalog);
}

static void apply(Oracle *oracle, int line, const char *name, const char *value) {
    Recipe *recipe = &oracle->recipe;
    Error error = {0};
    double start[2], number;
    char rest;
    if (strcmp(name, "generator") == 0)
        ;
    else if (strcmp(name, "surface") == 0)
        snprintf(oracle->surface, sizeof oracle->surface, "%.63s", value);
    else if (strcmp(name, "optimizer") == 0) {
        const Optimizer *optimizer = optimizer_find(value);
        ck_assert_msg(optimizer != NULL, "%s:%d: no optimizer %s", oracle->path, line, value);
        *recipe = recipe_default(optimizer);
    } else if (strcmp(name, "schedule") == 0) {
        const Schedule *schedule = schedule_find(value);
        ck_assert_msg(schedule != NULL, "%s:%d: no schedule %s", oracle->path, line, value);
        recipe_set_schedule(recipe, schedule);
    } else if (strcmp(name, "clip") == 0) {
        const Clipping *clipping = clipping_find(value);
        ck_assert_msg(clipping != NULL, "%s:%d: no clipping %s", oracle->path, line, value);
        recipe_set_clipping(recipe, clipping);
    } else if (strcmp(name, "start") == 0) {
        ck_assert_msg(recipe->optimizer != NULL, "%s:%d: the optimizer comes first", oracle->path, line);
        ck_assert_msg(sscanf(value, "%la %la %c", &start[0], &start[1], &rest) == 2, "%s:%d: %s",
                      oracle->path, line, value);
        memcpy(recipe->start, start, sizeof start);
    } else {
        ck_assert_msg(recipe->optimizer != NULL, "%s:%d: the optimizer comes first", oracle->path, line);
        ck_assert_msg(sscanf(value, "%lf %c", &number, &rest) == 1, "%s:%d: %s", oracle->path, line, value);
        ck_assert_msg(recipe_set(recipe, name, number, &error), "%s:%d: %s", oracle->path, line,
                      error.message);
    }
}

static void read_oracle(Oracle *oracle, const char *path) {
    *oracle = (Oracle){.path = path};
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "cannot open %s", path);
    char line[512], name[64], value[256];
    bool header = true;
    for (int number = 1; fgets(line, sizeof line, file); number++) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '#') continue;
        if (!header) {
            ck_assert_int_lt(oracle->rows, ROWS_MAX);
            struct OracleRow *row = &oracle->row[oracle->rows++];
            int found = sscanf(line, "%ld %la %la %la %la", &row->step, &row->w[0], &row->w[1], &row->w[2],
                               &row->w[3]);
            ck_assert_msg(found == 1 + oracle->columns, "%s:%d: %s", path, number, line);
        } else if (strncmp(line, "steps x y", 9) == 0) {
            oracle->columns = strcmp(line, "steps x y average_x average_y") == 0 ? 4 : 2;
            header = false;
        } else {
            ck_assert_msg(sscanf(line, "%63s = %255[^\n]", name, value) == 2, "%s:%d: %s", path, number,
                          line);
            apply(oracle, number, name, value);
        }
    }
    fclose(file);
    ck_assert_msg(oracle->rows > 1, "%s has no rows", path);
    ck_assert_msg(oracle->row[oracle->rows - 1].step == oracle->recipe.steps, "%s ends early", path);
}

START_TEST(test_every_oracle_trajectory_is_ours_too) {
    Oracle *oracle = malloc(sizeof *oracle);
    read_oracle(oracle, files.gl_pathv[_i]);
    Error error = {0};
    const SurfaceDefinition *definition = catalog_find(&catalog, oracle->surface, &error);
    ck_assert_msg(definition != NULL, "%s", error.message);
    Surface surface;
    ck_assert_msg(surface_start(&surface, definition, &error), "%s", error.message);
    Trajectory trajectory = {0};
    ck_assert(trajectory_record(&trajectory, &oracle->recipe, &surface));
    for (int i = 0; i < oracle->rows; i++) {
        const struct OracleRow *row = &oracle->row[i];
        for (int c = 0; c < oracle->columns; c++) {
            static const Quantity quantities[4] = {QUANTITY_X, QUANTITY_Y, QUANTITY_AVERAGE_X,
                                                   QUANTITY_AVERAGE_Y};
            static const char *const names[4] = {"x", "y", "average_x", "average_y"};
            double ours = trajectory_at(&trajectory, row->step, quantities[c]), theirs = row->w[c];
            const double size = fmax(fabs(row->w[c / 2 * 2]), fabs(row->w[c / 2 * 2 + 1]));
            ck_assert_msg(fabs(ours - theirs) <= TOLERANCE * size,
                          "%s: after %ld steps %s is %.17g, not %.17g: %.3g relative", oracle->path,
                          row->step, names[c], ours, theirs, (ours - theirs) / theirs);
        }
    }
    trajectory_end(&trajectory);
    surface_end(&surface);
    free(oracle);
}
END_TEST

/* In how many files a row of a table is used: every recipe is read once, before the tests. */
static int optimizer_files[128], schedule_files[64], clipping_files[32];

static void count_files(void) {
    Oracle *oracle = malloc(sizeof *oracle);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        read_oracle(oracle, files.gl_pathv[i]);
        optimizer_files[oracle->recipe.optimizer - optimizers]++;
        schedule_files[oracle->recipe.schedule - schedules]++;
        clipping_files[oracle->recipe.clipping - clippings]++;
    }
    free(oracle);
}

START_TEST(test_the_oracle_knows_every_optimizer) {
    const char *name = optimizers[_i].name;
    if (strcmp(name, "sgd") == 0 || strcmp(name, "minibatch") == 0) return; /* gd's rule under other names */
    ck_assert_msg(optimizer_files[_i] >= 3, "%s is in %d files", name, optimizer_files[_i]);
}
END_TEST

START_TEST(test_the_oracle_knows_every_schedule) {
    ck_assert_msg(schedule_files[_i] >= 3, "%s is in %d files", schedules[_i].name, schedule_files[_i]);
}
END_TEST

START_TEST(test_the_oracle_knows_every_clipping) {
    ck_assert_msg(clipping_files[_i] >= 3, "%s is in %d files", clippings[_i].name, clipping_files[_i]);
}
END_TEST

SUITE("oracle") {
    glob(SLALOM_SOURCE_DIR "/tests/oracle/trajectories/*.txt", 0, NULL, &files);
    TCase *torch = suite_case(suite, "torch");
    tcase_add_unchecked_fixture(torch, read_catalog, forget_catalog);
    tcase_add_unchecked_fixture(torch, count_files, NULL);
    tcase_add_loop_test(torch, test_the_oracle_knows_every_optimizer, 0, optimizer_count);
    tcase_add_loop_test(torch, test_the_oracle_knows_every_schedule, 0, schedule_count);
    tcase_add_loop_test(torch, test_the_oracle_knows_every_clipping, 0, clipping_count);
    tcase_add_loop_test(torch, test_every_oracle_trajectory_is_ours_too, 0, (int)files.gl_pathc);
}

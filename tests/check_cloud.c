#include "core/cloud.h"

#include "core/trajectory.h"
#include "files/catalog.h"

#include "suite.h"

#include <math.h>

enum { MOST = 5000 };

/* On every surface born from data, at its start and elsewhere: the mean of single examples' gradients, and of
 * an epoch's batches, is the gradient of all the data. */
START_TEST(test_the_clouds_mean_is_the_gradient_of_all_the_data) {
    Error error = {0};
    Catalog catalog;
    ck_assert_msg(catalog_start(&catalog, &error), "%s", error.message);
    static const int64_t batches[] = {0, 1, 7, 16, 1000000};
    static double points[MOST][2];
    int tried = 0;
    for (int i = 0; i < catalog.count; i++) {
        const SurfaceDefinition *definition = catalog.entries[i].definition;
        if (!definition || !definition->data) continue;
        Surface surface;
        ck_assert_msg(surface_start(&surface, definition, &error), "%s", error.message);
        Recipe recipe = recipe_default(optimizer_find("gd"));
        recipe.batch = batches[_i];
        recipe.seed = 5;
        double w[2] = {definition->start[0], definition->start[1]}, full[2], mean[2];
        surface_loss(&surface, w, full, NULL);
        for (int64_t step = 0; step < 200; step += 67) {
            int count = gradient_cloud(&surface, &recipe, step, w, points, MOST, mean);
            ck_assert_int_ge(count, 1);
            double size = hypot(full[0], full[1]);
            ck_assert_double_eq_tol(mean[0], full[0], 1e-9 * (1 + size));
            ck_assert_double_eq_tol(mean[1], full[1], 1e-9 * (1 + size));
        }
        tried++;
        surface_end(&surface);
    }
    ck_assert_int_ge(tried, 2);
    catalog_end(&catalog);
}
END_TEST

START_TEST(test_one_batch_of_the_cloud_is_the_gradient_that_the_run_saw) {
    Error error = {0};
    Catalog catalog;
    ck_assert_msg(catalog_start(&catalog, &error), "%s", error.message);
    const SurfaceDefinition *definition = catalog_find(&catalog, "linear-regression", &error);
    ck_assert_msg(definition != NULL, "%s", error.message);
    Surface surface;
    ck_assert_msg(surface_start(&surface, definition, &error), "%s", error.message);
    Recipe recipe = recipe_default(optimizer_find("gd"));
    recipe.batch = 8;
    recipe.steps = 60;
    recipe.start[0] = definition->start[0], recipe.start[1] = definition->start[1];
    Trajectory trajectory = {0};
    ck_assert(trajectory_record(&trajectory, &recipe, &surface));
    static double points[MOST][2];
    for (int64_t k = 0; k <= 60; k += 5) {
        const double *row = trajectory.rows + k * trajectory.columns;
        double mean[2];
        int count = gradient_cloud(&surface, &recipe, k, row + QUANTITY_X, points, MOST, mean);
        const double *seen = points[k % count];
        ck_assert_double_eq_tol(seen[0], row[QUANTITY_GRADIENT_X], 1e-12 * (1 + fabs(seen[0])));
        ck_assert_double_eq_tol(seen[1], row[QUANTITY_GRADIENT_Y], 1e-12 * (1 + fabs(seen[1])));
    }
    trajectory_end(&trajectory);
    surface_end(&surface);
    catalog_end(&catalog);
}
END_TEST

START_TEST(test_without_data_there_is_no_cloud) {
    Error error = {0};
    Catalog catalog;
    ck_assert_msg(catalog_start(&catalog, &error), "%s", error.message);
    Surface surface;
    ck_assert(surface_start(&surface, catalog_find(&catalog, "bowl", &error), &error));
    Recipe recipe = recipe_default(optimizer_find("gd"));
    double points[4][2], mean[2], w[2] = {1, 1};
    ck_assert_int_eq(gradient_cloud(&surface, &recipe, 0, w, points, 4, mean), 0);
    surface_end(&surface);
    catalog_end(&catalog);
}
END_TEST

SUITE("cloud") {
    TCase *tests = suite_case(suite, "cloud");
    tcase_add_loop_test(tests, test_the_clouds_mean_is_the_gradient_of_all_the_data, 0, 5);
    tcase_add_test(tests, test_one_batch_of_the_cloud_is_the_gradient_that_the_run_saw);
    tcase_add_test(tests, test_without_data_there_is_no_cloud);
}

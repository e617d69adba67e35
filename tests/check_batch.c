#include "core/batch.h"
#include "core/surface.h"
#include "core/trajectory.h"
#include "suite.h"

#include "data.h"

#include <math.h>
#include <stdlib.h>

static const uint32_t COUNTS[] = {1, 2, 3, 4, 5, 6, 7, 10, 16, 17, 100, 272, 1000, 4097, 60000};
enum { COUNTS_COUNT = sizeof COUNTS / sizeof *COUNTS };

static Draw draw_of(uint64_t epoch) {
    return (Draw){.seed = 9, .stream = 2, .purpose = RANDOM_BATCH, .step = epoch};
}

START_TEST(test_a_shuffle_has_every_row_once) {
    const uint32_t count = COUNTS[_i];
    unsigned char *seen = calloc(count, 1);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t row = shuffle_at(draw_of(3), count, i);
        ck_assert_uint_lt(row, count);
        ck_assert(!seen[row]);
        seen[row] = 1;
    }
    free(seen);
}
END_TEST

/* All 24 orders of 4, and all pairs (place, row), (first row, second row) of 7: chi-squared far inside what
 * chance allows. */
START_TEST(test_all_orders_are_equally_likely) {
    enum { EPOCHS = 24000 };
    int orders[256] = {0}, pairs[7][7] = {{0}}, follows[7][7] = {{0}};
    for (uint64_t epoch = 0; epoch < EPOCHS; epoch++) {
        int code = 0;
        for (uint32_t i = 0; i < 4; i++) code = code * 4 + (int)shuffle_at(draw_of(epoch), 4, i);
        orders[code]++;
        for (uint32_t i = 0; i < 7; i++) pairs[i][shuffle_at(draw_of(epoch), 7, i)]++;
        follows[shuffle_at(draw_of(epoch), 7, 0)][shuffle_at(draw_of(epoch), 7, 1)]++;
    }
    double chi = 0.0, chi_pairs = 0.0, chi_follows = 0.0;
    int kinds = 0;
    for (int i = 0; i < 256; i++)
        if (orders[i]) chi += pow(orders[i] - EPOCHS / 24.0, 2) / (EPOCHS / 24.0), kinds++;
    for (int i = 0; i < 49; i++) chi_pairs += pow(pairs[i / 7][i % 7] - EPOCHS / 7.0, 2) / (EPOCHS / 7.0);
    for (int i = 0; i < 49; i++)
        if (i / 7 != i % 7) chi_follows += pow(follows[i / 7][i % 7] - EPOCHS / 42.0, 2) / (EPOCHS / 42.0);
    ck_assert_int_eq(kinds, 24);
    ck_assert_msg(chi < 60.0, "orders: %g", chi);                /* 23 degrees: beyond 49.7 in 1 of 1000 */
    ck_assert_msg(chi_pairs < 75.0, "places: %g", chi_pairs);    /* 36: 67.9 */
    ck_assert_msg(chi_follows < 85.0, "pairs: %g", chi_follows); /* 41: 75 */
}
END_TEST

START_TEST(test_an_epoch_of_batches_has_every_row_once) {
    static const int64_t sizes[] = {1, 2, 3, 7, 10, 99};
    const int64_t examples = 100;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (uint64_t epoch = 0; epoch < 3; epoch++) {
            const uint64_t batches = (uint64_t)((examples + sizes[s] - 1) / sizes[s]);
            int seen[100] = {0};
            for (uint64_t k = 0; k < batches; k++) {
                const Batch batch = {.size = sizes[s], .draw = draw_of(epoch * batches + k)};
                uint32_t rows[100];
                const int64_t size = batch_size(&batch, examples);
                ck_assert(size > 0 && size <= sizes[s]);
                batch_draw(&batch, examples, rows);
                for (int64_t i = 0; i < size; i++) seen[rows[i]]++;
            }
            for (int i = 0; i < 100; i++) ck_assert_int_eq(seen[i], 1);
        }
}
END_TEST

START_TEST(test_sizes_beyond_the_data_are_all_of_it_unless_drawn_again) {
    const Batch large = {.size = 1000, .draw = draw_of(1)},
                drawn = {.size = 1000, .draw = draw_of(1), .replacement = true},
                boundless = {.size = 1000000000, .draw = draw_of(1), .replacement = true}, none = {0};
    ck_assert_int_eq(batch_size(&large, 100), 0);
    ck_assert_int_eq(batch_size(&drawn, 100), 1000); /* drawn with replacement they may be more */
    ck_assert_int_eq(batch_size(&boundless, 100), BATCH_DRAWN_MAX);
    ck_assert_int_eq(batch_size(&none, 100), 0);
    ck_assert_int_eq(batch_size(&large, 0), 0);
}
END_TEST

/* ---- on a surface ---- */

enum { EXAMPLES = 240 };
static SurfaceDefinition definition;
static Surface surface;

static void start_regression(void) {
    Error error = {0};
    definition = (SurfaceDefinition){.name = "test", .view = {{-5, 5}, {-5, 5}}, .data = data_of(EXAMPLES)};
    definition.formula_text = strdup("mean((x*f + y - g)^2) + 0.01*x^2");
    definition.formula = formula_parse_with_data(definition.formula_text, NULL, 0, definition.data, &error);
    ck_assert_msg(definition.formula != NULL, "%s", error.message);
    ck_assert_msg(surface_start(&surface, &definition, &error), "%s", error.message);
}

static void end_regression(void) {
    surface_end(&surface);
    surface_definition_end(&definition);
}

START_TEST(test_the_gradients_of_an_epoch_have_the_full_gradient_as_mean) {
    static const int64_t sizes[] = {1, 2, 8, 48, 120, 7, 100};
    const Objective objective = surface_objective(&surface);
    const double w[2] = {0.7, -1.3};
    double full[2], loss = surface_loss(&surface, w, full, NULL);
    const int64_t size = sizes[_i];
    const uint64_t batches = (uint64_t)((EXAMPLES + size - 1) / size);
    for (uint64_t epoch = 0; epoch < 5; epoch++) {
        double mean[3] = {0.0};
        for (uint64_t k = 0; k < batches; k++) {
            const Batch batch = {.size = size, .draw = draw_of(epoch * batches + k)};
            double gradient[2], share = (double)batch_size(&batch, EXAMPLES) / EXAMPLES;
            mean[2] += share * objective.evaluate(objective.context, &batch, w, gradient);
            for (int i = 0; i < 2; i++) mean[i] += share * gradient[i];
        }
        for (int i = 0; i < 2; i++) ck_assert_double_eq_tol(mean[i], full[i], 1e-12);
        ck_assert_double_eq_tol(mean[2], loss, 1e-12);
    }
}
END_TEST

/* Variance over many drawn batches, times the batch's size, is the variance of single rows; without
 * replacement it is smaller by (N - B) / (N - 1). */
START_TEST(test_the_variance_of_the_gradient_falls_with_the_batch) {
    static const int64_t sizes[] = {1, 2, 4, 16, 64, 0, 3 * EXAMPLES};
    const bool replacement = _i % 2;
    const int64_t size = sizes[_i / 2];
    const Objective objective = surface_objective(&surface);
    const double w[2] = {0.7, -1.3};
    double full[2], single = 0.0, variance = 0.0;
    surface_loss(&surface, w, full, NULL);
    for (int row = 0; row < EXAMPLES; row++) { /* per row, by hand */
        const double f = dataset_column(definition.data, 0)[row], g = dataset_column(definition.data, 1)[row];
        const double slope = 2.0 * (w[0] * f + w[1] - g) * f + 0.02 * w[0];
        single += (slope - full[0]) * (slope - full[0]) / EXAMPLES;
    }
    enum { DRAWS = 40000 };
    for (uint64_t k = 0; k < DRAWS; k++) {
        const uint64_t batches = (uint64_t)((EXAMPLES + size - 1) / size);
        const Batch batch = {.size = size, .draw = draw_of(k * batches), .replacement = replacement};
        double gradient[2];
        objective.evaluate(objective.context, &batch, w, gradient);
        variance += (gradient[0] - full[0]) * (gradient[0] - full[0]) / DRAWS;
    }
    const double expected =
        single / (double)size * (replacement ? 1.0 : (double)(EXAMPLES - size) / (EXAMPLES - 1));
    ck_assert_msg(fabs(variance / expected - 1.0) < 0.04, "batch %d, replacement %d: %g, not %g", (int)size,
                  replacement, variance, expected);
}
END_TEST

START_TEST(test_the_recorded_loss_is_that_of_all_the_data) {
    Recipe recipe = recipe_default(optimizer_find("gd"));
    recipe.batch = 4;
    recipe.steps = 30;
    recipe.values[0] = 0.01;
    Trajectory trajectory = {0}, again = {0};
    ck_assert(trajectory_record(&trajectory, &recipe, &surface));
    bool differ = false;
    for (int64_t k = 0; k <= recipe.steps; k++) {
        const double w[2] = {trajectory_at(&trajectory, k, QUANTITY_X),
                             trajectory_at(&trajectory, k, QUANTITY_Y)};
        double full[2], loss = surface_loss(&surface, w, full, NULL);
        ck_assert_double_eq(trajectory_at(&trajectory, k, QUANTITY_LOSS), loss);
        differ |= fabs(full[0] - trajectory_at(&trajectory, k, QUANTITY_GRADIENT_X)) > 1e-3;
    }
    ck_assert(differ);
    ck_assert(trajectory_record(&again, &recipe, &surface));
    ck_assert_mem_eq(trajectory.rows, again.rows, sizeof(double) * 31 * (size_t)trajectory.columns);
    recipe.replacement = true;
    ck_assert(trajectory_record(&again, &recipe, &surface));
    ck_assert_double_ne(trajectory_at(&trajectory, 30, QUANTITY_X), trajectory_at(&again, 30, QUANTITY_X));
    recipe.replacement = false;
    recipe.batch = EXAMPLES;
    ck_assert(trajectory_record(&trajectory, &recipe, &surface));
    recipe.batch = 0;
    ck_assert(trajectory_record(&again, &recipe, &surface));
    ck_assert_mem_eq(trajectory.rows, again.rows, sizeof(double) * 31 * (size_t)trajectory.columns);
    trajectory_end(&trajectory);
    trajectory_end(&again);
}
END_TEST

SUITE("batch") {
    TCase *tests = suite_case(suite, "rows"), *surfaces = suite_case(suite, "surfaces");
    tcase_add_loop_test(tests, test_a_shuffle_has_every_row_once, 0, COUNTS_COUNT);
    tcase_add_test(tests, test_all_orders_are_equally_likely);
    tcase_add_test(tests, test_an_epoch_of_batches_has_every_row_once);
    tcase_add_test(tests, test_sizes_beyond_the_data_are_all_of_it_unless_drawn_again);
    tcase_add_checked_fixture(surfaces, start_regression, end_regression);
    tcase_add_loop_test(surfaces, test_the_gradients_of_an_epoch_have_the_full_gradient_as_mean, 0, 7);
    tcase_add_loop_test(surfaces, test_the_variance_of_the_gradient_falls_with_the_batch, 0, 10);
    tcase_add_loop_test(surfaces, test_the_variance_of_the_gradient_falls_with_the_batch, 13, 14);
    tcase_add_test(surfaces, test_the_recorded_loss_is_that_of_all_the_data);
}

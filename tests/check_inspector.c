/* The table of "why this step" against the trajectory it is read from. */
#include "screen/inspector.h"

#include "suite.h"
#include "surfaces.h"

#include <math.h>
#include <string.h>

typedef struct Fixture {
    SurfaceDefinition definition;
    Surface surface;
    SceneRun run;
} Fixture;

static void start(Fixture *fixture, SurfaceDefinition definition, const Recipe *recipe) {
    Error error = {0};
    *fixture = (Fixture){.definition = definition, .run.recipe = *recipe};
    ck_assert(surface_start(&fixture->surface, &fixture->definition, &error));
    memcpy(fixture->run.recipe.start, definition.start, sizeof definition.start);
    ck_assert(trajectory_record(&fixture->run.trajectory, &fixture->run.recipe, &fixture->surface));
}

static void end(Fixture *fixture) {
    trajectory_end(&fixture->run.trajectory);
    surface_end(&fixture->surface);
    surface_definition_end(&fixture->definition);
}

static const InspectorRow *keyed(const InspectorTable *table, const char *key) {
    for (int i = 0; i < table->count; i++)
        if (strcmp(table->rows[i].key, key) == 0) return &table->rows[i];
    ck_abort_msg("there is no row %s", key);
    return NULL;
}

START_TEST(test_every_optimizer_shows_the_numbers_of_its_trajectory) {
    Recipe recipe = recipe_default(&optimizers[_i]);
    recipe.values[0] = 1e-3;
    recipe.steps = 20;
    Fixture fixture;
    start(&fixture, rosenbrock(), &recipe);
    const Trajectory *trajectory = &fixture.run.trajectory;
    for (int64_t k = 0; k <= 20; k++) {
        InspectorTable table;
        inspector_describe(&table, &fixture.run, &fixture.surface, k);
        ck_assert_int_eq(table.step, k);
        ck_assert_int_le(table.count, INSPECTOR_ROWS_MAX);
        const InspectorRow *gradient = keyed(&table, "gradient"), *step = keyed(&table, "step"),
                           *direction = keyed(&table, "direction");
        for (int i = 0; i < 2; i++) {
            ck_assert_double_eq(gradient->value[i], trajectory_at(trajectory, k, QUANTITY_GRADIENT_X + i));
            ck_assert_double_eq(direction->value[i], trajectory_at(trajectory, k, QUANTITY_DIRECTION_X + i));
            ck_assert_double_eq(step->value[i], trajectory_at(trajectory, k, QUANTITY_UPDATE_X + i));
        }
        for (int slot = 0; slot < optimizer_slot_count(&optimizers[_i]); slot++) {
            double x = trajectory_at(trajectory, k, QUANTITY_SLOTS + 2 * slot),
                   y = trajectory_at(trajectory, k, QUANTITY_SLOTS + 2 * slot + 1);
            if (x == 0 && y == 0) continue;
            ck_assert_double_eq(keyed(&table, optimizers[_i].slots[slot])->value[0], x);
            ck_assert_double_eq(keyed(&table, optimizers[_i].slots[slot])->value[1], y);
        }
        ck_assert_int_eq(isnan(table.actual), k == 20);
    }
    end(&fixture);
}
END_TEST

static const char *const corrected[] = {"adam", "adamw"};

START_TEST(test_corrected_moments_make_the_direction) {
    Recipe recipe = recipe_default(optimizer_find(corrected[_i]));
    recipe.steps = 50;
    Fixture fixture;
    start(&fixture, rosenbrock(), &recipe);
    for (int64_t k = 0; k <= 50; k++) {
        InspectorTable table;
        inspector_describe(&table, &fixture.run, &fixture.surface, k);
        const InspectorRow *mean = inspector_find(&table, INSPECTOR_MEAN),
                           *root = inspector_find(&table, INSPECTOR_ROOT),
                           *direction = inspector_find(&table, INSPECTOR_DIRECTION);
        ck_assert(table.scaled && mean && root);
        for (int i = 0; i < 2; i++)
            ck_assert_double_eq_tol(mean->value[i] / (root->value[i] + 1e-8), direction->value[i], 1e-6);
    }
    end(&fixture);
}
END_TEST

START_TEST(test_on_a_bowl_the_prediction_lacks_half_the_curvature) {
    const double from[2] = {3, -1};
    Recipe recipe = recipe_default(optimizer_find("gd"));
    recipe.values[0] = 0.1;
    recipe.steps = 5;
    Fixture fixture;
    start(&fixture, surface_of("x^2 + 3*y^2", from), &recipe);
    InspectorTable table;
    inspector_describe(&table, &fixture.run, &fixture.surface, 0);
    /* g = (6, -6), step = (-0.6, 0.6): g . step = -7.2; half step' H step = 0.36 + 3 * 0.36 */
    ck_assert_double_eq_tol(table.predicted, -7.2, 1e-12);
    ck_assert_double_eq_tol(table.actual, -7.2 + 1.44, 1e-12);
    inspector_describe(&table, &fixture.run, &fixture.surface, 99);
    ck_assert_int_eq(table.step, 5);
    end(&fixture);
}
END_TEST

START_TEST(test_noise_clipping_and_schedule_have_their_rows) {
    Recipe recipe = recipe_default(optimizer_find("adamw"));
    Error error = {0};
    recipe.steps = 10;
    recipe.noise = 2;
    recipe.warmup = 5;
    recipe_set_clipping(&recipe, clipping_find("norm"));
    ck_assert_ptr_nonnull(recipe.clipping);
    ck_assert(recipe_set(&recipe, "weight_decay", 0.4, &error));
    Fixture fixture;
    start(&fixture, rosenbrock(), &recipe);
    InspectorTable table;
    inspector_describe(&table, &fixture.run, &fixture.surface, 2);
    const Trajectory *trajectory = &fixture.run.trajectory;
    const InspectorRow *rate = keyed(&table, "rate"), *share = keyed(&table, "direction");
    for (int i = 0; i < 2; i++) {
        ck_assert_double_eq_tol(keyed(&table, "gradient")->value[i] + keyed(&table, "noise")->value[i],
                                trajectory_at(trajectory, 2, QUANTITY_SAMPLED_X + i), 1e-9);
        ck_assert_double_eq(keyed(&table, "clipped")->value[i],
                            trajectory_at(trajectory, 2, QUANTITY_CLIPPED_X + i));
        ck_assert_double_eq_tol(-rate->value[0] * share->value[i] + keyed(&table, "decay")->value[i],
                                keyed(&table, "step")->value[i], 1e-15);
    }
    ck_assert_msg(strstr(rate->formula, "×") != NULL, "%s", rate->formula);
    end(&fixture);
}
END_TEST

/* ---- the numbers add up, whatever is around the optimizer ---- */

static const struct Around {
    const char *name;
    double value;
} around[] = {{"noise", 0.5},     {"sam_rho", 0.05}, {"lookahead_k", 3},
              {"ema_decay", 0.9}, {"warmup", 5},     {"weight_decay", 0.1}};
enum { AROUND = sizeof around / sizeof *around };

static void add_up(double sum[2], const InspectorTable *table, InspectorKind kind) {
    const InspectorRow *row = inspector_find(table, kind);
    for (int i = 0; row && i < 2; i++) sum[i] += row->value[i];
}

static void ck_assert_adds_up(const InspectorTable *table, const Trajectory *trajectory,
                              const Recipe *recipe) {
    int64_t k = table->step;
    double seen[2] = {0, 0}, made[2] = {0, 0};
    const InspectorRow *direction = keyed(table, "direction"), *step = keyed(table, "step"),
                       *rate = inspector_find(table, INSPECTOR_RATE);
    add_up(seen, table, INSPECTOR_GRADIENT);
    add_up(seen, table, INSPECTOR_BATCH);
    add_up(seen, table, INSPECTOR_NOISE);
    add_up(seen, table, INSPECTOR_UPHILL);
    for (int i = 0; i < 2; i++) {
        double sampled = trajectory_at(trajectory, k, QUANTITY_SAMPLED_X + i),
               clipped = trajectory_at(trajectory, k, QUANTITY_CLIPPED_X + i);
        ck_assert_double_eq_tol(seen[i], sampled, 1e-9 * (1 + fabs(sampled)));
        const InspectorRow *row = inspector_find(table, INSPECTOR_CLIPPED);
        ck_assert_double_eq(row ? row->value[i] : clipped, clipped);
        made[i] = -(rate ? rate->value[0] : 1) * direction->value[i];
    }
    ck_assert_int_eq(rate == NULL, recipe->optimizer->moves);
    add_up(made, table, INSPECTOR_DECAY);
    add_up(made, table, INSPECTOR_PULL);
    for (int i = 0; i < 2; i++)
        ck_assert_double_eq_tol(made[i], step->value[i], 1e-9 * (1e-6 + fabs(step->value[i])));
}

START_TEST(test_the_numbers_of_every_optimizer_add_up_under_every_wrapper) {
    for (int wrapper = -1; wrapper <= AROUND + 1; wrapper++) {
        Error error = {0};
        Recipe recipe = recipe_default(&optimizers[_i]);
        recipe.values[0] = 2e-3;
        recipe.steps = 25;
        if (wrapper >= 0 && wrapper < AROUND &&
            !recipe_set(&recipe, around[wrapper].name, around[wrapper].value, &error))
            continue; /* has no weight decay */
        if (wrapper == AROUND) recipe_set_clipping(&recipe, clipping_find("norm"));
        if (wrapper == AROUND + 1) recipe_set_clipping(&recipe, clipping_find("update_rms"));
        Fixture fixture;
        start(&fixture, rosenbrock(), &recipe);
        for (int64_t k = 0; k <= 25; k++) {
            InspectorTable table;
            inspector_describe(&table, &fixture.run, &fixture.surface, k);
            ck_assert_int_le(table.count, INSPECTOR_ROWS_MAX);
            ck_assert_adds_up(&table, &fixture.run.trajectory, &recipe);
        }
        end(&fixture);
    }
}
END_TEST

/* ---- formulas: found, and true ---- */

static const struct Known {
    const char *optimizer, *direction, *slot, *recurrence;
} known[] = {
    {"gd", "g", NULL, NULL},
    {"momentum", "v", "velocity", "v = β v + g"},
    {"nesterov", "g + β v", "velocity", "v = β v + g"},
    {"qhm", "ν m + (1−ν) g", "exp_avg", "m = β m + (1−β) g"},
    {"adagrad", "g / (√G + ε)", "sum", "G = G + g²"},
    {"rmsprop", "g / (√v + ε)", "square_avg", "v = α v + (1−α) g²"},
    {"adam", "m̂ / (√v̂ + ε)", "exp_avg", "m = β₁ m + (1−β₁) g"},
    {"adamw", "m̂ / (√v̂ + ε)", "exp_avg_sq", "v = β₂ v + (1−β₂) g²"},
    {"amsgrad", "m̂ / (√v̂_{max} + ε)", "exp_avg", "m = β₁ m + (1−β₁) g"},
    {"adamax", "m̂ / (u + ε)", "exp_inf", "u = max(β₂ u, |g|)"},
    {"signsgd", "sign(g)", NULL, NULL},
    {"signum", "sign(m)", "exp_avg", "m = β m + (1−β) g"},
    {"lion", "sign(β₁ m + (1−β₁) g)", "exp_avg", "m = β₂ m + (1−β₂) g"},
};

START_TEST(test_known_rules_show_the_formula_of_the_paper) {
    Recipe recipe = recipe_default(optimizer_find(known[_i].optimizer));
    recipe.values[0] = 1e-3;
    Error ignored;
    recipe.noise = 300; /* so that the last gradient is not all that matters */
    recipe_set(&recipe, "beta2", 0.7, &ignored);
    recipe.steps = 30;
    Fixture fixture;
    start(&fixture, rosenbrock(), &recipe);
    for (int64_t k = 0; k <= 30; k += 10) {
        InspectorTable table;
        inspector_describe(&table, &fixture.run, &fixture.surface, k);
        ck_assert_str_eq(keyed(&table, "direction")->formula, known[_i].direction);
        if (known[_i].slot) ck_assert_str_eq(keyed(&table, known[_i].slot)->formula, known[_i].recurrence);
    }
    end(&fixture);
}
END_TEST

/* Nothing is claimed of a direction that is not what the formula gives: one number is changed. */
START_TEST(test_a_formula_that_does_not_hold_is_not_shown) {
    Recipe recipe = recipe_default(optimizer_find("adam"));
    recipe.steps = 30;
    Fixture fixture;
    start(&fixture, rosenbrock(), &recipe);
    double *direction =
        fixture.run.trajectory.rows + 20 * fixture.run.trajectory.columns + QUANTITY_DIRECTION_X;
    const double recorded = *direction;
    InspectorTable table;
    for (int wrong = 1; wrong >= 0; wrong--) {
        *direction = wrong ? recorded * (1 + 1e-6) : recorded;
        inspector_describe(&table, &fixture.run, &fixture.surface, 20);
        ck_assert_str_eq(keyed(&table, "direction")->formula, wrong ? "direction" : "m̂ / (√v̂ + ε)");
        ck_assert_int_eq(table.scaled, !wrong);
    }
    end(&fixture);
}
END_TEST

START_TEST(test_a_branch_to_another_optimizer_is_explained_by_it) {
    Recipe recipe = recipe_default(optimizer_find("adam"));
    recipe.steps = 30;
    Fixture fixture;
    start(&fixture, rosenbrock(), &recipe);
    SceneRun *run = &fixture.run;
    run->branches = (Branches){1, {{12, run->recipe}}};
    run->recipe.optimizer = optimizer_find("momentum");
    run->recipe.values[0] = 1e-4;
    run->recipe.values[1] = 0.9;
    branches_align(&run->branches, &run->recipe);
    ck_assert(trajectory_record_branched(&run->trajectory, &run->recipe, &run->branches, &fixture.surface));
    for (int64_t k = 0; k <= 30; k++) {
        InspectorTable table;
        inspector_describe(&table, run, &fixture.surface, k);
        ck_assert_str_eq(keyed(&table, "direction")->formula, k < 12 ? "m̂ / (√v̂ + ε)" : "v");
        ck_assert_adds_up(&table, &run->trajectory, branches_recipe(&run->branches, &run->recipe, k));
    }
    end(&fixture);
}
END_TEST

SUITE("inspector") {
    TCase *tests = suite_case(suite, "the table");
    tcase_add_loop_test(tests, test_every_optimizer_shows_the_numbers_of_its_trajectory, 0, optimizer_count);
    tcase_add_loop_test(tests, test_corrected_moments_make_the_direction, 0, 2);
    tcase_add_test(tests, test_on_a_bowl_the_prediction_lacks_half_the_curvature);
    tcase_add_test(tests, test_noise_clipping_and_schedule_have_their_rows);
    tcase_add_loop_test(tests, test_the_numbers_of_every_optimizer_add_up_under_every_wrapper, 0,
                        optimizer_count);
    tcase_add_loop_test(tests, test_known_rules_show_the_formula_of_the_paper, 0,
                        sizeof known / sizeof *known);
    tcase_add_test(tests, test_a_formula_that_does_not_hold_is_not_shown);
    tcase_add_test(tests, test_a_branch_to_another_optimizer_is_explained_by_it);
}

#include "core/recipe.h"
#include "suite.h"

START_TEST(test_changing_the_optimizer_keeps_what_both_know) {
    Error error = {0};
    Recipe recipe = recipe_default(optimizer_find("momentum"));
    ck_assert(recipe_set(&recipe, "momentum", 0.75, &error));
    ck_assert(recipe_set(&recipe, "lr", 0.5, &error));
    ck_assert(recipe_set(&recipe, "noise", 0.25, &error));
    recipe_set_optimizer(&recipe, optimizer_find("nesterov"));
    ck_assert_double_eq(optimizer_value(recipe.optimizer, recipe.values, "momentum", -1.0), 0.75);
    ck_assert_double_eq(recipe.values[0], recipe.optimizer->hyperparameters[0].default_value);
    ck_assert_double_eq(recipe.noise, 0.25);
    recipe_set_optimizer(&recipe, optimizer_find("adam"));
    ck_assert_double_eq(optimizer_value(recipe.optimizer, recipe.values, "beta1", -1.0), 0.9);
}
END_TEST

START_TEST(test_values_are_set_by_name_and_checked) {
    Error error = {0};
    Recipe recipe = recipe_default(optimizer_find("adam"));
    ck_assert(recipe_set(&recipe, "beta2", 0.99, &error));
    ck_assert(recipe_set(&recipe, "warmup", 20.0, &error));
    ck_assert(recipe_set(&recipe, "steps", 1000.0, &error));
    ck_assert_int_eq(recipe.warmup, 20);
    ck_assert_int_eq(recipe.steps, 1000);
    recipe_set_schedule(&recipe, schedule_find("cosine"));
    recipe_set_clipping(&recipe, clipping_find("norm"));
    ck_assert(recipe_set(&recipe, "schedule.eta_min", 0.001, &error));
    ck_assert(recipe_set(&recipe, "clip.limit", 5.0, &error));
    ck_assert_double_eq(recipe.schedule_values[1], 0.001);
    ck_assert_double_eq(recipe.clipping_values[0], 5.0);
}
END_TEST

START_TEST(test_bad_settings_are_refused_and_change_nothing) {
    static const struct {
        const char *name;
        double value;
        const char *message;
    } cases[] = {
        {"beta1", 1.0, "beta1 must be a number from 0 to 0.999999999, not 1"},
        {"momentum", 0.5, "optimizer adam has no momentum"},
        {"noise", -1.0, "noise must be a number from 0 to 1000000, not -1"},
        {"steps", 1.5, "steps must be a whole number from 0 to 10000000, not 1.5"},
        {"clip.limit", 1.0, "clipping none has no limit"},
        {"schedule.gamma", 1.0, "schedule constant has no gamma"},
    };
    Error error = {0};
    Recipe recipe = recipe_default(optimizer_find("adam")), before = recipe;
    ck_assert(!recipe_set(&recipe, cases[_i].name, cases[_i].value, &error));
    ck_assert_str_eq(error.message, cases[_i].message);
    ck_assert_double_eq(recipe.values[1], before.values[1]);
    ck_assert_double_eq(recipe.noise, before.noise);
    ck_assert_int_eq(recipe.steps, before.steps);
}
END_TEST

START_TEST(test_everything_that_can_be_set_can_be_read) {
    Error error = {0};
    Recipe recipe = recipe_default(optimizer_find("adam"));
    recipe_set_schedule(&recipe, schedule_find("step"));
    recipe_set_clipping(&recipe, clipping_find("norm"));
    const char *const names[] = {"lr", "beta2", "schedule.gamma", "clip.limit"};
    for (int i = 0; i < 4; i++) {
        double value = -1.0;
        ck_assert(recipe_set(&recipe, names[i], 0.25, &error));
        ck_assert(recipe_get(&recipe, names[i], &value));
        ck_assert_double_eq(value, 0.25);
    }
    int count;
    const Hyperparameter *rows = recipe_common(&count);
    for (int i = 0; i < count; i++) {
        double value = -1.0;
        ck_assert(recipe_get(&recipe, rows[i].name, &value));
        ck_assert_double_eq(value, rows[i].default_value);
        ck_assert(recipe_set(&recipe, rows[i].name, rows[i].high, &error));
        ck_assert(recipe_get(&recipe, rows[i].name, &value));
        ck_assert_double_eq(value, rows[i].high);
    }
    double value;
    ck_assert(!recipe_get(&recipe, "momentum", &value));
}
END_TEST

START_TEST(test_sgd_brings_its_batch_along) {
    ck_assert_int_eq(recipe_default(optimizer_find("sgd")).batch, 1);
    ck_assert_int_eq(recipe_default(optimizer_find("minibatch")).batch, 16);
    Recipe recipe = recipe_default(optimizer_find("adam"));
    recipe.batch = 8;
    recipe_set_optimizer(&recipe, optimizer_find("momentum"));
    ck_assert_int_eq(recipe.batch, 8);
    recipe_set_optimizer(&recipe, optimizer_find("sgd"));
    ck_assert_int_eq(recipe.batch, 1);
    recipe_set_optimizer(&recipe, optimizer_find("gd"));
    ck_assert_int_eq(recipe.batch, 0);
}
END_TEST

/* In files and on the command line all of these stand side by side. */
START_TEST(test_no_name_means_two_things) {
    static const char *const taken[] = {"name",     "optimizer", "convention", "start",   "colour", "hidden",
                                        "schedule", "clip",      "stream",     "surface", "kind"};
    int common_count;
    const Hyperparameter *common = recipe_common(&common_count);
    const Optimizer *optimizer = &optimizers[_i];
    for (int i = 0; i < optimizer_hyperparameter_count(optimizer); i++) {
        const char *name = optimizer->hyperparameters[i].name;
        ck_assert_msg(hyperparameter_find(common, common_count, name) < 0, "%s", name);
        for (size_t k = 0; k < sizeof taken / sizeof *taken; k++) ck_assert_str_ne(name, taken[k]);
        for (int k = 0; k < schedule_count; k++)
            ck_assert_msg(hyperparameter_find(schedules[k].hyperparameters,
                                              schedule_hyperparameter_count(&schedules[k]), name) < 0,
                          "%s of %s and of %s", name, optimizer->name, schedules[k].name);
    }
}
END_TEST

START_TEST(test_conventions_set_values_and_leave_the_rate) {
    Error error = {0};
    Recipe recipe = recipe_default(optimizer_find("rmsprop"));
    recipe.values[0] = 0.125;
    ck_assert(recipe_set(&recipe, "momentum", 0.5, &error));
    ck_assert(recipe_set_convention(&recipe, "keras", &error));
    const double keras[] = {0.125, 0.9, 1e-7, 0.0, 0.0, 0.0, 1.0, 1.0};
    for (int i = 0; i < 8; i++) ck_assert_double_eq(recipe.values[i], keras[i]);
    ck_assert(recipe_set_convention(&recipe, "pytorch", &error));
    ck_assert_double_eq(optimizer_value(recipe.optimizer, recipe.values, "alpha", -1.0), 0.99);
    ck_assert(!recipe_set_convention(&recipe, "caffe", &error));
    ck_assert_str_eq(error.message, "no convention is called caffe");
}
END_TEST

SUITE("recipe") {
    TCase *tests = suite_case(suite, "recipe");
    tcase_add_test(tests, test_changing_the_optimizer_keeps_what_both_know);
    tcase_add_test(tests, test_values_are_set_by_name_and_checked);
    tcase_add_loop_test(tests, test_bad_settings_are_refused_and_change_nothing, 0, 6);
    tcase_add_test(tests, test_everything_that_can_be_set_can_be_read);
    tcase_add_test(tests, test_sgd_brings_its_batch_along);
    tcase_add_loop_test(tests, test_no_name_means_two_things, 0, optimizer_count);
    tcase_add_test(tests, test_conventions_set_values_and_leave_the_rate);
}

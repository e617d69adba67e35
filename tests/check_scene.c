#include "core/scene.h"
#include "suite.h"
#include "surfaces.h"

static Recipe at(const char *optimizer, double lr) {
    Recipe recipe = recipe_default(optimizer_find(optimizer));
    recipe.values[0] = lr;
    recipe.start[0] = -1.2;
    recipe.start[1] = 1.0;
    return recipe;
}

static double last_loss(const SceneRun *run) {
    return trajectory_at(&run->trajectory, run->trajectory.steps, QUANTITY_LOSS);
}

START_TEST(test_runs_get_names_colours_and_trajectories) {
    Error error = {0};
    SurfaceDefinition definition = rosenbrock();
    Scene scene;
    ck_assert(scene_start(&scene, &definition, &error));
    Recipe gd = at("gd", 1e-3);
    scene_add_run(&scene, &gd, NULL);
    scene_add_run(&scene, &gd, NULL);
    scene_add_run(&scene, &gd, "mine");
    ck_assert_str_eq(scene.runs[0].name, "GD");
    ck_assert_str_eq(scene.runs[1].name, "GD 2");
    ck_assert_ptr_eq(scene_find_run(&scene, "mine"), &scene.runs[2]);
    ck_assert_ptr_null(scene_find_run(&scene, "yours"));
    ck_assert_int_ne(scene.runs[0].colour, scene.runs[1].colour);
    ck_assert_int_eq(scene.runs[2].trajectory.steps, scene.steps);
    scene_end(&scene);
    surface_definition_end(&definition);
}
END_TEST

START_TEST(test_adding_and_removing_runs_leaves_the_noise_of_others_alone) {
    Error error = {0};
    SurfaceDefinition definition = rosenbrock();
    Scene scene;
    ck_assert(scene_start(&scene, &definition, &error));
    Recipe noisy = at("gd", 1e-4);
    noisy.noise = 5.0;
    for (int i = 0; i < 3; i++) scene_add_run(&scene, &noisy, NULL);
    double second = last_loss(&scene.runs[1]), third = last_loss(&scene.runs[2]);
    ck_assert_double_ne(second, third);
    scene_remove_run(&scene, 0);
    scene_add_run(&scene, &noisy, NULL);
    scene_recompute(&scene, -1);
    ck_assert_double_eq(last_loss(&scene.runs[0]), second);
    ck_assert_double_eq(last_loss(&scene.runs[1]), third);
    ck_assert_double_ne(last_loss(&scene.runs[2]), second);
    scene_end(&scene);
    surface_definition_end(&definition);
}
END_TEST

START_TEST(test_runs_can_be_moved) {
    Error error = {0};
    SurfaceDefinition definition = rosenbrock();
    Scene scene;
    ck_assert(scene_start(&scene, &definition, &error));
    Recipe gd = at("gd", 1e-3);
    const char *names[] = {"a", "b", "c", "d"};
    for (int i = 0; i < 4; i++) scene_add_run(&scene, &gd, names[i]);
    scene_move_run(&scene, 0, 2);
    ck_assert_str_eq(scene.runs[0].name, "b");
    ck_assert_str_eq(scene.runs[2].name, "a");
    ck_assert_str_eq(scene.runs[3].name, "d");
    scene_move_run(&scene, 3, 0);
    ck_assert_str_eq(scene.runs[0].name, "d");
    ck_assert_str_eq(scene.runs[3].name, "a");
    scene_end(&scene);
    surface_definition_end(&definition);
}
END_TEST

START_TEST(test_a_new_surface_brings_its_start_and_its_rates) {
    Error error = {0};
    SurfaceDefinition bowl = surface_of("x^2 + y^2", (double[]){3.0, 3.0}), valley = rosenbrock();
    Scene scene;
    ck_assert(scene_start(&scene, &bowl, &error));
    Recipe gd = at("gd", 0.25), adam = at("adam", 0.25);
    scene_add_run(&scene, &gd, NULL);
    scene_add_run(&scene, &adam, NULL);
    ck_assert(scene_set_surface(&scene, &valley, &error));
    ck_assert_double_eq(scene.runs[0].recipe.values[0], 0.25);
    ck_assert_double_eq(scene.runs[1].recipe.values[0], 0.05);
    ck_assert_double_eq(trajectory_at(&scene.runs[1].trajectory, 0, QUANTITY_X), -1.2);
    ck_assert_double_eq(scene.view.y[1], 3.0);
    scene_end(&scene);
    surface_definition_end(&bowl);
    surface_definition_end(&valley);
}
END_TEST

/* What counts as converged goes by the surface; what somebody has chosen stays. */
START_TEST(test_a_new_surface_brings_its_criteria_unless_they_were_chosen) {
    Error error = {0};
    SurfaceDefinition bowl = surface_of("x^2 + y^2", (double[]){3.0, 3.0});
    SurfaceDefinition tiny = surface_of("1e-9*(x^2 + y^2)", (double[]){3.0, 3.0});
    bowl.minimum_count = tiny.minimum_count = 1; /* at 0, 0 */
    Scene scene;
    ck_assert(scene_start(&scene, &bowl, &error));
    ck_assert_double_eq(scene.criteria.target, 1e-6);
    ck_assert(scene_set_surface(&scene, &tiny, &error));
    ck_assert_double_eq_tol(scene.criteria.target, 1e-3 * 18e-9, 1e-18);
    scene.criteria.target = 0.25;
    ck_assert(scene_set_surface(&scene, &bowl, &error));
    ck_assert_double_eq(scene.criteria.target, 0.25);
    scene_end(&scene);
    surface_definition_end(&bowl);
    surface_definition_end(&tiny);
}
END_TEST

START_TEST(test_a_scene_is_full_at_its_limit) {
    Error error = {0};
    SurfaceDefinition definition = rosenbrock();
    Scene scene;
    ck_assert(scene_start(&scene, &definition, &error));
    scene.steps = 3;
    Recipe gd = at("gd", 1e-3);
    for (int i = 0; i < SCENE_RUNS_MAX; i++) ck_assert_ptr_nonnull(scene_add_run(&scene, &gd, NULL));
    ck_assert_ptr_null(scene_add_run(&scene, &gd, NULL));
    ck_assert_int_eq(scene.run_count, SCENE_RUNS_MAX);
    scene_end(&scene);
    surface_definition_end(&definition);
}
END_TEST

SUITE("scene") {
    TCase *tests = suite_case(suite, "scene");
    tcase_add_test(tests, test_runs_get_names_colours_and_trajectories);
    tcase_add_test(tests, test_adding_and_removing_runs_leaves_the_noise_of_others_alone);
    tcase_add_test(tests, test_runs_can_be_moved);
    tcase_add_test(tests, test_a_new_surface_brings_its_start_and_its_rates);
    tcase_add_test(tests, test_a_new_surface_brings_its_criteria_unless_they_were_chosen);
    tcase_add_test(tests, test_a_scene_is_full_at_its_limit);
}

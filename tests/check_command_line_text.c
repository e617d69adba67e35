#include "files/command_line_text.h"

#include "files/trajectory_format.h"

#include "suite.h"
#include "temporary.h"

#include <sys/wait.h>

static Temporary temporary;
static Catalog catalog;
static Scene scene;

static void start(void) {
    Error error = {0};
    temporary = temporary_start();
    ck_assert_msg(catalog_start(&catalog, &error), "%s", error.message);
    const SurfaceDefinition *definition = catalog_find(&catalog, "linear-regression", &error);
    ck_assert_msg(definition && scene_start(&scene, definition, &error), "%s", error.message);
    scene.steps = 12;
    scene.seed = 77;
}
static void end(void) {
    scene_end(&scene);
    catalog_end(&catalog);
    temporary_end(&temporary);
}

/* Runs the text in a shell, whose slalom writes what it computes into a file: the scene's own CSV. */
static void ck_assert_computes_the_same(int run) {
    char *text = command_line_text(&scene, &catalog, run), *own = NULL, *theirs, *script = NULL,
         *command = NULL;
    size_t length;
    const char *out = temporary_path(&temporary, "out.csv");
    ck_assert_ptr_nonnull(text);
    ck_assert_int_gt(asprintf(&script, "slalom() { '%s' \"$@\" -o '%s'; }\n%s", SLALOM_PROGRAM, out, text),
                     0);
    const char *file = temporary_file(&temporary, "line.sh", script);
    ck_assert_int_gt(asprintf(&command, "sh '%s'", file), 0);
    ck_assert_msg(system(command) == 0, "%s", text);
    FILE *stream = open_memstream(&own, &length);
    Scene some = scene;
    if (run >= 0) some.runs = &scene.runs[run], some.run_count = 1;
    ck_assert(trajectory_formats[0].write(&some, &catalog, stream));
    fclose(stream);
    theirs = temporary_read(out, NULL);
    ck_assert_msg(strcmp(own, theirs) == 0, "%s", text);
    free(text), free(own), free(theirs), free(script), free(command);
}

static SceneRun *add(const char *optimizer) {
    Recipe recipe = recipe_default(optimizer_find(optimizer));
    recipe.start[0] = -0.1;
    recipe.start[1] = 1.0 / 3;
    SceneRun *run = scene_add_run(&scene, &recipe, NULL);
    ck_assert_ptr_nonnull(run);
    return run;
}

/* Every value a little off its default, inside its range. */
static void move_values(const Hyperparameter *rows, int count, double *values) {
    for (int i = 0; i < count; i++) {
        double moved =
            rows[i].scale == SCALE_INTEGER ? values[i] + 1 : values[i] + (values[i] > 0 ? -1 : 1) / 64.0;
        Error error = {0};
        if (hyperparameter_check(&rows[i], moved, &error)) values[i] = moved;
    }
}

START_TEST(test_every_optimizer_is_reproduced_with_its_values_changed) {
    const Optimizer *optimizer = &optimizers[_i];
    SceneRun *run = add(optimizer->name);
    move_values(optimizer->hyperparameters, optimizer_hyperparameter_count(optimizer), run->recipe.values);
    run->recipe.noise = 0.3;
    run->recipe.batch = 5;
    run->recipe.ema_decay = 0.75;
    scene_recompute(&scene, 0);
    ck_assert_computes_the_same(-1);
}
END_TEST

START_TEST(test_every_schedule_and_clipping_is_reproduced) {
    SceneRun *run = add("adam");
    recipe_set_schedule(&run->recipe, &schedules[_i]);
    recipe_set_clipping(&run->recipe, &clippings[_i % clipping_count]);
    move_values(schedules[_i].hyperparameters, schedule_hyperparameter_count(&schedules[_i]),
                run->recipe.schedule_values);
    move_values(run->recipe.clipping->hyperparameters, clipping_hyperparameter_count(run->recipe.clipping),
                run->recipe.clipping_values);
    run->recipe.warmup = 3;
    scene_recompute(&scene, 0);
    ck_assert_computes_the_same(-1);
}
END_TEST

START_TEST(test_a_scene_of_several_runs_and_one_of_them_are_reproduced) {
    add("adam")->recipe.noise = 2;
    add("gd")->recipe.noise = 1;
    scene_recompute(&scene, -1);
    ck_assert_computes_the_same(-1);
    ck_assert_computes_the_same(0);
    ck_assert_computes_the_same(1);
}
END_TEST

/* Each branch changes more than the one before, to whatever optimizer there is, and all stand in one line. */
START_TEST(test_branches_are_reproduced_by_one_line) {
    const Optimizer *optimizer = &optimizers[_i];
    const Schedule *schedule = &schedules[_i % schedule_count];
    SceneRun *run = add("momentum");
    Recipe *recipe = &run->recipe;
    ck_assert(scene_branch(&scene, 0, 3));
    recipe->values[0] *= 3;
    recipe->noise = 0.2;
    recipe->batch = 4;
    ck_assert(scene_branch(&scene, 0, 5));
    recipe_set_optimizer(recipe, optimizer);
    ck_assert(scene_branch(&scene, 0, 6));
    move_values(optimizer->hyperparameters, optimizer_hyperparameter_count(optimizer), recipe->values);
    ck_assert(scene_branch(&scene, 0, 8));
    recipe_set_schedule(recipe, schedule);
    recipe_set_clipping(recipe, &clippings[_i % clipping_count]);
    recipe->warmup = 2;
    ck_assert(scene_branch(&scene, 0, 10));
    move_values(schedule->hyperparameters, schedule_hyperparameter_count(schedule), recipe->schedule_values);
    move_values(recipe->clipping->hyperparameters, clipping_hyperparameter_count(recipe->clipping),
                recipe->clipping_values);
    scene_recompute(&scene, 0);
    char *text = command_line_text(&scene, &catalog, 0);
    ck_assert(text && strchr(text, '\n') == text + strlen(text) - 1 && strstr(text, " --branch step=10"));
    free(text);
    ck_assert_computes_the_same(-1);
}
END_TEST

START_TEST(test_a_formula_with_characters_of_the_shell_is_reproduced) {
    Error error = {0};
    const SurfaceDefinition *own =
        catalog_add_formula(&catalog, "let s = 2; s*x^2 + if(x < y, y^2, 3*(y^2))", &error);
    ck_assert_msg(own && scene_set_surface(&scene, own, &error), "%s", error.message);
    add("adam");
    ck_assert_computes_the_same(-1);
}
END_TEST

START_TEST(test_parameters_are_reproduced) {
    Error error = {0};
    ck_assert(scene_set_surface(&scene, catalog_find(&catalog, "rosenbrock", &error), &error));
    ck_assert(surface_set(&scene.surface, 1, 1.0 / 3 + 20, &error));
    add("gd");
    ck_assert_computes_the_same(-1);
}
END_TEST

SUITE("command_line_text") {
    TCase *tests = suite_case(suite, "lines");
    tcase_add_checked_fixture(tests, start, end);
    tcase_add_loop_test(tests, test_every_optimizer_is_reproduced_with_its_values_changed, 0,
                        optimizer_count);
    tcase_add_loop_test(tests, test_every_schedule_and_clipping_is_reproduced, 0, schedule_count);
    tcase_add_test(tests, test_a_scene_of_several_runs_and_one_of_them_are_reproduced);
    tcase_add_loop_test(tests, test_branches_are_reproduced_by_one_line, 0, optimizer_count);
    tcase_add_test(tests, test_a_formula_with_characters_of_the_shell_is_reproduced);
    tcase_add_test(tests, test_parameters_are_reproduced);
}

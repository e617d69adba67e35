#include "files/scene_file.h"

#include "refused.h"
#include "suite.h"
#include "temporary.h"

#include <math.h>
#include <sys/stat.h>

static Temporary temporary;
static Catalog catalog;
static void start(void) {
    Error error = {0};
    temporary = temporary_start();
    ck_assert_msg(catalog_start(&catalog, &error), "%s", error.message);
}
static void end(void) {
    catalog_end(&catalog);
    temporary_end(&temporary);
}

static bool read_text(Scene *scene, const char *text, Error *error) {
    *error = (Error){0};
    return scene_file_read(scene, &catalog, temporary_file(&temporary, "text.scene", text), error);
}

static void ck_assert_equal_values(const double *left, const double *right, int count) {
    for (int i = 0; i < count; i++)
        ck_assert_msg(left[i] == right[i] && !signbit(left[i]) == !signbit(right[i]), "%d: %.17g and %.17g",
                      i, left[i], right[i]);
}

static void ck_assert_equal_recipes(const Recipe *left, const Recipe *right) {
    ck_assert_ptr_eq(left->optimizer, right->optimizer);
    ck_assert_ptr_eq(left->schedule, right->schedule);
    ck_assert_ptr_eq(left->clipping, right->clipping);
    ck_assert_equal_values(left->values, right->values, optimizer_hyperparameter_count(left->optimizer));
    ck_assert_equal_values(left->schedule_values, right->schedule_values,
                           schedule_hyperparameter_count(left->schedule));
    ck_assert_equal_values(left->clipping_values, right->clipping_values,
                           clipping_hyperparameter_count(left->clipping));
    ck_assert_equal_values(left->start, right->start, 2);
    ck_assert(left->noise == right->noise && left->batch == right->batch && left->warmup == right->warmup);
    ck_assert(left->sam_rho == right->sam_rho && left->lookahead_k == right->lookahead_k &&
              left->lookahead_alpha == right->lookahead_alpha && left->ema_decay == right->ema_decay);
    ck_assert_int_eq(left->replacement, right->replacement);
    ck_assert(left->seed == right->seed && left->stream == right->stream && left->steps == right->steps);
}

static void ck_assert_equal_scenes(const Scene *left, const Scene *right) {
    ck_assert_str_eq(left->title, right->title);
    ck_assert_str_eq(left->surface.definition->formula_text, right->surface.definition->formula_text);
    ck_assert_equal_values(left->surface.values, right->surface.values,
                           left->surface.definition->parameter_count);
    ck_assert_equal_values(left->view.x, right->view.x, 2);
    ck_assert_equal_values(left->view.y, right->view.y, 2);
    ck_assert(left->steps == right->steps && left->seed == right->seed);
    ck_assert(left->criteria.target == right->criteria.target &&
              left->criteria.gradient == right->criteria.gradient &&
              left->criteria.bound == right->criteria.bound);
    ck_assert_int_eq(left->run_count, right->run_count);
    for (int i = 0; i < left->run_count; i++) {
        const SceneRun *a = &left->runs[i], *b = &right->runs[i];
        ck_assert_str_eq(a->name, b->name);
        ck_assert(a->colour == b->colour && a->hidden == b->hidden);
        ck_assert_equal_recipes(&a->recipe, &b->recipe);
        const Trajectory *path = &a->trajectory;
        ck_assert(path->steps == b->trajectory.steps && path->columns == b->trajectory.columns);
        ck_assert_mem_eq(path->rows, b->trajectory.rows,
                         sizeof(double) * (size_t)path->columns * (size_t)(path->steps + 1));
    }
}

/* Writes the scene, reads it back and compares. */
static void ck_assert_survives(const Scene *scene) {
    Scene back;
    Error error = {0};
    const char *path = temporary_path(&temporary, "back.scene");
    ck_assert_msg(scene_file_write(scene, &catalog, path, &error), "%s", error.message);
    ck_assert_msg(scene_file_read(&back, &catalog, path, &error), "%d:%d: %s", error.line, error.column,
                  error.message);
    ck_assert_equal_scenes(scene, &back);
    scene_end(&back);
}

static const char example[] =
    "title   = \"Momentum in a ravine\";\n"
    "surface = \"ravine\";   parameters = { kappa = 50; };\n"
    "steps   = 400;  seed = 7;\n"
    "runs    = ( { name = \"gd\";       optimizer = \"gd\";       lr = 0.038; start = [-4.0, 2]; },\n"
    "            { name = \"momentum\"; optimizer = \"momentum\"; lr = 0.02; momentum = 0.9; start = [-4.0, "
    "2.0];\n"
    "              schedule = { kind = \"cosine\"; warmup = 20; }; clip = { kind = \"norm\"; limit = 1.5; }; "
    "} );\n"
    "lesson  = ( { say = \"Both runs see the same slope.\"; try = \"Drag beta to 0.99.\"; step = 0; } );\n"
    "claims  = ( \"momentum.loss < 0.1 * gd.loss\", \"gd.status == running\" );\n";

START_TEST(test_the_example_of_the_design_is_read_as_written) {
    Scene scene;
    Error error;
    ck_assert_msg(read_text(&scene, example, &error), "%d:%d: %s", error.line, error.column, error.message);
    ck_assert_str_eq(scene.title, "Momentum in a ravine");
    ck_assert(scene.surface.values[0] == 50.0);
    ck_assert(scene.steps == 400 && scene.seed == 7 && scene.run_count == 2);
    const Recipe *gd = &scene.runs[0].recipe, *momentum = &scene.runs[1].recipe;
    ck_assert_str_eq(gd->optimizer->name, "gd");
    ck_assert(gd->values[0] == 0.038 && gd->start[0] == -4.0 && gd->start[1] == 2.0);
    ck_assert(gd->schedule == &schedules[0] && gd->clipping == &clippings[0] && gd->warmup == 0);
    ck_assert(momentum->values[0] == 0.02 && momentum->values[1] == 0.9);
    ck_assert_str_eq(momentum->schedule->name, "cosine");
    ck_assert_int_eq((int)momentum->warmup, 20);
    ck_assert_str_eq(momentum->clipping->name, "norm");
    ck_assert(momentum->clipping_values[0] == 1.5);
    ck_assert(scene.runs[1].trajectory.steps == 400);
    ck_assert(momentum->seed == 7 && momentum->stream == 1);
    ck_assert_survives(&scene);
    scene_end(&scene);
}
END_TEST

START_TEST(test_a_run_without_rate_and_start_takes_the_surfaces) {
    Scene scene;
    Error error;
    ck_assert(read_text(&scene, "surface = \"rosenbrock\"; runs = ( { optimizer = \"gd\"; } );", &error));
    const SurfaceDefinition *definition = scene.surface.definition;
    ck_assert(scene.runs[0].recipe.values[0] == surface_definition_rate(definition, "gd", -1.0));
    ck_assert_mem_eq(scene.runs[0].recipe.start, definition->start, sizeof definition->start);
    ck_assert_str_eq(scene.title, definition->title);
    scene_end(&scene);
}
END_TEST

START_TEST(test_a_scene_of_awkward_numbers_and_names_reads_back_equal) {
    Scene scene;
    Error error = {0};
    const SurfaceDefinition *definition = catalog_find(&catalog, "ravine", &error);
    ck_assert(scene_start(&scene, definition, &error));
    snprintf(scene.title, sizeof scene.title, "a \"quoted\" \\ title\twith π\nand lines");
    ck_assert(surface_set(&scene.surface, 0, 1.0 + 1e-15 + 99.0 / 7.0, &error));
    scene.view = (View){{-0.1, 1.0 / 3.0}, {-1e-300, 1e22}};
    scene.steps = 37;
    scene.seed = UINT64_C(9007199254740991);
    scene.criteria = (Criteria){1e-3, 0.0, 12345.678};
    for (int i = 0; i < optimizer_count; i++) {
        Recipe recipe = recipe_default(&optimizers[i]);
        recipe.values[0] = 0.1 / 3.0;
        recipe.start[0] = -0.0;
        recipe.start[1] = 5e-324;
        recipe.noise = i ? 0.1 : 0.0;
        recipe.warmup = i;
        recipe.batch = 8 * i;
        recipe.sam_rho = i % 2 ? 0.1 / 7.0 : 0.0;
        recipe.lookahead_k = i % 3 * 5;
        recipe.lookahead_alpha = i % 5 ? 0.5 : 1.0 / 3.0;
        recipe.ema_decay = i % 7 ? 0.0 : 0.9;
        recipe.replacement = i % 3 == 0;
        recipe_set_schedule(&recipe, &schedules[i % schedule_count]);
        recipe_set_clipping(&recipe, &clippings[i % clipping_count]);
        ck_assert_ptr_nonnull(scene_add_run(&scene, &recipe, i == 1 ? "a; b = \"c\" # é" : NULL));
    }
    scene.runs[1].hidden = true;
    scene.runs[2].colour = 11;
    ck_assert_survives(&scene);
    /* Removed and moved runs keep their noise, so the streams must be kept. */
    scene_remove_run(&scene, 1);
    scene_move_run(&scene, 0, 2);
    ck_assert_survives(&scene);
    scene_end(&scene);
}
END_TEST

START_TEST(test_surfaces_from_a_formula_and_from_elsewhere_read_back_equal) {
    Scene scene;
    Error error;
    ck_assert_msg(read_text(&scene,
                            "formula = \"let u = x;\\n u^2 + y^2\"; runs = ( { optimizer = \"adam\"; } );",
                            &error),
                  "%s", error.message);
    ck_assert_survives(&scene);
    scene_end(&scene);
    temporary_file(&temporary, "own.surface",
                   "formula = \"x^2 + k*y^2\";\n"
                   "parameters = ( { name = \"k\"; value = 1; range = [0, 2]; } );");
    static const char *const names[] = {"own.surface", "./own.surface"};
    for (int i = 0; i < 2; i++) {
        char text[200];
        snprintf(text, sizeof text,
                 "surface = \"%s\"; parameters = { k = 0.5; }; runs = ( { optimizer = \"gd\"; } );",
                 names[i]);
        ck_assert_msg(read_text(&scene, text, &error), "%s", error.message);
        ck_assert(scene.surface.values[0] == 0.5);
        ck_assert_survives(&scene);
        scene_end(&scene);
    }
}
END_TEST

START_TEST(test_a_scene_that_cannot_be_written_leaves_the_old_file) {
    Scene scene;
    Error error;
    ck_assert(read_text(&scene, example, &error));
    const char *old = temporary_file(&temporary, "old.scene", "old");
    char path[300];
    snprintf(path, sizeof path, "%s/no-folder/x.scene", temporary.folder);
    ck_assert(!scene_file_write(&scene, &catalog, path, &error));
    ck_assert_int_eq(temporary_count(&temporary), 2);
    ck_assert(scene_file_write(&scene, &catalog, old, &error));
    ck_assert_int_eq(temporary_count(&temporary), 2);
    ck_assert_survives(&scene);
    scene_end(&scene);
}
END_TEST

static const Refused refused[] = {
    {"", 0, 0, "surface is missing"},
    {"surface = \"bowl\"; formula = \"x\";", 1, 19, "not both"},
    {"surface = 5;", 1, 1, "must be text"},
    {"surface = \"bwol\";", 1, 1, "did you mean bowl?"},
    {"formula = \"x +\n 2x\";", 2, 3, "'*' is missing"},
    {"formula = \"x\"; parameters = { a = 1; };", 1, 31, "has no parameters"},
    {"surface = \"ravine\"; parameters = { kapa = 1; };", 1, 36, "did you mean kappa?"},
    {"surface = \"ravine\"; parameters = { kappa = 0; };", 1, 36, "from 1 to 1000"},
    {"surface = \"ravine\"; parameters = 5;", 1, 21, "must be a group"},
    {"surface = \"bowl\"; step = 5;", 1, 19, "did you mean steps?"},
    {"surface = \"bowl\"; steps = -1;", 1, 19, "whole number"},
    {"surface = \"bowl\"; steps = 1e9;", 1, 19, "whole number"},
    {"surface = \"bowl\"; steps = 1.5;", 1, 19, "whole number"},
    {"surface = \"bowl\"; seed = -1;", 1, 19, "whole number"},
    {"surface = \"bowl\"; view = { x = [1, 0]; y = [0, 1]; };", 1, 28, "lower to a higher"},
    {"surface = \"bowl\"; criteria = { target = -1; };", 1, 32, "cannot be negative"},
    {"surface = \"bowl\"; runs = { };", 1, 19, "must be a list"},
    {"surface = \"bowl\"; runs = ( 5 );", 1, 28, "must be a group"},
    {"surface = \"bowl\"; runs = ( { lr = 1; } );", 1, 28, "optimizer is missing"},
    {"surface = \"bowl\";\nruns = ( { optimizer = \"gd\"; },\n { optimizer = \"adamm\"; } );", 3, 4,
     "did you mean adam?"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"zzzz\"; } );", 1, 30, "slalom list optimizers"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"adam\"; beta3 = 1; } );", 1, 50, "did you mean beta1?"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"gd\"; rho = 1; } );", 1, 48, "known are lr, weight_decay"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"gd\"; lr = \"1\"; } );", 1, 48, "must be a number"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"gd\"; lr = -1; } );", 1, 48, "from 0 to"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"gd\"; lr = nan; } );", 1, 53, "is no value"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"rmsprop\"; centered = 0.5; } );", 1, 53,
     "must be 0 (off) or 1 (on)"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"gd\"; steps = 5; } );", 1, 48, "one for all runs"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"gd\"; start = [1]; } );", 1, 48, "two numbers"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"gd\"; colour = 12; } );", 1, 48, "from 0 to 11"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"gd\"; hidden = 1; } );", 1, 48, "true or false"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"gd\"; name = \"\"; } );", 1, 48, "1 to 47 bytes"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"gd\"; name = \"a\"; }, { optimizer = \"gd\"; name = "
     "\"a\"; } );",
     1, 83, "two runs called a"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"gd\"; schedule = \"cosin\"; } );", 1, 48,
     "did you mean cosine?"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"gd\"; schedule = { warmup = 1; }; } );", 1, 48,
     "kind is missing"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"gd\"; schedule = { kind = \"cosine\"; tmax = 1; }; } );",
     1, 78, "did you mean t_max?"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"gd\"; schedule = { kind = \"cosine\"; warmup = 0.5; }; } "
     ");",
     1, 78, "whole number"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"gd\"; clip = { kind = \"norm\"; limit = 0; }; } );", 1, 72,
     "limit"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"gd\"; clip = { kind = \"nrom\"; }; } );", 1, 48,
     "did you mean norm?"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"gd\"; clip = 5; } );", 1, 48, "must be a group"},
    {"surface = \"bowl\"; runs = ( { optimizer = \"gd\"; noise = -1; } );", 1, 48, "noise"},
};

START_TEST(test_rates_and_conventions_are_read_by_name) {
    Scene scene;
    Error error;
    ck_assert_msg(
        read_text(&scene,
                  "surface = \"ravine\";\n"
                  "runs = ( { optimizer = \"gd\"; lr = \"2/(L+mu)\"; },\n"
                  "         { optimizer = \"rmsprop\"; eps = 1e-3; convention = \"keras\"; lr = 0.5; },\n"
                  "         { optimizer = \"sgd\"; lookahead_k = 5; sam_rho = 0.1; } );\n",
                  &error),
        "%d:%d: %s", error.line, error.column, error.message);
    ck_assert_double_eq_tol(scene.runs[0].recipe.values[0], 2.0 / 101.0, 1e-15);
    const Recipe *keras = &scene.runs[1].recipe;
    ck_assert_double_eq(keras->values[0], 0.5);
    ck_assert_double_eq(optimizer_value(keras->optimizer, keras->values, "alpha", -1.0), 0.9);
    ck_assert_double_eq(optimizer_value(keras->optimizer, keras->values, "eps", -1.0), 1e-3);
    ck_assert_int_eq(scene.runs[2].recipe.batch, 1);
    ck_assert_int_eq(scene.runs[2].recipe.lookahead_k, 5);
    scene_end(&scene);
    ck_assert(!read_text(&scene, "surface = \"ravine\"; runs = ( { optimizer = \"gd\"; lr = \"3/L\"; } );",
                         &error));
    ck_assert_int_eq(error.column, 50);
    ck_assert(!read_text(
        &scene, "surface = \"ravine\"; runs = ( { optimizer = \"gd\"; convention = \"caffe\"; } );", &error));
    ck_assert_str_eq(error.message, "no convention is called caffe");
}
END_TEST

START_TEST(test_what_is_wrong_is_refused_with_its_place_and_reason) {
    Scene scene;
    Error error;
    ck_assert_refused(&refused[_i], read_text(&scene, refused[_i].text, &error), &error);
    ck_assert_ptr_nonnull(strstr(error.file, "text.scene"));
}
END_TEST

START_TEST(test_an_error_in_a_scenes_surface_names_the_surfaces_file) {
    Scene scene;
    Error error;
    temporary_file(&temporary, "bad.surface", "title = \"Bad\";\nformula = \"2x\";");
    ck_assert(!read_text(&scene, "surface = \"bad.surface\";", &error));
    ck_assert_ptr_nonnull(strstr(error.file, "bad.surface"));
    ck_assert_int_eq(error.line, 2);
}
END_TEST

START_TEST(test_trajectories_beyond_this_machines_memory_are_refused) {
    Error error = {0};
    ck_assert(scene_fits_memory(500, 64, &error));
    ck_assert(!scene_fits_memory(INT64_C(1) << 50, 64, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "GB of memory"));
}
END_TEST

SUITE("scene_file") {
    TCase *tests = suite_case(suite, "scenes");
    tcase_add_checked_fixture(tests, start, end);
    tcase_add_test(tests, test_the_example_of_the_design_is_read_as_written);
    tcase_add_test(tests, test_a_run_without_rate_and_start_takes_the_surfaces);
    tcase_add_test(tests, test_a_scene_of_awkward_numbers_and_names_reads_back_equal);
    tcase_add_test(tests, test_surfaces_from_a_formula_and_from_elsewhere_read_back_equal);
    tcase_add_test(tests, test_a_scene_that_cannot_be_written_leaves_the_old_file);
    tcase_add_test(tests, test_rates_and_conventions_are_read_by_name);
    tcase_add_loop_test(tests, test_what_is_wrong_is_refused_with_its_place_and_reason, 0,
                        sizeof refused / sizeof *refused);
    tcase_add_test(tests, test_an_error_in_a_scenes_surface_names_the_surfaces_file);
    tcase_add_test(tests, test_trajectories_beyond_this_machines_memory_are_refused);
}

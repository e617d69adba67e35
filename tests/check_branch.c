/* Runs that change on the way: in the core, in scene files and in golden trajectories. */
#include "core/branch.h"

#include "files/golden.h"
#include "files/scene_file.h"
#include "suite.h"
#include "temporary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static Temporary temporary;
static Catalog catalog;
static Scene scene;

static void start(void) {
    Error error = {0};
    temporary = temporary_start();
    ck_assert_msg(catalog_start(&catalog, &error), "%s", error.message);
    ck_assert(scene_start(&scene, catalog_find(&catalog, "six-hump-camel", &error), &error));
    scene.steps = 40;
}

static void end(void) {
    scene_end(&scene);
    catalog_end(&catalog);
    temporary_end(&temporary);
}

/* What may be wrapped around an optimizer, and what goes on between steps. */
static const struct Around {
    const char *name;
    double value;
} around[] = {{"noise", 0.5}, {"sam_rho", 0.05}, {"lookahead_k", 5}, {"ema_decay", 0.9}, {"warmup", 20}};
enum { AROUND = sizeof around / sizeof *around };

/* A run of an optimizer with one thing around it (-1: nothing, AROUND: a schedule that looks at the loss). */
static SceneRun *add(const Optimizer *optimizer, int wrapper) {
    Error error = {0};
    Recipe recipe = recipe_default(optimizer);
    recipe.values[0] = 0.002;
    recipe.start[0] = 2.2;
    recipe.start[1] = 1.2;
    if (wrapper == AROUND) recipe_set_schedule(&recipe, schedule_find("plateau"));
    ck_assert_ptr_nonnull(recipe.schedule);
    if (wrapper >= 0 && wrapper < AROUND)
        ck_assert(recipe_set(&recipe, around[wrapper].name, around[wrapper].value, &error));
    return scene_add_run(&scene, &recipe, NULL);
}

static void ck_assert_same_rows(const Trajectory *a, const Trajectory *b, int64_t from, int64_t to) {
    ck_assert_int_eq(a->columns, b->columns);
    for (int64_t k = from; k < to; k++)
        for (int column = 0; column < a->columns; column++)
            ck_assert_msg(golden_ulps(trajectory_at(a, k, column), trajectory_at(b, k, column)) == 0,
                          "row %d, column %d: %a and %a", (int)k, column, trajectory_at(a, k, column),
                          trajectory_at(b, k, column));
}

START_TEST(test_a_branch_that_changes_nothing_changes_no_bit) {
    for (int wrapper = -1; wrapper <= AROUND; wrapper++) {
        for (int twice = 0; twice < 2; twice++) add(&optimizers[_i], wrapper)->recipe.stream = 7;
        scene_recompute(&scene, -1);
        ck_assert(scene_branch(&scene, 1, 13));
        ck_assert(scene_branch(&scene, 1, 27));
        ck_assert_same_rows(&scene.runs[0].trajectory, &scene.runs[1].trajectory, 0, 41);
        ck_assert_same_rows(&scene.runs[0].trajectory, &scene.runs[1].before_branch, 0, 41);
        while (scene.run_count > 0) scene_remove_run(&scene, 0);
    }
}
END_TEST

START_TEST(test_a_branch_keeps_the_past_and_knows_the_old_future) {
    SceneRun *plain = add(&optimizers[_i], -1);
    plain->recipe.stream = 7;
    SceneRun *run = add(&optimizers[_i], -1);
    run->recipe.stream = 7;
    scene_recompute(&scene, -1);
    ck_assert(scene_branch(&scene, 1, 13));
    run->recipe.noise = 3;
    scene_recompute(&scene, 1);
    plain = &scene.runs[0], run = &scene.runs[1];
    ck_assert_same_rows(&plain->trajectory, &run->before_branch, 0, 41);
    ck_assert_same_rows(&plain->trajectory, &run->trajectory, 0, 13);
    /* Row 13 is where the old steps led; its own step is another. */
    ck_assert_double_eq(trajectory_at(&plain->trajectory, 13, QUANTITY_LOSS),
                        trajectory_at(&run->trajectory, 13, QUANTITY_LOSS));
    ck_assert_double_ne(trajectory_at(&plain->trajectory, 13, QUANTITY_SAMPLED_X),
                        trajectory_at(&run->trajectory, 13, QUANTITY_SAMPLED_X));
    scene_unbranch(&scene, 1);
    ck_assert_same_rows(&plain->trajectory, &scene.runs[1].trajectory, 0, 41);
    ck_assert_ptr_null(scene.runs[1].before_branch.rows);
}
END_TEST

/* Whatever ran before: from the branch on it is a fresh run of the new optimizer from that point. */
START_TEST(test_another_optimizer_starts_afresh_where_the_old_one_stood) {
    const Optimizer *next = &optimizers[_i];
    add(optimizer_find(strcmp(next->name, "adam") == 0 ? "nesterov" : "adam"), -1);
    ck_assert(scene_branch(&scene, 0, 9));
    const Recipe plain = recipe_default(next);
    scene.runs[0].recipe.optimizer = next;
    memcpy(scene.runs[0].recipe.values, plain.values, sizeof plain.values);
    scene.runs[0].recipe.batch = plain.batch;
    scene.runs[0].recipe.values[0] = 0.002;
    scene_recompute(&scene, 0);
    SceneRun *fresh = add(next, -1), *branched = &scene.runs[0];
    fresh->recipe.start[0] = trajectory_at(&branched->trajectory, 9, QUANTITY_X);
    fresh->recipe.start[1] = trajectory_at(&branched->trajectory, 9, QUANTITY_Y);
    scene_recompute(&scene, 1);
    char name[64];
    for (int column = 0; column < fresh->trajectory.columns; column++) {
        trajectory_column_name(&fresh->trajectory, column, name, sizeof name);
        int same = column;
        if (column >= QUANTITY_SLOTS)
            same = trajectory_slot_column(&branched->trajectory, next->slots[(column - QUANTITY_SLOTS) / 2]) +
                   (column - QUANTITY_SLOTS) % 2;
        for (int64_t k = 0; k <= 31 && column != QUANTITY_EVALUATIONS; k++)
            ck_assert_msg(golden_ulps(trajectory_at(&fresh->trajectory, k, column),
                                      trajectory_at(&branched->trajectory, k + 9, same)) == 0,
                          "%s at %d", name, (int)k);
    }
}
END_TEST

START_TEST(test_branching_before_a_branch_gives_the_later_one_up) {
    SceneRun *run = add(optimizer_find("gd"), -1);
    ck_assert(scene_branch(&scene, 0, 30));
    run->recipe.values[0] = 0.01;
    ck_assert(scene_branch(&scene, 0, 12));
    ck_assert_int_eq(run->branches.count, 1);
    ck_assert_int_eq(run->branches.at[0].step, 12);
    ck_assert_double_eq(run->recipe.values[0], 0.002);
    for (int i = 1; i < BRANCHES_MAX; i++) ck_assert(scene_branch(&scene, 0, 12 + i));
    ck_assert(!scene_branch(&scene, 0, 39));
    ck_assert_int_eq(run->branches.count, BRANCHES_MAX);
}
END_TEST

START_TEST(test_an_edit_of_the_whole_run_leaves_what_a_branch_has_changed) {
    SceneRun *run = add(optimizer_find("adam"), -1);
    Branches *branches = &run->branches;
    ck_assert(scene_branch(&scene, 0, 12));
    run->recipe.values[0] = 0.01; /* lr: of the branch */
    Recipe was = run->recipe;
    run->recipe.values[0] = 0.02;
    run->recipe.values[1] = 0.5; /* beta1 and the rest: of the whole run */
    run->recipe.noise = 0.25;
    recipe_set_clipping(&run->recipe, clipping_find("norm"));
    recipe_set_schedule(&run->recipe, schedule_find("cosine"));
    branches_follow(branches, &was, &run->recipe);
    const Recipe *before = &branches->at[0].before;
    ck_assert_double_eq(before->values[0], 0.002);
    ck_assert_double_eq(before->values[1], 0.5);
    ck_assert_double_eq(before->noise, 0.25);
    ck_assert_str_eq(before->clipping->name, "norm");
    ck_assert_str_eq(before->schedule->name, "cosine");
}
END_TEST

/* Changes every kind of thing at two steps, writes, reads, and compares text and bits. */
START_TEST(test_branches_survive_a_scene_file) {
    Error error = {0};
    SceneRun *run = add(&optimizers[_i], -1);
    ck_assert(scene_branch(&scene, 0, 9));
    run->recipe.values[0] = 0.004;
    run->recipe.noise = 0.1;
    run->recipe.warmup = 11;
    recipe_set_clipping(&run->recipe, clipping_find("norm"));
    scene_recompute(&scene, 0);
    ck_assert(scene_branch(&scene, 0, 21));
    recipe_set_optimizer(&run->recipe, &optimizers[(_i + 7) % optimizer_count]);
    recipe_set_clipping(&run->recipe, &clippings[0]);
    recipe_set_schedule(&run->recipe, schedule_find("cosine"));
    run->recipe.lookahead_k = 3;
    scene_recompute(&scene, 0);
    char *text = scene_file_text(&scene, &catalog);
    Scene back;
    ck_assert_msg(scene_file_parse(&back, &catalog, text, strlen(text), "back.scene", &error),
                  "%d:%d: %s\n%s", error.line, error.column, error.message, text);
    char *again = scene_file_text(&back, &catalog);
    ck_assert_str_eq(text, again);
    ck_assert_int_eq(back.runs[0].branches.count, 2);
    ck_assert_same_rows(&scene.runs[0].trajectory, &back.runs[0].trajectory, 0, 41);
    ck_assert_same_rows(&scene.runs[0].before_branch, &back.runs[0].before_branch, 0, 41);
    free(text);
    free(again);
    scene_end(&back);
}
END_TEST

static const struct Refused {
    const char *branch, *message;
} refused[] = {
    {"{ lr = 0.1; }", "step"},
    {"{ step = 0; lr = 0.1; }", "step"},
    {"( { step = 12; lr = 0.1; }, { step = 12; lr = 0.2; } )", "step"},
    {"{ step = 3; start = [0, 0]; }", "start"},
    {"{ step = 3; momentum = 0.5; }", "momentum"},
    {"{ step = 3; optimizer = \"adamm\"; }", "adamm"},
    {"{ step = 3; lr = -1; }", "lr"},
    {"7", "branch"},
};

START_TEST(test_a_wrong_branch_is_refused_with_its_place) {
    char text[512];
    Scene wrong;
    Error error = {0};
    snprintf(text, sizeof text,
             "surface = \"bowl\";\nruns = ( { optimizer = \"adam\"; lr = 0.1;\nbranch = %s; } );\n",
             refused[_i].branch);
    ck_assert(!scene_file_parse(&wrong, &catalog, text, strlen(text), "a.scene", &error));
    ck_assert_msg(strstr(error.message, refused[_i].message) != NULL, "%s", error.message);
    ck_assert_int_eq(error.line, 3);
}
END_TEST

START_TEST(test_a_branch_after_the_end_is_not_reached) {
    add(optimizer_find("gd"), -1);
    ck_assert(scene_branch(&scene, 0, 30));
    scene.runs[0].recipe.values[0] = 0.01;
    scene.steps = 20;
    scene_recompute(&scene, 0);
    ck_assert_same_rows(&scene.runs[0].trajectory, &scene.runs[0].before_branch, 0, 21);
}
END_TEST

SUITE("branch") {
    TCase *tests = suite_case(suite, "branches");
    tcase_add_checked_fixture(tests, start, end);
    tcase_add_loop_test(tests, test_a_branch_that_changes_nothing_changes_no_bit, 0, optimizer_count);
    tcase_add_loop_test(tests, test_a_branch_keeps_the_past_and_knows_the_old_future, 0, optimizer_count);
    tcase_add_loop_test(tests, test_another_optimizer_starts_afresh_where_the_old_one_stood, 0,
                        optimizer_count);
    tcase_add_test(tests, test_branching_before_a_branch_gives_the_later_one_up);
    tcase_add_test(tests, test_an_edit_of_the_whole_run_leaves_what_a_branch_has_changed);
    tcase_add_loop_test(tests, test_branches_survive_a_scene_file, 0, optimizer_count);
    tcase_add_loop_test(tests, test_a_wrong_branch_is_refused_with_its_place, 0,
                        sizeof refused / sizeof *refused);
    tcase_add_test(tests, test_a_branch_after_the_end_is_not_reached);
}

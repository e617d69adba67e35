#include "scene.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLOUR_SLOTS = 12, COLOURS = 6 };

bool scene_start(Scene *scene, const SurfaceDefinition *definition, Error *error) {
    *scene = (Scene){.view = definition->view, .steps = 500, .seed = 1};
    snprintf(scene->title, sizeof scene->title, "%s", definition->title);
    if (!surface_start(&scene->surface, definition, error)) return false;
    scene->criteria = scene->usual = criteria_usual(&scene->surface);
    return true;
}

static void end_run(SceneRun *run) {
    trajectory_end(&run->trajectory);
    trajectory_end(&run->before_branch);
}

void scene_end(Scene *scene) {
    for (int i = 0; i < scene->run_count; i++) end_run(&scene->runs[i]);
    free(scene->runs);
    surface_end(&scene->surface);
    *scene = (Scene){0};
}

bool scene_set_surface(Scene *scene, const SurfaceDefinition *definition, Error *error) {
    Surface surface;
    if (!surface_start(&surface, definition, error)) return false;
    surface_end(&scene->surface);
    scene->surface = surface;
    scene->view = definition->view;
    const bool were_usual = memcmp(&scene->criteria, &scene->usual, sizeof scene->usual) == 0;
    scene->usual = criteria_usual(&scene->surface);
    if (were_usual) scene->criteria = scene->usual;
    for (int i = 0; i < scene->run_count; i++) {
        Recipe *recipe = &scene->runs[i].recipe;
        scene->runs[i].branches.count = 0;
        memcpy(recipe->start, definition->start, sizeof recipe->start);
        recipe->values[0] = surface_definition_rate(definition, recipe->optimizer->name, recipe->values[0]);
    }
    scene_recompute(scene, -1);
    return true;
}

SceneRun *scene_find_run(const Scene *scene, const char *name) {
    for (int i = 0; i < scene->run_count; i++)
        if (strcmp(scene->runs[i].name, name) == 0) return &scene->runs[i];
    return NULL;
}

/* The first free of: the optimizer's own slot, the same hue dashed, any slot. */
static int free_colour(const Scene *scene, const Optimizer *optimizer) {
    bool used[COLOUR_SLOTS] = {false};
    for (int i = 0; i < scene->run_count; i++) used[scene->runs[i].colour % COLOUR_SLOTS] = true;
    const int own = optimizer->colour;
    if (!used[own]) return own;
    if (!used[own + COLOURS]) return own + COLOURS;
    for (int i = 0; i < COLOUR_SLOTS; i++)
        if (!used[i]) return i;
    return scene->run_count % COLOUR_SLOTS;
}

static void unique_name(const Scene *scene, const char *wanted, char *name, size_t size) {
    snprintf(name, size, "%s", wanted);
    for (int number = 2; scene_find_run(scene, name); number++)
        snprintf(name, size, "%.*s %d", (int)size - 12, wanted, number);
}

SceneRun *scene_add_run(Scene *scene, const Recipe *recipe, const char *name) {
    if (scene->run_count >= SCENE_RUNS_MAX) return NULL;
    SceneRun *grown = realloc(scene->runs, sizeof *grown * (size_t)(scene->run_count + 1));
    if (!grown) return NULL;
    scene->runs = grown;
    SceneRun run = {.colour = free_colour(scene, recipe->optimizer), .recipe = *recipe};
    unique_name(scene, name ? name : recipe->optimizer->title, run.name, sizeof run.name);
    run.recipe.stream = scene->streams++;
    scene->runs[scene->run_count++] = run;
    scene_recompute(scene, scene->run_count - 1);
    return &scene->runs[scene->run_count - 1];
}

void scene_remove_run(Scene *scene, int index) {
    assert(index >= 0 && index < scene->run_count);
    end_run(&scene->runs[index]);
    scene->run_count--;
    memmove(&scene->runs[index], &scene->runs[index + 1],
            sizeof(SceneRun) * (size_t)(scene->run_count - index));
}

void scene_move_run(Scene *scene, int from, int to) {
    assert(from >= 0 && from < scene->run_count && to >= 0 && to < scene->run_count);
    SceneRun moved = scene->runs[from];
    memmove(&scene->runs[from], &scene->runs[from + 1], sizeof moved * (size_t)(scene->run_count - 1 - from));
    memmove(&scene->runs[to + 1], &scene->runs[to], sizeof moved * (size_t)(scene->run_count - 1 - to));
    scene->runs[to] = moved;
}

bool scene_branch(Scene *scene, int index, int64_t step) {
    assert(index >= 0 && index < scene->run_count && step >= 1 && step < scene->steps);
    SceneRun *run = &scene->runs[index];
    Branches *branches = &run->branches;
    run->recipe = *branches_recipe(branches, &run->recipe, step - 1);
    while (branches->count > 0 && branches->at[branches->count - 1].step >= step) branches->count--;
    if (branches->count == BRANCHES_MAX) return false;
    branches->at[branches->count++] = (Branch){step, run->recipe};
    scene_recompute(scene, index);
    return true;
}

void scene_unbranch(Scene *scene, int index) {
    assert(index >= 0 && index < scene->run_count && scene->runs[index].branches.count > 0);
    SceneRun *run = &scene->runs[index];
    run->recipe = run->branches.at[--run->branches.count].before;
    scene_recompute(scene, index);
}

/* What the run would have been without its last branch. A picture without it is still true. */
static void record_before(SceneRun *run, const Scene *scene) {
    Branches branches = run->branches;
    const Recipe *before = branches.count > 0 ? &branches.at[--branches.count].before : NULL;
    if (before && trajectory_record_branched(&run->before_branch, before, &branches, &scene->surface))
        run->before_status = trajectory_status(&run->before_branch, &scene->surface, scene->criteria);
    else
        trajectory_end(&run->before_branch);
}

static void recompute_run(Scene *scene, SceneRun *run) {
    run->recipe.steps = scene->steps;
    run->recipe.seed = scene->seed;
    branches_align(&run->branches, &run->recipe);
    run->recorded = run->recipe;
    /* Too little memory: an empty trajectory at the start, so that nothing shown is stale. */
    if (!trajectory_record_branched(&run->trajectory, &run->recipe, &run->branches, &scene->surface)) {
        Recipe still = run->recipe;
        still.steps = 0;
        trajectory_end(&run->trajectory);
        if (!trajectory_record(&run->trajectory, &still, &scene->surface)) abort();
    }
    run->status = trajectory_status(&run->trajectory, &scene->surface, scene->criteria);
    record_before(run, scene);
}

static void recompute_runs(void *context, size_t begin, size_t end) {
    Scene *scene = context;
    for (size_t i = begin; i < end; i++) recompute_run(scene, &scene->runs[i]);
}

void scene_recompute_together(Scene *scene, int index, Parallel *threads) {
    if (index < 0)
        parallel_for(threads, (size_t)scene->run_count, 1, recompute_runs, scene, NULL);
    else if (index < scene->run_count)
        recompute_run(scene, &scene->runs[index]);
}

void scene_recompute(Scene *scene, int index) {
    scene_recompute_together(scene, index, NULL);
}

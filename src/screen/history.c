#include "history.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

typedef struct SavedRun {
    char name[sizeof((SceneRun *)0)->name];
    int colour;
    bool hidden;
    Recipe recipe;
    Branches branches;
} SavedRun;

typedef struct Snapshot {
    int document;
    char title[sizeof((Scene *)0)->title];
    Criteria criteria;
    uint32_t streams;
    const SurfaceDefinition *definition;
    double values[SURFACE_PARAMETERS_MAX];
    View view;
    int64_t steps;
    uint64_t seed;
    int run_count;
    SavedRun *runs;
} Snapshot;

struct History {
    Snapshot past[HISTORY_MAX], future[HISTORY_MAX]; /* the latest last */
    int past_count, future_count;
    int document, documents; /* the scene's; the last one begun */
};

History *history_start(void) {
    return calloc(1, sizeof(History));
}

static void forget(Snapshot *snapshots, int *count) {
    while (*count > 0) free(snapshots[--*count].runs);
}

void history_end(History *history) {
    if (!history) return;
    forget(history->past, &history->past_count);
    forget(history->future, &history->future_count);
    free(history);
}

static bool snapshot_take(Snapshot *snapshot, const Scene *scene, int document) {
    *snapshot = (Snapshot){
        .document = document,
        .criteria = scene->criteria,
        .streams = scene->streams,
        .definition = scene->surface.definition,
        .view = scene->view,
        .steps = scene->steps,
        .seed = scene->seed,
        .run_count = scene->run_count,
        .runs = calloc((size_t)scene->run_count + 1, sizeof(SavedRun)),
    };
    if (!snapshot->runs) return false;
    memcpy(snapshot->title, scene->title, sizeof snapshot->title);
    memcpy(snapshot->values, scene->surface.values, sizeof snapshot->values);
    for (int i = 0; i < scene->run_count; i++) {
        const SceneRun *run = &scene->runs[i];
        SavedRun *saved = &snapshot->runs[i];
        memcpy(saved->name, run->name, sizeof saved->name);
        saved->colour = run->colour;
        saved->hidden = run->hidden;
        saved->recipe = run->recipe;
        saved->branches = run->branches;
    }
    return true;
}

static void push(Snapshot *snapshots, int *count, Snapshot snapshot) {
    if (*count == HISTORY_MAX) {
        free(snapshots[0].runs);
        memmove(snapshots, snapshots + 1, (HISTORY_MAX - 1) * sizeof *snapshots);
        --*count;
    }
    snapshots[(*count)++] = snapshot;
}

void history_remember(History *history, const Scene *scene) {
    Snapshot snapshot;
    if (!snapshot_take(&snapshot, scene, history->document)) return;
    push(history->past, &history->past_count, snapshot);
    forget(history->future, &history->future_count);
}

/* Recipes are copied whole, so that equal ones are equal bytes; where padding made a difference, an edit that
 * changed nothing would be one more step of undo. */
static bool same_recipe(const Recipe *a, const Recipe *b) {
    return memcmp(a, b, sizeof *a) == 0;
}

static bool same_branches(const Branches *a, const Branches *b) {
    bool same = a->count == b->count;
    for (int i = 0; i < a->count && same; i++)
        same = a->at[i].step == b->at[i].step && same_recipe(&a->at[i].before, &b->at[i].before);
    return same;
}

static bool is_unchanged(const Snapshot *snapshot, const Scene *scene, int document) {
    if (snapshot->document != document || snapshot->definition != scene->surface.definition ||
        snapshot->run_count != scene->run_count || snapshot->steps != scene->steps ||
        snapshot->seed != scene->seed ||
        memcmp(snapshot->values, scene->surface.values, sizeof snapshot->values) != 0)
        return false;
    for (int i = 0; i < scene->run_count; i++) {
        const SavedRun *saved = &snapshot->runs[i];
        const SceneRun *run = &scene->runs[i];
        if (strcmp(saved->name, run->name) != 0 || saved->colour != run->colour ||
            saved->hidden != run->hidden || !same_recipe(&saved->recipe, &run->recipe) ||
            !same_branches(&saved->branches, &run->branches))
            return false;
    }
    return true;
}

bool history_drop_unchanged(History *history, const Scene *scene) {
    if (history->past_count == 0 ||
        !is_unchanged(&history->past[history->past_count - 1], scene, history->document))
        return false;
    free(history->past[--history->past_count].runs);
    return true;
}

void history_begin_document(History *history) {
    history->document = ++history->documents;
}
int history_document(const History *history) {
    return history->document;
}

bool history_can_undo(const History *history) {
    return history->past_count > 0;
}
bool history_can_redo(const History *history) {
    return history->future_count > 0;
}

static void restore_surface(const Snapshot *snapshot, Scene *scene) {
    Error error;
    if (scene->surface.definition != snapshot->definition &&
        !scene_set_surface(scene, snapshot->definition, &error))
        return;
    for (int i = 0; i < snapshot->definition->parameter_count; i++)
        if (scene->surface.values[i] != snapshot->values[i])
            surface_set(&scene->surface, i, snapshot->values[i], &error);
}

static void snapshot_restore(const Snapshot *snapshot, Scene *scene) {
    restore_surface(snapshot, scene);
    memcpy(scene->title, snapshot->title, sizeof scene->title);
    scene->criteria = snapshot->criteria;
    /* Never fewer: a stream given out is not given out again. */
    if (scene->streams < snapshot->streams) scene->streams = snapshot->streams;
    scene->view = snapshot->view;
    scene->steps = snapshot->steps;
    scene->seed = snapshot->seed;
    while (scene->run_count > snapshot->run_count) scene_remove_run(scene, scene->run_count - 1);
    while (scene->run_count < snapshot->run_count)
        if (!scene_add_run(scene, &snapshot->runs[scene->run_count].recipe, NULL)) break;
    for (int i = 0; i < scene->run_count; i++) {
        const SavedRun *saved = &snapshot->runs[i];
        SceneRun *run = &scene->runs[i];
        memcpy(run->name, saved->name, sizeof run->name);
        run->colour = saved->colour;
        run->hidden = saved->hidden;
        run->recipe = saved->recipe;
        run->branches = saved->branches;
    }
    scene_recompute(scene, -1);
}

/* Goes to the last of `from`, leaving the present in `to`. */
static bool travel(Snapshot *from, int *from_count, Snapshot *to, int *to_count, Scene *scene,
                   int *document) {
    Snapshot present;
    if (*from_count == 0 || !snapshot_take(&present, scene, *document)) return false;
    push(to, to_count, present);
    Snapshot *target = &from[--*from_count];
    snapshot_restore(target, scene);
    *document = target->document;
    free(target->runs);
    return true;
}

bool history_undo(History *history, Scene *scene) {
    return travel(history->past, &history->past_count, history->future, &history->future_count, scene,
                  &history->document);
}

bool history_redo(History *history, Scene *scene) {
    return travel(history->future, &history->future_count, history->past, &history->past_count, scene,
                  &history->document);
}

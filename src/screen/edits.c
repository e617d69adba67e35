#include "edits.h"

#include "branching.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Edits of the same thing within this many seconds are one step of undo. */
static const double SAME_EDIT_SECONDS = 1.0;
static const double TOAST_SECONDS = 5.0;

void window_before_edit(Window *window, const char *what) {
    bool same = what[0] && strcmp(window->edited, what) == 0 &&
                window->seconds - window->edited_at < SAME_EDIT_SECONDS;
    if (!window->edit_open && !same) history_remember(window->history, &window->scene);
    window->edit_open = true;
    snprintf(window->edited, sizeof window->edited, "%s", what);
    window->edited_at = window->seconds;
    if (!window->ghosts && ui_any_held(window->ui)) {
        map_keep_ghosts(window->map, &window->scene);
        window->ghosts = true;
    }
}

void window_recompute(Window *window, int run) {
    double begin = window->config.clock ? window->config.clock() : 0;
    branching_follow(window, run);
    scene_recompute_together(&window->scene, run, map_threads(window->map));
    if (window->config.clock) window->recompute_now += 1000 * (window->config.clock() - begin);
    window->edits++;
}

void window_after_events(Window *window) {
    if (ui_any_held(window->ui)) return;
    if (window->edit_open) {
        /* The next edit of the same thing begins anew. */
        if (history_drop_unchanged(window->history, &window->scene)) window->edited[0] = 0;
        window->edit_open = false;
    }
    if (window->ghosts) {
        map_drop_ghosts(window->map);
        window->ghosts = false;
        window->stale = true;
    }
}

void window_undo(Window *window, bool redo) {
    const SurfaceDefinition *definition = window->scene.surface.definition;
    int document = history_document(window->history);
    bool moved =
        redo ? history_redo(window->history, &window->scene) : history_undo(window->history, &window->scene);
    if (!moved) {
        window_toast(window, redo ? "Nothing to redo" : "Nothing to undo");
        return;
    }
    if (definition != window->scene.surface.definition || document != history_document(window->history))
        map_show(window->map, window->scene.view, false);
    window_set_playhead(window, window->playhead);
    window->edited[0] = 0;
    window->edits++;
}

void window_set_playhead(Window *window, double step) {
    step = fmin(fmax(step, 0), (double)window->scene.steps);
    step = fmin(step, (double)predict_known_step(window));
    if (step != window->playhead) window->edits++;
    window->playhead = step;
}

int64_t window_step(const Window *window) {
    return (int64_t)floor(window->playhead);
}

void window_toggle_playing(Window *window) {
    if (predict_hides(window)) {
        window_toast(window, "Time is frozen: reveal first (Enter), or leave (Esc)");
        return;
    }
    window->playing = !window->playing;
    if (window->playing && window->playhead >= (double)window->scene.steps) window_set_playhead(window, 0);
    /* Paused, the step counter and the heads agree. */
    if (!window->playing) window_set_playhead(window, floor(window->playhead));
    window->edits++;
}

void window_set_steps(Window *window, int64_t steps) {
    if (steps == window->scene.steps) return;
    window_before_edit(window, "steps");
    window->scene.steps = steps;
    window_recompute(window, -1);
    window_set_playhead(window, window->playhead);
}

void window_set_seed(Window *window, uint64_t seed) {
    if (seed == window->scene.seed) return;
    window_before_edit(window, "seed");
    window->scene.seed = seed;
    window_recompute(window, -1);
}

double window_tuned_rate(const Window *window, const Optimizer *optimizer) {
    return surface_definition_rate(window->scene.surface.definition, optimizer->name,
                                   optimizer->hyperparameters[0].default_value);
}

/* The same, found by a sweep where the surface is somebody's own formula and knows none yet. */
static double tuned_or_found_rate(const Window *window, const Optimizer *optimizer) {
    catalog_tune(window->catalog, window->scene.surface.definition, optimizer);
    return window_tuned_rate(window, optimizer);
}

static Recipe new_recipe(const Window *window, const Optimizer *optimizer) {
    const Scene *scene = &window->scene;
    Recipe recipe = recipe_default(optimizer);
    const double *start =
        scene->run_count > 0 ? scene->runs[0].recipe.start : scene->surface.definition->start;
    recipe.values[0] = tuned_or_found_rate(window, optimizer);
    memcpy(recipe.start, start, sizeof recipe.start);
    return recipe;
}

static bool is_used(const Scene *scene, const Optimizer *optimizer) {
    for (int i = 0; i < scene->run_count; i++)
        if (scene->runs[i].recipe.optimizer == optimizer) return true;
    return false;
}

/* The first optimizer that no run has yet, the classic ones first; those that differ only where there is data
 * last. */
static const Optimizer *unused_optimizer(const Scene *scene) {
    for (int classic = 1; classic >= 0; classic--)
        for (int i = 0; i < optimizer_count; i++) {
            const Optimizer *optimizer = &optimizers[i];
            bool wanted = classic ? optimizer->classic : !optimizer->presets[0].name;
            if (wanted && !is_used(scene, optimizer)) return optimizer;
        }
    return &optimizers[scene->run_count % optimizer_count];
}

static void add(Window *window, const Recipe *recipe, const char *name) {
    if (window->scene.run_count == SCENE_RUNS_MAX) {
        window_toast(window, "%d runs are as many as one scene holds", SCENE_RUNS_MAX);
        return;
    }
    window_before_edit(window, "");
    if (!scene_add_run(&window->scene, recipe, name))
        window_toast(window, "Not enough memory for another run");
    window->reveal_run = window->scene.run_count - 1;
    window->edits++;
}

void window_add_run(Window *window) {
    Recipe recipe = new_recipe(window, unused_optimizer(&window->scene));
    add(window, &recipe, NULL);
}

void window_copy_run(Window *window, int run) {
    Recipe recipe = window->scene.runs[run].recipe;
    const Branches branches = window->scene.runs[run].branches;
    int copy = window->scene.run_count;
    add(window, &recipe, NULL);
    if (window->scene.run_count <= copy) return;
    window->scene.runs[copy].branches = branches;
    if (branches.count > 0) scene_recompute(&window->scene, copy);
    scene_move_run(&window->scene, copy, run + 1);
    window->reveal_run = run + 1;
}

void window_rename_run(Window *window, int run, const char *name) {
    SceneRun *renamed = &window->scene.runs[run];
    const SceneRun *other = scene_find_run(&window->scene, name);
    if (other == renamed) return;
    if (!*name || other || strlen(name) >= sizeof renamed->name) {
        window_toast(window, *name ? "Another run is called %s" : "A run needs a name", name);
        return;
    }
    window_before_edit(window, "");
    snprintf(renamed->name, sizeof renamed->name, "%s", name);
    window->edits++;
}

void window_set_colour(Window *window, int run, int slot) {
    if (window->scene.runs[run].colour == slot) return;
    window_before_edit(window, "");
    window->scene.runs[run].colour = slot;
    window->edits++;
}

int window_pointed_run(const Window *window) {
    int run = 0;
    bool focused = sscanf(ui_focused(window->ui), "run.%d.", &run) == 1;
    if (!focused || (window->hover_run >= 0 && !ui_focus_is_visible(window->ui)))
        run = window->hover_run;
    else
        run--;
    return run < window->scene.run_count ? run : -1;
}

void window_move_run(Window *window, int from, int to) {
    if (from == to) return;
    window_before_edit(window, "");
    scene_move_run(&window->scene, from, to);
    map_drop_ghosts(window->map);
    window->hover_run = -1;
    window->edits++;
}

void window_remove_run(Window *window, int run) {
    char name[sizeof window->scene.runs->name];
    snprintf(name, sizeof name, "%s", window->scene.runs[run].name);
    window_before_edit(window, "");
    window_set_expanded(window, run, false);
    scene_remove_run(&window->scene, run);
    map_drop_ghosts(window->map);
    window->hover_run = -1;
    window->edits++;
    window_toast(window, "Removed %s", name);
    window->toast_undo = true;
}

/* Whether the run is called after this optimizer, with or without a number. */
static bool is_called_after(const SceneRun *run, const Optimizer *optimizer) {
    size_t length = strlen(optimizer->title);
    const char *rest = run->name + length;
    if (strncmp(run->name, optimizer->title, length) != 0) return false;
    return !*rest || (*rest == ' ' && rest[1 + strspn(rest + 1, "0123456789")] == 0);
}

/* Names the run after its optimizer, with a number where that is taken. */
static void name_run(Scene *scene, SceneRun *run) {
    const char *title = run->recipe.optimizer->title;
    run->name[0] = 0; /* so that it is not in its own way */
    char name[sizeof run->name];
    snprintf(name, sizeof name, "%s", title);
    for (int number = 2; scene_find_run(scene, name); number++)
        snprintf(name, sizeof name, "%.36s %d", title, number);
    memcpy(run->name, name, sizeof name);
}

void window_set_optimizer(Window *window, int run, const Optimizer *optimizer) {
    SceneRun *changed = &window->scene.runs[run];
    if (changed->recipe.optimizer == optimizer) return;
    window_before_edit(window, "");
    bool own_name = !is_called_after(changed, changed->recipe.optimizer);
    recipe_set_optimizer(&changed->recipe, optimizer);
    changed->recipe.values[0] = tuned_or_found_rate(window, optimizer);
    /* A run that another optimizer takes over on the way keeps its name. */
    if (branching_run(window) != run && !own_name) name_run(&window->scene, changed);
    window_recompute(window, run);
}

void window_set_surface(Window *window, const SurfaceDefinition *definition) {
    Error error;
    char text[600];
    if (definition == window->scene.surface.definition) return;
    window_before_edit(window, "");
    if (!scene_set_surface(&window->scene, definition, &error)) {
        window_toast(window, "%s", error_text(&error, text, sizeof text));
        return;
    }
    map_drop_ghosts(window->map);
    map_show(window->map, window->scene.view, false);
    window_set_playhead(window, window->playhead);
    window->edits++;
}

bool window_is_expanded(const Window *window, int run) {
    for (int i = 0; i < window->expanded_count; i++)
        if (window->expanded[i] == window->scene.runs[run].recipe.stream) return true;
    return false;
}

void window_set_expanded(Window *window, int run, bool expanded) {
    uint32_t stream = window->scene.runs[run].recipe.stream;
    int kept = 0;
    for (int i = 0; i < window->expanded_count; i++)
        if (window->expanded[i] != stream) window->expanded[kept++] = window->expanded[i];
    if (expanded && kept < SCENE_RUNS_MAX) window->expanded[kept++] = stream;
    window->expanded_count = kept;
    window->edits++;
}

void window_set_number(Window *window, int run, const char *name, double value) {
    Error error;
    char what[64];
    Recipe *recipe = &window->scene.runs[run].recipe, changed = *recipe;
    if (!recipe_set(&changed, name, value, &error)) {
        window_toast(window, "%s", error.message);
        return;
    }
    snprintf(what, sizeof what, "%u.%.48s", (unsigned)recipe->stream, name);
    window_before_edit(window, what);
    *recipe = changed;
    window_recompute(window, run);
}

void window_toast(Window *window, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(window->toast, sizeof window->toast, format, arguments);
    va_end(arguments);
    window->toast_until = window->seconds + TOAST_SECONDS;
    window->toast_undo = false;
    window->edits++;
}

#include "state.h"

#include "branch_words.h"
#include "branching.h"
#include "edits.h"
#include "inspector_view.h"
#include "narration.h"
#include "recording.h"
#include "runcard.h"
#include "scene_files.h"
#include "timeline.h"
#include "training.h"
#include "training_view.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Collects entries; `failed` once memory was short. */
typedef struct Collector {
    State *state;
    int capacity;
    bool failed;
    char prefix[64];
} Collector;

static void put(Collector *collector, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void put(Collector *collector, const char *name, const char *format, ...) {
    State *state = collector->state;
    if (collector->failed) return;
    if (state->count == collector->capacity) {
        int larger = collector->capacity ? 2 * collector->capacity : 256;
        StateEntry *entries = realloc(state->entries, (size_t)larger * sizeof *entries);
        collector->failed = !entries;
        if (!entries) return;
        state->entries = entries;
        collector->capacity = larger;
    }
    StateEntry *entry = &state->entries[state->count++];
    snprintf(entry->name, sizeof entry->name, "%s%s", collector->prefix, name);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(entry->value, sizeof entry->value, format, arguments);
    va_end(arguments);
}

static const char *yes(bool flag) {
    return flag ? "yes" : "no";
}

static void put_number(Collector *collector, const char *name, double value) {
    /* The fewest digits that read back to the same number. */
    char text[40];
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value) break;
    }
    put(collector, name, "%s", text);
}

static void put_window(Collector *collector, const Window *window) {
    put(collector, "window.width", "%d", window->w);
    put(collector, "window.height", "%d", window->h);
    put_number(collector, "window.scale", (double)window_scale(window));
    put(collector, "window.theme", "%s", window_theme(window)->name);
    put(collector, "window.palette", "%s", palettes[window->palette].name);
    put(collector, "window.marked", "%s", yes(window->marked));
    put(collector, "window.layout", "%s%s", window->layout.compact ? "compact" : "roomy",
        window->layout.drawer ? ", drawer" : "");
    put(collector, "window.drawer", "%s", yes(window->drawer_open));
    put(collector, "window.fullscreen", "%s", yes(window->fullscreen));
    put(collector, "window.settings", "%s", yes(window->settings_open));
    put(collector, "window.classroom", "%s", yes(window->classroom));
    put(collector, "window.reduced_motion", "%s", yes(window->config.reduced_motion));
    char words[NARRATION_SIZE];
    narration_of(window, words);
    put(collector, "words", "%s", words);
    put(collector, "window.help", "%s", yes(window->help_open));
    put(collector, "window.exports", "%s", yes(window->exports_open));
    put(collector, "recording.file", "%s", recording_path(window));
    put(collector, "recording.pictures", "%d", recording_pictures(window));
    put(collector, "window.toast", "%s", window->seconds < window->toast_until ? window->toast : "");
    put(collector, "scene.file", "%s", window_scene_path(window));
    put(collector, "traces", "%d", window->traces.run_count);
    put(collector, "traces.file", "%s", window->traces.run_count ? window->traces_name : "");
    put(collector, "scene.title", "%s", window->scene.title);
    const Orbit *orbit = map_orbit(window->map);
    put(collector, "show.mode", "%s", map_is_relief(window->map) ? "3d" : "map");
    put_number(collector, "relief.yaw", (double)orbit->yaw);
    put_number(collector, "relief.pitch", (double)orbit->pitch);
    put_number(collector, "relief.zoom", (double)orbit->zoom);
    put_number(collector, "relief.shift.x", (double)orbit->shift.x);
    put_number(collector, "relief.shift.y", (double)orbit->shift.y);
    for (int i = 0; i < OVERLAY_COUNT; i++) {
        char name[48];
        snprintf(name, sizeof name, "show.%s", overlays[i].name);
        put(collector, name, "%s", yes(window->overlay_on[i]));
    }
    const Tooltip *tooltip = map_tooltip(window->map);
    if (!tooltip) return;
    put(collector, "tooltip.title", "%s", tooltip->title);
    put_number(collector, "tooltip.loss", tooltip->loss);
}

static void put_plots(Collector *collector, const Window *window) {
    static const char *const names[WINDOW_PLOTS] = {"left", "right"};
    PlotSpan span = plot_span_of(&window->scene, window->plot_unit, window->plot_low, window->plot_high);
    put(collector, "plots.unit", "%s", plot_unit_names[window->plot_unit]);
    put_number(collector, "plots.low", span.low);
    put_number(collector, "plots.high", span.high);
    for (int i = 0; i < WINDOW_PLOTS; i++) {
        const PlotView *view = &window->plots[i];
        snprintf(collector->prefix, sizeof collector->prefix, "plot.%s.", names[i]);
        put(collector, "shows", "%s", plot_quantities[view->quantity].name);
        put(collector, "scale", "%s", view->options.scale == PLOT_LOG ? "log" : "linear");
        put(collector, "above_minimum", "%s", yes(plot_above_minimum(view->plot)));
        put(collector, "bound.run", "%d", plot_bound_run(view->plot) + 1);
        if (plot_bound_run(view->plot) >= 0)
            put_number(collector, "bound.factor", plot_bound_factor(view->plot));
        if (view->options.hover) put_number(collector, "hover", rint(view->options.hover_at));
        for (int run = 0; view->options.hover && run < window->scene.run_count; run++) {
            char name[32];
            snprintf(name, sizeof name, "hover.%d", run + 1);
            put_number(
                collector, name,
                plot_reading(view->plot, &window->scene, &view->options, run, rint(view->options.hover_at)));
        }
    }
    collector->prefix[0] = 0;
}

static void put_transport(Collector *collector, const Window *window) {
    put(collector, "playing", "%s", yes(window->playing));
    put_number(collector, "speed", window_speeds[window->speed]);
    put(collector, "step", "%" PRId64, window_step(window));
    put_number(collector, "playhead", window->playhead);
    put(collector, "steps", "%" PRId64, window->scene.steps);
    put(collector, "seed", "%" PRIu64, window->scene.seed);
    int64_t from, to;
    put(collector, "loop", "%s", yes(timeline_loop(window, &from, &to)));
    put(collector, "loop.from", "%" PRId64, from);
    put(collector, "loop.to", "%" PRId64, to);
    put(collector, "branching.run", "%d", branching_run(window) + 1);
}

static void put_prediction(Collector *collector, const Window *window) {
    const Prediction *prediction = &window->prediction;
    int run = predict_run(window);
    put(collector, "predict.run", "%d", run + 1);
    if (run < 0) return;
    put(collector, "predict.step", "%" PRId64, prediction->step);
    put(collector, "predict.target", "%s", prediction->target == PREDICT_NEXT ? "next" : "end");
    put(collector, "predict.hides", "%s", yes(predict_hides(window)));
    put(collector, "predict.revealed", "%s", yes(prediction->revealed));
    put(collector, "predict.guesses", "%d", prediction->count);
    put(collector, "predict.rounds", "%d", prediction->rounds);
    put_number(collector, "predict.score", prediction->score);
    if (!prediction->revealed) return;
    put_number(collector, "predict.truth.x", predict_truth(window).x);
    put_number(collector, "predict.truth.y", predict_truth(window).y);
    for (int i = 0; i < prediction->count; i++) {
        char name[48];
        snprintf(name, sizeof name, "predict.points.%d", i + 1);
        put_number(collector, name, predict_points(window, prediction->guesses[i]));
    }
}

static void put_surface(Collector *collector, const Window *window) {
    const Surface *surface = &window->scene.surface;
    put(collector, "surface", "%s", surface->definition->name);
    put(collector, "surface.title", "%s", surface->definition->title);
    const FormulaBox *box = &window->formula_box;
    put(collector, "formula.error", "%s", box->open ? box->error.message : "");
    put(collector, "formula.column", "%d", box->open ? box->error.column : 0);
    for (int i = 0; i < surface->definition->parameter_count; i++) {
        char name[96];
        snprintf(name, sizeof name, "parameter.%s", surface->definition->parameters[i].name);
        put_number(collector, name, surface->values[i]);
    }
    View view = camera_view(map_camera(window->map));
    put_number(collector, "view.x.low", view.x[0]);
    put_number(collector, "view.x.high", view.x[1]);
    put_number(collector, "view.y.low", view.y[0]);
    put_number(collector, "view.y.high", view.y[1]);
}

static const char *const outcome_names[] = {"running", "converged", "stalled", "diverged"};

static void put_branch(Collector *collector, const SceneRun *run, int64_t step) {
    char text[128];
    int count = run->branches.count;
    put(collector, "branches", "%d", count);
    if (count == 0) return;
    const Branch *last = &run->branches.at[count - 1];
    put(collector, "branch.step", "%" PRId64, last->step);
    branch_words_change(&last->before, &run->recipe, text, sizeof text);
    put(collector, "branch.change", "%s", text);
    if (!run->before_branch.rows) return;
    int64_t end = run->before_branch.steps;
    put_number(collector, "before.loss",
               trajectory_at(&run->before_branch, step < end ? step : end, QUANTITY_LOSS));
    put_number(collector, "before.final.loss", trajectory_at(&run->before_branch, end, QUANTITY_LOSS));
}

static void put_run(Collector *collector, const Window *window, int index) {
    const SceneRun *run = &window->scene.runs[index];
    const Recipe *recipe = &run->recipe;
    char text[128];
    snprintf(collector->prefix, sizeof collector->prefix, "run.%d.", index + 1);
    put(collector, "name", "%s", run->name);
    put(collector, "optimizer", "%s", recipe->optimizer->name);
    for (int i = 0; i < optimizer_hyperparameter_count(recipe->optimizer); i++)
        put_number(collector, recipe->optimizer->hyperparameters[i].name, recipe->values[i]);
    put(collector, "schedule", "%s", recipe->schedule->name);
    for (int i = 0; i < schedule_hyperparameter_count(recipe->schedule); i++) {
        snprintf(text, sizeof text, "schedule.%s", recipe->schedule->hyperparameters[i].name);
        put_number(collector, text, recipe->schedule_values[i]);
    }
    put(collector, "warmup", "%" PRId64, recipe->warmup);
    put(collector, "clip", "%s", recipe->clipping->name);
    for (int i = 0; i < clipping_hyperparameter_count(recipe->clipping); i++) {
        snprintf(text, sizeof text, "clip.%s", recipe->clipping->hyperparameters[i].name);
        put_number(collector, text, recipe->clipping_values[i]);
    }
    put_number(collector, "noise", recipe->noise);
    put_number(collector, "start.x", recipe->start[0]);
    put_number(collector, "start.y", recipe->start[1]);
    put(collector, "colour", "%d", run->colour);
    put(collector, "hidden", "%s", yes(run->hidden));
    put(collector, "expanded", "%s", yes(window_is_expanded(window, index)));
    put(collector, "outcome", "%s", outcome_names[run->status.outcome]);
    put(collector, "outcome.step", "%" PRId64, run->status.step);
    runcard_status(window, index, text, sizeof text);
    put(collector, "status", "%s", text);
    int64_t last = run->trajectory.steps, step = window_step(window) < last ? window_step(window) : last;
    put_number(collector, "x", trajectory_at(&run->trajectory, step, QUANTITY_X));
    put_number(collector, "y", trajectory_at(&run->trajectory, step, QUANTITY_Y));
    put_number(collector, "loss", trajectory_at(&run->trajectory, step, QUANTITY_LOSS));
    put_number(collector, "final.loss", trajectory_at(&run->trajectory, last, QUANTITY_LOSS));
    put_branch(collector, run, step);
    collector->prefix[0] = 0;
}

static void put_inspector(Collector *collector, const Window *window) {
    InspectorTable table;
    int index = inspector_run(window);
    put(collector, "inspector.run", "%d", index + 1);
    if (index < 0) return;
    inspector_now(window, &table);
    put(collector, "inspector.step", "%" PRId64, table.step);
    for (int i = 0; i < table.count; i++) {
        const InspectorRow *row = &table.rows[i];
        char name[64];
        snprintf(name, sizeof name, "inspector.%s.x", row->key);
        put_number(collector, name, row->value[0]);
        snprintf(name, sizeof name, "inspector.%s.y", row->key);
        put_number(collector, name, row->value[1]);
    }
    put_number(collector, "inspector.predicted", table.predicted);
    put_number(collector, "inspector.actual", table.actual);
}

static void put_widgets(Collector *collector, const Window *window) {
    const char *focus = "";
    Point pointer = ui_pointer(window->ui);
    put(collector, "hover.run", "%d", window->hover_run + 1);
    put_number(collector, "pointer.x", (double)pointer.x);
    put_number(collector, "pointer.y", (double)pointer.y);
    World world = map_to_world(window->map, pointer);
    put_number(collector, "pointer.world.x", world.x);
    put_number(collector, "pointer.world.y", world.y);
    for (int i = 0; i < ui_record_count(window->ui); i++)
        if (ui_record(window->ui, i)->focused) focus = ui_record(window->ui, i)->name;
    put(collector, "focus", "%s", focus);
    put(collector, "tip", "%s", ui_tip(window->ui));
    for (int i = 0; i < ui_record_count(window->ui); i++) {
        const UiRecord *record = ui_record(window->ui, i);
        char name[112];
        snprintf(name, sizeof name, "widget.%s", record->name);
        put(collector, name, "%g %g %g %g", (double)record->area.x, (double)record->area.y,
            (double)record->area.w, (double)record->area.h);
        snprintf(name, sizeof name, "shown.%s", record->name);
        if (record->value[0]) put(collector, name, "%s", record->value);
    }
}

static void put_training(Collector *collector, const Window *window) {
    const Training *training = window->training;
    put(collector, "training.shown", "%s", yes(training_view_shown(window)));
    if (!training) return;
    const Study *study = &training->study;
    put(collector, "training.task", "%s", training->task < 0 ? "" : training->host->names[training->task]);
    put(collector, "training.problem", "%s", training->problem);
    put(collector, "training.on", "%s", yes(training->background != NULL));
    put(collector, "training.paused", "%s", yes(training->paused));
    put(collector, "training.done", "%d", training_done(training));
    put(collector, "training.finished", "%s", yes(training_finished(training)));
    put(collector, "training.rates", "%d", study->rate_count);
    put(collector, "training.seeds", "%d", study->seed_count);
    put(collector, "training.steps", "%" PRId64, study->steps);
    put(collector, "training.runs", "%d", study->run_count);
    put_number(collector, "training.target", study->cells ? study_target(study) : NAN);
    for (int run = 0; study->cells && run < study->run_count; run++) {
        const StudyRow row = study_row(study, run);
        const bool known = row.rate >= 0;
        snprintf(collector->prefix, sizeof collector->prefix, "training.run.%d.", run + 1);
        put(collector, "optimizer", "%s", study->runs[run]->name);
        put_number(collector, "progress", study_progress(study, run));
        put_number(collector, "rate", known ? study->rates[row.rate] : NAN);
        put_number(collector, "score", known ? row.score : NAN);
        put_number(collector, "steps", known ? row.steps : NAN);
        put_number(collector, "test", training_finished(training) ? row.test : NAN);
        put(collector, "reached", "%d", row.reached);
        put(collector, "failed", "%d", row.failed);
        put(collector, "hidden", "%s", yes(training->options.hidden[run]));
    }
    collector->prefix[0] = 0;
}

bool state_take(State *state, const Window *window) {
    *state = (State){.count = 0};
    Collector collector = {.state = state};
    put_window(&collector, window);
    put_transport(&collector, window);
    put_plots(&collector, window);
    put_prediction(&collector, window);
    put_surface(&collector, window);
    put(&collector, "runs", "%d", window->scene.run_count);
    for (int i = 0; i < window->scene.run_count; i++) put_run(&collector, window, i);
    put_inspector(&collector, window);
    put_training(&collector, window);
    put_widgets(&collector, window);
    if (collector.failed) state_end(state);
    return !collector.failed;
}

void state_end(State *state) {
    free(state->entries);
    *state = (State){.count = 0};
}

const char *state_find(const State *state, const char *name) {
    for (int i = 0; i < state->count; i++)
        if (strcmp(state->entries[i].name, name) == 0) return state->entries[i].value;
    return NULL;
}

void state_print(const State *state, FILE *stream) {
    for (int i = 0; i < state->count; i++)
        fprintf(stream, "%s = %s\n", state->entries[i].name, state->entries[i].value);
}

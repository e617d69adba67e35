#include "narration.h"

#include "edits.h"
#include "number.h"
#include "selection.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void append(char *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void append(char *text, const char *format, ...) {
    size_t length = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + length, NARRATION_SIZE - length, format, arguments);
    va_end(arguments);
}

static double at(const SceneRun *run, int64_t step, Quantity quantity) {
    return trajectory_at(&run->trajectory, step, quantity);
}

static double distance(const SceneRun *run, int64_t step, const double point[2]) {
    return hypot(at(run, step, QUANTITY_X) - point[0], at(run, step, QUANTITY_Y) - point[1]);
}

/* The known minimum nearest to where the run is, or NULL. */
static const double *nearest_minimum(const Surface *surface, const SceneRun *run, int64_t step) {
    const double *nearest = NULL;
    for (int i = 0; i < surface->minimum_count; i++)
        if (!nearest || distance(run, step, surface->minima[i]) < distance(run, step, nearest))
            nearest = surface->minima[i];
    return nearest;
}

/* On the screen a coordinate of 1e-10 is zero. */
static void append_point(char *text, const double point[2]) {
    char x[NUMBER_SIZE], y[NUMBER_SIZE];
    double near[2];
    for (int i = 0; i < 2; i++) near[i] = fabs(point[i]) < 1e-6 ? 0 : point[i];
    append(text, "(%s, %s)", number_format_short(x, near[0], 3), number_format_short(y, near[1], 3));
}

/* Where the step to this point has led, or where the first one will lead. */
static void append_motion(char *text, const Surface *surface, const SceneRun *run, int64_t step) {
    int64_t from = step > 0 ? step - 1 : 0, to = step > 0 ? step : 1;
    if (to > run->trajectory.steps) return;
    const double *minimum = nearest_minimum(surface, run, step);
    double before, after;
    if (minimum) {
        before = distance(run, from, minimum);
        after = distance(run, to, minimum);
    } else {
        before = at(run, from, QUANTITY_LOSS);
        after = at(run, to, QUANTITY_LOSS);
    }
    if (!isfinite(before) || !isfinite(after)) return;
    if (!minimum) {
        append(text, after < before   ? ", moving downhill"
                     : after > before ? ", moving uphill"
                                      : ", not moving");
        return;
    }
    append(text, after < before   ? ", moving towards the minimum at "
                 : after > before ? ", moving away from the minimum at "
                                  : ", as far as before from the minimum at ");
    append_point(text, minimum);
}

static void append_outcome(char *text, const Status *status) {
    double place[2] = {status->x, status->y};
    switch (status->outcome) {
    case OUTCOME_CONVERGED:
        append(text, ", converged at step %" PRId64 " to ", status->step);
        append_point(text, place);
        break;
    case OUTCOME_STALLED:
        append(text, ", stalled at step %" PRId64 " %s ", status->step,
               status->saddle ? "on the saddle at" : "at");
        append_point(text, place);
        break;
    case OUTCOME_DIVERGED: append(text, ", diverged at step %" PRId64, status->step); break;
    case OUTCOME_RUNNING: break;
    }
}

void narration_of(const Window *window, char text[NARRATION_SIZE]) {
    int index = window_selected_run(window);
    text[0] = 0;
    if (index < 0) return;
    const SceneRun *run = &window->scene.runs[index];
    char number[NUMBER_SIZE];
    int64_t step = window_step(window) < run->trajectory.steps ? window_step(window) : run->trajectory.steps;
    append(text, "%s: step %" PRId64 " of %" PRId64, run->name, step, window->scene.steps);
    double loss = at(run, step, QUANTITY_LOSS);
    append(text, ", loss %s", isfinite(loss) ? number_format_short(number, loss, 3) : "beyond all numbers");
    bool ended = run->status.outcome != OUTCOME_RUNNING && run->status.step <= step;
    if (ended)
        append_outcome(text, &run->status);
    else
        append_motion(text, &window->scene.surface, run, step);
    double gradient = hypot(at(run, step, QUANTITY_GRADIENT_X), at(run, step, QUANTITY_GRADIENT_Y));
    if (isfinite(gradient)) append(text, ", gradient %s", number_format_short(number, gradient, 3));
    if (run->hidden) append(text, ", hidden");
}

void narration_draw(Window *window) {
    Rect row = window->layout.words;
    if (row.h < 1) return;
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    char text[NARRATION_SIZE];
    narration_of(window, text);
    canvas_rect(ui_canvas(ui), row, theme->bg1);
    canvas_rect(ui_canvas(ui), (Rect){row.x, row.y, row.w, 1}, theme->line);
    ui_item(ui, "words", row, 0);
    ui_tooltip(ui, text);
    widget_label(ui, (Rect){row.x + OUTER_MARGIN, row.y, row.w - 2 * OUTER_MARGIN, row.h}, style_small(),
                 text, theme->text1);
}

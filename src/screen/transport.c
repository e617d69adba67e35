#include "transport.h"

#include "branching.h"
#include "edits.h"
#include "marks.h"
#include "selection.h"
#include "timeline.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum {
    RESTART_X = 36, /* middles of the icons */
    BACK_X = 80,
    PLAY_X = 104,
    PLAY_WIDTH = 56,
    FORWARD_X = 184,
    SCRUB_X = 228,
    TOOLS_X = 224, /* where the row has room for the tools of time */
    TOOL_PITCH = 40,
    TOOLS_SCRUB_X = 340,
    TOOLS_WIDE = 820,
    BRANCH_RADIUS = 7,
    SPEED_WIDTH = 228,
    SPEED_GAP = 12,
    SPEED_LABEL_ROOM = 58, /* where there is room for the word */
    WIDE = 1100,
    COUNTER_GAP = 24,
    COUNTER_PADDING = 6,
    STEPS_MAX = 100000, /* five runs of them fill about 70 MB */
};

typedef struct Counter {
    char step[32], steps[32];
    float step_width, slash_width, steps_width;
} Counter;

static TextStyle counter_style(Weight weight) {
    return (TextStyle){LARGE_TEXT, weight, ALIGN_RIGHT, true};
}

static Counter measure_counter(Window *window) {
    Canvas *canvas = ui_canvas(window->ui);
    Counter counter;
    snprintf(counter.step, sizeof counter.step, "%" PRId64, window_step(window));
    snprintf(counter.steps, sizeof counter.steps, "%" PRId64, window->scene.steps);
    /* As wide as the largest step, so that nothing moves while it counts. */
    counter.step_width = ceilf(canvas_text_width(canvas, counter_style(WEIGHT_SEMIBOLD), counter.steps));
    counter.slash_width = ceilf(canvas_text_width(canvas, counter_style(WEIGHT_REGULAR), " / "));
    counter.steps_width = ceilf(canvas_text_width(canvas, counter_style(WEIGHT_REGULAR), counter.steps));
    return counter;
}

static void draw_counter(Window *window, const Counter *counter, float x, Rect row) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    float h = BUTTON_HEIGHT, y = row.y + (row.h - h) / 2;
    Rect step_area = {x - COUNTER_PADDING, y, counter->step_width + 2 * COUNTER_PADDING, h};
    x += counter->step_width;
    Rect slash = {x, row.y, counter->slash_width, row.h};
    x += counter->slash_width;
    Rect steps_area = {x - COUNTER_PADDING, y, counter->steps_width + 2 * COUNTER_PADDING, h};

    double step = (double)window_step(window), steps = (double)window->scene.steps;
    ValueLook look = {.background = theme->bg1,
                      .shown = counter->step,
                      .tooltip = "Step: click to type",
                      .bare = true,
                      .style = counter_style(WEIGHT_SEMIBOLD),
                      .color = theme->text1};
    if (widget_value(ui, "step", step_area, &look, &step)) {
        window->playing = false;
        window_set_playhead(window, rint(step));
    }
    widget_label(ui, slash, (TextStyle){LARGE_TEXT, WEIGHT_REGULAR, ALIGN_CENTRE, true}, "/", theme->text3);
    look = (ValueLook){.background = theme->bg1,
                       .shown = counter->steps,
                       .tooltip = "Steps of every run: click to type",
                       .bare = true,
                       .style = counter_style(WEIGHT_REGULAR),
                       .color = theme->text2};
    if (widget_value(ui, "steps", steps_area, &look, &steps)) {
        if (steps >= 1 && steps <= STEPS_MAX)
            window_set_steps(window, (int64_t)rint(steps));
        else
            window_toast(window, "Steps are a whole number from 1 to %d", STEPS_MAX);
    }
}

static float step_x(const Window *window, Rect scrub, int64_t step) {
    return rintf(scrub.x +
                 (float)step / (float)(window->scene.steps > 0 ? window->scene.steps : 1) * scrub.w);
}

/* The steps looped over, between two brackets. */
static void draw_loop(Window *window, Rect scrub) {
    Canvas *canvas = ui_canvas(window->ui);
    const Theme *theme = ui_theme(window->ui);
    int64_t from, to;
    if (!timeline_loop(window, &from, &to)) return;
    float left = step_x(window, scrub, from), right = step_x(window, scrub, to), y = scrub.y + scrub.h / 2;
    canvas_rect(canvas, (Rect){left, y - 10, right - left, 20}, theme->accent_bg);
    for (int end = 0; end < 2; end++) {
        float x = end ? right : left, inwards = end ? -5 : 5;
        Point bracket[4] = {{x + inwards, y - 11}, {x, y - 11}, {x, y + 11}, {x + inwards, y + 11}};
        canvas_polyline(canvas, bracket, 4, 2, 0, 0, theme->accent);
    }
}

/* Where runs branched. */
static void draw_branches(Window *window, Rect scrub, Rect row) {
    const Theme *theme = ui_theme(window->ui);
    for (int i = 0; i < window->scene.run_count; i++) {
        const SceneRun *run = &window->scene.runs[i];
        for (int k = 0; k < run->branches.count && !run->hidden; k++) {
            if (run->branches.at[k].step > predict_known_step(window)) continue;
            Point at = {step_x(window, scrub, run->branches.at[k].step), row.y + 11};
            mark_branch(ui_canvas(window->ui), theme, at, BRANCH_RADIUS, theme->bg1,
                        theme_run(theme, run->colour).color);
        }
    }
}

/* A drag over the bar that began with Shift marks the loop; returns whether there is one. */
static bool drag_loop(Window *window, Rect scrub) {
    Ui *ui = window->ui;
    TimeLoop *loop = &window->loop;
    bool held = ui_is_held(ui, "transport.scrub");
    double share = (double)((ui_pointer(ui).x - scrub.x) / scrub.w);
    int64_t step = (int64_t)rint(fmin(fmax(share, 0), 1) * (double)window->scene.steps);
    if (held && !loop->bar_held && ui_modifiers(ui) & MODIFIER_SHIFT) {
        loop->dragging = true;
        loop->anchor = step;
    }
    bool dragging = loop->dragging;
    if (dragging && held) timeline_set_loop(window, loop->anchor, step);
    loop->dragging &= held;
    loop->bar_held = held;
    return dragging;
}

/* Marks above the scrub bar where runs converged, stalled or diverged. */
static void draw_events(Window *window, Rect scrub, Rect row) {
    const Theme *theme = ui_theme(window->ui);
    const Scene *scene = &window->scene;
    for (int i = 0; i < scene->run_count; i++) {
        const SceneRun *run = &scene->runs[i];
        if (run->hidden || run->status.outcome == OUTCOME_RUNNING || scene->steps < 1) continue;
        if (run->status.step > predict_known_step(window)) continue;
        Rect mark = {step_x(window, scrub, run->status.step) - 1, row.y + 4, 3, 10};
        canvas_round_rect(ui_canvas(window->ui), mark, 1, theme_run(theme, run->colour).color);
    }
}

static void draw_scrub(Window *window, Rect row, float right) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    float left = row.w >= TOOLS_WIDE ? TOOLS_SCRUB_X : SCRUB_X;
    Rect area = {left, row.y + (row.h - HIT_SIZE) / 2, right - left, HIT_SIZE};
    double steps = (double)window->scene.steps, position = steps > 0 ? window->playhead / steps : 0;
    char step[32];
    snprintf(step, sizeof step, "%" PRId64, window_step(window));
    SliderLook look = slider_look(theme->accent, theme->bg1);
    look.value = step;
    draw_events(window, area, row);
    draw_loop(window, area);
    bool moved = widget_slider(ui, "scrub", area, &look, &position);
    if (!drag_loop(window, area) && moved) {
        window->playing = false;
        window_set_playhead(window, rint(position * steps));
    }
    draw_branches(window, area, row);
    /* The arrows go on stepping after the bar was dragged. */
    if (ui_is_held(ui, "transport.scrub")) ui_focus(ui, NULL);
}

static bool toggle_button(Window *window, const char *name, Icon icon, const char *tooltip, float x,
                          bool on) {
    Rect row = window->layout.transport;
    ButtonLook look = {.kind = BUTTON_GHOST, .icon = icon, .tooltip = tooltip, .on = on};
    Rect area = {x - ICON_HIT_SIZE / 2.0f, row.y + (row.h - ICON_HIT_SIZE) / 2, ICON_HIT_SIZE, ICON_HIT_SIZE};
    return widget_button(window->ui, name, area, &look);
}

static bool icon_button(Window *window, const char *name, Icon icon, const char *tooltip, float x) {
    return toggle_button(window, name, icon, tooltip, x, false);
}

/* Loop, branch, predict. */
static void draw_tools(Window *window) {
    int64_t from, to;
    bool loop = timeline_loop(window, &from, &to), branch = branching_run(window) >= 0;
    if (toggle_button(window, "loop", ICON_LOOP, "Loop (O); [ and ] or Shift-drag on the bar mark it",
                      TOOLS_X, loop))
        timeline_toggle_loop(window);
    if (toggle_button(window, "branch", ICON_BRANCH,
                      branch ? "Keep the branch (K)"
                             : "Branch here (K): edits of the selected run count from this step on",
                      TOOLS_X + TOOL_PITCH, branch))
        branch ? branching_keep(window) : branching_toggle(window, window_selected_run(window));
    if (toggle_button(window, "predict", ICON_TARGET,
                      "Predict (J): time stands still, the class says where the run goes",
                      TOOLS_X + 2 * TOOL_PITCH, predict_run(window) >= 0))
        predict_toggle(window, window_selected_run(window));
}

static void draw_buttons(Window *window, Rect row) {
    if (icon_button(window, "restart", ICON_RESTART, "To the start (Home)", RESTART_X))
        window_set_playhead(window, 0);
    if (icon_button(window, "back", ICON_STEP_BACK, "One step back (←)", BACK_X)) {
        window->playing = false;
        window_set_playhead(window, ceil(window->playhead) - 1);
    }
    ButtonLook play = {.kind = BUTTON_PRIMARY,
                       .icon = window->playing ? ICON_PAUSE : ICON_PLAY,
                       .tooltip = window->playing ? "Pause (Space)" : "Play (Space)"};
    Rect area = {PLAY_X, row.y + (row.h - BAR_CONTROL_HEIGHT) / 2, PLAY_WIDTH, BAR_CONTROL_HEIGHT};
    if (widget_button(window->ui, "play", area, &play)) window_toggle_playing(window);
    if (icon_button(window, "forward", ICON_STEP_FORWARD, "One step forward (→)", FORWARD_X)) {
        window->playing = false;
        window_set_playhead(window, floor(window->playhead) + 1);
    }
}

void transport_draw(Window *window) {
    Ui *ui = window->ui;
    Canvas *canvas = ui_canvas(ui);
    const Theme *theme = ui_theme(ui);
    Rect row = window->layout.transport;
    canvas_rect(canvas, row, theme->bg1);
    canvas_rect(canvas, (Rect){row.x, row.y, row.w, 1}, theme->line);
    canvas_rect(canvas, (Rect){row.x, row.y + row.h - 1, row.w, 1}, theme->line);

    ui_push_name(ui, "transport");
    draw_buttons(window, row);
    if (row.w >= TOOLS_WIDE) draw_tools(window);
    Rect speed = {row.x + row.w - OUTER_MARGIN - SPEED_WIDTH, row.y + (row.h - BAR_CONTROL_HEIGHT) / 2,
                  SPEED_WIDTH, BAR_CONTROL_HEIGHT};
    float right = speed.x - COUNTER_GAP;
    if (row.w >= WIDE) {
        Rect label = {speed.x - SPEED_LABEL_ROOM, row.y, SPEED_LABEL_ROOM - SPEED_GAP, row.h};
        widget_label(ui, label, style_aligned(style_normal(), ALIGN_RIGHT), "Speed", theme->text2);
        right = label.x - COUNTER_GAP;
    }
    Counter counter = measure_counter(window);
    float counter_x = right - counter.step_width - counter.slash_width - counter.steps_width;
    draw_scrub(window, row, counter_x - COUNTER_GAP - COUNTER_PADDING);
    draw_counter(window, &counter, counter_x, row);
    if (widget_segmented(ui, "speed", speed, window_speed_names, SPEED_COUNT, &window->speed))
        window->edits++;
    ui_pop_name(ui);
}

#include "plots_row.h"

#include "edits.h"
#include "text.h"

#include <math.h>
#include <stdio.h>

static const double WHEEL_ZOOM = 1.25, SHIFT_SHARE = 0.1, CLOSEST = 4; /* positions that stay in sight */
static const float TITLE_GAP = 4, SWITCH_GAP = 4, SWITCH_WIDTH = 50;

static const char *const scale_names[] = {[PLOT_LINEAR] = "linear", [PLOT_LOG] = "log"};
static const char *const view_names[WINDOW_PLOTS] = {"left", "right"};

PlotView plots_row_view(int quantity) {
    PlotOptions loss = plot_options_loss(), others = plot_options_learning_rate();
    return (PlotView){plot_start(), .options = quantity == PLOT_QUANTITY_LOSS ? loss : others,
                      .quantity = quantity};
}

static PlotSpan span_of(const Window *window) {
    return plot_span_of(&window->scene, window->plot_unit, window->plot_low, window->plot_high);
}

/* ---- the pointer ---- */

static void zoom(Window *window, double position, float notches) {
    PlotSpan span = span_of(window);
    double low = window->plot_low, high = window->plot_high;
    if (ui_modifiers(window->ui) & MODIFIER_SHIFT) {
        double width = high - low;
        low = fmin(fmax(low - (double)notches * SHIFT_SHARE * width, 0), 1 - width);
        high = low + width;
    } else {
        plot_span_zoom(&low, &high, position / span.whole, pow(WHEEL_ZOOM, (double)notches),
                       CLOSEST / span.whole);
    }
    if (low == window->plot_low && high == window->plot_high) return;
    window->plot_low = low;
    window->plot_high = high;
    window->edits++;
}

static void input_plot(Window *window, PlotView *view, const char *name, Rect area) {
    Ui *ui = window->ui;
    const Scene *scene = &window->scene;
    view->area = area;
    view->options.quantity = &plot_quantities[view->quantity];
    view->options.unit = window->plot_unit;
    view->options.low = window->plot_low;
    view->options.high = window->plot_high;
    Rect frame = plot_frame(area, &view->options);
    Rect reach = {frame.x - PLOT_CURSOR_HIT, frame.y - PLOT_CURSOR_HIT, frame.w + 2 * PLOT_CURSOR_HIT,
                  frame.h + 2 * PLOT_CURSOR_HIT};
    UiItem item = ui_item(ui, name, reach, UI_TAKES_WHEEL);
    double position = plot_position_at(scene, area, &view->options, ui_pointer(ui));
    if (item.pressed) window->playing = false;
    if (item.pressed && item.clicks >= 2) {
        window->plot_low = 0;
        window->plot_high = 1;
        window->edits++;
    } else if (item.held && !item.cancelled && item.clicks < 2) {
        window_set_playhead(window, rint(plot_step_at(scene, area, &view->options, ui_pointer(ui))));
    }
    if (item.wheel != 0) zoom(window, position, item.wheel);
    ui_set_cursor(ui, UI_CURSOR_COLUMN);
    view->options.hover = item.hovered && !item.held;
    view->options.hover_at = position;
}

/* A playhead that moves out of a zoomed plot takes what is shown with it. */
static void follow(Window *window) {
    if (window->playhead == window->plot_followed) return;
    window->plot_followed = window->playhead;
    PlotSpan span = span_of(window);
    double width = window->plot_high - window->plot_low;
    double at = plot_span_scene_position(&span, &window->scene, window->playhead) / span.whole;
    if (width >= 1 || (at >= window->plot_low && at <= window->plot_high)) return;
    window->plot_low = fmin(fmax(at - SHIFT_SHARE * width, 0), 1 - width);
    window->plot_high = window->plot_low + width;
}

void plots_row_input(Window *window) {
    const Rect areas[WINDOW_PLOTS] = {window->layout.loss_plot, window->layout.rate_plot};
    follow(window);
    ui_push_name(window->ui, "plot");
    for (int i = 0; i < WINDOW_PLOTS; i++) input_plot(window, &window->plots[i], view_names[i], areas[i]);
    ui_pop_name(window->ui);
}

void plots_row_toggle_unit(Window *window) {
    window->plot_unit = (PlotUnit)((window->plot_unit + 1) % PLOT_UNIT_COUNT);
    window->plot_low = 0;
    window->plot_high = 1;
    window->edits++;
}

/* ---- drawing ---- */

static void draw_title(Window *window, PlotView *view, Rect row) {
    Ui *ui = window->ui;
    const char *titles[PLOT_QUANTITY_COUNT];
    char text[128];
    for (int i = 0; i < PLOT_QUANTITY_COUNT; i++) titles[i] = plot_quantities[i].title;
    snprintf(text, sizeof text, "%s%s", titles[view->quantity],
             plot_above_minimum(view->plot) ? " above minimum" : "");
    DropdownLook look = {
        .shown = text, .bare = true, .list_width = 220, .tooltip = plot_quantities[view->quantity].help};
    row.w = widget_dropdown_width(ui, &look, text);
    if (widget_dropdown(ui, "quantity", row, &look, titles, PLOT_QUANTITY_COUNT, &view->quantity))
        window->edits++;
}

/* A word that is a switch; it looks like a word until the pointer is on it. */
static bool word_button(Ui *ui, const char *name, Rect area, const char *word, const char *tooltip) {
    const Theme *theme = ui_theme(ui);
    UiItem item = ui_item(ui, name, area, UI_TAKES_FOCUS | UI_TAKES_SPACE);
    ui_item_value(ui, word);
    ui_set_cursor(ui, UI_CURSOR_HAND);
    ui_tooltip(ui, tooltip);
    bool lit = item.hovered || item.held;
    Rect back = {area.x, area.y + 0.5f * (area.h - 24), area.w, 24};
    if (lit) canvas_round_rect(ui_canvas(ui), back, CONTROL_RADIUS, theme->bg3);
    TextStyle style = {SMALL_TEXT, WEIGHT_REGULAR, ALIGN_CENTRE, true};
    widget_label(ui, area, style, word, lit ? theme->text1 : theme->text2);
    ui_focus_ring(ui, back, CONTROL_RADIUS);
    return item.clicked;
}

static void draw_switches(Window *window, PlotView *view, Rect frame, Rect row) {
    Ui *ui = window->ui;
    PlotScale *scale = &view->options.scale;
    Rect area = {frame.x + frame.w + SWITCH_GAP, row.y, SWITCH_WIDTH, row.h};
    if (word_button(ui, "scale", area, scale_names[*scale],
                    *scale == PLOT_LOG ? "Logarithmic; click: linear" : "Linear; click: logarithmic")) {
        *scale = *scale == PLOT_LOG ? PLOT_LINEAR : PLOT_LOG;
        window->edits++;
    }
    area = plot_unit_area(view->plot);
    if (area.w <= 0) return;
    bool steps = window->plot_unit == PLOT_STEPS;
    if (word_button(ui, "unit", area, steps ? "step" : "evaluations",
                    steps ? "Steps; click: gradient evaluations, the fair comparison (E)"
                          : "Gradient evaluations so far; click: steps (E)"))
        plots_row_toggle_unit(window);
}

void plots_row_draw(Window *window, bool pictures) {
    Ui *ui = window->ui;
    ui_push_name(ui, "plot");
    for (int i = 0; i < WINDOW_PLOTS; i++) {
        PlotView *view = &window->plots[i];
        Rect frame = plot_frame(view->area, &view->options);
        view->options.playhead = window->playhead;
        view->options.hover_run = window->hover_run;
        view->options.hide_future = predict_hides(window);
        if (pictures)
            plot_draw(view->plot, ui_canvas(ui), ui_theme(ui), &window->scene, view->area, &view->options);
        Rect row = {frame.x, view->area.y + TITLE_GAP, 0, HIT_SIZE};
        ui_push_name(ui, "%s", view_names[i]);
        draw_title(window, view, row);
        draw_switches(window, view, frame, row);
        ui_pop_name(ui);
    }
    ui_pop_name(ui);
}

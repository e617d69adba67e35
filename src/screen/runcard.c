#include "runcard.h"

#include "edits.h"
#include "explain.h"
#include "inspector_view.h"
#include "number.h"
#include "recipe_rows.h"
#include "slots.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* All from the left or right edge of the card. */
enum {
    CARD_HEIGHT = 80,
    COMPACT_HEIGHT = 44,
    HEADER_MIDDLE = 24,
    RATE_MIDDLE = 56,
    ROWS_LINE = 80,
    ROWS_TOP = 88,
    ROWS_BOTTOM = 4,
    SWATCH_X = 19,
    SWATCH_RADIUS = 7,
    NAME_X = 36,
    STATUS_RIGHT = 73,
    CHECK_ROOM = 22,
    EYE_RIGHT = 52, /* middles */
    CHEVRON_RIGHT = 22,
    RATE_LEFT = 60,
    RATE_RIGHT = 104,
    BOX_RIGHT = 8,
    COMPACT_RATE_LEFT = 138,
    COMPACT_RATE_RIGHT = 118,
    COMPACT_BOX_RIGHT = 28,
    COMPACT_BOX_WIDTH = 76,
    COMPACT_CHEVRON_RIGHT = 14,
    COMPACT_CHEVRON_WIDTH = 28,
    DRAG_REACH = 6,
};

static bool is_one_line(const Window *window, int run) {
    return window->layout.compact && !window_is_expanded(window, run);
}

float runcard_height(const Window *window, int run) {
    if (is_one_line(window, run)) return COMPACT_HEIGHT;
    if (!window_is_expanded(window, run)) return CARD_HEIGHT;
    return ROWS_TOP + recipe_rows_height(window, run) + ROWS_BOTTOM;
}

/* ---- the header ---- */

static bool has_ended(const Window *window, const SceneRun *run) {
    return run->status.outcome != OUTCOME_RUNNING && run->status.step <= window_step(window);
}

/* What the card says, in a long and a short form for narrow cards. */
typedef struct StatusText {
    char words[2][96];
    bool check; /* a tick in front */
    bool warn;
} StatusText;

/* On the screen a coordinate of 1e-10 is zero. */
static double near_zero(double coordinate) {
    return fabs(coordinate) < 1e-6 ? 0 : coordinate;
}

static StatusText status_text(const Window *window, int index) {
    enum { SIZE = sizeof((StatusText *)0)->words[0] };
    const SceneRun *run = &window->scene.runs[index];
    const Status *status = &run->status;
    Outcome outcome = has_ended(window, run) ? status->outcome : OUTCOME_RUNNING;
    StatusText text = {.check = outcome == OUTCOME_CONVERGED, .warn = outcome == OUTCOME_DIVERGED};
    char number[NUMBER_SIZE], other[NUMBER_SIZE];
    if (outcome == OUTCOME_CONVERGED || outcome == OUTCOME_DIVERGED) {
        const char *verb = text.check ? "converged" : "diverged";
        snprintf(text.words[0], SIZE, "%s at %" PRId64, verb, status->step);
        snprintf(text.words[1], SIZE, "%s%" PRId64, text.check ? "at " : "diverged ", status->step);
    } else if (outcome == OUTCOME_STALLED) {
        const char *where = status->saddle ? "stalled at saddle" : "stalled at";
        snprintf(text.words[0], SIZE, "%s (%s, %s)", where,
                 number_format_short(number, near_zero(status->x), 2),
                 number_format_short(other, near_zero(status->y), 2));
        snprintf(text.words[1], SIZE, "%s %" PRId64, status->saddle ? "saddle" : "stalled", status->step);
    } else {
        int64_t step = window_step(window);
        if (step > run->trajectory.steps) step = run->trajectory.steps;
        number_format(number, trajectory_at(&run->trajectory, step, QUANTITY_LOSS), 2);
        snprintf(text.words[0], SIZE, "step %" PRId64 " · loss %s", step, number);
        snprintf(text.words[1], SIZE, "loss %s", number);
    }
    return text;
}

void runcard_status(const Window *window, int index, char *text, int size) {
    StatusText status = status_text(window, index);
    snprintf(text, (size_t)size, "%s", status.words[0]);
}

static void draw_status(Window *window, int index, float left, Rect card, float middle) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    StatusText text = status_text(window, index);
    TextStyle style = style_aligned(style_small(), ALIGN_RIGHT);
    float right = card.x + card.w - STATUS_RIGHT;
    Icon icon = text.check ? ICON_CHECK : text.warn ? ICON_WARNING : ICON_NONE;
    left += icon ? CHECK_ROOM : 0;
    float wanted = canvas_text_width(ui_canvas(ui), style, text.words[0]);
    bool narrow = wanted > right - left;
    if (narrow) wanted = canvas_text_width(ui_canvas(ui), style, text.words[1]);
    if (wanted > right - left) return; /* a long name */
    /* Only the words: by the rest of the line the card is dragged. */
    UiItem why = ui_item(ui, "why", (Rect){right - wanted, middle - 12, wanted, 24}, 0);
    ui_tooltip(ui, "Why this step (W)");
    ui_set_cursor(ui, UI_CURSOR_HAND);
    if (why.clicked) inspector_toggle(window, index);
    Color color = text.warn ? theme->warn : why.hovered ? theme->text1 : theme->text2;
    float width =
        widget_label(ui, (Rect){left, middle - 12, right - left, 24}, style, text.words[narrow], color);
    if (icon)
        icon_draw(ui_canvas(ui), icon, (Point){right - width - 13, middle}, text.warn ? color : theme->text1);
}

/* A click opens the slots of colours. */
static void draw_swatch(Window *window, int index, Rect card, float middle) {
    Ui *ui = window->ui;
    RunLook look = theme_run(ui_theme(ui), window->scene.runs[index].colour);
    Point centre = {card.x + SWATCH_X, middle};
    Rect hit = {centre.x - 15, middle - 15, 30, 30};
    UiItem item = ui_item(ui, "colour", hit, UI_TAKES_FOCUS | UI_TAKES_SPACE);
    ui_tooltip(ui, window->marked ? "Colour, dash and marker" : "Colour");
    ui_set_cursor(ui, UI_CURSOR_HAND);
    float radius = SWATCH_RADIUS + (item.hovered || item.held ? 1.0f : 0.0f);
    slots_draw_swatch(ui_canvas(ui), look, centre, radius, ui_theme(ui)->bg2);
    ui_focus_ring(ui, (Rect){centre.x - 7, middle - 7, 14, 14}, 7);
    if (item.clicked) slots_open(window, index, hit);
}

/* The name, which chooses the optimizer. Returns where it ends. */
static float draw_name(Window *window, int index, Rect card, float middle) {
    Ui *ui = window->ui;
    const SceneRun *run = &window->scene.runs[index];
    const char *titles[64];
    char tooltip[EXPLAIN_SIZE];
    int count = optimizer_count < 64 ? optimizer_count : 64;
    for (int i = 0; i < count; i++) titles[i] = optimizers[i].title;
    int chosen = (int)(run->recipe.optimizer - optimizers);
    DropdownLook look = {.shown = run->name,
                         .style = style_strong(),
                         .bare = true,
                         .list_width = 200,
                         .tooltip = explain_optimizer(run->recipe.optimizer, tooltip)};
    float width = fminf(widget_dropdown_width(ui, &look, run->name), card.w - NAME_X - STATUS_RIGHT);
    Rect area = {card.x + NAME_X, middle - 16, width, HIT_SIZE};
    if (widget_dropdown(ui, "optimizer", area, &look, titles, count, &chosen))
        window_set_optimizer(window, index, &optimizers[chosen]);
    int marked = widget_dropdown_marked(ui, "optimizer");
    if (marked >= 0) widget_dropdown_explain(ui, explain_optimizer(&optimizers[marked], tooltip));
    return area.x + area.w;
}

static bool icon_at(Window *window, const char *name, Icon icon, const char *tooltip, float x, float middle,
                    float width) {
    ButtonLook look = {.kind = BUTTON_GHOST, .icon = icon, .tooltip = tooltip};
    return widget_button(window->ui, name, (Rect){x - width / 2, middle - 16, width, HIT_SIZE}, &look);
}

static void draw_expander(Window *window, int index, float x, float middle, float width) {
    bool expanded = window_is_expanded(window, index);
    if (icon_at(window, "expand", expanded ? ICON_CHEVRON_UP : ICON_CHEVRON_DOWN,
                expanded ? "Less" : "Everything of this run", x, middle, width))
        window_set_expanded(window, index, !expanded);
}

static void draw_header(Window *window, int index, Rect card, float middle) {
    SceneRun *run = &window->scene.runs[index];
    draw_swatch(window, index, card, middle);
    float end = draw_name(window, index, card, middle);
    draw_status(window, index, end + 6, card, middle);
    float right = card.x + card.w;
    if (icon_at(window, "hide", run->hidden ? ICON_EYE_OFF : ICON_EYE, run->hidden ? "Show" : "Hide",
                right - EYE_RIGHT, middle, 30)) {
        window_before_edit(window, "");
        run->hidden = !run->hidden;
        window->edits++;
    }
    draw_expander(window, index, right - CHEVRON_RIGHT, middle, 30);
}

/* ---- the rate ---- */

/* The row of the rate with room on the slider to either side of the rate that suits the surface.
 */
static Hyperparameter rate_row(const Window *window, const Recipe *recipe) {
    Hyperparameter row = recipe->optimizer->hyperparameters[0];
    double tuned = window_tuned_rate(window, recipe->optimizer);
    while (tuned > 0 && row.low > row.minimum && tuned < 4 * row.low && row.low > 1e-12) row.low /= 10;
    while (tuned > 0 && row.high < row.maximum && tuned > row.high / 4) row.high *= 10;
    return row;
}

/* The largest stable rate at the lowest known minimum, or NaN. */
static double stable_rate(const Window *window, const Recipe *recipe) {
    if (!recipe->optimizer->rate_limit) return NAN;
    return recipe->optimizer->rate_limit(recipe->values, surface_sharpness(&window->scene.surface));
}

/* Its place on the slider, or -1. */
static double limit_position(const Window *window, const Recipe *recipe) {
    double limit = stable_rate(window, recipe);
    Hyperparameter row = rate_row(window, recipe);
    return limit > row.low && limit < row.high ? hyperparameter_position(&row, limit) : -1;
}

static void describe_rate(const Window *window, const Recipe *recipe, char *text, size_t size) {
    char limit[NUMBER_SIZE], tuned[NUMBER_SIZE];
    double stable = stable_rate(window, recipe);
    number_format(limit, stable, 3);
    number_format(tuned, window_tuned_rate(window, recipe->optimizer), 3);
    if (stable > 0)
        snprintf(text, size, "Learning rate. Beyond %s it cannot settle in the minimum. Double click: %s",
                 limit, tuned);
    else
        snprintf(text, size, "Learning rate. Double click: %s", tuned);
}

static void draw_rate(Window *window, int index, Rect track, Rect box) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    const SceneRun *run = &window->scene.runs[index];
    const Recipe *recipe = &run->recipe;
    Hyperparameter row = rate_row(window, recipe);
    double rate = recipe->values[0], position = hyperparameter_position(&row, rate);
    char shown[NUMBER_SIZE], tooltip[200];
    number_format(shown, rate, 3);

    SliderLook look = slider_look(theme_run(theme, run->colour).color, theme->bg2);
    look.initial = hyperparameter_position(&row, window_tuned_rate(window, recipe->optimizer));
    look.limit = limit_position(window, recipe);
    look.value = shown;
    describe_rate(window, recipe, tooltip, sizeof tooltip);
    look.tooltip = tooltip;
    if (widget_slider(ui, "lr", track, &look, &position))
        window_set_number(window, index, "lr", hyperparameter_value(&row, position));
    ValueLook value_look = {
        .background = theme->bg1, .shown = shown, .tooltip = "Learning rate: click to type"};
    if (widget_value(ui, "lr.value", box, &value_look, &rate)) window_set_number(window, index, "lr", rate);
}

static void draw_rate_row(Window *window, int index, Rect card) {
    float middle = card.y + RATE_MIDDLE;
    const Theme *theme = ui_theme(window->ui);
    Rect label = {card.x + CARD_PADDING, middle - 16, RATE_LEFT - CARD_PADDING, 32};
    widget_label(window->ui, label, style_normal(), "Rate", theme->text2);
    draw_rate(window, index,
              (Rect){card.x + RATE_LEFT, middle - 16, card.w - RATE_LEFT - RATE_RIGHT, HIT_SIZE},
              (Rect){card.x + card.w - BOX_RIGHT - VALUE_WIDTH, middle - VALUE_HEIGHT / 2.0f, VALUE_WIDTH,
                     VALUE_HEIGHT});
}

static void draw_one_line(Window *window, int index, Rect card) {
    float middle = card.y + card.h / 2, right = card.x + card.w;
    const Theme *theme = ui_theme(window->ui);
    const SceneRun *run = &window->scene.runs[index];
    draw_swatch(window, index, card, middle);
    Rect name = {card.x + NAME_X, middle - 16, COMPACT_RATE_LEFT - NAME_X - 8, 32};
    widget_label(window->ui, name, style_strong(), run->name, run->hidden ? theme->text3 : theme->text1);
    draw_rate(window, index,
              (Rect){card.x + COMPACT_RATE_LEFT, middle - 16, card.w - COMPACT_RATE_LEFT - COMPACT_RATE_RIGHT,
                     HIT_SIZE},
              (Rect){right - COMPACT_BOX_RIGHT - COMPACT_BOX_WIDTH, middle - VALUE_HEIGHT / 2.0f,
                     COMPACT_BOX_WIDTH, VALUE_HEIGHT});
    draw_expander(window, index, right - COMPACT_CHEVRON_RIGHT, middle, COMPACT_CHEVRON_WIDTH);
}

/* A card dragged by what is not a control goes to another place in the list when it is dropped. */
static void drag_card(Window *window, int index, UiItem item) {
    float pointer = ui_pointer(window->ui).y;
    bool dragged = item.held && fabsf(pointer - item.press.y) > DRAG_REACH;
    if (item.cancelled || (!dragged && !item.released)) {
        if (window->dragged_card == index) window->dragged_card = -1;
        return;
    }
    if (dragged && !item.released) {
        window->dragged_card = index;
        window->drop_y = pointer;
        ui_set_cursor(window->ui, UI_CURSOR_MOVE);
    } else if (window->dragged_card == index && item.released) {
        window->dropped = true; /* the panel knows where the cards are */
    }
}

void runcard_draw(Window *window, int index, Rect card) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    ui_push_name(ui, "run.%d", index + 1);
    drag_card(window, index, ui_item(ui, "card", card, 0));
    bool inside = ui_pointer_in(ui, card) && ui_pointer_in(ui, window->layout.panel);
    if (inside && (!ui_any_held(ui) || window->hover_run < 0)) window->hover_run = index;
    widget_card(ui, card, CARD_RADIUS, theme->bg2, inside ? theme->line2 : theme->line);
    if (is_one_line(window, index)) {
        draw_one_line(window, index, card);
    } else {
        draw_header(window, index, card, card.y + HEADER_MIDDLE);
        draw_rate_row(window, index, card);
        if (window_is_expanded(window, index)) {
            canvas_rect(ui_canvas(ui),
                        (Rect){card.x + CARD_PADDING, card.y + ROWS_LINE, card.w - 2 * CARD_PADDING, 1},
                        theme->line);
            recipe_rows_draw(window, index,
                             (Rect){card.x, card.y + ROWS_TOP, card.w, card.h - ROWS_TOP - ROWS_BOTTOM});
        }
    }
    ui_pop_name(ui);
}

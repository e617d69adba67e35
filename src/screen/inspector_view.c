#include "inspector_view.h"

#include "branching.h"
#include "edits.h"
#include "number.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    TITLE_ROOM = 56,
    HEADER = 28,
    ROW = 36,
    ROW_CAPTION = 48,
    COLUMN = 86,
    COLUMN_GAP = 8,
    GLYPH_ROOM = 32,
    CHANGE_HEIGHT = 84,
    POINT_RIGHT = 46, /* of a column: where decimal points stand */
};

static const double STEP_SHARE = 0.2; /* of the frame's height: a step without a box */
static const double BOX_SHARE = 0.45; /* half the step box */

/* ---- open and closed ---- */

int inspector_run(const Window *window) {
    if (!window->inspecting) return -1;
    for (int i = 0; i < window->scene.run_count; i++)
        if (window->scene.runs[i].recipe.stream == window->inspected) return i;
    return -1;
}

void inspector_close(Window *window) {
    if (!window->inspecting) return;
    window->inspecting = false;
    window->edits++;
    map_reset(window->map, &window->scene, true);
}

void inspector_toggle(Window *window, int run) {
    const Scene *scene = &window->scene;
    if (inspector_run(window) >= 0) {
        inspector_close(window);
        return;
    }
    if (predict_hides(window)) {
        window_toast(window, "Why this step would tell what comes: reveal first (Enter)");
        return;
    }
    if (run < 0 || run >= scene->run_count)
        for (run = 0; run < scene->run_count && scene->runs[run].hidden;) run++;
    if (run >= scene->run_count) return;
    window->inspecting = true;
    window->inspected = scene->runs[run].recipe.stream;
    window->inspected_step = -1;
    window->panel_scroll.offset = 0;
    window->edits++;
}

void inspector_now(const Window *window, InspectorTable *table) {
    const SceneRun *run = &window->scene.runs[inspector_run(window)];
    inspector_describe(table, run, &window->scene.surface,
                       (int64_t)floor(map_head_step(run, window->playhead)));
}

double inspector_box(const InspectorTable *table) {
    const InspectorRow *rate = inspector_find(table, INSPECTOR_RATE);
    return table->scaled && rate ? rate->value[0] : 0;
}

static double largest(const double *value) {
    return fmax(fabs(value[0]), fabs(value[1]));
}

void inspector_follow(Window *window) {
    if (inspector_run(window) < 0 || window->playing) return;
    InspectorTable table;
    inspector_now(window, &table);
    Rect frame = map_frame(window->map);
    bool same = frame.w == window->inspected_frame.w && frame.h == window->inspected_frame.h;
    if (table.step == window->inspected_step && same) return;
    window->inspected_step = table.step;
    window->inspected_frame = frame;
    double box = inspector_box(&table), step = largest(inspector_find(&table, INSPECTOR_STEP)->value);
    double half = fmax(box / (2 * BOX_SHARE), step / STEP_SHARE / 2);
    if (!(half > 1e-12 * (1 + largest(table.at)) && half < 1e6 && largest(table.at) < 1e6)) return;
    if (frame.w < 1 || frame.h < 1) return;
    double wide = half * (double)(frame.w / frame.h);
    View view = {{table.at[0] - wide, table.at[0] + wide}, {table.at[1] - half, table.at[1] + half}};
    map_show(window->map, view, false);
}

/* ---- the table ---- */

/* As in the table of a book: up to four decimals, so that a column can be read down. */
static void write_number(double value, char text[NUMBER_SIZE]) {
    double size = fabs(value);
    if (size >= 0.001 && size < 1)
        snprintf(text, NUMBER_SIZE, "%s%.4f", value < 0 ? "−" : "", size);
    else if (size >= 1000 && size < 1e6)
        snprintf(text, NUMBER_SIZE, "%s%.0f", value < 0 ? "−" : "", size);
    else
        number_format(text, value, size >= 1e100 || size < 1e-99 ? 2 : size < 0.001 ? 3 : 4);
}

/* Aligned on the decimal point, `columns_from_right` columns from the right; a number that is too long for
 * that stays in its column all the same. */
static void draw_number(Ui *ui, Rect row, int columns_from_right, double value, TextStyle style) {
    Canvas *canvas = ui_canvas(ui);
    char text[NUMBER_SIZE], whole[NUMBER_SIZE];
    write_number(value, text);
    snprintf(whole, sizeof whole, "%.*s", (int)strcspn(text, "."), text);
    float right = row.x + row.w - CARD_PADDING - (float)(columns_from_right * COLUMN),
          left = right - COLUMN + COLUMN_GAP, width = canvas_text_width(canvas, style, text);
    float x = fmaxf(right - POINT_RIGHT - canvas_text_width(canvas, style, whole), left);
    x = fminf(x, right - width);
    widget_label(ui, (Rect){x, row.y, width, row.h}, style, text, ui_theme(ui)->text1);
}

static TextStyle formula_style(const InspectorRow *row) {
    return row->kind == INSPECTOR_STEP ? style_strong() : style_medium();
}

/* Room for a formula beside its numbers, or its caption. */
static float formula_room(const InspectorRow *row, float width) {
    float line = width - 2 * CARD_PADDING - GLYPH_ROOM;
    return row->kind == INSPECTOR_RATE ? line : line - 2 * COLUMN;
}

/* A formula too long for that has the line below for them; then it needs no caption. */
static bool wraps(Window *window, const InspectorRow *row, float width) {
    Canvas *canvas = ui_canvas(window->ui);
    float wanted = text_markup_width(canvas, formula_style(row), row->formula);
    if (row->kind == INSPECTOR_RATE) wanted += canvas_text_width(canvas, style_small(), row->caption) + 12;
    return wanted > formula_room(row, width);
}

static float row_height(Window *window, const InspectorRow *row, float width) {
    bool captioned = row->caption[0] && row->kind != INSPECTOR_RATE;
    return captioned || wraps(window, row, width) ? ROW_CAPTION : ROW;
}

static void draw_row(Window *window, const InspectorTable *table, const InspectorRow *row, Rect area) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    Canvas *canvas = ui_canvas(ui);
    bool result = row->kind == INSPECTOR_STEP, rate = row->kind == INSPECTOR_RATE,
         wrapped = wraps(window, row, area.w), tall = area.h >= ROW_CAPTION;
    if (result)
        canvas_rect(canvas, area,
                    theme_fade(inspector_color(window, row->kind), theme->dark ? 0.16f : 0.10f));
    else
        canvas_rect(canvas, (Rect){area.x + 12, area.y + area.h - 1, area.w - 24, 1}, theme->line);
    float middle = area.y + (tall ? 16 : area.h / 2), x = area.x + CARD_PADDING;
    if (row->kind != INSPECTOR_DIRECTION || table->scaled) /* else there is no box on the map */
        inspector_draw_glyph(window, row->kind, (Point){x + 9, middle});
    Rect line = {x + GLYPH_ROOM, middle - 12, area.w - 2 * CARD_PADDING - GLYPH_ROOM, 24},
         below = {line.x, area.y + 24, line.w, 20};
    widget_label(ui, (Rect){line.x, line.y, wrapped ? line.w : formula_room(row, area.w), line.h},
                 formula_style(row), row->formula, theme->text1);
    if (tall && (!wrapped || rate))
        widget_label(ui, below, style_small(), row->caption, result ? theme->text1 : theme->text2);
    else if (rate)
        widget_label(ui, line, style_aligned(style_small(), ALIGN_RIGHT), row->caption, theme->text2);
    for (int i = 0; i < 2 && !rate; i++)
        draw_number(ui, (Rect){area.x, wrapped ? below.y : line.y, area.w, wrapped ? below.h : line.h}, 1 - i,
                    row->value[i], formula_style(row));
}

static void draw_change(Window *window, const InspectorTable *table, Rect card) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    char text[64], number[NUMBER_SIZE];
    widget_card(ui, card, CARD_RADIUS, theme->bg2, theme->line);
    Rect line = {card.x + CARD_PADDING, card.y + 6, card.w - 2 * CARD_PADDING, 24};
    widget_label(ui, line, style_strong(), "Change of the loss", theme->text1);
    double share = 100 * table->actual / table->predicted;
    if (isfinite(share) && fabs(share) < 1e4) {
        snprintf(text, sizeof text, "%s %% of the prediction", number_format_short(number, share, 2));
        widget_label(ui, line, style_aligned(style_small(), ALIGN_RIGHT), text, theme->text2);
    }
    const char *const names[] = {"predicted, first order g · Δ", "actual"};
    double values[] = {table->predicted, table->actual};
    for (int i = 0; i < 2; i++) {
        line.y += 24;
        widget_label(ui, line, style_normal(), names[i], theme->text2);
        write_number(values[i], number);
        widget_label(ui, line, style_aligned(style_medium(), ALIGN_RIGHT), number, theme->text1);
    }
}

static void draw_title(Window *window, const InspectorTable *table, Rect area) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    const SceneRun *run = &window->scene.runs[inspector_run(window)];
    char steps[64], text[128];
    ButtonLook back = {.kind = BUTTON_GHOST, .icon = ICON_CHEVRON_LEFT, .tooltip = "Back to the runs (Esc)"};
    Rect row = {area.x + 8, area.y + 12, area.w - 8 - OUTER_MARGIN, SMALL_BUTTON_HEIGHT};
    snprintf(steps, sizeof steps, "%" PRId64 " → %" PRId64, table->step, table->step + 1);
    snprintf(text, sizeof text, "%s   %s", run->name, steps);
    TextStyle style = style_aligned(style_strong(), ALIGN_RIGHT);
    float w = widget_label(ui, (Rect){row.x + 150, row.y, row.w - 150, row.h}, style, text, theme->text1);
    canvas_disc(ui_canvas(ui), (Point){row.x + row.w - w - 14, row.y + row.h / 2}, 7,
                inspector_color(window, INSPECTOR_STEP));
    widget_label(ui, (Rect){row.x + 32, row.y, 120, row.h}, style_strong(), "Why this step", theme->text1);
    if (widget_button(ui, "back", (Rect){row.x, row.y, 30, row.h}, &back)) inspector_close(window);
}

static void draw_rows(Window *window, const InspectorTable *table, Rect card) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    widget_card(ui, card, CARD_RADIUS, theme->bg2, theme->line);
    Rect row = {card.x, card.y, card.w, HEADER};
    widget_label(ui, (Rect){row.x + CARD_PADDING, row.y, 140, row.h}, style_small(),
                 map_is_relief(window->map) ? "Arrows: flat map (M)" : "In order", theme->text2);
    for (int i = 0; i < 2; i++) {
        float point = row.x + row.w - CARD_PADDING - (float)(1 - i) * COLUMN - POINT_RIGHT;
        TextStyle bold = {SMALL_TEXT, WEIGHT_SEMIBOLD, ALIGN_CENTRE, false};
        widget_label(ui, (Rect){point - 20, row.y, 40, row.h}, bold, i ? "y" : "x", theme->text1);
    }
    for (int i = 0; i < table->count; i++) {
        row.y += row.h;
        row.h = row_height(window, &table->rows[i], row.w);
        draw_row(window, table, &table->rows[i], row);
    }
}

/* The table, what the step did to the loss, and the branch, one card under the other. */
static void draw_cards(Window *window, int run, const InspectorTable *table, Rect list) {
    bool branched = window->scene.runs[run].branches.count > 0;
    Rect card = {list.x + OUTER_MARGIN, list.y - window->panel_scroll.offset, list.w - 2 * OUTER_MARGIN,
                 HEADER};
    float top = card.y;
    for (int i = 0; i < table->count; i++) card.h += row_height(window, &table->rows[i], card.w);
    widget_scroll_begin(window->ui, "rows", list, &window->panel_scroll);
    draw_rows(window, table, card);
    card = (Rect){card.x, card.y + card.h + CARD_GAP, card.w, CHANGE_HEIGHT};
    draw_change(window, table, card);
    float bottom = card.y + card.h;
    if (branched) {
        card = (Rect){card.x, bottom + CARD_GAP, card.w, BRANCHING_CARD_HEIGHT};
        branching_draw_card(window, run, card);
        bottom = card.y + card.h;
    }
    widget_scroll_end(window->ui, "rows", list, &window->panel_scroll, bottom - top + OUTER_MARGIN);
}

void inspector_draw_table(Window *window, Rect area) {
    InspectorTable table;
    inspector_now(window, &table);
    ui_push_name(window->ui, "inspector");
    draw_title(window, &table, area);
    int run = inspector_run(window); /* -1: the title's arrow has closed it */
    Rect list = {area.x, area.y + TITLE_ROOM, area.w, area.h - TITLE_ROOM};
    if (run >= 0 && list.h >= 1) draw_cards(window, run, &table, list);
    ui_pop_name(window->ui);
}

#include "overlay.h"

#include "edits.h"
#include "shortcuts.h"
#include "text.h"

#include <math.h>

enum {
    TOAST_HEIGHT = 40,
    TOAST_MARGIN = 16,
    HELP_PADDING = 24,
    HELP_ROW = 26,
    HELP_ROW_LEAST = 24,
    HELP_TITLE = 60,
    HELP_GAP = 20,     /* between keys and help */
    HELP_BETWEEN = 36, /* columns */
};

static bool toast_shown(const Window *window) {
    return window->toast[0] && window->seconds < window->toast_until;
}

double overlay_patience(const Window *window) {
    return toast_shown(window) ? window->toast_until - window->seconds : INFINITY;
}

void overlay_draw_toast(Window *window) {
    if (!toast_shown(window)) return;
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    Canvas *canvas = ui_canvas(ui);
    TextStyle style = style_aligned(style_medium(), ALIGN_CENTRE);
    Rect map = map_frame(window->map);
    float room = map.w - 2 * TOAST_MARGIN;
    float undo = window->toast_undo ? widget_button_width(ui, ICON_NONE, "Undo") : 0;
    float w = fminf(rintf(canvas_text_width(canvas, style, window->toast)) + 2 * TOAST_MARGIN + undo, room);
    Rect card = {rintf(map.x + (map.w - w) / 2), map.y + map.h - TOAST_HEIGHT - TOAST_MARGIN, w,
                 TOAST_HEIGHT};
    Rect other = predict_run(window) >= 0 ? predict_card_area(window) : (Rect){0};
    bool over = card.x < other.x + other.w && other.x < card.x + card.w && card.y < other.y + other.h;
    if (over) card.y = map.y + TOAST_MARGIN;
    widget_card(ui, card, CARD_RADIUS, theme->bg1, theme->line2);
    widget_label(ui, (Rect){card.x + 12, card.y, card.w - 24 - undo, card.h}, style, window->toast,
                 theme->text1);
    ui_item(ui, "toast", card, UI_DISABLED);
    ui_item_value(ui, window->toast);
    if (undo <= 0) return;
    ButtonLook look = {.kind = BUTTON_GHOST, .text = "Undo", .tooltip = "Ctrl+Z"};
    Rect button = {card.x + card.w - undo - 4, card.y + 4, undo, card.h - 8};
    if (!widget_button(ui, "undo", button, &look)) return;
    window->toast[0] = 0;
    window_undo(window, false);
}

/* Columns as wide as what stands in them. */
typedef struct HelpGrid {
    float keys, help; /* widths */
    float row;        /* height: a little less where that saves the scrolling */
    int columns, rows;
} HelpGrid;

static float column_width(const HelpGrid *grid) {
    return grid->keys + HELP_GAP + grid->help;
}

/* As many columns as the window has room for, as few as need no scrolling. */
static HelpGrid help_grid(const Window *window, const KeyLine *lines, int count) {
    Canvas *canvas = ui_canvas(window->ui);
    HelpGrid grid = {0};
    for (int i = 0; i < count; i++) {
        grid.keys = fmaxf(grid.keys, ceilf(canvas_text_width(canvas, style_medium(), lines[i].keys)));
        grid.help = fmaxf(grid.help, ceilf(canvas_text_width(canvas, style_small(), lines[i].help)));
    }
    float room = window->layout.h - 2 * OUTER_MARGIN - HELP_TITLE - HELP_PADDING;
    float width = window->layout.w - 2 * OUTER_MARGIN - 2 * HELP_PADDING + HELP_BETWEEN;
    int most = (int)(width / (column_width(&grid) + HELP_BETWEEN));
    int wanted = (int)ceilf((float)count * HELP_ROW_LEAST / room);
    grid.columns = wanted < most ? wanted : most;
    if (grid.columns < 1) grid.columns = 1;
    grid.rows = (count + grid.columns - 1) / grid.columns;
    grid.row = fminf(fmaxf(floorf(room / (float)grid.rows), HELP_ROW_LEAST), HELP_ROW);
    return grid;
}

static void draw_key_lines(Window *window, Rect area, const KeyLine *lines, int count, const HelpGrid *grid) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    widget_scroll_begin(ui, "keys", area, &window->help_scroll);
    float top = area.y - window->help_scroll.offset;
    for (int i = 0; i < count; i++) {
        float x = area.x + HELP_PADDING + (float)(i / grid->rows) * (column_width(grid) + HELP_BETWEEN);
        Rect keys = {x, top + (float)(i % grid->rows) * grid->row, grid->keys + 1, grid->row};
        Rect help = {x + grid->keys + HELP_GAP, keys.y, grid->help + 1, grid->row};
        widget_label(ui, keys, style_medium(), lines[i].keys, theme->text1);
        widget_label(ui, help, style_small(), lines[i].help, theme->text2);
    }
    widget_scroll_end(ui, "keys", area, &window->help_scroll, (float)grid->rows * grid->row);
}

void overlay_draw_help(Window *window) {
    if (!window->help_open) return;
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    KeyLine lines[KEY_LINES_MAX];
    int count = shortcuts_list(shortcuts_mode(window), lines);
    HelpGrid grid = help_grid(window, lines, count);
    float w = (float)grid.columns * (column_width(&grid) + HELP_BETWEEN) - HELP_BETWEEN + 2 * HELP_PADDING;
    float h =
        fminf(HELP_TITLE + (float)grid.rows * grid.row + HELP_PADDING, window->layout.h - 2 * OUTER_MARGIN);
    Rect everything = {0, 0, window->layout.w, window->layout.h};
    Rect card = {rintf((window->layout.w - w) / 2), rintf((window->layout.h - h) / 2), w, h};
    ui_push_layer(ui, everything);
    ui_push_name(ui, "help");
    canvas_rect(ui_canvas(ui), everything, theme_fade(theme->bg0, 0.6f));
    bool outside = ui_item(ui, "outside", everything, 0).pressed;
    widget_card(ui, card, LESSON_RADIUS, theme->bg1, theme->line2);
    ui_item(ui, "card", card, 0);
    widget_label(ui, (Rect){card.x + HELP_PADDING, card.y + 12, 300, 40}, style_title(), "Keys and pointer",
                 theme->text1);
    draw_key_lines(window,
                   (Rect){card.x, card.y + HELP_TITLE, card.w, card.h - HELP_TITLE - HELP_PADDING / 2}, lines,
                   count, &grid);
    ButtonLook close = {.kind = BUTTON_GHOST, .icon = ICON_CLOSE, .tooltip = "Close (Esc)"};
    bool closed = widget_button(ui, "close", (Rect){card.x + card.w - 52, card.y + 12, 40, 40}, &close);
    float width = widget_button_width(ui, ICON_NONE, "Settings");
    ButtonLook settings = {
        .kind = BUTTON_PLAIN, .text = "Settings", .tooltip = "Theme, colours, size (Ctrl ,)"};
    window->settings_open = widget_button(
        ui, "settings", (Rect){card.x + card.w - 60 - width, card.y + 14, width, BUTTON_HEIGHT}, &settings);
    closed |= window->settings_open;
    ui_pop_name(ui);
    ui_pop_layer(ui);
    if (outside || closed || ui_key(ui, KEY_ESCAPE, 0)) {
        window->help_open = false;
        window->edits++;
    }
}

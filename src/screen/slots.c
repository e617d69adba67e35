#include "slots.h"

#include "edits.h"
#include "ui_internal.h"

#include <math.h>
#include <stdio.h>

enum { SLOTS = 2 * THEME_RUN_COLORS, COLUMNS = THEME_RUN_COLORS, CELL = 40, PADDING = 8, GAP = 4 };

void slots_draw_swatch(Canvas *canvas, RunLook look, Point centre, float radius, Color background) {
    marker_draw(canvas, look.marker, centre, radius, look.color);
    if (look.hollow) marker_draw(canvas, look.marker, centre, radius - 3, background);
}

void slots_open(Window *window, int run, Rect swatch) {
    char name[32];
    window->slots_open = true;
    window->slots_of = window->scene.runs[run].recipe.stream;
    window->slots_at = swatch;
    snprintf(name, sizeof name, "slots.%d", window->scene.runs[run].colour % SLOTS);
    ui_focus(window->ui, name);
    window->edits++;
}

static void close(Window *window) {
    window->slots_open = false;
    window->edits++;
}

static int run_of(const Window *window) {
    for (int i = 0; i < window->scene.run_count; i++)
        if (window->scene.runs[i].recipe.stream == window->slots_of) return i;
    return -1;
}

/* Where an arrow leads from a slot, or the slot itself. */
static int neighbour(Ui *ui, int slot) {
    int index = 0;
    for (KeyPress *key; (key = ui_next_key(ui, &index));) {
        if (key->event.kind != EVENT_KEY) continue;
        int step = key->event.key == KEY_LEFT    ? -1
                   : key->event.key == KEY_RIGHT ? 1
                   : key->event.key == KEY_UP    ? -COLUMNS
                   : key->event.key == KEY_DOWN  ? COLUMNS
                                                 : 0;
        if (!step) continue;
        key->taken = true;
        if (slot + step >= 0 && slot + step < SLOTS) slot += step;
    }
    return slot;
}

/* Whether the slot was chosen. */
static bool draw_slot(Window *window, int slot, Rect area, bool chosen) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    char name[16];
    snprintf(name, sizeof name, "%d", slot);
    UiItem item = ui_item(ui, name, area, UI_TAKES_FOCUS | UI_TAKES_SPACE | UI_TAKES_ARROWS);
    ui_item_value(ui, chosen ? "chosen" : "");
    bool lit = item.hovered || item.held;
    if (lit || chosen) canvas_round_rect(ui_canvas(ui), area, CONTROL_RADIUS, theme->bg3);
    RunLook look = theme_run(theme, slot);
    Point centre = {area.x + area.w / 2, area.y + area.h / 2 - 4}, line[2];
    slots_draw_swatch(ui_canvas(ui), look, centre, 7, lit || chosen ? theme->bg3 : theme->bg1);
    line[0] = (Point){area.x + 6, area.y + area.h - 7};
    line[1] = (Point){area.x + area.w - 6, area.y + area.h - 7};
    canvas_polyline(ui_canvas(ui), line, 2, CURVE_WIDTH, look.dash_on, look.dash_off, look.color);
    ui_focus_ring(ui, rect_grown(area, -4), CONTROL_RADIUS);
    int next = item.focused ? neighbour(ui, slot) : slot;
    if (next != slot) {
        char full[32];
        snprintf(full, sizeof full, "slots.%d", next);
        ui_focus(ui, full);
        window->edits++;
    }
    return item.clicked;
}

void slots_draw(Window *window) {
    int run = window->slots_open ? run_of(window) : -1;
    if (run < 0) {
        window->slots_open = false;
        return;
    }
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    Rect everything = {0, 0, window->layout.w, window->layout.h}, at = window->slots_at;
    float w = COLUMNS * CELL + 2 * PADDING, h = SLOTS / COLUMNS * CELL + 2 * PADDING;
    bool below = at.y + at.h + GAP + h <= window->layout.h;
    Rect card = {fminf(at.x, window->layout.w - w - GAP), below ? at.y + at.h + GAP : at.y - GAP - h, w, h};
    ui_push_layer(ui, everything);
    ui_push_name(ui, "slots");
    bool outside = ui_item(ui, "outside", everything, 0).pressed;
    widget_card(ui, card, CARD_RADIUS, theme->bg1, theme->line2);
    ui_item(ui, "card", card, 0);
    int chosen = window->scene.runs[run].colour % SLOTS, picked = -1;
    for (int slot = 0; slot < SLOTS; slot++) {
        Rect area = {card.x + PADDING + (float)(slot % COLUMNS * CELL),
                     card.y + PADDING + (float)(slot / COLUMNS * CELL), CELL, CELL};
        if (draw_slot(window, slot, area, slot == chosen)) picked = slot;
    }
    ui_pop_name(ui);
    ui_pop_layer(ui);
    if (picked >= 0) window_set_colour(window, run, picked);
    if (outside || picked >= 0 || ui_key(ui, KEY_ESCAPE, 0)) close(window);
}

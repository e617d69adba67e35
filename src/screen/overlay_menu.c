#include "overlay_menu.h"

#include "edits.h"

#include <stdio.h>

enum { CHIP_GAP = 4, WIDTH = 520, ROW = 48, PADDING = 8, GAP = 4, ICON_X = 20, TEXT_X = 44, KEY_WIDTH = 24 };

static const char *const more = "More";

float overlay_menu_draw_chips(Window *window, Rect bar, float x) {
    Ui *ui = window->ui;
    bool labelled = !window->layout.short_chips;
    char tip[160];
    for (int i = 0; i < OVERLAY_COUNT; i++) {
        const Overlay *overlay = &overlays[i];
        if (!overlay->chip) continue;
        float w = labelled ? widget_button_width(ui, overlay->icon, overlay->title) : ICON_HIT_SIZE;
        Rect area = {x, bar.y + (bar.h - BAR_CONTROL_HEIGHT) / 2, w, BAR_CONTROL_HEIGHT};
        const bool flat_only = overlay->draw && map_is_relief(window->map);
        bool on = window->overlay_on[i] && !flat_only;
        if (flat_only)
            snprintf(tip, sizeof tip, "%s: on the flat map only (M)", overlay->title);
        else
            snprintf(tip, sizeof tip, "%s (%c)", overlay->help, (char)overlay->key);
        if (widget_chip(ui, overlay->name, area, overlay->icon, labelled ? overlay->title : NULL, tip,
                        flat_only, &on)) {
            window->overlay_on[i] = on;
            window->edits++;
        }
        x += w + CHIP_GAP;
    }
    float w = labelled ? widget_button_width(ui, ICON_LAYERS, more) : ICON_HIT_SIZE;
    Rect area = {x, bar.y + (bar.h - BAR_CONTROL_HEIGHT) / 2, w, BAR_CONTROL_HEIGHT};
    bool hidden_on = false; /* something is on that has no chip of its own */
    for (int i = 0; i < OVERLAY_COUNT; i++) hidden_on |= window->overlay_on[i] && !overlays[i].chip;
    ButtonLook look = {.kind = BUTTON_GHOST,
                       .icon = ICON_LAYERS,
                       .text = labelled ? more : NULL,
                       .tooltip = "All overlays of the map",
                       .on = hidden_on || window->overlay_menu_open};
    if (widget_button(ui, "overlays", area, &look)) {
        window->overlay_menu_open = !window->overlay_menu_open;
        window->edits++;
    }
    window->overlay_menu_at = (Point){area.x, area.y + area.h + GAP};
    return x + w;
}

static void draw_row(Window *window, int index, Rect row) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    const Overlay *overlay = &overlays[index];
    bool *on = &window->overlay_on[index], data = overlay_applies(overlay, &window->scene.surface);
    bool flat = !overlay->draw || !map_is_relief(window->map), applies = data && flat;
    UiItem item =
        ui_item(ui, overlay->name, row, UI_TAKES_FOCUS | UI_TAKES_SPACE | (applies ? 0 : UI_DISABLED));
    ui_item_value(ui, *on ? "on" : "off");
    ui_set_cursor(ui, UI_CURSOR_HAND);
    if (item.clicked) {
        *on = !*on;
        window->edits++;
    }
    bool shown = *on && applies;
    Color back = shown ? theme->accent_bg : theme->bg3;
    if (shown || item.hovered) canvas_round_rect(ui_canvas(ui), row, CONTROL_RADIUS, back);
    Color title = !applies ? theme->text3 : shown ? theme->accent_text : theme->text1;
    icon_draw(ui_canvas(ui), overlay->icon, (Point){row.x + ICON_X, row.y + row.h / 2},
              shown     ? theme->accent_text
              : applies ? theme->text2
                        : theme->text3);
    Rect line = {row.x + TEXT_X, row.y + 4, row.w - TEXT_X - PADDING - KEY_WIDTH, 22};
    widget_label(ui, line, style_medium(), overlay->title, title);
    line.y += 20;
    widget_label(ui, line, style_small(),
                 applies ? overlay->help
                 : data  ? "On the flat map only (M)"
                         : "Only on surfaces born from data",
                 applies ? theme->text2 : theme->text3);
    char key[2] = {(char)overlay->key, 0};
    Rect box = {row.x + row.w - PADDING - KEY_WIDTH, row.y + (row.h - 24) / 2, KEY_WIDTH, 24};
    canvas_round_rect_border(ui_canvas(ui), box, BAND_RADIUS, 1, theme->line2);
    widget_label(ui, box, style_aligned(style_small(), ALIGN_CENTRE), key, theme->text2);
    ui_focus_ring(ui, row, CONTROL_RADIUS);
}

void overlay_menu_draw(Window *window) {
    if (!window->overlay_menu_open) return;
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    Rect everything = {0, 0, window->layout.w, window->layout.h};
    Rect card = {window->overlay_menu_at.x, window->overlay_menu_at.y, WIDTH,
                 OVERLAY_COUNT * ROW + 2 * PADDING};
    if (card.x + card.w > window->layout.w - GAP) card.x = window->layout.w - GAP - card.w;
    ui_push_layer(ui, everything);
    ui_push_name(ui, "overlay");
    bool outside = ui_item(ui, "outside", everything, 0).pressed;
    widget_card(ui, card, CARD_RADIUS, theme->bg1, theme->line2);
    ui_item(ui, "card", card, 0);
    for (int i = 0; i < OVERLAY_COUNT; i++)
        draw_row(
            window, i,
            (Rect){card.x + PADDING, card.y + PADDING + (float)(i * ROW), card.w - 2 * PADDING, ROW - 2});
    ui_pop_name(ui);
    ui_pop_layer(ui);
    if (outside || ui_key(ui, KEY_ESCAPE, 0)) {
        window->overlay_menu_open = false;
        window->edits++;
    }
}

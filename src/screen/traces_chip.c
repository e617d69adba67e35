#include "traces_chip.h"

#include "files/trace_file.h"

#include <math.h>
#include <stdio.h>

enum { MARGIN = 8, PADDING = 12, CHIP_HEIGHT = 32, SAMPLE = 22, GAP = 10, CAPTION = 32 };

static void text_of(const Window *window, char *text, size_t size) {
    int count = window->traces.run_count;
    snprintf(text, size, "%s · %d path%s", window->traces_name, count, count == 1 ? "" : "s");
}

Rect traces_chip(const Window *window) {
    char text[192];
    text_of(window, text, sizeof text);
    Rect frame = map_frame(window->map);
    float words = canvas_text_width(ui_canvas(window->ui), style_small(), text);
    float w = fminf(ceilf(PADDING + SAMPLE + GAP + words) + CHIP_HEIGHT, frame.w - 2 * MARGIN);
    /* The relief has a caption in that corner. */
    float lift = map_is_relief(window->map) ? CAPTION : 0;
    return (Rect){frame.x + MARGIN, frame.y + frame.h - MARGIN - lift - CHIP_HEIGHT, w, CHIP_HEIGHT};
}

void traces_chip_draw(Window *window) {
    if (!window->traces.run_count) return;
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    char text[192];
    text_of(window, text, sizeof text);
    Rect chip = traces_chip(window);
    float middle = chip.y + chip.h / 2, x = chip.x + PADDING;
    ui_push_layer(ui, chip);
    widget_card(ui, chip, CONTROL_RADIUS, theme->bg1, theme->line2);
    Point sample[] = {{x, middle}, {x + SAMPLE, middle}};
    canvas_polyline(ui_canvas(ui), sample, 2, 2, 8, 5, theme->text2);
    x += SAMPLE + GAP;
    Rect label = {x, chip.y, chip.x + chip.w - CHIP_HEIGHT - x, chip.h};
    widget_label(ui, label, style_small(), text, theme->text1);
    ui_item(ui, "traces", label, UI_DISABLED);
    ui_item_value(ui, window->traces_name);
    ButtonLook close = {.kind = BUTTON_GHOST, .icon = ICON_CLOSE, .tooltip = "Take these paths away"};
    Rect button = {chip.x + chip.w - CHIP_HEIGHT, chip.y, CHIP_HEIGHT, CHIP_HEIGHT};
    bool closed = widget_button(ui, "traces.close", button, &close);
    ui_pop_layer(ui);
    if (!closed) return;
    traces_end(&window->traces);
    window->edits++;
}

/* A window of 640 x 480 with one widget of each kind, driven by events alone: for the tests of the interface.
 */
#ifndef TESTS_DESK_H
#define TESTS_DESK_H

#include "canvas_pixels.h"
#include "screen/number.h"
#include "screen/text.h"
#include "screen/widgets.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct Desk {
    Ui *ui;
    Canvas *canvas;
    double seconds;
    int frames;
    /* what the widgets hold, and how often each said that it changed */
    double slider, value, other;
    double limit;
    bool chip, toggle, covered, disabled;
    int mode, choice, clicks, changes, value_changes, other_changes, choices;
    char text[32];
    ScrollState scroll;
    UiItem under, layered, disc;
    char tooltip[64];
    Key asked; /* a shortcut to ask for, and whether it came */
    unsigned asked_modifiers;
    bool came;
} Desk;

static const char *const modes[] = {"Map", "3D"};
static const char *const surfaces[] = {"Rosenbrock valley", "Ravine", "Saddle", "Himmelblau", "Bowl"};

static const Rect SLIDER = {100, 100, 200, 32}, VALUE = {320, 102, 80, 28}, OTHER = {320, 142, 80, 28};
static const Rect BUTTON = {20, 20, 80, 36}, CHIP = {120, 20, 100, 36}, MODE = {240, 20, 124, 36};
static const Rect CHOICE = {400, 20, 200, 36}, SCROLL = {20, 300, 200, 100}, FIELD = {320, 182, 200, 28};

static inline void widgets(Desk *desk) {
    Ui *ui = desk->ui;
    const Theme *theme = ui_theme(ui);
    desk->clicks +=
        widget_button(ui, "button", BUTTON,
                      &(ButtonLook){BUTTON_PLAIN, ICON_PLUS, "Add", desk->tooltip, desk->disabled, false});
    desk->changes += widget_chip(ui, "chip", CHIP, ICON_STAR, "Stars", NULL, false, &desk->chip);
    desk->changes += widget_segmented(ui, "mode", MODE, modes, 2, &desk->mode);
    desk->choices += widget_dropdown(ui, "surface", CHOICE, &(DropdownLook){.icon = ICON_BOOK}, surfaces, 5,
                                     &desk->choice);
    int marked = widget_dropdown_marked(ui, "surface");
    if (marked >= 0) widget_dropdown_explain(ui, surfaces[marked]);
    ui_push_name(ui, "run%d", 0);
    SliderLook look = slider_look(theme->run[0], theme->bg1);
    look.initial = 0.25;
    look.limit = desk->limit;
    desk->changes += widget_slider(ui, "slider", SLIDER, &look, &desk->slider);
    desk->value_changes +=
        widget_value(ui, "value", VALUE, &(ValueLook){.background = theme->bg2}, &desk->value);
    ui_pop_name(ui);
    desk->other_changes +=
        widget_value(ui, "other", OTHER, &(ValueLook){.background = theme->bg2}, &desk->other);
    desk->changes += widget_text_field(ui, "field", FIELD, "Name", desk->text, sizeof desk->text);
    desk->changes += widget_switch(ui, "switch", (Rect){20, 140, 32, 32}, &desk->toggle, false, NULL);
    widget_scroll_begin(ui, "list", SCROLL, &desk->scroll);
    for (int i = 0; i < 20; i++) {
        char name[16];
        snprintf(name, sizeof name, "row%d", i);
        ui_item(ui, name, (Rect){20, 300 + 30 * (float)i - desk->scroll.offset, 180, 30}, 0);
    }
    widget_scroll_end(ui, "list", SCROLL, &desk->scroll, 600);
    desk->disc = ui_item_disc(ui, "head", (Point){500, 300}, 20, 0);
    desk->under = ui_item(ui, "under", (Rect){400, 400, 100, 50}, 0);
    if (desk->covered) {
        ui_push_layer(ui, (Rect){420, 390, 100, 80});
        desk->layered = ui_item(ui, "above", (Rect){430, 400, 20, 20}, 0);
        ui_pop_layer(ui);
    }
    if (desk->asked) desk->came |= ui_key(ui, desk->asked, desk->asked_modifiers);
}

/* Frames until every event is used up. */
static inline void step(Desk *desk) {
    do {
        canvas_begin(desk->canvas, BLACK);
        ui_begin_frame(desk->ui, desk->canvas, theme_dark(), desk->seconds);
        widgets(desk);
        ui_end_frame(desk->ui);
        canvas_end(desk->canvas);
        desk->seconds += 1 / 60.0;
        desk->frames++;
    } while (ui_waiting(desk->ui));
}

static inline void wait(Desk *desk, double seconds) {
    desk->seconds += seconds;
    step(desk);
}

static inline Desk *desk_start(void) {
    static Desk desk;
    desk = (Desk){.ui = ui_start(),
                  .canvas = picture(640, 480, 1),
                  .slider = 0.5,
                  .value = 0.0012,
                  .other = 7,
                  .limit = -1};
    canvas_end(desk.canvas);
    step(&desk);
    return &desk;
}

static inline void desk_end(Desk *desk) {
    ui_end(desk->ui);
    canvas_free(desk->canvas);
}

static inline void feed(Desk *desk, Event event) {
    ui_feed(desk->ui, &event);
}
static inline void move(Desk *desk, float x, float y, unsigned modifiers) {
    feed(desk, (Event){.kind = EVENT_MOVE, .x = x, .y = y, .modifiers = modifiers});
}
static inline void press(Desk *desk, float x, float y, int clicks) {
    feed(desk, (Event){.kind = EVENT_DOWN, .x = x, .y = y, .button = BUTTON_LEFT, .clicks = clicks});
}
static inline void release(Desk *desk, float x, float y) {
    feed(desk, (Event){.kind = EVENT_UP, .x = x, .y = y, .button = BUTTON_LEFT});
}
static inline void click(Desk *desk, float x, float y) {
    press(desk, x, y, 1);
    release(desk, x, y);
    step(desk);
}
static inline void key(Desk *desk, Key code, unsigned modifiers) {
    feed(desk, (Event){.kind = EVENT_KEY, .key = code, .modifiers = modifiers});
}
static inline void type(Desk *desk, const char *text) {
    for (; *text; text++) {
        Event event = {.kind = EVENT_TEXT};
        event.text[0] = *text;
        feed(desk, event);
    }
}
static inline void wheel(Desk *desk, float x, float y, float notches, unsigned modifiers) {
    feed(desk, (Event){.kind = EVENT_WHEEL, .x = x, .y = y, .notches = notches, .modifiers = modifiers});
}
static inline Point middle(Rect area) {
    return (Point){area.x + 0.5f * area.w, area.y + 0.5f * area.h};
}
static inline void click_on(Desk *desk, const char *name) {
    Rect area;
    ck_assert_msg(ui_find(desk->ui, name, &area), "there is no %s", name);
    click(desk, middle(area).x, middle(area).y);
}
static inline const UiRecord *record(Desk *desk, const char *name) {
    for (int i = 0; i < ui_record_count(desk->ui); i++)
        if (strcmp(ui_record(desk->ui, i)->name, name) == 0) return ui_record(desk->ui, i);
    return NULL;
}

#endif

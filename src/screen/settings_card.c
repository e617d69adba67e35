#include "settings_card.h"

#include <math.h>
#include <stdio.h>

enum {
    WIDTH = 568,
    PADDING = 24,
    TITLE = 60,
    ROW = 48,
    LABEL = 144,
    SWITCH_WIDTH = 32,
    STEP = 40,
    CHOICES_MAX = 8
};

static Rect control_of(Rect row) {
    return (Rect){row.x + LABEL, row.y + (row.h - BUTTON_HEIGHT) / 2, row.w - LABEL, BUTTON_HEIGHT};
}

static void label(Window *window, Rect row, const char *text) {
    widget_label(window->ui, row, style_normal(), text, ui_theme(window->ui)->text2);
}

/* A switch at the right, its label over the whole row. True where it was turned. */
static bool draw_switch(Window *window, Rect row, const char *name, const char *text, const char *help,
                        bool *on) {
    Rect area = {row.x + row.w - SWITCH_WIDTH, row.y, SWITCH_WIDTH, row.h};
    label(window, (Rect){row.x, row.y, row.w - SWITCH_WIDTH - 12, row.h}, text);
    return widget_switch(window->ui, name, area, on, false, help);
}

static void draw_theme(Window *window, Rect row) {
    const char *titles[THEME_COUNT];
    int chosen = window->theme;
    for (int i = 0; i < THEME_COUNT; i++) titles[i] = theme_at(i)->title;
    label(window, row, "Theme");
    if (widget_segmented(window->ui, "theme", control_of(row), titles, THEME_COUNT, &chosen))
        window_set_theme(window, chosen);
}

static void draw_palette(Window *window, Rect row) {
    const char *titles[CHOICES_MAX];
    int chosen = window->palette, count = palette_count < CHOICES_MAX ? palette_count : CHOICES_MAX;
    for (int i = 0; i < count; i++) titles[i] = palettes[i].title;
    label(window, row, "Colours of runs");
    if (widget_segmented(window->ui, "palette", control_of(row), titles, count, &chosen))
        window_set_palette(window, chosen, window->marked);
}

static void draw_marked(Window *window, Rect row) {
    bool on = window->marked;
    if (draw_switch(window, row, "marked", "Dash and marker of its own for every run",
                    "Runs are told apart without colour", &on))
        window_set_palette(window, window->palette, on);
}

static void draw_size(Window *window, Rect row) {
    Ui *ui = window->ui;
    Rect control = control_of(row), value = {control.x + STEP, control.y, control.w - 2 * STEP, control.h};
    char text[16];
    snprintf(text, sizeof text, "%.0f %%", 100 * (double)window->scale);
    label(window, row, "Size");
    for (int i = -1; i <= 1; i += 2) {
        ButtonLook look = {.kind = BUTTON_PLAIN,
                           .icon = i < 0 ? ICON_MINUS : ICON_PLUS,
                           .tooltip = i < 0 ? "Smaller (Ctrl −)" : "Larger (Ctrl +)",
                           .disabled = layout_scale_step(window->scale, i) == window->scale};
        Rect area = {i < 0 ? control.x : control.x + control.w - STEP, control.y, STEP, control.h};
        if (!widget_button(ui, i < 0 ? "smaller" : "larger", area, &look)) continue;
        window->scale = layout_scale_step(window->scale, i);
        window->edits++;
    }
    widget_label(ui, value, style_aligned(style_medium(), ALIGN_CENTRE), text, ui_theme(ui)->text1);
}

static void draw_classroom(Window *window, Rect row) {
    if (draw_switch(window, row, "classroom", "Classroom: everything a quarter larger",
                    "Big text for a projector", &window->classroom))
        window->edits++;
}

static void draw_motion(Window *window, Rect row) {
    bool on = window->config.reduced_motion;
    if (draw_switch(window, row, "reduced_motion", "Reduce motion",
                    "Panels, views and tags jump to their places; runs still play", &on))
        window_set_reduced_motion(window, on);
}

static void draw_words(Window *window, Rect row) {
    if (draw_switch(window, row, "words", "A line in words about the selected run",
                    "Under the plots: where the run is and what it does", &window->words))
        window->edits++;
}

void settings_card_draw(Window *window) {
    static void (*const rows[])(Window * window, Rect row) = {
        draw_theme, draw_palette, draw_marked, draw_size, draw_classroom, draw_motion, draw_words};
    enum { ROWS = sizeof rows / sizeof *rows };
    if (!window->settings_open) return;
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    Rect everything = {0, 0, window->layout.w, window->layout.h};
    float h = TITLE + ROWS * ROW + PADDING / 2;
    Rect card = {rintf((everything.w - WIDTH) / 2), rintf((everything.h - h) / 2), WIDTH, h};
    ui_push_layer(ui, everything);
    ui_push_name(ui, "settings");
    canvas_rect(ui_canvas(ui), everything, theme_fade(theme->bg0, 0.6f));
    bool outside = ui_item(ui, "outside", everything, 0).pressed;
    widget_card(ui, card, LESSON_RADIUS, theme->bg1, theme->line2);
    ui_item(ui, "card", card, 0);
    widget_label(ui, (Rect){card.x + PADDING, card.y + 12, 300, 40}, style_title(), "Settings", theme->text1);
    ButtonLook close = {.kind = BUTTON_GHOST, .icon = ICON_CLOSE, .tooltip = "Close (Esc)"};
    bool closed = widget_button(ui, "close", (Rect){card.x + card.w - 52, card.y + 12, 40, 40}, &close);
    for (int i = 0; i < ROWS; i++)
        rows[i](window,
                (Rect){card.x + PADDING, card.y + TITLE + (float)(i * ROW), card.w - 2 * PADDING, ROW});
    ui_pop_name(ui);
    ui_pop_layer(ui);
    if (outside || closed || ui_key(ui, KEY_ESCAPE, 0)) {
        window->settings_open = false;
        window->edits++;
    }
}

#include "widgets.h"

#include "text.h"
#include "ui_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    BUTTON_PADDING = 10, /* left of an icon */
    TEXT_PADDING = 12,   /* at an end with text */
    ICON_BOX = 20,
    ICON_TEXT_GAP = 4,
    SWITCH_WIDTH = 32,
    SWITCH_HEIGHT = 18,
    SWITCH_THUMB = 7,
    BAR_WIDTH = 6, /* scroll bar */
    BAR_EDGE = 4,
    BAR_LEAST = 32,
};

static TextStyle style_of(float size, Weight weight) {
    return (TextStyle){size, weight, ALIGN_LEFT, true};
}

TextStyle style_small(void) {
    return style_of(SMALL_TEXT, WEIGHT_REGULAR);
}
TextStyle style_normal(void) {
    return style_of(NORMAL_TEXT, WEIGHT_REGULAR);
}
TextStyle style_medium(void) {
    return style_of(NORMAL_TEXT, WEIGHT_MEDIUM);
}
TextStyle style_strong(void) {
    return style_of(NORMAL_TEXT, WEIGHT_SEMIBOLD);
}
TextStyle style_title(void) {
    return style_of(LARGE_TEXT, WEIGHT_SEMIBOLD);
}

TextStyle style_aligned(TextStyle style, Align align) {
    style.align = align;
    return style;
}

float widget_label(Ui *ui, Rect area, TextStyle style, const char *text, Color color) {
    return text_line(ui_canvas(ui), style, text, area, color);
}

void widget_card(Ui *ui, Rect area, float radius, Color fill, Color border) {
    Canvas *canvas = ui_canvas(ui);
    canvas_round_rect(canvas, area, radius, fill);
    canvas_round_rect_border(canvas, area, radius, 1, border);
}

static Point middle(Rect area) {
    return (Point){area.x + 0.5f * area.w, area.y + 0.5f * area.h};
}

/* Icon and text as a group in the middle of `area`, or one of them. */
static void content(Ui *ui, Rect area, Icon icon, const char *text, TextStyle style, Color icon_color,
                    Color text_color) {
    Canvas *canvas = ui_canvas(ui);
    Point centre = middle(area);
    if (!text) {
        icon_draw(canvas, icon, centre, icon_color);
        return;
    }
    float lead = icon ? ICON_BOX + ICON_TEXT_GAP : 0;
    float width = fminf(lead + text_markup_width(canvas, style, text), area.w - 8);
    /* An icon has air of its own in its box. */
    float x = centre.x - 0.5f * width - (icon ? 0.5f * (TEXT_PADDING - BUTTON_PADDING) : 0);
    if (icon) icon_draw(canvas, icon, (Point){x + 0.5f * ICON_BOX, centre.y}, icon_color);
    text_line(canvas, style, text, (Rect){x + lead, area.y, width - lead + 1, area.h}, text_color);
}

float widget_button_width(Ui *ui, Icon icon, const char *text) {
    float width = text ? text_markup_width(ui_canvas(ui), style_medium(), text) : 0;
    if (!text) return ICON_HIT_SIZE;
    return ceilf(width + TEXT_PADDING + (icon ? BUTTON_PADDING + ICON_BOX + ICON_TEXT_GAP : TEXT_PADDING));
}

bool widget_button(Ui *ui, const char *name, Rect area, const ButtonLook *look) {
    const Theme *theme = ui_theme(ui);
    Canvas *canvas = ui_canvas(ui);
    int takes = UI_TAKES_FOCUS | UI_TAKES_SPACE | (look->disabled ? UI_DISABLED : 0);
    UiItem item = ui_item(ui, name, area, takes);
    ui_item_value(ui, look->text ? look->text : "");
    ui_tooltip(ui, look->tooltip);
    bool lit = item.hovered || item.held;
    Color text = look->kind == BUTTON_GHOST ? theme->text2 : theme->text1;
    if (item.held || look->on) text = theme->text1;
    switch (look->kind) {
    case BUTTON_PLAIN:
        if (!look->text) text = theme->text2;
        widget_card(ui, area, CONTROL_RADIUS, lit ? theme->bg3 : theme->bg2, theme->line2);
        break;
    case BUTTON_PRIMARY: {
        float darker = item.held ? 0.16f : item.hovered ? 0.08f : 0;
        canvas_round_rect(canvas, area, CARD_RADIUS,
                          look->disabled ? theme->bg3 : theme_mix(theme->accent, theme->text1, darker));
        text = theme->on_accent;
        break;
    }
    case BUTTON_GHOST:
        if (lit || look->on) canvas_round_rect(canvas, area, CONTROL_RADIUS, theme->bg3);
        break;
    }
    if (look->disabled) text = theme->text3;
    content(ui, area, look->icon, look->text, style_medium(), text, text);
    ui_focus_ring(ui, area, CONTROL_RADIUS);
    return item.clicked;
}

bool widget_chip(Ui *ui, const char *name, Rect area, Icon icon, const char *text, const char *tooltip,
                 bool disabled, bool *on) {
    const Theme *theme = ui_theme(ui);
    UiItem item = ui_item(ui, name, area, UI_TAKES_FOCUS | UI_TAKES_SPACE | (disabled ? UI_DISABLED : 0));
    if (item.clicked) *on = !*on;
    ui_item_value(ui, *on ? "on" : "off");
    ui_tooltip(ui, tooltip);
    bool lit = item.hovered || item.held;
    if (*on)
        canvas_round_rect(ui_canvas(ui), area, CONTROL_RADIUS,
                          lit ? theme_mix(theme->accent_bg, theme->accent, 0.12f) : theme->accent_bg);
    else if (lit)
        canvas_round_rect(ui_canvas(ui), area, CONTROL_RADIUS, theme->bg3);
    Color color = disabled    ? theme->text3
                  : *on       ? theme->accent_text
                  : item.held ? theme->text1
                              : theme->text2;
    content(ui, area, icon, text, style_medium(), color, color);
    ui_focus_ring(ui, area, CONTROL_RADIUS);
    return item.clicked;
}

bool widget_segmented(Ui *ui, const char *name, Rect area, const char *const *texts, int count, int *chosen) {
    const Theme *theme = ui_theme(ui);
    Canvas *canvas = ui_canvas(ui);
    int before = *chosen;
    widget_card(ui, area, CONTROL_RADIUS, theme->bg2, theme->line2);
    UiItem whole = ui_item(ui, name, area, UI_TAKES_FOCUS | UI_TAKES_ARROWS);
    bool keyboard = whole.focused && ui->focus_visible;
    int index = 0;
    for (KeyPress *key; whole.focused && (key = ui_next_key(ui, &index));) {
        int step = key->event.kind != EVENT_KEY  ? 0
                   : key->event.key == KEY_LEFT  ? -1
                   : key->event.key == KEY_RIGHT ? 1
                                                 : 0;
        if (!step) continue;
        key->taken = true;
        if (*chosen + step >= 0 && *chosen + step < count) *chosen += step;
    }
    ui_item_value(ui, texts[*chosen]);
    ui_push_name(ui, "%s", name);
    for (int i = 0; i < count; i++) {
        float left = area.x + 2 + (area.w - 4) * (float)i / (float)count;
        float right = area.x + 2 + (area.w - 4) * (float)(i + 1) / (float)count;
        Rect band = {left, area.y + 2, right - left, area.h - 4};
        char number[12];
        snprintf(number, sizeof number, "%d", i);
        UiItem item = ui_item(ui, number, band, 0);
        ui_item_value(ui, texts[i]);
        if (item.clicked) *chosen = i;
        bool on = *chosen == i, lit = item.hovered || item.held;
        if (on || lit) canvas_round_rect(canvas, band, BAND_RADIUS, on ? theme->accent_bg : theme->bg3);
        Color color = on ? theme->accent_text : item.held ? theme->text1 : theme->text2;
        text_line(canvas, style_aligned(on ? style_strong() : style_medium(), ALIGN_CENTRE), texts[i], band,
                  color);
    }
    ui_pop_name(ui);
    if (keyboard) canvas_round_rect_border(canvas, rect_grown(area, 4), CONTROL_RADIUS + 4, 2, theme->accent);
    return *chosen != before;
}

bool widget_switch(Ui *ui, const char *name, Rect area, bool *on, bool disabled, const char *tooltip) {
    const Theme *theme = ui_theme(ui);
    Canvas *canvas = ui_canvas(ui);
    Rect track = {area.x, area.y + 0.5f * (area.h - SWITCH_HEIGHT), SWITCH_WIDTH, SWITCH_HEIGHT};
    track = canvas_snap(canvas, track);
    Rect hit = {area.x - 4, area.y, SWITCH_WIDTH + 8, area.h};
    UiItem item = ui_item(ui, name, hit, UI_TAKES_FOCUS | UI_TAKES_SPACE | (disabled ? UI_DISABLED : 0));
    if (item.clicked) *on = !*on;
    ui_item_value(ui, *on ? "on" : "off");
    ui_tooltip(ui, tooltip);
    Color fill = *on && !disabled ? theme->accent : theme->track;
    if (item.hovered) fill = theme_mix(fill, theme->text2, 0.25f);
    canvas_round_rect(canvas, track, 0.5f * SWITCH_HEIGHT, fill);
    Point thumb = {*on ? track.x + track.w - 0.5f * SWITCH_HEIGHT : track.x + 0.5f * SWITCH_HEIGHT,
                   track.y + 0.5f * track.h};
    canvas_disc(canvas, thumb, SWITCH_THUMB, disabled ? theme->text3 : theme->mark);
    ui_focus_ring(ui, track, 0.5f * SWITCH_HEIGHT);
    return item.clicked;
}

/* ---- scrolling ---- */

static float scroll_limit(Rect area, const ScrollState *scroll) {
    return fmaxf(0, scroll->content - area.h);
}

/* Pages that the keyboard asks for, of the first area that has more than it shows. */
static int pages_turned(Ui *ui, Rect area, const ScrollState *scroll) {
    int pages = 0;
    if (scroll_limit(area, scroll) <= 0.5f || ui->layer < ui_modal_layer(ui, ui_complete(ui))) return 0;
    while (ui_key(ui, KEY_PAGE_DOWN, 0)) pages++;
    while (ui_key(ui, KEY_PAGE_UP, 0)) pages--;
    return pages;
}

void widget_scroll_begin(Ui *ui, const char *name, Rect area, ScrollState *scroll) {
    UiItem item = ui_item(ui, name, area, UI_SCROLLS);
    const float notch = 48;
    scroll->offset += (float)pages_turned(ui, area, scroll) * fmaxf(area.h - notch, notch);
    scroll->offset -= item.wheel * notch;
    scroll->offset = fmaxf(0, fminf(scroll->offset, scroll_limit(area, scroll)));
    canvas_push_clip(ui_canvas(ui), area);
}

void widget_scroll_end(Ui *ui, const char *name, Rect area, ScrollState *scroll, float height) {
    canvas_pop_clip(ui_canvas(ui));
    scroll->content = height;
    float limit = scroll_limit(area, scroll);
    if (scroll->offset > limit) scroll->offset = limit;
    if (limit <= 0.5f) return;
    const Theme *theme = ui_theme(ui);
    char bar_name[64];
    snprintf(bar_name, sizeof bar_name, "%s.bar", name);
    float track = area.h - 2 * BAR_EDGE, length = fmaxf(BAR_LEAST, track * area.h / height);
    float left = area.x + area.w - BAR_EDGE - BAR_WIDTH;
    Rect hit = {left - BAR_EDGE, area.y, BAR_WIDTH + 2 * BAR_EDGE, area.h};
    UiItem item = ui_item(ui, bar_name, hit, 0);
    float top = area.y + BAR_EDGE + (track - length) * scroll->offset / limit;
    if (item.pressed) {
        bool on_thumb = item.press.y >= top && item.press.y < top + length;
        ui->drag_x = on_thumb ? item.press.y - top : 0.5f * length;
    }
    if (item.held && track > length) {
        float wanted = ui_pointer(ui).y - ui->drag_x - area.y - BAR_EDGE;
        scroll->offset = fmaxf(0, fminf(limit, wanted / (track - length) * limit));
        top = area.y + BAR_EDGE + (track - length) * scroll->offset / limit;
    }
    Color color = item.held || item.hovered ? theme->text2 : theme->text3;
    canvas_round_rect(ui_canvas(ui), (Rect){left, top, BAR_WIDTH, length}, 0.5f * BAR_WIDTH, color);
}

/* ---- tool-tip ---- */

enum { TIP_PADDING = 8, TIP_WIDTH = 300, TIP_GAP = 6, TIP_EDGE = 4 };

/* As wide as its lines, as long as they fit. */
static Rect tip_size(Ui *ui, const char *text) {
    float width = fminf(text_markup_width(ui->canvas, style_small(), text) + 1, TIP_WIDTH);
    float height = text_paragraph(ui->canvas, style_small(), text, (Rect){0, 0, width, 1000}, (Color){0});
    return (Rect){0, 0, width + 2 * TIP_PADDING, height + TIP_PADDING};
}

static void tip_draw_at(Ui *ui, const char *text, Rect box) {
    const Theme *theme = ui->theme;
    Rect bounds = canvas_bounds(ui->canvas);
    box.x = fmaxf(TIP_EDGE, fminf(box.x, bounds.w - TIP_EDGE - box.w));
    box.y = fmaxf(TIP_EDGE, fminf(box.y, bounds.h - TIP_EDGE - box.h));
    box = canvas_snap(ui->canvas, box);
    widget_card(ui, box, CONTROL_RADIUS, theme->bg1, theme->line2);
    text_paragraph(
        ui->canvas, style_small(), text,
        (Rect){box.x + TIP_PADDING, box.y + 0.5f * TIP_PADDING, box.w - 2 * TIP_PADDING, box.h - TIP_PADDING},
        theme->text1);
}

void tip_draw(Ui *ui) {
    Rect box = tip_size(ui, ui->tip), at = ui->tip_area;
    box.x = at.x + 0.5f * (at.w - box.w);
    box.y = at.y + at.h + TIP_GAP;
    if (box.y + box.h > canvas_bounds(ui->canvas).h - TIP_EDGE) box.y = at.y - TIP_GAP - box.h;
    tip_draw_at(ui, ui->tip, box);
}

void tip_draw_beside(Ui *ui, const char *text, Rect list, Rect row) {
    Rect box = tip_size(ui, text);
    box.x = list.x - TIP_GAP - box.w;
    if (box.x < TIP_EDGE) box.x = list.x + list.w + TIP_GAP;
    box.y = row.y;
    tip_draw_at(ui, text, box);
}

#include "text.h"
#include "ui_internal.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    ITEMS_MAX = 512,
    ROW_HEIGHT = 32,
    ROWS_SEEN = 12,
    LIST_PADDING = 4,
    LIST_GAP = 4, /* between box and list */
    TEXT_LEFT = 12,
    ICON_CENTRE = 20, /* from the box's left edge, ... */
    ICON_TEXT = 38,   /* ... and the text after an icon */
    IMAGE_LEFT = 8,
    IMAGE_WIDTH = 36,
    IMAGE_HEIGHT = 24,
    IMAGE_TEXT = 56,
    CHEVRON_CENTRE = 18, /* from the right edge */
    BARE_GAP = 14,       /* from the end of the text to the chevron's middle */
    BARE_END = 10,
};

void popup_close(Ui *ui) {
    if (ui->focus == ui->popup.owner && !ui->focus_visible) ui->focus = 0;
    ui->popup.owner = 0;
    ui->popup.filter[0] = '\0';
    ui_wake_after(ui, 0);
}

/* Whether `text` begins with the filter; what is no letter or digit may be left out: "lbfgs" means L-BFGS. */
static bool begins(const char *text, const char *filter) {
    for (; *filter; filter++) {
        if (strchr("- ", *filter)) continue;
        while (*text && *text != *filter && !isalnum((unsigned char)*text)) text++;
        if (tolower((unsigned char)*text) != tolower((unsigned char)*filter)) return false;
        text++;
    }
    return true;
}

static bool matches(const char *text, const char *filter) {
    do
        if (begins(text, filter)) return true;
    while (*text++);
    return false;
}

/* The items that match the filter, in order; those that begin with it do not come first, so that rows stay in
 * place. */
static int filter_items(const Ui *ui, const char *const *items, int count, int *rows) {
    int shown = 0;
    for (int i = 0; i < count && i < ITEMS_MAX; i++)
        if (matches(items[i], ui->popup.filter)) rows[shown++] = i;
    return shown;
}

/* Below the box, or above where there is more room. */
static Rect list_area(const Ui *ui, Rect box, float width, int rows) {
    Rect bounds = canvas_bounds(ui->canvas);
    float wanted = (float)ROW_HEIGHT * fminf(fmaxf((float)rows, 1), ROWS_SEEN) + 2 * LIST_PADDING;
    float below = bounds.h - (box.y + box.h) - 2 * LIST_GAP, above = box.y - 2 * LIST_GAP;
    bool up = wanted > below && above > below;
    float height = fminf(wanted, fmaxf(up ? above : below, ROW_HEIGHT + 2 * LIST_PADDING));
    float x = fmaxf(LIST_GAP, fminf(box.x, bounds.w - LIST_GAP - width));
    return canvas_snap(ui->canvas,
                       (Rect){x, up ? box.y - LIST_GAP - height : box.y + box.h + LIST_GAP, width, height});
}

static void show_marked(Popup *popup) {
    float room = popup->area.h - 2 * LIST_PADDING, top = (float)(popup->marked * ROW_HEIGHT);
    popup->scroll = fminf(popup->scroll, top);
    popup->scroll = fmaxf(popup->scroll, top + ROW_HEIGHT - room);
}

static void filter_add(Popup *popup, const char *text) {
    size_t length = strlen(popup->filter);
    /* A blank at the start opened the list. */
    if (length + strlen(text) >= sizeof popup->filter || (length == 0 && *text == ' ')) return;
    strcat(popup->filter, text);
    popup->marked = 0;
    popup->scroll = 0;
}

static void filter_shorten(Popup *popup) {
    size_t length = strlen(popup->filter);
    while (length > 0 && ((unsigned char)popup->filter[length - 1] & 0xc0) == 0x80) length--;
    if (length > 0) length--;
    popup->filter[length] = '\0';
    popup->marked = 0;
    popup->scroll = 0;
}

/* Moves the mark, or lengthens or shortens the filter; false where the key means something else. */
static bool list_key(Popup *popup, const Event *event) {
    int page = ROWS_SEEN - 2, to = popup->marked;
    if (event->kind == EVENT_TEXT) {
        filter_add(popup, event->text);
        return true;
    }
    switch ((int)event->key) {
    case KEY_UP: to--; break;
    case KEY_DOWN: to++; break;
    case KEY_PAGE_UP: to -= page; break;
    case KEY_PAGE_DOWN: to += page; break;
    case KEY_HOME: to = 0; break;
    case KEY_END: to = popup->rows - 1; break;
    case KEY_BACKSPACE: filter_shorten(popup); return true;
    default: return false;
    }
    to = to < popup->rows ? to : popup->rows - 1;
    popup->marked = to > 0 ? to : 0;
    show_marked(popup);
    return true;
}

/* Marks the row that the filter most likely means: the text itself, else what begins with it, else the first.
 */
static void mark_best(Popup *popup, const char *const *items, const int *rows) {
    int best = 0, best_rank = 0;
    for (int i = 0; i < popup->rows; i++) {
        const char *item = items[rows[i]];
        int rank = strcasecmp(item, popup->filter) == 0 ? 2 : begins(item, popup->filter);
        if (rank <= best_rank) continue;
        best = i;
        best_rank = rank;
    }
    popup->marked = best;
    show_marked(popup);
}

/* Keys of the open list, with the rows as each key leaves them; true where Enter chose the marked row. */
static bool list_keys(Ui *ui, const char *const *items, int count, int *rows) {
    Popup *popup = &ui->popup;
    int index = 0;
    popup->rows = filter_items(ui, items, count, rows);
    for (KeyPress *press; (press = ui_next_key(ui, &index));) {
        const Event *event = &press->event;
        /* Letters also come as keys; while the list is open they are nobody's shortcuts. */
        press->taken = !(event->modifiers & (MODIFIER_CONTROL | MODIFIER_ALT));
        if (list_key(popup, event)) {
            popup->rows = filter_items(ui, items, count, rows);
            if (event->kind == EVENT_TEXT && popup->filter[0]) mark_best(popup, items, rows);
        } else if (event->kind == EVENT_KEY && event->key == KEY_ENTER) {
            return popup->marked < popup->rows;
        } else if (event->kind == EVENT_KEY && event->key == KEY_ESCAPE) {
            popup_close(ui);
            return false;
        }
    }
    return false;
}

static void keep_strings(Popup *popup, const char *const *items, const int *rows, int count) {
    size_t size = 1;
    for (int i = 0; i < count; i++) size += strlen(items[rows[i]]) + 1;
    if (size > popup->strings_capacity) {
        char *strings = realloc(popup->strings, size);
        if (!strings) abort();
        popup->strings = strings;
        popup->strings_capacity = size;
    }
    char *to = popup->strings;
    *to = '\0';
    for (int i = 0; i < count; i++) to = stpcpy(to, items[rows[i]]) + 1;
}

/* The open list: its rows take the pointer and the keys. The chosen item, or -1. */
static int list_handle(Ui *ui, const char *name, Rect box, float width, const char *const *items, int count,
                       int chosen) {
    Popup *popup = &ui->popup;
    int rows[ITEMS_MAX], result = -1;
    bool enter = list_keys(ui, items, count, rows);
    if (!popup->owner) return -1;
    if (enter) result = rows[popup->marked];
    popup->tip[0] = 0;
    popup->area = list_area(ui, box, width, popup->rows);
    ui_set_popup(ui, popup->area);
    ui_push_name(ui, "%s", name);
    Rect inside = rect_grown(popup->area, -LIST_PADDING);
    UiItem list = ui_item_in(ui, "list", popup->area, popup->area, UI_POPUP_LAYER, UI_SCROLLS);
    float most = fmaxf(0, (float)(popup->rows * ROW_HEIGHT) - inside.h);
    popup->scroll = fmaxf(0, fminf(popup->scroll - list.wheel * ROW_HEIGHT, most));
    bool moved = ui->pointer.x != popup->pointer.x || ui->pointer.y != popup->pointer.y || list.wheel != 0;
    popup->pointer = ui->pointer;
    popup->chosen_row = -1;
    for (int i = 0; i < popup->rows; i++) {
        Rect row = {inside.x, inside.y + (float)(i * ROW_HEIGHT) - popup->scroll, inside.w, ROW_HEIGHT};
        if (rows[i] == chosen) popup->chosen_row = i;
        if (row.y + row.h <= inside.y || row.y >= inside.y + inside.h) continue;
        char number[12];
        snprintf(number, sizeof number, "%d", rows[i]);
        UiItem item = ui_item_in(ui, number, row, inside, UI_POPUP_LAYER, 0);
        ui_item_value(ui, items[rows[i]]);
        if (item.hovered && moved) popup->marked = i;
        if (item.clicked) result = rows[i];
    }
    ui_pop_name(ui);
    popup->drawn = true;
    keep_strings(popup, items, rows, popup->rows);
    popup->item = popup->marked < popup->rows ? rows[popup->marked] : -1;
    popup->row = (Rect){inside.x, inside.y + (float)(popup->marked * ROW_HEIGHT) - popup->scroll, inside.w,
                        ROW_HEIGHT};
    if (result >= 0) popup_close(ui);
    return result;
}

static void popup_open(Ui *ui, uint64_t id, int chosen) {
    ui->popup.owner = ui->focus = id;
    ui->popup.filter[0] = '\0';
    ui->popup.marked = chosen > 0 ? chosen : 0;
    ui->popup.scroll = fmaxf(0, (float)((ui->popup.marked - ROWS_SEEN / 2) * ROW_HEIGHT));
    ui->popup.pointer = ui->pointer;
    ui_wake_after(ui, 0);
}

void popup_draw(Ui *ui) {
    Popup *popup = &ui->popup;
    if (popup->tip[0]) tip_draw_beside(ui, popup->tip, popup->area, popup->row);
    const Theme *theme = ui->theme;
    Canvas *canvas = ui->canvas;
    Rect inside = rect_grown(popup->area, -LIST_PADDING);
    widget_card(ui, popup->area, CARD_RADIUS, theme->bg1, theme->line2);
    if (popup->rows == 0) {
        Rect row = {inside.x + TEXT_LEFT - LIST_PADDING, inside.y, inside.w, ROW_HEIGHT};
        text_line(canvas, style_normal(), "Nothing matches", row, theme->text2);
        return;
    }
    canvas_push_clip(canvas, inside);
    const char *string = popup->strings;
    bool scrolls = (float)(popup->rows * ROW_HEIGHT) > inside.h + 0.5f;
    for (int i = 0; i < popup->rows; i++, string += strlen(string) + 1) {
        Rect row = {inside.x, inside.y + (float)(i * ROW_HEIGHT) - popup->scroll, inside.w, ROW_HEIGHT};
        if (row.y + row.h <= inside.y || row.y >= inside.y + inside.h) continue;
        bool chosen = i == popup->chosen_row;
        if (i == popup->marked) canvas_round_rect(canvas, row, BAND_RADIUS, theme->bg3);
        Color color = chosen ? theme->accent_text : theme->text1;
        float room = row.w - 2 * (TEXT_LEFT - LIST_PADDING) - (chosen ? 24.0f : 0) - (scrolls ? 10.0f : 0);
        Rect text = {row.x + TEXT_LEFT - LIST_PADDING, row.y, room, row.h};
        text_line(canvas, chosen ? style_medium() : style_normal(), string, text, color);
        if (chosen)
            icon_draw(canvas, ICON_CHECK,
                      (Point){row.x + row.w - (scrolls ? 26.0f : 18.0f), row.y + 0.5f * row.h},
                      theme->accent_text);
    }
    canvas_pop_clip(canvas);
    if (scrolls) {
        float share = inside.h / (float)(popup->rows * ROW_HEIGHT), length = fmaxf(24, inside.h * share);
        float most = (float)(popup->rows * ROW_HEIGHT) - inside.h;
        float top = inside.y + (inside.h - length) * popup->scroll / most;
        canvas_round_rect(canvas, (Rect){inside.x + inside.w - 6, top, 6, length}, 3, theme->text3);
    }
}

int widget_dropdown_marked(const Ui *ui, const char *name) {
    return ui->popup.owner && ui->popup.owner == ui_id(ui, name) && ui->popup.drawn ? ui->popup.item : -1;
}

void widget_dropdown_explain(Ui *ui, const char *text) {
    snprintf(ui->popup.tip, sizeof ui->popup.tip, "%s", text);
}

/* ---- the box ---- */

static TextStyle text_style(const DropdownLook *look) {
    if (look->style.size > 0) return look->style;
    return look->bare || look->image ? style_strong() : style_medium();
}

float widget_dropdown_width(Ui *ui, const DropdownLook *look, const char *text) {
    return text_markup_width(ui_canvas(ui), text_style(look), text) + BARE_GAP + BARE_END;
}

static void image_draw(Ui *ui, Rect area, const Image *image) {
    Rect place = {area.x + IMAGE_LEFT, area.y + 0.5f * (area.h - IMAGE_HEIGHT), IMAGE_WIDTH, IMAGE_HEIGHT};
    canvas_image(ui->canvas, image, place);
    canvas_round_rect_border(ui->canvas, place, 3, 1, ui->theme->line2);
}

static void bare_draw(Ui *ui, Rect area, const DropdownLook *look, const char *text, bool lit, bool open) {
    const Theme *theme = ui->theme;
    Rect room = {area.x, area.y, area.w - BARE_GAP - BARE_END + 1, area.h};
    if (lit || open) {
        float width = fminf(area.w, widget_dropdown_width(ui, look, text));
        float height = fminf(area.h, VALUE_HEIGHT);
        Rect back = {area.x - 6, area.y + 0.5f * (area.h - height), width + 6, height};
        canvas_round_rect(ui->canvas, back, CONTROL_RADIUS, theme->bg3);
    }
    float width =
        text_line(ui->canvas, text_style(look), text, room, look->disabled ? theme->text3 : theme->text1);
    icon_draw(ui->canvas, ICON_CHEVRON_SMALL, (Point){area.x + width + BARE_GAP, area.y + 0.5f * area.h},
              theme->text2);
}

static void box_draw(Ui *ui, Rect area, const DropdownLook *look, const char *text, bool lit, bool open) {
    const Theme *theme = ui->theme;
    Color fill = lit ? theme->bg3 : look->background.a ? look->background : theme->bg2;
    widget_card(ui, area, CONTROL_RADIUS, fill, open ? theme->accent : theme->line2);
    float left = TEXT_LEFT, middle = area.y + 0.5f * area.h;
    Color color = look->disabled ? theme->text3 : theme->text1;
    if (look->image) {
        image_draw(ui, area, look->image);
        left = IMAGE_TEXT;
    } else if (look->icon) {
        icon_draw(ui->canvas, look->icon, (Point){area.x + ICON_CENTRE, middle}, theme->text2);
        left = ICON_TEXT;
    }
    Rect room = {area.x + left, area.y, area.w - left - CHEVRON_CENTRE - 10, area.h};
    bool filtering = open && ui->popup.filter[0];
    float width = text_line(ui->canvas, text_style(look), filtering ? ui->popup.filter : text, room, color);
    if (filtering) canvas_vertical_line(ui->canvas, room.x + width + 1, middle - 9, 18, 1.5f, theme->text1);
    icon_draw(ui->canvas, open ? ICON_CHEVRON_UP : ICON_CHEVRON_DOWN,
              (Point){area.x + area.w - CHEVRON_CENTRE, middle},
              look->disabled ? theme->text3 : theme->text2);
}

bool widget_dropdown(Ui *ui, const char *name, Rect area, const DropdownLook *look, const char *const *items,
                     int count, int *chosen) {
    uint64_t id = ui_id(ui, name);
    bool was_open = ui->popup.owner == id;
    int takes = UI_TAKES_FOCUS | UI_TAKES_ARROWS | (was_open ? UI_TAKES_TEXT : UI_TAKES_SPACE);
    UiItem item = ui_item(ui, name, area, takes | (look->disabled ? UI_DISABLED : 0));
    const char *shown = look->shown ? look->shown : *chosen >= 0 && *chosen < count ? items[*chosen] : "";
    ui_item_value(ui, shown);
    ui_set_cursor(ui, UI_CURSOR_HAND);
    if (!was_open) ui_tooltip(ui, look->tooltip);
    UiItem box = item;
    if (was_open && (!item.focused || item.clicked || look->disabled)) {
        popup_close(ui);
    } else if (item.clicked) {
        popup_open(ui, id, *chosen);
    } else if (!was_open && item.focused) {
        int index = 0;
        for (KeyPress *key; (key = ui_next_key(ui, &index));)
            if (key->event.kind == EVENT_KEY && (key->event.key == KEY_DOWN || key->event.key == KEY_UP)) {
                key->taken = true;
                popup_open(ui, id, *chosen);
                break;
            }
    }
    bool open = ui->popup.owner == id, changed = false;
    if (open) {
        int picked = list_handle(ui, name, area, look->list_width > 0 ? look->list_width : area.w, items,
                                 count, *chosen);
        changed = picked >= 0 && picked != *chosen;
        if (changed) *chosen = picked;
        if (changed && !look->shown) shown = items[picked];
        open = ui->popup.owner == id;
    }
    ui->last = box; /* the rows came after the box */
    if (look->bare)
        bare_draw(ui, area, look, shown, box.hovered || box.held, open);
    else
        box_draw(ui, area, look, shown, box.hovered || box.held, open);
    ui_focus_ring(ui, area, CONTROL_RADIUS);
    return changed;
}

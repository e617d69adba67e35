#include "ui.h"

#include "text.h"
#include "ui_internal.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Ui *ui_start(void) {
    Ui *ui = calloc(1, sizeof *ui);
    if (!ui) return NULL;
    ui->pointer = (Point){UI_NOWHERE, UI_NOWHERE};
    ui->tip_left = -1e9;
    return ui;
}

void ui_end(Ui *ui) {
    if (!ui) return;
    for (int i = 0; i < 2; i++) free(ui->lists[i].items);
    free(ui->popup.strings);
    free(ui->pasteboard);
    free(ui);
}

bool rect_contains(Rect area, Point point) {
    return point.x >= area.x && point.x < area.x + area.w && point.y >= area.y && point.y < area.y + area.h;
}

Rect rect_intersect(Rect a, Rect b) {
    float x0 = fmaxf(a.x, b.x), y0 = fmaxf(a.y, b.y);
    float x1 = fminf(a.x + a.w, b.x + b.w), y1 = fminf(a.y + a.h, b.y + b.h);
    return (Rect){x0, y0, fmaxf(0, x1 - x0), fmaxf(0, y1 - y0)};
}

Rect rect_grown(Rect area, float by) {
    return (Rect){area.x - by, area.y - by, area.w + 2 * by, area.h + 2 * by};
}

void ui_begin_frame(Ui *ui, Canvas *canvas, const Theme *theme, double seconds) {
    ui->canvas = canvas;
    ui->theme = theme;
    ui->frame_seconds = fmax(0, fmin(0.1, seconds - ui->seconds));
    ui->seconds = seconds;
    ui->current = 1 - ui->current;
    ItemList *list = ui_filling(ui);
    list->count = list->layer_count = 0;
    list->popup = false;
    ui->layer = ui->layer_depth = ui->name_count = 0;
    ui->name[0] = '\0';
    ui->last_index = -1;
    ui->held_new = ui->held_over = false;
    ui->cancelled = 0;
    ui->next_cursor = UI_CURSOR_ARROW;
    ui->tip_seen = false;
    ui->wake = INFINITY;
    ui->popup.drawn = false;
    ui_take_input(ui);
}

static bool same(const char *a, const char *b) {
    return strcmp(a, b) == 0;
}

static void finish_tip(Ui *ui) {
    const double delay = 0.5, memory = 0.4;
    ui->tip_drawn = false;
    if (!ui->tip_seen) {
        if (ui->tip_owner && ui->seconds - ui->tip_since >= delay) ui->tip_left = ui->seconds;
        ui->tip_owner = 0;
        return;
    }
    if (ui->tip_owner != ui->tip_next) {
        ui->tip_owner = ui->tip_next;
        ui->tip_since = ui->seconds;
    }
    /* Whoever acts needs no explanation. */
    if (ui->press || ui->held || ui->key_count || ui->popup.owner) ui->tip_since = ui->seconds;
    /* From one explained item to the next there is no waiting. */
    if (ui->tip_since - ui->tip_left < memory) ui->tip_since -= delay;
    double left = ui->tip_since + delay - ui->seconds;
    ui->tip_drawn = left <= 0;
    if (ui->tip_drawn)
        tip_draw(ui);
    else
        ui_wake_after(ui, left);
}

void ui_end_frame(Ui *ui) {
    assert(ui->name_count == 0 && ui->layer_depth == 0);
    ItemList *list = ui_filling(ui);
    if (ui->popup.owner) {
        if (ui->popup.drawn)
            popup_draw(ui);
        else
            popup_close(ui);
    }
    if (ui->held_over || !ui_item_of(list, ui->held)) ui->held = 0;
    if (!ui_item_of(list, ui->focus) && !ui->focus_coming) ui->focus = 0;
    ui->focus_coming = false;
    if (ui->edit_owner && !ui_item_of(list, ui->edit_owner)) ui->edit_owner = 0;
    if (ui->edit_owner) ui_wake_after(ui, 0.5);
    ui_finish_keys(ui);
    ui->cursor = ui->next_cursor;
    finish_tip(ui);
}

double ui_wait(const Ui *ui) {
    return ui_waiting(ui) ? 0 : fmax(0, ui->wake - ui->seconds);
}
bool ui_animating(const Ui *ui) {
    return ui_wait(ui) < 0.01;
}

void ui_wake_after(Ui *ui, double seconds) {
    ui->wake = fmin(ui->wake, ui->seconds + seconds);
}

void ui_set_clipboard(Ui *ui, UiClipboard clipboard) {
    ui->clipboard = clipboard;
}
void ui_copy(Ui *ui, const char *text) {
    if (ui->clipboard.set) {
        ui->clipboard.set(text);
        return;
    }
    free(ui->pasteboard);
    ui->pasteboard = strdup(text);
}
void ui_set_reduced_motion(Ui *ui, bool reduced) {
    ui->reduced_motion = reduced;
}

/* ---- names ---- */

void ui_push_name(Ui *ui, const char *format, ...) {
    assert(ui->name_count < UI_NAMES_MAX);
    size_t length = strlen(ui->name);
    ui->name_lengths[ui->name_count++] = length;
    va_list arguments;
    va_start(arguments, format);
    if (length && length + 1 < sizeof ui->name) ui->name[length++] = '.';
    vsnprintf(ui->name + length, sizeof ui->name - length, format, arguments);
    va_end(arguments);
}

void ui_pop_name(Ui *ui) {
    assert(ui->name_count > 0);
    ui->name[ui->name_lengths[--ui->name_count]] = '\0';
}

static void full_name(const Ui *ui, const char *name, char *full, size_t size) {
    size_t prefix = strlen(ui->name), length = strlen(name), dot = prefix && length;
    assert(prefix + dot + length < size);
    memcpy(full, ui->name, prefix);
    if (dot) full[prefix] = '.';
    memcpy(full + prefix + dot, name, length + 1);
}

uint64_t ui_hash(const char *name) {
    uint64_t value = 14695981039346656037u;
    for (; *name; name++) value = (value ^ (unsigned char)*name) * 1099511628211u;
    return value ? value : 1;
}

uint64_t ui_id(const Ui *ui, const char *name) {
    char full[sizeof(((UiRecord *)0)->name)];
    full_name(ui, name, full, sizeof full);
    return ui_hash(full);
}

/* ---- items ---- */

static Item *append(ItemList *list) {
    if (list->count == list->capacity) {
        int capacity = list->capacity ? 2 * list->capacity : 256;
        Item *items = realloc(list->items, (size_t)capacity * sizeof *items);
        if (!items) abort(); /* a few kilobytes */
        list->items = items;
        list->capacity = capacity;
    }
    Item *item = &list->items[list->count++];
    memset(item, 0, sizeof *item);
    return item;
}

/* Whether Space or Enter was pressed on the item that has the keyboard. */
static bool activated(Ui *ui) {
    for (int i = 0; i < ui->key_count; i++) {
        KeyPress *key = &ui->keys[i];
        bool activates =
            key->event.kind == EVENT_KEY && (key->event.key == KEY_SPACE || key->event.key == KEY_ENTER);
        if (!activates || key->taken || key->event.modifiers) continue;
        key->taken = true;
        return true;
    }
    return false;
}

static UiItem add_item(Ui *ui, const char *name, Rect area, Rect clip, int layer, int takes) {
    Item *item = append(ui_filling(ui));
    full_name(ui, name, item->record.name, sizeof item->record.name);
    item->id = ui_hash(item->record.name);
    item->takes = takes;
    item->layer = layer;
    item->record.area = rect_intersect(area, clip);
    item->record.whole = area;
    item->record.takes = takes;
    item->record.layer = layer;
    UiItem state = {0};
    bool enabled = !(takes & UI_DISABLED), here = ui->hot == item->id;
    if (enabled) {
        state.held = ui->held == item->id;
        state.hovered = here && (!ui->held || state.held);
        state.pressed = state.held && ui->held_new;
        state.released = state.held && ui->held_over;
        state.cancelled = ui->cancelled == item->id;
        state.focused = ui->focus == item->id;
        state.button = ui->held_button;
        state.clicks = ui->held_clicks;
        state.press = ui->held_point;
        state.wheel = ui->wheel_hot == item->id && (takes & (UI_TAKES_WHEEL | UI_SCROLLS)) ? ui->wheel : 0;
        state.clicked = state.released && here;
        if (state.focused && (takes & UI_TAKES_SPACE) && activated(ui)) {
            state.clicked = true;
            state.button = BUTTON_LEFT;
        }
        if (state.released) state.held = false;
    }
    item->record.disabled = !enabled;
    item->record.focused = state.focused;
    item->record.held = state.held;
    ui->last = state;
    ui->last_index = ui_filling(ui)->count - 1;
    return state;
}

UiItem ui_item_in(Ui *ui, const char *name, Rect area, Rect clip, int layer, int takes) {
    return add_item(ui, name, area, clip, layer, takes);
}

UiItem ui_item(Ui *ui, const char *name, Rect area, int takes) {
    return add_item(ui, name, area, canvas_clip(ui->canvas), ui->layer, takes);
}

UiItem ui_item_disc(Ui *ui, const char *name, Point centre, float radius, int takes) {
    UiItem state =
        ui_item(ui, name, (Rect){centre.x - radius, centre.y - radius, 2 * radius, 2 * radius}, takes);
    Item *item = &ui_filling(ui)->items[ui->last_index];
    item->disc = true;
    item->centre = centre;
    item->radius = radius;
    return state;
}

void ui_item_value(Ui *ui, const char *value) {
    assert(ui->last_index >= 0);
    UiRecord *record = &ui_filling(ui)->items[ui->last_index].record;
    snprintf(record->value, sizeof record->value, "%s", value);
}

static void tip_want(Ui *ui, const Item *item, const char *text) {
    ui->tip_next = item->id;
    ui->tip_seen = true;
    ui->tip_area = item->record.area;
    snprintf(ui->tip, sizeof ui->tip, "%s", text);
}

/* Also of a disabled item: why it is. */
void ui_tooltip(Ui *ui, const char *text) {
    if (!text || !*text || ui->last_index < 0) return;
    const Item *item = &ui_filling(ui)->items[ui->last_index];
    const bool resting = ui->under == item->id && !ui->held, focused = ui->last.focused && ui->focus_visible;
    if (ui->last.hovered || resting || (focused && !ui->tip_seen)) /* the pointer comes first */
        tip_want(ui, item, text);
}

const char *ui_tip(const Ui *ui) {
    return ui->popup.owner ? ui->popup.tip : ui->tip_drawn ? ui->tip : "";
}

void ui_focus_ring(Ui *ui, Rect area, float radius) {
    if (!ui->last.focused || !ui->focus_visible) return;
    canvas_round_rect_border(ui->canvas, rect_grown(area, 4), radius + 4, 2, ui->theme->accent);
}

void ui_set_cursor(Ui *ui, UiCursor cursor) {
    if (ui->last.hovered || ui->last.held) ui->next_cursor = cursor;
}

UiCursor ui_cursor(const Ui *ui) {
    return ui->cursor;
}
Canvas *ui_canvas(const Ui *ui) {
    return ui->canvas;
}
const Theme *ui_theme(const Ui *ui) {
    return ui->theme;
}
double ui_seconds(const Ui *ui) {
    return ui->seconds;
}
Point ui_pointer(const Ui *ui) {
    return ui->pointer;
}
unsigned ui_modifiers(const Ui *ui) {
    return ui->modifiers;
}
bool ui_any_held(const Ui *ui) {
    return ui->held != 0;
}
bool ui_is_held(const Ui *ui, const char *name) {
    return ui->held && ui->held == ui_hash(name);
}

/* ---- layers ---- */

void ui_push_layer(Ui *ui, Rect area) {
    ItemList *list = ui_filling(ui);
    assert(list->layer_count + 1 < UI_LAYERS_MAX && ui->layer_depth < UI_LAYERS_MAX);
    ui->layer_stack[ui->layer_depth++] = ui->layer;
    ui->layer = ++list->layer_count;
    list->layers[ui->layer] = rect_intersect(area, canvas_clip(ui->canvas));
}

void ui_set_popup(Ui *ui, Rect area) {
    ItemList *list = ui_filling(ui);
    list->popup = true;
    list->popup_area = area;
}

void ui_pop_layer(Ui *ui) {
    assert(ui->layer_depth > 0);
    ui->layer = ui->layer_stack[--ui->layer_depth];
}

/* ---- the list ---- */

int ui_record_count(const Ui *ui) {
    return ui_filling((Ui *)ui)->count;
}

const UiRecord *ui_record(const Ui *ui, int index) {
    const ItemList *list = ui_filling((Ui *)ui);
    assert(index >= 0 && index < list->count);
    return &list->items[index].record;
}

bool ui_find(const Ui *ui, const char *name, Rect *area) {
    for (int i = 0; i < ui_record_count(ui); i++)
        if (same(ui_record(ui, i)->name, name)) {
            if (area) *area = ui_record(ui, i)->area;
            return true;
        }
    return false;
}

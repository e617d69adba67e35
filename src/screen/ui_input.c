/* From events to what they mean: which item the pointer is on, what is pressed, who gets the keys. */
#include "ui.h"

#include "ui_internal.h"

#include <math.h>
#include <string.h>

/* ---- events ---- */

void ui_feed(Ui *ui, const Event *event) {
    Event *last = ui->queue_count ? &ui->queue[ui->queue_count - 1] : NULL;
    switch (event->kind) {
    case EVENT_MOVE:
        if (last && last->kind == EVENT_MOVE) { /* only where it ends up counts */
            *last = *event;
            return;
        }
        break;
    case EVENT_LEAVE:
    case EVENT_DOWN:
    case EVENT_UP:
    case EVENT_WHEEL:
    case EVENT_KEY:
    case EVENT_TEXT: break;
    default: return;
    }
    if (ui->queue_count == UI_QUEUE_MAX) { /* nobody makes so many in a frame: drop the oldest */
        memmove(ui->queue, ui->queue + 1, (UI_QUEUE_MAX - 1) * sizeof *ui->queue);
        ui->queue_count--;
    }
    ui->queue[ui->queue_count++] = *event;
}

bool ui_waiting(const Ui *ui) {
    return ui->queue_count > 0;
}

static bool is_tab(const Event *event) {
    return event->kind == EVENT_KEY && event->key == KEY_TAB;
}

/* Takes what one frame can tell apart: any motion, then either keys, or one press, one release or one Tab,
 * since these may move the keyboard to another item. */
static void take_events(Ui *ui) {
    ui->press = ui->release = false;
    ui->wheel = 0;
    ui->key_count = 0;
    int taken = 0;
    bool done = false;
    while (taken < ui->queue_count && !done) {
        const Event *event = &ui->queue[taken];
        bool turn = event->kind == EVENT_DOWN || event->kind == EVENT_UP || is_tab(event);
        if (ui->key_count && (turn || ui->key_count == UI_KEYS_MAX || event->kind == EVENT_MOVE)) break;
        ui->modifiers = event->modifiers;
        if (event->kind == EVENT_MOVE || event->kind == EVENT_DOWN || event->kind == EVENT_UP ||
            event->kind == EVENT_WHEEL)
            ui->pointer = (Point){event->x, event->y};
        switch (event->kind) {
        case EVENT_LEAVE: ui->pointer = (Point){UI_NOWHERE, UI_NOWHERE}; break;
        case EVENT_DOWN:
        case EVENT_UP:
            ui->press = event->kind == EVENT_DOWN;
            ui->release = !ui->press;
            ui->button = event->button;
            ui->held_clicks = ui->press ? event->clicks : ui->held_clicks;
            break;
        case EVENT_WHEEL: ui->wheel += event->notches; break;
        case EVENT_KEY:
        case EVENT_TEXT: ui->keys[ui->key_count++] = (KeyPress){*event, false}; break;
        default: break;
        }
        done = turn;
        taken++;
    }
    ui->queue_count -= taken;
    memmove(ui->queue, ui->queue + taken, (size_t)ui->queue_count * sizeof *ui->queue);
}

/* ---- which item is meant: by what was on the screen when the user acted ---- */

static int layer_at(const ItemList *list, Point point) {
    if (list->popup && rect_contains(list->popup_area, point)) return UI_POPUP_LAYER;
    for (int i = list->layer_count; i > 0; i--)
        if (rect_contains(list->layers[i], point)) return i;
    return 0;
}

static bool item_at(const Item *item, Point point) {
    if (!rect_contains(item->record.area, point)) return false;
    float dx = point.x - item->centre.x, dy = point.y - item->centre.y;
    return !item->disc || dx * dx + dy * dy <= item->radius * item->radius;
}

/* The topmost item at `point`, among the enabled ones that take any of `takes` (0: all that there are). */
static const Item *top_item(const Ui *ui, Point point, int takes) {
    const ItemList *list = ui_complete(ui);
    int layer = layer_at(list, point);
    for (int i = list->count - 1; i >= 0; i--) {
        const Item *item = &list->items[i];
        if (item->layer != layer || !item_at(item, point)) continue;
        if (takes ? (item->takes & takes) && !(item->takes & UI_DISABLED) : !(item->takes & UI_SCROLLS))
            return item;
    }
    return NULL;
}

/* A disabled item takes what is meant for it from those below, and does nothing. */
static const Item *acting_item(const Ui *ui, Point point) {
    const Item *item = top_item(ui, point, 0);
    return item && !(item->takes & UI_DISABLED) ? item : NULL;
}

const Item *ui_item_of(const ItemList *list, uint64_t id) {
    for (int i = 0; id && i < list->count; i++)
        if (list->items[i].id == id) return &list->items[i];
    return NULL;
}

int ui_modal_layer(const Ui *ui, const ItemList *list) {
    Rect all = canvas_bounds(ui->canvas);
    for (int i = list->layer_count; i > 0; i--)
        if (list->layers[i].w >= all.w && list->layers[i].h >= all.h) return i;
    return 0;
}

/* The next or previous item that takes the keyboard. */
static void move_focus(Ui *ui, const ItemList *list, bool back) {
    int from = back ? 0 : -1, modal = ui_modal_layer(ui, list);
    for (int i = 0; i < list->count; i++)
        if (list->items[i].id == ui->focus) from = i;
    for (int step = 1; step <= list->count; step++) {
        int i = ((back ? from - step : from + step) % list->count + list->count) % list->count;
        int takes = list->items[i].takes;
        if ((takes & UI_TAKES_FOCUS) && !(takes & UI_DISABLED) && list->items[i].layer >= modal) {
            ui->focus = list->items[i].id;
            ui->focus_visible = true;
            return;
        }
    }
}

static void take_press(Ui *ui) {
    const Item *item = acting_item(ui, ui->pointer);
    bool right = ui->button != BUTTON_LEFT;
    if (ui->held || (right && item && !(item->takes & UI_RIGHT_BUTTON))) return;
    if (layer_at(ui_complete(ui), ui->pointer) != UI_POPUP_LAYER) {
        ui->focus_visible = false;
        ui->focus = item && (item->takes & (UI_TAKES_ARROWS | UI_TAKES_TEXT)) ? item->id : 0;
    }
    if (!item) return;
    ui->held = item->id;
    ui->held_button = ui->button;
    ui->held_point = ui->pointer;
    ui->held_new = true;
}

static void find_hot(Ui *ui) {
    const Item *item = top_item(ui, ui->pointer, 0);
    ui->under = item ? item->id : 0;
    item = acting_item(ui, ui->pointer);
    ui->hot = item ? item->id : 0;
    if (ui->wheel == 0) return;
    float dx = ui->pointer.x - ui->wheel_point.x, dy = ui->pointer.y - ui->wheel_point.y;
    bool going_on = ui->seconds - ui->wheel_time < 0.3 && dx * dx + dy * dy < 16 && ui->wheel_hot;
    if (!going_on) {
        item = top_item(ui, ui->pointer, UI_TAKES_WHEEL | UI_SCROLLS);
        ui->wheel_hot = item ? item->id : 0;
        ui->wheel_point = ui->pointer;
    }
    ui->wheel_time = ui->seconds;
}

void ui_take_input(Ui *ui) {
    take_events(ui);
    find_hot(ui);
    if (ui->press) take_press(ui);
    if (ui->release && ui->held && ui->button == ui->held_button) ui->held_over = true;
    for (int i = 0; i < ui->key_count; i++) {
        KeyPress *key = &ui->keys[i];
        if (key->event.kind != EVENT_KEY) continue;
        if (key->event.key == KEY_ESCAPE && ui->held) {
            ui->cancelled = ui->held;
            ui->held = 0;
            key->taken = true;
        } else if (is_tab(&key->event) && !(key->event.modifiers & ~(unsigned)MODIFIER_SHIFT) && ui->focus) {
            /* From nowhere, the window may use Tab for its drawer; else ui_end_frame takes it. */
            move_focus(ui, ui_complete(ui), key->event.modifiers & MODIFIER_SHIFT);
            key->taken = true;
        }
    }
    const Item *focused = ui_item_of(ui_complete(ui), ui->focus);
    ui->focus_takes = focused ? focused->takes : 0;
}

/* Esc that nobody wanted gives the keyboard back to the window; Tab from nowhere goes to the first item. */
void ui_finish_keys(Ui *ui) {
    for (int i = 0; i < ui->key_count; i++) {
        KeyPress *key = &ui->keys[i];
        if (key->taken || key->event.kind != EVENT_KEY) continue;
        if (key->event.key == KEY_ESCAPE)
            ui->focus = 0;
        else if (is_tab(&key->event) && !(key->event.modifiers & ~(unsigned)MODIFIER_SHIFT) && !ui->focus)
            move_focus(ui, ui_filling(ui), key->event.modifiers & MODIFIER_SHIFT);
        else
            continue;
        ui_wake_after(ui, 0);
    }
}

bool ui_pointer_taken(const Ui *ui) {
    return top_item(ui, ui->pointer, 0) || layer_at(ui_complete(ui), ui->pointer) > 0;
}

bool ui_pointer_in(const Ui *ui, Rect area) {
    return rect_contains(area, ui->pointer) && layer_at(ui_complete(ui), ui->pointer) == ui->layer;
}

/* ---- keys ---- */

KeyPress *ui_next_key(Ui *ui, int *index) {
    while (*index < ui->key_count) {
        KeyPress *key = &ui->keys[(*index)++];
        if (!key->taken) return key;
    }
    return NULL;
}

/* Whether an item with these `takes` wants the key for itself. */
static bool wants(int takes, Key key, unsigned modifiers) {
    if (takes & UI_TAKES_TEXT) {
        bool function = key >= KEY_F1;
        bool shortcut = (modifiers & (MODIFIER_CONTROL | MODIFIER_ALT)) && key != 'A' && key != 'C' &&
                        key != 'V' && key != 'X' && (key < KEY_DELETE);
        return !function && !shortcut;
    }
    if ((takes & UI_TAKES_SPACE) && (key == KEY_SPACE || key == KEY_ENTER)) return true;
    bool plain = !(modifiers & (MODIFIER_CONTROL | MODIFIER_ALT));
    return plain && (takes & UI_TAKES_ARROWS) && key >= KEY_LEFT && key <= KEY_PAGE_DOWN;
}

bool ui_key(Ui *ui, Key key, unsigned modifiers) {
    if (ui->focus && wants(ui->focus_takes, key, modifiers)) return false;
    for (int i = 0; i < ui->key_count; i++) {
        KeyPress *press = &ui->keys[i];
        if (press->taken || press->event.kind != EVENT_KEY) continue;
        if (press->event.key != key || press->event.modifiers != modifiers) continue;
        press->taken = true;
        return true;
    }
    return false;
}

bool ui_wants_text(const Ui *ui) {
    return ui->edit_owner || ui->popup.owner;
}

bool ui_focus_is_visible(const Ui *ui) {
    return ui->focus && ui->focus_visible;
}

const char *ui_focused(const Ui *ui) {
    const Item *item = ui_item_of(ui_complete(ui), ui->focus);
    return item ? item->record.name : "";
}

void ui_focus(Ui *ui, const char *name) {
    ui->focus = name ? ui_hash(name) : 0;
    ui->focus_visible = ui->focus_coming = true;
    const Item *item = ui_item_of(ui_complete(ui), ui->focus);
    ui->focus_takes = item ? item->takes : 0;
}

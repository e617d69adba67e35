/* Boxes that are typed into: numbers and text. */
#include "number.h"
#include "text.h"
#include "ui_internal.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Numbers are aligned right: what stands left of a long one may be narrow. */
enum { PADDING = 8, LEFT_PADDING = 4, BARE_PADDING = 6, MARK_WIDTH_LEAST = 8 };

/* Width of the first `bytes` of the text being edited. */
static float width_to(Ui *ui, TextStyle style, int bytes) {
    char part[TEXT_EDIT_SIZE];
    memcpy(part, ui->edit.text, (size_t)bytes);
    part[bytes] = '\0';
    return canvas_text_width(ui->canvas, style, part);
}

/* Where the text begins: right-aligned text that fits ends at the right edge. */
static float text_left(Ui *ui, TextStyle style, Rect area) {
    float width = width_to(ui, style, (int)strlen(ui->edit.text));
    if (style.align == ALIGN_RIGHT && width <= area.w) return area.x + area.w - width;
    return area.x - ui->edit.scroll;
}

static int position_at(Ui *ui, TextStyle style, Rect area, float x) {
    float left = text_left(ui, style, area), best = INFINITY;
    int position = 0;
    for (int i = 0; i <= (int)strlen(ui->edit.text); i++) {
        if (((unsigned char)ui->edit.text[i] & 0xc0) == 0x80) continue;
        float distance = fabsf(left + width_to(ui, style, i) - x);
        if (distance < best) {
            best = distance;
            position = i;
        }
    }
    return position;
}

static void copy_selection(Ui *ui) {
    int from, to;
    text_edit_selection(&ui->edit, &from, &to);
    if (from == to) return;
    char part[TEXT_EDIT_SIZE];
    memcpy(part, ui->edit.text + from, (size_t)(to - from));
    part[to - from] = '\0';
    ui_copy(ui, part);
}

static void paste(Ui *ui) {
    char *text = ui->clipboard.get ? ui->clipboard.get() : ui->pasteboard;
    if (text) text_edit_insert(&ui->edit, text);
    if (ui->clipboard.get && text && ui->clipboard.release) ui->clipboard.release(text);
}

bool edit_input(Ui *ui, const UiItem *item, TextStyle style, Rect area, bool *escape) {
    bool enter = false;
    *escape = false;
    if (item->held) {
        int position = position_at(ui, style, area, ui->pointer.x);
        if (item->pressed && item->clicks >= 2)
            text_edit_select_word(&ui->edit, position);
        else if (item->clicks < 2)
            text_edit_move(&ui->edit, position, !item->pressed || (ui->modifiers & MODIFIER_SHIFT));
    }
    int index = 0;
    for (KeyPress *press; (press = ui_next_key(ui, &index));) {
        const Event *event = &press->event;
        bool control = event->modifiers & MODIFIER_CONTROL;
        if (event->kind == EVENT_TEXT) {
            text_edit_insert(&ui->edit, event->text);
            ui->edit_wrong = false;
        } else if (event->key == KEY_ENTER) {
            enter = true;
        } else if (event->key == KEY_ESCAPE) {
            *escape = true;
        } else if (control && (event->key == 'C' || event->key == 'X')) {
            copy_selection(ui);
            if (event->key == 'X') text_edit_insert(&ui->edit, "");
        } else if (control && event->key == 'V') {
            paste(ui);
        } else if (!text_edit_key(&ui->edit, event->key, event->modifiers) && control) {
            continue;
        }
        press->taken = true;
        if (enter || *escape) break;
    }
    /* The caret stays in sight. */
    float caret = width_to(ui, style, ui->edit.caret),
          width = width_to(ui, style, (int)strlen(ui->edit.text));
    if (caret - ui->edit.scroll > area.w) ui->edit.scroll = caret - area.w;
    if (caret < ui->edit.scroll) ui->edit.scroll = caret;
    ui->edit.scroll = fmaxf(0, fminf(ui->edit.scroll, width - area.w));
    return enter;
}

void edit_draw(Ui *ui, TextStyle style, Rect area, Color color) {
    Canvas *canvas = ui->canvas;
    const Theme *theme = ui->theme;
    int from, to;
    text_edit_selection(&ui->edit, &from, &to);
    float left = text_left(ui, style, area), middle = area.y + 0.5f * area.h, half = 0.62f * style.size;
    canvas_push_clip(canvas, (Rect){area.x - 2, area.y, area.w + 4, area.h});
    if (from != to) {
        float x0 = left + width_to(ui, style, from), x1 = left + width_to(ui, style, to);
        canvas_round_rect(canvas, (Rect){x0, middle - half, x1 - x0, 2 * half}, 2,
                          theme_fade(theme->accent, 0.4f));
    }
    TextStyle own = style_aligned(style, ALIGN_LEFT);
    canvas_text(canvas, own, ui->edit.text, (Point){left, text_baseline(middle, style.size)}, 0, color);
    bool on = fmod(ui->seconds, 1.0) < 0.5 || ui->reduced_motion;
    if (on && from == to)
        canvas_vertical_line(canvas, left + width_to(ui, style, ui->edit.caret), middle - half, 2 * half,
                             1.5f, theme->text1);
    canvas_pop_clip(canvas);
}

static void edit_begin(Ui *ui, uint64_t id, const char *text) {
    ui->edit_owner = ui->focus = id;
    ui->edit_wrong = false;
    text_edit_start(&ui->edit, text);
}

/* What typing in a box led to in this frame. */
typedef enum Typed { TYPED_NOTHING, TYPED_APPLIED, TYPED_LEFT, TYPED_CANCELLED } Typed;

/* Begins with `text` when the box gets the keyboard; drives the edit. `left` tells that the keyboard went
 * elsewhere. */
static Typed type_in(Ui *ui, uint64_t id, const UiItem *item, TextStyle style, Rect inside,
                     const char *text) {
    if (ui->edit_owner != id) {
        if (!item->focused) return TYPED_NOTHING;
        if (ui->edit_owner) { /* first the other box, which may come later in the frame, takes what was typed
                                 there */
            ui_wake_after(ui, 0);
            return TYPED_NOTHING;
        }
        /* The press that begins selects everything; the drag that may follow does not undo it. */
        edit_begin(ui, id, text);
        if (item->pressed || item->held) return TYPED_NOTHING;
    }
    if (!item->focused) return TYPED_LEFT;
    UiItem still = *item;
    bool moved = fabsf(ui->pointer.x - item->press.x) > 3;
    if (item->held && !item->pressed && !moved) still.held = false;
    bool escape;
    bool enter = edit_input(ui, &still, style, inside, &escape);
    return escape ? TYPED_CANCELLED : enter ? TYPED_APPLIED : TYPED_NOTHING;
}

static void edit_finish(Ui *ui, uint64_t id) {
    if (ui->edit_owner == id) ui->edit_owner = 0;
    if (ui->focus == id) ui->focus = 0;
}

static void box_draw(Ui *ui, Rect area, Color background, const UiItem *item, bool editing, bool wrong) {
    const Theme *theme = ui->theme;
    bool lit = (item->hovered || item->held) && !editing;
    widget_card(ui, area, CONTROL_RADIUS, lit ? theme->bg3 : background, theme->line);
    if (editing)
        canvas_round_rect_border(ui->canvas, area, CONTROL_RADIUS, 2, wrong ? theme->warn : theme->accent);
}

bool widget_value(Ui *ui, const char *name, Rect area, const ValueLook *look, double *value) {
    const Theme *theme = ui->theme;
    char formatted[NUMBER_SIZE], plain[NUMBER_SIZE];
    const char *shown = look->shown ? look->shown : number_format(formatted, *value, 3);
    TextStyle style = look->style.size > 0 ? look->style : style_aligned(style_medium(), ALIGN_RIGHT);
    Color color = look->disabled ? theme->text3 : look->color.a ? look->color : theme->text1;
    float right = look->bare ? BARE_PADDING : PADDING, left = look->bare ? 0 : LEFT_PADDING;
    Rect inside = {area.x + left, area.y, area.w - left - right, area.h};
    int takes = UI_TAKES_FOCUS | UI_TAKES_TEXT | (look->disabled ? UI_DISABLED : 0);
    UiItem item = ui_item(ui, name, area, takes);
    ui_item_value(ui, shown);
    ui_set_cursor(ui, UI_CURSOR_TEXT);
    uint64_t id = ui_id(ui, name);
    Typed typed = type_in(ui, id, &item, style, inside, number_format_short(plain, *value, 6));
    bool changed = false;
    if (typed == TYPED_CANCELLED) edit_finish(ui, id);
    if (typed == TYPED_APPLIED || typed == TYPED_LEFT) {
        double number = *value;
        bool same = strcmp(ui->edit.text, plain) == 0; /* the text shows fewer digits than the value has */
        bool good = same || number_parse(ui->edit.text, &number);
        changed = good && !same && number != *value;
        if (changed) *value = number;
        if (good || typed == TYPED_LEFT)
            edit_finish(ui, id);
        else
            ui->edit_wrong = true;
    }
    bool editing = ui->edit_owner == id, wrong = editing && ui->edit_wrong;
    if (!look->bare || editing || item.hovered || item.held)
        box_draw(ui, area, look->background, &item, editing, wrong);
    ui_tooltip(ui, wrong ? "This is not a number." : editing ? NULL : look->tooltip);
    if (editing) {
        edit_draw(ui, style, inside, wrong ? theme->warn : theme->text1);
        if (wrong) ui_item_value(ui, "not a number");
    } else {
        if (changed && !look->shown) shown = number_format(formatted, *value, 3);
        text_line(ui->canvas, style, shown, inside, color);
    }
    return changed;
}

bool widget_text_field(Ui *ui, const char *name, Rect area, const char *hint, char *text, int size) {
    const Theme *theme = ui->theme;
    TextStyle style = style_normal();
    Rect inside = {area.x + PADDING, area.y, area.w - 2 * PADDING, area.h};
    UiItem item = ui_item(ui, name, area, UI_TAKES_FOCUS | UI_TAKES_TEXT);
    ui_item_value(ui, text);
    ui_set_cursor(ui, UI_CURSOR_TEXT);
    uint64_t id = ui_id(ui, name);
    Typed typed = type_in(ui, id, &item, style, inside, text);
    bool changed = false;
    if (typed == TYPED_APPLIED || typed == TYPED_LEFT) {
        changed = strcmp(text, ui->edit.text) != 0 && (int)strlen(ui->edit.text) < size;
        if (changed) strcpy(text, ui->edit.text);
    }
    if (typed != TYPED_NOTHING) edit_finish(ui, id);
    bool editing = ui->edit_owner == id;
    box_draw(ui, area, theme->bg2, &item, editing, false);
    if (editing)
        edit_draw(ui, style, inside, theme->text1);
    else
        text_line(ui->canvas, style, *text ? text : hint, inside, *text ? theme->text1 : theme->text2);
    return changed;
}

/* Under the text from byte `from` to the end of its word. */
static void draw_mark(Ui *ui, TextStyle style, Rect area, int from) {
    const char *text = ui->edit.text;
    int to = from + (text[from] != '\0');
    while (((unsigned char)text[to] & 0xc0) == 0x80 ||
           (isalnum((unsigned char)text[from]) && isalnum((unsigned char)text[to])))
        to++;
    float left = text_left(ui, style, area), x0 = left + width_to(ui, style, from),
          x1 = fmaxf(left + width_to(ui, style, to), x0 + MARK_WIDTH_LEAST);
    canvas_push_clip(ui->canvas, (Rect){area.x - 2, area.y, area.w + 4 + MARK_WIDTH_LEAST, area.h});
    canvas_rect(ui->canvas, (Rect){x0, area.y + 0.5f * area.h + 0.66f * style.size, x1 - x0, 2},
                ui->theme->warn);
    canvas_pop_clip(ui->canvas);
}

CodeResult widget_code(Ui *ui, const char *name, Rect area, const CodeLook *look, char *text, int size) {
    const Theme *theme = ui->theme;
    TextStyle style = style_normal();
    Rect inside = {area.x + PADDING, area.y, area.w - 2 * PADDING, area.h};
    UiItem item = ui_item(ui, name, area, UI_TAKES_FOCUS | UI_TAKES_TEXT);
    ui_set_cursor(ui, UI_CURSOR_TEXT);
    uint64_t id = ui_id(ui, name);
    Typed typed = type_in(ui, id, &item, style, inside, look->initial);
    const bool mine = ui->edit_owner == id;
    const int wrong = mine ? look->check(look->context, ui->edit.text) : -1;
    CodeResult result = mine ? CODE_TYPING : CODE_SHOWN;
    if (typed == TYPED_CANCELLED)
        result = CODE_CANCELLED;
    else if (typed == TYPED_LEFT || typed == TYPED_APPLIED)
        result = wrong < 0 ? CODE_APPLIED : typed == TYPED_LEFT ? CODE_LEFT_WRONG : CODE_TYPING;
    snprintf(text, (size_t)size, "%s", mine ? ui->edit.text : look->initial);
    ui_item_value(ui, mine ? ui->edit.text : look->shown);
    if (result > CODE_TYPING) edit_finish(ui, id);
    if (result == CODE_TYPING) {
        box_draw(ui, area, theme->bg2, &item, true, wrong >= 0);
        edit_draw(ui, style, inside, theme->text1);
        if (wrong >= 0) draw_mark(ui, style, inside, wrong);
        ui_tooltip(ui, NULL);
    } else {
        const bool lit = item.hovered || item.held;
        if (lit) canvas_round_rect(ui->canvas, area, CONTROL_RADIUS, theme->bg3);
        text_line(ui->canvas, style, look->shown, lit ? inside : area, theme->text1);
        ui_focus_ring(ui, area, CONTROL_RADIUS);
        ui_tooltip(ui, look->tooltip);
    }
    return result;
}

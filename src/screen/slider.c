#include "number.h"
#include "text.h"
#include "ui_internal.h"

#include <math.h>
#include <stdio.h>

enum { TRACK_HEIGHT = 4, LIMIT_WIDTH = 2, LIMIT_HEIGHT = 16, DOT = 4, REACH = 10 };

SliderLook slider_look(Color fill, Color card) {
    return (SliderLook){.fill = fill, .card = card, .initial = -1, .limit = -1};
}

static double clamp(double position) {
    return position > 0 ? position < 1 ? position : 1 : 0;
}

/* The track from `from` to `to`, round at its ends. */
static void track(Canvas *canvas, float from, float to, float y, Color color) {
    if (to > from)
        canvas_round_rect(canvas, (Rect){from, y - 0.5f * TRACK_HEIGHT, to - from, TRACK_HEIGHT},
                          0.5f * TRACK_HEIGHT, color);
}

static void draw(Ui *ui, Rect area, const SliderLook *look, double position, const UiItem *item) {
    Canvas *canvas = ui_canvas(ui);
    const Theme *theme = ui_theme(ui);
    /* The middle of the track lies between two pixel rows, or in the middle of one, so that it is crisp. */
    Rect line =
        canvas_snap(canvas, (Rect){area.x, area.y + 0.5f * (area.h - TRACK_HEIGHT), area.w, TRACK_HEIGHT});
    float y = line.y + 0.5f * line.h, left = line.x, right = line.x + line.w;
    float thumb = left + (float)position * line.w;
    if (look->disabled) {
        track(canvas, left, right, y, theme->track);
        canvas_disc(canvas, (Point){thumb, y}, 6.5f, theme_mix(theme->track, theme->text3, 0.35f));
        canvas_disc(canvas, (Point){thumb, y}, 5, look->card);
        return;
    }
    bool limited = look->limit > 0 && look->limit < 1;
    float limit = limited ? left + (float)look->limit * line.w : right;
    track(canvas, left, limit, y, theme->track);
    track(canvas, left, fminf(thumb, limit), y, look->fill);
    if (limited) {
        Color dots = theme_fade(theme->warn, 0.8f);
        for (float x = limit + DOT; x + DOT <= right + 1; x += 2 * DOT)
            canvas_rect(canvas, (Rect){x, y - 0.5f * DOT, DOT, DOT}, dots);
    }
    if (limited) {
        Rect tick = {limit - 0.5f * LIMIT_WIDTH, y - 0.5f * LIMIT_HEIGHT, LIMIT_WIDTH, LIMIT_HEIGHT};
        canvas_rect(canvas, tick, theme->warn);
    }
    canvas_disc(canvas, (Point){thumb, y}, 10, look->card);
    bool lit = item->hovered || item->held;
    Point centre = {thumb, y};
    if (lit) canvas_ring(canvas, centre, 11, 2, theme_fade(look->fill, 0.45f));
    if (theme->dark) {
        canvas_disc(canvas, centre, 8, theme->thumb);
    } else {
        canvas_disc(canvas, centre, 8.5f, look->fill);
        canvas_disc(canvas, centre, 7, theme->thumb);
    }
    canvas_disc(canvas, centre, 3.5f, look->fill);
}

/* Arrows 1 %, Page 10 %, Home and End; Shift: ten times finer; whole numbers by one at least. */
static void keys(Ui *ui, double least, double *position) {
    int index = 0;
    for (KeyPress *key; (key = ui_next_key(ui, &index));) {
        if (key->event.kind != EVENT_KEY || (key->event.modifiers & ~(unsigned)MODIFIER_SHIFT)) continue;
        double fine = key->event.modifiers & MODIFIER_SHIFT ? 0.1 : 1, to = *position;
        double little = fmax(0.01 * fine, least), much = fmax(0.1 * fine, least);
        switch ((int)key->event.key) {
        case KEY_LEFT:
        case KEY_DOWN: to -= little; break;
        case KEY_RIGHT:
        case KEY_UP: to += little; break;
        case KEY_PAGE_DOWN: to -= much; break;
        case KEY_PAGE_UP: to += much; break;
        case KEY_HOME: to = 0; break;
        case KEY_END: to = 1; break;
        default: continue;
        }
        key->taken = true;
        *position = clamp(to);
    }
}

/* Moves relative to where the drag took hold, so that switching to fine steps does not jump. */
static void drag(Ui *ui, Rect area, const UiItem *item, double *position) {
    bool fine = ui_modifiers(ui) & MODIFIER_SHIFT;
    if (item->pressed) {
        ui->drag_start = *position;
        float thumb = area.x + (float)*position * area.w;
        /* A press beside the thumb brings it there; one on it leaves it. */
        if (fabsf(item->press.x - thumb) > REACH) *position = clamp((item->press.x - area.x) / area.w);
        ui->drag_position = *position;
        ui->drag_x = item->press.x;
        ui->drag_fine = fine;
    }
    float x = ui_pointer(ui).x;
    if (fine != ui->drag_fine) {
        ui->drag_position = *position;
        ui->drag_x = x;
        ui->drag_fine = fine;
    }
    double moved = (double)(x - ui->drag_x) / area.w * (fine ? 0.1 : 1);
    if (moved != 0 || ui->drag_position != *position) *position = clamp(ui->drag_position + moved);
}

bool widget_slider(Ui *ui, const char *name, Rect area, const SliderLook *look, double *position) {
    double before = *position;
    Rect hit = {area.x - REACH, area.y + 0.5f * (area.h - HIT_SIZE), area.w + 2 * REACH, HIT_SIZE};
    if (area.h > HIT_SIZE) hit.y = area.y, hit.h = area.h;
    int takes = UI_TAKES_FOCUS | UI_TAKES_ARROWS | UI_TAKES_WHEEL | (look->disabled ? UI_DISABLED : 0);
    UiItem item = ui_item(ui, name, hit, takes);
    ui_set_cursor(ui, UI_CURSOR_HAND);
    bool initial = item.pressed && item.clicks == 2 && look->initial >= 0;
    if (item.held || item.released) drag(ui, area, &item, position);
    if (initial) {
        *position = clamp(look->initial);
        ui->drag_position = *position;
        ui->drag_x = item.press.x;
    }
    if (item.cancelled) *position = ui->drag_start;
    double notch = fmax(ui_modifiers(ui) & MODIFIER_SHIFT ? 0.001 : 0.01, look->least);
    if (item.wheel != 0 && !item.held) *position = clamp(*position + item.wheel * notch);
    if (item.focused) keys(ui, look->least, position);
    char shown[NUMBER_SIZE];
    ui_item_value(ui, look->value ? look->value : number_format(shown, *position, 4));
    if (!item.held) ui_tooltip(ui, look->tooltip);
    draw(ui, area, look, clamp(*position), &item);
    float thumb = area.x + (float)clamp(*position) * area.w, y = area.y + 0.5f * area.h;
    ui_focus_ring(ui, (Rect){thumb - 8, y - 8, 16, 16}, 8);
    return *position != before;
}

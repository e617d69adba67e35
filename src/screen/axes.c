#include "axes.h"

#include "text.h"
#include "ticks.h"

#include <math.h>

static const float TICK_LENGTH = 5, LABEL_GAP = 10, LABEL_BELOW = 16, NAME_INSET = 8, NAME_CLEARANCE = 24;
static const double APART_X = 120, APART_Y = 60; /* least distance of ticks in pixels */

void axes_draw_border(Canvas *canvas, Rect frame, Color color) {
    float line = fmaxf(1, rintf(canvas_scale(canvas))) / canvas_scale(canvas);
    canvas_rect(canvas, (Rect){frame.x - line, frame.y - line, frame.w + 2 * line, line}, color);
    canvas_rect(canvas, (Rect){frame.x - line, frame.y + frame.h, frame.w + 2 * line, line}, color);
    canvas_rect(canvas, (Rect){frame.x - line, frame.y, line, frame.h}, color);
    canvas_rect(canvas, (Rect){frame.x + frame.w, frame.y, line, frame.h}, color);
}

void axes_draw(Canvas *canvas, const Theme *theme, const Camera *camera) {
    Rect frame = camera->frame;
    View view = camera_view(camera);
    TextStyle style = {SMALL_TEXT, WEIGHT_REGULAR, ALIGN_CENTRE, true};
    TextStyle name_style = {SMALL_TEXT, WEIGHT_SEMIBOLD, ALIGN_CENTRE, false};
    char text[TICK_TEXT];

    axes_draw_border(canvas, frame, theme->line2);

    Ticks ticks = ticks_even(view.x[0], view.x[1], APART_X * camera->unit[0]);
    ticks_shorten(&ticks);
    float baseline = text_baseline(frame.y + frame.h + LABEL_BELOW, SMALL_TEXT);
    float name_x = frame.x + frame.w - NAME_INSET;
    char name[TICK_TEXT];
    ticks_name(&ticks, "x", name);
    if (!ticks_are_plain(&ticks)) name_style.align = ALIGN_RIGHT;
    float name_left = name_x - (!ticks_are_plain(&ticks) ? canvas_text_width(canvas, name_style, name) : 0);
    for (int i = 0; i < ticks.count; i++) {
        float x = (float)camera_screen_x(camera, ticks.values[i]);
        ticks_text(&ticks, i, text);
        float half = 0.5f * canvas_text_width(canvas, style, text);
        if (x > name_left - NAME_CLEARANCE || x + half > name_left - NAME_INSET) continue;
        canvas_vertical_line(canvas, x, frame.y + frame.h, TICK_LENGTH, 1, theme->line2);
        canvas_text(canvas, style, text, (Point){x, baseline}, 0, theme->text2);
    }
    canvas_text(canvas, name_style, name, (Point){name_x, baseline}, 0, theme->text1);

    ticks = ticks_even(view.y[0], view.y[1], APART_Y * camera->unit[1]);
    ticks_shorten(&ticks);
    ticks_name(&ticks, "y", name);
    style.align = ALIGN_RIGHT;
    float name_y = frame.y + NAME_INSET;
    for (int i = 0; i < ticks.count; i++) {
        float y = (float)camera_screen_y(camera, ticks.values[i]);
        if (fabsf(y - name_y) < NAME_CLEARANCE) continue;
        ticks_text(&ticks, i, text);
        canvas_horizontal_line(canvas, frame.x - TICK_LENGTH, y, TICK_LENGTH, 1, theme->line2);
        canvas_text(canvas, style, text, (Point){frame.x - LABEL_GAP, text_baseline(y, SMALL_TEXT)}, 0,
                    theme->text2);
    }
    if (!ticks_are_plain(&ticks)) { /* too long for the margin: above the frame */
        name_style.align = ALIGN_LEFT;
        canvas_text(canvas, name_style, name,
                    (Point){frame.x, text_baseline(frame.y - NAME_INSET, SMALL_TEXT)}, 0, theme->text1);
    } else {
        name_style.align = ALIGN_RIGHT;
        canvas_text(canvas, name_style, name, (Point){frame.x - LABEL_GAP, text_baseline(name_y, SMALL_TEXT)},
                    0, theme->text1);
    }
}

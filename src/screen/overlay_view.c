#include "overlay_view.h"

#include "text.h"
#include "trails.h"

#include <math.h>
#include <stdio.h>

static const float LABEL_HEIGHT = 22, LABEL_PADDING = 7, LABEL_INSET = 4;

static bool touches_tag(const OverlayView *view, Rect area) {
    for (int i = 0; i < view->tag_count; i++) {
        const Rect *tag = &view->tags[i];
        if (area.x < tag->x + tag->w && tag->x < area.x + area.w && area.y < tag->y + tag->h &&
            tag->y < area.y + area.h)
            return true;
    }
    return false;
}

/* The plate `away` pixels beyond the point, turned by `turned` (0 or +-1: beside it). */
static Rect label_place(const OverlayView *view, Point at, Point from, float w, float away, int turned) {
    Rect frame = view->camera->frame;
    float dx = at.x - from.x, dy = at.y - from.y, length = fmaxf(hypotf(dx, dy), 1), h = LABEL_HEIGHT;
    Point out = {dx / length, dy / length};
    if (turned) out = (Point){-(float)turned * out.y, (float)turned * out.x};
    float x = at.x + out.x * (w / 2 + away), y = at.y + out.y * (h / 2 + away);
    x = fminf(fmaxf(x, frame.x + w / 2 + LABEL_INSET), frame.x + frame.w - w / 2 - LABEL_INSET);
    y = fminf(fmaxf(y, frame.y + h / 2 + LABEL_INSET), frame.y + frame.h - h / 2 - LABEL_INSET);
    return (Rect){rintf(x - w / 2), rintf(y - h / 2), w, h};
}

static TextStyle label_style(void) {
    return (TextStyle){SMALL_TEXT, WEIGHT_SEMIBOLD, ALIGN_CENTRE, true};
}

void overlay_label(OverlayView *view, Point at, Point from, const char *text, Color color) {
    static const struct {
        float away;
        int turned;
    } choices[] = {{6, 0}, {6, 1}, {6, -1}, {34, 0}, {34, 1}, {34, -1}, {62, 0}};
    enum { CHOICES = sizeof choices / sizeof *choices };
    float w = ceilf(text_markup_width(view->canvas, label_style(), text)) + 2 * LABEL_PADDING;
    Rect area;
    for (int i = 0; i < CHOICES; i++) {
        area = label_place(view, at, from, w, choices[i].away, choices[i].turned);
        if (!touches_tag(view, area)) break;
        if (i == CHOICES - 1) return; /* no room: half a label says nothing */
    }
    if (view->label_count == OVERLAY_LABELS_MAX) return;
    OverlayLabel *label = &view->labels[view->label_count++];
    *label = (OverlayLabel){area, color, ""};
    snprintf(label->text, sizeof label->text, "%s", text);
    view->tags[view->tag_count++] = area;
}

void overlay_draw_labels(OverlayView *view) {
    for (int i = 0; i < view->label_count; i++) {
        const OverlayLabel *label = &view->labels[i];
        canvas_round_rect(view->canvas, label->area, BAND_RADIUS, view->theme->tag);
        text_line(view->canvas, label_style(), label->text, label->area,
                  theme_ink(view->theme, label->color, view->theme->tag));
    }
    view->label_count = 0;
}

int64_t overlay_head_step(const OverlayView *view, int run) {
    return (int64_t)floor(trails_head_step(&view->scene->runs[run], view->playhead));
}

uint64_t overlay_key(const OverlayView *view) {
    const struct {
        View view;
        Rect frame;
        uint64_t version;
    } content = {camera_view(view->camera), view->camera->frame, view->scene->surface.version};
    const unsigned char *bytes = (const unsigned char *)&content;
    uint64_t key = 14695981039346656037u;
    for (size_t i = 0; i < sizeof content; i++) key = (key ^ bytes[i]) * 1099511628211u;
    return key | 1; /* never that of an empty cache */
}

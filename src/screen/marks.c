#include "marks.h"

#include "text.h"

#include <math.h>

static const float OUTLINE = 0.55f, HIDDEN = 0.45f;

static Color opaque_outline(const Theme *theme) {
    Color color = theme->mark_outline;
    color.a = 255;
    return color;
}

static Color outline(const Theme *theme) {
    return theme_fade(opaque_outline(theme), OUTLINE);
}

void mark_head(Canvas *canvas, const Theme *theme, Point at, RunLook look) {
    marker_draw(canvas, look.marker, at, 10, outline(theme));
    marker_draw(canvas, look.marker, at, 9, theme->mark);
    marker_draw(canvas, look.marker, at, 6.75f, look.color);
    if (look.hollow) canvas_disc(canvas, at, 2.75f, theme->mark);
}

void mark_handle(Canvas *canvas, const Theme *theme, Point at, bool held) {
    float radius = held ? 15.5f : 14;
    canvas_disc(canvas, at, radius + 2.5f, outline(theme));
    canvas_disc(canvas, at, radius, theme->handle);
    canvas_ring(canvas, at, radius, 2.5f, theme->mark);
    for (int row = -1; row <= 1; row++) {
        for (int column = 0; column < 2; column++) {
            canvas_disc(canvas, (Point){at.x + (column ? 2.75f : -2.75f), at.y + 4.75f * (float)row}, 1.6f,
                        theme->mark);
        }
    }
}

void mark_hidden_head(Canvas *canvas, Point at, RunLook look) {
    canvas_ring(canvas, at, 7, 2.5f, theme_fade(look.color, 0.7f));
}

void mark_hidden_handle(Canvas *canvas, const Theme *theme, Point at) {
    canvas_disc(canvas, at, 14, theme_fade(theme->handle, HIDDEN));
    canvas_ring(canvas, at, 14, 2.5f, theme_fade(theme->mark, HIDDEN));
}

void mark_minimum(Canvas *canvas, const Theme *theme, Point at) {
    enum { CORNERS = 10 };
    Point points[CORNERS + 2];
    for (int i = 0; i < CORNERS; i++) {
        double angle = M_PI * (i / 5.0 - 0.5);
        float radius = i % 2 == 0 ? 15.5f : 6.6f;
        points[i] = (Point){at.x + radius * (float)cos(angle), at.y + radius * (float)sin(angle)};
    }
    points[CORNERS] = points[0];
    points[CORNERS + 1] = points[1]; /* past the seam, so that the first corner is joined too */
    canvas_polyline(canvas, points, CORNERS + 2, 2.5f, 0, 0, theme_fade(opaque_outline(theme), 0.8f));
    canvas_polygon(canvas, points, CORNERS, theme->mark);
}

static void draw_cross(Canvas *canvas, Point at, float reach, float width, Color color) {
    Point down[2] = {{at.x - reach, at.y - reach}, {at.x + reach, at.y + reach}};
    Point up[2] = {{at.x - reach, at.y + reach}, {at.x + reach, at.y - reach}};
    canvas_polyline(canvas, down, 2, width, 0, 0, color);
    canvas_polyline(canvas, up, 2, width, 0, 0, color);
}

void mark_saddle(Canvas *canvas, const Theme *theme, Point at) {
    draw_cross(canvas, at, 6, 4.5f, theme_fade(opaque_outline(theme), 0.8f));
    draw_cross(canvas, at, 6, 2.25f, theme->mark);
}

void mark_maximum(Canvas *canvas, const Theme *theme, Point at) {
    Point corners[5] = {{at.x, at.y - 7.5f}, {at.x + 7.5f, at.y + 6}, {at.x - 7.5f, at.y + 6}};
    corners[3] = corners[0];
    corners[4] = corners[1];
    canvas_polyline(canvas, corners, 5, 2.5f, 0, 0, theme_fade(opaque_outline(theme), 0.8f));
    canvas_polygon(canvas, corners, 3, theme->mark);
}

void mark_degenerate(Canvas *canvas, const Theme *theme, Point at) {
    Point corners[6] = {{at.x, at.y - 8}, {at.x + 8, at.y}, {at.x, at.y + 8}, {at.x - 8, at.y}};
    corners[4] = corners[0];
    corners[5] = corners[1];
    canvas_polyline(canvas, corners, 6, 4.5f, 0, 0, theme_fade(opaque_outline(theme), 0.8f));
    canvas_polyline(canvas, corners, 6, 2.25f, 0, 0, theme->mark);
}

void mark_exit(Canvas *canvas, const Theme *theme, Point at, RunLook look) {
    Point corners[5] = {{at.x, at.y - 10}, {at.x + 11, at.y + 9}, {at.x - 11, at.y + 9}};
    corners[3] = corners[0];
    corners[4] = corners[1];
    canvas_polyline(canvas, corners, 5, 7, 0, 0, theme->casing);
    canvas_polyline(canvas, corners, 5, 4, 0, 0, look.color);
    canvas_polygon(canvas, corners, 3, look.color);
    Color ink = theme->dark ? theme->bg0 : theme->bg1;
    Point stroke[2] = {{at.x, at.y - 4}, {at.x, at.y + 2}};
    canvas_polyline(canvas, stroke, 2, 2.5f, 0, 0, ink);
    canvas_disc(canvas, (Point){at.x, at.y + 6}, 1.5f, ink);
}

void mark_probe(Canvas *canvas, const Theme *theme, Point at) {
    Color ink = theme->text1, halo = theme->casing;
    canvas_ring(canvas, at, 7.5f, 5, halo);
    canvas_ring(canvas, at, 7.5f, 2, ink);
    canvas_disc(canvas, at, 3.5f, halo);
    canvas_disc(canvas, at, 2.5f, ink);
}

void mark_branch(Canvas *canvas, const Theme *theme, Point at, float radius, Color inside, Color color) {
    Point corners[6] = {
        {at.x, at.y - radius}, {at.x + radius, at.y}, {at.x, at.y + radius}, {at.x - radius, at.y}};
    corners[4] = corners[0];
    corners[5] = corners[1]; /* past the seam, so that the first corner is joined too */
    canvas_polyline(canvas, corners, 6, 2 + 3, 0, 0, theme->casing);
    canvas_polygon(canvas, corners, 4, inside);
    canvas_polyline(canvas, corners, 6, 2, 0, 0, color);
}

void mark_old_head(Canvas *canvas, const Theme *theme, Point at, Color color) {
    canvas_disc(canvas, at, 9.5f, theme->casing);
    canvas_disc(canvas, at, 7.5f, color);
    canvas_disc(canvas, at, 5, theme->dark ? theme->bg0 : theme->mark);
}

static TextStyle tag_style(void) {
    return (TextStyle){NORMAL_TEXT, WEIGHT_SEMIBOLD, ALIGN_CENTRE, false};
}

void mark_arrow(Canvas *canvas, Point from, Point to, const Arrow *arrow) {
    float dx = to.x - from.x, dy = to.y - from.y, length = hypotf(dx, dy);
    if (!(length >= 3) || !isfinite(length)) return;
    float head = fminf(arrow->head, 0.7f * length), half = 0.46f * head;
    dx /= length, dy /= length;
    Point neck = {to.x - dx * head, to.y - dy * head}, line[2] = {from, neck}, whole[2] = {from, to};
    Point tip[3] = {to, {neck.x - dy * half, neck.y + dx * half}, {neck.x + dy * half, neck.y - dx * half}};
    if (arrow->casing.a) canvas_polyline(canvas, whole, 2, arrow->width + CASING_EXTRA, 0, 0, arrow->casing);
    canvas_polyline(canvas, line, 2, arrow->width, arrow->dash_on, arrow->dash_off, arrow->color);
    canvas_polygon(canvas, tip, 3, arrow->color);
}

float mark_tag_width(Canvas *canvas, const char *text) {
    return ceilf(canvas_text_width(canvas, tag_style(), text)) + 2 * TAG_PADDING;
}

void mark_leader(Canvas *canvas, const Theme *theme, const Tag *tag, Point anchor, Color color) {
    if (!tag->placed || !tag->leader) return;
    Point ends[2] = {anchor, tag->leader_to};
    canvas_polyline(canvas, ends, 2, 1.5f + 2, 0, 0, theme->casing);
    canvas_polyline(canvas, ends, 2, 1.5f, 0, 0, color);
}

void mark_tag(Canvas *canvas, const Theme *theme, const Tag *tag, const char *text, Color color,
              bool strong) {
    if (!tag->placed) return;
    canvas_round_rect(canvas, tag->area, TAG_RADIUS, theme->tag);
    canvas_round_rect_border(canvas, tag->area, TAG_RADIUS, strong ? 2 : 1, color);
    canvas_text(canvas, tag_style(), text,
                (Point){tag->area.x + 0.5f * tag->area.w,
                        text_baseline(tag->area.y + 0.5f * tag->area.h, NORMAL_TEXT)},
                0, theme_ink(theme, color, theme->tag));
}

void mark_old_tag(Canvas *canvas, const Theme *theme, const Tag *tag, const char *text, Color color) {
    if (!tag->placed) return;
    Rect a = tag->area;
    float left = a.x + 0.5f, top = a.y + 0.5f, right = a.x + a.w - 0.5f, bottom = a.y + a.h - 0.5f;
    Point border[5] = {{left, top}, {right, top}, {right, bottom}, {left, bottom}, {left, top}};
    canvas_round_rect(canvas, a, TAG_RADIUS / 3.0f, theme->tag);
    canvas_polyline(canvas, border, 5, 1.25f, 5, 3, color);
    canvas_text(canvas, tag_style(), text,
                (Point){a.x + 0.5f * a.w, text_baseline(a.y + 0.5f * a.h, NORMAL_TEXT)}, 0, theme->text1);
}

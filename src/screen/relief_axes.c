#include "relief_axes.h"

#include "number.h"
#include "relief_mesh.h"
#include "text.h"
#include "ticks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const float TICK_LENGTH = 7, LABEL_AWAY = 20, LOSS_AWAY = 11, NAME_UP = 16, LOSS_APART = 20,
                   INSET = 16, CAPTION_INSET = 18, GRID_LEAST = 3, TEXT_HALF = 8;
enum {
    RELIEF_CAPTIONS = 2
}; /* inside the frame: how heights are to be read, and (hints) what the pointer does */
static const char HINT[] = "Drag to turn, scroll to zoom, double-click to reset";
static const double APART = 90; /* least distance of ticks in pixels */

/* One of the box's four upright edges, or a place along one of its sides. */
typedef struct Base {
    float a, b;
} Base;

static Point place(const Relief *relief, Base base, float height) {
    float point[3] = {base.a, base.b, height};
    return orbit_project(relief_view(relief), point, NULL);
}

/* Corners as the eye has them: which sides are in front, and which of the two ends of the front is farther to
 * the right. */
typedef struct Corners {
    Base near, left, right, far; /* left, right: as seen */
    float front_a, front_b;      /* where the sides in front lie, ... */
    bool wall_a, wall_b;         /* ... and whether their walls are seen */
} Corners;

static Corners corners_of(const Relief *relief) {
    const Heights *heights = relief_heights(relief);
    const float *eye = relief_view(relief)->eye;
    float a = eye[0] <= 0 ? -heights->side[0] : heights->side[0];
    float b = eye[1] <= 0 ? -heights->side[1] : heights->side[1];
    Corners corners = {{a, b}, {-a, b}, {a, -b}, {-a, -b}, a, b, false, false};
    corners.wall_a = relief_wall_shows(heights, relief_view(relief), a > 0 ? 1 : 3);
    corners.wall_b = relief_wall_shows(heights, relief_view(relief), b > 0 ? 2 : 0);
    if (place(relief, corners.left, 0).x > place(relief, corners.right, 0).x) {
        Base swap = corners.left;
        corners.left = corners.right;
        corners.right = swap;
    }
    return corners;
}

static void draw_line(Canvas *canvas, Point from, Point to, Color color) {
    Point ends[2] = {from, to};
    canvas_polyline(canvas, ends, 2, 1, 0, 0, color);
}

static void draw_upright(const Relief *relief, Canvas *canvas, Base base, float from, float to, Color color) {
    draw_line(canvas, place(relief, base, from), place(relief, base, to), color);
}

/* ---- the far sides ---- */

void relief_axes_draw_back(Canvas *canvas, const Theme *theme, const Relief *relief) {
    const HeightScale *scale = &relief_heights(relief)->scale;
    const Bands *bands = relief_bands(relief);
    Corners corners = corners_of(relief);
    float before = -INFINITY;
    for (int edge = -1; edge <= bands->count + 1; edge++) { /* -1: the base; the last: the box's top */
        bool round = edge >= 0 && edge <= bands->count;
        if (round && !bands_is_major(bands, edge)) continue;
        float height = round ? (float)heights_of_loss(scale, bands->edges[edge]) : edge < 0 ? 0 : scale->top;
        float gap = place(relief, corners.far, before).y - place(relief, corners.far, height).y;
        if (before >= 0 && gap < GRID_LEAST) continue;
        before = height;
        Point far = place(relief, corners.far, height);
        draw_line(canvas, place(relief, corners.left, height), far, theme->line);
        draw_line(canvas, far, place(relief, corners.right, height), theme->line);
    }
    draw_upright(relief, canvas, corners.left, 0, scale->top, theme->line);
    draw_upright(relief, canvas, corners.far, 0, scale->top, theme->line);
    draw_upright(relief, canvas, corners.right, 0, scale->top, theme->line);
}

/* ---- the near ones ---- */

/* A direction on the screen of length 1: where `to` is seen from `from`. */
static Point towards(Point from, Point to) {
    float dx = to.x - from.x, dy = to.y - from.y, length = hypotf(dx, dy);
    return length > 1e-3f ? (Point){dx / length, dy / length} : (Point){0, 1};
}

static Point along(Point from, Point way, float length) {
    return (Point){from.x + length * way.x, from.y + length * way.y};
}

/* Texts placed so far, which others keep off; drawn too, or only placed. */
typedef struct Texts {
    Canvas *canvas;
    bool drawn;
    Rect areas[RELIEF_CAPTIONS + 3 * TICKS_MAX + BANDS_MAX];
    int count;
} Texts;

/* A text about (or, aligned left, from) a point, if there is room. */
static void add_text(Texts *texts, TextStyle style, const char *text, Point at, Color color) {
    float w = canvas_text_width(texts->canvas, style, text),
          x = style.align == ALIGN_LEFT ? at.x : at.x - 0.5f * w;
    Rect area = {x, at.y - TEXT_HALF, w, 2 * TEXT_HALF};
    for (int i = 0; i < texts->count; i++) {
        const Rect *other = &texts->areas[i];
        if (area.x < other->x + other->w && other->x < area.x + area.w && area.y < other->y + other->h &&
            other->y < area.y + area.h)
            return;
    }
    texts->areas[texts->count++] = area;
    if (texts->drawn)
        canvas_text(texts->canvas, style, text, (Point){at.x, text_baseline(at.y, style.size)}, 0, color);
}

/* A side of the base in front: along a (axis 0) or b (axis 1). */
static Base on_side(const Corners *corners, int axis, float at) {
    return axis == 0 ? (Base){at, corners->front_b} : (Base){corners->front_a, at};
}

/* Where it is seen: its lower edge, or the surface's rim above it where that hides it. */
static Point place_on_side(const Relief *relief, const Corners *corners, int axis, float at) {
    Base base = on_side(corners, axis, at);
    bool wall = axis == 0 ? corners->wall_b : corners->wall_a;
    return place(relief, base, wall ? 0 : heights_at(relief_heights(relief), base.a, base.b));
}

/* Straight out of the side, as the base has it. */
static Point outwards(const Relief *relief, const Corners *corners, int axis, float at) {
    Base base = on_side(corners, axis, at), out = base;
    float *across = axis == 0 ? &out.b : &out.a;
    *across *= 1.05f;
    return towards(place(relief, base, 0), place(relief, out, 0));
}

static void add_side(Texts *texts, const Theme *theme, const Relief *relief, const Corners *corners,
                     int axis) {
    const Heights *heights = relief_heights(relief);
    float side = heights->side[axis];
    Point ends[2] = {place_on_side(relief, corners, axis, -side), place_on_side(relief, corners, axis, side)};
    float length = hypotf(ends[1].x - ends[0].x, ends[1].y - ends[0].y);
    const double *range = axis == 0 ? heights->region.x : heights->region.y;
    if (length < 1) return;
    Ticks ticks = ticks_even(range[0], range[1], APART * (range[1] - range[0]) / (double)length);
    TextStyle style = {SMALL_TEXT, WEIGHT_REGULAR, ALIGN_CENTRE, true};
    TextStyle name_style = {SMALL_TEXT, WEIGHT_SEMIBOLD, ALIGN_CENTRE, false};
    float places[TICKS_MAX];
    for (int i = 0; i < ticks.count; i++) {
        char text[TICK_TEXT];
        float at = places[i] =
            axis == 0 ? heights_a(heights, ticks.values[i]) : heights_b(heights, ticks.values[i]);
        Point from = place_on_side(relief, corners, axis, at), way = outwards(relief, corners, axis, at);
        if (texts->drawn) draw_line(texts->canvas, from, along(from, way, TICK_LENGTH), theme->line2);
        ticks_text(&ticks, i, text);
        float half = 0.5f * canvas_text_width(texts->canvas, style, text) * fabsf(way.x);
        add_text(texts, style, text, along(from, way, LABEL_AWAY + half), theme->text2);
    }
    /* The name stands between the two ticks in the middle, or beyond the labels. */
    bool between = ticks.count >= 2 && ticks.base == 0;
    int middle = ticks.count / 2;
    float at = between ? 0.5f * (places[middle - 1] + places[middle]) : 0;
    char name[TICK_TEXT];
    Point way = outwards(relief, corners, axis, at);
    add_text(texts, name_style, ticks_name(&ticks, axis == 0 ? "x" : "y", name),
             along(place_on_side(relief, corners, axis, at), way, between ? LABEL_AWAY + 4 : 2 * LABEL_AWAY),
             theme->text1);
}

/* Round losses at the right one of the outer upright edges, the highest first. */
static void add_losses(Texts *texts, const Theme *theme, const Relief *relief, Base base) {
    const HeightScale *scale = &relief_heights(relief)->scale;
    const Bands *bands = relief_bands(relief);
    TextStyle style = {SMALL_TEXT, WEIGHT_REGULAR, ALIGN_LEFT, true};
    TextStyle name_style = {SMALL_TEXT, WEIGHT_SEMIBOLD, ALIGN_LEFT, false};
    Point top = place(relief, base, scale->top), before = {top.x, -INFINITY};
    for (int edge = bands->count; edge >= 0 && scale->up > 0; edge--) {
        char text[BANDS_TEXT];
        double height = heights_of_loss(scale, bands->edges[edge]);
        if (!bands_is_major(bands, edge) || height <= 0 || height >= (double)scale->top) continue;
        Point at = place(relief, base, (float)height);
        if (at.y - before.y < LOSS_APART) continue;
        before = at;
        if (texts->drawn) draw_line(texts->canvas, at, (Point){at.x + TICK_LENGTH, at.y}, theme->line2);
        add_text(texts, style, bands_edge_text(bands, edge, text), (Point){at.x + LOSS_AWAY, at.y},
                 theme->text2);
    }
    add_text(texts, name_style, "Loss", (Point){top.x + LOSS_AWAY, top.y - NAME_UP}, theme->text1);
}

void relief_caption(const HeightScale *scale, char text[RELIEF_CAPTION]) {
    char number[NUMBER_SIZE], end[NUMBER_SIZE + 16] = "";
    double highest = scale->log ? scale->floor + pow(10, scale->high) - 1 : scale->high;
    if (scale->cut) {
        number_format_short(number, highest, 3);
        snprintf(end, sizeof end, ", up to L = %s", number);
    }
    number_format_short(number, fabs(scale->floor), 3);
    if (!scale->log)
        snprintf(text, RELIEF_CAPTION, "Height: L%s", end);
    else if (scale->floor == 0)
        snprintf(text, RELIEF_CAPTION, "Height: log_{10}(1 + L)%s", end);
    else
        snprintf(text, RELIEF_CAPTION, "Height: log_{10}(1 + L %s %s)%s", scale->floor > 0 ? "\u2212" : "+",
                 number, end);
}

static TextStyle caption_style(void) {
    return (TextStyle){SMALL_TEXT, WEIGHT_REGULAR, ALIGN_LEFT, false};
}

static int place_captions(Canvas *canvas, const Relief *relief, Rect frame, bool hints,
                          Rect areas[RELIEF_CAPTIONS]) {
    char caption[RELIEF_CAPTION];
    relief_caption(&relief_heights(relief)->scale, caption);
    float left = frame.x + INSET, top = frame.y + CAPTION_INSET, bottom = frame.y + frame.h - CAPTION_INSET;
    areas[0] =
        (Rect){left, bottom - TEXT_HALF, text_markup_width(canvas, caption_style(), caption), 2 * TEXT_HALF};
    areas[1] = (Rect){left, top - TEXT_HALF, text_markup_width(canvas, caption_style(), HINT), 2 * TEXT_HALF};
    return 1 + hints;
}

static void add_texts(Texts *texts, const Theme *theme, const Relief *relief, Rect frame, bool hints) {
    Corners corners = corners_of(relief);
    texts->count = place_captions(texts->canvas, relief, frame, hints, texts->areas);
    add_losses(texts, theme, relief, corners.right);
    add_side(texts, theme, relief, &corners, 0);
    add_side(texts, theme, relief, &corners, 1);
}

int relief_axes_texts(Canvas *canvas, const Theme *theme, const Relief *relief, Rect frame, bool hints,
                      Rect areas[RELIEF_TEXTS_MAX]) {
    Texts texts = {.canvas = canvas};
    add_texts(&texts, theme, relief, frame, hints);
    int count = texts.count < RELIEF_TEXTS_MAX ? texts.count : RELIEF_TEXTS_MAX;
    memcpy(areas, texts.areas, (size_t)count * sizeof *areas);
    return count;
}

void relief_axes_draw_front(Canvas *canvas, const Theme *theme, const Relief *relief, Rect frame,
                            bool hints) {
    const Heights *heights = relief_heights(relief);
    Corners corners = corners_of(relief);
    /* The outlines of the walls that are seen; sides[i] to sides[i + 1] lies along b, then a, or the other
     * way. */
    Base sides[3] = {corners.left, corners.near, corners.right};
    for (int i = 0; i < 2; i++) {
        bool along_a = sides[i].b == sides[i + 1].b;
        if (!(along_a ? corners.wall_b : corners.wall_a)) continue;
        draw_line(canvas, place(relief, sides[i], 0), place(relief, sides[i + 1], 0), theme->line2);
        for (int end = i; end <= i + 1; end++)
            draw_upright(relief, canvas, sides[end], 0, heights_at(heights, sides[end].a, sides[end].b),
                         theme->line2);
    }
    Texts texts = {.canvas = canvas, .drawn = true};
    add_texts(&texts, theme, relief, frame, hints);
    char caption[RELIEF_CAPTION];
    relief_caption(&heights->scale, caption);
    for (int i = 0; i < 1 + hints; i++)
        text_markup(canvas, caption_style(), i == 0 ? caption : HINT,
                    (Point){texts.areas[i].x, text_baseline(texts.areas[i].y + TEXT_HALF, SMALL_TEXT)},
                    theme->text2);
}

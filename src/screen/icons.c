#include "icons.h"

#include "theme.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

enum { POINTS_MAX = 64 };

/* Shapes on a box of 20, in a little language: a letter and its numbers.
 *   L x y x y ...        a line through points           F x y x y ...   a filled polygon
 *   C x y radius         a circle                        D x y radius    a disc
 *   A x y radius a b     an arc from a to b, in steps of ten degrees, clockwise from the right
 *   H x y radius         the right half of a disc        R x y w h       a filled rectangle */
static const char *const shapes[ICON_COUNT] = {
    [ICON_LOGO] = "",
    [ICON_BOOK] = "L10 5.2 8.2 4 3 4 3 15.2 8.2 15.2 10 16.4 11.8 15.2 17 15.2 17 4 11.8 4 10 5.2 10 16.2",
    [ICON_CHEVRON_DOWN] = "L5.8 8 10 12.2 14.2 8",
    [ICON_CHEVRON_SMALL] = "L6.8 8.4 10 11.6 13.2 8.4",
    [ICON_CHEVRON_UP] = "L5.8 12.2 10 8 14.2 12.2",
    [ICON_CHEVRON_LEFT] = "L12.2 5.8 8 10 12.2 14.2",
    [ICON_CHEVRON_RIGHT] = "L8 5.8 12.2 10 8 14.2",
    [ICON_PLAY] = "F5.5 3 16.5 10 5.5 17",
    [ICON_PAUSE] = "R5 3.5 3.2 13 R11.8 3.5 3.2 13",
    [ICON_STEP_BACK] = "R4 4 2.6 12 F16.2 4 16.2 16 8 10",
    [ICON_STEP_FORWARD] = "R13.4 4 2.6 12 F3.8 4 3.8 16 12 10",
    [ICON_RESTART] = "A10 10.6 6.4 -11 18 L5.4 2.4 6 6 9.8 6.9",
    [ICON_EYE] = "E D10 10 2.3",
    [ICON_EYE_OFF] = "E L3.4 16.6 16.6 3.4",
    [ICON_PLUS] = "L10 5 10 15 L5 10 15 10",
    [ICON_MINUS] = "L5 10 15 10",
    [ICON_FIT] =
        "L3.6 8 3.6 3.6 8 3.6 L12 3.6 16.4 3.6 16.4 8 L16.4 12 16.4 16.4 12 16.4 L8 16.4 3.6 16.4 3.6 12",
    [ICON_THEME] = "C10 10 7 H10 10 7",
    [ICON_CAMERA] = "L2.9 5.9 6.4 5.9 7.8 3.7 12.2 3.7 13.6 5.9 17.1 5.9 17.1 16 2.9 16 2.9 5.9 C10 10.8 2.8",
    [ICON_RECORD] = "C10 10 7.2 D10 10 3.6",
    [ICON_EXPORT] = "L10 3 10 12.6 L6.4 9.2 10 12.8 13.6 9.2 L3.4 12.4 3.4 16.4 16.6 16.4 16.6 12.4",
    [ICON_HELP] = "C10 10 7.2 A10 8.2 2.3 -16 8 L10.4 10.4 10 11 10 11.4 D10 14 1.05",
    [ICON_GRADIENT] = "L3.6 15.9 8.6 10.9 L5.6 10.9 8.6 10.9 8.6 13.9 L11.8 8.3 16.4 3.7 L13.4 3.7 16.4 3.7 "
                      "16.4 6.7 L11.8 16.2 16.4 11.6 L13.4 11.6 16.4 11.6 16.4 14.6",
    [ICON_ISO_LINES] = "C10 10 6.8 C10 10 3.2",
    [ICON_STAR] = "S",
    [ICON_BASINS] = "L4 4 16 4 16 16 4 16 4 4 L4 12 7.4 10.6 11.2 7.6 12.4 4 L11.2 7.6 11.6 12 13 16",
    [ICON_CURVE] = "L4.4 4.4 5.3 8 6.4 11.4 7.6 14 9 15.4 10.6 15.4 12.2 14 13.6 11.2 14.8 7.8 15.6 4.4",
    [ICON_CHECK] = "L5.2 10.4 8.6 13.6 14.8 6.6",
    [ICON_CLOSE] = "L5 5 15 15 L15 5 5 15",
    [ICON_TRASH] = "L3.5 5.5 16.5 5.5 L7.5 5.5 7.5 3 12.5 3 12.5 5.5 L5.2 5.5 6 17 14 17 14.8 5.5 L8.4 8.6 "
                   "8.6 13.8 L11.6 8.6 "
                   "11.4 13.8",
    [ICON_WARNING] = "L10 3 18 16.6 2 16.6 10 3 18 16.6 L10 8 10 11.8 D10 14.2 1.05",
    [ICON_BRANCH] = "L5.5 16.8 5.5 3.2 L5.5 12.6 7.4 10.4 12.6 9 14.5 6.8 14.5 3.2 D5.5 16 1.6",
    [ICON_LOOP] = "L3.6 9.6 3.6 5.8 16 5.8 L13.4 3.2 16 5.8 13.4 8.4 L16.4 10.4 16.4 14.2 4 14.2 L6.6 11.6 4 "
                  "14.2 6.6 16.8",
    [ICON_TARGET] = "C10 10 6 D10 10 1.5 L10 1.8 10 5.2 L10 14.8 10 18.2 L1.8 10 5.2 10 L14.8 10 18.2 10",
    [ICON_LAYERS] = "L10 3.2 17 7 10 10.8 3 7 10 3.2 L3.4 10.4 10 13.9 16.6 10.4 L3.4 13.6 10 17.1 16.6 13.6",
    [ICON_ROSE] = "C6.3 10 3.3 C13.7 10 3.3 L10 3.2 10 5.4 L10 14.6 10 16.8",
    [ICON_QUADRATIC] = "L17.4 10 16.4 12.2 13.7 13.8 10 14.4 6.3 13.8 3.6 12.2 2.6 10 3.6 7.8 6.3 6.2 10 5.6 "
                       "13.7 6.2 16.4 7.8 17.4 10 L5.6 10 14.4 10 L10 8 10 12",
    [ICON_CONVEXITY] = "L3.6 4.4 4.6 8.6 6.6 12 10 13.4 13.4 12 15.4 8.6 16.4 4.4 L3.6 16.8 16.4 16.8",
    [ICON_REACH] = "L3.6 3.6 16.4 3.6 16.4 16.4 3.6 16.4 3.6 3.6 C10 10 3.6",
    [ICON_CLOUD] =
        "D5.2 6.4 1.35 D9.6 4.4 1.35 D14 6 1.35 D7.6 9.8 1.35 D12 9.4 1.35 D16 10.6 1.35 D4.6 13.4 "
        "1.35 D9.6 14.2 1.35 D13.6 15 1.35",
    [ICON_MORE] = "D4 10 1.75 D10 10 1.75 D16 10 1.75",
    [ICON_MENU] = "L3.5 5.5 16.5 5.5 L3.5 10 16.5 10 L3.5 14.5 16.5 14.5",
};

/* Turns (1, 0) by ten degrees `steps` times; repeated multiplication keeps libm out of pixels. */
static Point direction(int steps) {
    const float cosine = 0.98480775f, sine = 0.17364818f;
    Point at = {1, 0};
    for (int i = 0, count = (steps % 36 + 36) % 36; i < count; i++)
        at = (Point){at.x * cosine - at.y * sine, at.x * sine + at.y * cosine};
    return at;
}

static int arc(Point *points, float x, float y, float radius, int from, int to) {
    int count = 0;
    for (int step = from; step <= to; step++) {
        Point at = direction(step);
        points[count++] = (Point){x + radius * at.x, y + radius * at.y};
    }
    return count;
}

/* The outline of an eye: two flat arcs that meet in corners. */
static int eye(Point *points) {
    int count = 0;
    for (int i = -8; i <= 8; i++) {
        float t = (float)i / 8, bulge = 5.6f * (1 - t * t) * (1 - 0.12f * t * t);
        points[count++] = (Point){10 + 8.4f * t, 10 - bulge};
    }
    for (int i = 7; i >= -8; i--) {
        float t = (float)i / 8, bulge = 5.6f * (1 - t * t) * (1 - 0.12f * t * t);
        points[count++] = (Point){10 + 8.4f * t, 10 + bulge};
    }
    return count;
}

/* A five-pointed star, tip up. */
static int star(Point *points) {
    static const Point tips[5] = {{0, -1},
                                  {.9510565f, -.3090170f},
                                  {.5877853f, .8090170f},
                                  {-.5877853f, .8090170f},
                                  {-.9510565f, -.3090170f}};
    for (int i = 0; i < 5; i++) {
        Point tip = tips[i], opposite = tips[(i + 3) % 5];
        points[2 * i] = (Point){10 + 7.1f * tip.x, 10.4f + 7.1f * tip.y};
        points[2 * i + 1] = (Point){10 - 3.1f * opposite.x, 10.4f - 3.1f * opposite.y};
    }
    return 10;
}

typedef struct Pen {
    Canvas *canvas;
    Point origin; /* of the box */
    Color color;
} Pen;

static void place(const Pen *pen, Point *points, int count) {
    for (int i = 0; i < count; i++)
        points[i] = (Point){pen->origin.x + points[i].x, pen->origin.y + points[i].y};
}

static void draw_shape(const Pen *pen, char shape, const float *n, int count) {
    Point points[POINTS_MAX];
    Canvas *canvas = pen->canvas;
    Point at = {pen->origin.x + (count > 0 ? n[0] : 0), pen->origin.y + (count > 1 ? n[1] : 0)};
    int used = 0;
    bool filled = false;
    switch (shape) {
    case 'C': canvas_ring(canvas, at, n[2], ICON_WIDTH, pen->color); return;
    case 'D': canvas_disc(canvas, at, n[2], pen->color); return;
    case 'R':
        filled = true, used = 4;
        points[0] = (Point){n[0], n[1]}, points[1] = (Point){n[0] + n[2], n[1]};
        points[2] = (Point){n[0] + n[2], n[1] + n[3]}, points[3] = (Point){n[0], n[1] + n[3]};
        break;
    case 'A': used = arc(points, n[0], n[1], n[2], (int)n[3], (int)n[4]); break;
    case 'H': filled = true, used = arc(points, n[0], n[1], n[2], -9, 9); break;
    case 'E': used = eye(points); break;
    case 'S': filled = true, used = star(points); break;
    default:
        filled = shape == 'F';
        for (used = 0; used < count / 2; used++) points[used] = (Point){n[2 * used], n[2 * used + 1]};
    }
    place(pen, points, used);
    if (filled)
        canvas_polygon(canvas, points, used, pen->color);
    else
        canvas_polyline(canvas, points, used, ICON_WIDTH, 0, 0, pen->color);
}

void icon_draw(Canvas *canvas, Icon icon, Point centre, Color color) {
    assert(icon >= 0 && icon < ICON_COUNT);
    if (icon == ICON_LOGO) {
        icon_draw_logo(canvas, centre, color, color);
        return;
    }
    /* The box starts on a whole device pixel, so that an icon looks the same wherever it stands. */
    Rect box = canvas_snap(canvas, (Rect){centre.x - 10, centre.y - 10, 20, 20});
    Pen pen = {canvas, {box.x, box.y}, color};
    const char *text = shapes[icon];
    while (text && *text) {
        char shape = *text++;
        float numbers[2 * POINTS_MAX];
        int count = 0;
        for (char *end; count < 2 * POINTS_MAX; text = end) {
            float number = strtof(text, &end);
            if (end == text) break;
            numbers[count++] = number;
        }
        while (*text == ' ') text++;
        draw_shape(&pen, shape, numbers, count);
    }
}

void icon_draw_logo(Canvas *canvas, Point centre, Color color, Color dot) {
    static const Point zigzag[] = {{-7.9f, -11.2f}, {5, -5.5f}, {-4.9f, 2.2f}, {7.9f, 10.9f}};
    Rect box = canvas_snap(canvas, (Rect){centre.x, centre.y, 1, 1});
    Point points[4];
    for (int i = 0; i < 4; i++) points[i] = (Point){box.x + zigzag[i].x, box.y + zigzag[i].y};
    canvas_polyline(canvas, points, 4, 2.5f, 0, 0, color);
    canvas_disc(canvas, points[3], 4, dot);
}

/* About twenty drawing calls between what is drawn and how. All lengths are logical pixels: a canvas
 * multiplies by its UI scale, puts edges of rectangles and baselines of text on whole device pixels, and
 * keeps 1-px lines at least one device pixel wide. y points down. Implementations: canvas_sdl (window),
 * canvas_cairo (PNG, SVG, PDF, tests). */
#ifndef SCREEN_CANVAS_H
#define SCREEN_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Color {
    uint8_t r, g, b, a;
} Color;
typedef struct Point {
    float x, y;
} Point;
typedef struct Rect {
    float x, y, w, h;
} Rect;

typedef enum Weight { WEIGHT_REGULAR, WEIGHT_MEDIUM, WEIGHT_SEMIBOLD, WEIGHT_MONO } Weight;
typedef enum Align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT } Align;

typedef struct TextStyle {
    float size; /* 13, 15 or 20 */
    Weight weight;
    Align align;
    bool tabular; /* digits in cells of one width */
} TextStyle;

/* Pixels for canvas_image: 0xAARRGGBB (alpha not multiplied in), w * h of them, in device pixels; `version`
 * changes when the pixels do, so that a canvas can keep its copy (keyed by the address of the Image). */
typedef struct Image {
    const uint32_t *pixels;
    int w, h;
    uint64_t version;
} Image;

typedef struct MeshVertex {
    float x, y;
    Color color;
} MeshVertex;

typedef struct Canvas Canvas;

/* Releases a canvas made by canvas_cairo_start, canvas_sdl_start, ...; NULL is fine. */
void canvas_free(Canvas *canvas);

/* A frame: everything between begin and end. */
void canvas_begin(Canvas *canvas, Color background);
void canvas_end(Canvas *canvas);

/* Logical size and UI scale (device pixels per logical pixel). */
Rect canvas_bounds(const Canvas *canvas);
float canvas_scale(const Canvas *canvas);
/* Whether lines and letters stay what they are, as in a vector file, instead of becoming pixels. */
bool canvas_keeps_shapes(const Canvas *canvas);

/* Clips to the intersection of `area` and the clip in force, until the matching pop. */
void canvas_push_clip(Canvas *canvas, Rect area);
void canvas_pop_clip(Canvas *canvas);
/* The clip in force, in logical pixels. */
Rect canvas_clip(const Canvas *canvas);

/* While muted nothing is drawn; the clip, widths and all else stay what they are. canvas_begin ends it. */
void canvas_mute(Canvas *canvas, bool muted);

void canvas_rect(Canvas *canvas, Rect area, Color color);
void canvas_round_rect(Canvas *canvas, Rect area, float radius, Color color);
/* The border lies inside `area`. */
void canvas_round_rect_border(Canvas *canvas, Rect area, float radius, float width, Color color);
/* Lines between whole pixels, one device pixel or more wide, with the pixel row or column of (x, y) as their
 * start: rules, ticks and dividers. */
void canvas_horizontal_line(Canvas *canvas, float x, float y, float length, float width, Color color);
void canvas_vertical_line(Canvas *canvas, float x, float y, float length, float width, Color color);
void canvas_disc(Canvas *canvas, Point centre, float radius, Color color);
void canvas_ring(Canvas *canvas, Point centre, float radius, float width,
                 Color color); /* centred on the radius */
/* Round joins and caps (dashes end flat); every pixel is covered once, so that a translucent line has no
 * darker joints. dash_on 0: solid. A point that is not finite breaks the line. */
void canvas_polyline(Canvas *canvas, const Point *points, int count, float width, float dash_on,
                     float dash_off, Color color);
/* A solid polyline with a dot of radius radii[i] on every point (0: none), all of it covered once. */
void canvas_trail(Canvas *canvas, const Point *points, const float *radii, int count, float width,
                  Color color);
void canvas_polygon(Canvas *canvas, const Point *points, int count, Color color); /* simple, any winding */
/* Triangles with colours interpolated between the corners; their edges are not smoothed. */
void canvas_mesh(Canvas *canvas, const MeshVertex *vertices, int vertex_count, const int *indices,
                 int index_count);
/* The image's device pixels, one to one when w and h of `area` match it; otherwise interpolated. */
void canvas_image(Canvas *canvas, const Image *image, Rect area);
/* UTF-8 text; `position` is the baseline's start, centre or end. `angle` in radians, clockwise, about
 * position. */
void canvas_text(Canvas *canvas, TextStyle style, const char *text, Point position, float angle, Color color);
/* Texts that did not fit and were shortened since canvas_begin, the first CANVAS_SHORTENED_MAX of them: for
 * tests of layouts. NULL beyond the last. */
enum { CANVAS_SHORTENED_MAX = 32, CANVAS_SHORTENED_SIZE = 64 };
void canvas_note_shortened(Canvas *canvas, const char *text);
const char *canvas_shortened(const Canvas *canvas, int index);
/* Width of the text in logical pixels, the same on every canvas. */
float canvas_text_width(Canvas *canvas, TextStyle style, const char *text);

/* `area` with its edges on whole device pixels, as canvas_rect draws it. */
Rect canvas_snap(const Canvas *canvas, Rect area);

#endif

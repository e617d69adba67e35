/* What stands behind canvas.h: one table of functions per kind of canvas, all in device pixels. canvas.c
 * converts, rounds and clips; the kinds only draw. */
#ifndef SCREEN_CANVAS_BACKEND_H
#define SCREEN_CANVAS_BACKEND_H

#include "canvas.h"
#include "text.h"

/* Whole device pixels: x0 <= x < x1. */
typedef struct PixelBox {
    int x0, y0, x1, y1;
} PixelBox;

/* A line to be covered once, in device pixels. Points that are not finite break it. */
typedef struct Stroke {
    const Point *points;
    const float *radii; /* of a dot on every point, or NULL */
    int count;
    float width;
    float dash_on, dash_off; /* 0: solid */
} Stroke;

typedef struct CanvasBackend {
    void (*free)(Canvas *canvas);
    void (*begin)(Canvas *canvas, Color background);
    void (*end)(Canvas *canvas);
    void (*clip)(Canvas *canvas, PixelBox box);
    void (*fill)(Canvas *canvas, PixelBox box, Color color);
    void (*round_rect)(Canvas *canvas, PixelBox box, float radius, Color color);
    void (*round_rect_border)(Canvas *canvas, PixelBox box, float radius, float width, Color color);
    void (*ring)(Canvas *canvas, Point centre, float inner, float outer, Color color); /* inner 0: a disc */
    void (*stroke)(Canvas *canvas, const Stroke *stroke, Color color);
    void (*polygon)(Canvas *canvas, const Point *points, int count, Color color);
    void (*mesh)(Canvas *canvas, const MeshVertex *vertices, int vertex_count, const int *indices,
                 int index_count);
    void (*image)(Canvas *canvas, const Image *image, PixelBox box);
    /* A mask with its pen at a whole pixel. */
    void (*mask)(Canvas *canvas, const TextMask *mask, int x, int y, Color color);
    /* A mask made at TEXT_ROTATED_SCALE times the size, its pen `along` mask pixels from `origin` on a
     * baseline turned by the angle with this cosine and sine. */
    void (*mask_rotated)(Canvas *canvas, const TextMask *mask, float along, Point origin, float cosine,
                         float sine, Color color);
    /* Not NULL: draws whole strings itself (vector files); position is the start of the baseline. */
    void (*string)(Canvas *canvas, TextStyle style, const char *text, Point position, float angle,
                   Color color);
} CanvasBackend;

enum { CANVAS_CLIPS_MAX = 32, TEXT_ROTATED_SCALE = 2 };

/* First member of every kind's own struct. */
struct Canvas {
    const CanvasBackend *backend;
    Text *text; /* owned */
    int w, h;   /* device pixels */
    float scale;
    PixelBox clips[CANVAS_CLIPS_MAX];
    int clip_count; /* clips[clip_count - 1] is in force */
    bool muted;     /* nothing is drawn, wherever the clip is */
    char shortened[CANVAS_SHORTENED_MAX][CANVAS_SHORTENED_SIZE];
    int shortened_count;
    void *scratch; /* for converted points */
    int scratch_size;
};

/* For the kinds' start and resize functions. */
void canvas_set_size(Canvas *canvas, int w, int h, float scale);
PixelBox canvas_clip_box(const Canvas *canvas);

#endif

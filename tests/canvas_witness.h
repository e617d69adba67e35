/* A canvas that draws nothing and remembers what was written where, on which ground, and what was laid over
 * it afterwards: for the tests of lettering. Lengths are device pixels. */
#ifndef TESTS_CANVAS_WITNESS_H
#define TESTS_CANVAS_WITNESS_H

#include "screen/canvas_backend.h"
#include "screen/theme.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef enum WitnessKind { WITNESS_TEXT, WITNESS_FILL, WITNESS_IMAGE } WitnessKind;

typedef struct Witnessed {
    WitnessKind kind;
    PixelBox clip, box; /* what was visible then; a fill's or image's box */
    Color color;
    /* of a text: the middle of its capitals from the first letter to the last, and half their height */
    Point from, to;
    float half;
    char text[64];
} Witnessed;

typedef struct Witness {
    Canvas canvas;
    PixelBox clip;
    Witnessed *marks;
    int count, size;
} Witness;

static inline Witnessed *witness_add(Canvas *canvas, WitnessKind kind, Color color) {
    Witness *witness = (Witness *)canvas;
    if (witness->count == witness->size) {
        witness->size = witness->size ? 2 * witness->size : 1024;
        witness->marks = realloc(witness->marks, (size_t)witness->size * sizeof *witness->marks);
        ck_assert_ptr_nonnull(witness->marks);
    }
    Witnessed *mark = &witness->marks[witness->count++];
    *mark = (Witnessed){.kind = kind, .clip = witness->clip, .color = color};
    return mark;
}

static inline void witness_free(Canvas *canvas) {
    free(((Witness *)canvas)->marks);
    free(canvas);
}
static inline void witness_begin(Canvas *canvas, Color background) {
    ((Witness *)canvas)->count = 0;
    ((Witness *)canvas)->clip = (PixelBox){0, 0, canvas->w, canvas->h};
    witness_add(canvas, WITNESS_FILL, background)->box = ((Witness *)canvas)->clip;
}
static inline void witness_end(Canvas *canvas) {
    (void)canvas;
}
static inline void witness_clip(Canvas *canvas, PixelBox box) {
    ((Witness *)canvas)->clip = box;
}
static inline void witness_fill(Canvas *canvas, PixelBox box, Color color) {
    witness_add(canvas, WITNESS_FILL, color)->box = box;
}
static inline void witness_round_rect(Canvas *canvas, PixelBox box, float radius, Color color) {
    (void)radius;
    witness_fill(canvas, box, color);
}
static inline void witness_border(Canvas *canvas, PixelBox box, float radius, float width, Color color) {
    (void)canvas, (void)box, (void)radius, (void)width, (void)color;
}
static inline void witness_ring(Canvas *canvas, Point centre, float inner, float outer, Color color) {
    const int half = (int)(0.7f * outer); /* of a disc, the square in it */
    PixelBox box = {(int)centre.x - half, (int)centre.y - half, (int)centre.x + half, (int)centre.y + half};
    if (inner == 0) witness_add(canvas, WITNESS_FILL, color)->box = box;
}
static inline void witness_stroke(Canvas *canvas, const Stroke *stroke, Color color) {
    (void)canvas, (void)stroke, (void)color;
}
static inline void witness_polygon(Canvas *canvas, const Point *points, int count, Color color) {
    (void)canvas, (void)points, (void)count, (void)color;
}
static inline void witness_mesh(Canvas *canvas, const MeshVertex *vertices, int vertex_count,
                                const int *indices, int index_count) {
    (void)canvas, (void)vertices, (void)vertex_count, (void)indices, (void)index_count;
}
static inline void witness_image(Canvas *canvas, const Image *image, PixelBox box) {
    (void)image;
    witness_add(canvas, WITNESS_IMAGE, (Color){0})->box = box;
}
static inline void witness_string(Canvas *canvas, TextStyle style, const char *text, Point position,
                                  float angle, Color color) {
    float capitals = 0.728f * style.size * canvas->scale,
          width = canvas_text_width(canvas, style, text) * canvas->scale, c = cosf(angle), s = sinf(angle);
    Witnessed *mark = witness_add(canvas, WITNESS_TEXT, color);
    mark->half = capitals / 2;
    mark->from = (Point){position.x + s * mark->half, position.y - c * mark->half};
    mark->to = (Point){mark->from.x + c * width, mark->from.y + s * width};
    strncpy(mark->text, text, sizeof mark->text - 1);
}

static const CanvasBackend witness_backend = {
    .free = witness_free,
    .begin = witness_begin,
    .end = witness_end,
    .clip = witness_clip,
    .fill = witness_fill,
    .round_rect = witness_round_rect,
    .round_rect_border = witness_border,
    .ring = witness_ring,
    .stroke = witness_stroke,
    .polygon = witness_polygon,
    .mesh = witness_mesh,
    .image = witness_image,
    .string = witness_string,
};

static inline Witness *witness_start(int w, int h, float scale) {
    Error error = {0};
    Witness *witness = calloc(1, sizeof *witness);
    ck_assert_ptr_nonnull(witness);
    witness->canvas.backend = &witness_backend;
    witness->canvas.text = text_start(&error);
    ck_assert_msg(witness->canvas.text != NULL, "%s", error.message);
    canvas_set_size(&witness->canvas, w, h, scale);
    return witness;
}

static inline bool witness_inside(PixelBox box, Point p) {
    return p.x >= (float)box.x0 && p.x <= (float)box.x1 && p.y >= (float)box.y0 && p.y <= (float)box.y1;
}

/* Whether what `mark` wrote at `p` can still be seen when all is drawn. */
static inline bool witness_seen(const Witness *witness, const Witnessed *mark, Point p) {
    if (!witness_inside(mark->clip, p)) return false;
    for (const Witnessed *later = mark + 1; later < witness->marks + witness->count; later++) {
        bool covers = later->kind == WITNESS_IMAGE || (later->kind == WITNESS_FILL && later->color.a > 200);
        if (covers && witness_inside(later->box, p) && witness_inside(later->clip, p)) return false;
    }
    return true;
}

/* The flat colour that `mark` was written on at `p`; false where a picture lies there. */
static inline bool witness_ground(const Witness *witness, const Witnessed *mark, Point p, Color *ground) {
    Color over[64];
    int count = 0;
    for (const Witnessed *before = mark - 1; before >= witness->marks; before--) {
        if (before->kind == WITNESS_TEXT || before->color.a == 0 || !witness_inside(before->box, p) ||
            !witness_inside(before->clip, p)) {
            if (before->kind == WITNESS_IMAGE && witness_inside(before->box, p)) return false;
            continue;
        }
        if (count == 64) return false;
        over[count++] = before->color;
        if (before->color.a == 255) break;
    }
    if (count == 0 || over[count - 1].a != 255) return false;
    *ground = over[--count];
    while (count-- > 0) {
        Color solid = over[count];
        float share = (float)solid.a / 255;
        solid.a = 255;
        *ground = theme_mix(*ground, solid, share);
    }
    return true;
}

#endif

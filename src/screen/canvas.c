#include "canvas.h"

#include "canvas_backend.h"
#include "core/elementary.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void canvas_free(Canvas *canvas) {
    if (!canvas) return;
    text_end(canvas->text);
    free(canvas->scratch);
    canvas->backend->free(canvas);
}

void canvas_set_size(Canvas *canvas, int w, int h, float scale) {
    assert(w > 0 && h > 0 && scale > 0);
    canvas->w = w;
    canvas->h = h;
    canvas->scale = scale;
    canvas->clips[0] = (PixelBox){0, 0, w, h};
    canvas->clip_count = 1;
}

PixelBox canvas_clip_box(const Canvas *canvas) {
    return canvas->clips[canvas->clip_count - 1];
}

/* Where the backend may draw. */
static void apply_clip(Canvas *canvas) {
    canvas->backend->clip(canvas, canvas->muted ? (PixelBox){0, 0, 0, 0} : canvas_clip_box(canvas));
}

void canvas_mute(Canvas *canvas, bool muted) {
    canvas->muted = muted;
    apply_clip(canvas);
}

void canvas_begin(Canvas *canvas, Color background) {
    canvas->clip_count = 1;
    canvas->muted = false;
    canvas->backend->begin(canvas, background);
    apply_clip(canvas);
    canvas->shortened_count = 0;
}

void canvas_note_shortened(Canvas *canvas, const char *text) {
    if (canvas->shortened_count == CANVAS_SHORTENED_MAX) return;
    char *note = canvas->shortened[canvas->shortened_count++];
    strncpy(note, text, CANVAS_SHORTENED_SIZE - 1)[CANVAS_SHORTENED_SIZE - 1] = 0;
}

const char *canvas_shortened(const Canvas *canvas, int index) {
    return index >= 0 && index < canvas->shortened_count ? canvas->shortened[index] : NULL;
}

void canvas_end(Canvas *canvas) {
    assert(canvas->clip_count == 1);
    canvas->backend->end(canvas);
    text_trim(canvas->text);
}

Rect canvas_bounds(const Canvas *canvas) {
    return (Rect){0, 0, (float)canvas->w / canvas->scale, (float)canvas->h / canvas->scale};
}

bool canvas_keeps_shapes(const Canvas *canvas) {
    return canvas->backend->string != NULL;
}

float canvas_scale(const Canvas *canvas) {
    return canvas->scale;
}

/* A length in logical pixels to a whole device pixel; what is far outside stays far outside. */
static int whole(const Canvas *canvas, float length) {
    float pixels = length * canvas->scale;
    if (!(pixels > -1e6f)) return -1000000;
    return pixels < 1e6f ? (int)floorf(pixels + 0.5f) : 1000000;
}

static PixelBox pixel_box(const Canvas *canvas, Rect area) {
    return (PixelBox){whole(canvas, area.x), whole(canvas, area.y), whole(canvas, area.x + area.w),
                      whole(canvas, area.y + area.h)};
}

static Rect rect_of_box(const Canvas *canvas, PixelBox box) {
    float scale = canvas->scale;
    return (Rect){(float)box.x0 / scale, (float)box.y0 / scale, (float)(box.x1 - box.x0) / scale,
                  (float)(box.y1 - box.y0) / scale};
}

static Point device_point(const Canvas *canvas, Point p) {
    return (Point){p.x * canvas->scale, p.y * canvas->scale};
}

/* A line's width in device pixels: at least one, however small the scale. */
static float line_width(const Canvas *canvas, float width) {
    float pixels = width * canvas->scale;
    return width >= 1 && pixels < 1 ? 1 : pixels;
}

static float whole_width(const Canvas *canvas, float width) {
    return fmaxf(1, floorf(width * canvas->scale + 0.5f));
}

static bool empty(PixelBox box) {
    return box.x1 <= box.x0 || box.y1 <= box.y0;
}

static bool outside(const Canvas *canvas, PixelBox box) {
    PixelBox clip = canvas_clip_box(canvas);
    return box.x1 <= clip.x0 || box.x0 >= clip.x1 || box.y1 <= clip.y0 || box.y0 >= clip.y1;
}

static void *scratch(Canvas *canvas, size_t size) {
    if ((size_t)canvas->scratch_size < size) {
        void *grown = realloc(canvas->scratch, size);
        if (!grown) return NULL;
        canvas->scratch = grown;
        canvas->scratch_size = (int)size;
    }
    return canvas->scratch;
}

void canvas_push_clip(Canvas *canvas, Rect area) {
    assert(canvas->clip_count < CANVAS_CLIPS_MAX);
    PixelBox box = pixel_box(canvas, area), clip = canvas_clip_box(canvas);
    if (box.x0 < clip.x0) box.x0 = clip.x0;
    if (box.y0 < clip.y0) box.y0 = clip.y0;
    if (box.x1 > clip.x1) box.x1 = clip.x1;
    if (box.y1 > clip.y1) box.y1 = clip.y1;
    if (box.x1 < box.x0) box.x1 = box.x0;
    if (box.y1 < box.y0) box.y1 = box.y0;
    canvas->clips[canvas->clip_count++] = box;
    apply_clip(canvas);
}

void canvas_pop_clip(Canvas *canvas) {
    assert(canvas->clip_count > 1);
    canvas->clip_count--;
    apply_clip(canvas);
}

Rect canvas_clip(const Canvas *canvas) {
    return rect_of_box(canvas, canvas_clip_box(canvas));
}

Rect canvas_snap(const Canvas *canvas, Rect area) {
    return rect_of_box(canvas, pixel_box(canvas, area));
}

void canvas_rect(Canvas *canvas, Rect area, Color color) {
    PixelBox box = pixel_box(canvas, area);
    if (empty(box) || outside(canvas, box) || color.a == 0) return;
    canvas->backend->fill(canvas, box, color);
}

void canvas_round_rect(Canvas *canvas, Rect area, float radius, Color color) {
    PixelBox box = pixel_box(canvas, area);
    if (empty(box) || outside(canvas, box) || color.a == 0) return;
    canvas->backend->round_rect(canvas, box, radius * canvas->scale, color);
}

void canvas_round_rect_border(Canvas *canvas, Rect area, float radius, float width, Color color) {
    PixelBox box = pixel_box(canvas, area);
    if (empty(box) || outside(canvas, box) || color.a == 0) return;
    canvas->backend->round_rect_border(canvas, box, radius * canvas->scale, whole_width(canvas, width),
                                       color);
}

void canvas_horizontal_line(Canvas *canvas, float x, float y, float length, float width, Color color) {
    int top = whole(canvas, y);
    PixelBox box = {whole(canvas, x), top, whole(canvas, x + length), top + (int)whole_width(canvas, width)};
    if (!empty(box) && !outside(canvas, box)) canvas->backend->fill(canvas, box, color);
}

void canvas_vertical_line(Canvas *canvas, float x, float y, float length, float width, Color color) {
    int left = whole(canvas, x);
    PixelBox box = {left, whole(canvas, y), left + (int)whole_width(canvas, width),
                    whole(canvas, y + length)};
    if (!empty(box) && !outside(canvas, box)) canvas->backend->fill(canvas, box, color);
}

void canvas_disc(Canvas *canvas, Point centre, float radius, Color color) {
    if (!(radius > 0) || color.a == 0) return;
    canvas->backend->ring(canvas, device_point(canvas, centre), 0, radius * canvas->scale, color);
}

void canvas_ring(Canvas *canvas, Point centre, float radius, float width, Color color) {
    float half = 0.5f * line_width(canvas, width), middle = radius * canvas->scale;
    if (!(middle + half > 0) || color.a == 0) return;
    canvas->backend->ring(canvas, device_point(canvas, centre), fmaxf(0, middle - half), middle + half,
                          color);
}

static void stroke(Canvas *canvas, const Point *points, const float *radii, int count, float width,
                   float dash_on, float dash_off, Color color) {
    if (count <= 0 || color.a == 0) return;
    size_t size = (size_t)count * sizeof(Point);
    Point *scaled = scratch(canvas, size + (radii ? (size_t)count * sizeof(float) : 0));
    if (!scaled) return;
    for (int i = 0; i < count; i++) scaled[i] = device_point(canvas, points[i]);
    Stroke line = {
        scaled, NULL, count, line_width(canvas, width), dash_on * canvas->scale, dash_off * canvas->scale};
    if (radii) {
        float *scaled_radii = (float *)(void *)((char *)scaled + size);
        for (int i = 0; i < count; i++) scaled_radii[i] = radii[i] * canvas->scale;
        line.radii = scaled_radii;
    }
    canvas->backend->stroke(canvas, &line, color);
}

void canvas_polyline(Canvas *canvas, const Point *points, int count, float width, float dash_on,
                     float dash_off, Color color) {
    stroke(canvas, points, NULL, count, width, dash_on, dash_off, color);
}

void canvas_trail(Canvas *canvas, const Point *points, const float *radii, int count, float width,
                  Color color) {
    stroke(canvas, points, radii, count, width, 0, 0, color);
}

void canvas_polygon(Canvas *canvas, const Point *points, int count, Color color) {
    if (count < 3 || color.a == 0) return;
    Point *scaled = scratch(canvas, (size_t)count * sizeof *scaled);
    if (!scaled) return;
    for (int i = 0; i < count; i++) scaled[i] = device_point(canvas, points[i]);
    canvas->backend->polygon(canvas, scaled, count, color);
}

void canvas_mesh(Canvas *canvas, const MeshVertex *vertices, int vertex_count, const int *indices,
                 int index_count) {
    if (vertex_count <= 0 || index_count < 3) return;
    MeshVertex *scaled = scratch(canvas, (size_t)vertex_count * sizeof *scaled);
    if (!scaled) return;
    for (int i = 0; i < vertex_count; i++)
        scaled[i] =
            (MeshVertex){vertices[i].x * canvas->scale, vertices[i].y * canvas->scale, vertices[i].color};
    canvas->backend->mesh(canvas, scaled, vertex_count, indices, index_count);
}

void canvas_image(Canvas *canvas, const Image *image, Rect area) {
    PixelBox box = pixel_box(canvas, area);
    /* Rounding both edges may be one off where the size was meant to match. */
    if (abs(box.x1 - box.x0 - image->w) <= 1) box.x1 = box.x0 + image->w;
    if (abs(box.y1 - box.y0 - image->h) <= 1) box.y1 = box.y0 + image->h;
    if (empty(box) || outside(canvas, box)) return;
    canvas->backend->image(canvas, image, box);
}

static float aligned(Align align, float width) {
    return align == ALIGN_LEFT ? 0 : align == ALIGN_CENTRE ? 0.5f * width : width;
}

static void upright_text(Canvas *canvas, TextStyle style, const char *text, Point position, Color color) {
    TextRun runs[TEXT_RUNS_MAX];
    float width;
    int count = text_layout(canvas->text, style.size * canvas->scale, style.weight, style.tabular, text, runs,
                            TEXT_RUNS_MAX, &width);
    int x = (int)floorf(position.x * canvas->scale - aligned(style.align, width) + 0.5f);
    int y = (int)floorf(position.y * canvas->scale + 0.5f);
    for (int i = 0; i < count; i++) {
        const TextMask *mask = runs[i].mask;
        int left = x + runs[i].x + mask->left, top = y + mask->top;
        if (mask->mask && !outside(canvas, (PixelBox){left, top, left + mask->w, top + mask->h}))
            canvas->backend->mask(canvas, mask, x + runs[i].x, y, color);
    }
}

static void turned_text(Canvas *canvas, TextStyle style, const char *text, Point position, float angle,
                        Color color) {
    TextRun runs[TEXT_RUNS_MAX];
    float width;
    int count = text_layout(canvas->text, style.size * canvas->scale * TEXT_ROTATED_SCALE, style.weight,
                            style.tabular, text, runs, TEXT_RUNS_MAX, &width);
    float cosine = (float)elementary_cos(angle), sine = (float)elementary_sin(angle);
    float back = aligned(style.align, width) / TEXT_ROTATED_SCALE;
    Point origin = {position.x * canvas->scale - back * cosine, position.y * canvas->scale - back * sine};
    for (int i = 0; i < count; i++)
        if (runs[i].mask->mask)
            canvas->backend->mask_rotated(canvas, runs[i].mask, (float)runs[i].x, origin, cosine, sine,
                                          color);
}

void canvas_text(Canvas *canvas, TextStyle style, const char *text, Point position, float angle,
                 Color color) {
    if (!*text || color.a == 0 || !isfinite(position.x) || !isfinite(position.y)) return;
    if (fabsf(position.x) > 1e5f || fabsf(position.y) > 1e5f) return;
    if (canvas->backend->string) {
        float back = aligned(style.align, canvas_text_width(canvas, style, text));
        Point start = {position.x - back * (float)elementary_cos(angle),
                       position.y - back * (float)elementary_sin(angle)};
        canvas->backend->string(canvas, style, text, device_point(canvas, start), angle, color);
    } else if (angle == 0) {
        upright_text(canvas, style, text, position, color);
    } else {
        turned_text(canvas, style, text, position, angle, color);
    }
}

float canvas_text_width(Canvas *canvas, TextStyle style, const char *text) {
    TextRun runs[TEXT_RUNS_MAX];
    float width = 0;
    if (*text)
        text_layout(canvas->text, style.size * canvas->scale, style.weight, style.tabular, text, runs,
                    TEXT_RUNS_MAX, &width);
    return width / canvas->scale;
}

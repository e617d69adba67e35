#include "overlay_field.h"

#include "overlays.h"

#include <math.h>
#include <stdlib.h>

static const double PITCH = 40;
static const float SHORTEST = 9, LONGEST = 28, WIDTH = 1.25f, HEAD = 6, SHARE = 0.34f;

void field_end(Field *field) {
    free(field->arrows);
    *field = (Field){0};
}

static int compare_numbers(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Lengths run between the norms that nearly all arrows lie between, so that one cliff does not flatten all
 * others. */
static void set_lengths(Field *field, const double *norms) {
    double *sorted = malloc(sizeof *sorted * (size_t)field->count);
    if (!sorted) return;
    for (int i = 0; i < field->count; i++) sorted[i] = log10(norms[i]);
    qsort(sorted, (size_t)field->count, sizeof *sorted, compare_numbers);
    double low = sorted[field->count / 20], high = sorted[field->count - 1 - field->count / 20];
    free(sorted);
    for (int i = 0; i < field->count; i++) {
        double share = high > low ? (log10(norms[i]) - low) / (high - low) : 0.5;
        field->arrows[i].length = SHORTEST + (LONGEST - SHORTEST) * (float)fmin(fmax(share, 0), 1);
    }
}

/* The lattice lies fixed on the plane: it moves with it, and does not swim under it. */
static double first_line(double origin, double begin) {
    double phase = fmod(origin - begin, PITCH);
    return begin + (phase < 0 ? phase + PITCH : phase);
}

void field_update(Field *field, const OverlayView *view) {
    uint64_t key = overlay_key(view);
    if (key == field->key) return;
    const Camera *camera = view->camera;
    Rect frame = camera->frame;
    double left = first_line(camera_screen_x(camera, 0), (double)frame.x),
           top = first_line(camera_screen_y(camera, 0), (double)frame.y);
    int columns = (int)((double)frame.w / PITCH) + 1, rows = (int)((double)frame.h / PITCH) + 1;
    int most = columns * rows;
    field->count = 0;
    if (most > field->capacity) {
        FieldArrow *grown = realloc(field->arrows, sizeof *grown * (size_t)most);
        if (!grown) return;
        field->arrows = grown;
        field->capacity = most;
    }
    double *block = malloc(sizeof *block * (size_t)most * 5);
    if (!block) return;
    double *x = block, *y = x + most, *dx = y + most, *dy = dx + most, *norms = dy + most;
    for (int i = 0; i < most; i++) {
        World world = camera_to_world(camera, left + i % columns * PITCH, top + i / columns * PITCH);
        x[i] = world.x;
        y[i] = world.y;
    }
    double *const results[RESULT_COUNT] = {[RESULT_DX] = dx, [RESULT_DY] = dy};
    program_evaluate(view->scene->surface.program, ORDER_GRADIENT, (size_t)most, x, y, 0, results);
    for (int i = 0; i < most; i++) {
        double norm = hypot(dx[i], dy[i]);
        double screen[2] = {-dx[i] / camera->unit[0], dy[i] / camera->unit[1]},
               length = hypot(screen[0], screen[1]);
        Point at = {(float)(left + i % columns * PITCH), (float)(top + i / columns * PITCH)};
        if (!(norm > 0) || !isfinite(norm) || !(length > 0) || !isfinite(length)) continue;
        norms[field->count] = norm;
        field->arrows[field->count++] =
            (FieldArrow){.at = at, .downhill = {(float)(screen[0] / length), (float)(screen[1] / length)}};
    }
    if (field->count > 0) set_lengths(field, norms);
    free(block);
    field->key = key;
}

void overlay_draw_field(OverlayView *view) {
    Field *field = &view->caches->field;
    field_update(field, view);
    Color color = view->theme->iso_minor;
    color.a = (uint8_t)(255 * SHARE);
    for (int i = 0; i < field->count; i++) {
        const FieldArrow *arrow = &field->arrows[i];
        float dx = 0.5f * arrow->length * arrow->downhill.x, dy = 0.5f * arrow->length * arrow->downhill.y;
        Point from = {arrow->at.x - dx, arrow->at.y - dy}, to = {arrow->at.x + dx, arrow->at.y + dy};
        float bx = arrow->downhill.x * HEAD * 0.8f, by = arrow->downhill.y * HEAD * 0.8f;
        Point tip[3] = {{to.x - bx - by * 0.6f, to.y - by + bx * 0.6f},
                        to,
                        {to.x - bx + by * 0.6f, to.y - by - bx * 0.6f}};
        Point line[2] = {from, to};
        canvas_polyline(view->canvas, line, 2, WIDTH, 0, 0, color);
        canvas_polyline(view->canvas, tip, 3, WIDTH, 0, 0, color);
    }
}

#include "overlay_convexity.h"

#include "overlays.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double CELL = 6;        /* pixels, where the surface is cheap */
static const double WORK_MOST = 4e6; /* rows of data evaluated for all corners together */
static const float BORDER = 1.5f, FILL_DARK = 0.16f, FILL_LIGHT = 0.14f;

void convexity_end(Convexity *convexity) {
    free(convexity->whole);
    free(convexity->vertices);
    free(convexity->indices);
    contour_end(&convexity->border);
    *convexity = (Convexity){0};
}

/* The smaller eigenvalue at the corners, row by row from the top. */
static void smallest_eigenvalues(const OverlayView *view, const HeightGrid *grid, double *smallest) {
    size_t count = (size_t)grid->width;
    double *block = malloc(sizeof *block * count * 5);
    for (int j = 0; j < grid->height; j++) {
        double *row = smallest + (size_t)j * count;
        for (size_t i = 0; i < count && !block; i++) row[i] = NAN;
        if (!block) continue;
        double *x = block, *y = x + count, *xx = y + count, *xy = xx + count, *yy = xy + count;
        for (size_t i = 0; i < count; i++) {
            World world = camera_to_world(view->camera, grid->origin[0] + (double)i * grid->step[0],
                                          grid->origin[1] + j * grid->step[1]);
            x[i] = world.x;
            y[i] = world.y;
        }
        double *const results[RESULT_COUNT] = {[RESULT_DXX] = xx, [RESULT_DXY] = xy, [RESULT_DYY] = yy};
        program_evaluate(view->scene->surface.program, ORDER_HESSIAN, count, x, y, 0, results);
        for (size_t i = 0; i < count; i++) {
            double values[2], hessian[3] = {xx[i], xy[i], yy[i]};
            symmetric_eigenvalues(hessian, values, NULL);
            row[i] = values[1];
        }
    }
    free(block);
}

/* The corners of the convex part of a cell, in order; at most six. */
static int clip_cell(const HeightGrid *grid, int i, int j, double corners[8][2]) {
    static const int offsets[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    double places[4][2], values[4];
    int count = 0;
    for (int k = 0; k < 4; k++) {
        int column = i + offsets[k][0], row = j + offsets[k][1];
        places[k][0] = grid->origin[0] + column * grid->step[0];
        places[k][1] = grid->origin[1] + row * grid->step[1];
        values[k] = grid->doubles[(size_t)row * (size_t)grid->width + (size_t)column];
        if (!isfinite(values[k])) return 0;
    }
    for (int k = 0; k < 4; k++) {
        int next = (k + 1) % 4;
        if (values[k] > 0) {
            corners[count][0] = places[k][0];
            corners[count++][1] = places[k][1];
        }
        if ((values[k] > 0) == (values[next] > 0)) continue;
        double share = values[k] / (values[k] - values[next]);
        for (int axis = 0; axis < 2; axis++)
            corners[count][axis] = places[k][axis] + share * (places[next][axis] - places[k][axis]);
        count++;
    }
    return count;
}

/* A polygon as a fan of triangles; its area in pixels. */
static double add_polygon(Convexity *convexity, double corners[8][2], int count) {
    double area = 0;
    for (int k = 0; k < count; k++) {
        convexity->vertices[convexity->vertex_count + k] =
            (MeshVertex){.x = (float)corners[k][0], .y = (float)corners[k][1]};
        if (k < 2) continue;
        int *index = &convexity->indices[convexity->index_count];
        index[0] = convexity->vertex_count;
        index[1] = convexity->vertex_count + k - 1;
        index[2] = convexity->vertex_count + k;
        convexity->index_count += 3;
        area += 0.5 * fabs((corners[k - 1][0] - corners[0][0]) * (corners[k][1] - corners[0][1]) -
                           (corners[k][0] - corners[0][0]) * (corners[k - 1][1] - corners[0][1]));
    }
    convexity->vertex_count += count;
    return area;
}

/* A row of cells that are convex throughout; where it continues one of the row above, that grows. */
static double add_rectangle(Convexity *convexity, const HeightGrid *grid, int from, int to, int row) {
    Rect area = {(float)(grid->origin[0] + from * grid->step[0]),
                 (float)(grid->origin[1] + row * grid->step[1]), (float)((to - from) * grid->step[0]),
                 (float)grid->step[1]};
    for (int i = convexity->whole_count - 1; i >= 0; i--) {
        Rect *above = &convexity->whole[i];
        if (above->y + above->h < area.y - 0.5f * area.h) break; /* these ended rows ago */
        if (above->x != area.x || above->w != area.w || fabsf(above->y + above->h - area.y) > 0.01f) continue;
        above->h = area.y + area.h - above->y;
        return (double)(area.w * area.h);
    }
    convexity->whole[convexity->whole_count++] = area;
    return (double)(area.w * area.h);
}

static bool whole(const HeightGrid *grid, int i, int j) {
    for (int k = 0; k < 4; k++) {
        double value = grid->doubles[(size_t)(j + k / 2) * (size_t)grid->width + (size_t)(i + k % 2)];
        if (!(value > 0) || !isfinite(value)) return false;
    }
    return true;
}

/* Cells that are convex throughout are joined along their row. */
static double add_row(Convexity *convexity, const HeightGrid *grid, int j) {
    double area = 0;
    for (int i = 0; i < grid->width - 1; i++) {
        int end = i;
        while (end < grid->width - 1 && whole(grid, end, j)) end++;
        double corners[8][2];
        if (end > i) {
            area += add_rectangle(convexity, grid, i, end, j);
            i = end - 1;
            continue;
        }
        int count = clip_cell(grid, i, j, corners);
        if (count >= 3) area += add_polygon(convexity, corners, count);
    }
    return area;
}

void convexity_update(Convexity *convexity, const OverlayView *view) {
    uint64_t key = overlay_key(view) + (uint64_t)(1024 * canvas_scale(view->canvas));
    if (key == convexity->key) return;
    convexity_end(convexity);
    Rect frame = canvas_snap(view->canvas, view->camera->frame);
    double width = (double)frame.w, height = (double)frame.h,
           rows = fmax(1, (double)surface_examples(&view->scene->surface));
    double cell = fmax(CELL, sqrt(width * height * rows / WORK_MOST)),
           scale = (double)canvas_scale(view->canvas);
    cell = ceil(cell * scale) / scale;
    HeightGrid grid = {.width = (int)ceil(width / cell) + 1, .height = (int)ceil(height / cell) + 1};
    if (grid.width < 2 || grid.height < 2) return;
    grid.origin[0] = (double)frame.x, grid.origin[1] = (double)frame.y;
    grid.step[0] = grid.step[1] = cell;
    size_t corners = (size_t)grid.width * (size_t)grid.height;
    double *smallest = malloc(sizeof *smallest * corners);
    convexity->whole = malloc(sizeof *convexity->whole * corners);
    convexity->vertices = malloc(sizeof *convexity->vertices * corners * 6);
    convexity->indices = malloc(sizeof *convexity->indices * corners * 12);
    if (smallest && convexity->whole && convexity->vertices && convexity->indices) {
        const double zero = 0;
        double area = 0;
        smallest_eigenvalues(view, &grid, smallest);
        grid.doubles = smallest;
        for (int j = 0; j < grid.height - 1; j++) area += add_row(convexity, &grid, j);
        contour_lines(&convexity->border, &grid, &zero, 1, NULL);
        convexity->share = area / (cell * cell * (grid.width - 1) * (grid.height - 1));
        convexity->key = key;
    }
    free(smallest);
}

static void draw_border(const OverlayView *view, const Convexity *convexity, Color color) {
    for (int i = 0; i < convexity->border.line_count; i++) {
        const ContourLine *line = &convexity->border.lines[i];
        Point *points = malloc(sizeof *points * line->count);
        if (!points) return;
        for (size_t k = 0; k < line->count; k++)
            points[k] = (Point){(float)convexity->border.points[line->first + k][0],
                                (float)convexity->border.points[line->first + k][1]};
        canvas_polyline(view->canvas, points, (int)line->count, BORDER, 0, 0, color);
        free(points);
    }
}

void overlay_draw_convexity(OverlayView *view) {
    Convexity *convexity = &view->caches->convexity;
    convexity_update(convexity, view);
    Color color = theme_fade(view->theme->accent_text, view->theme->dark ? FILL_DARK : FILL_LIGHT);
    for (int i = 0; i < convexity->whole_count; i++) canvas_rect(view->canvas, convexity->whole[i], color);
    for (int i = 0; i < convexity->vertex_count; i++) convexity->vertices[i].color = color;
    if (convexity->index_count > 0)
        canvas_mesh(view->canvas, convexity->vertices, convexity->vertex_count, convexity->indices,
                    convexity->index_count);
    draw_border(view, convexity, theme_fade(view->theme->accent_text, 0.8f));
    Rect frame = view->camera->frame;
    Point corner = {frame.x, frame.y + frame.h};
    char text[64];
    snprintf(text, sizeof text, "shaded: convex, %.0f %% of the view", 100 * convexity->share);
    overlay_label(view, corner, (Point){corner.x + 1, corner.y - 1}, text, view->theme->accent_text);
}

/* The landscape of a relief as plain triangles, and rays against all of them one by one: what the relief's
 * shortcuts are compared with. */
#ifndef TESTS_LANDSCAPE_H
#define TESTS_LANDSCAPE_H

#include "screen/heights.h"

#include <math.h>
#include <stdbool.h>

static inline void lattice_corner(const Heights *heights, int i, int j, double point[3]) {
    point[0] = (double)heights->side[0] * (2.0 * i / (heights->columns - 1) - 1);
    point[1] = (double)heights->side[1] * (2.0 * j / (heights->rows - 1) - 1);
    point[2] = (double)heights->points[j * heights->columns + i].height;
}

/* Möller and Trumbore, Journal of Graphics Tools 2 (1997) 21: where the ray meets the triangle. */
static inline bool ray_meets(const double eye[3], const double way[3], double corner[3][3], double *depth) {
    double u[3], v[3], from[3];
    for (int c = 0; c < 3; c++) {
        u[c] = corner[1][c] - corner[0][c];
        v[c] = corner[2][c] - corner[0][c];
        from[c] = eye[c] - corner[0][c];
    }
    double p[3] = {way[1] * v[2] - way[2] * v[1], way[2] * v[0] - way[0] * v[2],
                   way[0] * v[1] - way[1] * v[0]};
    double determinant = u[0] * p[0] + u[1] * p[1] + u[2] * p[2];
    if (fabs(determinant) < 1e-15) return false;
    double s = (from[0] * p[0] + from[1] * p[1] + from[2] * p[2]) / determinant;
    double q[3] = {from[1] * u[2] - from[2] * u[1], from[2] * u[0] - from[0] * u[2],
                   from[0] * u[1] - from[1] * u[0]};
    double t = (way[0] * q[0] + way[1] * q[1] + way[2] * q[2]) / determinant;
    *depth = (v[0] * q[0] + v[1] * q[1] + v[2] * q[2]) / determinant;
    return s >= 0 && t >= 0 && s + t <= 1;
}

typedef enum Met { MET_NOTHING, MET_SURFACE, MET_WALL } Met;

/* The nearest thing beyond `least` that the ray meets: triangles of the surface, and side walls as whole
 * columns under its border. */
static inline Met first_met(const Heights *heights, const double eye[3], const double way[3], double least,
                            double *depth) {
    Met met = MET_NOTHING;
    *depth = INFINITY;
    for (int j = 0; j + 1 < heights->rows; j++) {
        for (int i = 0; i + 1 < heights->columns; i++) {
            double c[4][3], at;
            for (int k = 0; k < 4; k++) lattice_corner(heights, i + (k & 1), j + (k >> 1), c[k]);
            int halves[2][2][3] = {{{0, 1, 2}, {3, 1, 2}}, {{0, 1, 3}, {0, 2, 3}}};
            for (int half = 0; half < 2; half++) {
                double triangle[3][3];
                for (int k = 0; k < 3; k++)
                    for (int axis = 0; axis < 3; axis++)
                        triangle[k][axis] = c[halves[heights_split(heights, i, j)][half][k]][axis];
                if (ray_meets(eye, way, triangle, &at) && at > least && at < *depth)
                    *depth = at, met = MET_SURFACE;
            }
        }
    }
    for (int wall = 0; wall < 4; wall++) {
        int axis = wall % 2;
        double place = (double)(wall < 2 ? -heights->side[axis] : heights->side[axis]);
        double at = (place - eye[axis]) / way[axis];
        float a = (float)(eye[0] + at * way[0]), b = (float)(eye[1] + at * way[1]);
        double height = eye[2] + at * way[2];
        if (!(at > least && at < *depth) || fabsf(a) > heights->side[0] * 1.000001f ||
            fabsf(b) > heights->side[1] * 1.000001f)
            continue;
        if (height < 0 || height > (double)heights_at(heights, a, b)) continue;
        *depth = at, met = MET_WALL;
    }
    return met;
}

#endif

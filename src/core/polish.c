#include "polish.h"

#include <math.h>

/* Whether (x, y) is at least as good a place as `at`, whose goodness stands in `best`: then it is taken. */
static bool try_place(const Patch *patch, bool kink, double x, double y, double *best, double at[2]) {
    double results[RESULT_COUNT];
    program_point(patch->program, ORDER_GRADIENT, x, y, patch->t, results);
    double value = kink ? results[RESULT_VALUE]
                        : results[RESULT_DX] * results[RESULT_DX] + results[RESULT_DY] * results[RESULT_DY];
    if (!(value <= *best)) return false;
    *best = value, at[0] = x, at[1] = y;
    return true;
}

bool polish_newton(const Program *program, const double at[2], double t, double step[2]) {
    double r[RESULT_COUNT];
    program_point(program, ORDER_HESSIAN, at[0], at[1], t, r);
    const double determinant = r[RESULT_DXX] * r[RESULT_DYY] - r[RESULT_DXY] * r[RESULT_DXY];
    step[0] = (r[RESULT_DXY] * r[RESULT_DY] - r[RESULT_DYY] * r[RESULT_DX]) / determinant;
    step[1] = (r[RESULT_DXY] * r[RESULT_DX] - r[RESULT_DXX] * r[RESULT_DY]) / determinant;
    return isfinite(step[0]) && isfinite(step[1]);
}

void polish(const Patch *patch, const double u[2], bool kink, bool regular, double at[2]) {
    double best = INFINITY, step[2];
    try_place(patch, kink, patch->low[0] + patch->size[0] * u[0], patch->low[1] + patch->size[1] * u[1],
              &best, at);
    for (int k = 0; k < 3 && regular && polish_newton(patch->program, at, patch->t, step); k++)
        if (!try_place(patch, false, at[0] + step[0], at[1] + step[1], &best, at)) break;
    for (double digits = 1e3; digits <= 1e8; digits *= 10.0) {
        /* Both coordinates, then each alone: (pi, 0) is round in one. Adding 0 makes -0 plain. */
        double round[2] = {rint(at[0] * digits) / digits + 0.0, rint(at[1] * digits) / digits + 0.0};
        if (try_place(patch, kink, round[0], round[1], &best, at)) return;
        if (!try_place(patch, kink, round[0], at[1], &best, at))
            try_place(patch, kink, at[0], round[1], &best, at);
    }
}

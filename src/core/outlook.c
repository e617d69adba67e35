#include "outlook.h"

#include "critical.h"
#include "polish.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    POINTS_MAX = 1024, /* critical points of a window */
    CROWD = 150,       /* more minima than these do not read as single ones */
    FEW = 4,           /* fewer minima than these are shown whole, not some of them at the border */
    /* Operations of a program: up to here all windows are looked at; up to there one; beyond none. */
    CHEAP = 1200,
    DEAR = 6000,
    NEWTON_STEPS = 40,
    SIDE = 48, /* samples along each axis of a view */
};

static const double USUAL = 5.0, WIDEST = 50000.0, FARTHEST = 1e12, NARROWEST = 0.0005;
static const View USUAL_VIEW = {{-5.0, 5.0}, {-5.0, 5.0}};

/* Critical points found in a window. */
typedef struct Finding {
    CriticalPoint points[POINTS_MAX];
    int count, minima;
} Finding;

static View view_around(const double centre[2], double half) {
    return (View){{centre[0] - half, centre[0] + half}, {centre[1] - half, centre[1] + half}};
}

static double from_origin(const double at[2]) {
    return fmax(fabs(at[0]), fabs(at[1]));
}

/* Isolated ones only: level ground and valleys, or what looks flat from here, say nothing about where to
 * look. */
static void find_in(const Program *program, const View *view, Finding *finding) {
    int found = critical_find(program, view, 0.0, POINTS_MAX, finding->points);
    finding->count = finding->minima = 0;
    for (int i = 0; i < found; i++) {
        if (finding->points[i].kind == CRITICAL_DEGENERATE || finding->points[i].flat) continue;
        finding->minima += finding->points[i].kind == CRITICAL_MINIMUM;
        finding->points[finding->count++] = finding->points[i];
    }
}

/* The smallest box around the points that matter: the minima, or where there are none all. */
static void box_of(const Finding *finding, double low[2], double high[2]) {
    for (int axis = 0; axis < 2; axis++) {
        low[axis] = INFINITY, high[axis] = -INFINITY;
        for (int i = 0; i < finding->count; i++) {
            if (finding->minima > 0 && finding->points[i].kind != CRITICAL_MINIMUM) continue;
            low[axis] = fmin(low[axis], finding->points[i].at[axis]);
            high[axis] = fmax(high[axis], finding->points[i].at[axis]);
        }
    }
}

/* 1, 2 or 5 times a power of ten, at least `length`. */
static double round_up(double length) {
    double power = 1e-6;
    while (power * 10.0 < length) power *= 10.0;
    return length <= power         ? power
           : length <= 2.0 * power ? 2.0 * power
           : length <= 5.0 * power ? 5.0 * power
                                   : 10.0 * power;
}

/* The view on what was found in a window of size `half` around the origin. */
static View view_on(const Finding *finding, double half) {
    double low[2], high[2];
    box_of(finding, low, high);
    const double extent = fmax(high[0] - low[0], high[1] - low[1]),
                 reach = fmax(from_origin(low), from_origin(high));
    if (half <= USUAL && (reach <= 0.9 * half || finding->minima > FEW))
        return view_around((double[]){0.0, 0.0}, half);
    /* Far from the origin: in the middle of the view, in round numbers. */
    const double wide = round_up(fmax(fmax(0.8 * extent, 0.05 * reach), fmin(half, USUAL))),
                 grain = 0.2 * wide;
    const double centre[2] = {grain * rint(0.5 * (low[0] + high[0]) / grain),
                              grain * rint(0.5 * (low[1] + high[1]) / grain)};
    return view_around(centre, wide);
}

static double reach_of(const Finding *finding) {
    double reach = 0.0;
    for (int i = 0; i < finding->count; i++) reach = fmax(reach, from_origin(finding->points[i].at));
    return reach;
}

/* Looks into the window of size `half` around the origin. */
static void find_around(const Program *program, double half, Finding *finding) {
    const View view = view_around((double[]){0.0, 0.0}, half);
    find_in(program, &view, finding);
}

/* From the usual window, where several critical points are a speck in its middle (it may have looked like
 * one) or too many to be told apart, to one where they are not; the finding is then of that. */
static double narrowed(const Program *program, Finding *finding) {
    double half = USUAL;
    Finding *closer = malloc(sizeof *closer);
    for (double smaller = 0.1 * half; closer && smaller >= NARROWEST; smaller *= 0.1) {
        if (reach_of(finding) > 0.08 * half) break;
        find_around(program, smaller, closer);
        if (closer->count < 2) break;
        half = smaller;
        *finding = *closer;
    }
    free(closer);
    while (finding->minima > CROWD && half > NARROWEST) {
        half *= 0.4;
        half = round_up(half);
        find_around(program, half, finding);
    }
    return half;
}

/* Where the usual window has no minimum, the first wider one that has; else the usual one, or what shows the
 * nearest critical points of other kinds. */
static double widened(const Program *program, Finding *finding) {
    double half = USUAL;
    Finding *wide = malloc(sizeof *wide);
    for (double wider = 10.0 * USUAL; wide && finding->minima == 0 && wider <= WIDEST; wider *= 10.0) {
        find_around(program, wider, wide);
        if (wide->minima == 0 && (finding->count > 0 || wide->count == 0)) continue;
        half = wider;
        *finding = *wide;
    }
    free(wide);
    return half;
}

/* Where no window has any: on to where Newton's method leads from the origin, however far that is. */
static double followed(const Program *program, Finding *finding) {
    double at[2] = {0.0, 0.0};
    bool arrived = false;
    for (int k = 0; k < NEWTON_STEPS && !arrived; k++) {
        double step[2];
        if (!polish_newton(program, at, 0.0, step)) return USUAL;
        at[0] += step[0], at[1] += step[1];
        arrived = from_origin(step) <= 1e-9 * from_origin(at);
    }
    if (!arrived || from_origin(at) <= WIDEST || from_origin(at) > FARTHEST) return USUAL;
    const View view = view_around(at, 0.05 * from_origin(at));
    find_in(program, &view, finding);
    return finding->count > 0 ? from_origin(at) : USUAL;
}

/* ---- heights in a view ---- */

typedef struct Samples {
    double heights[SIDE * SIDE];
    int finite;
} Samples;

static double sample_place(const double ends[2], int i) {
    return ends[0] + (ends[1] - ends[0]) * (i + 0.5) / SIDE;
}

static void sample(const Program *program, const View *view, Samples *samples) {
    samples->finite = 0;
    for (int j = 0; j < SIDE; j++) {
        double x[SIDE], y[SIDE], *row = samples->heights + j * SIDE;
        for (int i = 0; i < SIDE; i++) x[i] = sample_place(view->x, i), y[i] = sample_place(view->y, j);
        program_evaluate(program, ORDER_VALUE, SIDE, x, y, 0.0, &row);
        for (int i = 0; i < SIDE; i++) samples->finite += isfinite(row[i]) != 0;
    }
}

/* Cuts off what has no values, where that is much of the view. */
static bool crop(const Samples *samples, View *view) {
    int low[2] = {SIDE, SIDE}, high[2] = {-1, -1};
    if (samples->finite == 0 || samples->finite > 6 * SIDE * SIDE / 10) return false;
    for (int k = 0; k < SIDE * SIDE; k++) {
        const int at[2] = {k % SIDE, k / SIDE};
        for (int axis = 0; axis < 2 && isfinite(samples->heights[k]); axis++) {
            low[axis] = at[axis] < low[axis] ? at[axis] : low[axis];
            high[axis] = at[axis] > high[axis] ? at[axis] : high[axis];
        }
    }
    double *ends[2] = {view->x, view->y};
    for (int axis = 0; axis < 2; axis++) {
        const double begin = ends[axis][0], cell = (ends[axis][1] - begin) / SIDE;
        ends[axis][0] = begin + cell * low[axis];
        ends[axis][1] = begin + cell * (high[axis] + 1);
    }
    return true;
}

static int compare_numbers(const void *left, const void *right) {
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* By logarithm where heights above the lowest run over decades, by quantiles where a few tower over all
 * others. */
static void find_levels(const Samples *samples, const Program *program, Outlook *outlook) {
    double heights[SIDE * SIDE], results[RESULT_COUNT];
    int count = 0;
    for (int k = 0; k < SIDE * SIDE; k++)
        if (isfinite(samples->heights[k])) heights[count++] = samples->heights[k];
    if (count < 2) return;
    qsort(heights, (size_t)count, sizeof *heights, compare_numbers);
    double bottom = heights[0];
    if (outlook->minimum_count > 0)
        bottom = fmin(bottom, program_point(program, ORDER_VALUE, outlook->minima[0][0],
                                            outlook->minima[0][1], 0.0, results));
    const double few = heights[count / 20] - bottom, half = heights[count / 2] - bottom,
                 most = heights[count - 1 - count / 20] - bottom, all = heights[count - 1] - bottom;
    outlook->depth = half;
    outlook->levels = all > 20.0 * half ? LEVELS_QUANTILE : LEVELS_LINEAR;
    if (outlook->minimum_count > 0 && most > 200.0 * few) outlook->levels = LEVELS_LOG;
}

/* Distance to the nearest minimum as a share of the view. */
static double away_from_minima(const Outlook *outlook, const double at[2]) {
    const double size[2] = {outlook->view.x[1] - outlook->view.x[0], outlook->view.y[1] - outlook->view.y[0]};
    double nearest = INFINITY;
    for (int i = 0; i < outlook->minimum_count; i++) {
        const double x = (outlook->minima[i][0] - at[0]) / size[0],
                     y = (outlook->minima[i][1] - at[1]) / size[1];
        nearest = fmin(nearest, sqrt(x * x + y * y));
    }
    return nearest;
}

/* How good a place `at` is to start from: upper left, away from the minima, and no level ground. */
static double start_score(const Outlook *outlook, const Program *program, const double at[2]) {
    const double size[2] = {outlook->view.x[1] - outlook->view.x[0], outlook->view.y[1] - outlook->view.y[0]};
    const double u = (at[0] - outlook->view.x[0]) / size[0] - 0.1,
                 v = (at[1] - outlook->view.y[0]) / size[1] - 0.8;
    double results[RESULT_COUNT];
    program_point(program, ORDER_GRADIENT, at[0], at[1], 0.0, results);
    const double slope = fabs(results[RESULT_DX] * size[0]) + fabs(results[RESULT_DY] * size[1]);
    if (!isfinite(results[RESULT_VALUE]) || !isfinite(slope)) return -INFINITY;
    return fmin(0.3, away_from_minima(outlook, at)) - 0.3 * sqrt(u * u + v * v) -
           (slope <= 1e-3 * outlook->depth ? 1.0 : 0.0);
}

static void choose_start(const Program *program, Outlook *outlook) {
    const View *view = &outlook->view;
    const double wished[2] = {view->x[0] + 0.1 * (view->x[1] - view->x[0]),
                              view->y[0] + 0.8 * (view->y[1] - view->y[0])};
    memcpy(outlook->start, wished, sizeof wished);
    double best = start_score(outlook, program, wished);
    for (int k = 0; k < SIDE * SIDE; k++) {
        const double grain = 0.01 * round_up(view->x[1] - view->x[0]);
        const double at[2] = {grain * rint(sample_place(view->x, k % SIDE) / grain),
                              grain * rint(sample_place(view->y, k / SIDE) / grain)};
        const double score = start_score(outlook, program, at);
        if (!(score > best + 0.02)) continue;
        best = score;
        memcpy(outlook->start, at, sizeof at);
    }
}

static void keep_minima(const Finding *finding, Outlook *outlook) {
    const View *view = &outlook->view;
    outlook->minimum_count = 0;
    for (int i = 0; i < finding->count && outlook->minimum_count < SURFACE_MINIMA_MAX; i++) {
        const double *at = finding->points[i].at;
        if (finding->points[i].kind != CRITICAL_MINIMUM || at[0] < view->x[0] || at[0] > view->x[1] ||
            at[1] < view->y[0] || at[1] > view->y[1])
            continue;
        memcpy(outlook->minima[outlook->minimum_count++], at, sizeof outlook->minima[0]);
    }
}

Outlook outlook_find(const Program *program) {
    Outlook outlook = {.view = USUAL_VIEW, .start = {-4.0, 3.0}, .levels = LEVELS_QUANTILE};
    Finding *finding = calloc(1, sizeof *finding);
    Samples *samples = malloc(sizeof *samples);
    if (finding && samples) {
        const int work = program_length(program, ORDER_HESSIAN);
        double half = USUAL;
        if (work <= DEAR) find_around(program, USUAL, finding);
        if (work <= CHEAP)
            half = finding->minima > 0 ? narrowed(program, finding) : widened(program, finding);
        if (finding->count == 0) half = followed(program, finding);
        if (finding->count > 0) outlook.view = view_on(finding, half);
        sample(program, &outlook.view, samples);
        if (crop(samples, &outlook.view)) sample(program, &outlook.view, samples);
        if (work <= CHEAP && memcmp(&outlook.view, &USUAL_VIEW, sizeof outlook.view) != 0)
            find_in(program, &outlook.view, finding); /* closer, and so more of them */
        keep_minima(finding, &outlook);
        find_levels(samples, program, &outlook);
        choose_start(program, &outlook);
    }
    free(finding);
    free(samples);
    return outlook;
}

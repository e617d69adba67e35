/* What curvature, searches and patience buy: the classics that others are measured against. */
#include "line_search.h"
#include "optimizer_whole.h"
#include "symmetric.h"
#include "vectors.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Armijo 1966; values: lr (first trial), c1, shrink. */
void propose_armijo(Proposal *p) {
    memcpy(p->direction, p->g, p->n * sizeof(double));
    p->rate = line_search_armijo(p, p->direction, p->rate, p->values[1], p->values[2], p->memory);
}

size_t memory_armijo(const double *values, size_t n) {
    (void)values;
    return n;
}

/* Wolfe 1969; values: lr (first trial), c1, c2. */
void propose_wolfe(Proposal *p) {
    memcpy(p->direction, p->g, p->n * sizeof(double));
    p->rate = line_search_wolfe(p, p->direction, p->rate, p->values[1], p->values[2], p->memory);
}

size_t memory_wolfe(const double *values, size_t n) {
    (void)values;
    return 2 * n;
}

/* Polak and Ribiere 1969, never negative (Nocedal and Wright 2006, eq. 5.45); starts anew where that would
 * not descend. values: lr (first trial), c1, c2. slots: direction, previous gradient. */
void propose_conjugate_gradient(Proposal *p) {
    double *direction = p->slots[0], *previous = p->slots[1];
    const double before = vectors_dot(p->n, previous, previous),
                 turned = vectors_dot(p->n, p->g, p->g) - vectors_dot(p->n, p->g, previous);
    const double beta = before > 0.0 && turned > 0.0 ? turned / before : 0.0;
    for (size_t i = 0; i < p->n; i++) direction[i] = p->g[i] + beta * direction[i];
    if (!(vectors_dot(p->n, p->g, direction) > 0.0)) memcpy(direction, p->g, p->n * sizeof(double));
    memcpy(previous, p->g, p->n * sizeof(double));
    memcpy(p->direction, direction, p->n * sizeof(double));
    p->rate = line_search_wolfe(p, direction, p->rate, p->values[1], p->values[2], p->memory);
}

/* The pairs (change of point, change of gradient) that L-BFGS remembers: a ring of `history` of them. */
typedef struct Pairs {
    size_t n, history;
    double *changes, *turns, *products, *weights, *scratch;
    double *count, *next;
} Pairs;

static Pairs pairs_of(Proposal *p) {
    const size_t n = p->n, history = (size_t)p->values[3];
    double *m = p->memory;
    return (Pairs){.n = n,
                   .history = history,
                   .changes = m,
                   .turns = m + history * n,
                   .products = m + 2 * history * n,
                   .weights = m + 2 * history * n + history,
                   .scratch = m + 2 * history * n + 2 * history,
                   .count = &p->scalars[0],
                   .next = &p->scalars[1]};
}

size_t memory_lbfgs(const double *values, size_t n) {
    return 2 * (size_t)values[3] * (n + 1) + 2 * n;
}

/* Keeps a pair only where the loss curves upwards along it by more than the slope's rounding (L-BFGS-B 3.0:
 * Zhu, Byrd, Lu, Nocedal, ACM TOMS 23 (1997) 550). */
static void pairs_add(Pairs *pairs, const double *w, const double *w_before, const double *g,
                      const double *g_before) {
    const size_t n = pairs->n, k = (size_t)*pairs->next;
    double *change = pairs->changes + k * n, *turn = pairs->turns + k * n;
    for (size_t i = 0; i < n; i++) change[i] = w[i] - w_before[i], turn[i] = g[i] - g_before[i];
    pairs->products[k] = vectors_dot(n, change, turn);
    if (!(pairs->products[k] > -DBL_EPSILON * vectors_dot(n, change, g_before))) return;
    *pairs->next = (double)((k + 1) % pairs->history);
    if (*pairs->count < (double)pairs->history) *pairs->count += 1.0;
}

/* Liu and Nocedal 1989; Nocedal and Wright 2006, algorithm 7.4: d = (inverse Hessian as the pairs have it) *
 * g. */
static void two_loops(const Pairs *pairs, const double *g, double *d) {
    const size_t n = pairs->n, history = pairs->history, count = (size_t)*pairs->count;
    const size_t newest = ((size_t)*pairs->next + history - 1) % history;
    memcpy(d, g, n * sizeof(double));
    for (size_t back = 0; back < count; back++) {
        const size_t k = (newest + history - back) % history;
        pairs->weights[k] = vectors_dot(n, pairs->changes + k * n, d) / pairs->products[k];
        for (size_t i = 0; i < n; i++) d[i] -= pairs->weights[k] * pairs->turns[k * n + i];
    }
    const double *turn = pairs->turns + newest * n;
    if (count > 0)
        for (size_t i = 0; i < n; i++) d[i] *= pairs->products[newest] / vectors_dot(n, turn, turn);
    for (size_t back = count; back-- > 0;) {
        const size_t k = (newest + history - back) % history;
        const double rest = pairs->weights[k] - vectors_dot(n, pairs->turns + k * n, d) / pairs->products[k];
        for (size_t i = 0; i < n; i++) d[i] += rest * pairs->changes[k * n + i];
    }
}

/* values: lr (first trial, or without a search the step), c1, c2, history, line_search. slots: previous point
 * and gradient. The very first trial is as long as lr at most (torch.optim.LBFGS). */
void propose_lbfgs(Proposal *p) {
    double *w_before = p->slots[0], *g_before = p->slots[1];
    Pairs pairs = pairs_of(p);
    if (p->t > 0) pairs_add(&pairs, p->w, w_before, p->g, g_before);
    memcpy(w_before, p->w, p->n * sizeof(double));
    memcpy(g_before, p->g, p->n * sizeof(double));
    two_loops(&pairs, p->g, p->direction);
    double first = p->rate, size = 0.0;
    for (size_t i = 0; i < p->n; i++) size += fabs(p->g[i]);
    if (p->t == 0 && size > 1.0) first /= size;
    p->rate = p->values[4] != 0.0
                  ? line_search_wolfe(p, p->direction, first, p->values[1], p->values[2], pairs.scratch)
                  : first;
    if (p->rate == 0.0) *pairs.count = 0.0; /* the pairs mislead: start anew from the gradient */
}

/* values: lr, damping, saddle_free. Directions without curvature are left alone. */
static double inverse_curvature(double value, const double *values) {
    const double curvature = (values[2] != 0.0 ? fabs(value) : value) + values[1];
    return curvature != 0.0 ? 1.0 / curvature : 0.0;
}

/* Nocedal and Wright 2006, eq. 3.30, damped as Levenberg 1944 and Marquardt 1963 do; saddle-free: Dauphin et
 * al. 2014, algorithm 1. */
void propose_newton(Proposal *p) {
    double *hessian = p->memory, *vectors = hessian + p->n * p->n;
    p->curvature(p, hessian);
    symmetric_diagonalize(p->n, hessian, vectors);
    symmetric_apply(p->n, hessian, vectors, p->g, inverse_curvature, p->values, p->direction);
}

size_t memory_newton(const double *values, size_t n) {
    (void)values;
    return 2 * n * n;
}

/* Kutta 1901, the classical method of order 4, on dw/dtime = -gradient: lr is the time a step takes, in
 * `substeps` equal parts. values: lr, substeps. The direction is the mean velocity. */
void propose_gradient_flow(Proposal *p) {
    const size_t n = p->n;
    const int substeps = (int)p->values[1];
    const double time = p->rate / substeps;
    double *w = p->memory, *at = w + n, *slope = at + n, *mean = slope + n;
    memcpy(w, p->w, n * sizeof(double));
    memcpy(slope, p->g, n * sizeof(double));
    memset(p->direction, 0, n * sizeof(double));
    for (int part = 0; part < substeps; part++) {
        static const double reach[3] = {0.5, 0.5, 1.0}, weight[3] = {2.0, 2.0, 1.0};
        if (part > 0) p->look(p, w, slope);
        memcpy(mean, slope, n * sizeof(double));
        for (int k = 0; k < 3; k++) {
            for (size_t i = 0; i < n; i++) at[i] = w[i] - reach[k] * time * slope[i];
            p->look(p, at, slope);
            for (size_t i = 0; i < n; i++) mean[i] += weight[k] * slope[i];
        }
        for (size_t i = 0; i < n; i++) {
            w[i] -= time * mean[i] / 6.0;
            p->direction[i] += mean[i] / (6.0 * substeps);
        }
    }
}

size_t memory_gradient_flow(const double *values, size_t n) {
    (void)values;
    return 4 * n;
}

/* Rules that measure themselves: rates from the loss or the distance, matrices in place of vectors. */
#include "optimizer_whole.h"
#include "symmetric.h"
#include "vectors.h"

#include <math.h>
#include <string.h>

/* Polyak 1969, eq. 4: rate = (f - f*) / |g|^2, at most lr (Loizou et al. 2021, eq. 3). values: lr, f_star. */
void propose_polyak(Proposal *p) {
    const double gap = p->loss - p->values[1], squared = vectors_dot(p->n, p->g, p->g);
    memcpy(p->direction, p->g, p->n * sizeof(double));
    if (gap <= 0.0)
        p->rate = 0.0;
    else if (gap < p->rate * squared)
        p->rate = gap / squared;
}

/* Mishchenko and Defazio 2024, algorithm 4: the rate is the largest lower bound d seen on the distance from
 * start to solution. values: lr, beta1, beta2, eps, d0, weight_decay. slots: mean, square, sum of gradients,
 * start. */
void propose_prodigy(Proposal *p) {
    enum { DISTANCE, NUMERATOR };
    const double beta1 = p->values[1], beta2 = p->values[2], eps = p->values[3], d0 = p->values[4],
                 decay = p->values[5], root = sqrt(beta2), d = p->t == 0 ? d0 : p->scalars[DISTANCE];
    double *mean = p->slots[0], *square = p->slots[1], *sum = p->slots[2], *start = p->slots[3];
    if (p->t == 0) memcpy(start, p->w, p->n * sizeof(double));
    double progress = 0.0, length = 0.0;
    for (size_t i = 0; i < p->n; i++) {
        const double g = p->g[i];
        mean[i] = beta1 * mean[i] + (1.0 - beta1) * d * g;
        square[i] = beta2 * square[i] + (1.0 - beta2) * d * d * g * g;
        sum[i] = root * sum[i] + (1.0 - root) * p->rate * d * d * g;
        progress += g * (start[i] - p->w[i]);
        length += fabs(sum[i]);
        const double divisor = sqrt(square[i]) + d * eps;
        p->direction[i] = d * ((divisor > 0.0 ? mean[i] / divisor : 0.0) + decay * p->w[i]);
    }
    p->scalars[NUMERATOR] = root * p->scalars[NUMERATOR] + (1.0 - root) * p->rate * d * d * progress;
    const double bound = length > 0.0 ? p->scalars[NUMERATOR] / length : 0.0;
    p->scalars[DISTANCE] = bound > d ? bound : d;
}

static double inverse_root(double value, const double *eps) {
    const double whole = (value > 0.0 ? value : 0.0) + *eps;
    return whole > 0.0 ? 1.0 / sqrt(whole) : 0.0;
}

/* Duchi, Hazan, Singer 2011, eq. 1 with the full matrix, eps as in Gupta, Koren, Singer 2018, algorithm 1 for
 * a vector: (eps I + sum g g')^(-1/2) g. values: lr, eps. memory: the sum, a copy, eigenvectors. */
void propose_full_adagrad(Proposal *p) {
    const size_t n = p->n;
    double *sum = p->memory, *copy = sum + n * n, *vectors = copy + n * n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) sum[i * n + j] += p->g[i] * p->g[j];
    memcpy(copy, sum, n * n * sizeof(double));
    symmetric_diagonalize(n, copy, vectors);
    symmetric_apply(n, copy, vectors, p->g, inverse_root, &p->values[1], p->direction);
}

size_t memory_full_adagrad(const double *values, size_t n) {
    (void)values;
    return 3 * n * n;
}

/* Liu et al. 2024, algorithm 3, with the exact diagonal of the Hessian. values: lr, beta1, beta2, gamma, eps,
 * weight_decay, interval. slots: mean, curvature. */
void propose_sophia(Proposal *p) {
    const double beta1 = p->values[1], beta2 = p->values[2], gamma = p->values[3], eps = p->values[4];
    double *mean = p->slots[0], *curvature = p->slots[1];
    const bool looks = p->t % (int64_t)p->values[6] == 0;
    if (looks) p->curvature(p, p->memory);
    for (size_t i = 0; i < p->n; i++) {
        mean[i] = beta1 * mean[i] + (1.0 - beta1) * p->g[i];
        if (looks) curvature[i] = beta2 * curvature[i] + (1.0 - beta2) * p->memory[i * p->n + i];
        const double divisor = gamma * curvature[i] > eps ? gamma * curvature[i] : eps,
                     ratio = mean[i] / divisor;
        p->direction[i] = ratio < -1.0 ? -1.0 : ratio > 1.0 ? 1.0 : ratio;
    }
}

size_t memory_sophia(const double *values, size_t n) {
    (void)values;
    return n * n;
}

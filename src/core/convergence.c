#include "convergence.h"

#include "elementary.h"

#include <math.h>
#include <string.h>

static const double MISMATCH = 0.02;     /* of loss and quadratic, relative */
static const double ROUNDING = 1e-13;    /* loss above the minimum that says nothing, relative */
static const double SLACK_MOST = 1e4;    /* a bound that begins farther above the loss says nothing either */
static const double FACTOR_LEAST = 0.05; /* smaller ones are over at once on any plot */
enum { STEPS_LEAST = 8 };                /* to be worth a line */

static bool is_covered(const Recipe *recipe, const Surface *surface) {
    bool whole = recipe->batch == 0 || surface_examples(surface) == 0;
    return recipe->optimizer->recurrence && whole && recipe->noise == 0.0 && recipe->warmup == 0 &&
           strcmp(recipe->schedule->name, "constant") == 0 && strcmp(recipe->clipping->name, "none") == 0 &&
           recipe->sam_rho == 0.0 && recipe->lookahead_k == 0 &&
           optimizer_value(recipe->optimizer, recipe->values, "weight_decay", 0.0) == 0.0;
}

/* Coordinates along the eigenvectors, from the minimum. */
static void coordinates(const Convergence *convergence, const double vector[2], const double *row,
                        double distance[2]) {
    const double d[2] = {row[QUANTITY_X] - convergence->at[0], row[QUANTITY_Y] - convergence->at[1]};
    distance[0] = vector[0] * d[0] + vector[1] * d[1];
    distance[1] = -vector[1] * d[0] + vector[0] * d[1];
}

static bool find_minimum(Convergence *convergence, const Surface *surface, const double *row,
                         double vector[2]) {
    double nearest = INFINITY, gradient[2], hessian[3];
    for (int i = 0; i < surface->minimum_count; i++) {
        const double *at = surface->minima[i];
        const double distance = elementary_hypot(row[QUANTITY_X] - at[0], row[QUANTITY_Y] - at[1]);
        if (!(distance < nearest)) continue;
        nearest = distance;
        memcpy(convergence->at, at, sizeof convergence->at);
        convergence->loss = surface->minimum_losses[i];
    }
    if (!isfinite(nearest)) return false;
    surface_loss(surface, convergence->at, gradient, hessian);
    symmetric_eigenvalues(hessian, convergence->eigenvalues, vector);
    return convergence->eigenvalues[1] > 1e-9 * convergence->eigenvalues[0];
}

/* Whether the loss of a row is that of the minimum's quadratic; rows too close to the minimum do not tell. */
static bool is_quadratic(const Convergence *convergence, const double vector[2], const double *row) {
    double distance[2], gap = row[QUANTITY_LOSS] - convergence->loss;
    coordinates(convergence, vector, row, distance);
    const double model = 0.5 * (convergence->eigenvalues[0] * distance[0] * distance[0] +
                                convergence->eigenvalues[1] * distance[1] * distance[1]);
    const double noise = ROUNDING * (1.0 + fabs(convergence->loss));
    return fabs(gap - model) <= MISMATCH * model + noise;
}

/* x_k for k = 0, 1, ... from x_0 and x_1 by x_{k+2} = trace x_{k+1} - determinant x_k, whose characteristic
 * roots are r and s: (r - s) x_k = (x_1 - s x_0) r^k - (x_1 - r x_0) s^k. So |x_k| <= amplitude factor^k. */
static void bound_recurrence(double trace, double determinant, double x0, double x1, double *factor,
                             double *amplitude) {
    const double half = 0.5 * trace, square = half * half - determinant, root = sqrt(fabs(square));
    /* Any rho with |trace| rho + |determinant| <= rho^2 bounds it too, by induction: where all is over after
     * two steps (a rate of 1 / curvature), the roots are rounding errors. */
    const double crude = 0.5 * fabs(trace) + sqrt(0.25 * trace * trace + fabs(determinant));
    if (crude <= FACTOR_LEAST) {
        *factor = FACTOR_LEAST;
        *amplitude = fmax(fabs(x0), fabs(x1) / FACTOR_LEAST);
    } else if (square == 0.0) { /* a double root: k r^k has no such bound */
        *factor = fabs(half);
        *amplitude = INFINITY;
    } else if (square > 0.0) {
        const double r = half + root, s = half - root;
        *factor = fmax(fabs(r), fabs(s));
        *amplitude = (fabs(x1 - s * x0) + fabs(x1 - r * x0)) / (2.0 * root);
    } else { /* half +- root i */
        *factor = sqrt(determinant);
        *amplitude = elementary_hypot(x1 - half * x0, root * x0) / root;
    }
}

Convergence convergence_of(const Surface *surface, const Recipe *recipe, const Trajectory *trajectory,
                           int64_t first, int64_t last) {
    Convergence convergence = {.proven = false};
    double vector[2];
    const int columns = trajectory->columns;
    const double *rows = trajectory->rows;
    if (!rows || last > trajectory->steps || !is_covered(recipe, surface)) return convergence;
    if (!find_minimum(&convergence, surface, rows + last * columns, vector)) return convergence;
    int64_t from = last + 1;
    while (from > first && is_quadratic(&convergence, vector, rows + (from - 1) * columns)) from--;
    if (last - from < STEPS_LEAST) return convergence;
    double before[2], after[2];
    coordinates(&convergence, vector, rows + from * columns, before);
    coordinates(&convergence, vector, rows + (from + 1) * columns, after);
    for (int i = 0; i < 2; i++) {
        double trace, determinant;
        recipe->optimizer->recurrence(recipe->values, recipe->values[0], convergence.eigenvalues[i], &trace,
                                      &determinant);
        bound_recurrence(trace, determinant, before[i], after[i], &convergence.factors[i],
                         &convergence.amplitudes[i]);
        if (!(convergence.factors[i] < 1.0) || !isfinite(convergence.amplitudes[i])) return convergence;
    }
    convergence.factor = fmax(convergence.factors[0], convergence.factors[1]);
    convergence.from = from;
    const double gap = rows[from * columns + QUANTITY_LOSS] - convergence.loss;
    convergence.proven = convergence_loss(&convergence, (double)from) <= SLACK_MOST * gap;
    return convergence;
}

/* Root of the sum over the eigenvectors of (eigenvalue^power * amplitude * factor^k)^2. */
static double length(const Convergence *convergence, double step, double power) {
    double sum = 0.0;
    for (int i = 0; i < 2; i++) {
        const double k = step - (double)convergence->from;
        const double size = convergence->amplitudes[i] * elementary_pow(convergence->factors[i], k) *
                            elementary_pow(convergence->eigenvalues[i], power);
        sum += size * size;
    }
    return sqrt(sum);
}

double convergence_loss(const Convergence *convergence, double step) {
    const double root = length(convergence, step, 0.5);
    return 0.5 * root * root;
}

double convergence_gradient(const Convergence *convergence, double step) {
    return length(convergence, step, 1.0);
}

double convergence_distance(const Convergence *convergence, double step) {
    return length(convergence, step, 0.0);
}

/* Nelder and Mead's simplex: descent without gradients. */
#include "optimizer_whole.h"

#include <math.h>
#include <string.h>

/* n + 1 points and their losses, lowest first. */
typedef struct Simplex {
    Proposal *p;
    size_t n;
    double *points, *losses, *centre, *trial, *kept;
} Simplex;

static Simplex simplex_of(Proposal *p) {
    const size_t n = p->n;
    double *points = p->memory, *losses = points + (n + 1) * n, *centre = losses + n + 1;
    return (Simplex){p, n, points, losses, centre, centre + n, centre + 2 * n};
}

size_t memory_nelder_mead(const double *values, size_t n) {
    (void)values;
    return (n + 1) * n + n + 1 + 3 * n;
}

static double look(const Simplex *s, const double *at) {
    const double loss = s->p->look(s->p, at, NULL);
    return isnan(loss) ? INFINITY : loss; /* a wall */
}

/* Puts the point at index k where its loss belongs; of equals, the older stays in front. */
static void sort_in(Simplex *s, size_t k) {
    const size_t n = s->n, size = n * sizeof(double);
    const double loss = s->losses[k];
    memcpy(s->kept, s->points + k * n, size);
    for (; k > 0 && loss < s->losses[k - 1]; k--) {
        s->losses[k] = s->losses[k - 1];
        memcpy(s->points + k * n, s->points + (k - 1) * n, size);
    }
    s->losses[k] = loss;
    memcpy(s->points + k * n, s->kept, size);
}

/* The start and a point at a distance of `size` along every axis. */
static void spread(Simplex *s, double size) {
    const size_t n = s->n;
    for (size_t k = 0; k <= n; k++) {
        double *point = s->points + k * n;
        memcpy(point, s->p->w, n * sizeof(double));
        if (k > 0) point[k - 1] += size;
        s->losses[k] = k > 0 ? look(s, point) : isnan(s->p->loss) ? INFINITY : s->p->loss;
        sort_in(s, k);
    }
}

/* Loss at centre + reach * (centre - worst), which is left in `trial`. */
static double try(Simplex *s, double reach, const double *worst) {
    for (size_t i = 0; i < s->n; i++) s->trial[i] = s->centre[i] + reach * (s->centre[i] - worst[i]);
    return look(s, s->trial);
}

static void accept(Simplex *s, double loss) {
    memcpy(s->points + s->n * s->n, s->trial, s->n * sizeof(double));
    s->losses[s->n] = loss;
}

static void find_centre(Simplex *s) {
    for (size_t i = 0; i < s->n; i++) {
        double sum = 0.0;
        for (size_t k = 0; k < s->n; k++) sum += s->points[k * s->n + i];
        s->centre[i] = sum / (double)s->n;
    }
}

/* All corners first: sorting may put another in front. */
static void shrink_towards_best(Simplex *s, double share) {
    const size_t n = s->n;
    for (size_t i = n; i < (n + 1) * n; i++)
        s->points[i] = s->points[i % n] + share * (s->points[i] - s->points[i % n]);
    for (size_t k = 1; k <= n; k++) {
        s->losses[k] = look(s, s->points + k * n);
        sort_in(s, k);
    }
}

/* Nelder and Mead 1965 as Lagarias et al. 1998, section 2, state it: one iteration per step. values: lr (size
 * of the first simplex), reflection, expansion, contraction, shrink. */
void propose_nelder_mead(Proposal *p) {
    const double reflection = p->values[1], expansion = p->values[2], contraction = p->values[3],
                 shrink = p->values[4];
    Simplex s = simplex_of(p);
    const size_t n = s.n, size = n * sizeof(double);
    if (p->t == 0) spread(&s, p->rate);
    const double best = s.losses[0], second_worst = s.losses[n - 1], worst = s.losses[n];
    const double *last = s.points + n * n;
    find_centre(&s);
    const double reflected = try(&s, reflection, last);
    bool shrinks = false;
    if (reflected < best) {
        memcpy(s.kept, s.trial, size);
        const double expanded = try(&s, reflection * expansion, last);
        if (expanded >= reflected) memcpy(s.trial, s.kept, size);
        accept(&s, expanded < reflected ? expanded : reflected);
    } else if (reflected < second_worst)
        accept(&s, reflected);
    else {
        const bool outside = reflected < worst;
        const double contracted = try(&s, outside ? reflection * contraction : -contraction, last);
        shrinks = !(outside ? contracted <= reflected : contracted < worst);
        if (!shrinks) accept(&s, contracted);
    }
    if (shrinks)
        shrink_towards_best(&s, shrink);
    else
        sort_in(&s, n);
    for (size_t i = 0; i < n; i++) p->direction[i] = p->w[i] - s.points[i];
}

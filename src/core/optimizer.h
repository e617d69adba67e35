/* The table of optimizers. Each turns a gradient into a direction; rate, schedule, clipping, noise and
 * decoupled decay are stages of the run around it (run.h). To add one: a function in one of
 * optimizer_rules_*.inc.h (or, where it looks at more than its own element, in optimizer_whole.c) and a row
 * in the optimizer_rows_*.inc.h of its family. */
#ifndef CORE_OPTIMIZER_H
#define CORE_OPTIMIZER_H

#include "hyperparameter.h"

#include <stddef.h>
#include <stdint.h>

enum { HYPERPARAMETERS_MAX = 12, SLOTS_MAX = 4, SCALARS_MAX = 16, ASSIGNMENTS_MAX = 6, CONVENTIONS_MAX = 4 };

/* A hyperparameter, or anything else recipe_set() knows, and the value it takes. */
typedef struct Assignment {
    const char *name;
    double value;
} Assignment;

/* How a library or the paper sets what others set differently. */
typedef struct Convention {
    const char *name; /* "pytorch", "optax", "keras", "paper" */
    Assignment
        settings[ASSIGNMENTS_MAX]; /* ends at the first without a name; the rest are the row's defaults */
} Convention;

/* What a rule sees that looks at the whole vector, at the loss, or at the objective again. */
typedef struct Proposal Proposal;
struct Proposal {
    const double *values;
    int64_t t;
    double rate;     /* in: rate(t). A rule that finds a rate of its own leaves it here. */
    double *scalars; /* kept between steps, zero at the start */
    size_t n;
    const double *w, *g; /* the point, and the gradient there after noise and clipping */
    double loss;         /* at w */
    double *direction;   /* out */
    double *const *slots;
    double
        *memory; /* optimizer->memory(values, n) doubles of its own, kept between steps, zero at the start */

    /* Loss at another point, as the step's own batch and noise have it; its gradient where that is not NULL.
     * One evaluation. (Noise tilts the loss as it tilts the gradient: it adds noise * (at - w).) */
    double (*look)(Proposal *proposal, const double *at, double *gradient);
    /* The Hessian at w, n * n row by row: exact where the objective has one, else from differences of
     * gradients. Counts n evaluations when exact (what n Hessian-vector products cost), else 2 n. */
    void (*curvature)(Proposal *proposal, double *hessian);
    void *context;
};

/* d from w and g for n elements, float; see Optimizer.direction. */
typedef void DirectionFloat(const double *values, const double *scalars, size_t n, const float *w,
                            const float *g, float *d, float *const *slots);
/* The same in place: w -= scale * d + shrink * w. */
typedef void UpdateFloat(const double *values, const double *scalars, size_t n, float *w, const float *g,
                         float *const *slots, float scale, float shrink);

typedef struct Optimizer {
    const char *name;   /* in files and on the command line: "adam" */
    const char *title;  /* for people: "Adam" */
    const char *family; /* for menus: "Momentum", "Adaptive", ... */
    const char *source; /* paper and equation */
    /* One step, without decay unless it is the rule's point: w parameters, g gradient, t from 1. */
    const char *formula;
    const char *help; /* one sentence: what it does */
    Hyperparameter
        hyperparameters[HYPERPARAMETERS_MAX]; /* [0] is always lr; ends at the first row without a name */
    const char *
        slots[SLOTS_MAX]; /* names of the state vectors, each as long as w and zero at the start; NULL ends */
    Convention conventions[CONVENTIONS_MAX]; /* where libraries differ; ends at the first without a name */
    Assignment presets[2];                   /* what choosing it sets beside its own values: sgd: batch 1 */

    /* Once per step, before the blocks: what depends on the step alone (running products of betas, ...).
     * `scalars` keeps its values between steps and is zero at the start; t = 0 is the first update, rate its
     * learning rate. NULL: nothing to prepare. */
    void (*prepare)(const double *values, int64_t t, double rate, double *scalars);

    /* For n elements: direction d from parameters w and gradient g, updating slots; the update is -rate * d.
     * Separable, so it may be called block by block; NULL where there is a `propose`. */
    void (*direction)(const double *values, const double *scalars, size_t n, const double *w, const double *g,
                      double *d, double *const *slots);
    /* The same source for float: as a direction; and in place as training uses it, for any machine, for AVX2
     * and for AVX-512, which give the same bits. */
    DirectionFloat *direction_float;
    UpdateFloat *update_float, *update_float_avx2, *update_float_avx512;

    /* Instead of direction, for rules that look at more than one element at a time. */
    void (*propose)(Proposal *proposal);
    size_t (*memory)(const double *values, size_t n); /* NULL: none */

    bool moves;     /* d is the move itself: the update is -d, and the rule has seen to the rate */
    bool decoupled; /* weight_decay is a stage of the run: the update is -rate * (d + weight_decay * w) */
    int average;    /* 1 + the slot that holds an average of the path worth looking at; 0: none */
    bool rotates;   /* turning the surface turns the path with it */

    /* A rate that suits a bowl of curvature about 1 at a distance of about 1: the middle of a sweep. */
    double typical_rate;
    bool finds_rate; /* lr only bounds or begins what the rule finds itself: nothing to tune */
    bool classic;    /* one of the few that race where none is named */
    int colour;      /* its own place among the six colours of runs */

    /* Largest stable rate on a quadratic of curvature `sharpness` (NaN where theory gives none). NULL: none.
     */
    double (*rate_limit)(const double *values, double sharpness);
    /* At a constant rate on a quadratic, along an eigenvector of this curvature: x_{k+2} = trace * x_{k+1} -
     * determinant * x_k (convergence.h). NULL: it is no such recurrence. */
    void (*recurrence)(const double *values, double rate, double curvature, double *trace,
                       double *determinant);
} Optimizer;

/* The table; `optimizer_count` rows, the families together. */
extern const Optimizer optimizers[];
extern const int optimizer_count;

/* The row called `name`, or NULL. */
const Optimizer *optimizer_find(const char *name);

int optimizer_hyperparameter_count(const Optimizer *optimizer);
int optimizer_slot_count(const Optimizer *optimizer);

/* Value of the hyperparameter `name` in values[], or `otherwise` where the optimizer has none of that name.
 */
double optimizer_value(const Optimizer *optimizer, const double *values, const char *name, double otherwise);

/* The optimizer's settings under a convention, or NULL where it has no row of that name. */
const Convention *optimizer_convention(const Optimizer *optimizer, const char *name);

/* One update of n float parameters in place by a separable optimizer, as training does it: prepare() has been
 * called for the step, `decay` is decoupled weight decay. A few elements at a time go from gradient to update
 * in registers, so that memory is touched once, with the widest vectors the machine has; the bits depend
 * neither on their width nor on how a vector is split. Gradients below 2^-58 count as zero: their squares
 * would only clog the second moments with denormal numbers. */
enum { OPTIMIZER_BLOCK = 1024 }; /* threads that share a vector do best to split it at multiples of this */
void optimizer_update_float(const Optimizer *optimizer, const double *values, const double *scalars, size_t n,
                            float *w, const float *g, float *const *slots, double rate, double decay);

#endif

/* The table of clippings: of the gradient before any moment sees it, or of the direction made of it. To add
 * one: a function and a row in clipping.c. */
#ifndef CORE_CLIPPING_H
#define CORE_CLIPPING_H

#include "hyperparameter.h"

#include <stddef.h>

enum { CLIPPING_VALUES_MAX = 2 };

typedef struct Clipping {
    const char *name, *title, *source, *help;
    Hyperparameter hyperparameters[CLIPPING_VALUES_MAX]; /* ends at the first row without a name */
    /* Clips g[n] in place; w[n] are the parameters. Where it multiplies the whole gradient, returns that
     * factor (1: it left g alone); where it works element by element, the share of |g| that is left. */
    double (*clip)(const double *values, size_t n, const double *w, double *g);
    double (*clip_float)(const double *values, size_t n, const float *w, float *g); /* the same source */
    /* For those that scale the whole gradient by what its norm tells: the factor. NULL: others. */
    double (*factor)(const double *values, double norm);
    bool of_direction; /* clips what the optimizer made of the gradient instead of the gradient */
} Clipping;

extern const Clipping clippings[]; /* [0] is none: leaves every gradient alone */
extern const int clipping_count;

const Clipping *clipping_find(const char *name);
/* The norm they measure, of a float vector. */
double clipping_norm_float(size_t n, const float *v);

int clipping_hyperparameter_count(const Clipping *clipping);

#endif

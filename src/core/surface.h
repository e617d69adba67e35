/* A loss surface: what a surface file says (SurfaceDefinition), and that with its parameters set (Surface).
 */
#ifndef CORE_SURFACE_H
#define CORE_SURFACE_H

#include "dataset.h"
#include "error.h"
#include "formula.h"
#include "grid.h"
#include "hyperparameter.h"
#include "objective.h"

enum {
    SURFACE_PARAMETERS_MAX = 8,
    SURFACE_MINIMA_MAX = 16,
    SURFACE_SADDLES_MAX = 16,
    SURFACE_TUNED_MAX = 64
};

typedef struct View {
    double x[2], y[2]; /* low and high ends */
} View;

/* How iso-lines and colour bands are spaced. */
typedef enum Levels { LEVELS_LOG, LEVELS_LINEAR, LEVELS_QUANTILE } Levels;

typedef struct SurfaceDefinition {
    char name[64];  /* file name without ending: what scenes and the command line say */
    char title[96]; /* what people read */
    Dataset *data;  /* NULL: none; behind the formula's columns */
    char *formula_text;
    Formula *formula;
    Grid *grid; /* instead of a formula; then there are no parameters */
    Hyperparameter parameters[SURFACE_PARAMETERS_MAX]; /* name, symbol and help are owned by the definition */
    int parameter_count;
    View view;
    double start[2];
    double minima[SURFACE_MINIMA_MAX][2];
    int minimum_count;
    double saddles[SURFACE_SADDLES_MAX][2]; /* with the parameters at their defaults */
    int saddle_count;
    Levels levels;
    struct TunedRate {
        char optimizer[32];
        double rate;
    } tuned[SURFACE_TUNED_MAX]; /* learning rates that suit this surface */
    int tuned_count;
    char *teaches; /* one sentence */
    char *source;
} SurfaceDefinition;

void surface_definition_end(SurfaceDefinition *definition); /* frees what it owns, not itself */

/* The tuned rate for an optimizer's name, or `otherwise`. */
double surface_definition_rate(const SurfaceDefinition *definition, const char *optimizer, double otherwise);

typedef struct Surface {
    const SurfaceDefinition *definition; /* borrowed */
    double values[SURFACE_PARAMETERS_MAX];
    Program *program;                     /* with the parameters at `values` */
    double minima[SURFACE_MINIMA_MAX][2]; /* the declared minima, followed to where they are at `values` */
    double minimum_losses[SURFACE_MINIMA_MAX];
    int minimum_count;
    uint64_t version; /* changes with every change of the values: a key for caches */
} Surface;

/* Starts with the parameters at their defaults. */
bool surface_start(Surface *surface, const SurfaceDefinition *definition, Error *error);
void surface_end(Surface *surface);

/* Sets one parameter / all of them; on error (out of range, formula cannot be compiled) nothing changes. */
bool surface_set(Surface *surface, int parameter, double value, Error *error);

/* Loss at w = (x, y) and, where not NULL, its gradient (2) and Hessian (dxx, dxy, dyy). */
double surface_loss(const Surface *surface, const double w[2], double gradient[2], double hessian[3]);

/* Eigenvalues of the symmetric matrix (dxx, dxy; dxy, dyy), larger first; where not NULL, the unit
 * eigenvector of the larger one. */
void symmetric_eigenvalues(const double hessian[3], double values[2], double vector[2]);

/* Largest Hessian eigenvalue at the lowest known minimum, or NaN where none is known: 2 / this is the rate
 * beyond which gradient descent cannot settle there. */
double surface_sharpness(const Surface *surface);
/* Both curvatures there, the larger first; false where no minimum is known. */
bool surface_curvature(const Surface *surface, double eigenvalues[2]);

/* Rows of data behind the loss; 0: none. */
int64_t surface_examples(const Surface *surface);

/* The surface as a run sees it; borrows the surface. Where there is data, a batch (batch.h) is drawn from its
 * rows: loss and gradient are those of the batch, exact where it is all rows. */
Objective surface_objective(const Surface *surface);

#endif

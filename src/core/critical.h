/* The critical points of a surface in a view: where the gradient vanishes. */
#ifndef CORE_CRITICAL_H
#define CORE_CRITICAL_H

#include "curvature.h"

#include <stdbool.h>

typedef enum CriticalKind {
    CRITICAL_MINIMUM,
    CRITICAL_MAXIMUM,
    CRITICAL_SADDLE,
    CRITICAL_DEGENERATE
} CriticalKind;
enum { CRITICAL_KIND_COUNT = 4 };

/* "minimum", "maximum", "saddle", "degenerate" */
const char *critical_kind_name(CriticalKind kind);

typedef struct CriticalPoint {
    CriticalKind kind;
    bool kink; /* a minimum where the gradient jumps instead of vanishing, such as the tip of a cone */
    bool flat; /* a minimum where the curvature vanishes, such as that of x^4 + y^4 */
    double at[2];
    double loss;
    double eigenvalues[2]; /* of the Hessian, larger first; of no meaning at a kink */
    double vector[2];      /* unit eigenvector of the larger one */
} CriticalPoint;

/* Finds the critical points inside a view: minima first (lowest first), then maxima, saddles and degenerate
 * points, each by rising loss; at most `most`. Returns how many, or -1 where memory runs out.
 *
 * Starts are the cells of a grid over the view where both partial derivatives change sign, and the local
 * minima of the gradient's norm; from each, Levenberg-Marquardt steps on |gradient|^2 with the exact Hessian
 * (Newton's where it is well-conditioned). Points closer than about the grid's cells (view / 200) can be
 * missed. A degenerate point (an eigenvalue 0 beside the curvature around it) may be one of a valley's; such
 * are thinned out to a few. One that stands alone and below all around it is a minimum.
 * Ground that is level to 10^-11 of the range of the view's lower losses is not reported. */
int critical_find(const Program *program, const View *view, double t, int most, CriticalPoint *points);

#endif

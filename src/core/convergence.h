/* How fast a run converges near a minimum, where theory knows it. Close to a minimum the loss is a quadratic;
 * on one, gradient descent and its relatives with a velocity obey along every eigenvector of the Hessian a
 * linear recurrence of two terms (Optimizer.recurrence), whose roots say by how much the distance shrinks per
 * step (Polyak 1964; Lessard, Recht, Packard, SIAM J. Optim. 26 (2016) 57, section 2.2). */
#ifndef CORE_CONVERGENCE_H
#define CORE_CONVERGENCE_H

#include "trajectory.h"

typedef struct Convergence {
    bool proven;   /* false: nothing is promised, and the rest has no meaning */
    int64_t from;  /* the first row that the bound holds from: there and later the loss is the quadratic's */
    double factor; /* rho: the distance to the minimum shrinks at least as rho^k */
    /* Along the eigenvectors: |distance in row from + k| <= amplitudes[i] * factors[i]^k. */
    double eigenvalues[2], factors[2], amplitudes[2];
    double at[2], loss; /* the minimum */
} Convergence;

/* What is proven about a run on a surface from row `first` on. Its recipe must be one for which it is: a
 * constant rate in the stable range, all of the data, no noise, clipping, decay or wrapper; and the
 * trajectory must end where the loss differs from the quadratic of a known minimum by at most a fiftieth,
 * with some steps to go. */
Convergence convergence_of(const Surface *surface, const Recipe *recipe, const Trajectory *trajectory,
                           int64_t first, int64_t last);

/* Upper bounds in row `step`, from `from` on, of the loss above the minimum's, of the gradient's norm, and of
 * the distance to the minimum, as far as the loss is its quadratic. */
double convergence_loss(const Convergence *convergence, double step);
double convergence_gradient(const Convergence *convergence, double step);
double convergence_distance(const Convergence *convergence, double step);

#endif

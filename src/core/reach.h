/* The shape of an optimizer's step: where the next step of a run would lead if every gradient that it has
 * seen had been turned by some angle. Gradient descent reaches a circle, a rule that looks at signs the
 * corners of a square, Newton an ellipse, Adam the ellipse that its second moments make.
 *
 * No optimizer is known by its name here. A copy of the run takes the step on the loss tilted by a linear
 * term, which turns the gradient and leaves the curvature as it is; with the gradient turn those of its state
 * vectors that change sign when all gradients do (velocities and running means, not their squares). */
#ifndef CORE_REACH_H
#define CORE_REACH_H

#include "run.h"

/* Fills steps[count] with the updates for gradients turned by 2 pi i / count: steps[0] is the step that the
 * run is about to take. The run itself takes none. False where it has more than two parameters, or the
 * gradient it sees there is zero or no number. */
bool reach_of(const Run *run, int count, double (*steps)[2]);

#endif

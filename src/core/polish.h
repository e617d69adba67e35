/* The last digits of a critical point. */
#ifndef CORE_POLISH_H
#define CORE_POLISH_H

#include "kink.h"

/* Newton's step at (x, y) towards a point without slope; false where there is none. */
bool polish_newton(const Program *program, const double at[2], double t, double step[2]);

/* The best place next to u, in the surface's own coordinates: where its slope is smallest, or at a kink its
 * loss. A few Newton steps where the Hessian is `regular`, and round numbers where they are as good. */
void polish(const Patch *patch, const double u[2], bool kink, bool regular, double at[2]);

#endif

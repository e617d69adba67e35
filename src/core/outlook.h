/* Where to look at a formula that nobody has described: a view that shows its critical points, how its
 * heights are spaced, and a place to start from. */
#ifndef CORE_OUTLOOK_H
#define CORE_OUTLOOK_H

#include "surface.h"

typedef struct Outlook {
    View view;
    double start[2];
    Levels levels;
    double minima[SURFACE_MINIMA_MAX][2]; /* those in the view, lowest first */
    int minimum_count;
    double depth; /* from the median height of the view down to the lowest */
} Outlook;

/* Looks for critical points in windows around the origin, from -5 .. 5 outwards to -50000 .. 50000, and where
 * the first that has some shows them as a speck, inwards; and where none has, as far as Newton's method
 * leads. -5 .. 5 is kept where it shows what there is, or where nothing is found anywhere. Where the formula
 * has no values in much of a view, the rest is cut away. A few times the work of critical_find(), at t = 0.
 */
Outlook outlook_find(const Program *program);

#endif

/* Places of labels in a row that must not touch. */
#ifndef SCREEN_SPREAD_H
#define SCREEN_SPREAD_H

enum { SPREAD_MAX = 128 };

/* Moves sorted places as little as possible (least squares) so that neighbours are `apart` and all within low
 * .. high; closer together where there is no room. `count` up to SPREAD_MAX. */
void spread_apart(float *places, int count, float apart, float low, float high);

#endif

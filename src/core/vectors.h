/* Memory for long vectors that are gone through side by side, as an optimizer's update does, and their
 * product. */
#ifndef CORE_VECTORS_H
#define CORE_VECTORS_H

#include <stddef.h>

/* Floats from the start of one vector of n to the start of the next. At least n, and such that vectors begin
 * at different places of their pages: a processor that compares only the low twelve bits of addresses lets a
 * load wait for the store just before it that seems to go to the same place. */
size_t vectors_stride(size_t n);

/* A block of memory, in large pages where the system has them: many vectors of many pages, and rows in random
 * order, miss fewer translations. Give it back by free(); NULL where there is no memory. */
void *vectors_allocate(size_t bytes);

/* The same, of zeros. */
float *vectors_start(size_t floats);

/* The sum of a[i] * b[i], in that order. */
double vectors_dot(size_t n, const double *a, const double *b);

#endif

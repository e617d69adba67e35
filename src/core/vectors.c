#include "vectors.h"

#include <stdlib.h>
#include <string.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

enum { PAGE = 4096 / sizeof(float), LINE = 64 / sizeof(float), LARGE_PAGE = 2 << 20 };

/* A whole number of pages and 17 lines: the places of a dozen vectors are then four lines apart or more. */
size_t vectors_stride(size_t n) {
    return (n + PAGE - 1) / PAGE * PAGE + 17 * LINE;
}

void *vectors_allocate(size_t bytes) {
    const size_t unit = bytes >= LARGE_PAGE ? LARGE_PAGE : 64, size = (bytes + unit - 1) / unit * unit;
    void *block = size >= bytes ? aligned_alloc(unit, size) : NULL;
#if defined(MADV_HUGEPAGE)
    if (block && unit == LARGE_PAGE) madvise(block, size, MADV_HUGEPAGE); /* only a wish: never mind */
#endif
    return block;
}

float *vectors_start(size_t floats) {
    float *block = vectors_allocate(floats * sizeof(float));
    if (block) memset(block, 0, floats * sizeof(float));
    return block;
}

double vectors_dot(size_t n, const double *a, const double *b) {
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

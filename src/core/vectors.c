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

float *vectors_start(size_t floats) {
    const size_t unit = floats * sizeof(float) >= LARGE_PAGE ? LARGE_PAGE : 64,
                 size = (floats * sizeof(float) + unit - 1) / unit * unit;
    float *block = aligned_alloc(unit, size);
    if (!block) return NULL;
#if defined(MADV_HUGEPAGE)
    if (unit == LARGE_PAGE) madvise(block, size, MADV_HUGEPAGE); /* only a wish: never mind */
#endif
    memset(block, 0, size);
    return block;
}

double vectors_dot(size_t n, const double *a, const double *b) {
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

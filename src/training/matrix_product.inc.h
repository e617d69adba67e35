/* One matrix product in the calling thread: in tiles where that is faster than BLAS, and by BLAS elsewhere.
 * Part of network_pass.inc.h. */

#if defined(__FMA__)
#include "product_tiles.inc.h"
#endif

/* C [m][n] = alpha A [m][k] B [k][n] + beta C; rows of each `stride` apart in memory. */
static void matrix_product(bool a_transposed, bool b_transposed, size_t m, size_t n, size_t k, double alpha,
                           const REAL *a, size_t a_stride, const REAL *b, size_t b_stride, double beta,
                           REAL *c, size_t c_stride) {
#if defined(__FMA__)
    if (suits_tiles(m, n, k) && (beta == 0.0 || beta == 1.0)) {
        multiply_tiles(a_transposed, b_transposed, m, n, k, (REAL)alpha, a, a_stride, b, b_stride,
                       beta == 1.0, c, c_stride);
        return;
    }
#endif
    NAME(gemm)(a_transposed, b_transposed, m, n, k, alpha, a, a_stride, b, b_stride, beta, c, c_stride);
}

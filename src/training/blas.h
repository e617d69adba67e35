/* Matrix products for both types, row-major: all that is asked of BLAS. Lengths are size_t here and int
 * there. */
#ifndef TRAINING_BLAS_H
#define TRAINING_BLAS_H

#include <cblas.h>
#include <stdbool.h>
#include <stddef.h>

/* A matrix in memory: rows `stride` apart; transposed: the product sees it on its side. */
#define BLAS_TRANSPOSE(flag) ((flag) ? CblasTrans : CblasNoTrans)

/* C [m][n] = alpha A [m][k] B [k][n] + beta C. a, b, c are followed by the distance between their rows. */
static inline void gemm_float(bool a_transposed, bool b_transposed, size_t m, size_t n, size_t k,
                              double alpha, const float *a, size_t a_stride, const float *b, size_t b_stride,
                              double beta, float *c, size_t c_stride) {
    cblas_sgemm(CblasRowMajor, BLAS_TRANSPOSE(a_transposed), BLAS_TRANSPOSE(b_transposed), (int)m, (int)n,
                (int)k, (float)alpha, a, (int)a_stride, b, (int)b_stride, (float)beta, c, (int)c_stride);
}

static inline void gemm_double(bool a_transposed, bool b_transposed, size_t m, size_t n, size_t k,
                               double alpha, const double *a, size_t a_stride, const double *b,
                               size_t b_stride, double beta, double *c, size_t c_stride) {
    cblas_dgemm(CblasRowMajor, BLAS_TRANSPOSE(a_transposed), BLAS_TRANSPOSE(b_transposed), (int)m, (int)n,
                (int)k, alpha, a, (int)a_stride, b, (int)b_stride, beta, c, (int)c_stride);
}

/* Threads of one product: a number for the whole process. */
static inline void blas_threads(int threads) {
    openblas_set_num_threads(threads);
}

#endif

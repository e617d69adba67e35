/* Convolution without unfolding: every weight vector, over filters, meets the pixels of a row while the sums
 * stay in registers (as oneDNN's direct convolutions do: Georganas et al., SC 2018). Images are
 * [height][width][channels] here, padded, so that the part of a window that lies in one row of the image is
 * one stretch of kernel * channels numbers. Part of network_pass.inc.h. */

/* A sum over windows: weights [kernel][stretch][vectors of filters]. */
typedef struct Windows {
    size_t kernel, stretch; /* rows of a window; numbers of a row of it */
    size_t pixel, row;      /* distance of neighbours, and of rows, in the padded image */
    size_t filters;         /* whole vectors */
} Windows;

/* Rows begin .. end - 1 of a window that do not lie in the padding, for row i of the output. */
typedef struct Rows {
    size_t begin, end;
} Rows;

static Rows rows_inside(size_t i, size_t kernel, size_t padding, size_t height) {
    const size_t begin = i < padding ? padding - i : 0, below = height + padding - i;
    return (Rows){begin, below < kernel ? below : kernel};
}

/* to[j][filters] = start + sum over the window at pixel j; `pairs` vectors of filters at a time. */
static inline __attribute__((always_inline)) void sum_windows(const Windows *it, Rows rows, const REAL *image,
                                                              const REAL *weights, const REAL *start,
                                                              REAL *to, const int count, const int vectors) {
    Vector sums[TALL][2];
#pragma GCC unroll 16
    for (int j = 0; j < count; j++)
#pragma GCC unroll 2
        for (int v = 0; v < vectors; v++) sums[j][v] = vector_at(start + v * VECTOR);
    for (size_t i = rows.begin; i < rows.end; i++) {
        const REAL *from = image + i * it->row, *w = weights + i * it->stretch * it->filters;
        for (size_t s = 0; s < it->stretch; s++, from++, w += it->filters) {
            Vector weight[2];
#pragma GCC unroll 2
            for (int v = 0; v < vectors; v++) weight[v] = vector_at(w + v * VECTOR);
#pragma GCC unroll 16
            for (int j = 0; j < count; j++)
#pragma GCC unroll 2
                for (int v = 0; v < vectors; v++) sums[j][v] += from[(size_t)j * it->pixel] * weight[v];
        }
    }
#pragma GCC unroll 16
    for (int j = 0; j < count; j++)
#pragma GCC unroll 2
        for (int v = 0; v < vectors; v++) vector_put(to + (size_t)j * it->filters + v * VECTOR, sums[j][v]);
}

/* dw[s][filters] += sum over `pixels` of image number s times dy [filters], for `count` numbers of a stretch.
 */
static inline __attribute__((always_inline)) void sum_outer(const Windows *it, const REAL *image,
                                                            const REAL *dy, size_t high, size_t wide,
                                                            size_t dy_row, REAL *dw, const int count,
                                                            const int vectors) {
    Vector sums[TALL][2];
#pragma GCC unroll 16
    for (int j = 0; j < count; j++)
#pragma GCC unroll 2
        for (int v = 0; v < vectors; v++) sums[j][v] = vector_at(dw + (size_t)j * it->filters + v * VECTOR);
    for (size_t i = 0; i < high; i++) {
        const REAL *from = image + i * it->row, *d = dy + i * dy_row;
        for (size_t p = 0; p < wide; p++, from += it->pixel, d += it->filters) {
            Vector slope[2];
#pragma GCC unroll 2
            for (int v = 0; v < vectors; v++) slope[v] = vector_at(d + v * VECTOR);
#pragma GCC unroll 16
            for (int j = 0; j < count; j++)
#pragma GCC unroll 2
                for (int v = 0; v < vectors; v++) sums[j][v] += from[j] * slope[v];
        }
    }
#pragma GCC unroll 16
    for (int j = 0; j < count; j++)
#pragma GCC unroll 2
        for (int v = 0; v < vectors; v++) vector_put(dw + (size_t)j * it->filters + v * VECTOR, sums[j][v]);
}

/* Every pixel of an output row of `wide` pixels: to [wide][filters]. */
static void sum_row(const Windows *it, Rows rows, const REAL *image, const REAL *weights, const REAL *start,
                    REAL *to, size_t wide) {
    for (size_t f = 0; f < it->filters;) {
        const bool pair = f + 2 * VECTOR <= it->filters;
        const size_t most = pair ? TALL_PAIR : TALL;
        for (size_t j = 0, n; j < wide; j += n) {
            n = even_piece(wide - j, most);
#define SUM_WINDOWS(number, vectors)                                                                         \
    sum_windows(it, rows, image + j * it->pixel, weights + f, start + f, to + j * it->filters + f, number,   \
                vectors)
            if (pair)
                FOR_COUNT(n, 2, SUM_WINDOWS)
            else
                FOR_COUNT(n, 1, SUM_WINDOWS)
        }
        f += pair ? 2 * VECTOR : VECTOR;
    }
}

/* Adds an image's share to dw [kernel][stretch][filters]. image: padded by `padding`, `height` rows without
 * it; dy [high][wide][filters], its rows `dy_row` apart. */
static void sum_image(const Windows *it, const REAL *image, size_t padding, size_t height, const REAL *dy,
                      size_t high, size_t wide, size_t dy_row, REAL *dw) {
    for (size_t i = 0; i < it->kernel; i++) {
        /* output rows whose window row i lies in the image */
        const size_t begin = i < padding ? padding - i : 0, after = height + padding - i,
                     end = after < high ? after : high;
        const REAL *from = image + (i + begin) * it->row, *d = dy + begin * dy_row;
        for (size_t f = 0; f < it->filters;) {
            const bool pair = f + 2 * VECTOR <= it->filters;
            const size_t most = pair ? TALL_PAIR : TALL;
            for (size_t s = 0, n; s < it->stretch; s += n) {
                n = even_piece(it->stretch - s, most);
                REAL *sums = dw + (i * it->stretch + s) * it->filters + f;
#define SUM_OUTER(number, vectors)                                                                           \
    sum_outer(it, from + s, d + f, end > begin ? end - begin : 0, wide, dy_row, sums, number, vectors)
                if (pair)
                    FOR_COUNT(n, 2, SUM_OUTER)
                else
                    FOR_COUNT(n, 1, SUM_OUTER)
            }
            f += pair ? 2 * VECTOR : VECTOR;
        }
    }
}

/* A matrix product whose sums stay in registers, a tile of C at a time, for machines whose vectors multiply
 * and add at once (Goto and van de Geijn, ACM TOMS 34, 2008; Van Zee and van de Geijn, ACM TOMS 41, 2015).
 * OpenBLAS clears C before it adds to it; here C is written as it comes: that counts where k is small beside
 * the matrix, as in gradients of weights. Part of network_pass.inc.h. */

/* A tile is TALL_PAIR rows by a PANEL of columns. Of k so many at a time, and numbers of B packed at once:
 * those fit into half of a second cache, a panel of A into the first. */
enum { PANEL = 2 * VECTOR, DEEP = 512, BLOCK = 256 * DEEP };

#if defined(__AVX512F__)
#define LOW(a, b)  __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define HIGH(a, b) __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#else
#define LOW(a, b)  __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define HIGH(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#endif

/* A square of vectors becomes its transpose: each turn deals two halves like cards. */
static inline __attribute__((always_inline)) void transpose_square(Vector square[VECTOR]) {
    Vector dealt[VECTOR];
#pragma GCC unroll 4
    for (int turn = 1; turn < VECTOR; turn *= 2) {
#pragma GCC unroll 8
        for (int i = 0; i < VECTOR / 2; i++) {
            dealt[2 * i] = LOW(square[i], square[i + VECTOR / 2]);
            dealt[2 * i + 1] = HIGH(square[i], square[i + VECTOR / 2]);
        }
#pragma GCC unroll 16
        for (int i = 0; i < VECTOR; i++) square[i] = dealt[i];
    }
}

/* to[p][i] = from[i][p] for p < k, i < count, and 0 up to a vector; rows of `to` may be shorter than a vector
 * if one has room behind the last. */
static void pack_transposed(size_t count, size_t k, const REAL *from, size_t stride, REAL *to,
                            size_t to_stride) {
    const size_t length = to_stride < VECTOR ? to_stride : VECTOR;
    size_t p = 0;
    for (; p + VECTOR <= k; p += VECTOR) {
        Vector square[VECTOR];
#pragma GCC unroll 16
        for (size_t i = 0; i < VECTOR; i++)
            square[i] = i < count ? vector_at(from + i * stride + p) : (Vector){0};
        transpose_square(square);
#pragma GCC unroll 16
        for (size_t i = 0; i < VECTOR; i++) vector_put(to + (p + i) * to_stride, square[i]);
    }
    for (; p < k; p++)
        for (size_t i = 0; i < length; i++)
            to[p * to_stride + i] = i < count ? from[i * stride + p] : (REAL)0;
}

/* to[p][i] = from[p][i] for i < count, and 0 up to `length`. */
static inline __attribute__((always_inline)) void
pack_straight(size_t count, size_t k, const REAL *from, size_t stride, REAL *to, const size_t length) {
    if (count >= length)
        for (size_t p = 0; p < k; p++) memcpy(to + p * length, from + p * stride, length * sizeof(REAL));
    else
        for (size_t p = 0; p < k; p++)
            for (size_t i = 0; i < length; i++)
                to[p * length + i] = i < count ? from[p * stride + i] : (REAL)0;
}

/* Under sanitizers no sum would stay in a register, and products would take ten times as long. */
#define UNWATCHED no_sanitize("address"), no_sanitize("undefined")

/* c = alpha a b, or c += alpha a b, for the tile whose `count` rows and `vectors` vectors of columns a [k]
 * [TALL_PAIR] and b [k][PANEL] give. */
static inline __attribute__((always_inline, UNWATCHED)) void
multiply_tile(size_t k, const REAL *a, const REAL *b, REAL alpha, bool add, REAL *c, size_t stride,
              const int count, const int vectors) {
    Vector sums[TALL][2];
#pragma GCC unroll 16
    for (int i = 0; i < count; i++)
#pragma GCC unroll 2
        for (int v = 0; v < vectors; v++) {
            sums[i][v] = (Vector){0};
            __builtin_prefetch(c + (size_t)i * stride + v * VECTOR, 1);
        }
    for (; k > 0; k--, a += TALL_PAIR, b += PANEL) {
        Vector columns[2];
#pragma GCC unroll 2
        for (int v = 0; v < vectors; v++) columns[v] = vector_at(b + v * VECTOR);
#pragma GCC unroll 16
        for (int i = 0; i < count; i++)
#pragma GCC unroll 2
            for (int v = 0; v < vectors; v++) sums[i][v] += a[i] * columns[v];
    }
#pragma GCC unroll 16
    for (int i = 0; i < count; i++)
#pragma GCC unroll 2
        for (int v = 0; v < vectors; v++) {
            REAL *to = c + (size_t)i * stride + v * VECTOR;
            vector_put(to, add ? vector_at(to) + alpha * sums[i][v] : alpha * sums[i][v]);
        }
}

static __attribute__((UNWATCHED)) void multiply_panel(size_t k, size_t rows, size_t columns, const REAL *a,
                                                      const REAL *b, REAL alpha, bool add, REAL *c,
                                                      size_t stride) {
#define TILE(number, vectors) multiply_tile(k, a, b, alpha, add, to, to_stride, number, vectors)
    REAL edge[TALL_PAIR * PANEL], *to = c;
    const bool whole = columns == VECTOR || columns == PANEL;
    const size_t to_stride = whole ? stride : PANEL;
    if (!whole) {
        to = edge;
        for (size_t i = 0; add && i < rows; i++)
            memcpy(edge + i * PANEL, c + i * stride, columns * sizeof(REAL));
    }
    if (columns > VECTOR)
        FOR_COUNT(rows, 2, TILE)
    else
        FOR_COUNT(rows, 1, TILE)
    for (size_t i = 0; !whole && i < rows; i++)
        memcpy(c + i * stride, edge + i * PANEL, columns * sizeof(REAL));
#undef TILE
}

/* As gemm_float; but C is either written or added to. */
static void multiply_tiles(bool a_transposed, bool b_transposed, size_t m, size_t n, size_t k, REAL alpha,
                           const REAL *a, size_t a_stride, const REAL *b, size_t b_stride, bool add, REAL *c,
                           size_t c_stride) {
    _Alignas(64) REAL packed_b[BLOCK], packed_a[DEEP * TALL_PAIR + VECTOR];
    const size_t wide = BLOCK / even_piece(k, DEEP) / PANEL * PANEL;
    for (size_t column = 0, columns; column < n; column += columns) {
        columns = (even_piece(n - column, wide) + PANEL - 1) / PANEL * PANEL;
        if (columns > n - column) columns = n - column;
        for (size_t first = 0, deep; first < k; first += deep) {
            deep = even_piece(k - first, DEEP);
            for (size_t j = 0; j < columns; j += PANEL) {
                const size_t count = columns - j < PANEL ? columns - j : PANEL;
                REAL *panel = packed_b + j * deep;
                if (b_transposed)
                    for (size_t half = 0; half < PANEL; half += VECTOR)
                        pack_transposed(half < count ? count - half : 0, deep,
                                        b + (column + j + half) * b_stride + first, b_stride, panel + half,
                                        PANEL);
                else
                    pack_straight(count, deep, b + first * b_stride + column + j, b_stride, panel, PANEL);
            }
            for (size_t row = 0, rows; row < m; row += rows) {
                rows = even_piece(m - row, TALL_PAIR);
                if (a_transposed)
                    pack_straight(rows, deep, a + first * a_stride + row, a_stride, packed_a, TALL_PAIR);
                else
                    pack_transposed(rows, deep, a + row * a_stride + first, a_stride, packed_a, TALL_PAIR);
                for (size_t j = 0; j < columns; j += PANEL)
                    multiply_panel(deep, rows, columns - j < PANEL ? columns - j : PANEL, packed_a,
                                   packed_b + j * deep, alpha, add || first > 0,
                                   c + row * c_stride + column + j, c_stride);
            }
        }
    }
}

/* Whether there is enough of each to be worth packing. */
static bool suits_tiles(size_t m, size_t n, size_t k) {
    return m >= 2 * VECTOR && n > PANEL && k >= 2 * VECTOR;
}

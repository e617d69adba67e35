/* Matrix products, cut into pieces for the threads. BLAS itself stays in the thread that calls it: so one
 * pool of threads does all there is, and what follows a product is done to each piece while it is in the
 * cache. Part of network_pass.inc.h. */

/* A rectangle of a matrix. */
typedef struct Piece {
    size_t row, rows, column, columns;
} Piece;

/* C [m][n] = alpha A [m][k] B [k][n] + beta C; rows of each `stride` apart in memory. */
typedef struct Product {
    bool a_transposed, b_transposed;
    size_t m, n, k;
    double alpha;
    const REAL *a;
    size_t a_stride;
    const REAL *b;
    size_t b_stride;
    double beta;
    REAL *c;
    size_t c_stride;
    void (*finish)(const Pass *pass, Piece piece); /* what is to be done to a piece of C; may be NULL */
} Product;

/* A piece that begins at a multiple of so many rows or columns keeps BLAS at its best; below so many
 * multiplications a product stays whole. */
enum { PIECE_UNIT = 16, PIECE_LEAST = 200000, PRODUCTS_MAX = 4 };

typedef struct Products {
    const Pass *pass;
    const Product *list;
    size_t first[PRODUCTS_MAX + 1]; /* number of each one's first piece, among all */
    size_t count;
} Products;

static bool is_even(size_t length, size_t pieces) {
    return length % (pieces * PIECE_UNIT) == 0;
}

/* The longer side is cut, or one not much shorter where that gives pieces of one size. */
static bool cuts_rows(const Product *product, size_t pieces) {
    const size_t m = product->m, n = product->n;
    if (2 * m > n && 2 * n > m && is_even(m, pieces) != is_even(n, pieces)) return is_even(m, pieces);
    return m > n;
}

static Piece piece_of(const Product *product, size_t index, size_t pieces) {
    const size_t m = product->m, n = product->n;
    const bool rows = cuts_rows(product, pieces);
    const size_t length = rows ? m : n, units = (length + PIECE_UNIT - 1) / PIECE_UNIT,
                 begin = units * index / pieces * PIECE_UNIT,
                 end = index + 1 < pieces ? units * (index + 1) / pieces * PIECE_UNIT : length;
    return rows ? (Piece){begin, end - begin, 0, n} : (Piece){0, m, begin, end - begin};
}

static void multiply_piece(const Pass *pass, const Product *p, Piece piece) {
    const REAL *a = p->a + piece.row * (p->a_transposed ? 1 : p->a_stride),
               *b = p->b + piece.column * (p->b_transposed ? p->b_stride : 1);
    if (piece.rows && piece.columns)
        GEMM(p->a_transposed, p->b_transposed, piece.rows, piece.columns, p->k, p->alpha, a, p->a_stride, b,
             p->b_stride, p->beta, p->c + piece.row * p->c_stride + piece.column, p->c_stride);
}

static void multiply_pieces(void *context, size_t begin, size_t end) {
    const Products *products = context;
    for (size_t i = begin; i < end; i++) {
        size_t which = 0;
        while (i >= products->first[which + 1]) which++;
        const Product *product = &products->list[which];
        const Piece piece = piece_of(product, i - products->first[which],
                                     products->first[which + 1] - products->first[which]);
        multiply_piece(products->pass, product, piece);
        if (product->finish) product->finish(products->pass, piece);
    }
}

/* All products of the list, side by side. */
static void multiply(const Pass *pass, const Product *list, size_t count) {
    const Workers *workers = pass->network->workers;
    Products products = {.pass = pass, .list = list, .count = count};
    assert(count <= PRODUCTS_MAX);
    for (size_t i = 0; i < count; i++) {
        const Product *p = &list[i];
        const size_t pieces = p->m * p->n * p->k < PIECE_LEAST ? 1 : (size_t)workers->threads;
        products.first[i + 1] = products.first[i] + pieces;
    }
    parallel_for(workers->parallel, products.first[count], 1, multiply_pieces, &products, NULL);
}

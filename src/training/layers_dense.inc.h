/* Layers that treat every row alike: dense, dropout, sum, translation. Part of network_pass.inc.h. */

/* ---- activations ---- */

/* GELU (Hendrycks and Gimpel 2016): z times the normal distribution function. */
static inline REAL gelu(REAL z, REAL *slope) {
    const REAL bell = NAME(exp)((REAL)-0.5 * z * z), share = NAME(normal)(z, bell);
    *slope = share + z * bell * (REAL)0.39894228040143268;
    return z * share;
}

static void add_bias(size_t n, const REAL *b, REAL *y) {
    for (size_t j = 0; j < n; j++) y[j] += b[j];
}

/* In place; GELU, whose slope cannot be told from its value, leaves it in `slopes`. */
static void activate(Activation activation, size_t n, REAL *y, REAL *slopes) {
    switch (activation) {
    case ACTIVATION_NONE: break;
    case ACTIVATION_RELU:
        for (size_t j = 0; j < n; j++) y[j] = y[j] < (REAL)0 ? (REAL)0 : y[j]; /* lets NaN through */
        break;
    case ACTIVATION_TANH:
        for (size_t j = 0; j < n; j++) y[j] = NAME(tanh)(y[j]);
        break;
    case ACTIVATION_GELU:
        for (size_t j = 0; j < n; j++) y[j] = gelu(y[j], &slopes[j]);
        break;
    }
}

/* dy times the activation's slope, in place. */
static void deactivate(Activation activation, size_t n, const REAL *y, const REAL *slopes, REAL *dy) {
    switch (activation) {
    case ACTIVATION_NONE: break;
    case ACTIVATION_RELU:
        for (size_t j = 0; j < n; j++) dy[j] = y[j] > (REAL)0 ? dy[j] : (REAL)0;
        break;
    case ACTIVATION_TANH:
        for (size_t j = 0; j < n; j++) dy[j] *= (REAL)1 - y[j] * y[j];
        break;
    case ACTIVATION_GELU:
        for (size_t j = 0; j < n; j++) dy[j] *= slopes[j];
        break;
    }
}

static void deactivate_rows(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    const size_t n = (size_t)pass->layer->out;
    deactivate(pass->layer->activation, (end - begin) * n, pass->y + begin * n, pass->memory + begin * n,
               pass->dy + begin * n);
}

/* ---- dense ---- */

static void dense_activate(const Pass *pass, Piece piece) {
    const size_t n = (size_t)pass->layer->out;
    const REAL *b = pass->w + n * (size_t)pass->layer->in + piece.column;
    for (size_t r = piece.row; r < piece.row + piece.rows; r++) {
        const size_t at = r * n + piece.column;
        add_bias(piece.columns, b, pass->y + at);
        activate(pass->layer->activation, piece.columns, pass->y + at, pass->memory + at);
    }
}

static void dense_forward(Pass *pass) {
    const size_t in = (size_t)pass->layer->in, out = (size_t)pass->layer->out;
    multiply(pass,
             &(Product){false, true, pass->rows, out, in, 1.0, pass->x, in, pass->w, in, 0.0, pass->y, out,
                        dense_activate},
             1);
}

/* sum[j] = sum over rows of dy[r][j], for columns begin .. end - 1. */
static void add_up_columns(size_t rows, size_t n, const REAL *dy, REAL *restrict sum, size_t begin,
                           size_t end) {
    size_t r = 0;
    for (size_t j = begin; j < end; j++) sum[j] = (REAL)0;
    for (; r + 4 <= rows; r += 4, dy += 4 * n)
        for (size_t j = begin; j < end; j++) sum[j] += (dy[j] + dy[n + j]) + (dy[2 * n + j] + dy[3 * n + j]);
    for (; r < rows; r++, dy += n)
        for (size_t j = begin; j < end; j++) sum[j] += dy[j];
}

/* The biases' gradient for the rows of W in a piece that has their first columns. */
static void dense_bias(const Pass *pass, Piece piece) {
    const size_t out = (size_t)pass->layer->out;
    if (piece.column == 0)
        add_up_columns(pass->rows, out, pass->dy, pass->dw + out * (size_t)pass->layer->in, piece.row,
                       piece.row + piece.rows);
}

/* Whether a dense layer's gradient comes from one product alone, of the dense layer above it: then the slopes
 * of its activation are taken into the pieces of that product. */
static bool slopes_come_with_product(const Layer *layer, const Layer *above) {
    return layer->kind == LAYER_DENSE && layer->activation != ACTIVATION_NONE && above->kind == LAYER_DENSE &&
           !above->accumulate;
}

static void deactivate_below(const Pass *pass, Piece piece) {
    const Layer *below = pass->layer - 1;
    const size_t n = (size_t)below->out;
    const REAL *slopes = pass->network->memory[below - pass->network->plan->layers];
    for (size_t r = piece.row; r < piece.row + piece.rows; r++) {
        const size_t at = r * n + piece.column;
        deactivate(below->activation, piece.columns, pass->x + at, slopes + at, pass->dx + at);
    }
}

static void dense_backward(Pass *pass) {
    const Plan *plan = pass->network->plan;
    const ptrdiff_t i = pass->layer - plan->layers;
    const bool deactivated = i + 1 < plan->count && slopes_come_with_product(pass->layer, pass->layer + 1),
               deactivates = i > 0 && slopes_come_with_product(pass->layer - 1, pass->layer);
    const size_t in = (size_t)pass->layer->in, out = (size_t)pass->layer->out;
    const Product products[] = {
        {true, false, out, in, pass->rows, 1.0, pass->dy, out, pass->x, in, 0.0, pass->dw, in, dense_bias},
        {false, false, pass->rows, in, out, 1.0, pass->dy, out, pass->w, in,
         pass->layer->accumulate ? 1.0 : 0.0, pass->dx, in, deactivates ? deactivate_below : NULL}};
    if (pass->layer->activation != ACTIVATION_NONE && !deactivated)
        spread(pass, pass->rows, out, deactivate_rows);
    multiply(pass, products, pass->dx ? 2 : 1);
}

/* ---- dropout: Srivastava et al. 2014, scaled while training ---- */

static void dropout_rows(const Pass *pass, size_t begin, size_t end, const REAL *from, REAL *to) {
    const size_t n = (size_t)pass->layer->out;
    const double rate = pass->layer->rate;
    const bool on = pass->batch->training && rate > 0.0;
    const uint32_t least = (uint32_t)(rate * 0x1p32); /* draws below it fall out */
    const REAL scale = (REAL)(1.0 / (1.0 - rate));
    Draw draw = pass->batch->draw;
    draw.purpose = RANDOM_DROPOUT;
    draw.stream += (uint32_t)(pass->layer - pass->network->plan->layers) << 16;
    if (!on) {
        memcpy(to + begin * n, from + begin * n, (end - begin) * n * sizeof(REAL));
        return;
    }
    for (size_t i = begin * n; i < end * n; i++) {
        const uint32_t bits = (uint32_t)(random_bits(draw, (uint32_t)(i / 2)) >> (i % 2 * 32));
        to[i] = bits < least ? (REAL)0 : from[i] * scale;
    }
}

static void dropout_forward_rows(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    dropout_rows(pass, begin, end, pass->x, pass->y);
}

static void dropout_backward_rows(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    dropout_rows(pass, begin, end, pass->dy, pass->dx);
}

static void dropout_forward(Pass *pass) {
    spread(pass, pass->rows, (size_t)pass->layer->out, dropout_forward_rows);
}

static void dropout_backward(Pass *pass) {
    if (pass->dx) spread(pass, pass->rows, (size_t)pass->layer->out, dropout_backward_rows);
}

/* ---- sum of two layers: He et al. 2016 ---- */

static void add_rows(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    const size_t n = (size_t)pass->layer->out;
    for (size_t i = begin * n; i < end * n; i++) pass->y[i] = pass->x[i] + pass->added[i];
}

static void add_forward(Pass *pass) {
    spread(pass, pass->rows, (size_t)pass->layer->out, add_rows);
}

/* The layer added from hears of its gradient here first; its own branch adds to it. */
static void add_backward(Pass *pass) {
    const size_t size = pass->rows * (size_t)pass->layer->out * sizeof(REAL);
    if (pass->dx != pass->dy) memcpy(pass->dx, pass->dy, size);
    memcpy(pass->dadded, pass->dy, size);
}

/* ---- w - x ---- */

static void translate_forward(Pass *pass) {
    const size_t n = (size_t)pass->layer->out;
    for (size_t r = 0; r < pass->rows; r++)
        for (size_t j = 0; j < n; j++) pass->y[r * n + j] = pass->w[j] - pass->x[r * n + j];
}

static void translate_backward(Pass *pass) {
    const size_t n = (size_t)pass->layer->out;
    add_up_columns(pass->rows, n, pass->dy, pass->dw, 0, n);
    for (size_t i = 0; pass->dx && i < pass->rows * n; i++) pass->dx[i] = -pass->dy[i];
}

/* Layers over sequences: embedding, layer normalization, attention, recurrence. Part of network_pass.inc.h.
 */

/* ---- embedding ---- */

static void embedding_rows(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    const size_t n = (size_t)pass->layer->out;
    const REAL *positions = pass->w + n * (size_t)pass->layer->vocabulary;
    for (size_t r = begin; r < end; r++) {
        const REAL *from = pass->w + n * (size_t)pass->batch->tokens[r],
                   *place = positions + n * (r % pass->length);
        REAL *y = pass->y + r * n;
        for (size_t j = 0; j < n; j++) y[j] = pass->layer->positions ? from[j] + place[j] : from[j];
    }
}

static void embedding_forward(Pass *pass) {
    spread(pass, pass->rows, (size_t)pass->layer->out, embedding_rows);
}

/* Columns begin .. end - 1 of the gradient, rows in order. */
static void embedding_columns(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    const size_t n = (size_t)pass->layer->out, vocabulary = (size_t)pass->layer->vocabulary,
                 all = vocabulary + (pass->layer->positions ? pass->length : 0);
    for (size_t i = 0; i < all; i++)
        for (size_t j = begin; j < end; j++) pass->dw[i * n + j] = (REAL)0;
    for (size_t r = 0; r < pass->rows; r++) {
        const REAL *dy = pass->dy + r * n;
        REAL *to = pass->dw + n * (size_t)pass->batch->tokens[r],
             *place = pass->dw + n * (vocabulary + r % pass->length);
        for (size_t j = begin; j < end; j++) to[j] += dy[j];
        for (size_t j = begin; pass->layer->positions && j < end; j++) place[j] += dy[j];
    }
}

static void embedding_backward(Pass *pass) {
    spread(pass, (size_t)pass->layer->out, pass->rows / 2, embedding_columns);
}

/* ---- layer normalization: Ba, Kiros, Hinton 2016; memory: mean and 1 / deviation of every row ---- */

static void norm_forward_rows(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    const size_t n = (size_t)pass->layer->in;
    const REAL *gain = pass->w, *bias = gain + n, EPS = (REAL)1e-5;
    for (size_t r = begin; r < end; r++) {
        const REAL *x = pass->x + r * n;
        REAL *y = pass->y + r * n;
        const REAL mean = sum_of(n, x) / (REAL)n;
        for (size_t j = 0; j < n; j++) y[j] = x[j] - mean;
        const REAL scale = (REAL)1 / sqrt(sum_of_products(n, y, y) / (REAL)n + EPS);
        for (size_t j = 0; j < n; j++) y[j] = y[j] * scale * gain[j] + bias[j];
        pass->memory[2 * r] = mean, pass->memory[2 * r + 1] = scale;
    }
}

static void norm_forward(Pass *pass) {
    spread(pass, pass->rows, (size_t)pass->layer->in, norm_forward_rows);
}

static inline REAL sum_of_three(size_t n, const REAL *x, const REAL *y, const REAL *z) {
    REAL lanes[LANES] = {(REAL)0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t k = 0; k < LANES; k++) lanes[k] += x[i + k] * y[i + k] * z[i + k];
    for (size_t k = 0; i < n; i++, k++) lanes[k] += x[i] * y[i] * z[i];
    return sum_of_lanes(lanes);
}

static void norm_backward_rows(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    const size_t n = (size_t)pass->layer->in;
    const REAL *gain = pass->w;
    for (size_t r = begin; r < end; r++) {
        const REAL *x = pass->x + r * n, *dy = pass->dy + r * n, mean = pass->memory[2 * r],
                   scale = pass->memory[2 * r + 1];
        REAL *dx = pass->dx + r * n;
        const REAL sum = sum_of_products(n, dy, gain) / (REAL)n,
                   along = (sum_of_three(n, dy, gain, x) - mean * sum * (REAL)n) * scale / (REAL)n;
        for (size_t j = 0; j < n; j++) {
            const REAL d = scale * (dy[j] * gain[j] - sum - (x[j] - mean) * scale * along);
            dx[j] = pass->layer->accumulate ? dx[j] + d : d;
        }
    }
}

static void norm_columns(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    const size_t n = (size_t)pass->layer->in;
    REAL *dgain = pass->dw, *dbias = dgain + n;
    for (size_t j = begin; j < end; j++) dgain[j] = dbias[j] = (REAL)0;
    for (size_t r = 0; r < pass->rows; r++) {
        const REAL *x = pass->x + r * n, *dy = pass->dy + r * n, mean = pass->memory[2 * r],
                   scale = pass->memory[2 * r + 1];
        for (size_t j = begin; j < end; j++) {
            dgain[j] += dy[j] * (x[j] - mean) * scale;
            dbias[j] += dy[j];
        }
    }
}

/* Columns that share lines of the cache. */
enum { COLUMNS = 32 };

static void norm_backward(Pass *pass) {
    spread_work(pass, (size_t)pass->layer->in, COLUMNS, norm_columns);
    if (pass->dx) spread(pass, pass->rows, (size_t)pass->layer->in, norm_backward_rows);
}

/* ---- causal multi-head self-attention: Vaswani et al. 2017, eq. 1 ----
 * memory, per sequence and head: P [length][length] = softmax(q k^T / sqrt(d)), then room for its gradient.
 */

/* One head of one sequence; rows of q, k, v are 3 * out apart. */
typedef struct Head {
    size_t length, width, stride, out;
    double scale;
    size_t q, k, v, y; /* offsets in x and y */
    REAL *p, *dp;
} Head;

static Head head_of(const Pass *pass, size_t index) {
    const size_t heads = (size_t)pass->layer->heads, out = (size_t)pass->layer->out, length = pass->length,
                 sequence = index / heads, h = index % heads, width = out / heads;
    Head head = {.length = length, .width = width, .stride = 3 * out, .out = out};
    head.scale = 1.0 / sqrt((double)width);
    head.q = sequence * length * head.stride + h * width;
    head.k = head.q + out, head.v = head.k + out;
    head.y = sequence * length * out + h * width;
    head.p = pass->memory + index * 2 * length * length;
    head.dp = head.p + length * length;
    return head;
}

/* No row looks ahead of itself: rows of P go in blocks of so many, and what lies ahead of a block is neither
 * computed nor read. */
enum { ATTENTION_ROWS = 32 };

static size_t end_of_rows(const Head *head, size_t row) {
    return head->length - row < ATTENTION_ROWS ? head->length : row + ATTENTION_ROWS;
}

/* Softmax over columns 0 .. i of rows i = begin .. end - 1; those up to `end` that lie ahead count nothing.
 */
static void causal_softmax(const Head *head, size_t begin, size_t end) {
    for (size_t i = begin; i < end; i++) {
        REAL *p = head->p + i * head->length;
        const REAL most = largest_of(i + 1, p), share = (REAL)1 / exponentials(i + 1, p, most, p);
        for (size_t j = 0; j <= i; j++) p[j] *= share;
        for (size_t j = i + 1; j < end; j++) p[j] = (REAL)0;
    }
}

static void attention_forward_heads(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    for (size_t i = begin; i < end; i++) {
        const Head head = head_of(pass, i);
        const size_t length = head.length, width = head.width, stride = head.stride;
        for (size_t row = 0, past; row < length; row = past) {
            past = end_of_rows(&head, row);
            REAL *p = head.p + row * length;
            GEMM(false, true, past - row, past, width, head.scale, pass->x + head.q + row * stride, stride,
                 pass->x + head.k, stride, 0.0, p, length);
            causal_softmax(&head, row, past);
            GEMM(false, false, past - row, width, past, 1.0, p, length, pass->x + head.v, stride, 0.0,
                 pass->y + head.y + row * head.out, head.out);
        }
    }
}

/* dp of rows begin .. end - 1 from the gradient by P to that by what softmax was given. */
static void causal_slopes(const Head *head, size_t begin, size_t end) {
    for (size_t i = begin; i < end; i++) {
        const REAL *p = head->p + i * head->length;
        REAL *dp = head->dp + i * head->length;
        const REAL sum = sum_of_products(i + 1, p, dp);
        for (size_t j = 0; j <= i; j++) dp[j] = p[j] * (dp[j] - sum);
        for (size_t j = i + 1; j < end; j++) dp[j] = (REAL)0;
    }
}

static void attention_backward_heads(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    for (size_t i = begin; i < end; i++) {
        const Head head = head_of(pass, i);
        const size_t length = head.length, width = head.width, stride = head.stride;
        const REAL *x = pass->x, *dy = pass->dy + head.y;
        REAL *dx = pass->dx;
        for (size_t row = 0, past; row < length; row = past) {
            past = end_of_rows(&head, row);
            REAL *dp = head.dp + row * length;
            GEMM(false, true, past - row, past, width, 1.0, dy + row * head.out, head.out, x + head.v, stride,
                 0.0, dp, length);
            causal_slopes(&head, row, past);
            GEMM(false, false, past - row, width, past, head.scale, dp, length, x + head.k, stride, 0.0,
                 dx + head.q + row * stride, stride);
        }
        /* a key and a value hear of their own row and later ones */
        for (size_t row = 0, past; row < length; row = past) {
            past = end_of_rows(&head, row);
            const size_t corner = row * length + row, count = length - row;
            GEMM(true, false, past - row, width, count, 1.0, head.p + corner, length, dy + row * head.out,
                 head.out, 0.0, dx + head.v + row * stride, stride);
            GEMM(true, false, past - row, width, count, head.scale, head.dp + corner, length,
                 x + head.q + row * stride, stride, 0.0, dx + head.k + row * stride, stride);
        }
    }
}

static size_t attention_heads(const Pass *pass) {
    return pass->rows / pass->length * (size_t)pass->layer->heads;
}

static void attention_forward(Pass *pass) {
    spread_work(pass, attention_heads(pass), 1, attention_forward_heads);
}

static void attention_backward(Pass *pass) {
    if (pass->dx) spread_work(pass, attention_heads(pass), 1, attention_backward_heads);
}

/* ---- vanilla recurrence: Elman 1990, truncated after `length` steps (Williams and Peng 1990) ---- */

typedef struct Recurrence {
    size_t in, out, sequences, length;
    const REAL *input, *state, *bias; /* W [out][in], U [out][out], b + c */
} Recurrence;

static Recurrence recurrence_of(const Pass *pass) {
    Recurrence r = {.in = (size_t)pass->layer->in, .out = (size_t)pass->layer->out, .length = pass->length};
    r.sequences = pass->rows / r.length;
    r.input = pass->w, r.state = r.input + r.out * r.in, r.bias = r.state + r.out * r.out;
    return r;
}

/* Sequences go their ways side by side: a block of them goes through all steps in one thread, and U stays in
 * its cache. */
enum { SEQUENCES = 16 };

static size_t sequences_at_a_time(const Pass *pass) {
    const size_t threads = (size_t)pass->network->workers->threads,
                 each = (pass->rows / pass->length + threads - 1) / threads;
    return each > SEQUENCES ? each : SEQUENCES;
}

static void recurrent_forward_sequences(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    const Recurrence r = recurrence_of(pass);
    const size_t count = end - begin, step = r.sequences * r.out, first = begin * r.out;
    const REAL *b = r.bias, *c = b + r.out, *before = pass->network->carry + first;
    for (size_t t = 0; t < r.length; t++) {
        REAL *h = pass->y + t * step + first;
        GEMM(false, true, count, r.out, r.out, 1.0, before, r.out, r.state, r.out, 1.0, h, r.out);
        for (size_t i = 0; i < count; i++) {
            add_bias(r.out, b, h + i * r.out);
            add_bias(r.out, c, h + i * r.out);
        }
        activate(ACTIVATION_TANH, count * r.out, h, NULL);
        before = h;
    }
    memcpy(pass->network->carry_next + first, before, count * r.out * sizeof(REAL));
}

static void recurrent_forward(Pass *pass) {
    const Recurrence r = recurrence_of(pass);
    multiply(pass,
             &(Product){false, true, pass->rows, r.out, r.in, 1.0, pass->x, r.in, r.input, r.in, 0.0, pass->y,
                        r.out, NULL},
             1);
    spread_work(pass, r.sequences, sequences_at_a_time(pass), recurrent_forward_sequences);
}

/* dy becomes the gradient by what tanh was given, last step first. */
static void recurrent_backward_sequences(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    const Recurrence r = recurrence_of(pass);
    const size_t count = end - begin, step = r.sequences * r.out, first = begin * r.out;
    for (size_t t = r.length; t-- > 0;) {
        REAL *d = pass->dy + t * step + first;
        if (t + 1 < r.length)
            GEMM(false, false, count, r.out, r.out, 1.0, d + step, r.out, r.state, r.out, 1.0, d, r.out);
        deactivate(ACTIVATION_TANH, count * r.out, pass->y + t * step + first, NULL, d);
    }
}

/* Both biases have one gradient. */
static void recurrent_bias(const Pass *pass, Piece piece) {
    const Recurrence r = recurrence_of(pass);
    REAL *dbias = pass->dw + r.out * (r.in + r.out);
    if (piece.column > 0) return;
    add_up_columns(pass->rows, r.out, pass->dy, dbias, piece.row, piece.row + piece.rows);
    memcpy(dbias + r.out + piece.row, dbias + piece.row, piece.rows * sizeof(REAL));
}

static void recurrent_backward(Pass *pass) {
    const Recurrence r = recurrence_of(pass);
    const size_t step = r.sequences * r.out;
    REAL *dinput = pass->dw, *dstate = dinput + r.out * r.in;
    spread_work(pass, r.sequences, sequences_at_a_time(pass), recurrent_backward_sequences);
    GEMM(true, false, r.out, r.out, r.sequences, 1.0, pass->dy, r.out, pass->network->carry, r.out, 0.0,
         dstate, r.out);
    const Product products[] = {{true, false, r.out, r.in, pass->rows, 1.0, pass->dy, r.out, pass->x, r.in,
                                 0.0, dinput, r.in, recurrent_bias},
                                {true, false, r.out, r.out, pass->rows - r.sequences, 1.0, pass->dy + step,
                                 r.out, pass->y, r.out, 1.0, dstate, r.out, NULL},
                                {false, false, pass->rows, r.in, r.out, 1.0, pass->dy, r.out, r.input, r.in,
                                 0.0, pass->dx, r.in, NULL}};
    multiply(pass, products, pass->dx ? 3 : 2);
}

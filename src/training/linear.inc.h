/* Models of one dense output, linear and logistic regression: their rows are read once, as there may be more
 * of them than caches hold; loss and gradient come from the same pass. Part of network_pass.inc.h. */

/* Rows that are in the cache when they are met the second time; and what makes a thread of its own worth
 * while. */
enum { LINEAR_ROWS = 128, LINEAR_BLOCK = 2048 };

static bool is_linear(const Plan *plan) {
    return plan->count == 1 && plan->layers[0].kind == LAYER_DENSE && plan->layers[0].out == 1 &&
           plan->layers[0].activation == ACTIVATION_NONE &&
           (plan->loss == LOSS_LOGISTIC || plan->loss == LOSS_SQUARED);
}

static size_t rows_per_linear_block(const Pass *pass) {
    const size_t even = (pass->rows + EXAMPLE_BLOCKS - 1) / EXAMPLE_BLOCKS;
    return even > LINEAR_BLOCK ? even : LINEAR_BLOCK;
}

/* sum += d[0] x[0] + ... + d[count - 1] x[count - 1], rows of n numbers; four rows at a time. */
static void add_rows_times(size_t n, size_t count, const REAL *x, const REAL *d, REAL *restrict sum) {
    size_t r = 0;
    for (; r + 4 <= count; r += 4, x += 4 * n)
        for (size_t j = 0; j < n; j++)
            sum[j] +=
                (d[r] * x[j] + d[r + 1] * x[n + j]) + (d[r + 2] * x[2 * n + j] + d[r + 3] * x[3 * n + j]);
    for (; r < count; r++, x += n)
        for (size_t j = 0; j < n; j++) sum[j] += d[r] * x[j];
}

/* Losses of some rows, added up; z becomes their gradient. */
static double linear_losses(const Pass *pass, size_t first, size_t count, REAL *z) {
    REAL loss[LINEAR_ROWS];
    if (pass->network->plan->loss == LOSS_LOGISTIC)
        logistic_rows(count, pass->batch->labels + first, (REAL)(1.0 / (double)pass->rows), z, loss);
    else
        squared_rows(count, pass->batch->targets + first, (REAL)(2.0 / (double)pass->rows), z, loss);
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) sum += (double)loss[i];
    return sum;
}

static void linear_block(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    const size_t n = (size_t)pass->layer->in, number = begin / rows_per_linear_block(pass);
    REAL *sums = pass->network->blocks + number * pass->layer->block_memory, z[LINEAR_ROWS];
    double loss = 0.0;
    memset(sums, 0, (n + 1) * sizeof(REAL));
    for (size_t first = begin; first < end; first += LINEAR_ROWS) {
        const size_t count = end - first < LINEAR_ROWS ? end - first : LINEAR_ROWS;
        const REAL *x = pass->x + first * n;
        for (size_t r = 0; r < count; r++) z[r] = pass->w[n] + sum_of_products(n, x + r * n, pass->w);
        memcpy(pass->y + first, z, count * sizeof(REAL));
        loss += linear_losses(pass, first, count, z);
        if (!pass->dw) continue;
        add_rows_times(n, count, x, z, sums);
        sums[n] += sum_of(count, z);
    }
    memcpy(sums + n + 1, &loss, sizeof loss);
}

static double linear_loss(Pass *pass, size_t *correct) {
    const size_t n = (size_t)pass->layer->in, rows = rows_per_linear_block(pass);
    double loss = 0.0;
    spread_work(pass, pass->rows, rows, linear_block);
    if (pass->dw) memset(pass->dw, 0, (n + 1) * sizeof(REAL));
    for (size_t begin = 0, number = 0; begin < pass->rows; begin += rows, number++) {
        const REAL *sums = pass->network->blocks + number * pass->layer->block_memory;
        double part;
        memcpy(&part, sums + n + 1, sizeof part);
        loss += part;
        for (size_t j = 0; pass->dw && j <= n; j++) pass->dw[j] += sums[j];
    }
    if (correct && pass->network->plan->loss == LOSS_LOGISTIC) *correct = logistic_right(pass);
    return loss / (double)pass->rows;
}

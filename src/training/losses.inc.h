/* Losses: the mean over the batch, and with it dy, its gradient by the last layer's outputs; *correct (may be
 * NULL) counts the rows that are right. Sums are kept in double, row by row. Part of network_pass.inc.h. */

/* Losses of rows, one after the other. */
static double mean_loss(const Pass *pass) {
    double sum = 0.0;
    for (size_t r = 0; r < pass->rows; r++) sum += (double)pass->network->losses[r];
    return sum / (double)pass->rows;
}

static void cross_entropy_rows(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    const size_t n = (size_t)pass->layer->out;
    const REAL share = (REAL)(1.0 / (double)pass->rows);
    for (size_t r = begin; r < end; r++) {
        const REAL *y = pass->y + r * n, most = largest_of(n, y);
        const size_t label = (size_t)pass->batch->labels[r];
        REAL *dy = pass->dy + r * n;
        const REAL total = exponentials(n, y, most, dy), factor = share / total;
        pass->network->losses[r] = log(total) + most - y[label];
        for (size_t j = 0; j < n; j++) dy[j] *= factor;
        dy[label] -= share;
    }
}

static double loss_cross_entropy(Pass *pass, bool gradient, size_t *correct) {
    const size_t n = (size_t)pass->layer->out;
    (void)gradient;
    spread(pass, pass->rows, 8 * n, cross_entropy_rows);
    if (!correct) return mean_loss(pass);
    for (size_t r = 0; r < pass->rows; r++) {
        const REAL *y = pass->y + r * n;
        size_t best = 0;
        for (size_t j = 1; j < n; j++)
            if (y[j] > y[best]) best = j;
        *correct += best == (size_t)pass->batch->labels[r];
    }
    return mean_loss(pass);
}

/* (y - target)^2; y becomes its gradient, times `share` / 2. */
static void squared_rows(size_t count, const REAL *targets, REAL share, REAL *y, REAL *loss) {
    for (size_t i = 0; i < count; i++) {
        const REAL error = y[i] - targets[i];
        loss[i] = error * error;
        y[i] = share * error;
    }
}

static double loss_squared(Pass *pass, bool gradient, size_t *correct) {
    const size_t n = (size_t)pass->layer->out, count = pass->rows * n;
    double sum = 0.0;
    (void)correct, (void)gradient;
    for (size_t i = 0; i < count; i++) {
        const REAL error = pass->y[i] - pass->batch->targets[i];
        sum += (double)error * (double)error;
        pass->dy[i] = (REAL)(2.0 / (double)count) * error;
    }
    return sum / (double)count;
}

/* log(1 + exp(-z)) for label 1, log(1 + exp(z)) for label 0, without overflow; z becomes its gradient, times
 * `share`. */
static void logistic_rows(size_t count, const int32_t *labels, REAL share, REAL *z, REAL *loss) {
    for (size_t i = 0; i < count; i++) {
        const REAL at = z[i], small = NAME(exp)(-(at < (REAL)0 ? -at : at)), label = (REAL)labels[i],
                   positive = at > (REAL)0 ? at : (REAL)0;
        loss[i] = NAME(log1p)(small) + positive - label * at;
        z[i] = ((at > (REAL)0 ? (REAL)1 : small) / ((REAL)1 + small) - label) * share;
    }
}

static size_t logistic_right(const Pass *pass) {
    size_t right = 0;
    for (size_t r = 0; r < pass->rows; r++) right += (pass->y[r] > (REAL)0) == (pass->batch->labels[r] > 0);
    return right;
}

static double loss_logistic(Pass *pass, bool gradient, size_t *correct) {
    assert(pass->layer->out == 1);
    (void)gradient;
    memcpy(pass->dy, pass->y, pass->rows * sizeof(REAL));
    logistic_rows(pass->rows, pass->batch->labels, (REAL)(1.0 / (double)pass->rows), pass->dy,
                  pass->network->losses);
    if (correct) *correct = logistic_right(pass);
    return mean_loss(pass);
}

static double loss_quadratic(Pass *pass, bool gradient, size_t *correct) {
    const size_t n = (size_t)pass->layer->out, count = pass->rows * n;
    double sum = 0.0;
    (void)correct, (void)gradient;
    GEMM(false, false, pass->rows, n, n, 1.0, pass->y, n, pass->network->matrix, n, 0.0, pass->dy, n);
    for (size_t i = 0; i < count; i++) {
        sum += 0.5 * (double)pass->y[i] * (double)pass->dy[i];
        pass->dy[i] *= (REAL)(1.0 / (double)pass->rows);
    }
    return sum / (double)pass->rows;
}

static double (*const losses[])(Pass *pass, bool gradient, size_t *correct) = {
    [LOSS_CROSS_ENTROPY] = loss_cross_entropy,
    [LOSS_SQUARED] = loss_squared,
    [LOSS_LOGISTIC] = loss_logistic,
    [LOSS_QUADRATIC] = loss_quadratic,
};

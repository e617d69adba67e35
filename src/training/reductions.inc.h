/* Sums and maxima in as many lanes as the widest vectors have: in an order that the machine does not change.
 * Part of network_pass.inc.h. */

enum { LANES = 16 };

static inline REAL sum_of_lanes(const REAL *lanes) {
    REAL sum = (REAL)0;
    for (size_t k = 0; k < LANES; k++) sum += lanes[k];
    return sum;
}

static inline REAL sum_of(size_t n, const REAL *x) {
    REAL lanes[LANES] = {(REAL)0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t k = 0; k < LANES; k++) lanes[k] += x[i + k];
    for (size_t k = 0; i < n; i++, k++) lanes[k] += x[i];
    return sum_of_lanes(lanes);
}

static inline REAL sum_of_products(size_t n, const REAL *x, const REAL *y) {
    REAL lanes[LANES] = {(REAL)0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t k = 0; k < LANES; k++) lanes[k] += x[i + k] * y[i + k];
    for (size_t k = 0; i < n; i++, k++) lanes[k] += x[i] * y[i];
    return sum_of_lanes(lanes);
}

/* max of x[0 .. n-1], or NaN where there is one; in lanes, for vectors. */
static REAL largest_of(size_t n, const REAL *x) {
    REAL lanes[LANES], most = x[0];
    for (size_t k = 0; k < LANES; k++) lanes[k] = most;
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t k = 0; k < LANES; k++) lanes[k] = x[i + k] > lanes[k] ? x[i + k] : lanes[k];
    for (; i < n; i++) most = x[i] > most ? x[i] : most;
    for (size_t k = 0; k < LANES; k++) most = lanes[k] > most ? lanes[k] : most;
    return most;
}

/* p = e^(x - most); returns the sum. */
static REAL exponentials(size_t n, const REAL *x, REAL most, REAL *p) {
    for (size_t i = 0; i < n; i++) p[i] = NAME(exp)(x[i] - most);
    return sum_of(n, p);
}

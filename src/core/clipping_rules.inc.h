/* The clippings for one type; whoever includes this defines REAL, RULE(name), the name a function gets for
 * it, and WIDE, how norms are compiled. They are summed in double, in lanes that vectors of the machine can
 * hold. */

/* |v|, also where squares would overflow: a cliff's gradient is measured in units of a power of two. */
WIDE static double RULE(norm)(size_t n, const REAL *v) {
    enum { LANES = 32 };
    double largest = 0.0, lanes[LANES] = {0.0};
    for (size_t i = 0; sizeof(REAL) > sizeof(float) && i < n; i++) /* squares of floats fit into a double */
        largest = fabs((double)v[i]) > largest ? fabs((double)v[i]) : largest;
    const double unit = largest > 1e100 ? 0x1p-600 : 1.0;
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t k = 0; k < LANES; k++) lanes[k] += (double)v[i + k] * unit * ((double)v[i + k] * unit);
    for (size_t k = 0; i < n; i++, k++) lanes[k] += (double)v[i] * unit * ((double)v[i] * unit);
    double squares = 0.0;
    for (size_t k = 0; k < LANES; k++) squares += lanes[k];
    return sqrt(squares) / unit;
}

static double RULE(scale)(size_t n, REAL *g, double factor) {
    for (size_t i = 0; i < n; i++) g[i] *= (REAL)factor;
    return factor;
}

static double RULE(clip_none)(const double *values, size_t n, const REAL *w, REAL *g) {
    (void)values, (void)n, (void)w, (void)g;
    return 1.0;
}

/* Pascanu, Mikolov, Bengio 2013, algorithm 1, with the 1e-6 that torch.nn.utils.clip_grad_norm_ adds left
 * out: a gradient at the limit is left alone exactly. */
static double RULE(clip_norm)(const double *values, size_t n, const REAL *w, REAL *g) {
    (void)w;
    const double factor = norm_factor(values, RULE(norm)(n, g));
    return factor < 1.0 ? RULE(scale)(n, g, factor) : 1.0;
}

/* Mikolov 2012, section 3.2.2: torch.nn.utils.clip_grad_value_. */
static double RULE(clip_value)(const double *values, size_t n, const REAL *w, REAL *g) {
    (void)w;
    const double limit = values[0], size = RULE(norm)(n, g);
    bool clipped = false;
    for (size_t i = 0; i < n; i++)
        if (fabs((double)g[i]) > limit) g[i] = (REAL)copysign(limit, (double)g[i]), clipped = true;
    return clipped ? RULE(norm)(n, g) / size : 1.0;
}

/* Brock et al. 2021, eq. 3, on the plane: the two parameters are one unit. */
static double RULE(clip_adaptive)(const double *values, size_t n, const REAL *w, REAL *g) {
    const double limit = values[0], eps = values[1], length = RULE(norm)(n, w), size = RULE(norm)(n, g),
                 most = limit * (length > eps ? length : eps);
    return size > most ? RULE(scale)(n, g, most / size) : 1.0;
}

/* Shazeer and Stern 2018, section 6: u / max(1, RMS(u) / d). */
static double RULE(clip_update_rms)(const double *values, size_t n, const REAL *w, REAL *u) {
    (void)w;
    const double rms = RULE(norm)(n, u) / sqrt((double)n), limit = values[0];
    return rms > limit ? RULE(scale)(n, u, limit / rms) : 1.0;
}

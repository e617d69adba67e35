#include "optimizer_prepare.h"
#include "elementary.h"

#include <math.h>

/* With the rate inside the velocity (Keras), v = beta * v + rate * g and the step is v. The run multiplies by
 * the rate of this step, so the velocity is kept in units of it: what is left of the old one is beta * (rate
 * before) / (rate now). A rate of zero leaves the velocity's unit as it was. */
static double velocity_kept(double beta, double rate_inside, int64_t t, double rate, double *rate_before) {
    double before = t == 0 ? rate : *rate_before;
    if (rate != 0.0) *rate_before = rate;
    return rate_inside != 0.0 && rate != 0.0 ? beta * (before / rate) : beta;
}

void prepare_momentum(const double *values, int64_t t, double rate, double *scalars) {
    scalars[0] = velocity_kept(values[1], values[4], t, rate, &scalars[2]);
    scalars[1] = t == 0 ? 1.0 : 1.0 - values[2];
}

void prepare_nesterov(const double *values, int64_t t, double rate, double *scalars) {
    scalars[0] = velocity_kept(values[1], values[3], t, rate, &scalars[1]);
}

void prepare_adagrad(const double *values, int64_t t, double rate, double *scalars) {
    const double eps = values[1], lr_decay = values[2], start = values[3], eps_inside = values[4];
    (void)rate;
    scalars[0] = t == 0 ? start : 0.0;
    scalars[1] = 1.0 / (1.0 + (double)t * lr_decay);
    scalars[2] = eps_inside != 0.0 ? eps : 0.0;
    scalars[3] = eps_inside != 0.0 ? 0.0 : eps;
}

void prepare_rmsprop(const double *values, int64_t t, double rate, double *scalars) {
    const double eps = values[2], beta = values[3], eps_inside = values[6], rate_inside = values[7];
    scalars[0] = velocity_kept(beta, rate_inside, t, rate, &scalars[3]);
    scalars[1] = eps_inside != 0.0 ? eps : 0.0;
    scalars[2] = eps_inside != 0.0 ? 0.0 : eps;
}

/* The running product beta^(t + 1), whose bits do not depend on any pow(); zero before it could become a
 * denormal number, which would slow every later step. */
static double power(double *product, int64_t t, double beta) {
    const double next = (t == 0 ? 1.0 : *product) * beta;
    *product = next < 0x1p-1000 ? 0.0 : next;
    return *product;
}

/* The same for a beta that a schedule may move: all of the power is the newest beta's, as PyTorch has it. */
static double newest_power(double *product, double *before, int64_t t, double beta) {
    if (t > 0 && beta != *before) *product = elementary_pow(beta, (double)t);
    *before = beta;
    return power(product, t, beta);
}

/* 1 / (1 - power) and 1 / sqrt(1 - power): soon exactly 1, and then no division is due. */
static double whole(double remembered) {
    return 1.0 - remembered == 1.0 ? 1.0 : 1.0 / (1.0 - remembered);
}
static double whole_root(double remembered) {
    return 1.0 - remembered == 1.0 ? 1.0 : 1.0 / sqrt(1.0 - remembered);
}

/* The corrections of moments that start at zero (Kingma and Ba 2015, section 3), or none. */
static void correct_moments(const double *values, int64_t t, double *scalars, bool correction) {
    const double mean = newest_power(&scalars[ADAM_POWER1], &scalars[ADAM_BETA1], t, values[1]),
                 square = power(&scalars[ADAM_POWER2], t, values[2]);
    scalars[ADAM_MEAN_SCALE] = correction ? whole(mean) : 1.0;
    scalars[ADAM_ROOT_SCALE] = correction ? whole_root(square) : 1.0;
}

/* For rows that begin lr, beta1, beta2, eps, weight_decay, bias_correction, eps_uncorrected. Where eps is
 * added to the uncorrected root, the correction multiplies it too (the text after Kingma and Ba's algorithm
 * 1). */
static void prepare_moments(const double *values, int64_t t, double *scalars) {
    correct_moments(values, t, scalars, values[5] != 0.0);
    scalars[ADAM_EPS] = values[3] * (values[6] != 0.0 ? scalars[ADAM_ROOT_SCALE] : 1.0);
    scalars[ADAM_DECAY] = 0.0;
}

void prepare_adamw(const double *values, int64_t t, double rate, double *scalars) {
    (void)rate;
    prepare_moments(values, t, scalars);
    scalars[ADAM_AMSGRAD] = values[7];
}

void prepare_adam(const double *values, int64_t t, double rate, double *scalars) {
    prepare_adamw(values, t, rate, scalars);
    scalars[ADAM_DECAY] = values[4];
}

void prepare_amsgrad(const double *values, int64_t t, double rate, double *scalars) {
    (void)rate;
    prepare_moments(values, t, scalars);
    scalars[ADAM_DECAY] = values[4];
    scalars[ADAM_AMSGRAD] = true;
}

void prepare_adamax(const double *values, int64_t t, double rate, double *scalars) {
    const double eps = values[3], eps_outside = values[5];
    (void)rate;
    correct_moments(values, t, scalars, true);
    scalars[ADAM_EPS] = eps_outside != 0.0 ? 0.0 : eps;
    scalars[ADAM_EPS_OUTSIDE] = eps_outside != 0.0 ? eps : 0.0;
    scalars[ADAM_DECAY] = values[4];
}

/* Dozat 2016, section 3.2: mu_t = beta1 (1 - 0.96^(t * momentum_decay) / 2), t counted from 1. */
static double nadam_momentum(const double *values, int64_t t) {
    if (values[6] == 0.0) return values[1];
    return values[1] * (1.0 - 0.5 * elementary_pow(0.96, (double)t * values[5]));
}

void prepare_nadamw(const double *values, int64_t t, double rate, double *scalars) {
    const double now = nadam_momentum(values, t + 1), next = nadam_momentum(values, t + 2);
    (void)rate;
    const double product = power(&scalars[ADAM_POWER1], t, now);
    scalars[ADAM_GRADIENT_SCALE] = (1.0 - now) / (1.0 - product);
    scalars[ADAM_MEAN_SCALE] = next / (1.0 - product * next);
    scalars[ADAM_ROOT_SCALE] = whole_root(power(&scalars[ADAM_POWER2], t, values[2]));
    scalars[ADAM_EPS] = values[3];
    scalars[ADAM_DECAY] = 0.0;
}

void prepare_nadam(const double *values, int64_t t, double rate, double *scalars) {
    prepare_nadamw(values, t, rate, scalars);
    scalars[ADAM_DECAY] = values[4];
}

void prepare_radam(const double *values, int64_t t, double rate, double *scalars) {
    const double beta2 = values[2], threshold = values[5], eps_uncorrected = values[6];
    (void)rate;
    correct_moments(values, t, scalars, true);
    const double longest = 2.0 / (1.0 - beta2) - 1.0, remembered = scalars[ADAM_POWER2],
                 length = longest - 2.0 * (double)(t + 1) * remembered / (1.0 - remembered);
    scalars[ADAM_RECTIFIED] =
        length > threshold
            ? sqrt((length - 4.0) * (length - 2.0) * longest / ((longest - 4.0) * (longest - 2.0) * length))
            : 0.0;
    scalars[ADAM_EPS] = values[3] * (eps_uncorrected != 0.0 ? scalars[ADAM_ROOT_SCALE] : 1.0);
    scalars[ADAM_DECAY] = values[4];
}

void prepare_adabelief(const double *values, int64_t t, double rate, double *scalars) {
    (void)rate;
    correct_moments(values, t, scalars, true);
    scalars[ADAM_EPS] = values[3];
}

void prepare_yogi(const double *values, int64_t t, double rate, double *scalars) {
    const double start = values[5], bias_correction = values[6];
    (void)rate;
    correct_moments(values, t, scalars, bias_correction != 0.0);
    scalars[ADAM_EPS] = values[3];
    scalars[ADAM_DECAY] = values[4];
    scalars[ADAM_START] = t == 0 ? start : 0.0;
}

void prepare_adan(const double *values, int64_t t, double rate, double *scalars) {
    const double decay = values[5];
    const bool correction = values[6] != 0.0;
    const double mean = newest_power(&scalars[ADAN_POWER1], &scalars[ADAN_BETA1], t, values[1]),
                 difference = power(&scalars[ADAN_POWER2], t, values[2]),
                 square = power(&scalars[ADAN_POWER3], t, values[3]);
    scalars[ADAN_LATER] = t > 0;
    scalars[ADAN_MEAN_SCALE] = correction ? whole(mean) : 1.0;
    scalars[ADAN_DIFFERENCE_SCALE] = correction ? whole(difference) : 1.0;
    scalars[ADAN_ROOT_SCALE] = correction ? whole_root(square) : 1.0;
    scalars[ADAN_SHRINK] = 1.0 / (1.0 + rate * decay);
}

void prepare_adopt(const double *values, int64_t t, double rate, double *scalars) {
    (void)rate;
    scalars[0] = t == 0;
    scalars[1] = values[5] != 0.0 ? sqrt(sqrt((double)t)) : INFINITY;
}

/* Pagliardini et al. 2024, eq. 4 and 5: both grow over `warmup` steps, beta3 so that its half-life grows
 * evenly. */
void prepare_ademamix(const double *values, int64_t t, double rate, double *scalars) {
    const double beta1 = values[1], beta3 = values[6], alpha = values[7], warmup = values[8],
                 share = warmup > 0.0 ? (double)(t + 1) / warmup : 1.0;
    (void)rate;
    correct_moments(values, t, scalars, values[5] != 0.0);
    scalars[ADAM_EPS] = values[3];
    scalars[ADAM_SLOW_WEIGHT] = share < 1.0 ? share * alpha : alpha;
    scalars[ADAM_SLOW_KEPT] = beta3;
    if (share < 1.0) {
        const double from = elementary_log(beta1), to = elementary_log(beta3),
                     kept = elementary_exp(from * to / ((1.0 - share) * to + share * from));
        scalars[ADAM_SLOW_KEPT] = kept < beta3 ? kept : beta3; /* no number where a beta is 0 */
    }
}

void prepare_rprop(const double *values, int64_t t, double rate, double *scalars) {
    scalars[0] = t == 0 ? values[0] : 0.0;
    scalars[1] = values[0] > 0.0 ? rate / values[0] : 0.0;
}

/* Weights of the average are the squared rates (Defazio et al. 2024, section 3.3). */
static void prepare_average(int64_t t, double rate, double *scalars) {
    scalars[FREE_FIRST] = t == 0;
    scalars[FREE_RATE] = rate;
    scalars[FREE_WEIGHTS] += rate * rate;
    scalars[FREE_NEWEST] = scalars[FREE_WEIGHTS] > 0.0 ? rate * rate / scalars[FREE_WEIGHTS] : 0.0;
}

void prepare_schedule_free_sgd(const double *values, int64_t t, double rate, double *scalars) {
    (void)values;
    prepare_average(t, rate, scalars);
}

void prepare_schedule_free_adamw(const double *values, int64_t t, double rate, double *scalars) {
    prepare_average(t, rate * sqrt(1.0 - power(&scalars[FREE_POWER2], t, values[2])), scalars);
}

/* torch.optim.ASGD: rate / (1 + lambd rate t)^alpha; the average starts after t0 steps. */
void prepare_asgd(const double *values, int64_t t, double rate, double *scalars) {
    const double lambd = values[1], alpha = values[2], t0 = values[3], averaged = (double)t - t0;
    scalars[0] = rate / elementary_pow(1.0 + lambd * rate * (double)t, alpha);
    scalars[1] = 1.0 / (averaged > 1.0 ? averaged : 1.0);
}

/* Stability limits on a quadratic whose largest curvature is `sharpness`: Polyak 1987, section 3.2; for
 * Nesterov's form the characteristic polynomial z^2 - (1 + b)(1 - r s) z + b (1 - r s) leaves the unit circle
 * at z = -1. */
double limit_gd(const double *values, double sharpness) {
    return 2.0 / (sharpness + values[1]);
}
double limit_momentum(const double *values, double sharpness) {
    return 2.0 * (1.0 + values[1]) / ((1.0 - values[2]) * (sharpness + values[3]));
}
double limit_nesterov(const double *values, double sharpness) {
    return 2.0 * (1.0 + values[1]) / ((1.0 + 2.0 * values[1]) * (sharpness + values[2]));
}

/* With g = curvature * x, eliminating the velocity from the rules in optimizer_rules_momentum.inc.h. */
void recurrence_gd(const double *values, double rate, double curvature, double *trace, double *determinant) {
    (void)values;
    *trace = 1.0 - rate * curvature;
    *determinant = 0.0;
}
void recurrence_momentum(const double *values, double rate, double curvature, double *trace,
                         double *determinant) {
    *trace = 1.0 + values[1] - rate * (1.0 - values[2]) * curvature;
    *determinant = values[1];
}
void recurrence_nesterov(const double *values, double rate, double curvature, double *trace,
                         double *determinant) {
    const double kept = 1.0 - rate * curvature;
    *trace = (1.0 + values[1]) * kept;
    *determinant = values[1] * kept;
}

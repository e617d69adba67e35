/* Elementary functions that a compiler turns into vector instructions: for float polynomials without
 * branches, right to a few units in the last place; for double those of the C library. For network_pass.inc.h
 * alone, not for core: results of training are compared by tolerance. */
#ifndef TRAINING_REAL_FUNCTIONS_H
#define TRAINING_REAL_FUNCTIONS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* 2^n for n in -126 .. 127. */
static inline float power_of_two(int32_t n) {
    const uint32_t bits = (uint32_t)(n + 127) << 23;
    float power;
    memcpy(&power, &bits, sizeof power);
    return power;
}

/* e^x = 2^n e^r with |r| <= log(2) / 2; the polynomial is Moshier's (Cephes, expf). Below -87 it stays at
 * e^-87, above 88 at e^88; NaN stays NaN. */
static inline float exp_float(float x) {
    const float bounded = x > 88.0F ? 88.0F : x < -87.0F ? -87.0F : x, scaled = bounded * 1.44269504F;
    const float rounded = scaled + (scaled < 0.0F ? -0.5F : 0.5F);
    const int32_t n = (int32_t)(rounded == rounded ? rounded : 0.0F);
    const float whole = (float)n, r = (bounded - whole * 0.693359375F) + whole * 2.12194440e-4F;
    float p = 1.9875691500e-4F;
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    return (p * r * r + r + 1.0F) * power_of_two(n);
}

/* Near 0 Moshier's polynomial (Cephes, tanhf), else 1 - 2 / (e^2x + 1). */
static inline float tanh_float(float x) {
    const float square = x * x, far = 1.0F - 2.0F / (exp_float(2.0F * x) + 1.0F);
    float p = -5.70498872745e-3F;
    p = p * square + 2.06390887954e-2F;
    p = p * square - 5.37397155531e-2F;
    p = p * square + 1.33314422036e-1F;
    p = p * square - 3.33332819422e-1F;
    const float near = x + x * square * p;
    return square < 0.390625F ? near : far;
}

/* The normal distribution function at z, where `bell` is e^(-z^2 / 2): Abramowitz and Stegun 7.1.26, right to
 * 1e-7. */
static inline float normal_float(float z, float bell) {
    const float t = 1.0F / (1.0F + 0.3275911F * 0.70710678F * fabsf(z));
    float p = 1.061405429F;
    p = p * t - 1.453152027F;
    p = p * t + 1.421413741F;
    p = p * t - 0.284496736F;
    p = p * t + 0.254829592F;
    const float tail = 0.5F * p * t * bell;
    return z > 0.0F ? 1.0F - tail : tail;
}

/* log(1 + x) for x in 0 .. 1: 2 artanh(x / (2 + x)). */
static inline float log1p_float(float x) {
    const float s = x / (2.0F + x), square = s * s;
    float p = 1.0F / 15.0F;
    p = p * square + 1.0F / 13.0F;
    p = p * square + 1.0F / 11.0F;
    p = p * square + 1.0F / 9.0F;
    p = p * square + 1.0F / 7.0F;
    p = p * square + 1.0F / 5.0F;
    p = p * square + 1.0F / 3.0F;
    return 2.0F * (s + s * square * p);
}

static inline double log1p_double(double x) {
    return log1p(x);
}

static inline double exp_double(double x) {
    return exp(x);
}

static inline double tanh_double(double x) {
    return tanh(x);
}

static inline double normal_double(double z, double bell) {
    (void)bell;
    return 0.5 * (1.0 + erf(z * 0.70710678118654752));
}

#endif

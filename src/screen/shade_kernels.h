/* The part of shading that is the same arithmetic for every pixel, compiled for several vector widths. Every
 * operation rounds alike at every width, so pictures do not depend on the machine. Only shade*.c include
 * this. */
#ifndef SCREEN_SHADE_KERNELS_H
#define SCREEN_SHADE_KERNELS_H

#include "shade.h"

#include <stdint.h>

/* What turns a loss into a position: (log2(loss - floor) * slope + shift) or ((loss - floor) * slope +
 * shift). */
typedef struct PositionScale {
    double floor, slope, shift;
    double least; /* loss - floor counts as at least this, above zero; no constant, or compilers make a branch
                     of it */
    double rate;  /* d position = rate * d loss / (loss - floor), or rate * d loss */
    double dx, dy; /* world units per pixel */
    float low, high;
} PositionScale;

/* Where positions are cut: a band's breadth outside the first and last band. Variables, because compilers
 * turn a comparison with a constant into a branch, and make no vectors of that. */
typedef struct BandLimits {
    float low, first, last, high; /* -1, 0, bands - 1, bands + 1 */
} BandLimits;

enum { BAND_MIXED = 255 }; /* no band: an edge or a line is near, or there is no loss */

typedef struct ShadeKernels {
    void (*log_positions)(const PositionScale *scale, int count, const double *loss, const double *gradient_x,
                          const double *gradient_y, float *position, float *rate);
    void (*linear_positions)(const PositionScale *scale, int count, const double *loss,
                             const double *gradient_x, const double *gradient_y, float *position,
                             float *rate);
    /* Each pixel's band; BAND_MIXED where an edge is within `reach` pixels of it, or it has no loss. */
    void (*classify)(const BandLimits *limits, float reach, int count, const float *position,
                     const float *rate, uint8_t *band);
    /* Pixels with at most one edge near them and no other within four pixels. No position is NaN. */
    void (*edges)(const Shader *shader, int count, const float *position, const float *rate,
                  uint32_t *pixels);
} ShadeKernels;

extern const ShadeKernels shade_kernels_plain;
#if defined(__x86_64__)
extern const ShadeKernels shade_kernels_avx2, shade_kernels_avx512;
#endif

#endif

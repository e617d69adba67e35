/* The loops of shade_kernels.h, included once per vector width; KERNELS names the table. */
#include "shade_kernels.h"

#include <math.h>
#include <string.h>

/* 0 for a number, NaN for what is none or infinite: added to a position it makes a hole, without a branch. */
static inline float hole(double loss) {
    return (float)(loss - loss);
}

static void log_positions(const PositionScale *scale, int count, const double *restrict loss,
                          const double *restrict gradient_x, const double *restrict gradient_y,
                          float *restrict position, float *restrict rate) {
    const double least = scale->least, floor = scale->floor, slope = scale->slope, shift = scale->shift;
    const double along_x = scale->rate * scale->dx, along_y = scale->rate * scale->dy;
    const float low = scale->low, high = scale->high, root = (float)M_SQRT2;
    for (int i = 0; i < count; i++) {
        double above = loss[i] - floor;
        above = above > least ? above : least;
        /* log2 to about 1e-7: exponent plus the odd series of log((1 + t) / (1 - t)) about sqrt(2). */
        uint64_t bits;
        memcpy(&bits, &above, sizeof bits);
        uint64_t mantissa_bits = (bits & 0x000fffffffffffffu) | 0x3ff0000000000000u;
        uint64_t exponent_bits = (bits >> 52) | 0x4330000000000000u; /* 2^52 + exponent */
        double mantissa, exponent;
        memcpy(&mantissa, &mantissa_bits, sizeof mantissa);
        memcpy(&exponent, &exponent_bits, sizeof exponent);
        uint64_t scale_bits = (uint64_t)2046 * 0x0010000000000000u - (bits & 0x7ff0000000000000u);
        double downscale; /* 2^-exponent: brings the gradient to the mantissa's size, so that float can divide
                             it */
        memcpy(&downscale, &scale_bits, sizeof downscale);
        float m = (float)mantissa, both = 1 / (m * (m + root));
        float t = (m - root) * m * both, t2 = t * t, per_mantissa = (m + root) * both;
        float series = t * (1 + t2 * (1.0f / 3 + t2 * (1.0f / 5 + t2 * (1.0f / 7))));
        double octaves = (exponent - 4503599627370496.0) - 1022.5 + 2 * M_LOG2E * (double)series;
        float p = (float)(octaves * slope + shift);
        p = p > low ? p : low;
        p = p < high ? p : high;
        float gx = (float)(gradient_x[i] * downscale * along_x),
              gy = (float)(gradient_y[i] * downscale * along_y);
        float change = sqrtf(gx * gx + gy * gy) * per_mantissa;
        position[i] = p + hole(loss[i]);
        rate[i] = change < 1e3f ? change : 1e3f; /* NaN too: an unknown slope has no crisp edge */
    }
}

static void linear_positions(const PositionScale *scale, int count, const double *restrict loss,
                             const double *restrict gradient_x, const double *restrict gradient_y,
                             float *restrict position, float *restrict rate) {
    const double floor = scale->floor, slope = scale->slope, shift = scale->shift;
    const double along_x = scale->rate * scale->dx, along_y = scale->rate * scale->dy;
    const float low = scale->low, high = scale->high;
    for (int i = 0; i < count; i++) {
        float p = (float)((loss[i] - floor) * slope + shift);
        p = p > low ? p : low;
        p = p < high ? p : high;
        float gx = (float)(gradient_x[i] * along_x), gy = (float)(gradient_y[i] * along_y);
        float change = sqrtf(gx * gx + gy * gy);
        position[i] = p + hole(loss[i]);
        rate[i] = change < 1e3f ? change : 1e3f;
    }
}

static void classify(const BandLimits *limits, float reach, int count, const float *restrict position,
                     const float *restrict rate, uint8_t *restrict band) {
    const float low = limits->low, first = limits->first, last = limits->last, high = limits->high;
    for (int i = 0; i < count; i++) {
        float p = position[i] >= low ? position[i] : low; /* NaN too */
        float from = p - rate[i] * reach, to = p + rate[i] * reach;
        from = from > low ? from : low;
        to = to < high ? to : high;
        float inside = p > first ? p : first;
        inside = inside < last ? inside : last;
        /* Shifted to be positive, so that the cut towards zero is floor. */
        int32_t first_band = (int32_t)(from + 1), last_band = (int32_t)(to + 1), whole = (int32_t)inside;
        int32_t plain = (first_band == last_band) & (position[i] == position[i]);
        band[i] = (uint8_t)(whole | (plain - 1)); /* without a branch: all bits where it is not plain */
    }
}

/* b over a by a share of 256, byte by byte. */
static inline uint32_t mix(uint32_t a, uint32_t b, uint32_t share) {
    uint32_t rest = 256 - share;
    uint32_t red_blue = (a & 0xff00ffu) * rest + (b & 0xff00ffu) * share + 0x800080u;
    uint32_t green = (a & 0x00ff00u) * rest + (b & 0x00ff00u) * share + 0x008000u;
    return 0xff000000u | (red_blue >> 8 & 0xff00ffu) | (green >> 8 & 0x00ff00u);
}

static inline float share_of_one(float value) {
    value = value > 0 ? value : 0;
    return value < 1 ? value : 1;
}

static void edges(const Shader *shader, int count, const float *restrict position, const float *restrict rate,
                  uint32_t *restrict pixels) {
    const uint32_t *restrict colours = shader->colours;
    const float *restrict alphas = shader->alpha, *restrict aparts = shader->apart;
    const uint32_t red = shader->line.r, green = shader->line.g, blue = shader->line.b;
    const float width = shader->width, reach = 0.5f * (width + 1);
    for (int i = 0; i < count; i++) {
        int32_t edge = (int32_t)(position[i] + 1.5f) - 1;     /* the nearest: position > -1 */
        float beyond = (position[i] - (float)edge) / rate[i]; /* pixels past the edge */
        float spacing = aparts[edge] / (rate[i] * width);
        float share = share_of_one(beyond + 0.5f);
        uint32_t colour = mix(colours[edge], colours[edge + 1], (uint32_t)(int32_t)(256 * share + 0.5f));
        float coverage = share_of_one(reach - fabsf(beyond));
        float alpha = alphas[edge] * share_of_one(0.5f * (spacing - 2));
        uint32_t line = (uint32_t)(int32_t)(alpha * coverage + 0.5f), ground = 255 - line;
        pixels[i] = 0xff000000u | ((colour >> 16 & 255) * ground + red * line + 127) / 255 << 16 |
                    ((colour >> 8 & 255) * ground + green * line + 127) / 255 << 8 |
                    ((colour & 255) * ground + blue * line + 127) / 255;
    }
}

const ShadeKernels KERNELS = {log_positions, linear_positions, classify, edges};

#include "shade.h"

#include "shade_kernels.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <string.h>

/* Iso-lines go on above the highest band, whose colour does not. */
enum { BANDS_BEYOND = 24 };

enum { GROUP = 8 };                                      /* pixels looked at together for being plain */
static const uint64_t EIGHT_TIMES = 0x0101010101010101u; /* repeats a byte */

/* Bands per pixel: up to where no two edges are near a pixel; what counts as no slope at all. */
static const float ONE_EDGE = 0.25f, FLATTEST = 1e-6f;

static const ShadeKernels *way(int index, int *count) {
    const ShadeKernels *ways[3] = {&shade_kernels_plain};
    *count = 1;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) ways[(*count)++] = &shade_kernels_avx2;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl")) {
        ways[(*count)++] = &shade_kernels_avx512;
    }
#endif
    return ways[index < *count ? index : *count - 1];
}

int shade_ways(void) {
    int count;
    way(0, &count);
    return count;
}

Shader shader_way(Shader shader, int index) {
    int count;
    shader.kernels = way(index, &count);
    return shader;
}

Shader shader_for(const Bands *bands, const Theme *theme, bool colour, bool lines, float scale) {
    Shader shader = {.bands = *bands,
                     .draws_lines = lines,
                     .line = theme->iso_major,
                     .minor_alpha = theme->iso_minor.a,
                     .major_alpha = theme->iso_major.a,
                     .width = fmaxf(1, rintf(scale))};
    uint32_t *colours = shader.colours + 1;
    if (bands->count > 1) {
        theme_loss_table(theme, colours, bands->count);
    } else {
        uint32_t ends[3];
        theme_loss_table(theme, ends, 3);
        colours[0] = ends[1];
    }
    shader = shader_way(shader, INT_MAX);
    Color plain = theme->plot, hole = theme->diverging;
    shader.hole = 0xff000000u | (uint32_t)hole.r << 16 | (uint32_t)hole.g << 8 | hole.b;
    shader.count = bands->count + BANDS_BEYOND < BANDS_MAX ? bands->count + BANDS_BEYOND : BANDS_MAX;
    for (int i = bands->count; i < shader.count; i++) colours[i] = colours[bands->count - 1];
    for (int i = 0; i < shader.count; i++) {
        if (!colour) colours[i] = 0xff000000u | (uint32_t)plain.r << 16 | (uint32_t)plain.g << 8 | plain.b;
        for (int channel = 0; channel < 3; channel++) {
            float value = (float)(colours[i] >> (16 - 8 * channel) & 255u);
            shader.sums[i + 1][channel] = shader.sums[i][channel] + value;
        }
    }
    colours[-1] = colours[0];
    colours[shader.count] = colours[shader.count + 1] = colours[shader.count - 1];
    for (int edge = 1; lines && edge < shader.count; edge++) {
        bool major = bands_is_major(bands, edge);
        shader.alpha[edge] = major ? shader.major_alpha : shader.minor_alpha;
        shader.apart[edge] = major ? (float)bands->major : 1;
    }
    return shader;
}

void shade_positions(const Shader *shader, int count, const double *loss, const double *gradient_x,
                     const double *gradient_y, double dx, double dy, float *position, float *rate) {
    const Bands *bands = &shader->bands;
    PositionScale scale = {.dx = dx, .dy = dy, .low = -0.5f, .high = (float)shader->count + 0.5f};
    if (bands->levels == LEVELS_LOG) {
        scale.floor = bands->floor;
        scale.least = 1e-300;
        scale.slope = M_LN2 / M_LN10 / bands->step;
        scale.shift = -(double)bands->first;
        scale.rate = 1 / (M_LN10 * bands->step);
        shader->kernels->log_positions(&scale, count, loss, gradient_x, gradient_y, position, rate);
        return;
    }
    if (bands->levels == LEVELS_LINEAR) {
        scale.floor = bands->low;
        scale.slope = scale.rate = 1 / bands->step;
        shader->kernels->linear_positions(&scale, count, loss, gradient_x, gradient_y, position, rate);
        return;
    }
    for (int i = 0; i < count; i++) { /* every band has a slope of its own */
        scale.slope = 1;
        scale.floor = loss[i];
        scale.shift = bands_position(bands, loss[i]);
        scale.rate = bands_rate(bands, loss[i]);
        shader->kernels->linear_positions(&scale, 1, loss + i, gradient_x + i, gradient_y + i, position + i,
                                          rate + i);
    }
}

static float clamp(float value, float low, float high) {
    return value < low ? low : value > high ? high : value;
}

/* Without the library's care for NaN, which costs a call. */
static float larger(float a, float b) {
    return a > b ? a : b;
}
static float smaller(float a, float b) {
    return a < b ? a : b;
}

/* Mean colour of the bands between two positions. */
static uint32_t mean_colour(const Shader *shader, float from, float to) {
    int last = shader->count - 1;
    float all = (float)(last + 1), ends[2] = {clamp(from, 0, all), clamp(to, 0, all)};
    float outside_low = larger(smaller(to, 0) - from, 0), outside_high = larger(to - larger(from, all), 0);
    int band[2];
    for (int end = 0; end < 2; end++) band[end] = ends[end] >= (float)last ? last : (int)ends[end];
    uint32_t colour = 0xff000000u;
    for (int channel = 0; channel < 3; channel++) {
        float sum[2];
        for (int end = 0; end < 2; end++) {
            float here = shader->sums[band[end] + 1][channel] - shader->sums[band[end]][channel];
            sum[end] = shader->sums[band[end]][channel] + (ends[end] - (float)band[end]) * here;
        }
        float first = shader->sums[1][channel];
        float final = shader->sums[last + 1][channel] - shader->sums[last][channel];
        float mean = (sum[1] - sum[0] + outside_low * first + outside_high * final) / (to - from);
        colour |= (uint32_t)(clamp(mean, 0, 255) + 0.5f) << (16 - 8 * channel);
    }
    return colour;
}

/* Alpha of a line at `edge` as seen from `position`; lines closer than 4 pixels fade, at 2 they are gone. */
static float line_alpha(const Shader *shader, float position, float edge, float rate, float apart,
                        float alpha) {
    if (!(edge >= 1 && edge <= (float)(shader->count - 1))) return 0;
    float distance = fabsf(position - edge) / rate, spacing = apart / rate / shader->width;
    return alpha * clamp(0.5f * (shader->width + 1) - distance, 0, 1) * clamp(0.5f * (spacing - 2), 0, 1);
}

static uint32_t lines_alpha(const Shader *shader, float position, float rate) {
    float major = (float)shader->bands.major, first = (float)(shader->bands.first % shader->bands.major);
    float nearest_major = rintf((position + first) / major) * major - first;
    float strong = line_alpha(shader, position, nearest_major, rate, major, shader->major_alpha);
    float weak = line_alpha(shader, position, rintf(position), rate, 1, shader->minor_alpha);
    return (uint32_t)(larger(strong, weak) + 0.5f);
}

/* A colour with a share (alpha / 255) of a line's colour over it. */
static uint32_t over(uint32_t below, Color line, uint32_t alpha) {
    uint32_t red = (below >> 16 & 255) * (255 - alpha) + line.r * alpha + 127;
    uint32_t green = (below >> 8 & 255) * (255 - alpha) + line.g * alpha + 127;
    uint32_t blue = (below & 255) * (255 - alpha) + line.b * alpha + 127;
    return 0xff000000u | red / 255 << 16 | green / 255 << 8 | blue / 255;
}

/* A pixel with more than one edge near it. */
static uint32_t shade_many(const Shader *shader, float position, float rate) {
    uint32_t colour = mean_colour(shader, position - 0.5f * rate, position + 0.5f * rate);
    return shader->draws_lines ? over(colour, shader->line, lines_alpha(shader, position, rate)) : colour;
}

/* The pixels that are no plain band's, gathered so that those with one edge are shaded many at a time. */
typedef struct Mixed {
    int count, at[SHADE_BLOCK];
    float position[SHADE_BLOCK], rate[SHADE_BLOCK];
} Mixed;

static void shade_mixed(const Shader *shader, Mixed *mixed, uint32_t *pixels) {
    uint32_t shaded[SHADE_BLOCK];
    shader->kernels->edges(shader, mixed->count, mixed->position, mixed->rate, shaded);
    for (int i = 0; i < mixed->count; i++) pixels[mixed->at[i]] = shaded[i];
}

void shade_pixels(const Shader *shader, int count, const float *position, const float *rate,
                  uint32_t *pixels) {
    assert(count >= 0 && count <= SHADE_BLOCK);
    const BandLimits limits = {-1, 0, (float)(shader->count - 1), (float)(shader->count + 1)};
    const uint32_t *colours = shader->colours + 1;
    uint8_t band[SHADE_BLOCK];
    Mixed mixed;
    mixed.count = 0;
    shader->kernels->classify(&limits, 0.5f * (shader->width + 1), count, position, rate, band);
    int whole = count / GROUP * GROUP;
    for (int group = 0; group < count; group += GROUP) {
        uint64_t eight;
        if (group < whole) {
            memcpy(&eight, band + group, sizeof eight);
            if (eight == band[group] * EIGHT_TIMES && band[group] != BAND_MIXED) {
                const uint32_t colour = colours[band[group]];
                for (int i = 0; i < GROUP; i++) pixels[group + i] = colour;
                continue;
            }
        }
        for (int i = group; i < group + GROUP && i < count; i++) {
            if (band[i] != BAND_MIXED) {
                pixels[i] = colours[band[i]];
            } else if (isnan(position[i])) {
                pixels[i] = shader->hole;
            } else if (rate[i] > ONE_EDGE) {
                pixels[i] = shade_many(shader, position[i], rate[i]);
            } else {
                mixed.position[mixed.count] = position[i];
                mixed.rate[mixed.count] = larger(rate[i], FLATTEST);
                mixed.at[mixed.count++] = i;
            }
        }
    }
    shade_mixed(shader, &mixed, pixels);
}

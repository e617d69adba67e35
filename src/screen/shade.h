/* From losses to pixels: band positions and their rates, band colours mixed over one pixel, coverage of
 * iso-lines. */
#ifndef SCREEN_SHADE_H
#define SCREEN_SHADE_H

#include "bands.h"
#include "theme.h"

enum { SHADE_BLOCK = 256 };

struct ShadeKernels;

typedef struct Shader {
    Bands bands;
    const struct ShadeKernels *kernels;
    int count;                       /* bands, and those above them that iso-lines go on for */
    uint32_t colours[BANDS_MAX + 3]; /* 0xffRRGGBB of band i at i + 1; the outermost go on outside */
    float sums[BANDS_MAX + 1][3];    /* red, green, blue of all bands below an edge, summed */
    uint32_t hole;                   /* where the loss is no finite number */
    bool draws_lines;
    Color line;
    float minor_alpha, major_alpha, width; /* of iso-lines: 0 .. 255, device pixels */
    float alpha[BANDS_MAX + 2];            /* of the line at each edge; 0: none is drawn there */
    float apart[BANDS_MAX + 2];            /* bands from there to the next line as strong */
} Shader;

/* colour off: every band has the theme's plot background; lines off: no iso-lines. */
Shader shader_for(const Bands *bands, const Theme *theme, bool colour, bool lines, float scale);

/* How many ways to shade there are on this machine (at least 1), and the shader in the index-th of them: all
 * give the same pixels. shader_for takes the last, the fastest. */
int shade_ways(void);
Shader shader_way(Shader shader, int index);

/* Position of `count` (at most SHADE_BLOCK) losses and how much it changes per device pixel (dx, dy: world
 * units per pixel) by their gradients. Positions are clamped to half a band outside; NaN: a
 * hole. */
void shade_positions(const Shader *shader, int count, const double *loss, const double *gradient_x,
                     const double *gradient_y, double dx, double dy, float *position, float *rate);

/* Pixels of `count` (at most SHADE_BLOCK) positions: 0xffRRGGBB. */
void shade_pixels(const Shader *shader, int count, const float *position, const float *rate,
                  uint32_t *pixels);

#endif

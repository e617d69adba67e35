/* The surface as a landscape: heights over a lattice of the shown part of the plane, in the coordinates of
 * the relief's box (orbit.h), and where a ray meets it.
 *
 * Surfaces with logarithmic levels have the height log10(1 + loss - floor), where floor is that of bands.h;
 * others the loss itself. The box reaches from the lowest height in view to the highest, or to the colour
 * bands' upper end where that is lower: walls beyond it end flat there, or they would press everything else
 * to the ground. Where the loss is no number there is a hole down to the base. */
#ifndef SCREEN_HEIGHTS_H
#define SCREEN_HEIGHTS_H

#include "core/parallel.h"

#include "camera.h"
#include "shade.h"

/* From loss to height: (g(loss) - low) * up, held between 0 and top; g(loss) = log10(1 + loss - floor), or
 * loss. */
typedef struct HeightScale {
    bool log, cut; /* cut: there are losses above the box */
    double floor, low, high, up;
    float top;
} HeightScale;

/* A corner of the lattice. Gradients are per unit of the box along a and b. */
typedef struct HeightPoint {
    float height, height_a, height_b;
    float position, position_a, position_b; /* in the colour bands; NaN: a hole */
} HeightPoint;

typedef struct Heights {
    View region;
    float side[2]; /* half the base: the longer is 1 */
    double unit;   /* of the world per unit of the box */
    HeightScale scale;
    int columns, rows; /* corners; row 0 is at the lowest y */
    HeightPoint *points;
    double *losses; /* three of each corner: loss, gradient in x and in y */
    int capacity;
    int evaluated; /* rows whose losses are known */
} Heights;         /* starts as {0} */

void heights_end(Heights *heights);

/* A lattice of columns x rows corners (at least 2 x 2) over `region`, still to be filled. False where memory
 * is short: then there are no corners. */
bool heights_begin(Heights *heights, View region, int columns, int rows);

/* Evaluates at most `count` more rows; returns whether all are done. */
bool heights_evaluate(Heights *heights, const Surface *surface, int count, Parallel *threads);

/* Then: makes a landscape of them, up to `top` high; shader holds the bands. The same for every number of
 * threads. */
void heights_finish(Heights *heights, const Surface *surface, const Shader *shader, float top,
                    Parallel *threads);

/* Every second corner of another lattice, finished, with an odd number of corners each way. False where
 * memory is short. */
bool heights_halve(Heights *heights, const Heights *from);

/* Half the sides of a region's base. */
void heights_sides(View region, float side[2]);

/* World to box and back; columns to a: corner (i, j) stands at (a, b). */
float heights_a(const Heights *heights, double x);
float heights_b(const Heights *heights, double y);
double heights_x(const Heights *heights, double a);
double heights_y(const Heights *heights, double b);

double heights_of_loss(const HeightScale *scale, double loss);
/* d height / d loss; 0 where the height is held. */
double heights_slope(const HeightScale *scale, double loss);

/* Height of the lattice's triangles above a point of the base (held to it). */
float heights_at(const Heights *heights, float a, float b);

/* Whether the cell right of and above corner (i, j) is split from there to its far corner; else along the
 * other diagonal. */
bool heights_split(const Heights *heights, int i, int j);

/* Where the ray from `eye` along `direction` first meets the landscape from above: depth, in lengths of
 * direction. False: nowhere. */
bool heights_cast(const Heights *heights, const float eye[3], const float direction[3], float *depth);

#endif

/* What a point of the map says about itself: place, loss, slope, curvature, and the largest rate that is
 * stable there. */
#ifndef SCREEN_TOOLTIP_H
#define SCREEN_TOOLTIP_H

#include "core/surface.h"

#include "camera.h"
#include "theme.h"

typedef struct Landmark Landmark;

enum { TOOLTIP_ROWS = 5, TOOLTIP_TEXT = 96 };

typedef struct Tooltip {
    char title[TOOLTIP_TEXT];                /* "Saddle point"; empty: none */
    char labels[TOOLTIP_ROWS][TOOLTIP_TEXT]; /* with markup (text.h) */
    char values[TOOLTIP_ROWS][TOOLTIP_TEXT];
    int rows;
    char limit[TOOLTIP_TEXT];    /* 2 / largest eigenvalue; empty where the curvature is no number */
    char sentence[TOOLTIP_TEXT]; /* what that means */
    double loss;
} Tooltip;

/* `unit`: world units per pixel, for as many decimals of x and y as the pointer can tell apart. */
Tooltip tooltip_for(const Surface *surface, World world, double unit);

/* The same of a critical point: its kind, value and eigenvalues. */
Tooltip tooltip_for_landmark(const Landmark *landmark, double unit);

/* Where the card may go, and what is there already. */
typedef struct TooltipGround {
    Rect frame;          /* it stays inside */
    float clearance;     /* off the point, at least what its own mark takes */
    const Rect *covered; /* what it should not lie on: above all the names, which come first; heads, marks */
    int name_count, count;
    const Rect *above; /* what would lie on it: buttons, cards */
    int above_count;
} TooltipGround;

/* The card's place: beside `point` or, where that would cover something, farther off. */
Rect tooltip_area(const Tooltip *tooltip, const TooltipGround *ground, Point point);

/* Card, marker and the line between them. */
void tooltip_draw(const Tooltip *tooltip, Canvas *canvas, const Theme *theme, Rect area, Point point);

#endif

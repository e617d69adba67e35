/* Where everything stands: rectangles from the window's size. All lengths are logical pixels (STYLE,
 * "Layout"). */
#ifndef SCREEN_LAYOUT_H
#define SCREEN_LAYOUT_H

#include "canvas.h"

enum {
    LAYOUT_WIDTH_MIN = 1024, /* smaller windows are scaled down, then clipped */
    LAYOUT_HEIGHT_MIN = 700,
    LAYOUT_BAR = 56, /* height of the top bar and of the transport row */
};

/* What the user moved; 0 is "as the style says". */
typedef struct LayoutOptions {
    float panel_width;
    float plots_height;
    float words;  /* height of the line in words under the plots; 0: none */
    float drawer; /* 0: drawer closed, 1: open; only for narrow windows */
} LayoutOptions;

typedef struct Layout {
    float w, h;       /* laid out size, at least the minimum */
    bool compact;     /* low window: the surface folds, cards are one line high */
    bool drawer;      /* narrow window: the panel lies over the map */
    bool short_chips; /* the top bar's chips are icons only */
    bool short_bar;   /* its buttons for pictures, recordings and help are rows of one menu */
    Rect topbar;
    Rect panel; /* a closed drawer lies outside the window */
    Rect left;  /* everything under the top bar that is not panel */
    Rect map;   /* the map with its axes and legend, as map_place wants it */
    Rect transport;
    Rect loss_plot, rate_plot;         /* with their axes and labels, as plot_draw wants them */
    Rect words;                        /* under them */
    Rect panel_divider, plots_divider; /* where to drag; empty where there is nothing to drag */
} Layout;

/* The layout of a w by h window. */
Layout layout_of(float w, float h, LayoutOptions options);

/* Device pixels per logical pixel for a window of w by h device pixels where the user chose `scale`: smaller
 * where the smallest layout would not fit. */
float layout_scale(int w, int h, float scale);

/* The chosen scale one step of 0.25 up (+1) or down (-1), within 1 .. 3. */
float layout_scale_step(float scale, int direction);

#endif

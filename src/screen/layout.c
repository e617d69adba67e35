#include "layout.h"

#include <math.h>

enum {
    PANEL_WIDE = 400,
    PANEL_NARROW = 344,
    PANEL_MAX = 560,
    LEFT_MIN = 700, /* what a dragged panel leaves to the map */
    PLOTS_MIN = 152,
    PLOTS_MAX = 360,
    PLOTS_LIMIT = 540, /* as far as dragging goes */
    MAP_MIN = 380,     /* what dragged plots leave to the bars and the map */
    PLOT_LEFT = 56,    /* margins of a plot's frame: plot.h */
    PLOT_RIGHT = 56,
    PLOT_LABELS = 96,
    DIVIDER = 4, /* reach to either side */
};

static const float SCALE_MIN = 0.6f; /* below that text is not readable: clip instead */

static float clamp(float value, float low, float high) {
    return fminf(fmaxf(value, low), high);
}

float layout_scale(int w, int h, float scale) {
    float fitting = fminf((float)w / LAYOUT_WIDTH_MIN, (float)h / LAYOUT_HEIGHT_MIN);
    return fminf(scale, fmaxf(fitting, SCALE_MIN));
}

float layout_scale_step(float scale, int direction) {
    return clamp(rintf(scale * 4 + (float)direction) / 4, 1, 3);
}

static float panel_width(float w, float chosen) {
    if (w < 1200) return PANEL_NARROW;
    if (chosen > 0) return rintf(clamp(chosen, PANEL_NARROW, fminf(PANEL_MAX, w - LEFT_MIN)));
    return w >= 1440 ? PANEL_WIDE : PANEL_NARROW;
}

static float plots_height(float h, float chosen) {
    if (chosen > 0) return rintf(clamp(chosen, PLOTS_MIN, fminf(PLOTS_LIMIT, h - MAP_MIN)));
    /* On a grid of 2, a little above 0.27 h, so that 1000 gives the reference's 272. */
    return clamp(2 * rintf(0.2715f * h / 2), PLOTS_MIN, PLOTS_MAX);
}

Layout layout_of(float w, float h, LayoutOptions options) {
    w = fmaxf(w, LAYOUT_WIDTH_MIN);
    h = fmaxf(h, LAYOUT_HEIGHT_MIN);
    Layout layout = {.w = w,
                     .h = h,
                     .compact = h < 800,
                     .drawer = w < 1200,
                     .short_chips = w < 1500,
                     .short_bar = w < 1080};

    float panel = panel_width(w, options.panel_width);
    float left = layout.drawer ? w : w - panel;
    float panel_x = layout.drawer ? w - rintf(panel * clamp(options.drawer, 0, 1)) : left;
    layout.topbar = (Rect){0, 0, w, LAYOUT_BAR};
    layout.panel = (Rect){panel_x, LAYOUT_BAR, panel, h - LAYOUT_BAR};
    layout.left = (Rect){0, LAYOUT_BAR, left, h - LAYOUT_BAR};

    float plots = plots_height(h, options.plots_height), foot = h - options.words;
    layout.words = (Rect){0, foot, left, options.words};
    layout.transport = (Rect){0, foot - plots - LAYOUT_BAR, left, LAYOUT_BAR};
    layout.map = (Rect){0, LAYOUT_BAR, left, layout.transport.y - LAYOUT_BAR};

    float curves = left - 2 * PLOT_LEFT - PLOT_LABELS - PLOT_RIGHT; /* width of both plots' frames */
    float loss = rintf(curves <= 672 ? curves * 416 / 672 : 416 + (curves - 672) * 2 / 3);
    float split = PLOT_LEFT + loss + PLOT_LABELS;
    layout.loss_plot = (Rect){0, foot - plots, split, plots};
    layout.rate_plot = (Rect){split, foot - plots, left - split, plots};

    layout.plots_divider = (Rect){0, layout.transport.y - DIVIDER, left, 2 * DIVIDER};
    if (!layout.drawer)
        layout.panel_divider = (Rect){left - DIVIDER, LAYOUT_BAR, 2 * DIVIDER, h - LAYOUT_BAR};
    return layout;
}

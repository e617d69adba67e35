/* Every colour and size of the visual specification in one table: dark, light, and one of high contrast. */
#ifndef SCREEN_THEME_H
#define SCREEN_THEME_H

#include "marker.h"

/* A colour in OKLCH: lightness 0 to 1, chroma, hue in degrees. */
typedef struct Oklch {
    double lightness, chroma, hue;
} Oklch;

enum { THEME_RUN_COLORS = 6, THEME_LOSS_STOPS = 6, THEME_BASINS = 4 };

typedef struct Theme {
    const char *name; /* "dark", "light", "contrast" */
    const char *title;
    bool dark;
    double legible;                /* least contrast of letters with their ground (WCAG) */
    Color bg0, bg1, bg2, bg3;      /* window and plot row; bars and pop-ups; cards and controls; hover */
    Color line, line2, grid, plot; /* card borders; control and plot borders; plot grid; plot background */
    Color text1, text2, text3;     /* values and titles; labels and ticks; disabled only */
    Color accent, accent_bg, accent_text, on_accent;
    Color warn, warn_bg;
    Color track, thumb;                    /* slider */
    Color casing;                          /* under every trajectory, translucent */
    Color iso_minor, iso_major, iso_label; /* translucent */
    Color mark, mark_outline; /* start handles and critical points: fill, and the ring round heads */
    Color handle;             /* disc of a start handle */
    Color tag;                /* background of name tags on the map, translucent */
    Color run[THEME_RUN_COLORS];
    bool marked;                  /* every run has a dash and a marker of its own besides its colour */
    Oklch loss[THEME_LOSS_STOPS]; /* low loss first, equally spaced */
    Color diverging;              /* pixels from which a run diverges, in a basin map */
    Oklch basin_fast[THEME_BASINS], basin_slow[THEME_BASINS];
} Theme;

enum { THEME_COUNT = 3 };
const Theme *theme_at(int index); /* 0 .. THEME_COUNT - 1: dark, light, high contrast */
const Theme *theme_dark(void);
const Theme *theme_light(void);

/* Other colours for the runs. */
typedef struct Palette {
    const char *name, *title;
    Color dark[THEME_RUN_COLORS], light[THEME_RUN_COLORS]; /* alpha 0: the theme's own */
} Palette;
extern const Palette palettes[];
extern const int palette_count;

/* The theme with a palette's colours, and dashes and markers where `marked`. */
Theme theme_with(const Theme *theme, const Palette *palette, bool marked);

/* How a run's slot (0, 1, ... any number) is drawn: six colours, and again with a 10-5 dash and a hollow
 * head; in a marked theme each with its dash and marker. dash_on 0: solid. */
typedef struct RunLook {
    Color color;
    float dash_on, dash_off;
    Marker marker;
    bool hollow;
} RunLook;
RunLook theme_run(const Theme *theme, int slot);

/* Fills table[count] with the loss colour map from low to high loss: 0xffRRGGBB, interpolated in OKLCH. */
void theme_loss_table(const Theme *theme, uint32_t *table, int count);

/* sRGB of an OKLCH colour, clamped to the gamut. */
Color theme_color_of_oklch(Oklch color);
Color theme_mix(Color from, Color to, float share); /* in sRGB, alpha too */
Color theme_fade(Color color, float share);         /* alpha times share */
/* WCAG contrast ratio of two opaque colours, 1 to 21. */
double theme_contrast(Color a, Color b);
/* `color` for letters on `ground`: as much nearer to text1 as it takes to read them (WCAG: 4.5). */
Color theme_ink(const Theme *theme, Color color, Color ground);

/* Sizes in logical pixels. */
enum {
    GRID = 8,
    OUTER_MARGIN = 16,
    CARD_PADDING = 12,
    CARD_GAP = 8,
    CARD_RADIUS = 8,
    LESSON_RADIUS = 12,
    CONTROL_RADIUS = 6,
    BAND_RADIUS = 4,
    BAR_HEIGHT = 56,
    BAR_CONTROL_HEIGHT = 40,
    BUTTON_HEIGHT = 36,
    SMALL_BUTTON_HEIGHT = 32,
    ROW_PITCH = 32,
    VALUE_WIDTH = 80,
    VALUE_HEIGHT = 28,
    HIT_SIZE = 32,
    ICON_HIT_SIZE = 40,
    HANDLE_HIT_RADIUS = 22,
    PLOT_CURSOR_HIT = 8,
    DIVIDER_HIT = 4,
    SMALL_TEXT = 13,
    NORMAL_TEXT = 15,
    LARGE_TEXT = 20,
    LINE_HEIGHT = 23,
};
#define TRAJECTORY_WIDTH 2.5f
#define CURVE_WIDTH      2.25f
#define FUTURE_WIDTH     1.5f
#define THEORY_WIDTH     1.75f
#define ICON_WIDTH       1.75f
#define CASING_EXTRA     3.5f /* a casing is this much wider than its line, ... */
#define CASING_DOT_EXTRA 1.6f /* ... and its dots have this much more radius */

#endif

#include "theme.h"

#include "core/elementary.h"

#include <assert.h>
#include <math.h>

#define RGB(value)                                                                                           \
    { (value) >> 16 & 255, (value) >> 8 & 255, (value)&255, 255 }
#define RGBA(value, alpha)                                                                                   \
    { (value) >> 16 & 255, (value) >> 8 & 255, (value)&255, (alpha) }

/* Alphas are the specification's percentages of 255. */
static const Theme dark = {
    .name = "dark",
    .title = "Dark",
    .dark = true,
    .legible = 4.5,
    .bg0 = RGB(0x0E1115),
    .bg1 = RGB(0x14181E),
    .bg2 = RGB(0x1B2028),
    .bg3 = RGB(0x272E38),
    .line = RGB(0x2A313B),
    .line2 = RGB(0x3D4753),
    .grid = RGB(0x1F252D),
    .plot = RGB(0x0E1115),
    .text1 = RGB(0xF1F4F8),
    .text2 = RGB(0xAEB8C5),
    .text3 = RGB(0x77828F),
    .accent = RGB(0x7C8CFF),
    .accent_bg = RGB(0x232A4A),
    .accent_text = RGB(0xB3BDFF),
    .on_accent = RGB(0x0B0E1A),
    .warn = RGB(0xFF8B6E),
    .warn_bg = RGB(0x3A221D),
    .track = RGB(0x39424E),
    .thumb = RGB(0xF1F4F8),
    .casing = RGBA(0x0A0C10, 184),
    .iso_minor = RGBA(0xDCEBFA, 26),
    .iso_major = RGBA(0xDCEBFA, 66),
    .iso_label = RGBA(0xE4EEF8, 199),
    .mark = RGB(0xFFFFFF),
    .mark_outline = RGBA(0x0A0C10, 140),
    .handle = RGB(0x14181E),
    .tag = RGBA(0x0E1115, 240),
    .run = {RGB(0x9BD0FF), RGB(0xF5C23B), RGB(0x2FC993), RGB(0xCC7FCB), RGB(0xF8684A), RGB(0xD5DBE3)},
    .loss = {{.165, .020, 275},
             {.228, .038, 266},
             {.288, .050, 254},
             {.346, .054, 243},
             {.402, .050, 232},
             {.456, .043, 222}},
    .diverging = RGB(0x0A0C10),
    .basin_fast = {{.49, .09, 255}, {.49, .09, 55}, {.49, .09, 160}, {.49, .09, 330}},
    .basin_slow = {{.22, .055, 255}, {.22, .055, 55}, {.22, .055, 160}, {.22, .055, 330}},
};

static const Theme light = {
    .name = "light",
    .title = "Light",
    .dark = false,
    .legible = 4.5,
    .bg0 = RGB(0xF3F5F7),
    .bg1 = RGB(0xFFFFFF),
    .bg2 = RGB(0xF6F7F9),
    .bg3 = RGB(0xE8EBEF),
    .line = RGB(0xDEE2E8),
    .line2 = RGB(0xBCC4CE),
    .grid = RGB(0xECEFF2),
    .plot = RGB(0xFFFFFF),
    .text1 = RGB(0x12161C),
    .text2 = RGB(0x46515F),
    .text3 = RGB(0x7A8593),
    .accent = RGB(0x4453D6),
    .accent_bg = RGB(0xE7EAFC),
    .accent_text = RGB(0x3541B8),
    .on_accent = RGB(0xFFFFFF),
    .warn = RGB(0xB3260A),
    .warn_bg = RGB(0xFBE7E1),
    .track = RGB(0xCDD3DB),
    .thumb = RGB(0xFFFFFF),
    .casing = RGBA(0xFFFFFF, 224),
    .iso_minor = RGBA(0x1E3550, 26),
    .iso_major = RGBA(0x1E3550, 71),
    .iso_label = RGBA(0x1B2F47, 217),
    .mark = RGB(0xFFFFFF),
    .mark_outline = RGBA(0x12161C, 140),
    .handle = RGB(0x14181E),
    .tag = RGBA(0xFFFFFF, 240),
    .run = {RGB(0x0058B0), RGB(0xB86A0B), RGB(0x089678), RGB(0x7A2A66), RGB(0xB3260A), RGB(0x3A434F)},
    .loss = {{.985, .006, 250},
             {.950, .017, 243},
             {.914, .028, 237},
             {.876, .036, 232},
             {.836, .042, 227},
             {.795, .046, 224}},
    .diverging = RGB(0xC9CED6),
    .basin_fast = {{.90, .042, 255}, {.90, .042, 55}, {.90, .042, 160}, {.90, .042, 330}},
    .basin_slow = {{.65, .085, 255}, {.65, .085, 55}, {.65, .085, 160}, {.65, .085, 330}},
};

/* Black and white, borders that are seen, colours that stand 7 to 1 and more against black. */
static const Theme contrast = {
    .name = "contrast",
    .title = "High contrast",
    .dark = true,
    .legible = 7,
    .bg0 = RGB(0x000000),
    .bg1 = RGB(0x000000),
    .bg2 = RGB(0x0B0D10),
    .bg3 = RGB(0x2C333D),
    .line = RGB(0x7C8794),
    .line2 = RGB(0xC6CED8),
    .grid = RGB(0x333B45),
    .plot = RGB(0x000000),
    .text1 = RGB(0xFFFFFF),
    .text2 = RGB(0xE8EDF3),
    .text3 = RGB(0x9BA5B1),
    .accent = RGB(0xC9BBFF),
    .accent_bg = RGB(0x35266E),
    .accent_text = RGB(0xFFFFFF),
    .on_accent = RGB(0x000000),
    .warn = RGB(0xFFA48C),
    .warn_bg = RGB(0x4A1A10),
    .track = RGB(0x8A95A2),
    .thumb = RGB(0xFFFFFF),
    .casing = RGBA(0x000000, 230),
    .iso_minor = RGBA(0xFFFFFF, 56),
    .iso_major = RGBA(0xFFFFFF, 130),
    .iso_label = RGBA(0xFFFFFF, 255),
    .mark = RGB(0xFFFFFF),
    .mark_outline = RGBA(0x000000, 255),
    .handle = RGB(0x000000),
    .tag = RGBA(0x000000, 255),
    .run = {RGB(0xACD2FF), RGB(0xFFCD02), RGB(0x33B59A), RGB(0xB881FF), RGB(0xFF710D), RGB(0xFFFFFF)},
    .loss = {{.100, .010, 275},
             {.150, .030, 266},
             {.195, .040, 254},
             {.235, .045, 243},
             {.275, .045, 232},
             {.315, .040, 222}},
    .diverging = RGB(0x000000),
    .basin_fast = {{.55, .10, 255}, {.55, .10, 55}, {.55, .10, 160}, {.55, .10, 330}},
    .basin_slow = {{.22, .06, 255}, {.22, .06, 55}, {.22, .06, 160}, {.22, .06, 330}},
};

static const Theme *const themes[THEME_COUNT] = {&dark, &light, &contrast};

const Theme *theme_at(int index) {
    assert(index >= 0 && index < THEME_COUNT);
    return themes[index];
}

const Theme *theme_dark(void) {
    return &dark;
}

const Theme *theme_light(void) {
    return &light;
}

/* The second was found by a search for the largest of the smallest OKLab distances as protan, deutan and
 * tritan eyes see them, beauty aside; the third has no hues: there dashes and markers tell runs apart. */
const Palette palettes[] = {
    {.name = "slalom", .title = "Slalom"},
    {.name = "distinct",
     .title = "Most distinct",
     .dark = {RGB(0xA3ABFF), RGB(0xFFFF00), RGB(0x1B8A9A), RGB(0x81FFFE), RGB(0xF03019), RGB(0xFBA874)},
     .light = {RGB(0x5C39AA), RGB(0xA88C07), RGB(0x0F8693), RGB(0xF705FF), RGB(0x873D00), RGB(0x12161C)}},
    {.name = "grey",
     .title = "Grey",
     .dark = {RGB(0xFFFFFF), RGB(0xD6DADF), RGB(0xB4BAC2), RGB(0x98A0AA), RGB(0xE8EBEE), RGB(0xC4C9D0)},
     .light = {RGB(0x000000), RGB(0x2C323A), RGB(0x555C66), RGB(0x737B86), RGB(0x16191D), RGB(0x40474F)}},
};
const int palette_count = sizeof palettes / sizeof *palettes;

Theme theme_with(const Theme *theme, const Palette *palette, bool marked) {
    Theme own = *theme;
    const Color *colors = theme->dark ? palette->dark : palette->light;
    for (int i = 0; i < THEME_RUN_COLORS; i++)
        if (colors[i].a) own.run[i] = colors[i];
    own.marked = marked;
    return own;
}

RunLook theme_run(const Theme *theme, int slot) {
    /* Dashes of marked slots: with the markers, which go round with the slots, twelve that differ in both. */
    static const float dashes[THEME_RUN_COLORS][2] = {{0, 0}, {12, 5}, {5, 5}, {18, 6}, {2, 5}, {8, 3}};
    int cycle = 2 * THEME_RUN_COLORS, place = (slot % cycle + cycle) % cycle, hue = place % THEME_RUN_COLORS;
    RunLook look = {.color = theme->run[hue], .hollow = place >= THEME_RUN_COLORS};
    if (theme->marked) {
        const float *dash = dashes[(hue + (look.hollow ? 3 : 0)) % THEME_RUN_COLORS];
        look.marker = (Marker)(place % MARKER_COUNT);
        look.dash_on = dash[0];
        look.dash_off = dash[1];
    } else if (look.hollow) {
        look.dash_on = 10;
        look.dash_off = 5;
    }
    return look;
}

/* The sRGB transfer curve, IEC 61966-2-1. */
static uint8_t encode(double linear) {
    if (!(linear > 0)) return 0;
    if (linear >= 1) return 255;
    double value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * elementary_pow(linear, 1 / 2.4) - 0.055;
    return (uint8_t)(value * 255 + 0.5);
}

static double decode(uint8_t channel) {
    double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : elementary_pow((value + 0.055) / 1.055, 2.4);
}

/* Ottosson, "A perceptual color space for image processing" (2020): OKLab to linear sRGB. */
Color theme_color_of_oklch(Oklch color) {
    double angle = color.hue * (3.14159265358979323846 / 180);
    double a = color.chroma * elementary_cos(angle), b = color.chroma * elementary_sin(angle);
    double l = color.lightness + 0.3963377774 * a + 0.2158037573 * b;
    double m = color.lightness - 0.1055613458 * a - 0.0638541728 * b;
    double s = color.lightness - 0.0894841775 * a - 1.2914855480 * b;
    l = l * l * l, m = m * m * m, s = s * s * s;
    return (Color){encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
                   encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
                   encode(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s), 255};
}

void theme_loss_table(const Theme *theme, uint32_t *table, int count) {
    assert(count > 1);
    for (int i = 0; i < count; i++) {
        double place = (double)i / (count - 1) * (THEME_LOSS_STOPS - 1);
        int stop = (int)place < THEME_LOSS_STOPS - 2 ? (int)place : THEME_LOSS_STOPS - 2;
        double share = place - stop;
        Oklch low = theme->loss[stop], high = theme->loss[stop + 1];
        Color color = theme_color_of_oklch((Oklch){low.lightness + share * (high.lightness - low.lightness),
                                                   low.chroma + share * (high.chroma - low.chroma),
                                                   low.hue + share * (high.hue - low.hue)});
        table[i] = 255u << 24 | (uint32_t)color.r << 16 | (uint32_t)color.g << 8 | color.b;
    }
}

static uint8_t mix_channel(uint8_t from, uint8_t to, float share) {
    return (uint8_t)((float)from + ((float)to - (float)from) * share + 0.5f);
}

Color theme_mix(Color from, Color to, float share) {
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return (Color){mix_channel(from.r, to.r, share), mix_channel(from.g, to.g, share),
                   mix_channel(from.b, to.b, share), mix_channel(from.a, to.a, share)};
}

Color theme_fade(Color color, float share) {
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    color.a = (uint8_t)((float)color.a * share + 0.5f);
    return color;
}

static double luminance(Color color) {
    return 0.2126 * decode(color.r) + 0.7152 * decode(color.g) + 0.0722 * decode(color.b);
}

double theme_contrast(Color a, Color b) {
    double first = luminance(a), second = luminance(b);
    return (fmax(first, second) + 0.05) / (fmin(first, second) + 0.05);
}

Color theme_ink(const Theme *theme, Color color, Color ground) {
    enum { SHADES = 20 };
    Color ink = color;
    ground.a = 255;
    for (int i = 1; i <= SHADES && theme_contrast(ink, ground) < theme->legible; i++)
        ink = theme_mix(color, theme->text1, (float)i / SHADES);
    return ink;
}

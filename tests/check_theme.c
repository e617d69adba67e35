#include "screen/theme.h"

#include "suite.h"

#include <math.h>
#include <stdlib.h>

static const Theme *theme_number(int i) {
    return theme_at(i);
}

START_TEST(test_text_contrasts_with_bars_and_cards_as_the_style_says) {
    const Theme *theme = theme_number(_i);
    ck_assert_double_ge(theme_contrast(theme->text1, theme->bg1), 16);
    ck_assert_double_ge(theme_contrast(theme->text2, theme->bg1), theme->dark ? 8.8 : 7.9);
    ck_assert_double_ge(theme_contrast(theme->text2, theme->bg2), 7);
    ck_assert_double_ge(theme_contrast(theme->accent_text, theme->accent_bg), 4.5);
    ck_assert_double_ge(theme_contrast(theme->on_accent, theme->accent), 4.5);
    ck_assert_double_ge(theme_contrast(theme->warn, theme->bg2), 4.5);
}
END_TEST

START_TEST(test_every_run_colour_is_seen_on_cards_and_plots) {
    const Theme *theme = theme_number(_i);
    for (int slot = 0; slot < THEME_RUN_COLORS; slot++) {
        ck_assert_double_ge(theme_contrast(theme->run[slot], theme->bg2), 3.0);
        ck_assert_double_ge(theme_contrast(theme->run[slot], theme->plot), 3.0);
    }
}
END_TEST

START_TEST(test_run_colours_are_told_apart) {
    const Theme *theme = theme_number(_i);
    for (int a = 0; a < THEME_RUN_COLORS; a++)
        for (int b = 0; b < a; b++) {
            Color first = theme->run[a], second = theme->run[b];
            int distance = abs(first.r - second.r) + abs(first.g - second.g) + abs(first.b - second.b);
            ck_assert_int_ge(distance, 70);
        }
}
END_TEST

typedef struct Eye {
    const char *name;
    double seen[3][3]; /* of linear RGB; Machado, Oliveira and Fernandes (2009), severity 1 */
} Eye;
static const Eye eyes[] = {
    {"protan",
     {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}},
    {"deutan",
     {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}},
    {"tritan",
     {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}},
};
enum { EYES = sizeof eyes / sizeof *eyes };

static double linear(int channel) {
    double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

/* A colour in OKLab as an eye sees it. */
static void see(const Eye *eye, Color color, double lab[3]) {
    double own[3] = {linear(color.r), linear(color.g), linear(color.b)}, rgb[3];
    for (int i = 0; i < 3; i++) {
        rgb[i] = eye->seen[i][0] * own[0] + eye->seen[i][1] * own[1] + eye->seen[i][2] * own[2];
        rgb[i] = fmin(fmax(rgb[i], 0), 1);
    }
    double l = cbrt(0.4122214708 * rgb[0] + 0.5363325363 * rgb[1] + 0.0514459929 * rgb[2]);
    double m = cbrt(0.2119034982 * rgb[0] + 0.6806995451 * rgb[1] + 0.1073969566 * rgb[2]);
    double s = cbrt(0.0883024619 * rgb[0] + 0.2817188376 * rgb[1] + 0.6299787005 * rgb[2]);
    lab[0] = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
    lab[1] = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
    lab[2] = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
}

/* The smallest distance between two of the first `count` run colours, in hundredths. */
static double least_distance(const Theme *theme, const Eye *eye, int count) {
    double least = INFINITY;
    for (int a = 0; a < count; a++)
        for (int b = 0; b < a; b++) {
            double first[3], second[3];
            see(eye, theme->run[a], first);
            see(eye, theme->run[b], second);
            least = fmin(
                least, 100 * hypot(hypot(first[0] - second[0], first[1] - second[1]), first[2] - second[2]));
        }
    return least;
}

START_TEST(test_colour_blind_eyes_tell_runs_apart) {
    const Eye *eye = &eyes[_i];
    ck_assert_double_ge(least_distance(theme_dark(), eye, 5), 9); /* the style's own figures */
    ck_assert_double_ge(least_distance(theme_light(), eye, 5), 9.5);
    ck_assert_double_ge(least_distance(theme_at(2), eye, 6), 14);
    for (int i = 0; i < 2; i++) {
        Theme distinct = theme_with(theme_at(i), &palettes[1], false);
        ck_assert_double_ge(least_distance(&distinct, eye, 6), 14);
    }
}
END_TEST

START_TEST(test_high_contrast_is_seven_to_one_and_more) {
    const Theme *theme = theme_at(2);
    const Color inks[] = {theme->text1,  theme->text2,  theme->text3,  theme->accent,
                          theme->line2,  theme->warn,   theme->run[0], theme->run[1],
                          theme->run[2], theme->run[3], theme->run[4], theme->run[5]};
    for (size_t i = 0; i < sizeof inks / sizeof *inks; i++) {
        ck_assert_double_ge(theme_contrast(inks[i], theme->bg1), 7);
        ck_assert_double_ge(theme_contrast(inks[i], theme->bg2), 7);
    }
    ck_assert_double_ge(theme_contrast(theme->accent_text, theme->accent_bg), 7);
    ck_assert_double_ge(theme_contrast(theme->line, theme->bg2), 3);
}
END_TEST

START_TEST(test_palettes_are_seen_in_every_theme) {
    for (int p = 0; p < palette_count; p++) {
        Theme theme = theme_with(theme_at(_i), &palettes[p], false);
        for (int slot = 0; slot < THEME_RUN_COLORS; slot++)
            ck_assert_double_ge(theme_contrast(theme.run[slot], theme.bg2), 3);
    }
}
END_TEST

START_TEST(test_marked_slots_differ_without_colour) {
    Theme theme = theme_with(theme_dark(), &palettes[2], true);
    for (int a = 0; a < 2 * THEME_RUN_COLORS; a++)
        for (int b = 0; b < a; b++) {
            RunLook first = theme_run(&theme, a), second = theme_run(&theme, b);
            ck_assert_msg(first.marker != second.marker || first.dash_on != second.dash_on, "%d and %d", a,
                          b);
            ck_assert_msg(first.marker != second.marker || first.hollow != second.hollow, "%d and %d", a, b);
        }
}
END_TEST

START_TEST(test_slots_repeat_dashed_and_then_all_over) {
    const Theme *theme = theme_dark();
    for (int slot = -30; slot < 30; slot++) {
        RunLook look = theme_run(theme, slot), later = theme_run(theme, slot + 12);
        ck_assert_int_eq(look.color.r, later.color.r);
        ck_assert_float_eq(look.dash_on, later.dash_on);
    }
    ck_assert_float_eq(theme_run(theme, 5).dash_on, 0);
    ck_assert_float_eq(theme_run(theme, 6).dash_on, 10);
    ck_assert_float_eq(theme_run(theme, 6).dash_off, 5);
    ck_assert_int_eq(theme_run(theme, 6).color.g, theme->run[0].g);
}
END_TEST

START_TEST(test_the_loss_map_passes_through_the_stops_of_the_style) {
    static const uint32_t stops[2][6] = {{0x0C0E17, 0x141C2E, 0x182C43, 0x1E3D53, 0x2A4D5F, 0x3B5D68},
                                         {0xF7FAFE, 0xE5F0F9, 0xD2E6F3, 0xC0DBEA, 0xAECFDF, 0x9DC3D2}};
    uint32_t table[256];
    theme_loss_table(theme_number(_i), table, 256);
    for (int stop = 0; stop < 6; stop++)
        for (int shift = 0; shift < 24; shift += 8) {
            int is = (int)(table[51 * stop] >> shift & 255), wanted = (int)(stops[_i][stop] >> shift & 255);
            ck_assert_msg(abs(is - wanted) <= 1, "stop %d: %06x", stop, table[51 * stop] & 0xffffff);
        }
    for (int i = 0; i < 256; i++) ck_assert_uint_eq(table[i] >> 24, 255);
}
END_TEST

START_TEST(test_the_loss_map_grows_steadily_away_from_the_page) {
    const Theme *theme = theme_number(_i);
    uint32_t table[1024];
    theme_loss_table(theme, table, 1024);
    int last = -1;
    for (int i = 0; i < 1024; i++) {
        int green = (int)(table[i] >> 8 & 255), away = theme->dark ? green : 255 - green;
        ck_assert_int_ge(away, last);
        ck_assert_int_le(away - last, last < 0 ? 255 : 1); /* no visible steps */
        last = away;
    }
}
END_TEST

START_TEST(test_grey_in_oklch_is_grey_in_rgb) {
    for (int i = 0; i <= 20; i++) {
        Color grey = theme_color_of_oklch((Oklch){i / 20.0, 0, 17.0 * i});
        ck_assert_int_eq(grey.r, grey.g);
        ck_assert_int_eq(grey.g, grey.b);
    }
    Color white = theme_color_of_oklch((Oklch){1, 0, 0});
    ck_assert_int_eq(white.r, 255);
}
END_TEST

START_TEST(test_contrast_is_that_of_wcag) {
    Color black = {0, 0, 0, 255}, white = {255, 255, 255, 255}, grey = {119, 119, 119, 255};
    ck_assert_double_eq_tol(theme_contrast(black, white), 21, 1e-9);
    ck_assert_double_eq_tol(theme_contrast(white, white), 1, 1e-12);
    ck_assert_double_eq_tol(theme_contrast(grey, white), 4.48, 0.005);
}
END_TEST

START_TEST(test_the_colour_of_every_run_can_be_read_as_text) {
    const Theme *theme = theme_at(_i);
    const Color grounds[] = {theme->bg0, theme->bg1, theme->bg2, theme->plot, theme->tag};
    for (int palette = 0; palette < palette_count; palette++)
        for (int slot = 0; slot < THEME_RUN_COLORS; slot++)
            for (size_t k = 0; k < sizeof grounds / sizeof *grounds; k++) {
                Theme own = theme_with(theme, &palettes[palette], false);
                Color ground = grounds[k], color = theme_run(&own, slot).color,
                      ink = theme_ink(&own, color, ground);
                ground.a = 255;
                ck_assert_double_ge(theme_contrast(ink, ground), own.legible);
                /* What can be read is left as it is. */
                if (theme_contrast(color, ground) >= own.legible) ck_assert_mem_eq(&ink, &color, sizeof ink);
            }
}
END_TEST

START_TEST(test_mixing_and_fading_reach_both_ends) {
    Color a = {10, 20, 30, 255}, b = {110, 220, 130, 55};
    ck_assert_int_eq(theme_mix(a, b, 0).r, 10);
    ck_assert_int_eq(theme_mix(a, b, 1).a, 55);
    ck_assert_int_eq(theme_mix(a, b, 0.5f).g, 120);
    ck_assert_int_eq(theme_fade(a, 0.5f).a, 128);
    ck_assert_int_eq(theme_fade(a, 0.5f).b, 30);
}
END_TEST

SUITE("theme") {
    TCase *tests = suite_case(suite, "theme");
    tcase_add_loop_test(tests, test_text_contrasts_with_bars_and_cards_as_the_style_says, 0, THEME_COUNT);
    tcase_add_loop_test(tests, test_every_run_colour_is_seen_on_cards_and_plots, 0, THEME_COUNT);
    tcase_add_loop_test(tests, test_run_colours_are_told_apart, 0, THEME_COUNT);
    tcase_add_loop_test(tests, test_colour_blind_eyes_tell_runs_apart, 0, EYES);
    tcase_add_test(tests, test_high_contrast_is_seven_to_one_and_more);
    tcase_add_loop_test(tests, test_palettes_are_seen_in_every_theme, 0, THEME_COUNT);
    tcase_add_test(tests, test_marked_slots_differ_without_colour);
    tcase_add_test(tests, test_slots_repeat_dashed_and_then_all_over);
    tcase_add_loop_test(tests, test_the_loss_map_passes_through_the_stops_of_the_style, 0, 2);
    tcase_add_loop_test(tests, test_the_loss_map_grows_steadily_away_from_the_page, 0, THEME_COUNT);
    tcase_add_test(tests, test_grey_in_oklch_is_grey_in_rgb);
    tcase_add_test(tests, test_contrast_is_that_of_wcag);
    tcase_add_loop_test(tests, test_the_colour_of_every_run_can_be_read_as_text, 0, THEME_COUNT);
    tcase_add_test(tests, test_mixing_and_fading_reach_both_ends);
}

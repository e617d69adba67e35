#include "ticks.h"

#include "number.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

/* Steps finer than this share of the values would need more digits than an axis has room for. */
static const double FINEST = 1e-3, BASE_STEPS = 100;
enum { LETTERS_MAX = 6 }; /* of a text in a margin: "−1.234" */

/* The power of ten below a step. */
static double unit_of(double step) {
    return pow(10, floor(log10(step) + 1e-9));
}

Ticks ticks_even(double low, double high, double least) {
    Ticks ticks = {.step = 1};
    if (!(high >= low) || !(least > 0) || !isfinite(high - low)) return ticks;
    double power = pow(10, floor(log10(least)));
    double digits = least / power * (1 - 1e-12);
    ticks.step = power * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10);
    double first = ceil(low / ticks.step - 1e-9), last = floor(high / ticks.step + 1e-9);
    for (double k = first; k <= last && ticks.count < TICKS_MAX; k++) {
        ticks.values[ticks.count++] = k == 0 ? 0 : k * ticks.step;
    }
    double size = fmax(fabs(low), fabs(high));
    if (size * FINEST > ticks.step) {
        double coarse = BASE_STEPS * unit_of(ticks.step);
        ticks.base = rint(0.5 * (low + high) / coarse) * coarse;
    }
    return ticks;
}

static int decimals_of(double step) {
    double decimals = -floor(log10(step) + 1e-9);
    return decimals > 0 ? (int)fmin(decimals, 15) : 0;
}

char *ticks_text(const Ticks *ticks, int index, char text[TICK_TEXT]) {
    assert(index >= 0 && index < ticks->count);
    double value = ticks->values[index], size = fabs(value);
    if (ticks->base != 0) {
        double unit = unit_of(ticks->step), units = rint((value - ticks->base) / unit);
        snprintf(text, TICK_TEXT, "%s%.0f", units > 0 ? "+" : units < 0 ? "\u2212" : "", fabs(units));
        return text;
    }
    if (ticks->power != 0) {
        const double unit = pow(10, ticks->power);
        snprintf(text, TICK_TEXT, "%s%.*f", value < 0 ? "\u2212" : "", decimals_of(ticks->step / unit),
                 size / unit);
        return text;
    }
    int decimals = decimals_of(ticks->step);
    if (decimals > 4 || size >= 1e4) {
        if (value == 0) {
            snprintf(text, TICK_TEXT, "0");
            return text;
        }
        int digits = 1 + (int)fmax(0, floor(log10(size) + 1e-9) - floor(log10(ticks->step) + 1e-9));
        if (digits <= 5) return number_format_short(text, value, digits < 3 ? 3 : digits);
    }
    snprintf(text, TICK_TEXT, "%s%.*f", value < 0 ? "\u2212" : "", decimals, size);
    return text;
}

void ticks_shorten(Ticks *ticks) {
    double size = 0;
    int longest = 0;
    char text[TICK_TEXT];
    for (int i = 0; i < ticks->count; i++) {
        int length = 0;
        for (const char *at = ticks_text(ticks, i, text); *at; at++) length += (*at & 0xC0) != 0x80;
        if (length > longest) longest = length;
        size = fmax(size, fabs(ticks->values[i]));
    }
    if (longest > LETTERS_MAX && ticks->base == 0) ticks->power = (int)floor(log10(size) + 1e-9);
}

bool ticks_are_plain(const Ticks *ticks) {
    return ticks->base == 0 && ticks->power == 0;
}

char *ticks_name(const Ticks *ticks, const char *name, char text[TICK_TEXT]) {
    char power[NUMBER_SIZE];
    if (ticks->base == 0) {
        snprintf(text, TICK_TEXT, ticks->power ? "%s \u00b7 %s" : "%s", name,
                 number_format_decade(power, -ticks->power));
        return text;
    }
    int exponent = -(int)rint(log10(unit_of(ticks->step)));
    const char *sign = ticks->base < 0 ? "+" : "\u2212";
    int decimals = decimals_of(BASE_STEPS * unit_of(ticks->step));
    if (exponent == 0) {
        snprintf(text, TICK_TEXT, "%s %s %.*f", name, sign, decimals, fabs(ticks->base));
    } else {
        snprintf(text, TICK_TEXT, "(%s %s %.*f) \u00b7 %s", name, sign, decimals, fabs(ticks->base),
                 number_format_decade(power, exponent));
    }
    return text;
}

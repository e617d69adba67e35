/* Where an axis is marked and what stands there. */
#ifndef SCREEN_TICKS_H
#define SCREEN_TICKS_H

#include <stdbool.h>

enum { TICKS_MAX = 64, TICK_TEXT = 40 };

typedef struct Ticks {
    double values[TICKS_MAX];
    int count;
    double step; /* 1, 2 or 5 times a power of ten */
    double base; /* what the texts leave out, where all of them begin with the same many digits; else 0 */
    int power;   /* the texts are values over this power of ten */
} Ticks;

/* Multiples of the smallest 1-2-5 step that is at least `least`, within [low, high]. */
Ticks ticks_even(double low, double high, double least);

/* "1.5", "0.0", "−2": with as many decimals as the step has; "2e6", "1.5e−7" where that is shorter; "+3e−9"
 * above a base. */
char *ticks_text(const Ticks *ticks, int index, char text[TICK_TEXT]);

/* Where texts would be too long for a margin, the axis's name takes their power of ten over. */
void ticks_shorten(Ticks *ticks);

/* Whether the name is the axis's own and nothing else. */
bool ticks_are_plain(const Ticks *ticks);

/* The axis's name, "x", with its base and power where there are any: "(x − 1.0000001) · 10⁹", "x · 10⁻⁶". */
char *ticks_name(const Ticks *ticks, const char *name, char text[TICK_TEXT]);

#endif

#include "hyperparameter.h"
#include "elementary.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static double clamp(double value, double low, double high) {
    return value < low ? low : value > high ? high : value;
}

/* The double nearest to a decimal of `digits` significant digits: as an integer over (or times) a power of
 * ten, both exact, so that a slider leaves 0.0012 and not 0.0012000000000000001. */
static double round_to_digits(double value, int digits) {
    if (value == 0.0 || !isfinite(value)) return value;
    int exponent = (int)floor(elementary_log10(fabs(value))) - digits + 1;
    double power = 1.0;
    for (int i = exponent < 0 ? -exponent : exponent; i > 0; i--) power *= 10.0;
    return exponent < 0 ? rint(value * power) / power : rint(value / power) * power;
}

double hyperparameter_position(const Hyperparameter *h, double value) {
    value = clamp(value, h->low, h->high);
    switch (h->scale) {
    case SCALE_LOG:
        assert(h->low > 0.0);
        return elementary_log(value / h->low) / elementary_log(h->high / h->low);
    case SCALE_ONE_MINUS:
        assert(h->high < 1.0);
        return elementary_log((1.0 - value) / (1.0 - h->low)) /
               elementary_log((1.0 - h->high) / (1.0 - h->low));
    default: return h->high > h->low ? (value - h->low) / (h->high - h->low) : 0.0;
    }
}

double hyperparameter_value(const Hyperparameter *h, double position) {
    position = clamp(position, 0.0, 1.0);
    if (position == 0.0) return h->low;
    if (position == 1.0) return h->high;
    switch (h->scale) {
    case SCALE_LOG: return round_to_digits(h->low * elementary_pow(h->high / h->low, position), 3);
    case SCALE_ONE_MINUS: {
        double rest = (1.0 - h->low) * elementary_pow((1.0 - h->high) / (1.0 - h->low), position);
        /* 1 - (a decimal) is not the nearest double to its decimal; rounding once more makes it so. */
        return round_to_digits(1.0 - round_to_digits(rest, rest < 1e-4 ? 2 : 3), 8);
    }
    case SCALE_INTEGER: return rint(h->low + position * (h->high - h->low));
    case SCALE_SWITCH: return position < 0.5 ? 0.0 : 1.0;
    default: {
        /* Steps of a thousandth of the range, rounded to a power of ten. */
        double step = round_to_digits((h->high - h->low) / 1000.0, 1),
               value = h->low + position * (h->high - h->low);
        if (fabs(value) < 0.5 * step) return 0.0;
        int digits = 1 + (int)floor(elementary_log10(fabs(value) / step) + 0.5);
        return round_to_digits(value, digits < 1 ? 1 : digits > 6 ? 6 : digits);
    }
    }
}

bool hyperparameter_refuse(const Hyperparameter *h, const char *given, Error *error) {
    if (h->scale == SCALE_SWITCH)
        return error_set(error, 0, 0, NULL, "%s must be 0 (off) or 1 (on), not %s", h->name, given);
    return error_set(error, 0, 0, NULL, "%s must be a %s from %.10g to %.10g, not %s", h->name,
                     h->scale == SCALE_INTEGER ? "whole number" : "number", h->minimum, h->maximum, given);
}

bool hyperparameter_check(const Hyperparameter *h, double value, Error *error) {
    const bool whole = h->scale == SCALE_INTEGER || h->scale == SCALE_SWITCH;
    char given[32];
    if (value >= h->minimum && value <= h->maximum && (!whole || value == rint(value))) return true;
    snprintf(given, sizeof given, "%.10g", value);
    return hyperparameter_refuse(h, given, error);
}

int hyperparameter_find(const Hyperparameter *table, int count, const char *name) {
    for (int i = 0; i < count; i++)
        if (strcmp(table[i].name, name) == 0) return i;
    return -1;
}

void hyperparameter_defaults(const Hyperparameter *table, int count, double *values) {
    for (int i = 0; i < count; i++) values[i] = table[i].default_value;
}

#include "series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DECADES = 40, FINGERPRINTS = 64 };
/* A double with exponent bits e lies in [2^(e - 1023), 2^(e - 1022)); decade 0 begins at 1e-20. Half an
 * octave up. */
static const double DECADE_OF_EXPONENT_0 = 1022.5 * 0.30102999566398120 - 20;

void series_end(Series *series) {
    free(series->points);
    *series = (Series){0};
}

static uint64_t hash(uint64_t so_far, const void *data, size_t size) {
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++) so_far = (so_far ^ bytes[i]) * 1099511628211u;
    return so_far;
}

static double value_of(const SeriesSource *source, int64_t k) {
    const Trajectory *trajectory = source->trajectory;
    return source->read(trajectory->rows + k * trajectory->columns, source->surface) - source->floor;
}

double series_value(const SeriesSource *source, double step) {
    int64_t k = (int64_t)step;
    double part = step - (double)k, a = value_of(source, k);
    if (part > 0 && k < source->trajectory->steps) a += part * (value_of(source, k + 1) - a);
    return a;
}

/* A number that tells one curve from another by a sample of it. */
static uint64_t key_of(const SeriesSource *source, int64_t first, int64_t last) {
    const Trajectory *trajectory = source->trajectory;
    uint64_t key = hash(14695981039346656037u, &trajectory->rows, sizeof trajectory->rows);
    key = hash(key, &first, sizeof first);
    key = hash(key, &last, sizeof last);
    key = hash(key, &source->read, sizeof source->read);
    uint64_t version = source->surface ? source->surface->version : 0;
    key = hash(key, &version, sizeof version);
    key = hash(key, &source->floor, sizeof source->floor);
    for (int i = 0; i <= FINGERPRINTS; i++) {
        int64_t k = first + (last - first) * i / FINGERPRINTS;
        double value = value_of(source, k);
        key = hash(key, trajectory->rows + k * trajectory->columns, 3 * sizeof(double));
        key = hash(key, &value, sizeof value);
    }
    return key | 1; /* never that of an empty series */
}

static void count_value(Series *series, double value) {
    if (!isfinite(value)) {
        series->negative |= value < 0;
        return;
    }
    series->low = value < series->low ? value : series->low;
    series->high = value > series->high ? value : series->high;
    series->negative |= value < 0;
    if (!(value > 0)) return;
    /* From the exponent of two: cheaper than a logarithm, and the decades are only counted. */
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    int decade = (int)((double)(int)(bits >> 52) * (M_LN2 / M_LN10) - DECADE_OF_EXPONENT_0);
    series->decades[decade < 0 ? 0 : decade >= DECADES ? DECADES - 1 : decade]++;
}

static void add(Series *series, int64_t step, double value) {
    series->points[series->count++] = (SeriesPoint){(double)step, value};
}

/* First, lowest, highest and last of the steps begin .. end - 1. */
static void add_bucket(Series *series, const SeriesSource *source, int64_t begin, int64_t end) {
    int64_t lowest = begin, highest = begin;
    double low = INFINITY, high = -INFINITY;
    bool broken = false; /* a bucket with NaN in it shows a gap */
    for (int64_t k = begin; k < end; k++) {
        double value = value_of(source, k);
        count_value(series, value);
        if (value < low) low = value, lowest = k;
        if (value > high) high = value, highest = k;
        broken |= isnan(value);
    }
    if (broken && begin + 1 < end) {
        add(series, begin, NAN);
        return;
    }
    int64_t steps[4] = {begin, lowest < highest ? lowest : highest, lowest < highest ? highest : lowest,
                        end - 1};
    for (int i = 0; i < 4; i++) {
        if (i == 0 || steps[i] > steps[i - 1]) add(series, steps[i], value_of(source, steps[i]));
    }
}

void series_update(Series *series, const SeriesSource *source, int64_t first, int64_t last) {
    uint64_t key = key_of(source, first, last);
    if (key == series->key) return;
    int64_t rows = last - first + 1,
            bucket = rows <= SERIES_POINTS ? 1 : (rows + SERIES_POINTS / 4 - 1) / (SERIES_POINTS / 4);
    int need = rows <= SERIES_POINTS ? (int)rows : SERIES_POINTS;
    if (need > series->capacity) {
        free(series->points);
        series->points = malloc((size_t)need * sizeof *series->points);
        series->capacity = series->points ? need : 0;
    }
    series->count = 0;
    series->key = series->points ? key : 0;
    series->low = INFINITY, series->high = -INFINITY;
    series->negative = false;
    memset(series->decades, 0, sizeof series->decades);
    if (!series->points) return;
    for (int64_t begin = first; begin <= last; begin += bucket) {
        int64_t end = begin + bucket <= last ? begin + bucket : last + 1;
        add_bucket(series, source, begin, end);
    }
}

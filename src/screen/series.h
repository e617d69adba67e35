/* One quantity of a trajectory as points of a curve. However long the trajectory, a curve has few points: of
 * every bucket of steps the first, lowest, highest and last value, so that no peak is lost. */
#ifndef SCREEN_SERIES_H
#define SCREEN_SERIES_H

#include "core/trajectory.h"

enum { SERIES_POINTS = 8192 };

typedef struct SeriesPoint {
    double step, value;
} SeriesPoint;

/* Where values come from: read(row, surface) - floor of every row. `surface` is what read() needs of it. */
typedef struct SeriesSource {
    const Trajectory *trajectory;
    double (*read)(const double *row, const Surface *surface);
    const Surface *surface;
    double floor;
} SeriesSource;

typedef struct Series {
    SeriesPoint *points; /* ascending steps; values may be NaN or infinite */
    int count, capacity;
    int decades[40]; /* finite positive values whose log10 lies in [k - 20, k - 19); the ends take the rest */
    double low, high; /* of the finite values; low > high where there is none */
    bool negative;    /* some value is below zero */
    /* what it was made from */
    uint64_t key;
} Series; /* starts as {0} */

void series_end(Series *series);

/* The value at a step, whole or between two. */
double series_value(const SeriesSource *source, double step);

/* Fills the series with the values of steps first .. last; does nothing where it is up to date. Short of
 * memory it is empty. */
void series_update(Series *series, const SeriesSource *source, int64_t first, int64_t last);

#endif

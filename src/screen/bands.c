#include "bands.h"

#include "number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Points of a lattice over a view: many, or where evaluating them would take longer than a frame can spare,
 * few. */
enum { SAMPLES_X = 96, SAMPLES_Y = 64, SAMPLES = SAMPLES_X * SAMPLES_Y, FEWER = 2, OPERATIONS_MAX = 1000000 };
enum { IGNORED_LOW = 3, IGNORED_HIGH = 30, EXTREMES = 32 }; /* of SAMPLES, at either end */
/* Bands on a linear scale: below what three quarters of the view have, and at most. */
enum { LINEAR_WANTED = 10, LINEAR_MOST = 24 };
static const double USUAL = 0.75;
static const double FLOOR_ZERO = 1e-9;

/* A lattice over the view, for the threads. */
typedef struct Lattice {
    const Program *program;
    View view;
    int columns, rows;
    double *losses;
} Lattice;

static void sample_rows(void *context, size_t begin, size_t end) {
    const Lattice *lattice = context;
    const View *view = &lattice->view;
    int columns = lattice->columns;
    double x[SAMPLES_X], y[SAMPLES_X];
    for (int i = 0; i < columns; i++) x[i] = view->x[0] + (view->x[1] - view->x[0]) * (i + 0.5) / columns;
    for (size_t j = begin; j < end; j++) {
        double *results[] = {lattice->losses + j * (size_t)columns};
        for (int i = 0; i < columns; i++)
            y[i] = view->y[0] + (view->y[1] - view->y[0]) * ((double)j + 0.5) / lattice->rows;
        program_evaluate(lattice->program, ORDER_VALUE, (size_t)columns, x, y, 0, results);
    }
}

/* Losses on a lattice over a view. */
typedef struct Sample {
    double losses[SAMPLES]; /* the finite ones */
    int count, points;
} Sample;

static void take_sample(Sample *sample, const Surface *surface, View view, Parallel *threads) {
    Lattice lattice = {program_rough(surface->program), view, SAMPLES_X, SAMPLES_Y, sample->losses};
    if (program_length(lattice.program, ORDER_VALUE) > OPERATIONS_MAX / SAMPLES)
        lattice.columns /= FEWER, lattice.rows /= FEWER;
    parallel_for(threads, (size_t)lattice.rows, 8, sample_rows, &lattice, NULL);
    sample->points = lattice.columns * lattice.rows;
    sample->count = 0;
    for (int i = 0; i < sample->points; i++)
        if (isfinite(sample->losses[i])) sample->losses[sample->count++] = sample->losses[i];
}

/* Where the losses above `least` begin and end, less the ignored lowest and highest. False where there is
 * none. */
static bool range_above(double least, const Sample *sample, double *low, double *high) {
    const double *losses = sample->losses;
    double lowest[EXTREMES], highest[EXTREMES]; /* lowest first, highest first */
    for (int i = 0; i < EXTREMES; i++) lowest[i] = INFINITY, highest[i] = -INFINITY;
    int above = 0;
    for (int i = 0; i < sample->count; i++) {
        if (!(losses[i] > least)) continue;
        above++;
        for (int k = 0; k < EXTREMES && losses[i] < lowest[EXTREMES - 1]; k++) {
            if (losses[i] >= lowest[k]) continue;
            memmove(lowest + k + 1, lowest + k, sizeof *lowest * (size_t)(EXTREMES - 1 - k));
            lowest[k] = losses[i];
            break;
        }
        for (int k = 0; k < EXTREMES && losses[i] > highest[EXTREMES - 1]; k++) {
            if (losses[i] <= highest[k]) continue;
            memmove(highest + k + 1, highest + k, sizeof *highest * (size_t)(EXTREMES - 1 - k));
            highest[k] = losses[i];
            break;
        }
    }
    bool many = above > sample->points / 2;
    *low = lowest[many ? IGNORED_LOW * sample->points / SAMPLES : 0];
    *high = highest[many ? IGNORED_HIGH * sample->points / SAMPLES : 0];
    return above > 0;
}

double bands_floor(const Surface *surface, Parallel *threads) {
    double floor = INFINITY;
    for (int i = 0; i < surface->minimum_count; i++) floor = fmin(floor, surface->minimum_losses[i]);
    if (!isfinite(floor)) {
        Sample own;
        take_sample(&own, surface, surface->definition->view, threads);
        floor = 0;
        for (int i = 0; i < own.count; i++) floor = fmin(floor, own.losses[i]);
    }
    return fabs(floor) < FLOOR_ZERO ? 0 : floor;
}

/* The smallest 1, 2 or 5 times a power of ten that is at least `wanted`. */
static double round_step(double wanted) {
    double power = pow(10, floor(log10(wanted)));
    double digits = wanted / power;
    return power * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10);
}

static void set_edges(Bands *bands) {
    for (int i = 0; i <= bands->count; i++) bands->edges[i] = bands_loss(bands, i);
}

/* Bands of `step` from the multiple of it below `low` to the one above `high`. */
static void set_even(Bands *bands, double low, double high, double step, int major) {
    double first = floor(low / step + 1e-9), last = ceil(high / step - 1e-9);
    if (last - first > BANDS_MAX) first = last - BANDS_MAX;
    bands->step = step;
    bands->major = major;
    bands->first = (int64_t)first;
    bands->low = first * step;
    bands->count = last > first ? (int)(last - first) : 1;
    set_edges(bands);
}

static int compare_doubles(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* `usual`: what three quarters of the view lie below. */
static void set_linear(Bands *bands, double low, double usual, double high) {
    bands->levels = LEVELS_LINEAR;
    bands->floor = 0;
    double size = fmax(fabs(low), fabs(high));
    if (!(high - low > 1e-12 * size)) high = low + fmax(1e-12 * size, 1e-300); /* flat */
    double step = round_step(fmax((usual - low) / LINEAR_WANTED, (high - low) / BANDS_MAX));
    double digit = step / pow(10, floor(log10(step * 1.0001)));
    set_even(bands, low, fmin(high, low + LINEAR_MOST * step), step, digit > 1.5 && digit < 4 ? 5 : 2);
}

static bool set_log(Bands *bands, double floor_loss, const Sample *sample) {
    double low, high;
    if (!range_above(floor_loss, sample, &low, &high)) return false;
    low -= floor_loss;
    high -= floor_loss;
    if (!(low > 0) || !isfinite(high)) return false;
    double high_log = log10(high), low_log = log10(low), span = high_log - low_log;
    if (span < 1) return false;
    bands->levels = LEVELS_LOG;
    bands->floor = floor_loss;
    if (span < 5) {
        set_even(bands, low_log, high_log, 0.25, 4);
    } else if (span <= 12) {
        set_even(bands, low_log, high_log, 0.5, 2);
    } else {
        set_even(bands, low_log, high_log, round_step(span / 24), 1);
    }
    return true;
}

static void set_quantile(Bands *bands, const double *losses, int count) {
    enum { QUANTILES = 12 };
    bands->levels = LEVELS_QUANTILE;
    bands->major = 1;
    bands->count = 0;
    bands->edges[0] = losses[0];
    for (int i = 1; i <= QUANTILES; i++) {
        double edge = losses[(count - 1) * i / QUANTILES];
        if (edge > bands->edges[bands->count]) bands->edges[++bands->count] = edge;
    }
    if (bands->count == 0) bands->edges[++bands->count] = nextafter(losses[0], INFINITY);
}

/* The part of the view that is the surface's own: walls far outside it would swamp everything inside on a
 * linear scale. Where that is less than a tenth of the view, the view. */
static View own_part(const Surface *surface, View view) {
    View own = surface->definition->view;
    View part = {{fmax(view.x[0], own.x[0]), fmin(view.x[1], own.x[1])},
                 {fmax(view.y[0], own.y[0]), fmin(view.y[1], own.y[1])}};
    double width = part.x[1] - part.x[0], height = part.y[1] - part.y[0];
    double whole = (view.x[1] - view.x[0]) * (view.y[1] - view.y[0]);
    return width > 0 && height > 0 && width * height >= 0.1 * whole ? part : view;
}

Bands bands_of(const Surface *surface, View view, Parallel *threads) {
    Bands bands = {.major = 1};
    double low, high;
    Sample sample;
    Levels wanted = surface->definition->levels;
    take_sample(&sample, surface, wanted == LEVELS_LOG ? view : own_part(surface, view), threads);
    if (wanted == LEVELS_LOG && sample.count > 0 && set_log(&bands, bands_floor(surface, threads), &sample))
        return bands;
    if (sample.count == 0) {
        set_linear(&bands, 0, 1, 1);
        return bands;
    }
    qsort(sample.losses, (size_t)sample.count, sizeof *sample.losses, compare_doubles);
    if (wanted == LEVELS_QUANTILE) {
        set_quantile(&bands, sample.losses, sample.count);
    } else {
        range_above(-INFINITY, &sample, &low, &high);
        set_linear(&bands, low, sample.losses[(int)(USUAL * (sample.count - 1))], high);
    }
    return bands;
}

/* The band a quantile scale's loss is in. */
static int quantile_band(const Bands *bands, double loss) {
    int band = 0;
    while (band < bands->count - 1 && loss >= bands->edges[band + 1]) band++;
    return band;
}

double bands_position(const Bands *bands, double loss) {
    if (isnan(loss)) return loss;
    if (bands->levels == LEVELS_QUANTILE) {
        int band = quantile_band(bands, loss);
        return band + (loss - bands->edges[band]) / (bands->edges[band + 1] - bands->edges[band]);
    }
    if (bands->levels == LEVELS_LINEAR) return (loss - bands->low) / bands->step;
    return loss > bands->floor ? (log10(loss - bands->floor) - bands->low) / bands->step : -INFINITY;
}

double bands_loss(const Bands *bands, double position) {
    if (bands->levels == LEVELS_QUANTILE) {
        if (!(position >= 0 && position <= bands->count)) return NAN;
        int band = position < bands->count ? (int)position : bands->count - 1;
        return bands->edges[band] + (position - band) * (bands->edges[band + 1] - bands->edges[band]);
    }
    double level = ((double)bands->first + position) * bands->step;
    return bands->levels == LEVELS_LINEAR ? level : bands->floor + pow(10, level);
}

double bands_rate(const Bands *bands, double loss) {
    if (bands->levels == LEVELS_LINEAR) return 1 / bands->step;
    if (bands->levels == LEVELS_LOG) return 1 / (M_LN10 * (loss - bands->floor) * bands->step);
    int band = quantile_band(bands, loss);
    return 1 / (bands->edges[band + 1] - bands->edges[band]);
}

bool bands_is_major(const Bands *bands, int edge) {
    return (bands->first + edge) % bands->major == 0;
}

const char *bands_edge_text(const Bands *bands, int edge, char text[BANDS_TEXT]) {
    if (bands->levels == LEVELS_LOG && bands->floor == 0) {
        double exponent = (double)(bands->first + edge) * bands->step;
        if (exponent == rint(exponent)) return number_format_decade(text, (int)exponent);
    }
    double loss = bands->edges[edge];
    if (bands->levels == LEVELS_LINEAR && fabs(loss) < 1e-9 * bands->step) loss = 0;
    return number_format_short(text, loss, 3);
}

bool bands_equal(const Bands *a, const Bands *b) {
    bool equal = a->levels == b->levels && a->floor == b->floor && a->step == b->step &&
                 a->first == b->first && a->major == b->major && a->count == b->count;
    for (int i = 0; equal && i <= a->count; i++) equal = a->edges[i] == b->edges[i];
    return equal;
}

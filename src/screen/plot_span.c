#include "plot_span.h"

#include <math.h>

const char *const plot_unit_names[PLOT_UNIT_COUNT] = {"steps", "evaluations"};

/* What reaching step k has cost: the evaluations of all steps before it. */
static double cost(const Trajectory *trajectory, int64_t k) {
    return k > 0 ? trajectory_at(trajectory, k - 1, QUANTITY_EVALUATIONS) : 0;
}

static bool counts(const SceneRun *run) {
    return !run->hidden && run->trajectory.rows;
}

PlotSpan plot_span_of(const Scene *scene, PlotUnit unit, double low, double high) {
    PlotSpan span = {.unit = unit, .whole = unit == PLOT_STEPS ? (double)scene->steps : 0};
    for (int i = 0; unit == PLOT_EVALUATIONS && i < scene->run_count; i++) {
        const Trajectory *trajectory = &scene->runs[i].trajectory;
        if (counts(&scene->runs[i])) span.whole = fmax(span.whole, cost(trajectory, trajectory->steps));
    }
    span.whole = fmax(span.whole, 1);
    span.low = low * span.whole;
    span.high = high * span.whole;
    return span;
}

double plot_span_position(const PlotSpan *span, const Trajectory *trajectory, double step) {
    if (span->unit == PLOT_STEPS) return step;
    int64_t k = (int64_t)fmin(fmax(step, 0), (double)trajectory->steps);
    double part = step - (double)k, at = cost(trajectory, k);
    return part > 0 && k < trajectory->steps ? at + part * (cost(trajectory, k + 1) - at) : at;
}

double plot_span_step(const PlotSpan *span, const Trajectory *trajectory, double position) {
    if (span->unit == PLOT_STEPS) return fmin(fmax(position, 0), (double)trajectory->steps);
    int64_t low = 0, high = trajectory->steps + 1; /* reached, and not */
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (cost(trajectory, middle) <= position)
            low = middle;
        else
            high = middle;
    }
    return (double)low;
}

double plot_span_scene_step(const PlotSpan *span, const Scene *scene, double position) {
    if (span->unit == PLOT_STEPS) return fmin(fmax(position, 0), (double)scene->steps);
    double farthest = 0;
    for (int i = 0; i < scene->run_count; i++)
        if (counts(&scene->runs[i]))
            farthest = fmax(farthest, plot_span_step(span, &scene->runs[i].trajectory, position));
    return farthest;
}

double plot_span_scene_position(const PlotSpan *span, const Scene *scene, double step) {
    if (span->unit == PLOT_STEPS) return step;
    double cheapest = INFINITY;
    for (int i = 0; i < scene->run_count; i++)
        if (counts(&scene->runs[i]))
            cheapest = fmin(cheapest, plot_span_position(span, &scene->runs[i].trajectory, step));
    return isfinite(cheapest) ? cheapest : 0;
}

void plot_span_zoom(double *low, double *high, double fixed, double factor, double least) {
    double width = fmin(fmax((*high - *low) / factor, fmin(least, 1)), 1);
    double share = (fixed - *low) / (*high - *low);
    *low = fmin(fmax(fixed - share * width, 0), 1 - width);
    *high = width < 1 ? *low + width : 1;
}

/* Whole strides of 1, 2, 2.5 or 5 times a power of ten: the smallest that divides the whole, where one does
 * that is not much larger than the smallest of all. */
static double stride_of(const PlotSpan *span, double least) {
    static const double digits[] = {1, 2, 2.5, 5};
    bool zoomed = span->high - span->low < span->whole;
    double any = 0;
    for (double power = pow(10, floor(log10(fmax(least, 1)))); power < 1e18; power *= 10) {
        for (int i = 0; i < 4; i++) {
            double stride = digits[i] * power;
            if (stride < least || stride != rint(stride)) continue;
            if (any == 0 && digits[i] != 2.5) any = stride;
            if (any > 0 && zoomed) return any;
            if (fmod(span->whole, stride) == 0) return stride;
            if (any > 0 && stride >= 2.5 * any) return any;
        }
    }
    return fmax(1, least);
}

Ticks plot_span_ticks(const PlotSpan *span, double apart) {
    Ticks ticks = {.step = stride_of(span, apart)};
    for (double k = ceil(span->low / ticks.step - 1e-9); ticks.count < TICKS_MAX; k++) {
        double value = k * ticks.step;
        if (!(value <= span->high + 1e-9 * ticks.step)) break;
        ticks.values[ticks.count++] = value + 0.0; /* no -0 */
    }
    return ticks;
}

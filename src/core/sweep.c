#include "sweep.h"
#include "elementary.h"
#include "program.h"
#include "trajectory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int digits[] = {10, 12, 15, 20, 25, 30, 40, 50, 60, 80}; /* tenths */
enum { DIGITS = sizeof digits / sizeof *digits, DECADES_BELOW = 5 };
enum { TUNE_LENGTH_MAX = 1000 }; /* a sweep of one optimizer evaluates it 45,000 times */

/* See sweep.h. */
static const double AS_LOW = 0.01, NEXT_TO = 0.003, LEFT = 0.02, NEAR = 1e-4, AS_SOON = 1.25;

/* ---- the ground ---- */

bool sweep_ground_start(SweepGround *ground, const Surface *surface) {
    *ground = (SweepGround){.surface = surface, .points = malloc(SWEEP_MINIMA_MAX * sizeof *ground->points)};
    if (ground->points)
        ground->count = critical_find(surface->program, &surface->definition->view, 0.0, SWEEP_MINIMA_MAX,
                                      ground->points);
    if (ground->points && ground->count >= 0) return true;
    sweep_ground_end(ground);
    return false;
}

void sweep_ground_end(SweepGround *ground) {
    free(ground->points);
    *ground = (SweepGround){0};
}

static bool is_next_to(const View *view, const double a[2], const double b[2]) {
    return fabs(a[0] - b[0]) <= NEXT_TO * (view->x[1] - view->x[0]) &&
           fabs(a[1] - b[1]) <= NEXT_TO * (view->y[1] - view->y[0]);
}

/* ---- one rate ---- */

bool sweep_makes_sense(const Optimizer *optimizer) {
    return !optimizer->finds_rate;
}

static double grid_rate(const Optimizer *optimizer, int index) {
    const int centre = (int)floor(elementary_log10(optimizer->typical_rate) + 1e-9);
    char text[32];
    snprintf(text, sizeof text, "%de%d", digits[index % DIGITS], centre - DECADES_BELOW - 1 + index / DIGITS);
    return strtod(text, NULL); /* the number that a file with the same digits has */
}

/* How far two ends may lie apart: a share of the way from the first loss down to `end`. */
static double share_of_way(const Sweep *sweep, double share, double end) {
    return share * (sweep->first - end);
}

static void point_at(const Trajectory *trajectory, int64_t k, double at[2]) {
    at[0] = trajectory_at(trajectory, k, QUANTITY_X), at[1] = trajectory_at(trajectory, k, QUANTITY_Y);
}

/* Whether the rows from `from` on are all next to one of the minima. */
static bool rests(const SweepGround *ground, const Trajectory *trajectory, int64_t from) {
    const View *view = &ground->surface->definition->view;
    for (int i = 0; i < ground->count && ground->points[i].kind == CRITICAL_MINIMUM; i++) {
        int64_t k = trajectory->steps;
        for (double at[2]; k >= from; k--) {
            point_at(trajectory, k, at);
            if (!is_next_to(view, at, ground->points[i].at)) break;
        }
        if (k < from) return true;
    }
    return false;
}

/* Whether losses from `low` to the rate's end are those of a declared minimum: it may stand for a whole
 * valley. */
static bool is_level(const Sweep *sweep, double low, double end, const Surface *surface) {
    for (int i = 0; i < surface->minimum_count; i++) {
        const double level = surface->minimum_losses[i], allowed = share_of_way(sweep, LEFT, level);
        if (end <= level + allowed && low >= level - allowed) return true;
    }
    return false;
}

static bool is_in(const View *view, const double at[2]) {
    return at[0] >= view->x[0] && at[0] <= view->x[1] && at[1] >= view->y[0] && at[1] <= view->y[1];
}

/* The end and all traits but steadiness. True where the run ends in view and below its first loss. */
static bool judge(SweepRate *rate, const Sweep *sweep, const Trajectory *trajectory,
                  const SweepGround *ground, double limit) {
    const int64_t steps = trajectory->steps, last_tenth = steps - steps / 10;
    bool visible = true, calm = true, ends_in_view = true;
    double low = INFINITY;
    rate->end = -INFINITY;
    for (int64_t k = 0; k <= steps; k++) {
        const double loss = trajectory_at(trajectory, k, QUANTITY_LOSS);
        double at[2];
        point_at(trajectory, k, at);
        const bool in = is_in(&ground->surface->definition->view, at);
        visible &= in;
        calm &= in && loss <= sweep->first;
        if (k < last_tenth) continue;
        ends_in_view &= in;
        low = fmin(low, loss);
        if (!(loss <= rate->end)) rate->end = isfinite(loss) ? loss : INFINITY;
    }
    const bool at_rest = rests(ground, trajectory, last_tenth);
    if (at_rest || is_level(sweep, low, rate->end, ground->surface)) rate->traits |= SWEEP_ARRIVED;
    if (visible) rate->traits |= SWEEP_VISIBLE;
    if (calm) rate->traits |= SWEEP_CALM;
    if (at_rest || !(rate->rate > limit)) rate->traits |= SWEEP_STABLE;
    return ends_in_view && rate->end < sweep->first;
}

/* ---- the choice ---- */

static bool has(const SweepRate *rate, unsigned traits) {
    return (rate->traits & traits) == traits;
}

static void find_steady(Sweep *sweep, const bool *ends_well) {
    for (int i = 0; i + 1 < SWEEP_RATES; i++) {
        SweepRate *rate = &sweep->rates[i];
        const double as_low = rate->end + share_of_way(sweep, AS_LOW, rate->end);
        if (ends_well[i] && ends_well[i + 1] && rate[1].end <= as_low && has(rate, SWEEP_STABLE))
            rate->traits |= SWEEP_STEADY;
    }
}

static double lowest_end(const Sweep *sweep, unsigned traits) {
    double lowest = INFINITY;
    for (int i = 0; i < SWEEP_RATES; i++)
        if (has(&sweep->rates[i], traits)) lowest = fmin(lowest, sweep->rates[i].end);
    return lowest;
}

/* The traits that the rate must have. */
static unsigned demanded(const Sweep *sweep) {
    unsigned traits = SWEEP_STEADY;
    if (isfinite(lowest_end(sweep, traits | SWEEP_ARRIVED))) traits |= SWEEP_ARRIVED;
    if (isfinite(lowest_end(sweep, traits | SWEEP_VISIBLE))) traits |= SWEEP_VISIBLE;
    const double lowest = lowest_end(sweep, traits);
    const bool costs_little =
        lowest_end(sweep, traits | SWEEP_CALM) <= lowest + share_of_way(sweep, AS_LOW, lowest);
    return costs_little ? traits | SWEEP_CALM : traits;
}

/* First step from which on the loss is at most the target; -1: never. */
static int64_t arrival(const double *losses, int64_t steps, double target) {
    int64_t k = steps + 1;
    while (k > 0 && losses[k - 1] <= target) k--;
    return k > steps ? -1 : k;
}

static void choose(Sweep *sweep, const double *losses, int64_t steps) {
    const unsigned traits = demanded(sweep);
    const double lowest = lowest_end(sweep, traits);
    sweep->target = isfinite(lowest) ? lowest + share_of_way(sweep, NEAR, lowest) : NAN;
    int64_t fewest = INT64_MAX;
    for (int i = 0; i < SWEEP_RATES; i++) {
        SweepRate *rate = &sweep->rates[i];
        rate->arrival = arrival(losses + i * (steps + 1), steps, sweep->target);
        if (has(rate, traits) && rate->arrival >= 0 && rate->arrival < fewest) fewest = rate->arrival;
    }
    for (int i = SWEEP_RATES - 1; i >= 0; i--) {
        const SweepRate *rate = &sweep->rates[i];
        if (has(rate, traits) && rate->arrival >= 0 && (double)rate->arrival <= AS_SOON * (double)fewest)
            sweep->suits = i;
    }
}

static bool changes_with_step(const Surface *surface) {
    const Formula *formula = surface->definition->formula;
    return formula && formula_depends_on_time(formula);
}

/* The largest rate that theory lets stay at the lowest known minimum; infinite or NaN: any. */
static double stable_limit(const Recipe *recipe, const Surface *surface) {
    const Optimizer *optimizer = recipe->optimizer;
    return optimizer->rate_limit ? optimizer->rate_limit(recipe->values, surface_sharpness(surface)) : NAN;
}

bool sweep_run(Sweep *sweep, const Recipe *recipe, const SweepGround *ground) {
    const int64_t rows = recipe->steps + 1;
    const double limit = stable_limit(recipe, ground->surface);
    double *losses = malloc((size_t)rows * SWEEP_RATES * sizeof *losses);
    Trajectory trajectory = {0};
    Recipe tried = *recipe;
    bool ok = losses != NULL, ends_well[SWEEP_RATES];
    *sweep = (Sweep){.suits = -1};
    for (int i = 0; i < SWEEP_RATES && ok; i++) {
        SweepRate *rate = &sweep->rates[i];
        rate->rate = tried.values[0] = grid_rate(recipe->optimizer, i);
        ok = trajectory_record(&trajectory, &tried, ground->surface);
        if (!ok) break;
        for (int64_t k = 0; k < rows; k++)
            losses[i * rows + k] = trajectory_at(&trajectory, k, QUANTITY_LOSS);
        sweep->first = losses[0];
        ends_well[i] = judge(rate, sweep, &trajectory, ground, limit);
    }
    if (ok) {
        if (!changes_with_step(ground->surface)) find_steady(sweep, ends_well);
        choose(sweep, losses, recipe->steps);
    }
    trajectory_end(&trajectory);
    free(losses);
    return ok;
}

static bool is_wanted(const SurfaceDefinition *definition, const Optimizer *optimizer, const Optimizer *one) {
    return (one ? optimizer == one : optimizer->classic) && sweep_makes_sense(optimizer) &&
           definition->tuned_count < SURFACE_TUNED_MAX &&
           isnan(surface_definition_rate(definition, optimizer->name, NAN));
}

bool sweep_tune(SurfaceDefinition *definition, const Optimizer *optimizer) {
    Error error = {0};
    Surface surface;
    SweepGround ground;
    if (!surface_start(&surface, definition, &error)) return false;
    if (program_length(surface.program, ORDER_GRADIENT) > TUNE_LENGTH_MAX) {
        surface_end(&surface);
        return true;
    }
    bool ok = sweep_ground_start(&ground, &surface);
    for (int i = 0; i < optimizer_count && ok; i++) {
        Sweep sweep;
        Recipe recipe = recipe_default(&optimizers[i]);
        if (!is_wanted(definition, &optimizers[i], optimizer)) continue;
        memcpy(recipe.start, definition->start, sizeof recipe.start);
        ok = sweep_run(&sweep, &recipe, &ground);
        if (!ok || sweep.suits < 0) continue;
        struct TunedRate *tuned = &definition->tuned[definition->tuned_count++];
        snprintf(tuned->optimizer, sizeof tuned->optimizer, "%s", optimizers[i].name);
        tuned->rate = sweep.rates[sweep.suits].rate;
    }
    sweep_ground_end(&ground);
    surface_end(&surface);
    return ok;
}

#include "schedule.h"
#include "elementary.h"

#include <math.h>
#include <string.h>

static const double PI = 3.14159265358979323846;

/* From 1 to 0 as `place` goes from 0 to 1, like the first half of a cosine. */
static double half_cosine(double place) {
    return 0.5 * (1.0 + elementary_cos(PI * place));
}

/* An absolute floor as a factor of lr. */
static double floor_factor(double floor, double lr) {
    return lr > 0.0 ? floor / lr : 0.0;
}

/* Length in steps: as said, or the whole run where it says 0. */
static double length_of(double said, int64_t steps) {
    return said > 0.0 ? said : (double)steps;
}

static double factor_constant(const double *values, int64_t t, int64_t steps, double lr) {
    (void)values, (void)t, (void)steps, (void)lr;
    return 1.0;
}

/* values: total_iters, factor. */
static double factor_constant_warmup(const double *values, int64_t t, int64_t steps, double lr) {
    (void)steps, (void)lr;
    return (double)t < values[0] ? values[1] : 1.0;
}

/* values: step_size, gamma. */
static double factor_step(const double *values, int64_t t, int64_t steps, double lr) {
    (void)steps, (void)lr;
    return elementary_pow(values[1], floor((double)t / values[0]));
}

/* values: gamma, milestones (0: none). */
static double factor_multistep(const double *values, int64_t t, int64_t steps, double lr) {
    int passed = 0;
    (void)steps, (void)lr;
    for (int i = 1; i <= 4; i++) passed += values[i] > 0.0 && (double)t >= values[i];
    return elementary_pow(values[0], passed);
}

/* values: gamma. */
static double factor_exponential(const double *values, int64_t t, int64_t steps, double lr) {
    (void)steps, (void)lr;
    return elementary_pow(values[0], (double)t);
}

/* values: timescale. */
static double factor_inverse_sqrt(const double *values, int64_t t, int64_t steps, double lr) {
    (void)steps, (void)lr;
    return 1.0 / sqrt(1.0 + (double)t / values[0]);
}

/* values: total_iters, power. */
static double factor_polynomial(const double *values, int64_t t, int64_t steps, double lr) {
    const double length = length_of(values[0], steps);
    (void)lr;
    return (double)t >= length ? 0.0 : elementary_pow(1.0 - (double)t / length, values[1]);
}

/* values: total_iters, start_factor, end_factor. */
static double factor_linear(const double *values, int64_t t, int64_t steps, double lr) {
    const double length = length_of(values[0], steps);
    (void)lr;
    return (double)t >= length ? values[2] : values[1] + (values[2] - values[1]) * (double)t / length;
}

/* Loshchilov and Hutter 2017, eq. 5, without restarts: from 1 at t = 0 down to the floor at t = t_max, and
 * there it stays. values: t_max, eta_min. */
static double factor_cosine(const double *values, int64_t t, int64_t steps, double lr) {
    const double length = length_of(values[0], steps), floor = floor_factor(values[1], lr);
    return (double)t >= length ? floor : floor + (1.0 - floor) * half_cosine((double)t / length);
}

/* Loshchilov and Hutter 2017, eq. 5. values: t_0, t_mult, eta_min. */
static double factor_cosine_restarts(const double *values, int64_t t, int64_t steps, double lr) {
    const double floor = floor_factor(values[2], lr);
    double since = (double)t, length = values[0];
    (void)steps;
    if (values[1] == 1.0)
        since = (double)(t % (int64_t)length);
    else
        while (since >= length) since -= length, length *= values[1];
    return floor + (1.0 - floor) * half_cosine(since / length);
}

/* Smith 2017, section 3.1, as torch CyclicLR computes it: up from the base to 1 and down again. values:
 * step_size_up, step_size_down (0: as up), base_factor. Returns the height above the base, and the number of
 * the cycle, counted from 1. */
static double triangle(const double *values, int64_t t, double *cycle) {
    const double up = values[0], down = values[1] > 0.0 ? values[1] : up, total = up + down;
    *cycle = floor(1.0 + (double)t / total);
    const double since = (double)t - (*cycle - 1.0) * total;
    return since <= up ? since / up : (total - since) / down;
}

static double height_triangular(const double *values, int64_t t) {
    double cycle;
    return triangle(values, t, &cycle);
}

static double height_triangular2(const double *values, int64_t t) {
    double cycle;
    const double height = triangle(values, t, &cycle);
    return height * elementary_pow(0.5, cycle - 1.0);
}

static double height_exp_range(const double *values, int64_t t) {
    double cycle;
    return triangle(values, t, &cycle) * elementary_pow(values[6], (double)t);
}

/* From the base up to 1 with the height, and the momentum from its maximum down. values, besides the
 * triangle's: cycle_momentum, base_momentum, max_momentum. */
static double lifted(const double *values, double height) {
    return values[2] + (1.0 - values[2]) * height;
}
static double lowered(const double *values, double height) {
    return values[3] != 0.0 ? values[5] - (values[5] - values[4]) * height : NAN;
}

#define CYCLIC(name)                                                                                         \
    static double factor_##name(const double *values, int64_t t, int64_t steps, double lr) {                 \
        (void)steps, (void)lr;                                                                               \
        return lifted(values, height_##name(values, t));                                                     \
    }                                                                                                        \
    static double momentum_##name(const double *values, int64_t t, int64_t steps) {                          \
        (void)steps;                                                                                         \
        return lowered(values, height_##name(values, t));                                                    \
    }
CYCLIC(triangular)
CYCLIC(triangular2)
CYCLIC(exp_range)

/* From one factor to another, by half a cosine or along a line. */
static double anneal(double from, double to, double place, bool linear) {
    return linear ? from + (to - from) * place : to + (from - to) * half_cosine(place);
}

/* Smith and Topin 2019, as torch OneCycleLR computes it: what goes from stops[0] through stops[1] and
 * stops[2] to stops[3]; phases of no length are passed over. values: total_steps, pct_start, div_factor,
 * final_div_factor, linear, three_phase, cycle_momentum, base_momentum, max_momentum. */
static double one_cycle(const double *values, int64_t t, int64_t steps, const double stops[4]) {
    const double total = length_of(values[0], steps), up = values[1] * total - 1.0;
    const bool linear = values[4] != 0.0, three = values[5] != 0.0;
    const double ends[3] = {up, three ? 2.0 * up : total - 1.0, total - 1.0};
    double start = 0.0;
    for (int phase = 0; phase < 3; phase++) {
        if ((double)t <= ends[phase] && ends[phase] > start)
            return anneal(stops[phase], stops[phase + 1], ((double)t - start) / (ends[phase] - start),
                          linear);
        if (ends[phase] > start) start = ends[phase];
    }
    return stops[3];
}

static double factor_one_cycle(const double *values, int64_t t, int64_t steps, double lr) {
    const double first = 1.0 / values[2], last = first / values[3];
    (void)lr;
    return one_cycle(values, t, steps, (double[]){first, 1.0, values[5] != 0.0 ? first : last, last});
}

static double momentum_one_cycle(const double *values, int64_t t, int64_t steps) {
    const double low = values[7], high = values[8];
    return values[6] != 0.0 ? one_cycle(values, t, steps, (double[]){high, low, high, high}) : NAN;
}

/* Hu et al. 2024, eq. 1 with a linear end, or Haegele et al. 2024's 1 - sqrt. values: decay_fraction,
 * end_factor, root. */
static double factor_wsd(const double *values, int64_t t, int64_t steps, double lr) {
    const double length = values[0] * (double)steps, start = (double)steps - length, end = values[1];
    (void)lr;
    if ((double)t < start) return 1.0;
    if (t >= steps) return end;
    const double place = ((double)t - start) / length;
    return end + (1.0 - end) * (1.0 - (values[2] != 0.0 ? sqrt(place) : place));
}

/* torch ReduceLROnPlateau. values: factor, patience, threshold, absolute, cooldown, min_lr, min_reduction
 * (its eps). */
static void observe_plateau(const double *values, double loss, double lr, ScheduleState *state) {
    const double goal = values[3] != 0.0 ? state->best - values[2] : state->best * (1.0 - values[2]);
    if (loss < goal) {
        state->best = loss;
        state->bad = 0;
    } else
        state->bad++;
    if (state->cooldown > 0) {
        state->cooldown--;
        state->bad = 0;
    }
    if ((double)state->bad > values[1]) {
        const double least = floor_factor(values[5], lr), lower = state->factor * values[0],
                     next = lower > least ? lower : least;
        if ((state->factor - next) * lr > values[6]) state->factor = next;
        state->cooldown = (int64_t)values[4];
        state->bad = 0;
    }
}

#define STEPS(name, symbol, value, text)                                                                     \
    { name, symbol, value, 1.0, 1e9, 1.0, 1000.0, SCALE_INTEGER, text }
#define STEPS_OR_0(name, symbol, value, text)                                                                \
    { name, symbol, value, 0.0, 1e9, 0.0, 1000.0, SCALE_INTEGER, text }
#define SHARE(name, symbol, value, text)                                                                     \
    { name, symbol, value, 0.0, 1.0, 0.0, 1.0, SCALE_LINEAR, text }
#define SWITCH(name, symbol, text)                                                                           \
    { name, symbol, 0.0, 0.0, 1.0, 0.0, 1.0, SCALE_SWITCH, text }
#define GAMMA(value)                                                                                         \
    { "gamma", "γ", value, 0.0, 1.0, 0.0, 0.99999, SCALE_ONE_MINUS, "what the rate is multiplied by" }
#define ETA_MIN                                                                                              \
    { "eta_min", "η min", 0.0, 0.0, 1e6, 0.0, 0.1, SCALE_LINEAR, "rate at the end" }
#define MOMENTUM(base, most)                                                                                 \
    {"cycle_momentum",                                                                                       \
     "cycle β",                                                                                              \
     1.0,                                                                                                    \
     0.0,                                                                                                    \
     1.0,                                                                                                    \
     0.0,                                                                                                    \
     1.0,                                                                                                    \
     SCALE_SWITCH,                                                                                           \
     "momentum (or β₁) falls as the rate rises, where the optimizer has one"},                               \
        {"base_momentum",                                                                                    \
         "β low",                                                                                            \
         base,                                                                                               \
         0.0,                                                                                                \
         0.999999999,                                                                                        \
         0.0,                                                                                                \
         0.9999,                                                                                             \
         SCALE_ONE_MINUS,                                                                                    \
         "momentum where the rate is highest"},                                                              \
    {                                                                                                        \
        "max_momentum", "β high", most, 0.0, 0.999999999, 0.0, 0.9999, SCALE_ONE_MINUS,                      \
            "momentum where the rate is lowest"                                                              \
    }
#define CYCLE                                                                                                \
    STEPS("step_size_up", "up", 100.0, "steps from the base to lr"),                                         \
        STEPS_OR_0("step_size_down", "down", 0.0, "steps back to the base; 0: as many as up"),               \
        SHARE("base_factor", "base", 0.1, "the base as a share of lr"), MOMENTUM(0.8, 0.9)

const Schedule schedules[] = {
    {.name = "constant",
     .title = "Constant",
     .source = "-",
     .help = "The same rate at every step.",
     .factor = factor_constant},
    {.name = "constant_warmup",
     .title = "Constant warm-up",
     .source = "Goyal et al., arXiv 1706.02677, section 2.2; torch ConstantLR",
     .help = "A share of the rate for the first steps, then all of it.",
     .hyperparameters = {STEPS_OR_0("total_iters", "T", 5.0, "steps at the lower rate"),
                         SHARE("factor", "×", 1.0 / 3.0, "share of the rate for these steps")},
     .factor = factor_constant_warmup},
    {.name = "step",
     .title = "Step",
     .source = "torch StepLR",
     .help = "Multiplies the rate by gamma every so many steps.",
     .hyperparameters = {STEPS("step_size", "T", 100.0, "steps between reductions"), GAMMA(0.1)},
     .factor = factor_step},
    {.name = "multistep",
     .title = "Multi-step",
     .source = "torch MultiStepLR",
     .help = "Multiplies the rate by gamma at each of up to four milestones.",
     .hyperparameters = {GAMMA(0.1), STEPS_OR_0("milestone1", "t₁", 200.0, "first milestone; 0: none"),
                         STEPS_OR_0("milestone2", "t₂", 400.0, "second milestone; 0: none"),
                         STEPS_OR_0("milestone3", "t₃", 0.0, "third milestone; 0: none"),
                         STEPS_OR_0("milestone4", "t₄", 0.0, "fourth milestone; 0: none")},
     .factor = factor_multistep},
    {.name = "exponential",
     .title = "Exponential",
     .source = "torch ExponentialLR",
     .help = "Multiplies the rate by gamma at every step.",
     .hyperparameters = {GAMMA(0.99)},
     .factor = factor_exponential},
    {.name = "inverse_sqrt",
     .title = "Inverse square root",
     .source = "Robbins and Monro 1951; Vaswani et al., NeurIPS 2017, eq. 3",
     .help =
         "1 / √(1 + t / T): slow enough to get anywhere, fast enough to settle. With warm-up, T = warm-up.",
     .hyperparameters = {STEPS("timescale", "T", 1.0, "steps until the rate has fallen to 1 / √2")},
     .factor = factor_inverse_sqrt},
    {.name = "polynomial",
     .title = "Polynomial",
     .source = "torch PolynomialLR",
     .help = "(1 - t / T) to a power, and 0 from there on.",
     .hyperparameters = {STEPS_OR_0("total_iters", "T", 0.0, "steps until the end; 0: the whole run"),
                         {"power", "p", 2.0, 0.0, 100.0, 0.1, 5.0, SCALE_LINEAR, "the power; 1 is linear"}},
     .factor = factor_polynomial},
    {.name = "linear",
     .title = "Linear",
     .source = "torch LinearLR",
     .help = "A straight line from one factor to another.",
     .hyperparameters = {STEPS_OR_0("total_iters", "T", 0.0, "steps until the end; 0: the whole run"),
                         SHARE("start_factor", "from", 1.0, "factor at the first step"),
                         SHARE("end_factor", "to", 0.0, "factor at the end and after it")},
     .factor = factor_linear},
    {.name = "cosine",
     .title = "Cosine",
     .source = "Loshchilov and Hutter, ICLR 2017, eq. 5; torch CosineAnnealingLR",
     .help = "Half a cosine from the rate down to eta_min.",
     .hyperparameters = {STEPS_OR_0("t_max", "T", 0.0, "steps until the floor; 0: the whole run"), ETA_MIN},
     .factor = factor_cosine},
    {.name = "cosine_restarts",
     .title = "Cosine with restarts",
     .source = "Loshchilov and Hutter, ICLR 2017, eq. 5; torch CosineAnnealingWarmRestarts",
     .help = "Half a cosine again and again, each t_mult times as long as the one before.",
     .hyperparameters = {STEPS("t_0", "T₀", 100.0, "steps of the first cosine"),
                         {"t_mult", "×", 2.0, 1.0, 100.0, 1.0, 4.0, SCALE_INTEGER,
                          "how much longer each is than the last"},
                         ETA_MIN},
     .factor = factor_cosine_restarts},
    {.name = "triangular",
     .title = "Cyclic, triangular",
     .source = "Smith, WACV 2017, section 3.1; torch CyclicLR(triangular)",
     .help = "Up to the rate and down to its base in straight lines, again and again.",
     .hyperparameters = {CYCLE},
     .factor = factor_triangular,
     .momentum = momentum_triangular},
    {.name = "triangular2",
     .title = "Cyclic, halving",
     .source = "Smith, WACV 2017, section 3.1; torch CyclicLR(triangular2)",
     .help = "Triangles, each half as high as the one before.",
     .hyperparameters = {CYCLE},
     .factor = factor_triangular2,
     .momentum = momentum_triangular2},
    {.name = "exp_range",
     .title = "Cyclic, fading",
     .source = "Smith, WACV 2017, section 3.1; torch CyclicLR(exp_range)",
     .help = "Triangles whose height fades by gamma at every step.",
     .hyperparameters = {CYCLE, GAMMA(0.999)},
     .factor = factor_exp_range,
     .momentum = momentum_exp_range},
    {.name = "one_cycle",
     .title = "One cycle",
     .source = "Smith and Topin 2019 (super-convergence); torch OneCycleLR",
     .help = "Up from lr / div_factor to the rate, then down to far below where it began.",
     .hyperparameters = {STEPS_OR_0("total_steps", "T", 0.0, "steps of the cycle; 0: the whole run"),
                         SHARE("pct_start", "up", 0.3, "share of the steps that go up"),
                         {"div_factor", "÷", 25.0, 1.0, 1e9, 1.0, 1e3, SCALE_LOG, "lr over the first rate"},
                         {"final_div_factor", "÷ end", 1e4, 1.0, 1e12, 1.0, 1e6, SCALE_LOG,
                          "first rate over the last"},
                         SWITCH("linear", "straight", "straight lines instead of cosines"),
                         SWITCH("three_phase", "three phases", "down as fast as up, then out"),
                         MOMENTUM(0.85, 0.95)},
     .factor = factor_one_cycle,
     .momentum = momentum_one_cycle},
    {.name = "wsd",
     .title = "Warm-up, stable, decay",
     .source = "Hu et al., MiniCPM, COLM 2024, eq. 1; Hägele et al., NeurIPS 2024 (1 - sqrt)",
     .help = "The full rate for most of the run and a short decay at its end; bring your own warm-up.",
     .hyperparameters = {SHARE("decay_fraction", "decay", 0.2, "share of the steps that decay"),
                         SHARE("end_factor", "to", 0.0, "factor at the end and after it"),
                         SWITCH("root", "1 − √", "decay like 1 - √ instead of a line")},
     .factor = factor_wsd},
    {.name = "plateau",
     .title = "Reduce on plateau",
     .source = "torch ReduceLROnPlateau",
     .help = "Multiplies the rate by a factor once the loss has not improved for a while.",
     .hyperparameters = {{"factor", "×", 0.1, 0.0, 0.999999, 0.01, 0.99, SCALE_LINEAR,
                          "what the rate is multiplied by"},
                         STEPS_OR_0("patience", "P", 10.0, "steps without improvement that are let pass"),
                         {"threshold", "ε", 1e-4, 0.0, 1e12, 1e-8, 1.0,
                          SCALE_LOG, "improvements smaller than this do not count"},
                         SWITCH("absolute", "absolute",
                                "the threshold is an amount of loss, not a share of it"),
                         STEPS_OR_0("cooldown", "rest", 0.0, "steps after a reduction that are let pass"),
                         {"min_lr", "η min", 0.0, 0.0, 1e6, 0.0, 0.1, SCALE_LINEAR, "smallest rate"},
                         {"min_reduction", "Δ min", 1e-8, 0.0, 1e6, 1e-12, 1e-2, SCALE_LOG,
                          "smallest reduction of the rate that is made"}},
     .factor = factor_constant,
     .observe = observe_plateau},
};
const int schedule_count = sizeof schedules / sizeof *schedules;

const Schedule *schedule_find(const char *name) {
    for (int i = 0; i < schedule_count; i++)
        if (strcmp(schedules[i].name, name) == 0) return &schedules[i];
    return NULL;
}

int schedule_hyperparameter_count(const Schedule *schedule) {
    int count = 0;
    while (count < SCHEDULE_VALUES_MAX && schedule->hyperparameters[count].name) count++;
    return count;
}

ScheduleState schedule_state(void) {
    return (ScheduleState){.factor = 1.0, .best = INFINITY};
}

double schedule_factor(const Schedule *schedule, const double *values, int64_t warmup, int64_t t,
                       int64_t steps, double lr) {
    if (t < warmup) return (double)(t + 1) / (double)warmup;
    int64_t rest = steps > warmup ? steps - warmup : 0;
    return schedule->factor(values, t - warmup, rest, lr);
}

double schedule_momentum(const Schedule *schedule, const double *values, int64_t warmup, int64_t t,
                         int64_t steps) {
    const int64_t since = t > warmup ? t - warmup : 0, rest = steps > warmup ? steps - warmup : 0;
    return schedule->momentum ? schedule->momentum(values, since, rest) : NAN;
}

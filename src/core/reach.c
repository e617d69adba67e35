#include "reach.h"

#include "elementary.h"

#include <math.h>

/* ---- which state vectors turn ---- */

/* A loss without curvature, with another slope at every step. */
static double evaluate_slope(const void *context, const Batch *batch, const double *w, double *gradient) {
    static const double slopes[2][2] = {{0.7, -0.4}, {-0.2, 0.9}};
    const double sign = *(const double *)context, *slope = slopes[batch->draw.step % 2];
    for (int i = 0; i < 2 && gradient; i++) gradient[i] = sign * slope[i];
    return sign * (slope[0] * w[0] + slope[1] * w[1]);
}

/* For each slot whether it changes sign with the gradients: seen by two fresh runs, one on the slopes and one
 * on their opposites. */
static void find_turning(const Run *run, bool turns[SLOTS_MAX]) {
    static const double signs[2] = {1.0, -1.0}, start[2] = {1.0, 2.0};
    Recipe recipe = run->recipe;
    recipe.noise = 0.0;
    Run probes[2];
    for (int i = 0; i < 2; i++) {
        const Objective objective = {.n = 2, .evaluate = evaluate_slope, .context = &signs[i]};
        run_start(&probes[i], &recipe, &objective, start);
        run_step(&probes[i]);
        run_step(&probes[i]);
    }
    for (int slot = 0; slot < optimizer_slot_count(recipe.optimizer); slot++) {
        const double *a = probes[0].slots[slot], *b = probes[1].slots[slot];
        turns[slot] = (a[0] != 0.0 || a[1] != 0.0) && a[0] == -b[0] && a[1] == -b[1];
    }
    for (int i = 0; i < 2; i++) run_end(&probes[i]);
}

/* ---- the turned step ---- */

typedef struct Tilted {
    Objective objective;
    double at[2], slope[2]; /* adds slope . (w - at) to the loss */
} Tilted;

static double evaluate_tilted(const void *context, const Batch *batch, const double *w, double *gradient) {
    const Tilted *tilted = context;
    double loss = tilted->objective.evaluate(tilted->objective.context, batch, w, gradient);
    for (int i = 0; i < 2; i++) {
        loss += tilted->slope[i] * (w[i] - tilted->at[i]);
        if (gradient) gradient[i] += tilted->slope[i];
    }
    return loss;
}

static void hessian_of_untilted(const void *context, const double *w, double *hessian) {
    const Tilted *tilted = context;
    tilted->objective.hessian(tilted->objective.context, w, hessian);
}

static void turn(double vector[2], double cosine, double sine) {
    const double x = vector[0], y = vector[1];
    vector[0] = cosine * x - sine * y;
    vector[1] = sine * x + cosine * y;
}

/* A copy of the run, turned, takes its next step on the tilted loss: the gradient it saw before clipping, and
 * its update. */
static void step_turned(const Run *run, const Tilted *tilted, const bool turns[SLOTS_MAX], double cosine,
                        double sine, double sampled[2], double update[2]) {
    Run copy;
    run_copy(&copy, run);
    for (int slot = 0; slot < optimizer_slot_count(run->recipe.optimizer); slot++)
        if (turns[slot]) turn(copy.slots[slot], cosine, sine);
    copy.objective.context = tilted;
    copy.objective.evaluate = evaluate_tilted;
    if (copy.objective.hessian) copy.objective.hessian = hessian_of_untilted;
    run_step(&copy);
    for (int i = 0; i < 2; i++) sampled[i] = copy.sampled[i], update[i] = copy.update[i];
    run_end(&copy);
}

bool reach_of(const Run *run, int count, double (*steps)[2]) {
    if (run->objective.n != 2) return false;
    bool turns[SLOTS_MAX] = {false};
    find_turning(run, turns);
    Tilted tilted = {.objective = run->objective, .at = {run->w[0], run->w[1]}};
    double seen[2], ignored[2];
    step_turned(run, &tilted, turns, 1.0, 0.0, seen, steps[0]);
    const double length = elementary_hypot(seen[0], seen[1]);
    if (!(length > 0.0) || !isfinite(length)) return false;
    for (int i = 1; i < count; i++) {
        const double angle = 6.283185307179586 * i / count;
        const double cosine = elementary_cos(angle), sine = elementary_sin(angle);
        double turned[2] = {seen[0], seen[1]};
        turn(turned, cosine, sine);
        for (int k = 0; k < 2; k++) tilted.slope[k] = turned[k] - seen[k];
        step_turned(run, &tilted, turns, cosine, sine, ignored, steps[i]);
    }
    return true;
}

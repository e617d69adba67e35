#include "run.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t memory_size(const Run *run) {
    const Optimizer *optimizer = run->recipe.optimizer;
    return optimizer->memory ? optimizer->memory(run->recipe.values, run->objective.n) : 0;
}

static bool changes_gradient(const Recipe *recipe) {
    return recipe->noise > 0.0 || recipe->sam_rho > 0.0;
}

static bool clips_gradient(const Recipe *recipe) {
    return recipe->clipping != &clippings[0] && !recipe->clipping->of_direction;
}

static bool averages(const Recipe *recipe) {
    return recipe->ema_decay > 0.0 || recipe->optimizer->average;
}

/* While the block is measured there is none yet, and nowhere to point to. */
static double *place(const Run *run, size_t used) {
    return run->block ? run->block + used : NULL;
}

/* Points the vectors into the block. A stage that does nothing shares its vector with the one before: on the
 * plane a copy costs as much as a step's arithmetic. Returns how many doubles they take. */
static size_t lay_out(Run *run) {
    const Recipe *recipe = &run->recipe;
    const size_t n = run->objective.n;
    size_t used = 0;
    double **own[] = {&run->w,     &run->point,  &run->gradient, &run->direction,
                      &run->decay, &run->update, &run->slow};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++, used += n) *own[i] = place(run, used);
    for (int i = 0; i < optimizer_slot_count(recipe->optimizer); i++, used += n)
        run->slots[i] = place(run, used);
    const struct {
        double **vector, *shared;
        bool own;
    } stages[] = {{&run->noise, NULL, recipe->noise > 0.0},
                  {&run->sampled, run->gradient, changes_gradient(recipe)}};
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
        *stages[i].vector = stages[i].own ? place(run, used) : stages[i].shared;
        used += stages[i].own ? n : 0;
    }
    run->clipped = clips_gradient(recipe) ? place(run, used) : run->sampled;
    used += clips_gradient(recipe) ? n : 0;
    run->average = averages(recipe) ? place(run, used) : run->point;
    used += averages(recipe) ? n : 0;
    run->memory = place(run, used);
    return used + memory_size(run);
}

static void *allocate(size_t size) {
    void *block = calloc(1, size);
    if (!block) abort(); /* a few vectors; nothing sensible is left to do */
    return block;
}

/* On the plane vectors have two elements, and two moves cost less than a call. */
static inline void copy(size_t n, const double *from, double *to) {
    if (n == 2)
        to[0] = from[0], to[1] = from[1];
    else
        memcpy(to, from, n * sizeof(double));
}

void run_start(Run *run, const Recipe *recipe, const Objective *objective, const double *w) {
    assert(recipe->optimizer && recipe->schedule && recipe->clipping && objective->n > 0);
    assert(w || objective->n == 2);
    *run =
        (Run){.recipe = *recipe, .objective = *objective, .clip_factor = 1.0, .schedule = schedule_state()};
    run->weight_decay = optimizer_value(recipe->optimizer, recipe->values, "weight_decay", 0.0);
    recipe_values(recipe, 0, run->values);
    run->block = allocate(lay_out(run) * sizeof(double));
    lay_out(run);
    copy(objective->n, w ? w : recipe->start, run->w);
}

void run_end(Run *run) {
    free(run->block);
    *run = (Run){0};
}

void run_copy(Run *to, const Run *from) {
    *to = *from;
    const size_t size = lay_out(to) * sizeof(double);
    to->block = allocate(size);
    memcpy(to->block, from->block, size);
    lay_out(to);
}

void run_branch(Run *run, const Recipe *recipe) {
    const size_t n = run->objective.n;
    Run next = *run;
    next.recipe = *recipe;
    next.block = NULL;
    next.block = allocate(lay_out(&next) * sizeof(double));
    lay_out(&next);
    next.weight_decay = optimizer_value(recipe->optimizer, recipe->values, "weight_decay", 0.0);
    recipe_values(recipe, run->t, next.values);
    next.clip_factor = 1.0;
    copy(n, run->w, next.w);
    copy(n, run->recipe.lookahead_k > 0 && run->t > 0 ? run->slow : run->w, next.slow);
    if (run->recipe.schedule != recipe->schedule) next.schedule = schedule_state();
    if (run->recipe.optimizer == recipe->optimizer && memory_size(run) == memory_size(&next)) {
        for (int i = 0; i < optimizer_slot_count(recipe->optimizer); i++)
            copy(n, run->slots[i], next.slots[i]);
        memcpy(next.memory, run->memory, memory_size(run) * sizeof(double));
    } else {
        memset(next.scalars, 0, sizeof next.scalars);
        next.began = run->t;
    }
    if (averages(recipe) && averages(&run->recipe))
        copy(n, run->average, next.average);
    else
        next.averaged = run->t;
    run_end(run);
    *run = next;
}

/* Loss, and gradient where not NULL, under this step's batch: one evaluation. */
static double evaluate(Run *run, const double *at, double *gradient) {
    const Draw draw = {run->recipe.seed, run->recipe.stream, RANDOM_BATCH, (uint64_t)run->t};
    run->evaluations++;
    return run->objective.evaluate(run->objective.context,
                                   &(Batch){run->recipe.batch, draw, run->recipe.replacement}, at, gradient);
}

/* The same under this step's noise too, which tilts the loss: Proposal.look. */
static double look(Proposal *proposal, const double *at, double *gradient) {
    Run *run = proposal->context;
    double loss = evaluate(run, at, gradient);
    if (run->recipe.noise > 0.0)
        for (size_t i = 0; i < run->objective.n; i++) {
            loss += run->noise[i] * (at[i] - run->point[i]);
            if (gradient) gradient[i] += run->noise[i];
        }
    return loss;
}

/* Central differences of gradients, made symmetric, where the objective has no Hessian of its own:
 * Proposal.curvature. */
static void curvature(Proposal *proposal, double *hessian) {
    Run *run = proposal->context;
    const size_t n = run->objective.n;
    if (run->objective.hessian) {
        run->evaluations += (int64_t)n;
        run->objective.hessian(run->objective.context, run->point, hessian);
        return;
    }
    double *at = allocate(3 * n * sizeof(double)), *above = at + n, *below = above + n;
    copy(n, run->point, at);
    for (size_t i = 0; i < n; i++) {
        const double step = 0x1p-17 * (1.0 + fabs(run->point[i])); /* about the cube root of the precision */
        at[i] = run->point[i] + step;
        look(proposal, at, above);
        const double upper = at[i];
        at[i] = run->point[i] - step;
        look(proposal, at, below);
        for (size_t j = 0; j < n; j++) hessian[i * n + j] = (above[j] - below[j]) / (upper - at[i]);
        at[i] = run->point[i];
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            hessian[i * n + j] = hessian[j * n + i] = 0.5 * (hessian[i * n + j] + hessian[j * n + i]);
    free(at);
}

static double rate_now(const Run *run) {
    const double rate = recipe_rate(&run->recipe, run->t);
    return run->recipe.schedule->observe && run->t >= run->recipe.warmup ? rate * run->schedule.factor : rate;
}

static Proposal proposal_of(Run *run) {
    return (Proposal){.values = run->values,
                      .t = run->t - run->began,
                      .rate = run->rate,
                      .scalars = run->scalars,
                      .n = run->objective.n,
                      .w = run->point,
                      .g = run->clipped,
                      .loss = run->loss,
                      .direction = run->direction,
                      .slots = run->slots,
                      .memory = run->memory,
                      .look = look,
                      .curvature = curvature,
                      .context = run};
}

static void find_average(Run *run) {
    const size_t n = run->objective.n;
    const int own = run->recipe.optimizer->average;
    const double kept = run->recipe.ema_decay;
    if (!averages(&run->recipe)) return;
    if (run->t > run->averaged && kept > 0.0)
        for (size_t i = 0; i < n; i++)
            run->average[i] = kept * run->average[i] + (1.0 - kept) * run->point[i];
    else
        copy(n, run->t > run->began && own ? run->slots[own - 1] : run->point, run->average);
}

/* Foret et al. 2021, eq. 2 and 3: the gradient a step of sam_rho up the slope. */
static void look_uphill(Run *run) {
    const size_t n = run->objective.n;
    double squares = 0.0, *uphill = run->update; /* not needed yet */
    for (size_t i = 0; i < n; i++) squares += run->sampled[i] * run->sampled[i];
    if (!(squares > 0.0)) return;
    const double scale = run->recipe.sam_rho / sqrt(squares);
    for (size_t i = 0; i < n; i++) uphill[i] = run->point[i] + scale * run->sampled[i];
    Proposal proposal = proposal_of(run);
    look(&proposal, uphill, run->sampled);
}

/* The gradient the optimizer is to see, before clipping. */
static void sample(Run *run) {
    const Recipe *recipe = &run->recipe;
    const size_t n = run->objective.n;
    run->loss = evaluate(run, run->point, run->gradient);
    if (!changes_gradient(recipe)) return;
    copy(n, run->gradient, run->sampled);
    if (recipe->noise > 0.0) {
        const Draw draw = {recipe->seed, recipe->stream, RANDOM_NOISE, (uint64_t)run->t};
        for (size_t i = 0; i < n; i++) {
            run->noise[i] = recipe->noise * random_normal(draw, (uint32_t)i);
            run->sampled[i] += run->noise[i];
        }
    }
    if (recipe->sam_rho > 0.0) look_uphill(run);
}

static void clip(Run *run, double *vector) {
    run->clip_factor =
        run->recipe.clipping->clip(run->recipe.clipping_values, run->objective.n, run->point, vector);
}

static void direct(Run *run) {
    const Optimizer *optimizer = run->recipe.optimizer;
    const size_t n = run->objective.n;
    if (optimizer->propose) {
        Proposal proposal = proposal_of(run);
        optimizer->propose(&proposal);
        run->rate = proposal.rate;
    } else
        optimizer->direction(run->values, run->scalars, n, run->point, run->clipped, run->direction,
                             run->slots);
    if (optimizer->decoupled)
        for (size_t i = 0; i < n; i++) run->decay[i] = run->weight_decay * run->point[i];
}

/* Zhang et al. 2019, algorithm 1: the slow point follows, and the fast one starts again from it. */
static void look_ahead(Run *run) {
    const Recipe *recipe = &run->recipe;
    const size_t n = run->objective.n;
    if (recipe->lookahead_k == 0) return;
    if (run->t == 0) copy(n, run->point, run->slow);
    if ((run->t + 1) % recipe->lookahead_k != 0) return;
    for (size_t i = 0; i < n; i++) {
        const double fast = run->point[i] + run->update[i],
                     slow = recipe->lookahead_alpha == 1.0
                                ? fast
                                : run->slow[i] + recipe->lookahead_alpha * (fast - run->slow[i]);
        if (slow != fast) run->update[i] = slow - run->point[i];
        run->slow[i] = run->point[i] + run->update[i];
    }
}

void run_step(Run *run) {
    const Recipe *recipe = &run->recipe;
    const size_t n = run->objective.n;
    copy(n, run->w, run->point);
    find_average(run);
    run->rate = rate_now(run);
    if (recipe->schedule->momentum) recipe_values(recipe, run->t, run->values);
    /* Before the gradient: divisions for the step can then be under way while it is computed. */
    if (recipe->optimizer->prepare)
        recipe->optimizer->prepare(run->values, run->t - run->began, run->rate, run->scalars);
    sample(run);
    if (clips_gradient(recipe)) {
        copy(n, run->sampled, run->clipped);
        clip(run, run->clipped);
    }
    direct(run);
    if (recipe->clipping->of_direction) clip(run, run->direction);
    const double rate = recipe->optimizer->moves ? 1.0 : run->rate;
    for (size_t i = 0; i < n; i++) run->update[i] = -rate * (run->direction[i] + run->decay[i]);
    look_ahead(run);
    for (size_t i = 0; i < n; i++) run->w[i] = run->point[i] + run->update[i];
    if (recipe->schedule->observe && run->t >= recipe->warmup)
        recipe->schedule->observe(recipe->schedule_values, run->loss, recipe->values[0], &run->schedule);
    run->t++;
}

#include "trainer.h"

#include "summing.h"

#include "core/vectors.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 32 * OPTIMIZER_BLOCK, EVALUATION_BATCH = 200, VECTORS_MAX = 6 + SLOTS_MAX };

TrainerSettings trainer_settings(const Task *task, const Optimizer *optimizer) {
    const bool own = !optimizer || strcmp(optimizer->name, task->optimizer) == 0;
    TrainerSettings settings = {.task = task, .accumulate = 1};
    hyperparameter_defaults(task->hyperparameters, task_hyperparameter_count(task), settings.values);
    Recipe *recipe = &settings.recipe;
    *recipe = recipe_default(own ? optimizer_find(task->optimizer) : optimizer);
    recipe_set_schedule(recipe, schedule_find(task->schedule));
    if (own) recipe->values[0] = task->rate;
    if (task->clip_norm > 0.0) {
        recipe_set_clipping(recipe, clipping_find("norm"));
        recipe->clipping_values[0] = task->clip_norm;
    }
    recipe->warmup = task->warmup;
    recipe->batch = task->batch;
    recipe->steps = 0;
    return settings;
}

/* ---- memory ---- */

static size_t pieces_of(const Trainer *trainer) {
    return (trainer->plan.parameters + PIECE - 1) / PIECE;
}

static bool allocate(Trainer *trainer, Error *error) {
    const Recipe *recipe = &trainer->settings.recipe;
    const size_t stride = vectors_stride(trainer->plan.parameters);
    float **vectors[VECTORS_MAX] = {&trainer->w, &trainer->gradient};
    int count = 2;
    if (trainer->settings.accumulate > 1) vectors[count++] = &trainer->sum;
    if (recipe->ema_decay > 0.0) vectors[count++] = &trainer->average;
    if (recipe->lookahead_k > 0) vectors[count++] = &trainer->slow;
    if (recipe->sam_rho > 0.0 || recipe->clipping->of_direction) vectors[count++] = &trainer->spare;
    for (int i = 0; i < optimizer_slot_count(recipe->optimizer); i++) vectors[count++] = &trainer->slots[i];
    const size_t each = plan_carry(&trainer->plan), carry = (trainer->feeder.share * each + 15) / 16 * 16,
                 carries = ranks_count(trainer->workers->ranks) > 1 ? trainer->feeder.batch * each : 0;
    const size_t norms = (2 * pieces_of(trainer) + 15) / 16 * 16;
    trainer->block = vectors_start((size_t)count * stride + norms + carry + carries);
    if (!trainer->block)
        return error_set(error, 0, 0, "a smaller model", "not enough memory for %zu parameters",
                         trainer->plan.parameters);
    for (int i = 0; i < count; i++) *vectors[i] = (float *)trainer->block + (size_t)i * stride;
    float *rest = (float *)trainer->block + (size_t)count * stride;
    trainer->norms = (double *)(void *)rest;
    trainer->carry = carry ? rest + norms : NULL;
    trainer->carries = carries ? rest + norms + carry : NULL;
    return true;
}

static bool initialize(Trainer *trainer, Error *error) {
    const size_t n = trainer->plan.parameters;
    double *start = malloc(n * sizeof *start);
    if (!start) return error_set(error, 0, 0, NULL, "not enough memory for %zu parameters", n);
    plan_initialize(&trainer->plan, trainer->settings.recipe.seed, start);
    for (size_t i = 0; i < n; i++) trainer->w[i] = (float)start[i];
    if (trainer->average) memcpy(trainer->average, trainer->w, n * sizeof(float));
    if (trainer->slow) memcpy(trainer->slow, trainer->w, n * sizeof(float));
    free(start);
    return true;
}

static size_t units_of(const Plan *plan, const TrainingData *dataset) {
    const Data *data = &dataset->parts[DATA_TRAIN];
    return data->kind == DATA_TEXT ? (data->examples - 1) / (size_t)plan->length : data->examples;
}

int64_t trainer_steps_of(const TrainerSettings *settings, const Plan *plan, const TrainingData *dataset,
                         double epochs) {
    const int64_t units = (int64_t)units_of(plan, dataset), batch = settings->recipe.batch;
    const int64_t per_epoch = batch > 0 && batch < units ? units / batch : 1;
    const double steps = epochs * (double)per_epoch / (double)settings->accumulate;
    return steps < 1.0 ? 1 : (int64_t)ceil(steps);
}

bool trainer_start(Trainer *trainer, const TrainerSettings *settings, const TrainingData *dataset,
                   const Workers *workers, Error *error) {
    assert(trainer && settings->task && dataset && workers && error);
    const Optimizer *optimizer = settings->recipe.optimizer;
    if (!optimizer->direction_float)
        return error_set(error, 0, 0, "slalom list optimizers shows the others",
                         "%s looks at the whole vector, or twice: it races on surfaces only",
                         optimizer->name);
    *trainer = (Trainer){.settings = *settings,
                         .dataset = dataset,
                         .workers = workers,
                         .plan = settings->task->plan(dataset, settings->values),
                         .schedule = schedule_state()};
    Recipe *recipe = &trainer->settings.recipe;
    const Plan *plan = &trainer->plan;
    for (int i = 0; i < DATA_PARTS; i++)
        if (dataset->parts[i].examples < 1 ||
            (dataset->parts[i].kind == DATA_TEXT && dataset->parts[i].examples <= (size_t)plan->length))
            return error_set(error, 0, 0, "more --examples, or shorter sequences", "too little data for %s",
                             settings->task->name);
    const size_t units = units_of(plan, dataset),
                 batch = recipe->batch > 0 && (size_t)recipe->batch < units ? (size_t)recipe->batch : units;
    if (recipe->steps == 0)
        recipe->steps = trainer_steps_of(settings, plan, dataset, (double)settings->task->epochs);
    trainer->evaluation_batch = plan->length == 1 && batch < EVALUATION_BATCH ? EVALUATION_BATCH : batch;
    const size_t ranks = (size_t)ranks_count(workers->ranks),
                 rows = (trainer->evaluation_batch + ranks - 1) / ranks * (size_t)plan->length;
    if (batch < ranks)
        return error_set(error, 0, 0, "a larger --batch, or fewer ranks",
                         "a batch of %zu has no example for each of %zu ranks", batch, ranks);
    if (!feeder_start(&trainer->feeder, &dataset->parts[DATA_TRAIN], plan, workers, batch, true,
                      recipe->seed) ||
        !network_start_float(&trainer->network, plan, workers, rows)) {
        feeder_end(&trainer->feeder);
        return error_set(error, 0, 0, "a smaller --batch", "not enough memory for batches of %zu", batch);
    }
    if (allocate(trainer, error) && initialize(trainer, error)) return true;
    trainer_end(trainer);
    return false;
}

void trainer_end(Trainer *trainer) {
    feeder_end(&trainer->feeder);
    network_end_float(&trainer->network);
    free(trainer->block);
    *trainer = (Trainer){0};
}

int64_t trainer_steps_per_epoch(const Trainer *trainer) {
    const int64_t steps = (int64_t)trainer->feeder.batches / trainer->settings.accumulate;
    return steps > 0 ? steps : 1;
}

const float *trainer_parameters(const Trainer *trainer) {
    return trainer->average ? trainer->average : trainer->w;
}

/* ---- the step ---- */

static size_t carry_bytes(const Trainer *trainer) {
    return trainer->feeder.share * plan_carry(&trainer->plan) * sizeof(float);
}

/* Mean loss over the step's mini-batches at w, its gradient in trainer->gradient; over all ranks. */
static double find_gradient(Trainer *trainer, const float *w) {
    const int64_t parts = trainer->settings.accumulate;
    const size_t n = trainer->plan.parameters;
    Ranks *ranks = trainer->workers->ranks;
    const bool shared = ranks_count(ranks) > 1;
    const double share_of_batch = (double)trainer->feeder.share / (double)trainer->feeder.batch;
    Summing summing = summing_start(ranks, &trainer->plan, trainer->gradient, (float)share_of_batch);
    if (shared && parts == 1) trainer->network.finished = summing_layer, trainer->network.listener = &summing;
    double loss = 0.0;
    for (int64_t k = 0; k < parts; k++) {
        BatchFloat batch;
        bool begins;
        feeder_fill(&trainer->feeder, trainer->step * parts + k, &batch, &begins);
        batch.training = true;
        batch.draw =
            (Draw){trainer->settings.recipe.seed, (uint32_t)(k * ranks_count(ranks) + ranks_rank(ranks)),
                   RANDOM_DROPOUT, (uint64_t)trainer->step};
        if (begins) network_reset_float(&trainer->network);
        float *gradient = k ? trainer->sum : trainer->gradient;
        loss += network_loss_float(&trainer->network, w, &batch, gradient, NULL) / (double)parts;
        network_commit_float(&trainer->network);
        for (size_t i = 0; k && i < n; i++) trainer->gradient[i] += gradient[i];
    }
    const float share = 1.0F / (float)parts;
    for (size_t i = 0; parts > 1 && i < n; i++) trainer->gradient[i] *= share;
    if (!shared) return loss;
    trainer->network.finished = NULL;
    summing_finish(&summing);
    loss *= share_of_batch;
    ranks_sum(ranks, &loss, 1);
    return loss;
}

/* Sharpness-aware minimization (Foret et al. 2021, eq. 2 and 3): the gradient as it is uphill. */
static void look_uphill(Trainer *trainer) {
    const size_t n = trainer->plan.parameters;
    const double norm = clipping_norm_float(n, trainer->gradient), rho = trainer->settings.recipe.sam_rho;
    if (!(norm > 0.0 && isfinite(norm))) return;
    const float scale = (float)(rho / norm);
    for (size_t i = 0; i < n; i++) trainer->spare[i] = trainer->w[i] + scale * trainer->gradient[i];
    if (trainer->carry) memcpy(trainer->network.carry, trainer->carry, carry_bytes(trainer));
    find_gradient(trainer, trainer->spare);
}

static void add_noise(Trainer *trainer) {
    const Recipe *recipe = &trainer->settings.recipe;
    const Draw draw = {recipe->seed, recipe->stream, RANDOM_NOISE, (uint64_t)trainer->step};
    for (size_t i = 0; i < trainer->plan.parameters; i++)
        trainer->gradient[i] += (float)(recipe->noise * random_normal(draw, (uint32_t)i));
}

static double rate_now(const Trainer *trainer) {
    const Recipe *recipe = &trainer->settings.recipe;
    const double rate = recipe_rate(recipe, trainer->step);
    return recipe->schedule->observe && trainer->step >= recipe->warmup ? rate * trainer->schedule.factor
                                                                        : rate;
}

static void find_norms(void *context, size_t begin, size_t end) {
    const Trainer *trainer = context;
    for (size_t i = begin; i < end; i++) {
        const size_t first = i * PIECE, left = trainer->plan.parameters - first;
        trainer->norms[i] = clipping_norm_float(left < PIECE ? left : PIECE, trainer->gradient + first);
    }
}

/* The gradient's norm, from those of its pieces. */
static double find_norm(Trainer *trainer) {
    const size_t pieces = pieces_of(trainer);
    parallel_for(trainer->workers->parallel, pieces, 1, find_norms, trainer, NULL);
    double squares = 0.0;
    for (size_t i = 0; i < pieces; i++) squares += trainer->norms[i] * trainer->norms[i];
    return sqrt(squares);
}

typedef struct Update {
    Trainer *trainer;
    double rate, decay;
    double factor; /* what the gradient is still to be multiplied by */
    bool directed; /* spare holds the direction */
} Update;

static void apply_direction(const Update *update, size_t begin, size_t end) {
    const Trainer *trainer = update->trainer;
    const Optimizer *optimizer = trainer->settings.recipe.optimizer;
    const float rate = optimizer->moves ? 1.0F : (float)update->rate,
                shrink = optimizer->moves ? 0.0F : (float)(update->rate * update->decay);
    for (size_t i = begin; i < end; i++) trainer->w[i] -= rate * trainer->spare[i] + shrink * trainer->w[i];
}

/* Parameters begin .. end - 1 from gradient to averages, while they are in the cache. */
static void update_piece(void *context, size_t begin, size_t end) {
    const Update *update = context;
    Trainer *trainer = update->trainer;
    const Recipe *recipe = &trainer->settings.recipe;
    const size_t n = trainer->plan.parameters, first = begin * PIECE,
                 last = end * PIECE < n ? end * PIECE : n;
    float *slots[SLOTS_MAX] = {0};
    for (int i = 0; i < SLOTS_MAX && trainer->slots[i]; i++) slots[i] = trainer->slots[i] + first;
    for (size_t i = first; update->factor < 1.0 && i < last; i++)
        trainer->gradient[i] *= (float)update->factor;
    if (update->directed)
        apply_direction(update, first, last);
    else
        optimizer_update_float(recipe->optimizer, trainer->values, trainer->scalars, last - first,
                               trainer->w + first, trainer->gradient + first, slots, update->rate,
                               update->decay);
    if (trainer->slow && (trainer->step + 1) % recipe->lookahead_k == 0) {
        const float alpha = (float)recipe->lookahead_alpha;
        for (size_t i = first; i < last; i++)
            trainer->w[i] = trainer->slow[i] += alpha * (trainer->w[i] - trainer->slow[i]);
    }
    const float kept = (float)recipe->ema_decay;
    for (size_t i = first; trainer->average && i < last; i++)
        trainer->average[i] = kept * trainer->average[i] + (1.0F - kept) * trainer->w[i];
}

/* The direction into spare, all of it: what a clipping of directions needs. */
static void find_direction(Trainer *trainer) {
    const Recipe *recipe = &trainer->settings.recipe;
    recipe->optimizer->direction_float(trainer->values, trainer->scalars, trainer->plan.parameters,
                                       trainer->w, trainer->gradient, trainer->spare, trainer->slots);
}

bool trainer_step(Trainer *trainer, TrainerStep *step) {
    const Recipe *recipe = &trainer->settings.recipe;
    const Optimizer *optimizer = recipe->optimizer;
    const size_t n = trainer->plan.parameters;
    if (trainer->carry) memcpy(trainer->carry, trainer->network.carry, carry_bytes(trainer));
    *step = (TrainerStep){
        .loss = find_gradient(trainer, trainer->w), .rate = rate_now(trainer), .clip_factor = 1.0};
    if (recipe->sam_rho > 0.0) look_uphill(trainer);
    if (recipe->noise > 0.0) add_noise(trainer);
    step->norm = find_norm(trainer);
    if (!isfinite(step->loss) || !isfinite(step->norm)) {
        if (trainer->carry) memcpy(trainer->network.carry, trainer->carry, carry_bytes(trainer));
        return false;
    }
    const Clipping *clipping = recipe->clipping;
    if (clipping->factor)
        step->clip_factor = clipping->factor(recipe->clipping_values, step->norm);
    else if (!clipping->of_direction)
        step->clip_factor = clipping->clip_float(recipe->clipping_values, n, trainer->w, trainer->gradient);
    recipe_values(recipe, trainer->step, trainer->values);
    if (optimizer->prepare) optimizer->prepare(trainer->values, trainer->step, step->rate, trainer->scalars);
    Update update = {trainer, step->rate, 0.0, clipping->factor ? step->clip_factor : 1.0,
                     clipping->of_direction};
    if (optimizer->decoupled) update.decay = optimizer_value(optimizer, recipe->values, "weight_decay", 0.0);
    if (update.directed) {
        find_direction(trainer);
        step->clip_factor = clipping->clip_float(recipe->clipping_values, n, trainer->w, trainer->spare);
    }
    parallel_for(trainer->workers->parallel, (n + PIECE - 1) / PIECE, 1, update_piece, &update, NULL);
    if (recipe->schedule->observe && trainer->step >= recipe->warmup)
        recipe->schedule->observe(recipe->schedule_values, step->loss, recipe->values[0], &trainer->schedule);
    trainer->step++;
    return true;
}

/* ---- evaluation ---- */

Evaluation trainer_evaluate(Trainer *trainer, DataPart part) {
    const Plan *plan = &trainer->plan;
    const Data *data = &trainer->dataset->parts[part];
    Evaluation evaluation = {NAN, NAN};
    Feeder feeder;
    double loss = 0.0, rows = 0.0, right = 0.0;
    const size_t carry = carry_bytes(trainer);
    if (!feeder_start(&feeder, data, plan, trainer->workers, trainer->evaluation_batch, false, 0))
        rows = NAN; /* a sum over ranks is not a number either */
    if (carry) memcpy(trainer->carry, trainer->network.carry, carry);
    for (size_t i = 0; i < feeder.batches; i++) {
        BatchFloat batch;
        bool begins;
        size_t correct;
        feeder_fill(&feeder, (int64_t)i, &batch, &begins);
        if (batch.rows == 0) continue;
        if (begins) network_reset_float(&trainer->network);
        loss += (double)batch.rows *
                network_loss_float(&trainer->network, trainer_parameters(trainer), &batch, NULL, &correct);
        network_commit_float(&trainer->network);
        rows += (double)batch.rows, right += (double)correct;
    }
    if (carry) memcpy(trainer->network.carry, trainer->carry, carry);
    feeder_end(&feeder);
    double sums[] = {loss, rows, right};
    ranks_sum(trainer->workers->ranks, sums, 3);
    evaluation.loss = sums[0] / sums[1];
    if (plan->loss == LOSS_CROSS_ENTROPY || plan->loss == LOSS_LOGISTIC)
        evaluation.accuracy = sums[2] / sums[1];
    return evaluation;
}

/* ---- ranks ---- */

void trainer_collect(Trainer *trainer) {
    if (trainer->carries)
        ranks_gather(trainer->workers->ranks, trainer->network.carry, carry_bytes(trainer), trainer->carries);
}

void trainer_distribute(Trainer *trainer) {
    const size_t first = trainer->feeder.first * plan_carry(&trainer->plan);
    if (trainer->carries) memcpy(trainer->network.carry, trainer->carries + first, carry_bytes(trainer));
}

#include "benchmark.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static TrainerSettings settings_of(const Benchmark *benchmark, const Study *study, int run, int rate,
                                   int seed) {
    TrainerSettings settings = trainer_settings(benchmark->task, study->runs[run]);
    settings.recipe.values[0] = study->rates[rate];
    settings.recipe.seed = (uint64_t)seed + 1;
    settings.recipe.steps = study->steps;
    settings.examples = benchmark->examples;
    return settings;
}

void benchmark_describe(const Benchmark *benchmark, Study *study) {
    const Task *task = benchmark->task;
    const TrainingData *data = benchmark->data;
    const TrainerSettings settings = trainer_settings(task, NULL);
    const Plan plan = task->plan(data, settings.values);
    const int64_t epoch = trainer_steps_of(&settings, &plan, data, 1.0);
    const Recipe *recipe = &settings.recipe;
    snprintf(study->task, sizeof study->task, "%s", task->name);
    snprintf(study->title, sizeof study->title, "%s", task->title);
    snprintf(study->data, sizeof study->data, "%.255s", data->origin);
    if (study->steps == 0) study->steps = epoch > 200 ? epoch : 200;
    study->steps_per_epoch = (double)epoch;
    study->batch = recipe->batch;
    study->parameters = (int64_t)plan.parameters;
    for (int i = 0; i < DATA_PARTS; i++) study->examples[i] = (int64_t)data->parts[i].examples;
    study->clip = strcmp(recipe->clipping->name, "norm") == 0 ? recipe->clipping_values[0] : 0.0;
    const int warmup = (int)(recipe->warmup < study->steps ? recipe->warmup : study->steps);
    if (warmup)
        snprintf(study->schedule, sizeof study->schedule, "%s, %d steps of warm-up", recipe->schedule->name,
                 warmup);
    else
        snprintf(study->schedule, sizeof study->schedule, "%s", recipe->schedule->name);
    study->labelled = plan.loss == LOSS_CROSS_ENTROPY || plan.loss == LOSS_LOGISTIC;
    study->sample = data->sample;
}

/* One seed under way. */
typedef struct Runner {
    Trainer trainer;
    int seed;
    bool good; /* all was finite so far */
    double seconds;
} Runner;

/* The group that trains in lock step. */
typedef struct Group {
    const Benchmark *benchmark;
    const Study *study;
    int run, rate, count;
    Runner *runners;
} Group;

static bool tell(const Group *group, const Runner *runner, StudyEvent event) {
    event.run = group->run, event.rate = group->rate, event.seed = runner->seed;
    return group->benchmark->tell(group->benchmark->context, &event);
}

/* The end of piece k of n, of which every training has the same. */
static int64_t end_of(const Study *study, int64_t k, int64_t n) {
    return study->steps * (k + 1) / n;
}

/* Trains up to `until` and tells of it, after a look at the validation data where `looks`. False: stop. */
static bool train_piece(Group *group, Runner *runner, int64_t until, bool looks) {
    const Benchmark *benchmark = group->benchmark;
    Trainer *trainer = &runner->trainer;
    StudyPoint point = {.values = {[STUDY_VALIDATION] = NAN, [STUDY_ACCURACY] = NAN}};
    const double pieces = (double)(until - trainer->step);
    while (runner->good && trainer->step < until) {
        if (benchmark->go_on && !benchmark->go_on(benchmark->context)) return false;
        TrainerStep step;
        const double began = benchmark->clock();
        runner->good = trainer_step(trainer, &step);
        runner->seconds += benchmark->clock() - began;
        point.values[STUDY_LOSS] += step.loss / pieces;
        point.values[STUDY_NORM] += step.norm / pieces;
        point.values[STUDY_CLIPPED] += (step.clip_factor < 1.0) / pieces;
        point.values[STUDY_RATE] = step.rate;
    }
    if (runner->good && looks) {
        const Evaluation evaluation = trainer_evaluate(trainer, DATA_VALIDATION);
        runner->good = isfinite(evaluation.loss);
        point.values[STUDY_VALIDATION] = evaluation.loss, point.values[STUDY_ACCURACY] = evaluation.accuracy;
    }
    if (!runner->good) return tell(group, runner, (StudyEvent){.status = STUDY_FAILED});
    point.step = trainer->step, point.seconds = runner->seconds;
    return tell(group, runner, (StudyEvent){.status = STUDY_TRAINING, .point = point});
}

/* The test data is used here, once for each training; what is reported of it is that of the rate which the
 * validation data chose. */
static bool finish(Group *group, Runner *runner) {
    if (!runner->good) return true;
    const Evaluation test = trainer_evaluate(&runner->trainer, DATA_TEST);
    return tell(group, runner,
                (StudyEvent){.status = STUDY_DONE, .test_loss = test.loss, .test_accuracy = test.accuracy});
}

static bool train_group(Group *group) {
    const Study *study = group->study;
    /* A point for every update or a multiple of them, so that looks fall on points. */
    const int64_t most = study->steps < STUDY_POINTS ? study->steps : STUDY_POINTS,
                  per_look = most < STUDY_LOOKS ? 1 : most / STUDY_LOOKS, points = per_look * STUDY_LOOKS;
    for (int64_t k = 0; k < points; k++)
        for (int i = 0; i < group->count; i++) {
            Runner *runner = &group->runners[i];
            const int64_t until = end_of(study, k, points);
            const bool looks = (k + 1) % per_look == 0;
            if (!runner->good || (until == runner->trainer.step && k + 1 < points)) continue;
            if (!train_piece(group, runner, until, looks)) return false;
        }
    for (int i = 0; i < group->count; i++)
        if (!finish(group, &group->runners[i])) return false;
    return true;
}

static bool start_runner(Group *group, Runner *runner, int seed, Error *error) {
    const Benchmark *benchmark = group->benchmark;
    const TrainerSettings settings = settings_of(benchmark, group->study, group->run, group->rate, seed);
    *runner = (Runner){.seed = seed, .good = true};
    if (!trainer_start(&runner->trainer, &settings, benchmark->data, benchmark->workers, error)) return false;
    group->count++;
    return true;
}

bool benchmark_train(const Benchmark *benchmark, const Study *study, int run, int rate, int first_seed,
                     int seeds, Error *error) {
    Group group = {.benchmark = benchmark, .study = study, .run = run, .rate = rate};
    group.runners = calloc((size_t)seeds, sizeof *group.runners);
    bool good = group.runners || error_set(error, 0, 0, NULL, "out of memory");
    for (int i = 0; i < seeds && good; i++) {
        const int seed = first_seed + i;
        const StudyStatus status = study_cell(study, run, rate, seed)->status;
        if (status == STUDY_DONE || status == STUDY_FAILED) continue;
        good = start_runner(&group, &group.runners[group.count], seed, error) &&
               tell(&group, &group.runners[group.count - 1], (StudyEvent){.status = STUDY_WAITING});
    }
    good = good && train_group(&group);
    for (int i = 0; i < group.count; i++) trainer_end(&group.runners[i].trainer);
    free(group.runners);
    return good;
}

bool benchmark_train_all(const Benchmark *benchmark, const Study *study, Error *error) {
    for (int run = 0; run < study->run_count; run++)
        for (int rate = 0; rate < study->rate_count; rate++)
            if (!benchmark_train(benchmark, study, run, rate, 0, study->seed_count, error)) return false;
    return true;
}

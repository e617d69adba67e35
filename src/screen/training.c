#include "training.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double LOWEST_RATE = 1e-4, HIGHEST_RATE = 1;
enum { RATES = 5, SEEDS = 3 };
static const char *const first_runs[] = {"gd", "momentum", "adam"};

static bool can_train(const Optimizer *optimizer) {
    return optimizer->direction_float != NULL;
}

Training *training_start(const TrainingHost *host) {
    Training *training = calloc(1, sizeof *training);
    if (!training) return NULL;
    *training = (Training){.host = host, .task = -1, .rates = RATES, .seeds = SEEDS};
    training->drawing = study_drawing_start();
    if (!training->drawing) {
        training_end(training);
        return NULL;
    }
    training->study.target = NAN;
    for (size_t i = 0; i < sizeof first_runs / sizeof *first_runs; i++)
        training->study.runs[training->study.run_count++] = optimizer_find(first_runs[i]);
    if (host->first >= 0) training_load(training, host->first);
    return training;
}

void training_end(Training *training) {
    if (!training) return;
    background_end(training->background);
    study_end(&training->study);
    study_drawing_end(training->drawing);
    free(training);
}

static void complain(Training *training, const Error *error) {
    error_text(error, training->problem, sizeof training->problem);
    training->changes++;
}

/* ---- the background ---- */

void training_stop(Training *training) {
    if (!training->background) return;
    if (background_take(training->background, &training->study) < 0)
        complain(training, &(Error){.message = "out of memory"});
    background_end(training->background);
    training->background = NULL;
    training->paused = false;
    /* A training that was cut short is as if it had never begun. */
    const Study *study = &training->study;
    for (int i = 0; study->cells && i < study->run_count * study->rate_count * study->seed_count; i++)
        if (study->cells[i].status == STUDY_TRAINING)
            study->cells[i].status = STUDY_WAITING, study->cells[i].count = 0;
    training->changes++;
}

static void go(Training *training) {
    Error error = {0};
    if (training->background || !training->study.cells || study_finished(&training->study, -1)) return;
    training->problem[0] = 0;
    training->background =
        training->host->start(training->host->context, training->task, &training->study, &error);
    if (!training->background) complain(training, &error);
    training->changes++;
}

bool training_advance(Training *training) {
    Error error;
    if (!training->background) return false;
    const int taken = background_take(training->background, &training->study);
    if (taken < 0) {
        training_stop(training);
        complain(training, &(Error){.message = "out of memory"});
    } else if (background_finished(training->background, &error)) {
        training_stop(training);
        if (error.message[0]) complain(training, &error);
    }
    training->changes += taken > 0;
    return taken != 0;
}

bool training_runs(const Training *training) {
    return training->background && !training->paused;
}

bool training_finished(const Training *training) {
    return training->study.cells && study_finished(&training->study, -1);
}

void training_toggle(Training *training) {
    if (!training->background) {
        go(training);
        return;
    }
    training->paused = !training->paused;
    background_pause(training->background, training->paused);
    training->changes++;
}

/* ---- the study ---- */

/* Another study takes the place of the one there is; its finished trainings go with it where `keep`. */
static void replace(Training *training, Study next, bool keep) {
    training_stop(training);
    next.cells = NULL;
    if (!study_start(&next)) {
        complain(training, &(Error){.message = "out of memory"});
        return;
    }
    if (keep && training->study.cells) study_adopt(&next, &training->study);
    study_end(&training->study);
    training->study = next;
    training->changes++;
    go(training);
}

static Study with_grid(const Training *training, Study study) {
    study.seed_count = training->seeds;
    study_set_rates(&study, LOWEST_RATE, HIGHEST_RATE, training->rates);
    return study;
}

void training_load(Training *training, int task) {
    Error error = {0};
    Study next = {.run_count = training->study.run_count, .target = NAN};
    memcpy(next.runs, training->study.runs, sizeof next.runs);
    training_stop(training);
    if (!training->host->describe(training->host->context, task, &next, &error)) {
        complain(training, &error);
        return;
    }
    training->task = task;
    training->problem[0] = 0;
    replace(training, with_grid(training, next), false);
}

void training_apply(Training *training) {
    const Study *study = &training->study;
    if (!study->cells || (study->seed_count == training->seeds && study->rate_count == training->rates))
        return;
    replace(training, with_grid(training, *study), true);
}

void training_restart(Training *training) {
    if (training->study.cells) replace(training, training->study, false);
}

void training_set_run(Training *training, int run, const Optimizer *optimizer) {
    Study next = training->study;
    for (int i = 0; i < next.run_count; i++)
        if (next.runs[i] == optimizer) return;
    next.runs[run] = optimizer;
    replace(training, next, true);
}

void training_add_run(Training *training) {
    Study next = training->study;
    if (next.run_count == STUDY_RUNS_MAX || !next.cells) return;
    for (int i = 0; i < optimizer_count; i++) {
        bool taken = !can_train(&optimizers[i]);
        for (int k = 0; k < next.run_count; k++) taken |= next.runs[k] == &optimizers[i];
        if (taken) continue;
        next.runs[next.run_count++] = &optimizers[i];
        replace(training, next, true);
        return;
    }
}

void training_remove_run(Training *training, int run) {
    Study next = training->study;
    if (next.run_count < 2) return;
    next.run_count--;
    for (int i = run; i < next.run_count; i++) {
        next.runs[i] = next.runs[i + 1];
        training->options.hidden[i] = training->options.hidden[i + 1];
    }
    training->options.hidden[next.run_count] = false;
    replace(training, next, true);
}

void training_set_target(Training *training, double target) {
    training->study.target = target;
    training->changes++;
}

/* ---- sums ---- */

/* Of the trainings of a run, or of all: seconds, updates made, updates there are to make in all. */
typedef struct Sums {
    double seconds, steps, all;
} Sums;

static Sums sums_of(const Training *training, int run) {
    const Study *study = &training->study;
    const int each = study->rate_count * study->seed_count, first = run < 0 ? 0 : run * each,
              last = run < 0 ? study->run_count * each : first + each;
    Sums sums = {0};
    for (int i = first; study->cells && i < last; i++) {
        const StudyCell *cell = &study->cells[i];
        const bool failed = cell->status == STUDY_FAILED;
        const double steps = cell->count ? (double)cell->points[cell->count - 1].step : 0;
        sums.seconds += cell->count ? cell->points[cell->count - 1].seconds : 0;
        sums.steps += steps;
        sums.all += failed ? steps : (double)study->steps;
    }
    return sums;
}

double training_elapsed(const Training *training, int run) {
    return sums_of(training, run).seconds;
}

double training_remaining(const Training *training, int run) {
    const Sums own = sums_of(training, run), all = sums_of(training, -1), pace = own.steps > 0 ? own : all;
    return pace.steps > 0 ? (own.all - own.steps) * pace.seconds / pace.steps : NAN;
}

double training_speed(const Training *training, int run) {
    const Sums sums = sums_of(training, run);
    return sums.seconds > 0 ? sums.steps * (double)training->study.batch / sums.seconds : NAN;
}

int training_done(const Training *training) {
    const Study *study = &training->study;
    int done = 0;
    for (int i = 0; study->cells && i < study->run_count * study->rate_count * study->seed_count; i++)
        done += study->cells[i].status == STUDY_DONE || study->cells[i].status == STUDY_FAILED;
    return done;
}

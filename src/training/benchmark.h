/* The trainings of a study: optimizers x learning rates x seeds, all for the same number of updates. What is
 * told of them is recorded in core/study.h. */
#ifndef TRAINING_BENCHMARK_H
#define TRAINING_BENCHMARK_H

#include "trainer.h"

#include "core/study.h"

typedef struct Benchmark {
    const Task *task;
    const TrainingData *data; /* borrowed, as the workers are */
    const Workers *workers;
    int64_t examples;
    double (*clock)(void); /* seconds */
    /* Asked before every update; false: it is to stop. NULL: it never is. */
    bool (*go_on)(void *context);
    /* Told of every event. False: it is to stop. */
    bool (*tell)(void *context, const StudyEvent *event);
    void *context;
} Benchmark;

/* Describes the study (names, sizes, steps where they are 0: an epoch or 200, what is more) for its task and
 * data; runs, rates, seeds and target are the caller's. */
void benchmark_describe(const Benchmark *benchmark, Study *study);

/* Trains the run at a rate from `seeds` seeds, first_seed on, in lock step, as the study has it. Evaluates
 * the validation data STUDY_LOOKS times on the way; time spent looking does not count. A loss or gradient
 * that is not finite ends the training of that seed. False and no message: it was told to stop. */
bool benchmark_train(const Benchmark *benchmark, const Study *study, int run, int rate, int first_seed,
                     int seeds, Error *error);

/* Trains everything in the study that is neither done nor failed, run by run, rate by rate. */
bool benchmark_train_all(const Benchmark *benchmark, const Study *study, Error *error);

#endif

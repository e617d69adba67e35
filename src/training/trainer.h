/* Trains a task by a recipe: the optimizers, schedules and clippings of core on float parameters. A training
 * is a pure function of its settings; on one thread, to the last bit. */
#ifndef TRAINING_TRAINER_H
#define TRAINING_TRAINER_H

#include "feeder.h"
#include "network.h"
#include "task.h"

#include "core/recipe.h"

#include <stdio.h>

typedef struct TrainerSettings {
    const Task *task;
    double values[TASK_VALUES_MAX]; /* of the task's hyperparameters */
    Recipe recipe;                  /* batch, seed and steps are in it; start is not used */
    int64_t accumulate;             /* mini-batches whose mean gradient makes one step */
    int64_t examples;               /* at most so many to train on; 0: all */
} TrainerSettings;

/* The task's own settings, with another optimizer where it is not NULL; steps are not known before the data.
 */
TrainerSettings trainer_settings(const Task *task, const Optimizer *optimizer);

/* What an update came from. */
typedef struct TrainerStep {
    double loss;        /* of the mini-batch, before the update */
    double rate;        /* learning rate */
    double norm;        /* of the gradient, before clipping */
    double clip_factor; /* 1: not clipped */
} TrainerStep;

typedef struct Evaluation {
    double loss;
    double accuracy; /* share of rows right; NaN where rows have no label */
} Evaluation;

typedef struct Trainer {
    TrainerSettings settings;
    const TrainingData *dataset;
    const Workers *workers;
    Plan plan;
    NetworkFloat network;
    Feeder feeder;
    size_t evaluation_batch;
    int64_t step;                                             /* updates done */
    double scalars[SCALARS_MAX], values[HYPERPARAMETERS_MAX]; /* the optimizer's, of this step */
    ScheduleState schedule;
    /* Vectors of plan.parameters numbers; NULL where the recipe does not need them. */
    float *w, *gradient, *sum, *slots[SLOTS_MAX];
    float *average; /* of ema_decay */
    float *slow;    /* lookahead's slow point */
    float *spare;   /* where sharpness-aware minimization looks; a direction to be clipped */
    double *norms;  /* of pieces of the gradient */
    float *carry;   /* what the recurrent state was before the step */
    float
        *carries; /* the recurrent states of all ranks, for a checkpoint; NULL: there is one, the network's */
    void *block;
} Trainer;

/* Starts at the task's initialization. Where workers have ranks, all ranks start, step, evaluate, collect and
 * end together, and hold the same parameters. TrainingData and workers are borrowed. Refused: optimizers that
 * need curvature or a line search, and what does not fit memory. recipe.steps 0: epochs of the task. */
bool trainer_start(Trainer *trainer, const TrainerSettings *settings, const TrainingData *dataset,
                   const Workers *workers, Error *error);
void trainer_end(Trainer *trainer);

int64_t trainer_steps_per_epoch(const Trainer *trainer);
int64_t trainer_steps_of(const TrainerSettings *settings, const Plan *plan, const TrainingData *dataset,
                         double epochs);

/* One update. False, and nothing is changed, where loss or gradient is not finite; `step` says what was
 * found. */
bool trainer_step(Trainer *trainer, TrainerStep *step);

/* Loss and accuracy over a whole part, at the averaged parameters where there are any. Changes nothing. */
Evaluation trainer_evaluate(Trainer *trainer, DataPart part);

/* Brings the state of all ranks together in rank 0; before a checkpoint is written there. */
void trainer_collect(Trainer *trainer);
/* The other way round: after a checkpoint was read. */
void trainer_distribute(Trainer *trainer);

/* What the evaluation looks at. */
const float *trainer_parameters(const Trainer *trainer);

/* Parameters and optimizer state for Python: safetensors, names like PyTorch's. False: could not be written.
 */
bool trainer_export(const Trainer *trainer, FILE *stream);

/* The same as .npz for numpy.load(). */
bool trainer_export_npz(const Trainer *trainer, FILE *stream);

#endif

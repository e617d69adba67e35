/* What a larger batch buys: how much the gradient varies from batch to batch, and how long it takes. */
#ifndef TRAINING_BATCH_STUDY_H
#define TRAINING_BATCH_STUDY_H

#include "trainer.h"

typedef struct BatchMeasure {
    int64_t batch;
    int draws;       /* batches looked at */
    double variance; /* trace of the gradient's covariance: mean of |g - mean g|^2, unbiased */
    double norm;     /* squared, of the mean gradient, the part that noise adds taken off (may be negative) */
    double seconds;  /* per gradient, the fastest of the draws */
} BatchMeasure;

/* Measures at the trainer's present parameters, without dropout and from no recurrent state, batches of an
 * epoch drawn by its seed. Batches above 512 examples are computed piece by piece, as accumulated ones.
 * False: out of memory. The batch is at most half of what there is to train on. */
bool batch_study_measure(Trainer *trainer, int64_t batch, double (*clock)(void), BatchMeasure *measure);

#endif

/* The gradient of data-parallel training: every rank has that of its share of the mini-batch, and the sum
 * over ranks is under way while the backward pass goes on to the layers below. */
#ifndef TRAINING_SUMMING_H
#define TRAINING_SUMMING_H

#include "layer.h"
#include "ranks.h"

typedef struct Summing {
    Ranks *ranks;
    const Plan *plan;
    float *gradient; /* [plan->parameters] */
    float share;     /* of the mini-batch's rows that are this rank's */
    size_t end;      /* from here on sums are under way */
} Summing;

Summing summing_start(Ranks *ranks, const Plan *plan, float *gradient, float share);

/* For NetworkFloat.finished: the layer's part of the gradient stands. Layers come from the last to the
 * first. */
void summing_layer(void *summing, int layer);

/* Sums what is left and waits for all of it. */
void summing_finish(Summing *summing);

#endif

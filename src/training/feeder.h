/* Mini-batches: which examples come when, as a pure function of (seed, number of the batch), and copies of
 * them. */
#ifndef TRAINING_FEEDER_H
#define TRAINING_FEEDER_H

#include "data.h"
#include "network.h"

typedef struct Feeder {
    const Data *data;
    const Plan *plan;
    const Workers *workers;
    size_t batch, batches; /* examples in a batch, over all ranks; batches in an epoch */
    size_t share, first;   /* examples of a whole batch that are this rank's, and the first of them */
    size_t units;          /* examples in an epoch: rows, images, or sequences of a text */
    bool shuffle, partial; /* a partial last batch counts */
    uint64_t seed;
    int64_t epoch; /* whose order is in `order`; -1: none */
    uint32_t *order;
    float *inputs, *targets;
    int32_t *tokens, *labels;
} Feeder;

/* Shuffled: every epoch in an order of its own, drawn by seed (Fisher and Yates), a last partial batch is
 * left out. Else: in order, to the last. A recurrent plan reads a text as `batch` streams side by side, in
 * order always. Every rank of workers gets its share of each batch. Plan, data and workers are borrowed;
 * `batch` is cut to what there is. False: out of memory.
 */
bool feeder_start(Feeder *feeder, const Data *data, const Plan *plan, const Workers *workers, size_t batch,
                  bool shuffle, uint64_t seed);
void feeder_end(Feeder *feeder);

/* The rank's share (of a small batch maybe no row) of batch number `index` since the start of training; what
 * it points to lives until the next call.
 * *begins (may be NULL): its streams begin here, so that nothing is to be carried over. */
void feeder_fill(Feeder *feeder, int64_t index, BatchFloat *batch, bool *begins);

#endif

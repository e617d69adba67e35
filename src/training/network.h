/* A plan made to compute: loss and gradient of a batch, for float (training) and for double (tests, oracles),
 * from one source. */
#ifndef TRAINING_NETWORK_H
#define TRAINING_NETWORK_H

#include "layer.h"
#include "ranks.h"

#include "core/parallel.h"
#include "core/random.h"

#include <stdatomic.h>
#include <stdint.h>

/* Who computes. Several networks may share it, one at a time. */
typedef struct Workers {
    Parallel *parallel; /* NULL: the calling thread alone */
    int threads;        /* for matrix products */
    Ranks *ranks;       /* with whom mini-batches are shared; NULL: with nobody */
} Workers;

/* How long matrix products and convolutions took, all threads together; for benchmarks. */
typedef struct ProductWatch {
    double (*seconds)(void);
    atomic_llong nanoseconds;
} ProductWatch;

#define REAL    float
#define NETWORK NetworkFloat
#define BATCH   BatchFloat
#include "network_declare.inc.h"
#undef REAL
#undef NETWORK
#undef BATCH

#define REAL    double
#define NETWORK NetworkDouble
#define BATCH   BatchDouble
#include "network_declare.inc.h"
#undef REAL
#undef NETWORK
#undef BATCH

#endif

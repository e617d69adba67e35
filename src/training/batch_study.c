#include "batch_study.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { PIECE = 512, DRAWS_MANY = 32, DRAWS_FEW = 8, MANY_UP_TO = 256 };

/* Mean and sum of squared differences from it, of vectors that come one by one (Welford 1962). */
typedef struct Spread {
    size_t n;
    int count;
    double *mean, *squares;
} Spread;

static void take(Spread *spread, const double *vector) {
    const double share = 1.0 / ++spread->count;
    for (size_t i = 0; i < spread->n; i++) {
        const double difference = vector[i] - spread->mean[i];
        spread->mean[i] += share * difference;
        spread->squares[i] += difference * (vector[i] - spread->mean[i]);
    }
}

/* What one gradient needs. */
typedef struct Probe {
    Trainer *trainer;
    Feeder feeder;
    NetworkFloat network;
    int64_t pieces; /* of a batch */
    float *gradient;
    double *sum;
} Probe;

static void find_gradient(Probe *probe, int64_t index) {
    const size_t n = probe->trainer->plan.parameters;
    for (size_t i = 0; i < n; i++) probe->sum[i] = 0.0;
    for (int64_t k = 0; k < probe->pieces; k++) {
        BatchFloat batch;
        feeder_fill(&probe->feeder, index * probe->pieces + k, &batch, NULL);
        network_reset_float(&probe->network);
        network_loss_float(&probe->network, probe->trainer->w, &batch, probe->gradient, NULL);
        for (size_t i = 0; i < n; i++) probe->sum[i] += (double)probe->gradient[i] / (double)probe->pieces;
    }
}

static void summarize(const Spread *spread, BatchMeasure *measure) {
    double squares = 0.0, norm = 0.0;
    for (size_t i = 0; i < spread->n; i++) {
        squares += spread->squares[i];
        norm += spread->mean[i] * spread->mean[i];
    }
    measure->variance = squares / (spread->count - 1);
    measure->norm = norm - measure->variance / spread->count;
}

bool batch_study_measure(Trainer *trainer, int64_t batch, double (*clock)(void), BatchMeasure *measure) {
    const Plan *plan = &trainer->plan;
    const size_t n = plan->parameters, piece = (size_t)(batch < PIECE ? batch : PIECE);
    Probe probe = {.trainer = trainer, .pieces = batch / (int64_t)piece};
    double *block = malloc(3 * n * sizeof *block);
    probe.gradient = malloc(n * sizeof *probe.gradient);
    probe.sum = block;
    Spread spread = {.n = n, .mean = block + n, .squares = block + 2 * n};
    bool good = block && probe.gradient &&
                feeder_start(&probe.feeder, trainer->feeder.data, plan, trainer->workers, piece, true,
                             trainer->settings.recipe.seed) &&
                network_start_float(&probe.network, plan, trainer->workers, piece * (size_t)plan->length);
    const int wanted = batch <= MANY_UP_TO ? DRAWS_MANY : DRAWS_FEW;
    if (good) {
        for (size_t i = 0; i < 2 * n; i++) spread.mean[i] = 0.0;
        const int64_t there = (int64_t)probe.feeder.batches / probe.pieces;
        assert(there >= 2);
        *measure = (BatchMeasure){
            .batch = batch, .draws = there < wanted ? (int)there : wanted, .seconds = INFINITY};
        for (int i = 0; i < measure->draws; i++) {
            const double began = clock();
            find_gradient(&probe, i);
            measure->seconds = fmin(measure->seconds, clock() - began);
            take(&spread, probe.sum);
        }
        summarize(&spread, measure);
    }
    network_end_float(&probe.network);
    feeder_end(&probe.feeder);
    free(probe.gradient);
    free(block);
    return good;
}

/* The network for one type: what it keeps in memory. Whoever includes this has included network.h and then
 * defined REAL, NETWORK and BATCH. */
#include "real.inc.h"

#include "core/vectors.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- memory ---- */

/* Hands out `count` numbers of *next on cache-line boundaries; with next NULL it only counts. */
static REAL *take(REAL **next, size_t *used, size_t count) {
    const size_t line = 64 / sizeof(REAL), size = (count + line - 1) / line * line;
    REAL *place = *next ? *next + *used : NULL;
    *used += size;
    return place;
}

/* A sum's addend takes its gradient as it is: both are one. */
static bool shares_gradient(const Plan *plan, int i) {
    return i + 1 < plan->count && plan->layers[i + 1].kind == LAYER_ADD &&
           plan->layers[i].kind == LAYER_DENSE && plan->layers[i].activation == ACTIVATION_NONE;
}

static size_t lay_out(NETWORK *network, REAL *next) {
    const Plan *plan = network->plan;
    const size_t rows = network->rows, out = (size_t)plan_out(plan);
    size_t used = 0, block = 0, shared = 0;
    for (int i = plan->count - 1; i >= 0; i--) {
        const Layer *layer = &plan->layers[i];
        network->outputs[i] = take(&next, &used, rows * (size_t)layer->out);
        network->memory[i] = take(&next, &used, rows * layer->row_memory);
        network->gradients[i] = shares_gradient(plan, i) ? network->gradients[i + 1]
                                                         : take(&next, &used, rows * (size_t)layer->out);
        block = layer->block_memory > block ? layer->block_memory : block;
        shared = layer->shared_memory > shared ? layer->shared_memory : shared;
    }
    network->blocks = take(&next, &used, EXAMPLE_BLOCKS * block);
    network->shared = take(&next, &used, shared);
    network->losses = take(&next, &used, rows);
    const size_t carry = rows / (size_t)plan->length * plan_carry(plan);
    network->carry = take(&next, &used, carry);
    network->carry_next = take(&next, &used, carry);
    network->matrix = take(&next, &used, plan->matrix ? out * out : 0);
    return used;
}

bool NAME(network_start)(NETWORK *network, const Plan *plan, const Workers *workers, size_t rows) {
    assert(plan->count > 0 && rows > 0 && rows % (size_t)plan->length == 0);
    *network = (NETWORK){.plan = plan, .workers = workers, .rows = rows};
    const size_t size = lay_out(network, NULL) * sizeof(REAL), out = (size_t)plan_out(plan);
    network->block = (REAL *)(void *)vectors_start(size / sizeof(float));
    if (!network->block) return false;
    lay_out(network, network->block);
    for (size_t i = 0; plan->matrix && i < out * out; i++) network->matrix[i] = (REAL)plan->matrix[i];
    return true;
}

void NAME(network_end)(NETWORK *network) {
    free(network->block);
    *network = (NETWORK){0};
}

static size_t carry_size(const NETWORK *network) {
    return network->rows / (size_t)network->plan->length * plan_carry(network->plan) * sizeof(REAL);
}

void NAME(network_commit)(NETWORK *network) {
    if (plan_carry(network->plan)) memcpy(network->carry, network->carry_next, carry_size(network));
}

void NAME(network_reset)(NETWORK *network) {
    if (plan_carry(network->plan)) memset(network->carry, 0, carry_size(network));
}

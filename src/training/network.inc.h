/* The network for one type; whoever includes this has included network.h and then defined REAL, NETWORK and
 * BATCH.
 */
#include "blas.h"
#include "real.inc.h"

#include <assert.h>
#include <float.h>
#include <stdlib.h>
#include <string.h>
#include <tgmath.h>

#define GEMM NAME(gemm)

enum { GRAIN = 16384, PARTIALS = 8 };

/* One layer at work on one batch. */
typedef struct Pass {
    const Layer *layer;
    NETWORK *network;
    const BATCH *batch;
    size_t rows, length;
    const REAL *w; /* its parameters */
    REAL *dw;      /* their gradient, to be written */
    const REAL *x; /* [rows][in] */
    REAL *dx;      /* NULL: nobody needs it */
    REAL *y, *dy;  /* [rows][out]; backward may overwrite dy */
    REAL *memory;
    const REAL *added;
    REAL *dadded;
} Pass;

/* Runs body over `count` pieces of `elements` numbers each, in blocks that do not depend on the threads. */
static void spread(const Pass *pass, size_t count, size_t elements, ParallelBody *body) {
    const size_t grain = elements >= GRAIN ? 1 : GRAIN / (elements ? elements : 1);
    parallel_for(pass->network->workers->parallel, count, grain, body, (void *)pass, NULL);
}

/* The same for bodies that call BLAS themselves: each product then stays in its thread. */
static void spread_products(const Pass *pass, size_t count, size_t grain, ParallelBody *body) {
    const Workers *workers = pass->network->workers;
    blas_threads(1);
    parallel_for(workers->parallel, count, grain, body, (void *)pass, NULL);
    blas_threads(workers->threads);
}

#include "layers_dense.inc.h"

#include "layers_image.inc.h"

#include "layers_sequence.inc.h"

#include "losses.inc.h"

static const struct {
    void (*forward)(Pass *pass), (*backward)(Pass *pass);
} rules[LAYER_KINDS] = {
    [LAYER_DENSE] = {dense_forward, dense_backward},
    [LAYER_CONVOLUTION] = {convolution_forward, convolution_backward},
    [LAYER_POOL] = {pool_forward, pool_backward},
    [LAYER_DROPOUT] = {dropout_forward, dropout_backward},
    [LAYER_EMBEDDING] = {embedding_forward, embedding_backward},
    [LAYER_NORM] = {norm_forward, norm_backward},
    [LAYER_ATTENTION] = {attention_forward, attention_backward},
    [LAYER_RECURRENT] = {recurrent_forward, recurrent_backward},
    [LAYER_ADD] = {add_forward, add_backward},
    [LAYER_TRANSLATE] = {translate_forward, translate_backward},
};

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

static size_t partial_size(const Plan *plan) {
    size_t largest = 0;
    for (int i = 0; i < plan->count; i++)
        if (plan->layers[i].kind == LAYER_CONVOLUTION) {
            const Layer *layer = &plan->layers[i];
            const size_t size = convolution_scratch(layer) + layer->parameters;
            largest = size > largest ? size : largest;
        }
    return PARTIALS * largest;
}

static size_t lay_out(NETWORK *network, REAL *next) {
    const Plan *plan = network->plan;
    const size_t rows = network->rows, out = (size_t)plan_out(plan);
    size_t used = 0;
    for (int i = plan->count - 1; i >= 0; i--) {
        const Layer *layer = &plan->layers[i];
        network->outputs[i] = take(&next, &used, rows * (size_t)layer->out);
        network->memory[i] = take(&next, &used, rows * layer->row_memory);
        network->gradients[i] = shares_gradient(plan, i) ? network->gradients[i + 1]
                                                         : take(&next, &used, rows * (size_t)layer->out);
    }
    network->partial = take(&next, &used, partial_size(plan));
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
    network->block = aligned_alloc(64, size);
    if (!network->block) return false;
    memset(network->block, 0, size);
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

/* ---- forward and backward ---- */

static Pass pass_of(NETWORK *network, int i, const REAL *w, const BATCH *batch, REAL *gradient) {
    const Layer *layer = &network->plan->layers[i];
    Pass pass = {.layer = layer,
                 .network = network,
                 .batch = batch,
                 .rows = batch->rows,
                 .length = (size_t)network->plan->length,
                 .w = w + layer->offset,
                 .dw = gradient ? gradient + layer->offset : NULL,
                 .x = i ? network->outputs[i - 1] : batch->inputs,
                 .dx = i ? network->gradients[i - 1] : NULL,
                 .y = network->outputs[i],
                 .dy = network->gradients[i],
                 .memory = network->memory[i]};
    if (layer->kind == LAYER_ADD)
        pass.added = network->outputs[layer->from], pass.dadded = network->gradients[layer->from];
    return pass;
}

double NAME(network_loss)(NETWORK *network, const REAL *w, const BATCH *batch, REAL *gradient,
                          size_t *correct) {
    const Plan *plan = network->plan;
    assert(batch->rows > 0 && batch->rows <= network->rows && batch->rows % (size_t)plan->length == 0);
    blas_threads(network->workers->threads);
    for (int i = 0; i < plan->count; i++) {
        Pass pass = pass_of(network, i, w, batch, NULL);
        rules[pass.layer->kind].forward(&pass);
    }
    size_t right = 0;
    Pass last = pass_of(network, plan->count - 1, w, batch, gradient);
    const double loss = losses[plan->loss](&last, gradient != NULL, &right);
    for (int i = plan->count - 1; gradient && i >= 0; i--) {
        Pass pass = pass_of(network, i, w, batch, gradient);
        rules[pass.layer->kind].backward(&pass);
        if (network->finished) network->finished(network->listener, i);
    }
    if (correct) *correct = right;
    return loss;
}

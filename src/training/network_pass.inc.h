/* Forward and backward through a network, for one type and one set of instructions; whoever includes this has
 * included network.h and then defined REAL, NETWORK, BATCH and LOSS, the name of what it defines. */
#include "blas.h"
#include "network_pass.h"
#include "real.inc.h"
#include "real_functions.h"

#include <assert.h>
#include <float.h>
#include <stdlib.h>
#include <string.h>
#include <tgmath.h>

/* A product inside a pass. */
#define GEMM(...)                                                                                            \
    do {                                                                                                     \
        const double start = watch_start(pass);                                                              \
        matrix_product(__VA_ARGS__);                                                                         \
        watch_stop(pass, start);                                                                             \
    } while (0)

enum { GRAIN = 16384 };

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

/* Now, where products are timed. */
static double watch_start(const Pass *pass) {
    const ProductWatch *watch = pass->network->watch;
    return watch ? watch->seconds() : 0.0;
}

static void watch_stop(const Pass *pass, double start) {
    ProductWatch *watch = pass->network->watch;
    if (watch) atomic_fetch_add(&watch->nanoseconds, (long long)(1e9 * (watch->seconds() - start)));
}

/* Runs body over `count` pieces of `elements` numbers each, in blocks that do not depend on the threads. */
static void spread(const Pass *pass, size_t count, size_t elements, ParallelBody *body) {
    const size_t grain = elements >= GRAIN ? 1 : GRAIN / (elements ? elements : 1);
    parallel_for(pass->network->workers->parallel, count, grain, body, (void *)pass, NULL);
}

/* The same for bodies that have more to do per piece: `grain` of them at a time. */
static void spread_work(const Pass *pass, size_t count, size_t grain, ParallelBody *body) {
    parallel_for(pass->network->workers->parallel, count, grain, body, (void *)pass, NULL);
}

#include "reductions.inc.h"

#include "vectors.inc.h"

#include "matrix_product.inc.h"

#include "products.inc.h"

#include "layers_dense.inc.h"

#include "convolution.inc.h"

#include "layers_image.inc.h"

#include "layers_sequence.inc.h"

#include "losses.inc.h"

#include "linear.inc.h"

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

double LOSS(NETWORK *network, const REAL *w, const BATCH *batch, REAL *gradient, size_t *correct) {
    const Plan *plan = network->plan;
    assert(batch->rows > 0 && batch->rows <= network->rows && batch->rows % (size_t)plan->length == 0);
    blas_threads(1);
    if (correct) *correct = 0;
    if (is_linear(plan)) {
        Pass pass = pass_of(network, 0, w, batch, gradient);
        const double loss = linear_loss(&pass, correct);
        if (gradient && network->finished) network->finished(network->listener, 0);
        return loss;
    }
    for (int i = 0; i < plan->count; i++) {
        Pass pass = pass_of(network, i, w, batch, NULL);
        rules[pass.layer->kind].forward(&pass);
    }
    Pass last = pass_of(network, plan->count - 1, w, batch, gradient);
    const double loss = losses[plan->loss](&last, gradient != NULL, correct);
    for (int i = plan->count - 1; gradient && i >= 0; i--) {
        Pass pass = pass_of(network, i, w, batch, gradient);
        rules[pass.layer->kind].backward(&pass);
        if (network->finished) network->finished(network->listener, i);
    }
    return loss;
}

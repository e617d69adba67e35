/* The same forward and backward, compiled for the instructions of several machines; network_loss_float takes
 * the widest that this one has. */
#ifndef TRAINING_NETWORK_PASS_H
#define TRAINING_NETWORK_PASS_H

#include "network.h"

typedef double LossFloat(NetworkFloat *network, const float *w, const BatchFloat *batch, float *gradient,
                         size_t *correct);

LossFloat network_loss_float_sse2, network_loss_float_avx2, network_loss_float_avx512;

#endif

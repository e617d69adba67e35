#include "network.h"

#include "network_pass.h"

#define REAL    float
#define NETWORK NetworkFloat
#define BATCH   BatchFloat
#include "network.inc.h"

static LossFloat *widest(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma"))
        return network_loss_float_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return network_loss_float_avx2;
#endif
    return network_loss_float_sse2;
}

double network_loss_float(NetworkFloat *network, const float *w, const BatchFloat *batch, float *gradient,
                          size_t *correct) {
    return widest()(network, w, batch, gradient, correct);
}

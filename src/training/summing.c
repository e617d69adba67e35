#include "summing.h"

/* A message of fewer numbers costs more by itself than by its length: small layers go together. */
enum { LEAST = 1 << 16 };

Summing summing_start(Ranks *ranks, const Plan *plan, float *gradient, float share) {
    return (Summing){ranks, plan, gradient, share, plan->parameters};
}

static void sum_from(Summing *summing, size_t begin) {
    for (size_t i = begin; i < summing->end; i++) summing->gradient[i] *= summing->share;
    ranks_sum_begin(summing->ranks, summing->gradient + begin, summing->end - begin);
    summing->end = begin;
}

void summing_layer(void *context, int layer) {
    Summing *summing = context;
    const size_t begin = summing->plan->layers[layer].offset;
    if (summing->plan->layers[layer].parameters > 0 && summing->end - begin >= LEAST)
        sum_from(summing, begin);
}

void summing_finish(Summing *summing) {
    if (summing->end > 0) sum_from(summing, 0);
    ranks_sum_wait(summing->ranks);
}

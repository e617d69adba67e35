#include "spread.h"

#include <assert.h>
#include <math.h>

/* Places that would collide are pooled and centred on their mean, as in isotonic regression. */
void spread_apart(float *places, int count, float apart, float low, float high) {
    float sums[SPREAD_MAX];
    int sizes[SPREAD_MAX], pools = 0;
    assert(count <= SPREAD_MAX);
    if (count > 1) apart = fminf(apart, (high - low) / (float)(count - 1));
    for (int i = 0; i < count; i++) {
        sums[pools] = places[i] - (float)i * apart;
        sizes[pools++] = 1;
        while (pools > 1 &&
               sums[pools - 2] / (float)sizes[pools - 2] >= sums[pools - 1] / (float)sizes[pools - 1]) {
            sums[pools - 2] += sums[pools - 1];
            sizes[pools - 2] += sizes[pools - 1];
            pools--;
        }
    }
    const float last = high - (float)(count - 1) * apart;
    for (int pool = 0, i = 0; pool < pools; pool++) {
        const float base = fminf(fmaxf(sums[pool] / (float)sizes[pool], low), last);
        for (int k = 0; k < sizes[pool]; k++, i++) places[i] = base + (float)i * apart;
    }
}

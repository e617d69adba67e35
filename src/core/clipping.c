#include "clipping.h"

#include <math.h>
#include <string.h>

static double norm_factor(const double *values, double norm) {
    return norm > values[0] ? values[0] / norm : 1.0;
}

#define REAL double
#define WIDE
#define RULE(name) name##_double
#include "clipping_rules.inc.h"
#undef REAL
#undef RULE
#undef WIDE

/* Training measures millions of floats: for each machine's own vectors, with the same bits on all of them. */
#if defined(__x86_64__) && defined(__linux__)
#define WIDE __attribute__((target_clones("default", "avx2", "avx512f")))
#else
#define WIDE
#endif
#define REAL       float
#define RULE(name) name##_float
#include "clipping_rules.inc.h"
#undef REAL
#undef RULE
#undef WIDE

double clipping_norm_float(size_t n, const float *v) {
    return norm_float(n, v);
}

#define BOTH(rule) .clip = rule##_double, .clip_float = rule##_float
#define LIMIT(name, value, text)                                                                             \
    { name, name, value, 1e-12, 1e12, 1e-3, 1e3, SCALE_LOG, text }

const Clipping clippings[] = {
    {.name = "none",
     .title = "None",
     .source = "-",
     .help = "Every gradient is used as it is.",
     BOTH(clip_none)},
    {.name = "norm",
     .title = "By norm",
     .source = "Pascanu, Mikolov, Bengio, ICML 2013, algorithm 1",
     .help = "Scales the gradient down to the limit where its norm is larger; its direction stays.",
     .hyperparameters = {LIMIT("limit", 1.0, "largest gradient norm let through")},
     BOTH(clip_norm),
     .factor = norm_factor},
    {.name = "value",
     .title = "By value",
     .source = "Mikolov, PhD thesis, Brno 2012, section 3.2.2; torch.nn.utils.clip_grad_value_",
     .help = "Cuts every element of the gradient to the limit by itself; its direction may turn.",
     .hyperparameters = {LIMIT("limit", 1.0, "largest gradient element let through")},
     BOTH(clip_value)},
    {.name = "adaptive",
     .title = "Adaptive",
     .source = "Brock, De, Smith, Simonyan, ICML 2021, eq. 3",
     .help = "Scales the gradient down to a share of the parameters' own norm (x and y are one unit).",
     .hyperparameters = {LIMIT("limit", 0.01, "largest gradient norm as a share of the parameters' norm"),
                         {"eps", "ε", 1e-3, 1e-12, 1e6, 1e-6, 1.0, SCALE_LOG,
                          "norm that parameters near zero count as"}},
     BOTH(clip_adaptive)},
    {.name = "update_rms",
     .title = "By update RMS",
     .source = "Shazeer and Stern, ICML 2018, section 6",
     .help = "Scales what the optimizer made of the gradient down to a root mean square of d.",
     .hyperparameters = {LIMIT("d", 1.0, "largest root mean square of a direction")},
     BOTH(clip_update_rms),
     .of_direction = true},
};
const int clipping_count = sizeof clippings / sizeof *clippings;

const Clipping *clipping_find(const char *name) {
    for (int i = 0; i < clipping_count; i++)
        if (strcmp(clippings[i].name, name) == 0) return &clippings[i];
    return NULL;
}

int clipping_hyperparameter_count(const Clipping *clipping) {
    int count = 0;
    while (count < CLIPPING_VALUES_MAX && clipping->hyperparameters[count].name) count++;
    return count;
}

#include "optimizer.h"
#include "optimizer_prepare.h"
#include "optimizer_whole.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define PASTE(name, type) name##_##type
#define JOIN(name, type)  PASTE(name, type)

/* The rules for double stand here; those for float are compiled in optimizer_float_*.c and declared on the
 * way. */
#define REAL  double
#define SQRT  sqrt
#define ABS   fabs
#define LEAST DBL_MIN
#define RULE(name)                                                                                           \
    DirectionFloat name##_float_sse2;                                                                        \
    UpdateFloat name##_update_sse2, name##_update_avx2, name##_update_avx512;                                \
    static void name##_double(ARGUMENTS(double))
#include "optimizer_rules.inc.h"

#define RULES(name)                                                                                          \
    .direction = name##_double, .direction_float = name##_float_sse2, .update_float = name##_update_sse2,    \
    .update_float_avx2 = name##_update_avx2, .update_float_avx512 = name##_update_avx512

/* Hyperparameters that many rows share. */
#define RATE(value)                                                                                          \
    { "lr", "η", value, 0.0, 1e6, 1e-5, 1.0, SCALE_LOG, "learning rate: how far one unit of direction goes" }
#define FIRST_TRIAL(value)                                                                                   \
    { "lr", "η", value, 0.0, 1e6, 1e-6, 10.0, SCALE_LOG, "rate that the line search tries first" }
/* The slider ends where the default stands about the middle. */
#define BETA_HIGH(value) ((value) < 0.95 ? 0.99 : (value) < 0.9995 ? 0.9999 : 0.99999)
#define BETA(name, symbol, value, text)                                                                      \
    { name, symbol, value, 0.0, 0.999999999, 0.0, BETA_HIGH(value), SCALE_ONE_MINUS, text }
#define BETA1 BETA("beta1", "β₁", 0.9, "how long the mean gradient remembers")
#define BETA2 BETA("beta2", "β₂", 0.999, "how long the mean square remembers")
#define EPS(value)                                                                                           \
    {                                                                                                        \
        "eps", "ε", value, 0.0, 1.0, (value)*1e-2, (value)*1e8 < 1.0 ? (value)*1e8 : 1.0, SCALE_LOG,         \
            "keeps the division from blowing up where gradients vanish"                                      \
    }
#define DECAY                                                                                                \
    {                                                                                                        \
        "weight_decay", "decay", 0.0, 0.0, 1e3, 0.0, 1.0, SCALE_LINEAR,                                      \
            "pull towards the origin, added to the gradient (L2)"                                            \
    }
#define DECOUPLED(value)                                                                                     \
    {                                                                                                        \
        "weight_decay", "decay", value, 0.0, 1e3, 0.0, 1.0, SCALE_LINEAR,                                    \
            "pull towards the origin, beside the direction (decoupled)"                                      \
    }
#define SWITCH(name, symbol, value, text)                                                                    \
    { name, symbol, value, 0.0, 1.0, 0.0, 1.0, SCALE_SWITCH, text }
#define AMSGRAD SWITCH("amsgrad", "AMSGrad", 0.0, "divide by the largest mean square so far")
#define BIAS_CORRECTION(value)                                                                               \
    SWITCH("bias_correction", "bias correction", value, "undo that the means start at zero")
#define EPS_UNCORRECTED(value)                                                                               \
    SWITCH("eps_uncorrected", "ε uncorrected", value, "add ε before the root's correction, not after")
#define EPS_INSIDE SWITCH("eps_inside", "ε inside", 0.0, "add ε inside the root, not outside")
#define RATE_INSIDE                                                                                          \
    SWITCH("rate_inside", "rate inside", 0.0, "the velocity sums rate · gradient, not gradients")
#define MOMENTUM_DECAY                                                                                       \
    {"momentum_decay", "ψ", 4e-3, 0.0, 1e3, 0.0, 1.0, SCALE_LINEAR, "how soon the momentum grows to β₁"},    \
        SWITCH("momentum_schedule", "growing β", 1.0, "the momentum grows over the first steps")
#define C1                                                                                                   \
    { "c1", "c₁", 1e-4, 0.0, 0.5, 1e-6, 0.5, SCALE_LOG, "share of the promised fall that must be kept" }
#define C2(value)                                                                                            \
    { "c2", "c₂", value, 0.0, 0.999999, 1e-6, 0.999, SCALE_LOG, "share of the slope that may be left" }

const Optimizer optimizers[] = {
#include "optimizer_rows_momentum.inc.h"

#include "optimizer_rows_adaptive.inc.h"

#include "optimizer_rows_adam.inc.h"

#include "optimizer_rows_whole.inc.h"
};
const int optimizer_count = sizeof optimizers / sizeof *optimizers;

const Optimizer *optimizer_find(const char *name) {
    for (int i = 0; i < optimizer_count; i++)
        if (strcmp(optimizers[i].name, name) == 0) return &optimizers[i];
    return NULL;
}

int optimizer_hyperparameter_count(const Optimizer *optimizer) {
    int count = 0;
    while (count < HYPERPARAMETERS_MAX && optimizer->hyperparameters[count].name) count++;
    return count;
}

int optimizer_slot_count(const Optimizer *optimizer) {
    int count = 0;
    while (count < SLOTS_MAX && optimizer->slots[count]) count++;
    return count;
}

double optimizer_value(const Optimizer *optimizer, const double *values, const char *name, double otherwise) {
    int index =
        hyperparameter_find(optimizer->hyperparameters, optimizer_hyperparameter_count(optimizer), name);
    return index < 0 ? otherwise : values[index];
}

const Convention *optimizer_convention(const Optimizer *optimizer, const char *name) {
    for (int i = 0; i < CONVENTIONS_MAX && optimizer->conventions[i].name; i++)
        if (strcmp(optimizer->conventions[i].name, name) == 0) return &optimizer->conventions[i];
    return NULL;
}

/* What rules need once per step: scalars from hyperparameters, step number and rate. Each function is the
 * `prepare` of the rows it is named after (optimizer.h). */
#ifndef CORE_OPTIMIZER_PREPARE_H
#define CORE_OPTIMIZER_PREPARE_H

#include <stdbool.h>
#include <stdint.h>

/* Scalars of Adam's family. */
enum AdamScalar {
    ADAM_POWER1, /* beta1^t and beta2^t as running products; for nadam the product of its momenta */
    ADAM_BETA1,  /* of the step before */
    ADAM_POWER2,
    ADAM_MEAN_SCALE, /* what mean and root are multiplied by: 1 / (1 - beta1^t), 1 / sqrt(1 - beta2^t) */
    ADAM_ROOT_SCALE,
    ADAM_EPS,
    ADAM_DECAY, /* decay that joins the gradient; 0 where it is decoupled */
    ADAM_AMSGRAD,
    ADAM_EPS_OUTSIDE,
    ADAM_GRADIENT_SCALE,
    ADAM_RECTIFIED,
    ADAM_START,
    ADAM_SLOW_WEIGHT,
    ADAM_SLOW_KEPT,
};

enum AdanScalar {
    ADAN_POWER1,
    ADAN_BETA1,
    ADAN_POWER2,
    ADAN_POWER3,
    ADAN_LATER,
    ADAN_MEAN_SCALE,
    ADAN_DIFFERENCE_SCALE,
    ADAN_ROOT_SCALE,
    ADAN_SHRINK,
};

enum FreeScalar { FREE_FIRST, FREE_RATE, FREE_NEWEST, FREE_WEIGHTS, FREE_POWER2 };

typedef void Prepare(const double *values, int64_t t, double rate, double *scalars);

Prepare prepare_momentum, prepare_nesterov, prepare_adagrad, prepare_rmsprop, prepare_adam, prepare_adamw,
    prepare_amsgrad, prepare_adamax, prepare_nadam, prepare_nadamw, prepare_radam, prepare_adabelief,
    prepare_yogi, prepare_adan, prepare_adopt, prepare_ademamix, prepare_rprop, prepare_schedule_free_sgd,
    prepare_schedule_free_adamw, prepare_asgd;

/* Stability limits: see Optimizer.rate_limit. */
double limit_gd(const double *values, double sharpness);
double limit_momentum(const double *values, double sharpness);
double limit_nesterov(const double *values, double sharpness);

/* Recurrences on a quadratic: see Optimizer.recurrence. */
typedef void Recurrence(const double *values, double rate, double curvature, double *trace,
                        double *determinant);
Recurrence recurrence_gd, recurrence_momentum, recurrence_nesterov;

#endif

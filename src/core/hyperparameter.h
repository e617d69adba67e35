/* A named number with default, range, scale and help: one row is a slider, a command-line option and a test
 * range. */
#ifndef CORE_HYPERPARAMETER_H
#define CORE_HYPERPARAMETER_H

#include "error.h"

typedef enum Scale {
    SCALE_LINEAR,
    SCALE_LOG,       /* rates, eps: even in log(value) */
    SCALE_ONE_MINUS, /* decay factors: even in -log(1 - value) */
    SCALE_INTEGER,
    SCALE_SWITCH, /* 0 or 1 */
} Scale;

typedef struct Hyperparameter {
    const char *name;   /* PyTorch's, as in files and on the command line */
    const char *symbol; /* as on the slider, UTF-8: "β₁" */
    double default_value;
    double minimum, maximum; /* allowed; values outside are refused with a message */
    double low, high;        /* the slider's ends */
    Scale scale;
    const char *help; /* one line */
} Hyperparameter;

/* Position of `value` on the slider, 0 .. 1 (clamped); and back. */
double hyperparameter_position(const Hyperparameter *hyperparameter, double value);
double hyperparameter_value(const Hyperparameter *hyperparameter, double position);

/* Whether value is a number within [minimum, maximum]; else an error that names the range. */
bool hyperparameter_check(const Hyperparameter *hyperparameter, double value, Error *error);

/* That error, for what was `given` instead; false. */
bool hyperparameter_refuse(const Hyperparameter *hyperparameter, const char *given, Error *error);

/* Index of `name` in a table of `count` rows, or -1. */
int hyperparameter_find(const Hyperparameter *table, int count, const char *name);

/* Copies the defaults of a table of `count` rows into values[count]. */
void hyperparameter_defaults(const Hyperparameter *table, int count, double *values);

#endif

/* The table of learning-rate schedules: step -> factor. rate(t) = lr * factor(t), read fresh at every step
 * and never folded into a velocity. t = 0 is the first update. To add one: a function and a row in
 * schedule.c. */
#ifndef CORE_SCHEDULE_H
#define CORE_SCHEDULE_H

#include "hyperparameter.h"

#include <stdint.h>

enum { SCHEDULE_VALUES_MAX = 10 };

/* What a schedule that listens to the loss remembers. */
typedef struct ScheduleState {
    double factor;    /* what the losses have brought it to */
    double best;      /* lowest loss that counted */
    int64_t bad;      /* losses since then */
    int64_t cooldown; /* steps during which bad ones still do not count */
} ScheduleState;

typedef struct Schedule {
    const char *name, *title, *source, *help;
    Hyperparameter hyperparameters[SCHEDULE_VALUES_MAX]; /* ends at the first row without a name */
    /* Factor at step t of `steps`, for base rate lr (schedules with an absolute floor need it). */
    double (*factor)(const double *values, int64_t t, int64_t steps, double lr);
    /* Momentum at step t, where a schedule moves it against the rate: high where the rate is low. NAN: it is
     * left alone. NULL: always. */
    double (*momentum)(const double *values, int64_t t, int64_t steps);
    /* After each step with the loss it started from, where the factor depends on losses: the factor of the
     * next step is factor(t) * state->factor. NULL: it does not. */
    void (*observe)(const double *values, double loss, double lr, ScheduleState *state);
} Schedule;

extern const Schedule schedules[]; /* [0] is constant */
extern const int schedule_count;

const Schedule *schedule_find(const char *name);
int schedule_hyperparameter_count(const Schedule *schedule);

ScheduleState schedule_state(void); /* before the first step */

/* The factor with `warmup` steps of linear warm-up in front, (t + 1) / warmup for t < warmup; the schedule
 * then sees t - warmup of steps - warmup. What an observing schedule heard is not in it. */
double schedule_factor(const Schedule *schedule, const double *values, int64_t warmup, int64_t t,
                       int64_t steps, double lr);

/* The momentum likewise, or NAN where the schedule leaves it alone. During warm-up it is the schedule's
 * first. */
double schedule_momentum(const Schedule *schedule, const double *values, int64_t warmup, int64_t t,
                         int64_t steps);

#endif

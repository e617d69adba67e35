/* Trainings in the window: a study that grows while somebody trains in the background. The window knows only
 * this interface of whoever trains; a program without one has no training. */
#ifndef SCREEN_TRAINING_H
#define SCREEN_TRAINING_H

#include "core/background.h"

#include "study_charts.h"
#include "widgets.h"

/* Who trains; the program gives it. */
typedef struct TrainingHost {
    const char *const *names, *const *titles; /* of the tasks */
    int task_count;
    int first; /* the task to begin with, at once; -1: none, until somebody asks */
    /* Fills in what the study is of (see training/benchmark.h) for a task. */
    bool (*describe)(void *context, int task, Study *study, Error *error);
    /* Trains what in the study is not finished; it keeps a copy. NULL and an error: it cannot. */
    Background *(*start)(void *context, int task, const Study *study, Error *error);
    void *context;
} TrainingHost;

enum { TRAINING_SEEDS_MAX = 10, TRAINING_RATES_MAX = 15 };

typedef struct Training {
    const TrainingHost *host; /* borrowed */
    int task;                 /* -1: none is loaded */
    Study study;
    Background *background; /* NULL: nobody trains */
    bool paused;
    int rates, seeds; /* as the sliders have them; taken over when they are let go */
    StudyChartOptions options;
    StudyDrawing *drawing;
    ScrollState scroll, table_scroll;
    char problem[256]; /* why there is nothing, or no more; empty: all is well */
    uint64_t changes;  /* counts what makes another picture */
} Training;

Training *training_start(const TrainingHost *host); /* NULL: out of memory */
void training_end(Training *training);              /* ends what trains, too; NULL is fine */

/* Begins a task, with the runs there are or the first three. */
void training_load(Training *training, int task);

/* Takes over what happened in the background since the last time. Whether something did. */
bool training_advance(Training *training);

bool training_runs(const Training *training); /* somebody trains, and is not paused */
bool training_finished(const Training *training);
/* The grid of the protocol changed: what was trained and is still in it stays. */
void training_apply(Training *training);
void training_toggle(Training *training);  /* pause, go on */
void training_stop(Training *training);    /* what is not finished is lost */
void training_restart(Training *training); /* everything again */
void training_set_run(Training *training, int run, const Optimizer *optimizer);
void training_add_run(Training *training); /* the first optimizer that trains and that no run has */
void training_remove_run(Training *training, int run);
void training_set_target(Training *training, double target);

/* Seconds of training so far and, at the same pace, to come; of a run, or of all (-1). */
double training_elapsed(const Training *training, int run);
double training_remaining(const Training *training, int run);
/* Examples a second. */
double training_speed(const Training *training, int run);
/* Trainings that are over. */
int training_done(const Training *training);

#endif

/* Who trains for the window. */
#ifndef PROGRAMS_VIEW_TRAINING_H
#define PROGRAMS_VIEW_TRAINING_H

#include "options.h"
#include "screen/training.h"

typedef struct ViewTraining ViewTraining;

/* --train TASK, --data DIR, --examples N; nothing in a program without training. */
void view_training_add(Options *options);
void view_training_help(FILE *stream);

/* NULL and an error where the options are wrong, NULL without one where this program cannot train. */
ViewTraining *view_training_start(const Options *options, Error *error);
void view_training_end(ViewTraining *training);                       /* NULL is fine */
const TrainingHost *view_training_host(const ViewTraining *training); /* NULL for NULL */

#endif

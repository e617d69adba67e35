/* How a recorded step was made, found from its numbers: of the formulas people write, the one that gives what
 * was recorded, at the step shown, at the optimizer's first ones and at others up to the end. So a formula
 * shown is true of the numbers beside it, whatever optimizer made them; where none is, nothing is claimed. */
#ifndef SCREEN_INSPECTOR_FORMS_H
#define SCREEN_INSPECTOR_FORMS_H

#include "core/scene.h"

enum { FORM_TEXT = 80 };

/* What a rule had before it and what it made, at one step. */
typedef struct StepFacts {
    const Recipe *recipe;
    int64_t clock; /* steps the optimizer has taken since it began */
    double rate;
    double w[2], g[2]; /* the point; what the optimizer saw, coupled weight decay included */
    double now[SLOTS_MAX][2], before[SLOTS_MAX][2];
    double direction[2];
} StepFacts;

enum { PROBES_MAX = 65, EARLY_PROBES = 32 };

/* The same rule at several steps; the first is the one shown. */
typedef struct StepProbes {
    StepFacts facts[PROBES_MAX];
    int count;
} StepProbes;

StepProbes step_probes(const SceneRun *run, int64_t step);

/* A state vector as formulas call it: "m", "v", ...; with a hat once its start-up is corrected. */
const char *slot_symbol(const char *slot);
const char *slot_symbol_corrected(const char *slot, char text[32]);

/* How a slot came from its last value and the gradient: "m = β₁ m + (1 − β₁) g". False: not known. */
bool slot_formula(const StepProbes *probes, int slot, char text[FORM_TEXT]);

/* How the direction came about. */
typedef struct DirectionForm {
    bool known;
    char text[FORM_TEXT];
    int numerator, root;             /* slots of the mean and of what divides it; -1: none */
    int numerator_decay, root_decay; /* hyperparameters their start-up is corrected by; -1: not corrected */
    bool plain;                      /* divided by the slot itself, not by its root */
    bool scaled;                     /* every element by its own: a share of +- rate */
    double mean[2], divisor[2];      /* numerator and root as used, the root without epsilon */
    double correction, root_correction; /* what they were divided by; 1: nothing */
} DirectionForm;
DirectionForm direction_form(const StepProbes *probes);

#endif

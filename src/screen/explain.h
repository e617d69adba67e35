/* What the tables say of their rows, for tool-tips: what it does, its formula, its source. */
#ifndef SCREEN_EXPLAIN_H
#define SCREEN_EXPLAIN_H

#include "core/clipping.h"
#include "core/optimizer.h"
#include "core/schedule.h"
#include "core/surface.h"

enum { EXPLAIN_SIZE = 640 };

/* Each writes into text[EXPLAIN_SIZE] and returns it. */
const char *explain_optimizer(const Optimizer *optimizer, char *text);
const char *explain_schedule(const Schedule *schedule, char *text);
const char *explain_clipping(const Clipping *clipping, char *text);
const char *explain_surface(const SurfaceDefinition *definition, char *text);

#endif

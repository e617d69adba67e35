#include "explain.h"

#include <stdio.h>

/* Whole lines; those of which a table says nothing are left out. */
static const char *lines(char *text, const char *const *parts, int count) {
    size_t length = 0;
    text[0] = 0;
    for (int i = 0; i < count && length < EXPLAIN_SIZE; i++)
        if (parts[i] && parts[i][0])
            length +=
                (size_t)snprintf(text + length, EXPLAIN_SIZE - length, "%s%s", length ? "\n" : "", parts[i]);
    return text;
}

const char *explain_optimizer(const Optimizer *optimizer, char *text) {
    return lines(text, (const char *const[]){optimizer->help, optimizer->formula, optimizer->source}, 3);
}

const char *explain_schedule(const Schedule *schedule, char *text) {
    return lines(text, (const char *const[]){schedule->help, schedule->source}, 2);
}

const char *explain_clipping(const Clipping *clipping, char *text) {
    return lines(text, (const char *const[]){clipping->help, clipping->source}, 2);
}

const char *explain_surface(const SurfaceDefinition *definition, char *text) {
    return lines(text, (const char *const[]){definition->teaches, definition->source}, 2);
}

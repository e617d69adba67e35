/* Files are written whole or not at all: into a temporary file beside the target, synchronized, then renamed
 * over it. What a writer left that was killed, the next one of the same file removes. */
#ifndef FILES_OUTPUT_H
#define FILES_OUTPUT_H

#include "core/error.h"

#include <stdio.h>

typedef struct Output {
    FILE *stream;    /* write here */
    char *path;      /* where it will stand; NULL: standard output */
    char *temporary; /* where it stands until then; NULL: written in place (a pipe or device) */
} Output;

/* Opens `path` for writing; NULL or "-" is standard output. What is no regular file is written in place. */
bool output_open(Output *output, const char *path, Error *error);

/* Ends it: everything written is on disk under its name, or the old file is untouched. A reader that closed
 * its pipe is an error without message, to be ended quietly. */
bool output_commit(Output *output, Error *error);

/* Ends it without a trace. */
void output_discard(Output *output);

#endif

/* Traces: paths over a surface that came from elsewhere, such as another library's trajectories, as CSV.
 *
 * The line of names says which columns are x and y, and which, where there are any, step, run and loss;
 * others are passed over, so what `slalom run` writes is a trace too. Rows of one run stand together with
 * their steps rising from 0; between steps that are not there, the path is a straight line. Numbers that are
 * not finite end a path that diverged. */
#ifndef FILES_TRACE_FILE_H
#define FILES_TRACE_FILE_H

#include "core/error.h"
#include "core/scene.h"

#define TRACE_FILE_ENDING ".csv"

/* Reads the file at `path` into runs of `traces` without a surface: names, colours as they come, and
 * trajectories of x, y and loss (NaN where there is none). At most SCENE_RUNS_MAX paths of 10^6 steps. On
 * error nothing is started; else traces_end. */
bool trace_file_read(Scene *traces, const char *path, Error *error);

/* The same from text[length] that stands in the file at `path`; text[length] must be 0. */
bool trace_file_parse(Scene *traces, const char *text, size_t length, const char *path, Error *error);

void traces_end(Scene *traces); /* starts as {0} */

#endif

/* Figures of studies in files: PNG, SVG or PDF by the name's ending. */
#ifndef SCREEN_STUDY_FIGURE_H
#define SCREEN_STUDY_FIGURE_H

#include "chart.h"

/* A row for each study: training loss, validation, sensitivity to the rate; and under them the performance
 * profile of all. */
bool study_figure_write(const Study *const *studies, int count, const char *path, int theme, Error *error);

/* Charts side by side. */
bool charts_figure_write(const Chart *charts, int count, const char *title, const char *path, int theme,
                         Error *error);

#endif

/* The charts of a study: what each shows, the same in the window and in a figure. */
#ifndef SCREEN_STUDY_CHARTS_H
#define SCREEN_STUDY_CHARTS_H

#include "chart.h"

typedef enum StudyChart {
    STUDY_CHART_LOSS,
    STUDY_CHART_VALIDATION, /* accuracy, or loss where there are no labels */
    STUDY_CHART_NORM,
    STUDY_CHART_RATE,
    STUDY_CHART_SENSITIVITY,
    STUDY_CHART_PROFILE,
    STUDY_CHART_COUNT
} StudyChart;

/* Curves of the training loss and of the gradient norm are smoothed: this share of what was is kept. */
#define STUDY_SMOOTH_LOSS 0.9
#define STUDY_SMOOTH_NORM 0.6

typedef struct StudyChartOptions {
    StudyAcross across;
    bool lines;                  /* every seed a line; else median and band */
    bool hidden[STUDY_RUNS_MAX]; /* runs that are left out */
} StudyChartOptions;

/* The colour of a run of the study: its optimizer's own, as far as it is free. */
RunLook study_look(const Theme *theme, const Study *study, int run);
/* The rate whose trainings stand for the run: those under way that have left a point, else the best; -1:
 * there are none yet. */
int study_shown_rate(const Study *study, int run);

typedef struct StudyDrawing StudyDrawing; /* room for points */
StudyDrawing *study_drawing_start(void);
void study_drawing_end(StudyDrawing *drawing); /* NULL is fine */

/* Draws one chart of `count` studies into its area; all but the profile show the first. */
void study_chart_draw(StudyDrawing *drawing, Canvas *canvas, const Theme *theme, Rect area, StudyChart which,
                      const Study *const *studies, int count, const StudyChartOptions *options);

/* What the study is and how it was trained, in a line: for the foot of a figure or table. */
void study_caption(const Study *study, char *text, int size);

#endif

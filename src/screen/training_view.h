/* The third mode of the window: charts that grow, a bar that pauses and stops, a table of results, and a
 * panel with the task, the runs and the protocol that is the same for all of them. */
#ifndef SCREEN_TRAINING_VIEW_H
#define SCREEN_TRAINING_VIEW_H

#include "core/study.h"

#include "number.h"
#include "window.h"

/* Whether it is shown; else the map is. */
bool training_view_shown(const Window *window);
/* The map again, or the trainings; the first time a task is begun. */
void training_view_show(Window *window, bool shown);

/* In the frame where it is shown: everything under the top bar but the panel; and the panel. */
void training_view_draw(Window *window);
void training_panel_draw(Window *window);
/* What the top bar has in its place: across what the charts run, and how seeds are drawn; from x on. */
void training_bar_draw(Window *window, float x);

/* What a score is called: "86.7 %", "0.0432". */
char *training_score_text(const Study *study, double score, char *text, int size);
/* "1.3 s", "2:05"; not finite: a dash. */
char *training_speed_text(double samples_a_second, char text[NUMBER_SIZE]);
char *training_time_text(double seconds, char text[NUMBER_SIZE]);

#endif

/* The x axis of the plots: which part of the runs is shown, in steps or in gradient evaluations, and where
 * its marks are. */
#ifndef SCREEN_PLOT_SPAN_H
#define SCREEN_PLOT_SPAN_H

#include "core/scene.h"

#include "ticks.h"

/* Optimizers that look twice pay for it: by evaluations they are compared fairly. */
typedef enum PlotUnit { PLOT_STEPS, PLOT_EVALUATIONS } PlotUnit;
enum { PLOT_UNIT_COUNT = 2 };
extern const char *const plot_unit_names[PLOT_UNIT_COUNT]; /* "steps", "evaluations" */

typedef struct PlotSpan {
    PlotUnit unit;
    double whole;     /* the last position there is; at least 1 */
    double low, high; /* what is shown of 0 .. whole */
} PlotSpan;

/* `low` and `high`: shares of the whole that are shown, 0 .. 1. */
PlotSpan plot_span_of(const Scene *scene, PlotUnit unit, double low, double high);

/* Position of a run's step, whole or between two: the step itself, or what reaching it has cost. */
double plot_span_position(const PlotSpan *span, const Trajectory *trajectory, double step);

/* The step at which a run has come to a position, within 0 .. the trajectory's steps; whole steps in
 * evaluations: the last that was paid for. */
double plot_span_step(const PlotSpan *span, const Trajectory *trajectory, double position);

/* The step that a position stands for in the whole scene: in evaluations that of the run that has come
 * farthest. And back. */
double plot_span_scene_step(const PlotSpan *span, const Scene *scene, double position);
double plot_span_scene_position(const PlotSpan *span, const Scene *scene, double step);

/* Zooms shares low .. high by `factor` (> 1: closer) about one of them that stays where it is, within 0 .. 1
 * and no closer than `least`. */
void plot_span_zoom(double *low, double *high, double fixed, double factor, double least);

/* Marks at least `apart` positions from each other: whole numbers, through the end where the whole is shown.
 */
Ticks plot_span_ticks(const PlotSpan *span, double apart);

#endif

/* A chart of curves with bands: what trainings left behind, in the window and in figures. Frame, grid, marks
 * and labels stand as in plot.h, whose axes it uses; stateless.
 *
 * `area` is the chart's cell with its margins: frame = area less 56 on the left, 40 above (title, note), 40
 * below (marks) and 96 on the right with end labels, 40 without. */
#ifndef SCREEN_CHART_H
#define SCREEN_CHART_H

#include "core/study.h"

#include "theme.h"

enum { CHART_CURVES_MAX = 64, CHART_TEXT = 96 };

typedef struct ChartCurve {
    const CurvePoint *points; /* ascending x; what is not finite breaks the line */
    int count;
    RunLook look;
    const char *label; /* at the right end; NULL: none */
    bool band;         /* low to high is filled */
    bool faint;        /* one of many */
    bool dot;          /* at its last point */
    bool live;         /* it goes on: its dot stands on a dotted vertical */
    double diamond;    /* a hollow diamond on the curve at this x; NaN: none */
} ChartCurve;

/* A level that matters. */
typedef struct ChartLevel {
    double value; /* NaN: none */
    const char *label;
    bool warn; /* in warn, with the region above it shaded; else a target */
} ChartLevel;

typedef enum ChartScale { CHART_LINEAR, CHART_LOG, CHART_PERCENT } ChartScale;

typedef struct Chart {
    char title[CHART_TEXT], unit[32];         /* unit: of x */
    char note[CHART_TEXT], brief[CHART_TEXT]; /* at the right, above; brief: where there is no room for it */
    char empty[CHART_TEXT];                   /* what stands in it while there is nothing to draw */
    ChartScale scale;                         /* of y; a percentage is given as a share */
    bool x_log;
    double x_low, x_high; /* NaN: what the curves need */
    double y_low, y_high; /* likewise */
    ChartLevel level;
    bool end_labels;
    ChartCurve curves[CHART_CURVES_MAX];
    int count;
} Chart;

Chart chart_default(const char *title); /* linear, all by itself */
/* The next curve; NULL where there is no room for more. */
ChartCurve *chart_add(Chart *chart, const CurvePoint *points, int count, RunLook look);

Rect chart_frame(Rect area, const Chart *chart);
void chart_draw(Canvas *canvas, const Theme *theme, Rect area, const Chart *chart);

/* Screen place of a value in the chart drawn there, for tests. */
Point chart_place(Rect area, const Chart *chart, double x, double y);

#endif

/* The figures of `slalom bench training`. */
#include "bench_training_report.h"

#include "screen/picture.h"
#include "screen/study_figure.h"

#include <math.h>
#include <stdio.h>

enum { BATCHES_MAX = 32 };

bool bench_figure_suits(const char *path, Error *error) {
    return picture_can_write(path, error);
}

bool bench_figure_write(const Study *const *studies, int count, const char *path, int theme, Error *error) {
    return study_figure_write(studies, count, path, theme, error);
}

static CurvePoint point_of(const BatchMeasure *row, double value) {
    return (CurvePoint){(double)row->batch, value, value, value};
}

bool bench_figure_batches(const Task *task, const BatchMeasure *rows, int count, const char *path, int theme,
                          Error *error) {
    CurvePoint variance[BATCHES_MAX], ideal[BATCHES_MAX], milliseconds[BATCHES_MAX], speed[BATCHES_MAX];
    Chart charts[3] = {chart_default("Gradient variance"), chart_default("Time of a gradient"),
                       chart_default("Speed")};
    const RunLook look = theme_run(theme_at(theme), 0), grey = theme_run(theme_at(theme), 5);
    for (int i = 0; i < count; i++) {
        variance[i] = point_of(&rows[i], rows[i].variance);
        ideal[i] = point_of(&rows[i], rows[0].variance / (double)rows[i].batch);
        milliseconds[i] = point_of(&rows[i], 1e3 * rows[i].seconds);
        speed[i] = point_of(&rows[i], (double)rows[i].batch / rows[i].seconds);
    }
    CurvePoint *const points[] = {variance, milliseconds, speed};
    static const char *const notes[] = {"dashed: in proportion to 1/batch", "milliseconds",
                                        "examples per second"};
    for (int i = 0; i < 3; i++) {
        charts[i].scale = CHART_LOG;
        charts[i].x_log = true;
        snprintf(charts[i].unit, sizeof charts[i].unit, "batch");
        snprintf(charts[i].note, sizeof charts[i].note, "%s", notes[i]);
        chart_add(&charts[i], points[i], count, look)->dot = true;
    }
    RunLook dashed = grey;
    dashed.dash_on = 6, dashed.dash_off = 5;
    chart_add(&charts[0], ideal, count, dashed)->faint = true;
    return charts_figure_write(charts, 3, task->title, path, theme, error);
}

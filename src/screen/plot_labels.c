#include "branch_words.h"
#include "plot_internal.h"
#include "spread.h"
#include "text.h"

#include <math.h>
#include <stdlib.h>

static const float END_GAP = 10, END_APART = 17, END_INSET = 6;

static int compare_heights(const void *a, const void *b) {
    const PlotEntry *left = a, *right = b;
    if (left->y != right->y) return (left->y > right->y) - (left->y < right->y);
    return left->run - right->run;
}

void plot_draw_end_labels(const PlotPass *pass) {
    const Plot *plot = pass->plot;
    const Scene *scene = pass->scene;
    Rect frame = pass->frame;
    PlotEntry labels[PLOT_CURVES_MAX];
    int count = 0;
    for (int i = 0; i < plot->all; i++) {
        /* Where the curve ends, or leaves what is shown. */
        const SceneRun *run = &scene->runs[plot->shown[i]];
        bool old = i >= plot->count;
        SeriesSource source = old ? plot_old_source(pass, i)
                                  : plot_source(scene, pass->options->quantity, plot->shown[i], plot->floor);
        double end = old ? plot_old_end(pass, i) : plot_curve_step(run, pass->options->quantity, INFINITY);
        double last = fmin(end, plot_span_step(&plot->span, source.trajectory, plot->span.high));
        if (plot_span_position(&plot->span, source.trajectory, end) < plot->span.low) continue;
        PlotEntry label = {.run = plot->shown[i], .old = old, .value = series_value(&source, last)};
        float y = isnan(label.value) ? frame.y : plot_axis_y(&plot->axis, label.value);
        label.y = fminf(fmaxf(y, frame.y), frame.y + frame.h);
        labels[count++] = label;
    }
    /* Where not all of them fit, the best do. */
    int room = 1 + (int)((frame.h - 2 * END_INSET) / (END_APART - 1));
    qsort(labels, (size_t)count, sizeof *labels, plot_compare_values);
    if (count > room) count = room;
    qsort(labels, (size_t)count, sizeof *labels, compare_heights);
    float low = frame.y + END_INSET, high = frame.y + frame.h - END_INSET;
    float places[PLOT_CURVES_MAX];
    for (int i = 0; i < count; i++) places[i] = labels[i].y;
    spread_apart(places, count, END_APART, low, high);
    for (int i = 0; i < count; i++) labels[i].y = places[i];
    TextStyle style = {SMALL_TEXT, WEIGHT_SEMIBOLD, ALIGN_LEFT, false};
    float x = frame.x + frame.w + END_GAP, width = pass->area.x + pass->area.w - x - 2;
    const Theme *theme = pass->theme;
    for (int i = 0; i < count; i++) {
        const SceneRun *run = &scene->runs[labels[i].run];
        Color color = theme_ink(theme, theme_run(theme, run->colour).color, theme->bg0);
        char words[64];
        if (labels[i].old)
            branch_words(&run->branches.at[run->branches.count - 1].before, &run->recipe, words,
                         sizeof words);
        text_line(pass->canvas, style, labels[i].old ? words : run->name,
                  (Rect){x, labels[i].y - 8, width, 16}, labels[i].old ? theme->text2 : color);
    }
}

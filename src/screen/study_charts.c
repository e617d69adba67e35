#include "study_charts.h"

#include "number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { POINTS = STUDY_POINTS + 24, TEXT = 64 };

struct StudyDrawing {
    CurvePoint points[CHART_CURVES_MAX][POINTS];
    char label[TEXT];
    Chart chart;
};

StudyDrawing *study_drawing_start(void) {
    return calloc(1, sizeof(StudyDrawing));
}

void study_drawing_end(StudyDrawing *drawing) {
    free(drawing);
}

RunLook study_look(const Theme *theme, const Study *study, int run) {
    int colours[STUDY_RUNS_MAX];
    for (int i = 0; i <= run; i++) {
        int colour = study->runs[i]->colour, tries = 0;
        for (bool taken = true; taken && tries < STUDY_RUNS_MAX; tries += taken) {
            taken = false;
            for (int k = 0; k < i; k++) taken |= colours[k] == colour;
            if (taken) colour = (colour + 1) % (2 * THEME_RUN_COLORS);
        }
        colours[i] = colour;
    }
    return theme_run(theme, colours[run]);
}

int study_shown_rate(const Study *study, int run) {
    for (int rate = 0; rate < study->rate_count; rate++)
        for (int seed = 0; seed < study->seed_count; seed++) {
            const StudyCell *cell = study_cell(study, run, rate, seed);
            if (cell->status == STUDY_TRAINING && cell->count > 0) return rate;
        }
    return study_best_rate(study, run);
}

static bool is_live(const Study *study, int run) {
    const int rate = study_shown_rate(study, run);
    for (int seed = 0; rate >= 0 && seed < study->seed_count; seed++)
        if (study_cell(study, run, rate, seed)->status == STUDY_TRAINING) return true;
    return false;
}

/* ---- curves over steps ---- */

static double smoothed(double before, double now, double kept) {
    return isfinite(before) && isfinite(now) ? kept * before + (1 - kept) * now : now;
}

/* An exponential moving average; from the first point on, so that it needs no correction. */
static void smooth(CurvePoint *points, int count, StudyQuantity quantity) {
    const double kept = quantity == STUDY_LOSS   ? STUDY_SMOOTH_LOSS
                        : quantity == STUDY_NORM ? STUDY_SMOOTH_NORM
                                                 : 0;
    for (int i = 1; i < count && kept > 0; i++) {
        points[i].low = smoothed(points[i - 1].low, points[i].low, kept);
        points[i].middle = smoothed(points[i - 1].middle, points[i].middle, kept);
        points[i].high = smoothed(points[i - 1].high, points[i].high, kept);
    }
}

static void add_seeds(StudyDrawing *drawing, const Study *study, int run, int rate, StudyQuantity quantity,
                      const StudyChartOptions *options, RunLook look) {
    for (int seed = 0; seed < study->seed_count; seed++) {
        CurvePoint *points = drawing->points[drawing->chart.count % CHART_CURVES_MAX];
        const int count = study_seed_curve(study, run, rate, seed, quantity, options->across, points, POINTS);
        smooth(points, count, quantity);
        ChartCurve *curve = chart_add(&drawing->chart, points, count, look);
        if (curve && seed > 0) curve->faint = true;
    }
}

static void add_run(StudyDrawing *drawing, const Theme *theme, const Study *study, int run,
                    StudyQuantity quantity, const StudyChartOptions *options) {
    const int rate = study_shown_rate(study, run);
    if (rate < 0 || options->hidden[run] || drawing->chart.count == CHART_CURVES_MAX) return;
    const RunLook look = study_look(theme, study, run);
    if (options->lines && quantity != STUDY_RATE) {
        add_seeds(drawing, study, run, rate, quantity, options, look);
        return;
    }
    CurvePoint *points = drawing->points[drawing->chart.count];
    const int count = study_curve(study, run, rate, quantity, options->across, points, POINTS);
    smooth(points, count, quantity);
    ChartCurve *curve = chart_add(&drawing->chart, points, count, look);
    curve->band = study->seed_count > 1 && quantity != STUDY_RATE;
    curve->live = is_live(study, run);
    curve->dot = true;
    curve->label = drawing->chart.end_labels ? study->runs[run]->title : NULL;
}

static void set_x(Chart *chart, const Study *study, const StudyChartOptions *options) {
    static const char *const units[ACROSS_COUNT] = {"step", "epoch", "s"};
    snprintf(chart->unit, sizeof chart->unit, "%s", units[options->across]);
    chart->x_low = 0.0;
    if (options->across == ACROSS_STEPS) chart->x_high = (double)study->steps;
    if (options->across == ACROSS_EPOCHS) chart->x_high = (double)study->steps / study->steps_per_epoch;
}

static void note_seeds(Chart *chart, const Study *study, const StudyChartOptions *options) {
    if (study->seed_count == 1)
        snprintf(chart->note, sizeof chart->note, "one seed");
    else if (options->lines)
        snprintf(chart->note, sizeof chart->note, "%d seeds", study->seed_count);
    else
        snprintf(chart->note, sizeof chart->note, "median of %d seeds, band 10 to 90 %%", study->seed_count);
    snprintf(chart->brief, sizeof chart->brief, study->seed_count == 1 ? "%d seed" : "%d seeds",
             study->seed_count);
}

/* How many updates a recorded point is the mean of. */
static int64_t updates_per_point(const Study *study) {
    return study->steps > STUDY_POINTS ? study->steps / STUDY_POINTS : 1;
}

static double clipped_share(const Study *study, const StudyChartOptions *options) {
    double sum = 0.0;
    int count = 0;
    for (int run = 0; run < study->run_count; run++) {
        const int rate = study_shown_rate(study, run);
        for (int seed = 0; rate >= 0 && !options->hidden[run] && seed < study->seed_count; seed++) {
            const StudyCell *cell = study_cell(study, run, rate, seed);
            for (int i = 0; i < cell->count; i++, count++) sum += cell->points[i].values[STUDY_CLIPPED];
        }
    }
    return count ? sum / count : 0.0;
}

/* Around the level, where curves leave it far below. */
static void finish_norm(StudyDrawing *drawing, const Study *study, const StudyChartOptions *options) {
    Chart *chart = &drawing->chart;
    char number[NUMBER_SIZE];
    if (study->clip <= 0.0) {
        snprintf(chart->note, sizeof chart->note, "not clipped");
        return;
    }
    snprintf(chart->note, sizeof chart->note, "clipped in %s %% of steps",
             number_format_short(number, 100.0 * clipped_share(study, options), 2));
    snprintf(chart->brief, sizeof chart->brief, "clipped %s %%", number);
    snprintf(drawing->label, sizeof drawing->label, "clip |g| = %s",
             number_format_short(number, study->clip, 3));
    chart->level = (ChartLevel){study->clip, drawing->label, true};
}

static void finish_validation(StudyDrawing *drawing, const Study *study) {
    Chart *chart = &drawing->chart;
    char number[NUMBER_SIZE];
    const double target = study_target(study);
    snprintf(chart->note, sizeof chart->note, "%lld held-out examples", (long long)study->examples[1]);
    snprintf(chart->brief, sizeof chart->brief, "%lld examples", (long long)study->examples[1]);
    if (isnan(target)) return;
    if (study->labelled)
        snprintf(drawing->label, sizeof drawing->label, "target %s %%",
                 number_format_short(number, 100.0 * target, 3));
    else
        snprintf(drawing->label, sizeof drawing->label, "target %s", number_format_short(number, target, 3));
    chart->level = (ChartLevel){target, drawing->label, false};
}

static void draw_over_steps(StudyDrawing *drawing, const Theme *theme, StudyChart which, const Study *study,
                            const StudyChartOptions *options) {
    static const StudyQuantity quantities[] = {[STUDY_CHART_LOSS] = STUDY_LOSS,
                                               [STUDY_CHART_VALIDATION] = STUDY_ACCURACY,
                                               [STUDY_CHART_NORM] = STUDY_NORM,
                                               [STUDY_CHART_RATE] = STUDY_RATE};
    static const char *const titles[] = {"Training loss", "Validation accuracy", "Gradient norm",
                                         "Learning rate"};
    const bool accuracy = which == STUDY_CHART_VALIDATION && study->labelled,
               loss = which == STUDY_CHART_VALIDATION && !study->labelled;
    Chart *chart = &drawing->chart;
    *chart = chart_default(loss ? "Validation loss" : titles[which]);
    chart->scale = accuracy ? CHART_PERCENT : CHART_LOG;
    chart->end_labels = which == STUDY_CHART_LOSS || which == STUDY_CHART_VALIDATION;
    snprintf(chart->empty, sizeof chart->empty,
             which == STUDY_CHART_VALIDATION ? "the validation data is looked at %d times"
                                             : "nothing is trained yet",
             STUDY_LOOKS);
    set_x(chart, study, options);
    note_seeds(chart, study, options);
    for (int run = 0; run < study->run_count; run++)
        add_run(drawing, theme, study, run, loss ? STUDY_VALIDATION : quantities[which], options);
    if (which == STUDY_CHART_LOSS && updates_per_point(study) > 1) {
        char seeds[CHART_TEXT];
        snprintf(seeds, sizeof seeds, "%.60s", chart->note);
        snprintf(chart->note, sizeof chart->note, "%.60s; means of %lld", seeds,
                 (long long)updates_per_point(study));
    }
    if (which == STUDY_CHART_VALIDATION) finish_validation(drawing, study);
    if (which == STUDY_CHART_NORM) finish_norm(drawing, study, options);
    if (which == STUDY_CHART_RATE) snprintf(chart->note, sizeof chart->note, "%.95s", study->schedule);
}

/* ---- the others ---- */

static void draw_sensitivity(StudyDrawing *drawing, const Theme *theme, const Study *study,
                             const StudyChartOptions *options) {
    Chart *chart = &drawing->chart;
    *chart = chart_default("Rate sensitivity");
    chart->scale = study->labelled ? CHART_PERCENT : CHART_LOG;
    chart->x_log = true;
    chart->x_low = study->rates[0], chart->x_high = study->rates[study->rate_count - 1];
    if (chart->x_low == chart->x_high) chart->x_low /= 2, chart->x_high *= 2;
    snprintf(chart->unit, sizeof chart->unit, "rate");
    snprintf(chart->note, sizeof chart->note, study->labelled ? "final accuracy" : "final validation loss");
    snprintf(chart->brief, sizeof chart->brief, study->labelled ? "accuracy" : "loss");
    for (int run = 0; run < study->run_count && drawing->chart.count < CHART_CURVES_MAX; run++) {
        if (options->hidden[run]) continue;
        CurvePoint *points = drawing->points[chart->count];
        const int count = study_sensitivity(study, run, points, POINTS), best = study_best_rate(study, run);
        ChartCurve *curve = chart_add(chart, points, count, study_look(theme, study, run));
        curve->band = study->seed_count > 1;
        if (best >= 0) curve->diamond = study->rates[best];
    }
    snprintf(chart->empty, sizeof chart->empty, "no rate is tried to its end yet");
}

static void draw_profile(StudyDrawing *drawing, const Theme *theme, const Study *const *studies, int count,
                         const StudyChartOptions *options) {
    Chart *chart = &drawing->chart;
    const Study *study = studies[0];
    double widest = 2.0;
    *chart = chart_default("Performance profile");
    chart->scale = CHART_PERCENT;
    chart->y_low = 0.0, chart->y_high = 1.0;
    chart->x_log = true;
    chart->end_labels = true;
    snprintf(chart->unit, sizeof chart->unit, "× the fastest");
    snprintf(chart->note, sizeof chart->note, "share of %d task%s × %d seed%s at the target", count,
             count == 1 ? "" : "s", study->seed_count, study->seed_count == 1 ? "" : "s");
    for (int run = 0; run < study->run_count && chart->count < CHART_CURVES_MAX; run++) {
        if (options->hidden[run]) continue;
        CurvePoint *points = drawing->points[chart->count];
        const int written = study_profile(studies, count, run, points, POINTS - 1);
        if (written) widest = fmax(widest, points[written - 1].x);
        ChartCurve *curve = chart_add(chart, points, written, study_look(theme, study, run));
        curve->label = study->runs[run]->title;
    }
    chart->x_low = 1.0, chart->x_high = 1.25 * widest;
    for (int i = 0; i < chart->count; i++) { /* a staircase goes on to the right */
        ChartCurve *curve = &chart->curves[i];
        CurvePoint *points = drawing->points[i];
        if (curve->count == 0) continue;
        points[curve->count] = points[curve->count - 1];
        points[curve->count++].x = chart->x_high;
    }
    snprintf(chart->empty, sizeof chart->empty, "nobody reached the target yet");
}

void study_chart_draw(StudyDrawing *drawing, Canvas *canvas, const Theme *theme, Rect area, StudyChart which,
                      const Study *const *studies, int count, const StudyChartOptions *options) {
    if (which == STUDY_CHART_SENSITIVITY)
        draw_sensitivity(drawing, theme, studies[0], options);
    else if (which == STUDY_CHART_PROFILE)
        draw_profile(drawing, theme, studies, count, options);
    else
        draw_over_steps(drawing, theme, which, studies[0], options);
    chart_draw(canvas, theme, area, &drawing->chart);
}

void study_caption(const Study *study, char *text, int size) {
    snprintf(text, (size_t)size, "%s%s; %d rates, %d seed%s, %lld updates each, batch %lld", study->data,
             study->sample ? " (only the small sample that Slalom ships)" : "", study->rate_count,
             study->seed_count, study->seed_count == 1 ? "" : "s", (long long)study->steps,
             (long long)study->batch);
}

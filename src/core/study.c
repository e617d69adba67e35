#include "study.h"

#include "elementary.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CURVE_LOW = 10, CURVE_HIGH = 90 };

static int cell_count(const Study *study) {
    return study->run_count * study->rate_count * study->seed_count;
}

bool study_start(Study *study) {
    assert(study->run_count <= STUDY_RUNS_MAX && study->rate_count <= STUDY_RATES_MAX &&
           study->seed_count <= STUDY_SEEDS_MAX);
    study->cells = calloc((size_t)cell_count(study) + 1, sizeof *study->cells);
    return study->cells != NULL;
}

void study_end(Study *study) {
    for (int i = 0; study->cells && i < cell_count(study); i++) free(study->cells[i].points);
    free(study->cells);
    study->cells = NULL;
}

StudyCell *study_cell(const Study *study, int run, int rate, int seed) {
    assert(run < study->run_count && rate < study->rate_count && seed < study->seed_count);
    return &study->cells[(run * study->rate_count + rate) * study->seed_count + seed];
}

static int find_run(const Study *study, const Optimizer *optimizer) {
    for (int i = 0; i < study->run_count; i++)
        if (study->runs[i] == optimizer) return i;
    return -1;
}

static int find_rate(const Study *study, double rate) {
    for (int i = 0; i < study->rate_count; i++)
        if (study->rates[i] == rate) return i;
    return -1;
}

void study_adopt(Study *study, Study *other) {
    for (int run = 0; run < study->run_count; run++)
        for (int rate = 0; rate < study->rate_count; rate++) {
            const int its_run = find_run(other, study->runs[run]),
                      its_rate = find_rate(other, study->rates[rate]);
            if (its_run < 0 || its_rate < 0) continue;
            for (int seed = 0; seed < study->seed_count && seed < other->seed_count; seed++) {
                StudyCell *from = study_cell(other, its_run, its_rate, seed);
                if (from->status != STUDY_DONE && from->status != STUDY_FAILED) continue;
                *study_cell(study, run, rate, seed) = *from;
                *from = (StudyCell){0};
            }
        }
}

bool study_reserve(StudyCell *cell, int count) {
    if (count <= cell->capacity) return true;
    const int larger = count > 2 * cell->capacity ? count : 2 * cell->capacity;
    StudyPoint *points = realloc(cell->points, (size_t)larger * sizeof *points);
    if (!points) return false;
    cell->points = points;
    cell->capacity = larger;
    return true;
}

bool study_take(Study *study, const StudyEvent *event) {
    StudyCell *cell = study_cell(study, event->run, event->rate, event->seed);
    const bool begins = event->status == STUDY_WAITING;
    if (begins) cell->count = 0;
    if (event->status == STUDY_TRAINING) {
        if (!study_reserve(cell, cell->count + 1)) return false;
        cell->points[cell->count++] = event->point;
    }
    cell->status = begins ? STUDY_TRAINING : event->status;
    cell->test_loss = event->test_loss, cell->test_accuracy = event->test_accuracy;
    return true;
}

static double with_three_digits(double value) {
    char text[32];
    snprintf(text, sizeof text, "%.2e", value);
    return strtod(text, NULL);
}

void study_set_rates(Study *study, double low, double high, int count) {
    const double step = count > 1 ? elementary_log(high / low) / (count - 1) : 0.0;
    study->rate_count = count;
    for (int i = 0; i < count; i++) {
        const double rate = i == 0 ? low : i == count - 1 ? high : low * elementary_exp(i * step);
        study->rates[i] = step > 0.05 ? with_three_digits(rate) : rate;
    }
}

/* ---- statistics ---- */

static int compare(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double study_median(double *values, int count) {
    if (count == 0) return NAN;
    qsort(values, (size_t)count, sizeof *values, compare);
    const double low = values[(count - 1) / 2], high = values[count / 2];
    return low == high ? low : 0.5 * (low + high);
}

double study_quantile(const double *sorted, int count, double share) {
    if (count == 0) return NAN;
    const double place = share * (count - 1);
    const int below = (int)place, above = below + 1 < count ? below + 1 : below;
    return sorted[below] == sorted[above] ? sorted[below]
                                          : sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

static StudyQuantity judged(const Study *study) {
    return study->labelled ? STUDY_ACCURACY : STUDY_VALIDATION;
}

static double worst(const Study *study) {
    return study->labelled ? 0.0 : INFINITY;
}

double study_final(const Study *study, const StudyCell *cell) {
    if (cell->status == STUDY_FAILED) return worst(study);
    if (cell->status != STUDY_DONE || cell->count == 0) return NAN;
    return cell->points[cell->count - 1].values[judged(study)];
}

bool study_better(const Study *study, double a, double b) {
    if (isnan(a) || isnan(b)) return !isnan(a);
    return study->labelled ? a > b : a < b;
}

double study_score(const Study *study, int run, int rate) {
    double values[STUDY_SEEDS_MAX];
    for (int s = 0; s < study->seed_count; s++) {
        values[s] = study_final(study, study_cell(study, run, rate, s));
        if (isnan(values[s])) return NAN;
    }
    return study_median(values, study->seed_count);
}

int study_best_rate(const Study *study, int run) {
    int best = -1;
    double score = NAN;
    for (int r = 0; r < study->rate_count; r++) {
        const double other = study_score(study, run, r);
        if (study_better(study, other, score)) score = other, best = r;
    }
    return best;
}

double study_target(const Study *study) {
    if (!isnan(study->target)) return study->target;
    double target = NAN;
    for (int run = 0; run < study->run_count; run++) {
        const int rate = study_best_rate(study, run);
        const double score = rate < 0 ? NAN : study_score(study, run, rate);
        if (isnan(score)) return NAN;
        if (isfinite(score) && (isnan(target) || study_better(study, target, score))) target = score;
    }
    return target;
}

void study_reached(const Study *study, const StudyCell *cell, double target, double *steps, double *seconds) {
    *steps = *seconds = INFINITY;
    for (int i = cell->count - 1; i >= 0; i--) {
        const double value = cell->points[i].values[judged(study)];
        if (!isnan(value) && !study_better(study, target, value))
            *steps = (double)cell->points[i].step, *seconds = cell->points[i].seconds;
    }
}

static double progress_of(const Study *study, const StudyCell *cell) {
    if (cell->status == STUDY_DONE || cell->status == STUDY_FAILED) return 1.0;
    return cell->count ? (double)cell->points[cell->count - 1].step / (double)study->steps : 0.0;
}

double study_progress(const Study *study, int run) {
    const int count = study->rate_count * study->seed_count;
    double sum = 0.0;
    for (int i = 0; i < count; i++) sum += progress_of(study, study_cell(study, run, 0, 0) + i);
    return count ? sum / count : 0.0;
}

bool study_finished(const Study *study, int run) {
    const int each = study->rate_count * study->seed_count, first = run < 0 ? 0 : run * each,
              last = run < 0 ? cell_count(study) : first + each;
    for (int i = first; i < last; i++)
        if (study->cells[i].status != STUDY_DONE && study->cells[i].status != STUDY_FAILED) return false;
    return true;
}

static int count_failed(const Study *study, int run) {
    int failed = 0;
    for (int i = 0; i < study->rate_count * study->seed_count; i++)
        failed += study_cell(study, run, 0, 0)[i].status == STUDY_FAILED;
    return failed;
}

static void spread_of(StudyRow *row, const double *values, int count) {
    double sum = 0.0, squares = 0.0;
    for (int i = 0; i < count; i++) sum += values[i];
    row->mean = count ? sum / count : NAN;
    for (int i = 0; i < count; i++) squares += (values[i] - row->mean) * (values[i] - row->mean);
    row->deviation = count > 1 ? sqrt(squares / (count - 1)) : 0.0;
}

StudyRow study_row(const Study *study, int run) {
    StudyRow row = {.rate = study_best_rate(study, run), .best = NAN, .failed = count_failed(study, run)};
    if (row.rate < 0) return row;
    const double target = study_target(study);
    double steps[STUDY_SEEDS_MAX], seconds[STUDY_SEEDS_MAX], finals[STUDY_SEEDS_MAX], tests[STUDY_SEEDS_MAX],
        others[STUDY_SEEDS_MAX];
    int whole = 0;
    for (int s = 0; s < study->seed_count; s++) {
        const StudyCell *cell = study_cell(study, run, row.rate, s);
        const bool done = cell->status == STUDY_DONE;
        const double final = study_final(study, cell);
        study_reached(study, cell, target, &steps[s], &seconds[s]);
        row.reached += isfinite(steps[s]);
        if (done) finals[whole++] = final;
        if (study_better(study, final, row.best)) row.best = final;
        tests[s] = !done ? worst(study) : study->labelled ? cell->test_accuracy : cell->test_loss;
        others[s] = !done ? INFINITY : cell->test_loss;
    }
    row.score = study_score(study, run, row.rate);
    spread_of(&row, finals, whole);
    row.steps = study_median(steps, study->seed_count),
    row.seconds = study_median(seconds, study->seed_count);
    row.test = study_median(tests, study->seed_count);
    row.test_second = study->labelled ? study_median(others, study->seed_count) : NAN;
    return row;
}

/* ---- curves ---- */

static double place_of(const Study *study, const StudyPoint *point, StudyAcross across) {
    const double places[ACROSS_COUNT] = {
        [ACROSS_STEPS] = (double)point->step,
        [ACROSS_EPOCHS] = (double)point->step / study->steps_per_epoch,
        [ACROSS_SECONDS] = point->seconds,
    };
    return places[across];
}

static CurvePoint point_of(double x, double *values, int count) {
    const double middle = study_median(values, count);
    return (CurvePoint){x, study_quantile(values, count, CURVE_LOW / 100.0), middle,
                        study_quantile(values, count, CURVE_HIGH / 100.0)};
}

/* Seeds first .. end - 1; all of them recorded at the same steps, as far as they came. */
static int curve_of(const Study *study, const StudyCell *cells, int count, StudyQuantity quantity,
                    StudyAcross across, CurvePoint *points, int capacity) {
    int longest = 0, written = 0;
    for (int s = 0; s < count; s++) longest = cells[s].count > longest ? cells[s].count : longest;
    for (int i = 0; i < longest && written < capacity; i++) {
        double values[STUDY_SEEDS_MAX], places[STUDY_SEEDS_MAX];
        int there = 0;
        for (int s = 0; s < count; s++) {
            if (i >= cells[s].count || isnan(cells[s].points[i].values[quantity])) continue;
            values[there] = cells[s].points[i].values[quantity];
            places[there++] = place_of(study, &cells[s].points[i], across);
        }
        if (there) points[written++] = point_of(study_median(places, there), values, there);
    }
    return written;
}

int study_curve(const Study *study, int run, int rate, StudyQuantity quantity, StudyAcross across,
                CurvePoint *points, int capacity) {
    return curve_of(study, study_cell(study, run, rate, 0), study->seed_count, quantity, across, points,
                    capacity);
}

int study_seed_curve(const Study *study, int run, int rate, int seed, StudyQuantity quantity,
                     StudyAcross across, CurvePoint *points, int capacity) {
    return curve_of(study, study_cell(study, run, rate, seed), 1, quantity, across, points, capacity);
}

int study_sensitivity(const Study *study, int run, CurvePoint *points, int capacity) {
    int written = 0;
    for (int rate = 0; rate < study->rate_count && written < capacity; rate++) {
        double values[STUDY_SEEDS_MAX];
        int there = 0;
        for (int s = 0; s < study->seed_count; s++) {
            values[there] = study_final(study, study_cell(study, run, rate, s));
            there += !isnan(values[there]);
        }
        if (there) points[written++] = point_of(study->rates[rate], values, there);
    }
    return written;
}

/* Steps with which the run's best rate solves the problem; infinite: never. */
static double steps_of(const Study *study, int run, int seed, double target) {
    const int rate = study_best_rate(study, run);
    double steps = INFINITY, seconds;
    if (rate >= 0) study_reached(study, study_cell(study, run, rate, seed), target, &steps, &seconds);
    return steps;
}

/* How many times as many steps as the fastest the run takes. */
static double ratio_of(const Study *study, int run, int seed) {
    const double target = study_target(study);
    double fastest = INFINITY;
    for (int other = 0; other < study->run_count; other++) {
        const double steps = steps_of(study, other, seed, target);
        if (steps < fastest) fastest = steps;
    }
    return isfinite(fastest) ? steps_of(study, run, seed, target) / fastest : INFINITY;
}

int study_profile(const Study *const *studies, int count, int run, CurvePoint *points, int capacity) {
    int problems = 0, written = 0;
    for (int i = 0; i < count; i++) problems += studies[i]->seed_count;
    double *ratios = malloc((size_t)(problems + 1) * sizeof *ratios);
    if (!ratios || problems == 0) {
        free(ratios);
        return 0;
    }
    int place = 0;
    for (int i = 0; i < count; i++)
        for (int seed = 0; seed < studies[i]->seed_count; seed++)
            ratios[place++] = ratio_of(studies[i], run, seed);
    qsort(ratios, (size_t)problems, sizeof *ratios, compare);
    double share = 0.0;
    for (int i = 0; i < problems && isfinite(ratios[i]) && written + 2 <= capacity; i++) {
        if (i + 1 < problems && ratios[i + 1] == ratios[i]) continue; /* one step of the staircase */
        if (ratios[i] > 1.0) points[written++] = (CurvePoint){ratios[i], share, share, share};
        share = (double)(i + 1) / problems;
        points[written++] = (CurvePoint){ratios[i], share, share, share};
    }
    free(ratios);
    return written;
}

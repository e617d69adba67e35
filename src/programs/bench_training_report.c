#include "bench_training_report.h"

#include "files/number_text.h"
#include "options.h"

#include <inttypes.h>
#include <math.h>

bool bench_agree(Ranks *ranks, bool well, const Error *error) {
    const int first = ranks_first_without(ranks, well);
    if (first == ranks_rank(ranks)) options_fail(error);
    return first < 0;
}

/* ---- CSV ---- */

bool bench_output_open(BenchOutput *output, const char *path, Error *error) {
    *output = (BenchOutput){.open = path != NULL};
    return !path || output_open(&output->output, path, error);
}

bool bench_output_close(BenchOutput *output, bool keep, Error *error) {
    if (!output->open) return true;
    if (keep) return output_commit(&output->output, error);
    output_discard(&output->output);
    return true;
}

void bench_output_head(BenchOutput *output, const Study *study) {
    (void)study;
    if (!output->open || output->headed) return;
    output->headed = true;
    fputs("task,optimizer,lr,seed,step,validation_loss,validation_accuracy,seconds\n", output->output.stream);
}

static void write_cell(FILE *stream, const Study *study, int run, int rate, int seed) {
    const StudyCell *cell = study_cell(study, run, rate, seed);
    char lr[NUMBER_TEXT_SIZE], loss[NUMBER_TEXT_SIZE], accuracy[NUMBER_TEXT_SIZE];
    for (int i = 0; i < cell->count; i++) {
        const StudyPoint *point = &cell->points[i];
        if (isnan(point->values[STUDY_VALIDATION])) continue;
        fprintf(stream, "%s,%s,%s,%d,%" PRId64 ",%s,%s,%.3f\n", study->task, study->runs[run]->name,
                number_text(study->rates[rate], lr), seed + 1, point->step,
                number_text(point->values[STUDY_VALIDATION], loss),
                study->labelled ? number_text(point->values[STUDY_ACCURACY], accuracy) : "", point->seconds);
    }
}

void bench_output_looks(BenchOutput *output, const Study *study) {
    if (!output->open) return;
    for (int run = 0; run < study->run_count; run++)
        for (int rate = 0; rate < study->rate_count; rate++)
            for (int seed = 0; seed < study->seed_count; seed++)
                write_cell(output->output.stream, study, run, rate, seed);
}

void bench_output_batches(BenchOutput *output, const Task *task, const BatchMeasure *rows, int count) {
    if (!output->open) return;
    FILE *stream = output->output.stream;
    char variance[NUMBER_TEXT_SIZE], norm[NUMBER_TEXT_SIZE], seconds[NUMBER_TEXT_SIZE];
    fputs("task,batch,draws,gradient_variance,gradient_norm_squared,seconds\n", stream);
    for (int i = 0; i < count; i++)
        fprintf(stream, "%s,%" PRId64 ",%d,%s,%s,%s\n", task->name, rows[i].batch, rows[i].draws,
                number_text(rows[i].variance, variance), number_text(rows[i].norm, norm),
                number_text(rows[i].seconds, seconds));
}

/* ---- tables ---- */

static void print_number(double value, int width, int digits) {
    if (isfinite(value))
        printf(" %*.*g", width, digits, value);
    else
        printf(" %*s", width, "-");
}

/* Accuracies in percent. */
static double shown(const Study *study, double value) {
    return study->labelled ? 100.0 * value : value;
}

void bench_print_table(const Study *study) {
    const double target = study_target(study);
    const char *what = study->labelled ? "accuracy" : "loss", *unit = study->labelled ? " %" : "";
    printf("\n%s: %s%s\n", study->task, study->data,
           study->sample ? " (ONLY THE SMALL SAMPLE THAT SLALOM SHIPS)" : "");
    printf("%" PRId64
           " updates; target: validation %s %.6g%s; medians over %d seeds, each optimizer at its best rate "
           "for the validation data\n",
           study->steps, what, shown(study, target), unit, study->seed_count);
    printf("%-22s %10s %12s %12s %12s %8s %10s %10s %8s\n", "optimizer", "lr",
           study->labelled ? "validation %" : "validation", "steps to it", "seconds", "reached",
           study->labelled ? "test %" : "test", study->labelled ? "test loss" : "", "failed");
    for (int run = 0; run < study->run_count; run++) {
        const StudyRow row = study_row(study, run);
        const int seeds = study->seed_count;
        printf("%-22s", study->runs[run]->name);
        print_number(row.rate < 0 ? NAN : study->rates[row.rate], 10, 4);
        print_number(row.rate < 0 ? NAN : shown(study, row.score), 12, study->labelled ? 4 : 6);
        print_number(row.rate < 0 ? NAN : row.steps, 12, 8);
        print_number(row.rate < 0 ? NAN : row.seconds, 12, 3);
        printf(" %6d/%d", row.reached, seeds);
        print_number(row.rate < 0 ? NAN : shown(study, row.test), 10, study->labelled ? 4 : 5);
        if (study->labelled)
            print_number(row.rate < 0 ? NAN : row.test_second, 10, 4);
        else
            printf(" %10s", "");
        printf(" %6d/%d\n", row.failed, study->rate_count * seeds);
    }
    fflush(stdout);
}

void bench_print_batches(const Trainer *trainer, const BatchMeasure *rows, int count) {
    const TrainingData *data = trainer->dataset;
    printf("%s: %s%s\nafter %" PRId64
           " updates; variance: the mean of |g - mean g|^2 over batches, |g|^2: of the mean\n",
           trainer->settings.task->name, data->origin,
           data->sample ? " (ONLY THE SMALL SAMPLE THAT SLALOM SHIPS)" : "", trainer->step);
    printf("%8s %6s %14s %14s %16s %14s %14s\n", "batch", "draws", "variance", "x batch", "variance/|g|^2",
           "ms a gradient", trainer->plan.length > 1 ? "characters/s" : "examples/s");
    for (int i = 0; i < count; i++) {
        const BatchMeasure *row = &rows[i];
        printf("%8" PRId64 " %6d %14.5g %14.5g", row->batch, row->draws, row->variance,
               row->variance * (double)row->batch);
        print_number(row->norm > 0.0 ? row->variance / row->norm : NAN, 16, 4);
        printf(" %14.4g %14.0f\n", 1e3 * row->seconds,
               (double)row->batch * (double)trainer->plan.length / row->seconds);
    }
    fflush(stdout);
}

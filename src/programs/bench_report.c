#include "bench_report.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS_MAX = 101 };

double bench_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int count) {
    qsort(values, (size_t)count, sizeof *values, ascending);
    return count % 2 ? values[count / 2] : 0.5 * (values[count / 2 - 1] + values[count / 2]);
}

/* Seconds per unit of one turn. */
static double time_turn(BenchWork *work, void *context) {
    double start = bench_seconds(), units = work(context);
    return (bench_seconds() - start) / units;
}

void bench_print(const BenchReport *report, const BenchRow *row) {
    if (report->csv) {
        fprintf(report->stream, "\"%s\",%d,%s,%.6g,\"%s\",%.6g,%.4g,%.4g\n", row->name, row->threads,
                row->unit, row->ours, row->reference ? row->reference : "", row->theirs, row->ratio,
                row->goal);
        return;
    }
    fprintf(report->stream, "  %-34s %d   %10.4g %-13s", row->name, row->threads, row->ours, row->unit);
    if (row->reference)
        fprintf(report->stream, " %10.4g  %-30s %6.2f", row->theirs, row->reference, row->ratio);
    if (row->goal > 0.0) {
        double reached = row->reference ? row->ratio : row->ours;
        bool good = row->reference || !row->less_is_better ? reached >= row->goal : reached <= row->goal;
        fprintf(report->stream, "   goal %g %s", row->goal, good ? "reached" : "MISSED");
    }
    putc('\n', report->stream);
    fflush(report->stream);
}

void bench_compare(const BenchReport *report, BenchRow *row, double scale, BenchWork *ours, void *our_context,
                   BenchWork *theirs, void *their_context) {
    double our_times[ROUNDS_MAX], their_times[ROUNDS_MAX], ratios[ROUNDS_MAX];
    int rounds = report->rounds;
    assert(rounds >= 1 && rounds <= ROUNDS_MAX);
    ours(our_context); /* memory touched, caches and clocks warm */
    if (theirs) theirs(their_context);
    for (int i = 0; i < rounds; i++) {
        our_times[i] = time_turn(ours, our_context);
        if (!theirs) continue;
        their_times[i] = time_turn(theirs, their_context);
        ratios[i] = their_times[i] / our_times[i];
    }
    double our_time = median(our_times, rounds), their_time = theirs ? median(their_times, rounds) : NAN;
    row->ours = row->less_is_better ? our_time * scale : scale / our_time;
    row->theirs = row->less_is_better ? their_time * scale : scale / their_time;
    row->ratio = theirs ? median(ratios, rounds) : NAN;
    bench_print(report, row);
}

void bench_heading(const BenchReport *report, const char *title) {
    if (!report->csv) fprintf(report->stream, "\n%s\n", title);
}

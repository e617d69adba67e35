/* What `slalom bench` measures, beside what: rows of a table. */
#ifndef PROGRAMS_BENCH_REPORT_H
#define PROGRAMS_BENCH_REPORT_H

#include <stdbool.h>
#include <stdio.h>

/* One thing measured beside another in the same run. Both are timed in turns, so that a slow moment of the
 * machine meets both; figures are medians. */
typedef struct BenchRow {
    char name[64];         /* what was done: "himmelblau, value + gradient" */
    const char *reference; /* beside what: "compiled C"; NULL: nothing */
    int threads;
    const char *unit; /* of the figures: "Mpoints/s" */
    bool less_is_better;
    double ours, theirs;
    double ratio; /* ours to theirs; more is better */
    double goal;  /* for the ratio, or for ours where there is no reference; 0: none */
} BenchRow;

typedef struct BenchReport {
    FILE *stream; /* rows are printed as they come */
    bool csv;
    int rounds;        /* turns of every measurement */
    const char *model; /* the only one of training to be measured; NULL: all */
} BenchReport;

/* A piece of work to be timed; returns how many units it did (points, steps, parameters). */
typedef double BenchWork(void *context);

/* Times `ours` and `theirs` (NULL: only ours) in turns and prints the row; the row's figures are filled in,
 * as units per second times `scale` or, where less is better, seconds times `scale`. */
void bench_compare(const BenchReport *report, BenchRow *row, double scale, BenchWork *ours, void *our_context,
                   BenchWork *theirs, void *their_context);

/* Prints a row whose figures are all known. */
void bench_print(const BenchReport *report, const BenchRow *row);

void bench_heading(const BenchReport *report, const char *title);

/* Seconds from some start. */
double bench_seconds(void);

/* The parts of `slalom bench speed`. */
void bench_map(const BenchReport *report, int threads);
void bench_lines(const BenchReport *report, int threads);
void bench_bands(const BenchReport *report, int threads);
void bench_descent(const BenchReport *report, int threads);
void bench_update(const BenchReport *report, int threads);
void bench_models(const BenchReport *report, int threads);

/* Model i of bench_models(), or NULL behind the last. */
const char *bench_model_name(int i);

#endif

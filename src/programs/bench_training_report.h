/* What `slalom bench training` tells: tables, CSV, and figures where there is a screen to draw with. */
#ifndef PROGRAMS_BENCH_TRAINING_REPORT_H
#define PROGRAMS_BENCH_TRAINING_REPORT_H

#include "core/study.h"
#include "files/output.h"
#include "training/batch_study.h"
#include "training/benchmark.h"

/* A CSV file; writes nothing where none was asked for. */
typedef struct BenchOutput {
    Output output;
    bool open, headed;
} BenchOutput;

bool bench_output_open(BenchOutput *output, const char *path, Error *error); /* path NULL: none */
void bench_output_head(BenchOutput *output, const Study *study);
void bench_output_looks(BenchOutput *output, const Study *study);
void bench_output_batches(BenchOutput *output, const Task *task, const BatchMeasure *rows, int count);
/* Keeps it, or leaves no trace. False: could not be written. */
bool bench_output_close(BenchOutput *output, bool keep, Error *error);

void bench_print_table(const Study *study);
void bench_print_batches(const Trainer *trainer, const BatchMeasure *rows, int count);

/* Whether all ranks are well. Where not, the first that is not tells why. */
bool bench_agree(Ranks *ranks, bool well, const Error *error);

#if SLALOM_SCREEN
bool bench_figure_suits(const char *path, Error *error);
/* Theme 0: dark, 1: light. */
bool bench_figure_write(const Study *const *studies, int count, const char *path, int theme, Error *error);
bool bench_figure_batches(const Task *task, const BatchMeasure *rows, int count, const char *path, int theme,
                          Error *error);
#endif

#endif

#include "feeder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { GRAIN = 32, AHEAD = 6 };

static size_t units_of(const Data *data, const Plan *plan) {
    return data->kind == DATA_TEXT ? (data->examples - 1) / (size_t)plan->length : data->examples;
}

/* A text is cut into `batch` streams of so many symbols. */
static size_t stream_of(const Feeder *feeder) {
    return feeder->units / feeder->batch * (size_t)feeder->plan->length;
}

bool feeder_start(Feeder *feeder, const Data *data, const Plan *plan, const Workers *workers, size_t batch,
                  bool shuffle, uint64_t seed) {
    const size_t units = units_of(data, plan);
    assert(units > 0 && batch > 0 && units <= UINT32_MAX);
    if (batch > units) batch = units;
    *feeder = (Feeder){.data = data,
                       .plan = plan,
                       .workers = workers,
                       .batch = batch,
                       .units = units,
                       .shuffle = shuffle && batch < units, /* whole batches need no order */
                       .partial = !shuffle && !plan_is_time_major(plan),
                       .seed = seed,
                       .epoch = -1};
    feeder->batches = feeder->partial ? (units + batch - 1) / batch : units / batch;
    feeder->share = ranks_share(workers->ranks, batch, &feeder->first);
    const size_t rows = (feeder->share + 1) * (size_t)plan->length;
    feeder->order = malloc(units * sizeof *feeder->order);
    feeder->inputs = malloc((rows * (size_t)plan->width + 1) * sizeof(float));
    feeder->targets = malloc(rows * sizeof(float));
    feeder->tokens = malloc(rows * sizeof(int32_t));
    feeder->labels = malloc(rows * sizeof(int32_t));
    if (feeder->order && feeder->inputs && feeder->targets && feeder->tokens && feeder->labels) return true;
    feeder_end(feeder);
    return false;
}

void feeder_end(Feeder *feeder) {
    free(feeder->order);
    free(feeder->inputs);
    free(feeder->targets);
    free(feeder->tokens);
    free(feeder->labels);
    *feeder = (Feeder){0};
}

static void find_order(Feeder *feeder, int64_t epoch) {
    if (feeder->epoch == epoch || (feeder->epoch >= 0 && !feeder->shuffle)) return;
    feeder->epoch = epoch;
    for (size_t i = 0; i < feeder->units; i++) feeder->order[i] = (uint32_t)i;
    const Draw draw = {feeder->seed, 0, RANDOM_BATCH, (uint64_t)epoch};
    for (size_t i = feeder->units - 1; feeder->shuffle && i > 0; i--) {
        const uint32_t j = random_below(draw, (uint32_t)i, (uint32_t)i + 1), other = feeder->order[j];
        feeder->order[j] = feeder->order[i];
        feeder->order[i] = other;
    }
}

typedef struct Copying {
    Feeder *feeder;
    const uint32_t *which;
} Copying;

/* Rows in random order are not in any cache, and no machine foresees them. */
static void prefetch_row(const Data *data, size_t example) {
    const bool images = data->kind == DATA_IMAGES;
    const size_t size = data->width * (images ? 1 : sizeof(float));
    const char *row = images ? (const char *)data->bytes : (const char *)data->rows;
    for (size_t byte = 0; byte < size; byte += 64) __builtin_prefetch(row + example * size + byte);
}

static void copy_rows(void *context, size_t begin, size_t end) {
    const Copying *copying = context;
    const Feeder *feeder = copying->feeder;
    const Data *data = feeder->data;
    const size_t width = data->width;
    for (size_t i = begin; i < end; i++) {
        if (i + AHEAD < end) prefetch_row(data, copying->which[i + AHEAD]);
        const size_t example = copying->which[i];
        float *to = feeder->inputs + i * width;
        if (data->kind == DATA_IMAGES) {
            const uint8_t *from = data->bytes + example * width;
            for (size_t j = 0; j < width; j++) to[j] = (float)from[j] * (1.0F / 255.0F);
        } else
            memcpy(to, data->rows + example * width, width * sizeof *to);
        if (data->labels) feeder->labels[i] = data->labels[example];
        if (data->targets) feeder->targets[i] = data->targets[example];
    }
}

/* The symbols from `place` on are row, row + step, ...; each one's label is its successor. */
static void copy_text(Feeder *feeder, size_t place, size_t row, size_t step) {
    const uint8_t *text = feeder->data->bytes + place;
    for (int t = 0; t < feeder->plan->length; t++, row += step)
        feeder->tokens[row] = text[t], feeder->labels[row] = text[t + 1];
}

/* Neighbours in memory need not be copied. */
static BatchFloat rows_in_place(const Data *data, size_t first, size_t count) {
    return (BatchFloat){.rows = count,
                        .inputs = data->rows + first * data->width,
                        .labels = data->labels ? data->labels + first : NULL,
                        .targets = data->targets ? data->targets + first : NULL};
}

void feeder_fill(Feeder *feeder, int64_t index, BatchFloat *batch, bool *begins) {
    const size_t length = (size_t)feeder->plan->length, number = (size_t)(index % (int64_t)feeder->batches),
                 first = number * feeder->batch;
    const bool text = feeder->data->kind == DATA_TEXT, rows = feeder->data->kind == DATA_ROWS;
    size_t count = feeder->units - first < feeder->batch ? feeder->units - first : feeder->batch;
    if (begins) *begins = number == 0;
    if (plan_is_time_major(feeder->plan)) {
        count = feeder->share;
        for (size_t b = 0; b < count; b++)
            copy_text(feeder, (feeder->first + b) * stream_of(feeder) + number * length, b, count);
    } else {
        find_order(feeder, index / (int64_t)feeder->batches);
        size_t begin;
        count = ranks_share(feeder->workers->ranks, count, &begin);
        const uint32_t *which = feeder->order + first + begin;
        if (rows && !feeder->shuffle) {
            *batch = rows_in_place(feeder->data, first + begin, count);
            return;
        }
        if (text)
            for (size_t b = 0; b < count; b++) copy_text(feeder, which[b] * length, b * length, 1);
        else
            parallel_for(feeder->workers->parallel, count, GRAIN, copy_rows, &(Copying){feeder, which}, NULL);
    }
    *batch = (BatchFloat){.rows = count * length,
                          .inputs = text ? NULL : feeder->inputs,
                          .tokens = feeder->tokens,
                          .labels = feeder->labels,
                          .targets = feeder->targets};
}

/* A program over many points: block by block, one instruction at a time over the block. */
#include "program_code.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    WIDTH_MAX = 8,       /* points of the widest vector */
    CACHE_POINTS = 2900, /* values that fit in the first-level cache beside the inputs */
    BLOCK_MIN = 64,
    BLOCK_MAX = 480,          /* no multiple of 512: loads and stores 4096 bytes apart wait for each other */
    WORKSPACE_DOUBLES = 8192, /* up to here on the stack */
    WORKSPACE_SLOTS = 256,
};

const Kernels *kernels_available(int index) {
    const Kernels *available[3];
    int count = 0;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        available[count++] = &KERNELS_AVX512;
    if (__builtin_cpu_supports("avx2")) available[count++] = &KERNELS_AVX2;
#endif
    available[count++] = &KERNELS_BASELINE;
    return index < count ? available[index] : NULL;
}

/* Where the results of the next block will be stored. */
typedef struct Ahead {
    double *const *results;
    int result_count;
    size_t begin, end; /* points */
} Ahead;

/* Asks for the next `points` of these lines of memory. Storing to one that is not in the cache waits for it
 * to be read; asked for while the block before is computed, it costs little. */
static void ask_ahead(Ahead *ahead, size_t points) {
    enum { LINE = 8 }; /* doubles in a cache line */
    size_t end = ahead->end - ahead->begin < points ? ahead->end : ahead->begin + points;
    for (int r = 0; r < ahead->result_count; ++r)
        for (size_t i = ahead->begin; ahead->results[r] && i < end; i += LINE)
            __builtin_prefetch(ahead->results[r] + i, 1);
    ahead->begin = end;
}

static void spread(double *values, size_t points) {
    const double value = values[0];
    for (size_t i = 0; i < points; ++i) values[i] = value;
}

/* An instruction whose result is the same at every point: once, for a vector. A sine and cosine has two. */
static void execute_level(const Kernels *kernels, const Instruction *instruction, double *const *slots,
                          size_t points) {
    kernels->table[instruction->opcode](instruction, slots, (size_t)kernels->width);
    spread(slots[instruction->result], points);
    if (instruction->opcode == OPCODE_SINE_AND_COSINE) spread(slots[instruction->operands[1]], points);
}

/* With `level`, y is the same at every point. */
static void execute(const Kernels *kernels, const Instruction *instructions, int count, double *const *slots,
                    size_t points, bool level, Ahead *ahead) {
    size_t share = ahead ? (points / (size_t)count + 7) / 8 * 8 : 0;
    for (const Instruction *in = instructions; in < instructions + count; ++in) {
        if (ahead) ask_ahead(ahead, share);
        if (level && in->level)
            execute_level(kernels, in, slots, points);
        else
            kernels->table[in->opcode](in, slots, points);
    }
}

/* Whether all of them are the same to the bit, as in a row of a map. */
static bool are_equal(const double *values, size_t count) {
    return memcmp(values, values + 1, sizeof *values * (count - 1)) == 0;
}

/* Points of a block: as many as keep all its values in the cache, in whole vectors. */
static size_t block_points(const Code *code) {
    size_t points = CACHE_POINTS / (size_t)(code->slots - SLOT_FREE + 4) / WIDTH_MAX * WIDTH_MAX;
    return points < BLOCK_MIN ? BLOCK_MIN : points > BLOCK_MAX ? BLOCK_MAX : points;
}

/* The last points, fewer than a vector: padded to one. */
static void execute_rest(const Kernels *kernels, const Code *code, double **slots, size_t count,
                         const double *x, const double *y, double *const results[], int result_count) {
    double inputs[2][WIDTH_MAX], outputs[RESULT_COUNT][WIDTH_MAX];
    for (size_t i = 0; i < WIDTH_MAX; ++i) {
        inputs[0][i] = x[i < count ? i : count - 1];
        inputs[1][i] = y[i < count ? i : count - 1];
    }
    slots[SLOT_X] = inputs[0];
    slots[SLOT_Y] = inputs[1];
    for (int r = 0; r < result_count; ++r) slots[SLOT_RESULTS + r] = outputs[r];
    execute(kernels, code->instructions + code->prologue, code->count - code->prologue, slots,
            (size_t)kernels->width, false, NULL);
    for (int r = 0; r < result_count; ++r)
        if (results[r]) memcpy(results[r], outputs[r], sizeof(double) * count);
}

void program_evaluate_with(const Kernels *kernels, const Program *program, Order order, size_t count,
                           const double *x, const double *y, double t, double *const results[]) {
    if (program->kind) {
        if (count > 0) program->kind->evaluate(program->form, kernels, order, count, x, y, t, results);
        return;
    }
    const Code *code = &program->codes[order];
    int result_count = order_results(order);
    size_t block = block_points(code), width = (size_t)kernels->width;
    if (count < block) block = (count + width - 1) / width * width;
    /* Storage for t, the intermediate values, and results nobody asked for. */
    size_t needed = block * (size_t)(code->slots - SLOT_T);
    _Alignas(64) double few[WORKSPACE_DOUBLES];
    double *few_slots[WORKSPACE_SLOTS];
    double *storage = needed <= WORKSPACE_DOUBLES ? few : malloc(sizeof *storage * needed);
    double **slots = code->slots <= WORKSPACE_SLOTS ? few_slots : malloc(sizeof *slots * (size_t)code->slots);
    assert(storage && slots);
    for (int slot = SLOT_T; slot < code->slots; ++slot)
        slots[slot] = storage + block * (size_t)(slot - SLOT_T);
    if (code->uses_time)
        for (size_t i = 0; i < block; ++i) slots[SLOT_T][i] = t;
    execute(kernels, code->instructions, code->prologue, slots, block, false, NULL);
    size_t begin = 0, whole = count / width * width;
    while (begin < whole) {
        size_t points = whole - begin < block ? whole - begin : block;
        slots[SLOT_X] = (double *)x + begin; /* kernels write to no input */
        slots[SLOT_Y] = (double *)y + begin;
        for (int r = 0; r < result_count; ++r)
            if (results[r]) slots[SLOT_RESULTS + r] = results[r] + begin;
        Ahead ahead = {results, result_count, begin + points,
                       begin + points < whole ? whole : begin + points};
        const bool level = code->has_level && are_equal(y + begin, points);
        execute(kernels, code->instructions + code->prologue, code->count - code->prologue, slots, points,
                level, &ahead);
        begin += points;
    }
    if (begin < count) {
        double *rest[RESULT_COUNT];
        for (int r = 0; r < result_count; ++r) rest[r] = results[r] ? results[r] + begin : NULL;
        execute_rest(kernels, code, slots, count - begin, x + begin, y + begin, rest, result_count);
    }
    if (storage != few) free(storage);
    if (slots != few_slots) free(slots);
}

void program_evaluate(const Program *program, Order order, size_t count, const double *x, const double *y,
                      double t, double *const results[]) {
    program_evaluate_with(kernels_available(0), program, order, count, x, y, t, results);
}

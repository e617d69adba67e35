/* Inside a program: its instructions, how they are made from a graph, and the block kernels that execute
 * them. For program*.c and their test; others only make a program, by program_start().
 *
 * Passing over a block once per operation costs more in loads and stores than in arithmetic, so one
 * instruction does as much as it can of
 *
 *     result = ((a . b) . r) . k     where r is c, c * d, c * constant or a constant,
 *
 * each . is + - or *, b may be a constant, and k is one. These are the fused instructions. Every step still
 * rounds, so that the bits are those of one operation at a time. */
#ifndef CORE_PROGRAM_CODE_H
#define CORE_PROGRAM_CODE_H

#include "dataset.h"
#include "graph.h"
#include "program.h"

#include <stdint.h>

/* ROW(inner, right, outer, finish) for every fused instruction, in the order of fused_opcode(). */
#define FUSED_INSTRUCTIONS(ROW)                                                                              \
    FUSED_WITH_INNER(ROW, SUM)                                                                               \
    FUSED_WITH_INNER(ROW, DIFFERENCE)                                                                        \
    FUSED_WITH_INNER(ROW, PRODUCT)                                                                           \
    FUSED_WITH_INNER(ROW, PLUS_CONSTANT)                                                                     \
    FUSED_WITH_INNER(ROW, FROM_CONSTANT)                                                                     \
    FUSED_WITH_INNER(ROW, TIMES_CONSTANT)
#define FUSED_WITH_INNER(ROW, inner)                                                                         \
    FUSED_WITH_RIGHT(ROW, inner, VALUE)                                                                      \
    FUSED_WITH_RIGHT(ROW, inner, CONSTANT)                                                                   \
    FUSED_WITH_RIGHT(ROW, inner, PRODUCT)                                                                    \
    FUSED_WITH_RIGHT(ROW, inner, SCALED)
#define FUSED_WITH_RIGHT(ROW, inner, right)                                                                  \
    FUSED_WITH_OUTER(ROW, inner, right, SUM)                                                                 \
    FUSED_WITH_OUTER(ROW, inner, right, LEFT_MINUS_RIGHT)                                                    \
    FUSED_WITH_OUTER(ROW, inner, right, RIGHT_MINUS_LEFT)                                                    \
    FUSED_WITH_OUTER(ROW, inner, right, PRODUCT)
#define FUSED_WITH_OUTER(ROW, inner, right, outer)                                                           \
    ROW(inner, right, outer, NOTHING)                                                                        \
    ROW(inner, right, outer, PLUS_CONSTANT)                                                                  \
    ROW(inner, right, outer, TIMES_CONSTANT)

/* a . b */
typedef enum Inner {
    INNER_SUM,
    INNER_DIFFERENCE,
    INNER_PRODUCT,
    INNER_PLUS_CONSTANT,
    INNER_FROM_CONSTANT, /* constant - a */
    INNER_TIMES_CONSTANT,
    INNER_COUNT
} Inner;
/* r: c, a constant, c * d, c * constant */
typedef enum Right { RIGHT_VALUE, RIGHT_CONSTANT, RIGHT_PRODUCT, RIGHT_SCALED, RIGHT_COUNT } Right;
typedef enum Outer {
    OUTER_SUM,
    OUTER_LEFT_MINUS_RIGHT,
    OUTER_RIGHT_MINUS_LEFT,
    OUTER_PRODUCT,
    OUTER_COUNT
} Outer;
typedef enum Finish { FINISH_NOTHING, FINISH_PLUS_CONSTANT, FINISH_TIMES_CONSTANT, FINISH_COUNT } Finish;

enum { FUSED_COUNT = INNER_COUNT * RIGHT_COUNT * OUTER_COUNT * FINISH_COUNT };

typedef enum Opcode {
    OPCODE_FILL,                                   /* constants[0] */
    OPCODE_COPY,                                   /* a */
    OPCODE_CONSTANT_DIVIDED_BY,                    /* constants[0] / a */
    OPCODE_DIVIDED_BY_CONSTANT,                    /* a / constants[0] */
    OPCODE_SINE_AND_COSINE,                        /* sin a, and cos a into operand b */
    OPCODE_ALONE,                                  /* + Inner: a . b */
    OPCODE_OPERATION = OPCODE_ALONE + INNER_COUNT, /* + Operation: of a, b, c */
    OPCODE_FUSED = OPCODE_OPERATION + OPERATION_COUNT,
    OPCODE_COUNT = OPCODE_FUSED + FUSED_COUNT
} Opcode;

static inline int fused_opcode(Inner inner, Right right, Outer outer, Finish finish) {
    return OPCODE_FUSED + ((inner * RIGHT_COUNT + right) * OUTER_COUNT + outer) * FINISH_COUNT + finish;
}

enum { CONSTANT_INNER, CONSTANT_RIGHT, CONSTANT_FINISH, CONSTANT_COUNT };

/* Operands and results are numbers of slots; while a program is being made, numbers of graph nodes. */
typedef struct Instruction {
    int32_t opcode, result;
    int32_t operands[4]; /* a, b, c, d; -1: none */
    double constants[CONSTANT_COUNT];
    bool level; /* worth computing once for all points of one y: dear, and its operands depend on y and t
                   alone */
} Instruction;

/* What each slot holds; slots from SLOT_FREE on hold intermediate values. */
enum { SLOT_X, SLOT_Y, SLOT_T, SLOT_RESULTS, SLOT_FREE = SLOT_RESULTS + RESULT_COUNT };

/* Instructions for one order of derivatives. The first `prologue` of them fill slots with constants that
 * nothing else writes to: once for any number of blocks. */
typedef struct Code {
    Instruction *instructions;
    int count, prologue;
    int slots;
    int operations;               /* single operations that the instructions consist of */
    int first_column, first_free; /* slots of the columns, of constants and intermediate values */
    bool uses_time;
    bool has_level; /* instructions */
} Code;

/* What else than code a program may be. A form is one's own data. */
typedef struct ProgramKind ProgramKind;

struct Program {
    Code codes[ORDER_HESSIAN + 1];
    const ProgramKind *kind; /* NULL: the codes are all there is */
    void *form;
    Program *rough; /* NULL: the program itself */
};

/* The program whose results are the nodes results[RESULT_VALUE .. RESULT_DYY]. */
Program *program_start(const Graph *graph, const int results[RESULT_COUNT]);

/* Chooses instructions that together compute the results, each standing where its operands' are before it;
 * operands and results are numbers of nodes. The caller frees code.instructions. */
Code code_select(const Graph *graph, const int *results, int result_count);

/* Orders the instructions so that few values are kept at a time, and replaces nodes by slots. There may be
 * more results than RESULT_COUNT; the slots of the columns, numbers 0 .. column_count - 1, follow theirs. */
void code_assign_slots(Code *code, const Graph *graph, const int *results, int result_count,
                       int column_count);

/* Executes one instruction over `count` points, a multiple of the kernels' width. */
typedef void Kernel(const Instruction *instruction, double *const *slots, size_t count);

/* A kernel for every opcode, for one width of vectors. */
typedef struct Kernels {
    const char *name;
    int width; /* points at a time */
    Kernel *table[OPCODE_COUNT];
} Kernels;

/* The kernels this machine can run, widest first; NULL beyond the last. */
const Kernels *kernels_available(int index);

extern const Kernels KERNELS_BASELINE, KERNELS_AVX2, KERNELS_AVX512;

/* program_evaluate() with given kernels. */
void program_evaluate_with(const Kernels *kernels, const Program *program, Order order, size_t count,
                           const double *x, const double *y, double t, double *const results[]);

struct ProgramKind {
    void (*evaluate)(const void *form, const Kernels *kernels, Order order, size_t count, const double *x,
                     const double *y, double t, double *const results[]); /* count > 0 */
    int (*length)(const void *form, Order order);
    void (*end)(void *form);
};

/* program_rows.c: a program over the rows of data. */
Program *program_rows_start(const Graph *graph, const int results[RESULT_COUNT], const Dataset *data);

#endif

#include "program.h"

#include "number_scalar.inc.h"
#include "program_code.h"
#include "program_fused.inc.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int order_results(Order order) {
    static const int RESULTS[] = {[ORDER_VALUE] = 1, [ORDER_GRADIENT] = 3, [ORDER_HESSIAN] = 6};
    return RESULTS[order];
}

Program *program_start(const Graph *graph, const int results[RESULT_COUNT]) {
    Program *program = calloc(1, sizeof *program);
    assert(program);
    for (Order order = ORDER_VALUE; order <= ORDER_HESSIAN; ++order) {
        program->codes[order] = code_select(graph, results, order_results(order));
        code_assign_slots(&program->codes[order], graph, results, order_results(order), 0);
    }
    return program;
}

void program_end(Program *program) {
    if (!program) return;
    for (Order order = ORDER_VALUE; order <= ORDER_HESSIAN; ++order) free(program->codes[order].instructions);
    if (program->kind) program->kind->end(program->form);
    program_end(program->rough);
    free(program);
}

const Program *program_rough(const Program *program) {
    return program->rough ? program->rough : program;
}

int program_length(const Program *program, Order order) {
    return program->kind ? program->kind->length(program->form, order) : program->codes[order].operations;
}

__attribute__((always_inline)) static inline double
fused_at(Inner inner, Right right, Outer outer, Finish finish, const Instruction *in, const double *slots) {
    double a = slots[in->operands[0]], b = inner_reads_b(inner) ? slots[in->operands[1]] : 0.0;
    double c = right_reads_c(right) ? slots[in->operands[2]] : 0.0;
    double d = right_reads_d(right) ? slots[in->operands[3]] : 0.0;
    double left = inner_value(inner, a, b, in->constants[CONSTANT_INNER]);
    double other = right_value(right, c, d, in->constants[CONSTANT_RIGHT]);
    return finish_value(finish, outer_value(outer, left, other), in->constants[CONSTANT_FINISH]);
}

__attribute__((always_inline)) static inline double alone_at(Inner inner, const Instruction *in,
                                                             const double *slots) {
    double a = slots[in->operands[0]], b = inner_reads_b(inner) ? slots[in->operands[1]] : 0.0;
    return inner_value(inner, a, b, in->constants[CONSTANT_INNER]);
}

/* A switch, as the table of functions that the blocks have would cost a call for every addition. */
static void execute_at_point(const Code *code, double *slots) {
    const Instruction *end = code->instructions + code->count;
    for (const Instruction *in = code->instructions; in < end; ++in) {
        double result;
        switch (in->opcode) {
        case OPCODE_FILL: result = in->constants[0]; break;
        case OPCODE_COPY: result = slots[in->operands[0]]; break;
        case OPCODE_CONSTANT_DIVIDED_BY: result = in->constants[0] / slots[in->operands[0]]; break;
        case OPCODE_DIVIDED_BY_CONSTANT: result = slots[in->operands[0]] / in->constants[0]; break;
        case OPCODE_SINE_AND_COSINE: {
            double cosine;
            elementary_sincos(slots[in->operands[0]], &result, &cosine);
            slots[in->operands[1]] = cosine;
            break;
        }
#define ALONE_CASE(inner)                                                                                    \
    case OPCODE_ALONE + INNER_##inner: result = alone_at(INNER_##inner, in, slots); break;
            ALONE_CASE(SUM)
            ALONE_CASE(DIFFERENCE)
            ALONE_CASE(PRODUCT)
            ALONE_CASE(PLUS_CONSTANT)
            ALONE_CASE(FROM_CONSTANT)
            ALONE_CASE(TIMES_CONSTANT)
#define OPERATION_CASE(name, operand_count, meaning)                                                         \
    case OPCODE_OPERATION + OPERATION_##name: {                                                              \
        double a = slots[in->operands[0]], b = slots[in->operands[1]], c = slots[in->operands[2]];           \
        (void)b, (void)c;                                                                                    \
        result = meaning;                                                                                    \
        break;                                                                                               \
    }
            COMPUTING_OPERATIONS(OPERATION_CASE)
#define FUSED_CASE(inner, right, outer, finish)                                                              \
    case OPCODE_FUSED +                                                                                      \
        ((INNER_##inner * RIGHT_COUNT + RIGHT_##right) * OUTER_COUNT + OUTER_##outer) * FINISH_COUNT +       \
        FINISH_##finish:                                                                                     \
        result = fused_at(INNER_##inner, RIGHT_##right, OUTER_##outer, FINISH_##finish, in, slots);          \
        break;
            FUSED_INSTRUCTIONS(FUSED_CASE)
        default: assert(!"an opcode"); return;
        }
        slots[in->result] = result;
    }
}

/* Apart from program_point(), which would keep x and y in memory if it took their addresses. */
__attribute__((noinline)) static double point_of_kind(const Program *program, Order order, double x, double y,
                                                      double t, double *results) {
    double *outputs[RESULT_COUNT];
    for (int r = 0; r < RESULT_COUNT; ++r) outputs[r] = &results[r];
    program->kind->evaluate(program->form, kernels_available(0), order, 1, &x, &y, t, outputs);
    return results[RESULT_VALUE];
}

double program_point(const Program *program, Order order, double x, double y, double t, double *results) {
    if (program->kind) return point_of_kind(program, order, x, y, t, results);
    const Code *code = &program->codes[order];
    enum { FEW = 256 };
    double few[FEW], *slots = few;
    if (code->slots > FEW) slots = malloc(sizeof *slots * (size_t)code->slots);
    assert(slots);
    slots[SLOT_X] = x;
    slots[SLOT_Y] = y;
    slots[SLOT_T] = t;
    execute_at_point(code, slots);
    for (int r = 0; r < order_results(order); ++r) results[r] = slots[SLOT_RESULTS + r];
    double value = slots[SLOT_RESULTS];
    if (slots != few) free(slots);
    return value;
}

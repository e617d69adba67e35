/* The order of instructions, and where their operands and results are kept. */
#include "program_code.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { NONE = -1 };

typedef struct Assignment {
    const Graph *graph;
    Code *code;
    int *producers; /* per node: the instruction that computes it, or NONE */
    int *order;     /* instructions in order of execution */
    int *last_uses; /* per node: position in `order` of its last user */
    int *slots;     /* per node, or NONE */
    int *free_slots;
    int free_count;
} Assignment;

/* An instruction's operands are operands[0 .. operand_end - 1] where not NONE; a pair's second one is a
 * result. */
static int operand_end(const Instruction *instruction) {
    return instruction->opcode == OPCODE_SINE_AND_COSINE ? 1 : 4;
}

static int second_result(const Instruction *instruction) {
    return instruction->opcode == OPCODE_SINE_AND_COSINE ? instruction->operands[1] : NONE;
}

static void find_producers(Assignment *assignment) {
    for (int node = 0; node < assignment->graph->count; ++node) assignment->producers[node] = NONE;
    for (int i = 0; i < assignment->code->count; ++i) {
        const Instruction *instruction = &assignment->code->instructions[i];
        assignment->producers[instruction->result] = i;
        if (second_result(instruction) != NONE) assignment->producers[second_result(instruction)] = i;
    }
}

/* Depth first from the results: a value is computed shortly before it is used. Without recursion, for graphs
 * are deep. */
static void find_order(Assignment *assignment, const int *results, int result_count) {
    const Code *code = assignment->code;
    enum { UNSEEN, OPEN, DONE };
    unsigned char *states = calloc((size_t)code->count + 1, sizeof *states);
    int *stack = malloc(sizeof *stack * ((size_t)code->count * 5 + 1));
    assert(states && stack);
    int ordered = 0;
    for (int r = 0; r < result_count; ++r) {
        int depth = 0;
        if (assignment->producers[results[r]] != NONE) stack[depth++] = assignment->producers[results[r]];
        while (depth > 0) {
            int top = stack[depth - 1];
            if (states[top] != UNSEEN) {
                --depth;
                if (states[top] == OPEN) assignment->order[ordered++] = top;
                states[top] = DONE;
                continue;
            }
            states[top] = OPEN;
            const Instruction *instruction = &code->instructions[top];
            for (int k = operand_end(instruction) - 1; k >= 0; --k) {
                int operand = instruction->operands[k];
                if (operand == NONE || assignment->producers[operand] == NONE) continue;
                if (states[assignment->producers[operand]] == UNSEEN)
                    stack[depth++] = assignment->producers[operand];
            }
        }
    }
    assert(ordered == code->count);
    free(states);
    free(stack);
}

static int take_slot(Assignment *assignment) {
    if (assignment->free_count > 0) return assignment->free_slots[--assignment->free_count];
    return assignment->code->slots++;
}

static void place_result(Assignment *assignment, int32_t *node) {
    if (assignment->slots[*node] == NONE) assignment->slots[*node] = take_slot(assignment);
    *node = assignment->slots[*node];
}

/* Replaces the nodes of one instruction by slots. A slot whose value is used here for the last time is free
 * for the result: kernels read before they write. */
static void place_instruction(Assignment *assignment, Instruction *instruction, int position) {
    int end = operand_end(instruction);
    for (int k = 0; k < end; ++k) {
        int node = instruction->operands[k];
        if (node == NONE) {
            instruction->operands[k] = SLOT_X; /* never read; a valid slot all the same */
            continue;
        }
        instruction->operands[k] = assignment->slots[node];
        if (assignment->last_uses[node] == position &&
            assignment->slots[node] >= assignment->code->first_free) {
            assignment->last_uses[node] = NONE; /* once, even if it is used twice here */
            assignment->free_slots[assignment->free_count++] = assignment->slots[node];
        }
    }
    if (end == 1) place_result(assignment, &instruction->operands[1]);
    place_result(assignment, &instruction->result);
}

/* Inputs have their slots; constants that are operands get slots of their own, filled by the prologue. */
static void place_leaves(Assignment *assignment, Instruction *instructions, int *count) {
    const Graph *graph = assignment->graph;
    Code *code = assignment->code;
    for (int i = 0; i < code->count; ++i) {
        const Instruction *instruction = &code->instructions[i];
        for (int k = 0; k < operand_end(instruction); ++k) {
            int node = instruction->operands[k];
            if (node == NONE || assignment->slots[node] != NONE) continue;
            switch ((Operation)graph->nodes[node].operation) {
            case OPERATION_X: assignment->slots[node] = SLOT_X; break;
            case OPERATION_Y: assignment->slots[node] = SLOT_Y; break;
            case OPERATION_T: assignment->slots[node] = SLOT_T; break;
            case OPERATION_COLUMN:
                assignment->slots[node] = code->first_column + (int)graph->nodes[node].constant;
                break;
            case OPERATION_CONSTANT:
                assignment->slots[node] = code->slots++;
                instructions[(*count)++] = (Instruction){OPCODE_FILL,
                                                         assignment->slots[node],
                                                         {SLOT_X, SLOT_X, SLOT_X, SLOT_X},
                                                         {graph->nodes[node].constant},
                                                         false};
                break;
            default: break;
            }
        }
    }
    code->prologue = *count;
}

/* A result that no instruction writes into its own slot: an input, a constant, or the same node as an earlier
 * result. */
static Instruction result_copy(Assignment *assignment, int node, int slot) {
    const GraphNode *n = &assignment->graph->nodes[node];
    Instruction copy = {OPCODE_COPY, slot, {SLOT_X, SLOT_X, SLOT_X, SLOT_X}, {n->constant}, false};
    switch ((Operation)n->operation) {
    case OPERATION_CONSTANT: copy.opcode = OPCODE_FILL; break;
    case OPERATION_X: break;
    case OPERATION_Y: copy.operands[0] = SLOT_Y; break;
    case OPERATION_T: copy.operands[0] = SLOT_T; break;
    case OPERATION_COLUMN: copy.operands[0] = assignment->code->first_column + (int)n->constant; break;
    default: copy.operands[0] = assignment->slots[node];
    }
    return copy;
}

void code_assign_slots(Code *code, const Graph *graph, const int *results, int result_count,
                       int column_count) {
    size_t nodes = (size_t)graph->count, limit = 4 * (size_t)code->count + (size_t)result_count + 1;
    Assignment assignment = {.graph = graph,
                             .code = code,
                             .producers = malloc(sizeof(int) * nodes),
                             .order = malloc(sizeof(int) * ((size_t)code->count + 1)),
                             .last_uses = malloc(sizeof(int) * nodes),
                             .slots = malloc(sizeof(int) * nodes),
                             .free_slots = malloc(sizeof(int) * limit)};
    Instruction *instructions = malloc(sizeof *instructions * (limit + (size_t)code->count));
    assert(assignment.producers && assignment.order && assignment.last_uses && assignment.slots &&
           assignment.free_slots && instructions);
    find_producers(&assignment);
    find_order(&assignment, results, result_count);
    for (size_t node = 0; node < nodes; ++node)
        assignment.slots[node] = NONE, assignment.last_uses[node] = NONE;
    code->first_column = SLOT_RESULTS + (result_count > RESULT_COUNT ? result_count : RESULT_COUNT);
    code->first_free = code->slots = code->first_column + column_count;
    int count = 0;
    place_leaves(&assignment, instructions, &count);
    bool *copied = calloc((size_t)result_count + 1, sizeof *copied);
    assert(copied);
    for (int r = 0; r < result_count; ++r) {
        copied[r] = assignment.producers[results[r]] == NONE || assignment.slots[results[r]] != NONE;
        if (!copied[r]) assignment.slots[results[r]] = SLOT_RESULTS + r;
    }
    for (int position = 0; position < code->count; ++position) {
        const Instruction *instruction = &code->instructions[assignment.order[position]];
        for (int k = 0; k < operand_end(instruction); ++k)
            if (instruction->operands[k] != NONE && assignment.producers[instruction->operands[k]] != NONE)
                assignment.last_uses[instruction->operands[k]] = position;
    }
    for (int position = 0; position < code->count; ++position) {
        Instruction instruction = code->instructions[assignment.order[position]];
        place_instruction(&assignment, &instruction, position);
        instructions[count++] = instruction;
    }
    for (int r = 0; r < result_count; ++r)
        if (copied[r]) instructions[count++] = result_copy(&assignment, results[r], SLOT_RESULTS + r);
    free(code->instructions);
    code->instructions = realloc(instructions, sizeof *instructions * (size_t)(count + 1));
    assert(code->instructions);
    code->count = count;
    for (int i = 0; i < count; ++i) {
        code->has_level = code->has_level || code->instructions[i].level;
        for (int k = 0; k < 4; ++k)
            code->uses_time = code->uses_time || code->instructions[i].operands[k] == SLOT_T;
    }
    free(copied);
    free(assignment.producers);
    free(assignment.order);
    free(assignment.last_uses);
    free(assignment.slots);
    free(assignment.free_slots);
}

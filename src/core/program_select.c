/* From graph to instructions: which operations go together into one. */
#include "program_code.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

typedef struct Selection {
    const Graph *graph;
    int *uses;      /* per node: by needed nodes and as a result; 0: not needed */
    bool *absorbed; /* per node: computed inside the instruction of its only user */
    int *cosines;   /* per node: its needed cosine where its sine is needed too, or -1 */
    bool *varying;  /* per node: depends on something else than y and t */
    Code code;
} Selection;

/* A node as one of the forms a . b that instructions are fused from. */
typedef struct Form {
    bool arithmetic;
    Inner inner;
    int a, b; /* nodes */
    double constant;
} Form;

static Form form_of(const Graph *graph, int node) {
    const GraphNode *n = &graph->nodes[node];
    int a = n->operands[0], b = n->operands[1];
    bool constant = graph_has(graph, a, OPERATION_CONSTANT); /* constants stand first: graph.h */
    double value = graph->nodes[a].constant;
    switch ((Operation)n->operation) {
    case OPERATION_ADD:
        return constant ? (Form){true, INNER_PLUS_CONSTANT, b, -1, value} : (Form){true, INNER_SUM, a, b, 0};
    case OPERATION_SUBTRACT:
        return constant ? (Form){true, INNER_FROM_CONSTANT, b, -1, value}
                        : (Form){true, INNER_DIFFERENCE, a, b, 0};
    case OPERATION_MULTIPLY:
        return constant ? (Form){true, INNER_TIMES_CONSTANT, b, -1, value}
                        : (Form){true, INNER_PRODUCT, a, b, 0};
    case OPERATION_NEGATE: return (Form){true, INNER_TIMES_CONSTANT, a, -1, -1.0};
    default: return (Form){0};
    }
}

/* Whether the instruction of a node's user may compute it on the way. */
static bool can_absorb(const Selection *selection, int node) {
    return selection->uses[node] == 1 && form_of(selection->graph, node).arithmetic;
}

static bool can_absorb_product(const Selection *selection, int node) {
    if (!can_absorb(selection, node)) return false;
    Inner inner = form_of(selection->graph, node).inner;
    return inner == INNER_PRODUCT || inner == INNER_TIMES_CONSTANT;
}

static Form absorb(Selection *selection, int node) {
    selection->absorbed[node] = true;
    return form_of(selection->graph, node);
}

static void add_instruction(Selection *selection, Instruction instruction) {
    selection->code.instructions[selection->code.count++] = instruction;
}

static Outer outer_of(Inner inner, bool left_is_first) {
    switch (inner) {
    case INNER_SUM:
    case INNER_PLUS_CONSTANT: return OUTER_SUM;
    case INNER_DIFFERENCE: return left_is_first ? OUTER_LEFT_MINUS_RIGHT : OUTER_RIGHT_MINUS_LEFT;
    case INNER_FROM_CONSTANT: return OUTER_RIGHT_MINUS_LEFT;
    default: return OUTER_PRODUCT;
    }
}

/* (left . right) . finish, where `outer` is left . right and left is a . b itself. */
static Instruction fuse(Selection *selection, int node, Form left, Form outer, int right, bool left_is_first,
                        Form finish) {
    Instruction instruction = {.result = node, .operands = {left.a, left.b, -1, -1}};
    Right kind = RIGHT_CONSTANT;
    instruction.constants[CONSTANT_INNER] = left.constant;
    instruction.constants[CONSTANT_RIGHT] = outer.constant;
    instruction.constants[CONSTANT_FINISH] = finish.constant;
    if (right >= 0) {
        kind = RIGHT_VALUE;
        instruction.operands[2] = right;
        if (can_absorb_product(selection, right)) {
            Form product = absorb(selection, right);
            kind = product.inner == INNER_PRODUCT ? RIGHT_PRODUCT : RIGHT_SCALED;
            instruction.operands[2] = product.a;
            instruction.operands[3] = product.b;
            instruction.constants[CONSTANT_RIGHT] = product.constant;
        }
    }
    Finish end = !finish.arithmetic                    ? FINISH_NOTHING
                 : finish.inner == INNER_PLUS_CONSTANT ? FINISH_PLUS_CONSTANT
                                                       : FINISH_TIMES_CONSTANT;
    instruction.opcode = fused_opcode(left.inner, kind, outer_of(outer.inner, left_is_first), end);
    return instruction;
}

static Instruction alone(int node, Form form) {
    return (Instruction){.opcode = OPCODE_ALONE + (int)form.inner,
                         .result = node,
                         .operands = {form.a, form.b, -1, -1},
                         .constants = {[CONSTANT_INNER] = form.constant}};
}

/* The largest fused instruction that ends in `node`. */
static Instruction select_arithmetic(Selection *selection, int node) {
    const Form NOTHING = {0};
    Form outer = form_of(selection->graph, node), finish = NOTHING;
    bool closing = outer.inner == INNER_PLUS_CONSTANT || outer.inner == INNER_TIMES_CONSTANT;
    if (closing && can_absorb(selection, outer.a)) {
        finish = outer;
        outer = absorb(selection, outer.a);
    }
    int p = outer.a, q = outer.b;
    bool p_goes = can_absorb(selection, p), q_goes = q >= 0 && can_absorb(selection, q);
    /* The left one may be any a . b, the right one only a product. */
    bool q_left =
        q_goes && (!p_goes || (can_absorb_product(selection, p) && !can_absorb_product(selection, q)));
    if (q_left) return fuse(selection, node, absorb(selection, q), outer, p, false, finish);
    if (p_goes) return fuse(selection, node, absorb(selection, p), outer, q, true, finish);
    if (finish.arithmetic) return fuse(selection, node, outer, finish, -1, true, NOTHING);
    return alone(node, outer);
}

static Instruction select_other(const Selection *selection, int node) {
    const Graph *graph = selection->graph;
    const GraphNode *n = &graph->nodes[node];
    Instruction instruction = {
        .opcode = OPCODE_OPERATION + n->operation, .result = node, .operands = {-1, -1, -1, -1}};
    for (int i = 0; i < operation_operands(n->operation); ++i) instruction.operands[i] = n->operands[i];
    int a = n->operands[0], b = n->operands[1];
    if (n->operation == OPERATION_DIVIDE && graph_has(graph, a, OPERATION_CONSTANT))
        instruction = (Instruction){
            OPCODE_CONSTANT_DIVIDED_BY, node, {b, -1, -1, -1}, {graph->nodes[a].constant}, false};
    else if (n->operation == OPERATION_DIVIDE && graph_has(graph, b, OPERATION_CONSTANT))
        instruction = (Instruction){
            OPCODE_DIVIDED_BY_CONSTANT, node, {a, -1, -1, -1}, {graph->nodes[b].constant}, false};
    else if (n->operation == OPERATION_SIN && selection->cosines[a] >= 0)
        instruction =
            (Instruction){OPCODE_SINE_AND_COSINE, node, {a, selection->cosines[a], -1, -1}, {0}, false};
    instruction.level = !selection->varying[node];
    return instruction;
}

static void count_uses(Selection *selection, const int *results, int result_count) {
    const Graph *graph = selection->graph;
    for (int r = 0; r < result_count; ++r)
        ++selection->uses[results[r]]; /* being stored is a use: never absorbed */
    for (int node = graph->count - 1; node >= 0; --node)
        for (int i = 0; selection->uses[node] > 0 && i < operation_operands(graph->nodes[node].operation);
             ++i)
            ++selection->uses[graph->nodes[node].operands[i]];
}

/* Finds the angles of which both sine and cosine are needed; then the sine's instruction makes the cosine
 * too. */
static void pair_cosines(Selection *selection) {
    const Graph *graph = selection->graph;
    for (int node = 0; node < graph->count; ++node) selection->cosines[node] = -1;
    for (int node = 0; node < graph->count; ++node)
        if (selection->uses[node] > 0 && graph_has(graph, node, OPERATION_COS))
            selection->cosines[graph->nodes[node].operands[0]] = node;
    for (int node = 0; node < graph->count; ++node)
        if (selection->uses[node] > 0 && graph_has(graph, node, OPERATION_SIN)) {
            int cosine = selection->cosines[graph->nodes[node].operands[0]];
            if (cosine >= 0) selection->absorbed[cosine] = true;
        }
}

static void find_varying(Selection *selection) {
    const Graph *graph = selection->graph;
    for (int node = 0; node < graph->count; ++node) {
        const GraphNode *n = &graph->nodes[node];
        selection->varying[node] = n->operation == OPERATION_X || n->operation == OPERATION_COLUMN;
        for (int i = 0; i < operation_operands(n->operation); ++i)
            selection->varying[node] = selection->varying[node] || selection->varying[n->operands[i]];
    }
}

Code code_select(const Graph *graph, const int *results, int result_count) {
    size_t count = (size_t)graph->count;
    Selection selection = {.graph = graph,
                           .uses = calloc(count, sizeof(int)),
                           .absorbed = calloc(count, sizeof(bool)),
                           .cosines = calloc(count, sizeof(int)),
                           .varying = calloc(count, sizeof(bool))};
    assert(selection.uses && selection.absorbed && selection.cosines && selection.varying);
    count_uses(&selection, results, result_count);
    find_varying(&selection);
    pair_cosines(&selection);
    Code *code = &selection.code;
    for (int node = 0; node < graph->count; ++node)
        code->operations += selection.uses[node] > 0 && operation_operands(graph->nodes[node].operation) > 0;
    code->instructions = malloc(sizeof *code->instructions * (size_t)(code->operations + 1));
    assert(code->instructions);
    /* Users before what they use, so that they can absorb it. */
    for (int node = graph->count - 1; node >= 0; --node) {
        if (selection.uses[node] == 0 || selection.absorbed[node]) continue;
        if (operation_operands(graph->nodes[node].operation) == 0) continue;
        add_instruction(&selection, form_of(graph, node).arithmetic ? select_arithmetic(&selection, node)
                                                                    : select_other(&selection, node));
    }
    free(selection.uses);
    free(selection.absorbed);
    free(selection.cosines);
    free(selection.varying);
    return selection.code;
}

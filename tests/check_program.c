/* Programs compute what their graph says, to the last bit, however many points at a time. */
#include "core/derivative.h"
#include "core/program_code.h"
#include "core/random.h"
#include "programs.h"
#include "suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* NaNs count as equal: their sign and payload may differ between machines, and nothing depends on them. */
static bool same_bits(double a, double b) {
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

/* A number that is special, or small, or of any size: neighbours in an array are of very different kinds,
 * which a vector function must not care about. */
static double any_number(Draw draw, uint32_t index) {
    static const double SPECIAL[] = {0.0,    -0.0,     1.0,       -1.0,    0.5,    -0.5,    2.0,
                                     3.0,    INFINITY, -INFINITY, NAN,     5e-324, -5e-324, 2.3e-308,
                                     1e-200, 1e200,    1e308,     -1e308,  709.9,  -745.2,  1e22,
                                     -1e15,  1e-17,    7e-9,      0.78539, 3.1416};
    enum { SPECIAL_COUNT = sizeof SPECIAL / sizeof *SPECIAL };
    uint64_t bits = random_bits(draw, 2 * index);
    double u = 2.0 * random_uniform(draw, 2 * index + 1) - 1.0, number;
    switch (bits % 6) {
    case 0: return SPECIAL[bits / 6 % SPECIAL_COUNT];
    case 1: memcpy(&number, &bits, sizeof number); return number;
    case 2: return 800.0 * u;
    case 3: return u;
    default: return 10.0 * u;
    }
}

/* ---- every operation at every width ---- */

enum { MANY = 4096 };

START_TEST(test_every_operation_gives_the_same_bits_at_every_width) {
    Operation operation = (Operation)_i;
    if (operation_operands(operation) == 0) return;
    static double a[MANY], b[MANY], c[MANY], wide[MANY];
    double *slots[] = {a, b, c, wide};
    Instruction instruction = {OPCODE_OPERATION + _i, 3, {0, 1, 2, 0}, {0}, false};
    for (uint64_t round = 0; round < 10; ++round) {
        Draw draw = {.seed = 9, .purpose = RANDOM_POINTS, .step = round};
        for (uint32_t i = 0; i < MANY; ++i) {
            a[i] = any_number(draw, 3 * i), b[i] = any_number(draw, 3 * i + 1),
            c[i] = any_number(draw, 3 * i + 2);
            if (i % 7 == 0) b[i] = a[i]; /* for the comparisons */
        }
        const Kernels *kernels;
        for (int k = 0; (kernels = kernels_available(k)); ++k) {
            kernels->table[instruction.opcode](&instruction, slots, MANY);
            for (int i = 0; i < MANY; ++i) {
                double narrow = operation_apply(operation, a[i], b[i], c[i]);
                if (!same_bits(narrow, wide[i]))
                    ck_abort_msg("operation %d of %a, %a, %a is %a, with %s %a", _i, a[i], b[i], c[i], narrow,
                                 kernels->name, wide[i]);
            }
        }
    }
}
END_TEST

START_TEST(test_every_opcode_that_can_occur_has_a_kernel) {
    const Kernels *kernels;
    for (int k = 0; (kernels = kernels_available(k)); ++k)
        for (int opcode = 0; opcode < OPCODE_COUNT; ++opcode) {
            bool leaf = opcode >= OPCODE_OPERATION && opcode < OPCODE_FUSED &&
                        operation_operands((Operation)(opcode - OPCODE_OPERATION)) == 0;
            ck_assert((kernels->table[opcode] == NULL) == leaf);
        }
}
END_TEST

/* ---- random graphs ---- */

/* A graph of random operations, a few of them functions: its last node. */
static int random_graph(Graph *graph, Draw draw, int operations) {
    static const Operation ARITHMETIC[] = {OPERATION_ADD, OPERATION_SUBTRACT, OPERATION_MULTIPLY,
                                           OPERATION_NEGATE};
    int last = graph_input(graph, OPERATION_X);
    graph_input(graph, OPERATION_Y);
    if (draw.step % 3 == 0) graph_input(graph, OPERATION_T);
    for (uint32_t i = 0; i < (uint32_t)operations; ++i) {
        uint64_t bits = random_bits(draw, 4 * i);
        if (bits % 4 == 0) graph_constant(graph, (double)(int)random_below(draw, 4 * i + 1, 9) / 4 - 1.0);
        Operation operation = ARITHMETIC[bits / 4 % 4];
        if (bits / 16 % 8 == 0)
            operation = (Operation)(OPERATION_ADD + bits / 128 % (OPERATION_COUNT - OPERATION_ADD));
        /* mostly young nodes, so that most are used and many just once */
        int operands[3];
        for (uint32_t k = 0; k < 3; ++k) {
            uint32_t young = graph->count < 6 ? (uint32_t)graph->count : 6;
            uint32_t back = random_below(draw, 4 * i + k, bits / 4096 % 4 ? young : (uint32_t)graph->count);
            operands[k] = graph->count - 1 - (int)back;
        }
        last = graph_apply(graph, operation, operands[0], operands[1], operands[2]);
    }
    return last;
}

/* The graph's nodes one by one: what a program must equal. */
static void graph_values(const Graph *graph, double x, double y, double t, double *values) {
    for (int i = 0; i < graph->count; ++i) {
        const GraphNode *node = &graph->nodes[i];
        const int *operands = node->operands;
        switch ((Operation)node->operation) {
        case OPERATION_CONSTANT: values[i] = node->constant; break;
        case OPERATION_X: values[i] = x; break;
        case OPERATION_Y: values[i] = y; break;
        case OPERATION_T: values[i] = t; break;
        default:
            values[i] = operation_apply(node->operation, values[operands[0]], values[operands[1]],
                                        values[operands[2]]);
        }
    }
}

enum { POINTS = 75 };

typedef struct Points {
    double x[POINTS], y[POINTS];
} Points;

static Points random_points(Draw draw) {
    Points points;
    draw.purpose = RANDOM_DATA;
    for (uint32_t i = 0; i < POINTS; ++i) {
        bool any = i % 5 == 0;
        points.x[i] = any ? any_number(draw, 2 * i) : 4 * random_uniform(draw, 4 * i) - 2;
        points.y[i] = any ? any_number(draw, 2 * i + 1) : 4 * random_uniform(draw, 4 * i + 1) - 2;
    }
    return points;
}

START_TEST(test_programs_of_random_graphs_compute_their_graphs_bits) {
    enum { ROUNDS = 400 };
    for (uint64_t round = 0; round < ROUNDS; ++round) {
        Draw draw = {.seed = 77, .stream = (uint32_t)_i, .purpose = RANDOM_POINTS, .step = round};
        Graph graph;
        graph_start(&graph, 1000000);
        int results[RESULT_COUNT], value = random_graph(&graph, draw, 1 + (int)(round % 40));
        derivative_build(&graph, value, results);
        ck_assert(!graph.full);
        Program *program = program_start(&graph, results);
        Points points = random_points(draw);
        double *values = malloc(sizeof *values * (size_t)graph.count);
        for (Order order = ORDER_VALUE; order <= ORDER_HESSIAN; ++order) {
            static double block[RESULT_COUNT][POINTS];
            double *blocks[RESULT_COUNT];
            for (int r = 0; r < RESULT_COUNT; ++r) blocks[r] = block[r];
            program_evaluate(program, order, POINTS, points.x, points.y, 1.5, blocks);
            for (int i = 0; i < POINTS; ++i) {
                double point[RESULT_COUNT];
                program_point(program, order, points.x[i], points.y[i], 1.5, point);
                graph_values(&graph, points.x[i], points.y[i], 1.5, values);
                for (int r = 0; r < order_results(order); ++r)
                    if (!same_bits(point[r], values[results[r]]) || !same_bits(block[r][i], point[r]))
                        ck_abort_msg("stream %d, round %d, order %d, result %d at (%a, %a): graph %a, point "
                                     "%a, block %a",
                                     _i, (int)round, (int)order, r, points.x[i], points.y[i],
                                     values[results[r]], point[r], block[r][i]);
            }
        }
        free(values);
        program_end(program);
        graph_end(&graph);
    }
}
END_TEST

/* ---- formulas over blocks ---- */

static const char *const FORMULAS[] = {
    "(1 - x)^2 + 100*(y - x^2)^2",
    "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    "-20*exp(-0.2*sqrt(0.5*(x^2 + y^2))) - exp(0.5*(cos(2*pi*x) + cos(2*pi*y))) + e + 20",
    "iterate(h, 0.5, 50, sigmoid(x*h + y))",
    "if(x > y, x^2.5, atan2(y, x)) + t*min(x, 0.3) + max(2, y)",
    "x",
    "7",
    "t",
    "y*(x + t)",
};
enum { FORMULA_COUNT = sizeof FORMULAS / sizeof *FORMULAS };

/* A row of a map has one y: what depends on that alone is computed once for the row, to the same bits; rows
 * that only look like it (0 and -0), or that change in their middle, are not taken for one. */
START_TEST(test_a_row_of_one_height_equals_its_points) {
    static const char *const formulas[] = {
        "20 + e - 20*exp(-0.2*sqrt((x^2 + y^2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2)",
        "sin(3*pi*x)^2 + sin(2*pi*y)*cos(2*pi*y) + exp(-y*y)/(1 + y^2) + atan2(y, -1)", "cos(y)",
        "tanh(y)*x + 1/y", "if(y < 0, sigmoid(y), log1p(y*y))*sin(x + t*y)"};
    enum { COUNT = 1013 };
    static double x[COUNT], y[COUNT], values[RESULT_COUNT][COUNT];
    double *const results[RESULT_COUNT] = {values[0], values[1], values[2], values[3], values[4], values[5]};
    const double heights[] = {0.75, -0.0, 0.0, -3.5, 1e300};
    for (int i = 0; i < COUNT; ++i) x[i] = -3.0 + 0.0061 * i;
    Program *program = compiled(formulas[_i]);
    for (size_t h = 0; h < sizeof heights / sizeof *heights; ++h)
        for (int shape = 0; shape < 3; ++shape) {
            for (int i = 0; i < COUNT; ++i)
                y[i] = shape == 1 && i == 700 ? -heights[h] : shape == 2 && i > 500 ? 0.1 : heights[h];
            const Kernels *kernels;
            for (int k = 0; (kernels = kernels_available(k)); ++k) {
                program_evaluate_with(kernels, program, ORDER_HESSIAN, COUNT, x, y, 2.0, results);
                for (int i = 0; i < COUNT; ++i) {
                    double at[RESULT_COUNT];
                    program_point(program, ORDER_HESSIAN, x[i], y[i], 2.0, at);
                    for (int r = 0; r < RESULT_COUNT; ++r)
                        ck_assert_msg(same_bits(values[r][i], at[r]),
                                      "result %d at (%a, %a) with %s: %a, not %a", r, x[i], y[i],
                                      kernels->name, values[r][i], at[r]);
                }
            }
        }
    program_end(program);
}
END_TEST

/* Counts around the widths of vectors and the size of blocks; arrays that are not aligned; results not asked
 * for. */
START_TEST(test_a_block_of_any_length_equals_its_points) {
    static const int COUNTS[] = {0,  1,  2,  3,  4,   5,   7,   8,   9,    15,   16,
                                 17, 63, 64, 65, 100, 511, 512, 513, 1023, 1920, 2000};
    enum { COUNT_MAX = 2000, GUARD = 9 };
    static double x[COUNT_MAX + 8], y[COUNT_MAX + 8], arrays[RESULT_COUNT][COUNT_MAX + 8 + GUARD];
    static double expected[COUNT_MAX][RESULT_COUNT];
    Program *program = compiled(FORMULAS[_i]);
    Draw draw = {.seed = 1, .purpose = RANDOM_POINTS};
    for (uint32_t i = 0; i < COUNT_MAX + 8; ++i) {
        x[i] = 6 * random_uniform(draw, 2 * i) - 3;
        y[i] = 6 * random_uniform(draw, 2 * i + 1) - 3;
    }
    int wrong = 0;
    const Kernels *kernels;
    for (int offset = 0; offset < 3; ++offset) {
        for (int i = 0; i < COUNT_MAX; ++i)
            program_point(program, ORDER_HESSIAN, x[i + offset], y[i + offset], 0.5, expected[i]);
        for (int c = 0; c < (int)(sizeof COUNTS / sizeof *COUNTS); ++c)
            for (int k = 0; (kernels = kernels_available(k)); ++k)
                for (Order order = ORDER_VALUE; order <= ORDER_HESSIAN; ++order) {
                    int count = COUNTS[c], skipped = c % 7; /* 6: none */
                    double *results[RESULT_COUNT];
                    for (int r = 0; r < RESULT_COUNT; ++r) {
                        results[r] = r == skipped ? NULL : arrays[r] + offset;
                        for (int i = 0; i < COUNT_MAX + 8 + GUARD; ++i) arrays[r][i] = 1e99;
                    }
                    program_evaluate_with(kernels, program, order, (size_t)count, x + offset, y + offset, 0.5,
                                          results);
                    for (int r = 0; r < RESULT_COUNT; ++r) {
                        bool wanted = results[r] && r < order_results(order);
                        for (int i = 0; i < count && wanted; ++i)
                            wrong += !same_bits(arrays[r][i + offset], expected[i][r]);
                        for (int i = wanted ? count : 0; i < count + GUARD; ++i)
                            wrong += arrays[r][i + offset] != 1e99; /* nothing else was written */
                    }
                }
    }
    ck_assert_int_eq(wrong, 0);
    program_end(program);
}
END_TEST

START_TEST(test_orders_agree_on_what_they_share) {
    Program *program = compiled(FORMULAS[_i]);
    Draw draw = {.seed = 2, .purpose = RANDOM_POINTS};
    for (uint32_t i = 0; i < 1000; ++i) {
        double x = 6 * random_uniform(draw, 2 * i) - 3, y = 6 * random_uniform(draw, 2 * i + 1) - 3;
        double results[3][RESULT_COUNT];
        for (Order order = ORDER_VALUE; order <= ORDER_HESSIAN; ++order)
            program_point(program, order, x, y, 0.5, results[order]);
        ck_assert(same_bits(results[0][RESULT_VALUE], results[1][RESULT_VALUE]));
        ck_assert(same_bits(results[0][RESULT_VALUE], results[2][RESULT_VALUE]));
        ck_assert(same_bits(results[1][RESULT_DX], results[2][RESULT_DX]));
        ck_assert(same_bits(results[1][RESULT_DY], results[2][RESULT_DY]));
    }
    program_end(program);
}
END_TEST

/* A thousand values that all live until the end need more slots than the stack holds. */
START_TEST(test_programs_with_very_many_values_at_once_work) {
    char *text = malloc(100000), *at = text;
    for (int i = 0; i < 400; ++i) at += sprintf(at, "let u%d = sin(x + %d*y);", i, i);
    at += sprintf(at, "0");
    for (int i = 399; i >= 0; --i) at += sprintf(at, " + u%d*u%d^3", i, (i * 7) % 400);
    Program *program = compiled(text);
    ck_assert_int_gt(program->codes[ORDER_GRADIENT].slots, 300);
    enum { COUNT = 37 };
    double x[COUNT], y[COUNT], arrays[RESULT_COUNT][COUNT], *results[RESULT_COUNT];
    for (int i = 0; i < COUNT; ++i) x[i] = 0.1 * i, y[i] = 1 - 0.2 * i;
    for (int r = 0; r < RESULT_COUNT; ++r) results[r] = arrays[r];
    program_evaluate(program, ORDER_HESSIAN, COUNT, x, y, 0, results);
    for (int i = 0; i < COUNT; ++i) {
        double point[RESULT_COUNT];
        program_point(program, ORDER_HESSIAN, x[i], y[i], 0, point);
        for (int r = 0; r < RESULT_COUNT; ++r) ck_assert(same_bits(point[r], arrays[r][i]));
    }
    program_end(program);
    free(text);
}
END_TEST

START_TEST(test_operations_are_fused_into_few_instructions) {
    Program *rosenbrock = compiled(FORMULAS[0]), *himmelblau = compiled(FORMULAS[1]);
    ck_assert_int_le(rosenbrock->codes[ORDER_GRADIENT].count, 6);
    ck_assert_int_le(himmelblau->codes[ORDER_VALUE].count, 3);
    ck_assert_int_le(himmelblau->codes[ORDER_GRADIENT].count, 7);
    program_end(rosenbrock);
    program_end(himmelblau);
}
END_TEST

START_TEST(test_sine_and_cosine_of_one_angle_are_computed_together) {
    Program *program = compiled("sin(x*y)*cos(x*y)");
    const Code *code = &program->codes[ORDER_HESSIAN];
    int pairs = 0, others = 0;
    for (int i = 0; i < code->count; ++i) {
        pairs += code->instructions[i].opcode == OPCODE_SINE_AND_COSINE;
        others += code->instructions[i].opcode == OPCODE_OPERATION + OPERATION_SIN ||
                  code->instructions[i].opcode == OPCODE_OPERATION + OPERATION_COS;
    }
    ck_assert_int_eq(pairs, 1);
    ck_assert_int_eq(others, 0);
    program_end(program);
}
END_TEST

SUITE("program") {
    TCase *tests = suite_case(suite, "program");
    tcase_add_loop_test(tests, test_a_row_of_one_height_equals_its_points, 0, 5);
    tcase_add_loop_test(tests, test_every_operation_gives_the_same_bits_at_every_width, 0, OPERATION_COUNT);
    tcase_add_test(tests, test_every_opcode_that_can_occur_has_a_kernel);
    tcase_add_loop_test(tests, test_programs_of_random_graphs_compute_their_graphs_bits, 0, 4);
    tcase_add_loop_test(tests, test_a_block_of_any_length_equals_its_points, 0, FORMULA_COUNT);
    tcase_add_loop_test(tests, test_orders_agree_on_what_they_share, 0, FORMULA_COUNT);
    tcase_add_test(tests, test_programs_with_very_many_values_at_once_work);
    tcase_add_test(tests, test_operations_are_fused_into_few_instructions);
    tcase_add_test(tests, test_sine_and_cosine_of_one_angle_are_computed_together);
}

/* A compiled formula: straight-line code over blocks of points, for value, gradient and Hessian. */
#ifndef CORE_PROGRAM_H
#define CORE_PROGRAM_H

#include <stddef.h>
#include <stdint.h>

/* What to compute; each order includes the ones before. */
typedef enum Order { ORDER_VALUE, ORDER_GRADIENT, ORDER_HESSIAN } Order;

/* Where results stand in the arrays below: value, d/dx, d/dy, d2/dx2, d2/dxdy, d2/dy2. */
enum { RESULT_VALUE, RESULT_DX, RESULT_DY, RESULT_DXX, RESULT_DXY, RESULT_DYY, RESULT_COUNT };

typedef struct Program Program; /* immutable once made; any number of threads may evaluate it at once */

/* Number of results of an order: 1, 3, 6. */
int order_results(Order order);

void program_end(Program *program);

/* Evaluates `count` points (x[i], y[i]) at time t. results[r] (r < order_results(order)) takes `count`
 * doubles; a NULL entry is not stored. Every point's bits depend on that point alone: not on count,
 * neighbours, threads or the width of the machine's vectors, and equal program_point's. The arrays must not
 * overlap; aligned to 64 bytes, and a few hundred points or more at a time, they are fastest. */
void program_evaluate(const Program *program, Order order, size_t count, const double *x, const double *y,
                      double t, double *const results[]);

/* One point: fills results[0 .. order_results(order) - 1], returns the value. The fast path of a single
 * descent. */
double program_point(const Program *program, Order order, double x, double y, double t, double *results);

/* One point over the `count` rows of the data whose numbers are batch[]; the same as program_point() where
 * the formula has no data or count is 0. */
double program_batch(const Program *program, Order order, const uint32_t *batch, size_t count, double x,
                     double y, double t, double *results);

/* Number of arithmetic operations and functions of an order's code (for the speed report and the tests of
 * sharing); instructions are fewer, as they do several at once. */
int program_length(const Program *program, Order order);

/* The same formula over a few rows drawn from its data, to look at a surface with: its means are estimates,
 * as those of a batch of PROGRAM_ROUGH_ROWS rows, always the same ones. The program itself where it has no
 * more than twice as many rows. It lives as long as the program. */
enum { PROGRAM_ROUGH_ROWS = 128 };
const Program *program_rough(const Program *program);

#endif

/* Formulas over the rows of data. What is inside a mean is computed by rows in blocks, with everything else
 * drawn out of it: values that are the same in every row are computed once for a point ("before"), values
 * that are the same at every point once and for all (the derived columns); what the means are used for
 * follows them ("after").
 *
 * A block of the inner code holds all rows for as many points as fit, or a part of the rows for one point.
 * Sums are dataset_sum()'s: in a fixed order whatever the block. */
#include "batch.h"
#include "program_code.h"
#include "program_pieces.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROWS_BLOCK = 512,    /* rows of one partial sum: dataset_sum()'s block */
    POINTS_BLOCK = 64,   /* points whose values before and after are computed together */
    CACHE_VALUES = 4096, /* values of a block that stay in the first-level cache */
    VECTOR = 8,          /* blocks are whole vectors of the widest machine */
    STACK_VALUES = 6144,
    SLOTS_FEW = 96,
};

/* For one order of derivatives. Columns of the inner code: the derived ones, then the values before. */
typedef struct RowsCode {
    Code before, inner, after;
    int before_count, mean_count;
    /* Over all the data, the means of what is the same at every point are known: the last ones, after the
     * varying. */
    Code inner_of_all; /* the varying means alone */
    int varying_count;
    double *known; /* [mean - varying_count] */
    int group;     /* points side by side in a block, each with all its rows */
    double
        *tiles; /* the derived columns repeated for each point of a group; NULL where the rows fill a block */
} RowsCode;

typedef struct Rows {
    size_t count, padded; /* rows, and that in whole vectors */
    int derived_count;
    double *derived; /* padded values each; the last row is repeated to the end */
    RowsCode codes[ORDER_HESSIAN + 1];
} Rows;

/* ---- executing ---- */

/* The slots of a code for blocks of `lanes`, with their storage. */
typedef struct Workspace {
    double *slots_few[SLOTS_FEW], **slots;
    double *storage; /* of x, y, t, results and intermediate values */
    _Alignas(64) double few[STACK_VALUES];
} Workspace;

/* Columns are the caller's to point at their values. */
static void workspace_start(Workspace *workspace, const Code *code, size_t lanes) {
    const int stored = code->slots - (code->first_free - code->first_column);
    const size_t needed = (size_t)stored * lanes;
    workspace->slots = code->slots <= SLOTS_FEW ? workspace->slots_few
                                                : malloc(sizeof *workspace->slots * (size_t)code->slots);
    workspace->storage =
        needed <= STACK_VALUES ? workspace->few : malloc(sizeof *workspace->storage * needed);
    assert(workspace->slots && workspace->storage);
    double *next = workspace->storage;
    for (int slot = 0; slot < code->slots; ++slot) {
        const bool column = slot >= code->first_column && slot < code->first_free;
        workspace->slots[slot] = column ? NULL : next;
        if (!column) next += lanes;
    }
}

static void workspace_end(Workspace *workspace) {
    if (workspace->slots != workspace->slots_few) free(workspace->slots);
    if (workspace->storage != workspace->few) free(workspace->storage);
}

static void execute(const Kernels *kernels, const Code *code, int begin, int end, double **slots,
                    size_t lanes) {
    for (const Instruction *in = code->instructions + begin; in < code->instructions + end; ++in)
        kernels->table[in->opcode](in, slots, lanes);
}

static size_t whole_vectors(size_t count) {
    return (count + VECTOR - 1) / VECTOR * VECTOR;
}

static void fill(double *values, size_t count, double value) {
    for (size_t i = 0; i < count; ++i) values[i] = value;
}

/* ---- the data, prepared ---- */

/* Computes the derived columns from the data's. */
static void derive(Rows *rows, const Splitter *splitter, const Dataset *data) {
    Piece piece = piece_start(splitter->graph);
    Code code = piece_code(&piece, splitter->graph, splitter->list, splitter->list_count, data->column_count);
    double *columns = malloc(sizeof *columns * ROWS_BLOCK * (size_t)data->column_count);
    Workspace workspace;
    workspace_start(&workspace, &code, ROWS_BLOCK);
    rows->derived_count = splitter->list_count;
    rows->derived = malloc(sizeof *rows->derived * rows->padded * (size_t)(rows->derived_count + 1));
    assert(columns && rows->derived);
    for (int i = 0; i < data->column_count; ++i)
        workspace.slots[code.first_column + i] = columns + (size_t)i * ROWS_BLOCK;
    execute(kernels_available(0), &code, 0, code.prologue, workspace.slots, ROWS_BLOCK);
    for (size_t begin = 0; begin < rows->padded; begin += ROWS_BLOCK) {
        const size_t lanes = rows->padded - begin < ROWS_BLOCK ? rows->padded - begin : ROWS_BLOCK;
        for (int i = 0; i < data->column_count; ++i)
            for (size_t k = 0; k < lanes; ++k)
                columns[(size_t)i * ROWS_BLOCK + k] =
                    dataset_column(data, i)[begin + k < rows->count ? begin + k : rows->count - 1];
        execute(kernels_available(0), &code, code.prologue, code.count, workspace.slots, lanes);
        for (int i = 0; i < rows->derived_count; ++i)
            memcpy(rows->derived + (size_t)i * rows->padded + begin, workspace.slots[SLOT_RESULTS + i],
                   sizeof(double) * lanes);
    }
    workspace_end(&workspace);
    free(columns);
    free(code.instructions);
    piece_end(&piece);
}

static void find_known(const Rows *rows, RowsCode *code, const Splitter *splitter, const int *arguments) {
    code->known = malloc(sizeof *code->known * (size_t)(code->mean_count - code->varying_count + 1));
    assert(code->known);
    for (int m = code->varying_count; m < code->mean_count; ++m) {
        const double *column = rows->derived + (size_t)splitter->derived[arguments[m]] * rows->padded;
        code->known[m - code->varying_count] = dataset_sum(column, rows->count) / (double)rows->count;
    }
}

/* Where all rows of several points fit into a block, the derived columns are laid out for that. */
static void lay_tiles(const Rows *rows, RowsCode *code) {
    if (rows->count > ROWS_BLOCK) {
        code->group = 1;
        return;
    }
    size_t lanes = CACHE_VALUES /
                   (size_t)(code->inner_of_all.slots - code->inner_of_all.first_column + code->varying_count);
    if (lanes > ROWS_BLOCK) lanes = ROWS_BLOCK;
    code->group = lanes > rows->padded ? (int)(lanes / rows->padded) : 1;
    const size_t block = rows->padded * (size_t)code->group;
    code->tiles = malloc(sizeof *code->tiles * block * (size_t)(rows->derived_count + 1));
    assert(code->tiles);
    for (int i = 0; i < rows->derived_count; ++i)
        for (int k = 0; k < code->group; ++k)
            memcpy(code->tiles + (size_t)i * block + (size_t)k * rows->padded,
                   rows->derived + (size_t)i * rows->padded, sizeof(double) * rows->padded);
}

/* ---- evaluating ---- */

/* One evaluation of POINTS_BLOCK points at most. */
typedef struct Evaluation {
    const Rows *rows;
    const RowsCode *code;
    const Kernels *kernels;
    size_t lanes;    /* of the points: their number in whole vectors */
    double **before; /* [value] -> lanes */
    const Code *inner_code;
    int mean_count; /* to be computed by it */
    double *means;  /* [mean][lanes] */
    Workspace inner;
} Evaluation;

/* Means over all rows, for a group of points at a time. */
static void mean_by_groups(Evaluation *e, size_t count) {
    const RowsCode *code = e->code;
    const Rows *rows = e->rows;
    const size_t block = rows->padded * (size_t)code->group;
    double **slots = e->inner.slots, **columns = slots + e->inner_code->first_column;
    for (int i = 0; i < rows->derived_count; ++i) columns[i] = code->tiles + (size_t)i * block;
    for (size_t begin = 0; begin < count; begin += (size_t)code->group) {
        const size_t points = count - begin < (size_t)code->group ? count - begin : (size_t)code->group;
        for (int i = 0; i < code->before_count; ++i)
            for (size_t k = 0; k < points; ++k)
                fill(columns[rows->derived_count + i] + k * rows->padded, rows->padded,
                     e->before[i][begin + k]);
        execute(e->kernels, e->inner_code, e->inner_code->prologue, e->inner_code->count, slots,
                points * rows->padded);
        for (int m = 0; m < e->mean_count; ++m)
            for (size_t k = 0; k < points; ++k)
                e->means[(size_t)m * e->lanes + begin + k] =
                    dataset_sum(slots[SLOT_RESULTS + m] + k * rows->padded, rows->count) /
                    (double)rows->count;
    }
}

/* Means over more rows than a block holds, for one point at a time. */
static void mean_by_blocks(Evaluation *e, size_t count) {
    const RowsCode *code = e->code;
    const Rows *rows = e->rows;
    double **slots = e->inner.slots, **columns = slots + e->inner_code->first_column;
    for (size_t point = 0; point < count; ++point) {
        for (int i = 0; i < code->before_count; ++i)
            fill(columns[rows->derived_count + i], ROWS_BLOCK, e->before[i][point]);
        for (int m = 0; m < e->mean_count; ++m) e->means[(size_t)m * e->lanes + point] = 0.0;
        for (size_t begin = 0; begin < rows->count; begin += ROWS_BLOCK) {
            const size_t left = rows->count - begin, length = left < ROWS_BLOCK ? left : ROWS_BLOCK;
            for (int i = 0; i < rows->derived_count; ++i)
                columns[i] = rows->derived + (size_t)i * rows->padded + begin;
            execute(e->kernels, e->inner_code, e->inner_code->prologue, e->inner_code->count, slots,
                    whole_vectors(length));
            for (int m = 0; m < e->mean_count; ++m)
                e->means[(size_t)m * e->lanes + point] += dataset_sum(slots[SLOT_RESULTS + m], length);
        }
        for (int m = 0; m < e->mean_count; ++m) e->means[(size_t)m * e->lanes + point] /= (double)rows->count;
    }
}

/* Means at one point over the rows of a batch, gathered block by block. */
static void mean_of_batch(Evaluation *e, const uint32_t *batch, size_t batch_count, double *gathered) {
    const RowsCode *code = e->code;
    const Rows *rows = e->rows;
    const size_t lanes = batch_count < ROWS_BLOCK ? whole_vectors(batch_count) : ROWS_BLOCK;
    double **slots = e->inner.slots, **columns = slots + e->inner_code->first_column;
    for (int i = 0; i < code->before_count; ++i)
        fill(columns[rows->derived_count + i], lanes, e->before[i][0]);
    for (int i = 0; i < rows->derived_count; ++i) columns[i] = gathered + (size_t)i * lanes;
    for (int m = 0; m < e->mean_count; ++m) e->means[(size_t)m * e->lanes] = 0.0;
    for (size_t begin = 0; begin < batch_count; begin += ROWS_BLOCK) {
        const size_t left = batch_count - begin, length = left < ROWS_BLOCK ? left : ROWS_BLOCK;
        for (int i = 0; i < rows->derived_count; ++i)
            for (size_t k = 0; k < whole_vectors(length); ++k)
                columns[i][k] =
                    rows->derived[(size_t)i * rows->padded + batch[begin + (k < length ? k : length - 1)]];
        execute(e->kernels, e->inner_code, e->inner_code->prologue, e->inner_code->count, slots,
                whole_vectors(length));
        for (int m = 0; m < e->mean_count; ++m)
            e->means[(size_t)m * e->lanes] += dataset_sum(slots[SLOT_RESULTS + m], length);
    }
    for (int m = 0; m < e->mean_count; ++m) e->means[(size_t)m * e->lanes] /= (double)batch_count;
}

/* Fills `values` with the points and what is left of a vector with the last of them. */
static void set_points(double *values, const double *points, size_t count, size_t lanes) {
    memcpy(values, points, sizeof(double) * count);
    fill(values + count, lanes - count, points[count - 1]);
}

static void start_code(const Kernels *kernels, Workspace *workspace, const Code *code, size_t lanes,
                       double t) {
    workspace_start(workspace, code, lanes);
    fill(workspace->slots[SLOT_T], lanes, t);
    execute(kernels, code, 0, code->prologue, workspace->slots, lanes);
}

/* batch NULL: all rows. */
static void evaluate(const Rows *rows, const Kernels *kernels, Order order, const uint32_t *batch,
                     size_t batch_count, size_t count, const double *x, const double *y, double t,
                     double *const results[]) {
    const RowsCode *code = &rows->codes[order];
    const bool grouped = code->tiles != NULL;
    const size_t lanes = count < POINTS_BLOCK ? whole_vectors(count) : POINTS_BLOCK;
    size_t group = (size_t)code->group < count ? (size_t)code->group : count;
    size_t inner_lanes = grouped ? group * rows->padded : ROWS_BLOCK;
    if (batch) inner_lanes = batch_count < ROWS_BLOCK ? whole_vectors(batch_count) : ROWS_BLOCK;
    const size_t extra = batch ? (size_t)rows->derived_count : 0;
    Workspace before, after;
    Evaluation e = {.rows = rows, .code = code, .kernels = kernels, .lanes = lanes};
    e.inner_code = batch ? &code->inner : &code->inner_of_all;
    e.mean_count = batch ? code->mean_count : code->varying_count;
    e.means = malloc(sizeof(double) * (lanes * (size_t)(code->mean_count + 1) +
                                       inner_lanes * ((size_t)code->before_count + extra)));
    assert(e.means);
    double *filled = e.means + lanes * (size_t)(code->mean_count + 1);
    start_code(kernels, &before, &code->before, lanes, t);
    start_code(kernels, &e.inner, e.inner_code, inner_lanes, t);
    start_code(kernels, &after, &code->after, lanes, t);
    e.before = before.slots + SLOT_RESULTS;
    for (int i = 0; i < code->before_count; ++i)
        e.inner.slots[e.inner_code->first_column + rows->derived_count + i] =
            filled + (size_t)i * inner_lanes;
    for (int m = 0; m < code->mean_count; ++m)
        after.slots[code->after.first_column + m] = e.means + (size_t)m * lanes;
    for (size_t begin = 0; begin < count; begin += POINTS_BLOCK) {
        const size_t points = count - begin < POINTS_BLOCK ? count - begin : POINTS_BLOCK,
                     whole = whole_vectors(points);
        set_points(before.slots[SLOT_X], x + begin, points, whole);
        set_points(before.slots[SLOT_Y], y + begin, points, whole);
        execute(kernels, &code->before, code->before.prologue, code->before.count, before.slots, whole);
        if (batch)
            mean_of_batch(&e, batch, batch_count, filled + (size_t)code->before_count * inner_lanes);
        else if (grouped)
            mean_by_groups(&e, points);
        else
            mean_by_blocks(&e, points);
        for (int m = 0; m < e.mean_count; ++m)
            fill(e.means + (size_t)m * lanes + points, whole - points, 0.0);
        for (int m = e.mean_count; m < code->mean_count; ++m)
            fill(e.means + (size_t)m * lanes, whole, code->known[m - code->varying_count]);
        set_points(after.slots[SLOT_X], x + begin, points, whole);
        set_points(after.slots[SLOT_Y], y + begin, points, whole);
        execute(kernels, &code->after, code->after.prologue, code->after.count, after.slots, whole);
        for (int r = 0; r < order_results(order); ++r)
            if (results[r])
                memcpy(results[r] + begin, after.slots[SLOT_RESULTS + r], sizeof(double) * points);
    }
    workspace_end(&before);
    workspace_end(&e.inner);
    workspace_end(&after);
    free(e.means);
}

static void evaluate_all(const void *form, const Kernels *kernels, Order order, size_t count, const double *x,
                         const double *y, double t, double *const results[]) {
    evaluate(form, kernels, order, NULL, 0, count, x, y, t, results);
}

static void end(void *form) {
    Rows *rows = form;
    for (Order order = ORDER_VALUE; order <= ORDER_HESSIAN; ++order) {
        free(rows->codes[order].before.instructions);
        free(rows->codes[order].inner.instructions);
        free(rows->codes[order].inner_of_all.instructions);
        free(rows->codes[order].known);
        free(rows->codes[order].after.instructions);
        free(rows->codes[order].tiles);
    }
    free(rows->derived);
    free(rows);
}

static int length(const void *form, Order order) {
    const Rows *rows = form;
    const RowsCode *code = &rows->codes[order];
    const double operations = code->before.operations + code->after.operations +
                              (double)code->inner_of_all.operations * (double)rows->count;
    return operations < 1e9 ? (int)operations : 1000000000;
}

/* ---- the program ---- */

static const ProgramKind ROWS = {evaluate_all, length, end};

/* The program over PROGRAM_ROUGH_ROWS of the rows. Constants of all the data are constants of the graph. */
static Program *start_rough(const Graph *graph, const int results[RESULT_COUNT], const Dataset *data) {
    uint32_t drawn[PROGRAM_ROUGH_ROWS];
    const Batch batch = {.draw.purpose = RANDOM_BATCH, .size = PROGRAM_ROUGH_ROWS};
    Dataset *few = dataset_start(data->column_count, PROGRAM_ROUGH_ROWS);
    if (!few) return NULL;
    batch_draw(&batch, (int64_t)data->rows, drawn);
    for (int i = 0; i < data->column_count; ++i)
        for (size_t k = 0; k < few->rows; ++k) dataset_column(few, i)[k] = dataset_column(data, i)[drawn[k]];
    Program *program = program_rows_start(graph, results, few);
    dataset_end(few);
    return program;
}

Program *program_rows_start(const Graph *graph, const int results[RESULT_COUNT], const Dataset *data) {
    assert(data && data->rows > 0);
    Program *program = calloc(1, sizeof *program);
    Rows *rows = calloc(1, sizeof *rows);
    Splitter splitter = splitter_start(graph);
    int *means = graph_numbers(graph), *arguments = graph_numbers(graph);
    int *before[ORDER_HESSIAN + 1];
    assert(program && rows);
    program->kind = &ROWS;
    program->form = rows;
    rows->count = data->rows;
    rows->padded = whole_vectors(data->rows);
    /* The derived columns of all orders are numbered before any code is made. */
    for (Order order = ORDER_VALUE; order <= ORDER_HESSIAN; ++order) {
        RowsCode *code = &rows->codes[order];
        before[order] = graph_numbers(graph);
        code->mean_count =
            splitter_means(&splitter, results, order_results(order), means, &code->varying_count);
        for (int i = 0; i < code->mean_count; ++i) arguments[i] = graph->nodes[means[i]].operands[0];
        code->before_count = splitter_borders(&splitter, arguments, code->mean_count, before[order]);
    }
    derive(rows, &splitter, data);
    for (Order order = ORDER_VALUE; order <= ORDER_HESSIAN; ++order) {
        RowsCode *code = &rows->codes[order];
        Piece outside = piece_start(graph), inside = piece_start(graph), behind = piece_start(graph);
        code->before = piece_code(&outside, graph, before[order], code->before_count, 0);
        splitter_means(&splitter, results, order_results(order), means, &code->varying_count);
        for (int i = 0; i < code->mean_count; ++i) arguments[i] = graph->nodes[means[i]].operands[0];
        for (int i = 0; i < splitter.list_count; ++i)
            inside.map[splitter.list[i]] = graph_column(&inside.graph, i);
        for (int i = 0; i < code->before_count; ++i)
            inside.map[before[order][i]] = graph_column(&inside.graph, splitter.list_count + i);
        const int columns = splitter.list_count + code->before_count;
        code->inner = piece_code(&inside, graph, arguments, code->mean_count, columns);
        code->inner_of_all = piece_code(&inside, graph, arguments, code->varying_count, columns);
        find_known(rows, code, &splitter, arguments);
        for (int i = 0; i < code->mean_count; ++i) behind.map[means[i]] = graph_column(&behind.graph, i);
        code->after = piece_code(&behind, graph, results, order_results(order), code->mean_count);
        lay_tiles(rows, code);
        piece_end(&outside);
        piece_end(&inside);
        piece_end(&behind);
        free(before[order]);
    }
    splitter_end(&splitter);
    free(means);
    free(arguments);
    if (data->rows > 2 * PROGRAM_ROUGH_ROWS) program->rough = start_rough(graph, results, data);
    return program;
}

double program_batch(const Program *program, Order order, const uint32_t *batch, size_t count, double x,
                     double y, double t, double *results) {
    if (program->kind != &ROWS || count == 0) return program_point(program, order, x, y, t, results);
    double *outputs[RESULT_COUNT];
    for (int r = 0; r < RESULT_COUNT; ++r) outputs[r] = &results[r];
    evaluate(program->form, kernels_available(0), order, batch, count, 1, &x, &y, t, outputs);
    return results[RESULT_VALUE];
}

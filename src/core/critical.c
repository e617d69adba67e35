#include "critical.h"

#include "contour_levels.h"
#include "kink.h"
#include "polish.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Inside, places are u in [0, 1]^2 across the view and derivatives are taken by u, so that a view's
 * proportions do not matter: what is small is small on the screen. */

enum {
    SIDE_MIN = 48,
    SIDE_MAX = 200,
    OPERATIONS_MAX = 20000000, /* of a program, spent on the grid: keeps dear formulas within the same time */
    CANDIDATES_MAX = 2048,
    ITERATIONS_MAX = 120,
    CHECK = 8, /* iterations, a divisor of the most */
    DEGENERATE_MAX = 24,
    KINKS_MAX = 8,
};

/* Losses that differ by less than this part of the low ground's range are level. */
static const double FLAT = 1e-11;

/* Degenerate points are shown no closer to each other than this part of the view. */
static const double APART = 0.12;

typedef struct Candidate {
    double u[2], loss, gradient[2], hessian[3];
    double eigenvalues[2], vector[2];
    double square;  /* |gradient|^2 */
    double damping; /* in units of the square of the larger eigenvalue */
    double checked; /* the square when its progress was last checked */
    double around;  /* largest size of an eigenvalue on the ring */
    double step[2], length;
    bool kink;
    bool lowest; /* lower than all around, and its Hessian is not theirs */
    bool below;  /* lower than all half a cell away */
    bool lone;   /* degenerate, and no other near: no point of a valley */
} Candidate;

typedef struct Search {
    Patch patch;
    int side;        /* grid points along each axis */
    double *grid[3]; /* loss and both derivatives at side x side points */
    double level;    /* losses that differ by less are level */
    Candidate *candidates, *accepted;
    int candidate_count, accepted_count;
    double *x, *y, *results[RESULT_COUNT]; /* one batch of points */
} Search;

enum { BATCH_MAX = CANDIDATES_MAX };

static void set_point(Search *search, int k, double u, double v) {
    search->x[k] = search->patch.low[0] + search->patch.size[0] * u;
    search->y[k] = search->patch.low[1] + search->patch.size[1] * v;
}

static void evaluate_batch(Search *search, Order order, int count) {
    program_evaluate(search->patch.program, order, (size_t)count, search->x, search->y, search->patch.t,
                     search->results);
}

/* Takes point k of the batch over into a candidate; false where it is not finite. */
static bool take_point(const Search *search, int k, double u, double v, Candidate *candidate) {
    double *const *r = search->results;
    const double *size = search->patch.size;
    candidate->u[0] = u, candidate->u[1] = v;
    candidate->loss = r[RESULT_VALUE][k];
    candidate->gradient[0] = r[RESULT_DX][k] * size[0];
    candidate->gradient[1] = r[RESULT_DY][k] * size[1];
    candidate->hessian[0] = r[RESULT_DXX][k] * size[0] * size[0];
    candidate->hessian[1] = r[RESULT_DXY][k] * size[0] * size[1];
    candidate->hessian[2] = r[RESULT_DYY][k] * size[1] * size[1];
    candidate->square =
        candidate->gradient[0] * candidate->gradient[0] + candidate->gradient[1] * candidate->gradient[1];
    symmetric_eigenvalues(candidate->hessian, candidate->eigenvalues, candidate->vector);
    return isfinite(candidate->loss) && isfinite(candidate->square) && isfinite(candidate->eigenvalues[0]) &&
           isfinite(candidate->eigenvalues[1]);
}

static double largest_size(const double eigenvalues[2]) {
    return fmax(fabs(eigenvalues[0]), fabs(eigenvalues[1]));
}

/* ---- starts ---- */

static void sample_grid(Search *search) {
    int side = search->side;
    for (int j = 0; j < side; j++) {
        for (int i = 0; i < side; i++) set_point(search, i, i / (side - 1.0), j / (side - 1.0));
        evaluate_batch(search, ORDER_GRADIENT, side);
        for (int i = 0; i < side; i++) {
            search->grid[0][j * side + i] = search->results[RESULT_VALUE][i];
            for (int axis = 0; axis < 2; axis++)
                search->grid[1 + axis][j * side + i] =
                    search->results[RESULT_DX + axis][i] * search->patch.size[axis];
        }
    }
}

/* How far the lowest tenth of the losses reaches up from the lowest, or where that is level ground the lowest
 * tenth that is not: what is small beside it is small to somebody who looks for minima, however high the
 * walls are. */
static double low_range(const Search *search) {
    HeightGrid heights = {
        .width = search->side, .height = search->side, .doubles = search->grid[0], .step = {1.0, 1.0}};
    double tenths[9], low = INFINITY, high = -INFINITY;
    for (int k = 0; k < search->side * search->side; k++)
        if (isfinite(search->grid[0][k]))
            low = fmin(low, search->grid[0][k]), high = fmax(high, search->grid[0][k]);
    return (contour_levels_quantile(&heights, 9, tenths) ? tenths[0] : high) - low;
}

static bool changes_sign(const double *derivative, int side) {
    double a = derivative[0], b = derivative[1], c = derivative[side], d = derivative[side + 1];
    double low = fmin(fmin(a, b), fmin(c, d)), high = fmax(fmax(a, b), fmax(c, d));
    return low <= 0.0 && high >= 0.0 && low < high && isfinite(a + b + c + d);
}

static double loss_on_grid(const Search *search, int index) {
    return search->grid[0][index];
}

static double slope_square(const Search *search, int index) {
    return search->grid[1][index] * search->grid[1][index] + search->grid[2][index] * search->grid[2][index];
}

/* Whether the grid's inner point is a local minimum of what `height` says, and lower than one neighbour. */
static bool is_low(const Search *search, double (*height)(const Search *, int), int index) {
    double here = height(search, index);
    bool lower = false;
    for (int dj = -1; dj <= 1; dj++)
        for (int di = -1; di <= 1; di++) {
            double there = height(search, index + dj * search->side + di);
            if (!(here <= there)) return false;
            lower |= here < there;
        }
    return lower;
}

static int compare_losses(const void *a, const void *b) {
    const Candidate *p = a, *q = b;
    if (p->loss != q->loss) return p->loss < q->loss ? -1 : 1;
    for (int axis = 0; axis < 2; axis++)
        if (p->u[axis] != q->u[axis]) return p->u[axis] < q->u[axis] ? -1 : 1;
    return 0;
}

/* Where too many starts offer themselves, the lowest are kept: minima matter most. */
static void add_start(Search *search, double u, double v, double loss) {
    if (search->candidate_count == 2 * CANDIDATES_MAX) {
        qsort(search->candidates, 2 * CANDIDATES_MAX, sizeof *search->candidates, compare_losses);
        search->candidate_count = CANDIDATES_MAX;
    }
    search->candidates[search->candidate_count++] = (Candidate){.u = {u, v}, .loss = loss};
}

static void collect_starts(Search *search) {
    int side = search->side;
    double cell = 1.0 / (side - 1.0);
    for (int j = 0; j + 1 < side; j++)
        for (int i = 0; i + 1 < side; i++) {
            int index = j * side + i;
            if (changes_sign(search->grid[1] + index, side) && changes_sign(search->grid[2] + index, side))
                add_start(search, (i + 0.5) * cell, (j + 0.5) * cell, search->grid[0][index]);
            else if (i > 0 && j > 0 && is_low(search, slope_square, index))
                add_start(search, i * cell, j * cell, search->grid[0][index]);
        }
    if (search->candidate_count > CANDIDATES_MAX) {
        qsort(search->candidates, (size_t)search->candidate_count, sizeof *search->candidates,
              compare_losses);
        search->candidate_count = CANDIDATES_MAX;
    }
}

/* ---- refinement ---- */

/* Levenberg-Marquardt for gradient = 0 in the Hessian's own axes: -lambda / (lambda^2 + damping) of each
 * component. The least damping stands for "lambda is 0 to the last digits": no step along a valley's floor.
 */
static void choose_step(Candidate *candidate, double longest) {
    const double *g = candidate->gradient, *e = candidate->vector, *lambda = candidate->eigenvalues;
    double scale = largest_size(lambda), damping = fmax(candidate->damping, 1e-20) * scale * scale;
    double along[2] = {g[0] * e[0] + g[1] * e[1], g[1] * e[0] - g[0] * e[1]}; /* second axis: (-e1, e0) */
    double part[2];
    for (int k = 0; k < 2; k++)
        part[k] = scale > 0.0 ? -along[k] * lambda[k] / (lambda[k] * lambda[k] + damping) : 0.0;
    candidate->step[0] = part[0] * e[0] - part[1] * e[1];
    candidate->step[1] = part[0] * e[1] + part[1] * e[0];
    candidate->length = sqrt(part[0] * part[0] + part[1] * part[1]);
    if (candidate->length > longest) {
        for (int k = 0; k < 2; k++) candidate->step[k] *= longest / candidate->length;
        candidate->length = longest;
    }
}

static bool is_inside(const double u[2], double margin) {
    return u[0] >= -margin && u[0] <= 1.0 + margin && u[1] >= -margin && u[1] <= 1.0 + margin;
}

/* Steps all candidates together until each rests (accepted), has left the view, or has used up its
 * iterations. */
static void refine(Search *search) {
    Candidate *moving = search->candidates;
    double cell = 1.0 / (search->side - 1.0);
    int count = search->candidate_count, kept = 0;
    for (int k = 0; k < count; k++) set_point(search, k, moving[k].u[0], moving[k].u[1]);
    evaluate_batch(search, ORDER_HESSIAN, count);
    for (int k = 0; k < count; k++)
        if (take_point(search, k, moving[k].u[0], moving[k].u[1], &moving[kept])) {
            moving[kept].damping = 1e-2; /* across a valley first: along it Newton's step is a leap */
            moving[kept].checked = INFINITY;
            kept++;
        }
    for (int iteration = 1; iteration <= ITERATIONS_MAX && kept > 0; iteration++) {
        count = kept;
        kept = 0;
        for (int k = 0; k < count; k++) {
            choose_step(&moving[k], 4.0 * cell);
            set_point(search, k, moving[k].u[0] + moving[k].step[0], moving[k].u[1] + moving[k].step[1]);
        }
        evaluate_batch(search, ORDER_HESSIAN, count);
        for (int k = 0; k < count; k++) {
            Candidate before = moving[k], after = before;
            bool rests = before.length <= 1e-15;
            double u = before.u[0] + before.step[0], v = before.u[1] + before.step[1];
            if (take_point(search, k, u, v, &after) && after.square < before.square) {
                after.damping = before.damping > 1e-8 ? 0.01 * before.damping : 0.0;
                rests |= after.square == 0.0;
            } else {
                after = before;
                after.damping = before.damping > 0.0 ? 10.0 * before.damping : 1e-4;
                rests |= before.length <= 1e-11; /* rounding: there is no better place near */
            }
            if (!is_inside(after.u, cell)) continue;
            if (iteration % CHECK == 0 && !rests) {
                /* A start that creeps along a valley will be overtaken by one nearer to where it goes. */
                rests = after.square > 0.01 * after.checked || iteration == ITERATIONS_MAX;
                if (rests && after.length > 1e-7) continue;
                after.checked = after.square;
            }
            *(rests ? &search->accepted[search->accepted_count++] : &moving[kept++]) = after;
        }
    }
}

/* ---- judgement ---- */

/* What a ring around a candidate shows. */
typedef struct Ring {
    double square;    /* largest |gradient|^2 */
    double curvature; /* largest size of an eigenvalue */
    double rise;      /* largest difference of loss from the candidate's */
    double bend;      /* largest difference of an entry of the Hessian from the candidate's */
    bool higher;      /* all around is */
} Ring;

enum { RING = 8, RINGS_MAX = BATCH_MAX / RING };

/* Rings around `count` candidates, at most RINGS_MAX. */
static void look_around(Search *search, const Candidate *candidates, int count, double radius, Ring *rings) {
    static const double places[RING][2] = {{1, 0},  {0.8, 0.6},   {0, 1},  {-0.6, 0.8},
                                           {-1, 0}, {-0.8, -0.6}, {0, -1}, {0.6, -0.8}};
    for (int k = 0; k < count * RING; k++)
        set_point(search, k, candidates[k / RING].u[0] + radius * places[k % RING][0],
                  candidates[k / RING].u[1] + radius * places[k % RING][1]);
    evaluate_batch(search, ORDER_HESSIAN, count * RING);
    for (int k = 0; k < count * RING; k++) {
        Ring *ring = &rings[k / RING];
        Candidate around;
        if (k % RING == 0) *ring = (Ring){.higher = true};
        if (!take_point(search, k, 0.0, 0.0, &around)) continue;
        ring->square = fmax(ring->square, around.square);
        ring->curvature = fmax(ring->curvature, largest_size(around.eigenvalues));
        for (int entry = 0; entry < 3; entry++)
            ring->bend = fmax(ring->bend, fabs(around.hessian[entry] - candidates[k / RING].hessian[entry]));
        ring->higher &= around.loss > candidates[k / RING].loss;
        ring->rise = fmax(ring->rise, fabs(around.loss - candidates[k / RING].loss));
    }
}

/* An eigenvalue that is nothing beside the other one, or both beside the curvature around. */
static bool is_degenerate(const Candidate *candidate) {
    const double *lambda = candidate->eigenvalues;
    double smaller = fmin(fabs(lambda[0]), fabs(lambda[1]));
    return smaller <= 1e-10 * largest_size(lambda) || largest_size(lambda) <= 1e-6 * candidate->around;
}

/* Whether what looks like a slope around a degenerate point is the last digit of its loss. */
static bool is_rounding(const Candidate *candidate, double rise) {
    return is_degenerate(candidate) && rise <= 8.0 * DBL_EPSILON * fabs(candidate->loss);
}

/* Keeps the accepted that are critical beside what is around them: the gradient vanishes against the gradient
 * half a cell away and grows on the way there (at a kink it jumps), and there is no flat ground. */
static void keep_critical(Search *search) {
    double radius = 0.5 / (search->side - 1.0);
    int kept = 0;
    for (int first = 0; first < search->accepted_count; first += RINGS_MAX) {
        Ring near[RINGS_MAX], far[RINGS_MAX];
        int count = search->accepted_count - first < RINGS_MAX ? search->accepted_count - first : RINGS_MAX;
        look_around(search, search->accepted + first, count, 1e-3 * radius, near);
        look_around(search, search->accepted + first, count, radius, far);
        for (int k = 0; k < count; k++) {
            Candidate candidate = search->accepted[first + k];
            candidate.around = far[k].curvature;
            bool jumps = near[k].bend > 0.1 * largest_size(candidate.eigenvalues);
            candidate.lowest = jumps && near[k].higher && far[k].higher;
            candidate.below = far[k].higher;
            if (candidate.square <= 1e-14 * far[k].square && near[k].square <= 0.01 * far[k].square &&
                far[k].rise > search->level && !is_rounding(&candidate, far[k].rise) &&
                is_inside(candidate.u, 1e-9))
                search->accepted[kept++] = candidate;
        }
    }
    search->accepted_count = kept;
}

static CriticalKind kind_of(const Candidate *candidate) {
    if (candidate->kink) return CRITICAL_MINIMUM;
    if (is_degenerate(candidate))
        return candidate->lone && candidate->below ? CRITICAL_MINIMUM : CRITICAL_DEGENERATE;
    /* Where the Hessian itself jumps, as in the middle of a spiral, the losses around know better. */
    if (candidate->eigenvalues[1] > 0.0 || candidate->lowest) return CRITICAL_MINIMUM;
    return candidate->eigenvalues[0] < 0.0 ? CRITICAL_MAXIMUM : CRITICAL_SADDLE;
}

static int compare_places(const void *a, const void *b) {
    const Candidate *p = a, *q = b;
    for (int axis = 0; axis < 2; axis++)
        if (p->u[axis] != q->u[axis]) return p->u[axis] < q->u[axis] ? -1 : 1;
    return 0;
}

static double distance(const double a[2], const double b[2]) {
    return fmax(fabs(a[0] - b[0]), fabs(a[1] - b[1]));
}

/* Adds a candidate behind the `count` kept from `first` on, unless one of those is not farther than `apart`;
 * of two that have come to the same place the one with the smaller gradient stays. The kept ones are looked
 * at from the last on, as long as they are not more than `reach` to the left. */
static int keep(Candidate *all, int first, int count, const Candidate *candidate, double apart,
                double reach) {
    for (int i = first + count - 1; i >= first && candidate->u[0] - all[i].u[0] <= reach; i--) {
        double away = distance(candidate->u, all[i].u);
        if (away > apart) continue;
        if (away <= 1e-3 && candidate->square < all[i].square) all[i] = *candidate;
        return count;
    }
    all[first + count] = *candidate;
    return count + 1;
}

/* Merges candidates that have come to the same place. Degenerate ones are often a whole valley's floor: they
 * are thinned out, the lowest first, so that every valley shows some. */
static void merge(Search *search) {
    Candidate *all = search->accepted, *flat = search->candidates;
    int kept = 0, flat_count = 0, flat_kept = 0;
    qsort(all, (size_t)search->accepted_count, sizeof *all, compare_places);
    for (int k = 0; k < search->accepted_count; k++) {
        Candidate candidate = all[k];
        if (is_degenerate(&candidate))
            flat[flat_count++] = candidate;
        else
            kept = keep(all, 0, kept, &candidate, 1e-6, 1e-6);
    }
    qsort(flat, (size_t)flat_count, sizeof *flat, compare_losses);
    for (int k = 0; k < flat_count && flat_kept < DEGENERATE_MAX; k++)
        flat_kept = keep(all, kept, flat_kept, &flat[k], APART, INFINITY);
    for (int i = kept; i < kept + flat_kept; i++) {
        all[i].lone = true;
        for (int k = 0; k < flat_count; k++) {
            const double away = distance(all[i].u, flat[k].u);
            all[i].lone &= away <= 0.01 || away > APART;
        }
    }
    search->accepted_count = kept + flat_kept;
}

/* ---- kinks ---- */

/* Minima the gradient does not show, from the grid's local minima that have no critical point near. */
static void find_kinks(Search *search) {
    int side = search->side, smooth = search->accepted_count;
    double cell = 1.0 / (side - 1.0);
    search->candidate_count = 0;
    for (int j = 1; j + 1 < side; j++)
        for (int i = 1; i + 1 < side; i++) {
            int index = j * side + i;
            double u[2] = {i * cell, j * cell};
            if (!is_low(search, loss_on_grid, index)) continue;
            bool known = false;
            for (int k = 0; k < smooth && !known; k++)
                known = distance(search->accepted[k].u, u) < 2.5 * cell;
            if (!known) add_start(search, u[0], u[1], search->grid[0][index]);
        }
    qsort(search->candidates, (size_t)search->candidate_count, sizeof *search->candidates, compare_losses);
    for (int k = 0; k < search->candidate_count && k < KINKS_MAX; k++) {
        Candidate *candidate = &search->candidates[k];
        if (search->accepted_count == CANDIDATES_MAX ||
            !kink_descend(&search->patch, cell, search->level, candidate->u))
            continue;
        bool known = false;
        for (int i = 0; i < search->accepted_count; i++)
            known |= distance(search->accepted[i].u, candidate->u) < cell;
        candidate->kink = true;
        if (!known) search->accepted[search->accepted_count++] = *candidate;
    }
}

/* ---- results ---- */

static int compare_results(const void *a, const void *b) {
    const CriticalPoint *p = a, *q = b;
    if (p->kind != q->kind) return p->kind < q->kind ? -1 : 1;
    if (p->loss != q->loss) return p->loss < q->loss ? -1 : 1;
    for (int axis = 0; axis < 2; axis++)
        if (p->at[axis] != q->at[axis]) return p->at[axis] < q->at[axis] ? -1 : 1;
    return 0;
}

static int write_results(Search *search, int most, CriticalPoint *points, CriticalPoint *all) {
    int count = search->accepted_count;
    for (int k = 0; k < count; k++) {
        const Candidate *candidate = &search->accepted[k];
        CriticalPoint *point = &all[k];
        *point = (CriticalPoint){.kind = kind_of(candidate), .kink = candidate->kink};
        point->flat = point->kind == CRITICAL_MINIMUM && !point->kink && is_degenerate(candidate);
        polish(&search->patch, candidate->u, candidate->kink, !candidate->kink && !is_degenerate(candidate),
               point->at);
        Curvature curvature = curvature_at(search->patch.program, point->at, search->patch.t);
        point->loss = curvature.loss;
        memcpy(point->eigenvalues, curvature.eigenvalues, sizeof point->eigenvalues);
        memcpy(point->vector, curvature.vector, sizeof point->vector);
    }
    qsort(all, (size_t)count, sizeof *all, compare_results);
    if (count > most) count = most;
    memcpy(points, all, (size_t)count * sizeof *points);
    return count;
}

static int grid_side(const Program *program) {
    double side = sqrt((double)OPERATIONS_MAX / (program_length(program, ORDER_GRADIENT) + 1));
    return side < SIDE_MIN ? SIDE_MIN : side > SIDE_MAX ? SIDE_MAX : (int)side;
}

int critical_find(const Program *program, const View *view, double t, int most, CriticalPoint *points) {
    assert(view->x[0] < view->x[1] && view->y[0] < view->y[1] && most >= 0);
    Search search = {.patch = patch_of(program, view, t), .side = grid_side(program)};
    size_t grid = (size_t)search.side * (size_t)search.side;
    double *doubles = malloc((3 * grid + (2 + RESULT_COUNT) * BATCH_MAX) * sizeof *doubles);
    Candidate *candidates = malloc(3 * CANDIDATES_MAX * sizeof *candidates);
    CriticalPoint *all = malloc(CANDIDATES_MAX * sizeof *all);
    int count = -1;
    if (doubles && candidates && all) {
        for (int k = 0; k < 3; k++) search.grid[k] = doubles + (size_t)k * grid;
        search.x = doubles + 3 * grid;
        search.y = search.x + BATCH_MAX;
        for (int k = 0; k < RESULT_COUNT; k++) search.results[k] = search.x + (2 + k) * BATCH_MAX;
        search.candidates = candidates;
        search.accepted = candidates + 2 * CANDIDATES_MAX;
        sample_grid(&search);
        search.level = FLAT * low_range(&search);
        collect_starts(&search);
        refine(&search);
        keep_critical(&search);
        merge(&search);
        find_kinks(&search);
        count = write_results(&search, most, points, all);
    }
    free(doubles);
    free(candidates);
    free(all);
    return count;
}

const char *critical_kind_name(CriticalKind kind) {
    static const char *const names[CRITICAL_KIND_COUNT] = {"minimum", "maximum", "saddle", "degenerate"};
    return names[kind];
}

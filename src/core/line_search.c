#include "line_search.h"
#include "vectors.h"

#include <math.h>

enum { SHRINKS = 60, DOUBLINGS = 30, ZOOMS = 40 };

/* A rate that was tried: the loss there and its derivative by the rate. */
typedef struct Trial {
    double rate, loss, slope;
} Trial;

typedef struct Line {
    Proposal *proposal;
    const double *d;
    double *at, *gradient;
    Trial start;
    double c1, c2;
} Line;

static Trial look_along(const Line *line, double rate) {
    Proposal *proposal = line->proposal;
    for (size_t i = 0; i < proposal->n; i++) line->at[i] = proposal->w[i] - rate * line->d[i];
    const double loss = proposal->look(proposal, line->at, line->gradient);
    return (Trial){rate, loss, line->gradient ? -vectors_dot(proposal->n, line->gradient, line->d) : 0.0};
}

static bool descends_enough(const Line *line, Trial trial) {
    return trial.loss <= line->start.loss + line->c1 * trial.rate * line->start.slope; /* false for NaN */
}

static bool is_flat_enough(const Line *line, Trial trial) {
    return fabs(trial.slope) <= -line->c2 * line->start.slope;
}

double line_search_armijo(Proposal *proposal, const double *d, double first, double c1, double shrink,
                          double *scratch) {
    const Line line = {.proposal = proposal,
                       .d = d,
                       .at = scratch,
                       .c1 = c1,
                       .start = {0.0, proposal->loss, -vectors_dot(proposal->n, proposal->g, d)}};
    if (!(line.start.slope < 0.0) || !(first > 0.0)) return 0.0;
    double rate = first;
    for (int i = 0; i < SHRINKS; i++, rate *= shrink)
        if (descends_enough(&line, look_along(&line, rate))) return rate;
    return 0.0;
}

/* Where the cubic through both trials is lowest (Nocedal and Wright 2006, eq. 3.59), but at least a tenth of
 * the way from either end; half-way where there is no such place. */
static double between(Trial a, Trial b) {
    const double width = b.rate - a.rate,
                 d1 = a.slope + b.slope - 3.0 * (a.loss - b.loss) / (a.rate - b.rate),
                 root = sqrt(d1 * d1 - a.slope * b.slope), d2 = width < 0.0 ? -root : root,
                 place = 1.0 - (b.slope + d2 - d1) / (b.slope - a.slope + 2.0 * d2);
    if (!isfinite(place)) return a.rate + 0.5 * width;
    return a.rate + width * (place < 0.1 ? 0.1 : place > 0.9 ? 0.9 : place);
}

/* Algorithm 3.6: the end `low` satisfies Armijo's condition and is the lowest so far. */
static double zoom(const Line *line, Trial low, Trial high) {
    for (int i = 0; i < ZOOMS; i++) {
        const double rate = between(low, high);
        if (rate == low.rate || rate == high.rate) break;
        const Trial trial = look_along(line, rate);
        if (!descends_enough(line, trial) || trial.loss >= low.loss)
            high = trial;
        else {
            if (is_flat_enough(line, trial)) return rate;
            if (trial.slope * (high.rate - low.rate) >= 0.0) high = low;
            low = trial;
        }
    }
    return low.rate;
}

double line_search_wolfe(Proposal *proposal, const double *d, double first, double c1, double c2,
                         double *scratch) {
    const Line line = {.proposal = proposal,
                       .d = d,
                       .at = scratch,
                       .gradient = scratch + proposal->n,
                       .c1 = c1,
                       .c2 = c2,
                       .start = {0.0, proposal->loss, -vectors_dot(proposal->n, proposal->g, d)}};
    if (!(line.start.slope < 0.0) || !(first > 0.0)) return 0.0;
    Trial before = line.start;
    double rate = first;
    for (int i = 0; i < DOUBLINGS; i++, rate *= 2.0) {
        const Trial trial = look_along(&line, rate);
        if (!descends_enough(&line, trial) || (i > 0 && trial.loss >= before.loss))
            return zoom(&line, before, trial);
        if (is_flat_enough(&line, trial)) return rate;
        if (trial.slope >= 0.0) return zoom(&line, trial, before);
        before = trial;
    }
    return before.rate;
}

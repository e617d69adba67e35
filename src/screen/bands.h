/* Which losses share a colour on the map: the edges of its colour bands and iso-lines.
 *
 * A loss has a position: band i reaches from position i to i + 1, an iso-line stands at every whole position
 * between.
 * - log surfaces: positions are even in log10(loss - floor). Floor is the lowest known minimum's loss (0
 * where that is within 1e-9 of it). Without a known minimum it is 0 while every loss in the surface's own
 * view is positive, else the lowest loss seen there. 2 bands per decade, 4 where the view spans less than 5
 * decades, 1 and less beyond 12. Where the view spans less than one decade, decades say nothing: the levels
 * become linear.
 * - linear surfaces: 1-2-5 steps of the loss, 4 to 10 of them below what three quarters of the view have, 24
 * at most.
 * - quantile surfaces: edges that share the view's points out evenly.
 * The range covers the losses of the view (log) or of its part that is the surface's own view (linear,
 * quantile), but for the lowest 0.05 % and the highest 0.5 %. It depends on the surface
 * and the view alone, and edges of log and linear levels stand on round numbers, so that they keep their
 * place while the view moves. */
#ifndef SCREEN_BANDS_H
#define SCREEN_BANDS_H

#include "core/parallel.h"
#include "core/surface.h"

enum { BANDS_MAX = 48, BANDS_TEXT = 32 };

typedef struct Bands {
    Levels levels; /* what was chosen; LEVELS_LINEAR where a log surface's view is too flat for decades */
    double floor;  /* log: positions run to minus infinity towards it */
    double low;    /* position 0: log10(loss - floor), or the loss */
    double step;   /* of one band in those units; quantile: unused */
    int major; /* every major-th edge is drawn stronger and labelled: those where (first + edge) % major == 0
                */
    int64_t first;               /* low / step */
    int count;                   /* bands, 1 .. BANDS_MAX */
    double edges[BANDS_MAX + 1]; /* losses of the edges, ascending */
} Bands;

/* The bands of a surface in a view; its heights are sampled by the threads (NULL: by this one alone). */
Bands bands_of(const Surface *surface, View view, Parallel *threads);

/* The floor of a surface on a log scale, whatever its levels. */
double bands_floor(const Surface *surface, Parallel *threads);

/* Position of a loss: not clamped; -INFINITY at and below a log floor, NaN for NaN. And back (NaN outside a
 * quantile scale's edges). */
double bands_position(const Bands *bands, double loss);
double bands_loss(const Bands *bands, double position);

/* d position / d loss. */
double bands_rate(const Bands *bands, double loss);

bool bands_is_major(const Bands *bands, int edge);

/* The edge's loss as a label: "10²" on a log scale with floor 0, else a number. */
const char *bands_edge_text(const Bands *bands, int edge, char text[BANDS_TEXT]);

/* Equal in everything that colours depend on. */
bool bands_equal(const Bands *a, const Bands *b);

#endif

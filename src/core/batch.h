/* Which rows of the data a mini-batch holds: a pure function of who draws, at which step. */
#ifndef CORE_BATCH_H
#define CORE_BATCH_H

#include "objective.h"

/* Place number `position` (0 .. count - 1) of a random order of 0 .. count - 1 that the draw's key, purpose
 * and step name: without keeping the order anywhere. A Feistel network over a rectangle just larger than
 * count (Black and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002, method 3), walked until it
 * is inside. */
uint32_t shuffle_at(Draw draw, uint32_t count, uint32_t position);

enum { BATCH_DRAWN_MAX = 1000000 };

/* How many of `examples` rows the batch holds at its step, 0: all. Without replacement an epoch is every row
 * once, in ceil(examples / size) batches of which the last may be smaller; a size of at least `examples` is
 * all of them. With replacement any size is drawn, up to BATCH_DRAWN_MAX: as many as data may have rows. */
int64_t batch_size(const Batch *batch, int64_t examples);

/* Fills rows[batch_size()]. */
void batch_draw(const Batch *batch, int64_t examples, uint32_t *rows);

#endif

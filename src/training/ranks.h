/* Ranks: the processes of one training, started by `mpirun -n K`. Everything that knows of MPI is behind
 * this. A process that was started by itself is rank 0 of 1, for which all of it is free; so is NULL. Every
 * function but the first is called by all ranks in the same order. */
#ifndef TRAINING_RANKS_H
#define TRAINING_RANKS_H

#include "core/error.h"

#include <stddef.h>

enum { RANKS_PENDING_MAX = 64 };

typedef struct Ranks {
    int rank, count; /* who this is, of how many */
    int local;       /* how many of them share this machine */
    int pending;     /* sums under way */
    struct RanksState *state;
} Ranks;

/* Joins the others where a launcher started this process. False where it did and this program cannot. */
bool ranks_start(Ranks *ranks, Error *error);
void ranks_end(Ranks *ranks);

int ranks_count(const Ranks *ranks); /* 1 for NULL */
int ranks_rank(const Ranks *ranks);  /* 0 for NULL */

/* The rank's share of `count` things is first .. first_of_next - 1. */
size_t ranks_share(const Ranks *ranks, size_t count, size_t *first);

/* Begins to put sums over all ranks in the place of values[0 .. count - 1], which nobody may touch before
 * ranks_sum_wait(). */
void ranks_sum_begin(Ranks *ranks, float *values, size_t count);
void ranks_sum_wait(Ranks *ranks);

/* The sum over all ranks in the place of each of a few numbers. */
void ranks_sum(Ranks *ranks, double *values, int count);
/* Whether it holds on any rank. */
bool ranks_any(Ranks *ranks, bool holds);
/* The first rank where it does not hold; -1: it holds on all. */
int ranks_first_without(Ranks *ranks, bool holds);

/* Puts every rank's `size` bytes (sizes may differ), one after the other, into `all` of rank 0. */
void ranks_gather(Ranks *ranks, const void *mine, size_t size, void *all);
/* Gives all what rank `from` has in `data`. */
void ranks_tell(Ranks *ranks, int from, void *data, size_t size);

#endif

#include "ranks.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Launchers leave one of these to what they start. (MPI_Init alone would make a world of one, slowly.) */
static bool was_launched(void) {
    static const char *const traces[] = {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"};
    for (size_t i = 0; i < sizeof traces / sizeof *traces; i++)
        if (getenv(traces[i])) return true;
    return false;
}

int ranks_count(const Ranks *ranks) {
    return ranks ? ranks->count : 1;
}

int ranks_rank(const Ranks *ranks) {
    return ranks ? ranks->rank : 0;
}

size_t ranks_share(const Ranks *ranks, size_t count, size_t *first) {
    const size_t rank = (size_t)ranks_rank(ranks), all = (size_t)ranks_count(ranks);
    const size_t begin = count * rank / all;
    if (first) *first = begin;
    return count * (rank + 1) / all - begin;
}

static bool is_alone(const Ranks *ranks) {
    return ranks_count(ranks) == 1;
}

#if SLALOM_MPI

#include <mpi.h>

struct RanksState {
    MPI_Request requests[RANKS_PENDING_MAX];
};

bool ranks_start(Ranks *ranks, Error *error) {
    *ranks = (Ranks){.rank = 0, .count = 1, .local = 1};
    if (!was_launched()) return true;
    MPI_Comm machine;
    ranks->state = calloc(1, sizeof *ranks->state);
    if (!ranks->state || MPI_Init(NULL, NULL) != MPI_SUCCESS)
        return error_set(error, 0, 0, NULL, "MPI could not be started");
    MPI_Comm_rank(MPI_COMM_WORLD, &ranks->rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks->count);
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
    MPI_Comm_size(machine, &ranks->local);
    MPI_Comm_free(&machine);
    return true;
}

void ranks_end(Ranks *ranks) {
    if (ranks->state) MPI_Finalize();
    free(ranks->state);
    *ranks = (Ranks){.count = 1, .local = 1};
}

void ranks_sum_begin(Ranks *ranks, float *values, size_t count) {
    if (is_alone(ranks)) return;
    assert(count <= INT_MAX);
    if (ranks->pending == RANKS_PENDING_MAX) ranks_sum_wait(ranks);
    MPI_Iallreduce(MPI_IN_PLACE, values, (int)count, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD,
                   &ranks->state->requests[ranks->pending++]);
    /* OpenMPI moves nothing on unless it is called. */
    int done;
    MPI_Testall(ranks->pending, ranks->state->requests, &done, MPI_STATUSES_IGNORE);
    if (done) ranks->pending = 0;
}

void ranks_sum_wait(Ranks *ranks) {
    if (is_alone(ranks)) return;
    MPI_Waitall(ranks->pending, ranks->state->requests, MPI_STATUSES_IGNORE);
    ranks->pending = 0;
}

void ranks_sum(Ranks *ranks, double *values, int count) {
    if (is_alone(ranks)) return;
    MPI_Allreduce(MPI_IN_PLACE, values, count, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
}

int ranks_first_without(Ranks *ranks, bool holds) {
    int first = holds ? INT_MAX : ranks_rank(ranks);
    if (!is_alone(ranks)) MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    return first == INT_MAX ? -1 : first;
}

void ranks_gather(Ranks *ranks, const void *mine, size_t size, void *all) {
    if (is_alone(ranks)) {
        memcpy(all, mine, size);
        return;
    }
    assert(size <= INT_MAX);
    const int count = ranks->count, own = (int)size;
    int *sizes = calloc((size_t)count, 2 * sizeof *sizes), *places = sizes + count;
    if (!sizes) MPI_Abort(MPI_COMM_WORLD, 1);
    MPI_Gather(&own, 1, MPI_INT, sizes, 1, MPI_INT, 0, MPI_COMM_WORLD);
    for (int i = 1; i < count; i++) places[i] = places[i - 1] + sizes[i - 1];
    MPI_Gatherv(mine, own, MPI_BYTE, all, sizes, places, MPI_BYTE, 0, MPI_COMM_WORLD);
    free(sizes);
}

void ranks_tell(Ranks *ranks, int from, void *data, size_t size) {
    assert(size <= INT_MAX);
    if (!is_alone(ranks)) MPI_Bcast(data, (int)size, MPI_BYTE, from, MPI_COMM_WORLD);
}

#else

bool ranks_start(Ranks *ranks, Error *error) {
    *ranks = (Ranks){.count = 1, .local = 1};
    if (!was_launched()) return true;
    return error_set(error, 0, 0, "install libopenmpi-dev and openmpi-bin, then build it again",
                     "started by mpirun, but this Slalom was built without MPI");
}

void ranks_end(Ranks *ranks) {
    *ranks = (Ranks){.count = 1, .local = 1};
}

void ranks_sum_begin(Ranks *ranks, float *values, size_t count) {
    (void)values, (void)count;
    assert(is_alone(ranks));
}

void ranks_sum_wait(Ranks *ranks) {
    assert(is_alone(ranks));
}

void ranks_sum(Ranks *ranks, double *values, int count) {
    (void)values, (void)count;
    assert(is_alone(ranks));
}

int ranks_first_without(Ranks *ranks, bool holds) {
    assert(is_alone(ranks));
    return holds ? -1 : 0;
}

void ranks_gather(Ranks *ranks, const void *mine, size_t size, void *all) {
    assert(is_alone(ranks));
    memcpy(all, mine, size);
}

void ranks_tell(Ranks *ranks, int from, void *data, size_t size) {
    (void)from, (void)data, (void)size;
    assert(is_alone(ranks));
}

#endif

bool ranks_any(Ranks *ranks, bool holds) {
    return ranks_first_without(ranks, !holds) >= 0;
}

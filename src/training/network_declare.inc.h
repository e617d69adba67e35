#include "real.inc.h"

/* What a network is asked about. Sequences: rows = examples * length, and row r is token r % length of
 * example r / length; for recurrent networks (time-major) token r / examples of example r % examples. */
typedef struct BATCH {
    size_t rows;
    const REAL *inputs;    /* [rows][plan.width]; NULL where the input is tokens */
    const int32_t *tokens; /* [rows] */
    const int32_t *labels; /* [rows]: cross-entropy, logistic */
    const REAL *targets;   /* [rows][out]: squared */
    bool training;         /* dropout is on */
    Draw draw;             /* keys it: seed, step */
} BATCH;

typedef struct NETWORK {
    const Plan *plan;
    const Workers *workers;
    size_t rows;                 /* of the largest batch */
    REAL *outputs[LAYERS_MAX];   /* [rows][out] after network_loss */
    REAL *gradients[LAYERS_MAX]; /* [rows][out], of the loss by outputs */
    REAL *memory[LAYERS_MAX];    /* [rows][row_memory], between forward and backward */
    REAL *blocks;             /* what every block of examples needs for itself, as the largest layer does */
    REAL *shared;             /* what all blocks read, likewise */
    REAL *losses;             /* [rows] */
    REAL *carry, *carry_next; /* [examples][plan_carry]: what the batch starts from and what it left */
    REAL *matrix;             /* the loss's */
    ProductWatch *watch;      /* NULL: products are not timed */
    /* Told whenever a layer's part of the gradient stands, from the last layer to the first; NULL: nobody. */
    void (*finished)(void *listener, int layer);
    void *listener;
    void *block;
} NETWORK;

/* Allocates everything a batch of up to `rows` rows needs; false: out of memory. Plan and workers are
 * borrowed. */
bool NAME(network_start)(NETWORK *network, const Plan *plan, const Workers *workers, size_t rows);
void NAME(network_end)(NETWORK *network);

/* Mean loss of the batch at parameters w; where gradient is not NULL its partial derivatives
 * [plan.parameters] too. *correct (may be NULL) counts rows whose largest output is their label. */
double NAME(network_loss)(NETWORK *network, const REAL *w, const BATCH *batch, REAL *gradient,
                          size_t *correct);

/* What a recurrent layer left becomes what the next batch starts from; or all starts from zero again. */
void NAME(network_commit)(NETWORK *network);
void NAME(network_reset)(NETWORK *network);

#undef NAME
#undef REAL_JOIN
#undef REAL_PASTE

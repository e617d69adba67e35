/* Models as plain data: a plan is a list of layers, each a row of numbers, and says where in one flat block
 * of parameters every layer has its own. What a layer computes is in layers_*.inc.h, for float and for
 * double. A row is an example, or a token where examples are sequences. Shapes are written [rows][elements].
 */
#ifndef TRAINING_LAYER_H
#define TRAINING_LAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum LayerKind {
    LAYER_DENSE,       /* x W^T + b, W [out][in], b [out]; then the activation */
    LAYER_CONVOLUTION, /* [channels][height][width] -> [filters][..][..], W [filters][channels][k][k], b */
    LAYER_POOL,        /* the largest of each k x k window, windows side by side */
    LAYER_DROPOUT,     /* while training each element is zeroed with chance `rate`, the rest grow by 1 / (1 -
                          rate) */
    LAYER_EMBEDDING,   /* token -> T [vocabulary][out], plus P [length][out] where positions are learned */
    LAYER_NORM,        /* layer normalization: gain [in], bias [in] */
    LAYER_ATTENTION,   /* [q | k | v] [rows][3 out] -> causal multi-head self-attention, batch-major */
    LAYER_RECURRENT, /* h_t = tanh(W x_t + U h_(t-1) + b + c), W [out][in], U [out][out], b, c; time-major */
    LAYER_ADD,       /* x + what layer `from` gave */
    LAYER_TRANSLATE, /* w - x, w [in] */
    LAYER_KINDS
} LayerKind;

typedef enum Activation { ACTIVATION_NONE, ACTIVATION_RELU, ACTIVATION_TANH, ACTIVATION_GELU } Activation;

typedef enum InitializationKind {
    INITIALIZE_ZERO,
    INITIALIZE_CONSTANT,         /* value */
    INITIALIZE_NORMAL,           /* standard deviation `value` */
    INITIALIZE_TRUNCATED_NORMAL, /* standard deviation `value` before all beyond two of them are drawn again
                                  */
    INITIALIZE_UNIFORM_FAN_IN,   /* uniform within 1 / sqrt(fan in): PyTorch's Linear and RNN */
    INITIALIZE_GLOROT_UNIFORM,   /* Glorot and Bengio 2010, eq. 16 */
    INITIALIZE_GLOROT_NORMAL,    /* the normal of the same variance */
    INITIALIZE_HE_UNIFORM,       /* He et al. 2015, eq. 10: variance 2 / fan in */
    INITIALIZE_HE_NORMAL,
} InitializationKind;

typedef struct Initialization {
    InitializationKind kind;
    double value;
} Initialization;

/* How a layer's weights and biases start. */
typedef struct Start {
    Initialization weights, biases;
} Start;

typedef struct Layer {
    LayerKind kind;
    int in, out; /* elements per row */
    Activation activation;
    int channels, height, width;              /* of an image that comes in */
    int filters, kernel, padding, high, wide; /* high x wide: of the image that goes out */
    int heads, vocabulary;
    bool positions;
    double rate; /* dropout */
    int from;    /* whose output is added */
    Start start;
    size_t offset, parameters;  /* its parameters in the flat block */
    size_t row_memory;          /* numbers it keeps per row from forward to backward */
    size_t block_memory;        /* numbers each of the EXAMPLE_BLOCKS needs for itself */
    size_t shared_memory;       /* numbers it needs while it is at work */
    bool in_planes, out_planes; /* its images are [channels][height][width], else [height][width][channels] */
    bool accumulate;            /* its gradient is added to what is there: a later layer was there first */
} Layer;

typedef enum LossKind {
    LOSS_CROSS_ENTROPY, /* softmax cross-entropy, mean over rows; label: the class */
    LOSS_SQUARED,       /* (y - target)^2, mean over rows and outputs */
    LOSS_LOGISTIC,      /* log(1 + exp(-+y)), one output, label 0 or 1 */
    LOSS_QUADRATIC,     /* y^T Q y / 2, mean over rows; Q [out][out] */
} LossKind;

enum { LAYERS_MAX = 48, EXAMPLE_BLOCKS = 8, CHANNELS_MAX = 1024 };

typedef struct Plan {
    Layer layers[LAYERS_MAX];
    int count;
    int width;         /* elements of an input row; 0: the input is tokens */
    int length;        /* tokens of a sequence; 1: examples are single rows */
    size_t parameters; /* in all */
    LossKind loss;
    const double *matrix;                 /* Q, borrowed */
    int channels, height, width_of_image; /* of what the last layer gave, where it is an image */
} Plan;

/* Plans grow from the input: every function appends a layer to what the last one gives, and returns its
 * index. */
Plan plan_rows(int width);                             /* rows of features */
Plan plan_images(int channels, int height, int width); /* rows that are images */
Plan plan_tokens(int length);                          /* sequences of `length` tokens */

int plan_dense(Plan *plan, int out, Activation activation, Start start);
/* Windows of kernel x kernel (odd); `same`: as large as its input, with zeros around it; else valid. */
int plan_convolution(Plan *plan, int filters, int kernel, bool same, Activation activation, Start start);
int plan_pool(Plan *plan, int kernel);
int plan_dropout(Plan *plan, double rate);
int plan_embedding(Plan *plan, int vocabulary, int out, bool positions, Start start);
int plan_norm(Plan *plan);
int plan_attention(Plan *plan, int heads);
int plan_recurrent(Plan *plan, int out, Start start);
int plan_add(Plan *plan, int from);
int plan_translate(Plan *plan, Start start);
int plan_out(const Plan *plan); /* elements per row of the last layer */

/* The number of tokens (recurrent: time-major, all sequences of a step side by side) or rows of one example.
 */
bool plan_is_time_major(const Plan *plan);
/* Numbers that a recurrent layer hands from one batch to the next, per sequence; 0: none. */
size_t plan_carry(const Plan *plan);

/* The starting parameters [plan.parameters], drawn by `seed`; the same for both types up to rounding. */
void plan_initialize(const Plan *plan, uint64_t seed, double *parameters);

/* Tensors as PyTorch would name and shape them, for export: calls back for each, in order of offset. */
typedef struct Tensor {
    char name[48];
    size_t offset;
    int dimensions;
    size_t shape[4];
} Tensor;
int plan_tensors(const Plan *plan, Tensor *tensors, int capacity);

#endif

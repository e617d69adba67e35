#include "task.h"

#include <string.h>

static const Start TORCH = {{INITIALIZE_UNIFORM_FAN_IN, 0.0}, {INITIALIZE_UNIFORM_FAN_IN, 0.0}};
static const Start ZEROS = {{INITIALIZE_ZERO, 0.0}, {INITIALIZE_ZERO, 0.0}};

static Plan plan_quadratic(const TrainingData *dataset, const double *values) {
    (void)values;
    Plan plan = plan_rows((int)dataset->parts[DATA_TRAIN].width);
    plan_translate(&plan, (Start){{INITIALIZE_CONSTANT, 1.0}, {INITIALIZE_ZERO, 0.0}});
    plan.loss = LOSS_QUADRATIC;
    plan.matrix = dataset->matrix;
    return plan;
}

static Plan plan_regression(const TrainingData *dataset, const double *values) {
    (void)values;
    Plan plan = plan_rows((int)dataset->parts[DATA_TRAIN].width);
    plan_dense(&plan, 1, ACTIVATION_NONE, ZEROS);
    plan.loss = dataset->classes ? LOSS_LOGISTIC : LOSS_SQUARED;
    return plan;
}

static Plan plan_softmax(const TrainingData *dataset, const double *values) {
    (void)values;
    Plan plan = plan_rows((int)dataset->parts[DATA_TRAIN].width);
    plan_dense(&plan, dataset->classes, ACTIVATION_NONE, ZEROS);
    return plan;
}

static Plan plan_mlp(const TrainingData *dataset, const double *values) {
    const Start start = {{INITIALIZE_TRUNCATED_NORMAL, 0.03}, {INITIALIZE_ZERO, 0.0}};
    static const int widths[] = {1000, 500, 100};
    (void)values;
    Plan plan = plan_rows((int)dataset->parts[DATA_TRAIN].width);
    for (int i = 0; i < 3; i++) plan_dense(&plan, widths[i], ACTIVATION_RELU, start);
    plan_dense(&plan, dataset->classes, ACTIVATION_NONE, start);
    return plan;
}

static Plan plan_2c2d(const TrainingData *dataset, const double *values) {
    const Start start = {{INITIALIZE_TRUNCATED_NORMAL, 0.05}, {INITIALIZE_CONSTANT, 0.05}};
    (void)values;
    Plan plan = plan_images(1, 28, 28);
    plan_convolution(&plan, 32, 5, true, ACTIVATION_RELU, start);
    plan_pool(&plan, 2);
    plan_convolution(&plan, 64, 5, true, ACTIVATION_RELU, start);
    plan_pool(&plan, 2);
    plan_dense(&plan, 1024, ACTIVATION_RELU, start);
    plan_dense(&plan, dataset->classes, ACTIVATION_NONE, start);
    return plan;
}

static Plan plan_char_rnn(const TrainingData *dataset, const double *values) {
    Plan plan = plan_tokens((int)values[1]);
    plan_embedding(&plan, dataset->classes, 64, false,
                   (Start){{INITIALIZE_NORMAL, 1.0}, {INITIALIZE_ZERO, 0.0}});
    plan_recurrent(&plan, (int)values[0], TORCH);
    if (values[2] > 0.0) plan_dropout(&plan, values[2]);
    plan_dense(&plan, dataset->classes, ACTIVATION_NONE, TORCH);
    return plan;
}

static Plan plan_char_transformer(const TrainingData *dataset, const double *values) {
    enum { BLOCKS = 4, WIDTH = 128, HEADS = 4 };
    const Start start = {{INITIALIZE_NORMAL, 0.02}, {INITIALIZE_ZERO, 0.0}};
    const double dropout = values[1];
    Plan plan = plan_tokens((int)values[0]);
    int stream = plan_embedding(&plan, dataset->classes, WIDTH, true, start);
    for (int block = 0; block < BLOCKS; block++) {
        plan_norm(&plan);
        plan_dense(&plan, 3 * WIDTH, ACTIVATION_NONE, start);
        plan_attention(&plan, HEADS);
        plan_dense(&plan, WIDTH, ACTIVATION_NONE, start);
        if (dropout > 0.0) plan_dropout(&plan, dropout);
        stream = plan_add(&plan, stream);
        plan_norm(&plan);
        plan_dense(&plan, 4 * WIDTH, ACTIVATION_GELU, start);
        plan_dense(&plan, WIDTH, ACTIVATION_NONE, start);
        if (dropout > 0.0) plan_dropout(&plan, dropout);
        stream = plan_add(&plan, stream);
    }
    plan_norm(&plan);
    plan_dense(&plan, dataset->classes, ACTIVATION_NONE, start);
    return plan;
}

static Plan plan_overparameterized(const TrainingData *dataset, const double *values) {
    const Start start = {{INITIALIZE_HE_NORMAL, 0.0}, {INITIALIZE_ZERO, 0.0}};
    Plan plan = plan_rows((int)dataset->parts[DATA_TRAIN].width);
    plan_dense(&plan, (int)values[0], ACTIVATION_RELU, start);
    plan_dense(&plan, 1, ACTIVATION_NONE, start);
    plan.loss = LOSS_SQUARED;
    return plan;
}

#define WIDTH(value, text)                                                                                   \
    { "width", "n", value, 1, 65536, 1, 4096, SCALE_INTEGER, text }
#define LENGTH(value)                                                                                        \
    { "length", "T", value, 1, 4096, 8, 512, SCALE_INTEGER, "characters per sequence" }
#define DROPOUT                                                                                              \
    { "dropout", "p", 0.0, 0.0, 0.99, 0.0, 0.9, SCALE_LINEAR, "share of elements dropped while training" }

const Task tasks[] = {
    {.name = "quadratic",
     .title = "Noisy quadratic",
     .source = "DeepOBS quadratic_deep (Schneider, Balles, Hennig, ICLR 2019)",
     .help = "A quadratic in 100 dimensions with the curvatures of a deep network, seen through noise.",
     .data = data_quadratic,
     .plan = plan_quadratic,
     .optimizer = "gd",
     .schedule = "constant",
     .rate = 0.01,
     .batch = 128,
     .epochs = 100},
    {.name = "linear-regression",
     .title = "Linear regression",
     .source = "generated",
     .help = "A million rows of 100 features; convex, its optimum known.",
     .data = data_linear,
     .plan = plan_regression,
     .optimizer = "gd",
     .schedule = "constant",
     .rate = 0.01,
     .batch = 256,
     .epochs = 2},
    {.name = "logistic-regression",
     .title = "Logistic regression",
     .source = "generated",
     .help = "A million rows of 100 features in two classes; convex.",
     .data = data_logistic,
     .plan = plan_regression,
     .optimizer = "gd",
     .schedule = "constant",
     .rate = 0.1,
     .batch = 256,
     .epochs = 2},
    {.name = "fmnist-logreg",
     .title = "Fashion-MNIST, softmax regression",
     .source = "DeepOBS fmnist_logreg",
     .help = "784 pixels straight to 10 classes.",
     .data = data_fashion,
     .plan = plan_softmax,
     .optimizer = "adam",
     .schedule = "cosine",
     .rate = 0.002,
     .batch = 128,
     .epochs = 20},
    {.name = "fmnist-mlp",
     .title = "Fashion-MNIST, multi-layer perceptron",
     .source = "DeepOBS fmnist_mlp",
     .help = "784-1000-500-100-10 with ReLU.",
     .data = data_fashion,
     .plan = plan_mlp,
     .optimizer = "adam",
     .schedule = "cosine",
     .rate = 0.0005,
     .batch = 128,
     .epochs = 10},
    {.name = "fmnist-2c2d",
     .title = "Fashion-MNIST, convolutional net",
     .source = "DeepOBS fmnist_2c2d",
     .help = "5x5x32, pool, 5x5x64, pool, 1024, 10.",
     .data = data_fashion,
     .plan = plan_2c2d,
     .optimizer = "adam",
     .schedule = "cosine",
     .rate = 0.001,
     .batch = 128,
     .epochs = 8},
    {.name = "char-rnn",
     .title = "Characters, recurrent net",
     .source = "Elman 1990; Pascanu, Mikolov, Bengio, ICML 2013",
     .help = "A vanilla tanh recurrent net foretells the next character; clipping matters.",
     .data = data_text,
     .plan = plan_char_rnn,
     .hyperparameters = {WIDTH(128, "hidden units"), LENGTH(64), DROPOUT},
     .optimizer = "momentum",
     .schedule = "constant",
     .rate = 0.1,
     .clip_norm = 1.0,
     .batch = 64,
     .epochs = 10},
    {.name = "char-transformer",
     .title = "Characters, transformer",
     .source = "Vaswani et al., NeurIPS 2017; pre-norm as Xiong et al., ICML 2020",
     .help = "4 blocks of width 128 with 4 heads foretell the next character.",
     .data = data_text,
     .plan = plan_char_transformer,
     .hyperparameters = {LENGTH(128), DROPOUT},
     .optimizer = "adamw",
     .schedule = "cosine",
     .rate = 0.001,
     .clip_norm = 1.0,
     .warmup = 100,
     .batch = 32,
     .epochs = 5},
    {.name = "overparameterized",
     .title = "More parameters than examples",
     .source = "Du, Zhai, Poczos, Singh, ICLR 2019, section 5",
     .help = "One hidden layer learns 200 random targets by heart, if it is wide enough.",
     .data = data_random_targets,
     .plan = plan_overparameterized,
     .hyperparameters = {WIDTH(1000, "hidden units")},
     .optimizer = "gd",
     .schedule = "constant",
     .rate = 0.1,
     .batch = 200,
     .epochs = 500},
};
const int task_count = sizeof tasks / sizeof *tasks;

const Task *task_find(const char *name) {
    for (int i = 0; i < task_count; i++)
        if (strcmp(tasks[i].name, name) == 0) return &tasks[i];
    return NULL;
}

int task_hyperparameter_count(const Task *task) {
    int count = 0;
    while (count < TASK_VALUES_MAX && task->hyperparameters[count].name) count++;
    return count;
}

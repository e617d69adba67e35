#include "layer.h"

#include "core/random.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

Plan plan_rows(int width) {
    assert(width > 0);
    return (Plan){.width = width, .length = 1};
}

Plan plan_images(int channels, int height, int width) {
    Plan plan = plan_rows(channels * height * width);
    plan.channels = channels, plan.height = height, plan.width_of_image = width;
    return plan;
}

Plan plan_tokens(int length) {
    assert(length > 0);
    return (Plan){.length = length};
}

int plan_out(const Plan *plan) {
    return plan->count ? plan->layers[plan->count - 1].out : plan->width;
}

static bool is_of_images(const Layer *layer) {
    return layer->kind == LAYER_CONVOLUTION || layer->kind == LAYER_POOL;
}

static int append(Plan *plan, Layer layer) {
    assert(plan->count < LAYERS_MAX);
    Layer *before = plan->count ? &plan->layers[plan->count - 1] : NULL;
    layer.in_planes = !before || !is_of_images(before);
    layer.out_planes = true;
    if (before && is_of_images(before) && is_of_images(&layer)) before->out_planes = false;
    layer.offset = plan->parameters;
    plan->parameters += layer.parameters;
    plan->layers[plan->count] = layer;
    /* The layer before it has a second reader where somebody adds its output; whoever comes last in the plan
     * is first on the way back and writes, the others add. */
    return plan->count++;
}

int plan_dense(Plan *plan, int out, Activation activation, Start start) {
    const int in = plan_out(plan);
    plan->channels = 0;
    return append(plan, (Layer){.kind = LAYER_DENSE,
                                .in = in,
                                .out = out,
                                .activation = activation,
                                .start = start,
                                .row_memory = activation == ACTIVATION_GELU ? (size_t)out : 0,
                                .block_memory = out == 1 ? (size_t)in + 4 : 0,
                                .parameters = (size_t)out * (size_t)in + (size_t)out});
}

/* Room for images, weights and sums in whole vectors of at most VECTOR_MOST numbers. */
static void convolution_memory(Layer *layer) {
    enum { VECTOR_MOST = 16 };
    const size_t kernel = (size_t)layer->kernel, padding = (size_t)layer->padding,
                 outside = kernel - 1 - padding, channels = (size_t)layer->channels,
                 whole_channels = (channels + VECTOR_MOST - 1) / VECTOR_MOST * VECTOR_MOST,
                 filters = ((size_t)layer->filters + VECTOR_MOST - 1) / VECTOR_MOST * VECTOR_MOST,
                 width = (size_t)layer->width, wide = (size_t)layer->wide;
    const size_t image = ((size_t)layer->height + 2 * padding) * (width + 2 * padding) * channels,
                 slope = ((size_t)layer->high + 2 * outside) * (wide + 2 * outside) * filters,
                 line = (wide > width ? wide : width) * (filters > whole_channels ? filters : whole_channels);
    layer->block_memory = image + slope + line + (kernel * kernel * channels + 1) * filters;
    layer->shared_memory =
        (kernel * kernel * filters + 1) * (whole_channels > channels ? whole_channels : channels) + filters;
}

int plan_convolution(Plan *plan, int filters, int kernel, bool same, Activation activation, Start start) {
    assert(plan->channels > 0 && kernel % 2 == 1 && activation != ACTIVATION_GELU);
    const int padding = same ? kernel / 2 : 0, high = plan->height + 2 * padding - kernel + 1,
              wide = plan->width_of_image + 2 * padding - kernel + 1;
    assert(high > 0 && wide > 0);
    Layer layer = {.kind = LAYER_CONVOLUTION,
                   .in = plan_out(plan),
                   .out = filters * high * wide,
                   .activation = activation,
                   .channels = plan->channels,
                   .height = plan->height,
                   .width = plan->width_of_image,
                   .filters = filters,
                   .kernel = kernel,
                   .padding = padding,
                   .high = high,
                   .wide = wide,
                   .start = start,
                   .parameters = (size_t)(filters * (plan->channels * kernel * kernel + 1))};
    convolution_memory(&layer);
    plan->channels = filters, plan->height = high, plan->width_of_image = wide;
    return append(plan, layer);
}

int plan_pool(Plan *plan, int kernel) {
    assert(plan->channels > 0 && plan->channels <= CHANNELS_MAX && plan->height % kernel == 0 &&
           plan->width_of_image % kernel == 0);
    Layer layer = {.kind = LAYER_POOL,
                   .in = plan_out(plan),
                   .channels = plan->channels,
                   .height = plan->height,
                   .width = plan->width_of_image,
                   .kernel = kernel,
                   .high = plan->height / kernel,
                   .wide = plan->width_of_image / kernel};
    plan->height = layer.high, plan->width_of_image = layer.wide;
    layer.out = layer.channels * layer.high * layer.wide;
    layer.row_memory = (size_t)layer.out; /* where the largest numbers stood */
    return append(plan, layer);
}

int plan_dropout(Plan *plan, double rate) {
    assert(rate >= 0.0 && rate < 1.0);
    const int in = plan_out(plan);
    return append(plan, (Layer){.kind = LAYER_DROPOUT, .in = in, .out = in, .rate = rate});
}

int plan_embedding(Plan *plan, int vocabulary, int out, bool positions, Start start) {
    assert(plan->width == 0 && plan->count == 0);
    return append(plan,
                  (Layer){.kind = LAYER_EMBEDDING,
                          .in = 0,
                          .out = out,
                          .vocabulary = vocabulary,
                          .positions = positions,
                          .start = start,
                          .parameters = (size_t)out * (size_t)(vocabulary + (positions ? plan->length : 0))});
}

int plan_norm(Plan *plan) {
    const int in = plan_out(plan);
    return append(plan, (Layer){.kind = LAYER_NORM,
                                .in = in,
                                .out = in,
                                .start = {{INITIALIZE_CONSTANT, 1.0}, {INITIALIZE_ZERO, 0.0}},
                                .row_memory = 2,
                                .parameters = 2 * (size_t)in});
}

int plan_attention(Plan *plan, int heads) {
    const int in = plan_out(plan);
    assert(in % (3 * heads) == 0);
    return append(plan, (Layer){.kind = LAYER_ATTENTION,
                                .in = in,
                                .out = in / 3,
                                .heads = heads,
                                .row_memory = 2 * (size_t)(heads * plan->length)});
}

int plan_recurrent(Plan *plan, int out, Start start) {
    const int in = plan_out(plan);
    for (int i = 0; i < plan->count; i++) assert(plan->layers[i].kind != LAYER_RECURRENT);
    return append(plan, (Layer){.kind = LAYER_RECURRENT,
                                .in = in,
                                .out = out,
                                .start = start,
                                .parameters = (size_t)out * (size_t)(in + out + 2)});
}

int plan_add(Plan *plan, int from) {
    const int in = plan_out(plan);
    assert(from >= 0 && from < plan->count - 1 && plan->layers[from].out == in);
    Layer *branch = &plan->layers[from + 1];
    assert(!branch->accumulate && (branch->kind == LAYER_NORM || branch->kind == LAYER_DENSE));
    branch->accumulate = true;
    return append(plan, (Layer){.kind = LAYER_ADD, .in = in, .out = in, .from = from});
}

int plan_translate(Plan *plan, Start start) {
    const int in = plan_out(plan);
    return append(
        plan,
        (Layer){.kind = LAYER_TRANSLATE, .in = in, .out = in, .start = start, .parameters = (size_t)in});
}

static const Layer *recurrent(const Plan *plan) {
    for (int i = 0; i < plan->count; i++)
        if (plan->layers[i].kind == LAYER_RECURRENT) return &plan->layers[i];
    return NULL;
}

bool plan_is_time_major(const Plan *plan) {
    return recurrent(plan) != NULL;
}

size_t plan_carry(const Plan *plan) {
    return recurrent(plan) ? (size_t)recurrent(plan)->out : 0;
}

/* ---- tensors ---- */

typedef struct Block {
    const char *name;
    size_t rows, columns, fan_in; /* columns 0: a vector */
    bool bias;
} Block;

enum { BLOCKS_MAX = 4 };

/* What a layer's parameters consist of, in order. */
static int layer_blocks(const Plan *plan, const Layer *layer, Block *blocks) {
    const size_t in = (size_t)layer->in, out = (size_t)layer->out;
    const size_t patch = (size_t)(layer->channels * layer->kernel * layer->kernel);
    int count = 0;
    switch (layer->kind) {
    case LAYER_DENSE:
        blocks[count++] = (Block){"weight", out, in, in, false};
        blocks[count++] = (Block){"bias", out, 0, in, true};
        break;
    case LAYER_CONVOLUTION:
        blocks[count++] = (Block){"weight", (size_t)layer->filters, patch, patch, false};
        blocks[count++] = (Block){"bias", (size_t)layer->filters, 0, patch, true};
        break;
    case LAYER_EMBEDDING:
        blocks[count++] = (Block){"weight", (size_t)layer->vocabulary, out, out, false};
        if (layer->positions) blocks[count++] = (Block){"position", (size_t)plan->length, out, out, false};
        break;
    case LAYER_NORM:
        blocks[count++] = (Block){"weight", in, 0, in, false};
        blocks[count++] = (Block){"bias", in, 0, in, true};
        break;
    case LAYER_RECURRENT:
        blocks[count++] = (Block){"weight_ih", out, in, out, false};
        blocks[count++] = (Block){"weight_hh", out, out, out, false};
        blocks[count++] = (Block){"bias_ih", out, 0, out, true};
        blocks[count++] = (Block){"bias_hh", out, 0, out, true};
        break;
    case LAYER_TRANSLATE: blocks[count++] = (Block){"weight", in, 0, in, false}; break;
    default: break;
    }
    return count;
}

int plan_tensors(const Plan *plan, Tensor *tensors, int capacity) {
    int count = 0;
    for (int i = 0; i < plan->count; i++) {
        const Layer *layer = &plan->layers[i];
        Block blocks[BLOCKS_MAX];
        size_t offset = layer->offset;
        const int block_count = layer_blocks(plan, layer, blocks);
        for (int k = 0; k < block_count && count < capacity; k++, count++) {
            Tensor *tensor = &tensors[count];
            *tensor = (Tensor){.offset = offset, .dimensions = blocks[k].columns ? 2 : 1};
            snprintf(tensor->name, sizeof tensor->name, "%d.%s", i, blocks[k].name);
            tensor->shape[0] = blocks[k].rows, tensor->shape[1] = blocks[k].columns;
            if (layer->kind == LAYER_CONVOLUTION && blocks[k].columns) {
                tensor->dimensions = 4;
                tensor->shape[1] = (size_t)layer->channels;
                tensor->shape[2] = tensor->shape[3] = (size_t)layer->kernel;
            }
            offset += blocks[k].rows * (blocks[k].columns ? blocks[k].columns : 1);
        }
    }
    return count;
}

/* ---- where parameters start ---- */

static double truncated_normal(Draw draw, uint32_t index) {
    for (uint32_t attempt = 0;; attempt++) {
        const Draw again = {draw.seed, draw.stream + (attempt << 16), draw.purpose, draw.step};
        const double value = random_normal(again, index);
        if (fabs(value) <= 2.0) return value;
    }
}

static double uniform(Draw draw, uint32_t index, double limit) {
    return limit * (2.0 * random_uniform(draw, index) - 1.0);
}

static void fill(Initialization how, Draw draw, const Block *block, size_t fan_out, double *values) {
    const size_t count = block->rows * (block->columns ? block->columns : 1);
    const double in = (double)block->fan_in, both = in + (double)fan_out;
    for (size_t i = 0; i < count; i++) {
        const uint32_t index = (uint32_t)i;
        double value = 0.0;
        switch (how.kind) {
        case INITIALIZE_ZERO: break;
        case INITIALIZE_CONSTANT: value = how.value; break;
        case INITIALIZE_NORMAL: value = how.value * random_normal(draw, index); break;
        case INITIALIZE_TRUNCATED_NORMAL: value = how.value * truncated_normal(draw, index); break;
        case INITIALIZE_UNIFORM_FAN_IN: value = uniform(draw, index, 1.0 / sqrt(in)); break;
        case INITIALIZE_GLOROT_UNIFORM: value = uniform(draw, index, sqrt(6.0 / both)); break;
        case INITIALIZE_GLOROT_NORMAL: value = sqrt(2.0 / both) * random_normal(draw, index); break;
        case INITIALIZE_HE_UNIFORM: value = uniform(draw, index, sqrt(6.0 / in)); break;
        case INITIALIZE_HE_NORMAL: value = sqrt(2.0 / in) * random_normal(draw, index); break;
        }
        values[i] = value;
    }
}

void plan_initialize(const Plan *plan, uint64_t seed, double *parameters) {
    for (int i = 0; i < plan->count; i++) {
        const Layer *layer = &plan->layers[i];
        Block blocks[BLOCKS_MAX];
        double *values = parameters + layer->offset;
        const int count = layer_blocks(plan, layer, blocks);
        for (int k = 0; k < count; k++) {
            const size_t area =
                layer->kind == LAYER_CONVOLUTION ? (size_t)(layer->kernel * layer->kernel) : 1;
            const Draw draw = {seed, (uint32_t)i, RANDOM_WEIGHTS, (uint64_t)k};
            fill(blocks[k].bias ? layer->start.biases : layer->start.weights, draw, &blocks[k],
                 blocks[k].rows * area, values);
            values += blocks[k].rows * (blocks[k].columns ? blocks[k].columns : 1);
        }
    }
}

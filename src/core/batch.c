#include "batch.h"

#include <assert.h>
#include <math.h>

/* Fewer than eight rounds leave their mark on orders of a handful. */
enum { ROUNDS = 10, ROUND_BITS = 4 };

/* The smallest whole number whose square is at least count. */
static uint32_t side_of(uint32_t count) {
    uint32_t side = (uint32_t)sqrt((double)count);
    while ((uint64_t)side * side < count) side++;
    return side;
}

uint32_t shuffle_at(Draw draw, uint32_t count, uint32_t position) {
    assert(position < count);
    const uint32_t width = side_of(count), height = (count + width - 1) / width;
    assert(width < 1u << (32 - ROUND_BITS));
    do {
        /* Each round adds what is drawn for one coordinate to the other, in turns. */
        uint32_t place[2] = {position % width, position / width};
        const uint32_t sides[2] = {width, height};
        for (uint32_t round = 0; round < ROUNDS; round++) {
            const uint32_t moved = round % 2,
                           bits = (uint32_t)random_bits(draw, place[!moved] << ROUND_BITS | round);
            place[moved] = (uint32_t)(((uint64_t)place[moved] + bits) % sides[moved]);
        }
        position = place[1] * width + place[0];
    } while (position >= count);
    return position;
}

static int64_t batches_of_an_epoch(const Batch *batch, int64_t examples) {
    return (examples + batch->size - 1) / batch->size;
}

int64_t batch_size(const Batch *batch, int64_t examples) {
    assert(examples >= 0 && examples <= UINT32_MAX);
    if (batch->size <= 0 || examples == 0) return 0;
    if (batch->replacement) return batch->size < BATCH_DRAWN_MAX ? batch->size : BATCH_DRAWN_MAX;
    if (batch->size >= examples) return 0;
    const int64_t index = (int64_t)(batch->draw.step % (uint64_t)batches_of_an_epoch(batch, examples)),
                  left = examples - index * batch->size;
    return left < batch->size ? left : batch->size;
}

void batch_draw(const Batch *batch, int64_t examples, uint32_t *rows) {
    const int64_t size = batch_size(batch, examples);
    Draw draw = batch->draw;
    if (batch->replacement) {
        for (int64_t i = 0; i < size; i++) rows[i] = random_below(draw, (uint32_t)i, (uint32_t)examples);
    } else if (size > 0) {
        const uint64_t batches = (uint64_t)batches_of_an_epoch(batch, examples);
        const int64_t begin = (int64_t)(draw.step % batches) * batch->size;
        draw.step /= batches; /* the epoch */
        for (int64_t i = 0; i < size; i++)
            rows[i] = shuffle_at(draw, (uint32_t)examples, (uint32_t)(begin + i));
    }
}

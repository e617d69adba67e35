#include "cloud.h"

#include "batch.h"

#include <stdlib.h>

int gradient_cloud(const Surface *surface, const Recipe *recipe, int64_t step, const double w[2],
                   double (*points)[2], int most, double mean[2]) {
    const int64_t examples = surface_examples(surface);
    mean[0] = mean[1] = 0.0;
    if (examples == 0 || most < 1) return 0;
    const int64_t most_rows = recipe->replacement ? BATCH_DRAWN_MAX : examples;
    const int64_t size = recipe->batch == 0          ? examples
                         : recipe->batch < most_rows ? recipe->batch
                                                     : most_rows;
    const int64_t per_epoch = recipe->batch > 0 ? (examples + size - 1) / size : examples;
    const int64_t first = step - step % per_epoch; /* of the epoch */
    uint32_t *rows = malloc(sizeof *rows * (size_t)size);
    if (!rows) return 0;
    const int count = per_epoch < most ? (int)per_epoch : most;
    double seen = 0.0;
    for (int i = 0; i < count; i++) {
        const int64_t index = per_epoch * i / count;
        int64_t drawn = 1;
        rows[0] = (uint32_t)index;
        if (recipe->batch > 0) {
            const Batch batch = {size,
                                 {recipe->seed, recipe->stream, RANDOM_BATCH, (uint64_t)(first + index)},
                                 recipe->replacement};
            drawn = batch_size(&batch, examples);
            batch_draw(&batch, examples, rows);
        }
        const int64_t weight = drawn > 0 ? drawn : examples; /* a batch of 0 is all of them */
        double results[RESULT_COUNT];
        program_batch(surface->program, ORDER_GRADIENT, rows, (size_t)drawn, w[0], w[1], (double)step,
                      results);
        for (int k = 0; k < 2; k++) {
            points[i][k] = results[RESULT_DX + k];
            mean[k] += (double)weight * points[i][k];
        }
        seen += (double)weight;
    }
    for (int k = 0; k < 2; k++) mean[k] /= seen;
    free(rows);
    return count;
}

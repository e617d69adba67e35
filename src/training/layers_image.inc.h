/* Layers over images [channels][height][width]: convolution as a matrix product over unfolded windows
 * (Chellapilla, Puri, Simard 2006), and max-pooling. Part of network_pass.inc.h. */

/* ---- convolution ---- */

static size_t convolution_patch(const Layer *layer) {
    return (size_t)(layer->channels * layer->kernel * layer->kernel);
}

static size_t convolution_area(const Layer *layer) {
    return (size_t)(layer->high * layer->wide);
}

/* Unfolded windows of one image and their gradient. */
static size_t convolution_scratch(const Layer *layer) {
    return 2 * convolution_patch(layer) * convolution_area(layer);
}

/* For every place of a window (channel, row, column) and every row of the output image: the part of the
 * image's row that falls into it. Calls `line` with where it is and how long; the rest are zeros. */
typedef struct Line {
    size_t column;               /* offset in the unfolded [patch][high * wide] */
    size_t before, count, after; /* zeros, numbers, zeros: together `wide` */
    size_t pixel;                /* offset in the image of the first number */
} Line;

static Line line_of(const Layer *layer, int place, int i) {
    const int kernel = layer->kernel, channel = place / (kernel * kernel), di = place / kernel % kernel,
              dj = place % kernel, row = i + di - layer->padding, shift = dj - layer->padding;
    Line line = {.column = (size_t)place * convolution_area(layer) + (size_t)(i * layer->wide)};
    const int begin = shift < 0 ? -shift : 0,
              stop = layer->width - shift < layer->wide ? layer->width - shift : layer->wide;
    if (row < 0 || row >= layer->height || stop <= begin) {
        line.before = (size_t)layer->wide;
        return line;
    }
    line.before = (size_t)begin, line.count = (size_t)(stop - begin),
    line.after = (size_t)(layer->wide - stop);
    line.pixel = (size_t)((channel * layer->height + row) * layer->width + begin + shift);
    return line;
}

static void unfold(const Layer *layer, const REAL *image, REAL *columns) {
    const int places = (int)convolution_patch(layer);
    for (int place = 0; place < places; place++)
        for (int i = 0; i < layer->high; i++) {
            const Line line = line_of(layer, place, i);
            REAL *to = columns + line.column;
            for (size_t j = 0; j < line.before; j++) *to++ = (REAL)0;
            for (size_t j = 0; j < line.count; j++) *to++ = image[line.pixel + j];
            for (size_t j = 0; j < line.after; j++) *to++ = (REAL)0;
        }
}

/* The other way round: adds what stands in the windows to the image. */
static void fold(const Layer *layer, const REAL *columns, REAL *image) {
    const int places = (int)convolution_patch(layer);
    memset(image, 0, (size_t)layer->in * sizeof(REAL));
    for (int place = 0; place < places; place++)
        for (int i = 0; i < layer->high; i++) {
            const Line line = line_of(layer, place, i);
            const REAL *from = columns + line.column + line.before;
            for (size_t j = 0; j < line.count; j++) image[line.pixel + j] += from[j];
        }
}

static size_t images_per_partial(const Pass *pass) {
    return (pass->rows + EXAMPLE_BLOCKS - 1) / EXAMPLE_BLOCKS;
}

/* The scratch of the block of images that begins with image `begin`. */
static REAL *partial_of(const Pass *pass, size_t begin) {
    return pass->network->blocks + begin / images_per_partial(pass) * pass->layer->block_memory;
}

static void convolution_forward_images(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    const Layer *layer = pass->layer;
    const size_t in = (size_t)layer->in, out = (size_t)layer->out, patch = convolution_patch(layer),
                 area = convolution_area(layer), filters = (size_t)layer->filters;
    const REAL *b = pass->w + filters * patch;
    REAL *columns = partial_of(pass, begin);
    for (size_t r = begin; r < end; r++) {
        REAL *y = pass->y + r * out;
        unfold(layer, pass->x + r * in, columns);
        GEMM(false, false, filters, area, patch, 1.0, pass->w, patch, columns, area, 0.0, y, area);
        for (size_t f = 0; f < filters; f++, y += area)
            for (size_t j = 0; j < area; j++) {
                const REAL z = y[j] + b[f];
                y[j] = layer->activation == ACTIVATION_RELU   ? (z < (REAL)0 ? (REAL)0 : z)
                       : layer->activation == ACTIVATION_TANH ? tanh(z)
                                                              : z;
            }
    }
}

static void convolution_forward(Pass *pass) {
    spread_work(pass, pass->rows, images_per_partial(pass), convolution_forward_images);
}

static void convolution_backward_images(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    const Layer *layer = pass->layer;
    const size_t in = (size_t)layer->in, out = (size_t)layer->out, patch = convolution_patch(layer),
                 area = convolution_area(layer), filters = (size_t)layer->filters;
    REAL *columns = partial_of(pass, begin), *dcolumns = columns + patch * area,
         *dw = dcolumns + patch * area, *db = dw + filters * patch;
    memset(dw, 0, layer->parameters * sizeof(REAL));
    for (size_t r = begin; r < end; r++) {
        REAL *dy = pass->dy + r * out;
        deactivate(layer->activation, out, pass->y + r * out, NULL, dy);
        unfold(layer, pass->x + r * in, columns);
        GEMM(false, true, filters, patch, area, 1.0, dy, area, columns, area, 1.0, dw, patch);
        for (size_t f = 0; f < filters; f++) {
            REAL sum = (REAL)0;
            for (size_t j = 0; j < area; j++) sum += dy[f * area + j];
            db[f] += sum;
        }
        if (!pass->dx) continue;
        GEMM(true, false, patch, area, filters, 1.0, pass->w, patch, dy, area, 0.0, dcolumns, area);
        fold(layer, dcolumns, pass->dx + r * in);
    }
}

static void convolution_backward(Pass *pass) {
    const size_t grain = images_per_partial(pass), parameters = pass->layer->parameters;
    spread_work(pass, pass->rows, grain, convolution_backward_images);
    memset(pass->dw, 0, parameters * sizeof(REAL));
    for (size_t begin = 0; begin < pass->rows; begin += grain) {
        const REAL *part = partial_of(pass, begin) + convolution_scratch(pass->layer);
        for (size_t i = 0; i < parameters; i++) pass->dw[i] += part[i];
    }
}

/* ---- max-pooling ---- */

/* Where the window that begins at `corner` has its largest number: the first one, as PyTorch takes it. */
static size_t largest_of_window(const Layer *layer, const REAL *x, size_t corner) {
    size_t best = corner;
    for (int i = 0; i < layer->kernel; i++)
        for (int j = 0; j < layer->kernel; j++) {
            const size_t place = corner + (size_t)(i * layer->width + j);
            if (x[place] > x[best] || x[place] != x[place]) best = place;
        }
    return best;
}

static size_t corner_of(const Layer *layer, int channel, int i, int j) {
    return (size_t)((channel * layer->height + i * layer->kernel) * layer->width + j * layer->kernel);
}

static void pool_forward_images(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    const Layer *layer = pass->layer;
    REAL *y = pass->y + begin * (size_t)layer->out;
    for (size_t r = begin; r < end; r++) {
        const REAL *x = pass->x + r * (size_t)layer->in;
        for (int c = 0; c < layer->channels; c++)
            for (int i = 0; i < layer->high; i++)
                for (int j = 0; j < layer->wide; j++)
                    *y++ = x[largest_of_window(layer, x, corner_of(layer, c, i, j))];
    }
}

static void pool_backward_images(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    const Layer *layer = pass->layer;
    const REAL *dy = pass->dy + begin * (size_t)layer->out;
    memset(pass->dx + begin * (size_t)layer->in, 0, (end - begin) * (size_t)layer->in * sizeof(REAL));
    for (size_t r = begin; r < end; r++) {
        const REAL *x = pass->x + r * (size_t)layer->in;
        REAL *dx = pass->dx + r * (size_t)layer->in;
        for (int c = 0; c < layer->channels; c++)
            for (int i = 0; i < layer->high; i++)
                for (int j = 0; j < layer->wide; j++)
                    dx[largest_of_window(layer, x, corner_of(layer, c, i, j))] += *dy++;
    }
}

static void pool_forward(Pass *pass) {
    spread(pass, pass->rows, (size_t)pass->layer->in, pool_forward_images);
}

static void pool_backward(Pass *pass) {
    if (pass->dx) spread(pass, pass->rows, (size_t)pass->layer->in, pool_backward_images);
}

/* Layers over images: convolution and max-pooling. Between them images are [height][width][channels], so that
 * vectors of channels are at hand; where another layer reads or wrote them, [channels][height][width], as
 * PyTorch has them. Part of network_pass.inc.h. */

/* How far apart neighbours are in a row of memory. */
typedef struct Strides {
    size_t pixel, channel;
} Strides;

static Strides strides_of(bool planes, size_t channels, size_t area) {
    return planes ? (Strides){1, area} : (Strides){channels, 1};
}

/* ---- convolution ---- */

/* Shapes of a convolution layer, with room for whole vectors. `outside` is how far its gradient's windows
 * reach over the edge of its output. */
typedef struct Convolution {
    size_t channels, height, width, filters, high, wide, kernel, padding, outside;
    size_t patch, area, place; /* numbers of a window; pixels of the output and of the input */
    Windows forward, backward;
    Strides in, out;
} Convolution;

static Convolution convolution_of(const Layer *layer) {
    Convolution c = {.channels = (size_t)layer->channels,
                     .height = (size_t)layer->height,
                     .width = (size_t)layer->width,
                     .filters = (size_t)layer->filters,
                     .high = (size_t)layer->high,
                     .wide = (size_t)layer->wide,
                     .kernel = (size_t)layer->kernel,
                     .padding = (size_t)layer->padding};
    c.outside = c.kernel - 1 - c.padding;
    c.patch = c.channels * c.kernel * c.kernel, c.area = c.high * c.wide, c.place = c.height * c.width;
    const size_t filters = whole_vectors(c.filters), channels = whole_vectors(c.channels);
    c.forward = (Windows){c.kernel, c.kernel * c.channels, c.channels, (c.width + 2 * c.padding) * c.channels,
                          filters};
    c.backward =
        (Windows){c.kernel, c.kernel * filters, filters, (c.wide + 2 * c.outside) * filters, channels};
    c.in = strides_of(layer->in_planes, c.channels, c.place);
    c.out = strides_of(layer->out_planes, c.filters, c.area);
    return c;
}

/* What a block of images needs: the padded image, its gradient's and the padded dy, one row of output, the
 * sums of weights' and biases' gradients. */
typedef struct Scratch {
    REAL *image, *slope, *line, *dw, *db;
} Scratch;

static size_t images_per_block(const Pass *pass) {
    return (pass->rows + EXAMPLE_BLOCKS - 1) / EXAMPLE_BLOCKS;
}

static Scratch scratch_of(const Pass *pass, const Convolution *c, size_t begin) {
    Scratch s;
    s.image = pass->network->blocks + begin / images_per_block(pass) * pass->layer->block_memory;
    s.slope = s.image + (c->height + 2 * c->padding) * c->forward.row;
    s.line = s.slope + (c->high + 2 * c->outside) * c->backward.row;
    s.dw = s.line + (c->wide > c->width ? c->wide : c->width) *
                        (c->forward.filters > c->backward.filters ? c->forward.filters : c->backward.filters);
    s.db = s.dw + c->kernel * c->forward.stretch * c->forward.filters;
    return s;
}

/* weights [kernel][kernel][channels][filters] from W [filters][channels][kernel][kernel], then the biases. */
static void pack_forward(const Convolution *c, const REAL *w, REAL *packed) {
    const size_t filters = c->forward.filters, square = c->kernel * c->kernel;
    memset(packed, 0, (c->patch + 1) * filters * sizeof(REAL));
    for (size_t f = 0; f < c->filters; f++)
        for (size_t channel = 0; channel < c->channels; channel++)
            for (size_t place = 0; place < square; place++)
                packed[(place * c->channels + channel) * filters + f] = *w++;
    for (size_t f = 0; f < c->filters; f++) packed[c->patch * filters + f] = *w++;
}

/* What brings dy back: windows turned by half a turn, [kernel][kernel][filters][channels], then zeros. */
static void pack_backward(const Convolution *c, const REAL *w, REAL *packed) {
    const size_t filters = c->forward.filters, channels = c->backward.filters, square = c->kernel * c->kernel;
    memset(packed, 0, (square * filters + 1) * channels * sizeof(REAL));
    for (size_t f = 0; f < c->filters; f++)
        for (size_t channel = 0; channel < c->channels; channel++)
            for (size_t place = square; place-- > 0;)
                packed[(place * filters + f) * channels + channel] = *w++;
}

/* The image in the middle of its padding, whose zeros nobody overwrites. */
static void pad_image(const Convolution *c, const REAL *x, REAL *image) {
    for (size_t i = 0; i < c->height; i++) {
        REAL *to = image + (i + c->padding) * c->forward.row + c->padding * c->channels;
        const REAL *from = x + i * c->width * c->in.pixel;
        if (c->in.channel == 1)
            memcpy(to, from, c->width * c->channels * sizeof(REAL));
        else
            for (size_t j = 0; j < c->width * c->channels; j++)
                to[j] = from[j / c->channels * c->in.pixel + j % c->channels * c->in.channel];
    }
}

/* A row of pixels [count][stride] to where the layer's output or its input's gradient has them. */
static void put_pixels(size_t count, size_t channels, size_t stride, const REAL *from, Strides strides,
                       REAL *to) {
    for (size_t j = 0; j < count; j++, from += stride, to += strides.pixel)
        if (strides.channel == 1)
            memcpy(to, from, channels * sizeof(REAL));
        else
            for (size_t c = 0; c < channels; c++) to[c * strides.channel] = from[c];
}

static void convolution_forward_images(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    const Convolution c = convolution_of(pass->layer);
    const size_t in = (size_t)pass->layer->in, out = (size_t)pass->layer->out;
    const REAL *packed = pass->network->shared;
    const Scratch s = scratch_of(pass, &c, begin);
    memset(s.image, 0, (size_t)(s.slope - s.image) * sizeof(REAL));
    for (size_t r = begin; r < end; r++) {
        REAL *y = pass->y + r * out;
        pad_image(&c, pass->x + r * in, s.image);
        const double start = watch_start(pass);
        for (size_t i = 0; i < c.high; i++) {
            sum_row(&c.forward, rows_inside(i, c.kernel, c.padding, c.height), s.image + i * c.forward.row,
                    packed, packed + c.patch * c.forward.filters, s.line, c.wide);
            put_pixels(c.wide, c.filters, c.forward.filters, s.line, c.out, y + i * c.wide * c.out.pixel);
        }
        watch_stop(pass, start);
        activate(pass->layer->activation, out, y, NULL);
    }
}

static void convolution_forward(Pass *pass) {
    const Convolution c = convolution_of(pass->layer);
    pack_forward(&c, pass->w, pass->network->shared);
    spread_work(pass, pass->rows, images_per_block(pass), convolution_forward_images);
}

/* dy of an image, by what the activation was given, [high][wide][filters] in the middle of its padding; adds
 * the biases' gradient. */
static void pad_slope(const Convolution *c, const REAL *dy, const Scratch *s) {
    for (size_t i = 0; i < c->high; i++)
        for (size_t j = 0; j < c->wide; j++) {
            REAL *to = s->slope + (i + c->outside) * c->backward.row + (j + c->outside) * c->forward.filters;
            const REAL *from = dy + (i * c->wide + j) * c->out.pixel;
            if (c->out.channel == 1)
                for (size_t f = 0; f < c->filters; f++) to[f] = from[f];
            else
                for (size_t f = 0; f < c->filters; f++) to[f] = from[f * c->out.channel];
            for (size_t f = 0; f < c->forward.filters; f++) s->db[f] += to[f];
        }
}

static void convolution_backward_images(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    const Convolution c = convolution_of(pass->layer);
    const size_t in = (size_t)pass->layer->in, out = (size_t)pass->layer->out;
    const REAL *packed = pass->network->shared,
               *zeros = packed + c.kernel * c.backward.stretch * c.backward.filters;
    const Scratch s = scratch_of(pass, &c, begin);
    memset(s.image, 0, (size_t)(s.db + c.forward.filters - s.image) * sizeof(REAL));
    const REAL *middle = s.slope + c.outside * (c.backward.row + c.forward.filters);
    for (size_t r = begin; r < end; r++) {
        deactivate(pass->layer->activation, out, pass->y + r * out, NULL, pass->dy + r * out);
        pad_image(&c, pass->x + r * in, s.image);
        pad_slope(&c, pass->dy + r * out, &s);
        const double start = watch_start(pass);
        sum_image(&c.forward, s.image, c.padding, c.height, middle, c.high, c.wide, c.backward.row, s.dw);
        for (size_t i = 0; pass->dx && i < c.height; i++) {
            sum_row(&c.backward, rows_inside(i, c.kernel, c.outside, c.high), s.slope + i * c.backward.row,
                    packed, zeros, s.line, c.width);
            put_pixels(c.width, c.channels, c.backward.filters, s.line, c.in,
                       pass->dx + r * in + i * c.width * c.in.pixel);
        }
        watch_stop(pass, start);
    }
}

/* The blocks' sums, in order, as W has them. */
static void add_up_blocks(Pass *pass, const Convolution *c) {
    const size_t square = c->kernel * c->kernel, filters = c->forward.filters;
    memset(pass->dw, 0, pass->layer->parameters * sizeof(REAL));
    for (size_t begin = 0; begin < pass->rows; begin += images_per_block(pass)) {
        const Scratch s = scratch_of(pass, c, begin);
        REAL *dw = pass->dw;
        for (size_t f = 0; f < c->filters; f++)
            for (size_t channel = 0; channel < c->channels; channel++)
                for (size_t place = 0; place < square; place++)
                    *dw++ += s.dw[(place * c->channels + channel) * filters + f];
        for (size_t f = 0; f < c->filters; f++) *dw++ += s.db[f];
    }
}

static void convolution_backward(Pass *pass) {
    const Convolution c = convolution_of(pass->layer);
    if (pass->dx) pack_backward(&c, pass->w, pass->network->shared);
    spread_work(pass, pass->rows, images_per_block(pass), convolution_backward_images);
    add_up_blocks(pass, &c);
}

/* ---- max-pooling ---- */

typedef struct Pooling {
    size_t channels, high, wide, kernel, width;
    Strides in, out;
} Pooling;

static Pooling pooling_of(const Layer *layer) {
    Pooling p = {.channels = (size_t)layer->channels,
                 .high = (size_t)layer->high,
                 .wide = (size_t)layer->wide,
                 .kernel = (size_t)layer->kernel,
                 .width = (size_t)layer->width};
    p.in = strides_of(layer->in_planes, p.channels, (size_t)(layer->height * layer->width));
    p.out = strides_of(layer->out_planes, p.channels, p.high * p.wide);
    return p;
}

/* Pixel `place` of the window of output pixel (i, j). */
static size_t pixel_of(const Pooling *p, size_t i, size_t j, size_t place) {
    return (i * p->kernel + place / p->kernel) * p->width + j * p->kernel + place % p->kernel;
}

/* The largest number of a window in one channel, and the place where it stands: the first one, as PyTorch
 * takes it; NaN is larger than all. */
static void find_largest(const Pooling *p, const REAL *x, size_t i, size_t j, REAL *largest, REAL *where) {
    for (size_t k = 0; k < p->kernel * p->kernel; k++) {
        const REAL value = x[pixel_of(p, i, j, k) * p->in.pixel];
        if (k == 0 || value > *largest || value != value) *largest = value, *where = (REAL)k;
    }
}

/* The same in a vector of channels. */
static void find_largest_vector(const Pooling *p, const REAL *x, size_t i, size_t j, REAL *largest,
                                REAL *where) {
    Vector most = vector_at(x + pixel_of(p, i, j, 0) * p->in.pixel), place = vector_of((REAL)0);
    for (size_t k = 1; k < p->kernel * p->kernel; k++) {
        const Vector value = vector_at(x + pixel_of(p, i, j, k) * p->in.pixel);
        const VectorMask larger = (value > most) | (value != value);
        most = vector_choose(larger, value, most);
        place = vector_choose(larger, vector_of((REAL)k), place);
    }
    vector_put(largest, most);
    vector_put(where, place);
}

static void pool_forward_images(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    const Pooling p = pooling_of(pass->layer);
    REAL largest[CHANNELS_MAX];
    for (size_t r = begin; r < end; r++)
        for (size_t i = 0; i < p.high; i++)
            for (size_t j = 0; j < p.wide; j++) {
                const size_t image = r * (size_t)pass->layer->out, pixel = i * p.wide + j;
                const REAL *x = pass->x + r * (size_t)pass->layer->in;
                REAL *y = pass->y + image + pixel * p.out.pixel,
                     *where = pass->memory + image + pixel * p.channels;
                size_t c = 0;
                for (; p.in.channel == 1 && c + VECTOR <= p.channels; c += VECTOR)
                    find_largest_vector(&p, x + c, i, j, largest + c, where + c);
                for (; c < p.channels; c++)
                    find_largest(&p, x + c * p.in.channel, i, j, &largest[c], &where[c]);
                put_pixels(1, p.channels, p.channels, largest, p.out, y);
            }
}

/* dx of a window: dy where the largest number stood, else 0. */
static void pool_backward_images(void *context, size_t begin, size_t end) {
    const Pass *pass = context;
    const Pooling p = pooling_of(pass->layer);
    REAL slopes[CHANNELS_MAX];
    for (size_t r = begin; r < end; r++)
        for (size_t i = 0; i < p.high; i++)
            for (size_t j = 0; j < p.wide; j++) {
                const size_t image = r * (size_t)pass->layer->out, pixel = i * p.wide + j;
                const REAL *dy = pass->dy + image + pixel * p.out.pixel,
                           *where = pass->memory + image + pixel * p.channels;
                for (size_t c = 0; c < p.channels; c++) slopes[c] = dy[c * p.out.channel];
                for (size_t k = 0; k < p.kernel * p.kernel; k++) {
                    REAL *dx = pass->dx + r * (size_t)pass->layer->in + pixel_of(&p, i, j, k) * p.in.pixel;
                    size_t c = 0;
                    for (; p.in.channel == 1 && c + VECTOR <= p.channels; c += VECTOR)
                        vector_put(dx + c, vector_choose(vector_at(where + c) == vector_of((REAL)k),
                                                         vector_at(slopes + c), vector_of((REAL)0)));
                    for (; c < p.channels; c++)
                        dx[c * p.in.channel] = where[c] == (REAL)k ? slopes[c] : (REAL)0;
                }
            }
}

static void pool_forward(Pass *pass) {
    spread(pass, pass->rows, (size_t)pass->layer->in, pool_forward_images);
}

static void pool_backward(Pass *pass) {
    if (pass->dx) spread(pass, pass->rows, (size_t)pass->layer->in, pool_backward_images);
}

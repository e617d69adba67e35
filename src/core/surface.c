#include "surface.h"

#include "batch.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void surface_definition_end(SurfaceDefinition *definition) {
    for (int i = 0; i < definition->parameter_count; i++) {
        free((char *)definition->parameters[i].name);
        free((char *)definition->parameters[i].symbol);
        free((char *)definition->parameters[i].help);
    }
    if (definition->formula) formula_end(definition->formula);
    dataset_end(definition->data);
    grid_end(definition->grid);
    free(definition->formula_text);
    free(definition->teaches);
    free(definition->source);
    *definition = (SurfaceDefinition){0};
}

double surface_definition_rate(const SurfaceDefinition *definition, const char *optimizer, double otherwise) {
    for (int i = 0; i < definition->tuned_count; i++)
        if (strcmp(definition->tuned[i].optimizer, optimizer) == 0) return definition->tuned[i].rate;
    return otherwise;
}

double surface_loss(const Surface *surface, const double w[2], double gradient[2], double hessian[3]) {
    double results[RESULT_COUNT];
    Order order = hessian ? ORDER_HESSIAN : gradient ? ORDER_GRADIENT : ORDER_VALUE;
    program_point(surface->program, order, w[0], w[1], 0.0, results);
    if (gradient) memcpy(gradient, results + RESULT_DX, 2 * sizeof(double));
    if (hessian) memcpy(hessian, results + RESULT_DXX, 3 * sizeof(double));
    return results[RESULT_VALUE];
}

void symmetric_eigenvalues(const double hessian[3], double values[2], double vector[2]) {
    const double mean = 0.5 * (hessian[0] + hessian[2]), half = 0.5 * (hessian[0] - hessian[2]),
                 mixed = hessian[1];
    const double radius = sqrt(half * half + mixed * mixed);
    values[0] = mean + radius;
    values[1] = mean - radius;
    /* Of the two eigenvalues the one of smaller size is the determinant over the other: no cancellation. */
    const double determinant = hessian[0] * hessian[2] - mixed * mixed;
    if (mean > 0.0 && isfinite(determinant / values[0])) values[1] = determinant / values[0];
    if (mean < 0.0 && isfinite(determinant / values[1])) values[0] = determinant / values[1];
    if (!vector) return;
    /* (half + radius, mixed) is an eigenvector; where half < 0 the other row's form keeps its digits. */
    const double x = half >= 0.0 ? half + radius : mixed, y = half >= 0.0 ? mixed : radius - half;
    const double length = sqrt(x * x + y * y);
    vector[0] = length > 0.0 ? x / length : 1.0;
    vector[1] = length > 0.0 ? y / length : 0.0;
}

/* Follows a declared minimum to where it is with the present parameters: Newton steps, regularized where the
 * Hessian is not positive definite and shortened until they descend. False where no minimum is reached. */
static bool follow_minimum(const Surface *surface, double w[2]) {
    double gradient[2], hessian[3], eigenvalues[2];
    for (int iteration = 0; iteration < 200; iteration++) {
        double loss = surface_loss(surface, w, gradient, hessian);
        symmetric_eigenvalues(hessian, eigenvalues, NULL);
        double norm = sqrt(gradient[0] * gradient[0] + gradient[1] * gradient[1]);
        double scale = fmax(fabs(eigenvalues[0]), fabs(eigenvalues[1]));
        if (!isfinite(loss) || !isfinite(norm) || !isfinite(scale)) return false;
        if (norm <= 1e-10 * (1.0 + scale)) return eigenvalues[1] >= -1e-8 * (1.0 + scale);
        double shift = fmax(0.0, 1e-6 * scale - eigenvalues[1]);
        double a = hessian[0] + shift, b = hessian[1], c = hessian[2] + shift, determinant = a * c - b * b;
        double step[2] = {-(c * gradient[0] - b * gradient[1]) / determinant,
                          -(a * gradient[1] - b * gradient[0]) / determinant};
        double length = 1.0;
        for (; length > 1e-12; length *= 0.5) {
            double next[2] = {w[0] + length * step[0], w[1] + length * step[1]};
            if (surface_loss(surface, next, NULL, NULL) < loss) {
                memcpy(w, next, sizeof next);
                break;
            }
        }
        if (length <= 1e-12) return norm <= 1e-6 * (1.0 + scale) && eigenvalues[1] >= -1e-8 * (1.0 + scale);
    }
    return false;
}

static bool at_defaults(const Surface *surface) {
    for (int i = 0; i < surface->definition->parameter_count; i++)
        if (surface->values[i] != surface->definition->parameters[i].default_value) return false;
    return true;
}

static void find_minima(Surface *surface) {
    const SurfaceDefinition *definition = surface->definition;
    bool declared = at_defaults(surface);
    surface->minimum_count = 0;
    for (int i = 0; i < definition->minimum_count; i++) {
        double w[2] = {definition->minima[i][0], definition->minima[i][1]};
        if (!declared && !follow_minimum(surface, w)) continue;
        bool known = false;
        for (int k = 0; k < surface->minimum_count; k++)
            known |= fabs(w[0] - surface->minima[k][0]) + fabs(w[1] - surface->minima[k][1]) < 1e-6;
        if (known) continue;
        memcpy(surface->minima[surface->minimum_count], w, sizeof w);
        surface->minimum_losses[surface->minimum_count++] = surface_loss(surface, w, NULL, NULL);
    }
}

/* FNV-1a over what the losses depend on, so that equal surfaces have equal versions. */
static uint64_t content_hash(const Surface *surface) {
    uint64_t hash = 14695981039346656037u;
    if (surface->definition->data) hash ^= surface->definition->data->hash;
    if (surface->definition->grid) hash ^= surface->definition->grid->hash;
    for (const char *c = surface->definition->formula_text; *c; c++)
        hash = (hash ^ (uint8_t)*c) * 1099511628211u;
    const uint8_t *bytes = (const uint8_t *)surface->values;
    for (size_t i = 0; i < sizeof(double) * (size_t)surface->definition->parameter_count; i++)
        hash = (hash ^ bytes[i]) * 1099511628211u;
    return hash;
}

static bool adopt_values(Surface *surface, const double *values, Error *error) {
    const SurfaceDefinition *definition = surface->definition;
    Program *program = definition->grid ? program_from_grid(definition->grid)
                                        : formula_compile(definition->formula, values, error);
    if (!program) return false;
    if (surface->program) program_end(surface->program);
    surface->program = program;
    memcpy(surface->values, values, sizeof surface->values);
    surface->version = content_hash(surface);
    find_minima(surface);
    return true;
}

bool surface_start(Surface *surface, const SurfaceDefinition *definition, Error *error) {
    *surface = (Surface){.definition = definition};
    double values[SURFACE_PARAMETERS_MAX] = {0};
    hyperparameter_defaults(definition->parameters, definition->parameter_count, values);
    return adopt_values(surface, values, error);
}

void surface_end(Surface *surface) {
    if (surface->program) program_end(surface->program);
    *surface = (Surface){0};
}

bool surface_set(Surface *surface, int parameter, double value, Error *error) {
    assert(parameter >= 0 && parameter < surface->definition->parameter_count);
    if (!hyperparameter_check(&surface->definition->parameters[parameter], value, error)) return false;
    double values[SURFACE_PARAMETERS_MAX];
    memcpy(values, surface->values, sizeof values);
    values[parameter] = value;
    return adopt_values(surface, values, error);
}

bool surface_curvature(const Surface *surface, double eigenvalues[2]) {
    int lowest = -1;
    for (int i = 0; i < surface->minimum_count; i++)
        if (lowest < 0 || surface->minimum_losses[i] < surface->minimum_losses[lowest]) lowest = i;
    if (lowest < 0) return false;
    double gradient[2], hessian[3];
    surface_loss(surface, surface->minima[lowest], gradient, hessian);
    symmetric_eigenvalues(hessian, eigenvalues, NULL);
    return true;
}

double surface_sharpness(const Surface *surface) {
    double eigenvalues[2];
    return surface_curvature(surface, eigenvalues) ? eigenvalues[0] : NAN;
}

static double evaluate(const void *context, const Batch *batch, const double *w, double *gradient) {
    const Surface *surface = context;
    const double t = batch ? (double)batch->draw.step : 0.0;
    const Order order = gradient ? ORDER_GRADIENT : ORDER_VALUE;
    const size_t size = batch ? (size_t)batch_size(batch, surface_examples(surface)) : 0;
    double results[RESULT_COUNT];
    if (size > 0) {
        enum { FEW = 1024 };
        uint32_t few[FEW], *rows = size <= FEW ? few : malloc(sizeof *rows * size);
        assert(rows);
        batch_draw(batch, surface_examples(surface), rows);
        program_batch(surface->program, order, rows, size, w[0], w[1], t, results);
        if (rows != few) free(rows);
    } else {
        program_point(surface->program, order, w[0], w[1], t, results);
    }
    if (gradient) memcpy(gradient, results + RESULT_DX, 2 * sizeof(double));
    return results[RESULT_VALUE];
}

static void full_hessian(const void *context, const double *w, double *hessian) {
    double gradient[2], upper[3];
    surface_loss(context, w, gradient, upper);
    hessian[0] = upper[0];
    hessian[1] = hessian[2] = upper[1];
    hessian[3] = upper[2];
}

int64_t surface_examples(const Surface *surface) {
    return surface->definition->data ? (int64_t)surface->definition->data->rows : 0;
}

Objective surface_objective(const Surface *surface) {
    return (Objective){.n = 2,
                       .evaluate = evaluate,
                       .hessian = full_hessian,
                       .context = surface,
                       .examples = surface_examples(surface)};
}

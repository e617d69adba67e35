#include "trajectory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Criteria criteria_usual(const Surface *surface) {
    Criteria criteria = {.target = 1e-6, .gradient = 1e-9, .bound = 1e6};
    const SurfaceDefinition *definition = surface->definition;
    const double first = surface_loss(surface, definition->start, NULL, NULL);
    double lowest = INFINITY;
    for (int i = 0; i < surface->minimum_count; i++) lowest = fmin(lowest, surface->minimum_losses[i]);
    const double small = first > lowest ? fmin(1.0, 1e3 * (first - lowest)) : 1.0;
    criteria.target *= small;
    criteria.gradient *= small;
    for (int i = 0; i < 2; i++) {
        criteria.bound = fmax(criteria.bound, 1e3 * fabs(definition->view.x[i]));
        criteria.bound = fmax(criteria.bound, 1e3 * fabs(definition->view.y[i]));
    }
    return criteria;
}

static bool reserve(Trajectory *trajectory, int64_t rows, int columns) {
    if (rows <= 0 || rows > INT64_MAX / 512) return false;
    int64_t need = rows * columns;
    if (need > trajectory->capacity) {
        double *grown = realloc(trajectory->rows, (size_t)need * sizeof(double));
        if (!grown) return false;
        trajectory->rows = grown;
        trajectory->capacity = need;
    }
    trajectory->columns = columns;
    trajectory->steps = rows - 1;
    return true;
}

/* The loss the map shows: where the step saw a batch only, not the one it descended. */
static double loss_of_all(const Run *run) {
    const Objective *objective = &run->objective;
    const Draw draw = {.step = (uint64_t)run->t - 1};
    if (objective->examples == 0 || run->recipe.batch == 0) return run->loss;
    return objective->evaluate(objective->context, &(Batch){.draw = draw}, run->point, NULL);
}

static void record_row(const Run *run, const Trajectory *trajectory, double *row) {
    memcpy(row + QUANTITY_X, run->point, 2 * sizeof(double));
    row[QUANTITY_LOSS] = loss_of_all(run);
    memcpy(row + QUANTITY_GRADIENT_X, run->gradient, 2 * sizeof(double));
    memcpy(row + QUANTITY_SAMPLED_X, run->sampled, 2 * sizeof(double));
    memcpy(row + QUANTITY_CLIPPED_X, run->clipped, 2 * sizeof(double));
    memcpy(row + QUANTITY_DIRECTION_X, run->direction, 2 * sizeof(double));
    memcpy(row + QUANTITY_DECAY_X, run->decay, 2 * sizeof(double));
    row[QUANTITY_RATE] = run->rate;
    memcpy(row + QUANTITY_UPDATE_X, run->update, 2 * sizeof(double));
    memcpy(row + QUANTITY_AVERAGE_X, run->average, 2 * sizeof(double));
    row[QUANTITY_EVALUATIONS] = (double)run->evaluations;
    memset(row + QUANTITY_SLOTS, 0, 2 * (size_t)trajectory->slot_count * sizeof(double));
    for (int i = 0; i < SLOTS_MAX && run->recipe.optimizer->slots[i]; i++)
        memcpy(row + trajectory_slot_column(trajectory, run->recipe.optimizer->slots[i]), run->slots[i],
               2 * sizeof(double));
}

int trajectory_slot_column(const Trajectory *trajectory, const char *slot) {
    for (int i = 0; i < trajectory->slot_count; i++)
        if (trajectory->slots[i] == slot || strcmp(trajectory->slots[i], slot) == 0)
            return QUANTITY_SLOTS + 2 * i;
    return -1;
}

static void name_slots(Trajectory *trajectory, const Optimizer *optimizer) {
    for (int i = 0; i < optimizer_slot_count(optimizer); i++)
        if (trajectory_slot_column(trajectory, optimizer->slots[i]) < 0)
            trajectory->slots[trajectory->slot_count++] = optimizer->slots[i];
}

bool trajectory_record(Trajectory *trajectory, const Recipe *recipe, const Surface *surface) {
    return trajectory_record_branched(trajectory, recipe, &(Branches){0}, surface);
}

bool trajectory_record_branched(Trajectory *trajectory, const Recipe *recipe, const Branches *branches,
                                const Surface *surface) {
    trajectory->slot_count = 0;
    for (int i = 0; i < branches->count; i++) name_slots(trajectory, branches->at[i].before.optimizer);
    name_slots(trajectory, recipe->optimizer);
    if (!reserve(trajectory, recipe->steps + 1, QUANTITY_SLOTS + 2 * trajectory->slot_count)) return false;
    Objective objective = surface_objective(surface);
    const Recipe *now = branches_recipe(branches, recipe, 0);
    Run run;
    run_start(&run, now, &objective, NULL);
    for (int64_t k = 0; k <= recipe->steps; k++) {
        const Recipe *next = branches_recipe(branches, recipe, k);
        if (next != now) run_branch(&run, next);
        now = next;
        run_step(&run);
        record_row(&run, trajectory, trajectory->rows + k * trajectory->columns);
    }
    run_end(&run);
    return true;
}

void trajectory_end(Trajectory *trajectory) {
    free(trajectory->rows);
    *trajectory = (Trajectory){0};
}

const char *trajectory_column_name(const Trajectory *trajectory, int column, char *text, int size) {
    static const char *const names[QUANTITY_SLOTS] = {
        "x",         "y",         "loss",        "gradient_x",  "gradient_y", "sampled_x", "sampled_y",
        "clipped_x", "clipped_y", "direction_x", "direction_y", "decay_x",    "decay_y",   "lr",
        "update_x",  "update_y",  "average_x",   "average_y",   "evaluations"};
    if (column < QUANTITY_SLOTS)
        snprintf(text, (size_t)size, "%s", names[column]);
    else
        snprintf(text, (size_t)size, "%s_%c", trajectory->slots[(column - QUANTITY_SLOTS) / 2],
                 (column - QUANTITY_SLOTS) % 2 ? 'y' : 'x');
    return text;
}

static int nearest_minimum(const Surface *surface, const double *w) {
    int nearest = -1;
    double smallest = INFINITY;
    for (int i = 0; i < surface->minimum_count; i++) {
        double dx = w[0] - surface->minima[i][0], dy = w[1] - surface->minima[i][1],
               distance = dx * dx + dy * dy;
        if (distance < smallest) smallest = distance, nearest = i;
    }
    return nearest;
}

static bool diverged(const double *row, double bound) {
    return !(fabs(row[QUANTITY_X]) <= bound && fabs(row[QUANTITY_Y]) <= bound &&
             isfinite(row[QUANTITY_LOSS]));
}

/* At a point without slope: a minimum where a Newton step would be short, else a saddle, a maximum or a flat
 * place. */
static Status resting_status(const Surface *surface, Status status, double norm) {
    double w[2] = {status.x, status.y}, gradient[2], hessian[3], eigenvalues[2];
    surface_loss(surface, w, gradient, hessian);
    symmetric_eigenvalues(hessian, eigenvalues, NULL);
    bool minimum = eigenvalues[1] > 0.0 && norm <= 1e-4 * eigenvalues[1];
    status.outcome = minimum ? OUTCOME_CONVERGED : OUTCOME_STALLED;
    status.saddle = eigenvalues[1] < 0.0 && eigenvalues[0] > 0.0;
    return status;
}

Status trajectory_status(const Trajectory *trajectory, const Surface *surface, Criteria criteria) {
    Status status = {.outcome = OUTCOME_RUNNING, .minimum = -1};
    for (int64_t k = 0; k <= trajectory->steps; k++) {
        const double *row = trajectory->rows + k * trajectory->columns;
        status.step = k, status.x = row[QUANTITY_X], status.y = row[QUANTITY_Y],
        status.loss = row[QUANTITY_LOSS];
        if (diverged(row, criteria.bound)) {
            status.outcome = OUTCOME_DIVERGED;
            return status;
        }
        int nearest = nearest_minimum(surface, row + QUANTITY_X);
        if (nearest >= 0 && fabs(row[QUANTITY_LOSS] - surface->minimum_losses[nearest]) <= criteria.target) {
            status.outcome = OUTCOME_CONVERGED;
            status.minimum = nearest;
            return status;
        }
        double gx = row[QUANTITY_GRADIENT_X], gy = row[QUANTITY_GRADIENT_Y], norm = sqrt(gx * gx + gy * gy);
        if (norm <= criteria.gradient) return resting_status(surface, status, norm);
    }
    return status;
}

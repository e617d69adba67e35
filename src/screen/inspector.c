#include "inspector.h"

#include "number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* How a state vector came about, where that is one line; and what is made of it before it is used. Optimizers
 * and slots that are not here show the vector by its name. */
static const struct SlotText {
    const char *optimizer, *slot;
    InspectorKind kind;
    const char *formula;
    const char *decay; /* hyperparameter of the start-up correction; NULL: none */
    const char *corrected;
} slot_texts[] = {
    {"adam", "exp_avg", INSPECTOR_MEAN, "m = β_{1} m + (1−β_{1}) g", "beta1", "m̂"},
    {"adam", "exp_avg_sq", INSPECTOR_ROOT, "v = β_{2} v + (1−β_{2}) g²", "beta2", "√v̂"},
    {"adamw", "exp_avg", INSPECTOR_MEAN, "m = β_{1} m + (1−β_{1}) g", "beta1", "m̂"},
    {"adamw", "exp_avg_sq", INSPECTOR_ROOT, "v = β_{2} v + (1−β_{2}) g²", "beta2", "√v̂"},
    {"momentum", "velocity", INSPECTOR_MEAN, "velocity", NULL, NULL},
    {"nesterov", "velocity", INSPECTOR_MEAN, "velocity", NULL, NULL},
};

static const struct SlotText *slot_text(const Optimizer *optimizer, int slot) {
    for (size_t i = 0; i < sizeof slot_texts / sizeof *slot_texts; i++)
        if (strcmp(slot_texts[i].optimizer, optimizer->name) == 0 &&
            strcmp(slot_texts[i].slot, optimizer->slots[slot]) == 0)
            return &slot_texts[i];
    return NULL;
}

static InspectorRow *add(InspectorTable *table, InspectorKind kind, const char *key, const char *formula,
                         double x, double y) {
    InspectorRow *row = &table->rows[table->count++];
    *row = (InspectorRow){.kind = kind, .value = {x, y}};
    snprintf(row->key, sizeof row->key, "%s", key);
    snprintf(row->formula, sizeof row->formula, "%s", formula);
    return row;
}

static void add_gradient(InspectorTable *table, const Recipe *recipe, const double *row) {
    char x[NUMBER_SIZE], y[NUMBER_SIZE];
    InspectorRow *added =
        add(table, INSPECTOR_GRADIENT, "gradient", "g", row[QUANTITY_GRADIENT_X], row[QUANTITY_GRADIENT_Y]);
    snprintf(added->caption, sizeof added->caption, "%sgradient at (%s, %s)",
             recipe->batch > 0 ? "mini-batch " : "", number_format(x, table->at[0], 2),
             number_format(y, table->at[1], 2));
}

static void add_noise(InspectorTable *table, const Recipe *recipe, const double *row) {
    double x = row[QUANTITY_SAMPLED_X] - row[QUANTITY_GRADIENT_X],
           y = row[QUANTITY_SAMPLED_Y] - row[QUANTITY_GRADIENT_Y];
    if (x == 0 && y == 0) return;
    char number[NUMBER_SIZE];
    InspectorRow *added = add(table, INSPECTOR_NOISE, "noise", "+ ξ", x, y);
    if (recipe->noise > 0)
        snprintf(added->caption, sizeof added->caption, "noise, σ = %s",
                 number_format_short(number, recipe->noise, 3));
    else
        snprintf(added->caption, sizeof added->caption, "found uphill (SAM)");
}

static void add_clipped(InspectorTable *table, const double *row) {
    const double *from = row + QUANTITY_SAMPLED_X, *to = row + QUANTITY_CLIPPED_X;
    if (from[0] == to[0] && from[1] == to[1]) return;
    double before = hypot(from[0], from[1]), after = hypot(to[0], to[1]);
    char formula[INSPECTOR_TEXT], number[NUMBER_SIZE], other[NUMBER_SIZE];
    snprintf(formula, sizeof formula, "× %s", number_format(number, after / before, 3));
    InspectorRow *added = add(table, INSPECTOR_CLIPPED, "clipped", formula, to[0], to[1]);
    snprintf(added->caption, sizeof added->caption, "clip |g| %s to %s", number_format(number, before, 3),
             number_format(other, after, 3));
}

static void add_slot(InspectorTable *table, const Recipe *recipe, int slot, const double *value) {
    const Optimizer *optimizer = recipe->optimizer;
    if (value[0] == 0 && value[1] == 0) return; /* most often one that is switched off */
    const struct SlotText *text = slot_text(optimizer, slot);
    const char *name = optimizer->slots[slot];
    bool corrected = text && text->decay;
    add(table, text && !corrected ? text->kind : INSPECTOR_PLAIN, name, text ? text->formula : name, value[0],
        value[1]);
    if (!corrected) return;
    double values[HYPERPARAMETERS_MAX];
    recipe_values(recipe, table->step, values);
    double beta = optimizer_value(optimizer, values, text->decay, 0);
    double weight = 1 - pow(beta, (double)table->step + 1), x = value[0] / weight, y = value[1] / weight;
    bool root = text->kind == INSPECTOR_ROOT;
    char key[24], number[NUMBER_SIZE];
    snprintf(key, sizeof key, "%s.corrected", name);
    InspectorRow *added =
        add(table, text->kind, key, text->corrected, root ? sqrt(x) : x, root ? sqrt(y) : y);
    snprintf(added->caption, sizeof added->caption, root ? "v̂ = v / %s" : "m / %s, start-up",
             number_format(number, weight, 3));
}

static void add_rate(InspectorTable *table, const Recipe *recipe, double rate) {
    char formula[INSPECTOR_TEXT], base[NUMBER_SIZE], factor[NUMBER_SIZE], result[NUMBER_SIZE];
    number_format(result, rate, 4);
    if (rate == recipe->values[0])
        snprintf(formula, sizeof formula, "η = %s", result);
    else
        snprintf(formula, sizeof formula, "η = %s × %s = %s", number_format_short(base, recipe->values[0], 3),
                 number_format(factor, rate / recipe->values[0], 4), result);
    InspectorRow *added = add(table, INSPECTOR_RATE, "rate", formula, rate, rate);
    snprintf(added->caption, sizeof added->caption, "%s",
             rate == recipe->values[0] ? "rate" : "rate × schedule");
}

static void add_step(InspectorTable *table, const Optimizer *optimizer, const double *row) {
    if (row[QUANTITY_DECAY_X] != 0 || row[QUANTITY_DECAY_Y] != 0) {
        InspectorRow *decay =
            add(table, INSPECTOR_DECAY, "decay", "− η λ (x, y)", -row[QUANTITY_RATE] * row[QUANTITY_DECAY_X],
                -row[QUANTITY_RATE] * row[QUANTITY_DECAY_Y]);
        snprintf(decay->caption, sizeof decay->caption, "weight decay, pull to the origin");
    }
    InspectorRow *step =
        add(table, INSPECTOR_STEP, "step", "Δ, the step", row[QUANTITY_UPDATE_X], row[QUANTITY_UPDATE_Y]);
    snprintf(step->caption, sizeof step->caption, "%s",
             optimizer->moves       ? "the move itself"
             : optimizer->decoupled ? "−η × direction + decay"
                                    : "−η × direction");
}

void inspector_describe(InspectorTable *table, const SceneRun *run, int64_t step) {
    const Trajectory *trajectory = &run->trajectory;
    const Recipe *recipe = &run->recipe;
    if (step > trajectory->steps) step = trajectory->steps;
    const double *row = trajectory->rows + step * trajectory->columns;
    *table = (InspectorTable){.step = step, .at = {row[QUANTITY_X], row[QUANTITY_Y]}, .actual = NAN};
    add_gradient(table, recipe, row);
    add_noise(table, recipe, row);
    add_clipped(table, row);
    for (int i = 0; i < optimizer_slot_count(recipe->optimizer); i++)
        add_slot(table, recipe, i, row + trajectory_slot_column(trajectory, recipe->optimizer->slots[i]));
    table->scaled = inspector_find(table, INSPECTOR_ROOT) != NULL;
    InspectorRow *direction =
        add(table, INSPECTOR_DIRECTION, "direction", table->scaled ? "m̂ / (√v̂ + ε)" : "direction",
            row[QUANTITY_DIRECTION_X], row[QUANTITY_DIRECTION_Y]);
    snprintf(direction->caption, sizeof direction->caption, "%s",
             table->scaled ? "share of the step box" : "what the optimizer made of it");
    if (!recipe->optimizer->moves) add_rate(table, recipe, row[QUANTITY_RATE]);
    add_step(table, recipe->optimizer, row);
    table->predicted =
        row[QUANTITY_GRADIENT_X] * row[QUANTITY_UPDATE_X] + row[QUANTITY_GRADIENT_Y] * row[QUANTITY_UPDATE_Y];
    if (step < trajectory->steps)
        table->actual = row[trajectory->columns + QUANTITY_LOSS] - row[QUANTITY_LOSS];
}

const InspectorRow *inspector_find(const InspectorTable *table, InspectorKind kind) {
    for (int i = 0; i < table->count; i++)
        if (table->rows[i].kind == kind) return &table->rows[i];
    return NULL;
}

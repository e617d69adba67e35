#include "inspector.h"

#include "core/random.h"
#include "inspector_forms.h"
#include "number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A step being described. */
typedef struct Description {
    InspectorTable *table;
    const Recipe *recipe;
    const double *row;
    StepProbes probes;
    DirectionForm form;
} Description;

static InspectorRow *add(Description *description, InspectorKind kind, const char *key, const char *formula,
                         const double value[2]) {
    InspectorTable *table = description->table;
    InspectorRow *row = &table->rows[table->count++];
    *row = (InspectorRow){.kind = kind, .value = {value[0], value[1]}};
    snprintf(row->key, sizeof row->key, "%s", key);
    snprintf(row->formula, sizeof row->formula, "%s", formula);
    return row;
}

#define CAPTION(row, ...) snprintf((row)->caption, sizeof(row)->caption, __VA_ARGS__)

static bool is_zero(const double value[2]) {
    return value[0] == 0 && value[1] == 0;
}

static void subtract(const double a[2], const double b[2], double difference[2]) {
    for (int i = 0; i < 2; i++) difference[i] = a[i] == b[i] ? 0 : a[i] - b[i];
}

/* ---- what the optimizer saw ---- */

/* The noise of a step: its generator needs only the run's numbers and the step's. */
static void noise_of(const Description *description, double noise[2]) {
    const Recipe *recipe = description->recipe;
    const Draw draw = {recipe->seed, recipe->stream, RANDOM_NOISE, (uint64_t)description->table->step};
    for (int i = 0; i < 2; i++)
        noise[i] = recipe->noise > 0 ? recipe->noise * random_normal(draw, (uint32_t)i) : 0;
}

static void add_gradient(Description *description, const Surface *surface) {
    const Recipe *recipe = description->recipe;
    const double *row = description->row;
    char x[NUMBER_SIZE], y[NUMBER_SIZE];
    double whole[2], batch[2];
    memcpy(whole, row + QUANTITY_GRADIENT_X, sizeof whole);
    if (recipe->batch > 0 && surface_objective(surface).examples > 0)
        surface_loss(surface, description->table->at, whole, NULL);
    InspectorRow *added = add(description, INSPECTOR_GRADIENT, "gradient", "g", whole);
    CAPTION(added, "gradient at (%s, %s)", number_format(x, description->table->at[0], 2),
            number_format(y, description->table->at[1], 2));
    subtract(row + QUANTITY_GRADIENT_X, whole, batch);
    if (is_zero(batch)) return;
    added = add(description, INSPECTOR_BATCH, "batch", "+ batch", batch);
    CAPTION(added, "%d example%s instead of all", (int)recipe->batch, recipe->batch == 1 ? "" : "s");
}

static void add_sampled(Description *description) {
    const Recipe *recipe = description->recipe;
    const double *row = description->row;
    char number[NUMBER_SIZE];
    double noise[2], rest[2], beside[2];
    noise_of(description, noise);
    subtract(row + QUANTITY_SAMPLED_X, row + QUANTITY_GRADIENT_X, beside);
    subtract(beside, noise, rest);
    if (!(recipe->sam_rho > 0)) memcpy(noise, beside, sizeof noise); /* to the last bit */
    if (!is_zero(noise)) {
        InspectorRow *added = add(description, INSPECTOR_NOISE, "noise", "+ ξ", noise);
        CAPTION(added, "noise, σ = %s", number_format_short(number, recipe->noise, 3));
    }
    if (!(recipe->sam_rho > 0) || is_zero(rest)) return;
    InspectorRow *added = add(description, INSPECTOR_UPHILL, "uphill", "+ uphill", rest);
    CAPTION(added, "SAM: the gradient %s uphill", number_format_short(number, recipe->sam_rho, 3));
}

static void add_clipped(Description *description) {
    const double *from = description->row + QUANTITY_SAMPLED_X, *to = description->row + QUANTITY_CLIPPED_X;
    if (from[0] == to[0] && from[1] == to[1]) return;
    double before = hypot(from[0], from[1]), after = hypot(to[0], to[1]);
    bool along = fabs(from[0] * to[1] - from[1] * to[0]) <= 1e-9 * before * after;
    char formula[INSPECTOR_TEXT], number[NUMBER_SIZE], other[NUMBER_SIZE];
    snprintf(formula, sizeof formula, along ? "× %s" : "clipped", number_format(number, after / before, 3));
    InspectorRow *added = add(description, INSPECTOR_CLIPPED, "clipped", formula, to);
    CAPTION(added, "clip |g| %s to %s", number_format(number, before, 3), number_format(other, after, 3));
}

/* Weight decay that is part of the gradient (L2): what the moments are made of. */
static void add_coupled(Description *description) {
    const StepFacts *facts = &description->probes.facts[0];
    double decay =
        optimizer_value(description->recipe->optimizer, description->recipe->values, "weight_decay", 0);
    char number[NUMBER_SIZE];
    if (!(decay > 0) || description->recipe->optimizer->decoupled) return;
    InspectorRow *added = add(description, INSPECTOR_PLAIN, "coupled", "g + λ (x, y)", facts->g);
    CAPTION(added, "weight decay in the gradient, λ = %s", number_format_short(number, decay, 3));
}

/* ---- what it made of it ---- */

/* A slot with its start-up corrected, or as the root of what it holds. */
static void add_used(Description *description, int slot) {
    const DirectionForm *form = &description->form;
    const char *name = description->recipe->optimizer->slots[slot];
    char key[32], corrected[32], number[NUMBER_SIZE];
    if (slot == form->numerator && form->numerator_decay >= 0) {
        snprintf(key, sizeof key, "%.20s.corrected", name);
        InspectorRow *added =
            add(description, INSPECTOR_MEAN, key, slot_symbol_corrected(name, corrected), form->mean);
        CAPTION(added, "%s / %s, start-up", slot_symbol(name), number_format(number, form->correction, 3));
    }
    if (slot != form->root) return;
    snprintf(key, sizeof key, "%.20s.root", name);
    InspectorRow *added = add(description, INSPECTOR_ROOT, key, description->table->root, form->divisor);
    if (form->root_decay >= 0)
        CAPTION(added, "%s = %s / %s", slot_symbol_corrected(name, corrected), slot_symbol(name),
                number_format(number, form->root_correction, 3));
}

static void add_slot(Description *description, int slot) {
    const StepFacts *facts = &description->probes.facts[0];
    const char *name = description->recipe->optimizer->slots[slot];
    const DirectionForm *form = &description->form;
    char text[FORM_TEXT];
    if (is_zero(facts->now[slot])) return; /* most often one that is switched off */
    bool written = slot_formula(&description->probes, slot, text);
    bool mean = slot == form->numerator && form->numerator_decay < 0 && slot != form->root;
    InspectorRow *added = add(description, mean ? INSPECTOR_MEAN : INSPECTOR_PLAIN, name,
                              written ? text : slot_symbol(name), facts->now[slot]);
    if (!written) CAPTION(added, "%s, kept between steps", name);
    if (form->known) add_used(description, slot);
}

static void add_direction(Description *description) {
    const Optimizer *optimizer = description->recipe->optimizer;
    const DirectionForm *form = &description->form;
    InspectorRow *direction =
        add(description, INSPECTOR_DIRECTION, "direction", form->known ? form->text : "direction",
            description->row + QUANTITY_DIRECTION_X);
    if (form->scaled)
        CAPTION(direction, "share of the step box");
    else if (form->known)
        CAPTION(direction, "direction, uphill");
    else
        CAPTION(direction, optimizer->moves ? "%s: minus the move" : "%s: where it goes, uphill",
                optimizer->title);
}

static void add_rate(Description *description) {
    const Recipe *recipe = description->recipe;
    double rate = description->row[QUANTITY_RATE], value[2] = {rate, rate},
           planned = recipe_rate(recipe, description->table->step);
    char formula[INSPECTOR_TEXT], base[NUMBER_SIZE], factor[NUMBER_SIZE], result[NUMBER_SIZE];
    bool found = rate != planned && !recipe->schedule->observe;
    number_format(result, rate, 4);
    if (found || rate == recipe->values[0])
        snprintf(formula, sizeof formula, "η = %s", result);
    else
        snprintf(formula, sizeof formula, "η = %s × %s = %s", number_format_short(base, recipe->values[0], 3),
                 number_format(factor, rate / recipe->values[0], 4), result);
    InspectorRow *added = add(description, INSPECTOR_RATE, "rate", formula, value);
    bool warm = recipe->warmup > description->table->step;
    if (found)
        CAPTION(added, "found by the rule");
    else if (rate == recipe->values[0])
        CAPTION(added, "rate");
    else
        CAPTION(added, "rate × %s", warm ? "warm-up" : recipe->schedule->name);
}

static void add_step(Description *description) {
    const Optimizer *optimizer = description->recipe->optimizer;
    const double *row = description->row;
    double rate = optimizer->moves ? 1 : row[QUANTITY_RATE], decay[2], pull[2];
    char number[NUMBER_SIZE];
    for (int i = 0; i < 2; i++) {
        double made = -rate * (row[QUANTITY_DIRECTION_X + i] + row[QUANTITY_DECAY_X + i]);
        decay[i] = -rate * row[QUANTITY_DECAY_X + i];
        pull[i] = row[QUANTITY_UPDATE_X + i] == made ? 0 : row[QUANTITY_UPDATE_X + i] - made;
    }
    if (!is_zero(row + QUANTITY_DECAY_X)) {
        InspectorRow *added = add(description, INSPECTOR_DECAY, "decay", "− η λ (x, y)", decay);
        CAPTION(added, "weight decay, λ = %s",
                number_format_short(
                    number, optimizer_value(optimizer, description->recipe->values, "weight_decay", 0), 3));
    }
    if (description->recipe->lookahead_k > 0 && !is_zero(pull)) {
        InspectorRow *added = add(description, INSPECTOR_PULL, "pull", "+ pull", pull);
        CAPTION(added, "lookahead: to the slow point");
    }
    InspectorRow *step = add(description, INSPECTOR_STEP, "step", "Δ, the step", row + QUANTITY_UPDATE_X);
    CAPTION(step, "%s%s%s",
            optimizer->moves           ? "the move itself"
            : description->form.scaled ? "−η × share"
                                       : "−η × direction",
            is_zero(row + QUANTITY_DECAY_X) ? "" : " + decay", is_zero(pull) ? "" : " + pull");
}

static void name_parts(Description *description) {
    const DirectionForm *form = &description->form;
    InspectorTable *table = description->table;
    const Optimizer *optimizer = description->recipe->optimizer;
    char corrected[32];
    if (!form->known) return;
    if (form->numerator >= 0) {
        const char *slot = optimizer->slots[form->numerator];
        snprintf(table->mean, sizeof table->mean, "%s",
                 form->numerator_decay >= 0 ? slot_symbol_corrected(slot, corrected) : slot_symbol(slot));
    }
    if (form->root < 0) return;
    const char *slot = optimizer->slots[form->root];
    snprintf(table->root, sizeof table->root, "%s%s", form->plain ? "" : "√",
             form->root_decay >= 0 ? slot_symbol_corrected(slot, corrected) : slot_symbol(slot));
}

void inspector_describe(InspectorTable *table, const SceneRun *run, const Surface *surface, int64_t step) {
    const Trajectory *trajectory = &run->trajectory;
    if (step > trajectory->steps) step = trajectory->steps;
    const double *row = trajectory->rows + step * trajectory->columns;
    *table = (InspectorTable){.step = step, .at = {row[QUANTITY_X], row[QUANTITY_Y]}, .actual = NAN};
    Description description = {.table = table,
                               .recipe = branches_recipe(&run->branches, &run->recipe, step),
                               .row = row,
                               .probes = step_probes(run, step)};
    description.form = direction_form(&description.probes);
    table->scaled = description.form.scaled;
    name_parts(&description);
    add_gradient(&description, surface);
    add_sampled(&description);
    add_clipped(&description);
    add_coupled(&description);
    for (int i = 0; i < optimizer_slot_count(description.recipe->optimizer); i++) add_slot(&description, i);
    add_direction(&description);
    if (!description.recipe->optimizer->moves) add_rate(&description);
    add_step(&description);
    const double *g = table->rows[0].value, *update = row + QUANTITY_UPDATE_X;
    table->predicted = g[0] * update[0] + g[1] * update[1];
    if (step < trajectory->steps)
        table->actual = row[trajectory->columns + QUANTITY_LOSS] - row[QUANTITY_LOSS];
}

const InspectorRow *inspector_find(const InspectorTable *table, InspectorKind kind) {
    for (int i = 0; i < table->count; i++)
        if (table->rows[i].kind == kind) return &table->rows[i];
    return NULL;
}

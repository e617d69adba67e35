#include "inspector_forms.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double TOLERANCE = 1e-9;

/* ---- what is known of a step ---- */

/* Where the optimizer at work at `step` began to count. */
static int64_t began(const SceneRun *run, int64_t step) {
    const Optimizer *now = branches_recipe(&run->branches, &run->recipe, step)->optimizer;
    int64_t first = 0;
    for (int i = 0; i < run->branches.count; i++) {
        const Branch *branch = &run->branches.at[i];
        if (branch->step <= step && branch->before.optimizer != now) first = branch->step;
    }
    return first;
}

static StepFacts facts_at(const SceneRun *run, int64_t step, int64_t first) {
    const Trajectory *trajectory = &run->trajectory;
    const double *row = trajectory->rows + step * trajectory->columns, *last = row - trajectory->columns;
    StepFacts facts = {.recipe = branches_recipe(&run->branches, &run->recipe, step),
                       .clock = step - first,
                       .rate = row[QUANTITY_RATE]};
    const Optimizer *optimizer = facts.recipe->optimizer;
    double decay = optimizer_value(optimizer, facts.recipe->values, "weight_decay", 0);
    for (int i = 0; i < 2; i++) {
        facts.w[i] = row[QUANTITY_X + i];
        facts.g[i] = row[QUANTITY_CLIPPED_X + i] + (optimizer->decoupled ? 0 : decay * facts.w[i]);
        facts.direction[i] = row[QUANTITY_DIRECTION_X + i];
    }
    for (int slot = 0; slot < optimizer_slot_count(optimizer); slot++) {
        int column = trajectory_slot_column(trajectory, optimizer->slots[slot]);
        memcpy(facts.now[slot], row + column, sizeof facts.now[slot]);
        if (step > first) memcpy(facts.before[slot], last + column, sizeof facts.before[slot]);
    }
    return facts;
}

/* Rows where something diverged tell nothing. */
static bool is_finite(const StepFacts *facts) {
    return isfinite(facts->g[0]) && isfinite(facts->g[1]) && isfinite(facts->direction[0]) &&
           isfinite(facts->direction[1]);
}

StepProbes step_probes(const SceneRun *run, int64_t step) {
    StepProbes probes = {.count = 1};
    int64_t first = began(run, step), last = run->trajectory.steps, taken = step;
    probes.facts[0] = facts_at(run, step, first);
    /* The first step alone tells little: a mean of one gradient is that gradient. */
    for (int i = 0; i < PROBES_MAX - 1; i++) {
        int64_t k = i < EARLY_PROBES
                        ? first + i
                        : first + (last - first) * (i - EARLY_PROBES + 1) / (PROBES_MAX - 1 - EARLY_PROBES);
        if (k > last || k == step || k == taken || began(run, k) != first) continue;
        StepFacts facts = facts_at(run, k, first);
        if (is_finite(&facts)) probes.facts[probes.count++] = facts;
        taken = k;
    }
    return probes;
}

/* ---- names ---- */

static const struct SlotSymbol {
    const char *slot, *symbol;
} slot_symbols[] = {
    {"exp_avg", "m"},         {"exp_avg_sq", "v"}, {"exp_avg_var", "s"},          {"exp_inf", "u"},
    {"square_avg", "v"},      {"velocity", "v"},   {"max_exp_avg_sq", "v_{max}"}, {"sum", "G"},
    {"momentum_buffer", "b"}, {"hessian", "h"},
};

const char *slot_symbol(const char *slot) {
    for (size_t i = 0; i < sizeof slot_symbols / sizeof *slot_symbols; i++)
        if (strcmp(slot_symbols[i].slot, slot) == 0) return slot_symbols[i].symbol;
    return slot;
}

const char *slot_symbol_corrected(const char *slot, char text[32]) {
    const char *symbol = slot_symbol(slot);
    /* A combining circumflex after the letter, before what is subscript. */
    if (symbol[1] == 0 || symbol[1] == '_')
        snprintf(text, 32, "%c\xCC\x82%s", symbol[0], symbol + 1);
    else
        snprintf(text, 32, "%s, corrected", symbol);
    return text;
}

static const Hyperparameter *decay_row(const Recipe *recipe, int index) {
    return &recipe->optimizer->hyperparameters[index];
}

/* Hyperparameters that say how much is kept per step. */
static int find_decays(const Recipe *recipe, int *indices) {
    int count = 0;
    for (int i = 0; i < optimizer_hyperparameter_count(recipe->optimizer); i++)
        if (decay_row(recipe, i)->scale == SCALE_ONE_MINUS && recipe->values[i] > 0) indices[count++] = i;
    return count;
}

static const char *decay_symbol(const Recipe *recipe, int index) {
    const Hyperparameter *row = decay_row(recipe, index);
    return row->symbol && row->symbol[0] ? row->symbol : row->name;
}

static bool near(double a, double b, double size) {
    return fabs(a - b) <= TOLERANCE * (fabs(a) + fabs(b)) + 1e-14 * size || (isnan(a) && isnan(b));
}

/* ---- slots ---- */

/* From the last value p and the gradient g, with what is kept per step. In the text $ is the slot and # the
 * decay. */
typedef struct Recurrence {
    const char *text;
    double (*next)(double p, double g, double decay, double rate);
    bool decays;
} Recurrence;

static double mean_of(double p, double g, double decay, double rate) {
    (void)rate;
    return decay * p + (1 - decay) * g;
}
static double mean_of_squares(double p, double g, double decay, double rate) {
    (void)rate;
    return decay * p + (1 - decay) * g * g;
}
static double heap(double p, double g, double decay, double rate) {
    (void)rate;
    return decay * p + g;
}
static double heap_of_steps(double p, double g, double decay, double rate) {
    return decay * p + rate * g;
}
static double largest(double p, double g, double decay, double rate) {
    (void)rate;
    return fmax(decay * p, fabs(g));
}
static double sum_of_squares(double p, double g, double decay, double rate) {
    (void)decay, (void)rate;
    return p + g * g;
}
static double gradient_kept(double p, double g, double decay, double rate) {
    (void)p, (void)decay, (void)rate;
    return g;
}

static const Recurrence recurrences[] = {
    {"$ = # $ + (1−#) g", mean_of, true}, {"$ = # $ + (1−#) g²", mean_of_squares, true},
    {"$ = # $ + g", heap, true},          {"$ = # $ + η g", heap_of_steps, true},
    {"$ = max(# $, |g|)", largest, true}, {"$ = $ + g²", sum_of_squares, false},
    {"$ = g", gradient_kept, false},
};

static bool recurs(const StepProbes *probes, int slot, const Recurrence *recurrence, int decay) {
    for (int k = 0; k < probes->count; k++) {
        const StepFacts *facts = &probes->facts[k];
        double kept = decay < 0 ? 0 : facts->recipe->values[decay];
        for (int i = 0; i < 2; i++) {
            double next = recurrence->next(facts->before[slot][i], facts->g[i], kept, facts->rate);
            if (!near(next, facts->now[slot][i], fabs(facts->g[i]))) return false;
        }
    }
    return true;
}

static void write_formula(const char *formula, const char *slot, const char *decay, char text[FORM_TEXT]) {
    size_t length = 0;
    text[0] = 0;
    for (; *formula && length < FORM_TEXT - 1; formula++) {
        char letter[2] = {*formula, 0};
        const char *piece = *formula == '$' ? slot : *formula == '#' ? decay : letter;
        snprintf(text + length, FORM_TEXT - length, "%s", piece);
        length += strlen(text + length);
    }
}

bool slot_formula(const StepProbes *probes, int slot, char text[FORM_TEXT]) {
    const Recipe *recipe = probes->facts[0].recipe;
    int decays[HYPERPARAMETERS_MAX], count = find_decays(recipe, decays);
    const char *symbol = slot_symbol(recipe->optimizer->slots[slot]);
    for (size_t i = 0; i < sizeof recurrences / sizeof *recurrences; i++)
        for (int k = 0; k < (recurrences[i].decays ? count : 1); k++) {
            int decay = recurrences[i].decays ? decays[k] : -1;
            if (!recurs(probes, slot, &recurrences[i], decay)) continue;
            write_formula(recurrences[i].text, symbol, decay < 0 ? "" : decay_symbol(recipe, decay), text);
            return true;
        }
    return false;
}

/* ---- the direction ---- */

/* One way to make it: a mean, over a root, or only the sign of the mean. */
typedef struct Candidate {
    int mean, mean_decay; /* slot, or -1: the gradient; hyperparameter of its correction, or -1 */
    int ahead;            /* hyperparameter: the gradient plus that much of the slot; -1: no */
    int blend;            /* hyperparameter: (1 - that) of the gradient and that of the slot; -1: no */
    int root, root_decay; /* slot under the root, or -1 */
    bool inside;          /* epsilon under the root */
    bool plain;           /* the slot itself, no root */
    bool sign;
} Candidate;

static const Candidate NONE = {-1, -1, -1, -1, -1, -1, false, false, false};

static double correction_of(const StepFacts *facts, int decay) {
    return decay < 0 ? 1 : 1 - pow(facts->recipe->values[decay], (double)facts->clock + 1);
}

static double mean_at(const StepFacts *facts, const Candidate *way, int i) {
    double g = facts->g[i];
    if (way->mean < 0) return g;
    double slot = facts->now[way->mean][i], last = facts->before[way->mean][i];
    if (way->ahead >= 0) return g + facts->recipe->values[way->ahead] * slot;
    if (way->blend >= 0) {
        double share = facts->recipe->values[way->blend];
        return (1 - share) * g + share * (way->sign ? last : slot);
    }
    return slot / correction_of(facts, way->mean_decay);
}

static double root_at(const StepFacts *facts, const Candidate *way, int i) {
    double value = facts->now[way->root][i] / correction_of(facts, way->root_decay);
    return way->plain ? value : sqrt(value);
}

static double epsilon_of(const StepFacts *facts) {
    return optimizer_value(facts->recipe->optimizer, facts->recipe->values, "eps", 0);
}

static double made_at(const StepFacts *facts, const Candidate *way, int i) {
    double mean = mean_at(facts, way, i), eps = epsilon_of(facts);
    if (way->sign) return mean > 0 ? 1 : mean < 0 ? -1 : 0;
    if (way->root < 0) return mean;
    double root = root_at(facts, way, i);
    return way->inside ? mean / sqrt(root * root + eps) : mean / (root + eps);
}

static bool makes(const StepProbes *probes, const Candidate *way) {
    for (int k = 0; k < probes->count; k++)
        for (int i = 0; i < 2; i++) {
            const StepFacts *facts = &probes->facts[k];
            if (!near(made_at(facts, way, i), facts->direction[i], fabs(mean_at(facts, way, i))))
                return false;
        }
    return true;
}

/* The means there are: corrected ones first, for late in a run they are hardly told from others. */
static int list_means(const Recipe *recipe, const int *decays, int decay_count, Candidate *list) {
    int count = 0, slots = optimizer_slot_count(recipe->optimizer);
    list[count++] = NONE;
    for (int slot = 0; slot < slots; slot++) {
        Candidate way = NONE;
        way.mean = slot;
        for (int k = 0; k < decay_count; k++) {
            way.mean_decay = decays[k];
            list[count++] = way;
        }
        way.mean_decay = -1;
        list[count++] = way;
    }
    for (int slot = 0; slot < slots; slot++)
        for (int k = 0; k < decay_count; k++) {
            Candidate way = NONE;
            way.mean = slot;
            way.ahead = decays[k];
            list[count++] = way;
        }
    for (int slot = 0; slot < slots; slot++)
        for (int k = 1; k < optimizer_hyperparameter_count(recipe->optimizer); k++) {
            Candidate way = NONE;
            way.mean = slot;
            way.blend = k;
            if (recipe->values[k] > 0 && recipe->values[k] < 1) list[count++] = way;
        }
    return count;
}

static bool find_way(const StepProbes *probes, Candidate *found) {
    enum { MEANS_MAX = 1 + SLOTS_MAX * (3 * HYPERPARAMETERS_MAX + 1) };
    Candidate means[MEANS_MAX];
    const Recipe *recipe = probes->facts[0].recipe;
    int decays[HYPERPARAMETERS_MAX + 1], decay_count = find_decays(recipe, decays);
    int mean_count = list_means(recipe, decays, decay_count, means);
    decays[decay_count] = -1; /* not corrected */
    for (int m = 0; m < mean_count; m++) {
        Candidate way = means[m];
        for (int sign = 0; sign < 2; sign++) {
            if (sign && way.mean_decay >= 0) continue; /* the same sign as without */
            way.sign = sign;
            *found = way;
            if (makes(probes, &way)) return true;
        }
        way.sign = false;
        for (way.root = 0; way.root < optimizer_slot_count(recipe->optimizer); way.root++)
            for (int k = 0; k <= decay_count; k++)
                for (int form = 0; form < 3; form++) {
                    way.root_decay = decays[k];
                    way.inside = form == 1;
                    way.plain = form == 2;
                    *found = way;
                    if (makes(probes, &way)) return true;
                }
    }
    return false;
}

static void write_mean(const Recipe *recipe, const Candidate *way, char *text, size_t size) {
    char corrected[32];
    if (way->mean < 0) {
        snprintf(text, size, "g");
        return;
    }
    const char *slot = recipe->optimizer->slots[way->mean], *symbol = slot_symbol(slot);
    if (way->ahead >= 0)
        snprintf(text, size, "g + %s %s", decay_symbol(recipe, way->ahead), symbol);
    else if (way->blend >= 0)
        snprintf(text, size, "%s %s + (1−%s) g", decay_symbol(recipe, way->blend), symbol,
                 decay_symbol(recipe, way->blend));
    else
        snprintf(text, size, "%s", way->mean_decay < 0 ? symbol : slot_symbol_corrected(slot, corrected));
}

static void write_way(const StepFacts *facts, const Candidate *way, char text[FORM_TEXT]) {
    const Recipe *recipe = facts->recipe;
    char mean[48], corrected[32];
    bool epsilon = epsilon_of(facts) > 0;
    write_mean(recipe, way, mean, sizeof mean);
    if (way->sign) {
        snprintf(text, FORM_TEXT, "sign(%s)", mean);
    } else if (way->root < 0) {
        snprintf(text, FORM_TEXT, "%s", mean);
    } else {
        const char *slot = recipe->optimizer->slots[way->root];
        const char *root = way->root_decay < 0 ? slot_symbol(slot) : slot_symbol_corrected(slot, corrected);
        snprintf(text, FORM_TEXT,
                 !epsilon      ? "%s / %s%s"
                 : way->inside ? "%s / √(%s%s + ε)"
                               : "%s / (%s%s + ε)",
                 mean, way->plain || way->inside ? "" : "√", root);
    }
}

DirectionForm direction_form(const StepProbes *probes) {
    const StepFacts *facts = &probes->facts[0];
    DirectionForm form = {.numerator = -1, .root = -1, .numerator_decay = -1, .root_decay = -1};
    Candidate way;
    form.correction = form.root_correction = 1;
    form.known = find_way(probes, &way);
    if (!form.known) return form;
    write_way(facts, &way, form.text);
    form.numerator = way.mean;
    form.numerator_decay = way.mean_decay;
    form.root = way.root;
    form.root_decay = way.root_decay;
    form.plain = way.plain;
    form.scaled = way.root >= 0 || way.sign;
    form.correction = correction_of(facts, way.mean_decay);
    form.root_correction = correction_of(facts, way.root_decay);
    for (int i = 0; i < 2; i++) {
        form.mean[i] = mean_at(facts, &way, i);
        form.divisor[i] = way.root >= 0 ? root_at(facts, &way, i) : 1;
    }
    return form;
}

#include "recipe_help.h"

#include "core/recipe.h"
#include "recipe_options.h"

#include <string.h>

/* Hyperparameters that many optimizers have. */
static const Option common[] = {
    {"lr", 0, "V|1/L|2/(L+mu)", "learning rate, or the one that the surface's curvature suggests", false},
    {"momentum", 0, "V", "share of the velocity kept per step", false},
    {"beta1", 0, "V", "share of the mean gradient kept per step", false},
    {"beta2", 0, "V", "share of the mean square kept per step", false},
    {"eps", 0, "V", "keeps the division from blowing up where gradients vanish", false},
    {"weight_decay", 0, "V", "pull towards the origin", false},
    {0}};

void recipe_help(FILE *stream) {
    options_help(recipe_options_table(), stream);
    options_help(common, stream);
    fputs(
        "\nEvery optimizer, schedule and clipping has settings of its own: `slalom help adam`, `slalom help\n"
        "cosine`, `slalom help norm` list them with defaults and ranges, and `slalom list optimizers`\n"
        "(schedules, clippings) names all there are.\n",
        stream);
}

/* ---- sheets ---- */

static void print_rows(const Hyperparameter *row, int count, FILE *stream) {
    for (; count-- > 0; row++) {
        char left[64];
        snprintf(left, sizeof left, "--%s V", row->name);
        for (char *c = left; *c; c++) *c = *c == '_' ? '-' : *c;
        fprintf(stream, "      %-26s %s (default %.6g, ", left, row->help, row->default_value);
        if (row->scale == SCALE_SWITCH)
            fputs("0 or 1)\n", stream);
        else
            fprintf(stream, "%s%.9g to %.9g)\n", row->scale == SCALE_INTEGER ? "whole, " : "", row->minimum,
                    row->maximum);
    }
}

static void print_head(const char *kind, const char *title, const char *help, const char *source,
                       FILE *stream) {
    fprintf(stream, "%s (%s). %s\n", title, kind, help);
    if (strcmp(source, "-") != 0) fprintf(stream, "%s\n", source);
    putc('\n', stream);
}

static void print_optimizer(const Optimizer *optimizer, FILE *stream) {
    print_head("optimizer", optimizer->title, optimizer->help, optimizer->source, stream);
    print_rows(optimizer->hyperparameters, optimizer_hyperparameter_count(optimizer), stream);
    for (int i = 0; i < CONVENTIONS_MAX && optimizer->conventions[i].name; i++) {
        const Assignment *settings = optimizer->conventions[i].settings;
        fprintf(stream, "      --convention %-13s", optimizer->conventions[i].name);
        for (int k = 0; k < ASSIGNMENTS_MAX && settings[k].name; k++)
            fprintf(stream, "%s %s %.6g", k ? "," : "", settings[k].name, settings[k].value);
        putc('\n', stream);
    }
    for (int i = 0; i < optimizer_slot_count(optimizer); i++)
        fprintf(stream, "%s%s%s", i ? ", " : "\nIts state vectors: ", optimizer->slots[i],
                i + 1 < optimizer_slot_count(optimizer) ? "" : ".\n");
}

static void print_schedule(const Schedule *schedule, FILE *stream) {
    print_head("schedule", schedule->title, schedule->help, schedule->source, stream);
    print_rows(schedule->hyperparameters, schedule_hyperparameter_count(schedule), stream);
}

static void print_clipping(const Clipping *clipping, FILE *stream) {
    const int count = clipping_hyperparameter_count(clipping);
    print_head("clipping", clipping->title, clipping->help, clipping->source, stream);
    fprintf(stream, "      --clip %s", clipping->name);
    for (int i = 0; i < count; i++) fprintf(stream, "%c%s", i ? ',' : ':', clipping->hyperparameters[i].name);
    putc('\n', stream);
    for (int i = 0; i < count; i++) {
        const Hyperparameter *row = &clipping->hyperparameters[i];
        fprintf(stream, "        %-24s %s (default %.6g, %.9g to %.9g)\n", row->name, row->help,
                row->default_value, row->minimum, row->maximum);
    }
}

bool recipe_help_about(const char *name, FILE *stream) {
    const Optimizer *optimizer = optimizer_find(name);
    const Schedule *schedule = schedule_find(name);
    const Clipping *clipping = clipping_find(name);
    if (optimizer) print_optimizer(optimizer, stream);
    if (schedule) print_schedule(schedule, stream);
    if (clipping) print_clipping(clipping, stream);
    return optimizer || schedule || clipping;
}

bool recipe_help_sheets(const Options *options, FILE *stream) {
    static const char *const kinds[] = {"optimizer", "schedule", "clip"};
    bool any = false;
    for (int i = 0; i < 3; i++) {
        const char *text = options_text(options, kinds[i]);
        char name[64];
        if (!text) continue;
        snprintf(name, sizeof name, "%.*s", (int)strcspn(text, ":"), text);
        if (any) putc('\n', stream);
        any |= recipe_help_about(name, stream);
    }
    return any;
}

void recipe_help_offer(Nearest *nearest) {
    for (int i = 0; i < optimizer_count; i++) nearest_offer(nearest, optimizers[i].name);
    for (int i = 0; i < schedule_count; i++) nearest_offer(nearest, schedules[i].name);
    for (int i = 0; i < clipping_count; i++) nearest_offer(nearest, clippings[i].name);
}

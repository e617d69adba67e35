#include "programs.h"

#include "bench_report.h"
#if SLALOM_TRAINING
#include "bench_training.h"
#endif
#include "options.h"

#include <string.h>
#include <unistd.h>

static const Option table[] = {
    {"only", 0, "PART", "map, lines, bands, descent, update, training or training:MODEL; may be repeated",
     true},
    {"rounds", 'r', "N", "turns of every measurement; figures are medians (default 9)", false},
    {"csv", 0, NULL, "rows of comma-separated values", false},
    {"help", 'h', NULL, "this text", false},
    {0}};

static const struct {
    const char *name, *heading;
    bool threaded;
    void (*measure)(const BenchReport *report, int threads);
} parts[] = {
    {"map", "Maps of 1920 x 1080 points, double precision, from surface files", true, bench_map},
    {"lines", "Iso-lines of 1920 x 1080 heights", true, bench_lines},
#if SLALOM_SCREEN
    {"bands", "Bands and lines to 1920 x 1080 pixels", true, bench_bands},
#endif
    {"descent", "Single descents", false, bench_descent},
    {"update", "Updates of float parameters in place", true, bench_update},
#if SLALOM_TRAINING
    {"training", "Training, beside PyTorch and OpenBLAS's products alone", true, bench_models},
#endif
};
enum { PARTS = sizeof parts / sizeof *parts };

static void add(Options *options) {
    options_add(options, table);
}

static void help(const Options *options) {
    (void)options;
    fputs("usage: slalom bench speed [options]\n"
          "       slalom bench training [options]    (see slalom bench training --help)\n\n"
          "Measures the speed of this machine's Slalom beside references compiled into the same program, in "
          "turns.\n\n",
          stdout);
    options_help(table, stdout);
    fputs("\nThe parts:\n", stdout);
    for (int i = 0; i < PARTS; i++) printf("      %-26s %s\n", parts[i].name, parts[i].heading);
#if SLALOM_TRAINING
    fputs("\nThe models of training:", stdout);
    for (int i = 0; bench_model_name(i); i++) printf(" %s", bench_model_name(i));
    fputs("\n", stdout);
#endif
    fputs("\nExit code: 0, or 2 for bad usage. A goal that is missed is shown, not punished.\n", stdout);
}

/* The model in "training:MODEL": it alone is measured. */
static bool choose_model(const char *text, const char **model, Error *error) {
    *model = NULL;
    const char *name = strchr(text, ':');
    if (!name) return true;
#if SLALOM_TRAINING
    for (int i = 0; strncmp(text, "training:", 9) == 0 && bench_model_name(i); i++)
        if (strcmp(bench_model_name(i), name + 1) == 0) *model = name + 1;
#endif
    return *model || error_set(error, 0, 0, "slalom bench speed --help names the models of training",
                               "there is no part %.60s", text);
}

/* Whether --only names the part, or is not given. False and an error where it names none. */
static bool choose_parts(const Options *options, bool chosen[PARTS], const char **model, Error *error) {
    bool any = false;
    for (int g = 0; g < options->given_count; g++) {
        if (strcmp(options->given[g].option->name, "only") != 0) continue;
        const char *text = options->given[g].text;
        const size_t length = strcspn(text, ":");
        int part = 0;
        while (part < PARTS &&
               (strlen(parts[part].name) != length || strncmp(parts[part].name, text, length) != 0))
            part++;
        if (part == PARTS)
            return error_set(error, 0, 0, "parts are map, lines, bands, descent, update, training",
                             "there is no part %.60s", text);
        if (!choose_model(text, model, error)) return false;
        chosen[part] = any = true;
    }
    for (int i = 0; i < PARTS && !any; i++) chosen[i] = true;
    return true;
}

static void measure(const BenchReport *report, const bool chosen[PARTS]) {
    int processors = (int)sysconf(_SC_NPROCESSORS_ONLN);
    if (report->csv) fputs("what,threads,unit,ours,reference,theirs,ratio,goal\n", report->stream);
    for (int i = 0; i < PARTS; i++) {
        if (!chosen[i]) continue;
        bench_heading(report, parts[i].heading);
        for (int threads = 1; threads <= 2 && threads <= processors; threads++)
            if (threads == 1 || parts[i].threaded) parts[i].measure(report, threads);
    }
}

static int bench_speed(const Options *options) {
    Error error = {0};
    bool chosen[PARTS] = {false};
    const char *model = NULL;
    int64_t rounds = 9;
    if (options->positional_count != 1 || strcmp(options->positionals[0], "speed") != 0)
        error_set(&error, 0, 0, "slalom bench speed, slalom bench training",
                  "what to measure is missing or unknown");
    else if (options_integer(options, "rounds", 1, 101, &rounds, &error) &&
             choose_parts(options, chosen, &model, &error)) {
        measure(&(BenchReport){stdout, options_given(options, "csv"), (int)rounds, model}, chosen);
        return options_finish();
    }
    return options_fail(&error);
}

int bench_main(int argc, char **argv) {
#if SLALOM_TRAINING
    if (argc > 1 && strcmp(argv[1], "training") == 0) return bench_training_main(argc - 1, argv + 1);
#endif
    return command_main(&(Command){add, help, bench_speed}, argc, argv);
}

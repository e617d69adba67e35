/* slalom: the table of subcommands. */
#include "programs.h"

#include "core/nearest.h"
#include "options.h"
#include "recipe_help.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int help_main(int argc, char **argv);

static const struct {
    const char *name, *arguments, *help;
    int (*main)(int argc, char **argv);
} commands[] = {
#if SLALOM_SCREEN
    {"view", "[SCENE]", "open the window (also without the word view)", view_main},
#endif
    {"run", "SCENE | --surface NAME ...", "compute trajectories and write them as CSV, JSON, ...", run_main},
#if SLALOM_SCREEN
    {"render", "SCENE -o FILE", "draw a picture; needs no display", render_main},
#endif
    {"sweep", "SCENE | --surface NAME ...", "try learning rates and say which suits", sweep_main},
    {"verify", "FILE|FOLDER ...", "compute golden trajectories again and compare every bit", verify_main},
#if SLALOM_TRAINING
    {"train", "TASK", "train a model and report how well it does", train_main},
#endif
    {"bench", "speed|training", "measure this machine, or optimizers on training tasks", bench_main},
    {"list", "surfaces|optimizers|...", "show what there is to choose from", list_main},
    {"help", "[COMMAND|NAME]", "explain a command, an optimizer, a schedule or a clipping", help_main},
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static int find_command(const char *name) {
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].name, name) == 0) return i;
    return -1;
}

static void print_help(FILE *stream) {
    fputs("Slalom races optimizers down 2D loss surfaces.\n\nusage: slalom COMMAND ...\n\n", stream);
    for (int i = 0; i < COMMAND_COUNT; i++) {
        char left[64];
        snprintf(left, sizeof left, "%s %s", commands[i].name, commands[i].arguments);
        fprintf(stream, "  %-32s %s\n", left, commands[i].help);
    }
    fputs("\n`slalom COMMAND --help` explains every option. `slalom --version` tells the version.\n"
          "Exit codes: 0 success, 1 a check or a write failed, 2 bad usage or bad input.\n",
          stream);
}

static int unknown_command(const char *name) {
    char hint[128];
    Error error = {0};
    Nearest nearest = nearest_start(name);
    for (int i = 0; i < COMMAND_COUNT; i++) nearest_offer(&nearest, commands[i].name);
    nearest_hint(&nearest, "slalom --help shows all", hint, sizeof hint);
    error_set(&error, 0, 0, hint, "there is no command %.60s", name);
    return options_fail(&error);
}

/* Neither a command nor a row of a table. */
static int unknown_topic(const char *name) {
    char hint[128];
    Error error = {0};
    Nearest nearest = nearest_start(name);
    for (int i = 0; i < COMMAND_COUNT; i++) nearest_offer(&nearest, commands[i].name);
    recipe_help_offer(&nearest);
    nearest_hint(&nearest, "slalom --help shows all", hint, sizeof hint);
    error_set(&error, 0, 0, hint, "there is nothing called %.60s to explain", name);
    return options_fail(&error);
}

static int help_main(int argc, char **argv) {
    bool about_itself = argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
    if (argc > 1 && !about_itself) {
        int command = find_command(argv[1]);
        char help[] = "--help", *arguments[] = {argv[1], help, NULL};
        if (command < 0)
            return recipe_help_about(argv[1], stdout) ? options_finish() : unknown_topic(argv[1]);
        if (commands[command].main != help_main) return commands[command].main(2, arguments);
    }
    print_help(stdout);
    return options_finish();
}

static int print_version(void) {
    puts("slalom " SLALOM_VERSION);
    return options_finish();
}

/* Without a command: the window, with what there is on the line; where there is no window, a line on how to
 * go on. */
static int without_command(int argc, char **argv) {
#if SLALOM_SCREEN
    bool meant_for_view = argc < 2 || argv[1][0] == '-' || strchr(argv[1], '/') || strchr(argv[1], '.');
    if (meant_for_view || access(argv[1], F_OK) == 0) return view_main(argc, argv);
#endif
    if (argc >= 2 && argv[1][0] != '-') return unknown_command(argv[1]);
    Error error = {0};
    error_set(&error, 0, 0, "slalom --help shows all",
              argc < 2 ? "a command is missing" : "there is no option %.60s", argc < 2 ? "" : argv[1]);
    return options_fail(&error);
}

int main(int argc, char **argv) {
    /* A closed pipe or a size limit is a failed write, not a death: files end whole or not at all. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    if (argc < 1) return 2;
    if (argc < 2) return without_command(argc, argv);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) return help_main(1, argv + 1);
    if (strcmp(argv[1], "--version") == 0) return print_version();
    int command = find_command(argv[1]);
    if (command >= 0) return commands[command].main(argc - 1, argv + 1);
    return without_command(argc, argv);
}

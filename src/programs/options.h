/* Command-line options from tables: one row is parsing, checking and its line in --help. */
#ifndef PROGRAMS_OPTIONS_H
#define PROGRAMS_OPTIONS_H

#include "core/hyperparameter.h"

#include <stdint.h>
#include <stdio.h>

/* One option. Written `--name value`, `--name=value` and, where it has a letter, `-l value`. In names - and _
 * are one. */
typedef struct Option {
    const char *name;     /* without the dashes; a row without a name ends a table */
    char letter;          /* 0: none */
    const char *argument; /* what --help calls its value: "FILE"; NULL: a switch without value */
    const char *help;     /* one sentence */
    bool repeats;         /* may be given more than once; else the second time is an error */
} Option;

enum { OPTIONS_MAX = 128, OPTIONS_GENERATED_MAX = 96, OPTIONS_GIVEN_MAX = 256, POSITIONALS_MAX = 16 };

/* What a command line says. The texts are argv's. Zero it to start; it points into itself, so it is never
 * copied. */
typedef struct Options {
    const Option *rows[OPTIONS_MAX]; /* all that are known */
    int row_count;
    Option generated[OPTIONS_GENERATED_MAX]; /* rows made from tables of hyperparameters */
    int generated_count;
    struct OptionGiven {
        const Option *option;
        const char *text; /* NULL for a switch */
    } given[OPTIONS_GIVEN_MAX];
    int given_count;
    const char *positionals[POSITIONALS_MAX];
    int positional_count;
} Options;

/* Makes the table's rows known; call once per table before options_parse. Rows whose name is known already
 * are left out. */
void options_add(Options *options, const Option *table);

/* Makes an option of every row of a table of hyperparameters. */
void options_add_hyperparameters(Options *options, const Hyperparameter *table, int count);
/* Whether the option was made by that. */
bool options_is_generated(const Options *options, const Option *option);

/* Reads argv[1 .. argc - 1] (argv[0] is the command). `--` ends the options. */
bool options_parse(Options *options, int argc, char **argv, Error *error);

bool options_given(const Options *options, const char *name);
/* The value of `name`, or NULL where it was not given (the last one where it repeats). */
const char *options_text(const Options *options, const char *name);

/* Reads the value of `name` into *value, checked against [minimum, maximum]; leaves *value alone where it was
 * not given. */
bool options_number(const Options *options, const char *name, double minimum, double maximum, double *value,
                    Error *error);
bool options_integer(const Options *options, const char *name, int64_t minimum, int64_t maximum,
                     int64_t *value, Error *error);
/* Two finite numbers between a `separator`: --start 1,2 --size 1920x1080. */
bool options_pair(const Options *options, const char *name, char separator, double values[2], Error *error);
/* The index of its value among the `count` choices. */
bool options_choice(const Options *options, const char *name, const char *const *choices, int count,
                    int *choice, Error *error);

/* The index of `text` among the choices; `what` begins the error: "--format: there is no cvs (did you mean
 * csv?)". */
bool options_match(const char *text, const char *what, const char *const *choices, int count, int *choice,
                   Error *error);

/* The table's lines of --help. */
void options_help(const Option *table, FILE *stream);

/* A command of the program. */
typedef struct Command {
    void (*add)(Options *options);        /* makes its options known */
    void (*help)(const Options *options); /* --help, on standard output */
    int (*obey)(const Options *options);  /* does it: the exit code, after printing any error */
} Command;

/* The main() of a command: reads the line, explains or obeys. The exit code. */
int command_main(const Command *command, int argc, char **argv);

/* Ends what was printed on standard output; the exit code: 0, or 1 where it could not be written. */
int options_finish(void);

/* Prints "slalom: error" as one line on stderr; returns 2, the exit code of bad usage and bad input. An error
 * without message (output_commit: the reader closed its pipe) prints nothing and returns 1. */
int options_fail(const Error *error);

#endif

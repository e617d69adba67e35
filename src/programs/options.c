#include "options.h"

#include "core/nearest.h"
#include "files/number_text.h"
#include "files/output.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Whether the `length` first characters of `written` are the option's name; - and _ are one. */
static bool is_name(const char *name, const char *written, size_t length) {
    if (strlen(name) != length) return false;
    for (size_t i = 0; i < length; i++) {
        char a = name[i] == '_' ? '-' : name[i], b = written[i] == '_' ? '-' : written[i];
        if (a != b) return false;
    }
    return true;
}

static const Option *find_option(const Options *options, const char *written, size_t length) {
    for (int i = 0; i < options->row_count; i++)
        if (is_name(options->rows[i]->name, written, length)) return options->rows[i];
    return NULL;
}

static const Option *find_letter(const Options *options, char letter) {
    for (int i = 0; i < options->row_count; i++)
        if (options->rows[i]->letter == letter) return options->rows[i];
    return NULL;
}

void options_add(Options *options, const Option *table) {
    for (; table->name; table++) {
        if (find_option(options, table->name, strlen(table->name))) continue;
        assert(options->row_count < OPTIONS_MAX);
        options->rows[options->row_count++] = table;
    }
}

void options_add_hyperparameters(Options *options, const Hyperparameter *table, int count) {
    for (int i = 0; i < count; i++) {
        if (find_option(options, table[i].name, strlen(table[i].name))) continue;
        assert(options->generated_count < OPTIONS_GENERATED_MAX && options->row_count < OPTIONS_MAX);
        Option *option = &options->generated[options->generated_count++];
        *option = (Option){table[i].name, 0, "V", table[i].help, false};
        options->rows[options->row_count++] = option;
    }
}

bool options_is_generated(const Options *options, const Option *option) {
    for (int i = 0; i < options->generated_count; i++)
        if (option == &options->generated[i]) return true;
    return false;
}

/* ---- reading argv ---- */

static bool refuse_unknown(const Options *options, const char *written, size_t length, Error *error) {
    char word[64], hint[sizeof error->hint];
    snprintf(word, sizeof word, "%.*s", (int)(length < sizeof word ? length : sizeof word - 1), written);
    Nearest nearest = nearest_start(word);
    for (int i = 0; i < options->row_count; i++) nearest_offer(&nearest, options->rows[i]->name);
    if (nearest.name)
        snprintf(hint, sizeof hint, "did you mean --%s?", nearest.name);
    else
        snprintf(hint, sizeof hint, "--help shows all");
    return error_set(error, 0, 0, hint, "there is no option --%s", word);
}

static bool add_given(Options *options, const Option *option, const char *text, Error *error) {
    if (!option->repeats && options_given(options, option->name))
        return error_set(error, 0, 0, NULL, "--%s is given twice", option->name);
    if (options->given_count == OPTIONS_GIVEN_MAX)
        return error_set(error, 0, 0, NULL, "more than %d options", OPTIONS_GIVEN_MAX);
    options->given[options->given_count++] = (struct OptionGiven){option, text};
    return true;
}

static bool add_positional(Options *options, const char *text, Error *error) {
    if (options->positional_count == POSITIONALS_MAX)
        return error_set(error, 0, 0, NULL, "more than %d arguments", POSITIONALS_MAX);
    options->positionals[options->positional_count++] = text;
    return true;
}

/* Takes the value behind = or from the next argument. */
static bool add_option(Options *options, const Option *option, const char *attached, int argc, char **argv,
                       int *at, Error *error) {
    if (!option->argument && attached)
        return error_set(error, 0, 0, NULL, "--%s takes no value", option->name);
    if (!option->argument || attached) return add_given(options, option, attached, error);
    if (*at + 1 >= argc)
        return error_set(error, 0, 0, NULL, "--%s needs a value: %s", option->name, option->argument);
    return add_given(options, option, argv[++*at], error);
}

static bool read_long(Options *options, int argc, char **argv, int *at, Error *error) {
    const char *written = argv[*at] + 2, *equals = strchr(written, '=');
    size_t length = equals ? (size_t)(equals - written) : strlen(written);
    const Option *option = find_option(options, written, length);
    if (!option) return refuse_unknown(options, written, length, error);
    return add_option(options, option, equals ? equals + 1 : NULL, argc, argv, at, error);
}

static bool read_short(Options *options, int argc, char **argv, int *at, Error *error) {
    const char *written = argv[*at];
    const Option *option = find_letter(options, written[1]);
    if (!option) {
        const Option *named = find_option(options, written + 1, strcspn(written + 1, "="));
        char hint[sizeof error->hint];
        snprintf(hint, sizeof hint, named ? "did you mean --%s?" : "--help shows all",
                 named ? named->name : "");
        return error_set(error, 0, 0, hint, "there is no option %.60s", written);
    }
    const char *attached = written[2] == '=' ? written + 3 : written[2] ? written + 2 : NULL;
    return add_option(options, option, attached, argc, argv, at, error);
}

bool options_parse(Options *options, int argc, char **argv, Error *error) {
    bool only_positionals = false, ok = true;
    for (int i = 1; i < argc && ok; i++) {
        bool dash = argv[i][0] == '-' && argv[i][1] != '\0' && !only_positionals;
        if (!dash)
            ok = add_positional(options, argv[i], error);
        else if (strcmp(argv[i], "--") == 0)
            only_positionals = true;
        else
            ok = (argv[i][1] == '-' ? read_long : read_short)(options, argc, argv, &i, error);
    }
    return ok;
}

/* ---- values ---- */

bool options_given(const Options *options, const char *name) {
    for (int i = 0; i < options->given_count; i++)
        if (is_name(options->given[i].option->name, name, strlen(name))) return true;
    return false;
}

const char *options_text(const Options *options, const char *name) {
    for (int i = options->given_count - 1; i >= 0; i--)
        if (is_name(options->given[i].option->name, name, strlen(name))) return options->given[i].text;
    return NULL;
}

bool options_number(const Options *options, const char *name, double minimum, double maximum, double *value,
                    Error *error) {
    const char *text = options_text(options, name);
    double read;
    if (!text) return true;
    if (!number_from_text(text, &read) || !(read >= minimum && read <= maximum))
        return error_set(error, 0, 0, NULL, "--%s must be a number from %.10g to %.10g, not \"%.40s\"", name,
                         minimum, maximum, text);
    *value = read;
    return true;
}

bool options_integer(const Options *options, const char *name, int64_t minimum, int64_t maximum,
                     int64_t *value, Error *error) {
    const char *text = options_text(options, name);
    double read;
    if (!text) return true;
    assert(minimum >= -(INT64_C(1) << 53) && maximum <= INT64_C(1) << 53);
    if (!number_from_text(text, &read) || !(read >= (double)minimum && read <= (double)maximum) ||
        read != rint(read))
        return error_set(error, 0, 0, NULL,
                         "--%s must be a whole number from %" PRId64 " to %" PRId64 ", not \"%.40s\"", name,
                         minimum, maximum, text);
    *value = (int64_t)read;
    return true;
}

bool options_pair(const Options *options, const char *name, char separator, double values[2], Error *error) {
    const char *text = options_text(options, name);
    if (!text) return true;
    const char *second = strchr(text, separator);
    char first[64];
    double read[2];
    if (second) snprintf(first, sizeof first, "%.*s", (int)(second - text < 63 ? second - text : 63), text);
    if (!second || !number_from_text(first, &read[0]) || !number_from_text(second + 1, &read[1]))
        return error_set(error, 0, 0, NULL, "--%s must be two numbers with %c between them, not \"%.40s\"",
                         name, separator, text);
    memcpy(values, read, sizeof read);
    return true;
}

bool options_match(const char *text, const char *what, const char *const *choices, int count, int *choice,
                   Error *error) {
    Nearest nearest = nearest_start(text);
    for (int i = 0; i < count; i++) {
        nearest_offer(&nearest, choices[i]);
        if (strcmp(choices[i], text) == 0) {
            *choice = i;
            return true;
        }
    }
    char all[sizeof error->hint] = "", hint[sizeof error->hint];
    for (int i = 0, used = 0; i < count && used < (int)sizeof all; i++)
        used += snprintf(all + used, sizeof all - (size_t)used, "%s%s", i ? ", " : "known are ", choices[i]);
    nearest_hint(&nearest, all, hint, sizeof hint);
    return error_set(error, 0, 0, hint, "%s: there is no %.40s", what, text);
}

bool options_choice(const Options *options, const char *name, const char *const *choices, int count,
                    int *choice, Error *error) {
    const char *text = options_text(options, name);
    char what[64];
    snprintf(what, sizeof what, "--%s", name);
    return !text || options_match(text, what, choices, count, choice, error);
}

/* ---- help and failure ---- */

void options_help(const Option *table, FILE *stream) {
    for (; table->name; table++) {
        char left[64], letter[8] = "    ";
        if (table->letter) snprintf(letter, sizeof letter, "-%c, ", table->letter);
        snprintf(left, sizeof left, "%s--%s%s%s", letter, table->name, table->argument ? " " : "",
                 table->argument ? table->argument : "");
        for (char *c = strstr(left, "--"); *c && *c != ' '; c++) *c = *c == '_' ? '-' : *c;
        fprintf(stream, "  %-30s %s\n", left, table->help);
    }
}

int options_finish(void) {
    Output output;
    Error error = {0};
    if (output_open(&output, NULL, &error) && output_commit(&output, &error)) return 0;
    options_fail(&error);
    return 1;
}

int options_fail(const Error *error) {
    char text[1024];
    if (!error->message[0]) return 1; /* a reader closed its pipe: nothing to tell anybody */
    error_text(error, text, sizeof text);
    /* Names come from anywhere: one line stays one line, and no terminal is told what to do. */
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < 32 || *c == 127) *c = ' ';
    fprintf(stderr, "slalom: %s\n", text);
    return 2;
}

int command_main(const Command *command, int argc, char **argv) {
    Options *options = calloc(1, sizeof *options);
    Error error = {0};
    int code;
    if (!options) {
        error_set(&error, 0, 0, NULL, "out of memory");
        return options_fail(&error), 1;
    }
    command->add(options);
    if (!options_parse(options, argc, argv, &error))
        code = options_fail(&error);
    else if (options_given(options, "help")) {
        command->help(options);
        code = options_finish();
    } else
        code = command->obey(options);
    free(options);
    return code;
}

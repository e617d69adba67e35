#include "surface_file.h"

#include "core/nearest.h"
#include "core/optimizer.h"
#include "core/outlook.h"
#include "core/vocabulary.h"
#include "dataset_file.h"
#include "grid_file.h"
#include "settings.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* One file on its way into a definition. */
typedef struct Reader {
    const Settings *settings;
    SurfaceDefinition *definition;
    const char *path; /* of the file: what it names stands relative to it */
    Error *error;
} Reader;

/* ---- words for enums, the same in files as in error messages ---- */

static const char *const scale_words[] = {[SCALE_LINEAR] = "linear",
                                          [SCALE_LOG] = "log",
                                          [SCALE_ONE_MINUS] = "one_minus",
                                          [SCALE_INTEGER] = "integer",
                                          [SCALE_SWITCH] = "switch"};
static const char *const level_words[] = {
    [LEVELS_LOG] = "log", [LEVELS_LINEAR] = "linear", [LEVELS_QUANTILE] = "quantile"};

/* Index of the setting's text in a table of words. */
static bool read_word(const Reader *reader, const Setting *setting, const char *const *words, int count,
                      int *index) {
    const char *text;
    char known[128] = "";
    if (!settings_text(reader->settings, setting, &text, reader->error)) return false;
    for (*index = 0; *index < count; ++*index)
        if (strcmp(text, words[*index]) == 0) return true;
    for (int i = 0, used = 0; i < count && used < (int)sizeof known; i++)
        used += snprintf(known + used, sizeof known - (size_t)used, "%s%s", i ? ", " : "", words[i]);
    return settings_refuse(reader->settings, setting, reader->error, known, "\"%.40s\" is no %s", text,
                           settings_name(setting));
}

/* ---- texts ---- */

static bool is_blank(const char *text) {
    return text[strspn(text, " \t\r\n")] == '\0';
}

static bool copy_text(const Reader *reader, const Setting *setting, char **copy) {
    const char *text;
    if (!settings_text(reader->settings, setting, &text, reader->error)) return false;
    if (is_blank(text))
        return settings_refuse(reader->settings, setting, reader->error, NULL, "%s is empty",
                               settings_name(setting));
    free(*copy);
    *copy = strdup(text);
    return *copy || settings_refuse(reader->settings, setting, reader->error, NULL, "out of memory");
}

static bool read_title(const Reader *reader, const Setting *setting) {
    const char *text;
    size_t size = sizeof reader->definition->title;
    if (!settings_text(reader->settings, setting, &text, reader->error)) return false;
    if (is_blank(text))
        return settings_refuse(reader->settings, setting, reader->error, NULL, "title is empty");
    if (strlen(text) >= size)
        return settings_refuse(reader->settings, setting, reader->error, NULL,
                               "title is longer than %d bytes", (int)size - 1);
    strcpy(reader->definition->title, text);
    return true;
}

static bool read_teaches(const Reader *reader, const Setting *setting) {
    return copy_text(reader, setting, &reader->definition->teaches);
}

static bool read_source(const Reader *reader, const Setting *setting) {
    return copy_text(reader, setting, &reader->definition->source);
}

/* ---- numbers and places ---- */

/* Two numbers, the first below the second. */
static bool read_range(const Reader *reader, const Setting *setting, double range[2]) {
    if (!settings_pair(reader->settings, setting, range, reader->error)) return false;
    double width = range[1] - range[0];
    if (!(range[0] < range[1]) || !isfinite(width) || width <= 1e-12 * fmax(fabs(range[0]), fabs(range[1])))
        return settings_refuse(reader->settings, setting, reader->error, "[low, high]",
                               "%s must run from a lower to a higher number", settings_name(setting));
    return true;
}

static bool read_view(const Reader *reader, const Setting *setting) {
    static const char *const keys[] = {"x", "y"};
    double *ranges[] = {reader->definition->view.x, reader->definition->view.y};
    if (!settings_group(reader->settings, setting, reader->error) ||
        !settings_check_keys(reader->settings, setting, keys, COUNT(keys), reader->error))
        return false;
    for (int i = 0; i < COUNT(keys); i++) {
        const Setting *range = settings_require(reader->settings, setting, keys[i], reader->error);
        if (!range || !read_range(reader, range, ranges[i])) return false;
    }
    return true;
}

static bool read_start(const Reader *reader, const Setting *setting) {
    return settings_pair(reader->settings, setting, reader->definition->start, reader->error);
}

/* A list of at most `most` places. */
static bool read_places(const Reader *reader, const Setting *setting, int most, double (*places)[2],
                        int *count) {
    if (!settings_list(reader->settings, setting, reader->error)) return false;
    *count = settings_length(setting);
    if (*count > most)
        return settings_refuse(reader->settings, setting, reader->error, NULL, "more than %d %s", most,
                               settings_name(setting));
    for (int i = 0; i < *count; i++) {
        const Setting *point = settings_element(setting, i);
        if (!settings_pair(reader->settings, point, places[i], reader->error)) {
            snprintf(reader->error->hint, sizeof reader->error->hint, "%s = ( [x, y], [x, y] )",
                     settings_name(setting));
            return false;
        }
    }
    return true;
}

static bool read_minima(const Reader *reader, const Setting *setting) {
    SurfaceDefinition *definition = reader->definition;
    return read_places(reader, setting, SURFACE_MINIMA_MAX, definition->minima, &definition->minimum_count);
}

static bool read_saddles(const Reader *reader, const Setting *setting) {
    SurfaceDefinition *definition = reader->definition;
    return read_places(reader, setting, SURFACE_SADDLES_MAX, definition->saddles, &definition->saddle_count);
}

static bool read_levels(const Reader *reader, const Setting *setting) {
    int index;
    if (!read_word(reader, setting, level_words, COUNT(level_words), &index)) return false;
    reader->definition->levels = (Levels)index;
    return true;
}

static bool read_tuned(const Reader *reader, const Setting *setting) {
    SurfaceDefinition *definition = reader->definition;
    const char *names[SURFACE_TUNED_MAX];
    assert(optimizer_count <= SURFACE_TUNED_MAX);
    for (int i = 0; i < optimizer_count; i++) names[i] = optimizers[i].name;
    if (!settings_group(reader->settings, setting, reader->error) ||
        !settings_check_keys(reader->settings, setting, names, optimizer_count, reader->error))
        return false;
    definition->tuned_count = settings_length(setting);
    for (int i = 0; i < definition->tuned_count; i++) {
        const Setting *rate = settings_element(setting, i);
        struct TunedRate *tuned = &definition->tuned[i];
        Error why = {0};
        snprintf(tuned->optimizer, sizeof tuned->optimizer, "%s", settings_name(rate));
        if (!settings_number(reader->settings, rate, &tuned->rate, reader->error)) return false;
        if (!(tuned->rate > 0.0) ||
            !hyperparameter_check(&optimizer_find(tuned->optimizer)->hyperparameters[0], tuned->rate, &why))
            return settings_refuse(reader->settings, rate, reader->error, why.message,
                                   "%.17g is no learning rate", tuned->rate);
    }
    return true;
}

/* ---- parameters ---- */

static bool is_name(const char *text) {
    if (!isalpha((unsigned char)*text) && *text != '_') return false;
    while (isalnum((unsigned char)*text) || *text == '_') text++;
    return *text == '\0';
}

static bool read_parameter_name(const Reader *reader, const Setting *setting, Hyperparameter *parameter) {
    static const char *const taken[] = {"x", "y", "t", "pi", "e", "let"};
    const SurfaceDefinition *definition = reader->definition;
    const char *name;
    if (!settings_text(reader->settings, setting, &name, reader->error)) return false;
    if (!is_name(name))
        return settings_refuse(reader->settings, setting, reader->error, "letters, digits and _",
                               "\"%.40s\" is no name for a parameter", name);
    bool means = vocabulary_function(name, (int)strlen(name)) != NULL;
    for (int i = 0; i < COUNT(taken); i++) means |= strcmp(name, taken[i]) == 0;
    if (means)
        return settings_refuse(reader->settings, setting, reader->error, NULL,
                               "a parameter cannot be called %.40s: formulas mean something else by it",
                               name);
    if (hyperparameter_find(definition->parameters, definition->parameter_count - 1, name) >= 0)
        return settings_refuse(reader->settings, setting, reader->error, NULL,
                               "there are two parameters %.40s", name);
    parameter->name = strdup(name);
    return parameter->name != NULL;
}

/* Optional text of a parameter: `otherwise` where it is not there. */
static const char *parameter_text(const Reader *reader, const Setting *group, const char *key,
                                  const char *otherwise) {
    const Setting *setting = settings_member(group, key);
    const char *text = otherwise;
    if (setting && !settings_text(reader->settings, setting, &text, reader->error)) return NULL;
    return strdup(text);
}

static bool check_scale(const Reader *reader, const Setting *range, const Hyperparameter *parameter) {
    if (parameter->scale == SCALE_LOG && !(parameter->low > 0.0))
        return settings_refuse(reader->settings, range, reader->error, NULL,
                               "a log scale needs a range above 0");
    if (parameter->scale == SCALE_ONE_MINUS && !(parameter->high < 1.0))
        return settings_refuse(reader->settings, range, reader->error, NULL,
                               "a one_minus scale needs a range below 1");
    return true;
}

static bool read_parameter(const Reader *reader, const Setting *group) {
    static const char *const keys[] = {"name", "value", "range", "scale", "help", "symbol"};
    const Settings *settings = reader->settings;
    Hyperparameter *parameter = &reader->definition->parameters[reader->definition->parameter_count++];
    if (!settings_group(settings, group, reader->error) ||
        !settings_check_keys(settings, group, keys, COUNT(keys), reader->error))
        return false;
    const Setting *name = settings_require(settings, group, "name", reader->error);
    const Setting *value = name ? settings_require(settings, group, "value", reader->error) : NULL;
    const Setting *range = value ? settings_require(settings, group, "range", reader->error) : NULL;
    const Setting *scale = settings_member(group, "scale");
    if (!range || !read_parameter_name(reader, name, parameter)) return false;
    parameter->symbol = parameter_text(reader, group, "symbol", parameter->name);
    parameter->help = parameter->symbol ? parameter_text(reader, group, "help", "") : NULL;
    int index = SCALE_LINEAR;
    double ends[2];
    if (!parameter->help || !settings_number(settings, value, &parameter->default_value, reader->error) ||
        !read_range(reader, range, ends) ||
        (scale && !read_word(reader, scale, scale_words, COUNT(scale_words), &index)))
        return false;
    parameter->minimum = parameter->low = ends[0];
    parameter->maximum = parameter->high = ends[1];
    parameter->scale = (Scale)index;
    return check_scale(reader, range, parameter) &&
           (hyperparameter_check(parameter, parameter->default_value, reader->error) ||
            settings_place(settings, value, reader->error));
}

static bool read_parameters(const Reader *reader, const Setting *setting) {
    if (!settings_list(reader->settings, setting, reader->error)) return false;
    if (settings_length(setting) > SURFACE_PARAMETERS_MAX)
        return settings_refuse(reader->settings, setting, reader->error, NULL, "more than %d parameters",
                               SURFACE_PARAMETERS_MAX);
    for (int i = 0; i < settings_length(setting); i++)
        if (!read_parameter(reader, settings_element(setting, i))) return false;
    return true;
}

/* ---- files beside this one ---- */

/* The path of the file that `setting` names, to be freed; NULL and an error where it names none. */
static char *path_beside(const Reader *reader, const Setting *setting) {
    const char *name, *slash = strrchr(reader->path, '/');
    char *path = NULL;
    if (!settings_text(reader->settings, setting, &name, reader->error)) return NULL;
    if (is_blank(name)) {
        settings_refuse(reader->settings, setting, reader->error, NULL, "%s is empty",
                        settings_name(setting));
        return NULL;
    }
    int folder = slash && *name != '/' ? (int)(slash - reader->path) + 1 : 0;
    if (asprintf(&path, "%.*s%s", folder, reader->path, name) < 0) return NULL;
    return path;
}

/* Errors have their place in the table. */
static bool read_data(const Reader *reader, const Setting *setting) {
    char *path = path_beside(reader, setting);
    if (!path) return false;
    reader->definition->data = dataset_file_read(path, reader->error);
    free(path);
    return reader->definition->data != NULL;
}

/* ---- the formula ---- */

/* Longer than anybody writes by hand; what a program wrote belongs into let definitions and iterate. */
enum { FORMULA_LENGTH_MAX = 1 << 16 };

/* Parses formula_text and sees that it compiles; the error's place is within the text. */
static bool make_formula(SurfaceDefinition *definition, Error *error) {
    const char *names[SURFACE_PARAMETERS_MAX];
    double values[SURFACE_PARAMETERS_MAX];
    if (strlen(definition->formula_text) > FORMULA_LENGTH_MAX)
        return error_set(error, 1, 1, "let and iterate say repetition in few words",
                         "the formula is longer than %d bytes", FORMULA_LENGTH_MAX);
    for (int i = 0; i < definition->parameter_count; i++) {
        names[i] = definition->parameters[i].name;
        values[i] = definition->parameters[i].default_value;
    }
    definition->formula = formula_parse_with_data(definition->formula_text, names,
                                                  definition->parameter_count, definition->data, error);
    if (!definition->formula) return false;
    Program *program = formula_compile(definition->formula, values, error);
    if (!program) return false;
    program_end(program);
    return true;
}

static bool read_formula(const Reader *reader, const Setting *setting) {
    reader->error->line = reader->error->column = 0;
    if (!copy_text(reader, setting, &reader->definition->formula_text)) return false;
    return make_formula(reader->definition, reader->error) ||
           settings_place_in_text(reader->settings, setting, reader->error);
}

/* A grid stands in place of a formula, over the view. */
static bool read_grid(const Reader *reader, const Setting *setting) {
    SurfaceDefinition *definition = reader->definition;
    static const char *const others[] = {"formula", "data", "parameters"};
    const Setting *root = settings_root(reader->settings);
    for (int i = 0; i < COUNT(others); i++) {
        const Setting *other = settings_member(root, others[i]);
        if (other)
            return settings_refuse(reader->settings, other, reader->error, NULL,
                                   "a surface with a grid has no %s", others[i]);
    }
    if (!settings_member(root, "view"))
        return settings_refuse(reader->settings, setting, reader->error,
                               "view = { x = [0, 1]; y = [0, 1]; };", "a grid needs a view that it covers");
    char *path = path_beside(reader, setting);
    if (!path) return false;
    const char *slash = strrchr(path, '/');
    definition->grid = grid_file_read(path, definition->view.x, definition->view.y, reader->error);
    if (definition->grid && asprintf(&definition->formula_text, "the grid %s", slash ? slash + 1 : path) < 0)
        definition->formula_text = NULL;
    free(path);
    return definition->grid && definition->formula_text;
}

/* ---- the file ---- */

/* Every key of a surface file; parameters and data come before the formula that names them. */
static const struct {
    const char *key;
    bool (*read)(const Reader *reader, const Setting *setting);
} keys[] = {{"title", read_title},     {"parameters", read_parameters},
            {"data", read_data},       {"formula", read_formula},
            {"view", read_view},       {"grid", read_grid},
            {"start", read_start},     {"minima", read_minima},
            {"saddles", read_saddles}, {"levels", read_levels},
            {"tuned", read_tuned},     {"teaches", read_teaches},
            {"source", read_source}};

/* What holds where a file says nothing else. */
static bool set_defaults(SurfaceDefinition *definition, const char *name) {
    *definition = (SurfaceDefinition){
        .view = {{-5.0, 5.0}, {-5.0, 5.0}}, .start = {-4.0, 3.0}, .levels = LEVELS_QUANTILE};
    snprintf(definition->name, sizeof definition->name, "%s", name);
    snprintf(definition->title, sizeof definition->title, "%s", name);
    definition->teaches = strdup("");
    definition->source = strdup("");
    return definition->teaches && definition->source;
}

/* Where only the view is given, the start is where the default start stands in the default view. */
static void set_start_in_view(SurfaceDefinition *definition) {
    const View *view = &definition->view;
    definition->start[0] = view->x[0] + 0.1 * (view->x[1] - view->x[0]);
    definition->start[1] = view->y[0] + 0.8 * (view->y[1] - view->y[0]);
}

static bool check_start(const Reader *reader, const Setting *setting) {
    const SurfaceDefinition *definition = reader->definition;
    const View *view = &definition->view;
    const double *start = definition->start;
    if (start[0] >= view->x[0] && start[0] <= view->x[1] && start[1] >= view->y[0] && start[1] <= view->y[1])
        return true;
    return settings_refuse(reader->settings, setting, reader->error, NULL,
                           "start is outside the view: x %.6g to %.6g, y %.6g to %.6g", view->x[0],
                           view->x[1], view->y[0], view->y[1]);
}

static bool read_all(const Reader *reader) {
    const char *names[COUNT(keys)];
    for (int i = 0; i < COUNT(keys); i++) names[i] = keys[i].key;
    const Setting *root = settings_root(reader->settings);
    if (!settings_check_keys(reader->settings, root, names, COUNT(keys), reader->error) ||
        (!settings_member(root, "grid") &&
         !settings_require(reader->settings, root, "formula", reader->error)))
        return false;
    for (int i = 0; i < COUNT(keys); i++) {
        const Setting *setting = settings_member(root, keys[i].key);
        if (setting && !keys[i].read(reader, setting)) return false;
    }
    const Setting *start = settings_member(root, "start");
    if (start) return check_start(reader, start);
    set_start_in_view(reader->definition);
    return true;
}

static bool name_from_path(const char *path, char *name, size_t size, Error *error) {
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    const char *ending = strrchr(base, '.');
    size_t length = ending && ending != base ? (size_t)(ending - base) : strlen(base);
    if (length < size) {
        memcpy(name, base, length);
        name[length] = '\0';
        return true;
    }
    error_set(error, 0, 0, NULL, "the file's name is longer than %d bytes", (int)size - 1);
    snprintf(error->file, sizeof error->file, "%s", path);
    return false;
}

/* Ends the settings, which are NULL where they could not be read. */
static bool read_settings(SurfaceDefinition *definition, Settings *settings, const char *path, Error *error) {
    char name[sizeof definition->name];
    *definition = (SurfaceDefinition){0};
    if (!settings) return false;
    if (!name_from_path(path, name, sizeof name, error)) {
        settings_end(settings);
        return false;
    }
    Reader reader = {settings, definition, path, error};
    bool ok = set_defaults(definition, name) && read_all(&reader);
    settings_end(settings);
    if (!ok) surface_definition_end(definition);
    return ok;
}

bool surface_file_read(SurfaceDefinition *definition, const char *path, Error *error) {
    assert(definition && path && error);
    return read_settings(definition, settings_open(path, error), path, error);
}

bool surface_file_parse(SurfaceDefinition *definition, const char *text, size_t length, const char *path,
                        Error *error) {
    assert(definition && text && path && error);
    return read_settings(definition, settings_parse(text, length, path, error), path, error);
}

/* View, start, levels and minima as they are found. */
static bool look_around(SurfaceDefinition *definition, Error *error) {
    Program *program = formula_compile(definition->formula, NULL, error);
    if (!program) return false;
    const Outlook outlook = outlook_find(program);
    program_end(program);
    definition->view = outlook.view;
    definition->levels = outlook.levels;
    definition->minimum_count = outlook.minimum_count;
    memcpy(definition->start, outlook.start, sizeof outlook.start);
    memcpy(definition->minima, outlook.minima, sizeof outlook.minima);
    return true;
}

bool surface_definition_from_formula(SurfaceDefinition *definition, const char *text, Error *error) {
    assert(definition && text && error);
    error->line = error->column = 0;
    bool ok = set_defaults(definition, "formula");
    if (ok && is_blank(text)) ok = error_set(error, 1, 1, NULL, "the formula is empty");
    if (ok) {
        definition->formula_text = strdup(text);
        snprintf(definition->title, sizeof definition->title, "%s", text);
        ok = definition->formula_text && make_formula(definition, error) && look_around(definition, error);
    }
    if (!ok) surface_definition_end(definition);
    return ok;
}

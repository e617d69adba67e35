#include "script.h"

#include "core/nearest.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What follows the word, one letter each; after a ? all are optional:
 * p place, b button, n number, f frames, i size in pixels, s the word shift, k key, t text or file, e NAME OP
 * VALUE. */
static const struct ActionRow {
    const char *word;
    ScriptAction action;
    const char *arguments;
    const char *usage;
} actions[] = {
    {"move", SCRIPT_MOVE, "p", "move X Y"},
    {"down", SCRIPT_DOWN, "?b", "down [left|middle|right]"},
    {"up", SCRIPT_UP, "?b", "up [left|middle|right]"},
    {"click", SCRIPT_CLICK, "p?b", "click X Y [left|middle|right]"},
    {"double", SCRIPT_DOUBLE, "p", "double X Y"},
    {"drag", SCRIPT_DRAG, "pp?fs", "drag X1 Y1 X2 Y2 [FRAMES [shift]]"},
    {"wheel", SCRIPT_WHEEL, "pn?s", "wheel X Y NOTCHES [shift]"},
    {"key", SCRIPT_KEY, "k", "key Ctrl+Z"},
    {"text", SCRIPT_TEXT, "t", "text \"abc\""},
    {"wait", SCRIPT_WAIT, "f", "wait FRAMES"},
    {"resize", SCRIPT_RESIZE, "ii", "resize W H"},
    {"scale", SCRIPT_SCALE, "n", "scale 1.5"},
    {"drop", SCRIPT_DROP, "t", "drop FILE"},
    {"shot", SCRIPT_SHOT, "t", "shot FILE.png"},
    {"dump", SCRIPT_DUMP, "?t", "dump [FILE]"},
    {"keep", SCRIPT_KEEP, "tw", "keep WORD NAME"},
    {"expect", SCRIPT_EXPECT, "e", "expect NAME OP VALUE"},
    {"until", SCRIPT_UNTIL, "e", "until NAME OP VALUE"},
    {"time", SCRIPT_TIME, "", "time"},
    {"quit", SCRIPT_QUIT, "", "quit"},
};
enum { ACTION_COUNT = sizeof actions / sizeof actions[0] };

static const char *const comparison_names[] = {"==", "!=", "<", "<=", ">", ">=", "~"};
enum { COMPARISON_COUNT = sizeof comparison_names / sizeof comparison_names[0] };

static const char *const button_names[BUTTON_COUNT] = {"left", "middle", "right"};

/* One line being read. */
typedef struct Reader {
    const char *start, *at;
    int line;
    const struct ActionRow *row;
    Error *error;
} Reader;

typedef struct Word {
    char text[256];
    int column; /* from 1 */
    bool quoted;
} Word;

static bool fail(const Reader *reader, int column, const char *message, const char *detail) {
    char hint[300] = "";
    if (reader->row) snprintf(hint, sizeof hint, "usage: %s", reader->row->usage);
    return error_set(reader->error, reader->line, column, hint, "%s%s%s", message, *detail ? " " : "",
                     detail);
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

static void skip_blanks(Reader *reader) {
    while (is_blank(*reader->at)) reader->at++;
}

static bool at_end(Reader *reader) {
    skip_blanks(reader);
    return *reader->at == 0 || *reader->at == '#';
}

/* "quoted words" */
static bool read_quoted(Reader *reader, Word *word) {
    size_t length = 0;
    word->quoted = true;
    for (reader->at++; *reader->at != '"'; reader->at++) {
        if (*reader->at == '\\' && (reader->at[1] == '"' || reader->at[1] == '\\')) reader->at++;
        if (*reader->at == 0) return fail(reader, word->column, "this text has no closing \"", "");
        if (length + 1 >= sizeof word->text) return fail(reader, word->column, "this text is too long", "");
        word->text[length++] = *reader->at;
    }
    reader->at++;
    word->text[length] = 0;
    return true;
}

/* The next word; blanks inside brackets belong to it, and a # begins a comment only after a blank. */
static bool read_word(Reader *reader, Word *word) {
    bool end = at_end(reader);
    *word = (Word){.column = (int)(reader->at - reader->start) + 1};
    if (end) return fail(reader, word->column, "something is missing here", "");
    if (*reader->at == '"') return read_quoted(reader, word);
    int depth = 0;
    size_t length = 0;
    for (; *reader->at && (depth > 0 || !is_blank(*reader->at)); reader->at++) {
        depth += (*reader->at == '(') - (*reader->at == ')');
        if (length + 1 >= sizeof word->text) return fail(reader, word->column, "this word is too long", "");
        word->text[length++] = *reader->at;
    }
    word->text[length] = 0;
    return true;
}

static bool to_number(const char *text, double *value) {
    char *end;
    errno = 0;
    *value = strtod(text, &end);
    while (end != text && is_blank(*end)) end++;
    return end != text && *end == 0 && isfinite(*value);
}

static bool read_number(Reader *reader, double *value) {
    Word word;
    if (!read_word(reader, &word)) return false;
    return to_number(word.text, value) || fail(reader, word.column, "not a number:", word.text);
}

static bool read_whole(Reader *reader, double least, double most, double *value) {
    skip_blanks(reader);
    int column = (int)(reader->at - reader->start) + 1;
    if (!read_number(reader, value)) return false;
    char text[64];
    snprintf(text, sizeof text, "%g to %g", least, most);
    if (*value != floor(*value) || *value < least || *value > most)
        return fail(reader, column, "not a whole number of", text);
    return true;
}

/* "10,-5" behind a widget or a world point */
static bool read_pair(const char *text, double *x, double *y) {
    const char *comma = strchr(text, ',');
    char first[64];
    if (!comma || (size_t)(comma - text) >= sizeof first) return false;
    memcpy(first, text, (size_t)(comma - text));
    first[comma - text] = 0;
    for (comma++; is_blank(*comma); comma++) {
    }
    return to_number(first, x) && to_number(comma, y);
}

static bool parse_offset(const char *text, Place *place) {
    double x, y;
    if (*text == 0) return true;
    if (!read_pair(*text == '+' ? text + 1 : text, &x, &y)) return false;
    place->x = (float)x;
    place->y = (float)y;
    return true;
}

static bool parse_map_place(const char *text, Place *place) {
    const char *close = strchr(text, ')');
    char inside[128];
    if (!close || (size_t)(close - text) >= sizeof inside) return false;
    memcpy(inside, text, (size_t)(close - text));
    inside[close - text] = 0;
    place->kind = PLACE_WORLD;
    return read_pair(inside, &place->world[0], &place->world[1]) && parse_offset(close + 1, place);
}

static bool parse_widget_place(const char *text, Place *place) {
    /* A widget's name has no plus in it, so the offset starts there. */
    size_t length = strcspn(text, "+");
    if (length == 0 || length >= sizeof place->widget) return false;
    place->kind = PLACE_WIDGET;
    memcpy(place->widget, text, length);
    place->widget[length] = 0;
    return parse_offset(text + length, place);
}

static bool read_place(Reader *reader, Place *place) {
    Word word;
    if (!read_word(reader, &word)) return false;
    *place = (Place){.column = word.column};
    if (word.text[0] == '@') {
        bool map = strncmp(word.text, "@map(", 5) == 0;
        bool read = map ? parse_map_place(word.text + 5, place) : parse_widget_place(word.text + 1, place);
        return read || fail(reader, word.column, "not a place:", word.text);
    }
    double x, y;
    if (!to_number(word.text, &x)) return fail(reader, word.column, "not a number:", word.text);
    if (!read_number(reader, &y)) return false;
    place->x = (float)x;
    place->y = (float)y;
    return true;
}

static bool read_button(Reader *reader, MouseButton *button) {
    Word word;
    if (!read_word(reader, &word)) return false;
    for (int i = 0; i < BUTTON_COUNT; i++)
        if (strcmp(word.text, button_names[i]) == 0) {
            *button = (MouseButton)i;
            return true;
        }
    return fail(reader, word.column, "not a mouse button:", word.text);
}

static bool read_key(Reader *reader, ScriptLine *line) {
    Word word;
    if (!read_word(reader, &word)) return false;
    return event_parse_key(word.text, &line->key, &line->modifiers) ||
           fail(reader, word.column, "not a key:", word.text);
}

static bool read_shift(Reader *reader, unsigned *modifiers) {
    Word word;
    if (!read_word(reader, &word)) return false;
    *modifiers |= MODIFIER_SHIFT;
    return strcmp(word.text, "shift") == 0 || fail(reader, word.column, "expected shift, not", word.text);
}

static bool read_name(Reader *reader, ScriptLine *line) {
    Word word;
    if (!read_word(reader, &word)) return false;
    if (strlen(word.text) >= sizeof line->name) return fail(reader, word.column, "this name is too long", "");
    strcpy(line->name, word.text);
    return true;
}

static bool read_expectation(Reader *reader, ScriptLine *line) {
    Word operator, value;
    if (!read_name(reader, line) || !read_word(reader, &operator)) return false;
    int found = -1;
    for (int i = 0; i < COMPARISON_COUNT; i++)
        if (strcmp(operator.text, comparison_names[i]) == 0) found = i;
    if (found < 0) return fail(reader, operator.column, "not one of == != < <= > >= ~:", operator.text);
    if (!read_word(reader, &value)) return false;
    line->comparison = (Comparison)found;
    strcpy(line->text, value.text);
    return true;
}

static bool read_argument(Reader *reader, char kind, ScriptLine *line, int *places, int *numbers) {
    Word word;
    switch (kind) {
    case 'p': return read_place(reader, &line->places[(*places)++]);
    case 'b': return read_button(reader, &line->button);
    case 'n': return read_number(reader, &line->numbers[(*numbers)++]);
    case 'f': return read_whole(reader, 1, SCRIPT_FRAMES_MAX, &line->numbers[(*numbers)++]);
    case 'i': return read_whole(reader, 1, 16384, &line->numbers[(*numbers)++]);
    case 's': return read_shift(reader, &line->modifiers);
    case 'k': return read_key(reader, line);
    case 'w': return read_name(reader, line);
    case 'e': return read_expectation(reader, line);
    case 't':
        if (!read_word(reader, &word)) return false;
        strcpy(line->text, word.text);
        return true;
    default: return false;
    }
}

static const struct ActionRow *find_action(const Reader *reader, const Word *word) {
    Nearest nearest = nearest_start(word->text);
    for (int i = 0; i < ACTION_COUNT; i++) {
        if (strcmp(actions[i].word, word->text) == 0) return &actions[i];
        nearest_offer(&nearest, actions[i].word);
    }
    char hint[128];
    error_set(reader->error, reader->line, word->column, nearest_hint(&nearest, NULL, hint, sizeof hint),
              "unknown action: %s", word->text);
    return NULL;
}

static bool parse_line(Reader *reader, ScriptLine *line) {
    Word word;
    if (!read_word(reader, &word)) return false;
    const struct ActionRow *row = reader->row = find_action(reader, &word);
    if (!row) return false;
    *line = (ScriptLine){.action = row->action, .line = reader->line, .column = word.column};
    line->numbers[0] = row->action == SCRIPT_DRAG ? SCRIPT_DRAG_FRAMES : 0;
    bool optional = false;
    int places = 0, numbers = 0;
    for (const char *kind = row->arguments; *kind; kind++) {
        if (*kind == '?') {
            optional = true;
            continue;
        }
        if (optional && at_end(reader)) break;
        if (!read_argument(reader, *kind, line, &places, &numbers)) return false;
    }
    if (row->action == SCRIPT_SCALE && (line->numbers[0] < 0.25 || line->numbers[0] > 8))
        return fail(reader, word.column, "a scale is 0.25 to 8", "");
    if (at_end(reader)) return true;
    return fail(reader, (int)(reader->at - reader->start) + 1, "too much on this line:", reader->at);
}

static bool append(Script *script, int *capacity, const ScriptLine *line) {
    if (script->count == *capacity) {
        int larger = *capacity ? 2 * *capacity : 64;
        ScriptLine *lines = realloc(script->lines, (size_t)larger * sizeof *lines);
        if (!lines) return false;
        script->lines = lines;
        *capacity = larger;
    }
    script->lines[script->count++] = *line;
    return true;
}

static bool parse_lines(Script *script, char *text, Error *error) {
    int capacity = 0, number = 1;
    for (char *at = text; at; number++) {
        char *end = strchr(at, '\n');
        if (end) *end = 0;
        Reader reader = {.start = at, .at = at, .line = number, .error = error};
        if (!at_end(&reader)) {
            ScriptLine line;
            if (!parse_line(&reader, &line)) return false;
            if (!append(script, &capacity, &line))
                return error_set(error, number, 0, NULL, "not enough memory for this script");
        }
        at = end ? end + 1 : NULL;
    }
    return true;
}

bool script_parse(Script *script, const char *text, const char *file, Error *error) {
    *script = (Script){.count = 0};
    *error = (Error){.line = 0};
    snprintf(script->file, sizeof script->file, "%s", file);
    char *copy = strdup(text);
    bool parsed = copy ? parse_lines(script, copy, error) : error_set(error, 0, 0, NULL, "not enough memory");
    free(copy);
    if (!parsed) {
        snprintf(error->file, sizeof error->file, "%s", file);
        script_end(script);
    }
    return parsed;
}

bool script_read(Script *script, const char *path, Error *error) {
    *error = (Error){.line = 0};
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    size_t size = 0;
    bool read = file && getdelim(&text, &size, 0, file) >= 0;
    int reason = errno;
    bool empty = file && feof(file) && !ferror(file);
    if (file) fclose(file);
    bool parsed = false;
    if (read || empty)
        parsed = script_parse(script, read ? text : "", path, error);
    else {
        snprintf(error->file, sizeof error->file, "%s", path);
        error_set(error, 0, 0, NULL, "%s", strerror(reason));
    }
    free(text);
    return parsed;
}

void script_help(FILE *stream) {
    for (int i = 0; i < ACTION_COUNT; i++) fprintf(stream, "      %s\n", actions[i].usage);
    fputs("  X Y is two lengths, @widget.name, @widget.name+10,-5 or @map(x,y), a point of the plane; OP is "
          "one of\n"
          "  == != < <= > >= ~ (nearly equal); names are those of --dump-state; # begins a comment.\n",
          stream);
}

void script_end(Script *script) {
    free(script->lines);
    script->lines = NULL;
    script->count = 0;
}

const char *script_comparison_name(Comparison comparison) {
    return comparison_names[comparison];
}

static bool compare_numbers(Comparison comparison, double actual, double expected) {
    switch (comparison) {
    case COMPARE_EQUAL: return actual == expected;
    case COMPARE_UNEQUAL: return actual != expected;
    case COMPARE_LESS: return actual < expected;
    case COMPARE_LESS_EQUAL: return actual <= expected;
    case COMPARE_GREATER: return actual > expected;
    case COMPARE_GREATER_EQUAL: return actual >= expected;
    case COMPARE_NEAR: return fabs(actual - expected) <= 1e-6 * fmax(fabs(expected), 1);
    }
    return false;
}

bool script_compare(Comparison comparison, const char *actual, const char *expected) {
    double a, b;
    if (to_number(actual, &a) && to_number(expected, &b)) return compare_numbers(comparison, a, b);
    /* Of texts only equality has a meaning; with numbers on one side nothing is less or greater. */
    if (comparison == COMPARE_UNEQUAL) return strcmp(actual, expected) != 0;
    return (comparison == COMPARE_EQUAL || comparison == COMPARE_NEAR) && strcmp(actual, expected) == 0;
}

#include "syntax.h"

#include "nearest.h"
#include "scan.h"
#include "vocabulary.h"

#include <assert.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 200, NAMES_MAX = 1000, TEXT_MAX = 1 << 22, QUOTED_MAX = 40 };

/* A word of the formula that stands for a value. */
typedef struct Name {
    const char *text;
    int length;
    int node;
} Name;

typedef struct Parser {
    const char *text;
    const char *at;   /* what is read next, never white space */
    const char *last; /* the token read before it */
    int last_length;
    Syntax *syntax;
    const Dataset *data;
    Error *error;
    locale_t plain; /* in which numbers have a decimal point */
    Name names[NAMES_MAX];
    int name_count;
    int depth;
} Parser;

/* Nodes are indices; functions that read one return FAILED after filling the error. */
enum { FAILED = -1 };

static int parse_expression(Parser *parser, int weakest);

__attribute__((format(printf, 4, 5))) static int fail(Parser *parser, const char *place, const char *hint,
                                                      const char *format, ...) {
    char message[sizeof parser->error->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    int line, column;
    scan_place(parser->text, place, &line, &column);
    error_set(parser->error, line, column, hint, "%s", message);
    return FAILED;
}

/* ---- tokens ---- */

static int shown(int length) {
    return length < QUOTED_MAX ? length : QUOTED_MAX;
}

/* Steps over a token and the white space behind it. */
static void advance(Parser *parser, int length) {
    parser->last = parser->at;
    parser->last_length = length;
    parser->at += length;
    while (scan_is_space(*parser->at)) ++parser->at;
}

/* ---- nodes and names ---- */

static int add_node(Parser *parser, SyntaxNode node) {
    Syntax *syntax = parser->syntax;
    if (syntax->count == syntax->capacity) {
        syntax->capacity = syntax->capacity ? 2 * syntax->capacity : 64;
        syntax->nodes = realloc(syntax->nodes, sizeof *syntax->nodes * (size_t)syntax->capacity);
        assert(syntax->nodes);
    }
    syntax->nodes[syntax->count] = node;
    return syntax->count++;
}

static int add_apply(Parser *parser, Operation operation, int a, int b, int c) {
    return add_node(parser, (SyntaxNode){SYNTAX_APPLY, (unsigned char)operation, {a, b, c}, {0}});
}

static int add_number(Parser *parser, double number) {
    return add_node(parser, (SyntaxNode){.kind = SYNTAX_NUMBER, .number = number});
}

static const Name *find_name(const Parser *parser, const char *text, int length) {
    for (int i = parser->name_count - 1; i >= 0; --i)
        if (parser->names[i].length == length && memcmp(parser->names[i].text, text, (size_t)length) == 0)
            return &parser->names[i];
    return NULL;
}

/* mean(u), sum(u): over the rows; avg(column), std(column): constants of the data. */
static const char *const DATA_FUNCTIONS[] = {"mean", "sum", "avg", "std"};
enum { DATA_FUNCTION_COUNT = sizeof DATA_FUNCTIONS / sizeof *DATA_FUNCTIONS };

static const char *data_function(const char *text, int length) {
    for (int i = 0; i < DATA_FUNCTION_COUNT; ++i)
        if (scan_is_word(text, length, DATA_FUNCTIONS[i])) return DATA_FUNCTIONS[i];
    return NULL;
}

static bool is_taken(const Parser *parser, const char *text, int length) {
    return find_name(parser, text, length) || vocabulary_function(text, length) ||
           scan_is_word(text, length, "let") || scan_is_word(text, length, "iterate") ||
           (parser->data && data_function(text, length));
}

static void push_name(Parser *parser, const char *text, int length, int node) {
    parser->names[parser->name_count++] = (Name){text, length, node};
}

/* Reads a name about to be given a meaning: it must be a word, and a new one. Returns its length or FAILED.
 */
static int parse_new_name(Parser *parser, const char *purpose) {
    int length = scan_word_length(parser->at);
    if (length == 0) return fail(parser, parser->at, NULL, "a name is expected here, for %s", purpose);
    if (is_taken(parser, parser->at, length))
        return fail(parser, parser->at, "choose another name", "'%.*s' already means something",
                    shown(length), parser->at);
    if (parser->name_count == NAMES_MAX)
        return fail(parser, parser->at, NULL, "more than %d names in one formula", NAMES_MAX);
    advance(parser, length);
    return length;
}

/* ---- what can go wrong with a word or a character ---- */

/* "x*y" for a word xy all of whose letters are names. */
static bool is_product_of_names(const Parser *parser, const char *word, int length, char *product) {
    if (length < 2 || length > 4) return false;
    for (int i = 0; i < length; ++i) {
        if (!find_name(parser, word + i, 1)) return false;
        *product++ = word[i];
        *product++ = i + 1 < length ? '*' : '\0';
    }
    return true;
}

/* Words of a formula are no strings: they are offered to Nearest one by one, through a buffer. */
enum { WORD_MAX = 48 };

static void copy_word(char *buffer, const char *word, int length) {
    snprintf(buffer, WORD_MAX, "%.*s", length, word);
}

/* What may stand where a name does. */
static const char *known_names(const Parser *parser, char *text, int size) {
    const Dataset *data = parser->data;
    if (!data) return "a formula knows x, y, t, pi, e, its parameters and its let definitions";
    int used = snprintf(text, (size_t)size, "the data's columns are");
    for (int i = 0; i < data->column_count && used < size; ++i)
        used += snprintf(text + used, (size_t)(size - used), "%s%s", i ? ", " : " ", data->names[i]);
    return text;
}

static int fail_unknown(Parser *parser, const char *word, int length) {
    char columns[120];
    const char *otherwise = known_names(parser, columns, sizeof columns);
    char hint[128], product[16], misspelt[WORD_MAX], best[WORD_MAX] = "", name[WORD_MAX];
    copy_word(misspelt, word, length);
    Nearest nearest = nearest_start(misspelt);
    for (int i = 0; vocabulary_function_at(i); ++i) nearest_offer(&nearest, vocabulary_function_at(i)->name);
    nearest_offer(&nearest, "iterate");
    for (int i = 0; parser->data && i < DATA_FUNCTION_COUNT; ++i) nearest_offer(&nearest, DATA_FUNCTIONS[i]);
    for (int i = 0; i < parser->name_count; ++i) {
        copy_word(name, parser->names[i].text, parser->names[i].length);
        nearest_offer(&nearest, name);
        if (nearest.name == name) { /* keep it, as the buffer is about to hold the next one */
            memcpy(best, name, sizeof best);
            nearest.name = best;
        }
    }
    if (data_function(word, length))
        snprintf(hint, sizeof hint, "%.4s() runs over data: a surface file says data = \"table.csv\"", word);
    else if (is_product_of_names(parser, word, length, product))
        snprintf(hint, sizeof hint, "did you mean %s?", product);
    else
        nearest_hint(&nearest, otherwise, hint, sizeof hint);
    bool called = *parser->at == '(';
    return fail(parser, word, hint, "unknown %s '%.*s'", called ? "function" : "name", shown(length), word);
}

/* Something other than a value stands where a value must. */
static int fail_value_expected(Parser *parser) {
    const char *at = parser->at;
    if (*at == '\0') return fail(parser, at, NULL, "the formula ends where a value is expected");
    if (*at == ')' && parser->depth == 0) return fail(parser, at, NULL, "this ')' closes nothing");
    const OperatorWord *symbol = vocabulary_operator(at);
    if (symbol || *at == ')' || *at == ',' || *at == '^' || *at == ';') {
        bool power = *at == '*' && parser->last && *parser->last == '*';
        return fail(parser, at, power ? "powers are written x^2" : NULL, "a value is missing before '%.*s'",
                    symbol ? (int)strlen(symbol->text) : 1, at);
    }
    return fail(parser, at, vocabulary_hint(at), "unexpected '%.*s'", vocabulary_character_length(at), at);
}

/* After a complete value something other than an operator or a closing bracket follows. */
static int fail_operator_expected(Parser *parser) {
    const char *at = parser->at;
    int length = scan_token_length(at);
    if (scan_is_word(at, length, "let")) return fail(parser, at, NULL, "a ';' is missing before 'let'");
    return fail(parser, at, "there is no implicit multiplication",
                "a '*' is missing between '%.*s' and '%.*s'", shown(parser->last_length), parser->last,
                shown(length), at);
}

/* ---- the grammar, from brackets up to definitions ---- */

static int parse_number(Parser *parser) {
    int length = scan_number_length(parser->at);
    bool hexadecimal = parser->at[0] == '0' && (parser->at[1] == 'x' || parser->at[1] == 'X');
    double number = hexadecimal ? 0.0 : strtod_l(parser->at, NULL, parser->plain);
    if (!isfinite(number))
        return fail(parser, parser->at, "the largest is about 1.8e308", "the number %.*s is too large",
                    shown(length), parser->at);
    if (parser->at[length] == '.')
        return fail(parser, parser->at + length, NULL, "a number has one decimal point");
    advance(parser, length);
    return add_number(parser, number);
}

static bool enter(Parser *parser, const char *place) {
    if (++parser->depth <= DEPTH_MAX) return true;
    fail(parser, place, "split the formula with let definitions", "nested deeper than %d levels", DEPTH_MAX);
    return false;
}

/* The ')' that belongs to the '(' at `opening`. */
static bool close_bracket(Parser *parser, const char *opening) {
    if (*parser->at == ')') {
        advance(parser, 1);
        --parser->depth;
        return true;
    }
    if (*parser->at == '\0')
        fail(parser, opening, "put a ) where it ends", "this '(' is never closed");
    else
        fail(parser, parser->at, vocabulary_hint(parser->at), "unexpected '%.*s' inside brackets",
             vocabulary_character_length(parser->at), parser->at);
    return false;
}

static int parse_group(Parser *parser) {
    const char *opening = parser->at;
    if (!enter(parser, opening)) return FAILED;
    advance(parser, 1);
    int value = parse_expression(parser, STRENGTH_COMPARISON);
    return value != FAILED && close_bracket(parser, opening) ? value : FAILED;
}

static int parse_call(Parser *parser, const FunctionWord *function, const char *word) {
    const char *opening = parser->at;
    if (*opening != '(')
        return fail(parser, word, NULL, "'%s' needs its argument%s in brackets", function->name,
                    function->operands > 1 ? "s" : "");
    if (!enter(parser, opening)) return FAILED;
    advance(parser, 1);
    int operands[3] = {0}, count = 0;
    while (count > 0 || *parser->at != ')') {
        int operand = parse_expression(parser, STRENGTH_COMPARISON);
        if (operand == FAILED) return FAILED;
        if (count < 3) operands[count] = operand;
        ++count;
        if (*parser->at != ',') break;
        advance(parser, 1);
    }
    if (!close_bracket(parser, opening)) return FAILED;
    if (count != function->operands)
        return fail(parser, word, function->operation == OPERATION_SELECT ? "if(condition, yes, no)" : NULL,
                    "'%s' takes %d argument%s, not %d", function->name, function->operands,
                    function->operands > 1 ? "s" : "", count);
    return add_apply(parser, function->operation, operands[0], operands[1], operands[2]);
}

static bool parse_comma(Parser *parser, const char *opening) {
    if (*parser->at == ',') {
        advance(parser, 1);
        return true;
    }
    if (*parser->at == '\0')
        fail(parser, opening, "put a ) where it ends", "this '(' is never closed");
    else
        fail(parser, parser->at, NULL, "'iterate' takes 4 arguments: iterate(h, start, count, body)");
    return false;
}

/* iterate(h, start, count, body) */
static int parse_iterate(Parser *parser, const char *word) {
    const char *opening = parser->at;
    if (*opening != '(')
        return fail(parser, word, "iterate(h, start, count, body)",
                    "'iterate' needs its arguments in brackets");
    if (!enter(parser, opening)) return FAILED;
    advance(parser, 1);
    const char *name = parser->at;
    int name_length = parse_new_name(parser, "the value that is iterated");
    if (name_length == FAILED || !parse_comma(parser, opening)) return FAILED;
    int start = parse_expression(parser, STRENGTH_COMPARISON);
    if (start == FAILED || !parse_comma(parser, opening)) return FAILED;
    const char *count_place = parser->at;
    int count = parse_expression(parser, STRENGTH_COMPARISON);
    if (count == FAILED || !parse_comma(parser, opening)) return FAILED;
    SyntaxNode begin = {.kind = SYNTAX_LOOP_BEGIN, .operands = {start, count}};
    scan_place(parser->text, count_place, &begin.place.line, &begin.place.column);
    int loop = add_node(parser, begin);
    push_name(parser, name, name_length, loop);
    int body = parse_expression(parser, STRENGTH_COMPARISON);
    --parser->name_count; /* the name means something in the body only */
    if (body == FAILED || !close_bracket(parser, opening)) return FAILED;
    int end = add_node(parser, (SyntaxNode){.kind = SYNTAX_LOOP_END, .operands = {body, loop}});
    parser->syntax->nodes[loop].operands[2] = end;
    return end;
}

/* mean(u) and sum(u): sum is as many means as the data has rows, so that over part of them it is still an
 * estimate of the sum over all. */
static int parse_reduction(Parser *parser, const char *name, const char *word) {
    const char *opening = parser->at;
    if (*opening != '(') return fail(parser, word, NULL, "'%s' needs its argument in brackets", name);
    if (!enter(parser, opening)) return FAILED;
    advance(parser, 1);
    int operand = parse_expression(parser, STRENGTH_COMPARISON);
    if (operand == FAILED || !close_bracket(parser, opening)) return FAILED;
    SyntaxNode reduction = {.kind = SYNTAX_MEAN, .operands = {operand}};
    scan_place(parser->text, word, &reduction.operands[1], &reduction.operands[2]);
    int mean = add_node(parser, reduction);
    if (strcmp(name, "mean") == 0) return mean;
    return add_apply(parser, OPERATION_MULTIPLY, add_number(parser, (double)parser->data->rows), mean, 0);
}

/* avg(column) and std(column) */
static int parse_statistic(Parser *parser, const char *name, const char *word) {
    const char *opening = parser->at;
    if (*opening != '(') return fail(parser, word, NULL, "'%s' needs a column in brackets", name);
    if (!enter(parser, opening)) return FAILED;
    advance(parser, 1);
    const char *place = parser->at;
    int length = scan_word_length(place), column = dataset_find(parser->data, place, length);
    if (column < 0)
        return fail(parser, place, "mean() and sum() take whole expressions",
                    "'%s' takes the name of a column of the data", name);
    advance(parser, length);
    if (!close_bracket(parser, opening)) return FAILED;
    bool average = strcmp(name, "avg") == 0;
    return add_number(parser,
                      average ? dataset_mean(parser->data, column) : dataset_deviation(parser->data, column));
}

static int parse_data_function(Parser *parser, const char *name, const char *word) {
    bool reduction = strcmp(name, "mean") == 0 || strcmp(name, "sum") == 0;
    return reduction ? parse_reduction(parser, name, word) : parse_statistic(parser, name, word);
}

static int parse_word(Parser *parser) {
    const char *word = parser->at;
    int length = scan_word_length(word);
    if (scan_is_word(word, length, "let"))
        return fail(parser, word, "let u = ...; the formula", "definitions stand in front of the formula");
    advance(parser, length);
    const Name *name = find_name(parser, word, length);
    if (name) {
        if (scan_is_word(word, length, "t") && parser->syntax->nodes[name->node].kind == SYNTAX_INPUT)
            parser->syntax->depends_on_time = true;
        SyntaxNode mention = parser->syntax->nodes[name->node];
        if (mention.kind != SYNTAX_COLUMN) return name->node;
        scan_place(parser->text, word, &mention.operands[0], &mention.operands[1]);
        return add_node(parser, mention);
    }
    const FunctionWord *function = vocabulary_function(word, length);
    if (function) return parse_call(parser, function, word);
    if (scan_is_word(word, length, "iterate")) return parse_iterate(parser, word);
    const char *reduction = parser->data ? data_function(word, length) : NULL;
    if (reduction) return parse_data_function(parser, reduction, word);
    return fail_unknown(parser, word, length);
}

static int parse_signed(Parser *parser);

/* primary [^ signed]: right associative, and 2^-x needs no brackets */
static int parse_power(Parser *parser) {
    int base = FAILED;
    if (*parser->at == '(')
        base = parse_group(parser);
    else if (scan_starts_number(parser->at))
        base = parse_number(parser);
    else if (scan_word_length(parser->at) > 0)
        base = parse_word(parser);
    else
        return fail_value_expected(parser);
    if (base == FAILED || *parser->at != '^') return base;
    if (!enter(parser, parser->at)) return FAILED;
    advance(parser, 1);
    int exponent = parse_signed(parser);
    --parser->depth;
    return exponent == FAILED ? FAILED : add_apply(parser, OPERATION_POWER, base, exponent, 0);
}

static int parse_signed(Parser *parser) {
    bool negative = false;
    while (*parser->at == '-' || *parser->at == '+') {
        negative ^= *parser->at == '-';
        advance(parser, 1);
    }
    int value = parse_power(parser);
    return value != FAILED && negative ? add_apply(parser, OPERATION_NEGATE, value, 0, 0) : value;
}

/* A chain of values and operators at least as strong as `weakest`, by precedence climbing. */
static int parse_expression(Parser *parser, int weakest) {
    int left = parse_signed(parser);
    while (left != FAILED) {
        const OperatorWord *symbol = vocabulary_operator(parser->at);
        if (!symbol) {
            if (scan_starts_value(parser->at)) return fail_operator_expected(parser);
            break;
        }
        if (symbol->strength < weakest) break;
        advance(parser, (int)strlen(symbol->text));
        int right = parse_expression(parser, symbol->strength + 1);
        if (right == FAILED) return FAILED;
        left = symbol->swapped ? add_apply(parser, symbol->operation, right, left, 0)
                               : add_apply(parser, symbol->operation, left, right, 0);
        const OperatorWord *next = vocabulary_operator(parser->at);
        if (symbol->strength == STRENGTH_COMPARISON && next && next->strength == STRENGTH_COMPARISON)
            return fail(parser, parser->at, "write (a < b)*(b < c)", "comparisons cannot be chained");
    }
    return left;
}

/* let name = value; */
static bool parse_definition(Parser *parser) {
    advance(parser, 3);
    const char *name = parser->at;
    int length = parse_new_name(parser, "the definition");
    if (length == FAILED) return false;
    if (parser->at[0] != '=' || parser->at[1] == '=') {
        fail(parser, parser->at, "let u = ...;", "a '=' is missing in the definition of '%.*s'",
             shown(length), name);
        return false;
    }
    advance(parser, 1);
    int value = parse_expression(parser, STRENGTH_COMPARISON);
    if (value == FAILED) return false;
    if (*parser->at != ';') {
        const char *at = parser->at;
        if (*at == ')')
            fail(parser, at, NULL, "this ')' closes nothing");
        else
            fail(parser, at, *at ? vocabulary_hint(at) : NULL,
                 "a ';' is missing after the definition of '%.*s'", shown(length), name);
        return false;
    }
    advance(parser, 1);
    push_name(parser, name, length, value);
    return true;
}

static int parse_formula(Parser *parser) {
    while (scan_is_word(parser->at, scan_word_length(parser->at), "let"))
        if (!parse_definition(parser)) return FAILED;
    if (*parser->at == '\0' && parser->name_count > 0 && parser->last)
        return fail(parser, parser->at, NULL, "the formula ends after its definitions");
    if (*parser->at == '\0') return fail(parser, parser->at, "for example x^2 + y^2", "the formula is empty");
    int value = parse_expression(parser, STRENGTH_COMPARISON);
    if (value == FAILED || *parser->at == '\0') return value;
    if (*parser->at == ')') return fail(parser, parser->at, NULL, "this ')' closes nothing");
    return fail(parser, parser->at, vocabulary_hint(parser->at), "unexpected '%.*s'",
                vocabulary_character_length(parser->at), parser->at);
}

/* x, y, t, pi, e and the parameters */
static bool name_what_is_given(Parser *parser, const char *const *parameters, int count) {
    static const struct {
        const char *name;
        Operation input;
    } INPUTS[] = {{"x", OPERATION_X}, {"y", OPERATION_Y}, {"t", OPERATION_T}};
    for (int i = 0; i < 3; ++i) {
        SyntaxNode input = {.kind = SYNTAX_INPUT, .operation = (unsigned char)INPUTS[i].input};
        push_name(parser, INPUTS[i].name, 1, add_node(parser, input));
    }
    push_name(parser, "pi", 2, add_number(parser, 3.141592653589793));
    push_name(parser, "e", 1, add_number(parser, 2.718281828459045));
    for (int i = 0; i < count; ++i) {
        int length = (int)strlen(parameters[i]);
        if (length == 0 || scan_word_length(parameters[i]) != length)
            return error_set(parser->error, 0, 0, "letters, digits and _ only, a letter first",
                             "the parameter's name '%.40s' is no word", parameters[i]);
        if (is_taken(parser, parameters[i], length))
            return error_set(parser->error, 0, 0, "choose another name",
                             "the parameter's name '%.40s' already means something", parameters[i]);
        push_name(parser, parameters[i], length,
                  add_node(parser, (SyntaxNode){.kind = SYNTAX_PARAMETER, .index = i}));
    }
    return true;
}

static bool name_columns(Parser *parser) {
    for (int i = 0; parser->data && i < parser->data->column_count; ++i) {
        const char *name = parser->data->names[i];
        int length = (int)strlen(name);
        if (is_taken(parser, name, length))
            return error_set(parser->error, 0, 0, "rename it in the first line of the table",
                             "the column's name '%.40s' already means something", name);
        push_name(parser, name, length, add_node(parser, (SyntaxNode){.kind = SYNTAX_COLUMN, .index = i}));
    }
    return true;
}

bool syntax_parse(Syntax *syntax, const char *text, const char *const *parameters, int count,
                  const Dataset *data, Error *error) {
    assert(syntax && text && error && count >= 0 && count < NAMES_MAX / 2);
    if (strnlen(text, TEXT_MAX + 1) > TEXT_MAX)
        return error_set(error, 1, 1, NULL, "the formula is longer than %d million characters",
                         TEXT_MAX >> 20);
    *syntax = (Syntax){0};
    Parser *parser = calloc(1, sizeof *parser);
    assert(parser);
    parser->text = text;
    parser->at = text;
    parser->syntax = syntax;
    parser->data = data;
    parser->error = error;
    parser->plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    assert(parser->plain);
    bool parsed = name_what_is_given(parser, parameters, count) && name_columns(parser);
    if (parsed) {
        while (scan_is_space(*parser->at)) ++parser->at;
        syntax->result = parse_formula(parser);
        parsed = syntax->result != FAILED;
    }
    freelocale(parser->plain);
    free(parser);
    if (!parsed) syntax_end(syntax);
    return parsed;
}

void syntax_end(Syntax *syntax) {
    free(syntax->nodes);
    *syntax = (Syntax){0};
}

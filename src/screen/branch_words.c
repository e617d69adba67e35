#include "branch_words.h"

#include "number.h"
#include "recipe_rows.h"

#include <stdio.h>
#include <string.h>

typedef struct Words {
    const char *what;  /* "η", "β₁", "noise"; NULL: the values say what they are */
    char value[2][64]; /* in the first recipe and in the second */
    int more;          /* differences beside it */
} Words;

static const Hyperparameter *find_row(const Recipe *recipe, const char *name) {
    int common_count;
    const Hyperparameter *common = recipe_common(&common_count);
    const struct Table {
        const char *prefix;
        const Hyperparameter *rows;
        int count;
    } tables[] = {
        {"schedule.", recipe->schedule->hyperparameters, schedule_hyperparameter_count(recipe->schedule)},
        {"clip.", recipe->clipping->hyperparameters, clipping_hyperparameter_count(recipe->clipping)},
        {"", recipe->optimizer->hyperparameters, optimizer_hyperparameter_count(recipe->optimizer)},
        {"", common, common_count},
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        size_t length = strlen(tables[i].prefix);
        if (strncmp(name, tables[i].prefix, length) != 0) continue;
        int index = hyperparameter_find(tables[i].rows, tables[i].count, name + length);
        if (index >= 0) return &tables[i].rows[index];
    }
    return NULL;
}

static void add_kind(Words *words, bool differ, const char *a, const char *b) {
    if (!differ) return;
    if (words->value[0][0]) {
        words->more++;
        return;
    }
    snprintf(words->value[0], sizeof words->value[0], "%s", a);
    snprintf(words->value[1], sizeof words->value[1], "%s", b);
}

static void add_number(Words *words, const Recipe *a, const Change *change) {
    const Hyperparameter *row = find_row(a, change->name);
    if (!row) return;
    if (words->value[0][0]) {
        words->more++;
        return;
    }
    words->what = strcmp(row->name, "lr") == 0    ? "rate"
                  : row->symbol && row->symbol[0] ? row->symbol
                                                  : row->name;
    recipe_value_text(row, change->before, words->value[0]);
    recipe_value_text(row, change->after, words->value[1]);
}

static Words words_of(const Recipe *a, const Recipe *b) {
    Change changes[CHANGES_MAX];
    int count;
    Words words = {0};
    bool another = a->optimizer != b->optimizer;
    add_kind(&words, another, a->optimizer->title, b->optimizer->title);
    add_kind(&words, a->schedule != b->schedule, a->schedule->title, b->schedule->title);
    add_kind(&words, a->clipping != b->clipping, a->clipping->title, b->clipping->title);
    recipe_changes(a, b, changes, &count);
    for (int i = 0; i < count && !another; i++) add_number(&words, a, &changes[i]);
    return words;
}

static void add_more(const Words *words, char *text, size_t size) {
    size_t length = strlen(text);
    if (words->more > 0) snprintf(text + length, size - length, " + %d", words->more);
}

void branch_words(const Recipe *recipe, const Recipe *other, char *text, size_t size) {
    Words words = words_of(recipe, other);
    if (!words.value[0][0])
        snprintf(text, size, "unchanged");
    else if (words.what)
        snprintf(text, size, "%s = %s", strcmp(words.what, "rate") == 0 ? "η" : words.what, words.value[0]);
    else
        snprintf(text, size, "%s", words.value[0]);
    add_more(&words, text, size);
}

void branch_words_change(const Recipe *before, const Recipe *after, char *text, size_t size) {
    Words words = words_of(before, after);
    if (!words.value[0][0])
        snprintf(text, size, "nothing changed yet");
    else
        snprintf(text, size, "%s%s%s → %s", words.what ? words.what : "", words.what ? " " : "",
                 words.value[0], words.value[1]);
    add_more(&words, text, size);
}

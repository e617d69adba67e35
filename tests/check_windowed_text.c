/* Texts compressed in windows: what was packed comes back, and damage is told of. */
#include "suite.h"

#include "training/data.h"
#include "training/windowed_text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WINDOW = 4000, TEXT = 2 * WINDOW + 1234, HEADER = 92, ROOM = 4 * TEXT };

/* ---- the other direction, as compress(1) does it, with strings looked for one by one ---- */

typedef struct Packed {
    uint8_t bytes[ROOM];
    size_t bit, group;
    int width;
} Packed;

static void put_number(uint8_t *bytes, size_t value) {
    for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void put_code(Packed *packed, unsigned code) {
    for (int i = 0; i < packed->width; i++, packed->bit++)
        packed->bytes[packed->bit / 8] |= (uint8_t)((code >> i & 1) << packed->bit % 8);
}

static void fill_group(Packed *packed) {
    const size_t group = 8 * (size_t)packed->width, used = packed->bit - packed->group;
    packed->bit = packed->group = packed->group + (used + group - 1) / group * group;
}

static void pack_window(Packed *packed, const uint8_t *text, size_t size) {
    static struct { size_t begin, length; } known[WINDOW + 257];
    unsigned count = 257;
    packed->bit = packed->group = (packed->bit + 7) / 8 * 8;
    packed->width = 9;
    for (size_t at = 0; at < size;) {
        size_t length = 1;
        unsigned code = text[at];
        for (unsigned k = 257; k < count; k++)
            if (known[k].length > length && at + known[k].length <= size &&
                memcmp(text + at, text + known[k].begin, known[k].length) == 0)
                length = known[k].length, code = k;
        put_code(packed, code);
        known[count].begin = at, known[count++].length = length + 1;
        if (count - 1 == 1U << packed->width) fill_group(packed), packed->width++;
        at += length;
    }
}

static uint8_t text[TEXT];

static size_t pack_text(Packed *packed) {
    for (size_t i = 0; i < TEXT; i++)
        text[i] = i + 1 == TEXT ? '\n' : (uint8_t)("aab bca"[i % 7] + (i * i / 97 % 5 == 0));
    memset(packed, 0, sizeof *packed);
    memcpy(packed->bytes, "EC02", 4);
    put_number(packed->bytes + 84, WINDOW);
    put_number(packed->bytes + 88, 3);
    packed->bit = 8 * (HEADER + 4 * 3);
    for (size_t i = 0; i < 3; i++) {
        put_number(packed->bytes + HEADER + 4 * i, (packed->bit + 7) / 8);
        pack_window(packed, text + i * WINDOW, i < 2 ? WINDOW : TEXT - 2 * WINDOW);
    }
    return (packed->bit + 7) / 8;
}

static Packed packed;

START_TEST(test_a_packed_text_comes_back) {
    const size_t size = pack_text(&packed);
    Error error = {0};
    size_t length;
    ck_assert(windowed_text_suits(packed.bytes, size));
    ck_assert(!windowed_text_suits((const uint8_t *)"plain", 5));
    ck_assert_uint_lt(size, TEXT / 2);
    uint8_t *back = windowed_text_unpack(packed.bytes, size, &length, &error);
    ck_assert_msg(back != NULL, "%s", error.message);
    ck_assert_uint_eq(length, TEXT);
    ck_assert_mem_eq(back, text, TEXT);
    free(back);
}
END_TEST

START_TEST(test_a_text_that_is_cut_off_is_refused) {
    const size_t size = pack_text(&packed);
    for (size_t cut = 4; cut < size; cut++) {
        Error error = {0};
        size_t length;
        uint8_t *bytes = malloc(cut); /* so that reading on would be noticed */
        memcpy(bytes, packed.bytes, cut);
        ck_assert_msg(!windowed_text_unpack(bytes, cut, &length, &error), "cut at %zu", cut);
        ck_assert_msg(strstr(error.message, "at byte") != NULL, "%s", error.message);
        free(bytes);
    }
}
END_TEST

/* Some damage makes another text; none may read or write outside. */
START_TEST(test_damage_is_refused_or_harmless) {
    const size_t size = pack_text(&packed);
    size_t refused = 0;
    for (size_t i = 0; i < size; i++) {
        Error error = {0};
        size_t length;
        packed.bytes[i] ^= 0xff;
        uint8_t *back = i < 4 ? NULL : windowed_text_unpack(packed.bytes, size, &length, &error);
        refused += back == NULL;
        if (back) ck_assert_uint_le(length, 3 * WINDOW);
        free(back);
        packed.bytes[i] ^= 0xff;
    }
    ck_assert_uint_gt(refused, size / 4 * 3);
}
END_TEST

START_TEST(test_debians_bible_has_73_characters) {
    if (access("/usr/lib/bible.data", R_OK) != 0) return; /* bible-kjv-text is not installed */
    TrainingData dataset;
    Error error = {0};
    ck_assert_msg(data_text(&dataset, &(DataPlaces){.folder = "/usr/lib"}, &error), "%s", error.message);
    ck_assert_int_eq(dataset.classes, 73);
    size_t all = 0;
    for (int i = 0; i < DATA_PARTS; i++) all += dataset.parts[i].examples;
    ck_assert_uint_gt(all, 4400000);
    char first[12] = {0};
    for (int i = 0; i < 10; i++) first[i] = (char)dataset.symbols[dataset.parts[DATA_TRAIN].bytes[i]];
    ck_assert_str_eq(first, "Holy Bible");
    training_data_end(&dataset);
}
END_TEST

SUITE("windowed text") {
    TCase *tests = suite_case(suite, "windowed text");
    tcase_add_test(tests, test_a_packed_text_comes_back);
    tcase_add_test(tests, test_a_text_that_is_cut_off_is_refused);
    tcase_add_test(tests, test_damage_is_refused_or_harmless);
    tcase_add_test(tests, test_debians_bible_has_73_characters);
}

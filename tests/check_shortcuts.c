#include "screen/shortcuts.h"

#include "suite.h"

#include <string.h>

static const unsigned modes[] = {SHORTCUT_MAP, SHORTCUT_TRAINING};

START_TEST(test_every_key_has_a_sentence_in_the_list) {
    KeyLine lines[KEY_LINES_MAX];
    const unsigned mode = modes[_i];
    int count = shortcuts_list(mode, lines), sentences = 0, joined_to = -1;
    for (int i = 0; i < shortcut_count; i++) {
        if (!(shortcuts[i].modes & mode)) continue;
        if (shortcuts[i].help) joined_to = i;
        ck_assert_msg(joined_to >= 0, "the first row has nothing to be joined with");
        ck_assert_int_eq(shortcuts[joined_to].modes & mode, shortcuts[i].modes & mode);
        sentences += shortcuts[i].help != NULL;
    }
    for (int i = 0; i < gesture_count; i++) sentences += (gestures[i].modes & mode) != 0;
    ck_assert_int_eq(count, sentences);
    for (int i = 0; i < count; i++) {
        ck_assert_msg(strlen(lines[i].keys) > 0, "no keys for \"%s\"", lines[i].help);
        ck_assert_msg(strlen(lines[i].keys) + 1 < sizeof lines[i].keys, "%s: too long", lines[i].keys);
        ck_assert_msg(strlen(lines[i].help) > 0, "nothing said of %s", lines[i].keys);
    }
}
END_TEST

START_TEST(test_no_two_rows_take_the_same_key) {
    for (int i = 0; i < shortcut_count; i++)
        for (int j = 0; j < i; j++)
            ck_assert_msg(
                shortcuts[i].key != shortcuts[j].key || shortcuts[i].modifiers != shortcuts[j].modifiers ||
                    !(shortcuts[i].modes & shortcuts[j].modes),
                "\"%s\" and \"%s\" have one key", shortcuts[i].help ? shortcuts[i].help : "(joined)",
                shortcuts[j].help ? shortcuts[j].help : "(joined)");
}
END_TEST

START_TEST(test_a_keyboard_makes_every_key) {
    for (int i = 0; i < shortcut_count; i++) {
        char name[16];
        Key key;
        unsigned modifiers;
        event_key_name(shortcuts[i].key, name);
        ck_assert_msg(event_parse_key(name, &key, &modifiers), "row %d: no key is called \"%s\"", i, name);
        ck_assert_int_eq(key, shortcuts[i].key);
    }
}
END_TEST

START_TEST(test_keys_of_one_row_are_listed_together) {
    KeyLine lines[KEY_LINES_MAX];
    int count = shortcuts_list(SHORTCUT_MAP, lines);
    static const char *const expected[] = {"Space",   "← →", "Shift ← →", "1 2 3 4", "Ctrl Shift Z, Ctrl Y",
                                           "Ctrl + −"};
    for (size_t e = 0; e < sizeof expected / sizeof *expected; e++) {
        bool listed = false;
        for (int i = 0; i < count; i++) listed |= strcmp(lines[i].keys, expected[e]) == 0;
        ck_assert_msg(listed, "%s is not in the list", expected[e]);
    }
}
END_TEST

SUITE("shortcuts") {
    TCase *tests = suite_case(suite, "shortcuts");
    tcase_add_loop_test(tests, test_every_key_has_a_sentence_in_the_list, 0, sizeof modes / sizeof *modes);
    tcase_add_test(tests, test_no_two_rows_take_the_same_key);
    tcase_add_test(tests, test_a_keyboard_makes_every_key);
    tcase_add_test(tests, test_keys_of_one_row_are_listed_together);
}

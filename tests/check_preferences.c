#include "screen/preferences.h"

#include "suite.h"
#include "temporary.h"

#include <stdlib.h>
#include <string.h>

static void assert_equal(const Preferences *a, const Preferences *b) {
    ck_assert(preferences_equal(a, b));
}

START_TEST(test_what_was_written_is_read_again) {
    Temporary temporary = temporary_start();
    Error error = {0};
    char path[256];
    snprintf(path, sizeof path, "%s/settings", temporary.folder);
    Preferences written = preferences_default(), read;
    written.theme = 2;
    written.palette = 1;
    written.marked = written.classroom = written.reduced_motion = written.words = written.evaluations = true;
    written.scale = 1.75;
    memcpy(written.place, (int[4]){-1280, 20, 1600, 1000}, sizeof written.place);
    for (int i = 0; i < OVERLAY_COUNT; i++) written.overlay_on[i] = i % 2 == 0;
    written.plots[0] = PLOT_QUANTITY_DISTANCE;
    strcpy(written.recent.paths[0], "/home/Müller/\"a\\b\" #1\n.scene");
    strcpy(written.recent.paths[1], "/not/\xff\x80/utf-8.csv");
    ck_assert_msg(preferences_write(&written, path, &error), "%s", error.message);
    ck_assert_msg(preferences_read(&read, path, &error), "%s", error.message);
    assert_equal(&written, &read);
    temporary_end(&temporary);
}
END_TEST

START_TEST(test_without_a_file_there_are_defaults) {
    Error error = {0};
    Preferences read, defaults = preferences_default();
    ck_assert(preferences_read(&read, "/nowhere/at/all", &error));
    assert_equal(&read, &defaults);
}
END_TEST

static const char *const broken[] = {
    "theme = ",
    "theme = \"green\";",
    "theme = 3;",
    "marked = 7.5;",
    "scale = 99.0;",
    "place = (1, 2, 3);",
    "place = (1, 2, -3, 4);",
    "overlay_on = (\"nonsense\");",
    "plots = (\"loss\");",
    "plots = \"loss\";",
    "recent = (7);",
    "from_a_later_version = 1;",
    "\x80\xff\x01 garbage {{{",
};

START_TEST(test_a_file_that_is_not_understood_is_refused_with_its_place_and_gives_defaults) {
    Temporary temporary = temporary_start();
    Error error = {0};
    const char *path = temporary_bytes(&temporary, "settings", broken[_i], strlen(broken[_i]));
    Preferences read, defaults = preferences_default();
    ck_assert_msg(!preferences_read(&read, path, &error), "%s was taken", broken[_i]);
    ck_assert_msg(error.line > 0 && *error.message, "%s: %s", broken[_i], error.message);
    assert_equal(&read, &defaults);
    temporary_end(&temporary);
}
END_TEST

START_TEST(test_a_folder_is_no_file_of_settings) {
    Temporary temporary = temporary_start();
    Error error = {0};
    Preferences read;
    ck_assert(!preferences_read(&read, temporary.folder, &error));
    ck_assert(!preferences_write(&read, temporary.folder, &error));
    temporary_end(&temporary);
}
END_TEST

START_TEST(test_the_file_stands_in_the_xdg_place) {
    char path[64];
    setenv("XDG_CONFIG_HOME", "/tmp/config", 1);
    setenv("HOME", "/home/somebody", 1);
    ck_assert(preferences_path(path, sizeof path));
    ck_assert_str_eq(path, "/tmp/config/slalom/settings");
    setenv("XDG_CONFIG_HOME", "relative", 1); /* the standard: to be ignored */
    ck_assert(preferences_path(path, sizeof path));
    ck_assert_str_eq(path, "/home/somebody/.config/slalom/settings");
    unsetenv("HOME");
    ck_assert(!preferences_path(path, sizeof path));
    setenv("XDG_CONFIG_HOME", "/a/place/with/so/long/a/name/that/it/does/not/fit/into/the/room/there/is", 1);
    ck_assert(!preferences_path(path, sizeof path));
}
END_TEST

START_TEST(test_what_the_command_line_asked_for_is_not_remembered) {
    Preferences remembered = preferences_default(), before = remembered, after;
    before.theme = 1; /* --theme light, over what is remembered */
    after = before;
    after.classroom = true; /* what the user did */
    Preferences merged = preferences_merge(&remembered, &before, &after);
    ck_assert_int_eq(merged.theme, 0);
    ck_assert(merged.classroom);
}
END_TEST

SUITE("preferences") {
    TCase *tests = suite_case(suite, "preferences");
    tcase_add_test(tests, test_what_was_written_is_read_again);
    tcase_add_test(tests, test_without_a_file_there_are_defaults);
    tcase_add_loop_test(tests,
                        test_a_file_that_is_not_understood_is_refused_with_its_place_and_gives_defaults, 0,
                        sizeof broken / sizeof *broken);
    tcase_add_test(tests, test_a_folder_is_no_file_of_settings);
    tcase_add_test(tests, test_the_file_stands_in_the_xdg_place);
    tcase_add_test(tests, test_what_the_command_line_asked_for_is_not_remembered);
}

#include "screen/recent.h"

#include "suite.h"
#include "temporary.h"

static const char *file(const Temporary *temporary, int number) {
    char name[16];
    snprintf(name, sizeof name, "%d.scene", number);
    return temporary_bytes(temporary, name, "x", 1);
}

START_TEST(test_the_latest_comes_first_and_each_only_once) {
    Temporary temporary = temporary_start();
    Recent recent = {0};
    ck_assert_int_eq(recent_count(&recent), 0);
    for (int i = 0; i < 3; i++) recent_add(&recent, file(&temporary, i));
    recent_add(&recent, file(&temporary, 1));
    ck_assert_int_eq(recent_count(&recent), 3);
    ck_assert_str_eq(recent.paths[0], temporary_path(&temporary, "1.scene"));
    ck_assert_str_eq(recent.paths[1], temporary_path(&temporary, "2.scene"));
    ck_assert_str_eq(recent.paths[2], temporary_path(&temporary, "0.scene"));
    temporary_end(&temporary);
}
END_TEST

START_TEST(test_the_eldest_make_room) {
    Temporary temporary = temporary_start();
    Recent recent = {0};
    for (int i = 0; i < RECENT_MAX + 3; i++) recent_add(&recent, file(&temporary, i));
    ck_assert_int_eq(recent_count(&recent), RECENT_MAX);
    ck_assert_str_eq(recent.paths[RECENT_MAX - 1], temporary_path(&temporary, "3.scene"));
    temporary_end(&temporary);
}
END_TEST

START_TEST(test_what_is_gone_is_left_out) {
    Temporary temporary = temporary_start();
    Recent recent = {0}, expected = {0};
    recent_add(&recent, temporary_path(&temporary, "never.scene"));
    ck_assert_int_eq(recent_count(&recent), 0);
    for (int i = 0; i < 4; i++) recent_add(&recent, file(&temporary, i));
    unlink(temporary_path(&temporary, "3.scene"));
    unlink(temporary_path(&temporary, "1.scene"));
    recent_prune(&recent);
    recent_add(&expected, temporary_path(&temporary, "0.scene"));
    recent_add(&expected, temporary_path(&temporary, "2.scene"));
    ck_assert_mem_eq(&recent, &expected, sizeof recent);
    temporary_end(&temporary);
}
END_TEST

SUITE("recent") {
    TCase *tests = suite_case(suite, "recent");
    tcase_add_test(tests, test_the_latest_comes_first_and_each_only_once);
    tcase_add_test(tests, test_the_eldest_make_room);
    tcase_add_test(tests, test_what_is_gone_is_left_out);
}

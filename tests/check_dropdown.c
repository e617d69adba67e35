#include "desk.h"
#include "suite.h"

START_TEST(test_a_band_of_choices_takes_the_one_clicked) {
    Desk *desk = desk_start();
    click_on(desk, "mode.1");
    ck_assert_int_eq(desk->mode, 1);
    ck_assert_int_eq(desk->changes, 1);
    click_on(desk, "mode.1");
    ck_assert_int_eq(desk->changes, 1);
    desk_end(desk);
}
END_TEST

START_TEST(test_toggles_toggle) {
    Desk *desk = desk_start();
    click_on(desk, "chip");
    click_on(desk, "switch");
    ck_assert(desk->chip && desk->toggle);
    click_on(desk, "chip");
    ck_assert(!desk->chip && desk->toggle);
    ck_assert_str_eq(record(desk, "switch")->value, "on");
    desk_end(desk);
}
END_TEST

START_TEST(test_a_list_opens_below_its_box_and_takes_a_click) {
    Desk *desk = desk_start();
    Rect row;
    ck_assert(!ui_find(desk->ui, "surface.2", NULL));
    click_on(desk, "surface");
    step(desk);
    ck_assert(ui_find(desk->ui, "surface.2", &row));
    ck_assert_float_gt(row.y, CHOICE.y + CHOICE.h);
    click_on(desk, "surface.2");
    ck_assert_int_eq(desk->choice, 2);
    ck_assert_int_eq(desk->choices, 1);
    ck_assert(!ui_find(desk->ui, "surface.2", NULL) || (step(desk), !ui_find(desk->ui, "surface.2", NULL)));
    desk_end(desk);
}
END_TEST

START_TEST(test_typing_filters_the_list_and_enter_takes_the_first) {
    Desk *desk = desk_start();
    click_on(desk, "surface");
    type(desk, "VI");
    step(desk);
    step(desk);
    ck_assert(ui_find(desk->ui, "surface.1", NULL)); /* Ravine */
    ck_assert(!ui_find(desk->ui, "surface.0", NULL) && !ui_find(desk->ui, "surface.3", NULL));
    key(desk, KEY_ENTER, 0);
    step(desk);
    ck_assert_int_eq(desk->choice, 1);
    desk_end(desk);
}
END_TEST

START_TEST(test_blanks_and_hyphens_need_not_be_typed) {
    static const struct {
        const char *typed;
        int row;
    } filters[] = {
        {"rosenbrockv", 0}, {"rosenbrock v", 0}, {"Rosenbrock-V", 0}, {"kvalley", 0}, {"himmel blau", 3}};
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        Desk *desk = desk_start();
        desk->choice = 4;
        click_on(desk, "surface");
        type(desk, filters[i].typed);
        key(desk, KEY_ENTER, 0);
        step(desk);
        ck_assert_msg(desk->choice == filters[i].row, "%s chose %s", filters[i].typed,
                      surfaces[desk->choice]);
        desk_end(desk);
    }
}
END_TEST

START_TEST(test_a_filter_that_matches_nothing_can_be_taken_back) {
    Desk *desk = desk_start();
    click_on(desk, "surface");
    type(desk, "zzz");
    key(desk, KEY_ENTER, 0);
    step(desk);
    ck_assert_int_eq(desk->choice, 0);
    for (int i = 0; i < 3; i++) key(desk, KEY_BACKSPACE, 0);
    key(desk, KEY_DOWN, 0);
    key(desk, KEY_DOWN, 0);
    step(desk);
    for (int i = 0; i < 3; i++) step(desk);
    key(desk, KEY_ENTER, 0);
    step(desk);
    ck_assert_int_ge(desk->choice, 1);
    desk_end(desk);
}
END_TEST

START_TEST(test_the_marked_row_is_explained_to_pointer_and_keyboard) {
    Desk *desk = desk_start();
    Rect row;
    ck_assert_str_eq(ui_tip(desk->ui), "");
    click_on(desk, "surface");
    step(desk);
    key(desk, KEY_DOWN, 0);
    step(desk);
    ck_assert_str_eq(ui_tip(desk->ui), surfaces[1]);
    ck_assert(ui_find(desk->ui, "surface.3", &row));
    move(desk, row.x + 20, row.y + 10, 0);
    step(desk);
    ck_assert_str_eq(ui_tip(desk->ui), surfaces[3]);
    type(desk, "zzz"); /* nothing matches */
    step(desk);
    step(desk);
    ck_assert_str_eq(ui_tip(desk->ui), "");
    key(desk, KEY_ESCAPE, 0);
    step(desk);
    ck_assert_str_eq(ui_tip(desk->ui), "");
    desk_end(desk);
}
END_TEST

START_TEST(test_arrows_move_in_the_list_and_escape_changes_nothing) {
    Desk *desk = desk_start();
    ui_focus(desk->ui, "surface");
    step(desk);
    key(desk, KEY_DOWN, 0); /* opens */
    step(desk);
    key(desk, KEY_DOWN, 0);
    step(desk);
    key(desk, KEY_DOWN, 0);
    step(desk);
    key(desk, KEY_ENTER, 0);
    step(desk);
    ck_assert_int_eq(desk->choice, 2);
    step(desk);
    key(desk, KEY_ENTER, 0); /* opens again */
    step(desk);
    key(desk, KEY_END, 0);
    step(desk);
    key(desk, KEY_ESCAPE, 0);
    step(desk);
    step(desk);
    ck_assert_int_eq(desk->choice, 2);
    ck_assert(!ui_find(desk->ui, "surface.4", NULL));
    desk_end(desk);
}
END_TEST

START_TEST(test_a_click_elsewhere_closes_the_list_and_does_what_it_says) {
    Desk *desk = desk_start();
    click_on(desk, "surface");
    click_on(desk, "button");
    step(desk);
    ck_assert(!ui_find(desk->ui, "surface.2", NULL));
    ck_assert_int_eq(desk->clicks, 1);
    ck_assert_int_eq(desk->choice, 0);
    desk_end(desk);
}
END_TEST

START_TEST(test_what_lies_under_an_open_list_is_not_touched) {
    Desk *desk = desk_start();
    click_on(desk, "surface");
    step(desk);
    Rect row;
    ck_assert(ui_find(desk->ui, "surface.3", &row)); /* reaches over the field */
    ck_assert(row.y + 10 > FIELD.y - 30 && row.x < FIELD.x + FIELD.w);
    click(desk, 410, FIELD.y + 5);
    step(desk);
    ck_assert(!record(desk, "field")->focused);
    desk_end(desk);
}
END_TEST

SUITE("choices") {
    TCase *choices = suite_case(suite, "choices");
    tcase_add_test(choices, test_a_band_of_choices_takes_the_one_clicked);
    tcase_add_test(choices, test_toggles_toggle);
    tcase_add_test(choices, test_a_list_opens_below_its_box_and_takes_a_click);
    tcase_add_test(choices, test_typing_filters_the_list_and_enter_takes_the_first);
    tcase_add_test(choices, test_blanks_and_hyphens_need_not_be_typed);
    tcase_add_test(choices, test_a_filter_that_matches_nothing_can_be_taken_back);
    tcase_add_test(choices, test_the_marked_row_is_explained_to_pointer_and_keyboard);
    tcase_add_test(choices, test_arrows_move_in_the_list_and_escape_changes_nothing);
    tcase_add_test(choices, test_a_click_elsewhere_closes_the_list_and_does_what_it_says);
    tcase_add_test(choices, test_what_lies_under_an_open_list_is_not_touched);
}

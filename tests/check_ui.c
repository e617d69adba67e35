#include "desk.h"
#include "suite.h"

START_TEST(test_widgets_are_found_by_their_full_names) {
    Desk *desk = desk_start();
    Rect area;
    ck_assert(ui_find(desk->ui, "run0.value", &area));
    ck_assert_float_eq(area.x, VALUE.x);
    ck_assert_float_eq(area.h, VALUE.h);
    ck_assert(!ui_find(desk->ui, "value", &area));
    ck_assert_str_eq(record(desk, "run0.value")->value, "1.20e−3");
    ck_assert_str_eq(record(desk, "mode")->value, "Map");
    desk_end(desk);
}
END_TEST

START_TEST(test_a_click_within_one_frame_of_events_counts_once) {
    Desk *desk = desk_start();
    click(desk, 50, 40);
    ck_assert_int_eq(desk->clicks, 1);
    step(desk);
    ck_assert_int_eq(desk->clicks, 1);
    desk_end(desk);
}
END_TEST

START_TEST(test_letting_go_elsewhere_is_no_click) {
    Desk *desk = desk_start();
    press(desk, 50, 40, 1);
    step(desk);
    ck_assert(ui_is_held(desk->ui, "button"));
    move(desk, 300, 300, 0);
    release(desk, 300, 300);
    step(desk);
    ck_assert_int_eq(desk->clicks, 0);
    ck_assert(!ui_any_held(desk->ui));
    desk_end(desk);
}
END_TEST

START_TEST(test_a_disabled_button_does_nothing) {
    Desk *desk = desk_start();
    desk->disabled = true;
    step(desk);
    click(desk, 50, 40);
    ck_assert_int_eq(desk->clicks, 0);
    desk_end(desk);
}
END_TEST

START_TEST(test_the_right_button_presses_nothing_that_did_not_ask) {
    Desk *desk = desk_start();
    feed(desk, (Event){.kind = EVENT_DOWN, .x = 50, .y = 40, .button = BUTTON_RIGHT, .clicks = 1});
    feed(desk, (Event){.kind = EVENT_UP, .x = 50, .y = 40, .button = BUTTON_RIGHT});
    step(desk);
    ck_assert_int_eq(desk->clicks, 0);
    desk_end(desk);
}
END_TEST

START_TEST(test_while_one_item_is_held_no_other_is_hovered) {
    Desk *desk = desk_start();
    press(desk, 200, 116, 1);
    step(desk);
    move(desk, 450, 420, 0);
    step(desk);
    ck_assert(!desk->under.hovered);
    release(desk, 450, 420);
    step(desk);
    step(desk);
    ck_assert(desk->under.hovered);
    desk_end(desk);
}
END_TEST

START_TEST(test_a_layer_keeps_the_pointer_from_what_lies_below) {
    Desk *desk = desk_start();
    move(desk, 440, 410, 0);
    step(desk);
    ck_assert(desk->under.hovered);
    desk->covered = true;
    step(desk);
    step(desk);
    ck_assert(!desk->under.hovered && desk->layered.hovered);
    move(desk, 480, 440, 0); /* on the layer, on none of its items */
    step(desk);
    ck_assert(!desk->under.hovered && !desk->layered.hovered);
    ck_assert(ui_pointer_taken(desk->ui));
    move(desk, 405, 440, 0);
    step(desk);
    ck_assert(desk->under.hovered);
    desk_end(desk);
}
END_TEST

START_TEST(test_a_disc_is_hit_within_its_radius_only) {
    Desk *desk = desk_start();
    move(desk, 513, 313, 0);
    step(desk);
    ck_assert(desk->disc.hovered);
    move(desk, 517, 317, 0);
    step(desk);
    ck_assert(!desk->disc.hovered);
    desk_end(desk);
}
END_TEST

START_TEST(test_tab_goes_round_all_widgets_and_back) {
    Desk *desk = desk_start();
    static const char *const order[] = {"button",     "chip",  "mode",  "surface", "run0.slider",
                                        "run0.value", "other", "field", "switch",  "button"};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        key(desk, KEY_TAB, 0);
        step(desk);
        step(desk);
        ck_assert_msg(record(desk, order[i])->focused, "%s has not the keyboard", order[i]);
    }
    key(desk, KEY_TAB, MODIFIER_SHIFT);
    step(desk);
    ck_assert(record(desk, "switch")->focused);
    desk_end(desk);
}
END_TEST

START_TEST(test_space_and_enter_press_what_has_the_keyboard) {
    Desk *desk = desk_start();
    ui_focus(desk->ui, "button");
    step(desk);
    key(desk, KEY_SPACE, 0);
    key(desk, KEY_ENTER, 0);
    step(desk);
    step(desk);
    ck_assert_int_ge(desk->clicks, 1);
    ui_focus(desk->ui, "chip");
    step(desk);
    key(desk, KEY_SPACE, 0);
    step(desk);
    ck_assert(desk->chip);
    desk_end(desk);
}
END_TEST

START_TEST(test_the_focus_ring_is_drawn_for_the_keyboard_and_not_for_the_pointer) {
    Desk *desk = desk_start();
    Color accent = theme_dark()->accent;
    uint32_t ring = 255u << 24 | (uint32_t)accent.r << 16 | (uint32_t)accent.g << 8 | accent.b;
    int x = (int)BUTTON.x + 40, y = (int)BUTTON.y - 4;
    click(desk, 50, 40);
    ck_assert_uint_ne(pixel(desk->canvas, x, y), ring);
    key(desk, KEY_TAB, 0);
    step(desk);
    step(desk);
    ck_assert_uint_eq(pixel(desk->canvas, x, y), ring);
    ck_assert_uint_eq(pixel(desk->canvas, x, y + 1), ring);
    ck_assert_uint_ne(pixel(desk->canvas, x, y + 2), ring);
    desk_end(desk);
}
END_TEST

START_TEST(test_shortcuts_come_through_unless_an_item_wants_the_key) {
    Desk *desk = desk_start();
    desk->asked = 'G';
    key(desk, 'G', 0);
    step(desk);
    ck_assert(desk->came);
    desk->came = false;
    key(desk, 'G', MODIFIER_CONTROL);
    step(desk);
    ck_assert(!desk->came);
    click_on(desk, "run0.value"); /* now G is text */
    step(desk);
    ck_assert(ui_wants_text(desk->ui));
    key(desk, 'G', 0);
    step(desk);
    ck_assert(!desk->came);
    key(desk, KEY_ESCAPE, 0);
    step(desk);
    ck_assert(!ui_wants_text(desk->ui));
    key(desk, 'G', 0);
    step(desk);
    ck_assert(desk->came);
    desk_end(desk);
}
END_TEST

START_TEST(test_pages_are_turned_by_keyboard_where_no_card_lies_over_them) {
    Desk *desk = desk_start();
    step(desk); /* now it knows how long the list is */
    key(desk, KEY_PAGE_DOWN, 0);
    step(desk);
    ck_assert_float_gt(desk->scroll.offset, 40);
    ck_assert_float_lt(desk->scroll.offset, SCROLL.h);
    for (int i = 0; i < 20; i++) key(desk, KEY_PAGE_DOWN, 0);
    step(desk);
    const float end = desk->scroll.offset;
    ck_assert_float_eq(end, 600 - SCROLL.h);
    key(desk, KEY_PAGE_UP, 0);
    step(desk);
    ck_assert_float_lt(desk->scroll.offset, end);
    ui_focus(desk->ui, "run0.slider"); /* which has a use for the key itself */
    step(desk);
    const float before = desk->scroll.offset;
    key(desk, KEY_PAGE_DOWN, 0);
    step(desk);
    ck_assert_float_eq(desk->scroll.offset, before);
    desk_end(desk);
}
END_TEST

START_TEST(test_the_keyboard_is_told_what_the_pointer_is) {
    Desk *desk = desk_start();
    strcpy(desk->tooltip, "Adds a run");
    key(desk, KEY_TAB, 0);
    step(desk); /* gives it the keyboard, ... */
    step(desk); /* ... with which it is drawn */
    ck_assert(record(desk, "button")->focused);
    wait(desk, 0.3);
    ck_assert_str_eq(ui_tip(desk->ui), "");
    wait(desk, 0.3);
    ck_assert_str_eq(ui_tip(desk->ui), "Adds a run");
    key(desk, KEY_TAB, 0);
    step(desk);
    ck_assert_str_eq(ui_tip(desk->ui), "");
    desk_end(desk);
}
END_TEST

START_TEST(test_a_tooltip_comes_after_a_while_and_goes_with_the_pointer) {
    Desk *desk = desk_start();
    strcpy(desk->tooltip, "Adds a run");
    uint32_t below;
    move(desk, 60, 40, 0);
    step(desk);
    below = pixel(desk->canvas, 60, 64);
    ck_assert_double_le(ui_wait(desk->ui), 0.5);
    wait(desk, 0.3);
    ck_assert_uint_eq(pixel(desk->canvas, 60, 64), below);
    wait(desk, 0.3);
    ck_assert_uint_ne(pixel(desk->canvas, 60, 64), below);
    move(desk, 200, 250, 0);
    step(desk);
    ck_assert_uint_eq(pixel(desk->canvas, 60, 64), below);
    desk_end(desk);
}
END_TEST

START_TEST(test_an_idle_interface_asks_for_no_frames) {
    Desk *desk = desk_start();
    step(desk);
    ck_assert(isinf(ui_wait(desk->ui)) && !ui_animating(desk->ui));
    desk_end(desk);
}
END_TEST

/* ---- scrolling ---- */

START_TEST(test_the_wheel_scrolls_and_stops_at_the_ends) {
    Desk *desk = desk_start();
    wheel(desk, 100, 350, -1, 0);
    step(desk);
    ck_assert_float_eq(desk->scroll.offset, 48);
    wheel(desk, 100, 350, -100, 0);
    step(desk);
    ck_assert_float_eq(desk->scroll.offset, 500);
    wheel(desk, 100, 350, 100, 0);
    step(desk);
    ck_assert_float_eq(desk->scroll.offset, 0);
    desk_end(desk);
}
END_TEST

START_TEST(test_rows_scrolled_away_take_no_clicks) {
    Desk *desk = desk_start();
    Rect area;
    ck_assert(ui_find(desk->ui, "row3", &area));
    ck_assert_float_eq(area.h, 10); /* what is left of it inside */
    ck_assert(ui_find(desk->ui, "row10", &area));
    ck_assert_float_eq(area.h, 0);
    desk_end(desk);
}
END_TEST

START_TEST(test_the_bar_drags_the_content) {
    Desk *desk = desk_start();
    Rect bar;
    ck_assert(ui_find(desk->ui, "list.bar", &bar));
    press(desk, bar.x + 7, bar.y + 10, 1);
    step(desk);
    move(desk, bar.x + 7, bar.y + 400, 0);
    step(desk);
    ck_assert_float_eq(desk->scroll.offset, 500);
    release(desk, bar.x + 7, bar.y + 400);
    step(desk);
    desk_end(desk);
}
END_TEST

SUITE("ui") {
    TCase *core = suite_case(suite, "core");
    tcase_add_test(core, test_widgets_are_found_by_their_full_names);
    tcase_add_test(core, test_a_click_within_one_frame_of_events_counts_once);
    tcase_add_test(core, test_letting_go_elsewhere_is_no_click);
    tcase_add_test(core, test_a_disabled_button_does_nothing);
    tcase_add_test(core, test_the_right_button_presses_nothing_that_did_not_ask);
    tcase_add_test(core, test_while_one_item_is_held_no_other_is_hovered);
    tcase_add_test(core, test_a_layer_keeps_the_pointer_from_what_lies_below);
    tcase_add_test(core, test_a_disc_is_hit_within_its_radius_only);
    tcase_add_test(core, test_tab_goes_round_all_widgets_and_back);
    tcase_add_test(core, test_space_and_enter_press_what_has_the_keyboard);
    tcase_add_test(core, test_the_focus_ring_is_drawn_for_the_keyboard_and_not_for_the_pointer);
    tcase_add_test(core, test_shortcuts_come_through_unless_an_item_wants_the_key);
    tcase_add_test(core, test_pages_are_turned_by_keyboard_where_no_card_lies_over_them);
    tcase_add_test(core, test_the_keyboard_is_told_what_the_pointer_is);
    tcase_add_test(core, test_a_tooltip_comes_after_a_while_and_goes_with_the_pointer);
    tcase_add_test(core, test_an_idle_interface_asks_for_no_frames);
    TCase *scrolling = suite_case(suite, "scrolling");
    tcase_add_test(scrolling, test_the_wheel_scrolls_and_stops_at_the_ends);
    tcase_add_test(scrolling, test_rows_scrolled_away_take_no_clicks);
    tcase_add_test(scrolling, test_the_bar_drags_the_content);
}

#include "screen/layout.h"

#include "suite.h"

static Layout reference(float w, float h) {
    return layout_of(w, h, (LayoutOptions){0});
}

static void assert_rect(Rect got, float x, float y, float w, float h) {
    ck_assert_msg(got.x == x && got.y == y && got.w == w && got.h == h, "%g %g %g %g, not %g %g %g %g", got.x,
                  got.y, got.w, got.h, x, y, w, h);
}

START_TEST(test_the_reference_size_gives_the_rectangles_of_the_style_sheet) {
    Layout layout = reference(1600, 1000);
    assert_rect(layout.topbar, 0, 0, 1600, 56);
    assert_rect(layout.panel, 1200, 56, 400, 944);
    assert_rect(layout.map, 0, 56, 1200, 616);
    assert_rect(layout.transport, 0, 672, 1200, 56);
    assert_rect(layout.loss_plot, 0, 728, 744, 272);
    assert_rect(layout.rate_plot, 744, 728, 456, 272);
    ck_assert(!layout.compact && !layout.drawer && !layout.short_chips && !layout.short_bar);
}
END_TEST

START_TEST(test_a_low_window_is_compact_and_keeps_its_panel) {
    Layout layout = reference(1280, 720);
    ck_assert(layout.compact && !layout.drawer && layout.short_chips);
    assert_rect(layout.panel, 936, 56, 344, 664);
    ck_assert_float_eq_tol(layout.transport.y, 470, 4);
    ck_assert_float_eq(layout.loss_plot.w, 56 + 416 + 96);
}
END_TEST

START_TEST(test_a_narrow_window_has_a_drawer_outside_until_it_is_opened) {
    Layout closed = layout_of(1100, 800, (LayoutOptions){0}),
           open = layout_of(1100, 800, (LayoutOptions){.drawer = 1});
    ck_assert(closed.drawer && !closed.short_bar && layout_of(1079, 800, (LayoutOptions){0}).short_bar);
    ck_assert_float_eq(closed.panel.x, 1100);
    ck_assert_float_eq(open.panel.x, 1100 - 344);
    ck_assert_float_eq(closed.left.w, 1100);
    ck_assert_float_eq(closed.panel_divider.w, 0);
}
END_TEST

START_TEST(test_a_tiny_window_is_laid_out_in_the_smallest_size) {
    Layout layout = reference(1, 1);
    ck_assert_float_eq(layout.w, LAYOUT_WIDTH_MIN);
    ck_assert_float_eq(layout.h, LAYOUT_HEIGHT_MIN);
}
END_TEST

static float right(Rect area) {
    return area.x + area.w;
}
static float bottom(Rect area) {
    return area.y + area.h;
}

/* Sizes from tiny to huge; every row of the loop is one. */
static const struct {
    float w, h;
} sizes[] = {{1, 1},       {1024, 700},  {1199, 799},  {1200, 800},  {1280, 720},
             {1366, 768},  {1440, 900},  {1499, 1000}, {1500, 1000}, {1920, 1080},
             {2560, 1440}, {3840, 2160}, {1024, 3000}, {5120, 700},  {16384, 16384}};

START_TEST(test_the_parts_fill_the_window_without_overlapping) {
    Layout layout = reference(sizes[_i].w, sizes[_i].h);
    ck_assert_float_eq(bottom(layout.topbar), layout.left.y);
    ck_assert_float_eq(bottom(layout.topbar), layout.map.y);
    ck_assert_float_eq(bottom(layout.map), layout.transport.y);
    ck_assert_float_eq(bottom(layout.transport), layout.loss_plot.y);
    ck_assert_float_eq(bottom(layout.loss_plot), layout.h);
    ck_assert_float_eq(right(layout.loss_plot), layout.rate_plot.x);
    ck_assert_float_eq(right(layout.rate_plot), right(layout.left));
    ck_assert_float_eq(right(layout.left), layout.drawer ? layout.w : layout.panel.x);
    if (!layout.drawer) ck_assert_float_eq(right(layout.panel), layout.w);
    ck_assert_float_ge(layout.map.h, 300);
    ck_assert_float_ge(layout.loss_plot.w, 300);
    ck_assert_float_ge(layout.rate_plot.w, 250);
}
END_TEST

START_TEST(test_every_edge_lies_on_whole_pixels) {
    Layout layout = reference(sizes[_i].w, sizes[_i].h);
    const Rect areas[] = {layout.topbar,    layout.panel,     layout.map,
                          layout.transport, layout.loss_plot, layout.rate_plot};
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
        ck_assert_float_eq(areas[i].x, (float)(int)areas[i].x);
        ck_assert_float_eq(areas[i].y, (float)(int)areas[i].y);
    }
}
END_TEST

START_TEST(test_dragged_dividers_stop_before_they_cover_the_map) {
    float chosen = (float)_i * 200 + 1;
    Layout layout = layout_of(1600, 1000, (LayoutOptions){.panel_width = chosen, .plots_height = chosen});
    ck_assert_float_ge(layout.panel.w, 344);
    ck_assert_float_ge(layout.left.w, 700);
    ck_assert_float_ge(layout.loss_plot.h, 152);
    ck_assert_float_ge(layout.map.h, 200);
}
END_TEST

START_TEST(test_a_scale_that_does_not_fit_is_lowered_and_never_unreadable) {
    ck_assert_float_eq(layout_scale(2560, 1440, 2), 2);
    ck_assert_float_eq_tol(layout_scale(1280, 720, 2), 720.0f / 700, 1e-6f);
    ck_assert_float_eq(layout_scale(1600, 1000, 1), 1);
    ck_assert_float_eq_tol(layout_scale(1, 1, 3), 0.6f, 1e-6f);
    ck_assert_float_eq_tol(layout_scale(1024, 560, 1), 0.8f, 1e-6f);
}
END_TEST

START_TEST(test_the_scale_goes_up_and_down_in_quarters_between_1_and_3) {
    ck_assert_float_eq(layout_scale_step(1, 1), 1.25f);
    ck_assert_float_eq(layout_scale_step(1, -1), 1);
    ck_assert_float_eq(layout_scale_step(3, 1), 3);
    ck_assert_float_eq(layout_scale_step(1.6f, 1), 1.75f);
}
END_TEST

SUITE("layout") {
    enum { SIZES = sizeof sizes / sizeof *sizes };
    TCase *tests = suite_case(suite, "layout");
    tcase_add_test(tests, test_the_reference_size_gives_the_rectangles_of_the_style_sheet);
    tcase_add_test(tests, test_a_low_window_is_compact_and_keeps_its_panel);
    tcase_add_test(tests, test_a_narrow_window_has_a_drawer_outside_until_it_is_opened);
    tcase_add_test(tests, test_a_tiny_window_is_laid_out_in_the_smallest_size);
    tcase_add_loop_test(tests, test_the_parts_fill_the_window_without_overlapping, 0, SIZES);
    tcase_add_loop_test(tests, test_every_edge_lies_on_whole_pixels, 0, SIZES);
    tcase_add_loop_test(tests, test_dragged_dividers_stop_before_they_cover_the_map, 0, 10);
    tcase_add_test(tests, test_a_scale_that_does_not_fit_is_lowered_and_never_unreadable);
    tcase_add_test(tests, test_the_scale_goes_up_and_down_in_quarters_between_1_and_3);
}

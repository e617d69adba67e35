#include "screen/orbit.h"

#include "suite.h"

#include <math.h>

static const Rect FRAME = {16, 72, 1112, 584};

static Orbit orbit_at(float yaw, float pitch) {
    Orbit orbit = orbit_home(FRAME, 1, 0.53f);
    orbit.yaw = yaw;
    orbit.pitch = pitch;
    return orbit;
}

/* Poses all round, from just above the ground to just off the top. */
enum { POSES = 40 };
static Orbit pose(int i) {
    return orbit_at(-3 + 0.6f * (float)(i % 10), 0.1f + 0.45f * (float)(i / 10));
}

/* A corner of the box. */
static void corner(const Orbit *orbit, int i, float point[3]) {
    point[0] = i & 1 ? orbit->side[0] : -orbit->side[0];
    point[1] = i & 2 ? orbit->side[1] : -orbit->side[1];
    point[2] = i & 4 ? orbit->side[2] : 0;
}

START_TEST(test_a_ray_through_a_point_on_the_screen_meets_what_stands_there) {
    Orbit orbit = pose(_i);
    orbit = orbit_zoomed(orbit_moved(orbit, 40, -25), 1.7f, (Point){300, 400});
    OrbitView view = orbit_view(&orbit);
    for (int i = 0; i < 125; i++) {
        float point[3] = {-1 + 0.5f * (float)(i % 5), -0.5f + 0.25f * (float)(i / 5 % 5),
                          0.1f * (float)(i / 25)};
        float depth, direction[3];
        Point at = orbit_project(&view, point, &depth);
        ck_assert_float_gt(depth, 0);
        orbit_ray(&view, at, direction);
        for (int c = 0; c < 3; c++)
            ck_assert_float_eq_tol(view.eye[c] + depth * direction[c], point[c], 2e-5f);
    }
}
END_TEST

START_TEST(test_however_it_is_turned_the_box_is_in_the_frame_and_fills_it) {
    Orbit orbit = pose(_i);
    OrbitView view = orbit_view(&orbit);
    float low[2] = {1e9f, 1e9f}, high[2] = {-1e9f, -1e9f};
    for (int i = 0; i < 8; i++) {
        float point[3];
        corner(&orbit, i, point);
        Point at = orbit_project(&view, point, NULL);
        low[0] = fminf(low[0], at.x), high[0] = fmaxf(high[0], at.x);
        low[1] = fminf(low[1], at.y), high[1] = fmaxf(high[1], at.y);
    }
    ck_assert(low[0] > FRAME.x && high[0] < FRAME.x + FRAME.w);
    ck_assert(low[1] > FRAME.y && high[1] < FRAME.y + FRAME.h);
    ck_assert(high[0] - low[0] > 0.85f * FRAME.w || high[1] - low[1] > 0.85f * FRAME.h);
    ck_assert_float_eq_tol(0.5f * (low[0] + high[0]), FRAME.x + 0.5f * FRAME.w, 0.01f);
    ck_assert_float_eq_tol(0.5f * (low[1] + high[1]), FRAME.y + 0.5f * FRAME.h, 0.01f);
}
END_TEST

START_TEST(test_x_runs_to_the_right_y_away_and_heights_up_as_seen_from_the_south) {
    Orbit orbit = orbit_at(0, 0.5f);
    OrbitView view = orbit_view(&orbit);
    float centre[3] = {0, 0, 0}, east[3] = {0.5f, 0, 0}, north[3] = {0, 0.4f, 0}, up[3] = {0, 0, 0.3f}, near,
          far;
    Point middle = orbit_project(&view, centre, &near);
    ck_assert_float_gt(orbit_project(&view, east, NULL).x, middle.x + 50);
    ck_assert_float_lt(orbit_project(&view, north, &far).y, middle.y - 20);
    ck_assert_float_gt(far, near);
    Point top = orbit_project(&view, up, NULL);
    ck_assert_float_lt(top.y, middle.y - 50);
    ck_assert_float_eq_tol(top.x, middle.x, 0.01f);
}
END_TEST

START_TEST(test_zooming_keeps_what_is_under_the_pointer_and_stops_at_its_limits) {
    Orbit orbit = orbit_home(FRAME, 1, 0.53f);
    Point pointer = {300, 250};
    float before[3], after[3];
    OrbitView view = orbit_view(&orbit);
    orbit_ray(&view, pointer, before);
    for (int notch = 0; notch < 60; notch++) orbit = orbit_zoomed(orbit, 1.15f, pointer);
    view = orbit_view(&orbit);
    orbit_ray(&view, pointer, after);
    for (int c = 0; c < 3; c++) ck_assert_float_eq_tol(after[c], before[c], 1e-4f);
    float closest = orbit.zoom;
    ck_assert_float_gt(closest, 5);
    ck_assert_float_eq(orbit_zoomed(orbit, 1.15f, pointer).zoom, closest);
    for (int notch = 0; notch < 60; notch++) orbit = orbit_zoomed(orbit, 1 / 1.15f, pointer);
    ck_assert(orbit.zoom > 0.1f && orbit.zoom < 1);
}
END_TEST

START_TEST(test_a_drag_turns_it_and_never_below_the_ground) {
    Orbit orbit = orbit_home(FRAME, 1, 0.53f), turned = orbit_turned(orbit, 100, 0);
    float front[3] = {0, -0.53f, 0}; /* the side in front goes along with the hand */
    OrbitView before = orbit_view(&orbit), after = orbit_view(&turned);
    ck_assert_float_gt(orbit_project(&after, front, NULL).x, orbit_project(&before, front, NULL).x + 20);
    for (int i = 0; i < 50; i++) turned = orbit_turned(turned, 3, -40);
    ck_assert_float_gt(turned.pitch, 0);
    OrbitView low = orbit_view(&turned);
    ck_assert_float_gt(low.eye[2], 0);
    for (int i = 0; i < 80; i++) turned = orbit_turned(turned, 0, 40);
    ck_assert_float_lt(turned.pitch, (float)M_PI / 2);
}
END_TEST

START_TEST(test_the_way_between_two_orbits_takes_the_short_turn) {
    Orbit from = orbit_at(3, 0.5f), to = orbit_zoomed(orbit_at(-3, 0.9f), 4, (Point){200, 200});
    Orbit between = orbit_between(&from, &to, 0.5f);
    ck_assert_float_gt(fabsf(remainderf(between.yaw, 2 * (float)M_PI)), 3);
    ck_assert_float_eq_tol(between.pitch, 0.7f, 1e-5f);
    ck_assert_float_eq_tol(between.zoom, 2, 1e-4f);
    ck_assert_float_eq_tol(orbit_between(&from, &to, 1).shift.x, to.shift.x, 1e-3f);
    ck_assert_float_eq_tol(orbit_between(&from, &to, 0).zoom, 1, 1e-6f);
}
END_TEST

SUITE("orbit") {
    TCase *tests = suite_case(suite, "orbit");
    tcase_add_loop_test(tests, test_a_ray_through_a_point_on_the_screen_meets_what_stands_there, 0, POSES);
    tcase_add_loop_test(tests, test_however_it_is_turned_the_box_is_in_the_frame_and_fills_it, 0, POSES);
    tcase_add_test(tests, test_x_runs_to_the_right_y_away_and_heights_up_as_seen_from_the_south);
    tcase_add_test(tests, test_zooming_keeps_what_is_under_the_pointer_and_stops_at_its_limits);
    tcase_add_test(tests, test_a_drag_turns_it_and_never_below_the_ground);
    tcase_add_test(tests, test_the_way_between_two_orbits_takes_the_short_turn);
}

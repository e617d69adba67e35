#include "screen/tags.h"

#include "screen/marks.h"

#include "suite.h"

#include <math.h>
#include <string.h>

static const Rect FRAME = {56, 72, 1072, 568};

static bool overlap(Rect a, Rect b) {
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

static bool within(Rect a, Rect frame) {
    return a.x >= frame.x && a.y >= frame.y && a.x + a.w <= frame.x + frame.w &&
           a.y + a.h <= frame.y + frame.h;
}

static Rect around(Point at, float radius) {
    return (Rect){at.x - radius, at.y - radius, 2 * radius, 2 * radius};
}

/* `count` heads at the points of a circle (radius 0: all at one point), each its own obstacle. */
static void ring_of_heads(int count, Point centre, float radius, TagWish *wishes, TagObstacle *obstacles) {
    for (int i = 0; i < count; i++) {
        double angle = 2 * M_PI * i / count;
        Point at = {centre.x + radius * (float)cos(angle), centre.y + radius * (float)sin(angle)};
        wishes[i] = (TagWish){i, at, 40 + 11.0f * (float)(i % 6), TAG_HEIGHT};
        obstacles[i] = (TagObstacle){around(at, MARK_HEAD_RADIUS), i};
    }
}

static void assert_no_overlap(const Tag *places, int count, const TagObstacle *obstacles,
                              int obstacle_count) {
    for (int i = 0; i < count; i++) {
        if (!places[i].placed) continue;
        ck_assert(within(places[i].area, FRAME));
        for (int k = 0; k < i; k++) ck_assert(!places[k].placed || !overlap(places[i].area, places[k].area));
        for (int k = 0; k < obstacle_count; k++) ck_assert(!overlap(places[i].area, obstacles[k].area));
    }
}

/* Where heads crowd: the middle, corners and edges of the frame. */
static const Point CROWDS[] = {{600, 350}, {60, 76}, {1124, 636}, {56, 350}, {600, 640}, {1100, 90}};
enum { CROWD_COUNT = sizeof CROWDS / sizeof *CROWDS };

START_TEST(test_eight_heads_at_one_point_get_eight_tags_that_do_not_overlap) {
    static Tags tags;
    static Occupancy ground;
    TagWish wishes[8];
    TagObstacle obstacles[8];
    Tag places[8];
    memset(&tags, 0, sizeof tags);
    occupancy_begin(&ground, FRAME);
    occupancy_finish(&ground);
    ring_of_heads(8, CROWDS[_i], 0, wishes, obstacles);
    tags_place(&tags, wishes, 8, obstacles, 8, &ground, FRAME, false, places);
    assert_no_overlap(places, 8, obstacles, 8);
    int placed = 0;
    for (int i = 0; i < 8; i++) placed += places[i].placed;
    ck_assert_int_ge(placed, 8);
    occupancy_end(&ground);
}
END_TEST

START_TEST(test_tags_that_find_no_room_are_left_out_rather_than_laid_over_others) {
    static Tags tags;
    static Occupancy ground;
    TagWish wishes[TAGS_MAX];
    TagObstacle obstacles[TAGS_MAX];
    Tag places[TAGS_MAX];
    occupancy_begin(&ground, FRAME);
    occupancy_finish(&ground);
    ring_of_heads(TAGS_MAX, (Point){600, 350}, 30, wishes, obstacles);
    tags_place(&tags, wishes, TAGS_MAX, obstacles, TAGS_MAX, &ground, FRAME, false, places);
    assert_no_overlap(places, TAGS_MAX, obstacles, TAGS_MAX);
    occupancy_end(&ground);
}
END_TEST

START_TEST(test_a_lone_head_has_its_tag_on_the_right) {
    static Tags tags;
    TagWish wish = {0, {600, 350}, 80, TAG_HEIGHT};
    Occupancy ground = {0};
    Tag place;
    tags_place(&tags, &wish, 1, NULL, 0, &ground, FRAME, false, &place);
    ck_assert(place.placed && !place.leader);
    ck_assert_float_eq_tol(place.area.x, 616, 0.5f);
    ck_assert_float_eq_tol(place.area.y + 0.5f * place.area.h, 350, 0.5f);
}
END_TEST

START_TEST(test_a_tag_keeps_off_the_paths) {
    static Tags tags;
    Occupancy ground = {0};
    Trails trails = {0};
    Point path[2] = {{600, 350}, {900, 350}};
    TrailLine line = {.count = 2};
    trails.points = path;
    trails.lines = &line;
    trails.point_count = 2;
    trails.line_count = 1;
    occupancy_begin(&ground, FRAME);
    occupancy_add_trails(&ground, &trails);
    occupancy_finish(&ground);
    ck_assert_int_gt(occupancy_count(&ground, (Rect){650, 340, 40, 20}), 5);
    ck_assert_int_eq(occupancy_count(&ground, (Rect){500, 340, 40, 20}), 0);
    TagWish wish = {0, {600, 350}, 80, TAG_HEIGHT};
    Tag place;
    tags_place(&tags, &wish, 1, NULL, 0, &ground, FRAME, false, &place);
    ck_assert_int_eq(occupancy_count(&ground, place.area), 0);
    occupancy_end(&ground);
}
END_TEST

START_TEST(test_a_tag_keeps_its_side_while_its_head_wanders) {
    static Tags tags;
    Occupancy ground = {0};
    TagWish wishes[2] = {{0, {600, 350}, 80, TAG_HEIGHT}, {1, {600, 420}, 80, TAG_HEIGHT}};
    Tag places[2];
    Point first = {0, 0};
    for (int frame = 0; frame < 200; frame++) {
        wishes[0].anchor = (Point){600 + 0.7f * (float)frame, 350 + 20 * sinf(0.2f * (float)frame)};
        TagObstacle obstacles[2] = {{around(wishes[0].anchor, 11), 0}, {around(wishes[1].anchor, 11), 1}};
        tags_place(&tags, wishes, 2, obstacles, 2, &ground, FRAME, true, places);
        Point offset = {places[0].area.x - wishes[0].anchor.x, places[0].area.y - wishes[0].anchor.y};
        if (frame == 0) first = offset;
        ck_assert_float_eq_tol(offset.x, first.x, 1);
        ck_assert_float_eq_tol(offset.y, first.y, 1);
        ck_assert(!tags_moving(&tags));
    }
}
END_TEST

START_TEST(test_a_tag_whose_head_leaps_looks_for_its_place_anew) {
    static Tags tags;
    Occupancy ground = {0};
    TagWish wish = {0, {600, 350}, 80, TAG_HEIGHT};
    TagObstacle wall = {{610, 200, 300, 300}, -1};
    Tag place;
    tags_place(&tags, &wish, 1, &wall, 1, &ground, FRAME, true, &place);
    float offset = place.area.x - wish.anchor.x;
    ck_assert_float_lt(offset, 0);
    /* Away from the wall nothing keeps it from the right; a little farther it keeps its side all the same. */
    wish.anchor.y += 30;
    tags_place(&tags, &wish, 1, NULL, 0, &ground, FRAME, true, &place);
    ck_assert_float_eq_tol(place.area.x - wish.anchor.x, offset, 0.5f);
    wish.anchor.x -= 300;
    tags.steady = true; /* while it plays, the side is kept over any leap */
    tags_place(&tags, &wish, 1, NULL, 0, &ground, FRAME, true, &place);
    ck_assert_float_eq_tol(place.area.x - wish.anchor.x, offset, 0.5f);
    tags.steady = false;
    wish.anchor.x += 200;
    tags_place(&tags, &wish, 1, NULL, 0, &ground, FRAME, true, &place);
    ck_assert_float_eq_tol(place.area.x - wish.anchor.x, 16, 0.5f);
    ck_assert(!tags_moving(&tags));
}
END_TEST

START_TEST(test_a_tag_that_must_move_is_there_after_a_tenth_of_a_second_and_a_bit) {
    static Tags tags;
    Occupancy ground = {0};
    TagWish wish = {0, {600, 350}, 80, TAG_HEIGHT};
    Tag place;
    tags_place(&tags, &wish, 1, NULL, 0, &ground, FRAME, true, &place);
    Rect before = place.area;
    TagObstacle wall = {{610, 200, 300, 300}, -1};
    tags_place(&tags, &wish, 1, &wall, 1, &ground, FRAME, true, &place);
    ck_assert_float_eq_tol(place.area.x, before.x, 0.5f); /* it sets out from where it was */
    ck_assert(tags_moving(&tags));
    tags_advance(&tags, 0.06);
    tags_place(&tags, &wish, 1, &wall, 1, &ground, FRAME, true, &place);
    ck_assert(tags_moving(&tags));
    tags_advance(&tags, 0.07);
    tags_place(&tags, &wish, 1, &wall, 1, &ground, FRAME, true, &place);
    ck_assert(!tags_moving(&tags));
    ck_assert(!overlap(place.area, wall.area));
    /* With reduced motion it would have jumped. */
    static Tags jumping;
    tags_place(&jumping, &wish, 1, NULL, 0, &ground, FRAME, false, &place);
    tags_place(&jumping, &wish, 1, &wall, 1, &ground, FRAME, false, &place);
    ck_assert(!tags_moving(&jumping) && !overlap(place.area, wall.area));
}
END_TEST

START_TEST(test_a_far_tag_has_a_leader_that_ends_on_its_border) {
    static Tags tags;
    Occupancy ground = {0};
    TagWish wish = {0, {600, 350}, 80, TAG_HEIGHT};
    TagObstacle near = {around(wish.anchor, 36), -1};
    Tag place;
    tags_place(&tags, &wish, 1, &near, 1, &ground, FRAME, false, &place);
    ck_assert(place.placed && place.leader);
    bool on_side = place.leader_to.x == place.area.x || place.leader_to.x == place.area.x + place.area.w;
    bool on_top = place.leader_to.y == place.area.y || place.leader_to.y == place.area.y + place.area.h;
    ck_assert(on_side || on_top);
}
END_TEST

SUITE("tags") {
    TCase *cases = suite_case(suite, "tags");
    tcase_add_loop_test(cases, test_eight_heads_at_one_point_get_eight_tags_that_do_not_overlap, 0,
                        CROWD_COUNT);
    tcase_add_test(cases, test_tags_that_find_no_room_are_left_out_rather_than_laid_over_others);
    tcase_add_test(cases, test_a_tag_whose_head_leaps_looks_for_its_place_anew);
    tcase_add_test(cases, test_a_lone_head_has_its_tag_on_the_right);
    tcase_add_test(cases, test_a_tag_keeps_off_the_paths);
    tcase_add_test(cases, test_a_tag_keeps_its_side_while_its_head_wanders);
    tcase_add_test(cases, test_a_tag_that_must_move_is_there_after_a_tenth_of_a_second_and_a_bit);
    tcase_add_test(cases, test_a_far_tag_has_a_leader_that_ends_on_its_border);
}

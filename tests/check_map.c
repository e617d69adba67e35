#include "screen/map.h"

#include "screen/canvas_cairo.h"
#include "screen/landmarks.h"
#include "screen/marks.h"
#include "screen/theme.h"
#include "screen/tooltip.h"
#include "screen/trails.h"

#include "recording.h"
#include "suite.h"
#include "surfaces.h"

static const Rect AREA = {0, 56, 1200, 616};

typedef struct Stage {
    SurfaceDefinition definition;
    Scene scene;
    Map *map;
    Recording *recording;
    MapOptions options;
} Stage;

static Stage *stage_start(void) {
    Stage *stage = calloc(1, sizeof *stage);
    Error error = {0};
    stage->definition = rosenbrock();
    ck_assert_msg(scene_start(&stage->scene, &stage->definition, &error), "%s", error.message);
    stage->scene.view = (View){{-2.22, 2.34}, {-0.59, 1.82}};
    stage->map = map_start();
    stage->recording = recording_start(1600, 1000, 1);
    stage->options = map_options_default();
    return stage;
}

static void stage_end(Stage *stage) {
    map_end(stage->map);
    canvas_free(&stage->recording->canvas);
    scene_end(&stage->scene);
    surface_definition_end(&stage->definition);
    free(stage);
}

static SceneRun *add_run(Stage *stage, const char *optimizer, double rate, double x, double y) {
    Recipe recipe = recipe_default(optimizer_find(optimizer));
    recipe.values[0] = rate;
    recipe.start[0] = x;
    recipe.start[1] = y;
    SceneRun *run = scene_add_run(&stage->scene, &recipe, NULL);
    ck_assert_ptr_nonnull(run);
    return run;
}

static void add_five(Stage *stage) {
    add_run(stage, "gd", 1.2e-3, -0.6, 1.6);
    add_run(stage, "momentum", 3e-4, -0.6, 1.6);
    add_run(stage, "nesterov", 6e-4, -0.6, 1.6);
    add_run(stage, "rmsprop", 0.03, -0.6, 1.6);
    add_run(stage, "adam", 0.2, -0.6, 1.6);
}

static void draw(Stage *stage) {
    map_place(stage->map, &stage->scene, AREA);
    canvas_begin(&stage->recording->canvas, theme_dark()->bg0);
    map_draw(stage->map, &stage->recording->canvas, theme_dark(), &stage->scene, &stage->options);
    canvas_end(&stage->recording->canvas);
}

/* Presses of a pointer that come between two frames see what the last frame drew. */
static Point head_point(const Stage *stage, int run, double step) {
    World head =
        trails_point(&stage->scene.runs[run].trajectory, map_head_step(&stage->scene.runs[run], step));
    return map_to_screen(stage->map, head);
}

START_TEST(test_the_frame_stands_where_the_style_says) {
    Stage *stage = stage_start();
    draw(stage);
    Rect frame = map_frame(stage->map);
    ck_assert_float_eq(frame.x, 56);
    ck_assert_float_eq(frame.y, 72);
    ck_assert_float_eq(frame.w, 1072);
    ck_assert_float_eq(frame.h, 568);
    ck_assert_int_eq(stage->recording->images, 1);
    stage_end(stage);
}
END_TEST

START_TEST(test_handles_heads_and_tags_are_hit_where_they_are_drawn) {
    Stage *stage = stage_start();
    add_five(stage);
    stage->options.playhead = 212;
    draw(stage);
    Point start = map_to_screen(stage->map, (World){-0.6, 1.6});
    MapHit hit = map_hit(stage->map, &stage->scene, (Point){start.x + 9, start.y - 6});
    ck_assert_int_eq(hit.target, MAP_HANDLE);
    ck_assert_int_eq(hit.run, 0);
    ck_assert_float_eq_tol(hit.offset.x, 9, 1e-3f);
    ck_assert_float_eq_tol(hit.offset.y, -6, 1e-3f);
    ck_assert_int_eq(map_hit(stage->map, &stage->scene, (Point){start.x, start.y - 23}).target, MAP_PLANE);
    for (int run = 0; run < 5; run++) {
        hit = map_hit(stage->map, &stage->scene, head_point(stage, run, 212));
        ck_assert_int_eq(hit.target, MAP_HEAD);
        ck_assert_int_eq(hit.run, run);
        const RecordedText *tag = recorded_text(stage->recording, stage->scene.runs[run].name);
        ck_assert_ptr_nonnull(tag);
        hit = map_hit(stage->map, &stage->scene, (Point){tag->x + 0.5f * tag->width, tag->y - 5});
        ck_assert_int_eq(hit.target, MAP_HEAD);
    }
    ck_assert_int_eq(map_hit(stage->map, &stage->scene, (Point){900, 200}).target, MAP_PLANE);
    ck_assert_int_eq(map_hit(stage->map, &stage->scene, (Point){20, 200}).target, MAP_NOTHING);
    World under = map_hit(stage->map, &stage->scene, (Point){900, 200}).world;
    Point back = map_to_screen(stage->map, under);
    ck_assert_float_eq_tol(back.x, 900, 1e-3f);
    stage_end(stage);
}
END_TEST

START_TEST(test_runs_with_one_start_share_one_handle) {
    Stage *stage = stage_start();
    add_five(stage);
    add_run(stage, "gd", 1e-3, 1.5, 0.5);
    draw(stage);
    Color dark = theme_dark()->handle;
    int handles = 0;
    for (int i = 0; i < stage->recording->disc_count; i++) {
        handles += memcmp(&stage->recording->disc_colors[i], &dark, sizeof dark) == 0;
    }
    ck_assert_int_eq(handles, 2);
    ck_assert(map_same_start(&stage->scene.runs[0], &stage->scene.runs[4]));
    ck_assert(!map_same_start(&stage->scene.runs[0], &stage->scene.runs[5]));
    Point other = map_to_screen(stage->map, (World){1.5, 0.5});
    ck_assert_int_eq(map_hit(stage->map, &stage->scene, other).run, 5);
    stage_end(stage);
}
END_TEST

START_TEST(test_a_head_between_two_steps_is_between_their_points) {
    Stage *stage = stage_start();
    SceneRun *run = add_run(stage, "momentum", 3e-4, -0.6, 1.6);
    World a = trails_point(&run->trajectory, 12), b = trails_point(&run->trajectory, 13);
    World between = trails_point(&run->trajectory, 12.25);
    ck_assert_double_eq_tol(between.x, 0.75 * a.x + 0.25 * b.x, 1e-15);
    ck_assert_double_eq_tol(between.y, 0.75 * a.y + 0.25 * b.y, 1e-15);
    stage->options.playhead = 12.25;
    draw(stage);
    Point at = map_to_screen(stage->map, between);
    bool found = false;
    for (int i = 0; i < stage->recording->disc_count; i++) {
        found |= hypotf(stage->recording->discs[i].x - at.x, stage->recording->discs[i].y - at.y) < 0.01f;
    }
    ck_assert(found);
    stage_end(stage);
}
END_TEST

START_TEST(test_heads_stop_where_their_run_converged_or_diverged) {
    Stage *stage = stage_start();
    Error error = {0};
    SceneRun *run = add_run(stage, "nesterov", 6e-4, -0.6, 1.6);
    ck_assert(recipe_set(&run->recipe, "momentum", 0.96, &error));
    scene_recompute(&stage->scene, 0);
    ck_assert_int_eq(run->status.outcome, OUTCOME_CONVERGED);
    ck_assert_double_eq(map_head_step(run, 1e9), (double)run->status.step);
    ck_assert_double_eq(map_head_step(run, 3.5), 3.5);
    ck_assert_double_eq(map_head_step(run, -4), 0);
    run = add_run(stage, "gd", 1, -0.6, 1.6);
    ck_assert_int_eq(run->status.outcome, OUTCOME_DIVERGED);
    ck_assert_double_eq(map_head_step(run, 400), (double)run->status.step);
    stage_end(stage);
}
END_TEST

START_TEST(test_a_run_that_left_the_view_is_marked_at_its_exit_and_named_once_it_diverged) {
    Stage *stage = stage_start();
    add_run(stage, "gd", 5e-3, -0.6, 1.6);
    stage->options.playhead = 500;
    draw(stage);
    const RecordedText *tag = recorded_text(stage->recording, "GD diverged");
    ck_assert_ptr_nonnull(tag);
    Rect frame = map_frame(stage->map);
    ck_assert(tag->x > frame.x && tag->x + tag->width < frame.x + frame.w);
    stage_end(stage);
}
END_TEST

/* Rates at which runs shoot off in every manner. */
static const double WILD[] = {2.1e-3, 5e-3, 0.1, 1, 1e10, 1e100, 1e300};
enum { WILD_COUNT = sizeof WILD / sizeof *WILD };

START_TEST(test_a_diverged_run_leaves_only_finite_commands) {
    Stage *stage = stage_start();
    for (int i = 0; i < 5; i++) add_run(stage, optimizers[i].name, WILD[_i], -0.6 + 0.3 * i, 1.6);
    for (double playhead = 0; playhead <= 500; playhead += playhead < 6 ? 0.5 : 100) {
        stage->options.playhead = playhead;
        draw(stage);
        ck_assert_int_gt(stage->recording->commands, 20);
        ck_assert_int_eq(stage->recording->strange, 0);
    }
    stage_end(stage);
}
END_TEST

START_TEST(test_a_long_run_is_drawn_with_no_more_points_than_can_be_seen) {
    Stage *stage = stage_start();
    stage->scene.steps = 20000;
    add_run(stage, "gd", 1e-3, -0.6, 1.6);
    stage->options.playhead = 20000;
    draw(stage);
    ck_assert_int_lt(stage->recording->stroke_points, 10000); /* casing and line of 20,001 points each */
    stage_end(stage);
}
END_TEST

START_TEST(test_a_coarse_and_a_fine_look_agree_on_where_a_path_goes) {
    Stage *stage = stage_start();
    add_run(stage, "momentum", 3e-4, -0.6, 1.6);
    Trails trails = {0};
    Camera camera = camera_fit(stage->scene.view, (Rect){56, 72, 1072, 568}, true);
    trails_build(&trails, &stage->scene, &camera, 500, -1);
    /* Every step is within half a pixel of a point of the thinned path. */
    for (int64_t k = 0; k <= (int64_t)trails.trails[0].step; k++) {
        World world = trails_point(&stage->scene.runs[0].trajectory, (double)k);
        Point at = camera_to_screen(&camera, world.x, world.y);
        float nearest = 1e9f;
        for (int i = 0; i < trails.point_count; i++) {
            nearest = fminf(nearest, hypotf(trails.points[i].x - at.x, trails.points[i].y - at.y));
        }
        ck_assert_float_lt(nearest, 0.75f);
    }
    trails_end(&trails);
    stage_end(stage);
}
END_TEST

START_TEST(test_the_run_with_the_highest_loss_is_drawn_last_and_diverged_ones_first) {
    Stage *stage = stage_start();
    add_five(stage);
    add_run(stage, "gd", 5e-3, -0.6, 1.6);
    Trails trails = {0};
    Camera camera = camera_fit(stage->scene.view, (Rect){56, 72, 1072, 568}, true);
    trails_build(&trails, &stage->scene, &camera, 212, -1);
    ck_assert_int_eq(trails.count, 6);
    ck_assert_int_eq(trails.trails[0].run, 5);
    for (int i = 2; i < 6; i++) ck_assert_double_ge(trails.trails[i].loss, trails.trails[i - 1].loss);
    trails_build(&trails, &stage->scene, &camera, 212, 5);
    ck_assert_int_eq(trails.trails[5].run, 5); /* unless it is brought out */
    trails_end(&trails);
    stage_end(stage);
}
END_TEST

START_TEST(test_no_two_tags_and_no_two_ticks_overlap_at_any_step) {
    Stage *stage = stage_start();
    add_five(stage);
    add_run(stage, "gd", 2.2e-3, -0.6, 1.6);
    add_run(stage, "adam", 0.03, -0.6, 1.6);
    add_run(stage, "rmsprop", 0.008, -0.6, 1.6);
    stage->options.reduced_motion = true;
    for (double playhead = 0; playhead <= 500; playhead += 12.5) {
        stage->options.playhead = playhead;
        draw(stage);
        for (int run = 0; run < 8; run++) {
            ck_assert_ptr_nonnull(recorded_text(stage->recording, stage->scene.runs[run].name));
        }
        for (int i = 0; i < stage->recording->text_count; i++) {
            for (int k = 0; k < i; k++) {
                ck_assert_msg(
                    !recorded_texts_overlap(&stage->recording->texts[i], &stage->recording->texts[k]),
                    "%s and %s", stage->recording->texts[i].text, stage->recording->texts[k].text);
            }
        }
    }
    stage_end(stage);
}
END_TEST

/* Decades written along their lines: turned texts inside the frame. */
static int count_labels(const Recording *recording, RecordedText *labels, int most) {
    int count = 0;
    for (int i = 0; i < recording->text_count && count < most; i++) {
        if (recording->texts[i].angle != 0) labels[count++] = recording->texts[i];
    }
    return count;
}

START_TEST(test_iso_labels_stay_where_they_are_while_the_run_plays_and_the_view_moves) {
    Stage *stage = stage_start();
    add_five(stage);
    RecordedText before[32], after[32];
    stage->options.playhead = 500; /* no head moves over them later */
    draw(stage);
    int count = count_labels(stage->recording, before, 32);
    ck_assert_int_ge(count, 4);
    map_pan(stage->map, 3, 2);
    draw(stage);
    int still = 0, now = count_labels(stage->recording, after, 32);
    for (int i = 0; i < count; i++) {
        for (int k = 0; k < now; k++) {
            bool moved_along =
                fabsf(after[k].x - before[i].x - 3) < 0.05f && fabsf(after[k].y - before[i].y - 2) < 0.05f;
            still += moved_along && strcmp(after[k].text, before[i].text) == 0;
        }
    }
    ck_assert_int_ge(still, count - 2); /* one may leave at the edge */
    stage_end(stage);
}
END_TEST

START_TEST(test_iso_labels_say_the_loss_under_them) {
    static const struct {
        const char *text;
        double loss;
    } decades[] = {{"10\u207b\u00b2", 0.01}, {"10\u207b\u00b9", 0.1}, {"1", 1}, {"10", 10},
                   {"10\u00b2", 100},        {"10\u00b3", 1000}};
    Stage *stage = stage_start();
    add_five(stage);
    draw(stage);
    RecordedText labels[32];
    int count = count_labels(stage->recording, labels, 32);
    for (int i = 0; i < count; i++) {
        /* The middle of the text: half its width along, half a capital above the baseline. */
        double along = 0.5 * (double)labels[i].width, up = 0.364 * 13, c = cos((double)labels[i].angle),
               s = sin((double)labels[i].angle);
        Point middle = {labels[i].x + (float)(along * c + up * s), labels[i].y + (float)(along * s - up * c)};
        World world = map_to_world(stage->map, middle);
        double loss = surface_loss(&stage->scene.surface, (double[]){world.x, world.y}, NULL, NULL),
               expected = NAN;
        for (size_t k = 0; k < sizeof decades / sizeof *decades; k++) {
            if (strcmp(decades[k].text, labels[i].text) == 0) expected = decades[k].loss;
        }
        ck_assert_double_eq_tol(log10(loss), log10(expected), 0.12);
        ck_assert(fabs((double)labels[i].angle) <= M_PI / 2 + 0.13);
    }
    stage_end(stage);
}
END_TEST

START_TEST(test_the_map_follows_the_scene_until_the_user_moves_it) {
    Stage *stage = stage_start();
    map_place(stage->map, &stage->scene, AREA);
    double unit = map_camera(stage->map)->unit[0];
    map_place(stage->map, &stage->scene, (Rect){0, 56, 700, 400});
    ck_assert_double_gt(map_camera(stage->map)->unit[0], unit);
    map_place(stage->map, &stage->scene, AREA);
    ck_assert_double_eq(map_camera(stage->map)->unit[0], unit);

    Point cursor = {700, 300};
    World under = map_to_world(stage->map, cursor);
    map_zoom_at(stage->map, cursor, 1.15, false);
    map_place(stage->map, &stage->scene, AREA);
    ck_assert_double_eq_tol(map_camera(stage->map)->unit[0], unit / 1.15, 1e-12);
    ck_assert_float_eq_tol(map_to_screen(stage->map, under).x, cursor.x, 1e-3f);
    map_pan(stage->map, 40, -25);
    ck_assert_float_eq_tol(map_to_screen(stage->map, under).y, cursor.y - 25, 1e-3f);
    map_place(stage->map, &stage->scene, (Rect){0, 56, 700, 400});
    ck_assert_double_eq_tol(map_camera(stage->map)->unit[0], unit / 1.15, 1e-12);

    map_reset(stage->map, &stage->scene, true);
    ck_assert(map_busy(stage->map));
    map_advance(stage->map, 0.06);
    ck_assert(map_busy(stage->map));
    map_advance(stage->map, 0.061);
    map_place(stage->map, &stage->scene, AREA);
    ck_assert_double_eq_tol(map_camera(stage->map)->unit[0], unit, 1e-12);
    stage_end(stage);
}
END_TEST

START_TEST(test_nothing_moves_by_itself_once_everything_is_drawn) {
    Stage *stage = stage_start();
    add_five(stage);
    stage->options.live = true;
    draw(stage);
    map_advance(stage->map, 1);
    draw(stage);
    ck_assert(!map_busy(stage->map));
    stage_end(stage);
}
END_TEST

START_TEST(test_old_paths_stay_as_ghosts_while_a_start_is_dragged) {
    Stage *stage = stage_start();
    add_five(stage);
    stage->options.playhead = 500;
    draw(stage);
    int points = stage->recording->stroke_points;
    map_keep_ghosts(stage->map, &stage->scene);
    for (int i = 0; i < 5; i++) stage->scene.runs[i].recipe.start[0] = 0.5;
    scene_recompute(&stage->scene, -1);
    draw(stage);
    int with_ghosts = stage->recording->stroke_points;
    map_drop_ghosts(stage->map);
    draw(stage);
    ck_assert_int_gt(with_ghosts, stage->recording->stroke_points + points / 4);
    stage_end(stage);
}
END_TEST

START_TEST(test_the_tooltip_tells_loss_slope_curvature_and_the_largest_stable_rate) {
    Stage *stage = stage_start();
    Tooltip tooltip = tooltip_for(&stage->scene.surface, (World){1.08, 0.05}, 4.25e-3);
    ck_assert_str_eq(tooltip.values[0], "1.080,  0.050");
    ck_assert_str_eq(tooltip.values[1], "124.6");
    ck_assert_str_eq(tooltip.values[2], "531.6");
    ck_assert_str_eq(tooltip.values[3], "1523");
    ck_assert_str_eq(tooltip.values[4], "58.91");
    ck_assert_str_eq(tooltip.limit, "1.31e\u22123");
    stage_end(stage);
}
END_TEST

START_TEST(test_the_tooltip_is_inside_the_frame_and_never_under_the_pointer) {
    Stage *stage = stage_start();
    Tooltip tooltip = tooltip_for(&stage->scene.surface, (World){1.08, 0.05}, 4.25e-3);
    const Rect frames[] = {{56, 72, 1072, 568}, {56, 72, 809, 366}, {56, 72, 560, 300}};
    for (int f = 0; f < 3; f++) {
        Rect frame = frames[f];
        for (float x = frame.x; x < frame.x + frame.w; x += 23) {
            for (float y = frame.y; y < frame.y + frame.h; y += 19) {
                Rect card = tooltip_area(&tooltip, &(TooltipGround){.frame = frame}, (Point){x, y});
                bool under =
                    x > card.x - 8 && x < card.x + card.w + 8 && y > card.y - 8 && y < card.y + card.h + 8;
                ck_assert(!under);
                ck_assert(card.y >= frame.y && card.y + card.h <= frame.y + frame.h);
                ck_assert(card.x >= frame.x && card.x + card.w <= frame.x + frame.w);
            }
        }
    }
    stage_end(stage);
}
END_TEST

START_TEST(test_hovering_marks_the_loss_on_the_legend_and_writes_the_card) {
    Stage *stage = stage_start();
    draw(stage);
    int before = stage->recording->commands;
    ck_assert_ptr_null(recorded_text(stage->recording, "Loss L"));
    stage->options.hover = true;
    stage->options.hover_point = (Point){832, 490};
    draw(stage);
    ck_assert_ptr_nonnull(recorded_text(stage->recording, "Loss L"));
    ck_assert_int_gt(stage->recording->commands, before + 10);
    stage->options.hover_point = (Point){10, 490}; /* outside the frame there is nothing to tell */
    draw(stage);
    ck_assert_ptr_null(recorded_text(stage->recording, "Loss L"));
    stage_end(stage);
}
END_TEST

static const double ZOOMS[] = {1e-9, 1e-5, 0.01, 1, 7, 100, 3e3, 1e5, 1e8, 1e11};
enum { ZOOM_COUNT = sizeof ZOOMS / sizeof *ZOOMS };

START_TEST(test_axis_numbers_fit_their_margins_however_far_the_view_is_zoomed) {
    static const World places[] = {{1, 1}, {-0.8, 0.64}, {1234.5, -987}, {1e6, -2e6}};
    Stage *stage = stage_start();
    stage->options.iso_lines = false;
    map_place(stage->map, &stage->scene, AREA);
    for (int i = 0; i < 4; i++) {
        View view = {{places[i].x - 2 / ZOOMS[_i], places[i].x + 2 / ZOOMS[_i]},
                     {places[i].y - 1 / ZOOMS[_i], places[i].y + 1 / ZOOMS[_i]}};
        map_show(stage->map, view, false);
        draw(stage);
        ck_assert_int_ge(stage->recording->text_count, 6);
        for (int k = 0; k < stage->recording->text_count; k++) {
            const RecordedText *text = &stage->recording->texts[k];
            bool inside = text->x >= 0 && text->x + text->width <= AREA.x + AREA.w && text->y - 9 >= AREA.y &&
                          text->y <= AREA.y + AREA.h;
            ck_assert_msg(inside, "%s at %g, %g", text->text, (double)text->x, (double)text->y);
            for (int other = 0; other < k; other++) {
                ck_assert_msg(!recorded_texts_overlap(text, &stage->recording->texts[other]), "%s and %s",
                              text->text, stage->recording->texts[other].text);
            }
        }
    }
    stage_end(stage);
}
END_TEST

START_TEST(test_tags_hardly_ever_move_while_a_run_plays) {
    Stage *stage = stage_start();
    add_five(stage);
    Point offsets[5] = {{0}};
    int moves = 0;
    for (int frame = 0; frame <= 1000; frame++) {
        stage->options.playhead = 0.5 * frame;
        draw(stage);
        map_advance(stage->map, 1);
        for (int run = 0; run < 5; run++) {
            const RecordedText *tag = recorded_text(stage->recording, stage->scene.runs[run].name);
            if (!tag) continue;
            Point head = head_point(stage, run, stage->options.playhead);
            Point offset = {tag->x - head.x, tag->y - head.y};
            moves += hypotf(offset.x - offsets[run].x, offset.y - offsets[run].y) > 3;
            offsets[run] = offset;
        }
    }
    ck_assert_int_lt(moves, 60); /* of 5,000 chances */
    stage_end(stage);
}
END_TEST

START_TEST(test_saddles_and_maxima_are_found_and_marked_unless_they_are_too_many) {
    static const double start[2] = {0, 0};
    static const struct {
        const char *formula;
        int minima, maxima, saddles;
    } cases[] = {
        {"(x^2 + y - 11)^2 + (x + y^2 - 7)^2", 4, 1, 4},
        {"20 + x^2 + y^2 - 10*(cos(2*pi*x) + cos(2*pi*y))", 0, 0, 0}}; /* hundreds, none of them known */
    for (int i = 0; i < 2; i++) {
        Error error = {0};
        SurfaceDefinition definition = surface_of(cases[i].formula, start);
        Surface surface;
        ck_assert_msg(surface_start(&surface, &definition, &error), "%s", error.message);
        Landmarks landmarks = {0};
        ck_assert(!landmarks_update(&landmarks, &surface, true)); /* a live map waits a frame */
        ck_assert_int_eq(landmarks.count, 0);
        ck_assert(landmarks_update(&landmarks, &surface, true));
        ck_assert(landmarks_update(&landmarks, &surface, true));
        int counts[CRITICAL_KIND_COUNT] = {0};
        for (int k = 0; k < landmarks.count; k++) counts[landmarks.marks[k].kind]++;
        ck_assert_int_eq(counts[CRITICAL_MINIMUM], cases[i].minima);
        ck_assert_int_eq(counts[CRITICAL_MAXIMUM], cases[i].maxima);
        ck_assert_int_eq(counts[CRITICAL_SADDLE], cases[i].saddles);
        surface_end(&surface);
        surface_definition_end(&definition);
    }
}
END_TEST

START_TEST(test_the_same_scene_gives_the_same_pixels_in_a_fresh_map) {
    uint32_t *first = NULL;
    for (int round = 0; round < 2; round++) {
        Stage *stage = stage_start();
        add_five(stage);
        Error error = {0};
        Canvas *canvas = canvas_cairo_start(1200, 700, 1, &error);
        ck_assert_msg(canvas != NULL, "%s", error.message);
        stage->options.playhead = 212.5;
        map_place(stage->map, &stage->scene, AREA);
        canvas_begin(canvas, theme_light()->bg0);
        map_draw(stage->map, canvas, theme_light(), &stage->scene, &stage->options);
        canvas_end(canvas);
        int w, h, stride;
        const uint32_t *pixels = canvas_cairo_pixels(canvas, &w, &h, &stride);
        size_t size = (size_t)stride * (size_t)h * sizeof *pixels;
        if (round == 0) {
            first = malloc(size);
            memcpy(first, pixels, size);
        } else {
            ck_assert_mem_eq(first, pixels, size);
        }
        canvas_free(canvas);
        stage_end(stage);
    }
    free(first);
}
END_TEST

SUITE("map") {
    TCase *hits = suite_case(suite, "hits");
    tcase_add_test(hits, test_the_frame_stands_where_the_style_says);
    tcase_add_test(hits, test_handles_heads_and_tags_are_hit_where_they_are_drawn);
    tcase_add_test(hits, test_runs_with_one_start_share_one_handle);
    TCase *trails = suite_case(suite, "trails");
    tcase_add_test(trails, test_a_head_between_two_steps_is_between_their_points);
    tcase_add_test(trails, test_heads_stop_where_their_run_converged_or_diverged);
    tcase_add_test(trails, test_a_run_that_left_the_view_is_marked_at_its_exit_and_named_once_it_diverged);
    tcase_add_loop_test(trails, test_a_diverged_run_leaves_only_finite_commands, 0, WILD_COUNT);
    tcase_add_test(trails, test_a_long_run_is_drawn_with_no_more_points_than_can_be_seen);
    tcase_add_test(trails, test_a_coarse_and_a_fine_look_agree_on_where_a_path_goes);
    tcase_add_test(trails, test_the_run_with_the_highest_loss_is_drawn_last_and_diverged_ones_first);
    tcase_add_test(trails, test_old_paths_stay_as_ghosts_while_a_start_is_dragged);
    TCase *texts = suite_case(suite, "texts");
    tcase_add_test(texts, test_no_two_tags_and_no_two_ticks_overlap_at_any_step);
    tcase_add_test(texts, test_iso_labels_stay_where_they_are_while_the_run_plays_and_the_view_moves);
    tcase_add_test(texts, test_iso_labels_say_the_loss_under_them);
    tcase_add_test(texts, test_the_tooltip_tells_loss_slope_curvature_and_the_largest_stable_rate);
    tcase_add_test(texts, test_the_tooltip_is_inside_the_frame_and_never_under_the_pointer);
    tcase_add_test(texts, test_hovering_marks_the_loss_on_the_legend_and_writes_the_card);
    tcase_add_loop_test(texts, test_axis_numbers_fit_their_margins_however_far_the_view_is_zoomed, 0,
                        ZOOM_COUNT);
    tcase_add_test(texts, test_tags_hardly_ever_move_while_a_run_plays);
    TCase *camera = suite_case(suite, "camera");
    tcase_add_test(camera, test_saddles_and_maxima_are_found_and_marked_unless_they_are_too_many);
    tcase_add_test(camera, test_the_map_follows_the_scene_until_the_user_moves_it);
    tcase_add_test(camera, test_nothing_moves_by_itself_once_everything_is_drawn);
    tcase_add_test(camera, test_the_same_scene_gives_the_same_pixels_in_a_fresh_map);
}

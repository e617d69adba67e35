#include "screen/picture.h"

#include "screen/bands.h"
#include "screen/canvas_cairo.h"
#include "screen/canvas_vector.h"
#include "screen/map.h"
#include "suite.h"
#include "surfaces.h"
#include "temporary.h"

#include <math.h>
#include <string.h>

static const Color WHITE = {255, 255, 255, 255}, INK = {20, 60, 200, 128};

static void draw_one_of_each(Canvas *canvas) {
    Point line[] = {{5, 5}, {60, 20}, {NAN, 0}, {60, 50}, {90, 30}, {1e30f, -1e30f}};
    float dots[] = {3, 0, 3, 3, 0, 1};
    Point corners[] = {{100, 10}, {120, 40}, {90, 60}}, broken[] = {{1, 1}, {INFINITY, 2}, {3, 3}};
    MeshVertex mesh[] = {{100, 60, WHITE}, {140, 60, INK}, {120, 80, INK}};
    int order[] = {0, 1, 2};
    uint32_t pixels[6] = {0xffff0000, 0x8000ff00, 0, 0xff0000ff, 0xffffffff, 0xff000000};
    Image image = {pixels, 3, 2, 1};
    TextStyle style = {15, WEIGHT_SEMIBOLD, ALIGN_CENTRE, true};
    canvas_begin(canvas, (Color){14, 17, 21, 255});
    canvas_push_clip(canvas, (Rect){2, 2, 140, 90});
    canvas_rect(canvas, (Rect){10, 10, 20, 20}, WHITE);
    canvas_round_rect(canvas, (Rect){40, 10, 20, 20}, 6, INK);
    canvas_round_rect_border(canvas, (Rect){40, 40, 40, 20}, 6, 1, WHITE);
    canvas_disc(canvas, (Point){20, 60}, 8, INK);
    canvas_ring(canvas, (Point){20, 60}, 12, 2, WHITE);
    canvas_polyline(canvas, line, 6, 2, 10, 5, WHITE);
    canvas_trail(canvas, line, dots, 6, 2, INK);
    canvas_polygon(canvas, corners, 3, WHITE);
    canvas_polygon(canvas, broken, 3, WHITE);
    canvas_mesh(canvas, mesh, 3, order, 3);
    canvas_image(canvas, &image, (Rect){70, 70, 30, 20});
    canvas_text(canvas, style, "step 212, λ", (Point){70, 60}, 0, WHITE);
    canvas_text(canvas, style, "10² \xff\xe2\x88", (Point){70, 60}, 0.5f, WHITE);
    canvas_pop_clip(canvas);
    canvas_end(canvas);
}

static const struct {
    const char *name, *start, *holds;
} kinds[] = {
    {"figure.png", "\x89PNG", "IHDR"},
    {"figure.svg", "<?xml", "width=\"300px\" height=\"200px\""},
    {"figure.pdf", "%PDF", "%%EOF"},
};

START_TEST(test_every_kind_of_picture_is_written_whole) {
    Temporary temporary = temporary_start();
    const char *path = temporary_path(&temporary, kinds[_i].name);
    Error error = {0};
    ck_assert(picture_can_write(path, &error));
    Canvas *canvas = picture_start(path, 300, 200, 2, &error);
    ck_assert_msg(canvas != NULL, "%s", error.message);
    ck_assert_float_eq(canvas_bounds(canvas).w, 150);
    draw_one_of_each(canvas);
    ck_assert_msg(picture_write(canvas, path, &error), "%s", error.message);
    canvas_free(canvas);
    ck_assert_int_eq(temporary_count(&temporary), 1);
    size_t length;
    char *bytes = temporary_read(path, &length);
    ck_assert_mem_eq(bytes, kinds[_i].start, strlen(kinds[_i].start));
    ck_assert_ptr_nonnull(memmem(bytes, length, kinds[_i].holds, strlen(kinds[_i].holds)));
    free(bytes);
    temporary_end(&temporary);
}
END_TEST

START_TEST(test_a_picture_given_up_leaves_nothing_behind) {
    Temporary temporary = temporary_start();
    Error error = {0};
    Canvas *canvas = picture_start(temporary_path(&temporary, kinds[_i].name), 300, 200, 1, &error);
    ck_assert_ptr_nonnull(canvas);
    draw_one_of_each(canvas);
    canvas_free(canvas);
    ck_assert_int_eq(temporary_count(&temporary), 0);
    temporary_end(&temporary);
}
END_TEST

START_TEST(test_where_nothing_can_be_written_the_error_names_the_file) {
    Temporary temporary = temporary_start();
    char path[600];
    snprintf(path, sizeof path, "%s/nowhere/%s", temporary.folder, kinds[_i].name);
    Error error = {0};
    Canvas *canvas = picture_start(path, 30, 20, 1, &error);
    if (canvas) {
        canvas_begin(canvas, WHITE);
        canvas_end(canvas);
        ck_assert(!picture_write(canvas, path, &error));
        canvas_free(canvas);
    }
    ck_assert_ptr_nonnull(strstr(error.message, "nowhere/figure"));
    temporary_end(&temporary);
}
END_TEST

START_TEST(test_other_endings_are_refused_with_the_ones_there_are) {
    static const char *const names[] = {"a.gif", "png", "a.svgz", "", ".pdf"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Error error = {0};
        ck_assert(!picture_can_write(names[i], &error));
        ck_assert_ptr_nonnull(strstr(error.hint, ".svg"));
    }
}
END_TEST

START_TEST(test_lines_and_letters_stay_shapes_in_a_vector_file) {
    Temporary temporary = temporary_start();
    const char *path = temporary_path(&temporary, "lines.svg");
    Error error = {0};
    Canvas *canvas = picture_start(path, 100, 50, 1, &error);
    ck_assert_ptr_nonnull(canvas);
    Point line[] = {{5, 5}, {60, 20}};
    canvas_begin(canvas, WHITE);
    canvas_polyline(canvas, line, 2, 2, 0, 0, INK);
    canvas_text(canvas, (TextStyle){15, WEIGHT_REGULAR, ALIGN_LEFT, true}, "x1", (Point){5, 40}, 0, INK);
    canvas_end(canvas);
    ck_assert(picture_write(canvas, path, &error));
    canvas_free(canvas);
    char *text = temporary_read(path, NULL);
    ck_assert_ptr_nonnull(strstr(text, "stroke-linecap=\"round\"") ? text
                                                                   : strstr(text, "stroke-linecap:round"));
    ck_assert_ptr_nonnull(strstr(text, "glyph"));
    ck_assert_ptr_null(strstr(text, "<image"));
    free(text);
    temporary_end(&temporary);
}
END_TEST

static void draw_figure(Map *map, Canvas *canvas, const Theme *theme, const Scene *scene,
                        const MapOptions *options) {
    canvas_begin(canvas, theme->bg0);
    map_place(map, scene, canvas_bounds(canvas));
    map_draw(map, canvas, theme, scene, options);
    canvas_end(canvas);
}

START_TEST(test_a_relief_in_a_vector_file_is_one_image_under_lines_and_letters) {
    Temporary temporary = temporary_start();
    const char *path = temporary_path(&temporary, kinds[_i].name);
    Error error = {0};
    SurfaceDefinition definition = rosenbrock();
    Scene scene;
    ck_assert(scene_start(&scene, &definition, &error));
    Map *map = map_start();
    map_set_relief(map, true);
    Canvas *canvas = picture_start(path, 500, 400, 1, &error);
    ck_assert_ptr_nonnull(canvas);
    MapOptions options = map_options_default();
    draw_figure(map, canvas, theme_light(), &scene, &options);
    ck_assert_msg(picture_write(canvas, path, &error), "%s", error.message);
    canvas_free(canvas);
    size_t length;
    char *text = temporary_read(path, &length);
    ck_assert_int_gt(length, 10000);
    if (strstr(path, ".svg")) {
        const char *image = strstr(text, "<image");
        ck_assert_ptr_nonnull(image);
        ck_assert_ptr_null(strstr(image + 1, "<image"));
        ck_assert_ptr_nonnull(strstr(text, "<path"));
        ck_assert_ptr_nonnull(strstr(text, "glyph"));
    }
    free(text);
    map_end(map);
    scene_end(&scene);
    surface_definition_end(&definition);
    temporary_end(&temporary);
}
END_TEST

/* The most upright path of straight lines within a tenth of a pixel of x: from where to where; false where
 * there is none. */
static bool find_upright(const char *text, double x, double *top, double *bottom) {
    *top = INFINITY, *bottom = -INFINITY;
    for (const char *path = strstr(text, "d=\"M "); path; path = strstr(path + 1, "d=\"M ")) {
        double from[2], to[2];
        if (sscanf(path, "d=\"M %lf %lf L %lf %lf", &from[0], &from[1], &to[0], &to[1]) != 4) continue;
        if (fabs(from[0] - x) > 0.1 || fabs(to[0] - x) > 0.1 || from[1] == to[1]) continue;
        *top = fmin(*top, fmin(from[1], to[1]));
        *bottom = fmax(*bottom, fmax(from[1], to[1]));
    }
    return *top < *bottom;
}

START_TEST(test_iso_lines_in_a_vector_file_are_lines_with_their_labels_as_letters) {
    static const double start[2] = {1, 0};
    Temporary temporary = temporary_start();
    const char *path = temporary_path(&temporary, "iso.svg");
    Error error = {0};
    SurfaceDefinition definition = surface_of("exp(x*2.302585092994046)", start); /* log10 is x */
    definition.levels = LEVELS_LOG;
    Scene scene;
    ck_assert(scene_start(&scene, &definition, &error));
    MapOptions options = map_options_default();
    char *texts[2];
    for (int lines = 0; lines < 2; lines++) {
        Map *map = map_start();
        Canvas *canvas = picture_start(path, 800, 400, 1, &error);
        ck_assert_ptr_nonnull(canvas);
        options.iso_lines = lines;
        draw_figure(map, canvas, theme_light(), &scene, &options);
        ck_assert_msg(picture_write(canvas, path, &error), "%s", error.message);
        canvas_free(canvas);
        texts[lines] = temporary_read(path, NULL);
        Rect frame = map_frame(map);
        Bands bands = bands_of(&scene.surface, camera_view(map_camera(map)), NULL);
        int seen = 0;
        for (int edge = 1; edge < bands.count; edge++) {
            double x = camera_screen_x(map_camera(map), log10(bands.edges[edge])), top, bottom;
            if (x < (double)frame.x + 5 || x > (double)(frame.x + frame.w) - 5) continue;
            bool found = find_upright(texts[lines], x, &top, &bottom);
            ck_assert_int_eq(found, lines);
            if (!found) continue;
            ck_assert_double_le(top, (double)frame.y + 1);
            ck_assert_double_ge(bottom, (double)(frame.y + frame.h) - 1);
            seen++;
        }
        if (lines) ck_assert_int_gt(seen, 5);
        map_end(map);
    }
    /* The picture under them is the same, without them. */
    const char *image[2], *end[2];
    for (int lines = 0; lines < 2; lines++) {
        image[lines] = strstr(texts[lines], "base64,");
        ck_assert_ptr_nonnull(image[lines]);
        end[lines] = strchr(image[lines], '"');
    }
    ck_assert_int_eq(end[0] - image[0], end[1] - image[1]);
    ck_assert_mem_eq(image[0], image[1], (size_t)(end[0] - image[0]));
    for (int lines = 0; lines < 2; lines++) free(texts[lines]);
    scene_end(&scene);
    surface_definition_end(&definition);
    temporary_end(&temporary);
}
END_TEST

/* How much of a row's pixels are not the page's colour. */
static int drawn_in_row(const uint32_t *pixels, int stride, int y, int x0, int x1, uint32_t page) {
    int count = 0;
    for (int x = x0; x < x1; x++) count += (pixels[y * stride + x] & 0xffffffu) != (page & 0xffffffu);
    return count;
}

START_TEST(test_a_relief_stands_in_the_middle_of_its_page) {
    Error error = {0};
    SurfaceDefinition definition = rosenbrock();
    Scene scene;
    ck_assert(scene_start(&scene, &definition, &error));
    Map *map = map_start();
    map_set_relief(map, true);
    Canvas *canvas = canvas_cairo_start(800, 600, 1, &error);
    MapOptions options = map_options_default();
    options.critical_points = false;
    draw_figure(map, canvas, theme_dark(), &scene, &options);
    int w, h, stride;
    const uint32_t *pixels = canvas_cairo_pixels(canvas, &w, &h, &stride);
    Rect frame = map_frame(map);
    int left = (int)frame.x + 2, right = (int)(frame.x + frame.w) - 2, top = (int)frame.y;
    Color bg = theme_dark()->bg0;
    uint32_t page = (uint32_t)bg.r << 16 | (uint32_t)bg.g << 8 | bg.b;
    int middle = drawn_in_row(pixels, stride, top + (int)frame.h / 2, left, right, page);
    ck_assert_int_gt(middle, (right - left) / 3);
    ck_assert_int_lt(middle, right - left);
    ck_assert_int_eq(drawn_in_row(pixels, stride, top + 3, left, right, page), 0);
    /* The side wall in front has its own even colour. */
    Color wall = theme_dark()->bg2;
    int even = 0;
    for (int i = 0; i < stride * h; i++)
        even += (pixels[i] & 0xffffffu) == ((uint32_t)wall.r << 16 | (uint32_t)wall.g << 8 | wall.b);
    ck_assert_int_gt(even, 2000);
    canvas_free(canvas);
    map_end(map);
    scene_end(&scene);
    surface_definition_end(&definition);
}
END_TEST

SUITE("picture") {
    TCase *tests = suite_case(suite, "picture");
    enum { KINDS = sizeof kinds / sizeof *kinds };
    tcase_add_loop_test(tests, test_every_kind_of_picture_is_written_whole, 0, KINDS);
    tcase_add_loop_test(tests, test_a_picture_given_up_leaves_nothing_behind, 0, KINDS);
    tcase_add_loop_test(tests, test_where_nothing_can_be_written_the_error_names_the_file, 0, KINDS);
    tcase_add_test(tests, test_other_endings_are_refused_with_the_ones_there_are);
    tcase_add_test(tests, test_iso_lines_in_a_vector_file_are_lines_with_their_labels_as_letters);
    tcase_add_loop_test(tests, test_a_relief_in_a_vector_file_is_one_image_under_lines_and_letters, 0, KINDS);
    tcase_add_test(tests, test_a_relief_stands_in_the_middle_of_its_page);
    tcase_add_test(tests, test_lines_and_letters_stay_shapes_in_a_vector_file);
}

#include "study_figure.h"

#include "picture.h"
#include "study_charts.h"
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const float WIDTH = 1600, ROW = 400, HEAD = 56, FOOT = 16, MARGIN = 8;
static const float SCALE = 2; /* pixels of a PNG per logical pixel */
static const float SIDE_MAX = 16384;

typedef struct Figure {
    Canvas *canvas;
    const Theme *theme;
    float scale;
} Figure;

static bool figure_start(Figure *figure, float height, const char *path, int theme, Error *error) {
    figure->theme = theme_at(theme);
    figure->scale = fminf(SCALE, SIDE_MAX / height);
    figure->canvas = picture_start(path, (int)(WIDTH * figure->scale), (int)(height * figure->scale),
                                   figure->scale, error);
    if (figure->canvas) canvas_begin(figure->canvas, figure->theme->bg0);
    return figure->canvas != NULL;
}

static bool figure_finish(Figure *figure, const char *path, Error *error) {
    canvas_end(figure->canvas);
    const bool written = picture_write(figure->canvas, path, error);
    canvas_free(figure->canvas);
    return written;
}

static void draw_head(const Figure *figure, float y, const char *title, const char *text) {
    const TextStyle strong = {LARGE_TEXT, WEIGHT_SEMIBOLD, ALIGN_LEFT, true},
                    plain = {SMALL_TEXT, WEIGHT_REGULAR, ALIGN_LEFT, true};
    const float used =
        text_line(figure->canvas, strong, title, (Rect){56, y + 12, WIDTH - 112, 32}, figure->theme->text1);
    text_line(figure->canvas, plain, text, (Rect){72 + used, y + 13, WIDTH - used - 112, 32},
              figure->theme->text2);
}

static void draw_study(const Figure *figure, StudyDrawing *drawing, const Study *study, float y) {
    static const StudyChart charts[] = {STUDY_CHART_LOSS, STUDY_CHART_VALIDATION, STUDY_CHART_SENSITIVITY};
    static const float widths[] = {568, 568, 448};
    const StudyChartOptions options = {.across = ACROSS_STEPS};
    char text[512];
    study_caption(study, text, sizeof text);
    const size_t length = strlen(text);
    snprintf(text + length, sizeof text - length, "; loss smoothed by EMA %g", STUDY_SMOOTH_LOSS);
    draw_head(figure, y, study->title, text);
    float x = MARGIN;
    for (int i = 0; i < 3; i++) {
        study_chart_draw(drawing, figure->canvas, figure->theme, (Rect){x, y + HEAD, widths[i], ROW - HEAD},
                         charts[i], &study, 1, &options);
        x += widths[i];
    }
}

bool study_figure_write(const Study *const *studies, int count, const char *path, int theme, Error *error) {
    Figure figure;
    StudyDrawing *drawing = study_drawing_start();
    if (!drawing) return error_set(error, 0, 0, NULL, "out of memory");
    bool written = figure_start(&figure, ROW * (float)(count + 1) + FOOT, path, theme, error);
    if (written) {
        const StudyChartOptions options = {.across = ACROSS_STEPS};
        for (int i = 0; i < count; i++) draw_study(&figure, drawing, studies[i], ROW * (float)i);
        draw_head(
            &figure, ROW * (float)count, count > 1 ? "All tasks" : studies[0]->title,
            "the share of problems (a seed of a task each) that an optimizer solved within so many times the "
            "updates of the fastest");
        study_chart_draw(drawing, figure.canvas, figure.theme,
                         (Rect){MARGIN, ROW * (float)count + HEAD, 2 * 568, ROW - HEAD}, STUDY_CHART_PROFILE,
                         studies, count, &options);
        written = figure_finish(&figure, path, error);
    }
    study_drawing_end(drawing);
    return written;
}

bool charts_figure_write(const Chart *charts, int count, const char *title, const char *path, int theme,
                         Error *error) {
    Figure figure;
    if (!figure_start(&figure, ROW + FOOT, path, theme, error)) return false;
    draw_head(&figure, 0, title, "");
    const float width = (WIDTH - 2 * MARGIN) / (float)count;
    for (int i = 0; i < count; i++)
        chart_draw(figure.canvas, figure.theme, (Rect){MARGIN + width * (float)i, HEAD, width, ROW - HEAD},
                   &charts[i]);
    return figure_finish(&figure, path, error);
}

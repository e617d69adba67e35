#include "number.h"
#include "plot_internal.h"
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const float PITCH = 18, PADDING = 10, AWAY = 14, NAME_GAP = 18, NAME_LEFT = 14, INSET = 4;

double plot_reading(const Plot *plot, const Scene *scene, const PlotOptions *options, int run,
                    double position) {
    const SceneRun *shown = &scene->runs[run];
    if (!shown->trajectory.rows) return NAN;
    double step = plot_span_step(&plot->span, &shown->trajectory, position);
    SeriesSource source = plot_source(scene, options->quantity, run, 0);
    return series_value(&source, plot_curve_step(shown, options->quantity, step));
}

/* The card beside the cursor, inside the plot's area: it never covers the end labels of its own plot. */
static Rect place_card(const PlotPass *pass, float x, float width, float height) {
    Rect area = pass->area, frame = pass->frame;
    float right = frame.x + frame.w - INSET;
    Rect card = {x + AWAY, 0, width, height};
    if (card.x + width > right) card.x = x - AWAY - width;
    card.x = fmaxf(card.x, area.x + INSET);
    /* Below the title, which is a control. */
    card.y = fmaxf(frame.y, fminf(frame.y + 2 * INSET, area.y + area.h - INSET - height));
    return card;
}

static void draw_card(const PlotPass *pass, float x, const char *heading, const PlotEntry *rows, int count) {
    Canvas *canvas = pass->canvas;
    const Theme *theme = pass->theme;
    TextStyle name_style = {SMALL_TEXT, WEIGHT_REGULAR, ALIGN_LEFT, false},
              value_style = {SMALL_TEXT, WEIGHT_MEDIUM, ALIGN_RIGHT, true},
              heading_style = {SMALL_TEXT, WEIGHT_SEMIBOLD, ALIGN_LEFT, true};
    char text[NUMBER_SIZE];
    float names = 0, values = 0;
    for (int i = 0; i < count; i++) {
        names = fmaxf(names, canvas_text_width(canvas, name_style, pass->scene->runs[rows[i].run].name));
        values = fmaxf(values, canvas_text_width(canvas, value_style, number_format(text, rows[i].value, 3)));
    }
    float room = pass->area.y + pass->area.h - pass->frame.y - INSET;
    int fitting = (int)((room - 2 * PADDING + 4) / PITCH) - 1;
    int shown = count <= fitting ? count : fitting - 1, more = count - shown;
    float width = 2 * PADDING + fmaxf(canvas_text_width(canvas, heading_style, heading),
                                      NAME_LEFT + names + NAME_GAP + values);
    float height = 2 * PADDING + PITCH * (float)(shown + 1 + (more > 0)) - 4;
    Rect card = place_card(pass, x, width, height);
    canvas_round_rect(canvas, card, CARD_RADIUS, theme->bg1);
    canvas_round_rect_border(canvas, card, CARD_RADIUS, 1, theme->line2);
    float y = card.y + PADDING + 6, left = card.x + PADDING;
    canvas_text(canvas, heading_style, heading, (Point){left, text_baseline(y, SMALL_TEXT)}, 0, theme->text1);
    for (int i = 0; i < shown; i++) {
        const SceneRun *run = &pass->scene->runs[rows[i].run];
        y += PITCH;
        float baseline = text_baseline(y, SMALL_TEXT);
        RunLook look = theme_run(theme, run->colour);
        marker_draw(canvas, look.marker, (Point){left + 4, y}, 4, look.color);
        canvas_text(canvas, name_style, run->name, (Point){left + NAME_LEFT, baseline}, 0, theme->text2);
        canvas_text(canvas, value_style, number_format(text, rows[i].value, 3),
                    (Point){card.x + width - PADDING, baseline}, 0, theme->text1);
    }
    if (more <= 0) return;
    snprintf(text, sizeof text, "and %d more", more);
    canvas_text(canvas, name_style, text, (Point){left + NAME_LEFT, text_baseline(y + PITCH, SMALL_TEXT)}, 0,
                theme->text2);
}

void plot_draw_reading(const PlotPass *pass) {
    const Plot *plot = pass->plot;
    const PlotSpan *span = &plot->span;
    const PlotOptions *options = pass->options;
    double position = rint(fmin(fmax(options->hover_at, 0), span->whole));
    if (options->hide_future)
        position = fmin(position, plot_span_scene_position(span, pass->scene, options->playhead));
    float x = floorf(plot_x(pass, position));
    canvas_vertical_line(pass->canvas, x, pass->frame.y, pass->frame.h, 1,
                         theme_fade(pass->theme->text1, 0.3f));
    PlotEntry rows[SCENE_RUNS_MAX];
    for (int i = 0; i < plot->count; i++) {
        const SceneRun *run = &pass->scene->runs[plot->shown[i]];
        double step =
            plot_curve_step(run, options->quantity, plot_span_step(span, &run->trajectory, position));
        rows[i] = (PlotEntry){.run = plot->shown[i],
                              .value = plot_reading(plot, pass->scene, options, plot->shown[i], position)};
        plot_draw_dot(pass, plot_place(pass, plot->shown[i], step), theme_run(pass->theme, run->colour));
    }
    qsort(rows, (size_t)plot->count, sizeof *rows, plot_compare_values);
    char heading[64], number[NUMBER_SIZE];
    number_format_short(number, position, 9);
    if (position < 1e9) snprintf(number, sizeof number, "%.0f", position);
    if (span->unit == PLOT_STEPS)
        snprintf(heading, sizeof heading, "Step %s", number);
    else
        snprintf(heading, sizeof heading, "%s evaluations", number);
    draw_card(pass, x, heading, rows, plot->count);
}

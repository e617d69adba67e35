#include "predict.h"

#include "edits.h"
#include "marks.h"
#include "number.h"
#include "selection.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const float CLEAR = 60; /* pixels that are far enough */

enum {
    WIDTH = 320,
    MARGIN = 16,
    PADDING = 16,
    TITLE = 44,
    CHOICE = 44,
    LINE = 24,
    BUTTONS = 52,
    RUN = 24, /* to a run's name, from its swatch */
    PIN = 11,
    CAMERA_WIDE = 44, /* the camera's buttons in the fourth corner, with a gap */
    CAMERA_TALL = 124,
    LISTED_MAX = 8, /* guesses listed with their distance; the best of them first */
};

static const char *const targets[] = {[PREDICT_NEXT] = "Next step", [PREDICT_END] = "End point"};

static int listed(const Window *window) {
    const Prediction *prediction = &window->prediction;
    if (!prediction->revealed) return 0;
    return prediction->count < LISTED_MAX ? prediction->count : LISTED_MAX;
}

static float distance(Rect area, Point at) {
    float x = fmaxf(fmaxf(area.x - at.x, at.x - area.x - area.w), 0),
          y = fmaxf(fmaxf(area.y - at.y, at.y - area.y - area.h), 0);
    return hypotf(x, y);
}

/* In the first corner of the map where it covers neither the run nor, once that is shown, the truth and the
 * guesses; the buttons of the camera have the fourth. */
Rect predict_card_area(const Window *window) {
    Rect frame = map_frame(window->map);
    float lines = (float)(2 + listed(window)) * LINE, w = fminf(WIDTH, frame.w - 2 * MARGIN),
          h = TITLE + 2 * CHOICE + lines + BUTTONS;
    float left = frame.x + MARGIN, right = frame.x + frame.w - MARGIN - w, top = frame.y + MARGIN,
          bottom = frame.y + frame.h - MARGIN - h;
    if (bottom < frame.y + CAMERA_TALL) right -= CAMERA_WIDE;
    const Rect corners[] = {{left, top, w, h}, {right, bottom, w, h}, {left, bottom, w, h}};
    const Prediction *prediction = &window->prediction;
    World points[2 + GUESSES_MAX] = {predict_head(window), predict_truth(window)};
    memcpy(points + 2, prediction->guesses, sizeof prediction->guesses);
    int count = prediction->revealed ? 2 + prediction->count : 1, best = 0;
    float farthest = -1;
    for (int i = 0; i < 3; i++) {
        float nearest = CLEAR;
        for (int k = 0; k < count; k++)
            if (camera_shows(map_camera(window->map), points[k].x, points[k].y, 0))
                nearest = fminf(nearest, distance(corners[i], map_to_screen(window->map, points[k])));
        if (nearest > farthest) farthest = nearest, best = i;
    }
    return corners[best];
}

/* ---- on the map ---- */

int predict_marks(const Window *window, Rect areas[PREDICT_MARKS_MAX]) {
    const Prediction *prediction = &window->prediction;
    int count = 0;
    for (int i = 0; i < prediction->count + prediction->revealed; i++) {
        World world = i < prediction->count ? prediction->guesses[i] : predict_truth(window);
        if (!camera_shows(map_camera(window->map), world.x, world.y, PIN)) continue;
        Point at = map_to_screen(window->map, world);
        areas[count++] = (Rect){at.x - PIN, at.y - PIN, 2 * PIN, 2 * PIN};
    }
    return count;
}

static void draw_pin(Canvas *canvas, const Theme *theme, Point at, int number) {
    char text[16];
    snprintf(text, sizeof text, "%d", number);
    TextStyle style = {SMALL_TEXT, WEIGHT_SEMIBOLD, ALIGN_CENTRE, true};
    canvas_disc(canvas, at, PIN + 1.5f, theme->casing);
    canvas_disc(canvas, at, PIN, theme->accent);
    canvas_text(canvas, style, text, (Point){at.x, text_baseline(at.y, SMALL_TEXT)}, 0, theme->on_accent);
}

static void draw_truth(Window *window, Color color) {
    Canvas *canvas = ui_canvas(window->ui);
    const Theme *theme = ui_theme(window->ui);
    const Prediction *prediction = &window->prediction;
    World truth = predict_truth(window);
    if (!camera_shows(map_camera(window->map), truth.x, truth.y, 1000)) return;
    Point at = map_to_screen(window->map, truth);
    for (int i = 0; i < prediction->count; i++) {
        Point line[2] = {map_to_screen(window->map, prediction->guesses[i]), at};
        canvas_polyline(canvas, line, 2, 2 + CASING_EXTRA, 0, 0, theme->casing);
        canvas_polyline(canvas, line, 2, 2, 5, 4, theme->accent);
    }
    canvas_ring(canvas, at, 17, 5, theme->casing);
    canvas_ring(canvas, at, 16, 2.5f, color);
}

static void draw_aim(Window *window) {
    Canvas *canvas = ui_canvas(window->ui);
    const Theme *theme = ui_theme(window->ui);
    Point at = map_to_screen(window->map, window->prediction.aim);
    for (int cased = 1; cased >= 0; cased--)
        for (int axis = 0; axis < 2; axis++) {
            float x = axis ? 0 : 14, y = axis ? 14 : 0;
            Point line[2] = {{at.x - x, at.y - y}, {at.x + x, at.y + y}};
            canvas_polyline(canvas, line, 2, cased ? 2 + CASING_EXTRA : 2, 0, 0,
                            cased ? theme->casing : theme->accent);
        }
}

static void draw_on_map(Window *window) {
    Canvas *canvas = ui_canvas(window->ui);
    const Theme *theme = ui_theme(window->ui);
    const Prediction *prediction = &window->prediction;
    const SceneRun *run = &window->scene.runs[predict_run(window)];
    canvas_push_clip(canvas, map_frame(window->map));
    if (prediction->revealed) draw_truth(window, theme_run(theme, run->colour).color);
    if (prediction->aiming && !prediction->revealed) draw_aim(window);
    for (int i = 0; i < prediction->count; i++)
        if (camera_shows(map_camera(window->map), prediction->guesses[i].x, prediction->guesses[i].y, PIN))
            draw_pin(canvas, theme, map_to_screen(window->map, prediction->guesses[i]), i + 1);
    canvas_pop_clip(canvas);
}

/* ---- the card ---- */

static void draw_run_choice(Window *window, Rect row) {
    Ui *ui = window->ui;
    const char *names[SCENE_RUNS_MAX];
    int count = window->scene.run_count, chosen = predict_run(window), before = chosen;
    for (int i = 0; i < count; i++) names[i] = window->scene.runs[i].name;
    Color color = theme_run(ui_theme(ui), window->scene.runs[chosen].colour).color;
    canvas_disc(ui_canvas(ui), (Point){row.x + 8, row.y + row.h / 2}, 7, color);
    DropdownLook look = {.tooltip = "Whose way is to be predicted"};
    Rect box = {row.x + RUN, row.y, row.w - RUN, row.h};
    if (widget_dropdown(ui, "run", box, &look, names, count, &chosen) && chosen != before) {
        window->prediction.stream = window->scene.runs[chosen].recipe.stream;
        window->prediction.aiming = false;
        window->edits++;
    }
}

/* The numbers of the guesses, the best first. */
static void sort_guesses(const Window *window, int *order) {
    const Prediction *prediction = &window->prediction;
    for (int i = 0; i < prediction->count; i++) {
        int place = i;
        double points = predict_points(window, prediction->guesses[i]);
        for (; place > 0 && points > predict_points(window, prediction->guesses[order[place - 1]]); place--)
            order[place] = order[place - 1];
        order[place] = i;
    }
}

static void draw_guesses(Window *window, Rect line) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    const Prediction *prediction = &window->prediction;
    int order[GUESSES_MAX];
    World truth = predict_truth(window);
    sort_guesses(window, order);
    for (int i = 0; i < listed(window); i++, line.y += LINE) {
        World guess = prediction->guesses[order[i]];
        char text[64], number[NUMBER_SIZE];
        draw_pin(ui_canvas(ui), theme, (Point){line.x + PIN, line.y + LINE / 2.0f}, order[i] + 1);
        snprintf(text, sizeof text, "%s away",
                 number_format(number, hypot(guess.x - truth.x, guess.y - truth.y), 3));
        widget_label(ui, (Rect){line.x + 32, line.y, 150, LINE}, style_normal(), text, theme->text2);
        snprintf(text, sizeof text, "%.0f points", predict_points(window, guess));
        widget_label(ui, line, style_aligned(i ? style_normal() : style_strong(), ALIGN_RIGHT), text,
                     theme->text1);
    }
}

static void describe(const Window *window, char *text, size_t size) {
    const Prediction *prediction = &window->prediction;
    const char *which = prediction->target == PREDICT_NEXT ? "after one step more" : "at its end";
    if (prediction->revealed)
        snprintf(text, size, "%s",
                 prediction->count == 1 ? "This is how near it was:" : "The nearest first:");
    else if (prediction->count == 0)
        snprintf(text, size, "Click where it is %s", which);
    else
        snprintf(text, size, "%d guess%s; click for more", prediction->count,
                 prediction->count == 1 ? "" : "es");
}

static void draw_buttons(Window *window, Rect row) {
    const Prediction *prediction = &window->prediction;
    bool more = prediction->target == PREDICT_NEXT && prediction->step + 1 < window->scene.steps;
    ButtonLook reveal = {.kind = BUTTON_PRIMARY,
                         .text = !prediction->revealed ? "Reveal"
                                 : more                ? "Next round"
                                                       : "Done",
                         .tooltip = prediction->revealed ? "Go on (Enter)" : "Show the truth (Enter)"};
    ButtonLook leave = {.kind = BUTTON_PLAIN, .text = "Leave", .tooltip = "Let time go on (Esc, J)"};
    float w = (row.w - 8) / 2;
    if (widget_button(window->ui, "reveal", (Rect){row.x, row.y, w, row.h}, &reveal)) predict_reveal(window);
    if (widget_button(window->ui, "leave", (Rect){row.x + w + 8, row.y, w, row.h}, &leave))
        predict_leave(window);
}

static void draw_card(Window *window) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    Prediction *prediction = &window->prediction;
    Rect card = predict_card_area(window);
    char text[96];
    ui_push_name(ui, "predict");
    ui_item(ui, "card", card, 0);
    widget_card(ui, card, CARD_RADIUS, theme->bg1, theme->line2);
    Rect line = {card.x + PADDING, card.y + 8, card.w - 2 * PADDING, 32};
    snprintf(text, sizeof text, prediction->revealed ? "From step %" PRId64 : "Frozen at step %" PRId64,
             prediction->step);
    widget_label(ui, line, style_strong(), text, theme->text1);
    snprintf(text, sizeof text, "score %.0f", prediction->score);
    widget_label(ui, line, style_aligned(style_normal(), ALIGN_RIGHT), text, theme->text2);
    line.y = card.y + TITLE;
    line.h = SMALL_BUTTON_HEIGHT;
    int target = prediction->target;
    if (widget_segmented(ui, "target", line, targets, 2, &target) && !prediction->revealed) {
        prediction->target = target;
        window->edits++;
    }
    line.y += CHOICE - 4;
    if (prediction->revealed) {
        const SceneRun *run = &window->scene.runs[predict_run(window)];
        canvas_disc(ui_canvas(ui), (Point){line.x + 8, line.y + line.h / 2}, 7,
                    theme_run(theme, run->colour).color);
        widget_label(ui, (Rect){line.x + RUN, line.y, line.w - RUN, line.h}, style_medium(), run->name,
                     theme->text1);
    } else {
        draw_run_choice(window, line);
    }
    line.y += CHOICE - 4;
    line.h = LINE;
    describe(window, text, sizeof text);
    widget_label(ui, line, style_normal(), text, theme->text1);
    line.y += LINE;
    if (prediction->revealed) draw_guesses(window, line);
    line.y += (float)listed(window) * LINE;
    if (prediction->rounds > 0)
        snprintf(text, sizeof text, "%.0f points in %d round%s", prediction->score, prediction->rounds,
                 prediction->rounds == 1 ? "" : "s");
    else
        snprintf(text, sizeof text, "100: exact, 50: missed by as far as it goes");
    widget_label(ui, line, style_small(), text, theme->text2);
    line.y += LINE + 8;
    line.h = BUTTON_HEIGHT;
    draw_buttons(window, line);
    ui_pop_name(ui);
}

void predict_draw(Window *window, bool pictures) {
    if (predict_run(window) < 0) return;
    if (pictures) draw_on_map(window);
    draw_card(window);
}

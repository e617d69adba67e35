#include "training_view.h"

#include "edits.h"
#include "text.h"
#include "training.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    RESTART_X = 36, /* middles of the icons */
    STOP_X = 77,
    PLAY_X = 104,
    PLAY_WIDTH = 56,
    BARS_X = 188,
    BAR_GAP = 6,
    BAR_THICK = 6,
    FIGURE_WIDTH = 88,
    FIGURE_GAP = 16,
    COUNTER_WIDTH = 116,
    NARROW = 900,   /* transport without the figures */
    TITLE_ROW = 48, /* of the results */
    HEADER_ROW = 28,
    TABLE_ROW = 44,
    RATE_ROOM = 68, /* for "3.16e−3" beside a long name */
    COLUMNS = 8,
    MARGIN = 56,
    ACROSS_WIDTH = 216, /* of a segmented control; narrower in a narrow bar */
    ACROSS_NARROW = 176,
    SEEDS_WIDTH = 140,
    SEEDS_NARROW = 120,
};
static const float TOP_SHARE = 0.575f; /* of the charts' height: loss and validation */

bool training_view_shown(const Window *window) {
    return window->training && window->training_shown;
}

void training_view_show(Window *window, bool shown) {
    if (!window->training) return;
    window->training_shown = shown;
    if (shown) window->playing = false; /* nobody sees the map */
    if (shown && window->training->task < 0) training_load(window->training, 0);
    window->edits++;
}

/* After an action on the trainings: what was drawn before it is drawn again. */
static void changed(Window *window) {
    window->edits++;
}

char *training_score_text(const Study *study, double score, char *text, int size) {
    char number[NUMBER_SIZE];
    if (isnan(score))
        snprintf(text, (size_t)size, "–");
    else if (study->labelled)
        snprintf(text, (size_t)size, "%.1f %%", 100.0 * score);
    else
        snprintf(text, (size_t)size, "%s", number_format(number, score, 3));
    return text;
}

/* ---- top bar ---- */

void training_bar_draw(Window *window, float x) {
    static const char *const across[] = {"Steps", "Epochs", "Time"}, *const seeds[] = {"Bands", "Lines"};
    Ui *ui = window->ui;
    const Rect bar = window->layout.topbar;
    const float y = bar.y + (bar.h - BAR_CONTROL_HEIGHT) / 2;
    const bool words = bar.w >= 1280, narrow = bar.w < 1200;
    const float across_width = narrow ? ACROSS_NARROW : ACROSS_WIDTH,
                seeds_width = narrow ? SEEDS_NARROW : SEEDS_WIDTH;
    StudyChartOptions *options = &window->training->options;
    int chosen = (int)options->across, lines = options->lines;
    if (words)
        x +=
            widget_label(ui, (Rect){x, bar.y, 80, bar.h}, style_normal(), "Across", ui_theme(ui)->text2) + 12;
    if (widget_segmented(ui, "across", (Rect){x, y, across_width, BAR_CONTROL_HEIGHT}, across, 3, &chosen)) {
        options->across = (StudyAcross)chosen;
        changed(window);
    }
    x += across_width + (narrow ? 8 : 16);
    if (words)
        x += widget_label(ui, (Rect){x, bar.y, 80, bar.h}, style_normal(), "Seeds", ui_theme(ui)->text2) + 12;
    if (widget_segmented(ui, "seeds", (Rect){x, y, seeds_width, BAR_CONTROL_HEIGHT}, seeds, 2, &lines)) {
        options->lines = lines == 1;
        changed(window);
    }
}

/* ---- charts ---- */

static void draw_charts(Window *window, Rect area) {
    Training *training = window->training;
    const Study *study = &training->study;
    static const StudyChart charts[2][3] = {{STUDY_CHART_LOSS, STUDY_CHART_VALIDATION, 0},
                                            {STUDY_CHART_NORM, STUDY_CHART_RATE, STUDY_CHART_SENSITIVITY}};
    const float top = rintf(TOP_SHARE * area.h);
    for (int row = 0; row < 2; row++) {
        const int count = row == 0 ? 2 : 3;
        const float width = area.w / (float)count;
        for (int i = 0; i < count; i++) {
            const Rect cell = {area.x + width * (float)i, area.y + (row ? top : 0), width,
                               row ? area.h - top : top};
            study_chart_draw(training->drawing, ui_canvas(window->ui), ui_theme(window->ui), cell,
                             charts[row][i], &study, 1, &training->options);
        }
    }
}

/* ---- the bar under them ---- */

char *training_time_text(double seconds, char text[NUMBER_SIZE]) {
    if (!isfinite(seconds))
        snprintf(text, NUMBER_SIZE, "–");
    else if (seconds > 0 && seconds < 9.95)
        snprintf(text, NUMBER_SIZE, "%.1f s", seconds);
    else
        snprintf(text, NUMBER_SIZE, "%d:%02d", (int)(seconds / 60), (int)fmod(seconds, 60));
    return text;
}

char *training_speed_text(double speed, char text[NUMBER_SIZE]) {
    char number[NUMBER_SIZE];
    if (isnan(speed))
        snprintf(text, NUMBER_SIZE, "–");
    else if (speed < 1e4)
        snprintf(text, NUMBER_SIZE, "%.0f", speed);
    else
        snprintf(text, NUMBER_SIZE, "%.10s %s", number_format(number, speed / (speed < 1e6 ? 1e3 : 1e6), 3),
                 speed < 1e6 ? "k" : "M");
    return text;
}

static void draw_figure(Window *window, Rect area, const char *label, const char *value) {
    Ui *ui = window->ui;
    const TextStyle strong = {SMALL_TEXT, WEIGHT_SEMIBOLD, ALIGN_RIGHT, true};
    widget_label(ui, (Rect){area.x, area.y + 8, area.w, 20}, style_aligned(style_small(), ALIGN_RIGHT), label,
                 ui_theme(ui)->text2);
    widget_label(ui, (Rect){area.x, area.y + 28, area.w, 20}, strong, value, ui_theme(ui)->text1);
}

/* Elapsed, remaining, speed; returns where they begin. */
static float draw_figures(Window *window, Rect row) {
    const Training *training = window->training;
    char texts[3][NUMBER_SIZE];
    static const char *const labels[] = {"elapsed", "remaining", "samples/s"};
    float x = row.x + row.w - OUTER_MARGIN;
    if (row.w < NARROW) return x;
    training_time_text(training_elapsed(training, -1), texts[0]);
    training_time_text(training_remaining(training, -1), texts[1]);
    training_speed_text(training_speed(training, -1), texts[2]);
    for (int i = 2; i >= 0; i--) {
        x -= FIGURE_WIDTH;
        draw_figure(window, (Rect){x, row.y, FIGURE_WIDTH, row.h}, labels[i], texts[i]);
    }
    return x;
}

/* Trainings that are over, of all. */
static float draw_counter(Window *window, Rect row, float right) {
    Ui *ui = window->ui;
    const Study *study = &window->training->study;
    const TextStyle strong = {LARGE_TEXT, WEIGHT_SEMIBOLD, ALIGN_RIGHT, true},
                    plain = {LARGE_TEXT, WEIGHT_REGULAR, ALIGN_RIGHT, true};
    char text[32];
    snprintf(text, sizeof text, " / %d", study->run_count * study->rate_count * study->seed_count);
    float x = right - FIGURE_GAP;
    const float width = ceilf(canvas_text_width(ui_canvas(ui), plain, text));
    widget_label(ui, (Rect){x - width, row.y, width, row.h}, plain, text, ui_theme(ui)->text2);
    x -= width;
    snprintf(text, sizeof text, "%d", training_done(window->training));
    ui_item(ui, "counter", (Rect){x - 48, row.y + 8, 48 + width, row.h - 16}, 0);
    ui_tooltip(ui, "Trainings that are over, of all");
    ui_item_value(ui, text);
    widget_label(ui, (Rect){x - 60, row.y, 60, row.h}, strong, text, ui_theme(ui)->text1);
    return right - COUNTER_WIDTH - FIGURE_GAP;
}

/* A bar for each run. */
static void draw_bars(Window *window, Rect row, float right) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    const Study *study = &window->training->study;
    const float width = (right - BARS_X + BAR_GAP) / (float)study->run_count - BAR_GAP;
    if (width < 8) return;
    for (int run = 0; run < study->run_count; run++) {
        const Rect bar = {row.x + BARS_X + (width + BAR_GAP) * (float)run, row.y + 31, width, BAR_THICK};
        const RunLook look = study_look(theme, study, run);
        const float share = (float)study_progress(study, run);
        widget_label(ui, (Rect){bar.x, row.y + 8, width, 20}, style_small(), study->runs[run]->title,
                     theme->text2);
        canvas_round_rect(ui_canvas(ui), bar, BAR_THICK / 2.0f, theme->track);
        if (share > 0)
            canvas_round_rect(ui_canvas(ui), (Rect){bar.x, bar.y, fmaxf(BAR_THICK, width * share), bar.h},
                              BAR_THICK / 2.0f, look.color);
    }
}

static bool icon_button(Window *window, const char *name, Icon icon, const char *tooltip, bool disabled,
                        float x) {
    const Rect row = window->layout.transport;
    const ButtonLook look = {.kind = BUTTON_GHOST, .icon = icon, .tooltip = tooltip, .disabled = disabled};
    const Rect area = {x - ICON_HIT_SIZE / 2.0f, row.y + (row.h - ICON_HIT_SIZE) / 2, ICON_HIT_SIZE,
                       ICON_HIT_SIZE};
    return widget_button(window->ui, name, area, &look);
}

static void draw_buttons(Window *window, Rect row) {
    Training *training = window->training;
    const Theme *theme = ui_theme(window->ui);
    if (icon_button(window, "restart", ICON_RESTART, "Everything again", false, RESTART_X)) {
        training_restart(training);
        changed(window);
    }
    if (icon_button(window, "stop", ICON_NONE, "Stop: what is not finished is lost", !training->background,
                    STOP_X)) {
        training_stop(training);
        changed(window);
    }
    canvas_round_rect(ui_canvas(window->ui), (Rect){STOP_X - 6, row.y + row.h / 2 - 6, 12, 12}, 2,
                      training->background ? theme->text2 : theme->text3);
    const bool runs = training_runs(training);
    const ButtonLook play = {.kind = BUTTON_PRIMARY,
                             .icon = runs ? ICON_PAUSE : ICON_PLAY,
                             .disabled = training_finished(training),
                             .tooltip = runs ? "Pause (Space)" : "Go on (Space)"};
    const Rect area = {PLAY_X, row.y + (row.h - BAR_CONTROL_HEIGHT) / 2, PLAY_WIDTH, BAR_CONTROL_HEIGHT};
    if (widget_button(window->ui, "play", area, &play)) {
        training_toggle(training);
        changed(window);
    }
}

static void draw_transport(Window *window, Rect row) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    canvas_rect(ui_canvas(ui), row, theme->bg1);
    canvas_rect(ui_canvas(ui), (Rect){row.x, row.y, row.w, 1}, theme->line);
    canvas_rect(ui_canvas(ui), (Rect){row.x, row.y + row.h - 1, row.w, 1}, theme->line);
    ui_push_name(ui, "training");
    draw_buttons(window, row);
    draw_bars(window, row, draw_counter(window, row, draw_figures(window, row)));
    ui_pop_name(ui);
}

/* ---- results ---- */

/* Where each column ends, as a share of the width; the first begins at its left. */
static const struct Column {
    const char *title;
    float right;
} columns[COLUMNS] = {{"Optimizer", 0},          {"Best rate", 0.25f},   {"Steps to target", 0.375f},
                      {"Time to target", 0.50f}, {"Seeds at it", 0.60f}, {"Final, mean ± s.d.", 0.765f},
                      {"Best seed", 0.88f},      {"Test", 1.0f}};

static void draw_cell(Window *window, Rect line, int column, TextStyle style, const char *text, Color color) {
    const float end = columns[column].right, begin = column > 1 ? columns[column - 1].right : 0.12f;
    const float name = columns[1].right * line.w - 24 - RATE_ROOM; /* the first column's width */
    const Rect area = column == 0 ? (Rect){line.x + 24, line.y, name, line.h}
                                  : (Rect){line.x + begin * line.w, line.y, (end - begin) * line.w, line.h};
    widget_label(window->ui, area, column == 0 ? style : style_aligned(style, ALIGN_RIGHT), text, color);
}

/* What stands in a row, column by column. Until everything is over the test data is not looked at. */
typedef struct RowTexts {
    char texts[COLUMNS][64];
    bool warn; /* the target was not reached */
} RowTexts;

/* Both with as many decimals as the deviation lets mean something: "102.03 ± 0.04". */
static void spread_text(double mean, double deviation, char *text, size_t size) {
    char number[NUMBER_SIZE], other[NUMBER_SIZE];
    const double first = floor(log10(deviation)), decimals = (deviation < 2 * pow(10, first) ? 1 : 0) - first;
    if (decimals >= 0 && decimals <= 5 && fabs(mean) < 1e4)
        snprintf(text, size, "%.*f ± %.*f", (int)decimals, mean, (int)decimals, deviation);
    else
        snprintf(text, size, "%s ± %s", number_format(number, mean, 3), number_format(other, deviation, 2));
}

static RowTexts row_texts(const Training *training, int run) {
    const Study *study = &training->study;
    const StudyRow row = study_row(study, run);
    RowTexts result = {0};
    char number[NUMBER_SIZE];
    snprintf(result.texts[0], sizeof result.texts[0], "%s", study->runs[run]->title);
    for (int i = 1; i < COLUMNS; i++) snprintf(result.texts[i], sizeof result.texts[i], "–");
    if (row.rate < 0) {
        snprintf(result.texts[5], sizeof result.texts[5],
                 study_shown_rate(study, run) < 0 ? "waiting" : "running");
        return result;
    }
    snprintf(result.texts[1], sizeof result.texts[1], "%s",
             number_format_short(number, study->rates[row.rate], 3));
    result.warn = !isfinite(row.steps);
    if (result.warn)
        snprintf(result.texts[2], sizeof result.texts[2], "not reached");
    else {
        snprintf(result.texts[2], sizeof result.texts[2], "%.0f", row.steps);
        const bool short_time = row.seconds < 0.1;
        snprintf(result.texts[3], sizeof result.texts[3], "%s %s",
                 number_format(number, row.seconds * (short_time ? 1e3 : 1), 2), short_time ? "ms" : "s");
    }
    snprintf(result.texts[4], sizeof result.texts[4], "%d / %d", row.reached, study->seed_count);
    if (study->labelled)
        snprintf(result.texts[5], sizeof result.texts[5], "%.1f ± %.1f %%", 100 * row.mean,
                 100 * row.deviation);
    else
        spread_text(row.mean, row.deviation, result.texts[5], sizeof result.texts[5]);
    training_score_text(study, row.best, result.texts[6], sizeof result.texts[6]);
    if (study_finished(study, -1))
        training_score_text(study, row.test, result.texts[7], sizeof result.texts[7]);
    return result;
}

/* The run with the best score, when all are known; -1: none. */
static int best_run(const Study *study) {
    int best = -1;
    double score = NAN;
    for (int run = 0; run < study->run_count; run++) {
        const int rate = study_best_rate(study, run);
        const double other = rate < 0 ? NAN : study_score(study, run, rate);
        if (study_better(study, other, score)) score = other, best = run;
    }
    return best;
}

static void draw_row(Window *window, Rect line, int run, bool best) {
    const Theme *theme = ui_theme(window->ui);
    const Study *study = &window->training->study;
    const RowTexts row = row_texts(window->training, run);
    const RunLook look = study_look(theme, study, run);
    canvas_disc(ui_canvas(window->ui), (Point){line.x + 7, line.y + line.h / 2}, 7, look.color);
    for (int i = 0; i < COLUMNS; i++) {
        const bool strong = i == 0 || (best && i == 5), missed = row.warn && i == 2;
        draw_cell(window, line, i, strong ? style_strong() : style_medium(), row.texts[i],
                  missed ? theme->warn : theme->text1);
    }
    canvas_rect(ui_canvas(window->ui), (Rect){line.x, line.y + line.h - 1, line.w, 1}, theme->line);
}

static void foot_text(const Training *training, char *text, size_t size) {
    const Study *study = &training->study;
    char target[64], caption[400];
    if (training->problem[0]) {
        snprintf(text, size, "%s", training->problem);
        return;
    }
    training_score_text(study, study_target(study), target, sizeof target);
    study_caption(study, caption, sizeof caption);
    caption[0] = (char)toupper((unsigned char)caption[0]);
    snprintf(
        text, size,
        "Steps and time: median over the seeds. Target: validation %s %s. Rates are chosen on the validation "
        "data, the test data is used once, when all is done. Loss smoothed by EMA %g, gradient norm by %g. "
        "%s.",
        study->labelled ? "accuracy" : "loss", target, STUDY_SMOOTH_LOSS, STUDY_SMOOTH_NORM, caption);
}

static void draw_results(Window *window, Rect area) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    Training *training = window->training;
    const Study *study = &training->study;
    char note[96], foot[768];
    const Rect title = {area.x + MARGIN, area.y + 4, area.w - 2 * MARGIN, TITLE_ROW - 12};
    snprintf(note, sizeof note, "each optimizer tuned on the same %d rates × %d seeds", study->rate_count,
             study->seed_count);
    widget_label(ui, title, style_strong(), "Results", theme->text1);
    widget_label(ui, title, style_aligned(style_small(), ALIGN_RIGHT), note, theme->text2);
    const Rect head = {title.x, area.y + TITLE_ROW - 10, title.w, HEADER_ROW};
    for (int i = 0; i < COLUMNS; i++)
        draw_cell(window, i == 0 ? (Rect){head.x - 24, head.y, head.w, head.h} : head, i, style_small(),
                  columns[i].title, theme->text2);
    canvas_rect(ui_canvas(ui), (Rect){head.x, head.y + head.h, head.w, 1}, theme->line2);
    const Rect rows = {area.x, head.y + head.h + 1, area.w, area.y + area.h - head.y - head.h - 1};
    if (rows.h < 8) return;
    widget_scroll_begin(ui, "results", rows, &training->table_scroll);
    float y = rows.y - training->table_scroll.offset;
    const float first = y;
    for (int run = 0, best = best_run(study); run < study->run_count; run++, y += TABLE_ROW)
        draw_row(window, (Rect){title.x, y, title.w, TABLE_ROW}, run, run == best);
    foot_text(training, foot, sizeof foot);
    y += 12;
    y += text_paragraph(ui_canvas(ui), style_small(), foot, (Rect){title.x, y, title.w, 80},
                        training->problem[0] ? theme->warn : theme->text2);
    widget_scroll_end(ui, "results", rows, &training->table_scroll, y - first + 8);
}

void training_view_draw(Window *window) {
    const Layout *layout = &window->layout;
    const Rect left = layout->left, transport = layout->transport;
    canvas_rect(ui_canvas(window->ui), left, ui_theme(window->ui)->bg0);
    draw_charts(window, (Rect){left.x, left.y, left.w, transport.y - left.y});
    draw_transport(window, transport);
    const float below = transport.y + transport.h;
    draw_results(window, (Rect){left.x, below, left.w, left.y + left.h - below});
}

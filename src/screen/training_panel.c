#include "training_view.h"

#include "edits.h"
#include "explain.h"
#include "training.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum {
    TASKS_MAX = 64,
    FACT_ROW = 26,
    CARD_HEIGHT = 128,
    PROTOCOL_HEIGHT = 144,
    PROTOCOL_ROW = 34,
    LABEL_ROOM = 132,
    FIGURES = 4,
};

static void changed(Window *window) {
    window->edits++;
}

/* ---- the task ---- */

static void draw_fact(Window *window, Rect row, const char *label, const char *value) {
    Ui *ui = window->ui;
    const float used = widget_label(ui, row, style_normal(), label, ui_theme(ui)->text2) + 12;
    widget_label(ui, (Rect){row.x + used, row.y, row.w - used, row.h},
                 style_aligned(style_medium(), ALIGN_RIGHT), value, ui_theme(ui)->text1);
}

/* Returns where the facts end. */
static float draw_facts(Window *window, float x, float y, float w) {
    const Study *study = &window->training->study;
    char texts[6][160], number[NUMBER_SIZE];
    snprintf(texts[0], sizeof texts[0], "%" PRId64, study->parameters);
    snprintf(texts[1], sizeof texts[1], "%" PRId64 " + %" PRId64, study->examples[0], study->examples[1]);
    snprintf(texts[2], sizeof texts[2], "%" PRId64, study->batch);
    snprintf(texts[3], sizeof texts[3], "%" PRId64 "  (%s epochs)", study->steps,
             number_format_short(number, (double)study->steps / study->steps_per_epoch, 3));
    snprintf(texts[4], sizeof texts[4], "%.150s", study->schedule);
    if (study->clip > 0)
        snprintf(texts[5], sizeof texts[5], "%s", number_format_short(number, study->clip, 3));
    else
        snprintf(texts[5], sizeof texts[5], "none");
    static const char *const labels[] = {"Parameters", "Examples", "Batch",
                                         "Updates",    "Schedule", "Clip |g|"};
    for (int i = 0; i < 6; i++, y += FACT_ROW)
        draw_fact(window, (Rect){x, y, w, FACT_ROW}, labels[i], texts[i]);
    if (study->sample) {
        widget_label(window->ui, (Rect){x, y, w, FACT_ROW}, style_small(),
                     "Only the small sample that Slalom ships", ui_theme(window->ui)->warn);
        y += FACT_ROW;
    }
    return y;
}

static void draw_task(Window *window, Rect area) {
    Training *training = window->training;
    const TrainingHost *host = training->host;
    int chosen = training->task;
    const DropdownLook look = {.icon = ICON_CURVE, .style = style_strong(), .tooltip = training->study.data};
    if (widget_dropdown(window->ui, "task", area, &look, host->titles, host->task_count, &chosen) &&
        chosen >= 0) {
        training_load(training, chosen);
        changed(window);
    }
}

/* ---- a run ---- */

static void status_text(const Training *training, int run, bool brief, char *text, size_t size, bool *check) {
    const Study *study = &training->study;
    const int rate = study_shown_rate(study, run);
    char number[NUMBER_SIZE];
    *check = study_finished(study, run);
    const double seconds = training_elapsed(training, run);
    bool live = false;
    for (int seed = 0; rate >= 0 && seed < study->seed_count; seed++)
        live |= study_cell(study, run, rate, seed)->status == STUDY_TRAINING;
    if (*check)
        snprintf(text, size, brief ? "%s" : "done in %s", training_time_text(seconds, number));
    else if (live)
        snprintf(text, size, brief ? "rate %s" : "trying rate %s",
                 number_format_short(number, study->rates[rate], 3));
    else
        snprintf(text, size, "waiting");
}

static bool icon_at(Window *window, const char *name, Icon icon, const char *tooltip, float x, float middle) {
    const ButtonLook look = {.kind = BUTTON_GHOST, .icon = icon, .tooltip = tooltip};
    return widget_button(window->ui, name, (Rect){x - 15, middle - 16, 30, HIT_SIZE}, &look);
}

static void draw_name(Window *window, int run, Rect card, float middle, float right) {
    Training *training = window->training;
    const Optimizer *choices[TASKS_MAX];
    const char *titles[TASKS_MAX];
    int count = 0, chosen = -1;
    for (int i = 0; i < optimizer_count && count < TASKS_MAX; i++) {
        if (!optimizers[i].direction_float) continue;
        if (&optimizers[i] == training->study.runs[run]) chosen = count;
        choices[count] = &optimizers[i];
        titles[count++] = optimizers[i].title;
    }
    const char *name = training->study.runs[run]->title;
    char tooltip[EXPLAIN_SIZE];
    const DropdownLook look = {.shown = name,
                               .style = style_strong(),
                               .bare = true,
                               .list_width = 200,
                               .tooltip = explain_optimizer(training->study.runs[run], tooltip)};
    const float width = fminf(widget_dropdown_width(window->ui, &look, name), right - card.x - 36);
    if (widget_dropdown(window->ui, "optimizer", (Rect){card.x + 36, middle - 16, width, HIT_SIZE}, &look,
                        titles, count, &chosen) &&
        chosen >= 0) {
        training_set_run(training, run, choices[chosen]);
        changed(window);
    }
    const int marked = widget_dropdown_marked(window->ui, "optimizer");
    if (marked >= 0) widget_dropdown_explain(window->ui, explain_optimizer(choices[marked], tooltip));
}

static void draw_bar(Window *window, int run, Rect card) {
    Ui *ui = window->ui;
    const Study *study = &window->training->study;
    const float share = (float)study_progress(study, run);
    char text[16];
    snprintf(text, sizeof text, "%.0f %%", floor(100.0 * study_progress(study, run) + 1e-9));
    const Rect bar = {card.x + CARD_PADDING, card.y + 49, card.w - 2 * CARD_PADDING - 58, 6};
    canvas_round_rect(ui_canvas(ui), bar, 3, ui_theme(ui)->track);
    if (share > 0)
        canvas_round_rect(ui_canvas(ui), (Rect){bar.x, bar.y, fmaxf(6, bar.w * share), bar.h}, 3,
                          study_look(ui_theme(ui), study, run).color);
    widget_label(ui, (Rect){bar.x + bar.w, bar.y - 9, 58, 24}, style_aligned(style_medium(), ALIGN_RIGHT),
                 text, ui_theme(ui)->text1);
}

static void draw_figures(Window *window, int run, Rect card) {
    Ui *ui = window->ui;
    const Training *training = window->training;
    const Study *study = &training->study;
    const StudyRow row = study_row(study, run);
    const bool known = row.rate >= 0;
    const double speed = training_speed(training, run), left = training_remaining(training, run);
    char texts[FIGURES][NUMBER_SIZE];
    training_speed_text(speed, texts[0]);
    training_time_text(left, texts[1]);
    training_score_text(study, known ? row.mean : NAN, texts[2], NUMBER_SIZE);
    training_score_text(study, known ? row.best : NAN, texts[3], NUMBER_SIZE);
    const char *const labels[FIGURES] = {"samples/s", "remaining",
                                         study->labelled ? "mean acc." : "mean loss", "best seed"};
    const TextStyle strong = {SMALL_TEXT, WEIGHT_SEMIBOLD, ALIGN_LEFT, true};
    const float width = (card.w - 2 * CARD_PADDING) / FIGURES;
    for (int i = 0; i < FIGURES; i++) {
        const float x = card.x + CARD_PADDING + width * (float)i;
        widget_label(ui, (Rect){x, card.y + 72, width - 4, 20}, style_small(), labels[i],
                     ui_theme(ui)->text2);
        widget_label(ui, (Rect){x, card.y + 94, width - 4, 20}, strong, texts[i], ui_theme(ui)->text1);
    }
}

static void draw_run(Window *window, int run, Rect card) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    Training *training = window->training;
    const float middle = card.y + 24, right = card.x + card.w;
    char status[64];
    bool check;
    ui_push_name(ui, "run.%d", run + 1);
    widget_card(ui, card, CARD_RADIUS, theme->bg2, theme->line);
    canvas_disc(ui_canvas(ui), (Point){card.x + 19, middle}, 7,
                study_look(theme, &training->study, run).color);
    status_text(training, run, card.w < 340, status, sizeof status, &check);
    const float width = canvas_text_width(ui_canvas(ui), style_small(), status);
    const Rect place = {right - 73 - width, middle - 12, width, 24};
    widget_label(ui, place, style_aligned(style_small(), ALIGN_RIGHT), status, theme->text2);
    if (check) icon_draw(ui_canvas(ui), ICON_CHECK, (Point){place.x - 13, middle}, theme->text1);
    draw_name(window, run, card, middle, place.x - (check ? 28 : 8));
    bool *hidden = &training->options.hidden[run];
    if (icon_at(window, "hide", *hidden ? ICON_EYE_OFF : ICON_EYE, *hidden ? "Show" : "Hide", right - 52,
                middle)) {
        *hidden = !*hidden;
        changed(window);
    }
    const bool removed =
        training->study.run_count > 1 && icon_at(window, "remove", ICON_TRASH, "Remove", right - 22, middle);
    draw_bar(window, run, card);
    draw_figures(window, run, card);
    ui_pop_name(ui);
    if (removed) {
        training_remove_run(training, run);
        changed(window);
    }
}

/* ---- the protocol ---- */

/* Where a target stands on its slider, and back: an accuracy as it is, a loss between the worst and the best
 * look at the runs' best rates, in its logarithm. */
typedef struct TargetScale {
    bool labelled;
    double low, high;
} TargetScale;

static TargetScale target_scale(const Study *study) {
    TargetScale scale = {study->labelled, INFINITY, 0};
    for (int run = 0; run < study->run_count; run++) {
        const int rate = study_best_rate(study, run);
        for (int seed = 0; rate >= 0 && seed < study->seed_count; seed++) {
            const StudyCell *cell = study_cell(study, run, rate, seed);
            for (int i = 0; i < cell->count; i++) {
                const double value = cell->points[i].values[STUDY_VALIDATION];
                if (!(value > 0) || !isfinite(value)) continue;
                scale.low = fmin(scale.low, value);
                scale.high = fmax(scale.high, value);
            }
        }
    }
    if (study->labelled || !(scale.low < scale.high)) return (TargetScale){study->labelled, 1e-3, 1};
    return scale;
}

static double position_of(const TargetScale *scale, double target) {
    if (scale->labelled) return target;
    return fmin(fmax(log(target / scale->low) / log(scale->high / scale->low), 0), 1);
}

static double target_at(const TargetScale *scale, double position) {
    if (scale->labelled) return rint(200 * position) / 200;
    return scale->low * pow(scale->high / scale->low, position);
}

static Rect track_of(Rect row) {
    return (Rect){row.x + LABEL_ROOM, row.y, row.w - LABEL_ROOM - VALUE_WIDTH - OUTER_MARGIN, row.h};
}

static Rect box_of(Rect row) {
    return (Rect){row.x + row.w - VALUE_WIDTH, row.y + (row.h - VALUE_HEIGHT) / 2, VALUE_WIDTH, VALUE_HEIGHT};
}

static void draw_target(Window *window, Rect row) {
    Ui *ui = window->ui;
    Training *training = window->training;
    const TargetScale scale = target_scale(&training->study);
    const double target = study_target(&training->study);
    char shown[64];
    double position = isnan(target) ? 0 : position_of(&scale, target),
           value = scale.labelled ? 100 * target : target;
    training_score_text(&training->study, target, shown, sizeof shown);
    widget_label(ui, row, style_normal(), scale.labelled ? "Target accuracy" : "Target loss",
                 ui_theme(ui)->text2);
    SliderLook look = slider_look(ui_theme(ui)->accent, ui_theme(ui)->bg2);
    look.value = shown;
    look.tooltip =
        "What counts as solved. Until it is set: what the worst optimizer reached at its best rate";
    if (widget_slider(ui, "target", track_of(row), &look, &position)) {
        training_set_target(training, target_at(&scale, position));
        changed(window);
    }
    const ValueLook box = {.background = ui_theme(ui)->bg1, .shown = shown, .tooltip = look.tooltip};
    if (widget_value(ui, "target.value", box_of(row), &box, &value)) {
        const double wanted = scale.labelled ? value / 100 : value;
        if (!scale.labelled || (wanted >= 0 && wanted <= 1))
            training_set_target(training, wanted);
        else
            window_toast(window, "An accuracy is a number from 0 to 100");
        changed(window);
    }
}

static void draw_count(Window *window, Rect row, const char *name, const char *label, const char *tooltip,
                       int most, int *count) {
    Ui *ui = window->ui;
    char shown[16], box_name[32];
    double position = (*count - 1.0) / (most - 1.0), value = *count;
    snprintf(shown, sizeof shown, "%d", *count);
    snprintf(box_name, sizeof box_name, "%s.value", name);
    widget_label(ui, row, style_normal(), label, ui_theme(ui)->text2);
    SliderLook look = slider_look(ui_theme(ui)->accent, ui_theme(ui)->bg2);
    look.value = shown;
    look.tooltip = tooltip;
    if (widget_slider(ui, name, track_of(row), &look, &position)) {
        *count = 1 + (int)rint(position * (most - 1));
        changed(window);
    }
    const ValueLook box = {.background = ui_theme(ui)->bg1, .shown = shown, .tooltip = tooltip};
    if (!widget_value(ui, box_name, box_of(row), &box, &value)) return;
    if (value == rint(value) && value >= 1 && value <= most)
        *count = (int)value;
    else
        window_toast(window, "%s: a whole number from 1 to %d", label, most);
    changed(window);
}

static void draw_protocol(Window *window, Rect card) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    Training *training = window->training;
    const Rect head = {card.x + CARD_PADDING, card.y + 8, card.w - 2 * CARD_PADDING, 24};
    widget_card(ui, card, CARD_RADIUS, theme->bg2, theme->line);
    widget_label(ui, head, style_strong(), "Protocol", theme->text1);
    widget_label(ui, head, style_aligned(style_small(), ALIGN_RIGHT), "same for every optimizer",
                 theme->text2);
    ui_push_name(ui, "protocol");
    Rect row = {head.x, card.y + 36, head.w, PROTOCOL_ROW};
    draw_target(window, row);
    row.y += PROTOCOL_ROW;
    draw_count(window, row, "rates", "Rates tried",
               "Learning rates from 10⁻⁴ to 1, evenly spaced in their logarithm", TRAINING_RATES_MAX,
               &training->rates);
    row.y += PROTOCOL_ROW;
    draw_count(window, row, "seeds", "Seeds", "Initializations and orders of the data", TRAINING_SEEDS_MAX,
               &training->seeds);
    ui_pop_name(ui);
    /* Only when the sliders are let go, so that nothing begins in vain. */
    if (!ui_any_held(ui)) training_apply(training);
}

/* ---- all of it ---- */

static void draw_runs_header(Window *window, Rect row) {
    Ui *ui = window->ui;
    const Study *study = &window->training->study;
    char count[32];
    snprintf(count, sizeof count, "%d × %d seeds", study->run_count, study->seed_count);
    const float title = widget_label(ui, row, style_strong(), "Runs", ui_theme(ui)->text1);
    widget_label(ui, (Rect){row.x + title + 10, row.y, 140, row.h}, style_normal(), count,
                 ui_theme(ui)->text2);
    const float width = widget_button_width(ui, ICON_PLUS, "Add run");
    const ButtonLook add = {
        .kind = BUTTON_PLAIN, .icon = ICON_PLUS, .text = "Add run", .tooltip = "Another optimizer (N)"};
    if (widget_button(ui, "add", (Rect){row.x + row.w - width, row.y, width, row.h}, &add)) {
        training_add_run(window->training);
        changed(window);
    }
}

void training_panel_draw(Window *window) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    Training *training = window->training;
    const Rect panel = window->layout.panel;
    if (panel.x >= window->layout.w) return; /* a closed drawer */
    if (window->layout.drawer) ui_push_layer(ui, panel);
    canvas_rect(ui_canvas(ui), panel, theme->bg1);
    ui_push_name(ui, "train");
    const float x = panel.x + OUTER_MARGIN, w = panel.w - 2 * OUTER_MARGIN;
    draw_task(window, (Rect){x, panel.y + OUTER_MARGIN, w, BAR_CONTROL_HEIGHT});
    const Rect list = {panel.x, panel.y + OUTER_MARGIN + BAR_CONTROL_HEIGHT + 8, panel.w,
                       panel.h - OUTER_MARGIN - BAR_CONTROL_HEIGHT - 8};
    widget_scroll_begin(ui, "cards", list, &training->scroll);
    const float first = list.y - training->scroll.offset;
    float y = first;
    if (training->study.cells) {
        y = draw_facts(window, x, y, w) + 10;
        canvas_rect(ui_canvas(ui), (Rect){panel.x, y, panel.w, 1}, theme->line);
        draw_runs_header(window, (Rect){x, y + 12, w, SMALL_BUTTON_HEIGHT});
        y += 12 + SMALL_BUTTON_HEIGHT + 8;
        const int count = training->study.run_count;
        for (int run = 0; run < count && training->study.run_count == count;
             run++, y += CARD_HEIGHT + CARD_GAP)
            draw_run(window, run, (Rect){x, y, w, CARD_HEIGHT});
        draw_protocol(window, (Rect){x, y, w, PROTOCOL_HEIGHT});
        y += PROTOCOL_HEIGHT + OUTER_MARGIN;
    }
    widget_scroll_end(ui, "cards", list, &training->scroll, y - first);
    canvas_rect(ui_canvas(ui), (Rect){panel.x, panel.y, 1, panel.h}, theme->line);
    ui_pop_name(ui);
    if (window->layout.drawer) ui_pop_layer(ui);
}

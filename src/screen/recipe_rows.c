#include "recipe_rows.h"

#include "edits.h"
#include "explain.h"
#include "recipe_row.h"
#include "text.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    SCHEDULE_WIDTH = 120,
    PREVIEW_LEFT = 244,
    PREVIEW_RIGHT = 8,
    PREVIEW_INSET = 6,
    PREVIEW_SAMPLES = 64,
};

static const double PREVIEW_HEADROOM = 1.15;

char *recipe_value_text(const Hyperparameter *row, double value, char *text) {
    if (row->scale == SCALE_INTEGER && fabs(value) < 1e6)
        snprintf(text, NUMBER_SIZE, "%" PRId64, (int64_t)value);
    else if (row->scale == SCALE_INTEGER || (row->scale == SCALE_LOG && strcmp(row->name, "lr") != 0))
        number_format_short(text, value, 3);
    else
        number_format(text, value, 3);
    return text;
}

/* The symbol where it is one people know ("β₁"), else the name in words: "weight_decay" is "Weight decay".
 */
static const char *label_of(const Hyperparameter *row, char *text, size_t size) {
    bool words = !row->symbol || strchr(row->symbol, ' ');
    for (const char *c = row->symbol; !words && *c; c++)
        if ((unsigned char)*c >= 0x80) return row->symbol;
    bool word = row->symbol && strlen(row->symbol) > 1;
    snprintf(text, size, "%s", word ? row->symbol : row->name);
    for (char *c = text; *c; c++)
        if (*c == '_') *c = ' ';
    if (text[0] >= 'a' && text[0] <= 'z') text[0] = (char)(text[0] - 'a' + 'A');
    return text;
}

Rect row_control_area(const RowPlace *place, float left) {
    return (Rect){place->area.x + left, place->area.y, place->area.w - left - SLIDER_RIGHT, place->area.h};
}

Rect row_box_area(const RowPlace *place) {
    return (Rect){place->area.x + place->area.w - BOX_RIGHT - VALUE_WIDTH,
                  place->area.y + (place->area.h - VALUE_HEIGHT) / 2, VALUE_WIDTH, VALUE_HEIGHT};
}

/* A drop-down from the sliders' left on. */
Rect row_dropdown_area(const RowPlace *place, float right) {
    return (Rect){place->area.x + CONTROL_LEFT, place->area.y + (place->area.h - VALUE_HEIGHT) / 2,
                  place->area.w - CONTROL_LEFT - right, VALUE_HEIGHT};
}

void row_label(const RowPlace *place, const char *text, Color color) {
    Ui *ui = place->window->ui;
    Rect area = {place->area.x + CARD_PADDING, place->area.y, CONTROL_LEFT - CARD_PADDING - 4, place->area.h};
    TextStyle style = style_normal();
    if (text_markup_width(ui_canvas(ui), style, text) > area.w) style.size = SMALL_TEXT;
    widget_label(ui, area, style, text, color);
}

static void draw_label(const RowPlace *place, const char *text) {
    row_label(place, text, ui_theme(place->window->ui)->text2);
}

void row_number(const RowPlace *place, const Hyperparameter *table, const char *name, double value,
                const char *shown, Rect track, bool disabled) {
    Ui *ui = place->window->ui;
    const Theme *theme = ui_theme(ui);
    double position = hyperparameter_position(table, value);
    SliderLook look = slider_look(place->color, theme->bg2);
    look.initial = hyperparameter_position(table, table->default_value);
    look.tooltip = table->help;
    look.value = shown;
    look.disabled = disabled;
    if (table->scale == SCALE_INTEGER) look.least = 1 / (table->high - table->low);
    if (widget_slider(ui, name, track, &look, &position))
        window_set_number(place->window, place->run, name,
                          position == look.initial ? table->default_value
                                                   : hyperparameter_value(table, position));
    char box[64];
    snprintf(box, sizeof box, "%s.value", name);
    ValueLook value_look = {
        .background = theme->bg1, .shown = shown, .tooltip = table->help, .disabled = disabled};
    if (widget_value(ui, box, row_box_area(place), &value_look, &value))
        window_set_number(place->window, place->run, name, value);
}

static void draw_number_row(const RowPlace *place, const Row *row) {
    char shown[NUMBER_SIZE], label[64];
    draw_label(place, label_of(row->hyperparameter, label, sizeof label));
    row_number(place, row->hyperparameter, row->name, row->value,
               recipe_value_text(row->hyperparameter, row->value, shown),
               row_control_area(place, CONTROL_LEFT), false);
}

/* The switch stands at the right, under the boxes, so that its name has room. */
static void draw_switch_row(const RowPlace *place, const Row *row) {
    Ui *ui = place->window->ui;
    bool on = row->value != 0;
    char text[64];
    float right = place->area.x + place->area.w - BOX_RIGHT;
    Rect label = {place->area.x + CARD_PADDING, place->area.y, place->area.w - CARD_PADDING - SWITCH_ROOM,
                  place->area.h};
    widget_label(ui, label, style_normal(), label_of(row->hyperparameter, text, sizeof text),
                 ui_theme(ui)->text2);
    Rect area = {right - SWITCH_WIDTH, place->area.y, SWITCH_WIDTH, place->area.h};
    if (widget_switch(ui, row->name, area, &on, false, row->hyperparameter->help))
        window_set_number(place->window, place->run, row->name, on ? 1 : 0);
}

/* ---- the schedule ---- */

static void draw_preview(const RowPlace *place, Rect box) {
    Ui *ui = place->window->ui;
    Canvas *canvas = ui_canvas(ui);
    const Theme *theme = ui_theme(ui);
    const Recipe *recipe = &place->scene_run->recipe;
    widget_card(ui, box, CONTROL_RADIUS, theme->bg1, theme->line);
    if (recipe->steps < 1) return;
    double rates[PREVIEW_SAMPLES], highest = 0;
    for (int i = 0; i < PREVIEW_SAMPLES; i++) {
        rates[i] = recipe_rate(recipe, (recipe->steps - 1) * i / (PREVIEW_SAMPLES - 1));
        if (isfinite(rates[i])) highest = fmax(highest, rates[i]);
    }
    if (highest <= 0) return;
    highest *= PREVIEW_HEADROOM;
    Rect inside = {box.x + PREVIEW_INSET, box.y + PREVIEW_INSET + 1, box.w - 2 * PREVIEW_INSET,
                   box.h - 2 * PREVIEW_INSET - 2};
    Point points[PREVIEW_SAMPLES];
    int count = 0;
    for (int i = 0; i < PREVIEW_SAMPLES; i++) {
        if (!isfinite(rates[i])) continue;
        points[count++] = (Point){inside.x + inside.w * (float)i / (PREVIEW_SAMPLES - 1),
                                  inside.y + inside.h * (1 - (float)(rates[i] / highest))};
    }
    canvas_polyline(canvas, points, count, 1.75f, 0, 0, place->color);
    double step = fmin(place->window->playhead, (double)(recipe->steps - 1));
    double rate = recipe_rate(recipe, (int64_t)floor(step));
    float share = recipe->steps > 1 ? (float)(step / (double)(recipe->steps - 1)) : 0;
    canvas_disc(canvas,
                (Point){inside.x + inside.w * share, inside.y + inside.h * (1 - (float)(rate / highest))},
                3.5f, place->color);
}

static void draw_schedule_row(const RowPlace *place, const Row *row) {
    (void)row;
    Window *window = place->window;
    const char *titles[CHOICES_MAX];
    char tooltip[EXPLAIN_SIZE];
    int count = schedule_count < CHOICES_MAX ? schedule_count : CHOICES_MAX;
    for (int i = 0; i < count; i++) titles[i] = schedules[i].title;
    int chosen = (int)(place->scene_run->recipe.schedule - schedules);
    Rect area = {place->area.x + CONTROL_LEFT, place->area.y + (place->area.h - VALUE_HEIGHT) / 2,
                 SCHEDULE_WIDTH, VALUE_HEIGHT};
    Rect preview = {place->area.x + PREVIEW_LEFT, area.y, place->area.w - BOX_RIGHT - PREVIEW_LEFT,
                    VALUE_HEIGHT};
    draw_label(place, "Schedule");
    draw_preview(place, preview);
    DropdownLook look = {.style = style_normal(),
                         .background = ui_theme(window->ui)->bg1,
                         .list_width = 200,
                         .tooltip = explain_schedule(place->scene_run->recipe.schedule, tooltip)};
    if (widget_dropdown(window->ui, "schedule", area, &look, titles, count, &chosen)) {
        window_before_edit(window, "");
        recipe_set_schedule(&window->scene.runs[place->run].recipe, &schedules[chosen]);
        window_recompute(window, place->run);
    }
    int marked = widget_dropdown_marked(window->ui, "schedule");
    if (marked >= 0) widget_dropdown_explain(window->ui, explain_schedule(&schedules[marked], tooltip));
}

static void draw_warmup_row(const RowPlace *place, const Row *row) {
    /* As far as a fifth of the run, at least 100 steps. */
    Hyperparameter table = *row->hyperparameter;
    char shown[NUMBER_SIZE + 8];
    table.low = 0;
    table.high = fmax(100, rint((double)place->scene_run->recipe.steps / 5));
    snprintf(shown, sizeof shown, "%" PRId64 " steps", place->scene_run->recipe.warmup);
    draw_label(place, "Warm-up");
    row_number(place, &table, row->name, row->value, shown, row_control_area(place, CONTROL_LEFT), false);
}

/* ---- clipping and noise ---- */

static void set_clipping(const RowPlace *place, const Clipping *clipping) {
    window_before_edit(place->window, "");
    recipe_set_clipping(&place->window->scene.runs[place->run].recipe, clipping);
    window_recompute(place->window, place->run);
}

static void draw_clip_row(const RowPlace *place, const Row *row) {
    (void)row;
    const Recipe *recipe = &place->scene_run->recipe;
    bool on = recipe->clipping != &clippings[0];
    const Clipping *clipping = on ? recipe->clipping : &clippings[1];
    const Hyperparameter *limit = &clipping->hyperparameters[0];
    double value = on ? recipe->clipping_values[0] : limit->default_value;
    char shown[NUMBER_SIZE], name[64];
    draw_label(place, "Clip |g|");
    snprintf(name, sizeof name, "clip.%s", limit->name);
    row_number(place, limit, name, value, on ? number_format(shown, value, 3) : "off",
               row_control_area(place, CONTROL_LEFT + SWITCH_ROOM), !on);
    if (widget_switch(place->window->ui, "clip", row_control_area(place, CONTROL_LEFT), &on, false,
                      clipping->help))
        set_clipping(place, on ? &clippings[1] : &clippings[0]);
}

/* How it clips: all rows of the table but "none". */
static void draw_clip_kind_row(const RowPlace *place, const Row *row) {
    (void)row;
    const char *titles[CHOICES_MAX];
    char tooltip[EXPLAIN_SIZE];
    int count = clipping_count - 1 < CHOICES_MAX ? clipping_count - 1 : CHOICES_MAX;
    for (int i = 0; i < count; i++) titles[i] = clippings[i + 1].title;
    int chosen = (int)(place->scene_run->recipe.clipping - clippings) - 1;
    draw_label(place, "");
    DropdownLook look = {.style = style_normal(),
                         .background = ui_theme(place->window->ui)->bg1,
                         .list_width = 200,
                         .tooltip = explain_clipping(place->scene_run->recipe.clipping, tooltip)};
    if (widget_dropdown(place->window->ui, "clip.kind", row_dropdown_area(place, PREVIEW_RIGHT), &look,
                        titles, count, &chosen))
        set_clipping(place, &clippings[chosen + 1]);
    int marked = widget_dropdown_marked(place->window->ui, "clip.kind");
    if (marked >= 0)
        widget_dropdown_explain(place->window->ui, explain_clipping(&clippings[marked + 1], tooltip));
}

/* Noise is zero or somewhere between a thousandth and its top: cubes keep zero on the slider and small values
 * apart. */
static void draw_noise_row(const RowPlace *place, const Row *row) {
    Window *window = place->window;
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    double value = row->value, high = row->hyperparameter->high;
    double position = cbrt(fmin(value / high, 1));
    char shown[NUMBER_SIZE];
    number_format(shown, value, 3);
    draw_label(place, "Noise σ");
    SliderLook look = slider_look(place->color, theme->bg2);
    look.initial = 0;
    look.tooltip = row->hyperparameter->help;
    look.value = shown;
    if (widget_slider(ui, "noise", row_control_area(place, CONTROL_LEFT), &look, &position))
        window_set_number(window, place->run, "noise", rint(high * pow(position, 3) * 1000) / 1000);
    ValueLook value_look = {.background = theme->bg1, .shown = shown, .tooltip = row->hyperparameter->help};
    if (widget_value(ui, "noise.value", row_box_area(place), &value_look, &value))
        window_set_number(window, place->run, "noise", value);
}

/* ---- the batch ---- */

/* From one example to all of them, evenly in their logarithm; all is 0 in the recipe. */
static void draw_batch_row(const RowPlace *place, const Row *row) {
    Window *window = place->window;
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    double examples = (double)surface_examples(&window->scene.surface), value = row->value;
    bool disabled = examples < 1, all = value < 1 || value >= examples;
    const char *help =
        disabled ? "This surface has no data: its gradient is exact" : row->hyperparameter->help;
    double position = disabled ? 0.5 : all ? 1 : log(value) / log(examples);
    char shown[NUMBER_SIZE];
    snprintf(shown, sizeof shown, "%.0f", value);
    row_label(place, "Batch size", disabled ? theme->text3 : theme->text2);
    SliderLook look = slider_look(place->color, theme->bg2);
    look.initial = 1;
    look.tooltip = help;
    look.value = all ? "all" : shown;
    look.disabled = disabled;
    if (widget_slider(ui, "batch", row_control_area(place, CONTROL_LEFT), &look, &position))
        window_set_number(window, place->run, "batch", position < 1 ? rint(pow(examples, position)) : 0);
    ValueLook value_look = {
        .background = theme->bg1, .shown = look.value, .tooltip = help, .disabled = disabled};
    if (widget_value(ui, "batch.value", row_box_area(place), &value_look, &value))
        window_set_number(window, place->run, "batch", value);
}

/* ---- the list ---- */

static void append(Row *rows, int *count, Row row) {
    rows[(*count)++] = row;
}

static void append_number(Row *rows, int *count, const Hyperparameter *table, const char *prefix,
                          double value) {
    Row row = {.draw = table->scale == SCALE_SWITCH ? draw_switch_row : draw_number_row,
               .hyperparameter = table,
               .value = value};
    snprintf(row.name, sizeof row.name, "%s%s", prefix, table->name);
    append(rows, count, row);
}

/* A row of what every recipe has; `draw` NULL: as its scale wants it. */
static void append_common(Row *rows, int *count, const Recipe *recipe, const char *name,
                          void (*draw)(const RowPlace *, const Row *)) {
    int common_count;
    const Hyperparameter *common = recipe_common(&common_count);
    double value;
    recipe_get(recipe, name, &value);
    append_number(rows, count, &common[hyperparameter_find(common, common_count, name)], "", value);
    if (draw) rows[*count - 1].draw = draw;
}

/* What is off unless somebody wants it, and switches, are folded away. */
static bool is_rare(const Hyperparameter *table) {
    return table->scale == SCALE_SWITCH || table->default_value == 0;
}

/* The optimizer's numbers after its rate and the schedule's, the rare ones or the others. */
static void append_own(Row *rows, int *count, const Recipe *recipe, bool rare) {
    for (int i = 1; i < optimizer_hyperparameter_count(recipe->optimizer); i++) {
        const Hyperparameter *table = &recipe->optimizer->hyperparameters[i];
        if (is_rare(table) == rare) append_number(rows, count, table, "", recipe->values[i]);
    }
    if (!rare) append(rows, count, (Row){.draw = draw_schedule_row});
    for (int i = 0; i < schedule_hyperparameter_count(recipe->schedule); i++) {
        const Hyperparameter *table = &recipe->schedule->hyperparameters[i];
        if (is_rare(table) == rare)
            append_number(rows, count, table, "schedule.", recipe->schedule_values[i]);
    }
}

static void append_clipping(Row *rows, int *count, const Recipe *recipe) {
    append(rows, count, (Row){.draw = draw_clip_row});
    if (recipe->clipping == &clippings[0]) return;
    append(rows, count, (Row){.draw = draw_clip_kind_row});
    for (int i = 1; i < clipping_hyperparameter_count(recipe->clipping); i++)
        append_number(rows, count, &recipe->clipping->hyperparameters[i], "clip.",
                      recipe->clipping_values[i]);
}

static void append_rest(Row *rows, int *count, const Window *window, const Recipe *recipe) {
    static const char *const wrappers[] = {"sam_rho", "lookahead_k", "lookahead_alpha", "ema_decay"};
    append(rows, count, (Row){.draw = row_draw_rate_choice});
    append(rows, count, (Row){.draw = row_draw_convention});
    append_own(rows, count, recipe, true);
    if (surface_examples(&window->scene.surface) > 0) append_common(rows, count, recipe, "replacement", NULL);
    for (size_t i = 0; i < sizeof wrappers / sizeof *wrappers; i++)
        append_common(rows, count, recipe, wrappers[i], NULL);
    append(rows, count, (Row){.draw = row_draw_name});
    append(rows, count, (Row){.draw = row_draw_start});
}

static int list_rows(const Window *window, int run, Row rows[ROWS_MAX]) {
    const Recipe *recipe = &window->scene.runs[run].recipe;
    int count = 0;
    append_own(rows, &count, recipe, false);
    append_common(rows, &count, recipe, "warmup", draw_warmup_row);
    append_clipping(rows, &count, recipe);
    append_common(rows, &count, recipe, "noise", draw_noise_row);
    append_common(rows, &count, recipe, "batch", draw_batch_row);
    append(rows, &count, (Row){.draw = row_draw_more});
    if (window->more_open) append_rest(rows, &count, window, recipe);
    return count;
}

float recipe_rows_height(const Window *window, int run) {
    Row rows[ROWS_MAX];
    return (float)(list_rows(window, run, rows) * ROW_PITCH);
}

void recipe_rows_draw(Window *window, int run, Rect area) {
    Row rows[ROWS_MAX];
    int runs = window->scene.run_count;
    int count = list_rows(window, run, rows);
    for (int i = 0; i < count && window->scene.run_count == runs; i++) {
        /* Looked up for every row: adding a run moves the array. */
        const SceneRun *scene_run = &window->scene.runs[run];
        RowPlace place = {.window = window,
                          .run = run,
                          .area = {area.x, area.y + (float)(i * ROW_PITCH), area.w, ROW_PITCH},
                          .scene_run = scene_run,
                          .color = theme_run(ui_theme(window->ui), scene_run->colour).color};
        rows[i].draw(&place, &rows[i]);
    }
}

#include "panel.h"

#include "branching.h"
#include "edits.h"
#include "explain.h"
#include "formula_box.h"
#include "inspector_view.h"
#include "number.h"
#include "runcard.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    SURFACES_MAX = 256,
    RECENT_LABEL = RECENT_PATH_SIZE + 16,
    FOLD_ROOM = 48,       /* of the button beside the drop-down */
    FORMULA_OFFSET = 62,  /* from the top of the drop-down to the middle of the formula */
    SECTION_END = 34,     /* from the middle of the last row to the line under the section */
    LABEL_ROOM = 32,      /* of the parameters' symbols, ... */
    LABEL_ROOM_MAX = 120, /* ... and as far as it grows for longer names */
    LABEL_GAP = 12,
    NEAR = 600,       /* cards that far outside the panel are drawn */
    RUNS_HEADER = 48, /* from the line to the first card */
};

static const double SEED_MAX = 9007199254740992.0; /* whole numbers up to here are exact */

/* ---- the surface ---- */

/* Files opened before, behind the surfaces; returns how many more items there are. */
static int recent_items(const Recent *recent, char labels[RECENT_MAX][RECENT_LABEL], const char **titles) {
    const int count = recent_count(recent);
    for (int i = 0; i < count; i++) {
        const char *slash = strrchr(recent->paths[i], '/');
        snprintf(labels[i], RECENT_LABEL, "Recent: %.119s", slash ? slash + 1 : recent->paths[i]);
        titles[i] = labels[i];
    }
    return count;
}

static void draw_surface_choice(Window *window, Rect area) {
    const Catalog *catalog = window->catalog;
    const SurfaceDefinition *definition = window->scene.surface.definition;
    const char *titles[SURFACES_MAX + 1 + RECENT_MAX];
    char labels[RECENT_MAX][RECENT_LABEL];
    const SurfaceDefinition *definitions[SURFACES_MAX];
    int count = 0, chosen = -1;
    for (int i = 0; i < catalog->count && count < SURFACES_MAX; i++) {
        const CatalogEntry *entry = &catalog->entries[i];
        if (!entry->definition || (!entry->listed && entry->definition != definition)) continue;
        if (entry->definition == definition) chosen = count;
        definitions[count] = entry->definition;
        titles[count++] = entry->definition->title;
    }
    Ui *ui = window->ui;
    char tooltip[EXPLAIN_SIZE];
    bool wait = window->config.live && ui_any_held(ui);
    DropdownLook look = {
        .shown = definition->title,
        .image = thumbnail_image(window->thumbnail, &window->scene, ui_theme(ui), canvas_scale(ui_canvas(ui)),
                                 wait),
        .style = style_strong(),
        .tooltip = explain_surface(definition, tooltip),
    };
    const int own = count;
    titles[count++] = "A formula of your own";
    count += recent_items(&window->recent, labels, &titles[count]);
    bool changed = widget_dropdown(ui, "surface", area, &look, titles, count, &chosen);
    int marked = widget_dropdown_marked(ui, "surface");
    if (marked >= 0 && marked < own)
        widget_dropdown_explain(ui, explain_surface(definitions[marked], tooltip));
    if (marked > own) widget_dropdown_explain(ui, window->recent.paths[marked - own - 1]);
    if (!changed || chosen < 0) return;
    if (chosen > own)
        strcpy(window->open_wanted, window->recent.paths[chosen - own - 1]);
    else if (chosen == own)
        formula_box_open(window);
    else
        window_set_surface(window, definitions[chosen]);
}

static void set_parameter(Window *window, int parameter, double value) {
    Surface *surface = &window->scene.surface;
    const Hyperparameter *row = &surface->definition->parameters[parameter];
    Error error;
    if (value == surface->values[parameter]) return;
    if (!hyperparameter_check(row, value, &error)) {
        window_toast(window, "%s", error.message);
        return;
    }
    window_before_edit(window, row->name);
    if (surface_set(surface, parameter, value, &error))
        window_recompute(window, -1);
    else
        window_toast(window, "%s", error.message);
}

static const char *parameter_label(const Hyperparameter *row) {
    return row->symbol && row->symbol[0] ? row->symbol : row->name;
}

/* Room for the widest label, so that the sliders begin on one line. */
static float label_room(Window *window) {
    const SurfaceDefinition *definition = window->scene.surface.definition;
    float room = LABEL_ROOM;
    for (int i = 0; i < definition->parameter_count; i++) {
        const char *label = parameter_label(&definition->parameters[i]);
        room =
            fmaxf(room, ceilf(canvas_text_width(ui_canvas(window->ui), style_normal(), label)) + LABEL_GAP);
    }
    return fminf(room, LABEL_ROOM_MAX);
}

static void draw_parameter(Window *window, int parameter, Rect row_area, float room) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    const Surface *surface = &window->scene.surface;
    const Hyperparameter *row = &surface->definition->parameters[parameter];
    double value = surface->values[parameter], position = hyperparameter_position(row, value);
    Rect box = {row_area.x + row_area.w - VALUE_WIDTH, row_area.y + (row_area.h - VALUE_HEIGHT) / 2,
                VALUE_WIDTH, VALUE_HEIGHT};
    Rect track = {row_area.x + room, row_area.y, box.x - OUTER_MARGIN - row_area.x - room, row_area.h};
    char shown[NUMBER_SIZE];
    number_format(shown, value, 3);

    ui_push_name(ui, "parameter");
    widget_label(ui, (Rect){row_area.x, row_area.y, room - 4, row_area.h}, style_normal(),
                 parameter_label(row), theme->text2);
    SliderLook look = slider_look(theme->accent, theme->bg1);
    look.initial = hyperparameter_position(row, row->default_value);
    look.tooltip = row->help;
    look.value = shown;
    if (widget_slider(ui, row->name, track, &look, &position))
        set_parameter(window, parameter, hyperparameter_value(row, position));
    char name[80];
    snprintf(name, sizeof name, "%s.value", row->name);
    ValueLook value_look = {.background = theme->bg2, .shown = shown, .tooltip = row->help};
    if (widget_value(ui, name, box, &value_look, &value)) set_parameter(window, parameter, value);
    ui_pop_name(ui);
}

/* Returns the y of the line under the section. */
static float draw_surface(Window *window, Rect panel) {
    Ui *ui = window->ui;
    bool foldable = window->layout.compact;
    float x = panel.x + OUTER_MARGIN, w = panel.w - 2 * OUTER_MARGIN, y = panel.y + OUTER_MARGIN;
    draw_surface_choice(window, (Rect){x, y, foldable ? w - FOLD_ROOM : w, BAR_CONTROL_HEIGHT});
    if (foldable) {
        ButtonLook fold = {.kind = BUTTON_PLAIN,
                           .icon = window->surface_open ? ICON_CHEVRON_UP : ICON_CHEVRON_DOWN,
                           .tooltip =
                               window->surface_open ? "Hide the parameters" : "Formula and parameters"};
        if (widget_button(ui, "fold", (Rect){x + w - 40, y, 40, BAR_CONTROL_HEIGHT}, &fold)) {
            window->surface_open = !window->surface_open;
            window->edits++;
        }
        if (!window->surface_open) return y + 48;
    }
    float row = y + FORMULA_OFFSET;
    formula_box_draw(window, (Rect){x, row - ROW_PITCH / 2.0f, w, ROW_PITCH});
    float room = label_room(window);
    for (int i = 0; i < window->scene.surface.definition->parameter_count; i++) {
        row += ROW_PITCH;
        draw_parameter(window, i, (Rect){x, row - ROW_PITCH / 2.0f, w, ROW_PITCH}, room);
    }
    return row + SECTION_END;
}

/* ---- the runs ---- */

/* Which random numbers; only where some run draws them. */
static void draw_seed(Window *window, Rect row) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    bool random = false;
    for (int i = 0; i < window->scene.run_count; i++) {
        const Recipe *recipe = &window->scene.runs[i].recipe;
        random |= recipe->noise > 0 || (recipe->batch > 0 && window->scene.surface.definition->data);
    }
    if (!random) return;
    char shown[24];
    double seed = (double)window->scene.seed;
    snprintf(shown, sizeof shown, "%.0f", seed);
    Rect label = {row.x, row.y, 40, row.h},
         box = {row.x + 42, row.y + (row.h - VALUE_HEIGHT) / 2, 60, VALUE_HEIGHT};
    widget_label(ui, label, style_aligned(style_normal(), ALIGN_RIGHT), "Seed", theme->text2);
    ValueLook look = {.background = theme->bg2,
                      .shown = shown,
                      .tooltip = "Which random numbers noise and batches are made of"};
    if (!widget_value(ui, "seed", box, &look, &seed)) return;
    if (seed >= 0 && seed <= SEED_MAX)
        window_set_seed(window, (uint64_t)rint(seed));
    else
        window_toast(window, "A seed is a whole number from 0 to %.0f", SEED_MAX);
}

static void draw_runs_header(Window *window, Rect panel, float line) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    float x = panel.x + OUTER_MARGIN, w = panel.w - 2 * OUTER_MARGIN;
    Rect row = {x, line + 12 - (window->layout.compact ? 4 : 0), w, SMALL_BUTTON_HEIGHT};
    char count[16];
    snprintf(count, sizeof count, "%d", window->scene.run_count);
    float title = widget_label(ui, row, style_strong(), "Runs", theme->text1);
    Rect count_area = {row.x + title + 8, row.y, 60, row.h};
    widget_label(ui, count_area, style_normal(), count, theme->text2);
    float width = widget_button_width(ui, ICON_PLUS, "Add run");
    ButtonLook add = {.kind = BUTTON_PLAIN, .icon = ICON_PLUS, .text = "Add run", .tooltip = "New run (N)"};
    if (widget_button(ui, "add", (Rect){row.x + w - width, row.y, width, row.h}, &add))
        window_add_run(window);
    draw_seed(window, (Rect){row.x + w - width - 8 - 102, row.y, 102, row.h});
}

static float cards_height(const Window *window, int count, float gap) {
    float height = 0;
    for (int i = 0; i < count; i++) height += runcard_height(window, i) + (i > 0 ? gap : 0);
    return height;
}

/* Scrolls so that the card that was asked for is seen whole, or its top. */
static void reveal(Window *window, float room, float gap) {
    float *offset = &window->panel_scroll.offset;
    float top = cards_height(window, window->reveal_run, gap) + (window->reveal_run > 0 ? gap : 0);
    float height = runcard_height(window, window->reveal_run) + OUTER_MARGIN;
    if (top + height > *offset + room) *offset = top + height - room;
    if (top < *offset) *offset = top;
    window->reveal_run = -1;
}

/* Where the dragged card would come: a line between two cards; and there it goes when it is dropped. */
static void move_card(Window *window, float x, float w, float top, float gap) {
    int from = window->dragged_card, count = window->scene.run_count, before = 0;
    if (from < 0 || from >= count) {
        window->dropped = false;
        return;
    }
    float y = top;
    for (; before < count; before++) {
        float height = runcard_height(window, before);
        if (window->drop_y < y + height / 2) break;
        y += height + gap;
    }
    if (!window->dropped) {
        Rect line = {x, y - gap / 2 - 1, w, 2};
        canvas_round_rect(ui_canvas(window->ui), line, 1, ui_theme(window->ui)->accent);
        return;
    }
    window->dragged_card = -1;
    window->dropped = false;
    window_move_run(window, from, before > from ? before - 1 : before);
}

/* Cards far from what is seen are not drawn: with 64 open ones that would take seconds. Those next to it are,
 * so that Tab reaches them; and those in use. */
static bool is_wanted(const Window *window, int run, Rect card, Rect area) {
    int focused;
    bool near = card.y < area.y + area.h + NEAR && card.y + card.h > area.y - NEAR;
    if (near || window->dragged_card == run) return true;
    return sscanf(ui_focused(window->ui), "run.%d.", &focused) == 1 && focused == run + 1;
}

/* Scrolls so that the control is seen that the keyboard has just come to. */
static void follow_focus(Window *window, Rect area) {
    const char *focused = ui_focused(window->ui);
    bool news = strcmp(focused, window->focus_followed) != 0;
    snprintf(window->focus_followed, sizeof window->focus_followed, "%s", focused);
    if (!news || !ui_focus_is_visible(window->ui) || strncmp(focused, "run.", 4) != 0) return;
    for (int i = 0; i < ui_record_count(window->ui); i++) {
        const UiRecord *record = ui_record(window->ui, i);
        if (strcmp(record->name, focused) != 0) continue;
        float above = area.y + CARD_GAP - record->whole.y;
        float below = record->whole.y + record->whole.h - (area.y + area.h - CARD_GAP);
        if (above <= 0 && below <= 0) return;
        window->panel_scroll.offset += above > 0 ? -above : below;
        window->edits++;
    }
}

static void draw_runs(Window *window, Rect panel, float top) {
    Ui *ui = window->ui;
    float gap = window->layout.compact ? 4 : CARD_GAP;
    Rect area = {panel.x, top, panel.w, panel.y + panel.h - top};
    if (area.h < 1) return;
    if (window->reveal_run >= 0 && window->reveal_run < window->scene.run_count) reveal(window, area.h, gap);
    window->panel_scroll.content = cards_height(window, window->scene.run_count, gap) + OUTER_MARGIN;
    widget_scroll_begin(ui, "runs", area, &window->panel_scroll);
    float y = area.y - window->panel_scroll.offset, start = y;
    for (int i = 0; i < window->scene.run_count; i++) {
        int count = window->scene.run_count;
        Rect card = {panel.x + OUTER_MARGIN, y, panel.w - 2 * OUTER_MARGIN, runcard_height(window, i)};
        if (is_wanted(window, i, card, area)) runcard_draw(window, i, card);
        if (window->scene.run_count != count)
            break; /* removed or copied: the rest follows in the next pass */
        y += card.h + gap;
    }
    follow_focus(window, area);
    move_card(window, panel.x + OUTER_MARGIN, panel.w - 2 * OUTER_MARGIN, start, gap);
    widget_scroll_end(ui, "runs", area, &window->panel_scroll, y - start - gap + OUTER_MARGIN);
}

/* The open branch, over the cards; returns its height. */
static float draw_branch(Window *window, Rect panel, float top) {
    int run = branching_run(window);
    if (run < 0) return 0;
    branching_draw_card(
        window, run, (Rect){panel.x + OUTER_MARGIN, top, panel.w - 2 * OUTER_MARGIN, BRANCHING_CARD_HEIGHT});
    return BRANCHING_CARD_HEIGHT + CARD_GAP;
}

void panel_draw(Window *window) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    Rect panel = window->layout.panel;
    bool drawer = window->layout.drawer;
    if (panel.x >= window->layout.w) return; /* a closed drawer */
    if (drawer) ui_push_layer(ui, panel);
    canvas_rect(ui_canvas(ui), panel, theme->bg1);
    float line = draw_surface(window, panel);
    canvas_rect(ui_canvas(ui), (Rect){panel.x, line, panel.w, 1}, theme->line);
    if (inspector_run(window) >= 0) {
        inspector_draw_table(window, (Rect){panel.x, line, panel.w, panel.y + panel.h - line});
    } else {
        draw_runs_header(window, panel, line);
        float top = line + RUNS_HEADER + (window->layout.compact ? 0 : 4);
        draw_runs(window, panel, top + draw_branch(window, panel, top));
    }
    canvas_rect(ui_canvas(ui), (Rect){panel.x, panel.y, 1, panel.h}, theme->line);
    formula_box_draw_error(window);
    if (drawer) ui_pop_layer(ui);
}

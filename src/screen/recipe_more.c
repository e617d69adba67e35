#include "recipe_row.h"

#include "edits.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { CHOICE_GAP = 8, CONVENTIONS_SHOWN = 16 };

void row_draw_more(const RowPlace *place, const Row *row) {
    (void)row;
    Window *window = place->window;
    Ui *ui = window->ui;
    ButtonLook more = {.kind = BUTTON_GHOST,
                       .icon = window->more_open ? ICON_CHEVRON_UP : ICON_CHEVRON_DOWN,
                       .text = window->more_open ? "Less" : "More",
                       .tooltip = "What is rarely wanted: conventions, wrappers, name, start"};
    ButtonLook remove = {.kind = BUTTON_GHOST, .icon = ICON_TRASH, .tooltip = "Remove this run (Delete)"};
    ButtonLook copy = {
        .kind = BUTTON_GHOST, .icon = ICON_PLUS, .text = "Copy", .tooltip = "Another run like this"};
    float more_width = widget_button_width(ui, more.icon, "More");
    float copy_width = widget_button_width(ui, copy.icon, copy.text);
    Rect area = {place->area.x + 4, place->area.y, more_width, ROW_PITCH};
    bool turned = widget_button(ui, "more", area, &more);
    area = (Rect){place->area.x + place->area.w - BOX_RIGHT - ROW_PITCH, place->area.y, ROW_PITCH, ROW_PITCH};
    Rect copy_area = {area.x - copy_width - 4, area.y, copy_width, ROW_PITCH};
    bool copied = widget_button(ui, "copy", copy_area, &copy);
    bool removed = widget_button(ui, "remove", area, &remove);
    if (turned) {
        window->more_open = !window->more_open;
        window->edits++;
    } else if (removed) {
        window_remove_run(window, place->run);
    } else if (copied) {
        window_copy_run(window, place->run);
    }
}

/* ---- rates that theory gives ---- */

void row_draw_rate_choice(const RowPlace *place, const Row *row) {
    (void)row;
    Window *window = place->window;
    Ui *ui = window->ui;
    double bend[2] = {0, 0};
    bool known = surface_curvature(&window->scene.surface, bend);
    const struct Choice {
        const char *name, *text, *tooltip;
        double rate; /* 0: not here */
    } choices[] = {
        {"rate.smooth", "1 / L",
         "Set the rate to 1 / L. L is the largest curvature at the minimum: descent without overshoot",
         known && bend[0] > 0 ? 1 / bend[0] : 0},
        {"rate.best", "2 / (L + μ)",
         "Set the rate to 2 / (L + μ), the fastest for gradient descent: μ is the smallest curvature at the "
         "minimum",
         known && bend[1] > 0 ? 2 / (bend[0] + bend[1]) : 0},
    };
    enum { COUNT = sizeof choices / sizeof *choices };
    row_label(place, "Set rate", ui_theme(ui)->text2);
    Rect room = row_dropdown_area(place, BOX_RIGHT);
    float width = (room.w - CHOICE_GAP) / COUNT;
    for (int i = 0; i < COUNT; i++) {
        Rect area = {room.x + (float)i * (width + CHOICE_GAP), room.y, width, room.h};
        ButtonLook look = {.kind = BUTTON_PLAIN,
                           .text = choices[i].text,
                           .tooltip = choices[i].tooltip,
                           .disabled = choices[i].rate <= 0};
        if (widget_button(ui, choices[i].name, area, &look))
            window_set_number(window, place->run, "lr", choices[i].rate);
    }
}

/* ---- conventions ---- */

/* Whether the recipe's values are those of a convention. */
static bool follows(const Recipe *recipe, const char *convention) {
    Recipe other = *recipe;
    Error error;
    return recipe_set_convention(&other, convention, &error) &&
           memcmp(other.values, recipe->values, sizeof other.values) == 0;
}

/* PyTorch's first: its values are the defaults, which where libraries agree are those of all. */
void row_draw_convention(const RowPlace *place, const Row *row) {
    (void)row;
    static const struct Title {
        const char *name, *title;
    } titles[] = {{"pytorch", "PyTorch"}, {"optax", "Optax"}, {"keras", "Keras"}, {"paper", "The paper"}};
    Window *window = place->window;
    const char *shown[CONVENTIONS_SHOWN];
    int count, chosen = -1;
    const char *const *names = recipe_conventions(&count);
    assert(count <= CONVENTIONS_SHOWN);
    for (int i = 0; i < count; i++) {
        shown[i] = names[i];
        for (size_t k = 0; k < sizeof titles / sizeof *titles; k++)
            if (strcmp(titles[k].name, names[i]) == 0) shown[i] = titles[k].title;
        if (chosen < 0 && follows(&place->scene_run->recipe, names[i])) chosen = i;
    }
    row_label(place, "Convention", ui_theme(window->ui)->text2);
    DropdownLook look = {.style = style_normal(),
                         .background = ui_theme(window->ui)->bg1,
                         .shown = chosen < 0 ? "Own values" : NULL,
                         .tooltip = "Everything but the rate as a library or the paper has it"};
    if (!widget_dropdown(window->ui, "convention", row_dropdown_area(place, BOX_RIGHT), &look, shown, count,
                         &chosen))
        return;
    Error error;
    Recipe changed = place->scene_run->recipe;
    if (!recipe_set_convention(&changed, names[chosen], &error)) return;
    window_before_edit(window, "");
    window->scene.runs[place->run].recipe = changed;
    window_recompute(window, place->run);
}

/* ---- name and start ---- */

void row_draw_name(const RowPlace *place, const Row *row) {
    (void)row;
    char name[sizeof place->scene_run->name];
    memcpy(name, place->scene_run->name, sizeof name);
    row_label(place, "Name", ui_theme(place->window->ui)->text2);
    if (widget_text_field(place->window->ui, "name", row_dropdown_area(place, BOX_RIGHT), "Name", name,
                          sizeof name))
        window_rename_run(place->window, place->run, name);
}

void row_draw_start(const RowPlace *place, const Row *row) {
    (void)row;
    Window *window = place->window;
    const Theme *theme = ui_theme(window->ui);
    static const char *const names[2] = {"start.x", "start.y"};
    Rect box = row_box_area(place);
    row_label(place, "Start x, y", theme->text2);
    for (int i = 0; i < 2; i++) {
        double value = place->scene_run->recipe.start[i];
        Rect area = {box.x - (float)(1 - i) * (VALUE_WIDTH + CARD_GAP), box.y, box.w, box.h};
        ValueLook look = {.background = theme->bg1, .tooltip = "Where this run starts"};
        if (!widget_value(window->ui, names[i], area, &look, &value)) continue;
        window_before_edit(window, "");
        window->scene.runs[place->run].recipe.start[i] = value;
        window_recompute(window, place->run);
    }
}

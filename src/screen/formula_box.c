#include "formula_box.h"

#include "core/formula.h"

#include "edits.h"
#include "readable.h"
#include "text.h"
#include "widgets.h"
#include "window.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { PADDING = 10, GAP = 6 };

/* ---- the text to begin with ---- */

/* Appends `text`, white space as single blanks. False where it does not fit. */
static bool append_flat(char *to, const char *text) {
    size_t length = strlen(to);
    for (; *text; text++) {
        bool blank = isspace((unsigned char)*text);
        if (blank && (length == 0 || to[length - 1] == ' ')) continue;
        if (length + 1 >= TEXT_EDIT_SIZE) return false;
        to[length++] = blank ? ' ' : *text;
        to[length] = '\0';
    }
    return true;
}

/* The surface's formula on one line, its parameters as definitions: a text that stands for itself. Empty
 * where there is none: a formula over data, a grid. */
static void initial_text(const Window *window, char text[TEXT_EDIT_SIZE]) {
    const Surface *surface = &window->scene.surface;
    const SurfaceDefinition *definition = surface->definition;
    text[0] = '\0';
    if (window->formula_box.draft[0]) {
        strcpy(text, window->formula_box.draft);
        return;
    }
    if (!definition->formula || definition->data) return;
    bool fits = true;
    for (int i = 0; i < definition->parameter_count; i++) {
        char line[128];
        snprintf(line, sizeof line, "let %.64s = %.10g; ", definition->parameters[i].name,
                 surface->values[i]);
        fits &= append_flat(text, line);
    }
    if (!fits || !append_flat(text, definition->formula_text)) text[0] = '\0';
}

/* ---- looking at it ---- */

static bool is_blank(const char *text) {
    return text[strspn(text, " ")] == '\0';
}

/* The byte at which the character number `column` (from 1) begins. */
static int byte_of(const char *text, int column) {
    int byte = 0;
    for (; text[byte] && column > 1; column--) do
            byte++;
        while (((unsigned char)text[byte] & 0xc0) == 0x80);
    return byte;
}

/* As far as can be told without looking for critical points. Nothing typed yet is nothing wrong. */
static int check(void *context, const char *text) {
    FormulaBox *box = context;
    if (strcmp(text, box->checked) != 0) {
        strcpy(box->checked, text);
        box->error = (Error){0};
        Formula *formula = is_blank(text) ? NULL : formula_parse(text, NULL, 0, &box->error);
        Program *program = formula ? formula_compile(formula, NULL, &box->error) : NULL;
        program_end(program);
        if (formula) formula_end(formula);
    }
    return box->error.message[0] ? byte_of(text, box->error.column) : -1;
}

/* ---- taking it ---- */

/* A surface of the same formula, from an earlier time, or a new one. */
static const SurfaceDefinition *surface_of(Window *window, const char *text, Error *error) {
    const Catalog *catalog = window->catalog;
    for (int i = 0; i < catalog->count; i++) {
        const SurfaceDefinition *definition = catalog->entries[i].definition;
        if (definition && !catalog->entries[i].path && strcmp(definition->formula_text, text) == 0)
            return definition;
    }
    const SurfaceDefinition *definition = catalog_add_formula(window->catalog, text, error);
    if (definition) catalog_tune(window->catalog, definition, NULL);
    return definition;
}

static void take(Window *window, const char *text) {
    FormulaBox *box = &window->formula_box;
    const SurfaceDefinition *definition = surface_of(window, text, &box->error);
    if (definition)
        window_set_surface(window, definition);
    else
        window_toast(window, "%s", box->error.message);
}

/* ---- drawing ---- */

void formula_box_draw(Window *window, Rect area) {
    Ui *ui = window->ui;
    FormulaBox *box = &window->formula_box;
    const SurfaceDefinition *definition = window->scene.surface.definition;
    char formula[TEXT_EDIT_SIZE], shown[TEXT_EDIT_SIZE + 16], initial[TEXT_EDIT_SIZE], text[TEXT_EDIT_SIZE],
        tooltip[TEXT_EDIT_SIZE + 64];
    readable_formula(definition, formula, sizeof formula);
    snprintf(shown, sizeof shown, "f(x, y) = %s", formula);
    snprintf(tooltip, sizeof tooltip, "%.900s\nClick to type a formula of your own.",
             definition->formula_text);
    initial_text(window, initial);
    const CodeLook look = {shown, initial, tooltip, check, box};
    const CodeResult result = widget_code(ui, "formula", area, &look, text, sizeof text);
    if (result == CODE_APPLIED && !is_blank(text) && strcmp(text, initial) != 0) take(window, text);
    if (result == CODE_LEFT_WRONG)
        strcpy(box->draft, text);
    else if (result != CODE_SHOWN && result != CODE_TYPING)
        box->draft[0] = '\0';
    box->area = area;
    box->open = result == CODE_TYPING;
}

void formula_box_draw_error(Window *window) {
    const FormulaBox *box = &window->formula_box;
    if (!box->open || !box->error.message[0]) return;
    Ui *ui = window->ui;
    Canvas *canvas = ui_canvas(ui);
    const Theme *theme = ui_theme(ui);
    const TextStyle style = style_normal();
    Rect card = {box->area.x, box->area.y + box->area.h + GAP, box->area.w, 0},
         text = {card.x + PADDING, card.y + PADDING - 2, card.w - 2 * PADDING, 0};
    const float message = text_paragraph(canvas, style, box->error.message, text, (Color){0}),
                hint = text_paragraph(canvas, style, box->error.hint, text, (Color){0});
    card.h = message + hint + 2 * PADDING - 4;
    ui_push_layer(ui, card);
    widget_card(ui, card, CARD_RADIUS, theme->bg1, theme->warn);
    text_paragraph(canvas, style, box->error.message, text, theme->text1);
    text.y += message;
    text_paragraph(canvas, style, box->error.hint, text, theme->text2);
    ui_pop_layer(ui);
}

void formula_box_open(Window *window) {
    window->surface_open = true; /* in a compact window */
    ui_focus(window->ui, "formula");
    window->edits++;
}

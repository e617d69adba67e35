/* One row of an opened run card: what its rows share. recipe_rows.c lists them; recipe_more.c has those that
 * are folded away. */
#ifndef SCREEN_RECIPE_ROW_H
#define SCREEN_RECIPE_ROW_H

#include "number.h"
#include "window.h"

/* All from the left or right edge of the card. */
enum {
    CONTROL_LEFT = 116,
    BOX_RIGHT = 8,
    SLIDER_RIGHT = 104,
    SWITCH_ROOM = 48,
    SWITCH_WIDTH = 32,
    CHOICES_MAX = 64,
    ROWS_MAX = HYPERPARAMETERS_MAX + SCHEDULE_VALUES_MAX + CLIPPING_VALUES_MAX + 24,
};

typedef struct Row Row;

/* Where a row stands, and what it edits. */
typedef struct RowPlace {
    Window *window;
    int run;
    Rect area; /* the card's width, ROW_PITCH high */
    const SceneRun *scene_run;
    Color color;
} RowPlace;

struct Row {
    void (*draw)(const RowPlace *place, const Row *row);
    const Hyperparameter *hyperparameter;
    char name[48]; /* for recipe_set */
    double value;
};

Rect row_control_area(const RowPlace *place, float left); /* of a slider */
Rect row_box_area(const RowPlace *place);
Rect row_dropdown_area(const RowPlace *place, float right);
void row_label(const RowPlace *place, const char *text, Color color);
/* Slider and box of one number; `shown` is what the box says. */
void row_number(const RowPlace *place, const Hyperparameter *table, const char *name, double value,
                const char *shown, Rect track, bool disabled);

/* The row that folds the rest away, with copy and remove; and that rest. */
void row_draw_more(const RowPlace *place, const Row *row);
void row_draw_rate_choice(const RowPlace *place, const Row *row);
void row_draw_convention(const RowPlace *place, const Row *row);
void row_draw_name(const RowPlace *place, const Row *row);
void row_draw_start(const RowPlace *place, const Row *row);

#endif

/* Widgets over ui.h. Each takes its name and place, draws itself, and tells what the user did; values belong
 * to the caller. */
#ifndef SCREEN_WIDGETS_H
#define SCREEN_WIDGETS_H

#include "icons.h"
#include "ui.h"

/* One line of text in `area`, capitals centred, markup as in text.h, shortened where it is too wide. Returns
 * its width. */
float widget_label(Ui *ui, Rect area, TextStyle style, const char *text, Color color);
/* Styles in use: sizes 13, 15 and 20. */
TextStyle style_small(void);  /* 13, 400, tabular */
TextStyle style_normal(void); /* 15, 400, tabular */
TextStyle style_medium(void); /* 15, 500, tabular */
TextStyle style_strong(void); /* 15, 600, tabular */
TextStyle style_title(void);  /* 20, 600, tabular */
TextStyle style_aligned(TextStyle style, Align align);

typedef enum ButtonKind {
    BUTTON_PLAIN,   /* bg2 with a border: "Add run" */
    BUTTON_PRIMARY, /* accent: play */
    BUTTON_GHOST,   /* only its icon or text, a fill on hover: top bar, transport, cards */
} ButtonKind;

typedef struct ButtonLook {
    ButtonKind kind;
    Icon icon;           /* ICON_NONE: none; alone, centred */
    const char *text;    /* NULL: none */
    const char *tooltip; /* NULL: none */
    bool disabled;
    bool on; /* pressed in, for toggles */
} ButtonLook;

/* True when clicked. */
bool widget_button(Ui *ui, const char *name, Rect area, const ButtonLook *look);
/* A toggle with icon and label ("Iso-lines"); filled with accent_bg while on. True when *on changed. */
bool widget_chip(Ui *ui, const char *name, Rect area, Icon icon, const char *text, const char *tooltip,
                 bool disabled, bool *on);
/* The width a button or chip wants for its content, with the usual padding. */
float widget_button_width(Ui *ui, Icon icon, const char *text);
/* A band of choices, one of them chosen ("Map | 3D", speeds). True when *chosen changed. Items are called
 * name.0, name.1, ... */
bool widget_segmented(Ui *ui, const char *name, Rect area, const char *const *texts, int count, int *chosen);
/* The switch of 32 x 18, centred in `area`'s height at its left. True when *on changed. */
bool widget_switch(Ui *ui, const char *name, Rect area, bool *on, bool disabled, const char *tooltip);

typedef struct SliderLook {
    Color fill;     /* of the part up to the thumb: a run's colour, or accent */
    Color card;     /* what it lies on, for the gap round the thumb */
    double initial; /* position for a double click; below 0: none */
    double least;   /* smallest move of keys and wheel, for whole numbers; 0: none */
    double limit;   /* stability limit: a tick, and dots beyond it; outside 0..1: none */
    bool disabled;
    const char *tooltip;
    const char *value; /* what the position means, for dumps and the tip while dragging; NULL: none */
} SliderLook;
SliderLook slider_look(Color fill, Color card); /* without default position, limit, tooltip */

/* *position runs from 0 to 1; the caller maps it to a value (log, 1 - 10^-t, ...). True when it changed. Drag
 * (Shift: ten times finer), wheel and arrows 1 %, Page 10 %, Home, End, double click, Esc takes a drag back.
 */
bool widget_slider(Ui *ui, const char *name, Rect area, const SliderLook *look, double *position);

typedef struct ValueLook {
    Color background;  /* theme's bg1 inside cards, bg2 elsewhere */
    const char *shown; /* what stands in the box while nobody types; NULL: number_format(*value, 3) */
    bool disabled;
    const char *tooltip;
    bool bare;       /* no box until it is hovered (bg3) or typed into: the step counter */
    TextStyle style; /* size 0: style_normal, aligned right */
    Color color;     /* of the text; transparent: text1 */
} ValueLook;

/* A number that is typed over on click: Enter and Tab apply, Esc and a click elsewhere cancel (a click
 * elsewhere applies). What is not a number is not taken and says so. True when *value changed. */
bool widget_value(Ui *ui, const char *name, Rect area, const ValueLook *look, double *value);

/* A line of text, typed over on click; `hint` stands there while it is empty. True when Enter or Tab applied
 * it: then `text` (of `size` bytes) holds it. */
bool widget_text_field(Ui *ui, const char *name, Rect area, const char *hint, char *text, int size);

typedef struct CodeLook {
    const char *shown;   /* markup, while nobody types */
    const char *initial; /* what typing begins with, all of it selected */
    const char *tooltip;
    /* The byte at which `text` goes wrong, or -1; asked in every frame while it is typed. */
    int (*check)(void *context, const char *text);
    void *context;
} CodeLook;

typedef enum CodeResult {
    CODE_SHOWN,
    CODE_TYPING,
    CODE_APPLIED,    /* Enter, or the keyboard went elsewhere: `text` holds what was typed, which is right */
    CODE_CANCELLED,  /* Esc */
    CODE_LEFT_WRONG, /* the keyboard went elsewhere: `text` holds what was typed, which is wrong */
} CodeResult;

/* A line of text with a grammar, typed over on click: what is wrong is underlined as it is typed, and Enter
 * does not take it.
 */
CodeResult widget_code(Ui *ui, const char *name, Rect area, const CodeLook *look, char *text, int size);

typedef struct DropdownLook {
    const char *shown;  /* in the box while it is closed; NULL: the chosen item */
    Icon icon;          /* before the text; ICON_NONE: none */
    const Image *image; /* a small picture before the text; NULL: none */
    TextStyle style;    /* size 0: style_medium */
    Color background;   /* of the box; transparent: bg2 */
    bool bare;          /* just text and a chevron, no box (the name of a run) */
    bool disabled;
    float list_width; /* of the open list; 0: as wide as the box */
    const char *tooltip;
} DropdownLook;

/* A choice out of many: opens a list below itself, type to filter, arrows, Enter, Esc. True when *chosen
 * changed (also to the same item again: no). Items of the open list are called name.0, name.1, ... */
bool widget_dropdown(Ui *ui, const char *name, Rect area, const DropdownLook *look, const char *const *items,
                     int count, int *chosen);
/* The item that the pointer or the arrows mark in the list of the drop-down called `name`, or -1; and what is
 * said of it, beside the list. */
int widget_dropdown_marked(const Ui *ui, const char *name);
void widget_dropdown_explain(Ui *ui, const char *text);
/* The width of a bare drop-down: text and chevron. */
float widget_dropdown_width(Ui *ui, const DropdownLook *look, const char *text);

/* Content higher than `area`, which wheel and Page keys move: clips to it and tells how far to move it up.
 * The caller draws its rows from area.y - offset on and says in the end how high they were. A bar of 6, 4
 * from the right edge, appears when needed. */
typedef struct ScrollState {
    float offset;  /* kept by the caller from frame to frame; starts at 0 */
    float content; /* height of the content in the last frame */
} ScrollState;
void widget_scroll_begin(Ui *ui, const char *name, Rect area, ScrollState *scroll);
void widget_scroll_end(Ui *ui, const char *name, Rect area, ScrollState *scroll, float content);

/* A filled card or box with its border. */
void widget_card(Ui *ui, Rect area, float radius, Color fill, Color border);

#endif

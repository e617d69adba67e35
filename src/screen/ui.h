/* The heart of the immediate-mode interface: events in; which item the pointer is on, which is held, which
 * has the keyboard; layers; tool-tips; and a list of every item drawn, by name. No window and no clock in
 * here: the caller feeds events and tells the time, so that scripts and tests drive it as a user does.
 * Widgets stand in widgets.h.
 *
 *     ui_feed(ui, &event); ...                            from the window, a script or a test
 *     do {
 *         ui_begin_frame(ui, canvas, theme, seconds);     takes events up to the next press or release
 *         if (widget_button(ui, "play", area, ...)) ...
 *         ui_end_frame(ui);                               draws drop-downs and tool-tips
 *     } while (ui_waiting(ui));
 *
 * Names: a widget is called by the names pushed before it and its own, joined with dots: "run0.rate.slider".
 * Its identity from frame to frame is this name, so a name is used once per frame. */
#ifndef SCREEN_UI_H
#define SCREEN_UI_H

#include "canvas.h"
#include "events.h"
#include "theme.h"

typedef struct Ui Ui;

Ui *ui_start(void);
void ui_end(Ui *ui);

/* Only what a user does to widgets: other kinds of events are ignored. */
void ui_feed(Ui *ui, const Event *event);
/* Whether events are left over for another frame. */
bool ui_waiting(const Ui *ui);

/* `seconds` from any start, for tool-tips, the caret and motion. */
void ui_begin_frame(Ui *ui, Canvas *canvas, const Theme *theme, double seconds);
void ui_end_frame(Ui *ui);
/* Seconds after which the interface wants a frame even without events (motion, a tool-tip, the blinking
 * caret); INFINITY: never. */
double ui_wait(const Ui *ui);
/* Whether that is at once. */
bool ui_animating(const Ui *ui);

/* Copies text to and from the system; without them, Ctrl-C and Ctrl-V work inside the program only. */
typedef struct UiClipboard {
    void (*set)(const char *text);
    char *(*get)(void); /* released with `release` */
    void (*release)(void *text);
} UiClipboard;
void ui_set_clipboard(Ui *ui, UiClipboard clipboard);
void ui_copy(Ui *ui, const char *text); /* to the clipboard */
void ui_set_reduced_motion(Ui *ui, bool reduced);

/* ---- names ---- */
void ui_push_name(Ui *ui, const char *format, ...) __attribute__((format(printf, 2, 3)));
void ui_pop_name(Ui *ui);

/* ---- what widgets and other items are made of ---- */

Canvas *ui_canvas(const Ui *ui);
const Theme *ui_theme(const Ui *ui);
double ui_seconds(const Ui *ui);
Point ui_pointer(const Ui *ui);      /* far outside while the pointer is elsewhere */
unsigned ui_modifiers(const Ui *ui); /* MODIFIER_... held in the last event */

/* Which keys an item takes while it has the keyboard; shortcuts (ui_key) do not see them then. */
enum {
    UI_TAKES_FOCUS =
        1, /* in the order of Tab; a press does not give it the keyboard unless it takes arrows or text */
    UI_TAKES_SPACE = 2,   /* Space and Enter */
    UI_TAKES_ARROWS = 4,  /* Arrows, Page, Home, End */
    UI_TAKES_TEXT = 8,    /* all keys but Tab */
    UI_TAKES_WHEEL = 16,  /* the wheel over it, before the scroll area it lies in */
    UI_RIGHT_BUTTON = 32, /* the right button presses it too */
    UI_DISABLED = 64,     /* shown, but neither hovered nor focused */
};

typedef struct UiItem {
    bool hovered;   /* the pointer is on it, and nothing else is held */
    bool held;      /* a press on it is not yet released, wherever the pointer is */
    bool pressed;   /* in this frame */
    bool released;  /* in this frame, after a press on it; `hovered` tells whether still on it */
    bool clicked;   /* released on it, or activated with Space or Enter */
    bool cancelled; /* Esc while it was held; it is no longer held */
    bool focused;   /* has the keyboard */
    int button;     /* of the press */
    int clicks;     /* of the press: 2 is a double click */
    Point press;    /* where the press was */
    float wheel;    /* notches over it in this frame (up is positive), with UI_TAKES_WHEEL */
} UiItem;

/* Registers the item `name` in `area` (clipped by the canvas's clip) and tells what happens to it. The order
 * of calls is the order of Tab; of two items that overlap, the later takes the pointer. */
UiItem ui_item(Ui *ui, const char *name, Rect area, int takes);
/* As ui_item, for a disc: heads, start handles. */
UiItem ui_item_disc(Ui *ui, const char *name, Point centre, float radius, int takes);
/* What the last item shows, for scripts and dumps ("0.200", "on"); and its explanation, where the pointer
 * rests on it or the keyboard has come to it. */
void ui_item_value(Ui *ui, const char *value);
void ui_tooltip(Ui *ui, const char *text);
const char *ui_tip(const Ui *ui); /* the explanation that stands there, or "" */
/* Draws the focus ring round `area` if the last item has the keyboard and got it from the keyboard. */
void ui_focus_ring(Ui *ui, Rect area, float radius);

/* The pointer's shape over what it is on, in the last frame. */
typedef enum UiCursor {
    UI_CURSOR_ARROW,
    UI_CURSOR_HAND,
    UI_CURSOR_TEXT,
    UI_CURSOR_MOVE,
    UI_CURSOR_COLUMN, /* left-right */
    UI_CURSOR_ROW,    /* up-down */
} UiCursor;
UiCursor ui_cursor(const Ui *ui);
/* While the last item is hovered or held. */
void ui_set_cursor(Ui *ui, UiCursor cursor);

/* Whether any item is held, or the one with this full name is. */
bool ui_any_held(const Ui *ui);
bool ui_is_held(const Ui *ui, const char *full_name);
/* Whether the pointer lies on an item or on a layer above the ground. */
bool ui_pointer_taken(const Ui *ui);

/* Whether the pointer is in the area and nothing that lies above it, a list or a card, has it there. */
bool ui_pointer_in(const Ui *ui, Rect area);

/* A key pressed in this frame that no focused item takes, exactly with these modifiers; it counts once. */
bool ui_key(Ui *ui, Key key, unsigned modifiers);
/* Whether an item is being typed into: the window then wants text input on. */
bool ui_wants_text(const Ui *ui);
void ui_focus(Ui *ui, const char *full_name); /* NULL: nothing */
bool ui_focus_is_visible(const Ui *ui);       /* it came there from the keyboard */
const char *ui_focused(const Ui *ui);         /* the full name of the item that has the keyboard, or "" */

/* A region above what was drawn so far (drawers, cards on the map): items below it do not see the pointer
 * there. */
void ui_push_layer(Ui *ui, Rect area);
void ui_pop_layer(Ui *ui);

/* ---- the list of items ---- */

typedef struct UiRecord {
    char name[96];
    Rect area;  /* what is visible of it */
    Rect whole; /* as it was asked for */
    int takes;  /* UI_TAKES_... */
    int layer;  /* what lies on another layer lies over or under it */
    bool disabled, focused, held;
    char value[128];
} UiRecord;

/* Items of the last complete frame, in the order drawn. */
int ui_record_count(const Ui *ui);
const UiRecord *ui_record(const Ui *ui, int index);
bool ui_find(const Ui *ui, const char *full_name, Rect *area);

#endif

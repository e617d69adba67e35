/* What widgets share with the heart of the interface. */
#ifndef SCREEN_UI_INTERNAL_H
#define SCREEN_UI_INTERNAL_H

#include "text_edit.h"
#include "ui.h"
#include "widgets.h"

#include <stddef.h>

#define UI_NOWHERE -1e6f /* both coordinates of a pointer outside the window */

enum {
    UI_QUEUE_MAX = 512,
    UI_KEYS_MAX = 64,
    UI_NAMES_MAX = 16,
    UI_LAYERS_MAX = 32,
    UI_TIP_SIZE = 640,
    UI_SCROLLS = 1 << 16, /* takes the wheel where nothing above it does */
    UI_POPUP_LAYER = 1000,
};

/* A record with what the heart needs besides. */
typedef struct Item {
    UiRecord record;
    uint64_t id;
    int takes, layer;
    bool disc;
    Point centre; /* of a disc */
    float radius;
} Item;

typedef struct ItemList {
    Item *items;
    int count, capacity;
    Rect layers[UI_LAYERS_MAX]; /* areas above the ground, later ones on top; [0] is unused */
    int layer_count;
    bool popup;
    Rect popup_area;
} ItemList;

typedef struct KeyPress {
    Event event; /* EVENT_KEY or EVENT_TEXT */
    bool taken;
} KeyPress;

/* The open list of a drop-down: handled where the widget is called, drawn at the end of the frame. */
typedef struct Popup {
    uint64_t owner; /* 0: none open */
    Rect area;      /* of the list */
    Rect row;       /* the marked one */
    int item;       /* on it, or -1 */
    char tip[UI_TIP_SIZE];
    float scroll;
    int marked;     /* the row under the arrows or the pointer */
    int rows;       /* shown with the filter as it is */
    int chosen_row; /* of the chosen item, or -1 */
    Point pointer;  /* where it was: only when it moves does it mark */
    char filter[64];
    bool drawn;    /* the owner was there in this frame */
    char *strings; /* of the rows, one after the other, each ended by 0 */
    size_t strings_capacity;
} Popup;

struct Ui {
    Event queue[UI_QUEUE_MAX];
    int queue_count;

    Canvas *canvas;
    const Theme *theme;
    double seconds, frame_seconds; /* now; since the last frame */
    bool reduced_motion;
    UiClipboard clipboard;
    char *pasteboard; /* where there is no system clipboard */

    Point pointer;
    unsigned modifiers;
    bool press, release;
    MouseButton button; /* of the press or release */
    float wheel;
    KeyPress keys[UI_KEYS_MAX];
    int key_count;

    uint64_t hot, wheel_hot; /* on which the pointer or the wheel acts in this frame */
    uint64_t under;          /* on which it is: `hot`, or one that is disabled */
    double wheel_time;       /* of the last notch, ... */
    Point wheel_point;       /* ... and where it was: a scroll under way stays with what it began on */
    uint64_t held, cancelled, focus;
    MouseButton held_button;
    Point held_point;
    int held_clicks;
    bool held_new, held_over; /* pressed in this frame; released in this frame */
    bool focus_visible;       /* came from the keyboard */
    bool focus_coming;        /* ui_focus asked for an item that appears in the next frame */
    int focus_takes;

    char name[96];
    size_t name_lengths[UI_NAMES_MAX];
    int name_count;
    int layer, layer_stack[UI_LAYERS_MAX], layer_depth;
    ItemList lists[2];
    int current; /* list being filled; the other one is the last complete frame */
    UiItem last; /* of the last ui_item, and its ... */
    int last_index;
    UiCursor cursor, next_cursor;

    uint64_t tip_owner, tip_next; /* ... and in this frame */
    bool tip_seen;                /* somebody is explained in this frame, ... */
    bool tip_drawn;               /* ... after a while, so that it stands there now */
    double tip_since, tip_left;
    Rect tip_area;
    char tip[UI_TIP_SIZE];
    double wake; /* time of the next frame wanted */

    /* The slider being dragged, the text being typed: there is one at most. */
    double drag_start, drag_position;
    float drag_x;
    bool drag_fine;
    uint64_t edit_owner;
    TextEdit edit;
    bool edit_wrong; /* what was typed is no number */
    Popup popup;
};

/* The last complete frame's items, by which the user acted; and those of the frame being made. */
static inline const ItemList *ui_complete(const Ui *ui) {
    return &ui->lists[1 - ui->current];
}
static inline ItemList *ui_filling(Ui *ui) {
    return &ui->lists[ui->current];
}
const Item *ui_item_of(const ItemList *list, uint64_t id); /* or NULL */

/* The highest layer that lies over everything, as a card with the window dimmed behind it does, or 0: the
 * keyboard stays in it. */
int ui_modal_layer(const Ui *ui, const ItemList *list);

/* ui_input.c: the events of this frame, at its beginning; keys that nobody took, at its end. */
void ui_take_input(Ui *ui);
void ui_finish_keys(Ui *ui);

uint64_t ui_hash(const char *full_name);
uint64_t ui_id(const Ui *ui, const char *name);
/* ui_item with the clip and layer given instead of those in force. */
UiItem ui_item_in(Ui *ui, const char *name, Rect area, Rect clip, int layer, int takes);
/* The area of the open list: whatever lies below does not see the pointer there. */
void ui_set_popup(Ui *ui, Rect area);
/* The next key press (or text) that nobody took, for the item that has the keyboard; *index starts at 0. */
KeyPress *ui_next_key(Ui *ui, int *index);
void ui_wake_after(Ui *ui, double seconds);
bool rect_contains(Rect area, Point point);
Rect rect_intersect(Rect a, Rect b);
Rect rect_grown(Rect area, float by);

/* widgets.c: the explanation of the item the pointer rests on. */
void tip_draw(Ui *ui);
void tip_draw_beside(Ui *ui, const char *text, Rect list, Rect row); /* where a list stands open */

/* dropdown.c */
void popup_draw(Ui *ui);
void popup_close(Ui *ui);

/* Text being typed, drawn into `area` with caret and selection: value boxes and text fields. */
void edit_draw(Ui *ui, TextStyle style, Rect area, Color color);
/* Pointer and keys of the item that is being typed into; true where Enter was pressed. */
bool edit_input(Ui *ui, const UiItem *item, TextStyle style, Rect area, bool *escape);

#endif

/* What a user did, as plain data: from SDL in the window, from a script in tests. Everything the window knows
 * about the outside world arrives as one of these. */
#ifndef SCREEN_EVENTS_H
#define SCREEN_EVENTS_H

#include <stdbool.h>

typedef enum EventKind {
    EVENT_NONE,
    EVENT_MOVE,   /* pointer to (x, y) */
    EVENT_LEAVE,  /* pointer left the window */
    EVENT_DOWN,   /* button at (x, y), clicks 2: second press of a double click */
    EVENT_UP,     /* button at (x, y) */
    EVENT_WHEEL,  /* notches (up is positive) at (x, y) */
    EVENT_KEY,    /* key pressed, repeats included */
    EVENT_TEXT,   /* typed text, UTF-8 */
    EVENT_RESIZE, /* the window is now w by h device pixels */
    EVENT_SCALE,  /* the display's scale is now `scale` device pixels per logical pixel */
    EVENT_REDRAW, /* the window's contents were lost */
    EVENT_DROP,   /* the file at `path` was dropped onto the window */
    EVENT_QUIT,
} EventKind;

typedef enum MouseButton { BUTTON_LEFT, BUTTON_MIDDLE, BUTTON_RIGHT, BUTTON_COUNT } MouseButton;

/* Keys that do something; letters and digits are their upper-case ASCII codes. */
typedef enum Key {
    KEY_NONE = 0,
    KEY_BACKSPACE = 8,
    KEY_TAB = 9,
    KEY_ENTER = 13,
    KEY_ESCAPE = 27,
    KEY_SPACE = ' ',
    KEY_PLUS = '+',
    KEY_COMMA = ',',
    KEY_MINUS = '-',
    KEY_LEFT_BRACKET = '[',
    KEY_RIGHT_BRACKET = ']',
    KEY_DELETE = 127,
    KEY_LEFT,
    KEY_RIGHT,
    KEY_UP,
    KEY_DOWN,
    KEY_HOME,
    KEY_END,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_F1,
    KEY_F2,
    KEY_F11,
    KEY_COUNT,
} Key;

enum { MODIFIER_SHIFT = 1, MODIFIER_CONTROL = 2, MODIFIER_ALT = 4 };

enum { EVENT_TEXT_SIZE = 64 };

typedef struct Event {
    EventKind kind;
    float x, y; /* logical pixels */
    MouseButton button;
    int clicks;
    float notches;
    Key key;
    unsigned modifiers;
    int w, h; /* device pixels */
    float scale;
    char text[EVENT_TEXT_SIZE];
    const char *path; /* borrowed while the event is fed */
} Event;

/* How a window's coordinates become logical ones. */
typedef struct EventScale {
    float pixels; /* device pixels per window coordinate */
    float scale;  /* device pixels per logical pixel */
} EventScale;

union SDL_Event;

/* The plain event behind one of SDL's; false where it means nothing to us. EVENT_RESIZE comes without w and
 * h. */
bool event_from_sdl(const union SDL_Event *sdl, EventScale scale, Event *event);

/* "Ctrl+Shift+Z", "Space", "F11", "a" -> key and modifiers; false where there is no such key. */
bool event_parse_key(const char *name, Key *key, unsigned *modifiers);

/* The name event_parse_key reads, without modifiers. */
const char *event_key_name(Key key, char text[16]);

#endif

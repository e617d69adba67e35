/* THE TABLE of the window's keys and gestures: one row is a key, what it does, and the sentence that the list
 * of keys shows. */
#ifndef SCREEN_SHORTCUTS_H
#define SCREEN_SHORTCUTS_H

#include "window.h"

/* What is in the middle of the window: a key acts, and is listed, only where what it acts on is seen. */
enum { SHORTCUT_MAP = 1, SHORTCUT_TRAINING = 2 };
unsigned shortcuts_mode(const Window *window); /* one of them */

typedef struct Shortcut {
    Key key;
    unsigned modifiers;
    unsigned modes;                               /* SHORTCUT_... */
    void (*action)(Window *window, int argument); /* NULL: widgets take the key themselves */
    int argument;
    const char *help; /* what it does; NULL: the same as the row above, with which it is listed */
} Shortcut;
extern const Shortcut shortcuts[];
extern const int shortcut_count;

/* What the pointer does. */
typedef struct Gesture {
    unsigned modes; /* SHORTCUT_... */
    const char *name, *help;
} Gesture;
extern const Gesture gestures[];
extern const int gesture_count;

/* Does what the keys pressed in this frame ask for that nobody took. */
void shortcuts_take(Window *window);

/* A line of the list of keys: "Shift ← →", "Ten steps". */
typedef struct KeyLine {
    char keys[64];
    const char *help;
} KeyLine;
enum { KEY_LINES_MAX = 128 };
/* Fills lines[KEY_LINES_MAX] with those of any of the modes, keys first, then gestures; how many. */
int shortcuts_list(unsigned modes, KeyLine *lines);

#endif

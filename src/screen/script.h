/* Event scripts: what a user does, one action per line, for tests and demonstrations.
 *
 *   # comments and empty lines                 move X Y
 *   down [left|middle|right]                   up [left|middle|right]
 *   click X Y [left|middle|right]              double X Y
 *   drag X1 Y1 X2 Y2 [FRAMES [shift]]          wheel X Y NOTCHES [shift]
 *   key Ctrl+Z                                 text "abc"
 *   wait FRAMES                                resize W H
 *   scale S                                    shot FILE.png
 *   dump [FILE]                                keep WORD NAME
 *   expect NAME OP VALUE                       until NAME OP VALUE
 *   time
 *   drop FILE                                  quit
 *
 * X Y is two logical pixels, or @widget.name (its middle), or @widget.name+10,-5, or @map(x,y), a point of
 * the plane. OP is == != < <= > >= or ~ (equal to 1e-6, relative above 1); VALUE is a number, a word,
 * "words", or another entry's name after a $. Every action takes one frame of 1/60 s, drag and wait take
 * more. */
#ifndef SCREEN_SCRIPT_H
#define SCREEN_SCRIPT_H

#include "core/error.h"

#include "events.h"

#include <stdio.h>

typedef enum ScriptAction {
    SCRIPT_MOVE,
    SCRIPT_DOWN,
    SCRIPT_UP,
    SCRIPT_CLICK,
    SCRIPT_DOUBLE,
    SCRIPT_DRAG,
    SCRIPT_WHEEL,
    SCRIPT_KEY,
    SCRIPT_TEXT,
    SCRIPT_WAIT,
    SCRIPT_RESIZE,
    SCRIPT_SCALE,
    SCRIPT_DROP,
    SCRIPT_SHOT,
    SCRIPT_DUMP,
    SCRIPT_KEEP,
    SCRIPT_EXPECT,
    SCRIPT_UNTIL, /* frames until it holds; at most SCRIPT_FRAMES_MAX */
    SCRIPT_TIME,
    SCRIPT_QUIT,
} ScriptAction;

enum { SCRIPT_WORD_SIZE = 128, SCRIPT_DRAG_FRAMES = 8, SCRIPT_FRAMES_MAX = 1000000 };

typedef enum PlaceKind { PLACE_PIXELS, PLACE_WIDGET, PLACE_WORLD } PlaceKind;

typedef struct Place {
    PlaceKind kind;
    char widget[SCRIPT_WORD_SIZE];
    double world[2];
    float x, y; /* pixels, or the offset in pixels from the widget's middle or the world point */
    int column;
} Place;

typedef enum Comparison {
    COMPARE_EQUAL,
    COMPARE_UNEQUAL,
    COMPARE_LESS,
    COMPARE_LESS_EQUAL,
    COMPARE_GREATER,
    COMPARE_GREATER_EQUAL,
    COMPARE_NEAR,
} Comparison;

typedef struct ScriptLine {
    ScriptAction action;
    int line, column;
    Place places[2];
    MouseButton button;
    double numbers[2]; /* notches; frames; size; scale */
    unsigned modifiers;
    Key key;
    Comparison comparison;
    char name[SCRIPT_WORD_SIZE]; /* expect, keep: an entry of the state (state.h) */
    char text[256];              /* text, file or expected value; empty: none given */
} ScriptLine;

typedef struct Script {
    char file[256];
    ScriptLine *lines;
    int count;
} Script;

/* Reads `text` (of `file`, for messages). On error nothing is started and the error names line and column. */
bool script_parse(Script *script, const char *text, const char *file, Error *error);
bool script_read(Script *script, const char *path, Error *error);
void script_end(Script *script);

/* Prints one line per action, as --help shows them. */
void script_help(FILE *stream);

/* Whether `actual` stands in `comparison` to `expected`: as numbers where both are, else as text. */
bool script_compare(Comparison comparison, const char *actual, const char *expected);
const char *script_comparison_name(Comparison comparison);

#endif

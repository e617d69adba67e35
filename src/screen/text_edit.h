/* One line of text being edited: caret, selection, the usual keys. Positions are bytes, always between
 * characters. */
#ifndef SCREEN_TEXT_EDIT_H
#define SCREEN_TEXT_EDIT_H

#include "events.h"

#include <stdbool.h>

enum { TEXT_EDIT_SIZE = 1024 };

typedef struct TextEdit {
    char text[TEXT_EDIT_SIZE];
    int caret, anchor; /* what lies between them is selected */
    float scroll;      /* how far the text is moved left, logical pixels */
} TextEdit;

/* Begins with `text`, all of it selected. */
void text_edit_start(TextEdit *edit, const char *text);
void text_edit_insert(TextEdit *edit,
                      const char *text); /* over the selection; control characters are left out */
void text_edit_select_all(TextEdit *edit);
void text_edit_select_word(TextEdit *edit, int position);
/* The caret to `position`; with `extend` the selection grows. */
void text_edit_move(TextEdit *edit, int position, bool extend);
/* Selected bytes: [*from, *to). */
void text_edit_selection(const TextEdit *edit, int *from, int *to);
/* Arrows, Home, End, Backspace, Delete, with Shift and Ctrl; Ctrl-A. False where the key is none of these. */
bool text_edit_key(TextEdit *edit, Key key, unsigned modifiers);

#endif

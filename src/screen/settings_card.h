/* What the window remembers, to be changed: theme, colours, size, motion, words. Opened with Ctrl+, and from
 * the list of keys. */
#ifndef SCREEN_SETTINGS_CARD_H
#define SCREEN_SETTINGS_CARD_H

#include "window.h"

void settings_card_draw(Window *window);

#endif

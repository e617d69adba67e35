/* The overlays in the top bar: chips for those most used, and a menu of all with what each shows. */
#ifndef SCREEN_OVERLAY_MENU_H
#define SCREEN_OVERLAY_MENU_H

#include "window.h"

/* Chips and the menu's button from `x` on in the bar; returns where they end. */
float overlay_menu_draw_chips(Window *window, Rect bar, float x);

/* The open menu, over everything else. */
void overlay_menu_draw(Window *window);

#endif

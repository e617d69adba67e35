/* The label on the map that names the file whose traces lie over the scene, and takes them away. */
#ifndef SCREEN_TRACES_CHIP_H
#define SCREEN_TRACES_CHIP_H

#include "window.h"

Rect traces_chip(const Window *window); /* where it is, while there are traces */
void traces_chip_draw(Window *window);

#endif

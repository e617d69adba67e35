/* Icons on a box of 20 logical pixels, drawn with strokes of 1.75. */
#ifndef SCREEN_ICONS_H
#define SCREEN_ICONS_H

#include "canvas.h"

typedef enum Icon {
    ICON_NONE,
    ICON_LOGO, /* 24 x 24; its dot has the accent colour given to icon_draw_logo */
    ICON_BOOK,
    ICON_CHEVRON_DOWN,
    ICON_CHEVRON_SMALL, /* down, beside a name */
    ICON_CHEVRON_UP,
    ICON_CHEVRON_LEFT,
    ICON_CHEVRON_RIGHT,
    ICON_PLAY,
    ICON_PAUSE,
    ICON_STEP_BACK,
    ICON_STEP_FORWARD,
    ICON_RESTART,
    ICON_EYE,
    ICON_EYE_OFF,
    ICON_PLUS,
    ICON_MINUS,
    ICON_FIT,
    ICON_THEME,
    ICON_CAMERA,
    ICON_RECORD,
    ICON_EXPORT,
    ICON_HELP,
    ICON_GRADIENT,
    ICON_ISO_LINES,
    ICON_STAR,
    ICON_BASINS,
    ICON_CURVE,
    ICON_CHECK,
    ICON_CLOSE,
    ICON_TRASH,
    ICON_WARNING,
    ICON_MENU,
    ICON_MORE,
    ICON_LAYERS,
    ICON_ROSE,
    ICON_QUADRATIC,
    ICON_CONVEXITY,
    ICON_REACH,
    ICON_CLOUD,
    ICON_BRANCH,
    ICON_LOOP,
    ICON_TARGET,
    ICON_COUNT
} Icon;

/* The icon centred on `centre`. */
void icon_draw(Canvas *canvas, Icon icon, Point centre, Color color);
/* The zigzag of the name with its dot. */
void icon_draw_logo(Canvas *canvas, Point centre, Color color, Color dot);

#endif

/* Everything that can be taken out of the window: pictures, figures, recordings, numbers, the scene, the
 * command line; in a narrow window the way to the help too. THE TABLE of them is the card that the export
 * button opens; to add one: a function and a row in exports.c. */
#ifndef SCREEN_EXPORTS_H
#define SCREEN_EXPORTS_H

#include "window.h"

/* Where a row is offered. */
typedef enum ExportPlace {
    EXPORT_ALWAYS,
    EXPORT_OF_MAP,   /* not while trainings are shown */
    EXPORT_IN_NARROW /* where the top bar has no button of its own for it */
} ExportPlace;

typedef struct Export {
    const char *name;   /* of its row, for scripts: "exports.figure_svg" */
    const char *title;  /* "Figure as SVG" */
    const char *detail; /* what is in it, in a few words */
    const char *keys;   /* its shortcut, or "" */
    void (*action)(Window *window, const char *ending);
    const char *ending; /* of its file, or NULL */
    ExportPlace place;
} Export;
extern const Export exports[];
extern const int export_count;

void exports_draw(Window *window); /* the card, where it is open */

/* Does what the row called `name` says, once the frame being made is done. */
void exports_want(Window *window, const char *name);
/* After a frame: does what is wanted. */
void exports_take(Window *window);

#endif

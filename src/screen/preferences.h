/* What the window remembers from one session to the next: a file of libconfig's syntax in the XDG place. A
 * file that cannot be understood, or knows more than this program, is left alone. */
#ifndef SCREEN_PREFERENCES_H
#define SCREEN_PREFERENCES_H

#include "window.h"

typedef struct Preferences {
    int theme, palette; /* theme_at; of palettes */
    bool marked, classroom, reduced_motion, words;
    double scale; /* 0: the display's */
    int place[4]; /* x, y, w, h of the window in the desktop's units; w 0: not known */
    bool overlay_on[OVERLAY_COUNT];
    int plots[WINDOW_PLOTS]; /* PLOT_QUANTITY_... */
    bool evaluations;        /* on the plots' x axis, instead of steps */
    Recent recent;
} Preferences;
Preferences preferences_default(void);

/* $XDG_CONFIG_HOME/slalom/settings, or ~/.config/slalom/settings where that is not set to a full path; false
 * where there is no home. */
bool preferences_path(char *path, size_t size);

/* Fills *preferences: with the defaults where there is no such file; false and an error, with the defaults,
 * where it is not a file of settings: then do not write to it. */
bool preferences_read(Preferences *preferences, const char *path, Error *error);
/* The whole file or nothing; folders are made. */
bool preferences_write(const Preferences *preferences, const char *path, Error *error);

/* Into a configuration, before the command line's options; what it has no place for, into the window; and
 * what the window has now, save its place. */
void preferences_configure(const Preferences *preferences, WindowConfig *config);
void preferences_apply(const Preferences *preferences, Window *window);
Preferences preferences_of(const Window *window);

bool preferences_equal(const Preferences *a, const Preferences *b);

/* What was remembered with what a session changed from `before` to `after`: what the command line asked for
 * is of that session alone. */
Preferences preferences_merge(const Preferences *remembered, const Preferences *before,
                              const Preferences *after);

#endif

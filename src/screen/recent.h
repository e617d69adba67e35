/* The files opened last: offered where surfaces are chosen, remembered from session to session. */
#ifndef SCREEN_RECENT_H
#define SCREEN_RECENT_H

enum { RECENT_MAX = 8, RECENT_PATH_SIZE = 1024 };

/* Whole paths, the latest first; an empty one ends them, and what lies behind it is zero too. */
typedef struct Recent {
    char paths[RECENT_MAX][RECENT_PATH_SIZE];
} Recent; /* starts as {0} */

/* Puts a file in front. One that is not there, or whose path is too long, is not taken. */
void recent_add(Recent *recent, const char *path);

/* Leaves out what is no longer there. */
void recent_prune(Recent *recent);

int recent_count(const Recent *recent);

#endif

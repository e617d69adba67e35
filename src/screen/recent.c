#include "recent.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int recent_count(const Recent *recent) {
    int count = 0;
    while (count < RECENT_MAX && recent->paths[count][0]) count++;
    return count;
}

/* Closes the gap that a path leaves. */
static void leave_out(Recent *recent, int index) {
    memmove(recent->paths[index], recent->paths[index + 1],
            (size_t)(RECENT_MAX - 1 - index) * RECENT_PATH_SIZE);
    memset(recent->paths[RECENT_MAX - 1], 0, RECENT_PATH_SIZE);
}

void recent_add(Recent *recent, const char *path) {
    char *whole = realpath(path, NULL);
    if (whole && strlen(whole) < RECENT_PATH_SIZE) {
        for (int i = 0; i < recent_count(recent); i++)
            if (strcmp(recent->paths[i], whole) == 0) leave_out(recent, i);
        memmove(recent->paths[1], recent->paths[0], (RECENT_MAX - 1) * (size_t)RECENT_PATH_SIZE);
        memset(recent->paths[0], 0, RECENT_PATH_SIZE);
        strcpy(recent->paths[0], whole);
    }
    free(whole);
}

void recent_prune(Recent *recent) {
    for (int i = recent_count(recent) - 1; i >= 0; i--)
        if (access(recent->paths[i], R_OK) != 0) leave_out(recent, i);
}

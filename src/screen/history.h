/* Undo: snapshots of what a user can edit in a scene (not of trajectories, which follow from it). */
#ifndef SCREEN_HISTORY_H
#define SCREEN_HISTORY_H

#include "core/scene.h"

typedef struct History History;

enum { HISTORY_MAX = 100 };

History *history_start(void);
void history_end(History *history); /* may be NULL */

/* Remembers the scene as it is now, before a change, and forgets what could be redone. */
void history_remember(History *history, const Scene *scene);

/* Takes the last remembered state back if the scene is equal to it (an edit that was cancelled); whether. */
bool history_drop_unchanged(History *history, const Scene *scene);

/* Which document the scene belongs to: opening a file begins a new one, undo and redo go between them. */
void history_begin_document(History *history);
int history_document(const History *history);

bool history_can_undo(const History *history);
bool history_can_redo(const History *history);

/* Puts the scene back to the state before the last change, or forward again, and records its runs anew. False
 * where there is nothing to go to. */
bool history_undo(History *history, Scene *scene);
bool history_redo(History *history, Scene *scene);

#endif

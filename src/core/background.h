/* Work that goes on in a thread of its own, and what it tells: the events of a study, handed over one batch
 * at a time. */
#ifndef CORE_BACKGROUND_H
#define CORE_BACKGROUND_H

#include "study.h"

typedef struct Background Background;

/* Does its work in the background's thread; it asks background_go_on() often, and ends when that says so. It
 * returns whether all went well, with the error where not. */
typedef bool BackgroundBody(Background *background, void *context, Error *error);

/* NULL: the system gives no thread or no memory. The context is the body's alone until background_end(). */
Background *background_start(BackgroundBody *body, void *context);
/* Tells the body to end, waits for it; NULL is fine. */
void background_end(Background *background);

/* ---- for the body ---- */

/* Waits while it is paused; false: it is to end. */
bool background_go_on(Background *background);
/* Hands on an event. False: out of memory, or it is to end. */
bool background_tell(Background *background, const StudyEvent *event);

/* ---- for the one who started it ---- */

void background_pause(Background *background, bool paused);
/* Puts what was told since the last time into the study; the number of events, -1: out of memory. Never
 * waits for the body. */
int background_take(Background *background, Study *study);
/* Whether the body has returned, and everything it told was taken. Where it failed: the error (else its
 * message is empty). */
bool background_finished(Background *background, Error *error);

#endif

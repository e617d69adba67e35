/* Branches in the window: from the step at the playhead on a run is changed apart, while its old future stays
 * to be compared with. While a branch is open, every edit of its run counts from the branch on; else an edit
 * counts for the whole run, except of what the branch has changed. */
#ifndef SCREEN_BRANCHING_H
#define SCREEN_BRANCHING_H

#include "window.h"

/* The run whose last branch is open for edits, or -1. */
int branching_run(const Window *window);

/* Opens a branch of the run at the playhead; on a branch that is there already, opens that one; where it is
 * open, keeps it. Says why not where there is no step to branch at. */
void branching_toggle(Window *window, int run);
/* Closes the open branch and lets it stay; one that has changed nothing goes. */
void branching_keep(Window *window);
/* Takes the run's last branch back: the old future is the run's again. */
void branching_discard(Window *window, int run);

/* Before runs are recorded anew (index, or -1: all): what has been edited in a run counts for the part before
 * its branches too, unless its branch is open. */
void branching_follow(Window *window, int run);

/* The card: where the run branched, what changed, both losses at the playhead, and what may be done. */
enum { BRANCHING_CARD_HEIGHT = 128 };
void branching_draw_card(Window *window, int run, Rect card);

#endif

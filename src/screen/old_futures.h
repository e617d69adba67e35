/* What would have been: the paths of branched runs without their last branch, on the map up to the playhead,
 * with a diamond where they branched. */
#ifndef SCREEN_OLD_FUTURES_H
#define SCREEN_OLD_FUTURES_H

#include "drape.h"
#include "marks.h"

enum { OLD_FUTURES_MAX = 16 }; /* are shown with their tags; more branches would hide the map */

typedef struct OldFuture {
    int run;      /* in the scene */
    Point branch; /* where it branched */
    Point head;   /* where it would be */
    bool branch_shown, head_shown;
    char branch_text[48], head_text[96];
    Tag branch_tag, head_tag;
} OldFuture;

typedef struct OldFutures {
    Scene views; /* borrows rows of the runs' old futures */
    int run_of[SCENE_RUNS_MAX];
    Trails trails, flat; /* flat: before they are draped over a relief */
    OldFuture futures[OLD_FUTURES_MAX];
    int count;
} OldFutures; /* starts as {0} */

void old_futures_end(OldFutures *futures);

/* Finds what is to be seen at `playhead`. */
void old_futures_find(OldFutures *futures, const Scene *scene, const Projection *projection, double playhead);

/* Adds wishes for their tags, with keys from SCENE_RUNS_MAX on, and takes the places back in the same order;
 * at most 2 * OLD_FUTURES_MAX. */
int old_futures_wish(const OldFutures *futures, Canvas *canvas, TagWish *wishes);
void old_futures_place(OldFutures *futures, const Tag *places);

/* The paths, to be drawn under those of the runs; and what lies above them. */
void old_futures_draw_paths(OldFutures *futures, Canvas *canvas, const Theme *theme, const Scene *scene);
void old_futures_draw_marks(const OldFutures *futures, Canvas *canvas, const Theme *theme,
                            const Scene *scene);

#endif

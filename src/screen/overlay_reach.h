/* The shape of every optimizer's step, at its head: where the next step would lead if all gradients were
 * turned (core/reach.h). It goes through the step that the run does take. Shapes too small to be seen are
 * drawn larger, dashed, and say by how much. */
#ifndef SCREEN_OVERLAY_REACH_H
#define SCREEN_OVERLAY_REACH_H

#include "core/reach.h"

#include "overlay_view.h"

enum { REACH_DIRECTIONS = 64, REACH_KEPT = 32 };

/* A run replayed to a step, and the shape there. What is between two kept copies is replayed. */
typedef struct ReachRun {
    uint64_t key; /* of what the run is made from; 0: nothing is kept */
    Run now, kept[REACH_KEPT];
    int kept_count;
    int64_t interval; /* steps between kept copies */
    int64_t step;     /* that the shape belongs to; -1: none */
    bool shaped;
    double steps[REACH_DIRECTIONS][2];
} ReachRun;

void reach_run_end(ReachRun *reach); /* starts as {0} */

/* Replays a scene's run up to before `step` and takes its shape there; does nothing where it has it. */
void reach_run_update(ReachRun *reach, const Scene *scene, int run, int64_t step);

void overlay_draw_reach(OverlayView *view);

#endif

/* Everything shown, without a screen: a surface, runs on it, their trajectories. Files, window, command line
 * and tests all work on this. */
#ifndef CORE_SCENE_H
#define CORE_SCENE_H

#include "parallel.h"
#include "trajectory.h"

typedef struct SceneRun {
    char name[48]; /* shown and used in claims; unique in the scene */
    int colour;    /* slot in the theme's list of run colours */
    bool hidden;
    Recipe recipe;     /* in force at its end; without branches all the way */
    Branches branches; /* what it was before */
    Trajectory trajectory;
    Status status;
    Recipe recorded;          /* the recipe when the trajectory was recorded */
    Trajectory before_branch; /* the run without its last branch: what would have been; rows NULL where there
                                 is none, or no memory for it */
    Status before_status;
} SceneRun;

enum { SCENE_RUNS_MAX = 64 };

typedef struct Scene {
    char title[96];
    Surface surface;
    View view;
    SceneRun *runs; /* run_count of them, in the order shown */
    int run_count;
    int64_t steps;            /* of every run */
    uint64_t seed;            /* of every run */
    Criteria criteria, usual; /* what holds, and what does on this surface where nobody says otherwise */
    uint32_t streams;         /* streams given out so far */
} Scene;

/* An empty scene on a surface: its view, 500 steps, seed 1. The definition is borrowed. */
bool scene_start(Scene *scene, const SurfaceDefinition *definition, Error *error);
void scene_end(Scene *scene);

/* Exchanges the surface; runs keep their recipes but start at its start, with its tuned rates where it has
 * them, and without their branches, which belong to a place on the old one. */
bool scene_set_surface(Scene *scene, const SurfaceDefinition *definition, Error *error);

/* Appends a run of `recipe` (its seed, steps and stream are set by the scene) named `name` (NULL: after its
 * optimizer; made unique by a number) and records it. NULL where the scene is full. The pointer holds until
 * runs are added or removed. */
SceneRun *scene_add_run(Scene *scene, const Recipe *recipe, const char *name);
void scene_remove_run(Scene *scene, int index);
void scene_move_run(Scene *scene, int from, int to);

/* From `step` on (1 .. steps - 1) the run may be changed apart from what it was before: its recipe is then
 * the one in force there. Branches at that step or after it are given up, for they belong to another future.
 * Changes no path by itself. False where it has BRANCHES_MAX already. */
bool scene_branch(Scene *scene, int index, int64_t step);
/* Takes the last branch back and records the run as it would have been. */
void scene_unbranch(Scene *scene, int index);

/* After a change of one run's recipe (index), or of the surface, steps or seed (-1: all runs): records anew.
 */
void scene_recompute(Scene *scene, int index);
/* The same, runs side by side on the threads (NULL: this one alone). */
void scene_recompute_together(Scene *scene, int index, Parallel *threads);

/* The run called `name`, or NULL. */
SceneRun *scene_find_run(const Scene *scene, const char *name);

#endif

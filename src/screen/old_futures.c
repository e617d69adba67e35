#include "old_futures.h"

#include "branch_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const float SHARE = 0.8f, BRANCH_RADIUS = 9;

void old_futures_end(OldFutures *futures) {
    trails_end(&futures->trails);
    trails_end(&futures->flat);
    free(futures->views.runs);
    *futures = (OldFutures){0};
}

static const Branch *last_branch(const SceneRun *run) {
    return run->branches.count > 0 ? &run->branches.at[run->branches.count - 1] : NULL;
}

static void find_one(OldFutures *futures, const Scene *scene, const Projection *projection, double playhead,
                     int i) {
    const SceneRun *run = &scene->runs[i];
    const Branch *branch = last_branch(run);
    const Trajectory *old = &run->before_branch;
    if (run->hidden || !branch || !old->rows || (double)branch->step > playhead || branch->step > old->steps)
        return;
    /* One that had ended before has no other future. */
    if (trails_head_step(run, playhead) < (double)branch->step) return;
    double x = trajectory_at(old, branch->step, QUANTITY_X), y = trajectory_at(old, branch->step, QUANTITY_Y);
    OldFuture *future = &futures->futures[futures->count++];
    *future = (OldFuture){.run = i};
    future->branch_shown = projection_sight(projection, x, y, 0, &future->branch) != SIGHT_NONE;
    char words[64];
    branch_words(&branch->before, &run->recipe, words, sizeof words);
    snprintf(future->branch_text, sizeof future->branch_text, "branched at step %" PRId64, branch->step);
    snprintf(future->head_text, sizeof future->head_text, "before: %s", words);
    if ((double)branch->step >= playhead) return;
    futures->run_of[futures->views.run_count] = futures->count - 1;
    /* From its start on, for what both have in common lies under the run itself. Rows stay the scene's. */
    futures->views.runs[futures->views.run_count++] =
        (SceneRun){.colour = run->colour, .status = run->before_status, .trajectory = *old};
}

void old_futures_find(OldFutures *futures, const Scene *scene, const Projection *projection,
                      double playhead) {
    int branched = 0;
    futures->count = futures->views.run_count = futures->trails.count = 0;
    for (int i = 0; i < scene->run_count; i++) branched += scene->runs[i].branches.count > 0;
    if (branched == 0) return;
    if (!futures->views.runs) futures->views.runs = calloc(OLD_FUTURES_MAX, sizeof(SceneRun));
    if (!futures->views.runs) return;
    for (int i = 0; i < scene->run_count && futures->count < OLD_FUTURES_MAX; i++)
        find_one(futures, scene, projection, playhead, i);
    drape(&futures->trails, &futures->flat, &futures->views, projection, playhead, -1);
    for (int i = 0; i < futures->trails.count; i++) {
        const Trail *trail = &futures->trails.trails[i];
        OldFuture *future = &futures->futures[futures->run_of[trail->run]];
        future->head_shown = trail->head_shown;
        future->head = trail->head_at;
    }
}

int old_futures_wish(const OldFutures *futures, Canvas *canvas, TagWish *wishes) {
    int count = 0;
    for (int i = 0; i < futures->count; i++) {
        const OldFuture *future = &futures->futures[i];
        int key = SCENE_RUNS_MAX + 2 * i;
        if (future->head_shown)
            wishes[count++] =
                (TagWish){key, future->head, mark_tag_width(canvas, future->head_text), TAG_HEIGHT};
        if (future->branch_shown)
            wishes[count++] =
                (TagWish){key + 1, future->branch, mark_tag_width(canvas, future->branch_text), TAG_HEIGHT};
    }
    return count;
}

void old_futures_place(OldFutures *futures, const Tag *places) {
    for (int i = 0; i < futures->count; i++) {
        OldFuture *future = &futures->futures[i];
        if (future->head_shown) future->head_tag = *places++;
        if (future->branch_shown) future->branch_tag = *places++;
    }
}

static Color color_of(const OldFutures *futures, const Theme *theme, const Scene *scene, int trail) {
    int run = futures->futures[futures->run_of[futures->trails.trails[trail].run]].run;
    return theme_run(theme, scene->runs[run].colour).color;
}

void old_futures_draw_paths(OldFutures *futures, Canvas *canvas, const Theme *theme, const Scene *scene) {
    const Trails *trails = &futures->trails;
    for (int i = 0; i < trails->count; i++)
        trails_draw_hollow(trails, i, canvas, theme, theme_fade(color_of(futures, theme, scene, i), SHARE));
}

void old_futures_draw_marks(const OldFutures *futures, Canvas *canvas, const Theme *theme,
                            const Scene *scene) {
    for (int i = 0; i < futures->count; i++) {
        const OldFuture *future = &futures->futures[i];
        Color color = theme_run(theme, scene->runs[future->run].colour).color;
        if (future->head_shown) {
            mark_leader(canvas, theme, &future->head_tag, future->head, color);
            mark_old_head(canvas, theme, future->head, color);
            mark_old_tag(canvas, theme, &future->head_tag, future->head_text, color);
        }
        if (future->branch_shown) {
            mark_leader(canvas, theme, &future->branch_tag, future->branch, color);
            mark_branch(canvas, theme, future->branch, BRANCH_RADIUS, theme->dark ? theme->bg0 : theme->mark,
                        color);
            mark_tag(canvas, theme, &future->branch_tag, future->branch_text, color, false);
        }
    }
}

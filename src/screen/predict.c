#include "predict.h"

#include "edits.h"
#include "inspector_view.h"
#include "selection.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const double LEAST_WAY = 0.01; /* of the view's diagonal: what a pointer can tell apart */
static const float AIM_PIXELS = 8, AIM_FINE = 1;

int predict_run(const Window *window) {
    const Prediction *prediction = &window->prediction;
    if (!prediction->frozen || prediction->surface != window->scene.surface.definition) return -1;
    int run = window_run_of(window, prediction->stream);
    return run >= 0 && prediction->step <= window->scene.steps ? run : -1;
}

bool predict_hides(const Window *window) {
    const Prediction *prediction = &window->prediction;
    return predict_run(window) >= 0 && !(prediction->revealed && prediction->target == PREDICT_END);
}

int64_t predict_known_step(const Window *window) {
    const Prediction *prediction = &window->prediction;
    if (!predict_hides(window)) return window->scene.steps;
    return prediction->step + prediction->revealed;
}

static World point_at(const SceneRun *run, double step) {
    int64_t k = (int64_t)map_head_step(run, step);
    return (World){trajectory_at(&run->trajectory, k, QUANTITY_X),
                   trajectory_at(&run->trajectory, k, QUANTITY_Y)};
}

World predict_head(const Window *window) {
    return point_at(&window->scene.runs[predict_run(window)], (double)window->prediction.step);
}

World predict_truth(const Window *window) {
    const Prediction *prediction = &window->prediction;
    return point_at(&window->scene.runs[predict_run(window)],
                    prediction->target == PREDICT_NEXT ? (double)prediction->step + 1 : INFINITY);
}

double predict_points(const Window *window, World guess) {
    const View *view = &window->scene.view;
    World from = predict_head(window), truth = predict_truth(window);
    double way = hypot(truth.x - from.x, truth.y - from.y),
           miss = hypot(truth.x - guess.x, truth.y - guess.y);
    way = fmax(way, LEAST_WAY * hypot(view->x[1] - view->x[0], view->y[1] - view->y[0]));
    double share = miss / way;
    return isfinite(share) ? 100 / (1 + share * share) : 0;
}

/* ---- the rounds ---- */

static void begin_round(Window *window) {
    Prediction *prediction = &window->prediction;
    prediction->step = window_step(window);
    prediction->count = 0;
    prediction->revealed = prediction->aiming = false;
    window_set_playhead(window, (double)prediction->step);
    window->edits++;
}

void predict_toggle(Window *window, int run) {
    Prediction *prediction = &window->prediction;
    if (predict_run(window) >= 0) {
        predict_leave(window);
        return;
    }
    if (run < 0) return;
    if (window_step(window) >= window->scene.steps) {
        window_toast(window, "Go back to a step before the last: what comes after it can be predicted");
        return;
    }
    window->playing = false;
    inspector_close(window); /* it would tell */
    *prediction = (Prediction){.frozen = true,
                               .stream = window->scene.runs[run].recipe.stream,
                               .surface = window->scene.surface.definition};
    begin_round(window);
}

void predict_leave(Window *window) {
    if (!window->prediction.frozen) return;
    window->prediction.frozen = false;
    window->edits++;
}

void predict_guess(Window *window, World world) {
    Prediction *prediction = &window->prediction;
    if (predict_run(window) < 0 || prediction->revealed || !isfinite(world.x) || !isfinite(world.y)) return;
    if (prediction->count == GUESSES_MAX)
        memmove(prediction->guesses, prediction->guesses + 1, --prediction->count * sizeof(World));
    prediction->guesses[prediction->count++] = world;
    window->edits++;
}

void predict_reveal(Window *window) {
    Prediction *prediction = &window->prediction;
    bool last = prediction->target == PREDICT_END || prediction->step + 1 >= window->scene.steps;
    if (predict_run(window) < 0) return;
    if (prediction->revealed && last) {
        predict_leave(window);
    } else if (prediction->revealed) {
        begin_round(window);
    } else if (prediction->count == 0) {
        window_toast(window, "Guess first: click the map, or aim with the arrows and press Space");
    } else {
        double best = 0;
        for (int i = 0; i < prediction->count; i++)
            best = fmax(best, predict_points(window, prediction->guesses[i]));
        prediction->score += rint(best);
        prediction->rounds++;
        prediction->revealed = true;
        window_set_playhead(window, prediction->target == PREDICT_NEXT ? (double)prediction->step + 1
                                                                       : (double)window->scene.steps);
        window->edits++;
    }
}

/* ---- keys ---- */

static const struct AimKey {
    Key key;
    float x, y;
} aim_keys[] = {{KEY_LEFT, -1, 0}, {KEY_RIGHT, 1, 0}, {KEY_UP, 0, -1}, {KEY_DOWN, 0, 1}};

static void aim(Window *window, const struct AimKey *key, float pixels) {
    Prediction *prediction = &window->prediction;
    if (!prediction->aiming) prediction->aim = predict_head(window);
    Point at = map_to_screen(window->map, prediction->aim);
    World to = map_to_world(window->map, (Point){at.x + key->x * pixels, at.y + key->y * pixels});
    if (!isnan(to.x)) prediction->aim = to; /* beside the relief there is nothing to aim at */
    prediction->aiming = true;
    window->edits++;
}

void predict_take_keys(Window *window) {
    Ui *ui = window->ui;
    Prediction *prediction = &window->prediction;
    if (prediction->frozen && predict_run(window) < 0) predict_leave(window);
    if (!prediction->frozen) return;
    bool guessing = !prediction->revealed;
    for (size_t i = 0; guessing && i < sizeof aim_keys / sizeof *aim_keys; i++) {
        if (ui_key(ui, aim_keys[i].key, 0)) aim(window, &aim_keys[i], AIM_PIXELS);
        if (ui_key(ui, aim_keys[i].key, MODIFIER_SHIFT)) aim(window, &aim_keys[i], AIM_FINE);
    }
    if (guessing && prediction->aiming && ui_key(ui, KEY_SPACE, 0)) predict_guess(window, prediction->aim);
    if (guessing && prediction->count > 0 && ui_key(ui, (Key)'Z', MODIFIER_CONTROL)) {
        prediction->count--;
        window->edits++;
    }
    if (ui_key(ui, KEY_ENTER, 0)) predict_reveal(window);
    if (prediction->frozen && ui_key(ui, KEY_ESCAPE, 0)) predict_leave(window);
}

#include "timeline.h"

#include "edits.h"

#include <math.h>

static const double STEPS_PER_SECOND = 60; /* at speed 1 */

bool timeline_loop(const Window *window, int64_t *from, int64_t *to) {
    const TimeLoop *loop = &window->loop;
    int64_t steps = window->scene.steps;
    *from = loop->from < steps ? loop->from : steps;
    *to = loop->to < steps ? loop->to : steps;
    return loop->on && *to > *from;
}

void timeline_advance(Window *window, double seconds) {
    int64_t from, to;
    if (!window->playing) return;
    double before = window->playhead,
           playhead = before + seconds * STEPS_PER_SECOND * window_speeds[window->speed];
    bool looping = timeline_loop(window, &from, &to);
    if (looping && before <= (double)to && playhead >= (double)to)
        playhead = (double)from + fmod(playhead - (double)to, (double)(to - from));
    else if (playhead >= (double)window->scene.steps)
        window->playing = false;
    window_set_playhead(window, playhead);
}

void timeline_set_loop(Window *window, int64_t from, int64_t to) {
    TimeLoop *loop = &window->loop;
    loop->on = from != to;
    loop->from = from < to ? from : to;
    loop->to = from < to ? to : from;
    window->edits++;
}

void timeline_mark(Window *window, bool last) {
    TimeLoop *loop = &window->loop;
    int64_t step = window_step(window);
    if (last)
        timeline_set_loop(window, loop->from < step ? loop->from : 0, step);
    else
        timeline_set_loop(window, step, loop->to > step ? loop->to : window->scene.steps);
    if (!loop->on) window_toast(window, "A loop has at least one step: mark its other end elsewhere");
}

void timeline_toggle_loop(Window *window) {
    int64_t from, to;
    window->loop.on = !window->loop.on;
    if (window->loop.on && !timeline_loop(window, &from, &to))
        timeline_set_loop(window, 0, window->scene.steps);
    window->edits++;
}

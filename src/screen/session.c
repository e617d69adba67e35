#include "session.h"

#include "canvas_cairo.h"
#include "core/nearest.h"
#include "edits.h"
#include "state.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double FRAME_SECONDS = 1.0 / 60;
enum { KEPT_MAX = 64 };

typedef struct Session {
    Window *window;
    const Script *script;
    const ScriptLine *line;
    SessionHost host;
    Error *error;
    Point pointer;
    struct Kept {
        char word[64];
        char value[sizeof((StateEntry *)0)->value];
    } kept[KEPT_MAX];
    int kept_count;
} Session;

static SessionResult bad(Session *session, int column, const char *hint, const char *message,
                         const char *detail) {
    error_set(session->error, session->line->line, column, hint, "%s%s", message, detail);
    return SESSION_BAD_SCRIPT;
}

/* ---- events ---- */

static SessionResult frame(Session *session) {
    Canvas *canvas = session->host.canvas(session->host.context, session->window, session->error);
    if (!canvas) return SESSION_BAD_SCRIPT;
    window_frame(session->window, canvas, FRAME_SECONDS);
    if (session->host.present) session->host.present(session->host.context);
    return SESSION_DONE;
}

static SessionResult frames(Session *session, int count) {
    SessionResult result = SESSION_DONE;
    for (int i = 0; i < count && result == SESSION_DONE; i++) result = frame(session);
    return result;
}

static void feed_pointer(Session *session, EventKind kind, Point at, int clicks) {
    Event event = {.kind = kind,
                   .x = at.x,
                   .y = at.y,
                   .button = session->line->button,
                   .clicks = clicks,
                   .modifiers = session->line->modifiers};
    session->pointer = at;
    window_feed(session->window, &event);
}

static bool find_place(Session *session, const Place *place, Point *at) {
    const Window *window = session->window;
    *at = (Point){place->x, place->y};
    if (place->kind == PLACE_PIXELS) return true;
    if (place->kind == PLACE_WORLD) {
        Point point = map_to_screen(window->map, (World){place->world[0], place->world[1]});
        *at = (Point){point.x + place->x, point.y + place->y};
        return true;
    }
    Rect area;
    if (window_find(window, place->widget, &area)) {
        *at = (Point){area.x + area.w / 2 + place->x, area.y + area.h / 2 + place->y};
        return true;
    }
    Nearest nearest = nearest_start(place->widget);
    for (int i = 0; i < ui_record_count(window->ui); i++)
        nearest_offer(&nearest, ui_record(window->ui, i)->name);
    char hint[160];
    bad(session, place->column, nearest_hint(&nearest, NULL, hint, sizeof hint),
        "nothing on the screen is called ", place->widget);
    return false;
}

static SessionResult play_drag(Session *session, Point from, Point to) {
    int count = (int)session->line->numbers[0];
    feed_pointer(session, EVENT_MOVE, from, 0);
    feed_pointer(session, EVENT_DOWN, from, 1);
    SessionResult result = frame(session);
    for (int i = 1; i <= count && result == SESSION_DONE; i++) {
        float share = (float)i / (float)count;
        Point at = {from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share};
        feed_pointer(session, EVENT_MOVE, at, 0);
        result = frame(session);
    }
    feed_pointer(session, EVENT_UP, to, 1);
    return result == SESSION_DONE ? frame(session) : result;
}

static SessionResult play_pointer(Session *session) {
    const ScriptLine *line = session->line;
    Point at = session->pointer, to;
    bool has_place = line->action != SCRIPT_DOWN && line->action != SCRIPT_UP;
    if (has_place && !find_place(session, &line->places[0], &at)) return SESSION_BAD_SCRIPT;
    if (has_place) feed_pointer(session, EVENT_MOVE, at, 0);
    switch (line->action) {
    case SCRIPT_DOWN: feed_pointer(session, EVENT_DOWN, at, 1); break;
    case SCRIPT_UP: feed_pointer(session, EVENT_UP, at, 1); break;
    case SCRIPT_CLICK:
    case SCRIPT_DOUBLE:
        for (int clicks = 1; clicks <= (line->action == SCRIPT_DOUBLE ? 2 : 1); clicks++) {
            feed_pointer(session, EVENT_DOWN, at, clicks);
            feed_pointer(session, EVENT_UP, at, clicks);
        }
        break;
    case SCRIPT_DRAG:
        if (!find_place(session, &line->places[1], &to)) return SESSION_BAD_SCRIPT;
        return play_drag(session, at, to);
    case SCRIPT_WHEEL: {
        Event event = {.kind = EVENT_WHEEL,
                       .x = at.x,
                       .y = at.y,
                       .notches = (float)line->numbers[0],
                       .modifiers = line->modifiers};
        window_feed(session->window, &event);
        break;
    }
    default: break; /* SCRIPT_MOVE */
    }
    return frame(session);
}

static SessionResult play_keyboard(Session *session) {
    const ScriptLine *line = session->line;
    Event event = {.kind = EVENT_KEY, .key = line->key, .modifiers = line->modifiers};
    if (line->action == SCRIPT_TEXT) {
        /* As a keyboard does it: in pieces. */
        event.kind = EVENT_TEXT;
        for (const char *at = line->text; *at;) {
            size_t length = 1;
            while (((unsigned char)at[length] & 0xC0) == 0x80) length++;
            memcpy(event.text, at, length);
            event.text[length] = 0;
            window_feed(session->window, &event);
            at += length;
        }
        return frame(session);
    }
    window_feed(session->window, &event);
    return frame(session);
}

static SessionResult play_size(Session *session) {
    const ScriptLine *line = session->line;
    Event event = {.kind = EVENT_RESIZE, .w = (int)line->numbers[0], .h = (int)line->numbers[1]};
    if (line->action == SCRIPT_SCALE) event = (Event){.kind = EVENT_SCALE, .scale = (float)line->numbers[0]};
    window_feed(session->window, &event);
    return frame(session);
}

static SessionResult play_drop(Session *session) {
    window_feed(session->window, &(Event){.kind = EVENT_DROP, .path = session->line->text});
    return frame(session);
}

/* ---- looking ---- */

static SessionResult play_shot(Session *session) {
    if (window_write_picture(session->window, session->line->text, session->error)) return SESSION_DONE;
    session->error->line = session->line->line;
    return SESSION_BAD_SCRIPT;
}

static SessionResult play_dump(Session *session) {
    const char *path = session->line->text;
    State state;
    if (!state_take(&state, session->window)) return bad(session, 1, NULL, "not enough memory", "");
    FILE *file = path[0] ? fopen(path, "w") : stdout;
    SessionResult result = SESSION_DONE;
    if (file)
        state_print(&state, file);
    else
        result = bad(session, session->line->column, strerror(errno), "cannot write ", path);
    if (file && file != stdout) fclose(file);
    state_end(&state);
    return result;
}

/* The value of the line's entry, copied; NULL and an error where there is none of that name. */
static const char *find_entry(Session *session, const State *state) {
    const char *name = session->line->name, *value = state_find(state, name);
    if (value) return value;
    Nearest nearest = nearest_start(name);
    for (int i = 0; i < state->count; i++) nearest_offer(&nearest, state->entries[i].name);
    char hint[160];
    bad(session, session->line->column, nearest_hint(&nearest, NULL, hint, sizeof hint), "the state has no ",
        name);
    return NULL;
}

static SessionResult keep(Session *session, const char *value) {
    const char *word = session->line->text;
    int index = 0;
    while (index < session->kept_count && strcmp(session->kept[index].word, word) != 0) index++;
    if (index == KEPT_MAX) return bad(session, session->line->column, NULL, "too much is kept already", "");
    if (index == session->kept_count) session->kept_count++;
    snprintf(session->kept[index].word, sizeof session->kept[index].word, "%.63s", word);
    snprintf(session->kept[index].value, sizeof session->kept[index].value, "%s", value);
    return SESSION_DONE;
}

static SessionResult expect(Session *session, const char *actual) {
    const ScriptLine *line = session->line;
    const char *expected = line->text;
    if (expected[0] == '$') {
        const struct Kept *found = NULL;
        for (int i = 0; i < session->kept_count; i++)
            if (strcmp(session->kept[i].word, expected + 1) == 0) found = &session->kept[i];
        if (!found) return bad(session, line->column, NULL, "nothing was kept as ", expected + 1);
        expected = found->value;
    }
    if (script_compare(line->comparison, actual, expected)) return SESSION_DONE;
    error_set(session->error, line->line, line->column, NULL, "expected %.60s %s %.60s, but it is %.60s",
              line->name, script_comparison_name(line->comparison), expected, actual);
    return SESSION_FAILED_EXPECTATION;
}

static SessionResult play_check(Session *session) {
    State state;
    if (!state_take(&state, session->window)) return bad(session, 1, NULL, "not enough memory", "");
    const char *value = find_entry(session, &state);
    SessionResult result = SESSION_BAD_SCRIPT;
    if (value) result = session->line->action == SCRIPT_KEEP ? keep(session, value) : expect(session, value);
    state_end(&state);
    return result;
}

/* What happens beside the frames, a training, takes as many of them as it takes. */
static SessionResult play_until(Session *session) {
    SessionResult result = play_check(session);
    for (int i = 0; i < SCRIPT_FRAMES_MAX && result == SESSION_FAILED_EXPECTATION; i++) {
        result = frame(session);
        if (result == SESSION_DONE) result = play_check(session);
    }
    return result;
}

/* ---- time ---- */

static int compare_doubles(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_row(const char *what, double *times, int count) {
    qsort(times, (size_t)count, sizeof *times, compare_doubles);
    int last = (int)ceil(0.99 * count) - 1;
    printf("  %-10s median %.3f ms, 99 %% %.3f ms, worst %.3f ms\n", what, times[count / 2], times[last],
           times[count - 1]);
}

/* Of all frames, or of those that recorded runs anew. */
static void print_frames(const Window *window, bool recorded) {
    int frames = (int)(window->timing_count < TIMINGS_MAX ? window->timing_count : TIMINGS_MAX), count = 0;
    double recompute[TIMINGS_MAX], draw[TIMINGS_MAX], both[TIMINGS_MAX];
    for (int i = 0; i < frames; i++) {
        const Timing *timing = &window->timings[i];
        if (recorded && timing->recompute == 0) continue;
        recompute[count] = timing->recompute;
        draw[count] = timing->draw;
        both[count++] = timing->recompute + timing->draw;
    }
    if (count == 0) return;
    printf("%d frames%s at %d x %d\n", count, recorded ? " that recompute" : "", window->w, window->h);
    print_row("recompute", recompute, count);
    print_row("draw", draw, count);
    print_row("both", both, count);
}

void session_print_times(const Window *window) {
    print_frames(window, false);
    print_frames(window, true);
}

static SessionResult play_time(Session *session) {
    session_print_times(session->window);
    session->window->timing_count = 0;
    return SESSION_DONE;
}

/* ---- the play ---- */

static SessionResult play_line(Session *session) {
    switch (session->line->action) {
    case SCRIPT_MOVE:
    case SCRIPT_DOWN:
    case SCRIPT_UP:
    case SCRIPT_CLICK:
    case SCRIPT_DOUBLE:
    case SCRIPT_DRAG:
    case SCRIPT_WHEEL: return play_pointer(session);
    case SCRIPT_KEY:
    case SCRIPT_TEXT: return play_keyboard(session);
    case SCRIPT_WAIT: return frames(session, (int)session->line->numbers[0]);
    case SCRIPT_RESIZE:
    case SCRIPT_SCALE: return play_size(session);
    case SCRIPT_DROP: return play_drop(session);
    case SCRIPT_SHOT: return play_shot(session);
    case SCRIPT_DUMP: return play_dump(session);
    case SCRIPT_KEEP:
    case SCRIPT_EXPECT: return play_check(session);
    case SCRIPT_UNTIL: return play_until(session);
    case SCRIPT_TIME: return play_time(session);
    case SCRIPT_QUIT: return SESSION_DONE;
    }
    return SESSION_DONE;
}

SessionResult session_play(Window *window, const Script *script, SessionHost host, Error *error) {
    Session *session = calloc(1, sizeof *session);
    *error = (Error){.line = 0};
    if (!session) {
        error_set(error, 0, 0, NULL, "not enough memory");
        return SESSION_BAD_SCRIPT;
    }
    *session =
        (Session){.window = window, .script = script, .host = host, .error = error, .pointer = {-1, -1}};
    SessionResult result = frame(session); /* so that there are widgets to point at */
    for (int i = 0; i < script->count && result == SESSION_DONE; i++) {
        session->line = &script->lines[i];
        if (session->line->action == SCRIPT_QUIT) break;
        result = play_line(session);
    }
    if (result != SESSION_DONE) snprintf(error->file, sizeof error->file, "%s", script->file);
    free(session);
    return result;
}

/* ---- the image in memory ---- */

static Canvas *offscreen_canvas(void *context, const Window *window, Error *error) {
    Offscreen *offscreen = context;
    float scale = window_scale(window);
    bool ready = true;
    if (!offscreen->canvas)
        offscreen->canvas = canvas_cairo_start(window->w, window->h, scale, error);
    else if (offscreen->w != window->w || offscreen->h != window->h || offscreen->scale != scale)
        ready = canvas_cairo_resize(offscreen->canvas, window->w, window->h, scale, error);
    offscreen->w = window->w;
    offscreen->h = window->h;
    offscreen->scale = scale;
    return ready ? offscreen->canvas : NULL;
}

SessionHost offscreen_host(Offscreen *offscreen) {
    *offscreen = (Offscreen){.canvas = NULL};
    return (SessionHost){.canvas = offscreen_canvas, .context = offscreen};
}

void offscreen_end(Offscreen *offscreen) {
    if (offscreen->canvas) canvas_free(offscreen->canvas);
    offscreen->canvas = NULL;
}

#include "start_keys.h"

#include "predict.h"
#include "stage.h"
#include "ui_internal.h"

#include <math.h>
#include <stdio.h>

enum { RING_RADIUS = 20 };

/* Whether no run before this one starts at the same point. */
static bool is_first(const Scene *scene, int run) {
    for (int i = 0; i < run; i++)
        if (map_same_start(&scene->runs[i], &scene->runs[run])) return false;
    return true;
}

static void take_keys(Window *window, int run) {
    static const struct Arrow {
        Key key;
        int x, y;
    } arrows[] = {{KEY_LEFT, -1, 0}, {KEY_RIGHT, 1, 0}, {KEY_UP, 0, 1}, {KEY_DOWN, 0, -1}};
    View view = camera_view(map_camera(window->map));
    bool linked[SCENE_RUNS_MAX];
    int index = 0;
    for (KeyPress *key; (key = ui_next_key(window->ui, &index));) {
        for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++) {
            bool plain = !(key->event.modifiers & ~(unsigned)MODIFIER_SHIFT);
            if (key->event.kind != EVENT_KEY || key->event.key != arrows[i].key || !plain) continue;
            const Scene *scene = &window->scene;
            const double *start = scene->runs[run].recipe.start;
            double share = key->event.modifiers & MODIFIER_SHIFT ? 0.001 : 0.01;
            double x = start[0] + share * arrows[i].x * (view.x[1] - view.x[0]);
            double y = start[1] + share * arrows[i].y * (view.y[1] - view.y[0]);
            for (int k = 0; k < scene->run_count; k++)
                linked[k] = map_same_start(&scene->runs[run], &scene->runs[k]);
            key->taken = true;
            stage_move_starts(window, linked, x, y);
        }
    }
}

void start_keys_input(Window *window) {
    if (predict_run(window) >= 0) return; /* nothing is moved while somebody guesses */
    ui_push_name(window->ui, "from");
    for (int run = 0; run < window->scene.run_count; run++) {
        if (!is_first(&window->scene, run)) continue;
        const double *start = window->scene.runs[run].recipe.start;
        char name[12], value[48];
        snprintf(name, sizeof name, "%d", run + 1);
        snprintf(value, sizeof value, "%.4g, %.4g", start[0], start[1]);
        Point at = map_to_screen(window->map, (World){start[0], start[1]});
        Rect frame = map_frame(window->map);
        at.x = fminf(fmaxf(at.x, frame.x), frame.x + frame.w); /* NaN, behind the relief: left */
        at.y = fminf(fmaxf(at.y, frame.y), frame.y + frame.h);
        /* Without an area: the pointer takes hold of the map. */
        UiItem item = ui_item(window->ui, name, (Rect){at.x, at.y, 0, 0}, UI_TAKES_FOCUS | UI_TAKES_ARROWS);
        ui_item_value(window->ui, value);
        if (item.focused) take_keys(window, run);
    }
    ui_pop_name(window->ui);
}

void start_keys_draw(Window *window) {
    int run;
    if (!ui_focus_is_visible(window->ui) || sscanf(ui_focused(window->ui), "from.%d", &run) != 1) return;
    if (run < 1 || run > window->scene.run_count) return;
    const double *start = window->scene.runs[run - 1].recipe.start;
    Canvas *canvas = ui_canvas(window->ui);
    canvas_push_clip(canvas, map_frame(window->map));
    canvas_ring(canvas, map_to_screen(window->map, (World){start[0], start[1]}), RING_RADIUS, 2,
                ui_theme(window->ui)->accent);
    canvas_pop_clip(canvas);
}

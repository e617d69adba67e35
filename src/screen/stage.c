#include "stage.h"

#include "edits.h"
#include "inspector_view.h"
#include "overlay_quadratic.h"
#include "overlay_rose.h"
#include "plots_row.h"
#include "selection.h"
#include "start_keys.h"
#include "traces_chip.h"
#include "trails.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ZOOM_BUTTON = 36, ZOOM_MARGIN = 8, HEAD_RADIUS = 10, START_RADIUS = 14, CLICK_REACH = 3 };

static const double TOOLTIP_SECONDS = 0.08;
static const double WHEEL_ZOOM = 1.15, BUTTON_ZOOM = 1.5;

static Point subtract(Point a, Point b) {
    return (Point){a.x - b.x, a.y - b.y};
}
static Point middle(Rect area) {
    return (Point){area.x + area.w / 2, area.y + area.h / 2};
}

/* ---- the starts ---- */

void stage_move_starts(Window *window, const bool *linked, double x, double y) {
    Scene *scene = &window->scene;
    for (int i = 0; i < scene->run_count; i++) {
        double *start = scene->runs[i].recipe.start;
        if (!linked[i] || (start[0] == x && start[1] == y)) continue;
        window_before_edit(window, "start");
        start[0] = x;
        start[1] = y;
        window_recompute(window, i);
    }
}

static void start_all_at(Window *window, World world) {
    bool all[SCENE_RUNS_MAX];
    memset(all, true, sizeof all);
    if (isfinite(world.x) && isfinite(world.y)) stage_move_starts(window, all, world.x, world.y);
}

static void begin_start_drag(Window *window, const MapHit *hit) {
    const Scene *scene = &window->scene;
    const SceneRun *held = &scene->runs[hit->run];
    window->map_drag = MAP_DRAG_START;
    window->drag_run = hit->run;
    window->drag_offset = hit->offset;
    memcpy(window->drag_start, held->recipe.start, sizeof window->drag_start);
    for (int i = 0; i < scene->run_count; i++) window->drag_linked[i] = map_same_start(held, &scene->runs[i]);
}

/* ---- the map ---- */

/* A click on a head or a tag opens and closes the run's card. */
static void click_head(Window *window, int run) {
    window_set_expanded(window, run, !window_is_expanded(window, run));
    window->reveal_run = run;
    if (window->layout.drawer) window->drawer_open = true;
}

static void press_map(Window *window, const UiItem *item, const MapHit *hit) {
    bool editable = predict_run(window) < 0;
    if (item->button == BUTTON_RIGHT) {
        if (editable) start_all_at(window, hit->world);
    } else if (hit->target == MAP_HANDLE && editable) {
        begin_start_drag(window, hit);
    } else if (item->clicks >= 2) {
        map_reset(window->map, &window->scene, true);
    } else {
        bool shift = ui_modifiers(window->ui) & MODIFIER_SHIFT;
        window->map_drag = map_is_relief(window->map) && !shift ? MAP_DRAG_TURN : MAP_DRAG_PAN;
        window->drag_from = window->drag_at = item->press;
    }
}

static void move_picture(Window *window, Point by) {
    if (window->map_drag == MAP_DRAG_TURN)
        map_turn(window->map, by.x, by.y);
    else
        map_pan(window->map, by.x, by.y);
}

static void drag_map(Window *window) {
    Point pointer = ui_pointer(window->ui);
    if (window->map_drag == MAP_DRAG_START) {
        World world = map_to_world(window->map, subtract(pointer, window->drag_offset));
        if (!isnan(world.x)) stage_move_starts(window, window->drag_linked, world.x, world.y);
    } else if (window->map_drag != MAP_DRAG_NONE) {
        move_picture(window, subtract(pointer, window->drag_at));
        window->drag_at = pointer;
    }
}

static void cancel_drag(Window *window) {
    if (window->map_drag == MAP_DRAG_START)
        stage_move_starts(window, window->drag_linked, window->drag_start[0], window->drag_start[1]);
    else if (window->map_drag != MAP_DRAG_NONE)
        move_picture(window, subtract(window->drag_from, window->drag_at));
    window->map_drag = MAP_DRAG_NONE;
}

static void input_map(Window *window) {
    Ui *ui = window->ui;
    UiItem item = ui_item(ui, "map", map_frame(window->map), UI_TAKES_WHEEL | UI_RIGHT_BUTTON);
    MapHit hit = map_hit(window->map, &window->scene, ui_pointer(ui));
    if (item.pressed) press_map(window, &item, &hit);
    if (item.cancelled)
        cancel_drag(window);
    else if (window->map_drag != MAP_DRAG_NONE)
        drag_map(window);
    bool moved =
        fabsf(ui_pointer(ui).x - item.press.x) + fabsf(ui_pointer(ui).y - item.press.y) > CLICK_REACH;
    bool clicked = item.clicked && item.button == BUTTON_LEFT && !moved;
    if (clicked && predict_hides(window))
        predict_guess(window, hit.world);
    else if (clicked && hit.target == MAP_HEAD)
        click_head(window, hit.run);
    if (!item.held || item.released) window->map_drag = MAP_DRAG_NONE;
    if (item.wheel != 0) map_zoom_at(window->map, ui_pointer(ui), pow(WHEEL_ZOOM, item.wheel), false);

    bool over = item.hovered && !item.held;
    window->hover_run = over && hit.target == MAP_HEAD ? hit.run : -1;
    window->hover_handle = over && hit.target == MAP_HANDLE ? hit.run : -1;
    bool on_plane = over && hit.target == MAP_PLANE;
    if (!on_plane)
        window->hover_since = -1;
    else if (window->hover_since < 0)
        window->hover_since = window->seconds;
    bool moves = window->map_drag == MAP_DRAG_PAN || window->map_drag == MAP_DRAG_TURN;
    ui_set_cursor(ui, moves                                                             ? UI_CURSOR_MOVE
                      : window->map_drag == MAP_DRAG_START || window->hover_handle >= 0 ? UI_CURSOR_HAND
                                                                                        : UI_CURSOR_ARROW);
}

static bool tooltip_due(const Window *window) {
    return window->hover_since >= 0 && window->seconds - window->hover_since >= TOOLTIP_SECONDS;
}

double stage_patience(const Window *window) {
    if (window->hover_since < 0 || tooltip_due(window)) return INFINITY;
    return fmax(window->hover_since + TOOLTIP_SECONDS - window->seconds, 0);
}

void stage_fit(Window *window) {
    map_reset(window->map, &window->scene, true);
}

void stage_zoom(Window *window, int direction) {
    double factor = direction > 0 ? BUTTON_ZOOM : 1 / BUTTON_ZOOM;
    map_zoom_at(window->map, middle(map_frame(window->map)), factor, true);
}

void stage_look(Window *window, Point by) {
    if (map_is_relief(window->map))
        map_turn(window->map, by.x, by.y);
    else
        map_pan(window->map, by.x, by.y);
}

/* ---- the dividers ---- */

static void input_dividers(Window *window) {
    Ui *ui = window->ui;
    const Layout *layout = &window->layout;
    UiItem plots = ui_item(ui, "divider.plots", layout->plots_divider, 0);
    ui_set_cursor(ui, UI_CURSOR_ROW);
    if (plots.held && plots.clicks >= 2)
        window->layout_options.plots_height = 0;
    else if (plots.held)
        window->layout_options.plots_height = fmaxf(layout->words.y - LAYOUT_BAR - ui_pointer(ui).y, 1);
    if (layout->panel_divider.w <= 0) return;
    UiItem panel = ui_item(ui, "divider.panel", layout->panel_divider, 0);
    ui_set_cursor(ui, UI_CURSOR_COLUMN);
    if (panel.held && panel.clicks >= 2)
        window->layout_options.panel_width = 0;
    else if (panel.held)
        window->layout_options.panel_width = fmaxf(layout->w - ui_pointer(ui).x, 1);
}

void stage_input(Window *window) {
    start_keys_input(window);
    input_map(window);
    plots_row_input(window);
    input_dividers(window);
}

/* ---- drawing ---- */

static Rect zoom_stack(const Window *window) {
    Rect frame = map_frame(window->map);
    return (Rect){frame.x + frame.w - ZOOM_MARGIN - ZOOM_BUTTON, frame.y + ZOOM_MARGIN, ZOOM_BUTTON,
                  3 * ZOOM_BUTTON};
}

static void draw_zoom_stack(Window *window) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    Rect card = zoom_stack(window), button = {card.x, card.y, ZOOM_BUTTON, ZOOM_BUTTON};
    ui_push_name(ui, "zoom");
    widget_card(ui, card, CARD_RADIUS, theme->bg1, theme->line);
    ButtonLook look = {.kind = BUTTON_GHOST, .icon = ICON_PLUS, .tooltip = "Closer (wheel, +)"};
    if (widget_button(ui, "in", button, &look)) stage_zoom(window, 1);
    look = (ButtonLook){.kind = BUTTON_GHOST, .icon = ICON_MINUS, .tooltip = "Farther (wheel, −)"};
    button.y += ZOOM_BUTTON;
    if (widget_button(ui, "out", button, &look)) stage_zoom(window, -1);
    look =
        (ButtonLook){.kind = BUTTON_GHOST, .icon = ICON_FIT, .tooltip = "The whole view (F, double click)"};
    button.y += ZOOM_BUTTON;
    if (widget_button(ui, "fit", button, &look)) stage_fit(window);
    for (int i = 1; i < 3; i++)
        canvas_rect(ui_canvas(ui), (Rect){card.x + 8, card.y + (float)i * ZOOM_BUTTON, card.w - 16, 1},
                    theme->line);
    ui_pop_name(ui);
}

/* Where overlays look: at the pointer, else at the head of the run that stands for all. */
static OverlayView overlay_view(Window *window) {
    const Scene *scene = &window->scene;
    OverlayView view = {.canvas = ui_canvas(window->ui),
                        .theme = ui_theme(window->ui),
                        .scene = scene,
                        .camera = map_camera(window->map),
                        .playhead = window->playhead,
                        .run = window_selected_run(window),
                        .caches = &window->overlay_caches};
    view.pointing = window->hover_since >= 0;
    view.placed = view.pointing || view.run >= 0;
    if (view.pointing)
        view.at = map_to_world(window->map, ui_pointer(window->ui));
    else if (view.run >= 0)
        view.at = trails_point(&scene->runs[view.run].trajectory, (double)overlay_head_step(&view, view.run));
    return view;
}

static void paint_overlays(void *painter, MapLayer layer) {
    Window *window = painter;
    OverlayView view = overlay_view(window);
    view.tag_count = map_covers(window->map, view.tags);
    view.tags[view.tag_count++] = zoom_stack(window);
    if (layer == MAP_LAYER_PATHS) inspector_draw_boxes(window);
    overlays_draw(&view, window->overlay_on, layer == MAP_LAYER_GROUND ? OVERLAY_GROUND : OVERLAY_PATHS);
}

static void draw_map(Window *window) {
    MapOptions options = map_options_default();
    options.live = window->config.live && !window->still;
    options.clock = window->config.clock;
    options.playhead = window->playhead;
    options.iso_lines = window->overlay_on[OVERLAY_ISO_LINES];
    options.critical_points = window->overlay_on[OVERLAY_CRITICAL_POINTS];
    options.hints = !window->still;
    options.reduced_motion = window->config.reduced_motion;
    options.playing = window->playing;
    options.hover = tooltip_due(window) && predict_run(window) < 0; /* it would lie on the guesses */
    options.hover_point = ui_pointer(window->ui);
    options.hover_run = window->hover_run;
    options.paint = paint_overlays;
    options.painter = window;
    if (window->overlay_on[OVERLAY_ROSE]) options.hover_clearance = ROSE_RADIUS + ROSE_LABEL;
    if (window->overlay_on[OVERLAY_QUADRATIC]) options.hover_clearance = QUADRATIC_RADIUS + ROSE_LABEL;
    options.held_handle = window->map_drag == MAP_DRAG_START ? window->drag_run : window->hover_handle;
    options.hide_future = predict_hides(window);
    options.traces = predict_hides(window) ? NULL : &window->traces;
    options.obstacles[options.obstacle_count++] = zoom_stack(window);
    if (window->traces.run_count) options.obstacles[options.obstacle_count++] = traces_chip(window);
    if (predict_run(window) >= 0) {
        options.obstacles[options.obstacle_count++] = predict_card_area(window);
        options.obstacle_count += predict_marks(window, options.obstacles + options.obstacle_count);
    }
    if (inspector_run(window) >= 0 && !map_is_relief(window->map)) { /* its arrows have tags of their own */
        options.obstacles[options.obstacle_count++] = inspector_key_area(window);
        options.untagged = inspector_run(window) + 1;
    }
    map_draw(window->map, ui_canvas(window->ui), ui_theme(window->ui), &window->scene, &options);
}

void stage_draw_figure(Window *window) {
    draw_map(window);
    inspector_draw_arrows(window);
}

void stage_draw(Window *window, bool pictures) {
    if (pictures) stage_draw_figure(window);
    plots_row_draw(window, pictures);
    draw_zoom_stack(window);
    traces_chip_draw(window);
    predict_draw(window, pictures);
    if (pictures && !window->still) start_keys_draw(window);
}

/* ---- where things are ---- */

static Rect around(Point centre, float radius) {
    return (Rect){centre.x - radius, centre.y - radius, 2 * radius, 2 * radius};
}

bool stage_find(const Window *window, const char *name, Rect *area) {
    int number;
    char kind[8], rest;
    if (sscanf(name, "%7[a-z].%d%c", kind, &number, &rest) != 2) return false;
    if (number < 1 || number > window->scene.run_count) return false;
    const SceneRun *run = &window->scene.runs[number - 1];
    if (strcmp(kind, "start") == 0) {
        World start = {run->recipe.start[0], run->recipe.start[1]};
        *area = around(map_to_screen(window->map, start), START_RADIUS);
        return true;
    }
    if (strcmp(kind, "head") != 0) return false;
    int64_t step = (int64_t)floor(map_head_step(run, window->playhead));
    World head = {trajectory_at(&run->trajectory, step, QUANTITY_X),
                  trajectory_at(&run->trajectory, step, QUANTITY_Y)};
    *area = around(map_to_screen(window->map, head), HEAD_RADIUS);
    return true;
}

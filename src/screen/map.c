#include "map.h"

#include "axes.h"
#include "ghost.h"
#include "isolabels.h"
#include "landmarks.h"
#include "legend.h"
#include "marks.h"
#include "old_futures.h"
#include "tooltip.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const float LEFT = 56, TOP = 16, RIGHT = 72, BOTTOM = 32;
static const float EXIT_INSET = 15, EXITS_APART = 26;
static const double CAMERA_SECONDS = 0.12;

/* A thing on the map that can be grabbed. */
typedef struct Grip {
    MapTarget target;
    int run;
    Point at;
} Grip;

/* A head or exit mark with its tag. */
typedef struct Head {
    const Trail *trail;
    Point at;
    bool exit;
    bool at_handle; /* nothing but the tag is drawn: it stands on its start handle */
    char text[64];
} Head;

struct Map {
    Rect area;
    Camera camera;
    bool placed, home; /* home: shows scene->view as nobody has moved it */
    Camera from, to;   /* camera on its way */
    double way;
    Bake *bake;
    Parallel *threads;
    Bands bands;
    View bands_view;
    uint64_t bands_version;
    bool bands_known;
    Trails trails, all, ghost_trails;
    Scene ghost;
    OldFutures old_futures;
    bool dragging;
    Occupancy past, whole; /* ground covered up to the playhead, and by the whole runs */
    uint64_t ground;
    Tags tags;
    IsoLabels labels;
    Landmarks landmarks;
    bool searching; /* for critical points, in the next frame */
    Grip grips[2 * SCENE_RUNS_MAX];
    int grip_count;
    Head heads[SCENE_RUNS_MAX];
    Tag places[SCENE_RUNS_MAX];
    int head_count;
};

MapOptions map_options_default(void) {
    return (MapOptions){.colour = true,
                        .iso_lines = true,
                        .critical_points = true,
                        .old_futures = true,
                        .step_dots = true,
                        .hover_run = -1,
                        .held_handle = -1};
}

Map *map_start(void) {
    Map *map = calloc(1, sizeof *map);
    if (!map) return NULL;
    map->way = 1;
    map->bake = bake_start();
    map->threads = parallel_start(0);
    if (map->bake && map->threads) return map;
    map_end(map);
    return NULL;
}

void map_end(Map *map) {
    if (!map) return;
    map_drop_ghosts(map);
    bake_end(map->bake);
    parallel_end(map->threads);
    trails_end(&map->trails);
    trails_end(&map->all);
    trails_end(&map->ghost_trails);
    old_futures_end(&map->old_futures);
    occupancy_end(&map->past);
    occupancy_end(&map->whole);
    isolabels_end(&map->labels);
    free(map);
}

/* ---- camera ---- */

static Rect frame_in(Rect area) {
    return (Rect){area.x + LEFT, area.y + TOP, fmaxf(16, area.w - LEFT - RIGHT),
                  fmaxf(16, area.h - TOP - BOTTOM)};
}

void map_place(Map *map, const Scene *scene, Rect area) {
    map->area = area;
    Rect frame = frame_in(area);
    map->camera.frame = map->from.frame = map->to.frame = frame;
    if (!map->placed || map->home) {
        Camera home = camera_fit(scene->view, frame, true);
        if (map->way >= 1) map->camera = home;
        map->to = home;
        map->home = true;
    }
    map->placed = true;
}

Rect map_frame(const Map *map) {
    return map->camera.frame;
}

const Camera *map_camera(const Map *map) {
    return &map->camera;
}

World map_to_world(const Map *map, Point point) {
    return camera_to_world(&map->camera, point.x, point.y);
}

Point map_to_screen(const Map *map, World world) {
    return camera_to_screen(&map->camera, world.x, world.y);
}

static void go_to(Map *map, Camera to, bool animate) {
    map->from = map->camera;
    map->to = to;
    map->way = animate ? 0 : 1;
    if (!animate) map->camera = to;
}

void map_zoom_at(Map *map, Point fixed, double factor, bool animate) {
    map->home = false;
    go_to(map, camera_zoomed(map->way < 1 ? map->to : map->camera, factor, fixed), animate);
}

void map_pan(Map *map, float dx, float dy) {
    map->home = false;
    go_to(map, camera_moved(map->camera, dx, dy), false);
}

void map_show(Map *map, View view, bool animate) {
    map->home = false;
    go_to(map, camera_fit(view, map->camera.frame, true), animate);
}

void map_reset(Map *map, const Scene *scene, bool animate) {
    map_show(map, scene->view, animate);
    map->home = true;
}

void map_advance(Map *map, double seconds) {
    tags_advance(&map->tags, seconds);
    if (map->way >= 1) return;
    map->way = fmin(1, map->way + seconds / CAMERA_SECONDS);
    map->camera = camera_between(&map->from, &map->to, 1 - pow(1 - map->way, 3));
}

bool map_busy(const Map *map) {
    return map->way < 1 || tags_moving(&map->tags) || !bake_done(map->bake) || map->searching;
}

/* ---- ghosts ---- */

void map_keep_ghosts(Map *map, const Scene *scene) {
    ghost_keep(&map->ghost, scene);
    map->dragging = true;
}

void map_drop_ghosts(Map *map) {
    ghost_drop(&map->ghost);
    map->dragging = false;
}

/* ---- what stands where ---- */

double map_head_step(const SceneRun *run, double playhead) {
    return trails_head_step(run, playhead);
}

bool map_same_start(const SceneRun *a, const SceneRun *b) {
    return a->recipe.start[0] == b->recipe.start[0] && a->recipe.start[1] == b->recipe.start[1];
}

static void find_handles(Map *map, const Scene *scene) {
    map->grip_count = 0;
    for (int i = 0; i < scene->run_count; i++) {
        const SceneRun *run = &scene->runs[i];
        bool known =
            run->hidden || !camera_shows(&map->camera, run->recipe.start[0], run->recipe.start[1], 0);
        for (int k = 0; k < i && !known; k++) {
            known = !scene->runs[k].hidden && map_same_start(&scene->runs[k], run);
        }
        if (known) continue;
        Point at = camera_to_screen(&map->camera, run->recipe.start[0], run->recipe.start[1]);
        map->grips[map->grip_count++] = (Grip){MAP_HANDLE, i, at};
    }
}

/* Exit marks keep inside the frame and beside each other. */
static Point exit_place(const Map *map, Point exit) {
    Rect f = map->camera.frame;
    Point at = {fminf(fmaxf(exit.x, f.x + EXIT_INSET), f.x + f.w - EXIT_INSET),
                fminf(fmaxf(exit.y, f.y + EXIT_INSET), f.y + f.h - EXIT_INSET)};
    bool on_side = exit.x <= f.x + 1 || exit.x >= f.x + f.w - 1;
    float *along = on_side ? &at.y : &at.x, low = on_side ? f.y : f.x, high = low + (on_side ? f.h : f.w);
    float inwards = *along < 0.5f * (low + high) ? EXITS_APART : -EXITS_APART;
    for (int i = 0; i < map->head_count; i++) {
        const Head *other = &map->heads[i];
        if (other->exit && hypotf(other->at.x - at.x, other->at.y - at.y) < EXITS_APART - 1) {
            *along += inwards;
            i = -1;
            if (*along < low || *along > high) break;
        }
    }
    return at;
}

static bool stands_on_handle(const Map *map, const Trail *trail) {
    for (int i = 0; trail->step == 0 && i < map->grip_count; i++) {
        const Grip *grip = &map->grips[i];
        if (grip->target != MAP_HANDLE) continue;
        if (hypotf(grip->at.x - trail->head_at.x, grip->at.y - trail->head_at.y) < 0.5f) return true;
    }
    return false;
}

static void find_heads(Map *map, const Scene *scene) {
    map->head_count = 0;
    for (int i = 0; i < map->trails.count; i++) {
        const Trail *trail = &map->trails.trails[i];
        const SceneRun *run = &scene->runs[trail->run];
        if (!trail->head_shown && !trail->left) continue;
        Head head = {.trail = trail, .exit = !trail->head_shown};
        head.at = head.exit ? exit_place(map, trail->exit) : trail->head_at;
        head.at_handle = !head.exit && stands_on_handle(map, trail);
        snprintf(head.text, sizeof head.text, "%s%s", run->name, trail->diverged ? " diverged" : "");
        map->heads[map->head_count++] = head;
        if (!head.at_handle) map->grips[map->grip_count++] = (Grip){MAP_HEAD, trail->run, head.at};
    }
}

static Rect around(Point at, float radius) {
    return (Rect){at.x - radius, at.y - radius, 2 * radius, 2 * radius};
}

static void place_tags(Map *map, Canvas *canvas, const Scene *scene, const MapOptions *options) {
    TagObstacle obstacles[TAG_OBSTACLES_MAX];
    int count = 0;
    for (int i = 0; i < options->obstacle_count; i++)
        obstacles[count++] = (TagObstacle){options->obstacles[i], -1};
    for (int i = 0; i < map->grip_count; i++) {
        const Grip *grip = &map->grips[i];
        bool handle = grip->target == MAP_HANDLE;
        float radius = handle ? MARK_HANDLE_RADIUS : MARK_HEAD_RADIUS + 1;
        obstacles[count++] = (TagObstacle){around(grip->at, radius), handle ? -1 : grip->run};
    }
    if (options->critical_points) {
        Rect areas[LANDMARKS_MAX];
        int marks = landmarks_areas(&map->landmarks, &map->camera, -2, areas, LANDMARKS_MAX);
        for (int i = 0; i < marks; i++) obstacles[count++] = (TagObstacle){areas[i], -1};
    }
    /* In the order of the runs, so that a change of the drawing order moves no tag. */
    TagWish wishes[TAGS_MAX];
    Tag places[TAGS_MAX];
    int wish_count = 0, head_of[TAGS_MAX];
    for (int run = 0; run < scene->run_count; run++) {
        for (int i = 0; i < map->head_count; i++) {
            const Head *head = &map->heads[i];
            if (head->trail->run != run) continue;
            head_of[wish_count] = i;
            wishes[wish_count++] = (TagWish){run, head->at, mark_tag_width(canvas, head->text), TAG_HEIGHT};
        }
    }
    int run_count = wish_count;
    wish_count += old_futures_wish(&map->old_futures, canvas, wishes + wish_count);
    tags_place(&map->tags, wishes, wish_count, obstacles, count, &map->past, map->camera.frame,
               !options->reduced_motion, places);
    for (int i = 0; i < run_count; i++) map->places[head_of[i]] = places[i];
    old_futures_place(&map->old_futures, places + run_count);
}

static uint64_t hash(uint64_t so_far, const void *data, size_t size) {
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++) so_far = (so_far ^ bytes[i]) * 1099511628211u;
    return so_far;
}

/* A number that changes with the paths, the camera and the obstacles. Sixteen rows of a path tell it apart.
 */
static uint64_t ground_of(const Map *map, const Scene *scene, const MapOptions *options) {
    uint64_t ground = hash(14695981039346656037u, &map->camera, sizeof map->camera);
    for (int i = 0; i < options->obstacle_count; i++)
        ground = hash(ground, &options->obstacles[i], sizeof(Rect));
    for (int i = 0; i < scene->run_count; i++) {
        const SceneRun *run = &scene->runs[i];
        const Trajectory *trajectory = &run->trajectory;
        if (run->hidden || !trajectory->rows) continue;
        ground = hash(ground, &trajectory->steps, sizeof trajectory->steps);
        for (int k = 0; k <= 16; k++) {
            int64_t row = trajectory->steps * k / 16;
            ground = hash(ground, trajectory->rows + row * trajectory->columns, 3 * sizeof(double));
        }
    }
    return ground;
}

static void place_labels(Map *map, Canvas *canvas, const Scene *scene, const MapOptions *options) {
    uint64_t ground = ground_of(map, scene, options);
    if (ground != map->ground) {
        trails_build(&map->all, scene, &map->camera, INFINITY, -1);
        occupancy_begin(&map->whole, map->camera.frame);
        occupancy_add_trails(&map->whole, &map->all);
        occupancy_finish(&map->whole);
        map->ground = ground;
    }
    Rect obstacles[MAP_OBSTACLES_MAX + SCENE_RUNS_MAX + LANDMARKS_MAX];
    int count = 0;
    for (int i = 0; i < options->obstacle_count; i++) obstacles[count++] = options->obstacles[i];
    for (int i = 0; i < map->grip_count; i++) {
        if (map->grips[i].target == MAP_HANDLE)
            obstacles[count++] = around(map->grips[i].at, MARK_HANDLE_RADIUS + 4);
    }
    if (options->critical_points) {
        count += landmarks_areas(&map->landmarks, &map->camera, 4, obstacles + count, LANDMARKS_MAX);
    }
    isolabels_update(&map->labels, canvas, &scene->surface, &map->bands, &map->camera, ground, &map->whole,
                     obstacles, count, !map->dragging);
}

static void update_bands(Map *map, const Scene *scene) {
    View view = camera_view(&map->camera);
    bool same = map->bands_known && map->bands_version == scene->surface.version &&
                memcmp(&view, &map->bands_view, sizeof view) == 0;
    if (same) return;
    map->bands = bands_of(&scene->surface, view);
    map->bands_view = view;
    map->bands_version = scene->surface.version;
    map->bands_known = true;
}

/* ---- drawing ---- */

static void draw_ground(Map *map, Canvas *canvas, const Theme *theme, const Scene *scene,
                        const MapOptions *options) {
    BakeGap gaps[ISOLABELS_MAX];
    BakeRequest request = {.surface = &scene->surface,
                           .bands = &map->bands,
                           .camera = &map->camera,
                           .scale = canvas_scale(canvas),
                           .theme = theme,
                           .colour = options->colour,
                           .iso_lines = options->iso_lines,
                           .live = options->live,
                           .threads = map->threads,
                           .gaps = gaps};
    if (options->iso_lines) request.gap_count = isolabels_gaps(&map->labels, &map->camera, gaps);
    if (!bake_update(map->bake, &request)) return;
    canvas_image(canvas, bake_image(map->bake), bake_area(&map->camera, canvas_scale(canvas)));
}

static void draw_critical_points(const Map *map, Canvas *canvas, const Theme *theme, const Scene *scene) {
    landmarks_draw(&map->landmarks, canvas, theme, &map->camera);
    for (int i = 0; i < scene->run_count; i++) {
        const Status *status = &scene->runs[i].status;
        bool saddle = status->outcome == OUTCOME_STALLED && status->saddle && !scene->runs[i].hidden;
        if (!saddle || !camera_shows(&map->camera, status->x, status->y, MARK_STAR_RADIUS)) continue;
        mark_saddle(canvas, theme, camera_to_screen(&map->camera, status->x, status->y));
    }
}

/* Under handles and heads, so that they end there. */
static void draw_leaders(const Map *map, Canvas *canvas, const Theme *theme, const Scene *scene) {
    for (int i = 0; i < map->head_count; i++) {
        Color color = theme_run(theme, scene->runs[map->heads[i].trail->run].colour).color;
        mark_leader(canvas, theme, &map->places[i], map->heads[i].at, color);
    }
}

static void draw_heads(const Map *map, Canvas *canvas, const Theme *theme, const Scene *scene,
                       const MapOptions *options) {
    for (int i = 0; i < map->head_count; i++) {
        const Head *head = &map->heads[i];
        RunLook look = theme_run(theme, scene->runs[head->trail->run].colour);
        if (head->exit) {
            mark_exit(canvas, theme, head->at, look);
        } else if (!head->at_handle) {
            mark_head(canvas, theme, head->at, look);
        }
    }
    for (int i = 0; i < map->head_count; i++) {
        const Head *head = &map->heads[i];
        Color color = theme_run(theme, scene->runs[head->trail->run].colour).color;
        mark_tag(canvas, theme, &map->places[i], head->text, color, head->trail->run == options->hover_run);
    }
}

static bool inside(Rect area, Point point) {
    return point.x >= area.x && point.y >= area.y && point.x < area.x + area.w && point.y < area.y + area.h;
}

void map_draw(Map *map, Canvas *canvas, const Theme *theme, const Scene *scene, const MapOptions *options) {
    assert(map->placed && options->obstacle_count <= MAP_OBSTACLES_MAX);
    const Camera *camera = &map->camera;
    Rect frame = camera->frame;
    update_bands(map, scene);
    map->searching =
        options->critical_points && !landmarks_update(&map->landmarks, &scene->surface, options->live);
    trails_build(&map->trails, scene, camera, options->playhead, options->hover_run);
    occupancy_begin(&map->past, frame);
    occupancy_add_trails(&map->past, &map->trails);
    occupancy_finish(&map->past);
    find_handles(map, scene);
    find_heads(map, scene);
    old_futures_find(&map->old_futures, scene, camera, options->old_futures ? options->playhead : -1);
    place_tags(map, canvas, scene, options);
    if (options->iso_lines) place_labels(map, canvas, scene, options);

    bool hover = options->hover && inside(frame, options->hover_point);
    Tooltip tooltip = {.loss = NAN};
    Rect covers[SCENE_RUNS_MAX + 1], card = {0};
    int cover_count = 0;
    for (int i = 0; i < map->head_count; i++) {
        if (map->places[i].placed) covers[cover_count++] = map->places[i].area;
    }
    if (hover) {
        tooltip = tooltip_for(&scene->surface, map_to_world(map, options->hover_point), camera->unit[0]);
        card =
            tooltip_area(&tooltip, frame, options->hover_point, options->obstacles, options->obstacle_count);
        covers[cover_count++] = card;
    }

    canvas_push_clip(canvas, frame);
    draw_ground(map, canvas, theme, scene, options);
    if (options->iso_lines) isolabels_draw(&map->labels, canvas, theme, camera, covers, cover_count);
    if (options->critical_points) draw_critical_points(map, canvas, theme, scene);
    if (map->ghost.run_count > 0) {
        trails_build(&map->ghost_trails, &map->ghost, camera, options->playhead, -1);
        trails_draw_faint(&map->ghost_trails, canvas, theme, &map->ghost);
    }
    old_futures_draw_paths(&map->old_futures, canvas, theme, scene);
    trails_draw(&map->trails, canvas, theme, scene, options->step_dots, options->hover_run);
    draw_leaders(map, canvas, theme, scene);
    for (int i = 0; i < map->grip_count; i++) {
        const Grip *grip = &map->grips[i];
        if (grip->target != MAP_HANDLE) continue;
        bool held = options->held_handle >= 0 && options->held_handle < scene->run_count &&
                    map_same_start(&scene->runs[grip->run], &scene->runs[options->held_handle]);
        mark_handle(canvas, theme, grip->at, held);
    }
    old_futures_draw_marks(&map->old_futures, canvas, theme, scene);
    draw_heads(map, canvas, theme, scene, options);
    canvas_pop_clip(canvas);

    axes_draw(canvas, theme, camera);
    Rect strip = legend_strip(frame);
    legend_draw(canvas, theme, &map->bands, strip, map->area.x + map->area.w - strip.x - strip.w,
                tooltip.loss);
    if (hover) tooltip_draw(&tooltip, canvas, theme, card, options->hover_point);
}

/* ---- hits ---- */

MapHit map_hit(const Map *map, const Scene *scene, Point point) {
    enum { REACH = 22 };
    MapHit hit = {.target = MAP_NOTHING, .run = -1, .world = map_to_world(map, point)};
    if (!inside(map->camera.frame, point)) return hit;
    hit.target = MAP_PLANE;
    float nearest = REACH + 0.01f;
    for (int i = 0; i < map->grip_count; i++) {
        const Grip *grip = &map->grips[i];
        float distance = hypotf(point.x - grip->at.x, point.y - grip->at.y);
        if (grip->run >= scene->run_count || distance >= nearest) continue;
        nearest = distance;
        hit.target = grip->target;
        hit.run = grip->run;
        hit.offset = (Point){point.x - grip->at.x, point.y - grip->at.y};
    }
    for (int i = 0; i < map->head_count && hit.target == MAP_PLANE; i++) {
        if (!map->places[i].placed || !inside(map->places[i].area, point)) continue;
        hit.target = MAP_HEAD;
        hit.run = map->heads[i].trail->run;
        hit.offset = (Point){point.x - map->heads[i].at.x, point.y - map->heads[i].at.y};
    }
    return hit;
}

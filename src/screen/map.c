#include "map.h"

#include "axes.h"
#include "drape.h"
#include "ghost.h"
#include "heads.h"
#include "hover.h"
#include "isolabels.h"
#include "isolines.h"
#include "legend.h"
#include "map_ground.h"
#include "marks.h"
#include "old_futures.h"
#include "relief_axes.h"
#include "trace_paths.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float LEFT = 56, TOP = 16, RIGHT = 72, BOTTOM = 32;
static const float RELIEF_LEFT = 16, RELIEF_BOTTOM = 16; /* it has its axes inside the frame */
static const double CAMERA_SECONDS = 0.12;

struct Map {
    Rect area;
    Camera camera;
    bool placed, home; /* home: shows scene->view as nobody has moved it */
    Camera from, to;   /* camera on its way */
    double way;
    bool is_relief;
    Orbit orbit, orbit_from, orbit_to; /* of the relief, on its way likewise */
    double orbit_way;
    Bake *bake;
    Relief *relief;
    Parallel *threads;
    Bands bands;
    View bands_view;
    uint64_t bands_version;
    bool bands_known;
    Trails trails, all, ghost_trails; /* on the screen */
    Trails flat;                      /* before they are draped over the relief */
    Scene ghost;
    OldFutures old_futures;
    TracePaths traces;
    bool dragging;
    Occupancy past, whole; /* ground covered up to the playhead, and by the whole runs */
    uint64_t ground;
    Heads heads;
    IsoLabels labels;
    Landmarks landmarks;
    Hover hover;
    bool searching; /* for critical points, in the next frame */
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
    map->way = map->orbit_way = 1;
    map->bake = bake_start();
    map->relief = relief_start();
    map->threads = map->labels.threads = parallel_start(0);
    if (map->bake && map->relief && map->threads) return map;
    map_end(map);
    return NULL;
}

void map_end(Map *map) {
    if (!map) return;
    map_drop_ghosts(map);
    bake_end(map->bake);
    relief_end(map->relief);
    parallel_end(map->threads);
    trails_end(&map->trails);
    trails_end(&map->all);
    trails_end(&map->ghost_trails);
    old_futures_end(&map->old_futures);
    trace_paths_end(&map->traces);
    trails_end(&map->flat);
    occupancy_end(&map->past);
    occupancy_end(&map->whole);
    isolabels_end(&map->labels);
    free(map);
}

/* ---- camera ---- */

static Rect frame_in(Rect area, bool is_relief) {
    float left = is_relief ? RELIEF_LEFT : LEFT, bottom = is_relief ? RELIEF_BOTTOM : BOTTOM;
    return (Rect){area.x + left, area.y + TOP, fmaxf(16, area.w - left - RIGHT),
                  fmaxf(16, area.h - TOP - bottom)};
}

/* The relief stands on what the camera shows. */
static void place_orbits(Map *map) {
    Rect frame = map->camera.frame;
    float side[2];
    heights_sides(camera_view(&map->camera), side);
    Orbit home = orbit_home(frame, side[0], side[1]);
    if (!map->placed) map->orbit = map->orbit_to = home;
    Orbit *orbits[] = {&map->orbit, &map->orbit_from, &map->orbit_to};
    for (int i = 0; i < 3; i++) {
        orbits[i]->frame = frame;
        memcpy(orbits[i]->side, home.side, sizeof home.side);
    }
}

void map_place(Map *map, const Scene *scene, Rect area) {
    map->area = area;
    Rect frame = frame_in(area, map->is_relief);
    map->camera.frame = map->from.frame = map->to.frame = frame;
    if (!map->placed || map->home) {
        Camera home = camera_fit(scene->view, frame, true);
        if (map->way >= 1) map->camera = home;
        map->to = home;
        map->home = true;
    }
    place_orbits(map);
    map->placed = true;
}

Rect map_frame(const Map *map) {
    return map->camera.frame;
}

Parallel *map_threads(const Map *map) {
    return map->threads;
}

const Camera *map_camera(const Map *map) {
    return &map->camera;
}
const Orbit *map_orbit(const Map *map) {
    return &map->orbit;
}

static Projection projection_of(const Map *map) {
    return (Projection){&map->camera, map->is_relief ? map->relief : NULL};
}

World map_to_world(const Map *map, Point point) {
    if (map->is_relief) return relief_world(map->relief, point);
    return camera_to_world(&map->camera, point.x, point.y);
}

Point map_to_screen(const Map *map, World world) {
    Projection projection = projection_of(map);
    Point at;
    projection_sight(&projection, world.x, world.y, 0, &at);
    return at;
}

static void go_to(Map *map, Camera to, bool animate) {
    map->from = map->camera;
    map->to = to;
    map->way = animate ? 0 : 1;
    if (!animate) map->camera = to;
}

static void turn_to(Map *map, Orbit to, bool animate) {
    map->orbit_from = map->orbit;
    map->orbit_to = to;
    map->orbit_way = animate ? 0 : 1;
    if (!animate) map->orbit = to;
}

void map_set_relief(Map *map, bool is_relief) {
    map->is_relief = is_relief;
}
bool map_is_relief(const Map *map) {
    return map->is_relief;
}

void map_zoom_at(Map *map, Point fixed, double factor, bool animate) {
    if (map->is_relief) {
        Orbit from = map->orbit_way < 1 ? map->orbit_to : map->orbit;
        turn_to(map, orbit_zoomed(from, (float)factor, fixed), animate);
        return;
    }
    map->home = false;
    go_to(map, camera_zoomed(map->way < 1 ? map->to : map->camera, factor, fixed), animate);
}

void map_pan(Map *map, float dx, float dy) {
    if (map->is_relief) {
        turn_to(map, orbit_moved(map->orbit, dx, dy), false);
        return;
    }
    map->home = false;
    go_to(map, camera_moved(map->camera, dx, dy), false);
}

void map_turn(Map *map, float dx, float dy) {
    turn_to(map, orbit_turned(map->orbit, dx, dy), false);
}

void map_show(Map *map, View view, bool animate) {
    map->home = false;
    go_to(map, camera_fit(view, map->camera.frame, true), animate);
}

void map_reset(Map *map, const Scene *scene, bool animate) {
    map_show(map, scene->view, animate);
    map->home = true;
    if (map->is_relief)
        turn_to(map, orbit_home(map->orbit.frame, map->orbit.side[0], map->orbit.side[1]), animate);
}

/* How far a way is done after `way` of its time, which goes on by `seconds`. */
static double eased(double *way, double seconds) {
    *way = fmin(1, *way + seconds / CAMERA_SECONDS);
    return 1 - pow(1 - *way, 3);
}

void map_advance(Map *map, double seconds) {
    tags_advance(&map->heads.tags, seconds);
    if (map->way < 1) map->camera = camera_between(&map->from, &map->to, eased(&map->way, seconds));
    if (map->orbit_way < 1)
        map->orbit = orbit_between(&map->orbit_from, &map->orbit_to, (float)eased(&map->orbit_way, seconds));
}

int map_covers(const Map *map, Rect *areas) {
    return heads_cover_areas(&map->heads, areas);
}

const Tooltip *map_tooltip(const Map *map) {
    return map->hover.on ? &map->hover.tooltip : NULL;
}

bool map_busy(const Map *map) {
    bool drawn = map->is_relief ? relief_done(map->relief) : bake_done(map->bake);
    return map->way < 1 || map->orbit_way < 1 || tags_moving(&map->heads.tags) || !drawn || map->searching;
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
    return heads_same_start(a, b);
}

static void place_labels(Map *map, Canvas *canvas, const Scene *scene, const MapOptions *options) {
    uint64_t ground = map_ground(&map->camera, scene, options);
    if (ground != map->ground) {
        trails_build(&map->all, scene, &map->camera, map_known_step(options), -1);
        occupancy_begin(&map->whole, map->camera.frame);
        occupancy_add_trails(&map->whole, &map->all);
        occupancy_finish(&map->whole);
        map->ground = ground;
    }
    Rect obstacles[MAP_OBSTACLES_MAX + SCENE_RUNS_MAX + LANDMARKS_MAX];
    int count = 0;
    for (int i = 0; i < options->obstacle_count; i++) obstacles[count++] = options->obstacles[i];
    count += heads_handle_areas(&map->heads, 4, obstacles + count);
    if (options->critical_points) {
        Projection flat = {.camera = &map->camera};
        count += landmarks_areas(&map->landmarks, &flat, 4, obstacles + count, LANDMARKS_MAX);
    }
    isolabels_update(&map->labels, canvas, &scene->surface, &map->bands, &map->camera, ground, &map->whole,
                     obstacles, count, !map->dragging);
}

static void place_tags(Map *map, Canvas *canvas, const Theme *theme, const Projection *projection,
                       const MapOptions *options) {
    enum { OLD_TAGS_MAX = 2 * OLD_FUTURES_MAX, MORE_MAX = OLD_TAGS_MAX + TRACE_TAGS_MAX };
    TagWish more[MORE_MAX];
    Tag places[MORE_MAX];
    int old = old_futures_wish(&map->old_futures, canvas, more);
    int count = old + trace_paths_wish(&map->traces, options->traces, canvas, SCENE_RUNS_MAX + OLD_TAGS_MAX,
                                       more + old);
    const Landmarks *landmarks = options->critical_points ? &map->landmarks : NULL;
    Rect obstacles[MAP_OBSTACLES_MAX + RELIEF_TEXTS_MAX];
    int taken = 0;
    for (; taken < options->obstacle_count; taken++) obstacles[taken] = options->obstacles[taken];
    if (map->is_relief)
        taken += relief_axes_texts(canvas, theme, map->relief, map->camera.frame, options->hints,
                                   obstacles + taken);
    HeadsGround ground = {projection, landmarks,         obstacles,        taken,
                          &map->past, map->camera.frame, options->untagged};
    map->heads.tags.steady = options->playing;
    heads_place_tags(&map->heads, canvas, &ground, more, count, places, !options->reduced_motion);
    old_futures_place(&map->old_futures, places);
    trace_paths_place(&map->traces, places + old);
}

static void update_bands(Map *map, const Scene *scene) {
    View view = camera_view(&map->camera);
    bool same = map->bands_known && map->bands_version == scene->surface.version &&
                memcmp(&view, &map->bands_view, sizeof view) == 0;
    if (same) return;
    map->bands = bands_of(&scene->surface, view, map->threads);
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
                           .clock = options->clock,
                           .threads = map->threads,
                           .gaps = gaps};
    if (options->iso_lines) request.gap_count = isolabels_gaps(&map->labels, &map->camera, gaps);
    BakeRequest picture = request;
    if (canvas_keeps_shapes(canvas)) picture.iso_lines = false, picture.gap_count = 0;
    if (!bake_update(map->bake, &picture)) return;
    canvas_image(canvas, bake_image(map->bake), bake_area(&map->camera, canvas_scale(canvas)));
    if (request.iso_lines != picture.iso_lines) isolines_draw(canvas, &request);
}

static void update_relief(Map *map, Canvas *canvas, const Theme *theme, const Scene *scene,
                          const MapOptions *options) {
    ReliefRequest request = {.surface = &scene->surface,
                             .bands = &map->bands,
                             .camera = &map->camera,
                             .orbit = &map->orbit,
                             .scale = canvas_scale(canvas),
                             .theme = theme,
                             .colour = options->colour,
                             .iso_lines = options->iso_lines,
                             .live = options->live,
                             .clock = options->clock,
                             .threads = map->threads};
    relief_update(map->relief, &request);
}

static void draw_critical_points(const Map *map, Canvas *canvas, const Theme *theme, const Scene *scene,
                                 const MapOptions *options) {
    Projection projection = projection_of(map);
    landmarks_draw(&map->landmarks, canvas, theme, &projection);
    for (int i = 0; i < scene->run_count; i++) {
        const Status *status = &scene->runs[i].status;
        bool saddle = status->outcome == OUTCOME_STALLED && status->saddle && !scene->runs[i].hidden &&
                      (double)status->step <= map_known_step(options);
        Point at;
        if (saddle &&
            projection_sight(&projection, status->x, status->y, MARK_STAR_RADIUS, &at) == SIGHT_CLEAR)
            mark_saddle(canvas, theme, at);
    }
}

static bool inside(Rect area, Point point) {
    return point.x >= area.x && point.y >= area.y && point.x < area.x + area.w && point.y < area.y + area.h;
}

static void find_hover(Map *map, const Scene *scene, const Projection *projection,
                       const MapOptions *options) {
    map->hover = (Hover){.tooltip.loss = NAN};
    if (!options->hover || !inside(map->camera.frame, options->hover_point)) return;
    World under = map_to_world(map, options->hover_point);
    if (isnan(under.x)) return;
    Rect covered[MAP_COVERS_MAX + LANDMARKS_MAX];
    int names = heads_tag_areas(&map->heads, covered), count = map_covers(map, covered);
    if (options->critical_points)
        count += landmarks_areas(&map->landmarks, projection, 0, covered + count, LANDMARKS_MAX);
    HoverPlace place = {options->hover_point,
                        under,
                        {.frame = map->camera.frame,
                         .clearance = map->is_relief ? 0 : options->hover_clearance,
                         .covered = covered,
                         .name_count = names,
                         .count = count,
                         .above = options->obstacles,
                         .above_count = options->obstacle_count}};
    map->hover =
        hover_at(&scene->surface, options->critical_points ? &map->landmarks : NULL, projection, &place);
}

void map_draw(Map *map, Canvas *canvas, const Theme *theme, const Scene *scene, const MapOptions *options) {
    assert(map->placed && options->obstacle_count <= MAP_OBSTACLES_MAX);
    const Camera *camera = &map->camera;
    Rect frame = camera->frame;
    bool labelled = options->iso_lines && !map->is_relief;
    update_bands(map, scene);
    if (map->is_relief) update_relief(map, canvas, theme, scene, options);
    map->searching =
        options->critical_points && !landmarks_update(&map->landmarks, &scene->surface, options->live);
    Projection projection = projection_of(map);
    drape(&map->trails, &map->flat, scene, &projection, options->playhead, options->hover_run);
    occupancy_begin(&map->past, frame);
    occupancy_add_trails(&map->past, &map->trails);
    occupancy_finish(&map->past);
    heads_find(&map->heads, scene, &map->trails, &projection, frame, options->obstacles,
               options->obstacle_count);
    old_futures_find(&map->old_futures, scene, &projection, options->old_futures ? options->playhead : -1);
    trace_paths_find(&map->traces, options->traces, &projection, options->playhead);
    place_tags(map, canvas, theme, &projection, options);
    if (labelled) place_labels(map, canvas, scene, options);

    Rect covers[SCENE_RUNS_MAX + 1];
    int cover_count = heads_tag_areas(&map->heads, covers);
    find_hover(map, scene, &projection, options);
    if (map->hover.on) covers[cover_count++] = map->hover.card;

    canvas_push_clip(canvas, frame);
    if (map->is_relief) {
        relief_axes_draw_back(canvas, theme, map->relief);
        canvas_image(canvas, relief_image(map->relief), bake_area(camera, canvas_scale(canvas)));
        relief_axes_draw_front(canvas, theme, map->relief, frame, options->hints);
    } else {
        draw_ground(map, canvas, theme, scene, options);
        if (options->paint) options->paint(options->painter, MAP_LAYER_GROUND);
    }
    if (labelled) isolabels_draw(&map->labels, canvas, theme, camera, covers, cover_count);
    if (options->critical_points) draw_critical_points(map, canvas, theme, scene, options);
    if (map->ghost.run_count > 0) {
        drape(&map->ghost_trails, &map->flat, &map->ghost, &projection, options->playhead, -1);
        trails_draw_faint(&map->ghost_trails, canvas, theme, &map->ghost);
    }
    trace_paths_draw(&map->traces, canvas, theme);
    old_futures_draw_paths(&map->old_futures, canvas, theme, scene);
    trails_draw(&map->trails, canvas, theme, scene, options->step_dots, options->hover_run);
    if (options->paint && !map->is_relief) options->paint(options->painter, MAP_LAYER_PATHS);
    heads_draw_handles(&map->heads, canvas, theme, scene, options->held_handle);
    trace_paths_draw_marks(&map->traces, canvas, theme, options->traces);
    old_futures_draw_marks(&map->old_futures, canvas, theme, scene);
    heads_draw(&map->heads, canvas, theme, scene, options->hover_run);
    canvas_pop_clip(canvas);

    if (map->is_relief)
        axes_draw_border(canvas, frame, theme->line2);
    else
        axes_draw(canvas, theme, camera);
    Rect strip = legend_strip(frame_in(map->area, false));
    legend_draw(canvas, theme, &map->bands, strip, map->area.x + map->area.w - strip.x - strip.w,
                map->hover.tooltip.loss);
    if (map->hover.on) tooltip_draw(&map->hover.tooltip, canvas, theme, map->hover.card, map->hover.at);
}

/* ---- hits ---- */

MapHit map_hit(const Map *map, const Scene *scene, Point point) {
    static const MapTarget targets[] = {
        [GRIP_NONE] = MAP_PLANE, [GRIP_HANDLE] = MAP_HANDLE, [GRIP_HEAD] = MAP_HEAD};
    MapHit hit = {.target = MAP_NOTHING, .run = -1, .world = map_to_world(map, point)};
    if (!inside(map->camera.frame, point)) return hit;
    Grip grip = heads_hit(&map->heads, scene->run_count, point);
    hit.target = targets[grip.kind];
    hit.run = grip.run;
    if (grip.kind != GRIP_NONE) hit.offset = (Point){point.x - grip.at.x, point.y - grip.at.y};
    return hit;
}

/* The map: heat map and iso-lines (baked per pixel, cached), axes, legend, trajectories, handles, heads with
 * name tags, tooltip; in STYLE's drawing order. It owns the camera, the caches and the places of the tags;
 * the scene is only read.
 *
 * A frame:  map_place(map, area);  ...events: map_hit, map_pan, map_zoom_at...;  map_advance(map, seconds);
 *           map_draw(map, canvas, theme, scene, &options);
 *
 * Everything is in logical pixels. `area` is the whole row of the map with its margins: frame = area less 56
 * on the left, 16 above, 72 on the right (legend) and 32 below (axis); at 1600x1000 area is (0, 56, 1200,
 * 616) and the frame (56, 72, 1072, 568). The 3D relief (map_set_relief) has its axes inside its frame, which
 * is 40 wider to the left and 16 higher. */
#ifndef SCREEN_MAP_H
#define SCREEN_MAP_H

#include "core/scene.h"

#include "camera.h"
#include "orbit.h"
#include "tooltip.h"

typedef struct Theme Theme;
typedef struct Map Map;

enum { MAP_OBSTACLES_MAX = 24 };

/* Where others may draw in the map's order: on the ground; over the paths and under handles, heads, tags. */
typedef enum MapLayer { MAP_LAYER_GROUND, MAP_LAYER_PATHS } MapLayer;

/* What to show. Plain data, made anew for every frame from map_options_default(). */
typedef struct MapOptions {
    double
        playhead; /* step, whole or between two: heads move along the segment. Clamped to the scene's steps */
    bool colour;  /* the heat map; off: the page colour under the lines */
    bool iso_lines;
    bool critical_points; /* minima, saddles, maxima (landmarks.h), and where a run stalled on a saddle */
    bool hide_future;     /* nothing tells of steps beyond the playhead */
    bool old_futures;     /* what branched runs would have been (old_futures.h) */
    const Scene *traces;  /* paths from elsewhere (trace_paths.h); NULL: none */
    bool step_dots;
    bool hints;            /* say what the pointer does, where that is not obvious: in the relief */
    bool reduced_motion;   /* tags and camera jump to their places */
    bool playing;          /* time goes on by itself: tags keep their sides */
    bool live;             /* a window: bake within a frame's time, coarsely first where the surface is
                              expensive; map_busy() asks for more frames until it is fine. Off (pictures,
                              tests): everything at once */
    double (*clock)(void); /* seconds, for live: how coarse it must be is measured; NULL: guessed */
    bool hover;            /* show the tooltip and the mark on the legend for hover_point */
    Point hover_point;     /* screen */
    int hover_run;         /* run whose trail and tag are brought out (from its card or head), or -1 */
    int untagged;          /* 1 + the run whose head has no name tag: it is named elsewhere; 0: none */
    int held_handle;       /* run whose start handle is held or hovered, or -1 */
    Rect obstacles[MAP_OBSTACLES_MAX]; /* cards and buttons over the map (zoom stack...): tags, labels,
                                          tooltip avoid them */
    int obstacle_count;
    void (*paint)(void *painter,
                  MapLayer layer); /* what others lay over the map, inside the frame; or NULL */
    void *painter;
    float hover_clearance; /* pixels round hover_point that the tooltip leaves free; 0: just the mark */
} MapOptions;

/* Playhead 0, everything on that a fresh window shows; no hover, no run brought out. */
MapOptions map_options_default(void);

typedef enum MapTarget {
    MAP_NOTHING, /* outside the frame */
    MAP_PLANE,   /* inside the frame, on nothing in particular: drag pans, wheel zooms */
    MAP_HANDLE,  /* a start handle: drag moves the start of every run that starts there */
    MAP_HEAD,    /* the head or the tag of a run */
} MapTarget;

typedef struct MapHit {
    MapTarget target;
    int run;      /* index in scene->runs: of the head, or the first run that starts at the handle; else -1 */
    World world;  /* what is under the point */
    Point offset; /* from the centre of the handle or head to the point, in pixels: keep it while dragging */
} MapHit;

/* NULL where there is not enough memory. */
Map *map_start(void);
void map_end(Map *map); /* may be NULL */

/* Where the map stands now: call it before every frame's events and drawing. Until the user pans or zooms the
 * frame shows all of scene->view, whatever its size and even when it changes; after that its middle and scale
 * stay. */
void map_place(Map *map, const Scene *scene, Rect area);
Rect map_frame(const Map *map);

/* Everything of the map. Bakes what is missing; draws nothing outside the area given to map_place. */
void map_draw(Map *map, Canvas *canvas, const Theme *theme, const Scene *scene, const MapOptions *options);

/* What stands under a screen point, by where the last map_draw put it. Handles and heads reach 22 px. */
MapHit map_hit(const Map *map, const Scene *scene, Point point);

/* Whether two runs share a start handle (exactly equal starts). */
bool map_same_start(const SceneRun *a, const SceneRun *b);

/* In the relief a screen point may be beside the landscape: then its world is NaN. */
World map_to_world(const Map *map, Point point);
Point map_to_screen(const Map *map, World world);
const Camera *map_camera(const Map *map);

/* The camera. Zoom factor > 1 is closer (1.15 per notch of the wheel; 1.5 for the buttons) about a point that
 * stays where it is. `animate` takes 120 ms (map_advance), else it is there at once. map_reset goes to
 * scene->view, map_show to any view, such as a new surface's. */
void map_zoom_at(Map *map, Point fixed, double factor, bool animate);
void map_pan(Map *map, float dx, float dy);
void map_reset(Map *map, const Scene *scene, bool animate);
void map_show(Map *map, View view, bool animate);

/* The 3D relief of what the map shows, in the same frame, instead of the flat map. While it is shown, zoom
 * and pan move its picture, and map_turn turns it as a hand does that drags it; map_reset resets it too. */
void map_set_relief(Map *map, bool is_relief);
bool map_is_relief(const Map *map);
void map_turn(Map *map, float dx, float dy);
const Orbit *map_orbit(const Map *map);

/* The name tags, heads and handles of the frame being drawn: what is laid over the map keeps its words off
 * them. Fills areas[MAP_COVERS_MAX], returns how many. */
enum { MAP_COVERS_MAX = 3 * SCENE_RUNS_MAX };
int map_covers(const Map *map, Rect *areas);

/* What the last map_draw said about the place under the pointer; NULL: nothing. */
const Tooltip *map_tooltip(const Map *map);

/* The threads that draw it, for whatever else a frame computes. */
Parallel *map_threads(const Map *map);

/* Lets `seconds` pass for the camera and the tags. */
void map_advance(Map *map, double seconds);

/* Whether the picture would change by itself in the next frame: something moves, or a coarse bake wants its
 * fine one. A window that waits for events draws again while this holds. */
bool map_busy(const Map *map);

/* While a start or a slider is being dragged the old paths stay as faint ghosts: keep them when the drag
 * begins, drop them when it ends. */
void map_keep_ghosts(Map *map, const Scene *scene);
void map_drop_ghosts(Map *map);

/* Where a run's head is at `playhead`: its step between first and last, stopped where it converged or
 * diverged. */
double map_head_step(const SceneRun *run, double playhead);

#endif

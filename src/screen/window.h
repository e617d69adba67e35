/* The whole window as data: a scene, a playhead, what is open and shown; events in, drawing calls out. It
 * knows neither SDL nor a clock: the host (a real window, a script, a test) feeds events, says how much time
 * has passed, and gives a canvas of the size that window_size and window_scale ask for.
 *
 *     window_feed(window, &event); ...   canvas resized to window_scale;   window_frame(window, canvas,
 * seconds);
 */
#ifndef SCREEN_WINDOW_H
#define SCREEN_WINDOW_H

#include "core/scene.h"
#include "files/catalog.h"

#include "formula_box.h"
#include "history.h"
#include "layout.h"
#include "map.h"
#include "overlays.h"
#include "plot.h"
#include "predict.h"
#include "recent.h"
#include "recorder.h"
#include "tags.h"
#include "thumbnail.h"
#include "ui.h"
#include "widgets.h"

enum { SPEED_COUNT = 4, TIMINGS_MAX = 1024, TOAST_SIZE = 400 };

typedef struct WindowConfig {
    int w, h;     /* device pixels */
    float scale;  /* device pixels per logical pixel, 1 .. 3 */
    int theme;    /* theme_at */
    int palette;  /* of palettes */
    bool marked;  /* a dash and a marker of its own for every run */
    bool playing; /* from the first frame on */
    bool reduced_motion;
    bool live;                  /* a window on a screen: bakes within a frame's time, coarsely first */
    const char *picture_folder; /* where the camera puts its pictures; borrowed */
    const char *scene_path;     /* the file the scene comes from; borrowed; NULL: none */
    double (*clock)(void);      /* seconds, for measuring frames; NULL: not measured */
    const struct TrainingHost *training; /* who trains (training.h); borrowed; NULL: nobody can */
} WindowConfig;
WindowConfig
window_config_default(void); /* 1600x1000, scale 1, dark, paused, pictures in the working folder */

/* What the pointer is doing on the map. */
typedef enum MapDrag { MAP_DRAG_NONE, MAP_DRAG_PAN, MAP_DRAG_TURN, MAP_DRAG_START } MapDrag;

typedef struct Timing {
    double recompute, draw; /* milliseconds */
} Timing;

/* Steps that are played over and over. */
typedef struct TimeLoop {
    bool on;
    int64_t from, to;
    bool dragging; /* over the bar: from the step where the drag began */
    bool bar_held; /* in the last frame */
    int64_t anchor;
} TimeLoop;

enum { WINDOW_PLOTS = 2 };

/* A plot with what it shows, and where and how in this frame. */
typedef struct PlotView {
    Plot *plot;
    Rect area;
    PlotOptions options;
    int quantity; /* PLOT_QUANTITY_... */
} PlotView;

struct Window {
    WindowConfig config;
    Catalog *catalog; /* borrowed */
    Scene scene;      /* owned */
    History *history;

    Ui *ui;
    Map *map;
    PlotView plots[WINDOW_PLOTS];
    PlotUnit plot_unit;
    double plot_low, plot_high; /* shares of the x axis that the plots show */
    double plot_followed;       /* the playhead that they were last made to show */
    Thumbnail *thumbnail;

    int w, h; /* device pixels */
    float scale;
    int theme, palette;
    bool marked;
    Theme themes[THEME_COUNT]; /* with the palette's colours */
    bool overlay_on[OVERLAY_COUNT];
    OverlayCaches overlay_caches;
    bool overlay_menu_open;
    Point overlay_menu_at; /* its corner */
    double seconds;        /* since the start */

    double playhead; /* step, between two while playing */
    bool playing;
    int speed; /* index */
    TimeLoop loop;
    Prediction prediction;
    bool branching;      /* the last branch of a run is open for edits: ... */
    uint32_t branched;   /* ... of the run of this stream, ... */
    int64_t branched_at; /* ... at this step */

    LayoutOptions layout_options;
    Layout layout;      /* of the last frame */
    float drawer_phase; /* 0: closed, 1: open, in between on its way */
    bool drawer_open, help_open, settings_open, fullscreen;
    bool classroom; /* everything a quarter larger */
    bool words;     /* a line in words about the selected run */
    FormulaBox formula_box;
    bool surface_open; /* in a compact window, whose surface is folded by itself */
    ScrollState panel_scroll, help_scroll;
    char focus_followed[96];           /* the panel was scrolled to this control */
    uint32_t expanded[SCENE_RUNS_MAX]; /* streams of the runs whose cards are open */
    int expanded_count;
    bool more_open;         /* open cards show what is rarely wanted too */
    uint32_t slots_of;      /* the run of this stream has its colour slots open, ... */
    bool slots_open;        /* ... now */
    Rect slots_at;          /* its swatch */
    int dragged_card;       /* run whose card is being moved in the list, or -1 */
    float drop_y;           /* where it would be dropped */
    bool dropped;           /* now */
    int reveal_run;         /* whose card the panel is to scroll to, or -1 */
    bool inspecting;        /* "why this step" is open, ... */
    uint32_t inspected;     /* ... for the run of this stream, ... */
    Tags inspector_tags;    /* of its arrows */
    int64_t inspected_step; /* ... and the map was brought to this step of it, -1: none yet, ... */
    Rect inspected_frame;   /* ... in this frame */
    int hover_run;          /* index, or -1: from its card, its head or its tag */

    MapDrag map_drag;
    int drag_run;                     /* whose handle is held */
    bool drag_linked[SCENE_RUNS_MAX]; /* runs whose start is being dragged */
    double drag_start[2];             /* where they started before */
    Point drag_offset;                /* from the handle's middle to the pointer */
    Point drag_from, drag_at;         /* of panning and turning: first and last place of the pointer */
    int hover_handle;                 /* run whose handle the pointer is on, or -1 */
    double hover_since;               /* when the pointer came onto the plane; negative: it is elsewhere */
    bool ghosts;                      /* old paths are kept until everything is released */

    char edited[64]; /* what the last edit changed, and when: edits of one thing are one step of undo */
    double edited_at;
    bool edit_open; /* an edit was made since the last time nothing was held */
    uint64_t edits; /* counts changes of what is shown: a frame that made one draws again */
    bool stale;     /* something changed since the last frame: it wants another */
    bool quit;
    bool still; /* it is being drawn for a file: without messages and cards over it */

    bool exports_open;
    const struct Export *export_wanted; /* after this frame; NULL: none */
    Recorder *recorder;                 /* while the window is recorded */
    int recorded_w, recorded_h;
    float recorded_scale;
    double recorded_end; /* seconds since the last step was reached */

    Scene traces; /* paths from a file that was opened over the scene (files/trace_file.h) */
    char traces_name[128];

    struct Training *training; /* owned; NULL: nobody can train */
    bool training_shown;       /* instead of the map */

    char scene_path[1024];              /* where the scene is saved, */
    int scene_document;                 /* as long as the history is at this document */
    Recent recent;                      /* files opened so far, before this session too */
    char open_wanted[RECENT_PATH_SIZE]; /* one to open after this frame, or "" */
    double refused_at; /* when a file could last not be opened, in seconds; negative: never */

    char toast[TOAST_SIZE];
    double toast_until; /* in seconds */
    bool toast_undo;    /* it offers to undo what it tells of */

    Timing timings[TIMINGS_MAX]; /* a ring */
    int64_t timing_count;
    double recompute_now; /* of the frame being made, milliseconds */
};

/* Takes over the scene (and ends it). NULL where memory is short; then the scene is the caller's still. */
Window *window_start(Scene *scene, Catalog *catalog, WindowConfig config);
void window_end(Window *window);

void window_feed(Window *window, const Event *event);

/* The scale the canvas has to have now. */
float window_scale(const Window *window);

/* Everything a frame does: takes the events fed, lets `seconds` pass, draws. */
void window_frame(Window *window, Canvas *canvas, double seconds);

/* How many seconds the window may sleep when no events come: 0 while something moves, INFINITY when nothing
 * is going to change by itself. */
double window_patience(const Window *window);

const Theme *window_theme(const Window *window);
void window_set_theme(Window *window, int theme); /* theme_at */
void window_next_theme(Window *window);           /* dark and light */
void window_set_reduced_motion(Window *window, bool reduced);
void window_set_palette(Window *window, int palette, bool marked);

/* Where a widget (ui.h's names, and "start.1", "head.1", ... on the map) is; false: not on the screen. */
bool window_find(const Window *window, const char *name, Rect *area);

/* Draws the window as it is, without letting time pass, less messages and cards that lie over it. */
void window_draw_still(Window *window, Canvas *canvas);

/* Draws the figure alone: the map as it is shown, with its axes, filling the canvas. */
void window_draw_figure(Window *window, Canvas *canvas);

/* Draws the window as it is, into a file: with all that lies over it; still; or the figure alone, the map as
 * it is shown with its axes. Not while a frame is being made. */
bool window_write_picture(Window *window, const char *path, Error *error);
bool window_write_still(Window *window, const char *path, Error *error);
bool window_write_figure(Window *window, const char *path, Error *error);

/* The first slalom-N with that ending in the folder for pictures that is not there yet. */
bool window_new_file(const Window *window, const char *ending, char *path, size_t size);

/* Steps per second at each speed, and what the buttons say. */
extern const double window_speeds[SPEED_COUNT];
extern const char *const window_speed_names[SPEED_COUNT];

#endif

#include "window_host.h"

#include "options.h"

#include "screen/canvas_cairo.h"
#include "screen/canvas_sdl.h"

#include <math.h>
#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double FRAME_SECONDS = 1.0 / 60;
static const double LONGEST_FRAME = 0.1; /* what moves never jumps farther than this takes */
static const float DOTS_PER_INCH = 96;

enum { CURSORS = UI_CURSOR_ROW + 1 };

struct WindowHost {
    SDL_Window *sdl;
    SDL_Renderer *renderer; /* NULL: drawn on the CPU and copied to the window's surface */
    Canvas *canvas;
    int canvas_w, canvas_h;
    float canvas_scale;
    Window *window; /* while it is shown */
    SDL_Cursor *cursors[CURSORS];
    UiCursor cursor;
    char title[128];
    bool fullscreen, text_input;
    bool slept;      /* before this frame: nothing moved */
    double drawn_at; /* window_host_clock of the last frame */
    Error error;
    bool failed;
};

double window_host_clock(void) {
    return (double)SDL_GetPerformanceCounter() / (double)SDL_GetPerformanceFrequency();
}

/* ---- opening ---- */

static void output_size(const WindowHost *host, int *w, int *h) {
    if (!host->renderer || SDL_GetRendererOutputSize(host->renderer, w, h) != 0)
        SDL_GetWindowSizeInPixels(host->sdl, w, h);
}

static void fit_to_display(WindowConfig *config) {
    SDL_Rect room;
    if (SDL_GetDisplayUsableBounds(0, &room) != 0) return;
    if (config->w > room.w) config->w = room.w;
    if (config->h > room.h) config->h = room.h;
}

/* The display's scale in steps of a quarter: pixels per window coordinate, or where these are the same, its
 * density. */
static float display_scale(const WindowHost *host) {
    int w, h, window_w, window_h;
    float dots = 0;
    output_size(host, &w, &h);
    SDL_GetWindowSize(host->sdl, &window_w, &window_h);
    float scale = window_w > 0 ? (float)w / (float)window_w : 1;
    if (scale == 1 && SDL_GetDisplayDPI(SDL_GetWindowDisplayIndex(host->sdl), NULL, &dots, NULL) == 0 &&
        dots >= 1.5f * DOTS_PER_INCH)
        scale = dots / DOTS_PER_INCH;
    return fminf(fmaxf(rintf(4 * scale) / 4, 1), 3);
}

static bool open_canvas(WindowHost *host, HostCanvas kind, float scale, Error *error) {
    if (kind != HOST_CANVAS_CPU)
        host->renderer =
            SDL_CreateRenderer(host->sdl, -1, SDL_RENDERER_ACCELERATED | SDL_RENDERER_PRESENTVSYNC);
    if (host->renderer && kind == HOST_CANVAS_AUTO && !canvas_sdl_suits(host->renderer)) {
        SDL_DestroyRenderer(host->renderer);
        host->renderer = NULL;
    }
    output_size(host, &host->canvas_w, &host->canvas_h);
    host->canvas_scale = scale;
    host->canvas = host->renderer ? canvas_sdl_start(host->renderer, scale, error)
                                  : canvas_cairo_start(host->canvas_w, host->canvas_h, scale, error);
    return host->canvas != NULL;
}

static void open_cursors(WindowHost *host) {
    static const SDL_SystemCursor cursors[CURSORS] = {
        [UI_CURSOR_ARROW] = SDL_SYSTEM_CURSOR_ARROW,   [UI_CURSOR_HAND] = SDL_SYSTEM_CURSOR_HAND,
        [UI_CURSOR_TEXT] = SDL_SYSTEM_CURSOR_IBEAM,    [UI_CURSOR_MOVE] = SDL_SYSTEM_CURSOR_SIZEALL,
        [UI_CURSOR_COLUMN] = SDL_SYSTEM_CURSOR_SIZEWE, [UI_CURSOR_ROW] = SDL_SYSTEM_CURSOR_SIZENS,
    };
    for (int i = 0; i < CURSORS; i++) host->cursors[i] = SDL_CreateSystemCursor(cursors[i]);
}

/* Drivers of SDL that show nothing are as good as no display. */
static bool shows_nothing(const char *driver) {
    static const char *const blind[] = {"dummy", "offscreen", "evdev"};
    for (size_t i = 0; i < sizeof blind / sizeof *blind; i++)
        if (driver && strcmp(driver, blind[i]) == 0) return true;
    return false;
}

/* Why there is no display for sure, or NULL. SDL would try all drivers, some of which complain on stderr by
 * themselves. */
static const char *missing_display(void) {
    const char *driver = SDL_getenv("SDL_VIDEODRIVER");
    if (shows_nothing(driver)) return "SDL_VIDEODRIVER names a driver that shows nothing";
#ifdef __linux__
    if (!driver && !SDL_getenv("DISPLAY") && !SDL_getenv("WAYLAND_DISPLAY"))
        return "neither DISPLAY nor WAYLAND_DISPLAY is set";
#endif
    return NULL;
}

static bool start_video(bool needed, Error *error) {
    const char *reason = missing_display();
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
    SDL_SetHint(SDL_HINT_MOUSE_FOCUS_CLICKTHROUGH, "1");
    /* Where pixels are copied, no renderer may stand in between: on a machine without a GPU it would be the
     * CPU again.
     */
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    bool started = !reason && SDL_Init(SDL_INIT_VIDEO) == 0;
    if (started && !shows_nothing(SDL_GetCurrentVideoDriver())) return true;
    if (!reason) reason = started ? "SDL finds none" : SDL_GetError();
    if (needed)
        error_set(error, 0, 0, "`slalom render -o picture.png` draws a picture without one", "no display: %s",
                  reason);
    if (started) SDL_Quit();
    return false;
}

static int position(bool placed, int coordinate) {
    return placed ? coordinate : (int)SDL_WINDOWPOS_CENTERED;
}

/* Whether a title bar there can be taken hold of: displays come and go between sessions. */
static bool is_reachable(int x, int y, int w) {
    SDL_Rect room;
    for (int i = 0; i < SDL_GetNumVideoDisplays(); i++)
        if (SDL_GetDisplayUsableBounds(i, &room) == 0 && x + w > room.x + 64 && x < room.x + room.w - 64 &&
            y >= room.y - 8 && y < room.y + room.h - 64)
            return true;
    return false;
}

void window_host_place(const WindowHost *host, int place[4]) {
    if (host->fullscreen) return;
    SDL_GetWindowPosition(host->sdl, &place[0], &place[1]);
    SDL_GetWindowSize(host->sdl, &place[2], &place[3]);
}

WindowHost *window_host_start(WindowConfig *config, HostOptions options, Error *error) {
    if (!start_video(options.needed, error)) return NULL;
    WindowHost *host = calloc(1, sizeof *host);
    if (!host) return NULL;
    if (options.fit_size) fit_to_display(config);
    options.placed &= is_reachable(options.x, options.y, config->w);
    host->sdl =
        SDL_CreateWindow("Slalom", position(options.placed, options.x), position(options.placed, options.y),
                         config->w, config->h, SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    if (!host->sdl) error_set(error, 0, 0, NULL, "no window: %s", SDL_GetError());
    if (host->sdl && options.fit_scale) config->scale = display_scale(host);
    if (!host->sdl || !open_canvas(host, options.canvas, config->scale, error)) {
        window_host_end(host);
        return NULL;
    }
    open_cursors(host);
    output_size(host, &config->w, &config->h);
    host->drawn_at = window_host_clock();
    return host;
}

void window_host_end(WindowHost *host) {
    if (!host) return;
    for (int i = 0; i < CURSORS; i++)
        if (host->cursors[i]) SDL_FreeCursor(host->cursors[i]);
    if (host->canvas) canvas_free(host->canvas);
    if (host->renderer) SDL_DestroyRenderer(host->renderer);
    if (host->sdl) SDL_DestroyWindow(host->sdl);
    SDL_Quit();
    free(host);
}

/* ---- a frame ---- */

/* The canvas in the size and scale the window has now. */
static Canvas *ready_canvas(void *context, const Window *window, Error *error) {
    WindowHost *host = context;
    float scale = window_scale(window);
    int w, h;
    output_size(host, &w, &h);
    if (w != window->w || h != window->h) { /* a script's resize */
        SDL_SetWindowSize(host->sdl, window->w, window->h);
        SDL_PumpEvents();
    }
    if (window->w == host->canvas_w && window->h == host->canvas_h && scale == host->canvas_scale)
        return host->canvas;
    host->canvas_w = window->w;
    host->canvas_h = window->h;
    host->canvas_scale = scale;
    if (host->renderer)
        canvas_sdl_resize(host->canvas, scale);
    else if (!canvas_cairo_resize(host->canvas, window->w, window->h, scale, error))
        return NULL;
    return host->canvas;
}

/* Copies the CPU's pixels to the window. */
static void present_pixels(WindowHost *host) {
    SDL_Surface *surface = SDL_GetWindowSurface(host->sdl);
    int w, h, stride;
    const uint32_t *pixels = canvas_cairo_pixels(host->canvas, &w, &h, &stride);
    if (!surface) return;
    if (w > surface->w) w = surface->w;
    if (h > surface->h) h = surface->h;
    if (SDL_MUSTLOCK(surface)) SDL_LockSurface(surface);
    SDL_ConvertPixels(w, h, SDL_PIXELFORMAT_ARGB8888, pixels, stride * 4, surface->format->format,
                      surface->pixels, surface->pitch);
    if (SDL_MUSTLOCK(surface)) SDL_UnlockSurface(surface);
    SDL_UpdateWindowSurface(host->sdl);
}

static void present(void *context) {
    WindowHost *host = context;
    if (host->renderer)
        SDL_RenderPresent(host->renderer);
    else
        present_pixels(host);
}

SessionHost window_host_session(WindowHost *host) {
    return (SessionHost){.canvas = ready_canvas, .present = present, .context = host};
}

static void follow_window(WindowHost *host, const Window *window) {
    if (window->fullscreen != host->fullscreen) {
        host->fullscreen = window->fullscreen;
        SDL_SetWindowFullscreen(host->sdl, host->fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0);
    }
    if (ui_wants_text(window->ui) != host->text_input) {
        host->text_input = !host->text_input;
        if (host->text_input)
            SDL_StartTextInput();
        else
            SDL_StopTextInput();
    }
    char title[sizeof host->title];
    snprintf(title, sizeof title, "%s – Slalom", window->scene.surface.definition->title);
    if (strcmp(title, host->title) != 0) {
        memcpy(host->title, title, sizeof title);
        SDL_SetWindowTitle(host->sdl, title);
    }
    UiCursor cursor = ui_cursor(window->ui);
    if (cursor != host->cursor && host->cursors[cursor]) {
        host->cursor = cursor;
        SDL_SetCursor(host->cursors[host->cursor]);
    }
}

/* One frame: draws and shows it. No loop in here, so that another main loop (a resize, a browser) can call
 * it. */
static void host_frame(WindowHost *host) {
    Window *window = host->window;
    double now = window_host_clock(), seconds = now - host->drawn_at;
    if (!host->slept) seconds = fmin(seconds, LONGEST_FRAME);
    host->drawn_at = now;
    Canvas *canvas = ready_canvas(host, window, &host->error);
    host->failed = !canvas;
    if (host->failed) return;
    window_frame(window, canvas, seconds);
    present(host);
    follow_window(host, window);
}

/* ---- events ---- */

static void take_event(WindowHost *host, const SDL_Event *sdl) {
    Window *window = host->window;
    int w, h, window_w, window_h;
    Event event;
    output_size(host, &w, &h);
    SDL_GetWindowSize(host->sdl, &window_w, &window_h);
    EventScale scale = {window_w > 0 ? (float)w / (float)window_w : 1, window_scale(window)};
    if (sdl->type == SDL_RENDER_TARGETS_RESET || sdl->type == SDL_RENDER_DEVICE_RESET)
        if (host->renderer) canvas_sdl_reset(host->canvas);
    if (!event_from_sdl(sdl, scale, &event)) return;
    if (event.kind == EVENT_RESIZE) {
        event.w = w;
        event.h = h;
    }
    window_feed(window, &event);
}

static void take_owned_event(WindowHost *host, const SDL_Event *sdl) {
    take_event(host, sdl);
    if (sdl->type == SDL_DROPFILE || sdl->type == SDL_DROPTEXT) SDL_free(sdl->drop.file);
}

/* While a window's edge is dragged, some systems keep the main loop: draw from in here. */
static int watch_resize(void *context, SDL_Event *sdl) {
    WindowHost *host = context;
    if (sdl->type != SDL_WINDOWEVENT || sdl->window.event != SDL_WINDOWEVENT_SIZE_CHANGED) return 0;
#if defined(_WIN32) || defined(__APPLE__)
    take_event(host, sdl);
    host_frame(host);
#else
    (void)host;
#endif
    return 0;
}

/* Sleeps until an event comes or the window wants to go on, then takes all events there are. Whether a frame
 * is due. */
static bool wait_for_events(WindowHost *host) {
    SDL_Event sdl;
    double patience = window_patience(host->window);
    bool came;
    if (patience == 0) {
        /* Without vertical sync nothing else holds the pace. */
        double left = host->renderer ? 0 : FRAME_SECONDS - (window_host_clock() - host->drawn_at);
        if (left > 0.001) SDL_Delay((Uint32)(1000 * left));
        came = SDL_PollEvent(&sdl);
    } else if (isinf(patience)) {
        came = SDL_WaitEvent(&sdl);
    } else {
        came = SDL_WaitEventTimeout(&sdl, 1 + (int)(1000 * patience));
    }
    host->slept = patience > 0;
    for (; came; came = SDL_PollEvent(&sdl)) take_owned_event(host, &sdl);
    return !isinf(patience) || host->window->stale;
}

static void set_clipboard(const char *text) {
    SDL_SetClipboardText(text);
}

int window_host_run(WindowHost *host, Window *window) {
    host->window = window;
    ui_set_clipboard(window->ui, (UiClipboard){set_clipboard, SDL_GetClipboardText, SDL_free});
    SDL_StopTextInput();
    SDL_AddEventWatch(watch_resize, host);
    host_frame(host);
    while (!window->quit && !host->failed) {
        if (wait_for_events(host)) host_frame(host);
    }
    SDL_DelEventWatch(watch_resize, host);
    return host->failed ? options_fail(&host->error) : 0;
}

/* Drops files onto a window as a file manager does, for tests: the source's side of XDND, version 5
 * (https://freedesktop.org/wiki/Specifications/XDND).
 *
 *     drop_files WINDOW X Y FILE...    WINDOW as xdotool prints it, X and Y inside of it
 *
 * Ends with 0 once the window has said that it is done with them, with 1 where it does not take them or keeps
 * silent for half a minute. */
#include <ctype.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <X11/Xatom.h>
#include <X11/Xlib.h>

enum { XDND_VERSION = 5, PATIENCE = 30 };

typedef struct Source {
    Display *display;
    Window window, target;
    Atom selection, uri_list, enter, position, status, drop, finished, copy;
    char *uris; /* one a line, each ended by \r\n */
} Source;

static int fail(const char *what) {
    fprintf(stderr, "drop_files: %s\n", what);
    return 1;
}

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* ---- what is dropped ---- */

/* "file:///a%20b": what RFC 3986 does not leave alone is percent-encoded, byte for byte. */
static void write_uri(FILE *stream, const char *path) {
    fputs("file://", stream);
    for (const unsigned char *byte = (const unsigned char *)path; *byte; byte++) {
        bool plain = *byte < 0x80 && (isalnum(*byte) || strchr("-._~/", *byte));
        fprintf(stream, plain ? "%c" : "%%%02X", *byte);
    }
    fputs("\r\n", stream);
}

/* The files as text/uri-list (RFC 2483), with their whole paths; NULL where memory is short. */
static char *uri_list(char **files, int count) {
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    if (!stream) return NULL;
    for (int i = 0; i < count; i++) {
        char *path = realpath(files[i], NULL); /* NULL: a file that is not there may be dropped too */
        write_uri(stream, path ? path : files[i]);
        free(path);
    }
    return fclose(stream) == 0 ? text : NULL;
}

/* ---- what is said to the target ---- */

static void say(Source *source, Atom message, long b, long c, long d, long e) {
    XEvent event = {.xclient = {.type = ClientMessage,
                                .display = source->display,
                                .window = source->target,
                                .message_type = message,
                                .format = 32,
                                .data.l = {(long)source->window, b, c, d, e}}};
    XSendEvent(source->display, source->target, False, NoEventMask, &event);
}

/* Hands the files over: the target has asked for the selection. */
static void hand_over(Source *source, const XSelectionRequestEvent *request) {
    bool known = request->target == source->uri_list && request->property != None;
    XEvent reply = {.xselection = {.type = SelectionNotify,
                                   .display = source->display,
                                   .requestor = request->requestor,
                                   .selection = request->selection,
                                   .target = request->target,
                                   .property = known ? request->property : None,
                                   .time = request->time}};
    if (known)
        XChangeProperty(source->display, request->requestor, request->property, source->uri_list, 8,
                        PropModeReplace, (unsigned char *)source->uris, (int)strlen(source->uris));
    XSendEvent(source->display, request->requestor, False, NoEventMask, &reply);
}

/* Answers the target until it sends `message`; false where it does not. */
static bool wait_for(Source *source, Atom message, XClientMessageEvent *answer) {
    const double end = seconds_now() + PATIENCE;
    for (;;) {
        while (XPending(source->display)) {
            XEvent event;
            XNextEvent(source->display, &event);
            if (event.type == SelectionRequest) hand_over(source, &event.xselectionrequest);
            if (event.type != ClientMessage || event.xclient.message_type != message) continue;
            *answer = event.xclient;
            return true;
        }
        const double left = end - seconds_now();
        struct pollfd connection = {.fd = ConnectionNumber(source->display), .events = POLLIN};
        if (left <= 0 || poll(&connection, 1, 1 + (int)(1000 * left)) < 0) return false;
    }
}

/* ---- the drop ---- */

static bool takes_drops(Source *source) {
    Atom type;
    int format;
    unsigned long count = 0, rest;
    unsigned char *version = NULL;
    XGetWindowProperty(source->display, source->target, XInternAtom(source->display, "XdndAware", False), 0,
                       1, False, XA_ATOM, &type, &format, &count, &rest, &version);
    const bool takes = version && count == 1 && *(const Atom *)(const void *)version >= XDND_VERSION;
    if (version) XFree(version);
    return takes;
}

static int drop(Source *source, int x, int y) {
    XClientMessageEvent answer;
    Window child;
    int root_x, root_y;
    if (!takes_drops(source)) return fail("the window does not take drops (no XdndAware)");
    if (!XTranslateCoordinates(source->display, source->target, DefaultRootWindow(source->display), x, y,
                               &root_x, &root_y, &child))
        return fail("the window is on another screen");
    XSetSelectionOwner(source->display, source->selection, source->window, CurrentTime);
    say(source, source->enter, (long)XDND_VERSION << 24, (long)source->uri_list, None, None);
    say(source, source->position, 0, (long)root_x << 16 | root_y, CurrentTime, (long)source->copy);
    if (!wait_for(source, source->status, &answer)) return fail("the window does not answer XdndPosition");
    if (!(answer.data.l[1] & 1)) return fail("the window refuses these files");
    say(source, source->drop, 0, CurrentTime, 0, 0);
    if (!wait_for(source, source->finished, &answer)) return fail("the window never finished the drop");
    return answer.data.l[1] & 1 ? 0 : fail("the window took nothing");
}

int main(int count, char **words) {
    if (count < 5) return fail("WINDOW X Y FILE...");
    Source source = {.display = XOpenDisplay(NULL), .target = strtoul(words[1], NULL, 0)};
    if (!source.display) return fail("no display");
    const struct {
        Atom *atom;
        const char *name;
    } atoms[] = {
        {&source.selection, "XdndSelection"}, {&source.uri_list, "text/uri-list"},
        {&source.enter, "XdndEnter"},         {&source.position, "XdndPosition"},
        {&source.status, "XdndStatus"},       {&source.drop, "XdndDrop"},
        {&source.finished, "XdndFinished"},   {&source.copy, "XdndActionCopy"},
    };
    for (size_t i = 0; i < sizeof atoms / sizeof *atoms; i++)
        *atoms[i].atom = XInternAtom(source.display, atoms[i].name, False);
    source.window =
        XCreateSimpleWindow(source.display, DefaultRootWindow(source.display), 0, 0, 1, 1, 0, 0, 0);
    source.uris = uri_list(words + 4, count - 4);
    const int code = source.uris ? drop(&source, atoi(words[2]), atoi(words[3])) : fail("not enough memory");
    free(source.uris);
    XCloseDisplay(source.display);
    return code;
}

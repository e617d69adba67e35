/* Traces on the map: paths that came from elsewhere (files/trace_file.h), dashed and neutral, with hollow
 * heads and the names they came with. */
#ifndef SCREEN_TRACE_PATHS_H
#define SCREEN_TRACE_PATHS_H

#include "drape.h"
#include "marks.h"

enum { TRACE_TAGS_MAX = 16 }; /* paths with a tag; more would hide the map */

typedef struct TracePaths {
    Trails trails, flat;        /* flat: before they are draped over a relief */
    int tagged[TRACE_TAGS_MAX]; /* trails whose heads have tags */
    Tag tags[TRACE_TAGS_MAX];
    int tag_count;
} TracePaths; /* starts as {0} */

void trace_paths_end(TracePaths *paths);

/* Finds what is to be seen of `traces` (NULL: none) at `playhead`. */
void trace_paths_find(TracePaths *paths, const Scene *traces, const Projection *projection, double playhead);

/* Adds wishes for the tags, with keys from `key` on, and takes the places back in the same order; at most
 * TRACE_TAGS_MAX. */
int trace_paths_wish(const TracePaths *paths, const Scene *traces, Canvas *canvas, int key, TagWish *wishes);
void trace_paths_place(TracePaths *paths, const Tag *places);

/* The paths, to be drawn under those of the runs; and what lies above them. */
void trace_paths_draw(const TracePaths *paths, Canvas *canvas, const Theme *theme);
void trace_paths_draw_marks(const TracePaths *paths, Canvas *canvas, const Theme *theme, const Scene *traces);

#endif

#include "trace_paths.h"

#include <string.h>

void trace_paths_end(TracePaths *paths) {
    trails_end(&paths->trails);
    trails_end(&paths->flat);
}

void trace_paths_find(TracePaths *paths, const Scene *traces, const Projection *projection, double playhead) {
    paths->trails.count = paths->tag_count = 0;
    if (!traces || traces->run_count == 0) return;
    drape(&paths->trails, &paths->flat, traces, projection, playhead, -1);
    for (int i = 0; i < paths->trails.count && paths->tag_count < TRACE_TAGS_MAX; i++)
        if (paths->trails.trails[i].head_shown) paths->tagged[paths->tag_count++] = i;
}

static const char *name_of(const TracePaths *paths, const Scene *traces, int tag) {
    return traces->runs[paths->trails.trails[paths->tagged[tag]].run].name;
}

int trace_paths_wish(const TracePaths *paths, const Scene *traces, Canvas *canvas, int key, TagWish *wishes) {
    for (int i = 0; i < paths->tag_count; i++) {
        const Trail *trail = &paths->trails.trails[paths->tagged[i]];
        float w = mark_tag_width(canvas, name_of(paths, traces, i));
        wishes[i] = (TagWish){key + i, trail->head_at, w, TAG_HEIGHT};
    }
    return paths->tag_count;
}

void trace_paths_place(TracePaths *paths, const Tag *places) {
    memcpy(paths->tags, places, (size_t)paths->tag_count * sizeof *places);
}

void trace_paths_draw(const TracePaths *paths, Canvas *canvas, const Theme *theme) {
    for (int i = 0; i < paths->trails.count; i++)
        trails_draw_hollow(&paths->trails, i, canvas, theme, theme->text2);
}

void trace_paths_draw_marks(const TracePaths *paths, Canvas *canvas, const Theme *theme,
                            const Scene *traces) {
    for (int i = 0; i < paths->tag_count; i++) {
        Point head = paths->trails.trails[paths->tagged[i]].head_at;
        mark_leader(canvas, theme, &paths->tags[i], head, theme->text2);
        mark_old_head(canvas, theme, head, theme->text2);
        mark_old_tag(canvas, theme, &paths->tags[i], name_of(paths, traces, i), theme->text2);
    }
}

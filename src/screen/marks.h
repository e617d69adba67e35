/* The small things on the map: heads, start handles, stars, crosses, exits, name tags. */
#ifndef SCREEN_MARKS_H
#define SCREEN_MARKS_H

#include "tags.h"
#include "theme.h"

enum { MARK_HEAD_RADIUS = 10, MARK_HANDLE_RADIUS = 17, MARK_STAR_RADIUS = 16, MARK_EXIT_RADIUS = 12 };
enum { TAG_HEIGHT = 26, TAG_PADDING = 10, TAG_RADIUS = 6 };

/* Dashed slots have a white dot in the head. */
void mark_head(Canvas *canvas, const Theme *theme, Point at, RunLook look);
void mark_handle(Canvas *canvas, const Theme *theme, Point at, bool held);
/* Behind the landscape. */
void mark_hidden_head(Canvas *canvas, Point at, RunLook look);
void mark_hidden_handle(Canvas *canvas, const Theme *theme, Point at);
void mark_minimum(Canvas *canvas, const Theme *theme, Point at);
void mark_saddle(Canvas *canvas, const Theme *theme, Point at);
void mark_maximum(Canvas *canvas, const Theme *theme, Point at);
void mark_degenerate(Canvas *canvas, const Theme *theme, Point at);
/* Triangle with "!" that points along `direction`'s side of the frame; `at` is its middle. */
void mark_exit(Canvas *canvas, const Theme *theme, Point at, RunLook look);
/* The point a tooltip speaks about. */
void mark_probe(Canvas *canvas, const Theme *theme, Point at);

/* Where a run branched: a hollow diamond. */
void mark_branch(Canvas *canvas, const Theme *theme, Point at, float radius, Color inside, Color color);
/* Where it would be without its branch: a hollow head. */
void mark_old_head(Canvas *canvas, const Theme *theme, Point at, Color color);

/* A line with a tip; casing under both where its alpha is not 0. Shorter than 3 px: nothing. */
typedef struct Arrow {
    float width, head; /* pixels; the head is shorter where the whole arrow is short */
    float dash_on, dash_off;
    Color color, casing;
} Arrow;
void mark_arrow(Canvas *canvas, Point from, Point to, const Arrow *arrow);

/* Width of a tag with this text. */
float mark_tag_width(Canvas *canvas, const char *text);
void mark_leader(Canvas *canvas, const Theme *theme, const Tag *tag, Point anchor, Color color);
void mark_tag(Canvas *canvas, const Theme *theme, const Tag *tag, const char *text, Color color, bool strong);
/* The tag of what is not: a dashed border, text1. */
void mark_old_tag(Canvas *canvas, const Theme *theme, const Tag *tag, const char *text, Color color);

#endif

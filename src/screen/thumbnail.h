/* A small picture of a surface for the drop-down that chooses it, kept until surface, theme or scale change.
 */
#ifndef SCREEN_THUMBNAIL_H
#define SCREEN_THUMBNAIL_H

#include "core/scene.h"

#include "theme.h"

enum { THUMBNAIL_WIDTH = 36, THUMBNAIL_HEIGHT = 24 };

typedef struct Thumbnail Thumbnail;

Thumbnail *thumbnail_start(void);
void thumbnail_end(Thumbnail *thumbnail); /* may be NULL */

/* The picture of the scene's surface in its own view; NULL where it cannot be drawn. Valid until the next
 * call. With `wait` the last one of this surface will do: while a parameter is pulled, the time is the map's.
 */
const Image *thumbnail_image(Thumbnail *thumbnail, const Scene *scene, const Theme *theme, float scale,
                             bool wait);

#endif

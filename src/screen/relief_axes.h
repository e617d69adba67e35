/* What stands round the relief: the box it is in, ticks along the edges of the base that are in front, the
 * heights of round losses at its outermost upright edge, captions. */
#ifndef SCREEN_RELIEF_AXES_H
#define SCREEN_RELIEF_AXES_H

#include "relief.h"

/* The box's far sides, before the relief's image is drawn over them. */
void relief_axes_draw_back(Canvas *canvas, const Theme *theme, const Relief *relief);

/* Where captions (with `hints` also what the pointer does) and ticks are written, for what must not cover
 * them; returns how many. */
enum { RELIEF_TEXTS_MAX = 48 };
int relief_axes_texts(Canvas *canvas, const Theme *theme, const Relief *relief, Rect frame, bool hints,
                      Rect areas[RELIEF_TEXTS_MAX]);

/* The rest, after the image, with the captions. */
void relief_axes_draw_front(Canvas *canvas, const Theme *theme, const Relief *relief, Rect frame, bool hints);

/* "Height: log_{10}(1 + L)", with markup (text.h). */
enum { RELIEF_CAPTION = 128 };
void relief_caption(const HeightScale *scale, char text[RELIEF_CAPTION]);

#endif

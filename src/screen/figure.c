#include "figure.h"

#include "theme.h"

void figure_draw(Map *map, Canvas *canvas, float w, float h, const Theme *theme, const Scene *scene,
                 const MapOptions *options) {
    canvas_begin(canvas, theme->bg0);
    map_place(map, scene, (Rect){0, 0, w, h});
    map_draw(map, canvas, theme, scene, options);
    canvas_end(canvas);
}

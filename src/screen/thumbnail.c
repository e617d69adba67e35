#include "thumbnail.h"

#include "bake.h"

#include <stdlib.h>

struct Thumbnail {
    Bake *bake;
    Bands bands;
    uint64_t version; /* of the surface the bands are for */
    const SurfaceDefinition *definition;
};

Thumbnail *thumbnail_start(void) {
    Thumbnail *thumbnail = calloc(1, sizeof *thumbnail);
    if (!thumbnail) return NULL;
    thumbnail->bake = bake_start();
    if (thumbnail->bake) return thumbnail;
    free(thumbnail);
    return NULL;
}

void thumbnail_end(Thumbnail *thumbnail) {
    if (!thumbnail) return;
    bake_end(thumbnail->bake);
    free(thumbnail);
}

const Image *thumbnail_image(Thumbnail *thumbnail, const Scene *scene, const Theme *theme, float scale,
                             bool wait) {
    if (wait && thumbnail->definition == scene->surface.definition) return bake_image(thumbnail->bake);
    thumbnail->definition = scene->surface.definition;
    View view = scene->surface.definition->view;
    if (thumbnail->version != scene->surface.version || thumbnail->bands.count == 0) {
        thumbnail->bands = bands_of(&scene->surface, view, NULL);
        thumbnail->version = scene->surface.version;
    }
    Camera camera = camera_fit(view, (Rect){0, 0, THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT}, false);
    BakeRequest request = {.surface = &scene->surface,
                           .bands = &thumbnail->bands,
                           .camera = &camera,
                           .scale = scale,
                           .theme = theme,
                           .colour = true};
    return bake_update(thumbnail->bake, &request) ? bake_image(thumbnail->bake) : NULL;
}

#include "map_ground.h"

#include <math.h>

static uint64_t hash(uint64_t so_far, const void *data, size_t size) {
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++) so_far = (so_far ^ bytes[i]) * 1099511628211u;
    return so_far;
}

double map_known_step(const MapOptions *options) {
    return options->hide_future ? options->playhead : INFINITY;
}

uint64_t map_ground(const Camera *camera, const Scene *scene, const MapOptions *options) {
    double known = map_known_step(options);
    uint64_t ground = hash(14695981039346656037u, camera, sizeof *camera);
    ground = hash(ground, &known, sizeof known);
    for (int i = 0; i < options->obstacle_count; i++)
        ground = hash(ground, &options->obstacles[i], sizeof(Rect));
    for (int i = 0; i < scene->run_count; i++) {
        const SceneRun *run = &scene->runs[i];
        const Trajectory *trajectory = &run->trajectory;
        if (run->hidden || !trajectory->rows) continue;
        ground = hash(ground, &trajectory->steps, sizeof trajectory->steps);
        for (int k = 0; k <= 16; k++) {
            int64_t row = trajectory->steps * k / 16;
            ground = hash(ground, trajectory->rows + row * trajectory->columns, 3 * sizeof(double));
        }
    }
    return ground;
}

#include "relief_mesh.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float LIGHT[3] = {-0.40f, 0.42f, 0.81f}; /* towards it: from the north-west, high */
static const float WALL_LIGHT[RELIEF_WALLS] = {RELIEF_WALL_FRONT, RELIEF_WALL_SIDE, RELIEF_WALL_FRONT,
                                               RELIEF_WALL_SIDE};

void relief_mesh_end(ReliefMesh *mesh) {
    free(mesh->corners);
    free(mesh->tiles);
    free(mesh->first);
    free(mesh->of_tiles);
    *mesh = (ReliefMesh){0};
}

/* ---- corners ---- */

/* The border goes round the base: south, east, north, west; each side has its wall. */
static int border_count(const Heights *heights) {
    return 2 * (heights->columns - 1) + 2 * (heights->rows - 1);
}

/* Corner (*i, *j) of the lattice above the border's k-th; returns the wall that goes on from there. */
static int border_corner(const Heights *heights, int k, int *i, int *j) {
    int right = heights->columns - 1, up = heights->rows - 1;
    if (k < right) return *i = k, *j = 0, 0;
    k -= right;
    if (k < up) return *i = right, *j = k, 1;
    k -= up;
    if (k < right) return *i = right - k, *j = up, 2;
    k -= right;
    return *i = 0, *j = up - k, 3;
}

static float dot(const float a[3], const float b[3]) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* (da, db) through the inverse of the picture's Jacobian with respect to (a, b). */
float relief_rate(const OrbitView *view, const float point[3], float ha, float hb, float da, float db) {
    float from_eye[3] = {point[0] - view->eye[0], point[1] - view->eye[1], point[2] - view->eye[2]};
    float depth = dot(from_eye, view->forward), x = dot(from_eye, view->right) / depth,
          y = dot(from_eye, view->up) / depth;
    const float *r = view->right, *u = view->up, *f = view->forward;
    float away_a = f[0] + ha * f[2], away_b = f[1] + hb * f[2], scale = view->focal / depth;
    float xa = scale * (r[0] + ha * r[2] - x * away_a), xb = scale * (r[1] + hb * r[2] - x * away_b);
    float ya = scale * (u[0] + ha * u[2] - y * away_a), yb = scale * (u[1] + hb * u[2] - y * away_b);
    float dx = da * yb - db * ya, dy = db * xa - da * xb;
    float rate = sqrtf(dx * dx + dy * dy) / fabsf(xa * yb - xb * ya);
    return rate < 1e3f ? rate : 1e3f; /* NaN too: an unknown slope has no crisp edge */
}

float relief_light(float ha, float hb) {
    float light = (LIGHT[2] - ha * LIGHT[0] - hb * LIGHT[1]) / sqrtf(1 + ha * ha + hb * hb);
    return light > 0 ? light : 0;
}

static void lattice_point(const Heights *heights, int i, int j, float point[3]) {
    point[0] = heights->side[0] * (2 * (float)i / (float)(heights->columns - 1) - 1);
    point[1] = heights->side[1] * (2 * (float)j / (float)(heights->rows - 1) - 1);
    point[2] = heights->points[j * heights->columns + i].height;
}

static ReliefCorner corner_of(const ReliefMesh *mesh, const float point[3]) {
    float depth;
    Point at = orbit_project(mesh->view, point, &depth);
    return (ReliefCorner){.x = (at.x - mesh->origin.x) * mesh->density,
                          .y = (at.y - mesh->origin.y) * mesh->density,
                          .near = 1 / depth};
}

static void project_rows(void *context, size_t begin, size_t end) {
    const ReliefMesh *mesh = context;
    const Heights *heights = mesh->heights;
    for (int j = (int)begin; j < (int)end; j++) {
        for (int i = 0; i < heights->columns; i++) {
            const HeightPoint *from = &heights->points[j * heights->columns + i];
            float point[3];
            lattice_point(heights, i, j, point);
            ReliefCorner *corner = &mesh->corners[j * heights->columns + i];
            *corner = corner_of(mesh, point);
            corner->position = from->position;
            corner->rate = relief_rate(mesh->view, point, from->height_a, from->height_b, from->position_a,
                                       from->position_b) /
                           mesh->density;
            corner->light = relief_light(from->height_a, from->height_b);
        }
    }
}

static bool project(ReliefMesh *mesh, Parallel *threads) {
    const Heights *heights = mesh->heights;
    int lattice = heights->columns * heights->rows, border = border_count(heights);
    if (lattice + border > mesh->corner_capacity) {
        free(mesh->corners);
        mesh->corners = malloc((size_t)(lattice + border) * sizeof *mesh->corners);
        free(mesh->tiles); /* there are less cells than corners and border together */
        mesh->tiles = malloc((size_t)(lattice + border) * sizeof *mesh->tiles);
        mesh->corner_capacity = mesh->corners && mesh->tiles ? lattice + border : 0;
        if (mesh->corner_capacity == 0) return false;
    }
    mesh->cells = (heights->columns - 1) * (heights->rows - 1) + border;
    parallel_for(threads, (size_t)heights->rows, 4, project_rows, mesh, NULL);
    for (int k = 0; k < border; k++) {
        int i, j;
        float point[3];
        border_corner(heights, k, &i, &j);
        lattice_point(heights, i, j, point);
        point[2] = 0;
        mesh->corners[lattice + k] = corner_of(mesh, point);
    }
    return true;
}

/* ---- cells ---- */

bool relief_wall_shows(const Heights *heights, const OrbitView *view, int wall) {
    const float *eye = view->eye, *side = heights->side;
    const bool shows[RELIEF_WALLS] = {eye[1]<-side[1], eye[0]> side[0], eye[1] > side[1], eye[0] < -side[0]};
    return shows[wall];
}

/* The corners of a cell, round it; the diagonal goes from the first to the third. Returns the wall, or -1. */
static int cell_corners(const Heights *heights, int cell, int at[4]) {
    int across = heights->columns - 1, surface = across * (heights->rows - 1);
    if (cell < surface) {
        int i = cell % across, j = cell / across, first = j * heights->columns + i;
        int round[4] = {first, first + 1, first + 1 + heights->columns, first + heights->columns};
        int turn = heights_split(heights, i, j) ? 0 : 1;
        for (int k = 0; k < 4; k++) at[k] = round[(k + turn) % 4];
        return -1;
    }
    int lattice = heights->columns * heights->rows, k = cell - surface, i, j;
    int next = (k + 1) % border_count(heights);
    border_corner(heights, next, &i, &j);
    at[1] = lattice + k;
    at[2] = lattice + next;
    at[3] = j * heights->columns + i;
    int wall = border_corner(heights, k, &i, &j);
    at[0] = j * heights->columns + i;
    return wall;
}

static const ReliefTiles NO_TILES = {0, 0, -1, -1};

/* The tile of a sample, held to one before the first and one after the last. */
static inline int tile_of(float place, int size, int count) {
    float tile = place / (float)size;
    return tile < 0 ? -1 : tile < (float)count ? (int)tile : count;
}

static ReliefTiles cell_tiles(const ReliefMesh *mesh, int cell) {
    int at[4], wall = cell_corners(mesh->heights, cell, at);
    if (wall >= 0 && !relief_wall_shows(mesh->heights, mesh->view, wall)) return NO_TILES;
    float x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
    for (int k = 0; k < 4; k++) {
        const ReliefCorner *corner = &mesh->corners[at[k]];
        x0 = corner->x < x0 ? corner->x : x0, x1 = corner->x > x1 ? corner->x : x1;
        y0 = corner->y < y0 ? corner->y : y0, y1 = corner->y > y1 ? corner->y : y1;
    }
    ReliefTiles box = {(int16_t)tile_of(x0 - 1, mesh->tile_w, mesh->columns),
                       (int16_t)tile_of(y0 - 1, mesh->tile_h, mesh->rows),
                       (int16_t)tile_of(x1 + 1, mesh->tile_w, mesh->columns),
                       (int16_t)tile_of(y1 + 1, mesh->tile_h, mesh->rows)};
    if (box.x1 < 0 || box.y1 < 0 || box.x0 >= mesh->columns || box.y0 >= mesh->rows) return NO_TILES;
    box.x0 = box.x0 < 0 ? 0 : box.x0;
    box.y0 = box.y0 < 0 ? 0 : box.y0;
    box.x1 = box.x1 < mesh->columns ? box.x1 : (int16_t)(mesh->columns - 1);
    box.y1 = box.y1 < mesh->rows ? box.y1 : (int16_t)(mesh->rows - 1);
    return box;
}

static void find_tiles(void *context, size_t begin, size_t end) {
    const ReliefMesh *mesh = context;
    for (size_t cell = begin; cell < end; cell++) mesh->tiles[cell] = cell_tiles(mesh, (int)cell);
}

static bool reserve(int **ints, int *capacity, int count) {
    if (count <= *capacity) return true;
    free(*ints);
    *ints = malloc((size_t)count * sizeof **ints);
    *capacity = *ints ? count : 0;
    return *ints != NULL;
}

/* Sorts the cells into the tiles that they touch, in their order. */
static bool sort_cells(ReliefMesh *mesh, Parallel *threads) {
    int tiles = mesh->columns * mesh->rows;
    if (!reserve(&mesh->first, &mesh->first_capacity, tiles + 1)) return false;
    memset(mesh->first, 0, (size_t)(tiles + 1) * sizeof *mesh->first);
    parallel_for(threads, (size_t)mesh->cells, 1024, find_tiles, mesh, NULL);
    for (int cell = 0; cell < mesh->cells; cell++) {
        ReliefTiles box = mesh->tiles[cell];
        for (int y = box.y0; y <= box.y1; y++)
            for (int x = box.x0; x <= box.x1; x++) mesh->first[y * mesh->columns + x]++;
    }
    int sum = 0; /* first[t] becomes the end of tile t, and its beginning as cells are put before it */
    for (int tile = 0; tile <= tiles; tile++) sum += mesh->first[tile], mesh->first[tile] = sum;
    if (!reserve(&mesh->of_tiles, &mesh->of_tiles_capacity, sum > 0 ? sum : 1)) return false;
    for (int cell = mesh->cells - 1; cell >= 0; cell--) {
        ReliefTiles box = mesh->tiles[cell];
        for (int y = box.y0; y <= box.y1; y++)
            for (int x = box.x0; x <= box.x1; x++)
                mesh->of_tiles[--mesh->first[y * mesh->columns + x]] = cell;
    }
    return true;
}

static int divided_up(int length, int size) {
    return (length + size - 1) / size;
}

bool relief_mesh_build(ReliefMesh *mesh, const Heights *heights, const OrbitView *view, Point origin,
                       float density, int w, int h, int tile_w, int tile_h, Parallel *threads) {
    mesh->heights = heights;
    mesh->view = view;
    mesh->origin = origin;
    mesh->density = density;
    mesh->tile_w = tile_w;
    mesh->tile_h = tile_h;
    mesh->columns = divided_up(w, tile_w);
    mesh->rows = divided_up(h, tile_h);
    return project(mesh, threads) && sort_cells(mesh, threads);
}

bool relief_mesh_draw(const ReliefMesh *mesh, int number, ReliefTile *tile) {
    relief_tile_clear(tile, number % mesh->columns * mesh->tile_w, number / mesh->columns * mesh->tile_h,
                      mesh->tile_w, mesh->tile_h);
    for (int k = mesh->first[number]; k < mesh->first[number + 1]; k++) {
        int at[4], wall = cell_corners(mesh->heights, mesh->of_tiles[k], at);
        ReliefCorner corner[4];
        for (int c = 0; c < 4; c++) {
            corner[c] = mesh->corners[at[c]];
            if (wall < 0) continue;
            corner[c].position = corner[c].rate = 0;
            corner[c].light = WALL_LIGHT[wall];
        }
        for (int half = 0; half < 2; half++) {
            const ReliefCorner *b = &corner[1 + half], *c = &corner[2 + half];
            /* Undersides are never seen: what goes round anticlockwise from above does so on the picture. */
            if (wall >= 0 || relief_area(&corner[0], b, c) < 0) relief_tile_triangle(tile, &corner[0], b, c);
        }
    }
    return mesh->first[number] < mesh->first[number + 1];
}

/* The landscape as triangles on the picture: corners projected, cells sorted into tiles. A cell is a square
 * of the lattice or a piece of a side wall. */
#ifndef SCREEN_RELIEF_MESH_H
#define SCREEN_RELIEF_MESH_H

#include "heights.h"
#include "orbit.h"
#include "relief_tile.h"

enum { RELIEF_WALLS = 4 }; /* south, east, north, west */

/* Lights of walls, instead of what falls on the surface: south and north; east and west. */
#define RELIEF_WALL_FRONT (-1.0f)
#define RELIEF_WALL_SIDE  (-2.0f)

/* Tiles from (x0, y0) to (x1, y1), both included; none where x1 < x0. */
typedef struct ReliefTiles {
    int16_t x0, y0, x1, y1;
} ReliefTiles;

typedef struct ReliefMesh {
    const Heights *heights; /* borrowed, like the view, from relief_mesh_build on */
    const OrbitView *view;
    Point origin;          /* of the picture, logical pixels */
    float density;         /* samples per logical pixel and direction */
    int tile_w, tile_h;    /* samples */
    int columns, rows;     /* tiles */
    ReliefCorner *corners; /* of the lattice, then of the base's border */
    ReliefTiles *tiles;    /* that each cell touches */
    int corner_capacity;   /* and of tiles */
    int cells;             /* of the surface, and then of the walls */
    int *first, *of_tiles; /* tile t has the cells of_tiles[first[t]] up to of_tiles[first[t + 1]] */
    int first_capacity, of_tiles_capacity;
} ReliefMesh; /* starts as {0} */

void relief_mesh_end(ReliefMesh *mesh);

/* For a picture of w x h samples in tiles of tile_w x tile_h. The same for every number of threads. False
 * where memory is short. */
bool relief_mesh_build(ReliefMesh *mesh, const Heights *heights, const OrbitView *view, Point origin,
                       float density, int w, int h, int tile_w, int tile_h, Parallel *threads);

/* Clears the tile and draws into it what belongs there. Returns whether there is anything. */
bool relief_mesh_draw(const ReliefMesh *mesh, int number, ReliefTile *tile);

/* How fast something that changes by (da, db) over the base changes over the picture, per logical pixel, at a
 * point of a surface whose height changes by (ha, hb). */
float relief_rate(const OrbitView *view, const float point[3], float ha, float hb, float da, float db);

/* Cosine of the angle between the light and the normal of such a surface; 0 in the shade. */
float relief_light(float ha, float hb);

/* Whether a wall's outside is seen. */
bool relief_wall_shows(const Heights *heights, const OrbitView *view, int wall);

#endif

/* A tile of the relief's picture: triangles come in, what is nearest at each of its samples stays. */
#ifndef SCREEN_RELIEF_TILE_H
#define SCREEN_RELIEF_TILE_H

enum {
    RELIEF_TILE_WIDTH = 64,
    RELIEF_TILE_HEIGHT = 32,
    RELIEF_TILE = RELIEF_TILE_WIDTH * RELIEF_TILE_HEIGHT
};

/* A corner of a triangle, in samples of the whole picture; near is 1 / depth. The rest is what is to be known
 * of the surface there. */
typedef struct ReliefCorner {
    float x, y, near;
    float position, rate, light;
} ReliefCorner;

typedef struct ReliefTile {
    int x, y, w, h; /* its samples in the picture; at most RELIEF_TILE_WIDTH x RELIEF_TILE_HEIGHT */
    /* Of sample (i, j) at j * RELIEF_TILE_WIDTH + i. near 0: nothing there. */
    float near[RELIEF_TILE], position[RELIEF_TILE], rate[RELIEF_TILE], light[RELIEF_TILE];
} ReliefTile;

void relief_tile_clear(ReliefTile *tile, int x, int y, int w, int h);

/* Triangles that share an edge leave no sample out. Everything runs evenly over the picture between the
 * corners (exact for near; for the rest as good as triangles are small). */
void relief_tile_triangle(ReliefTile *tile, const ReliefCorner *a, const ReliefCorner *b,
                          const ReliefCorner *c);

/* Twice the area on the screen; positive where the corners go round clockwise as seen (y points down). */
float relief_area(const ReliefCorner *a, const ReliefCorner *b, const ReliefCorner *c);

#endif

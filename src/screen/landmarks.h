/* The critical points of a surface as the map shows them: stars at minima, crosses at saddles, triangles at
 * maxima, hollow diamonds where the Hessian does not tell. The known minima are always there; what a search
 * of the surface's own view adds is shown while it is no more than can be told apart (a lattice of hundreds
 * of them says nothing). */
#ifndef SCREEN_LANDMARKS_H
#define SCREEN_LANDMARKS_H

#include "core/critical.h"
#include "core/surface.h"

#include "projection.h"
#include "theme.h"

enum { LANDMARKS_MAX = SURFACE_MINIMA_MAX + 24 };

typedef struct Landmark {
    CriticalKind kind;
    bool kink; /* a minimum where the slope jumps: the eigenvalues mean nothing */
    double at[2], loss;
    double eigenvalues[2]; /* of the Hessian, larger first */
} Landmark;

typedef struct Landmarks {
    Landmark marks[LANDMARKS_MAX];
    int count;
    uint64_t version, pending; /* of the surface they are for, and of the one a search waits for */
    bool known;
} Landmarks; /* starts as {0} */

/* Brings them up to date with the surface; does nothing where they are. The search takes some milliseconds,
 * so `live` leaves it out while the surface changes from call to call; false: the search is still to come. */
bool landmarks_update(Landmarks *landmarks, const Surface *surface, bool live);

void landmarks_draw(const Landmarks *landmarks, Canvas *canvas, const Theme *theme,
                    const Projection *projection);

/* The landmark that is seen within `reach` pixels of a screen point, the nearest; or NULL. */
const Landmark *landmarks_find(const Landmarks *landmarks, const Projection *projection, Point point,
                               float reach);

/* Squares around those that are seen, in screen coordinates; returns how many (at most `most`). */
int landmarks_areas(const Landmarks *landmarks, const Projection *projection, float margin, Rect *areas,
                    int most);

#endif

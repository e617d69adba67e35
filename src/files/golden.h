/* Golden trajectories: a scene and every recorded quantity of every step of its runs, in hex floats, so that
 * a later build can prove that it computes the same bits (ending .golden).
 *
 *     # slalom golden 1                         what the file is
 *     # program slalom 0.1.0                    who wrote it
 *     # generator philox4x32-10, elementary functions sleef cinz u10
 *     title = "..."; surface = "..."; ...       a whole scene file
 *     ---
 *     run "Adam"
 *     step x y loss ...
 *     0 -0x1.3333333333333p+0 0x1p+0 ...        one line per step */
#ifndef FILES_GOLDEN_H
#define FILES_GOLDEN_H

#include "catalog.h"
#include "core/scene.h"

#include <stdio.h>

#define GOLDEN_FILE_ENDING ".golden"

/* Writes all runs of the scene, whose surface the catalog owns. False for lack of memory. */
bool golden_write(const Scene *scene, const Catalog *catalog, FILE *stream);

/* Reads, starts and records the scene in the file's header. */
bool golden_scene_read(Scene *scene, Catalog *catalog, const char *path, Error *error);

/* What a comparison found. */
typedef struct GoldenReport {
    int runs;          /* compared */
    int64_t steps;     /* compared, over all runs */
    int64_t differing; /* values that are not the same bits (a NaN equals any NaN) */
    struct {
        int line; /* in the file */
        char run[48];
        int64_t step;
        char quantity[64];
        double recorded, computed;
        uint64_t ulps; /* doubles between the two, UINT64_MAX where one is NaN */
    } first;           /* the first of them, by run, step and column */
} GoldenReport;

/* Runs the scene in the file's header again and compares. False where the file cannot be read or its rows are
 * not what its scene makes (other runs, columns or length). */
bool golden_compare(const char *path, Catalog *catalog, GoldenReport *report, Error *error);

/* Writes the file anew from the scene in its header, atomically. */
bool golden_update(const char *path, Catalog *catalog, Error *error);

/* Doubles from a to b on the number line (0: the same bits, or both NaN; -0 and 0 are one apart). */
uint64_t golden_ulps(double a, double b);

#endif

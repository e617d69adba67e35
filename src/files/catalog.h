/* All surfaces that can be chosen: every file of the data folder's surfaces/, and those opened from
 * elsewhere. The catalog owns their definitions; the pointers it gives hold until catalog_end. */
#ifndef FILES_CATALOG_H
#define FILES_CATALOG_H

#include "core/optimizer.h"
#include "core/surface.h"

typedef struct CatalogEntry {
    SurfaceDefinition *definition; /* NULL: the file is there but broken */
    Error error;                   /* what is wrong with it */
    char *path;                    /* the file; NULL for a surface made from a formula */
    bool listed;                   /* from surfaces/, to be offered in menus; else opened from elsewhere */
} CatalogEntry;

typedef struct Catalog {
    CatalogEntry *entries; /* listed ones first, by title */
    int count;
} Catalog;

/* Reads all of surfaces/. A broken file is an entry without definition, not a failure; false where the folder
 * itself is missing or cannot be read. Always end it. */
bool catalog_start(Catalog *catalog, Error *error);
void catalog_end(Catalog *catalog);

/* The listed surface called `name`; NULL and an error (the nearest name, or what is wrong with its file). */
const SurfaceDefinition *catalog_find(const Catalog *catalog, const char *name, Error *error);

/* The listed surface called `name` or, where that has a slash or ends in .surface, the one in the file of
 * that name, relative to `folder` (NULL: the working directory); read once. */
const SurfaceDefinition *catalog_open(Catalog *catalog, const char *name, const char *folder, Error *error);

/* A surface made of a formula alone (surface_definition_from_formula). */
const SurfaceDefinition *catalog_add_formula(Catalog *catalog, const char *text, Error *error);

/* Gives such a formula, and no file, tuned rates by sweep_tune(): without an `optimizer` those of the first
 * race on it, else that one's. Where no rate suits it stays as it was. */
void catalog_tune(Catalog *catalog, const SurfaceDefinition *formula, const Optimizer *optimizer);

/* The entry that owns `definition`, or NULL. */
const CatalogEntry *catalog_entry(const Catalog *catalog, const SurfaceDefinition *definition);

#endif

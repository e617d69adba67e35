#include "catalog.h"

#include "core/nearest.h"
#include "core/sweep.h"
#include "locate.h"
#include "surface_file.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool out_of_memory(Error *error) {
    return error_set(error, 0, 0, NULL, "out of memory");
}

static bool ends_in(const char *text, const char *ending) {
    size_t length = strlen(text), tail = strlen(ending);
    return length > tail && strcmp(text + length - tail, ending) == 0;
}

/* An empty entry at the end, or NULL. */
static CatalogEntry *append(Catalog *catalog) {
    CatalogEntry *grown = realloc(catalog->entries, sizeof *grown * (size_t)(catalog->count + 1));
    if (!grown) return NULL;
    catalog->entries = grown;
    grown[catalog->count] = (CatalogEntry){0};
    return &grown[catalog->count++];
}

static void end_entry(CatalogEntry *entry) {
    if (entry->definition) surface_definition_end(entry->definition);
    free(entry->definition);
    free(entry->path);
}

static void drop_last(Catalog *catalog) {
    end_entry(&catalog->entries[--catalog->count]);
}

/* Reads the file into a new entry, which keeps the error where the file is broken. False only for lack of
 * memory. */
static bool add_file(Catalog *catalog, const char *path, bool listed) {
    CatalogEntry *entry = append(catalog);
    if (!entry) return false;
    entry->listed = listed;
    entry->path = strdup(path);
    entry->definition = malloc(sizeof *entry->definition);
    if (!entry->path || !entry->definition) {
        drop_last(catalog);
        return false;
    }
    if (!surface_file_read(entry->definition, path, &entry->error)) {
        free(entry->definition);
        entry->definition = NULL;
    }
    return true;
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* By title; broken files behind, by path. */
static int compare_entries(const void *left, const void *right) {
    const CatalogEntry *a = left, *b = right;
    if (!a->definition != !b->definition) return a->definition ? -1 : 1;
    int order = a->definition ? strcmp(a->definition->title, b->definition->title) : 0;
    return order ? order : strcmp(a->path, b->path);
}

bool catalog_start(Catalog *catalog, Error *error) {
    assert(catalog && error);
    *catalog = (Catalog){0};
    char folder[PATH_MAX];
    if (!locate_data("surfaces", folder, sizeof folder, error)) return false;
    DIR *directory = opendir(folder);
    if (!directory) {
        error_set(error, 0, 0, NULL, "%s", strerror(errno));
        snprintf(error->file, sizeof error->file, "%.*s", (int)sizeof error->file - 1, folder);
        return false;
    }
    bool ok = true;
    for (struct dirent *file; ok && (file = readdir(directory)) != NULL;) {
        if (file->d_name[0] == '.' || !ends_in(file->d_name, SURFACE_FILE_ENDING)) continue;
        char *path = NULL;
        ok = asprintf(&path, "%s/%s", folder, file->d_name) > 0 && add_file(catalog, path, true);
        free(path);
    }
    closedir(directory);
    if (!ok) return out_of_memory(error);
    if (catalog->count)
        qsort(catalog->entries, (size_t)catalog->count, sizeof *catalog->entries, compare_entries);
    return true;
}

void catalog_end(Catalog *catalog) {
    while (catalog->count > 0) drop_last(catalog);
    free(catalog->entries);
    *catalog = (Catalog){0};
}

static const SurfaceDefinition *definition_or_error(const CatalogEntry *entry, Error *error) {
    if (!entry->definition) *error = entry->error;
    return entry->definition;
}

/* What an entry is called: also where its file is broken. */
static bool is_called(const CatalogEntry *entry, const char *name) {
    if (entry->definition) return strcmp(entry->definition->name, name) == 0;
    const char *base = base_name(entry->path);
    size_t length = strlen(base) - strlen(SURFACE_FILE_ENDING);
    return strlen(name) == length && strncmp(base, name, length) == 0;
}

const SurfaceDefinition *catalog_find(const Catalog *catalog, const char *name, Error *error) {
    assert(catalog && name && error);
    Nearest nearest = nearest_start(name);
    for (int i = 0; i < catalog->count; i++) {
        const CatalogEntry *entry = &catalog->entries[i];
        if (!entry->listed) continue;
        if (is_called(entry, name)) return definition_or_error(entry, error);
        if (entry->definition) nearest_offer(&nearest, entry->definition->name);
    }
    char hint[sizeof error->hint];
    nearest_hint(&nearest, "slalom list surfaces shows all", hint, sizeof hint);
    error_set(error, 0, 0, hint, "there is no surface %.64s", name);
    return NULL;
}

const SurfaceDefinition *catalog_open(Catalog *catalog, const char *name, const char *folder, Error *error) {
    assert(catalog && name && error);
    if (!strchr(name, '/') && !ends_in(name, SURFACE_FILE_ENDING)) return catalog_find(catalog, name, error);
    char *path = NULL;
    bool absolute = name[0] == '/' || !folder || !*folder;
    if (asprintf(&path, "%s%s%s", absolute ? "" : folder, absolute ? "" : "/", name) < 0) {
        out_of_memory(error);
        return NULL;
    }
    char *real = realpath(path, NULL);
    const SurfaceDefinition *found = NULL;
    for (int i = 0; real && !found && i < catalog->count; i++) {
        CatalogEntry *entry = &catalog->entries[i];
        char *other = entry->path && entry->definition ? realpath(entry->path, NULL) : NULL;
        if (other && strcmp(other, real) == 0) found = entry->definition;
        free(other);
    }
    if (!found) {
        if (!add_file(catalog, path, false))
            out_of_memory(error);
        else if (!(found = definition_or_error(&catalog->entries[catalog->count - 1], error)))
            drop_last(catalog);
    }
    free(real);
    free(path);
    return found;
}

const SurfaceDefinition *catalog_add_formula(Catalog *catalog, const char *text, Error *error) {
    assert(catalog && text && error);
    CatalogEntry *entry = append(catalog);
    if (entry) entry->definition = malloc(sizeof *entry->definition);
    if (!entry || !entry->definition) {
        if (entry) drop_last(catalog);
        out_of_memory(error);
        return NULL;
    }
    if (surface_definition_from_formula(entry->definition, text, error)) return entry->definition;
    drop_last(catalog);
    return NULL;
}

void catalog_tune(Catalog *catalog, const SurfaceDefinition *formula, const Optimizer *optimizer) {
    for (int i = 0; i < catalog->count; i++) {
        const CatalogEntry *entry = &catalog->entries[i];
        if (entry->definition == formula && !entry->path) sweep_tune(entry->definition, optimizer);
    }
}

const CatalogEntry *catalog_entry(const Catalog *catalog, const SurfaceDefinition *definition) {
    for (int i = 0; i < catalog->count; i++)
        if (catalog->entries[i].definition == definition) return &catalog->entries[i];
    return NULL;
}

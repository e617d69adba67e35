/* A data folder of the fuzzer's own, with a surface of a formula and one of data, gone at the end. */
#ifndef TESTS_FUZZ_FOLDER_H
#define TESTS_FUZZ_FOLDER_H

#include "files/catalog.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];

static inline void folder_write(const char *name, const char *text) {
    char path[160];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert(file && fputs(text, file) >= 0);
    fclose(file);
}

static inline void folder_forget(void) {
    static const char *const names[] = {"surfaces/bowl.surface", "surfaces/fit.surface", "surfaces/d.csv",
                                        "surfaces/d.golden", "surfaces"};
    char path[160];
    for (int i = 0; i < 5; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        if (i < 4)
            unlink(path);
        else
            rmdir(path);
    }
    rmdir(folder);
}

static inline bool folder_make(const char *beginning) {
    const size_t length = strlen(beginning);
    memcpy(folder, beginning, length);
    memset(folder + length, 'X', 6); /* for mkdtemp to fill in */
    folder[length + 6] = 0;
    return mkdtemp(folder) != NULL;
}

static inline void folder_start(void) {
    if (*folder) return;
    char path[160];
    /* in memory where that is, so that no disk slows the fuzzer */
    if (!folder_make("/dev/shm/fuzz-")) assert(folder_make("/tmp/fuzz-"));
    snprintf(path, sizeof path, "mkdir %s/surfaces", folder);
    assert(system(path) == 0);
    folder_write("surfaces/bowl.surface",
                 "formula = \"k*(x^2 + y^2)\"; parameters = ( { name = \"k\"; value = 1.0; "
                 "range = [0.1, 9.0]; } ); minima = ( [0, 0] );");
    folder_write("surfaces/fit.surface", "data = \"d.csv\"; formula = \"mean((x*f + y - g)^2)\";");
    folder_write("surfaces/d.csv", "f,g\n1,2\n2,3\n3,5\n");
    setenv("SLALOM_DATA", folder, 1);
    atexit(folder_forget);
}

/* The catalog of the folder, the same for all inputs until one opens a surface of its own. */
static inline Catalog *folder_catalog(void) {
    static Catalog catalog;
    static int own;
    Error error = {0};
    folder_start();
    if (own > 0 && catalog.count == own) return &catalog;
    catalog_end(&catalog);
    assert(catalog_start(&catalog, &error));
    own = catalog.count;
    return &catalog;
}

/* Whether the text, as far as the rows of a golden trajectory, asks for more steps than a fuzzer has time
 * for: four digits in a row somewhere after the word. */
static inline bool asks_for_much(const char *text) {
    text = strstr(text, "steps");
    if (!text) return false;
    for (; *text && strncmp(text, "\n---", 4) != 0; text++) {
        const size_t digits = strspn(text, "0123456789abcdefABCDEFxX");
        if (digits > 3) return true;
        text += digits;
        if (!*text) break;
    }
    return false;
}

#endif

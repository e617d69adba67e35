/* Files for tests, in a folder of their own that goes away with them. */
#ifndef TESTS_TEMPORARY_H
#define TESTS_TEMPORARY_H

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Temporary {
    char folder[128];
} Temporary;

static inline Temporary temporary_start(void) {
    Temporary temporary = {0};
    const char *place = getenv("TMPDIR");
    snprintf(temporary.folder, sizeof temporary.folder, "%.80s/slalom-test-", place ? place : P_tmpdir);
    memset(temporary.folder + strlen(temporary.folder), 'X', 6); /* the rest of it is 0 */
    ck_assert_ptr_nonnull(mkdtemp(temporary.folder));
    return temporary;
}

/* Path of a file in it; the buffer is one of a few that take turns. */
static inline const char *temporary_path(const Temporary *temporary, const char *name) {
    static char paths[8][512];
    static int next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", temporary->folder, name);
    return path;
}

static inline const char *temporary_bytes(const Temporary *temporary, const char *name, const char *bytes,
                                          size_t length) {
    const char *path = temporary_path(temporary, name);
    unlink(path); /* some file systems wait for the disk when a file is overwritten */
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

static inline const char *temporary_file(const Temporary *temporary, const char *name, const char *text) {
    return temporary_bytes(temporary, name, text, strlen(text));
}

/* All of a file and a NUL, to be freed. */
static inline char *temporary_read(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "cannot open %s", path);
    char *text = calloc(1, 1 << 22);
    size_t read = fread(text, 1, (1 << 22) - 1, file);
    fclose(file);
    if (length) *length = read;
    return text;
}

static inline int temporary_count(const Temporary *temporary) {
    int count = 0;
    DIR *directory = opendir(temporary->folder);
    ck_assert_ptr_nonnull(directory);
    for (struct dirent *file; (file = readdir(directory)) != NULL;) count += file->d_name[0] != '.';
    closedir(directory);
    return count;
}

static inline void temporary_end(const Temporary *temporary) {
    DIR *directory = opendir(temporary->folder);
    ck_assert_ptr_nonnull(directory);
    for (struct dirent *file; (file = readdir(directory)) != NULL;)
        if (file->d_name[0] != '.') unlink(temporary_path(temporary, file->d_name));
    closedir(directory);
    rmdir(temporary->folder);
}

#endif

#include "output.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse(Error *error, const char *path, int number) {
    bool closed_pipe = number == EPIPE;
    error_set(error, 0, 0, NULL, "%s%s",
              closed_pipe ? "" : "cannot write: ", closed_pipe ? "" : strerror(number));
    snprintf(error->file, sizeof error->file, "%s", path ? path : "standard output");
    return false;
}

static void forget(Output *output) {
    free(output->path);
    free(output->temporary);
    *output = (Output){0};
}

/* Access rights a new file gets: those of the file it replaces, else what the umask leaves. */
static mode_t wanted_mode(const char *path) {
    struct stat status;
    if (stat(path, &status) == 0) return status.st_mode & 07777;
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* ---- temporary files: NAME.unfinished- and six letters, locked as long as somebody writes them ---- */

static const char MARK[] = ".unfinished-";
enum { RANDOM_LETTERS = 6, TRIES = 8 };

static bool is_temporary_of(const char *name, const char *target) {
    const size_t length = strlen(target), mark = sizeof MARK - 1;
    return strncmp(name, target, length) == 0 && strncmp(name + length, MARK, mark) == 0 &&
           strlen(name + length + mark) == RANDOM_LETTERS;
}

/* Removes what writers of the same file left that were killed: nobody holds its lock. */
static void sweep(const char *path) {
    const char *slash = strrchr(path, '/'), *target = slash ? slash + 1 : path;
    char *folder = slash ? strndup(path, (size_t)(target - path)) : strdup(".");
    DIR *listing = folder ? opendir(folder) : NULL;
    for (struct dirent *entry; listing && (entry = readdir(listing));) {
        if (!is_temporary_of(entry->d_name, target)) continue;
        const int descriptor =
            openat(dirfd(listing), entry->d_name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (descriptor < 0) continue;
        if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) unlinkat(dirfd(listing), entry->d_name, 0);
        close(descriptor);
    }
    if (listing) closedir(listing);
    free(folder);
}

/* Makes one, filling in the last letters of `pattern`, and locks it. Somebody else's sweep may come between
 * the two, and then it is made again. */
static int start_temporary(char *pattern) {
    char *letters = pattern + strlen(pattern) - RANDOM_LETTERS;
    for (int i = 0; i < TRIES; i++) {
        struct stat status;
        memset(letters, 'X', RANDOM_LETTERS);
        const int descriptor = mkstemp(pattern);
        if (descriptor < 0) return -1;
        const bool locked = flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
        if (locked && fstat(descriptor, &status) == 0 && status.st_nlink > 0) return descriptor;
        close(descriptor);
    }
    errno = EBUSY;
    return -1;
}

static bool open_in_place(Output *output, const char *path, Error *error) {
    output->stream = fopen(path, "wb");
    return output->stream != NULL || refuse(error, path, errno);
}

bool output_open(Output *output, const char *path, Error *error) {
    assert(output && error);
    *output = (Output){0};
    if (!path || strcmp(path, "-") == 0) {
        output->stream = stdout;
        return true;
    }
    struct stat status;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) return refuse(error, path, EISDIR);
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        output->path = strdup(path);
        return output->path ? open_in_place(output, path, error) : refuse(error, path, ENOMEM);
    }
    /* The folder's rights would let a protected file be exchanged; its own say that it should stay. */
    if (access(path, F_OK) == 0 && access(path, W_OK) != 0) return refuse(error, path, errno);
    /* A link keeps pointing at what it points at; the file behind it is exchanged. */
    char *real = realpath(path, NULL);
    output->path = real ? real : strdup(path);
    if (!output->path ||
        asprintf(&output->temporary, "%s%s%*s", output->path, MARK, RANDOM_LETTERS, "") < 0) {
        output->temporary = NULL;
        forget(output);
        return refuse(error, path, ENOMEM);
    }
    sweep(output->path);
    int descriptor = start_temporary(output->temporary);
    if (descriptor >= 0 && fchmod(descriptor, wanted_mode(output->path)) == 0)
        output->stream = fdopen(descriptor, "wb");
    if (output->stream) return true;
    int number = errno;
    if (descriptor >= 0) {
        close(descriptor);
        unlink(output->temporary);
    }
    forget(output);
    return refuse(error, path, number);
}

/* So that the new name survives a power cut. Some file systems cannot; the data itself is safe by then. */
static void synchronize_folder(const char *path) {
    char *folder = strdup(path), *slash = folder ? strrchr(folder, '/') : NULL;
    if (slash) *(slash == folder ? slash + 1 : slash) = '\0';
    int descriptor = folder ? open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (descriptor >= 0) {
        fsync(descriptor);
        close(descriptor);
    }
    free(folder);
}

bool output_commit(Output *output, Error *error) {
    assert(output->stream && error);
    errno = 0;
    bool ok = fflush(output->stream) == 0 && !ferror(output->stream);
    int number = errno ? errno : EIO;
    if (ok && output->temporary && fsync(fileno(output->stream)) != 0) ok = false, number = errno;
    /* closed after that, as the lock goes with it */
    if (ok && output->temporary && rename(output->temporary, output->path) != 0) ok = false, number = errno;
    if (output->stream != stdout && fclose(output->stream) != 0 && ok) ok = false, number = errno;
    if (ok && output->temporary) synchronize_folder(output->path);
    if (!ok) {
        if (output->temporary) unlink(output->temporary);
        refuse(error, output->path, number);
    }
    forget(output);
    return ok;
}

void output_discard(Output *output) {
    if (output->temporary) unlink(output->temporary);
    if (output->stream && output->stream != stdout) fclose(output->stream);
    forget(output);
}

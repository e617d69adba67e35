#include "bench_torch.h"

#include "files/locate.h"

#include <math.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { PATH_SIZE = 1024, TEXT_SIZE = 64, SETTINGS = 6, ENVIRONMENT_MAX = 1024 };

static const char PYTHON[] = "/usr/bin/python3", OPENMP[] = "/usr/lib/x86_64-linux-gnu/openblas-openmp";

static bool is_set(const char *entry, char *const *settings) {
    for (int i = 0; i < SETTINGS; i++)
        if (strncmp(entry, settings[i], strcspn(settings[i], "=") + 1) == 0) return true;
    return false;
}

/* Starts Python with `settings` in its environment and what it writes in a pipe; -1: could not. */
static pid_t start(char *const *arguments, char *const *settings, int output[2]) {
    char *all[ENVIRONMENT_MAX + SETTINGS + 1];
    int count = 0;
    for (; count < SETTINGS; count++) all[count] = settings[count];
    for (char **entry = environ; *entry && count < ENVIRONMENT_MAX; entry++)
        if (!is_set(*entry, settings)) all[count++] = *entry;
    all[count] = NULL;
    if (pipe(output) != 0) return -1;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, output[0]);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", 1, 0);
    pid_t child = -1;
    if (posix_spawn(&child, PYTHON, &actions, NULL, arguments, all) != 0) child = -1;
    posix_spawn_file_actions_destroy(&actions);
    close(output[1]);
    if (child < 0) close(output[0]);
    return child;
}

bool bench_torch(const char *model, int threads, double seconds, double *figure, char *reason, size_t size) {
    char script[PATH_SIZE], count[TEXT_SIZE], turns[TEXT_SIZE], blas[TEXT_SIZE], openmp[TEXT_SIZE],
        library[PATH_SIZE];
    Error nowhere = {0};
    *figure = NAN;
    if (!locate_data("tests/oracle/speed.py", script, sizeof script, &nowhere)) {
        snprintf(reason, size, "no tests/oracle/speed.py beside the program");
        return false;
    }
    snprintf(count, sizeof count, "%d", threads);
    snprintf(turns, sizeof turns, "%g", seconds);
    snprintf(blas, sizeof blas, "OPENBLAS_NUM_THREADS=%d", threads);
    snprintf(openmp, sizeof openmp, "OMP_NUM_THREADS=%d", threads);
    snprintf(library, sizeof library, "LD_LIBRARY_PATH=%s", access(OPENMP, X_OK) == 0 ? OPENMP : "");
    char *const arguments[] = {(char *)PYTHON, script, count, turns, (char *)model, NULL};
    char *const settings[SETTINGS] = {library,
                                      blas,
                                      openmp,
                                      (char *)"MALLOC_TOP_PAD_=268435456",
                                      (char *)"MALLOC_MMAP_THRESHOLD_=1073741824",
                                      (char *)"MALLOC_TRIM_THRESHOLD_=1073741824"};
    int output[2], status = 1;
    char name[TEXT_SIZE] = "";
    const pid_t child = start(arguments, settings, output);
    if (child >= 0) {
        FILE *stream = fdopen(output[0], "r");
        if (!stream || fscanf(stream, "%63s %lf", name, figure) != 2) *figure = NAN;
        if (stream) fclose(stream);
        waitpid(child, &status, 0);
    }
    if (isfinite(*figure) && status == 0) return true;
    snprintf(reason, size, "Debian's python3-torch is not installed");
    return false;
}

#include "programs.h"

#include "files/golden.h"
#include "options.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const Option table[] = {
    {"update", 'u', NULL, "rewrite the files that differ, after showing how they do", false},
    {"help", 'h', NULL, "this text", false},
    {0}};

static void add(Options *options) {
    options_add(options, table);
}

static void help(const Options *options) {
    (void)options;
    fputs(
        "usage: slalom verify [options] FILE|FOLDER ...\n\n"
        "Computes golden trajectories again and compares every recorded quantity of every step bit for bit.\n"
        "Such files are made by `slalom run SCENE --format golden -o FILE.golden`; of a folder, all that "
        "end\n"
        "in .golden are compared.\n\n",
        stdout);
    options_help(table, stdout);
    fputs("\nExit code: 0 all equal, 1 something differs, 2 bad usage or bad input.\n", stdout);
}

/* What was compared so far. */
typedef struct Verification {
    Catalog *catalog;
    bool update;
    int files, different, unreadable;
    int64_t steps;
} Verification;

static void show_difference(const char *path, const GoldenReport *report) {
    char ulps[48];
    snprintf(ulps, sizeof ulps, report->first.ulps == UINT64_MAX ? "not a number" : "%" PRIu64 " ulp apart",
             report->first.ulps);
    printf("%s:%d: run %s, step %" PRId64 ": %s is %a (%.17g), recorded was %a (%.17g), %s; %" PRId64
           " of the file's values differ\n",
           path, report->first.line, report->first.run, report->first.step, report->first.quantity,
           report->first.computed, report->first.computed, report->first.recorded, report->first.recorded,
           ulps, report->differing);
}

static void verify_file(Verification *verification, const char *path) {
    GoldenReport report;
    Error error;
    verification->files++;
    bool readable = golden_compare(path, verification->catalog, &report, &error);
    bool equal = readable && report.differing == 0;
    verification->steps += readable ? report.steps : 0;
    if (equal) return;
    if (readable) show_difference(path, &report);
    if (!readable) options_fail(&error);
    if (verification->update) {
        if (golden_update(path, verification->catalog, &error)) {
            printf("%s: updated\n", path);
            return;
        }
        if (readable) options_fail(&error);
    }
    readable ? verification->different++ : verification->unreadable++;
}

static int is_golden(const struct dirent *entry) {
    const char *ending = strrchr(entry->d_name, '.');
    return ending && strcmp(ending, GOLDEN_FILE_ENDING) == 0;
}

static void verify_folder(Verification *verification, const char *folder) {
    struct dirent **entries;
    int count = scandir(folder, &entries, is_golden, alphasort);
    if (count <= 0) {
        Error error = {0};
        error_set(&error, 0, 0, NULL, "%s",
                  count < 0 ? strerror(errno) : "has no file that ends in " GOLDEN_FILE_ENDING);
        snprintf(error.file, sizeof error.file, "%s", folder);
        options_fail(&error);
        verification->unreadable++;
    }
    for (int i = 0; i < count; i++) {
        char *path = NULL;
        if (asprintf(&path, "%s/%s", folder, entries[i]->d_name) < 0) abort();
        verify_file(verification, path);
        free(path);
        free(entries[i]);
    }
    if (count >= 0) free(entries);
}

static int verify(const Options *options) {
    Error error = {0};
    Catalog catalog = {0};
    Verification verification = {.catalog = &catalog, .update = options_given(options, "update")};
    if (options->positional_count == 0) {
        error_set(&error, 0, 0, "name golden files or a folder of them", "nothing to verify");
        return options_fail(&error);
    }
    if (!catalog_start(&catalog, &error)) {
        catalog_end(&catalog);
        return options_fail(&error);
    }
    for (int i = 0; i < options->positional_count; i++) {
        struct stat status;
        const char *path = options->positionals[i];
        bool folder = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
        folder ? verify_folder(&verification, path) : verify_file(&verification, path);
    }
    printf("%d file%s, %" PRId64 " steps: %s\n", verification.files, verification.files == 1 ? "" : "s",
           verification.steps,
           verification.different || verification.unreadable ? "NOT all equal" : "every bit as recorded");
    catalog_end(&catalog);
    int finished = options_finish();
    return verification.unreadable ? 2 : verification.different ? 1 : finished;
}

int verify_main(int argc, char **argv) {
    return command_main(&(Command){add, help, verify}, argc, argv);
}

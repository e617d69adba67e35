#include "files/output.h"

#include "suite.h"
#include "temporary.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static Temporary temporary;
static void start(void) {
    temporary = temporary_start();
}
static void end(void) {
    temporary_end(&temporary);
}

static void ck_assert_file(const char *path, const char *text) {
    char *found = temporary_read(path, NULL);
    ck_assert_str_eq(found, text);
    free(found);
}

START_TEST(test_a_committed_file_is_whole_and_alone) {
    Output output;
    Error error = {0};
    const char *path = temporary_path(&temporary, "new.txt");
    ck_assert(output_open(&output, path, &error));
    fputs("new", output.stream);
    ck_assert(output_commit(&output, &error));
    ck_assert_file(path, "new");
    ck_assert_int_eq(temporary_count(&temporary), 1);
}
END_TEST

START_TEST(test_until_the_commit_the_old_file_stands) {
    Output output;
    Error error = {0};
    const char *path = temporary_file(&temporary, "old.txt", "old");
    ck_assert(output_open(&output, path, &error));
    fputs("new", output.stream);
    fflush(output.stream);
    ck_assert_file(path, "old");
    output_discard(&output);
    ck_assert_file(path, "old");
    ck_assert_int_eq(temporary_count(&temporary), 1);
}
END_TEST

START_TEST(test_a_full_disk_leaves_the_old_file_and_says_so) {
    Output output;
    Error error = {0};
    const char *path = temporary_file(&temporary, "old.txt", "old");
    struct rlimit small = {8192, RLIM_INFINITY};
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
    ck_assert(output_open(&output, path, &error));
    for (int i = 0; i < 100000; i++) fputs("many words", output.stream);
    ck_assert(!output_commit(&output, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "cannot write: "));
    ck_assert_str_eq(error.file, path);
    ck_assert_file(path, "old");
    ck_assert_int_eq(temporary_count(&temporary), 1);
}
END_TEST

START_TEST(test_a_device_is_written_in_place_and_its_failure_is_seen) {
    Output output;
    Error error = {0};
    ck_assert(output_open(&output, "/dev/null", &error));
    fputs("x", output.stream);
    ck_assert(output_commit(&output, &error));
    ck_assert(output_open(&output, "/dev/full", &error));
    fputs("x", output.stream);
    ck_assert(!output_commit(&output, &error));
    ck_assert_str_eq(error.message, "cannot write: No space left on device");
}
END_TEST

/* A writer that is killed amid its work. */
static void killed_writer(const char *path) {
    const pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        Output output;
        Error error = {0};
        if (output_open(&output, path, &error)) fputs("half", output.stream), fflush(output.stream);
        kill(getpid(), SIGKILL);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFSIGNALED(status));
}

START_TEST(test_what_a_killed_writer_left_goes_with_the_next) {
    Output output, other;
    Error error = {0};
    const char *path = temporary_file(&temporary, "old.txt", "old");
    /* six letters, too, and those of a neighbour */
    const char *backup = temporary_file(&temporary, "old.txt.backup", "backup"),
               *longer = temporary_file(&temporary, "old.txt.unfinished-chapters", "longer");
    killed_writer(path);
    killed_writer(path);
    killed_writer(temporary_path(&temporary, "older.txt"));
    ck_assert_file(path, "old");
    ck_assert_int_eq(temporary_count(&temporary), 3 + 2);
    ck_assert(output_open(&output, path, &error));
    ck_assert_int_eq(temporary_count(&temporary), 3 + 1 + 1);
    /* a living writer's stays */
    ck_assert(output_open(&other, path, &error));
    fputs("other", other.stream);
    fputs("new", output.stream);
    ck_assert(output_commit(&output, &error));
    ck_assert_file(path, "new");
    ck_assert(output_commit(&other, &error));
    ck_assert_file(path, "other");
    ck_assert_file(backup, "backup");
    ck_assert_file(longer, "longer");
    ck_assert_int_eq(temporary_count(&temporary), 3 + 1);
}
END_TEST

START_TEST(test_what_cannot_be_opened_is_refused) {
    Output output;
    Error error = {0};
    ck_assert(!output_open(&output, temporary.folder, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "Is a directory"));
    char path[300];
    snprintf(path, sizeof path, "%s/none/file", temporary.folder);
    ck_assert(!output_open(&output, path, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "No such file"));
    ck_assert_int_eq(temporary_count(&temporary), 0);
}
END_TEST

START_TEST(test_links_and_access_rights_survive) {
    Output output;
    Error error = {0};
    struct stat status;
    const char *file = temporary_file(&temporary, "file.txt", "old"),
               *link = temporary_path(&temporary, "link.txt");
    ck_assert_int_eq(chmod(file, 0640), 0);
    ck_assert_int_eq(symlink("file.txt", link), 0);
    ck_assert(output_open(&output, link, &error));
    fputs("new", output.stream);
    ck_assert(output_commit(&output, &error));
    ck_assert_int_eq(lstat(link, &status), 0);
    ck_assert(S_ISLNK(status.st_mode));
    ck_assert_file(file, "new");
    ck_assert_int_eq(stat(file, &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0640);
    /* A new file gets what the umask leaves. */
    umask(027);
    const char *fresh = temporary_path(&temporary, "fresh.txt");
    ck_assert(output_open(&output, fresh, &error) && output_commit(&output, &error));
    ck_assert_int_eq(stat(fresh, &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0640);
}
END_TEST

SUITE("output") {
    TCase *tests = suite_case(suite, "files");
    tcase_add_checked_fixture(tests, start, end);
    tcase_add_test(tests, test_what_a_killed_writer_left_goes_with_the_next);
    tcase_add_test(tests, test_a_committed_file_is_whole_and_alone);
    tcase_add_test(tests, test_until_the_commit_the_old_file_stands);
    tcase_add_test(tests, test_a_full_disk_leaves_the_old_file_and_says_so);
    tcase_add_test(tests, test_a_device_is_written_in_place_and_its_failure_is_seen);
    tcase_add_test(tests, test_what_cannot_be_opened_is_refused);
    tcase_add_test(tests, test_links_and_access_rights_survive);
}

#include "programs.h"
#include "recipe_help.h"
#include "scene_options.h"

#include "files/output.h"
#include "files/trajectory_format.h"

#include <string.h>
#include <unistd.h>

static const Option table[] = {
    {"format", 0, "NAME", "csv, json, npy or golden (default: after the ending of FILE, else csv)", false},
    {"output", 'o', "FILE", "where to write (default: standard output)", false},
    {"help", 'h', NULL, "this text", false},
    {0}};

static void add(Options *options) {
    options_add(options, table);
    scene_options_add(options);
}

static void help(const Options *options) {
    if (recipe_help_sheets(options, stdout)) return;
    fputs("usage: slalom run SCENE [options]\n"
          "       slalom run --surface NAME --optimizer NAME --lr V [options]\n"
          "       slalom run --formula TEXT --optimizer NAME --lr V [options]\n\n"
          "Computes every step of the runs and writes them: one line per step, k = 0 is the start.\n\n",
          stdout);
    scene_options_help(stdout);
    fputs("\nThe output:\n", stdout);
    options_help(table, stdout);
    for (int i = 0; i < trajectory_format_count; i++)
        printf("      %-26s %s\n", trajectory_formats[i].name, trajectory_formats[i].help);
    fputs("\nExit code: 0 success, 1 writing failed, 2 bad usage or bad input.\n", stdout);
}

/* The format --format names; else the one of the file's ending; else the first. */
static bool choose_format(const Options *options, const TrajectoryFormat **format, Error *error) {
    const char *names[16], *path = options_text(options, "output"),
                           *ending = path ? strrchr(path, '.') : NULL;
    int index = 0, count = trajectory_format_count;
    for (int i = 0; i < count; i++) {
        names[i] = trajectory_formats[i].name;
        if (ending && strcmp(ending + 1, names[i]) == 0) index = i;
    }
    if (!options_choice(options, "format", names, count, &index, error)) return false;
    *format = &trajectory_formats[index];
    return true;
}

/* The exit code. */
static int write_scene(const Scene *scene, const Catalog *catalog, const TrajectoryFormat *format,
                       const char *path, Error *error) {
    Output output;
    if (!output_open(&output, path, error)) return 2;
    if (format->binary && isatty(fileno(output.stream))) {
        output_discard(&output);
        error_set(error, 0, 0, "give -o FILE", "%s is not for a terminal", format->name);
        return 2;
    }
    if (!format->write(scene, catalog, output.stream)) {
        output_discard(&output);
        error_set(error, 0, 0, NULL, "out of memory");
        return 1;
    }
    return output_commit(&output, error) ? 0 : 1;
}

static int run(const Options *options) {
    Error error = {0};
    Catalog catalog = {0};
    Scene scene;
    const TrajectoryFormat *format;
    int code = 2;
    if (choose_format(options, &format, &error) && catalog_start(&catalog, &error) &&
        scene_options_start(&scene, &catalog, options, &error)) {
        code = write_scene(&scene, &catalog, format, options_text(options, "output"), &error);
        scene_end(&scene);
    }
    catalog_end(&catalog);
    if (code) options_fail(&error);
    return code;
}

int run_main(int argc, char **argv) {
    return command_main(&(Command){add, help, run}, argc, argv);
}

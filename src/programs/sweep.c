#include "programs.h"
#include "recipe_help.h"
#include "scene_options.h"

#include "core/sweep.h"
#include "files/csv.h"
#include "files/number_text.h"
#include "files/output.h"
#include "files/scene_file.h"

#include <inttypes.h>
#include <math.h>

static const Option table[] = {
    {"every", 0, NULL, "instead of the runs: every optimizer whose rate is for you to choose, as it comes",
     false},
    {"best", 0, NULL, "only the rate that suits", false},
    {"output", 'o', "FILE", "where to write (default: standard output)", false},
    {"help", 'h', NULL, "this text", false},
    {0}};

/* Columns behind run and lr, each yes or no. */
static const struct {
    const char *name, *help;
    SweepTrait trait;
} traits[] = {
    {"stable", "not beyond what theory allows at the lowest known minimum, or at rest all the same",
     SWEEP_STABLE},
    {"steady", "stable, and in view and lower at the end, and so is the next larger rate", SWEEP_STEADY},
    {"arrived", "next to a minimum for the last tenth of the steps, or on the level of a declared one",
     SWEEP_ARRIVED},
    {"visible", "never out of the surface's view", SWEEP_VISIBLE},
    {"calm", "never higher than at the start either", SWEEP_CALM},
};
enum { TRAIT_COUNT = sizeof traits / sizeof *traits };

static void add(Options *options) {
    options_add(options, table);
    scene_options_add(options);
}

static void help(const Options *options) {
    if (recipe_help_sheets(options, stdout)) return;
    fputs("usage: slalom sweep SCENE [options]\n"
          "       slalom sweep --surface NAME [--optimizer NAME | --every] [options]\n\n"
          "Tries ten learning rates a decade for every run and writes how each fares, one line per rate; the "
          "rate\n"
          "that suits is the smallest of those that get down for good about as soon as any. The tuned rates "
          "of\n"
          "surface files are found so, by scripts/rates.\n\n",
          stdout);
    scene_options_help(stdout);
    fputs("\nThe output, as CSV:\n", stdout);
    options_help(table, stdout);
    fputs("\nIts columns:\n"
          "      run, optimizer, lr\n"
          "      end                        highest loss of the last tenth of the steps; inf: diverged\n"
          "      arrival                    first step from which on the loss is as low as the target: next "
          "to what\n"
          "                                 the best rates reach; empty: never\n",
          stdout);
    for (int i = 0; i < TRAIT_COUNT; i++) printf("      %-26s %s\n", traits[i].name, traits[i].help);
    fputs("      suits\n\nExit code: 0 success, 1 writing failed, 2 bad usage or bad input.\n", stdout);
}

static void write_rate(FILE *stream, const char *name, const Recipe *recipe, const Sweep *sweep, int index) {
    const SweepRate *rate = &sweep->rates[index];
    char lr[NUMBER_TEXT_SIZE];
    csv_write_text(stream, name);
    fprintf(stream, ",%s,%s", recipe->optimizer->name, number_text(rate->rate, lr));
    csv_write_number(stream, rate->end);
    putc(',', stream);
    if (rate->arrival >= 0) fprintf(stream, "%" PRId64, rate->arrival);
    for (int i = 0; i < TRAIT_COUNT; i++) fputs(rate->traits & traits[i].trait ? ",1" : ",0", stream);
    fputs(index == sweep->suits ? ",1\n" : ",0\n", stream);
}

static bool sweep_one(FILE *stream, const char *name, const Recipe *recipe, const SweepGround *ground,
                      bool best) {
    Sweep sweep;
    if (!sweep_run(&sweep, recipe, ground)) return false;
    for (int i = 0; i < SWEEP_RATES; i++)
        if (!best || i == sweep.suits) write_rate(stream, name, recipe, &sweep, i);
    return true;
}

static bool sweep_all(FILE *stream, const Scene *scene, const SweepGround *ground, const Options *options) {
    const bool best = options_given(options, "best");
    fputs("run,optimizer,lr,end,arrival", stream);
    for (int i = 0; i < TRAIT_COUNT; i++) fprintf(stream, ",%s", traits[i].name);
    fputs(",suits\n", stream);
    bool ok = true;
    if (!options_given(options, "every"))
        for (int i = 0; i < scene->run_count && ok; i++) {
            const SceneRun *run = &scene->runs[i];
            ok = sweep_one(stream, run->name, branches_recipe(&run->branches, &run->recipe, 0), ground, best);
        }
    else
        for (int i = 0; i < optimizer_count && ok; i++) {
            if (!sweep_makes_sense(&optimizers[i])) continue;
            Recipe recipe = recipe_default(&optimizers[i]);
            recipe.steps = scene->steps, recipe.seed = scene->seed;
            recipe.start[0] = scene->runs[0].recipe.start[0],
            recipe.start[1] = scene->runs[0].recipe.start[1];
            ok = sweep_one(stream, optimizers[i].title, &recipe, ground, best);
        }
    return ok;
}

/* The exit code. */
static int write_sweep(const Scene *scene, const Options *options, Error *error) {
    Output output;
    SweepGround ground;
    if (!scene_fits_memory(scene->steps, SWEEP_RATES, error)) return 2;
    if (!output_open(&output, options_text(options, "output"), error)) return 2;
    const bool started = sweep_ground_start(&ground, &scene->surface),
               ok = started && sweep_all(output.stream, scene, &ground, options);
    if (started) sweep_ground_end(&ground);
    if (!ok) {
        output_discard(&output);
        error_set(error, 0, 0, NULL, "out of memory");
        return 1;
    }
    return output_commit(&output, error) ? 0 : 1;
}

static int sweep(const Options *options) {
    Error error = {0};
    Catalog catalog = {0};
    Scene scene;
    int code = 2;
    if (options_given(options, "every") && options_given(options, "optimizer"))
        error_set(&error, 0, 0, NULL, "--every and --optimizer exclude each other");
    else if (catalog_start(&catalog, &error) && scene_options_start(&scene, &catalog, options, &error)) {
        if (scene.run_count > 0)
            code = write_sweep(&scene, options, &error);
        else
            error_set(&error, 0, 0, NULL, "the scene has no runs");
        scene_end(&scene);
    }
    catalog_end(&catalog);
    if (code) options_fail(&error);
    return code;
}

int sweep_main(int argc, char **argv) {
    return command_main(&(Command){add, help, sweep}, argc, argv);
}

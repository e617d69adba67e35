#include "train_options.h"

#include "core/nearest.h"
#include "files/number_text.h"
#include "recipe_help.h"
#include "recipe_options.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static const double STEPS_MOST = 1e12;

/* How long, on what, and what is kept: these go with --resume too. */
static const Option table[] = {
    {"steps", 'n', "N", "updates", false},
    {"epochs", 0, "E", "passes over the data, instead of --steps (default: what suits the task)", false},
    {"data", 0, "DIR", "the folder with the data (default: where Debian puts it; else a small sample)",
     false},
    {"threads", 0, "N", "threads (default 0: one for each processor); 1 gives the same bits every time",
     false},
    {"evaluate-every", 0, "N",
     "updates between looks at the validation data (default: an epoch, or a fiftieth of all)", false},
    {"log", 0, "FILE", "write every update as CSV, or as JSON lines where FILE ends in .jsonl", false},
    {"checkpoint", 0, "FILE", "save there now and then, at the end, and on Ctrl-C", false},
    {"checkpoint-every", 0, "N", "updates between checkpoints (default: at every evaluation)", false},
    {"resume", 0, "FILE", "go on from that checkpoint, as if it had never stopped", false},
    {"export", 0, "FILE", "write parameters and optimizer state at the end: .npz for numpy, else safetensors",
     false},
    {"help", 'h', NULL, "this text", false},
    {0}};

/* What a checkpoint says itself, besides the recipe. */
static const Option settings_table[] = {
    {"seed", 0, "N", "seed of initialization, order and noise (default 1)", false},
    {"accumulate", 0, "N", "mini-batches whose mean gradient makes one update (default 1)", false},
    {"examples", 0, "N", "train on at most so many examples (default: all)", false},
    {"width", 0, "N", "hidden units of the model, where it has a choice", false},
    {"length", 0, "N", "characters per sequence, where the data is text", false},
    {"dropout", 0, "P", "share of elements dropped while training, where the model has dropout", false},
    {0}};

static const char *const model_names[] = {"width", "length", "dropout"};

void train_options_add(Options *options) {
    options_add(options, table);
    options_add(options, settings_table);
    recipe_options_add(options);
}

void train_options_help(FILE *stream) {
    fputs("How long, on what, and what is kept:\n", stream);
    options_help(table, stream);
    fputs("\nWhat is trained, and how (a checkpoint says it itself):\n", stream);
    options_help(settings_table, stream);
    recipe_help(stream);
}

static bool is_in(const Option *rows, const Option *option) {
    for (; rows->name; rows++)
        if (rows == option) return true;
    return false;
}

static const Task *find_task(const Options *options, Error *error) {
    char hint[sizeof error->hint];
    if (options->positional_count > 1)
        error_set(error, 0, 0, NULL, "one TASK at a time: \"%.60s\" is one too many",
                  options->positionals[1]);
    else if (options->positional_count == 0)
        error_set(error, 0, 0, "slalom list tasks shows all", "train what? Name a TASK");
    else {
        const Task *task = task_find(options->positionals[0]);
        if (task) return task;
        Nearest nearest = nearest_start(options->positionals[0]);
        for (int i = 0; i < task_count; i++) nearest_offer(&nearest, tasks[i].name);
        nearest_hint(&nearest, "slalom list tasks shows all", hint, sizeof hint);
        error_set(error, 0, 0, hint, "there is no task %.60s", options->positionals[0]);
    }
    return NULL;
}

static bool read_model(TrainerSettings *settings, const Options *options, Error *error) {
    const Hyperparameter *rows = settings->task->hyperparameters;
    const int count = task_hyperparameter_count(settings->task);
    for (int i = 0; i < COUNT(model_names); i++) {
        const int row = hyperparameter_find(rows, count, model_names[i]);
        if (!options_given(options, model_names[i])) continue;
        if (row < 0)
            return error_set(error, 0, 0, NULL, "--%s: %s has no choice of it", model_names[i],
                             settings->task->name);
        if (!options_number(options, model_names[i], rows[row].minimum, rows[row].maximum,
                            &settings->values[row], error) ||
            !hyperparameter_check(&rows[row], settings->values[row], error))
            return false;
    }
    return true;
}

static bool read_settings(TrainerSettings *settings, const Options *options, Error *error) {
    const Task *task = find_task(options, error);
    const char *names[256];
    int index = -1;
    if (!task) return false;
    assert(optimizer_count <= COUNT(names));
    for (int i = 0; i < optimizer_count; i++) names[i] = optimizers[i].name;
    if (!options_choice(options, "optimizer", names, optimizer_count, &index, error)) return false;
    *settings = trainer_settings(task, index >= 0 ? &optimizers[index] : NULL);
    double seed = (double)settings->recipe.seed;
    if (!recipe_options_read(&settings->recipe, options, true, NULL, NULL, error) ||
        !recipe_options_number(options, "seed", &seed, error))
        return false;
    settings->recipe.seed = (uint64_t)seed;
    return options_integer(options, "accumulate", 1, 1000000, &settings->accumulate, error) &&
           options_integer(options, "examples", 1, INT64_C(1) << 31, &settings->examples, error) &&
           read_model(settings, options, error);
}

static bool read_checkpoint(TrainOptions *train, const Options *options, Error *error) {
    for (int i = 0; i < options->given_count; i++) {
        const Option *option = options->given[i].option;
        if (!is_in(table, option))
            return error_set(error, 0, 0, NULL,
                             "--%s does not go with --resume: the checkpoint says it itself", option->name);
    }
    if (!checkpoint_read(options_text(options, "resume"), &train->checkpoint, error)) return false;
    train->settings = train->checkpoint.settings;
    const Task *task = options->positional_count ? find_task(options, error) : train->settings.task;
    if (!task) return false;
    return task == train->settings.task ||
           error_set(error, 0, 0, NULL, "%s is a checkpoint of %s, not of %s",
                     options_text(options, "resume"), train->settings.task->name, task->name);
}

bool train_options_read(TrainOptions *train, const Options *options, Error *error) {
    assert(train && options && error);
    *train = (TrainOptions){0};
    const bool resume = options_given(options, "resume");
    if (!(resume ? read_checkpoint(train, options, error) : read_settings(&train->settings, options, error)))
        return false;
    if (options_given(options, "steps") && options_given(options, "epochs"))
        return error_set(error, 0, 0, NULL, "--steps and --epochs exclude each other");
    return options_integer(options, "steps", 1, (int64_t)STEPS_MOST, &train->settings.recipe.steps, error) &&
           options_number(options, "epochs", 1e-6, 1e9, &train->epochs, error) &&
           options_integer(options, "threads", 0, 1024, &train->threads, error) &&
           options_integer(options, "evaluate-every", 1, (int64_t)STEPS_MOST, &train->evaluate_every,
                           error) &&
           options_integer(options, "checkpoint-every", 1, (int64_t)STEPS_MOST, &train->checkpoint_every,
                           error);
}

void train_options_end(TrainOptions *train) {
    checkpoint_end(&train->checkpoint);
}

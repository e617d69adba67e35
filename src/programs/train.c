#include "programs.h"
#include "recipe_help.h"
#include "train_options.h"
#include "training_log.h"

#include "files/locate.h"
#include "files/output.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { INTERRUPTED = 130, BAR = 24, LOOKS = 50, PATH_SIZE = 1024 };

/* The only thing a signal can reach. */
static volatile sig_atomic_t interrupted;

static void interrupt(int number) {
    (void)number;
    interrupted = 1;
}

static void help(void) {
    fputs(
        "usage: slalom train TASK [options]\n"
        "       slalom train --resume FILE [options]\n\n"
        "Trains a model and reports what the validation data says; the test data is used once, at the end.\n"
        "TASK is one of `slalom list tasks`.\n\n",
        stdout);
    train_options_help(stdout);
    fputs("\nExit code: 0 success, 1 loss or gradient not finite or a file could not be written, 2 bad usage "
          "or bad "
          "input,\n130 interrupted (the checkpoint was saved).\n",
          stdout);
}

/* A training under way, and what goes with it. */
typedef struct Session {
    const TrainOptions *options;
    const char *checkpoint; /* path, or NULL */
    Trainer trainer;
    TrainingLog log;
    double began, reported; /* seconds */
    int64_t first;          /* step it began or resumed with */
    bool first_rank;        /* it alone prints and writes */
    bool terminal;          /* progress is shown */
    bool unsaved;           /* a checkpoint could not be written */
    bool told;              /* the table's head stands */
} Session;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* ---- what is shown ---- */

static void clear_progress(const Session *session) {
    if (session->terminal) fputs("\r\033[K", stderr);
}

/* Rows (examples or characters) per second since the training began here. */
static double speed(const Session *session) {
    const Trainer *trainer = &session->trainer;
    const double rows = (double)(trainer->step - session->first) * (double)trainer->settings.accumulate *
                        (double)trainer->feeder.batch * (double)trainer->plan.length;
    return rows / fmax(now() - session->began, 1e-9);
}

static void show_progress(Session *session, const TrainerStep *step) {
    const Trainer *trainer = &session->trainer;
    const double time = now();
    if (!session->terminal || time - session->reported < 0.1) return;
    session->reported = time;
    const int64_t steps = trainer->settings.recipe.steps, done = trainer->step - session->first;
    const double share = (double)trainer->step / (double)steps,
                 left = (time - session->began) / (double)done * (double)(steps - trainer->step);
    char bar[BAR + 1];
    for (int i = 0; i < BAR; i++) bar[i] = share * BAR > i ? '=' : ' ';
    bar[BAR] = '\0';
    fprintf(stderr, "\r\033[K[%s] %3.0f %%  step %" PRId64 "/%" PRId64 "  loss %.4g  %.0f %s/s  %d:%02d left",
            bar, 100.0 * share, trainer->step, steps, step->loss, speed(session),
            trainer->plan.length > 1 ? "characters" : "examples", (int)(left / 60.0), (int)left % 60);
}

static void print_settings(const Session *session) {
    const Trainer *trainer = &session->trainer;
    const Recipe *recipe = &trainer->settings.recipe;
    const TrainingData *dataset = trainer->dataset;
    printf("%s: %s, %zu parameters\n", trainer->settings.task->name, trainer->settings.task->title,
           trainer->plan.parameters);
    printf("data: %s; %zu to train on, %zu to validate, %zu to test\n", dataset->origin,
           dataset->parts[DATA_TRAIN].examples, dataset->parts[DATA_VALIDATION].examples,
           dataset->parts[DATA_TEST].examples);
    if (dataset->sample)
        puts("data: THIS IS ONLY THE SMALL SAMPLE THAT SLALOM SHIPS: its figures say nothing of the full "
             "data (see "
             "--data)");
    printf("%s, lr %g, %s", recipe->optimizer->title, recipe->values[0], recipe->schedule->name);
    if (recipe->warmup) printf(" after %" PRId64 " steps of warm-up", recipe->warmup);
    printf(", clipping %s", recipe->clipping->name);
    if (clipping_hyperparameter_count(recipe->clipping)) printf(" %g", recipe->clipping_values[0]);
    printf(", batch %zu", trainer->feeder.batch);
    if (trainer->settings.accumulate > 1) printf(" x %" PRId64, trainer->settings.accumulate);
    printf(", %" PRId64 " steps of which %" PRId64 " make an epoch, seed %" PRIu64 ", %d thread%s\n",
           recipe->steps, trainer_steps_per_epoch(trainer), recipe->seed, trainer->workers->threads,
           trainer->workers->threads == 1 ? "" : "s");
    const int ranks = ranks_count(trainer->workers->ranks);
    if (ranks > 1) printf("%d ranks share every mini-batch\n", ranks);
    if (trainer->step) printf("resumed after step %" PRId64 "\n", trainer->step);
    fflush(stdout);
}

static void print_evaluation(Session *session, double loss, const Evaluation *evaluation) {
    const Trainer *trainer = &session->trainer;
    if (!session->first_rank) return;
    clear_progress(session);
    if (!session->told) {
        session->told = true;
        printf("%10s %8s %12s %12s %10s %12s\n", "step", "epoch", "loss", "validation", "accuracy",
               trainer->plan.length > 1 ? "characters/s" : "examples/s");
    }
    printf("%10" PRId64 " %8.2f %12.6g %12.6g ", trainer->step,
           (double)trainer->step / (double)trainer_steps_per_epoch(trainer), loss, evaluation->loss);
    if (isnan(evaluation->accuracy))
        printf("%10s", "-");
    else
        printf("%8.2f %%", 100.0 * evaluation->accuracy);
    printf(" %12.0f\n", speed(session));
    fflush(stdout);
}

/* ---- what is kept ---- */

static bool write_file(const Session *session, const char *path, bool (*write)(const Trainer *, FILE *),
                       Error *error) {
    Output output;
    if (!output_open(&output, path, error)) return false;
    if (write(&session->trainer, output.stream)) return output_commit(&output, error);
    const int reason = errno;
    output_discard(&output);
    snprintf(error->file, sizeof error->file, "%.255s", path);
    return error_set(error, 0, 0, NULL, "cannot be written: %s", strerror(reason));
}

static bool write_export(const Session *session, const char *path, Error *error) {
    const char *ending = strrchr(path, '.');
    const bool npz = ending && strcmp(ending, ".npz") == 0;
    return write_file(session, path, npz ? trainer_export_npz : trainer_export, error);
}

/* A checkpoint that cannot be written (the old one is intact) does not end the training, but its exit code
 * tells. */
static void save(Session *session) {
    Error error = {0};
    trainer_collect(&session->trainer);
    if (!session->first_rank) return;
    if (session->log.stream) fflush(session->log.stream); /* the log is never behind the checkpoint */
    if (!session->checkpoint || write_file(session, session->checkpoint, checkpoint_write, &error)) return;
    clear_progress(session);
    options_fail(&error);
    session->unsaved = true;
}

/* ---- the training ---- */

static bool is_due(int64_t step, int64_t every) {
    return every > 0 && step % every == 0;
}

/* The exit code. */
static int train(Session *session) {
    Trainer *trainer = &session->trainer;
    const int64_t steps = trainer->settings.recipe.steps, epoch = trainer_steps_per_epoch(trainer),
                  evaluate = session->options->evaluate_every ? session->options->evaluate_every
                             : epoch > steps / LOOKS          ? epoch
                                                              : steps / LOOKS,
                  keep = session->options->checkpoint_every ? session->options->checkpoint_every : evaluate;
    double sum = 0.0;
    int64_t summed = 0;
    while (trainer->step < steps && !ranks_any(trainer->workers->ranks, interrupted)) {
        TrainerStep step;
        if (!trainer_step(trainer, &step)) {
            Error error = {0};
            clear_progress(session);
            error_set(&error, 0, 0,
                      session->checkpoint
                          ? "the last checkpoint is kept; a smaller --lr or --clip norm:1 may help"
                          : "a smaller --lr or --clip norm:1 may help",
                      "%s is not finite at step %" PRId64 ": stopped",
                      isfinite(step.loss) ? "the gradient" : "the loss", trainer->step + 1);
            if (session->first_rank) options_fail(&error);
            return 1;
        }
        sum += step.loss, summed++;
        const bool last = trainer->step == steps;
        Evaluation evaluation;
        const bool evaluated = last || is_due(trainer->step, evaluate);
        if (evaluated) {
            evaluation = trainer_evaluate(trainer, DATA_VALIDATION);
            print_evaluation(session, sum / (double)summed, &evaluation);
            sum = 0.0, summed = 0;
        }
        training_log_row(&session->log, trainer->step, (double)trainer->step / (double)epoch, &step,
                         evaluated ? &evaluation : NULL, now() - session->began);
        if (last || is_due(trainer->step, keep)) save(session);
        show_progress(session, &step);
    }
    clear_progress(session);
    if (trainer->step >= steps) return 0;
    save(session);
    if (!session->first_rank) return INTERRUPTED;
    fprintf(stderr, "slalom: interrupted after step %" PRId64 "%s\n", trainer->step,
            session->checkpoint && !session->unsaved ? "; the checkpoint is saved, --resume goes on" : "");
    return INTERRUPTED;
}

static void catch_signals(void) {
    struct sigaction action = {.sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static void print_test(Session *session) {
    const Evaluation test = trainer_evaluate(&session->trainer, DATA_TEST);
    if (!session->first_rank) return;
    printf("test: loss %.6g", test.loss);
    if (!isnan(test.accuracy)) printf(", accuracy %.2f %%", 100.0 * test.accuracy);
    printf("; %.1f s\n", now() - session->began);
}

/* Whether all ranks are well. Where not, the first that is not tells why. */
static bool agree(Ranks *ranks, bool well, const Error *error) {
    const int first = ranks_first_without(ranks, well);
    if (first == ranks_rank(ranks)) options_fail(error);
    return first < 0;
}

/* Everything after the trainer has started. The exit code. */
static int run_session(Session *session, const Options *options, Error *error) {
    Ranks *ranks = session->trainer.workers->ranks;
    session->first_rank = ranks_rank(ranks) == 0;
    const char *export_path = session->first_rank ? options_text(options, "export") : NULL,
               *log_path = session->first_rank ? options_text(options, "log") : NULL;
    session->checkpoint = options_text(options, "checkpoint");
    if (!session->checkpoint) session->checkpoint = options_text(options, "resume");
    session->terminal = session->first_rank && isatty(STDERR_FILENO);
    session->first = session->trainer.step;
    if (!agree(ranks, training_log_open(&session->log, log_path, session->first, error), error)) return 2;
    catch_signals();
    if (session->first_rank) print_settings(session);
    session->began = now();
    int code = train(session);
    if (!training_log_close(&session->log, error)) code = (options_fail(error), 1);
    if (code == 0) print_test(session);
    if (export_path && code != 1 && !write_export(session, export_path, error))
        code = (options_fail(error), 1);
    if (session->unsaved && code == 0) code = 1;
    const int written = options_finish();
    return code ? code : written;
}

/* One for each processor, which the ranks of a machine share. */
static int threads_of(int64_t wanted, const Ranks *ranks) {
    const int shared = (int)sysconf(_SC_NPROCESSORS_ONLN) / ranks->local;
    return wanted > 0 ? (int)wanted : shared > 1 ? shared : 1;
}

/* Data, workers and trainer; the exit code is 2 where one cannot be had. */
static int train_on(Session *session, TrainOptions *train, const Options *options, TrainingData *dataset,
                    const Workers *workers, Error *error) {
    session->options = train;
    if (train->epochs > 0.0) {
        const Plan plan = train->settings.task->plan(dataset, train->settings.values);
        train->settings.recipe.steps = trainer_steps_of(&train->settings, &plan, dataset, train->epochs);
    }
    const bool started = trainer_start(&session->trainer, &train->settings, dataset, workers, error);
    const bool restored = started && (!train->checkpoint.bytes ||
                                      checkpoint_restore(&train->checkpoint, &session->trainer, error));
    const int code = agree(workers->ranks, restored, error) ? run_session(session, options, error) : 2;
    if (started) trainer_end(&session->trainer);
    return code;
}

static int train_with(TrainOptions *train, const Options *options, Ranks *ranks, Error *error) {
    char samples[PATH_SIZE];
    Error nowhere = {0};
    const bool found = locate_data("assets/data", samples, sizeof samples, &nowhere);
    const DataPlaces places = {options_text(options, "data"), found ? samples : NULL,
                               (size_t)train->settings.examples};
    Session *session = calloc(1, sizeof *session);
    TrainingData dataset = {0};
    int code = 2;
    if (agree(ranks, session && train->settings.task->data(&dataset, &places, error), error)) {
        Workers workers = {NULL, threads_of(train->threads, ranks), ranks};
        workers.parallel = parallel_start(workers.threads);
        code = train_on(session, train, options, &dataset, &workers, error);
        parallel_end(workers.parallel);
    }
    training_data_end(&dataset);
    free(session);
    return code;
}

/* What the command line asks for; every rank reads it for itself. */
static int obey(Options *options, int argc, char **argv, Ranks *ranks, Error *error) {
    TrainOptions train = {0};
    int code = 2;
    train_options_add(options);
    const bool parsed = options_parse(options, argc, argv, error), asked = options_given(options, "help");
    if (parsed && asked) {
        if (ranks_rank(ranks) == 0 && !recipe_help_sheets(options, stdout)) help();
        code = options_finish();
    } else if (agree(ranks, parsed && train_options_read(&train, options, error), error))
        code = train_with(&train, options, ranks, error);
    train_options_end(&train);
    return code;
}

int train_main(int argc, char **argv) {
    Options *options = calloc(1, sizeof *options);
    Error error = {0};
    Ranks ranks;
    if (!options) return 1;
    const int code =
        ranks_start(&ranks, &error) ? obey(options, argc, argv, &ranks, &error) : options_fail(&error);
    ranks_end(&ranks);
    free(options);
    return code;
}

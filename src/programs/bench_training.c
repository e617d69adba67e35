/* slalom bench training: optimizers x tasks x learning rates x seeds under equal budgets. */
#include "bench_training.h"

#include "bench_training_report.h"
#include "core/nearest.h"
#include "files/locate.h"
#include "files/number_text.h"
#include "options.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LIST_MAX = 16, BATCH_LARGEST = 4096 };

static const Option table[] = {
    {"tasks", 0, "A,B,...", "tasks, from `slalom list tasks` (default quadratic,overparameterized)", false},
    {"optimizers", 0, "A,B,...", "optimizers (default gd,momentum,rmsprop,adam)", false},
    {"rates", 0, "LOW:HIGH:N", "N learning rates, evenly spaced in their logarithm (default 1e-4:1:5)",
     false},
    {"seeds", 0, "N", "seeds 1 .. N of initialization and order (default 3)", false},
    {"steps", 'n', "N", "updates of every training (default: an epoch or 200, what is more)", false},
    {"target", 0, "VALUE",
     "validation accuracy (0 to 1) to reach, or loss where a task has no labels (default: what the worst of "
     "the optimizers reached)",
     false},
    {"batch-study", 0, "TASK",
     "instead: how the gradient's variance and its time depend on the batch, from 1 to 4096, after --steps "
     "updates (default 0)",
     false},
    {"data", 0, "DIR", "the folder with the data", false},
    {"examples", 0, "N", "train on at most so many examples (default: all)", false},
    {"threads", 0, "N", "threads (default 0: one for each processor)", false},
    {"output", 'o', "FILE", "write every look at the validation data (every batch size) as CSV", false},
#if SLALOM_SCREEN
    {"figure", 0, "FILE", "draw curves, profile and rates (variance and time) into a .png, .svg or .pdf",
     false},
    {"theme", 0, "NAME", "dark or light, for the figure (default light)", false},
#endif
    {"help", 'h', NULL, "this text", false},
    {0}};

typedef struct Bench {
    const Task *tasks[LIST_MAX], *batch_task; /* batch_task NULL: a benchmark */
    int task_count;
    Study plan; /* runs, rates, seeds, steps, target of every task; no cells */
    double low, high;
    int64_t threads, examples;
    const char *data, *figure;
    int theme;
    Ranks ranks;
    bool speaks; /* the rank that prints and writes */
    BenchOutput output;
    DataPlaces places;
} Bench;

/* ---- options ---- */

/* The next of the names in a comma-separated text; false at its end. */
static bool next_name(const char **text, char *name, size_t size) {
    if (!**text) return false;
    const size_t length = strcspn(*text, ",");
    snprintf(name, size, "%.*s", (int)length, *text);
    *text += length + ((*text)[length] == ',');
    return true;
}

static const Task *read_task(const char *name, const char *option, Error *error) {
    char hint[sizeof error->hint];
    const Task *task = task_find(name);
    if (task) return task;
    Nearest nearest = nearest_start(name);
    for (int i = 0; i < task_count; i++) nearest_offer(&nearest, tasks[i].name);
    nearest_hint(&nearest, "slalom list tasks shows all", hint, sizeof hint);
    error_set(error, 0, 0, hint, "--%s: there is no task %.60s", option, name);
    return NULL;
}

static bool read_tasks(Bench *bench, const char *text, Error *error) {
    char name[64];
    while (next_name(&text, name, sizeof name)) {
        const Task *task = read_task(name, "tasks", error);
        if (!task) return false;
        if (bench->task_count == LIST_MAX)
            return error_set(error, 0, 0, NULL, "--tasks: %d at most", LIST_MAX);
        bench->tasks[bench->task_count++] = task;
    }
    return true;
}

static bool read_optimizers(Bench *bench, const char *text, Error *error) {
    char name[64], hint[sizeof error->hint];
    while (next_name(&text, name, sizeof name)) {
        const Optimizer *optimizer = optimizer_find(name);
        Nearest nearest = nearest_start(name);
        for (int i = 0; i < optimizer_count; i++) nearest_offer(&nearest, optimizers[i].name);
        nearest_hint(&nearest, "slalom list optimizers shows all", hint, sizeof hint);
        if (!optimizer) return error_set(error, 0, 0, hint, "--optimizers: there is no optimizer %s", name);
        if (!optimizer->direction_float)
            return error_set(error, 0, 0, NULL, "--optimizers: %s races on surfaces only", name);
        if (bench->plan.run_count == STUDY_RUNS_MAX)
            return error_set(error, 0, 0, NULL, "--optimizers: %d at most", STUDY_RUNS_MAX);
        bench->plan.runs[bench->plan.run_count++] = optimizer;
    }
    return true;
}

static bool read_rates(Bench *bench, const char *text, Error *error) {
    char parts[3][32] = {"", "", ""};
    double low, high, count;
    if (sscanf(text, "%31[^:]:%31[^:]:%31s", parts[0], parts[1], parts[2]) != 3 ||
        !number_from_text(parts[0], &low) || !number_from_text(parts[1], &high) ||
        !number_from_text(parts[2], &count) || !(low > 0.0 && low <= high) || count != floor(count) ||
        count < 1.0 || count > STUDY_RATES_MAX)
        return error_set(error, 0, 0, "--rates 1e-4:1:5",
                         "--rates: LOW:HIGH:N with 0 < LOW <= HIGH and N up to %d", STUDY_RATES_MAX);
    study_set_rates(&bench->plan, low, high, (int)count);
    return true;
}

static bool read_figure(Bench *bench, const Options *options, Error *error) {
#if SLALOM_SCREEN
    static const char *const themes[] = {"dark", "light"};
    bench->figure = options_text(options, "figure");
    bench->theme = 1;
    return (!bench->figure || bench_figure_suits(bench->figure, error)) &&
           options_choice(options, "theme", themes, 2, &bench->theme, error);
#else
    (void)bench, (void)options, (void)error;
    return true;
#endif
}

static bool read_options(Bench *bench, const Options *options, Error *error) {
    const char *names = options_text(options, "tasks"), *chosen = options_text(options, "optimizers"),
               *rates = options_text(options, "rates"), *batches = options_text(options, "batch-study");
    Study *plan = &bench->plan;
    int64_t seeds = 3;
    plan->target = NAN, bench->data = options_text(options, "data");
    if (batches && !(bench->batch_task = read_task(batches, "batch-study", error))) return false;
    for (const char *const *other =
             (const char *const[]){"tasks", "optimizers", "rates", "seeds", "target", NULL};
         batches && *other; other++)
        if (options_given(options, *other))
            return error_set(error, 0, 0, NULL, "--%s does not go with --batch-study", *other);
    if (!read_tasks(bench, names ? names : "quadratic,overparameterized", error) ||
        !read_optimizers(bench, chosen ? chosen : "gd,momentum,rmsprop,adam", error) ||
        !read_rates(bench, rates ? rates : "1e-4:1:5", error) ||
        !options_integer(options, "seeds", 1, STUDY_SEEDS_MAX, &seeds, error) ||
        !options_integer(options, "steps", batches ? 0 : 1, INT64_C(1000000000), &plan->steps, error) ||
        !options_integer(options, "threads", 0, 1024, &bench->threads, error) ||
        !options_integer(options, "examples", 1, INT64_C(1) << 31, &bench->examples, error) ||
        !options_number(options, "target", -1e300, 1e300, &plan->target, error) ||
        !read_figure(bench, options, error))
        return false;
    plan->seed_count = (int)seeds;
    if (bench->task_count == 0 || plan->run_count == 0)
        return error_set(error, 0, 0, NULL, "--%s names none", bench->task_count ? "optimizers" : "tasks");
    return true;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* ---- trainings ---- */

static void show_progress(const Bench *bench, const Task *task, int done, int count) {
    if (!bench->speaks || !isatty(STDERR_FILENO)) return;
    if (done < count)
        fprintf(stderr, "\r\033[K%s: training %d of %d", task->name, done + 1, count);
    else
        fputs("\r\033[K", stderr);
}

static bool take(void *context, const StudyEvent *event) {
    return study_take(context, event);
}

/* Gives every rank the trainings that the others made. */
static bool share_cells(Ranks *ranks, Study *study, Error *error) {
    const int count = study->run_count * study->rate_count * study->seed_count;
    bool good = true;
    for (int i = 0; i < count && ranks->count > 1; i++) {
        const int owner = i % ranks->count;
        StudyCell *cell = &study->cells[i], told = *cell;
        ranks_tell(ranks, owner, &told, sizeof told);
        const bool room = owner == ranks->rank || study_reserve(cell, told.count);
        if (ranks_first_without(ranks, room) >= 0) {
            good = room || error_set(error, 0, 0, NULL, "out of memory");
            break;
        }
        ranks_tell(ranks, owner, cell->points, (size_t)told.count * sizeof *cell->points);
        cell->status = told.status, cell->count = told.count;
        cell->test_loss = told.test_loss, cell->test_accuracy = told.test_accuracy;
    }
    return good;
}

/* Trains what is this rank's, and hears of the rest. */
static bool fill_study(Bench *bench, const Benchmark *benchmark, Study *study, Error *error) {
    const int seeds = study->seed_count, count = study->run_count * study->rate_count * seeds;
    bool good = true;
    for (int i = bench->ranks.rank; i < count && good; i += bench->ranks.count) {
        show_progress(bench, benchmark->task, i, count);
        good = benchmark_train(benchmark, study, i / seeds / study->rate_count, i / seeds % study->rate_count,
                               i % seeds, 1, error);
        if (!good && !error->message[0]) error_set(error, 0, 0, NULL, "out of memory");
    }
    show_progress(bench, benchmark->task, count, count);
    return bench_agree(&bench->ranks, good, error) &&
           bench_agree(&bench->ranks, share_cells(&bench->ranks, study, error), error);
}

static bool bench_task(Bench *bench, const Task *task, const Workers *workers, Study *study, Error *error) {
    TrainingData data = {0};
    const Benchmark benchmark = {.task = task,
                                 .data = &data,
                                 .workers = workers,
                                 .examples = bench->examples,
                                 .clock = now,
                                 .tell = take,
                                 .context = study};
    bool good = bench_agree(&bench->ranks, task->data(&data, &bench->places, error), error);
    *study = bench->plan;
    if (good) {
        benchmark_describe(&benchmark, study);
        good = bench_agree(&bench->ranks, study_start(study) || error_set(error, 0, 0, NULL, "out of memory"),
                           error);
    }
    if (good && bench->speaks) bench_output_head(&bench->output, study);
    good = good && fill_study(bench, &benchmark, study, error);
    if (good && bench->speaks) {
        bench_output_looks(&bench->output, study);
        bench_print_table(study);
    }
    training_data_end(&data);
    return good;
}

static bool draw_figure(const Bench *bench, const Study *studies, Error *error) {
#if SLALOM_SCREEN
    const Study *all[LIST_MAX];
    for (int i = 0; i < bench->task_count; i++) all[i] = &studies[i];
    if (bench->figure) return bench_figure_write(all, bench->task_count, bench->figure, bench->theme, error);
#endif
    (void)bench, (void)studies, (void)error;
    return true;
}

/* The exit code; 2 after an error that was told. */
static int bench_tasks(Bench *bench, const Workers *workers, Error *error) {
    Study *studies = calloc((size_t)bench->task_count, sizeof *studies);
    int code = studies ? 0 : 2;
    for (int i = 0; i < bench->task_count && code == 0; i++)
        if (!bench_task(bench, bench->tasks[i], workers, &studies[i], error)) code = 2;
    if (code == 0 && bench->speaks && !draw_figure(bench, studies, error)) code = (options_fail(error), 1);
    for (int i = 0; studies && i < bench->task_count; i++) study_end(&studies[i]);
    free(studies);
    return code;
}

/* ---- batches ---- */

static bool train_first(Trainer *trainer, int64_t steps) {
    TrainerStep step;
    for (int64_t i = 0; i < steps; i++)
        if (!trainer_step(trainer, &step)) return false;
    return true;
}

static int measure_batches(Bench *bench, Trainer *trainer, Error *error) {
    BatchMeasure rows[16];
    int count = 0;
    if (!train_first(trainer, bench->plan.steps)) {
        error_set(error, 0, 0, "fewer --steps", "loss or gradient is not finite at step %" PRId64,
                  trainer->step + 1);
        return options_fail(error), 1;
    }
    const int64_t most = (int64_t)trainer->feeder.units / 2;
    for (int64_t batch = 1; batch <= BATCH_LARGEST && batch <= most; batch *= 2) {
        if (isatty(STDERR_FILENO)) fprintf(stderr, "\r\033[Kbatch %" PRId64, batch);
        if (!batch_study_measure(trainer, batch, now, &rows[count++])) {
            error_set(error, 0, 0, NULL, "not enough memory for batches of %" PRId64, batch);
            return options_fail(error);
        }
    }
    if (isatty(STDERR_FILENO)) fputs("\r\033[K", stderr);
    bench_print_batches(trainer, rows, count);
    bench_output_batches(&bench->output, trainer->settings.task, rows, count);
#if SLALOM_SCREEN
    if (bench->figure &&
        !bench_figure_batches(trainer->settings.task, rows, count, bench->figure, bench->theme, error))
        return options_fail(error), 1;
#endif
    return 0;
}

static int bench_batches(Bench *bench, const Workers *workers, Error *error) {
    TrainingData data = {0};
    TrainerSettings settings = trainer_settings(bench->batch_task, NULL);
    Trainer trainer;
    int code = 2;
    settings.recipe.steps = bench->plan.steps;
    if (bench->batch_task->data(&data, &bench->places, error) &&
        trainer_start(&trainer, &settings, &data, workers, error)) {
        code = measure_batches(bench, &trainer, error);
        trainer_end(&trainer);
    } else
        options_fail(error);
    training_data_end(&data);
    return code;
}

/* ---- the command ---- */

static int run_bench(Bench *bench, const char *path, Error *error) {
    char samples[1024];
    Error nowhere = {0};
    const bool found = locate_data("assets/data", samples, sizeof samples, &nowhere);
    bench->places = (DataPlaces){bench->data, found ? samples : NULL, (size_t)bench->examples};
    const bool opened = bench_output_open(&bench->output, bench->speaks ? path : NULL, error);
    if (!bench_agree(&bench->ranks, opened, error)) return 2;
    const int processors = (int)sysconf(_SC_NPROCESSORS_ONLN) / bench->ranks.local;
    Workers workers = {.threads = bench->threads ? (int)bench->threads : processors > 1 ? processors : 1};
    workers.parallel = parallel_start(workers.threads);
    int code = 0;
    if (!bench->batch_task)
        code = bench_tasks(bench, &workers, error);
    else if (bench->speaks)
        code = bench_batches(bench, &workers, error);
    parallel_end(workers.parallel);
    if (!bench_output_close(&bench->output, code == 0, error)) code = (options_fail(error), 1);
    const int written = options_finish();
    return code ? code : written;
}

static void help(void) {
    fputs(
        "usage: slalom bench training [options]\n"
        "       slalom bench training --batch-study TASK [options]\n\n"
        "Trains every task with every optimizer, learning rate and seed for the same number of updates. "
        "The rate is\n"
        "chosen on the validation data; the test data is reported for that rate alone. Started by `mpirun -n "
        "K`, the\ntrainings are spread over K processes.\n\n",
        stdout);
    options_help(table, stdout);
    fputs("\nExit code: 0 success, 1 a file could not be written, 2 bad usage or bad input.\n", stdout);
}

/* Every rank reads the command line for itself. */
static int obey(Bench *bench, Options *options, int argc, char **argv, Error *error) {
    options_add(options, table);
    bool good = options_parse(options, argc, argv, error);
    if (good && options_given(options, "help")) {
        if (bench->speaks) help();
        return options_finish();
    }
    if (good && options->positional_count)
        good = error_set(error, 0, 0, "--tasks names them", "\"%.60s\" is one too many",
                         options->positionals[0]);
    good = good && read_options(bench, options, error);
    return bench_agree(&bench->ranks, good, error) ? run_bench(bench, options_text(options, "output"), error)
                                                   : 2;
}

int bench_training_main(int argc, char **argv) {
    Options *options = calloc(1, sizeof *options);
    Bench *bench = calloc(1, sizeof *bench);
    Error error = {0};
    int code = 1;
    if (options && bench) {
        const bool joined = ranks_start(&bench->ranks, &error);
        bench->speaks = bench->ranks.rank == 0;
        code = joined ? obey(bench, options, argc, argv, &error) : options_fail(&error);
        ranks_end(&bench->ranks);
    }
    free(bench);
    free(options);
    return code;
}

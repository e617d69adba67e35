/* slalom bench training: optimizers x tasks x learning rates x seeds under equal budgets. */
#include "bench_training.h"

#include "core/nearest.h"
#include "files/locate.h"
#include "files/number_text.h"
#include "files/output.h"
#include "options.h"
#include "training/trainer.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LIST_MAX = 16, RATES_MAX = 32, SEEDS_MAX = 32, LOOKS = 20 };

static const Option table[] = {
    {"tasks", 0, "A,B,...", "tasks, from `slalom list tasks` (default quadratic,overparameterized)", false},
    {"optimizers", 0, "A,B,...", "optimizers (default gd,momentum,rmsprop,adam)", false},
    {"rates", 0, "LOW:HIGH:N", "N learning rates, evenly spaced in their logarithm (default 1e-4:1:5)",
     false},
    {"seeds", 0, "N", "seeds 1 .. N of initialization and order (default 3)", false},
    {"steps", 'n', "N", "updates of every training (default: an epoch or 200, what is more)", false},
    {"target", 0, "LOSS", "validation loss to reach (default: what the worst of the optimizers reached)",
     false},
    {"data", 0, "DIR", "the folder with the data", false},
    {"examples", 0, "N", "train on at most so many examples (default: all)", false},
    {"threads", 0, "N", "threads (default 0: one for each processor)", false},
    {"output", 'o', "FILE", "write every look at the validation data as CSV", false},
    {"help", 'h', NULL, "this text", false},
    {0}};

/* One training: what it was, and what the validation data said at each of its looks. */
typedef struct Cell {
    int optimizer, rate, seed; /* indices */
    int looks;                 /* fewer than LOOKS where it was stopped: not finite */
    double loss[LOOKS], accuracy[LOOKS], seconds[LOOKS];
    int64_t step[LOOKS];
    double test_loss, test_accuracy;
} Cell;

typedef struct Bench {
    const Task *tasks[LIST_MAX];
    const Optimizer *optimizers[LIST_MAX];
    double rates[RATES_MAX], target; /* target NaN: none was given */
    int task_count, optimizer_count, rate_count;
    int64_t seeds, steps, threads, examples;
    const char *data;
    Output output;
    bool writes;
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

static bool read_tasks(Bench *bench, const char *text, Error *error) {
    char name[64], hint[sizeof error->hint];
    while (next_name(&text, name, sizeof name)) {
        const Task *task = task_find(name);
        Nearest nearest = nearest_start(name);
        for (int i = 0; i < task_count; i++) nearest_offer(&nearest, tasks[i].name);
        nearest_hint(&nearest, "slalom list tasks shows all", hint, sizeof hint);
        if (!task) return error_set(error, 0, 0, hint, "--tasks: there is no task %s", name);
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
        if (bench->optimizer_count == LIST_MAX)
            return error_set(error, 0, 0, NULL, "--optimizers: %d at most", LIST_MAX);
        bench->optimizers[bench->optimizer_count++] = optimizer;
    }
    return true;
}

static bool read_rates(Bench *bench, const char *text, Error *error) {
    char parts[3][32] = {"", "", ""};
    double low, high, count;
    if (sscanf(text, "%31[^:]:%31[^:]:%31s", parts[0], parts[1], parts[2]) != 3 ||
        !number_from_text(parts[0], &low) || !number_from_text(parts[1], &high) ||
        !number_from_text(parts[2], &count) || !(low > 0.0 && low <= high) || count != floor(count) ||
        count < 1.0 || count > RATES_MAX)
        return error_set(error, 0, 0, "--rates 1e-4:1:5",
                         "--rates: LOW:HIGH:N with 0 < LOW <= HIGH and N up to %d", RATES_MAX);
    bench->rate_count = (int)count;
    for (int i = 0; i < bench->rate_count; i++)
        bench->rates[i] = bench->rate_count == 1 ? low : low * pow(high / low, i / (count - 1.0));
    return true;
}

static bool read_options(Bench *bench, const Options *options, Error *error) {
    const char *names = options_text(options, "tasks"), *chosen = options_text(options, "optimizers"),
               *rates = options_text(options, "rates");
    bench->seeds = 3, bench->target = NAN, bench->data = options_text(options, "data");
    return read_tasks(bench, names ? names : "quadratic,overparameterized", error) &&
           read_optimizers(bench, chosen ? chosen : "gd,momentum,rmsprop,adam", error) &&
           read_rates(bench, rates ? rates : "1e-4:1:5", error) &&
           options_integer(options, "seeds", 1, SEEDS_MAX, &bench->seeds, error) &&
           options_integer(options, "steps", 1, INT64_C(1000000000), &bench->steps, error) &&
           options_integer(options, "threads", 0, 1024, &bench->threads, error) &&
           options_integer(options, "examples", 1, INT64_C(1) << 31, &bench->examples, error) &&
           options_number(options, "target", -1e300, 1e300, &bench->target, error);
}

/* ---- trainings ---- */

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static TrainerSettings settings_of(const Bench *bench, const Task *task, const Cell *cell) {
    TrainerSettings settings = trainer_settings(task, bench->optimizers[cell->optimizer]);
    settings.recipe.values[0] = bench->rates[cell->rate];
    settings.recipe.seed = (uint64_t)cell->seed + 1;
    settings.recipe.steps = bench->steps;
    settings.examples = bench->examples;
    return settings;
}

/* Trains for the budget; looks at the validation data LOOKS times. Time spent looking does not count. */
static bool train_cell(const Bench *bench, const Task *task, const TrainingData *data, const Workers *workers,
                       Cell *cell, Error *error) {
    TrainerSettings settings = settings_of(bench, task, cell);
    Trainer trainer;
    if (settings.recipe.steps == 0) {
        const Plan plan = task->plan(data, settings.values);
        const int64_t epoch = trainer_steps_of(&settings, &plan, data, 1.0);
        settings.recipe.steps = epoch > 200 ? epoch : 200;
    }
    if (!trainer_start(&trainer, &settings, data, workers, error)) return false;
    const int64_t steps = settings.recipe.steps;
    double seconds = 0.0;
    bool good = true;
    for (cell->looks = 0; cell->looks < LOOKS && good; cell->looks++) {
        const int64_t until = steps * (cell->looks + 1) / LOOKS;
        const double began = now();
        TrainerStep step;
        while (good && trainer.step < until) good = trainer_step(&trainer, &step);
        seconds += now() - began;
        if (!good) break;
        const Evaluation evaluation = trainer_evaluate(&trainer, DATA_VALIDATION);
        good = isfinite(evaluation.loss);
        if (!good) break;
        cell->loss[cell->looks] = evaluation.loss, cell->accuracy[cell->looks] = evaluation.accuracy;
        cell->seconds[cell->looks] = seconds, cell->step[cell->looks] = trainer.step;
    }
    const Evaluation test = good ? trainer_evaluate(&trainer, DATA_TEST) : (Evaluation){NAN, NAN};
    cell->test_loss = test.loss, cell->test_accuracy = test.accuracy;
    trainer_end(&trainer);
    return true;
}

static void write_cell(const Bench *bench, const Task *task, const Cell *cell) {
    char rate[NUMBER_TEXT_SIZE], loss[NUMBER_TEXT_SIZE], accuracy[NUMBER_TEXT_SIZE];
    for (int i = 0; i < cell->looks && bench->writes; i++)
        fprintf(bench->output.stream, "%s,%s,%s,%d,%" PRId64 ",%s,%s,%.3f\n", task->name,
                bench->optimizers[cell->optimizer]->name, number_text(bench->rates[cell->rate], rate),
                cell->seed + 1, cell->step[i], number_text(cell->loss[i], loss),
                isnan(cell->accuracy[i]) ? "" : number_text(cell->accuracy[i], accuracy), cell->seconds[i]);
}

/* ---- the table ---- */

static int compare(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The middle one; infinite ones count. */
static double median(double *values, int count) {
    qsort(values, (size_t)count, sizeof *values, compare);
    return 0.5 * (values[(count - 1) / 2] + values[count / 2]);
}

static double final_loss(const Cell *cell) {
    return cell->looks == LOOKS ? cell->loss[LOOKS - 1] : INFINITY;
}

static const Cell *cells_of(const Bench *bench, const Cell *cells, int optimizer, int rate) {
    return cells + (optimizer * bench->rate_count + rate) * bench->seeds;
}

/* The rate whose median final validation loss is lowest; *loss: that median. */
static int best_rate(const Bench *bench, const Cell *cells, int optimizer, double *loss) {
    int best = 0;
    *loss = INFINITY;
    for (int r = 0; r < bench->rate_count; r++) {
        double values[SEEDS_MAX];
        for (int s = 0; s < bench->seeds; s++)
            values[s] = final_loss(&cells_of(bench, cells, optimizer, r)[s]);
        const double middle = median(values, (int)bench->seeds);
        if (middle < *loss) *loss = middle, best = r;
    }
    return best;
}

/* Steps and seconds at which a training was first at the target; infinite where it never was. */
static void first_at(const Cell *cell, double target, double *steps, double *seconds) {
    *steps = *seconds = INFINITY;
    for (int i = cell->looks - 1; i >= 0; i--)
        if (cell->loss[i] <= target) *steps = (double)cell->step[i], *seconds = cell->seconds[i];
}

static void print_number(double value, int width, int digits) {
    if (isfinite(value))
        printf(" %*.*g", width, digits, value);
    else
        printf(" %*s", width, "-");
}

static void print_task(const Bench *bench, const Task *task, const TrainingData *data, const Cell *cells) {
    double losses[LIST_MAX], target = bench->target;
    int rates[LIST_MAX];
    for (int o = 0; o < bench->optimizer_count; o++) {
        rates[o] = best_rate(bench, cells, o, &losses[o]);
        if (isnan(bench->target) && isfinite(losses[o]) && !(losses[o] <= target)) target = losses[o];
    }
    printf("\n%s: %s%s\ntarget: validation loss %.6g; medians over %" PRId64
           " seeds, each optimizer at its best rate\n",
           task->name, data->origin, data->sample ? " (ONLY THE SMALL SAMPLE THAT SLALOM SHIPS)" : "", target,
           bench->seeds);
    printf("%-22s %10s %12s %12s %10s %10s %12s %10s\n", "optimizer", "lr", "validation", "steps", "seconds",
           "test", "accuracy", "failed");
    for (int o = 0; o < bench->optimizer_count; o++) {
        double steps[SEEDS_MAX], seconds[SEEDS_MAX], tests[SEEDS_MAX], accuracies[SEEDS_MAX];
        const Cell *best = cells_of(bench, cells, o, rates[o]);
        int failed = 0;
        for (int s = 0; s < bench->seeds; s++) {
            first_at(&best[s], target, &steps[s], &seconds[s]);
            tests[s] = isnan(best[s].test_loss) ? INFINITY : best[s].test_loss;
            accuracies[s] = isnan(best[s].test_accuracy) ? INFINITY : 100.0 * best[s].test_accuracy;
        }
        for (int i = 0; i < bench->rate_count * (int)bench->seeds; i++)
            failed += cells_of(bench, cells, o, 0)[i].looks < LOOKS;
        printf("%-22s", bench->optimizers[o]->name);
        const int count = (int)bench->seeds;
        print_number(bench->rates[rates[o]], 10, 4);
        print_number(losses[o], 12, 6);
        print_number(median(steps, count), 12, 8);
        print_number(median(seconds, count), 10, 3);
        print_number(median(tests, count), 10, 5);
        print_number(median(accuracies, count), 12, 4);
        printf(" %6d/%d\n", failed, bench->rate_count * count);
    }
    fflush(stdout);
}

static bool bench_task(const Bench *bench, const Task *task, const DataPlaces *places, const Workers *workers,
                       Error *error) {
    TrainingData data;
    if (!task->data(&data, places, error)) return false;
    const int seeds = (int)bench->seeds, count = bench->optimizer_count * bench->rate_count * seeds;
    Cell *cells = calloc((size_t)count, sizeof *cells);
    bool ok = cells || error_set(error, 0, 0, NULL, "out of memory");
    for (int i = 0; i < count && ok; i++) {
        cells[i].seed = i % seeds, cells[i].rate = i / seeds % bench->rate_count;
        cells[i].optimizer = i / seeds / bench->rate_count;
        if (isatty(STDERR_FILENO)) fprintf(stderr, "\r\033[K%s: training %d of %d", task->name, i + 1, count);
        ok = train_cell(bench, task, &data, workers, &cells[i], error);
        if (ok) write_cell(bench, task, &cells[i]);
    }
    if (isatty(STDERR_FILENO)) fputs("\r\033[K", stderr);
    if (ok) print_task(bench, task, &data, cells);
    free(cells);
    training_data_end(&data);
    return ok;
}

static int run_bench(Bench *bench, const char *path, Error *error) {
    char samples[1024];
    Error nowhere = {0};
    const bool found = locate_data("assets/data", samples, sizeof samples, &nowhere);
    const DataPlaces places = {bench->data, found ? samples : NULL, (size_t)bench->examples};
    bench->writes = path != NULL;
    if (path && !output_open(&bench->output, path, error)) return options_fail(error);
    if (path)
        fputs("task,optimizer,lr,seed,step,validation_loss,validation_accuracy,seconds\n",
              bench->output.stream);
    Workers workers = {.threads = bench->threads ? (int)bench->threads : (int)sysconf(_SC_NPROCESSORS_ONLN)};
    workers.parallel = parallel_start(workers.threads);
    bool ok = true;
    for (int i = 0; i < bench->task_count && ok; i++)
        ok = bench_task(bench, bench->tasks[i], &places, &workers, error);
    parallel_end(workers.parallel);
    int code = ok ? 0 : options_fail(error);
    if (path && !ok) output_discard(&bench->output);
    if (path && ok && !output_commit(&bench->output, error)) code = (options_fail(error), 1);
    const int written = options_finish();
    return code ? code : written;
}

static void help(void) {
    fputs("usage: slalom bench training [options]\n\n"
          "Trains every task with every optimizer, learning rate and seed for the same number of updates. "
          "The rate is\n"
          "chosen on the validation data; the test data is reported for that rate alone.\n\n",
          stdout);
    options_help(table, stdout);
    fputs("\nExit code: 0 success, 1 a file could not be written, 2 bad usage or bad input.\n", stdout);
}

int bench_training_main(int argc, char **argv) {
    Options *options = calloc(1, sizeof *options);
    Bench *bench = calloc(1, sizeof *bench);
    Error error = {0};
    int code;
    if (!options || !bench) {
        free(options);
        free(bench);
        return 1;
    }
    options_add(options, table);
    if (!options_parse(options, argc, argv, &error))
        code = options_fail(&error);
    else if (options_given(options, "help")) {
        help();
        code = options_finish();
    } else if (options->positional_count) {
        error_set(&error, 0, 0, "--tasks names them", "\"%.60s\" is one too many", options->positionals[0]);
        code = options_fail(&error);
    } else
        code = read_options(bench, options, &error)
                   ? run_bench(bench, options_text(options, "output"), &error)
                   : options_fail(&error);
    free(bench);
    free(options);
    return code;
}

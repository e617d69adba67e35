#include "view_training.h"

#if SLALOM_TRAINING

#include "core/nearest.h"
#include "files/locate.h"
#include "training/benchmark.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { TASKS_MAX = 64 };

/* Enough to tell optimizers apart, few enough to see it happen. */
static const int64_t EXAMPLES = 6000, STEPS_MOST = 1000;

static const Option table[] = {
    {"train", 0, "TASK", "begin with the trainings of TASK, from `slalom list tasks`", false},
    {"data", 0, "DIR", "the folder with their data", false},
    {"examples", 0, "N", "train on at most so many examples (default 6000)", false},
    {0}};

struct ViewTraining {
    TrainingHost host;
    const char *names[TASKS_MAX], *titles[TASKS_MAX];
    char samples[1024];
    DataPlaces places;
    TrainingData data; /* of `loaded`; -1: of none */
    int loaded;
    int threads;
};

void view_training_add(Options *options) {
    options_add(options, table);
}

void view_training_help(FILE *stream) {
    fputs("\nTrainings:\n", stream);
    options_help(table, stream);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static bool load(ViewTraining *training, int task, Error *error) {
    if (training->loaded == task) return true;
    training_data_end(&training->data);
    training->loaded = -1;
    if (!tasks[task].data(&training->data, &training->places, error)) return false;
    training->loaded = task;
    return true;
}

static bool describe(void *context, int task, Study *study, Error *error) {
    ViewTraining *training = context;
    if (!load(training, task, error)) return false;
    const Benchmark benchmark = {
        .task = &tasks[task], .data = &training->data, .examples = training->places.examples};
    benchmark_describe(&benchmark, study);
    if (study->steps > STEPS_MOST) study->steps = STEPS_MOST;
    return true;
}

/* ---- the thread ---- */

/* What it owns. The data is the window's; it lives as long as the thread does. */
typedef struct Job {
    const Task *task;
    const TrainingData *data;
    int64_t examples;
    int threads;
    Study study; /* the plan, and which trainings are done */
    Background *background;
} Job;

static bool go_on(void *context) {
    return background_go_on(((Job *)context)->background);
}

static bool tell(void *context, const StudyEvent *event) {
    return background_tell(((Job *)context)->background, event);
}

static bool train(Background *background, void *context, Error *error) {
    Job *job = context;
    Workers workers = {.parallel = parallel_start(job->threads), .threads = job->threads};
    const Benchmark benchmark = {.task = job->task,
                                 .data = job->data,
                                 .workers = &workers,
                                 .examples = job->examples,
                                 .clock = now,
                                 .go_on = go_on,
                                 .tell = tell,
                                 .context = job};
    job->background = background;
    const bool good = benchmark_train_all(&benchmark, &job->study, error);
    parallel_end(workers.parallel);
    study_end(&job->study);
    free(job);
    return good;
}

static Background *start(void *context, int task, const Study *study, Error *error) {
    ViewTraining *training = context;
    Job *job = load(training, task, error) ? calloc(1, sizeof *job) : NULL;
    if (!job) {
        if (!error->message[0]) error_set(error, 0, 0, NULL, "out of memory");
        return NULL;
    }
    *job = (Job){.task = &tasks[task],
                 .data = &training->data,
                 .examples = (int64_t)training->places.examples,
                 .threads = training->threads,
                 .study = *study};
    Background *background = NULL;
    if (study_start(&job->study)) {
        for (int i = 0; i < study->run_count * study->rate_count * study->seed_count; i++)
            job->study.cells[i].status = study->cells[i].status;
        background = background_start(train, job);
    }
    if (background) return background;
    study_end(&job->study);
    free(job);
    error_set(error, 0, 0, NULL, "the system gives no thread to train in");
    return NULL;
}

/* ---- start and end ---- */

static bool read_options(ViewTraining *training, const Options *options, Error *error) {
    const char *name = options_text(options, "train");
    int64_t examples = EXAMPLES;
    char hint[sizeof error->hint];
    if (!options_integer(options, "examples", 1, INT64_C(1) << 31, &examples, error)) return false;
    training->places.folder = options_text(options, "data");
    training->places.examples = (size_t)examples;
    if (!name) return true;
    const Task *task = task_find(name);
    if (task) {
        training->host.first = (int)(task - tasks);
        return load(training, training->host.first, error);
    }
    Nearest nearest = nearest_start(name);
    for (int i = 0; i < task_count; i++) nearest_offer(&nearest, tasks[i].name);
    return error_set(error, 0, 0, nearest_hint(&nearest, "slalom list tasks shows all", hint, sizeof hint),
                     "--train: there is no task %.60s", name);
}

ViewTraining *view_training_start(const Options *options, Error *error) {
    Error nowhere = {0};
    ViewTraining *training = calloc(1, sizeof *training);
    if (!training) {
        error_set(error, 0, 0, NULL, "out of memory");
        return NULL;
    }
    const int processors = (int)sysconf(_SC_NPROCESSORS_ONLN);
    training->threads = processors > 2 ? processors - 1 : 1; /* one is the window's */
    training->loaded = -1;
    if (locate_data("assets/data", training->samples, sizeof training->samples, &nowhere))
        training->places.samples = training->samples;
    for (int i = 0; i < task_count && i < TASKS_MAX; i++)
        training->names[i] = tasks[i].name, training->titles[i] = tasks[i].title;
    training->host = (TrainingHost){.names = training->names,
                                    .titles = training->titles,
                                    .task_count = task_count < TASKS_MAX ? task_count : TASKS_MAX,
                                    .first = -1,
                                    .describe = describe,
                                    .start = start,
                                    .context = training};
    if (read_options(training, options, error)) return training;
    view_training_end(training);
    return NULL;
}

void view_training_end(ViewTraining *training) {
    if (!training) return;
    training_data_end(&training->data);
    free(training);
}

const TrainingHost *view_training_host(const ViewTraining *training) {
    return training ? &training->host : NULL;
}

#else

#include <stdlib.h>

void view_training_add(Options *options) {
    (void)options;
}

void view_training_help(FILE *stream) {
    (void)stream;
}

ViewTraining *view_training_start(const Options *options, Error *error) {
    (void)options, (void)error;
    return NULL;
}

void view_training_end(ViewTraining *training) {
    (void)training;
}

const TrainingHost *view_training_host(const ViewTraining *training) {
    (void)training;
    return NULL;
}

#endif

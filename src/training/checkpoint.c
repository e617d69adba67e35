#include "checkpoint.h"

#include "idx.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const char MAGIC[] = "slalom checkpoint 1\n";
enum { CHECKSUM = 4, LINE = 768 };

/* ---- the vectors, in the order they are written ---- */

enum { STATE_MAX = 4 + SLOTS_MAX };

typedef struct State {
    float *values;
    size_t count;
} State;

static int state_of(const Trainer *trainer, State *state) {
    const size_t n = trainer->plan.parameters;
    int count = 0;
    state[count++] = (State){trainer->w, n};
    for (int i = 0; i < SLOTS_MAX && trainer->slots[i]; i++) state[count++] = (State){trainer->slots[i], n};
    if (trainer->average) state[count++] = (State){trainer->average, n};
    if (trainer->slow) state[count++] = (State){trainer->slow, n};
    if (trainer->carry)
        state[count++] = (State){trainer->carries ? trainer->carries : trainer->network.carry,
                                 trainer->feeder.batch * plan_carry(&trainer->plan)};
    return count;
}

/* ---- writing ---- */

static void write_number(FILE *stream, const char *group, const char *name, double value) {
    fprintf(stream, "%s%s %a\n", group, name, value);
}

static void write_recipe(const Recipe *recipe, FILE *stream) {
    int count;
    const Hyperparameter *common = recipe_common(&count);
    fprintf(stream, "optimizer %s\nschedule %s\nclip %s\n", recipe->optimizer->name, recipe->schedule->name,
            recipe->clipping->name);
    for (int i = 0; i < count; i++) {
        double value;
        if (recipe_get(recipe, common[i].name, &value))
            write_number(stream, "recipe.", common[i].name, value);
    }
    for (int i = 0; i < optimizer_hyperparameter_count(recipe->optimizer); i++)
        write_number(stream, "recipe.", recipe->optimizer->hyperparameters[i].name, recipe->values[i]);
    for (int i = 0; i < schedule_hyperparameter_count(recipe->schedule); i++)
        write_number(stream, "recipe.schedule.", recipe->schedule->hyperparameters[i].name,
                     recipe->schedule_values[i]);
    for (int i = 0; i < clipping_hyperparameter_count(recipe->clipping); i++)
        write_number(stream, "recipe.clip.", recipe->clipping->hyperparameters[i].name,
                     recipe->clipping_values[i]);
}

static void write_header(const Trainer *trainer, FILE *stream) {
    const TrainerSettings *settings = &trainer->settings;
    fprintf(stream, "%stask %s\n", MAGIC, settings->task->name);
    write_recipe(&settings->recipe, stream);
    for (int i = 0; i < task_hyperparameter_count(settings->task); i++)
        write_number(stream, "model.", settings->task->hyperparameters[i].name, settings->values[i]);
    fprintf(stream, "accumulate %" PRId64 "\nexamples %" PRId64 "\n", settings->accumulate,
            settings->examples);
    fprintf(stream, "data %s\n", trainer->dataset->origin);
    fprintf(stream, "step %" PRId64 "\n", trainer->step);
    for (int i = 0; i < SCALARS_MAX; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", i);
        write_number(stream, "scalar.", name, trainer->scalars[i]);
    }
    const ScheduleState *schedule = &trainer->schedule;
    fprintf(stream, "plateau %a %a %" PRId64 " %" PRId64 "\n", schedule->factor, schedule->best,
            schedule->bad, schedule->cooldown);
    fputs("end\n", stream);
}

bool checkpoint_write(const Trainer *trainer, FILE *stream) {
    char *header = NULL;
    size_t length = 0;
    FILE *memory = open_memstream(&header, &length);
    if (!memory) return false;
    write_header(trainer, memory);
    bool ok = fclose(memory) == 0 && fwrite(header, 1, length, stream) == length;
    uLong sum = crc32(0, (const Bytef *)header, (uInt)length);
    free(header);
    State state[STATE_MAX];
    const int count = state_of(trainer, state);
    for (int i = 0; i < count && ok; i++) {
        ok = fwrite(state[i].values, sizeof(float), state[i].count, stream) == state[i].count;
        sum = crc32_z(sum, (const Bytef *)state[i].values, state[i].count * sizeof(float));
    }
    for (int i = 0; i < CHECKSUM && ok; i++) ok = fputc((int)(sum >> (8 * i) & 0xff), stream) != EOF;
    return ok && !ferror(stream);
}

/* ---- reading ---- */

static bool refuse(Checkpoint *checkpoint, size_t offset, const char *what, Error *error) {
    snprintf(error->file, sizeof error->file, "%s", checkpoint->path);
    return error_set(error, 0, 0, NULL, "at byte %zu: %s", offset, what);
}

static bool read_recipe_choice(Recipe *recipe, const char *name, const char *value) {
    if (strcmp(name, "optimizer") == 0) {
        const Optimizer *optimizer = optimizer_find(value);
        if (optimizer) *recipe = recipe_default(optimizer);
        return optimizer != NULL;
    }
    if (strcmp(name, "schedule") == 0) {
        const Schedule *schedule = schedule_find(value);
        if (schedule) recipe_set_schedule(recipe, schedule);
        return schedule != NULL;
    }
    const Clipping *clipping = clipping_find(value);
    if (clipping) recipe_set_clipping(recipe, clipping);
    return clipping != NULL;
}

/* One line "name value" of the header; false: not one that belongs here. */
static bool read_line(Checkpoint *checkpoint, const char *name, const char *value, Error *error) {
    TrainerSettings *settings = &checkpoint->settings;
    char *end;
    const double number = strtod(value, &end);
    if (strcmp(name, "task") == 0) {
        settings->task = task_find(value);
        return settings->task != NULL;
    }
    if (!settings->task) return false;
    if (strcmp(name, "optimizer") == 0 || strcmp(name, "schedule") == 0 || strcmp(name, "clip") == 0)
        return (settings->recipe.optimizer || name[0] == 'o') &&
               read_recipe_choice(&settings->recipe, name, value);
    if (strcmp(name, "data") == 0)
        return snprintf(checkpoint->origin, sizeof checkpoint->origin, "%s", value) <
               (int)sizeof checkpoint->origin;
    if (strcmp(name, "plateau") == 0) {
        ScheduleState *schedule = &checkpoint->schedule;
        return sscanf(value, "%la %la %" SCNd64 " %" SCNd64, &schedule->factor, &schedule->best,
                      &schedule->bad, &schedule->cooldown) == 4;
    }
    if (end == value || *end || !settings->recipe.optimizer) return false;
    /* A training may be longer than a run on a surface. */
    const bool steps = strcmp(name, "recipe.steps") == 0;
    if (strncmp(name, "recipe.", 7) == 0 && !steps)
        return recipe_set(&settings->recipe, name + 7, number, error);
    if (strncmp(name, "model.", 6) == 0) {
        const int i = hyperparameter_find(settings->task->hyperparameters,
                                          task_hyperparameter_count(settings->task), name + 6);
        if (i < 0 || !hyperparameter_check(&settings->task->hyperparameters[i], number, error)) return false;
        settings->values[i] = number;
        return true;
    }
    if (strncmp(name, "scalar.", 7) == 0) {
        const int i = atoi(name + 7);
        if (i < 0 || i >= SCALARS_MAX) return false;
        checkpoint->scalars[i] = number;
        return true;
    }
    int64_t *const whole = steps                             ? &settings->recipe.steps
                           : strcmp(name, "step") == 0       ? &checkpoint->step
                           : strcmp(name, "accumulate") == 0 ? &settings->accumulate
                           : strcmp(name, "examples") == 0   ? &settings->examples
                                                             : NULL;
    if (!whole || !(number >= 0.0 && number < 0x1p53)) return false;
    *whole = (int64_t)number;
    return true;
}

static bool read_header(Checkpoint *checkpoint, size_t size, Error *error) {
    size_t at = sizeof MAGIC - 1;
    for (;;) {
        char line[LINE];
        const char *newline = memchr(checkpoint->bytes + at, '\n', size - at);
        const size_t length = newline ? (size_t)(newline - (const char *)checkpoint->bytes) - at : LINE;
        if (length >= LINE) return refuse(checkpoint, at, "the header does not end", error);
        memcpy(line, checkpoint->bytes + at, length);
        line[length] = '\0';
        if (strcmp(line, "end") == 0) {
            checkpoint->vectors = at + length + 1;
            break;
        }
        char *space = strchr(line, ' ');
        if (space) *space = '\0';
        if (!space || !read_line(checkpoint, line, space + 1, error))
            return refuse(checkpoint, at, "not what this version of Slalom writes", error);
        at += length + 1;
    }
    const TrainerSettings *settings = &checkpoint->settings;
    if (!settings->recipe.optimizer || settings->accumulate < 1)
        return refuse(checkpoint, at, "the header lacks the recipe", error);
    if (checkpoint->step >= INT64_MAX / settings->accumulate)
        return refuse(checkpoint, at, "more mini-batches than can be counted", error);
    return true;
}

bool checkpoint_read(const char *path, Checkpoint *checkpoint, Error *error) {
    assert(path && checkpoint && error);
    size_t size = 0;
    *checkpoint = (Checkpoint){.schedule = schedule_state()};
    snprintf(checkpoint->path, sizeof checkpoint->path, "%.255s", path);
    checkpoint->bytes = bytes_read(path, &size, error);
    if (!checkpoint->bytes) return false;
    const size_t magic = sizeof MAGIC - 1;
    bool ok = size >= magic + CHECKSUM && memcmp(checkpoint->bytes, MAGIC, magic) == 0;
    if (!ok) refuse(checkpoint, 0, "not a checkpoint of Slalom", error);
    if (ok) {
        uLong sum = 0;
        checkpoint->end = size - CHECKSUM;
        for (int i = 0; i < CHECKSUM; i++)
            sum |= (uLong)checkpoint->bytes[checkpoint->end + (size_t)i] << (8 * i);
        ok = crc32_z(0, checkpoint->bytes, checkpoint->end) == sum ||
             refuse(checkpoint, size, "the checksum is wrong: the file is cut off or damaged", error);
    }
    if (ok && read_header(checkpoint, checkpoint->end, error)) return true;
    checkpoint_end(checkpoint);
    return false;
}

void checkpoint_end(Checkpoint *checkpoint) {
    free(checkpoint->bytes);
    checkpoint->bytes = NULL;
}

bool checkpoint_restore(const Checkpoint *checkpoint, Trainer *trainer, Error *error) {
    snprintf(error->file, sizeof error->file, "%s", checkpoint->path);
    if (strcmp(checkpoint->origin, trainer->dataset->origin) != 0)
        return error_set(error, 0, 0, NULL, "was trained on other data: %.150s", checkpoint->origin);
    State state[STATE_MAX];
    const int count = state_of(trainer, state);
    size_t bytes = 0;
    for (int i = 0; i < count; i++) bytes += state[i].count * sizeof(float);
    if (bytes != checkpoint->end - checkpoint->vectors)
        return error_set(error, 0, 0, NULL, "at byte %zu: %zu bytes of state, the model has %zu",
                         checkpoint->vectors, checkpoint->end - checkpoint->vectors, bytes);
    const uint8_t *from = checkpoint->bytes + checkpoint->vectors;
    for (int i = 0; i < count; i++) {
        memcpy(state[i].values, from, state[i].count * sizeof(float));
        from += state[i].count * sizeof(float);
    }
    trainer->step = checkpoint->step;
    trainer->schedule = checkpoint->schedule;
    memcpy(trainer->scalars, checkpoint->scalars, sizeof trainer->scalars);
    trainer_distribute(trainer);
    error->file[0] = '\0';
    return true;
}

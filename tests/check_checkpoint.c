/* Checkpoints that somebody or something damaged: refused with a message, whichever byte it was. */
#include "suite.h"

#include "temporary.h"
#include "training/checkpoint.h"
#include "training/idx.h"

#include <zlib.h>

enum { CHECKSUM = 4 };

static const char SAMPLES[] = SLALOM_SOURCE_DIR "/assets/data";
static const Workers alone = {.threads = 1};

typedef struct Saved {
    Temporary temporary;
    TrainingData data;
    char *bytes;
    size_t length;
} Saved;

/* A training of two updates, small, its checkpoint in memory. */
static void saved_start(Saved *saved, int64_t steps) {
    Error error = {0};
    TrainerSettings settings = trainer_settings(task_find("quadratic"), optimizer_find("momentum"));
    settings.recipe.steps = steps;
    saved->temporary = temporary_start();
    ck_assert(settings.task->data(&saved->data, &(DataPlaces){NULL, SAMPLES, 0}, &error));
    Trainer trainer;
    TrainerStep step;
    ck_assert(trainer_start(&trainer, &settings, &saved->data, &alone, &error));
    ck_assert(trainer_step(&trainer, &step) && trainer_step(&trainer, &step));
    const char *path = temporary_path(&saved->temporary, "good");
    FILE *file = fopen(path, "wb");
    ck_assert(file != NULL && checkpoint_write(&trainer, file));
    ck_assert_int_eq(fclose(file), 0);
    saved->bytes = temporary_read(path, &saved->length);
    trainer_end(&trainer);
}

static void saved_end(Saved *saved) {
    free(saved->bytes);
    training_data_end(&saved->data);
    temporary_end(&saved->temporary);
}

static bool reads(const Saved *saved, size_t length, Checkpoint *checkpoint, Error *error) {
    *error = (Error){0};
    return checkpoint_read(temporary_bytes(&saved->temporary, "bad", saved->bytes, length), checkpoint,
                           error);
}

START_TEST(test_a_change_of_any_byte_is_noticed) {
    Saved saved;
    Checkpoint checkpoint;
    Error error;
    saved_start(&saved, 100);
    ck_assert_uint_lt(saved.length, 8192);
    for (size_t i = 0; i < saved.length; i++) {
        const char change = (char)(i % 3 == 0 ? 1 : i % 3 == 1 ? 0x80 : 0xff);
        saved.bytes[i] ^= change;
        ck_assert_msg(!reads(&saved, saved.length, &checkpoint, &error), "byte %zu", i);
        ck_assert_ptr_nonnull(strstr(error.message, "at byte"));
        ck_assert_ptr_nonnull(strstr(error.file, "bad"));
        saved.bytes[i] ^= change;
    }
    saved_end(&saved);
}
END_TEST

START_TEST(test_any_end_before_the_end_is_noticed) {
    Saved saved;
    Checkpoint checkpoint;
    Error error;
    saved_start(&saved, 100);
    for (size_t length = 0; length < saved.length; length += length < 40 ? 1 : 7)
        ck_assert_msg(!reads(&saved, length, &checkpoint, &error), "cut to %zu", length);
    ck_assert(reads(&saved, saved.length, &checkpoint, &error));
    checkpoint_end(&checkpoint);
    saved_end(&saved);
}
END_TEST

/* Somebody who edits a header makes the checksum fit. What then reads as a checkpoint must be one that
 * trains, or is refused by the trainer. */
START_TEST(test_a_header_that_was_edited_is_refused_or_means_something) {
    Saved saved;
    saved_start(&saved, 100);
    int accepted = 0, refused = 0;
    const size_t header = (size_t)(strstr(saved.bytes, "\nend\n") - saved.bytes);
    static const char wrong[] = {'0', '-', '9', 'x', '\n', ' '};
    for (size_t i = 0; i < header; i++) {
        const char was = saved.bytes[i];
        saved.bytes[i] = wrong[i % sizeof wrong];
        const size_t end = saved.length - CHECKSUM;
        const uLong sum = crc32_z(0, (const Bytef *)saved.bytes, end);
        for (int k = 0; k < CHECKSUM; k++) saved.bytes[end + (size_t)k] = (char)(sum >> (8 * k) & 0xff);
        Checkpoint checkpoint;
        Error error;
        bool good = reads(&saved, saved.length, &checkpoint, &error);
        if (good && checkpoint.settings.accumulate < 100) {
            Trainer trainer;
            TrainerStep step;
            good = trainer_start(&trainer, &checkpoint.settings, &saved.data, &alone, &error);
            if (good && checkpoint_restore(&checkpoint, &trainer, &error)) trainer_step(&trainer, &step);
            if (good) trainer_end(&trainer);
        }
        checkpoint_end(&checkpoint);
        ck_assert(good || error.message[0]);
        good ? accepted++ : refused++;
        saved.bytes[i] = was;
    }
    ck_assert_int_gt(accepted, 20);
    ck_assert_int_gt(refused, 200);
    saved_end(&saved);
}
END_TEST

START_TEST(test_a_training_may_be_longer_than_any_run_on_a_surface) {
    Saved saved;
    Checkpoint checkpoint;
    Error error;
    saved_start(&saved, INT64_C(1000000000000));
    ck_assert_msg(reads(&saved, saved.length, &checkpoint, &error), "%s", error.message);
    ck_assert_int_eq(checkpoint.settings.recipe.steps, INT64_C(1000000000000));
    checkpoint_end(&checkpoint);
    saved_end(&saved);
}
END_TEST

/* What gzip does not guard (a time, a flag that means nothing) may change; what is read may not. */
START_TEST(test_no_change_of_a_compressed_file_goes_unnoticed) {
    Temporary temporary = temporary_start();
    size_t length, whole, size;
    char *packed = temporary_read(SLALOM_SOURCE_DIR "/assets/data/train-labels-idx1-ubyte.gz", &length);
    Error error = {0};
    uint8_t *wanted = bytes_read(SLALOM_SOURCE_DIR "/assets/data/train-labels-idx1-ubyte.gz", &whole, &error);
    ck_assert_ptr_nonnull(wanted);
    int refused = 0;
    for (size_t i = 0; i < 8 * length; i++) {
        packed[i / 8] ^= (char)(1 << i % 8);
        Idx idx;
        if (!idx_read(temporary_bytes(&temporary, "bad.gz", packed, length), &idx, &error))
            refused++;
        else {
            ck_assert_uint_eq(idx.shape[0], whole - 8);
            ck_assert_mem_eq(idx.bytes, wanted + 8, whole - 8);
            free(idx.bytes);
        }
        packed[i / 8] ^= (char)(1 << i % 8);
    }
    ck_assert_int_gt(refused, (int)(7 * length));
    for (size = 0; size < length; size++) {
        Idx idx;
        ck_assert(!idx_read(temporary_bytes(&temporary, "cut.gz", packed, size), &idx, &error));
    }
    free(packed);
    free(wanted);
    temporary_end(&temporary);
}
END_TEST

SUITE("checkpoint") {
    TCase *tests = suite_case(suite, "damage");
    tcase_set_timeout(tests, 300); /* thousands of small files, with sanitizers on a busy machine */
    tcase_add_test(tests, test_a_change_of_any_byte_is_noticed);
    tcase_add_test(tests, test_any_end_before_the_end_is_noticed);
    tcase_add_test(tests, test_a_header_that_was_edited_is_refused_or_means_something);
    tcase_add_test(tests, test_a_training_may_be_longer_than_any_run_on_a_surface);
    tcase_add_test(tests, test_no_change_of_a_compressed_file_goes_unnoticed);
}

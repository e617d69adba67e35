#include "data.h"

#include "idx.h"
#include "windowed_text.h"

#include "core/vectors.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 1024, FASHION_CLASSES = 10, VALIDATION_SHARE = 12, TEXT_SHARE = 20, TEXT_LEAST = 4096 };

/* Where Debian's packages put their files. */
static const char FASHION_FOLDER[] = "/usr/share/datasets/fashion-mnist";

static bool keep(TrainingData *dataset, void *block) {
    assert(dataset->block_count < DATASET_BLOCKS_MAX);
    dataset->blocks[dataset->block_count++] = block;
    return true;
}

void *training_data_allocate(TrainingData *dataset, size_t size, Error *error) {
    void *block = vectors_allocate(size);
    if (!block) {
        error_set(error, 0, 0, "take fewer --examples", "not enough memory for the data: %zu MB", size >> 20);
        return NULL;
    }
    keep(dataset, block);
    return block;
}

void training_data_end(TrainingData *dataset) {
    for (int i = 0; i < dataset->block_count; i++) free(dataset->blocks[i]);
    *dataset = (TrainingData){0};
}

/* ---- finding files ---- */

/* The first of `names` (NULL ends) that is in `folder`. */
static bool find_file(const char *folder, const char *const *names, char *path) {
    for (; folder && *names; names++) {
        const int length = snprintf(path, PATH_SIZE, "%s/%s", folder, *names);
        if (length > 0 && length < PATH_SIZE && access(path, R_OK) == 0) return true;
    }
    return false;
}

/* The folder that has a file of `names`, *sample: it is Slalom's own; NULL and an error where there is none.
 */
static const char *find_folder(const DataPlaces *places, const char *installed, const char *const *names,
                               const char *package, bool *sample, Error *error) {
    char path[PATH_SIZE], hint[256];
    *sample = false;
    if (places->folder) {
        if (find_file(places->folder, names, path)) return places->folder;
        snprintf(error->file, sizeof error->file, "%s", places->folder);
        error_set(error, 0, 0, NULL, "has no %s", names[0]);
        return NULL;
    }
    if (find_file(installed, names, path)) return installed;
    *sample = true;
    if (find_file(places->samples, names, path)) return places->samples;
    snprintf(hint, sizeof hint, "install Debian's %s, or name a folder with --data", package);
    error_set(error, 0, 0, hint, "cannot find the data: no %s", names[0]);
    return NULL;
}

/* ---- Fashion-MNIST ---- */

static const char *const fashion_files[][3] = {
    {"train-images-idx3-ubyte", "train-images-idx3-ubyte.gz", NULL},
    {"train-labels-idx1-ubyte", "train-labels-idx1-ubyte.gz", NULL},
    {"t10k-images-idx3-ubyte", "t10k-images-idx3-ubyte.gz", NULL},
    {"t10k-labels-idx1-ubyte", "t10k-labels-idx1-ubyte.gz", NULL}};

static bool read_pair(TrainingData *dataset, const char *folder, int first, Data *data, Error *error) {
    char path[2][PATH_SIZE];
    Idx idx[2];
    for (int i = 0; i < 2; i++) {
        if (!find_file(folder, fashion_files[first + i], path[i])) {
            snprintf(error->file, sizeof error->file, "%s", folder);
            return error_set(error, 0, 0, NULL, "has no %s", fashion_files[first + i][1]);
        }
        if (!idx_read(path[i], &idx[i], error)) return false;
        keep(dataset, idx[i].bytes);
    }
    if (idx[0].dimensions != 3 || idx[0].shape[1] != 28 || idx[0].shape[2] != 28) {
        snprintf(error->file, sizeof error->file, "%.255s", path[0]);
        return error_set(error, 0, 0, NULL, "at byte 4: not images of 28 x 28");
    }
    snprintf(error->file, sizeof error->file, "%.255s", path[1]);
    if (idx[1].dimensions != 1 || idx[1].shape[0] != idx[0].shape[0])
        return error_set(error, 0, 0, NULL, "at byte 4: %zu labels for %zu images", idx[1].shape[0],
                         idx[0].shape[0]);
    int32_t *labels = training_data_allocate(dataset, idx[1].shape[0] * sizeof *labels, error);
    if (!labels) return false;
    for (size_t i = 0; i < idx[1].shape[0]; i++) {
        labels[i] = idx[1].bytes[i];
        if (labels[i] >= FASHION_CLASSES)
            return error_set(error, 0, 0, NULL, "at byte %zu: label %d of %d classes", 8 + i, labels[i],
                             FASHION_CLASSES);
    }
    error->file[0] = '\0';
    *data = (Data){.kind = DATA_IMAGES,
                   .examples = idx[0].shape[0],
                   .width = 28 * 28,
                   .bytes = idx[0].bytes,
                   .labels = labels};
    return true;
}

static Data part_of(Data data, size_t begin, size_t count) {
    data.examples = count;
    if (data.rows) data.rows += begin * data.width;
    if (data.bytes) data.bytes += begin * data.width;
    if (data.labels) data.labels += begin;
    if (data.targets) data.targets += begin;
    return data;
}

static void limit(TrainingData *dataset, size_t examples) {
    const double share = (double)examples / (double)dataset->parts[DATA_TRAIN].examples;
    for (int i = 0; i < DATA_PARTS && examples > 0 && share < 1.0; i++) {
        const size_t count = (size_t)(share * (double)dataset->parts[i].examples);
        dataset->parts[i].examples = count > 1 ? count : 1;
    }
}

bool data_fashion(TrainingData *dataset, const DataPlaces *places, Error *error) {
    assert(dataset && places && error);
    *dataset = (TrainingData){.classes = FASHION_CLASSES};
    Data all, test;
    const char *folder = find_folder(places, FASHION_FOLDER, fashion_files[0], "dataset-fashion-mnist",
                                     &dataset->sample, error);
    if (!folder || !read_pair(dataset, folder, 0, &all, error) ||
        !read_pair(dataset, folder, 2, &test, error)) {
        training_data_end(dataset);
        return false;
    }
    const size_t held = all.examples / VALIDATION_SHARE, train = all.examples - held;
    dataset->parts[DATA_TRAIN] = part_of(all, 0, train);
    dataset->parts[DATA_VALIDATION] = part_of(all, train, held ? held : 1);
    dataset->parts[DATA_TEST] = test;
    limit(dataset, places->examples);
    snprintf(dataset->origin, sizeof dataset->origin, "Fashion-MNIST from %s", folder);
    return true;
}

/* ---- text ---- */

/* Numbers the bytes that occur, in ascending order. */
static int number_symbols(TrainingData *dataset, uint8_t *bytes, size_t size) {
    bool occurs[SYMBOLS_MAX] = {false};
    uint8_t number[SYMBOLS_MAX] = {0};
    int count = 0;
    for (size_t i = 0; i < size; i++) occurs[bytes[i]] = true;
    for (int c = 0; c < SYMBOLS_MAX; c++)
        if (occurs[c]) number[c] = (uint8_t)count, dataset->symbols[count++] = (uint8_t)c;
    for (size_t i = 0; i < size; i++) bytes[i] = number[bytes[i]];
    return count;
}

/* Texts in the order of preference; bible.data is of Debian's bible-kjv-text. */
static const char *const text_files[] = {"text.txt",   "text.txt.gz",   "bible.data",
                                         "jargon.txt", "jargon.txt.gz", NULL};
/* Where Debian's bible-kjv-text and jargon-text put them. */
static const char *const text_folders[] = {"/usr/lib", "/usr/share/doc/jargon-text"};

static const char *find_text_folder(const DataPlaces *places, bool *sample, Error *error) {
    char path[PATH_SIZE];
    *sample = false;
    for (size_t i = 0; !places->folder && i < sizeof text_folders / sizeof *text_folders; i++)
        if (find_file(text_folders[i], text_files + 2, path)) return text_folders[i];
    return find_folder(places, NULL, text_files, "bible-kjv-text or jargon-text", sample, error);
}

/* The whole text, unpacked where it is packed; NULL and an error where it cannot be read or is too short. */
static uint8_t *read_text(const char *path, size_t *size, Error *error) {
    uint8_t *bytes = bytes_read(path, size, error);
    if (!bytes) return NULL;
    snprintf(error->file, sizeof error->file, "%.255s", path);
    if (windowed_text_suits(bytes, *size)) {
        uint8_t *text = windowed_text_unpack(bytes, *size, size, error);
        free(bytes);
        bytes = text;
        if (!bytes) return NULL;
    }
    if (*size >= TEXT_LEAST) {
        error->file[0] = '\0';
        return bytes;
    }
    error_set(error, 0, 0, NULL, "a text of %zu bytes is too short to train on: %d at least", *size,
              TEXT_LEAST);
    free(bytes);
    return NULL;
}

bool data_text(TrainingData *dataset, const DataPlaces *places, Error *error) {
    assert(dataset && places && error);
    *dataset = (TrainingData){0};
    char path[PATH_SIZE];
    size_t size = 0;
    const char *folder = find_text_folder(places, &dataset->sample, error);
    if (!folder || !find_file(folder, text_files, path)) return false;
    uint8_t *bytes = read_text(path, &size, error);
    if (!bytes) return false;
    keep(dataset, bytes);
    dataset->classes = number_symbols(dataset, bytes, size);
    const Data all = {.kind = DATA_TEXT, .examples = size, .width = 1, .bytes = bytes};
    const size_t held = size / TEXT_SHARE;
    dataset->parts[DATA_TRAIN] = part_of(all, 0, size - 2 * held);
    dataset->parts[DATA_VALIDATION] = part_of(all, size - 2 * held, held);
    dataset->parts[DATA_TEST] = part_of(all, size - held, held);
    if (places->examples) limit(dataset, places->examples < TEXT_LEAST ? TEXT_LEAST : places->examples);
    snprintf(dataset->origin, sizeof dataset->origin, "text of %zu characters, %d different, from %.300s",
             size, dataset->classes, path);
    return true;
}

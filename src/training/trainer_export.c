#include "trainer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { TENSORS_MAX = 4 * LAYERS_MAX, VECTORS_MAX = SLOTS_MAX + 2 };

/* One vector of parameters' length, as tensors: names "model.0.weight", "exp_avg.0.weight". */
typedef struct Vector {
    const char *name;
    const float *values;
} Vector;

static void write_header(const Tensor *tensors, int count, const Vector *vectors, int vector_count,
                         size_t parameters, FILE *stream) {
    const char *separator = "{\"__metadata__\": {\"format\": \"pt\"},\n";
    for (int v = 0; v < vector_count; v++)
        for (int i = 0; i < count; i++) {
            const Tensor *tensor = &tensors[i];
            size_t size = 1;
            fprintf(stream, "%s\"%s.%s\": {\"dtype\": \"F32\", \"shape\": [", separator, vectors[v].name,
                    tensor->name);
            for (int d = 0; d < tensor->dimensions; d++) {
                fprintf(stream, "%s%zu", d ? ", " : "", tensor->shape[d]);
                size *= tensor->shape[d];
            }
            const size_t begin = ((size_t)v * parameters + tensor->offset) * sizeof(float);
            fprintf(stream, "], \"data_offsets\": [%zu, %zu]}", begin, begin + size * sizeof(float));
            separator = ",\n";
        }
    fputc('}', stream);
}

/* All that is exported; returns how many. */
static int vectors_of(const Trainer *trainer, Vector vectors[VECTORS_MAX]) {
    const Optimizer *optimizer = trainer->settings.recipe.optimizer;
    int count = 0;
    vectors[count++] = (Vector){"model", trainer->w};
    if (trainer->average) vectors[count++] = (Vector){"average", trainer->average};
    for (int i = 0; i < optimizer_slot_count(optimizer); i++)
        vectors[count++] = (Vector){optimizer->slots[i], trainer->slots[i]};
    return count;
}

/* The format: eight bytes with the header's length, little-endian; the header, JSON; the numbers. */
bool trainer_export(const Trainer *trainer, FILE *stream) {
    static Tensor const none = {0};
    Tensor tensors[TENSORS_MAX] = {none};
    Vector vectors[VECTORS_MAX];
    const int vector_count = vectors_of(trainer, vectors);
    const int count = plan_tensors(&trainer->plan, tensors, TENSORS_MAX);
    char *header = NULL;
    size_t length = 0;
    FILE *memory = open_memstream(&header, &length);
    if (!memory) return false;
    write_header(tensors, count, vectors, vector_count, trainer->plan.parameters, memory);
    if (fclose(memory) != 0) {
        free(header);
        return false;
    }
    for (int i = 0; i < 8; i++) fputc((int)((uint64_t)length >> (8 * i) & 0xff), stream);
    bool ok = fwrite(header, 1, length, stream) == length;
    free(header);
    for (int v = 0; v < vector_count; v++)
        ok = ok && fwrite(vectors[v].values, sizeof(float), trainer->plan.parameters, stream) ==
                       trainer->plan.parameters;
    return ok && !ferror(stream);
}

/* ---- .npz: a .npy file for each tensor, in a ZIP archive without compression ---- */

enum { NPY_HEADER = 128, NAME_SIZE = 96 };

typedef struct Entry {
    char name[NAME_SIZE];
    uint32_t checksum, size, place;
} Entry;

/* Little-endian. */
static void put_number(FILE *stream, uint32_t value, int bytes) {
    for (int i = 0; i < bytes; i++) fputc((int)(value >> (8 * i) & 0xff), stream);
}

/* What the entry's own header and the archive's directory both say of it: version, flags, method 0, no date,
 * checksum, sizes. */
static void put_entry(FILE *stream, const Entry *entry) {
    put_number(stream, 20, 2);
    put_number(stream, 0, 4);
    put_number(stream, 33 << 16, 4); /* 1980-01-01 */
    put_number(stream, entry->checksum, 4);
    put_number(stream, entry->size, 4);
    put_number(stream, entry->size, 4);
    put_number(stream, (uint32_t)strlen(entry->name), 2);
    put_number(stream, 0, 2);
}

static void npy_header(const Tensor *tensor, char header[NPY_HEADER]) {
    char shape[64] = "";
    size_t used = 0;
    for (int d = 0; d < tensor->dimensions; d++)
        used += (size_t)snprintf(shape + used, sizeof shape - used, "%zu, ", tensor->shape[d]);
    memset(header, ' ', NPY_HEADER);
    memcpy(header, "\x93NUMPY\x01\x00\x76\x00", 10); /* version 1, 118 bytes to come */
    char text[NPY_HEADER];
    const int length =
        snprintf(text, sizeof text, "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }", shape);
    memcpy(header + 10, text, (size_t)length);
    header[NPY_HEADER - 1] = '\n';
}

/* Writes one tensor of a vector at `place` and fills in its entry; returns where the next one goes. */
static size_t put_tensor(FILE *stream, const Vector *vector, const Tensor *tensor, size_t place,
                         Entry *entry) {
    char header[NPY_HEADER];
    size_t bytes = sizeof(float);
    for (int d = 0; d < tensor->dimensions; d++) bytes *= tensor->shape[d];
    const float *values = vector->values + tensor->offset;
    npy_header(tensor, header);
    const uLong sum = crc32(0, (const Bytef *)header, NPY_HEADER);
    *entry = (Entry){"", (uint32_t)crc32_z(sum, (const Bytef *)values, bytes), (uint32_t)(NPY_HEADER + bytes),
                     (uint32_t)place};
    snprintf(entry->name, sizeof entry->name, "%.40s.%.40s.npy", vector->name, tensor->name);
    fwrite("PK\3\4", 1, 4, stream);
    put_entry(stream, entry);
    fputs(entry->name, stream);
    fwrite(header, 1, NPY_HEADER, stream);
    fwrite(values, 1, bytes, stream);
    return place + 30 + strlen(entry->name) + NPY_HEADER + bytes;
}

static void put_directory(FILE *stream, const Entry *entries, int count, size_t place) {
    size_t size = 0;
    for (int i = 0; i < count; i++) {
        fwrite("PK\1\2", 1, 4, stream);
        put_number(stream, 20, 2);
        put_entry(stream, &entries[i]);
        for (int k = 0; k < 5; k++) put_number(stream, 0, 2); /* comment, disk, attributes */
        put_number(stream, entries[i].place, 4);
        fputs(entries[i].name, stream);
        size += 46 + strlen(entries[i].name);
    }
    fwrite("PK\5\6", 1, 4, stream);
    put_number(stream, 0, 4);
    put_number(stream, (uint32_t)count, 2);
    put_number(stream, (uint32_t)count, 2);
    put_number(stream, (uint32_t)size, 4);
    put_number(stream, (uint32_t)place, 4);
    put_number(stream, 0, 2);
}

bool trainer_export_npz(const Trainer *trainer, FILE *stream) {
    static Tensor const none = {0};
    Tensor tensors[TENSORS_MAX] = {none};
    Vector vectors[VECTORS_MAX];
    const int vector_count = vectors_of(trainer, vectors),
              count = plan_tensors(&trainer->plan, tensors, TENSORS_MAX);
    if (trainer->plan.parameters * (size_t)vector_count >= UINT32_MAX / 2 / sizeof(float)) {
        errno = EFBIG; /* more than this kind of archive holds; safetensors have room */
        return false;
    }
    Entry *entries = malloc((size_t)(vector_count * count) * sizeof *entries);
    if (!entries) return false;
    size_t place = 0;
    for (int v = 0; v < vector_count; v++)
        for (int i = 0; i < count; i++)
            place = put_tensor(stream, &vectors[v], &tensors[i], place, &entries[v * count + i]);
    put_directory(stream, entries, vector_count * count, place);
    free(entries);
    return !ferror(stream);
}

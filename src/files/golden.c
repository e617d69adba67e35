#include "golden.h"

#include "output.h"
#include "scene_file.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char MAGIC[] = "# slalom golden 1\n", SEPARATOR[] = "---\n";

/* ---- writing ---- */

static void write_number(FILE *stream, double number) {
    if (isnan(number))
        fputs(" nan", stream); /* a NaN's sign and payload say nothing */
    else
        fprintf(stream, " %a", number);
}

static void write_header(const SceneRun *run, FILE *stream) {
    char name[64];
    fprintf(stream, "run \"%s\"\nstep", run->name);
    for (int column = 0; column < run->trajectory.columns; column++)
        fprintf(stream, " %s", trajectory_column_name(&run->trajectory, column, name, sizeof name));
    putc('\n', stream);
}

bool golden_write(const Scene *scene, const Catalog *catalog, FILE *stream) {
    char *text = scene_file_text(scene, catalog);
    if (!text) return false;
    fprintf(stream,
            "%s# program slalom %s\n# generator philox4x32-10, elementary functions sleef cinz u10\n%s%s",
            MAGIC, SLALOM_VERSION, text, SEPARATOR);
    free(text);
    for (int i = 0; i < scene->run_count && !ferror(stream); i++) {
        const Trajectory *trajectory = &scene->runs[i].trajectory;
        write_header(&scene->runs[i], stream);
        for (int64_t k = 0; k <= trajectory->steps && !ferror(stream); k++) {
            fprintf(stream, "%" PRId64, k);
            for (int column = 0; column < trajectory->columns; column++)
                write_number(stream, trajectory_at(trajectory, k, column));
            putc('\n', stream);
        }
    }
    return true;
}

/* ---- reading ---- */

/* A golden file line by line. */
typedef struct Reader {
    const char *path;
    FILE *stream;
    char *line;
    size_t size;
    int number; /* of the line read last */
    Error *error;
} Reader;

static bool refuse(const Reader *reader, const char *format, const char *detail) {
    error_set(reader->error, reader->number, 0, NULL, format, detail);
    snprintf(reader->error->file, sizeof reader->error->file, "%s", reader->path);
    return false;
}

static bool next_line(Reader *reader) {
    reader->number++;
    return getline(&reader->line, &reader->size, reader->stream) >= 0;
}

static bool open_reader(Reader *reader, const char *path, Error *error) {
    *error = (Error){0};
    *reader = (Reader){.path = path, .error = error};
    reader->stream = fopen(path, "r");
    if (!reader->stream) return refuse(reader, "%s", strerror(errno));
    errno = 0;
    if (next_line(reader) && strcmp(reader->line, MAGIC) == 0) return true;
    return refuse(reader, "%s",
                  errno ? strerror(errno) : "is no golden trajectory: its first line is another");
}

static void close_reader(Reader *reader) {
    if (reader->stream) fclose(reader->stream);
    free(reader->line);
}

/* Reads up to the separator; what stood there is a scene. */
static bool read_scene(Reader *reader, Catalog *catalog, Scene *scene) {
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    if (!stream) return refuse(reader, "%s", "out of memory");
    putc('\n', stream); /* for the first line, so that the scene's places are the file's */
    bool separated = false;
    while (!separated && next_line(reader)) {
        separated = strcmp(reader->line, SEPARATOR) == 0;
        if (!separated) fputs(reader->line, stream);
    }
    bool ok = fclose(stream) == 0 && (separated || refuse(reader, "%s", "ends before the line ---")) &&
              scene_file_parse(scene, catalog, text, length, reader->path, reader->error);
    free(text);
    return ok;
}

/* The next line must be exactly what the recomputed run would write. */
static bool expect_header(Reader *reader, const SceneRun *run) {
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    if (!stream) return refuse(reader, "%s", "out of memory");
    write_header(run, stream);
    bool ok = fclose(stream) == 0;
    for (const char *expected = text; ok && *expected;) {
        size_t line = strcspn(expected, "\n") + 1;
        ok = next_line(reader) && strlen(reader->line) == line && memcmp(reader->line, expected, line) == 0;
        if (!ok) {
            text[expected - text + (ptrdiff_t)line - 1] = '\0';
            refuse(reader, "its scene now records: %.200s", expected);
        }
        expected += ok ? line : 0;
    }
    free(text);
    return ok;
}

uint64_t golden_ulps(double a, double b) {
    if (isnan(a) || isnan(b)) return isnan(a) && isnan(b) ? 0 : UINT64_MAX;
    int64_t bits[2];
    memcpy(&bits[0], &a, sizeof a);
    memcpy(&bits[1], &b, sizeof b);
    /* Doubles of one sign are ordered like their bits; mirror the negative ones below -0. */
    for (int i = 0; i < 2; i++)
        if (bits[i] < 0) bits[i] = INT64_MIN - bits[i] - 1;
    return bits[0] > bits[1] ? (uint64_t)bits[0] - (uint64_t)bits[1] : (uint64_t)bits[1] - (uint64_t)bits[0];
}

static bool compare_row(Reader *reader, const SceneRun *run, int64_t k, GoldenReport *report) {
    char *end, name[64];
    if (!next_line(reader)) return refuse(reader, "ends within run %.60s", run->name);
    if (strtoll(reader->line, &end, 10) != k || end == reader->line)
        return refuse(reader, "%s", "another step is due here");
    for (int column = 0; column < run->trajectory.columns; column++) {
        char *text = end;
        double recorded = strtod(text, &end), computed = trajectory_at(&run->trajectory, k, column);
        if (end == text) return refuse(reader, "%s", "a number is missing");
        uint64_t ulps = golden_ulps(recorded, computed);
        if (ulps == 0) continue;
        if (report->differing++ > 0) continue;
        report->first.line = reader->number;
        report->first.step = k;
        report->first.recorded = recorded;
        report->first.computed = computed;
        report->first.ulps = ulps;
        snprintf(report->first.run, sizeof report->first.run, "%s", run->name);
        snprintf(report->first.quantity, sizeof report->first.quantity, "%s",
                 trajectory_column_name(&run->trajectory, column, name, sizeof name));
    }
    if (*end != '\n') return refuse(reader, "%s", "the line is longer than its header");
    report->steps++;
    return true;
}

static bool compare_scene(Reader *reader, const Scene *scene, GoldenReport *report) {
    for (int i = 0; i < scene->run_count; i++, report->runs++) {
        if (!expect_header(reader, &scene->runs[i])) return false;
        for (int64_t k = 0; k <= scene->runs[i].trajectory.steps; k++)
            if (!compare_row(reader, &scene->runs[i], k, report)) return false;
    }
    return !next_line(reader) || refuse(reader, "%s", "goes on after its last run");
}

bool golden_compare(const char *path, Catalog *catalog, GoldenReport *report, Error *error) {
    assert(path && catalog && report && error);
    *report = (GoldenReport){0};
    Reader reader;
    Scene scene;
    bool ok = open_reader(&reader, path, error) && read_scene(&reader, catalog, &scene);
    if (ok) {
        ok = compare_scene(&reader, &scene, report);
        scene_end(&scene);
    }
    close_reader(&reader);
    return ok;
}

bool golden_scene_read(Scene *scene, Catalog *catalog, const char *path, Error *error) {
    assert(scene && path && catalog && error);
    Reader reader;
    bool ok = open_reader(&reader, path, error) && read_scene(&reader, catalog, scene);
    close_reader(&reader);
    return ok;
}

bool golden_update(const char *path, Catalog *catalog, Error *error) {
    Scene scene;
    if (!golden_scene_read(&scene, catalog, path, error)) return false;
    Output output;
    bool ok = output_open(&output, path, error);
    if (ok && !golden_write(&scene, catalog, output.stream)) {
        output_discard(&output);
        ok = error_set(error, 0, 0, NULL, "out of memory");
    } else if (ok)
        ok = output_commit(&output, error);
    scene_end(&scene);
    return ok;
}

#include "grid_file.h"

#include "whole_file.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE_MAX_BYTES = 256 << 20, HEADER_MAX = 1 << 16 };

/* What a file's header says. */
typedef struct Header {
    int width, height;
    int item; /* bytes of a height: 4 or 8 */
    bool big_endian, by_columns;
    size_t data; /* where the heights begin */
} Header;

__attribute__((format(printf, 4, 5))) static bool refuse(Error *error, const char *path, const char *hint,
                                                         const char *format, ...) {
    char message[sizeof error->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    error_set(error, 0, 0, hint, "%s", message);
    snprintf(error->file, sizeof error->file, "%s", path);
    return false;
}

/* What follows 'key': in the header's dictionary; NULL where there is no such key. */
static const char *value_of(const char *header, const char *key) {
    char quoted[32];
    snprintf(quoted, sizeof quoted, "'%s'", key);
    const char *at = strstr(header, quoted);
    if (!at) return NULL;
    at += strlen(quoted);
    at += strspn(at, " ");
    if (*at != ':') return NULL;
    return at + 1 + strspn(at + 1, " ");
}

/* A whole number from 1 to `most`; 0: there is none. */
static int read_count(const char **at, int most) {
    long long count = 0;
    *at += strspn(*at, " ");
    if (**at < '0' || **at > '9') return 0;
    for (; **at >= '0' && **at <= '9'; ++*at)
        if (count <= most) count = 10 * count + (**at - '0');
    *at += strspn(*at, " L");
    return count <= most ? (int)count : most + 1;
}

static bool read_shape(const char *shape, Header *header, const char *path, Error *error) {
    const char *at = shape;
    if (!at || *at++ != '(') return refuse(error, path, NULL, "the header says no shape");
    header->height = read_count(&at, GRID_SIDE_MAX);
    if (header->height == 0 || *at++ != ',') return refuse(error, path, "two axes", "the array is no grid");
    header->width = read_count(&at, GRID_SIDE_MAX);
    at += *at == ',';
    at += strspn(at, " ");
    if (header->width == 0 || *at != ')') return refuse(error, path, "two axes", "the array is no grid");
    if (header->width < 2 || header->height < 2)
        return refuse(error, path, NULL, "a grid has at least two points each way");
    if (header->width > GRID_SIDE_MAX || header->height > GRID_SIDE_MAX)
        return refuse(error, path, "take every other point", "more than %d points a side", GRID_SIDE_MAX);
    return true;
}

static bool read_type(const char *type, Header *header, const char *path, Error *error) {
    const bool known = type && *type == '\'' && (type[1] == '<' || type[1] == '>') && type[2] == 'f' &&
                       (type[3] == '4' || type[3] == '8') && type[4] == '\'';
    if (!known)
        return refuse(error, path, "numpy.save(file, heights.astype(float))",
                      "the heights are neither float64 nor float32");
    header->big_endian = type[1] == '>';
    header->item = type[3] - '0';
    return true;
}

static bool read_header(const char *bytes, size_t length, Header *header, const char *path, Error *error) {
    static const char magic[] = "\x93NUMPY";
    const unsigned char *b = (const unsigned char *)bytes;
    if (length < 12 || memcmp(bytes, magic, 6) != 0)
        return refuse(error, path, "numpy.save() makes one", "is no .npy file");
    if (b[6] < 1 || b[6] > 3) return refuse(error, path, NULL, "is of .npy format %d, later than 3", b[6]);
    const size_t prefix = b[6] == 1 ? 10 : 12;
    size_t size = (size_t)b[8] | (size_t)b[9] << 8;
    if (prefix == 12) size |= (size_t)b[10] << 16 | (size_t)b[11] << 24;
    if (size > HEADER_MAX || prefix + size > length)
        return refuse(error, path, NULL, "ends within its header");
    char text[HEADER_MAX + 1];
    memcpy(text, bytes + prefix, size);
    text[size] = '\0';
    const char *order = value_of(text, "fortran_order");
    header->by_columns = order && strncmp(order, "True", 4) == 0;
    if (!order || (!header->by_columns && strncmp(order, "False", 5) != 0))
        return refuse(error, path, NULL, "the header says no order");
    header->data = prefix + size;
    return read_type(value_of(text, "descr"), header, path, error) &&
           read_shape(value_of(text, "shape"), header, path, error);
}

/* The height number `index`, row by row. */
static double height_at(const char *bytes, const Header *header, size_t index) {
    const size_t width = (size_t)header->width, height = (size_t)header->height,
                 place = header->by_columns ? index % width * height + index / width : index;
    const unsigned char *b = (const unsigned char *)bytes + header->data + place * (size_t)header->item;
    uint64_t bits = 0;
    for (int i = 0; i < header->item; i++)
        bits |= (uint64_t)b[header->big_endian ? header->item - 1 - i : i] << 8 * i;
    double wide;
    float narrow;
    const uint32_t few = (uint32_t)bits;
    memcpy(&wide, &bits, sizeof wide);
    memcpy(&narrow, &few, sizeof narrow);
    return header->item == 8 ? wide : (double)narrow;
}

Grid *grid_file_parse(const char *bytes, size_t length, const char *path, const double x[2],
                      const double y[2], Error *error) {
    assert(bytes && path && error);
    Header header;
    if (!read_header(bytes, length, &header, path, error)) return NULL;
    const size_t count = (size_t)header.width * (size_t)header.height,
                 expected = header.data + count * (size_t)header.item;
    if (length != expected) {
        refuse(error, path, NULL, "has %zu bytes where a grid of %d by %d has %zu", length, header.height,
               header.width, expected);
        return NULL;
    }
    double *heights = malloc(sizeof *heights * count);
    if (!heights) {
        refuse(error, path, NULL, "out of memory");
        return NULL;
    }
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        heights[i] = height_at(bytes, &header, i);
        if (!(fabs(heights[i]) <= 1e300)) /* sums of 16 must not overflow */
            ok = refuse(error, path, "the surface goes through every point",
                        "the height in row %zu, column %zu is %g", i / (size_t)header.width,
                        i % (size_t)header.width, heights[i]);
    }
    Grid *grid = ok ? grid_start(header.width, header.height, heights, x, y) : NULL;
    if (ok && !grid) refuse(error, path, NULL, "out of memory");
    free(heights);
    return grid;
}

Grid *grid_file_read(const char *path, const double x[2], const double y[2], Error *error) {
    size_t length;
    char *bytes = whole_file_read(path, SIZE_MAX_BYTES, "grid of a surface", &length, error);
    if (!bytes) return NULL;
    Grid *grid = grid_file_parse(bytes, length, path, x, y, error);
    free(bytes);
    return grid;
}

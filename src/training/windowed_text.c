#include "windowed_text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* "EC02" and a title; at 84 the windows' length as text and their number, then where in the file each begins;
 * then what compress(1) begins its files with. Numbers are big-endian. */
enum { LENGTH_AT = 84, COUNT_AT = 88, PLACES_AT = 92, LENGTH_MOST = 1 << 24, WINDOWS_MOST = 1 << 16 };

/* Codes are 9 to 16 bits wide: bytes, "forget all", and strings met before. */
enum { WIDTH_LEAST = 9, WIDTH_MOST = 16, FORGET = 256, FIRST = 257, CODES = 1 << WIDTH_MOST };

static const char MAGIC[] = "EC02";

static uint32_t number_at(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

bool windowed_text_suits(const uint8_t *bytes, size_t size) {
    return size >= sizeof MAGIC - 1 && memcmp(bytes, MAGIC, sizeof MAGIC - 1) == 0;
}

/* A stretch of the text: what a code stands for has always been written before. */
typedef struct Stretch {
    uint32_t begin, length;
} Stretch;

typedef struct Codes {
    const uint8_t *bytes;
    size_t bits, at, group; /* all there are; the next one; where the codes of this width began */
    int width;
} Codes;

/* Codes come in groups of eight; where their width changes, the rest of a group is empty. */
static void change_width(Codes *codes, int width) {
    const size_t group = 8 * (size_t)codes->width, used = codes->at - codes->group;
    codes->at = codes->group = codes->group + (used + group - 1) / group * group;
    codes->width = width;
}

static bool next_code(Codes *codes, uint32_t *code) {
    if (codes->at + (size_t)codes->width > codes->bits) return false;
    *code = 0;
    for (int i = 0; i < codes->width; i++, codes->at++)
        *code |= (uint32_t)(codes->bytes[codes->at / 8] >> codes->at % 8 & 1) << i;
    return true;
}

/* Writes at most `room` bytes; returns how many, or SIZE_MAX where a code stands for nothing, or where more
 * than an empty rest of a group is left: there is no checksum, but damaged codes rarely come to the same
 * length. */
static size_t unpack_window(Codes codes, Stretch *known, uint8_t *text, size_t room) {
    uint32_t code, count = FIRST;
    size_t written = 0;
    Stretch before = {0};
    while (written < room && next_code(&codes, &code)) {
        if (code == FORGET) {
            change_width(&codes, WIDTH_LEAST);
            count = FIRST, before.length = 0;
            continue;
        }
        /* what came before and the first byte of what comes now will be known */
        if (before.length > 0 && count < CODES) known[count++] = (Stretch){before.begin, before.length + 1};
        if (code > FORGET && code >= count) return SIZE_MAX;
        const Stretch now = {(uint32_t)written, code < FORGET ? 1 : known[code].length};
        if (now.length > room - written) return SIZE_MAX;
        for (uint32_t i = 0; i < now.length; i++)
            text[written++] = code < FORGET ? (uint8_t)code : text[known[code].begin + i];
        before = now;
        if (count == 1U << codes.width && codes.width < WIDTH_MOST) change_width(&codes, codes.width + 1);
    }
    return codes.bits - codes.at > 8 * (size_t)codes.width ? SIZE_MAX : written;
}

uint8_t *windowed_text_unpack(const uint8_t *bytes, size_t size, size_t *length, Error *error) {
    assert(windowed_text_suits(bytes, size));
    const size_t each = size >= PLACES_AT ? number_at(bytes + LENGTH_AT) : 0,
                 count = size >= PLACES_AT ? number_at(bytes + COUNT_AT) : 0;
    if (each < 1 || each > LENGTH_MOST || count < 1 || count > WINDOWS_MOST || PLACES_AT + 4 * count > size) {
        error_set(error, 0, 0, NULL, "at byte %d: not the header of a windowed text", LENGTH_AT);
        return NULL;
    }
    uint8_t *text = malloc(count * each + 1);
    Stretch *known = malloc(CODES * sizeof *known);
    bool ok = text && known;
    if (!ok) error_set(error, 0, 0, NULL, "not enough memory for a text of %zu bytes", count * each);
    *length = 0;
    for (size_t i = 0; ok && i < count; i++) {
        const size_t begin = number_at(bytes + PLACES_AT + 4 * i),
                     end = i + 1 < count ? number_at(bytes + PLACES_AT + 4 * (i + 1)) : size;
        ok = begin >= PLACES_AT + 4 * count && begin < end && end <= size;
        const size_t written =
            ok ? unpack_window((Codes){bytes + begin, 8 * (end - begin), 0, 0, WIDTH_LEAST}, known,
                               text + *length, each)
               : SIZE_MAX;
        ok = ok && written != SIZE_MAX && (written == each || i + 1 == count);
        if (!ok)
            error_set(error, 0, 0, NULL, "at byte %zu: window %zu of %zu is damaged or cut off",
                      begin < size ? begin : size, i + 1, count);
        *length += ok ? written : 0;
    }
    if (ok && (*length == 0 || text[*length - 1] != '\n'))
        ok = error_set(error, 0, 0, NULL, "at byte %zu: the text is cut off inside a line", size);
    free(known);
    if (ok) return text;
    free(text);
    return NULL;
}

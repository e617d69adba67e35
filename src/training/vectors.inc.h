/* Vectors as wide as the machine's that the code is compiled for, and how many accumulators its registers
 * hold. Part of network_pass.inc.h. */

#if defined(__AVX512F__)
enum { VECTOR_BYTES = 64, TALL = 14, TALL_PAIR = 12 };
#elif defined(__AVX__)
enum { VECTOR_BYTES = 32, TALL = 12, TALL_PAIR = 6 };
#else
enum { VECTOR_BYTES = 16, TALL = 12, TALL_PAIR = 6 };
#endif
enum { VECTOR = VECTOR_BYTES / sizeof(REAL) };

typedef REAL Vector __attribute__((vector_size(VECTOR_BYTES)));

static inline __attribute__((always_inline)) Vector vector_at(const REAL *from) {
    Vector v;
    memcpy(&v, from, sizeof v);
    return v;
}

static inline __attribute__((always_inline)) void vector_put(REAL *to, Vector v) {
    memcpy(to, &v, sizeof v);
}

/* What comparing vectors gives: all bits set, or none. */
typedef __typeof__((Vector){0} == (Vector){0}) VectorMask;

static inline __attribute__((always_inline)) Vector vector_of(REAL value) {
    return value + (Vector){0};
}

static inline __attribute__((always_inline)) Vector vector_choose(VectorMask mask, Vector yes, Vector no) {
    return (Vector)((mask & (VectorMask)yes) | (~mask & (VectorMask)no));
}

static inline size_t whole_vectors(size_t n) {
    return (n + VECTOR - 1) / VECTOR * VECTOR;
}

/* call(number of sums, vectors) for a number that the compiler knows, so that the sums are in registers. */
#define FOR_COUNT(count, vectors, call)                                                                      \
    switch (count) {                                                                                         \
        FOR_ONE(1, vectors, call)                                                                            \
        FOR_ONE(2, vectors, call)                                                                            \
        FOR_ONE(3, vectors, call)                                                                            \
        FOR_ONE(4, vectors, call)                                                                            \
        FOR_ONE(5, vectors, call)                                                                            \
        FOR_ONE(6, vectors, call)                                                                            \
        FOR_ONE(7, vectors, call)                                                                            \
        FOR_ONE(8, vectors, call)                                                                            \
        FOR_ONE(9, vectors, call)                                                                            \
        FOR_ONE(10, vectors, call)                                                                           \
        FOR_ONE(11, vectors, call)                                                                           \
        FOR_ONE(12, vectors, call)                                                                           \
        FOR_ONE(13, vectors, call)                                                                           \
        FOR_ONE(14, vectors, call)                                                                           \
    default: assert(false);                                                                                  \
    }
#define FOR_ONE(number, vectors, call)                                                                       \
    case number:                                                                                             \
        if ((number) <= ((vectors) == 2 ? TALL_PAIR : TALL)) call(number, vectors);                          \
        break;

/* `all` in pieces as equal as can be, none longer than `most`: how long the first one is. */
static size_t even_piece(size_t all, size_t most) {
    const size_t pieces = (all + most - 1) / most;
    return (all + pieces - 1) / pieces;
}

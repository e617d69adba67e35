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

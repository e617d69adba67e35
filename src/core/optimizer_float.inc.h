/* The rules for float, as one instruction set compiles them: whoever includes this defines WIDTH, the ending
 * of their names. Sources differ in nothing but compiler flags. */
#include "optimizer.h"
#include "optimizer_prepare.h"

#include <float.h>
#include <math.h>

#define PASTE(name, type) name##_##type
#define JOIN(name, type)  PASTE(name, type)
#define REAL              float
#define SQRT              sqrtf
#define ABS               fabsf
#define LEAST             FLT_MIN

/* Elements that go from gradient to update at a time: with a constant number the rule's loop becomes a few
 * vector instructions, and what stands between the stages stays in registers. */
enum { AT_A_TIME = 64 };

/* A rule begins as a function to be put in place, here twice: as it is, and with the update around it. */
#define RULE(name)                                                                                           \
    static inline void name##_rule(ARGUMENTS(float));                                                        \
    DirectionFloat JOIN(name##_float, WIDTH);                                                                \
    void JOIN(name##_float, WIDTH)(ARGUMENTS(float)) {                                                       \
        name##_rule(h, c, n, w, g, d, s);                                                                    \
    }                                                                                                        \
    UpdateFloat JOIN(name##_update, WIDTH);                                                                  \
    void JOIN(name##_update, WIDTH)(const double *h, const double *c, size_t n, float *w, const float *g,    \
                                    float *const *s, float scale, float shrink) {                            \
        float clean[AT_A_TIME], d[AT_A_TIME];                                                                \
        size_t first = 0;                                                                                    \
        for (; first + AT_A_TIME <= n; first += AT_A_TIME) UPDATE(name, AT_A_TIME);                          \
        if (first < n) UPDATE(name, n - first);                                                              \
    }                                                                                                        \
    static inline __attribute__((always_inline)) void name##_rule(ARGUMENTS(float))

#define UPDATE(name, count)                                                                                  \
    do {                                                                                                     \
        float *const part[SLOTS_MAX] = {s[0] + first, s[1] + first, s[2] + first, s[3] + first};             \
        float *block = w + first;                                                                            \
        const float *sloped = g + first;                                                                     \
        INDEPENDENT for (size_t i = 0; i < (count); i++) clean[i] =                                          \
            fabsf(sloped[i]) < 0x1p-58F ? 0.0F : sloped[i];                                                  \
        name##_rule(h, c, count, block, clean, d, part);                                                     \
        INDEPENDENT for (size_t i = 0; i < (count); i++) block[i] -= scale * d[i] + shrink * block[i];       \
    } while (0)

#include "optimizer_rules.inc.h"

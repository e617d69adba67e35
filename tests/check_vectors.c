#include "core/vectors.h"
#include "suite.h"

#include <stdint.h>
#include <stdlib.h>

START_TEST(test_vectors_have_room_and_begin_at_whole_lines) {
    for (size_t n = 1; n < 9000; n += 7) {
        const size_t stride = vectors_stride(n);
        ck_assert_uint_ge(stride, n);
        ck_assert_uint_le(stride, n + 2048);
        ck_assert_uint_eq(stride * sizeof(float) % 64, 0);
    }
}
END_TEST

START_TEST(test_no_two_vectors_begin_at_the_same_place_of_their_pages) {
    static const size_t sizes[] = {1, 1000, 1024, 1 << 20, 10000000, 50000000};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        const size_t stride = vectors_stride(sizes[k]) * sizeof(float);
        for (size_t a = 0; a < 12; a++)
            for (size_t b = 0; b < a; b++) {
                const size_t apart = (a - b) * stride % 4096;
                ck_assert_msg(apart >= 256 && apart <= 4096 - 256, "%zu: %zu and %zu, %zu bytes", sizes[k], a,
                              b, apart);
            }
    }
}
END_TEST

START_TEST(test_a_block_is_zero_and_aligned) {
    static const size_t sizes[] = {1, 1000, 3000000};
    for (size_t k = 0; k < 3; k++) {
        float *block = vectors_start(sizes[k]);
        ck_assert_ptr_nonnull(block);
        ck_assert_uint_eq((uintptr_t)block % 64, 0);
        size_t zeros = 0;
        for (size_t i = 0; i < sizes[k]; i++) zeros += block[i] == 0.0F;
        ck_assert_uint_eq(zeros, sizes[k]);
        free(block);
    }
}
END_TEST

SUITE("vectors") {
    TCase *tests = suite_case(suite, "vectors");
    tcase_add_test(tests, test_vectors_have_room_and_begin_at_whole_lines);
    tcase_add_test(tests, test_no_two_vectors_begin_at_the_same_place_of_their_pages);
    tcase_add_test(tests, test_a_block_is_zero_and_aligned);
}

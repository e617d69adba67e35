/* What a study says of its trainings, against numbers worked out by hand. */
#include "suite.h"

#include "core/background.h"
#include "core/study.h"

#include <math.h>
#include <stdlib.h>

/* Two optimizers, two rates, three seeds; steps 10 and 20 are looked at. */
static Study example(bool labelled) {
    Study study = {.run_count = 2,
                   .seed_count = 3,
                   .runs = {optimizer_find("gd"), optimizer_find("adam")},
                   .steps = 20,
                   .steps_per_epoch = 5,
                   .labelled = labelled,
                   .target = NAN};
    study_set_rates(&study, 0.1, 1.0, 2);
    ck_assert(study_start(&study));
    return study;
}

static void tell(Study *study, int run, int rate, int seed, StudyStatus status, int64_t step, double value) {
    StudyEvent event = {.run = run, .rate = rate, .seed = seed, .status = status};
    event.point.step = step;
    event.point.seconds = 0.5 * (double)step;
    event.point.values[STUDY_LOSS] = value;
    event.point.values[STUDY_VALIDATION] = event.point.values[STUDY_ACCURACY] = value;
    event.test_loss = event.test_accuracy = value / 2;
    ck_assert(study_take(study, &event));
}

static void train(Study *study, int run, int rate, int seed, double half, double whole) {
    tell(study, run, rate, seed, STUDY_WAITING, 0, 0);
    tell(study, run, rate, seed, STUDY_TRAINING, 10, half);
    tell(study, run, rate, seed, STUDY_TRAINING, 20, whole);
    tell(study, run, rate, seed, STUDY_DONE, 20, whole);
}

static void fill_example(Study *study) {
    for (int seed = 0; seed < 3; seed++) {
        train(study, 0, 0, seed, 4.0 + seed, 2.0 + seed); /* gd, 0.1: ends at 2, 3, 4 */
        train(study, 0, 1, seed, 4.0, 9.0);
        train(study, 1, 0, seed, 1.0 + seed, 0.5 + seed); /* adam, 0.1: ends at 0.5, 1.5, 2.5 */
        if (seed == 1) {
            tell(study, 1, 1, seed, STUDY_WAITING, 0, 0);
            tell(study, 1, 1, seed, STUDY_FAILED, 0, 0);
        } else
            train(study, 1, 1, seed, 0.1, 0.1);
    }
}

START_TEST(test_the_best_rate_is_that_of_the_best_median) {
    Study study = example(false);
    ck_assert_int_eq(study_best_rate(&study, 0), -1);
    ck_assert(isnan(study_target(&study)));
    fill_example(&study);
    ck_assert(study_finished(&study, -1));
    ck_assert_double_eq(study_score(&study, 0, 0), 3.0);
    ck_assert_int_eq(study_best_rate(&study, 0), 0);
    ck_assert_double_eq(study_score(&study, 1, 1), 0.1); /* one of three failed: the middle one stands */
    ck_assert_int_eq(study_best_rate(&study, 1), 1);
    ck_assert_double_eq(study_target(&study), 3.0); /* what the worse of them reached */
    const StudyRow gd = study_row(&study, 0), adam = study_row(&study, 1);
    ck_assert_int_eq(gd.reached, 2);
    ck_assert_double_eq(gd.steps, 20.0);
    ck_assert_double_eq(gd.seconds, 10.0);
    ck_assert_double_eq(gd.mean, 3.0);
    ck_assert_double_eq(gd.deviation, 1.0);
    ck_assert_double_eq(gd.best, 2.0);
    ck_assert_double_eq(gd.test, 1.5);
    ck_assert_int_eq(gd.failed, 0);
    ck_assert_int_eq(adam.reached, 2);
    ck_assert_double_eq(adam.steps, 10.0);
    ck_assert_int_eq(adam.failed, 1);
    ck_assert_double_eq(adam.mean, 0.1);
    study.target = 0.01;
    ck_assert(isinf(study_row(&study, 1).steps));
    ck_assert_int_eq(study_row(&study, 1).reached, 0);
    study_end(&study);
}
END_TEST

START_TEST(test_where_there_are_labels_more_is_better) {
    Study study = example(true);
    fill_example(&study);
    ck_assert_int_eq(study_best_rate(&study, 0), 1);
    ck_assert_double_eq(study_score(&study, 0, 1), 9.0);
    ck_assert_int_eq(study_best_rate(&study, 1), 0); /* a training that failed counts as nothing right */
    ck_assert_double_eq(study_row(&study, 1).best, 2.5);
    study_end(&study);
}
END_TEST

START_TEST(test_an_unfinished_rate_has_no_score) {
    Study study = example(false);
    train(&study, 0, 0, 0, 4.0, 2.0);
    train(&study, 0, 0, 1, 4.0, 2.0);
    ck_assert(isnan(study_score(&study, 0, 0)));
    tell(&study, 0, 0, 2, STUDY_WAITING, 0, 0);
    tell(&study, 0, 0, 2, STUDY_TRAINING, 10, 1.0);
    ck_assert(isnan(study_score(&study, 0, 0)) && !study_finished(&study, 0));
    ck_assert_double_eq_tol(study_progress(&study, 0), 2.5 / 6.0, 1e-15);
    CurvePoint points[4];
    ck_assert_int_eq(study_curve(&study, 0, 0, STUDY_LOSS, ACROSS_EPOCHS, points, 4), 2);
    ck_assert_double_eq(points[0].x, 2.0);
    ck_assert_double_eq(points[0].middle, 4.0);
    ck_assert_double_eq_tol(points[0].low, 1.0 + 0.2 * 3.0, 1e-15); /* of 1, 4, 4 */
    ck_assert_double_eq(points[1].middle, 2.0);
    study_end(&study);
}
END_TEST

START_TEST(test_a_profile_counts_problems_within_a_factor_of_the_fastest) {
    Study study = example(false);
    fill_example(&study);
    const Study *studies[] = {&study, &study};
    CurvePoint points[8];
    /* Target 3. Seeds: gd 20, 20, never; adam 10, never, 10: ratios of gd 2, 1, never, of adam 1, never, 1.
     */
    int count = study_profile(studies, 2, 0, points, 8);
    ck_assert_int_eq(count, 3);
    ck_assert_double_eq(points[0].x, 1.0);
    ck_assert_double_eq_tol(points[0].middle, 1.0 / 3.0, 1e-15);
    ck_assert_double_eq(points[1].x, 2.0);
    ck_assert_double_eq_tol(points[1].middle, 1.0 / 3.0, 1e-15);
    ck_assert_double_eq_tol(points[2].middle, 2.0 / 3.0, 1e-15);
    count = study_profile(studies, 2, 1, points, 8);
    ck_assert_int_eq(count, 1);
    ck_assert_double_eq(points[0].x, 1.0);
    ck_assert_double_eq_tol(points[0].middle, 2.0 / 3.0, 1e-15);
    study_end(&study);
}
END_TEST

START_TEST(test_rates_are_even_in_their_logarithm) {
    Study study = {0};
    study_set_rates(&study, 1e-3, 10.0, 9);
    ck_assert_int_eq(study.rate_count, 9);
    for (int i = 0; i < 9; i++)
        ck_assert_double_eq_tol(study.rates[i] / pow(10.0, -3.0 + 0.5 * i), 1.0, 5e-3);
    ck_assert_double_eq(study.rates[1], 0.00316);
    ck_assert_double_eq(study.rates[8], 10.0);
    study_set_rates(&study, 1.0, 1.01, 3); /* too close together to be rounded */
    ck_assert_double_eq_tol(study.rates[1], sqrt(1.01), 1e-15);
}
END_TEST

START_TEST(test_another_grid_keeps_the_trainings_it_shares) {
    Study study = example(false), other = example(false);
    fill_example(&study);
    study_end(&other);
    other.run_count = 1, other.runs[0] = optimizer_find("adam");
    study_set_rates(&other, 0.1, 10.0, 3);
    ck_assert(study_start(&other));
    study_adopt(&other, &study);
    ck_assert_double_eq(study_score(&other, 0, 0), 1.5);
    ck_assert_double_eq(study_score(&other, 0, 1), 0.1);
    ck_assert(isnan(study_score(&other, 0, 2)));
    study_end(&study);
    study_end(&other);
}
END_TEST

/* ---- in the background ---- */

static bool train_behind(Background *background, void *context, Error *error) {
    const int *trainings = context;
    for (int i = 0; i < *trainings; i++)
        for (int k = 0; k < 100; k++) {
            if (!background_go_on(background)) return error_set(error, 0, 0, NULL, "stopped");
            StudyEvent event = {
                .rate = i % 2, .seed = i / 2, .status = k == 0 ? STUDY_WAITING : STUDY_TRAINING};
            event.point.step = k;
            if (!background_tell(background, &event)) return false;
        }
    return *trainings < 7 || error_set(error, 0, 0, NULL, "too many");
}

START_TEST(test_what_is_told_arrives_in_order_and_whole) {
    Study study = example(false);
    int trainings = _i ? 7 : 6;
    study_end(&study);
    study.seed_count = 4;
    ck_assert(study_start(&study));
    Background *background = background_start(train_behind, &trainings);
    ck_assert_ptr_nonnull(background);
    Error error;
    int taken = 0;
    while (!background_finished(background, &error)) {
        background_pause(background, taken % 2);
        background_pause(background, false);
        const int more = background_take(background, &study);
        ck_assert_int_ge(more, 0);
        taken += more;
    }
    ck_assert_int_eq(taken, 100 * trainings);
    ck_assert_str_eq(error.message, _i ? "too many" : "");
    for (int i = 0; i < trainings; i++) {
        const StudyCell *cell = study_cell(&study, 0, i % 2, i / 2);
        ck_assert_int_eq(cell->count, 99);
        for (int k = 0; k < 99; k++) ck_assert_int_eq(cell->points[k].step, k + 1);
    }
    background_end(background);
    study_end(&study);
}
END_TEST

START_TEST(test_a_paused_background_ends_when_told) {
    Study study = example(false);
    int trainings = 4;
    Background *background = background_start(train_behind, &trainings);
    ck_assert_ptr_nonnull(background);
    background_pause(background, true);
    background_end(background);
    study_end(&study);
}
END_TEST

SUITE("study") {
    TCase *tests = suite_case(suite, "statistics");
    tcase_add_test(tests, test_the_best_rate_is_that_of_the_best_median);
    tcase_add_test(tests, test_where_there_are_labels_more_is_better);
    tcase_add_test(tests, test_an_unfinished_rate_has_no_score);
    tcase_add_test(tests, test_a_profile_counts_problems_within_a_factor_of_the_fastest);
    tcase_add_test(tests, test_rates_are_even_in_their_logarithm);
    tcase_add_test(tests, test_another_grid_keeps_the_trainings_it_shares);
    TCase *behind = suite_case(suite, "background");
    tcase_add_loop_test(behind, test_what_is_told_arrives_in_order_and_whole, 0, 2);
    tcase_add_test(behind, test_a_paused_background_ends_when_told);
}

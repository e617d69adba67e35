/* Trainings: the same bits after a checkpoint, the same updates as the runs of core, batches that miss
 * nothing. */
#include "suite.h"

#include "temporary.h"
#include "training/checkpoint.h"

#include "core/run.h"

#include <math.h>

static const char SAMPLES[] = SLALOM_SOURCE_DIR "/assets/data";
static const Workers alone = {.threads = 1};

typedef struct Session {
    TrainingData data;
    Trainer trainer;
} Session;

/* Small enough for a test. */
static TrainerSettings small(const char *task, const char *optimizer, double steps) {
    Error error = {0};
    TrainerSettings settings = trainer_settings(task_find(task), optimizer_find(optimizer));
    settings.recipe.steps = (int64_t)steps;
    settings.recipe.batch = 4;
    settings.examples = 300;
    for (int i = 0; i < task_hyperparameter_count(settings.task); i++) {
        const char *name = settings.task->hyperparameters[i].name;
        if (strcmp(name, "width") == 0 || strcmp(name, "length") == 0) settings.values[i] = 8.0;
    }
    ck_assert(recipe_set(&settings.recipe, "seed", 3.0, &error));
    return settings;
}

static void session_start(Session *session, const TrainerSettings *settings) {
    Error error = {0};
    const DataPlaces places = {
        settings->task->data == data_fashion || settings->task->data == data_text ? SAMPLES : NULL, SAMPLES,
        (size_t)settings->examples};
    ck_assert_msg(settings->task->data(&session->data, &places, &error), "%s", error.message);
    ck_assert_msg(trainer_start(&session->trainer, settings, &session->data, &alone, &error), "%s",
                  error.message);
}

static void session_end(Session *session) {
    trainer_end(&session->trainer);
    training_data_end(&session->data);
}

static double take_steps(Trainer *trainer, int count) {
    TrainerStep step = {0};
    for (int i = 0; i < count; i++) ck_assert(trainer_step(trainer, &step));
    return step.loss;
}

/* ---- tasks ---- */

START_TEST(test_every_task_learns_what_it_is_shown) {
    TrainerSettings settings = small(tasks[_i].name, tasks[_i].optimizer, 1000);
    settings.recipe.warmup = 0;
    if (tasks[_i].data == data_fashion) settings.examples = 8, settings.recipe.batch = 8;
    Session session;
    session_start(&session, &settings);
    Trainer *trainer = &session.trainer;
    const Evaluation before = trainer_evaluate(trainer, DATA_TRAIN);
    take_steps(trainer, tasks[_i].data == data_fashion ? 6 : 40);
    const Evaluation after = trainer_evaluate(trainer, DATA_TRAIN);
    ck_assert_msg(after.loss < 0.97 * before.loss, "%s: %g before, %g after", tasks[_i].name, before.loss,
                  after.loss);
    const bool labels = session.data.classes > 0;
    ck_assert_int_eq(isnan(after.accuracy), !labels);
    session_end(&session);
}
END_TEST

START_TEST(test_tasks_are_found_by_name_and_name_what_there_is) {
    const Task *task = &tasks[_i];
    ck_assert_ptr_eq(task_find(task->name), task);
    ck_assert_ptr_nonnull(optimizer_find(task->optimizer));
    ck_assert(optimizer_find(task->optimizer)->direction_float != NULL);
    ck_assert_ptr_nonnull(schedule_find(task->schedule));
    ck_assert_ptr_null(task_find("fmnist"));
}
END_TEST

/* ---- updates ---- */

/* The objective core sees: all examples at once, in double. */
typedef struct Whole {
    NetworkDouble network;
    BatchDouble batch;
} Whole;

static double evaluate_whole(const void *context, const Batch *batch, const double *w, double *gradient) {
    Whole *whole = (Whole *)context;
    (void)batch;
    return network_loss_double(&whole->network, w, &whole->batch, gradient, NULL);
}

START_TEST(test_every_optimizer_makes_the_updates_it_makes_in_core) {
    enum { STEPS = 12, N = 101, ROWS = 60, WIDTH = N - 1 };
    const Optimizer *optimizer = &optimizers[_i];
    Error error = {0};
    TrainerSettings settings = small("logistic-regression", optimizer->name, STEPS);
    settings.examples = ROWS;
    settings.recipe.batch = 0;
    settings.recipe.values[0] = optimizer->hyperparameters[0].default_value;
    recipe_set_schedule(&settings.recipe, schedule_find("cosine"));
    settings.recipe.warmup = 3;
    if (!optimizer->direction_float) {
        TrainingData data;
        Trainer trainer;
        const DataPlaces places = {NULL, SAMPLES, ROWS};
        ck_assert(data_logistic(&data, &places, &error));
        ck_assert(!trainer_start(&trainer, &settings, &data, &alone, &error));
        ck_assert_ptr_nonnull(strstr(error.message, optimizer->name));
        training_data_end(&data);
        return;
    }
    Session session;
    session_start(&session, &settings);
    Trainer *trainer = &session.trainer;
    static double inputs[ROWS * WIDTH], start[N];
    const Data *data = &session.data.parts[DATA_TRAIN];
    for (int i = 0; i < ROWS * WIDTH; i++) inputs[i] = (double)data->rows[i];
    for (int i = 0; i < N; i++) start[i] = (double)trainer->w[i];
    Whole whole = {.batch = {.rows = ROWS, .inputs = inputs, .labels = data->labels}};
    ck_assert(network_start_double(&whole.network, &trainer->plan, &alone, ROWS));
    const Objective objective = {.n = N, .evaluate = evaluate_whole, .context = &whole};
    Run run;
    run_start(&run, &settings.recipe, &objective, start);
    for (int i = 0; i < STEPS; i++) {
        TrainerStep step;
        run_step(&run);
        ck_assert(trainer_step(trainer, &step));
        ck_assert_double_eq_tol(step.loss, run.loss, 2e-4 * (1.0 + run.loss));
        ck_assert_double_eq_tol(step.rate, run.rate, 1e-12);
    }
    run_end(&run);
    network_end_double(&whole.network);
    session_end(&session);
}
END_TEST

START_TEST(test_accumulated_gradients_are_those_of_the_larger_batch) {
    TrainerSettings large = small("overparameterized", "gd", 10), parts = large;
    large.recipe.batch = 8;
    parts.recipe.batch = 4;
    parts.accumulate = 2;
    Session a, b;
    session_start(&a, &large);
    session_start(&b, &parts);
    for (int i = 0; i < 10; i++) {
        TrainerStep one, two;
        ck_assert(trainer_step(&a.trainer, &one) && trainer_step(&b.trainer, &two));
        ck_assert_double_eq_tol(one.loss, two.loss, 1e-5);
        ck_assert_double_eq_tol(one.norm, two.norm, 1e-5);
    }
    session_end(&a);
    session_end(&b);
}
END_TEST

START_TEST(test_clipping_limits_the_gradient_and_tells) {
    TrainerSettings settings = small("overparameterized", "gd", 10);
    Error error = {0};
    recipe_set_clipping(&settings.recipe, clipping_find("norm"));
    ck_assert(recipe_set(&settings.recipe, "clip.limit", 0.01, &error));
    Session session;
    session_start(&session, &settings);
    TrainerStep step;
    ck_assert(trainer_step(&session.trainer, &step));
    ck_assert_double_gt(step.norm, 0.01);
    ck_assert_double_eq_tol(step.clip_factor, 0.01 / step.norm, 1e-12);
    ck_assert_double_eq_tol(clipping_norm_float(session.trainer.plan.parameters, session.trainer.gradient),
                            0.01, 1e-7);
    session_end(&session);
}
END_TEST

/* At a rate this high the recurrent net is thrown out of every valley by its rare huge gradients; clipped it
 * learns (Pascanu, Mikolov, Bengio 2013). Guessing symbols as often as they occur loses about 3.3. */
START_TEST(test_a_recurrent_net_at_a_high_rate_learns_only_with_clipping) {
    enum { STEPS = 250 };
    double losses[2];
    for (int clipped = 0; clipped < 2; clipped++) {
        TrainerSettings settings = small("char-rnn", "momentum", STEPS);
        Error error = {0};
        settings.examples = 0;
        settings.values[0] = 64.0, settings.values[1] = 32.0;
        settings.recipe.batch = 16;
        settings.recipe.values[0] = 2.0;
        recipe_set_clipping(&settings.recipe, clipping_find(clipped ? "norm" : "none"));
        if (clipped) ck_assert(recipe_set(&settings.recipe, "clip.limit", 0.25, &error));
        Session session;
        session_start(&session, &settings);
        take_steps(&session.trainer, STEPS);
        losses[clipped] = trainer_evaluate(&session.trainer, DATA_VALIDATION).loss;
        session_end(&session);
    }
    ck_assert_msg(losses[0] > 5.0 && losses[1] < 3.0, "%g without, %g with clipping", losses[0], losses[1]);
}
END_TEST

/* Post-norm or pre-norm, a transformer's first steps are its riskiest, and its last want a small rate
 * (Vaswani et al. 2017, section 5.3; Loshchilov and Hutter 2017): the same budget gets further. */
START_TEST(test_a_transformer_gets_further_with_warm_up_and_cosine_than_at_a_constant_rate) {
    enum { STEPS = 80 };
    double losses[2];
    for (int scheduled = 0; scheduled < 2; scheduled++) {
        TrainerSettings settings = small("char-transformer", "adamw", STEPS);
        settings.examples = 0;
        settings.values[0] = 32.0;
        settings.recipe.batch = 8;
        settings.recipe.values[0] = 0.003;
        recipe_set_schedule(&settings.recipe, schedule_find(scheduled ? "cosine" : "constant"));
        settings.recipe.warmup = scheduled ? 10 : 0;
        Session session;
        session_start(&session, &settings);
        take_steps(&session.trainer, STEPS);
        losses[scheduled] = trainer_evaluate(&session.trainer, DATA_VALIDATION).loss;
        session_end(&session);
    }
    ck_assert_msg(losses[1] < losses[0] - 0.05, "%g scheduled, %g at a constant rate", losses[1], losses[0]);
}
END_TEST

START_TEST(test_what_is_not_finite_stops_without_an_update) {
    TrainerSettings settings = small("overparameterized", "gd", 100);
    settings.recipe.values[0] = 1e5;
    Session session;
    session_start(&session, &settings);
    Trainer *trainer = &session.trainer;
    const size_t bytes = trainer->plan.parameters * sizeof(float);
    float *before = malloc(bytes);
    TrainerStep step;
    bool good = true;
    for (int i = 0; i < 100 && good; i++) {
        memcpy(before, trainer->w, bytes);
        good = trainer_step(trainer, &step);
    }
    ck_assert(!good && !(isfinite(step.loss) && isfinite(step.norm)));
    ck_assert_mem_eq(before, trainer->w, bytes);
    free(before);
    session_end(&session);
}
END_TEST

START_TEST(test_evaluation_changes_nothing) {
    TrainerSettings settings = small("char-rnn", "adam", 10);
    Session a, b;
    session_start(&a, &settings);
    session_start(&b, &settings);
    for (int i = 0; i < 4; i++) {
        take_steps(&a.trainer, 1);
        take_steps(&b.trainer, 1);
        const Evaluation once = trainer_evaluate(&b.trainer, DATA_VALIDATION),
                         twice = trainer_evaluate(&b.trainer, DATA_VALIDATION);
        ck_assert_double_eq(once.loss, twice.loss);
    }
    ck_assert_mem_eq(a.trainer.w, b.trainer.w, a.trainer.plan.parameters * sizeof(float));
    session_end(&a);
    session_end(&b);
}
END_TEST

/* ---- batches ---- */

START_TEST(test_an_epoch_shows_every_example_once_in_an_order_of_its_own) {
    enum { EXAMPLES = 50, BATCH = 7, PER_EPOCH = EXAMPLES / BATCH };
    float rows[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) rows[i] = (float)i;
    const Data data = {.kind = DATA_ROWS, .examples = EXAMPLES, .width = 1, .rows = rows, .targets = rows};
    const Plan plan = plan_rows(1);
    Feeder feeder;
    ck_assert(feeder_start(&feeder, &data, &plan, &alone, BATCH, true, 5));
    ck_assert_uint_eq(feeder.batches, PER_EPOCH);
    float first[2][BATCH];
    for (int epoch = 0; epoch < 2; epoch++) {
        int seen[EXAMPLES] = {0};
        for (int i = 0; i < PER_EPOCH; i++) {
            BatchFloat batch;
            feeder_fill(&feeder, epoch * PER_EPOCH + i, &batch, NULL);
            ck_assert_uint_eq(batch.rows, BATCH);
            for (int r = 0; r < BATCH; r++) {
                ck_assert_int_eq(seen[(int)batch.inputs[r]]++, 0);
                ck_assert_float_eq(batch.targets[r], batch.inputs[r]);
            }
            if (i == 0) memcpy(first[epoch], batch.inputs, sizeof first[0]);
        }
    }
    ck_assert(memcmp(first[0], first[1], sizeof first[0]) != 0);
    BatchFloat again;
    feeder_fill(&feeder, 0, &again, NULL); /* back: a batch depends on its number alone */
    ck_assert_mem_eq(again.inputs, first[0], sizeof first[0]);
    feeder_end(&feeder);
}
END_TEST

START_TEST(test_labels_of_a_text_are_its_next_symbols) {
    enum { SIZE = 61, LENGTH = 5, BATCH = 3 };
    uint8_t text[SIZE];
    for (int i = 0; i < SIZE; i++) text[i] = (uint8_t)i;
    const Data data = {.kind = DATA_TEXT, .examples = SIZE, .width = 1, .bytes = text};
    Plan plan = plan_tokens(LENGTH);
    plan_embedding(&plan, SIZE, 2, false, (Start){{INITIALIZE_ZERO, 0.0}, {INITIALIZE_ZERO, 0.0}});
    if (_i) plan_recurrent(&plan, 2, (Start){{INITIALIZE_ZERO, 0.0}, {INITIALIZE_ZERO, 0.0}});
    Feeder feeder;
    ck_assert(feeder_start(&feeder, &data, &plan, &alone, BATCH, true, 1));
    int32_t last[BATCH] = {0};
    int seen[SIZE] = {0};
    for (int i = 0; i < (int)feeder.batches; i++) {
        BatchFloat batch;
        bool begins;
        feeder_fill(&feeder, i, &batch, &begins);
        ck_assert_int_eq(begins, i == 0);
        for (int r = 0; r < BATCH * LENGTH; r++) {
            ck_assert_int_eq(batch.labels[r], batch.tokens[r] + 1);
            ck_assert_int_eq(seen[batch.tokens[r]]++, 0);
        }
        for (int b = 0; _i && b < BATCH; b++) { /* streams go on where they ended */
            if (i) ck_assert_int_eq(batch.tokens[b], last[b] + 1);
            last[b] = batch.tokens[(LENGTH - 1) * BATCH + b];
        }
    }
    feeder_end(&feeder);
}
END_TEST

/* ---- checkpoints ---- */

/* Recipes that keep every kind of state. */
static TrainerSettings stateful(int which) {
    Error error = {0};
    TrainerSettings settings =
        small(which == 2 ? "char-rnn" : "overparameterized", which == 1 ? "adam" : "momentum", 12);
    Recipe *recipe = &settings.recipe;
    if (which == 0) {
        recipe_set_schedule(recipe, schedule_find("plateau"));
        ck_assert(recipe_set(recipe, "schedule.patience", 1.0, &error));
        ck_assert(recipe_set(recipe, "noise", 0.01, &error));
        ck_assert(recipe_set(recipe, "sam_rho", 0.05, &error));
        settings.accumulate = 2;
    } else if (which == 1) {
        ck_assert(recipe_set(recipe, "ema_decay", 0.9, &error));
        ck_assert(recipe_set(recipe, "lookahead_k", 4.0, &error));
    } else
        settings.values[2] = 0.2; /* dropout */
    return settings;
}

static void save(const Trainer *trainer, const char *path) {
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert(checkpoint_write(trainer, file));
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(test_a_resumed_training_ends_with_the_same_bits) {
    Temporary temporary = temporary_start();
    const char *path = temporary_path(&temporary, "half");
    Error error = {0};
    TrainerSettings settings = stateful(_i);
    Session whole, half, rest;
    session_start(&whole, &settings);
    session_start(&half, &settings);
    take_steps(&whole.trainer, 12);
    take_steps(&half.trainer, 5);
    save(&half.trainer, path);
    Checkpoint checkpoint;
    ck_assert_msg(checkpoint_read(path, &checkpoint, &error), "%s", error.message);
    ck_assert_ptr_eq(checkpoint.settings.task, settings.task);
    session_start(&rest, &checkpoint.settings);
    ck_assert_msg(checkpoint_restore(&checkpoint, &rest.trainer, &error), "%s", error.message);
    ck_assert_int_eq(rest.trainer.step, 5);
    take_steps(&rest.trainer, 7);
    const size_t bytes = whole.trainer.plan.parameters * sizeof(float);
    ck_assert_mem_eq(rest.trainer.w, whole.trainer.w, bytes);
    for (int i = 0; i < SLOTS_MAX && whole.trainer.slots[i]; i++)
        ck_assert_mem_eq(rest.trainer.slots[i], whole.trainer.slots[i], bytes);
    save(&rest.trainer, path);
    save(&whole.trainer, temporary_path(&temporary, "whole"));
    size_t length[2];
    char *ours = temporary_read(path, &length[0]),
         *theirs = temporary_read(temporary_path(&temporary, "whole"), &length[1]);
    ck_assert_uint_eq(length[0], length[1]);
    ck_assert_mem_eq(ours, theirs, length[0]);
    free(ours);
    free(theirs);
    checkpoint_end(&checkpoint);
    session_end(&whole);
    session_end(&half);
    session_end(&rest);
    temporary_end(&temporary);
}
END_TEST

START_TEST(test_damaged_checkpoints_are_refused) {
    Temporary temporary = temporary_start();
    TrainerSettings settings = stateful(1);
    Session session;
    session_start(&session, &settings);
    take_steps(&session.trainer, 2);
    const char *path = temporary_path(&temporary, "good");
    save(&session.trainer, path);
    size_t length;
    char *bytes = temporary_read(path, &length);
    Checkpoint checkpoint;
    for (int i = 0; i <= 40; i++) {
        Error error = {0};
        const size_t place = (length - 1) * (size_t)i / 40;
        bytes[place] ^= 4;
        const char *bad = temporary_bytes(&temporary, "bad", bytes, length);
        ck_assert_msg(!checkpoint_read(bad, &checkpoint, &error), "byte %zu of %zu changed", place, length);
        ck_assert_ptr_nonnull(strstr(error.message, "at byte"));
        ck_assert_str_eq(error.file, bad);
        bytes[place] ^= 4;
        bad = temporary_bytes(&temporary, "bad", bytes, place);
        ck_assert_msg(!checkpoint_read(bad, &checkpoint, &error), "cut to %zu of %zu", place, length);
    }
    free(bytes);
    session_end(&session);
    temporary_end(&temporary);
}
END_TEST

START_TEST(test_a_checkpoint_of_other_data_is_refused) {
    Temporary temporary = temporary_start();
    const char *path = temporary_path(&temporary, "good");
    Error error = {0};
    TrainerSettings settings = stateful(1);
    Session session;
    session_start(&session, &settings);
    save(&session.trainer, path);
    Checkpoint checkpoint;
    ck_assert(checkpoint_read(path, &checkpoint, &error));
    snprintf(session.data.origin, sizeof session.data.origin, "something else");
    ck_assert(!checkpoint_restore(&checkpoint, &session.trainer, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "other data"));
    checkpoint_end(&checkpoint);
    session_end(&session);
    temporary_end(&temporary);
}
END_TEST

START_TEST(test_the_export_says_where_every_tensor_is) {
    Temporary temporary = temporary_start();
    TrainerSettings settings = stateful(1);
    Session session;
    session_start(&session, &settings);
    take_steps(&session.trainer, 1);
    const char *path = temporary_path(&temporary, "export");
    FILE *file = fopen(path, "wb");
    ck_assert(trainer_export(&session.trainer, file));
    fclose(file);
    size_t length;
    char *bytes = temporary_read(path, &length);
    const size_t header = (size_t)(uint8_t)bytes[0] | (size_t)(uint8_t)bytes[1] << 8,
                 n = session.trainer.plan.parameters;
    const size_t vectors = 2 + (size_t)optimizer_slot_count(settings.recipe.optimizer);
    ck_assert_uint_eq(length, 8 + header + vectors * n * sizeof(float));
    ck_assert_ptr_nonnull(
        strstr(bytes + 8, "\"model.0.weight\": {\"dtype\": \"F32\", \"shape\": [8, 100], \"data_offsets\": "
                          "[0, 3200]}"));
    ck_assert_ptr_nonnull(strstr(bytes + 8, "\"exp_avg_sq.1.bias\""));
    ck_assert_mem_eq(bytes + 8 + header, session.trainer.w, n * sizeof(float));
    free(bytes);
    session_end(&session);
    temporary_end(&temporary);
}
END_TEST

SUITE("trainer") {
    TCase *learning = suite_case(suite, "tasks");
    tcase_add_loop_test(learning, test_every_task_learns_what_it_is_shown, 0, task_count);
    tcase_add_loop_test(learning, test_tasks_are_found_by_name_and_name_what_there_is, 0, task_count);
    TCase *updates = suite_case(suite, "updates");
    tcase_add_loop_test(updates, test_every_optimizer_makes_the_updates_it_makes_in_core, 0, optimizer_count);
    tcase_add_test(updates, test_accumulated_gradients_are_those_of_the_larger_batch);
    tcase_add_test(updates, test_clipping_limits_the_gradient_and_tells);
    tcase_add_test(updates, test_a_recurrent_net_at_a_high_rate_learns_only_with_clipping);
    tcase_add_test(updates, test_a_transformer_gets_further_with_warm_up_and_cosine_than_at_a_constant_rate);
    tcase_add_test(updates, test_what_is_not_finite_stops_without_an_update);
    tcase_add_test(updates, test_evaluation_changes_nothing);
    TCase *batches = suite_case(suite, "batches");
    tcase_add_test(batches, test_an_epoch_shows_every_example_once_in_an_order_of_its_own);
    tcase_add_loop_test(batches, test_labels_of_a_text_are_its_next_symbols, 0, 2);
    TCase *checkpoints = suite_case(suite, "checkpoints");
    tcase_add_loop_test(checkpoints, test_a_resumed_training_ends_with_the_same_bits, 0, 3);
    tcase_add_test(checkpoints, test_damaged_checkpoints_are_refused);
    tcase_add_test(checkpoints, test_a_checkpoint_of_other_data_is_refused);
    tcase_add_test(checkpoints, test_the_export_says_where_every_tensor_is);
}

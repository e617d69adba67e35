#include "parallel.h"

#include <assert.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

/* A thread that waits looks that often before it goes to sleep: loops follow each other within microseconds
 * in training, and being woken takes longer than most of them. */
enum { THREADS_MAX = 256, LOOKS = 4000 };

/* One call of parallel_for(). */
typedef struct Loop {
    size_t count, grain;
    ParallelBody *body;
    void *context;
    const atomic_bool *cancelled;
    atomic_size_t next; /* first iteration that nobody has taken */
    atomic_size_t done; /* iterations finished */
} Loop;

struct Parallel {
    pthread_t helpers[THREADS_MAX - 1];
    int helper_count;
    pthread_mutex_t busy; /* held for the length of one loop */
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t begun, left;
    Loop *loop;          /* NULL: none to help with */
    atomic_ulong number; /* of loops so far: a helper joins each once */
    atomic_int inside;   /* helpers that may still touch the loop */
    atomic_bool ending;
};

static void breathe(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

static void loop_run(Loop *loop) {
    while (!(loop->cancelled && atomic_load_explicit(loop->cancelled, memory_order_relaxed))) {
        size_t begin = atomic_fetch_add(&loop->next, loop->grain);
        if (begin >= loop->count) return;
        size_t end = loop->count - begin < loop->grain ? loop->count : begin + loop->grain;
        loop->body(loop->context, begin, end);
        atomic_fetch_add(&loop->done, end - begin);
    }
}

static void *helper_main(void *argument) {
    Parallel *parallel = argument;
    unsigned long seen = 0;
    pthread_mutex_lock(&parallel->lock);
    while (!parallel->ending) {
        if (!parallel->loop || parallel->number == seen) {
            if (!parallel->loop) seen = parallel->number;
            pthread_mutex_unlock(&parallel->lock);
            for (int i = 0; i < LOOKS && parallel->number == seen && !parallel->ending; i++) breathe();
            pthread_mutex_lock(&parallel->lock);
            if (!parallel->ending && (!parallel->loop || parallel->number == seen))
                pthread_cond_wait(&parallel->begun, &parallel->lock);
            continue;
        }
        Loop *loop = parallel->loop;
        seen = parallel->number;
        ++parallel->inside;
        pthread_mutex_unlock(&parallel->lock);
        loop_run(loop);
        pthread_mutex_lock(&parallel->lock);
        if (--parallel->inside == 0) pthread_cond_signal(&parallel->left);
    }
    pthread_mutex_unlock(&parallel->lock);
    return NULL;
}

Parallel *parallel_start(int threads) {
    assert(threads >= 0);
    if (threads == 0) threads = (int)sysconf(_SC_NPROCESSORS_ONLN);
    if (threads > THREADS_MAX) threads = THREADS_MAX;
    Parallel *parallel = calloc(1, sizeof *parallel);
    assert(parallel);
    pthread_mutex_init(&parallel->busy, NULL);
    pthread_mutex_init(&parallel->lock, NULL);
    pthread_cond_init(&parallel->begun, NULL);
    pthread_cond_init(&parallel->left, NULL);
    while (parallel->helper_count < threads - 1) {
        if (pthread_create(&parallel->helpers[parallel->helper_count], NULL, helper_main, parallel) != 0)
            break;
        ++parallel->helper_count;
    }
    return parallel;
}

void parallel_end(Parallel *parallel) {
    if (!parallel) return;
    pthread_mutex_lock(&parallel->lock);
    parallel->ending = true;
    pthread_cond_broadcast(&parallel->begun);
    pthread_mutex_unlock(&parallel->lock);
    for (int i = 0; i < parallel->helper_count; ++i) pthread_join(parallel->helpers[i], NULL);
    pthread_cond_destroy(&parallel->left);
    pthread_cond_destroy(&parallel->begun);
    pthread_mutex_destroy(&parallel->lock);
    pthread_mutex_destroy(&parallel->busy);
    free(parallel);
}

int parallel_threads(const Parallel *parallel) {
    return parallel ? parallel->helper_count + 1 : 1;
}

static void loop_run_together(Parallel *parallel, Loop *loop) {
    pthread_mutex_lock(&parallel->lock);
    parallel->loop = loop;
    ++parallel->number;
    pthread_cond_broadcast(&parallel->begun);
    pthread_mutex_unlock(&parallel->lock);
    loop_run(loop);
    pthread_mutex_lock(&parallel->lock);
    parallel->loop = NULL; /* nobody joins any more; the loop lives until those inside have left */
    pthread_mutex_unlock(&parallel->lock);
    for (int i = 0; i < LOOKS && parallel->inside > 0; i++) breathe();
    pthread_mutex_lock(&parallel->lock);
    while (parallel->inside > 0) pthread_cond_wait(&parallel->left, &parallel->lock);
    pthread_mutex_unlock(&parallel->lock);
}

bool parallel_for(Parallel *parallel, size_t count, size_t grain, ParallelBody *body, void *context,
                  const atomic_bool *cancelled) {
    assert(grain > 0 && body && count < SIZE_MAX / 2);
    Loop loop = {.count = count, .grain = grain, .body = body, .context = context, .cancelled = cancelled};
    bool helped = parallel && parallel->helper_count > 0 && count > grain &&
                  pthread_mutex_trylock(&parallel->busy) == 0;
    if (helped) {
        loop_run_together(parallel, &loop);
        pthread_mutex_unlock(&parallel->busy);
    } else {
        loop_run(&loop);
    }
    return atomic_load(&loop.done) == count;
}

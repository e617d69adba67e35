#include "background.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

struct Background {
    pthread_t thread;
    BackgroundBody *body;
    void *context;
    pthread_mutex_t lock; /* guards all that follows */
    pthread_cond_t changed;
    bool paused, ending, finished;
    Error error;
    StudyEvent *events; /* told and not taken */
    int count, capacity;
    StudyEvent *taken; /* the list that is being read, by the taker alone */
    int taken_capacity;
};

static void *main_of(void *argument) {
    Background *background = argument;
    Error error = {0};
    const bool good = background->body(background, background->context, &error);
    pthread_mutex_lock(&background->lock);
    if (!good) background->error = error;
    background->finished = true;
    pthread_mutex_unlock(&background->lock);
    return NULL;
}

Background *background_start(BackgroundBody *body, void *context) {
    Background *background = calloc(1, sizeof *background);
    if (!background) return NULL;
    background->body = body;
    background->context = context;
    pthread_mutex_init(&background->lock, NULL);
    pthread_cond_init(&background->changed, NULL);
    if (pthread_create(&background->thread, NULL, main_of, background) == 0) return background;
    pthread_cond_destroy(&background->changed);
    pthread_mutex_destroy(&background->lock);
    free(background);
    return NULL;
}

void background_end(Background *background) {
    if (!background) return;
    pthread_mutex_lock(&background->lock);
    background->ending = true;
    pthread_cond_broadcast(&background->changed);
    pthread_mutex_unlock(&background->lock);
    pthread_join(background->thread, NULL);
    pthread_cond_destroy(&background->changed);
    pthread_mutex_destroy(&background->lock);
    free(background->events);
    free(background->taken);
    free(background);
}

bool background_go_on(Background *background) {
    pthread_mutex_lock(&background->lock);
    while (background->paused && !background->ending)
        pthread_cond_wait(&background->changed, &background->lock);
    const bool on = !background->ending;
    pthread_mutex_unlock(&background->lock);
    return on;
}

bool background_tell(Background *background, const StudyEvent *event) {
    pthread_mutex_lock(&background->lock);
    bool good = !background->ending;
    if (good && background->count == background->capacity) {
        const int larger = background->capacity ? 2 * background->capacity : 64;
        StudyEvent *events = realloc(background->events, (size_t)larger * sizeof *events);
        good = events != NULL;
        if (good) background->events = events, background->capacity = larger;
    }
    if (good) background->events[background->count++] = *event;
    pthread_mutex_unlock(&background->lock);
    return good;
}

void background_pause(Background *background, bool paused) {
    pthread_mutex_lock(&background->lock);
    background->paused = paused;
    pthread_cond_broadcast(&background->changed);
    pthread_mutex_unlock(&background->lock);
}

int background_take(Background *background, Study *study) {
    pthread_mutex_lock(&background->lock);
    StudyEvent *const events = background->events;
    const int count = background->count, capacity = background->capacity;
    background->events = background->taken, background->capacity = background->taken_capacity;
    background->count = 0;
    pthread_mutex_unlock(&background->lock);
    background->taken = events, background->taken_capacity = capacity;
    bool good = true;
    for (int i = 0; i < count && good; i++) good = study_take(study, &events[i]);
    return good ? count : -1;
}

bool background_finished(Background *background, Error *error) {
    pthread_mutex_lock(&background->lock);
    const bool finished = background->finished && background->count == 0;
    *error = background->error;
    pthread_mutex_unlock(&background->lock);
    return finished;
}

/* Predict, then reveal: time stands still at a step and nothing shows what comes; everybody says where a run
 * will be at its next step or at its end, by clicks on the map or by arrows and Space; then the truth is
 * shown, and how far each guess was from it. */
#ifndef SCREEN_PREDICT_H
#define SCREEN_PREDICT_H

#include "camera.h"

typedef struct Window Window;
typedef struct SurfaceDefinition SurfaceDefinition;

typedef enum PredictTarget { PREDICT_NEXT, PREDICT_END } PredictTarget;
enum { GUESSES_MAX = 16 };

typedef struct Prediction {
    bool frozen, revealed;
    int target;      /* a PredictTarget */
    uint32_t stream; /* of the run */
    int64_t step;    /* where time stands */
    const SurfaceDefinition *surface;
    World guesses[GUESSES_MAX];
    int count;
    World aim; /* of the arrows */
    bool aiming;
    double score; /* points of the best guess of every round */
    int rounds;
} Prediction;

/* Freezes time at the playhead for a run; or lets it go on. */
void predict_toggle(Window *window, int run);
void predict_leave(Window *window);

/* Whether the future is hidden: until an end is revealed. And the last step that may be told of. */
bool predict_hides(const Window *window);
int64_t predict_known_step(const Window *window);
/* The run that is predicted, or -1: nothing is. */
int predict_run(const Window *window);

/* A guess: the newest of GUESSES_MAX takes the oldest's place. */
void predict_guess(Window *window, World world);
/* Shows the truth and counts the round; where it is shown, goes on: to the next round, or to the end of it.
 */
void predict_reveal(Window *window);

/* Where the run is at the frozen step. */
World predict_head(const Window *window);
/* Where the run will be: after the frozen step, or at its end. */
World predict_truth(const Window *window);
/* 100 for the point itself, 50 for a miss as far as the run went, 0 where there is no such distance. */
double predict_points(const Window *window, World guess);

/* Arrows aim, Space guesses, Enter reveals, Esc leaves, Ctrl+Z takes a guess back. Before other keys. */
void predict_take_keys(Window *window);

/* The card and the guesses, over the map; and the ground of the card. */
void predict_draw(Window *window, bool pictures);
Rect predict_card_area(const Window *window);
/* Fills in where guesses and, once it is shown, the truth are marked on the map; returns how many. */
enum { PREDICT_MARKS_MAX = GUESSES_MAX + 1 };
int predict_marks(const Window *window, Rect areas[PREDICT_MARKS_MAX]);

#endif

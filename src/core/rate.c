#include "rate.h"
#include "curvature.h"
#include "optimizer.h"

#include <math.h>
#include <string.h>

static const char *const texts[] = {"1/L", "2/L", "2/(L+mu)"};

const char *const *rate_texts(int *count) {
    *count = sizeof texts / sizeof *texts;
    return texts;
}

/* Without blanks, and with mu for the Greek letter. */
static void plain(const char *text, char *result, size_t size) {
    size_t used = 0;
    for (; *text && used + 3 < size; text++) {
        if (*text == ' ') continue;
        if (strncmp(text, "μ", strlen("μ")) == 0) {
            result[used++] = 'm', result[used++] = 'u';
            text += strlen("μ") - 1;
        } else
            result[used++] = *text;
    }
    result[used] = '\0';
}

/* Largest and smallest curvature that matter. */
static void curvatures(const Surface *surface, double *largest, double *smallest) {
    int lowest = -1;
    for (int i = 0; i < surface->minimum_count; i++)
        if (lowest < 0 || surface->minimum_losses[i] < surface->minimum_losses[lowest]) lowest = i;
    if (lowest >= 0) {
        const Curvature there = curvature_at(surface->program, surface->minima[lowest], 0.0);
        *largest = there.eigenvalues[0], *smallest = there.eigenvalues[1];
    } else {
        const CurvatureRange range = curvature_range(surface->program, &surface->definition->view, 0.0);
        *largest = fabs(range.smallest) > range.largest ? fabs(range.smallest) : range.largest;
        *smallest = range.smallest;
    }
}

bool rate_from_curvature(const Surface *surface, const char *text, double *rate, Error *error) {
    const Hyperparameter *lr = &optimizers[0].hyperparameters[0]; /* the range is everybody's */
    char asked[32];
    int which = 0, count;
    const char *const *known = rate_texts(&count);
    plain(text, asked, sizeof asked);
    while (which < count && strcmp(asked, known[which]) != 0) which++;
    if (which == count)
        return error_set(error, 0, 0, "or \"1/L\", \"2/L\", \"2/(L+mu)\"",
                         "lr must be a number from %.10g to %.10g, not \"%.40s\"", lr->minimum, lr->maximum,
                         text);
    double largest, smallest;
    curvatures(surface, &largest, &smallest);
    const bool both = which == 2;
    if (!(largest > 0.0) || !isfinite(largest) || (both && !(smallest > 0.0)))
        return error_set(error, 0, 0, "give lr as a number",
                         "the surface has no curvature that \"%s\" could be taken from (L %.6g, mu %.6g)",
                         known[which], largest, smallest);
    *rate = both ? 2.0 / (largest + smallest) : (which == 0 ? 1.0 : 2.0) / largest;
    return true;
}

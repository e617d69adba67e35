/* The gradients that a run on data may see at a point: of every example, or of every batch of its epoch. */
#ifndef CORE_CLOUD_H
#define CORE_CLOUD_H

#include "recipe.h"
#include "surface.h"

/* Fills points[] with gradients at w: with a batch size in the recipe, those of the batches of the epoch that
 * step `step` lies in (as the run draws them); without one, those of the single examples. Where there are
 * more than `most`, evenly chosen ones. mean[2] is the mean of those it filled in, each weighted with its
 * examples: where it is all of them and the batches divide the data, the gradient of all the data. Returns
 * how many; 0 on a surface without data, or without memory. */
int gradient_cloud(const Surface *surface, const Recipe *recipe, int64_t step, const double w[2],
                   double (*points)[2], int most, double mean[2]);

#endif

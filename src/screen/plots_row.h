/* The row of two plots in the window: what the pointer does on them, and how each is chosen: the quantity by
 * its title, log or linear beside it, steps or evaluations at the end of the axis. Both share the x axis. */
#ifndef SCREEN_PLOTS_ROW_H
#define SCREEN_PLOTS_ROW_H

#include "window.h"

/* A plot that shows a quantity, PLOT_QUANTITY_...; its plot is NULL where memory is short. */
PlotView plots_row_view(int quantity);

/* Takes what the pointer does: moves the playhead, zooms and shifts the x axis. Before anything that shows
 * the scene. */
void plots_row_input(Window *window);

/* Draws the plots (not `pictures`: only their titles and switches, for a pass that is not the frame's last).
 */
void plots_row_draw(Window *window, bool pictures);

/* Exchanges steps and evaluations on the x axis. */
void plots_row_toggle_unit(Window *window);

#endif

/* Heights on a grid from NumPy's .npy files (format 1.0 to 3.0): two axes, in C or Fortran order, float64 or
 * float32 of either byte order; every height finite. Row r, column c is the height at x = linspace(low, high,
 * columns)[c], y = linspace(low, high, rows)[r]: what meshgrid() of the two makes. */
#ifndef FILES_GRID_FILE_H
#define FILES_GRID_FILE_H

#include "core/error.h"
#include "core/grid.h"

/* Reads the file at `path` as the heights over the rectangle x, y; at most 256 MB and GRID_SIDE_MAX points a
 * side. NULL and `error` where it cannot; else to be ended with grid_end(). */
Grid *grid_file_read(const char *path, const double x[2], const double y[2], Error *error);

/* The same from bytes[length] that stand in the file at `path`. */
Grid *grid_file_parse(const char *bytes, size_t length, const char *path, const double x[2],
                      const double y[2], Error *error);

#endif

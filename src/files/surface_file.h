/* Surface files: one loss surface each, as text that libconfig reads (surfaces/, ending .surface). Only
 * `formula` must be there; what `data` names is a
 * table of numbers (dataset_file.h), relative to the surface file; `grid`, in place of a formula, names
 * heights over the view (grid_file.h); a file without the rest gets its name as title, the view -5 .. 5 and
 * no claims. */
#ifndef FILES_SURFACE_FILE_H
#define FILES_SURFACE_FILE_H

#include "core/surface.h"

#define SURFACE_FILE_ENDING ".surface"

/* Reads the surface file at `path`; on success `definition` owns what it points to (surface_definition_end).
 * Everything is checked: keys, types, ranges, and that the formula parses and compiles at the parameters'
 * defaults. Errors carry file, line and column, a misspelt key its nearest known one. */
bool surface_file_read(SurfaceDefinition *definition, const char *path, Error *error);

/* The same from text[length] (a 0 behind it) that stands in the file at `path`. */
bool surface_file_parse(SurfaceDefinition *definition, const char *text, size_t length, const char *path,
                        Error *error);

/* A surface of a formula alone: named "formula", no parameters; view, start, levels and minima are found
 * (core/outlook.h). The error's line and column are within `text`. */
bool surface_definition_from_formula(SurfaceDefinition *definition, const char *text, Error *error);

#endif

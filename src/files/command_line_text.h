/* A scene as the command line that computes it again, for a shell. */
#ifndef FILES_COMMAND_LINE_TEXT_H
#define FILES_COMMAND_LINE_TEXT_H

#include "catalog.h"
#include "core/scene.h"

/* `slalom run ...`, ready for a POSIX shell, to be freed; NULL: out of memory. `run` is an index, or -1 for
 * all. What options can say is one line of options; otherwise the scene file itself follows as a
 * here-document. Either way the command computes the same steps to the last bit. */
char *command_line_text(const Scene *scene, const Catalog *catalog, int run);

#endif

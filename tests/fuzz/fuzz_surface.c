/* Any text as a surface file; what is read can be started. Tables it names stand in a folder of the fuzzer's.
 */
#include "files/surface_file.h"
#include "folder.h"
#include "fuzz.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    folder_start();
    char *text = text_of(bytes, size), path[160];
    snprintf(path, sizeof path, "%s/surfaces/any.surface", folder);
    SurfaceDefinition definition;
    Surface surface;
    Error error = {0};
    if (surface_file_parse(&definition, text, size, path, &error)) {
        if (surface_start(&surface, &definition, &error)) surface_end(&surface);
        surface_definition_end(&definition);
    } else {
        assert(error.message[0]);
    }
    free(text);
    return 0;
}

/* Any text as a golden trajectory: an error, or a comparison. */
#include "files/golden.h"
#include "folder.h"
#include "fuzz.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Catalog *catalog = folder_catalog();
    char *text = text_of(bytes, size);
    if (!asks_for_much(text)) {
        char path[160];
        Error error = {0};
        GoldenReport report;
        folder_write("surfaces/d.golden", text);
        snprintf(path, sizeof path, "%s/surfaces/d.golden", folder);
        assert(golden_compare(path, catalog, &report, &error) || error.message[0]);
    }
    free(text);
    return 0;
}

/* Any text as a scene over two surfaces of its own: an error, or a scene
 * whose text reads back. Steps are few, lest the fuzzer wait for long descents. */
#include "files/scene_file.h"
#include "folder.h"
#include "fuzz.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Catalog *catalog = folder_catalog();
    char *text = text_of(bytes, size);
    Error error = {0};
    Scene scene;
    if (!asks_for_much(text)) {
        if (scene_file_parse(&scene, catalog, text, size, "fuzz.scene", &error)) {
            char *again = scene_file_text(&scene, catalog);
            Scene copy;
            assert(again);
            assert(scene_file_parse(&copy, catalog, again, strlen(again), "again.scene", &error));
            assert(copy.run_count == scene.run_count);
            scene_end(&copy);
            scene_end(&scene);
            free(again);
        } else {
            assert(error.message[0]);
        }
    }
    free(text);
    return 0;
}

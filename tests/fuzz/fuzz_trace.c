/* Any bytes as a trace: paths over a surface. */
#include "files/trace_file.h"
#include "fuzz.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    char *text = text_of(bytes, size);
    Error error = {0};
    Scene traces;
    bool read = trace_file_parse(&traces, text, size, "trace.csv", &error);
    assert(read || (error.message[0] && error.line > 0 && error.column > 0));
    if (read) {
        assert(traces.run_count > 0 && traces.run_count <= SCENE_RUNS_MAX);
        for (int i = 0; i < traces.run_count; i++) {
            const SceneRun *run = &traces.runs[i];
            assert(run->name[sizeof run->name - 1] == '\0');
            assert(run->trajectory.steps >= 0 && run->trajectory.steps <= traces.steps);
            assert(run->status.step >= 0 && run->status.step <= run->trajectory.steps);
        }
        traces_end(&traces);
    }
    free(text);
    return 0;
}

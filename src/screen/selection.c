#include "selection.h"

#include "edits.h"

#include <stdio.h>

int window_run_of(const Window *window, uint32_t stream) {
    for (int i = 0; i < window->scene.run_count; i++)
        if (window->scene.runs[i].recipe.stream == stream) return i;
    return -1;
}

static int focused_run(const Window *window) {
    for (int i = 0; i < ui_record_count(window->ui); i++) {
        const UiRecord *record = ui_record(window->ui, i);
        int number;
        if (record->focused && sscanf(record->name, "run.%d.", &number) == 1 && number >= 1 &&
            number <= window->scene.run_count)
            return number - 1;
    }
    return -1;
}

int window_selected_run(const Window *window) {
    const Scene *scene = &window->scene;
    int run = window->inspecting ? window_run_of(window, window->inspected) : -1, open = 0;
    if (run < 0 && window->hover_run < scene->run_count) run = window->hover_run;
    if (run < 0) run = focused_run(window);
    for (int i = 0; i < scene->run_count && run < 0; i++) open += window_is_expanded(window, i);
    for (int i = 0; i < scene->run_count && run < 0; i++)
        if (open == 1 && window_is_expanded(window, i)) run = i;
    for (int i = 0; i < scene->run_count && run < 0; i++)
        if (!scene->runs[i].hidden) run = i;
    return run;
}

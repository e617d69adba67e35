#include "branching.h"

#include "branch_words.h"
#include "edits.h"
#include "marks.h"
#include "number.h"
#include "selection.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LINE = 24, GLYPH = 24, BUTTON_GAP = 8 };

static Branch *last_branch(SceneRun *run) {
    return run->branches.count > 0 ? &run->branches.at[run->branches.count - 1] : NULL;
}

int branching_run(const Window *window) {
    int run = window->branching ? window_run_of(window, window->branched) : -1;
    if (run < 0) return -1;
    const Branch *branch = last_branch(&window->scene.runs[run]);
    return branch && branch->step == window->branched_at ? run : -1;
}

static void open_branch(Window *window, int run, int64_t step) {
    const SceneRun *changed = &window->scene.runs[run];
    window->branching = true;
    window->branched = changed->recipe.stream;
    window->branched_at = step;
    window->edits++;
    window_toast(window, "%s branches at step %" PRId64 ": what you change of it now counts from there on",
                 changed->name, step);
}

void branching_keep(Window *window) {
    int run = branching_run(window);
    if (run < 0) return;
    SceneRun *kept = &window->scene.runs[run];
    char words[64];
    branch_words(&kept->recipe, &last_branch(kept)->before, words, sizeof words);
    bool empty = strcmp(words, "unchanged") == 0;
    window->branching = false;
    window->edits++;
    if (empty) {
        branching_discard(window, run);
        window_toast(window, "Nothing was changed after the branch: %s has none", kept->name);
    } else {
        window_toast(window, "Branch kept. What it has not changed is the whole run's again");
    }
}

void branching_discard(Window *window, int run) {
    if (!last_branch(&window->scene.runs[run])) return;
    window_before_edit(window, "");
    scene_unbranch(&window->scene, run);
    window->branching = false;
    window->edits++;
}

void branching_toggle(Window *window, int run) {
    Scene *scene = &window->scene;
    int64_t step = window_step(window);
    if (run < 0) return;
    const Branch *last = last_branch(&scene->runs[run]);
    if (branching_run(window) == run && last->step == step) {
        branching_keep(window);
        return;
    }
    if (step < 1 || step >= scene->steps) {
        window_toast(window, "Go to a step after the first and before the last: a run can branch there");
        return;
    }
    window->playing = false;
    window_set_playhead(window, (double)step);
    if (!last || last->step != step) {
        window_before_edit(window, "");
        if (!scene_branch(scene, run, step)) {
            window_toast(window, "%d branches are as many as a run has", BRANCHES_MAX);
            return;
        }
    }
    open_branch(window, run, step);
}

void branching_follow(Window *window, int run) {
    int open = branching_run(window);
    for (int i = 0; i < window->scene.run_count; i++) {
        SceneRun *changed = &window->scene.runs[i];
        if ((run < 0 || i == run) && i != open)
            branches_follow(&changed->branches, &changed->recorded, &changed->recipe);
    }
}

/* ---- the card ---- */

static double loss_at(const Trajectory *trajectory, int64_t step) {
    if (!trajectory->rows) return NAN;
    return trajectory_at(trajectory, step < trajectory->steps ? step : trajectory->steps, QUANTITY_LOSS);
}

static void draw_loss(Ui *ui, Rect line, const char *what, double loss) {
    char number[NUMBER_SIZE];
    widget_label(ui, line, style_normal(), what, ui_theme(ui)->text2);
    widget_label(ui, line, style_aligned(style_medium(), ALIGN_RIGHT), number_format(number, loss, 4),
                 ui_theme(ui)->text1);
}

static void draw_buttons(Window *window, int run, Rect row) {
    Ui *ui = window->ui;
    bool open = branching_run(window) == run;
    ButtonLook first = {.kind = open ? BUTTON_PRIMARY : BUTTON_PLAIN,
                        .text = open ? "Keep" : "Change",
                        .tooltip = open ? "Leave the branch as it is; edits are the whole run's again (K)"
                                        : "Edits count from the branch on"};
    ButtonLook second = {.kind = BUTTON_PLAIN,
                         .text = "Discard",
                         .tooltip = "The old future is the run's again; Ctrl+Z brings the branch back"};
    float w = (row.w - BUTTON_GAP) / 2;
    bool clicked = widget_button(ui, "keep", (Rect){row.x, row.y, w, row.h}, &first);
    bool discarded = widget_button(ui, "discard", (Rect){row.x + w + BUTTON_GAP, row.y, w, row.h}, &second);
    if (clicked && open) branching_keep(window);
    if (clicked && !open) open_branch(window, run, last_branch(&window->scene.runs[run])->step);
    if (discarded) branching_discard(window, run);
}

void branching_draw_card(Window *window, int index, Rect card) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    SceneRun *run = &window->scene.runs[index];
    const Branch *branch = last_branch(run);
    bool open = branching_run(window) == index;
    char text[128];
    int64_t step = window_step(window);
    Color color = theme_run(theme, run->colour).color;
    ui_push_name(ui, "branch");
    widget_card(ui, card, CARD_RADIUS, theme->bg2, open ? color : theme->line);
    Rect line = {card.x + CARD_PADDING, card.y + 6, card.w - 2 * CARD_PADDING, LINE};
    mark_branch(ui_canvas(ui), theme, (Point){line.x + 7, line.y + line.h / 2}, 7, theme->bg2, color);
    char change[128];
    branch_words_change(&branch->before, &run->recipe, change, sizeof change);
    snprintf(text, sizeof text, "Branch at step %" PRId64, branch->step);
    Rect title = {line.x + GLYPH, line.y, line.w - GLYPH, line.h};
    float wanted = canvas_text_width(ui_canvas(ui), style_strong(), text) + 8 +
                   canvas_text_width(ui_canvas(ui), style_normal(), change);
    bool narrow = wanted > title.w;
    if (narrow) snprintf(text, sizeof text, "Branch at %" PRId64, branch->step);
    float w = widget_label(ui, title, style_strong(), text, theme->text1);
    Rect right = {title.x + w + 8, line.y, title.w - w - 8, line.h};
    widget_label(ui, right, style_aligned(narrow ? style_small() : style_normal(), ALIGN_RIGHT), change,
                 theme->text1);
    line.y += LINE;
    snprintf(text, sizeof text, "loss at step %" PRId64 ", this branch", step);
    draw_loss(ui, line, text, loss_at(&run->trajectory, step));
    line.y += LINE;
    draw_loss(ui, line, "before the branch", loss_at(&run->before_branch, step));
    draw_buttons(window, index, (Rect){line.x, line.y + LINE + 6, line.w, SMALL_BUTTON_HEIGHT});
    ui_pop_name(ui);
}

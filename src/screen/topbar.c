#include "topbar.h"

#include "edits.h"
#include "exports.h"
#include "overlay_menu.h"
#include "recording.h"
#include "training_view.h"

enum {
    LOGO_X = 28,
    NAME_X = 48,
    SEPARATOR_X = 136,
    MODES_X = 152,
    MODE_WIDTH = 60,
    TRAINING_WIDTH = 80, /* the third mode, where there is one */
    MODE_GAP = 16,
    ICONS_RIGHT = 36,
    ICON_PITCH = 44
};

enum { MODE_MAP, MODE_RELIEF, MODE_TRAINING };

/* Returns where they end. */
static float draw_modes(Window *window, Rect bar) {
    static const char *const modes[] = {"Map", "3D", "Training"};
    const int count = window->training ? 3 : 2;
    const float width = (float)count * (window->training ? TRAINING_WIDTH : MODE_WIDTH);
    Rect area = {MODES_X, bar.y + (bar.h - BAR_CONTROL_HEIGHT) / 2, width, BAR_CONTROL_HEIGHT};
    int mode = training_view_shown(window)  ? MODE_TRAINING
               : map_is_relief(window->map) ? MODE_RELIEF
                                            : MODE_MAP;
    if (widget_segmented(window->ui, "mode", area, modes, count, &mode)) {
        training_view_show(window, mode == MODE_TRAINING);
        if (mode != MODE_TRAINING) map_set_relief(window->map, mode == MODE_RELIEF);
        window->edits++;
    }
    return area.x + area.w;
}

/* The icon button whose middle is `place` pitches from the right. */
static bool icon_button(Window *window, const char *name, Icon icon, const char *tooltip, int place) {
    Rect bar = window->layout.topbar;
    float x = bar.x + bar.w - ICONS_RIGHT - (float)(place * ICON_PITCH);
    Rect area = {x - ICON_HIT_SIZE / 2.0f, bar.y + (bar.h - ICON_HIT_SIZE) / 2, ICON_HIT_SIZE, ICON_HIT_SIZE};
    ButtonLook look = {.kind = BUTTON_GHOST, .icon = icon, .tooltip = tooltip};
    return widget_button(window->ui, name, area, &look);
}

static void draw_icons(Window *window) {
    const bool folded = window->layout.short_bar;
    int place = 0;
    if (window->layout.drawer && icon_button(window, "panel", ICON_MENU, "Surface and runs (Tab)", place++)) {
        window->drawer_open = !window->drawer_open;
        window->edits++;
    }
    if (!folded && icon_button(window, "help", ICON_HELP, "Keys (H)", place++)) {
        window->help_open = !window->help_open;
        window->edits++;
    }
    if (icon_button(window, "export", folded ? ICON_MORE : ICON_EXPORT,
                    folded ? "Save, share, help (X)" : "Save and share (X)", place++)) {
        window->exports_open = !window->exports_open;
        window->edits++;
    }
    bool recording = recording_runs(window);
    if (!folded && icon_button(window, "record", ICON_RECORD,
                               recording ? "Stop recording (R)" : "Record as it plays (R)", place++))
        exports_want(window, "record_mp4");
    if (!folded && icon_button(window, "picture", ICON_CAMERA, "Save a picture (P)", place++))
        exports_want(window, "picture");
    if (icon_button(window, "theme", ICON_THEME, "Theme (T)", place++)) window_next_theme(window);
}

void topbar_draw(Window *window) {
    Ui *ui = window->ui;
    Canvas *canvas = ui_canvas(ui);
    const Theme *theme = ui_theme(ui);
    Rect bar = window->layout.topbar;
    canvas_rect(canvas, bar, theme->bg1);
    canvas_rect(canvas, (Rect){bar.x, bar.y + bar.h - 1, bar.w, 1}, theme->line);
    icon_draw_logo(canvas, (Point){LOGO_X, bar.y + bar.h / 2}, theme->text1, theme->accent);
    widget_label(ui, (Rect){NAME_X, bar.y, SEPARATOR_X - NAME_X, bar.h}, style_title(), "Slalom",
                 theme->text1);
    canvas_rect(canvas, (Rect){SEPARATOR_X, bar.y + 16, 1, bar.h - 32}, theme->line2);
    float x = draw_modes(window, bar) + MODE_GAP;
    canvas_rect(canvas, (Rect){x, bar.y + 16, 1, bar.h - 32}, theme->line2);
    if (training_view_shown(window))
        training_bar_draw(window, x + MODE_GAP);
    else
        overlay_menu_draw_chips(window, bar, x + MODE_GAP);
    draw_icons(window);
}

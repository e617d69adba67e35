#include "inspector_view.h"

#include "branching.h"
#include "edits.h"
#include "marks.h"
#include "number.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum {
    TITLE_ROOM = 56,
    HEADER = 28,
    ROW = 36,
    ROW_CAPTION = 48,
    COLUMN = 90,
    GLYPH_ROOM = 32,
    CHANGE_HEIGHT = 84,
    KEY_WIDTH = 300,
    KEY_MARGIN = 16,
    KEY_ROW = 24,
    KEY_TITLE = 36,
};

static const double FRAME_SHARE = 0.36; /* of the frame's shorter side: the longest gradient */
static const double STEP_SHARE = 0.2;   /* of the frame's height: a step without a box */
static const double BOX_SHARE = 0.45;   /* half the step box */

/* How each kind is drawn; on the map and beside its row. */
static const struct ArrowLook {
    const char *tag, *meaning; /* NULL: no arrow */
    Color dark, light;         /* transparent: text1, or the run's colour for the step */
    float width, dash_on, dash_off;
} looks[] = {
    [INSPECTOR_GRADIENT] = {.tag = "−g", .meaning = "gradient, downhill", .width = 3},
    [INSPECTOR_NOISE] = {"−ξ", "noise", {0xAE, 0xB8, 0xC5, 255}, {0x46, 0x51, 0x5F, 255}, 2.5f, 5, 4},
    [INSPECTOR_CLIPPED] =
        {"clipped", "g + ξ, cut", {0x9B, 0xD0, 0xFF, 255}, {0, 0x58, 0xB0, 255}, 3.5f, 0, 0},
    [INSPECTOR_MEAN] =
        {"mean", "running mean, downhill", {0xF5, 0xC2, 0x3B, 255}, {0x9A, 0x58, 0x06, 255}, 3.5f, 0, 0},
    [INSPECTOR_ROOT] = {NULL, NULL, {0x2F, 0xC9, 0x93, 255}, {0x08, 0x74, 0x5E, 255}, 2, 2, 4},
    [INSPECTOR_DIRECTION] = {NULL, NULL, {0x2F, 0xC9, 0x93, 255}, {0x08, 0x74, 0x5E, 255}, 2, 0, 0},
    [INSPECTOR_DECAY] =
        {"decay", "pull to the origin", {0xCC, 0x7F, 0xCB, 255}, {0x7A, 0x2A, 0x66, 255}, 3, 0, 0},
    [INSPECTOR_STEP] = {.tag = "step Δ", .meaning = "the step taken", .width = 5},
};

static Color look_color(const Window *window, InspectorKind kind) {
    const Theme *theme = window_theme(window);
    if (kind == INSPECTOR_STEP)
        return theme_run(theme, window->scene.runs[inspector_run(window)].colour).color;
    Color color = theme->dark ? looks[kind].dark : looks[kind].light;
    return color.a ? color : theme->text1;
}

/* ---- open and closed ---- */

int inspector_run(const Window *window) {
    if (!window->inspecting) return -1;
    for (int i = 0; i < window->scene.run_count; i++)
        if (window->scene.runs[i].recipe.stream == window->inspected) return i;
    return -1;
}

void inspector_close(Window *window) {
    if (!window->inspecting) return;
    window->inspecting = false;
    window->edits++;
    map_reset(window->map, &window->scene, true);
}

void inspector_toggle(Window *window, int run) {
    const Scene *scene = &window->scene;
    if (inspector_run(window) >= 0) {
        inspector_close(window);
        return;
    }
    if (predict_hides(window)) {
        window_toast(window, "Why this step would tell what comes: reveal first (Enter)");
        return;
    }
    if (run < 0 || run >= scene->run_count)
        for (run = 0; run < scene->run_count && scene->runs[run].hidden;) run++;
    if (run >= scene->run_count) return;
    window->inspecting = true;
    window->inspected = scene->runs[run].recipe.stream;
    window->inspected_step = -1;
    window->panel_scroll.offset = 0;
    window->edits++;
}

void inspector_now(const Window *window, InspectorTable *table) {
    const SceneRun *run = &window->scene.runs[inspector_run(window)];
    inspector_describe(table, run, (int64_t)floor(map_head_step(run, window->playhead)));
}

static double largest(const double *value) {
    return fmax(fabs(value[0]), fabs(value[1]));
}

/* Half the sides of the box that a step of Adam stays in, on the plane; or 0. */
static double step_box(const InspectorTable *table) {
    const InspectorRow *rate = inspector_find(table, INSPECTOR_RATE);
    return table->scaled && rate ? rate->value[0] : 0;
}

void inspector_follow(Window *window) {
    if (inspector_run(window) < 0 || window->playing) return;
    InspectorTable table;
    inspector_now(window, &table);
    if (table.step == window->inspected_step) return;
    window->inspected_step = table.step;
    double box = step_box(&table), step = largest(inspector_find(&table, INSPECTOR_STEP)->value);
    double half = fmax(box / (2 * BOX_SHARE), step / STEP_SHARE / 2);
    if (!(half > 1e-12 * (1 + largest(table.at)) && half < 1e6 && largest(table.at) < 1e6)) return;
    Rect frame = map_frame(window->map);
    if (frame.w < 1 || frame.h < 1) return;
    double wide = half * (double)(frame.w / frame.h);
    View view = {{table.at[0] - wide, table.at[0] + wide}, {table.at[1] - half, table.at[1] + half}};
    map_show(window->map, view, false);
}

/* ---- arrows ---- */

static void draw_arrow(Canvas *canvas, const Theme *theme, Point from, Point to, const struct ArrowLook *look,
                       Color color) {
    float dx = to.x - from.x, dy = to.y - from.y, length = hypotf(dx, dy);
    if (!(length >= 3)) return;
    float head = fminf(look->width >= 5 ? 18 : 13, 0.7f * length), half = 0.46f * head;
    dx /= length, dy /= length;
    Point neck = {to.x - dx * head, to.y - dy * head}, line[2] = {from, neck}, cased[2] = {from, to};
    Point tip[3] = {to, {neck.x - dy * half, neck.y + dx * half}, {neck.x + dy * half, neck.y - dx * half}};
    canvas_polyline(canvas, cased, 2, look->width + CASING_EXTRA, 0, 0, theme->casing);
    canvas_polyline(canvas, line, 2, look->width, look->dash_on, look->dash_off, color);
    canvas_polygon(canvas, tip, 3, color);
}

static void draw_tag(Window *window, Point at, Point away, const char *text, Color color) {
    Ui *ui = window->ui;
    Canvas *canvas = ui_canvas(ui);
    Rect frame = map_frame(window->map);
    float w = canvas_text_width(canvas, style_strong(), text) + 16, h = 24;
    float length = fmaxf(hypotf(at.x - away.x, at.y - away.y), 1);
    float x = at.x + (at.x - away.x) / length * (w / 2 + 8), y = at.y + (at.y - away.y) / length * 22;
    x = fminf(fmaxf(x, frame.x + w / 2 + 4), frame.x + frame.w - w / 2 - 4);
    y = fminf(fmaxf(y, frame.y + 16), frame.y + frame.h - 16);
    Rect area = {rintf(x - w / 2), rintf(y - h / 2), rintf(w), h};
    canvas_round_rect(canvas, area, BAND_RADIUS, ui_theme(ui)->tag);
    widget_label(ui, area, style_aligned(style_strong(), ALIGN_CENTRE), text, color);
}

static void draw_box(Canvas *canvas, Point centre, double half_x, double half_y, const struct ArrowLook *look,
                     Color color) {
    float x = (float)half_x, y = (float)half_y;
    Point corners[5] = {{centre.x - x, centre.y - y},
                        {centre.x + x, centre.y - y},
                        {centre.x + x, centre.y + y},
                        {centre.x - x, centre.y + y},
                        {centre.x - x, centre.y - y}};
    if (look->dash_on == 0) canvas_polygon(canvas, corners, 4, theme_fade(color, 0.06f));
    canvas_polyline(canvas, corners, 5, look->width, look->dash_on, look->dash_off, color);
}

static void draw_circle(Canvas *canvas, Point centre, double radius, Color color) {
    enum { CORNERS = 128 };
    Point points[CORNERS + 1];
    for (int i = 0; i <= CORNERS; i++) {
        double angle = 2 * 3.14159265358979 * i / CORNERS;
        points[i] = (Point){centre.x + (float)(radius * cos(angle)), centre.y + (float)(radius * sin(angle))};
    }
    canvas_polyline(canvas, points, CORNERS + 1, 1.5f, 9, 6, color);
}

/* Pixels per unit of gradient: the longest of all that share this scale fits. */
static double gradient_scale(const InspectorTable *table, Rect frame) {
    double longest = 0;
    for (int i = 0; i < table->count; i++)
        if (table->rows[i].kind >= INSPECTOR_GRADIENT && table->rows[i].kind <= INSPECTOR_ROOT)
            longest = fmax(longest, hypot(table->rows[i].value[0], table->rows[i].value[1]));
    return longest > 0 ? FRAME_SHARE * (double)fminf(frame.w, frame.h) / longest : 0;
}

/* 1, 2 or 5 times a power of ten, at most `value`. */
static double round_down(double value) {
    double decade = pow(10, floor(log10(value))), digit = value / decade;
    return decade * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
}

static int arrow_count(const InspectorTable *table) {
    int count = 0;
    for (int i = 0; i < table->count; i++) count += looks[table->rows[i].kind].tag != NULL;
    return count;
}

Rect inspector_key_area(const Window *window) {
    InspectorTable table;
    inspector_now(window, &table);
    Rect frame = map_frame(window->map);
    float rows = (float)(arrow_count(&table) + table.scaled + 1);
    return (Rect){frame.x + KEY_MARGIN, frame.y + KEY_MARGIN, KEY_WIDTH, KEY_TITLE + rows * KEY_ROW + 12};
}

static void draw_key(Window *window, const InspectorTable *table, double scale) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    Canvas *canvas = ui_canvas(ui);
    Rect card = inspector_key_area(window), frame = map_frame(window->map);
    if (card.w > frame.w / 2 || card.h > frame.h - KEY_MARGIN) return;
    char title[64], number[NUMBER_SIZE], text[64];
    widget_card(ui, card, CARD_RADIUS, theme->bg1, theme->line);
    snprintf(title, sizeof title, "Step %" PRId64 " in arrows", table->step);
    widget_label(ui, (Rect){card.x + 16, card.y + 6, card.w - 32, 28}, style_strong(), title, theme->text1);
    Rect row = {card.x + 16, card.y + KEY_TITLE, card.w - 32, KEY_ROW};
    for (int i = 0; i < table->count; i++) {
        InspectorKind kind = table->rows[i].kind;
        const struct ArrowLook *look = &looks[kind];
        float middle = row.y + row.h / 2;
        Color color = look_color(window, kind);
        if (!look->tag && !(kind == INSPECTOR_ROOT && table->scaled)) continue;
        if (look->tag)
            draw_arrow(canvas, theme, (Point){row.x, middle}, (Point){row.x + 38, middle}, look, color);
        else
            draw_box(canvas, (Point){row.x + 19, middle}, 12, 7, look, color);
        widget_label(ui, (Rect){row.x + 48, row.y, 68, row.h}, style_strong(), look->tag ? look->tag : "√v̂",
                     theme->text1);
        widget_label(ui, (Rect){row.x + 116, row.y, row.w - 116, row.h}, style_small(),
                     look->tag ? look->meaning : "box of ± √v̂, inside ± η", theme->text2);
        row.y += KEY_ROW;
    }
    canvas_rect(canvas, (Rect){row.x, row.y + 2, row.w, 1}, theme->line);
    if (!(scale > 0) || !isfinite(scale)) return;
    double unit = round_down(60 / scale);
    float length = (float)(unit * scale), middle = row.y + 4 + row.h / 2;
    canvas_rect(canvas, (Rect){row.x, middle, length, 1}, theme->text2);
    canvas_rect(canvas, (Rect){row.x, middle - 4, 1, 9}, theme->text2);
    canvas_rect(canvas, (Rect){row.x + length, middle - 4, 1, 9}, theme->text2);
    snprintf(text, sizeof text, "%s of gradient; Δ as the axes", number_format_short(number, unit, 3));
    widget_label(ui, (Rect){row.x + 72, row.y + 4, row.w - 72, row.h}, style_small(), text, theme->text2);
}

static void draw_fan(Window *window, const InspectorTable *table, double scale) {
    Canvas *canvas = ui_canvas(window->ui);
    const Theme *theme = ui_theme(window->ui);
    Map *map = window->map;
    World world = {table->at[0], table->at[1]};
    Point head = map_to_screen(map, world), tip = head, ends[INSPECTOR_ROWS_MAX], from[INSPECTOR_ROWS_MAX];
    double box = step_box(table);
    if (box > 0) {
        Point corner = map_to_screen(map, (World){world.x + box, world.y + box});
        draw_box(canvas, head, (double)(corner.x - head.x), (double)(head.y - corner.y),
                 &looks[INSPECTOR_DIRECTION], look_color(window, INSPECTOR_DIRECTION));
        draw_tag(window, (Point){head.x, corner.y}, (Point){head.x, corner.y - 10}, "step box ± η",
                 look_color(window, INSPECTOR_DIRECTION));
    }
    for (int i = 0; i < table->count; i++) {
        const InspectorRow *row = &table->rows[i];
        if (row->kind == INSPECTOR_ROOT)
            draw_box(canvas, head, row->value[0] * scale, row->value[1] * scale, &looks[row->kind],
                     look_color(window, row->kind));
        if (row->kind == INSPECTOR_CLIPPED)
            draw_circle(canvas, head, hypot(row->value[0], row->value[1]) * scale,
                        look_color(window, row->kind));
    }
    for (int i = 0; i < table->count; i++) {
        const InspectorRow *row = &table->rows[i];
        from[i] = row->kind == INSPECTOR_NOISE ? tip : head;
        if (row->kind == INSPECTOR_STEP || row->kind == INSPECTOR_DECAY) {
            World end = {world.x + row->value[0], world.y + row->value[1]};
            const InspectorRow *step = inspector_find(table, INSPECTOR_STEP);
            ends[i] = map_to_screen(map, end);
            if (row->kind == INSPECTOR_DECAY) { /* from where the step would have ended without it */
                World whole = {world.x + step->value[0], world.y + step->value[1]};
                from[i] = map_to_screen(map, (World){whole.x - row->value[0], whole.y - row->value[1]});
                ends[i] = map_to_screen(map, whole);
            }
        } else {
            ends[i] = (Point){from[i].x - (float)(row->value[0] * scale),
                              from[i].y + (float)(row->value[1] * scale)};
        }
        if (row->kind == INSPECTOR_GRADIENT) tip = ends[i];
    }
    /* The step first: it is the widest, and the mean often lies along it. */
    for (int first = 1; first >= 0; first--)
        for (int i = 0; i < table->count; i++) {
            InspectorKind kind = table->rows[i].kind;
            if (looks[kind].tag && (kind == INSPECTOR_STEP) == first)
                draw_arrow(canvas, theme, from[i], ends[i], &looks[kind], look_color(window, kind));
        }
    mark_head(canvas, theme, head, theme_run(theme, window->scene.runs[inspector_run(window)].colour));
    for (int i = 0; i < table->count; i++)
        if (looks[table->rows[i].kind].tag && hypotf(ends[i].x - from[i].x, ends[i].y - from[i].y) >= 12)
            draw_tag(window, ends[i], from[i], looks[table->rows[i].kind].tag,
                     look_color(window, table->rows[i].kind));
}

void inspector_draw_arrows(Window *window) {
    /* They lie in the plane, not on a relief. */
    if (inspector_run(window) < 0 || map_is_relief(window->map)) return;
    InspectorTable table;
    inspector_now(window, &table);
    Rect frame = map_frame(window->map);
    double scale = gradient_scale(&table, frame);
    Canvas *canvas = ui_canvas(window->ui);
    canvas_push_clip(canvas, frame);
    if (isfinite(scale) && isfinite(largest(table.at))) draw_fan(window, &table, scale);
    draw_key(window, &table, scale);
    canvas_pop_clip(canvas);
}

/* ---- the table ---- */

static void draw_number(Ui *ui, Rect row, int columns_from_right, const char *text, TextStyle style) {
    float right = row.x + row.w - CARD_PADDING - (float)columns_from_right * COLUMN;
    widget_label(ui, (Rect){right - COLUMN, row.y, COLUMN, row.h}, style_aligned(style, ALIGN_RIGHT), text,
                 ui_theme(ui)->text1);
}

static void draw_row(Window *window, const InspectorRow *row, Rect area) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    Canvas *canvas = ui_canvas(ui);
    bool result = row->kind == INSPECTOR_STEP, captioned = row->caption[0] != 0;
    char number[NUMBER_SIZE];
    if (result)
        canvas_rect(canvas, area, theme_fade(look_color(window, row->kind), theme->dark ? 0.16f : 0.10f));
    else
        canvas_rect(canvas, (Rect){area.x + 12, area.y + area.h - 1, area.w - 24, 1}, theme->line);
    float middle = area.y + (captioned ? 16 : area.h / 2), x = area.x + CARD_PADDING;
    if (looks[row->kind].tag)
        draw_arrow(canvas, theme, (Point){x, middle + 6}, (Point){x + 18, middle - 6}, &looks[row->kind],
                   look_color(window, row->kind));
    else if (row->kind == INSPECTOR_ROOT || row->kind == INSPECTOR_DIRECTION)
        draw_box(canvas, (Point){x + 9, middle}, 8, 6, &looks[row->kind], look_color(window, row->kind));
    Rect line = {x + GLYPH_ROOM, middle - 12, area.w - 2 * CARD_PADDING - GLYPH_ROOM, 24};
    float room = row->kind == INSPECTOR_RATE ? line.w : line.w - 2 * COLUMN + 22;
    widget_label(ui, (Rect){line.x, line.y, room, line.h}, result ? style_strong() : style_medium(),
                 row->formula, theme->text1);
    if (captioned)
        widget_label(ui, (Rect){line.x, area.y + 24, line.w, 20}, style_small(), row->caption, theme->text2);
    if (row->kind == INSPECTOR_RATE) return;
    Rect numbers = {area.x, line.y, area.w, line.h};
    for (int i = 0; i < 2; i++)
        draw_number(ui, numbers, 1 - i, number_format(number, row->value[i], 4),
                    result ? style_strong() : style_normal());
}

static void draw_change(Window *window, const InspectorTable *table, Rect card) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    char text[64], number[NUMBER_SIZE];
    widget_card(ui, card, CARD_RADIUS, theme->bg2, theme->line);
    Rect line = {card.x + CARD_PADDING, card.y + 6, card.w - 2 * CARD_PADDING, 24};
    widget_label(ui, line, style_strong(), "Change of the loss", theme->text1);
    double share = 100 * table->actual / table->predicted;
    if (isfinite(share) && fabs(share) < 1e4) {
        snprintf(text, sizeof text, "%s %% of the prediction", number_format_short(number, share, 3));
        widget_label(ui, line, style_aligned(style_small(), ALIGN_RIGHT), text, theme->text2);
    }
    const char *const names[] = {"predicted, first order g · Δ", "actual"};
    double values[] = {table->predicted, table->actual};
    for (int i = 0; i < 2; i++) {
        line.y += 24;
        widget_label(ui, line, style_normal(), names[i], theme->text2);
        widget_label(ui, line, style_aligned(style_medium(), ALIGN_RIGHT),
                     number_format(number, values[i], 4), theme->text1);
    }
}

static void draw_title(Window *window, const InspectorTable *table, Rect area) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    const SceneRun *run = &window->scene.runs[inspector_run(window)];
    char steps[64], text[128];
    ButtonLook back = {.kind = BUTTON_GHOST, .icon = ICON_CHEVRON_LEFT, .tooltip = "Back to the runs (Esc)"};
    Rect row = {area.x + 8, area.y + 12, area.w - 8 - OUTER_MARGIN, SMALL_BUTTON_HEIGHT};
    snprintf(steps, sizeof steps, "%" PRId64 " → %" PRId64, table->step, table->step + 1);
    snprintf(text, sizeof text, "%s   %s", run->name, steps);
    TextStyle style = style_aligned(style_strong(), ALIGN_RIGHT);
    float w = widget_label(ui, (Rect){row.x + 150, row.y, row.w - 150, row.h}, style, text, theme->text1);
    canvas_disc(ui_canvas(ui), (Point){row.x + row.w - w - 14, row.y + row.h / 2}, 7,
                look_color(window, INSPECTOR_STEP));
    widget_label(ui, (Rect){row.x + 32, row.y, 120, row.h}, style_strong(), "Why this step", theme->text1);
    if (widget_button(ui, "back", (Rect){row.x, row.y, 30, row.h}, &back)) inspector_close(window);
}

void inspector_draw_table(Window *window, Rect area) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    InspectorTable table;
    inspector_now(window, &table);
    ui_push_name(ui, "inspector");
    draw_title(window, &table, area);
    float height = HEADER;
    for (int i = 0; i < table.count; i++) height += table.rows[i].caption[0] ? ROW_CAPTION : ROW;
    Rect list = {area.x, area.y + TITLE_ROOM, area.w, area.h - TITLE_ROOM};
    bool branched = window->scene.runs[inspector_run(window)].branches.count > 0;
    float content = height + CARD_GAP + CHANGE_HEIGHT + OUTER_MARGIN;
    if (branched) content += CARD_GAP + BRANCHING_CARD_HEIGHT;
    if (inspector_run(window) >= 0 && list.h >= 1) {
        widget_scroll_begin(ui, "rows", list, &window->panel_scroll);
        Rect card = {area.x + OUTER_MARGIN, list.y - window->panel_scroll.offset, area.w - 2 * OUTER_MARGIN,
                     height};
        widget_card(ui, card, CARD_RADIUS, theme->bg2, theme->line);
        Rect row = {card.x, card.y, card.w, HEADER};
        widget_label(ui, (Rect){row.x + CARD_PADDING, row.y, 120, row.h}, style_small(), "In order",
                     theme->text2);
        draw_number(ui, row, 1, "x", style_small());
        draw_number(ui, row, 0, "y", style_small());
        for (int i = 0; i < table.count; i++) {
            row.y += row.h;
            row.h = table.rows[i].caption[0] ? ROW_CAPTION : ROW;
            draw_row(window, &table.rows[i], row);
        }
        draw_change(window, &table, (Rect){card.x, card.y + height + CARD_GAP, card.w, CHANGE_HEIGHT});
        if (branched)
            branching_draw_card(window, inspector_run(window),
                                (Rect){card.x, card.y + height + 2 * CARD_GAP + CHANGE_HEIGHT, card.w,
                                       BRANCHING_CARD_HEIGHT});
        widget_scroll_end(ui, "rows", list, &window->panel_scroll, content);
    }
    ui_pop_name(ui);
}

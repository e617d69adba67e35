#include "inspector_view.h"

#include "marks.h"
#include "number.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    KEY_WIDTH = 312,
    KEY_MARGIN = 16,
    KEY_PADDING = 16,
    KEY_ROW = 24,
    KEY_TITLE = 36,
    KEY_NAME = 48,     /* from the arrow's start to its name, ... */
    KEY_MEANING = 108, /* ... and to what it means */
    TAG_TALL = 24,
    BAR = 5,
    WISHES_MAX = 16,
    ARROW_OBSTACLES = 8,
};

static const double CHAIN_SHARE =
    0.4;                          /* of the frame's shorter side: the farthest tip of the gradient's arrows */
static const float SHORTEST = 12; /* pixels of an arrow that is worth a tag */

/* How each kind is drawn, on the map and beside its row. */
static const struct ArrowLook {
    const char *tag, *meaning; /* NULL: no arrow */
    Color dark, light;         /* transparent: text1, or the run's colour for the step */
    float width, dash_on, dash_off;
} looks[INSPECTOR_KINDS] = {
    [INSPECTOR_GRADIENT] = {.tag = "−g", .meaning = "gradient, downhill", .width = 3},
    [INSPECTOR_BATCH] =
        {"batch", "examples instead of all", {0xD5, 0xDB, 0xE3, 255}, {0x3A, 0x43, 0x4F, 255}, 2.5f, 2, 3},
    [INSPECTOR_NOISE] = {"−ξ", "noise", {0xAE, 0xB8, 0xC5, 255}, {0x46, 0x51, 0x5F, 255}, 2.5f, 5, 4},
    [INSPECTOR_UPHILL] =
        {"uphill", "found uphill (SAM)", {0xF8, 0x68, 0x4A, 255}, {0xB3, 0x26, 0x0A, 255}, 2.5f, 0, 0},
    [INSPECTOR_CLIPPED] = {"clip", "cut", {0x9B, 0xD0, 0xFF, 255}, {0, 0x58, 0xB0, 255}, 3.5f, 0, 0},
    [INSPECTOR_MEAN] = {"mean", "running mean", {0xF5, 0xC2, 0x3B, 255}, {0x9A, 0x58, 0x06, 255}, 3.5f, 0, 0},
    [INSPECTOR_ROOT] = {NULL, NULL, {0x2F, 0xC9, 0x93, 255}, {0x08, 0x74, 0x5E, 255}, 2, 2, 4},
    [INSPECTOR_DIRECTION] = {NULL, NULL, {0x2F, 0xC9, 0x93, 255}, {0x08, 0x74, 0x5E, 255}, 2, 0, 0},
    [INSPECTOR_DECAY] =
        {"decay", "pull to the origin", {0xCC, 0x7F, 0xCB, 255}, {0x7A, 0x2A, 0x66, 255}, 3, 0, 0},
    [INSPECTOR_PULL] =
        {"pull", "to the slow point", {0x2F, 0xC9, 0x93, 255}, {0x08, 0x74, 0x5E, 255}, 3, 0, 0},
    [INSPECTOR_STEP] = {.tag = "Δ", .meaning = "the step taken", .width = 5},
};

/* On the gradient's scale, and chained tip to tail: what adds up to what the optimizer saw. */
static bool is_chained(InspectorKind kind) {
    return kind >= INSPECTOR_GRADIENT && kind <= INSPECTOR_UPHILL;
}

Color inspector_color(const Window *window, InspectorKind kind) {
    const Theme *theme = window_theme(window);
    if (kind == INSPECTOR_STEP)
        return theme_run(theme, window->scene.runs[inspector_run(window)].colour).color;
    Color color = theme->dark ? looks[kind].dark : looks[kind].light;
    return color.a ? color : theme->text1;
}

/* ---- shapes ---- */

static void draw_arrow(Canvas *canvas, const Theme *theme, Point from, Point to, const struct ArrowLook *look,
                       Color color) {
    Arrow arrow = {look->width,  look->width >= 5 ? 18 : 13, look->dash_on, look->dash_off, color,
                   theme->casing};
    mark_arrow(canvas, from, to, &arrow);
}

static void draw_thread(Canvas *canvas, Point from, Point to, Color color) {
    Point line[2] = {from, to};
    if (hypotf(to.x - from.x, to.y - from.y) >= 3) canvas_polyline(canvas, line, 2, 1.5f, 2, 4, color);
}

static void draw_box(Canvas *canvas, Point centre, double half_x, double half_y, const struct ArrowLook *look,
                     Color color) {
    float x = (float)half_x, y = (float)half_y;
    if (!(x > 0 || y > 0) || !isfinite(x) || !isfinite(y)) return;
    Point corners[6] = {{centre.x - x, centre.y - y},
                        {centre.x + x, centre.y - y},
                        {centre.x + x, centre.y + y},
                        {centre.x - x, centre.y + y}};
    corners[4] = corners[0];
    corners[5] = corners[1]; /* past the seam, so that the first corner is joined too */
    if (look->dash_on == 0) canvas_polygon(canvas, corners, 4, theme_fade(color, 0.06f));
    canvas_polyline(canvas, corners, look->dash_on == 0 ? 6 : 5, look->width, look->dash_on, look->dash_off,
                    color);
}

static void draw_circle(Canvas *canvas, Point centre, double radius, Color color) {
    enum { CORNERS = 128 };
    Point points[CORNERS + 1];
    for (int i = 0; i <= CORNERS; i++) {
        double angle = 2 * M_PI * i / CORNERS;
        points[i] = (Point){centre.x + (float)(radius * cos(angle)), centre.y + (float)(radius * sin(angle))};
    }
    canvas_polyline(canvas, points, CORNERS + 1, 1.5f, 9, 6, color);
}

void inspector_draw_glyph(Window *window, InspectorKind kind, Point at) {
    Canvas *canvas = ui_canvas(window->ui);
    Color color = inspector_color(window, kind);
    if (looks[kind].tag)
        draw_arrow(canvas, ui_theme(window->ui), (Point){at.x - 9, at.y + 6}, (Point){at.x + 9, at.y - 6},
                   &looks[kind], color);
    else if (kind == INSPECTOR_ROOT || kind == INSPECTOR_DIRECTION)
        draw_box(canvas, at, 8, 6, &looks[kind], color);
}

/* ---- where everything goes ---- */

typedef struct Fan {
    const InspectorTable *table;
    double scale; /* pixels per unit of gradient */
    Point head, from[INSPECTOR_ROWS_MAX], to[INSPECTOR_ROWS_MAX];
    Point sampled, clipped, scaled; /* tips: of the chain, of what the optimizer saw, of -rate * direction */
    double box_x, box_y;            /* half the step box, pixels; 0: none */
} Fan;

static float arrow_length(const Fan *fan, int row) {
    return hypotf(fan->to[row].x - fan->from[row].x, fan->to[row].y - fan->from[row].y);
}

/* The farthest tip of the chain, and everything else on the gradient's scale, fit. */
static double gradient_scale(const InspectorTable *table, Rect frame) {
    double chain[2] = {0, 0}, longest = 0;
    for (int i = 0; i < table->count; i++) {
        const InspectorRow *row = &table->rows[i];
        const double *value = row->value;
        if (is_chained(row->kind)) {
            for (int k = 0; k < 2; k++) chain[k] += value[k];
            longest = fmax(longest, hypot(chain[0], chain[1]));
        } else if (row->kind == INSPECTOR_CLIPPED || row->kind == INSPECTOR_MEAN ||
                   row->kind == INSPECTOR_ROOT) {
            longest = fmax(longest, hypot(value[0], value[1]));
        }
    }
    return longest > 0 && isfinite(longest) ? CHAIN_SHARE * (double)fminf(frame.w, frame.h) / longest : 0;
}

static Point downhill(const Fan *fan, Point from, const double value[2]) {
    return (Point){from.x - (float)(value[0] * fan->scale), from.y + (float)(value[1] * fan->scale)};
}

static Point moved(const Map *map, const double at[2], const double by[2]) {
    return map_to_screen(map, (World){at[0] + by[0], at[1] + by[1]});
}

static bool lay_out(const Window *window, const InspectorTable *table, Fan *fan) {
    const Map *map = window->map;
    const InspectorRow *direction = inspector_find(table, INSPECTOR_DIRECTION),
                       *rate = inspector_find(table, INSPECTOR_RATE);
    double box = inspector_box(table), step[2] = {0, 0}, factor = rate ? rate->value[0] : 1;
    *fan = (Fan){.table = table, .scale = gradient_scale(table, map_frame(map))};
    if (!isfinite(table->at[0]) || !isfinite(table->at[1])) return false;
    fan->head = moved(map, table->at, step);
    Point corner = moved(map, table->at, (double[2]){box, box});
    fan->box_x = (double)(corner.x - fan->head.x);
    fan->box_y = (double)(fan->head.y - corner.y);
    for (int k = 0; k < 2; k++) step[k] = -factor * direction->value[k];
    fan->scaled = moved(map, table->at, step);
    Point chain = fan->head;
    for (int i = 0; i < table->count; i++) {
        const InspectorRow *row = &table->rows[i];
        fan->from[i] = is_chained(row->kind) ? chain : fan->head;
        fan->to[i] = downhill(fan, fan->from[i], row->value);
        if (is_chained(row->kind)) chain = fan->to[i];
        if (row->kind == INSPECTOR_GRADIENT || is_chained(row->kind)) fan->clipped = fan->sampled = chain;
        if (row->kind == INSPECTOR_CLIPPED) fan->clipped = fan->to[i];
        if (row->kind == INSPECTOR_DECAY || row->kind == INSPECTOR_PULL) {
            /* From where the step would have ended without it. */
            fan->from[i] = moved(map, table->at, step);
            for (int k = 0; k < 2; k++) step[k] += row->value[k];
            fan->to[i] = moved(map, table->at, step);
        }
        if (row->kind == INSPECTOR_STEP) fan->to[i] = moved(map, table->at, row->value);
    }
    return true;
}

/* ---- the key ---- */

static void write_name(const InspectorTable *table, InspectorKind kind, bool alone, char text[48]) {
    if (kind == INSPECTOR_STEP && alone)
        snprintf(text, 48, "step Δ");
    else if (kind == INSPECTOR_MEAN && table->mean[0])
        snprintf(text, 48, "−%.31s", table->mean);
    else
        snprintf(text, 48, "%s", looks[kind].tag);
}

static void write_meaning(const InspectorRow *row, char text[64]) {
    char number[NUMBER_SIZE];
    if (row->kind == INSPECTOR_CLIPPED)
        snprintf(text, 64, "cut to |g| ≤ %s",
                 number_format_short(number, hypot(row->value[0], row->value[1]), 3));
    else
        snprintf(text, 64, "%s", looks[row->kind].meaning);
}

static int key_rows(const InspectorTable *table) {
    int count = 0;
    for (int i = 0; i < table->count; i++) count += looks[table->rows[i].kind].tag != NULL;
    return count + (inspector_box(table) > 0);
}

Rect inspector_key_area(const Window *window) {
    InspectorTable table;
    inspector_now(window, &table);
    Rect frame = map_frame(window->map);
    float rows = (float)(key_rows(&table) + 1);
    Rect card = {frame.x + KEY_MARGIN, frame.y + KEY_MARGIN, KEY_WIDTH, KEY_TITLE + rows * KEY_ROW + 14};
    bool fits = card.w <= frame.w / 2 && card.h <= frame.h - 2 * KEY_MARGIN;
    return fits ? card : (Rect){frame.x, frame.y, 0, 0};
}

static void draw_key_words(Ui *ui, Rect row, const char *name, const char *meaning) {
    const Theme *theme = ui_theme(ui);
    widget_label(ui, (Rect){row.x + KEY_NAME, row.y, KEY_MEANING - KEY_NAME - 4, row.h}, style_strong(), name,
                 theme->text1);
    widget_label(ui, (Rect){row.x + KEY_MEANING, row.y, row.w - KEY_MEANING, row.h}, style_normal(), meaning,
                 theme->text2);
}

/* Both boxes together: what they divide by, and what is left. */
static void draw_key_boxes(Window *window, const InspectorTable *table, Rect row) {
    Canvas *canvas = ui_canvas(window->ui);
    float middle = row.y + row.h / 2;
    char text[64];
    bool root = table->root[0] != 0;
    draw_box(canvas, (Point){row.x + (root ? 8 : 19), middle}, 8, 6, &looks[INSPECTOR_DIRECTION],
             inspector_color(window, INSPECTOR_DIRECTION));
    if (root)
        draw_box(canvas, (Point){row.x + 30, middle}, 8, 6, &looks[INSPECTOR_ROOT],
                 inspector_color(window, INSPECTOR_ROOT));
    snprintf(text, sizeof text, root ? "axis scaling by 1 / %s" : "one rate for every axis", table->root);
    draw_key_words(window->ui, row, "± η", text);
}

static void draw_scale_bar(Window *window, Rect row, double scale) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    Canvas *canvas = ui_canvas(ui);
    char text[96], number[NUMBER_SIZE];
    double decade = pow(10, floor(log10(38 / scale))), digit = 38 / scale / decade;
    double unit = decade * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
    float length = (float)(unit * scale), middle = rintf(row.y + row.h / 2);
    if (!isfinite(length)) return;
    canvas_rect(canvas, (Rect){row.x, middle, length, 1}, theme->text2);
    canvas_rect(canvas, (Rect){row.x, middle - 4, 1, 9}, theme->text2);
    canvas_rect(canvas, (Rect){row.x + length, middle - 4, 1, 9}, theme->text2);
    snprintf(text, sizeof text, "%s unit%s of gradient; Δ, η as the axes",
             number_format_short(number, unit, 3), unit == 1 ? "" : "s");
    widget_label(ui, (Rect){row.x + KEY_NAME, row.y, row.w - KEY_NAME, row.h}, style_small(), text,
                 theme->text2);
}

static void draw_key(Window *window, const Fan *fan) {
    Ui *ui = window->ui;
    const Theme *theme = ui_theme(ui);
    const InspectorTable *table = fan->table;
    Rect card = inspector_key_area(window);
    char text[64], name[48];
    if (card.w <= 0) return;
    widget_card(ui, card, CARD_RADIUS, theme->bg1, theme->line);
    snprintf(text, sizeof text, "Step %" PRId64 " in arrows", table->step);
    Rect row = {card.x + KEY_PADDING, card.y + KEY_TITLE, card.w - 2 * KEY_PADDING, KEY_ROW};
    widget_label(ui, (Rect){row.x, card.y + 6, row.w, 28}, style_strong(), text, theme->text1);
    for (int i = 0; i < table->count; i++) {
        InspectorKind kind = table->rows[i].kind;
        if (kind == INSPECTOR_DIRECTION && inspector_box(table) > 0) {
            draw_key_boxes(window, table, row);
            row.y += KEY_ROW;
        }
        if (!looks[kind].tag) continue;
        float middle = row.y + row.h / 2;
        draw_arrow(ui_canvas(ui), theme, (Point){row.x, middle}, (Point){row.x + 38, middle}, &looks[kind],
                   inspector_color(window, kind));
        write_name(table, kind, false, name);
        write_meaning(&table->rows[i], text);
        draw_key_words(ui, row, name, text);
        row.y += KEY_ROW;
    }
    canvas_rect(ui_canvas(ui), (Rect){row.x, row.y + 3, row.w, 1}, theme->line);
    row.y += 6;
    if (fan->scale > 0) draw_scale_bar(window, row, fan->scale);
}

/* ---- the arrows ---- */

/* How much of the step box the step takes along each axis, as is written inside its edges, and where. */
typedef struct ShareText {
    char text[NUMBER_SIZE];
    Rect area;
} ShareText;

static TextStyle share_style(void) {
    return (TextStyle){SMALL_TEXT, WEIGHT_SEMIBOLD, ALIGN_CENTRE, true};
}

static ShareText share_text(Window *window, const Fan *fan, int axis) {
    ShareText share;
    number_format(share.text, fabs(inspector_find(fan->table, INSPECTOR_DIRECTION)->value[axis]), 2);
    float w = ceilf(canvas_text_width(ui_canvas(window->ui), share_style(), share.text)) + 8;
    float x = (fan->head.x + fan->scaled.x) / 2, y = (fan->head.y + fan->scaled.y) / 2;
    share.area = axis ? (Rect){fan->head.x + (float)fan->box_x - 10 - w, y - 8, w, 16}
                      : (Rect){x - w / 2, fan->head.y + (float)fan->box_y - 24, w, 16};
    return share;
}

static void draw_shares(Window *window, const Fan *fan) {
    Canvas *canvas = ui_canvas(window->ui);
    Color color = inspector_color(window, INSPECTOR_DIRECTION), faint = theme_fade(color, 0.6f);
    float right = fan->head.x + (float)fan->box_x, bottom = fan->head.y + (float)fan->box_y;
    draw_thread(canvas, fan->scaled, (Point){right, fan->scaled.y}, faint);
    draw_thread(canvas, fan->head, (Point){right, fan->head.y}, faint);
    draw_thread(canvas, fan->scaled, (Point){fan->scaled.x, bottom}, faint);
    draw_thread(canvas, fan->head, (Point){fan->head.x, bottom}, faint);
    Point across[2] = {{fan->head.x, bottom}, {fan->scaled.x, bottom}},
          up[2] = {{right, fan->head.y}, {right, fan->scaled.y}};
    canvas_polyline(canvas, across, 2, BAR, 0, 0, color);
    canvas_polyline(canvas, up, 2, BAR, 0, 0, color);
}

/* Over the paths, on plates of their own. */
static void draw_share_texts(Window *window, const Fan *fan) {
    const Theme *theme = ui_theme(window->ui);
    Color color = theme_ink(theme, inspector_color(window, INSPECTOR_DIRECTION), theme->tag);
    for (int axis = 0; axis < 2; axis++) {
        ShareText share = share_text(window, fan, axis);
        canvas_round_rect(ui_canvas(window->ui), share.area, BAND_RADIUS, theme->tag);
        text_line(ui_canvas(window->ui), share_style(), share.text, share.area, color);
    }
}

static void draw_plate(Window *window, Rect area, const char *text, Color color) {
    canvas_round_rect(ui_canvas(window->ui), area, BAND_RADIUS, ui_theme(window->ui)->tag);
    widget_label(window->ui, area, style_aligned(style_strong(), ALIGN_CENTRE), text, color);
}

static float plate_width(Window *window, const char *text) {
    return ceilf(canvas_text_width(ui_canvas(window->ui), style_strong(), text)) + 16;
}

/* The names of the boxes, inside at their lower left; returns their places. */
static int draw_box_names(Window *window, const Fan *fan, Rect places[2]) {
    Rect frame = map_frame(window->map);
    const InspectorRow *root = inspector_find(fan->table, INSPECTOR_ROOT);
    const struct BoxName {
        const char *text;
        double x, y;
        InspectorKind kind;
    } names[] = {
        {"step box ± η", fan->box_x, fan->box_y, INSPECTOR_DIRECTION},
        {fan->table->root, root ? fabs(root->value[0]) * fan->scale : 0,
         root ? fabs(root->value[1]) * fan->scale : 0, INSPECTOR_ROOT},
    };
    int count = 0;
    for (int i = 0; i < 2; i++) {
        float w = names[i].text[0] ? plate_width(window, names[i].text) : 0;
        if (!(names[i].x > (double)w) || !(names[i].y > TAG_TALL)) continue;
        Rect place = {rintf(fan->head.x - (float)names[i].x + 8),
                      rintf(fan->head.y + (float)names[i].y - TAG_TALL - 8), w, TAG_TALL};
        place.x = fmaxf(place.x, frame.x + 8);
        place.y = fminf(place.y, frame.y + frame.h - TAG_TALL - 8);
        draw_plate(window, place, names[i].text, inspector_color(window, names[i].kind));
        places[count++] = place;
    }
    return count;
}

static void add_obstacle(TagObstacle *obstacles, int *count, Rect area) {
    if (*count < TAG_OBSTACLES_MAX) obstacles[(*count)++] = (TagObstacle){area, -1};
}

/* Tags beside the tips, off the arrows, the key, and what the map has written. */
static void draw_tags(Window *window, const Fan *fan, const Rect *names, int name_count) {
    Canvas *canvas = ui_canvas(window->ui);
    const Theme *theme = ui_theme(window->ui);
    const InspectorTable *table = fan->table;
    TagObstacle obstacles[TAG_OBSTACLES_MAX];
    TagWish wishes[WISHES_MAX];
    Tag places[WISHES_MAX];
    Rect covers[MAP_COVERS_MAX];
    int count = 0, obstacle_count = 0, row_of[WISHES_MAX], cover_count = map_covers(window->map, covers);
    add_obstacle(obstacles, &obstacle_count, inspector_key_area(window));
    for (int i = 0; i < name_count; i++) add_obstacle(obstacles, &obstacle_count, names[i]);
    for (int axis = 0; axis < 2 && inspector_box(table) > 0; axis++)
        add_obstacle(obstacles, &obstacle_count, share_text(window, fan, axis).area);
    for (int i = 0; i < cover_count; i++) add_obstacle(obstacles, &obstacle_count, covers[i]);
    for (int i = 0; i < table->count; i++) {
        if (!looks[table->rows[i].kind].tag) continue;
        Point from = fan->from[i], to = fan->to[i];
        for (int k = 0; k <= ARROW_OBSTACLES; k++) {
            float share = (float)k / ARROW_OBSTACLES;
            Point at = {from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
            add_obstacle(obstacles, &obstacle_count, (Rect){at.x - 4, at.y - 4, 8, 8});
        }
    }
    for (int i = 0; i < table->count && count < WISHES_MAX; i++) {
        char text[48];
        if (!looks[table->rows[i].kind].tag) continue;
        if (!(arrow_length(fan, i) >= SHORTEST)) continue;
        write_name(table, table->rows[i].kind, true, text);
        row_of[count] = i;
        wishes[count] = (TagWish){count, fan->to[i], plate_width(window, text), TAG_TALL};
        count++;
    }
    Occupancy nothing = {0};
    occupancy_begin(&nothing, map_frame(window->map));
    occupancy_finish(&nothing);
    tags_place(&window->inspector_tags, wishes, count, obstacles, obstacle_count, &nothing,
               map_frame(window->map), false, places);
    occupancy_end(&nothing);
    for (int i = 0; i < count; i++) {
        char text[48];
        InspectorKind kind = table->rows[row_of[i]].kind;
        if (!places[i].placed) continue;
        write_name(table, kind, true, text);
        mark_leader(canvas, theme, &places[i], fan->to[row_of[i]], inspector_color(window, kind));
        draw_plate(window, places[i].area, text, inspector_color(window, kind));
    }
}

static void draw_boxes(Window *window, const Fan *fan) {
    Canvas *canvas = ui_canvas(window->ui);
    const InspectorTable *table = fan->table;
    bool boxed = inspector_box(table) > 0;
    if (boxed)
        draw_box(canvas, fan->head, fan->box_x, fan->box_y, &looks[INSPECTOR_DIRECTION],
                 inspector_color(window, INSPECTOR_DIRECTION));
    for (int i = 0; i < table->count; i++) {
        const InspectorRow *row = &table->rows[i];
        Color color = inspector_color(window, row->kind);
        if (row->kind == INSPECTOR_ROOT)
            draw_box(canvas, fan->head, fabs(row->value[0]) * fan->scale, fabs(row->value[1]) * fan->scale,
                     &looks[row->kind], color);
        if (row->kind == INSPECTOR_CLIPPED) {
            draw_circle(canvas, fan->head, hypot(row->value[0], row->value[1]) * fan->scale, color);
            draw_thread(canvas, fan->sampled, fan->clipped, color);
        }
        if (row->kind == INSPECTOR_MEAN && boxed) draw_thread(canvas, fan->to[i], fan->scaled, color);
    }
    if (boxed) draw_shares(window, fan);
}

/* The longest first: what is shorter and lies along it stays visible. */
static void sort_arrows(const Fan *fan, int order[INSPECTOR_ROWS_MAX]) {
    for (int i = 0; i < fan->table->count; i++) {
        int place = i;
        for (; place > 0 && arrow_length(fan, i) > arrow_length(fan, order[place - 1]); place--)
            order[place] = order[place - 1];
        order[place] = i;
    }
}

static void draw_arrows(Window *window, const Fan *fan) {
    Canvas *canvas = ui_canvas(window->ui);
    const Theme *theme = ui_theme(window->ui);
    const InspectorTable *table = fan->table;
    Rect names[2];
    int order[INSPECTOR_ROWS_MAX];
    sort_arrows(fan, order);
    for (int k = 0; k < table->count; k++) {
        int i = order[k];
        InspectorKind kind = table->rows[i].kind;
        if (looks[kind].tag)
            draw_arrow(canvas, theme, fan->from[i], fan->to[i], &looks[kind], inspector_color(window, kind));
    }
    if (inspector_box(table) > 0) draw_share_texts(window, fan);
    mark_head(canvas, theme, fan->head, theme_run(theme, window->scene.runs[inspector_run(window)].colour));
    int name_count = draw_box_names(window, fan, names);
    draw_tags(window, fan, names, name_count);
}

static void draw(Window *window, void (*part)(Window *window, const Fan *fan)) {
    /* They lie in the plane, not on a relief. */
    if (inspector_run(window) < 0 || map_is_relief(window->map)) return;
    InspectorTable table;
    Fan fan;
    inspector_now(window, &table);
    if (!lay_out(window, &table, &fan)) return;
    canvas_push_clip(ui_canvas(window->ui), map_frame(window->map));
    part(window, &fan);
    canvas_pop_clip(ui_canvas(window->ui));
}

void inspector_draw_boxes(Window *window) {
    draw(window, draw_boxes);
}

void inspector_draw_arrows(Window *window) {
    draw(window, draw_arrows);
    draw(window, draw_key);
}

#include "tooltip.h"

#include "landmarks.h"
#include "marks.h"
#include "number.h"
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const float WIDTH = 250, NARROW = 204, PADDING = 13, TOP = 20, PITCH = 24, SENTENCE_PITCH = 18,
                   AWAY = 30, LEADER_MOST = 60, MARK = 8.5f;

static void add_row(Tooltip *tooltip, const char *label, double value) {
    snprintf(tooltip->labels[tooltip->rows], TOOLTIP_TEXT, "%s", label);
    char text[NUMBER_SIZE];
    bool long_exponent = fabs(value) < 1e-9 || fabs(value) >= 1e10; /* one digit less has the same width */
    number_format(text, value, long_exponent ? 3 : 4);
    snprintf(tooltip->values[tooltip->rows], TOOLTIP_TEXT, "%s", text);
    tooltip->rows++;
}

static const char *fixed(char *text, size_t size, double value, int decimals) {
    bool zero = fabs(value) < 0.5 * pow(10, -decimals); /* as it is shown: without a sign */
    snprintf(text, size, "%s%.*f", value < 0 && !zero ? "\u2212" : "", decimals, fabs(value));
    return text;
}

/* As many decimals as places `unit` apart need. */
static void add_place(Tooltip *tooltip, const double w[2], double unit) {
    double decimals = fmin(fmax(ceil(-log10(unit)), 0), 12);
    char x[TOOLTIP_TEXT / 3], y[TOOLTIP_TEXT / 3];
    snprintf(tooltip->labels[0], TOOLTIP_TEXT, "x, y");
    tooltip->rows = 1;
    if (fmax(fabs(w[0]), fabs(w[1])) < 1e5) {
        snprintf(tooltip->values[0], TOOLTIP_TEXT, "%s,  %s", fixed(x, sizeof x, w[0], (int)decimals),
                 fixed(y, sizeof y, w[1], (int)decimals));
    } else {
        char left[NUMBER_SIZE], right[NUMBER_SIZE];
        snprintf(tooltip->values[0], TOOLTIP_TEXT, "%s,  %s", number_format(left, w[0], 4),
                 number_format(right, w[1], 4));
    }
}

Tooltip tooltip_for(const Surface *surface, World world, double unit) {
    Tooltip tooltip = {.rows = 0};
    double w[2] = {world.x, world.y}, gradient[2], hessian[3], eigenvalues[2];
    tooltip.loss = surface_loss(surface, w, gradient, hessian);
    add_place(&tooltip, w, unit);
    add_row(&tooltip, "Loss L", tooltip.loss);
    if (isnan(tooltip.loss)) {
        snprintf(tooltip.sentence, TOOLTIP_TEXT, "The formula has no value here");
        return tooltip;
    }
    add_row(&tooltip, "Gradient |g|", sqrt(gradient[0] * gradient[0] + gradient[1] * gradient[1]));
    symmetric_eigenvalues(hessian, eigenvalues, NULL);
    add_row(&tooltip, "Hessian \u03bb_{max}", eigenvalues[0]);
    add_row(&tooltip, "Hessian \u03bb_{min}", eigenvalues[1]);
    if (!isfinite(eigenvalues[0])) return tooltip;
    if (eigenvalues[0] > 0) {
        number_format(tooltip.limit, 2 / eigenvalues[0], 3);
        snprintf(tooltip.sentence, TOOLTIP_TEXT, "Stability limit of the\nlearning rate at this point");
    } else {
        snprintf(tooltip.limit, TOOLTIP_TEXT, "\u2013");
        snprintf(tooltip.sentence, TOOLTIP_TEXT, "Nothing curves upwards here:\nno rate can settle");
    }
    return tooltip;
}

Tooltip tooltip_for_landmark(const Landmark *landmark, double unit) {
    static const struct {
        const char *title, *sentence;
    } texts[CRITICAL_KIND_COUNT] = {
        [CRITICAL_MINIMUM] = {"Minimum", "Stability limit of the\nlearning rate at this minimum"},
        [CRITICAL_MAXIMUM] = {"Maximum", "Curves down every way"},
        [CRITICAL_SADDLE] = {"Saddle point", "Curves up one way\nand down another"},
        [CRITICAL_DEGENERATE] = {"Degenerate point",
                                 "An eigenvalue is zero: the\nHessian does not tell its kind"},
    };
    Tooltip tooltip = {.loss = landmark->loss};
    snprintf(tooltip.title, sizeof tooltip.title, "%s", texts[landmark->kind].title);
    add_place(&tooltip, landmark->at, unit);
    add_row(&tooltip, "Loss L", landmark->loss);
    if (landmark->kink) {
        snprintf(tooltip.sentence, TOOLTIP_TEXT, "The slope jumps here:\nthe tip has no curvature");
        return tooltip;
    }
    add_row(&tooltip, "Hessian \u03bb_{max}", landmark->eigenvalues[0]);
    add_row(&tooltip, "Hessian \u03bb_{min}", landmark->eigenvalues[1]);
    if (landmark->kind == CRITICAL_MINIMUM && landmark->eigenvalues[0] > 0)
        number_format(tooltip.limit, 2 / landmark->eigenvalues[0], 3);
    snprintf(tooltip.sentence, TOOLTIP_TEXT, "%s", texts[landmark->kind].sentence);
    return tooltip;
}

static int sentence_lines(const Tooltip *tooltip) {
    if (!tooltip->sentence[0]) return 0;
    return strchr(tooltip->sentence, '\n') ? 2 : 1;
}

static float tooltip_height(const Tooltip *tooltip) {
    float height = 2 * TOP - 4 + PITCH * (float)(tooltip->rows - 1 + (tooltip->title[0] != 0));
    if (tooltip->limit[0] || sentence_lines(tooltip) > 0) height += 12;
    if (tooltip->limit[0]) height += PITCH - 1;
    return height + SENTENCE_PITCH * (float)sentence_lines(tooltip);
}

/* Closer than a few pixels counts. */
static bool touch(Rect a, Rect b) {
    const float gap = 4;
    return a.x < b.x + b.w + gap && b.x < a.x + a.w + gap && a.y < b.y + b.h + gap && b.y < a.y + a.h + gap;
}

static float clamp(float value, float low, float high) {
    return value > high ? high : value < low ? low : value;
}

/* Where the card may stand: beside the point, above or below it; what of the card lies before the point, of
 * its height or width; and how much worse than the first that is. */
static const struct {
    int x, y;
    float before, fault;
} places[] = {{1, 0, 0.5f, 0},     {-1, 0, 0.5f, 0},    {1, 0, 0.1f, 1},    {-1, 0, 0.1f, 1},
              {1, 0, 0.9f, 2},     {-1, 0, 0.9f, 2},    {1, 0, 0.3f, 2.5f}, {-1, 0, 0.3f, 2.5f},
              {1, 0, 0.7f, 2.5f},  {-1, 0, 0.7f, 2.5f}, {0, -1, 0.5f, 3},   {0, 1, 0.5f, 3},
              {0, -1, 0.1f, 4},    {0, -1, 0.9f, 4},    {0, 1, 0.1f, 4},    {0, 1, 0.9f, 4},
              {0, -1, 0.3f, 4.5f}, {0, -1, 0.7f, 4.5f}, {0, 1, 0.3f, 4.5f}, {0, 1, 0.7f, 4.5f}};
static const float COVERS_NAME = 24, COVERS_MARK = 8, UNDER_ONE = 200, TOO_CLOSE = 50, OUTSIDE = 1000,
                   FAR = 5, PER_PIXEL_FAR = 0.02f, INSET = 8, LATTICE = 24;

/* A place for the card that is looked at, and the best so far. */
typedef struct Choice {
    const TooltipGround *ground;
    Rect best;
    float fewest;
} Choice;

static void offer(Choice *choice, Rect area, float faults) {
    const TooltipGround *ground = choice->ground;
    const Rect *frame = &ground->frame;
    if (area.x < frame->x + INSET || area.x + area.w > frame->x + frame->w - INSET ||
        area.y < frame->y + INSET || area.y + area.h > frame->y + frame->h - INSET)
        faults += OUTSIDE;
    for (int k = 0; k < ground->count; k++)
        faults += !touch(area, ground->covered[k]) ? 0 : k < ground->name_count ? COVERS_NAME : COVERS_MARK;
    for (int k = 0; k < ground->above_count; k++) faults += touch(area, ground->above[k]) ? UNDER_ONE : 0;
    if (faults < choice->fewest) choice->fewest = faults, choice->best = area;
}

static void offer_beside(Choice *choice, Point point, float away, float faults) {
    Rect frame = choice->ground->frame, area = choice->best;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        float before = places[i].before;
        float beside = places[i].x > 0 ? point.x + away : point.x - away - area.w;
        float above = places[i].y > 0 ? point.y + away : point.y - away - area.h;
        area.x = places[i].x
                     ? beside
                     : clamp(point.x - before * area.w, frame.x + INSET, frame.x + frame.w - INSET - area.w);
        area.y = places[i].y
                     ? above
                     : clamp(point.y - before * area.h, frame.y + INSET, frame.y + frame.h - INSET - area.h);
        offer(choice, area, faults + places[i].fault);
    }
}

/* On a lattice that does not move with the point, so that the card stays while the pointer wanders. */
static void offer_far(Choice *choice, Point point, float away) {
    Rect frame = choice->ground->frame, area = choice->best;
    float across = frame.w - 2 * INSET - area.w, down = frame.h - 2 * INSET - area.h,
          columns = ceilf(across / LATTICE), rows = ceilf(down / LATTICE);
    for (float i = 0; i <= columns; i++)
        for (float j = 0; j <= rows; j++) {
            area.x = frame.x + INSET + across * i / fmaxf(columns, 1);
            area.y = frame.y + INSET + down * j / fmaxf(rows, 1);
            float dx = point.x - clamp(point.x, area.x, area.x + area.w),
                  dy = point.y - clamp(point.y, area.y, area.y + area.h), distance = hypotf(dx, dy);
            if (distance >= away) offer(choice, area, FAR + PER_PIXEL_FAR * (distance - away));
        }
}

Rect tooltip_area(const Tooltip *tooltip, const TooltipGround *ground, Point point) {
    float width = fminf(WIDTH, fmaxf(NARROW, ground->frame.w / 4)); /* a quarter of a small map */
    float away = fmaxf(AWAY, ground->clearance);
    Choice choice = {ground, {0, 0, width, tooltip_height(tooltip)}, INFINITY};
    offer_beside(&choice, point, away, 0);
    offer_far(&choice, point, away);
    offer_beside(&choice, point, AWAY, TOO_CLOSE);
    return (Rect){rintf(choice.best.x), rintf(choice.best.y), choice.best.w, choice.best.h};
}

/* From the mark to the card's nearest edge; none where something is drawn between them. */
static void draw_leader(Canvas *canvas, const Theme *theme, Rect area, Point point) {
    Point edge = {clamp(point.x, area.x, area.x + area.w), clamp(point.y, area.y, area.y + area.h)};
    float dx = edge.x - point.x, dy = edge.y - point.y, length = hypotf(dx, dy);
    if (length > LEADER_MOST || length <= MARK) return;
    Point line[2] = {{point.x + dx * MARK / length, point.y + dy * MARK / length}, edge};
    canvas_polyline(canvas, line, 2, 3.5f, 0, 0, theme->casing);
    canvas_polyline(canvas, line, 2, 1.5f, 0, 0, theme->text1);
}

void tooltip_draw(const Tooltip *tooltip, Canvas *canvas, const Theme *theme, Rect area, Point point) {
    draw_leader(canvas, theme, area, point);
    mark_probe(canvas, theme, point);

    canvas_round_rect(canvas, area, CARD_RADIUS, theme->bg1);
    canvas_round_rect_border(canvas, area, CARD_RADIUS, 1, theme->line2);
    TextStyle label = {NORMAL_TEXT, WEIGHT_REGULAR, ALIGN_LEFT, false};
    TextStyle value = {NORMAL_TEXT, WEIGHT_MEDIUM, ALIGN_RIGHT, true};
    float left = area.x + PADDING, end = area.x + area.w - PADDING, y = area.y + TOP;
    if (tooltip->title[0]) {
        TextStyle title = {NORMAL_TEXT, WEIGHT_SEMIBOLD, ALIGN_LEFT, false};
        canvas_text(canvas, title, tooltip->title, (Point){left, text_baseline(y, NORMAL_TEXT)}, 0,
                    theme->text1);
        y += PITCH;
    }
    for (int i = 0; i < tooltip->rows; i++, y += PITCH) {
        float baseline = text_baseline(y, NORMAL_TEXT);
        text_markup(canvas, label, tooltip->labels[i], (Point){left, baseline}, theme->text2);
        canvas_text(canvas, value, tooltip->values[i], (Point){end, baseline}, 0, theme->text1);
    }
    if (!tooltip->limit[0] && !tooltip->sentence[0]) return;
    float rule = rintf(y - PITCH + 16);
    canvas_horizontal_line(canvas, left, rule, area.w - 2 * PADDING, 1, theme->line2);
    y = rule + 16;
    if (tooltip->limit[0]) {
        label.weight = value.weight = WEIGHT_SEMIBOLD;
        float baseline = text_baseline(y, NORMAL_TEXT);
        text_markup(canvas, label, "2 / \u03bb_{max}", (Point){left, baseline}, theme->accent_text);
        canvas_text(canvas, value, tooltip->limit, (Point){end, baseline}, 0, theme->accent_text);
        y += PITCH - 2;
    }
    TextStyle small = {SMALL_TEXT, WEIGHT_REGULAR, ALIGN_LEFT, false};
    char lines[TOOLTIP_TEXT], *rest = lines;
    memcpy(lines, tooltip->sentence, sizeof lines);
    for (char *line; (line = strsep(&rest, "\n")) != NULL; y += SENTENCE_PITCH) {
        canvas_text(canvas, small, line, (Point){left, text_baseline(y, SMALL_TEXT)}, 0, theme->text2);
    }
}

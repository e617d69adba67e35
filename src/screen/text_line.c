/* Text on top of a canvas: sub- and superscripts, centring, ellipses, paragraphs. */
#include "text.h"

#include "theme.h"

#include <string.h>

enum { STRING_MAX = 1024 };

float text_baseline(float centre, float size) {
    return centre + 0.364f * size;
}

/* A piece of markup: normal text, or what stands in _{} or ^{}. */
typedef struct Piece {
    char text[STRING_MAX];
    float size, drop; /* of the style's size; drop: downwards from the baseline */
} Piece;

/* Takes the next piece off `text`; NULL at the end. */
static const char *next_piece(const char *text, Piece *piece) {
    if (!*text) return NULL;
    size_t length = 0;
    bool script = (text[0] == '_' || text[0] == '^') && text[1] == '{' && strchr(text, '}');
    piece->size = script ? 0.74f : 1;
    piece->drop = !script ? 0 : text[0] == '_' ? 0.18f : -0.36f;
    if (script) {
        text += 2;
        length = strcspn(text, "}");
    } else {
        do length++;
        while (text[length] && !((text[length] == '_' || text[length] == '^') && text[length + 1] == '{'));
    }
    size_t kept = length < STRING_MAX ? length : STRING_MAX - 1;
    memcpy(piece->text, text, kept);
    piece->text[kept] = '\0';
    return text + length + (script ? 1 : 0);
}

static float pieces(Canvas *canvas, TextStyle style, const char *text, const Point *position, Color color) {
    Piece piece;
    TextStyle own = style;
    own.align = ALIGN_LEFT;
    float x = 0;
    while ((text = next_piece(text, &piece))) {
        own.size = style.size * piece.size;
        if (position)
            canvas_text(canvas, own, piece.text,
                        (Point){position->x + x, position->y + piece.drop * style.size}, 0, color);
        x += canvas_text_width(canvas, own, piece.text);
    }
    return x;
}

float text_markup_width(Canvas *canvas, TextStyle style, const char *text) {
    return pieces(canvas, style, text, NULL, (Color){0});
}

void text_markup(Canvas *canvas, TextStyle style, const char *text, Point position, Color color) {
    if (style.align != ALIGN_LEFT) {
        float width = text_markup_width(canvas, style, text);
        position.x -= style.align == ALIGN_CENTRE ? 0.5f * width : width;
    }
    pieces(canvas, style, text, &position, color);
}

/* Shortens `text` by whole characters until it fits with "…" after it. */
static void shorten(Canvas *canvas, TextStyle style, char *text, float room) {
    size_t length = strlen(text);
    while (length > 0) {
        do length--;
        while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80);
        while (length > 0 && text[length - 1] == ' ') length--;
        strcpy(text + length, "…");
        if (text_markup_width(canvas, style, text) <= room) return;
    }
}

float text_line(Canvas *canvas, TextStyle style, const char *text, Rect area, Color color) {
    float width = text_markup_width(canvas, style, text);
    char shorter[STRING_MAX + 4];
    if (width > area.w + 0.5f && strlen(text) < STRING_MAX) {
        canvas_note_shortened(canvas, text);
        strcpy(shorter, text);
        shorten(canvas, style, shorter, area.w);
        text = shorter;
        width = text_markup_width(canvas, style, text);
    }
    float x = style.align == ALIGN_LEFT     ? area.x
              : style.align == ALIGN_CENTRE ? area.x + 0.5f * (area.w - width)
                                            : area.x + area.w - width;
    Point position = {x, text_baseline(area.y + 0.5f * area.h, style.size)};
    pieces(canvas, style, text, &position, color);
    return width;
}

float text_paragraph(Canvas *canvas, TextStyle style, const char *text, Rect area, Color color) {
    float pitch = LINE_HEIGHT * style.size / NORMAL_TEXT, y = area.y;
    style.align = ALIGN_LEFT;
    while (*text) {
        char line[STRING_MAX] = "";
        size_t used = 0; /* of text, up to the end of the last word that fits */
        for (size_t end = 0; text[end] && end < STRING_MAX - 1;) {
            end += strspn(text + end, " ");
            end += strcspn(text + end, " \n");
            if (end >= STRING_MAX) break;
            memcpy(line, text, end);
            line[end] = '\0';
            if (used > 0 && text_markup_width(canvas, style, line) > area.w) break;
            used = end;
            if (text[end] == '\n') break;
        }
        memcpy(line, text, used);
        line[used] = '\0';
        if (color.a)
            text_markup(canvas, style, line, (Point){area.x, text_baseline(y + 0.5f * pitch, style.size)},
                        color);
        y += pitch;
        text += used;
        if (*text == '\n')
            text++;
        else
            text += strspn(text, " ");
        if (used == 0 && *text) text++;
    }
    return y - area.y;
}

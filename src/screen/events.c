#include "events.h"

#include <SDL.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

static const struct KeyName {
    Key key;
    SDL_Keycode sdl;
    const char *name; /* NULL: another key of the same meaning */
} key_names[] = {
    {KEY_BACKSPACE, SDLK_BACKSPACE, "Backspace"},
    {KEY_TAB, SDLK_TAB, "Tab"},
    {KEY_ENTER, SDLK_RETURN, "Enter"},
    {KEY_ENTER, SDLK_KP_ENTER, NULL},
    {KEY_ESCAPE, SDLK_ESCAPE, "Escape"},
    {KEY_ESCAPE, SDLK_ESCAPE, "Esc"},
    {KEY_SPACE, SDLK_SPACE, "Space"},
    {KEY_PLUS, SDLK_PLUS, "Plus"},
    {KEY_PLUS, SDLK_EQUALS, "+"}, /* the key beside backspace, with or without Shift */
    {KEY_PLUS, SDLK_KP_PLUS, NULL},
    {KEY_MINUS, SDLK_MINUS, "Minus"},
    {KEY_MINUS, SDLK_KP_MINUS, "-"},
    {KEY_LEFT_BRACKET, SDLK_LEFTBRACKET, "["},
    {KEY_RIGHT_BRACKET, SDLK_RIGHTBRACKET, "]"},
    {KEY_COMMA, SDLK_COMMA, "Comma"},
    {KEY_DELETE, SDLK_DELETE, "Delete"},
    {KEY_LEFT, SDLK_LEFT, "Left"},
    {KEY_RIGHT, SDLK_RIGHT, "Right"},
    {KEY_UP, SDLK_UP, "Up"},
    {KEY_DOWN, SDLK_DOWN, "Down"},
    {KEY_HOME, SDLK_HOME, "Home"},
    {KEY_END, SDLK_END, "End"},
    {KEY_PAGE_UP, SDLK_PAGEUP, "PageUp"},
    {KEY_PAGE_DOWN, SDLK_PAGEDOWN, "PageDown"},
    {KEY_F1, SDLK_F1, "F1"},
    {KEY_F2, SDLK_F2, "F2"},
    {KEY_F11, SDLK_F11, "F11"},
};
enum { KEY_NAME_COUNT = sizeof key_names / sizeof key_names[0] };

static const struct ModifierName {
    const char *name;
    unsigned modifier;
} modifier_names[] = {
    {"ctrl", MODIFIER_CONTROL},
    {"control", MODIFIER_CONTROL},
    {"shift", MODIFIER_SHIFT},
    {"alt", MODIFIER_ALT},
};
enum { MODIFIER_NAME_COUNT = sizeof modifier_names / sizeof modifier_names[0] };

static bool is_letter_or_digit(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static Key key_upper(int c) {
    return (Key)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

static Key key_from_name(const char *name) {
    if (is_letter_or_digit(name[0]) && name[1] == 0) return key_upper(name[0]);
    for (int i = 0; i < KEY_NAME_COUNT; i++)
        if (key_names[i].name && strcasecmp(key_names[i].name, name) == 0) return key_names[i].key;
    return KEY_NONE;
}

bool event_parse_key(const char *name, Key *key, unsigned *modifiers) {
    *modifiers = 0;
    for (;;) {
        const char *plus = strchr(name, '+');
        if (!plus || plus == name || plus[1] == 0) break;
        bool known = false;
        for (int i = 0; i < MODIFIER_NAME_COUNT; i++) {
            size_t length = strlen(modifier_names[i].name);
            if (length == (size_t)(plus - name) && strncasecmp(name, modifier_names[i].name, length) == 0) {
                *modifiers |= modifier_names[i].modifier;
                known = true;
            }
        }
        if (!known) return false;
        name = plus + 1;
    }
    *key = key_from_name(name);
    return *key != KEY_NONE;
}

const char *event_key_name(Key key, char text[16]) {
    text[0] = is_letter_or_digit((int)key) && key_upper((int)key) == key ? (char)key : 0;
    text[1] = 0;
    for (int i = 0; i < KEY_NAME_COUNT && !text[0]; i++)
        if (key_names[i].key == key && key_names[i].name) strncpy(text, key_names[i].name, 15)[15] = 0;
    return text;
}

static Key key_from_sdl(SDL_Keycode code) {
    for (int i = 0; i < KEY_NAME_COUNT; i++)
        if (key_names[i].sdl == code) return key_names[i].key;
    return code < 128 && is_letter_or_digit((int)code) ? key_upper((int)code) : KEY_NONE;
}

static unsigned modifiers_from_sdl(unsigned state) {
    unsigned modifiers = 0;
    if (state & KMOD_SHIFT) modifiers |= MODIFIER_SHIFT;
    if (state & (KMOD_CTRL | KMOD_GUI)) modifiers |= MODIFIER_CONTROL;
    if (state & KMOD_ALT) modifiers |= MODIFIER_ALT;
    return modifiers;
}

static bool button_from_sdl(int button, MouseButton *plain) {
    static const int buttons[BUTTON_COUNT] = {SDL_BUTTON_LEFT, SDL_BUTTON_MIDDLE, SDL_BUTTON_RIGHT};
    for (int i = 0; i < BUTTON_COUNT; i++)
        if (buttons[i] == button) {
            *plain = (MouseButton)i;
            return true;
        }
    return false;
}

static bool window_event_from_sdl(const SDL_WindowEvent *sdl, Event *event) {
    switch (sdl->event) {
    case SDL_WINDOWEVENT_SIZE_CHANGED: event->kind = EVENT_RESIZE; return true;
    case SDL_WINDOWEVENT_LEAVE: event->kind = EVENT_LEAVE; return true;
    case SDL_WINDOWEVENT_EXPOSED:
    case SDL_WINDOWEVENT_SHOWN:
    case SDL_WINDOWEVENT_RESTORED: event->kind = EVENT_REDRAW; return true;
    case SDL_WINDOWEVENT_DISPLAY_CHANGED: event->kind = EVENT_RESIZE; return true;
    case SDL_WINDOWEVENT_CLOSE: event->kind = EVENT_QUIT; return true;
    default: return false;
    }
}

bool event_from_sdl(const union SDL_Event *sdl, EventScale scale, Event *event) {
    float unit = scale.pixels / scale.scale;
    *event = (Event){.modifiers = modifiers_from_sdl((unsigned)SDL_GetModState())};
    switch (sdl->type) {
    case SDL_MOUSEMOTION:
        event->kind = EVENT_MOVE;
        event->x = (float)sdl->motion.x * unit;
        event->y = (float)sdl->motion.y * unit;
        return true;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        event->kind = sdl->type == SDL_MOUSEBUTTONDOWN ? EVENT_DOWN : EVENT_UP;
        event->x = (float)sdl->button.x * unit;
        event->y = (float)sdl->button.y * unit;
        event->clicks = sdl->button.clicks;
        return button_from_sdl(sdl->button.button, &event->button);
    case SDL_MOUSEWHEEL:
        event->kind = EVENT_WHEEL;
        event->x = (float)sdl->wheel.mouseX * unit;
        event->y = (float)sdl->wheel.mouseY * unit;
        event->notches =
            sdl->wheel.preciseY * (sdl->wheel.direction == SDL_MOUSEWHEEL_FLIPPED ? -1.0f : 1.0f);
        return event->notches != 0;
    case SDL_KEYDOWN:
        event->kind = EVENT_KEY;
        event->key = key_from_sdl(sdl->key.keysym.sym);
        event->modifiers = modifiers_from_sdl(sdl->key.keysym.mod);
        return event->key != KEY_NONE;
    case SDL_TEXTINPUT:
        event->kind = EVENT_TEXT;
        SDL_strlcpy(event->text, sdl->text.text, sizeof event->text);
        return true;
    case SDL_DROPFILE:
        event->kind = EVENT_DROP;
        event->path = sdl->drop.file;
        return event->path != NULL;
    case SDL_WINDOWEVENT: return window_event_from_sdl(&sdl->window, event);
    case SDL_RENDER_TARGETS_RESET:
    case SDL_RENDER_DEVICE_RESET: event->kind = EVENT_REDRAW; return true;
    case SDL_QUIT: event->kind = EVENT_QUIT; return true;
    default: return false;
    }
}

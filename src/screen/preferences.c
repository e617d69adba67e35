#include "preferences.h"

#include "files/output.h"
#include "files/settings.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Preferences preferences_default(void) {
    Preferences preferences = {.plots = {PLOT_QUANTITY_LOSS, PLOT_QUANTITY_RATE}};
    for (int i = 0; i < OVERLAY_COUNT; i++) preferences.overlay_on[i] = overlays[i].on;
    return preferences;
}

bool preferences_path(char *path, size_t size) {
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    int length;
    if (config && config[0] == '/')
        length = snprintf(path, size, "%s/slalom/settings", config);
    else if (home && home[0] == '/')
        length = snprintf(path, size, "%s/.config/slalom/settings", home);
    else
        return false;
    return length > 0 && (size_t)length < size;
}

/* ---- the names of what is chosen ---- */

static const char *theme_name(int i) {
    return theme_at(i)->name;
}
static const char *palette_name(int i) {
    return palettes[i].name;
}
static const char *overlay_name(int i) {
    return overlays[i].name;
}
static const char *quantity_name(int i) {
    return plot_quantities[i].name;
}

typedef struct Names {
    const char *(*name)(int index);
    int count;
} Names;

static bool read_name(const Settings *settings, const Setting *setting, Names names, int *index,
                      Error *error) {
    const char *text;
    if (!settings_text(settings, setting, &text, error)) return false;
    for (*index = 0; *index < names.count; ++*index)
        if (strcmp(names.name(*index), text) == 0) return true;
    return settings_refuse(settings, setting, error, names.name(0), "%s: \"%s\" is not known",
                           settings_name(setting) ? settings_name(setting) : "name", text);
}

/* ---- one kind of value after the other ---- */

typedef struct Entry Entry;
struct Entry {
    const char *name;
    size_t place; /* in Preferences */
    bool (*read)(const Entry *entry, const Settings *settings, const Setting *setting, void *value,
                 Error *error);
    void (*write)(const Entry *entry, FILE *stream, const void *value);
    Names names;
    size_t size;
};

static bool read_choice(const Entry *entry, const Settings *settings, const Setting *setting, void *value,
                        Error *error) {
    return read_name(settings, setting, entry->names, value, error);
}
static void write_choice(const Entry *entry, FILE *stream, const void *value) {
    fprintf(stream, "\"%s\"", entry->names.name(*(const int *)value));
}

static bool read_switch(const Entry *entry, const Settings *settings, const Setting *setting, void *value,
                        Error *error) {
    (void)entry;
    return settings_switch(settings, setting, value, error);
}
static void write_switch(const Entry *entry, FILE *stream, const void *value) {
    (void)entry;
    fputs(*(const bool *)value ? "true" : "false", stream);
}

static bool read_scale(const Entry *entry, const Settings *settings, const Setting *setting, void *value,
                       Error *error) {
    double *scale = value;
    if (!settings_number(settings, setting, scale, error)) return false;
    if (*scale == 0 || (*scale >= 0.5 && *scale <= 4)) return true;
    return settings_refuse(settings, setting, error, "0: as the display has it", "%s: from 0.5 to 4, not %g",
                           entry->name, *scale);
}
static void write_scale(const Entry *entry, FILE *stream, const void *value) {
    (void)entry;
    fprintf(stream, "%.4f", *(const double *)value);
}

static bool read_place(const Entry *entry, const Settings *settings, const Setting *setting, void *value,
                       Error *error) {
    int *place = value;
    if (!settings_list(settings, setting, error)) return false;
    if (settings_length(setting) != 4)
        return settings_refuse(settings, setting, error, "[x, y, width, height]", "%s: four whole numbers",
                               entry->name);
    for (int i = 0; i < 4; i++) {
        int64_t number;
        if (!settings_integer(settings, settings_element(setting, i), i < 2 ? -100000 : 0, 100000, &number,
                              error))
            return false;
        place[i] = (int)number;
    }
    return true;
}
static void write_place(const Entry *entry, FILE *stream, const void *value) {
    const int *place = value;
    (void)entry;
    fprintf(stream, "(%d, %d, %d, %d)", place[0], place[1], place[2], place[3]);
}

/* The names of what is on. */
static bool read_set(const Entry *entry, const Settings *settings, const Setting *setting, void *value,
                     Error *error) {
    bool *on = value;
    if (!settings_list(settings, setting, error)) return false;
    memset(on, 0, entry->size);
    for (int i = 0; i < settings_length(setting); i++) {
        int index;
        if (!read_name(settings, settings_element(setting, i), entry->names, &index, error)) return false;
        on[index] = true;
    }
    return true;
}
static void write_set(const Entry *entry, FILE *stream, const void *value) {
    const bool *on = value;
    const char *comma = "";
    putc('(', stream);
    for (int i = 0; i < entry->names.count; i++) {
        if (!on[i]) continue;
        fprintf(stream, "%s\"%s\"", comma, entry->names.name(i));
        comma = ", ";
    }
    putc(')', stream);
}

static bool read_list(const Entry *entry, const Settings *settings, const Setting *setting, void *value,
                      Error *error) {
    int *list = value, count = (int)(entry->size / sizeof *list);
    if (!settings_list(settings, setting, error)) return false;
    if (settings_length(setting) != count)
        return settings_refuse(settings, setting, error, NULL, "%s: %d names", entry->name, count);
    for (int i = 0; i < count; i++)
        if (!read_name(settings, settings_element(setting, i), entry->names, &list[i], error)) return false;
    return true;
}
static void write_list(const Entry *entry, FILE *stream, const void *value) {
    const int *list = value;
    putc('(', stream);
    for (size_t i = 0; i < entry->size / sizeof *list; i++)
        fprintf(stream, "%s\"%s\"", i ? ", " : "", entry->names.name(list[i]));
    putc(')', stream);
}

static bool read_files(const Entry *entry, const Settings *settings, const Setting *setting, void *value,
                       Error *error) {
    Recent *recent = value;
    (void)entry;
    if (!settings_list(settings, setting, error)) return false;
    *recent = (Recent){0};
    for (int i = 0; i < settings_length(setting) && i < RECENT_MAX; i++) {
        const char *path;
        if (!settings_text(settings, settings_element(setting, i), &path, error)) return false;
        snprintf(recent->paths[i], RECENT_PATH_SIZE, "%s", path);
    }
    return true;
}
/* A path is any bytes; the file is text. */
static void write_files(const Entry *entry, FILE *stream, const void *value) {
    const Recent *recent = value;
    (void)entry;
    putc('(', stream);
    for (int i = 0; i < recent_count(recent); i++) {
        fputs(i ? ",\n          \"" : "\"", stream);
        for (const unsigned char *c = (const unsigned char *)recent->paths[i]; *c; c++)
            fprintf(stream, *c < 32 || *c > 126 || *c == '"' || *c == '\\' ? "\\x%02X" : "%c", *c);
        putc('"', stream);
    }
    putc(')', stream);
}

#define ENTRY(member, kind, ...)                                                                             \
    {                                                                                                        \
#member, offsetof(Preferences, member), read_##kind, write_##kind,                                   \
            {__VA_ARGS__ }, sizeof((Preferences *)0)->member                                                 \
    }

enum { ENTRIES = 12 };

static void list_entries(Entry entries[ENTRIES]) {
    const Entry all[ENTRIES] = {
        ENTRY(theme, choice, theme_name, THEME_COUNT),
        ENTRY(palette, choice, palette_name, palette_count),
        ENTRY(marked, switch, NULL, 0),
        ENTRY(scale, scale, NULL, 0),
        ENTRY(classroom, switch, NULL, 0),
        ENTRY(reduced_motion, switch, NULL, 0),
        ENTRY(words, switch, NULL, 0),
        ENTRY(place, place, NULL, 0),
        ENTRY(overlay_on, set, overlay_name, OVERLAY_COUNT),
        ENTRY(plots, list, quantity_name, PLOT_QUANTITY_COUNT),
        ENTRY(evaluations, switch, NULL, 0),
        ENTRY(recent, files, NULL, 0),
    };
    memcpy(entries, all, sizeof all);
}

/* ---- the file ---- */

static bool read_entries(Preferences *preferences, const Settings *settings, Error *error) {
    Entry entries[ENTRIES];
    const char *known[ENTRIES];
    const Setting *root = settings_root(settings);
    list_entries(entries);
    for (int i = 0; i < ENTRIES; i++) known[i] = entries[i].name;
    if (!settings_check_keys(settings, root, known, ENTRIES, error)) return false;
    for (int i = 0; i < ENTRIES; i++) {
        const Setting *setting = settings_member(root, entries[i].name);
        if (setting &&
            !entries[i].read(&entries[i], settings, setting, (char *)preferences + entries[i].place, error))
            return false;
    }
    return true;
}

bool preferences_read(Preferences *preferences, const char *path, Error *error) {
    *preferences = preferences_default();
    if (access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)) return true;
    Settings *settings = settings_open(path, error);
    bool read = settings && read_entries(preferences, settings, error);
    settings_end(settings);
    if (!read) *preferences = preferences_default();
    return read;
}

/* Makes the folders above a file, as mkdir -p does. */
static void make_folders(const char *path) {
    char folder[1024];
    for (size_t i = 1; path[i] && i < sizeof folder; i++) {
        if (path[i] != '/') continue;
        memcpy(folder, path, i);
        folder[i] = 0;
        mkdir(folder, 0777);
    }
}

bool preferences_write(const Preferences *preferences, const char *path, Error *error) {
    Output output;
    Entry entries[ENTRIES];
    make_folders(path);
    if (!output_open(&output, path, error)) return false;
    fputs("// What the window of Slalom remembers. Written when it is closed.\n", output.stream);
    list_entries(entries);
    for (int i = 0; i < ENTRIES; i++) {
        fprintf(output.stream, "%s = ", entries[i].name);
        entries[i].write(&entries[i], output.stream, (const char *)preferences + entries[i].place);
        fputs(";\n", output.stream);
    }
    return output_commit(&output, error);
}

/* ---- to and from a window ---- */

void preferences_configure(const Preferences *preferences, WindowConfig *config) {
    config->theme = preferences->theme;
    config->palette = preferences->palette;
    config->marked = preferences->marked;
    config->reduced_motion |= preferences->reduced_motion;
    if (preferences->scale > 0) config->scale = (float)preferences->scale;
    if (preferences->place[2] > 0 && preferences->place[3] > 0) {
        config->w = preferences->place[2];
        config->h = preferences->place[3];
    }
}

void preferences_apply(const Preferences *preferences, Window *window) {
    window->classroom = preferences->classroom;
    window->words = preferences->words;
    window->plot_unit = preferences->evaluations ? PLOT_EVALUATIONS : PLOT_STEPS;
    memcpy(window->overlay_on, preferences->overlay_on, sizeof window->overlay_on);
    for (int i = 0; i < WINDOW_PLOTS; i++) window->plots[i].quantity = preferences->plots[i];
    window->recent = preferences->recent;
    recent_prune(&window->recent);
    window->edits++;
}

Preferences preferences_of(const Window *window) {
    Preferences preferences = {.theme = window->theme,
                               .palette = window->palette,
                               .marked = window->marked,
                               .classroom = window->classroom,
                               .reduced_motion = window->config.reduced_motion,
                               .words = window->words,
                               .scale = (double)window->scale,
                               .evaluations = window->plot_unit == PLOT_EVALUATIONS};
    memcpy(preferences.overlay_on, window->overlay_on, sizeof preferences.overlay_on);
    for (int i = 0; i < WINDOW_PLOTS; i++) preferences.plots[i] = window->plots[i].quantity;
    preferences.recent = window->recent;
    return preferences;
}

Preferences preferences_merge(const Preferences *remembered, const Preferences *before,
                              const Preferences *after) {
    Preferences merged = *remembered;
    Entry entries[ENTRIES];
    list_entries(entries);
    for (int i = 0; i < ENTRIES; i++) {
        size_t place = entries[i].place;
        if (memcmp((const char *)before + place, (const char *)after + place, entries[i].size) != 0)
            memcpy((char *)&merged + place, (const char *)after + place, entries[i].size);
    }
    return merged;
}

bool preferences_equal(const Preferences *a, const Preferences *b) {
    Entry entries[ENTRIES];
    bool equal = true;
    list_entries(entries);
    for (int i = 0; i < ENTRIES; i++)
        equal &= memcmp((const char *)a + entries[i].place, (const char *)b + entries[i].place,
                        entries[i].size) == 0;
    return equal;
}

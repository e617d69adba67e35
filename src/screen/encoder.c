#include "encoder.h"

#include "files/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { FORMAT_ARGUMENTS_MAX = 20, ARGUMENTS_MAX = 48, MESSAGE_SIZE = 300 };

/* Codecs want even sides; colours are told apart finely where the format can. */
static const struct Format {
    const char *ending, *muxer;
    const char *arguments[FORMAT_ARGUMENTS_MAX];
} formats[] = {
    {".gif",
     "gif",
     {"-vf",
      "split[all][some];[some]palettegen=stats_mode=single[palette];[all][palette]paletteuse=new=1:dither="
      "none",
      "-loop", "0"}},
    {".mp4",
     "mp4",
     {"-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2,scale=out_color_matrix=bt709:out_range=tv", "-c:v", "libx264",
      "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p", "-colorspace", "bt709", "-movflags",
      "+faststart"}},
    {".webm",
     "webm",
     {"-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2,scale=out_color_matrix=bt709:out_range=tv", "-c:v", "libvpx-vp9",
      "-deadline", "realtime", "-cpu-used", "6", "-row-mt", "1", "-crf", "24", "-b:v", "0", "-pix_fmt",
      "yuv420p", "-colorspace", "bt709"}},
};
enum { FORMATS = sizeof formats / sizeof *formats };

struct Encoder {
    pid_t ffmpeg;
    int pixels; /* the socket it reads from, or -1 */
    FILE *complaints;
    Output output;  /* it writes by name what is held open here */
    size_t picture; /* bytes */
};

static const struct Format *format_of(const char *path) {
    const char *ending = strrchr(path, '.');
    for (int i = 0; ending && i < FORMATS; i++)
        if (strcmp(ending, formats[i].ending) == 0) return &formats[i];
    return NULL;
}

bool encoder_suits(const char *path) {
    return format_of(path) != NULL;
}

const char *encoder_endings(void) {
    return ".gif, .mp4 or .webm";
}

/* ---- start ---- */

/* Starts ffmpeg; `theirs` becomes its standard input. An errno, or 0. */
static int spawn(Encoder *encoder, char *const arguments[], int theirs) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, theirs, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, fileno(encoder->complaints), STDERR_FILENO);
    /* Ctrl-C in the terminal is for us; ffmpeg then gets the end of its input. */
    sigemptyset(&none);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    int failure = posix_spawnp(&encoder->ffmpeg, "ffmpeg", &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (failure) encoder->ffmpeg = 0;
    return failure;
}

static bool start_ffmpeg(Encoder *encoder, const struct Format *format, int w, int h, int rate,
                         Error *error) {
    char size[32], pace[16];
    snprintf(size, sizeof size, "%dx%d", w, h);
    snprintf(pace, sizeof pace, "%d", rate);
    const char *arguments[ARGUMENTS_MAX] = {
        "ffmpeg", "-nostdin", "-hide_banner", "-loglevel",  "error", "-y", "-f",     "rawvideo", "-pix_fmt",
        "bgra",   "-s",       size,           "-framerate", pace,    "-i", "pipe:0", "-an"};
    int count = 0;
    while (arguments[count]) count++;
    for (int i = 0; i < FORMAT_ARGUMENTS_MAX && format->arguments[i]; i++)
        arguments[count++] = format->arguments[i];
    arguments[count++] = "-f";
    arguments[count++] = format->muxer;
    /* A relative name could look like an option or a protocol. */
    char *target = NULL;
    const Output *output = &encoder->output;
    if (asprintf(&target, "file:%s", output->temporary ? output->temporary : output->path) < 0)
        return error_set(error, 0, 0, NULL, "out of memory");
    arguments[count] = target;

    int ends[2], failure = 0;
    encoder->complaints = tmpfile();
    if (!encoder->complaints || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        failure = errno;
    } else {
        /* posix_spawn's argv is char *const[], as exec's, but not written to. */
        failure = spawn(encoder, (char *const *)(uintptr_t)arguments, ends[1]);
        close(ends[1]);
        encoder->pixels = ends[0];
    }
    free(target);
    if (!failure) return true;
    if (failure == ENOENT)
        return error_set(error, 0, 0, "install it: apt-get install ffmpeg",
                         "moving pictures are made by the program ffmpeg, which is not installed");
    return error_set(error, 0, 0, NULL, "cannot start ffmpeg: %s", strerror(failure));
}

Encoder *encoder_start(const char *path, int w, int h, int rate, Error *error) {
    const struct Format *format = format_of(path);
    if (!format) {
        error_set(error, 0, 0, encoder_endings(), "cannot write %.200s as a moving picture", path);
        return NULL;
    }
    Encoder *encoder = calloc(1, sizeof *encoder);
    if (!encoder) {
        error_set(error, 0, 0, NULL, "out of memory");
        return NULL;
    }
    *encoder = (Encoder){.pixels = -1, .picture = (size_t)w * (size_t)h * 4};
    /* First, so that a name that cannot be written is known before the first picture. */
    if (output_open(&encoder->output, path, error)) {
        if (start_ffmpeg(encoder, format, w, h, rate, error)) return encoder;
        encoder_cancel(encoder);
    } else {
        free(encoder);
    }
    return NULL;
}

/* ---- pictures ---- */

bool encoder_add(Encoder *encoder, const uint32_t *pixels) {
    const char *bytes = (const char *)pixels;
    for (size_t sent = 0; sent < encoder->picture;) {
        /* A pipe would end us by SIGPIPE where ffmpeg has ended. */
        ssize_t count = send(encoder->pixels, bytes + sent, encoder->picture - sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        sent += (size_t)count;
    }
    return true;
}

/* ---- the end ---- */

/* What ffmpeg said first, without the names of its parts in front. */
static void first_complaint(FILE *complaints, char message[MESSAGE_SIZE]) {
    snprintf(message, MESSAGE_SIZE, "it said nothing");
    rewind(complaints);
    char line[MESSAGE_SIZE];
    if (!fgets(line, sizeof line, complaints)) return;
    line[strcspn(line, "\n")] = 0;
    const char *text = strstr(line, "] ");
    snprintf(message, MESSAGE_SIZE, "%s", line[0] == '[' && text ? text + 2 : line);
}

/* Closes its input and waits for it; the exit status, or -1. */
static int end_ffmpeg(Encoder *encoder) {
    if (encoder->pixels >= 0) close(encoder->pixels);
    encoder->pixels = -1;
    int status = 0;
    if (!encoder->ffmpeg) return -1;
    while (waitpid(encoder->ffmpeg, &status, 0) < 0)
        if (errno != EINTR) return -1;
    encoder->ffmpeg = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void forget(Encoder *encoder) {
    if (encoder->complaints) fclose(encoder->complaints);
    free(encoder);
}

bool encoder_finish(Encoder *encoder, Error *error) {
    bool ok = end_ffmpeg(encoder) == 0;
    if (ok) {
        ok = output_commit(&encoder->output, error);
    } else {
        char message[MESSAGE_SIZE];
        first_complaint(encoder->complaints, message);
        error_set(error, 0, 0, NULL, "cannot write %.150s: ffmpeg: %s", encoder->output.path, message);
        output_discard(&encoder->output);
    }
    forget(encoder);
    return ok;
}

void encoder_cancel(Encoder *encoder) {
    if (!encoder) return;
    if (encoder->ffmpeg) kill(encoder->ffmpeg, SIGKILL);
    end_ffmpeg(encoder);
    output_discard(&encoder->output);
    forget(encoder);
}

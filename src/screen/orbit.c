#include "orbit.h"

#include <cglm/cglm.h>
#include <math.h>
#include <string.h>

static const float HOME_YAW = -0.43f, HOME_PITCH = 0.8f; /* from the south-west, 46 degrees up */
static const float PITCH_LEAST = 0.06f, PITCH_MOST = 1.55f;
static const float DISTANCE = 3.9f, HEIGHT = 0.45f, TURN = 0.008f; /* radians per pixel */
static const float ZOOM_LEAST = 0.4f, ZOOM_MOST = 16;
static const float LABELS_X = 64, LABELS_Y = 28; /* room for them around the box */

static float clamp(float value, float low, float high) {
    return fminf(fmaxf(value, low), high);
}

Orbit orbit_home(Rect frame, float side_a, float side_b) {
    return (Orbit){
        .frame = frame, .side = {side_a, side_b, HEIGHT}, .yaw = HOME_YAW, .pitch = HOME_PITCH, .zoom = 1};
}

/* The view without focal length and place. */
static OrbitView look(const Orbit *orbit) {
    float yaw = orbit->yaw, pitch = orbit->pitch;
    vec3 target = {0, 0, 0.5f * orbit->side[2]}, north = {0, 0, 1};
    vec3 eye = {sinf(yaw) * cosf(pitch), -cosf(yaw) * cosf(pitch), sinf(pitch)};
    glm_vec3_scale(eye, DISTANCE, eye);
    glm_vec3_add(eye, target, eye);
    mat4 to_eye;
    glm_lookat(eye, target, north, to_eye);
    OrbitView view = {.focal = 1};
    memcpy(view.eye, eye, sizeof eye);
    for (int i = 0; i < 3; i++) {
        view.right[i] = to_eye[i][0];
        view.up[i] = to_eye[i][1];
        view.forward[i] = -to_eye[i][2];
    }
    return view;
}

OrbitView orbit_view(const Orbit *orbit) {
    OrbitView view = look(orbit);
    float low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (int i = 0; i < 8; i++) {
        float corner[3] = {i & 1 ? orbit->side[0] : -orbit->side[0], i & 2 ? orbit->side[1] : -orbit->side[1],
                           i & 4 ? orbit->side[2] : 0};
        Point at = orbit_project(&view, corner, NULL);
        low[0] = fminf(low[0], at.x), high[0] = fmaxf(high[0], at.x);
        low[1] = fminf(low[1], at.y), high[1] = fmaxf(high[1], at.y);
    }
    const Rect *frame = &orbit->frame;
    float room[2] = {fmaxf(frame->w - 2 * LABELS_X, 0.5f * frame->w),
                     fmaxf(frame->h - 2 * LABELS_Y, 0.5f * frame->h)};
    float fit = fminf(room[0] / (high[0] - low[0]), room[1] / (high[1] - low[1]));

    view.focal = fit * orbit->zoom;
    view.x = frame->x + 0.5f * frame->w - 0.5f * (low[0] + high[0]) * view.focal + orbit->shift.x;
    view.y = frame->y + 0.5f * frame->h - 0.5f * (low[1] + high[1]) * view.focal + orbit->shift.y;
    return view;
}

static float dot(const float a[3], const float b[3]) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

Point orbit_project(const OrbitView *view, const float point[3], float *depth) {
    float from_eye[3] = {point[0] - view->eye[0], point[1] - view->eye[1], point[2] - view->eye[2]};
    float away = dot(from_eye, view->forward);
    if (depth) *depth = away;
    return (Point){view->x + view->focal * dot(from_eye, view->right) / away,
                   view->y - view->focal * dot(from_eye, view->up) / away};
}

void orbit_ray(const OrbitView *view, Point at, float direction[3]) {
    float right = (at.x - view->x) / view->focal, up = (view->y - at.y) / view->focal;
    for (int i = 0; i < 3; i++) direction[i] = view->forward[i] + right * view->right[i] + up * view->up[i];
}

Orbit orbit_turned(Orbit orbit, float dx, float dy) {
    orbit.yaw = remainderf(orbit.yaw - TURN * dx, 2 * (float)M_PI);
    orbit.pitch = clamp(orbit.pitch + TURN * dy, PITCH_LEAST, PITCH_MOST);
    return orbit;
}

Orbit orbit_zoomed(Orbit orbit, float factor, Point fixed) {
    OrbitView before = orbit_view(&orbit);
    orbit.zoom = clamp(orbit.zoom * factor, ZOOM_LEAST, ZOOM_MOST);
    OrbitView after = orbit_view(&orbit);
    float grown = after.focal / before.focal;
    orbit.shift.x += fixed.x - (fixed.x - before.x) * grown - after.x;
    orbit.shift.y += fixed.y - (fixed.y - before.y) * grown - after.y;
    return orbit;
}

Orbit orbit_moved(Orbit orbit, float dx, float dy) {
    /* Some of the box stays in the frame. */
    float far_x = 0.5f * orbit.frame.w * (1 + orbit.zoom), far_y = 0.5f * orbit.frame.h * (1 + orbit.zoom);
    orbit.shift.x = clamp(orbit.shift.x + dx, -far_x, far_x);
    orbit.shift.y = clamp(orbit.shift.y + dy, -far_y, far_y);
    return orbit;
}

Orbit orbit_between(const Orbit *from, const Orbit *to, float amount) {
    Orbit between = *to;
    between.yaw = from->yaw + amount * remainderf(to->yaw - from->yaw, 2 * (float)M_PI);
    between.pitch = glm_lerp(from->pitch, to->pitch, amount);
    between.zoom = from->zoom * powf(to->zoom / from->zoom, amount);
    /* The picture's size runs on a logarithmic scale, its place with its size. */
    float grown = to->zoom == from->zoom ? amount : (between.zoom - from->zoom) / (to->zoom - from->zoom);
    between.shift.x = glm_lerp(from->shift.x, to->shift.x, grown);
    between.shift.y = glm_lerp(from->shift.y, to->shift.y, grown);
    return between;
}

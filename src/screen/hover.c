#include "hover.h"

static const float LANDMARK_REACH = 14;

Hover hover_at(const Surface *surface, const Landmarks *landmarks, const Projection *projection,
               const HoverPlace *place) {
    Hover hover = {.on = true, .at = place->pointer};
    double unit = projection->camera->unit[0];
    const Landmark *landmark =
        landmarks ? landmarks_find(landmarks, projection, place->pointer, LANDMARK_REACH) : NULL;
    if (landmark) {
        projection_sight(projection, landmark->at[0], landmark->at[1], 0, &hover.at);
        hover.tooltip = tooltip_for_landmark(landmark, unit);
    } else {
        hover.tooltip = tooltip_for(surface, place->under, unit);
    }
    hover.card = tooltip_area(&hover.tooltip, &place->ground, hover.at);
    return hover;
}

/* The text of Debian's bible-kjv-text: lines, compressed in windows by LZW so that each can be read alone
 * (the "Text Storage Library" of the Bible Retrieval System, Chip Chapin 1993). */
#ifndef TRAINING_WINDOWED_TEXT_H
#define TRAINING_WINDOWED_TEXT_H

#include "core/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether these bytes begin like such a file. */
bool windowed_text_suits(const uint8_t *bytes, size_t size);

/* The whole text, to be freed, from the whole file. NULL and an error with the place where the file is
 * damaged or cut off; error->file is the caller's. */
uint8_t *windowed_text_unpack(const uint8_t *bytes, size_t size, size_t *length, Error *error);

#endif

/* Functions as values: addresses taken and calls through pointers. */
#ifndef CALLCHAIN_PLUGIN_POINTERS_H
#define CALLCHAIN_PLUGIN_POINTERS_H

#include "walk/walk.h"

extern const struct analysis pointers_analysis;

/* A kernel of this pointer's type is launched here. */
void pointers_launch(struct walk *walk, shim_type pointer, uint32_t location);

#endif

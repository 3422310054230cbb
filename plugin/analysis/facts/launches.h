/* What a launch is given, for others that look at what calls give. */
#ifndef CALLCHAIN_PLUGIN_LAUNCHES_H
#define CALLCHAIN_PLUGIN_LAUNCHES_H

#include "walk/walk.h"

/* Grid or block as the expression of the body at hand gives it, with places of parameters (handed_places.h), and what it reads;
 * 0: not known. */
void launches_extent(struct walk *walk, shim_stmt expression, uint32_t text[3], uint32_t *depends);

#endif

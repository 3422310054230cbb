/* The attributes of a launch by cudaLaunchKernelEx: the array that its
 * cudaLaunchConfig_t names, from the array's initialiser and from assignments
 * to its elements (`attrs[0].id = …; attrs[0].val.clusterDim.x = …`). */
#ifndef CALLCHAIN_PLUGIN_LAUNCH_ATTRIBUTES_H
#define CALLCHAIN_PLUGIN_LAUNCH_ATTRIBUTES_H

#include "walk/walk.h"

/* The strings of a CCH_LAUNCH_ATTRIBUTE. */
struct launch_attribute {
    uint32_t name, value[3], when, depends;
    uint32_t handed[3]; /* strings: `value` with places of parameters (handed_places.h); 0: it has none */
};
typedef VECTOR(struct launch_attribute) launch_attributes;

/* Adds those that a cudaLaunchConfig_t, the argument of a launch, names; how many. The guard at hand is the
 * launch's; `before`: assignments_at. */
uint32_t launch_attributes_find(struct walk *walk, launch_attributes *list, shim_stmt argument, size_t before);

uint32_t launch_attributes_text(struct walk *walk, const struct launch_attribute *attributes,
                                uint32_t count); /* a string */
void launch_attributes_write(struct walk *walk, const struct launch_attribute *attributes, uint32_t count,
                             uint32_t launch);

#endif

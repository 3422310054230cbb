/* What flows into a launch. */
#ifndef CALLCHAIN_PLUGIN_FLOW_LAUNCH_H
#define CALLCHAIN_PLUGIN_FLOW_LAUNCH_H

#include "walk/walk.h"

/* At the end of a body: `configuration` (grid, block and shared memory; NULL: defaulted) and, if
 * `arguments`, what the call gives go to these kernels. */
void flow_launch(struct walk *walk, shim_stmt call, const shim_stmt *configuration, bool arguments,
                 const shim_function *kernels, unsigned count, uint32_t location);

#endif

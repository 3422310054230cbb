/* For which devices a kernel is compiled. Private to fit/. */
#ifndef CCH_FIT_CODE_H
#define CCH_FIT_CODE_H

#include "base/buffer.h"
#include "fit/verdicts.h"
#include "graph/view/view.h"
#include "params/devices.h"
#include "params/hardware/hardware.h"

/* `view` is at CCH_LEVEL_INSTANCE. `best` becomes the architecture whose code runs on the device ("sm_80", a string of the graph; 0: none), `compiled`
 * the list of all. 0 or CCH_ERROR_MEMORY. */
int cch_fit_code_find(const cch_view *view, const struct cch_hardware_row *row, const struct cch_device_limits *limits,
                      cch_buffer *compiled, enum cch_fit_code *code, uint32_t *best);

/* Is a kind of pass ("sm_80") one of this very capability? */
bool cch_fit_code_is_for(const char *kind, const struct cch_device_limits *limits);

#endif

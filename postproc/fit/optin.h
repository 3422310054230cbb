/* What the code asks the runtime for before a launch. Private to fit/. */
#ifndef CCH_FIT_OPTIN_H
#define CCH_FIT_OPTIN_H

#include "fit/verdicts.h"
#include "graph_file/range.h"
#include "params/hardware/hardware.h"

struct cch_fit_settings {
    const cch_graph *graph;
    const cch_view *view; /* at CCH_LEVEL_INSTANCE */
    uint32_t *queue;      /* room for its functions */
    unsigned char *seen;  /* by function, zeros */
    cch_way_finder *finder;
    cch_order by_kernel; /* CCH_KERNEL_SETTING */
};

/* Is an attribute whose name holds `attribute` set for what the row's launch has? `wanted`:
 * so much, as a number; CCH_FIT_UNREAD: as much as the expression `text`, or, where that is
 * NULL, anything but 0. 0 or CCH_ERROR_MEMORY. */
int cch_fit_optin_find(const struct cch_fit_settings *settings, const struct cch_hardware_row *row,
                       const char *attribute, int64_t wanted, const char *text, enum cch_fit_optin *optin);

#endif

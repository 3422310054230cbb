/* How the hardware table is to be printed (report.h). */
#ifndef CCH_PARAMS_HARDWARE_LAYOUT_H
#define CCH_PARAMS_HARDWARE_LAYOUT_H

#include "export/table.h"

struct cch_hardware_layout {
    const struct cch_format *format; /* NULL: text, one table a kernel */
    const char *columns;             /* those to be shown, with commas between, or "all"; NULL: as the form is */
    const char *pivot;               /* see report.h; NULL: none */
    size_t most_keys;                /* of a pivot of what varies only the first so many; 0: all */
    size_t width;                    /* a line of text has at most so many characters; 0: as many as it needs */
};

#endif

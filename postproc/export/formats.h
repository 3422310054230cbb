/* The forms. Private to export/. */
#ifndef CCH_EXPORT_FORMATS_H
#define CCH_EXPORT_FORMATS_H

#include "export/table.h"

#define CCH_FORMAT_CONSTANT(place, format) extern const struct cch_format cch_format_##format;
CCH_FORMATS(CCH_FORMAT_CONSTANT)

#endif

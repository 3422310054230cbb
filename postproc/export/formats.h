/* The forms, each a file of its own. Private to export/. */
#ifndef CCH_EXPORT_FORMATS_H
#define CCH_EXPORT_FORMATS_H

#include "export/table.h"

extern const struct cch_format cch_format_text;     /* a header and a line a row, tabs between */
extern const struct cch_format cch_format_json;     /* an array of objects */
extern const struct cch_format cch_format_csv;      /* RFC 4180 */
extern const struct cch_format cch_format_markdown; /* a table of GitHub's kind */

#endif

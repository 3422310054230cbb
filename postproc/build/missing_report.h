/* What a build lacks (missing.h), in its forms. */
#ifndef CCH_BUILD_MISSING_REPORT_H
#define CCH_BUILD_MISSING_REPORT_H

#include "build/missing.h"
#include "export/table.h"

void cch_missing_print_text(FILE *stream, const cch_missing *missing);
void cch_missing_print_json(FILE *stream, const cch_missing *missing);
/* A row for each pass. 0 or CCH_ERROR_MEMORY. */
int cch_missing_print_table(FILE *stream, const cch_missing *missing, const struct cch_format *format);

#endif

/* The hardware table (hardware.h) in its forms. */
#ifndef CCH_PARAMS_HARDWARE_REPORT_H
#define CCH_PARAMS_HARDWARE_REPORT_H

#include <stdio.h>

#include "base/error.h"
#include "params/hardware/layout.h"

struct json_object;

/* Prints a table of rows. As text: what is the same in all rows of a kernel is
 * said once above them, and a line for each row has the columns that vary.
 * A pivot: a line for each combination of the values of these columns that occurs (with
 * commas between; "varying": the template arguments that vary), with what it decides.
 * Errors: CCH_ERROR_USAGE when no kernel has a column that is named, CCH_ERROR_MEMORY. */
int cch_hardware_print(FILE *stream, struct json_object *table, const struct cch_hardware_layout *layout,
                       cch_error *error);

/* The same as JSON row by row: before the first `count` is 0, then it counts them. */
int cch_hardware_print_json_row(FILE *stream, struct json_object *object, size_t *count);
void cch_hardware_print_json_end(FILE *stream, size_t count);

#endif

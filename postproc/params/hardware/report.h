/* The hardware table (hardware.h) in its forms. */
#ifndef CCH_PARAMS_HARDWARE_REPORT_H
#define CCH_PARAMS_HARDWARE_REPORT_H

#include <stdio.h>

#include "base/error.h"
#include "params/hardware/hardware.h"
#include "params/hardware/layout.h"

struct json_object;

/* Prints a table of rows. As text: what is the same in all rows of a kernel is
 * said once above them, and a line for each row has the columns that vary.
 * A pivot: a line for each combination of the values of these columns that occurs (with
 * commas between; "varying": the template arguments that vary), with what it decides.
 * Errors: CCH_ERROR_USAGE when no kernel has a column that is named, CCH_ERROR_MEMORY. */
int cch_hardware_print(FILE *stream, struct json_object *table, const struct cch_hardware_layout *layout,
                       cch_error *error);

/* The table of a program, made and printed. Rows as JSON come out as they are made; of the other forms only the cells
 * are held, for text also the conditions. Errors as for cch_hardware_visit, too. */
int cch_hardware_report(FILE *stream, const cch_program *program, cch_names *names,
                        const struct cch_hardware_request *request, const struct cch_hardware_layout *layout,
                        cch_error *error);

#endif

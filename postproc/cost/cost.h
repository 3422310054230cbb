/* What compiled code costs, joined to a program: bytes, registers, stack, spills and static shared memory of each
 * specialization and architecture, summed up by kernel, operator or a column of the hardware table. */
#ifndef CCH_COST_COST_H
#define CCH_COST_COST_H

#include <stdio.h>

#include "cost/codes.h"
#include "export/table.h"
#include "graph/view/question.h"

struct cch_cost_request {
    const char *const *binaries; /* files */
    size_t binary_count;
    const char *const *logs; /* what ptxas -v or cuobjdump -res-usage printed */
    size_t log_count;
    const char *by;             /* "specialization", "kernel", "operator", "section", or a column (flat.h) */
    const char *const *without; /* "kRows=96": only what no other value of the column uses; all of them */
    size_t without_count;
    const char *was; /* NULL, or a table that cost --json wrote: what changed since */
    bool all;        /* also functions of the binaries that are none of the program's */
};

/* Reads, joins and prints. `question`: a view at CCH_LEVEL_INSTANCE. `summary` is told in words. Errors as for
 * cch_codes_read_binary and cch_hardware_visit; CCH_ERROR_USAGE when no kernel has the column. */
int cch_cost_print(FILE *stream, const cch_question *question, const struct cch_cost_request *request,
                   const struct cch_format *format, char summary[static 512], cch_error *error);

/* The codes' functions in the program, by code: 0, or a function. To free(); NULL: out of memory. *several: how many
 * names are of more than one. */
uint32_t *cch_cost_join(const cch_codes *codes, const cch_view *view, size_t *several);

#endif

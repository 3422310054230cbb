/* The report: a folder of pages that opens from the file system, without a
 * server and without the network, and shows all that a program says: what was
 * read, operators, chains, kernels, parameters, sources.
 *
 *     index.html, assets/   the pages (page/), the same for every program
 *     data/                 pieces (pieces.h), loaded when they are looked at
 *
 * Chains are exact in it as they are in chains.h: an edge of a function as written has
 * the pairs of specializations that it is one of, so that who opens chains step by
 * step keeps the set of specializations that a step can be in, and a step that
 * leads nowhere is not shown.
 *
 * `overview` is written last and is the only piece that names others: a report
 * that was not written to its end opens nothing.
 */
#ifndef CCH_REPORT_REPORT_H
#define CCH_REPORT_REPORT_H

#include "base/error.h"
#include "base/sources.h"
#include "graph/view/question.h"

struct json_object;

struct cch_report_request {
    const char *title;           /* of the pages */
    cch_sources *sources;        /* where sources are; NULL: none are shown */
    const cch_question *old;     /* what the program is compared with, opened as `question` is; NULL: nothing */
    struct json_object *answers; /* a model's, as verify.h has them verified; NULL: none */
    const char *const *binaries; /* compiled code, as cost.h has it */
    size_t binary_count;
    const char *const *logs; /* what ptxas -v or cuobjdump -res-usage printed */
    size_t log_count;
    const char *const *traces; /* as trace.h has them */
    size_t trace_count;
    uint64_t bytes; /* of the graph's file; 0: not known */
};

struct cch_report_summary {
    size_t functions, operators, kernels, launches, entries, sources, missing_sources;
    uint64_t bytes; /* of what was written */
};

/* Writes the report into `folder`, which is made where it is missing; `question->view` is of
 * CCH_LEVEL_SOURCE with closures folded, its naming short. Errors: CCH_ERROR_SYSTEM (a file
 * cannot be written), CCH_ERROR_MEMORY, and as for cch_codes_read_binary and cch_trace_make. */
int cch_report_make(const char *folder, const cch_question *question, const struct cch_report_request *request,
                    struct cch_report_summary *summary, cch_error *error);

#endif

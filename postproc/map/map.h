/* The relationship mapping of a Python code base: which function leads to
 * which, as chains or as a caller → callees object, in the forms that prompts
 * are built from.
 *
 * Chains (`callgraphchain_whole`): one a line, a blank line between two;
 * elements joined by " -> ", each "scope/source": the scope in which a name
 * is called (empty for the starting point) and the dotted name that it
 * resolves to. They start at entry points and end at bindings (or kernels),
 * or, when all are wanted, at any function that calls nothing further.
 *
 * JSON (`callgraphjson_whole`): an object, caller → list of callees, both in
 * the order of names.
 *
 * Equal programs give equal bytes. Chains that read the same appear once.
 */
#ifndef CCH_MAP_MAP_H
#define CCH_MAP_MAP_H

#include <stdbool.h>
#include <stdio.h>

#include "graph/view/program.h"

enum cch_map_mode { CCH_MAP_CHAIN, CCH_MAP_JSON };
enum cch_map_through { CCH_MAP_THROUGH_BINDING, CCH_MAP_THROUGH_KERNEL };

typedef struct cch_map_request {
    enum cch_map_mode mode;
    enum cch_map_through through; /* where chains of CUDA end */
    bool cuda_only;               /* only chains that end so */
    bool certain;                 /* only certain edges */
    bool fold;                    /* closures are part of the function around them (CCH_VIEW_FOLD_LAMBDAS) */
    size_t limit;                 /* of chains; 0: CCH_CHAINS_LIST_MAX */
    const unsigned char *from;    /* by function, 1: chains start here; NULL: at Python's entry points */
} cch_map_request;

typedef struct cch_map_summary {
    char total[64];  /* how many chains there are, in digits, shortened when longer */
    size_t written;  /* chains, or callers */
    bool is_partial; /* some chains were left out */
} cch_map_summary;

/* Writes the mapping to `stream` (whose errors the caller checks). Errors:
 * CCH_ERROR_MEMORY. */
int cch_map_write(const cch_program *program, const cch_map_request *request, FILE *stream, cch_map_summary *summary,
                  cch_error *error);

/* "callgraphchain_whole" or "callgraphjson_whole". */
const char *cch_map_file_name(enum cch_map_mode mode);

#endif

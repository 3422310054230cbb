/* Readable names of functions, built of the graph's entities (schema.h).
 *
 * The short name is the qualified name as people write it, without template
 * arguments: ns::run. The full name has them: ns::run<Traits<64, 128>, true>. A function
 * without an entity is called by its identity.
 *
 * Names are built when first asked for and kept. A name longer than
 * CCH_NAME_MAX bytes ends in "…" there.
 */
#ifndef CCH_GRAPH_NAME_H
#define CCH_GRAPH_NAME_H

#include <stdint.h>

#include "graph_file/graph.h"

#define CCH_NAME_MAX 16384

enum cch_naming { CCH_NAMING_SHORT, CCH_NAMING_FULL, CCH_NAMING_IDENTITY };

typedef struct cch_names cch_names;

/* The graph must outlive the names and not change. NULL: out of memory. */
cch_names *cch_names_new(const cch_graph *graph);
void cch_names_free(cch_names *names); /* NULL is fine */

/* The name of a function row; "" for 0. Lives as long as `names`. Without
 * memory for it, the identity (and base/memory.h knows). One thread at a time. */
const char *cch_names_function(cch_names *names, enum cch_naming naming, uint32_t function);

/* The name of an entity row (a class, say); "" for 0, and without memory. */
const char *cch_names_entity(cch_names *names, enum cch_naming naming, uint32_t entity);

/* Ranks of functions, for stable orders: by name, equal names by identity. */
typedef struct cch_ranks {
    uint32_t *name;     /* by function: equal for equal names; from 1 */
    uint32_t *position; /* by function: all different */
} cch_ranks;

/* Ranks `count` functions (each once); the others get 0. Returns 0 or
 * CCH_ERROR_MEMORY. */
int cch_ranks_make(cch_ranks *ranks, cch_names *names, enum cch_naming naming, const uint32_t *functions, size_t count,
                   uint32_t function_count);
void cch_ranks_release(cch_ranks *ranks);

#endif

/* Functions of one name: which runs is the dispatch key's choice, or that of the arguments.
 *
 * Overloads of one name in a module are alternatives, as are a property's
 * functions to read and to set it, and what libraries that are not told apart
 * call alike. An operator (CCH_BINDING's name) may have functions of several keys (CPU,
 * CUDA, CompositeImplicitAutograd …), in C++ or in Python. Each stands as a
 * certain edge in its own graph; in a program with several, each is possible
 * only. What is registered for Meta computes shapes alone, and what is for
 * Autograd or Autocast runs around the others: these are possible in any case,
 * and make no other one so.
 *
 * For a device, only what runs there is left: the functions of its own key,
 * or, where it has none, those for every device
 * (https://pytorch.org/docs/stable/library.html and c10/core/DispatchKey.h).
 */
#ifndef CCH_GRAPH_ALTERNATIVES_H
#define CCH_GRAPH_ALTERNATIVES_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "graph_file/graph.h"

enum cch_choice {
    CCH_CHOICE_NONE,     /* the one that runs, as far as is known */
    CCH_CHOICE_POSSIBLE, /* one of several, or beside them */
    CCH_CHOICE_SHAPES,   /* possible, and computes shapes alone */
    CCH_CHOICE_EXCLUDED  /* not on the device that was asked for */
};

struct cch_alternative {
    uint32_t name, target; /* functions */
    enum cch_choice choice;
};

typedef struct cch_alternatives {
    struct cch_alternative *items; /* by name, then target; those with a choice */
    size_t count;
    uint32_t *excluded; /* functions that no name runs on the device, in order */
    size_t excluded_count;
} cch_alternatives;

/* `device` is "cuda", "cpu" …, or NULL for any. Errors: CCH_ERROR_MEMORY. */
int cch_alternatives_find(const cch_graph *graph, const char *device, cch_alternatives *alternatives);
void cch_alternatives_release(cch_alternatives *alternatives);

/* Does no operator run the function on the device? Then no dispatch leads to it,
 * as when Python calls the operator by the function's own name. */
int cch_alternatives_excludes(const cch_alternatives *alternatives, uint32_t target);

/* What is known of the edge from a name to its function. */
enum cch_choice cch_alternatives_choice(const cch_alternatives *alternatives, uint32_t name, uint32_t target);

#endif

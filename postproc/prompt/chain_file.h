/* Reading a chain file (`callgraphchain_whole`, map.h) and finding its
 * functions in a program.
 *
 * One chain a line; elements joined by " -> ", each "scope/source". Empty
 * lines and lines that begin with '#' are passed over. An element is found by
 * its source, which must be a whole name (or an identity); of several
 * functions of one name, those are taken that make the chain a path of calls
 * from specialization to specialization (chain_ways.h), the least by identity
 * where several do. Closures that the view shows as part
 * of the function around them are so in the chain, too.
 */
#ifndef CCH_PROMPT_CHAIN_FILE_H
#define CCH_PROMPT_CHAIN_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "graph/view/name.h"
#include "graph/view/view.h"

typedef struct cch_chain_list {
    size_t count;
    size_t *first; /* chain i is functions[first[i]] … functions[first[i + 1] - 1] */
    uint32_t *functions;
    size_t first_capacity, capacity;
    size_t refused;  /* lines that hold no chain of this program */
    char *complaint; /* about the first of them: "line 3: no function 'x'"; or NULL */
} cch_chain_list;

/* Adds the chains of `text` to a list that is full of zeros or was filled by
 * this function. Errors: CCH_ERROR_MEMORY. */
int cch_chain_list_read(cch_chain_list *list, const char *text, size_t length, const cch_view *view, cch_names *names,
                        cch_error *error);
void cch_chain_list_release(cch_chain_list *list);

/* Keeps the chains that start at a function that is marked in `set`. */
void cch_chain_list_keep(cch_chain_list *chains, const unsigned char *set);

#endif

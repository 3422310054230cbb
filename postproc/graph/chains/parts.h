/* The parts of cch_chains_find: counting and listing (chains.h). */
#ifndef CCH_GRAPH_CHAIN_PARTS_H
#define CCH_GRAPH_CHAIN_PARTS_H

#include <gmp.h>

#include "graph/chains/sets.h"

/* Adds the number of chains to `total`; *at_least becomes true where the work
 * bound, or one on the states, made it a lower bound. All return 0 or
 * CCH_ERROR_MEMORY. */
int cch_chains_count(cch_chain_states *states, uint64_t work, mpz_t total, bool *at_least);

/* Fills the list of `chains` with the first `limit` chains. */
int cch_chains_list(cch_chain_states *states, size_t limit, uint64_t work, cch_chains *chains);

/* Count and list of the shortest chains of each pair. */
int cch_chains_shortest(cch_chain_states *states, size_t limit, uint64_t work, mpz_t total, cch_chains *chains);

/* Fills `steps` of the list, which still has vertices in place of functions. */
int cch_chains_mark(const struct cch_between *between, cch_chains *chains);

#endif

/* The parts of cch_chains_find: counting and listing (chains.h). */
#ifndef CCH_GRAPH_CHAIN_PARTS_H
#define CCH_GRAPH_CHAIN_PARTS_H

#include <gmp.h>

#include "graph/between.h"

/* Adds the number of chains to `total`; *at_least becomes true where the work
 * bound made it a lower bound. 0 or CCH_ERROR_MEMORY. */
int cch_chains_count(const struct cch_between *between, uint64_t work, mpz_t total, bool *at_least);

/* Fills the list of `chains` with the first `limit` chains. */
int cch_chains_list(const struct cch_between *between, size_t limit, uint64_t work, cch_chains *chains);

/* Count and list of the shortest chains of each pair. */
int cch_chains_shortest(const struct cch_between *between, size_t limit, uint64_t work, mpz_t total,
                        cch_chains *chains);

/* A chain, or one that may become one: `length` places, of which those up to
 * `fixed` are given by what it was derived from. */
struct cch_candidate {
    uint32_t length, fixed;
    uint32_t places[];
};

/* Shorter first, then by places. */
int cch_candidate_compare(const struct cch_candidate *left, const struct cch_candidate *right);

/* Appends a chain to the list, as functions. */
int cch_chains_append(cch_chains *chains, const struct cch_between *between,
                      const struct cch_candidate *chain);

#endif

#include "graph/chains/chains.h"

#include "base/memory.h"
#include "graph/chains/big_numbers.h"
#include "graph/chains/parts.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

void cch_chains_free(cch_chains *chains) {
    if (!chains)
        return;
    free(chains->number);
    free(chains->first);
    free(chains->functions);
    free(chains->steps);
    free(chains);
}

static int count_and_list(cch_chains *chains, const struct cch_between *between,
                          const struct cch_chains_request *request, mpz_t total) {
    uint64_t count_work = request->count_work ? request->count_work : CCH_CHAINS_COUNT_WORK;
    uint64_t list_work = request->list_work ? request->list_work : CCH_CHAINS_LIST_WORK;
    size_t limit = request->limit < CCH_CHAINS_LIST_MAX ? request->limit : CCH_CHAINS_LIST_MAX;
    cch_chain_states states;
    int status = cch_chain_states_init(&states, between);
    if (!status && request->shortest) {
        status = cch_chains_shortest(&states, limit, list_work, total, chains);
    } else if (!status) {
        status = cch_chains_count(&states, count_work, total, &chains->at_least);
        if (!status && states.full) { /* the list wants others, and few of them */
            cch_chain_states_release(&states);
            status = cch_chain_states_init(&states, between);
        }
        if (!status && limit && (mpz_sgn(total) || chains->at_least))
            status = cch_chains_list(&states, limit, list_work, chains);
    }
    cch_chain_states_release(&states);
    return status;
}

static void count_reached(cch_chains *chains, const cch_view *view, const struct cch_between *between) {
    for (uint32_t p = 0; p < between->count; p++) {
        uint32_t flags = view->flags[between->function[p]];
        chains->kernels += (flags & CCH_FLAG_KERNEL) != 0;
        chains->bindings += (flags & CCH_FLAG_BINDING) != 0;
    }
}

static void name_functions(cch_chains *chains, const struct cch_between *between) {
    for (size_t i = 0; chains->count && i < chains->first[chains->count]; i++)
        chains->functions[i] = between->function[chains->functions[i]];
}

static int find(cch_chains **result, const cch_view *view, cch_names *names, enum cch_naming naming,
                const struct cch_chains_request *request, cch_error *error) {
    cch_chains *chains = calloc(1, sizeof *chains);
    struct cch_between *between = NULL;
    mpz_t total;
    mpz_init(total);
    int status = chains ? cch_between_new(&between, view, names, naming, request) : CCH_ERROR_MEMORY;
    if (!status)
        status = count_and_list(chains, between, request, total);
    if (!status && request->marks)
        status = cch_chains_mark(between, chains);
    if (!status) {
        name_functions(chains, between);
        count_reached(chains, view, between);
    }
    if (!status && mpz_cmp_ui(total, chains->count) < 0)
        mpz_set_ui(total, chains->count); /* a lower bound that the list has passed */
    if (!status && !(chains->number = malloc(mpz_sizeinbase(total, 10) + 2)))
        status = CCH_ERROR_MEMORY;
    if (!status)
        mpz_get_str(chains->number, 10, total);
    mpz_clear(total);
    cch_between_free(between);
    if (!status && cch_memory_failed()) /* a number may be another */
        status = CCH_ERROR_MEMORY;
    if (status) {
        cch_chains_free(chains);
        chains = NULL;
        cch_fail(error, status, "cannot find chains: out of memory");
    }
    *result = chains;
    return status;
}

int cch_chains_find(cch_chains **result, const cch_view *view, cch_names *names, enum cch_naming naming,
                    const struct cch_chains_request *request, cch_error *error) {
    *result = NULL;
    if (cch_big_numbers_begin() != 0)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot find chains: out of memory");
    int status = find(result, view, names, naming, request, error);
    cch_big_numbers_end();
    return status;
}

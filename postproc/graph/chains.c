#include "graph/chains.h"

#include "graph/chain_parts.h"

#include <stdlib.h>

void cch_chains_free(cch_chains *chains) {
    if (!chains)
        return;
    free(chains->number);
    free(chains->first);
    free(chains->functions);
    free(chains);
}

static int count_and_list(cch_chains *chains, const struct cch_between *between,
                          const struct cch_chains_request *request, mpz_t total) {
    uint64_t count_work = request->count_work ? request->count_work : CCH_CHAINS_COUNT_WORK;
    uint64_t list_work = request->list_work ? request->list_work : CCH_CHAINS_LIST_WORK;
    size_t limit = request->limit < CCH_CHAINS_LIST_MAX ? request->limit : CCH_CHAINS_LIST_MAX;
    if (request->shortest)
        return cch_chains_shortest(between, limit, list_work, total, chains);
    int status = cch_chains_count(between, count_work, total, &chains->at_least);
    return !status && limit ? cch_chains_list(between, limit, list_work, chains) : status;
}

int cch_chains_find(cch_chains **result, const cch_view *view, cch_names *names, enum cch_naming naming,
                    const struct cch_chains_request *request, cch_error *error) {
    cch_chains *chains = calloc(1, sizeof *chains);
    struct cch_between *between = NULL;
    mpz_t total;
    mpz_init(total);
    int status = chains ? cch_between_new(&between, view, names, naming, request) : CCH_ERROR_MEMORY;
    if (!status)
        status = count_and_list(chains, between, request, total);
    if (!status && mpz_cmp_ui(total, chains->count) < 0)
        mpz_set_ui(total, chains->count); /* a lower bound that the list has passed */
    if (!status && !(chains->number = malloc(mpz_sizeinbase(total, 10) + 2)))
        status = CCH_ERROR_MEMORY;
    if (!status)
        mpz_get_str(chains->number, 10, total);
    mpz_clear(total);
    cch_between_free(between);
    if (status) {
        cch_chains_free(chains);
        chains = NULL;
        cch_fail(error, status, "cannot find chains: out of memory");
    }
    *result = chains;
    return status;
}

/* A hash of a graph's facts that depends on contents alone: each string,
 * place, name and function has a hash of its own, a row's is made of its
 * cells', and the rows' hashes are added up. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/array.h"
#include "graph_file/graph_file.h"
#include "graph_file/renumber.h"
#include "graph_file/graph.h"
#include "graph_file/tables.h"

struct hasher {
    const cch_graph *graph;
    uint64_t *items[CCH_ITEM_COUNT];    /* of strings, places, names, values, functions */
    uint64_t *lists[2][CCH_ITEM_COUNT]; /* in order, and as sets; 0: not yet */
    uint64_t *scratch;
    size_t scratch_capacity;
};

static int hash_pool(const cch_pool *pool, uint64_t **hashes) {
    *hashes = calloc((size_t)pool->count + 1, sizeof **hashes);
    for (uint32_t n = 1; *hashes && n <= pool->count; n++)
        (*hashes)[n] = XXH3_64bits(cch_pool_text(pool, n), cch_pool_length(pool, n));
    return *hashes ? 0 : -1;
}

static uint64_t item_hash(const struct hasher *hasher, int domain, uint32_t item) {
    return domain == CCH_ITEM_NUMBER ? item : hasher->items[domain][item];
}

static int list_hash(struct hasher *hasher, int domain, int is_set, uint32_t list, uint64_t *hash) {
    uint64_t **known = &hasher->lists[is_set][domain], sum = 0;
    size_t count;
    const uint32_t *items = cch_graph_items(hasher->graph, list, &count);
    *hash = 0;
    if (!count)
        return 0;
    if (!*known)
        *known = calloc((size_t)hasher->graph->lists.count + 1, sizeof **known);
    if (!*known || cch_array_reserve(&hasher->scratch, &hasher->scratch_capacity, count, sizeof *hasher->scratch))
        return -1;
    if (!(*known)[list]) {
        for (size_t i = 0; i < count; i++) {
            hasher->scratch[i] = item_hash(hasher, domain, items[i]);
            sum += XXH3_64bits(&hasher->scratch[i], sizeof *hasher->scratch);
        }
        (*known)[list] = is_set ? sum : XXH3_64bits(hasher->scratch, count * sizeof *hasher->scratch);
    }
    *hash = (*known)[list];
    return 0;
}

static int row_hash(struct hasher *hasher, enum cch_table table, uint32_t row, XXH128_hash_t *hash) {
    const struct cch_schema *schema = cch_schema(table);
    const uint32_t *cells = cch_rows_at(&hasher->graph->tables[table], schema->width, row);
    uint64_t hashes[CCH_WIDTH_MAX + 1];
    hashes[0] = (uint64_t)table;
    for (size_t i = 0; i < schema->width; i++) {
        const struct cch_column *column = &schema->columns[i];
        int domain = column->domain == CCH_IDENTITY ? CCH_ITEM_ROW + CCH_FUNCTION : cch_item_domain(column);
        if (!column->is_list)
            hashes[i + 1] = item_hash(hasher, domain, cells[i]);
        else if (list_hash(hasher, domain, column->role == CCH_UNION, cells[i], &hashes[i + 1]))
            return -1;
    }
    *hash = XXH3_128bits(hashes, (schema->width + 1u) * sizeof *hashes);
    return 0;
}

/* Rows that others refer to; earlier rows of the same table first. */
static int hash_items(struct hasher *hasher, enum cch_table table) {
    uint32_t count = hasher->graph->tables[table].count;
    uint64_t *hashes = calloc((size_t)count + 1, sizeof *hashes);
    hasher->items[CCH_ITEM_ROW + table] = hashes;
    for (uint32_t row = 1; row <= count; row++) {
        XXH128_hash_t hash;
        if (!hashes || row_hash(hasher, table, row, &hash))
            return -1;
        hashes[row] = hash.low64;
    }
    return hashes ? 0 : -1;
}

static int hash_facts(struct hasher *hasher, uint64_t sum[2]) {
    if (hash_pool(&hasher->graph->strings, &hasher->items[CCH_ITEM_STRING]) ||
        hash_pool(&hasher->graph->identities, &hasher->items[CCH_ITEM_ROW + CCH_FUNCTION]) ||
        hash_items(hasher, CCH_SITE) || hash_items(hasher, CCH_ENTITY) || hash_items(hasher, CCH_LAUNCH) ||
        hash_items(hasher, CCH_VALUE))
        return -1;
    for (int table = CCH_FUNCTION; table < CCH_TABLE_COUNT; table++) {
        for (uint32_t row = 1; table != CCH_PASS && row <= hasher->graph->tables[table].count; row++) {
            XXH128_hash_t hash;
            if (row_hash(hasher, table, row, &hash))
                return -1;
            sum[0] += hash.high64;
            sum[1] += hash.low64;
        }
    }
    return 0;
}

int cch_graph_content_hash(const cch_graph *graph, char digits[33]) {
    struct hasher hasher = {.graph = graph};
    uint64_t sum[2] = {0, 0};
    int status = hash_facts(&hasher, sum) ? CCH_ERROR_MEMORY : CCH_OK;
    snprintf(digits, 33, "%016llx%016llx", (unsigned long long)sum[0], (unsigned long long)sum[1]);
    for (int domain = 0; domain < CCH_ITEM_COUNT; domain++) {
        free(hasher.items[domain]);
        free(hasher.lists[0][domain]);
        free(hasher.lists[1][domain]);
    }
    free(hasher.scratch);
    return status;
}

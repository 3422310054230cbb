#include "python/emit/unions.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* What is surely one of several may surely call one of several, and so on. Beyond so many rows, the function as written
 * stands for them. */
enum { UNIONS_MAX = 20000 };

struct one {
    uint32_t row, source;
    cch_py_numbers members; /* rows */
};
struct outgoing { /* an edge of a row */
    uint32_t caller, edge;
};
struct cch_py_unions {
    PY_ARRAY(struct one) list;
    struct cch_py_table numbers;     /* row → place in the list + 1 */
    PY_ARRAY(struct outgoing) edges; /* of instances, by caller */
};

static int by_number(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static int by_caller(const void *left, const void *right) {
    const struct outgoing *a = left, *b = right;
    return a->caller != b->caller ? (a->caller > b->caller) - (a->caller < b->caller)
                                  : (a->edge > b->edge) - (a->edge < b->edge);
}

static int compare_hashes(const void *left, const void *right) { return XXH128_cmp(left, right); }

/* Of the members' identities, whatever their rows. */
static XXH128_hash_t hash_of(struct cch_py_emitter *e, const uint32_t *rows, uint32_t count) {
    XXH128_hash_t *hashes = cch_py_arena_resize(e->arena, NULL, count * sizeof *hashes);
    for (uint32_t k = 0; k < count; k++) {
        size_t length;
        const char *text = cch_graph_identity(e->graph, rows[k], &length);
        hashes[k] = XXH3_128bits(text, length);
    }
    qsort(hashes, count, sizeof *hashes, compare_hashes);
    XXH128_hash_t all = XXH3_128bits(hashes, count * sizeof *hashes);
    cch_py_arena_resize(e->arena, hashes, 0);
    return all;
}

static uint32_t make_row(struct cch_py_emitter *e, uint32_t source, XXH128_hash_t hash) {
    size_t length;
    uint32_t cells[CCH_FUNCTION_WIDTH] = {0};
    const char *name = cch_graph_identity(e->graph, source, &length);
    char *text = cch_py_arena_alloc(e->arena, length + 64);
    memcpy(text, name, length);
    length += (size_t)snprintf(text + length, 64, "@context:%016" PRIx64 "%016" PRIx64, hash.high64, hash.low64);
    const uint32_t *own = cch_graph_row(e->graph, CCH_FUNCTION, source);
    cells[CCH_FUNCTION_LANGUAGE] = own[CCH_FUNCTION_LANGUAGE];
    cells[CCH_FUNCTION_FLAGS] = (own[CCH_FUNCTION_FLAGS] | CCH_FLAG_INSTANTIATION) & ~(uint32_t)CCH_FLAG_ENTRY;
    cells[CCH_FUNCTION_NAME] = own[CCH_FUNCTION_NAME];
    cells[CCH_FUNCTION_SOURCE] = source;
    cells[CCH_FUNCTION_IDENTITY] = cch_graph_function(e->graph, text, length);
    return cch_graph_insert(e->graph, CCH_FUNCTION, cells);
}

/* Rows that are such themselves are their members. */
static void add_members(struct cch_py_emitter *e, cch_py_numbers *members, uint32_t row) {
    const struct cch_py_unions *all = e->unions;
    uint32_t number = cch_py_table_get(&all->numbers, row);
    for (uint32_t k = 0; number && k < all->list.items[number - 1].members.count; k++)
        PY_PUSH(e->arena, members, all->list.items[number - 1].members.items[k]);
    if (!number)
        PY_PUSH(e->arena, members, row);
}

uint32_t cch_py_union_of(struct cch_py_emitter *e, uint32_t source, const uint32_t *rows, uint32_t count) {
    cch_py_numbers members = {0};
    uint32_t kept = 0;
    int added;
    if (!e->unions)
        e->unions = cch_py_arena_alloc(e->arena, sizeof *e->unions);
    for (uint32_t k = 0; k < count; k++)
        if (rows[k] == source || e->unions->list.count >= UNIONS_MAX)
            return source;
    for (uint32_t k = 0; k < count; k++)
        add_members(e, &members, rows[k]);
    qsort(members.items, members.count, sizeof *members.items, by_number);
    for (uint32_t k = 0; k < members.count; k++)
        if (!k || members.items[k] != members.items[k - 1])
            members.items[kept++] = members.items[k];
    members.count = kept;
    if (members.count == 1)
        return members.items[0];
    uint32_t row = make_row(e, source, hash_of(e, members.items, members.count));
    uint32_t *number = cch_py_table_put(e->arena, &e->unions->numbers, row, &added);
    if (added && row) {
        PY_PUSH(e->arena, &e->unions->list, ((struct one){row, source, members}));
        *number = e->unions->list.count;
    }
    return row;
}

/* Edges ------------------------------------------------------------------------------- */

static void gather(struct cch_py_emitter *e) {
    struct cch_py_unions *all = e->unions;
    uint32_t count = cch_graph_count(e->graph, CCH_EDGE);
    for (uint32_t row = 1; row <= count; row++) {
        const uint32_t *cells = cch_graph_row(e->graph, CCH_EDGE, row);
        if (cch_graph_row(e->graph, CCH_FUNCTION, cells[CCH_EDGE_CALLER])[CCH_FUNCTION_SOURCE])
            PY_PUSH(e->arena, &all->edges, ((struct outgoing){cells[CCH_EDGE_CALLER], row}));
    }
    if (all->edges.count)
        qsort(all->edges.items, all->edges.count, sizeof *all->edges.items, by_caller);
}

static uint32_t first_edge(const struct cch_py_unions *all, uint32_t caller) {
    uint32_t low = 0, high = all->edges.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (all->edges.items[middle].caller < caller)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The function as written of a row. */
static uint32_t source_of(const struct cch_py_emitter *e, uint32_t row) {
    uint32_t source = cch_graph_row(e->graph, CCH_FUNCTION, row)[CCH_FUNCTION_SOURCE];
    return source ? source : row;
}

/* Whether each member surely calls some instance of the function; those are added to `rows`. */
static int all_call(struct cch_py_emitter *e, const struct one *of, uint32_t source, uint32_t kind,
                    cch_py_numbers *rows) {
    const struct cch_py_unions *all = e->unions;
    rows->count = 0;
    for (uint32_t m = 0; m < of->members.count; m++) {
        uint32_t caller = of->members.items[m], before = rows->count;
        for (uint32_t k = first_edge(all, caller); k < all->edges.count && all->edges.items[k].caller == caller; k++) {
            const uint32_t *cells = cch_graph_row(e->graph, CCH_EDGE, all->edges.items[k].edge);
            if (cells[CCH_EDGE_CERTAIN] && cells[CCH_EDGE_KIND] == kind &&
                source_of(e, cells[CCH_EDGE_CALLEE]) == source)
                PY_PUSH(e->arena, rows, cells[CCH_EDGE_CALLEE]);
        }
        if (rows->count == before)
            return 0;
    }
    return 1;
}

static void insert(struct cch_py_emitter *e, const uint32_t *cells, uint32_t caller, uint32_t callee, int certain) {
    uint32_t row[CCH_EDGE_WIDTH];
    memcpy(row, cells, sizeof row);
    row[CCH_EDGE_CALLER] = caller;
    row[CCH_EDGE_CALLEE] = callee;
    row[CCH_EDGE_CERTAIN] = certain != 0;
    if (caller && callee)
        cch_graph_insert(e->graph, CCH_EDGE, row);
}

static void add_edges(struct cch_py_emitter *e, const struct one of) {
    const struct cch_py_unions *all = e->unions;
    cch_py_numbers rows = {0};
    for (uint32_t m = 0; m < of.members.count; m++) {
        uint32_t caller = of.members.items[m];
        for (uint32_t k = first_edge(all, caller); k < all->edges.count && all->edges.items[k].caller == caller; k++) {
            uint32_t cells[CCH_EDGE_WIDTH];
            memcpy(cells, cch_graph_row(e->graph, CCH_EDGE, all->edges.items[k].edge), sizeof cells);
            uint32_t callee = cells[CCH_EDGE_CALLEE], source = source_of(e, callee);
            int certain = cells[CCH_EDGE_CERTAIN] && all_call(e, &of, source, cells[CCH_EDGE_KIND], &rows);
            if (certain)
                callee = cch_py_union_of(e, source, rows.items, rows.count);
            insert(e, cells, of.row, callee, certain);
        }
    }
    cch_py_arena_resize(e->arena, rows.items, 0);
}

void cch_py_unions_end(struct cch_py_emitter *e) {
    if (!e->unions)
        return;
    gather(e);
    for (uint32_t k = 0; k < e->unions->list.count; k++) /* more may come */
        add_edges(e, e->unions->list.items[k]);
}

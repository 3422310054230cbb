#include "graph_file/renumber.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "graph_file/sets.h"
#include "graph_file/graph.h"
#include "graph_file/tables.h"

#define UNMAPPED UINT32_MAX

int cch_renumber_start(struct cch_renumber *renumber, const cch_graph *from, struct cch_lists *into) {
    static const int tables[] = {CCH_SITE, CCH_ENTITY, CCH_FUNCTION, CCH_LAUNCH, CCH_VALUE};
    *renumber = (struct cch_renumber){.from = &from->lists, .into = into};
    renumber->strings = calloc((size_t)from->strings.count + 1, sizeof *renumber->strings);
    int failed = !renumber->strings;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        uint32_t *map = calloc((size_t)from->tables[tables[i]].count + 1, sizeof *map);
        renumber->rows[tables[i]] = map;
        failed |= !map;
    }
    if (failed)
        cch_renumber_release(renumber);
    return failed ? -1 : 0;
}

void cch_renumber_release(struct cch_renumber *renumber) {
    free(renumber->strings);
    for (int table = 0; table < CCH_TABLE_COUNT; table++)
        free(renumber->rows[table]);
    for (int domain = 0; domain < CCH_ITEM_COUNT; domain++) {
        free(renumber->lists[0][domain]);
        free(renumber->lists[1][domain]);
    }
    free(renumber->items);
}

static const uint32_t *map_of(const struct cch_renumber *renumber, int domain) {
    return domain == CCH_ITEM_NUMBER   ? NULL
           : domain == CCH_ITEM_STRING ? renumber->strings
                                       : renumber->rows[domain - CCH_ITEM_ROW];
}

static uint32_t carry_list(struct cch_renumber *renumber, int domain, int is_set, uint32_t list) {
    const uint32_t *map = map_of(renumber, domain);
    const uint32_t *cells = cch_lists_cells(renumber->from, list);
    size_t count = cch_lists_length(renumber->from, list);
    if (cch_array_reserve(&renumber->items, &renumber->items_capacity, count, sizeof *renumber->items))
        return UNMAPPED;
    for (size_t i = 0; i < count; i++)
        renumber->items[i] = map ? map[cells[i]] : cells[i];
    if (is_set)
        count = cch_set_sort(renumber->items, count);
    return cch_lists_add(renumber->into, renumber->items, count);
}

static int renumber_list(struct cch_renumber *renumber, const struct cch_column *column, uint32_t *cell) {
    if (!*cell)
        return 0;
    int domain = cch_item_domain(column), is_set = column->role == CCH_UNION;
    uint32_t **map = &renumber->lists[is_set][domain];
    if (!*map) {
        size_t size = ((size_t)renumber->from->count + 1) * sizeof **map;
        *map = malloc(size);
        if (!*map)
            return -1;
        memset(*map, 0xff, size);
    }
    uint32_t *mapped = &(*map)[*cell];
    if (*mapped == UNMAPPED)
        *mapped = carry_list(renumber, domain, is_set, *cell);
    *cell = *mapped;
    return *mapped == UNMAPPED ? -1 : 0;
}

int cch_renumber_row(struct cch_renumber *renumber, enum cch_table table, const uint32_t *in, uint32_t *out) {
    const struct cch_schema *schema = cch_schema(table);
    for (size_t i = 0; i < schema->width; i++) {
        const struct cch_column *column = &schema->columns[i];
        out[i] = in[i];
        if (column->is_list) {
            if (renumber_list(renumber, column, &out[i]))
                return -1;
        } else if (column->domain == CCH_STRING) {
            out[i] = renumber->strings[in[i]];
        } else if (column->domain == CCH_REFERENCE) {
            out[i] = renumber->rows[column->table][in[i]];
        } else if (column->domain == CCH_IDENTITY) {
            out[i] = renumber->rows[CCH_FUNCTION][in[i]];
        }
    }
    return 0;
}

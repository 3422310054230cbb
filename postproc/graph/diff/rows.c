/* Launches and bindings of two programs: groups of rows with one key each,
 * compared by their contents. */
#include "graph/diff/parts.h"

#include "base/array.h"
#include "base/pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEYS = 3 };

struct row {
    uint64_t key[KEYS]; /* functions as the new program's numbers, see number_of */
    uint32_t content;   /* a text of comparing.contents */
    uint32_t number;    /* of the table */
};

struct comparing {
    cch_diff *diff;
    const struct cch_diff_request *request;
    enum cch_diff_what what;
    cch_pool contents;
    struct row *rows[CCH_SIDES];
    size_t count[CCH_SIDES];
    char *text; /* the content that is being put together */
    size_t used, capacity;
    bool failed;
    bool older; /* one side is: only what launches are written with is compared */
};

/* A function, so that those of both sides that are one have one number. */
static uint64_t number_of(const struct comparing *comparing, int side, uint32_t function) {
    uint32_t shown = comparing->request->view[side]->node[function];
    if (side == CCH_NEW || !shown)
        return shown;
    uint32_t other = comparing->diff->other[CCH_OLD][shown];
    return other ? other : (uint64_t)shown | (uint64_t)1 << 32;
}

/* Parts are set apart by a byte that no text of a program has. */
static void add_part(struct comparing *comparing, const char *text) {
    size_t length = strlen(text);
    if (cch_array_reserve(&comparing->text, &comparing->capacity, comparing->used + length + 1, 1)) {
        comparing->failed = true;
        return;
    }
    memcpy(comparing->text + comparing->used, text, length);
    comparing->text[comparing->used + length] = '\x01';
    comparing->used += length + 1;
}

static uint32_t take_content(struct comparing *comparing) {
    uint32_t content = cch_pool_add(&comparing->contents, comparing->text, comparing->used);
    comparing->failed |= content == UINT32_MAX;
    comparing->used = 0;
    return content;
}

static void read_launch(struct comparing *comparing, int side, const uint32_t *cells, struct row *row) {
    enum { WRITTEN = 5 };
    static const int columns[] = {CCH_LAUNCH_API,
                                  CCH_LAUNCH_GRID,
                                  CCH_LAUNCH_BLOCK,
                                  CCH_LAUNCH_SHARED_MEMORY,
                                  CCH_LAUNCH_STREAM,
                                  CCH_LAUNCH_ATTRIBUTES,
                                  CCH_LAUNCH_GRID_X,
                                  CCH_LAUNCH_GRID_Y,
                                  CCH_LAUNCH_GRID_Z,
                                  CCH_LAUNCH_BLOCK_X,
                                  CCH_LAUNCH_BLOCK_Y,
                                  CCH_LAUNCH_BLOCK_Z,
                                  CCH_LAUNCH_SHARED_MEMORY_VALUE};
    const cch_graph *graph = comparing->request->view[side]->program->graph;
    row->key[0] = number_of(comparing, side, cells[CCH_LAUNCH_CALLER]);
    row->key[1] = number_of(comparing, side, cells[CCH_LAUNCH_KERNEL]);
    for (size_t i = 0; i < (comparing->older ? WRITTEN : sizeof columns / sizeof *columns); i++)
        add_part(comparing, cch_graph_text(graph, cells[columns[i]], NULL));
}

static void read_binding(struct comparing *comparing, int side, const uint32_t *cells, struct row *row) {
    const cch_graph *graph = comparing->request->view[side]->program->graph;
    char target[24];
    size_t count;
    row->key[0] = number_of(comparing, side, cells[CCH_BINDING_NAME]);
    row->key[1] = cells[CCH_BINDING_KIND];
    add_part(comparing, cch_graph_text(graph, cells[CCH_BINDING_KEY], NULL));
    row->key[2] = take_content(comparing);
    snprintf(target, sizeof target, "%llu", (unsigned long long)number_of(comparing, side, cells[CCH_BINDING_TARGET]));
    add_part(comparing, target);
    add_part(comparing, cch_graph_text(graph, cells[CCH_BINDING_MODULE], NULL));
    add_part(comparing, cch_graph_text(graph, cells[CCH_BINDING_SCHEMA], NULL));
    const uint32_t *items = cch_graph_items(graph, cells[CCH_BINDING_PARAMETERS], &count);
    for (size_t i = 0; i < count; i++)
        add_part(comparing, cch_graph_text(graph, items[i], NULL));
}

static int compare_keys(const struct row *a, const struct row *b) {
    for (int i = 0; i < KEYS; i++)
        if (a->key[i] != b->key[i])
            return a->key[i] < b->key[i] ? -1 : 1;
    return 0;
}

static int compare_rows(const void *left, const void *right) {
    const struct row *a = left, *b = right;
    int order = compare_keys(a, b);
    if (!order && a->content != b->content)
        order = a->content < b->content ? -1 : 1;
    return order ? order : a->number < b->number ? -1 : a->number > b->number;
}

static int compare_numbers(const void *left, const void *right) {
    const uint32_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

static int read_rows(struct comparing *comparing, int side, enum cch_table table) {
    const cch_graph *graph = comparing->request->view[side]->program->graph;
    uint32_t count = cch_graph_count(graph, table);
    struct row *rows = comparing->rows[side] = calloc((size_t)count + 1, sizeof *rows);
    if (!rows)
        return CCH_ERROR_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t *cells = cch_graph_row(graph, table, i + 1);
        rows[i].number = i + 1;
        if (table == CCH_LAUNCH)
            read_launch(comparing, side, cells, &rows[i]);
        else
            read_binding(comparing, side, cells, &rows[i]);
        rows[i].content = take_content(comparing);
    }
    qsort(rows, count, sizeof *rows, compare_rows);
    for (uint32_t i = 0; i < count; i++) { /* each content of a key once */
        struct row *last = comparing->count[side] ? &rows[comparing->count[side] - 1] : NULL;
        if (!last || compare_keys(last, &rows[i]) || last->content != rows[i].content)
            rows[comparing->count[side]++] = rows[i];
    }
    return comparing->failed ? CCH_ERROR_MEMORY : CCH_OK;
}

/* The rows of a key whose contents the other side doesn't have, into `only`. */
static uint32_t list_only(const struct row *rows, size_t count, const struct row *others, size_t other_count,
                          uint32_t *only) {
    uint32_t found = 0;
    for (size_t i = 0, j = 0; i < count; i++) {
        while (j < other_count && others[j].content < rows[i].content)
            j++;
        if (j == other_count || others[j].content != rows[i].content)
            only[found++] = rows[i].number;
    }
    if (found)
        qsort(only, found, sizeof *only, compare_numbers);
    return found;
}

static size_t group_end(const struct comparing *comparing, int side, size_t begin) {
    size_t end = begin;
    while (end < comparing->count[side] && !compare_keys(&comparing->rows[side][begin], &comparing->rows[side][end]))
        end++;
    return end;
}

static int compare_groups(struct comparing *comparing, uint32_t *const only[CCH_SIDES]) {
    const size_t *count = comparing->count;
    size_t at[CCH_SIDES] = {0}, end[CCH_SIDES];
    int status = CCH_OK;
    while (!status && (at[CCH_OLD] < count[CCH_OLD] || at[CCH_NEW] < count[CCH_NEW])) {
        const struct row *rows[] = {comparing->rows[CCH_OLD] + at[CCH_OLD], comparing->rows[CCH_NEW] + at[CCH_NEW]};
        int order = at[CCH_OLD] == count[CCH_OLD]   ? 1
                    : at[CCH_NEW] == count[CCH_NEW] ? -1
                                                    : compare_keys(rows[CCH_OLD], rows[CCH_NEW]);
        for (int side = 0; side < CCH_SIDES; side++) {
            bool has = side == CCH_OLD ? order <= 0 : order >= 0;
            end[side] = has ? group_end(comparing, side, at[side]) : at[side];
            comparing->diff->total[comparing->what][side] += has;
        }
        uint32_t found[CCH_SIDES];
        for (int side = 0; side < CCH_SIDES; side++)
            found[side] = list_only(rows[side], end[side] - at[side], rows[!side], end[!side] - at[!side], only[side]);
        if (found[CCH_OLD] || found[CCH_NEW])
            status = cch_diff_add(comparing->diff, comparing->what,
                                  order < 0   ? CCH_REMOVED
                                  : order > 0 ? CCH_ADDED
                                              : CCH_CHANGED,
                                  (const uint32_t *const *)only, found);
        at[CCH_OLD] = end[CCH_OLD];
        at[CCH_NEW] = end[CCH_NEW];
    }
    return status;
}

static int compare_table(cch_diff *diff, const struct cch_diff_request *request, enum cch_diff_what what,
                         enum cch_table table) {
    struct comparing comparing = {.diff = diff,
                                  .request = request,
                                  .what = what,
                                  .older = cch_graph_is_older(request->view[CCH_OLD]->program->graph) ||
                                           cch_graph_is_older(request->view[CCH_NEW]->program->graph)};
    uint32_t *only[CCH_SIDES] = {NULL};
    int status = CCH_OK;
    for (int side = 0; side < CCH_SIDES && !status; side++)
        status = read_rows(&comparing, side, table);
    for (int side = 0; side < CCH_SIDES && !status; side++)
        if (!(only[side] = malloc((comparing.count[side] + 1) * sizeof **only)))
            status = CCH_ERROR_MEMORY;
    if (!status)
        status = compare_groups(&comparing, only);
    for (int side = 0; side < CCH_SIDES; side++) {
        free(only[side]);
        free(comparing.rows[side]);
    }
    free(comparing.text);
    cch_pool_release(&comparing.contents);
    return status;
}

int cch_diff_rows(cch_diff *diff, const struct cch_diff_request *request) {
    int status = compare_table(diff, request, CCH_DIFF_LAUNCH, CCH_LAUNCH);
    return status ? status : compare_table(diff, request, CCH_DIFF_BINDING, CCH_BINDING);
}

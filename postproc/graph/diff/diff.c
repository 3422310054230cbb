#define _GNU_SOURCE /* qsort_r */
#include "graph/diff/diff.h"

#include "base/array.h"
#include "base/search.h"
#include "graph/diff/parts.h"

#include <stdlib.h>
#include <string.h>

/* One number on each side; UINT32_MAX: none. */
static int add_single(cch_diff *diff, enum cch_diff_what what, enum cch_diff_change change, uint32_t old,
                      uint32_t new) {
    const uint32_t *const cells[] = {&old, &new};
    const uint32_t count[] = {old != UINT32_MAX, new != UINT32_MAX};
    return cch_diff_add(diff, what, change, cells, count);
}

/* The number is of that side, and of no other. */
static int add_lone(cch_diff *diff, enum cch_diff_what what, int side, uint32_t number) {
    return side == CCH_OLD ? add_single(diff, what, CCH_REMOVED, number, UINT32_MAX)
                           : add_single(diff, what, CCH_ADDED, UINT32_MAX, number);
}

/* Functions and kernels ----------------------------------------------------- */

static bool same_lists(const cch_graph *old, uint32_t x, const cch_graph *new, uint32_t y) {
    size_t olds, news;
    const uint32_t *a = cch_graph_items(old, x, &olds), *b = cch_graph_items(new, y, &news);
    if (!olds || !news) /* of one side nothing is known */
        return true;
    for (size_t i = 0; i < olds && olds == news; i++)
        if (strcmp(cch_graph_text(old, a[i], NULL), cch_graph_text(new, b[i], NULL)))
            return false;
    return olds == news;
}

static bool same_parameters(const struct cch_diff_request *request, uint32_t old, uint32_t new) {
    const cch_graph *a = request->view[CCH_OLD]->program->graph, *b = request->view[CCH_NEW]->program->graph;
    const uint32_t *x = cch_graph_row(a, CCH_FUNCTION, old), *y = cch_graph_row(b, CCH_FUNCTION, new);
    uint32_t old_text = x[CCH_FUNCTION_SIGNATURE], new_text = y[CCH_FUNCTION_SIGNATURE];
    if (old_text && new_text)
        return !strcmp(cch_graph_text(a, old_text, NULL), cch_graph_text(b, new_text, NULL));
    return same_lists(a, x[CCH_FUNCTION_PARAMETERS], b, y[CCH_FUNCTION_PARAMETERS]);
}

static const char *file_of(const cch_view *view, uint32_t function) {
    const char *what;
    const cch_graph *graph = view->program->graph;
    const uint32_t *site = cch_graph_row(graph, CCH_SITE, cch_view_place(view, function, &what));
    return site ? cch_graph_text(graph, site[CCH_SITE_FILE], NULL) : "";
}

static int compare_pair(cch_diff *diff, const struct cch_diff_request *request, uint32_t old, uint32_t new) {
    const cch_view *const *view = request->view;
    uint32_t x = view[CCH_OLD]->flags[old], y = view[CCH_NEW]->flags[new];
    int status = CCH_OK;
    if (((x ^ y) & CCH_DIFF_FLAGS) || !same_parameters(request, old, new))
        status = add_single(diff, CCH_DIFF_FUNCTION, CCH_CHANGED, old, new);
    if (!status && (x & y & CCH_FLAG_DEFINED)) {
        const char *from = file_of(view[CCH_OLD], old), *to = file_of(view[CCH_NEW], new);
        if (*from && *to && strcmp(from, to))
            status = add_single(diff, CCH_DIFF_FUNCTION, CCH_MOVED, old, new);
    }
    if (!status && (x & y & CCH_FLAG_KERNEL) &&
        view[CCH_OLD]->specializations[old] != view[CCH_NEW]->specializations[new])
        status = add_single(diff, CCH_DIFF_KERNEL, CCH_CHANGED, old, new);
    return status;
}

static int compare_functions(cch_diff *diff, const struct cch_diff_request *request) {
    int status = CCH_OK;
    for (int side = 0; side < CCH_SIDES; side++) {
        const cch_view *view = request->view[side], *others = request->view[!side];
        for (uint32_t f = 1; f <= view->function_count && !status; f++) {
            if (!cch_view_shows(view, f))
                continue;
            uint32_t other = diff->other[side][f];
            bool kernel = view->flags[f] & CCH_FLAG_KERNEL;
            diff->total[CCH_DIFF_FUNCTION][side]++;
            diff->total[CCH_DIFF_KERNEL][side] += kernel;
            if (!other)
                status = add_lone(diff, CCH_DIFF_FUNCTION, side, f);
            else if (side == CCH_OLD)
                status = compare_pair(diff, request, f, other);
            if (!status && kernel && !(other && (others->flags[other] & CCH_FLAG_KERNEL)))
                status = add_lone(diff, CCH_DIFF_KERNEL, side, f);
        }
    }
    return status;
}

/* Edges --------------------------------------------------------------------- */

/* Bit i: kind of pass i of `program` is known to the other one, too. */
static uint64_t common_kinds(const cch_program *program, const cch_program *other, unsigned char *place) {
    uint64_t mask = 0;
    for (size_t i = 0; i < program->pass_kind_count; i++)
        for (size_t j = 0; j < other->pass_kind_count; j++)
            if (!strcmp(program->pass_kinds[i], other->pass_kinds[j])) {
                mask |= (uint64_t)1 << i;
                place[i] = (unsigned char)j;
            }
    return mask;
}

static uint64_t translate_passes(uint64_t passes, const unsigned char *place) {
    uint64_t result = 0;
    for (unsigned i = 0; i < CCH_PASS_KINDS_MAX && passes >> i; i++)
        if (passes >> i & 1)
            result |= (uint64_t)1 << place[i];
    return result;
}

static const struct cch_view_edge *find_edge(const cch_view *view, uint32_t caller, uint32_t callee, uint8_t kind) {
    const struct cch_view_edge *edges = view->edges;
    size_t at, end = view->out[caller + 1];
    CCH_SEARCH(at, view->out[caller], end,
               edges[at].callee < callee || (edges[at].callee == callee && edges[at].kind < kind));
    return at < end && edges[at].callee == callee && edges[at].kind == kind ? &edges[at] : NULL;
}

static int compare_edges(cch_diff *diff, const struct cch_diff_request *request) {
    unsigned char place[CCH_PASS_KINDS_MAX] = {0}, back[CCH_PASS_KINDS_MAX] = {0};
    const cch_view *const *view = request->view;
    int status = CCH_OK;
    diff->common_passes[CCH_OLD] = common_kinds(view[CCH_OLD]->program, view[CCH_NEW]->program, place);
    diff->common_passes[CCH_NEW] = common_kinds(view[CCH_NEW]->program, view[CCH_OLD]->program, back);
    for (int side = 0; side < CCH_SIDES; side++)
        for (size_t i = 0; i < view[side]->edge_count && !status; i++) {
            const struct cch_view_edge *edge = &view[side]->edges[i], *found = NULL;
            if (request->certain && !edge->certain)
                continue;
            uint32_t caller = diff->other[side][edge->caller], callee = diff->other[side][edge->callee];
            if (caller && callee)
                found = find_edge(view[!side], caller, callee, edge->kind);
            if (found && request->certain && !found->certain)
                found = NULL;
            diff->total[CCH_DIFF_EDGE][side]++;
            if (!found)
                status = add_lone(diff, CCH_DIFF_EDGE, side, (uint32_t)i);
            else if (side == CCH_OLD && (edge->certain != found->certain ||
                                         translate_passes(edge->passes & diff->common_passes[CCH_OLD], place) !=
                                             (found->passes & diff->common_passes[CCH_NEW])))
                status =
                    add_single(diff, CCH_DIFF_EDGE, CCH_CHANGED, (uint32_t)i, (uint32_t)(found - view[CCH_NEW]->edges));
        }
    return status;
}

/* Units ----------------------------------------------------------------------- */

struct unit {
    const char *name, *kind;
    uint32_t row;
    bool incomplete;
};

static int compare_unit_names(const void *left, const void *right) {
    const struct unit *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    return order ? order : strcmp(a->kind, b->kind);
}

static int compare_units(const void *left, const void *right) {
    const struct unit *a = left, *b = right;
    int order = compare_unit_names(a, b);
    return order ? order : a->row < b->row ? -1 : a->row > b->row;
}

/* Each unit and kind of pass once. */
static struct unit *list_units(const cch_graph *graph, size_t *count) {
    uint32_t rows = cch_graph_count(graph, CCH_PASS);
    struct unit *units = malloc(((size_t)rows + 1) * sizeof *units);
    *count = 0;
    if (!units)
        return NULL;
    for (uint32_t row = 1; row <= rows; row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_PASS, row);
        units[row - 1] = (struct unit){cch_graph_text(graph, cells[CCH_PASS_UNIT], NULL),
                                       cch_graph_text(graph, cells[CCH_PASS_KIND], NULL), row,
                                       cells[CCH_PASS_ERRORS] || (cells[CCH_PASS_FLAGS] & CCH_PASS_INCOMPLETE)};
    }
    qsort(units, rows, sizeof *units, compare_units);
    for (uint32_t i = 0; i < rows; i++)
        if (*count && !compare_unit_names(&units[*count - 1], &units[i]))
            units[*count - 1].incomplete |= units[i].incomplete;
        else
            units[(*count)++] = units[i];
    return units;
}

static int compare_unit_sets(cch_diff *diff, const struct cch_diff_request *request) {
    size_t *total = diff->total[CCH_DIFF_UNIT];
    struct unit *old = list_units(request->view[CCH_OLD]->program->graph, &total[CCH_OLD]);
    struct unit *new = list_units(request->view[CCH_NEW]->program->graph, &total[CCH_NEW]);
    int status = old && new ? CCH_OK : CCH_ERROR_MEMORY;
    for (size_t i = 0, j = 0; !status && (i < total[CCH_OLD] || j < total[CCH_NEW]);) {
        int order = i == total[CCH_OLD] ? 1 : j == total[CCH_NEW] ? -1 : compare_unit_names(&old[i], &new[j]);
        if (order < 0)
            status = add_lone(diff, CCH_DIFF_UNIT, CCH_OLD, old[i++].row);
        else if (order > 0)
            status = add_lone(diff, CCH_DIFF_UNIT, CCH_NEW, new[j++].row);
        else {
            if (old[i].incomplete != new[j].incomplete)
                status = add_single(diff, CCH_DIFF_UNIT, CCH_CHANGED, old[i].row, new[j].row);
            i++;
            j++;
        }
    }
    free(old);
    free(new);
    return status;
}

/* Order ------------------------------------------------------------------------ */

struct ordering {
    const cch_diff *diff;
    const cch_view *const *view;
    int side; /* whose names the order goes by */
    enum cch_diff_what what;
    cch_ranks ranks;
};

/* The functions of its side that an item is named by; how many. */
static int named_by(const struct ordering *ordering, const struct cch_diff_item *item, int side,
                    uint32_t functions[2]) {
    uint32_t number = *cch_diff_cells(ordering->diff, item, side);
    const cch_view *view = ordering->view[side];
    const uint32_t *cells;
    switch (ordering->what) {
    case CCH_DIFF_FUNCTION:
    case CCH_DIFF_KERNEL:
        functions[0] = number;
        return 1;
    case CCH_DIFF_EDGE:
        functions[0] = view->edges[number].caller;
        functions[1] = view->edges[number].callee;
        return 2;
    case CCH_DIFF_LAUNCH:
        cells = cch_graph_row(view->program->graph, CCH_LAUNCH, number);
        functions[0] = view->node[cells[CCH_LAUNCH_KERNEL]];
        functions[1] = view->node[cells[CCH_LAUNCH_CALLER]];
        return 2;
    case CCH_DIFF_BINDING:
        cells = cch_graph_row(view->program->graph, CCH_BINDING, number);
        functions[0] = view->node[cells[CCH_BINDING_NAME]];
        return 1;
    case CCH_DIFF_UNIT:
    case CCH_DIFF_CHAIN:
    case CCH_DIFF_COUNT:
        break;
    }
    return 0;
}

/* A change can be that something went, and then only has numbers of the old
 * side; the functions are the same. */
static int side_of(const struct ordering *ordering, const struct cch_diff_item *item) {
    return item->count[ordering->side] ? ordering->side : !ordering->side;
}

static int functions_of(const struct ordering *ordering, const struct cch_diff_item *item, uint32_t functions[2]) {
    int side = side_of(ordering, item), count = named_by(ordering, item, side, functions);
    for (int i = 0; i < count && side != ordering->side; i++)
        functions[i] = ordering->diff->other[side][functions[i]];
    return count;
}

static int compare_items(const void *left, const void *right, void *context) {
    const struct ordering *ordering = context;
    uint32_t x[2], y[2];
    int count = functions_of(ordering, left, x);
    functions_of(ordering, right, y);
    for (int i = 0; i < count; i++)
        if (x[i] != y[i])
            return ordering->ranks.position[x[i]] < ordering->ranks.position[y[i]] ? -1 : 1;
    uint32_t a = *cch_diff_cells(ordering->diff, left, side_of(ordering, left));
    uint32_t b = *cch_diff_cells(ordering->diff, right, side_of(ordering, right));
    return a < b ? -1 : a > b;
}

static int sort_list(cch_diff *diff, const struct cch_diff_request *request, enum cch_diff_what what,
                     enum cch_diff_change change) {
    struct cch_diff_list *list = &diff->lists[what][change];
    int side = change == CCH_REMOVED ? CCH_OLD : CCH_NEW;
    const cch_view *view = request->view[side];
    struct ordering ordering = {.diff = diff, .view = request->view, .side = side, .what = what};
    unsigned char *seen = calloc((size_t)view->function_count + 1, 1);
    uint32_t *functions = malloc(((size_t)view->function_count + 1) * sizeof *functions);
    size_t count = 0;
    int status = seen && functions ? CCH_OK : CCH_ERROR_MEMORY;
    for (size_t i = 0; i < list->count && !status; i++) {
        uint32_t named[2];
        for (int n = functions_of(&ordering, &list->items[i], named); n-- > 0;)
            seen[named[n]] = 1;
    }
    for (uint32_t f = 1; f <= view->function_count && !status; f++)
        if (seen[f])
            functions[count++] = f;
    if (!status)
        status = cch_ranks_make(&ordering.ranks, request->names[side], request->naming, functions, count,
                                view->function_count);
    if (!status)
        qsort_r(list->items, list->count, sizeof *list->items, compare_items, &ordering);
    cch_ranks_release(&ordering.ranks);
    free(seen);
    free(functions);
    return status;
}

static int sort_lists(cch_diff *diff, const struct cch_diff_request *request) {
    int status = CCH_OK;
    for (int what = CCH_DIFF_FUNCTION; what < CCH_DIFF_CHAIN; what++)
        for (int change = 0; change < CCH_CHANGE_COUNT && !status; change++)
            if (diff->lists[what][change].count > 1)
                status = sort_list(diff, request, (enum cch_diff_what)what, (enum cch_diff_change)change);
    return status;
}

/* All of it -------------------------------------------------------------------- */

int cch_diff_make(cch_diff **result, const struct cch_diff_request *request, cch_error *error) {
    cch_diff *diff = calloc(1, sizeof *diff);
    int status = diff ? CCH_OK : CCH_ERROR_MEMORY;
    for (int side = 0; side < CCH_SIDES && !status; side++)
        if (!(diff->other[side] = calloc((size_t)request->view[side]->function_count + 1, sizeof(uint32_t))))
            status = CCH_ERROR_MEMORY;
    if (!status)
        status = cch_diff_match(request->view, diff->other);
    if (!status)
        status = compare_unit_sets(diff, request);
    if (!status)
        status = compare_functions(diff, request);
    if (!status)
        status = compare_edges(diff, request);
    if (!status)
        status = cch_diff_rows(diff, request);
    if (!status && request->from[CCH_OLD])
        status = cch_diff_chains(diff, request);
    if (!status)
        status = sort_lists(diff, request);
    if (status) {
        cch_diff_free(diff);
        diff = NULL;
        cch_fail(error, status, "cannot compare the programs: out of memory");
    }
    *result = diff;
    return status;
}

void cch_diff_free(cch_diff *diff) {
    if (!diff)
        return;
    for (int what = 0; what < CCH_DIFF_COUNT; what++)
        for (int change = 0; change < CCH_CHANGE_COUNT; change++)
            free(diff->lists[what][change].items);
    for (int side = 0; side < CCH_SIDES; side++) {
        free(diff->other[side]);
        free(diff->cells[side]);
        free(diff->number[side]);
    }
    free(diff);
}

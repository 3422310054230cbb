#define _GNU_SOURCE /* qsort_r */
#include "params/hardware_ways.h"

#include "params/hardware.h"

#include <stdlib.h>
#include <string.h>

enum { UNSEEN, BUSY, READY };

struct cch_way_finder {
    const cch_view *view;
    const cch_graph *graph;
    uint32_t *guards; /* rows by caller, callee, site, path, index */
    size_t guard_count;
    uint32_t *same;   /* by row: the first that says the same of its branch */
    unsigned char *state;   /* by function */
    struct cch_ways *known; /* by function */
    unsigned depth;
};

enum { DEPTH_MAX = 400 }; /* calls between an entry and a launch */

static const uint32_t *guard_row(const cch_graph *graph, uint32_t row) { return cch_graph_row(graph, CCH_GUARD, row); }

static int compare_columns(const uint32_t *a, const uint32_t *b, const uint8_t *columns, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (a[columns[i]] != b[columns[i]])
            return a[columns[i]] < b[columns[i]] ? -1 : 1;
    return 0;
}

static int compare_guards(const void *left, const void *right, void *graph) {
    static const uint8_t columns[] = {CCH_GUARD_CALLER, CCH_GUARD_CALLEE, CCH_GUARD_SITE, CCH_GUARD_PATH, CCH_GUARD_INDEX};
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    int order = compare_columns(guard_row(graph, a), guard_row(graph, b), columns, sizeof columns);
    return order ? order : (a > b) - (a < b);
}

static const uint8_t branch_columns[] = {CCH_GUARD_PLACE, CCH_GUARD_KIND, CCH_GUARD_TEXT, CCH_GUARD_VALUE};

static int compare_branches(const void *left, const void *right, void *graph) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    int order = compare_columns(guard_row(graph, a), guard_row(graph, b), branch_columns, sizeof branch_columns);
    return order ? order : (a > b) - (a < b);
}

cch_way_finder *cch_way_finder_new(const cch_view *view) {
    cch_way_finder *finder = calloc(1, sizeof *finder);
    if (!finder)
        return NULL;
    finder->view = view;
    finder->graph = view->program->graph;
    finder->guard_count = cch_graph_count(finder->graph, CCH_GUARD);
    size_t functions = (size_t)view->function_count + 1;
    finder->guards = malloc((finder->guard_count + 1) * sizeof *finder->guards);
    finder->same = calloc(finder->guard_count + 1, sizeof *finder->same);
    finder->state = calloc(functions, 1);
    finder->known = calloc(functions, sizeof *finder->known);
    if (!finder->guards || !finder->same || !finder->state || !finder->known) {
        cch_way_finder_free(finder);
        return NULL;
    }
    for (size_t i = 0; i < finder->guard_count; i++)
        finder->guards[i] = (uint32_t)i + 1;
    qsort_r(finder->guards, finder->guard_count, sizeof *finder->guards, compare_branches, (void *)finder->graph);
    for (size_t i = 0; i < finder->guard_count; i++) {
        uint32_t row = finder->guards[i], before = i ? finder->guards[i - 1] : 0;
        bool alike = before && compare_columns(guard_row(finder->graph, row), guard_row(finder->graph, before),
                                               branch_columns, sizeof branch_columns) == 0;
        finder->same[row] = alike ? finder->same[before] : row;
    }
    qsort_r(finder->guards, finder->guard_count, sizeof *finder->guards, compare_guards, (void *)finder->graph);
    return finder;
}

void cch_way_finder_free(cch_way_finder *finder) {
    if (!finder)
        return;
    for (uint32_t f = 0; finder->known && f <= finder->view->function_count; f++)
        cch_ways_release(&finder->known[f]);
    free(finder->known);
    free(finder->state);
    free(finder->guards);
    free(finder->same);
    free(finder);
}

/* Lists of ways -------------------------------------------------------------------- */

void cch_ways_release(struct cch_ways *ways) {
    for (size_t i = 0; i < ways->count; i++)
        free(ways->items[i].steps);
    free(ways->items);
    *ways = (struct cch_ways){0};
}

static bool has_step(const struct cch_way *way, struct cch_step step) {
    for (size_t i = 0; i < way->count; i++)
        if (way->steps[i].guard == step.guard && way->steps[i].outcome == step.outcome)
            return true;
    return false;
}

static bool implies(const struct cch_way *narrow, const struct cch_way *wide) {
    for (size_t i = 0; i < wide->count; i++)
        if (!has_step(narrow, wide->steps[i]))
            return false;
    return true;
}

static bool is_true_or_false(const cch_graph *graph, uint32_t outcome) {
    const char *text = cch_graph_text(graph, outcome, NULL);
    return strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
}

/* The step of `a` that alone tells it from `b`, by its opposite; SIZE_MAX: none. */
static size_t only_difference(const cch_graph *graph, const struct cch_way *a, const struct cch_way *b) {
    size_t found = SIZE_MAX;
    if (a->count != b->count)
        return SIZE_MAX;
    for (size_t i = 0; i < a->count; i++) {
        if (has_step(b, a->steps[i]))
            continue;
        if (found != SIZE_MAX)
            return SIZE_MAX;
        found = i;
    }
    if (found == SIZE_MAX || !is_true_or_false(graph, a->steps[found].outcome))
        return SIZE_MAX;
    for (size_t i = 0; i < b->count; i++)
        if (b->steps[i].guard == a->steps[found].guard && is_true_or_false(graph, b->steps[i].outcome) &&
            !has_step(a, b->steps[i]))
            return found;
    return SIZE_MAX;
}

static void drop_way(struct cch_ways *ways, size_t at) {
    free(ways->items[at].steps);
    memmove(&ways->items[at], &ways->items[at + 1], (ways->count - at - 1) * sizeof *ways->items);
    ways->count--;
}

/* Takes the way (and its steps). */
static int add_way(const cch_graph *graph, struct cch_ways *ways, struct cch_way way) {
    for (size_t i = 0; i < ways->count;) {
        struct cch_way *other = &ways->items[i];
        size_t step;
        if (implies(&way, other)) {
            free(way.steps);
            return 0;
        }
        if (implies(other, &way)) {
            drop_way(ways, i);
        } else if ((step = only_difference(graph, &way, other)) != SIZE_MAX) {
            memmove(&way.steps[step], &way.steps[step + 1], (way.count - step - 1) * sizeof *way.steps);
            way.count--;
            drop_way(ways, i);
            i = 0; /* the shorter way may join with others */
        } else {
            i++;
        }
    }
    if (ways->count == CCH_HARDWARE_WAYS_MAX) {
        free(way.steps);
        ways->more = true;
        return 0;
    }
    struct cch_way *grown = realloc(ways->items, (ways->count + 1) * sizeof *grown);
    if (!grown) {
        free(way.steps);
        return CCH_ERROR_MEMORY;
    }
    ways->items = grown;
    ways->items[ways->count++] = way;
    return 0;
}

int cch_ways_add(cch_way_finder *finder, struct cch_ways *ways, const struct cch_ways *more) {
    ways->more = ways->more || more->more;
    for (size_t i = 0; i < more->count; i++) {
        struct cch_way way = {malloc((more->items[i].count + 1) * sizeof *way.steps), more->items[i].count};
        if (!way.steps)
            return CCH_ERROR_MEMORY;
        memcpy(way.steps, more->items[i].steps, way.count * sizeof *way.steps);
        if (add_way(finder->graph, ways, way))
            return CCH_ERROR_MEMORY;
    }
    return 0;
}

/* Guards of a call ------------------------------------------------------------------- */

/* The first guard of caller and callee (site 0: of any site). */
static size_t first_guard(const cch_way_finder *finder, uint32_t caller, uint32_t callee) {
    size_t low = 0, high = finder->guard_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const uint32_t *cells = guard_row(finder->graph, finder->guards[middle]);
        if (cells[CCH_GUARD_CALLER] < caller ||
            (cells[CCH_GUARD_CALLER] == caller && cells[CCH_GUARD_CALLEE] < callee))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The rows of one way, from `at` to before `end`, as a way; the row that
 * tells of no branch gives an empty one. */
static int make_way(const cch_way_finder *finder, size_t at, size_t end, struct cch_way *way) {
    *way = (struct cch_way){malloc((end - at) * sizeof *way->steps), 0};
    if (!way->steps)
        return CCH_ERROR_MEMORY;
    for (; at < end; at++) {
        uint32_t row = finder->guards[at];
        struct cch_step step = {finder->same[row], guard_row(finder->graph, row)[CCH_GUARD_OUTCOME]};
        if (guard_row(finder->graph, row)[CCH_GUARD_INDEX] && !has_step(way, step))
            way->steps[way->count++] = step;
    }
    return 0;
}

/* The alternatives before a call from the rows of its guards, of any callee, site or path where these are
 * NULL; `sites` becomes how many of its sites have any. */
static int local_ways(const cch_way_finder *finder, uint32_t caller, const uint32_t *callee, const uint32_t *site,
                      const uint32_t *path, struct cch_ways *ways, size_t *sites) {
    uint32_t last_site = 0;
    *sites = 0;
    for (size_t at = first_guard(finder, caller, callee ? *callee : 0); at < finder->guard_count;) {
        const uint32_t *cells = guard_row(finder->graph, finder->guards[at]);
        if (cells[CCH_GUARD_CALLER] != caller || (callee && cells[CCH_GUARD_CALLEE] != *callee))
            break;
        size_t end = at + 1;
        for (; end < finder->guard_count; end++) {
            const uint32_t *next = guard_row(finder->graph, finder->guards[end]);
            if (next[CCH_GUARD_CALLER] != caller || next[CCH_GUARD_CALLEE] != cells[CCH_GUARD_CALLEE] ||
                next[CCH_GUARD_SITE] != cells[CCH_GUARD_SITE] || next[CCH_GUARD_PATH] != cells[CCH_GUARD_PATH])
                break;
        }
        if ((!site || cells[CCH_GUARD_SITE] == *site) && (!path || cells[CCH_GUARD_PATH] == *path)) {
            struct cch_way way;
            *sites += !last_site || last_site != cells[CCH_GUARD_SITE];
            last_site = cells[CCH_GUARD_SITE];
            if (make_way(finder, at, end, &way) || add_way(finder->graph, ways, way))
                return CCH_ERROR_MEMORY;
        }
        at = end;
    }
    return 0;
}

static int add_unconditional(const cch_way_finder *finder, struct cch_ways *ways) {
    struct cch_way way = {malloc(sizeof *way.steps), 0};
    return way.steps ? add_way(finder->graph, ways, way) : CCH_ERROR_MEMORY;
}

/* Every way of `outer` followed by every one of `inner`. */
static int multiply(const cch_way_finder *finder, const struct cch_ways *outer, const struct cch_ways *inner,
                    struct cch_ways *ways) {
    ways->more = ways->more || outer->more || inner->more;
    for (size_t i = 0; i < outer->count; i++)
        for (size_t j = 0; j < inner->count; j++) {
            const struct cch_way *a = &outer->items[i], *b = &inner->items[j];
            struct cch_way way = {malloc((a->count + b->count + 1) * sizeof *way.steps), a->count};
            if (!way.steps)
                return CCH_ERROR_MEMORY;
            memcpy(way.steps, a->steps, a->count * sizeof *way.steps);
            for (size_t k = 0; k < b->count; k++)
                if (!has_step(&way, b->steps[k]))
                    way.steps[way.count++] = b->steps[k];
            if (add_way(finder->graph, ways, way))
                return CCH_ERROR_MEMORY;
        }
    return 0;
}

static int find_ways(cch_way_finder *finder, uint32_t function);

static bool is_call(const struct cch_view_edge *edge) {
    return edge->kind != CCH_KIND_ADDRESS && edge->kind != CCH_KIND_BIND && edge->kind != CCH_KIND_DISPATCH;
}

static int ways_by_edge(cch_way_finder *finder, const struct cch_view_edge *edge, struct cch_ways *ways) {
    struct cch_ways inner = {0};
    size_t sites;
    int status = find_ways(finder, edge->caller);
    if (!status)
        status = local_ways(finder, edge->caller, &edge->callee, NULL, NULL, &inner, &sites);
    if (!status && sites < edge->count)
        status = add_unconditional(finder, &inner);
    if (!status)
        status = multiply(finder, &finder->known[edge->caller], &inner, ways);
    cch_ways_release(&inner);
    return status;
}

/* A function that Python sees, or that nobody calls, is an entry. */
static int find_ways(cch_way_finder *finder, uint32_t function) {
    const cch_view *view = finder->view;
    struct cch_ways ways = {0};
    bool entered = false, called = false;
    int status = 0;
    if (finder->state[function] != UNSEEN)
        return 0;
    finder->state[function] = BUSY;
    finder->depth++;
    for (size_t i = view->in[function]; i < view->in[function + 1] && !status; i++) {
        const struct cch_view_edge *edge = &view->edges[view->in_edges[i]];
        entered = entered || edge->kind == CCH_KIND_BIND;
    }
    for (size_t i = view->in[function]; i < view->in[function + 1] && !status && !entered; i++) {
        const struct cch_view_edge *edge = &view->edges[view->in_edges[i]];
        if (!is_call(edge) || edge->caller == function || finder->state[edge->caller] == BUSY)
            continue;
        called = true;
        if (finder->depth < DEPTH_MAX)
            status = ways_by_edge(finder, edge, &ways);
        else
            ways.more = true;
    }
    if (!status && (entered || !called))
        status = add_unconditional(finder, &ways);
    finder->depth--;
    finder->known[function] = ways;
    finder->state[function] = READY;
    return status;
}

int cch_ways_within(cch_way_finder *finder, const struct cch_occurrence *occurrence, struct cch_ways *ways) {
    size_t sites = 0;
    int status = 0;
    if (occurrence->path)
        status = local_ways(finder, occurrence->caller, occurrence->callee ? &occurrence->callee : NULL,
                            &occurrence->site, &occurrence->path, ways, &sites);
    if (occurrence->path && !sites) /* the graph does not tell the branches that it names */
        ways->more = true;
    return status || sites ? status : add_unconditional(finder, ways);
}

int cch_ways_to_site(cch_way_finder *finder, const struct cch_occurrence *occurrence, struct cch_ways *ways) {
    struct cch_ways inner = {0};
    int status = find_ways(finder, occurrence->caller);
    if (!status)
        status = cch_ways_within(finder, occurrence, &inner);
    if (!status)
        status = multiply(finder, &finder->known[occurrence->caller], &inner, ways);
    cch_ways_release(&inner);
    return status;
}

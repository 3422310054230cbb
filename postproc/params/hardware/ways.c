#define _GNU_SOURCE /* qsort_r */
#include "params/hardware/ways.h"

#include "base/search.h"
#include "graph/chains/between.h"
#include "graph_file/range.h"

#include <stdlib.h>
#include <string.h>

/* Alternatives tried in one component; a greater one has "more". */
#define WORK_MAX (1u << 22)

/* A function calls another one, somewhere or at several places. */
struct arc {
    uint32_t caller, callee;
    uint32_t sites; /* distinct places */
};

/* A method that a virtual call may run in place of the one that it names. */
struct overrider {
    uint32_t caller, callee, named;
};

struct cch_way_finder {
    const cch_view *view;
    const cch_graph *graph;
    cch_order branches;   /* CCH_GUARD by place, kind, text, value, outcome */
    uint32_t *same;       /* by row: the first that says the same of its branch */
    unsigned char *entry; /* by function: reached under no condition, whoever calls it */
    struct arc *arcs;     /* by caller, callee; none leads to an entry */
    size_t arc_count;
    struct overrider *overriders; /* by caller, callee, the method named; each once */
    size_t overrider_count;
    size_t *in; /* those to f: arcs[in_arcs[in[f]]] … */
    uint32_t *in_arcs;
    size_t *out;       /* those of f: arcs[out[f]] … */
    uint32_t *callees; /* by arc */
    uint32_t component_count;
    uint32_t *component;    /* by function; a call leads to the same number or a smaller one */
    size_t *first_member;   /* by component, one more at the end */
    uint32_t *members;      /* functions, ascending within a component */
    struct cch_ways *known; /* by function */
    unsigned char *asked;   /* by function: known, or on the way to be */
    uint32_t *queue;        /* scratch: functions */
    unsigned char *waiting; /* by function: in the queue of its component */
};

static const uint32_t *guard_row(const cch_graph *graph, uint32_t row) { return cch_graph_row(graph, CCH_GUARD, row); }

/* Branches ------------------------------------------------------------------------ */

static bool is_same_branch(const uint32_t *guard, const uint32_t *other) {
    return guard[CCH_GUARD_PLACE] == other[CCH_GUARD_PLACE] && guard[CCH_GUARD_KIND] == other[CCH_GUARD_KIND] &&
           guard[CCH_GUARD_TEXT] == other[CCH_GUARD_TEXT] && guard[CCH_GUARD_VALUE] == other[CCH_GUARD_VALUE];
}

static int order_branches(cch_way_finder *finder) {
    static const uint8_t columns[] = {CCH_GUARD_PLACE, CCH_GUARD_KIND, CCH_GUARD_TEXT, CCH_GUARD_VALUE,
                                      CCH_GUARD_OUTCOME};
    cch_order *branches = &finder->branches;
    finder->same = calloc((size_t)cch_graph_count(finder->graph, CCH_GUARD) + 1, sizeof *finder->same);
    if (!finder->same || cch_order_make(branches, finder->graph, CCH_GUARD, columns, sizeof columns))
        return CCH_ERROR_MEMORY;
    for (uint32_t at = 0, end; at < branches->count; at = end) {
        const uint32_t *cells = guard_row(finder->graph, branches->rows[at]);
        uint32_t least = branches->rows[at];
        for (end = at + 1; end < branches->count; end++) {
            if (!is_same_branch(guard_row(finder->graph, branches->rows[end]), cells))
                break;
            least = branches->rows[end] < least ? branches->rows[end] : least;
        }
        for (uint32_t i = at; i < end; i++)
            finder->same[branches->rows[i]] = least;
    }
    return 0;
}

uint32_t cch_way_finder_guard(const cch_way_finder *finder, struct cch_step step) {
    const uint32_t *cells = guard_row(finder->graph, step.guard);
    const uint32_t key[] = {cells[CCH_GUARD_PLACE], cells[CCH_GUARD_KIND], cells[CCH_GUARD_TEXT],
                            cells[CCH_GUARD_VALUE], step.outcome};
    struct cch_range range = cch_order_range(&finder->branches, sizeof key / sizeof *key, key);
    return range.first < range.end ? finder->branches.rows[range.first] : 0;
}

/* Calls and their components ------------------------------------------------------ */

static bool is_call(const struct cch_view_edge *edge) {
    return edge->kind != CCH_KIND_ADDRESS && edge->kind != CCH_KIND_BIND && edge->kind != CCH_KIND_DISPATCH;
}

static void find_entries(cch_way_finder *finder) {
    const cch_view *view = finder->view;
    for (size_t i = 0; i < view->edge_count; i++)
        if (view->edges[i].kind == CCH_KIND_BIND)
            finder->entry[view->edges[i].callee] = 1;
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (view->flags[f] & CCH_FLAG_ENTRY)
            finder->entry[f] = 1;
}

/* Edges of several kinds between two functions are one arc. */
static void list_arcs(cch_way_finder *finder) {
    const cch_view *view = finder->view;
    for (size_t i = 0; i < view->edge_count; i++) {
        const struct cch_view_edge *edge = &view->edges[i];
        struct arc *last = finder->arc_count ? &finder->arcs[finder->arc_count - 1] : NULL;
        if (!is_call(edge) || edge->caller == edge->callee || finder->entry[edge->callee])
            continue;
        if (last && last->caller == edge->caller && last->callee == edge->callee)
            last->sites += edge->count;
        else
            finder->arcs[finder->arc_count++] = (struct arc){edge->caller, edge->callee, edge->count};
    }
}

static int compare_overriders(const void *left, const void *right) {
    const struct overrider *a = left, *b = right;
    if (a->caller != b->caller)
        return a->caller < b->caller ? -1 : 1;
    if (a->callee != b->callee)
        return a->callee < b->callee ? -1 : 1;
    return a->named < b->named ? -1 : a->named > b->named;
}

static int list_overriders(cch_way_finder *finder) {
    const cch_program *program = finder->view->program;
    size_t unique = 0;
    finder->overriders = malloc((program->derived_count + 1) * sizeof *finder->overriders);
    if (!finder->overriders)
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < program->derived_count; i++) {
        const struct cch_derived *edge = &program->derived[i];
        if (edge->named)
            finder->overriders[finder->overrider_count++] =
                (struct overrider){edge->caller, program->same[edge->callee], edge->named};
    }
    if (finder->overrider_count)
        qsort(finder->overriders, finder->overrider_count, sizeof *finder->overriders, compare_overriders);
    for (size_t i = 0; i < finder->overrider_count; i++)
        if (!unique || compare_overriders(&finder->overriders[unique - 1], &finder->overriders[i]))
            finder->overriders[unique++] = finder->overriders[i];
    finder->overrider_count = unique;
    return 0;
}

/* Turns the numbers of items, counted at two behind their group, into the places where groups begin, one
 * behind; filling a group then moves its place to where it ends. */
static void add_up(size_t *counts, size_t groups) {
    for (size_t group = 1; group <= groups + 1; group++)
        counts[group] += counts[group - 1];
}

static int list_members(cch_way_finder *finder) {
    size_t functions = (size_t)finder->view->function_count + 1;
    finder->first_member = calloc((size_t)finder->component_count + 3, sizeof *finder->first_member);
    finder->members = malloc(functions * sizeof *finder->members);
    if (!finder->first_member || !finder->members)
        return CCH_ERROR_MEMORY;
    for (size_t f = 0; f < functions; f++)
        finder->first_member[finder->component[f] + 2]++;
    add_up(finder->first_member, finder->component_count);
    for (size_t f = 0; f < functions; f++)
        finder->members[finder->first_member[finder->component[f] + 1]++] = (uint32_t)f;
    return 0;
}

static int connect(cch_way_finder *finder) {
    size_t functions = (size_t)finder->view->function_count + 1, edges = finder->view->edge_count + 1;
    finder->arcs = malloc(edges * sizeof *finder->arcs);
    finder->callees = malloc(edges * sizeof *finder->callees);
    finder->in_arcs = malloc(edges * sizeof *finder->in_arcs);
    finder->in = calloc(functions + 2, sizeof *finder->in);
    finder->out = calloc(functions + 2, sizeof *finder->out);
    finder->component = malloc(functions * sizeof *finder->component);
    if (!finder->arcs || !finder->callees || !finder->in_arcs || !finder->in || !finder->out || !finder->component)
        return CCH_ERROR_MEMORY;
    list_arcs(finder);
    for (size_t i = 0; i < finder->arc_count; i++) {
        finder->callees[i] = finder->arcs[i].callee;
        finder->out[finder->arcs[i].caller + 1]++;
        finder->in[finder->arcs[i].callee + 2]++;
    }
    add_up(finder->out, functions);
    add_up(finder->in, functions);
    for (size_t i = 0; i < finder->arc_count; i++)
        finder->in_arcs[finder->in[finder->arcs[i].callee + 1]++] = (uint32_t)i;
    finder->component_count =
        cch_components((uint32_t)functions, finder->out, finder->callees, NULL, finder->component);
    return finder->component_count == UINT32_MAX ? CCH_ERROR_MEMORY : list_members(finder);
}

cch_way_finder *cch_way_finder_new(const cch_view *view) {
    cch_way_finder *finder = calloc(1, sizeof *finder);
    size_t functions = (size_t)view->function_count + 1;
    if (!finder)
        return NULL;
    finder->view = view;
    finder->graph = view->program->graph;
    finder->entry = calloc(functions, 1);
    finder->asked = calloc(functions, 1);
    finder->waiting = calloc(functions, 1);
    finder->known = calloc(functions, sizeof *finder->known);
    finder->queue = malloc(functions * sizeof *finder->queue);
    if (finder->entry && finder->asked && finder->waiting && finder->known && finder->queue) {
        find_entries(finder);
        if (!order_branches(finder) && !list_overriders(finder) && !connect(finder))
            return finder;
    }
    cch_way_finder_free(finder);
    return NULL;
}

void cch_way_finder_free(cch_way_finder *finder) {
    if (!finder)
        return;
    for (uint32_t f = 0; finder->known && f <= finder->view->function_count; f++)
        cch_ways_release(&finder->known[f]);
    free(finder->known);
    cch_order_release(&finder->branches);
    free(finder->same);
    free(finder->entry);
    free(finder->arcs);
    free(finder->overriders);
    free(finder->in);
    free(finder->in_arcs);
    free(finder->out);
    free(finder->callees);
    free(finder->component);
    free(finder->first_member);
    free(finder->members);
    free(finder->asked);
    free(finder->waiting);
    free(finder->queue);
    free(finder);
}

/* Guards of a call ------------------------------------------------------------------- */

/* The rows of one way, from `row` to before `end`, as a way; the row that
 * tells of no branch gives an empty one. */
static int make_way(const cch_way_finder *finder, uint32_t row, uint32_t end, struct cch_way *way) {
    *way = (struct cch_way){malloc((size_t)(end - row) * sizeof *way->steps), 0};
    if (!way->steps)
        return CCH_ERROR_MEMORY;
    for (; row < end; row++) {
        struct cch_step step = {finder->same[row], guard_row(finder->graph, row)[CCH_GUARD_OUTCOME]};
        if (guard_row(finder->graph, row)[CCH_GUARD_INDEX] && !cch_way_has(way, step))
            way->steps[way->count++] = step;
    }
    return 0;
}

/* The alternatives before a call from the rows of its guards, of any callee, site or path where these are
 * NULL; `sites` becomes how many of its sites have any. */
static int local_ways(const cch_way_finder *finder, uint32_t caller, const uint32_t *callee, const uint32_t *site,
                      const uint32_t *path, struct cch_ways *ways, size_t *sites) {
    const uint32_t key[] = {caller, callee ? *callee : 0};
    struct cch_range range = cch_graph_range(finder->graph, CCH_GUARD, callee ? 2 : 1, key);
    uint32_t last_site = 0;
    *sites = 0;
    for (uint32_t at = range.first, end; at < range.end; at = end) {
        const uint32_t *cells = guard_row(finder->graph, at);
        for (end = at + 1; end < range.end; end++) {
            const uint32_t *next = guard_row(finder->graph, end);
            if (next[CCH_GUARD_CALLEE] != cells[CCH_GUARD_CALLEE] || next[CCH_GUARD_SITE] != cells[CCH_GUARD_SITE] ||
                next[CCH_GUARD_PATH] != cells[CCH_GUARD_PATH])
                break;
        }
        if ((!site || cells[CCH_GUARD_SITE] == *site) && (!path || cells[CCH_GUARD_PATH] == *path)) {
            struct cch_way way;
            *sites += !last_site || last_site != cells[CCH_GUARD_SITE];
            last_site = cells[CCH_GUARD_SITE];
            if (make_way(finder, at, end, &way) || cch_ways_take(finder->graph, ways, way))
                return CCH_ERROR_MEMORY;
        }
    }
    return 0;
}

/* The conditions of the places where one function calls another: those without a guard have none. Those of a virtual
 * call stand at the method that it names, whichever overrider runs. */
static int ways_of_arc(const cch_way_finder *finder, const struct arc *arc, struct cch_ways *ways) {
    const struct overrider wanted = {arc->caller, arc->callee, 0};
    size_t sites, more, i;
    int status = local_ways(finder, arc->caller, &arc->callee, NULL, NULL, ways, &sites);
    CCH_SEARCH(i, 0, finder->overrider_count, compare_overriders(&finder->overriders[i], &wanted) < 0);
    for (; i < finder->overrider_count && !status; i++) {
        const struct overrider *overrider = &finder->overriders[i];
        if (overrider->caller != arc->caller || overrider->callee != arc->callee)
            break;
        if (overrider->named == arc->callee)
            continue;
        status = local_ways(finder, arc->caller, &overrider->named, NULL, NULL, ways, &more);
        sites += more;
    }
    return status || (sites && sites >= arc->sites) ? status : cch_ways_take_unconditional(finder->graph, ways);
}

static int follow_arc(cch_way_finder *finder, const struct arc *arc) {
    struct cch_ways inner = {0};
    int status = ways_of_arc(finder, arc, &inner);
    if (!status)
        status = cch_ways_multiply(finder->graph, &finder->known[arc->caller], &inner, &finder->known[arc->callee]);
    cch_ways_release(&inner);
    return status;
}

/* Components --------------------------------------------------------------------------- */

/* Does anything outside of its component call the function? If so its ways in from there are added. */
static int enter(cch_way_finder *finder, uint32_t function, bool *entered) {
    const uint32_t *component = finder->component;
    int status = 0;
    for (size_t i = finder->in[function]; i < finder->in[function + 1] && !status; i++) {
        const struct arc *arc = &finder->arcs[finder->in_arcs[i]];
        if (component[arc->caller] == component[function])
            continue;
        *entered = true;
        status = follow_arc(finder, arc);
    }
    return status;
}

/* Along the calls within a component, until nothing changes. The members wait in a ring. */
static int spread(cch_way_finder *finder, const uint32_t *members, size_t count) {
    uint32_t *ring = malloc(count * sizeof *ring);
    size_t first = 0, waiting = count;
    uint64_t work = 0;
    int status = ring ? 0 : CCH_ERROR_MEMORY;
    for (size_t i = 0; i < count && ring; i++) {
        ring[i] = members[i];
        finder->waiting[members[i]] = 1;
        finder->known[members[i]].recursive = true;
    }
    while (waiting && !status && work < WORK_MAX) {
        uint32_t caller = ring[first];
        first = (first + 1) % count;
        waiting--;
        finder->waiting[caller] = 0;
        for (size_t i = finder->out[caller]; i < finder->out[caller + 1] && !status; i++) {
            uint32_t callee = finder->callees[i];
            uint64_t before = finder->known[callee].changes;
            if (finder->component[callee] != finder->component[caller])
                continue;
            work += finder->known[caller].count + 1;
            status = follow_arc(finder, &finder->arcs[i]);
            if (finder->known[callee].changes == before || finder->waiting[callee])
                continue;
            finder->waiting[callee] = 1;
            ring[(first + waiting++) % count] = callee;
        }
    }
    for (size_t i = 0; i < count; i++) {
        finder->known[members[i]].more = finder->known[members[i]].more || waiting;
        finder->waiting[members[i]] = 0;
    }
    free(ring);
    return status;
}

static int solve(cch_way_finder *finder, uint32_t component) {
    const uint32_t *members = &finder->members[finder->first_member[component]];
    size_t count = finder->first_member[component + 1] - finder->first_member[component];
    bool entered = false;
    int status = 0;
    for (size_t i = 0; i < count && !status; i++)
        status = enter(finder, members[i], &entered);
    for (size_t i = 0; i < count && !status && !entered; i++)
        status = cch_ways_take_unconditional(finder->graph, &finder->known[members[i]]);
    return status || count == 1 ? status : spread(finder, members, count);
}

static int compare_components(const void *left, const void *right, void *finder) {
    const uint32_t *component = ((const cch_way_finder *)finder)->component;
    uint32_t a = component[*(const uint32_t *)left], b = component[*(const uint32_t *)right];
    return a > b ? -1 : a < b;
}

/* Finds the ways to the function and to all that leads there. A call leads to
 * a component of a smaller number, so the greatest comes first. */
static int find_ways(cch_way_finder *finder, uint32_t function) {
    const uint32_t *component = finder->component;
    size_t count = 0;
    int status = 0;
    if (finder->asked[function])
        return 0;
    finder->asked[function] = 1;
    finder->queue[count++] = function;
    for (size_t at = 0; at < count; at++)
        for (size_t i = finder->in [finder->queue[at]]; i < finder->in[finder->queue[at] + 1]; i++) {
            uint32_t caller = finder->arcs[finder->in_arcs[i]].caller;
            if (finder->asked[caller])
                continue;
            finder->asked[caller] = 1;
            finder->queue[count++] = caller;
        }
    qsort_r(finder->queue, count, sizeof *finder->queue, compare_components, finder);
    for (size_t i = 0; i < count && !status; i++)
        if (!i || component[finder->queue[i]] != component[finder->queue[i - 1]])
            status = solve(finder, component[finder->queue[i]]);
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
    return status || sites ? status : cch_ways_take_unconditional(finder->graph, ways);
}

int cch_ways_to_site(cch_way_finder *finder, const struct cch_occurrence *occurrence, struct cch_ways *ways) {
    struct cch_ways inner = {0};
    int status = find_ways(finder, occurrence->caller);
    if (!status)
        status = cch_ways_within(finder, occurrence, &inner);
    if (!status)
        status = cch_ways_multiply(finder->graph, &finder->known[occurrence->caller], &inner, ways);
    cch_ways_release(&inner);
    return status;
}

#include "graph/view/functions.h"

#include "graph/view/select.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int no_memory(cch_error *error) {
    return cch_fail(error, CCH_ERROR_MEMORY, "cannot list the graph: out of memory");
}

unsigned cch_kind_rank(enum cch_kind kind) {
    unsigned rank = 0;
    for (unsigned other = 0; other < CCH_KIND_COUNT; other++)
        rank += strcmp(cch_kind_name((enum cch_kind)other), cch_kind_name(kind)) < 0;
    return rank;
}

/* A key and what it orders; keys are all different. */
struct ordered {
    uint64_t first, second;
    uint32_t kind, number;
};

static int compare_ordered(const void *left, const void *right) {
    const struct ordered *a = left, *b = right;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return a->second < b->second ? -1 : a->second > b->second;
}

static int put_in_order(const struct ordered *all, size_t count, struct cch_numbers *numbers) {
    numbers->items = malloc((count + 1) * sizeof *numbers->items);
    if (!numbers->items)
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < count; i++)
        numbers->items[i] = all[i].number;
    numbers->count = count;
    return CCH_OK;
}

int cch_functions_find(const cch_view *view, cch_names *names, enum cch_naming naming, const char *const *patterns,
                       size_t count, struct cch_numbers *functions, cch_error *error) {
    unsigned char *set = calloc((size_t)view->function_count + 1, 1);
    uint32_t *found = malloc(((size_t)view->function_count + 1) * sizeof *found);
    struct ordered *all = NULL;
    cch_ranks ranks = {0};
    size_t found_count = 0;
    *functions = (struct cch_numbers){0};
    int status = CCH_ERROR_MEMORY;
    if (!set || !found)
        goto out;
    if (count && (status = cch_select(view, names, patterns, count, set, NULL, error)))
        goto failed;
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (count ? set[f] : cch_view_shows(view, f))
            found[found_count++] = f;
    all = malloc((found_count + 1) * sizeof *all);
    status = all ? 0 : CCH_ERROR_MEMORY;
    if (status || (status = cch_ranks_make(&ranks, names, naming, found, found_count, view->function_count)))
        goto out;
    for (size_t i = 0; i < found_count; i++)
        all[i] = (struct ordered){ranks.position[found[i]], 0, 0, found[i]};
    qsort(all, found_count, sizeof *all, compare_ordered);
    status = put_in_order(all, found_count, functions);
out:
    if (status)
        no_memory(error);
failed:
    free(set);
    free(found);
    free(all);
    cch_ranks_release(&ranks);
    return status;
}

/* Edges ------------------------------------------------------------------- */

struct edge_search {
    const cch_view *view;
    const struct cch_edges_request *request;
    unsigned char *either, *callers, *callees; /* NULL: any */
    struct ordered *all;
    size_t count;
};

static bool is_wanted(const struct edge_search *search, const struct cch_view_edge *edge) {
    return (search->request->kinds >> edge->kind & 1) && (edge->certain || !search->request->certain) &&
           (!search->request->of_callee || edge->callee == search->request->of_callee) &&
           (!search->either || search->either[edge->caller] || search->either[edge->callee]) &&
           (!search->callers || search->callers[edge->caller]) && (!search->callees || search->callees[edge->callee]);
}

static int select_if(const cch_view *view, cch_names *names, const char *const *patterns, size_t count,
                     unsigned char **set, cch_error *error) {
    if (!count)
        return CCH_OK;
    if (!(*set = calloc((size_t)view->function_count + 1, 1)))
        return no_memory(error);
    return cch_select(view, names, patterns, count, *set, NULL, error);
}

/* Calls of one function, or to one, are looked at alone; else all edges. */
static size_t candidate_count(const struct edge_search *search) {
    const cch_view *view = search->view;
    uint32_t caller = search->request->of_caller, callee = search->request->of_callee;
    return caller   ? view->out[caller + 1] - view->out[caller]
           : callee ? view->in[callee + 1] - view->in[callee]
                    : view->edge_count;
}

static uint32_t candidate(const struct edge_search *search, size_t i) {
    const cch_view *view = search->view;
    uint32_t caller = search->request->of_caller, callee = search->request->of_callee;
    return caller ? (uint32_t)(view->out[caller] + i) : callee ? view->in_edges[view->in[callee] + i] : (uint32_t)i;
}

static int collect(struct edge_search *search) {
    size_t candidates = candidate_count(search), count = 0;
    for (size_t i = 0; i < candidates; i++)
        count += is_wanted(search, &search->view->edges[candidate(search, i)]);
    if (!(search->all = malloc((count + 1) * sizeof *search->all)))
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < candidates; i++)
        if (is_wanted(search, &search->view->edges[candidate(search, i)]))
            search->all[search->count++].number = candidate(search, i);
    return CCH_OK;
}

/* Sorting compares numbers, so each name is looked at once for its rank. */
static int sort_edges(struct edge_search *search, cch_names *names, enum cch_naming naming) {
    const cch_view *view = search->view;
    unsigned kind_ranks[CCH_KIND_COUNT];
    unsigned char *seen = calloc((size_t)view->function_count + 1, 1);
    uint32_t *functions = malloc(((size_t)view->function_count + 1) * sizeof *functions);
    size_t count = 0;
    cch_ranks ranks = {0};
    int status = CCH_ERROR_MEMORY;
    if (!seen || !functions)
        goto out;
    for (size_t i = 0; i < search->count; i++) {
        const struct cch_view_edge *edge = &view->edges[search->all[i].number];
        seen[edge->caller] = seen[edge->callee] = 1;
    }
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (seen[f])
            functions[count++] = f;
    if ((status = cch_ranks_make(&ranks, names, naming, functions, count, view->function_count)))
        goto out;
    for (unsigned kind = 0; kind < CCH_KIND_COUNT; kind++)
        kind_ranks[kind] = cch_kind_rank((enum cch_kind)kind);
    for (size_t i = 0; i < search->count; i++) {
        struct ordered *item = &search->all[i];
        const struct cch_view_edge *edge = &view->edges[item->number];
        item->first = (uint64_t)ranks.name[edge->caller] << 32 | ranks.name[edge->callee];
        item->second = (uint64_t)ranks.position[edge->caller] << 32 | ranks.position[edge->callee];
        item->kind = kind_ranks[edge->kind];
    }
    qsort(search->all, search->count, sizeof *search->all, compare_ordered);
out:
    free(seen);
    free(functions);
    cch_ranks_release(&ranks);
    return status;
}

int cch_edges_find(const cch_view *view, cch_names *names, enum cch_naming naming,
                   const struct cch_edges_request *request, struct cch_numbers *edges, cch_error *error) {
    struct edge_search search = {.view = view, .request = request};
    *edges = (struct cch_numbers){0};
    int status = select_if(view, names, request->either, request->either_count, &search.either, error);
    if (!status)
        status = select_if(view, names, request->callers, request->caller_count, &search.callers, error);
    if (!status)
        status = select_if(view, names, request->callees, request->callee_count, &search.callees, error);
    if (status)
        goto out;
    if (collect(&search) || sort_edges(&search, names, naming) || put_in_order(search.all, search.count, edges))
        status = no_memory(error);
out:
    free(search.either);
    free(search.callers);
    free(search.callees);
    free(search.all);
    return status;
}

void cch_flag_names(uint32_t flags, char *text, size_t size) {
    static const struct {
        uint32_t flag;
        const char *name;
    } names[] = {
        {CCH_FLAG_KERNEL, "kernel"},
        {CCH_FLAG_HOST, "host"},
        {CCH_FLAG_DEVICE, "device"},
        {CCH_FLAG_VIRTUAL, "virtual"},
        {CCH_FLAG_PURE, "pure"},
        {CCH_FLAG_CONSTRUCTOR, "constructor"},
        {CCH_FLAG_DESTRUCTOR, "destructor"},
        {CCH_FLAG_IMPLICIT, "implicit"},
        {CCH_FLAG_LAMBDA, "lambda"},
        {CCH_FLAG_TEMPLATE, "template"},
        {CCH_FLAG_INSTANTIATION, "instantiation"},
        {CCH_FLAG_SYNTHETIC, "synthetic"},
        {CCH_FLAG_INTERNAL, "internal"},
        {CCH_FLAG_DEFINED, "defined"},
        {CCH_FLAG_ENTRY, "entry"},
        {CCH_FLAG_BINDING, "binding"},
        {CCH_FLAG_MAIN_FILE, "main file"},
        {CCH_FLAG_SYSTEM, "system"},
        {CCH_FLAG_CLASS, "class"},
        {CCH_FLAG_EXTERNAL, "external"},
        {CCH_FLAG_CONSTEXPR, "constexpr"},
        {CCH_FLAG_TRIVIAL, "trivial"},
        {CCH_FLAG_BUILTIN, "builtin"},
    };
    size_t used = 0;
    *text = '\0';
    for (size_t i = 0; i < sizeof names / sizeof *names && used < size; i++)
        if (flags & names[i].flag)
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? "," : "", names[i].name);
}

const char *cch_language_name(uint32_t language) {
    static const char *const names[] = {"unknown", "C", "C++", "CUDA", "Python"};
    return language < sizeof names / sizeof *names ? names[language] : names[0];
}

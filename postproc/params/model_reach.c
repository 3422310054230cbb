#include "params/model_reach.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint32_t *cells_of(const cch_view *view, uint32_t function)
{
    return cch_graph_row(view->program->graph, CCH_FUNCTION, function);
}

static const char *identity_of(const cch_view *view, uint32_t function)
{
    return cch_graph_identity(view->program->graph, function, NULL);
}

static bool is_python(const cch_view *view, uint32_t function)
{
    return cells_of(view, function)[CCH_FUNCTION_LANGUAGE] == CCH_LANGUAGE_PYTHON;
}

/* The function with the identity `prefix` (of this length) and `name`, or 0. */
static uint32_t sibling(const cch_view *view, const char *prefix, size_t length, const char *name)
{
    char identity[1024];
    int written = snprintf(identity, sizeof identity, "%.*s%s", (int)(length < 900 ? length : 900), prefix, name);
    return written > 0 ? cch_graph_find_function(view->program->graph, identity, (size_t)written) : 0;
}

uint32_t cch_model_constructor(const cch_view *view, uint32_t entry)
{
    const char *identity = identity_of(view, entry);
    if (!is_python(view, entry) || !(view->flags[entry] & CCH_FLAG_CLASS))
        return entry;
    uint32_t constructor = sibling(view, identity, strlen(identity), ".__init__");
    return constructor ? constructor : entry;
}

/* Length of the identity of the class whose constructor this is; 0: it is none. */
static size_t class_length(const cch_view *view, uint32_t function)
{
    static const char constructor[] = ".__init__";
    const char *identity = identity_of(view, function);
    size_t length = strlen(identity), tail = sizeof constructor - 1;
    if (view->flags[function] & CCH_FLAG_CLASS)
        return length;
    return length > tail && strcmp(identity + length - tail, constructor) == 0 ? length - tail : 0;
}

struct search {
    const cch_view *view;
    unsigned char *set;
    uint32_t *queue;
    size_t count;
    const unsigned char *without;
    unsigned char *bound; /* what is called through a pointer is none of these; or NULL */
};

static void meet(struct search *search, uint32_t function)
{
    uint32_t node = function ? search->view->node[function] : 0;
    if (!node || search->set[node] || (search->without && search->without[node]))
        return;
    search->set[node] = 1;
    search->queue[search->count++] = node;
}

enum { BASES_DEEP = 32 };

/* Methods of a constructor's class, and of the classes whose constructors it
 * calls for itself (super().__init__()): the object has them, too. */
static void meet_methods(struct search *search, uint32_t entry, int depth)
{
    const cch_view *view = search->view;
    const cch_graph *graph = view->program->graph;
    size_t length = is_python(view, entry) ? class_length(view, entry) : 0;
    bool constructor = view->flags[entry] & CCH_FLAG_CONSTRUCTOR;
    const uint32_t *name = cch_graph_row(graph, CCH_ENTITY, cells_of(view, entry)[CCH_FUNCTION_NAME]);
    uint32_t scope = name ? name[CCH_ENTITY_PARENT] : 0;
    if (!length && !(constructor && scope))
        return;
    for (uint32_t f = 1; f <= view->function_count; f++) {
        const uint32_t *other = cch_graph_row(graph, CCH_ENTITY, cells_of(view, f)[CCH_FUNCTION_NAME]);
        const char *identity = identity_of(view, f);
        if (length ? strncmp(identity, identity_of(view, entry), length) == 0 && identity[length] == '.'
                   : other && other[CCH_ENTITY_PARENT] == scope)
            meet(search, f);
    }
    for (size_t e = view->out[entry]; length && depth < BASES_DEEP && e < view->out[entry + 1]; e++) {
        uint32_t base = view->edges[e].callee;
        if (view->edges[e].kind == CCH_KIND_CALL && base != entry && is_python(view, base) &&
            !(view->flags[base] & CCH_FLAG_CLASS) && class_length(view, base))
            meet_methods(search, base, depth + 1);
    }
}

static void meet_backward(struct search *search, uint32_t function)
{
    static const char forward[] = ".forward";
    const char *identity = identity_of(search->view, function);
    size_t length = strlen(identity), tail = sizeof forward - 1;
    if (is_python(search->view, function) && length > tail && strcmp(identity + length - tail, forward) == 0)
        meet(search, sibling(search->view, identity, length - tail, ".backward"));
}

/* Functions that Python sees: a binding library's own code calls any of them
 * through a pointer, which is none of what an entry does. */
static void mark_bound(struct search *search)
{
    const cch_graph *graph = search->view->program->graph;
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_BINDING); row++)
        search->bound[search->view->node[cch_graph_row(graph, CCH_BINDING, row)[CCH_BINDING_TARGET]]] = 1;
}

/* Marks the function as written and all its specializations where one is. */
static void spread(const cch_view *view, unsigned char *set)
{
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (set[f])
            set[view->node[f]] = 1;
    for (uint32_t f = 1; f <= view->function_count; f++)
        set[f] = set[view->node[f]];
    set[0] = 0;
}

unsigned char *cch_model_allowed(const cch_view *view, const cch_view *instances, uint32_t entry,
                                 const unsigned char *without)
{
    size_t size = (size_t)view->function_count + 1;
    unsigned char *left_out = without ? malloc(size) : NULL;
    struct search search = {instances, calloc(size, 1), malloc(size * sizeof *search.queue), 0, left_out,
                            calloc(size, 1)};
    if (!search.set || !search.queue || !search.bound || (without && !left_out)) {
        free(search.set);
        free(search.queue);
        free(search.bound);
        free(left_out);
        return NULL;
    }
    mark_bound(&search);
    for (uint32_t f = 0; f <= view->function_count && without; f++)
        left_out[f] = without[view->node[f]];
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (view->node[f] == view->node[entry])
            meet(&search, f);
    meet_methods(&search, instances->node[entry], 0);
    for (size_t i = 0; i < search.count; i++) {
        uint32_t at = search.queue[i];
        meet_backward(&search, at);
        for (size_t e = instances->out[at]; e < instances->out[at + 1]; e++)
            if (instances->edges[e].kind != CCH_KIND_INDIRECT || !search.bound[instances->edges[e].callee])
                meet(&search, instances->edges[e].callee);
    }
    spread(view, search.set);
    free(search.queue);
    free(search.bound);
    free(left_out);
    return search.set;
}

unsigned char *cch_model_reaching(const cch_view *view, uint32_t flag)
{
    size_t size = (size_t)view->function_count + 1;
    struct search search = {view, calloc(size, 1), malloc(size * sizeof *search.queue), 0, NULL, NULL};
    if (!search.set || !search.queue) {
        free(search.set);
        free(search.queue);
        return NULL;
    }
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (cch_view_shows(view, f) && view->flags[f] & flag)
            meet(&search, f);
    for (size_t i = 0; i < search.count; i++)
        for (size_t e = view->in[search.queue[i]]; e < view->in[search.queue[i] + 1]; e++) {
            const struct cch_view_edge *edge = &view->edges[view->in_edges[e]];
            if (edge->kind != CCH_KIND_ADDRESS)
                meet(&search, edge->caller);
        }
    for (uint32_t f = 1; f <= view->function_count; f++)
        search.set[f] = search.set[view->node[f]];
    free(search.queue);
    return search.set;
}

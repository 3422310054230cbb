#define _GNU_SOURCE /* qsort_r */
#include "params/model/reach.h"

#include <stdlib.h>
#include <string.h>

#include "base/search.h"

static const uint32_t *cells_of(const cch_view *view, uint32_t function) {
    return cch_graph_row(view->program->graph, CCH_FUNCTION, function);
}

/* Of the function as written. */
static const char *identity_of(const cch_view *view, uint32_t function) {
    uint32_t source = cells_of(view, function)[CCH_FUNCTION_SOURCE];
    return cch_graph_identity(view->program->graph, source ? source : function, NULL);
}

static bool is_python(const cch_view *view, uint32_t function) {
    return cells_of(view, function)[CCH_FUNCTION_LANGUAGE] == CCH_LANGUAGE_PYTHON;
}

/* The function with the identity `prefix` (of this length) and `name`, or 0. */
static uint32_t sibling(const cch_view *view, const char *prefix, size_t length, const char *name) {
    char fixed[512];
    size_t more = strlen(name);
    char *identity = length + more < sizeof fixed ? fixed : malloc(length + more + 1);
    if (!identity)
        return 0;
    memcpy(identity, prefix, length);
    memcpy(identity + length, name, more + 1);
    uint32_t function = cch_graph_find_function(view->program->graph, identity, length + more);
    if (identity != fixed)
        free(identity);
    return function;
}

uint32_t cch_model_constructor(const cch_view *view, uint32_t entry) {
    const char *identity = identity_of(view, entry);
    if (!is_python(view, entry) || !(view->flags[entry] & CCH_FLAG_CLASS))
        return entry;
    uint32_t constructor = sibling(view, identity, strlen(identity), ".__init__");
    return constructor ? constructor : entry;
}

/* Length of the identity of the class whose constructor this is; 0: it is none. */
static size_t class_length(const cch_view *view, uint32_t function) {
    static const char constructor[] = ".__init__";
    const char *identity = identity_of(view, function);
    size_t length = strlen(identity), tail = sizeof constructor - 1;
    if (view->flags[function] & CCH_FLAG_CLASS)
        return length;
    return length > tail && strcmp(identity + length - tail, constructor) == 0 ? length - tail : 0;
}

/* Where to find methods ------------------------------------------------------ */

static uint32_t scope_of(const cch_view *view, uint32_t function) {
    const uint32_t *name = cch_graph_row(view->program->graph, CCH_ENTITY, cells_of(view, function)[CCH_FUNCTION_NAME]);
    return name ? name[CCH_ENTITY_PARENT] : 0;
}

static int compare_members(const void *left, const void *right) {
    const struct cch_model_member *a = left, *b = right;
    if (a->scope != b->scope)
        return a->scope < b->scope ? -1 : 1;
    return a->function < b->function ? -1 : a->function > b->function;
}

static int compare_identities(const void *left, const void *right, void *context) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    int order = strcmp(identity_of(context, a), identity_of(context, b));
    return order ? order : a < b ? -1 : a > b;
}

static int find_methods(struct cch_model_reach *reach) {
    const cch_view *view = reach->instances;
    if (reach->methods)
        return 0;
    reach->methods = malloc(((size_t)view->function_count + 1) * sizeof *reach->methods);
    reach->python = malloc(((size_t)view->function_count + 1) * sizeof *reach->python);
    reach->opened = malloc((size_t)view->function_count + 1);
    reach->classes = malloc(((size_t)view->function_count + 1) * sizeof *reach->classes);
    if (!reach->methods || !reach->python || !reach->opened || !reach->classes)
        return CCH_ERROR_MEMORY;
    for (uint32_t f = 1; f <= view->function_count; f++) {
        uint32_t scope = scope_of(view, f);
        if (scope)
            reach->methods[reach->method_count++] = (struct cch_model_member){scope, f};
        if (is_python(view, f))
            reach->python[reach->python_count++] = f;
    }
    if (reach->method_count)
        qsort(reach->methods, reach->method_count, sizeof *reach->methods, compare_members);
    if (reach->python_count)
        qsort_r(reach->python, reach->python_count, sizeof *reach->python, compare_identities, (void *)view);
    return 0;
}

/* What an entry does --------------------------------------------------------- */

static void meet(struct cch_model_reach *reach, uint32_t function) {
    uint32_t node = function ? reach->instances->node[function] : 0;
    if (!node || reach->met[node] || (reach->left_out && reach->left_out[node]))
        return;
    reach->met[node] = 1;
    reach->queue[reach->count++] = node;
}

static void meet_in_scope(struct cch_model_reach *reach, uint32_t scope) {
    size_t at;
    CCH_SEARCH(at, 0, reach->method_count, reach->methods[at].scope < scope);
    for (; at < reach->method_count && reach->methods[at].scope == scope; at++)
        meet(reach, reach->methods[at].function);
}

/* 0: the identity begins with these bytes and a dot. */
static int order_in_class(const char *identity, const char *class, size_t length) {
    int order = strncmp(identity, class, length);
    return order ? order : (unsigned char)identity[length] - '.';
}

static void meet_in_class(struct cch_model_reach *reach, const char *class, size_t length) {
    size_t at;
    CCH_SEARCH(at, 0, reach->python_count,
               order_in_class(identity_of(reach->instances, reach->python[at]), class, length) < 0);
    for (; at < reach->python_count; at++) {
        if (order_in_class(identity_of(reach->instances, reach->python[at]), class, length))
            return;
        meet(reach, reach->python[at]);
    }
}

/* Is the function, called from a constructor, that of a base? */
static bool is_base_constructor(const cch_view *view, uint32_t function) {
    return is_python(view, function) && !(view->flags[function] & CCH_FLAG_CLASS) && class_length(view, function);
}

/* Methods of a constructor's class, and of the classes whose constructors it
 * calls for itself (super().__init__()): the object has them, too. */
static int meet_methods(struct cch_model_reach *reach, uint32_t entry) {
    const cch_view *view = reach->instances;
    size_t count = 0, length = is_python(view, entry) ? class_length(view, entry) : 0;
    uint32_t scope = view->flags[entry] & CCH_FLAG_CONSTRUCTOR ? scope_of(view, entry) : 0;
    if (!length && !scope)
        return 0;
    if (find_methods(reach))
        return CCH_ERROR_MEMORY;
    if (!length) {
        meet_in_scope(reach, scope);
        return 0;
    }
    uint32_t *classes = reach->classes;
    memset(reach->opened, 0, (size_t)view->function_count + 1);
    reach->opened[entry] = 1;
    classes[count++] = entry;
    for (size_t i = 0; i < count; i++) {
        uint32_t at = classes[i];
        meet_in_class(reach, identity_of(view, at), class_length(view, at));
        for (size_t e = view->out[at]; e < view->out[at + 1]; e++) {
            uint32_t base = view->edges[e].callee;
            if (view->edges[e].kind != CCH_KIND_CALL || reach->opened[base] || !is_base_constructor(view, base))
                continue;
            reach->opened[base] = 1;
            classes[count++] = base;
        }
    }
    return 0;
}

/* Of an autograd function's forward; or 0. */
static uint32_t backward_of(const struct cch_model_reach *reach, uint32_t function) {
    static const char forward[] = ".forward";
    if (!is_python(reach->instances, function)) /* first: mangled names are long */
        return 0;
    const char *identity = identity_of(reach->instances, function);
    size_t length = strlen(identity), tail = sizeof forward - 1;
    return length > tail && strcmp(identity + length - tail, forward) == 0
               ? sibling(reach->instances, identity, length - tail, ".backward")
               : 0;
}

/* Marks the function as written and all its specializations where one was met. */
static void allow(struct cch_model_reach *reach, uint32_t function) {
    uint32_t node = reach->view->node[function];
    if (!node || reach->allowed[node])
        return;
    for (uint32_t i = reach->first_member[node]; i < reach->first_member[node + 1]; i++) {
        reach->allowed[reach->members[i]] = 1;
        reach->marked[reach->marked_count++] = reach->members[i];
    }
}

void cch_model_reach_plan(struct cch_model_reach *reach, const uint32_t *entries, size_t count) {
    reach->entries = entries;
    reach->entry_count = count;
    reach->first = count;
}

/* Meets what the entry begins with. */
static int begin(struct cch_model_reach *reach, size_t number) {
    uint32_t entry = reach->entries[number], node = reach->view->node[entry];
    for (size_t i = 0; i < reach->count; i++)
        reach->met[reach->queue[i]] = 0;
    reach->count = reach->at = 0;
    for (uint32_t i = reach->first_member[node]; node && i < reach->first_member[node + 1]; i++)
        meet(reach, reach->members[i]);
    return meet_methods(reach, reach->instances->node[entry]);
}

int cch_model_reach_from(struct cch_model_reach *reach, size_t entry) {
    for (size_t i = 0; i < reach->marked_count; i++)
        reach->allowed[reach->marked[i]] = 0;
    reach->marked_count = 0;
    reach->refused = reach->whole = false;
    reach->entry = entry;
    int status = begin(reach, entry);
    reach->plain = reach->count == 1;
    return status;
}

static bool is_followed(const struct cch_model_reach *reach, const struct cch_view_edge *edge) {
    return edge->kind != CCH_KIND_INDIRECT || !reach->bound[edge->callee];
}

/* Many entries at once ------------------------------------------------------- */

/* An entry that meets more functions than that is looked at together with those that come next. */
enum { FEW = 1000, AT_ONCE = 64 };

static void meet_by(struct cch_model_reach *reach, uint32_t function, uint64_t entries, size_t *count, size_t begin) {
    size_t size = (size_t)reach->view->function_count + 1;
    uint32_t node = function ? reach->instances->node[function] : 0;
    if (!node || !(entries & ~reach->met_by[node]) || (reach->left_out && reach->left_out[node]))
        return;
    reach->met_by[node] |= entries;
    if (reach->waits[node])
        return;
    reach->waits[node] = 1;
    reach->waiting[(begin + (*count)++) % size] = node;
}

/* Everything that is met from what was met so far. */
static void spread(struct cch_model_reach *reach, size_t count) {
    const cch_view *instances = reach->instances;
    size_t size = (size_t)reach->view->function_count + 1;
    for (size_t begin = 0; count;) {
        uint32_t at = reach->waiting[begin];
        uint64_t entries = reach->met_by[at];
        begin = (begin + 1) % size;
        count--;
        reach->waits[at] = 0;
        meet_by(reach, backward_of(reach, at), entries, &count, begin);
        for (size_t e = instances->out[at]; e < instances->out[at + 1]; e++)
            if (is_followed(reach, &instances->edges[e]))
                meet_by(reach, instances->edges[e].callee, entries, &count, begin);
    }
}

static int make_room(struct cch_model_reach *reach) {
    size_t size = (size_t)reach->view->function_count + 1;
    if (!reach->met_by)
        reach->met_by = malloc(size * sizeof *reach->met_by);
    if (!reach->may)
        reach->may = malloc(size * sizeof *reach->may);
    if (!reach->waits)
        reach->waits = calloc(size, 1);
    if (!reach->waiting)
        reach->waiting = malloc(size * sizeof *reach->waiting);
    return reach->met_by && reach->may && reach->waits && reach->waiting ? 0 : CCH_ERROR_MEMORY;
}

/* What each of the entries from the one at hand on allows. */
static int look_ahead(struct cch_model_reach *reach) {
    size_t size = (size_t)reach->view->function_count + 1, count = 0;
    if (make_room(reach))
        return CCH_ERROR_MEMORY;
    memset(reach->met_by, 0, size * sizeof *reach->met_by);
    memset(reach->may, 0, size * sizeof *reach->may);
    reach->first = reach->entry;
    for (size_t i = 0; i < AT_ONCE && reach->first + i < reach->entry_count; i++) {
        if (begin(reach, reach->first + i))
            return CCH_ERROR_MEMORY;
        for (size_t k = 0; k < reach->count; k++)
            meet_by(reach, reach->queue[k], (uint64_t)1 << i, &count, 0);
    }
    spread(reach, count);
    for (uint32_t f = 1; f < size; f++)
        reach->may[reach->view->node[f]] |= reach->met_by[f];
    reach->may[0] = 0;
    return 0;
}

static bool find_in_whole(struct cch_model_reach *reach, uint32_t function) {
    bool allows = reach->may[reach->view->node[function]] >> (reach->entry - reach->first) & 1;
    if (allows) {
        reach->allowed[function] = 1;
        reach->marked[reach->marked_count++] = function;
    }
    reach->refused = reach->refused || !allows;
    return allows;
}

bool cch_model_reach_find(struct cch_model_reach *reach, uint32_t function) {
    const cch_view *instances = reach->instances;
    while (!reach->whole && reach->at < reach->count && !reach->allowed[function]) {
        if (reach->at == FEW) {
            bool is_known = reach->entry >= reach->first && reach->entry - reach->first < AT_ONCE;
            reach->whole = is_known || !look_ahead(reach);
            if (!reach->whole) {
                reach->failed = true;
                return false;
            }
            break;
        }
        uint32_t at = reach->queue[reach->at++];
        allow(reach, at);
        meet(reach, backward_of(reach, at));
        for (size_t e = instances->out[at]; e < instances->out[at + 1]; e++)
            if (is_followed(reach, &instances->edges[e]))
                meet(reach, instances->edges[e].callee);
    }
    if (reach->whole && !reach->allowed[function])
        return find_in_whole(reach, function);
    reach->refused = reach->refused || !reach->allowed[function];
    return reach->allowed[function];
}

bool cch_model_reach_implies(const struct cch_model_reach *reach, uint32_t caller, uint32_t callee) {
    const cch_view *instances = reach->instances;
    uint32_t from = reach->view->node[caller], to = reach->view->node[callee];
    if (from == to)
        return true;
    if (!from || !to || reach->first_member[from + 1] - reach->first_member[from] != 1)
        return false;
    from = instances->node[reach->members[reach->first_member[from]]];
    to = instances->node[callee];
    size_t at;
    CCH_SEARCH(at, instances->out[from], instances->out[from + 1], instances->edges[at].callee < to);
    for (; at < instances->out[from + 1] && instances->edges[at].callee == to; at++)
        if (is_followed(reach, &instances->edges[at]))
            return !reach->left_out || !reach->left_out[to];
    return false;
}

/* Functions that Python sees: a binding library's own code calls any of them
 * through a pointer, which is none of what an entry does. */
static void mark_bound(struct cch_model_reach *reach) {
    const cch_graph *graph = reach->view->program->graph;
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_BINDING); row++)
        reach->bound[reach->instances->node[cch_graph_row(graph, CCH_BINDING, row)[CCH_BINDING_TARGET]]] = 1;
}

static void list_members(struct cch_model_reach *reach) {
    const cch_view *view = reach->view;
    uint32_t *first = reach->first_member;
    for (uint32_t f = 1; f <= view->function_count; f++)
        first[view->node[f] + 2]++; /* where the next but one begins: filling moves it by one */
    for (uint32_t f = 1; f <= view->function_count + 2; f++)
        first[f] += first[f - 1];
    for (uint32_t f = 1; f <= view->function_count; f++)
        reach->members[first[view->node[f] + 1]++] = f;
}

int cch_model_reach_start(struct cch_model_reach *reach, const cch_view *view, const cch_view *instances,
                          const unsigned char *without) {
    size_t size = (size_t)view->function_count + 1;
    *reach = (struct cch_model_reach){.view = view, .instances = instances};
    reach->allowed = calloc(size, 1);
    reach->met = calloc(size, 1);
    reach->bound = calloc(size, 1);
    reach->left_out = without ? calloc(size, 1) : NULL;
    reach->marked = malloc(size * sizeof *reach->marked);
    reach->queue = malloc(size * sizeof *reach->queue);
    reach->members = malloc(size * sizeof *reach->members);
    reach->first_member = calloc(size + 3, sizeof *reach->first_member);
    if (!reach->allowed || !reach->met || !reach->bound || (without && !reach->left_out) || !reach->marked ||
        !reach->queue || !reach->members || !reach->first_member) {
        cch_model_reach_release(reach);
        return CCH_ERROR_MEMORY;
    }
    list_members(reach);
    mark_bound(reach);
    for (uint32_t f = 1; f < size && without; f++)
        reach->left_out[f] = without[view->node[f]];
    return 0;
}

void cch_model_reach_release(struct cch_model_reach *reach) {
    free(reach->allowed);
    free(reach->marked);
    free(reach->queue);
    free(reach->met);
    free(reach->bound);
    free(reach->left_out);
    free(reach->members);
    free(reach->first_member);
    free(reach->methods);
    free(reach->python);
    free(reach->opened);
    free(reach->classes);
    free(reach->met_by);
    free(reach->may);
    free(reach->waits);
    free(reach->waiting);
    *reach = (struct cch_model_reach){0};
}

/* From where something is reached --------------------------------------------- */

static void reached_from(const cch_view *view, unsigned char *set, uint32_t *queue, size_t *count, uint32_t function) {
    uint32_t node = view->node[function];
    if (!node || set[node])
        return;
    set[node] = 1;
    queue[(*count)++] = node;
}

unsigned char *cch_model_reaching(const cch_view *view, uint32_t flag) {
    size_t size = (size_t)view->function_count + 1, count = 0;
    unsigned char *set = calloc(size, 1);
    uint32_t *queue = malloc(size * sizeof *queue);
    for (uint32_t f = 1; f < size && set && queue; f++)
        if (cch_view_shows(view, f) && view->flags[f] & flag)
            reached_from(view, set, queue, &count, f);
    for (size_t i = 0; i < count; i++)
        for (size_t e = view->in [queue[i]]; e < view->in[queue[i] + 1]; e++) {
            const struct cch_view_edge *edge = &view->edges[view->in_edges[e]];
            if (edge->kind != CCH_KIND_ADDRESS)
                reached_from(view, set, queue, &count, edge->caller);
        }
    for (uint32_t f = 1; f < size && set; f++)
        set[f] = set[view->node[f]];
    if (!queue) {
        free(set);
        set = NULL;
    }
    free(queue);
    return set;
}

#include "cost/groups.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "graph/chains/chains.h"
#include "params/hardware/flat.h"
#include "params/hardware/hardware.h"

void cch_cost_groups_release(struct cch_cost_groups *groups) {
    cch_pool_release(&groups->names);
    cch_pairs_release(&groups->of);
    free(groups->first);
    free(groups->next);
}

static int begin(struct cch_cost_groups *groups, const cch_question *question, cch_error *error) {
    *groups = (struct cch_cost_groups){.first = calloc((size_t)question->view->function_count + 1, sizeof(uint32_t))};
    return groups->first ? 0 : cch_fail(error, CCH_ERROR_MEMORY, "cannot sum up: out of memory");
}

static int add(struct cch_cost_groups *groups, uint32_t function, const char *name) {
    uint32_t text = cch_pool_add(&groups->names, name, strlen(name)), before = groups->of.count;
    uint32_t pair = text == UINT32_MAX ? 0 : cch_pairs_add(&groups->of, function, text);
    if (!pair || cch_array_reserve(&groups->next, &groups->next_capacity, (size_t)pair + 1, sizeof *groups->next))
        return CCH_ERROR_MEMORY;
    if (groups->of.count != before) {
        groups->next[pair] = groups->first[function];
        groups->first[function] = pair;
    }
    return 0;
}

/* Operators ---------------------------------------------------------------------------- */

int cch_cost_by_operator(struct cch_cost_groups *groups, const cch_question *question, const unsigned char *wanted,
                         cch_error *error) {
    const cch_view *view = question->view;
    int status = begin(groups, question, error);
    uint32_t *queue = malloc(((size_t)view->function_count + 1) * sizeof *queue);
    uint32_t *seen = calloc((size_t)view->function_count + 1, sizeof *seen);
    if (!status && (!queue || !seen))
        status = CCH_ERROR_MEMORY;
    for (uint32_t kernel = 1; kernel <= view->function_count && !status; kernel++) {
        size_t count = 0;
        if (!wanted[kernel])
            continue;
        queue[count++] = kernel;
        seen[kernel] = kernel;
        for (size_t at = 0; at < count && !status; at++) {
            if (view->flags[queue[at]] & CCH_FLAG_BINDING)
                status = add(groups, kernel, cch_names_function(question->names, CCH_NAMING_SHORT, queue[at]));
            for (size_t i = view->in [queue[at]]; i < view->in[queue[at] + 1]; i++) {
                const struct cch_view_edge *edge = &view->edges[view->in_edges[i]];
                if (!(CCH_CHAINS_KINDS >> edge->kind & 1) || edge->never || seen[edge->caller] == kernel)
                    continue;
                seen[edge->caller] = kernel;
                queue[count++] = edge->caller;
            }
        }
    }
    free(queue);
    free(seen);
    return status ? cch_fail(error, status, "cannot sum up: out of memory") : 0;
}

/* Columns ------------------------------------------------------------------------------- */

struct by_column {
    struct cch_cost_groups *groups;
    const char *column;
    bool found;
};

static int visit(void *data, struct cch_hardware_row *row) {
    struct by_column *by = data;
    cch_flat flat = {0};
    struct cch_scratch scratch = {0};
    json_object *object = row->kernel ? cch_hardware_object(row) : NULL;
    int status = row->kernel && (!object || cch_flat_add(&flat, object)) ? CCH_ERROR_MEMORY : 0;
    int place = status || !object ? CCH_FLAT_NONE : cch_flat_column(&flat, by->column, strlen(by->column));
    if (place != CCH_FLAT_NONE) {
        struct cch_cell cell = cch_flat_cell(&flat, 0, (size_t)place);
        const char *text = cch_cell_shown(&cell, &flat.columns[place], &scratch);
        by->found = true;
        status = text ? add(by->groups, row->kernel, text) : CCH_ERROR_MEMORY;
    }
    free(scratch.bytes);
    cch_flat_release(&flat);
    json_object_put(object);
    return status;
}

int cch_cost_by_column(struct cch_cost_groups *groups, const cch_question *question, const char *column,
                       cch_error *error) {
    const struct cch_hardware_request all = {0};
    struct by_column by = {groups, column, false};
    int status = begin(groups, question, error);
    if (!status)
        status = cch_hardware_visit(question->program, question->names, &all, visit, &by, error);
    if (!status && !by.found)
        status = cch_fail(error, CCH_ERROR_USAGE,
                          "no launch has a column '%s': specialization, kernel, operator, section, or one of "
                          "params --hardware --format csv",
                          column);
    return status;
}

/* What goes away with a value ---------------------------------------------------------------- */

static int mark(void *data, struct cch_hardware_row *row) {
    uint32_t *launches = data;
    launches[row->kernel]++;
    return 0;
}

static bool leads(const struct cch_view_edge *edge) { return (CCH_CHAINS_KINDS >> edge->kind & 1) && !edge->never; }

/* Marks whatever leads to one of the `count` functions in `queue` (room for all). */
static void mark_callers(const cch_view *view, unsigned char *marks, uint32_t *queue, size_t count) {
    for (size_t at = 0; at < count; at++)
        for (size_t i = view->in [queue[at]]; i < view->in[queue[at] + 1]; i++) {
            const struct cch_view_edge *edge = &view->edges[view->in_edges[i]];
            if (leads(edge) && !marks[edge->caller]) {
                marks[edge->caller] = 1;
                queue[count++] = edge->caller;
            }
        }
}

uint32_t cch_cost_base(const cch_graph *graph, uint32_t function) {
    size_t length;
    const char *identity = cch_graph_identity(graph, function, &length), *given = strstr(identity, "@given:");
    uint32_t base = given ? cch_graph_find_function(graph, identity, (size_t)(given - identity)) : 0;
    return base ? base : function;
}

/* What a function does for some arguments, it does. */
static void mark_bases(const cch_view *view, unsigned char *marks) {
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (marks[f])
            marks[cch_cost_base(view->program->graph, f)] = 1;
}

/* Do all that call it go away? */
static bool has_gone(const cch_view *view, const unsigned char *only, uint32_t function) {
    size_t callers = 0;
    for (size_t i = view->in[function]; i < view->in[function + 1]; i++) {
        const struct cch_view_edge *edge = &view->edges[view->in_edges[i]];
        if (edge->caller == function)
            continue;
        if (!only[edge->caller])
            return false;
        callers++;
    }
    return callers != 0;
}

/* Besides the kernels: what leads to them and to no other one, and then what nobody else calls. */
static int mark_around(const cch_view *view, unsigned char *only) {
    uint32_t *queue = malloc(((size_t)view->function_count + 1) * sizeof *queue);
    unsigned char *kept = calloc((size_t)view->function_count + 1, 1);
    size_t count = 0;
    if (!queue || !kept) {
        free(queue);
        free(kept);
        return CCH_ERROR_MEMORY;
    }
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (view->flags[f] & CCH_FLAG_KERNEL && !only[f]) {
            kept[f] = 1;
            queue[count++] = f;
        }
    mark_callers(view, kept, queue, count);
    mark_bases(view, kept);
    count = 0;
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (only[f])
            queue[count++] = f;
    mark_callers(view, only, queue, count);
    mark_bases(view, only);
    for (uint32_t f = 1; f <= view->function_count; f++)
        only[f] = only[f] && !kept[f];
    count = 0;
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (only[f])
            queue[count++] = f;
    for (size_t at = 0; at < count; at++)
        for (size_t i = view->out[queue[at]]; i < view->out[queue[at] + 1]; i++) {
            uint32_t callee = view->edges[i].callee;
            if (only[callee] || kept[callee] || view->flags[callee] & (CCH_FLAG_KERNEL | CCH_FLAG_BINDING) ||
                !has_gone(view, only, callee))
                continue;
            only[callee] = 1;
            queue[count++] = callee;
        }
    free(queue);
    free(kept);
    return 0;
}

int cch_cost_only(const cch_question *question, const char *const *where, size_t count, unsigned char *only,
                  cch_error *error) {
    const struct cch_hardware_request with = {.where = where, .where_count = count}, all = {0};
    size_t size = (size_t)question->program->function_count + 1;
    uint32_t *some = calloc(size, sizeof *some), *every = calloc(size, sizeof *every);
    int status = some && every ? 0 : cch_fail(error, CCH_ERROR_MEMORY, "cannot sum up: out of memory");
    if (!status)
        status = cch_hardware_visit(question->program, question->names, &with, mark, some, error);
    if (!status)
        status = cch_hardware_visit(question->program, question->names, &all, mark, every, error);
    for (size_t f = 1; f < size && !status; f++)
        only[f] = some[f] && some[f] == every[f];
    if (!status && mark_around(question->view, only))
        status = cch_fail(error, CCH_ERROR_MEMORY, "cannot sum up: out of memory");
    free(some);
    free(every);
    return status;
}

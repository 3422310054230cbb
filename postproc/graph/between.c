#include "graph/between.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

/* By function while the part is cut out. */
enum { START = 1, TARGET = 2, FROM_START = 4, TO_TARGET = 8 };

struct cutting {
    const cch_view *view;
    const struct cch_chains_request *request;
    unsigned char *marks;
    uint32_t *queue;
};

static bool follows(const struct cutting *cutting, const struct cch_view_edge *edge) {
    return (cutting->request->kinds >> edge->kind & 1) && (edge->certain || !cutting->request->certain) &&
           edge->caller != edge->callee;
}

static void mark_forward(struct cutting *cutting) {
    const cch_view *view = cutting->view;
    size_t count = 0;
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (cutting->marks[f] & START) {
            cutting->marks[f] |= FROM_START;
            cutting->queue[count++] = f;
        }
    for (size_t done = 0; done < count; done++) {
        uint32_t f = cutting->queue[done];
        if (cutting->marks[f] & TARGET)
            continue;
        for (size_t i = view->out[f]; i < view->out[f + 1]; i++) {
            const struct cch_view_edge *edge = &view->edges[i];
            if (follows(cutting, edge) && !(cutting->marks[edge->callee] & FROM_START)) {
                cutting->marks[edge->callee] |= FROM_START;
                cutting->queue[count++] = edge->callee;
            }
        }
    }
}

/* Only within what mark_forward found. */
static void mark_backward(struct cutting *cutting) {
    const cch_view *view = cutting->view;
    size_t count = 0;
    for (uint32_t f = 1; f <= view->function_count; f++)
        if ((cutting->marks[f] & TARGET) && (cutting->marks[f] & FROM_START)) {
            cutting->marks[f] |= TO_TARGET;
            cutting->queue[count++] = f;
        }
    for (size_t done = 0; done < count; done++) {
        uint32_t f = cutting->queue[done];
        for (size_t i = view->in[f]; i < view->in[f + 1]; i++) {
            const struct cch_view_edge *edge = &view->edges[view->in_edges[i]];
            unsigned char marks = cutting->marks[edge->caller];
            if (follows(cutting, edge) && (marks & FROM_START) && !(marks & (TARGET | TO_TARGET))) {
                cutting->marks[edge->caller] |= TO_TARGET;
                cutting->queue[count++] = edge->caller;
            }
        }
    }
}

static bool kept(unsigned char marks) {
    return (marks & FROM_START) && (marks & TO_TARGET);
}

/* Numbers the functions that are kept, by name. */
static int number_places(struct cch_between *between, const struct cutting *cutting, cch_names *names,
                         enum cch_naming naming, uint32_t **place) {
    cch_ranks ranks = {0};
    uint32_t count = 0, functions = cutting->view->function_count;
    for (uint32_t f = 1; f <= functions; f++)
        if (kept(cutting->marks[f]))
            cutting->queue[count++] = f;
    between->count = count;
    between->function = calloc((size_t)count + 1, sizeof(uint32_t));
    between->start = calloc((size_t)count + 1, 1);
    between->target = calloc((size_t)count + 1, 1);
    if (!between->function || !between->start || !between->target ||
        cch_ranks_make(&ranks, names, naming, cutting->queue, count, functions))
        return CCH_ERROR_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t f = cutting->queue[i], at = ranks.position[f] - 1;
        between->function[at] = f;
        between->start[at] = (cutting->marks[f] & START) != 0;
        between->target[at] = (cutting->marks[f] & TARGET) != 0;
    }
    *place = ranks.position; /* counts from 1 */
    ranks.position = NULL;
    cch_ranks_release(&ranks);
    return CCH_OK;
}

static int compare_numbers(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

static int collect_successors(struct cch_between *between, const struct cutting *cutting,
                              const uint32_t *place) {
    const cch_view *view = cutting->view;
    size_t count = 0, capacity = 0;
    between->out = calloc((size_t)between->count + 1, sizeof *between->out);
    if (!between->out)
        return CCH_ERROR_MEMORY;
    for (uint32_t p = 0; p < between->count; p++) {
        uint32_t f = between->function[p];
        size_t first = between->out[p] = count;
        for (size_t i = view->out[f]; i < view->out[f + 1] && !between->target[p]; i++) {
            const struct cch_view_edge *edge = &view->edges[i];
            if (!follows(cutting, edge) || !kept(cutting->marks[edge->callee]))
                continue;
            if (cch_array_reserve(&between->successors, &capacity, count + 1, sizeof *between->successors))
                return CCH_ERROR_MEMORY;
            between->successors[count++] = place[edge->callee] - 1;
        }
        if (count - first > 1)
            qsort(between->successors + first, count - first, sizeof(uint32_t), compare_numbers);
        size_t unique = first;
        for (size_t i = first; i < count; i++)
            if (unique == first || between->successors[unique - 1] != between->successors[i])
                between->successors[unique++] = between->successors[i];
        count = unique;
    }
    between->out[between->count] = count;
    return CCH_OK;
}

static int collect_predecessors(struct cch_between *between) {
    size_t total = between->out[between->count];
    size_t *in = between->in = calloc((size_t)between->count + 3, sizeof *in);
    between->predecessors = malloc((total + 1) * sizeof *between->predecessors);
    if (!in || !between->predecessors)
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < total; i++)
        in[between->successors[i] + 2]++;
    for (size_t p = 1; p <= (size_t)between->count + 1; p++)
        in[p] += in[p - 1];
    for (uint32_t p = 0; p < between->count; p++)
        for (size_t i = between->out[p]; i < between->out[p + 1]; i++)
            between->predecessors[in[between->successors[i] + 1]++] = p;
    return CCH_OK;
}

/* Components that a start in another component leads to hold no outermost
 * start; components are numbered against the edges. */
static int keep_outermost(struct cch_between *between) {
    unsigned char *led = calloc((size_t)between->component_count + 1, 1);
    unsigned char *holds = calloc((size_t)between->component_count + 1, 1);
    if (!led || !holds) {
        free(led);
        free(holds);
        return CCH_ERROR_MEMORY;
    }
    for (uint32_t p = 0; p < between->count; p++)
        holds[between->component[p]] |= between->start[p];
    for (uint32_t c = between->component_count; c-- > 0;)
        for (size_t m = between->first_member[c]; m < between->first_member[c + 1]; m++) {
            uint32_t p = between->members[m];
            if (led[c])
                between->start[p] = 0;
            for (size_t i = between->out[p]; i < between->out[p + 1] && (led[c] || holds[c]); i++)
                if (between->component[between->successors[i]] != c)
                    led[between->component[between->successors[i]]] = 1;
        }
    free(led);
    free(holds);
    return CCH_OK;
}

int cch_between_new(struct cch_between **result, const cch_view *view, cch_names *names,
                    enum cch_naming naming, const struct cch_chains_request *request) {
    struct cch_between *between = calloc(1, sizeof *between);
    struct cutting cutting = {.view = view, .request = request};
    uint32_t *place = NULL;
    int status = CCH_ERROR_MEMORY;
    cutting.marks = calloc((size_t)view->function_count + 1, 1);
    cutting.queue = malloc(((size_t)view->function_count + 1) * sizeof *cutting.queue);
    if (!between || !cutting.marks || !cutting.queue)
        goto out;
    for (uint32_t f = 1; f <= view->function_count; f++)
        cutting.marks[f] = request->to[f] ? TARGET : request->from[f] ? START : 0;
    mark_forward(&cutting);
    mark_backward(&cutting);
    if (number_places(between, &cutting, names, naming, &place) ||
        collect_successors(between, &cutting, place) || collect_predecessors(between) ||
        cch_between_components(between) || (request->outermost && keep_outermost(between)))
        goto out;
    status = CCH_OK;
out:
    free(cutting.marks);
    free(cutting.queue);
    free(place);
    if (status) {
        cch_between_free(between);
        between = NULL;
    }
    *result = between;
    return status;
}

void cch_between_free(struct cch_between *between) {
    if (!between)
        return;
    free(between->function);
    free(between->start);
    free(between->target);
    free(between->out);
    free(between->in);
    free(between->successors);
    free(between->predecessors);
    free(between->component);
    free(between->first_member);
    free(between->members);
    free(between);
}

uint32_t cch_between_distances(const struct cch_between *between, const uint32_t *targets,
                               uint32_t target_count, uint32_t *distance, uint32_t *queue,
                               uint64_t *visited_edges) {
    uint32_t count = 0;
    memset(distance, 0xff, (size_t)between->count * sizeof *distance);
    if (targets)
        for (uint32_t i = 0; i < target_count; i++)
            queue[count++] = targets[i];
    else
        for (uint32_t p = 0; p < between->count; p++)
            if (between->target[p])
                queue[count++] = p;
    for (uint32_t i = 0; i < count; i++)
        distance[queue[i]] = 0;
    for (uint32_t done = 0; done < count; done++) {
        uint32_t p = queue[done];
        *visited_edges += 1 + (between->in[p + 1] - between->in[p]);
        for (size_t i = between->in[p]; i < between->in[p + 1]; i++) {
            uint32_t caller = between->predecessors[i];
            if (distance[caller] == UINT32_MAX) {
                distance[caller] = distance[p] + 1;
                queue[count++] = caller;
            }
        }
    }
    return count;
}

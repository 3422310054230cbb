#include "graph/chains/between.h"

#include "graph/chains/instances.h"

#include <stdlib.h>
#include <string.h>

/* By function of the graph while the part is cut out. */
enum { START = 1, TARGET = 2, FROM_START = 4, TO_TARGET = 8 };

struct cutting {
    const cch_view *view;
    const struct cch_chains_request *request;
    cch_instances *instances;
    size_t *in; /* callers of f, of those reached: callers[in[f]] … callers[in[f + 1] - 1] */
    uint32_t *callers;
    unsigned char *marks;
    uint32_t *queue;
    size_t reached;   /* the first of the queue, from the starts */
    uint32_t *number; /* by function: its vertex + 1 in the order of names; then instance + 1 */
};

static void mark_ends(struct cutting *cutting) {
    const cch_view *view = cutting->view;
    for (uint32_t f = 1; f <= view->function_count; f++) {
        uint32_t node = view->node[f];
        if (cutting->request->to[node])
            cutting->marks[f] = TARGET;
        else if (cutting->request->from[node] && cch_instance_is_own(view, f))
            cutting->marks[f] = START;
    }
}

static void mark_forward(struct cutting *cutting) {
    const cch_instances *instances = cutting->instances;
    size_t count = 0;
    for (uint32_t f = 1; f <= cutting->view->function_count; f++)
        if (cutting->marks[f] & START) {
            cutting->marks[f] |= FROM_START;
            cutting->queue[count++] = f;
        }
    for (size_t done = 0; done < count; done++) {
        uint32_t f = cutting->queue[done];
        if (cutting->marks[f] & TARGET)
            continue;
        for (size_t i = instances->out[f]; i < instances->out[f + 1]; i++) {
            uint32_t callee = instances->edges[i].callee;
            if (!(cutting->marks[callee] & FROM_START)) {
                cutting->marks[callee] |= FROM_START;
                cutting->queue[count++] = callee;
            }
        }
    }
    cutting->reached = count;
}

/* The callers of what mark_forward found, of those that are left again. */
static int find_callers(struct cutting *cutting) {
    const cch_instances *instances = cutting->instances;
    size_t room = (size_t)cutting->view->function_count + 3;
    cutting->in = calloc(room, sizeof *cutting->in);
    if (!cutting->in)
        return CCH_ERROR_MEMORY;
    for (int placing = 0; placing < 2; placing++) {
        for (size_t n = 0; n < cutting->reached; n++) {
            uint32_t f = cutting->queue[n];
            for (size_t i = instances->out[f]; i < instances->out[f + 1] && !(cutting->marks[f] & TARGET); i++) {
                size_t *at = &cutting->in[instances->edges[i].callee + 2 - placing];
                if (placing)
                    cutting->callers[*at] = f;
                ++*at;
            }
        }
        if (placing)
            break;
        for (size_t i = 1; i < room; i++)
            cutting->in[i] += cutting->in[i - 1];
        if (!(cutting->callers = malloc((cutting->in[room - 1] + 1) * sizeof *cutting->callers)))
            return CCH_ERROR_MEMORY;
    }
    return CCH_OK;
}

static void mark_backward(struct cutting *cutting) {
    size_t count = 0;
    for (uint32_t f = 1; f <= cutting->view->function_count; f++)
        if ((cutting->marks[f] & TARGET) && (cutting->marks[f] & FROM_START)) {
            cutting->marks[f] |= TO_TARGET;
            cutting->queue[count++] = f;
        }
    for (size_t done = 0; done < count; done++) {
        uint32_t f = cutting->queue[done];
        for (size_t i = cutting->in[f]; i < cutting->in[f + 1]; i++) {
            uint32_t caller = cutting->callers[i];
            if (!(cutting->marks[caller] & TO_TARGET)) {
                cutting->marks[caller] |= TO_TARGET;
                cutting->queue[count++] = caller;
            }
        }
    }
}

static bool kept(const struct cutting *cutting, uint32_t function) { return cutting->marks[function] & TO_TARGET; }

/* Numbers what the kept functions are shown at, by name. */
static int number_vertices(struct cch_between *between, struct cutting *cutting, cch_names *names,
                           enum cch_naming naming) {
    const cch_view *view = cutting->view;
    cch_ranks ranks = {0};
    unsigned char *shown = calloc((size_t)view->function_count + 1, 1);
    uint32_t count = 0;
    int status = CCH_ERROR_MEMORY;
    if (!shown)
        return status;
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (kept(cutting, f) && !shown[view->node[f]]) {
            shown[view->node[f]] = 1;
            cutting->queue[count++] = view->node[f];
        }
    between->count = count;
    between->function = calloc((size_t)count + 1, sizeof(uint32_t));
    between->start = calloc((size_t)count + 1, 1);
    between->target = calloc((size_t)count + 1, 1);
    if (!between->function || !between->start || !between->target ||
        cch_ranks_make(&ranks, names, naming, cutting->queue, count, view->function_count))
        goto out;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t f = cutting->queue[i], at = ranks.position[f] - 1;
        between->function[at] = f;
        between->target[at] = cutting->request->to[f] != 0;
    }
    cutting->number = ranks.position;
    ranks.position = NULL;
    status = CCH_OK;
out:
    cch_ranks_release(&ranks);
    free(shown);
    return status;
}

/* Numbers the kept functions by their vertices. */
static int number_instances(struct cch_between *between, struct cutting *cutting) {
    const cch_view *view = cutting->view;
    uint32_t *first = between->first = calloc((size_t)between->count + 3, sizeof *first);
    if (!first)
        return CCH_ERROR_MEMORY;
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (kept(cutting, f)) {
            first[cutting->number[view->node[f]] + 1]++;
            between->instance_count++;
        }
    for (size_t p = 1; p <= (size_t)between->count + 1; p++)
        first[p] += first[p - 1];
    size_t room = (size_t)between->instance_count + 1;
    between->vertex = calloc(room, sizeof *between->vertex);
    between->specific = calloc(room, sizeof *between->specific);
    between->begins = calloc(room, 1);
    if (!between->vertex || !between->specific || !between->begins)
        return CCH_ERROR_MEMORY;
    for (uint32_t f = 1; f <= view->function_count; f++) {
        if (!kept(cutting, f))
            continue;
        uint32_t vertex = cutting->number[view->node[f]] - 1, instance = first[vertex + 1]++;
        between->vertex[instance] = vertex;
        between->specific[instance] = f;
        between->begins[instance] = (cutting->marks[f] & START) != 0;
        between->start[vertex] |= between->begins[instance];
    }
    memset(cutting->number, 0, ((size_t)view->function_count + 1) * sizeof *cutting->number);
    for (uint32_t i = 0; i < between->instance_count; i++)
        cutting->number[between->specific[i]] = i + 1;
    return CCH_OK;
}

struct successor {
    uint32_t instance;
    uint8_t kind, certain;
};

static int compare_successors(const void *left, const void *right) {
    const struct successor *a = left, *b = right;
    return a->instance < b->instance ? -1 : a->instance > b->instance;
}

/* The successors of one instance into `found`; how many. */
static size_t find_successors(const struct cch_between *between, const struct cutting *cutting, uint32_t instance,
                              struct successor *found) {
    const cch_instances *instances = cutting->instances;
    uint32_t f = between->specific[instance];
    size_t count = 0;
    for (size_t i = instances->out[f]; i < instances->out[f + 1] && !(cutting->marks[f] & TARGET); i++) {
        const struct cch_instance_edge *edge = &instances->edges[i];
        if (edge->callee != f && kept(cutting, edge->callee))
            found[count++] = (struct successor){cutting->number[edge->callee] - 1, edge->kind, edge->certain};
    }
    qsort(found, count, sizeof *found, compare_successors);
    return count;
}

static int collect_successors(struct cch_between *between, const struct cutting *cutting) {
    size_t most = 0, total = 0, count = 0;
    const size_t *out = cutting->instances->out;
    for (uint32_t i = 0; i < between->instance_count; i++) {
        size_t edges = out[between->specific[i] + 1] - out[between->specific[i]];
        most = edges > most ? edges : most;
        total += edges;
    }
    struct successor *found = malloc((most + 1) * sizeof *found);
    between->out = calloc((size_t)between->instance_count + 1, sizeof *between->out);
    between->successors = malloc((total + 1) * sizeof *between->successors);
    between->kinds = calloc(total + 1, sizeof *between->kinds);
    between->certain = calloc(total + 1, 1);
    int status =
        found && between->out && between->successors && between->kinds && between->certain ? CCH_OK : CCH_ERROR_MEMORY;
    for (uint32_t i = 0; i < between->instance_count && !status; i++) {
        size_t edges = find_successors(between, cutting, i, found);
        between->out[i] = count;
        for (size_t j = 0; j < edges; j++) {
            if (!j || found[j].instance != found[j - 1].instance)
                between->successors[count++] = found[j].instance;
            between->kinds[count - 1] |= (uint16_t)(1u << found[j].kind);
            between->certain[count - 1] |= found[j].certain;
        }
    }
    if (!status)
        between->out[between->instance_count] = count;
    free(found);
    return status;
}

static int collect_predecessors(struct cch_between *between) {
    uint32_t count = between->instance_count;
    size_t total = between->out[count];
    size_t *in = between->in = calloc((size_t)count + 3, sizeof *in);
    between->predecessors = malloc((total + 1) * sizeof *between->predecessors);
    if (!in || !between->predecessors)
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < total; i++)
        in[between->successors[i] + 2]++;
    for (size_t i = 1; i <= (size_t)count + 1; i++)
        in[i] += in[i - 1];
    for (uint32_t i = 0; i < count; i++)
        for (size_t j = between->out[i]; j < between->out[i + 1]; j++)
            between->predecessors[in[between->successors[j] + 1]++] = i;
    return CCH_OK;
}

/* Outermost starts ----------------------------------------------------------- */

/* Up to two vertices whose starts lead to a component of instances; two are
 * enough to tell whether any is another than a given one. UINT32_MAX: none. */
struct led {
    uint32_t by[2];
};

static void note_leader(struct led *led, uint32_t vertex) {
    if (led->by[0] == UINT32_MAX)
        led->by[0] = vertex;
    else if (led->by[0] != vertex && led->by[1] == UINT32_MAX)
        led->by[1] = vertex;
}

static void note_leaders(struct led *led, const struct led *more) {
    for (int i = 0; i < 2; i++)
        if (more->by[i] != UINT32_MAX)
            note_leader(led, more->by[i]);
}

static void drop_led_starts(struct cch_between *between, const struct led *led, const uint32_t *component) {
    memset(between->start, 0, between->count);
    for (uint32_t i = 0; i < between->instance_count; i++) {
        const struct led *by = &led[component[i]];
        uint32_t vertex = between->vertex[i];
        if ((by->by[0] != UINT32_MAX && by->by[0] != vertex) || by->by[1] != UINT32_MAX)
            between->begins[i] = 0;
        between->start[vertex] |= between->begins[i];
    }
}

/* Instances that a start of another vertex leads to, from outside their own
 * circle, begin no chain. Components are numbered against the edges. */
static int keep_outermost(struct cch_between *between) {
    uint32_t count = between->instance_count;
    uint32_t *component = malloc(((size_t)count + 1) * sizeof *component);
    uint32_t *members = malloc(((size_t)count + 1) * sizeof *members);
    uint32_t components =
        component ? cch_components(count, between->out, between->successors, NULL, component) : UINT32_MAX;
    struct led *led = NULL, *held = NULL;
    size_t *first = NULL;
    int status = CCH_ERROR_MEMORY;
    if (!members || components == UINT32_MAX)
        goto out;
    led = malloc(((size_t)components + 1) * sizeof *led);   /* by component: from outside */
    held = malloc(((size_t)components + 1) * sizeof *held); /* by component: it, or within it */
    first = calloc((size_t)components + 2, sizeof *first);
    if (!led || !held || !first)
        goto out;
    memset(led, 0xff, ((size_t)components + 1) * sizeof *led);
    memset(held, 0xff, ((size_t)components + 1) * sizeof *held);
    for (uint32_t i = 0; i < count; i++) {
        first[component[i] + 1]++;
        if (between->begins[i])
            note_leader(&held[component[i]], between->vertex[i]);
    }
    for (uint32_t c = 0; c < components; c++)
        first[c + 1] += first[c];
    for (uint32_t i = count; i-- > 0;)
        members[--first[component[i] + 1]] = i; /* first[c + 1] is where c begins, then */
    for (uint32_t c = components; c-- > 0;) {
        size_t end = c + 1 < components ? first[c + 2] : count;
        note_leaders(&held[c], &led[c]);
        for (size_t m = first[c + 1]; m < end; m++)
            for (size_t j = between->out[members[m]]; j < between->out[members[m] + 1]; j++)
                if (component[between->successors[j]] != c)
                    note_leaders(&led[component[between->successors[j]]], &held[c]);
    }
    drop_led_starts(between, led, component);
    status = CCH_OK;
out:
    free(component);
    free(members);
    free(led);
    free(held);
    free(first);
    return status;
}

/* All of it ------------------------------------------------------------------- */

int cch_between_new(struct cch_between **result, const cch_view *view, cch_names *names, enum cch_naming naming,
                    const struct cch_chains_request *request) {
    struct cch_between *between = calloc(1, sizeof *between);
    struct cutting cutting = {.view = view, .request = request};
    int status = CCH_ERROR_MEMORY;
    cutting.marks = calloc((size_t)view->function_count + 1, 1);
    cutting.queue = malloc(((size_t)view->function_count + 1) * sizeof *cutting.queue);
    if (!between || !cutting.marks || !cutting.queue ||
        cch_instances_new(&cutting.instances, view, request->kinds, request->certain))
        goto out;
    mark_ends(&cutting);
    mark_forward(&cutting);
    if (find_callers(&cutting))
        goto out;
    mark_backward(&cutting);
    if (number_vertices(between, &cutting, names, naming) || number_instances(between, &cutting) ||
        collect_successors(between, &cutting) || collect_predecessors(between) ||
        (request->outermost && keep_outermost(between)) || cch_between_components(between))
        goto out;
    status = CCH_OK;
out:
    cch_instances_free(cutting.instances);
    free(cutting.in);
    free(cutting.callers);
    free(cutting.marks);
    free(cutting.queue);
    free(cutting.number);
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
    free(between->first);
    free(between->vertex);
    free(between->specific);
    free(between->begins);
    free(between->out);
    free(between->in);
    free(between->successors);
    free(between->predecessors);
    free(between->kinds);
    free(between->certain);
    free(between->component);
    free(between->first_member);
    free(between->members);
    free(between);
}

bool cch_between_leads(const struct cch_between *between, uint32_t vertex, uint32_t successor) {
    for (size_t j = between->out[between->first[vertex]]; j < between->out[between->first[vertex + 1]]; j++)
        if (between->vertex[between->successors[j]] == successor)
            return true;
    return false;
}

/* Level by level: `here` is the level's queue, into which callers of the same
 * vertex come, too; those of others make the next level. */
uint32_t cch_between_distances(const struct cch_between *between, const uint32_t *target, uint32_t *distance,
                               uint32_t *queue, uint64_t *visited_edges) {
    uint32_t count = 0, *done_of = queue, *next = queue + between->instance_count, waiting = 0;
    memset(distance, 0xff, (size_t)between->instance_count * sizeof *distance);
    for (uint32_t i = 0; i < between->instance_count; i++)
        if (target ? between->vertex[i] == *target : between->target[between->vertex[i]]) {
            distance[i] = 0;
            done_of[count++] = i;
        }
    for (uint32_t done = 0, level = 0; done < count; level++) {
        waiting = 0;
        for (; done < count; done++) {
            uint32_t i = done_of[done];
            *visited_edges += 1 + (between->in[i + 1] - between->in[i]);
            for (size_t j = between->in[i]; j < between->in[i + 1]; j++) {
                uint32_t caller = between->predecessors[j];
                if (distance[caller] <= level)
                    continue;
                if (between->vertex[caller] == between->vertex[i]) {
                    distance[caller] = level;
                    done_of[count++] = caller;
                } else if (distance[caller] == UINT32_MAX) {
                    distance[caller] = level + 1;
                    next[waiting++] = caller;
                }
            }
        }
        for (uint32_t n = 0; n < waiting; n++)
            if (distance[next[n]] == level + 1)
                done_of[count++] = next[n];
    }
    return count;
}

#include "graph/chains/instances.h"

#include "graph/view/edges.h"

#include <stdlib.h>
#include <string.h>

struct building {
    cch_instances *instances;
    unsigned kinds;
    bool certain;
    bool places;             /* the second time: edges are put into their places */
    unsigned char *template; /* by function: TEMPLATE of those as written, NAMED if an edge leads there */
};

enum { TEMPLATE = 1, NAMED = 2 };

static void put(struct building *building, uint32_t caller, struct cch_instance_edge edge) {
    size_t *out = building->instances->out;
    if (building->places)
        building->instances->edges[out[caller + 1]++] = edge;
    else
        out[caller + 2]++;
}

static void add(void *data, const struct cch_program_edge *edge) {
    struct building *building = data;
    const uint32_t *same = building->instances->view->program->same;
    uint32_t callee = same[edge->callee];
    if (!(building->kinds >> edge->kind & 1) || (building->certain && !edge->certain))
        return;
    if (building->template[callee])
        building->template[callee] |= NAMED;
    put(building, same[edge->caller], (struct cch_instance_edge){callee, edge->kind, edge->certain});
}

/* From templates that are named as written to their specializations. */
static void add_templates(struct building *building) {
    const cch_program *program = building->instances->view->program;
    for (uint32_t f = 1; f <= program->function_count && !building->certain; f++) {
        uint32_t source = program->source[f];
        if (source != f && program->same[f] == f && building->template[source] & NAMED)
            put(building, source, (struct cch_instance_edge){f, CCH_KIND_CALL, 0});
    }
}

static void note_templates(const struct building *building) {
    const cch_program *program = building->instances->view->program;
    for (uint32_t f = 1; f <= program->function_count; f++)
        if (cch_graph_row(program->graph, CCH_FUNCTION, f)[CCH_FUNCTION_FLAGS] & CCH_FLAG_TEMPLATE)
            building->template[f] = TEMPLATE;
}

int cch_instances_new(cch_instances **result, const cch_view *view, unsigned kinds, bool certain) {
    size_t room = (size_t)view->function_count + 3;
    cch_instances *instances = calloc(1, sizeof *instances);
    struct building building = {.instances = instances, .kinds = kinds, .certain = certain};
    int status = CCH_ERROR_MEMORY;
    building.template = calloc(room, 1);
    if (!instances || !building.template || !(instances->out = calloc(room, sizeof *instances->out)))
        goto out;
    instances->view = view;
    note_templates(&building);
    cch_program_each_edge(view->program, 0, add, &building);
    add_templates(&building);
    for (size_t i = 1; i < room; i++)
        instances->out[i] += instances->out[i - 1];
    if (!(instances->edges = malloc((instances->out[room - 1] + 1) * sizeof *instances->edges)))
        goto out;
    building.places = true;
    cch_program_each_edge(view->program, 0, add, &building);
    add_templates(&building);
    status = CCH_OK;
out:
    free(building.template);
    if (status) {
        cch_instances_free(instances);
        instances = NULL;
    }
    *result = instances;
    return status;
}

void cch_instances_free(cch_instances *instances) {
    if (!instances)
        return;
    free(instances->out);
    free(instances->edges);
    free(instances);
}

bool cch_instance_is_own(const cch_view *view, uint32_t instance) {
    const cch_program *program = view->program;
    uint32_t node = view->node[instance];
    return program->same[instance] == instance &&
           (node == instance || (view->level == CCH_LEVEL_SOURCE && program->source[instance] == node));
}

size_t cch_instances_reach(const cch_instances *instances, const unsigned char *from, const unsigned char *ends,
                           unsigned char *reached, uint32_t *queue) {
    const cch_view *view = instances->view;
    size_t count = 0;
    memset(reached, 0, (size_t)view->function_count + 1);
    for (uint32_t f = 1; f <= view->function_count; f++)
        for (size_t i = instances->out[f]; i < instances->out[f + 1] && from[f]; i++)
            if (!reached[instances->edges[i].callee]) {
                reached[instances->edges[i].callee] = 1;
                queue[count++] = instances->edges[i].callee;
            }
    for (size_t done = 0; done < count; done++) {
        uint32_t f = queue[done];
        if (from[f] || (ends && ends[view->node[f]]))
            continue;
        for (size_t i = instances->out[f]; i < instances->out[f + 1]; i++)
            if (!reached[instances->edges[i].callee]) {
                reached[instances->edges[i].callee] = 1;
                queue[count++] = instances->edges[i].callee;
            }
    }
    return count;
}

int cch_instances_lead(const cch_instances *instances, unsigned char *marks) {
    uint32_t functions = instances->view->function_count;
    size_t room = (size_t)functions + 2, edges = instances->out[functions + 1], count = 0;
    size_t *in = calloc(room + 1, sizeof *in); /* callers of f: callers[in[f]] … callers[in[f + 1] - 1] */
    uint32_t *callers = malloc((edges + 1) * sizeof *callers), *queue = malloc(room * sizeof *queue);
    int status = in && callers && queue ? CCH_OK : CCH_ERROR_MEMORY;
    for (size_t i = 0; i < edges && !status; i++)
        in[instances->edges[i].callee + 2]++;
    for (size_t f = 2; f <= room && !status; f++)
        in[f] += in[f - 1];
    for (uint32_t f = 1; f <= functions && !status; f++) {
        for (size_t i = instances->out[f]; i < instances->out[f + 1]; i++)
            callers[in[instances->edges[i].callee + 1]++] = f;
        if (marks[f])
            queue[count++] = f;
    }
    for (size_t at = 0; at < count; at++)
        for (size_t i = in [queue[at]]; i < in[queue[at] + 1]; i++)
            if (!marks[callers[i]]) {
                marks[callers[i]] = 1;
                queue[count++] = callers[i];
            }
    free(in);
    free(callers);
    free(queue);
    return status;
}

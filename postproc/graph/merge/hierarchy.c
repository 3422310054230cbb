/* Virtual edges to overriders, by class-hierarchy analysis over the whole
 * program: Dean, Grove, Chambers, "Optimization of Object-Oriented Programs
 * Using Static Class Hierarchy Analysis", ECOOP 1995. */
#include "graph/merge/derive.h"

#include "base/array.h"

#include <stdbool.h>
#include <stdlib.h>

/* Pairs grouped by their first member: the values of key k are
 * values[first[k]] … values[first[k + 1] - 1]. */
struct groups {
    size_t *first;
    uint32_t *values;
};

struct hierarchy {
    const cch_graph *graph;
    uint32_t *names; /* the classes' strings, ascending; class numbers are places here */
    uint32_t class_count;
    struct groups derived, bases;                    /* by class */
    struct groups overriders;                        /* by function: rows of CCH_OVERRIDE */
    uint32_t *class_mark, *method_mark, *found_mark; /* round of the last visit */
    uint32_t *queue;
    uint32_t round;
};

struct virtual_edge {
    uint32_t via, method, row;
};

static int compare_numbers(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

static int compare_virtual(const void *left, const void *right) {
    const struct virtual_edge *a = left, *b = right;
    if (a->via != b->via)
        return a->via < b->via ? -1 : 1;
    if (a->method != b->method)
        return a->method < b->method ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static uint32_t class_number(const struct hierarchy *hierarchy, uint32_t name) {
    const uint32_t *found = bsearch(&name, hierarchy->names, hierarchy->class_count, sizeof name, compare_numbers);
    return found ? (uint32_t)(found - hierarchy->names) : UINT32_MAX;
}

/* Groups `count` pairs; keys are below `limit`. */
static bool group(struct groups *groups, const uint32_t *keys, const uint32_t *values, size_t count, size_t limit) {
    groups->first = calloc(limit + 2, sizeof *groups->first);
    groups->values = malloc((count + 1) * sizeof *groups->values);
    if (!groups->first || !groups->values)
        return false;
    size_t *place = groups->first + 1; /* shifted by one, the usual way */
    for (size_t i = 0; i < count; i++)
        place[keys[i] + 1]++;
    for (size_t key = 1; key <= limit; key++)
        place[key] += place[key - 1];
    for (size_t i = 0; i < count; i++)
        groups->values[place[keys[i]]++] = values[i];
    return true;
}

static void release(struct hierarchy *hierarchy) {
    free(hierarchy->names);
    free(hierarchy->derived.first);
    free(hierarchy->derived.values);
    free(hierarchy->bases.first);
    free(hierarchy->bases.values);
    free(hierarchy->overriders.first);
    free(hierarchy->overriders.values);
    free(hierarchy->class_mark);
    free(hierarchy->method_mark);
    free(hierarchy->found_mark);
    free(hierarchy->queue);
}

static bool number_classes(struct hierarchy *hierarchy) {
    const cch_graph *graph = hierarchy->graph;
    size_t bases = cch_graph_count(graph, CCH_CLASS_BASE), overrides = cch_graph_count(graph, CCH_OVERRIDE);
    uint32_t *names = hierarchy->names = malloc((2 * bases + overrides + 1) * sizeof *names);
    if (!names)
        return false;
    size_t count = 0, unique = 0;
    for (uint32_t row = 1; row <= bases; row++) {
        names[count++] = cch_graph_row(graph, CCH_CLASS_BASE, row)[CCH_CLASS_BASE_CLASS];
        names[count++] = cch_graph_row(graph, CCH_CLASS_BASE, row)[CCH_CLASS_BASE_BASE];
    }
    for (uint32_t row = 1; row <= overrides; row++)
        names[count++] = cch_graph_row(graph, CCH_OVERRIDE, row)[CCH_OVERRIDE_CLASS];
    qsort(names, count, sizeof *names, compare_numbers);
    for (size_t i = 0; i < count; i++)
        if (!unique || names[unique - 1] != names[i])
            names[unique++] = names[i];
    hierarchy->class_count = (uint32_t)unique;
    return true;
}

static bool group_facts(struct hierarchy *hierarchy) {
    const cch_graph *graph = hierarchy->graph;
    size_t bases = cch_graph_count(graph, CCH_CLASS_BASE), overrides = cch_graph_count(graph, CCH_OVERRIDE);
    size_t room = (bases > overrides ? bases : overrides) + 1;
    uint32_t *left = malloc(room * sizeof *left), *right = malloc(room * sizeof *right);
    bool done = false;
    if (!left || !right)
        goto out;
    for (uint32_t row = 1; row <= bases; row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_CLASS_BASE, row);
        left[row - 1] = class_number(hierarchy, cells[CCH_CLASS_BASE_CLASS]);
        right[row - 1] = class_number(hierarchy, cells[CCH_CLASS_BASE_BASE]);
    }
    if (!group(&hierarchy->bases, left, right, bases, hierarchy->class_count) ||
        !group(&hierarchy->derived, right, left, bases, hierarchy->class_count))
        goto out;
    for (uint32_t row = 1; row <= overrides; row++) {
        left[row - 1] = cch_graph_row(graph, CCH_OVERRIDE, row)[CCH_OVERRIDE_OVERRIDDEN];
        right[row - 1] = row;
    }
    done = group(&hierarchy->overriders, left, right, overrides, (size_t)cch_graph_count(graph, CCH_FUNCTION) + 1);
out:
    free(left);
    free(right);
    return done;
}

static bool prepare(struct hierarchy *hierarchy) {
    if (!number_classes(hierarchy) || !group_facts(hierarchy))
        return false;
    size_t classes = (size_t)hierarchy->class_count + 1;
    size_t functions = (size_t)cch_graph_count(hierarchy->graph, CCH_FUNCTION) + 1;
    hierarchy->class_mark = calloc(classes, sizeof(uint32_t));
    hierarchy->method_mark = calloc(functions, sizeof(uint32_t));
    hierarchy->found_mark = calloc(functions, sizeof(uint32_t));
    hierarchy->queue = malloc((classes > functions ? classes : functions) * sizeof(uint32_t));
    return hierarchy->class_mark && hierarchy->method_mark && hierarchy->found_mark && hierarchy->queue;
}

/* Marks what `groups` leads to from the classes in queue[0 … count - 1],
 * which are marked already. Returns how many are in the queue then. */
static size_t spread(struct hierarchy *hierarchy, const struct groups *groups, size_t count, uint32_t mark) {
    for (size_t done = 0; done < count; done++)
        for (size_t i = groups->first[hierarchy->queue[done]]; i < groups->first[hierarchy->queue[done] + 1]; i++)
            if (hierarchy->class_mark[groups->values[i]] != mark) {
                hierarchy->class_mark[groups->values[i]] = mark;
                hierarchy->queue[count++] = groups->values[i];
            }
    return count;
}

/* Marks the classes that can be part of an object which is a `via`. */
static void mark_classes(struct hierarchy *hierarchy, uint32_t via) {
    uint32_t class = class_number(hierarchy, via), mark = ++hierarchy->round;
    if (class == UINT32_MAX)
        return;
    hierarchy->queue[0] = class;
    hierarchy->class_mark[class] = mark;
    size_t count = spread(hierarchy, &hierarchy->derived, 1, mark);
    spread(hierarchy, &hierarchy->bases, count, mark);
}

/* Puts the overriders of `method` in classes marked `mark` into the queue. */
static size_t find_overriders(struct hierarchy *hierarchy, uint32_t method, uint32_t mark, uint32_t round,
                              uint32_t *found) {
    const struct groups *groups = &hierarchy->overriders;
    size_t count = 1, result = 0;
    hierarchy->queue[0] = method;
    hierarchy->method_mark[method] = round;
    for (size_t done = 0; done < count; done++)
        for (size_t i = groups->first[hierarchy->queue[done]]; i < groups->first[hierarchy->queue[done] + 1]; i++) {
            const uint32_t *cells = cch_graph_row(hierarchy->graph, CCH_OVERRIDE, groups->values[i]);
            uint32_t overrider = cells[CCH_OVERRIDE_METHOD];
            uint32_t class = class_number(hierarchy, cells[CCH_OVERRIDE_CLASS]);
            if (hierarchy->class_mark[class] == mark && hierarchy->found_mark[overrider] != round) {
                hierarchy->found_mark[overrider] = round;
                found[result++] = overrider;
            }
            if (hierarchy->method_mark[overrider] != round) {
                hierarchy->method_mark[overrider] = round;
                hierarchy->queue[count++] = overrider;
            }
        }
    return result;
}

static void derive_all(struct cch_derivation *derivation, struct hierarchy *hierarchy, const struct virtual_edge *edges,
                       size_t count, uint32_t *found) {
    const cch_graph *graph = hierarchy->graph;
    size_t found_count = 0;
    uint32_t method_round = 0;
    for (size_t i = 0; i < count && !derivation->status; i++) {
        if (!i || edges[i].via != edges[i - 1].via)
            mark_classes(hierarchy, edges[i].via);
        if (!i || edges[i].via != edges[i - 1].via || edges[i].method != edges[i - 1].method)
            found_count = find_overriders(hierarchy, edges[i].method, hierarchy->round, ++method_round, found);
        const uint32_t *row = cch_graph_row(graph, CCH_EDGE, edges[i].row);
        uint64_t passes = found_count ? cch_program_passes(derivation->program, row[CCH_EDGE_PASSES]) : 0;
        for (size_t j = 0; j < found_count; j++) {
            struct cch_derived edge = {row[CCH_EDGE_CALLER], found[j], row[CCH_EDGE_SITES], CCH_KIND_VIRTUAL, passes, 0,
                                       edges[i].method};
            cch_derivation_add(derivation, &edge);
        }
    }
}

void cch_derive_virtual(struct cch_derivation *derivation) {
    const cch_graph *graph = derivation->program->graph;
    struct hierarchy hierarchy = {.graph = graph};
    struct virtual_edge *edges = NULL;
    uint32_t *found = NULL;
    size_t count = 0, capacity = 0, functions = (size_t)cch_graph_count(graph, CCH_FUNCTION) + 1;
    if (derivation->status || !cch_graph_count(graph, CCH_OVERRIDE))
        return;
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_EDGE); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_EDGE, row);
        if (cells[CCH_EDGE_KIND] != CCH_KIND_VIRTUAL || !cells[CCH_EDGE_VIA])
            continue;
        if (cch_array_reserve(&edges, &capacity, count + 1, sizeof *edges))
            goto no_memory;
        edges[count++] = (struct virtual_edge){cells[CCH_EDGE_VIA], cells[CCH_EDGE_CALLEE], row};
    }
    if (!count)
        goto out;
    qsort(edges, count, sizeof *edges, compare_virtual);
    found = malloc(functions * sizeof *found);
    if (!found || !prepare(&hierarchy))
        goto no_memory;
    derive_all(derivation, &hierarchy, edges, count, found);
    goto out;
no_memory:
    derivation->status = CCH_ERROR_MEMORY;
out:
    free(edges);
    free(found);
    release(&hierarchy);
}

#include "map/map.h"

#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/json.h"
#include "graph/chains/between.h"
#include "graph/chains/chains.h"

struct mapping {
    const cch_program *program;
    const cch_map_request *request;
    cch_view *view;
    cch_names *names;
    unsigned char *from, *to;      /* starting points and ends, by function */
    unsigned char *after, *before; /* reached from a start; leads to an end */
    struct cch_between *between;   /* where that goes by specializations: what lies between, NULL elsewhere */
    uint32_t *place_of;            /* by function: its place + 1, or 0 */
};

const char *cch_map_file_name(enum cch_map_mode mode) {
    return mode == CCH_MAP_JSON ? "callgraphjson_whole" : "callgraphchain_whole";
}

static const char *name_of(struct mapping *m, uint32_t function) {
    return cch_names_function(m->names, CCH_NAMING_SHORT, function);
}

static int is_python(const struct mapping *m, uint32_t function) {
    return cch_graph_row(m->program->graph, CCH_FUNCTION, function)[CCH_FUNCTION_LANGUAGE] == CCH_LANGUAGE_PYTHON;
}

static int follows(const struct mapping *m, const struct cch_view_edge *edge) {
    if (edge->kind == CCH_KIND_ADDRESS || (m->request->certain && !edge->certain))
        return 0;
    /* the Python side ends at the binding */
    return m->request->through == CCH_MAP_THROUGH_KERNEL || (is_python(m, edge->caller) && is_python(m, edge->callee));
}

static int calls_nothing(const struct mapping *m, uint32_t function) {
    for (size_t i = m->view->out[function]; i < m->view->out[function + 1]; i++)
        if (follows(m, &m->view->edges[i]) && m->view->edges[i].callee != function)
            return 0;
    return 1;
}

static int is_end(const struct mapping *m, uint32_t function) {
    uint32_t flags = m->view->flags[function];
    if (m->request->cuda_only)
        return m->request->through == CCH_MAP_THROUGH_KERNEL
                   ? (flags & CCH_FLAG_KERNEL) != 0
                   : (flags & (CCH_FLAG_BINDING | CCH_FLAG_EXTERNAL)) == (CCH_FLAG_BINDING | CCH_FLAG_EXTERNAL) &&
                         calls_nothing(m, function);
    return (m->request->through == CCH_MAP_THROUGH_KERNEL || is_python(m, function)) && calls_nothing(m, function);
}

static void mark_ends(struct mapping *m) {
    for (uint32_t f = 1; f <= m->view->function_count; f++) {
        if (!cch_view_shows(m->view, f))
            continue;
        m->to[f] = (unsigned char)is_end(m, f);
        m->from[f] = !m->to[f] &&
                     (m->request->from ? m->request->from[f] : is_python(m, f) && m->view->flags[f] & CCH_FLAG_ENTRY);
    }
}

/* Spreads marks along the edges, forwards or backwards. */
static void spread(struct mapping *m, const unsigned char *seeds, unsigned char *marks, int forwards, uint32_t *stack) {
    size_t count = 0;
    for (uint32_t f = 1; f <= m->view->function_count; f++) {
        if (seeds[f]) {
            marks[f] = 1;
            stack[count++] = f;
        }
    }
    while (count) {
        uint32_t f = stack[--count];
        const size_t *range = forwards ? m->view->out : m->view->in;
        if (forwards && m->to[f])
            continue;
        for (size_t i = range[f]; i < range[f + 1]; i++) {
            const struct cch_view_edge *edge = &m->view->edges[forwards ? i : m->view->in_edges[i]];
            uint32_t next = forwards ? edge->callee : edge->caller;
            if (follows(m, edge) && !marks[next]) {
                marks[next] = 1;
                stack[count++] = next;
            }
        }
    }
}

/* Ways into C++ go by specializations; a Python function has only itself. */
static int find_between(struct mapping *m) {
    struct cch_chains_request request = {
        .from = m->from, .to = m->to, .kinds = CCH_CHAINS_KINDS, .certain = m->request->certain};
    if (m->request->through != CCH_MAP_THROUGH_KERNEL || !m->request->cuda_only)
        return 0;
    m->place_of = calloc((size_t)m->view->function_count + 1, sizeof *m->place_of);
    if (!m->place_of || cch_between_new(&m->between, m->view, m->names, CCH_NAMING_SHORT, &request))
        return CCH_ERROR_MEMORY;
    for (uint32_t p = 0; p < m->between->count; p++)
        m->place_of[m->between->function[p]] = p + 1;
    return 0;
}

/* Is the edge on a chain, if only these are wanted? */
static int is_wanted(const struct mapping *m, const struct cch_view_edge *edge) {
    if (!m->request->cuda_only)
        return 1;
    if (!m->between)
        return m->after[edge->caller] && m->before[edge->callee];
    uint32_t caller = m->place_of[edge->caller], callee = m->place_of[edge->callee];
    return caller && callee && (caller == callee || cch_between_leads(m->between, caller - 1, callee - 1));
}

/* JSON ------------------------------------------------------------------------ */

struct pair {
    const char *caller, *callee;
};

static int by_names(const void *a, const void *b) {
    const struct pair *one = a, *other = b;
    int order = strcmp(one->caller, other->caller);
    return order ? order : strcmp(one->callee, other->callee);
}

static int write_json(struct mapping *m, FILE *stream, cch_map_summary *summary) {
    struct pair *pairs = calloc(m->view->edge_count + 1, sizeof *pairs);
    struct json_object *whole = json_object_new_object(), *list = NULL;
    int code = pairs && whole ? 0 : CCH_ERROR_MEMORY;
    size_t count = 0;
    for (size_t i = 0; !code && i < m->view->edge_count; i++) {
        const struct cch_view_edge *edge = &m->view->edges[i];
        if (!follows(m, edge) || !is_wanted(m, edge))
            continue;
        pairs[count++] = (struct pair){name_of(m, edge->caller), name_of(m, edge->callee)};
    }
    if (count)
        qsort(pairs, count, sizeof *pairs, by_names);
    for (size_t i = 0; !code && i < count; i++) {
        if (i && !by_names(&pairs[i], &pairs[i - 1]))
            continue;
        if (!i || strcmp(pairs[i].caller, pairs[i - 1].caller)) {
            list = json_object_new_array();
            if (!list || json_object_object_add(whole, pairs[i].caller, list))
                code = CCH_ERROR_MEMORY;
            summary->written++;
        }
        if (!code && json_object_array_add(list, json_object_new_string(pairs[i].callee)))
            code = CCH_ERROR_MEMORY;
    }
    const char *text = code ? NULL
                            : json_object_to_json_string_ext(whole, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
                                                                        JSON_C_TO_STRING_NOSLASHESCAPE);
    if (text) {
        cch_write_json(stream, text);
        putc('\n', stream);
    } else {
        code = CCH_ERROR_MEMORY;
    }
    json_object_put(whole);
    free(pairs);
    return code;
}

/* Chains ----------------------------------------------------------------------- */

static int reads_the_same(struct mapping *m, const cch_chains *chains, size_t i) {
    size_t length = chains->first[i + 1] - chains->first[i];
    if (!i || length != chains->first[i] - chains->first[i - 1])
        return 0;
    for (size_t k = 0; k < length; k++)
        if (strcmp(name_of(m, chains->functions[chains->first[i] + k]),
                   name_of(m, chains->functions[chains->first[i - 1] + k])))
            return 0;
    return 1;
}

static int write_chains(struct mapping *m, FILE *stream, cch_map_summary *summary, cch_error *error) {
    cch_chains *chains = NULL;
    struct cch_chains_request request = {.from = m->from,
                                         .to = m->to,
                                         .kinds = CCH_CHAINS_KINDS,
                                         .certain = m->request->certain,
                                         .limit = m->request->limit ? m->request->limit : CCH_CHAINS_LIST_MAX};
    int code = cch_chains_find(&chains, m->view, m->names, CCH_NAMING_SHORT, &request, error);
    if (code)
        return code;
    for (size_t i = 0; i < chains->count; i++) {
        if (reads_the_same(m, chains, i))
            continue;
        if (summary->written++)
            putc('\n', stream);
        const char *scope = "";
        for (size_t k = chains->first[i]; k < chains->first[i + 1]; k++) {
            const char *name = name_of(m, chains->functions[k]);
            fputs(k > chains->first[i] ? " -> " : "", stream);
            cch_write_message(stream, scope);
            putc('/', stream);
            cch_write_message(stream, name);
            scope = name;
        }
        putc('\n', stream);
    }
    snprintf(summary->total, sizeof summary->total, "%s%.50s%s", chains->at_least ? "at least " : "", chains->number,
             strlen(chains->number) > 50 ? "…" : "");
    char listed[32];
    snprintf(listed, sizeof listed, "%zu", chains->count);
    summary->is_partial = chains->stopped || chains->at_least || strcmp(listed, chains->number);
    cch_chains_free(chains);
    return 0;
}

int cch_map_write(const cch_program *program, const cch_map_request *request, FILE *stream, cch_map_summary *summary,
                  cch_error *error) {
    struct mapping m = {.program = program, .request = request};
    uint32_t *stack = NULL;
    size_t count = (size_t)program->function_count + 2;
    memset(summary, 0, sizeof *summary);
    int code = cch_view_new(&m.view, program, CCH_LEVEL_SOURCE, request->fold ? CCH_VIEW_FOLD_LAMBDAS : 0, error);
    if (code)
        return code;
    m.names = cch_names_new(program->graph);
    m.from = calloc(count, 1);
    m.to = calloc(count, 1);
    m.after = calloc(count, 1);
    m.before = calloc(count, 1);
    stack = calloc(count, sizeof *stack);
    if (!m.names || !m.from || !m.to || !m.after || !m.before || !stack) {
        code = CCH_ERROR_MEMORY;
        goto out;
    }
    mark_ends(&m);
    if (request->mode == CCH_MAP_JSON) {
        spread(&m, m.from, m.after, 1, stack);
        spread(&m, m.to, m.before, 0, stack);
        code = find_between(&m);
        if (!code)
            code = write_json(&m, stream, summary);
    } else {
        code = write_chains(&m, stream, summary, error);
    }
out:
    if (code == CCH_ERROR_MEMORY)
        cch_fail(error, code, "out of memory");
    free(stack);
    cch_between_free(m.between);
    free(m.place_of);
    free(m.before);
    free(m.after);
    free(m.to);
    free(m.from);
    cch_names_free(m.names);
    cch_view_free(m.view);
    return code;
}

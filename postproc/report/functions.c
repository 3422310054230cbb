/* Functions: their names, which are searched, and what is known of each. */
#include <stdlib.h>
#include <string.h>

#include "graph/chains/chains.h"
#include "report/parts.h"

enum {
    NAMES_IN_PIECE = 8192,
    PIECE_BYTES = 256 << 10, /* of JSON: a piece of functions ends behind the one that exceeds it */
    PAIRS_MAX = 200000       /* of one edge; where there are more, the pages take every pair for one */
};

/* What the page needs of a function before it is opened. */
enum {
    IS_KERNEL = 1,
    IS_BINDING = 2,
    IS_PYTHON = 4,
    IS_DEVICE = 8,
    IS_ENTRY = 16,
    IS_OUTSIDE = 32,
    LEADS_TO_KERNEL = 64
};

struct pair {
    uint32_t from, to; /* local numbers */
};

/* The edges of a node's specializations, those of one kind to one node side by side, of a pair a certain one first. */
struct step {
    uint32_t node;
    uint8_t kind, possible; /* enum cch_kind, or WITHIN */
    struct pair pair;
};

enum { WITHIN = CCH_KIND_COUNT }; /* of any kind that chains go through, from a node to itself */

static bool same_pair(const struct step *a, const struct step *b) {
    return a->node == b->node && a->kind == b->kind && a->pair.from == b->pair.from && a->pair.to == b->pair.to;
}

static int compare_steps(const void *left, const void *right) {
    const struct step *a = left, *b = right;
    if (a->node != b->node)
        return a->node < b->node ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->pair.from != b->pair.from)
        return a->pair.from < b->pair.from ? -1 : 1;
    if (a->pair.to != b->pair.to)
        return a->pair.to < b->pair.to ? -1 : 1;
    return a->possible < b->possible ? -1 : a->possible > b->possible;
}

struct steps {
    struct step *items;
    size_t count, capacity;
};

/* By node: the functions of the graph that are shown at it. */
struct shown {
    size_t *first;
    uint32_t *items;
};

static int group_functions(struct shown *shown, const cch_view *view) {
    size_t room = (size_t)view->function_count + 3;
    shown->first = calloc(room, sizeof *shown->first);
    shown->items = malloc(room * sizeof *shown->items);
    if (!shown->first || !shown->items)
        return CCH_ERROR_MEMORY;
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (cch_report_runs(view, f))
            shown->first[view->node[f] + 2]++;
    for (size_t i = 2; i < room; i++)
        shown->first[i] += shown->first[i - 1];
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (cch_report_runs(view, f))
            shown->items[shown->first[view->node[f] + 1]++] = f;
    return CCH_OK;
}

static uint32_t marks(const struct cch_report *report, const struct shown *shown, uint32_t node) {
    const cch_view *view = report->question->view;
    const uint32_t *cells = cch_graph_row(view->program->graph, CCH_FUNCTION, node);
    uint32_t flags = view->flags[node], found = 0;
    found |= flags & CCH_FLAG_KERNEL ? IS_KERNEL : 0;
    found |= flags & CCH_FLAG_BINDING ? IS_BINDING : 0;
    found |= cells[CCH_FUNCTION_LANGUAGE] == CCH_LANGUAGE_PYTHON ? IS_PYTHON : 0;
    found |= (flags & CCH_FLAG_DEVICE) && !(flags & CCH_FLAG_HOST) ? IS_DEVICE : 0;
    found |= flags & CCH_FLAG_ENTRY ? IS_ENTRY : 0;
    bool outside = (flags & (CCH_FLAG_SYSTEM | CCH_FLAG_EXTERNAL)) || !(flags & (CCH_FLAG_DEFINED | CCH_FLAG_BINDING));
    if (flags & CCH_FLAG_BINDING) /* a name: outside if nothing that was read is behind it */
        outside = view->out[node] == view->out[node + 1];
    found |= outside ? IS_OUTSIDE : 0;
    for (size_t i = shown->first[node]; i < shown->first[node + 1] && !(found & LEADS_TO_KERNEL); i++)
        found |= report->to_kernel[shown->items[i]] ? LEADS_TO_KERNEL : 0;
    return found;
}

/* Names -------------------------------------------------------------------- */

static int write_names(struct cch_report *report, const struct shown *shown, cch_error *error) {
    int status = CCH_OK;
    size_t count = report->functions.count, pieces = 0;
    for (size_t at = 0; at < count && !status; pieces++) {
        cch_piece piece;
        char name[32];
        size_t end = count - at < NAMES_IN_PIECE ? count : at + NAMES_IN_PIECE;
        if ((status = cch_piece_begin(&piece, error)))
            break;
        cch_json_open(&piece.json, NULL, '{');
        cch_json_open(&piece.json, "names", '[');
        for (size_t i = at; i < end; i++)
            cch_json_text(&piece.json, NULL, cch_question_name(report->question, report->functions.items[i]));
        cch_json_close(&piece.json, ']');
        cch_json_open(&piece.json, "marks", '[');
        for (size_t i = at; i < end; i++)
            cch_json_number(&piece.json, NULL, marks(report, shown, report->functions.items[i]));
        cch_json_close(&piece.json, ']');
        cch_json_close(&piece.json, '}');
        snprintf(name, sizeof name, "names-%zu", pieces);
        status = cch_piece_end(&piece, report->folder, name, &report->summary->bytes, error);
        at = end;
    }
    cch_json_number(&report->overview.json, "function_count", count);
    cch_json_number(&report->overview.json, "name_pieces", pieces);
    cch_json_number(&report->overview.json, "names_in_piece", NAMES_IN_PIECE);
    return status;
}

/* A function --------------------------------------------------------------- */

static int add_step(struct steps *steps, struct step step) {
    if (steps->count == steps->capacity) {
        size_t capacity = steps->capacity * 2 + 1024;
        struct step *more = realloc(steps->items, capacity * sizeof *more);
        if (!more)
            return CCH_ERROR_MEMORY;
        steps->items = more;
        steps->capacity = capacity;
    }
    steps->items[steps->count++] = step;
    return CCH_OK;
}

static int find_steps(const struct cch_report *report, const struct shown *shown, uint32_t node, struct steps *steps) {
    const cch_instances *instances = report->instances;
    const uint32_t *node_of = report->question->view->node;
    int status = CCH_OK;
    steps->count = 0;
    for (size_t i = shown->first[node]; i < shown->first[node + 1]; i++) {
        uint32_t from = shown->items[i];
        for (size_t j = instances->out[from]; j < instances->out[from + 1] && !status; j++) {
            const struct cch_instance_edge *edge = &instances->edges[j];
            struct step step = {.node = node_of[edge->callee],
                                .kind = edge->kind,
                                .possible = !edge->certain,
                                .pair = {report->local[from], report->local[edge->callee]}};
            status = add_step(steps, step);
            step.kind = WITHIN;
            if (!status && step.node == node && (CCH_CHAINS_KINDS >> edge->kind & 1))
                status = add_step(steps, step);
        }
    }
    if (steps->count)
        qsort(steps->items, steps->count, sizeof *steps->items, compare_steps);
    size_t kept = 0;
    for (size_t i = 0; i < steps->count; i++)
        if (!kept || !same_pair(&steps->items[kept - 1], &steps->items[i]))
            steps->items[kept++] = steps->items[i];
    steps->count = kept;
    return status;
}

/* Those of a kind to a node. */
static struct steps steps_to(const struct steps *steps, uint32_t to, uint8_t kind) {
    size_t low = 0, high = steps->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct step *step = &steps->items[middle];
        if (step->node < to || (step->node == to && step->kind < kind))
            low = middle + 1;
        else
            high = middle;
    }
    struct steps found = {.items = steps->items + low};
    while (low + found.count < steps->count && found.items[found.count].node == to &&
           found.items[found.count].kind == kind)
        found.count++;
    return found;
}

static void write_list(cch_json *json, const char *key, const struct steps *pairs, bool possible) {
    size_t written = 0;
    cch_json_open(json, key, '[');
    for (size_t i = 0; i < pairs->count; i++)
        if (!possible || pairs->items[i].possible)
            fprintf(json->stream, written++ ? ",%u,%u" : "%u,%u", pairs->items[i].pair.from, pairs->items[i].pair.to);
    cch_json_close(json, ']');
}

/* "pairs": [from, to, from, to, …]; nothing where every pair is one; null where there are too many to name.
 * "guesses", of what is certain: the pairs for which it is only possible; nothing: none is; null: any may be. */
static void write_pairs(cch_json *json, const struct cch_report *report, const struct steps *steps, uint32_t from,
                        uint32_t to, uint8_t kind, bool certain) {
    const struct steps pairs = steps_to(steps, to, kind);
    size_t guesses = 0;
    for (size_t i = 0; i < pairs.count; i++)
        guesses += pairs.items[i].possible;
    if (pairs.count > PAIRS_MAX)
        cch_json_null(json, "pairs");
    else if (from == to || pairs.count != (size_t)report->local_count[from] * report->local_count[to])
        write_list(json, "pairs", &pairs, false);
    if (!certain || !guesses)
        return;
    if (guesses == pairs.count || pairs.count > PAIRS_MAX)
        cch_json_null(json, "guesses");
    else
        write_list(json, "guesses", &pairs, true);
}

static void write_place(cch_json *json, const struct cch_report *report, uint32_t site) {
    const cch_graph *graph = report->question->program->graph;
    if (!site)
        return;
    const uint32_t *cells = cch_graph_row(graph, CCH_SITE, site);
    int64_t file = cch_report_file(report, cells[CCH_SITE_FILE]);
    if (file >= 0)
        cch_json_number(json, "file", (uint64_t)file);
    else
        cch_json_text(json, "path", cch_graph_text(graph, cells[CCH_SITE_FILE], NULL));
    cch_json_number(json, "line", cells[CCH_SITE_LINE]);
}

static void write_callees(cch_json *json, const struct cch_report *report, const struct steps *steps, uint32_t node) {
    const cch_view *view = report->question->view;
    cch_json_open(json, "callees", '[');
    for (size_t i = view->out[node]; i < view->out[node + 1]; i++) {
        const struct cch_view_edge *edge = &view->edges[i];
        if (report->number[edge->callee] == UINT32_MAX)
            continue;
        cch_json_open(json, NULL, '{');
        cch_json_number(json, "to", report->number[edge->callee]);
        cch_json_text(json, "kind", cch_kind_name((enum cch_kind)edge->kind));
        if (!edge->certain)
            cch_json_bool(json, "possible", true);
        if (edge->count > 1)
            cch_json_number(json, "sites", edge->count);
        write_place(json, report, edge->site);
        write_pairs(json, report, steps, node, edge->callee, edge->kind, edge->certain);
        cch_json_close(json, '}');
    }
    cch_json_close(json, ']');
}

static void write_callers(cch_json *json, const struct cch_report *report, uint32_t node) {
    const cch_view *view = report->question->view;
    size_t written = 0;
    uint32_t before = UINT32_MAX;
    cch_json_open(json, "callers", '[');
    for (size_t i = view->in[node]; i < view->in[node + 1]; i++) {
        uint32_t caller = report->number[view->edges[view->in_edges[i]].caller];
        if (caller != UINT32_MAX && caller != before)
            fprintf(json->stream, written++ ? ",%u" : "%u", caller);
        before = caller;
    }
    cch_json_close(json, ']');
}

/* By local number: bit 0: begins a chain (is the function itself, no closure folded into it);
 * bit 1: is a kernel or leads to one; bit 2: and does by certain calls alone. */
static void write_own(cch_json *json, const struct cch_report *report, const struct shown *shown, uint32_t node) {
    const cch_view *view = report->question->view;
    cch_json_open(json, "own", '[');
    for (size_t i = shown->first[node]; i < shown->first[node + 1]; i++) {
        uint32_t f = shown->items[i];
        unsigned own = cch_instance_is_own(view, f) ? 1 : 0, leads = report->to_kernel[f] ? 2 : 0;
        unsigned surely = report->surely[f] ? 4 : 0;
        fprintf(json->stream, i > shown->first[node] ? ",%u" : "%u", own | leads | surely);
    }
    cch_json_close(json, ']');
}

/* What was measured, of all that run at the node; of a kernel also one by one, by local number, as far as flame views
 * are as wide as it. */
static void write_measures(cch_json *json, const struct cch_report *report, const struct shown *shown, uint32_t node) {
    static const enum cch_measured widths[] = {CCH_MEASURE_BYTES, CCH_MEASURE_TIME};
    struct cch_measure all = cch_measure_none();
    if (!report->measures)
        return;
    for (size_t i = shown->first[node]; i < shown->first[node + 1]; i++)
        cch_measure_add(&all, &report->measures[shown->items[i]]);
    cch_measure_write_all(json, "measured", &all);
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
        if (!(report->question->view->flags[node] & CCH_FLAG_KERNEL) || all.of[widths[w]] < 0)
            continue;
        cch_json_open(json, cch_measure_names[widths[w]], '[');
        for (size_t i = shown->first[node]; i < shown->first[node + 1]; i++)
            cch_measure_write(json, NULL, report->measures[shown->items[i]].of[widths[w]]);
        cch_json_close(json, ']');
    }
}

static int write_function(struct cch_report *report, const struct shown *shown, struct steps *steps, cch_json *json,
                          uint32_t node) {
    const cch_view *view = report->question->view;
    const cch_graph *graph = view->program->graph;
    const uint32_t *cells = cch_graph_row(graph, CCH_FUNCTION, node);
    const char *what;
    char flags[256];
    if (find_steps(report, shown, node, steps))
        return CCH_ERROR_MEMORY;
    cch_json_open(json, NULL, '{');
    cch_json_text(json, "id", cch_names_function(report->question->names, CCH_NAMING_IDENTITY, node));
    cch_json_text(json, "language", cch_language_name(cells[CCH_FUNCTION_LANGUAGE]));
    cch_flag_names(view->flags[node], flags, sizeof flags);
    cch_json_text(json, "flags", flags);
    write_place(json, report, cch_view_place(view, node, &what));
    cch_json_text(json, "place", what);
    if (cells[CCH_FUNCTION_FIRST_LINE])
        cch_report_numbers(json, "lines", &cells[CCH_FUNCTION_FIRST_LINE], 2);
    if (cells[CCH_FUNCTION_SIGNATURE])
        cch_json_text(json, "signature", cch_graph_text(graph, cells[CCH_FUNCTION_SIGNATURE], NULL));
    cch_json_number(json, "specializations", view->specializations[node]);
    write_own(json, report, shown, node);
    write_measures(json, report, shown, node);
    write_callees(json, report, steps, node);
    /* A closure that is folded in, or recursion: ways within the node. */
    write_pairs(json, report, steps, node, node, WITHIN, true);
    write_callers(json, report, node);
    cch_json_close(json, '}');
    return CCH_OK;
}

static int write_pieces(struct cch_report *report, const struct shown *shown, struct steps *steps, cch_error *error) {
    cch_json *overview = &report->overview.json;
    int status = CCH_OK;
    cch_json_open(overview, "function_pieces", '['); /* the number of the first function of each */
    for (size_t at = 0, pieces = 0; at < report->functions.count && !status; pieces++) {
        cch_piece piece;
        char name[40];
        cch_json_number(overview, NULL, at);
        if ((status = cch_piece_begin(&piece, error)))
            break;
        cch_json_open(&piece.json, NULL, '[');
        while (!status && at < report->functions.count && cch_piece_size(&piece) < PIECE_BYTES)
            status = write_function(report, shown, steps, &piece.json, report->functions.items[at++]);
        if (status) {
            cch_piece_drop(&piece);
            break;
        }
        cch_json_close(&piece.json, ']');
        snprintf(name, sizeof name, "functions-%zu", pieces);
        status = cch_piece_end(&piece, report->folder, name, &report->summary->bytes, error);
    }
    cch_json_close(overview, ']');
    return status;
}

int cch_report_functions(struct cch_report *report, cch_error *error) {
    struct shown shown = {0};
    struct steps steps = {0};
    int status = group_functions(&shown, report->question->view);
    if (!status)
        status = write_names(report, &shown, error);
    if (!status)
        status = write_pieces(report, &shown, &steps, error);
    if (status == CCH_ERROR_MEMORY)
        cch_fail(error, status, "cannot make the report: out of memory");
    report->summary->functions = report->functions.count;
    free(steps.items);
    free(shown.first);
    free(shown.items);
    return status;
}

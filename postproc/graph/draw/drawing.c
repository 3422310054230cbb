#include "graph/draw/drawing.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/utf8.h"
#include "graph/view/reach.h"

enum { CHAINS_MAX = 200000 };

const char *const cch_side_names[CCH_SIDE_COUNT] = {
    [CCH_SIDE_PYTHON] = "Python",
    [CCH_SIDE_HOST] = "C++, host",
    [CCH_SIDE_BOTH] = "C++, host and device",
    [CCH_SIDE_DEVICE] = "C++, device",
    [CCH_SIDE_PYTHON_DEVICE] = "Python, device",
};

static int out_of_memory(cch_error *error) { return cch_fail(error, CCH_ERROR_MEMORY, "cannot draw: out of memory"); }

void cch_drawing_release(cch_drawing *drawing) {
    cch_numbers_release(&drawing->functions);
    free(drawing->edges);
    free(drawing->asked);
}

/* The functions that are marked: in the order of their names; `places` become their places. */
static int take_functions(cch_drawing *drawing, const unsigned char *set, uint32_t *places, cch_error *error) {
    const cch_question *question = drawing->question;
    size_t count = 0;
    for (uint32_t f = 1; f <= question->view->function_count; f++)
        count += set[f] != 0;
    drawing->functions.items = malloc((count + 1) * sizeof *drawing->functions.items);
    drawing->asked = calloc(count + 1, sizeof *drawing->asked);
    if (!drawing->functions.items || !drawing->asked)
        return out_of_memory(error);
    for (uint32_t f = 1; f <= question->view->function_count; f++)
        if (set[f])
            drawing->functions.items[drawing->functions.count++] = f;
    int code = cch_functions_sort(question->view, question->names, question->naming, &drawing->functions, error);
    for (uint32_t i = 0; i < count && !code; i++)
        places[drawing->functions.items[i]] = i;
    return code;
}

static int compare_edges(const void *left, const void *right) {
    const struct cch_drawn_edge *a = left, *b = right;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return a->to < b->to ? -1 : a->to > b->to;
}

/* Edges with the same ends are one, certain if one of them is. */
static void join_edges(cch_drawing *drawing) {
    size_t kept = 0;
    if (drawing->edge_count)
        qsort(drawing->edges, drawing->edge_count, sizeof *drawing->edges, compare_edges);
    for (size_t i = 0; i < drawing->edge_count; i++) {
        struct cch_drawn_edge *last = kept ? &drawing->edges[kept - 1] : NULL;
        if (last && !compare_edges(last, &drawing->edges[i])) {
            last->kinds |= drawing->edges[i].kinds;
            last->certain |= drawing->edges[i].certain;
        } else {
            drawing->edges[kept++] = drawing->edges[i];
        }
    }
    drawing->edge_count = kept;
}

/* A neighbourhood ------------------------------------------------------------------ */

struct search {
    const cch_view *view;
    const struct cch_around *around;
    unsigned char *set;
    uint32_t *queue;
    size_t count;
};

static bool follows(const struct search *search, const struct cch_view_edge *edge) {
    return (search->around->kinds >> edge->kind & 1) && (edge->certain || !search->around->certain);
}

static void reach(struct search *search, uint32_t function) {
    if (!search->set[function]) {
        search->set[function] = 1;
        search->queue[search->count++] = function;
    }
}

static void step(struct search *search, uint32_t function) {
    const cch_view *view = search->view;
    if (search->around->direction != CCH_DIRECTION_CALLERS)
        for (size_t i = view->out[function]; i < view->out[function + 1]; i++)
            if (follows(search, &view->edges[i]))
                reach(search, view->edges[i].callee);
    if (search->around->direction != CCH_DIRECTION_CALLEES)
        for (size_t i = view->in[function]; i < view->in[function + 1]; i++)
            if (follows(search, &view->edges[view->in_edges[i]]))
                reach(search, view->edges[view->in_edges[i]].caller);
}

static void spread(struct search *search) {
    size_t done = 0;
    for (uint32_t f = 1; f <= search->view->function_count; f++)
        if (search->around->marks[f])
            reach(search, f);
    for (unsigned depth = 0; depth < search->around->depth && done < search->count; depth++)
        for (size_t end = search->count; done < end; done++)
            step(search, search->queue[done]);
}

static int take_edges(cch_drawing *drawing, const struct search *search, const uint32_t *places, cch_error *error) {
    const cch_view *view = search->view;
    size_t capacity = 0;
    for (size_t i = 0; i < drawing->functions.count; i++) {
        uint32_t from = drawing->functions.items[i];
        for (size_t j = view->out[from]; j < view->out[from + 1]; j++) {
            const struct cch_view_edge *edge = &view->edges[j];
            if (!search->set[edge->callee] || !follows(search, edge))
                continue;
            if (cch_array_reserve(&drawing->edges, &capacity, drawing->edge_count + 1, sizeof *drawing->edges))
                return out_of_memory(error);
            drawing->edges[drawing->edge_count++] =
                (struct cch_drawn_edge){(uint32_t)i, places[edge->callee], 1u << edge->kind, edge->certain};
        }
    }
    join_edges(drawing);
    return CCH_OK;
}

static const char *level_advice(const cch_question *question) {
    return question->view->level == CCH_LEVEL_INSTANCE ? "--level source, " : "";
}

int cch_drawing_around(cch_drawing *drawing, const cch_question *question, const struct cch_around *around,
                       size_t limit, cch_error *error) {
    size_t room = (size_t)question->view->function_count + 1;
    struct search search = {question->view, around, calloc(room, 1), malloc(room * sizeof(uint32_t)), 0};
    uint32_t *places = calloc(room, sizeof *places);
    int code = CCH_OK;
    *drawing = (cch_drawing){.question = question};
    if (!search.set || !search.queue || !places) {
        code = out_of_memory(error);
        goto out;
    }
    spread(&search);
    if (search.count > limit)
        code = cch_fail(error, CCH_ERROR_USAGE,
                        "will not draw %zu functions (at most %zu): ask for less by %s%sfewer --kinds, %s%sa narrower "
                        "--around, or chains (--from, --to)",
                        search.count, limit, around->depth > 1 ? "a smaller --depth, " : "",
                        around->direction == CCH_DIRECTION_BOTH ? "--direction callers or callees, " : "",
                        around->certain ? "" : "--certain, ", level_advice(question));
    if (!code)
        code = take_functions(drawing, search.set, places, error);
    if (!code)
        code = take_edges(drawing, &search, places, error);
    for (size_t i = 0; i < drawing->functions.count && !code; i++)
        drawing->asked[i] = around->marks[drawing->functions.items[i]];
out:
    free(search.set);
    free(search.queue);
    free(places);
    return code;
}

/* Chains ---------------------------------------------------------------------------- */

static int take_steps(cch_drawing *drawing, const cch_chains *chains, const uint32_t *places, cch_error *error) {
    size_t total = chains->count ? chains->first[chains->count] : 0, capacity = 0;
    if (cch_array_reserve(&drawing->edges, &capacity, total + 1, sizeof *drawing->edges))
        return out_of_memory(error);
    for (size_t i = 0; i < chains->count; i++)
        for (size_t j = chains->first[i] + 1; j < chains->first[i + 1]; j++)
            drawing->edges[drawing->edge_count++] =
                (struct cch_drawn_edge){places[chains->functions[j - 1]], places[chains->functions[j]],
                                        chains->steps[j].kinds, chains->steps[j].certain};
    join_edges(drawing);
    return CCH_OK;
}

static int take_chains(cch_drawing *drawing, const cch_chains *chains, const struct cch_chains_request *request,
                       size_t limit, cch_error *error) {
    size_t room = (size_t)drawing->question->view->function_count + 1, count = 0;
    unsigned char *set = calloc(room, 1);
    uint32_t *places = calloc(room, sizeof *places);
    int code = set && places ? CCH_OK : out_of_memory(error);
    for (size_t j = 0; !code && chains->count && j < chains->first[chains->count]; j++) {
        count += !set[chains->functions[j]];
        set[chains->functions[j]] = 1;
    }
    bool more = chains->at_least || chains->stopped || chains->count >= CHAINS_MAX;
    if (!code && (count > limit || more))
        code = cch_fail(error, CCH_ERROR_USAGE,
                        "will not draw %s%zu functions on %s%s chains (at most %zu functions): ask for less by "
                        "%s%s%s%sa narrower --from or --to, or a neighbourhood (--around)",
                        more ? "at least " : "", count, chains->at_least ? "at least " : "", chains->number, limit,
                        request->shortest ? "" : "--shortest, ", request->outermost ? "" : "--outermost, ",
                        request->certain ? "" : "--certain, ", level_advice(drawing->question));
    if (!code)
        code = take_functions(drawing, set, places, error);
    if (!code)
        code = take_steps(drawing, chains, places, error);
    for (size_t i = 0; i < chains->count && !code; i++) {
        drawing->asked[places[chains->functions[chains->first[i]]]] = true;
        drawing->asked[places[chains->functions[chains->first[i + 1] - 1]]] = true;
    }
    free(set);
    free(places);
    return code;
}

int cch_drawing_of_chains(cch_drawing *drawing, const cch_question *question, struct cch_chains_request request,
                          size_t limit, cch_error *error) {
    cch_chains *chains;
    *drawing = (cch_drawing){.question = question};
    request.marks = true;
    request.limit = CHAINS_MAX;
    int code = cch_chains_find(&chains, question->view, question->names, question->naming, &request, error);
    if (code)
        return code;
    code = take_chains(drawing, chains, &request, limit, error);
    cch_chains_free(chains);
    return code;
}

/* What all forms show ------------------------------------------------------------------ */

enum cch_side cch_drawing_side(const cch_drawing *drawing, size_t place) {
    const cch_view *view = drawing->question->view;
    uint32_t function = drawing->functions.items[place], flags = view->flags[function];
    uint32_t language = cch_graph_row(view->program->graph, CCH_FUNCTION, function)[CCH_FUNCTION_LANGUAGE];
    bool device = flags & (CCH_FLAG_KERNEL | CCH_FLAG_DEVICE);
    if (language == CCH_LANGUAGE_PYTHON)
        return device ? CCH_SIDE_PYTHON_DEVICE : CCH_SIDE_PYTHON;
    if (device && !(flags & CCH_FLAG_KERNEL) && (flags & CCH_FLAG_HOST))
        return CCH_SIDE_BOTH;
    return device ? CCH_SIDE_DEVICE : CCH_SIDE_HOST;
}

enum { LINE = 36, LINES_MAX = 4 };

/* How much of the name goes on a line: to the last end of a scope or argument within LINE bytes, or
 * else of a word, or so many characters. */
static size_t line_length(const char *name) {
    size_t length = strlen(name), best = 0, word = 0;
    if (length <= LINE)
        return length;
    for (size_t i = 1; i <= LINE; i++) {
        bool scope = name[i] == ':' && name[i + 1] == ':';
        if (scope || name[i] == '.' || name[i] == '<' || name[i - 1] == ',')
            best = i;
        if (name[i] == '_' && i > LINE / 2)
            word = i;
    }
    if (!best && !(best = word))
        for (best = LINE; best > 1 && !cch_utf8_begins(name[best]);)
            best--;
    return best;
}

/* The start of what is shown of a name's end: LINES_MAX / 2 lines of it. */
static const char *tail_of(const char *name) {
    const char *tail = name + strlen(name) - (size_t)LINE * (LINES_MAX / 2) / 2;
    while (*tail && !cch_utf8_begins(*tail))
        tail++;
    return tail;
}

void cch_drawing_label(const cch_drawing *drawing, size_t place,
                       void (*line)(void *data, const char *text, bool is_first), void *data) {
    const char *name = cch_question_name(drawing->question, drawing->functions.items[place]);
    bool is_long = strlen(name) > (size_t)LINE * LINES_MAX;
    const char *tail = is_long ? tail_of(name) : NULL;
    char text[LINE + 8];
    for (unsigned lines = 0; *name; lines++) {
        if (tail && lines == LINES_MAX / 2) {
            line(data, "…", false);
            name = tail;
            tail = NULL;
        }
        size_t length = line_length(name);
        memcpy(text, name, length);
        text[length] = '\0';
        line(data, text, !lines);
        name += length;
    }
}

bool cch_drawing_is_wide(const cch_drawing *drawing) {
    enum { BESIDE_MAX = 8 };
    for (size_t place = 0; place < drawing->functions.count; place++) {
        size_t out = 0, in = 0;
        for (size_t i = 0; i < drawing->edge_count; i++) {
            out += drawing->edges[i].from == place;
            in += drawing->edges[i].to == place;
        }
        if (out > BESIDE_MAX || in > BESIDE_MAX)
            return true;
    }
    return false;
}

void cch_drawing_edge_text(const struct cch_drawn_edge *edge, char *text, size_t size) {
    size_t used = 0;
    *text = '\0';
    for (unsigned kind = 0; kind < CCH_KIND_COUNT && used < size; kind++)
        if (kind != CCH_KIND_CALL && (edge->kinds >> kind & 1))
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "",
                                     cch_kind_name((enum cch_kind)kind));
}

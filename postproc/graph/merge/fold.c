#include "graph/merge/fold.h"

#include "base/search.h"
#include "graph/merge/follow.h"
#include "graph/view/edges.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A function and where it stands: for look-ups by entity and by place. */
struct placed {
    uint32_t key; /* the entity, or the file's string */
    uint32_t first_line, last_line, function;
};

struct folding {
    const cch_program *program;
    struct placed *by_entity, *by_file; /* ascending by key, then as below */
    size_t entity_count, file_count;
    uint32_t *enclosing;
};

static const uint32_t *cells_of(const struct folding *folding, uint32_t function) {
    return cch_graph_row(folding->program->graph, CCH_FUNCTION, function);
}

static bool is_closure(const struct folding *folding, uint32_t function) {
    return cells_of(folding, function)[CCH_FUNCTION_FLAGS] & CCH_FLAG_LAMBDA;
}

/* Where a function stands, from its source function where it is an instance. */
static bool place_of(const struct folding *folding, uint32_t function, struct placed *place) {
    const uint32_t *cells = cells_of(folding, function);
    if (!cells[CCH_FUNCTION_DEFINITION] && !cells[CCH_FUNCTION_DEVICE_DEFINITION])
        cells = cells_of(folding, folding->program->source[function]);
    uint32_t site =
        cells[CCH_FUNCTION_DEFINITION] ? cells[CCH_FUNCTION_DEFINITION] : cells[CCH_FUNCTION_DEVICE_DEFINITION];
    const uint32_t *at = cch_graph_row(folding->program->graph, CCH_SITE, site);
    if (!at)
        return false;
    uint32_t line = at[CCH_SITE_LINE], first = cells[CCH_FUNCTION_FIRST_LINE], last = cells[CCH_FUNCTION_LAST_LINE];
    *place =
        (struct placed){at[CCH_SITE_FILE], first && first < line ? first : line, last > line ? last : line, function};
    return true;
}

static int compare_placed(const void *left, const void *right) {
    const struct placed *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    if (a->first_line != b->first_line)
        return a->first_line < b->first_line ? -1 : 1;
    if (a->last_line != b->last_line) /* the outer before the inner */
        return a->last_line > b->last_line ? -1 : 1;
    return a->function < b->function ? -1 : a->function > b->function;
}

/* Of the functions with this name, the one whose lines hold the closure, or
 * the only one. */
static uint32_t choose_named(const struct folding *folding, uint32_t entity, uint32_t closure,
                             const struct placed *place) {
    size_t start, end;
    uint32_t found = 0;
    CCH_SEARCH(start, 0, folding->entity_count, folding->by_entity[start].key < entity);
    for (end = start; end < folding->entity_count && folding->by_entity[end].key == entity; end++) {
        struct placed outer;
        uint32_t function = folding->by_entity[end].function;
        if (function == closure || !place || !place_of(folding, function, &outer) || outer.key != place->key ||
            outer.first_line > place->first_line || outer.last_line < place->last_line)
            continue;
        if (!found)
            found = function;
    }
    if (found)
        return found;
    return end - start == 1 && folding->by_entity[start].function != closure ? folding->by_entity[start].function : 0;
}

static uint32_t by_name(const struct folding *folding, uint32_t closure) {
    const cch_graph *graph = folding->program->graph;
    struct placed place;
    bool placed = place_of(folding, closure, &place);
    uint32_t entity = cells_of(folding, closure)[CCH_FUNCTION_NAME];
    /* An entity's parent is an earlier row, so this ends. */
    for (const uint32_t *cells; (cells = cch_graph_row(graph, CCH_ENTITY, entity));) {
        uint32_t parent = cells[CCH_ENTITY_PARENT];
        uint32_t function =
            parent && parent < entity ? choose_named(folding, parent, closure, placed ? &place : NULL) : 0;
        if (function || parent >= entity)
            return function;
        entity = parent;
    }
    return 0;
}

/* The innermost function that begins before the closure and ends behind it.
 * Lines nest, so going back from the closure's own place finds it first; a
 * bound keeps a file of many small functions linear. */
static uint32_t by_lines(const struct folding *folding, uint32_t closure) {
    enum { LOOK_BACK = 4096 };
    struct placed place;
    if (!place_of(folding, closure, &place))
        return 0;
    struct placed after = place;
    after.function = UINT32_MAX;
    size_t end;
    CCH_SEARCH(end, 0, folding->file_count, compare_placed(&folding->by_file[end], &after) < 0);
    for (size_t i = end, looked = 0; i-- > 0 && looked < LOOK_BACK; looked++) {
        const struct placed *outer = &folding->by_file[i];
        if (outer->key != place.key)
            break;
        if (outer->function != closure && outer->last_line >= place.last_line &&
            (outer->first_line < place.first_line || outer->last_line > place.last_line ||
             !is_closure(folding, outer->function)))
            return outer->function;
    }
    return 0;
}

/* The scopes that closures' names have, as bytes by entity. */
static unsigned char *find_scopes(const struct folding *folding) {
    const cch_graph *graph = folding->program->graph;
    unsigned char *scopes = calloc((size_t)cch_graph_count(graph, CCH_ENTITY) + 1, 1);
    for (uint32_t function = 1; scopes && function <= folding->program->function_count; function++) {
        uint32_t entity = is_closure(folding, function) ? cells_of(folding, function)[CCH_FUNCTION_NAME] : 0;
        for (const uint32_t *cells; (cells = cch_graph_row(graph, CCH_ENTITY, entity));) {
            uint32_t parent = cells[CCH_ENTITY_PARENT];
            if (!parent || parent >= entity || scopes[parent])
                break;
            scopes[entity = parent] = 1;
        }
    }
    return scopes;
}

/* Only the functions with a name that is looked for: most have none. */
static bool index_names(struct folding *folding) {
    uint32_t count = folding->program->function_count;
    unsigned char *scopes = find_scopes(folding);
    folding->by_entity = malloc(((size_t)count + 1) * sizeof *folding->by_entity);
    folding->enclosing = calloc((size_t)count + 1, sizeof *folding->enclosing);
    bool done = scopes && folding->by_entity && folding->enclosing;
    for (uint32_t function = 1; done && function <= count; function++) {
        uint32_t entity = cells_of(folding, function)[CCH_FUNCTION_NAME];
        if (entity && scopes[entity])
            folding->by_entity[folding->entity_count++] = (struct placed){entity, 0, 0, function};
    }
    if (done)
        qsort(folding->by_entity, folding->entity_count, sizeof *folding->by_entity, compare_placed);
    free(scopes);
    return done;
}

static bool index_files(struct folding *folding) {
    uint32_t count = folding->program->function_count;
    folding->by_file = malloc(((size_t)count + 1) * sizeof *folding->by_file);
    for (uint32_t function = 1; folding->by_file && function <= count; function++) {
        struct placed place;
        if (folding->program->source[function] == function && place_of(folding, function, &place))
            folding->by_file[folding->file_count++] = place;
    }
    if (folding->by_file)
        qsort(folding->by_file, folding->file_count, sizeof *folding->by_file, compare_placed);
    return folding->by_file;
}

/* Callers --------------------------------------------------------------------- */

#define SEVERAL UINT32_MAX

/* By function. */
struct callers {
    uint32_t *only;        /* its only caller, 0 for none, SEVERAL */
    unsigned char *called; /* 1: by a call that is certain */
};

static void note_call(void *data, const struct cch_program_edge *edge) {
    struct callers *callers = data;
    uint32_t *only = &callers->only[edge->callee];
    if (edge->kind == CCH_KIND_ADDRESS)
        return;
    *only = !*only || *only == edge->caller ? edge->caller : SEVERAL;
    callers->called[edge->callee] |= edge->kind == CCH_KIND_CALL && edge->certain;
}

/* Makes of each closure's enclosing function what it is folded into. */
static int fold_into_callers(struct folding *folding) {
    const cch_program *program = folding->program;
    uint32_t count = program->function_count;
    struct callers callers = {calloc((size_t)count + 1, sizeof *callers.only), calloc((size_t)count + 1, 1)};
    uint32_t *outermost = calloc((size_t)count + 1, sizeof *outermost);
    unsigned char *stays = calloc((size_t)count + 1, 1); /* by source: an instance does */
    int status = callers.only && callers.called && outermost && stays ? cch_follow(folding->enclosing, outermost, count)
                                                                      : CCH_ERROR_MEMORY;
    if (status)
        goto out;
    cch_program_each_edge(program, CCH_EDGES_NEVER, note_call, &callers);
    for (uint32_t function = 1; function <= count; function++) {
        uint32_t caller = callers.only[function], source = program->source[function];
        bool folds = folding->enclosing[function] && caller && caller != SEVERAL && caller != function &&
                     callers.called[function] && outermost[caller] == outermost[function];
        if (source != function || !(cells_of(folding, function)[CCH_FUNCTION_FLAGS] & CCH_FLAG_TEMPLATE))
            folding->enclosing[function] = folds ? caller : 0;
        stays[source] |= source != function && !folds;
    }
    for (uint32_t function = 1; function <= count; function++)
        if (stays[function])
            folding->enclosing[function] = 0;
out:
    free(callers.only);
    free(callers.called);
    free(outermost);
    free(stays);
    return status;
}

/* The function that each closure is written in. */
static bool find_enclosing(struct folding *folding) {
    const cch_program *program = folding->program;
    for (uint32_t function = 1; function <= program->function_count; function++) {
        if (!is_closure(folding, function))
            continue;
        uint32_t found = by_name(folding, function), source = program->source[function];
        folding->enclosing[function] = found;
        if (found && source != function && !folding->enclosing[source] && is_closure(folding, source))
            folding->enclosing[source] = program->source[found];
    }
    for (uint32_t function = 1; function <= program->function_count; function++) {
        if (!is_closure(folding, function) || folding->enclosing[function] || program->source[function] != function)
            continue;
        if (!folding->by_file && !index_files(folding))
            return false;
        folding->enclosing[function] = by_lines(folding, function);
    }
    return true;
}

uint32_t *cch_fold_lambdas(const cch_program *program) {
    struct folding folding = {.program = program};
    if (!index_names(&folding) || !find_enclosing(&folding) || fold_into_callers(&folding)) {
        free(folding.enclosing);
        folding.enclosing = NULL;
    }
    free(folding.by_entity);
    free(folding.by_file);
    return folding.enclosing;
}

#include "graph/view/name.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

/* A hostile file can nest pieces so that a name is exponentially long, or
 * that it takes exponentially many steps to find it empty. */
enum { DEPTH_MAX = 512, STEPS_MAX = 65536, CHUNK = 1 << 20 };

struct chunk {
    struct chunk *next;
    size_t used, size;
    char bytes[];
};

struct cch_names {
    const cch_graph *graph;
    const char **kept[2]; /* by entity: short and full names */
    struct chunk *chunks;
    char buffer[CCH_NAME_MAX + 8];
    size_t length;
    unsigned steps;
    bool cut;
};

cch_names *cch_names_new(const cch_graph *graph) {
    cch_names *names = calloc(1, sizeof *names);
    size_t count = (size_t)cch_graph_count(graph, CCH_ENTITY) + 1;
    if (!names)
        return NULL;
    names->graph = graph;
    names->kept[CCH_NAMING_SHORT] = calloc(count, sizeof(char *));
    names->kept[CCH_NAMING_FULL] = calloc(count, sizeof(char *));
    if (!names->kept[CCH_NAMING_SHORT] || !names->kept[CCH_NAMING_FULL]) {
        cch_names_free(names);
        return NULL;
    }
    return names;
}

void cch_names_free(cch_names *names) {
    if (!names)
        return;
    for (struct chunk *next; names->chunks; names->chunks = next) {
        next = names->chunks->next;
        free(names->chunks);
    }
    free(names->kept[CCH_NAMING_SHORT]);
    free(names->kept[CCH_NAMING_FULL]);
    free(names);
}

static const char *keep(cch_names *names, const char *text, size_t length) {
    struct chunk *chunk = names->chunks;
    if (!chunk || chunk->size - chunk->used < length + 1) {
        size_t size = length + 1 > CHUNK ? length + 1 : CHUNK;
        if (!(chunk = malloc(sizeof *chunk + size)))
            return NULL;
        chunk->next = names->chunks;
        chunk->used = 0;
        chunk->size = size;
        names->chunks = chunk;
    }
    char *copy = chunk->bytes + chunk->used;
    memcpy(copy, text, length);
    copy[length] = '\0';
    chunk->used += length + 1;
    return copy;
}

/* Building ---------------------------------------------------------------- */

static void add(cch_names *names, const char *text, size_t length) {
    if (length > CCH_NAME_MAX - names->length) {
        length = CCH_NAME_MAX - names->length;
        names->cut = true;
    }
    memcpy(names->buffer + names->length, text, length);
    names->length += length;
}

static void add_entity(cch_names *names, uint32_t entity, enum cch_naming naming, int depth);

/* The text with its placeholders filled; returns how many arguments that took. */
static size_t add_text(cch_names *names, const uint32_t *cells, const uint32_t *arguments, size_t count,
                       enum cch_naming naming, int depth) {
    size_t length, used = 0;
    const char *text = cch_graph_text(names->graph, cells[CCH_ENTITY_TEXT], &length);
    for (const char *at = text, *end = text + length; at < end && !names->cut;) {
        const char *mark = memchr(at, '\x01', (size_t)(end - at));
        add(names, at, (size_t)((mark ? mark : end) - at));
        if (!mark)
            break;
        if (used < count)
            add_entity(names, arguments[used++], naming, depth + 1);
        at = mark + 1;
    }
    return used;
}

static void add_arguments(cch_names *names, const uint32_t *arguments, size_t count, int depth) {
    /* operator< <int>, as C++ wants it */
    bool space = names->length && names->buffer[names->length - 1] == '<';
    add(names, space ? " <" : "<", space ? 2 : 1);
    for (size_t i = 0; i < count && !names->cut; i++) {
        if (i)
            add(names, ", ", 2);
        add_entity(names, arguments[i], CCH_NAMING_FULL, depth + 1);
    }
    add(names, ">", 1);
}

static void add_entity(cch_names *names, uint32_t entity, enum cch_naming naming, int depth) {
    const uint32_t *cells = cch_graph_row(names->graph, CCH_ENTITY, entity);
    if (!cells || names->cut)
        return;
    if (depth > DEPTH_MAX || ++names->steps > STEPS_MAX) {
        names->cut = true;
        return;
    }
    size_t count;
    const uint32_t *arguments = cch_graph_items(names->graph, cells[CCH_ENTITY_ARGUMENTS], &count);
    if (cells[CCH_ENTITY_PARENT]) {
        size_t before = names->length;
        bool python = (cells[CCH_ENTITY_FORM] & CCH_FORM_MASK) == CCH_FORM_PYTHON;
        add_entity(names, cells[CCH_ENTITY_PARENT], naming, depth + 1);
        if (names->length > before)
            add(names, python ? "." : "::", python ? 1 : 2);
    }
    size_t used = add_text(names, cells, arguments, count, naming, depth);
    if (naming == CCH_NAMING_FULL && (cells[CCH_ENTITY_FORM] & CCH_FORM_ARGUMENTS))
        add_arguments(names, arguments ? arguments + used : NULL, count - used, depth);
}

const char *cch_names_entity(cch_names *names, enum cch_naming naming, uint32_t entity) {
    if (!entity || naming == CCH_NAMING_IDENTITY || entity > cch_graph_count(names->graph, CCH_ENTITY))
        return "";
    const char **kept = &names->kept[naming][entity];
    if (*kept)
        return *kept;
    names->length = 0;
    names->steps = 0;
    names->cut = false;
    add_entity(names, entity, naming, 0);
    if (names->cut) {
        /* Not in the middle of a character. */
        while (names->length && !cch_utf8_begins(names->buffer[names->length - 1]))
            names->length--;
        if (names->length && (names->buffer[names->length - 1] & 0x80))
            names->length--;
        memcpy(names->buffer + names->length, "…", sizeof "…" - 1);
        names->length += sizeof "…" - 1;
    }
    if (names->length && !(*kept = keep(names, names->buffer, names->length)))
        cch_memory_note_failure();
    return *kept ? *kept : "";
}

const char *cch_names_function(cch_names *names, enum cch_naming naming, uint32_t function) {
    const uint32_t *cells = cch_graph_row(names->graph, CCH_FUNCTION, function);
    if (!cells)
        return "";
    const char *name = cch_names_entity(names, naming, cells[CCH_FUNCTION_NAME]);
    return *name ? name : cch_graph_identity(names->graph, function, NULL);
}

/* Ranks ------------------------------------------------------------------- */

struct ranked {
    const char *name, *identity;
    uint32_t function;
};

static int compare_ranked(const void *left, const void *right) {
    const struct ranked *a = left, *b = right;
    int order = a->name == b->name ? 0 : strcmp(a->name, b->name);
    if (!order)
        order = strcmp(a->identity, b->identity);
    return order ? order : a->function < b->function ? -1 : a->function > b->function;
}

int cch_ranks_make(cch_ranks *ranks, cch_names *names, enum cch_naming naming, const uint32_t *functions, size_t count,
                   uint32_t function_count) {
    struct ranked *all = malloc((count + 1) * sizeof *all);
    ranks->name = calloc((size_t)function_count + 1, sizeof *ranks->name);
    ranks->position = calloc((size_t)function_count + 1, sizeof *ranks->position);
    if (!all || !ranks->name || !ranks->position) {
        free(all);
        cch_ranks_release(ranks);
        return CCH_ERROR_MEMORY;
    }
    for (size_t i = 0; i < count; i++)
        all[i] = (struct ranked){cch_names_function(names, naming, functions[i]),
                                 cch_graph_identity(names->graph, functions[i], NULL), functions[i]};
    qsort(all, count, sizeof *all, compare_ranked);
    for (size_t i = 0; i < count; i++) {
        bool same = i && !strcmp(all[i].name, all[i - 1].name);
        ranks->name[all[i].function] = same ? ranks->name[all[i - 1].function] : (uint32_t)i + 1;
        ranks->position[all[i].function] = (uint32_t)i + 1;
    }
    free(all);
    return CCH_OK;
}

void cch_ranks_release(cch_ranks *ranks) {
    free(ranks->name);
    free(ranks->position);
    *ranks = (cch_ranks){0};
}

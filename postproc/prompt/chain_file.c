#define _GNU_SOURCE /* vasprintf, memmem */
#include "prompt/chain_file.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/search.h"
#include "prompt/chain_ways.h"

enum { ELEMENTS_MAX = 4096 };

/* The functions that a view shows, and closures that it shows as part of
 * others, by name and by identity. */
struct directory {
    const cch_view *view;
    cch_names *names;
    uint32_t *by_name, *by_identity;
    size_t count;
};

struct sorting {
    cch_names *names;
    enum cch_naming naming;
};

static int compare_functions(const void *left, const void *right, void *context) {
    const struct sorting *sorting = context;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    int order = strcmp(cch_names_function(sorting->names, sorting->naming, a),
                       cch_names_function(sorting->names, sorting->naming, b));
    return order ? order
                 : strcmp(cch_names_function(sorting->names, CCH_NAMING_IDENTITY, a),
                          cch_names_function(sorting->names, CCH_NAMING_IDENTITY, b));
}

static int make_directory(struct directory *directory, const cch_view *view, cch_names *names) {
    *directory = (struct directory){.view = view, .names = names};
    directory->by_name = malloc(((size_t)view->function_count + 1) * sizeof *directory->by_name);
    directory->by_identity = malloc(((size_t)view->function_count + 1) * sizeof *directory->by_identity);
    if (!directory->by_name || !directory->by_identity)
        return -1;
    for (uint32_t f = 1; f <= view->function_count; f++) {
        const uint32_t *cells = cch_graph_row(view->program->graph, CCH_FUNCTION, f);
        bool is_part = view->node[f] && view->program->source[f] == f && cells[CCH_FUNCTION_FLAGS] & CCH_FLAG_LAMBDA;
        if (cch_view_shows(view, f) || is_part)
            directory->by_name[directory->count++] = f;
    }
    memcpy(directory->by_identity, directory->by_name, directory->count * sizeof *directory->by_name);
    struct sorting name = {names, CCH_NAMING_SHORT}, identity = {names, CCH_NAMING_IDENTITY};
    qsort_r(directory->by_name, directory->count, sizeof *directory->by_name, compare_functions, &name);
    qsort_r(directory->by_identity, directory->count, sizeof *directory->by_identity, compare_functions, &identity);
    return 0;
}

/* The functions of this name: a range of `order`. */
static size_t look_up(const struct directory *directory, const uint32_t *order, enum cch_naming naming,
                      const char *name, size_t *first) {
    size_t end;
    CCH_SEARCH(*first, 0, directory->count,
               strcmp(cch_names_function(directory->names, naming, order[*first]), name) < 0);
    CCH_SEARCH(end, *first, directory->count,
               strcmp(cch_names_function(directory->names, naming, order[end]), name) == 0);
    return end - *first;
}

static void refuse(cch_chain_list *list, size_t line, const char *format, ...) {
    va_list arguments;
    char *text = NULL;
    list->refused++;
    if (list->complaint)
        return;
    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) >= 0 && asprintf(&list->complaint, "line %zu: %s", line, text) < 0)
        list->complaint = NULL;
    va_end(arguments);
    free(text);
}

/* Splits the line, which it changes; 0 elements: refused. */
static size_t split(char *line, struct cch_chain_element *elements) {
    size_t count = 0;
    const char *scope = "";
    for (char *at = line, *next; at; at = next) {
        if (count == ELEMENTS_MAX)
            return 0;
        next = strstr(at, " -> ");
        if (next) {
            *next = '\0';
            next += 4;
        }
        size_t length = strlen(scope);
        char *slash = strncmp(at, scope, length) == 0 && at[length] == '/' ? at + length : strchr(at, '/');
        elements[count++] = (struct cch_chain_element){.name = slash ? slash + 1 : at};
        scope = elements[count - 1].name;
    }
    return count;
}

/* Adds the chain as the view shows it. */
static int add(cch_chain_list *list, const cch_view *view, uint32_t *functions, size_t length) {
    size_t used = list->count ? list->first[list->count] : 0, count = 0;
    for (size_t i = 0; i < length; i++)
        if (!count || functions[count - 1] != view->node[functions[i]])
            functions[count++] = view->node[functions[i]];
    if (cch_array_reserve(&list->first, &list->first_capacity, list->count + 2, sizeof *list->first) ||
        cch_array_reserve(&list->functions, &list->capacity, used + count, sizeof *list->functions))
        return -1;
    list->first[list->count] = used;
    memcpy(list->functions + used, functions, count * sizeof *functions);
    list->first[++list->count] = used + count;
    return 0;
}

static int take_line(cch_chain_list *list, const struct directory *directory, cch_chain_ways *ways, char *line,
                     size_t number, struct cch_chain_element *elements, uint32_t *chosen) {
    size_t count = split(line, elements);
    if (!count) {
        refuse(list, number, "more than %d elements", ELEMENTS_MAX);
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        size_t first;
        elements[i].count = look_up(directory, directory->by_name, CCH_NAMING_SHORT, elements[i].name, &first);
        elements[i].candidates = directory->by_name + first;
        if (!elements[i].count) {
            elements[i].count =
                look_up(directory, directory->by_identity, CCH_NAMING_IDENTITY, elements[i].name, &first);
            elements[i].candidates = directory->by_identity + first;
        }
        if (!elements[i].count) {
            refuse(list, number, "no function '%.200s' in the graph", elements[i].name);
            return 0;
        }
    }
    bool found;
    if (cch_chain_ways_choose(ways, elements, count, chosen, &found))
        return -1;
    if (!found) {
        refuse(list, number, "no such path of calls in the graph");
        return 0;
    }
    return add(list, directory->view, chosen, count);
}

int cch_chain_list_read(cch_chain_list *list, const char *text, size_t length, const cch_view *view, cch_names *names,
                        cch_error *error) {
    struct directory directory;
    struct cch_chain_element *elements = calloc(ELEMENTS_MAX, sizeof *elements);
    uint32_t *chosen = calloc(ELEMENTS_MAX, sizeof *chosen);
    char *line = NULL;
    size_t room = 0, number = 0;
    cch_chain_ways *ways = cch_chain_ways_new(view);
    int failed = make_directory(&directory, view, names) || !elements || !chosen || !ways;
    for (const char *at = text, *end = text + length; !failed && at < end; number++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t size = stop ? (size_t)(stop - at) : (size_t)(end - at);
        if (cch_array_reserve(&line, &room, size + 1, 1)) {
            failed = 1;
            break;
        }
        memcpy(line, at, size);
        line[size] = '\0';
        at = stop ? stop + 1 : end;
        size = strlen(line);
        while (size && (line[size - 1] == '\r' || line[size - 1] == ' '))
            line[--size] = '\0';
        if (size && *line != '#')
            failed = take_line(list, &directory, ways, line, number + 1, elements, chosen);
    }
    free(line);
    free(chosen);
    free(elements);
    cch_chain_ways_free(ways);
    free(directory.by_name);
    free(directory.by_identity);
    return failed ? cch_fail(error, CCH_ERROR_MEMORY, "cannot read chains: out of memory") : CCH_OK;
}

void cch_chain_list_release(cch_chain_list *list) {
    free(list->first);
    free(list->functions);
    free(list->complaint);
    *list = (cch_chain_list){0};
}

void cch_chain_list_keep(cch_chain_list *chains, const unsigned char *set) {
    size_t kept = 0, used = 0;
    for (size_t i = 0; i < chains->count; i++) {
        size_t first = chains->first[i], size = chains->first[i + 1] - first;
        if (!set[chains->functions[first]])
            continue;
        memmove(chains->functions + used, chains->functions + first, size * sizeof *chains->functions);
        chains->first[kept++] = used;
        used += size;
    }
    if (chains->count) {
        chains->count = kept;
        chains->first[kept] = used;
    }
}

#include "verify/names.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/search.h"

/* A name and where it is one. */
struct entry {
    const char *name;
    const char *class_name; /* of members; else NULL */
    uint32_t function;      /* of the view; 0 for members and globals */
    enum cch_name_kind kind;
};

struct cch_name_table {
    const cch_view *view;
    cch_names *names;
    cch_sources *sources;
    struct entry *entries; /* by name */
    size_t count, capacity;
    unsigned char *has_values; /* by function */
};

const char *cch_name_kind_word(enum cch_name_kind kind) {
    static const char *const words[] = {
        [CCH_NAME_NONE] = "nothing",
        [CCH_NAME_PARAMETER] = "parameter",
        [CCH_NAME_LOCAL] = "local",
        [CCH_NAME_ATTRIBUTE] = "attribute",
        [CCH_NAME_FIELD] = "field",
        [CCH_NAME_TEMPLATE_PARAMETER] = "template parameter",
        [CCH_NAME_CONSTANT] = "constant of a class",
        [CCH_NAME_GLOBAL] = "global",
        [CCH_NAME_QUERY] = "device query",
        [CCH_NAME_FUNCTION] = "function",
        [CCH_NAME_TYPE] = "type",
        [CCH_NAME_IDENTIFIER] = "identifier",
    };
    return (size_t)kind < sizeof words / sizeof *words ? words[kind] : "unknown";
}

static int by_name(const void *left, const void *right) {
    return strcmp(((const struct entry *)left)->name, ((const struct entry *)right)->name);
}

static int add(cch_name_table *table, const char *name, uint32_t function, const char *class_name,
               enum cch_name_kind kind) {
    if (!*name)
        return 0;
    if (cch_array_reserve(&table->entries, &table->capacity, table->count + 1, sizeof *table->entries))
        return -1;
    table->entries[table->count++] = (struct entry){name, class_name, function, kind};
    return 0;
}

static const char *without_stars(const char *name) { return name + strspn(name, "*"); }

static int add_parameters(cch_name_table *table, uint32_t function) {
    const cch_graph *graph = table->view->program->graph;
    size_t count;
    const uint32_t *names =
        cch_graph_items(graph, cch_graph_row(graph, CCH_FUNCTION, function)[CCH_FUNCTION_PARAMETERS], &count);
    for (size_t i = 0; i < count; i++) {
        const char *name = without_stars(cch_graph_text(graph, names[i], NULL));
        if (isalpha((unsigned char)*name) || *name == '_')
            if (add(table, name, table->view->node[function], NULL, CCH_NAME_PARAMETER))
                return -1;
    }
    return 0;
}

static enum cch_name_kind kind_of(uint32_t value_kind) {
    switch (value_kind) {
    case CCH_VALUE_PARAMETER:
        return CCH_NAME_PARAMETER;
    case CCH_VALUE_LOCAL:
        return CCH_NAME_LOCAL;
    case CCH_VALUE_FIELD:
        return CCH_NAME_FIELD;
    case CCH_VALUE_ATTRIBUTE:
        return CCH_NAME_ATTRIBUTE;
    case CCH_VALUE_GLOBAL:
        return CCH_NAME_GLOBAL;
    case CCH_VALUE_TEMPLATE_PARAMETER:
        return CCH_NAME_TEMPLATE_PARAMETER;
    case CCH_VALUE_QUERY:
        return CCH_NAME_QUERY;
    default:
        return CCH_NAME_NONE;
    }
}

static int add_values(cch_name_table *table) {
    const cch_graph *graph = table->view->program->graph;
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_VALUE); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_VALUE, row);
        enum cch_name_kind kind = kind_of(cells[CCH_VALUE_KIND]);
        const char *name = cch_graph_text(graph, cells[CCH_VALUE_NAME], NULL);
        const char *class_name = cells[CCH_VALUE_CLASS] ? cch_graph_text(graph, cells[CCH_VALUE_CLASS], NULL) : NULL;
        uint32_t function = cells[CCH_VALUE_FUNCTION] ? table->view->node[cells[CCH_VALUE_FUNCTION]] : 0;
        if (kind == CCH_NAME_GLOBAL && strrchr(name, '.'))
            name = strrchr(name, '.') + 1;
        if (kind == CCH_NAME_NONE || !(isalpha((unsigned char)*name) || *name == '_'))
            continue;
        if (add(table, name, function, class_name, kind))
            return -1;
        /* Of device code only what it reads of its arguments is recorded. */
        if (function && !(table->view->flags[function] & (CCH_FLAG_KERNEL | CCH_FLAG_DEVICE)))
            table->has_values[function] = 1;
    }
    return 0;
}

int cch_name_table_new(cch_name_table **result, const cch_view *view, cch_names *names, cch_sources *sources,
                       cch_error *error) {
    cch_name_table *table = calloc(1, sizeof *table);
    int failed = table == NULL;
    *result = table;
    if (table) {
        *table = (cch_name_table){.view = view, .names = names, .sources = sources};
        table->has_values = calloc((size_t)view->function_count + 1, 1);
        failed = !table->has_values || add_values(table);
        for (uint32_t f = 1; f <= view->program->function_count && !failed; f++)
            if (view->node[f])
                failed = add_parameters(table, f);
    }
    if (failed) {
        cch_name_table_free(table);
        *result = NULL;
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot list names: out of memory");
    }
    if (table->count)
        qsort(table->entries, table->count, sizeof *table->entries, by_name);
    return CCH_OK;
}

void cch_name_table_free(cch_name_table *table) {
    if (!table)
        return;
    free(table->entries);
    free(table->has_values);
    free(table);
}

int cch_mark_below(const cch_instances *instances, const uint32_t *functions, size_t count, unsigned char *set,
                   cch_error *error) {
    const cch_view *view = instances->view;
    size_t room = (size_t)view->function_count + 1, found = 0;
    unsigned char *from = calloc(room, 1), *reached = calloc(room, 1);
    uint32_t *queue = malloc(room * sizeof *queue);
    int code =
        from && reached && queue ? CCH_OK : cch_fail(error, CCH_ERROR_MEMORY, "cannot follow calls: out of memory");
    for (size_t i = 0; i < count; i++)
        set[functions[i]] = CCH_ON_CHAIN;
    for (uint32_t f = 1; f <= view->function_count && !code; f++)
        from[f] = set[view->node[f]] == CCH_ON_CHAIN && cch_instance_is_own(view, f);
    if (!code)
        found = cch_instances_reach(instances, from, NULL, reached, queue);
    for (size_t i = 0; i < found; i++)
        if (!set[view->node[queue[i]]])
            set[view->node[queue[i]]] = CCH_BELOW_CHAIN;
    free(from);
    free(reached);
    free(queue);
    return code;
}

/* Code -------------------------------------------------------------------------------- */

static bool is_word(unsigned char byte) { return isalnum(byte) || byte == '_' || byte >= 0x80; }

/* Behind a comment or string that begins at `at`, or `at` itself. */
static const char *skip(const char *at, const char *end, bool python) {
    const char *stop = NULL;
    if (python ? *at == '#' : *at == '/' && at + 1 < end && at[1] == '/') {
        stop = memchr(at, '\n', (size_t)(end - at));
        return stop ? stop : end;
    }
    if (!python && *at == '/' && at + 1 < end && at[1] == '*') {
        for (at += 2; at + 1 < end && !(at[0] == '*' && at[1] == '/'); at++)
            ;
        return at + 1 < end ? at + 2 : end;
    }
    if (*at != '"' && *at != '\'')
        return at;
    char quote = *at;
    size_t width = python && end - at >= 3 && at[1] == quote && at[2] == quote ? 3 : 1;
    for (at += width; at < end; at++) {
        if (*at == '\\')
            at++;
        else if (*at == '\n' && width == 1)
            return at;
        else if (*at == quote && (width == 1 || (end - at >= 3 && at[1] == quote && at[2] == quote)))
            return at + width;
    }
    return end;
}

static bool code_has(const char *text, size_t length, const char *name, bool python) {
    size_t size = strlen(name);
    for (const char *at = text, *end = text + length; at < end;) {
        const char *behind = skip(at, end, python);
        if (behind != at) {
            at = behind;
        } else if (is_word((unsigned char)*at)) {
            const char *word = at;
            while (at < end && is_word((unsigned char)*at))
                at++;
            if ((size_t)(at - word) == size && memcmp(word, name, size) == 0)
                return true;
        } else {
            at++;
        }
    }
    return false;
}

static bool function_has(cch_name_table *table, uint32_t function, const char *name) {
    const cch_graph *graph = table->view->program->graph;
    const uint32_t *cells = cch_graph_row(graph, CCH_FUNCTION, function);
    uint32_t place =
        cells[CCH_FUNCTION_DEFINITION] ? cells[CCH_FUNCTION_DEFINITION] : cells[CCH_FUNCTION_DEVICE_DEFINITION];
    const uint32_t *site = cch_graph_row(graph, CCH_SITE, place);
    const cch_source *source = site && table->sources
                                   ? cch_sources_get(table->sources, cch_graph_text(graph, site[CCH_SITE_FILE], NULL))
                                   : NULL;
    size_t length;
    const char *text =
        source ? cch_source_lines(source, cells[CCH_FUNCTION_FIRST_LINE], cells[CCH_FUNCTION_LAST_LINE], &length)
               : NULL;
    return text && code_has(text, length, name, cells[CCH_FUNCTION_LANGUAGE] == CCH_LANGUAGE_PYTHON);
}

/* Looking up --------------------------------------------------------------------------- */

static const char *name_of(const cch_name_table *table, uint32_t function) {
    return cch_names_function(table->names, CCH_NAMING_SHORT, function);
}

static const struct entry *find(const cch_name_table *table, const char *name, const struct entry **end) {
    size_t first, behind;
    CCH_SEARCH(first, 0, table->count, strcmp(table->entries[first].name, name) < 0);
    CCH_SEARCH(behind, first, table->count, strcmp(table->entries[behind].name, name) == 0);
    *end = table->entries + behind;
    return table->entries + first;
}

/* Is the function (written in) a member of this class? */
static bool is_member(const char *function, const char *class_name) {
    size_t length = strlen(class_name);
    return strncmp(function, class_name, length) == 0 && (function[length] == '.' || function[length] == ':');
}

enum cch_name_kind cch_name_in_function(cch_name_table *table, const char *name, uint32_t function) {
    const struct entry *end, *first = find(table, name, &end);
    enum cch_name_kind member = CCH_NAME_NONE;
    for (const struct entry *e = first; e < end; e++)
        if (e->function == function)
            return e->kind;
    for (const struct entry *e = first; e < end; e++) {
        if (e->class_name && is_member(name_of(table, function), e->class_name))
            return e->kind;
        if (!e->function)
            member = e->kind;
    }
    if ((member != CCH_NAME_NONE || !table->has_values[function]) && function_has(table, function, name))
        return member != CCH_NAME_NONE ? member : CCH_NAME_IDENTIFIER;
    return CCH_NAME_NONE;
}

/* Does `text` stand for `name`: the same, or its end behind a scope boundary? */
static bool names_end(const char *name, size_t length, const char *text, size_t size) {
    if (size > length || memcmp(name + length - size, text, size) != 0)
        return false;
    return size == length || name[length - size - 1] == '.' || name[length - size - 1] == ':';
}

/* The part of a name in front of its last component; 0: there is none. */
static size_t scope_length(const char *name) {
    size_t length = strlen(name), depth = 0;
    for (size_t i = length; i-- > 0;) {
        depth += name[i] == '>' || name[i] == ')';
        depth -= depth && (name[i] == '<' || name[i] == '(');
        if (!depth && name[i] == '.')
            return i;
        if (!depth && name[i] == ':' && i && name[i - 1] == ':')
            return i - 1;
    }
    return 0;
}

static bool contains(const struct cch_scope *scope, uint32_t function) {
    for (size_t i = 0; i < scope->count; i++)
        if (scope->functions[i] == function)
            return true;
    return false;
}

static int add_to_scope(struct cch_scope *scope, size_t *capacity, uint32_t function) {
    if (contains(scope, function))
        return 0;
    if (cch_array_reserve(&scope->functions, capacity, scope->count + 1, sizeof *scope->functions))
        return -1;
    scope->functions[scope->count++] = function;
    return 0;
}

/* "class Foo" → "Foo", "`f()`" → "f" */
static void plain_scope(const char *text, const char **begin, size_t *length) {
    static const char *const words[] = {"class ", "struct ", "def ", "function ", "method ", "kernel "};
    text += strspn(text, " `'\"*");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(text, words[i], strlen(words[i])) == 0)
            text += strlen(words[i]);
    *begin = text;
    *length = strcspn(text, "(<[` '\"*");
    while (*length && (text[*length - 1] == ':' || text[*length - 1] == '.'))
        --*length;
}

int cch_scope_find(cch_name_table *table, const char *text, const unsigned char *set, struct cch_scope *scope) {
    const char *begin;
    size_t length, capacity = 0;
    *scope = (struct cch_scope){0};
    plain_scope(text, &begin, &length);
    for (uint32_t f = 1; length && f <= table->view->function_count; f++) {
        const char *name = set[f] ? name_of(table, f) : NULL;
        if (name && names_end(name, strlen(name), begin, length) && add_to_scope(scope, &capacity, f))
            return -1;
    }
    for (uint32_t f = 1; length && !scope->count && f <= table->view->function_count; f++) {
        const char *name = set[f] ? name_of(table, f) : NULL;
        size_t outer = name ? scope_length(name) : 0;
        if (outer && names_end(name, outer, begin, length)) {
            size_t other = capacity;
            if (add_to_scope(scope, &other, f))
                return -1;
            capacity = other;
        }
    }
    for (size_t i = 0; i < table->count && !scope->class_name && length; i++) {
        const char *class_name = table->entries[i].class_name;
        if (class_name && names_end(class_name, strlen(class_name), begin, length))
            scope->class_name = class_name;
    }
    return 0;
}

enum cch_name_kind cch_name_in_scope(cch_name_table *table, const char *name, const struct cch_scope *scope) {
    const struct entry *end, *first = find(table, name, &end);
    for (const struct entry *e = first; scope->class_name && e < end; e++)
        if (e->class_name && strcmp(e->class_name, scope->class_name) == 0)
            return e->kind;
    for (size_t i = 0; i < scope->count; i++) {
        enum cch_name_kind kind = cch_name_in_function(table, name, scope->functions[i]);
        if (kind != CCH_NAME_NONE)
            return kind;
    }
    return CCH_NAME_NONE;
}

static bool is_last_component(const char *full, const char *name) {
    return names_end(full, strlen(full), name, strlen(name));
}

enum cch_name_kind cch_name_anywhere(cch_name_table *table, const char *name, const unsigned char *set,
                                     uint32_t *function, const char **class_name) {
    const struct entry *end, *first = find(table, name, &end), *member = NULL, *least = NULL;
    *function = 0;
    *class_name = NULL;
    for (const struct entry *e = first; e < end; e++) {
        if (e->function && set[e->function] &&
            (!least || set[e->function] > set[least->function] ||
             (set[e->function] == set[least->function] &&
              strcmp(name_of(table, e->function), name_of(table, least->function)) < 0)))
            least = e;
        if (!e->function)
            member = e;
    }
    if (least) {
        *function = least->function;
        return least->kind;
    }
    /* A member of some class counts if code of the chain says its name. */
    for (uint32_t f = 1; member && f <= table->view->function_count; f++)
        if (!table->sources || (set[f] && function_has(table, f, name))) {
            *class_name = member->class_name;
            return member->kind;
        }
    for (uint32_t f = 1; f <= table->view->function_count; f++) {
        if (!set[f])
            continue;
        size_t outer = scope_length(name_of(table, f));
        bool is_function = is_last_component(name_of(table, f), name);
        if (is_function || (outer && names_end(name_of(table, f), outer, name, strlen(name)))) {
            *function = f;
            return is_function ? CCH_NAME_FUNCTION : CCH_NAME_TYPE;
        }
    }
    for (uint32_t f = 1; f <= table->view->function_count; f++)
        if (set[f] && !table->has_values[f] && function_has(table, f, name)) {
            *function = f;
            return CCH_NAME_IDENTIFIER;
        }
    return CCH_NAME_NONE;
}

/* make_graph DESCRIPTION OUT.ccg: a graph file from a readable description.
 *
 * Each line of the description is one fact: words between blanks, "…" around a
 * word with blanks in it, # for a comment to the line's end. What is not given
 * is empty, but `passes` is "host" and `lang` is "cxx".
 *
 *     pass NAME unit=a.cu kind=host [errors=1] [error=TEXT]
 *     function ID [name=ns::f<int,A<1>>] [flags=kernel,host] [lang=c|cxx|cuda|python] [source=ID]
 *              [at=FILE:LINE] [device_at=FILE:LINE] [declared_at=FILE:LINE] [lines=1-9] [params=a,b]
 *              [signature=TEXT]
 *     edge CALLER CALLEE KIND [possible=1] [via=CLASS] [passes=host,sm_80] [sites=FILE:LINE:COLUMN,…]
 *     pointer CALLER SIGNATURE KIND [passes=…] [sites=…]
 *     taken FUNCTION SIGNATURE [passes=…]
 *     base CLASS BASE
 *     override METHOD CLASS OVERRIDDEN
 *     launch CALLER KERNEL|- at=FILE:LINE [grid=…] [block=…] [shared=…] [stream=…] [grid_value=…]
 *            [block_value=…] [shared_value=…] [api=…] [passes=…]
 *     binding NAME TARGET|- [kind=0] [key=…] [module=…] [params=…] [schema=…] [at=FILE:LINE]
 *     expected UNIT
 *     problem UNIT TEXT [at=FILE:LINE]
 *     error PASS TEXT [at=FILE:LINE] [count=N] [fatal=1] [within=FILE:LINE]
 *     coverage PASS N
 *     value LABEL KIND NAME [function=ID] [class=C] [index=N] [type=TEXT] [at=FILE:LINE]
 *     flow LABEL LABEL KIND [text=TEXT] [at=FILE:LINE] [possible=1] [passes=…]
 *     use LABEL KIND [function=ID] [target=ID] [text=TEXT] [at=FILE:LINE] [passes=…]
 *
 * A function that no `function` line describes is defined and called by its
 * identity. In a name, template arguments are texts. A value's LABEL is for the
 * lines behind it; KIND is a number or a name as below. */
#define _GNU_SOURCE /* strsep */
#include "graph_file/graph_file.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 32, ITEMS_MAX = 64, CELLS_MAX = 20 };

struct line {
    char *words[WORDS_MAX];
    int count;
    int number;
};

static cch_graph *graph;

static void give_up(const struct line *line, const char *what, const char *word) {
    fprintf(stderr, "make_graph: line %d: %s '%s'\n", line->number, what, word);
    exit(64);
}

static uint32_t string(const char *text) { return text ? cch_graph_string(graph, text, strlen(text)) : 0; }

/* The value of key=value, or NULL. */
static const char *value(const struct line *line, const char *key) {
    size_t length = strlen(key);
    for (int i = 1; i < line->count; i++)
        if (!strncmp(line->words[i], key, length) && line->words[i][length] == '=')
            return line->words[i] + length + 1;
    return NULL;
}

static const char *word(const struct line *line, int place) {
    if (place >= line->count)
        give_up(line, "too few words after", line->words[0]);
    return line->words[place];
}

static uint32_t number(const char *text) { return text ? (uint32_t)strtoul(text, NULL, 10) : 0; }

static uint32_t site(const char *text) {
    uint32_t cells[CCH_SITE_WIDTH] = {0};
    if (!text)
        return 0;
    size_t length = strcspn(text, ":");
    cells[CCH_SITE_FILE] = cch_graph_string(graph, text, length);
    if (text[length]) {
        char *end;
        cells[CCH_SITE_LINE] = (uint32_t)strtoul(text + length + 1, &end, 10);
        cells[CCH_SITE_COLUMN] = *end ? number(end + 1) : 0;
    }
    return cch_graph_insert(graph, CCH_SITE, cells);
}

static uint32_t list_of(const char *text, uint32_t (*make)(const char *)) {
    uint32_t items[ITEMS_MAX];
    size_t count = 0;
    char *copy = text ? strdup(text) : NULL, *rest = copy;
    for (char *item; rest && count < ITEMS_MAX && (item = strsep(&rest, ","));)
        items[count++] = make(item);
    free(copy);
    return cch_graph_list(graph, items, count);
}

/* Names --------------------------------------------------------------------- */

static uint32_t entity(uint32_t form, const char *text, size_t length, uint32_t parent, uint32_t arguments) {
    uint32_t cells[CCH_ENTITY_WIDTH] = {form, cch_graph_string(graph, text, length), parent, arguments};
    return cch_graph_insert(graph, CCH_ENTITY, cells);
}

/* "A<1>,int" as a list of texts; commas between brackets do not separate. */
static uint32_t arguments_of(const char *text, size_t length) {
    uint32_t items[ITEMS_MAX];
    size_t count = 0, start = 0;
    int depth = 0;
    for (size_t i = 0; i <= length && count < ITEMS_MAX; i++) {
        if (i < length && (text[i] != ',' || depth)) {
            depth += (text[i] == '<') - (text[i] == '>');
            continue;
        }
        if (i > start)
            items[count++] = entity(CCH_FORM_TEXT, text + start, i - start, 0, 0);
        start = i + 1;
    }
    return cch_graph_list(graph, items, count);
}

static uint32_t name_of(const char *name, bool python) {
    uint32_t parent = 0;
    for (const char *at = name; *at;) {
        const char *end = at, *open = NULL;
        int depth = 0;
        for (; *end && (depth || (python ? *end != '.' : strncmp(end, "::", 2))); end++) {
            if (!python && *end == '<' && !depth++ && !open)
                open = end;
            depth -= !python && *end == '>' && depth;
        }
        uint32_t form = python ? CCH_FORM_PYTHON : CCH_FORM_CXX | (open ? CCH_FORM_ARGUMENTS : 0);
        parent = entity(form, at, (size_t)((open ? open : end) - at), parent,
                        open ? arguments_of(open + 1, (size_t)(end - open - 2)) : 0);
        at = *end ? end + (python ? 1 : 2) : end;
    }
    return parent;
}

/* Facts --------------------------------------------------------------------- */

static uint32_t function(const char *identity) {
    if (!strcmp(identity, "-"))
        return 0;
    uint32_t row = cch_graph_find_function(graph, identity, strlen(identity));
    if (row)
        return row;
    uint32_t cells[CCH_FUNCTION_WIDTH] = {0};
    cells[CCH_FUNCTION_IDENTITY] = row = cch_graph_function(graph, identity, strlen(identity));
    cells[CCH_FUNCTION_LANGUAGE] = CCH_LANGUAGE_CXX;
    cells[CCH_FUNCTION_FLAGS] = CCH_FLAG_DEFINED;
    cch_graph_insert(graph, CCH_FUNCTION, cells);
    return row;
}

static uint32_t flags_of(const struct line *line) {
    static const struct {
        const char *name;
        uint32_t flag;
    } names[] = {{"kernel", CCH_FLAG_KERNEL},
                 {"device", CCH_FLAG_DEVICE},
                 {"host", CCH_FLAG_HOST},
                 {"virtual", CCH_FLAG_VIRTUAL},
                 {"lambda", CCH_FLAG_LAMBDA},
                 {"defined", CCH_FLAG_DEFINED},
                 {"entry", CCH_FLAG_ENTRY},
                 {"template", CCH_FLAG_TEMPLATE},
                 {"internal", CCH_FLAG_INTERNAL},
                 {"binding", CCH_FLAG_BINDING},
                 {"instantiation", CCH_FLAG_INSTANTIATION},
                 {"external", CCH_FLAG_EXTERNAL}};
    char *copy = strdup(value(line, "flags") ? value(line, "flags") : "defined"), *rest = copy;
    uint32_t flags = 0;
    for (char *item; (item = strsep(&rest, ","));) {
        size_t i = 0;
        while (i < sizeof names / sizeof *names && strcmp(names[i].name, item))
            i++;
        if (i == sizeof names / sizeof *names)
            give_up(line, "unknown flag", item);
        flags |= names[i].flag;
    }
    free(copy);
    return flags;
}

static uint32_t language_of(const struct line *line) {
    static const char *const names[] = {"unknown", "c", "cxx", "cuda", "python"};
    const char *name = value(line, "lang") ? value(line, "lang") : "cxx";
    for (uint32_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i], name))
            return i;
    give_up(line, "unknown language", name);
    return 0;
}

static uint32_t kind_of(const struct line *line, const char *name) {
    for (uint32_t kind = 0; kind < CCH_KIND_COUNT; kind++)
        if (!strcmp(cch_kind_name((enum cch_kind)kind), name))
            return kind;
    give_up(line, "unknown kind", name);
    return 0;
}

static uint32_t passes_of(const struct line *line) {
    return list_of(value(line, "passes") ? value(line, "passes") : "host", string);
}

static void add_function(const struct line *line) {
    const char *identity = word(line, 1), *lines = value(line, "lines");
    uint32_t cells[CCH_FUNCTION_WIDTH] = {0};
    cells[CCH_FUNCTION_IDENTITY] = cch_graph_function(graph, identity, strlen(identity));
    cells[CCH_FUNCTION_LANGUAGE] = language_of(line);
    cells[CCH_FUNCTION_FLAGS] = flags_of(line);
    if (value(line, "name"))
        cells[CCH_FUNCTION_NAME] = name_of(value(line, "name"), cells[CCH_FUNCTION_LANGUAGE] == CCH_LANGUAGE_PYTHON);
    if (value(line, "source"))
        cells[CCH_FUNCTION_SOURCE] = cch_graph_function(graph, value(line, "source"), strlen(value(line, "source")));
    cells[CCH_FUNCTION_DEFINITION] = site(value(line, "at"));
    cells[CCH_FUNCTION_DEVICE_DEFINITION] = site(value(line, "device_at"));
    cells[CCH_FUNCTION_DECLARATION] = site(value(line, "declared_at"));
    cells[CCH_FUNCTION_FIRST_LINE] = number(lines);
    cells[CCH_FUNCTION_LAST_LINE] = lines && strchr(lines, '-') ? number(strchr(lines, '-') + 1) : 0;
    cells[CCH_FUNCTION_PARAMETERS] = list_of(value(line, "params"), string);
    cells[CCH_FUNCTION_SIGNATURE] = string(value(line, "signature"));
    cch_graph_insert(graph, CCH_FUNCTION, cells);
}

static void add_edge(const struct line *line) {
    uint32_t cells[CCH_EDGE_WIDTH] = {function(word(line, 1)),
                                      function(word(line, 2)),
                                      kind_of(line, word(line, 3)),
                                      string(value(line, "via")),
                                      !value(line, "possible"),
                                      passes_of(line),
                                      list_of(value(line, "sites"), site)};
    cch_graph_insert(graph, CCH_EDGE, cells);
}

static void add_pointer(const struct line *line) {
    uint32_t cells[] = {function(word(line, 1)), string(word(line, 2)), kind_of(line, word(line, 3)), passes_of(line),
                        list_of(value(line, "sites"), site)};
    cch_graph_insert(graph, CCH_POINTER_CALL, cells);
}

static void add_taken(const struct line *line) {
    uint32_t cells[] = {function(word(line, 1)), string(word(line, 2)), passes_of(line)};
    cch_graph_insert(graph, CCH_ADDRESS_TAKEN, cells);
}

static void add_base(const struct line *line) {
    uint32_t cells[] = {string(word(line, 1)), string(word(line, 2))};
    cch_graph_insert(graph, CCH_CLASS_BASE, cells);
}

static void add_override(const struct line *line) {
    uint32_t cells[] = {function(word(line, 1)), string(word(line, 2)), function(word(line, 3))};
    cch_graph_insert(graph, CCH_OVERRIDE, cells);
}

/* The three dimensions of "x,y,z". */
static void add_extent(const char *text, uint32_t *cells) {
    char copy[256], *rest = copy;
    snprintf(copy, sizeof copy, "%s", text ? text : "");
    for (int i = 0; text && rest && i < 3; i++) {
        const char *part = strsep(&rest, ",");
        cells[i] = string(part + strspn(part, " "));
    }
}

static void add_launch(const struct line *line) {
    uint32_t cells[CCH_LAUNCH_WIDTH] = {0};
    cells[CCH_LAUNCH_CALLER] = function(word(line, 1));
    cells[CCH_LAUNCH_KERNEL] = function(word(line, 2));
    cells[CCH_LAUNCH_SITE] = site(value(line, "at"));
    cells[CCH_LAUNCH_API] = string(value(line, "api") ? value(line, "api") : "<<<>>>");
    cells[CCH_LAUNCH_GRID] = string(value(line, "grid"));
    cells[CCH_LAUNCH_BLOCK] = string(value(line, "block"));
    cells[CCH_LAUNCH_SHARED_MEMORY] = string(value(line, "shared"));
    cells[CCH_LAUNCH_STREAM] = string(value(line, "stream"));
    add_extent(value(line, "grid_value"), &cells[CCH_LAUNCH_GRID_X]);
    add_extent(value(line, "block_value"), &cells[CCH_LAUNCH_BLOCK_X]);
    cells[CCH_LAUNCH_SHARED_MEMORY_VALUE] = string(value(line, "shared_value"));
    cells[CCH_LAUNCH_PASSES] = passes_of(line);
    cch_graph_insert(graph, CCH_LAUNCH, cells);
}

static void add_binding(const struct line *line) {
    uint32_t cells[CCH_BINDING_WIDTH] = {function(word(line, 1)),
                                         function(word(line, 2)),
                                         number(value(line, "kind")),
                                         string(value(line, "key")),
                                         string(value(line, "module")),
                                         string(value(line, "schema")),
                                         list_of(value(line, "params"), string),
                                         site(value(line, "at"))};
    cch_graph_insert(graph, CCH_BINDING, cells);
}

/* program FUNCTION refs=… constants=… text="…": what it does (PROGRAM.md); ' in the text stands for ". */
static void add_program(const struct line *line) {
    char *text = strdup(value(line, "text") ? value(line, "text") : "");
    for (char *at = text; (at = strchr(at, '\'')); at++)
        *at = '"';
    uint32_t cells[CCH_PROGRAM_WIDTH] = {function(word(line, 1)), string(text), list_of(value(line, "refs"), function),
                                         list_of(value(line, "constants"), string), passes_of(line)};
    cch_graph_insert(graph, CCH_PROGRAM, cells);
    free(text);
}

static void add_pass(const struct line *line) {
    uint32_t cells[CCH_PASS_WIDTH] = {0};
    cells[CCH_PASS_NAME] = string(word(line, 1));
    cells[CCH_PASS_UNIT] = string(value(line, "unit"));
    cells[CCH_PASS_KIND] = string(value(line, "kind"));
    cells[CCH_PASS_ERRORS] = number(value(line, "errors"));
    cells[CCH_PASS_FLAGS] = cells[CCH_PASS_ERRORS] ? CCH_PASS_INCOMPLETE : 0;
    cells[CCH_PASS_FIRST_ERROR] = string(value(line, "error"));
    cch_graph_insert(graph, CCH_PASS, cells);
}

static void add_expected(const struct line *line) {
    uint32_t cells[] = {string(word(line, 1))};
    cch_graph_insert(graph, CCH_EXPECTED, cells);
}

/* The values' labels. */
static struct {
    char *label;
    uint32_t row;
} values[ITEMS_MAX];
static size_t value_count;

static uint32_t value_row(const struct line *line, const char *label) {
    for (size_t i = 0; i < value_count; i++)
        if (!strcmp(values[i].label, label))
            return values[i].row;
    give_up(line, "unknown value", label);
    return 0;
}

static uint32_t number_of(const struct line *line, const char *name, const char *const *names, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (!strcmp(names[i], name))
            return i;
    give_up(line, "unknown kind", name);
    return 0;
}

static void add_value(const struct line *line) {
    static const char *const kinds[CCH_VALUE_COUNT] = {"parameter", "local",  "field",    "attribute",
                                                       "global",    "result", "template", "query"};
    uint32_t cells[CCH_VALUE_WIDTH] = {0};
    cells[CCH_VALUE_FUNCTION] = value(line, "function") ? function(value(line, "function")) : 0;
    cells[CCH_VALUE_KIND] = number_of(line, word(line, 2), kinds, CCH_VALUE_COUNT);
    cells[CCH_VALUE_CLASS] = string(value(line, "class"));
    cells[CCH_VALUE_NAME] = string(word(line, 3));
    cells[CCH_VALUE_INDEX] = number(value(line, "index"));
    cells[CCH_VALUE_TYPE] = string(value(line, "type"));
    cells[CCH_VALUE_SITE] = site(value(line, "at"));
    if (value_count == ITEMS_MAX)
        give_up(line, "too many values at", word(line, 1));
    values[value_count].label = strdup(word(line, 1));
    values[value_count++].row = cch_graph_insert(graph, CCH_VALUE, cells);
}

static void add_flow(const struct line *line) {
    static const char *const kinds[CCH_FLOW_COUNT] = {"copy",   "derived", "element", "argument",
                                                      "return", "control", "template"};
    uint32_t cells[CCH_FLOW_WIDTH] = {0};
    cells[CCH_FLOW_FROM] = value_row(line, word(line, 1));
    cells[CCH_FLOW_TO] = value_row(line, word(line, 2));
    cells[CCH_FLOW_KIND] = number_of(line, word(line, 3), kinds, CCH_FLOW_COUNT);
    cells[CCH_FLOW_TEXT] = string(value(line, "text"));
    cells[CCH_FLOW_SITE] = site(value(line, "at"));
    cells[CCH_FLOW_CERTAIN] = !value(line, "possible");
    cells[CCH_FLOW_CARRIES] = CCH_CARRIES_ALIKE;
    cells[CCH_FLOW_PASSES] = passes_of(line);
    cch_graph_insert(graph, CCH_FLOW, cells);
}

static void add_use(const struct line *line) {
    static const char *const kinds[CCH_USE_COUNT] = {"read",        "condition",     "grid",
                                                     "block",       "shared_memory", "kernel_argument",
                                                     "device_read", "shape",         "return_form"};
    uint32_t cells[CCH_USE_WIDTH] = {0};
    cells[CCH_USE_VALUE] = value_row(line, word(line, 1));
    cells[CCH_USE_KIND] = number_of(line, word(line, 2), kinds, CCH_USE_COUNT);
    cells[CCH_USE_FUNCTION] = value(line, "function") ? function(value(line, "function")) : 0;
    cells[CCH_USE_TARGET] = value(line, "target") ? function(value(line, "target")) : 0;
    cells[CCH_USE_TEXT] = string(value(line, "text"));
    cells[CCH_USE_SITE] = site(value(line, "at"));
    cells[CCH_USE_PARTS] = 1 << CCH_PART_DATA;
    cells[CCH_USE_PASSES] = passes_of(line);
    cch_graph_insert(graph, CCH_USE, cells);
}

static void add_problem(const struct line *line) {
    uint32_t cells[] = {string(word(line, 1)), string(word(line, 2)), site(value(line, "at"))};
    cch_graph_insert(graph, CCH_PROBLEM, cells);
}

static void add_error(const struct line *line) {
    uint32_t cells[CCH_DIAGNOSTIC_WIDTH] = {0};
    cells[CCH_DIAGNOSTIC_PASS] = string(word(line, 1));
    cells[CCH_DIAGNOSTIC_SITE] = site(value(line, "at"));
    cells[CCH_DIAGNOSTIC_TEXT] = string(word(line, 2));
    cells[CCH_DIAGNOSTIC_COUNT] = value(line, "count") ? number(value(line, "count")) : 1;
    cells[CCH_DIAGNOSTIC_FATAL] = number(value(line, "fatal"));
    cells[CCH_DIAGNOSTIC_WITHIN] = site(value(line, "within"));
    cch_graph_insert(graph, CCH_DIAGNOSTIC, cells);
}

static void add_coverage(const struct line *line) {
    uint32_t cells[] = {string(word(line, 1)), number(word(line, 2))};
    cch_graph_insert(graph, CCH_COVERAGE, cells);
}

/* Reading --------------------------------------------------------------------- */

static void split(char *text, struct line *line) {
    line->count = 0;
    for (char *at = text;;) {
        at += strspn(at, " \t\n");
        if (!*at || *at == '#')
            return;
        if (line->count == WORDS_MAX)
            give_up(line, "too many words at", at);
        /* key="a b" and "a b" */
        char *to = line->words[line->count++] = at;
        bool quoted = false;
        for (; *at && (quoted || !strchr(" \t\n", *at)); at++) {
            if (*at == '"')
                quoted = !quoted;
            else
                *to++ = *at == '\\' && at[1] == 'n' ? (at++, '\n') : *at;
        }
        bool end = !*at;
        *to = '\0';
        if (end)
            return;
        at++;
    }
}

static void add_fact(const struct line *line) {
    static const struct {
        const char *name;
        void (*add)(const struct line *);
    } facts[] = {{"function", add_function}, {"edge", add_edge},       {"pointer", add_pointer},
                 {"taken", add_taken},       {"base", add_base},       {"override", add_override},
                 {"launch", add_launch},     {"binding", add_binding}, {"pass", add_pass},
                 {"expected", add_expected}, {"problem", add_problem}, {"value", add_value},
                 {"flow", add_flow},         {"use", add_use},         {"error", add_error},
                 {"coverage", add_coverage}, {"program", add_program}};
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        if (!strcmp(facts[i].name, line->words[0])) {
            facts[i].add(line);
            return;
        }
    give_up(line, "unknown fact", line->words[0]);
}

int main(int argc, char **argv) {
    FILE *file = argc == 3 ? fopen(argv[1], "r") : NULL;
    char *text = NULL;
    size_t size = 0;
    cch_error error;
    if (!file) {
        fprintf(stderr, argc == 3 ? "make_graph: cannot read '%s'\n" : "usage: make_graph DESCRIPTION OUT.ccg%.0s\n",
                argc > 1 ? argv[1] : "");
        return 64;
    }
    graph = cch_graph_new();
    for (struct line line = {.number = 1}; getline(&text, &size, file) >= 0; line.number++) {
        split(text, &line);
        if (line.count)
            add_fact(&line);
    }
    free(text);
    fclose(file);
    if (cch_graph_canonicalize(graph) || cch_graph_write(graph, argv[2], 3, &error)) {
        fprintf(stderr, "make_graph: cannot write '%s'\n", argv[2]);
        return 1;
    }
    cch_graph_free(graph);
    return 0;
}

#include "graph/merge/handed_values.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "graph/merge/arithmetic.h"

enum { TEXT_MAX = 2048 }; /* expressions that grow longer by what is put into them keep the parameter's name */

static bool is_number(const char *text) { return *text && !text[strspn(text, "0123456789")]; }

const struct cch_handed_value *cch_handed_find(const struct cch_handed_values *values, uint32_t place) {
    for (size_t i = 0; i < values->count; i++)
        if (values->items[i].place == place)
            return &values->items[i];
    return NULL;
}

void cch_handed_each_place(cch_graph *graph, uint32_t text, void (*visit)(void *data, uint32_t place), void *data) {
    size_t at = 0, size;
    for (;;) { /* adding a string moves the others */
        const char *start = cch_graph_text(graph, text, &size) + at, *mark = at < size ? strchr(start, '\x01') : NULL;
        const char *end = mark ? strchr(mark, '\x02') : NULL;
        if (!end)
            return;
        at += (size_t)(end - start);
        visit(data, cch_graph_string(graph, mark + 1, (size_t)(end - mark) - 1));
    }
}

/* A text that is put together; `failed`: without memory. */
struct writing {
    cch_graph *graph;
    cch_buffer text;
    bool failed;
};

static void add(struct writing *writing, const char *bytes, size_t length) {
    writing->failed = writing->failed || cch_buffer_add(&writing->text, bytes, length);
}

/* The name that the function as written has for a parameter, which may be another function's. */
static void add_name(struct writing *writing, uint32_t function, const char *place, size_t length) {
    const cch_graph *graph = writing->graph;
    char *rest;
    unsigned long number = strtoul(place, &rest, 10);
    const char *owner = memchr(place, '@', length), *end = place + length;
    if (length && !number) { /* the object's own field */
        add(writing, "this->", strlen("this->"));
        rest += rest < (owner ? owner : end) && *rest == '.';
    }
    if (owner)
        function = cch_graph_find_function(graph, owner + 1, (size_t)(end - owner) - 1);
    for (unsigned depth = 0; depth < 8 && function; depth++) { /* a specialization's are its template's */
        size_t count;
        const uint32_t *cells = cch_graph_row(graph, CCH_FUNCTION, function);
        const uint32_t *names = cch_graph_items(graph, cells[CCH_FUNCTION_PARAMETERS], &count);
        if (number && number <= count && names[number - 1]) {
            const char *name = cch_graph_text(graph, names[number - 1], NULL);
            add(writing, name, strlen(name));
            break;
        }
        function = cells[CCH_FUNCTION_SOURCE];
    }
    if (rest <= (owner ? owner : end))
        add(writing, rest, (size_t)((owner ? owner : end) - rest));
}

/* Does the text bind as tightly as a name does? */
static bool is_simple(const char *text) {
    int depth = 0;
    for (; *text; text++) {
        depth += (*text == '(' || *text == '[') - (*text == ')' || *text == ']');
        if (!depth && strchr(" +-*/%&|^?<>=!,", *text))
            return false;
    }
    return true;
}

/* What is given, of a dim3 the member that follows, which is skipped. */
static const char *add_value(struct writing *writing, const struct cch_handed_value *value, const char *rest,
                             bool alone) {
    static const char *const members[] = {".x", ".y", ".z"};
    uint32_t found = value->text[0];
    for (int i = 0; i < 3 && value->text[1]; i++)
        if (strncmp(rest, members[i], 2) == 0) {
            found = value->text[i];
            rest += 2;
            break;
        }
    const char *bytes = cch_graph_text(writing->graph, found, NULL);
    bool bare = (alone && !*rest) || is_simple(bytes);
    add(writing, "(", !bare);
    add(writing, bytes, strlen(bytes));
    add(writing, ")", !bare);
    return rest;
}

/* `at`: the text, which is not the graph's to move. */
static void fill(struct writing *writing, uint32_t function, const struct cch_handed_values *values, const char *at) {
    const char *start = at;
    while (*at && !writing->failed) {
        size_t plain = strcspn(at, "\x01"), length;
        add(writing, at, plain);
        at += plain;
        if (!*at)
            return;
        bool first = at++ == start;
        length = strcspn(at, "\x02");
        const char *rest = at + length + (at[length] != '\0');
        const struct cch_handed_value *value = cch_handed_find(values, cch_graph_string(writing->graph, at, length));
        if (value && !value->kernel && writing->text.length < TEXT_MAX) {
            at = add_value(writing, value, rest, first);
        } else {
            add_name(writing, function, at, length);
            at = rest;
        }
    }
}

int cch_handed_text(cch_graph *graph, uint32_t function, const struct cch_handed_values *values, uint32_t text,
                    uint32_t *result) {
    struct writing writing = {.graph = graph};
    const char *given = cch_graph_text(graph, text, NULL);
    uint32_t number;
    *result = text;
    if (!strchr(given, '\x01'))
        return 0;
    char *copy = strdup(given);
    if (copy)
        fill(&writing, function, values, copy);
    bool failed = !copy || writing.failed;
    if (!failed && !is_number(cch_buffer_text(&writing.text)) &&
        cch_arithmetic(cch_buffer_text(&writing.text), &number)) {
        char digits[16];
        snprintf(digits, sizeof digits, "%" PRIu32, number);
        *result = cch_graph_string(graph, digits, strlen(digits));
    } else if (!failed) {
        *result = cch_graph_string(graph, cch_buffer_text(&writing.text), writing.text.length);
    }
    free(copy);
    cch_buffer_release(&writing.text);
    return failed || cch_graph_status(graph) ? CCH_ERROR_MEMORY : 0;
}

/* The place that is all of the text, as a string; 0: it is another text. */
static uint32_t lone_place(cch_graph *graph, uint32_t text) {
    size_t size;
    const char *bytes = cch_graph_text(graph, text, &size);
    if (size < 3 || bytes[0] != '\x01' || strchr(bytes, '\x02') != bytes + size - 1)
        return 0;
    return cch_graph_string(graph, bytes + 1, size - 2);
}

int cch_handed_resolve(cch_graph *graph, uint32_t function, const struct cch_handed_values *values,
                       struct cch_handed_value *value, bool *known) {
    uint32_t place = value->text[1] ? 0 : lone_place(graph, value->text[0]);
    int status = 0;
    *known = true;
    if (place) {
        const struct cch_handed_value *given = cch_handed_find(values, place);
        if (given) {
            uint32_t for_place = value->place;
            *value = *given;
            value->place = for_place;
            return 0;
        }
        *known = false;
    }
    for (int i = 0; i < 3 && value->text[i] && !status; i++)
        status = cch_handed_text(graph, function, values, value->text[i], &value->text[i]);
    return status ? status : cch_handed_depends(graph, function, values, value->depends, &value->depends);
}

/* Adds the lines that are not there. */
static void add_lines(struct writing *writing, const char *lines) {
    for (size_t length; *lines; lines += length + (lines[length] == '\n')) {
        bool known = false;
        length = strcspn(lines, "\n");
        for (const char *line = cch_buffer_text(&writing->text); *line && !known;) {
            size_t size = strcspn(line, "\n");
            known = size == length && memcmp(line, lines, size) == 0;
            line += size + (line[size] == '\n');
        }
        if (known)
            continue;
        add(writing, "\n", writing->text.length > 0);
        add(writing, lines, length);
    }
}

/* The value that is given for what the function calls so; NULL: none. */
static const struct cch_handed_value *find_called(struct writing *called, uint32_t function,
                                                  const struct cch_handed_values *values, const char *name,
                                                  size_t length) {
    for (size_t i = 0; i < values->count; i++) {
        size_t size;
        cch_buffer_clear(&called->text);
        const char *place = cch_graph_text(called->graph, values->items[i].place, &size);
        add_name(called, function, place, size);
        if (called->text.length == length && memcmp(called->text.bytes, name, length) == 0)
            return &values->items[i];
    }
    return NULL;
}

/* A member of a dim3 that is given is read with it. */
static size_t object_length(const char *line, size_t length) {
    return length > 2 && line[length - 2] == '.' && strchr("xyz", line[length - 1]) ? length - 2 : length;
}

int cch_handed_depends(cch_graph *graph, uint32_t function, const struct cch_handed_values *values, uint32_t depends,
                       uint32_t *result) {
    struct writing writing = {.graph = graph}, called = {.graph = graph};
    *result = depends;
    if (!depends || !values->count)
        return 0;
    char *lines = strdup(cch_graph_text(graph, depends, NULL));
    for (char *line = lines, *next; line; line = next) {
        size_t length = strcspn(line, "\n");
        next = line[length] ? line + length + 1 : NULL;
        line[length] = '\0';
        const struct cch_handed_value *value = find_called(&called, function, values, line, length);
        if (!value)
            value = find_called(&called, function, values, line, object_length(line, length));
        add_lines(&writing, value ? cch_graph_text(graph, value->depends, NULL) : line);
    }
    bool failed = !lines || writing.failed || called.failed;
    if (!failed)
        *result = cch_graph_string(graph, cch_buffer_text(&writing.text), writing.text.length);
    free(lines);
    cch_buffer_release(&writing.text);
    cch_buffer_release(&called.text);
    return failed || cch_graph_status(graph) ? CCH_ERROR_MEMORY : 0;
}

bool cch_handed_tells(const cch_graph *graph, const struct cch_handed_value *value) {
    return value->kernel || value->text[1] || is_number(cch_graph_text(graph, value->text[0], NULL));
}

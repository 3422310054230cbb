#include "params/device_conditions.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "graph/merge/arithmetic.h"
#include "graph_file/range.h"
#include "params/model/graph.h"

enum {
    DEEPEST = 12,   /* flows followed one after another */
    NESTED_MAX = 64 /* parentheses and operators in a condition */
};

struct cch_device_conditions {
    const cch_view *view;
    const cch_graph *graph;
    struct cch_flow_graph flows;
    cch_order into;     /* CCH_FLOW by what it goes into */
    uint32_t *values;   /* rows of CCH_VALUE by the region that they are of (flows.region) */
    struct answering {  /* functions whose result is an answer */
        uint32_t name;  /* string: without scopes */
        uint32_t query; /* 0: another one of this name returns something else */
    } *answering;
    size_t answering_count, answering_capacity;
    uint32_t *first_values; /* by region: values[first_values[r]] … values[first_values[r + 1] - 1] */
};

static uint32_t region_of(const struct cch_device_conditions *conditions, uint32_t function) {
    return function ? conditions->flows.region[conditions->view->program->source[function]] : 0;
}

static int place_values(struct cch_device_conditions *conditions) {
    const cch_graph *graph = conditions->graph;
    uint32_t count = cch_graph_count(graph, CCH_VALUE), regions = conditions->view->function_count + 2;
    conditions->values = malloc(((size_t)count + 1) * sizeof *conditions->values);
    conditions->first_values = calloc((size_t)regions + 1, sizeof *conditions->first_values);
    uint32_t *first = conditions->first_values;
    if (!conditions->values || !first)
        return CCH_ERROR_MEMORY;
    for (uint32_t row = 1; row <= count; row++)
        first[region_of(conditions, cch_graph_row(graph, CCH_VALUE, row)[CCH_VALUE_FUNCTION]) + 1]++;
    for (uint32_t i = 0; i < regions; i++)
        first[i + 1] += first[i];
    for (uint32_t row = count; row > 0; row--) /* each takes the last place that is free of its region */
        conditions
            ->values[--first[region_of(conditions, cch_graph_row(graph, CCH_VALUE, row)[CCH_VALUE_FUNCTION]) + 1]] =
            row;
    for (uint32_t i = 0; i < regions; i++) /* what were ends are beginnings now, one further on */
        first[i] = first[i + 1];
    first[regions] = count;
    return 0;
}

static int find_answering(struct cch_device_conditions *conditions);

cch_device_conditions *cch_device_conditions_new(const cch_view *source) {
    cch_device_conditions *made = calloc(1, sizeof *made);
    if (!made)
        return NULL;
    made->view = source;
    made->graph = source->program->graph;
    if (cch_flow_graph_make(&made->flows, source) ||
        cch_order_make(&made->into, made->graph, CCH_FLOW, (const uint8_t[]){CCH_FLOW_TO}, 1) || place_values(made) ||
        find_answering(made)) {
        cch_device_conditions_free(made);
        return NULL;
    }
    return made;
}

void cch_device_conditions_free(cch_device_conditions *conditions) {
    if (!conditions)
        return;
    cch_flow_graph_release(&conditions->flows);
    cch_order_release(&conditions->into);
    free(conditions->values);
    free(conditions->first_values);
    free(conditions->answering);
    free(conditions);
}

/* Which query answers -------------------------------------------------------------- */

static bool is_text(const cch_graph *graph, uint32_t string, const char *text, size_t length) {
    size_t known;
    const char *bytes = cch_graph_text(graph, string, &known);
    return known == length && memcmp(bytes, text, length) == 0;
}

/* What a function asks by an expression as written: a call, or a member of cudaDeviceProp. */
static uint32_t asked_as(const struct cch_device_conditions *conditions, uint32_t function, const char *text,
                         size_t length) {
    const cch_graph *graph = conditions->graph;
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_DEVICE_QUERY); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_DEVICE_QUERY, row);
        if (is_text(graph, cells[CCH_DEVICE_QUERY_TEXT], text, length) &&
            region_of(conditions, cells[CCH_DEVICE_QUERY_FUNCTION]) == region_of(conditions, function))
            return cells[CCH_DEVICE_QUERY_NAME];
    }
    return 0;
}

static bool is_known_before(const struct cch_device_conditions *conditions, const uint32_t *cells, uint32_t from) {
    const uint32_t *before = from ? cch_graph_row(conditions->graph, CCH_VALUE, from) : NULL;
    return before && before[CCH_VALUE_KIND] == CCH_VALUE_LOCAL && before[CCH_VALUE_NAME] == cells[CCH_VALUE_NAME] &&
           before[CCH_VALUE_FUNCTION] == cells[CCH_VALUE_FUNCTION];
}

/* The query that a flow brings the answer of, directly; 0: none. What is handed to the call that asks flows into its
 * answer, too. */
static uint32_t brings(const struct cch_device_conditions *conditions, const uint32_t *cells, const uint32_t *flow) {
    const cch_graph *graph = conditions->graph;
    const uint32_t *from = flow[CCH_FLOW_FROM] ? cch_graph_row(graph, CCH_VALUE, flow[CCH_FLOW_FROM]) : NULL;
    size_t length;
    const char *text = cch_graph_text(graph, flow[CCH_FLOW_TEXT], &length);
    if (!flow[CCH_FLOW_CERTAIN] || !from)
        return 0;
    if (flow[CCH_FLOW_KIND] == CCH_FLOW_COPY && from[CCH_VALUE_KIND] == CCH_VALUE_QUERY)
        return from[CCH_VALUE_NAME];
    return flow[CCH_FLOW_KIND] == CCH_FLOW_DERIVED && length
               ? asked_as(conditions, cells[CCH_VALUE_FUNCTION], text, length)
               : 0;
}

/* Finds the query (a string) that the value is the answer of; false: it may be something else. */
static bool answers(const struct cch_device_conditions *conditions, uint32_t value, unsigned depth, uint32_t *query) {
    const cch_graph *graph = conditions->graph;
    const uint32_t *cells = cch_graph_row(graph, CCH_VALUE, value);
    struct cch_range range = cch_order_range(&conditions->into, 1, &value);
    bool asks = false; /* here: what the variable was before is overwritten */
    if (cells[CCH_VALUE_KIND] > CCH_VALUE_RESULT || depth == DEEPEST)
        return false;
    for (uint32_t i = range.first; i < range.end; i++) {
        const uint32_t *flow = cch_graph_row(graph, CCH_FLOW, conditions->into.rows[i]);
        uint32_t brought = brings(conditions, cells, flow);
        if (brought && *query && brought != *query)
            return false;
        *query = brought ? brought : *query;
        asks = asks || brought;
    }
    for (uint32_t i = range.first; i < range.end; i++) {
        const uint32_t *flow = cch_graph_row(graph, CCH_FLOW, conditions->into.rows[i]);
        bool copies = flow[CCH_FLOW_KIND] == CCH_FLOW_COPY || flow[CCH_FLOW_KIND] == CCH_FLOW_ARGUMENT ||
                      flow[CCH_FLOW_KIND] == CCH_FLOW_RETURN;
        if (brings(conditions, cells, flow) ||
            (asks && copies && is_known_before(conditions, cells, flow[CCH_FLOW_FROM])))
            continue;
        if (!copies || !flow[CCH_FLOW_FROM] || !answers(conditions, flow[CCH_FLOW_FROM], depth + 1, query))
            return false;
    }
    return range.first < range.end && *query;
}

static bool is_never_set(const struct cch_device_conditions *conditions, uint32_t value) {
    struct cch_range range = cch_order_range(&conditions->into, 1, &value);
    return range.first == range.end;
}

/* The query that `name` is the answer of in a function; 0: it may be something else. */
static uint32_t query_of(const struct cch_device_conditions *conditions, uint32_t function, const char *name,
                         size_t length) {
    const cch_graph *graph = conditions->graph;
    uint32_t query = 0, region = region_of(conditions, function);
    uint32_t last_unset = 0, first_set = UINT32_MAX; /* lines */
    for (uint32_t i = conditions->first_values[region]; i < conditions->first_values[region + 1]; i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_VALUE, conditions->values[i]);
        if (cells[CCH_VALUE_KIND] > CCH_VALUE_LOCAL || !is_text(graph, cells[CCH_VALUE_NAME], name, length))
            continue;
        uint32_t line = cells[CCH_VALUE_INDEX];
        if (cells[CCH_VALUE_KIND] == CCH_VALUE_LOCAL && is_never_set(conditions, conditions->values[i])) {
            last_unset = line > last_unset ? line : last_unset; /* declared, or set to a constant */
            continue;
        }
        if (!answers(conditions, conditions->values[i], 0, &query))
            return 0;
        first_set = line < first_set ? line : first_set;
    }
    return last_unset < first_set ? query : 0;
}

/* Functions that answer ------------------------------------------------------------------ */

static uint32_t simple_name(const cch_graph *graph, uint32_t function) {
    const uint32_t *cells = cch_graph_row(graph, CCH_FUNCTION, function);
    const uint32_t *entity =
        cells && cells[CCH_FUNCTION_NAME] ? cch_graph_row(graph, CCH_ENTITY, cells[CCH_FUNCTION_NAME]) : NULL;
    return entity ? entity[CCH_ENTITY_TEXT] : 0;
}

static struct answering *answering_named(const struct cch_device_conditions *conditions, uint32_t name) {
    for (size_t i = 0; i < conditions->answering_count; i++)
        if (conditions->answering[i].name == name)
            return &conditions->answering[i];
    return NULL;
}

/* Those whose whole result is the answer of one query, in any function of the name. */
static int find_answering(struct cch_device_conditions *conditions) {
    const cch_graph *graph = conditions->graph;
    for (int again = 0; again < 2; again++) /* then those that are something else */
        for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_VALUE); row++) {
            const uint32_t *cells = cch_graph_row(graph, CCH_VALUE, row);
            if (cells[CCH_VALUE_KIND] != CCH_VALUE_RESULT || cells[CCH_VALUE_NAME] || !cells[CCH_VALUE_FUNCTION])
                continue;
            uint32_t query = 0, name = simple_name(graph, cells[CCH_VALUE_FUNCTION]);
            bool is_answer = name && answers(conditions, row, 0, &query);
            struct answering *known = answering_named(conditions, name);
            if (known && (!is_answer || known->query != query))
                known->query = 0;
            if (known || !is_answer || again)
                continue;
            if (cch_array_reserve(&conditions->answering, &conditions->answering_capacity,
                                  conditions->answering_count + 1, sizeof *conditions->answering))
                return CCH_ERROR_MEMORY;
            conditions->answering[conditions->answering_count++] = (struct answering){name, query};
        }
    return 0;
}

static uint32_t answer_of_call(const struct cch_device_conditions *conditions, const char *name, size_t length) {
    for (size_t i = length; i-- > 0;) /* the scopes in front of it do not count */
        if (!isalnum((unsigned char)name[i]) && name[i] != '_') {
            name += i + 1;
            length -= i + 1;
            break;
        }
    for (size_t i = 0; i < conditions->answering_count; i++)
        if (is_text(conditions->graph, conditions->answering[i].name, name, length))
            return conditions->answering[i].query;
    return 0;
}

/* Conditions as numbers ---------------------------------------------------------------- */

static bool starts_name(char byte) { return isalpha((unsigned char)byte) || byte == '_'; }

/* The length of the name, with its scopes and members, that starts here. */
static size_t name_length(const char *at) {
    size_t length = 0;
    for (;;) {
        while (isalnum((unsigned char)at[length]) || at[length] == '_')
            length++;
        size_t joint = at[length] == '.' ? 1 : strncmp(at + length, "->", 2) && strncmp(at + length, "::", 2) ? 0 : 2;
        if (!joint || !starts_name(at[length + joint]))
            return length;
        length += joint;
    }
}

static bool is_keyword(const char *name, size_t length) {
    static const char *const words[] = {"true",  "false", "static_cast", "unsigned", "signed",  "int",      "long",
                                        "short", "const", "size_t",      "int32_t",  "int64_t", "uint32_t", "uint64_t"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && memcmp(words[i], name, length) == 0)
            return true;
    return false;
}

struct asker {
    struct cch_device_conditions *conditions;
    uint32_t function;
    const struct cch_device *device; /* NULL: whichever */
    bool asks;                       /* a name of it was an answer */
    bool failed;                     /* no memory */
};

/* The device's answer to what a name is. */
static bool answer_of(struct asker *asker, const char *name, size_t length, bool called, int64_t *value) {
    const cch_graph *graph = asker->conditions->graph;
    uint32_t query = called ? answer_of_call(asker->conditions, name, length)
                            : query_of(asker->conditions, asker->function, name, length);
    if (!query && !called)
        query = asked_as(asker->conditions, asker->function, name, length);
    const char *text = cch_graph_text(graph, query, NULL);
    if (!query || !cch_device_attribute_name(text))
        return false;
    asker->asks = true;
    return asker->device && cch_device_attribute(asker->device, text, value);
}

/* Behind the parenthesis that closes the one at `at`; the end where none does. */
static size_t closing(const char *text, size_t at, size_t length) {
    unsigned depth = 0;
    for (; at < length; at++) {
        depth += text[at] == '(';
        depth -= text[at] == ')' && depth;
        if (!depth)
            return at + 1;
    }
    return length;
}

/* The value of an expression between two operators of truth. */
static enum cch_truth comparison(struct asker *asker, const char *text, size_t length, uint32_t *number) {
    cch_buffer numbers = {0};
    enum cch_truth truth = CCH_UNDECIDED;
    bool known = true;
    for (size_t i = 0; i < length && !asker->failed;) {
        size_t name = starts_name(text[i]) && (!i || !isalnum((unsigned char)text[i - 1])) ? name_length(text + i) : 0;
        name = name > length - i ? length - i : name;
        int64_t value;
        char digits[24];
        if (!name || is_keyword(text + i, name)) {
            asker->failed = cch_buffer_add(&numbers, text + i, name ? name : 1) != 0;
            i += name ? name : 1;
            continue;
        }
        bool called = i + name < length && text[i + name] == '(';
        if (answer_of(asker, text + i, name, called, &value))
            asker->failed = cch_buffer_add(&numbers, digits,
                                           (size_t)snprintf(digits, sizeof digits, "%lld", (long long)value)) != 0;
        else
            known = false;
        i = called ? closing(text, i + name, length) : i + name;
    }
    if (known && !asker->failed && cch_arithmetic(cch_buffer_text(&numbers), number))
        truth = *number ? CCH_TRUE : CCH_FALSE;
    cch_buffer_release(&numbers);
    return truth;
}

/* Where the operator stands outside of parentheses; `length`: nowhere. */
static size_t split_at(const char *text, size_t length, const char *operator) {
    for (size_t i = 0; i + 1 < length; i++) {
        if (text[i] == '(') {
            i = closing(text, i, length) - 1;
            continue;
        }
        if (text[i] == operator[0] && text[i + 1] == operator[1])
            return i;
    }
    return length;
}

static enum cch_truth truth_of(struct asker *asker, const char *text, size_t length, unsigned depth) {
    while (length && *text == ' ')
        text++, length--;
    while (length && text[length - 1] == ' ')
        length--;
    if (!length || depth == NESTED_MAX)
        return CCH_UNDECIDED;
    static const char *const operators[] = {"||", "&&"};
    for (int is_and = 0; is_and < 2; is_and++) {
        size_t at = split_at(text, length, operators[is_and]);
        if (at == length)
            continue;
        enum cch_truth left = truth_of(asker, text, at, depth + 1);
        enum cch_truth right = truth_of(asker, text + at + 2, length - at - 2, depth + 1);
        enum cch_truth decides = is_and ? CCH_FALSE : CCH_TRUE;
        if (left == decides || right == decides)
            return decides;
        return left == CCH_UNDECIDED || right == CCH_UNDECIDED ? CCH_UNDECIDED : left;
    }
    if (*text == '(' && closing(text, 0, length) == length)
        return truth_of(asker, text + 1, length - 2, depth + 1);
    if (*text == '!' && (starts_name(text[1]) || (text[1] == '(' && closing(text, 1, length) == length))) {
        enum cch_truth inner = truth_of(asker, text + 1, length - 1, depth + 1);
        /* "!a == b" is no negation of the whole; it is left to arithmetic */
        if (text[1] == '(' || name_length(text + 1) == length - 1)
            return inner == CCH_UNDECIDED ? inner : inner == CCH_TRUE ? CCH_FALSE : CCH_TRUE;
    }
    uint32_t number;
    return comparison(asker, text, length, &number);
}

/* The branch ----------------------------------------------------------------------------- */

static enum cch_truth of_switch(struct asker *asker, const char *text, const char *outcome) {
    uint32_t value, wanted;
    if (strncmp(outcome, "case ", 5) != 0 || !cch_arithmetic(outcome + 5, &wanted) ||
        comparison(asker, text, strlen(text), &value) == CCH_UNDECIDED)
        return CCH_UNDECIDED;
    return value == wanted ? CCH_TRUE : CCH_FALSE;
}

static enum cch_truth ask(struct asker *asker, uint32_t guard, const char *outcome) {
    const cch_graph *graph = asker->conditions->graph;
    const uint32_t *cells = cch_graph_row(graph, CCH_GUARD, guard);
    const char *value = cch_graph_text(graph, cells[CCH_GUARD_VALUE], NULL);
    const char *text = cch_graph_text(graph, cells[CCH_GUARD_TEXT], NULL);
    asker->function = cells[CCH_GUARD_CALLER];
    if (cells[CCH_GUARD_KIND] == CCH_CONDITION_CUT)
        return CCH_UNDECIDED;
    if (cells[CCH_GUARD_KIND] == CCH_CONDITION_SWITCH)
        return of_switch(asker, *value ? value : text, outcome);
    enum cch_truth truth = truth_of(asker, value, strlen(value), 0);
    if (truth == CCH_UNDECIDED)
        truth = truth_of(asker, text, strlen(text), 0); /* it has variables where the other has calls */
    if (truth == CCH_UNDECIDED || (strcmp(outcome, "true") != 0 && strcmp(outcome, "false") != 0))
        return CCH_UNDECIDED;
    return (truth == CCH_TRUE) == (strcmp(outcome, "true") == 0) ? CCH_TRUE : CCH_FALSE;
}

enum cch_truth cch_device_condition(cch_device_conditions *conditions, uint32_t guard, uint32_t outcome,
                                    const struct cch_device *device) {
    struct asker asker = {.conditions = conditions, .device = device};
    enum cch_truth truth = ask(&asker, guard, cch_graph_text(conditions->graph, outcome, NULL));
    if (asker.failed)
        cch_memory_note_failure();
    return truth;
}

bool cch_device_condition_asks(cch_device_conditions *conditions, uint32_t guard) {
    struct asker asker = {.conditions = conditions};
    ask(&asker, guard, "true");
    if (asker.failed)
        cch_memory_note_failure();
    return asker.asks;
}

#include "know/values.h"

#include "know/cuda.h"
#include "know/strings.h"
#include "shim/parameters.h"
#include "shim/program.h"

#include <string.h>

enum { DEEPEST = 24 }; /* variables followed one through another; where it ends the variable is named */

/* Collecting ----------------------------------------------------------------------- */

struct scan {
    struct values *values;
    VECTOR(shim_stmt) stack;
};

static void remember(struct values *values, shim_variable variable, shim_stmt value, uint32_t query) {
    bool is_new;
    uint32_t *first = pointer_map_at(&values->first, (uintptr_t)variable, &is_new);
    struct value_fact fact = {value, query, *first};
    VECTOR_PUSH(&values->facts, fact);
    *first = (uint32_t)values->facts.count;
}

static void push(void *data, shim_stmt stmt) {
    struct scan *scan = data;
    VECTOR_PUSH(&scan->stack, stmt);
}

static void scan_declared(void *data, shim_variable variable) {
    struct scan *scan = data;
    shim_stmt value = shim_variable_initializer(variable);
    if (!value)
        return;
    remember(scan->values, variable, value, 0);
    VECTOR_PUSH(&scan->stack, value);
}

/* A call may write through the addresses and references that it gets. */
static void scan_call(struct values *values, shim_stmt call) {
    struct shim_call facts;
    shim_call_facts(values->unit, call, &facts);
    const char *asked = facts.callee ? cuda_query_of(values->unit, call, &facts) : NULL;
    uint32_t query = asked ? strings_add(values->graph, asked) : 0;
    for (unsigned i = 0; i < facts.argument_count; ++i) {
        shim_variable variable = shim_address_of_variable(shim_call_argument(call, i));
        if (!variable && facts.callee && shim_parameter_is_output(facts.callee, i)) {
            shim_stmt argument = shim_strip(shim_call_argument(call, i));
            variable =
                argument && shim_stmt_kind(argument) == SHIM_STMT_REFERENCE ? shim_reference_variable(argument) : NULL;
        }
        if (variable)
            remember(values, variable, NULL, query);
    }
}

static void scan_function(struct values *values, shim_function function) {
    struct scan scan = {.values = values};
    shim_variable variable;
    shim_stmt value, body = shim_function_body(function);
    if (body)
        VECTOR_PUSH(&scan.stack, body);
    while (scan.stack.count) {
        shim_stmt stmt = scan.stack.items[--scan.stack.count];
        enum shim_stmt_kind kind = shim_stmt_kind(stmt);
        if (kind == SHIM_STMT_SKIP)
            continue;
        if (kind == SHIM_STMT_DECLARATION)
            shim_declared_variables(stmt, scan_declared, &scan);
        else if (kind == SHIM_STMT_CALL)
            scan_call(values, stmt);
        else if (kind == SHIM_STMT_LAMBDA && shim_function_body(shim_lambda_operator(stmt)))
            VECTOR_PUSH(&scan.stack, shim_function_body(shim_lambda_operator(stmt)));
        if (kind != SHIM_STMT_DECLARATION && shim_sets_variable(stmt, &variable, &value))
            remember(values, variable, value, 0);
        struct member_set set;
        if (kind != SHIM_STMT_DECLARATION && shim_sets_member(stmt, &set.variable, &set.member))
            VECTOR_PUSH(&values->member_sets, set);
        shim_stmt_children(values->unit, stmt, push, &scan);
    }
    VECTOR_RELEASE(&scan.stack);
}

/* The index + 1 of the variable's first fact; 0: none is known. */
static uint32_t first_fact(struct values *values, shim_variable variable) {
    bool is_new;
    shim_function owner = shim_variable_owner(variable);
    if (!owner)
        return 0;
    pointer_map_at(&values->scanned, (uintptr_t)owner, &is_new);
    if (is_new)
        scan_function(values, owner);
    if (!pointer_map_has(&values->first, (uintptr_t)variable))
        return 0;
    return *pointer_map_at(&values->first, (uintptr_t)variable, &is_new);
}

shim_stmt values_single(struct values *values, shim_variable variable) {
    struct shim_variable_facts facts;
    shim_variable_facts(values->unit, variable, &facts);
    if (facts.parameter && values_bound(values, variable))
        return values_bound(values, variable);
    if (facts.parameter || facts.dependent || shim_type_record(shim_variable_type(variable)))
        return NULL;
    if (facts.global)
        return facts.is_const ? shim_variable_initializer(shim_variable_defining(variable)) : NULL;
    if (facts.static_local && !facts.is_const)
        return NULL;
    if (!facts.is_const && !facts.static_local && shim_variable_aliased(values->unit, variable))
        return NULL;
    uint32_t first = first_fact(values, variable);
    return first && !values->facts.items[first - 1].next ? values->facts.items[first - 1].value : NULL;
}

static bool is_default(shim_stmt value) {
    if (shim_stmt_kind(value) != SHIM_STMT_CONSTRUCT)
        return false;
    for (unsigned i = 0; i < shim_construct_argument_count(value); ++i)
        if (!shim_is_default_argument(shim_call_argument(value, i)))
            return false;
    return true;
}

unsigned values_member_count(struct values *values, shim_variable variable, const char *member) {
    unsigned count = 0;
    first_fact(values, variable); /* its function is searched */
    for (size_t i = 0; i < values->member_sets.count; ++i)
        count += values->member_sets.items[i].variable == variable &&
                 strcmp(values->member_sets.items[i].member, member) == 0;
    return count;
}

unsigned values_count(struct values *values, shim_variable variable, shim_stmt *last) {
    unsigned count = 0, defaults = 0;
    *last = NULL;
    for (uint32_t at = first_fact(values, variable); at; at = values->facts.items[at - 1].next) {
        shim_stmt value = values->facts.items[at - 1].value;
        if (value && is_default(value)) {
            ++defaults;
            continue;
        }
        ++count;
        *last = value ? value : *last;
    }
    return count ? count : defaults;
}

bool values_visit(struct values *values, shim_variable variable, values_visitor *visit, void *data) {
    uint32_t at = first_fact(values, variable);
    bool known = at != 0;
    for (; at; at = values->facts.items[at - 1].next) {
        shim_stmt value = values->facts.items[at - 1].value;
        known = known && value;
        if (value)
            visit(data, value);
    }
    return known;
}

/* Showing ----------------------------------------------------------------------------- */

shim_stmt values_substitute(struct values *values, shim_variable variable, shim_stmt place) {
    if (variable)
        return values_single(values, variable);
    return values->rows.count ? values->row_at(values, place) : NULL;
}

static shim_stmt substitute(void *data, shim_variable variable, shim_stmt place) {
    return values_substitute(data, variable, place);
}

shim_stmt values_bound(const struct values *values, shim_variable variable) {
    for (size_t i = values->bound.count; i-- > 0;)
        if (values->bound.items[i].parameter == variable)
            return values->bound.items[i].given;
    return NULL;
}

void values_unbind(struct values *values, size_t count) { values->bound.count = count; }

bool values_bind(struct values *values, shim_stmt call) {
    enum { BOUND_MAX = 256 };
    shim_function function = shim_called(call);
    struct shim_call facts = {0};
    size_t before = values->bound.count;
    if (!function)
        return false;
    bool is_call = shim_stmt_kind(call) == SHIM_STMT_CALL;
    if (is_call)
        shim_call_facts(values->unit, call, &facts);
    unsigned given = is_call ? facts.argument_count : shim_construct_argument_count(call);
    unsigned skipped = is_call && shim_function_is_instance_method(function) && !facts.object ? 1 : 0;
    unsigned count = shim_function_parameter_count(function);
    for (unsigned i = 0; i < count; ++i) {
        shim_variable parameter = shim_function_parameter(function, i);
        shim_stmt known = parameter ? values_bound(values, parameter) : NULL;
        if (known && i + skipped < given && known == shim_call_argument(call, i + skipped))
            continue; /* by the same call */
        bool again = known != NULL;
        if (!parameter || again || i + skipped >= given || values->bound.count >= BOUND_MAX ||
            shim_variable_changes(values->unit, parameter)) {
            values_unbind(values, before);
            return false; /* a recursion, say */
        }
        struct value_bound bound = {parameter, shim_call_argument(call, i + skipped)};
        VECTOR_PUSH(&values->bound, bound);
    }
    return true;
}

uint32_t values_folded(struct values *values, shim_stmt expression) {
    return strings_add(values->graph, shim_expression_folded(values->unit, expression, substitute, values));
}

struct depends {
    struct values *values;
    VECTOR(uint32_t) texts;   /* strings, in the order of their finding */
    struct pointer_map known; /* strings */
    struct pointer_map seen;  /* variables */
    unsigned depth;
};

static void add_text(struct depends *depends, uint32_t text) {
    bool is_new;
    if (text && pointer_map_at(&depends->known, text, &is_new) && is_new)
        VECTOR_PUSH(&depends->texts, text);
}

static void look_at(void *data, const struct shim_leaf_facts *leaf);

/* Everything that may give the variable its value; false: nothing is known. */
static bool look_into(struct depends *depends, shim_variable variable) {
    struct values *values = depends->values;
    struct shim_variable_facts facts;
    shim_variable_facts(values->unit, variable, &facts);
    if (pointer_map_has(&depends->seen, (uintptr_t)variable))
        return true;
    uint32_t at = facts.parameter || facts.global ? 0 : first_fact(values, variable);
    shim_stmt given = facts.parameter ? values_bound(values, variable) : NULL;
    bool is_new;
    if (given && depends->depth < DEEPEST) {
        ++depends->depth;
        shim_expression_leaves(values->unit, given, look_at, depends);
        --depends->depth;
        return true;
    }
    if (!at || depends->depth >= DEEPEST || !pointer_map_at(&depends->seen, (uintptr_t)variable, &is_new))
        return false;
    ++depends->depth;
    size_t before = depends->texts.count;
    bool known = false;
    for (; at; at = values->facts.items[at - 1].next) {
        struct value_fact fact = values->facts.items[at - 1];
        known = known || fact.value || fact.query;
        add_text(depends, fact.query);
        if (fact.value)
            shim_expression_leaves(values->unit, fact.value, look_at, depends);
    }
    --depends->depth;
    /* which of several constants it has, only the variable tells */
    return known && (depends->texts.count > before || !shim_variable_changes(values->unit, variable));
}

static void look_at(void *data, const struct shim_leaf_facts *leaf) {
    struct depends *depends = data;
    struct values *values = depends->values;
    uint32_t text = strings_add(values->graph, leaf->text); /* the shim's does not last */
    shim_stmt chosen = values->rows.count && depends->depth < DEEPEST ? values->row_at(values, leaf->stmt) : NULL;
    if (chosen) {
        ++depends->depth;
        shim_expression_leaves(values->unit, chosen, look_at, depends);
        --depends->depth;
        return;
    }
    if (leaf->kind == SHIM_LEAF_VARIABLE && leaf->variable && look_into(depends, leaf->variable))
        return;
    if (values->bound.count && leaf->kind != SHIM_LEAF_VARIABLE)
        text = values_folded(values, leaf->stmt);
    add_text(depends, text);
}

uint32_t values_depends(struct values *values, const shim_stmt *expressions, size_t count) {
    struct depends depends = {.values = values};
    struct text_buffer joined = {0};
    for (size_t i = 0; i < count; ++i)
        if (expressions[i])
            shim_expression_leaves(values->unit, expressions[i], look_at, &depends);
    for (size_t i = 0; i < depends.texts.count; ++i) {
        size_t size;
        const char *text = cch_graph_text(values->graph, depends.texts.items[i], &size);
        text_add(&joined, i ? "\n" : "");
        text_add_bytes(&joined, text, size);
    }
    VECTOR_RELEASE(&depends.texts);
    pointer_map_release(&depends.known);
    pointer_map_release(&depends.seen);
    return strings_add_text(values->graph, &joined);
}

/* Constants ------------------------------------------------------------------------------ */

uint32_t values_constant(struct values *values, shim_stmt expression) {
    const char *text = shim_constant_text(values->unit, expression, substitute, values);
    return text ? strings_add(values->graph, text) : 0;
}

bool values_constant_extent(struct values *values, shim_stmt expression, uint32_t extent[3]) {
    static const char *const members[] = {"x", "y", "z"};
    uint32_t found[3];
    for (int i = 0; i < 3; ++i) {
        const char *text = shim_constant_member(values->unit, expression, members[i], substitute, values);
        if (!text)
            return false;
        found[i] = strings_add(values->graph, text);
    }
    for (int i = 0; i < 3; ++i)
        extent[i] = found[i];
    return true;
}

void values_release(struct values *values) {
    VECTOR_RELEASE(&values->facts);
    VECTOR_RELEASE(&values->member_sets);
    VECTOR_RELEASE(&values->bound);
    VECTOR_RELEASE(&values->rows);
    VECTOR_RELEASE(&values->indices);
    pointer_map_release(&values->first);
    pointer_map_release(&values->scanned);
}

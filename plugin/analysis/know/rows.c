#include "know/rows.h"

#include "know/expressions.h"
#include "know/strings.h"
#include "shim/flow.h"
#include "shim/parameters.h"
#include "shim/rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK_DEPTH = 64, NODES_MAX = 4096 };

struct look {
    struct values *values;
    struct rows_open *open;
    shim_variable via; /* the last variable whose initialiser was entered */
    unsigned depth;
    bool uncertain;
    bool stepped; /* to a part of an object, or to what is chosen */
};

/* Returns -------------------------------------------------------------------------------- */

static void push(void *data, shim_stmt stmt) {
    rows_stmts *stack = data;
    VECTOR_PUSH(stack, stmt);
}

void rows_returned(shim_unit *unit, shim_stmt body, rows_stmts *returned) {
    rows_stmts stack = {0};
    VECTOR_PUSH(&stack, body);
    while (stack.count) {
        shim_stmt stmt = stack.items[--stack.count];
        struct children parts;
        enum shim_stmt_kind kind = shim_stmt_kind(stmt);
        if (kind == SHIM_STMT_LAMBDA || kind == SHIM_STMT_SKIP)
            continue;
        if (kind != SHIM_STMT_RETURN) {
            shim_stmt_children(unit, stmt, push, &stack);
            continue;
        }
        children_of(unit, stmt, &parts);
        VECTOR_PUSH(returned, parts.count == 1 ? parts.items[0] : NULL);
    }
    VECTOR_RELEASE(&stack);
}

/* Choices ---------------------------------------------------------------------------------- */

struct leaves {
    struct values *values;
    bool fixed, called;
};

static void look_at_leaf(void *data, const struct shim_leaf_facts *leaf) {
    struct leaves *leaves = data;
    bool local = leaf->kind == SHIM_LEAF_VARIABLE && leaf->variable &&
                 (shim_parameter_number(leaf->variable) || shim_variable_owner(leaf->variable));
    leaves->fixed = leaves->fixed && local && !shim_variable_changes(leaves->values->unit, leaf->variable);
    leaves->called = leaves->called || leaf->kind == SHIM_LEAF_CALL;
}

struct within {
    shim_unit *unit;
    shim_stmt wanted;
    unsigned nodes;
    bool found, changes;
};

static void look_within(void *data, shim_stmt stmt) {
    struct within *within = data;
    enum shim_flow_kind kind = shim_flow_kind(stmt);
    within->found = within->found || stmt == within->wanted;
    within->changes = within->changes || kind == SHIM_FLOW_ASSIGN || kind == SHIM_FLOW_UPDATE;
    if (++within->nodes < NODES_MAX)
        shim_stmt_children(within->unit, stmt, look_within, within);
}

/* Is the place one that the launch itself reads, and changes nothing that it is made of? */
static bool is_within_launch(const struct values *values, shim_stmt place) {
    struct within within = {values->unit, place, 0, false, false};
    if (values->rows_within)
        look_within(&within, values->rows_within);
    return within.found && !within.changes;
}

static const struct value_row *chosen(const struct values *values, const void *of, uint32_t place) {
    for (size_t i = values->rows.count; i-- > 0;)
        if (values->rows.items[i].of == of && values->rows.items[i].place == place)
            return &values->rows.items[i];
    return NULL;
}

/* Which one it is; false: it is open, and told so. */
static bool choose(struct look *look, struct rows_open open, shim_stmt place, unsigned *number) {
    const struct value_row *row = chosen(look->values, open.row.of, open.row.place);
    if (row && (row->fixed || !look->values->rows_within || is_within_launch(look->values, place))) {
        *number = row->number;
        return true;
    }
    if (look->open && !row && open.count)
        *look->open = open;
    return false;
}

/* The choice that an index into a table is: the same for each place that reads the same index of the same table. */
static struct value_row row_of_index(struct look *look, shim_stmt place, shim_stmt table, shim_stmt index) {
    struct leaves leaves = {look->values, true, false};
    char path[LVALUE_SIZE];
    shim_variable variable = lvalue_of(look->values->unit, table, path);
    shim_expression_leaves(look->values->unit, index, look_at_leaf, &leaves);
    if (!variable || leaves.called) /* each call may give another */
        return (struct value_row){.of = look->via ? (const void *)look->via : (const void *)place,
                                  .place = look->via ? strings_add(look->values->graph, "()") : 0,
                                  .fixed = true};
    struct text_buffer text = {0};
    text_add(&text, path);
    text_add(&text, "[");
    text_add(&text, shim_stmt_text(look->values->unit, index));
    text_add(&text, "]");
    bool by_variable = !leaves.fixed && look->via; /* the index had this value then */
    return (struct value_row){.of = by_variable ? look->via : variable,
                              .place = strings_add_text(look->values->graph, &text),
                              .fixed = leaves.fixed || by_variable};
}

/* Steps -------------------------------------------------------------------------------------- */

static shim_stmt resolve(struct look *look, shim_stmt expression);

static shim_stmt element(struct look *look, shim_stmt place, const struct shim_step *step) {
    shim_variable via = look->via;
    shim_stmt elements = shim_written_elements(resolve(look, step->of));
    if (!elements)
        return NULL;
    look->via = via;
    uint32_t known = values_constant(look->values, step->index);
    unsigned number;
    if (known) {
        number = (unsigned)strtoul(cch_graph_text(look->values->graph, known, NULL), NULL, 10);
        return shim_written_element(elements, number);
    }
    struct rows_open open = {.row = row_of_index(look, place, step->of, step->index),
                             .count = shim_written_count(elements),
                             .index = step->index,
                             .elements = elements,
                             .by = ROWS_INDEX};
    return choose(look, open, place, &number) ? shim_written_element(elements, number) : NULL;
}

static shim_stmt pair_of(struct look *look, shim_stmt element) {
    struct look inner = {.values = look->values};
    return element ? resolve(&inner, element) : NULL;
}

uint32_t rows_key(struct values *values, shim_stmt elements, unsigned number) {
    struct look look = {.values = values};
    shim_stmt key = shim_written_part(pair_of(&look, shim_written_element(elements, number)), 0);
    uint32_t constant = key ? values_constant(values, key) : 0;
    return constant ? constant : strings_add(values->graph, key ? shim_stmt_text(values->unit, key) : "");
}

/* Of a map. */
static shim_stmt keyed(struct look *look, shim_stmt place, const struct shim_step *step) {
    shim_variable via = look->via;
    shim_stmt elements = shim_written_elements(resolve(look, step->of));
    unsigned number, count = elements ? shim_written_count(elements) : 0;
    if (!elements)
        return NULL;
    look->via = via;
    uint32_t known = values_constant(look->values, step->index);
    for (number = 0; known && number < count && rows_key(look->values, elements, number) != known; ++number)
        ;
    struct rows_open open = {.row = row_of_index(look, place, step->of, step->index),
                             .count = count,
                             .index = step->index,
                             .elements = elements,
                             .by = ROWS_KEY};
    if (!known && !choose(look, open, place, &number))
        return NULL;
    shim_stmt found = number < count ? shim_written_element(elements, number) : NULL;
    return found && step->kind == SHIM_STEP_KEY ? shim_written_part(pair_of(look, found), 1) : found;
}

/* Each, or one that a search finds. */
static shim_stmt any(struct look *look, shim_stmt place, const struct shim_step *step) {
    shim_variable via = step->variable ? step->variable : look->via;
    shim_stmt elements = shim_written_elements(resolve(look, step->of));
    unsigned number;
    if (!elements)
        return NULL;
    look->via = via;
    struct rows_open open = {.row = {.of = via ? (const void *)via : (const void *)place, .fixed = true},
                             .count = shim_written_count(elements),
                             .elements = elements,
                             .by = step->kind == SHIM_STEP_EACH ? ROWS_EACH : ROWS_ANY};
    open.row.place = strings_add(look->values->graph, "*");
    return choose(look, open, place, &number) ? shim_written_element(elements, number) : NULL;
}

static shim_stmt conditional(struct look *look, shim_stmt place, const struct shim_step *step) {
    uint32_t known = values_constant(look->values, step->index);
    const char *value = cch_graph_text(look->values->graph, known, NULL);
    unsigned number = known && (strcmp(value, "false") == 0 || strcmp(value, "0") == 0);
    struct rows_open open = {
        .row = {.of = place, .fixed = true}, .count = 2, .index = step->index, .by = ROWS_CONDITION};
    if (!known && !choose(look, open, place, &number))
        return NULL;
    return number ? step->other : step->of;
}

/* What a function returns. */
static shim_stmt called(struct look *look, shim_stmt call) {
    rows_stmts returned = {0};
    shim_stmt body = shim_function_body(shim_called(call)), value = NULL;
    unsigned number = 0;
    if (!body || !values_bind(look->values, call))
        return NULL;
    rows_returned(look->values->unit, body, &returned);
    struct rows_open open = {.row = {.of = call, .fixed = true}, .count = (unsigned)returned.count, .by = ROWS_ANY};
    if (returned.count == 1 || choose(look, open, call, &number))
        value = number < returned.count ? returned.items[number] : NULL;
    VECTOR_RELEASE(&returned);
    look->via = NULL;
    return value;
}

static shim_stmt variable_step(struct look *look, const struct shim_step *step) {
    const struct value_row *given = chosen(look->values, step->variable, 0);
    if (given) {
        look->stepped = true;
        return given->value;
    }
    look->via = step->variable;
    look->uncertain = look->uncertain || step->uncertain;
    return step->kind == SHIM_STEP_VARIABLE ? step->of : values_bound(look->values, step->variable);
}

/* A field of what a list or the library's constructor makes, or the project's own. */
static shim_stmt field(struct look *look, const struct shim_step *step) {
    char *name = memory_text(step->name);
    shim_stmt object = resolve(look, step->of);
    shim_stmt value = object ? shim_written_field(object, name) : NULL;
    bool inner;
    if (object && !value && shim_stmt_kind(object) == SHIM_STMT_CONSTRUCT) {
        value = shim_constructed_field(look->values->unit, object, name, &inner);
        value = value && !inner && values_bind(look->values, object) ? value : NULL;
    }
    free(name);
    return value;
}

static shim_stmt resolve(struct look *look, shim_stmt expression) {
    while (expression && ++look->depth < LOOK_DEPTH) {
        struct shim_step step;
        shim_step_of(look->values->unit, expression, &step);
        look->stepped = look->stepped || (step.kind > SHIM_STEP_CHANGES && step.kind < SHIM_STEP_CHOICE);
        switch (step.kind) {
        case SHIM_STEP_WRITTEN:
            return expression;
        case SHIM_STEP_SAME:
            expression = step.of;
            break;
        case SHIM_STEP_VARIABLE:
        case SHIM_STEP_CHANGES:
            expression = variable_step(look, &step);
            break;
        case SHIM_STEP_FIELD:
            expression = field(look, &step);
            break;
        case SHIM_STEP_PART:
            expression = shim_written_part(resolve(look, step.of), step.number);
            break;
        case SHIM_STEP_ELEMENT:
            expression = element(look, expression, &step);
            break;
        case SHIM_STEP_KEY:
        case SHIM_STEP_PAIR:
            expression = keyed(look, expression, &step);
            break;
        case SHIM_STEP_EACH:
        case SHIM_STEP_ONE:
            expression = any(look, expression, &step);
            break;
        case SHIM_STEP_CHOICE:
            expression = conditional(look, expression, &step);
            break;
        case SHIM_STEP_CALL:
            expression = called(look, expression);
            break;
        }
    }
    return NULL;
}

shim_stmt rows_value(struct values *values, shim_stmt place, struct rows_open *open) {
    struct look look = {.values = values, .open = open};
    if (open)
        open->count = 0;
    shim_stmt value = resolve(&look, place);
    if (open) {
        open->uncertain = look.uncertain;
        open->count = look.stepped ? open->count : 0; /* that of a pointer itself is another's to look at */
    } else if (look.uncertain) {
        return NULL;
    }
    return look.stepped && value != place ? value : NULL;
}

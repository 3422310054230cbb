/* Which kernels an expression may name, and under which conditions each: those
 * of `c ? &a : &b`, of the branches in which a variable is assigned, of an
 * index into a table; of the returns of a function that is called. What is chosen so is as certain as a call in that
 * branch; what a function chooses is only possible. */
#include "facts/kernel_choice.h"

#include "facts/assignments.h"
#include "facts/fields.h"
#include "facts/guards.h"
#include "facts/handed_places.h"
#include "know/expressions.h"
#include "shim/flow.h"
#include "shim/parameters.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Beyond these a choice is only possible (ways), or something unknown is launched, too. */
enum { LOOK_DEPTH = 64, WAYS_MAX = 64, CHOICES_MAX = 4096 };

struct search {
    struct walk *walk;
    struct kernel_choices *choices;
    shim_stmt launch; /* whose kernel it is */
    int depth;
    bool inside; /* a function that is looked into: its parameters are bound, its branches are not those at hand */
};

/* The way on which a value is chosen. */
struct way {
    uint32_t guard;
    bool told; /* the branch tells all */
};

static void find(struct search *search, shim_stmt expression, struct way way);

static void add(struct search *search, shim_function kernel, struct way way) {
    struct kernel_choices *choices = search->choices;
    for (size_t i = 0; i < choices->items.count; ++i) {
        struct kernel_choice *known = &choices->items.items[i];
        if (known->kernel == kernel && known->guard == way.guard) {
            known->told = known->told || way.told;
            return;
        }
    }
    if (choices->items.count < CHOICES_MAX)
        VECTOR_PUSH(&choices->items, (struct kernel_choice){kernel, way.guard, way.told});
    else
        choices->unknown = true;
}

/* Conditions ------------------------------------------------------------------------- */

/* Can both outcomes of one condition not be? "case 1, case 2" and "case 1" may both. */
static bool excludes(const struct walk *walk, const struct guard *a, const struct guard *b) {
    const char *left = cch_graph_text(walk->graph, a->outcome, NULL);
    const char *right = cch_graph_text(walk->graph, b->outcome, NULL);
    const char *longer = strlen(left) < strlen(right) ? right : left;
    size_t length = strlen(longer == left ? right : left);
    bool within = strncmp(left, right, length) == 0 && (!longer[length] || longer[length] == ','); /* not "case 10" */
    return a->condition == b->condition && !within;
}

enum relation { UNRELATED, HOLDS, FAILS };

/* What the way says of the branch. */
static enum relation relation_of(const struct walk *walk, uint32_t way, const struct guard *branch) {
    for (; way; way = guards_at(walk, way)->parent) {
        const struct guard *step = guards_at(walk, way);
        if (step->condition == branch->condition && step->outcome == branch->outcome)
            return HOLDS;
        if (excludes(walk, step, branch))
            return FAILS;
    }
    return UNRELATED;
}

static uint32_t within(struct walk *walk, uint32_t outer, uint32_t like, const char *outcome) {
    struct guard branch = *guards_at(walk, like);
    const char *text = outcome ? outcome : cch_graph_text(walk->graph, branch.outcome, NULL);
    return guards_add(walk, outer, branch.branch, branch.condition, text, (enum cch_condition)branch.kind);
}

enum { BRANCHES_MAX = 256 };

/* The branches around `guard`, the outermost first; false: too many. */
static bool branches_of(const struct walk *walk, uint32_t guard, uint32_t *branches, unsigned *count) {
    uint32_t depth = guard ? guards_at(walk, guard)->depth : 0;
    if (depth > BRANCHES_MAX)
        return false;
    *count = depth;
    for (; guard; guard = guards_at(walk, guard)->parent)
        branches[--depth] = guard;
    return true;
}

/* The way, in the branches around `guard`, too. False: it cannot be there, or is not told. */
static bool join(struct walk *walk, uint32_t *way, uint32_t guard, bool *told) {
    uint32_t branches[BRANCHES_MAX];
    unsigned count;
    if (!branches_of(walk, guard, branches, &count)) {
        *told = false;
        return false;
    }
    for (unsigned i = 0; i < count; ++i) {
        enum relation relation = relation_of(walk, *way, guards_at(walk, branches[i]));
        if (relation == FAILS)
            return false;
        if (relation == UNRELATED)
            *way = within(walk, *way, branches[i], NULL);
    }
    return true;
}

struct ways {
    uint32_t items[WAYS_MAX];
    unsigned count;
};

static const char *opposite(const struct walk *walk, const struct guard *branch) {
    const char *outcome = cch_graph_text(walk->graph, branch->outcome, NULL);
    return strcmp(outcome, "true") == 0 ? "false" : strcmp(outcome, "false") == 0 ? "true" : NULL;
}

/* Adds the ways that are `way` and not in all of the branches around `guard`. False: they cannot be told. */
static bool leave(struct walk *walk, uint32_t way, uint32_t guard, struct ways *ways) {
    uint32_t branches[BRANCHES_MAX];
    unsigned count;
    if (!branches_of(walk, guard, branches, &count))
        return false;
    for (unsigned i = 0; i < count; ++i)
        if (relation_of(walk, way, guards_at(walk, branches[i])) == FAILS) {
            if (ways->count == WAYS_MAX)
                return false;
            ways->items[ways->count++] = way;
            return true;
        }
    for (unsigned i = 0; i < count; ++i) {
        const struct guard *branch = guards_at(walk, branches[i]);
        if (relation_of(walk, way, branch) == HOLDS)
            continue;
        const char *other = opposite(walk, branch);
        if (!other || ways->count == WAYS_MAX)
            return false;
        if (branch->kind != CCH_CONDITION_RETURN) /* else it has returned, and launches nothing */
            ways->items[ways->count++] = within(walk, way, branches[i], other);
        way = within(walk, way, branches[i], NULL);
    }
    return true;
}

/* Variables ------------------------------------------------------------------------------ */

/* What gives a variable its value, in the order of execution. */
struct definition {
    shim_stmt value;
    uint32_t guard;
    unsigned place;
};

struct definitions {
    struct definition *items; /* owned */
    size_t count, written;    /* `written`: with those behind the launch */
    bool ordered;             /* each runs at most once, in this order, before the launch */
};

static int compare_definitions(const void *left, const void *right) {
    const struct definition *a = left, *b = right;
    return (a->place > b->place) - (a->place < b->place);
}

/* Their places in the order of execution; what comes after the launch does not count. */
static void order(struct search *search, shim_stmt body, struct definitions *definitions) {
    size_t count = definitions->count, kept = 0;
    shim_stmt *stmts = memory_zeroed(count + 1, sizeof *stmts);
    unsigned *places = memory_zeroed(count + 1, sizeof *places);
    for (size_t i = 0; i < count; ++i)
        stmts[i] = definitions->items[i].value;
    stmts[count] = search->launch;
    shim_order(body, stmts, count + 1, places);
    for (size_t i = 0; i < count; ++i) {
        definitions->items[i].place = places[i];
        definitions->ordered = definitions->ordered && places[i] && places[count];
    }
    for (size_t i = 0; i < count && definitions->ordered; ++i)
        if (places[i] < places[count])
            definitions->items[kept++] = definitions->items[i];
    if (definitions->ordered) {
        definitions->count = kept;
        if (kept)
            qsort(definitions->items, kept, sizeof *definitions->items, compare_definitions);
    }
    free(stmts);
    free(places);
}

/* The assignments in the body at hand. */
static void collect(struct search *search, shim_variable variable, struct definitions *definitions) {
    struct walk *walk = search->walk;
    const struct assignments *assignments = assignments_of(walk);
    *definitions = (struct definitions){.items = memory_zeroed(assignments->list.count, sizeof *definitions->items)};
    for (size_t i = 0; i < assignments->list.count; ++i) {
        const struct assignment *assignment = &assignments->list.items[i];
        if (assignment->variable == variable && !assignment->member)
            definitions->items[definitions->count++] = (struct definition){assignment->value, assignment->guard, 0};
    }
    definitions->written = definitions->count;
    shim_function function = walk->current == UINT32_MAX ? NULL : walk->entries.items[walk->current].function;
    shim_stmt body = function ? shim_function_body(function) : NULL;
    definitions->ordered = body && search->launch && guards_are_on(walk);
    if (definitions->ordered && definitions->count)
        order(search, body, definitions);
}

/* The ways on which definition `index` (SIZE_MAX: the initialiser) is the last to run. */
static bool ways_of(struct search *search, const struct definitions *definitions, size_t index, uint32_t start,
                    struct ways *ways) {
    struct walk *walk = search->walk;
    bool told = true;
    *ways = (struct ways){{start}, 1};
    if (index != SIZE_MAX && !join(walk, &ways->items[0], definitions->items[index].guard, &told)) {
        ways->count = 0;
        return told;
    }
    for (size_t later = index == SIZE_MAX ? 0 : index + 1; later < definitions->count; ++later) {
        struct ways left = {.count = 0};
        for (unsigned i = 0; i < ways->count; ++i)
            if (!leave(walk, ways->items[i], definitions->items[later].guard, &left))
                return false;
        *ways = left;
    }
    return true;
}

static void find_definition(struct search *search, const struct definitions *definitions, size_t index, shim_stmt value,
                            struct way way) {
    struct ways ways;
    if (!definitions->ordered || !way.told || !ways_of(search, definitions, index, way.guard, &ways)) {
        find(search, value, (struct way){way.guard, false});
        return;
    }
    for (unsigned i = 0; i < ways.count; ++i)
        find(search, value, (struct way){ways.items[i], true});
}

/* What callers give, itself or in a field of what they give; false: it is none. */
static bool add_given(struct search *search, shim_stmt expression, struct way way) {
    uint32_t place = search->launch ? handed_place(search->walk, expression) : 0;
    if (!place || search->choices->given.count == CHOICES_MAX)
        return false;
    VECTOR_PUSH(&search->choices->given, (struct kernel_given){place, way.guard, way.told});
    return true;
}

static void find_one_of(void *data, shim_stmt value) {
    struct search *search = data;
    find(search, value, (struct way){search->walk->guard, false});
}

/* Any of the values of a local variable of a function that is looked into. */
static void find_inside(struct search *search, shim_variable variable) {
    struct walk *walk = search->walk;
    bool known = !shim_variable_aliased(walk->unit, variable);
    if (!values_visit(&walk->values, variable, find_one_of, search) || !known)
        search->choices->unknown = true;
}

static void find_in_variable(struct search *search, shim_variable variable, struct way way) {
    struct walk *walk = search->walk;
    struct shim_variable_facts facts;
    struct definitions definitions;
    shim_variable defining = shim_variable_defining(variable);
    shim_stmt last, initializer = NULL;
    shim_variable_facts(walk->unit, defining, &facts);
    if (facts.parameter && values_bound(&walk->values, variable)) {
        find(search, values_bound(&walk->values, variable), way);
        return;
    }
    if (facts.parameter)
        search->choices->unknown = true;
    initializer = facts.parameter ? NULL : shim_variable_initializer(defining);
    if (initializer && !shim_variable_changes(walk->unit, defining)) {
        find(search, initializer, way);
        return;
    }
    if (search->inside && !facts.parameter && !facts.global && !facts.static_local) {
        find_inside(search, variable);
        return;
    }
    collect(search, variable, &definitions);
    /* A global that is no constant may be changed elsewhere, and so may what a closure or a pointer changes. */
    if (facts.global || facts.static_local)
        search->choices->unknown = search->choices->unknown || !facts.is_const;
    else if (!facts.parameter &&
             (shim_variable_aliased(walk->unit, variable) ||
              values_count(&walk->values, variable, &last) > definitions.written + (initializer != NULL)))
        search->choices->unknown = true;
    definitions.ordered = definitions.ordered && !search->choices->unknown;
    if (!definitions.count && !initializer)
        search->choices->unknown = true;
    for (size_t i = 0; i < definitions.count; ++i)
        find_definition(search, &definitions, i, definitions.items[i].value, way);
    if (initializer)
        find_definition(search, &definitions, SIZE_MAX, initializer, way);
    free(definitions.items);
}

/* Tables ------------------------------------------------------------------------------------ */

struct elements {
    VECTOR(shim_stmt) items;
};

static void keep_element(void *data, shim_stmt element) {
    struct elements *elements = data;
    VECTOR_PUSH(&elements->items, element);
}

static void find_in_table(struct search *search, shim_stmt element, struct way way) {
    struct walk *walk = search->walk;
    struct children sides;
    struct elements list_of = {0};
    children_of(walk->unit, element, &sides);
    shim_stmt array = sides.count == 2 ? shim_strip(sides.items[0]) : NULL;
    shim_variable variable =
        array && shim_stmt_kind(array) == SHIM_STMT_REFERENCE ? shim_reference_variable(array) : NULL;
    shim_variable defining = variable ? shim_variable_defining(variable) : NULL;
    shim_stmt list =
        defining && !shim_variable_changes(walk->unit, defining) ? shim_variable_initializer(defining) : NULL;
    if (!list || shim_stmt_kind(list) != SHIM_STMT_INITIALIZER_LIST) {
        search->choices->unknown = true;
        return;
    }
    shim_stmt_children(walk->unit, list, keep_element, &list_of);
    uint32_t known = values_constant(&walk->values, sides.items[1]);
    for (size_t i = 0; i < list_of.items.count; ++i) {
        char outcome[32];
        snprintf(outcome, sizeof outcome, "case %zu", i);
        if (known && strcmp(cch_graph_text(walk->graph, known, NULL), outcome + strlen("case ")) != 0)
            continue;
        struct way chosen = way;
        bool on = guards_are_on(walk) && !search->inside;
        if (!known && way.told && on)
            chosen.guard = guards_add(walk, way.guard, element, sides.items[1], outcome, CCH_CONDITION_SWITCH);
        chosen.told = way.told && (known || on);
        find(search, list_of.items.items[i], chosen);
    }
    VECTOR_RELEASE(&list_of.items);
}

/* Functions ----------------------------------------------------------------------------------- */

struct returned {
    struct walk *walk;
    VECTOR(shim_stmt) stack, values;
};

static void push_statement(void *data, shim_stmt stmt) {
    struct returned *returned = data;
    VECTOR_PUSH(&returned->stack, stmt);
}

/* What the function's returns give; those of closures that are written in it are not its own. */
static void collect_returned(struct returned *returned, shim_stmt body) {
    VECTOR_PUSH(&returned->stack, body);
    while (returned->stack.count) {
        shim_stmt stmt = returned->stack.items[--returned->stack.count];
        struct children parts;
        enum shim_stmt_kind kind = shim_stmt_kind(stmt);
        if (kind == SHIM_STMT_LAMBDA || kind == SHIM_STMT_SKIP)
            continue;
        if (kind != SHIM_STMT_RETURN) {
            shim_stmt_children(returned->walk->unit, stmt, push_statement, returned);
            continue;
        }
        children_of(returned->walk->unit, stmt, &parts);
        VECTOR_PUSH(&returned->values, parts.count == 1 ? parts.items[0] : NULL);
    }
}

/* What a function that is defined here returns: any of its returns, unless there is but one. */
static void find_in_call(struct search *search, shim_stmt call, struct way way) {
    struct walk *walk = search->walk;
    struct shim_call facts;
    struct returned returned = {.walk = walk};
    size_t bound = walk->values.bound.count;
    bool inside = search->inside;
    shim_call_facts(walk->unit, call, &facts);
    shim_function function = facts.is_virtual && !facts.devirtualized ? NULL : shim_called(call);
    shim_stmt body = function ? shim_function_body(function) : NULL;
    if (!body || !values_bind(&walk->values, call)) {
        search->choices->unknown = true;
        return;
    }
    collect_returned(&returned, body);
    search->inside = true;
    way.told = way.told && returned.values.count == 1;
    for (size_t i = 0; i < returned.values.count; ++i)
        find(search, returned.values.items[i], way);
    if (!returned.values.count)
        search->choices->unknown = true;
    search->inside = inside;
    values_unbind(&walk->values, bound);
    VECTOR_RELEASE(&returned.stack);
    VECTOR_RELEASE(&returned.values);
}

/* Expressions --------------------------------------------------------------------------------- */

static void find_in_conditional(struct search *search, shim_stmt conditional, struct way way) {
    struct walk *walk = search->walk;
    struct children parts;
    children_of(walk->unit, conditional, &parts);
    bool simple = parts.count == 3; /* not `a ?: b` */
    bool on = guards_are_on(walk) && way.told && simple && !search->inside;
    uint32_t known = simple && shim_expression_is_constant(walk->unit, parts.items[0])
                         ? values_constant(&walk->values, parts.items[0])
                         : 0;
    bool first = known && strcmp(cch_graph_text(walk->graph, known, NULL), "false") != 0;
    for (unsigned i = 1; i < parts.count; ++i) {
        struct way chosen = {way.guard, way.told && (known || on)};
        if (known && first != (i == 1))
            continue;
        if (on && !known)
            chosen.guard = guards_add(walk, way.guard, conditional, parts.items[0], i == 1 ? "true" : "false",
                                      CCH_CONDITION_CHOICE);
        find(search, parts.items[i], chosen);
    }
}

/* A field of an object that is made here; false: it is not known what it is. */
static bool find_in_field(struct search *search, shim_stmt member, struct way way) {
    struct walk *walk = search->walk;
    char path[LVALUE_SIZE];
    shim_variable variable = lvalue_of(walk->unit, member, path);
    size_t bound = walk->values.bound.count;
    if (!variable || !*path || strchr(path, '[') || shim_parameter_number(variable))
        return false;
    shim_stmt value = fields_of_variable(walk, variable, path);
    if (value)
        find(search, value, way);
    values_unbind(&walk->values, bound);
    return value != NULL;
}

static void find(struct search *search, shim_stmt expression, struct way way) {
    struct walk *walk = search->walk;
    shim_stmt operand = expression ? shim_strip(expression) : NULL;
    if (!operand || search->depth >= LOOK_DEPTH) {
        search->choices->unknown = true;
        return;
    }
    if (shim_is_null_pointer(search->walk->unit, operand))
        return; /* not to be launched */
    ++search->depth;
    enum shim_stmt_kind kind = shim_stmt_kind(operand);
    struct children parts;
    if (kind == SHIM_STMT_REFERENCE && shim_reference_function(operand)) {
        add(search, shim_reference_function(operand), way);
    } else if (kind == SHIM_STMT_REFERENCE && shim_reference_variable(operand)) {
        if (search->inside || !add_given(search, operand, way))
            find_in_variable(search, shim_reference_variable(operand), way);
    } else if (kind == SHIM_STMT_CONDITIONAL) {
        find_in_conditional(search, operand, way);
    } else if (kind == SHIM_STMT_TRANSPARENT) {
        children_of(walk->unit, operand, &parts);
        find(search, parts.count == 1 ? parts.items[0] : NULL, way);
    } else if (shim_flow_kind(operand) == SHIM_FLOW_ELEMENT) {
        find_in_table(search, operand, way);
    } else if (kind == SHIM_STMT_CALL) {
        find_in_call(search, operand, way);
    } else if (kind != SHIM_STMT_MEMBER || search->inside ||
               !(add_given(search, operand, way) || find_in_field(search, operand, way))) {
        search->choices->unknown = true;
    }
    --search->depth;
}

void kernel_choices_find(struct walk *walk, shim_stmt expression, shim_stmt launch, struct kernel_choices *choices) {
    struct search search = {walk, choices, launch, 0, false};
    find(&search, expression, (struct way){walk->guard, true});
    if (choices->items.count == 1 && !choices->given.count && !choices->unknown)
        choices->items.items[0].told = true; /* there is no other */
}

void kernel_choices_release(struct kernel_choices *choices) {
    VECTOR_RELEASE(&choices->items);
    VECTOR_RELEASE(&choices->given);
}

bool kernel_choices_visit(struct walk *walk, shim_stmt expression, kernel_visitor *visit, void *data) {
    struct kernel_choices choices = {.unknown = false};
    kernel_choices_find(walk, expression, NULL, &choices);
    for (size_t i = 0; i < choices.items.count; ++i) {
        bool seen = false;
        for (size_t j = 0; j < i; ++j)
            seen = seen || choices.items.items[j].kernel == choices.items.items[i].kernel;
        if (!seen)
            visit(data, choices.items.items[i].kernel);
    }
    bool known = !choices.unknown;
    kernel_choices_release(&choices);
    return known;
}

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
#include "know/rows.h"
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

/* Are the rows that are chosen now those of the choice? */
static bool has_rows(const struct search *search, const struct kernel_choice *choice) {
    const struct value_row *now = search->walk->values.rows.items, *its = search->choices->rows.items + choice->row;
    if (choice->row_count != search->walk->values.rows.count)
        return false;
    for (uint32_t i = 0; i < choice->row_count; ++i)
        if (its[i].of != now[i].of || its[i].place != now[i].place || its[i].number != now[i].number ||
            its[i].value != now[i].value)
            return false;
    return true;
}

static void add(struct search *search, shim_function kernel, struct way way) {
    struct kernel_choices *choices = search->choices;
    for (size_t i = 0; i < choices->items.count; ++i) {
        struct kernel_choice *known = &choices->items.items[i];
        if (known->kernel == kernel && known->guard == way.guard && has_rows(search, known)) {
            known->told = known->told || way.told;
            return;
        }
    }
    if (choices->items.count == CHOICES_MAX) {
        choices->unknown = true;
        return;
    }
    struct kernel_choice choice = {kernel, way.guard, way.told, (uint32_t)choices->rows.count,
                                   (uint32_t)search->walk->values.rows.count};
    for (size_t i = 0; i < search->walk->values.rows.count; ++i)
        VECTOR_PUSH(&choices->rows, search->walk->values.rows.items[i]);
    VECTOR_PUSH(&choices->items, choice);
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

/* The one value that a local variable surely has on the way; NULL: there are several, or it is not known. */
static shim_stmt value_on(struct search *search, shim_variable variable, uint32_t guard) {
    struct walk *walk = search->walk;
    struct definitions definitions;
    shim_stmt last, value = NULL, initializer = shim_variable_initializer(shim_variable_defining(variable));
    unsigned found = 0;
    collect(search, variable, &definitions);
    bool known = definitions.ordered && !shim_variable_aliased(walk->unit, variable) &&
                 values_count(&walk->values, variable, &last) <= definitions.written + (initializer != NULL);
    for (size_t i = 0; known && i <= definitions.count; ++i) {
        struct ways ways;
        bool first = i == definitions.count; /* what it is initialised with */
        known = ways_of(search, &definitions, first ? SIZE_MAX : i, guard, &ways);
        if (!ways.count)
            continue;
        value = first ? initializer : definitions.items[i].value;
        ++found;
    }
    free(definitions.items);
    return known && found == 1 ? value : NULL;
}

/* The local variables that are assigned in the body, as they are on the way. */
static void take_variables(struct walk *walk, uint32_t guard, shim_stmt launch) {
    struct kernel_choices none = {.unknown = false};
    struct search search = {walk, &none, launch, 0, false};
    const struct assignments *assignments = assignments_of(walk);
    size_t before = walk->values.rows.count;
    for (size_t i = 0; i < assignments->list.count && walk->values.rows.count - before < WAYS_MAX; ++i) {
        shim_variable variable = assignments->list.items[i].variable;
        struct shim_variable_facts facts;
        bool seen = assignments->list.items[i].member != NULL;
        for (size_t j = before; j < walk->values.rows.count && !seen; ++j)
            seen = walk->values.rows.items[j].of == variable;
        shim_variable_facts(walk->unit, variable, &facts);
        if (seen || facts.global || facts.static_local || facts.parameter)
            continue;
        shim_stmt value = value_on(&search, variable, guard);
        if (value)
            VECTOR_PUSH(&walk->values.rows, (struct value_row){.of = variable, .value = value, .fixed = true});
    }
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

static shim_stmt row_at(struct values *values, shim_stmt place) { return rows_value(values, place, NULL); }

/* The index of a table: where the body at hand reads it first, if it is the same wherever it is read. */
static struct value_index index_of(struct walk *walk, shim_stmt place, const struct rows_open *open) {
    struct value_index index = {open->row.of, open->row.place, walk->current, place, open->index};
    for (size_t i = 0; i < walk->values.indices.count && open->row.fixed; ++i) {
        const struct value_index *known = &walk->values.indices.items[i];
        if (known->of == index.of && known->place == index.place && known->body == index.body)
            return *known;
    }
    if (open->row.fixed)
        VECTOR_PUSH(&walk->values.indices, index);
    return index;
}

/* The way on which it is this one of those that are open. */
static struct way way_of(struct search *search, shim_stmt place, const struct rows_open *open, unsigned number,
                         struct way way) {
    struct walk *walk = search->walk;
    bool on = guards_are_on(walk) && way.told && !search->inside;
    struct text_buffer outcome = {0};
    char digits[32];
    if (open->by == ROWS_EACH)
        return way; /* one after another */
    if (!on || open->by == ROWS_ANY)
        return (struct way){way.guard, false};
    if (open->by == ROWS_CONDITION) {
        way.guard = guards_add(walk, way.guard, place, open->index, number ? "false" : "true", CCH_CONDITION_CHOICE);
        return way;
    }
    snprintf(digits, sizeof digits, "%u", number);
    text_add(&outcome, "case ");
    text_add(&outcome, open->by == ROWS_INDEX
                           ? digits
                           : cch_graph_text(walk->graph, rows_key(&walk->values, open->elements, number), NULL));
    struct value_index index = index_of(walk, place, open);
    way.guard = guards_add(walk, way.guard, index.element, index.index, outcome.bytes, CCH_CONDITION_SWITCH);
    text_release(&outcome);
    return way;
}

/* A row of a table that is written down, whichever it is; false: it is no such place. */
static bool find_in_rows(struct search *search, shim_stmt place, struct way way) {
    struct walk *walk = search->walk;
    struct rows_open open;
    size_t bound = walk->values.bound.count, rows = walk->values.rows.count;
    shim_stmt value = rows_value(&walk->values, place, &open);
    bool known = value || open.count;
    if (known && open.uncertain) {
        way.told = false;
        search->choices->unknown = true;
    }
    if (value) {
        struct value_row seen = {.of = place, .fixed = true}; /* values are asked for in this way */
        VECTOR_PUSH(&walk->values.rows, seen);
        find(search, value, way);
    }
    values_unbind(&walk->values, bound);
    walk->values.rows.count = rows;
    for (unsigned i = 0; !value && i < open.count && search->depth < LOOK_DEPTH; ++i) {
        struct value_row row = open.row;
        row.number = i;
        VECTOR_PUSH(&walk->values.rows, row);
        ++search->depth;
        if (!find_in_rows(search, place, way_of(search, place, &open, i, way)))
            search->choices->unknown = true;
        --search->depth;
        walk->values.rows.count = rows;
    }
    return known;
}

/* Functions ----------------------------------------------------------------------------------- */

/* What a function that is defined here returns: any of its returns, unless there is but one. */
static void find_in_call(struct search *search, shim_stmt call, struct way way) {
    struct walk *walk = search->walk;
    struct shim_call facts;
    rows_stmts returned = {0};
    size_t bound = walk->values.bound.count;
    bool inside = search->inside;
    shim_call_facts(walk->unit, call, &facts);
    shim_function function = facts.is_virtual && !facts.devirtualized ? NULL : shim_called(call);
    shim_stmt body = function ? shim_function_body(function) : NULL;
    if (!body || !values_bind(&walk->values, call)) {
        search->choices->unknown = true;
        return;
    }
    rows_returned(walk->unit, body, &returned);
    search->inside = true;
    way.told = way.told && returned.count == 1;
    for (size_t i = 0; i < returned.count; ++i)
        find(search, returned.items[i], way);
    if (!returned.count)
        search->choices->unknown = true;
    search->inside = inside;
    values_unbind(&walk->values, bound);
    VECTOR_RELEASE(&returned);
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

/* Is a member or an element of it assigned in the body at hand? */
static bool is_set_in_part(const struct walk *walk, shim_variable variable) {
    const struct assignments *assignments = assignments_of(walk);
    for (size_t i = 0; i < assignments->list.count; ++i)
        if (assignments->list.items[i].variable == variable && assignments->list.items[i].member)
            return true;
    return false;
}

/* Does it make an object of something, and not as it comes? */
static bool is_made_of(shim_stmt value) {
    shim_stmt made = shim_strip(value);
    return !made || shim_stmt_kind(made) != SHIM_STMT_CONSTRUCT || shim_construct_argument_count(made);
}

/* A part of a local variable that is assigned as a whole, in branches: by each of the assignments. */
static bool find_in_assigned(struct search *search, shim_stmt place, struct way way) {
    struct walk *walk = search->walk;
    struct definitions definitions;
    char path[LVALUE_SIZE];
    struct shim_variable_facts facts;
    shim_variable variable = lvalue_of(walk->unit, place, path);
    shim_stmt last, initializer = variable ? shim_variable_initializer(shim_variable_defining(variable)) : NULL;
    size_t rows = walk->values.rows.count;
    if (!variable || shim_parameter_number(variable) || search->depth >= LOOK_DEPTH)
        return false;
    shim_variable_facts(walk->unit, variable, &facts);
    if (facts.global || facts.static_local || shim_variable_aliased(walk->unit, variable) ||
        is_set_in_part(walk, variable))
        return false;
    collect(search, variable, &definitions);
    bool known = definitions.ordered && definitions.count &&
                 values_count(&walk->values, variable, &last) <= definitions.written + (initializer != NULL);
    for (size_t i = 0; known && i <= definitions.count; ++i) {
        struct ways ways;
        bool first = i == definitions.count;
        shim_stmt value = first ? initializer : definitions.items[i].value;
        bool told = way.told && ways_of(search, &definitions, first ? SIZE_MAX : i, way.guard, &ways);
        if (!told)
            ways = (struct ways){{way.guard}, 1};
        for (unsigned j = 0; j < ways.count && value && is_made_of(value); ++j) {
            VECTOR_PUSH(&walk->values.rows,
                        (struct value_row){.of = variable, .value = value, .fixed = true, .number = (unsigned)i});
            ++search->depth;
            if (!find_in_rows(search, place, (struct way){ways.items[j], told}))
                search->choices->unknown = true;
            --search->depth;
            walk->values.rows.count = rows;
        }
    }
    free(definitions.items);
    return known;
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
        if ((search->inside || !add_given(search, operand, way)) && !find_in_rows(search, operand, way))
            find_in_variable(search, shim_reference_variable(operand), way);
    } else if (kind == SHIM_STMT_CONDITIONAL) {
        find_in_conditional(search, operand, way);
    } else if (kind == SHIM_STMT_TRANSPARENT) {
        children_of(walk->unit, operand, &parts);
        find(search, parts.count == 1 ? parts.items[0] : NULL, way);
    } else if (kind == SHIM_STMT_MEMBER && !search->inside && add_given(search, operand, way)) {
        /* callers give it */
    } else if (!find_in_rows(search, operand, way) &&
               !(kind == SHIM_STMT_MEMBER && !search->inside &&
                 (find_in_field(search, operand, way) || find_in_assigned(search, operand, way)))) {
        if (kind == SHIM_STMT_CALL)
            find_in_call(search, operand, way);
        else
            search->choices->unknown = true;
    }
    --search->depth;
}

void kernel_choices_find(struct walk *walk, shim_stmt expression, shim_stmt launch, struct kernel_choices *choices) {
    struct search search = {walk, choices, launch, 0, false};
    walk->values.row_at = row_at;
    find(&search, expression, (struct way){walk->guard, true});
    if (choices->items.count == 1 && !choices->given.count && !choices->unknown)
        choices->items.items[0].told = true; /* there is no other */
}

void kernel_choices_release(struct kernel_choices *choices) {
    VECTOR_RELEASE(&choices->items);
    VECTOR_RELEASE(&choices->given);
    VECTOR_RELEASE(&choices->rows);
}

void kernel_choices_take(struct walk *walk, const struct kernel_choices *choices, size_t choice, shim_stmt launch) {
    const struct kernel_choice *taken = &choices->items.items[choice];
    for (uint32_t i = 0; i < taken->row_count; ++i)
        VECTOR_PUSH(&walk->values.rows, choices->rows.items[taken->row + i]);
    walk->values.rows_within = launch;
    walk->values.row_at = row_at;
    if (taken->guard != walk->guard)
        take_variables(walk, taken->guard, launch);
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

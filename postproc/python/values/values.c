/* Statements: where values go in a module, class or function (values.h). */
#include "python/values/values.h"

#include <string.h>

#include "graph_file/schema.h"

static void statements(struct cch_py_values *w, struct cch_py_node *list);

void cch_py_values_later(struct cch_py_values *w, struct cch_py_node *function) {
    int added;
    if (!function->made)
        return;
    cch_py_table_put(w->arena, &w->queued, (uintptr_t)function, &added);
    if (!added)
        return;
    PY_PUSH(w->arena, &w->later, function);
    PY_PUSH(w->arena, &w->later_in, w->scope);
}

/* Definitions --------------------------------------------------------------------- */

static void expressions(struct cch_py_values *w, struct cch_py_node *list) {
    cch_py_sources sources = {0};
    for (; list; list = list->next)
        cch_py_values_of(w, list, PY_HOW_DERIVED, &sources);
    cch_py_arena_resize(w->arena, sources.items, 0);
}

static void default_value(struct cch_py_values *w, const struct cch_py_node *function, uint32_t index,
                          struct cch_py_node *value) {
    if (value && value->kind != PY_OTHER && function->made)
        cch_py_values_into(w, value, cch_py_values_location(w, PY_LOCATION_PARAMETER, function->made - 1, index, 1));
}

static uint32_t length_of(const struct cch_py_node *list) {
    uint32_t count = 0;
    for (; list; list = list->next)
        count++;
    return count;
}

/* Where the function is defined, its defaults are values of its parameters. */
static void defaults(struct cch_py_values *w, struct cch_py_node *node) {
    struct cch_py_node *arguments = node->slot[0];
    if (!arguments)
        return;
    uint32_t count = length_of(arguments->slot[0]) + length_of(arguments->slot[1]);
    uint32_t values = length_of(arguments->slot[6]), index = count > values ? count - values : 0;
    for (struct cch_py_node *value = arguments->slot[6]; value; value = value->next)
        default_value(w, node, index++, value);
    index = count + (arguments->slot[2] != NULL);
    for (struct cch_py_node *value = arguments->slot[4]; value; value = value->next)
        default_value(w, node, index++, value);
}

static void define_function(struct cch_py_values *w, struct cch_py_node *node) {
    cch_py_values_define(w, node->name, 0);
    expressions(w, node->slot[2]);
    cch_py_values_later(w, node);
}

static void define_class(struct cch_py_values *w, struct cch_py_node *node) {
    struct cch_py_scope *outside = w->scope;
    cch_py_values_define(w, node->name, 0);
    expressions(w, node->slot[2]);
    expressions(w, node->slot[0]);
    if (!node->made || !node->scope)
        return;
    w->scope = node->scope;
    statements(w, node->slot[1]);
    w->scope = outside;
}

static void import(struct cch_py_values *w, struct cch_py_node *node) {
    for (struct cch_py_node *alias = node->slot[0]; alias; alias = alias->next) {
        uint32_t name = alias->name2 ? alias->name2 : alias->name, location = 0;
        if (node->kind == PY_IMPORT && !alias->name2) {
            const char *text = cch_py_text(w->l->names, alias->name);
            name = cch_py_name(w->arena, w->l->names, text, strcspn(text, "."));
        }
        if (node->kind == PY_IMPORT_FROM && alias->made)
            location = cch_py_values_location(w, PY_LOCATION_IMPORT, 0, alias->name, alias->made - 1);
        cch_py_values_define(w, name, location);
    }
}

/* Conditions ------------------------------------------------------------------------ */

/* Something that is there already: no computation decides between two of them. */
static int is_there(const struct cch_py_node *node) {
    int any = 0;
    if (!node)
        return 0;
    switch (node->kind) {
    case PY_NAME:
        return 1;
    case PY_ATTRIBUTE:
        return is_there(node->slot[0]);
    case PY_SUBSCRIPT:
        return cch_py_values_is_constant(node->slot[1]) && is_there(node->slot[0]);
    case PY_TUPLE:
    case PY_LIST:
        for (const struct cch_py_node *item = node->slot[0]; item; item = item->next) {
            if (!is_there(item) && !(item->kind == PY_CONSTANT && item->constant == PY_NONE))
                return 0;
            any |= item->kind != PY_CONSTANT;
        }
        return any;
    default:
        return 0;
    }
}

static int is_return_of_that(const struct cch_py_node *node) {
    return node && node->kind == PY_RETURN && is_there(node->slot[0]);
}

static int only_forms_return(const struct cch_py_node *node) {
    const struct cch_py_node *body = node->slot[1], *other = node->slot[2];
    if (!is_return_of_that(body) || body->next)
        return 0;
    return other ? is_return_of_that(other) && !other->next : is_return_of_that(node->next);
}

static int exits(const struct cch_py_node *list) {
    while (list && list->next)
        list = list->next;
    return list && (list->kind == PY_RETURN || list->kind == PY_CONTINUE || list->kind == PY_BREAK);
}

static void return_value(struct cch_py_values *w, struct cch_py_node *value) {
    int star = 0;
    if (!value)
        return;
    if (value->kind == PY_IF_EXP) {
        if (is_there(value->slot[1]) && is_there(value->slot[2])) {
            cch_py_sources sources = {0};
            cch_py_values_of(w, value->slot[0], PY_HOW_DERIVED, &sources);
            cch_py_values_use(w, &sources, CCH_USE_RETURN_FORM, value->slot[0], 0, 0);
            cch_py_arena_resize(w->arena, sources.items, 0);
            return_value(w, value->slot[1]);
            return_value(w, value->slot[2]);
            return;
        }
        cch_py_values_open(w, value->slot[0]);
        return_value(w, value->slot[1]);
        return_value(w, value->slot[2]);
        cch_py_values_close(w);
        return;
    }
    for (struct cch_py_node *item = value->kind == PY_TUPLE ? value->slot[0] : NULL; item; item = item->next)
        star |= item->kind == PY_STARRED;
    if (value->kind != PY_TUPLE || star || !value->slot[0]) {
        cch_py_values_into(w, value, cch_py_values_location(w, PY_LOCATION_RETURNED, w->function, 0, 0));
        return;
    }
    uint32_t index = 0;
    for (struct cch_py_node *item = value->slot[0]; item; item = item->next)
        cch_py_values_into(w, item, cch_py_values_location(w, PY_LOCATION_RETURNED, w->function, ++index, 0));
}

/* Returns how many conditions stay open until the list's end. */
static uint32_t if_statement(struct cch_py_values *w, struct cch_py_node *node) {
    if (only_forms_return(node)) {
        cch_py_sources sources = {0};
        cch_py_values_of(w, node->slot[0], PY_HOW_DERIVED, &sources);
        cch_py_values_use(w, &sources, CCH_USE_RETURN_FORM, node->slot[0], 0, 0);
        cch_py_arena_resize(w->arena, sources.items, 0);
        statements(w, node->slot[1]);
        statements(w, node->slot[2]);
        return 0;
    }
    cch_py_values_open(w, node->slot[0]);
    statements(w, node->slot[1]);
    statements(w, node->slot[2]);
    if (exits(node->slot[1]) || exits(node->slot[2])) {
        w->conditions.items[w->conditions.count - 1].is_exit = 1;
        return 1;
    }
    cch_py_values_close(w);
    return 0;
}

static int is_range(const struct cch_py_values *w, const struct cch_py_node *node) {
    return node && node->kind == PY_CALL && node->slot[0] && node->slot[0]->kind == PY_NAME &&
           !strcmp(cch_py_text(w->l->names, node->slot[0]->name), "range");
}

static void for_statement(struct cch_py_values *w, struct cch_py_node *node) {
    cch_py_sources sources = {0};
    struct cch_py_node *target = node->slot[0];
    cch_py_values_of(w, node->slot[1], PY_HOW_ELEMENT, &sources);
    cch_py_values_unpack(w, target, node->slot[1], &sources);
    if (is_range(w, node->slot[1])) { /* how often */
        struct cch_py_condition by = {.sources = sources,
                                      .text = cch_py_values_text(w, node->slot[1]),
                                      .line = node->slot[1]->line,
                                      .column = node->slot[1]->column + 1,
                                      .first_call = w->unit->calls.count,
                                      .is_exit = 1};
        PY_PUSH(w->arena, &w->conditions, by);
    }
    statements(w, node->slot[2]);
    if (is_range(w, node->slot[1]))
        cch_py_values_close(w);
    else
        cch_py_arena_resize(w->arena, sources.items, 0);
    statements(w, node->slot[3]);
}

/* Other statements ---------------------------------------------------------------------- */

/* What a match's patterns bind is some part of the subject. */
static void pattern(struct cch_py_values *w, struct cch_py_node *node, struct cch_py_node *subject) {
    for (; node; node = node->next) {
        if (node->name &&
            (node->kind == PY_MATCH_AS || node->kind == PY_MATCH_STAR || node->kind == PY_MATCH_MAPPING)) {
            cch_py_sources sources = {0};
            cch_py_values_of(w, subject, PY_HOW_ELEMENT, &sources);
            cch_py_values_move(w, &sources, cch_py_values_name(w, node->name, node), subject);
            cch_py_arena_resize(w->arena, sources.items, 0);
        }
        if (node->kind == PY_MATCH_AS || node->kind == PY_MATCH_SEQUENCE || node->kind == PY_MATCH_OR)
            pattern(w, node->slot[0], subject);
        if (node->kind == PY_MATCH_MAPPING || node->kind == PY_MATCH_CLASS)
            pattern(w, node->slot[1], subject);
        if (node->kind == PY_MATCH_CLASS)
            pattern(w, node->slot[2], subject);
    }
}

static void match_statement(struct cch_py_values *w, struct cch_py_node *node) {
    cch_py_values_open(w, node->slot[0]);
    for (struct cch_py_node *arm = node->slot[1]; arm; arm = arm->next) {
        pattern(w, arm->slot[0], node->slot[0]);
        if (arm->slot[1])
            cch_py_values_open(w, arm->slot[1]);
        statements(w, arm->slot[2]);
        if (arm->slot[1])
            cch_py_values_close(w);
    }
    cch_py_values_close(w);
}

static void augmented(struct cch_py_values *w, struct cch_py_node *node) {
    cch_py_sources sources = {0};
    uint32_t to;
    if (!node->slot[0] || !node->slot[1])
        return;
    /* Into a tensor; of a list it is more items that stand there afterwards. */
    unsigned outer = cch_py_values_enter(w, CCH_CARRIES_DATA_TO_DATA | cch_carries_perhaps(CCH_CARRIES_FORM_TO_FORM));
    cch_py_values_of(w, node->slot[1], PY_HOW_DERIVED, &sources);
    w->way = outer;
    if (node->slot[0]->kind == PY_NAME) {
        to = cch_py_values_name(w, node->slot[0]->name, node->slot[0]);
    } else {
        cch_py_sources rest = {0};
        to = cch_py_values_base(w, node->slot[0], &rest);
        cch_py_arena_resize(w->arena, rest.items, 0);
    }
    cch_py_values_move(w, &sources, to, node);
    cch_py_arena_resize(w->arena, sources.items, 0);
}

static void with_statement(struct cch_py_values *w, struct cch_py_node *node) {
    for (struct cch_py_node *item = node->slot[0]; item; item = item->next) {
        if (item->slot[1])
            cch_py_values_assign(w, item->slot[1], item->slot[0]);
        else
            expressions(w, item->slot[0]);
    }
    statements(w, node->slot[1]);
}

/* A value that something unknown reads: a call whose result nobody uses. */
static void drop(struct cch_py_values *w, struct cch_py_node *value) {
    cch_py_sources sources = {0};
    uint32_t calls = w->unit->calls.count;
    if (!value || value->kind == PY_CONSTANT)
        return;
    cch_py_values_of(w, value, PY_HOW_COPY, &sources);
    if (value->kind == PY_CALL && w->unit->calls.count > calls) {
        struct cch_py_call *call = &w->unit->calls.items[w->unit->calls.count - 1];
        if (call->instruction == value->made)
            call->flags |= PY_CALL_DROPPED;
    } else if (value->kind != PY_CALL) {
        cch_py_values_use(w, &sources, CCH_USE_READ, value, 0, 0);
    }
    cch_py_arena_resize(w->arena, sources.items, 0);
}

static void assert_statement(struct cch_py_values *w, struct cch_py_node *node) {
    cch_py_values_open(w, node->slot[0]);
    cch_py_values_close(w);
    expressions(w, node->slot[1]);
}

static uint32_t statement(struct cch_py_values *w, struct cch_py_node *node) {
    switch (node->kind) {
    case PY_FUNCTION_DEF:
    case PY_ASYNC_FUNCTION_DEF:
        define_function(w, node);
        break;
    case PY_CLASS_DEF:
        define_class(w, node);
        break;
    case PY_RETURN:
        return_value(w, node->slot[0]);
        break;
    case PY_ASSIGN:
        for (struct cch_py_node *target = node->slot[0]; target; target = target->next)
            cch_py_values_assign(w, target, node->slot[1]);
        break;
    case PY_AUG_ASSIGN:
        augmented(w, node);
        break;
    case PY_ANN_ASSIGN:
        cch_py_values_assign(w, node->slot[0], node->slot[2]);
        break;
    case PY_FOR:
    case PY_ASYNC_FOR:
        for_statement(w, node);
        break;
    case PY_WHILE:
        cch_py_values_open(w, node->slot[0]);
        statements(w, node->slot[1]);
        cch_py_values_close(w);
        statements(w, node->slot[2]);
        break;
    case PY_IF:
        return if_statement(w, node);
    case PY_WITH:
    case PY_ASYNC_WITH:
        with_statement(w, node);
        break;
    case PY_MATCH:
        match_statement(w, node);
        break;
    case PY_RAISE:
        drop(w, node->slot[0]);
        break;
    case PY_TRY:
    case PY_TRY_STAR:
        statements(w, node->slot[0]);
        for (struct cch_py_node *handler = node->slot[1]; handler; handler = handler->next)
            statements(w, handler->slot[1]);
        statements(w, node->slot[2]);
        statements(w, node->slot[3]);
        break;
    case PY_ASSERT:
        assert_statement(w, node);
        break;
    case PY_IMPORT:
    case PY_IMPORT_FROM:
        import(w, node);
        break;
    case PY_EXPR:
        drop(w, node->slot[0]);
        break;
    default:
        break;
    }
    return 0;
}

static void statements(struct cch_py_values *w, struct cch_py_node *list) {
    uint32_t open = 0;
    for (; list; list = list->next)
        open += statement(w, list);
    while (open--)
        cch_py_values_close(w);
}

/* Functions ------------------------------------------------------------------------------- */

/* int, Optional[float], bool | None */
static int is_number(const struct cch_py_values *w, const struct cch_py_node *annotation) {
    static const char *const numbers[] = {"int", "float", "bool", "str", "complex"};
    if (!annotation)
        return 0;
    if (annotation->kind == PY_BIN_OP) {
        int one = is_number(w, annotation->slot[0]), other = is_number(w, annotation->slot[1]);
        int none = (annotation->slot[0] && annotation->slot[0]->kind == PY_CONSTANT) ||
                   (annotation->slot[1] && annotation->slot[1]->kind == PY_CONSTANT);
        return (one && other) || ((one || other) && none);
    }
    if (annotation->kind == PY_SUBSCRIPT && annotation->slot[0] && annotation->slot[0]->name &&
        !strcmp(cch_py_text(w->l->names, annotation->slot[0]->name), "Optional"))
        return is_number(w, annotation->slot[1]);
    for (size_t i = 0; annotation->kind == PY_NAME && i < sizeof numbers / sizeof *numbers; i++)
        if (!strcmp(cch_py_text(w->l->names, annotation->name), numbers[i]))
            return 1;
    return 0;
}

static void note_number(struct cch_py_values *w, const struct cch_py_node *arg, const struct cch_py_node *given) {
    struct cch_py_symbol *symbol = arg ? cch_py_scope_own(w->scope, arg->name) : NULL;
    int added, by_default = given && given->kind == PY_CONSTANT && given->constant != PY_NONE;
    if (symbol && (is_number(w, arg->slot[0]) || (by_default && !arg->slot[0])))
        *cch_py_table_put(w->arena, &w->numbers, (uintptr_t)symbol, &added) = 1;
}

/* Parameters that are said to hold numbers, or have one for a default. */
static void note_numbers(struct cch_py_values *w, const struct cch_py_node *arguments) {
    if (!arguments)
        return;
    uint32_t count = length_of(arguments->slot[0]) + length_of(arguments->slot[1]);
    uint32_t values = length_of(arguments->slot[6]), index = 0;
    const struct cch_py_node *given = arguments->slot[6];
    for (int list = 0; list < 2; list++)
        for (const struct cch_py_node *arg = arguments->slot[list]; arg; arg = arg->next, index++) {
            int has = index + values >= count;
            note_number(w, arg, has ? given : NULL);
            given = has && given ? given->next : given;
        }
    given = arguments->slot[4];
    for (const struct cch_py_node *arg = arguments->slot[3]; arg; arg = arg->next) {
        note_number(w, arg, given);
        given = given ? given->next : NULL;
    }
}

static void walk_function(struct cch_py_values *w, struct cch_py_node *node, struct cch_py_scope *around) {
    const struct cch_py_function function = w->unit->functions.items[node->made - 1];
    w->scope = around;
    w->function = node->made - 1;
    defaults(w, node);
    w->scope = node->scope;
    for (uint32_t i = 0; i < function.parameter_count; i++)
        cch_py_values_define(w, w->unit->parameters.items[function.parameters + i].name,
                             cch_py_values_location(w, PY_LOCATION_PARAMETER, node->made - 1, i, 0));
    note_numbers(w, node->slot[0]);
    if (node->kind == PY_LAMBDA)
        cch_py_values_into(w, node->slot[1], cch_py_values_location(w, PY_LOCATION_RETURNED, w->function, 0, 0));
    else
        statements(w, node->slot[1]);
}

void cch_py_values(struct cch_py_lower *l, struct cch_py_node *module) {
    struct cch_py_values w = {.l = l, .unit = l->unit, .arena = l->arena, .scope = l->scope, .way = CCH_CARRIES_ALIKE};
    PY_ADD(w.arena, &w.unit->locations);
    statements(&w, module->slot[0]);
    for (uint32_t i = 0; i < w.later.count; i++)
        walk_function(&w, w.later.items[i], w.later_in.items[i]);
}

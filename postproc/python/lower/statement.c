/* Statements as constraints (lower.h). */
#include "python/lower/lower.h"
#include "python/lower/definition.h"
#include "python/program/program.h"
#include "python/values/values.h"

#include <string.h>

static void statement(struct cch_py_lower *l, struct cch_py_node *node);

static void flag_last(struct cch_py_lower *l, uint8_t flags) {
    l->unit->instructions.items[l->unit->instructions.count - 1].flags |= flags;
}

void cch_py_return(struct cch_py_lower *l, uint32_t variable) {
    struct cch_py_function *function = &l->unit->functions.items[l->function];
    if (!variable)
        return;
    for (uint32_t i = 0; i < function->parameter_count && i < 64; i++) {
        const struct cch_py_parameter *parameter = &l->unit->parameters.items[function->parameters + i];
        if (parameter->variable == variable && parameter->kind != PY_REST && parameter->kind != PY_KEYWORDS) {
            if (i < 32)
                function->returned_lo |= 1u << i;
            else
                function->returned_hi |= 1u << (i - 32);
            return;
        }
    }
    cch_py_copy(l, function->result, variable);
}

static void note_exports(struct cch_py_lower *l, const struct cch_py_node *target, const struct cch_py_node *value) {
    if (l->scope->kind != PY_SCOPE_MODULE || !target || target->kind != PY_NAME ||
        strcmp(cch_py_text(l->names, target->name), "__all__"))
        return;
    l->unit->has_all = 1;
    if (!value || (value->kind != PY_LIST && value->kind != PY_TUPLE))
        return;
    for (const struct cch_py_node *item = value->slot[0]; item; item = item->next)
        if (item->kind == PY_CONSTANT && item->constant == PY_STRING)
            PY_PUSH(l->arena, &l->unit->exported, item->name);
}

static int is_plain_tuple(const struct cch_py_node *node, uint32_t *count) {
    *count = 0;
    if (!node || (node->kind != PY_TUPLE && node->kind != PY_LIST))
        return 0;
    for (const struct cch_py_node *item = node->slot[0]; item; item = item->next, ++*count)
        if (item->kind == PY_STARRED)
            return 0;
    return 1;
}

/* a, b = f, g: each to each. */
static int assign_pairwise(struct cch_py_lower *l, struct cch_py_node *node) {
    uint32_t left, right, values[16], i = 0;
    if (!node->slot[0] || node->slot[0]->next || !is_plain_tuple(node->slot[0], &left) ||
        !is_plain_tuple(node->slot[1], &right) || left != right || left > 16)
        return 0;
    for (struct cch_py_node *item = node->slot[1]->slot[0]; item; item = item->next)
        values[i++] = cch_py_kept(l, item);
    i = 0;
    for (struct cch_py_node *item = node->slot[0]->slot[0]; item; item = item->next)
        cch_py_assign(l, item, values[i++]);
    return 1;
}

static void assign(struct cch_py_lower *l, struct cch_py_node *node) {
    note_exports(l, node->slot[0], node->slot[1]);
    if (assign_pairwise(l, node))
        return;
    uint32_t first = l->unit->instructions.count, value = cch_py_kept(l, node->slot[1]);
    int is_fresh = node->slot[1] && (node->slot[1]->kind == PY_DICT || node->slot[1]->kind == PY_LIST);
    for (struct cch_py_node *target = node->slot[0]; target; target = target->next) {
        cch_py_assign(l, target, value);
        is_fresh &= target->kind == PY_NAME;
    }
    if (is_fresh)
        cch_py_fresh_begin(l, value, value, first);
}

static void augmented(struct cch_py_lower *l, struct cch_py_node *node) {
    note_exports(l, node->slot[0], node->slot[1]);
    uint32_t left = cch_py_expression(l, node->slot[0]);
    uint32_t right = cch_py_expression(l, node->slot[1]);
    if (!left && !right)
        return;
    cch_py_flush(l);
    uint32_t result = cch_py_emit_new(l, PY_DO_BINARY, node, left, right, node->op);
    flag_last(l, PY_FLAG_IN_PLACE);
    cch_py_assign(l, node->slot[0], result);
}

static void annotated(struct cch_py_lower *l, struct cch_py_node *node) {
    uint32_t first = l->unit->instructions.count, value = cch_py_kept(l, node->slot[2]);
    if (!node->slot[2] && l->scope->kind != PY_SCOPE_CLASS && node->slot[0]->kind == PY_NAME) {
        return; /* `x: T` alone binds nothing */
    }
    uint32_t both = cch_py_new_variable(l);
    cch_py_copy(l, both, value);
    cch_py_annotation(l, node->slot[1], both);
    cch_py_assign(l, node->slot[0], both);
    if (node->slot[2] && (node->slot[2]->kind == PY_DICT || node->slot[2]->kind == PY_LIST) &&
        node->slot[0]->kind == PY_NAME)
        cch_py_fresh_begin(l, both, value, first);
    if (node->slot[0] && node->slot[2])
        note_exports(l, node->slot[0], node->slot[2]);
}

/* The truth of an object is asked by way of its __bool__ or __len__. */
static void condition(struct cch_py_lower *l, struct cch_py_node *node) {
    uint32_t value = cch_py_expression(l, node);
    if (value && node->kind != PY_CALL && node->kind != PY_BOOL_OP && node->kind != PY_COMPARE) {
        cch_py_flush(l);
        cch_py_emit(l, PY_DO_METHOD, node, 0, value, cch_py_name_z(l->arena, l->names, "__bool__"), 0);
    }
}

/* Where `isinstance(x, C)` holds, x is also a C. */
static void narrow(struct cch_py_lower *l, struct cch_py_node *test) {
    if (!test)
        return;
    if (test->kind == PY_BOOL_OP && test->op == PY_OP_AND) {
        for (struct cch_py_node *part = test->slot[0]; part; part = part->next)
            narrow(l, part);
        return;
    }
    if (test->kind != PY_CALL || !test->slot[0] || test->slot[0]->kind != PY_NAME ||
        strcmp(cch_py_text(l->names, test->slot[0]->name), "isinstance"))
        return;
    struct cch_py_node *object = test->slot[1], *classes = object ? object->next : NULL;
    if (!classes || object->kind != PY_NAME)
        return;
    uint32_t narrowed = cch_py_new_variable(l);
    cch_py_copy(l, narrowed, cch_py_expression(l, object));
    if (classes->kind == PY_TUPLE)
        for (classes = classes->slot[0]; classes; classes = classes->next)
            cch_py_annotation(l, classes, narrowed);
    else
        cch_py_annotation(l, classes, narrowed);
    cch_py_write(l, object->name, narrowed);
}

static void if_statement(struct cch_py_lower *l, struct cch_py_node *node) {
    struct cch_py_fork fork;
    struct cch_py_guard guard;
    condition(l, node->slot[0]);
    cch_py_guard_of(l, node->slot[0], &guard);
    cch_py_fork_begin(l, &fork);
    cch_py_guard_begin(l, &guard, 1);
    narrow(l, node->slot[0]);
    cch_py_statements(l, node->slot[1]);
    cch_py_fork_arm_end(l, &fork);
    cch_py_guard_end(l, &guard);
    cch_py_guard_begin(l, &guard, 0);
    cch_py_statements(l, node->slot[2]);
    cch_py_fork_arm_end(l, &fork);
    cch_py_guard_end(l, &guard);
    cch_py_fork_join(l, &fork);
}

static int leaves(const struct cch_py_node *list) {
    while (list && list->next)
        list = list->next;
    return list && (list->kind == PY_RETURN || list->kind == PY_RAISE);
}

static void for_statement(struct cch_py_lower *l, struct cch_py_node *node) {
    struct cch_py_loop loop;
    uint32_t source = cch_py_expression(l, node->slot[1]);
    cch_py_flush(l);
    cch_py_loop_begin(l, &loop, node);
    uint32_t item = source ? cch_py_emit_new(l, PY_DO_ITERATE, node->slot[1], source, 0, 0) : 0;
    if (item && node->kind == PY_ASYNC_FOR)
        flag_last(l, PY_FLAG_ASYNC);
    cch_py_assign(l, node->slot[0], item);
    cch_py_statements(l, node->slot[2]);
    cch_py_loop_end(l, &loop);
    cch_py_statements(l, node->slot[3]);
    cch_py_loop_join(l, &loop);
}

static void while_statement(struct cch_py_lower *l, struct cch_py_node *node) {
    struct cch_py_loop loop;
    cch_py_flush(l);
    cch_py_loop_begin(l, &loop, node);
    condition(l, node->slot[0]);
    cch_py_statements(l, node->slot[1]);
    cch_py_loop_end(l, &loop);
    cch_py_statements(l, node->slot[2]);
    cch_py_loop_join(l, &loop);
}

static void try_statement(struct cch_py_lower *l, struct cch_py_node *node) {
    struct cch_py_fork fork;
    uint32_t from = l->flow.log.count;
    cch_py_flush(l);
    cch_py_fork_begin(l, &fork);
    l->flow.trying++;
    cch_py_statements(l, node->slot[0]);
    uint32_t to = l->flow.log.count;
    cch_py_statements(l, node->slot[2]);
    cch_py_fork_arm_end(l, &fork);
    for (struct cch_py_node *handler = node->slot[1]; handler; handler = handler->next) {
        cch_py_flow_widen(l, from, to);
        cch_py_expression(l, handler->slot[0]);
        if (handler->name) {
            uint32_t caught = cch_py_emit_new(l, PY_DO_OPEN, handler, 0, 0, 0);
            if (handler->slot[0] && handler->slot[0]->kind == PY_TUPLE)
                for (struct cch_py_node *one = handler->slot[0]->slot[0]; one; one = one->next)
                    cch_py_annotation(l, one, caught);
            else
                cch_py_annotation(l, handler->slot[0], caught);
            cch_py_write(l, handler->name, caught);
        }
        cch_py_statements(l, handler->slot[1]);
        cch_py_fork_arm_end(l, &fork);
    }
    cch_py_fork_join(l, &fork);
    l->flow.trying--;
    if (node->slot[3]) {
        int dead = l->flow.dead;
        l->flow.dead = 0;
        cch_py_flow_widen(l, from, l->flow.log.count);
        cch_py_statements(l, node->slot[3]);
        l->flow.dead |= dead;
    }
}

static void with_statement(struct cch_py_lower *l, struct cch_py_node *node) {
    for (struct cch_py_node *item = node->slot[0]; item; item = item->next) {
        uint32_t value = cch_py_expression(l, item->slot[0]), entered = 0;
        cch_py_flush(l);
        if (value) {
            entered = cch_py_emit_new(l, PY_DO_ENTER, item->slot[0], value, 0, 0);
            if (node->kind == PY_ASYNC_WITH)
                flag_last(l, PY_FLAG_ASYNC);
        }
        if (item->slot[1])
            cch_py_assign(l, item->slot[1], entered);
    }
    l->flow.line++;
    l->flow.trying++;
    cch_py_statements(l, node->slot[1]);
    l->flow.trying--;
    l->flow.line++;
}

/* match ---------------------------------------------------------------------- */

static void pattern(struct cch_py_lower *l, struct cch_py_node *node, uint32_t subject);

static void class_pattern(struct cch_py_lower *l, struct cch_py_node *node, uint32_t subject) {
    uint32_t narrowed = cch_py_new_variable(l);
    cch_py_copy(l, narrowed, subject);
    cch_py_annotation(l, node->slot[0], narrowed);
    for (struct cch_py_node *part = node->slot[1]; part; part = part->next)
        pattern(l, part, cch_py_emit_new(l, PY_DO_OPEN, part, 0, 0, 0));
    struct cch_py_node *name = node->slot[3];
    for (struct cch_py_node *part = node->slot[2]; part; part = part->next) {
        pattern(l, part, name ? cch_py_emit_new(l, PY_DO_GET, part, narrowed, name->name, 0) : 0);
        name = name ? name->next : NULL;
    }
}

static void pattern(struct cch_py_lower *l, struct cch_py_node *node, uint32_t subject) {
    uint32_t index = 0;
    if (!node)
        return;
    switch (node->kind) {
    case PY_MATCH_VALUE:
        cch_py_expression(l, node->slot[0]);
        break;
    case PY_MATCH_SEQUENCE: {
        uint32_t left = 0, stars = 0;
        for (struct cch_py_node *part = node->slot[0]; part; part = part->next)
            left++;
        for (struct cch_py_node *part = node->slot[0]; part; part = part->next, index++, left--) {
            int star = part->kind == PY_MATCH_STAR;
            uint32_t item =
                subject ? cch_py_emit_new(l, star ? PY_DO_REST : PY_DO_UNPACK, part, subject,
                                          stars ? cch_py_operand_from_end(left) : cch_py_operand(PY_INDEX, index), 0)
                        : 0;
            stars += (uint32_t)star;
            pattern(l, part, item);
        }
        break;
    }
    case PY_MATCH_MAPPING: {
        struct cch_py_node *key = node->slot[0];
        for (struct cch_py_node *part = node->slot[1]; part; part = part->next) {
            uint32_t at = key ? cch_py_operand_of(l, key) : cch_py_operand(PY_UNUSED, 0);
            pattern(l, part, subject ? cch_py_emit_new(l, PY_DO_GET_ITEM, part, subject, at, 0) : 0);
            key = key ? key->next : NULL;
        }
        if (node->name)
            cch_py_write(l, node->name, subject);
        break;
    }
    case PY_MATCH_CLASS:
        class_pattern(l, node, subject);
        break;
    case PY_MATCH_STAR:
        if (node->name)
            cch_py_write(l, node->name, subject);
        break;
    case PY_MATCH_AS:
        pattern(l, node->slot[0], subject);
        if (node->name) {
            if (node->slot[0] && node->slot[0]->kind == PY_MATCH_CLASS) {
                uint32_t narrowed = cch_py_new_variable(l);
                cch_py_copy(l, narrowed, subject);
                cch_py_annotation(l, node->slot[0]->slot[0], narrowed);
                subject = narrowed;
            }
            cch_py_write(l, node->name, subject);
        }
        break;
    case PY_MATCH_OR:
        for (struct cch_py_node *part = node->slot[0]; part; part = part->next)
            pattern(l, part, subject);
        break;
    default:
        break;
    }
}

static void match_statement(struct cch_py_lower *l, struct cch_py_node *node) {
    struct cch_py_fork fork;
    uint32_t subject = cch_py_expression(l, node->slot[0]);
    cch_py_flush(l);
    cch_py_fork_begin(l, &fork);
    for (struct cch_py_node *arm = node->slot[1]; arm; arm = arm->next) {
        pattern(l, arm->slot[0], subject);
        if (arm->slot[0] && arm->slot[0]->kind == PY_MATCH_CLASS && node->slot[0]->kind == PY_NAME) {
            uint32_t narrowed = cch_py_new_variable(l);
            cch_py_copy(l, narrowed, subject);
            cch_py_annotation(l, arm->slot[0]->slot[0], narrowed);
            cch_py_write(l, node->slot[0]->name, narrowed);
        }
        if (arm->slot[1])
            condition(l, arm->slot[1]);
        cch_py_statements(l, arm->slot[2]);
        cch_py_fork_arm_end(l, &fork);
    }
    cch_py_fork_arm_end(l, &fork); /* no case matched */
    cch_py_fork_join(l, &fork);
}

/* imports ---------------------------------------------------------------------- */

static uint8_t standard_flag(struct cch_py_lower *l, uint32_t module) {
    char first[128];
    const char *text = cch_py_text(l->names, module);
    size_t length = strcspn(text, ".");
    if (length >= sizeof first)
        return 0;
    memcpy(first, text, length);
    first[length] = '\0';
    return l->python->is_standard(first) ? PY_FLAG_STANDARD : 0;
}

static void import(struct cch_py_lower *l, struct cch_py_node *node) {
    for (struct cch_py_node *alias = node->slot[0]; alias; alias = alias->next) {
        cch_py_flush(l);
        uint32_t module = cch_py_emit_new(l, PY_DO_IMPORT, node, alias->name, 0, 0);
        flag_last(l, standard_flag(l, alias->name));
        if (alias->name2) {
            cch_py_write(l, alias->name2, module);
        } else {
            const char *text = cch_py_text(l->names, alias->name);
            flag_last(l, PY_FLAG_FIRST);
            cch_py_write(l, cch_py_name(l->arena, l->names, text, strcspn(text, ".")), module);
        }
    }
}

static void import_from(struct cch_py_lower *l, struct cch_py_node *node) {
    uint8_t flags = node->number ? 0 : standard_flag(l, node->name);
    for (struct cch_py_node *alias = node->slot[0]; alias; alias = alias->next) {
        cch_py_flush(l);
        if (!strcmp(cch_py_text(l->names, alias->name), "*")) {
            cch_py_emit(l, PY_DO_STAR, node, 0, node->name, (uint32_t)node->number, 0);
            flag_last(l, flags);
            continue;
        }
        uint32_t value = cch_py_emit_new(l, PY_DO_FROM, node, node->name, (uint32_t)node->number, alias->name);
        flag_last(l, flags);
        alias->made = l->unit->instructions.count;
        cch_py_write(l, alias->name2 ? alias->name2 : alias->name, value);
    }
}

static void delete(struct cch_py_lower *l, struct cch_py_node *node) {
    for (struct cch_py_node *target = node->slot[0]; target; target = target->next) {
        if (target->kind == PY_NAME) {
            cch_py_write(l, target->name, 0);
        } else if (target->kind == PY_SUBSCRIPT || target->kind == PY_ATTRIBUTE) {
            uint32_t object = cch_py_expression(l, target->slot[0]);
            if (target->kind == PY_SUBSCRIPT)
                cch_py_expression(l, target->slot[1]);
            cch_py_flush(l);
            if (object)
                cch_py_emit(
                    l, PY_DO_METHOD, target, 0, object,
                    cch_py_name_z(l->arena, l->names, target->kind == PY_SUBSCRIPT ? "__delitem__" : "__delattr__"), 0);
        }
    }
}

/* `raise C` makes a C. */
static void raise(struct cch_py_lower *l, struct cch_py_node *node) {
    uint32_t value = cch_py_expression(l, node->slot[0]);
    cch_py_expression(l, node->slot[1]);
    if (value && node->slot[0]->kind != PY_CALL) {
        cch_py_flush(l);
        cch_py_emit(l, PY_DO_CALL, node, 0, value, 0, 0)->flags = PY_FLAG_CLASS_ONLY;
    }
    l->flow.dead = 1;
}

static void statement(struct cch_py_lower *l, struct cch_py_node *node) {
    switch (node->kind) {
    case PY_FUNCTION_DEF:
    case PY_ASYNC_FUNCTION_DEF:
        cch_py_define_function(l, node);
        break;
    case PY_CLASS_DEF:
        cch_py_define_class(l, node);
        break;
    case PY_RETURN:
        cch_py_return(l, cch_py_kept(l, node->slot[0]));
        cch_py_flush(l);
        l->flow.dead = 1;
        break;
    case PY_DELETE:
        delete(l, node);
        break;
    case PY_ASSIGN:
        assign(l, node);
        break;
    case PY_AUG_ASSIGN:
        augmented(l, node);
        break;
    case PY_ANN_ASSIGN:
        annotated(l, node);
        break;
    case PY_FOR:
    case PY_ASYNC_FOR:
        for_statement(l, node);
        break;
    case PY_WHILE:
        while_statement(l, node);
        break;
    case PY_IF:
        if_statement(l, node);
        break;
    case PY_WITH:
    case PY_ASYNC_WITH:
        with_statement(l, node);
        break;
    case PY_MATCH:
        match_statement(l, node);
        break;
    case PY_RAISE:
        raise(l, node);
        break;
    case PY_TRY:
    case PY_TRY_STAR:
        try_statement(l, node);
        break;
    case PY_ASSERT:
        condition(l, node->slot[0]);
        narrow(l, node->slot[0]);
        cch_py_expression(l, node->slot[1]);
        break;
    case PY_IMPORT:
        import(l, node);
        break;
    case PY_IMPORT_FROM:
        import_from(l, node);
        break;
    case PY_EXPR:
        cch_py_expression(l, node->slot[0]);
        break;
    case PY_BREAK:
        cch_py_loop_break(l);
        cch_py_flush(l);
        l->flow.dead = 1;
        break;
    case PY_CONTINUE:
        cch_py_loop_repeat(l);
        cch_py_flush(l);
        l->flow.dead = 1;
        break;
    default:
        break;
    }
}

void cch_py_statements(struct cch_py_lower *l, struct cch_py_node *list) {
    struct cch_py_guard guard;
    for (; list; list = list->next) {
        guard.parameter = 0;
        if (list->kind == PY_IF && !list->slot[2] && leaves(list->slot[1]))
            cch_py_guard_of(l, list->slot[0], &guard);
        statement(l, list);
        if (!guard.parameter || !list->next)
            continue;
        /* the rest runs where the test didn't hold */
        cch_py_guard_begin(l, &guard, 0);
        cch_py_statements(l, list->next);
        cch_py_guard_end(l, &guard);
        return;
    }
}

static void find_lines(struct cch_py_lower *l) {
    PY_PUSH(l->arena, &l->line_starts, 0);
    for (size_t i = 0; i < l->source_size; i++)
        if (l->source[i] == '\n' || (l->source[i] == '\r' && l->source[i + 1] != '\n'))
            PY_PUSH(l->arena, &l->line_starts, (uint32_t)(i + 1));
}

void cch_py_lower(struct cch_py_arena *arena, struct cch_py_unit *unit, struct cch_py_node *module, const char *source,
                  size_t source_size, const struct cch_py_knowledge *python) {
    struct cch_py_lower l = {.arena = arena,
                             .unit = unit,
                             .names = &unit->names,
                             .python = python,
                             .source = source,
                             .source_size = source_size};
    l.scope = cch_py_scopes_build(arena, &unit->names, module);
    find_lines(&l);
    struct cch_py_function *body = PY_ADD(arena, &unit->functions);
    body->name = cch_py_name_z(arena, &unit->names, "<module>");
    body->flags = PY_FUNCTION_MODULE;
    body->line = body->first_line = 1;
    body->column = 1;
    body->last_line = l.line_starts.count;
    body->result = cch_py_new_variable(&l);
    body->yields = cch_py_new_variable(&l);
    cch_py_statements(&l, module->slot[0]);
    cch_py_flush(&l);
    for (uint32_t i = 0; i < l.scope->list.count; i++) {
        struct cch_py_symbol *symbol = l.scope->list.items[i];
        if (symbol->flags & PY_SYMBOL_BOUND)
            PY_PUSH(arena, &unit->globals, ((struct cch_py_binding){symbol->name, cch_py_shared(&l, symbol)}));
    }
    cch_py_values(&l, module);
    cch_py_write_program(&l, module);
}

#include "python/lower/scope.h"

#include <string.h>

struct builder {
    struct cch_py_arena *arena;
    struct cch_py_names *names;
    struct cch_py_scope *module;
    PY_ARRAY(struct cch_py_scope *) scopes;
};

static void visit_list(struct builder *b, struct cch_py_scope *scope, struct cch_py_node *node);
static void visit(struct builder *b, struct cch_py_scope *scope, struct cch_py_node *node);

uint32_t cch_py_mangle(struct cch_py_arena *arena, struct cch_py_names *names, uint32_t mangle, uint32_t name) {
    const char *text = cch_py_text(names, name);
    size_t length = name ? names->length.items[name] : 0;
    if (!mangle || text[0] != '_' || text[1] != '_' || (text[length - 1] == '_' && text[length - 2] == '_'))
        return name;
    const char *of = cch_py_text(names, mangle);
    while (*of == '_')
        of++;
    size_t class_length = strlen(of);
    if (!class_length || class_length + length > 2000)
        return name;
    char mangled[2048];
    mangled[0] = '_';
    memcpy(mangled + 1, of, class_length);
    memcpy(mangled + 1 + class_length, text, length);
    return cch_py_name(arena, names, mangled, 1 + class_length + length);
}

struct cch_py_symbol *cch_py_scope_own(const struct cch_py_scope *scope, uint32_t name) {
    uint32_t index = name ? cch_py_table_get(&scope->symbols, name) : 0;
    return index ? scope->list.items[index - 1] : NULL;
}

static struct cch_py_symbol *symbol(struct builder *b, struct cch_py_scope *scope, uint32_t name) {
    int added;
    uint32_t *index = cch_py_table_put(b->arena, &scope->symbols, name, &added);
    if (added) {
        struct cch_py_symbol *made = cch_py_arena_alloc(b->arena, sizeof *made);
        made->name = name;
        made->scope = scope;
        PY_PUSH(b->arena, &scope->list, made);
        *index = scope->list.count;
    }
    return scope->list.items[*index - 1];
}

static struct cch_py_scope *new_scope(struct builder *b, struct cch_py_scope *parent, enum cch_py_scope_kind kind) {
    struct cch_py_scope *scope = cch_py_arena_alloc(b->arena, sizeof *scope);
    scope->kind = (uint8_t)kind;
    scope->parent = parent;
    scope->mangle = parent ? parent->mangle : 0;
    PY_PUSH(b->arena, &b->scopes, scope);
    return scope;
}

static void bind(struct builder *b, struct cch_py_scope *scope, uint32_t name) {
    if (name)
        symbol(b, scope, cch_py_mangle(b->arena, b->names, scope->mangle, name))->flags |= PY_SYMBOL_BOUND;
}

/* A walrus binds in the scope around the comprehension. */
static struct cch_py_scope *around_comprehensions(struct cch_py_scope *scope) {
    while (scope->kind == PY_SCOPE_COMPREHENSION && scope->parent)
        scope = scope->parent;
    return scope;
}

static void bind_target(struct builder *b, struct cch_py_scope *scope, struct cch_py_node *target) {
    if (!target)
        return;
    switch (target->kind) {
    case PY_NAME:
        bind(b, scope, target->name);
        break;
    case PY_TUPLE:
    case PY_LIST:
        for (struct cch_py_node *item = target->slot[0]; item; item = item->next)
            bind_target(b, scope, item);
        break;
    case PY_STARRED:
        bind_target(b, scope, target->slot[0]);
        break;
    default:
        visit(b, scope, target);
    }
}

static void visit_arguments(struct builder *b, struct cch_py_scope *outside, struct cch_py_scope *inside,
                            struct cch_py_node *arguments) {
    static const int of_parameters[] = {0, 1, 2, 3, 5};
    for (size_t i = 0; i < sizeof of_parameters / sizeof *of_parameters; i++) {
        for (struct cch_py_node *arg = arguments->slot[of_parameters[i]]; arg; arg = arg->next) {
            bind(b, inside, arg->name);
            visit(b, outside, arg->slot[0]);
        }
    }
    visit_list(b, outside, arguments->slot[4]);
    visit_list(b, outside, arguments->slot[6]);
}

static void visit_function(struct builder *b, struct cch_py_scope *scope, struct cch_py_node *node) {
    struct cch_py_scope *inside = new_scope(b, scope, PY_SCOPE_FUNCTION);
    node->scope = inside;
    if (node->kind != PY_LAMBDA) {
        bind(b, scope, node->name);
        visit_list(b, scope, node->slot[2]);
        visit(b, scope, node->slot[3]);
    }
    if (node->slot[0])
        visit_arguments(b, scope, inside, node->slot[0]);
    if (node->kind == PY_LAMBDA)
        visit(b, inside, node->slot[1]);
    else
        visit_list(b, inside, node->slot[1]);
}

static void visit_class(struct builder *b, struct cch_py_scope *scope, struct cch_py_node *node) {
    struct cch_py_scope *inside = new_scope(b, scope, PY_SCOPE_CLASS);
    node->scope = inside;
    inside->mangle = node->name;
    bind(b, scope, node->name);
    visit_list(b, scope, node->slot[0]);
    visit_list(b, scope, node->slot[2]);
    visit_list(b, scope, node->slot[3]);
    visit_list(b, inside, node->slot[1]);
}

static void visit_comprehension(struct builder *b, struct cch_py_scope *scope, struct cch_py_node *node) {
    struct cch_py_scope *inside = new_scope(b, scope, PY_SCOPE_COMPREHENSION);
    node->scope = inside;
    int first = 1;
    for (struct cch_py_node *part = node->slot[2]; part; part = part->next, first = 0) {
        visit(b, first ? scope : inside, part->slot[1]);
        bind_target(b, inside, part->slot[0]);
        visit_list(b, inside, part->slot[2]);
    }
    visit(b, inside, node->slot[1]);
    visit(b, inside, node->slot[0]);
}

static void visit_import(struct builder *b, struct cch_py_scope *scope, struct cch_py_node *node) {
    for (struct cch_py_node *alias = node->slot[0]; alias; alias = alias->next) {
        const char *text = cch_py_text(b->names, alias->name);
        if (!strcmp(text, "*")) {
            scope->has_star = 1;
        } else if (alias->name2) {
            bind(b, scope, alias->name2);
        } else {
            size_t length = node->kind == PY_IMPORT ? strcspn(text, ".") : strlen(text);
            bind(b, scope, cch_py_name(b->arena, b->names, text, length));
        }
    }
}

static void visit_declaration(struct builder *b, struct cch_py_scope *scope, struct cch_py_node *node) {
    for (struct cch_py_node *item = node->slot[0]; item; item = item->next) {
        uint32_t name = cch_py_mangle(b->arena, b->names, scope->mangle, item->name);
        if (!name)
            continue;
        if (node->kind == PY_NONLOCAL) {
            symbol(b, scope, name)->flags |= PY_SYMBOL_NONLOCAL;
        } else {
            symbol(b, scope, name)->flags |= PY_SYMBOL_GLOBAL;
            symbol(b, b->module, name)->flags |=
                PY_SYMBOL_BOUND | PY_SYMBOL_SHARED | (scope == b->module ? 0 : PY_SYMBOL_WRITTEN);
        }
    }
}

static unsigned slots_of(const struct cch_py_node *node);

static void visit_slots(struct builder *b, struct cch_py_scope *scope, struct cch_py_node *node) {
    for (unsigned i = 0; i < slots_of(node); i++)
        visit_list(b, scope, node->slot[i]);
}

static void visit(struct builder *b, struct cch_py_scope *scope, struct cch_py_node *node) {
    if (!node)
        return;
    switch (node->kind) {
    case PY_FUNCTION_DEF:
    case PY_ASYNC_FUNCTION_DEF:
    case PY_LAMBDA:
        visit_function(b, scope, node);
        return;
    case PY_CLASS_DEF:
        visit_class(b, scope, node);
        return;
    case PY_LIST_COMP:
    case PY_SET_COMP:
    case PY_DICT_COMP:
    case PY_GENERATOR_EXP:
        visit_comprehension(b, scope, node);
        return;
    case PY_IMPORT:
    case PY_IMPORT_FROM:
        visit_import(b, scope, node);
        return;
    case PY_GLOBAL:
    case PY_NONLOCAL:
        visit_declaration(b, scope, node);
        return;
    case PY_NAME: {
        /* a use; a target comes through bind_target */
        uint32_t name = cch_py_mangle(b->arena, b->names, scope->mangle, node->name);
        if (name)
            symbol(b, scope, name);
        return;
    }
    case PY_ASSIGN:
        for (struct cch_py_node *target = node->slot[0]; target; target = target->next)
            bind_target(b, scope, target);
        visit(b, scope, node->slot[1]);
        return;
    case PY_DELETE:
        for (struct cch_py_node *target = node->slot[0]; target; target = target->next)
            bind_target(b, scope, target);
        return;
    case PY_TYPE_ALIAS:
        bind_target(b, scope, node->slot[0]);
        return;
    case PY_AUG_ASSIGN:
        bind_target(b, scope, node->slot[0]);
        visit(b, scope, node->slot[1]);
        return;
    case PY_ANN_ASSIGN:
        bind_target(b, scope, node->slot[0]);
        visit(b, scope, node->slot[1]);
        visit(b, scope, node->slot[2]);
        return;
    case PY_NAMED_EXPR:
        bind_target(b, around_comprehensions(scope), node->slot[0]);
        visit(b, scope, node->slot[1]);
        if (node->slot[0] && scope->kind == PY_SCOPE_COMPREHENSION)
            visit(b, scope, node->slot[0]);
        return;
    case PY_FOR:
    case PY_ASYNC_FOR:
        bind_target(b, scope, node->slot[0]);
        visit(b, scope, node->slot[1]);
        visit_list(b, scope, node->slot[2]);
        visit_list(b, scope, node->slot[3]);
        return;
    case PY_WITH_ITEM:
        visit(b, scope, node->slot[0]);
        bind_target(b, scope, node->slot[1]);
        return;
    case PY_EXCEPT_HANDLER:
        bind(b, scope, node->name);
        visit_slots(b, scope, node);
        return;
    case PY_MATCH_MAPPING:
    case PY_MATCH_STAR:
    case PY_MATCH_AS:
        bind(b, scope, node->name);
        visit_slots(b, scope, node);
        return;
    case PY_YIELD:
    case PY_YIELD_FROM:
        around_comprehensions(scope)->is_generator = 1;
        visit_slots(b, scope, node);
        return;
    default:
        visit_slots(b, scope, node);
    }
}

static void visit_list(struct builder *b, struct cch_py_scope *scope, struct cch_py_node *node) {
    for (; node; node = node->next)
        visit(b, scope, node);
}

/* How many slots a node of each kind was made with. */
static unsigned slots_of(const struct cch_py_node *node) {
    switch (node->kind) {
    case PY_MODULE:
    case PY_RETURN:
    case PY_EXPR:
    case PY_AWAIT:
    case PY_YIELD:
    case PY_YIELD_FROM:
    case PY_BOOL_OP:
    case PY_UNARY_OP:
    case PY_SET:
    case PY_JOINED_STR:
    case PY_TEMPLATE_STR:
    case PY_ATTRIBUTE:
    case PY_STARRED:
    case PY_LIST:
    case PY_TUPLE:
    case PY_KEYWORD:
    case PY_MATCH_VALUE:
    case PY_MATCH_SEQUENCE:
    case PY_MATCH_AS:
    case PY_MATCH_OR:
    case PY_ARG:
    case PY_DELETE:
        return 1;
    case PY_RAISE:
    case PY_ASSERT:
    case PY_BIN_OP:
    case PY_DICT:
    case PY_COMPARE:
    case PY_FORMATTED_VALUE:
    case PY_INTERPOLATION:
    case PY_SUBSCRIPT:
    case PY_WITH:
    case PY_ASYNC_WITH:
    case PY_MATCH:
    case PY_EXCEPT_HANDLER:
    case PY_MATCH_MAPPING:
        return 2;
    case PY_WHILE:
    case PY_IF:
    case PY_IF_EXP:
    case PY_CALL:
    case PY_SLICE:
    case PY_MATCH_CASE:
    case PY_MATCH_CLASS:
    case PY_COMPREHENSION:
        return 3;
    case PY_TRY:
    case PY_TRY_STAR:
        return 4;
    default:
        return 0;
    }
}

int cch_py_scope_same_code(const struct cch_py_scope *scope, const struct cch_py_scope *owner) {
    while (scope != owner && scope->kind == PY_SCOPE_COMPREHENSION)
        scope = scope->parent;
    return scope == owner;
}

/* Resolves each use and each declaration of a nested scope to its owner and
 * marks what the owner's own code must share. */
static void mark_shared(struct cch_py_scope *scope) {
    for (uint32_t i = 0; i < scope->list.count; i++) {
        struct cch_py_symbol *use = scope->list.items[i];
        if (use->flags & PY_SYMBOL_BOUND && !(use->flags & (PY_SYMBOL_GLOBAL | PY_SYMBOL_NONLOCAL)))
            continue;
        struct cch_py_symbol *owner = cch_py_scope_find(scope, use->name);
        if (owner && owner->scope != scope && !cch_py_scope_same_code(scope, owner->scope)) {
            owner->flags |= PY_SYMBOL_SHARED;
            if (use->flags & PY_SYMBOL_NONLOCAL)
                owner->flags |= PY_SYMBOL_WRITTEN;
        }
    }
}

struct cch_py_symbol *cch_py_scope_find(const struct cch_py_scope *scope, uint32_t name) {
    const struct cch_py_scope *at = scope;
    const struct cch_py_scope *module = scope;
    while (module->parent)
        module = module->parent;
    for (; at; at = at->parent) {
        if (at != scope && at->kind == PY_SCOPE_CLASS)
            continue; /* a class's names are its own body's alone */
        struct cch_py_symbol *own = cch_py_scope_own(at, name);
        if (!own)
            continue;
        if (own->flags & PY_SYMBOL_GLOBAL) {
            own = cch_py_scope_own(module, name);
            return own && own->flags & PY_SYMBOL_BOUND ? own : NULL;
        }
        if (own->flags & PY_SYMBOL_BOUND && !(own->flags & PY_SYMBOL_NONLOCAL))
            return own;
    }
    return NULL;
}

struct cch_py_scope *cch_py_scopes_build(struct cch_py_arena *arena, struct cch_py_names *names,
                                         struct cch_py_node *module) {
    struct builder b = {.arena = arena, .names = names};
    b.module = new_scope(&b, NULL, PY_SCOPE_MODULE);
    module->scope = b.module;
    visit_list(&b, b.module, module->slot[0]);
    for (uint32_t i = 0; i < b.scopes.count; i++)
        mark_shared(b.scopes.items[i]);
    for (uint32_t i = 0; i < b.module->list.count; i++)
        b.module->list.items[i]->flags |= PY_SYMBOL_SHARED;
    cch_py_arena_resize(arena, b.scopes.items, 0);
    return b.module;
}

static void visit_target_names(const struct cch_py_node *target, cch_py_visit_name *visit_name, void *context) {
    if (!target)
        return;
    if (target->kind == PY_NAME)
        visit_name(context, target->name);
    else if (target->kind == PY_STARRED)
        visit_target_names(target->slot[0], visit_name, context);
    else if (target->kind == PY_TUPLE || target->kind == PY_LIST)
        for (const struct cch_py_node *item = target->slot[0]; item; item = item->next)
            visit_target_names(item, visit_name, context);
}

void cch_py_visit_bound_in(const struct cch_py_node *node, cch_py_visit_name *visit_name, void *context) {
    switch (node->kind) {
    case PY_FUNCTION_DEF:
    case PY_ASYNC_FUNCTION_DEF:
    case PY_CLASS_DEF:
        visit_name(context, node->name);
        break;
    case PY_ASSIGN:
    case PY_DELETE:
        for (const struct cch_py_node *target = node->slot[0]; target; target = target->next)
            visit_target_names(target, visit_name, context);
        break;
    case PY_AUG_ASSIGN:
    case PY_ANN_ASSIGN:
        visit_target_names(node->slot[0], visit_name, context);
        break;
    case PY_IMPORT:
    case PY_IMPORT_FROM:
        for (const struct cch_py_node *alias = node->slot[0]; alias; alias = alias->next)
            visit_name(context, alias->name2 ? alias->name2 : alias->name);
        break;
    case PY_FOR:
    case PY_ASYNC_FOR:
        visit_target_names(node->slot[0], visit_name, context);
        cch_py_visit_bound_names(node->slot[2], visit_name, context);
        cch_py_visit_bound_names(node->slot[3], visit_name, context);
        break;
    case PY_WHILE:
    case PY_IF:
        cch_py_visit_bound_names(node->slot[1], visit_name, context);
        cch_py_visit_bound_names(node->slot[2], visit_name, context);
        break;
    case PY_WITH:
    case PY_ASYNC_WITH:
        for (const struct cch_py_node *item = node->slot[0]; item; item = item->next)
            visit_target_names(item->slot[1], visit_name, context);
        cch_py_visit_bound_names(node->slot[1], visit_name, context);
        break;
    case PY_TRY:
    case PY_TRY_STAR:
        cch_py_visit_bound_names(node->slot[0], visit_name, context);
        for (const struct cch_py_node *handler = node->slot[1]; handler; handler = handler->next)
            cch_py_visit_bound_names(handler->slot[1], visit_name, context);
        cch_py_visit_bound_names(node->slot[2], visit_name, context);
        cch_py_visit_bound_names(node->slot[3], visit_name, context);
        break;
    case PY_MATCH:
        for (const struct cch_py_node *arm = node->slot[1]; arm; arm = arm->next)
            cch_py_visit_bound_names(arm->slot[2], visit_name, context);
        break;
    default:
        break;
    }
}

void cch_py_visit_bound_names(const struct cch_py_node *statements, cch_py_visit_name *visit_name, void *context) {
    for (; statements; statements = statements->next)
        cch_py_visit_bound_in(statements, visit_name, context);
}

/* Functions, classes, their parameters and annotations (lower.h). */
#include "python/lower/lower.h"
#include "python/lower/definition.h"
#include "python/solve/rules/rules.h"

#include <stdio.h>
#include <string.h>

/* `name`, with a number behind it when the same owner already defines it. */
static uint32_t unique_name(struct cch_py_lower *l, uint32_t name) {
    uint32_t owner = l->path_class ? l->path_class | 0x80000000u : l->path_function;
    int added;
    uint32_t *count = cch_py_table_put(l->arena, &l->paths, cch_py_pair(owner + 1, name), &added);
    if (++*count == 1)
        return name;
    char number[16];
    snprintf(number, sizeof number, "%u", *count);
    return cch_py_name_of(l->arena, l->names, cch_py_text(l->names, name), "#", number);
}

/* Source text -------------------------------------------------------------- */

static size_t offset_of(const struct cch_py_lower *l, uint32_t line, uint32_t column) {
    if (line == 0 || line > l->line_starts.count)
        return l->source_size;
    size_t offset = (size_t)l->line_starts.items[line - 1] + column;
    return offset < l->source_size ? offset : l->source_size;
}

/* Where the parameters end: behind the last annotation or default. */
static size_t parameters_end(const struct cch_py_lower *l, const struct cch_py_node *arguments, size_t start) {
    size_t end = start;
    for (int i = 0; i < 7; i++) {
        for (const struct cch_py_node *node = arguments->slot[i]; node; node = node->next) {
            size_t at = node->end_line ? offset_of(l, node->end_line, node->end_column) : 0;
            if (at > end)
                end = at;
        }
    }
    return end;
}

static size_t skip_comment(const char *source, size_t at, size_t end) {
    while (at < end && source[at] != '\n')
        at++;
    return at;
}

/* The parameter list as written, comments left out, on one line. */
static uint32_t signature(struct cch_py_lower *l, const struct cch_py_node *node) {
    char text[2000];
    size_t at = offset_of(l, node->line, node->column), length = 0, end;
    char quote = 0;
    while (at < l->source_size && l->source[at] != '(')
        at++;
    at++;
    end = node->slot[0] ? parameters_end(l, node->slot[0], at) : at;
    while (end < l->source_size && l->source[end] != ')')
        end = l->source[end] == '#' ? skip_comment(l->source, end, l->source_size) : end + 1;
    if (end > l->source_size || end - at > sizeof text)
        return 0;
    for (; at < end && length < sizeof text; at++) {
        char c = l->source[at];
        if (!quote && c == '#') {
            at = skip_comment(l->source, at, end);
            c = ' ';
        }
        if (quote ? c == quote : c == '"' || c == '\'')
            quote = quote ? 0 : c;
        if (!quote && (c == '\n' || c == '\r' || c == '\t' || c == ' ')) {
            if (length && text[length - 1] != ' ')
                text[length++] = ' ';
        } else if ((unsigned char)c >= ' ') {
            text[length++] = c;
        }
    }
    while (length && (text[length - 1] == ' ' || text[length - 1] == ','))
        length--;
    return cch_py_name(l->arena, l->names, text, length);
}

/* Annotations --------------------------------------------------------------- */

/* "Foo" or "pkg.Foo" in quotes. */
static uint32_t quoted_annotation(struct cch_py_lower *l, const struct cch_py_node *node) {
    const char *text = cch_py_text(l->names, node->name);
    size_t length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.");
    if (!length || text[length])
        return 0;
    size_t part = strcspn(text, ".");
    uint32_t value = cch_py_read(l, node, cch_py_name(l->arena, l->names, text, part));
    while (value && text[part] == '.') {
        text += part + 1;
        part = strcspn(text, ".");
        value = cch_py_emit_new(l, PY_DO_GET, node, value, cch_py_name(l->arena, l->names, text, part), 0);
    }
    return value;
}

static int holds_itself(const char *name) {
    static const char *const wrappers[] = {"Optional", "Union", "Annotated", "Final", "ClassVar"};
    for (size_t i = 0; i < sizeof wrappers / sizeof *wrappers; i++)
        if (!strcmp(name, wrappers[i]))
            return 1;
    return 0;
}

enum { ANNOTATION_DEPTH_MAX = 400, DECORATORS_MAX = 64 };

static void annotation_into(struct cch_py_lower *l, struct cch_py_node *node, uint32_t target, unsigned depth) {
    uint32_t value = 0;
    if (!node)
        return;
    if (depth > ANNOTATION_DEPTH_MAX) {
        cch_py_emit(l, PY_DO_CUT, node, 0, 0, PY_CUT_ANNOTATION, 0);
        return;
    }
    switch (node->kind) {
    case PY_NAME:
    case PY_ATTRIBUTE:
        value = cch_py_expression(l, node);
        break;
    case PY_CONSTANT:
        if (node->constant == PY_STRING)
            value = quoted_annotation(l, node);
        break;
    case PY_BIN_OP:
        annotation_into(l, node->slot[0], target, depth + 1);
        annotation_into(l, node->slot[1], target, depth + 1);
        return;
    case PY_SUBSCRIPT:
        if (node->slot[0] && holds_itself(cch_py_text(l->names, node->slot[0]->name))) {
            struct cch_py_node *of = node->slot[1];
            if (of && of->kind == PY_TUPLE)
                for (of = of->slot[0]; of; of = of->next)
                    annotation_into(l, of, target, depth + 1);
            else
                annotation_into(l, of, target, depth + 1);
        }
        return;
    default:
        return;
    }
    if (value)
        cch_py_emit(l, PY_DO_ANNOTATION, node, target, value, 0, 0);
}

void cch_py_annotation(struct cch_py_lower *l, struct cch_py_node *node, uint32_t target) {
    annotation_into(l, node, target, 0);
}

/* Parameters ---------------------------------------------------------------- */

typedef PY_ARRAY(struct cch_py_parameter) parameter_list;

static void add_parameter(struct cch_py_lower *l, parameter_list *list, struct cch_py_node *arg,
                          enum cch_py_parameter_kind kind, struct cch_py_node *value) {
    uint32_t variable = cch_py_new_variable(l);
    int added;
    if (value && value->kind == PY_CONSTANT && value->constant == PY_NONE)
        *cch_py_table_put(l->arena, &l->optional, variable, &added) = 1;
    if (value && value->kind != PY_OTHER)
        cch_py_copy(l, variable, cch_py_kept(l, value));
    cch_py_annotation(l, arg->slot[0], variable);
    PY_PUSH(l->arena, list, ((struct cch_py_parameter){arg->name, variable, kind}));
}

static unsigned length_of(const struct cch_py_node *list) {
    unsigned length = 0;
    for (; list; list = list->next)
        length++;
    return length;
}

static void add_parameters(struct cch_py_lower *l, parameter_list *list, struct cch_py_node *arguments) {
    unsigned count = length_of(arguments->slot[0]) + length_of(arguments->slot[1]), index = 0;
    unsigned defaults = length_of(arguments->slot[6]);
    struct cch_py_node *value = arguments->slot[6];
    for (int both = 0; both < 2; both++) {
        for (struct cch_py_node *arg = arguments->slot[both]; arg; arg = arg->next, index++) {
            int has_default = index + defaults >= count && value;
            add_parameter(l, list, arg, both ? PY_BOTH : PY_POSITIONAL_ONLY, has_default ? value : NULL);
            if (has_default)
                value = value->next;
        }
    }
    if (arguments->slot[2])
        add_parameter(l, list, arguments->slot[2], PY_REST, NULL);
    value = arguments->slot[4];
    for (struct cch_py_node *arg = arguments->slot[3]; arg; arg = arg->next) {
        add_parameter(l, list, arg, PY_KEYWORD_ONLY, value);
        value = value ? value->next : NULL;
    }
    if (arguments->slot[5])
        add_parameter(l, list, arguments->slot[5], PY_KEYWORDS, NULL);
}

/* Decorators ---------------------------------------------------------------- */

static const char *last_part(struct cch_py_lower *l, const struct cch_py_node *node) {
    if (node->kind == PY_CALL)
        node = node->slot[0];
    return node && (node->kind == PY_NAME || node->kind == PY_ATTRIBUTE) ? cch_py_text(l->names, node->name) : "";
}

static int has_decorator(struct cch_py_lower *l, const struct cch_py_node *node, const char *name) {
    for (const struct cch_py_node *decorator = node->slot[2]; decorator; decorator = decorator->next)
        if (!strcmp(last_part(l, decorator), name))
            return 1;
    return 0;
}

/* `@name.setter`: the suffix of the function's name. */
static const char *property_part(struct cch_py_lower *l, const struct cch_py_node *node) {
    for (const struct cch_py_node *decorator = node->slot[2]; decorator; decorator = decorator->next) {
        if (decorator->kind != PY_ATTRIBUTE || !decorator->slot[0] || decorator->slot[0]->kind != PY_NAME)
            continue;
        const char *part = cch_py_text(l->names, decorator->name);
        if (!strcmp(part, "setter") || !strcmp(part, "getter") || !strcmp(part, "deleter"))
            return part;
    }
    return NULL;
}

/* What the words of a decorator say, whatever they stand for: `@a`, `@a.b(…)`. */
static enum cch_py_words words_of(struct cch_py_lower *l, const struct cch_py_node *node) {
    char words[200];
    const struct cch_py_node *of = node->kind == PY_CALL ? node->slot[0] : node;
    if (!of || (of->kind != PY_NAME && of->kind != PY_ATTRIBUTE))
        return PY_WORDS_NOTHING;
    const struct cch_py_node *in = of->kind == PY_ATTRIBUTE ? of->slot[0] : NULL;
    snprintf(words, sizeof words, "%.90s%s%.90s", in && in->kind == PY_NAME ? cch_py_text(l->names, in->name) : "",
             in ? "." : "", cch_py_text(l->names, of->name));
    const struct cch_py_rule *rule = cch_py_rule_for_words(words);
    return rule ? (enum cch_py_words)rule->which : PY_WORDS_NOTHING;
}

static uint32_t decorate(struct cch_py_lower *l, struct cch_py_node *list, const uint32_t *values, uint32_t count,
                         uint32_t value) {
    struct cch_py_node *nodes[DECORATORS_MAX];
    uint32_t held = 0;
    for (struct cch_py_node *node = list; node && held < DECORATORS_MAX; node = node->next)
        nodes[held++] = node;
    if (held > count)
        held = count;
    while (held-- > 0) {
        if (!values[held])
            continue;
        uint32_t start = l->unit->operands.count;
        PY_PUSH(l->arena, &l->unit->operands, PY_POSITIONAL);
        PY_PUSH(l->arena, &l->unit->operands, cch_py_operand(PY_VARIABLE, value));
        uint32_t result = cch_py_new_variable(l);
        cch_py_flush(l);
        struct cch_py_instruction *call = cch_py_emit(l, PY_DO_CALL, nodes[held], result, values[held], start, 1);
        call->flags = PY_FLAG_DECORATOR;
        enum cch_py_words words = words_of(l, nodes[held]);
        if (words > PY_WORDS_KERNEL) {
            call->flags |= PY_FLAG_KERNEL;
            call->reserved = (uint16_t)(words - PY_WORDS_KERNEL);
        }
        value = result;
    }
    return value;
}

static uint32_t decorators_of(struct cch_py_lower *l, struct cch_py_node *list, uint32_t values[DECORATORS_MAX]) {
    uint32_t count = 0;
    for (struct cch_py_node *node = list; node; node = node->next) {
        uint32_t value = cch_py_expression(l, node);
        if (count == DECORATORS_MAX) {
            cch_py_emit(l, PY_DO_CUT, node, 0, 0, PY_CUT_DECORATORS, 0);
            break;
        }
        values[count++] = value;
    }
    return count;
}

/* Functions ------------------------------------------------------------------ */

struct saved {
    struct cch_py_flow flow;
    struct cch_py_scope *scope;
    uint32_t function, path_function, path_class, method_class, method_self;
};

static void enter(struct cch_py_lower *l, struct saved *saved, struct cch_py_scope *scope) {
    saved->flow = l->flow;
    saved->scope = l->scope;
    saved->function = l->function;
    saved->path_function = l->path_function;
    saved->path_class = l->path_class;
    saved->method_class = l->method_class;
    saved->method_self = l->method_self;
    memset(&l->flow, 0, sizeof l->flow);
    l->scope = scope;
}

static void leave(struct cch_py_lower *l, const struct saved *saved) {
    cch_py_flush(l);
    cch_py_arena_resize(l->arena, l->flow.trail.items, 0);
    cch_py_arena_resize(l->arena, l->flow.log.items, 0);
    cch_py_arena_resize(l->arena, l->flow.pending.items, 0);
    cch_py_arena_resize(l->arena, l->flow.fresh.items, 0);
    l->flow = saved->flow;
    l->scope = saved->scope;
    l->function = saved->function;
    l->path_function = saved->path_function;
    l->path_class = saved->path_class;
    l->method_class = saved->method_class;
    l->method_self = saved->method_self;
}

static uint32_t function_flags(struct cch_py_lower *l, const struct cch_py_node *node) {
    const char *name = node->kind == PY_LAMBDA ? "" : cch_py_text(l->names, node->name);
    uint32_t flags = node->scope->is_generator ? PY_FUNCTION_GENERATOR : 0;
    if (node->kind == PY_LAMBDA)
        return flags | PY_FUNCTION_LAMBDA;
    if (node->kind == PY_ASYNC_FUNCTION_DEF)
        flags |= PY_FUNCTION_ASYNC;
    if (!l->path_class)
        return flags;
    flags |= PY_FUNCTION_METHOD;
    if (has_decorator(l, node, "staticmethod") || !strcmp(name, "__new__"))
        flags |= PY_FUNCTION_STATIC;
    if (has_decorator(l, node, "classmethod") || !strcmp(name, "__init_subclass__") ||
        !strcmp(name, "__class_getitem__"))
        flags |= PY_FUNCTION_CLASS;
    return flags;
}

static void place(struct cch_py_lower *l, struct cch_py_function *made, const struct cch_py_node *node) {
    static const uint32_t name_behind[] = {4, 10, 0};
    made->line = made->first_line = node->line;
    made->column = node->column + 1 + name_behind[node->kind == PY_LAMBDA ? 2 : node->kind == PY_ASYNC_FUNCTION_DEF];
    made->last_line = node->end_line;
    if (node->kind == PY_LAMBDA)
        return;
    for (const struct cch_py_node *decorator = node->slot[2]; decorator; decorator = decorator->next)
        if (decorator->line && decorator->line < made->first_line)
            made->first_line = decorator->line;
    made->signature = signature(l, node);
}

static uint32_t definition_name(struct cch_py_lower *l, const struct cch_py_node *node) {
    if (node->kind == PY_LAMBDA)
        return unique_name(l, cch_py_name_z(l->arena, l->names, "<lambda>"));
    const char *part = property_part(l, node);
    if (!part)
        return unique_name(l, node->name);
    return unique_name(l, cch_py_name_of(l->arena, l->names, cch_py_text(l->names, node->name), ".", part));
}

/* Numbers the function and its parameters; its body comes later. */
static uint32_t new_function(struct cch_py_lower *l, struct cch_py_node *node) {
    uint32_t index = l->unit->functions.count, name = definition_name(l, node), flags = function_flags(l, node);
    struct cch_py_function *made = PY_ADD(l->arena, &l->unit->functions);
    made->name = name;
    made->flags = flags;
    made->owner = l->path_class;
    made->parent = l->path_class ? 0 : l->path_function;
    made->result = cch_py_new_variable(l);
    made->yields = cch_py_new_variable(l);
    place(l, made, node);
    return index;
}

static void lower_parameters(struct cch_py_lower *l, uint32_t index, struct cch_py_node *arguments) {
    parameter_list own = {0};
    if (arguments)
        add_parameters(l, &own, arguments); /* a default may hold a lambda with its own */
    l->unit->functions.items[index].parameters = l->unit->parameters.count;
    l->unit->functions.items[index].parameter_count = own.count;
    for (uint32_t i = 0; i < own.count; i++)
        PY_PUSH(l->arena, &l->unit->parameters, own.items[i]);
    cch_py_arena_resize(l->arena, own.items, 0);
}

static void lower_body(struct cch_py_lower *l, uint32_t index, struct cch_py_node *node) {
    struct saved saved;
    uint32_t method_class = l->path_class;
    enter(l, &saved, node->scope);
    node->scope->function = index;
    const struct cch_py_function *function = &l->unit->functions.items[index];
    l->function = index;
    l->path_function = index + 1;
    l->path_class = 0;
    if (method_class) {
        l->method_class = method_class;
        l->method_self = function->parameter_count ? l->unit->parameters.items[function->parameters].variable : 0;
    }
    uint32_t first = function->parameters, count = function->parameter_count;
    for (uint32_t i = first; i < first + count; i++)
        cch_py_write(l, l->unit->parameters.items[i].name, l->unit->parameters.items[i].variable);
    if (node->kind == PY_LAMBDA)
        cch_py_return(l, cch_py_kept(l, node->slot[1]));
    else
        cch_py_statements(l, node->slot[1]);
    leave(l, &saved);
}

uint32_t cch_py_define_function(struct cch_py_lower *l, struct cch_py_node *node) {
    uint32_t decorators[DECORATORS_MAX], count = 0;
    if (node->kind != PY_LAMBDA) {
        if (has_decorator(l, node, "overload"))
            return 0;
        count = decorators_of(l, node->slot[2], decorators);
    }
    uint32_t index = new_function(l, node);
    node->made = index + 1;
    lower_parameters(l, index, node->slot[0]);
    uint32_t value = cch_py_emit_new(l, PY_DO_FUNCTION, node, index, 0, 0);
    lower_body(l, index, node);
    if (node->kind == PY_LAMBDA)
        return value;
    value = decorate(l, node->slot[2], decorators, count, value);
    cch_py_write(l, node->name, value);
    return value;
}

/* Classes --------------------------------------------------------------------- */

static void add_class_operands(struct cch_py_lower *l, uint32_t index, struct cch_py_node *node) {
    cch_py_numbers bases = {0};
    uint32_t metaclass = 0;
    for (struct cch_py_node *base = node->slot[0]; base; base = base->next) {
        struct cch_py_node *of = base->kind == PY_SUBSCRIPT ? base->slot[0] : base; /* Generic[T] is Generic */
        uint32_t variable = base->kind == PY_STARRED ? 0 : cch_py_expression(l, of);
        if (of != base)
            cch_py_expression(l, base->slot[1]);
        if (variable)
            PY_PUSH(l->arena, &bases, variable);
    }
    for (struct cch_py_node *keyword = node->slot[3]; keyword; keyword = keyword->next) {
        uint32_t variable = cch_py_expression(l, keyword->slot[0]);
        if (!strcmp(cch_py_text(l->names, keyword->name), "metaclass"))
            metaclass = variable;
    }
    struct cch_py_class *made = &l->unit->classes.items[index];
    made->bases = l->unit->operands.count;
    made->base_count = bases.count;
    made->metaclass = metaclass;
    for (uint32_t i = 0; i < bases.count; i++)
        PY_PUSH(l->arena, &l->unit->operands, bases.items[i]);
    cch_py_arena_resize(l->arena, bases.items, 0);
}

static void add_class_names(struct cch_py_lower *l, uint32_t index, struct cch_py_node *node) {
    struct cch_py_class *made = &l->unit->classes.items[index];
    made->names = l->unit->bindings.count;
    for (uint32_t i = 0; i < node->scope->list.count; i++) {
        struct cch_py_symbol *symbol = node->scope->list.items[i];
        if (symbol->flags & PY_SYMBOL_BOUND && symbol->current)
            PY_PUSH(l->arena, &l->unit->bindings, ((struct cch_py_binding){symbol->name, symbol->current}));
    }
    made->name_count = l->unit->bindings.count - made->names;
    made->fields = l->unit->bindings.count;
    for (struct cch_py_node *field = node->slot[1]; field; field = field->next) {
        if (field->kind != PY_ANN_ASSIGN || !field->slot[0] || field->slot[0]->kind != PY_NAME)
            continue;
        struct cch_py_symbol *symbol = cch_py_scope_own(node->scope, field->slot[0]->name);
        if (symbol)
            PY_PUSH(l->arena, &l->unit->bindings, ((struct cch_py_binding){symbol->name, symbol->current}));
    }
    made->field_count = l->unit->bindings.count - made->fields;
}

void cch_py_define_class(struct cch_py_lower *l, struct cch_py_node *node) {
    uint32_t decorators[DECORATORS_MAX], count = decorators_of(l, node->slot[2], decorators);
    uint32_t index = l->unit->classes.count, name = unique_name(l, node->name);
    struct cch_py_class *made = PY_ADD(l->arena, &l->unit->classes);
    made->name = name;
    made->owner = l->path_class;
    made->parent = l->path_class ? 0 : l->path_function;
    made->line = made->first_line = node->line;
    made->column = node->column + 7;
    made->last_line = node->end_line;
    made->function = l->function;
    for (const struct cch_py_node *decorator = node->slot[2]; decorator; decorator = decorator->next)
        made->flags |= words_of(l, decorator) == PY_WORDS_FIELDS;
    node->made = index + 1;
    for (const struct cch_py_node *decorator = node->slot[2]; decorator; decorator = decorator->next)
        if (decorator->line && decorator->line < made->first_line)
            made->first_line = decorator->line;
    add_class_operands(l, index, node);
    cch_py_flush(l);
    uint32_t value = cch_py_emit_new(l, PY_DO_CLASS, node, index, 0, 0);
    struct saved saved;
    enter(l, &saved, node->scope);
    node->scope->class_index = index;
    l->path_class = index + 1;
    l->path_function = 0;
    cch_py_statements(l, node->slot[1]);
    add_class_names(l, index, node);
    leave(l, &saved);
    cch_py_write(l, node->name, decorate(l, node->slot[2], decorators, count, value));
}

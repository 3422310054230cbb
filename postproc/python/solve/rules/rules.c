#include "python/solve/rules/rules.h"

#include <string.h>

/* The files of rules, in the order in which they are asked. */
#define RULE_FILES(X) X(python) X(kernel) X(raw_kernel) X(binding) X(pytorch)

#define DECLARE(file) extern const struct cch_py_rules cch_py_##file##_rules;
#define ADDRESS(file) &cch_py_##file##_rules,
RULE_FILES(DECLARE)
static const struct cch_py_rules *const files[] = {RULE_FILES(ADDRESS)};
enum { FILES = sizeof files / sizeof *files };

/* Names ------------------------------------------------------------------------- */

static int matches(const char *pattern, const char *text) {
    const char *star = strchr(pattern, '*');
    if (!star)
        return !strcmp(pattern, text);
    size_t before = (size_t)(star - pattern);
    if (strncmp(pattern, text, before) != 0)
        return 0;
    pattern = star + 1;
    if (!strchr(pattern, '*')) {
        size_t behind = strlen(pattern), length = strlen(text);
        return length >= before + behind && !strcmp(text + length - behind, pattern);
    }
    for (text += before; *text; text++)
        if (matches(pattern, text))
            return 1;
    return matches(pattern, text);
}

static const struct cch_py_rule *search(enum cch_py_rule_on on, const char *text) {
    for (size_t f = 0; f < FILES; f++)
        for (size_t i = 0; i < files[f]->count; i++)
            if (files[f]->rows[i].on == on && matches(files[f]->rows[i].name, text))
                return &files[f]->rows[i];
    return NULL;
}

const struct cch_py_rule *cch_py_rule_for(struct cch_py_solver *s, enum cch_py_rule_on on, uint32_t name) {
    int added;
    uint32_t *known = cch_py_table_put(s->arena, &s->rules[on], (uint64_t)name + 1, &added);
    if (added) {
        const struct cch_py_rule *found = search(on, cch_py_solver_text(s, name));
        for (uint32_t f = 0; found && f < FILES; f++)
            if (found >= files[f]->rows && found < files[f]->rows + files[f]->count)
                *known = (f << 16 | (uint32_t)(found - files[f]->rows)) + 1;
    }
    return *known ? &files[(*known - 1) >> 16]->rows[(*known - 1) & 0xffff] : NULL;
}

const struct cch_py_rule *cch_py_rule_for_words(const char *words) { return search(PY_ON_WORDS, words); }

static unsigned traits_of(const char *base) {
    unsigned traits = 0;
    for (size_t f = 0; f < FILES; f++)
        for (size_t i = 0; i < files[f]->count; i++)
            if (files[f]->rows[i].on == PY_ON_BASE && matches(files[f]->rows[i].name, base))
                traits |= files[f]->rows[i].flags;
    return traits & PY_TRAIT_PLAIN ? traits : traits | PY_TRAIT_FORWARD;
}

void cch_py_rules_classify(struct cch_py_solver *s) {
    struct cch_py_table known = {0}; /* name → traits */
    for (uint32_t c = 1; c < s->program->classes.count; c++) {
        struct cch_py_whole_class *class = &s->program->classes.items[c];
        for (uint32_t i = 0; i < class->outside.count; i++) {
            int added;
            uint32_t name = class->outside.items[i];
            uint32_t *traits = cch_py_table_put(s->arena, &known, (uint64_t)name + 1, &added);
            if (added)
                *traits = traits_of(cch_py_solver_text(s, name));
            class->traits |= *traits;
            if (!class->unseen_base && !(*traits & PY_TRAIT_SEEN))
                class->unseen_base = name;
        }
    }
    cch_py_table_free(s->arena, &known);
}

/* Objects ------------------------------------------------------------------------ */

uint32_t cch_py_object_value(struct cch_py_solver *s, const struct cch_py_model *model, uint32_t name,
                             uint32_t number) {
    uint32_t index = 0;
    while (index < s->models.count && s->models.items[index] != model)
        index++;
    if (index == s->models.count)
        PY_PUSH(s->arena, &s->models, model);
    return cch_py_value(s, PY_V_OBJECT, cch_py_value(s, PY_V_NONE, name, number), index);
}

const struct cch_py_model *cch_py_object_of(const struct cch_py_solver *s, uint32_t value,
                                            struct cch_py_object *object) {
    const struct cch_py_value of = *cch_py_value_of(s, value);
    if (of.kind != PY_V_OBJECT)
        return NULL;
    *object = (struct cch_py_object){cch_py_value_of(s, of.a)->a, cch_py_value_of(s, of.a)->b};
    return s->models.items[of.b];
}

void cch_py_watch(struct cch_py_solver *s, uint32_t instruction, uint32_t variable, cch_py_watcher *handler,
                  uint32_t data) {
    uint32_t index = 0;
    if (!variable)
        return;
    while (index < s->watchers.count && s->watchers.items[index] != handler)
        index++;
    if (index == s->watchers.count)
        PY_PUSH(s->arena, &s->watchers, handler);
    cch_py_make_instruction(s, PY_DO_WATCH, PY_FLAG_IMPLICIT, instruction, 0, 0, variable, index, data);
}

/* A constant has come to an operand of a call: the rule about what is called
 * (c, a value) is asked again. */
static void ask_again(struct cch_py_solver *s, uint32_t watch, uint32_t value) {
    if (cch_py_value_of(s, value)->kind == PY_V_CONSTANT)
        cch_py_ask_rule(s, cch_py_origin_of(s, watch), s->program->instructions.items[watch].c);
}

void cch_py_constants_of(struct cch_py_solver *s, uint32_t instruction, uint32_t operand,
                         struct cch_py_constants *out) {
    uint32_t variable = cch_py_variable_of(operand), callee = s->callee;
    *out = (struct cch_py_constants){0};
    if (cch_py_operand_tag(operand) == PY_TEXT || cch_py_operand_tag(operand) == PY_INDEX) {
        out->items[out->count++] = operand;
        out->exact = 1;
        return;
    }
    if (!variable)
        return;
    uint32_t key = 0x20000000u | cch_py_value(s, PY_V_NONE, variable, callee);
    if (cch_py_first_time(s, instruction, key)) {
        cch_py_watch(s, instruction, variable, ask_again, callee);
        s->callee = callee;
    }
    const struct cch_py_variable *v = &s->variables[variable];
    for (uint32_t k = 0; k < v->count && out->count < PY_CONSTANTS_MAX; k++)
        if (cch_py_value_of(s, v->items[k])->kind == PY_V_CONSTANT)
            out->items[out->count++] = cch_py_value_of(s, v->items[k])->a;
    out->exact = cch_py_operand_tag(cch_py_exact(s, variable)) != PY_UNUSED;
    s->is_guess |= out->count && !out->exact;
}

/* Shared handlers ------------------------------------------------------------------- */

uint32_t cch_py_variable_of(uint32_t operand) {
    return cch_py_operand_tag(operand) == PY_VARIABLE ? cch_py_operand_value(operand) : 0;
}

uint32_t cch_py_argument_of(const struct cch_py_solver *s, const struct cch_py_instruction *call, uint32_t place,
                            const char *keyword) {
    uint32_t operand = keyword ? cch_py_keyword(s, call, keyword) : cch_py_operand(PY_UNUSED, 0);
    return cch_py_operand_tag(operand) == PY_UNUSED ? cch_py_positional(s, call, place) : operand;
}

uint32_t cch_py_items_of(struct cch_py_solver *s, uint32_t instruction, uint32_t source) {
    uint32_t items = cch_py_make_variable(s);
    if (source)
        cch_py_make_instruction(s, PY_DO_ITERATE, PY_FLAG_IMPLICIT, instruction, source, items, source, 0, 0);
    return items;
}

uint32_t cch_py_fresh_container(struct cch_py_solver *s, uint32_t instruction, int kind) {
    uint32_t value = cch_py_container_value(s, instruction, kind);
    cch_py_put(s, s->program->instructions.items[instruction].target, value);
    return cch_py_value_of(s, value)->a;
}

static void decorate_plainly(struct cch_py_solver *s, uint32_t instruction, struct cch_py_object of) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    (void)of;
    cch_py_connect(s, cch_py_variable_of(cch_py_positional(s, &i, 0)), i.target);
}

uint32_t cch_py_plain_decorator(struct cch_py_solver *s) {
    static const struct cch_py_model model = {.call = decorate_plainly};
    return cch_py_object_value(s, &model, 0, 0);
}

/* The variable of a positional argument, in a list that is spread (f(*all)) if it stands there; 0: there is none. */
static uint32_t argument_at(struct cch_py_solver *s, uint32_t instruction, uint32_t which) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    for (uint32_t k = 0; k < i.c; k++) {
        uint32_t kind = s->program->operands.items[i.b + 2 * k], operand = s->program->operands.items[i.b + 2 * k + 1];
        if (kind == PY_POSITIONAL && which-- == 0)
            return cch_py_variable_of(operand);
        if (kind != PY_STAR)
            continue;
        uint32_t source = cch_py_variable_of(operand), item = source ? cch_py_make_variable(s) : 0;
        if (source)
            cch_py_make_instruction(s, PY_DO_GET_ITEM, PY_FLAG_IMPLICIT, instruction, 0, item, source,
                                    cch_py_operand(PY_INDEX, which), 0);
        return item;
    }
    return 0;
}

void cch_py_rule_give_back(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t source = argument_at(s, instruction, (uint32_t)rule->which);
    if (source && (i.flags & PY_FLAG_DECORATOR || !(rule->flags & PY_RULE_CONFIGURED)))
        cch_py_connect(s, source, i.target);
    else if (!rule->which)
        cch_py_put(s, i.target, cch_py_plain_decorator(s));
}

void cch_py_rule_make_decorator(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    (void)rule;
    cch_py_put(s, s->program->instructions.items[instruction].target, cch_py_plain_decorator(s));
}

void cch_py_rule_call_back(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t callee = rule->which >= 0 ? argument_at(s, instruction, (uint32_t)rule->which) : 0;
    uint32_t skip = (uint32_t)(rule->which + 1), target = rule->flags & PY_RULE_GIVES ? i.target : 0;
    if (!callee && rule->keyword)
        callee = cch_py_variable_of(cch_py_keyword(s, &i, rule->keyword));
    if (rule->flags & PY_RULE_ALONE && i.c != 1)
        return;
    if (rule->flags & PY_RULE_PASSES && i.c > skip)
        cch_py_call_back(s, instruction, callee, target, i.b + 2 * skip, i.c - skip, rule->flags & PY_RULE_LATER);
    else
        cch_py_call_back(s, instruction, callee, target, 0, 0, rule->flags & PY_RULE_LATER);
}

/* Calls ---------------------------------------------------------------------------- */

/* Does the dotted name look like a class's, by its first letter (PEP 8)? What
 * is known of these libraries is told in another way. */
static int is_class_like(const char *name) {
    static const char *const known[] = {"builtins.", "torch.", "numpy.", "typing."};
    if (!strncmp(name, "torch.classes.", 14))
        return strchr(name + 14, '.') != NULL; /* torch.classes.library.Class, which compiled code registers */
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (!strncmp(name, known[k], strlen(known[k])))
            return 0;
    const char *dot = strrchr(name, '.');
    const char *last = dot ? dot + 1 : name;
    last += strspn(last, "_");
    return dot && *last >= 'A' && *last <= 'Z' && last[strcspn(last, "abcdefghijklmnopqrstuvwxyz")];
}

void cch_py_ask_rule(struct cch_py_solver *s, uint32_t instruction, uint32_t callee) {
    const struct cch_py_value of = *cch_py_value_of(s, callee);
    if (of.kind == PY_V_EXTERNAL)
        cch_py_call_library(s, instruction, of.a);
    else if (of.kind == PY_V_OBJECT)
        cch_py_call_object(s, instruction, callee);
    else if (of.kind == PY_V_CONTAINER_METHOD)
        cch_py_call_object_method(s, instruction, callee);
}

void cch_py_call_library(struct cch_py_solver *s, uint32_t instruction, uint32_t name) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_rule *rule = cch_py_rule_for(s, PY_ON_CALL, name);
    if (rule) {
        s->callee = cch_py_value(s, PY_V_EXTERNAL, name, 0);
        s->is_guess = 0;
        s->returned = 0;
        rule->call(s, instruction, rule);
    } else if (i.flags & PY_FLAG_DECORATOR) {
        cch_py_connect(s, cch_py_variable_of(cch_py_positional(s, &i, 0)), i.target);
    } else {
        const char *text = cch_py_solver_text(s, name), *last = strrchr(text, '.');
        cch_py_call_hook(s, instruction, last ? cch_py_solver_name(s, last + 1) : name);
        if (is_class_like(text))
            cch_py_put(s, i.target, cch_py_value(s, PY_V_EXTERNAL_OBJECT, name, 0));
        else
            cch_py_mark(s, i.target, PY_FOREIGN);
    }
}

void cch_py_call_hook(struct cch_py_solver *s, uint32_t instruction, uint32_t method) {
    const struct cch_py_rule *rule = cch_py_rule_for(s, PY_ON_METHOD, method);
    if (rule)
        rule->call(s, instruction, rule);
}

void cch_py_call_object_method(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_value method = *cch_py_value_of(s, value), of = *cch_py_value_of(s, method.a);
    const char *name = cch_py_solver_text(s, method.b);
    struct cch_py_object object;
    const struct cch_py_model *model = cch_py_object_of(s, method.a, &object);
    s->callee = value;
    s->is_guess = 0;
    if (model && model->method)
        model->method(s, instruction, object, name);
    else if (of.kind == PY_V_OPERATOR)
        cch_py_operator_method(s, instruction, of.b, name);
    else if (of.kind == PY_V_KERNEL)
        cch_py_kernel_method(s, instruction, method.a, name);
    else if (of.kind == PY_V_FUNCTION && !strcmp(name, "register"))
        cch_py_register_dispatch(s, instruction, value);
}

/* What is done to an object, by the opcode: it is called, or subscripted. */
void cch_py_call_object(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    struct cch_py_object object;
    const struct cch_py_model *model = cch_py_object_of(s, value, &object);
    int is_item = s->program->instructions.items[instruction].opcode == PY_DO_GET_ITEM;
    s->callee = value;
    s->is_guess = 0;
    if (model && !is_item && model->call)
        model->call(s, instruction, object);
    else if (model && is_item && model->item)
        model->item(s, instruction, object);
}

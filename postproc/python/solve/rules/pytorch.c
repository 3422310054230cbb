/* What PyTorch's dispatch runs (rules.h).
 *
 * https://pytorch.org/docs/stable/library.html for torch.library,
 * https://pytorch.org/docs/stable/autograd.html for autograd.Function.
 */
#include "python/solve/rules/rules.h"

#include "graph_file/schema.h"

#include <string.h>

/* torch.ops.ns.op of "ns::op", with or without an overload. */
static uint32_t operator_name(struct cch_py_solver *s, uint32_t operand, const char *space) {
    const char *name = NULL;
    if (cch_py_operand_tag(operand) != PY_TEXT)
        return 0;
    const char *text = cch_py_solver_text(s, cch_py_operand_value(operand)), *colons = strstr(text, "::");
    size_t end = strcspn(colons ? colons + 2 : text, "( "); /* a schema goes on with its parameters */
    if (colons)
        name = cch_py_format(s->arena, "torch.ops.%.*s.%.*s", (int)(colons - text), text, (int)end, colons + 2);
    else if (space)
        name = cch_py_format(s->arena, "torch.ops.%s.%.*s", space, (int)end, text);
    return name ? cch_py_solver_name(s, name) : 0;
}

/* Dispatch keys: an operator's name may be followed by "|" and the key under
 * which a function is registered. */
static uint32_t without_key(struct cch_py_solver *s, uint32_t name) {
    const char *text = cch_py_solver_text(s, name);
    size_t length = strcspn(text, "|");
    return text[length] ? cch_py_name(s->arena, &s->program->names, text, length) : name;
}

/* The name with the key that a device's name ("cuda") or a dispatch key
 * ("CUDA", "CompositeExplicitAutograd") says; "default", and what is no
 * constant, is every device. */
static uint32_t with_key(struct cch_py_solver *s, uint32_t name, uint32_t operand) {
    if (!name || cch_py_operand_tag(operand) != PY_TEXT)
        return name;
    const char *key = cch_py_solver_text(s, cch_py_operand_value(operand));
    size_t length = strlen(key);
    char upper[64];
    int is_device = !key[strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789")];
    if (!*key || !strcmp(key, "default") || length >= sizeof upper)
        return name;
    memcpy(upper, key, length + 1);
    for (size_t i = 0; is_device && i < (strcmp(key, "meta") ? length : 1); i++)
        if (upper[i] >= 'a' && upper[i] <= 'z')
            upper[i] = (char)(upper[i] - 'a' + 'A');
    return cch_py_solver_name(s, cch_py_format(s->arena, "%s|%s", cch_py_solver_text(s, name), upper));
}

static int is_meta(const struct cch_py_solver *s, uint32_t name) {
    const char *key = strchr(cch_py_solver_text(s, name), '|');
    return key && !strcmp(key, "|Meta");
}

uint32_t cch_py_implementations(struct cch_py_solver *s, uint32_t name) {
    return cch_py_field(s, cch_py_value(s, PY_V_EXTERNAL, without_key(s, name), 0),
                        cch_py_solver_name(s, "<implementations>"));
}

uint32_t cch_py_beside_implementations(struct cch_py_solver *s, uint32_t name) {
    return cch_py_field(s, cch_py_value(s, PY_V_EXTERNAL, without_key(s, name), 0),
                        cch_py_solver_name(s, "<beside implementations>"));
}

/* The functions that come to a registration (c: name << 1, and whether it is only possible). */
static void react_implementation(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    struct cch_py_value of = *cch_py_value_of(s, value);
    while (of.kind == PY_V_OPERATOR || of.kind == PY_V_KERNEL || of.kind == PY_V_BOUND)
        of = *cch_py_value_of(s, of.a);
    uint32_t name = without_key(s, i.c >> 1), before = s->edges.count;
    const char *key = strchr(cch_py_solver_text(s, i.c >> 1), '|');
    if (of.kind == PY_V_FUNCTION || of.kind == PY_V_EXTERNAL) /* the latter: what an extension binds, say */
        cch_py_edge_from(s, cch_py_node(PY_NODE_EXTERNAL, name), instruction,
                         cch_py_node(of.kind == PY_V_FUNCTION ? PY_NODE_FUNCTION : PY_NODE_EXTERNAL, of.a),
                         CCH_KIND_DISPATCH, (int)(i.c & 1), 0);
    if (s->edges.count > before && key)
        s->edges.items[before].key = cch_py_solver_name(s, key + 1);
}

/* The operator's dispatcher runs what `callee` holds. */
static void implement_operator(struct cch_py_solver *s, uint32_t instruction, uint32_t name, uint32_t callee,
                               int possible) {
    int added;
    if (!callee || !name)
        return;
    possible |= is_meta(s, name);
    if (!cch_py_first_time(s, instruction,
                           0x40000000u | cch_py_value(s, PY_V_NONE, name << 1 | (uint32_t)possible, callee)))
        return;
    *cch_py_table_put(s->arena, &s->operators, without_key(s, name), &added) |= 1;
    cch_py_connect(s, callee, possible ? cch_py_beside_implementations(s, name) : cch_py_implementations(s, name));
    possible |= s->is_guess;
    cch_py_watch(s, instruction, callee, react_implementation, name << 1 | (uint32_t)possible);
}

/* What is registered for an operator, by a decorator as well. */
enum registers {
    OPERATOR, /* makes the operator itself */
    FAKE,     /* what computes shapes */
    BACKWARD, /* and what else runs beside the operator */
    IMPLEMENTATION,
    GUESSED = 8 /* + one of these: the name is one of several */
};

static void decorate(struct cch_py_solver *s, uint32_t instruction, struct cch_py_object of) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t source = cch_py_variable_of(cch_py_positional(s, &i, 0));
    if (!source)
        return;
    enum registers how = (enum registers)(of.number & (GUESSED - 1));
    s->is_guess = (of.number & GUESSED) != 0;
    if (how == OPERATOR)
        cch_py_make_instruction(s, PY_DO_WRAP, PY_FLAG_IMPLICIT, instruction, 0, i.target, source, PY_V_OPERATOR,
                                without_key(s, of.name));
    else
        cch_py_connect(s, source, i.target);
    implement_operator(s, instruction, of.name, source, how == FAKE || how == BACKWARD);
}
static const struct cch_py_model decorators = {.call = decorate};

static uint32_t decorator_for(struct cch_py_solver *s, uint32_t name, enum registers how) {
    return cch_py_object_value(s, &decorators, name, (uint32_t)how | (s->is_guess ? GUESSED : 0));
}

/* `then` is called with each name and key that the operands may say. */
typedef void with_name(struct cch_py_solver *s, uint32_t instruction, uint32_t name, enum registers how);

static void each_key(struct cch_py_solver *s, uint32_t instruction, uint32_t name, uint32_t operand, enum registers how,
                     with_name *then) {
    struct cch_py_constants keys;
    cch_py_constants_of(s, instruction, operand, &keys);
    for (uint32_t k = 0; k < keys.count; k++)
        then(s, instruction, with_key(s, name, keys.items[k]), how);
    if (!keys.count)
        then(s, instruction, name, how);
}

/* custom_op("ns::op", …) makes a decorator; custom_op("ns::op", f, …) applies it. */
static void make_operator(struct cch_py_solver *s, uint32_t instruction, uint32_t name, enum registers how) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t function = cch_py_variable_of(cch_py_positional(s, &i, 1));
    uint32_t decorator = decorator_for(s, name, how);
    if (!function) {
        cch_py_put(s, i.target, decorator);
        return;
    }
    if (!cch_py_first_time(s, instruction, 0x40000000u | decorator))
        return;
    uint32_t holder = cch_py_make_variable(s);
    cch_py_put(s, holder, decorator);
    cch_py_make_instruction(s, PY_DO_CALL, PY_FLAG_IMPLICIT, instruction, 0, i.target, holder,
                            cch_py_argument(s, PY_POSITIONAL, cch_py_operand(PY_VARIABLE, function)), 1);
}

/* No constant has come to its name (data: a variable). */
static void make_nameless(struct cch_py_solver *s, uint32_t instruction, uint32_t data) {
    if (!s->variables[data].constants)
        make_operator(s, instruction, 0, OPERATOR);
}

static void custom_operator(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t name = cch_py_argument_of(s, &i, 0, "name");
    struct cch_py_constants names;
    (void)rule;
    cch_py_constants_of(s, instruction, name, &names);
    for (uint32_t k = 0; k < names.count; k++)
        each_key(s, instruction, operator_name(s, names.items[k], NULL), cch_py_keyword(s, &i, "device_types"),
                 OPERATOR, make_operator);
    if (names.count)
        return;
    if (cch_py_variable_of(name))
        cch_py_when_settled(s, cch_py_variable_of(name), instruction, cch_py_variable_of(name), make_nameless);
    else
        make_operator(s, instruction, 0, OPERATOR);
}

/* The call registers a function for the operator: an argument, or what it decorates. */
static void register_named(struct cch_py_solver *s, uint32_t instruction, uint32_t name, enum registers how) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t function = cch_py_variable_of(cch_py_argument_of(s, &i, how == IMPLEMENTATION ? 2 : 1, "func"));
    if (function)
        implement_operator(s, instruction, name, function, how != IMPLEMENTATION);
    else
        cch_py_put(s, i.target, decorator_for(s, name, how));
    implement_operator(s, instruction, name, cch_py_variable_of(cch_py_keyword(s, &i, "setup_context")), 1);
}

static void register_with_key(struct cch_py_solver *s, uint32_t instruction, uint32_t name, enum registers how) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t key = cch_py_operand(PY_UNUSED, 0);
    if (how == FAKE)
        key = cch_py_operand(PY_TEXT, cch_py_solver_name(s, "Meta"));
    else if (how == IMPLEMENTATION)
        key = cch_py_keyword(s, &i, "types");
    if (how == IMPLEMENTATION && cch_py_operand_tag(key) == PY_UNUSED)
        key = cch_py_argument_of(s, &i, 1, "device_types");
    each_key(s, instruction, name, key, how, register_named);
}

/* lib.impl(…) of a Library("ns", "IMPL", "CUDA"): `number` is the call that makes
 * it, with the key of what has none of its own. */
static uint32_t library_key(const struct cch_py_solver *s, struct cch_py_object library, uint32_t operand) {
    const struct cch_py_instruction made = s->program->instructions.items[library.number];
    return cch_py_operand_tag(operand) == PY_UNUSED ? cch_py_argument_of(s, &made, 2, "dispatch_key") : operand;
}

static void put_decorator(struct cch_py_solver *s, uint32_t instruction, uint32_t name, enum registers how) {
    cch_py_put(s, s->program->instructions.items[instruction].target, decorator_for(s, name, how));
}

static void implement_in_library(struct cch_py_solver *s, uint32_t instruction, uint32_t name, enum registers how) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t function = cch_py_variable_of(cch_py_argument_of(s, &i, 1, "fn"));
    if (function)
        implement_operator(s, instruction, name, function, 0);
    else
        put_decorator(s, instruction, name, how);
}

static void library_method(struct cch_py_solver *s, uint32_t instruction, struct cch_py_object of, const char *name) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    struct cch_py_constants names;
    if (strcmp(name, "impl") != 0)
        return;
    cch_py_constants_of(s, instruction, cch_py_argument_of(s, &i, 0, "op_name"), &names);
    for (uint32_t k = 0; k < names.count; k++)
        each_key(s, instruction, operator_name(s, names.items[k], cch_py_solver_text(s, of.name)),
                 library_key(s, of, cch_py_argument_of(s, &i, 2, "dispatch_key")), IMPLEMENTATION,
                 implement_in_library);
}
static const struct cch_py_model library = {.method = library_method};

static void make_library(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    struct cch_py_constants spaces;
    (void)rule;
    cch_py_constants_of(s, instruction, cch_py_argument_of(s, &i, 0, "ns"), &spaces);
    for (uint32_t k = 0; k < spaces.count; k++)
        if (cch_py_operand_tag(spaces.items[k]) == PY_TEXT)
            cch_py_put(s, i.target,
                       cch_py_object_value(s, &library, cch_py_operand_value(spaces.items[k]), instruction));
}

/* What an operator is told by: what custom_op gave, one of torch.ops, or, in
 * impl(lib, "op", "CUDA"), the Library. */
static void register_for_value(struct cch_py_solver *s, uint32_t watch, uint32_t value) {
    const struct cch_py_value of = *cch_py_value_of(s, value);
    uint32_t instruction = cch_py_origin_of(s, watch);
    enum registers how = s->program->instructions.items[watch].c;
    const struct cch_py_instruction call = s->program->instructions.items[instruction];
    struct cch_py_object object;
    s->is_guess = 0;
    if (of.kind == PY_V_OPERATOR) {
        register_with_key(s, instruction, of.b, how);
    } else if (of.kind == PY_V_EXTERNAL && !strncmp(cch_py_solver_text(s, of.a), "torch.ops.", 10)) {
        register_with_key(s, instruction, of.a, how);
    } else if (cch_py_object_of(s, value, &object) == &library && how == IMPLEMENTATION) {
        struct cch_py_constants names;
        cch_py_constants_of(s, instruction, cch_py_argument_of(s, &call, 1, "name"), &names);
        for (uint32_t k = 0; k < names.count; k++)
            each_key(s, instruction, operator_name(s, names.items[k], cch_py_solver_text(s, object.name)),
                     library_key(s, object, cch_py_argument_of(s, &call, 2, "dispatch_key")), how, put_decorator);
    }
}

/* register_fake("ns::op") decorates; register_fake("ns::op", f) registers f. */
static void register_for(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    enum registers how = (enum registers)rule->which;
    uint32_t first = cch_py_positional(s, &i, 0);
    struct cch_py_constants names;
    if (cch_py_variable_of(first) && cch_py_first_time(s, instruction, 0x40000000u))
        cch_py_watch(s, instruction, cch_py_variable_of(first), register_for_value, (uint32_t)how);
    cch_py_constants_of(s, instruction, first, &names);
    for (uint32_t k = 0; k < names.count; k++)
        register_with_key(s, instruction, operator_name(s, names.items[k], NULL), how);
    if (!cch_py_variable_of(first) && !names.count)
        register_with_key(s, instruction, 0, how);
}

void cch_py_operator_method(struct cch_py_solver *s, uint32_t instruction, uint32_t name, const char *method) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    enum registers how = strstr(method, "kernel") ? IMPLEMENTATION : BACKWARD;
    uint32_t function = cch_py_variable_of(cch_py_positional(s, &i, 0));
    uint32_t shapes = cch_py_solver_name(s, strcmp(method, "register_fake") ? "" : "Meta");
    struct cch_py_constants keys = {.items = {cch_py_operand(PY_TEXT, shapes)}, .count = 1};
    if (strncmp(method, "register_", 9) != 0)
        return;
    if (how == IMPLEMENTATION) {
        function = cch_py_variable_of(cch_py_argument_of(s, &i, 1, "func"));
        cch_py_constants_of(s, instruction, cch_py_argument_of(s, &i, 0, "device_types"), &keys);
    }
    for (uint32_t k = 0; k < keys.count || !k; k++) {
        uint32_t with = k < keys.count ? with_key(s, name, keys.items[k]) : name;
        implement_operator(s, instruction, with, function, how == BACKWARD);
        put_decorator(s, instruction, with, how);
    }
    implement_operator(s, instruction, name, cch_py_variable_of(cch_py_keyword(s, &i, "setup_context")), 1);
    cch_py_connect(s, function, i.target);
}

enum { MODULE_LIST, MODULE_DICT, SEQUENTIAL };

static void make_module_container(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    int is_dict = rule->which == MODULE_DICT, spread = rule->which == SEQUENTIAL;
    uint32_t value = cch_py_container_value(s, instruction, is_dict), container = cch_py_value_of(s, value)->a;
    for (uint32_t k = 0; k < i.c; k++) {
        uint32_t kind = s->program->operands.items[i.b + 2 * k];
        uint32_t source = cch_py_variable_of(s->program->operands.items[i.b + 2 * k + 1]),
                 items = cch_py_make_variable(s);
        if (!source)
            continue;
        if (spread && kind == PY_POSITIONAL) {
            cch_py_container_set(s, container, cch_py_operand(PY_UNUSED, 0), source);
            if (i.c == 1) /* an OrderedDict of them, too */
                cch_py_make_instruction(s, PY_DO_GET_ITEM, PY_FLAG_IMPLICIT, instruction, 0, items, source,
                                        cch_py_operand(PY_UNUSED, 0), 0);
            cch_py_container_set(s, container, cch_py_operand(PY_UNUSED, 0), items);
            continue;
        }
        if (is_dict)
            cch_py_make_instruction(s, PY_DO_GET_ITEM, PY_FLAG_IMPLICIT, instruction, 0, items, source,
                                    cch_py_operand(PY_UNUSED, 0), 0);
        else
            cch_py_make_instruction(s, PY_DO_ITERATE, PY_FLAG_IMPLICIT, instruction, 0, items, source, 0, 0);
        cch_py_container_set(s, container, cch_py_operand(PY_UNUSED, 0), items);
    }
    s->containers.items[container].runs = (uint8_t)spread;
    cch_py_put(s, i.target, value);
}

/* sequential(x): each of its modules, with x or what one of them gives. */
void cch_py_call_in_turn(struct cch_py_solver *s, uint32_t instruction, uint32_t container) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t given = cch_py_make_variable(s), made = cch_py_make_variable(s), items = cch_py_make_variable(s);
    if (!s->containers.items[container].runs || !cch_py_first_time(s, instruction, 0x20000000u | container))
        return;
    cch_py_connect(s, s->containers.items[container].all, items);
    cch_py_connect(s, cch_py_variable_of(cch_py_positional(s, &i, 0)), given);
    cch_py_connect(s, made, given);
    cch_py_connect(s, made, i.target);
    cch_py_call_back(s, instruction, items, made, cch_py_argument(s, PY_POSITIONAL, cch_py_operand(PY_VARIABLE, given)),
                     1, 0);
}

/* Classes ------------------------------------------------------------------------- */

/* What a torch module's own __call__ runs: its forward. 0: it isn't one. */
uint32_t cch_py_forward_of(struct cch_py_solver *s, uint32_t value) {
    const struct cch_py_value of = *cch_py_value_of(s, value);
    uint32_t forward = cch_py_solver_name(s, "forward");
    if (cch_py_class_find(s, of.a, cch_py_solver_name(s, "__call__"), 0) ||
        !(s->program->classes.items[of.a].traits & PY_TRAIT_FORWARD))
        return 0;
    if (cch_py_class_has(s, of.a, forward, cch_py_is_below(of)))
        return cch_py_attribute(s, value, forward);
    if (s->program->classes.items[of.a].traits & PY_TRAIT_CONTAINER)
        return cch_py_elements(s, value);
    /* stored in the object: self.forward = self.forward_cuda */
    return cch_py_table_get(&s->stored, forward) ? cch_py_attribute(s, value, forward) : 0;
}

/* The same for objects of a class that is no torch module itself, a mixin: of
 * each class below that is one, as far down as one is needed. */
uint32_t cch_py_forward_below(struct cch_py_solver *s, uint32_t value) {
    const struct cch_py_value of = *cch_py_value_of(s, value);
    const cch_py_numbers below = s->program->classes.items[of.a].below;
    int added;
    uint32_t *place =
        cch_py_table_put(s->arena, &s->gets, cch_py_pair(value, cch_py_solver_name(s, "<forward below>")), &added);
    if (!added)
        return *place;
    uint32_t all = *place = cch_py_make_variable(s), found = 0;
    for (uint32_t i = 0; i < below.count; i++) {
        const cch_py_numbers bases = s->program->classes.items[below.items[i]].bases;
        int covered = 0;
        for (uint32_t k = 0; k < bases.count; k++)
            covered |= cch_py_program_inherits(s->program, bases.items[k], of.a) &&
                       s->program->classes.items[bases.items[k]].traits & PY_TRAIT_FORWARD;
        uint32_t forward = covered ? 0 : cch_py_forward_of(s, cch_py_value(s, PY_V_INSTANCE, below.items[i], 1));
        cch_py_connect(s, forward, all);
        found |= forward;
    }
    if (!found)
        *cch_py_table_put(s->arena, &s->gets, cch_py_pair(value, cch_py_solver_name(s, "<forward below>")), &added) = 0;
    return found ? all : 0;
}

/* X.apply(…) of an autograd function: forward now, backward later. */
static void call_apply(struct cch_py_solver *s, uint32_t instruction, struct cch_py_object of) {
    uint32_t class = of.number;
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t operands = s->program->operands.count, value = cch_py_value(s, PY_V_CLASS, class, 0);
    cch_py_argument(s, PY_POSITIONAL, cch_py_operand(PY_UNUSED, 0)); /* ctx */
    cch_py_copy_arguments(s, i.b, i.c);
    static const struct {
        const char *name;
        int possible;
    } methods[] = {{"forward", 0}, {"setup_context", 0}, {"backward", 1}, {"jvp", 1}, {"vmap", 1}};
    for (size_t m = 0; m < sizeof methods / sizeof *methods; m++) {
        uint32_t name = cch_py_name_find(&s->program->names, methods[m].name, strlen(methods[m].name));
        if (!name || !cch_py_class_find(s, class, name, 0))
            continue;
        uint8_t flags = PY_FLAG_IMPLICIT | PY_FLAG_DISPATCH | (methods[m].possible ? PY_FLAG_POSSIBLE : 0);
        cch_py_make_instruction(s, PY_DO_CALL, flags, instruction, i.a, m == 0 ? i.target : 0,
                                cch_py_attribute(s, value, name), operands, m == 0 ? i.c + 1 : 0);
    }
}

static const struct cch_py_model apply = {.call = call_apply, .stands_for_class = 1};

uint32_t cch_py_inherited_attribute(struct cch_py_solver *s, uint32_t class, uint32_t name) {
    int is_apply =
        s->program->classes.items[class].traits & PY_TRAIT_AUTOGRAD && !strcmp(cch_py_solver_text(s, name), "apply");
    return is_apply ? cch_py_object_value(s, &apply, 0, class) : 0;
}

int cch_py_takes_context(const struct cch_py_solver *s, uint32_t function) {
    static const char *const methods[] = {"forward", "backward", "setup_context", "jvp", "vjp"};
    const struct cch_py_function *f = &s->program->functions.items[function].is;
    if (!f->owner || !(s->program->classes.items[f->owner].traits & PY_TRAIT_AUTOGRAD))
        return 0;
    for (size_t m = 0; m < sizeof methods / sizeof *methods; m++)
        if (!strcmp(cch_py_solver_text(s, f->name), methods[m]))
            return 1;
    return 0;
}

/* torch.cond(x, f, g, …): one of them, or both. */
static void call_one_of(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    for (uint32_t k = 0; k < 2; k++) {
        uint32_t callee = cch_py_variable_of(cch_py_positional(s, &i, (uint32_t)rule->which + k));
        cch_py_call_back(s, instruction, callee, i.target, 0, 0, 1);
    }
}

static const struct cch_py_rule rows[] = {
    {PY_ON_CALL, "torch*nn.ModuleList", make_module_container, MODULE_LIST, NULL, 0},
    {PY_ON_CALL, "torch*nn.Sequential", make_module_container, SEQUENTIAL, NULL, 0},
    {PY_ON_CALL, "torch*nn.ModuleDict", make_module_container, MODULE_DICT, NULL, 0},
    {PY_ON_CALL, "torch*library.custom_op", custom_operator, 0, NULL, 0},
    {PY_ON_CALL, "torch*library*custom_op", custom_operator, 0, NULL, 0},
    {PY_ON_CALL, "torch*library.triton_op", custom_operator, 0, NULL, 0},
    {PY_ON_CALL, "torch*library*triton_op", custom_operator, 0, NULL, 0},
    {PY_ON_CALL, "torch*library.register_fake", register_for, FAKE, NULL, 0},
    {PY_ON_CALL, "torch*library.impl_abstract", register_for, FAKE, NULL, 0},
    {PY_ON_CALL, "torch*library.register_autograd", register_for, BACKWARD, NULL, 0},
    {PY_ON_CALL, "torch*library.register_kernel", register_for, IMPLEMENTATION, NULL, 0},
    {PY_ON_CALL, "torch*library.register_vmap", register_for, BACKWARD, NULL, 0},
    {PY_ON_CALL, "torch*library.impl", register_for, IMPLEMENTATION, NULL, 0},
    {PY_ON_CALL, "torch*library.Library", make_library, 0, NULL, 0},
    {PY_ON_CALL, "torch.compile", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.jit.script", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.jit.ignore", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.jit.unused", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.jit.export", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.compiler.disable", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch._dynamo.disable", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch._dynamo.optimize", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch*custom_fwd", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch*custom_bwd", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch*once_differentiable", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.no_grad", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.inference_mode", cch_py_rule_give_back, 0, NULL, PY_RULE_CONFIGURED},
    {PY_ON_CALL, "torch.enable_grad", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.jit.trace", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch*fully_shard", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch*DataParallel", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch*DistributedDataParallel", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.jit.script_if_tracing", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.compiler.allow_in_graph", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.fx.wrap", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch*library.wrap_triton", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch*library*wrap_triton", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch*library*capture_triton", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch*library.capture_triton", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch*utils.checkpoint.checkpoint", cch_py_rule_call_back, 0, NULL, PY_RULE_GIVES | PY_RULE_PASSES},
    {PY_ON_CALL, "torch*checkpoint.checkpoint_sequential", cch_py_rule_call_back, 0, NULL, PY_RULE_GIVES},
    /* what they give runs the function when it is called */
    {PY_ON_CALL, "torch.vmap", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.func.vmap", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.func.grad", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.func.grad_and_value", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.func.jacrev", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.func.jacfwd", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.func.hessian", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.func.vjp", cch_py_rule_call_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.func.jvp", cch_py_rule_call_back, 0, NULL, 0},
    {PY_ON_CALL, "torch.func.functional_call", cch_py_rule_call_back, 0, NULL, PY_RULE_GIVES},
    {PY_ON_CALL, "torch*autograd.gradcheck", cch_py_rule_call_back, 0, NULL, 0},
    {PY_ON_CALL, "torch*multiprocessing.spawn", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_CALL, "torch*Timer", cch_py_rule_call_back, 1, NULL, PY_RULE_LATER},
    {PY_ON_CALL, "torch*tree_map", cch_py_rule_call_back, 0, NULL, 0},
    {PY_ON_CALL, "torch*.cond", call_one_of, 1, NULL, 0},
    {PY_ON_CALL, "torch.cond", call_one_of, 1, NULL, 0},
    {PY_ON_CALL, "torch*while_loop", call_one_of, 0, NULL, 0},
    {PY_ON_METHOD, "register_forward_hook", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "register_forward_pre_hook", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "register_hook", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "register_full_backward_hook", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "register_full_backward_pre_hook", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "register_backward_hook", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "register_state_dict_pre_hook", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "_register_load_state_dict_pre_hook", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "register_load_state_dict_post_hook", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "register_post_accumulate_grad_hook", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "apply", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER | PY_RULE_ALONE}, /* nn.Module.apply */
    {PY_ON_NAMING, "impl", NULL, 0, NULL, PY_RULE_REGISTERS},
    {PY_ON_NAMING, "custom_op", NULL, 0, NULL, PY_RULE_REGISTERS},
    {PY_ON_NAMING, "triton_op", NULL, 0, NULL, PY_RULE_REGISTERS},
    {PY_ON_NAMING, "register_kernel", NULL, 0, NULL, PY_RULE_REGISTERS},
    {PY_ON_NAMING, "register_fake", NULL, 0, NULL, PY_RULE_REGISTERS},
    {PY_ON_NAMING, "register_autograd", NULL, 0, NULL, PY_RULE_REGISTERS},
    {PY_ON_BASE, "*autograd.Function", NULL, 0, NULL, PY_TRAIT_AUTOGRAD},
    {PY_ON_BASE, "*autograd.function.Function", NULL, 0, NULL, PY_TRAIT_AUTOGRAD},
    {PY_ON_BASE, "*autograd.function.InplaceFunction", NULL, 0, NULL, PY_TRAIT_AUTOGRAD},
    {PY_ON_BASE, "*FunctionCtx", NULL, 0, NULL, PY_TRAIT_AUTOGRAD},
    {PY_ON_BASE, "*Module", NULL, 0, NULL, PY_TRAIT_ELSEWHERE},
    {PY_ON_BASE, "*.nn.*", NULL, 0, NULL, PY_TRAIT_ELSEWHERE},
    {PY_ON_BASE, "*nn.ModuleList", NULL, 0, NULL, PY_TRAIT_CONTAINER},
    {PY_ON_BASE, "*nn.Sequential", NULL, 0, NULL, PY_TRAIT_CONTAINER},
    {PY_ON_BASE, "*nn.ModuleDict", NULL, 0, NULL, PY_TRAIT_CONTAINER},
    {PY_ON_BASE, "*nn.ParameterList", NULL, 0, NULL, PY_TRAIT_CONTAINER},
    {PY_ON_BASE, "*nn.ParameterDict", NULL, 0, NULL, PY_TRAIT_CONTAINER},
    {PY_ON_BASE, "*modules.container.ModuleList", NULL, 0, NULL, PY_TRAIT_CONTAINER},
    {PY_ON_BASE, "*modules.container.Sequential", NULL, 0, NULL, PY_TRAIT_CONTAINER},
};
PY_RULES(cch_py_pytorch_rules, rows);

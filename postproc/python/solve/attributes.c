/* Attributes: what `value.name` holds (solve.h). */
#include "python/solve/contexts.h"
#include "python/solve/rules/rules.h"

#include <string.h>

/* The class of the resolution order that gives the name, or 0. */
static uint32_t giver(const struct cch_py_solver *s, uint32_t class, uint32_t name, uint32_t behind) {
    const struct cch_py_whole_class *of = &s->program->classes.items[class];
    uint32_t i = 0;
    if (behind) {
        while (i < of->order.count && of->order.items[i] != behind)
            i++;
        i++;
    }
    for (; i < of->order.count; i++)
        if (cch_py_table_get(&s->program->class_names, cch_py_pair(of->order.items[i], name)))
            return of->order.items[i];
    return 0;
}

uint32_t cch_py_class_find(const struct cch_py_solver *s, uint32_t class, uint32_t name, uint32_t behind) {
    uint32_t found = giver(s, class, name, behind);
    return found ? cch_py_table_get(&s->program->class_names, cch_py_pair(found, name)) : 0;
}

/* Whether a class beside gives it (cch_py_program_beside). */
static int is_beside(const struct cch_py_solver *s, uint32_t class, uint32_t name) {
    const cch_py_numbers *beside = cch_py_program_beside(s->program, class);
    for (uint32_t i = 0; i < beside->count; i++)
        if (cch_py_table_get(&s->program->class_names, cch_py_pair(beside->items[i], name)))
            return 1;
    return 0;
}

int cch_py_class_has(const struct cch_py_solver *s, uint32_t class, uint32_t name, int below) {
    if (!name)
        return 0;
    if (cch_py_class_find(s, class, name, 0))
        return 1;
    const struct cch_py_whole_class *of = &s->program->classes.items[class];
    for (uint32_t i = 0; below && i < of->below.count; i++)
        if (cch_py_table_get(&s->program->class_names, cch_py_pair(of->below.items[i], name)))
            return 1;
    if (below && is_beside(s, class, name))
        return 1;
    return 0;
}

uint32_t cch_py_bound(struct cch_py_solver *s, uint32_t value, uint32_t receiver) {
    const struct cch_py_value of = *cch_py_value_of(s, value), by = *cch_py_value_of(s, receiver);
    int is_class = by.kind == PY_V_CLASS;
    switch (of.kind) {
    case PY_V_FUNCTION: {
        uint32_t flags = s->program->functions.items[of.a].is.flags;
        if (flags & PY_FUNCTION_STATIC || (is_class && !(flags & PY_FUNCTION_CLASS)))
            return value;
        return cch_py_value(s, PY_V_BOUND, value, receiver);
    }
    case PY_V_KERNEL:
        if (of.b == PY_KERNEL_SUBSCRIPTED || of.b == PY_KERNEL_BLOCKS)
            return value; /* such an object is no descriptor */
        return is_class ? value : cch_py_value(s, PY_V_BOUND, value, receiver);
    case PY_V_OPERATOR:
        return is_class ? value : cch_py_value(s, PY_V_BOUND, value, receiver);
    case PY_V_STATIC:
        return of.a;
    case PY_V_CLASS_METHOD:
        if (by.kind == PY_V_INSTANCE)
            receiver = cch_py_value(s, PY_V_CLASS, by.a, 0);
        return cch_py_value(s, PY_V_BOUND, of.a, receiver);
    default:
        return value;
    }
}

void cch_py_react_bind(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    cch_py_put(s, i.target, cch_py_bound(s, value, i.b));
}

/* target ⊇ the class attribute in `variable`, as read from `receiver`. */
static void bind_into(struct cch_py_solver *s, uint32_t variable, uint32_t receiver, uint32_t target) {
    cch_py_make_instruction(s, PY_DO_BIND, PY_FLAG_IMPLICIT, 0, 0, target, variable, receiver, 0);
}

/* Fields ----------------------------------------------------------------------- */

static int field_reaches(const struct cch_py_solver *s, uint32_t owner, const struct cch_py_load *load) {
    const struct cch_py_value of = *cch_py_value_of(s, owner), by = *cch_py_value_of(s, load->value);
    uint32_t class = of.a;
    int is_self = of.kind == PY_V_INSTANCE && of.b == PY_AS_SELF,
        reads_self = by.kind == PY_V_INSTANCE && by.b == PY_AS_SELF;
    if (cch_py_is_site(of) ? reads_self || (cch_py_is_site(by) && owner != load->value) : is_self && cch_py_is_site(by))
        return 0;
    if (cch_py_program_inherits(s->program, load->class, class))
        return 1;
    if (!load->below)
        return 0;
    cch_py_program_beside(s->program, load->class);
    return cch_py_program_inherits(s->program, class, load->class) ||
           cch_py_table_get(&s->program->meetings, cch_py_pair(load->class, class)) != 0;
}

static void join_field(struct cch_py_solver *s, uint32_t owner, uint32_t field, const struct cch_py_load load) {
    if (!field_reaches(s, owner, &load))
        return;
    if (cch_py_value_of(s, owner)->kind == PY_V_CLASS)
        bind_into(s, field, load.value, load.variable);
    else
        cch_py_connect(s, field, load.variable);
}

/* Objects told apart have lists of their own: none of them has fields of another. What a private method stores by
 * `self` (PY_AS_SELF) is not theirs, nor does it see what is: on them, it runs in a context. */
static uint64_t list_of(uint32_t name, int is_site) { return ((uint64_t)name + 1) << 1 | (uint64_t)is_site; }

static void join_loads(struct cch_py_solver *s, uint32_t owner, uint32_t variable, uint64_t list) {
    for (uint32_t at = cch_py_table_get(&s->loads_of, list); at; at = s->loads.items[at - 1].next)
        join_field(s, owner, variable, s->loads.items[at - 1]);
}

/* The variable of a field that instances of a class have (owner: an instance)
 * or that was put on a class from outside its body. */
uint32_t cch_py_field(struct cch_py_solver *s, uint32_t owner, uint32_t name) {
    int added;
    uint32_t *place = cch_py_table_put(s->arena, &s->fields, cch_py_pair(owner, name), &added);
    if (!added)
        return *place;
    uint32_t variable = cch_py_make_variable(s);
    *place = variable;
    uint32_t kind = cch_py_value_of(s, owner)->kind;
    if (kind != PY_V_INSTANCE && kind != PY_V_CLASS)
        return variable;
    int is_site = cch_py_is_site(*cch_py_value_of(s, owner));
    uint32_t *last = cch_py_table_put(s->arena, &s->fields_of, list_of(name, is_site), &added);
    PY_PUSH(s->arena, &s->field_list, ((struct cch_py_field){owner, variable, *last}));
    *last = s->field_list.count;
    join_loads(s, owner, variable, list_of(name, 0));
    if (!is_site)
        join_loads(s, owner, variable, list_of(name, 1));
    else
        cch_py_connect(s, variable, cch_py_table_get(&s->gets, cch_py_pair(owner, name)));
    return variable;
}

static void join_fields(struct cch_py_solver *s, const struct cch_py_load load, uint64_t list) {
    for (uint32_t at = cch_py_table_get(&s->fields_of, list); at; at = s->field_list.items[at - 1].next)
        join_field(s, s->field_list.items[at - 1].owner, s->field_list.items[at - 1].variable, load);
}

static void load_fields(struct cch_py_solver *s, uint32_t class, int below, uint32_t value, uint32_t name,
                        uint32_t variable) {
    int added, is_site = cch_py_is_site(*cch_py_value_of(s, value));
    uint32_t *last = cch_py_table_put(s->arena, &s->loads_of, list_of(name, is_site), &added);
    struct cch_py_load load = {class, (uint32_t)below, variable, value, *last};
    PY_PUSH(s->arena, &s->loads, load);
    *last = s->loads.count;
    join_fields(s, load, list_of(name, 0));
    if (is_site)
        cch_py_connect(s, cch_py_table_get(&s->fields, cch_py_pair(value, name)), variable);
    else
        join_fields(s, load, list_of(name, 1));
}

void cch_py_store(struct cch_py_solver *s, uint32_t object, uint32_t name, uint32_t source) {
    const struct cch_py_value of = *cch_py_value_of(s, object);
    uint32_t variable = 0;
    switch (of.kind) {
    case PY_V_INSTANCE:
        variable =
            cch_py_field(s, of.b == PY_OR_BELOW ? cch_py_value(s, PY_V_INSTANCE, of.a, PY_EXACTLY) : object, name);
        break;
    case PY_V_CLASS:
        variable = cch_py_table_get(&s->program->class_names, cch_py_pair(of.a, name));
        if (!variable)
            variable = cch_py_field(s, object, name);
        break;
    case PY_V_MODULE:
        variable = cch_py_module_global(s, of.a, name);
        if (!variable)
            variable = cch_py_field(s, object, name);
        break;
    case PY_V_FUNCTION:
    case PY_V_BOUND:
    case PY_V_PARTIAL:
        variable = cch_py_field(s, cch_py_without_context(s, object), name);
        break;
    case PY_V_OBJECT:
        variable = cch_py_field(s, object, name);
        break;
    default:
        break;
    }
    cch_py_connect(s, source, variable);
}

/* Instances --------------------------------------------------------------------- */

/* The first outside base that can have attributes which we don't see. */
static uint32_t outside_base(const struct cch_py_solver *s, uint32_t class) {
    return s->program->classes.items[class].unseen_base;
}

/* What classes below inherit from others than `class`: a mixin's `self` has
 * what stands beside the mixin. The receiver is the one class that does, or,
 * where there are more, anything that inherits it. */
static void fill_from_beside(struct cch_py_solver *s, uint32_t class, uint32_t name, uint32_t variable) {
    struct cch_py_table receivers = {0}; /* class that gives the name → class that inherits it */
    cch_py_numbers givers = {0};
    const cch_py_numbers below = s->program->classes.items[class].below;
    if (!is_beside(s, class, name))
        return;
    for (uint32_t i = 0; i < below.count; i++) {
        const struct cch_py_whole_class *of = &s->program->classes.items[below.items[i]];
        uint32_t from = of->multiple ? giver(s, below.items[i], name, 0) : 0;
        int added, inherited = 0;
        if (!from || !cch_py_table_get(&s->program->meetings, cch_py_pair(class, from)))
            continue;
        for (uint32_t k = 0; k < of->bases.count; k++)
            inherited |= cch_py_program_inherits(s->program, of->bases.items[k], class) &&
                         giver(s, of->bases.items[k], name, 0) == from;
        if (inherited)
            continue;
        uint32_t *receiver = cch_py_table_put(s->arena, &receivers, from, &added);
        *receiver = added ? below.items[i] : from;
        if (added)
            PY_PUSH(s->arena, &givers, from);
    }
    for (uint32_t i = 0; i < givers.count; i++)
        bind_into(s, cch_py_table_get(&s->program->class_names, cch_py_pair(givers.items[i], name)),
                  cch_py_value(s, PY_V_INSTANCE, cch_py_table_get(&receivers, givers.items[i]), 1), variable);
    cch_py_arena_resize(s->arena, givers.items, 0);
    cch_py_table_free(s->arena, &receivers);
}

/* Whether objects of some class below may have the name from a base that we
 * don't see. */
static int may_be_outside(const struct cch_py_solver *s, uint32_t class, uint32_t name) {
    const struct cch_py_whole_class *of = &s->program->classes.items[class];
    if (outside_base(s, class) || of->has_unknown)
        return 1;
    for (uint32_t i = 0; i < of->below.count; i++) {
        uint32_t below = of->below.items[i];
        if ((s->program->classes.items[below].has_unknown || outside_base(s, below)) && !giver(s, below, name, 0))
            return 1;
    }
    return 0;
}

static void fill_from_instance(struct cch_py_solver *s, uint32_t value, uint32_t name, uint32_t variable) {
    const struct cch_py_value of = *cch_py_value_of(s, value);
    uint32_t found = cch_py_class_find(s, of.a, name, 0);
    if (found)
        bind_into(s, found, value, variable);
    for (uint32_t i = 0; cch_py_is_below(of) && i < s->program->classes.items[of.a].below.count; i++) {
        uint32_t below = s->program->classes.items[of.a].below.items[i];
        uint32_t own = cch_py_table_get(&s->program->class_names, cch_py_pair(below, name));
        if (own)
            bind_into(s, own, cch_py_value(s, PY_V_INSTANCE, below, 1), variable);
    }
    if (cch_py_is_below(of))
        fill_from_beside(s, of.a, name, variable);
    load_fields(s, of.a, cch_py_is_below(of), value, name, variable);
    if (cch_py_is_below(of) && cch_py_is_field(s, of.a, name))
        cch_py_mark(s, variable, PY_OPEN);
    /* A base outside may have it; where the program itself stores such an
     * attribute, that is what it is. */
    if (!found && !cch_py_table_get(&s->stored, name) &&
        (cch_py_is_below(of) ? may_be_outside(s, of.a, name)
                             : outside_base(s, of.a) || s->program->classes.items[of.a].has_unknown))
        cch_py_mark(s, variable, PY_FOREIGN);
    if (strcmp(cch_py_solver_text(s, name), "__class__") != 0)
        return;
    cch_py_put(s, variable, cch_py_value(s, PY_V_CLASS, of.a, 0));
    for (uint32_t i = 0; cch_py_is_below(of) && i < s->program->classes.items[of.a].below.count; i++)
        cch_py_put(s, variable, cch_py_value(s, PY_V_CLASS, s->program->classes.items[of.a].below.items[i], 0));
}

static int is_special(const char *name, const char *of) { return !strcmp(name, of); }

static void fill_from_class(struct cch_py_solver *s, uint32_t value, uint32_t name, uint32_t variable) {
    uint32_t class = cch_py_value_of(s, value)->a;
    uint32_t found = cch_py_class_find(s, class, name, 0);
    if (found) {
        bind_into(s, found, value, variable);
        if (s->program->classes.items[class].traits & PY_TRAIT_ENUM)
            cch_py_put(s, variable, cch_py_value(s, PY_V_INSTANCE, class, 0));
    } else if (cch_py_inherited_attribute(s, class, name)) {
        cch_py_put(s, variable, cch_py_inherited_attribute(s, class, name));
    } else if (outside_base(s, class)) {
        uint32_t outside = outside_base(s, class);
        cch_py_put(s, variable, cch_py_value(s, PY_V_EXTERNAL, cch_py_program_join(s->program, outside, name), 0));
    }
    load_fields(s, class, 0, value, name, variable);
}

static void fill_from_super(struct cch_py_solver *s, uint32_t value, uint32_t name, uint32_t variable) {
    const struct cch_py_value of = *cch_py_value_of(s, value), object = *cch_py_value_of(s, of.b);
    uint32_t class = object.kind == PY_V_INSTANCE || object.kind == PY_V_CLASS ? object.a : of.a;
    if (!cch_py_program_inherits(s->program, class, of.a))
        class = of.a;
    uint32_t found = cch_py_class_find(s, class, name, of.a);
    if (found)
        bind_into(s, found, of.b, variable);
    /* With several bases, the next class in line depends on the object's. */
    struct cch_py_table others = {0};
    for (uint32_t i = 0; i < s->program->classes.items[class].below.count && object.kind == PY_V_INSTANCE; i++) {
        uint32_t below = s->program->classes.items[class].below.items[i];
        uint32_t other = s->program->classes.items[below].multiple ? cch_py_class_find(s, below, name, of.a) : found;
        int added = 0;
        if (other && other != found)
            cch_py_table_put(s->arena, &others, other, &added);
        if (added)
            bind_into(s, other, of.b, variable);
    }
    cch_py_table_free(s->arena, &others);
    if (!found) {
        uint32_t outside = outside_base(s, of.a);
        if (!outside && !strcmp(cch_py_solver_text(s, name), "__new__"))
            outside = cch_py_solver_name(s, "builtins.object");
        if (outside)
            cch_py_put(s, variable, cch_py_value(s, PY_V_EXTERNAL, cch_py_program_join(s->program, outside, name), 0));
    }
}

/* Modules and what is outside ----------------------------------------------------- */

static void fill_from_module(struct cch_py_solver *s, uint32_t value, uint32_t name, uint32_t variable) {
    uint32_t module = cch_py_value_of(s, value)->a;
    uint32_t global = cch_py_module_global(s, module, name);
    uint32_t inside = cch_py_table_get(&s->program->module_names,
                                       cch_py_program_join(s->program, s->program->modules.items[module].name, name));
    cch_py_connect(s, global, variable);
    if (inside && (s->program->modules.items[module].file->is_package || !global))
        cch_py_put(s, variable, cch_py_value(s, PY_V_MODULE, inside - 1, 0));
    cch_py_connect(s, cch_py_field(s, value, name), variable);
    if (global || inside)
        return;
    uint32_t hook =
        cch_py_table_get(&s->program->globals, cch_py_pair(module + 1, cch_py_solver_name(s, "__getattr__")));
    if (hook)
        cch_py_mark(s, variable, PY_OPEN);
    else if (cch_py_star_gives(s, module, name, variable))
        ;
    else if (s->program->modules.items[module].file->is_package && !cch_py_table_get(&s->stored, name))
        /* no file gives it: a compiled module in the package, most likely */
        cch_py_put(s, variable,
                   cch_py_value(s, PY_V_EXTERNAL,
                                cch_py_program_join(s->program, s->program->modules.items[module].name, name), 0));
}

/* Whether a file of the program gives module.name. */
static int module_has(struct cch_py_solver *s, uint32_t module, uint32_t name) {
    return cch_py_module_global(s, module, name) ||
           cch_py_table_get(&s->program->module_names,
                            cch_py_program_join(s->program, s->program->modules.items[module].name, name)) ||
           cch_py_table_get(&s->stored, name);
}

/* What operators of torch.ops have of their own (torch/_ops.py); it is no overload of theirs. */
static int is_of_operator(const char *name) {
    static const char *const own[] = {"name",
                                      "namespace",
                                      "overloads",
                                      "overloadpacket",
                                      "op",
                                      "tags",
                                      "redispatch",
                                      "decompose",
                                      "is_view",
                                      "py_functionalize_impl",
                                      "_schema",
                                      "_schemas",
                                      "_overload_names",
                                      "_qualified_op_name",
                                      "has_kernel_for_dispatch_key",
                                      "has_kernel_for_any_dispatch_key"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (!strcmp(name, own[i]))
            return 1;
    return 0;
}

enum { EXTERNAL_DEPTH_MAX = 8 }; /* `x = x.next` has no end */

static int is_of_class(const char *name) {
    const char *last = strrchr(name, '.');
    last = last ? last + 1 : name;
    last += strspn(last, "_");
    return *last >= 'A' && *last <= 'Z';
}

static void fill_from_external(struct cch_py_solver *s, uint32_t value, uint32_t name, uint32_t variable) {
    uint32_t of = cch_py_value_of(s, value)->a;
    unsigned dots = 0;
    for (const char *at = cch_py_solver_text(s, of); *at; at++)
        dots += *at == '.';
    if (dots == 3 && !strncmp(cch_py_solver_text(s, of), "torch.ops.", 10) &&
        is_special(cch_py_solver_text(s, name), "default")) {
        cch_py_put(s, variable, value); /* the overload without a name is the operator itself */
        return;
    }
    if ((dots == 3 || dots == 4) && !strncmp(cch_py_solver_text(s, of), "torch.ops.", 10) &&
        is_of_operator(cch_py_solver_text(s, name))) {
        cch_py_mark(s, variable, PY_FOREIGN);
        return;
    }
    /* What an object of torch.classes.ns.Name has is bound; what that has is of the value it gave. */
    if (dots >= 4 && !strncmp(cch_py_solver_text(s, of), "torch.classes.", 14)) {
        cch_py_mark(s, variable, PY_FOREIGN);
        return;
    }
    /* an item is no module; of a generic class, `Class[parameter]`, it is the class */
    if (cch_py_value_of(s, value)->b && cch_py_value_of(s, value)->kind == PY_V_EXTERNAL &&
        !is_of_class(cch_py_solver_text(s, of))) {
        cch_py_mark(s, variable, PY_FOREIGN);
        return;
    }
    uint32_t joined = dots < EXTERNAL_DEPTH_MAX ? cch_py_program_join(s->program, of, name) : of;
    if (joined == of) {
        cch_py_mark(s, variable, PY_FOREIGN | PY_CUT);
        return;
    }
    uint32_t module = cch_py_table_get(&s->program->module_names, joined);
    cch_py_put(s, variable,
               module ? cch_py_value(s, PY_V_MODULE, module - 1, 0) : cch_py_value(s, PY_V_EXTERNAL, joined, 0));
}

static void fill_from_property(struct cch_py_solver *s, uint32_t value, uint32_t name, uint32_t variable) {
    static const char *const parts[] = {"getter", "setter", "deleter"};
    for (uint32_t i = 0; i < 3; i++)
        if (!strcmp(cch_py_solver_text(s, name), parts[i]))
            cch_py_put(s, variable, cch_py_value(s, PY_V_PROPERTY_PART, value, i));
}

static void fill_from_function(struct cch_py_solver *s, uint32_t value, uint32_t name, uint32_t variable) {
    const char *text = cch_py_solver_text(s, name);
    const struct cch_py_value of = *cch_py_value_of(s, value);
    cch_py_connect(s, cch_py_field(s, cch_py_without_context(s, value), name), variable);
    if (is_special(text, "__wrapped__") || is_special(text, "fn"))
        cch_py_put(s, variable, value);
    else if (is_special(text, "__call__"))
        cch_py_put(s, variable, value);
    else if (of.kind == PY_V_KERNEL && of.b == PY_KERNEL_SUBSCRIPTED && is_special(text, "run"))
        cch_py_put(s, variable, cch_py_value(s, PY_V_LAUNCH, of.a, 0)); /* kernel.run(…, grid=…) */
    else if (of.kind == PY_V_KERNEL && cch_py_has_kernel_method(of.b, text))
        cch_py_put(s, variable, cch_py_value(s, PY_V_CONTAINER_METHOD, value, name));
    else if (of.kind == PY_V_BOUND && is_special(text, "__func__"))
        cch_py_put(s, variable, of.a);
    else if (of.kind == PY_V_BOUND && is_special(text, "__self__"))
        cch_py_put(s, variable, of.b);
    else if (of.kind == PY_V_PARTIAL || of.kind == PY_V_OPERATOR)
        cch_py_put(s, variable, cch_py_value(s, PY_V_CONTAINER_METHOD, value, name));
    else if (of.kind == PY_V_FUNCTION && is_special(text, "register"))
        cch_py_put(s, variable, cch_py_value(s, PY_V_CONTAINER_METHOD, value, name)); /* functools.singledispatch */
}

static void fill_from_object(struct cch_py_solver *s, uint32_t value, uint32_t name, uint32_t variable) {
    struct cch_py_object object;
    const struct cch_py_model *model = cch_py_object_of(s, value, &object);
    if (model->attribute)
        model->attribute(s, value, object, name, variable);
    else
        cch_py_put(s, variable, cch_py_value(s, PY_V_CONTAINER_METHOD, value, name));
}

uint32_t cch_py_attribute(struct cch_py_solver *s, uint32_t value, uint32_t name) {
    int added;
    uint32_t *place = cch_py_table_put(s->arena, &s->gets, cch_py_pair(value, name), &added);
    if (!added)
        return *place;
    uint32_t variable = cch_py_make_variable(s);
    *place = variable;
    switch (cch_py_value_of(s, value)->kind) {
    case PY_V_INSTANCE:
        if (!s->hierarchy_only)
            fill_from_instance(s, value, name, variable);
        break;
    case PY_V_CLASS:
        if (s->hierarchy_only)
            cch_py_connect(s,
                           cch_py_table_get(&s->program->class_names, cch_py_pair(cch_py_value_of(s, value)->a, name)),
                           variable);
        else
            fill_from_class(s, value, name, variable);
        break;
    case PY_V_SUPER:
        fill_from_super(s, value, name, variable);
        break;
    case PY_V_MODULE:
        fill_from_module(s, value, name, variable);
        break;
    case PY_V_EXTERNAL:
    case PY_V_EXTERNAL_OBJECT: /* a method, by its class */
        fill_from_external(s, value, name, variable);
        break;
    case PY_V_PROPERTY:
        fill_from_property(s, value, name, variable);
        break;
    case PY_V_CONTAINER:
    case PY_V_GENERATOR:
        cch_py_put(s, variable, cch_py_value(s, PY_V_CONTAINER_METHOD, value, name));
        break;
    case PY_V_FUNCTION:
    case PY_V_BOUND:
    case PY_V_PARTIAL:
    case PY_V_OPERATOR:
    case PY_V_KERNEL:
        fill_from_function(s, value, name, variable);
        break;
    case PY_V_OBJECT:
        fill_from_object(s, value, name, variable);
        break;
    default:
        break;
    }
    return variable;
}

/* Hooks ------------------------------------------------------------------------------- */

/* object.__getattribute__(name) for whatever is read, and object.__getattr__(name)
 * for what the object lacks. */
static void call_hooks(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_value of = *cch_py_value_of(s, value);
    cch_py_call_method(s, instruction, i.a, value, "__getattribute__", i.target, 0, 0);
    uint32_t hook = cch_py_name_find(&s->program->names, "__getattr__", strlen("__getattr__"));
    if (!hook || hook == i.b || !cch_py_class_has(s, of.a, hook, cch_py_is_below(of)))
        return;
    enum cch_py_presence presence = cch_py_presence_of(s, of.a, i.b, cch_py_is_below(of));
    uint32_t attribute = presence == PY_PRESENT ? 0 : cch_py_attribute(s, value, hook);
    if (attribute && cch_py_first_time(s, instruction, 0x80000000u | attribute))
        cch_py_make_instruction(
            s, PY_DO_CALL, (uint8_t)(PY_FLAG_IMPLICIT | (presence == PY_PERHAPS ? PY_FLAG_POSSIBLE : 0)), instruction,
            i.a, i.target, attribute, cch_py_argument(s, PY_POSITIONAL, cch_py_operand(PY_TEXT, i.b)), 1);
}

/* module.__getattr__(name), for names that the module lacks. */
static void call_module_hook(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t hook = cch_py_missing_from_module(s, cch_py_value_of(s, value)->a, i.b);
    if (hook && cch_py_first_time(s, instruction, 0x80000000u | hook))
        cch_py_make_instruction(
            s, PY_DO_CALL,
            (uint8_t)(PY_FLAG_IMPLICIT | (cch_py_table_get(&s->existence.anywhere, i.b) ? PY_FLAG_POSSIBLE : 0)),
            instruction, i.a, i.target, hook, cch_py_argument(s, PY_POSITIONAL, cch_py_operand(PY_TEXT, i.b)), 1);
}

uint32_t cch_py_missing_from_module(struct cch_py_solver *s, uint32_t module, uint32_t name) {
    const struct cch_py_module *of = &s->program->modules.items[module];
    const char *text = cch_py_solver_text(s, name);
    int is_of_module = !strncmp(text, "__", 2) && !strcmp(text + strlen(text) - 2, "__");
    if (is_of_module || cch_py_module_global(s, module, name) ||
        cch_py_table_get(&s->program->module_names, cch_py_program_join(s->program, of->name, name)))
        return 0;
    return cch_py_table_get(&s->program->globals, cch_py_pair(module + 1, cch_py_solver_name(s, "__getattr__")));
}

/* Instructions ---------------------------------------------------------------------- */

void cch_py_react_get(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t kind = cch_py_value_of(s, value)->kind;
    if (i.flags & PY_FLAG_NAMED && kind == PY_V_MODULE && !module_has(s, cch_py_value_of(s, value)->a, i.b))
        return;
    uint32_t from = cch_py_attribute(s, value, i.b);
    if (kind == PY_V_INSTANCE || kind == PY_V_SUPER)
        cch_py_make_instruction(s, PY_DO_FETCH, PY_FLAG_IMPLICIT, instruction, i.a, i.target, from, value, instruction);
    else
        cch_py_connect(s, from, i.target);
    if (kind == PY_V_INSTANCE)
        call_hooks(s, instruction, value);
    else if (kind == PY_V_MODULE)
        call_module_hook(s, instruction, value);
}

/* Reading a property runs its getter, writing it its setter; a descriptor's
 * __get__ and __set__ likewise. */
void cch_py_react_fetch(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_value of = *cch_py_value_of(s, value), by = *cch_py_value_of(s, i.b);
    int writes = i.flags & PY_FLAG_IN_PLACE;
    if (of.kind == PY_V_PROPERTY) {
        uint32_t part = cch_py_solver_name(s, writes ? "fset" : "fget");
        uint32_t receiver = by.kind == PY_V_SUPER ? by.b : i.b, bound = cch_py_make_variable(s);
        bind_into(s, cch_py_field(s, value, part), receiver, bound);
        uint32_t operands = 0, source = s->program->instructions.items[i.c].c;
        if (writes)
            operands = cch_py_argument(s, PY_POSITIONAL,
                                       source ? cch_py_operand(PY_VARIABLE, source) : cch_py_operand(PY_UNUSED, 0));
        uint32_t at = cch_py_origin_of(s, i.c);
        cch_py_make_instruction(s, PY_DO_CALL, PY_FLAG_IMPLICIT, at, s->program->instructions.items[at].a, i.target,
                                bound, operands, (uint32_t)writes / PY_FLAG_IN_PLACE);
        return;
    }
    if (of.kind == PY_V_INSTANCE && by.kind == PY_V_INSTANCE &&
        cch_py_class_has(s, of.a, cch_py_solver_name(s, writes ? "__set__" : "__get__"), 0) &&
        cch_py_class_find(s, by.a, s->program->instructions.items[i.c].b, 0)) {
        cch_py_call_method(s, cch_py_origin_of(s, i.c), i.a, value, writes ? "__set__" : "__get__", i.target, 0, 0);
        return;
    }
    if (!writes)
        cch_py_put(s, i.target, value);
}

void cch_py_react_set(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_value of = *cch_py_value_of(s, value);
    if (of.kind == PY_V_INSTANCE) {
        if (cch_py_class_find(s, of.a, i.b, 0))
            cch_py_make_instruction(s, PY_DO_FETCH, PY_FLAG_IMPLICIT | PY_FLAG_IN_PLACE, instruction, i.a, 0,
                                    cch_py_attribute(s, value, i.b), value, instruction);
        else
            cch_py_call_method(s, instruction, i.a, value, "__setattr__", 0, 0, 0);
    }
    if (i.c)
        cch_py_store(s, value, i.b, i.c);
}

void cch_py_react_super(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_value of = *cch_py_value_of(s, value);
    if (of.kind == PY_V_INSTANCE || of.kind == PY_V_CLASS)
        cch_py_put(s, i.target, cch_py_value(s, PY_V_SUPER, i.a, value));
}

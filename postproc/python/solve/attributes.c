/* Attributes: what `value.name` holds (solve.h). */
#include "python/solve/contexts.h"
#include "python/solve/rules/rules.h"

#include <string.h>

/* The class of the resolution order that gives the name, or 0. */
static uint32_t giver(const struct py_solver *s, uint32_t class, uint32_t name, uint32_t behind) {
    const struct py_whole_class *of = &s->program->classes.items[class];
    uint32_t i = 0;
    if (behind) {
        while (i < of->order.count && of->order.items[i] != behind)
            i++;
        i++;
    }
    for (; i < of->order.count; i++)
        if (py_table_get(&s->program->class_names, py_pair(of->order.items[i], name)))
            return of->order.items[i];
    return 0;
}

uint32_t py_class_find(const struct py_solver *s, uint32_t class, uint32_t name, uint32_t behind) {
    uint32_t found = giver(s, class, name, behind);
    return found ? py_table_get(&s->program->class_names, py_pair(found, name)) : 0;
}

/* Whether a class beside gives it (py_program_beside). */
static int is_beside(const struct py_solver *s, uint32_t class, uint32_t name) {
    const py_numbers *beside = py_program_beside(s->program, class);
    for (uint32_t i = 0; i < beside->count; i++)
        if (py_table_get(&s->program->class_names, py_pair(beside->items[i], name)))
            return 1;
    return 0;
}

int py_class_has(const struct py_solver *s, uint32_t class, uint32_t name, int below) {
    if (!name)
        return 0;
    if (py_class_find(s, class, name, 0))
        return 1;
    const struct py_whole_class *of = &s->program->classes.items[class];
    for (uint32_t i = 0; below && i < of->below.count; i++)
        if (py_table_get(&s->program->class_names, py_pair(of->below.items[i], name)))
            return 1;
    if (below && is_beside(s, class, name))
        return 1;
    return 0;
}

uint32_t py_bound(struct py_solver *s, uint32_t value, uint32_t receiver) {
    const struct py_value of = *py_value_of(s, value), by = *py_value_of(s, receiver);
    int is_class = by.kind == PY_V_CLASS;
    switch (of.kind) {
    case PY_V_FUNCTION: {
        uint32_t flags = s->program->functions.items[of.a].is.flags;
        if (flags & PY_FUNCTION_STATIC || (is_class && !(flags & PY_FUNCTION_CLASS)))
            return value;
        return py_value(s, PY_V_BOUND, value, receiver);
    }
    case PY_V_KERNEL:
        if (of.b == PY_KERNEL_SUBSCRIPTED)
            return value; /* such an object is no descriptor */
        return is_class ? value : py_value(s, PY_V_BOUND, value, receiver);
    case PY_V_OPERATOR:
        return is_class ? value : py_value(s, PY_V_BOUND, value, receiver);
    case PY_V_STATIC:
        return of.a;
    case PY_V_CLASS_METHOD:
        if (by.kind == PY_V_INSTANCE)
            receiver = py_value(s, PY_V_CLASS, by.a, 0);
        return py_value(s, PY_V_BOUND, of.a, receiver);
    default:
        return value;
    }
}

void py_react_bind(struct py_solver *s, uint32_t instruction, uint32_t value) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    py_put(s, i.target, py_bound(s, value, i.b));
}

/* target ⊇ the class attribute in `variable`, as read from `receiver`. */
static void bind_into(struct py_solver *s, uint32_t variable, uint32_t receiver, uint32_t target) {
    py_make_instruction(s, PY_DO_BIND, PY_FLAG_IMPLICIT, 0, 0, target, variable, receiver, 0);
}

/* Fields ----------------------------------------------------------------------- */

static int field_reaches(const struct py_solver *s, uint32_t owner, const struct py_load *load) {
    uint32_t class = py_value_of(s, owner)->a;
    if (py_program_inherits(s->program, load->class, class))
        return 1;
    if (!load->below)
        return 0;
    py_program_beside(s->program, load->class);
    return py_program_inherits(s->program, class, load->class) ||
           py_table_get(&s->program->meetings, py_pair(load->class, class)) != 0;
}

static void join_field(struct py_solver *s, uint32_t owner, uint32_t field, const struct py_load load) {
    if (!field_reaches(s, owner, &load))
        return;
    if (py_value_of(s, owner)->kind == PY_V_CLASS)
        bind_into(s, field, load.value, load.variable);
    else
        py_connect(s, field, load.variable);
}

/* The variable of a field that instances of a class have (owner: an instance)
 * or that was put on a class from outside its body. */
uint32_t py_field(struct py_solver *s, uint32_t owner, uint32_t name) {
    int added;
    uint32_t *place = py_table_put(s->pool, &s->fields, py_pair(owner, name), &added);
    if (!added)
        return *place;
    uint32_t variable = py_make_variable(s);
    *place = variable;
    uint32_t kind = py_value_of(s, owner)->kind;
    if (kind != PY_V_INSTANCE && kind != PY_V_CLASS)
        return variable;
    uint32_t *last = py_table_put(s->pool, &s->fields_of, (uint64_t)name + 1, &added);
    PY_PUSH(s->pool, &s->field_list, ((struct py_field){owner, variable, *last}));
    *last = s->field_list.count;
    for (uint32_t at = py_table_get(&s->loads_of, (uint64_t)name + 1); at; at = s->loads.items[at - 1].next)
        join_field(s, owner, variable, s->loads.items[at - 1]);
    return variable;
}

static void load_fields(struct py_solver *s, uint32_t class, int below, uint32_t value, uint32_t name,
                        uint32_t variable) {
    int added;
    uint32_t *last = py_table_put(s->pool, &s->loads_of, (uint64_t)name + 1, &added);
    struct py_load load = {class, (uint32_t)below, variable, value, *last};
    PY_PUSH(s->pool, &s->loads, load);
    *last = s->loads.count;
    for (uint32_t at = py_table_get(&s->fields_of, (uint64_t)name + 1); at; at = s->field_list.items[at - 1].next)
        join_field(s, s->field_list.items[at - 1].owner, s->field_list.items[at - 1].variable, load);
}

void py_store(struct py_solver *s, uint32_t object, uint32_t name, uint32_t source) {
    const struct py_value of = *py_value_of(s, object);
    uint32_t variable = 0;
    switch (of.kind) {
    case PY_V_INSTANCE:
        variable = py_field(s, py_value(s, PY_V_INSTANCE, of.a, 0), name);
        break;
    case PY_V_CLASS:
        variable = py_table_get(&s->program->class_names, py_pair(of.a, name));
        if (!variable)
            variable = py_field(s, object, name);
        break;
    case PY_V_MODULE:
        variable = py_module_global(s, of.a, name);
        if (!variable)
            variable = py_field(s, object, name);
        break;
    case PY_V_FUNCTION:
    case PY_V_BOUND:
    case PY_V_PARTIAL:
        variable = py_field(s, py_without_context(s, object), name);
        break;
    default:
        break;
    }
    py_connect(s, source, variable);
}

/* Instances --------------------------------------------------------------------- */

/* The first outside base that can have attributes which we don't see. */
static uint32_t outside_base(const struct py_solver *s, uint32_t class) {
    return s->program->classes.items[class].unseen_base;
}

/* What classes below inherit from others than `class`: a mixin's `self` has
 * what stands beside the mixin. The receiver is the one class that does, or,
 * where there are more, anything that inherits it. */
static void fill_from_beside(struct py_solver *s, uint32_t class, uint32_t name, uint32_t variable) {
    struct py_table receivers = {0}; /* class that gives the name → class that inherits it */
    py_numbers givers = {0};
    const py_numbers below = s->program->classes.items[class].below;
    if (!is_beside(s, class, name))
        return;
    for (uint32_t i = 0; i < below.count; i++) {
        const struct py_whole_class *of = &s->program->classes.items[below.items[i]];
        uint32_t from = of->multiple ? giver(s, below.items[i], name, 0) : 0;
        int added, inherited = 0;
        if (!from || !py_table_get(&s->program->meetings, py_pair(class, from)))
            continue;
        for (uint32_t k = 0; k < of->bases.count; k++)
            inherited |= py_program_inherits(s->program, of->bases.items[k], class) &&
                         giver(s, of->bases.items[k], name, 0) == from;
        if (inherited)
            continue;
        uint32_t *receiver = py_table_put(s->pool, &receivers, from, &added);
        *receiver = added ? below.items[i] : from;
        if (added)
            PY_PUSH(s->pool, &givers, from);
    }
    for (uint32_t i = 0; i < givers.count; i++)
        bind_into(s, py_table_get(&s->program->class_names, py_pair(givers.items[i], name)),
                  py_value(s, PY_V_INSTANCE, py_table_get(&receivers, givers.items[i]), 1), variable);
    py_pool_resize(s->pool, givers.items, 0);
    py_table_free(s->pool, &receivers);
}

/* Whether objects of some class below may have the name from a base that we
 * don't see. */
static int may_be_outside(const struct py_solver *s, uint32_t class, uint32_t name) {
    const struct py_whole_class *of = &s->program->classes.items[class];
    if (outside_base(s, class) || of->has_unknown)
        return 1;
    for (uint32_t i = 0; i < of->below.count; i++) {
        uint32_t below = of->below.items[i];
        if ((s->program->classes.items[below].has_unknown || outside_base(s, below)) && !giver(s, below, name, 0))
            return 1;
    }
    return 0;
}

static void fill_from_instance(struct py_solver *s, uint32_t value, uint32_t name, uint32_t variable) {
    const struct py_value of = *py_value_of(s, value);
    uint32_t found = py_class_find(s, of.a, name, 0);
    if (found)
        bind_into(s, found, value, variable);
    for (uint32_t i = 0; of.b && i < s->program->classes.items[of.a].below.count; i++) {
        uint32_t below = s->program->classes.items[of.a].below.items[i];
        uint32_t own = py_table_get(&s->program->class_names, py_pair(below, name));
        if (own)
            bind_into(s, own, py_value(s, PY_V_INSTANCE, below, 1), variable);
    }
    if (of.b)
        fill_from_beside(s, of.a, name, variable);
    load_fields(s, of.a, (int)of.b, value, name, variable);
    /* A base outside may have it; where the program itself stores such an
     * attribute, that is what it is. */
    if (!found && !py_table_get(&s->stored, name) &&
        (of.b ? may_be_outside(s, of.a, name) : outside_base(s, of.a) || s->program->classes.items[of.a].has_unknown))
        py_mark(s, variable, PY_FOREIGN);
    if (!strcmp(py_solver_text(s, name), "__class__"))
        py_put(s, variable, py_value(s, PY_V_CLASS, of.a, 0));
}

static int is_special(const char *name, const char *of) { return !strcmp(name, of); }

static void fill_from_class(struct py_solver *s, uint32_t value, uint32_t name, uint32_t variable) {
    uint32_t class = py_value_of(s, value)->a;
    uint32_t found = py_class_find(s, class, name, 0);
    if (found) {
        bind_into(s, found, value, variable);
        if (s->program->classes.items[class].traits & PY_TRAIT_ENUM)
            py_put(s, variable, py_value(s, PY_V_INSTANCE, class, 0));
    } else if (py_inherited_attribute(s, class, name)) {
        py_put(s, variable, py_inherited_attribute(s, class, name));
    } else if (outside_base(s, class)) {
        uint32_t outside = outside_base(s, class);
        py_put(s, variable, py_value(s, PY_V_EXTERNAL, py_program_join(s->program, outside, name), 0));
    }
    load_fields(s, class, 0, value, name, variable);
}

static void fill_from_super(struct py_solver *s, uint32_t value, uint32_t name, uint32_t variable) {
    const struct py_value of = *py_value_of(s, value), object = *py_value_of(s, of.b);
    uint32_t class = object.kind == PY_V_INSTANCE || object.kind == PY_V_CLASS ? object.a : of.a;
    if (!py_program_inherits(s->program, class, of.a))
        class = of.a;
    uint32_t found = py_class_find(s, class, name, of.a);
    if (found)
        bind_into(s, found, of.b, variable);
    /* With several bases, the next class in line depends on the object's. */
    struct py_table others = {0};
    for (uint32_t i = 0; i < s->program->classes.items[class].below.count && object.kind == PY_V_INSTANCE; i++) {
        uint32_t below = s->program->classes.items[class].below.items[i];
        uint32_t other = s->program->classes.items[below].multiple ? py_class_find(s, below, name, of.a) : found;
        int added = 0;
        if (other && other != found)
            py_table_put(s->pool, &others, other, &added);
        if (added)
            bind_into(s, other, of.b, variable);
    }
    py_table_free(s->pool, &others);
    if (!found) {
        uint32_t outside = outside_base(s, of.a);
        if (!outside && !strcmp(py_solver_text(s, name), "__new__"))
            outside = py_solver_name(s, "builtins.object");
        if (outside)
            py_put(s, variable, py_value(s, PY_V_EXTERNAL, py_program_join(s->program, outside, name), 0));
    }
}

/* Modules and what is outside ----------------------------------------------------- */

static void fill_from_module(struct py_solver *s, uint32_t value, uint32_t name, uint32_t variable) {
    uint32_t module = py_value_of(s, value)->a;
    uint32_t global = py_module_global(s, module, name);
    uint32_t inside = py_table_get(&s->program->module_names,
                                   py_program_join(s->program, s->program->modules.items[module].name, name));
    py_connect(s, global, variable);
    if (inside && (s->program->modules.items[module].file->is_package || !global))
        py_put(s, variable, py_value(s, PY_V_MODULE, inside - 1, 0));
    py_connect(s, py_field(s, value, name), variable);
    if (global || inside)
        return;
    uint32_t hook = py_table_get(&s->program->globals, py_pair(module + 1, py_solver_name(s, "__getattr__")));
    if (hook)
        py_mark(s, variable, PY_OPEN);
    else if (py_star_gives(s, module, name, variable))
        ;
    else if (s->program->modules.items[module].file->is_package && !py_table_get(&s->stored, name))
        /* no file gives it: a compiled module in the package, most likely */
        py_put(
            s, variable,
            py_value(s, PY_V_EXTERNAL, py_program_join(s->program, s->program->modules.items[module].name, name), 0));
}

/* Whether a file of the program gives module.name. */
static int module_has(struct py_solver *s, uint32_t module, uint32_t name) {
    return py_module_global(s, module, name) ||
           py_table_get(&s->program->module_names,
                        py_program_join(s->program, s->program->modules.items[module].name, name)) ||
           py_table_get(&s->stored, name);
}

enum { EXTERNAL_DEPTH_MAX = 8 }; /* `x = x.next` has no end */

static void fill_from_external(struct py_solver *s, uint32_t value, uint32_t name, uint32_t variable) {
    uint32_t of = py_value_of(s, value)->a;
    unsigned dots = 0;
    for (const char *at = py_solver_text(s, of); *at; at++)
        dots += *at == '.';
    if (dots == 3 && !strncmp(py_solver_text(s, of), "torch.ops.", 10) &&
        is_special(py_solver_text(s, name), "default")) {
        py_put(s, variable, value); /* the overload without a name is the operator itself */
        return;
    }
    uint32_t joined = dots < EXTERNAL_DEPTH_MAX ? py_program_join(s->program, of, name) : of;
    if (joined == of) {
        py_mark(s, variable, PY_FOREIGN | PY_CUT);
        return;
    }
    uint32_t module = py_table_get(&s->program->module_names, joined);
    py_put(s, variable, module ? py_value(s, PY_V_MODULE, module - 1, 0) : py_value(s, PY_V_EXTERNAL, joined, 0));
}

static void fill_from_property(struct py_solver *s, uint32_t value, uint32_t name, uint32_t variable) {
    static const char *const parts[] = {"getter", "setter", "deleter"};
    for (uint32_t i = 0; i < 3; i++)
        if (!strcmp(py_solver_text(s, name), parts[i]))
            py_put(s, variable, py_value(s, PY_V_PROPERTY_PART, value, i));
}

static void fill_from_function(struct py_solver *s, uint32_t value, uint32_t name, uint32_t variable) {
    const char *text = py_solver_text(s, name);
    const struct py_value of = *py_value_of(s, value);
    py_connect(s, py_field(s, py_without_context(s, value), name), variable);
    if (is_special(text, "__wrapped__") || is_special(text, "fn"))
        py_put(s, variable, value);
    else if (is_special(text, "__call__"))
        py_put(s, variable, value);
    else if (of.kind == PY_V_KERNEL && of.b == PY_KERNEL_SUBSCRIPTED && is_special(text, "run"))
        py_put(s, variable, py_value(s, PY_V_LAUNCH, of.a, 0)); /* kernel.run(…, grid=…) */
    else if (of.kind == PY_V_BOUND && is_special(text, "__func__"))
        py_put(s, variable, of.a);
    else if (of.kind == PY_V_BOUND && is_special(text, "__self__"))
        py_put(s, variable, of.b);
    else if (of.kind == PY_V_PARTIAL || of.kind == PY_V_OPERATOR)
        py_put(s, variable, py_value(s, PY_V_CONTAINER_METHOD, value, name));
    else if (of.kind == PY_V_FUNCTION && is_special(text, "register"))
        py_put(s, variable, py_value(s, PY_V_CONTAINER_METHOD, value, name)); /* functools.singledispatch */
}

static void fill_from_object(struct py_solver *s, uint32_t value, uint32_t name, uint32_t variable) {
    struct py_object object;
    const struct py_model *model = py_object_of(s, value, &object);
    if (model->attribute)
        model->attribute(s, value, object, name, variable);
    else
        py_put(s, variable, py_value(s, PY_V_CONTAINER_METHOD, value, name));
}

uint32_t py_attribute(struct py_solver *s, uint32_t value, uint32_t name) {
    int added;
    uint32_t *place = py_table_put(s->pool, &s->gets, py_pair(value, name), &added);
    if (!added)
        return *place;
    uint32_t variable = py_make_variable(s);
    *place = variable;
    switch (py_value_of(s, value)->kind) {
    case PY_V_INSTANCE:
        if (!s->hierarchy_only)
            fill_from_instance(s, value, name, variable);
        break;
    case PY_V_CLASS:
        if (s->hierarchy_only)
            py_connect(s, py_table_get(&s->program->class_names, py_pair(py_value_of(s, value)->a, name)), variable);
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
        py_put(s, variable, py_value(s, PY_V_CONTAINER_METHOD, value, name));
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
static void call_hooks(struct py_solver *s, uint32_t instruction, uint32_t value) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    const struct py_value of = *py_value_of(s, value);
    py_call_method(s, instruction, i.a, value, "__getattribute__", i.target, 0, 0);
    uint32_t hook = py_name_find(&s->program->names, "__getattr__", strlen("__getattr__"));
    if (!hook || hook == i.b || !py_class_has(s, of.a, hook, (int)of.b))
        return;
    enum py_presence presence = py_presence_of(s, of.a, i.b, (int)of.b);
    uint32_t attribute = presence == PY_PRESENT ? 0 : py_attribute(s, value, hook);
    if (attribute && py_first_time(s, instruction, 0x80000000u | attribute))
        py_make_instruction(s, PY_DO_CALL,
                            (uint8_t)(PY_FLAG_IMPLICIT | (presence == PY_PERHAPS ? PY_FLAG_POSSIBLE : 0)), instruction,
                            i.a, i.target, attribute, py_argument(s, PY_POSITIONAL, py_operand(PY_TEXT, i.b)), 1);
}

/* module.__getattr__(name), for names that the module lacks. */
static void call_module_hook(struct py_solver *s, uint32_t instruction, uint32_t value) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    uint32_t hook = py_missing_from_module(s, py_value_of(s, value)->a, i.b);
    if (hook && py_first_time(s, instruction, 0x80000000u | hook))
        py_make_instruction(
            s, PY_DO_CALL,
            (uint8_t)(PY_FLAG_IMPLICIT | (py_table_get(&s->existence.anywhere, i.b) ? PY_FLAG_POSSIBLE : 0)),
            instruction, i.a, i.target, hook, py_argument(s, PY_POSITIONAL, py_operand(PY_TEXT, i.b)), 1);
}

uint32_t py_missing_from_module(struct py_solver *s, uint32_t module, uint32_t name) {
    const struct py_module *of = &s->program->modules.items[module];
    const char *text = py_solver_text(s, name);
    int is_of_module = !strncmp(text, "__", 2) && !strcmp(text + strlen(text) - 2, "__");
    if (is_of_module || py_module_global(s, module, name) ||
        py_table_get(&s->program->module_names, py_program_join(s->program, of->name, name)))
        return 0;
    return py_table_get(&s->program->globals, py_pair(module + 1, py_solver_name(s, "__getattr__")));
}

/* Instructions ---------------------------------------------------------------------- */

void py_react_get(struct py_solver *s, uint32_t instruction, uint32_t value) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    uint32_t kind = py_value_of(s, value)->kind;
    if (i.flags & PY_FLAG_NAMED && kind == PY_V_MODULE && !module_has(s, py_value_of(s, value)->a, i.b))
        return;
    uint32_t from = py_attribute(s, value, i.b);
    if (kind == PY_V_INSTANCE || kind == PY_V_SUPER)
        py_make_instruction(s, PY_DO_FETCH, PY_FLAG_IMPLICIT, instruction, i.a, i.target, from, value, instruction);
    else
        py_connect(s, from, i.target);
    if (kind == PY_V_INSTANCE)
        call_hooks(s, instruction, value);
    else if (kind == PY_V_MODULE)
        call_module_hook(s, instruction, value);
}

/* Reading a property runs its getter, writing it its setter; a descriptor's
 * __get__ and __set__ likewise. */
void py_react_fetch(struct py_solver *s, uint32_t instruction, uint32_t value) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    const struct py_value of = *py_value_of(s, value), by = *py_value_of(s, i.b);
    int writes = i.flags & PY_FLAG_IN_PLACE;
    if (of.kind == PY_V_PROPERTY) {
        uint32_t part = py_solver_name(s, writes ? "fset" : "fget");
        uint32_t receiver = by.kind == PY_V_SUPER ? by.b : i.b, bound = py_make_variable(s);
        bind_into(s, py_field(s, value, part), receiver, bound);
        uint32_t operands = 0, source = s->program->instructions.items[i.c].c;
        if (writes)
            operands =
                py_argument(s, PY_POSITIONAL, source ? py_operand(PY_VARIABLE, source) : py_operand(PY_UNUSED, 0));
        uint32_t at = py_origin_of(s, i.c);
        py_make_instruction(s, PY_DO_CALL, PY_FLAG_IMPLICIT, at, s->program->instructions.items[at].a, i.target, bound,
                            operands, (uint32_t)writes / PY_FLAG_IN_PLACE);
        return;
    }
    if (of.kind == PY_V_INSTANCE && by.kind == PY_V_INSTANCE &&
        py_class_has(s, of.a, py_solver_name(s, writes ? "__set__" : "__get__"), 0) &&
        py_class_find(s, by.a, s->program->instructions.items[i.c].b, 0)) {
        py_call_method(s, py_origin_of(s, i.c), i.a, value, writes ? "__set__" : "__get__", i.target, 0, 0);
        return;
    }
    if (!writes)
        py_put(s, i.target, value);
}

void py_react_set(struct py_solver *s, uint32_t instruction, uint32_t value) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    const struct py_value of = *py_value_of(s, value);
    if (of.kind == PY_V_INSTANCE) {
        if (py_class_find(s, of.a, i.b, 0))
            py_make_instruction(s, PY_DO_FETCH, PY_FLAG_IMPLICIT | PY_FLAG_IN_PLACE, instruction, i.a, 0,
                                py_attribute(s, value, i.b), value, instruction);
        else
            py_call_method(s, instruction, i.a, value, "__setattr__", 0, 0, 0);
    }
    if (i.c)
        py_store(s, value, i.b, i.c);
}

void py_react_super(struct py_solver *s, uint32_t instruction, uint32_t value) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    const struct py_value of = *py_value_of(s, value);
    if (of.kind == PY_V_INSTANCE || of.kind == PY_V_CLASS)
        py_put(s, i.target, py_value(s, PY_V_SUPER, i.a, value));
}

/* Attributes, classes and their instances (python.h). */
#include "evaluate/python_parts.h"

#include <string.h>

enum { BASES_MAX = CCH_PYTHON_ORDER_MAX - 1, DEEPEST = 64 };

bool cch_python_is(const cch_datum *value, const char *class_name) {
    return value->kind == CCH_DATUM_OBJECT && strcmp(value->object->class_name, class_name) == 0;
}
bool cch_python_is_class(const cch_datum *value) { return cch_python_is(value, "type"); }
bool cch_python_is_instance(const cch_datum *value) {
    return value->kind == CCH_DATUM_OBJECT && value->object->class_value != NULL;
}

cch_object *cch_python_object(cch_machine *machine, const char *class_name) {
    cch_object *object = cch_object_new(&machine->store, class_name, &cch_absent);
    object->by_reference = true;
    return object;
}

const cch_datum *cch_python_wrap(cch_machine *machine, const char *class_name, const char *field,
                                 const cch_datum *value) {
    cch_object *object = cch_python_object(machine, class_name);
    cch_object_set(&machine->store, object, field, value);
    return cch_object_value(&machine->arena, object);
}

const cch_datum *cch_python_field(cch_machine *machine, const cch_datum *object, const char *field) {
    const cch_datum *value =
        object->kind == CCH_DATUM_OBJECT ? cch_object_get(&machine->store, object->object, field) : &cch_absent;
    return value->kind == CCH_DATUM_ABSENT ? NULL : value;
}

/* Classes ------------------------------------------------------------------------------ */

/* Bases that add no names which a class of the program could mean. */
static bool is_bare(const cch_datum *base) {
    static const char *const bare[] = {"object",
                                       "abc.ABC",
                                       "ABC",
                                       "Generic",
                                       "typing.Generic",
                                       "Protocol",
                                       "typing.Protocol",
                                       "typing_extensions.Protocol"};
    if (base->kind != CCH_DATUM_CLASS && base->kind != CCH_DATUM_LIBRARY)
        return false;
    for (size_t i = 0; i < sizeof bare / sizeof *bare; i++)
        if (strcmp(base->symbol, bare[i]) == 0)
            return true;
    return false;
}

static bool is_one_class(const cch_datum *a, const cch_datum *b) {
    if (a->kind != b->kind)
        return false;
    if (a->kind == CCH_DATUM_OBJECT)
        return a->object == b->object;
    return a == b ||
           ((a->kind == CCH_DATUM_CLASS || a->kind == CCH_DATUM_LIBRARY) && strcmp(a->symbol, b->symbol) == 0);
}

static bool is_in_tail(const cch_datum *const *list, size_t count, const cch_datum *value) {
    for (size_t i = 1; i < count; i++)
        if (is_one_class(list[i], value))
            return true;
    return false;
}

static size_t bases_of(cch_machine *machine, const cch_datum *class_value, const cch_datum **bases) {
    const cch_datum *tuple = cch_python_field(machine, class_value, "$bases");
    struct cch_items items = {0, NULL};
    size_t count = 0;
    if (!tuple || tuple->kind != CCH_DATUM_OBJECT ||
        !cch_container_items(&machine->store, tuple->object, &items, NULL)) {
        if (tuple && cch_is_undecided(tuple))
            bases[count++] = tuple;
        return count;
    }
    for (uint32_t i = 0; i < items.count && count < BASES_MAX; i++)
        bases[count++] = cch_store_get(&machine->store, items.cells[i]);
    if (items.count > BASES_MAX)
        bases[count++] = cch_not_known(machine, "the bases of a class that has very many");
    return count;
}

/* The order in which a class and its bases are asked (C3): of the classes that come first in the orders of its bases,
 * and in the list of these, the first that stands behind none. What is of no program is one that has no bases. */
static size_t order_of(cch_machine *machine, const cch_datum *class_value, const cch_datum **order, unsigned depth) {
    const cch_datum *bases[CCH_PYTHON_ORDER_MAX], **lists[CCH_PYTHON_ORDER_MAX + 1];
    size_t lengths[CCH_PYTHON_ORDER_MAX + 1], count = 0, made = 1;
    order[0] = class_value;
    if (!cch_python_is_class(class_value))
        return 1;
    if (depth > DEEPEST) {
        order[made++] = cch_not_known(machine, "the bases of classes that inherit so often");
        return made;
    }
    count = bases_of(machine, class_value, bases);
    for (size_t i = 0; i < count; i++) { /* `order` is free until then */
        lengths[i] = order_of(machine, bases[i], order, depth + 1);
        lists[i] = cch_arena_take(&machine->arena, lengths[i] * sizeof **lists);
        memcpy(lists[i], order, lengths[i] * sizeof **lists);
    }
    order[0] = class_value;
    lists[count] = bases;
    lengths[count] = count;
    while (!machine->arena.failed) {
        const cch_datum *next = NULL;
        for (size_t i = 0; i <= count && !next; i++) {
            next = lengths[i] ? lists[i][0] : NULL;
            for (size_t k = 0; k <= count && next; k++)
                if (lengths[k] && is_in_tail(lists[k], lengths[k], next))
                    next = NULL;
        }
        for (size_t i = 0; i <= count && !next; i++) /* no order: Python would refuse the class */
            next = lengths[i] ? lists[i][0] : NULL;
        if (!next)
            break;
        if (made == BASES_MAX) {
            order[made++] = cch_not_known(machine, "the bases of a class that has very many");
            break;
        }
        order[made++] = next;
        for (size_t i = 0; i <= count; i++)
            if (lengths[i] && is_one_class(lists[i][0], next)) {
                lists[i]++;
                lengths[i]--;
            }
    }
    return made;
}

/* What a library's class may have, before one of the program does. */
static bool may_have(const cch_datum *outside, const char *name) {
    static const char *const of_modules[] = {
        "forward",    "train",           "eval",       "to",         "cuda",    "half",
        "float",      "apply",           "parameters", "buffers",    "modules", "children",
        "state_dict", "load_state_dict", "zero_grad",  "extra_repr", "training"};
    if (strncmp(name, "$", 1) == 0)
        return false;
    if (cch_is_undecided(outside))
        return true;
    if (outside->kind == CCH_DATUM_CLASS)
        return cch_python_is_exception_name(outside->symbol) ? strncmp(name, "__", 2) == 0 || strcmp(name, "args") == 0
                                                             : true;
    if (strcmp(outside->symbol, "torch.nn.Module") == 0 || strcmp(outside->symbol, "torch.nn.modules.Module") == 0) {
        for (size_t i = 0; i < sizeof of_modules / sizeof *of_modules; i++)
            if (strcmp(of_modules[i], name) == 0)
                return true;
        return strncmp(name, "__", 2) == 0 && strcmp(name, "__init_subclass__") != 0;
    }
    return true;
}

const cch_datum *cch_python_class_find(cch_machine *machine, const cch_datum *class_value, const char *name,
                                       const cch_datum *behind, const cch_datum **outside) {
    const cch_datum *order[CCH_PYTHON_ORDER_MAX], *passed = NULL;
    size_t count = cch_python_is_class(class_value) ? order_of(machine, class_value, order, 0) : 0, i = 0;
    if (behind) {
        while (i < count && !is_one_class(order[i], behind))
            i++;
        i++;
    }
    for (; i < count; i++) {
        if (!cch_python_is_class(order[i])) {
            if (!is_bare(order[i])) {
                if (outside && !*outside)
                    *outside = order[i];
                passed = passed || !may_have(order[i], name) ? passed : order[i];
            }
            continue;
        }
        const cch_datum *value = cch_python_field(machine, order[i], name);
        if (value && passed)
            return cch_not_known(machine, "whether a library's class has %s before one of the program", name);
        if (value)
            return value;
    }
    if (!cch_python_is_class(class_value) && outside && !*outside)
        *outside = class_value;
    return NULL;
}

size_t cch_python_order(cch_machine *machine, const cch_datum *class_value,
                        const cch_datum *order[CCH_PYTHON_ORDER_MAX]) {
    return order_of(machine, class_value, order, 0);
}

size_t cch_python_outside(cch_machine *machine, const cch_datum *class_value,
                          const cch_datum *outside[CCH_PYTHON_ORDER_MAX]) {
    const cch_datum *order[CCH_PYTHON_ORDER_MAX];
    size_t count = order_of(machine, class_value, order, 0), found = 0;
    for (size_t i = 0; i < count; i++)
        if (!cch_python_is_class(order[i]) && !is_bare(order[i]))
            outside[found++] = order[i];
    return found;
}

bool cch_python_is_below(cch_machine *machine, const cch_datum *class_value, const cch_datum *base) {
    const cch_datum *order[CCH_PYTHON_ORDER_MAX];
    size_t count = order_of(machine, class_value, order, 0);
    for (size_t i = 0; i < count && base->kind == CCH_DATUM_OBJECT; i++)
        if (is_one_class(order[i], base))
            return true;
    return false;
}

/* Names of one class of a library. */
static bool is_library_class(const char *symbol, const char *library) {
    const char *dot = strrchr(library, '.'), *own = strrchr(symbol, '.');
    return strcmp(symbol, library) == 0 || (strcmp(own ? own : symbol, dot ? dot : library) == 0 &&
                                            strncmp(symbol, library, strcspn(library, ".")) == 0);
}

int cch_python_inherits(cch_machine *machine, const cch_datum *class_value, const char *library) {
    const cch_datum *order[CCH_PYTHON_ORDER_MAX];
    size_t count = order_of(machine, class_value, order, 0);
    int result = 0;
    for (size_t i = 0; i < count; i++) {
        if ((order[i]->kind == CCH_DATUM_LIBRARY || order[i]->kind == CCH_DATUM_CLASS) &&
            is_library_class(order[i]->symbol, library))
            return 1;
        if (cch_is_undecided(order[i]))
            result = -1;
    }
    return result;
}

/* Enumerations ------------------------------------------------------------------------- */

static bool is_enumeration(cch_machine *machine, const cch_datum *class_value) {
    static const char *const bases[] = {"enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag"};
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++)
        if (cch_python_inherits(machine, class_value, bases[i]) > 0)
            return true;
    return false;
}

/* Of those that are numbers or texts as well, operators see the value ("$number"). */
static void make_members(cch_machine *machine, const cch_datum *class_value) {
    cch_object *class_object = class_value->object;
    const cch_datum *members = cch_python_container(machine, "dict", NULL, 0);
    bool is_plain = cch_python_inherits(machine, class_value, "enum.Enum") > 0 &&
                    cch_python_inherits(machine, class_value, "int") == 0 &&
                    cch_python_inherits(machine, class_value, "str") == 0;
    for (uint32_t i = 0; i < class_object->field_count; i++) {
        const char *name = class_object->fields[i].name;
        const cch_datum *value = cch_store_get(&machine->store, class_object->fields[i].cell);
        bool is_method = value->kind == CCH_DATUM_CLOSURE || value->kind == CCH_DATUM_BOUND ||
                         cch_python_is(value, "property") || cch_python_is(value, "staticmethod") ||
                         cch_python_is(value, "classmethod") || cch_python_is_class(value);
        if (*name == '$' || *name == '_' || is_method || value->kind == CCH_DATUM_ABSENT)
            continue;
        cch_object *member =
            cch_python_object(machine, cch_as_text(cch_python_field(machine, class_value, "__name__")));
        member->class_value = class_value;
        cch_object_set(&machine->store, member, "name", cch_python_text(machine, name));
        cch_object_set(&machine->store, member, "_name_", cch_python_text(machine, name));
        cch_object_set(&machine->store, member, "value", value);
        cch_object_set(&machine->store, member, "_value_", value);
        if (!is_plain)
            cch_object_set(&machine->store, member, "$number", value);
        const cch_datum *made = cch_object_value(&machine->arena, member);
        cch_store_set(&machine->store, class_object->fields[i].cell, made);
        cch_python_dict_set(machine, members, cch_python_text(machine, name), made);
    }
    cch_object_set(&machine->store, class_object, "$members", members);
}

const cch_datum *cch_python_member_of(cch_machine *machine, const cch_datum *class_value, const cch_datum *value,
                                      bool by_name) {
    const cch_datum *members = cch_python_field(machine, class_value, "$members");
    struct cch_items items;
    bool is_open = cch_is_undecided(value);
    if (!members)
        return NULL;
    if (!cch_container_items(&machine->store, members->object, &items, NULL))
        return cch_not_known(machine, "the members of an enumeration");
    for (uint32_t i = 0; i + 1 < items.count; i += 2) {
        const cch_datum *member = cch_store_get(&machine->store, items.cells[i + 1]);
        const cch_datum *own =
            by_name ? cch_store_get(&machine->store, items.cells[i]) : cch_python_field(machine, member, "value");
        int same = value == member || (!by_name && value->kind == CCH_DATUM_OBJECT && value->object == member->object)
                       ? 1
                       : cch_python_equal(machine, own, value);
        if (same > 0 && !is_open)
            return member;
        is_open |= same < 0;
    }
    if (is_open)
        return cch_not_known(machine, "which member of an enumeration");
    cch_python_raise(machine, by_name ? "KeyError" : "ValueError");
    return &cch_none;
}

/* (defclass L LV "Name" (ARG…) BODY (DECORATOR…)) */
void cch_python_define_class(cch_machine *machine, const cch_node *statement) {
    const cch_node *arguments = cch_item(statement, 3), *body = cch_item(statement, 4), *decorators;
    const char *name = cch_item(statement, 2) ? statement->items[2]->text : "";
    const cch_datum *bases[CCH_PYTHON_ORDER_MAX], *value, *meta = NULL;
    size_t count = 0;
    bool is_odd = false;
    for (uint32_t i = 0; arguments && i < arguments->count && cch_machine_runs(machine); i++) {
        const cch_node *item = arguments->items[i];
        is_odd |= item->head == CCH_HEAD_STAR || item->head == CCH_HEAD_DOUBLE_STAR;
        if (item->head != CCH_HEAD_KEYWORD && item->head != CCH_HEAD_DOUBLE_STAR && count < CCH_PYTHON_ORDER_MAX)
            bases[count++] = cch_evaluate(machine, item);
        else if (item->head != CCH_HEAD_KEYWORD)
            is_odd = true;
        else if (cch_item(item, 1) && strcmp(item->items[0]->text, "metaclass") == 0)
            meta = cch_evaluate(machine, item->items[1]);
        else if (cch_item(item, 1))
            cch_evaluate(machine, item->items[1]);
    }
    if (!cch_machine_runs(machine) || !body)
        return;
    struct python_frame *outer = cch_python_frame(machine), *inner = cch_arena_take(&machine->arena, sizeof *inner);
    cch_object *class_object = cch_python_object(machine, "type");
    cch_object_set(&machine->store, class_object, "$bases", cch_python_tuple(machine, bases, count));
    cch_object_set(&machine->store, class_object, "$fields", cch_python_container(machine, "dict", NULL, 0));
    cch_object_set(&machine->store, class_object, "__name__", cch_python_text(machine, name));
    if (outer->module)
        cch_object_set(&machine->store, class_object, "__module__", cch_python_text(machine, outer->module->name));
    if (is_odd)
        cch_object_set(&machine->store, class_object, "$bases", cch_not_known(machine, "the bases of %s", name));
    if (meta && !(meta->kind == CCH_DATUM_LIBRARY && strstr(meta->symbol, "ABCMeta")))
        cch_object_set(&machine->store, class_object, "$meta", meta);
    value = cch_object_value(&machine->arena, class_object);
    *inner = (struct python_frame){.module = outer->module, .owner = value, .class_body = class_object};
    machine->frame->python = inner;
    cch_execute(machine, body);
    machine->frame->python = outer->module ? outer : machine->frame->python;
    const cch_datum *hook =
        cch_machine_runs(machine) ? cch_python_class_find(machine, value, "__init_subclass__", value, NULL) : NULL;
    if (hook)
        cch_python_call_simple(machine, hook, &value, 1);
    if (cch_machine_runs(machine) && is_enumeration(machine, value))
        make_members(machine, value);
    decorators = cch_item(statement, 5);
    for (uint32_t i = decorators ? decorators->count : 0; i-- > 0 && cch_machine_runs(machine);) {
        const cch_datum *decorator = cch_evaluate(machine, decorators->items[i]);
        value = cch_python_call_simple(machine, decorator, &value, 1);
    }
    cch_python_store(machine, cch_item(statement, 1), value);
}

/* Attributes --------------------------------------------------------------------------------- */

static const cch_datum *bind_to(cch_machine *machine, const cch_datum *found, const cch_datum *object,
                                const cch_datum *class_value) {
    if (cch_python_is(found, "staticmethod"))
        return cch_python_field(machine, found, "f");
    if (cch_python_is(found, "classmethod"))
        return cch_bound(&machine->arena, cch_python_field(machine, found, "f"), class_value);
    if (cch_python_is_instance(found)) {
        const cch_datum *get = cch_python_class_find(machine, found->object->class_value, "__get__", NULL, NULL);
        const cch_datum *arguments[3] = {found, object ? object : &cch_none, class_value};
        return get ? cch_python_call_simple(machine, get, arguments, 3) : found;
    }
    if (!object)
        return found;
    if (cch_python_is(found, "property")) {
        const cch_datum *getter = cch_python_field(machine, found, "f");
        return cch_python_call_simple(machine, getter, &object, 1);
    }
    if (found->kind == CCH_DATUM_CLOSURE || found->kind == CCH_DATUM_FUNCTION || cch_python_is(found, "contextmanager"))
        return cch_bound(&machine->arena, found, object);
    return found;
}

static const cch_datum *of_library(cch_machine *machine, const cch_datum *library, const char *name) {
    const char *full = cch_arena_print(&machine->arena, "%s.%s", library->symbol, name);
    const cch_datum *constant = cch_python_constant(machine, full);
    return constant ? constant : cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, full);
}

static const cch_datum *method_of(cch_machine *machine, const char *class_name, const char *name,
                                  const cch_datum *object) {
    const char *full = cch_arena_print(&machine->arena, "%s.%s", class_name, name);
    if (!cch_python_find_row(full))
        machine->may_raise = true; /* there may be no such attribute */
    return cch_bound(&machine->arena, cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, full), object);
}

static const cch_datum *of_class(cch_machine *machine, const cch_datum *class_value, const char *name) {
    const cch_datum *outside = NULL, *found = cch_python_class_find(machine, class_value, name, NULL, &outside);
    if (found)
        return bind_to(machine, found, NULL, class_value);
    if (strcmp(name, "__qualname__") == 0)
        return cch_python_field(machine, class_value, "__name__");
    if (cch_python_inherits(machine, class_value, "torch.autograd.Function") > 0)
        return method_of(machine, "torch.autograd.Function", name, class_value);
    if (!outside)
        return strncmp(name, "__", 2) == 0 ? cch_not_known(machine, "the attribute %s", name) : NULL;
    return cch_not_known(machine, "the attribute %s of a class of a library", name);
}

static const cch_datum *of_instance(cch_machine *machine, const cch_datum *object, const char *name) {
    const cch_datum *class_value = object->object->class_value, *outside = NULL;
    const cch_datum *found = cch_python_class_find(machine, class_value, name, NULL, &outside);
    if (found && cch_python_is(found, "property"))
        return bind_to(machine, found, object, class_value);
    const cch_datum *own = cch_python_field(machine, object, name);
    if (own)
        return own;
    if (found && cch_python_is(found, "cached_property")) {
        own = cch_python_call_simple(machine, cch_python_field(machine, found, "f"), &object, 1);
        if (cch_machine_runs(machine))
            cch_object_set(&machine->store, object->object, name, own);
        return own;
    }
    if (found)
        return bind_to(machine, found, object, class_value);
    if (strcmp(name, "__class__") == 0)
        return class_value;
    if (cch_python_inherits(machine, class_value, "torch.nn.Module") > 0) {
        if (strcmp(name, "training") == 0)
            return cch_unknown(&machine->arena, "whether a module is in training", "training", machine->place);
        const char *full = cch_arena_print(&machine->arena, "torch.nn.Module.%s", name);
        if (cch_python_find_row(full))
            return cch_bound(&machine->arena, cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, full), object);
    }
    found = cch_python_class_find(machine, class_value, "__getattr__", NULL, NULL);
    if (found) {
        const cch_datum *arguments[2] = {object, cch_python_text(machine, name)};
        return cch_python_call_simple(machine, found, arguments, 2);
    }
    return outside ? cch_not_known(machine, "the attribute %s of an object of a library's class", name) : NULL;
}

static const cch_datum *of_super(cch_machine *machine, const cch_datum *super, const char *name) {
    const cch_datum *owner = cch_python_field(machine, super, "class"),
                    *self = cch_python_field(machine, super, "self");
    const cch_datum *class_value = self->kind == CCH_DATUM_OBJECT && self->object->class_value
                                       ? self->object->class_value
                                   : cch_python_is_class(self) ? self
                                                               : owner;
    const cch_datum *outside = NULL, *found = cch_python_class_find(machine, class_value, name, owner, &outside);
    if (found)
        return bind_to(machine, found, self, class_value);
    if (strcmp(name, "__new__") == 0 && !outside)
        return cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, "object.__new__");
    if (strcmp(name, "__setattr__") == 0)
        return cch_bound(&machine->arena, cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, "object.__setattr__"), self);
    if (strcmp(name, "__init__") == 0 || strcmp(name, "__post_init__") == 0)
        return cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, "object.__init__");
    return cch_not_known(machine, "the attribute %s of a library's class", name);
}

static const cch_datum *of_function(cch_machine *machine, const cch_datum *function, const char *name) {
    const struct python_function *of = function->closure->module;
    if (of && (strcmp(name, "__name__") == 0 || strcmp(name, "__qualname__") == 0))
        return cch_python_text(machine, of->name);
    if (of && of->module && strcmp(name, "__module__") == 0)
        return cch_python_text(machine, of->module->name);
    return cch_not_known(machine, "the attribute %s of a function", name);
}

static const cch_datum *of_object(cch_machine *machine, const cch_datum *object, const char *name) {
    const char *class_name = object->object->class_name;
    const cch_datum *own;
    if (object->object->class_value)
        return of_instance(machine, object, name);
    if (strcmp(class_name, "type") == 0)
        return of_class(machine, object, name);
    if (strcmp(class_name, "super") == 0)
        return of_super(machine, object, name);
    if (strcmp(class_name, "property") == 0 && strcmp(name, "setter") == 0)
        return method_of(machine, "property", "setter", object);
    own = cch_python_field(machine, object, name);
    if (own)
        return own;
    if (cch_python_exception_class(machine, object))
        return strcmp(name, "__class__") == 0 ? cch_python_exception_class(machine, object)
               : strncmp(name, "__", 2) == 0  ? cch_not_known(machine, "the attribute %s of an exception", name)
                                              : NULL;
    if (!object->object->items && strcmp(class_name, "ctx") == 0) {
        const char *full = cch_arena_print(&machine->arena, "ctx.%s", name);
        return cch_python_find_row(full) ? method_of(machine, "ctx", name, object) : NULL;
    }
    if (strcmp(class_name, "ctypes.CDLL") == 0)
        return cch_python_library_symbol(machine, object, name);
    if (strncmp(class_name, "std::", 5) == 0 || strncmp(class_name, "c10::", 5) == 0)
        class_name = "list"; /* of C++: a list or a tuple */
    return method_of(machine, class_name, name, object);
}

/* "x.debug=False" may be given where x is not. */
static const cch_datum *of_unknown(cch_machine *machine, const cch_datum *object, const char *name) {
    const char *say = object->reason->say;
    const char *dotted = say && machine->given->count ? cch_arena_print(&machine->arena, "%s.%s", say, name) : NULL;
    const struct cch_given_fact *fact = dotted ? cch_given_find(machine->given, dotted) : NULL;
    return fact ? cch_given_to_value(machine, fact, NULL) : object;
}

const cch_datum *cch_python_find_attribute(cch_machine *machine, const cch_datum *object, const char *name) {
    struct python_module *module;
    const cch_datum *found;
    switch (object->kind) {
    case CCH_DATUM_UNKNOWN:
        return of_unknown(machine, object, name);
    case CCH_DATUM_CHOICE:
        return cch_unknown_like(&machine->arena, object);
    case CCH_DATUM_MODULE:
        module = cch_python_module(machine, object->symbol);
        found = module ? cch_python_global(machine, module, name) : NULL;
        if (found)
            return found;
        if (module) {
            struct python_module *submodule =
                cch_python_module(machine, cch_arena_print(&machine->arena, "%s.%s", object->symbol, name));
            return submodule ? submodule->value : cch_python_missing_global(machine, module, name);
        }
        return NULL;
    case CCH_DATUM_LIBRARY:
        return of_library(machine, object, name);
    case CCH_DATUM_CLASS:
        if (strcmp(name, "__name__") == 0)
            return cch_python_text(machine, object->symbol);
        return cch_symbol(&machine->arena, CCH_DATUM_LIBRARY,
                          cch_arena_print(&machine->arena, "%s.%s", object->symbol, name));
    case CCH_DATUM_TENSOR:
        return cch_python_tensor_attribute(machine, object, name);
    case CCH_DATUM_OBJECT:
        return of_object(machine, object, name);
    case CCH_DATUM_CLOSURE:
        return of_function(machine, object, name);
    case CCH_DATUM_BOUND:
        if (strcmp(name, "__self__") == 0)
            return object->bound.self;
        return cch_python_find_attribute(machine, object->bound.callee, name);
    case CCH_DATUM_STRING:
        return method_of(machine, "str", name, object);
    case CCH_DATUM_INTEGER:
    case CCH_DATUM_BOOL:
        return method_of(machine, "int", name, object);
    case CCH_DATUM_FLOAT:
        return method_of(machine, "float", name, object);
    default:
        return NULL;
    }
}

const cch_datum *cch_python_attribute(cch_machine *machine, const cch_datum *object, const char *name) {
    const cch_datum *value = cch_python_find_attribute(machine, object, name);
    if (value)
        return value;
    cch_python_raise(machine, "AttributeError");
    return cch_not_known(machine, "the attribute %s", name);
}

void cch_python_set_attribute(cch_machine *machine, const cch_datum *object, const char *name, const cch_datum *value) {
    struct python_module *module;
    switch (object->kind) {
    case CCH_DATUM_OBJECT:
        if (object->object->class_value) {
            const cch_datum *class_value = object->object->class_value;
            const cch_datum *any = cch_python_class_find(machine, class_value, "__setattr__", NULL, NULL);
            if (any) {
                const cch_datum *arguments[3] = {object, cch_python_text(machine, name), value};
                cch_python_call_simple(machine, any, arguments, 3);
                return;
            }
            const cch_datum *found = cch_python_class_find(machine, class_value, name, NULL, NULL);
            if (found && cch_python_is_instance(found)) {
                const cch_datum *set =
                    cch_python_class_find(machine, found->object->class_value, "__set__", NULL, NULL);
                const cch_datum *arguments[3] = {found, object, value};
                if (set) {
                    cch_python_call_simple(machine, set, arguments, 3);
                    return;
                }
            }
            const cch_datum *setter =
                found && cch_python_is(found, "property") ? cch_python_field(machine, found, "set") : NULL;
            if (setter) {
                const cch_datum *arguments[2] = {object, value};
                cch_python_call_simple(machine, setter, arguments, 2);
                return;
            }
        }
        cch_object_set(&machine->store, object->object, name, value);
        return;
    case CCH_DATUM_MODULE:
        module = cch_python_module(machine, object->symbol);
        if (module)
            cch_object_set(&machine->store, module->globals, name, value);
        return;
    case CCH_DATUM_UNKNOWN:
    case CCH_DATUM_CHOICE:
        cch_store_forget_escaped(&machine->store, cch_unknown_like(&machine->arena, object));
        return;
    default:
        return; /* a tensor's, a function's: never read back as known */
    }
}

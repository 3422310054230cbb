/* Attributes, classes and their instances (python.h). */
#include "evaluate/python_parts.h"

#include <string.h>

enum { BASES_MAX = 64 };

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

/* The order in which a class and its bases are asked: depth first, where a class comes behind all that inherit from
 * it. For what C3 gives another order, names of both bases seldom meet. */
static size_t order_of(cch_machine *machine, const cch_datum *class_value, const cch_datum **order, size_t count,
                       const cch_datum **outside) {
    if (!cch_python_is_class(class_value)) {
        if (outside && !*outside)
            *outside = class_value;
        return count;
    }
    for (size_t i = 0; i < count; i++)
        if (order[i]->object == class_value->object) { /* met again: it goes behind */
            memmove(order + i, order + i + 1, (count - i - 1) * sizeof *order);
            count--;
            break;
        }
    if (count == BASES_MAX)
        return count;
    order[count++] = class_value;
    const cch_datum *bases = cch_python_field(machine, class_value, "$bases");
    struct cch_items items;
    if (!bases || bases->kind != CCH_DATUM_OBJECT || !cch_container_items(&machine->store, bases->object, &items, NULL))
        return count;
    for (uint32_t i = 0; i < items.count; i++)
        count = order_of(machine, cch_store_get(&machine->store, items.cells[i]), order, count, outside);
    return count;
}

const cch_datum *cch_python_class_find(cch_machine *machine, const cch_datum *class_value, const char *name,
                                       const cch_datum *behind, const cch_datum **outside) {
    const cch_datum *order[BASES_MAX], *none = NULL;
    size_t count = order_of(machine, class_value, order, 0, outside ? outside : &none), i = 0;
    if (behind) {
        while (i < count && order[i]->object != behind->object)
            i++;
        i++;
    }
    for (; i < count; i++) {
        const cch_datum *value = cch_python_field(machine, order[i], name);
        if (value)
            return value;
    }
    return NULL;
}

bool cch_python_is_below(cch_machine *machine, const cch_datum *class_value, const cch_datum *base) {
    const cch_datum *order[BASES_MAX];
    size_t count = order_of(machine, class_value, order, 0, NULL);
    for (size_t i = 0; i < count && base->kind == CCH_DATUM_OBJECT; i++)
        if (order[i]->object == base->object)
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
    const cch_datum *order[BASES_MAX];
    size_t count = order_of(machine, class_value, order, 0, NULL);
    int result = 0;
    for (size_t i = 0; i < count; i++) {
        const cch_datum *bases = cch_python_field(machine, order[i], "$bases");
        struct cch_items items;
        if (!bases || !cch_container_items(&machine->store, bases->object, &items, NULL))
            continue;
        for (uint32_t j = 0; j < items.count; j++) {
            const cch_datum *base = cch_store_get(&machine->store, items.cells[j]);
            if ((base->kind == CCH_DATUM_LIBRARY || base->kind == CCH_DATUM_CLASS) &&
                is_library_class(base->symbol, library))
                return 1;
            if (cch_is_undecided(base))
                result = -1;
        }
    }
    return result;
}

/* (defclass L LV "Name" (ARG…) BODY (DECORATOR…)) */
void cch_python_define_class(cch_machine *machine, const cch_node *statement) {
    const cch_node *arguments = cch_item(statement, 3), *body = cch_item(statement, 4), *decorators;
    const char *name = cch_item(statement, 2) ? statement->items[2]->text : "";
    const cch_datum *bases[BASES_MAX], *value;
    size_t count = 0;
    bool is_odd = false;
    for (uint32_t i = 0; arguments && i < arguments->count && cch_machine_runs(machine); i++) {
        const cch_node *item = arguments->items[i];
        is_odd |= item->head == CCH_HEAD_STAR || item->head == CCH_HEAD_DOUBLE_STAR;
        if (item->head != CCH_HEAD_KEYWORD && item->head != CCH_HEAD_DOUBLE_STAR && count < BASES_MAX)
            bases[count++] = cch_evaluate(machine, item);
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
    value = cch_object_value(&machine->arena, class_object);
    *inner = (struct python_frame){.module = outer->module, .owner = value, .class_body = class_object};
    machine->frame->python = inner;
    cch_execute(machine, body);
    machine->frame->python = outer->module ? outer : machine->frame->python;
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
    if (!object)
        return found;
    if (cch_python_is(found, "property")) {
        const cch_datum *getter = cch_python_field(machine, found, "f");
        return cch_python_call_simple(machine, getter, &object, 1);
    }
    if (found->kind == CCH_DATUM_CLOSURE || found->kind == CCH_DATUM_FUNCTION)
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
    if (strcmp(name, "__init__") == 0 || strcmp(name, "__setattr__") == 0 || strcmp(name, "__post_init__") == 0)
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
    if (!object->object->items && strcmp(class_name, "ctx") == 0) {
        const char *full = cch_arena_print(&machine->arena, "ctx.%s", name);
        return cch_python_find_row(full) ? method_of(machine, "ctx", name, object) : NULL;
    }
    if (strncmp(class_name, "std::", 5) == 0 || strncmp(class_name, "c10::", 5) == 0)
        class_name = "list"; /* of C++: a list or a tuple */
    return method_of(machine, class_name, name, object);
}

const cch_datum *cch_python_find_attribute(cch_machine *machine, const cch_datum *object, const char *name) {
    struct python_module *module;
    const cch_datum *found;
    switch (object->kind) {
    case CCH_DATUM_UNKNOWN:
        return object;
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
    cch_throw(machine); /* AttributeError */
    return cch_not_known(machine, "the attribute %s", name);
}

void cch_python_set_attribute(cch_machine *machine, const cch_datum *object, const char *name, const cch_datum *value) {
    struct python_module *module;
    switch (object->kind) {
    case CCH_DATUM_OBJECT:
        if (object->object->class_value) {
            const cch_datum *found = cch_python_class_find(machine, object->object->class_value, name, NULL, NULL);
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

/* What Python's own library does with functions: gives them back, keeps them,
 * calls them back (solve.h). Anything not listed here calls nothing back. */
#include "python/solve/solve.h"

#include <stdlib.h>
#include <string.h>

int py_ends_with(const char *text, const char *end) {
    size_t length = strlen(text), of = strlen(end);
    return length >= of && !strcmp(text + length - of, end);
}

static uint32_t variable_of(uint32_t operand) {
    return py_operand_tag(operand) == PY_VARIABLE ? py_operand_value(operand) : 0;
}

/* How a library function treats an argument. */
enum treatment {
    GIVES_BACK,        /* decorator or wrapper: the result is argument 0 */
    GIVES_BACK_SECOND, /* typing.cast */
    MAKES_DECORATOR,   /* the result gives back what it is applied to */
    CALLS,             /* calls argument `which`, or keyword */
    CALLS_LATER,       /* the same, perhaps */
    CALLS_WITH_ITEMS,  /* map(f, xs): argument 0 with items of the others */
    CHOOSES,           /* max(xs, key=f) */
    FACTORY,           /* defaultdict(f): what is missing comes of f() */
    COLLECTS,          /* a container of argument 0's items */
    PROTOCOL,          /* the method `keyword` of argument 0 */
    PROPERTY
};

struct rule {
    const char *name;
    enum treatment treatment;
    int which;
    const char *keyword;
};

/* In strcmp's order of names. */
static const struct rule rules[] = {
    {"abc.abstractmethod", GIVES_BACK, 0, NULL},
    {"abc.abstractproperty", PROPERTY, 0, NULL},
    {"asyncio.create_task", GIVES_BACK, 0, NULL},
    {"asyncio.ensure_future", GIVES_BACK, 0, NULL},
    {"asyncio.run", GIVES_BACK, 0, NULL},
    {"asyncio.to_thread", CALLS, 0, NULL},
    {"asyncio.wait_for", GIVES_BACK, 0, NULL},
    {"atexit.register", CALLS_LATER, 0, NULL},
    {"builtins.abs", PROTOCOL, 0, "__abs__"},
    {"builtins.aiter", PROTOCOL, 0, "__aiter__"},
    {"builtins.anext", PROTOCOL, 0, "__anext__"},
    {"builtins.bool", PROTOCOL, 0, "__bool__"},
    {"builtins.bytes", PROTOCOL, 0, "__bytes__"},
    {"builtins.complex", PROTOCOL, 0, "__complex__"},
    {"builtins.dir", PROTOCOL, 0, "__dir__"},
    {"builtins.divmod", PROTOCOL, 0, "__divmod__"},
    {"builtins.enumerate", COLLECTS, 1, NULL},
    {"builtins.filter", CALLS_WITH_ITEMS, 0, NULL},
    {"builtins.float", PROTOCOL, 0, "__float__"},
    {"builtins.format", PROTOCOL, 0, "__format__"},
    {"builtins.frozenset", COLLECTS, 7, NULL},
    {"builtins.hash", PROTOCOL, 0, "__hash__"},
    {"builtins.int", PROTOCOL, 0, "__int__"},
    {"builtins.len", PROTOCOL, 0, "__len__"},
    {"builtins.list", COLLECTS, 5, NULL},
    {"builtins.map", CALLS_WITH_ITEMS, 0, NULL},
    {"builtins.max", CHOOSES, 0, NULL},
    {"builtins.min", CHOOSES, 0, NULL},
    {"builtins.next", PROTOCOL, 0, "__next__"},
    {"builtins.property", PROPERTY, 0, NULL},
    {"builtins.repr", PROTOCOL, 0, "__repr__"},
    {"builtins.reversed", COLLECTS, 0, NULL},
    {"builtins.round", PROTOCOL, 0, "__round__"},
    {"builtins.set", COLLECTS, 7, NULL},
    {"builtins.sorted", COLLECTS, 0, "key"},
    {"builtins.str", PROTOCOL, 0, "__str__"},
    {"builtins.sum", PROTOCOL, 0, "__iter__"},
    {"builtins.tuple", COLLECTS, 6, NULL},
    {"collections.OrderedDict", COLLECTS, 2, NULL},
    {"collections.defaultdict", FACTORY, 0, NULL},
    {"collections.deque", COLLECTS, 0, NULL},
    {"concurrent.futures.Future.add_done_callback", CALLS_LATER, 0, NULL},
    {"contextlib.asynccontextmanager", GIVES_BACK, 0, NULL},
    {"contextlib.contextmanager", GIVES_BACK, 0, NULL},
    {"copy.copy", GIVES_BACK, 0, NULL},
    {"copy.deepcopy", GIVES_BACK, 0, NULL},
    {"dataclasses.dataclass", GIVES_BACK, 0, NULL},
    {"dataclasses.field", CALLS_LATER, -1, "default_factory"},
    {"dataclasses.replace", GIVES_BACK, 0, NULL},
    {"functools.cache", GIVES_BACK, 0, NULL},
    {"functools.cached_property", PROPERTY, 0, NULL},
    {"functools.lru_cache", GIVES_BACK, 0, NULL},
    {"functools.reduce", CALLS_WITH_ITEMS, 0, NULL},
    {"functools.singledispatch", GIVES_BACK, 0, NULL},
    {"functools.total_ordering", GIVES_BACK, 0, NULL},
    {"functools.update_wrapper", GIVES_BACK, 0, NULL},
    {"functools.wraps", MAKES_DECORATOR, 0, NULL},
    {"itertools.accumulate", CALLS, 1, "func"},
    {"itertools.chain", COLLECTS, 3, NULL},
    {"itertools.chain.from_iterable", COLLECTS, 8, NULL},
    {"itertools.cycle", COLLECTS, 0, NULL},
    {"itertools.dropwhile", CALLS_WITH_ITEMS, 0, NULL},
    {"itertools.filterfalse", CALLS_WITH_ITEMS, 0, NULL},
    {"itertools.groupby", CALLS, 1, "key"},
    {"itertools.islice", COLLECTS, 0, NULL},
    {"itertools.repeat", COLLECTS, 4, NULL},
    {"itertools.starmap", CALLS, 0, NULL},
    {"itertools.takewhile", CALLS_WITH_ITEMS, 0, NULL},
    {"multiprocessing.Process", CALLS_LATER, 1, "target"},
    {"signal.signal", CALLS_LATER, 1, "handler"},
    {"threading.Thread", CALLS_LATER, 1, "target"},
    {"threading.Timer", CALLS_LATER, 1, "function"},
    {"typing.cast", GIVES_BACK_SECOND, 0, NULL},
    {"typing.final", GIVES_BACK, 0, NULL},
    {"typing.no_type_check", GIVES_BACK, 0, NULL},
    {"typing.runtime_checkable", GIVES_BACK, 0, NULL},
    {"warnings.deprecated", MAKES_DECORATOR, 0, NULL},
    {"weakref.finalize", CALLS_LATER, 1, NULL},
    {"weakref.proxy", GIVES_BACK, 0, NULL},
};

static int by_rule_name(const void *key, const void *rule) {
    return strcmp(key, ((const struct rule *)rule)->name);
}

static uint32_t fresh_container(struct py_solver *s, uint32_t instruction, int kind) {
    uint32_t value = py_container_value(s, instruction, kind);
    py_put(s, s->program->instructions.items[instruction].target, value);
    return py_value_of(s, value)->a;
}

static uint32_t items_of(struct py_solver *s, uint32_t instruction, uint32_t source) {
    uint32_t items = py_make_variable(s);
    if (source)
        py_make_instruction(s, PY_DO_ITERATE, PY_FLAG_IMPLICIT, instruction, source, items, source, 0, 0);
    return items;
}

/* What dict.update(x) does with each x among the arguments, and with keywords. */
static void merge_arguments(struct py_solver *s, uint32_t instruction, uint32_t container, uint32_t from) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    uint32_t holder = py_make_variable(s);
    py_put(s, holder, py_value(s, PY_V_CONTAINER, container, 0));
    for (uint32_t k = from; k < i.c; k++) {
        uint32_t kind = s->program->operands.items[i.b + 2 * k];
        uint32_t source = variable_of(s->program->operands.items[i.b + 2 * k + 1]);
        if (source && kind >= PY_KEYWORD_BASE)
            py_container_set(s, container, py_operand(PY_TEXT, kind - PY_KEYWORD_BASE), source);
        else if (source)
            py_make_instruction(s, PY_DO_MERGE, PY_FLAG_IMPLICIT, instruction, 0, 0,
                                kind == PY_STAR ? items_of(s, instruction, source) : source, holder, 0);
    }
}

/* list(x), enumerate(x), chain(*xs) …: `how` is 0 for items, 1 for pairs
 * (number, item), 2 for a dict, 3 for the items of every argument, 4 for the
 * argument itself, 5 for a list and 6 for a tuple, with items where they were,
 * 7 for a set, 8 for the items of the items. */
static void collect(struct py_solver *s, uint32_t instruction, int how) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    static const uint8_t kinds[] = {[2] = PY_IS_DICT, [6] = PY_IS_TUPLE, [7] = PY_IS_SET, [8] = PY_IS_LIST};
    uint32_t container = fresh_container(s, instruction, kinds[how]), unused = py_operand(PY_UNUSED, 0);
    uint32_t source = variable_of(py_positional(s, &i, 0));
    if (how == 1) {
        uint32_t pair = py_container_value(s, 0x08000000u | instruction, 0), holder = py_make_variable(s);
        py_container_set(s, py_value_of(s, pair)->a, py_operand(PY_INDEX, 1),
                         items_of(s, instruction, source));
        py_put(s, holder, pair);
        py_container_set(s, container, unused, holder);
    } else if (how == 3) {
        for (uint32_t k = 0; k < i.c; k++) {
            source = variable_of(s->program->operands.items[i.b + 2 * k + 1]);
            if (s->program->operands.items[i.b + 2 * k] == PY_STAR)
                source = items_of(s, instruction, source);
            py_container_set(s, container, unused, items_of(s, instruction, source));
        }
    } else if (how == 4) {
        py_container_set(s, container, unused, source);
    } else if (how == 2) {
        merge_arguments(s, instruction, container, 0);
    } else if ((how == 5 || how == 6) && source) {
        py_make_instruction(s, PY_DO_COPY_OF, PY_FLAG_IMPLICIT, instruction, 0, i.target, source,
                            container, kinds[how]);
    } else if (how == 8) {
        py_container_set(s, container, unused,
                         items_of(s, instruction, items_of(s, instruction, source)));
    } else {
        py_container_set(s, container, unused, items_of(s, instruction, source));
    }
}

/* map(f, xs, ys): f(x, y), and what comes of it; filter(f, xs): some of xs. */
static void call_with_items(struct py_solver *s, uint32_t instruction, const char *name) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    uint32_t callee = variable_of(py_positional(s, &i, 0)), result = py_make_variable(s);
    uint32_t unused = py_operand(PY_UNUSED, 0), all = py_make_variable(s);
    py_numbers operands = {0};
    int reduces = py_ends_with(name, "reduce"), maps = py_ends_with(name, "map");
    for (uint32_t k = 1; k < i.c; k++) {
        uint32_t source = variable_of(s->program->operands.items[i.b + 2 * k + 1]);
        int star = s->program->operands.items[i.b + 2 * k] == PY_STAR;
        if (star)
            source = items_of(s, instruction, source);
        uint32_t items = reduces && k == 2 ? source : items_of(s, instruction, source);
        py_connect(s, items, all);
        PY_PUSH(s->pool, &operands, items);
    }
    if (reduces) { /* f(what came so far, an item) */
        py_connect(s, result, all);
        operands.count = 0;
        PY_PUSH(s->pool, &operands, all);
        PY_PUSH(s->pool, &operands, all);
        py_connect(s, all, i.target);
    }
    uint32_t first = s->program->operands.count;
    for (uint32_t k = 0; k < operands.count; k++)
        py_argument(s, PY_POSITIONAL, py_operand(PY_VARIABLE, operands.items[k]));
    if (!reduces) {
        uint32_t container = fresh_container(s, instruction, PY_IS_LIST);
        py_container_set(s, container, unused, maps ? result : all);
    }
    py_call_back(s, instruction, callee, result, first, operands.count, 0);
    py_pool_resize(s->pool, operands.items, 0);
}

/* max(xs, key=f), max(a, b, key=f): one of them, and f(each). */
static void choose(struct py_solver *s, uint32_t instruction) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    uint32_t all = py_make_variable(s), count = 0, only = 0;
    for (uint32_t k = 0; k < i.c; k++) {
        uint32_t kind = s->program->operands.items[i.b + 2 * k];
        uint32_t source = variable_of(s->program->operands.items[i.b + 2 * k + 1]);
        if (kind == PY_STAR)
            source = items_of(s, instruction, source);
        if (kind == PY_POSITIONAL || kind == PY_STAR) {
            count += kind == PY_STAR ? 2 : 1;
            only = source;
            py_connect(s, source, all);
        }
    }
    if (count == 1)
        all = items_of(s, instruction, only);
    py_connect(s, all, i.target);
    py_connect(s, variable_of(py_keyword(s, &i, "default")), i.target);
    uint32_t key = variable_of(py_keyword(s, &i, "key"));
    if (key)
        py_call_back(s, instruction, key, 0, py_argument(s, PY_POSITIONAL, py_operand(PY_VARIABLE, all)), 1,
                     0);
}

/* zip(a, b): tuples of items. */
static void zip(struct py_solver *s, uint32_t instruction) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    uint32_t container = fresh_container(s, instruction, PY_IS_LIST), holder = py_make_variable(s);
    uint32_t tuple = py_container_value(s, 0x08000000u | instruction, PY_IS_TUPLE);
    int star = 0;
    for (uint32_t k = 0; k < i.c; k++) {
        uint32_t kind = s->program->operands.items[i.b + 2 * k];
        uint32_t items = variable_of(s->program->operands.items[i.b + 2 * k + 1]);
        if (kind != PY_POSITIONAL && kind != PY_STAR)
            continue; /* strict= */
        if (kind == PY_STAR)
            items = items_of(s, instruction, items);
        star |= kind == PY_STAR; /* what stands behind it is anywhere */
        py_container_set(s, py_value_of(s, tuple)->a, py_operand(star ? PY_UNUSED : PY_INDEX, star ? 0 : k),
                         items_of(s, instruction, items));
    }
    py_put(s, holder, tuple);
    py_container_set(s, container, py_operand(PY_UNUSED, 0), holder);
}

static void make_dictionary(struct py_solver *s, uint32_t instruction) {
    merge_arguments(s, instruction, fresh_container(s, instruction, PY_IS_DICT), 0);
}

static void make_property(struct py_solver *s, uint32_t instruction) {
    static const char *const parts[] = {"fget", "fset", "fdel"};
    const struct py_instruction i = s->program->instructions.items[instruction];
    uint32_t property = py_value(s, PY_V_PROPERTY, instruction, 0);
    for (uint32_t k = 0; k < 3; k++) {
        uint32_t source = variable_of(py_positional(s, &i, k));
        if (!source)
            source = variable_of(py_keyword(s, &i, parts[k]));
        if (source)
            py_connect(s, source, py_field(s, property, py_solver_name(s, parts[k])));
    }
    py_put(s, i.target, property);
}

static void wrap_method(struct py_solver *s, uint32_t instruction, enum py_value_kind kind) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    uint32_t source = variable_of(py_positional(s, &i, 0));
    if (source)
        py_make_instruction(s, PY_DO_WRAP, PY_FLAG_IMPLICIT, instruction, 0, i.target, source, kind, 0);
}

/* getattr(x, "name") is x.name. */
static void get_attribute(struct py_solver *s, uint32_t instruction) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    uint32_t object = variable_of(py_positional(s, &i, 0)), name = py_positional(s, &i, 1);
    if (!object)
        return;
    if (py_operand_tag(name) == PY_TEXT)
        py_make_instruction(s, PY_DO_GET, PY_FLAG_IMPLICIT, instruction, object, i.target, object,
                            py_operand_value(name), 0);
    else
        py_mark(s, i.target, PY_OPEN);
    py_connect(s, variable_of(py_positional(s, &i, 2)), i.target);
}

static void set_attribute(struct py_solver *s, uint32_t instruction) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    uint32_t object = variable_of(py_positional(s, &i, 0)), name = py_positional(s, &i, 1);
    uint32_t value = variable_of(py_positional(s, &i, 2));
    if (object && py_operand_tag(name) == PY_TEXT)
        py_make_instruction(s, PY_DO_SET, PY_FLAG_IMPLICIT, instruction, object, 0, object,
                            py_operand_value(name), value);
}

static void type_of(struct py_solver *s, uint32_t instruction) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    uint32_t object = variable_of(py_positional(s, &i, 0));
    if (object && i.c == 1)
        py_make_instruction(s, PY_DO_GET, PY_FLAG_IMPLICIT, instruction, object, i.target, object,
                            py_solver_name(s, "__class__"), 0);
    else
        py_mark(s, i.target, PY_FOREIGN);
}

static void import_module(struct py_solver *s, uint32_t instruction) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    uint32_t name = py_positional(s, &i, 0);
    uint32_t importer = s->program->functions.items[i.function].module;
    if (py_operand_tag(name) != PY_TEXT || py_solver_text(s, py_operand_value(name))[0] == '.')
        py_mark(s, i.target, PY_FOREIGN);
    else
        py_import_into(s, importer, i.target, py_operand_value(name), 0);
}

static void apply_rule(struct py_solver *s, uint32_t instruction, const struct rule *rule) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    uint32_t first = variable_of(py_positional(s, &i, 0)), which = 0;
    switch (rule->treatment) {
    case GIVES_BACK:
        if (i.c && first)
            py_connect(s, first, i.target);
        else
            py_put(s, i.target, py_value(s, PY_V_DECORATOR, PY_DECORATES_PLAINLY, 0));
        break;
    case GIVES_BACK_SECOND:
        py_connect(s, variable_of(py_positional(s, &i, 1)), i.target);
        break;
    case MAKES_DECORATOR:
        py_put(s, i.target, py_value(s, PY_V_DECORATOR, PY_DECORATES_PLAINLY, 0));
        break;
    case FACTORY: {
        uint32_t container = fresh_container(s, instruction, PY_IS_DICT), made = py_make_variable(s);
        py_call_back(s, instruction, first, made, 0, 0, 1);
        py_container_set(s, container, py_operand(PY_UNUSED, 0), made);
        merge_arguments(s, instruction, container, 1);
        break;
    }
    case CHOOSES:
        choose(s, instruction);
        break;
    case CALLS:
    case CALLS_LATER:
        which = rule->which >= 0 ? variable_of(py_positional(s, &i, (uint32_t)rule->which)) : 0;
        if (!which && rule->keyword)
            which = variable_of(py_keyword(s, &i, rule->keyword));
        py_call_back(s, instruction, which, rule->treatment == CALLS ? i.target : 0, 0, 0,
                     rule->treatment == CALLS_LATER);
        if (!strcmp(rule->name, "dataclasses.field") && which)
            py_call_back(s, instruction, which, i.target, 0, 0, 1);
        break;
    case CALLS_WITH_ITEMS:
        call_with_items(s, instruction, rule->name);
        break;
    case COLLECTS:
        collect(s, instruction, rule->which);
        if (rule->keyword)
            py_call_back(s, instruction, variable_of(py_keyword(s, &i, rule->keyword)), 0, 0, 0, 0);
        break;
    case PROTOCOL:
        if (first)
            py_make_instruction(s, PY_DO_METHOD, PY_FLAG_IMPLICIT, instruction, first, i.target, first,
                                py_solver_name(s, rule->keyword), 0);
        if (first && !strcmp(rule->keyword, "__next__"))
            py_make_instruction(s, PY_DO_ITERATE, PY_FLAG_IMPLICIT | PY_FLAG_IN_PLACE, instruction, first,
                                i.target, first, 0, 0);
        break;
    case PROPERTY:
        make_property(s, instruction);
        break;
    }
}

static int call_builtin(struct py_solver *s, uint32_t instruction, const char *name) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    if (!strcmp(name, "getattr"))
        get_attribute(s, instruction);
    else if (!strcmp(name, "setattr"))
        set_attribute(s, instruction);
    else if (!strcmp(name, "type"))
        type_of(s, instruction);
    else if (!strcmp(name, "dict"))
        make_dictionary(s, instruction);
    else if (!strcmp(name, "zip"))
        zip(s, instruction);
    else if (!strcmp(name, "staticmethod"))
        wrap_method(s, instruction, PY_V_STATIC);
    else if (!strcmp(name, "classmethod"))
        wrap_method(s, instruction, PY_V_CLASS_METHOD);
    else if (!strcmp(name, "__import__"))
        import_module(s, instruction);
    else if (!strcmp(name, "iter") && i.c == 2)
        py_call_back(s, instruction, variable_of(py_positional(s, &i, 0)), 0, 0, 0, 0);
    else if (!strcmp(name, "iter")) {
        uint32_t source = variable_of(py_positional(s, &i, 0));
        if (source) {
            py_make_instruction(s, PY_DO_METHOD, PY_FLAG_IMPLICIT, instruction, source, i.target, source,
                                py_solver_name(s, "__iter__"), 0);
            uint32_t container = fresh_container(s, instruction, 0);
            py_container_set(s, container, py_operand(PY_UNUSED, 0), items_of(s, 0, 0));
            py_connect(s, source, i.target);
        }
    } else {
        return 0;
    }
    return 1;
}

/* object.__new__(cls) makes a cls. */
static void call_new(struct py_solver *s, uint32_t instruction) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    uint32_t class = variable_of(py_positional(s, &i, 0));
    if (class)
        py_make_instruction(s, PY_DO_ANNOTATION, PY_FLAG_IMPLICIT, instruction, class, i.target, class, 0, 0);
}

/* Does the dotted name look like a class's, by its first letter (PEP 8)? What
 * is known of these libraries is told in another way. */
static int is_class_like(const char *name) {
    static const char *const known[] = {"builtins.", "torch.", "numpy.", "typing."};
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (!strncmp(name, known[k], strlen(known[k])))
            return 0;
    const char *dot = strrchr(name, '.');
    const char *last = dot ? dot + 1 : name;
    last += strspn(last, "_");
    return dot && *last >= 'A' && *last <= 'Z' && last[strcspn(last, "abcdefghijklmnopqrstuvwxyz")];
}

void py_call_library(struct py_solver *s, uint32_t instruction, uint32_t name_number) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    const char *name = py_solver_text(s, name_number);
    uint32_t moved = py_moves_items(name) ? variable_of(py_positional(s, &i, 0)) : 0;
    if (moved)
        py_make_instruction(s, PY_DO_MOVE, PY_FLAG_IMPLICIT, instruction, 0, 0, moved, 0, 0);
    const struct rule *rule = bsearch(name, rules, sizeof rules / sizeof *rules, sizeof *rules, by_rule_name);
    if (rule) {
        apply_rule(s, instruction, rule);
    } else if (!strncmp(name, "builtins.", 9) && call_builtin(s, instruction, name + 9)) {
        ;
    } else if (!strcmp(name, "functools.partial") || !strcmp(name, "functools.partialmethod")) {
        py_put(s, i.target, py_value(s, PY_V_PARTIAL, instruction, 0));
    } else if (!strcmp(name, "importlib.import_module")) {
        import_module(s, instruction);
    } else if (py_ends_with(name, ".__new__")) {
        call_new(s, instruction);
    } else if (py_call_pytorch(s, instruction, name)) {
        ;
    } else if (i.flags & PY_FLAG_DECORATOR) {
        /* a decorator that we do not know gives back what it is put on */
        py_connect(s, variable_of(py_positional(s, &i, 0)), i.target);
    } else {
        const char *last = strrchr(name, '.');
        py_call_hook(s, instruction, last ? last + 1 : name);
        if (is_class_like(name))
            py_put(s, i.target, py_value(s, PY_V_EXTERNAL_OBJECT, name_number, 0));
        else
            py_mark(s, i.target, PY_FOREIGN);
    }
}

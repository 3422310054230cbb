/* What Python's own library does with functions: gives them back, keeps them,
 * calls them back (rules.h). */
#include "python/solve/rules/rules.h"

#include <string.h>

/* What dict.update(x) does with each x among the arguments, and with keywords. */
static void merge_arguments(struct cch_py_solver *s, uint32_t instruction, uint32_t container, uint32_t from) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t holder = cch_py_make_variable(s);
    cch_py_put(s, holder, cch_py_value(s, PY_V_CONTAINER, container, 0));
    for (uint32_t k = from; k < i.c; k++) {
        uint32_t kind = s->program->operands.items[i.b + 2 * k];
        uint32_t source = cch_py_variable_of(s->program->operands.items[i.b + 2 * k + 1]);
        if (source && kind >= PY_KEYWORD_BASE)
            cch_py_container_set(s, container, cch_py_operand(PY_TEXT, kind - PY_KEYWORD_BASE), source);
        else if (source)
            cch_py_make_instruction(s, PY_DO_MERGE, PY_FLAG_IMPLICIT, instruction, 0, 0,
                                    kind == PY_STAR ? cch_py_items_of(s, instruction, source) : source, holder, 0);
    }
}

/* list(x), enumerate(x), chain(*xs) …: `how` is 0 for items, 1 for pairs
 * (number, item), 2 for a dict, 3 for the items of every argument, 4 for the
 * argument itself, 5 for a list and 6 for a tuple, with items where they were,
 * 7 for a set, 8 for the items of the items. */
static void collect(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    int how = rule->which;
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    static const uint8_t kinds[] = {[2] = PY_IS_DICT, [6] = PY_IS_TUPLE, [7] = PY_IS_SET, [8] = PY_IS_LIST};
    uint32_t container = cch_py_fresh_container(s, instruction, kinds[how]), unused = cch_py_operand(PY_UNUSED, 0);
    uint32_t source = cch_py_variable_of(cch_py_positional(s, &i, 0));
    if (how == 1) {
        uint32_t pair = cch_py_container_value(s, 0x08000000u | instruction, 0), holder = cch_py_make_variable(s);
        cch_py_container_set(s, cch_py_value_of(s, pair)->a, cch_py_operand(PY_INDEX, 1),
                             cch_py_items_of(s, instruction, source));
        cch_py_put(s, holder, pair);
        cch_py_container_set(s, container, unused, holder);
    } else if (how == 3) {
        for (uint32_t k = 0; k < i.c; k++) {
            source = cch_py_variable_of(s->program->operands.items[i.b + 2 * k + 1]);
            if (s->program->operands.items[i.b + 2 * k] == PY_STAR)
                source = cch_py_items_of(s, instruction, source);
            cch_py_container_set(s, container, unused, cch_py_items_of(s, instruction, source));
        }
    } else if (how == 4) {
        cch_py_container_set(s, container, unused, source);
    } else if (how == 2) {
        merge_arguments(s, instruction, container, 0);
    } else if ((how == 5 || how == 6) && source) {
        cch_py_make_instruction(s, PY_DO_COPY_OF, PY_FLAG_IMPLICIT, instruction, 0, i.target, source, container,
                                kinds[how]);
    } else if (how == 8) {
        cch_py_container_set(s, container, unused,
                             cch_py_items_of(s, instruction, cch_py_items_of(s, instruction, source)));
    } else {
        cch_py_container_set(s, container, unused, cch_py_items_of(s, instruction, source));
    }
    if (rule->keyword)
        cch_py_call_back(s, instruction, cch_py_variable_of(cch_py_keyword(s, &i, rule->keyword)), 0, 0, 0, 0);
}

enum { FILTERS, MAPS, REDUCES };

/* map(f, xs, ys): f(x, y), and what comes of it; filter(f, xs): some of xs. */
static void call_with_items(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t callee = cch_py_variable_of(cch_py_positional(s, &i, 0)), result = cch_py_make_variable(s);
    uint32_t unused = cch_py_operand(PY_UNUSED, 0), all = cch_py_make_variable(s);
    cch_py_numbers operands = {0};
    int reduces = rule->which == REDUCES, maps = rule->which == MAPS;
    for (uint32_t k = 1; k < i.c; k++) {
        uint32_t source = cch_py_variable_of(s->program->operands.items[i.b + 2 * k + 1]);
        int star = s->program->operands.items[i.b + 2 * k] == PY_STAR;
        if (star)
            source = cch_py_items_of(s, instruction, source);
        uint32_t items = reduces && k == 2 ? source : cch_py_items_of(s, instruction, source);
        cch_py_connect(s, items, all);
        PY_PUSH(s->arena, &operands, items);
    }
    if (reduces) { /* f(what came so far, an item) */
        cch_py_connect(s, result, all);
        operands.count = 0;
        PY_PUSH(s->arena, &operands, all);
        PY_PUSH(s->arena, &operands, all);
        cch_py_connect(s, all, i.target);
    }
    uint32_t first = s->program->operands.count;
    for (uint32_t k = 0; k < operands.count; k++)
        cch_py_argument(s, PY_POSITIONAL, cch_py_operand(PY_VARIABLE, operands.items[k]));
    if (!reduces) {
        uint32_t container = cch_py_fresh_container(s, instruction, PY_IS_LIST);
        cch_py_container_set(s, container, unused, maps ? result : all);
    }
    cch_py_call_back(s, instruction, callee, result, first, operands.count, 0);
    cch_py_arena_resize(s->arena, operands.items, 0);
}

/* max(xs, key=f), max(a, b, key=f): one of them, and f(each). */
static void choose(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    (void)rule;
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t all = cch_py_make_variable(s), count = 0, only = 0;
    for (uint32_t k = 0; k < i.c; k++) {
        uint32_t kind = s->program->operands.items[i.b + 2 * k];
        uint32_t source = cch_py_variable_of(s->program->operands.items[i.b + 2 * k + 1]);
        if (kind == PY_STAR)
            source = cch_py_items_of(s, instruction, source);
        if (kind == PY_POSITIONAL || kind == PY_STAR) {
            count += kind == PY_STAR ? 2 : 1;
            only = source;
            cch_py_connect(s, source, all);
        }
    }
    if (count == 1)
        all = cch_py_items_of(s, instruction, only);
    cch_py_connect(s, all, i.target);
    cch_py_connect(s, cch_py_variable_of(cch_py_keyword(s, &i, "default")), i.target);
    uint32_t key = cch_py_variable_of(cch_py_keyword(s, &i, "key"));
    if (key)
        cch_py_call_back(s, instruction, key, 0, cch_py_argument(s, PY_POSITIONAL, cch_py_operand(PY_VARIABLE, all)), 1,
                         0);
}

/* zip(a, b): tuples of items. */
static void zip(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    (void)rule;
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t container = cch_py_fresh_container(s, instruction, PY_IS_LIST), holder = cch_py_make_variable(s);
    uint32_t tuple = cch_py_container_value(s, 0x08000000u | instruction, PY_IS_TUPLE);
    int star = 0;
    for (uint32_t k = 0; k < i.c; k++) {
        uint32_t kind = s->program->operands.items[i.b + 2 * k];
        uint32_t items = cch_py_variable_of(s->program->operands.items[i.b + 2 * k + 1]);
        if (kind != PY_POSITIONAL && kind != PY_STAR)
            continue; /* strict= */
        if (kind == PY_STAR)
            items = cch_py_items_of(s, instruction, items);
        star |= kind == PY_STAR; /* what stands behind it is anywhere */
        cch_py_container_set(s, cch_py_value_of(s, tuple)->a, cch_py_operand(star ? PY_UNUSED : PY_INDEX, star ? 0 : k),
                             cch_py_items_of(s, instruction, items));
    }
    cch_py_put(s, holder, tuple);
    cch_py_container_set(s, container, cch_py_operand(PY_UNUSED, 0), holder);
}

static void make_dictionary(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    (void)rule;
    merge_arguments(s, instruction, cch_py_fresh_container(s, instruction, PY_IS_DICT), 0);
}

static void make_property(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    (void)rule;
    static const char *const parts[] = {"fget", "fset", "fdel"};
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t property = cch_py_value(s, PY_V_PROPERTY, instruction, 0);
    for (uint32_t k = 0; k < 3; k++) {
        uint32_t source = cch_py_variable_of(cch_py_positional(s, &i, k));
        if (!source)
            source = cch_py_variable_of(cch_py_keyword(s, &i, parts[k]));
        if (source)
            cch_py_connect(s, source, cch_py_field(s, property, cch_py_solver_name(s, parts[k])));
    }
    cch_py_put(s, i.target, property);
}

/* What is called gives what it gave before. */
static void note_remembering(struct cch_py_solver *s, uint32_t watch, uint32_t value) {
    (void)watch;
    if (cch_py_value_of(s, value)->kind == PY_V_FUNCTION)
        s->program->functions.items[cch_py_value_of(s, value)->a].marks |= PY_MARK_REMEMBERS;
}

static void remember_argument(struct cch_py_solver *s, uint32_t instruction) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t function = cch_py_variable_of(cch_py_positional(s, &i, 0));
    cch_py_watch(s, instruction, function, note_remembering, 0);
    cch_py_connect(s, function, i.target);
}

static void decorate_remembering(struct cch_py_solver *s, uint32_t instruction, struct cch_py_object of) {
    (void)of;
    remember_argument(s, instruction);
}

/* functools.cache(f), lru_cache(f), lru_cache(maxsize=…)(f) */
static void remember(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    static const struct cch_py_model decorator = {.call = decorate_remembering};
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    (void)rule;
    if (cch_py_variable_of(cch_py_positional(s, &i, 0)))
        remember_argument(s, instruction);
    else
        cch_py_put(s, i.target, cch_py_object_value(s, &decorator, 0, 0));
}

static void wrap_method(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t source = cch_py_variable_of(cch_py_positional(s, &i, 0));
    if (source)
        cch_py_make_instruction(s, PY_DO_WRAP, PY_FLAG_IMPLICIT, instruction, 0, i.target, source,
                                (uint32_t)rule->which, 0);
}

/* It may be another attribute than those that are known. */
static void name_is_open(struct cch_py_solver *s, uint32_t instruction, uint32_t data) {
    (void)data;
    cch_py_mark(s, s->program->instructions.items[instruction].target, PY_OPEN);
}

/* getattr(x, "name") is x.name. */
static void get_attribute(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    (void)rule;
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t object = cch_py_variable_of(cch_py_positional(s, &i, 0)), name = cch_py_positional(s, &i, 1);
    struct cch_py_constants names;
    if (!object)
        return;
    cch_py_constants_of(s, instruction, name, &names);
    for (uint32_t k = 0; k < names.count; k++)
        if (cch_py_operand_tag(names.items[k]) == PY_TEXT &&
            cch_py_first_time(s, instruction, 0x10000000u | names.items[k]))
            cch_py_make_instruction(s, PY_DO_GET, PY_FLAG_IMPLICIT | (cch_py_variable_of(name) ? PY_FLAG_NAMED : 0),
                                    instruction, object, i.target, object, cch_py_operand_value(names.items[k]), 0);
    if (!cch_py_first_time(s, instruction, 0x10000000u))
        return;
    if (cch_py_variable_of(name))
        cch_py_unless_exact(s, cch_py_variable_of(name), instruction, 0, name_is_open);
    else if (!names.count)
        cch_py_mark(s, i.target, PY_OPEN);
    if (cch_py_operand_tag(name) != PY_TEXT)
        PY_PUSH(s->arena, &s->named, instruction);
    cch_py_connect(s, cch_py_variable_of(cch_py_positional(s, &i, 2)), i.target);
}

static void set_attribute(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t object = cch_py_variable_of(cch_py_positional(s, &i, 0)),
             value = cch_py_variable_of(cch_py_positional(s, &i, 2));
    struct cch_py_constants names;
    (void)rule;
    cch_py_constants_of(s, instruction, cch_py_positional(s, &i, 1), &names);
    for (uint32_t k = 0; object && k < names.count; k++)
        if (cch_py_operand_tag(names.items[k]) == PY_TEXT &&
            cch_py_first_time(s, instruction, 0x10000000u | names.items[k]))
            cch_py_make_instruction(s, PY_DO_SET, PY_FLAG_IMPLICIT, instruction, object, 0, object,
                                    cch_py_operand_value(names.items[k]), value);
}

/* SimpleNamespace(a=…, b=…): an object that has what it is given, and what is stored in it. */
static void attribute_of_namespace(struct cch_py_solver *s, uint32_t value, struct cch_py_object of, uint32_t name,
                                   uint32_t variable) {
    (void)of;
    cch_py_connect(s, cch_py_field(s, value, name), variable);
}
static const struct cch_py_model namespace = {.attribute = attribute_of_namespace};

static void make_namespace(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t value = cch_py_object_value(s, &namespace, 0, instruction);
    (void)rule;
    cch_py_put(s, i.target, value);
    for (uint32_t k = 0; k < i.c; k++) {
        uint32_t kind = s->program->operands.items[i.b + 2 * k], operand = s->program->operands.items[i.b + 2 * k + 1];
        if (kind >= PY_KEYWORD_BASE)
            cch_py_connect(s, cch_py_argument_variable(s, operand), cch_py_field(s, value, kind - PY_KEYWORD_BASE));
        else
            cch_py_mark(s, i.target, PY_FOREIGN); /* **more: it may have anything */
    }
}

/* field(default=…, default_factory=…) */
static void make_field(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    cch_py_connect(s, cch_py_variable_of(cch_py_keyword(s, &i, "default")), i.target);
    cch_py_rule_call_back(s, instruction, rule);
}

static void type_of(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    (void)rule;
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t object = cch_py_variable_of(cch_py_positional(s, &i, 0));
    if (object && i.c == 1)
        cch_py_make_instruction(s, PY_DO_GET, PY_FLAG_IMPLICIT, instruction, object, i.target, object,
                                cch_py_solver_name(s, "__class__"), 0);
    else
        cch_py_mark(s, i.target, PY_FOREIGN);
}

/* import_module(".name", package): in that package, or, where that is not told, in the importer's. */
static uint32_t absolute_name(struct cch_py_solver *s, uint32_t instruction, uint32_t importer, uint32_t name) {
    const struct cch_py_instruction *i = &s->program->instructions.items[instruction];
    const char *text = cch_py_solver_text(s, name);
    uint32_t level = (uint32_t)strspn(text, "."), inside = level ? cch_py_solver_name(s, text + level) : name;
    uint32_t package = cch_py_argument_of(s, i, 1, "package");
    if (!level)
        return name;
    if (cch_py_operand_tag(package) == PY_VARIABLE)
        package = cch_py_exact(s, cch_py_operand_value(package));
    if (level == 1 && cch_py_operand_tag(package) == PY_TEXT)
        return cch_py_program_join(s->program, cch_py_operand_value(package), inside);
    return cch_py_program_absolute(s->program, importer, inside, level);
}

/* Every module whose name begins and ends as the parts of a text that are known; the rest is worked out. */
static void import_like(struct cch_py_solver *s, uint32_t instruction, uint32_t format) {
    enum { LENGTH_MAX = 200, FOUND_MAX = 64 };
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_instruction parts = s->program->instructions.items[format];
    const uint32_t *operands = s->program->operands.items + parts.b;
    uint32_t importer = s->program->functions.items[i.function].module, found = 0, first = 0, last = parts.c;
    char begin[LENGTH_MAX] = "", end[LENGTH_MAX] = "";
    for (; first < parts.c && cch_py_operand_tag(operands[first]) == PY_TEXT; first++)
        strncat(begin, cch_py_solver_text(s, cch_py_operand_value(operands[first])), LENGTH_MAX - 1 - strlen(begin));
    while (last > first && cch_py_operand_tag(operands[last - 1]) == PY_TEXT)
        last--;
    for (uint32_t k = last; k < parts.c; k++)
        strncat(end, cch_py_solver_text(s, cch_py_operand_value(operands[k])), LENGTH_MAX - 1 - strlen(end));
    if (!strchr(begin, '.'))
        return; /* it may be any */
    const char *prefix =
        cch_py_solver_text(s, begin[0] == '.' ? absolute_name(s, instruction, importer, cch_py_solver_name(s, begin))
                                              : cch_py_solver_name(s, begin));
    size_t length = strlen(prefix), tail = strlen(end);
    for (uint32_t k = 0; k < s->program->modules.count && found < FOUND_MAX; k++) {
        const char *name = cch_py_solver_text(s, s->program->modules.items[k].name);
        size_t whole = strlen(name);
        if (whole <= length + tail || strncmp(name, prefix, length) || strcmp(name + whole - tail, end))
            continue;
        cch_py_put(s, i.target, cch_py_value(s, PY_V_MODULE, k, 0));
        found++;
    }
}

/* It may be another module than those that are known. */
static void module_is_open(struct cch_py_solver *s, uint32_t instruction, uint32_t name) {
    uint32_t format = cch_py_format_of(s, name);
    cch_py_mark(s, s->program->instructions.items[instruction].target, PY_OPEN);
    if (format)
        import_like(s, instruction, format);
}

/* globals()["name"], globals().get("name") */
static void take_global(struct cch_py_solver *s, uint32_t instruction, uint32_t key) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t module = s->program->functions.items[i.function].module;
    struct cch_py_constants names;
    cch_py_constants_of(s, instruction, key, &names);
    for (uint32_t k = 0; k < names.count; k++)
        if (cch_py_operand_tag(names.items[k]) == PY_TEXT)
            cch_py_connect(
                s, cch_py_attribute(s, cch_py_value(s, PY_V_MODULE, module, 0), cch_py_operand_value(names.items[k])),
                i.target);
    if (cch_py_variable_of(key) && cch_py_first_time(s, instruction, 0x10000000u))
        cch_py_unless_exact(s, cch_py_variable_of(key), instruction, 0, name_is_open);
    else if (!cch_py_variable_of(key) && !names.count)
        cch_py_mark(s, i.target, PY_OPEN);
}

static void item_of_globals(struct cch_py_solver *s, uint32_t instruction, struct cch_py_object of) {
    (void)of;
    take_global(s, instruction, s->program->instructions.items[instruction].b);
}

static void method_of_globals(struct cch_py_solver *s, uint32_t instruction, struct cch_py_object of,
                              const char *name) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    (void)of;
    if (!strcmp(name, "get"))
        take_global(s, instruction, cch_py_positional(s, &i, 0));
    else
        cch_py_mark(s, i.target, PY_FOREIGN);
}

static void own_globals(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    static const struct cch_py_model globals = {.item = item_of_globals, .method = method_of_globals};
    (void)rule;
    cch_py_put(s, s->program->instructions.items[instruction].target, cch_py_object_value(s, &globals, 0, 0));
}

static void import_module(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t importer = s->program->functions.items[i.function].module, name = cch_py_positional(s, &i, 0);
    struct cch_py_constants names;
    (void)rule;
    cch_py_constants_of(s, instruction, name, &names);
    for (uint32_t k = 0; k < names.count; k++)
        if (cch_py_operand_tag(names.items[k]) == PY_TEXT)
            cch_py_import_into(s, importer, i.target,
                               absolute_name(s, instruction, importer, cch_py_operand_value(names.items[k])), 0);
    if (cch_py_variable_of(name) && cch_py_first_time(s, instruction, 0x10000000u))
        cch_py_unless_exact(s, cch_py_variable_of(name), instruction, cch_py_variable_of(name), module_is_open);
    else if (!names.count)
        cch_py_mark(s, i.target, PY_FOREIGN);
}

/* defaultdict(f, …): what is missing comes of f(). */
static void make_default_dictionary(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t container = cch_py_fresh_container(s, instruction, PY_IS_DICT), made = cch_py_make_variable(s);
    cch_py_call_back(s, instruction, cch_py_variable_of(cch_py_positional(s, &i, (uint32_t)rule->which)), made, 0, 0,
                     1);
    cch_py_container_set(s, container, cch_py_operand(PY_UNUSED, 0), made);
    merge_arguments(s, instruction, container, 1);
}

/* The method `keyword` of argument 0; which: 1, its next item. */
static void call_protocol(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t first = cch_py_variable_of(cch_py_positional(s, &i, 0));
    if (!first)
        return;
    cch_py_make_instruction(s, PY_DO_METHOD, PY_FLAG_IMPLICIT, instruction, first, i.target, first,
                            cch_py_solver_name(s, rule->keyword), 0);
    if (rule->which)
        cch_py_make_instruction(s, PY_DO_ITERATE, PY_FLAG_IMPLICIT | PY_FLAG_IN_PLACE, instruction, first, i.target,
                                first, 0, 0);
}

/* iter(f, end) calls f; iter(x) is x's iterator. */
static void iterate(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t source = cch_py_variable_of(cch_py_positional(s, &i, 0));
    (void)rule;
    if (i.c == 2) {
        cch_py_call_back(s, instruction, source, 0, 0, 0, 0);
    } else if (source) {
        cch_py_make_instruction(s, PY_DO_METHOD, PY_FLAG_IMPLICIT, instruction, source, i.target, source,
                                cch_py_solver_name(s, "__iter__"), 0);
        uint32_t container = cch_py_fresh_container(s, instruction, 0);
        cch_py_container_set(s, container, cch_py_operand(PY_UNUSED, 0), cch_py_items_of(s, 0, 0));
        cch_py_connect(s, source, i.target);
    }
}

static void make_partial(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    (void)rule;
    cch_py_put(s, s->program->instructions.items[instruction].target, cch_py_value(s, PY_V_PARTIAL, instruction, 0));
}

/* What stands in the list that is handed to it may stand anywhere afterwards. */
static void move_items(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t moved = cch_py_variable_of(cch_py_positional(s, &i, (uint32_t)rule->which));
    if (moved)
        cch_py_make_instruction(s, PY_DO_MOVE, PY_FLAG_IMPLICIT, instruction, 0, 0, moved, 0, 0);
    cch_py_mark(s, i.target, PY_FOREIGN);
}

/* object.__new__(cls) makes a cls. */
static void call_new(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    (void)rule;
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t class = cch_py_variable_of(cch_py_positional(s, &i, 0));
    if (class)
        cch_py_make_instruction(s, PY_DO_ANNOTATION, PY_FLAG_IMPLICIT, instruction, class, i.target, class, 0, 0);
}

static const struct cch_py_rule rows[] = {
    {PY_ON_CALL, "abc.abstractmethod", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "abc.abstractproperty", make_property, 0, NULL, 0},
    {PY_ON_CALL, "argparse.Namespace", make_namespace, 0, NULL, 0},
    {PY_ON_CALL, "types.SimpleNamespace", make_namespace, 0, NULL, 0},
    {PY_ON_CALL, "asyncio.create_task", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "asyncio.ensure_future", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "asyncio.run", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "asyncio.to_thread", cch_py_rule_call_back, 0, NULL, PY_RULE_GIVES},
    {PY_ON_CALL, "asyncio.wait_for", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "atexit.register", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_CALL, "bisect.insort", move_items, 0, NULL, 0},
    {PY_ON_CALL, "bisect.insort_left", move_items, 0, NULL, 0},
    {PY_ON_CALL, "bisect.insort_right", move_items, 0, NULL, 0},
    {PY_ON_CALL, "collections.OrderedDict", collect, 2, NULL, 0},
    {PY_ON_CALL, "collections.defaultdict", make_default_dictionary, 0, NULL, 0},
    {PY_ON_CALL, "collections.deque", collect, 0, NULL, 0},
    {PY_ON_CALL, "concurrent.futures.Future.add_done_callback", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_CALL, "contextlib.asynccontextmanager", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "contextlib.contextmanager", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "copy.copy", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "copy.deepcopy", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "dataclasses.dataclass", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "dataclasses.field", make_field, -1, "default_factory", PY_RULE_LATER | PY_RULE_GIVES},
    {PY_ON_CALL, "dataclasses.replace", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "functools.cache", remember, 0, NULL, 0},
    {PY_ON_CALL, "functools.cached_property", make_property, 0, NULL, 0},
    {PY_ON_CALL, "functools.lru_cache", remember, 0, NULL, 0},
    {PY_ON_CALL, "functools.partial", make_partial, 0, NULL, 0},
    {PY_ON_CALL, "functools.partialmethod", make_partial, 0, NULL, 0},
    {PY_ON_CALL, "functools.reduce", call_with_items, REDUCES, NULL, 0},
    {PY_ON_CALL, "functools.singledispatch", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "functools.total_ordering", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "functools.update_wrapper", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "functools.wraps", cch_py_rule_make_decorator, 0, NULL, 0},
    {PY_ON_CALL, "heapq.heapify", move_items, 0, NULL, 0},
    {PY_ON_CALL, "heapq.heappop", move_items, 0, NULL, 0},
    {PY_ON_CALL, "heapq.heappush", move_items, 0, NULL, 0},
    {PY_ON_CALL, "heapq.heappushpop", move_items, 0, NULL, 0},
    {PY_ON_CALL, "heapq.heapreplace", move_items, 0, NULL, 0},
    {PY_ON_CALL, "builtins.globals", own_globals, 0, NULL, 0},
    {PY_ON_CALL, "importlib.import_module", import_module, 0, NULL, 0},
    {PY_ON_CALL, "itertools.accumulate", cch_py_rule_call_back, 1, "func", PY_RULE_GIVES},
    {PY_ON_CALL, "itertools.chain", collect, 3, NULL, 0},
    {PY_ON_CALL, "itertools.chain.from_iterable", collect, 8, NULL, 0},
    {PY_ON_CALL, "itertools.cycle", collect, 0, NULL, 0},
    {PY_ON_CALL, "itertools.dropwhile", call_with_items, FILTERS, NULL, 0},
    {PY_ON_CALL, "itertools.filterfalse", call_with_items, FILTERS, NULL, 0},
    {PY_ON_CALL, "itertools.groupby", cch_py_rule_call_back, 1, "key", PY_RULE_GIVES},
    {PY_ON_CALL, "itertools.islice", collect, 0, NULL, 0},
    {PY_ON_CALL, "itertools.repeat", collect, 4, NULL, 0},
    {PY_ON_CALL, "itertools.starmap", cch_py_rule_call_back, 0, NULL, PY_RULE_GIVES},
    {PY_ON_CALL, "itertools.takewhile", call_with_items, FILTERS, NULL, 0},
    {PY_ON_CALL, "multiprocessing.Process", cch_py_rule_call_back, 1, "target", PY_RULE_LATER},
    {PY_ON_CALL, "random.shuffle", move_items, 0, NULL, 0},
    {PY_ON_CALL, "signal.signal", cch_py_rule_call_back, 1, "handler", PY_RULE_LATER},
    {PY_ON_CALL, "threading.Thread", cch_py_rule_call_back, 1, "target", PY_RULE_LATER},
    {PY_ON_CALL, "threading.Timer", cch_py_rule_call_back, 1, "function", PY_RULE_LATER},
    {PY_ON_CALL, "typing.cast", cch_py_rule_give_back, 1, NULL, 0},
    {PY_ON_CALL, "typing.final", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "typing.no_type_check", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "typing.runtime_checkable", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "warnings.deprecated", cch_py_rule_make_decorator, 0, NULL, 0},
    {PY_ON_CALL, "weakref.finalize", cch_py_rule_call_back, 1, NULL, PY_RULE_LATER},
    {PY_ON_CALL, "weakref.proxy", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "builtins.__import__", import_module, 0, NULL, 0},
    {PY_ON_CALL, "builtins.abs", call_protocol, 0, "__abs__", 0},
    {PY_ON_CALL, "builtins.aiter", call_protocol, 0, "__aiter__", 0},
    {PY_ON_CALL, "builtins.anext", call_protocol, 0, "__anext__", 0},
    {PY_ON_CALL, "builtins.bool", call_protocol, 0, "__bool__", 0},
    {PY_ON_CALL, "builtins.bytes", call_protocol, 0, "__bytes__", 0},
    {PY_ON_CALL, "builtins.classmethod", wrap_method, PY_V_CLASS_METHOD, NULL, 0},
    {PY_ON_CALL, "builtins.complex", call_protocol, 0, "__complex__", 0},
    {PY_ON_CALL, "builtins.dict", make_dictionary, 0, NULL, 0},
    {PY_ON_CALL, "builtins.dir", call_protocol, 0, "__dir__", 0},
    {PY_ON_CALL, "builtins.divmod", call_protocol, 0, "__divmod__", 0},
    {PY_ON_CALL, "builtins.enumerate", collect, 1, NULL, 0},
    {PY_ON_CALL, "builtins.filter", call_with_items, FILTERS, NULL, 0},
    {PY_ON_CALL, "builtins.float", call_protocol, 0, "__float__", 0},
    {PY_ON_CALL, "builtins.format", call_protocol, 0, "__format__", 0},
    {PY_ON_CALL, "builtins.frozenset", collect, 7, NULL, 0},
    {PY_ON_CALL, "builtins.getattr", get_attribute, 0, NULL, 0},
    {PY_ON_CALL, "builtins.hash", call_protocol, 0, "__hash__", 0},
    {PY_ON_CALL, "builtins.int", call_protocol, 0, "__int__", 0},
    {PY_ON_CALL, "builtins.iter", iterate, 0, NULL, 0},
    {PY_ON_CALL, "builtins.len", call_protocol, 0, "__len__", 0},
    {PY_ON_CALL, "builtins.list", collect, 5, NULL, 0},
    {PY_ON_CALL, "builtins.map", call_with_items, MAPS, NULL, 0},
    {PY_ON_CALL, "builtins.max", choose, 0, NULL, 0},
    {PY_ON_CALL, "builtins.min", choose, 0, NULL, 0},
    {PY_ON_CALL, "builtins.next", call_protocol, 1, "__next__", 0},
    {PY_ON_CALL, "builtins.property", make_property, 0, NULL, 0},
    {PY_ON_CALL, "builtins.repr", call_protocol, 0, "__repr__", 0},
    {PY_ON_CALL, "builtins.reversed", collect, 0, NULL, 0},
    {PY_ON_CALL, "builtins.round", call_protocol, 0, "__round__", 0},
    {PY_ON_CALL, "builtins.set", collect, 7, NULL, 0},
    {PY_ON_CALL, "builtins.setattr", set_attribute, 0, NULL, 0},
    {PY_ON_CALL, "builtins.sorted", collect, 0, "key", 0},
    {PY_ON_CALL, "builtins.staticmethod", wrap_method, PY_V_STATIC, NULL, 0},
    {PY_ON_CALL, "builtins.str", call_protocol, 0, "__str__", 0},
    {PY_ON_CALL, "builtins.sum", call_protocol, 0, "__iter__", 0},
    {PY_ON_CALL, "builtins.tuple", collect, 6, NULL, 0},
    {PY_ON_CALL, "builtins.type", type_of, 0, NULL, 0},
    {PY_ON_CALL, "builtins.zip", zip, 0, NULL, 0},
    {PY_ON_CALL, "*.__new__", call_new, 0, NULL, 0},
    {PY_ON_METHOD, "add_done_callback", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "submit", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "map", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "starmap", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "imap", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "imap_unordered", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "map_async", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "starmap_async", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "apply_async", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "run_in_executor", cch_py_rule_call_back, 1, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "call_soon", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "call_later", cch_py_rule_call_back, 1, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "call_soon_threadsafe", cch_py_rule_call_back, 0, NULL, PY_RULE_LATER},
    {PY_ON_METHOD, "add_signal_handler", cch_py_rule_call_back, 1, NULL, PY_RULE_LATER},
    {PY_ON_NAMING, "getattr", NULL, 0, NULL, 0},
    {PY_ON_NAMING, "import_module", NULL, 0, NULL, 0},
    {PY_ON_NAMING, "__import__", NULL, 0, NULL, 0},
    {PY_ON_NAMING, "setattr", NULL, 0, NULL, PY_RULE_REGISTERS},
    {PY_ON_BASE, "builtins.*", NULL, 0, NULL, PY_TRAIT_PLAIN | PY_TRAIT_SEEN},
    {PY_ON_BASE, "abc.*", NULL, 0, NULL, PY_TRAIT_PLAIN | PY_TRAIT_SEEN},
    {PY_ON_BASE, "typing.*", NULL, 0, NULL, PY_TRAIT_PLAIN | PY_TRAIT_SEEN},
    {PY_ON_BASE, "typing.NamedTuple", NULL, 0, NULL, PY_TRAIT_FIELDS},
    {PY_ON_BASE, "enum.*", NULL, 0, NULL, PY_TRAIT_PLAIN | PY_TRAIT_ENUM},
    {PY_ON_BASE, "collections.*", NULL, 0, NULL, PY_TRAIT_PLAIN},
    {PY_ON_BASE, "dataclasses.*", NULL, 0, NULL, PY_TRAIT_PLAIN},
    {PY_ON_BASE, "*builtins.list", NULL, 0, NULL, PY_TRAIT_CONTAINER},
    {PY_ON_BASE, "*builtins.dict", NULL, 0, NULL, PY_TRAIT_CONTAINER},
    {PY_ON_BASE, "*builtins.tuple", NULL, 0, NULL, PY_TRAIT_CONTAINER},
    {PY_ON_BASE, "*builtins.set", NULL, 0, NULL, PY_TRAIT_CONTAINER},
    {PY_ON_BASE, "*OrderedDict", NULL, 0, NULL, PY_TRAIT_CONTAINER},
    {PY_ON_BASE, "*UserDict", NULL, 0, NULL, PY_TRAIT_CONTAINER},
    {PY_ON_BASE, "*UserList", NULL, 0, NULL, PY_TRAIT_CONTAINER},
    {PY_ON_BASE, "*defaultdict", NULL, 0, NULL, PY_TRAIT_CONTAINER},
    {PY_ON_WORDS, "dataclass", NULL, PY_WORDS_FIELDS, NULL, 0},
    {PY_ON_WORDS, "*.dataclass", NULL, PY_WORDS_FIELDS, NULL, 0},
};
PY_RULES(cch_py_python_rules, rows);

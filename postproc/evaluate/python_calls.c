/* Functions, closures and calls by value (python.h). */
#include "evaluate/python_parts.h"
#include "evaluate/tensors.h"

#include <stdio.h>
#include <string.h>

#include "graph_file/range.h"

enum { ARGUMENTS_MAX = 128 };

/* Making functions ------------------------------------------------------------------- */

static const cch_datum *const *defaults_of(cch_machine *machine, const cch_node *list, uint32_t parameters) {
    const cch_datum **defaults = cch_arena_take(&machine->arena, (parameters + 1) * sizeof *defaults);
    for (uint32_t i = 0; list && i < list->count && cch_machine_runs(machine); i++) {
        const cch_node *item = list->items[i], *index = cch_item(item, 0), *value = cch_item(item, 1);
        if (index && value && index->number >= 0 && (uint32_t)index->number < parameters)
            defaults[index->number] = cch_evaluate(machine, value);
    }
    return defaults;
}

const cch_datum *cch_python_closure(cch_machine *machine, const cch_node *definition, uint32_t reference_item,
                                    uint32_t defaults_item, const char *name) {
    uint32_t function = cch_reference(machine, definition, reference_item);
    const struct cch_function_code *code = cch_evaluator_code(machine->evaluator, function);
    struct python_frame *frame = cch_python_frame(machine);
    struct cch_closure *closure = cch_arena_take(&machine->arena, sizeof *closure);
    struct python_function *own = cch_arena_take(&machine->arena, sizeof *own);
    cch_datum *value = cch_arena_take(&machine->arena, sizeof *value);
    const cch_node *captures = cch_item(definition, defaults_item + 1);
    uint32_t count = captures ? captures->count : 0, *cells;
    if (!function || machine->arena.failed)
        return cch_not_known(machine, "a function that the graph hasn't");
    cells = cch_arena_take(&machine->arena, (count + 1) * sizeof *cells);
    for (uint32_t i = 0; i < count; i++)
        cells[i] = cch_item(captures->items[i], 0) ? cch_evaluate_cell(machine, captures->items[i]->items[0]) : 0;
    *own = (struct python_function){frame->module, frame->owner, name};
    closure->function = function;
    closure->count = count;
    closure->captures = cells;
    closure->defaults =
        defaults_of(machine, cch_item(definition, defaults_item), code->code ? code->code->parameter_count : 64);
    closure->module = own;
    value->kind = CCH_DATUM_CLOSURE;
    value->closure = closure;
    return value;
}

/* (def L LV R (DECORATOR…) (DEFAULT…) (CAPTURE…)) */
void cch_python_define(cch_machine *machine, const cch_node *statement) {
    const cch_node *decorators = cch_item(statement, 3), *target = cch_item(statement, 1);
    const char *name = target && target->count && target->head != CCH_HEAD_LOCAL ? target->items[0]->text : "";
    const cch_datum *values[ARGUMENTS_MAX];
    uint32_t count = decorators ? decorators->count : 0;
    if (count > ARGUMENTS_MAX) {
        cch_python_store(machine, target, cch_not_known(machine, "a function with very many decorators"));
        return;
    }
    for (uint32_t i = 0; i < count && cch_machine_runs(machine); i++)
        values[i] = cch_evaluate(machine, decorators->items[i]);
    const cch_datum *value = cch_python_closure(machine, statement, 2, 4, name);
    while (count-- > 0 && cch_machine_runs(machine))
        value = cch_python_call_simple(machine, values[count], &value, 1);
    cch_python_store(machine, target, value);
}

/* Arguments --------------------------------------------------------------------------------- */

struct arguments {
    struct cch_argument items[ARGUMENTS_MAX];
    size_t count;
    bool is_cut; /* there are more, or others, than are known */
};

static void add_argument(struct arguments *to, const cch_datum *value, const char *keyword) {
    if (to->count == ARGUMENTS_MAX)
        to->is_cut = true;
    else
        to->items[to->count++] = (struct cch_argument){.value = value, .keyword = keyword};
}

static void spread(cch_machine *machine, struct arguments *to, const cch_datum *value) {
    const cch_datum **values, *why;
    size_t count;
    to->is_cut |= !cch_python_iterate(machine, value, &values, &count, &why);
    for (size_t i = 0; i < count; i++)
        add_argument(to, values[i], NULL);
}

static void spread_dict(cch_machine *machine, struct arguments *to, const cch_datum *value) {
    struct cch_items items = {0, NULL};
    to->is_cut |= !cch_python_is(value, "dict") || !cch_container_items(&machine->store, value->object, &items, NULL);
    for (uint32_t i = 0; i + 1 < items.count; i += 2) {
        const char *key = cch_as_text(cch_store_get(&machine->store, items.cells[i]));
        if (key)
            add_argument(to, cch_store_get(&machine->store, items.cells[i + 1]), key);
        to->is_cut |= !key;
    }
}

static void read_arguments(cch_machine *machine, const cch_node *call, uint32_t first, struct arguments *to) {
    to->count = 0;
    to->is_cut = false;
    for (uint32_t i = first; i < call->count && cch_machine_runs(machine); i++) {
        const cch_node *item = call->items[i];
        bool is_keyword = item->head == CCH_HEAD_KEYWORD;
        bool is_spread = item->head == CCH_HEAD_STAR || item->head == CCH_HEAD_DOUBLE_STAR;
        const cch_node *expression = cch_item(item, is_keyword ? 1 : 0);
        const cch_datum *value = cch_evaluate(machine, (is_keyword || is_spread) && expression ? expression : item);
        if (item->head == CCH_HEAD_STAR)
            spread(machine, to, value);
        else if (item->head == CCH_HEAD_DOUBLE_STAR)
            spread_dict(machine, to, value);
        else
            add_argument(to, value, is_keyword ? item->items[0]->text : NULL);
    }
}

/* What is given by the core: "*" and "**" are spread. */
static void copy_arguments(cch_machine *machine, const struct cch_argument *arguments, size_t count,
                           struct arguments *to) {
    to->count = 0;
    to->is_cut = false;
    for (size_t i = 0; i < count; i++) {
        if (arguments[i].keyword && strcmp(arguments[i].keyword, "*") == 0)
            spread(machine, to, arguments[i].value);
        else if (arguments[i].keyword && strcmp(arguments[i].keyword, "**") == 0)
            spread_dict(machine, to, arguments[i].value);
        else
            add_argument(to, arguments[i].value, arguments[i].keyword);
    }
}

/* Functions of the program ------------------------------------------------------------------------ */

/* Values by parameter; false: the call is wrong, and raises. */
static bool bind_parameters(cch_machine *machine, const struct cch_code_unit *code, const struct cch_closure *closure,
                            const struct arguments *given, const cch_datum **values) {
    const cch_datum *rest[ARGUMENTS_MAX], *cut = cch_not_known(machine, "an argument of *args or **kwargs");
    size_t rest_count = 0;
    uint32_t next = 0, star = UINT32_MAX, keywords = UINT32_MAX;
    const cch_datum *dict = NULL;
    for (uint32_t i = 0; i < code->parameter_count; i++) {
        values[i] = NULL;
        if (code->parameters[i].kind == CCH_PARAMETER_ARGUMENTS)
            star = i;
        if (code->parameters[i].kind == CCH_PARAMETER_KEYWORDS)
            keywords = i;
    }
    for (size_t i = 0; i < given->count; i++) {
        if (given->items[i].keyword)
            continue;
        while (next < code->parameter_count && code->parameters[next].kind != CCH_PARAMETER_ORDINARY &&
               code->parameters[next].kind != CCH_PARAMETER_POSITIONAL)
            next = code->parameter_count;
        if (next < code->parameter_count)
            values[next++] = given->items[i].value;
        else if (star != UINT32_MAX)
            rest[rest_count++] = given->items[i].value;
        else if (!given->is_cut)
            return false;
    }
    if (keywords != UINT32_MAX)
        dict = cch_python_container(machine, "dict", NULL, 0);
    for (size_t i = 0; i < given->count; i++) {
        uint32_t at = 0;
        if (!given->items[i].keyword)
            continue;
        while (at < code->parameter_count && (code->parameters[at].kind == CCH_PARAMETER_POSITIONAL || at == star ||
                                              strcmp(code->parameters[at].name, given->items[i].keyword) != 0))
            at++;
        if (at < code->parameter_count && at != keywords)
            values[at] = given->items[i].value;
        else if (dict)
            cch_python_dict_set(machine, dict, cch_python_text(machine, given->items[i].keyword),
                                given->items[i].value);
        else if (!given->is_cut)
            return false;
    }
    for (uint32_t i = 0; i < code->parameter_count; i++) {
        if (i == star) {
            values[i] = cch_python_tuple(machine, rest, rest_count);
            if (given->is_cut)
                cch_container_forget(&machine->store, values[i]->object, cut);
        } else if (i == keywords) {
            values[i] = dict;
            if (given->is_cut)
                cch_container_forget(&machine->store, dict->object, cut);
        } else if (!values[i]) {
            values[i] = given->is_cut ? cut : closure && closure->defaults ? closure->defaults[i] : NULL;
            if (!values[i] && !machine->frame->function) /* the entry's */
                values[i] = cch_unknown(&machine->arena,
                                        cch_arena_print(&machine->arena, "%s is not given", code->parameters[i].name),
                                        code->parameters[i].name, "");
            if (!values[i])
                return false;
        }
    }
    return true;
}

cch_frame *cch_python_new_frame(cch_machine *machine, const struct cch_closure *closure,
                                const struct cch_function_code *code) {
    const struct python_function *own = closure->module;
    cch_frame *frame = cch_arena_take(&machine->arena, sizeof *frame);
    struct python_frame *python = cch_arena_take(&machine->arena, sizeof *python);
    frame->function = code;
    frame->code = code->code;
    frame->closure = closure;
    frame->call_place = machine->place;
    frame->slots = cch_arena_take(&machine->arena, (code->code->locals + 1) * sizeof *frame->slots);
    frame->python = python;
    if (machine->arena.failed)
        return NULL;
    if (own)
        *python = (struct python_frame){.module = own->module, .owner = own->owner};
    return frame;
}

static const cch_datum *call_closure(cch_machine *machine, const cch_datum *callee, const struct arguments *given) {
    const struct cch_closure *closure = callee->closure;
    const struct cch_function_code *code = cch_evaluator_code(machine->evaluator, closure->function);
    if (!code->code)
        machine->may_raise = true;
    if (!code->code || machine->calls >= CCH_MACHINE_CALLS)
        return cch_give_up(machine, closure->function,
                           code->code ? "calls within each other that are too deep" : code->problem, given->items,
                           given->count);
    cch_frame *frame = cch_python_new_frame(machine, closure, code);
    const cch_datum **values = cch_arena_take(&machine->arena, (code->code->parameter_count + 1) * sizeof *values);
    if (machine->arena.failed)
        return &cch_none;
    if (!bind_parameters(machine, code->code, closure, given, values)) {
        const char *name = cch_names_function(machine->evaluator->names, CCH_NAMING_SHORT, closure->function);
        cch_explain(machine, "%s: %s takes other arguments than these", machine->place, name);
        if (!machine->frame->function)
            cch_note(machine, "%s takes other arguments than those that are given", name);
        cch_python_raise(machine, "TypeError");
        return cch_not_known(machine, "a call with wrong arguments");
    }
    cch_explain(machine, "%s: calls %s", machine->place,
                cch_names_function(machine->evaluator->names, CCH_NAMING_SHORT, closure->function));
    if (code->code->root->head != CCH_HEAD_FN)
        return cch_python_make_generator(machine, callee, values, code->code->parameter_count,
                                         code->code->root->head == CCH_HEAD_COROUTINE);
    for (uint32_t i = 0; i < code->code->parameter_count && i < code->code->locals; i++)
        frame->slots[i] = cch_store_add(&machine->store, values[i]);
    return cch_run_frame(machine, frame);
}

/* Classes and instances ----------------------------------------------------------------------------------- */

static const cch_datum *call_with(cch_machine *machine, const cch_datum *callee, struct arguments *given);

static const cch_datum *call_bound(cch_machine *machine, const cch_datum *callee, const cch_datum *self,
                                   const struct arguments *given) {
    struct arguments all;
    all.count = 0;
    all.is_cut = false;
    all.is_cut = given->is_cut;
    add_argument(&all, self, NULL);
    for (size_t i = 0; i < given->count; i++)
        add_argument(&all, given->items[i].value, given->items[i].keyword);
    return call_with(machine, callee, &all);
}

/* The annotated names of a dataclass or NamedTuple in their order, those of its bases first. */
static size_t fields_of(cch_machine *machine, const cch_datum *class_value, const char ***names) {
    const cch_datum *order[CCH_PYTHON_ORDER_MAX], **found, *why;
    size_t classes = cch_python_order(machine, class_value, order), count = 0, most = 0, own;
    const char **taken = NULL;
    for (size_t i = classes; i-- > 0;) {
        const cch_datum *fields = cch_python_is_class(order[i]) ? cch_python_field(machine, order[i], "$fields") : NULL;
        if (!fields || !cch_python_iterate(machine, fields, &found, &own, &why))
            continue;
        if (count + own > most) {
            const char **larger = cch_arena_take(&machine->arena, (most = 2 * (count + own)) * sizeof *larger);
            if (count)
                memcpy(larger, taken, count * sizeof *larger);
            taken = larger;
        }
        for (size_t k = 0; k < own && !machine->arena.failed; k++) {
            const char *name = cch_as_text(found[k]);
            bool is_new = name != NULL;
            for (size_t j = 0; j < count && is_new; j++)
                is_new = strcmp(taken[j], name) != 0;
            if (is_new)
                taken[count++] = name;
        }
    }
    *names = taken;
    return count;
}

/* What a field is if nothing is given. */
static const cch_datum *default_of(cch_machine *machine, const cch_datum *value, bool *is_given) {
    *is_given = true;
    if (!value || !cch_python_is(value, "dataclasses.field"))
        return value;
    const cch_datum *factory = cch_python_field(machine, value, "default_factory");
    const cch_datum *init = cch_python_field(machine, value, "init");
    *is_given = !init || cch_truth(init) != 0;
    return factory ? cch_python_call_simple(machine, factory, NULL, 0) : cch_python_field(machine, value, "default");
}

/* A dataclass, a NamedTuple: its annotated names in order are what it takes. */
static void set_fields(cch_machine *machine, const cch_datum *class_value, const cch_datum *object,
                       const struct arguments *given) {
    const char **names;
    size_t count = fields_of(machine, class_value, &names), at = 0;
    for (size_t i = 0; i < count && cch_machine_runs(machine); i++) {
        const cch_datum *own = cch_python_class_find(machine, class_value, names[i], NULL, NULL), *value = NULL;
        bool is_given = !own || !cch_python_is(own, "dataclasses.field") || !cch_python_field(machine, own, "init") ||
                        cch_truth(cch_python_field(machine, own, "init")) != 0;
        for (; at < given->count && given->items[at].keyword; at++)
            ;
        if (is_given && at < given->count)
            value = given->items[at++].value;
        for (size_t k = 0; k < given->count && is_given; k++)
            if (given->items[k].keyword && strcmp(given->items[k].keyword, names[i]) == 0)
                value = given->items[k].value;
        if (!value)
            value = given->is_cut && is_given ? cch_not_known(machine, "an argument of *args or **kwargs")
                                              : default_of(machine, own, &is_given);
        if (value)
            cch_object_set(&machine->store, object->object, names[i], value);
    }
    const cch_datum *behind = cch_python_class_find(machine, class_value, "__post_init__", NULL, NULL);
    if (behind && cch_machine_runs(machine))
        cch_python_call_simple(machine, behind, &object, 1);
}

static bool launch_from_here(cch_machine *machine, const cch_node *node, const char *why,
                             const struct arguments *given);

static const cch_datum *instantiate(cch_machine *machine, const cch_datum *class_value, const struct arguments *given) {
    const cch_datum *outside = NULL, *init = cch_python_class_find(machine, class_value, "__init__", NULL, &outside);
    const cch_datum *maker = cch_python_class_find(machine, class_value, "__new__", NULL, NULL);
    const char *name = cch_as_text(cch_python_field(machine, class_value, "__name__"));
    const cch_datum *meta = cch_python_class_find(machine, class_value, "$meta", NULL, NULL);
    const cch_datum *is_data = cch_python_class_find(machine, class_value, "$dataclass", NULL, NULL);
    if (given->count == 1 && cch_python_field(machine, class_value, "$members"))
        return cch_python_member_of(machine, class_value, given->items[0].value, false);
    if (maker && !meta && !outside) {
        const cch_datum *made = call_bound(machine, maker, class_value, given);
        if (cch_machine_runs(machine) && init && cch_python_is_instance(made) &&
            cch_python_is_below(machine, made->object->class_value, class_value))
            call_bound(machine, init, made, given);
        return made;
    }
    bool is_exception = outside && outside->kind == CCH_DATUM_CLASS && cch_python_is_exception_name(outside->symbol);
    if (meta)
        launch_from_here(machine, cch_python_state(machine)->call_node, "a metaclass", given);
    if (maker || meta ||
        (!init && outside && !is_exception && !cch_python_inherits(machine, class_value, "torch.nn.Module") &&
         !cch_python_inherits(machine, class_value, "typing.NamedTuple")))
        return cch_call_unknown(machine, cch_arena_print(&machine->arena, "an object of %s", name ? name : "a class"),
                                NULL, given->items, given->count);
    const cch_datum *rest = outside && !cch_python_inherits(machine, class_value, "torch.nn.Module")
                                ? cch_not_known(machine, "an attribute that a library's class has set")
                                : &cch_absent;
    cch_object *object = cch_object_new(&machine->store, name ? name : "", rest);
    object->by_reference = true;
    object->class_value = class_value;
    const cch_datum *made = cch_object_value(&machine->arena, object);
    if (is_exception) {
        const cch_datum *values[ARGUMENTS_MAX];
        size_t count = 0;
        for (size_t i = 0; i < given->count; i++)
            if (!given->items[i].keyword)
                values[count++] = given->items[i].value;
        cch_object_set(&machine->store, object, "args", cch_python_tuple(machine, values, count));
    }
    if (init)
        call_bound(machine, init, made, given);
    else if (is_data || cch_python_inherits(machine, class_value, "typing.NamedTuple") > 0)
        set_fields(machine, class_value, made, given);
    return made;
}

static const cch_datum *call_instance(cch_machine *machine, const cch_datum *object, const struct arguments *given) {
    const cch_datum *class_value = object->object->class_value;
    const cch_datum *method = cch_python_class_find(machine, class_value, "__call__", NULL, NULL);
    if (!method && cch_python_inherits(machine, class_value, "torch.nn.Module") > 0)
        method = cch_python_class_find(machine, class_value, "forward", NULL, NULL);
    if (method)
        return call_bound(machine, method, object, given);
    return cch_call_unknown(machine, "a call of an object", NULL, given->items, given->count);
}

/* functools.lru_cache: what was called with equal arguments is not called again. */
static const cch_datum *call_cached(cch_machine *machine, const cch_datum *cached, struct arguments *given) {
    const cch_datum *kept = cch_python_field(machine, cached, "kept"), **calls, **parts, *why, *values[ARGUMENTS_MAX];
    size_t count = 0, others = 0, part_count;
    bool is_plain = !given->is_cut;
    for (size_t i = 0; i < given->count; i++) {
        is_plain &= !given->items[i].keyword;
        values[i] = given->items[i].value;
    }
    const cch_datum *own = cch_python_tuple(machine, values, given->count);
    if (is_plain && kept && cch_python_iterate(machine, kept, &calls, &count, &why))
        for (size_t i = 0; i < count; i++) {
            if (!cch_python_iterate(machine, calls[i], &parts, &part_count, &why) || part_count != 2)
                continue;
            int same = cch_python_equal(machine, parts[0], own);
            if (same > 0 && !others)
                return parts[1];
            others += same < 0;
        }
    const cch_datum *value = call_with(machine, cch_python_field(machine, cached, "f"), given);
    if (!is_plain || !kept || !cch_machine_runs(machine))
        return value;
    const cch_datum *pair[2] = {own, value}, *call = cch_python_tuple(machine, pair, 2);
    struct cch_argument argument = {.value = call};
    struct python_call append = {"list.append", kept, &argument, 1, false};
    const struct python_row *row = cch_python_find_row("list.append");
    if (row)
        row->model(machine, &append, row->which);
    return value;
}

/* Objects that the evaluator makes ----------------------------------------------------------------------------- */

static const cch_datum *call_partial(cch_machine *machine, const cch_datum *partial, const struct arguments *given) {
    struct arguments all;
    all.count = 0;
    all.is_cut = false;
    all.is_cut = given->is_cut;
    spread(machine, &all, cch_python_field(machine, partial, "$args"));
    for (size_t i = 0; i < given->count; i++)
        if (!given->items[i].keyword)
            add_argument(&all, given->items[i].value, NULL);
    struct arguments named;
    named.count = 0;
    named.is_cut = false;
    spread_dict(machine, &named, cch_python_field(machine, partial, "$keywords"));
    for (size_t i = 0; i < named.count; i++) {
        bool is_new = true;
        for (size_t k = 0; k < given->count; k++)
            is_new &= !given->items[k].keyword || strcmp(given->items[k].keyword, named.items[i].keyword) != 0;
        if (is_new)
            add_argument(&all, named.items[i].value, named.items[i].keyword);
    }
    for (size_t i = 0; i < given->count; i++)
        if (given->items[i].keyword)
            add_argument(&all, given->items[i].value, given->items[i].keyword);
    return call_with(machine, cch_python_field(machine, partial, "func"), &all);
}

static struct python_call as_call(const char *name, const cch_datum *self, const struct arguments *given) {
    return (struct python_call){name, self, given->items, given->count, given->is_cut};
}

static const cch_datum *call_object(cch_machine *machine, const cch_datum *object, struct arguments *given) {
    const char *name = object->object->class_name;
    struct python_call call = as_call(name, object, given);
    if (object->object->class_value)
        return call_instance(machine, object, given);
    if (strcmp(name, "type") == 0)
        return instantiate(machine, object, given);
    if (strcmp(name, "contextmanager") == 0) {
        const cch_datum *generator = call_with(machine, cch_python_field(machine, object, "f"), given);
        return cch_machine_runs(machine) ? cch_python_wrap(machine, "generator.context", "generator", generator)
                                         : generator;
    }
    if (strcmp(name, "cached") == 0)
        return call_cached(machine, object, given);
    if (strcmp(name, "partial") == 0)
        return call_partial(machine, object, given);
    if (strcmp(name, "staticmethod") == 0)
        return call_with(machine, cch_python_field(machine, object, "f"), given);
    if (strcmp(name, "torch.op") == 0)
        return cch_python_call_operator(machine, cch_as_text(cch_python_field(machine, object, "name")), &call);
    if (strcmp(name, "triton.launcher") == 0)
        return cch_python_launch(machine, cch_python_field(machine, object, "kernel"),
                                 cch_python_field(machine, object, "grid"), &call);
    const struct python_row *row = cch_python_find_row(cch_arena_print(&machine->arena, "%s.__call__", name));
    return row ? row->model(machine, &call, row->which) : cch_python_call_not_modelled(machine, &call);
}

/* Libraries ---------------------------------------------------------------------------------------------------------- */

const cch_datum *cch_python_argument(const struct python_call *call, size_t index, const char *keyword) {
    size_t at = 0;
    for (size_t i = 0; i < call->count; i++) {
        if (call->arguments[i].keyword) {
            if (keyword && strcmp(call->arguments[i].keyword, keyword) == 0)
                return call->arguments[i].value;
        } else if (at++ == index) {
            return call->arguments[i].value;
        }
    }
    return NULL;
}

const cch_datum *cch_python_call_not_modelled(cch_machine *machine, const struct python_call *call) {
    const char *why = cch_arena_print(&machine->arena, "what %s returns", call->name);
    machine->may_raise = true;
    cch_explain(machine, "%s: %s is not modelled", machine->place, call->name);
    if (call->self && call->self->kind == CCH_DATUM_OBJECT)
        cch_store_forget(&machine->store, call->self, cch_not_known(machine, "%s", why));
    return cch_call_unknown(machine, why, call->name, call->arguments, call->count);
}

/* A tensor's method whose name ends with one underscore writes its elements. */
static bool is_in_place(const char *name, const cch_datum *self) {
    size_t length = strlen(name);
    return self && self->kind == CCH_DATUM_TENSOR && length > 2 && name[length - 1] == '_' && name[length - 2] != '_';
}

/* torch.f(…, out=o) gives o, in the form that the result has. */
static const cch_datum *into(cch_machine *machine, const cch_datum *out, const cch_datum *value) {
    bool is_same = !out->tensor->unranked && !value->tensor->unranked && out->tensor->rank == value->tensor->rank;
    for (unsigned i = 0; is_same && i < out->tensor->rank; i++)
        is_same = cch_datum_equal(out->tensor->sizes[i], value->tensor->sizes[i]);
    struct python_call written = {"out=", out, NULL, 0, false};
    if (is_same)
        return cch_python_tensor_in_place(machine, &written);
    struct cch_tensor tensor = *value->tensor;
    tensor.dtype = out->tensor->dtype;
    tensor.device = out->tensor->device;
    const cch_datum *changed = cch_tensor_value(&machine->arena, &tensor);
    cch_tensor_replace(machine, out->tensor, changed);
    return changed;
}

/* What all functions of torch have alike. */
static const cch_datum *of_torch(cch_machine *machine, const struct python_call *call, const cch_datum *value) {
    static const char *const own[] = {"requires_grad_", "detach", "Parameter", "apply", "_like"};
    const cch_datum *out = cch_python_argument(call, SIZE_MAX, "out");
    bool has_own = (strncmp(call->name, "torch.", 6) != 0 && strncmp(call->name, "einops.", 7) != 0) ||
                   cch_python_argument(call, SIZE_MAX, "requires_grad") || strstr(call->name, ".new_");
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        size_t length = strlen(call->name), end = strlen(own[i]);
        has_own |= length > end && strcmp(call->name + length - end, own[i]) == 0;
    }
    if (!cch_machine_runs(machine))
        return value;
    if (out && out->kind == CCH_DATUM_TENSOR && value->kind == CCH_DATUM_TENSOR &&
        strncmp(call->name, "torch.", 6) == 0)
        return into(machine, out, value);
    return has_own ? value : cch_python_result_grad(machine, call, value);
}

static const cch_datum *call_library(cch_machine *machine, const char *name, const cch_datum *self,
                                     const struct arguments *given) {
    struct python_call call = as_call(name, self, given);
    const cch_datum *value;
    if (strncmp(name, "torch.ops.", 10) == 0)
        return cch_python_call_operator(machine, name + 10, &call);
    if (!self && (value = cch_python_call_binding(machine, &call)) != NULL)
        return value;
    const struct python_row *row = cch_python_find_row(name);
    value = row ? row->model(machine, &call, row->which) : NULL;
    if (!value && is_in_place(name, self))
        value = cch_python_tensor_in_place(machine, &call);
    if (!value)
        return cch_python_call_not_modelled(machine, &call);
    return of_torch(machine, &call, value);
}

/* Whatever the graph says may be called from the place of the call; false: nothing. */
static bool launch_from_here(cch_machine *machine, const cch_node *node, const char *why,
                             const struct arguments *given) {
    const cch_graph *graph = machine->evaluator->graph;
    const char *place = node ? cch_code_place(node) : NULL;
    uint32_t caller = machine->frame->function ? machine->frame->function->function : 0;
    char here[40];
    bool found = false;
    if (!caller || !place)
        return false;
    struct cch_range range = cch_graph_range(graph, CCH_EDGE, 1, &caller);
    for (uint32_t i = range.first; i < range.end; i++) {
        const uint32_t *edge = cch_graph_row(graph, CCH_EDGE, i), *sites;
        uint32_t flags = cch_graph_row(graph, CCH_FUNCTION, edge[CCH_EDGE_CALLEE])[CCH_FUNCTION_FLAGS];
        size_t count;
        if (flags & CCH_FLAG_EXTERNAL && !(flags & CCH_FLAG_BINDING))
            continue; /* a library's: what it may call back is among its arguments */
        sites = cch_graph_items(graph, edge[CCH_EDGE_SITES], &count);
        for (size_t k = 0; k < count; k++) {
            const uint32_t *site = cch_graph_row(graph, CCH_SITE, sites[k]);
            snprintf(here, sizeof here, "%u:%u", site[CCH_SITE_LINE], site[CCH_SITE_COLUMN]);
            if (strcmp(here, place) == 0) {
                cch_give_up(machine, edge[CCH_EDGE_CALLEE], why, given->items, given->count);
                found = true;
                break;
            }
        }
    }
    return found;
}

static const cch_datum *call_undecided(cch_machine *machine, const cch_datum *callee, const struct arguments *given) {
    const char *why = callee->reason ? callee->reason->text : "a call";
    bool of_library = callee->reason && callee->reason->say && strncmp(why, "what ", 5) == 0;
    machine->may_raise = true;
    if (!launch_from_here(machine, cch_python_state(machine)->call_node, why, given) && !of_library) {
        machine->is_incomplete = true;
        cch_note(machine, "%s: what is called is not known (%s)", machine->place, why);
    }
    return cch_call_unknown(machine, why, callee->reason ? callee->reason->say : NULL, given->items, given->count);
}

static const cch_datum *call_with(cch_machine *machine, const cch_datum *callee, struct arguments *given) {
    if (!cch_machine_runs(machine) || !callee)
        return &cch_none;
    switch (callee->kind) {
    case CCH_DATUM_CLOSURE:
        if (cch_evaluator_code(machine->evaluator, callee->closure->function)->is_python)
            return call_closure(machine, callee, given);
        return cch_call_value(machine, callee, given->items, given->count);
    case CCH_DATUM_FUNCTION:
        if (!cch_evaluator_code(machine->evaluator, callee->function)->is_python)
            return cch_call_function(machine, callee->function, NULL, given->items, given->count);
        callee = cch_python_value_of(machine, callee->function);
        if (callee->kind == CCH_DATUM_FUNCTION)
            return cch_give_up(machine, callee->function, "a function of Python", given->items, given->count);
        return call_with(machine, callee, given);
    case CCH_DATUM_BOUND:
        if (callee->bound.callee->kind == CCH_DATUM_LIBRARY)
            return call_library(machine, callee->bound.callee->symbol, callee->bound.self, given);
        return call_bound(machine, callee->bound.callee, callee->bound.self, given);
    case CCH_DATUM_OBJECT:
        return call_object(machine, callee, given);
    case CCH_DATUM_CLASS:
        if (cch_python_is_exception_name(callee->symbol)) {
            const cch_datum *values[ARGUMENTS_MAX];
            size_t count = 0;
            for (size_t i = 0; i < given->count; i++)
                if (!given->items[i].keyword)
                    values[count++] = given->items[i].value;
            return cch_python_exception(machine, callee->symbol, values, count);
        }
        return call_library(machine, cch_arena_print(&machine->arena, "builtins.%s", callee->symbol), NULL, given);
    case CCH_DATUM_LIBRARY:
        return call_library(machine, callee->symbol, NULL, given);
    case CCH_DATUM_UNKNOWN:
    case CCH_DATUM_CHOICE:
        return call_undecided(machine, callee, given);
    default:
        cch_python_raise(machine, "TypeError");
        return cch_not_known(machine, "a call of what is no function");
    }
}

const cch_datum *cch_python_call_node(cch_machine *machine, const cch_node *node) {
    const cch_node *expression = cch_item(node, 1);
    struct arguments given;
    given.count = 0;
    given.is_cut = false;
    if (!expression || machine->arena.failed)
        return &cch_none;
    const cch_datum *callee = cch_evaluate(machine, expression);
    read_arguments(machine, node, 2, &given);
    if (!cch_machine_runs(machine))
        return &cch_none;
    const char *place = machine->place;
    struct python_state *state = cch_python_state(machine);
    const cch_node *before = state->call_node;
    machine->place = cch_place_of(machine, node);
    state->call_node = node;
    const cch_datum *value = call_with(machine, callee, &given);
    state->call_node = before;
    machine->place = place;
    machine->returned_cell = 0;
    return value;
}

const cch_datum *cch_python_call(cch_machine *machine, const cch_datum *callee, const struct cch_argument *arguments,
                                 size_t count) {
    struct arguments given;
    given.count = 0;
    given.is_cut = false;
    if (machine->arena.failed)
        return &cch_none;
    copy_arguments(machine, arguments, count, &given);
    return call_with(machine, callee, &given);
}

const cch_datum *cch_python_call_simple(cch_machine *machine, const cch_datum *callee, const cch_datum *const *values,
                                        size_t count) {
    struct arguments given;
    given.count = 0;
    given.is_cut = false;
    if (machine->arena.failed)
        return &cch_none;
    for (size_t i = 0; i < count; i++)
        add_argument(&given, values[i], NULL);
    return call_with(machine, callee, &given);
}

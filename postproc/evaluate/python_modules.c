/* Modules, their globals, imports and what builtins are called (python.h).
 *
 * A module's body runs when something of it is first asked for. What it writes to cells that it made is taken off
 * the trail: no way can have seen them before, and every way finds the same module.
 */
#include "evaluate/python_parts.h"

#include <stdio.h>
#include <string.h>

uint32_t cch_python_find(cch_machine *machine, const char *name) {
    char identity[1200];
    int length = snprintf(identity, sizeof identity, "py:%s", name);
    if (length < 0 || (size_t)length >= sizeof identity)
        return 0;
    return cch_graph_find_function(machine->evaluator->graph, identity, (size_t)length);
}

/* What was written to cells made since is no matter of this way alone. */
static void keep_for_all_ways(cch_store *store, size_t mark, size_t cells) {
    size_t kept = mark;
    for (size_t i = mark; i < store->trail_count; i++)
        if (store->trail[i].cell < cells)
            store->trail[kept++] = store->trail[i];
    store->trail_count = kept;
}

static void run_body(cch_machine *machine, struct python_module *module) {
    const struct cch_function_code *code = cch_evaluator_code(machine->evaluator, module->body);
    if (!code->code) {
        cch_note(machine, "module %s: %s", module->name, code->problem ? code->problem : "not recorded");
        return;
    }
    struct cch_loop *loop = machine->loop;
    struct cch_handler *handler = machine->handler;
    enum cch_going flow = machine->flow;
    const cch_datum *returned = machine->returned;
    const struct cch_decision *decisions = machine->decisions;
    const char *place = machine->place;
    unsigned unsettled = machine->unsettled;
    struct python_frame *python = cch_arena_take(&machine->arena, sizeof *python);
    cch_frame *frame = cch_arena_take(&machine->arena, sizeof *frame); /* launches keep it */
    uint32_t *slots = cch_arena_take(&machine->arena, (code->code->locals + 1) * sizeof *slots);
    if (machine->arena.failed)
        return;
    *python = (struct python_frame){.module = module};
    *frame = (cch_frame){.function = code, .code = code->code, .call_place = "", .slots = slots, .python = python};
    machine->loop = NULL;
    machine->handler = NULL;
    machine->flow = CCH_GOES_NORMAL;
    machine->decisions = NULL;
    machine->unsettled = 0;
    cch_run_frame(machine, frame);
    module->is_partial = machine->flow != CCH_GOES_NORMAL;
    if (module->is_partial)
        cch_note(machine, "importing %s does not come to its end", module->name);
    machine->loop = loop;
    machine->handler = handler;
    machine->flow = flow;
    machine->returned = returned;
    machine->decisions = decisions;
    machine->place = place;
    machine->unsettled = unsettled;
}

struct python_module *cch_python_module(cch_machine *machine, const char *name) {
    struct python_state *state = cch_python_state(machine);
    char body[1100];
    for (struct python_module *module = state->modules; module; module = module->next)
        if (strcmp(module->name, name) == 0)
            return module;
    if (snprintf(body, sizeof body, "%s.<module>", name) >= (int)sizeof body)
        return NULL;
    uint32_t function = cch_python_find(machine, body);
    if (!function || machine->arena.failed)
        return NULL;
    size_t mark = cch_store_mark(&machine->store), cells = machine->store.count;
    struct python_module *module = cch_arena_take(&machine->arena, sizeof *module);
    module->name = cch_arena_text(&machine->arena, name, strlen(name));
    module->value = cch_symbol(&machine->arena, CCH_DATUM_MODULE, module->name);
    module->globals = cch_object_new(&machine->store, "module", &cch_absent);
    module->globals->by_reference = true;
    module->body = function;
    module->next = state->modules;
    state->modules = module;
    run_body(machine, module);
    module->is_run = true;
    keep_for_all_ways(&machine->store, mark, cells);
    return module;
}

/* `from m import n` outside of a try is looked up when n is used: LIBRARY "\1m\1n". */
static const cch_datum *lazily(cch_machine *machine, const char *module, const char *name) {
    return cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, cch_arena_print(&machine->arena, "\1%s\1%s", module, name));
}

/* Is it a module that compiled code makes? It has a binding whose name begins with it. */
static bool is_bound_module(cch_machine *machine, const char *name) {
    const cch_graph *graph = machine->evaluator->graph;
    size_t length = strlen(name);
    for (uint32_t function = 1; function <= cch_graph_count(graph, CCH_FUNCTION); function++) {
        if (!(cch_graph_row(graph, CCH_FUNCTION, function)[CCH_FUNCTION_FLAGS] & CCH_FLAG_BINDING))
            continue;
        const char *identity = cch_graph_identity(graph, function, NULL);
        if (strncmp(identity, "py:", 3) == 0 && strncmp(identity + 3, name, length) == 0 && identity[3 + length] == '.')
            return true;
    }
    return false;
}

const cch_datum *cch_python_missing_global(cch_machine *machine, struct python_module *module, const char *name) {
    const char *dotted = cch_arena_print(&machine->arena, "%s.%s", module->name, name);
    if (is_bound_module(machine, dotted))
        return cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, dotted);
    const cch_datum *hook = strcmp(name, "__getattr__") ? cch_python_global(machine, module, "__getattr__") : NULL;
    const cch_datum *text = cch_python_text(machine, name);
    if (hook)
        return cch_python_call_simple(machine, hook, &text, 1);
    return module->is_partial || !module->is_run ? cch_not_known(machine, "%s of the module %s", name, module->name)
                                                 : NULL;
}

static const cch_datum *member_of(cch_machine *machine, const char *module, const char *name) {
    struct python_module *found = cch_python_module(machine, module);
    const cch_datum *value = found ? cch_python_global(machine, found, name) : NULL;
    const char *dotted = cch_arena_print(&machine->arena, "%s.%s", module, name);
    if (value)
        return value;
    if (found) {
        struct python_module *submodule = cch_python_module(machine, dotted);
        return submodule ? submodule->value : cch_python_missing_global(machine, found, name);
    }
    const cch_datum *constant = cch_python_constant(machine, dotted);
    return constant ? constant : cch_python_import(machine, dotted);
}

static const cch_datum *resolve(cch_machine *machine, const cch_datum *value) {
    if (value->kind != CCH_DATUM_LIBRARY || value->symbol[0] != '\1')
        return value;
    const char *name = strrchr(value->symbol, '\1') + 1;
    const char *module = cch_arena_text(&machine->arena, value->symbol + 1, (size_t)(name - value->symbol) - 2);
    const cch_datum *found = member_of(machine, module, name);
    /* no file gives it: a compiled module in the package, most likely */
    return found ? found : cch_python_import(machine, cch_arena_print(&machine->arena, "%s.%s", module, name));
}

static const cch_datum *search_global(cch_machine *machine, struct python_module *module, const char *name) {
    const cch_datum *value = cch_object_get(&machine->store, module->globals, name);
    if (value->kind != CCH_DATUM_ABSENT)
        return resolve(machine, value);
    for (struct python_star *star = module->stars; star; star = star->next) {
        if (name[0] == '_' || strcmp(star->module, module->name) == 0)
            continue;
        struct python_module *other = cch_python_module(machine, star->module);
        const cch_datum *found = other ? cch_python_global(machine, other, name) : NULL;
        if (found)
            return found;
    }
    return NULL;
}

/* A name that is being looked for in the module is not found by way of itself: `from . import _C` in a package, modules
 * that import from each other. */
const cch_datum *cch_python_global(cch_machine *machine, struct python_module *module, const char *name) {
    struct python_search search = {name, module->searches};
    for (const struct python_search *outer = module->searches; outer; outer = outer->outer)
        if (strcmp(outer->name, name) == 0)
            return NULL;
    module->searches = &search;
    const cch_datum *found = search_global(machine, module, name);
    module->searches = search.outer;
    return found;
}

static const cch_datum *own_name(cch_machine *machine, const struct python_module *module, const char *name) {
    if (strcmp(name, "__name__") == 0)
        return cch_python_text(machine, module ? module->name : "");
    if (strcmp(name, "__debug__") == 0)
        return &cch_true;
    return NULL;
}

const cch_datum *cch_python_load_global(cch_machine *machine, const char *name) {
    struct python_module *module = cch_python_frame(machine)->module;
    const cch_datum *value = module ? cch_python_global(machine, module, name) : NULL;
    if (!value)
        value = own_name(machine, module, name);
    if (!value && module && module->is_partial &&
        !cch_python_find_row(cch_arena_print(&machine->arena, "builtins.%s", name)))
        value = cch_not_known(machine, "%s of the module %s", name, module->name);
    if (!value)
        value = cch_python_builtin(machine, name);
    return value ? value : cch_not_known(machine, "the name %s", name);
}

/* Of the program, or what is outside by its name. */
const cch_datum *cch_python_import(cch_machine *machine, const char *name) {
    struct python_module *module = cch_python_module(machine, name);
    if (module)
        return module->value;
    return cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, cch_arena_text(&machine->arena, name, strlen(name)));
}

static bool is_of_program(cch_machine *machine, const char *name) {
    char body[1100];
    snprintf(body, sizeof body, "%s.<module>", name);
    return cch_python_find(machine, body) != 0;
}

/* constants[J] of the function that runs. */
static const char *module_name(cch_machine *machine, const cch_node *node) {
    const struct cch_function_code *function = machine->frame->function;
    const cch_node *index = node && node->head == CCH_HEAD_CONSTANT ? cch_item(node, 0) : NULL;
    if (!function || !index || index->number < 0 || (size_t)index->number >= function->constant_count)
        return "";
    return cch_graph_text(machine->evaluator->graph, function->constants[index->number], NULL);
}

/* What is outside is taken to be there; an `except ImportError` around it does not run. */
static void assume(cch_machine *machine, const char *name) {
    if (machine->handler)
        cch_note(machine, "the module %.*s is taken to be there", (int)strcspn(name, "."), name);
}

static void import_star(cch_machine *machine, const char *name) {
    struct python_module *module = cch_python_frame(machine)->module;
    if (!module || !is_of_program(machine, name))
        return;
    struct python_star *star = cch_arena_take(&machine->arena, sizeof *star);
    star->module = cch_arena_text(&machine->arena, name, strlen(name));
    star->next = module->stars;
    module->stars = star;
}

void cch_python_import_statement(cch_machine *machine, const cch_node *statement) {
    const cch_node *target = cch_item(statement, 0);
    const char *name = module_name(machine, statement->head == CCH_HEAD_IMPORT_STAR ? target : cch_item(statement, 1));
    if (statement->head == CCH_HEAD_IMPORT_STAR) {
        import_star(machine, name);
        return;
    }
    if (!is_of_program(machine, name))
        assume(machine, name);
    if (statement->head == CCH_HEAD_IMPORT) {
        if (target && target->head != CCH_HEAD_NONE)
            cch_python_store(
                machine, target,
                is_of_program(machine, name)
                    ? cch_symbol(&machine->arena, CCH_DATUM_MODULE, cch_arena_text(&machine->arena, name, strlen(name)))
                    : cch_python_import(machine, name));
        return;
    }
    const char *what = cch_item(statement, 2) ? statement->items[2]->text : "";
    if (target && target->head == CCH_HEAD_GLOBAL_NAME && !machine->handler) {
        cch_python_store(machine, target, lazily(machine, name, what));
        return;
    }
    const cch_datum *value = member_of(machine, name, what);
    if (!value && machine->handler) {
        cch_python_raise(machine, "ImportError");
        return;
    }
    cch_python_store(machine, target, value ? value : cch_not_known(machine, "%s has no %s", name, what));
}

const cch_datum *cch_python_builtin(cch_machine *machine, const char *name) {
    static const char *const types[] = {"int",  "float", "bool",  "str",    "list",  "tuple",     "dict",   "set",
                                        "type", "slice", "range", "object", "bytes", "frozenset", "complex"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i], name) == 0)
            return cch_symbol(&machine->arena, CCH_DATUM_CLASS, types[i]);
    const char *full = cch_arena_print(&machine->arena, "builtins.%s", name);
    if (cch_python_find_row(full))
        return cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, full);
    size_t length = strlen(name);
    if (cch_python_is_exception_name(name))
        return cch_symbol(&machine->arena, CCH_DATUM_CLASS, cch_arena_text(&machine->arena, name, length));
    return strcmp(name, "NotImplemented") == 0 || strcmp(name, "Ellipsis") == 0
               ? cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, cch_arena_text(&machine->arena, name, length))
               : cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, full);
}

/* "a.b.C.f": the longest module in front, then attributes. */
const cch_datum *cch_python_value_of(cch_machine *machine, uint32_t function) {
    const char *identity = cch_graph_identity(machine->evaluator->graph, function, NULL);
    if (strncmp(identity, "py:", 3) != 0 || strstr(identity, "<locals>"))
        return cch_not_known(machine, "what %s is", identity);
    const char *name = identity + 3;
    for (const char *dot = strrchr(name, '.'); dot;) {
        const char *front = cch_arena_text(&machine->arena, name, (size_t)(dot - name));
        struct python_module *module = cch_python_module(machine, front);
        const cch_datum *value = module ? module->value : NULL;
        for (const char *at = dot + 1; value && *at;) {
            size_t length = strcspn(at, ".");
            value = cch_python_find_attribute(machine, value, cch_arena_text(&machine->arena, at, length));
            at += length + (at[length] == '.');
        }
        if (value)
            return value;
        if (module)
            break;
        do
            dot--;
        while (dot > name && *dot != '.');
        if (dot <= name)
            break;
    }
    return cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, name);
}

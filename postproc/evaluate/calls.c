#include <stdlib.h>
#include <string.h>

#include "evaluate/machine_parts.h"
#include "evaluate/models.h"
#include "evaluate/python.h"
#include "graph_file/range.h"

uint32_t cch_reference(cch_machine *machine, const cch_node *node, uint32_t item) {
    const struct cch_function_code *function = machine->frame->function;
    const cch_node *index = cch_item(node, item);
    return function && index && index->number >= 0 && (size_t)index->number < function->reference_count
               ? function->references[index->number]
               : 0;
}

static const char *name_of(cch_machine *machine, uint32_t function) {
    return cch_names_function(machine->evaluator->names, CCH_NAMING_SHORT, function);
}

/* Arguments ----------------------------------------------------------------------- */

struct cch_argument cch_argument_of(cch_machine *machine, const cch_node *expression) {
    struct cch_argument argument = {.value = &cch_none};
    argument.is_mutable = expression->head == CCH_HEAD_REFERENCE;
    if (cch_names_cell(expression)) {
        argument.cell = cch_evaluate_cell(machine, expression);
        argument.value = cch_store_get(&machine->store, argument.cell);
        return argument;
    }
    machine->returned_cell = 0;
    switch (expression->head) {
    case CCH_HEAD_CALL:
    case CCH_HEAD_CALL_VIRTUAL:
    case CCH_HEAD_CALL_VALUE:
    case CCH_HEAD_CALL_LIBRARY:
    case CCH_HEAD_CALL_OPERATOR: /* a reference that is passed on */
        if (!cch_step(machine))
            return argument;
        argument.value = cch_evaluate_call(machine, expression);
        argument.cell = machine->returned_cell;
        machine->returned_cell = 0;
        return argument;
    default:
        argument.value = cch_evaluate(machine, expression);
        return argument;
    }
}

static bool is_template_argument(const cch_node *node) {
    return node->head == CCH_HEAD_TYPE_ARGUMENT || node->head == CCH_HEAD_NUMBER_ARGUMENT;
}

struct cch_argument *cch_arguments_of(cch_machine *machine, const cch_node *call, uint32_t first, size_t *count) {
    uint32_t end = call->count;
    while (end > first && is_template_argument(call->items[end - 1]))
        end--;
    *count = end > first ? end - first : 0;
    struct cch_argument *arguments = cch_arena_take(&machine->arena, (*count + 1) * sizeof *arguments);
    for (size_t i = 0; i < *count; i++) {
        arguments[i] = (struct cch_argument){.value = &cch_none};
        if (cch_machine_runs(machine))
            arguments[i] = cch_argument_of(machine, call->items[first + i]);
    }
    return arguments;
}

/* Unknown callees -------------------------------------------------------------------- */

/* What lies behind an object that was given by value or as const: not the object itself. */
static void forget_behind(cch_machine *machine, const cch_datum *value, const cch_datum *unknown, unsigned depth) {
    struct cch_store *store = &machine->store;
    if (value->kind == CCH_DATUM_POINTER) {
        cch_store_escape(store, value);
        cch_store_forget(store, value, unknown);
    }
    if (value->kind != CCH_DATUM_OBJECT || depth > 4)
        return;
    if (value->object->by_reference && !value->object->is_immutable) {
        cch_store_forget(store, value, unknown);
        return;
    }
    for (uint32_t i = 0; i < value->object->field_count; i++)
        forget_behind(machine, cch_store_get(store, value->object->fields[i].cell), unknown, depth + 1);
    struct cch_items items;
    if (cch_container_items(store, value->object, &items, NULL))
        for (uint32_t i = 0; i < items.count; i++)
            forget_behind(machine, cch_store_get(store, items.cells[i]), unknown, depth + 1);
}

struct callback {
    const cch_datum *callee, *unknown;
};

static void run_callback(cch_machine *machine, void *context) {
    const struct callback *callback = context;
    struct cch_argument few[2] = {{.value = callback->unknown, .keyword = "*"},
                                  {.value = callback->unknown, .keyword = "**"}};
    const cch_datum *callee = callback->callee;
    if (cch_python_is_lazy(callee)) {
        cch_python_run_lazy(machine, callee);
        return;
    }
    uint32_t function = callee->kind == CCH_DATUM_CLOSURE    ? callee->closure->function
                        : callee->kind == CCH_DATUM_FUNCTION ? callee->function
                                                             : 0;
    if (!function && callee->kind == CCH_DATUM_CLOSURE && !callee->closure->code) {
        cch_store_forget(&machine->store, callee, callback->unknown); /* generic: launch_through() finds what it is */
        return;
    }
    const struct cch_function_code *code = cch_evaluator_code(machine->evaluator, function);
    if (!function || code->is_python) {
        cch_python_call(machine, callee, few, 2);
        return;
    }
    size_t count = code->code ? code->code->parameter_count : 0;
    struct cch_argument *arguments = cch_arena_take(&machine->arena, (count + 1) * sizeof *arguments);
    for (size_t i = 0; i < count && !machine->arena.failed; i++)
        arguments[i] = (struct cch_argument){.value = callback->unknown};
    cch_call_function(machine, function, callee->kind == CCH_DATUM_CLOSURE ? callee->closure : NULL, arguments, count);
}

static bool is_callback(cch_machine *machine, const cch_datum *value) {
    if (value->kind == CCH_DATUM_CLOSURE || cch_python_is_lazy(value))
        return true;
    if (value->kind == CCH_DATUM_BOUND)
        return is_callback(machine, value->bound.callee);
    if (value->kind != CCH_DATUM_FUNCTION)
        return false;
    const uint32_t *row = cch_graph_row(machine->evaluator->graph, CCH_FUNCTION, value->function);
    return row && !(row[CCH_FUNCTION_FLAGS] & CCH_FLAG_KERNEL);
}

const cch_datum *cch_call_unknown(cch_machine *machine, const char *why, const char *say,
                                  const struct cch_argument *arguments, size_t count) {
    const cch_datum *unknown =
        cch_unknown(&machine->arena, cch_arena_text(&machine->arena, why, strlen(why)), say, machine->place);
    if (!cch_machine_runs(machine))
        return unknown;
    for (size_t i = 0; i < count && cch_machine_runs(machine); i++)
        if (is_callback(machine, arguments[i].value)) {
            struct callback callback = {arguments[i].value, unknown};
            struct cch_loop loop;
            cch_loop_begin(machine, &loop);
            cch_loop_unknown(machine, &loop, NULL, why, unknown, run_callback, &callback);
            cch_loop_end(machine, &loop);
        }
    for (size_t i = 0; i < count; i++) {
        if (arguments[i].is_mutable && arguments[i].cell) {
            const cch_datum *pointer = cch_pointer(&machine->arena, arguments[i].cell);
            cch_store_escape(&machine->store, pointer); /* it may keep what it is given, */
            cch_store_forget(&machine->store, pointer, unknown);
        } else {
            forget_behind(machine, arguments[i].value, unknown, 0);
        }
    }
    machine->returned_cell = 0;
    return unknown;
}

/* Launches that a function reaches, by the graph's edges. */
static void launch_reached(cch_machine *machine, uint32_t function, const char *why) {
    const cch_view *view = cch_evaluator_view(machine->evaluator);
    if (!view || function > view->function_count) {
        machine->arena.failed |= !view;
        return;
    }
    if (!machine->evaluator->given_up)
        machine->evaluator->given_up = calloc((size_t)view->function_count + 1, sizeof(uint32_t));
    uint32_t *given_up = machine->evaluator->given_up;
    if (!given_up) {
        machine->arena.failed = true;
        return;
    }
    /* Told already? The last of them is there as long as no way with it was undone. */
    uint32_t last = given_up[function];
    if (last == UINT32_MAX || (last > machine->launch_first && last <= machine->launch_count &&
                               machine->launches[last - 1].unread_of == function))
        return;
    size_t before = machine->launch_count;
    uint32_t *waiting = calloc((size_t)view->function_count + 1, sizeof *waiting);
    unsigned char *seen = calloc((size_t)view->function_count + 1, 1);
    size_t count = 0;
    const uint32_t *contexts = cch_evaluator_contexts(machine->evaluator);
    if (!waiting || !seen || !contexts) {
        machine->arena.failed = true;
    } else {
        waiting[count++] = function;
        seen[function] = 1;
    }
    while (count) {
        uint32_t caller = waiting[--count];
        if (!cch_graph_row(machine->evaluator->graph, CCH_FUNCTION, caller)[CCH_FUNCTION_SOURCE])
            for (uint32_t next = contexts[caller]; next; next = contexts[next])
                if (!seen[next]) {
                    seen[next] = 1;
                    waiting[count++] = next;
                }
        for (size_t i = view->out[caller]; i < view->out[caller + 1]; i++) {
            uint32_t callee = view->edges[i].callee;
            if (seen[callee])
                continue;
            seen[callee] = 1;
            const uint32_t *row = cch_graph_row(machine->evaluator->graph, CCH_FUNCTION, callee);
            if (!(row[CCH_FUNCTION_FLAGS] & CCH_FLAG_KERNEL)) {
                waiting[count++] = callee;
                continue;
            }
            const cch_datum *unknown = cch_not_known(machine, "%s", why);
            struct cch_launched launched = {
                .kernel = callee, .api = "", .shared_memory = unknown, .is_unread = true, .unread_of = function};
            for (int j = 0; j < 3; j++)
                launched.grid[j] = launched.block[j] = unknown;
            cch_launch(machine, &launched);
        }
    }
    if (!machine->arena.failed)
        given_up[function] = machine->launch_count > before ? (uint32_t)machine->launch_count : UINT32_MAX;
    free(waiting);
    free(seen);
}

/* Marks what leads to a launch by calls but those of `guessed` kinds. */
static bool mark_launching(cch_machine *machine, const cch_view *view, unsigned guessed, unsigned char **marks) {
    unsigned char *launching = calloc((size_t)view->function_count + 1, 1);
    uint32_t *waiting = calloc((size_t)view->function_count + 1, sizeof *waiting);
    size_t count = 0;
    *marks = launching;
    machine->arena.failed |= !launching || !waiting;
    for (size_t i = 0; i < view->edge_count && !machine->arena.failed; i++)
        if (view->edges[i].kind == CCH_KIND_LAUNCH && !launching[view->edges[i].caller]) {
            launching[view->edges[i].caller] = 1;
            waiting[count++] = view->edges[i].caller;
        }
    if (!machine->arena.failed)
        cch_mark_callers(view, ~guessed, launching, waiting, count);
    free(waiting);
    return !machine->arena.failed;
}

/* Is it told in the program where the function's objects end? */
static bool is_told(const struct cch_function_code *function, const cch_node *node, uint32_t destructor) {
    const cch_node *index = cch_item(node, 1);
    bool is_end =
        node->head == CCH_HEAD_DESTROY || node->head == CCH_HEAD_TEMPORARY || node->head == CCH_HEAD_DELETE_OBJECT;
    if (is_end && index && index->number >= 0 && (size_t)index->number < function->reference_count &&
        function->references[index->number] == destructor)
        return true;
    for (uint32_t i = 0; i < node->count; i++)
        if (is_told(function, node->items[i], destructor))
            return true;
    return false;
}

/* Of objects that programs do not tell of (temporaries, a library's): what their destructors launch may run. */
static void launch_destroyed(cch_machine *machine, const struct cch_function_code *code) {
    /* Virtual calls and those through pointers lead from nearly every destructor to nearly everything. */
    enum { GUESSED = 1 << CCH_KIND_VIRTUAL | 1 << CCH_KIND_INDIRECT | 1 << CCH_KIND_ADDRESS };
    uint32_t function = code->function;
    const cch_view *view = cch_evaluator_view(machine->evaluator);
    if (!view || function > view->function_count) {
        machine->arena.failed |= !view;
        return;
    }
    if (!machine->evaluator->launching && !mark_launching(machine, view, GUESSED, &machine->evaluator->launching))
        return;
    for (size_t i = view->out[function]; i < view->out[function + 1]; i++)
        if (view->edges[i].kind == CCH_KIND_DESTROY && machine->evaluator->launching[view->edges[i].callee] &&
            !is_told(code, code->code->body, view->edges[i].callee))
            launch_reached(machine, view->edges[i].callee, "a destructor, which is not evaluated");
}

/* Is it "ns::f", or of the class "ns::C" its constructor "ns::C::C"? */
static bool is_called(const char *function, const char *name) {
    size_t length = strlen(name);
    const char *last = strrchr(name, ':');
    if (strncmp(function, name, length) != 0)
        return false;
    return !function[length] ||
           (strncmp(function + length, "::", 2) == 0 && strcmp(function + length + 2, last ? last + 1 : name) == 0);
}

/* A function of a library that is called here may itself call what is no argument: a constructor of what it makes, a
 * generic closure, an object's operator(). */
static void launch_through(cch_machine *machine, const char *name) {
    const struct cch_function_code *code = machine->frame->function;
    const cch_view *view = code ? cch_evaluator_view(machine->evaluator) : NULL;
    if (!code || !view || code->function > view->function_count) {
        machine->arena.failed |= code && !view;
        return;
    }
    if (!machine->evaluator->passing &&
        !mark_launching(machine, view, 1 << CCH_KIND_VIRTUAL, &machine->evaluator->passing))
        return;
    for (size_t i = view->out[code->function]; i < view->out[code->function + 1]; i++) {
        uint32_t callee = view->edges[i].callee;
        const uint32_t *row = cch_graph_row(machine->evaluator->graph, CCH_FUNCTION, callee);
        if (machine->evaluator->passing[callee] && (row[CCH_FUNCTION_FLAGS] & CCH_FLAG_SYSTEM) &&
            is_called(name_of(machine, callee), name))
            launch_reached(machine, callee, cch_arena_print(&machine->arena, "called by %s", name));
    }
}

/* A library's function, of which nothing is known. */
static const cch_datum *call_not_modelled(cch_machine *machine, const char *name, const char *why, const char *say,
                                          const struct cch_argument *arguments, size_t count) {
    machine->may_raise = true;
    launch_through(machine, name);
    return cch_call_unknown(machine, why, say, arguments, count);
}

const cch_datum *cch_give_up(cch_machine *machine, uint32_t function, const char *why,
                             const struct cch_argument *arguments, size_t count) {
    const char *text = cch_arena_print(&machine->arena, "%s: %s", name_of(machine, function), why);
    machine->may_raise |=
        machine->frame->function && !machine->frame->function->is_python; /* Python's says so itself */
    launch_reached(machine, function, text);
    const uint32_t *row = cch_graph_row(machine->evaluator->graph, CCH_FUNCTION, function);
    if (row && !(row[CCH_FUNCTION_FLAGS] & (CCH_FLAG_DEFINED | CCH_FLAG_SYSTEM | CCH_FLAG_BUILTIN))) {
        machine->is_incomplete = true;
        cch_note(machine, "%s: %s: what it launches is not known", name_of(machine, function), why);
    }
    struct cch_argument *all = cch_arena_take(&machine->arena, (count + 1) * sizeof *all);
    const struct cch_code_unit *told = cch_evaluator_code(machine->evaluator, function)->unread;
    for (size_t i = 0; i < count; i++) { /* a parameter that is not known may be a mutable reference */
        enum cch_parameter_kind kind =
            told && i < told->parameter_count ? told->parameters[i].kind : CCH_PARAMETER_REFERENCE;
        bool is_object = told && i == 0 && told->parameter_count && strcmp(told->parameters[0].name, "this") == 0;
        all[i] = arguments[i];
        all[i].is_mutable =
            arguments[i].cell && (kind == CCH_PARAMETER_REFERENCE || (is_object && kind == CCH_PARAMETER_POINTER));
    }
    const cch_datum *unknown = cch_call_unknown(machine, text, NULL, all, count);
    if (cch_machine_runs(machine)) /* it may have kept what it was given earlier, and knows what is global */
        cch_store_forget_escaped(&machine->store, unknown);
    return unknown;
}

/* Functions of the graph --------------------------------------------------------------- */

static const cch_datum *given_value(cch_machine *machine, const struct cch_argument *argument) {
    const cch_datum *value = argument->value;
    if (value->kind == CCH_DATUM_ABSENT)
        return cch_not_known(machine, "not initialized");
    return argument->cell ? cch_datum_copy(&machine->store, value) : value;
}

/* What a binding makes of a value of Python: numbers as the parameter's type has them, optionals. */
static struct cch_argument from_python(cch_machine *machine, const cch_node *type,
                                       const struct cch_argument *argument) {
    struct cch_argument converted = {.value = argument->value};
    bool is_optional = type && type->head == CCH_HEAD_TEXT && strstr(type->text, "optional") != NULL;
    if (is_optional && !(converted.value->kind == CCH_DATUM_OBJECT &&
                         strcmp(converted.value->object->class_name, "std::optional") == 0)) {
        cch_object *object = cch_object_new(&machine->store, "std::optional", &cch_absent);
        cch_object_set(&machine->store, object, "value", converted.value);
        converted.value = cch_object_value(&machine->arena, object);
    } else if (type && type->type >= CCH_TYPE_BOOL && type->type <= CCH_TYPE_F64) {
        converted.value = cch_convert(machine, (enum cch_type)type->type, converted.value);
    }
    return converted;
}

static void bind(cch_machine *machine, cch_frame *frame, uint32_t index, const struct cch_argument *argument) {
    const struct cch_parameter *parameter = &frame->code->parameters[index];
    struct cch_store *store = &machine->store;
    struct cch_argument converted;
    if (machine->frame->function && machine->frame->function->is_python) {
        converted = from_python(machine, parameter->type, argument);
        argument = &converted;
    }
    if (index == 0 && strcmp(parameter->name, "this") == 0) {
        const cch_datum *self = argument->value;
        if (self->kind != CCH_DATUM_POINTER && !(cch_is_undecided(self) && !argument->cell))
            self = cch_pointer(&machine->arena, argument->cell ? argument->cell : cch_store_add(store, self));
        frame->self = self;
        frame->slots[0] = cch_store_add(store, self);
        return;
    }
    switch (parameter->kind) {
    case CCH_PARAMETER_REFERENCE:
    case CCH_PARAMETER_CONSTANT:
        frame->slots[index] = argument->cell ? argument->cell : cch_store_add(store, argument->value);
        break;
    default:
        frame->slots[index] = cch_store_add(store, given_value(machine, argument));
        break;
    }
    if (machine->explained)
        cch_explain(machine, "  %s = %s", parameter->name,
                    cch_shown(machine, cch_store_get(store, frame->slots[index])));
}

const cch_datum *cch_run_frame(cch_machine *machine, const cch_frame *filled) {
    cch_frame *frame = cch_arena_take(&machine->arena, sizeof *frame); /* launches keep it for their chain */
    *frame = *filled;
    frame->call_place = frame->call_place ? frame->call_place : "";
    struct cch_loop *loop = machine->loop;
    const struct cch_decision *decisions = machine->decisions;
    const char *place = machine->place;
    const cch_datum *value = &cch_none;
    if (machine->calls >= CCH_MACHINE_CALLS)
        return cch_cut(machine, "calls within calls: too many");
    struct cch_cleanup *cleanups = machine->cleanups;
    machine->calls++;
    frame->caller = machine->frame;
    frame->decisions = decisions;
    frame->mark = cch_store_mark(&machine->store);
    machine->frame = frame;
    machine->loop = NULL;
    machine->returned_cell = 0;
    if (frame->code->body)
        cch_execute(machine, frame->code->body);
    if (machine->flow == CCH_GOES_RETURN) {
        machine->flow = CCH_GOES_NORMAL;
        value = machine->returned;
    } else {
        machine->returned_cell = 0;
    }
    if (frame->returns) {
        machine->decisions = machine->decisions ? machine->decisions : decisions;
        value = cch_join_pending(machine, &frame->returns, frame->mark, value);
        if (machine->returned_cell) {
            cch_store_escape(&machine->store, cch_pointer(&machine->arena, machine->returned_cell));
            machine->returned_cell = cch_store_add(&machine->store, cch_not_known(machine, "one of several places"));
            if (machine->returned_cell)
                machine->store.cells[machine->returned_cell].is_foreign = true;
        }
    }
    if (frame->function && !frame->function->is_python && cch_machine_runs(machine))
        launch_destroyed(machine, frame->function);
    machine->frame = frame->caller;
    machine->loop = loop;
    machine->cleanups = cleanups;
    machine->decisions = decisions;
    machine->place = place;
    machine->calls--;
    return value;
}

static const cch_datum *try_model(cch_machine *machine, const char *name, const cch_node *node,
                                  const struct cch_argument *arguments, size_t count) {
    const struct cch_model *model = cch_model_find(name);
    struct cch_model_call call = {machine, name, arguments, count, node};
    machine->returned_cell = 0;
    return model ? model->run(&call) : NULL;
}

const cch_datum *cch_call_function(cch_machine *machine, uint32_t function, const struct cch_closure *closure,
                                   const struct cch_argument *arguments, size_t count) {
    const struct cch_function_code *code = cch_evaluator_code(machine->evaluator, function);
    if (!cch_machine_runs(machine))
        return &cch_none;
    if (!closure && count) { /* a closure's operator(): the closure is the object */
        const cch_datum *self = arguments[0].value;
        for (int i = 0; i < 8 && self->kind == CCH_DATUM_POINTER; i++)
            self = cch_store_get(&machine->store, self->cell);
        const uint32_t *row = cch_graph_row(machine->evaluator->graph, CCH_FUNCTION, function);
        if (row && (row[CCH_FUNCTION_FLAGS] & CCH_FLAG_LAMBDA) && !code->is_python) {
            closure = self->kind == CCH_DATUM_CLOSURE ? self->closure : NULL;
            arguments++;
            count--;
        }
    }
    if (code->is_python)
        return cch_python_call(machine, cch_function_value(&machine->arena, function), arguments, count);
    if (!code->code) {
        const cch_datum *value = try_model(machine, name_of(machine, function), NULL, arguments, count);
        return value ? value : cch_give_up(machine, function, code->problem, arguments, count);
    }
    cch_frame *frame = cch_arena_take(&machine->arena, sizeof *frame);
    frame->function = code;
    frame->code = code->code;
    frame->closure = closure;
    frame->self = closure ? closure->self : NULL;
    frame->call_place = machine->place;
    frame->slots = cch_arena_take(&machine->arena, (code->code->locals + 1) * sizeof *frame->slots);
    if (machine->arena.failed)
        return &cch_none;
    cch_explain(machine, "%s: calls %s", machine->place, name_of(machine, function));
    for (uint32_t i = 0; i < code->code->parameter_count; i++) {
        struct cch_argument none = {.value = cch_not_known(machine, "an argument that is not given")};
        bind(machine, frame, i, i < count ? &arguments[i] : &none);
    }
    return cch_run_frame(machine, frame);
}

const cch_datum *cch_call_value(cch_machine *machine, const cch_datum *callee, const struct cch_argument *arguments,
                                size_t count) {
    for (int i = 0; i < 8 && callee->kind == CCH_DATUM_POINTER; i++)
        callee = cch_store_get(&machine->store, callee->cell);
    if (callee->kind == CCH_DATUM_FUNCTION)
        return cch_call_function(machine, callee->function, NULL, arguments, count);
    if (callee->kind == CCH_DATUM_CLOSURE && !callee->closure->code)
        return cch_call_function(machine, callee->closure->function, callee->closure, arguments, count);
    if (callee->kind == CCH_DATUM_BOUND && callee->bound.callee->kind == CCH_DATUM_FUNCTION &&
        !cch_evaluator_code(machine->evaluator, callee->bound.callee->function)->is_python) {
        struct cch_argument *all = cch_arena_take(&machine->arena, (count + 1) * sizeof *all);
        all[0] = (struct cch_argument){.value = callee->bound.self};
        memcpy(all + 1, arguments, count * sizeof *all);
        return cch_call_function(machine, callee->bound.callee->function, NULL, all, count + 1);
    }
    if (callee->kind >= CCH_DATUM_OBJECT)
        return cch_python_call(machine, callee, arguments, count);
    /* Not known: whatever the graph says may be called from here. */
    const char *why =
        cch_is_undecided(callee) && callee->reason ? callee->reason->text : "a call of what is no function";
    machine->may_raise = true;
    if (machine->frame->function && cch_is_undecided(callee))
        cch_launch_possible(machine, machine->frame->function->function, why);
    return cch_call_unknown(machine, why, NULL, arguments, count);
}

/* What a function may call through pointers: derived edges and those that are only possible. */
void cch_launch_possible(cch_machine *machine, uint32_t function, const char *why) {
    const cch_view *view = cch_evaluator_view(machine->evaluator);
    if (!view || function > view->function_count) {
        machine->arena.failed |= !view;
        return;
    }
    for (size_t i = view->out[function]; i < view->out[function + 1]; i++)
        if (!view->edges[i].certain && view->edges[i].kind == CCH_KIND_INDIRECT)
            launch_reached(machine, view->edges[i].callee, why);
}

/* (cv R OBJ ARG…) -------------------------------------------------------------------------- */

static void collect_overriders(cch_machine *machine, uint32_t method, uint32_t *found, size_t *count, size_t most) {
    const cch_graph *graph = machine->evaluator->graph;
    for (size_t i = 0; i < *count; i++)
        if (found[i] == method)
            return;
    if (*count == most)
        return;
    found[(*count)++] = method;
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_OVERRIDE); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_OVERRIDE, row);
        if (cells[CCH_OVERRIDE_OVERRIDDEN] == method)
            collect_overriders(machine, cells[CCH_OVERRIDE_METHOD], found, count, most);
    }
}

static bool is_of_class(cch_machine *machine, uint32_t method, const char *class_name) {
    const char *name = name_of(machine, method), *end = strrchr(name, ':');
    size_t length = end ? (size_t)(end - name) - 1 : 0;
    return length && strlen(class_name) == length && memcmp(name, class_name, length) == 0;
}

const cch_datum *cch_call_virtual(cch_machine *machine, const cch_node *call, uint32_t method,
                                  const struct cch_argument *arguments, size_t count) {
    enum { MOST = 64 };
    uint32_t found[MOST];
    size_t candidates = 0;
    collect_overriders(machine, method, found, &candidates, MOST);
    const cch_datum *self = count ? arguments[0].value : &cch_none;
    for (int i = 0; i < 8 && self->kind == CCH_DATUM_POINTER; i++)
        self = cch_store_get(&machine->store, self->cell);
    const char *class_name = self->kind == CCH_DATUM_OBJECT ? self->object->class_name : "";
    for (size_t i = 0; i < candidates && *class_name; i++)
        if (is_of_class(machine, found[i], class_name))
            return cch_call_function(machine, found[i], NULL, arguments, count);
    if (candidates == 1)
        return cch_call_function(machine, found[0], NULL, arguments, count);
    if (candidates == MOST)
        return cch_give_up(machine, method, "a virtual call with many overriders", arguments, count);
    const cch_datum *why = cch_is_undecided(self) ? self : cch_not_known(machine, "of which class an object is");
    struct cch_branches branches;
    cch_branches_begin(machine, &branches, call, "a virtual call", why);
    for (size_t i = 0; i < candidates; i++) {
        const uint32_t *row = cch_graph_row(machine->evaluator->graph, CCH_FUNCTION, found[i]);
        if (row[CCH_FUNCTION_FLAGS] & CCH_FLAG_PURE)
            continue;
        cch_branch_begin(machine, &branches, name_of(machine, found[i]));
        const cch_datum *value = cch_call_function(machine, found[i], NULL, arguments, count);
        cch_branch_end(machine, &branches, value);
    }
    return cch_branches_join(machine, &branches);
}

static const cch_datum *call_virtual(cch_machine *machine, const cch_node *call) {
    uint32_t method = cch_reference(machine, call, 0);
    size_t count;
    struct cch_argument *arguments = cch_arguments_of(machine, call, 1, &count);
    if (!cch_machine_runs(machine))
        return &cch_none;
    return method ? cch_call_virtual(machine, call, method, arguments, count)
                  : cch_call_unknown(machine, "a virtual call", NULL, arguments, count);
}

/* Libraries ------------------------------------------------------------------------------- */

static const cch_datum *call_library(cch_machine *machine, const cch_node *call) {
    const cch_node *name = cch_item(call, 0);
    size_t count;
    struct cch_argument *arguments = cch_arguments_of(machine, call, 1, &count);
    if (!cch_machine_runs(machine) || !name)
        return &cch_none;
    const cch_datum *value = try_model(machine, name->text, call, arguments, count);
    if (value)
        return value;
    for (size_t i = 0; i < count && cch_model_find(name->text); i++) /* it would be known if this were */
        if (cch_is_undecided(arguments[i].value) && arguments[i].value->reason)
            return call_not_modelled(machine, name->text, arguments[i].value->reason->text,
                                     arguments[i].value->reason->say, arguments, count);
    cch_explain(machine, "%s: %s is not modelled", machine->place, name->text);
    return call_not_modelled(machine, name->text, cch_arena_print(&machine->arena, "what %s returns", name->text), NULL,
                             arguments, count);
}

/* make, closure ------------------------------------------------------------------------------ */

static bool is_library_class(const char *name) {
    static const char *const scopes[] = {"std::", "at::", "c10::", "torch::", "caffe2::", "pybind11::", "__gnu_cxx::"};
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++)
        if (strncmp(name, scopes[i], strlen(scopes[i])) == 0)
            return true;
    return false;
}

static const cch_datum *make_fields(cch_machine *machine, const cch_node *make, uint32_t first,
                                    const char *class_name) {
    cch_object *object = cch_object_new(&machine->store, class_name, &cch_zero);
    for (uint32_t i = first; i < make->count && cch_machine_runs(machine); i++) {
        const cch_node *field = make->items[i], *name = cch_item(field, 0), *expression = cch_item(field, 1);
        if (field->head == CCH_HEAD_BASE && name)
            cch_object_take(&machine->store, object, cch_evaluate(machine, name));
        if (field->head != CCH_HEAD_FIELD || !name || !expression)
            continue;
        const cch_datum *value = cch_evaluate(machine, expression);
        if (!cch_machine_runs(machine))
            break;
        if (cch_names_cell(expression))
            value = cch_datum_copy(&machine->store, value);
        cch_store_set(&machine->store, cch_object_field(&machine->store, object, name->text), value);
    }
    return cch_object_value(&machine->arena, object);
}

static const cch_datum *construct(cch_machine *machine, const cch_node *make, const char *class_name) {
    uint32_t constructor = cch_reference(machine, make, 1);
    size_t count;
    struct cch_argument *arguments = cch_arguments_of(machine, make, 2, &count);
    if (!cch_machine_runs(machine))
        return &cch_none;
    struct cch_argument *all = cch_arena_take(&machine->arena, (count + 1) * sizeof *all);
    cch_object *object = cch_object_new(&machine->store, class_name, &cch_absent);
    uint32_t cell = cch_store_add(&machine->store, cch_object_value(&machine->arena, object));
    all[0] = (struct cch_argument){.value = cch_pointer(&machine->arena, cell), .cell = 0};
    memcpy(all + 1, arguments, count * sizeof *all);
    if (!constructor)
        return cch_call_unknown(machine, "a constructor", NULL, all, count + 1);
    cch_call_function(machine, constructor, NULL, all, count + 1);
    machine->returned_cell = 0;
    return cch_store_get(&machine->store, cell);
}

static const cch_datum *make(cch_machine *machine, const cch_node *node) {
    const cch_node *name = cch_item(node, 0), *second = cch_item(node, 1);
    const char *class_name = name ? name->text : "";
    if (second && second->head == CCH_HEAD_WORD && second->number >= 0)
        return construct(machine, node, class_name);
    bool has_model = cch_model_find(class_name) != NULL;
    if (!has_model && !is_library_class(class_name) &&
        (!second || second->head == CCH_HEAD_FIELD || second->head == CCH_HEAD_BASE))
        return make_fields(machine, node, 1, class_name);
    size_t count;
    struct cch_argument *arguments = cch_arguments_of(machine, node, 1, &count);
    if (!cch_machine_runs(machine))
        return &cch_none;
    const cch_datum *value = try_model(machine, class_name, node, arguments, count);
    if (value)
        return value;
    return call_not_modelled(machine, class_name, cch_arena_print(&machine->arena, "a %s", class_name), NULL, arguments,
                             count);
}

static const cch_datum *make_closure(cch_machine *machine, const cch_node *node) {
    const cch_node *captures = cch_item(node, 1);
    uint32_t count = captures && captures->head == CCH_HEAD_GROUP ? captures->count : 0;
    uint32_t *cells = cch_arena_take(&machine->arena, (count + 1) * sizeof *cells);
    struct cch_closure *closure = cch_arena_take(&machine->arena, sizeof *closure);
    if (machine->arena.failed)
        return &cch_none;
    closure->self = machine->frame->self;
    bool *own = cch_arena_take(&machine->arena, count + 1);
    for (uint32_t i = 0; i < count && cch_machine_runs(machine); i++) {
        const cch_node *capture = captures->items[i], *of = cch_item(capture, 0);
        own[i] = of && capture->head != CCH_HEAD_THIS && capture->head != CCH_HEAD_BY_REFERENCE;
        if (capture->head == CCH_HEAD_THIS)
            cells[i] = cch_store_add(&machine->store, machine->frame->self ? machine->frame->self : &cch_absent);
        else if (of && capture->head == CCH_HEAD_BY_REFERENCE)
            cells[i] = cch_evaluate_cell(machine, of);
        else if (of)
            cells[i] = cch_store_add(&machine->store, cch_datum_copy(&machine->store, cch_evaluate(machine, of)));
        else
            cells[i] = cch_store_add(&machine->store, cch_not_known(machine, "a capture"));
    }
    closure->function = cch_reference(machine, node, 0);
    closure->captures = cells;
    closure->own = own;
    closure->count = count;
    cch_datum *value = cch_arena_take(&machine->arena, sizeof *value);
    value->kind = CCH_DATUM_CLOSURE;
    value->closure = closure;
    return value;
}

const cch_datum *cch_evaluate_call(cch_machine *machine, const cch_node *call) {
    size_t count;
    struct cch_argument *arguments;
    const cch_datum *callee;
    uint32_t function;
    machine->returned_cell = 0;
    switch (call->head) {
    case CCH_HEAD_CALL:
        function = cch_reference(machine, call, 0);
        arguments = cch_arguments_of(machine, call, 1, &count);
        if (!function)
            return cch_call_unknown(machine, "a call", NULL, arguments, count);
        return cch_call_function(machine, function, NULL, arguments, count);
    case CCH_HEAD_CALL_VIRTUAL:
        return call_virtual(machine, call);
    case CCH_HEAD_CALL_LIBRARY:
    case CCH_HEAD_CALL_OPERATOR:
        return call_library(machine, call);
    case CCH_HEAD_CALL_VALUE:
        if (!call->count)
            return &cch_none;
        callee = cch_evaluate(machine, call->items[0]);
        arguments = cch_arguments_of(machine, call, 1, &count);
        return cch_machine_runs(machine) ? cch_call_value(machine, callee, arguments, count) : &cch_none;
    case CCH_HEAD_MAKE:
        return make(machine, call);
    case CCH_HEAD_CLOSURE:
        return make_closure(machine, call);
    default:
        arguments = cch_arguments_of(machine, call, 0, &count);
        return cch_call_unknown(machine, "a call", NULL, arguments, count);
    }
}
